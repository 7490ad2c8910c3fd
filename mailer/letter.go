package mailer

import (
	"strings"
	"time"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
)

// letter is what the templates of every mail may read: text to show, and a
// few yes or no. Empty text is left out of the mail. It holds nothing about
// food, access or remarks (BR-76), and other people only where the kind of
// mail is about them.
type letter struct {
	Greeting  string // "Beste Fenna,"
	Signature string // who greets at the end
	Title     string
	Subject   string // the title, or what stands for it in a mail about several

	Day        string // "vrijdag 29 november 2019"; empty without a date
	When       string // day and times, or the words of a meeting without a date
	Start      string // "9.30 uur"
	Reception  string // "9.00 uur", when doors open before the start
	Where      lines  // name and address on lines of their own
	Address    string // the same in one line
	Place      string // name and town
	LostPlace  string // where the seat was that is gone
	JoinURL    string // of an online meeting, for people with a place only
	Route      string
	HouseRules string
	Added      lines  // what the organizer adds, for people with a place only
	DayPhone   string // who to call on the day
	Questions  lines  // who answers questions
	Answerable bool   // an answer to the mail reaches the contact of the meeting

	Status     string // of the registration: "registered", "waitlisted", …
	Position   int    // on the waiting list
	ReplyBy    string // "donderdag 28 november 2019, 14.00 uur"
	ReplyShort string // "donderdag 14.00 uur"
	InvitedAs  string // "wethouder Jeugd, Gemeente Almelo", of who is invited
	AnswerBy   string // "vrijdag 22 november 2019", the last day for the answer
	Why        string // models.WhyOnAgain and its neighbors
	Again      bool   // somebody asked for this mail once more
	Reason     lines  // why it is off, in the words of the organizer
	Other      string // who comes instead, or who is replaced
	NewAddress string // masked
	News       string // what changed, for the subject: "andere locatie"

	NoteSubject string
	NoteText    string       // what an organizer wrote, with everything filled in
	Note        [][]noteLine // the same in paragraphs

	Notice notice // word to a user about the own meetings

	Invites bool // a calendar part puts the appointment in the calendar
	Revokes bool // a calendar part takes it out

	OwnURL         string
	ChangeURL      string
	CancelURL      string
	SubstituteURL  string // empty where nobody may come instead
	CalendarURL    string
	UnsubscribeURL string // in mail that is not about an own registration
	MeetingURL     string
	SignUpURL      string
	AnswerURL      string // of who is invited
	LoginURL       string // a way in to the desk, once
	AssistantURL   string // the one page for who acts for others
	GroupURL       string // of the group somebody offers to help

	Brief   table   // what, when and where
	Facts   table   // everything for the day itself
	Changes table   // what is different from what was told before
	Tables  []table // of an overview, or of each registration in a mail with links
	Actions []action
}

// letter gathers what a row says, in its language.
func (c *Composer) letter(row *models.Claimed) *letter {
	f, p := &row.MessageFacts, locale.For(row.Language)
	l := &letter{
		Greeting: greeting(p, f), Signature: names.CleanLine(strings.Join(f.Meeting.Hosts, ", ")),
		Title:  names.CleanLine(f.Meeting.Title),
		Status: string(f.Status), Position: f.Position, Why: f.Detail.Why, Again: row.Asked,
		InvitedAs: names.CleanLine(f.InvitedAs), Reason: lines(f.Detail.Reason), Other: names.CleanLine(f.Detail.OtherName), NewAddress: f.Detail.NewAddress,
		Invites: row.Method == "REQUEST", Revokes: row.Method == "CANCEL",
	}
	if l.Signature == "" {
		l.Signature = c.SiteName
	}
	if row.Kind == models.MailMeetingCancelled || row.Kind == models.MailPostponed {
		l.Reason = lines(f.Meeting.Reason)
	}
	if f.Status == models.Registered {
		l.Added = lines(f.Meeting.MailText)
	}
	l.Subject = l.Title
	c.contact(l, f)
	c.moment(l, p, f)
	c.place(l, p, f)
	c.links(l, row)
	if row.Kind == models.MailChanged {
		c.changes(l, p, f)
	}
	c.people(l, p, row)
	c.note(l, p, row)
	l.facts(p)
	c.notice(l, p, row)
	c.help(l, row)
	l.actions(p)
	return l
}

// help fills in which group somebody offers to help, and what its lead says.
func (c *Composer) help(l *letter, row *models.Claimed) {
	f := row.MessageFacts.Detail.Help
	if f == nil {
		return
	}
	l.Title, l.Reason = names.CleanLine(f.Group), lines(f.Text)
	l.Subject = l.Title
	if f.Slug != "" {
		l.GroupURL = c.BaseURL + "/groepen/" + f.Slug + "?taal=" + locale.For(row.Language).Lang()
	}
}

// greeting addresses somebody by given name, which needs no gender; who
// signed others up is known by the whole name only.
func greeting(p *locale.Printer, f *models.MessageFacts) string {
	for _, name := range []string{f.GivenName, f.ToName} {
		if name = names.CleanLine(name); name != "" {
			return p.T("mail.greeting", "name", name)
		}
	}
	return p.T("mail.greeting_unknown")
}

// contact is who to ask, and whom to call on the day itself.
func (c *Composer) contact(l *letter, f *models.MessageFacts) {
	m := &f.Meeting
	if m.Slug == "" {
		return // a mail about several meetings
	}
	l.Answerable = true
	l.Questions = lines(join("\n", m.ContactName, c.contactAddress(m), m.ContactPhone))
	switch {
	case f.Site != nil && f.Site.HostPhone != "":
		l.DayPhone = join(", ", f.Site.HostName, f.Site.HostPhone)
	case m.ContactPhone != "":
		l.DayPhone = join(", ", m.ContactName, m.ContactPhone)
	}
}

