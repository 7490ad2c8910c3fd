package models

import (
	"slices"
	"strings"
)

// changeDetail names the fields that changed. With the status goes what it
// was, because a meeting that goes on after all goes back to that, and what it
// became: "title status:open:closed".
func changeDetail(changed []string, was, is MeetingStatus) string {
	fields := slices.Clone(changed)
	if i := slices.Index(fields, "status"); i >= 0 {
		fields[i] += statusWas + string(was) + statusWas + string(is)
	}
	return strings.Join(fields, " ")
}

// The lines of a change that an organizer made and of one that was taken back:
// the others of a meeting have one place that writes them.
const (
	ActionChanged    = "changed"
	ActionUndone     = "undone"
	actionSiteUndone = ActionUndone + "_" + string(UndoSiteWithdrawn)
)

// changeHistory writes what became of a meeting, which is stored by now: a
// change of its fields, or one that is taken back.
func (d *desk) changeHistory(changed []string, before *Meeting, by Actor) error {
	action, detail := ActionChanged, changeDetail(changed, before.Status, d.m.Status)
	switch d.undoing {
	case UndoChanged:
		action = ActionUndone
	case UndoSiteWithdrawn:
		for _, was := range before.Sites {
			if site := d.m.SiteByID(was.ID); was.Status == SiteWithdrawn && site != nil && site.Status != SiteWithdrawn {
				action, detail = actionSiteUndone, site.Key
			}
		}
	}
	return d.meetingHistory(action, detail, by)
}

// statusWas stands between a field of a change and its values.
const statusWas = ":"

// StatusBefore reads from the Detail of a MeetingChange which status it
// changed; empty when it did not.
func (c MeetingChange) StatusBefore() MeetingStatus {
	for field := range strings.FieldsSeq(c.Detail) {
		if statuses, ok := strings.CutPrefix(field, "status"+statusWas); ok {
			was, _, _ := strings.Cut(statuses, statusWas)
			return MeetingStatus(was)
		}
	}
	return ""
}

// StatusAfter reads what the status became; empty when it did not change, or
// in a line of before this was written down.
func (c MeetingChange) StatusAfter() MeetingStatus {
	for field := range strings.FieldsSeq(c.Detail) {
		if parts := strings.Split(field, statusWas); parts[0] == "status" && len(parts) == 3 {
			return MeetingStatus(parts[2])
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
