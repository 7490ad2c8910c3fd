package templates

import (
	"bytes"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
	"bijeen/locale"
	"bijeen/static"
)

// pageCSP is what the product sends with pages (frontend.md §10).
const pageCSP = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

var (
	start = time.Date(2019, 11, 22, 9, 30, 0, 0, time.UTC)
	end   = time.Date(2019, 11, 22, 15, 0, 0, 0, time.UTC)
)

type month struct {
	Name  string
	Items []MeetingItem
}

type tile struct{ Name, State, Class, Icon string }

type person struct {
	Name, Org, Level, Site string
	State                  Badge
}

// sample is the page struct of every sample page in testdata/preview.
type sample struct {
	Base
	Form                           Form
	Crumbs                         []Crumb
	Kinds, Places, Themes, Options []Option
	Diets                          []Option
	Months                         []month
	State                          Badge
	Tone                           string
	Start, End                     time.Time
	SiteCards                      []SiteCard
	Programme                      []ProgrammeItem
	Figures                        []Figure
	Full, Part                     Seats
	Tiles                          []tile
	People                         []person
	Pager                          Pager
	Status                         int
	Heading, Happened, Advice      string
	Links                          []Crumb
}

func badge(tone Tone, text string) *Badge { return &Badge{tone, text} }

func filled() sample {
	day := func(m time.Month, d, h int) time.Time { return time.Date(2019, m, d, h, 30, 0, 0, time.UTC) }
	return sample{
		Base:   Base{Title: "Voorbeeld", SwitchURL: "?taal=en", Section: "meetings"},
		Crumbs: []Crumb{{"Bijeenkomsten", "/"}},
		Kinds:  []Option{{Value: "a", Label: "Bestuursbijeenkomst"}, {Value: "b", Label: "Schrapsessie"}},
		Places: []Option{{Value: "a", Label: "Almelo"}, {Value: "b", Label: "Hengelo (Ov.)"}},
		Themes: []Option{{Value: "a", Label: "Scheiding en omgang"}, {Value: "b", Label: "Regie in gezinnen"}},
		Months: []month{
			{"September 2019", []MeetingItem{
				{URL: "#", Title: "Platform Scheiding en Omgang", Kind: "Platformbijeenkomst", Summary: "Van advocatuur tot jeugdgezondheidszorg: wat doen we bij strijd na een scheiding?", Start: day(9, 12, 9), End: day(9, 12, 12), Place: "Hengelo", Badge: badge(OK, "14 plekken vrij")},
				{URL: "#", Title: "Schrapsessie jeugdhulp", Kind: "Schrapsessie", Summary: "Breng een regel mee die u in de weg zit. Samen kijken we of hij weg kan.", Start: day(9, 24, 13), End: day(9, 24, 16), Place: "Almelo, Enschede, Goor, Hengelo, Oldenzaal en Rijssen", Badge: badge(Warning, "Nog 4 plekken")},
			}},
			{"November 2019", []MeetingItem{
				{URL: "#", Title: "Informeren, inspireren, bewegen", Kind: "Netwerkbijeenkomst", Summary: "Eén dag, twee locaties. Gemeenten, onderwijs en zorg laten zien wat er al lukt.", Start: start, End: end, Place: "Hengelo en Enschede", Badge: badge(OK, "Plek in Enschede")},
				{URL: "#", Title: "Bestuursbijeenkomst Ontwikkeltafels Jeugd", Kind: "Bestuursbijeenkomst", Summary: "Wethouders en bestuurders bespreken de plannen voor 2020.", Start: day(11, 29, 9), End: day(11, 29, 12), Place: "Enschede", Badge: badge(Neutral, "Op uitnodiging")},
				{URL: "#", Title: "Werkbezoek Ontmoetingspark", Kind: "Werkbezoek", Summary: "Een rondleiding door Thuis@ en gesprek met ouders.", Start: day(11, 30, 13), End: day(11, 30, 15), Place: "Enschede", Badge: badge(Failure, "Gaat niet door")},
			}},
			{"Nog zonder datum", []MeetingItem{
				{URL: "#", Title: "Voorjaarsbijeenkomst", Kind: "Netwerkbijeenkomst", DateText: "in het voorjaar", Badge: badge(Info, "Aangekondigd")},
			}},
		},
		State: Badge{OK, "Aanmelding open"}, Start: start, End: end,
		SiteCards: []SiteCard{
			{Name: "De Gieterij", Town: "Hengelo (Ov.)", Badge: badge(Warning, "Vol, wachtlijst: 14"), Seats: &Seats{180, 180}, Line: "180 van de 180 plekken bezet. Meldt u zich aan, dan komt u op de wachtlijst.", Address: []string{"Gieterij 200", "7553 VZ Hengelo"}, Route: "Zes minuten lopen van station Hengelo. Parkeren aan de achterkant."},
			{Name: "Ontmoetingspark Enschede Zuid", Town: "Enschede", Badge: badge(OK, "17 plekken vrij"), Seats: &Seats{103, 120}, Line: "103 van de 120 plekken bezet", Address: []string{"Hoofdgebouw Victoria '28", "Adres volgt"}, Rules: "Er zijn kinderen op het terrein: maak geen foto's buiten."},
			{Name: "Online meedoen", Online: true, Badge: badge(OK, "127 plekken vrij"), Seats: &Seats{73, 200}, Line: "73 van de 200 plekken bezet", Address: []string{"De link staat in uw mail"}},
		},
		Programme: []ProgrammeItem{
			{Start: day(11, 22, 8), Title: "Inloop met koffie en thee"},
			{Start: day(11, 22, 9), Title: "Opening door de dagvoorzitter", Text: "Drie tafels in drie pitches."},
			{Start: day(11, 22, 10), Title: "Ronde 1: werksessies", Text: "Kies uit vier werksessies per locatie."},
			{Start: day(11, 22, 11), Title: "Rondleiding Thuis@", Place: "alleen in Enschede"},
			{Start: day(11, 22, 14), Title: "Wat doet u maandag anders?", Text: "Per gemeente."},
		},
		Diets:   []Option{{Value: "vegetarian", Label: "Vegetarisch"}, {Value: "vegan", Label: "Veganistisch"}, {Value: "halal", Label: "Halal"}, {Value: "gluten_free", Label: "Zonder gluten"}, {Value: "lactose_free", Label: "Zonder lactose"}, {Value: "other", Label: "Anders"}},
		Options: []Option{{Value: "a", Label: "Hengelo: De Gieterij", Hint: "Vol. U komt op de wachtlijst.", Badge: badge(Warning, "Wachtlijst: 14")}, {Value: "b", Label: "Enschede: Ontmoetingspark Enschede Zuid", Hint: "17 plekken vrij"}},
		Figures: []Figure{{"283", "aangemeld", "34 meer dan vorige week"}, {"14", "op de wachtlijst", "allemaal voor Hengelo"}, {"22", "afgemeld", "9 stuurden een vervanger"}, {"13", "van de 14 gemeenten", "Losser ontbreekt nog"}},
		Full:    Seats{180, 180}, Part: Seats{103, 120},
		Tiles: []tile{{"Almelo", "wethouder", "yes", "check"}, {"Borne", "vervanger met mandaat", "yes", "check"}, {"Wierden", "via Twenterand", "also", "check"}, {"Oldenzaal", "mandaat onbekend", "unknown", "hourglass"}, {"Hengelo", "alleen ambtelijk", "official", "alert-circle"}, {"Enschede", "nog geen antwoord", "none", "mail"}, {"Losser", "komt niet", "no", "x"}},
		People: []person{
			{"Broek, Demi van de", "Gemeente Almelo", "beleid", "Hengelo", Badge{OK, "aangemeld"}},
			{"Oude Fictink, Sjoerd", "Zorg & Zo; Twente", "leiding", "Enschede", Badge{Warning, "op de wachtlijst"}},
			{"Proefveld, Fenna ter", "OZJT/Samen14", "bestuur", "Hengelo", Badge{Neutral, "afgemeld"}},
			{"Roos", "", "ouder, jongere of ervaringsdeskundige", "Enschede", Badge{OK, "aangemeld"}},
			{"Örnekoğlu, Ümit", "Coöperatie Ontmoetingsclusters Enschede", "uitvoering", "Enschede", Badge{Info, "uitgenodigd"}},
		},
		Pager:  Pager{Page: 2, Pages: 12, Previous: "?pagina=1", NextURL: "?pagina=3"},
		Status: 404, Heading: "Deze bladzijde bestaat niet", Happened: "Misschien is het adres verkeerd getypt, of is de bijeenkomst verwijderd.", Advice: "Kijk of het adres klopt, of ga naar de lijst met bijeenkomsten.",
		Links: []Crumb{{"Bekijk alle bijeenkomsten", "/"}, {"Stuur mij mijn link opnieuw", "/mijn-aanmelding"}},
	}
}

