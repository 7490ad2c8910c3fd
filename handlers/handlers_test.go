package handlers_test

import (
	"net/http"
	"testing"

	"bijeen/handlers/handlerstest"
)

func TestHealth(t *testing.T) {
	site := handlerstest.New(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		if a := site.Get(path); a.Status != http.StatusOK {
			t.Errorf("GET %s: status %d, want 200: %s", path, a.Status, a.Body)
		}
	}
	if a := site.Get("/onbekend"); a.Status != 404 || a.Text("h1") != "Deze pagina bestaat niet" {
		t.Errorf("GET /onbekend: status %d, %s", a.Status, a.Text("h1"))
	}
	if a := site.Post("/healthz", nil); a.Status != 405 || a.Header.Get("Allow") == "" {
		t.Errorf("POST /healthz: status %d Allow %q, want 405 with Allow", a.Status, a.Header.Get("Allow"))
	}
}
