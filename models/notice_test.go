package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// reader is a user who chose when to hear.
func reader(t testing.TB, f *modelstest.Fixture, name string, role models.UserRole, choice models.NoticeChoice, groups ...string) *models.User {
	t.Helper()
	u, err := f.SaveUser(ctx, 0, models.UserInput{Email: name + "@netwerk.example", Name: name, Role: role, Groups: groups})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SaveNotices(ctx, u.ID, choice, "nl"); err != nil {
		t.Fatal(err)
	}
	return u
}

// heard delivers what is due and gives the notices and digests among it: the
// local part of the receiver, the kind, and the count.
func heard(f *modelstest.Fixture) []string {
	var list []string
	for _, c := range f.Deliver() {
		if n := c.MessageFacts.Notice; n != nil {
			to, _, _ := strings.Cut(c.ToEmail, "@")
			what := string(n.Kind)
			if what == "" {
				what = "digest"
			}
			list = append(list, to+" "+what)
		}
	}
	return list
}

func wantHeard(t *testing.T, f *modelstest.Fixture, when string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, heard(f)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// Each thing that is told at once reaches who wants that, has to do with the
// meeting, may see its people, and did not do it.
func TestNotices_AtOnce(t *testing.T) {
	request := func(in *models.MeetingInput) { in.RegistrationMode = models.ModeApproval }
	for _, c := range []struct {
		name string
		in   func(*models.MeetingInput)
		do   func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, by models.Actor)
		want string
	}{
		{"request", request, func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, by models.Actor) {
			signUpBy(t, f, m, by, 1)
		}, "request"},
		{"full", nil, func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, by models.Actor) {
			signUpBy(t, f, m, by, 1)
			signUpBy(t, f, m, by, 2)
		}, "full"},
		{"late cancellation", nil, func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, by models.Actor) {
			id := signUpBy(t, f, m, by, 1)
			f.Deliver()
			setClock(f, "2019-11-27 09:00") // doors open 48 hours later
			if err := f.Cancel(ctx, m.ID, id, by, ""); err != nil {
				t.Fatal(err)
			}
		}, "late"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := modelstest.New(t)
			in := modelstest.Gathering("platform", 2)
			if c.in != nil {
				c.in(&in)
			}
			m := f.Save(in)
			reader(t, f, "anne", models.RoleOrganizer, models.NoticesAtOnce)
			reader(t, f, "bas", models.RoleOrganizer, models.NoticesAtOnce, "Platform Scheiding en Omgang")
			reader(t, f, "other", models.RoleOrganizer, models.NoticesAtOnce, "Een andere groep")
			reader(t, f, "daily", models.RoleOrganizer, models.NoticesDigest)
			reader(t, f, "never", models.RoleOrganizer, models.NoticesNone)
			reader(t, f, "editor", models.RoleEditor, models.NoticesAtOnce)
			reader(t, f, "secretary", models.RoleSecretary, models.NoticesAtOnce) // of board meetings
			c.do(t, f, m, models.Actor{Kind: models.ByPerson})
			wantHeard(t, f, "by the person", "anne "+c.want, "bas "+c.want)
		})
		t.Run(c.name+" by a user", func(t *testing.T) {
			f := modelstest.New(t)
			in := modelstest.Gathering("platform", 2)
			if c.in != nil {
				c.in(&in)
			}
			m := f.Save(in)
			anne := reader(t, f, "anne", models.RoleOrganizer, models.NoticesAtOnce)
			reader(t, f, "bas", models.RoleOrganizer, models.NoticesAtOnce)
			c.do(t, f, m, models.Organizer(anne))
			for _, h := range heard(f) {
				if h != "bas "+c.want {
					t.Errorf("%s: heard too", h)
				}
			}
		})
	}
}

func signUpBy(t *testing.T, f *modelstest.Fixture, m *models.Meeting, by models.Actor, n int) int64 {
	t.Helper()
	out, err := f.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(n)}, Language: "nl", By: by})
	if err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(time.Millisecond)
	return out[0].RegistrationID
}

