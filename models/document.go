package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/filetype"
	"bijeen/models/names"
)

// Document is a file of a meeting: slides and papers. What it holds never
// changes: another file is another document.
type Document struct {
	ID         int64
	MeetingID  int64
	Title      string
	FileName   string // under which people save it
	Type       string // the name of a filetype.Type
	Visibility DocumentVisibility
	Size       int
	Sum        string // SHA-256 of what it holds, as hexadecimal
	Position   int
	CreatedAt  time.Time
	UpdatedAt  time.Time
	UserID     *int64 // who added it
}

// DocumentPart is a piece of what a document holds, so that nothing has to
// keep a whole one in memory to send it.
type DocumentPart struct {
	ID         int64
	DocumentID int64
	Number     int
	Bytes      []byte
}

// DocumentVisibility says who may have a document.
type DocumentVisibility string

// Who may have a document: everybody who finds the page of the meeting, or
// those with a place by their link.
const (
	DocumentPublic       DocumentVisibility = "public"
	DocumentParticipants DocumentVisibility = "participants"
)

// DocumentVisibilities lists both.
var DocumentVisibilities = []DocumentVisibility{DocumentPublic, DocumentParticipants}

const (
	// MaxDocument is how large a file may be, and all files of one mail.
	MaxDocument = 5 << 20
	// maxDocuments is how many a meeting may have.
	maxDocuments = 50
	partSize     = 64 << 10
)

// DocumentInput is a file as somebody sends it. Without a title it is called
// as its file.
type DocumentInput struct {
	Title      string
	FileName   string
	Visibility DocumentVisibility
	File       []byte
}

// Mime is what the document is sent as.
func (d *Document) Mime() string {
	t, _ := filetype.ByName(d.Type)
	return t.Mime
}

// Documents lists the documents of a meeting in the order of the organiser;
// with public those for everybody only.
func (s *Store) Documents(ctx context.Context, meetingID int64, public bool) ([]Document, error) {
	q := s.reader.WithContext(ctx).Where("meeting_id = ?", meetingID)
	if public {
		q = q.Where("visibility = ?", DocumentPublic)
	}
	var list []Document
	if err := q.Order("position, id").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("documents of meeting %d: %w", meetingID, err)
	}
	return list, nil
}

// PublicDocument reads a document that everybody may have by the slug of its
// meeting. Kind NotFound for every other.
func (s *Store) PublicDocument(ctx context.Context, slug string, id int64) (*Document, error) {
	if !ValidSlug(slug) {
		return nil, errNotFound("document")
	}
	var doc Document
	err := s.reader.WithContext(ctx).Where("id = ? and visibility = ?", id, DocumentPublic).
		Where("meeting_id in (select id from meetings where slug = ? and status <> ?)", slug, MeetingDraft).Take(&doc).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNotFound("document")
	}
	if err != nil {
		return nil, fmt.Errorf("document %d: %w", id, err)
	}
	return &doc, nil
}

// DocumentOf reads one document of a meeting. Kind NotFound.
func (s *Store) DocumentOf(ctx context.Context, meetingID, id int64) (*Document, error) {
	return documentOf(s.reader.WithContext(ctx), meetingID, id)
}

func documentOf(tx *gorm.DB, meetingID, id int64) (*Document, error) {
	var doc Document
	err := tx.Where("id = ? and meeting_id = ?", id, meetingID).Take(&doc).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNotFound("document")
	}
	if err != nil {
		return nil, fmt.Errorf("document %d: %w", id, err)
	}
	return &doc, nil
}

// WriteDocument writes what a document holds, piece by piece. An error may
// come after some of it has been written.
func (s *Store) WriteDocument(ctx context.Context, doc *Document, w io.Writer) error {
	left := doc.Size
	for n := 0; left > 0; n++ {
		var part DocumentPart
		if err := s.reader.WithContext(ctx).Where("document_id = ? and number = ?", doc.ID, n).Take(&part).Error; err != nil {
			return fmt.Errorf("piece %d of document %d: %w", n, doc.ID, err)
		}
		if _, err := w.Write(part.Bytes); err != nil {
			return fmt.Errorf("send document %d: %w", doc.ID, err)
		}
		left -= len(part.Bytes)
	}
	return nil
}

