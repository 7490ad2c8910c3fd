package models

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"bijeen/models/names"
	"bijeen/models/placeholders"
)

// Note is what an organizer wrote to a selection of the people of a meeting.
// Each of them gets a row of the outbox that refers to it.
type Note struct {
	ID          int64
	MeetingID   int64
	Subject     string // with placeholders
	Body        string // with placeholders
	Selection   string // as NoteSelection.String writes it
	People      int    // to how many it was addressed
	UserID      *int64 // who wrote it
	DueAt       time.Time
	CreatedAt   time.Time
	WithdrawnAt *time.Time // it was taken back before all of it had left

	files []NoteFile // once read
	gone  bool       // one of them was taken away
}

// NoteDocument is a document of the meeting that goes along with a note. What
// it was stays known when the document is taken away.
type NoteDocument struct {
	ID         int64
	NoteID     int64
	DocumentID *int64
	Title      string
	FileName   string
	Type       string // the name of a filetype.Type
	Size       int
	Position   int
}

// NoteText is what a note says, before its placeholders are filled.
type NoteText struct {
	Subject string
	Body    string
	Test    bool       `json:",omitempty"` // to the writer alone
	Files   []NoteFile `json:",omitempty"` // that go along
}

// NoteInput is a note to be sent. Expected is to how many people the writer
// was told it goes.
type NoteInput struct {
	NoteText
	Selection NoteSelection
	Documents []int64 // of the meeting, that go along
	Expected  int
}

// How long a note may be.
const (
	maxNoteSubject = 150
	maxNoteBody    = 10_000
)

// noteAgain is how long the same note to the same people is taken for a
// second press of the button.
const noteAgain = 10 * time.Minute

// Check looks at the text and the selection of a note for this meeting, all
// at once. It gives Problems, or nil.
func (in NoteInput) Check(m *Meeting) error {
	var wrong Problems
	add := func(field, key string, args map[string]any) {
		wrong = append(wrong, &Error{Kind: Invalid, Field: field, Key: key, Args: args})
	}
	if !in.Selection.known(m) {
		add("status", "note_nobody", nil)
	}
	for _, text := range []struct {
		field, value string
		limit        int
	}{{"subject", in.Subject, maxNoteSubject}, {"body", in.Body, maxNoteBody}} {
		switch unknown := placeholders.Unknown(text.value); {
		case text.value == "":
			add(text.field, "note_"+text.field+"_missing", nil)
		case names.TooLong(text.value, text.limit):
			add(text.field, "too_long", map[string]any{"Max": text.limit})
		case len(unknown) > 0:
			add(text.field, "note_placeholder", map[string]any{"Words": strings.Join(unknown, ", ")})
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// clean puts a note in the form in which it is kept.
func (in NoteInput) clean() NoteInput {
	in.Subject, in.Body, in.Test = names.CleanLine(in.Subject), names.CleanText(in.Body), false
	in.Files = nil
	return in
}

// SendNote queues a note to everybody in the selection, one mail each. It
// waits the change delay, in which WithdrawNote takes it back. The same note
// to the same selection within ten minutes is the same note: a second press
// of the button sends nothing. It locks the meeting. Kinds: Problems, with
// note_count when the selection holds others than the writer was shown.
func (s *Store) SendNote(ctx context.Context, meetingID int64, in NoteInput, by Actor) (*Note, error) {
	in = in.clean()
	var note *Note
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		if err := in.Check(d.m); err != nil {
			return err
		}
		documents, err := noteFiles(d.tx, d.m.ID, in.Documents)
		if err != nil {
			return err
		}
		if note, err = d.sameNote(in, documents); err != nil || note != nil {
			return err
		}
		var list []*Registration
		if err := in.Selection.Scope(d.tx, d.m).Order("id").Find(&list).Error; err != nil {
			return fmt.Errorf("people of a note: %w", err)
		}
		switch {
		case len(list) == 0:
			return Problems{invalid("status", "note_nobody")}
		case len(list) != in.Expected:
			return Problems{{Kind: Invalid, Field: "status", Key: "note_count", Args: map[string]any{"Count": len(list)}}}
		}
		note = &Note{
			MeetingID: d.m.ID, Subject: in.Subject, Body: in.Body, Selection: in.Selection.String(), People: len(list),
			UserID: by.UserID, DueAt: d.now.Add(d.s.delay), CreatedAt: d.now,
		}
		if err := d.tx.Create(note).Error; err != nil {
			return fmt.Errorf("store note: %w", err)
		}
		if err := d.attach(note, documents); err != nil {
			return err
		}
		if err := d.queueNote(note, list); err != nil {
			return err
		}
		return d.meetingHistory("note_sent", strconv.Itoa(note.People), by)
	})
	return note, err
}

// sameNote finds this note when it has been sent a moment ago; nil otherwise.
func (d *desk) sameNote(in NoteInput, documents []Document) (*Note, error) {
	var list []Note
	err := d.tx.Where("meeting_id = ? and subject = ? and body = ? and selection = ? and withdrawn_at is null and created_at > ?",
		d.m.ID, in.Subject, in.Body, in.Selection.String(), d.now.Add(-noteAgain)).Order("id desc").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("earlier notes: %w", err)
	}
	for i := range list {
		if same, err := d.sameFiles(list[i].ID, documents); same || err != nil {
			return &list[i], err
		}
	}
	return nil, nil
}

