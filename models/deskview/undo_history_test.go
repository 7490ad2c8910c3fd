package deskview_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

// What is taken back stands in the history as that: by whom, and what it was
// about. What the meeting was before it went off is read across it.
func TestUndoHistory(t *testing.T) {
	for name, tt := range map[string]struct {
		do   func(f *modelstest.Fixture, m *models.Meeting, by models.Actor) error
		want []string
	}{
		"a room": {func(f *modelstest.Fixture, m *models.Meeting, by models.Actor) error {
			in := m.Input()
			in.Sites[0].Room = "Blauwe zaal"
			_, err := f.ChangeMeeting(ctx, in, m.UpdatedAt, by)
			return err
		}, []string{"undone sites by Tessa Testerink", "changed sites by Tessa Testerink"}},
		"calling off": {func(f *modelstest.Fixture, m *models.Meeting, by models.Actor) error {
			in := m.Input()
			in.Status, in.StatusReason = models.MeetingCancelled, "Ziek."
			_, err := f.ChangeMeeting(ctx, in, m.UpdatedAt, by)
			return err
		}, []string{"undone status status_reason by Tessa Testerink, now open", "changed status status_reason by Tessa Testerink, now cancelled"}},
		"a site": {func(f *modelstest.Fixture, m *models.Meeting, by models.Actor) error {
			return f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "b", After: models.CancelPeople, Reason: "Brand."}, by)
		}, []string{"undone_site_withdrawn b by Tessa Testerink", "site_withdrawn b by Tessa Testerink"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := modelstest.New(t)
			f.Clock.Tick(time.Millisecond)
			u, err := f.AddUser(ctx, "tessa@samen.example", "Tessa Testerink", models.RoleOrganizer)
			if err != nil {
				t.Fatal(err)
			}
			by := models.Organizer(u)
			m := f.Save(modelstest.Gathering("platform", 2, 2))
			f.SignUpAll(m, modelstest.Person(1, "a"))
			f.Deliver()
			f.Clock.Add(time.Minute)
			if err := tt.do(f, f.Meeting("platform"), by); err != nil {
				t.Fatal(err)
			}
			f.Clock.Add(time.Minute)
			last, err := f.LastChange(ctx, f.Meeting("platform"))
			if err != nil || last == nil {
				t.Fatalf("nothing to take back: %v", err)
			}
			if err := f.UndoChange(ctx, m.ID, last.ID, by); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, ofMeeting(t, f, m)[:2]); diff != "" {
				t.Errorf("history, newest first (-want +got)\n%s", diff)
			}
		})
	}
}

// ofMeeting is the history of the meeting itself, newest first.
func ofMeeting(t *testing.T, f *modelstest.Fixture, m *models.Meeting) (list []string) {
	t.Helper()
	lines, _, err := deskview.New(f.Store).History(ctx, m, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if !l.OfMeeting {
			continue
		}
		text := strings.Join([]string{l.Action, l.Detail, "by", l.User}, " ")
		if l.Status != "" {
			text += ", now " + string(l.Status)
		}
		list = append(list, text)
	}
	return list
}