// AddDocument keeps a file. What it is decides its content, never its name. It
// locks the meeting. Kinds: NotFound; Problems at file (file_large, and those
// of filetype), title and visibility; Conflict with documents_many.
func (s *Store) AddDocument(ctx context.Context, meetingID int64, in DocumentInput, by Actor) (*Document, error) {
	fresh, err := in.document()
	if err != nil {
		return nil, err
	}
	var doc *Document
	err = s.atMeeting(ctx, meetingID, func(d *desk) error {
		doc = fresh
		var list []Document
		if err := d.tx.Where("meeting_id = ?", meetingID).Order("position, id").Find(&list).Error; err != nil {
			return fmt.Errorf("documents of meeting %d: %w", meetingID, err)
		}
		if len(list) >= maxDocuments {
			e := refuse(Conflict, "documents_many")
			e.Args = map[string]any{"Max": maxDocuments}
			return e
		}
		if i := slices.IndexFunc(list, doc.same); i >= 0 { // the button was pressed twice
			doc = &list[i]
			return nil
		}
		doc.ID, doc.MeetingID, doc.UserID, doc.CreatedAt, doc.UpdatedAt = 0, meetingID, by.UserID, d.now, d.now
		if n := len(list); n > 0 {
			doc.Position = list[n-1].Position + 1
		}
		if err := d.tx.Create(doc).Error; err != nil {
			return fmt.Errorf("store document: %w", err)
		}
		n := 0
		for piece := range slices.Chunk(in.File, partSize) {
			if err := d.tx.Create(&DocumentPart{DocumentID: doc.ID, Number: n, Bytes: piece}).Error; err != nil {
				return fmt.Errorf("store piece %d of document %d: %w", n, doc.ID, err)
			}
			n++
		}
		return d.meetingHistory(documentAction+"added", doc.Title, by)
	})
	if err != nil {
		return nil, err
	}
	return doc, nil
}

// document looks into a file and says all that is wrong with it.
func (in DocumentInput) document() (*Document, error) {
	var wrong Problems
	doc := &Document{Size: len(in.File)}
	kind, err := filetype.Of(in.File[:min(len(in.File), MaxDocument)])
	var problem filetype.Problem
	switch {
	case len(in.File) > MaxDocument:
		wrong = append(wrong, invalid("file", "file_large"))
	case errors.As(err, &problem):
		wrong = append(wrong, invalid("file", string(problem)))
	}
	doc.Type, doc.FileName = kind.Name, filetype.SafeName(in.FileName, kind)
	if doc.Title = names.CleanLine(in.Title); doc.Title == "" {
		doc.Title = doc.FileName
	}
	doc.Visibility = in.Visibility
	wrong = append(wrong, doc.check()...)
	if wrong != nil {
		return nil, wrong
	}
	sum := sha256.Sum256(in.File)
	doc.Sum = hex.EncodeToString(sum[:])
	return doc, nil
}

// same reports whether another document says and holds the same.
func (d *Document) same(o Document) bool {
	return o.Sum == d.Sum && o.Title == d.Title && o.Visibility == d.Visibility
}

func (d *Document) check() Problems {
	wrong := tooLong("title", d.Title, names.MaxLine)
	if d.Title == "" {
		wrong = append(wrong, invalid("title", "title_missing"))
	}
	if !slices.Contains(DocumentVisibilities, d.Visibility) {
		wrong = append(wrong, invalid("visibility", "document_for_missing"))
	}
	return wrong
}

