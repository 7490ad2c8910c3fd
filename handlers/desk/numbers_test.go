package desk_test

import (
	"mime"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// BR-73, BR-75: the numbers come as a file with a name, hold nobody's name,
// say what changed since the last time, and leave one line in the log. HEAD
// leaves none.
func TestBR73_NumbersExport(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	path := grote + "/aantallen.csv?locatie=enschede"
	if head := client.Do("HEAD", path, "", nil); head.Status != 200 || head.Body != "" || !strings.HasPrefix(head.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("HEAD: status %d, %q", head.Status, head.Header.Get("Content-Type"))
	}
	first := client.Get(path)
	_, params, err := mime.ParseMediaType(first.Header.Get("Content-Disposition"))
	if err != nil || !strings.HasPrefix(params["filename"], "grote-bijeenkomst_enschede_aantallen_2019-10-07-1200_") || first.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("name %q, cache %q, %v", params["filename"], first.Header.Get("Cache-Control"), err)
	}
	if first.Status != 200 || !strings.HasPrefix(first.Body, "\ufefflocatie;onderdeel;aantal;vorig aantal;verschil;vorige keer\r\n") || !strings.Contains(first.Body, ";halal;0;;;\r\n") {
		t.Errorf("status %d\n%s", first.Status, first.Body)
	}
	guest := named("Pim", "Proefbakker", "Gemeente Losser", "enschede")
	guest.Diet, guest.NeedsConsent = []string{"halal"}, true
	site.SignUpAll(m, guest)
	second := client.Get(path)
	for _, want := range []string{";halal;1;0;1 meer;2019-10-07 12:00\r\n", "1 meer"} {
		if !strings.Contains(second.Body, want) {
			t.Errorf("without %q:\n%s", want, second.Body)
		}
	}
	for _, name := range []string{"Proefbakker", "Losser", "Shiyan", "Voorbeeldi"} {
		if strings.Contains(second.Body, name) {
			t.Errorf("the numbers hold %q", name)
		}
	}
	logs, err := site.ExportLogs(ctx, m.ID, 10)
	must(t, err)
	if len(logs) != 2 || logs[0].List != "aantallen" || logs[0].Format != "csv" || logs[0].SiteKey != "enschede" || logs[0].Who != "Tessa Testerink" || !strings.HasPrefix(logs[0].Columns, "locatie, onderdeel") {
		t.Errorf("log %+v", logs)
	}
	if pdf := client.Get(grote + "/aantallen.pdf"); pdf.Status != 200 || !strings.HasPrefix(pdf.Body, "%PDF-") {
		t.Errorf("paper: status %d", pdf.Status)
	}
	if a := client.Get(grote + "/aantallen.csv?locatie=nergens"); a.Status != 404 {
		t.Errorf("unknown site: status %d, want 404", a.Status)
	}
	if text := client.Get(grote + "/lijsten").Text("main"); !strings.Contains(text, "Aantallen (PDF)") || !strings.Contains(text, "Aantallen (CSV)") {
		t.Errorf("the page of lists does not lead there: %s", text)
	}
}

// A meeting without people or sites has numbers too.
func TestNumbersExport_Empty(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("leeg")
	in.Status = models.MeetingDraft
	site.Save(in)
	client := login(t, site, models.RoleOrganizer)
	for _, file := range []string{"aantallen.csv", "aantallen.pdf"} {
		if a := client.Get("/beheer/bijeenkomsten/leeg/" + file); a.Status != 200 || a.Body == "" {
			t.Errorf("%s: status %d", file, a.Status)
		}
	}
}
