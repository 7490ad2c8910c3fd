package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const platform = "/beheer/bijeenkomsten/platform"

// at saves the meeting "platform" with people on it and gives a logged-in
// organiser and the addresses of their pages.
func at(t testing.TB, change func(*models.MeetingInput), people ...models.Attendee) (*handlerstest.Site, *handlerstest.Client, []string, []models.Outcome) {
	t.Helper()
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 2, 1)
	if change != nil {
		change(&in)
	}
	out := site.SignUpAll(site.Save(in), people...)
	var paths []string
	for _, o := range out {
		paths = append(paths, platform+"/aanmeldingen/"+itoa(o.RegistrationID))
	}
	return site, login(t, site, models.RoleOrganizer), paths, out
}

// A corrected address: CANCEL to the old one, REQUEST to the new, and the old
// link stops working.
func TestPerson_ChangeAddress(t *testing.T) {
	site, client, paths, out := at(t, nil, modelstest.Person(1, "a"))
	site.Deliver()
	old := site.Token(out[0].RegistrationID, 1)
	v := set(filled(t, client.Get(paths[0]+"/wijzigen")), "email", "nieuw@horizon.example", "surname", "Oude Fictink")
	if a := client.Post(paths[0]+"/wijzigen", v); a.Status != 303 || a.Location() != paths[0] {
		t.Fatalf("status %d: %s", a.Status, a.Doc().Find("#errors").Text())
	}
	if text := client.Get(paths[0]).Text(".utrecht-alert"); !strings.Contains(text, "oude en het nieuwe adres") {
		t.Errorf("flash %q", text)
	}
	methods := map[string]string{}
	for _, c := range site.Deliver() {
		methods[c.ToEmail] = c.Method
	}
	if methods["proef1@horizon.example"] != "CANCEL" || methods["nieuw@horizon.example"] != "REQUEST" {
		t.Errorf("calendar mails %v", methods)
	}
	if a := site.Get("/aanmelding/" + old); a.Status != 404 {
		t.Errorf("old link: status %d, want 404", a.Status)
	}
	own := site.Own(out[0].RegistrationID).Registration
	if own.Surname != "Oude Fictink" || own.SurnamePrefix != "" {
		t.Errorf("name %+v", own.Name())
	}
}

func TestPerson_UntouchedFormChangesNothing(t *testing.T) {
	p := modelstest.Person(1, "a")
	p.Represents, p.Mandated, p.Level, p.JobTitle, p.Phone, p.Companion, p.PhotoOK = []string{"GM0153", "GM0168"}, models.MandateYes, models.Executive, "wethouder", "053-123 45 67", true, true
	p.Diet, p.NeedsConsent = []string{"vegan"}, true
	site, client, paths, out := at(t, nil, p)
	before := site.Own(out[0].RegistrationID)
	if a := client.Post(paths[0]+"/wijzigen", filled(t, client.Get(paths[0]+"/wijzigen"))); a.Status != 303 {
		t.Fatalf("status %d: %s", a.Status, a.Doc().Find("#errors").Text())
	}
	after := site.Own(out[0].RegistrationID)
	b, a := before.Registration, after.Registration
	if b.Name() != a.Name() || b.JobTitle != a.JobTitle || b.Level != a.Level || b.Mandated != a.Mandated || b.Phone != a.Phone || b.Companion != a.Companion || b.PhotoOK != a.PhotoOK || *b.SiteID != *a.SiteID || !after.HasNeeds {
		t.Errorf("before %+v, after %+v", b, a)
	}
	if len(after.Represents) != 2 || after.Represents[0].Code != "GM0153" || after.Represents[1].Code != "GM0168" {
		t.Errorf("represents %v; want both in their order", after.Represents)
	}
}

