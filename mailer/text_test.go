package mailer_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
)

// The text goes over the line as RFC 5321 §4.5.2 writes it: as by the
// DotWriter of the standard library, which looks at each byte. A line end that
// is not whole may end the text for a server that is not strict, so it never
// goes as it is.
func TestTextOnTheLine(t *testing.T) {
	long := strings.Repeat("x", 5_000) // longer than what is buffered
	for _, raw := range []string{
		"A: b\r\n\r\ntext\r\n",
		".begins\r\n..twice\r\n.\r\n\r\n.\r\n..\r\nends.\r\n.\r\n",
		".\r\n", "..\r\n", "\r\n.\r\n", "\r\n", "no end", ".", "",
		long + "\r\n." + long + "\r\n.\r\n" + long + ".\r\n",
		"one\n.\ntwo\r\n", "one\r.\rtwo\r\n", "one\n.\r\ntwo\r\n", "one\r\n.\ntwo\r\n", "one\r\r\n.\r\n", "one\n\r\n", "one\r",
	} {
		write := func(with func(w *textproto.Writer) error) string {
			var out bytes.Buffer
			if err := with(textproto.NewWriter(bufio.NewWriter(&out))); err != nil {
				t.Errorf("%.40q: %v", raw, err)
			}
			return out.String()
		}
		want := write(func(w *textproto.Writer) error {
			text := w.DotWriter()
			_, err := text.Write([]byte(raw))
			return errors.Join(err, text.Close())
		})
		got := write(func(w *textproto.Writer) error { return mailer.WriteText(w, []byte(raw)) })
		if got != want {
			t.Errorf("%.40q goes as %.60q; want %.60q", raw, got, want)
		}
		if strings.Count(got, "\r\n.\r\n") > 1 || strings.Count(got, "\n") != strings.Count(got, "\r\n") {
			t.Errorf("%.40q goes as %.60q, which may end twice", raw, got)
		}
	}
}

// A server undoes what was done to lines that begin with a full stop.
func TestTextArrives(t *testing.T) {
	server := mailertest.StartServer(t, mailertest.Script{})
	s := connection(t, server.Host, server.Port)
	m := confirmations(t, 1)[0]
	m.Raw = append(m.Raw, ".\r\n..\r\n.a\r\n\r\n.\r\n"...)
	if err := s.Send(ctx, m); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(m.Raw), string(server.Accepted()[0].Raw)); diff != "" {
		t.Errorf("arrived otherwise (-sent +got)\n%s", diff)
	}
}

// What cannot be written is an error: half a text has no end.
func TestTextOnABrokenLine(t *testing.T) {
	for _, size := range []int{10, 10_000} {
		raw := []byte(strings.Repeat("x", size) + "\r\n.\r\n")
		if err := mailer.WriteText(textproto.NewWriter(bufio.NewWriter(broken{})), raw); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
