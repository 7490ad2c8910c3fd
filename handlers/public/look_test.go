package public_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// look is one page in one state.
type look struct {
	name, path string
	status     int
	press      string // button that sends the form first
}

// looks are all public pages in every state.
func looks(t testing.TB, site *handlerstest.Site) []look {
	_, g := calling(t, site)
	help := "/groepen/" + g.Slug + "/meehelpen"
	list := []look{
		{name: "groups", path: "/groepen"},
		{name: "group", path: "/groepen/" + g.Slug},
		{name: "group-en", path: "/groepen/" + g.Slug + "?taal=en"},
		{name: "group-thanks", path: "/groepen/" + g.Slug + "?verstuurd=1"},
		{name: "group-help", path: help},
		{name: "group-help-errors", path: help + "?taal=en", press: ".bij-form .bij-big"},
		{name: "list", path: "/"},
		{name: "list-en", path: "/?taal=en"},
		{name: "list-nothing", path: "/?soort=members_meeting"},
		{name: "list-filtered", path: "/?plaats=Hengelo&thema=Regie+in+gezinnen"},
		{name: "links", path: "/mijn-aanmelding"},
		{name: "links-errors", path: "/mijn-aanmelding", press: "form .bij-big"},
		{name: "links-sent", path: "/mijn-aanmelding?verstuurd=1"},
		{name: "glossary", path: "/begrippen"},
		{name: "privacy", path: "/privacy?taal=en"},
		{name: "accessibility", path: "/toegankelijkheid"},
		{name: "not-found", path: "/bijeenkomsten/onbekend", status: 404},
		{name: "not-found-link", path: "/aanmelding/onbekend", status: 404},
		{name: "signup", path: "/bijeenkomsten/open/aanmelden"},
		{name: "signup-en", path: "/bijeenkomsten/twee/aanmelden?taal=en"},
		{name: "signup-errors", path: "/bijeenkomsten/twee/aanmelden", press: ".bij-form .bij-big"},
		{name: "signup-full", path: "/bijeenkomsten/wachtlijst/aanmelden"},
		{name: "signup-approval", path: "/bijeenkomsten/aanvraag/aanmelden"},
		{name: "signup-many", path: "/bijeenkomsten/veel/aanmelden"},
		{name: "signup-board", path: "/bijeenkomsten/bestuur/aanmelden"},
		{name: "signup-online", path: "/bijeenkomsten/online/aanmelden"},
		{name: "signup-several", path: "/bijeenkomsten/twee/aanmelden?mensen=3"},
		{name: "signup-several-errors", path: "/bijeenkomsten/twee/aanmelden?mensen=2", press: ".bij-form .bij-big"},
		{name: "interest", path: "/bijeenkomsten/aangekondigd/belangstelling"},
		{name: "interest-errors", path: "/bijeenkomsten/aangekondigd/belangstelling", press: ".bij-form .bij-big"},
		{name: "interest-refused", path: "/bijeenkomsten/open/belangstelling", status: 409},
		{name: "thanks", path: "/bijeenkomsten/open/aangemeld"},
		{name: "meeting-english-nl", path: "/bijeenkomsten/english?taal=nl"},
	}
	open := site.Meeting("open")
	addPaper(t, site, open, "Dia's van de dagvoorzitter", models.DocumentPublic)
	addPaper(t, site, open, "Verslag van de werksessie Thuiszitters: school, zorg en gemeente in één gesprek, met alle bijlagen", models.DocumentPublic)
	addPaper(t, site, open, "Stukken", models.DocumentParticipants)
	for _, slug := range []string{"open", "twee", "veel", "bestuur", "straks", "aangekondigd", "gesloten", "afgelast", "uitgesteld", "geweest", "uitnodiging", "aanvraag", "vol", "wachtlijst", "online", "english"} {
		list = append(list, look{name: "meeting-" + slug, path: "/bijeenkomsten/" + slug})
	}
	for slug, status := range map[string]int{"straks": 409, "aangekondigd": 409, "gesloten": 409, "afgelast": 410, "uitgesteld": 409, "geweest": 410, "uitnodiging": 409, "vol": 409} {
		list = append(list, look{name: "refused-" + slug, path: "/bijeenkomsten/" + slug + "/aanmelden", status: status})
	}
	list = append(list, thanksLooks(t, site)...)
	return append(list, ownLooks(t, site)...)
}

