package lists

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"bijeen/models"
)

const (
	peopleSheet = "Deelnemerslijst"
	factsSheet  = "Over deze lijst"
)

// columnWidths are the widths of columns in characters.
var columnWidths = []float64{8, 22, 15, 16, 30, 24, 18, 20, 27, 18, 18, 17, 14}

// XLSX writes a workbook: the first sheet holds the header and the rows of
// CSV and nothing else, the second the facts of BR-72. Every cell is a text
// cell in a text format, so numbers keep their zeros (BR-74) and a value that
// looks like a formula stays text also after somebody edits it; that is why
// the apostrophe of CSV is not added. The sheet is ready for the printer: A4
// landscape, one page wide, header on each page.
//
// Rows stream through a temporary file in o.TempDir that nobody else can
// open. It returns the number of rows and fails as Export.Write says.
func XLSX(w io.Writer, list models.AttendeeList, o Options) (int, error) {
	dir, err := os.MkdirTemp(o.TempDir, "bijeen-xlsx-")
	if err != nil {
		return 0, fmt.Errorf("lists: xlsx: %w", err)
	}
	defer os.RemoveAll(dir)
	book := workbook{File: excelize.NewFile(excelize.Options{TmpDir: dir}), dir: dir, zone: o.zone()}
	n, err := book.write(w, list)
	if cerr := book.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return n, fmt.Errorf("lists: xlsx: %w", err)
	}
	return n, nil
}

// workbook is one file being made; dir holds nothing but its temporary files.
type workbook struct {
	*excelize.File
	dir          string
	zone         *time.Location
	text, strong int // style ids
}

func (b *workbook) write(w io.Writer, list models.AttendeeList) (int, error) {
	f := list.Facts
	if err := firstError(b.styles, func() error { return b.setUp(f) }, func() error { return b.facts(f) }); err != nil {
		return 0, err
	}
	n, err := b.people(list)
	if err != nil {
		return n, err
	}
	// excelize collects the whole file in memory before it writes; a zip
	// writer of our own sends it straight to w.
	b.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	if err := b.Write(w); err != nil {
		return n, err
	}
	return n, checkCount(n, f.Count)
}

func (b *workbook) styles() (err error) {
	const text = 49                                             // the built-in number format "@"
	top := &excelize.Alignment{Vertical: "top", WrapText: true} // nothing is cut off
	if b.text, err = b.NewStyle(&excelize.Style{NumFmt: text, Alignment: top}); err != nil {
		return err
	}
	b.strong, err = b.NewStyle(&excelize.Style{
		NumFmt: text, Alignment: top, Font: &excelize.Font{Bold: true, Family: "Calibri", Size: 11},
		Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E3EFF1"}},
		Border: []excelize.Border{{Type: "bottom", Color: "0B5563", Style: 2}},
	})
	return err
}

// setUp names the sheets and prepares them for the printer. excelize writes
// the sheet's properties when its stream is opened, so this comes first, and
// AutoFilter replaces them, so that comes before the page.
func (b *workbook) setUp(f models.ListFacts) error {
	last, err := excelize.CoordinatesToCellName(len(columns), f.Count+1)
	if err != nil {
		return err
	}
	return firstError(
		func() error { return b.SetSheetName("Sheet1", peopleSheet) },
		func() error { _, err := b.NewSheet(factsSheet); return err },
		func() error { return b.properties(f) },
		// Readers that trust the dimension would see one cell without this.
		func() error { return b.SetSheetDimension(peopleSheet, "A1:"+last) },
		func() error { return b.AutoFilter(peopleSheet, "A1:"+last, nil) },
		func() error {
			return b.AddIgnoredErrors(peopleSheet, "A1:"+last, excelize.IgnoredErrorsNumberStoredAsText)
		},
		func() error { return b.page(peopleSheet, f) },
		func() error { return b.page(factsSheet, f) },
		func() error {
			return b.SetDefinedName(&excelize.DefinedName{
				Name: "_xlnm.Print_Titles", RefersTo: "'" + peopleSheet + "'!$1:$1", Scope: peopleSheet,
			})
		},
	)
}

func (b *workbook) properties(f models.ListFacts) error {
	made := f.MadeAt.UTC().Format(time.RFC3339)
	return b.SetDocProps(&excelize.DocProperties{
		Title: f.Title, Creator: "Bijeen", LastModifiedBy: "Bijeen", Language: "nl-NL",
		Created: made, Modified: made,
	})
}

