package ical

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// local is a wall-clock time in Amsterdam.
func local(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, amsterdam)
}

// invitation is the item of one person: intervision in Victoria.
func invitation() Item {
	return Item{
		UID:              "k7q2vhm4ta3zx6pdrw5n@bijeenkomsten.voorbeeld.example",
		Stamp:            time.Date(2027, 1, 11, 8, 15, 0, 0, time.UTC),
		Start:            local(2027, 2, 3, 13, 30),
		End:              local(2027, 2, 3, 16, 0),
		Title:            "Intervisie jeugdbescherming: samen beslissen, samen leren",
		Place:            "Hoofdgebouw Victoria '28, zaal 2.14 (tweede verdieping)",
		Description:      "Beste Anne-Fleur,\nU bent aangemeld voor deze bijeenkomst; neem één casus mee.\nInloop 13.00 uur, start 13.30 uur.",
		URL:              "https://bijeenkomsten.voorbeeld.example/bijeenkomsten/intervisie-feb",
		OrganizerName:    "Netwerk Jeugd Victoria",
		OrganizerAddress: "uitnodiging@bijeenkomsten.voorbeeld.example",
		AttendeeName:     "Anne-Fleur van der Zwaluw-'t Hart",
		AttendeeAddress:  "anne-fleur@zwaluw.example",
		RSVP:             true,
	}
}

// with gives the invitation with changes.
func with(change func(*Item)) Item {
	item := invitation()
	change(&item)
	return item
}

func TestGolden(t *testing.T) {
	tests := []struct {
		file string
		make func() ([]byte, error)
	}{
		{"request.ics", func() ([]byte, error) { return Request(invitation()) }},
		{"request_update.ics", func() ([]byte, error) {
			return Request(with(func(item *Item) {
				item.Sequence, item.Stamp = 1, item.Stamp.AddDate(0, 0, 3)
				item.Start, item.End = local(2027, 2, 3, 14, 0), local(2027, 2, 3, 16, 30)
				item.Place = "Hoofdgebouw Victoria '28, zaal 1.03 (eerste verdieping)"
			}))
		}},
		{"request_accepted.ics", func() ([]byte, error) {
			return Request(with(func(item *Item) {
				item.Sequence, item.PartStat, item.RSVP = 2, PartAccepted, false
			}))
		}},
		{"cancel.ics", func() ([]byte, error) {
			return Cancel(with(func(item *Item) {
				item.Sequence, item.Stamp = 2, item.Stamp.AddDate(0, 0, 4)
				item.Description = "Uw afmelding is verwerkt."
			}))
		}},
		{"online.ics", func() ([]byte, error) {
			return Request(with(func(item *Item) {
				item.Place = "Online"
				item.JoinURL = "https://bellen.voorbeeld.example/ruimte/7f3c?naam=intervisie,februari&taal=nl"
			}))
		}},
		{"save_the_date.ics", func() ([]byte, error) {
			return Request(with(func(item *Item) { item.AllDay, item.End, item.RSVP = true, time.Time{}, false }))
		}},
		{"winter.ics", func() ([]byte, error) {
			return Request(with(func(item *Item) {
				item.Start, item.End = local(2019, 11, 29, 9, 30), local(2019, 11, 29, 12, 0)
			}))
		}},
		{"summer.ics", func() ([]byte, error) {
			return Request(with(func(item *Item) {
				item.Start, item.End = local(2019, 7, 5, 9, 30), local(2019, 7, 5, 12, 0)
			}))
		}},
		{"utc.ics", func() ([]byte, error) {
			return Request(with(func(item *Item) {
				item.Zone = mustLoad("America/Curacao")
				item.Start, item.End = item.Start.In(item.Zone), item.End.In(item.Zone)
			}))
		}},
		{"publish_one.ics", func() ([]byte, error) { return PublishOne(invitation()) }},
		{"feed.ics", func() ([]byte, error) { return Publish(meetings()) }},
		{"feed_empty.ics", func() ([]byte, error) { return Publish(Feed{Name: "Netwerk Jeugd Victoria"}) }},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			got, err := test.make()
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", test.file)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			mustRead(t, got)
			if _, err := ics.ParseCalendar(bytes.NewReader(got)); err != nil {
				t.Errorf("golang-ical: %v", err)
			}
			if again, _ := test.make(); !bytes.Equal(again, got) {
				t.Error("a second call gives other bytes")
			}
		})
	}
}

