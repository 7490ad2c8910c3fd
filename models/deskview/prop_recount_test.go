package deskview_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"bijeen/models"
	"bijeen/models/deskview"
)

// boardRow is one registration as the tables have it. What hangs on it is read
// for each by itself.
type boardRow struct {
	ID, InvitationID, PersonID, SubstitutesID int64
	Status, Level, Mandated, Surname          string

	own  string   `gorm:"-"`
	all  []string `gorm:"-"`
	here bool     `gorm:"-"`
	byUs bool     `gorm:"-"` // withdrawn without having said so
}

// invitationRow is one line of the list of invitations.
type invitationRow struct {
	ID                int64
	State, Represents string
	Brought           int // registrations
}

// rows reads the registrations past the views.
func (w *boardWorld) rows(t *rapid.T) []boardRow {
	var list []boardRow
	w.scan(t, &list, `select id, coalesce(invitation_id, 0) as invitation_id, coalesce(person_id, 0) as person_id, coalesce(substitutes_id, 0) as substitutes_id, status, level, mandated, surname
		from registrations where meeting_id = ? order by id`, w.id)
	for i := range list {
		r := &list[i]
		var spoken []struct{ Code, Mode string }
		w.scan(t, &spoken, "select code, mode from representations where registration_id = ? order by position", r.ID)
		for _, s := range spoken {
			if r.all = append(r.all, s.Code); s.Mode == "own" && r.own == "" {
				r.own = s.Code
			}
		}
		var in []int64
		w.scan(t, &in, "select id from check_ins where registration_id = ? and direction = 'in' and undone_at is null", r.ID)
		r.here = len(in) > 0
		var actions []string
		w.scan(t, &actions, "select action from registration_changes where registration_id = ? and to_status = 'withdrawn' order by id", r.ID)
		if n := len(actions); n > 0 {
			r.byUs = slices.Contains([]string{"uninvited", "invitation_taken_back", "holder_changed", "comes_as_substitute"}, actions[n-1])
		}
	}
	return list
}

func (w *boardWorld) invitations(t *rapid.T) []invitationRow {
	var list []invitationRow
	w.scan(t, &list, `select id, state, represents, (select count(*) from registrations r where r.invitation_id = invitations.id) as brought
		from invitations where meeting_id = ? and target <> 'link' order by id`, w.id)
	return list
}

func (w *boardWorld) scan(t *rapid.T, into any, query string, args ...any) {
	if err := w.f.Read(ctx, func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(into).Error }); err != nil {
		t.Fatal(err)
	}
}

// tally is a board counted by hand.
type tally struct {
	Represented, Heads, Voices int
	Squares                    map[string]string // code to state and who speaks
}

