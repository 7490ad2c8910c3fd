package mailer

import (
	"strings"

	"bijeen/locale"
	"bijeen/models"
)

// changes compares what a person was told with what is true now. What the
// subject says comes from the same comparison.
func (c *Composer) changes(l *letter, p *locale.Printer, f *models.MessageFacts) {
	was, is := f.Before, f.Item
	if is == nil {
		return
	}
	var news []string
	add := func(what, subject, old, new string) {
		if old == new {
			return
		}
		row := fact{Key: p.T(what), Text: new, Lines: []string{new}}
		if old != "" {
			before := p.T("mail.was", "old", old)
			row.Text, row.Lines = new+" ("+before+")", append(row.Lines, before)
		}
		l.Changes = append(l.Changes, row)
		news = append(news, p.T(subject))
	}
	if was == nil {
		was = &models.ItemFacts{Place: is.Place, Title: is.Title}
	}
	oldDay, newDay := was.Start.In(c.Zone), is.Start.In(c.Zone)
	switch oldSpan, newSpan := p.Span(oldDay, was.End.In(c.Zone)), p.Span(newDay, is.End.In(c.Zone)); {
	case was.Start.IsZero():
		add("mail_changed.date", "mail_changed.new_date", "", newSpan)
	case p.LongDate(oldDay) != p.LongDate(newDay):
		add("mail_changed.date", "mail_changed.new_date", oldSpan, newSpan)
	default:
		add("mail_changed.time", "mail_changed.new_time",
			p.ClockRange(oldDay, was.End.In(c.Zone)), p.ClockRange(newDay, is.End.In(c.Zone)))
	}
	seat := f.Status == models.Registered
	add("mail_changed.place", "mail_changed.other_place", shown(p, was.Place, seat), shown(p, is.Place, seat))
	add("mail_changed.title", "mail_changed.new_title", was.Title, is.Title)
	l.News = strings.Join(news, ", ")
}
