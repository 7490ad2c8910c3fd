package mailer_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
	if err := s.Send(ctx, mails[1]); !errors.As(err, &got) || *got != (mailer.Failure{Problem: "interrupted"}) {
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
	refused := func(answer string) *mailer.Failure {
		return &mailer.Failure{Problem: "refused " + answer, Permanent: true}
	}
	later := func(answer string) *mailer.Failure { return &mailer.Failure{Problem: "later " + answer} }
	lost := &mailer.Failure{Problem: "interrupted", Lost: true}
	broken := &mailer.Failure{Problem: "interrupted"} // under this mail: the server had taken MAIL
	const (
		ok, wanted, sequence = "250 OK\r\n", "354 go on\r\n", "503 5.5.1 bad sequence\r\n"
		nobody, busy, not    = "550 5.1.1 nobody\r\n", "450 4.2.0 later\r\n", "553 5.7.1 not you\r\n"
	)
	for name, test := range map[string]struct {
		answers string // to MAIL, RCPT and DATA; the connection ends after fewer than three
		dot     string // the answer to the text; the connection ends without one
		want    *mailer.Failure
		texts   int // how often the server asked for text and got its end
	}{
		"taken":                             {ok + ok + wanted, ok, nil, 1},
		"MAIL 4xx":                          {busy + sequence + sequence, "", later("450 4.2.0"), 0},
		"MAIL 4xx, dropped":                 {busy, "", later("450 4.2.0"), 0},
		"MAIL 4xx, text wanted":             {busy + ok + wanted, ok, later("450 4.2.0"), 1},
		"MAIL 5xx":                          {not + sequence + sequence, "", refused("553 5.7.1"), 0},
		"MAIL 5xx, dropped":                 {not, "", refused("553 5.7.1"), 0},
		"MAIL 5xx, dropped after RCPT":      {not + sequence, "", refused("553 5.7.1"), 0},
		"MAIL 421":                          {"421 4.3.2 bye\r\n", "", lost, 0},
		"MAIL dropped":                      {"", "", lost, 0},
		"RCPT 4xx":                          {ok + busy + sequence, "", later("450 4.2.0"), 0},
		"RCPT 4xx, dropped":                 {ok + busy, "", later("450 4.2.0"), 0},
		"RCPT 4xx, text wanted":             {ok + busy + wanted, "554 5.5.1 no receiver\r\n", later("450 4.2.0"), 1},
		"RCPT 4xx, text wanted and dropped": {ok + busy + wanted, "", later("450 4.2.0"), 1},
		"RCPT 5xx":                          {ok + nobody + sequence, "", refused("550 5.1.1"), 0},
		"RCPT 5xx, dropped":                 {ok + nobody, "", refused("550 5.1.1"), 0},
		"RCPT 5xx, closing":                 {ok + nobody + "421 4.7.0 bye\r\n", "", refused("550 5.1.1"), 0},
		"RCPT 5xx, text wanted":             {ok + nobody + wanted, "554 5.5.1 no receiver\r\n", refused("550 5.1.1"), 1},
		"RCPT 5xx, text wanted and taken":   {ok + nobody + wanted, ok, refused("550 5.1.1"), 1},
		"RCPT 5xx, text wanted and dropped": {ok + nobody + wanted, "", refused("550 5.1.1"), 1},
		"RCPT 421":                          {ok + "421 4.3.2 bye\r\n", "", broken, 0},
		"RCPT dropped":                      {ok, "", broken, 0},
		"RCPT nonsense":                     {ok + "hello\r\n" + wanted, "", broken, 0},
		"DATA 4xx":                          {ok + ok + busy, "", later("450 4.2.0"), 0},
		"DATA 5xx":                          {ok + ok + not, "", refused("553 5.7.1"), 0},
		"DATA dropped":                      {ok + ok, "", broken, 0},
		"text dropped":                      {ok + ok + wanted, "", broken, 1},
		"text 4xx":                          {ok + ok + wanted, busy, later("450 4.2.0"), 1},
		"text 5xx":                          {ok + ok + wanted, not, refused("553 5.7.1"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			var seen strings.Builder
			texts := 0
			host, port := mailertest.StartRaw(t, "220 relay.example\r\n", func(line string) (string, error) {
				word, _, _ := strings.Cut(strings.ToUpper(line), " ")
				switch word {
				case "EHLO":
					return "250-relay.example\r\n250-PIPELINING\r\n250 DSN\r\n", nil
				case "MAIL", "RCPT":
					seen.WriteString(line + "\n")
					return "", nil
				case "DATA":
					return test.answers, endUnless(strings.Count(test.answers, "\n") == 3)
				case ".":
					texts++
					return test.dot, endUnless(test.dot != "")
				case "QUIT":
					return "221 bye\r\n", nil
				}
				return ok, nil
			})
			s := connection(t, host, port)
			for i, m := range confirmations(t, 2) { // the second finds the connection in order, or a new one
				err := s.Send(ctx, m)
				var got *mailer.Failure
				if !errors.As(err, &got) && err != nil || !cmp.Equal(got, test.want) {
					t.Errorf("mail %d: got %v, want %v", i+1, err, test.want)
				}
				if texts != (i+1)*test.texts {
					t.Errorf("the server got %d texts, want %d for each mail", texts, test.texts)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			const first = "MAIL FROM:<uitnodiging@bijeen.example> RET=HDRS\nRCPT TO:<0fenna@horizon.example> NOTIFY=FAILURE,DELAY\n"
			if !strings.HasPrefix(seen.String(), first) {
				t.Errorf("the server heard\n%s", seen.String())
			}
		})
	}
}

// endUnless ends a connection after an answer unless more is to come.
func endUnless(more bool) error {
	if more {
		return nil
	}
	return io.EOF
}

// A mail whose address was refused has failed, also when the server then asks
// for the text and hangs up: it would wait for ever otherwise.
func TestR7_RefusedAndDropped(t *testing.T) {
	s := newScenario(t, "nl", described(50))
	s.signUp(at(cast[0], "a"))
	host, port := mailertest.StartRaw(t, "220 relay.example\r\n", func(line string) (string, error) {
		switch word, _, _ := strings.Cut(strings.ToUpper(line), " "); word {
		case "EHLO":
			return "250-relay.example\r\n250 PIPELINING\r\n", nil
		case "MAIL", "RCPT":
			return "", nil
		case "DATA":
			return "250 OK\r\n550 5.1.1 nobody\r\n354 go on\r\n", nil
		}
		return "", io.EOF
	})
	r := prepare(s, nil, connection(t, host, port)).start()
	r.waitForMarks(1)
	if got := s.outbox()[0]; got.State != "failed" || got.Problem != "refused 550 5.1.1" {
		t.Errorf("the mail is %s (%s), want failed (refused 550 5.1.1)", got.State, got.Problem)
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
