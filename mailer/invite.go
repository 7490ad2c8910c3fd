package mailer

import (
	"errors"
	"strings"

	"bijeen/ical"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
)

// calendar is the bytes of the calendar part: the facts that were frozen for
// the machine, and for people the same words as the mail.
func (c *Composer) calendar(row *models.Claimed, l *letter) ([]byte, error) {
	facts := row.MessageFacts.Calendar
	if facts == nil {
		return nil, errors.New("a calendar part without its facts")
	}
	item := ical.Item{
		UID: facts.UID, Sequence: facts.Sequence, Stamp: facts.Stamp,
		Start: facts.Start, End: facts.End, Zone: c.Zone,
		Title: facts.Title, Place: facts.Place, URL: c.meeting(row.MessageFacts.Meeting.Slug),
		OrganizerName: c.senderName(&row.MessageFacts), OrganizerAddress: c.From.Address,
		AttendeeName: names.CleanLine(row.MessageFacts.ToName), AttendeeAddress: facts.Address,
		PartStat: ical.PartStat(facts.PartStat), RSVP: facts.RSVP,
	}
	switch row.Method {
	case "REQUEST":
		if told := row.MessageFacts.Item; told != nil {
			item.Status = ical.Status(told.Status)
		}
		item.Description, item.JoinURL = description(locale.For(row.Language), l), l.JoinURL
		return ical.Request(item)
	case "CANCEL":
		return ical.Cancel(item)
	}
	return nil, errors.New("a calendar part with an unknown method")
}

// description is what the appointment says: when doors open and when it
// starts (BR-48), how to reach somebody, and the one link behind which
// everything can be changed. A calendar is shared with colleagues, so nothing
// stands here that the appointment itself does not show.
func description(p *locale.Printer, l *letter) string {
	var text []string
	add := func(key, value string) {
		if value != "" {
			text = append(text, p.T(key, "value", value))
		}
	}
	if l.Reception != "" {
		text = append(text, p.T("mail_calendar.times", "reception", l.Reception, "start", l.Start))
	} else {
		add("mail_calendar.start", l.Start)
	}
	add("mail_calendar.join", l.JoinURL)
	add("mail_calendar.day_phone", l.DayPhone)
	add("mail_calendar.route", l.Route)
	add("mail_calendar.own", l.OwnURL)
	return strings.Join(text, "\n")
}
