package mailer_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// part is one leaf of a mail as another library reads it.
type part struct {
	Type        string
	Params      map[string]string
	Encoding    string
	Disposition string
	Body        string
}

// read takes a mail apart: its shape, its header and its leaves.
func read(t testing.TB, raw []byte) (shape string, header message.Header, parts []part) {
	t.Helper()
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(e *message.Entity) string
	walk = func(e *message.Entity) string {
		kind, params, err := e.Header.ContentType()
		if err != nil {
			t.Fatal(err)
		}
		if mr := e.MultipartReader(); mr != nil {
			var inside []string
			for {
				child, err := mr.NextPart()
				if errors.Is(err, io.EOF) {
					return kind + "(" + strings.Join(inside, " ") + ")"
				}
				if err != nil {
					t.Fatal(err)
				}
				inside = append(inside, walk(child))
			}
		}
		body, err := io.ReadAll(e.Body)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part{kind, params, e.Header.Get("Content-Transfer-Encoding"), e.Header.Get("Content-Disposition"), string(body)})
		return kind
	}
	return walk(e), e.Header, parts
}

const (
	inWords      = "multipart/alternative(text/plain text/html)"
	withCalendar = "multipart/mixed(multipart/alternative(text/plain text/html text/calendar) application/ics)"
)

// calendarLines are the unfolded lines of a calendar part.
func calendarLines(ics string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(ics, "\r\n ", ""), "\r\n"), "\r\n")
}

// value gives the value of the one line that begins with this name; "" when
// there is none, an error when there are more.
func value(t testing.TB, lines []string, name string) string {
	t.Helper()
	var found []string
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(line, name); ok && (strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, ";")) {
			found = append(found, rest)
		}
	}
	if len(found) > 1 {
		t.Errorf("%d lines %s", len(found), name)
	}
	return strings.Join(found, "")
}

// Every mail has the form of calendar-mail.md §2, whatever it is about.
func TestMailForm(t *testing.T) {
	eachStory(t, func(t *testing.T, name, lang string) {
		m, row, s := tell(t, name, lang)
		shape, header, parts := read(t, m.Raw)
		want := inWords
		if row.Method != "" {
			want = withCalendar
		}
		if shape != want {
			t.Fatalf("shape %s, want %s", shape, want)
		}
		for field, want := range map[string]string{
			"Message-Id": "<" + row.MessageID + ">", "Date": row.FrozenAt.In(modelstest.Amsterdam).Format(time.RFC1123Z),
			"Auto-Submitted": "auto-generated", "Content-Language": lang, "Mime-Version": "1.0", "Cc": "", "Bcc": "", "User-Agent": "", "X-Mailer": "",
		} {
			if got := header.Get(field); got != want {
				t.Errorf("%s is %q, want %q", field, got, want)
			}
		}
		if subject, err := header.Text("Subject"); err != nil || subject != m.Subject {
			t.Errorf("subject reads %q (%v), want %q", subject, err, m.Subject)
		}
		if row.MeetingID != nil && header.Get("Reply-To") != `"Secretariaat" <secretariaat@platform.example>` {
			t.Errorf("Reply-To is %s", header.Get("Reply-To"))
		}
		if m.EnvelopeFrom != "uitnodiging@bijeen.example" || !strings.HasSuffix(header.Get("From"), "<uitnodiging@bijeen.example>") {
			t.Errorf("sender %s, From %s", m.EnvelopeFrom, header.Get("From"))
		}
		if m.EnvelopeTo != row.ToEmail || !strings.Contains(header.Get("To"), row.ToEmail) {
			t.Errorf("receiver %s, To %s", m.EnvelopeTo, header.Get("To"))
		}
		for i, kind := range []string{"text/plain", "text/html"} {
			if p := parts[i]; p.Type != kind || p.Params["charset"] != "UTF-8" || p.Encoding != "quoted-printable" {
				t.Errorf("part %d is %s, %v, %s", i, p.Type, p.Params, p.Encoding)
			}
		}
		checkCalendar(t, row, parts)
		checkLinks(t, row, s, parts)
	})
}

