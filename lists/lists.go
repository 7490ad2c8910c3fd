// Package lists turns the attendee list of a meeting into the papers and
// files that leave the organiser's desk.
//
// Rows come in one by one from models, already sorted and read inside one
// read transaction; bytes go out to an io.Writer. CSV, XLSX and JSON stream
// and hold every active registration; the three PDFs hold only people with a
// place. What may be read on a list is decided in one place, Display: parents,
// young people and experts by experience stand on it with their given name
// only (BR-78). The lists are in Dutch whatever language the page has, because
// they serve a desk in Twente.
//
// The desk and the command line use the table Exports, so that both offer the
// same files under the same names.
package lists

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"bijeen/models"
)

// Options says how moments are written and where a large list may be spooled.
type Options struct {
	Zone    *time.Location // zone of the times that people read; nil is UTC
	TempDir string         // folder for temporary files; empty is the system's own
}

func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

// Export is one file that the desk and the command line offer.
type Export struct {
	File        string   // name in the address: "deelnemerslijst.csv"
	ContentType string   // media type for the response
	Columns     []string // what the list tells about a person, for the export log (BR-75)

	paper string // "presentielijst" in the file name; empty for the plain list
	ext   string
	write func(io.Writer, models.AttendeeList, Options) (int, error)
}

// Exports lists every file in the order of the export menu.
var Exports = []Export{
	{File: "deelnemerslijst.xlsx", ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		Columns: columns, ext: "xlsx", write: XLSX},
	{File: "deelnemerslijst.csv", ContentType: "text/csv; charset=utf-8; header=present",
		Columns: columns, ext: "csv", write: CSV},
	{File: "deelnemerslijst.pdf", ContentType: "application/pdf",
		Columns: AttendeeListPDF.columns(), paper: "deelnemerslijst", ext: "pdf", write: AttendeeListPDF.write},
	{File: "presentielijst.pdf", ContentType: "application/pdf",
		Columns: AttendanceSheet.columns(), paper: "presentielijst", ext: "pdf", write: AttendanceSheet.write},
	{File: "tekenlijst.pdf", ContentType: "application/pdf",
		Columns: SignatureSheet.columns(), paper: "tekenlijst", ext: "pdf", write: SignatureSheet.write},
	{File: "deelnemerslijst.json", ContentType: "application/json",
		Columns: jsonColumns, ext: "json", write: JSON},
}

// Find returns the export with the name that the address ends in, such as
// "presentielijst.pdf".
func Find(file string) (Export, bool) {
	for _, e := range Exports {
		if e.File == file {
			return e, true
		}
	}
	return Export{}, false
}

// Write writes the list and returns how many people stand on it, which is
// what the export log records (BR-75). It walks list.Rows once.
//
// It fails with ErrTooManyRows when the list is too long for a PDF, with
// ErrCount when the rows are not as many as the facts promise, with the error
// of the rows, or with that of w. What was written before a failure is no
// list: spool it (see Spool) and send nothing.
func (e Export) Write(w io.Writer, list models.AttendeeList, o Options) (int, error) {
	return e.write(w, list, o)
}

// FileName names the file to be saved: meeting, site, moment of making, number
// of names and version, as BR-72 asks of a list that has no page to say so on:
// "grote-bijeenkomst_hengelo_2019-11-28-1640_180-namen_v128.csv". The name is
// plain ASCII without spaces. The number is what Write returned.
func (e Export) FileName(f models.ListFacts, names int, o Options) string {
	site := "alle-locaties"
	if f.SiteKey != "" {
		site = slug(f.SiteKey)
	}
	if e.paper != "" {
		site += "_" + e.paper
	}
	return fmt.Sprintf("%s_%s_%s_%d-namen_v%d.%s", slug(f.MeetingSlug), site,
		f.MadeAt.In(o.zone()).Format("2006-01-02-1504"), names, f.Version, e.ext)
}

// slug keeps what is safe in any file system and header; the names it is given
// are slugs already, so this is the last guard and no more.
func slug(s string) string {
	b := []byte(s)
	for i, c := range b {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			b[i] = '-'
		}
	}
	return string(b[:min(len(b), 80)])
}

// nameCount says how many names stand on a list: "1 naam", "180 namen".
func nameCount(n int) string {
	if n == 1 {
		return "1 naam"
	}
	return thousands(n) + " namen"
}

// thousands writes a number with the Dutch thousand dot (dutch.md §5.3).
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}
