package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
	"bijeen/models/workdays"
)

// The day on which the numbers are due goes along with the date when it stood
// where it usually stands; one that was chosen stays, and one that is typed
// counts. The page before the mails says which, and so does the flash.
func TestDeadlineMovesWithTheDate(t *testing.T) {
	for name, test := range map[string]struct {
		due, typed string // before, and in the form; empty for what stands there
		date, want string
		says       string
	}{
		"as usual":               {"2019-11-22", "", "2019-12-06", "2019-11-29", "schuift mee: dat wordt vrijdag 29 november 2019"},
		"as usual, over weekend": {"2019-11-22", "", "2019-12-02", "2019-11-25", "schuift mee: dat wordt maandag 25 november 2019"},
		"chosen":                 {"2019-11-20", "", "2019-12-06", "2019-11-20", "schuift niet mee: dat blijft woensdag 20 november 2019"},
		"typed":                  {"2019-11-22", "2019-11-28", "2019-12-06", "2019-11-28", ""},
		"the same day":           {"2019-11-22", "", "2019-11-29", "2019-11-22", ""},
	} {
		for _, people := range []int{0, 1} {
			t.Run(name, func(t *testing.T) {
				site := handlerstest.New(t)
				in := modelstest.Gathering("platform", 5)
				due := workdays.EndOfDay(*modelstest.At(test.due + " 12:00"), site.Zone()).UTC()
				in.Kind, in.NumbersDueAt = models.PlatformMeeting, &due
				if usual := models.Defaults(in.Kind).NumbersDueDays; usual != 5 {
					t.Fatalf("usual are %d days; this test counts with 5", usual)
				}
				m := site.Save(in)
				if people > 0 {
					site.SignUpAll(m, modelstest.Person(1))
					site.Deliver()
				}
				client := login(t, site, models.RoleOrganizer)
				const path = "/beheer/bijeenkomsten/platform"
				form := set(filled(t, client.Get(path+"/wijzigen")), "date", test.date, "starts_at", "10:00")
				if test.typed != "" {
					form.Set("numbers_due_on", test.typed)
				}
				a := client.Post(path+"/wijzigen", form)
				if people > 0 {
					if text := a.Text("main"); a.Status != 200 || !strings.Contains(text, test.says) || test.says == "" && strings.Contains(text, "schuift") {
						t.Errorf("status %d, says %s; want %q", a.Status, text, test.says)
					}
					a = client.Post(path+"/wijzigen", set(filled(t, a), "confirmed", "1"))
				}
				if a.Status != 303 {
					t.Fatalf("status %d: %s", a.Status, a.Text("main"))
				}
				if text := client.Get(path).Text(".utrecht-alert"); !strings.Contains(text, test.says) || test.says == "" && strings.Contains(text, "schuift") {
					t.Errorf("the flash says %q; want %q", text, test.says)
				}
				if got := workdays.LastDay(*site.Meeting("platform").NumbersDueAt, site.Zone()).Format("2006-01-02"); got != test.want {
					t.Errorf("due on %s, want %s", got, test.want)
				}
			})
		}
	}
}
