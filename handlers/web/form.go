package web

import (
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// MaxForm is the largest body of a form in bytes.
const MaxForm = 64 << 10

// PostForm reads the fields of a POST, from a form or from multipart without
// files. Bytes that are no text at all (no UTF-8, or NUL) make the whole
// request unreadable: 400.
func PostForm(c echo.Context) (url.Values, error) {
	r := c.Request()
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(MaxForm)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return nil, unreadable(err)
	}
	for name, values := range r.PostForm {
		for _, v := range append(values, name) {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return nil, unreadable(errors.New("a field is no text"))
			}
		}
	}
	return r.PostForm, nil
}

// unreadable is 400 for a body that cannot be read, and 413 for one that is
// too large to be read.
func unreadable(err error) error {
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return echo.ErrStatusRequestEntityTooLarge.WithInternal(err)
	}
	return echo.ErrBadRequest.WithInternal(err)
}

// Checked reports whether a checkbox field is set: by any value other than
// empty, 0 and no (contract).
func Checked(form url.Values, name string) bool {
	for _, v := range form[name] {
		if v = strings.TrimSpace(v); v != "" && v != "0" && v != "no" {
			return true
		}
	}
	return false
}

// Problems turns refusals about what was typed into the errors of a form. ok
// is false for every other error, which the caller returns.
func Problems(p *locale.Printer, err error) (list []templates.FieldError, ok bool) {
	return problems(err, func(e *models.Error) templates.FieldError { return fieldError(p, e) })
}

// ProblemsOfOther is Problems for a form about somebody else: it says "vul een
// voornaam in" and not "vul uw voornaam in".
func ProblemsOfOther(p *locale.Printer, err error) (list []templates.FieldError, ok bool) {
	return problems(err, func(e *models.Error) templates.FieldError {
		return templates.FieldError{Name: e.Field, Text: sentence(p, e, ofOther)}
	})
}

func problems(err error, word func(*models.Error) templates.FieldError) (list []templates.FieldError, ok bool) {
	var many models.Problems
	if errors.As(err, &many) {
		for _, e := range many {
			list = append(list, word(e))
		}
		return list, true
	}
	var one *models.Error
	if errors.As(err, &one) && one.Kind == models.Invalid {
		return []templates.FieldError{word(one)}, true
	}
	return nil, false
}

var personField = regexp.MustCompile(`^people\[(\d+)\]\.(.*)$`)

func fieldError(p *locale.Printer, e *models.Error) templates.FieldError {
	text := Sentence(p, e)
	if m := personField.FindStringSubmatch(e.Field); m != nil {
		n, _ := strconv.Atoi(m[1])
		text = p.T("error.of_person", "number", strconv.Itoa(n+1), "text", sentence(p, e, ofOther))
	}
	return templates.FieldError{Name: e.Field, Text: text}
}

// ofOther is what stands behind the key of a sentence about somebody else.
const ofOther = "_other"

// Sentence is what people read about a refusal: the sentence of its key for
// this field where there is one, else that of the key.
func Sentence(p *locale.Printer, e *models.Error) string { return sentence(p, e, "") }

func sentence(p *locale.Printer, e *models.Error, about string) string {
	key := "error." + e.Key
	field := strings.TrimPrefix(e.Field[strings.LastIndex(e.Field, "].")+1:], ".")
	for _, special := range []string{key + "__" + field, key + about} {
		if p.Has(special) {
			key = special
			break
		}
	}
	if !p.Has(key) {
		key = "error.unknown"
	}
	var args []any
	for _, name := range slices.Sorted(maps.Keys(e.Args)) {
		args = append(args, name, fmt.Sprint(e.Args[name]))
	}
	return p.T(key, args...)
}
