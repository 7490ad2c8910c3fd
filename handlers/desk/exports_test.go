package desk_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"mime"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// Every file of the contract comes with its type and name and leaves one
// line in the log: who, which list, how many rows, which columns (BR-75).
func TestBR75_Exports(t *testing.T) {
	tests := []struct {
		file, kind, magic string
		rows              int
	}{
		{"deelnemerslijst.csv", "text/csv", "\xef\xbb\xbfnr;achternaam;tussenvoegsel;voornaam;organisatie;functie;niveau;namens;locatie;status;aangemeld op", 6},
		{"deelnemerslijst.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04", 6},
		{"deelnemerslijst.json", "application/json", "{", 6},
		{"deelnemerslijst.pdf", "application/pdf", "%PDF-", 4},
		{"presentielijst.pdf", "application/pdf", "%PDF-", 4},
		{"tekenlijst.pdf", "application/pdf", "%PDF-", 4},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			site := handlerstest.New(t)
			m := gathering(t, site)
			client := login(t, site, models.RoleOrganizer)
			path := grote + "/" + tt.file + "?locatie=hengelo"
			head := client.Do("HEAD", path, "", nil)
			logs, err := site.ExportLogs(ctx, m.ID, 10)
			must(t, err)
			if head.Status != 200 || len(logs) != 0 || head.Body != "" {
				t.Errorf("HEAD: status %d, %d lines in the log", head.Status, len(logs))
			}
			a := client.Get(path)
			kind, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
			if a.Status != 200 || kind != tt.kind || !strings.HasPrefix(a.Body, tt.magic) || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("status %d, type %q, begins with %q", a.Status, kind, a.Body[:min(60, len(a.Body))])
			}
			if head.Header.Get("Content-Type") != a.Header.Get("Content-Type") {
				t.Errorf("HEAD says %q, GET %q", head.Header.Get("Content-Type"), a.Header.Get("Content-Type"))
			}
			how, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
			if err != nil || how != "attachment" || !strings.HasPrefix(params["filename"], "grote-bijeenkomst_hengelo_") || !strings.Contains(params["filename"], "2019-10-07-1200_"+fmt.Sprint(tt.rows)+"-namen_") {
				t.Errorf("Content-Disposition %q", a.Header.Get("Content-Disposition"))
			}
			logs, err = site.ExportLogs(ctx, m.ID, 10)
			must(t, err)
			if len(logs) != 1 {
				t.Fatalf("%d lines in the log, want 1", len(logs))
			}
			list, format, _ := strings.Cut(tt.file, ".")
			l := logs[0]
			if l.Who != "Tessa Testerink" || l.UserID == nil || l.List != list || l.Format != format || l.Rows != tt.rows || l.SiteKey != "hengelo" || l.Columns == "" {
				t.Errorf("log %+v", l)
			}
		})
	}
}

func TestExport_UnknownSite(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	for _, method := range []string{"GET", "HEAD"} {
		if a := client.Do(method, grote+"/deelnemerslijst.csv?locatie=onbekend", "", nil); a.Status != 404 || strings.Contains(a.Header.Get("Content-Type"), "csv") {
			t.Errorf("%s: status %d, type %q; want a page that says 404", method, a.Status, a.Header.Get("Content-Type"))
		}
	}
}

// BR-72: the lists of the sites together are the register, and the page on
// the screen holds the same rows as the file.
func TestBR72_ScreenAndFilesAgree(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	total := 0
	for _, query := range []string{"", "?locatie=hengelo", "?locatie=enschede"} {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(client.Get(grote+"/deelnemerslijst.csv"+query).Body, "\ufeff")))
		r.Comma = ';'
		records, err := r.ReadAll()
		must(t, err)
		var want []string
		for _, rec := range records[1:] {
			want = append(want, strings.Join([]string{rec[0], rec[1], rec[4], rec[9]}, "|"))
		}
		page := client.Get(grote + "/deelnemerslijst" + query)
		got := page.Doc().Find("tbody tr").Map(func(_ int, s *goquery.Selection) string {
			cell := func(label string) string { return s.Find("td[data-label='" + label + "']").Text() }
			surname, _, _ := strings.Cut(s.Find("th").Text(), ",")
			if surname == "Roos" {
				surname = "" // given name only
			}
			return strings.Join([]string{cell("nr"), surname, cell("Organisatie"), cell("Status")}, "|")
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", query, diff)
		}
		if query != "" {
			total += len(got)
		}
	}
	if total != 11 {
		t.Errorf("the sites hold %d together, want 11", total)
	}
}

