package models

import (
	"fmt"
	"reflect"
	"slices"
	"time"
)

// differences names the fields in which two descriptions differ, as they are
// called in the meeting file.
func (in MeetingInput) differences(old MeetingInput) []string {
	var names []string
	a, b := reflect.ValueOf(in), reflect.ValueOf(old)
	for i := range a.NumField() {
		if !sameValue(a.Field(i).Interface(), b.Field(i).Interface()) {
			names = append(names, snake(a.Type().Field(i).Name))
		}
	}
	return names
}

// sameValue compares times as moments and everything else by value, an
// empty list being no list.
func sameValue(a, b any) bool {
	switch x := a.(type) {
	case *time.Time:
		return sameTime(x, b.(*time.Time))
	case []SiteInput:
		return slices.EqualFunc(x, b.([]SiteInput), sameSite)
	case []string:
		return slices.Equal(x, b.([]string))
	case []HostInput:
		return slices.Equal(x, b.([]HostInput))
	case []ProgrammeInput:
		return slices.Equal(x, b.([]ProgrammeInput))
	}
	return reflect.DeepEqual(a, b)
}

func sameTime(a, b *time.Time) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

func sameSite(a, b SiteInput) bool {
	times := sameTime(a.DoorsOpenAt, b.DoorsOpenAt) && sameTime(a.StartsAt, b.StartsAt) && sameTime(a.EndsAt, b.EndsAt)
	a.DoorsOpenAt, a.StartsAt, a.EndsAt = nil, nil, nil
	b.DoorsOpenAt, b.StartsAt, b.EndsAt = nil, nil, nil
	return times && a == b
}

func snake(name string) string {
	var out []rune
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				out = append(out, '_')
			}
			r += 'a' - 'A'
		}
		out = append(out, r)
	}
	return string(out)
}

// publicPlaces are the places of the item in the public feed, in order.
func (in MeetingInput) publicPlaces() []SiteInput {
	var list []SiteInput
	for _, s := range in.Sites {
		switch {
		case s.Status != SiteConfirmed:
		case s.Mode == Online:
			list = append(list, SiteInput{Mode: Online})
		default:
			list = append(list, SiteInput{Mode: s.Mode, Venue: s.Venue, Room: s.Room})
		}
	}
	return list
}

// publicItemDiffers reports whether the item in the public feed changed, but
// for its place.
func (m *Meeting) publicItemDiffers(old *Meeting) bool {
	a, b := m.Item(nil), old.Item(nil)
	return (a == nil) != (b == nil) || a != nil && *a != *b || m.publicState() != old.publicState()
}

// publish stamps a new text of the item in the public feed, which counts up
// by these steps: none when only words changed (calendar-mail.md §6).
func (m *Meeting) publish(now time.Time, steps int) {
	m.CalendarSequence += steps
	stamp := now.Truncate(time.Second)
	if !stamp.After(m.CalendarStamp) {
		stamp = m.CalendarStamp.Add(time.Second)
	}
	m.CalendarStamp = stamp
}

// publicState is what the public feed says about a meeting beyond time and
// place: a day to save (BR-47), off, or nothing special.
func (m *Meeting) publicState() MeetingStatus {
	switch {
	case m.CalledOff():
		return MeetingCancelled
	case m.Status == MeetingAnnounced || m.Status == MeetingPostponed:
		return m.Status
	}
	return ""
}

// effects is what a changed meeting means for the people of it.
func (d *desk) effects(before *Meeting, by Actor) error {
	if err := d.endForgotten(); err != nil {
		return err
	}
	if err := d.statusEffects(before); err != nil {
		return err
	}
	if err := d.inviteInterested(by); err != nil {
		return err
	}
	if !d.m.off() && !d.m.over(d.now) {
		if err := d.itemEffects(before); err != nil {
			return err
		}
	}
	return d.walkQueue()
}

func (d *desk) statusEffects(before *Meeting) error {
	from, to := before.Status, d.m.Status
	if from == to {
		return nil
	}
	if err := d.dropReminders(); err != nil {
		return err
	}
	switch {
	case to == MeetingCancelled && !before.CalledOff():
		return d.tellAll(MailMeetingCancelled)
	case to == MeetingPostponed:
		return d.tellAll(MailPostponed)
	case before.off() && slices.Contains([]MeetingStatus{MeetingAnnounced, MeetingOpen, MeetingClosed}, to) && !d.m.over(d.now):
		return d.goesOnAfterAll()
	}
	return nil
}

