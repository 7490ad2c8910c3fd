package desk_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// byInvitation is a meeting by invitation, with positions of three
// municipalities in the directory of which one is not held.
func byInvitation(t testing.TB, site *handlerstest.Site) (string, *models.Meeting) {
	t.Helper()
	in := modelstest.Gathering("wethouders", 20)
	in.Kind, in.Title, in.Visibility, in.RegistrationMode = models.BoardMeeting, "Wethouders Jeugd bijeen", models.VisibilityInvited, models.ModeInvitation
	m := site.Save(in)
	zoe, bas := named("Zoë", "Schijnveld", ""), named("Bas", "Dummy", "")
	site.Position("wethouder Jeugd", "Gemeente Almelo", &zoe, "GM0141")
	site.Position("wethouder Jeugd en onderwijs, zorg en welzijn", "Gemeente Hof van Twente", &bas, "GM1735")
	site.Position("wethouder Jeugd", "Gemeente Losser", nil, "GM0168")
	return "/beheer/bijeenkomsten/wethouders/uitnodigingen", m
}

// invited puts all positions on the list, which answers until 22 November.
func invited(t testing.TB, client *handlerstest.Client, path string) {
	t.Helper()
	form := url.Values{"wie": {"position"}, "reason": {"Alle wethouders Jeugd"}, "reserved": {"yes"}, "pick": {"1", "2", "3"}}
	for do, a := range map[string]*handlerstest.Answer{
		"reply_by": client.Post(path, url.Values{"do": {"reply_by"}, "reply_by": {"2019-11-22"}}),
		"add":      client.Post(path+"/kiezen", form),
	} {
		if a.Status != 303 || a.Location() != path {
			t.Fatalf("%s: status %d to %q", do, a.Status, a.Location())
		}
	}
}

func TestInvitations(t *testing.T) {
	site := handlerstest.New(t)
	path, _ := byInvitation(t, site)
	client := login(t, site, models.RoleOrganizer)
	if text := client.Get(path).Text("main"); !strings.Contains(text, "nog niemand op de lijst") {
		t.Errorf("empty: %q", text)
	}
	a := client.Get(path + "/kiezen?zoek=almelo")
	if text := a.Text("tbody"); !strings.Contains(text, "Zoë Schijnveld") || strings.Contains(text, "Losser") {
		t.Errorf("search: %q", text)
	}
	a = client.Post(path+"/kiezen", url.Values{"wie": {"position"}, "pick": {"1"}})
	if a.Status != 422 || !a.Has(`input[name="pick"][value="1"][checked]`) || !strings.Contains(a.Text("#errors"), "reden") {
		t.Errorf("no reason: status %d, %s", a.Status, a.Text("#errors"))
	}
	invited(t, client, path)
	a = client.Post(path+"/versturen", nil)
	if a.Status != 200 || !strings.Contains(a.Body, "2 mensen krijgen een uitnodiging") || !strings.Contains(a.Body, "Gemeente Losser") {
		t.Errorf("before sending: status %d: %s", a.Status, a.Text("main"))
	}
	if a = client.Post(path+"/versturen", url.Values{"confirmed": {"3"}}); a.Status != 409 || !strings.Contains(a.Body, "intussen veranderd") {
		t.Errorf("another number than shown: status %d", a.Status)
	}
	if a = client.Post(path+"/versturen", url.Values{"confirmed": {"2"}}); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	a = client.Get(path)
	if !strings.Contains(a.Text("main"), "2 uitnodigingen zijn nog niet verstuurd") || !strings.Contains(a.Text("table"), "Niemand heeft nu deze functie") {
		t.Errorf("sent: %s", a.Text("main"))
	}
	if a = client.Post(path, url.Values{"do": {"take_back"}}); a.Status != 303 || !strings.Contains(client.Get(path).Body, "2 uitnodigingen zijn teruggehaald") {
		t.Errorf("taken back: status %d", a.Status)
	}
	client.Post(path+"/versturen", url.Values{"confirmed": {"2"}})
	site.Clock.Add(time.Hour)
	if mails := site.Deliver(); len(mails) != 2 {
		t.Errorf("%d mails", len(mails))
	}
	if a = client.Get(path); strings.Contains(a.Body, "zijn nog niet verstuurd") || !a.Has(`a[href*="status=invited"]`) {
		t.Error("the page offers to undo what has left, or not to write to who has not answered")
	}
	if a = client.Post(path, url.Values{"do": {"drop"}, "line": {"1", "3", "x"}}); a.Status != 303 || strings.Contains(client.Get(path).Text("table"), "Almelo") {
		t.Errorf("dropped: status %d", a.Status)
	}
	if text := client.Get("/beheer/bijeenkomsten/wethouders/logboek").Text("main"); !strings.Contains(text, "Uitnodigingen verstuurd: 2") || !strings.Contains(text, "Op de uitnodigingslijst gezet: 3 (Alle wethouders Jeugd)") {
		t.Errorf("history: %q", text)
	}
	a = client.Post(path, url.Values{"do": {"reply_by"}, "reply_by": {"2019-11-30"}})
	if a.Status != 422 || !a.Has(`#errors a[href="#reply-by"]`) || !a.Has(`input[name="reply_by"][value="2019-11-30"]`) {
		t.Errorf("a day after the meeting: status %d", a.Status)
	}
}