// queueNote writes the mails of a note, many rows at a time.
func (d *desk) queueNote(note *Note, list []*Registration) error {
	occasions, err := d.noteOccasions()
	if err != nil {
		return err
	}
	rows := make([]*Message, len(list))
	for i, r := range list {
		msg, err := d.message(r, MailNote, MessageDetail{})
		if err != nil {
			return err
		}
		msg.NoteID, msg.DueAt, msg.Occasion = &note.ID, note.DueAt, occasions[r.ID]
		rows[i] = msg
	}
	if err := d.s.insertMessages(d.tx, rows...); err != nil {
		return err
	}
	d.woke = d.woke || !note.DueAt.After(d.now)
	return nil
}

// noteOccasions counts the notes everybody has had.
func (d *desk) noteOccasions() (map[int64]int, error) {
	var rows []struct {
		RegistrationID int64
		Next           int
	}
	err := d.tx.Model(&Message{}).Select("registration_id, max(occasion) + 1 as next").
		Where("meeting_id = ? and kind = ? and registration_id is not null", d.m.ID, MailNote).Group("registration_id").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("earlier notes: %w", err)
	}
	next := make(map[int64]int, len(rows))
	for _, row := range rows {
		next[row.RegistrationID] = row.Next
	}
	return next, nil
}

// TestNote mails a note to its writer alone, now. Its link leads to the page
// of the meeting. It locks the meeting. Kinds: Problems.
func (s *Store) TestNote(ctx context.Context, meetingID int64, in NoteInput, u *User) error {
	in = in.clean()
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		if err := in.Check(d.m); err != nil {
			return err
		}
		documents, err := noteFiles(d.tx, d.m.ID, in.Documents)
		if err != nil {
			return err
		}
		in.Test, in.Files = true, files(documents)
		text, err := encodeDetail(MailNote, MessageDetail{ToName: u.Name, Note: &in.NoteText})
		if err != nil {
			return err
		}
		return d.queueMessage(&Message{
			Kind: MailNote, MeetingID: &d.m.ID, ToEmail: u.Email, EmailKey: u.EmailKey, Language: d.m.Language,
			State: MessageQueued, DueAt: d.now, Detail: text, CreatedAt: d.now,
		})
	})
}

// WithdrawNote takes back every mail of a note that no worker has taken up,
// and gives how many. It locks the meeting. Kinds: NotFound; Conflict when
// all of them have left.
func (s *Store) WithdrawNote(ctx context.Context, meetingID, noteID int64, by Actor) (int, error) {
	taken := 0
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		note, err := noteOf(d.tx, d.m.ID, noteID)
		if err != nil {
			return err
		}
		res := d.tx.Model(&Message{}).Where("note_id = ? and state = ? and facts = '' and (lease_until is null or lease_until <= ?)", note.ID, MessageQueued, d.now).
			Updates(map[string]any{"state": MessageAborted, "lease_id": "", "lease_until": nil})
		if res.Error != nil {
			return fmt.Errorf("take back note %d: %w", note.ID, res.Error)
		}
		if taken = int(res.RowsAffected); taken == 0 {
			return refuse(Conflict, "note_left")
		}
		if err := d.tx.Model(&Note{}).Where("id = ?", note.ID).Update("withdrawn_at", d.now).Error; err != nil {
			return fmt.Errorf("take back note %d: %w", note.ID, err)
		}
		return d.meetingHistory("note_withdrawn", strconv.Itoa(taken), by)
	})
	return taken, err
}

func noteOf(tx *gorm.DB, meetingID, id int64) (*Note, error) {
	var note Note
	err := tx.Where("id = ? and meeting_id = ?", id, meetingID).Limit(1).Find(&note).Error
	if err != nil {
		return nil, fmt.Errorf("note %d: %w", id, err)
	}
	if note.ID == 0 {
		return nil, errNotFound("note")
	}
	return &note, nil
}

// noteFacts is the rest of what a note says to one person: as they stand in
// the selection at this moment, and with the day and place they were told,
// which no mail contradicts. It leaves the calendar alone.
func (d *desk) noteFacts(f *MessageFacts, msg *Message, r *Registration) error {
	if msg.NoteID == nil {
		return errNoNews
	}
	note, err := d.note(*msg.NoteID)
	if err != nil {
		return err
	}
	if !ParseNoteSelection(note.Selection).holds(d.m, r) {
		return errNoNews
	}
	if note.gone {
		return errNoNews // SendAgain has said so
	}
	f.Detail.Note = &NoteText{Subject: note.Subject, Body: note.Body, Files: note.files}
	told, err := r.told()
	if err != nil {
		return err
	}
	if f.Item = told; told == nil {
		f.Item = d.itemFacts(r)
	}
	return nil
}

// note reads a note once for all its mails.
func (d *desk) note(id int64) (*Note, error) {
	if note := d.notes[id]; note != nil {
		return note, nil
	}
	note, err := noteOf(d.tx, d.m.ID, id)
	if err != nil {
		return nil, err
	}
	if note.files, note.gone, err = d.filesOf(id); err != nil {
		return nil, err
	}
	if d.notes == nil {
		d.notes = map[int64]*Note{}
	}
	d.notes[id] = note
	return note, nil
}

// testFacts is the rest of what a note says to its writer: as if at the first
// site.
func (d *desk) testFacts(f *MessageFacts) {
	f.GivenName = f.ToName
	for _, site := range d.m.OpenSites() {
		f.Site = siteFacts(site)
		f.Meeting.StartsAt, f.Meeting.EndsAt, f.Meeting.DoorsOpenAt = d.m.Start(site), d.m.End(site), d.m.Doors(site)
		return
	}
}
