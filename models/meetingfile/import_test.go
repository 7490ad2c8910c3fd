package meetingfile_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/meetingfile"
	"bijeen/models/modelstest"
)

var importer = models.Actor{Kind: models.ByImport}

func importFile(t *testing.T, f *modelstest.Fixture, file string) []models.ImportedMeeting {
	t.Helper()
	done, err := meetingfile.Import(context.Background(), f.Store, strings.NewReader(file), importer, false)
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	return done
}

func contractExample(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("testdata/meetings.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestImportTwiceChangesNothing(t *testing.T) {
	f := modelstest.New(t)
	if done := importFile(t, f, contractExample(t)); !done[0].Created || done[0].Slug != "platform-najaar" || done[0].Status != models.MeetingOpen {
		t.Errorf("first import: %+v", done)
	}
	before := f.Meeting("platform-najaar")
	if done := importFile(t, f, contractExample(t)); done[0].Created || len(done[0].Changed) != 0 {
		t.Errorf("second import: %+v", done)
	}
	if diff := cmp.Diff(before, f.Meeting("platform-najaar")); diff != "" {
		t.Errorf("the second import changed (-before +after):\n%s", diff)
	}
}

// TestImportKeepsWhatIsAbsent changes one site by its key and adds another;
// everything that the file does not speak of stays.
func TestImportKeepsWhatIsAbsent(t *testing.T) {
	f := modelstest.New(t)
	importFile(t, f, contractExample(t))
	before := f.Meeting("platform-najaar").Input()
	done := importFile(t, f, `{"meetings":[{"slug":"platform-najaar","registration_closes_on":"2027-03-11","sites":[
		{"key":"almelo","seat_capacity":20,"venue":{"name":"Stadhuis","town":"Almelo"}},
		{"key":"hengelo","seat_capacity":90}]}]}`)
	want := before
	closes := time.Date(2027, 3, 11, 23, 0, 0, 0, time.UTC)
	want.RegistrationClosesAt = &closes
	hengelo := before.Sites[0]
	hengelo.SeatCapacity = 90
	want.Sites = []models.SiteInput{
		{Key: "almelo", Mode: models.Onsite, Status: models.SiteConfirmed, SeatCapacity: 20, Venue: models.VenueInput{Name: "Stadhuis", Town: "Almelo"}},
		hengelo,
	}
	if diff := cmp.Diff(want, f.Meeting("platform-najaar").Input()); diff != "" {
		t.Errorf("after the second import (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"registration_closes_at", "sites"}, done[0].Changed); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	importFile(t, f, `{"meetings":[{"slug":"platform-najaar","sites":[{"key":"hengelo","venue":{"name":"Stadhuis Hengelo"}}]}]}`)
	got := f.Meeting("platform-najaar").Input()
	if len(got.Sites) != 2 || got.Sites[1].Key != "hengelo" || got.Sites[1].Venue != (models.VenueInput{Name: "Stadhuis Hengelo"}) {
		t.Errorf("another building keeps an old address, or a site went or moved: %+v", got.Sites)
	}
}

// BR-35: more seats in a file promote the first of the queue at once.
func TestBR35_ImportOfMoreSeatsPromotes(t *testing.T) {
	f := modelstest.New(t)
	importFile(t, f, strings.Replace(contractExample(t), "80", "1", 1))
	m := f.Meeting("platform-najaar")
	f.Clock.Set(*modelstest.At("2026-02-02 09:00"))
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	importFile(t, f, `{"meetings":[{"slug":"platform-najaar","sites":[{"key":"hengelo","seat_capacity":2}]}]}`)
	page, err := f.MeetingBySlug(context.Background(), "platform-najaar", true)
	if err != nil {
		t.Fatal(err)
	}
	if taken := page.Seats[page.Meeting.Sites[0].ID].Taken; taken != 2 || page.Waiting != 1 {
		t.Errorf("%d have a seat and %d wait, want 2 and 1", taken, page.Waiting)
	}
}

// A file that is read again follows the drawing of rules §3.3, as the desk
// does; the first import does not. Nothing runs or is held before the clock
// says so (BR-31): from there is no way back.
func TestImportFollowsStates(t *testing.T) {
	in := func(status string) string {
		return strings.Replace(contractExample(t), `"status":"open"`, `"status":"`+status+`"`, 1)
	}
	const weeksBefore, during, after = "2027-02-01 12:00", "2027-03-12 09:10", "2027-03-13 09:00"
	for _, test := range []struct{ from, to, want, at string }{
		{"draft", "announced", "", weeksBefore}, {"announced", "open", "", weeksBefore}, {"open", "closed", "", weeksBefore},
		{"closed", "open", "", weeksBefore}, {"open", "open", "", weeksBefore}, {"cancelled", "archived", "", weeksBefore},
		{"open", "postponed", "", weeksBefore}, {"postponed", "open", "", weeksBefore}, {"closed", "cancelled", "", weeksBefore},
		{"cancelled", "open", "", weeksBefore}, {"open", "running", "", during}, {"closed", "held", "", after}, {"running", "held", "", after},
		{"open", "draft", "file_status_step", weeksBefore}, {"open", "announced", "file_status_step", weeksBefore},
		{"closed", "archived", "file_status_step", weeksBefore}, {"open", "running", "file_status_step", weeksBefore},
		{"open", "held", "file_status_step", weeksBefore}, {"closed", "held", "file_status_over", during}, {"open", "running", "file_status_over", after},
		{"archived", "open", "file_status_over", weeksBefore}, {"held", "open", "file_status_over", weeksBefore},
	} {
		t.Run(test.from+" to "+test.to+" on "+test.at, func(t *testing.T) {
			f := modelstest.New(t)
			f.Clock.Set(*modelstest.At(test.at))
			importFile(t, f, in(test.from))
			_, err := meetingfile.Import(context.Background(), f.Store, strings.NewReader(in(test.to)), importer, false)
			var problems meetingfile.Problems
			if errors.As(err, &problems); test.want == "" && err != nil {
				t.Fatalf("refused: %v", err)
			}
			if test.want != "" && (len(problems) != 1 || problems[0].Error.Key != test.want || problems[0].Path != "meetings[0].status") {
				t.Errorf("got %v, want %s at the status", err, test.want)
			}
		})
	}
}

// A file that says that a meeting was held cannot move it to a day to come.
func TestImportHeldIsOver(t *testing.T) {
	f := modelstest.New(t)
	importFile(t, f, contractExample(t))
	f.Clock.Set(*modelstest.At("2027-03-13 09:00"))
	later := strings.NewReplacer("2027-03-12", "2027-06-11", `"status":"open"`, `"status":"held"`).Replace(contractExample(t))
	_, err := meetingfile.Import(context.Background(), f.Store, strings.NewReader(later), importer, false)
	var problems meetingfile.Problems
	if !errors.As(err, &problems) || problems[0].Error.Key != "file_status_over" {
		t.Errorf("got %v, want file_status_over", err)
	}
}

// The reason of one state is not kept for the next: it would go into the mail.
func TestImportReasonBelongsToState(t *testing.T) {
	f := modelstest.New(t)
	importFile(t, f, contractExample(t))
	step := func(members string) string {
		importFile(t, f, `{"meetings":[{"slug":"platform-najaar",`+members+`}]}`)
		return f.Meeting("platform-najaar").StatusReason
	}
	for _, test := range []struct{ members, want string }{
		{`"status":"postponed","status_reason":"De zaal is weg."`, "De zaal is weg."},
		{`"status":"postponed"`, "De zaal is weg."},
		{`"status":"cancelled"`, "De organisatie laat deze bijeenkomst niet doorgaan."},
		{`"status":"open"`, ""},
	} {
		if got := step(test.members); got != test.want {
			t.Errorf("after %s the reason is %q, want %q", test.members, got, test.want)
		}
	}
}

func TestImportAllOrNothing(t *testing.T) {
	f := modelstest.New(t)
	file := `{"meetings":[
		{"slug":"good","kind":"site_visit","title":"Goed"},
		{"slug":"bad","kind":"site_visit","title":"Fout","status":"open"}]}`
	_, err := meetingfile.Import(context.Background(), f.Store, strings.NewReader(file), importer, false)
	var problems meetingfile.Problems
	if !errors.As(err, &problems) || models.KindOf(err) != models.Invalid {
		t.Fatalf("got %v, want problems of the file", err)
	}
	if got := err.Error(); got != "refused file: line 3 meetings[1].starts_at=open_needs_date line 3 meetings[1].sites=open_needs_site" {
		t.Errorf("got %s", got)
	}
	if _, err := f.MeetingBySlug(context.Background(), "good", true); models.KindOf(err) != models.NotFound {
		t.Errorf("the good meeting of a bad file: %v, want nothing stored", err)
	}
}

func TestImportDryRunKeepsNothing(t *testing.T) {
	f := modelstest.New(t)
	done, err := meetingfile.Import(context.Background(), f.Store, strings.NewReader(contractExample(t)), importer, true)
	if err != nil || !done[0].Created {
		t.Errorf("dry run: %+v, %v; want the meeting as it would be made", done, err)
	}
	if _, err := f.MeetingBySlug(context.Background(), "platform-najaar", true); models.KindOf(err) != models.NotFound {
		t.Errorf("after a dry run: %v, want nothing stored", err)
	}
}

func TestMeetingFileTakes(t *testing.T) {
	for name, test := range map[string]struct{ old, with string }{
		"closing on the day":            {`"2027-03-10"`, `"2027-03-12"`},
		"the postal code of a neighbor": {`7553 VZ`, `48529`},
		"lines in a summary":            {`"Een ochtend over omgang."`, `"a\nb"`},
	} {
		t.Run(name, func(t *testing.T) {
			if done := importFile(t, modelstest.New(t), strings.Replace(contractExample(t), test.old, test.with, 1)); !done[0].Created {
				t.Errorf("got %+v", done)
			}
		})
	}
}
