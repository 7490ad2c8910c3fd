package desk_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// drawing is the one of rules §3.3, written out apart from the code: what an
// organizer can make of a meeting in a state. That a meeting which is off goes
// on after all is the undo of the contract.
var drawing = map[string]string{
	"draft":     "announced open cancelled",
	"announced": "open postponed cancelled",
	"open":      "closed postponed cancelled",
	"closed":    "open running postponed cancelled",
	"running":   "held",
	"held":      "archived",
	"postponed": "announced open cancelled",
	"cancelled": "archived announced open closed",
	"archived":  "",
}

// moments are what the clock makes of the drawing: a meeting runs from the
// moment its doors open and is over when it ends, and what the clock has done
// cannot be done again. To begin by hand takes the day itself, to finish the
// start.
var moments = []struct {
	name, at string
	state    func(stored string) string // what the clock has made of it
	never    string                     // what this moment does not allow
}{
	{"weeks before", "2019-10-14 12:00", func(s string) string { return s }, "running held"},
	{"on the day", "2019-11-29 08:00", func(s string) string { return s }, "held"},
	{"doors are open", "2019-11-29 09:15", live("running"), "held"},
	{"it runs", "2019-11-29 10:00", live("running"), ""},
	{"it is over", "2019-11-29 13:00", live("running"), ""}, // what ended and was not finished can be finished
	{"a month later", "2019-12-29 13:00", live("running"), ""},
}

func live(as string) func(string) string {
	return func(stored string) string {
		if strings.Contains("announced open closed running", stored) {
			return as
		}
		return stored
	}
}

// Every state × every step × every moment, by the address the button of that
// step sends to: what the drawing allows happens, or asks for what it lacks;
// all else is 409 in a sentence that says why, and changes nothing.
func TestStates_EveryPair(t *testing.T) {
	t.Parallel()
	for _, moment := range moments {
		t.Run(moment.name, func(t *testing.T) {
			site := handlerstest.New(t)
			slugs := map[[2]string]string{}
			for from := range drawing {
				for to := range drawing {
					slug := from + "-to-" + to
					in := modelstest.Gathering(slug, 5)
					in.Status = models.MeetingStatus(from)
					if from == "cancelled" || from == "postponed" {
						in.StatusReason = "De zaal is bezet."
					}
					site.Save(in)
					slugs[[2]string{from, to}] = slug
				}
			}
			site.Clock.Set(*modelstest.At(moment.at))
			client, end := login(t, site, models.RoleOrganizer), *modelstest.At("2019-11-29 12:00")
			for pair, slug := range slugs {
				from, to := pair[0], pair[1]
				may := strings.Contains(" "+drawing[moment.state(from)]+" ", " "+to+" ") && !strings.Contains(" "+moment.never+" ", " "+to+" ")
				a := step(client, slug, to)
				now := string(site.Meeting(slug).Status)
				// What is off goes on with a day to come, which is asked for on the
				// page where it can be filled in.
				asks := may && (from == "postponed" || from == "cancelled") && to != "cancelled" && to != "archived" && !site.Clock.Now().Before(end)
				switch {
				case asks && (a.Status != 422 || now != from || !a.Has("#date[aria-invalid=true]")):
					t.Errorf("%s: status %d, then %s; want 422 at the date", slug, a.Status, now)
				case asks:
				case from == "held" && to == "held": // a second press
					if a.Status != 303 || now != from {
						t.Errorf("%s: status %d, then %s", slug, a.Status, now)
					}
				case may && (a.Status != 303 || now != to):
					t.Errorf("%s: status %d, then %s: %s", slug, a.Status, now, a.Text("main"))
				case !may && (a.Status != 409 && a.Status != 410 || now != from):
					t.Errorf("%s: status %d, then %s; want 409", slug, a.Status, now)
				case !may && len(a.Text("main p")) < 30:
					t.Errorf("%s: says only %q", slug, a.Text("main p"))
				}
			}
		})
	}
}

// step sends what the button or page of a step sends.
func step(client *handlerstest.Client, slug, to string) *handlerstest.Answer {
	path, reason := "/beheer/bijeenkomsten/"+slug, url.Values{"reason": {"De spreker is ziek."}}
	switch to {
	case "cancelled":
		return decide(client, path+"/gaat-niet-door", reason)
	case "postponed":
		return decide(client, path+"/uitstellen", reason)
	case "held":
		return client.Post(path+"/afronden", nil)
	}
	return client.Post(path+"/status", form("status", to))
}

