package models

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// NoteFile is a document that goes along with a note, as its mails say it.
type NoteFile struct {
	ID       int64 // of the document
	FileName string
	Type     string // the name of a filetype.Type
	Size     int
}

// NoteFiles gives the documents that are to go along with a note, in the order
// of the meeting. Problems at the field document: document_not_found for one
// that is not of the meeting, note_large when they are more than MaxDocument
// together.
func (s *Store) NoteFiles(ctx context.Context, meetingID int64, ids []int64) ([]Document, error) {
	return noteFiles(s.reader.WithContext(ctx), meetingID, ids)
}

func noteFiles(tx *gorm.DB, meetingID int64, ids []int64) ([]Document, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var list []Document
	if err := tx.Where("meeting_id = ? and id in ?", meetingID, ids).Order("position, id").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("documents of a note: %w", err)
	}
	if len(list) != len(ids) {
		return nil, Problems{invalid("document", "document_not_found")}
	}
	total := 0
	for _, doc := range list {
		total += doc.Size
	}
	if total > MaxDocument {
		return nil, Problems{invalid("document", "note_large")}
	}
	return list, nil
}

// attach keeps which documents go along with a note.
func (d *desk) attach(note *Note, list []Document) error {
	for i, doc := range list {
		row := NoteDocument{NoteID: note.ID, DocumentID: &doc.ID, Title: doc.Title, FileName: doc.FileName, Type: doc.Type, Size: doc.Size, Position: i}
		if err := d.tx.Create(&row).Error; err != nil {
			return fmt.Errorf("attach document %d to note %d: %w", doc.ID, note.ID, err)
		}
	}
	return nil
}

// NoteDocuments lists what went along with a note, also what was taken away
// since.
func (s *Store) NoteDocuments(ctx context.Context, noteID int64) ([]NoteDocument, error) {
	return noteDocuments(s.reader.WithContext(ctx), noteID)
}

func noteDocuments(tx *gorm.DB, noteID int64) ([]NoteDocument, error) {
	var list []NoteDocument
	if err := tx.Where("note_id = ?", noteID).Order("position, id").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("documents of note %d: %w", noteID, err)
	}
	return list, nil
}

// files are the documents as the mails of a note say them.
func files(list []Document) []NoteFile {
	var all []NoteFile
	for _, doc := range list {
		all = append(all, NoteFile{doc.ID, doc.FileName, doc.Type, doc.Size})
	}
	return all
}

// filesOf are the documents of a note that is there. gone is true when one of
// them was taken away: the note can no longer be sent as it was.
func (d *desk) filesOf(noteID int64) (all []NoteFile, gone bool, err error) {
	list, err := noteDocuments(d.tx, noteID)
	for _, doc := range list {
		if doc.DocumentID == nil {
			return nil, true, err
		}
		all = append(all, NoteFile{*doc.DocumentID, doc.FileName, doc.Type, doc.Size})
	}
	return all, false, err
}

// sameFiles reports whether a note has these documents and no others.
func (d *desk) sameFiles(noteID int64, list []Document) (bool, error) {
	has, gone, err := d.filesOf(noteID)
	return err == nil && !gone && slices.Equal(has, files(list)), err
}

// DocumentBytes gives what a document holds, for a mail. Kind NotFound when it
// was taken away.
func (s *Store) DocumentBytes(ctx context.Context, id int64) ([]byte, error) {
	var list []Document
	if err := s.reader.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&list).Error; err != nil {
		return nil, fmt.Errorf("document %d: %w", id, err)
	}
	if len(list) == 0 {
		return nil, errNotFound("document")
	}
	var b bytes.Buffer
	b.Grow(list[0].Size)
	if err := s.WriteDocument(ctx, &list[0], &b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
