package workdays

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// schoolFiles hold one school year each: they are published year by year and
// follow no rule (dutch.md §5.4).
//
//go:embed school/*.csv
var schoolFiles embed.FS

// SchoolHoliday is one holiday of the schools of region North. From and To are
// its first and last day, at midnight UTC: days, not moments.
type SchoolHoliday struct {
	Name     string // autumn, christmas, spring, may or summer
	From, To time.Time
}

// schoolHolidays are all that are known, in order. What is built in is read
// by a test, so that it cannot fail at a start.
var schoolHolidays = must(readSchool(schoolFiles))

func must(list []SchoolHoliday, err error) []SchoolHoliday {
	if err != nil {
		panic(err)
	}
	return list
}

func readSchool(files fs.FS) ([]SchoolHoliday, error) {
	names, err := fs.Glob(files, "school/*.csv")
	if err != nil {
		return nil, err
	}
	var list []SchoolHoliday
	for _, name := range names {
		file, err := files.Open(name)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			line := strings.TrimSpace(lines.Text())
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			h, err := readHoliday(line)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			list = append(list, h)
		}
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	slices.SortFunc(list, func(a, b SchoolHoliday) int { return a.From.Compare(b.From) })
	return list, nil
}

func readHoliday(line string) (SchoolHoliday, error) {
	parts := strings.Split(line, ",")
	if len(parts) != 3 || !slices.Contains([]string{"autumn", "christmas", "spring", "may", "summer"}, parts[0]) {
		return SchoolHoliday{}, fmt.Errorf("%q: write name,first day,last day", line)
	}
	from, err := time.Parse(time.DateOnly, parts[1])
	if err != nil {
		return SchoolHoliday{}, err
	}
	to, err := time.Parse(time.DateOnly, parts[2])
	if err != nil {
		return SchoolHoliday{}, err
	}
	if to.Before(from) {
		return SchoolHoliday{}, fmt.Errorf("%q: the last day comes before the first", line)
	}
	return SchoolHoliday{parts[0], from, to}, nil
}

// SchoolHolidays gives the school holidays that touch a year, in order; none
// for a year that is not known yet.
func SchoolHolidays(year int) []SchoolHoliday {
	var list []SchoolHoliday
	for _, h := range schoolHolidays {
		if h.From.Year() == year || h.To.Year() == year {
			list = append(list, h)
		}
	}
	return list
}

// School names the school holiday that t falls in, or gives "".
func (w Calendar) School(t time.Time) string {
	year, month, day := w.local(t).Date()
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	for _, h := range schoolHolidays {
		if !date.Before(h.From) && !date.After(h.To) {
			return h.Name
		}
	}
	return ""
}

// SchoolSpan gives the first and the last day of the school years that are
// known, at midnight UTC; the last is the end of a summer.
func SchoolSpan() (from, to time.Time) {
	return schoolHolidays[0].From, schoolHolidays[len(schoolHolidays)-1].To
}

// SchoolToCome reports whether the day of t is in a school year of which the
// holidays are not known yet.
func (w Calendar) SchoolToCome(t time.Time) bool {
	year, month, day := w.local(t).Date()
	_, to := SchoolSpan()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).After(to)
}