// The list of a meeting is read in a constant number of queries.
func TestInvitations_Queries(t *testing.T) {
	counts := map[int]int64{}
	for _, n := range []int{2, 60} {
		site := handlerstest.New(t)
		path, m := byInvitation(t, site)
		client := login(t, site, models.RoleOrganizer)
		in := models.InvitationLines{Reason: "veel", Reserved: true}
		for i := range n {
			holder := named("Proef", "Persoon"+strconv.Itoa(i), "")
			p := site.Position("bestuurder", "Instelling "+strconv.Itoa(i), &holder)
			in.Picks = append(in.Picks, models.InvitationPick{Target: models.InvitePosition, ID: p.ID})
		}
		by := models.Actor{Kind: models.ByImport}
		_, err := site.AddInvitations(ctx, m.ID, in, by)
		if err == nil {
			_, err = site.SendInvitations(ctx, m.ID, false, by)
		}
		if err != nil {
			t.Fatal(err)
		}
		q := modelstest.CountQueries(t, site.Store)
		counts[n] = q.During(func() { client.Get(path) })
	}
	if counts[2] != counts[60] {
		t.Errorf("queries by lines: %v", counts)
	}
}

// someInvited puts the positions on the list and lets one of them answer.
func someInvited(t testing.TB, site *handlerstest.Site) {
	t.Helper()
	m, by := site.Meeting("wethouders"), models.Actor{Kind: models.ByImport}
	in := models.InvitationLines{Reason: "Alle wethouders Jeugd van de veertien Twentse gemeenten", Reserved: true}
	for _, row := range site.Query("select id from positions") {
		n, _ := strconv.ParseInt(row[0], 10, 64)
		in.Picks = append(in.Picks, models.InvitationPick{Target: models.InvitePosition, ID: n})
	}
	must(t, site.SetReplyBy(ctx, m.ID, "2019-11-22", by))
	_, err := site.AddInvitations(ctx, m.ID, in, by)
	must(t, err)
	_, err = site.SendInvitations(ctx, m.ID, false, by)
	must(t, err)
	answer := models.Answer{Kind: models.AnswerComes, ArrivesLate: "10:15", AlsoFor: []string{"GM0141"}}
	must(t, site.AnswerInvitation(ctx, m.ID, find(t, site, m, "Dummy").ID, answer, models.Actor{Kind: models.ByPerson}))
	noor := named("Renée", "d'Exemple", "")
	site.Position("bestuurder", "Jeugdbescherming Overijssel, regio Twente en omstreken", &noor, "certified_institutions")
	in.Picks = []models.InvitationPick{{Target: models.InvitePosition, ID: 4}}
	_, err = site.AddInvitations(ctx, m.ID, in, by)
	must(t, err)
}
