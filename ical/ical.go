// Package ical turns a meeting and one registration into the bytes of a
// calendar item, and reads the answers that calendars send back.
//
// A person with a place gets a REQUEST: an appointment with exactly one
// ATTENDEE, that person. A change is a REQUEST with the same UID and a higher
// SEQUENCE, the end is a CANCEL. Downloads and feeds are PUBLISH, where nobody
// is invited. The caller says what is true (an Item, a Feed); this package
// decides how it is written, and refuses with a ValueError what cannot be
// written truthfully. It reads no clock: equal input gives equal bytes, so a
// retried mail repeats itself and a feed keeps its ETag.
//
// The types of golang-ical are the model in the middle. What that library
// writes is not trusted with names, line ends and times with a zone, so the
// model is written out by a small encoder of our own; what it reads stands
// behind a guard, because a few kilobytes of hostile text keep its parser busy
// for minutes. When a release writes the names of the tests right, the encoder
// goes. Nothing else in Bijeen imports golang-ical.
//
// The rules are those of RFC 5545 (the format) and RFC 5546 (who sends what to
// whom).
package ical

import (
	"time"

	ics "github.com/arran4/golang-ical"
)

// prodID names the program that wrote the object (RFC 5545 §3.7.3).
const prodID = "-//Bijeen//Bijeen//NL"

// Status is the STATUS of an item (RFC 5545 §3.8.1.11).
type Status string

// The statuses of an item. Tentative is a date that is kept free and not yet
// definitive (BR-47).
const (
	StatusConfirmed Status = "CONFIRMED"
	StatusTentative Status = "TENTATIVE"
	StatusCancelled Status = "CANCELLED"
)

// PartStat is what an attendee has answered (RFC 5545 §3.2.12).
type PartStat string

// The answers that mean something to us.
const (
	PartNeedsAction PartStat = "NEEDS-ACTION"
	PartAccepted    PartStat = "ACCEPTED"
	PartDeclined    PartStat = "DECLINED"
	PartTentative   PartStat = "TENTATIVE"
	PartDelegated   PartStat = "DELEGATED"
)

// known reports whether p is one of the answers above.
func (p PartStat) known() bool {
	switch p {
	case PartNeedsAction, PartAccepted, PartDeclined, PartTentative, PartDelegated:
		return true
	}
	return false
}

// Item is one appointment, for one person or for everybody. The zero value of
// a field marked optional leaves its property out.
type Item struct {
	// UID stays the same for the life of the item (BR-41). Printable ASCII
	// without spaces, quotes, backslash, comma and semicolon; at most 255 octets.
	UID string
	// Sequence counts the changes of time, place, title and status from 0 (BR-41).
	Sequence int
	// Stamp is DTSTAMP and LAST-MODIFIED, in whole seconds: when these facts
	// were frozen or the meeting was changed, never the moment of writing.
	Stamp time.Time

	// Start and End are instants; End is later than Start, both in whole
	// seconds. With AllDay only their days in Zone count, and End may be zero
	// (the day of Start) or any moment of the last day.
	Start, End time.Time
	// AllDay makes a save-the-date: whole days that leave the person free
	// (BR-47).
	AllDay bool
	// Zone is where the meeting is; nil is Europe/Amsterdam. Times of
	// Europe/Amsterdam carry a TZID with VTIMEZONE (BR-46). Times of any other
	// zone are written in UTC: the same instant, without a zone of ours that
	// could be wrong.
	Zone *time.Location

	// Title is what the person reads in the calendar. It cannot be empty.
	Title string
	// Place is name, building, street, postal code and town in one line;
	// optional.
	Place string
	// Description is plain text, optional. It names doors-open and start (BR-48).
	Description string
	// URL is the public page of the meeting, http or https; optional.
	URL string
	// JoinURL opens the online meeting, http or https; optional. It is written
	// wherever a calendar looks for it, so it is left empty in anything public.
	JoinURL string

	// OrganizerName is optional; OrganizerAddress is the one mailbox that all
	// our mail comes from.
	OrganizerName, OrganizerAddress string
	// AttendeeName is optional; AttendeeAddress is the receiver of the mail.
	// Publish and PublishOne write neither.
	AttendeeName, AttendeeAddress string

	// PartStat is the last known answer; empty is NEEDS-ACTION. Only Request
	// writes it.
	PartStat PartStat
	// RSVP asks for an answer. Only Request writes it.
	RSVP bool
	// Status: empty is CONFIRMED, or TENTATIVE for an all-day item. Cancel
	// always writes CANCELLED, Request refuses it.
	Status Status
}

// Request gives the invitation or update of one person: METHOD:REQUEST with
// one VEVENT and exactly one ATTENDEE (BR-44, RFC 5546 §3.2.2). The MIME part
// must say method=REQUEST. Errors are of type *ValueError.
func Request(item Item) ([]byte, error) { return one(ics.MethodRequest, item) }

// Cancel takes the item out of one person's calendar: METHOD:CANCEL and
// STATUS:CANCELLED under the same UID, with the higher SEQUENCE that item
// carries (RFC 5546 §3.2.5). Our event has one attendee, so leaving it ends
// the whole event, whether the person or the meeting is cancelled. Errors are
// of type *ValueError.
func Cancel(item Item) ([]byte, error) { return one(ics.MethodCancel, item) }

// PublishOne gives an item to download: METHOD:PUBLISH without ATTENDEE,
// whatever item says about one. Errors are of type *ValueError.
func PublishOne(item Item) ([]byte, error) { return one(ics.MethodPublish, item) }

func one(method ics.Method, item Item) ([]byte, error) {
	event, zoned, err := newEvent(method, item)
	if err != nil {
		return nil, err
	}
	cal := newCalendar(method)
	cal.AddVEvent(event)
	return encode(cal, zoned)
}

// newCalendar gives an object with the properties that all of ours begin with.
func newCalendar(method ics.Method) *ics.Calendar {
	cal := &ics.Calendar{}
	cal.SetProductId(prodID)
	cal.SetVersion("2.0")
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(method)
	return cal
}
