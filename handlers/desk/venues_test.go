package desk_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// booked fills the venue book: two buildings in one town, one with rooms.
func booked(t testing.TB, site *handlerstest.Site) (gieterij, stadhuis *models.VenueEntry) {
	t.Helper()
	save := func(e models.VenueEntry) *models.VenueEntry {
		saved, err := site.SaveVenueEntry(ctx, e, time.Time{}, models.Actor{Kind: models.ByOrganizer})
		must(t, err)
		return saved
	}
	gieterij = save(models.VenueEntry{
		Name: "De Gieterij", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo", BuildingLimit: 150,
		ContactName: "Bas Dummy", ContactPhone: "074-123 45 67", ContactEmail: "zaal@gieterij.example",
		RouteText: "Tien minuten van het station.", HouseRules: "Meld u bij de balie.",
		Layouts: []models.RoomLayout{{Room: "Zaal 4", Layout: "theater", Seats: 80}, {Room: "Zaal 4", Layout: "u_shape", Seats: 24}},
	})
	stadhuis = save(models.VenueEntry{Name: "Stadhuis Hengelo", Street: "Burgemeester van der Dussenplein 1", Town: "Hengelo"})
	return gieterij, stadhuis
}

func TestVenueBook_FindAndChange(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleEditor)
	a := client.Get("/beheer/locaties")
	if !strings.Contains(a.Text("main"), "nog leeg") || !a.Has(`footer a[href="/beheer/locaties"]`) {
		t.Errorf("empty book: %q", a.Text("main"))
	}
	a = client.Post("/beheer/locaties/nieuw", form("name", "De Gieterij", "town", "Hengelo", "postal_code", "7553vz",
		"rooms", "Zaal 4 | theater | 80\r\nZaal 4 | 24 plaatsen | u-vorm\r\n\r\nFoyer | 1.200", "contact_email", "zaal@gieterij.example"))
	if a.Status != 303 {
		t.Fatalf("new: status %d, %s", a.Status, a.Text("#errors"))
	}
	path := a.Location()
	v := filled(t, client.Get(path))
	if got := v.Get("rooms"); got != "Zaal 4 | theater | 80\nZaal 4 | U-vorm | 24\nFoyer | 1200" || v.Get("postal_code") != "7553 VZ" {
		t.Errorf("rooms %q, postal code %q", got, v.Get("postal_code"))
	}
	if a := client.Post(path, set(v, "route_text", "Met de bus.")); a.Status != 303 {
		t.Errorf("change: status %d", a.Status)
	}
	if text := client.Get(path).Text("main"); !strings.Contains(text, "door Tessa Testerink") {
		t.Errorf("the page does not say who changed it: %q", text)
	}
	for search, want := range map[string]string{"": "1 locatie", "gieterij": "1 locatie", "7553vz": "1 locatie", "foyer hengelo": "1 locatie", "enschede": "0 locaties"} {
		if got := client.Get("/beheer/locaties?zoek=" + url.QueryEscape(search)).Text("main [role=status]:not(.utrecht-alert)"); got != want {
			t.Errorf("search %q: %q, want %q", search, got, want)
		}
	}
	if a := client.Post(path+"/weg", form("sure", "")); a.Status != 303 || a.Location() != path {
		t.Errorf("without the tick: status %d to %q", a.Status, a.Location())
	}
	if a := client.Post(path+"/weg", form("sure", "yes")); a.Status != 303 || client.Get(path).Status != 404 {
		t.Errorf("with the tick: status %d, and still there", a.Status)
	}
	if a := client.Post("/beheer/locaties/nieuw", form("name", "", "rooms", "Zaal 4\nFoyer | veel\n| 20", "postal_code", "0000", "contact_phone", "ja")); a.Status != 422 ||
		a.Doc().Find("#errors li").Length() != 6 || !a.Has("#rooms[aria-invalid=true]") || !strings.Contains(a.Text("#errors"), "Regel 1 ") {
		t.Errorf("wrong: status %d, %s", a.Status, a.Text("#errors"))
	}
}

