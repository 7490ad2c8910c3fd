package ical

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

// meetings is a public feed: one as planned, one moved, one that is cancelled.
func meetings() Feed {
	public := func(uid, title string, day int, change func(*Item)) Item {
		return with(func(item *Item) {
			item.UID, item.Title = uid+"@bijeenkomsten.voorbeeld.example", title
			item.Start, item.End = local(2027, 3, day, 9, 30), local(2027, 3, day, 12, 0)
			item.Description = "Openbare bijeenkomst van het netwerk."
			item.AttendeeName, item.AttendeeAddress = "", ""
			change(item)
		})
	}
	return Feed{
		Name:      "Netwerk Jeugd Victoria",
		SourceURL: "https://bijeenkomsten.voorbeeld.example/bijeenkomsten.ics",
		Items: []Item{
			public("b-4101", "Casusoverleg; regio Zuid, ronde 2", 24, func(*Item) {}),
			public("b-4102", `Themamiddag "Veilig thuis" \ werkvormen`, 31, func(item *Item) {
				item.Sequence, item.Place = 1, "De Gieterij, Hengelo / 't Holthuis, Haaksbergen"
			}),
			public("b-4103", "Vervallen: Schrapsessie", 17, func(item *Item) {
				item.Sequence, item.Status = 2, StatusCancelled
			}),
		},
	}
}

func TestPublishRefused(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Feed)
		field  string
	}{
		{"no name", func(f *Feed) { f.Name = " \r\n" }, "name"},
		{"source of a script", func(f *Feed) { f.SourceURL = "javascript:x" }, "source_url"},
		{"bad item", func(f *Feed) { f.Items[1].Title = "" }, "title"},
		{"UID twice", func(f *Feed) { f.Items[1].UID = f.Items[0].UID }, "uid"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			feed := meetings()
			test.change(&feed)
			_, err := Publish(feed)
			var wrong *ValueError
			if !errors.As(err, &wrong) || wrong.Field != test.field {
				t.Errorf("error %v, want one of %s", err, test.field)
			}
		})
	}
}

// TestPublishChanges: a feed changes when a meeting does, and only then.
func TestPublishChanges(t *testing.T) {
	first, err := Publish(meetings())
	if err != nil {
		t.Fatal(err)
	}
	feed := meetings()
	feed.Items[0].Stamp = feed.Items[0].Stamp.Add(time.Second)
	second, err := Publish(feed)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(first, second) {
		t.Error("a changed meeting gives the same bytes")
	}
}

func TestPublishZone(t *testing.T) {
	feed := meetings()
	feed.Zone = mustLoad("America/Curacao")
	data, err := Publish(feed)
	if err != nil {
		t.Fatal(err)
	}
	obj := mustRead(t, data)
	for _, l := range obj.all("DTSTART") {
		if l.params["TZID"] != "" || !strings.HasSuffix(l.value, "Z") {
			t.Errorf("DTSTART %v:%s, want UTC", l.params, l.value)
		}
	}
	if !bytes.Contains(data, []byte("\r\nX-WR-TIMEZONE:America/Curacao\r\n")) {
		t.Error("no X-WR-TIMEZONE of the feed's zone")
	}
	feed.Zone = time.FixedZone("", 3600)
	if data, err = Publish(feed); err != nil || bytes.Contains(data, []byte("X-WR-TIMEZONE")) {
		t.Errorf("X-WR-TIMEZONE of a zone without a name (%v)", err)
	}
}
