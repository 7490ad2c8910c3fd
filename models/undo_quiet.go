package models

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// keepUndo lets a change that mails nobody leave the undo of an earlier one in
// place whose mails still wait: what matters then is to hold those back. The
// quiet change stays when the earlier one is taken back. It gives false when
// there is nothing to keep.
func (d *desk) keepUndo(was, is MeetingInput, version time.Time, by Actor) (bool, error) {
	if !d.canUndo(by) || d.waited || d.mailed || d.m.Status == MeetingArchived {
		return false, nil
	}
	var list []Undo
	err := d.tx.Where("meeting_id = ? and until > ?", d.m.ID, d.now).
		Where(`exists (select 1 from messages m where m.meeting_id = undos.meeting_id and m.due_at >= undos.until and ` + UnclaimedMail + `)`).
		Order("id desc").Limit(1).Find(&list).Error
	if err != nil {
		return false, fmt.Errorf("undo of meeting %d: %w", d.m.ID, err)
	}
	if len(list) == 0 || !list[0].Version.Equal(version) {
		return false, nil
	}
	u := list[0]
	if u.Description, err = carried(u.Description, was, is); err != nil {
		return false, fmt.Errorf("undo %d: %w", u.ID, err)
	}
	var now Meeting
	if err := d.tx.Select("updated_at").Where("id = ?", d.m.ID).Take(&now).Error; err != nil {
		return false, fmt.Errorf("remember meeting %d: %w", d.m.ID, err)
	}
	err = d.tx.Model(&Undo{}).Where("id = ?", u.ID).Updates(map[string]any{"description": u.Description, "version": now.UpdatedAt}).Error
	if err != nil {
		return false, fmt.Errorf("remember meeting %d: %w", d.m.ID, err)
	}
	return true, nil
}

// carried carries what changed from one description to the next over into an
// older one, as JSON.
func carried(older string, was, is MeetingInput) (string, error) {
	var base any
	if err := json.Unmarshal([]byte(older), &base); err != nil {
		return "", err
	}
	from, err := asJSON(was)
	if err != nil {
		return "", err
	}
	to, err := asJSON(is)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(carry(base, from, to))
	return string(text), err
}

func asJSON(in MeetingInput) (v any, err error) {
	text, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal(text, &v)
	return v, err
}

// carry puts what differs between from and to into base: field by field, and
// in a list of sites site by site.
func carry(base, from, to any) any {
	if reflect.DeepEqual(from, to) {
		return base
	}
	switch to := to.(type) {
	case map[string]any:
		b, ok1 := base.(map[string]any)
		f, ok2 := from.(map[string]any)
		if !ok1 || !ok2 {
			return to
		}
		for name := range to {
			b[name] = carry(b[name], f[name], to[name])
		}
		return b
	case []any:
		b, ok1 := base.([]any)
		f, ok2 := from.([]any)
		if !ok1 || !ok2 || !keyed(to) || !keyed(b) || !keyed(f) {
			return to
		}
		for i := range b {
			if x, y := byKey(f, b[i]), byKey(to, b[i]); x != nil && y != nil {
				b[i] = carry(b[i], x, y)
			}
		}
		for _, one := range to {
			if byKey(b, one) == nil && byKey(f, one) == nil {
				b = append(b, one)
			}
		}
		return b
	}
	return to
}

// keyed reports whether every element of a list says by Key which it is.
func keyed(list []any) bool {
	return !slices.ContainsFunc(list, func(v any) bool { return keyOfJSON(v) == nil })
}

func keyOfJSON(v any) any {
	m, _ := v.(map[string]any)
	return m["Key"]
}

func byKey(list []any, like any) any {
	i := slices.IndexFunc(list, func(v any) bool { return keyOfJSON(v) == keyOfJSON(like) })
	if i < 0 {
		return nil
	}
	return list[i]
}

// dropNoNews takes back every waiting mail about a change that tells nothing
// any more, so that what is said to go really goes. What a mail says is looked
// at once more when it leaves.
func (d *desk) dropNoNews() error {
	var rows []Message
	err := d.tx.Table("messages m").Select("m.id", "m.registration_id", "m.kind").
		Where("m.meeting_id = ? and m.registration_id is not null and m.kind in ? and "+UnclaimedMail,
			d.m.ID, []MessageKind{MailChanged, MailMeetingCancelled, MailPostponed}).Order("m.id").Find(&rows).Error
	if err != nil {
		return fmt.Errorf("waiting mails of meeting %d: %w", d.m.ID, err)
	}
	for part := range slices.Chunk(rows, 500) {
		if err := d.dropNoNewsOf(part); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) dropNoNewsOf(rows []Message) error {
	ids := make([]int64, len(rows))
	for i, msg := range rows {
		ids[i] = *msg.RegistrationID
	}
	list, err := d.people("id in ?", ids)
	if err != nil {
		return err
	}
	people := make(map[int64]*Registration, len(list))
	for _, r := range list {
		people[r.ID] = r
	}
	var old []int64
	for _, msg := range rows {
		r := people[*msg.RegistrationID]
		if r == nil {
			continue
		}
		news := stillNews(msg.Kind, d.m, r)
		if news && msg.Kind == MailChanged {
			knows, err := d.knows(r)
			if err != nil {
				return err
			}
			news = !knows
		}
		if !news {
			old = append(old, msg.ID)
		}
	}
	if len(old) == 0 {
		return nil
	}
	return d.takeBack("id in ?", old)
}
