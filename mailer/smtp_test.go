package mailer_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
)

// soon is how long an SMTP waits for a server that says nothing.
const soon = time.Second

// connection gives an SMTP to this server.
func connection(t testing.TB, host string, port int) *mailer.SMTP {
	t.Helper()
	return connect(t, mailer.SMTPOptions{Server: mailer.Server{Host: host, Port: port}})
}

func connect(t testing.TB, o mailer.SMTPOptions) *mailer.SMTP {
	t.Helper()
	o.HELO = "bijeen.example"
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	s, err := mailer.NewSMTP(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// confirmations gives n mails to different people.
func confirmations(t testing.TB, n int) []*mailer.Mail {
	t.Helper()
	m, _, _ := tell(t, "confirmation", "nl")
	var mails []*mailer.Mail
	for i := range n {
		one := *m
		one.EnvelopeTo = strconv.Itoa(i) + one.EnvelopeTo
		mails = append(mails, &one)
	}
	return mails
}

// What the server hears and what the mail is: our HELO, the envelope, no
// SMTPUTF8 though it is offered, the bytes that were rendered before, and one
// connection for all.
func TestSMTPConversation(t *testing.T) {
	server := mailertest.StartServer(t, mailertest.Script{})
	s := connection(t, server.Host, server.Port)
	mails := confirmations(t, 3)
	for _, m := range mails {
		if err := s.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	got := server.Accepted()
	if len(got) != 3 || server.Opened() != 1 {
		t.Fatalf("%d mails over %d connections, want 3 over one", len(got), server.Opened())
	}
	for i, l := range got {
		if l.HELO != "bijeen.example" || l.From != "uitnodiging@bijeen.example" || l.To != mails[i].EnvelopeTo {
			t.Errorf("mail %d: HELO %s, from %s to %s", i, l.HELO, l.From, l.To)
		}
		if l.UTF8 {
			t.Errorf("mail %d asked for SMTPUTF8", i)
		}
		if string(l.Raw) != string(mails[i].Raw) {
			t.Errorf("mail %d is not what was rendered", i)
		}
	}
}

// Each answer of a server means one thing for the mail.
func TestSMTPAnswers(t *testing.T) {
	answer := func(code int, enhanced smtp.EnhancedCode) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: "0fenna@horizon.example: no"}
	}
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	for name, test := range map[string]struct {
		script mailertest.Script
		want   mailer.Failure
	}{
		"greylisted": {
			mailertest.Script{Rcpt: func(string) error { return answer(451, smtp.EnhancedCode{4, 7, 1}) }},
			mailer.Failure{Problem: "later 451 4.7.1"},
		},
		"unknown recipient": {
			mailertest.Script{Rcpt: func(string) error { return answer(550, smtp.EnhancedCode{5, 1, 1}) }},
			mailer.Failure{Problem: "refused 550 5.1.1", Permanent: true},
		},
		"sender refused": {
			mailertest.Script{Mail: func(string) error { return answer(553, smtp.EnhancedCode{5, 7, 1}) }},
			mailer.Failure{Problem: "refused 553 5.7.1", Permanent: true},
		},
		"refused after the text": {
			mailertest.Script{Data: func(_ *mailertest.Server, _ *smtp.Conn, _ mailertest.Letter, r io.Reader) error {
				_, _ = io.Copy(io.Discard, r)
				return answer(554, smtp.EnhancedCode{5, 6, 0})
			}},
			mailer.Failure{Problem: "refused 554 5.6.0", Permanent: true},
		},
		"closing": {
			mailertest.Script{Rcpt: func(string) error { return answer(421, smtp.EnhancedCode{4, 3, 2}) }},
			mailer.Failure{Problem: "interrupted"},
		},
		"dropped in the text": {
			mailertest.Script{Data: func(_ *mailertest.Server, c *smtp.Conn, _ mailertest.Letter, _ io.Reader) error {
				return c.Conn().Close()
			}},
			mailer.Failure{Problem: "interrupted"},
		},
		"dropped before its answer": {
			mailertest.Script{Data: func(s *mailertest.Server, c *smtp.Conn, l mailertest.Letter, r io.Reader) error {
				return errors.Join(s.Accept(l, r), c.Conn().Close())
			}},
			mailer.Failure{Problem: "interrupted"},
		},
		"silent": {
			mailertest.Script{Rcpt: func(string) error { <-over; return nil }},
			mailer.Failure{Problem: "interrupted"},
		},
		"login demanded": {
			mailertest.Script{Password: "something else"},
			mailer.Failure{Problem: "refused 502 5.7.0", Permanent: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailertest.StartServer(t, test.script)
			o := mailer.SMTPOptions{Server: mailer.Server{Host: server.Host, Port: server.Port}}
			if name == "silent" {
				o.Timeout = soon
			}
			err := connect(t, o).Send(ctx, confirmations(t, 1)[0])
			var got *mailer.Failure
			if !errors.As(err, &got) || *got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// A server that speaks nonsense, or nothing, is one that cannot be reached,
// or one that breaks off: never a refusal.
func TestSMTPGarbage(t *testing.T) {
	const greeting = "220 relay.example\r\n"
	taken := func(line string) (string, error) {
		switch word, _, _ := strings.Cut(strings.ToUpper(line), " "); word {
		case "EHLO":
			return "250 relay.example\r\n", nil
		case "DATA":
			return "354 go on\r\n", nil
		default:
			return "250 OK\r\n", nil
		}
	}
	when := func(word, reply string) func(string) (string, error) {
		return func(line string) (string, error) {
			if strings.HasPrefix(strings.ToUpper(line), word) {
				return reply, nil
			}
			return taken(line)
		}
	}
	for name, test := range map[string]struct {
		greeting string
		answer   func(string) (string, error)
		want     mailer.Failure
	}{
		"in the greeting":      {"\x00\x01\x02 5 OK whatever\r\n", taken, mailer.Failure{Problem: "unreachable", Down: true}},
		"no greeting":          {"", taken, mailer.Failure{Problem: "unreachable", Down: true}},
		"refusing greeting":    {"554 not you\r\n", taken, mailer.Failure{Problem: "unreachable 554", Down: true}},
		"after MAIL":           {greeting, when("MAIL", "hello there\r\n"), mailer.Failure{Problem: "interrupted", Lost: true}},
		"a number like 550x":   {greeting, when("RCPT", "550x no\r\n"), mailer.Failure{Problem: "interrupted"}},
		"half a line":          {greeting, when("RCPT", "25"), mailer.Failure{Problem: "interrupted"}},
		"in answer to the dot": {greeting, when(".", "yes\r\n"), mailer.Failure{Problem: "interrupted"}},
		"end of the world":     {greeting, func(string) (string, error) { return "", io.EOF }, mailer.Failure{Problem: "unreachable", Down: true}},
	} {
		t.Run(name, func(t *testing.T) {
			host, port := mailertest.StartRaw(t, test.greeting, test.answer)
			o := mailer.SMTPOptions{Server: mailer.Server{Host: host, Port: port}}
			if name == "no greeting" || name == "half a line" {
				o.Timeout = soon
			}
			err := connect(t, o).Send(ctx, confirmations(t, 1)[0])
			var got *mailer.Failure
			if !errors.As(err, &got) {
				t.Fatalf("got %v", err)
			}
			got.Cause = nil
			if *got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
	t.Run("control", func(t *testing.T) {
		host, port := mailertest.StartRaw(t, greeting, taken)
		if err := connection(t, host, port).Send(ctx, confirmations(t, 1)[0]); err != nil {
			t.Errorf("the same server without nonsense: %v", err)
		}
	})
}

func TestSMTPDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	_ = listener.Close()
	var got *mailer.Failure
	if err := connection(t, "127.0.0.1", address.Port).Send(ctx, confirmations(t, 1)[0]); !errors.As(err, &got) || !got.Down || got.Problem != "unreachable" {
		t.Errorf("got %v", err)
	}
}

// A mail that hangs ends when its context does.
func TestSMTPContext(t *testing.T) {
	server := mailertest.StartServer(t, mailertest.Script{Data: func(s *mailertest.Server, _ *smtp.Conn, _ mailertest.Letter, r io.Reader) error {
		_, _ = io.Copy(io.Discard, r)
		<-s.Over()
		return nil
	}})
	s := connect(t, mailer.SMTPOptions{Server: mailer.Server{Host: server.Host, Port: server.Port}, Timeout: time.Hour})
	m := confirmations(t, 1)[0]
	limited, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	var got *mailer.Failure
	if err := s.Send(limited, m); !errors.As(err, &got) || *got != (mailer.Failure{Problem: "interrupted"}) {
		t.Errorf("got %v", err)
	}
}

// Nothing leaves for another machine without TLS, and none that somebody
// else could read.
func TestSMTPEncryption(t *testing.T) {
	certificate, roots := mailertest.Certificate(t, "relay.example")
	_, strangers := mailertest.Certificate(t, "relay.example")
	other, otherRoots := mailertest.Certificate(t, "other.example")
	for name, test := range map[string]struct {
		script mailertest.Script
		server mailer.Server
		roots  *x509.CertPool
		want   string
	}{
		"STARTTLS":           {mailertest.Script{TLS: certificate}, mailer.Server{Host: "relay.example"}, roots, ""},
		"smtps":              {mailertest.Script{TLS: certificate, Implicit: true}, mailer.Server{Host: "relay.example", Implicit: true}, roots, ""},
		"login":              {mailertest.Script{TLS: certificate, Password: "geheim"}, mailer.Server{Host: "relay.example", User: "bijeen", Password: "geheim"}, roots, ""},
		"smtps login":        {mailertest.Script{TLS: certificate, Implicit: true, Password: "geheim"}, mailer.Server{Host: "relay.example", Implicit: true, User: "bijeen", Password: "geheim"}, roots, ""},
		"this machine":       {mailertest.Script{}, mailer.Server{Host: "127.0.0.1"}, nil, ""},
		"this machine, TLS":  {mailertest.Script{TLS: other, Password: "geheim"}, mailer.Server{Host: "127.0.0.1", User: "bijeen", Password: "geheim"}, nil, ""},
		"no TLS":             {mailertest.Script{}, mailer.Server{Host: "relay.example"}, roots, "insecure"},
		"smtps without TLS":  {mailertest.Script{}, mailer.Server{Host: "relay.example", Implicit: true}, roots, "insecure"},
		"unknown authority":  {mailertest.Script{TLS: certificate}, mailer.Server{Host: "relay.example"}, strangers, "insecure"},
		"other name":         {mailertest.Script{TLS: other}, mailer.Server{Host: "relay.example"}, otherRoots, "insecure"},
		"smtps, other name":  {mailertest.Script{TLS: other, Implicit: true}, mailer.Server{Host: "relay.example", Implicit: true}, otherRoots, "insecure"},
		"wrong password":     {mailertest.Script{TLS: certificate, Password: "geheim"}, mailer.Server{Host: "relay.example", User: "bijeen", Password: "fout"}, roots, "login 535"},
		"login without TLS":  {mailertest.Script{Password: "geheim"}, mailer.Server{Host: "relay.example", User: "bijeen", Password: "geheim"}, roots, "insecure"},
		"no login is needed": {mailertest.Script{TLS: certificate}, mailer.Server{Host: "relay.example", User: "bijeen", Password: "geheim"}, roots, "login AUTH"},
	} {
		t.Run(name, func(t *testing.T) {
			relay := mailertest.StartServer(t, test.script)
			test.server.Port = relay.Port
			s := connect(t, mailer.SMTPOptions{Server: test.server, Roots: test.roots})
			s.LeadTo(net.JoinHostPort(relay.Host, strconv.Itoa(relay.Port)))
			err := s.Send(ctx, confirmations(t, 1)[0])
			if test.want == "" {
				if err != nil || len(relay.Accepted()) != 1 {
					t.Errorf("got %v (%v), want it sent", err, errors.Unwrap(err))
				}
				return
			}
			var got *mailer.Failure
			if !errors.As(err, &got) || got.Problem != test.want || !got.Down {
				t.Errorf("got %v (%v), want %s", err, errors.Unwrap(err), test.want)
			}
			if n := len(relay.Accepted()); n != 0 {
				t.Errorf("%d mails went out", n)
			}
		})
	}
}

// A server that thinks about a text for longer than any other answer may take
// gets it once (RFC 5321 §4.5.3.2.6).
func TestSMTPWaitsForTheAnswer(t *testing.T) {
	server := mailertest.StartServer(t, mailertest.Script{Data: func(s *mailertest.Server, _ *smtp.Conn, l mailertest.Letter, r io.Reader) error {
		err := s.Accept(l, r)
		time.Sleep(1200 * time.Millisecond)
		return err
	}})
	s := connect(t, mailer.SMTPOptions{Server: mailer.Server{Host: server.Host, Port: server.Port}, Timeout: 400 * time.Millisecond, Answer: time.Minute})
	if err := s.Send(ctx, confirmations(t, 1)[0]); err != nil {
		t.Errorf("%v, want it accepted", err)
	}
	if got := len(server.Accepted()); got != 1 {
		t.Errorf("%d texts arrived, want one", got)
	}
}
