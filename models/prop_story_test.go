package models_test

import (
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// story tells what the tables know about one registration: its history and
// its mail, in order of time, for whoever reads a failure.
func (w *world) story(registration int64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "now %s, meeting %s to %s, %s\n", clock(w.f.Now()), clock(*w.in.StartsAt), clock(*w.in.EndsAt), w.in.Status)
	err := w.db.each(`select at, action || ': ' || from_status || ' -> ' || to_status from registration_changes where registration_id = $1
		union all select created_at, 'mail ' || kind || ' ' || state || ' ' || method || ' ' || coalesce(cast(sequence as text), '')
			|| ', attempts ' || cast(attempts as text) || ' ' || last_error from messages where registration_id = $1
		order by 1`, registration, func(rows *sql.Rows) error {
		var at any
		var text string
		err := rows.Scan(&at, &text)
		fmt.Fprintf(&b, "  %v %s\n", at, text)
		return err
	})
	if err != nil {
		fmt.Fprintln(&b, err)
	}
	return b.String()
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000") }
