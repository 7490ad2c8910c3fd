package models_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"bijeen/models"
)

// The commands of organisers about the meeting itself.

func (w *world) organizerCommands() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"seats": w.seats, "building": w.building, "shift": w.shift, "retitle": w.retitle, "rebuild": w.rebuild,
		"text": w.text, "status": w.status, "status 2": w.status, "withdraw site": w.withdrawSite, "add site": w.addSite,
	}
}

// save stores a changed description; a refused one is forgotten.
func (w *world) save(t *rapid.T, change func(in *models.MeetingInput)) bool {
	in := w.in
	in.Sites = slices.Clone(w.in.Sites)
	change(&in)
	_, err := w.f.SaveMeeting(ctx, in, organizer)
	if w.judge(t, err) {
		w.in = in
		return true
	}
	return false
}

// seats raises or lowers a capacity. BR-35: at most as many are promoted as
// seats were added.
func (w *world) seats(t *rapid.T) {
	i := rapid.IntRange(0, len(w.in.Sites)-1).Draw(t, "at")
	n := rapid.IntRange(0, 4).Draw(t, "seats")
	w.override = n < w.in.Sites[i].SeatCapacity
	w.save(t, func(in *models.MeetingInput) { in.Sites[i].SeatCapacity = n })
}

func (w *world) building(t *rapid.T) {
	i := rapid.IntRange(0, len(w.in.Sites)-1).Draw(t, "at")
	n := rapid.IntRange(0, 5).Draw(t, "limit")
	w.override = n > 0 && (n < w.in.Sites[i].BuildingLimit || w.in.Sites[i].BuildingLimit == 0)
	w.save(t, func(in *models.MeetingInput) { in.Sites[i].BuildingLimit = n })
}

// shift moves the whole meeting in time.
func (w *world) shift(t *rapid.T) {
	if w.over(w.f.Now()) {
		t.Skip("mail about what is over has gone without calendar parts")
	}
	by := rapid.SampledFrom([]time.Duration{-30 * time.Minute, 30 * time.Minute, 24 * time.Hour, 7 * 24 * time.Hour}).Draw(t, "by")
	w.save(t, func(in *models.MeetingInput) {
		in.StartsAt, in.EndsAt, in.DoorsOpenAt = later(in.StartsAt, by), later(in.EndsAt, by), later(in.DoorsOpenAt, by)
		for i := range in.Sites {
			in.Sites[i].StartsAt, in.Sites[i].EndsAt = later(in.Sites[i].StartsAt, by), later(in.Sites[i].EndsAt, by)
		}
	})
}

func later(t *time.Time, by time.Duration) *time.Time {
	if t == nil {
		return nil
	}
	at := t.Add(by)
	return &at
}

func (w *world) retitle(t *rapid.T) {
	title := rapid.SampledFrom([]string{"Platform", "Platform Omgang", "Dag van de jeugd"}).Draw(t, "title")
	w.save(t, func(in *models.MeetingInput) { in.Title = title })
}

// rebuild moves a site to another building.
func (w *world) rebuild(t *rapid.T) {
	i := rapid.IntRange(0, len(w.in.Sites)-1).Draw(t, "at")
	street := rapid.SampledFrom([]string{"Kade 1", "Plein 2", "Markt 3"}).Draw(t, "street")
	w.save(t, func(in *models.MeetingInput) { in.Sites[i].Venue.Street = street })
}

// text changes what needs no mail (BR-42).
func (w *world) text(t *rapid.T) {
	w.judge(t, w.f.Settle(ctx, w.id)) // what the clock owes is not what this command does
	text := rapid.SampledFrom([]string{"Kort.", "Langer verhaal."}).Draw(t, "text")
	if w.save(t, func(in *models.MeetingInput) { in.Summary, in.Sites[0].RouteText = text, text }) && len(w.now.Messages) != len(w.before.Messages) {
		t.Fatal("BR-42: a correction of text alone has queued mail")
	}
}

// status goes along the drawing of rules §3.3, undoing included.
func (w *world) status(t *rapid.T) {
	next := map[models.MeetingStatus][]models.MeetingStatus{
		models.MeetingAnnounced: {models.MeetingOpen, models.MeetingPostponed, models.MeetingCancelled},
		models.MeetingOpen:      {models.MeetingClosed, models.MeetingPostponed, models.MeetingCancelled},
		models.MeetingClosed:    {models.MeetingOpen, models.MeetingOpen, models.MeetingCancelled},
		models.MeetingPostponed: {models.MeetingOpen, models.MeetingAnnounced, models.MeetingCancelled},
		models.MeetingCancelled: {models.MeetingOpen, models.MeetingOpen, models.MeetingClosed},
	}[w.in.Status]
	to := rapid.SampledFrom(next).Draw(t, "status")
	w.save(t, func(in *models.MeetingInput) { in.Status, in.StatusReason = to, "De zaal is niet vrij." })
}

// withdrawSite draws what happens to its people (BR-36).
func (w *world) withdrawSite(t *rapid.T) {
	key := w.siteKey(t, "site")
	err := w.f.WithdrawSite(ctx, w.id, models.SiteWithdrawal{
		Site: key, Target: w.siteKey(t, "target"),
		After: rapid.SampledFrom([]models.AfterWithdrawal{models.MoveToSite, models.MoveToWaitlist, models.CancelPeople}).Draw(t, "after"),
	}, organizer)
	if !w.judge(t, err) {
		return
	}
	for i := range w.in.Sites {
		if w.in.Sites[i].Key == key {
			w.in.Sites[i].Status = models.SiteWithdrawn
		}
	}
	site := slices.IndexFunc(w.now.Sites, func(s siteRow) bool { return s.Key == key })
	for _, p := range w.now.People {
		if p.Status.Active() && (p.Site == w.now.Sites[site].ID || slices.Contains(p.Accepts, w.now.Sites[site].ID)) {
			t.Fatalf("BR-36: %s is left at the withdrawn site as %s", p.Email, p.Status)
		}
	}
}

func (w *world) addSite(t *rapid.T) {
	if len(w.in.Sites) == 4 {
		t.Skip("enough")
	}
	w.save(t, func(in *models.MeetingInput) {
		site := in.Sites[0]
		site.Key, site.Venue.Name = string(rune('a'+len(in.Sites))), "Zaal erbij"
		site.SeatCapacity, site.BuildingLimit, site.Status = rapid.IntRange(1, 2).Draw(t, "seats"), 0, models.SiteConfirmed
		site.StartsAt, site.EndsAt = nil, nil
		in.Sites = append(in.Sites, site)
	})
}
