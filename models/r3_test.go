package models_test

import (
	"slices"
	"testing"

	"bijeen/models"
)

// R3: an order of events must explain every answer. The stored history is
// the witness: played one by one against the simplest model of a queue it
// must give the answers that people got, and no request may stand before one
// that had its answer when the request began.

// queues is that model: each site by itself, as everybody in the crowd
// accepts one.
type queues struct {
	seats  map[int64]int
	seated map[int64]map[int64]bool
	wait   map[int64][]int64
	at     map[int64]int64 // registration to site
}

func (c *crowd) newQueues() *queues {
	q := &queues{seats: map[int64]int{}, seated: map[int64]map[int64]bool{}, wait: map[int64][]int64{}, at: map[int64]int64{}}
	for i := range c.meeting.Sites {
		site := &c.meeting.Sites[i]
		q.seats[site.ID], q.seated[site.ID] = site.SeatCapacity, map[int64]bool{}
	}
	return q
}

func (q *queues) free(site int64) bool { return len(q.seated[site]) < q.seats[site] }

// play lets one line of history happen. It gives false when the model would
// not have had it.
func (q *queues) play(e event) bool {
	switch {
	case e.Action == "signed_up" && e.To == models.Registered:
		if !q.free(e.Site) {
			return false
		}
		q.seated[e.Site][e.Registration] = true
	case e.Action == "signed_up" && e.To == models.Waitlisted:
		if q.free(e.Site) {
			return false
		}
		q.wait[e.Site] = append(q.wait[e.Site], e.Registration)
	case e.Action == "promoted":
		wait := q.wait[e.Site]
		if len(wait) == 0 || wait[0] != e.Registration || !q.free(e.Site) {
			return false
		}
		q.wait[e.Site] = wait[1:]
		q.seated[e.Site][e.Registration] = true
	case e.Action == "cancelled":
		site := q.at[e.Registration]
		n := slices.Index(q.wait[site], e.Registration)
		if e.To == models.Cancelled != q.seated[site][e.Registration] || e.To == models.Withdrawn != (n >= 0) {
			return false
		}
		delete(q.seated[site], e.Registration)
		if n >= 0 {
			q.wait[site] = slices.Delete(q.wait[site], n, n+1)
		}
	default:
		return false
	}
	q.at[e.Registration] = e.Site
	return true
}

// settled reports whether nobody waits for a free seat (I5).
func (q *queues) settled() bool {
	for site := range q.seats {
		if q.free(site) && len(q.wait[site]) > 0 {
			return false
		}
	}
	return true
}

// mustBeExplained is R3 for what the crowd was told.
func (c *crowd) mustBeExplained() {
	t := c.t
	t.Helper()
	answers := c.history()
	byWork := map[string]map[int64]answer{"sign_up": {}, "cancel": {}}
	var seats []answer
	for _, a := range answers {
		if a.Op == "seats" {
			seats = append(seats, a)
			continue
		}
		byWork[a.Op][a.Registration] = a
	}
	q := c.newQueues()
	var order []answer
	list := c.events()
	for i, e := range list {
		if i > 0 && !e.At.Equal(list[i-1].At) && !q.settled() {
			t.Fatalf("after line %d of the history somebody waits for a free seat", i)
		}
		var a answer
		var known bool
		switch e.Action {
		case "changed":
			if known = len(seats) > 0; known {
				a, seats = seats[0], seats[1:]
				q.seats[c.meeting.Site(a.Site).ID] = a.Seats
			}
		case "promoted":
			if !q.play(e) {
				t.Fatalf("line %d: %+v cannot be explained", i, e)
			}
			continue
		case "signed_up", "cancelled":
			work := map[string]string{"signed_up": "sign_up", "cancelled": "cancel"}[e.Action]
			a, known = byWork[work][e.Registration]
			delete(byWork[work], e.Registration)
			if !q.play(e) || known && work == "sign_up" && a.Status != e.To {
				t.Fatalf("line %d: %+v cannot be explained; the answer was %+v", i, e, a)
			}
		}
		if !known {
			t.Fatalf("line %d: %+v has no answer", i, e)
		}
		order = append(order, a)
	}
	if !q.settled() {
		t.Error("at the end somebody waits for a free seat")
	}
	for op, left := range byWork {
		if len(left) > 0 {
			t.Errorf("%d answers to %s are not in the history", len(left), op)
		}
	}
	mustKeepRealTime(t, order)
}

// mustKeepRealTime: in the order of the witness nothing comes before a
// request that was over before it began.
func mustKeepRealTime(t *testing.T, order []answer) {
	t.Helper()
	var latest int64
	for _, a := range order {
		if a.End < latest {
			t.Fatalf("%+v stands after a request that began when this one was over", a)
		}
		latest = max(latest, a.Start)
	}
}

// The checker itself must see what is wrong.
func TestR3_CheckerSees(t *testing.T) {
	site := int64(1)
	line := func(registration int64, action string, to models.RegistrationStatus) event {
		return event{Registration: registration, Site: site, Action: action, To: to}
	}
	tests := []struct {
		name  string
		lines []event
		want  int // lines that can be explained
	}{
		{"a queue as it should be", []event{
			line(1, "signed_up", models.Registered), line(2, "signed_up", models.Waitlisted), line(1, "cancelled", models.Cancelled), line(2, "promoted", models.Registered),
		}, 4},
		{"one seat twice", []event{line(1, "signed_up", models.Registered), line(2, "signed_up", models.Registered)}, 1},
		{"waiting for a free seat", []event{line(1, "signed_up", models.Waitlisted)}, 0},
		{"passed in the queue", []event{
			line(1, "signed_up", models.Registered), line(2, "signed_up", models.Waitlisted), line(3, "signed_up", models.Waitlisted),
			line(1, "cancelled", models.Cancelled), line(3, "promoted", models.Registered),
		}, 4},
	}
	for _, tc := range tests {
		q := &queues{seats: map[int64]int{site: 1}, seated: map[int64]map[int64]bool{site: {}}, wait: map[int64][]int64{}, at: map[int64]int64{}}
		got := 0
		for got < len(tc.lines) && q.play(tc.lines[got]) {
			got++
		}
		if got != tc.want {
			t.Errorf("%s: %d lines explained; want %d", tc.name, got, tc.want)
		}
	}
}
