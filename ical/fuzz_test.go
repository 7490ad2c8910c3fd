package ical

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// FuzzRequest: whatever people type, the object has lines of at most 75
// octets that end in CRLF, one UID and one ATTENDEE, and reads back as typed.
func FuzzRequest(f *testing.F) {
	for _, test := range names {
		f.Add(test.name, test.name, test.name, "https://bijeen.example/"+test.name, "jan@zorg.example", int64(1801735200), int64(9000), byte(0))
	}
	f.Add("Thuis@", "a;b,c\\d", "\r\nEND:VEVENT\r\n", "http://localhost:8080/?a=\u2028", "a#b@zorg.example", int64(1918170000), int64(1), byte(1))
	f.Add("", "", "", "", "", int64(-62135596800), int64(-1), byte(3))
	f.Fuzz(func(t *testing.T, title, place, name, link, address string, start, length int64, flags byte) {
		item := invitation()
		item.Title, item.Place, item.Description = title, place, place+title
		item.OrganizerName, item.AttendeeName, item.AttendeeAddress = name, name, address
		item.URL, item.JoinURL = link, link
		item.Start = time.Unix(start, 0)
		item.End = item.Start.Add(time.Duration(length) * time.Second)
		item.AllDay, item.RSVP, item.Sequence = flags&1 != 0, flags&2 != 0, int(flags)
		data, err := Request(item)
		if err != nil {
			var wrong *ValueError
			if !errors.As(err, &wrong) || data != nil {
				t.Fatalf("error %v with %d bytes", err, len(data))
			}
			return
		}
		obj := mustRead(t, data)
		if got, want := obj.text(t, "SUMMARY"), cleaned(title); got != want {
			t.Errorf("SUMMARY reads %q, want %q", got, want)
		}
		if got, want := obj.the(t, "ATTENDEE").params["CN"], cleanedName(name); got != want {
			t.Errorf("CN reads %q, want %q", got, want)
		}
		if got := obj.the(t, "UID").value; got != item.UID {
			t.Errorf("UID reads %q", got)
		}
		if !item.AllDay {
			if got := obj.instant(t, "DTSTART"); !got.Equal(item.Start) {
				t.Errorf("start reads %v, want %v", got, item.Start)
			}
		}
		if strings.Count("\r\n"+string(data), "\r\nATTENDEE") != 1 || strings.Count("\r\n"+string(data), "\r\nUID:") != 1 {
			t.Errorf("not one ATTENDEE and one UID:\n%s", data)
		}
		if _, err := ics.ParseCalendar(strings.NewReader(string(data))); err != nil {
			t.Errorf("golang-ical: %v", err)
		}
	})
}

// cleaned says in another way than cleanText what is left of a text.
func cleaned(s string) string {
	for _, end := range []string{"\r\n", "\r", "\u0085", "\u2028", "\u2029"} {
		s = strings.ReplaceAll(s, end, "\n")
	}
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\t", " ") {
		if r == '\n' || r >= ' ' && r < 0x7f || r > 0x9f {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func cleanedName(s string) string {
	s = strings.ReplaceAll(cleaned(s), "\n", " ")
	s = strings.ReplaceAll(strings.TrimSpace(s), `"`, "”")
	for strings.HasSuffix(s, `\`) || strings.HasSuffix(s, " ") {
		s = s[:len(s)-1]
	}
	return s
}

// FuzzReadReply: whatever comes in, the answer is a whole Reply or one of
// three errors, and the parser sees no more than the guard lets through.
func FuzzReadReply(f *testing.F) {
	for _, file := range []string{"reply_exchange.ics", "reply_gmail.ics", "request.ics", "feed.ics"} {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, seed := range []string{
		"", "BEGIN:", answer(), nested(2), answer(params(101)), "\ufeff" + strings.ToLower(answer()), answer() + answer(),
		"!!BEGIN:VCALENDAR\r\n", answer("\tx\r\n"), strings.Replace(answer(), "ATTENDEE", "ATTENDEE;CN=\"a\\\"", 1),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		kept, guardErr := guard(input)
		if len(kept) > len(input)+64 {
			t.Errorf("%d bytes became %d", len(input), len(kept))
		}
		r, err := ReadReply(input)
		if err != nil {
			if !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrUnreadable) && !errors.Is(err, ErrNotReply) {
				t.Errorf("unknown error %v", err)
			}
			if r != (Reply{}) {
				t.Errorf("a reply beside the error %v", err)
			}
			return
		}
		if guardErr != nil || len(input) > 64<<10 {
			t.Errorf("read behind a guard that refused: %v", guardErr)
		}
		if checkUID(r.UID) != nil || !isAddress(r.Attendee) || !r.PartStat.known() || r.Sequence < 0 {
			t.Errorf("read %+v", r)
		}
		if !strings.Contains(strings.ToUpper(string(kept)), "\r\nMETHOD") || strings.Count(string(kept), "\r\nATTENDEE") != 1 {
			t.Errorf("read from %q", kept)
		}
	})
}