// A refused address is told; a refused mail is no news about an address.
func TestNotices_RefusedAddress(t *testing.T) {
	for problem, want := range map[string][]string{"refused 550 5.1.1": {"anne refused"}, "refused 550 5.7.1": nil} {
		f := modelstest.New(t)
		m := f.Save(modelstest.Gathering("platform", 3))
		reader(t, f, "anne", models.RoleAdmin, models.NoticesAtOnce)
		id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
		refuseMail(t, f, id, problem)
		wantHeard(t, f, problem, want...)
	}
}

// Not earlier than 48 hours before, and nothing about what is over or off.
func TestNotices_NotOfEverything(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3))
	reader(t, f, "anne", models.RoleOrganizer, models.NoticesAtOnce)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	setClock(f, "2019-11-27 08:59")
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, models.Actor{Kind: models.ByPerson}, ""); err != nil {
		t.Fatal(err)
	}
	wantHeard(t, f, "48 hours and a minute before")
	f.Clock.Add(2 * time.Minute)
	if err := f.Cancel(ctx, m.ID, out[1].RegistrationID, models.Actor{Kind: models.ByPerson}, ""); err != nil {
		t.Fatal(err)
	}
	in := m.Input()
	in.Status, in.StatusReason = models.MeetingCancelled, "De spreker is ziek."
	f.Save(in)
	wantHeard(t, f, "called off before it left")
}

