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
	"time"

	"bijeen/locale"
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

// Export is one file that the desk and the command line offer. List, Format
// and Columns are also what the export log says of it (BR-75).
type Export struct {
	List        string   // deelnemerslijst, presentielijst, tekenlijst
	Format      string   // csv, xlsx, pdf, json
	ContentType string   // media type for the response
	Columns     []string // what the list tells about a person

	// SeatedOnly asks for people with a place only; give it to
	// models.ListQuery, so that the number in the log is that on the paper.
	SeatedOnly bool

	write func(io.Writer, models.AttendeeList, Options) (int, error)
}

// Exports lists every file in the order of the export menu.
var Exports = []Export{
	{List: "deelnemerslijst", Format: "xlsx", Columns: columns, write: XLSX,
		ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{List: "deelnemerslijst", Format: "csv", Columns: columns, write: CSV,
		ContentType: "text/csv; charset=utf-8; header=present"},
	AttendeeListPDF.export("deelnemerslijst"),
	AttendanceSheet.export("presentielijst"),
	SignatureSheet.export("tekenlijst"),
	{List: "deelnemerslijst", Format: "json", Columns: jsonColumns, write: JSON,
		ContentType: "application/json"},
}

// File is the last part of the address at the desk: "presentielijst.pdf".
func (e Export) File() string { return e.List + "." + e.Format }

// Find returns the export with the name that the address ends in, such as
// "presentielijst.pdf".
func Find(file string) (Export, bool) {
	for _, e := range Exports {
		if e.File() == file {
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
	if e.SeatedOnly { // a PDF: say which of the three papers
		site += "_" + e.List
	}
	return fmt.Sprintf("%s_%s_%s_%d-namen_v%d.%s", slug(f.MeetingSlug), site,
		f.MadeAt.In(o.zone()).Format("2006-01-02-1504"), names, f.Version, e.Format)
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
	return locale.NL.Number(n) + " namen"
}
