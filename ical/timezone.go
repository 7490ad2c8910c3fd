package ical

import (
	"strings"
	"time"
	_ "time/tzdata" // the zone is needed on every machine, also without one of its own

	ics "github.com/arran4/golang-ical"
)

const (
	zoneName  = "Europe/Amsterdam"
	localForm = "20060102T150405"
	utcForm   = localForm + "Z"
	dateForm  = "20060102"
)

var amsterdam = mustLoad(zoneName)

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // built in by time/tzdata
	}
	return zone
}

// zoneText is the VTIMEZONE of every TZID we write: the rule of the European
// Union, both halves.
var zoneText = strings.ReplaceAll(`BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
`, "\n", "\r\n")

// zoneSays reports whether the wall-clock time of t in Amsterdam, read with
// zoneText, gives t again. It does not in the second of the two hours that
// 25 October 2026 has from 02.00 (a local time means the first, RFC 5545
// §3.3.5), before the rule began, nor after a law that ends summer time.
func zoneSays(t time.Time) bool {
	t = t.In(amsterdam)
	year := t.Year()
	if year <= 1970 {
		return false
	}
	wall := time.Date(year, t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	offset := time.Hour
	if !wall.Before(lastSunday(year, time.March, 2)) && wall.Before(lastSunday(year, time.October, 3)) {
		offset = 2 * time.Hour
	}
	return wall.Add(-offset).Equal(t)
}

func lastSunday(year int, month time.Month, hour int) time.Time {
	last := time.Date(year, month+1, 0, hour, 0, 0, 0, time.UTC)
	return last.AddDate(0, 0, -int(last.Weekday()))
}

// span is DTSTART and DTEND as they are written. Zoned tells that they need
// the VTIMEZONE.
type span struct {
	start, end string
	param      []ics.PropertyParameter
	zoned      bool
}

// span gives the times of an item. Local time with TZID where zoneText says
// the same instant for both ends (BR-46), else UTC; never both, so a reader
// has nothing to choose. An instant cannot name the hour that is skipped in
// March: who turns typed wall-clock time into an instant refuses it there.
func (item *Item) span() (span, error) {
	start, end := item.Start.Truncate(time.Second), item.End.Truncate(time.Second)
	for _, t := range []time.Time{start, end} {
		if y := t.UTC().Year(); !t.IsZero() && (y < 1900 || y > 9998) {
			return span{}, &ValueError{"start", "or end is not a year of a calendar"}
		}
	}
	if start.IsZero() {
		return span{}, &ValueError{"start", "is missing"}
	}
	if item.AllDay {
		return item.days(start, end)
	}
	if !end.After(start) {
		return span{}, &ValueError{"end", "is not later than the start"}
	}
	if item.zone() == zoneName && zoneSays(start) && zoneSays(end) {
		return span{
			start: start.In(amsterdam).Format(localForm), end: end.In(amsterdam).Format(localForm),
			param: []ics.PropertyParameter{ics.WithTZID(zoneName)}, zoned: true,
		}, nil
	}
	return span{start: start.UTC().Format(utcForm), end: end.UTC().Format(utcForm)}, nil
}

// days gives whole days, DTEND being the day after the last one (RFC 5545
// §3.6.1).
func (item *Item) days(start, end time.Time) (span, error) {
	zone := item.Zone
	if zone == nil {
		zone = amsterdam
	}
	first := start.In(zone)
	last := first
	switch {
	case end.After(start):
		// An end at midnight belongs to the day before.
		last = end.Add(-time.Second).In(zone)
	case !end.IsZero() && end.Before(start):
		return span{}, &ValueError{"end", "is earlier than the start"}
	}
	return span{
		start: first.Format(dateForm), end: last.AddDate(0, 0, 1).Format(dateForm),
		param: []ics.PropertyParameter{ics.WithValue(string(ics.ValueDataTypeDate))},
	}, nil
}

func (item *Item) zone() string {
	if item.Zone == nil {
		return zoneName
	}
	return item.Zone.String()
}
