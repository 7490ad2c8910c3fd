package mailer

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Server is the mail server of the setting BIJEEN_SMTP_URL.
type Server struct {
	Host     string
	Port     int
	Implicit bool // TLS from the first byte (smtps); else STARTTLS
	User     string
	Password string
}

// ParseServer reads smtp://user:password@host:587 (STARTTLS is required unless
// the host is this machine) or smtps://user:password@host:465. Without a port
// it is 587, 465, or 25 on this machine. The error is a sentence that says
// what to do and never holds the password.
func ParseServer(s string) (Server, error) {
	u, err := url.Parse(s)
	if err != nil {
		return Server{}, errors.New("the address of the mail server cannot be read: write smtp://user:password@host:587 and encode special characters of the password (%40 for @)")
	}
	server := Server{Host: u.Hostname(), Implicit: u.Scheme == "smtps"}
	if u.User != nil {
		server.User = u.User.Username()
		server.Password, _ = u.User.Password()
	}
	switch {
	case u.Scheme != "smtp" && u.Scheme != "smtps":
		return Server{}, fmt.Errorf("the address of the mail server begins with %q: write smtp:// or smtps://", u.Scheme)
	case server.Host == "":
		return Server{}, errors.New("the address of the mail server has no host: write smtp://host:587")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return Server{}, errors.New("the address of the mail server has something behind the port: write smtp://host:587")
	case server.User != "" && server.Password == "":
		return Server{}, errors.New("the address of the mail server has a user and no password: write smtp://user:password@host:587")
	}
	server.Port, err = server.port(u.Port())
	return server, err
}

func (s Server) port(text string) (int, error) {
	switch {
	case text != "":
		port, err := strconv.Atoi(text)
		if err != nil || port < 1 || port > 65535 {
			return 0, fmt.Errorf("the mail server cannot have port %s: write a number from 1 to 65535", text)
		}
		return port, nil
	case s.Implicit:
		return 465, nil
	case s.local():
		return 25, nil
	}
	return 587, nil
}

// local reports whether the server is on this machine: what goes to it passes
// no network.
func (s Server) local() bool {
	if strings.EqualFold(s.Host, "localhost") {
		return true
	}
	ip := net.ParseIP(s.Host)
	return ip != nil && ip.IsLoopback()
}
