package mailer_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
)

// A refused mail whose RSET fails costs the connection and not the next mail.
func TestSMTPResetFails(t *testing.T) {
	mails, open := 0, false // a mail is under way in this connection
	host, port := mailertest.StartRaw(t, "220 relay.example\r\n", func(line string) (string, error) {
		switch word, _, _ := strings.Cut(strings.ToUpper(line), " "); word {
		case "EHLO":
			open = false
			return "250-relay.example\r\n250 ENHANCEDSTATUSCODES\r\n", nil
		case "MAIL":
			if open {
				return "503 5.5.1 one at a time\r\n", nil
			}
			open = true
		case "RSET":
			return "502 what is that\r\n", nil
		case "RCPT":
			if mails++; mails == 1 {
				return "550 5.1.1 nobody\r\n", nil
			}
		case "DATA":
			return "354 go on\r\n", nil
		}
		return "250 OK\r\n", nil
	})
	s := connection(t, host, port)
	all := confirmations(t, 2)
	var refused *mailer.Failure
	if err := s.Send(ctx, all[0]); !errors.As(err, &refused) || refused.Problem != "refused 550 5.1.1" {
		t.Errorf("first mail: %v", err)
	}
	if err := s.Send(ctx, all[1]); err != nil {
		t.Errorf("second mail: %v", err)
	}
}

// A server may close what it finds idle: the next mail goes over a new
// connection at once. So it does after a limit of mails for each connection.
func TestSMTPReconnects(t *testing.T) {
	connections := 0
	host, port := mailertest.StartRaw(t, "220 relay.example\r\n", func(line string) (string, error) {
		switch word, _, _ := strings.Cut(strings.ToUpper(line), " "); word {
		case "EHLO":
			connections++
			return "250 relay.example\r\n", nil
		case "DATA":
			return "354 go on\r\n", nil
		case ".":
			return "250 taken\r\n", io.EOF
		}
		return "250 OK\r\n", nil
	})
	s := connection(t, host, port)
	for _, m := range confirmations(t, 3) {
		if err := s.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	if connections != 3 {
		t.Errorf("%d connections, want one for each mail", connections)
	}
}

// A mail whose text the server has seen is not sent again at once: it may
// have been accepted. That is for the next try, as the same mail.
func TestSMTPNoSecondTextAtOnce(t *testing.T) {
	texts := 0
	host, port := mailertest.StartRaw(t, "220 relay.example\r\n", func(line string) (string, error) {
		switch strings.ToUpper(line) {
		case "DATA":
			return "354 go on\r\n", nil
		case ".":
			if texts++; texts == 2 {
				return "", io.EOF
			}
		}
		return "250 OK\r\n", nil
	})
	s := connection(t, host, port)
	mails := confirmations(t, 2)
	if err := s.Send(ctx, mails[0]); err != nil {
		t.Fatal(err)
	}
	var got *mailer.Failure
	if err := s.Send(ctx, mails[1]); !errors.As(err, &got) || !got.Lost {
		t.Errorf("got %v", err)
	}
	if texts != 2 {
		t.Errorf("the server saw %d texts, want two", texts)
	}
}

// Where the server takes several commands at once, nothing waits for an
// answer before the text (RFC 2920): this one answers none of them before it
// has seen the last.
func TestSMTPCommandsTogether(t *testing.T) {
	for name, test := range map[string]struct {
		answers string // to MAIL, RCPT and DATA
		want    *mailer.Failure
		texts   string // what came as text
	}{
		"taken":                {"250 OK\r\n250 OK\r\n354 go on\r\n", nil, ".."},
		"receiver refused":     {"250 OK\r\n550 5.1.1 nobody\r\n503 no receiver\r\n", &mailer.Failure{Problem: "refused 550 5.1.1", Permanent: true}, ""},
		"refused, text wanted": {"250 OK\r\n450 4.2.0 later\r\n354 go on\r\n", &mailer.Failure{Problem: "later 450 4.2.0"}, ".."},
		"sender refused":       {"553 5.7.1 not you\r\n503 no\r\n503 no\r\n", &mailer.Failure{Problem: "refused 553 5.7.1", Permanent: true}, ""},
		"closing":              {"421 4.3.2 bye\r\n", &mailer.Failure{Problem: "interrupted", Lost: true}, ""},
		"nonsense":             {"250 OK\r\nhello\r\n", &mailer.Failure{Problem: "interrupted", Lost: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var seen, texts strings.Builder
			host, port := mailertest.StartRaw(t, "220 relay.example\r\n", func(line string) (string, error) {
				word, _, _ := strings.Cut(strings.ToUpper(line), " ")
				switch word {
				case "EHLO":
					return "250-relay.example\r\n250-PIPELINING\r\n250 DSN\r\n", nil
				case "MAIL", "RCPT":
					seen.WriteString(line + "\n")
					return "", nil
				case "DATA":
					if strings.HasPrefix(test.answers, "421") {
						return test.answers, io.EOF
					}
					return test.answers, nil
				case ".":
					texts.WriteString(".")
				case "QUIT":
					return "221 bye\r\n", nil
				}
				return "250 OK\r\n", nil
			})
			s := connection(t, host, port)
			for _, m := range confirmations(t, 2) { // the second finds the connection in order
				err := s.Send(ctx, m)
				if test.want == nil && err != nil {
					t.Error(err)
				}
				var got *mailer.Failure
				if test.want != nil && (!errors.As(err, &got) || *got != *test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			const first = "MAIL FROM:<uitnodiging@bijeen.example> RET=HDRS\nRCPT TO:<0fenna@horizon.example> NOTIFY=FAILURE,DELAY\n"
			if !strings.HasPrefix(seen.String(), first) {
				t.Errorf("the server heard\n%s", seen.String())
			}
			if texts.String() != test.texts {
				t.Errorf("texts %q, want %q", texts.String(), test.texts)
			}
		})
	}
}

// Our side closes a connection politely when nothing has gone over it for a
// while, and opens one again for the next mail.
func TestSMTPIdle(t *testing.T) {
	quit := make(chan struct{}, 1)
	host, port := mailertest.StartRaw(t, "220 relay.example\r\n", func(line string) (string, error) {
		switch strings.ToUpper(line) {
		case "QUIT":
			quit <- struct{}{}
			return "221 bye\r\n", nil
		case "DATA":
			return "354 go on\r\n", nil
		}
		return "250 OK\r\n", nil
	})
	s := connect(t, mailer.SMTPOptions{Server: mailer.Server{Host: host, Port: port}, Idle: 10 * time.Millisecond})
	for _, m := range confirmations(t, 2) {
		if err := s.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
		<-quit
	}
}
