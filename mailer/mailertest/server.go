package mailertest

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Script says how a Server differs from one that accepts everything.
type Script struct {
	Mail     func(from string) error                                    // answer to MAIL FROM; nil accepts
	Rcpt     func(to string) error                                      // answer to RCPT TO; nil accepts
	Data     func(s *Server, c *smtp.Conn, l Letter, r io.Reader) error // answer to the text; see Server.Accept
	TLS      *tls.Config                                                // offers STARTTLS
	Implicit bool                                                       // TLS from the first byte
	Password string                                                     // demands a login with it, for any user
}

// Letter is one mail as a Server saw it.
type Letter struct {
	HELO, From, To string
	UTF8           bool // MAIL FROM asked for SMTPUTF8
	Raw            []byte
}

// Server is a real mail server on this machine that keeps what it accepts.
type Server struct {
	Host string
	Port int

	script   Script
	mu       sync.Mutex
	accepted []Letter
	opened   int
	over     chan struct{} // closed when the test ends
}

// StartServer starts a server for the duration of t.
func StartServer(t testing.TB, script Script) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if script.Implicit {
		listener = tls.NewListener(listener, script.TLS)
	}
	address := listener.Addr().(*net.TCPAddr)
	s := &Server{Host: address.IP.String(), Port: address.Port, script: script, over: make(chan struct{})}
	server := smtp.NewServer(smtp.BackendFunc(s.session))
	server.Domain, server.EnableSMTPUTF8, server.EnableDSN = "relay.example", true, true
	server.ErrorLog = quiet{}
	if !script.Implicit {
		server.TLSConfig = script.TLS
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		close(s.over)
		if err := errors.Join(server.Close(), <-served); err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("mail server: %v", err)
		}
	})
	return s
}

// quiet drops what the library logs about connections that end as told.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// Accepted lists the mails the server took, in order.
func (s *Server) Accepted() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.accepted...)
}

// Opened counts the sessions that were begun.
func (s *Server) Opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Over is closed when the test ends: a script that waits for it never answers.
func (s *Server) Over() <-chan struct{} { return s.over }

// Accept reads the text to its end and keeps the mail.
func (s *Server) Accept(l Letter, r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	l.Raw = raw
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted = append(s.accepted, l)
	return nil
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	one := &session{server: s, conn: c}
	if s.script.Password != "" {
		return &loginSession{session: one}, nil
	}
	return one, nil
}

// session is one conversation.
type session struct {
	server *Server
	conn   *smtp.Conn
	letter Letter
}

func (n *session) Reset()        { n.letter = Letter{} }
func (n *session) Logout() error { return nil }

func (n *session) Mail(from string, o *smtp.MailOptions) error {
	n.letter = Letter{HELO: n.conn.Hostname(), From: from, UTF8: o.UTF8}
	if n.server.script.Mail != nil {
		return n.server.script.Mail(from)
	}
	return nil
}

func (n *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	n.letter.To = to
	if n.server.script.Rcpt != nil {
		return n.server.script.Rcpt(to)
	}
	return nil
}

func (n *session) Data(r io.Reader) error {
	if n.server.script.Data != nil {
		return n.server.script.Data(n.server, n.conn, n.letter, r)
	}
	return n.server.Accept(n.letter, r)
}

// loginSession takes mail only after a login.
type loginSession struct {
	*session
	in bool
}

func (n *loginSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (n *loginSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, password string) error {
		if password != n.server.script.Password {
			return smtp.ErrAuthFailed
		}
		n.in = true
		return nil
	}), nil
}

func (n *loginSession) Mail(from string, o *smtp.MailOptions) error {
	if !n.in {
		return smtp.ErrAuthRequired
	}
	return n.session.Mail(from, o)
}

// StartRaw starts a server that says what it is told: greeting first, then
// for each line of the client whatever answer gives. An empty answer says
// nothing; an error closes the connection after the answer. Inside DATA only
// the final dot is given to answer, as ".".
func StartRaw(t testing.TB, greeting string, answer func(line string) (string, error)) (host string, port int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var conversations sync.WaitGroup
	conversations.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conversations.Go(func() { converse(conn, greeting, answer) })
		}
	})
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
		conversations.Wait()
	})
	address := listener.Addr().(*net.TCPAddr)
	return address.IP.String(), address.Port
}

func converse(conn net.Conn, greeting string, answer func(string) (string, error)) {
	defer conn.Close()
	if conn.SetDeadline(time.Now().Add(patience)) != nil {
		return
	}
	if _, err := io.WriteString(conn, greeting); err != nil {
		return
	}
	text := false
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		line := lines.Text()
		if text && line != "." {
			continue
		}
		text = false
		reply, err := answer(line)
		text = strings.Contains("\r\n"+reply, "\r\n354")
		if _, writeErr := io.WriteString(conn, reply); err != nil || writeErr != nil {
			return
		}
	}
}
