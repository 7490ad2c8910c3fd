package desk_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// heads are the columns of the list on a page, beside the name.
func heads(a *handlerstest.Answer) []string {
	return a.Doc().Find("thead th").Slice(1, goquery.ToEnd).Map(func(_ int, s *goquery.Selection) string { return s.Text() })
}

// The columns are chosen in the address, one by one or in one value; what is
// no column does not count.
func TestPeople_Columns(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	usual := []string{"Organisatie", "Functie", "Namens", "Locatie", "Status", "Sinds"}
	tests := []struct {
		name, query string
		want        []string
	}{
		{"nobody chose", "", usual},
		{"one by one", "?kolom=email&kolom=telefoon", []string{"E-mail", "Telefoon"}},
		{"in one value, in the order of the list", "?kolom=status.email", []string{"E-mail", "Status"}},
		{"with commas", "?kolom=status,email", []string{"E-mail", "Status"}},
		{"not a column among them", "?kolom=dieet.email", []string{"E-mail"}},
		{"no column at all", "?kolom=dieet", usual},
		{"the rest", "?kolom=niveau.rol.herkomst", []string{"Niveau", "Rol", "Herkomst"}},
	}
	for _, tt := range tests {
		a := client.Get(grote + "/aanmeldingen" + tt.query)
		if diff := cmp.Diff(tt.want, heads(a)); diff != "" || a.Status != 200 {
			t.Errorf("%s: status %d, %s", tt.name, a.Status, diff)
		}
	}
	a := client.Get(grote + "/aanmeldingen?zoek=broek&kolom=email.telefoon.niveau.rol.herkomst")
	cells := a.Doc().Find("tbody td").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	if diff := cmp.Diff([]string{"beleid", "deelnemer", "demi-van-de-broek@horizon.example", "053-123 45 67", "zelf aangemeld"}, cells); diff != "" {
		t.Error(diff)
	}
	logs, err := site.ExportLogs(ctx, m.ID, 1)
	must(t, err)
	if logs[0].Columns != "name level role email phone source" {
		t.Errorf("the log says that %q was seen", logs[0].Columns)
	}
}

// The choice stays with the filters from page to page, at the sites and in the
// form; clearing the filter keeps it.
func TestPeople_ColumnsStay(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("groot", 200, 5))
	for i := range 60 {
		site.SignUpAll(m, modelstest.Person(i, "a"))
	}
	client := login(t, site, models.RoleOrganizer)
	a := client.Get("/beheer/bijeenkomsten/groot/aanmeldingen?zoek=proef&volgorde=laatst&kolom=email&kolom=telefoon")
	for _, link := range []string{".bij-pager a", ".bij-chips a", "[role=status] a:contains('Filter wissen')"} {
		if href := a.Doc().Find(link).Last().AttrOr("href", ""); !strings.Contains(href, "kolom=email.telefoon") {
			t.Errorf("%s leads to %q, without the columns", link, href)
		}
	}
	if !a.Has("input[name=kolom][value=email][checked]") || a.Has("input[name=kolom][value=status][checked]") || !a.Has("input[type=hidden][name=volgorde][value=laatst]") {
		t.Error("the form does not show what was chosen")
	}
	next := client.Get(a.Doc().Find(".bij-pager a").Last().AttrOr("href", ""))
	if diff := cmp.Diff([]string{"E-mail", "Telefoon"}, heads(next)); diff != "" || len(names(next)) != 10 {
		t.Errorf("next page with %d names: %s", len(names(next)), diff)
	}
}