// decide sends a decision with the version that its page told, if there is one.
func decide(client *handlerstest.Client, path string, values url.Values) *handlerstest.Answer {
	version, _ := client.Get(path).Doc().Find("main form input[name=version]").Attr("value")
	return client.Post(path, set(values, "version", version))
}

// What is offered on the overview is what is allowed, no more and no less.
func TestStates_OverviewOffersThem(t *testing.T) {
	site := handlerstest.New(t)
	for from := range drawing {
		in := modelstest.Gathering(from, 5)
		in.Status = models.MeetingStatus(from)
		if from == "cancelled" || from == "postponed" {
			in.StatusReason = "De zaal is bezet."
		}
		site.Save(in)
	}
	for _, moment := range moments {
		site.Clock.Set(*modelstest.At(moment.at))
		client := login(t, site, models.RoleOrganizer)
		for from := range drawing {
			page := client.Get("/beheer/bijeenkomsten/" + from)
			for to := range drawing {
				may := strings.Contains(" "+drawing[moment.state(from)]+" ", " "+to+" ") && !strings.Contains(" "+moment.never+" ", " "+to+" ")
				there := page.Has(fmt.Sprintf(`#next input[name=status][value=%q]`, to))
				switch to {
				case "cancelled":
					there = page.Has("#next a[href$='/gaat-niet-door']")
				case "postponed":
					there = page.Has("#next a[href$='/uitstellen']")
				case "held":
					there = page.Has("#next a[href$='/afronden']")
				}
				if there != may {
					t.Errorf("%s, %s: offers %s %v, want %v", moment.name, from, to, there, may)
				}
			}
		}
	}
}

// A meeting without a date, a place or seats is not opened: 422 on the page
// where that can be filled in (BR-01).
func TestStates_GuardsOfOpening(t *testing.T) {
	site := handlerstest.New(t)
	bare := modelstest.Gathering("kaal")
	bare.Status, bare.DateText = models.MeetingAnnounced, "in het voorjaar"
	bare.StartsAt, bare.EndsAt, bare.DoorsOpenAt = nil, nil, nil
	site.Save(bare)
	a := step(login(t, site, models.RoleOrganizer), "kaal", "open")
	if a.Status != 422 || !a.Has(`#errors a[href="#date"]`) || !a.Has(`#errors a[href="#sites"]`) || site.Meeting("kaal").Status != models.MeetingAnnounced {
		t.Errorf("status %d: %s", a.Status, a.Text("#errors"))
	}
}

// held is a site with a meeting that is over.
func held(t testing.TB) *handlerstest.Site {
	t.Helper()
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 5))
	site.Clock.Set(*modelstest.At("2019-11-29 13:00"))
	return site
}

const recapPath = "/beheer/bijeenkomsten/platform/terugblik"

// The look back is written after the day and stands on the public page, as
// Markdown; before the day there is none.
func TestRecap(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 5))
	early := login(t, site, models.RoleEditor)
	if a := early.Get(recapPath); a.Status != 409 || early.Get("/beheer/bijeenkomsten/platform").Has("a[href$='/terugblik']") {
		t.Errorf("before the day: status %d", a.Status)
	}
	site.Clock.Set(*modelstest.At("2019-11-29 13:00"))
	client := login(t, site, models.RoleEditor)
	page := client.Get(recapPath)
	if !client.Get("/beheer/bijeenkomsten/platform").Has("a[href$='/terugblik']") {
		t.Error("no way there")
	}
	typed := set(filled(t, page), "recap", "Het was **druk**.\n\n- 47 voorstellen\n<script>x</script>")
	if a := client.Post(recapPath, set(url.Values{"seen": typed["seen"], "recap": typed["recap"]}, "preview", "1")); a.Status != 200 || a.Text("#preview strong") != "druk" || site.Meeting("platform").Recap != "" {
		t.Errorf("preview: status %d, %s", a.Status, a.Text("#preview"))
	}
	if a := client.Post(recapPath, typed); a.Status != 303 {
		t.Fatalf("save: status %d, %s", a.Status, a.Text("main"))
	}
	public := site.Get("/bijeenkomsten/platform")
	if public.Text("main .bij-prose strong") != "druk" || public.Text("main .bij-prose li") != "47 voorstellen" || strings.Contains(public.Body, "<script>x") {
		t.Errorf("public page: %s", public.Text("main"))
	}
	if a := client.Post(recapPath, set(filled(t, client.Get(recapPath)), "recap", strings.Repeat("x", 20_001))); a.Status != 422 || !a.Has("#recap[aria-invalid=true]") {
		t.Errorf("too long: status %d", a.Status)
	}
	log := login(t, site, models.RoleOrganizer).Get("/beheer/bijeenkomsten/platform/logboek").Text(".bij-log")
	if !strings.Contains(log, "De terugblik is bijgewerkt (door Tessa Testerink)") {
		t.Errorf("log: %s", log)
	}
}

