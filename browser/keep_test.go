package browser_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
)

// What the page says about what is typed.
const (
	keptNote  = "[data-keep-note]:not(:empty)"
	keepAlarm = "[data-keep-alarm]:not(:empty)"
)

// typedMeeting is the form that the test types into.
const typedMeeting = "/beheer/bijeenkomsten/tekst/wijzigen"

// TestNothingTypedIsLost types into the form of a meeting: a closed tab, a lost
// connection and an ended session take nothing away.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	s := open(t, gathering("tekst", "Schrapsessie", at("almelo", 10)))
	v := s.organizer(t, browsertest.View{Width: 1366})
	v.closesTheTab()
	v.losesTheConnection()
	v.open(typedMeeting, http.StatusOK)
	s.endSessions(t, v)
	v.Type("[name=theme]", "Gezinnen: ")
	v.Wait(keepAlarm)
	v.sees(keepAlarm, "U bent niet meer ingelogd")
	if got := v.Value("[name=theme]"); got != "Gezinnen: Minder regels" {
		t.Errorf("the form holds %q", got)
	}
}

func (v *visitor) closesTheTab() {
	v.t.Helper()
	v.open("/beheer/nieuw?soort=scrap_session", http.StatusOK)
	v.Type("[name=title]", "Werkbezoek aan de wijkteams")
	v.Wait(keptNote)
	v.sees(keptNote, "Bewaard om")
	v.check("nieuw-bewaard")
	for _, page := range []string{"/beheer/nieuw?soort=working_session", "/beheer/nieuw"} {
		v.open(page, http.StatusOK)
		v.sees("main .bij-panel", "U was hier al mee bezig")
		v.check("nieuw-verder")
	}
	v.follow(`main a[href="/beheer/nieuw?verder=1"]`, http.StatusOK)
	if title, kind := v.Value("[name=title]"), v.Value("[name=kind]"); title != "Werkbezoek aan de wijkteams" || kind != "scrap_session" {
		v.t.Errorf("the form holds %q of kind %q", title, kind)
	}
	v.open("/beheer/nieuw", http.StatusOK)
	v.follow(`form[action="/beheer/onverzonden/weg"] button`, http.StatusOK)
	v.sees("[role=status]", "is weggegooid")
	v.missing(`a[href="/beheer/nieuw?verder=1"]`)
}

func (v *visitor) losesTheConnection() {
	v.t.Helper()
	v.open(typedMeeting, http.StatusOK)
	v.Offline(true)
	v.Type("[name=summary]", "Neem uw eigen voorbeeld mee. ")
	v.Wait(keepAlarm)
	v.sees(keepAlarm, "Er is nu geen verbinding")
	v.Click(".bij-pagehead button") // does not lead to the browser's own page
	v.sees("h1", "Bijeenkomst wijzigen")
	v.Offline(false)
	v.Wait(keptNote)
	v.Complaints() // of requests that did not get through
	v.sees(keepAlarm, "De verbinding is er weer")
	v.check("wijzigen-verbinding-terug")
	v.follow(".bij-pagehead button", http.StatusOK)
	v.sees("[role=status]", "opgeslagen")
	v.open(typedMeeting, http.StatusOK)
	v.missing(`a[href="` + typedMeeting + `?verder=1"]`)
	if got := v.Value("[name=summary]"); !strings.HasPrefix(got, "Neem uw eigen voorbeeld mee. ") {
		v.t.Errorf("stored %q", got)
	}
}

// endSessions ends the sessions of a visitor from another browser of the same
// user.
func (s *site) endSessions(t *testing.T, v *visitor) {
	t.Helper()
	other := s.organizer(t, browsertest.View{})
	if got := other.Send("/beheer/sessies", url.Values{"do": {"others"}}); got != http.StatusOK {
		t.Fatalf("end the other sessions: status %d", got)
	}
}