func desk(s sample, current string) sample {
	s.User = &User{Name: "Tessa Testerink"}
	s.SwitchURL = ""
	s.Section = "desk"
	s.Tabs = &Tabs{Title: "Informeren, inspireren, bewegen", URL: "#", Badge: badge(OK, "Aanmelding open")}
	for _, i := range [][2]string{{"Overzicht", "layout-dashboard"}, {"Aanmeldingen", "users"}, {"Berichten", "mail"}, {"Logboek", "history"}} {
		s.Tabs.Items = append(s.Tabs.Items, Tab{Text: i[0], URL: "#", Icon: i[1], Current: i[0] == current})
	}
	return s
}

// samples are the pages of testdata/preview with their data, by address.
func samples() map[string]struct {
	file string
	data sample
} {
	type entry = struct {
		file string
		data sample
	}
	errors := filled()
	errors.Invalid = true
	errors.Form = Form{
		Values: url.Values{"given_name": {"Fenna"}, "email": {"fenna@horizon"}, "diet": {"vegetarian"}, "access": {"Een plek voor een rolstoel"}, "site": {"b"}},
		Errors: []FieldError{{"surname", "Vul uw achternaam in"}, {"email", "Controleer uw e-mailadres. Het moet lijken op naam@voorbeeld.nl"}, {"organization", "Vul uw organisatie in"}, {"site", "Kies een locatie"}, {"needs_consent", "Geef toestemming, of maak de velden over eten en toegang leeg"}},
	}
	ok, waiting := filled(), filled()
	ok.Tone, ok.State = "ok", Badge{OK, "Aangemeld"}
	waiting.Tone, waiting.State = "warning", Badge{Warning, "Op de wachtlijst: nummer 3"}
	editor := desk(filled(), "Overzicht")
	editor.Form = Form{Values: url.Values{"title": {"Informeren, inspireren, bewegen"}, "date": {"2019-11-22"}, "starts": {"09:30"}, "sites[0].name": {"De Gieterij"}}}
	group := filled()
	group.Form = Form{Values: url.Values{"people[0].given_name": {"Fenna"}, "people[0].surname": {"ter Proefveld"}, "people[0].email": {"fenna@b.example"}}, Errors: []FieldError{{"people[1].email", "Vul het e-mailadres van persoon 2 in"}}}
	group.Invalid = true
	many := filled()
	for _, town := range []string{"Almelo", "Borne", "Denekamp", "Enschede", "Goor", "Haaksbergen", "Hengelo (Ov.)"} {
		many.SiteCards = append(many.SiteCards, SiteCard{Name: "Gemeentehuis", Town: town, Badge: badge(OK, "8 plekken vrij"), Line: "4 van de 12 plekken bezet"})
	}
	return map[string]entry{
		"list":          {"list.html", filled()},
		"empty":         {"empty.html", filled()},
		"meeting":       {"meeting.html", filled()},
		"signup":        {"signup.html", filled()},
		"signup-errors": {"signup.html", errors},
		"thanks":        {"thanks.html", filled()},
		"own":           {"own.html", ok},
		"own-waiting":   {"own.html", waiting},
		"desk":          {"desk.html", desk(filled(), "Overzicht")},
		"people":        {"people.html", desk(filled(), "Aanmeldingen")},
		"editor":        {"editor.html", editor},
		"sheet":         {"sheet.html", desk(filled(), "Aanmeldingen")},
		"cancel":        {"cancel.html", ok},
		"group":         {"group.html", group},
		"messages":      {"messages.html", desk(filled(), "Berichten")},
		"sites":         {"sites.html", many},
	}
}