// Who was second sees both versions, and saving again goes through.
func TestVenueBook_Conflict(t *testing.T) {
	site := handlerstest.New(t)
	site.Clock.Tick(time.Millisecond)
	e, _ := booked(t, site)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/locaties/" + itoa(e.ID)
	v := filled(t, client.Get(path))
	other := *e
	other.RouteText = "Met de bus."
	_, err := site.SaveVenueEntry(ctx, other, e.UpdatedAt, models.Actor{Kind: models.ByOrganizer})
	must(t, err)
	a := client.Post(path, set(v, "route_text", "Met de trein."))
	if text := a.Text("main"); a.Status != 409 || !strings.Contains(text, "Met de bus.") || !strings.Contains(text, "Met de trein.") {
		t.Fatalf("status %d: %s", a.Status, text)
	}
	if a := client.Post(path, filled(t, a)); a.Status != 303 || filled(t, client.Get(path)).Get("route_text") != "Met de trein." {
		t.Errorf("having seen it: status %d", a.Status)
	}
}

// One choice fills a site, with the button or on saving; what the book does
// not know stays.
func TestVenueBook_FillsASite(t *testing.T) {
	for name, c := range map[string]struct{ typed, seats, room string }{
		"label":           {"Hengelo: De Gieterij, Zaal 4, U-vorm, 24 plaatsen", "24", "Zaal 4"},
		"words":           {"zaal 4 theater", "80", "Zaal 4"},
		"building":        {"gieterij", "33", ""},
		"its postal code": {"7553 VZ", "33", ""},
	} {
		t.Run(name, func(t *testing.T) {
			site := handlerstest.New(t)
			booked(t, site)
			client := login(t, site, models.RoleOrganizer)
			v := filled(t, client.Get("/beheer/nieuw?soort=scrap_session"))
			v = set(v, "title", "Schrapsessie", "date", "2019-12-12", "starts_at", "13:30", "ends_at", "16:00", "sites[0].book", c.typed, "sites[0].seat_capacity", "33")
			shown := filled(t, client.Post("/beheer/nieuw", set(clone(v), "fill_site", "0")))
			for field, want := range map[string]string{
				"venue.name": "De Gieterij", "venue.postal_code": "7553 VZ", "building_limit": "150", "house_rules": "Meld u bij de balie.",
				"route_text": "Tien minuten van het station.", "seat_capacity": c.seats, "room": c.room, "book": "",
			} {
				if got := shown.Get("sites[0]." + field); got != want {
					t.Errorf("%s is %q, want %q", field, got, want)
				}
			}
			if a := client.Post("/beheer/nieuw", set(v, "then", "open")); a.Status != 303 {
				t.Fatalf("save at once: status %d, %s", a.Status, a.Text("#errors"))
			}
			if s := site.Meeting("schrapsessie").Sites[0]; s.Venue.Street != "Gieterij 200" || itoa(int64(s.SeatCapacity)) != c.seats || s.Key != "hengelo" {
				t.Errorf("stored %+v at %+v", s, s.Venue)
			}
		})
	}
}

// What fits more buildings is asked with a button for each; what fits none is
// said at the field, and nothing typed is lost.
func TestVenueBook_AsksWhichOne(t *testing.T) {
	site := handlerstest.New(t)
	_, stadhuis := booked(t, site)
	client := login(t, site, models.RoleOrganizer)
	v := form("kind", "scrap_session", "title", "Schrapsessie", "sites[0].mode", "onsite", "sites[0].status", "confirmed", "sites[0].book", "hengelo")
	a := client.Post("/beheer/nieuw", v)
	if a.Status != 422 || a.Doc().Find("#errors li").Length() != 1 || !a.Has("#sites-0-book[aria-invalid=true]") {
		t.Fatalf("several: status %d, %s", a.Status, a.Text("#errors"))
	}
	button := `button[name=fill_site][value="0 ` + itoa(stadhuis.ID) + `"]`
	if got := a.Text(button); got != "Hengelo: Stadhuis Hengelo" {
		t.Errorf("button says %q", got)
	}
	again := filled(t, client.Post("/beheer/nieuw", set(filled(t, a), "fill_site", "0 "+itoa(stadhuis.ID))))
	if again.Get("sites[0].venue.name") != "Stadhuis Hengelo" || again.Get("title") != "Schrapsessie" {
		t.Errorf("chosen: %v", again)
	}
	a = client.Post("/beheer/nieuw", set(v, "sites[0].book", "Parijs"))
	if a.Status != 422 || !strings.Contains(a.Text("#errors"), "staat niet in het locatieboek") || a.Has("button[value^='0 ']") {
		t.Errorf("none: status %d, %s", a.Status, a.Text("#errors"))
	}
	if a := client.Post("/beheer/nieuw", set(v, "fill_site", "0 99999")); a.Status != 422 {
		t.Errorf("an entry that is gone: status %d", a.Status)
	}
}

