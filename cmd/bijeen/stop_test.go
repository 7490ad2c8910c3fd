package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"bijeen/mailer/mailertest"
)

// dial opens a connection to a server and writes the beginning of a request.
func dial(t *testing.T, s *server, begin string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, begin); err != nil {
		t.Fatal(err)
	}
	return conn
}

// settle waits until the server has read what was written before: requests
// that come later have been answered.
func (s *server) settle() {
	s.t.Helper()
	for range 20 {
		if status, _ := page(s.t, s.url+"/readyz"); status != http.StatusOK {
			s.t.Fatalf("status %d", status)
		}
	}
}

// finish writes the rest of a request and reads the answer.
func finish(conn net.Conn, rest string) (int, error) {
	if _, err := io.WriteString(conn, rest); err != nil {
		return 0, err
	}
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return 0, err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// stopped waits until the program has heard the signal.
func (s *server) stopped() {
	s.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(5 * time.Second); !strings.Contains(s.log(), "stopping"); {
		select {
		case <-tick.C:
		case <-late:
			s.t.Fatalf("the program does not stop:\n%s", s.log())
		}
	}
}

// R14: a request of which a byte was read when the signal came is answered,
// on a new connection and on one that was kept open; the exit status is 0
// within 15 seconds.
func TestR14_RequestsThatHaveBegunFinish(t *testing.T) {
	s := newWorkplace(t, early).start("serve")
	const request = "GET /healthz HTTP/1.1\r\nHost: bijeen.example\r\n"
	fresh := dial(t, s, request)
	kept := dial(t, s, "")
	if status, err := finish(kept, request+"\r\n"); status != http.StatusOK || err != nil {
		t.Fatalf("first request on the kept connection: %d, %v", status, err)
	}
	io.WriteString(kept, "G")
	one := dial(t, s, "P")
	idle := dial(t, s, "")
	if status, err := finish(idle, request+"\r\n"); status != http.StatusOK || err != nil {
		t.Fatalf("request on the idle connection: %d, %v", status, err)
	}
	s.settle()
	begun := time.Now()
	s.terminate()
	s.stopped()
	if _, err := net.DialTimeout("tcp", strings.TrimPrefix(s.url, "http://"), time.Second); err == nil {
		t.Error("new connections are still taken")
	}
	if _, err := idle.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a connection on which nothing has begun: %v, want its end", err)
	}
	for name, try := range map[string]func() (int, error){
		"a new connection":  func() (int, error) { return finish(fresh, "\r\n") },
		"a kept connection": func() (int, error) { return finish(kept, request[1:]+"\r\n") },
		"one byte": func() (int, error) {
			return finish(one, "OST /mijn-aanmelding HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
		},
	} {
		status, err := try()
		if want := map[string]int{"one byte": http.StatusUnprocessableEntity}[name]; err != nil || want != 0 && status != want || want == 0 && status != http.StatusOK {
			t.Errorf("%s: status %d, %v", name, status, err)
		}
	}
	if status := s.wait(); status != exitDone || time.Since(begun) > 15*time.Second {
		t.Errorf("exit status %d after %s\n%s", status, time.Since(begun), s.log())
	}
}

// R14: a client that never finishes its request does not hold up the end
// longer than 15 seconds.
func TestR14_EndsWithin15Seconds(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a client that never finishes; run without -short")
	}
	t.Parallel()
	s := newWorkplace(t, early).start("serve")
	dial(t, s, "GET /healthz HTTP/1.1\r\n")
	s.settle()
	begun := time.Now()
	if status := s.stop(); status != exitDone || time.Since(begun) > 15*time.Second {
		t.Errorf("exit status %d after %s\n%s", status, time.Since(begun), s.log())
	}
}

// R14: a mail that is being handed over when the signal comes is finished and
// marked: the next start does not send it again.
func TestR14_MailInHandIsMarked(t *testing.T) {
	handing, goOn := make(chan struct{}), make(chan struct{})
	box := mailertest.StartServer(t, mailertest.Script{Data: func(s *mailertest.Server, _ *smtp.Conn, l mailertest.Letter, r io.Reader) error {
		if len(s.Accepted()) == 0 {
			close(handing)
			<-goOn
		}
		return s.Accept(l, r)
	}})
	w := newWorkplace(t, early, fmt.Sprintf("BIJEEN_SMTP_URL=smtp://%s:%d", box.Host, box.Port))
	w.ok("import", "meetings", w.write("meetings.json", meetings))
	s := w.start("serve")
	signUp(t, s.url, "platform", "Noor", "el Voorbeeldi", "noor@hengelo.example", "hengelo")
	<-handing
	s.terminate()
	s.stopped()
	close(goOn)
	if status := s.wait(); status != exitDone {
		t.Errorf("exit status %d\n%s", status, s.log())
	}
	if n := len(box.Accepted()); n != 1 {
		t.Fatalf("%d mails were taken, want the one in hand", n)
	}
	s = w.start("serve")
	signUp(t, s.url, "platform", "Joris", "van den Voorbeeld", "joris@borne.example", "hengelo")
	if got := letters(t, box, 2); got[1].to != "joris@borne.example" {
		t.Errorf("after the restart the first mail goes to %s: sent twice", got[1].to)
	}
}

// TestStoppingIsUnready: /readyz says 503 as long as it can be reached.
func TestStoppingIsUnready(t *testing.T) {
	s := newWorkplace(t, early).start("serve")
	conn := dial(t, s, "GET /readyz HTTP/1.1\r\n")
	s.settle()
	s.terminate()
	s.stopped()
	if status, err := finish(conn, "Host: x\r\n\r\n"); status != http.StatusServiceUnavailable || err != nil {
		t.Errorf("ready while stopping: %d, %v", status, err)
	}
}