// samplePage parses one page of testdata/preview as a page of the product.
func samplePage(p *locale.Printer, file string) (*template.Template, error) {
	page, err := parseOne(p, Settings{Name: "Bijeen", Footer: "Bijeen is van de Twentse gemeenten, samen met zorgaanbieders en scholen."}, os.DirFS("testdata/preview"), file)
	if err != nil {
		return nil, err
	}
	return page, escape(page)
}

// render makes one sample page.
func render(t *testing.T, file string, data any) []byte {
	t.Helper()
	page, err := samplePage(locale.NL, file)
	if err != nil {
		t.Fatal(err)
	}
	return execute(t, page, data)
}

func execute(t *testing.T, page *template.Template, data any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPreview shows every building block in a real browser, at the widths and
// in the color schemes that must work. BIJEEN_SCREENSHOTS keeps the pictures;
// BIJEEN_PREVIEW (names with commas, or all) takes more views of these.
func TestPreview(t *testing.T) {
	pages := map[string][]byte{}
	for name, s := range samples() {
		pages["/"+name] = render(t, s.file, s.data)
	}
	product := Must(Settings{Operator: "SamenTwente", PrivacyContact: "fg@samentwente.example", SecurityContact: "lek@samentwente.example"})
	for _, p := range locale.Languages() {
		for _, name := range []string{"error", "glossary", "privacy", "accessibility"} {
			var b bytes.Buffer
			if err := product.Page(&b, p.Lang(), name, filled()); err != nil {
				t.Fatal(err)
			}
			pages["/"+name+"-"+p.Lang()] = b.Bytes()
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/s/", static.Handler(http.NotFoundHandler()))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", pageCSP)
		_, _ = w.Write(pages[r.URL.Path])
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	browser := browsertest.Start(t)
	only := os.Getenv("BIJEEN_PREVIEW")
	views := []browsertest.View{{Width: 320}, {Width: 1366, Dark: true}}
	if only != "" {
		views = append(views, browsertest.View{Width: 1280}, browsertest.View{Width: 360, Dark: true}, browsertest.View{Print: true})
	}
	for _, view := range views {
		t.Run(view.String(), func(t *testing.T) {
			page := browser.Page(t, server.URL, view)
			for address := range pages {
				if only == "" || only == "all" || strings.Contains(","+only+",", ","+address[1:]+",") {
					page.Open(address)
					page.Check(address)
					if !view.Print {
						page.CheckFocus()
					}
				}
			}
		})
	}
}