func thanksLooks(t testing.TB, site *handlerstest.Site) []look {
	var list []look
	for slug, name := range map[string]string{"open": "placed", "wachtlijst": "waiting", "aanvraag": "pending"} {
		a := site.Post("/bijeenkomsten/"+slug+"/aanmelden", fenna())
		list = append(list, look{name: "thanks-" + name, path: a.Location()})
	}
	a := site.Post("/bijeenkomsten/aangekondigd/belangstelling", fenna())
	return append(list, look{name: "thanks-interest", path: a.Location()})
}

// ownLooks are the own page in every state and the forms behind it.
func ownLooks(t testing.TB, site *handlerstest.Site) []look {
	ctx := context.Background()
	long := modelstest.Person(20)
	long.GivenName, long.Surname = "Anne-Fleur Maximiliana", "van Nergenshuizen-op den Denkbeeldigehof tot Proefstuk"
	long.Organization, long.JobTitle = "Coöperatie Ontmoetingsclusters Enschede-Zuid en omstreken", "Senior beleidsmedewerker jeugd en onderwijs"
	long.Email = "anne-fleur.maximiliana.van.nergenshuizen@samenwerkingsverband-horizon.example"
	seat := own(t, site, "open", long)
	boardMember := modelstest.Person(21)
	boardMember.Represents, boardMember.Mandated, boardMember.Level = []string{"GM0153", "GM0168"}, models.MandateYes, models.Executive
	boardMember.Access, boardMember.NeedsConsent, boardMember.Phone = "Een plek voor een rolstoel", true, "06-12345678"
	member := own(t, site, "bestuur", boardMember)
	waiting := own(t, site, "twee", modelstest.Person(22, "a"))
	wish := own(t, site, "twee", modelstest.Person(23, "b"))
	site.Post(wish+"/wijzigen", map[string][]string{"site": {"a"}})
	online := own(t, site, "twee", modelstest.Person(24, "c"))
	cancelled := own(t, site, "open", modelstest.Person(25))
	site.Post(cancelled+"/afmelden", nil)
	withdrawn := own(t, site, "wachtlijst", modelstest.Person(26))
	site.Post(withdrawn+"/afmelden", nil)
	gone := own(t, site, "open", modelstest.Person(27))
	site.Post(gone+"/vervangen", fenna2())
	pending := own(t, site, "aanvraag", modelstest.Person(28))
	rejected := own(t, site, "aanvraag", modelstest.Person(29))
	if err := site.Reject(ctx, site.Meeting("aanvraag").ID, lastID(t, site), byOrganizer, "Te weinig plekken"); err != nil {
		t.Fatal(err)
	}
	offered, _ := offer(t, site, "aanbod")
	english := own(t, site, "english", modelstest.Person(31))
	called := modelstest.Gathering("afgezegd", 5)
	site.Save(called)
	off := own(t, site, "afgezegd", modelstest.Person(32))
	called.Status, called.StatusReason = models.MeetingCancelled, "Te weinig aanmeldingen."
	site.Save(called)
	site.Post("/bijeenkomsten/aangekondigd/belangstelling", fenna2())
	interested := "/aanmelding/" + site.Token(lastID(t, site), 1)
	opening := modelstest.Gathering("gaat-open", 5)
	opening.Status = models.MeetingAnnounced
	site.Save(opening)
	site.Post("/bijeenkomsten/gaat-open/belangstelling", fenna2())
	invited := "/aanmelding/" + site.Token(lastID(t, site), 1)
	opening.Status = models.MeetingOpen
	site.Save(opening)
	asked := invite(t, site, long)
	office := secretariat(t, site)
	return []look{
		{name: "assistant", path: office},
		{name: "assistant-en", path: office + "?taal=en"},
		{name: "assistant-one", path: fmt.Sprintf("%s/%d/antwoord", office, lastID(t, site))},
		{name: "own-asked", path: asked},
		{name: "answer", path: asked + "/antwoord"},
		{name: "answer-errors", path: asked + "/antwoord", press: ".bij-form .bij-big"},
		{name: "answer-refused", path: seat + "/antwoord", status: 409},
		{name: "own-seat", path: seat + "?bericht=gewijzigd"},
		{name: "own-board", path: member},
		{name: "own-waiting", path: waiting},
		{name: "own-wish", path: wish},
		{name: "own-online", path: online},
		{name: "own-cancelled", path: cancelled},
		{name: "own-withdrawn", path: withdrawn},
		{name: "own-gone", path: gone, status: 410},
		{name: "own-pending", path: pending},
		{name: "own-rejected", path: rejected},
		{name: "own-offered", path: offered},
		{name: "own-english", path: english},
		{name: "own-off", path: off},
		{name: "own-interested", path: interested},
		{name: "own-invited", path: invited},
		{name: "cancel", path: seat + "/afmelden"},
		{name: "cancel-waiting", path: waiting + "/afmelden"},
		{name: "substitute", path: member + "/vervangen"},
		{name: "substitute-errors", path: member + "/vervangen", press: ".bij-form .bij-big"},
		{name: "substitute-refused", path: waiting + "/vervangen", status: 409},
		{name: "amend", path: seat + "/wijzigen"},
		{name: "amend-board", path: member + "/wijzigen?taal=en"},
		{name: "amend-sites", path: waiting + "/wijzigen"},
		{name: "amend-needs", path: member + "/wijzigen?deel=eten"},
		{name: "amend-phone", path: member + "/wijzigen?deel=telefoon"},
		{name: "amend-refused", path: cancelled + "/wijzigen", status: 409},
	}
}

