package lists

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"bijeen/models"
)

// zipParts are the files inside a workbook by name.
func zipParts(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(b)
	}
	return parts
}

// The workbook holds the rows of CSV, without the apostrophes that a text cell
// does not need.
func TestBR74_XLSXHoldsTheRowsOfCSV(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(written(t, "deelnemerslijst.xlsx", listOf(facts(), traps()))))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if diff := cmp.Diff([]string{peopleSheet, factsSheet}, book.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	got, err := book.GetRows(peopleSheet)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{columns}
	for i, r := range traps() {
		want = append(want, cells(i+1, Display(r, amsterdam.Zone)))
	}
	for i := range got { // excelize drops empty cells at the end of a row
		got[i] = append(got[i], make([]string, len(columns)-len(got[i]))...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

var cellTag = regexp.MustCompile(`<c [^>]*>`)

func TestBR74_XLSXHasOnlyTextCells(t *testing.T) {
	parts := zipParts(t, written(t, "deelnemerslijst.xlsx", listOf(facts(), traps())))
	sheet := parts["xl/worksheets/sheet1.xml"]
	tags := cellTag.FindAllString(sheet, -1)
	if len(tags) < len(columns)+len(traps())*8 {
		t.Fatalf("%d cells found", len(tags))
	}
	for _, tag := range tags {
		if !strings.Contains(tag, `t="inlineStr"`) || !strings.Contains(tag, ` s="`) {
			t.Errorf("cell %s is not a text cell in a text format", tag)
		}
	}
	for _, bad := range []string{"<f>", "<v>"} {
		if strings.Contains(sheet, bad) {
			t.Errorf("sheet holds %s", bad)
		}
	}
	if !strings.Contains(parts["xl/styles.xml"], `numFmtId="49"`) {
		t.Error("no text format in the styles")
	}
}

func TestXLSXIsReadyForThePrinter(t *testing.T) {
	parts := zipParts(t, written(t, "deelnemerslijst.xlsx", listOf(facts(), traps())))
	sheet := parts["xl/worksheets/sheet1.xml"]
	for _, want := range []string{
		`<dimension ref="A1:M14">`, `state="frozen"`, `ySplit="1"`, `topLeftCell="A2"`,
		`fitToPage="true"`, `orientation="landscape"`, `paperSize="9"`, `fitToHeight="0"`,
		`<col min="2" max="2" width="22"`, `numberStoredAsText="true"`, `<autoFilter ref="$A$1:$M$14"`,
		"pagina &amp;P van &amp;N", "versie 128",
	} {
		if !strings.Contains(sheet, want) {
			t.Errorf("sheet misses %s", want)
		}
	}
	if want := `<definedName localSheetId="0" name="_xlnm.Print_Titles">&#39;Deelnemerslijst&#39;!$1:$1</definedName>`; !strings.Contains(parts["xl/workbook.xml"], want) {
		t.Errorf("workbook misses %s", want)
	}
	if strings.Contains(parts["docProps/core.xml"], "xuri") {
		t.Error("the library signs as author")
	}
}

func TestBR72_XLSXFacts(t *testing.T) {
	f := facts()
	f.Title = "Zorg & Zo: =1+1"
	book, err := excelize.OpenReader(bytes.NewReader(written(t, "deelnemerslijst.xlsx", listOf(f, traps()))))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	got, err := book.GetRows(factsSheet)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Bijeenkomst", "Zorg & Zo: =1+1"},
		{"Organisatie", "OZJT/Samen14"},
		{"Wanneer", "vrijdag 29 november 2019, 9.30 tot 12.00 uur"},
		{"Locatie", "Ontmoetingspark Enschede Zuid, hoofdgebouw Victoria '28"},
		{"Plaats", "Enschede"},
		{"Gemaakt op", "donderdag 28 november 2019, 16.40 uur"},
		{"Aantal namen", "13"},
		{"Versie", "128"},
		{"Eigenaar", "Secretariaat Ontwikkeltafels"},
		{"Vernietigen uiterlijk", "vrijdag 6 december 2019"},
		{"Toelichting", "Van ouders, jongeren en ervaringsdeskundigen staat alleen de voornaam op deze lijst."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

// The temporary file of a large workbook has no name on disk while rows are
// still coming, so a killed process leaves no names behind.
func TestXLSXHidesItsTemporaryFile(t *testing.T) {
	o := amsterdam
	o.TempDir = t.TempDir()
	f := facts()
	f.Count = 60_000
	seen := 0
	rows := func(yield func(models.AttendeeRow, error) bool) {
		n := 0
		manyRows(f.Count)(func(r models.AttendeeRow, err error) bool {
			if n++; n%10_000 == 1 {
				files, _ := filepath.Glob(filepath.Join(o.TempDir, "*", "*"))
				seen += len(files)
			}
			return yield(r, err)
		})
	}
	var out bytes.Buffer
	if _, err := XLSX(&out, models.AttendeeList{Facts: f, Rows: rows}, o); err != nil {
		t.Fatal(err)
	}
	if seen > 0 {
		t.Errorf("%d named temporary files while rows were read", seen)
	}
	if left, _ := os.ReadDir(o.TempDir); len(left) > 0 {
		t.Errorf("left on disk: %v", left)
	}
	if n := strings.Count(zipParts(t, out.Bytes())["xl/worksheets/sheet1.xml"], "<row "); n != f.Count+1 {
		t.Errorf("%d rows in the workbook, want %d", n, f.Count+1)
	}
}
