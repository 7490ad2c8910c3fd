package mailer

import (
	"strings"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/models/placeholders"
)

// noteLine is one line of what an organizer wrote: words, and links of which
// the address is made by us.
type noteLine []placeholders.Piece

// note fills in what an organizer wrote to many, for this receiver. A test of
// it goes to the writer, who gets no link that opens a registration.
func (c *Composer) note(l *letter, p *locale.Printer, row *models.Claimed) {
	note := row.MessageFacts.Detail.Note
	if row.Kind != models.MailNote || note == nil {
		return
	}
	v := placeholders.Values{
		GivenName: names.CleanLine(row.MessageFacts.GivenName), Meeting: l.Title, Date: first(l.Day, l.When, p.T("mail_note.no_date")),
		Site: first(l.Place, p.T("mail_note.no_site")), Link: first(l.OwnURL, l.MeetingURL),
	}
	l.NoteSubject = placeholders.Fill(note.Subject, v)
	if note.Test {
		l.NoteSubject = p.T("mail_note.test", "subject", l.NoteSubject)
	}
	l.NoteText = placeholders.Fill(note.Body, v)
	for _, paragraph := range strings.Split(note.Body, "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); paragraph == "" {
			continue
		}
		var lines []noteLine
		for _, line := range strings.Split(paragraph, "\n") {
			lines = append(lines, placeholders.Pieces(line, v))
		}
		l.Note = append(l.Note, lines)
	}
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
