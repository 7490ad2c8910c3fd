package ical

import (
	"bytes"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
)

// names are the traps that calendar software has fallen into.
var names = []struct{ name, want string }{
	{"Anne-Fleur van der Zwaluw-'t Hart", "Anne-Fleur van der Zwaluw-'t Hart"},
	{"Jansen, Piet", "Jansen, Piet"},
	{"A:B;C", "A:B;C"},
	{`"Jan"`, "”Jan”"},
	{"Yağmur Öztürk", "Yağmur Öztürk"},
	{"Zorg & Zo; Twente", "Zorg & Zo; Twente"},
	{`C:\Users\jan`, `C:\Users\jan`},
	{`Jan \`, "Jan"},
	{"Jan\r\nATTENDEE:mailto:kwaad@elders.example", "Jan ATTENDEE:mailto:kwaad@elders.example"},
	{"Jan\rX:1\nY:2", "Jan X:1 Y:2"},
	{"Jan\x00 de\x1b Vries\x7f", "Jan de Vries"},
	{"Jan\u2028ATTENDEE:x\u2029\u0085", "Jan ATTENDEE:x"},
	{"Jan\tde Vries", "Jan de Vries"},
	{"\u200fنور\u200e", "\u200fنور\u200e"},
	{"👩‍👩‍👧 van Dijk", "👩‍👩‍👧 van Dijk"},
	{strings.Repeat("é", 200), strings.Repeat("é", 200)},
}

func TestNames(t *testing.T) {
	for _, test := range names {
		t.Run(test.name, func(t *testing.T) {
			data, err := Request(with(func(item *Item) { item.AttendeeName, item.OrganizerName = test.name, test.name }))
			if err != nil {
				t.Fatal(err)
			}
			obj := mustRead(t, data)
			for _, property := range []string{"ATTENDEE", "ORGANIZER"} {
				if got := obj.the(t, property).params["CN"]; got != test.want {
					t.Errorf("%s reads %q, want %q", property, got, test.want)
				}
			}
			if got := obj.the(t, "ATTENDEE").value; got != "mailto:anne-fleur@zwaluw.example" {
				t.Errorf("address reads %q", got)
			}
			if n := len(obj.all("X")) + len(obj.all("Y")); n != 0 {
				t.Errorf("%d injected properties", n)
			}
			cal, err := ics.ParseCalendar(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if got := cal.Events()[0].Attendees(); len(got) != 1 || got[0].Email() != "anne-fleur@zwaluw.example" {
				t.Errorf("golang-ical reads %v", got)
			}
		})
	}
}

// TestNamesControl shows that the reader catches what golang-ical's own writer
// does with these names. When this fails the encoder can go.
func TestNamesControl(t *testing.T) {
	wrong := 0
	for _, test := range names {
		cal := newCalendar(ics.MethodRequest)
		cal.AddEvent("x").AddAttendee("anne-fleur@zwaluw.example", ics.WithCN(test.name))
		obj, err := readObject([]byte(cal.Serialize(ics.WithNewLineWindows)))
		if err != nil || len(obj.all("ATTENDEE")) != 1 || obj.all("ATTENDEE")[0].params["CN"] != test.want {
			wrong++
		}
	}
	if wrong < 5 {
		t.Errorf("the library writes all but %d names right", wrong)
	}
}

func TestText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"venue", "Hoofdgebouw Victoria '28, zaal 2.14", "Hoofdgebouw Victoria '28, zaal 2.14"},
		{"trailing @", "Thuis@", "Thuis@"},
		{"marks", `a\b;c,d:e"f`, `a\b;c,d:e"f`},
		{"a typed escape", `geen\nregel`, `geen\nregel`},
		{"line ends", "a\r\nb\rc\nd\u2028e\u2029f\u0085g", "a\nb\nc\nd\ne\nf\ng"},
		{"control characters", "a\x00b\x07c\td\x7fe\u009bf", "abc def"},
		{"injection", "x\r\nEND:VEVENT\r\nBEGIN:VALARM", "x\nEND:VEVENT\nBEGIN:VALARM"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, err := Request(with(func(item *Item) {
				item.Title, item.Place, item.Description = test.text, test.text, test.text
			}))
			if err != nil {
				t.Fatal(err)
			}
			obj := mustRead(t, data)
			for _, property := range []string{"SUMMARY", "LOCATION", "DESCRIPTION"} {
				if got := obj.text(t, property); got != test.want {
					t.Errorf("%s reads %q, want %q", property, got, test.want)
				}
			}
		})
	}
}

func TestURL(t *testing.T) {
	tests := []struct{ name, url, want string }{
		{"plain", "https://bijeen.example/bijeenkomsten/a", "https://bijeen.example/bijeenkomsten/a"},
		{"demo", "http://localhost:8080/bijeenkomsten/a", "http://localhost:8080/bijeenkomsten/a"},
		{"comma and semicolon", "https://bijeen.example/a,b;c?d=e,f", "https://bijeen.example/a,b;c?d=e,f"},
		{"space and quote", `https://bijeen.example/a b"?c="d`, "https://bijeen.example/a%20b%22?c=%22d"},
		{"line separator", "https://bijeen.example/\u2028?a=\u2028", "https://bijeen.example/%E2%80%A8?a=%E2%80%A8"},
		{"capitals", "HTTPS://bijeen.example/A", "https://bijeen.example/A"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, err := Request(with(func(item *Item) { item.URL = test.url }))
			if err != nil {
				t.Fatal(err)
			}
			if got := mustRead(t, data).the(t, "URL").value; got != test.want {
				t.Errorf("reads %q, want %q", got, test.want)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	tests := []struct{ address, want string }{
		{"a.b+c@zorg.example", "mailto:a.b+c@zorg.example"},
		{"O'Neill@Zorg.Example", "mailto:O'Neill@Zorg.Example"},
		{"bijeen@localhost", "mailto:bijeen@localhost"},
		{"a#b@zorg.example", "mailto:a%23b@zorg.example"},
		{"a@xn--cop-sna.example", "mailto:a@xn--cop-sna.example"},
	}
	for _, test := range tests {
		t.Run(test.address, func(t *testing.T) {
			data, err := Request(with(func(item *Item) { item.AttendeeAddress = test.address }))
			if err != nil {
				t.Fatal(err)
			}
			if got := mustRead(t, data).the(t, "ATTENDEE").value; got != test.want {
				t.Errorf("reads %q, want %q", got, test.want)
			}
		})
	}
}

// TestFolding moves characters of two, three and four octets over every place
// where a line can be cut.
func TestFolding(t *testing.T) {
	for _, char := range []string{"a", "é", "€", "😀", "\\", ",", "\n"} {
		for pad := range 80 {
			title := "x" + strings.Repeat("a", pad) + strings.Repeat(char, 120) + "x"
			data, err := Request(with(func(item *Item) {
				item.Title = title
				item.AttendeeName = strings.ReplaceAll(title, "\n", "b")
			}))
			if err != nil {
				t.Fatal(err)
			}
			obj := mustRead(t, data)
			if got := obj.text(t, "SUMMARY"); got != title {
				t.Fatalf("%q after %d: SUMMARY reads %q", char, pad, got)
			}
			if got := obj.the(t, "ATTENDEE").params["CN"]; got != strings.ReplaceAll(title, "\n", "b") {
				t.Fatalf("%q after %d: CN reads %q", char, pad, got)
			}
		}
	}
}

// TestEncodeRefuses is the last line of defense: a model whose values were
// not cleaned is not written.
func TestEncodeRefuses(t *testing.T) {
	tests := []struct {
		name   string
		value  string
		params []ics.PropertyParameter
		ok     bool
	}{
		{"clean", "a\nb", nil, true},
		{"CR", "a\rX:1", nil, false},
		{"NUL", "a\x00", nil, false},
		{"line separator", "a\u2028b", nil, false},
		{"not UTF-8", "a\xff", nil, false},
		{"clean name", "a", []ics.PropertyParameter{ics.WithCN("a;b")}, true},
		{"quote in a name", "a", []ics.PropertyParameter{ics.WithCN(`a"b`)}, false},
		{"line end in a name", "a", []ics.PropertyParameter{ics.WithCN("a\r\nX:1")}, false},
		{"list of values", "a", []ics.PropertyParameter{&ics.KeyValues{Key: "X-LIST", Value: []string{"a", "b c"}}}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cal := newCalendar(ics.MethodPublish)
			event := &ics.VEvent{}
			event.AddProperty(ics.ComponentPropertySummary, test.value, test.params...)
			cal.AddVEvent(event)
			_, err := encode(cal, false)
			if got := err == nil; got != test.ok {
				t.Errorf("written %v, want %v (%v)", got, test.ok, err)
			}
		})
	}
}

// TestParamOrder: the library's map has no order, our bytes have.
func TestParamOrder(t *testing.T) {
	p := &ics.BaseProperty{ICalParameters: map[string][]string{}}
	for _, key := range []string{"CN", "X-B", "RSVP", "X-A", "CUTYPE", "TZID"} {
		p.ICalParameters[key] = []string{"x"}
	}
	want := "TZID CUTYPE RSVP CN X-A X-B"
	if got := strings.Join(paramNames(p), " "); got != want {
		t.Errorf("order %s, want %s", got, want)
	}
}
