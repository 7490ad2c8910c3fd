package mailer

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// Composer writes the mails. Its fields are set once; it is safe for use by
// many goroutines.
type Composer struct {
	Templates *templates.Templates
	BaseURL   string          // of every link, without slash at the end
	SiteName  string          // the sender's name where a meeting names no host
	From      netmail.Address // the one mailbox all mail comes from: From, ORGANIZER and the envelope
	Tagged    bool            // the envelope sender says which message a bounce is about
	Zone      *time.Location  // of every time in a mail
	Links     Links
	Files     Files // may be nil where no note has documents

	cache fileCache
}

// Links makes what in a mail proves that it came from us; the Store does.
type Links interface {
	Token(registrationID int64, version int) string
	AssistantToken(personID int64, version int) string
	Sign(purpose, text string) string
	OverviewToken(messageID int64) string
	NoticeToken(userID int64) string
	LoginToken(nonce string) string
}

// Compose writes the mail of a claimed row from its frozen facts alone: the
// same row gives the same mail, Date and Message-ID included, whenever it is
// called. An error means that the mail can never be written, unless it is a
// Failure for now; it holds no name and no address.
func (c *Composer) Compose(row models.Claimed) (*Mail, error) {
	lang := locale.For(row.Language).Lang()
	l := c.letter(&row)
	text, err := c.Templates.Mail(lang, string(row.Kind), l)
	if err != nil {
		return nil, err
	}
	m := &Mail{
		ID: row.ID, Kind: row.Kind, MessageID: row.MessageID,
		EnvelopeFrom: c.From.Address, EnvelopeTo: row.ToEmail,
		Subject: strings.TrimSuffix(names.CleanLine(text.Subject), ","), // an undated meeting leaves its comma
		Text:    text.Text, HTML: text.HTML, Method: row.Method,
	}
	if row.MessageFacts.Test {
		m.Subject = locale.For(lang).T("mail.test", "subject", m.Subject)
	}
	if c.Tagged {
		m.EnvelopeFrom = tagged(c.From.Address, row.ID, c.Links.Sign)
	}
	if row.Method != "" {
		if m.Calendar, err = c.calendar(&row, l); err != nil {
			return nil, err
		}
	}
	msg, err := c.message(&row, m, lang)
	if err != nil {
		return nil, err
	}
	list := along(&row)
	files, err := c.files(list)
	if err != nil {
		return nil, err
	}
	attach(msg, list, files)
	size := len(m.HTML) + len(m.Text) + 3*len(m.Calendar)
	for _, f := range list {
		size += f.Size + f.Size/2 // as base64, in lines
	}
	m.Raw, err = render(msg, size)
	return m, err
}

// render writes the message out before anything is sent: what fails while a
// server reads along would leave half a mail there (calendar-mail.md §5).
func render(msg *mail.Msg, size int) ([]byte, error) {
	var raw bytes.Buffer
	raw.Grow(size + size/4 + 2048)
	if _, err := msg.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("write mail: %w", err)
	}
	return raw.Bytes(), nil
}

// message is the mail as go-mail holds it: headers and parts of
// calendar-mail.md §2.
func (c *Composer) message(row *models.Claimed, m *Mail, lang string) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	if !bare(row.ToEmail) {
		return nil, errors.New("the receiver is not one plain address")
	}
	if err := msg.EnvelopeFrom(m.EnvelopeFrom); err != nil {
		return nil, fmt.Errorf("envelope sender: %w", err)
	}
	from := netmail.Address{Name: c.senderName(&row.MessageFacts), Address: c.From.Address}
	to := netmail.Address{Name: names.CleanLine(row.MessageFacts.ToName), Address: row.ToEmail}
	m.From, m.To = readable(from), readable(to)
	msg.FromMailAddress(&from)
	msg.ToMailAddress(&to)
	if meeting := &row.MessageFacts.Meeting; meeting.Slug != "" {
		msg.ReplyToMailAddress(&netmail.Address{Name: names.CleanLine(meeting.ContactName), Address: c.contactAddress(meeting)})
	}
	msg.Subject(encodeWords(m.Subject))
	msg.SetMessageIDWithValue(row.MessageID)
	msg.SetDateWithValue(row.FrozenAt.In(c.Zone))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", lang)
	if row.Reference != "" {
		msg.SetGenHeader("In-Reply-To", "<"+row.Reference+">")
		msg.SetGenHeader("References", "<"+row.Reference+">")
	}
	if url := c.unsubscribe(row); url != "" {
		// Preformatted is not folded: one address, and nothing in it was typed.
		msg.SetGenHeaderPreformatted("List-Unsubscribe", "<"+url+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	addParts(msg, m)
	return msg, nil
}

// addParts adds text, HTML and the calendar part, which comes last, as some
// programs show the last part they understand. The attachment holds the same
// bytes for programs that leave alternatives alone. Strings and byte readers
// cannot fail halfway.
func addParts(msg *mail.Msg, m *Mail) {
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	if m.Method == "" {
		return
	}
	msg.AddAlternativeString(mail.ContentType("text/calendar; method="+m.Method), string(m.Calendar), mail.WithPartEncoding(mail.EncodingB64))
	msg.AttachReadSeeker("invite.ics", bytes.NewReader(m.Calendar), mail.WithFileContentType("application/ics"))
}

// senderName is who the mail is from: the first host of the meeting, whom
// people know, else the site. The address is always the same.
func (c *Composer) senderName(f *models.MessageFacts) string {
	if len(f.Meeting.Hosts) > 0 {
		if name := names.CleanLine(f.Meeting.Hosts[0]); name != "" {
			return name
		}
	}
	if c.From.Name != "" {
		return c.From.Name
	}
	return c.SiteName
}

// unsubscribe is where one click ends mail that is not about an own
// registration (RFC 8058); "" for all other mail. The address takes the POST
// of a mail program as it takes that of its own page.
func (c *Composer) unsubscribe(row *models.Claimed) string {
	f := &row.MessageFacts
	switch row.Kind {
	case models.MailOverview:
		return c.BaseURL + "/geen-overzicht/" + c.Links.OverviewToken(row.ID)
	case models.MailNotice, models.MailDigest:
		return c.BaseURL + "/geen-berichten/" + c.Links.NoticeToken(*row.UserID)
	}
	if row.RegistrationID == nil { // a test, to an organizer
		return ""
	}
	switch row.Kind {
	case models.MailInterest, models.MailInvitation:
	case models.MailMeetingCancelled, models.MailPostponed, models.MailNote:
		if f.Status != models.Interested && f.Status != models.Invited {
			return ""
		}
	default:
		return ""
	}
	return c.own(row) + "/afmelden"
}

// encodeWords encodes the words of a subject that are not ASCII, each by
// itself (RFC 2047 §5). Encoded as a whole, a subject fits on no line, and
// go-mail would begin it on the second one, which some readers take for a
// subject that begins with a space.
func encodeWords(subject string) string {
	words := strings.Split(subject, " ")
	foreign := func(i int) bool {
		return i < len(words) && strings.ContainsFunc(words[i], func(r rune) bool { return r > '~' })
	}
	out := make([]string, len(words))
	for i, word := range words {
		if foreign(i) && foreign(i+1) {
			word += " " // what stands between two encoded words does not count
		}
		out[i] = mime.QEncoding.Encode("utf-8", word)
	}
	return strings.Join(out, " ")
}

// readable is an address as people read it in a list of mails.
func readable(a netmail.Address) string {
	if a.Name == "" {
		return a.Address
	}
	return a.Name + " <" + a.Address + ">"
}