// contactAddress is where answers go: a meeting that names no contact has the
// sender (contract, Meeting file).
func (c *Composer) contactAddress(m *models.MeetingFacts) string {
	if bare(m.ContactEmail) {
		return m.ContactEmail
	}
	return c.From.Address
}

// moment fills in day and times. A mail that goes while a change waits to be
// told repeats what was told: it never contradicts its own calendar part.
func (c *Composer) moment(l *letter, p *locale.Printer, f *models.MessageFacts) {
	if f.ReplyBy != nil {
		by := f.ReplyBy.In(c.Zone)
		l.ReplyBy, l.ReplyShort = p.Moment(by), p.Weekday(by)+" "+p.Clock(by)
	}
	if f.AnswerBy != nil {
		l.AnswerBy = p.LongDate(f.AnswerBy.In(c.Zone))
	}
	m, item := &f.Meeting, f.Item
	start, end, doors := in(c.Zone, m.StartsAt), in(c.Zone, m.EndsAt), in(c.Zone, m.DoorsOpenAt)
	if item != nil && !told(item, m) {
		start, end, doors = item.Start.In(c.Zone), item.End.In(c.Zone), time.Time{}
	}
	if start.IsZero() {
		l.When = m.DateText
		return
	}
	l.Day, l.When, l.Start = p.LongDate(start), p.Span(start, end), p.Clock(start)
	if doors.Before(start) && !doors.IsZero() {
		l.Reception = p.Clock(doors)
	}
}

// told reports whether the calendar item is that of the meeting as it stands
// now; it may begin when doors open.
func told(item *models.ItemFacts, m *models.MeetingFacts) bool {
	same := func(t *time.Time, u time.Time) bool { return t != nil && t.Equal(u) }
	return (same(m.StartsAt, item.Start) || same(m.DoorsOpenAt, item.Start)) && same(m.EndsAt, item.End)
}

// place fills in where to go. People without a place see which sites they
// wait for, and never the link of an online meeting.
func (c *Composer) place(l *letter, p *locale.Printer, f *models.MessageFacts) {
	if f.Status == models.Waitlisted && len(f.AcceptsSites) > 0 {
		l.Place, l.Where = strings.Join(f.AcceptsSites, " / "), lines(strings.Join(f.AcceptsSites, "\n"))
		l.Address = l.Place
		if f.Calendar != nil && f.Item != nil {
			l.LostPlace = shown(p, f.Item.Place, false)
		}
		return
	}
	seat := f.Status == models.Registered
	if f.Site == nil || f.Item != nil && f.Item.Place != f.Site.Address {
		if f.Item != nil {
			l.Place = shown(p, f.Item.Place, seat)
			l.Where, l.Address = lines(l.Place), l.Place
		}
		return
	}
	if f.Site.Online {
		l.Place = p.T("mail.online")
		l.Where, l.Address = lines(l.Place), l.Place
		if seat {
			l.JoinURL = f.Site.JoinURL
		}
		return
	}
	l.Place, l.Address = f.Site.Place, f.Site.Address
	l.Where = lines(strings.ReplaceAll(f.Site.Address, ", ", "\n"))
	l.Route, l.HouseRules = f.Site.RouteText, f.Site.HouseRules
}

// shown is the place of a calendar item as a mail may show it: the link of
// an online meeting only to people with a seat.
func shown(p *locale.Printer, place string, seat bool) string {
	if strings.HasPrefix(place, "https://") || strings.HasPrefix(place, "http://") {
		if !seat {
			return p.T("mail.online")
		}
	}
	return place
}

// links are the addresses a mail may name. Whose registration went to
// somebody else, or to another address, gets none that opens it.
func (c *Composer) links(l *letter, row *models.Claimed) {
	f := &row.MessageFacts
	query := taal(locale.For(row.Language).Lang(), f.Meeting.Language)
	if f.Meeting.Slug != "" {
		l.MeetingURL = c.meeting(f.Meeting.Slug) + query
		l.SignUpURL = c.meeting(f.Meeting.Slug) + "/aanmelden" + query
	}
	switch row.Kind {
	case models.MailLogin:
		l.LoginURL = c.login(f.Detail.Login, locale.For(row.Language).Lang())
		return
	case models.MailAssistant:
		l.AssistantURL = c.assistant(f) + query
		return
	case models.MailNotice, models.MailDigest:
		l.UnsubscribeURL = c.unsubscribe(row) + "?taal=" + locale.For(row.Language).Lang()
		return
	case models.MailLink:
		if f.AssistantVersion != 0 {
			l.AssistantURL = c.assistant(f) + "?taal=" + locale.For(row.Language).Lang()
		}
		return
	case models.MailAddressChanged, models.MailSubstituteOut, models.MailOverview:
		return
	}
	if row.RegistrationID == nil {
		return
	}
	if url := c.unsubscribe(row); url != "" {
		l.UnsubscribeURL = url + query
	}
	own := c.own(row)
	l.OwnURL, l.ChangeURL, l.CancelURL = own+query, own+"/wijzigen"+query, own+"/afmelden"+query
	if f.InvitedAs != "" || f.AnswerBy != nil {
		l.AnswerURL = own + "/antwoord" + query
	}
	l.CalendarURL = own + "/afspraak.ics" + query
	if !f.Meeting.NoSubstitute {
		l.SubstituteURL = own + "/vervangen" + query
	}
}

// assistant is the page of who acts for others.
func (c *Composer) assistant(f *models.MessageFacts) string {
	return c.BaseURL + "/namens/" + c.Links.AssistantToken(f.Detail.Assistant, f.AssistantVersion)
}

func in(zone *time.Location, t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.In(zone)
}
