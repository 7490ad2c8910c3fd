package lists

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"bijeen/locale"
	"bijeen/models"
)

// NumbersFile is one file with the numbers of a meeting for the caterer and
// the house (BR-73): counts, never a name. Columns is what the export log says
// of it (BR-75).
type NumbersFile struct {
	Format      string // csv, pdf
	ContentType string
	Columns     []string

	write func(io.Writer, models.Numbers, Options) error
}

// numberColumns are the headers of the CSV. The difference is in words,
// because a cell that begins with + or - is made harmless and then no number
// any more (BR-74).
var numberColumns = []string{"locatie", "onderdeel", "aantal", "vorig aantal", "verschil", "vorige keer"}

// NumbersFiles lists both in the order of the menu.
var NumbersFiles = []NumbersFile{
	{Format: "pdf", ContentType: "application/pdf", Columns: numberColumns, write: numbersPDF},
	{Format: "csv", ContentType: "text/csv; charset=utf-8; header=present", Columns: numberColumns, write: numbersCSV},
}

// File is the last part of the address at the desk: "aantallen.csv".
func (f NumbersFile) File() string { return models.NumbersList + "." + f.Format }

// Write writes the numbers. What was written before a failure is no list: it
// fails with the error of w, or of the PDF.
func (f NumbersFile) Write(w io.Writer, n models.Numbers, o Options) error {
	if err := f.write(w, n, o); err != nil {
		return fmt.Errorf("lists: numbers as %s: %w", f.Format, err)
	}
	return nil
}

// FileName names the file to be saved, as Export.FileName does (BR-72):
// "grote-bijeenkomst_hengelo_aantallen_2019-11-28-1640_180-mensen_v128.csv".
func (f NumbersFile) FileName(n models.Numbers, o Options) string {
	site := "alle-locaties"
	if n.Facts.SiteKey != "" {
		site = slug(n.Facts.SiteKey)
	}
	return fmt.Sprintf("%s_%s_%s_%s_%d-mensen_v%d.%s", slug(n.Facts.MeetingSlug), site, models.NumbersList,
		n.Facts.MadeAt.In(o.zone()).Format("2006-01-02-1504"), n.Facts.Count, n.Facts.Version, f.Format)
}

// numberLine is one number with the one of the time before.
type numberLine struct {
	label       string
	now, before int
	part        bool // of the line above it
}

// allPlaces is the heading over the numbers of all sites together.
const allPlaces = "alle locaties samen"

// place is a site, or the sum of all, with how many people can eat there:
// nobody does online.
type place struct {
	models.SiteNumbers
	eaters, eatersBefore int
}

// plus adds a site to a sum.
func (p *place) plus(s models.SiteNumbers) {
	p.Now, p.Online = p.Now.Plus(s.Now), p.Online && s.Online
	if !s.Online {
		p.eaters += s.Now.Heads()
	}
	if s.Before == nil {
		return
	}
	if p.Before == nil {
		p.Before = new(models.Counts)
	}
	*p.Before = p.Before.Plus(*s.Before)
	if !s.Online {
		p.eatersBefore += s.Before.Heads()
	}
}

// places are the sites of a list, after the sum where there is more than one.
func places(n models.Numbers) []place {
	sum := place{SiteNumbers: models.SiteNumbers{Place: allPlaces, Online: true}}
	var list []place
	for _, s := range n.Sites {
		one := place{SiteNumbers: models.SiteNumbers{Place: s.Place, Online: s.Online}}
		one.plus(s)
		sum.plus(s)
		list = append(list, one)
	}
	if len(list) < 2 {
		return list
	}
	return append([]place{sum}, list...)
}

// numberLines are the lines of one site, always the same ones so that two
// lists can be laid side by side. Online nobody eats; once the answers are
// erased nobody knows any more what they were (BR-76).
func numberLines(p place, erased bool) []numberLine {
	var before models.Counts
	if p.Before != nil {
		before = *p.Before
	}
	now := p.Now
	lines := []numberLine{
		{"mensen", now.Heads(), before.Heads(), false},
		{"deelnemers", now.Participants, before.Participants, true},
		{"sprekers, organisatie en gasten", now.Others, before.Others, true},
		{"begeleiders", now.Companions, before.Companions, true},
	}
	if erased {
		return lines
	}
	if !p.Online {
		lines = append(lines, numberLine{"mensen met een wens over eten", now.Wishes, before.Wishes, false})
		for _, code := range models.DietCodes {
			lines = append(lines, numberLine{dietLabel(code), now.Diets[code], before.Diets[code], true})
		}
		lines = append(lines, numberLine{"mensen zonder wens over eten", p.eaters - now.Wishes, p.eatersBefore - before.Wishes, false})
	}
	return append(lines, numberLine{"mensen met een wens over toegang", now.Access, before.Access, false})
}

// dietLabel is the Dutch word for a diet; "other" is no key of a sentence.
func dietLabel(code string) string {
	if code == "other" {
		code = "different"
	}
	return strings.ToLower(locale.NL.T("diet." + code))
}

// difference says in words what changed.
func difference(now, before int) string {
	switch {
	case now > before:
		return strconv.Itoa(now-before) + " meer"
	case now < before:
		return strconv.Itoa(before-now) + " minder"
	}
	return "gelijk"
}

func numbersCSV(w io.Writer, n models.Numbers, o Options) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	if err := out.Write(numberColumns); err != nil {
		return err
	}
	for _, site := range places(n) {
		for _, l := range numberLines(site, n.Erased) {
			cells := []string{site.Place, l.label, strconv.Itoa(l.now), "", "", ""}
			if site.Before != nil {
				cells[3], cells[4] = strconv.Itoa(l.before), difference(l.now, l.before)
				cells[5] = n.Since.In(o.zone()).Format("2006-01-02 15:04")
			}
			if err := out.Write(guarded(cells)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
