package lists

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
)

// lunch are the numbers of two sites and one online, compared with the week
// before.
func lunch() models.Numbers {
	f := facts()
	f.SiteKey, f.Count, f.Places = "", 212, []string{park, gieterij, "Online"}
	return models.Numbers{
		Facts: f, Since: time.Date(2019, 11, 21, 15, 40, 0, 0, time.UTC),
		Sites: []models.SiteNumbers{
			{Place: park,
				Now:    models.Counts{Participants: 120, Others: 6, Companions: 2, Wishes: 14, Access: 3, Diets: map[string]int{"vegetarian": 9, "halal": 4, "other": 1}},
				Before: &models.Counts{Participants: 121, Others: 6, Companions: 1, Wishes: 12, Access: 3, Diets: map[string]int{"vegetarian": 8, "halal": 4}}},
			{Place: "=" + gieterij,
				Now:    models.Counts{Participants: 60, Wishes: 1, Diets: map[string]int{"vegan": 1}},
				Before: &models.Counts{Participants: 40, Diets: map[string]int{}}},
			{Place: "Online", Online: true, Now: models.Counts{Participants: 24, Access: 1}, Before: &models.Counts{Participants: 25, Access: 1}},
		},
	}
}

func numbersWritten(t *testing.T, format string, n models.Numbers) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, f := range NumbersFiles {
		if f.Format == format {
			if err := f.Write(&b, n, amsterdam); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b.Bytes()
}

// BR-73, BR-74: counts with the change, in a file that Dutch Excel opens and
// in which nothing runs.
func TestBR73_NumbersCSV(t *testing.T) {
	got := numbersWritten(t, "csv", lunch())
	golden(t, "numbers.csv", got)
	rows := parsed(t, got)
	if diff := cmp.Diff([]string{"alle locaties samen", "mensen", "212", "193", "19 meer", "2019-11-21 16:40"}, rows[1]); diff != "" {
		t.Errorf("sum of the sites (-want +got):\n%s", diff)
	}
	if row := rows[12]; row[1] != "mensen zonder wens over eten" || row[2] != "173" || row[3] != "156" {
		t.Errorf("food of the sum %q: want those who are not online", row)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.IndexAny(cell, "=+-@\t\r\n") == 0 {
				t.Errorf("cell %q runs in a spreadsheet", cell)
			}
		}
	}
	if !bytes.HasPrefix(got, []byte("\ufeff")) || bytes.Count(got, []byte("\n")) != bytes.Count(got, []byte("\r\n")) {
		t.Error("no BOM, or a line without carriage return")
	}
}

// The first time there is nothing to compare with: empty, and not nought.
func TestBR73_FirstTime(t *testing.T) {
	n := lunch()
	n.Sites, n.Since = n.Sites[:1], time.Time{}
	n.Sites[0].Before, n.Facts.SiteKey, n.Facts.Count = nil, "enschede-zuid", 128
	rows := parsed(t, numbersWritten(t, "csv", n))
	if diff := cmp.Diff([]string{park, "mensen", "128", "", "", ""}, rows[1]); diff != "" {
		t.Errorf("one site has no sum above it (-want +got):\n%s", diff)
	}
	if len(rows) != 14 {
		t.Errorf("%d rows, want a header, four of people, eight of food and one of access", len(rows))
	}
	text := pdfText(t, numbersWritten(t, "pdf", n))
	if !strings.Contains(text, "Dit is de eerste keer") || strings.Contains(text, "gelijk") {
		t.Errorf("paper of the first time:\n%s", text)
	}
}

// BR-73: each house has its page, with the change since a moment.
func TestBR73_NumbersPDF(t *testing.T) {
	n := lunch()
	n.Sites[1].Place = gieterij
	pages := pdfPages(t, numbersWritten(t, "pdf", n))
	if len(pages) != 4 {
		t.Fatalf("%d pages, want the sum and three sites", len(pages))
	}
	for i, want := range []string{"Allelocatiessamen", squeeze(park), squeeze(gieterij), "Online"} {
		if p := squeeze(pages[i]); !strings.Contains(p, want) || !strings.Contains(p, "Devorigekeerwasdonderdag21november2019") ||
			!strings.Contains(p, "212mensen") || !strings.Contains(p, "versie128") || !strings.Contains(p, "staangeennamen") {
			t.Errorf("page %d:\n%s", i+1, pages[i])
		}
	}
	if p := squeeze(pages[1]); !strings.Contains(p, "Mensen1281280gelijk") && !strings.Contains(p, "Mensen128128gelijk") || !strings.Contains(p, "–vegetarisch981meer") || !strings.Contains(p, "–deelnemers1201211minder") {
		t.Errorf("numbers of one site:\n%s", pages[1])
	}
	if strings.Contains(pages[3], "eten") {
		t.Errorf("somebody eats online:\n%s", pages[3])
	}
}

// BR-76: erased answers are not shown as nought.
func TestBR76_NumbersSayThatNeedsAreErased(t *testing.T) {
	n := lunch()
	n.Erased = true
	if text := pdfText(t, numbersWritten(t, "pdf", n)); !strings.Contains(text, "zijn gewist") || strings.Contains(text, "halal") {
		t.Errorf("paper:\n%s", text)
	}
	if rows := parsed(t, numbersWritten(t, "csv", n)); len(rows) != 1+4*4 {
		t.Errorf("%d rows, want people alone", len(rows))
	}
}

func TestNumbersFileName(t *testing.T) {
	n := lunch()
	if got, want := NumbersFiles[0].FileName(n, amsterdam), "bestuursbijeenkomst_alle-locaties_aantallen_2019-11-28-1640_212-mensen_v128.pdf"; got != want {
		t.Errorf("name %s, want %s", got, want)
	}
	n.Facts.SiteKey = "hengelo"
	if got, want := NumbersFiles[1].FileName(n, amsterdam), "bestuursbijeenkomst_hengelo_aantallen_2019-11-28-1640_212-mensen_v128.csv"; got != want {
		t.Errorf("name %s, want %s", got, want)
	}
}

// broken is a writer that fails.
type broken struct{}

var errBroken = errors.New("broken")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestNumbersFail(t *testing.T) {
	for _, f := range NumbersFiles {
		if err := f.Write(broken{}, lunch(), amsterdam); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v, want the error of the writer", f.Format, err)
		}
	}
}
