package ical

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadReplyFiles(t *testing.T) {
	tests := []struct {
		file string
		want Reply
	}{
		{"testdata/reply_exchange.ics", Reply{
			UID: "k7q2vhm4ta3zx6pdrw5n@bijeenkomsten.voorbeeld.example", Attendee: "anne-fleur@zwaluw.example",
			PartStat: PartAccepted, Sequence: 1, HasSequence: true, Stamp: time.Date(2027, 1, 14, 10, 2, 3, 0, time.UTC),
		}},
		{"testdata/reply_gmail.ics", Reply{
			UID: "w3n8c5tj2ydf7qsk4mhx@bijeenkomsten.voorbeeld.example", Attendee: "y.ozturk@voorbeeld.example",
			PartStat: PartDeclined, Sequence: 1, HasSequence: true, Stamp: time.Date(2027, 1, 15, 8, 11, 1, 0, time.UTC),
		}},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			data, err := os.ReadFile(test.file)
			if err != nil {
				t.Fatal(err)
			}
			for name, input := range map[string]string{
				"as sent": string(data),
				"LF":      strings.ReplaceAll(string(data), "\r\n", "\n"),
				"BOM":     "\ufeff" + string(data),
			} {
				got, err := ReadReply([]byte(input))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("%s: -want +got:\n%s", name, diff)
				}
			}
		})
	}
}

