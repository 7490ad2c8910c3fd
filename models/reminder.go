package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models/workdays"
)

// reminderHour is when reminders of a day go, by the clock of the site: the
// beginning of office hours.
const reminderHour = 8

// ReminderMoment is one rule of a meeting with the moment it stands for.
type ReminderMoment struct {
	Workdays int // before the day itself
	At       time.Time
}

// Reminders lists when people at a site (nil: of the meeting itself) are
// reminded, the first one first: by the rule of the kind (rules §3.2), at 8.00
// hours so many working days before the start. None while undated.
func (m *Meeting) Reminders(s *Site, zone *time.Location) []ReminderMoment {
	start := m.Start(s)
	if start == nil {
		return nil
	}
	var list []ReminderMoment
	for _, n := range Defaults(m.Kind).ReminderWorkdays {
		day := workdays.Calendar{Zone: zone}.Add(*start, -n)
		year, month, date := day.Date()
		list = append(list, ReminderMoment{n, time.Date(year, month, date, reminderHour, 0, 0, 0, zone)})
	}
	return list
}

// reminderDue is the rule that holds at a site now: the last of those whose
// moment has come. ok is false before the first, from the moment doors open,
// and at a meeting that is not going to be.
func (m *Meeting) reminderDue(s *Site, now time.Time, zone *time.Location) (due ReminderMoment, ok bool) {
	if m.Status != MeetingOpen && m.Status != MeetingClosed {
		return due, false
	}
	doors := m.Doors(s)
	if doors == nil || !now.Before(*doors) {
		return due, false
	}
	for _, r := range m.Reminders(s, zone) {
		if !r.At.After(now) {
			due, ok = r, true
		}
	}
	return due, ok
}

// reminderHorizon is longer than the longest rule takes, holidays included.
const reminderHorizon = 45 * 24 * time.Hour

// RemindersDue lists the meetings at which somebody is to be reminded now. The
// worker calls it each minute, and Remind for each of them.
func (s *Store) RemindersDue(ctx context.Context) ([]int64, error) {
	now := s.Now()
	var due []int64
	err := s.Read(ctx, func(tx *gorm.DB) error {
		var list []*Meeting
		horizon := now.Add(reminderHorizon)
		err := tx.Preload("Sites").Where("status in ?", []MeetingStatus{MeetingOpen, MeetingClosed}).
			Where(`starts_at <= ? and ends_at > ? or exists (select 1 from sites where sites.meeting_id = meetings.id
				and sites.starts_at <= ? and sites.starts_at > ?)`, horizon, now, horizon, now).
			Order("id").Find(&list).Error
		if err != nil {
			return err
		}
		for _, m := range list {
			some, err := remindsSomebody(tx, m, now, s.zone)
			if err != nil {
				return err
			}
			if some {
				due = append(due, m.ID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("meetings with reminders: %w", err)
	}
	return due, nil
}

func remindsSomebody(tx *gorm.DB, m *Meeting, now time.Time, zone *time.Location) (bool, error) {
	for i := range m.Sites {
		rule, ok := m.reminderDue(&m.Sites[i], now, zone)
		if !ok {
			continue
		}
		var n int64
		err := toRemind(tx.Model(&Registration{}), &m.Sites[i], rule).Limit(1).Count(&n).Error
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// news are the mails that say when and where: who got one since the moment of
// a reminder needs none.
var news = []MessageKind{MailConfirmation, MailPlaceGiven, MailSubstituteIn, MailChanged}

// toRemind picks who has a seat at this site since before the moment of the
// rule and was neither reminded by it, also under an earlier registration,
// nor told anew since. While word of a change waits, the reminder does too:
// it would contradict the appointment in the calendar.
func toRemind(q *gorm.DB, site *Site, rule ReminderMoment) *gorm.DB {
	since := rule.At.UTC()
	return q.Where("meeting_id = ? and status = ? and site_id = ? and coalesce(registered_at, created_at) < ?", site.MeetingID, Registered, site.ID, since).
		Where(`not exists (select 1 from messages k join registrations o on o.id = k.registration_id
			where o.meeting_id = registrations.meeting_id and o.person_id = registrations.person_id
			and k.reminder = ? and k.reminder_at = ? and k.state <> 'aborted')`, rule.Workdays, since).
		Where(`not exists (select 1 from messages k where k.registration_id = registrations.id and k.state <> 'aborted' and k.kind in ?
			and (k.created_at >= ? or k.state = 'queued' and k.facts = ''))`, news, since)
}

// remindAtOnce is how many people are reminded in one transaction: others wait
// for the lock of the meeting meanwhile.
const remindAtOnce = 500

// Remind queues the reminders of one meeting that are due: one for each
// person and rule, however many workers ask at once. Who cancelled, waits, or
// heard anew since the moment gets none; nobody does when the meeting is off.
// A date that moves takes the moments along. It locks the meeting, for a few
// hundred people at a time. Kinds: NotFound.
func (s *Store) Remind(ctx context.Context, meetingID int64) error {
	for {
		n := 0
		err := s.atMeeting(ctx, meetingID, func(d *desk) error {
			n = 0
			for i := range d.m.Sites {
				reminded, err := d.remindSite(&d.m.Sites[i], remindAtOnce-n)
				if err != nil {
					return err
				}
				n += reminded
			}
			return nil
		})
		if err != nil || n < remindAtOnce {
			return err
		}
	}
}

// remindSite reminds at most so many people of a site, and says how many.
func (d *desk) remindSite(site *Site, limit int) (int, error) {
	rule, ok := d.m.reminderDue(site, d.now, d.s.zone)
	if !ok || limit == 0 {
		return 0, nil
	}
	var list []*Registration
	if err := toRemind(d.tx, site, rule).Order("id").Limit(limit).Find(&list).Error; err != nil {
		return 0, fmt.Errorf("people to remind at meeting %d: %w", d.m.ID, err)
	}
	for _, r := range list {
		if err := d.remind(r, rule); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

func (d *desk) remind(r *Registration, rule ReminderMoment) error {
	msg, err := d.message(r, MailReminder, MessageDetail{})
	if err != nil {
		return err
	}
	at := rule.At.UTC()
	msg.Reminder, msg.ReminderAt = &rule.Workdays, &at
	return d.queueMessage(msg)
}

// reminderFacts is the rest of what a reminder says. It leaves the calendar
// alone (calendar-mail.md §1). One that waited until something changed, or
// until another rule holds, is taken back; the next look queues what is right.
func (d *desk) reminderFacts(f *MessageFacts, msg *Message, r *Registration) error {
	now := d.itemFacts(r)
	told, err := r.told()
	if err != nil {
		return err
	}
	if now == nil || r.SiteID == nil || told != nil && !told.same(now) {
		return errNoNews
	}
	rule, ok := d.m.reminderDue(d.m.SiteByID(*r.SiteID), d.now, d.s.zone)
	if !ok || msg.Reminder == nil || *msg.Reminder != rule.Workdays || !sameTime(msg.ReminderAt, &rule.At) {
		return errNoNews
	}
	f.Item = now
	return nil
}
