package mailer_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// Nobody reads anything about anybody else at a meeting of thirty (BR-44),
// whatever happens to them: names, addresses, links and UIDs.
func TestBR44_NoMailNamesAnotherPerson(t *testing.T) {
	s := newScenario(t, "nl", described(20, 0))
	var people []models.Attendee
	for n := range 30 {
		p := modelstest.Person(n, "a")
		p.GivenName, p.Surname = fmt.Sprintf("Voornaam%02dx", n), fmt.Sprintf("Achternaam%02dx", n)
		p.Email = fmt.Sprintf("adres%02dx@horizon.example", n)
		s.signUp(p)
		people = append(people, p)
	}
	var rows []models.Claimed
	take := func() { rows = append(rows, s.sent()...) }
	take()
	s.must(s.Cancel(ctx, s.meeting.ID, s.registrationOf(people[3]), self, ""))
	take()
	s.change(func(in *models.MeetingInput) { in.EndsAt = modelstest.At("2019-11-29 12:30") })
	take()
	s.change(status(models.MeetingCancelled, "De spreker is ziek."))
	take()
	if len(rows) < 90 {
		t.Fatalf("%d mails, want three for everybody", len(rows))
	}
	c := newComposer(t, s.Fixture)
	marks := secrets(t, s, people)
	for _, row := range rows {
		m, err := c.Compose(row)
		s.must(err)
		_, _, parts := read(t, m.Raw)
		text := string(m.Raw)
		for _, p := range parts {
			text += strings.ReplaceAll(p.Body, "\r\n ", "")
		}
		for owner, list := range marks {
			for _, mark := range list {
				if owner != row.ToEmail && strings.Contains(text, mark) {
					t.Errorf("a %s mail to %s holds %s", row.Kind, row.ToEmail, mark)
				}
			}
		}
		if !strings.Contains(text, marks[row.ToEmail][0]) {
			t.Errorf("a %s mail to %s does not name its receiver: the search finds nothing", row.Kind, row.ToEmail)
		}
	}
}

// secrets are what only one person may read, by address.
func secrets(t *testing.T, s *scenario, people []models.Attendee) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	db := s.database()
	defer db.Close()
	for _, p := range people {
		var uid string
		id := s.registrationOf(p)
		s.must(db.QueryRow(`select calendar_uid from registrations where id = $1`, id).Scan(&uid))
		all[p.Email] = []string{p.GivenName, p.Surname, p.Email, uid, s.Token(id, 1)}
	}
	return all
}

// hostile is what somebody may type to add headers, properties or markup.
const hostile = "x\r\nBcc: boef@kwaad.example\r\n\r\nX-Kwaad: ja\nATTENDEE:mailto:boef@kwaad.example\rBEGIN:VEVENT\u2028X\u0085\x00\x1b<script>alert(1)</script>{{.Title}}\u202e"

// Whatever stands in the facts, headers and calendar hold no line of it. The
// store cleans what is typed; this holds when it would not.
func TestHostileFacts(t *testing.T) {
	eachStory(t, func(t *testing.T, name, lang string) {
		_, row, s := tell(t, name, lang)
		spoilStrings(reflect.ValueOf(&row.MessageFacts).Elem(), "")
		m, err := newComposer(t, s.Fixture).Compose(row)
		if err != nil {
			t.Fatal(err)
		}
		shape, header, parts := read(t, m.Raw)
		if shape != inWords && shape != withCalendar {
			t.Errorf("shape %s", shape)
		}
		for fields := header.Fields(); fields.Next(); {
			if key := fields.Key(); key == "Bcc" || strings.HasPrefix(key, "X-") {
				t.Errorf("header %s: %s", key, fields.Value())
			}
		}
		head, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n")
		if strings.ContainsFunc(strings.ReplaceAll(head, "\r\n", ""), func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("a character in the header that is none of ASCII:\n%q", head)
		}
		if strings.Contains(parts[1].Body, "<script") {
			t.Error("markup in the HTML part")
		}
		for _, line := range []string{m.Subject, m.From, m.To} {
			if strings.ContainsFunc(line, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }) {
				t.Errorf("a line of the list of mails is %q", line)
			}
		}
		if row.Method == "" {
			return
		}
		lines := calendarLines(parts[2].Body)
		if n := strings.Count("\n"+strings.Join(lines, "\n"), "\nATTENDEE"); n != 1 || slices.Contains(lines, "X-Kwaad: ja") {
			t.Errorf("%d attendees in\n%s", n, parts[2].Body)
		}
	})
}

// spoilStrings puts hostile text behind every string that people type; what
// the machine wrote (codes, the UID, the invited address) stays.
func spoilStrings(v reflect.Value, field string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spoilStrings(v.Elem(), field)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			spoilStrings(v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoilStrings(v.Index(i), field)
		}
	case reflect.String:
		machine := []string{"UID", "PartStat", "Status", "Language", "Slug", "MeetingSlug", "Key", "Kind", "Role", "Why", "JoinURL", "Method"}
		if !slices.Contains(machine, field) && !strings.Contains(v.String(), "@horizon") && !strings.Contains(v.String(), "@kade") {
			v.SetString(v.String() + hostile)
		}
	}
}

// A receiver that is no plain address is never handed to a mail server.
func TestHostileReceiver(t *testing.T) {
	for _, to := range []string{"", "a", "a@b@c", "a b@c.example", "a@c.example,b@c.example", "a@c.example>\r\nRCPT TO:<b@c.example", "<a@c.example>", `"a"@c.example`, "a@c.example\x00"} {
		_, row, s := tell(t, "waitlisted", "nl")
		row.ToEmail = to
		if m, err := newComposer(t, s.Fixture).Compose(row); err == nil {
			t.Errorf("%q is taken: %s", to, m.EnvelopeTo)
		}
	}
}