// recount compares both boards with a count by hand.
func (w *boardWorld) recount(t *rapid.T, seen map[deskview.RepresentationState]bool) {
	rows, invitations := w.rows(t), w.invitations(t)
	m, err := w.f.MeetingAlone(ctx, "bestuur")
	if err != nil {
		t.Fatal(err)
	}
	view := deskview.New(w.f.Store)
	minutes, err := view.Minutes(ctx, m, deskview.ByName)
	if err != nil {
		t.Fatal(err)
	}
	counts := [3]int{len(minutes.Present), len(minutes.Notice), len(minutes.NoNotice) + len(minutes.Open)}
	if want := minutesByHand(rows, invitations); counts != want || len(minutes.NoNotice) > 0 && m.Status != models.MeetingHeld {
		t.Fatalf("minutes: %v present, with notice, missed; the rows say %v", counts, want)
	}
	for _, present := range []bool{false, true} {
		got, err := view.Representation(ctx, w.id)
		if present {
			got, err = view.Presence(ctx, m)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := tally{Squares: map[string]string{}}
		for _, r := range rows {
			if r.speaks(present) {
				want.Heads++
				want.Voices += len(r.all)
			}
		}
		for _, c := range models.Constituencies() {
			state := stateByHand(rows, invitations, c.Code, present, m.Status == models.MeetingHeld)
			if state != "nobody" {
				want.Squares[c.Code] = state + " " + speakersByHand(rows, c.Code, present)
			}
			if c.IsMunicipality() && (state == "executive" || state == "mandate" || state == "also") {
				want.Represented++
			}
		}
		if diff := cmp.Diff(want, tallyOf(got, seen)); diff != "" {
			t.Fatalf("present %v: the board is not what the rows say (-rows +board):\n%s", present, diff)
		}
	}
}

// minutesByHand counts the lines of the minutes: present, with notice, and
// those who are missed; names that have gone are left out.
func minutesByHand(rows []boardRow, invitations []invitationRow) [3]int {
	var n [3]int
	said := map[int64]bool{} // who said something else since, or stands there once already
	for _, r := range rows {
		if r.PersonID != 0 && (r.Status == "registered" || r.Status == "invited") {
			said[r.PersonID] = true
		}
	}
	for _, r := range rows {
		switch {
		case r.Surname == "":
		case r.Status == "registered" && r.here:
			n[0]++
		case r.Status == "declined", r.Status == "cancelled", r.Status == "withdrawn" && !r.byUs && r.InvitationID != 0:
			if !said[r.PersonID] {
				n[1]++
			}
			said[r.PersonID] = true
		case r.Status == "registered", r.Status == "invited":
			n[2]++
		}
	}
	for _, i := range invitations {
		if i.Brought == 0 && (i.State == "sent" || i.State == "bounced" || i.State == "expired") {
			n[2]++
		}
	}
	return n
}

func tallyOf(b deskview.Board, seen map[deskview.RepresentationState]bool) tally {
	got := tally{Represented: b.Represented, Heads: b.Heads, Voices: b.Voices, Squares: map[string]string{}}
	for _, q := range slices.Concat(b.Municipalities, b.Sectors) {
		seen[q.State] = true
		if q.State == deskview.NobodyYet {
			continue
		}
		ids := []int64{}
		for _, p := range q.Speakers {
			ids = append(ids, p.RegistrationID)
		}
		slices.Sort(ids)
		got.Squares[q.Constituency.Code] = string(q.State) + " " + fmt.Sprint(ids)
	}
	return got
}

func (r boardRow) speaks(present bool) bool { return r.Status == "registered" && (r.here || !present) }

// unclear reports whether nobody has said yet if this person may decide.
func (r boardRow) unclear() bool {
	return r.Mandated == "unknown" || r.SubstitutesID != 0 && r.Mandated == "" && r.Level == ""
}

func speakersByHand(rows []boardRow, code string, present bool) string {
	ids := []int64{}
	for _, r := range rows {
		if r.speaks(present) && slices.Contains(r.all, code) {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return fmt.Sprint(ids)
}

// stateByHand asks for each state in turn whether any row makes it so.
func stateByHand(rows []boardRow, invitations []invitationRow, code string, present, finished bool) string {
	any := func(is func(r boardRow) bool) bool {
		return slices.ContainsFunc(rows, func(r boardRow) bool { return slices.Contains(r.all, code) && is(r) })
	}
	decides := func(r boardRow) bool { return r.Level == "executive" || r.Mandated == "yes" }
	status := func(list ...string) func(boardRow) bool {
		return func(r boardRow) bool { return slices.Contains(list, r.Status) }
	}
	asked := slices.ContainsFunc(invitations, func(i invitationRow) bool {
		return slices.Contains(strings.Fields(i.Represents), code) && (i.State == "sent" || i.State == "bounced" || i.State == "expired")
	})
	switch {
	case any(func(r boardRow) bool { return r.speaks(present) && r.own == code && r.Level == "executive" }):
		return "executive"
	case any(func(r boardRow) bool { return r.speaks(present) && r.own == code && r.Mandated == "yes" }):
		return "mandate"
	case any(func(r boardRow) bool { return r.speaks(present) && r.own != code && decides(r) }):
		return "also"
	case any(func(r boardRow) bool { return r.speaks(present) && r.unclear() }):
		return "unknown"
	case any(func(r boardRow) bool { return r.speaks(present) }):
		return "official"
	case any(status("registered")) && finished:
		return "no_show"
	case any(status("registered")):
		return "expected"
	case any(status("pending", "waitlisted", "offered")):
		return "waiting"
	case any(status("invited")) || asked:
		return "no_answer"
	case any(status("declined", "cancelled", "rejected")) || any(func(r boardRow) bool { return r.Status == "withdrawn" && !r.byUs }):
		return "cancelled"
	}
	return "nobody"
}
