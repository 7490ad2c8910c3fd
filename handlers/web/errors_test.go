package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
)

func TestStatus(t *testing.T) {
	refusal := func(kind models.Kind) error { return fmt.Errorf("wrapped: %w", &models.Error{Kind: kind, Key: "x"}) }
	for _, test := range []struct {
		err  error
		want int
	}{
		{refusal(models.Invalid), 422}, {models.Problems{{Key: "x"}}, 422}, {refusal(models.NotFound), 404}, {refusal(models.Gone), 410},
		{refusal(models.Forbidden), 403}, {refusal(models.Conflict), 409}, {refusal(models.TooMany), 429},
		{echo.ErrNotFound, 404}, {echo.ErrMethodNotAllowed, 405}, {echo.ErrStatusRequestEntityTooLarge, 413}, {echo.ErrBadRequest, 400},
		{echo.ErrTeapot, 400}, {echo.ErrInternalServerError, 500}, {errors.New("boom"), 500}, {context.DeadlineExceeded, 503},
	} {
		if got := Status(test.err); got != test.want {
			t.Errorf("%v: %d, want %d", test.err, got, test.want)
		}
	}
}

// A client that goes away fills no log with errors; a fault of ours does, also
// when it looks alike.
func TestClientLeft(t *testing.T) {
	reset := fmt.Errorf("write tcp: %w", syscall.ECONNRESET)
	gone, leave := context.WithCancel(context.Background())
	leave()
	for _, test := range []struct {
		name      string
		err       error
		ctx       context.Context
		answering bool
		want      bool
	}{
		{"connection lost while answering", reset, context.Background(), true, true},
		{"connection to the database lost", reset, context.Background(), false, false},
		{"request given up", context.Canceled, gone, false, true},
		{"cancelled by ourselves", context.Canceled, context.Background(), false, false},
		{"a fault while the client leaves", errors.New("boom"), gone, true, false},
	} {
		c := echo.New().NewContext(httptest.NewRequestWithContext(test.ctx, "GET", "/", nil), httptest.NewRecorder())
		c.Response().Committed = test.answering
		if got := clientLeft(test.err, c); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// Every status has its words in both languages.
func TestErrorPagesSpeak(t *testing.T) {
	for status, section := range pageKeys {
		for _, p := range locale.Languages() {
			for _, part := range []string{"heading", "happened", "advice"} {
				if !p.Has(section + part) {
					t.Errorf("%d has no %s in %s", status, section+part, p.Lang())
				}
			}
		}
		if http.StatusText(status) == "" {
			t.Errorf("%d is no status", status)
		}
	}
}

// A refusal without a sentence of its own must not show its key.
func TestUnknownSentence(t *testing.T) {
	for _, p := range locale.Languages() {
		if got := Sentence(p, &models.Error{Key: "no_such_key"}); got != p.T("error.unknown") {
			t.Errorf("%s: %q", p.Lang(), got)
		}
	}
	e := &models.Error{Key: "too_long", Field: "people[2].given_name", Args: map[string]any{"Max": 80}}
	if got := Sentence(locale.NL, e); got != "Dit is te lang. Gebruik hoogstens 80 tekens." {
		t.Errorf("arguments are not filled in: %q", got)
	}
	e = &models.Error{Key: "email_missing", Field: "booked_by_email"}
	if got := Sentence(locale.NL, e); got != locale.NL.T("error.email_missing__booked_by_email") {
		t.Errorf("the sentence of a field is not taken: %q", got)
	}
}