// checkCalendar holds the calendar part against the row: RFC 5546 §3.2.2 and
// §3.2.5, one attendee, the receiver (BR-44).
func checkCalendar(t *testing.T, row models.Claimed, parts []part) {
	t.Helper()
	if row.Method == "" {
		return
	}
	inline, file := parts[2], parts[3]
	if inline.Params["method"] != row.Method || inline.Params["charset"] != "UTF-8" || inline.Encoding != "base64" || inline.Disposition != "" {
		t.Errorf("calendar part is %+v", inline)
	}
	if file.Type != "application/ics" || file.Params["name"] != "invite.ics" || file.Disposition != `attachment; filename="invite.ics"` || file.Encoding != "base64" {
		t.Errorf("attachment is %+v", file)
	}
	if inline.Body != file.Body {
		t.Error("calendar part and attachment differ")
	}
	facts, lines := row.MessageFacts.Calendar, calendarLines(inline.Body)
	for name, want := range map[string]string{
		"METHOD": ":" + row.Method, "UID": ":" + facts.UID, "SEQUENCE": fmt.Sprintf(":%d", *row.Sequence),
		"STATUS":  map[string]string{"REQUEST": ":CONFIRMED", "CANCEL": ":CANCELLED"}[row.Method],
		"DTSTAMP": ":" + facts.Stamp.UTC().Format("20060102T150405Z"),
	} {
		if got := value(t, lines, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := value(t, lines, "ATTENDEE"); !strings.HasSuffix(got, ":mailto:"+row.ToEmail) {
		t.Errorf("ATTENDEE is %q", got)
	}
	if got := value(t, lines, "ORGANIZER"); got != `;CN="Platform Scheiding en Omgang":mailto:uitnodiging@bijeen.example` {
		t.Errorf("ORGANIZER is %q", got)
	}
	if got := value(t, lines, "DESCRIPTION"); row.Method == "REQUEST" && !strings.HasPrefix(got, ":Inloop 9.") && !strings.HasPrefix(got, ":Reception 9:") {
		t.Errorf("DESCRIPTION does not begin with both times (BR-48): %q", got)
	}
}

var (
	anyURL  = regexp.MustCompile(`https?://[^\s"<>]+`)
	ownLink = regexp.MustCompile(`/aanmelding/([a-z2-7]{20,})`)
)

// checkLinks: text and HTML name the same addresses, and no link opens a
// registration but the receiver's.
func checkLinks(t *testing.T, row models.Claimed, s *scenario, parts []part) {
	t.Helper()
	inText, inHTML := urls(parts[0].Body), urls(parts[1].Body)
	if diff := cmp.Diff(inText, inHTML); diff != "" {
		t.Errorf("addresses differ (-text +HTML)\n%s", diff)
	}
	allowed := map[string]bool{}
	switch row.Kind {
	case models.MailAddressChanged, models.MailSubstituteOut, models.MailOverview, models.MailLogin:
	case models.MailLink:
		for _, p := range row.MessageFacts.People {
			allowed[s.Token(p.RegistrationID, p.LinkVersion)] = true
		}
	default:
		if row.RegistrationID != nil { // a test of a note opens nothing
			allowed[s.Token(*row.RegistrationID, row.MessageFacts.LinkVersion)] = true
		}
	}
	found := map[string]bool{}
	for _, p := range parts {
		for _, m := range ownLink.FindAllStringSubmatch(strings.ReplaceAll(p.Body, "\r\n ", ""), -1) {
			found[m[1]] = true
		}
	}
	for token := range found {
		if !allowed[token] {
			t.Errorf("the mail holds the link %s", token)
		}
	}
	if len(row.MessageFacts.People) > 0 && len(found) != len(allowed) {
		t.Errorf("%d links, want %d", len(found), len(allowed))
	}
}

func urls(text string) []string {
	set := map[string]bool{}
	for _, u := range anyURL.FindAllString(text, -1) {
		set[strings.ReplaceAll(u, "&amp;", "&")] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// Mail that is not about an own registration can be ended by one click
// (RFC 8058); all other mail does not offer that.
func TestListUnsubscribe(t *testing.T) {
	offering := []string{"interest", "invitation", "invitation_position", "meeting_cancelled_interested", "meeting_postponed_interested", "note_interested"}
	for name := range stories {
		m, row, s := tell(t, name, "nl")
		_, header, _ := read(t, m.Raw)
		want, wantPost := "", ""
		if slices.Contains(offering, name) {
			want = "<https://bijeen.example/aanmelding/" + s.Token(*row.RegistrationID, 1) + "/afmelden>"
			wantPost = "List-Unsubscribe=One-Click"
		}
		if row.Kind == models.MailOverview {
			want = "<https://bijeen.example/geen-overzicht/" + s.OverviewToken(row.ID) + ">"
			wantPost = "List-Unsubscribe=One-Click"
		}
		if row.UserID != nil {
			want, wantPost = "<https://bijeen.example/geen-berichten/"+s.NoticeToken(*row.UserID)+">", "List-Unsubscribe=One-Click"
		}
		if header.Get("List-Unsubscribe") != want || header.Get("List-Unsubscribe-Post") != wantPost {
			t.Errorf("%s: List-Unsubscribe %q, -Post %q", name, header.Get("List-Unsubscribe"), header.Get("List-Unsubscribe-Post"))
		}
	}
}

// Composing the same row again gives the same mail but for its boundaries.
func TestComposeRepeatsItself(t *testing.T) {
	eachStory(t, func(t *testing.T, name, lang string) {
		m, row, s := tell(t, name, lang)
		s.Clock.Add(24 * time.Hour)
		again, err := newComposer(t, s.Fixture).Compose(row)
		if err != nil {
			t.Fatal(err)
		}
		if plain(again.Raw) != plain(m.Raw) || bytes.Equal(again.Raw, m.Raw) {
			t.Errorf("the repeat differs in more, or in less, than its boundaries\n%s", cmp.Diff(plain(m.Raw), plain(again.Raw)))
		}
	})
}

// BR-11, BR-45: a mail that is asked for again carries the same calendar
// bytes under a new Message-ID.
func TestBR45_ResendRepeatsTheInvitation(t *testing.T) {
	s := newScenario(t, "nl", described(5, 5))
	c := newComposer(t, s.Fixture)
	s.signUp(at(cast[0], "a"))
	first, err := c.Compose(s.sent()[0])
	s.must(err)
	s.signUp(at(cast[0], "a"))
	second, err := c.Compose(s.sent()[0])
	s.must(err)
	if !bytes.Equal(first.Calendar, second.Calendar) {
		t.Errorf("calendar parts differ\n%s", cmp.Diff(string(first.Calendar), string(second.Calendar)))
	}
	if first.MessageID == second.MessageID {
		t.Error("both mails have the same Message-ID")
	}
}

// A mail that goes while a change waits to be told says what was told, in
// words as in its calendar part.
func TestResendDuringChangeAgreesWithItself(t *testing.T) {
	s := newScenario(t, "nl", described(5, 5))
	s.signUp(at(cast[0], "a"))
	s.sent()
	s.change(func(in *models.MeetingInput) {
		in.StartsAt, in.EndsAt = modelstest.At("2019-11-29 10:00"), modelstest.At("2019-11-29 13:00")
		in.Sites[0].Venue.Street = "Kade 7"
	})
	s.Clock.Add(-5 * time.Minute)
	s.signUp(at(cast[0], "a"))
	m, err := newComposer(t, s.Fixture).Compose(s.sent()[0])
	s.must(err)
	if m.Kind != models.MailConfirmation || !strings.Contains(m.Text, "9.30 tot 12.00 uur") || !strings.Contains(m.Text, "Gieterij 200") {
		t.Errorf("%s says\n%s", m.Kind, m.Text)
	}
	for _, early := range []string{"10.00", "13.00", "Kade 7"} {
		if strings.Contains(m.Text, early) {
			t.Errorf("the mail tells of the change already: %s", early)
		}
	}
}

// The link of an online meeting is only for people with a place.
func TestJoinLinkOnlyWithAPlace(t *testing.T) {
	const link = "https://video.example/"
	for name, want := range map[string]bool{"confirmation_online": true, "reminder_online": true, "waitlisted_online": false, "changed_waiting_online": false} {
		m, _, _ := tell(t, name, "nl")
		for kind, text := range map[string]string{"text": m.Text, "HTML": m.HTML} {
			if got := strings.Contains(text, link); got != want {
				t.Errorf("%s: the %s names the link: %v, want %v", name, kind, got, want)
			}
		}
		if m.Method != "" && want && (!strings.Contains(string(m.Calendar), link) || !strings.Contains(string(m.Calendar), "CONFERENCE")) {
			t.Errorf("%s: the appointment does not lead to the meeting\n%s", name, m.Calendar)
		}
	}
}

// Templates do not even get a link that the receiver may not have.
func TestLetterHoldsNoLinkTooMany(t *testing.T) {
	for name := range stories {
		_, row, s := tell(t, name, "nl")
		l := newComposer(t, s.Fixture).LetterOf(row)
		without := []models.MessageKind{models.MailAddressChanged, models.MailSubstituteOut, models.MailLink, models.MailOverview, models.MailLogin}
		if want := !slices.Contains(without, row.Kind) && row.RegistrationID != nil; (l.OwnURL != "") != want {
			t.Errorf("%s: own page %q", name, l.OwnURL)
		}
		if l.JoinURL != "" && row.MessageFacts.Status != models.Registered {
			t.Errorf("%s: somebody who is %s could read %s", name, row.MessageFacts.Status, l.JoinURL)
		}
	}
}

// Where nobody may come instead, the mail does not offer it.
func TestNoSubstituteLink(t *testing.T) {
	_, row, s := tell(t, "confirmation", "nl")
	for _, none := range []bool{false, true} {
		row.MessageFacts.Meeting.NoSubstitute = none
		m, err := newComposer(t, s.Fixture).Compose(row)
		s.must(err)
		if got := strings.Contains(m.Text, "/vervangen"); got == none {
			t.Errorf("no substitutes: %v; the mail offers one: %v", none, got)
		}
	}
}

// The sender's name is the first host, else what the setting says, else the
// site; the address is always the same.
func TestSenderName(t *testing.T) {
	_, row, s := tell(t, "confirmation", "nl")
	c := newComposer(t, s.Fixture)
	for _, test := range []struct {
		hosts      []string
		from, want string
	}{
		{[]string{"Samen14", "Horizon"}, "Afzender", "Samen14 <uitnodiging@bijeen.example>"},
		{nil, "Afzender", "Afzender <uitnodiging@bijeen.example>"},
		{nil, "", "Bijeen <uitnodiging@bijeen.example>"},
		{[]string{" \r\n "}, "", "Bijeen <uitnodiging@bijeen.example>"},
	} {
		row.MessageFacts.Meeting.Hosts, c.From.Name = test.hosts, test.from
		m, err := c.Compose(row)
		s.must(err)
		if m.From != test.want {
			t.Errorf("hosts %q, setting %q: From %s, want %s", test.hosts, test.from, m.From, test.want)
		}
	}
}

// Without a contact answers go to the sender, and the mail says that one may
// answer.
func TestNoContact(t *testing.T) {
	_, row, s := tell(t, "confirmation", "nl")
	facts := &row.MessageFacts.Meeting
	facts.ContactName, facts.ContactEmail, facts.ContactPhone = "", "", ""
	m, err := newComposer(t, s.Fixture).Compose(row)
	s.must(err)
	_, header, _ := read(t, m.Raw)
	if got, want := header.Get("Reply-To"), "<uitnodiging@bijeen.example>"; got != want {
		t.Errorf("Reply-To is %q, want %q", got, want)
	}
	for _, want := range []string{"Vragen: uitnodiging@bijeen.example", "Antwoord op deze mail"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("%q is not in\n%s", want, m.Text)
		}
	}
}