// BR-78: who is there as a parent or young person stands on lists with the
// given name only; nobody's address or needs stand on them.
func TestBR78_GivenNameOnlyOnLists(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	for _, path := range []string{"/deelnemerslijst", "/deelnemerslijst.csv"} {
		body := client.Get(grote + path + "?locatie=hengelo").Body
		if !strings.Contains(body, "Roos") || strings.Contains(body, "Nergenshuizen") {
			t.Errorf("%s tells the surname of Roos, or not her name", path)
		}
		for _, secret := range []string{"@horizon.example", "Ringleiding", "egetarisch", "053-123"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q", path, secret)
			}
		}
	}
	// JSON is for the organiser's own systems and holds the whole name.
	var file struct {
		Attendees []struct {
			GivenName string `json:"given_name"`
			Surname   string `json:"surname"`
		} `json:"attendees"`
	}
	must(t, json.Unmarshal([]byte(client.Get(grote+"/deelnemerslijst.json?locatie=hengelo").Body), &file))
	for _, a := range file.Attendees {
		if a.GivenName == "Roos" && a.Surname != "Nergenshuizen" {
			t.Errorf("JSON has %+v", a)
		}
	}
}

// A list that is too long for paper or for one page is refused with the way
// out, and leaves no line in the log.
func TestExport_TooLongForPaper(t *testing.T) {
	t.Parallel()
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("groot", 6000, 6000))
	for n := 0; n < 5001; n += models.MaxPeople {
		var people []models.Attendee
		for i := range min(models.MaxPeople, 5001-n) {
			people = append(people, modelstest.Person(n+i, "a"))
		}
		_, err := site.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: people, By: models.Actor{Kind: models.ByImport}})
		must(t, err)
	}
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/groot/"
	for _, file := range []string{"deelnemerslijst.pdf", "presentielijst.pdf", "deelnemerslijst"} {
		a := client.Get(path + file)
		if a.Status != 422 || !strings.Contains(a.Text("main"), "locatie") || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || a.Header.Get("Content-Disposition") != "" {
			t.Errorf("%s: status %d, %s", file, a.Status, a.Text("main"))
		}
	}
	logs, err := site.ExportLogs(ctx, m.ID, 10)
	must(t, err)
	if len(logs) != 0 {
		t.Errorf("%d lines in the log of lists that were not made", len(logs))
	}
	if a := client.Get(path + "presentielijst.pdf?locatie=b"); a.Status != 200 {
		t.Errorf("the other site: status %d, want 200", a.Status)
	}
	if a := client.Get(path + "deelnemerslijst.csv"); a.Status != 200 || strings.Count(a.Body, "\r\n") != 5002 {
		t.Errorf("CSV: status %d with %d lines, want 5,001 and a header", a.Status, strings.Count(a.Body, "\r\n"))
	}
	// The working list stays quick and shows its pages.
	a := client.Get(path + "aanmeldingen?pagina=100&zoek=proef")
	if a.Status != 200 || len(names(a)) != 50 || !strings.Contains(a.Text(".bij-pager"), "Pagina 100 van 101") {
		t.Errorf("working list: status %d, %d names, %s", a.Status, len(names(a)), a.Text(".bij-pager"))
	}
}

func TestLists_OneSetForEachSite(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	client.Get(grote + "/presentielijst.pdf?locatie=hengelo")
	a := client.Get(grote + "/lijsten")
	if n := a.Doc().Find("section h2").Length(); n != 4 { // all, two sites, the log
		t.Errorf("%d headings, want 4: %s", n, a.Text("main"))
	}
	if row := a.Text("tbody tr"); !strings.Contains(row, "Presentielijst (PDF)") || !strings.Contains(row, "De Gieterij, Hengelo") || !strings.Contains(row, "Tessa Testerink") || !strings.Contains(row, "4 mensen") {
		t.Errorf("log %q", row)
	}
	a.Doc().Find(".bij-listset a").Each(func(_ int, s *goquery.Selection) {
		if r := client.Get(s.AttrOr("href", "")); r.Status != 200 {
			t.Errorf("%s: status %d", s.AttrOr("href", ""), r.Status)
		}
	})
}
