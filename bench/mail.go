package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	netmail "net/mail"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/wneessen/go-mail"

	"bijeen/mailer"
	"bijeen/models"
	"bijeen/templates"
)

const mails = 600

// measureMail compares the worker, from queued row to marked row, with a bare
// go-mail loop that sends mails of the same size over one kept connection to
// the same server.
func measureMail() ([]row, error) {
	server, err := newSMTPServer()
	if err != nil {
		return nil, err
	}
	defer server.close()
	s, err := newSite(engines()[0])
	if err != nil {
		return nil, err
	}
	defer s.close()
	var size int
	ours := func() (float64, error) {
		rate, n, err := s.sendMails(server)
		size = n
		return rate, err
	}
	a, b, ratio, err := paired(rounds, ours, func() (float64, error) { return bareMails(server, size) })
	if err != nil {
		return nil, err
	}
	return []row{{
		what: fmt.Sprintf("mail with invite, %d mails, one connection", mails),
		ours: fmt.Sprintf("%.0f/s", a), theirs: fmt.Sprintf("%.0f/s bare go-mail, %d bytes", b, size),
		ratio: fmt.Sprintf("%.2f", ratio), aim: "≥ 0.80", met: atLeast(ratio, 0.8),
	}}, nil
}

// smtpServer accepts everything and counts it.
type smtpServer struct {
	server   *smtp.Server
	port     int
	accepted atomic.Int64
	bytes    atomic.Int64
}

func newSMTPServer() (*smtpServer, error) {
	s := &smtpServer{}
	s.server = smtp.NewServer(s)
	s.server.Domain, s.server.ErrorLog = "smtp.example", silent{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	go func() { _ = s.server.Serve(listener) }()
	return s, nil
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

func (s *smtpServer) close() { _ = s.server.Close() }

// NewSession makes the server its own backend.
func (s *smtpServer) NewSession(*smtp.Conn) (smtp.Session, error) { return session{s}, nil }

type session struct{ s *smtpServer }

func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }

func (c session) Data(r io.Reader) error {
	n, err := io.Copy(io.Discard, r)
	c.s.bytes.Add(n)
	c.s.accepted.Add(1)
	return err
}

// sendMails queues the mails of sign-ups and lets the worker send them. It
// gives the rate and the mean size of a mail.
func (s *site) sendMails(server *smtpServer) (float64, int, error) {
	slugs, err := s.meetings(1 + mails/benchSeats)
	if err != nil {
		return 0, 0, err
	}
	for i := range mails {
		if err := s.signUpDirect(slugs[i/benchSeats]); err != nil {
			return 0, 0, err
		}
	}
	worker, err := s.worker(server)
	if err != nil {
		return 0, 0, err
	}
	accepted, size := server.accepted.Load(), server.bytes.Load()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	done := make(chan struct{})
	start := time.Now()
	go func() {
		worker.Run(ctx)
		close(done)
	}()
	var rate float64
	for {
		due, err := s.store.NextMessageAt(ctx)
		if err != nil {
			return 0, 0, err
		}
		if due.IsZero() {
			rate = perSecond(mails, start)
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	stop()
	<-done
	if got := server.accepted.Load() - accepted; got != mails {
		return 0, 0, fmt.Errorf("%d of %d mails arrived", got, mails)
	}
	return rate, int((server.bytes.Load() - size) / mails), nil
}

func (s *site) signUpDirect(slug string) error {
	page, err := s.store.MeetingBySlug(context.Background(), slug, true)
	if err != nil {
		return err
	}
	n := s.next()
	_, err = s.store.SignUp(context.Background(), models.SignUp{
		MeetingID: page.Meeting.ID, Language: "nl", By: models.Actor{Kind: models.ByPerson},
		People: []models.Attendee{{
			GivenName: "Proef", Surname: fmt.Sprintf("Testerink%d", n), Email: fmt.Sprintf("post%d@horizon.example", n), Organization: "Horizon",
		}},
	})
	return err
}

func (s *site) worker(server *smtpServer) (*mailer.Worker, error) {
	sender, err := mailer.NewSMTP(mailer.SMTPOptions{
		Server: mailer.Server{Host: "127.0.0.1", Port: server.port}, HELO: "bijeen.example", Timeout: 10 * time.Second,
	})
	if err != nil {
		return nil, err
	}
	pages, err := templates.New(templates.Settings{Name: "Bijeen", BaseURL: s.url})
	if err != nil {
		return nil, err
	}
	return mailer.New(mailer.Options{
		Store: s.store, Senders: []mailer.Sender{sender}, Log: slog.New(slog.DiscardHandler), Rand: rand.Reader,
		Composer: &mailer.Composer{
			Templates: pages, BaseURL: s.url, SiteName: "Bijeen", Zone: s.store.Zone(), Links: s.store,
			From: netmail.Address{Name: "Bijeen", Address: "bijeen@bijeen.example"},
		},
	})
}

// bareMails sends mails of this size with the library alone, over one
// connection.
func bareMails(server *smtpServer, size int) (float64, error) {
	client, err := mail.NewClient("127.0.0.1", mail.WithPort(server.port), mail.WithTLSPolicy(mail.NoTLS), mail.WithoutSMTPUTF8(), mail.WithHELO("bijeen.example"))
	if err != nil {
		return 0, err
	}
	if err := client.DialWithContext(context.Background()); err != nil {
		return 0, err
	}
	defer func() { _ = client.Close() }()
	text := make([]byte, max(size-600, 100))
	for i := range text {
		text[i] = 'a' + byte(i%26)
		if i%70 == 69 {
			text[i] = '\n'
		}
	}
	start := time.Now()
	for i := range mails {
		m := mail.NewMsg()
		if err := m.From("bijeen@bijeen.example"); err != nil {
			return 0, err
		}
		if err := m.To("post" + strconv.Itoa(i) + "@horizon.example"); err != nil {
			return 0, err
		}
		m.Subject("Bevestiging: Platform Scheiding en Omgang")
		m.SetBodyString(mail.TypeTextPlain, string(text))
		if err := client.Send(m); err != nil {
			return 0, err
		}
	}
	return perSecond(mails, start), nil
}