// BR-33: to a full site is a wish; with a reason an organiser moves somebody
// there all the same.
func TestBR33_MoveToAFullSite(t *testing.T) {
	site, client, paths, out := at(t, nil, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
	v := set(filled(t, client.Get(paths[0]+"/wijzigen")), "site", "b")
	if a := client.Post(paths[0]+"/wijzigen", v); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	own := site.Own(out[0].RegistrationID)
	if own.Site.Key != "a" || own.Wanted == nil || own.Wanted.Key != "b" {
		t.Fatalf("at %s, wants %v; want a wish", own.Site.Key, own.Wanted)
	}
	v = set(filled(t, client.Get(paths[0]+"/wijzigen")), "site", "b")
	if a := client.Post(paths[0]+"/wijzigen", set(v, "overbook", "yes")); a.Status != 422 || !a.Has("#reason[aria-invalid=true]") {
		t.Errorf("overbook without a reason: status %d", a.Status)
	}
	if a := client.Post(paths[0]+"/wijzigen", set(v, "overbook", "yes", "reason", "rolstoel kan alleen daar")); a.Status != 303 {
		t.Fatalf("status %d: %s", a.Status, a.Text("main"))
	}
	if own := site.Own(out[0].RegistrationID); own.Site.Key != "b" || own.Wanted != nil {
		t.Errorf("at %s, wants %v; want moved", own.Site.Key, own.Wanted)
	}
}

// BR-31, BR-32: an organiser cancels for somebody; the next gets the place.
func TestBR31_CancelForSomebody(t *testing.T) {
	site, client, paths, out := at(t, func(in *models.MeetingInput) { in.Sites = in.Sites[:1]; in.Sites[0].SeatCapacity = 1 }, modelstest.Person(1), modelstest.Person(2))
	site.Deliver()
	if text := client.Get(paths[0] + "/afmelden").Text("main"); !strings.Contains(text, "wachtlijst") {
		t.Errorf("question does not say what follows: %q", text)
	}
	if a := client.Post(paths[0]+"/afmelden", form("reason", "Belde af: ziek")); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	if site.Status(out[0].RegistrationID) != models.Cancelled || site.Status(out[1].RegistrationID) != models.Registered {
		t.Errorf("first %s, second %s", site.Status(out[0].RegistrationID), site.Status(out[1].RegistrationID))
	}
	page := client.Get(paths[0])
	if log := page.Text(".bij-log"); !strings.Contains(log, "is afgemeld (door Tessa Testerink)") || !strings.Contains(log, "Belde af: ziek") {
		t.Errorf("history %q", log)
	}
	if page.Has(`aside a[href$="/afmelden"]`) {
		t.Error("somebody who is off the list can be cancelled again")
	}
	if a := client.Get(paths[0] + "/afmelden"); a.Status != 409 {
		t.Errorf("again: status %d, want 409", a.Status)
	}
	// A repeated POST answers as the first and sends nothing.
	site.Deliver()
	if a := client.Post(paths[0]+"/afmelden", nil); a.Status != 303 || len(site.Deliver()) != 0 {
		t.Errorf("repeated POST: status %d, or more mail", a.Status)
	}
}

// BR-32: the question says that the place goes to who waits, only when it
// does: somebody waits for this site, there are not too many, and the queue
// walks.
func TestBR32_CancelSaysWhoGetsThePlace(t *testing.T) {
	const next = "De plaats gaat naar wie als eerste op de wachtlijst staat."
	one := func(in *models.MeetingInput) { in.Sites[0].SeatCapacity = 1 }
	site, client, paths, _ := at(t, one, modelstest.Person(1, "a"), modelstest.Person(2, "b"), modelstest.Person(3, "a"))
	says := func(i int) bool { return strings.Contains(client.Get(paths[i]+"/afmelden").Text("main"), next) }
	if !says(0) {
		t.Error("somebody waits, and it is not said who gets the place")
	}
	if says(1) {
		t.Error("nobody waits for the other site, and somebody would get the place")
	}
	if says(2) {
		t.Error("who waits has no place to give")
	}
	site.Clock.Set(*modelstest.At("2019-11-29 09:10"))
	client = login(t, site, models.RoleAdmin) // the session has ended
	if says(0) {
		t.Error("from doors open the desk decides, and somebody would get the place")
	}
}

// BR-27: a substitute of another organisation is refused with an
// explanation; a reason of the organiser lets it through and stays in the
// history. BR-30: not somebody who is coming already.
func TestBR27_SubstituteAgainstThePolicy(t *testing.T) {
	site, client, paths, out := at(t, func(in *models.MeetingInput) { in.SubstitutionPolicy = models.SubstitutionSameOrganization }, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
	v := form("given_name", "Fenna", "surname", "ter Proefveld", "email", "fenna@ander.example", "organization", "Saxion")
	a := client.Post(paths[0]+"/vervangen", v)
	if a.Status != 422 || !a.Has("#organization[aria-invalid=true]") || !a.Has("#override-reason") {
		t.Fatalf("status %d: %s", a.Status, a.Text("main"))
	}
	a = client.Post(paths[0]+"/vervangen", set(filled(t, a), "override_reason", "werkt daar sinds deze week"))
	if a.Status != 303 || site.Status(out[0].RegistrationID) != models.Substituted {
		t.Fatalf("with a reason: status %d, old is %s", a.Status, site.Status(out[0].RegistrationID))
	}
	page := client.Get(a.Location())
	if page.Text("h1") != "Fenna ter Proefveld" || !strings.Contains(page.Text("main"), "Komt in plaats vanProef1 Testerink1") || !strings.Contains(page.Text(".bij-log"), "werkt daar sinds deze week") {
		t.Errorf("page of the substitute: %s", page.Text("main"))
	}
	known := form("given_name", "Fenna", "surname", "ter Proefveld", "email", "fenna@ander.example", "override_reason", "x")
	if a := client.Post(paths[1]+"/vervangen", known); a.Status != 422 || !strings.Contains(a.Text("#errors"), "al aangemeld") {
		t.Errorf("somebody who comes already: status %d", a.Status)
	}
	if a := client.Get(paths[0] + "/vervangen"); a.Status != 409 {
		t.Errorf("who was replaced cannot be replaced again: status %d, want 409", a.Status)
	}
}

// BR-80: sending the confirmation again is a further occasion.
func TestBR80_SendTheMailAgain(t *testing.T) {
	site, client, paths, _ := at(t, nil, modelstest.Person(1, "a"))
	site.Deliver()
	for range 4 {
		if a := client.Post(paths[0]+"/mail", nil); a.Status != 303 {
			t.Fatalf("status %d", a.Status)
		}
	}
	var occasions []int
	for _, c := range site.Deliver() {
		occasions = append(occasions, c.Occasion)
	}
	if len(occasions) != 4 || occasions[0] != 1 || occasions[3] != 4 {
		t.Errorf("occasions %v, want 1 to 4", occasions)
	}
}

// BR-20: the desk ends a link that went astray, after a question, and it
// stands in the history with who did it and why.
func TestBR20_DeskRenewsLink(t *testing.T) {
	site := handlerstest.New(t)
	m := approval(t, site)
	client := login(t, site, models.RoleOrganizer)
	r := find(t, site, m, "proef41")
	path := "/beheer/bijeenkomsten/werksessie/aanmeldingen/" + itoa(r.ID)
	site.Deliver()
	if !client.Get(path).Has(`a[href="` + path + `/nieuwe-link"]`) {
		t.Fatal("the page of the person has no way to a new link")
	}
	ask := client.Get(path + "/nieuwe-link")
	if ask.Status != 200 || !ask.Has(`form[method=post][action="`+path+`/nieuwe-link"]`) || len(site.Deliver()) != 0 {
		t.Fatalf("the question: status %d, or it acted already", ask.Status)
	}
	answer := set(filled(t, ask), "reason", "mail doorgestuurd")
	if a := client.Post(path+"/nieuwe-link", answer); a.Status != 303 || a.Location() != path {
		t.Fatalf("status %d to %q", a.Status, a.Location())
	}
	client.Post(path+"/nieuwe-link", answer) // pressed twice
	mails := site.Deliver()
	if len(mails) != 1 || mails[0].Kind != models.MailLink || mails[0].ToEmail != r.Email {
		t.Errorf("mails %+v; want one with the link to %s", mails, r.Email)
	}
	visitor := site.Client()
	if old, next := visitor.Get("/aanmelding/"+site.Token(r.ID, 1)), visitor.Get("/aanmelding/"+site.Token(r.ID, 2)); old.Status != 404 || next.Status != 200 {
		t.Errorf("old link %d, new link %d; want 404 and 200", old.Status, next.Status)
	}
	if text := client.Get(path).Text("main"); !strings.Contains(text, "is vernieuwd") || !strings.Contains(text, "mail doorgestuurd") {
		t.Errorf("history without the renewal and its reason: %q", text)
	}
	must(t, site.Reject(ctx, m.ID, r.ID, models.Actor{Kind: models.ByOrganizer}, ""))
	if a := client.Get(path + "/nieuwe-link"); a.Status != 409 {
		t.Errorf("question about somebody who was turned down: %d, want 409", a.Status)
	}
	if a := client.Post(path+"/nieuwe-link", nil); a.Status != 409 {
		t.Errorf("renewed for somebody who was turned down: %d, want 409", a.Status)
	}
}

func TestPerson_ApproveAndReject(t *testing.T) {
	site := handlerstest.New(t)
	m := approval(t, site)
	client := login(t, site, models.RoleOrganizer)
	base := "/beheer/bijeenkomsten/werksessie/aanmeldingen/"
	first, second := find(t, site, m, "proef41"), find(t, site, m, "proef42")
	if a := client.Post(base+itoa(first.ID)+"/goedkeuren", nil); a.Status != 303 || site.Status(first.ID) != models.Registered {
		t.Errorf("approve: status %d, %s", a.Status, site.Status(first.ID))
	}
	if a := client.Post(base+itoa(first.ID)+"/goedkeuren", nil); a.Status != 409 {
		t.Errorf("approve twice: status %d, want 409", a.Status)
	}
	if a := client.Post(base+itoa(second.ID)+"/afwijzen", form("reason", "De groep is compleet.")); a.Status != 303 || site.Status(second.ID) != models.Rejected {
		t.Errorf("reject: status %d, %s", a.Status, site.Status(second.ID))
	}
	var reasons []string
	for _, c := range site.Deliver() {
		if c.Kind == models.MailRejected {
			reasons = append(reasons, c.MessageFacts.Detail.Reason)
		}
	}
	if len(reasons) != 1 || reasons[0] != "De groep is compleet." {
		t.Errorf("reasons in mails %q", reasons)
	}
}

func TestPerson_Priority(t *testing.T) {
	site, client, paths, out := at(t, func(in *models.MeetingInput) { in.Sites = in.Sites[:1]; in.Sites[0].SeatCapacity = 1 }, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	if a := client.Post(paths[2]+"/voorrang", nil); a.Status != 422 || !a.Has("#reason[aria-invalid=true]") {
		t.Errorf("without a reason: status %d", a.Status)
	}
	if a := client.Post(paths[2]+"/voorrang", form("reason", "komt voor een zieke collega")); a.Status != 303 || site.Own(out[2].RegistrationID).Position != 1 {
		t.Errorf("status %d, place %d; want the first", a.Status, site.Own(out[2].RegistrationID).Position)
	}
	if a := client.Post(paths[2]+"/voorrang", form("reason", "toch niet nodig")); a.Status != 303 || site.Own(out[2].RegistrationID).Position != 2 {
		t.Errorf("taken back: status %d, place %d; want the second", a.Status, site.Own(out[2].RegistrationID).Position)
	}
	if a := client.Get(paths[0] + "/voorrang"); a.Status != 409 {
		t.Errorf("somebody with a place: status %d, want 409", a.Status)
	}
}

// A refusal at the desk speaks about the person who is helped, inside the
// menu of the desk and with the way back.
func TestRefusals_SpeakToWhoHelps(t *testing.T) {
	_, client, paths, _ := at(t, nil, modelstest.Person(1, "a"))
	client.Post(paths[0]+"/afmelden", nil)
	a := client.Post(paths[0]+"/mail", nil)
	if a.Status != 409 || !strings.Contains(a.Text("main"), "Komt deze persoon toch?") || !a.Has(`main a[href="`+platform+`"]`) || !a.Has(`form[action="/beheer/uitloggen"]`) {
		t.Errorf("status %d: %s", a.Status, a.Text("main"))
	}
}
