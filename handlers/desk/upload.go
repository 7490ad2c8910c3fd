package desk

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
)

const (
	// maxUpload is how much of a file that is too large is still read, so that
	// its sender gets a sentence at the field and no broken connection.
	maxUpload = 32 << 20
	// uploadsAtOnce is how many files are held in memory at the same time.
	uploadsAtOnce = 4
)

// upload is a form with one file.
type upload struct {
	values url.Values
	sent   bool // a file was chosen; it may be empty
	name   string
	file   []byte // one byte more than may be kept when it is too large
}

// readUpload reads a form with a file in the field file, part by part: nothing
// is written to disk, and not more than a few files are in memory together.
func (p *Pages) readUpload(c echo.Context) (*upload, error) {
	r := c.Request()
	ctx := r.Context()
	if deadline, ok := ctx.Deadline(); ok { // pages have less time to come in
		err := http.NewResponseController(c.Response()).SetReadDeadline(deadline)
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			return nil, fmt.Errorf("read upload: %w", err)
		}
	}
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		values, err := web.PostForm(c)
		return &upload{values: values}, err
	}
	if err != nil {
		return nil, echo.ErrBadRequest.WithInternal(err)
	}
	select {
	case p.uploads <- struct{}{}:
		defer func() { <-p.uploads }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	up := &upload{values: url.Values{}}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return up, nil
		}
		if err == nil {
			err = up.take(part)
		}
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			return nil, echo.ErrStatusRequestEntityTooLarge.WithInternal(err)
		}
		if err != nil {
			return nil, echo.ErrBadRequest.WithInternal(err)
		}
	}
}

// take reads one part; the rest of one that is too large goes nowhere.
func (up *upload) take(part *multipart.Part) error {
	if part.FormName() == "file" {
		name := part.FileName()
		if up.sent || name == "" {
			return nil // no second file; without a name none was chosen
		}
		up.sent, up.name = true, name
		var err error
		if up.file, err = io.ReadAll(io.LimitReader(part, models.MaxDocument+1)); err == nil {
			_, err = io.Copy(io.Discard, part)
		}
		return err
	}
	text, err := io.ReadAll(io.LimitReader(part, web.MaxForm+1))
	switch {
	case err != nil:
		return err
	case len(text) > web.MaxForm || !utf8.Valid(text) || strings.ContainsRune(string(text), 0) || !utf8.ValidString(part.FormName()):
		return errors.New("a field is no text, or far too long")
	}
	if len(up.values) < 20 {
		up.values.Add(part.FormName(), string(text))
	}
	return nil
}
