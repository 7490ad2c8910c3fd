package ical

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestRefused(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Item)
		field  string
	}{
		{"no UID", func(i *Item) { i.UID = "" }, "uid"},
		{"UID with a line end", func(i *Item) { i.UID = "secret\r\nATTENDEE:x" }, "uid"},
		{"UID that is escaped", func(i *Item) { i.UID = "secret;1@zorg.example" }, "uid"},
		{"long UID", func(i *Item) { i.UID = strings.Repeat("secret", 50) }, "uid"},
		{"negative sequence", func(i *Item) { i.Sequence = -1 }, "sequence"},
		{"sequence beyond an INTEGER", func(i *Item) { i.Sequence = 1 << 31 }, "sequence"},
		{"no stamp", func(i *Item) { i.Stamp = time.Time{} }, "stamp"},
		{"no start", func(i *Item) { i.Start = time.Time{} }, "start"},
		{"year 12000", func(i *Item) { i.Start, i.End = local(12000, 1, 1, 0, 0), local(12000, 1, 1, 1, 0) }, "start"},
		{"no end", func(i *Item) { i.End = time.Time{} }, "end"},
		{"end at the start", func(i *Item) { i.End = i.Start }, "end"},
		{"end within the second of the start", func(i *Item) { i.End = i.Start.Add(time.Millisecond) }, "end"},
		{"all-day that ends before", func(i *Item) { i.AllDay, i.End = true, i.Start.AddDate(0, 0, -1) }, "end"},
		{"no title", func(i *Item) { i.Title = "" }, "title"},
		{"title of controls", func(i *Item) { i.Title = "\x00 \r\n" }, "title"},
		{"title not UTF-8", func(i *Item) { i.Title = "secret\xff" }, "title"},
		{"place not UTF-8", func(i *Item) { i.Place = "secret\xff" }, "place"},
		{"description not UTF-8", func(i *Item) { i.Description = "\xe2\x82" }, "description"},
		{"URL of a script", func(i *Item) { i.URL = "javascript:alert('secret')" }, "url"},
		{"URL of a file", func(i *Item) { i.URL = "file:///etc/passwd" }, "url"},
		{"URL without host", func(i *Item) { i.URL = "https:///secret" }, "url"},
		{"opaque URL", func(i *Item) { i.URL = "https:secret" }, "url"},
		{"relative URL", func(i *Item) { i.URL = "/secret" }, "url"},
		{"URL with a password", func(i *Item) { i.URL = "https://a:secret@zorg.example/" }, "url"},
		{"URL with a line end", func(i *Item) { i.URL = "https://zorg.example/\r\nATTENDEE:secret" }, "url"},
		{"join URL of a script", func(i *Item) { i.JoinURL = "javascript:secret" }, "join_url"},
		{"organizer name not UTF-8", func(i *Item) { i.OrganizerName = "secret\xff" }, "organizer_name"},
		{"no organizer", func(i *Item) { i.OrganizerAddress = "" }, "organizer_address"},
		{"attendee name not UTF-8", func(i *Item) { i.AttendeeName = "secret\xff" }, "attendee_name"},
		{"no attendee (BR-44)", func(i *Item) { i.AttendeeAddress = "" }, "attendee_address"},
		{"two attendees (BR-44)", func(i *Item) { i.AttendeeAddress = "secret@zorg.example,b@zorg.example" }, "attendee_address"},
		{"attendee with a name", func(i *Item) { i.AttendeeAddress = "A <secret@zorg.example>" }, "attendee_address"},
		{"attendee with a line end", func(i *Item) { i.AttendeeAddress = "secret@zorg.example\r\nX:1" }, "attendee_address"},
		{"attendee with a subject", func(i *Item) { i.AttendeeAddress = "secret@zorg.example?subject=x" }, "attendee_address"},
		{"attendee outside ASCII", func(i *Item) { i.AttendeeAddress = "zoë@zorg.example" }, "attendee_address"},
		{"domain outside ASCII", func(i *Item) { i.AttendeeAddress = "secret@coöp.example" }, "attendee_address"},
		{"attendee without a domain", func(i *Item) { i.AttendeeAddress = "secret@" }, "attendee_address"},
		{"attendee with two @", func(i *Item) { i.AttendeeAddress = "secret@a@zorg.example" }, "attendee_address"},
		{"domain with a hole", func(i *Item) { i.AttendeeAddress = "secret@zorg..example" }, "attendee_address"},
		{"quoted attendee", func(i *Item) { i.AttendeeAddress = `"secret"@zorg.example` }, "attendee_address"},
		{"unknown answer", func(i *Item) { i.PartStat = "MAYBE" }, "partstat"},
		{"unknown status", func(i *Item) { i.Status = "SECRET" }, "status"},
		{"cancelled request", func(i *Item) { i.Status = StatusCancelled }, "status"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, err := Request(with(test.change))
			var wrong *ValueError
			if !errors.As(err, &wrong) {
				t.Fatalf("error %v, want a ValueError; wrote:\n%s", err, data)
			}
			if wrong.Field != test.field {
				t.Errorf("field %q, want %q (%v)", wrong.Field, test.field, err)
			}
			if strings.Contains(strings.ToLower(err.Error()), "secret") {
				t.Errorf("the error repeats the value: %v", err)
			}
			if data != nil {
				t.Errorf("wrote %d bytes beside the error", len(data))
			}
		})
	}
}

func TestCancelNeedsRaise(t *testing.T) {
	_, err := Cancel(invitation())
	var wrong *ValueError
	if !errors.As(err, &wrong) || wrong.Field != "sequence" {
		t.Errorf("error %v, want one of sequence", err)
	}
}
