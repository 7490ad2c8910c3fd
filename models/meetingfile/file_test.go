package meetingfile

import (
	"bijeen/models"
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func amsterdam(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// parseMeetings reads a meeting file into an empty database.
func parseMeetings(t testing.TB, file string) ([]models.MeetingInput, error) {
	t.Helper()
	f, err := open(strings.NewReader(file), amsterdam(t))
	if err != nil {
		return nil, err
	}
	return f.inputs(nil)
}

// contractFile is the example of contract.md, with words for the dots.
func contractFile(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/meetings.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func utc(text string) *time.Time {
	t, err := time.Parse("2006-01-02T15:04", text)
	if err != nil {
		panic(err)
	}
	return &t
}

func TestMeetingFileOfTheContract(t *testing.T) {
	got, err := parseMeetings(t, contractFile(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []models.MeetingInput{{
		Slug: "platform-najaar", Kind: models.PlatformMeeting, Title: "Platform Scheiding en Omgang", Summary: "Een ochtend over omgang.", Language: "nl",
		Hosts:    []models.HostInput{{Name: "Platform Scheiding en Omgang", Role: "lead"}},
		StartsAt: utc("2027-03-12T08:30"), EndsAt: utc("2027-03-12T11:00"), DoorsOpenAt: utc("2027-03-12T08:00"),
		RegistrationOpensAt: utc("2025-12-31T23:00"), RegistrationClosesAt: utc("2027-03-10T23:00"),
		Status: models.MeetingOpen, Visibility: models.VisibilityPublic, RegistrationMode: models.ModeOpen, WaitlistMode: models.WaitlistAuto,
		SubstitutionPolicy: models.SubstitutionSameOrganization, AttendeeListPolicy: models.AttendeeListNobody, CalendarFrom: models.FromProgramme,
		Ask: []string{"job_title", "level"}, ContactName: "Secretariaat", ContactEmail: "secretariaat@platform.example",
		Sites: []models.SiteInput{{
			Key: "hengelo", Mode: models.Onsite, SeatCapacity: 80, BuildingLimit: 120, Status: models.SiteConfirmed,
			Venue:     models.VenueInput{Name: "De Gieterij", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo"},
			RouteText: "Tien minuten lopen van het station.", HouseRules: "Meld u bij de balie.",
		}},
		Programme: []models.ProgrammeInput{{Kind: "item", Starts: "09:30", Ends: "10:10", Title: "Opening"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the example of the contract (-want +got):\n%s", diff)
	}
}

// TestMeetingFileLeftOut holds a file with the least that a meeting needs
// against the contract's list of what is then filled in.
func TestMeetingFileLeftOut(t *testing.T) {
	asks := map[models.MeetingKind]string{
		models.BoardMeeting: "job_title level represents mandated", models.SteeringMeeting: "represents", models.PlatformMeeting: "job_title level",
		models.NetworkGathering: "job_title level", models.CrossDomainMeeting: "job_title level",
	}
	for _, kind := range models.MeetingKinds {
		got, err := parseMeetings(t, fmt.Sprintf(`{"meetings":[{"slug":"a","kind":%q,"title":"A"}]}`, kind))
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		in := got[0]
		want := asks[kind]
		if want == "" {
			want = "job_title"
		}
		if ask := strings.Join(in.Ask, " "); ask != want {
			t.Errorf("%s asks %q, want %q", kind, ask, want)
		}
		if in.Visibility != models.VisibilityPublic || in.RegistrationMode != models.ModeOpen || in.WaitlistMode != models.WaitlistAuto ||
			in.CalendarFrom != models.FromProgramme || in.Language != "nl" || in.Status != models.MeetingDraft || in.ContactEmail != "" {
			t.Errorf("%s: left out gives %+v", kind, in)
		}
	}
}

func TestMeetingFileStandardReason(t *testing.T) {
	for _, tt := range []struct{ status, language, reason, want string }{
		{"cancelled", "nl", "", "De organisatie laat deze bijeenkomst niet doorgaan."},
		{"cancelled", "en", "  ", "The organisers have called this meeting off."},
		{"postponed", "nl", "", "De organisatie heeft deze bijeenkomst uitgesteld. Een nieuwe datum volgt."},
		{"postponed", "en", "Snow", "Snow"},
		{"draft", "nl", "", ""},
	} {
		got, err := parseMeetings(t, fmt.Sprintf(`{"meetings":[{"slug":"a","kind":"site_visit","title":"A","status":%q,"language":%q,"status_reason":%q}]}`,
			tt.status, tt.language, tt.reason))
		if err != nil {
			t.Errorf("%s: %v", tt.status, err)
			continue
		}
		if got[0].StatusReason != tt.want {
			t.Errorf("%s in %s with reason %q: got %q, want %q", tt.status, tt.language, tt.reason, got[0].StatusReason, tt.want)
		}
	}
}

func TestMeetingFileOnlineSite(t *testing.T) {
	got, err := parseMeetings(t, `{"meetings":[{"slug":"a","kind":"working_session","title":"A","sites":[
		{"key":"online","mode":"online","join_url":"https://vergaderen.example/a","seat_capacity":20,"building_limit":5}]}]}`)
	if err != nil {
		t.Fatal(err)
	}
	want := models.SiteInput{Key: "online", Mode: models.Online, JoinURL: "https://vergaderen.example/a", SeatCapacity: 20, Status: models.SiteConfirmed}
	if diff := cmp.Diff(want, got[0].Sites[0]); diff != "" {
		t.Errorf("online site (-want +got):\n%s", diff)
	}
}

// TestMeetingProblems spoils the example of the contract in one place
// each: the problem names the line, the field and what is wrong.
func TestMeetingProblems(t *testing.T) {
	for _, tt := range []struct{ name, old, with, want string }{
		{"unknown key", `"kind":`, `"sort":1,"kind":`, "line 4 meetings[0].sort=file_key_unknown"},
		{"near-miss", `"seat_capacity"`, `"seat_capasity"`, "line 17 meetings[0].sites[0].seat_capacity=file_key_missing line 20 meetings[0].sites[0].seat_capasity=file_key_unknown_near"},
		{"twice", `"title":`, `"title":"x","title":`, "line 5 meetings[0].title=file_key_twice"},
		{"text for a number", `80`, `"80"`, "line 20 meetings[0].sites[0].seat_capacity=file_wants_number"},
		{"half a seat", `80`, `80.5`, "line 20 meetings[0].sites[0].seat_capacity=file_wants_number"},
		{"too many digits", `80`, `80000000000000000000`, "line 20 meetings[0].sites[0].seat_capacity=file_wants_number"},
		{"negative seats", `80`, `-1`, "line 20 meetings[0].sites[0].seat_capacity=seats_wrong"},
		{"number for a text", `"Een ochtend over omgang."`, `7`, "line 6 meetings[0].summary=file_wants_text"},
		{"list for an object", `"contact":{"name":"Secretariaat","email":"secretariaat@platform.example","phone":""}`, `"contact":[]`, "line 15 meetings[0].contact=file_wants_object"},
		{"object for a list", `["job_title","level"]`, `{}`, "line 14 meetings[0].ask=file_wants_list"},
		{"unknown question", `["job_title","level"]`, `["job_title","shoe_size"]`, "line 14 meetings[0].ask[1]=file_choice"},
		{"unknown kind", `"platform_meeting"`, `"party"`, "line 4 meetings[0].kind=file_choice"},
		{"slug in capitals", `"platform-najaar"`, `"Platform"`, "line 3 meetings[0].slug=slug_wrong"},
		{"time with a zone", `"2027-03-12T09:30"`, `"2027-03-12T09:30:00Z"`, "line 9 meetings[0].starts_at=file_wants_time"},
		{"no such day", `"2027-03-12T09:30"`, `"2027-02-30T09:30"`, "line 9 meetings[0].starts_at=file_wants_time"},
		{"missing hour", `"2027-03-12T09:00"`, `"2027-03-28T02:30"`, "line 11 meetings[0].doors_open_at=file_time_skipped"},
		{"end before start", `"2027-03-12T12:00"`, `"2027-03-12T09:00"`, "line 10 meetings[0].ends_at=end_before_start"},
		{"closing time for a date", `"2027-03-10"`, `"2027-03-10T12:00"`, "line 12 meetings[0].registration_closes_on=file_wants_date"},
		{"closing after the meeting", `"2027-03-10"`, `"2027-03-13"`, "line 12 meetings[0].registration_closes_on=closes_after_meeting"},
		{"no start", `"starts_at":"2027-03-12T09:30",`, ``, "line 2 meetings[0].starts_at=start_missing"},
		{"postal code", `7553 VZ`, `0000 AA`, "line 18 meetings[0].sites[0].venue.postal_code=postal_code_wrong"},
		{"NUL", `"Een ochtend over omgang."`, `"a\u0000b"`, "line 6 meetings[0].summary=file_control"},
		{"lines in a name", `"name":"Secretariaat"`, `"name":"Secre\ntariaat"`, "line 15 meetings[0].contact.name=file_one_line"},
		{"no phone number", `"phone":""`, `"phone":"javascript:alert(1)"`, "line 15 meetings[0].contact.phone=phone_wrong"},
		{"quota", `"max_per_organization":0`, `"max_per_organization":5`, "line 13 meetings[0].max_per_organization=max_per_organization_later"},
		{"members first", `"members_first_days":0`, `"members_first_days":10`, "line 13 meetings[0].members_first_days=members_first_days_later"},
		{"host without a name", `"name":"Platform Scheiding en Omgang"`, `"name":" "`, "line 8 meetings[0].hosts[0].name=host_missing"},
		{"address of the contact", `"secretariaat@platform.example"`, `"secretariaat"`, "line 15 meetings[0].contact.email=email_wrong"},
		{"venue without a name", `"name":"De Gieterij",`, ``, "line 18 meetings[0].sites[0].venue.name=venue_missing"},
		{"site of the programme", `"site":""`, `"site":"almelo"`, "line 23 meetings[0].programme[0].site=site_unknown"},
		{"clock of the programme", `"10:10"`, `"10.10"`, "line 23 meetings[0].programme[0].ends=clock_wrong"},
		{"no meetings", `"meetings"`, `"meeting"`, "line 1 meetings=file_key_missing line 2 meeting=file_key_unknown_near"},
		{"comma too many", `"programme":`, `,"programme":`, "line 22 =file_no_json"},
		{"cut off", `]}]}`, ``, "line 24 =file_ends_early"},
		{"two values", `]}]}`, `]}]} {}`, "line 23 =file_trailing"},
	} {
		file := strings.Replace(contractFile(t), tt.old, tt.with, 1)
		if file == contractFile(t) {
			t.Errorf("%s: %s is not in the file", tt.name, tt.old)
			continue
		}
		_, err := parseMeetings(t, file)
		if err == nil {
			t.Errorf("%s: accepted", tt.name)
			continue
		}
		if got := strings.TrimPrefix(err.Error(), "refused file: "); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
		if models.KindOf(err) != models.Invalid {
			t.Errorf("%s: kind %v, want models.Invalid", tt.name, models.KindOf(err))
		}
	}
}

func TestMeetingFileTellsEverythingAtOnce(t *testing.T) {
	_, err := parseMeetings(t, `{"meetings":[
 {"slug":"a","kind":"party","title":""},
 7,
 {"slug":"a","kind":"site_visit","title":"B","sites":[{"key":"x"},{"key":"x","seat_capacity":"veel","venue":{"name":"V"}}]}
]}`)
	want := "refused file: line 2 meetings[0].kind=file_choice line 2 meetings[0].title=title_missing" +
		" line 3 meetings[1]=file_wants_object line 4 meetings[2].slug=slug_twice line 4 meetings[2].sites[0].seat_capacity=file_key_missing" +
		" line 4 meetings[2].sites[1].seat_capacity=file_wants_number line 4 meetings[2].sites[0].venue.name=venue_missing" +
		" line 4 meetings[2].sites[1].key=key_twice"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestMeetingFileHostileBytes(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"empty", "", "file_ends_early"},
		{"deep", strings.Repeat("[", 1<<20), "file_too_deep"},
		{"no UTF-8", "{\"meetings\":[]\n,\"a\":\"\xff\"}", "file_not_utf8"},
		{"too large", strings.Repeat(" ", MaxBytes+1), "file_too_large"},
		{"a list", "[]", "file_wants_object"},
	} {
		_, err := parseMeetings(t, tt.file)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
	_, err := parseMeetings(t, "{\"meetings\":[],\"\\u001b[31m\":1}")
	if err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("a key reaches the terminal as it is: %q", err)
	}
	if got, err := parseMeetings(t, "\ufeff{\"meetings\":[]}"); err != nil || len(got) != 0 {
		t.Errorf("with a byte order mark: %v, %v", got, err)
	}
}

// TestWallClock looks at both changes of the clock (R13).
func TestWallClock(t *testing.T) {
	for _, tt := range []struct{ text, want, problem string }{
		{"2019-11-29T09:30", "2019-11-29T08:30", ""}, // BR-46
		{"2019-07-05T09:30", "2019-07-05T07:30", ""},
		{"2026-03-29T01:59", "2026-03-29T00:59", ""},
		{"2026-03-29T02:00", "", "file_time_skipped"},
		{"2026-03-29T02:59", "", "file_time_skipped"},
		{"2026-03-29T03:00", "2026-03-29T01:00", ""},
		{"2026-10-25T01:59", "2026-10-24T23:59", ""},
		{"2026-10-25T02:30", "2026-10-25T00:30", ""}, // the first of two
		{"2026-10-25T03:00", "2026-10-25T02:00", ""},
		{"2028-02-29T10:00:00", "2028-02-29T09:00", ""},
		{"morgen", "", "file_wants_time"},
	} {
		got, problem := wallClock(tt.text, amsterdam(t))
		if problem != tt.problem || problem == "" && !got.Equal(*utc(tt.want)) {
			t.Errorf("%s: got %v %q, want %s %q", tt.text, got, problem, tt.want, tt.problem)
		}
	}
}

// FuzzMeetingFile: whatever the bytes, the answer is meetings that pass their
// own check, or problems with a line inside the file.
func FuzzMeetingFile(f *testing.F) {
	f.Add([]byte(contractFile(f)))
	f.Add([]byte(`{"meetings":[{"slug":"a","kind":"site_visit","title":null,"sites":[null]}]}`))
	f.Add([]byte(`{"meetings":[{"slug":"a","slug":2}],"meetings":1}`))
	f.Add([]byte("\ufeff[[[["))
	zone := amsterdam(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := open(bytes.NewReader(data), zone)
		var list []models.MeetingInput
		if err == nil {
			list, err = file.inputs(nil)
		}
		if err == nil {
			for _, in := range list {
				if err := in.Check(); err != nil {
					t.Errorf("accepted %+v, which is refused: %v", in, err)
				}
			}
			return
		}
		problems, ok := err.(Problems)
		if !ok || len(problems) == 0 {
			t.Fatalf("error without problems: %v", err)
		}
		for _, p := range problems {
			if lines := bytes.Count(data, []byte("\n")) + 1; p.Line < 1 || p.Line > lines {
				t.Errorf("problem at line %d of %d", p.Line, lines)
			}
		}
	})
}