func TestBR44_OneAttendee(t *testing.T) {
	cancelled := with(func(item *Item) { item.Sequence = 1 })
	tests := []struct {
		name string
		make func() ([]byte, error)
		want int
	}{
		{"request", func() ([]byte, error) { return Request(invitation()) }, 1},
		{"cancel", func() ([]byte, error) { return Cancel(cancelled) }, 1},
		{"download", func() ([]byte, error) { return PublishOne(invitation()) }, 0},
		{"feed", func() ([]byte, error) { return Publish(Feed{Name: "N", Items: []Item{invitation()}}) }, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, err := test.make()
			if err != nil {
				t.Fatal(err)
			}
			attendees := mustRead(t, data).all("ATTENDEE")
			if len(attendees) != test.want {
				t.Fatalf("%d attendees, want %d", len(attendees), test.want)
			}
			if test.want == 1 && attendees[0].value != "mailto:anne-fleur@zwaluw.example" {
				t.Errorf("attendee %s", attendees[0].value)
			}
			if test.want == 0 && bytes.Contains(data, []byte("Zwaluw")) {
				t.Error("the name of a person is published")
			}
		})
	}
}

// TestBR44_ModelRefused is the guard behind the guard: a model with other
// numbers of people or events is not written.
func TestBR44_ModelRefused(t *testing.T) {
	model := func(method ics.Method, attendees ...int) *ics.Calendar {
		cal := newCalendar(method)
		for _, n := range attendees {
			event := &ics.VEvent{}
			for range n {
				event.AddProperty(ics.ComponentPropertyAttendee, "mailto:x@zorg.example")
			}
			cal.AddVEvent(event)
		}
		return cal
	}
	tests := []struct {
		name string
		cal  *ics.Calendar
		ok   bool
	}{
		{"one in a request", model(ics.MethodRequest, 1), true},
		{"two in a request", model(ics.MethodRequest, 2), false},
		{"none in a request", model(ics.MethodRequest, 0), false},
		{"two in a cancel", model(ics.MethodCancel, 2), false},
		{"two events in a request", model(ics.MethodRequest, 1, 1), false},
		{"no event in a cancel", model(ics.MethodCancel), false},
		{"none in a feed", model(ics.MethodPublish, 0, 0), true},
		{"one in a feed", model(ics.MethodPublish, 0, 1), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := encode(test.cal, false)
			if got := err == nil; got != test.ok {
				t.Errorf("written %v, want %v (%v)", got, test.ok, err)
			}
		})
	}
}

