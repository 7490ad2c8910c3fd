package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// Effect is what a change would do to people, found by doing it and taking it
// back: it is never another answer than that of the change itself.
type Effect struct {
	Changed   []string            // the fields that differ, as in the meeting file
	People    int                 // how many people get mail
	Mails     map[MessageKind]int // how many of each kind
	Calendars int                 // in how many calendars an appointment changes or goes
	Seats     Occupancy           // of each site, afterwards
	Kind      MessageKind         // of the sample
	Sample    *MessageFacts       // what a mail about the change says; nil when there is none
}

// Quiet reports whether nobody hears or loses anything.
func (e *Effect) Quiet() bool { return e.People == 0 }

// tally takes note of the mails of an act, of one that is only tried too.
type tally struct {
	mails     map[int64]map[MessageKind]bool // of each registration
	calendars map[int64]bool                 // registrations whose appointment changes
	sample    *Registration                  // to show the mail of
	kind      MessageKind                    // of that mail
	detail    string                         // … and what only the verb knows
}

// counts gives how many mails of each kind there are.
func (t *tally) counts() map[MessageKind]int {
	n := make(map[MessageKind]int)
	for _, kinds := range t.mails {
		for kind := range kinds {
			n[kind]++
		}
	}
	return n
}

// forget takes back what was noted about somebody whose waiting mails are
// taken back.
func (t *tally) forget(r *Registration) {
	if t != nil {
		delete(t.mails, r.ID)
		delete(t.calendars, r.ID)
	}
}

// note counts one mail. A change that its receiver knows already goes no
// further than the outbox, and is not counted.
func (t *tally) note(d *desk, r *Registration, kind MessageKind, detail string) error {
	if t == nil {
		return nil
	}
	if kind == MailChanged {
		knows, err := d.knows(r)
		if err != nil || knows {
			return err
		}
	}
	if t.mails == nil {
		t.mails, t.calendars = map[int64]map[MessageKind]bool{}, map[int64]bool{}
	}
	if t.mails[r.ID] == nil {
		t.mails[r.ID] = map[MessageKind]bool{}
	}
	t.mails[r.ID][kind] = true
	if r.CalendarInvited {
		t.calendars[r.ID] = true
	}
	if t.sample == nil || r.Status == Registered && t.sample.Status != Registered {
		t.sample, t.kind, t.detail = r, kind, detail
	}
	return nil
}

// knows reports whether r was told where to be when, and that still holds.
func (d *desk) knows(r *Registration) (bool, error) {
	told, err := r.told()
	if err != nil {
		return false, err
	}
	now := d.itemFacts(r)
	others, err := d.changedFor(r)
	if err != nil || others {
		return false, err
	}
	return told != nil && now != nil && (r.CalendarInvited && told.same(now) || !r.CalendarInvited && told.sameForWaiting(*now)), nil
}

// changedFor reports whether another site that r waits for differs from what
// r was told.
func (d *desk) changedFor(r *Registration) (bool, error) {
	others, err := d.otherSites(r)
	if err != nil {
		return false, err
	}
	changed, err := r.changedOthers(others)
	return len(changed) > 0, err
}

// PreviewChange says what ChangeMeeting with the same input would do. It
// locks the meeting for as long as the change itself would. Kinds: as
// ChangeMeeting.
func (s *Store) PreviewChange(ctx context.Context, in MeetingInput, read time.Time, by Actor) (*Effect, error) {
	var effect *Effect
	err := s.dryRun(ctx, func(tx *gorm.DB) error {
		var t tally
		var saved Saved
		d, err := s.changeUnlessChanged(tx, in, read, by, &saved, &t)
		if err != nil {
			return err
		}
		if effect, err = t.effect(d); err != nil {
			return err
		}
		effect.Changed = saved.Changed
		return nil
	})
	if err != nil {
		return nil, err
	}
	return effect, nil
}

// effect sums up, and writes the facts of one mail as they would be.
func (t *tally) effect(d *desk) (*Effect, error) {
	e := &Effect{People: len(t.mails), Mails: t.counts(), Calendars: len(t.calendars), Seats: d.seats}
	if t.sample == nil {
		return e, nil
	}
	id, meetingID := t.sample.ID, d.m.ID
	msg := &Message{Kind: t.kind, MeetingID: &meetingID, RegistrationID: &id, Language: d.m.Language, Detail: t.detail}
	facts, err := d.facts(msg)
	if errors.Is(err, errNoNews) {
		return e, nil
	}
	e.Kind, e.Sample = t.kind, facts
	return e, err
}
