package mailer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail"

	"bijeen/models"
	"bijeen/models/filetype"
)

// Files reads the documents that go along with a mail; the Store does.
type Files interface {
	DocumentBytes(ctx context.Context, id int64) ([]byte, error)
}

// fileLimit is how long reading one document may take.
const fileLimit = 10 * time.Second

// fileCache keeps the documents of the note that was written last: its mails
// follow each other, and all have the same. That is 5 MiB at most.
type fileCache struct {
	mu    sync.Mutex
	files map[int64][]byte
}

// files gives the documents of a mail. Their bytes never change, so every try
// carries the same. What cannot be read at the moment is tried again later.
func (c *Composer) files(list []models.NoteFile) ([][]byte, error) {
	if len(list) == 0 {
		return nil, nil
	}
	c.cache.mu.Lock()
	defer c.cache.mu.Unlock()
	kept := make(map[int64][]byte, len(list))
	all := make([][]byte, len(list))
	for i, f := range list {
		file, ok := c.cache.files[f.ID]
		if !ok {
			var err error
			if file, err = c.file(f); err != nil {
				return nil, err
			}
		}
		kept[f.ID], all[i] = file, file
	}
	c.cache.files = kept
	return all, nil
}

func (c *Composer) file(f models.NoteFile) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), fileLimit)
	defer cancel()
	file, err := c.Files.DocumentBytes(ctx, f.ID)
	switch {
	case models.KindOf(err) == models.NotFound:
		return nil, fmt.Errorf("document %d was taken away", f.ID)
	case err != nil:
		return nil, &Failure{Problem: problemAttachment, Cause: err}
	case len(file) != f.Size:
		return nil, errors.New("a document is not what it was")
	}
	return file, nil
}

// attach adds documents beside text and HTML, as files to be saved.
func attach(msg *mail.Msg, list []models.NoteFile, files [][]byte) {
	for i, f := range list {
		kind, _ := filetype.ByName(f.Type)
		msg.AttachReadSeeker(f.FileName, bytes.NewReader(files[i]), func(file *mail.File) {
			file.Enc = mail.EncodingB64
			file.Header.Set("Content-Type", kind.Mime)
			file.Header.Set("Content-Disposition", disposition(f.FileName))
		})
	}
}

// disposition names an attachment twice: in ASCII for old programs, and whole
// (RFC 2231). The library encodes names as words of a subject, which few
// programs read there.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%`, r) {
			return '_'
		}
		return r
	}, name)
	header := `attachment; filename="` + plain + `"`
	if plain != name {
		header += "; filename*=utf-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	}
	return header
}

// along are the documents that go with a row.
func along(row *models.Claimed) []models.NoteFile {
	if note := row.MessageFacts.Detail.Note; note != nil && row.Kind == models.MailNote {
		return note.Files
	}
	return nil
}

// large keeps mails with documents, of up to 7 MB each, from being written
// ahead: there are never more of them than can be on their way.
type large chan struct{}

func (l large) begin(row *models.Claimed) {
	if len(along(row)) > 0 {
		l <- struct{}{}
	}
}

func (l large) done(row *models.Claimed) {
	if len(along(row)) > 0 {
		<-l
	}
}