func TestBR47_SaveTheDate(t *testing.T) {
	tests := []struct {
		name                string
		start, end          time.Time
		wantStart, wantStop string
	}{
		{"one day", local(2026, 11, 12, 0, 0), time.Time{}, "20261112", "20261113"},
		{"times of the day", local(2026, 11, 12, 9, 30), local(2026, 11, 12, 12, 0), "20261112", "20261113"},
		{"end at midnight", local(2026, 11, 12, 0, 0), local(2026, 11, 13, 0, 0), "20261112", "20261113"},
		{"end equals start", local(2026, 11, 12, 0, 0), local(2026, 11, 12, 0, 0), "20261112", "20261113"},
		{"two days", local(2026, 11, 12, 9, 0), local(2026, 11, 13, 17, 0), "20261112", "20261114"},
		{"the long day of October", local(2026, 10, 25, 0, 0), time.Time{}, "20261025", "20261026"},
		{"last day of the year", local(2026, 12, 31, 0, 0), time.Time{}, "20261231", "20270101"},
		{"late evening in UTC", time.Date(2026, 11, 11, 23, 30, 0, 0, time.UTC), time.Time{}, "20261112", "20261113"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, err := Request(with(func(item *Item) { item.AllDay, item.Start, item.End = true, test.start, test.end }))
			if err != nil {
				t.Fatal(err)
			}
			obj := mustRead(t, data)
			got := map[string]string{}
			for _, name := range []string{"DTSTART", "DTEND", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"} {
				got[name] = obj.the(t, name).value
			}
			want := map[string]string{
				"DTSTART": test.wantStart, "DTEND": test.wantStop,
				"STATUS": "TENTATIVE", "TRANSP": "TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS": "FREE",
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if v := obj.the(t, "DTSTART").params["VALUE"]; v != "DATE" {
				t.Errorf("VALUE %q, want DATE", v)
			}
		})
	}
}

func TestStatus(t *testing.T) {
	type marks struct{ Status, Transp, Busy string }
	tests := []struct {
		name string
		make func(Item) ([]byte, error)
		item Item
		want marks
	}{
		{"request", Request, invitation(), marks{"CONFIRMED", "OPAQUE", "BUSY"}},
		{"request, not definitive", Request, with(func(item *Item) { item.Status = StatusTentative }), marks{"TENTATIVE", "OPAQUE", "TENTATIVE"}},
		{"save-the-date made definitive", Request, with(func(item *Item) { item.AllDay, item.Status = true, StatusConfirmed }), marks{"CONFIRMED", "TRANSPARENT", "FREE"}},
		{"download", PublishOne, invitation(), marks{"CONFIRMED", "OPAQUE", ""}},
		{"cancelled download", PublishOne, with(func(item *Item) { item.Status = StatusCancelled }), marks{"CANCELLED", "OPAQUE", ""}},
		{"cancel", Cancel, with(func(item *Item) { item.Sequence = 1 }), marks{"CANCELLED", "", ""}},
		{"cancel of what was confirmed", Cancel, with(func(item *Item) { item.Sequence, item.Status = 1, StatusConfirmed }), marks{"CANCELLED", "", ""}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, err := test.make(test.item)
			if err != nil {
				t.Fatal(err)
			}
			obj := mustRead(t, data)
			first := func(name string) string {
				for _, l := range obj.all(name) {
					return l.value
				}
				return ""
			}
			got := marks{first("STATUS"), first("TRANSP"), first("X-MICROSOFT-CDO-BUSYSTATUS")}
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestJoinURL(t *testing.T) {
	const link = "https://bellen.voorbeeld.example/r/7f3c"
	tests := []struct {
		name, place, description   string
		wantPlace, wantDescription string
	}{
		{"added to both", "Online", "Welkom.", "Online, " + link, "Welkom.\n\n" + link},
		{"alone", "", "", link, link},
		{"there already", link, "Deelnemen: " + link + "\nTot dan.", link, "Deelnemen: " + link + "\nTot dan."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, err := Request(with(func(item *Item) {
				item.Place, item.Description, item.JoinURL = test.place, test.description, link
			}))
			if err != nil {
				t.Fatal(err)
			}
			obj := mustRead(t, data)
			if got := obj.text(t, "LOCATION"); got != test.wantPlace {
				t.Errorf("LOCATION %q, want %q", got, test.wantPlace)
			}
			if got := obj.text(t, "DESCRIPTION"); got != test.wantDescription {
				t.Errorf("DESCRIPTION %q, want %q", got, test.wantDescription)
			}
			if got := obj.the(t, "CONFERENCE").value; got != link {
				t.Errorf("CONFERENCE %q, want %q", got, link)
			}
		})
	}
}