// page sets up A4 landscape, as wide as the paper and as long as needed.
func (b *workbook) page(sheet string, f models.ListFacts) error {
	const a4 = 9
	var (
		size, wide, long  = a4, 1, 0
		landscape, yes    = "landscape", true
		side, high, outer = 0.5, 0.75, 0.4 // inches
	)
	return firstError(
		func() error { return b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}) },
		func() error {
			return b.SetPageLayout(sheet, &excelize.PageLayoutOptions{
				Size: &size, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &long,
			})
		},
		func() error {
			return b.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
				Left: &side, Right: &side, Top: &high, Bottom: &high, Header: &outer, Footer: &outer,
			})
		},
		func() error {
			return b.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
				OddHeader: "&L" + escapeCodes(shorten(f.Title, 150)),
				OddFooter: "&L" + escapeCodes(updated(f, b.zone)) + "&Rpagina &P van &N",
			})
		},
	)
}

// escapeCodes doubles the ampersand, which begins a code in the header and
// footer of a page.
func escapeCodes(s string) string { return strings.ReplaceAll(s, "&", "&&") }

// people streams the header and the rows to the first sheet.
func (b *workbook) people(list models.AttendeeList) (int, error) {
	out, err := b.NewStreamWriter(peopleSheet)
	if err != nil {
		return 0, err
	}
	for i, width := range columnWidths {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return 0, err
		}
	}
	err = firstError(
		func() error { return out.SetColStyle(1, len(columns), b.text) },
		func() error {
			return out.SetPanes(&excelize.Panes{
				Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
				Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
			})
		},
		func() error {
			return out.SetRow("A1", textCells(columns), excelize.RowOpts{StyleID: b.strong, Height: rowHeight(columns)})
		},
	)
	if err != nil {
		return 0, err
	}
	n, err := b.rows(out, list)
	if err != nil {
		return n, err
	}
	return n, out.Flush()
}

func (b *workbook) rows(out *excelize.StreamWriter, list models.AttendeeList) (int, error) {
	n := 0
	for row, err := range list.Rows {
		if err != nil {
			return n, err
		}
		n++
		cell, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			return n, err
		}
		values := cells(n, Display(row, b.zone))
		if err := out.SetRow(cell, textCells(values), excelize.RowOpts{Height: rowHeight(values)}); err != nil {
			return n, err
		}
		if n%1000 == 0 {
			if err := b.hideTemporary(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// hideTemporary takes the name of excelize's temporary file away once it is
// there. excelize goes on with the open file, and no names stay behind on the
// disk when the process is killed.
func (b *workbook) hideTemporary() error {
	files, err := filepath.Glob(filepath.Join(b.dir, "*"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.Remove(f); err != nil {
			return err
		}
	}
	return nil
}

// facts fills the second sheet with what BR-72 asks, a label and a value on
// each row.
func (b *workbook) facts(f models.ListFacts) error {
	for i, fact := range factRows(f, b.zone) {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := b.SetSheetRow(factsSheet, cell, &fact); err != nil {
			return err
		}
	}
	return firstError(
		func() error { return b.SetColStyle(factsSheet, "A:B", b.text) },
		func() error { return b.SetColWidth(factsSheet, "A", "A", 24) },
		func() error { return b.SetColWidth(factsSheet, "B", "B", 90) },
		func() error {
			return b.AddIgnoredErrors(factsSheet, "A1:B40", excelize.IgnoredErrorsNumberStoredAsText)
		},
	)
}

// textCells makes stream cells; an empty string makes no cell at all, which
// keeps the file small.
func textCells(values []string) []any {
	row := make([]any, len(values))
	for i, v := range values {
		if v != "" {
			row[i] = v
		}
	}
	return row
}

// rowHeight is the height in points that the longest cell needs when wrapped.
// Not every program measures that by itself; too high is better than cut off.
func rowHeight(values []string) float64 {
	const line, most = 15.0, 27 // a row may be 409 points high
	lines := 1
	for i, v := range values {
		perLine := int(columnWidths[i]) - 2
		lines = max(lines, (utf8.RuneCountInString(v)+perLine-1)/perLine+strings.Count(v, "\n"))
	}
	return line * float64(min(lines, most))
}

// firstError runs the steps in order until one fails.
func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
