package mailer

import (
	"context"
	"strings"

	"bijeen/models"
)

// Sender hands one mail to whoever delivers it, and comes back at the latest
// when ctx ends. A nil error means that the mail was accepted. Any other error than a *Failure counts as one that
// passes. SMTP and Mailbox are the two ways to send.
type Sender interface {
	Send(ctx context.Context, m *Mail) error
}

// Mail is one message to one person, written and ready to go. Composing the
// same row of the outbox again gives the same Mail but for the boundaries
// between the parts.
type Mail struct {
	ID           int64 // of the row in the outbox
	Kind         models.MessageKind
	MessageID    string // without angle brackets
	EnvelopeFrom string
	EnvelopeTo   string
	From         string // as the header says, name and address
	To           string
	Subject      string
	Text         string
	HTML         string
	Method       string // of the calendar part, "" when there is none
	Calendar     []byte
	Raw          []byte // the whole message, lines ending in CRLF
}

// Failure says why a mail was not accepted. Problem is a key with the answer
// of the server behind it, as models.Message.Problem reads it. It never holds
// the words of the server, which often repeat the address.
type Failure struct {
	Problem   string
	Permanent bool  // refused for good
	Down      bool  // no connection could be made: any other mail would fare the same
	Lost      bool  // the connection broke before the server said anything about this mail
	Cause     error // when Down: what connecting said, for the log of the operator
}

// Error gives the problem, for logs.
func (f *Failure) Error() string { return "mail not sent: " + f.Problem }

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// Problems of a mail. Each has a sentence for the organizer in the locale
// files, under mail_problem.
const (
	problemUnreachable = "unreachable" // no connection to the mail server
	problemLogin       = "login"       // the mail server refuses our name and password
	problemInsecure    = "insecure"    // no connection that others cannot read along
	problemInterrupted = "interrupted" // the connection broke, or an answer took too long
	problemLater       = "later"       // the mail server says: not now
	problemRefused     = "refused"     // the mail server says: never
	problemExpired     = "expired"     // tried for three days
	problemAttachment  = "attachment"  // a document could not be read
	problemUnwritable  = "unwritable"  // the mail could not be made
)

// problem joins the parts of a Failure's Problem.
func problem(parts ...string) string {
	return strings.TrimSpace(strings.Join(parts, " "))
}
