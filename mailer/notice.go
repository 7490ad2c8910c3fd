package mailer

import (
	"strings"
	"time"

	"bijeen/locale"
	"bijeen/models"
)

// notice is what word to a user says about the own meetings: numbers, and
// nobody's name.
type notice struct {
	Subject string
	Heading string
	Lead    string
	Button  string // leads to URL
	URL     string
	Choose  string // where the user chooses what to hear

	Meetings []noticeMeeting // of a digest
}

// noticeMeeting is one meeting in a digest.
type noticeMeeting struct {
	Title, When, URL string
	Lines            []string
}

// noticePages are where the desk shows what a notice is about.
var noticePages = map[models.NoticeKind]string{
	models.NoticeRequest: "/aanmeldingen/aanvragen",
	models.NoticeRefused: "/aanmeldingen?geweigerd=ja",
	models.NoticeFull:    "",
	models.NoticeLate:    "/aanmeldingen?status=" + string(models.Cancelled) + "&volgorde=laatst",
}

// notice fills in what a user is told.
func (c *Composer) notice(l *letter, p *locale.Printer, row *models.Claimed) {
	f := row.MessageFacts.Notice
	if f == nil {
		return
	}
	desk := c.BaseURL + "/beheer"
	l.Notice.Choose = desk + "/meldingen"
	if row.Kind == models.MailDigest {
		l.Notice.URL, l.Notice.Button = desk, p.T("mail_digest.button")
		for _, m := range f.Meetings {
			l.Notice.Meetings = append(l.Notice.Meetings, c.noticeMeeting(p, m))
		}
		return
	}
	m, key := f.Meetings[0], "mail_notice."+string(f.Kind)
	title := c.noticeMeeting(p, m)
	args := []any{"title", title.Title, "when", title.When, "sites", strings.Join(f.Sites, p.T("mail_notice.and"))}
	l.Notice.Subject, l.Notice.Heading = p.T(key+"_subject", args...), p.N(key+"_heading", f.Count, args...)
	l.Notice.Lead, l.Notice.Button = p.T(key+"_lead", args...), p.T(key+"_button")
	l.Notice.URL = title.URL + noticePages[f.Kind]
	l.Brief = nil
	l.Brief.add(p.T("mail.what"), title.Title)
	l.Brief.add(p.T("mail.when"), title.When)
}

// noticeMeeting says what happened at one meeting, and what it asks for.
func (c *Composer) noticeMeeting(p *locale.Printer, m models.NoticeMeeting) noticeMeeting {
	n := noticeMeeting{Title: m.Title, When: m.DateText, URL: c.BaseURL + "/beheer/bijeenkomsten/" + m.Slug}
	if m.StartsAt != nil {
		n.When = p.LongDate(m.StartsAt.In(c.Zone))
	}
	if m.SignUps > 0 {
		n.Lines = append(n.Lines, p.N("mail_digest.sign_ups", m.SignUps))
	}
	if m.Cancellations > 0 {
		n.Lines = append(n.Lines, p.N("mail_digest.cancellations", m.Cancellations))
	}
	for _, concern := range m.Concerns {
		n.Lines = append(n.Lines, concernLine(p, concern, c.Zone))
	}
	return n
}

// concernLine says what asks for attention in the words of the desk.
func concernLine(p *locale.Printer, n models.NoticeConcern, zone *time.Location) string {
	key := "desk_todo." + string(n.Kind)
	switch {
	case !n.At.IsZero():
		return p.T(key, "date", p.LongDate(n.At.In(zone)))
	case n.Site != "":
		return p.N(key+"_site", n.Count, "site", n.Site)
	}
	return p.N(key, n.Count)
}
