package handlers_test

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"bijeen/handlers"
	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const ownRoute = "/aanmelding/:token"

// behindLink asks the router for every route behind a link of a registration.
func behindLink(t *testing.T, site *handlerstest.Site) []*echo.Route {
	t.Helper()
	var router *echo.Echo
	if _, err := handlers.New(site.App, func(e *echo.Echo, _ *web.App) { router = e }); err != nil {
		t.Fatal(err)
	}
	var list []*echo.Route
	for _, r := range router.Routes() {
		if strings.HasPrefix(r.Path, ownRoute) && (r.Method == http.MethodGet || r.Method == http.MethodPost) {
			list = append(list, r)
		}
	}
	if len(list) < 10 {
		t.Fatalf("only %d routes behind a link", len(list))
	}
	return list
}

// Behind the link of somebody who was forgotten nothing is left: in a meeting
// that waits for a date, that was called off, and that was held and got another
// date since (BR-77).
func TestBR77_LinkOfForgotten(t *testing.T) {
	site := handlerstest.New(t)
	undated := func(slug string) (models.MeetingInput, int64) {
		in := modelstest.Gathering(slug)
		in.Status, in.StartsAt, in.EndsAt, in.DoorsOpenAt, in.DateText = models.MeetingAnnounced, nil, nil, nil, "in het najaar"
		m := site.Save(in)
		if err := site.ShowInterest(t.Context(), models.Interest{MeetingID: m.ID, GivenName: "Demi", Surname: "Testerink", Email: "demi@horizon.example", Language: "nl"}); err != nil {
			t.Fatal(err)
		}
		return in, *site.Deliver()[0].RegistrationID
	}
	dated := func(slug string) (models.MeetingInput, int64) {
		in := modelstest.Gathering(slug, 2)
		out := site.SignUpAll(site.Save(in), modelstest.Person(1))
		site.Deliver()
		return in, out[0].RegistrationID
	}
	ids := map[string]int64{}
	_, ids["undated"] = undated("ooit")
	off, id := undated("afgelast")
	ids["called off"] = id
	off.Status, off.StatusReason = models.MeetingCancelled, "Er is geen belangstelling."
	site.Save(off)
	put, id := dated("uitgesteld")
	ids["postponed"] = id
	put.Status, put.StatusReason = models.MeetingPostponed, "De zaal is niet vrij."
	site.Save(put)
	again, id := dated("opnieuw")
	ids["another date"] = id
	site.Clock.Set(site.Now().AddDate(3, 0, 0))
	if _, err := site.RunRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	again.StartsAt, again.EndsAt, again.DoorsOpenAt = modelstest.At("2023-05-12 09:30"), modelstest.At("2023-05-12 12:00"), nil
	site.Save(again)
	typed := url.Values{"given_name": {"Iemand"}, "surname": {"Anders"}, "email": {"anders@horizon.example"}, "answer": {"accept"}}
	for name, id := range ids {
		before := *site.Own(id).Registration
		path := "/aanmelding/" + site.Token(id, before.LinkVersion)
		for _, r := range behindLink(t, site) {
			a := site.Client().Do(r.Method, path+strings.TrimPrefix(r.Path, ownRoute), "application/x-www-form-urlencoded", []byte(typed.Encode()))
			if a.Status != http.StatusGone || strings.Contains(a.Body, "Bedankt") {
				t.Errorf("%s: %s %s gives %d, want 410", name, r.Method, r.Path, a.Status)
			}
		}
		if after := *site.Own(id).Registration; !reflect.DeepEqual(before, after) {
			t.Errorf("%s: the row changed from\n%+v to\n%+v", name, before, after)
		}
	}
	if mails := site.Deliver(); len(mails) != 0 || strings.Contains(site.Logs.String(), "ERROR") {
		t.Errorf("%d mails to nobody; log:\n%s", len(mails), site.Logs)
	}
}
