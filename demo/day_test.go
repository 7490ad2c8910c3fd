package demo

import (
	"context"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/deskview"
)

// Only when the anchor lies after the day of the gathering: 6 walk-ins and 18
// no-shows, with check-ins for everybody else (domain/demo.md §4.5).
func TestDemoAfterTheDay(t *testing.T) {
	f := fillLater(t, anchor, time.Date(2019, 11, 20, 10, 0, 0, 0, time.UTC))
	seen := f.counts(`select case when c.id is null then 'away' else 'came' end, count(*) from registrations r
		join meetings m on m.id = r.meeting_id left join check_ins c on c.registration_id = r.id where m.slug = ? and r.status = 'registered' group by 1`, bigSlug)
	f.equal("who came", seen, map[string]int{"away": noShowPeople, "came": registeredA + registeredB + 26 + walkInPeople - noShowPeople})
	f.equal("sources", f.counts(`select r.source, count(*)`+here+` and r.source = 'desk' group by 1`, bigSlug), map[string]int{"desk": walkInPeople})
	page, err := f.store.MeetingBySlug(context.Background(), bigSlug, true)
	if err != nil {
		t.Fatal(err)
	}
	if page.Meeting.Status != models.MeetingHeld || page.Meeting.Recap == "" {
		t.Errorf("the gathering is %s, its look back %q", page.Meeting.Status, page.Meeting.Recap)
	}
	a, err := deskview.New(f.store).Attendance(context.Background(), page.Meeting)
	if err != nil {
		t.Fatal(err)
	}
	if want := registeredA + registeredB + 26 + walkInPeople - noShowPeople; a.Present != want || len(a.NoShows) != noShowPeople {
		t.Errorf("%d came and %d did not; want %d and %d", a.Present, len(a.NoShows), want, noShowPeople)
	}
}

// Before that day the door has seen nobody there, and the desk of the demo
// shows what asks for attention.
func TestDemoAsksForAttention(t *testing.T) {
	f := fill(t, anchor)
	f.equal("check-ins", f.counts(`select m.slug, count(*) from check_ins c join meetings m on m.id = c.meeting_id where m.slug = ? group by 1`, bigSlug), map[string]int{})
	rows, _, err := deskview.New(f.store).Meetings(context.Background(), deskview.MeetingQuery{Of: f.user, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[models.ConcernKind]bool{}
	for _, row := range rows {
		for _, c := range row.Concerns {
			kinds[c.Kind] = true
		}
	}
	for _, kind := range []models.ConcernKind{models.ConcernNumbers, models.ConcernPending, models.ConcernRefused, models.ConcernFull, models.ConcernDoubles} {
		if !kinds[kind] {
			t.Errorf("nothing of kind %s", kind)
		}
	}
	if _, typed, _, err := f.store.Organizations(context.Background(), 1); err != nil || typed == 0 {
		t.Errorf("%d organizations to link, %v", typed, err)
	}
}
