package desk

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// clockTyped is how people write a time: 9.30, 09:30, 9:30 uur, 9 uur.
var clockTyped = regexp.MustCompile(`^([01]?[0-9]|2[0-3])(?:[:.]([0-5][0-9]))?(?: ?(?:uur|u))?$`)

// parseClock gives "09:30" for a typed time.
func parseClock(s string) (string, bool) {
	m := clockTyped.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil {
		return "", false
	}
	hour, minute := m[1], m[2]
	if len(hour) == 1 {
		hour = "0" + hour
	}
	if minute == "" {
		minute = "00"
	}
	return hour + ":" + minute, true
}

// dateLayouts are how people write a date; browsers send the first.
var dateLayouts = []string{"2006-01-02", "2-1-2006", "2/1/2006", "2.1.2006"}

// parseDate gives midnight of a typed date in zone.
func parseDate(s string, zone *time.Location) (time.Time, bool) {
	for _, layout := range dateLayouts {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(s), zone); err == nil && t.Year() > 1900 && t.Year() < 2200 {
			return t, true
		}
	}
	return time.Time{}, false
}

// atClock is the moment on a day at a time of parseClock. It is read on the
// wall, so it is right on days of 23 and 25 hours too.
func atClock(day time.Time, clock string) time.Time {
	hour, _ := strconv.Atoi(clock[:2])
	minute, _ := strconv.Atoi(clock[3:])
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location())
}
