package lists

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/names"
)

// pdfText is what pdftotext (Debian: poppler-utils) reads in a PDF, laid out
// as on the page. Without it the test is skipped, and fails in CI.
func pdfText(t *testing.T, data []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		const how = "pdftotext is missing: install poppler-utils"
		if os.Getenv("CI") != "" {
			t.Fatal(how)
		}
		t.Skip(how)
	}
	path := filepath.Join(t.TempDir(), "list.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", "-enc", "UTF-8", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// pdfPages are the texts of the pages.
func pdfPages(t *testing.T, data []byte) []string {
	t.Helper()
	return strings.Split(strings.TrimSuffix(pdfText(t, data), "\f"), "\f")
}

var spaces = regexp.MustCompile(`\s+`)

// squeeze takes out all white space, so that a wrapped name is found whole.
func squeeze(s string) string { return spaces.ReplaceAllString(s, "") }

var pdfFiles = []string{"deelnemerslijst.pdf", "presentielijst.pdf", "tekenlijst.pdf"}

func TestPDFPrintsEveryLetter(t *testing.T) {
	names := []string{
		"Örnekoğlu", "Ümit", "Şükrü", "Čapek", "Łukasz", "Đurić", "Ærø", "Straße", "Þór", "Željko", "Ţepeş", "Ștefan", "Ғазиз",
		"Nguyễn Thị Bảo Trân", "Ελευθερία", "Олександр Їжак", "Ĳsbrand", "Zoë", "Renée", "Ångström", "Ẅ", "Ạ́ß",
		"(haakjes) \\ en %", "{nb}", "e\u0301\u0301n", "O’Fictie", "“aanhaling” – … €",
	}
	var rows []models.AttendeeRow
	for _, n := range names {
		rows = append(rows, placed("", n, "Fenna", n))
	}
	for _, file := range pdfFiles {
		text := squeeze(pdfText(t, written(t, file, listOf(facts(), rows))))
		for _, n := range names {
			if want := squeeze(clean(n)) + ",Fenna"; !strings.Contains(text, want) {
				t.Errorf("%s misses %q", file, want)
			}
		}
	}
}

// What cannot be printed is seen as a box, and what would hide or turn text
// is gone.
func TestClean(t *testing.T) {
	tests := []struct{ want, in string }{
		{"Joris □", "Joris 🙂"},
		{"□", "\U00010000"},
		{"abc", "a\u202eb\u200bc\x00"},
		{"één", "e\u0301e\u0301n"},
		{"Şükrü Zorg", "  Şükrü\r\n\tZorg "},
		{"□", "\xff"},
		{"", " "},
	}
	for _, tt := range tests {
		if got := clean(tt.in); got != tt.want {
			t.Errorf("clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestBR71_PDFSortsBySurnameWithoutPrefix(t *testing.T) {
	rows := []models.AttendeeRow{ // in the order of surnames as models has them
		placed("van de", "Broek", "Demi", ""),
		placed("", "Eben", "Bas", ""), placed("", "Édel", "Zoë", ""), placed("", "Eerst", "Noor", ""),
		placed("", "Iep", "Klaas", ""), placed("", "IJverzicht", "IJsbrand", ""), placed("", "Ik", "Pim", ""),
		placed("", "Oude Fictink", "Sjoerd", ""), placed("", "Østers", "Omar", ""),
		placed("'t", "Proefstuk", "Jip", ""),
		with(placed("", "Aardema", "Roos", ""), func(r *models.AttendeeRow) { r.Level = models.Experience }),
	}
	people, err := withPlace(listOf(facts(), rows), amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range people {
		got = append(got, letter(p.key)+" "+p.Name)
	}
	want := []string{
		"B Broek, Demi van de", "E Eben, Bas", "E Édel, Zoë", "E Eerst, Noor",
		"I Iep, Klaas", "I IJverzicht, IJsbrand", "I Ik, Pim",
		"O Østers, Omar", "O Oude Fictink, Sjoerd", "P Proefstuk, Jip 't", "R Roos",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestLetterGroups(t *testing.T) {
	for name, want := range map[string]string{
		"Aalbers": "A–F", "fzz": "A–F", "Écht": "A–F", "Đurić": "A–F", "3M": "A–F", "": "A–F",
		"Groot": "G–L", "Łucja": "G–L", "IJzer": "G–L", "M": "M–S", "Şükrü": "M–S",
		"T": "T–Z", "Žižek": "T–Z", "Þór": "T–Z", "Ωμέγα": "T–Z", "Їжак": "T–Z", "李": "T–Z",
	} {
		i := letterIndex(names.Name{Surname: name}.SortKey())
		g := slices.IndexFunc(letterGroups, func(g letterGroup) bool { return i < g.end })
		if got := letterGroups[g].name; got != want {
			t.Errorf("%q stands in %s, want %s", name, got, want)
		}
	}
}

// crowd is n people over the whole alphabet at one site.
func crowd(n int, place string) []models.AttendeeRow {
	rows := make([]models.AttendeeRow, n)
	for i := range rows {
		rows[i] = placed("", fmt.Sprintf("%cnaam%04d", 'A'+i*26/n, i), "Sanne", "Gemeente Rijssen-Holten")
		rows[i].SitePlace = place
	}
	return rows
}

func TestBR72_EveryPageStatesItsFacts(t *testing.T) {
	for _, file := range pdfFiles {
		pages := pdfPages(t, written(t, file, listOf(facts(), crowd(60, park))))
		for i, page := range pages {
			for _, want := range []string{
				"Bestuursbijeenkomst Ontwikkeltafels Jeugd", "Vrijdag 29 november 2019, 9.30 tot 12.00 uur",
				"Ontmoetingspark Enschede Zuid, hoofdgebouw Victoria '28, Enschede",
				"Bijgewerkt tot donderdag 28 november 2019, 16.40 uur, versie 128, 60 namen",
				"Eigenaar: Secretariaat Ontwikkeltafels.", "uiterlijk vrijdag 6 december 2019",
				fmt.Sprintf("pagina %d van %d", i+1, len(pages)), "Naam", "Organisatie",
			} {
				if !strings.Contains(page, want) {
					t.Errorf("%s page %d misses %q", file, i+1, want)
				}
			}
		}
		if len(pages) < 2 {
			t.Errorf("%s: %d pages, too few to prove anything", file, len(pages))
		}
	}
}

func TestBR72_SumOfVenueListsIsTheRegister(t *testing.T) {
	a, b := crowd(40, park), crowd(23, gieterij)
	sizes := map[string]int{}
	for name, rows := range map[string][]models.AttendeeRow{"a": a, "b": b, "all": slices.Concat(a, b)} {
		var out bytes.Buffer
		n, err := PDF(&out, listOf(facts(), rows), AttendanceSheet, amsterdam)
		if err != nil {
			t.Fatal(err)
		}
		if sizes[name] = strings.Count(pdfText(t, out.Bytes()), ", Sanne"); sizes[name] != n {
			t.Errorf("%s: %d names printed, %d returned", name, sizes[name], n)
		}
	}
	if sizes["a"]+sizes["b"] != sizes["all"] || sizes["all"] != 63 {
		t.Errorf("names printed: %v", sizes)
	}
}

func TestPDFHoldsOnlyPeopleWithAPlace(t *testing.T) {
	for _, file := range pdfFiles {
		text := pdfText(t, written(t, file, listOf(facts(), traps())))
		for _, absent := range []string{"Dummy", "denkbeeld", "example"} {
			if strings.Contains(text, absent) {
				t.Errorf("%s holds %q", file, absent)
			}
		}
		if !strings.Contains(text, "10 namen") {
			t.Errorf("%s does not count 10 names", file)
		}
	}
}

func TestAttendanceSheetForTheDoor(t *testing.T) {
	pages := pdfPages(t, written(t, "presentielijst.pdf", listOf(facts(), crowd(100, park))))
	var tags []string
	numbers := 0
	for _, page := range pages {
		tag := regexp.MustCompile(`[A-Z]–[A-Z]|Niet vooraf aangemeld`).FindString(page)
		if len(tags) == 0 || tags[len(tags)-1] != tag {
			tags = append(tags, tag)
		}
		for _, m := range regexp.MustCompile(`(?m)^\s*(\d+)\s+([A-Z])naam`).FindAllStringSubmatch(page, -1) {
			if numbers++; m[1] != fmt.Sprint(numbers) {
				t.Errorf("number %s, want %d", m[1], numbers)
			}
			if m[2] < tag[:1] || m[2] > tag[len(tag)-1:] {
				t.Errorf("%snaam stands on the page %s", m[2], tag)
			}
		}
	}
	if diff := cmp.Diff([]string{"A–F", "G–L", "M–S", "T–Z", "Niet vooraf aangemeld"}, tags); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if numbers != 100 {
		t.Errorf("%d numbered names, want 100", numbers)
	}
}

func TestEmptyAttendeeListSaysSo(t *testing.T) {
	if text := pdfText(t, written(t, "deelnemerslijst.pdf", listOf(facts(), nil))); !strings.Contains(text, "Er heeft nog niemand een plaats.") {
		t.Errorf("the empty list reads %q", text)
	}
}

// A letter stands once beside its names, and again at the top of a page.
func TestAttendeeListLetters(t *testing.T) {
	rows := slices.Concat(crowd(26, park)[:2], crowd(2, park)[1:])
	for range 30 {
		rows = append(rows, placed("", "Zet", "Fenna", ""))
	}
	pages := pdfPages(t, written(t, "deelnemerslijst.pdf", listOf(facts(), rows)))
	var got []string
	for _, page := range pages {
		for _, m := range regexp.MustCompile(`(?m)^\s*([A-Z])\s+[A-Z][a-z]+\d*, `).FindAllStringSubmatch(page, -1) {
			got = append(got, m[1])
		}
	}
	if diff := cmp.Diff([]string{"A", "B", "N", "Z", "Z"}, got); diff != "" {
		t.Errorf("letters (-want +got):\n%s", diff)
	}
}

// laidOut is the sheet before it is drawn.
func laidOut(t *testing.T, kind PDFKind, rows []models.AttendeeRow) *sheet {
	t.Helper()
	return laidOutFor(t, facts(), kind, rows)
}

func laidOutFor(t *testing.T, f models.ListFacts, kind PDFKind, rows []models.AttendeeRow) *sheet {
	t.Helper()
	people, err := withPlace(listOf(facts(), rows), amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	s := newSheet(papers[kind], f, amsterdam.Zone)
	s.setPeople(people)
	return s
}

func TestColumns(t *testing.T) {
	plain, board := crowd(3, park), crowd(3, park)
	board[1].Represents = []models.Constituency{{Code: "GM0153", Name: "Enschede"}}
	board[2].SitePlace = gieterij
	tests := []struct {
		want string
		kind PDFKind
		rows []models.AttendeeRow
	}{
		{"Nr Naam Organisatie Aanwezig", AttendanceSheet, plain},
		{"Nr Naam Organisatie Namens Locatie Aanwezig", AttendanceSheet, board},
		{"Nr Naam Organisatie Handtekening", SignatureSheet, plain},
		{" Naam Organisatie", AttendeeListPDF, plain},
		{" Naam Organisatie Locatie", AttendeeListPDF, board},
		{"Nr Naam Organisatie Aanwezig", AttendanceSheet, nil},
	}
	for _, tt := range tests {
		var heads []string
		width := 0.0
		for _, c := range laidOut(t, tt.kind, tt.rows).columns {
			heads = append(heads, c.head)
			width += c.width
		}
		if got := strings.Join(heads, " "); got != tt.want {
			t.Errorf("columns %q, want %q", got, tt.want)
		}
		if width < textWidth-0.01 || width > textWidth+0.01 {
			t.Errorf("%s: columns are %.2f mm wide, want %.2f", tt.want, width, textWidth)
		}
	}
}

func TestPagesHoldTheirRows(t *testing.T) {
	rows := crowd(200, park)
	for i := range rows {
		if i%7 == 0 {
			rows[i].Organization = strings.Repeat("Zorgaanbieder met een lange naam ", i%23)
		}
		if i%50 == 0 {
			rows[i].Surname = strings.Repeat("Onafbreekbaar", 40)
		}
	}
	for kind, p := range papers {
		s := laidOut(t, kind, rows)
		for i, page := range s.pages {
			used := 0.0
			for _, r := range page.rows {
				used += r.height
				if p.doors && r.height < 10 {
					t.Errorf("%s: row of %.1f mm, want 10 or more", p.title, r.height)
				}
			}
			if used > bodyEnd-s.head.bodyTop {
				t.Errorf("%s page %d: rows of %.0f mm on %.0f", p.title, i+1, used, bodyEnd-s.head.bodyTop)
			}
		}
		if last := s.pages[len(s.pages)-1]; p.doors && len(last.rows) != 10 {
			t.Errorf("%s: %d empty rows for walk-ins, want 10", p.title, len(last.rows))
		}
	}
}

// The ten rows for walk-ins stay on one page under the longest header.
func TestWalkInsStayTogether(t *testing.T) {
	f := facts()
	f.Title = strings.Repeat("Informeren, inspireren, bewegen ", 20)
	f.Venue = strings.Repeat("Ontmoetingspark Enschede Zuid ", 20)
	f.Hosts = slices.Repeat([]string{"Platform Scheiding en Omgang"}, 20)
	s := laidOutFor(t, f, AttendanceSheet, nil)
	if len(s.pages) != 1 || len(s.pages[0].rows) != walkInRows || s.pages[0].rows[0].height < 10 {
		t.Errorf("%d pages of %.1f mm high rows", len(s.pages), s.pages[0].rows[0].height)
	}
}

func TestLongNamesAreNeverCut(t *testing.T) {
	long := "Wolkenkrabber-Verzonnenland-Langenaam tot Oneindig en Verder" // 60 letters
	rows := []models.AttendeeRow{placed("van 't", long, "Wilhelmina-Alexandrina", strings.Repeat("Samenwerkingsverband/", 6))}
	rows[0].Represents = []models.Constituency{{Name: "Hof van Twente"}, {Name: "Rijssen-Holten"}, {Name: "Samenwerkingsverbandenoverleg"}}
	for _, file := range pdfFiles {
		text := pdfText(t, written(t, file, listOf(facts(), rows)))
		// -layout sets the lines of neighbouring cells beside each other, so
		// look for each word.
		for _, want := range []string{"Wolkenkrabber-", "Verzonnenland-", "Langenaam", "Oneindig", "Verder,", "Alexandrina", "van 't"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s misses %q", file, want)
			}
		}
	}
}

func FuzzWrapKeepsEveryLetter(f *testing.F) {
	k := newInk(facts())
	for _, s := range []string{"Broek, Demi van de", "Wolkenkrabber-Verzonnenland-Langenaam", "a/b-c/-d", "ẹ́̀", strings.Repeat("W", 90), "🙂", "--", "/"} {
		f.Add(s, 30.0)
	}
	f.Fuzz(func(t *testing.T, s string, width float64) {
		if !(width > 5 && width < 300) || len(s) > 500 {
			return
		}
		lines := k.wrap(s, bodyStyle, width, 1000)
		if got, want := squeeze(strings.Join(lines, "")), squeeze(clean(s)); got != want {
			t.Errorf("wrapped to %q, want %q", got, want)
		}
		for _, l := range lines {
			if w := k.GetStringWidth(l); w > width && len(k.fit(l, width)) != len(l) {
				t.Errorf("line %q is %.1f mm, want at most %.1f", l, w, width)
			}
		}
	})
}

func TestAbsurdValueEndsVisibly(t *testing.T) {
	s := laidOut(t, AttendanceSheet, []models.AttendeeRow{placed("", "Broek", "Demi", strings.Repeat("lang ", 2000))})
	lines := s.pages[0].rows[0].cells[2].lines
	if len(lines) != maxCellLines || !strings.HasSuffix(lines[len(lines)-1], "…") {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}
