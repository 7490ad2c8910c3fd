package mailer_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/wneessen/go-mail"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// BenchmarkCompose writes one mail with its calendar part: text, HTML, MIME.
// The aim is a millisecond at most.
func BenchmarkCompose(b *testing.B) {
	_, row, s := tell(b, "confirmation", "nl")
	c := newComposer(b, s.Fixture)
	b.ReportAllocs()
	began := processorTime()
	defer func() { b.ReportMetric(float64(processorTime()-began)/float64(b.N), "cpu-ns/op") }()
	for b.Loop() {
		if _, err := c.Compose(row); err != nil {
			b.Fatal(err)
		}
	}
}

// discarding takes every mail and keeps none.
var discarding = mailertest.Script{Data: func(_ *mailertest.Server, _ *smtp.Conn, _ mailertest.Letter, r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}}

// BenchmarkWorker sends queued mails, from the row to the mark, over one
// connection to a server on this machine. Compare with BenchmarkBare.
func BenchmarkWorker(b *testing.B) {
	server := mailertest.StartServer(b, discarding)
	s := newScenario(b, "nl", described(9_000, 5))
	for n := range b.N {
		s.signUp(modelstest.Person(n, "a"))
	}
	sender := connection(b, server.Host, server.Port)
	w, err := mailer.New(mailer.Options{
		Store: s.Store, Composer: newComposer(b, s.Fixture), Senders: []mailer.Sender{sender},
		Log: slog.New(slog.DiscardHandler), Rand: zeros{},
	})
	if err != nil {
		b.Fatal(err)
	}
	runCtx, stop := context.WithCancel(context.Background())
	marked := 0
	w.OnMark(func(store func(context.Context, []models.Delivery) error, ctx context.Context, d []models.Delivery) error {
		err := store(ctx, d)
		if marked += len(d); marked >= b.N {
			stop()
		}
		return err
	})
	b.ResetTimer()
	began := processorTime()
	w.Run(runCtx)
	b.ReportMetric(float64(processorTime()-began)/float64(b.N), "cpu-ns/op")
}

// processorTime is what this process has used: on a machine that is busy with
// other things it says more than the clock.
func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// BenchmarkBare sends the same mails with go-mail alone, over one connection
// that stays open.
func BenchmarkBare(b *testing.B) {
	server := mailertest.StartServer(b, discarding)
	m, _, _ := tell(b, "confirmation", "nl")
	client, err := mail.NewClient(server.Host, mail.WithPort(server.Port), mail.WithTLSPolicy(mail.NoTLS), mail.WithHELO("bijeen.example"))
	if err != nil {
		b.Fatal(err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	began := processorTime()
	defer func() { b.ReportMetric(float64(processorTime()-began)/float64(b.N), "cpu-ns/op") }()
	for n := 0; b.Loop(); n++ {
		msg := mail.NewMsg(mail.WithEncoding(mail.EncodingQP))
		if err := msg.From(m.EnvelopeFrom); err != nil {
			b.Fatal(err)
		}
		if err := msg.To(fmt.Sprintf("proef%d@horizon.example", n)); err != nil {
			b.Fatal(err)
		}
		msg.Subject(m.Subject)
		msg.SetBodyString(mail.TypeTextPlain, m.Text)
		msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
		msg.AddAlternativeString("text/calendar; method=REQUEST", string(m.Calendar), mail.WithPartEncoding(mail.EncodingB64))
		if err := client.Send(msg); err != nil {
			b.Fatal(err)
		}
	}
}
