package models_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bijeen/models"
)

// invariants judges the tables after each command (rules §3.8). I7 belongs
// to workshops, I11 to the retention run: see forget.
func (w *world) invariants(t *rapid.T) {
	for _, check := range []func() error{
		w.i1Seats, w.i2Building, w.i3OneEach, w.i4WaitingOrSeated, w.i5NoFreeSeat, w.i5NobodyPassed, w.i5LastInLast, w.i6Sums,
		w.i8Sequence, w.i9History, w.i10Substitutes, w.i12Constituencies, w.br77Forgotten, w.br80Once,
	} {
		if err := check(); err != nil {
			t.Fatal(err)
		}
	}
	w.override, w.judged = false, w.now
}

// i1Seats is I1: no site gets more participants than seats. Only an override
// or a lowered capacity may; from there the surplus only shrinks.
func (w *world) i1Seats() error {
	return w.grows("I1: %d participants too many at %s, there were %d", (*snapshot).overfull)
}

// i2Building is I2, open offers counted as if they were accepted.
func (w *world) i2Building() error {
	return w.grows("I2: %d people too many in the building of %s, there were %d", (*snapshot).crowded)
}

func (w *world) grows(sentence string, surplus func(*snapshot, siteRow) int) error {
	if w.override || w.before == nil || w.now == w.judged {
		return nil
	}
	for _, site := range w.now.Sites {
		old := 0
		if was := w.before.site(site.ID); was != nil {
			old = surplus(w.before, *was)
		}
		if n := surplus(w.now, site); n > old && site.Confirmed {
			return fmt.Errorf(sentence, n, site.Key, old)
		}
	}
	return nil
}

// i3OneEach is I3: one active registration per name and address.
func (w *world) i3OneEach() error {
	seen := map[[2]string]int64{}
	for _, p := range w.now.People {
		if !p.Status.Active() || p.forgotten() {
			continue
		}
		key := [2]string{p.Name, p.Email}
		if other, twice := seen[key]; twice {
			return fmt.Errorf("I3: registrations %d and %d are one person", other, p.ID)
		}
		seen[key] = p.ID
	}
	return nil
}

// i4WaitingOrSeated is I4, and what belongs to each state: who waits has a
// moment and accepts something, a wish is for another site than the seat.
func (w *world) i4WaitingOrSeated() error {
	for _, p := range w.now.People {
		waits := p.Status == models.Waitlisted || p.Wanted != 0
		switch {
		case p.Wanted != 0 && p.Status != models.Registered:
			return fmt.Errorf("I4: registration %d is %s and wants to move", p.ID, p.Status)
		case p.Wanted != 0 && (p.Wanted == p.Site || !slices.Equal(p.Accepts, []int64{p.Wanted})):
			return fmt.Errorf("I4: registration %d at %d wants %d and accepts %v", p.ID, p.Site, p.Wanted, p.Accepts)
		case waits != p.Waits.Valid:
			return fmt.Errorf("I4: registration %d is %s, wants %d, waits since %v", p.ID, p.Status, p.Wanted, p.Waits)
		case p.Status == models.Waitlisted && len(p.Accepts) == 0:
			return fmt.Errorf("I4: registration %d waits for nothing", p.ID)
		case p.Status == models.Offered && (!p.Offer.Valid || p.Site == 0):
			return fmt.Errorf("I4: registration %d has an offer without an end or a site", p.ID)
		case p.Status == models.Registered && (p.Site == 0 || p.Wanted == 0 && len(p.Accepts) > 0):
			return fmt.Errorf("I4: registration %d has a seat at %d and accepts %v", p.ID, p.Site, p.Accepts)
		case !p.Status.Active() && len(p.Accepts) > 0:
			return fmt.Errorf("I4: registration %d is %s and accepts %v", p.ID, p.Status, p.Accepts)
		}
	}
	return nil
}

// queueing is how seats are given now, read from rules §3.5 rule 6 apart
// from the code: not at all, at once, or by an offer.
func (w *world) queueing() (places, offers bool) {
	now, doors := w.f.Now(), w.now.firstDoors()
	if w.now.Status != models.MeetingOpen && w.now.Status != models.MeetingClosed || !now.Before(doors) {
		return false, false
	}
	if w.now.Waitlist == models.WaitlistOffer || !now.Before(w.now.Starts.Time.Add(-48*time.Hour)) {
		// An answer must be there an hour before the doors, and takes an hour.
		return false, !now.Add(2 * time.Hour).After(doors)
	}
	return true, false
}

