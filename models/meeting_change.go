package models

import (
	"slices"
	"strings"
)

// changeDetail names the fields that changed. With the status goes what it
// was, because a meeting that goes on after all goes back to that:
// "title status:open".
func changeDetail(changed []string, was MeetingStatus) string {
	fields := slices.Clone(changed)
	if i := slices.Index(fields, "status"); i >= 0 {
		fields[i] += statusWas + string(was)
	}
	return strings.Join(fields, " ")
}

// statusWas stands between a field of a change and its old value.
const statusWas = ":"

// StatusBefore reads from the Detail of a MeetingChange which status it
// changed; empty when it did not.
func (c MeetingChange) StatusBefore() MeetingStatus {
	for field := range strings.FieldsSeq(c.Detail) {
		if was, ok := strings.CutPrefix(field, "status"+statusWas); ok {
			return MeetingStatus(was)
		}
	}
	return ""
}

// Fields names the fields that changed, without their old values.
func (c MeetingChange) Fields() string {
	if strings.HasPrefix(c.Action, documentAction) {
		return c.Detail // a title
	}
	fields := strings.Fields(c.Detail)
	for i := range fields {
		fields[i], _, _ = strings.Cut(fields[i], statusWas)
	}
	return strings.Join(fields, " ")
}
