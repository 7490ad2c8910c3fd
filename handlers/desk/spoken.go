package desk

import (
	"strings"
	"time"

	"bijeen/locale"
)

// spokenChoices are the sections of the words for the values of a choice in
// the form of a meeting.
var spokenChoices = map[string]string{
	"kind": "kind.", "language": "desk_language.", "date_precision": "desk_precision.", "calendar_from": "desk_calendar_from.",
	"visibility": "desk_visibility.", "registration_mode": "desk_mode.", "waitlist_mode": "desk_waitlist.",
	"substitution_policy": "desk_substitution.", "attendee_list_policy": "desk_list_policy.", "ask": "desk_ask.", "status": "desk_site_status.",
}

// spoken writes what a field of a form holds as people say it: "21 januari
// 2027", "13.30 uur", "Kan niet". What is no such value stays as it was typed.
func spoken(pr *locale.Printer, field string, values []string) string {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = strings.ReplaceAll(value, "\r\n", "\n")
		key, known := spokenChoices[field]
		switch {
		case known && pr.Has(key+value):
			words[i] = pr.T(key + value)
		case field == "date" || field == "date_around" || strings.HasSuffix(field, "_on"):
			words[i] = spokenDay(pr, value)
		case strings.HasSuffix(field, "_at") || strings.HasSuffix(field, "_time"):
			if clock, ok := parseClock(value); ok {
				words[i] = pr.Clock(atClock(time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC), clock))
			}
		}
	}
	return strings.Join(words, ", ")
}

// spokenDay writes a day that was typed as people say it.
func spokenDay(pr *locale.Printer, value string) string {
	if day, ok := parseDate(value, time.UTC); ok {
		return pr.LongDate(day)
	}
	return value
}
