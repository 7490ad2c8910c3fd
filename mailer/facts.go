package mailer

import (
	"strings"

	"bijeen/locale"
	"bijeen/models"
)

// fact is one row of a table in a mail: what it is about and what it says.
type fact struct {
	Key   string
	Text  string   // as plain text says it
	Lines []string // as HTML says it: mail programs differ in what they do with line ends
	URL   string   // what Lines lead to, if anything
}

// action is something the receiver can do, by a link of its own.
type action struct {
	Text, Help, URL string
}

// table collects facts; what is empty is left out.
type table []fact

func (t *table) add(key, value string) {
	if value != "" {
		*t = append(*t, fact{Key: key, Text: value, Lines: strings.Split(value, "\n")})
	}
}

// addLines adds a value of several lines that plain text says in one.
func (t *table) addLines(key string, value lines) {
	if value != "" {
		*t = append(*t, fact{Key: key, Text: value.OneLine(), Lines: value.Lines()})
	}
}

// addLink adds an address: plain text spells it out, HTML says where it leads.
func (t *table) addLink(key, url, text string) {
	if url != "" {
		*t = append(*t, fact{Key: key, Text: url, Lines: []string{text}, URL: url})
	}
}

// facts fills the tables of a letter: in brief, and everything for the day.
func (l *letter) facts(p *locale.Printer) {
	var t table
	t.add(p.T("mail.what"), l.Title)
	t.add(p.T("mail.when"), l.When)
	if l.Reception != "" {
		t.add(p.T("mail.reception"), p.T("mail.reception_from", "time", l.Reception))
	}
	if l.Address != "" {
		t = append(t, fact{Key: p.T("mail.where"), Text: l.Address, Lines: l.Where.Lines()})
	}
	l.Brief = t[:len(t):len(t)]
	t.addLink(p.T("mail.join"), l.JoinURL, p.T("mail.join_link"))
	t.add(p.T("mail.route"), l.Route)
	t.add(p.T("mail.house_rules"), l.HouseRules)
	t.add(p.T("mail.added"), string(l.Added))
	if l.DayPhone != "" {
		t.add(p.T("mail.day_phone"), p.T("mail.day_phone_call", "who", l.DayPhone))
	}
	t.addLines(p.T("mail.questions"), l.Questions)
	l.Facts = t
}

// actions lists what somebody can do about a registration in this state.
func (l *letter) actions(p *locale.Printer) {
	add := func(text, help, url string) {
		if url != "" {
			l.Actions = append(l.Actions, action{p.T(text), help, url})
		}
	}
	add("mail.change", p.T("mail.change_help"), l.ChangeURL)
	switch models.RegistrationStatus(l.Status) {
	case models.Registered:
		add("mail.cancel", p.T("mail.cancel_help"), l.CancelURL)
		add("mail.substitute", p.T("mail.substitute_help"), l.SubstituteURL)
	case models.Pending:
		add("mail.withdraw_request", "", l.CancelURL)
	default:
		add("mail.leave_waitlist", "", l.CancelURL)
	}
}

// people fills the tables of a mail about several registrations. An overview
// shows no links: a link is the key of the person it was made for (BR-12). A
// mail with links goes to the address that all of them were mailed to before.
func (c *Composer) people(l *letter, p *locale.Printer, row *models.Claimed) {
	titles := map[string]bool{}
	var overview table
	for _, o := range row.MessageFacts.People {
		if row.Kind == models.MailOverview || row.Kind == models.MailAssistant {
			overview.add(o.Name, join(", ", state(p, o), o.Site))
			continue
		}
		var t table
		t.add(p.T("mail.what"), o.MeetingTitle)
		if o.MeetingStart != nil {
			t.add(p.T("mail.when"), p.Moment(o.MeetingStart.In(c.Zone)))
		}
		t.add(o.Name, state(p, o))
		t.addLink(p.T("mail_link.heading"), c.registration(o.RegistrationID, o.LinkVersion)+taal(p.Lang(), o.Language), p.T("mail.own_page"))
		l.Tables = append(l.Tables, t)
		titles[o.MeetingSlug], l.Subject = true, o.MeetingTitle
	}
	if row.Kind == models.MailLink && len(titles) == 0 {
		l.Subject = p.T("mail_link.for_others")
	}
	if len(titles) > 1 {
		l.Subject = p.N("mail_link.several", len(titles))
	}
	if len(overview) > 0 {
		l.Tables = []table{overview}
	}
}

// state is where somebody stands, in words.
func state(p *locale.Printer, o models.OverviewPerson) string {
	if o.Status == models.Waitlisted && o.Position > 0 {
		return p.T("mail.waitlisted_at", "position", o.Position)
	}
	return p.T("mail_status." + string(o.Status))
}

// lines is text of several lines.
type lines string

// Lines gives each line; none for empty text.
func (t lines) Lines() []string {
	if t == "" {
		return nil
	}
	return strings.Split(string(t), "\n")
}

// OneLine joins the lines by commas.
func (t lines) OneLine() string { return strings.ReplaceAll(string(t), "\n", ", ") }

// join puts what is not empty behind each other.
func join(sep string, parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, sep)
}
