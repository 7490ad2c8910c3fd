package desk_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// pdf is a PDF of this many bytes.
func pdf(size int) []byte {
	head, tail := "%PDF-1.7\n", "\n%%EOF\n"
	return []byte(head + strings.Repeat("x", size-len(head)-len(tail)) + tail)
}

// send uploads a file as a browser does, with a name as raw as it is given.
func send(client *handlerstest.Client, path, name string, file []byte, fields ...string) *handlerstest.Answer {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	if name != "" || file != nil {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename="%s"`, strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "%0D", "\n", "%0A").Replace(name)))
		h.Set("Content-Type", "application/pdf")
		part, _ := w.CreatePart(h)
		_, _ = part.Write(file)
	}
	_ = w.Close()
	return client.Do("POST", path, w.FormDataContentType(), body.Bytes())
}

func papers(t *testing.T) (*handlerstest.Site, *models.Meeting, *handlerstest.Client, string) {
	t.Helper()
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5))
	return site, m, login(t, site, models.RoleEditor), "/beheer/bijeenkomsten/platform/documenten"
}

func TestDocuments_AddChangeRemove(t *testing.T) {
	site, m, client, path := papers(t)
	if text := client.Get(path).Text("main"); !strings.Contains(text, "Nog geen documenten") {
		t.Errorf("empty: %q", text)
	}
	for i, title := range []string{"Dia's", ""} {
		a := send(client, path, fmt.Sprintf("stuk%d.pdf", i), pdf(100+i), "title", title, "visibility", "public")
		if a.Status != 303 || a.Location() != path {
			t.Fatalf("add: status %d, %s", a.Status, a.Body)
		}
	}
	list, err := site.Documents(ctx, m.ID, false)
	must(t, err)
	if len(list) != 2 || list[0].Title != "Dia's" || list[1].Title != "stuk1.pdf" {
		t.Fatalf("kept %+v", list)
	}
	second := path + "/" + itoa(list[1].ID)
	if a := client.Post(second, form("do", "up")); a.Status != 303 || client.Get(path).Text("main ol h2") != "stuk1.pdf" {
		t.Errorf("up: status %d, first %q", a.Status, client.Get(path).Text("main ol h2"))
	}
	v := filled(t, client.Get(second))
	site.Clock.Add(time.Second)
	if a := client.Post(second, set(clone(v), "title", "Agenda", "visibility", "participants")); a.Status != 303 {
		t.Errorf("change: status %d", a.Status)
	}
	a := client.Post(second, set(clone(v), "title", "Programma"))
	if text := a.Text("main"); a.Status != 409 || !strings.Contains(text, "Agenda") || !a.Has(`[name=title][value=Programma]`) {
		t.Errorf("second writer: status %d, %q", a.Status, text)
	}
	if a := client.Post(second, set(filled(t, a), "title", "")); a.Status != 422 || !a.Has("#title[aria-invalid=true]") {
		t.Errorf("no title: status %d", a.Status)
	}
	if a := client.Post(second+"/weg", form("sure", "")); a.Status != 303 || client.Get(second).Status != 200 {
		t.Errorf("without the tick: status %d, or it is gone", a.Status)
	}
	if a := client.Post(second+"/weg", form("sure", "yes")); a.Status != 303 || client.Get(second).Status != 404 {
		t.Errorf("with the tick: status %d, or it is still there", a.Status)
	}
	log := login(t, site, models.RoleOrganizer).Get("/beheer/bijeenkomsten/platform/logboek").Text(".bij-log")
	for _, want := range []string{"Document toegevoegd: Dia's (door Tessa Testerink)", "nu alleen voor deelnemers: Agenda", "andere plek in de lijst: stuk1.pdf", "Document verwijderd: Agenda"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
}

// What cannot be kept is said at the field; what was typed stays, and nothing
// is kept.
func TestDocuments_Refused(t *testing.T) {
	site, m, client, path := papers(t)
	for name, c := range map[string]struct {
		file   []byte
		sent   string
		status int
		says   string
	}{
		"none":        {nil, "", 422, "Kies een bestand"},
		"empty":       {[]byte{}, "leeg.pdf", 422, "Dit bestand is leeg"},
		"5 MiB + 1":   {pdf(models.MaxDocument + 1), "groot.pdf", 413, "groter dan 5 MB"},
		"7 MiB":       {pdf(7 << 20), "groot.pdf", 413, "groter dan 5 MB"},
		"html as pdf": {[]byte("<!doctype html><script>alert(1)</script>"), "stuk.pdf", 422, "webpagina"},
		"archive":     {[]byte("PK\x05\x06" + strings.Repeat("\x00", 18)), "stuk.zip", 422, "ingepakt"},
		"polyglot":    {append(pdf(100), []byte("PK\x05\x06"+strings.Repeat("\x00", 18))...), "stuk.pdf", 422, "twee soorten"},
	} {
		a := send(client, path, c.sent, c.file, "title", "Mijn <b>titel</b>", "visibility", "participants")
		if a.Status != c.status || !a.Has("#file[aria-invalid=true]") || !strings.Contains(a.Text("#errors"), c.says) {
			t.Errorf("%s: status %d, %q; want %d and %q", name, a.Status, a.Doc().Find("#errors").Text(), c.status, c.says)
			continue
		}
		if v := filled(t, a); v.Get("title") != "Mijn <b>titel</b>" || v.Get("visibility") != "participants" {
			t.Errorf("%s: what was typed became %v", name, v)
		}
	}
	if a := send(client, path, "stuk.pdf", pdf(100), "title", "Agenda"); a.Status != 422 || !strings.Contains(a.Text("#errors"), "Kies voor wie het document is") {
		t.Errorf("for nobody: status %d, %q", a.Status, a.Text("#errors"))
	}
	if a := send(client, path, "groot.pdf", pdf(33<<20), "visibility", "public"); a.Status != 413 {
		t.Errorf("33 MiB: status %d", a.Status)
	}
	if a := send(client, path, "stuk.pdf", pdf(100), "visibility", "\xff"); a.Status != 400 {
		t.Errorf("a field that is no text: status %d", a.Status)
	}
	if a := client.Do("POST", path, "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF")); a.Status != 400 {
		t.Errorf("a body that ends halfway: status %d", a.Status)
	}
	if list, err := site.Documents(ctx, m.ID, false); err != nil || len(list) != 0 {
		t.Errorf("kept %d, %v", len(list), err)
	}
}

// The name of a file is made safe, whatever was sent, and comes out of the
// header as it stands in the list.
func TestDocuments_Names(t *testing.T) {
	_, _, client, path := papers(t)
	for i, sent := range []string{`..\..\windows\stuk.exe`, "/etc/pass\"wd", "a\r\nSet-Cookie: x=y.pdf", strings.Repeat("é", 200), strings.Repeat("👩‍💻", 70) + ".pdf", "\u202efdp.exe"} {
		if a := send(client, path, sent, pdf(100+i), "visibility", "public"); a.Status != 303 {
			t.Fatalf("%q: status %d", sent, a.Status)
		}
		link, _ := client.Get(path).Doc().Find(`main ol li:last-child a[href$="/bestand"]`).Attr("href")
		a := client.Get(link)
		_, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
		name := params["filename"]
		if err != nil || !strings.HasSuffix(name, ".pdf") || len([]rune(name)) > 54 || strings.ContainsAny(name, "/\\\"\r\n\u202e") || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("%q is saved as %q, %v", sent, name, err)
		}
		if got := client.Get(path).Text("main ol li:last-child h2"); got != strings.Join(strings.Fields(name), " ") {
			t.Errorf("%q is called %q, saved as %q", sent, got, name)
		}
	}
}

// Nobody adds a document without a session, or to the meeting of another
// group; nothing is kept.
func TestDocuments_OthersMayNot(t *testing.T) {
	site, m, client, path := papers(t)
	if a := send(site.Client(), path, "stuk.pdf", pdf(100), "visibility", "public"); a.Status != 303 || !strings.HasPrefix(a.Location(), "/beheer/inloggen") {
		t.Errorf("without a session: status %d to %q", a.Status, a.Location())
	}
	if a := send(inGroups(t, site, "Een andere groep"), path, "stuk.pdf", pdf(100), "visibility", "public"); a.Status != 404 {
		t.Errorf("another group: status %d", a.Status)
	}
	if a := send(login(t, site, models.RoleViewer), path, "stuk.pdf", pdf(100), "visibility", "public"); a.Status != 403 {
		t.Errorf("a viewer: status %d", a.Status)
	}
	other := site.Save(modelstest.Gathering("ander", 5))
	doc, err := site.AddDocument(ctx, other.ID, models.DocumentInput{FileName: "a.pdf", Visibility: "public", File: pdf(100)}, models.Actor{Kind: models.ByOrganizer})
	must(t, err)
	if a := client.Get(path + "/" + itoa(doc.ID) + "/bestand"); a.Status != 404 {
		t.Errorf("a document of another meeting: status %d", a.Status)
	}
	if list, err := site.Documents(ctx, m.ID, false); err != nil || len(list) != 0 {
		t.Errorf("kept %d, %v", len(list), err)
	}
}

// More people than files fit in memory add one at the same moment.
func TestDocuments_TogetherAtOnce(t *testing.T) {
	site, m, client, path := papers(t)
	var wait sync.WaitGroup
	for i := range 6 {
		wait.Go(func() {
			if a := send(client, path, fmt.Sprintf("stuk%d.pdf", i), pdf(1<<20+i), "visibility", "public"); a.Status != 303 {
				t.Errorf("upload %d: status %d", i, a.Status)
			}
		})
	}
	wait.Wait()
	if list, err := site.Documents(ctx, m.ID, false); err != nil || len(list) != 6 {
		t.Errorf("kept %d, %v; want 6", len(list), err)
	}
}

// A note names in its preview what goes along, with how much it is; what is
// chosen afterwards has to be looked at first, and too much is said at the
// field.
func TestNote_Documents(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	if a := client.Get(notes + "/nieuw"); a.Has("[name=document]") || !a.Has(`main a[href="`+grote+`/documenten"]`) {
		t.Error("without documents there is a choice, or no way to add one")
	}
	var ids []string
	for _, size := range []int{3 << 20, 2<<20 - 100, 500} {
		doc, err := site.AddDocument(ctx, m.ID, models.DocumentInput{Title: fmt.Sprint("Stuk ", size), FileName: fmt.Sprint("stuk ", size), Visibility: "participants", File: pdf(size)}, models.Actor{Kind: models.ByOrganizer})
		must(t, err)
		ids = append(ids, itoa(doc.ID))
	}
	v := writing("do", "preview")
	v["document"] = ids[:2]
	a := client.Post(notes+"/nieuw", v)
	if text := a.Text("#voorbeeld"); a.Status != 200 || !strings.Contains(text, "Er gaan 2 bijlagen mee (5 MB)") || !strings.Contains(text, "stuk 3145728.pdf (PDF, 3 MB)") {
		t.Fatalf("preview: status %d, %q", a.Status, text)
	}
	shown := filled(t, a)
	if got := shown["document"]; len(got) != 2 {
		t.Errorf("the choice came back as %v", got)
	}
	other := clone(shown)
	other["document"] = ids[:1]
	if a := client.Post(notes+"/nieuw", set(other, "do", "send")); a.Status != 422 || len(noteMails(site)) != 0 {
		t.Errorf("another choice than was shown: status %d", a.Status)
	}
	other["document"] = ids
	if a := client.Post(notes+"/nieuw", set(other, "do", "preview")); a.Status != 422 || !a.Has("#document[aria-invalid=true]") || a.Has("#voorbeeld") {
		t.Errorf("too much: status %d, %q", a.Status, a.Doc().Find("#errors").Text())
	}
	other["document"] = []string{"999", "x"}
	if a := client.Post(notes+"/nieuw", set(other, "do", "preview")); a.Status != 422 {
		t.Errorf("what is not there: status %d", a.Status)
	}
	a = client.Post(notes+"/nieuw", set(shown, "do", "send"))
	if a.Status != 303 {
		t.Fatalf("send: status %d, %q", a.Status, a.Doc().Find("#errors").Text())
	}
	if page := client.Get(a.Location()); !page.Has(`main a[href="` + grote + "/documenten/" + ids[0] + `/bestand"]`) {
		t.Errorf("the log of the note names no document: %q", page.Text("main"))
	}
	if gone := client.Post(grote+"/documenten/"+ids[0]+"/weg", form("sure", "yes")); gone.Status != 409 || !strings.Contains(gone.Text("main"), "Trek dat bericht eerst in") {
		t.Errorf("take it away meanwhile: status %d, %q", gone.Status, gone.Text("main"))
	}
}

// The largest file goes in and out over a real connection, as it was.
func TestDocuments_OverARealConnection(t *testing.T) {
	site, m, _, path := papers(t)
	address := site.Serve()
	jar, err := cookiejar.New(nil)
	must(t, err)
	client := http.Client{Jar: jar}
	in, err := client.PostForm(address+desk.LoginPath(token(t, site, models.RoleEditor)), nil)
	must(t, err)
	in.Body.Close()
	file := pdf(models.MaxDocument)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(t, w.WriteField("visibility", "public"))
	part, err := w.CreateFormFile("file", "groot.pdf")
	must(t, err)
	_, err = part.Write(file)
	must(t, err)
	must(t, w.Close())
	up, err := client.Post(address+path, w.FormDataContentType(), &body)
	must(t, err)
	up.Body.Close()
	list, err := site.Documents(ctx, m.ID, true)
	must(t, err)
	if up.StatusCode != 200 || len(list) != 1 {
		t.Fatalf("status %d, %d documents", up.StatusCode, len(list))
	}
	down, err := http.Get(address + "/bijeenkomsten/platform/documenten/" + itoa(list[0].ID))
	must(t, err)
	defer down.Body.Close()
	got, err := io.ReadAll(down.Body)
	if err != nil || !bytes.Equal(got, file) || down.ContentLength != models.MaxDocument {
		t.Errorf("%d bytes came back of %d, %v", len(got), down.ContentLength, err)
	}
}
