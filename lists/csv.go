package lists

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"bijeen/models"
)

// columns are the headers of CSV and XLSX. The first eleven are fixed by the
// contract; role and place on the waiting list follow them.
var columns = []string{
	"nr", "achternaam", "tussenvoegsel", "voornaam", "organisatie", "functie",
	"niveau", "namens", "locatie", "status", "aangemeld op",
	"rol", "plaats op wachtlijst",
}

// CSV writes the list as Dutch Excel opens it: UTF-8 with BOM, semicolons,
// CRLF, and cells that a spreadsheet could take for a formula neutralised
// (BR-74). Values are as registered; encoding/csv turns a line break inside a
// value into CRLF and drops a lone CR. It returns the number of rows and fails
// as Export.Write says.
func CSV(w io.Writer, list models.AttendeeList, o Options) (int, error) {
	n, err := writeCSV(w, list, o.zone())
	if err != nil {
		return n, fmt.Errorf("lists: csv: %w", err)
	}
	return n, nil
}

func writeCSV(w io.Writer, list models.AttendeeList, zone *time.Location) (int, error) {
	buf := bufio.NewWriterSize(w, 64<<10)
	if _, err := buf.WriteString("\ufeff"); err != nil {
		return 0, err
	}
	out := csv.NewWriter(buf)
	out.Comma, out.UseCRLF = ';', true
	if err := out.Write(columns); err != nil {
		return 0, err
	}
	n := 0
	for row, err := range list.Rows {
		if err != nil {
			return n, err
		}
		n++
		if err := out.Write(guarded(cells(n, Display(row, zone)))); err != nil {
			return n, err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return n, err
	}
	if err := buf.Flush(); err != nil {
		return n, err
	}
	return n, checkCount(n, list.Facts.Count)
}

// cells lays a line out under columns.
func cells(nr int, l Line) []string {
	return []string{
		strconv.Itoa(nr), l.Surname, l.SurnamePrefix, l.GivenName, l.Organization, l.JobTitle,
		l.Level, l.Represents, l.Place, l.Status, l.RegisteredAt,
		l.Role, l.WaitlistPlace,
	}
}

// guarded neutralises every cell in place.
func guarded(cells []string) []string {
	for i, c := range cells {
		cells[i] = guard(c)
	}
	return cells
}

// guard puts an apostrophe before a cell that a spreadsheet would run as a
// formula (BR-74). LF is guarded beside the characters of the rule because the
// writer makes CRLF of it, so that the cell in the file begins with CR.
func guard(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r\n", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}