func TestReadReply(t *testing.T) {
	plain := Reply{UID: "k7q2@voorbeeld.example", Attendee: "jan@zorg.example", PartStat: PartAccepted}
	but := func(change func(*Reply)) Reply {
		r := plain
		change(&r)
		return r
	}
	replace := func(old, new string) string { return strings.Replace(answer(), old, new, 1) }
	tests := []struct {
		name, input string
		want        Reply
		err         error
	}{
		{"plain", answer(), plain, nil},
		{"names in lower case", strings.NewReplacer("BEGIN", "begin", "END:", "end:", "VCALENDAR", "vcalendar", "VEVENT", "Vevent",
			"METHOD:REPLY", "method:reply", "UID", "uid", "ATTENDEE", "attendee", "PARTSTAT=ACCEPTED", "partstat=accepted").Replace(answer()), plain, nil},
		{"MAILTO", replace("mailto:jan@zorg.example", "MAILTO:Jan@Zorg.Example"), plain, nil},
		{"address without scheme", replace("mailto:", ""), plain, nil},
		{"encoded address", replace("jan@", "jan%2Bwerk@"), but(func(r *Reply) { r.Attendee = "jan+werk@zorg.example" }), nil},
		{"address in spaces", replace("mailto:jan@zorg.example", " mailto: jan@zorg.example "), plain, nil},
		{"UID in spaces", replace("UID:k7q2@voorbeeld.example", "UID: k7q2@voorbeeld.example "), plain, nil},
		{"UID keeps its case", replace("k7q2", "K7Q2"), but(func(r *Reply) { r.UID = "K7Q2@voorbeeld.example" }), nil},
		{"declined", replace("ACCEPTED", "DECLINED"), but(func(r *Reply) { r.PartStat = PartDeclined }), nil},
		{"tentative", replace("ACCEPTED", "tentative"), but(func(r *Reply) { r.PartStat = PartTentative }), nil},
		{"delegated", replace("ACCEPTED", "DELEGATED"), but(func(r *Reply) { r.PartStat = PartDelegated }), nil},
		{"no answer", replace(";PARTSTAT=ACCEPTED", ""), but(func(r *Reply) { r.PartStat = PartNeedsAction }), nil},
		{"unknown answer", replace("ACCEPTED", "X-MAYBE"), but(func(r *Reply) { r.PartStat = PartNeedsAction }), nil},
		{"two answers", replace("ACCEPTED", "ACCEPTED,DECLINED"), but(func(r *Reply) { r.PartStat = PartNeedsAction }), nil},
		{"two answers in two cases", replace("ACCEPTED", "ACCEPTED;partstat=DECLINED"), but(func(r *Reply) { r.PartStat = PartNeedsAction }), nil},
		{"quoted answer", replace("ACCEPTED", `"ACCEPTED"`), plain, nil},
		{"sequence and stamp", answer("SEQUENCE:3\r\nDTSTAMP:20270115T081101Z\r\n"), but(func(r *Reply) {
			r.Sequence, r.HasSequence, r.Stamp = 3, true, time.Date(2027, 1, 15, 8, 11, 1, 0, time.UTC)
		}), nil},
		{"sequence 0", answer("SEQUENCE:0\r\n"), but(func(r *Reply) { r.HasSequence = true }), nil},
		{"stamp without zone", answer("DTSTAMP:20270115T081101\r\n"), plain, nil},
		{"Windows zone", answer("DTSTART;TZID=W. Europe Standard Time:20270203T140000\r\n"), plain, nil},
		{"broken organizer", answer(`ORGANIZER;CN=A "B" C:mailto:x@zorg.example` + "\r\n"), plain, nil},
		{"property between components", replace("END:VCALENDAR", "X-END:1\r\nEND:VCALENDAR"), plain, nil},
		{"attendee of an alarm", answer("BEGIN:VALARM\r\nATTENDEE:mailto:piet@zorg.example\r\nEND:VALARM\r\n"), plain, nil},
		{"blank lines", replace("\r\nUID", "\r\n\r\nUID"), plain, nil},

		{"our own request", replace("REPLY", "REQUEST"), Reply{}, ErrNotReply},
		{"counter", replace("REPLY", "COUNTER"), Reply{}, ErrNotReply},
		{"no method", replace("METHOD:REPLY\r\n", ""), Reply{}, ErrNotReply},
		{"two methods", replace("METHOD:REPLY\r\n", "METHOD:REQUEST\r\nMETHOD:REPLY\r\n"), Reply{}, ErrNotReply},
		{"method of the event", strings.Replace(replace("METHOD:REPLY\r\n", ""), "UID", "METHOD:REPLY\r\nUID", 1), Reply{}, ErrNotReply},
		{"two attendees", answer("ATTENDEE:mailto:piet@zorg.example\r\n"), Reply{}, ErrUnreadable},
		{"no attendee", replace("ATTENDEE", "X-ATTENDEE"), Reply{}, ErrUnreadable},
		{"attendee without an address", replace("mailto:jan@zorg.example", "invalid:nomail"), Reply{}, ErrUnreadable},
		{"broken attendee", replace("PARTSTAT=ACCEPTED", `CN=A "B" C`), Reply{}, ErrUnreadable},
		{"control character in the attendee", replace("PARTSTAT=ACCEPTED", "CN=A\x01"), Reply{}, ErrUnreadable},
		{"attendee with a broken encoding", replace("jan@", "jan%zz@"), Reply{}, ErrUnreadable},
		{"two UIDs", answer("UID:other\r\n"), Reply{}, ErrUnreadable},
		{"no UID", replace("UID", "X-UID"), Reply{}, ErrUnreadable},
		{"empty UID", replace("k7q2@voorbeeld.example", ""), Reply{}, ErrUnreadable},
		{"UID of a megaphone", replace("k7q2", strings.Repeat("k", 300)), Reply{}, ErrUnreadable},
		{"UID outside ASCII", replace("k7q2", "é"), Reply{}, ErrUnreadable},
		{"sequence in words", answer("SEQUENCE:one\r\n"), Reply{}, ErrUnreadable},
		{"negative sequence", answer("SEQUENCE:-1\r\n"), Reply{}, ErrUnreadable},
		{"UTF-16", "B\x00E\x00G\x00I\x00N\x00", Reply{}, ErrUnreadable},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ReadReply([]byte(test.input))
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestEcho: our own objects, sent back, are never taken for an answer.
func TestEcho(t *testing.T) {
	for _, build := range []func(Item) ([]byte, error){Request, Cancel, PublishOne} {
		data, err := build(with(func(item *Item) { item.Sequence = 1 }))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadReply(data); !errors.Is(err, ErrNotReply) {
			t.Errorf("error %v, want ErrNotReply", err)
		}
	}
}

// TestRoundTrip: the version and person that we wrote come back from a
// calendar that only changes METHOD and answer.
func TestRoundTrip(t *testing.T) {
	item := with(func(item *Item) { item.Sequence, item.AttendeeAddress = 4, "a#b+c@zwaluw.example" })
	data, err := Request(item)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), "METHOD:REQUEST", "METHOD:REPLY", 1)
	got, err := ReadReply([]byte(strings.Replace(text, "NEEDS-ACTION", "DECLINED", 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := Reply{
		UID: item.UID, Attendee: item.AttendeeAddress, PartStat: PartDeclined,
		Sequence: 4, HasSequence: true, Stamp: item.Stamp,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
