package lists

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"bijeen/models"
)

// jsonColumns are the keys of one attendee, in the order of the contract.
var jsonColumns = []string{
	"given_name", "surname_prefix", "surname", "email", "organization", "job_title",
	"level", "represents", "role", "site", "status", "waitlist_position", "registered_at",
}

// jsonHead is everything before the attendees; the order of its fields is the
// order in the file.
type jsonHead struct {
	Meeting string `json:"meeting"`
	Site    string `json:"site"`
	MadeAt  string `json:"made_at"`
	Version int64  `json:"version"`
	Count   int    `json:"count"`
}

type jsonAttendee struct {
	GivenName        string   `json:"given_name"`
	SurnamePrefix    string   `json:"surname_prefix"`
	Surname          string   `json:"surname"`
	Email            string   `json:"email"`
	Organization     string   `json:"organization"`
	JobTitle         string   `json:"job_title"`
	Level            string   `json:"level"`
	Represents       []string `json:"represents"`
	Role             string   `json:"role"`
	Site             string   `json:"site"`
	Status           string   `json:"status"`
	WaitlistPosition *int     `json:"waitlist_position"`
	RegisteredAt     *string  `json:"registered_at"`
}

// JSON writes the list for the organiser's own systems: whole names and
// addresses, keys of sites, codes, RFC 3339 times in UTC (contract, Desk).
// Every key is always there. Text that is missing is ""; a number or a moment
// that is missing is null, for 0 is no place on a waiting list. Each attendee
// stands on a line of its own. It returns the number of rows and fails as
// Export.Write says.
func JSON(w io.Writer, list models.AttendeeList, _ Options) (int, error) {
	n, err := writeJSON(w, list)
	if err != nil {
		return n, fmt.Errorf("lists: json: %w", err)
	}
	return n, nil
}

func writeJSON(w io.Writer, list models.AttendeeList) (int, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	f := list.Facts
	head, err := encode(jsonHead{f.MeetingSlug, f.SiteKey, rfc3339(f.MadeAt), f.Version, f.Count})
	if err != nil {
		return 0, err
	}
	// bufio keeps the first error of w and Flush returns it.
	out.Write(bytes.TrimSuffix(head, []byte("}")))
	out.WriteString(`,"attendees":[`)
	n := 0
	for row, err := range list.Rows {
		if err != nil {
			return n, err
		}
		line, err := encode(attendee(row))
		if err != nil {
			return n, err
		}
		if n++; n > 1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		if _, err := out.Write(line); err != nil {
			return n, err
		}
	}
	out.WriteString("\n]}\n")
	if err := out.Flush(); err != nil {
		return n, err
	}
	return n, checkCount(n, f.Count)
}

func attendee(r models.AttendeeRow) jsonAttendee {
	a := jsonAttendee{
		GivenName: r.GivenName, SurnamePrefix: r.SurnamePrefix, Surname: r.Surname,
		Email: r.Email, Organization: r.Organization, JobTitle: r.JobTitle,
		Level: string(r.Level), Represents: make([]string, 0, len(r.Represents)),
		Role: string(r.Role), Site: r.SiteKey, Status: string(r.Status),
	}
	for _, c := range r.Represents {
		a.Represents = append(a.Represents, c.Code)
	}
	if r.WaitlistPosition > 0 {
		a.WaitlistPosition = &r.WaitlistPosition
	}
	if !r.RegisteredAt.IsZero() {
		at := rfc3339(r.RegisteredAt)
		a.RegisteredAt = &at
	}
	return a
}

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// encode is json.Marshal without the escapes meant for HTML: "Zorg & Zo" stays
// readable.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}
