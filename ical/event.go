package ical

import (
	"math"
	"strconv"
	"strings"

	ics "github.com/arran4/golang-ical"
)

// newEvent checks item and gives its VEVENT, in the order that people expect
// to read. Zoned tells that it needs the VTIMEZONE.
func newEvent(method ics.Method, item Item) (event *ics.VEvent, zoned bool, err error) {
	w, err := item.written(method)
	if err != nil {
		return nil, false, err
	}
	stamp := item.Stamp.UTC().Format(utcForm)
	event = &ics.VEvent{}
	event.AddProperty(ics.ComponentPropertyUniqueId, item.UID)
	event.AddProperty(ics.ComponentPropertyDtstamp, stamp)
	event.AddProperty(ics.ComponentPropertyLastModified, stamp)
	event.AddProperty(ics.ComponentPropertySequence, strconv.Itoa(item.Sequence))
	event.AddProperty(ics.ComponentPropertyDtStart, w.span.start, w.span.param...)
	event.AddProperty(ics.ComponentPropertyDtEnd, w.span.end, w.span.param...)
	event.AddProperty(ics.ComponentPropertySummary, w.title)
	addUnlessEmpty(event, ics.ComponentPropertyLocation, w.place)
	addUnlessEmpty(event, ics.ComponentPropertyDescription, w.description)
	addUnlessEmpty(event, ics.ComponentPropertyUrl, w.url)
	if w.joinURL != "" && method != ics.MethodCancel {
		event.AddProperty("CONFERENCE", w.joinURL, param("VALUE", "URI"), param("FEATURE", "VIDEO")) // RFC 7986 §5.11
	}
	event.AddProperty(ics.ComponentPropertyOrganizer, w.organizer, named(w.organizerName)...)
	switch method {
	case ics.MethodRequest:
		event.AddProperty(ics.ComponentPropertyAttendee, w.attendee, append([]ics.PropertyParameter{
			ics.CalendarUserTypeIndividual, ics.ParticipationRoleReqParticipant,
			param("PARTSTAT", string(item.PartStat)), param("RSVP", strings.ToUpper(strconv.FormatBool(item.RSVP))),
		}, named(w.attendeeName)...)...)
	case ics.MethodCancel:
		event.AddProperty(ics.ComponentPropertyAttendee, w.attendee, named(w.attendeeName)...)
	}
	addMarks(event, method, item)
	return event, w.span.zoned, nil
}

// addMarks says how the item counts in somebody's calendar.
func addMarks(event *ics.VEvent, method ics.Method, item Item) {
	event.AddProperty(ics.ComponentPropertyStatus, string(item.Status))
	if method == ics.MethodCancel {
		return
	}
	transp, busy := "OPAQUE", "BUSY"
	switch {
	case item.AllDay:
		transp, busy = "TRANSPARENT", "FREE" // BR-47
	case item.Status == StatusTentative:
		busy = "TENTATIVE"
	}
	event.AddProperty(ics.ComponentPropertyTransp, transp)
	if method == ics.MethodRequest {
		// Outlook reads these; a counter-proposal cannot be answered by us.
		event.AddProperty("X-MICROSOFT-CDO-BUSYSTATUS", busy)
		event.AddProperty("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
	}
}

func addUnlessEmpty(event *ics.VEvent, property ics.ComponentProperty, value string) {
	if value != "" {
		event.AddProperty(property, value)
	}
}

func param(key, value string) ics.PropertyParameter {
	return &ics.KeyValues{Key: key, Value: []string{value}}
}

func named(name string) []ics.PropertyParameter {
	if name == "" {
		return nil
	}
	return []ics.PropertyParameter{ics.WithCN(name)}
}

// written holds the values of an item as they may be written.
type written struct {
	span                      span
	title, place, description string
	url, joinURL              string
	organizer, organizerName  string
	attendee, attendeeName    string
}

// written checks and cleans every value of item and fills in the defaults of
// method.
func (item *Item) written(method ics.Method) (w written, err error) {
	if err = item.check(method); err != nil {
		return w, err
	}
	if w.span, err = item.span(); err != nil {
		return w, err
	}
	if err = item.texts(&w); err != nil {
		return w, err
	}
	if w.organizerName, err = cleanName("organizer_name", item.OrganizerName); err != nil {
		return w, err
	}
	if w.organizer, err = mailto("organizer_address", item.OrganizerAddress); err != nil {
		return w, err
	}
	if method == ics.MethodPublish {
		return w, nil
	}
	if w.attendeeName, err = cleanName("attendee_name", item.AttendeeName); err != nil {
		return w, err
	}
	w.attendee, err = mailto("attendee_address", item.AttendeeAddress)
	return w, err
}

// check settles identity, version and codes.
func (item *Item) check(method ics.Method) error {
	if err := checkUID(item.UID); err != nil {
		return err
	}
	if item.Sequence < 0 || item.Sequence > math.MaxInt32 {
		return &ValueError{"sequence", "is not a number from 0 to 2147483647"}
	}
	if y := item.Stamp.UTC().Year(); item.Stamp.IsZero() || y < 1900 || y > 9998 {
		return &ValueError{"stamp", "is missing or not a year of a calendar"}
	}
	if item.PartStat == "" {
		item.PartStat = PartNeedsAction
	}
	if !item.PartStat.known() {
		return &ValueError{"partstat", "is not a known answer"}
	}
	return item.checkStatus(method)
}

func (item *Item) checkStatus(method ics.Method) error {
	switch {
	case method == ics.MethodCancel:
		// Without a raise a calendar may drop the CANCEL as old (RFC 5546 §2.1.5).
		if item.Sequence == 0 {
			return &ValueError{"sequence", "of a CANCEL is not later than that of its REQUEST"}
		}
		item.Status = StatusCancelled
	case item.Status == "" && item.AllDay:
		item.Status = StatusTentative
	case item.Status == "":
		item.Status = StatusConfirmed
	}
	switch item.Status {
	case StatusConfirmed, StatusTentative:
		return nil
	case StatusCancelled:
		if method != ics.MethodRequest {
			return nil
		}
	}
	return &ValueError{"status", "is not one that this method may carry"}
}

// texts cleans what people read, and puts the link of an online meeting where
// calendars show it.
func (item *Item) texts(w *written) (err error) {
	if w.title, err = cleanText("title", item.Title); err != nil {
		return err
	}
	if strings.TrimSpace(w.title) == "" {
		return &ValueError{"title", "is empty"}
	}
	if w.place, err = cleanText("place", item.Place); err != nil {
		return err
	}
	if w.description, err = cleanText("description", item.Description); err != nil {
		return err
	}
	if item.URL != "" {
		if w.url, err = cleanURL("url", item.URL); err != nil {
			return err
		}
	}
	if item.JoinURL == "" {
		return nil
	}
	if w.joinURL, err = cleanURL("join_url", item.JoinURL); err != nil {
		return err
	}
	w.place = withLink(w.place, ", ", item.JoinURL, w.joinURL)
	w.description = withLink(w.description, "\n\n", item.JoinURL, w.joinURL)
	return nil
}

// withLink adds link to text, unless text holds it already in either form.
func withLink(text, sep, typed, link string) string {
	switch {
	case text == "":
		return link
	case strings.Contains(text, typed), strings.Contains(text, link):
		return text
	}
	return text + sep + link
}
