package web

import (
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestPrinter(t *testing.T) {
	for _, test := range []struct{ query, meeting, accept, want string }{
		{"", "", "", "nl"},
		{"", "", "en", "en"},
		{"", "", "de-DE,en;q=0.8,nl;q=0.3", "en"},
		{"", "", "fr", "nl"},
		{"", "", "nl-NL,nl;q=0.9,en;q=0.8", "nl"},
		{"", "", ";;;q=x", "nl"},
		{"", "en", "nl", "en"},
		{"", "nl", "en", "nl"},
		{"taal=en", "nl", "nl", "en"},
		{"taal=nl", "en", "en", "nl"},
		{"taal=EN", "nl", "", "nl"},
		{"taal=%3Cscript%3E", "", "en", "en"},
		{"taal=nl&taal=en", "", "", "nl"},
	} {
		r := httptest.NewRequest("GET", "/?"+test.query, nil)
		if test.accept != "" {
			r.Header.Set("Accept-Language", test.accept)
		}
		c := echo.New().NewContext(r, httptest.NewRecorder())
		if got := Printer(c, test.meeting).Lang(); got != test.want {
			t.Errorf("query %q, meeting %q, accept %q: %s, want %s", test.query, test.meeting, test.accept, got, test.want)
		}
	}
}

func TestWithTaal(t *testing.T) {
	for _, test := range []struct{ path, lang, own, want string }{
		{"/a", "nl", "nl", "/a"}, {"/a", "en", "nl", "/a?taal=en"}, {"/a?b=c", "nl", "en", "/a?b=c&taal=nl"},
	} {
		if got := WithTaal(test.path, test.lang, test.own); got != test.want {
			t.Errorf("%s in %s of %s: %s, want %s", test.path, test.lang, test.own, got, test.want)
		}
	}
}

func TestCut(t *testing.T) {
	for text, want := range map[string]string{
		"kort": "kort", "precies tien": "precies…", "ééééééééééé": "ééééééééé…", "een, twee, drie": "een, twee…",
	} {
		if got := Cut(text, 10); got != want {
			t.Errorf("Cut(%q) = %q, want %q", text, got, want)
		}
	}
}