// ChangeDocument gives a document another title or lets others have it. read
// is the UpdatedAt the writer saw. It locks the meeting. Kinds: NotFound;
// Problems; Conflict with document_changed when somebody was first.
func (s *Store) ChangeDocument(ctx context.Context, meetingID, id int64, title string, v DocumentVisibility, read time.Time, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		doc, err := documentOf(d.tx, meetingID, id)
		if err != nil {
			return err
		}
		if !doc.UpdatedAt.Equal(read) {
			return refuse(Conflict, "document_changed")
		}
		was := *doc
		doc.Title, doc.Visibility, doc.UpdatedAt = names.CleanLine(title), v, d.now
		if wrong := doc.check(); wrong != nil {
			return wrong
		}
		if was.Title == doc.Title && was.Visibility == doc.Visibility {
			return nil
		}
		if err := d.tx.Model(&Document{}).Where("id = ?", id).Select("Title", "Visibility", "UpdatedAt").Updates(doc).Error; err != nil {
			return fmt.Errorf("change document %d: %w", id, err)
		}
		if was.Visibility != doc.Visibility {
			return d.meetingHistory(documentAction+string(doc.Visibility), doc.Title, by)
		}
		return d.meetingHistory(documentAction+"renamed", doc.Title, by)
	})
}

// MoveDocument puts a document one place up or down; at an end it stays. It
// locks the meeting. Kind NotFound.
func (s *Store) MoveDocument(ctx context.Context, meetingID, id int64, up bool, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		var list []Document
		if err := d.tx.Where("meeting_id = ?", meetingID).Order("position, id").Find(&list).Error; err != nil {
			return fmt.Errorf("documents of meeting %d: %w", meetingID, err)
		}
		from := slices.IndexFunc(list, func(doc Document) bool { return doc.ID == id })
		if from < 0 {
			return errNotFound("document")
		}
		to := from + 1
		if up {
			to = from - 1
		}
		if to < 0 || to >= len(list) {
			return nil
		}
		list[from], list[to] = list[to], list[from]
		for i := range list {
			if err := d.tx.Model(&Document{}).Where("id = ?", list[i].ID).UpdateColumn("position", i).Error; err != nil {
				return fmt.Errorf("order of document %d: %w", list[i].ID, err)
			}
		}
		return d.meetingHistory(documentAction+"moved", list[to].Title, by)
	})
}

// documentAction begins what the history of a meeting says about documents.
const documentAction = "document_"

// eraseDocuments removes, once the term of the names is over, what only
// participants may have, for it may name people, and with it the titles in the
// history. What everybody may have stays.
func eraseDocuments(tx *gorm.DB, meetingID int64) error {
	err := tx.Where("meeting_id = ? and visibility = ?", meetingID, DocumentParticipants).Delete(&Document{}).Error
	if err != nil {
		return fmt.Errorf("erase documents of meeting %d: %w", meetingID, err)
	}
	err = tx.Model(&MeetingChange{}).Where("meeting_id = ? and action like ?", meetingID, documentAction+"%").UpdateColumn("detail", "").Error
	if err != nil {
		return fmt.Errorf("erase titles of documents of meeting %d: %w", meetingID, err)
	}
	return nil
}

// RemoveDocument takes a document away, with all it holds. It locks the
// meeting. Kinds: NotFound; Conflict with document_in_note while a mail that
// has it still has to leave.
func (s *Store) RemoveDocument(ctx context.Context, meetingID, id int64, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		doc, err := documentOf(d.tx, meetingID, id)
		if err != nil {
			return err
		}
		var waiting int64
		err = d.tx.Model(&Message{}).Where("state = ? and note_id in (select note_id from note_documents where document_id = ?)", MessageQueued, id).
			Count(&waiting).Error
		if err != nil {
			return fmt.Errorf("mails with document %d: %w", id, err)
		}
		if waiting > 0 {
			return refuse(Conflict, "document_in_note")
		}
		if err := d.tx.Where("id = ?", id).Delete(&Document{}).Error; err != nil {
			return fmt.Errorf("remove document %d: %w", id, err)
		}
		return d.meetingHistory(documentAction+"removed", doc.Title, by)
	})
}
