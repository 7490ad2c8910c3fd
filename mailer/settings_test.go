package mailer_test

import (
	"net/mail"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/mailer"
)

func TestParseServer(t *testing.T) {
	for _, test := range []struct {
		url  string
		want mailer.Server
	}{
		{"smtp://mail.example:587", mailer.Server{Host: "mail.example", Port: 587}},
		{"smtp://mail.example", mailer.Server{Host: "mail.example", Port: 587}},
		{"smtp://mail.example:25/", mailer.Server{Host: "mail.example", Port: 25}},
		{"smtp://localhost", mailer.Server{Host: "localhost", Port: 25}},
		{"smtp://127.0.0.1:1025", mailer.Server{Host: "127.0.0.1", Port: 1025}},
		{"smtp://[::1]", mailer.Server{Host: "::1", Port: 25}},
		{"smtps://mail.example", mailer.Server{Host: "mail.example", Port: 465, Implicit: true}},
		{"SMTP://bijeen%40mail.example:ge%3Aheim%40%2F@mail.example:2525", mailer.Server{Host: "mail.example", Port: 2525, User: "bijeen@mail.example", Password: "ge:heim@/"}},
	} {
		got, err := mailer.ParseServer(test.url)
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.url, diff)
		}
	}
}

func TestParseServerRefuses(t *testing.T) {
	for _, test := range []struct{ url, says string }{
		{"", "smtp:// or smtps://"},
		{"mail.example:587", "smtp:// or smtps://"},
		{"http://mail.example", "smtp:// or smtps://"},
		{"smtp://", "has no host"},
		{"smtp://:geheim@:587", "has no host"},
		{"smtp://mail.example:0", "number from 1 to 65535"},
		{"smtp://mail.example:70000", "number from 1 to 65535"},
		{"smtp://mail.example:geheim", "cannot be read"},
		{"smtp://bijeen:ge heim@mail.example", "cannot be read"},
		{"smtp://bijeen@mail.example", "user and no password"},
		{"smtp://bijeen:geheim@mail.example/pad", "behind the port"},
		{"smtp://bijeen:geheim@mail.example?tls=no", "behind the port"},
	} {
		_, err := mailer.ParseServer(test.url)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%q: got %v, want a sentence with %q", test.url, err, test.says)
		}
		if err != nil && (strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "ge heim")) {
			t.Errorf("%q: the error holds the password: %v", test.url, err)
		}
	}
}

func TestParseFrom(t *testing.T) {
	for _, test := range []struct {
		text   string
		tagged bool
		want   mail.Address
	}{
		{"Bijeen <bijeen@localhost>", false, mail.Address{Name: "Bijeen", Address: "bijeen@localhost"}},
		{"uitnodiging@bijeen.example", true, mail.Address{Address: "uitnodiging@bijeen.example"}},
		{`"Samen, veertien" <samen14@bijeen.example>`, true, mail.Address{Name: "Samen, veertien", Address: "samen14@bijeen.example"}},
		{"jeugdbijeenkomsten-in-twente@bijeen.example", false, mail.Address{Address: "jeugdbijeenkomsten-in-twente@bijeen.example"}},
	} {
		got, err := mailer.ParseFrom(test.text, test.tagged)
		if err != nil || got != test.want {
			t.Errorf("%s: got %v (%v), want %v", test.text, got, err, test.want)
		}
	}
	for _, test := range []struct {
		text   string
		tagged bool
		says   string
	}{
		{"", false, "is not a mail address"},
		{"Bijeen", false, "is not a mail address"},
		{"a@b.example, c@d.example", false, "is not a mail address"},
		{"zoë@bijeen.example", false, "cannot be a sender"},
		{`"a b"@bijeen.example`, false, "cannot be a sender"},
		{"jeugdbijeenkomsten-in-twente@bijeen.example", true, "too long for tagged"},
	} {
		if _, err := mailer.ParseFrom(test.text, test.tagged); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%q: got %v, want a sentence with %q", test.text, err, test.says)
		}
	}
}

// A tag is believed in any case and only when we made it.
func TestTaggedEnvelope(t *testing.T) {
	_, row, s := tell(t, "confirmation", "nl")
	c := newComposer(t, s.Fixture)
	c.Tagged = true
	m, err := c.Compose(row)
	s.must(err)
	if !strings.HasPrefix(m.EnvelopeFrom, "uitnodiging+m") || !strings.HasSuffix(m.EnvelopeFrom, "@bijeen.example") || m.From != "Platform Scheiding en Omgang <uitnodiging@bijeen.example>" {
		t.Errorf("envelope %s, From %s", m.EnvelopeFrom, m.From)
	}
	for _, address := range []string{m.EnvelopeFrom, strings.ToUpper(m.EnvelopeFrom)} {
		if id, ok := mailer.ReadTag(address, s.Signed); !ok || id != row.ID {
			t.Errorf("%s: got %d, %v", address, id, ok)
		}
	}
	_, other, _ := strings.Cut(mailer.Tagged("a@b.example", row.ID+1, s.Sign), "-")
	for _, forged := range []string{
		"uitnodiging@bijeen.example", "", "+", "a+m1@b.example", "a+m1-@b.example",
		strings.Replace(m.EnvelopeFrom, "+m", "+m1", 1),
		strings.Replace(m.EnvelopeFrom, "+m", "+x", 1),
		"uitnodiging+m1-" + other,
		mailer.Tagged("a@b.example", row.ID, func(_, text string) string { return s.Sign("link", text) }),
	} {
		if id, ok := mailer.ReadTag(forged, s.Signed); ok {
			t.Errorf("%q is believed to be about %d", forged, id)
		}
	}
	local, _, _ := strings.Cut(mailer.Tagged(strings.Repeat("a", 22)+"@b.example", 999_999_999_999, s.Sign), "@")
	if _, err := mailer.ParseFrom(strings.Repeat("a", 22)+"@b.example", true); err != nil || len(local) > 64 {
		t.Errorf("a sender of 22 characters: %v, tagged %d long", err, len(local))
	}
}

func TestRetryAfter(t *testing.T) {
	for attempts, want := range map[int]string{0: "1m0s", 1: "1m0s", 2: "5m0s", 3: "15m0s", 4: "1h0m0s", 5: "4h0m0s", 100: "4h0m0s"} {
		if got := mailer.RetryAfter(attempts).String(); got != want {
			t.Errorf("after %d tries: %s, want %s", attempts, got, want)
		}
	}
}

// Subjects with letters outside ASCII begin on their first line and come
// back as they were.
func TestSubjects(t *testing.T) {
	_, row, s := tell(t, "substitute_out", "nl")
	c := newComposer(t, s.Fixture)
	for _, name := range []string{"Zoë Schijnveld", "Ümit Örnekoğlu", "李 伟", "É É É É É É É É É É É É", strings.Repeat("ö", 60), "Jip 't Proefstuk", "a – b"} {
		row.MessageFacts.Detail.OtherName = name
		row.MessageFacts.Meeting.Title = "Opgroeien: één gesprek – drie tafels"
		m, err := c.Compose(row)
		s.must(err)
		want := name + " komt in uw plaats: Opgroeien: één gesprek – drie tafels"
		_, header, _ := read(t, m.Raw)
		if got, err := header.Text("Subject"); err != nil || got != want {
			t.Errorf("subject reads %q (%v), want %q", got, err, want)
		}
		if len(name) < 60 && strings.Contains(string(m.Raw), "Subject:\r\n") {
			t.Errorf("%s: the subject begins on its second line", name)
		}
	}
}