// i5NoFreeSeat is I5: nobody waits for a seat that is free.
func (w *world) i5NoFreeSeat() error {
	places, offers := w.queueing()
	if !w.settled || !places && !offers {
		return nil
	}
	for _, p := range w.now.queue() {
		if offers && (p.Wanted != 0 || p.Lapsed) {
			continue
		}
		for _, id := range p.Accepts {
			if site := w.now.site(id); site.Confirmed && w.fits(p, *site) {
				return fmt.Errorf("I5: registration %d waits for site %s, where it fits", p.ID, site.Key)
			}
		}
	}
	return nil
}

// fits is rules §3.5 rule 3.
func (w *world) fits(p personRow, site siteRow) bool {
	l := w.now.load(site.ID)
	room := l.Heads+l.Held+p.heads() <= site.Building || site.Building == 0
	return room && (!p.seated() || l.Taken+l.Offered < site.Seats && (site.Building == 0 || l.Heads+l.Held < site.Building))
}

// i5NobodyPassed is rules §3.5 rule 5: a seat goes to the first in the queue
// who accepts the site and asks no more than who got it.
func (w *world) i5NobodyPassed() error {
	if w.before == nil || !w.settled {
		return nil
	}
	_, offers := w.queueing()
	queue := w.before.queue()
	for i, winner := range queue {
		got := w.now.person(winner.ID)
		if got == nil {
			continue
		}
		promoted := winner.Status == models.Waitlisted && (got.Status == models.Registered || got.Status == models.Offered)
		if !promoted || w.lastAction(got.ID) != "promoted" && w.lastAction(got.ID) != "offered" {
			continue
		}
		for _, first := range queue[:i] {
			p := w.now.person(first.ID)
			if p == nil {
				continue
			}
			waits := p.Status == models.Waitlisted && !(offers && p.Lapsed)
			same := p.Priority == first.Priority && p.Waits.Time.Equal(first.Waits.Time) && p.seated() == got.seated() && p.heads() <= got.heads()
			if waits && same && slices.Contains(p.Accepts, got.Site) && slices.Contains(first.Accepts, got.Site) {
				return fmt.Errorf("§3.5: registration %d got a seat at %d that %d waited for before it", got.ID, got.Site, p.ID)
			}
		}
	}
	return nil
}

// i5LastInLast is rules §3.5 rule 2: who begins to wait stands behind all who
// waited, whatever the clock says (R13).
func (w *world) i5LastInLast() error {
	if w.before == nil || w.now == w.judged {
		return nil
	}
	waited := map[int64]bool{}
	for _, p := range w.before.queue() {
		waited[p.ID] = true
	}
	var newcomer int64
	for _, p := range w.now.queue() {
		began := slices.Contains([]string{"signed_up", "approved", "offer_lapsed", "wishes_to_move"}, w.lastAction(p.ID))
		switch {
		case !waited[p.ID] && began:
			newcomer = p.ID
		case waited[p.ID] && newcomer != 0 && p.Priority == 0:
			return fmt.Errorf("§3.5: registration %d has just begun to wait and stands before %d", newcomer, p.ID)
		}
	}
	return nil
}

func (w *world) lastAction(registration int64) string {
	for _, c := range slices.Backward(w.now.Changes) {
		if c.Registration == registration {
			return c.Action
		}
	}
	return ""
}

// i6Sums is I6: the sites together are the meeting, as pages and lists count.
func (w *world) i6Sums() error {
	page, err := w.f.MeetingBySlug(ctx, w.in.Slug, true)
	if err != nil {
		return err
	}
	perSite, err := w.f.RegisteredPerSite(ctx, w.id)
	if err != nil {
		return err
	}
	taken, listed, waiting, want := 0, 0, 0, map[string]int{}
	for _, p := range w.now.People {
		site := w.now.site(p.Site)
		switch {
		case p.Status == models.Registered && p.seated() && site.Confirmed:
			want["taken"]++
		case p.Status == models.Waitlisted:
			want["waiting"]++
		}
		if p.Status == models.Registered {
			want["listed"]++
		}
	}
	for _, s := range page.Seats {
		taken += s.Taken
	}
	for _, n := range perSite {
		listed += n
	}
	waiting = page.Waiting
	if got := map[string]int{"taken": taken, "listed": listed, "waiting": waiting}; got["taken"] != want["taken"] || got["listed"] != want["listed"] || got["waiting"] != want["waiting"] {
		return fmt.Errorf("I6: the pages count %v, the register %v", got, want)
	}
	return nil
}

