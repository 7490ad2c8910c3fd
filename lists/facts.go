package lists

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"bijeen/models"
)

var (
	weekdays = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	months   = [...]string{"januari", "februari", "maart", "april", "mei", "juni",
		"juli", "augustus", "september", "oktober", "november", "december"}
)

// longDate writes "vrijdag 29 november 2019" (dutch.md §5.1).
func longDate(t time.Time) string {
	return fmt.Sprintf("%s %d %s %d", weekdays[t.Weekday()], t.Day(), months[t.Month()-1], t.Year())
}

// clock writes "9.30": a dot and no leading zero.
func clock(t time.Time) string { return fmt.Sprintf("%d.%02d", t.Hour(), t.Minute()) }

// moment writes "donderdag 28 november 2019, 16.40 uur".
func moment(t time.Time) string { return longDate(t) + ", " + clock(t) + " uur" }

// when says when the meeting is: a day with its times, two moments when it
// goes past midnight, or the words of the organiser while there is no date.
func when(f models.ListFacts, zone *time.Location) string {
	if f.StartsAt.IsZero() {
		return f.DateText
	}
	start, end := f.StartsAt.In(zone), f.EndsAt.In(zone)
	switch {
	case f.EndsAt.IsZero():
		return moment(start)
	case start.Format(time.DateOnly) != end.Format(time.DateOnly):
		return moment(start) + " tot " + moment(end)
	default:
		return longDate(start) + ", " + clock(start) + " tot " + clock(end) + " uur"
	}
}

// venueSeparator stands between the names of all sites in ListFacts.Venue.
const venueSeparator = " / "

// where names the venue and town. Forty names fit no header, so past three
// the sites are counted.
func where(f models.ListFacts) string {
	if n := strings.Count(f.Venue, venueSeparator) + 1; f.SiteKey == "" && n > 3 {
		return "alle " + strconv.Itoa(n) + " locaties"
	}
	return join(", ", f.Venue, f.Town)
}

// updated says how fresh a list is: "bijgewerkt tot …, versie 128" (BR-72).
func updated(f models.ListFacts, zone *time.Location) string {
	return "bijgewerkt tot " + moment(f.MadeAt.In(zone)) + ", versie " + strconv.FormatInt(f.Version, 10)
}

// factRows are the rows of the second sheet of XLSX.
func factRows(f models.ListFacts, zone *time.Location) [][]string {
	rows := [][]string{
		{"Bijeenkomst", f.Title},
		{"Organisatie", strings.Join(f.Hosts, ", ")},
		{"Wanneer", when(f, zone)},
		{"Locatie", f.Venue},
		{"Plaats", f.Town},
		{"Gemaakt op", moment(f.MadeAt.In(zone))},
		{"Aantal namen", strconv.Itoa(f.Count)},
		{"Versie", strconv.FormatInt(f.Version, 10)},
		{"Eigenaar", f.Owner},
		{"Vernietigen uiterlijk", ""},
		{"Toelichting", "Van ouders, jongeren en ervaringsdeskundigen staat alleen de voornaam op deze lijst."},
	}
	if !f.DestroyBy.IsZero() {
		rows[9][1] = longDate(f.DestroyBy.In(zone))
	}
	return rows
}

// shorten cuts a text that is only a reminder, such as a page footer, and
// shows that it did.
func shorten(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes-1]) + "…"
	}
	return s
}
