package lists

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
)

var update = flag.Bool("update", false, "write the golden files anew")

var amsterdam = Options{Zone: mustZone("Europe/Amsterdam")}

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// rowsOf walks rows as models does, ending in err when there is one.
func rowsOf(rows []models.AttendeeRow, err error) iter.Seq2[models.AttendeeRow, error] {
	return func(yield func(models.AttendeeRow, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(models.AttendeeRow{}, err)
		}
	}
}

func listOf(f models.ListFacts, rows []models.AttendeeRow) models.AttendeeList {
	f.Count = len(rows)
	return models.AttendeeList{Facts: f, Rows: rowsOf(rows, nil)}
}

// facts are those of the board meeting of demo.md §4.4, made the day before.
func facts() models.ListFacts {
	return models.ListFacts{
		MeetingSlug: "bestuursbijeenkomst",
		Title:       "Bestuursbijeenkomst Ontwikkeltafels Jeugd",
		StartsAt:    time.Date(2019, 11, 29, 8, 30, 0, 0, time.UTC),
		EndsAt:      time.Date(2019, 11, 29, 11, 0, 0, 0, time.UTC),
		Hosts:       []string{"OZJT/Samen14"},
		SiteKey:     "enschede-zuid",
		Venue:       "Ontmoetingspark Enschede Zuid, hoofdgebouw Victoria '28",
		Places:      []string{"Ontmoetingspark Enschede Zuid, hoofdgebouw Victoria '28, Enschede"},
		Town:        "Enschede",
		Owner:       "Secretariaat Ontwikkeltafels",
		DestroyBy:   time.Date(2019, 12, 5, 23, 0, 0, 0, time.UTC),
		MadeAt:      time.Date(2019, 11, 28, 15, 40, 0, 0, time.UTC),
		Version:     128,
	}
}

const (
	park     = "Ontmoetingspark Enschede Zuid, Enschede"
	gieterij = "De Gieterij, Hengelo"
)

// placed makes a participant with a place.
func placed(prefix, surname, given, organization string) models.AttendeeRow {
	return models.AttendeeRow{
		GivenName: given, SurnamePrefix: prefix, Surname: surname,
		Email: "iemand@voorbeeld.example", Organization: organization,
		Level: models.Practice, Role: models.Participant, Status: models.Registered,
		SiteKey: "enschede-zuid", SitePlace: park,
		RegisteredAt: time.Date(2019, 10, 1, 7, 15, 0, 0, time.UTC),
	}
}

// with changes a row in place of a long literal.
func with(r models.AttendeeRow, change func(*models.AttendeeRow)) models.AttendeeRow {
	change(&r)
	return r
}

