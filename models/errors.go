package models

import (
	"errors"
	"fmt"
)

// Kind sorts the errors that a person can act on. Everything that is not an
// Error of this package is an internal fault.
type Kind int

// The kinds of error. Which HTTP status they get is decided in handlers.
const (
	Invalid   Kind = iota + 1 // what was sent is not right; Field says where
	NotFound                  // there is nothing here, or nothing for you
	Gone                      // it was here and has ended
	Forbidden                 // you may not do this
	Conflict                  // it cannot be done as things stand now
	TooMany                   // too often; later it works again
)

// Error is a refusal in words that people understand. Key names the sentence
// in the locale files, Field the form field it belongs to (empty when it
// belongs to the whole), Args what the sentence fills in.
type Error struct {
	Kind  Kind
	Key   string
	Field string
	Args  map[string]any
}

// Error gives the key and field, for logs; people read the sentence of Key.
func (e *Error) Error() string {
	if e.Field == "" {
		return "refused: " + e.Key
	}
	return fmt.Sprintf("refused: %s (field %s)", e.Key, e.Field)
}

// Problems are several refusals at once, in the order of the form. They are
// all of kind Invalid.
type Problems []*Error

// Error lists the keys, for logs.
func (p Problems) Error() string {
	s := "refused:"
	for _, e := range p {
		s += " " + e.Field + "=" + e.Key
	}
	return s
}

// KindOf gives the kind of err, or 0 when it is an internal fault.
func KindOf(err error) Kind {
	var one *Error
	if errors.As(err, &one) {
		return one.Kind
	}
	var many Problems
	if errors.As(err, &many) {
		return Invalid
	}
	return 0
}

func refuse(kind Kind, key string) *Error { return &Error{Kind: kind, Key: key} }

func invalid(field, key string) *Error { return &Error{Kind: Invalid, Key: key, Field: field} }

func errNotFound(what string) *Error { return &Error{Kind: NotFound, Key: what + "_not_found"} }