// A meeting keeps its place until the organiser takes the new one over, who
// sees first who hears of it.
func TestVenueBook_TakeOver(t *testing.T) {
	site := handlerstest.New(t)
	site.Clock.Tick(time.Millisecond)
	e, _ := booked(t, site)
	in := modelstest.Gathering("platform", 80)
	in.Sites[0].Venue, in.Sites[0].BuildingLimit, in.Sites[0].RouteText, in.Sites[0].HouseRules = e.Address(), e.BuildingLimit, e.RouteText, e.HouseRules
	site.SignUpAll(site.Save(in), modelstest.Person(1))
	site.Deliver()
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform/wijzigen"
	if a := client.Get(path); strings.Contains(a.Text("main"), "staat iets anders") || a.Has("[name='sites[0].keep']") {
		t.Error("the form speaks of differences, or offers to keep what is kept")
	}
	moved := *e
	moved.Street, moved.RouteText = "Nieuwe Gieterij 1", "Met de bus."
	_, err := site.SaveVenueEntry(ctx, moved, e.UpdatedAt, models.Actor{Kind: models.ByOrganizer})
	must(t, err)
	if text := client.Get("/beheer/locaties/" + itoa(e.ID)).Text("main"); !strings.Contains(text, "Heeft iets anders dan het locatieboek: naam of adres, route") {
		t.Errorf("the book does not name the meeting: %q", text)
	}
	a := client.Get(path)
	take, _ := a.Doc().Find("button[name=fill_site][value^='0 ']").Attr("value")
	if !strings.Contains(a.Text("main"), "staat iets anders: naam of adres, route.") || take == "" {
		t.Fatalf("form: %q", a.Text("#site-1"))
	}
	v := filled(t, client.Post(path, set(filled(t, a), "fill_site", take)))
	if v.Get("sites[0].venue.street") != "Nieuwe Gieterij 1" || v.Get("sites[0].seat_capacity") != "80" {
		t.Errorf("filled with %v", v)
	}
	if a := client.Post(path, v); a.Status != 200 || !strings.Contains(a.Text("main"), "1 persoon krijgt een mail") {
		t.Errorf("before it is stored: status %d, %q", a.Status, a.Text("main"))
	}
	if a := client.Post(path, set(v, "confirmed", "1")); a.Status != 303 || site.Meeting("platform").Sites[0].Venue.Street != "Nieuwe Gieterij 1" {
		t.Errorf("confirmed: status %d", a.Status)
	}
}

// A building typed by hand is kept on request, once, also when the meeting is
// saved by way of the page with the effect.
func TestVenueBook_KeepFromMeeting(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	v := form("kind", "scrap_session", "title", "Schrapsessie", "sites[0].mode", "onsite", "sites[0].status", "confirmed",
		"sites[1].mode", "onsite", "sites[1].status", "confirmed", "sites[1].venue.name", "Dorpshuis", "sites[1].venue.town", "Losser", "sites[1].seat_capacity", "25", "sites[1].keep", "yes")
	a := client.Post("/beheer/nieuw", v)
	if text := client.Get(a.Location()).Text(".utrecht-alert"); a.Status != 303 || !strings.Contains(text, "De locatie staat nu in het locatieboek") {
		t.Fatalf("status %d, %q", a.Status, text)
	}
	if m := site.Meeting("schrapsessie"); len(m.Sites) != 1 {
		t.Errorf("%d sites; want the blank block left out", len(m.Sites))
	}
	book, err := site.VenueBook(ctx)
	must(t, err)
	if len(book.Entries) != 1 || book.Entries[0].Town != "Losser" {
		t.Fatalf("book %+v", book.Entries)
	}
	// Once more, for a meeting that is there: nothing is added twice.
	path := a.Location() + "/wijzigen"
	edit := filled(t, client.Get(path))
	if a := client.Post(path, set(edit, "sites[0].venue.street", "Kerkplein 2", "sites[0].keep", "yes")); a.Status != 303 {
		t.Errorf("other address: status %d", a.Status)
	}
	if a := client.Post(path, set(filled(t, client.Get(path)), "sites[0].keep", "yes")); a.Status != 303 {
		t.Errorf("again: status %d", a.Status)
	}
	if book, err = site.VenueBook(ctx); err != nil || len(book.Entries) != 2 {
		t.Errorf("%d entries, %v; want two addresses", len(book.Entries), err)
	}
}

func clone(v url.Values) url.Values {
	c := url.Values{}
	for name, values := range v {
		c[name] = append([]string(nil), values...)
	}
	return c
}