// traps are the values of demo.md §4.6 that break lists, sorted by surname
// without prefix as models gives them.
func traps() []models.AttendeeRow {
	gm := func(code, name string) models.Constituency { return models.Constituency{Code: code, Name: name} }
	return []models.AttendeeRow{
		with(placed("van de", "Berg-van de Proef", "Anne-Fleur", "Zorg & Zo; Twente"), func(r *models.AttendeeRow) {
			r.JobTitle = `=HYPERLINK("http://kwaad.example";"klik")`
			r.Email = "anne-fleur+lijst@zorgenzo.example"
		}),
		with(placed("van de", "Broek", "Demi", "Gemeente Tubbergen"), func(r *models.AttendeeRow) {
			r.Level, r.JobTitle = models.Executive, "wethouder"
			r.Represents = []models.Constituency{gm("GM0183", "Tubbergen"), gm("GM1774", "Dinkelland")}
		}),
		placed("", "Čapek", "Łucja", "Thuis@"),
		with(placed("", "Dummy", "Bas", "Victoria '28"), func(r *models.AttendeeRow) {
			r.Status, r.WaitlistPosition = models.Waitlisted, 3
		}),
		with(placed("", "Dummy", "Bas", "OZJT/Samen14"), func(r *models.AttendeeRow) {
			r.Status, r.SiteKey, r.SitePlace, r.RegisteredAt = models.Invited, "", "", time.Time{}
		}),
		placed("", "O'Fictie", "Joris 🙂", "-"),
		with(placed("", "Örnekoğlu", "Ümit", "Şükrü\nZorg"), func(r *models.AttendeeRow) { r.JobTitle = "+31 53 123 45 67" }),
		placed("'t", "Proefstuk", "Jip", "@huis"),
		with(placed("", "Geheimnaam", "Roos", "Gezin Geheimnaam"), func(r *models.AttendeeRow) {
			r.Level, r.JobTitle = models.Experience, "moeder van Mees Geheimnaam"
			r.Represents = []models.Constituency{gm("geheim", "Geheimnaam")}
		}),
		with(placed("", "Geheimnaam", "Mees", "Geheimschool"), func(r *models.AttendeeRow) {
			r.Minor, r.Level = true, models.Practice
		}),
		with(placed("op den", "denkbeeld", "marit ", "jarabee"), func(r *models.AttendeeRow) {
			r.Status, r.Role = models.Offered, models.Speaker
		}),
		placed("", "Wolkenkrabber-Verzonnenland-Langenaam tot Oneindig en Verder", "Wilhelmina", "\t=1+1"),
		with(placed("", "Ωμέγα", "Софія", "Nguyễn Thị"), func(r *models.AttendeeRow) {
			r.SitePlace, r.SiteKey = gieterij, "hengelo"
			r.RegisteredAt = time.Date(2019, 10, 27, 1, 30, 0, 0, time.UTC) // the hour after summer time
		}),
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// written is what an export makes of a list.
func written(t *testing.T, file string, list models.AttendeeList) []byte {
	t.Helper()
	e, ok := Find(file)
	if !ok {
		t.Fatalf("no export %s", file)
	}
	var out bytes.Buffer
	if _, err := e.Write(&out, list, amsterdam); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFind(t *testing.T) {
	for _, e := range Exports {
		got, ok := Find(e.File())
		if !ok || got.File() != e.File() || got.ContentType == "" || len(got.Columns) < 3 {
			t.Errorf("Find(%q) = %+v, %t", e.File(), got, ok)
		}
	}
	if _, ok := Find("deelnemerslijst.exe"); ok {
		t.Error("found an export that is none")
	}
}

func TestBR72_FileNameTellsVenueMomentNumberVersion(t *testing.T) {
	whole := facts()
	whole.SiteKey = ""
	odd := facts()
	odd.MeetingSlug, odd.SiteKey = "../Überfall\r\n", "a/b"
	tests := []struct {
		want, file string
		facts      models.ListFacts
		names      int
	}{
		{"bestuursbijeenkomst_enschede-zuid_2019-11-28-1640_36-namen_v128.csv", "deelnemerslijst.csv", facts(), 36},
		{"bestuursbijeenkomst_alle-locaties_2019-11-28-1640_1-namen_v128.xlsx", "deelnemerslijst.xlsx", whole, 1},
		{"bestuursbijeenkomst_enschede-zuid_presentielijst_2019-11-28-1640_0-namen_v128.pdf", "presentielijst.pdf", facts(), 0},
		{"-----berfall--_a-b_2019-11-28-1640_100000-namen_v128.json", "deelnemerslijst.json", odd, 100000},
	}
	for _, tt := range tests {
		e, _ := Find(tt.file)
		if got := e.FileName(tt.facts, tt.names, amsterdam); got != tt.want {
			t.Errorf("FileName = %q, want %q", got, tt.want)
		}
	}
}

// A list that promises another number than it holds must not leave the desk.
func TestBR72_NumberMustBeTrue(t *testing.T) {
	for _, e := range Exports {
		list := listOf(facts(), traps())
		list.Facts.Count++
		if _, err := e.Write(io.Discard, list, amsterdam); !errors.Is(err, ErrCount) {
			t.Errorf("%s: error %v, want ErrCount", e.File(), err)
		}
	}
}

func TestWriteFailures(t *testing.T) {
	broken := errors.New("connection gone")
	for _, e := range Exports {
		list := models.AttendeeList{Facts: facts(), Rows: rowsOf(traps(), broken)}
		list.Facts.Count = len(traps())
		if _, err := e.Write(io.Discard, list, amsterdam); !errors.Is(err, broken) {
			t.Errorf("%s: error %v, want the error of the rows", e.File(), err)
		}
		if _, err := e.Write(fullDisk{}, listOf(facts(), traps()), amsterdam); !errors.Is(err, errDiskFull) {
			t.Errorf("%s: error %v, want the error of the writer", e.File(), err)
		}
	}
}

var errDiskFull = errors.New("disk full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errDiskFull }

func TestEmptyList(t *testing.T) {
	for _, e := range Exports {
		n, err := e.Write(io.Discard, listOf(facts(), nil), amsterdam)
		if n != 0 || err != nil {
			t.Errorf("%s: %d rows, error %v", e.File(), n, err)
		}
	}
}
