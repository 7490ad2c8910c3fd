package ical

import (
	"bytes"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Reply is what somebody's calendar answered to a REQUEST (RFC 5546 §3.2.3).
// Everything in it was written by a stranger: the UID finds a registration or
// nothing, the attendee must be the one that was invited, and no answer
// changes a seat by itself (BR-49).
type Reply struct {
	// UID is trimmed and otherwise as sent, printable ASCII. It is secret.
	UID string
	// Attendee is the bare address in lower case, without mailto.
	Attendee string
	// PartStat is one of the known answers; unknown words count as
	// NEEDS-ACTION (RFC 5545 §3.2.12).
	PartStat PartStat
	// Sequence is the version that was answered; without HasSequence the
	// calendar did not say.
	Sequence    int
	HasSequence bool
	// Stamp tells which of two answers is the later; zero when the calendar
	// did not say in UTC. It is the sender's clock, so check it against ours.
	Stamp time.Time
}

// ReadReply reads the text/calendar part of a reply, after MIME decoding, in
// any case of names, with CRLF or LF and with or without byte order mark. Times
// and texts of the event are not read: we know them better. Input beyond the
// guard is ErrTooLarge, another METHOD ErrNotReply, anything else that cannot
// be understood without guessing ErrUnreadable.
func ReadReply(input []byte) (Reply, error) {
	kept, err := guard(input)
	if err != nil {
		return Reply{}, err
	}
	cal, err := ics.ParseCalendarWithOptions(bytes.NewReader(kept),
		ics.WithUnknownPropertyHandler(ics.AcceptUnknownPropertyHandler))
	if err != nil {
		// The parser's own words repeat the input, which may be a secret UID.
		return Reply{}, fmt.Errorf("%w: the parser refuses it", ErrUnreadable)
	}
	if methodOf(cal) != string(ics.MethodReply) {
		return Reply{}, ErrNotReply
	}
	events := cal.Events()
	if len(events) != 1 {
		return Reply{}, fmt.Errorf("%w: %d events", ErrUnreadable, len(events))
	}
	return readEvent(events[0])
}

func readEvent(event *ics.VEvent) (r Reply, err error) {
	uids := event.GetProperties(ics.ComponentPropertyUniqueId)
	attendees := event.GetProperties(ics.ComponentPropertyAttendee)
	if len(uids) != 1 || len(attendees) != 1 {
		return r, fmt.Errorf("%w: %d UIDs, %d attendees", ErrUnreadable, len(uids), len(attendees))
	}
	r.UID = strings.TrimSpace(uids[0].Value)
	if checkUID(r.UID) != nil {
		return Reply{}, fmt.Errorf("%w: no UID of a calendar", ErrUnreadable)
	}
	if r.Attendee = bareAddress(attendees[0].Value); r.Attendee == "" {
		return Reply{}, fmt.Errorf("%w: attendee without a mail address", ErrUnreadable)
	}
	r.PartStat = partStat(attendees[0].ICalParameters)
	if p := event.GetProperty(ics.ComponentPropertySequence); p != nil {
		r.Sequence, err = strconv.Atoi(strings.TrimSpace(p.Value))
		if err != nil || r.Sequence < 0 {
			return Reply{}, fmt.Errorf("%w: no number in SEQUENCE", ErrUnreadable)
		}
		r.HasSequence = true
	}
	if p := event.GetProperty(ics.ComponentPropertyDtstamp); p != nil {
		if at, err := time.Parse(utcForm, strings.TrimSpace(p.Value)); err == nil {
			r.Stamp = at
		}
	}
	return r, nil
}

// bareAddress takes mailto: off in any case, as Exchange writes MAILTO:, and
// undoes URI encoding. It gives "" for anything that is not a mail address.
func bareAddress(value string) string {
	const scheme = "mailto:"
	value = strings.TrimSpace(value)
	if len(value) > len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
		value = strings.TrimSpace(value[len(scheme):])
	}
	address, err := url.PathUnescape(value)
	if err != nil || !isAddress(address) {
		return ""
	}
	return strings.ToLower(address)
}

// partStat finds PARTSTAT in any case. Two answers at once are none.
func partStat(params map[string][]string) PartStat {
	var answers []string
	for key, values := range params {
		if strings.EqualFold(key, string(ics.ParameterParticipationStatus)) {
			answers = append(answers, values...)
		}
	}
	if len(answers) == 1 {
		if p := PartStat(strings.ToUpper(strings.TrimSpace(answers[0]))); p.known() {
			return p
		}
	}
	return PartNeedsAction // RFC 5545 §3.2.12
}
