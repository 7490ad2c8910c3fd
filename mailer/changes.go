package mailer

import (
	"slices"
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
		l.Changes = append(l.Changes, changedRow(p, p.T(what), old, new))
		if word := p.T(subject); !slices.Contains(news, word) {
			news = append(news, word)
		}
	}
	if was == nil {
		was = &models.ItemFacts{Place: is.Place, Title: is.Title}
	}
	oldDay, newDay := was.Start.In(c.Zone), is.Start.In(c.Zone)
	switch oldSpan, newSpan := c.span(p, was), c.span(p, is); {
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
	for _, o := range f.Others {
		alike := o.Before.Start.Equal(was.Start) && o.Before.End.Equal(was.End) && o.Item.Start.Equal(is.Start) && o.Item.End.Equal(is.End)
		if !alike {
			add("mail_changed.also_time", "mail_changed.new_time", c.span(p, o.Before), c.span(p, &o.Item))
		}
		add("mail_changed.also_place", "mail_changed.other_place", shown(p, o.Before.Place, seat), shown(p, o.Item.Place, seat))
	}
	l.News = strings.Join(news, ", ")
}

func (c *Composer) span(p *locale.Printer, item *models.ItemFacts) string {
	return p.Span(item.Start.In(c.Zone), item.End.In(c.Zone))
}

// changedRow says what is true now and what was before, if anything.
func changedRow(p *locale.Printer, key, old, new string) fact {
	row := fact{Key: key, Text: new, Lines: []string{new}}
	if old != "" {
		before := p.T("mail.was", "old", old)
		row.Text, row.Lines = new+" ("+before+")", append(row.Lines, before)
	}
	return row
}
