package models_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"bijeen/models"
)

// appointment is one UID in somebody's calendar, as a program that follows
// RFC 5546 keeps it.
type appointment struct {
	Registration int64
	Sequence     int
	Stamp        time.Time
	Start, End   time.Time
	Place, Title string
	Gone         bool // a CANCEL came: nothing may follow it (I8)
}

// calendar is the calendar of one address: UID to appointment.
type calendar map[string]*appointment

// receive takes one calendar part in. The error says which rule it breaks:
// a program would show the wrong thing, or show nothing. After a refusal for
// good (skipped) a SEQUENCE may have gone by unseen.
func (c calendar) receive(mail models.Claimed, skipped bool) error {
	facts := mail.MessageFacts.Calendar
	if facts == nil || mail.Sequence == nil || *mail.Sequence != facts.Sequence {
		return fmt.Errorf("a %s without facts or with another SEQUENCE in the row", mail.Method)
	}
	item := &appointment{
		Registration: registrationOf(mail), Sequence: facts.Sequence, Stamp: facts.Stamp,
		Start: facts.Start.UTC(), End: facts.End.UTC(), Place: facts.Place, Title: facts.Title, Gone: mail.Method == "CANCEL",
	}
	old := c[facts.UID]
	if old != nil && item.Registration == 0 {
		item.Registration = old.Registration // of somebody erased since
	}
	switch {
	case old == nil && item.Gone:
		return fmt.Errorf("I8: a CANCEL for a UID that was never invited")
	case old == nil && item.Sequence != 0 && !skipped:
		return fmt.Errorf("BR-41: a new UID begins with SEQUENCE %d", item.Sequence)
	case old == nil || *old == *item:
	case old.Gone:
		return fmt.Errorf("I8: a %s after the CANCEL of its UID", mail.Method)
	case item.Sequence < old.Sequence:
		return fmt.Errorf("I8: SEQUENCE falls from %d to %d", old.Sequence, item.Sequence)
	case item.Sequence == old.Sequence && skipped && item.Stamp.After(old.Stamp):
		// The server took a message, lost its answer and refused the next try.
		// We must believe it never came; the later DTSTAMP puts that right.
	case item.Sequence == old.Sequence:
		return fmt.Errorf("BR-45: SEQUENCE %d says something else than before:\n%+v\n%+v", item.Sequence, *old, *item)
	case item.Sequence > old.Sequence+1 && !skipped:
		return fmt.Errorf("BR-43: SEQUENCE jumps from %d to %d", old.Sequence, item.Sequence)
	case !item.Stamp.After(old.Stamp):
		return fmt.Errorf("RFC 5546: DTSTAMP does not rise from %v to %v", old.Stamp, item.Stamp)
	}
	c[facts.UID] = item
	return nil
}

func registrationOf(mail models.Claimed) int64 {
	if mail.RegistrationID == nil {
		return 0
	}
	return *mail.RegistrationID
}

// calendarsShowWhoHasASeat is the end of the matter: when all mail is out,
// the calendars hold exactly one appointment for everybody with a seat in a
// meeting that goes on, with the right facts, and none for anybody else
// (BR-39, 41, 43, 45, I8). People whose address was refused are left out, and
// so is a meeting that is over: it sends no calendar mail any more.
func (w *world) calendarsShowWhoHasASeat(t *rapid.T) {
	if w.mail.ended || w.over(w.f.Now()) {
		return
	}
	shown := map[int64]appointment{}
	for address, c := range w.mail.calendars {
		for uid, item := range c {
			if item.Gone || w.mail.lost[uid] || w.mail.refused[item.Registration] {
				continue
			}
			p := w.now.person(item.Registration)
			if (p == nil || p.forgotten()) && item.End.Before(w.f.Now()) {
				continue // of somebody who was there and is not known any more
			}
			if p == nil || p.Email != address {
				t.Fatalf("%s still shows an appointment that belongs to nobody there:\n%+v\n%s", address, *item, w.story(item.Registration))
			}
			if _, twice := shown[item.Registration]; twice {
				t.Fatalf("%s shows two appointments for one seat", address)
			}
			shown[item.Registration] = *item
		}
	}
	on := w.in.Status != models.MeetingCancelled && w.in.Status != models.MeetingPostponed
	for _, p := range w.now.People {
		if w.mail.refused[p.ID] {
			continue
		}
		got, ok := shown[p.ID]
		if want := on && p.Status == models.Registered; ok != want {
			t.Fatalf("registration %d is %s at a meeting that is %s; in the calendar: %v\n%s", p.ID, p.Status, w.in.Status, ok, w.story(p.ID))
		}
		if ok {
			w.appointmentIsRight(t, p, got)
		}
	}
}

// appointmentIsRight holds an appointment against the description of the
// meeting.
func (w *world) appointmentIsRight(t *rapid.T, p personRow, got appointment) {
	key := w.now.site(p.Site).Key
	site := w.in.Sites[slices.IndexFunc(w.in.Sites, func(s models.SiteInput) bool { return s.Key == key })]
	start, end := w.in.StartsAt, w.in.EndsAt
	if site.StartsAt != nil {
		start, end = site.StartsAt, site.EndsAt
	}
	if w.in.CalendarFrom == models.FromDoors && site.StartsAt == nil {
		start = w.in.DoorsOpenAt
	}
	v := site.Venue
	place := strings.Join([]string{v.Name, v.Street, v.PostalCode + " " + v.Town}, ", ")
	if !got.Start.Equal(*start) || !got.End.Equal(*end) || got.Place != place || got.Title != w.in.Title {
		t.Fatalf("registration %d: the calendar shows\n%+v; want\n%v to %v at %s, %s\n%s", p.ID, got, start, end, place, w.in.Title, w.story(p.ID))
	}
}

// over reports whether the last site has ended.
func (w *world) over(now time.Time) bool {
	last := *w.in.EndsAt
	for _, s := range w.in.Sites {
		if s.EndsAt != nil && s.Status != models.SiteWithdrawn && s.EndsAt.After(last) {
			last = *s.EndsAt
		}
	}
	return !now.Before(last)
}