// tellAll queues one mail for everybody who still has to do with the meeting
// (BR-39). Their registrations keep their state.
func (d *desk) tellAll(kind MessageKind) error {
	list, err := d.people("status in ?", ActiveStatuses)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := d.later(r, kind, MessageDetail{}); err != nil {
			return err
		}
	}
	return nil
}

// goesOnAfterAll mails those who have already been told that the meeting was
// off, and those with a seat who were told nothing yet, as their mail would
// have said what was not so any more. Nobody else hears a thing.
func (d *desk) goesOnAfterAll() error {
	list, err := d.people("status in ?", ActiveStatuses)
	if err != nil {
		return err
	}
	last, err := d.lastWords()
	if err != nil {
		return err
	}
	for _, r := range list {
		word, detail := last[r.ID], MessageDetail{}
		off := word.Kind == MailMeetingCancelled || word.Kind == MailPostponed
		knows := !off
		if r.Status == Registered {
			knows = r.CalendarInvited || !off && word.State == MessageQueued && word.FrozenAt == nil
		}
		if knows {
			if err := d.catchUp(r); err != nil {
				return err
			}
			continue
		}
		if off {
			detail.Why = WhyOnAgain
		}
		d.mailed = true
		if err := d.mailDetail(r, mailFor(r.Status), detail); err != nil {
			return err
		}
	}
	return nil
}

// catchUp tells of a change whose own mail was taken back while the meeting
// was off.
func (d *desk) catchUp(r *Registration) error {
	told, err := r.told()
	now := d.itemFacts(r)
	if err != nil || told == nil || now == nil || told.same(now) {
		return err
	}
	return d.later(r, MailChanged, MessageDetail{})
}

// lastWords finds for each registration the newest mail that was taken up by
// a worker or waits to be. What goes to an old address is not counted, nor
// word that the meeting is off when nobody took it up: it goes no more.
func (d *desk) lastWords() (map[int64]Message, error) {
	var rows []Message
	err := d.tx.Select("id", "registration_id", "kind", "state", "frozen_at").
		Where("meeting_id = ? and registration_id is not null and state <> ?", d.m.ID, MessageAborted).
		Where("kind <> ? and not (kind in ? and facts = '')", MailAddressChanged, []MessageKind{MailMeetingCancelled, MailPostponed}).
		Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("last mails of meeting %d: %w", d.m.ID, err)
	}
	last := make(map[int64]Message, len(rows))
	for _, row := range rows {
		last[*row.RegistrationID] = row
	}
	return last, nil
}

// itemEffects mails those whose time, place or title changed. What a mail
// says is decided when it goes: an undone change is not mailed.
func (d *desk) itemEffects(before *Meeting) error {
	var sites []int64
	for i := range d.m.Sites {
		s := &d.m.Sites[i]
		old := before.SiteByID(s.ID)
		if old == nil {
			continue
		}
		was, is := before.Item(old), d.m.Item(s)
		if is != nil && (was == nil || *was != *is) {
			sites = append(sites, s.ID)
		}
	}
	if len(sites) == 0 {
		return nil
	}
	if err := d.dropReminders(); err != nil {
		return err
	}
	list, err := d.people(`status = ? and site_id in ? or status in ? and id in
		(select registration_id from accepted_sites where site_id in ?)`,
		Registered, sites, []RegistrationStatus{Waitlisted, Pending, Offered}, sites)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := d.later(r, MailChanged, MessageDetail{}); err != nil {
			return err
		}
	}
	return nil
}

// people reads registrations of the locked meeting; not of who was forgotten,
// with whom there is nothing to do any more.
func (d *desk) people(where string, args ...any) ([]*Registration, error) {
	var list []*Registration
	err := d.tx.Where("meeting_id = ? and person_id is not null", d.m.ID).Where("("+where+")", args...).Order("id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("people of meeting %d: %w", d.m.ID, err)
	}
	return list, nil
}