// What happens while a notice waits goes along with it; after it there is a
// quarter of an hour of silence. A mail says what holds when it leaves.
func TestNotices_Together(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 9)
	in.RegistrationMode = models.ModeApproval
	m := f.Save(in)
	reader(t, f, "anne", models.RoleOrganizer, models.NoticesAtOnce)
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	counts := func() (list []int) {
		for _, c := range f.Deliver() {
			if c.MessageFacts.Notice != nil {
				list = append(list, c.MessageFacts.Notice.Count)
			}
		}
		return list
	}
	if diff := cmp.Diff([]int{2}, counts()); diff != "" {
		t.Errorf("two at a time (-want +got):\n%s", diff)
	}
	f.Clock.Add(time.Minute)
	out := f.SignUpAll(m, modelstest.Person(3))
	if got := counts(); got != nil {
		t.Errorf("a minute later: %v", got)
	}
	f.Clock.Add(15 * time.Minute)
	if diff := cmp.Diff([]int{3}, counts()); diff != "" {
		t.Errorf("after a quarter (-want +got):\n%s", diff)
	}
	f.Clock.Add(time.Hour)
	f.SignUpAll(m, modelstest.Person(4))
	for _, r := range append(out, f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))...) {
		if err := f.Reject(ctx, m.ID, r.RegistrationID, models.Actor{Kind: models.ByOrganizer}, ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Approve(ctx, m.ID, lastRegistration(t, f), models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	if got := counts(); got != nil {
		t.Errorf("everything handled before it left: %v", got)
	}
}

func lastRegistration(t testing.TB, f *modelstest.Fixture) (id int64) {
	t.Helper()
	if err := openTables(t, f).QueryRow("select max(id) from registrations").Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// Who may see less, works for others or wants no mail by the time it leaves,
// hears nothing.
func TestNotices_RightsOfTheMomentOfSending(t *testing.T) {
	for name, change := range map[string]func(f *modelstest.Fixture, u *models.User) error{
		"another choice": func(f *modelstest.Fixture, u *models.User) error {
			return f.SaveNotices(ctx, u.ID, models.NoticesNone, "nl")
		},
		"another role": func(f *modelstest.Fixture, u *models.User) error {
			_, err := f.SaveUser(ctx, u.ID, models.UserInput{Email: u.Email, Name: u.Name, Role: models.RoleViewer})
			return err
		},
		"another group": func(f *modelstest.Fixture, u *models.User) error {
			_, err := f.SaveUser(ctx, u.ID, models.UserInput{Email: u.Email, Name: u.Name, Role: u.Role, Groups: []string{"Een andere groep"}})
			return err
		},
		"gone": func(f *modelstest.Fixture, u *models.User) error {
			return f.RemoveUser(ctx, u.ID, models.Actor{Kind: models.ByOrganizer})
		},
		"the link of the mail": func(f *modelstest.Fixture, u *models.User) error {
			return f.StopNotices(ctx, f.NoticeToken(u.ID))
		},
		"the meeting passed to others": func(f *modelstest.Fixture, u *models.User) error {
			_, err := f.SaveUser(ctx, u.ID, models.UserInput{Email: u.Email, Name: u.Name, Role: u.Role, Groups: []string{"Platform Scheiding en Omgang"}})
			if err != nil {
				return err
			}
			in := f.Meeting("platform").Input()
			in.Hosts = []models.HostInput{{Name: "Een andere groep", Role: "lead"}}
			f.Save(in)
			return nil
		},
		"nothing": func(*modelstest.Fixture, *models.User) error { return nil }, // the control
	} {
		t.Run(name, func(t *testing.T) {
			f := modelstest.New(t)
			in := modelstest.Gathering("platform", 9)
			in.RegistrationMode = models.ModeApproval
			m := f.Save(in)
			u := reader(t, f, "anne", models.RoleOrganizer, models.NoticesAtOnce)
			f.SignUpAll(m, modelstest.Person(1))
			if err := change(f, u); err != nil {
				t.Fatal(err)
			}
			var want []string
			if name == "nothing" {
				want = []string{"anne request"}
			}
			wantHeard(t, f, name, want...)
		})
	}
}

// What is chosen is checked, and a link that is none ends nothing.
func TestSaveNotices_Checks(t *testing.T) {
	f := modelstest.New(t)
	u := reader(t, f, "anne", models.RoleOrganizer, models.NoticesAtOnce)
	for _, wrong := range [][2]string{{"hourly", "nl"}, {"none", "de"}} {
		if err := f.SaveNotices(ctx, u.ID, models.NoticeChoice(wrong[0]), wrong[1]); models.KindOf(err) != models.Invalid {
			t.Errorf("%v: %v; want Invalid", wrong, err)
		}
	}
	if err := f.SaveNotices(ctx, u.ID+9, models.NoticesNone, "nl"); models.KindOf(err) != models.NotFound {
		t.Errorf("nobody: %v; want NotFound", err)
	}
	for _, token := range []string{"", "x", f.NoticeToken(u.ID)[1:], f.NoticeToken(u.ID + 9), f.OverviewToken(u.ID)} {
		if err := f.StopNotices(ctx, token); models.KindOf(err) != models.NotFound {
			t.Errorf("token %q: %v; want NotFound", token, err)
		}
	}
	if known, err := f.UserByID(ctx, u.ID); err != nil || known.Notices != models.NoticesAtOnce || known.Language != "nl" {
		t.Errorf("%+v, %v; want what was chosen first", known, err)
	}
}

// Moving several people at once fills a site as moving one does; a secretary
// hears that, and nothing of requests, about which only organizers decide.
func TestNotices_AfterAnActForSeveral(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("bestuur", 5, 2)
	in.Kind = models.BoardMeeting
	m := f.Save(in)
	reader(t, f, "anne", models.RoleAdmin, models.NoticesAtOnce)
	reader(t, f, "sam", models.RoleSecretary, models.NoticesAtOnce)
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
	f.Deliver()
	doBulk(t, f, m, models.Bulk{Do: models.BulkMove, IDs: []int64{out[0].RegistrationID, out[1].RegistrationID}, Site: "b"})
	wantHeard(t, f, "two moved", "anne full", "sam full")
	in = f.Meeting("bestuur").Input()
	in.RegistrationMode = models.ModeApproval
	f.Save(in)
	f.SignUpAll(m, modelstest.Person(3, "a"))
	wantHeard(t, f, "a request", "anne request")
}
