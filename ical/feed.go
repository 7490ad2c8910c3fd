package ical

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// refresh is how often a calendar is asked to look again. Most decide for
// themselves; urgent news goes by mail.
const refresh = "PT4H"

// Feed is a calendar that others subscribe to.
type Feed struct {
	// Name is what the subscriber sees above the calendar. It cannot be empty.
	Name string
	// SourceURL is the address of the feed itself, http or https; optional.
	SourceURL string
	// Zone is used for all items, whatever theirs say; nil is Europe/Amsterdam.
	Zone *time.Location
	// Items are the meetings of the feed's window, in the order given. No UID
	// may come twice, and a public feed never holds the UID of a registration.
	Items []Item
}

// Publish gives the bytes of a feed: METHOD:PUBLISH, ORGANIZER, no ATTENDEE
// (RFC 5546 §3.2.1). Equal input gives equal bytes, so their hash is a good
// ETag. One item that cannot be written makes the whole feed an error, of
// type *ValueError behind the number of the item from 0: a meeting that is
// silently missing would look cancelled.
func Publish(feed Feed) ([]byte, error) {
	cal, err := feed.calendar()
	if err != nil {
		return nil, err
	}
	zoned := feed.zone() == zoneName // also without items: an object needs a component
	seen := make(map[string]bool, len(feed.Items))
	for i, item := range feed.Items {
		item.Zone = feed.Zone
		event, _, err := newEvent(ics.MethodPublish, item)
		if err == nil && seen[item.UID] {
			err = &ValueError{"uid", "comes twice in one feed"}
		}
		if err != nil {
			return nil, fmt.Errorf("item %d of the feed: %w", i, err)
		}
		seen[item.UID] = true
		cal.AddVEvent(event)
	}
	return encode(cal, zoned)
}

// calendar gives the object without its events. NAME, REFRESH-INTERVAL and
// SOURCE are RFC 7986, the X- names are what older readers know.
func (f *Feed) calendar() (*ics.Calendar, error) {
	name, err := cleanLine("name", f.Name)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, &ValueError{"name", "is empty"}
	}
	cal := newCalendar(ics.MethodPublish)
	add := func(property ics.Property, value string, params map[string][]string) {
		cal.CalendarProperties = append(cal.CalendarProperties, ics.CalendarProperty{BaseProperty: ics.BaseProperty{
			IANAToken: string(property), Value: value, ICalParameters: params,
		}})
	}
	add(ics.PropertyName, name, nil)
	add(ics.PropertyXWRCalName, name, nil)
	if zone := f.zone(); strings.Contains(zone, "/") || zone == "UTC" { // not a zone without a name of its own
		add(ics.PropertyXWRTimezone, zone, nil)
	}
	add("REFRESH-INTERVAL", refresh, map[string][]string{"VALUE": {"DURATION"}})
	add(ics.PropertyXPublishedTTL, refresh, nil)
	if f.SourceURL != "" {
		source, err := cleanURL("source_url", f.SourceURL)
		if err != nil {
			return nil, err
		}
		add("SOURCE", source, map[string][]string{"VALUE": {"URI"}})
	}
	return cal, nil
}

func (f *Feed) zone() string { return (&Item{Zone: f.Zone}).zone() }