// sentenceKey is a key of the catalogue that stands where a sentence should.
var sentenceKey = regexp.MustCompile(`\b(error|error_[a-z]+|list|meeting|seats|calendar|person|signup|thanks|interest|own|own_note|cancellation|substitution|amendment|links|kind|level|diet|mandated|phase|registration|words|layout|form)\.[a-z_]+\b`)

// TestPagesInBothLanguages opens every public page in every state, also where
// there is no browser: the right status, the right language, no key without a
// sentence.
func TestPagesInBothLanguages(t *testing.T) {
	site := cast(t)
	for _, l := range looks(t, site) {
		for _, lang := range []string{"nl", "en"} {
			path, sep := l.path, "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			path = strings.NewReplacer("?taal=en", "?x=y", "?taal=nl", "?x=y").Replace(path) + sep + "taal=" + lang
			a := site.Get(path)
			want := l.status
			if want == 0 {
				want = 200
			}
			if a.Status != want || a.Doc().Find("html").AttrOr("lang", "") != lang {
				t.Errorf("%s in %s: status %d, want %d", l.name, lang, a.Status, want)
			}
			doc := a.Doc()
			doc.Find("a[href^='mailto:']").Remove()
			if key := sentenceKey.FindString(doc.Find("body").Text()); key != "" {
				t.Errorf("%s in %s shows the key %q", l.name, lang, key)
			}
			if a.Doc().Find("h1").Length() != 1 {
				t.Errorf("%s in %s has %d main headings", l.name, lang, a.Doc().Find("h1").Length())
			}
		}
	}
}

// TestLook opens every public page in every state in a real browser: no
// sideways scroll, no accessibility problem, valid HTML. BIJEEN_SCREENSHOTS
// keeps the pictures.
func TestLook(t *testing.T) {
	b := browsertest.Start(t)
	site := cast(t)
	address := site.Serve()
	list := looks(t, site)
	for _, view := range []browsertest.View{{Width: 320}, {Width: 1366}, {Width: 360, Dark: true, NoScript: true}} {
		t.Run(view.String(), func(t *testing.T) {
			t.Parallel()
			page := b.Page(t, address, view)
			for _, l := range list {
				if only := os.Getenv("BIJEEN_PREVIEW"); !strings.HasPrefix(l.name, only) {
					continue
				}
				status := page.Open(l.path)
				want := l.status
				if l.press != "" {
					status, want = page.Follow(l.press), 422
				} else if want == 0 {
					want = 200
				}
				if status != want {
					t.Errorf("%s: status %d, want %d", l.name, status, want)
				}
				page.Check(l.name)
			}
			page.Complaints()
		})
	}
}