// Who comes second sees both texts, keeps what was typed, and can store it
// after all.
func TestRecap_NobodyOverwritesUnseen(t *testing.T) {
	site := held(t)
	one, two := login(t, site, models.RoleEditor), login(t, site, models.RoleOrganizer)
	second := set(filled(t, two.Get(recapPath)), "recap", "Tekst van de tweede")
	if a := one.Post(recapPath, set(filled(t, one.Get(recapPath)), "recap", "Tekst van de eerste")); a.Status != 303 {
		t.Fatalf("first: status %d", a.Status)
	}
	a := two.Post(recapPath, second)
	if a.Status != 409 || !strings.Contains(a.Text("main .bij-panel"), "Tekst van de eerste") || filled(t, a).Get("recap") != "Tekst van de tweede" {
		t.Fatalf("second: status %d, %s", a.Status, a.Text("main"))
	}
	if got := site.Meeting("platform").Recap; got != "Tekst van de eerste" {
		t.Errorf("stored %q", got)
	}
	if a := two.Post(recapPath, filled(t, a)); a.Status != 303 || site.Meeting("platform").Recap != "Tekst van de tweede" {
		t.Errorf("after seeing both: status %d, %q", a.Status, site.Meeting("platform").Recap)
	}
	if a := two.Post("/beheer/bijeenkomsten/platform/status", form("status", "held")); a.Status != 303 || site.Meeting("platform").Recap != "Tekst van de tweede" {
		t.Error("another change of the meeting takes the text away")
	}
}

// The whole way in a browser: begin by hand, finish, write the look back,
// read it on the public page, archive.
func TestFlow_States(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366, Height: 768}, {Width: 820, Height: 1180}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			site := handlerstest.New(t)
			in := modelstest.Gathering("platform", 5)
			in.Status = models.MeetingClosed
			site.SignUpAll(site.Save(modelstest.Gathering("platform", 5)), modelstest.Person(1))
			site.Save(in)
			site.Clock.Set(*modelstest.At("2019-11-29 08:00"))
			page := b.Page(t, site.Serve(), view)
			page.Open("/beheer/inloggen/" + token(t, site, models.RoleOrganizer))
			page.Follow("main form button")
			page.Open("/beheer/bijeenkomsten/platform")
			page.Check("states-day")
			page.Follow("#next form:has(input[value=running]) button")
			page.Check("states-begun")
			site.Clock.Set(*modelstest.At("2019-11-29 12:30"))
			page.Open("/beheer/bijeenkomsten/platform")
			page.Check("states-over")
			page.Follow("#next a[href$='/afronden']")
			page.Check("states-finish")
			page.Follow("main form .nl-button--primary")
			page.Open("/beheer/bijeenkomsten/platform")
			page.Check("states-held")
			page.Follow("a[href$='/terugblik']")
			page.Check("states-recap")
			page.Set("#recap", "Het was **druk**.\n\n## Wat nu\n\n- 47 voorstellen naar de regio")
			page.Follow("button[name=preview]")
			page.Check("states-recap-preview")
			page.Follow("main form .bij-row button")
			page.Open("/bijeenkomsten/platform")
			page.Check("states-recap-public")
			if text := page.Text("main .bij-prose"); !strings.Contains(text, "47 voorstellen") {
				t.Errorf("public page: %s", text)
			}
			page.Open("/beheer/bijeenkomsten/platform")
			page.Follow("#next form:has(input[value=archived]) button")
			page.Check("states-archived")
			if got := site.Meeting("platform").Status; got != models.MeetingArchived {
				t.Errorf("the meeting is %s", got)
			}
			page.Complaints()
		})
	}
}
