package lists

import (
	"strconv"
	"strings"
	"time"

	"bijeen/locale"
	"bijeen/models"
)

// when says when the meeting is: a day with its times, two moments when it
// goes past midnight, or the words of the organiser while there is no date. Of
// a postponed meeting it says which day no longer holds.
func when(f models.ListFacts, zone *time.Location) string {
	if f.Postponed && !f.StartsAt.IsZero() {
		text := f.DateText
		if text == "" {
			text = locale.NL.T("meeting.new_date_follows")
		}
		return locale.NL.T("meeting.postponed_from", "text", text, "date", locale.NL.LongDate(f.StartsAt.In(zone)))
	}
	if f.StartsAt.IsZero() {
		return f.DateText
	}
	end := f.EndsAt
	if !end.IsZero() {
		end = end.In(zone)
	}
	return locale.NL.Span(f.StartsAt.In(zone), end)
}

// where names venue and town of each site. Forty names fit no header, so past
// three the sites are counted.
func where(f models.ListFacts) string {
	if n := len(f.Places); n > 3 {
		return "alle " + strconv.Itoa(n) + " locaties"
	}
	return strings.Join(f.Places, " / ")
}

// updated says how fresh a list is: "bijgewerkt tot …, versie 128" (BR-72).
func updated(f models.ListFacts, zone *time.Location) string {
	return "bijgewerkt tot " + locale.NL.Moment(f.MadeAt.In(zone)) + ", versie " + strconv.FormatInt(f.Version, 10)
}

// factRows are the rows of the second sheet of XLSX.
func factRows(f models.ListFacts, zone *time.Location) [][]string {
	rows := [][]string{
		{"Bijeenkomst", f.Title},
		{"Organisatie", strings.Join(f.Hosts, ", ")},
		{"Wanneer", when(f, zone)},
		{"Locatie", f.Venue},
		{"Plaats", f.Town},
		{"Gemaakt op", locale.NL.Moment(f.MadeAt.In(zone))},
		{"Aantal namen", strconv.Itoa(f.Count)},
		{"Versie", strconv.FormatInt(f.Version, 10)},
		{"Eigenaar", f.Owner},
		{"Vernietigen uiterlijk", ""},
		{"Toelichting", "Van ouders, jongeren en ervaringsdeskundigen staat alleen de voornaam op deze lijst."},
	}
	if !f.DestroyBy.IsZero() {
		rows[9][1] = locale.NL.LongDate(f.DestroyBy.In(zone))
	}
	return rows
}

// shorten cuts a text that is only a reminder, such as a page header, and
// shows that it did.
func shorten(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes-1]) + "…"
	}
	return s
}
