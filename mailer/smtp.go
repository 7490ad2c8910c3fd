package mailer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// SMTPOptions say how mail goes to the server.
type SMTPOptions struct {
	Server  Server
	HELO    string         // how we introduce ourselves; the host of the site
	Timeout time.Duration  // for connecting and for each mail up to its end; default a minute
	Answer  time.Duration  // for the answer to a whole mail; default ten minutes (RFC 5321 §4.5.3.2.6)
	Idle    time.Duration  // a connection without mail is closed after it; default 30 seconds
	Roots   *x509.CertPool // who may sign the server's certificate; nil: whom the system trusts
}

// SMTP sends mail over one connection that stays open between mails. It is
// made again when it is lost. Mails go one by one, so several at a time need
// several SMTPs.
type SMTP struct {
	options SMTPOptions
	client  *mail.Client
	dialer  mail.DialContextFunc // opens a connection; tests let a name lead elsewhere

	texting atomic.Bool // the text of a mail has gone, and no answer came yet

	mu      sync.Mutex   // held for a whole mail
	conn    net.Conn     // under the session, to end it from outside
	session *smtp.Client // nil without a connection
	idle    *time.Timer
}

// quitTimeout is how long a mail may have to wait for a server to say goodbye.
const quitTimeout = 2 * time.Second

// NewSMTP prepares a connection; it opens none. The error is about options
// that cannot be.
func NewSMTP(o SMTPOptions) (*SMTP, error) {
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.Answer <= 0 {
		o.Answer = 10 * time.Minute
	}
	if o.Idle <= 0 {
		o.Idle = 30 * time.Second
	}
	s := &SMTP{options: o, dialer: new(net.Dialer).DialContext}
	settings := []mail.Option{
		mail.WithPort(o.Server.Port), mail.WithTimeout(o.Timeout), mail.WithHELO(o.HELO),
		mail.WithDialContextFunc(s.dial), mail.WithTLSConfig(s.tls()), mail.WithTLSPolicy(o.Server.tlsPolicy()),
	}
	if o.Server.User != "" {
		settings = append(settings, mail.WithUsername(o.Server.User), mail.WithPassword(o.Server.Password),
			// Plain passwords only go through TLS, or to this machine.
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	client, err := mail.NewClient(o.Server.Host, settings...)
	if err != nil {
		return nil, fmt.Errorf("mail server %s: %w", o.Server.Host, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.client, s.idle = client, time.AfterFunc(o.Idle, s.rest)
	return s, nil
}

// tlsPolicy: no mail leaves the machine unencrypted. A server on this machine
// may do without, and implicit TLS is done by dial.
func (s Server) tlsPolicy() mail.TLSPolicy {
	switch {
	case s.Implicit:
		return mail.NoTLS
	case s.local():
		return mail.TLSOpportunistic
	}
	return mail.TLSMandatory
}

func (s *SMTP) tls() *tls.Config {
	return &tls.Config{
		ServerName: s.options.Server.Host, MinVersion: tls.VersionTLS12, RootCAs: s.options.Roots,
		// The name "localhost" is on no certificate, and nobody sits between us
		// and our own machine.
		InsecureSkipVerify: s.options.Server.local(), //nolint:gosec // see above
	}
}

// dial keeps hold of the connection, so that it can be closed while go-mail
// waits for an answer.
func (s *SMTP) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := s.dialer(ctx, network, address)
	if err != nil {
		return nil, err
	}
	s.conn = conn
	if !s.options.Server.Implicit {
		return conn, nil
	}
	secure := tls.Client(conn, s.tls())
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return secure, nil
}

// Send gives m to the server. When a connection that was open already breaks
// before the server said anything about m, it goes once more over a new one:
// servers close connections they find idle. When ctx ends so does the attempt,
// whatever state it is in. The error is a *Failure.
func (s *SMTP) Send(ctx context.Context, m *Mail) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle.Stop()
	defer s.idle.Reset(s.options.Idle)
	reused := s.session != nil
	failure := s.try(ctx, m)
	if failure != nil && failure.Lost && reused {
		failure = s.try(ctx, m)
	}
	if failure == nil {
		return nil
	}
	return failure
}

// try sends m over the open connection or a new one.
func (s *SMTP) try(ctx context.Context, m *Mail) *Failure {
	s.texting.Store(false)
	dialing, cancel := context.WithCancel(ctx)
	defer cancel()
	late := gaveUp(ctx)
	defer context.AfterFunc(late, cancel)()
	if err := s.connect(dialing); err != nil {
		return &Failure{Problem: connectProblem(err), Down: true, Cause: err}
	}
	conn := s.conn
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	// A mail whose text the server has may be accepted: sending it once more
	// would be twice.
	defer context.AfterFunc(late, func() {
		if !s.texting.Load() {
			_ = conn.Close()
		}
	})()
	begun, err := s.converse(m)
	if err == nil {
		return nil
	}
	return s.judge(err, begun)
}

// Reach opens a connection to the server, logs in and closes it again,
// without any mail. The error is a *Failure that says why no mail could go.
func (s *SMTP) Reach(ctx context.Context) error {
	s.mu.Lock()
	err := s.connect(ctx)
	s.mu.Unlock()
	if err != nil {
		return &Failure{Problem: connectProblem(err), Down: true, Cause: err}
	}
	_ = s.Close() // that the server hangs up without a word does no harm
	return nil
}

// connect opens a connection when there is none.
func (s *SMTP) connect(ctx context.Context) error {
	if s.session != nil {
		return nil
	}
	s.conn = nil
	session, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if s.conn != nil {
			_ = s.conn.Close() // go-mail leaves it open when the greeting went wrong
		}
		return err
	}
	s.session = session
	return nil
}

// connectProblem tells what the operator can do something about.
func connectProblem(err error) string {
	var answer *textproto.Error
	var certificate *tls.CertificateVerificationError
	var notTLS tls.RecordHeaderError
	switch {
	// go-mail has no error of its own for a server that cannot do what we ask.
	case errors.As(err, &certificate), errors.As(err, &notTLS), strings.Contains(err.Error(), "does not support STARTTLS"):
		return problemInsecure
	case strings.Contains(err.Error(), "does not support SMTP AUTH"):
		return problem(problemLogin, "AUTH")
	case !errors.As(err, &answer):
		return problemUnreachable
	case answer.Code == 530 || answer.Code == 534 || answer.Code == 535 || answer.Code == 538: // RFC 4954 §6
		return problem(problemLogin, strconv.Itoa(answer.Code))
	}
	return problem(problemUnreachable, strconv.Itoa(answer.Code))
}

// drop ends a session that is of no use any more, without ceremony.
func (s *SMTP) drop() {
	if s.conn != nil {
		_ = s.conn.Close()
	}
	s.conn, s.session = nil, nil
}

// rest closes a connection over which nothing has gone for a while.
func (s *SMTP) rest() { _ = s.Close() }

// Close ends the connection politely. The next mail opens a new one.
func (s *SMTP) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle.Stop()
	if s.session == nil {
		return nil
	}
	defer s.drop()
	if err := s.session.UpdateDeadline(quitTimeout); err != nil {
		return fmt.Errorf("close connection to the mail server: %w", err)
	}
	if err := s.session.Quit(); err != nil {
		return fmt.Errorf("close connection to the mail server: %w", err)
	}
	return nil
}
