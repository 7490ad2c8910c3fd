package public_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

func addPaper(t testing.TB, site *handlerstest.Site, m *models.Meeting, title string, v models.DocumentVisibility) (string, []byte) {
	t.Helper()
	file := []byte("%PDF-1.7\n% " + title + strings.Repeat("x", 600<<10) + "\n%%EOF\n")
	in := models.DocumentInput{Title: title, FileName: "één stuk.pdf", Visibility: v, File: file}
	doc, err := site.AddDocument(context.Background(), m.ID, in, models.Actor{Kind: models.ByOrganizer})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("/documenten/%d", doc.ID), file
}

// A document goes out whole, to be saved, and nothing in it can act at our
// address.
// What is no slug is no question for the database.
func TestDocument_OfNoSlug(t *testing.T) {
	site := handlerstest.New(t)
	for _, slug := range []string{"%00", "%ff", "A"} {
		if a := site.Get("/bijeenkomsten/" + slug + "/documenten/1"); a.Status != 404 {
			t.Errorf("%s: status %d, want 404", slug, a.Status)
		}
	}
}

func TestDocument_IsSavedAndNeverShown(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5))
	if a := site.Get("/bijeenkomsten/platform"); strings.Contains(a.Body, "Documenten") {
		t.Error("the page speaks of documents that are not there")
	}
	path, file := addPaper(t, site, m, "Dia's <i>deel</i> 1", models.DocumentPublic)
	page := site.Get("/bijeenkomsten/platform")
	if text := page.Text(`a[href="/bijeenkomsten/platform` + path + `"]`); text != "Dia's <i>deel</i> 1" || !strings.Contains(page.Text("main"), "(PDF, 601 kB)") {
		t.Errorf("the page names %q", text)
	}
	client := site.Client()
	a := client.Get("/bijeenkomsten/platform" + path)
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Length": fmt.Sprint(len(file)),
		"Content-Disposition": "attachment; filename*=utf-8''%C3%A9%C3%A9n%20stuk.pdf", "X-Robots-Tag": "noindex",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if a.Status != 200 || !bytes.Equal([]byte(a.Body), file) {
		t.Errorf("status %d, %d bytes of %d", a.Status, len(a.Body), len(file))
	}
	if head := client.Do("HEAD", "/bijeenkomsten/platform"+path, "", nil); head.Status != 200 || head.Body != "" || head.Header.Get("Content-Length") != fmt.Sprint(len(file)) {
		t.Errorf("HEAD: status %d, %d bytes, length %q", head.Status, len(head.Body), head.Header.Get("Content-Length"))
	}
	client.Header.Set("If-None-Match", a.Header.Get("ETag"))
	if again := client.Get("/bijeenkomsten/platform" + path); again.Status != 304 || again.Body != "" {
		t.Errorf("again: status %d, %d bytes", again.Status, len(again.Body))
	}
}

// What only participants may have is found on the own page of who has a place,
// for as long as the link works, and nowhere else.
func TestDocument_ForParticipants(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 1))
	path, file := addPaper(t, site, m, "Stukken", models.DocumentParticipants)
	public, _ := addPaper(t, site, m, "Folder", models.DocumentPublic)
	out := site.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
	seated, waiting := "/aanmelding/"+site.Token(out[0].RegistrationID, 1), "/aanmelding/"+site.Token(out[1].RegistrationID, 1)
	if a := site.Get("/bijeenkomsten/platform"); strings.Contains(a.Body, "Stukken") {
		t.Error("everybody reads of it")
	}
	if a := site.Get(seated); !a.Has(`a[href="`+seated+path+`"]`) || !a.Has(`a[href="`+seated+public+`"]`) {
		t.Errorf("the own page has no link: %s", a.Text("main"))
	}
	if a := site.Get(seated + path); a.Status != 200 || a.Body != string(file) || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("with a place: status %d, cache %q", a.Status, a.Header.Get("Cache-Control"))
	}
	if a := site.Get(waiting); strings.Contains(a.Body, "Stukken") {
		t.Error("who waits reads of it")
	}
	other := site.Save(modelstest.Gathering("ander", 1))
	elsewhere := "/aanmelding/" + site.Token(site.SignUpAll(other, modelstest.Person(1, "a"))[0].RegistrationID, 1)
	for what, address := range map[string]string{
		"everybody": "/bijeenkomsten/platform" + path, "who waits": waiting + path, "a made up link": "/aanmelding/verzonnen" + path,
		"another meeting": "/bijeenkomsten/ander" + public, "a link of another meeting": elsewhere + path, "no number": seated + "/documenten/x",
	} {
		if a := site.Get(address); a.Status != 404 {
			t.Errorf("%s: status %d, want 404", what, a.Status)
		}
	}
	site.Clock.Set(m.EndsAt.Add(29 * 24 * time.Hour))
	if a := site.Get(seated + path); a.Status != 200 {
		t.Errorf("29 days after: status %d", a.Status)
	}
	site.Clock.Set(m.EndsAt.Add(31 * 24 * time.Hour))
	if a := site.Get(seated + path); a.Status != 410 {
		t.Errorf("31 days after: status %d, want 410", a.Status)
	}
}

// BR-20: who was replaced gets nothing by the old link; nor does who cancelled.
func TestBR20_DocumentsEndWithThePlace(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5))
	path, _ := addPaper(t, site, m, "Stukken", models.DocumentParticipants)
	out := site.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
	by := models.Actor{Kind: models.ByPerson}
	if err := site.Cancel(t.Context(), m.ID, out[0].RegistrationID, by, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := site.Substitute(t.Context(), m.ID, out[1].RegistrationID, models.Substitution{GivenName: "Li Wei", Surname: "Shiyan", Email: "liwei@horizon.example"}, by); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{404, 410} {
		if a := site.Get("/aanmelding/" + site.Token(out[i].RegistrationID, 1) + path); a.Status != want {
			t.Errorf("person %d: status %d, want %d", i+1, a.Status, want)
		}
	}
}

// A draft shows nothing, not even what is meant for everybody.
func TestDocument_OfADraft(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.Status = models.MeetingDraft
	path, _ := addPaper(t, site, site.Save(in), "Folder", models.DocumentPublic)
	if a := site.Get("/bijeenkomsten/platform" + path); a.Status != 404 {
		t.Errorf("status %d, want 404", a.Status)
	}
}