// i8Sequence is I8 in the tables; that a CANCEL is the last message for its
// UID is seen by the calendars that get the mail.
func (w *world) i8Sequence() error {
	for _, p := range w.now.People {
		if p.Sequence < w.reads[p.UID] {
			return fmt.Errorf("I8: calendar_sequence of registration %d fell from %d to %d", p.ID, w.reads[p.UID], p.Sequence)
		}
		w.reads[p.UID] = p.Sequence
		if w.before == nil {
			continue
		}
		if was := w.before.person(p.ID); was != nil && p.Stamp.Time.Before(was.Stamp.Time) {
			return fmt.Errorf("I8: DTSTAMP of registration %d fell", p.ID)
		}
	}
	return nil
}

// i9History is I9: the rows of a registration follow on each other and end
// where it stands.
func (w *world) i9History() error {
	at := map[int64]models.RegistrationStatus{}
	for _, c := range w.now.Changes {
		if c.Registration == 0 {
			continue // of somebody who was erased
		}
		if at[c.Registration] != c.From {
			return fmt.Errorf("I9: registration %d was %q, and its next row comes from %q", c.Registration, at[c.Registration], c.From)
		}
		at[c.Registration] = c.To
	}
	for _, p := range w.now.People {
		if at[p.ID] != p.Status {
			return fmt.Errorf("I9: the history of registration %d ends in %q, it is %q", p.ID, at[p.ID], p.Status)
		}
	}
	return nil
}

// i10Substitutes is I10: one successor each, always a later row, so no loop;
// whoever has a successor is not active.
func (w *world) i10Substitutes() error {
	successors := map[int64]int{}
	for _, p := range w.now.People {
		if p.Replaces != 0 {
			successors[p.Replaces]++
		}
		if p.Replaces >= p.ID {
			return fmt.Errorf("I10: registration %d replaces %d", p.ID, p.Replaces)
		}
	}
	for _, p := range w.now.People {
		if n := successors[p.ID]; n > 1 || n == 1 && p.Status != models.Substituted || n == 0 && p.Status == models.Substituted && !w.erased {
			return fmt.Errorf("I10: registration %d is %s and has %d successors", p.ID, p.Status, n)
		}
	}
	return nil
}

// i12Constituencies is I12: among people who represent somebody, there are
// no more heads than constituencies counted; nobody counts twice for one.
func (w *world) i12Constituencies() error {
	for _, p := range w.now.People {
		codes := slices.Clone(p.Represents)
		slices.Sort(codes)
		if len(slices.Compact(codes)) != len(p.Represents) {
			return fmt.Errorf("I12: registration %d counts twice for one of %v", p.ID, p.Represents)
		}
		if p.Replaces != 0 {
			if old := w.now.person(p.Replaces); w.before.person(p.ID) == nil && !slices.Equal(old.Represents, p.Represents) {
				return fmt.Errorf("I12: the substitute of %d represents %v; want %v", old.ID, p.Represents, old.Represents)
			}
		}
	}
	return nil
}

// br80Once is BR-80: no two rows for one (registration, kind, occasion), and
// so none for one (registration, kind, sequence, occasion).
func (w *world) br80Once() error {
	type once struct {
		Registration int64
		Kind         models.MessageKind
		Occasion     int
	}
	seen := map[once]int64{}
	for _, m := range w.now.Messages {
		key := once{m.Registration, m.Kind, m.Occasion}
		if other, twice := seen[key]; twice && m.Registration != 0 {
			return fmt.Errorf("BR-80: messages %d and %d are both %+v", other, m.ID, key)
		}
		seen[key] = m.ID
	}
	return nil
}

// difference shows how two snapshots differ.
func difference(a, b *snapshot) string { return cmp.Diff(a, b) }
