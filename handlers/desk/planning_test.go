package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// BR-07: a holiday, a school holiday and another meeting for the same people
// are told about the day of a meeting to come, and block nothing.
func TestBR07_PlanningWarns(t *testing.T) {
	site := handlerstest.New(t)
	on := func(slug, date string, change func(*models.MeetingInput)) {
		in := modelstest.Gathering(slug, 5)
		in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At(date+" 09:30"), modelstest.At(date+" 12:00"), nil
		if change != nil {
			change(&in)
		}
		site.Save(in)
	}
	site.Clock.Set(*modelstest.At("2026-01-05 12:00"))
	on("gewoon", "2026-03-12", nil)
	on("pasen", "2026-04-06", nil)
	on("zomer", "2026-07-08", nil)
	on("najaar-2027", "2027-11-11", nil) // after the last school year that is known
	on("zomer-2027", "2027-08-20", nil)
	on("een", "2026-06-11", nil)
	on("twee", "2026-06-11", func(in *models.MeetingInput) {
		in.Title, in.Kind = "Schrapsessie verwijsbrieven", models.ScrapSession
	})
	on("drie", "2026-06-11", func(in *models.MeetingInput) {
		in.Title, in.Kind = "Iets anders", models.SiteVisit
		in.Hosts = []models.HostInput{{Name: "Een ander", Role: "lead"}}
	})
	on("afgelast", "2026-06-11", func(in *models.MeetingInput) {
		in.Title, in.Status, in.StatusReason = "Gaat niet door", models.MeetingCancelled, "Ziek"
	})
	client := login(t, site, models.RoleOrganizer)
	for _, test := range []struct{ slug, says, never string }{
		{"gewoon", "", "Deze dag"},
		{"gewoon", "", "nog niet bekend"},
		{"pasen", "Deze dag is een feestdag: Pasen.", "schoolvakantie"},
		{"zomer", "Deze dag valt in de zomervakantie (regio Noord).", "feestdag"},
		{"najaar-2027", "De schoolvakanties van dat schooljaar zijn hier nog niet bekend.", "Deze dag valt"},
		{"zomer-2027", "Deze dag valt in de zomervakantie (regio Noord).", "nog niet bekend"},
		{"een", "Op dezelfde dag is ook Schrapsessie verwijsbrieven, 9.30 tot 12.00 uur", "Iets anders"},
		{"een", "Op dezelfde dag is ook", "Gaat niet door"},
		{"drie", "", "Op dezelfde dag"},
	} {
		text := client.Get("/beheer/bijeenkomsten/" + test.slug).Text(".bij-attention")
		if !strings.Contains(text, test.says) || test.never != "" && strings.Contains(text, test.never) {
			t.Errorf("%s says %q; want %q and never %q", test.slug, text, test.says, test.never)
		}
	}
}

// The year shows meetings, public holidays and school holidays in words.
func TestYear(t *testing.T) {
	site := handlerstest.New(t)
	site.Clock.Set(*modelstest.At("2026-01-05 12:00"))
	in := modelstest.Gathering("platform", 5)
	in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2026-03-12 09:30"), modelstest.At("2026-03-12 12:00"), nil
	site.Save(in)
	client := login(t, site, models.RoleOrganizer)
	page := client.Get("/beheer/jaar")
	if title := page.Text("title"); !strings.Contains(title, "Het jaar 2026") { // not 2.026
		t.Errorf("title %q", title)
	}
	text := page.Text("main")
	for _, want := range []string{"Het jaar 2026", "12 maart, 9.30 uur", "Platform Scheiding en Omgang", "5 april en 6 april", "Pasen", "4 juli t/m 16 augustus", "zomervakantie"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in the year", want)
		}
	}
	if strings.Contains(text, "bekend") {
		t.Error("of 2026 all school holidays are known")
	}
	for year, want := range map[string]string{"2027": "alleen de schoolvakanties van 1 januari t/m 22 augustus bekend", "2025": "van 18 oktober t/m 31 december bekend"} {
		if text := client.Get("/beheer/jaar?jaar=" + year).Text("main"); !strings.Contains(text, want) {
			t.Errorf("%s does not say %q", year, want)
		}
	}
	if a := client.Get("/beheer/jaar?jaar=2040"); !strings.Contains(a.Text("main"), "nog niet bekend") || strings.Contains(a.Text("main"), "Platform") {
		t.Errorf("2040: %s", a.Text("main"))
	}
	if a := client.Get("/beheer/jaar?jaar=x"); a.Status != 200 || !strings.Contains(a.Text("h1"), "2026") {
		t.Errorf("no year: %d %s", a.Status, a.Text("h1"))
	}
}
