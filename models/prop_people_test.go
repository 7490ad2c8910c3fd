package models_test

import (
	"fmt"

	"pgregory.net/rapid"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// The commands of people with a link, and of organisers who act for them.

func (w *world) signUp(t *rapid.T) { w.signUpPeople(t, actor(t), w.attendee(t)) }

func (w *world) signUpSeveral(t *rapid.T) {
	w.signUpPeople(t, actor(t), w.attendee(t), w.attendee(t), w.attendee(t))
}

func (w *world) signUpPeople(t *rapid.T, by models.Actor, people ...models.Attendee) {
	if by.Desk() {
		for i := range people {
			people[i].Role = rapid.SampledFrom([]models.Role{"", "", models.Crew, models.Speaker}).Draw(t, "role")
			people[i].Overbook = rapid.IntRange(0, 4).Draw(t, "overbook") == 0
			people[i].Reason = "afgesproken"
			w.override = w.override || people[i].Overbook
		}
	}
	in := models.SignUp{MeetingID: w.id, People: people, Language: "nl", By: by}
	if len(people) > 1 {
		in.BookedByName, in.BookedByEmail = "Secretariaat", "secretariaat@horizon.example"
	}
	out, err := w.f.SignUp(ctx, in)
	if !w.judge(t, err) {
		return
	}
	for i, o := range out {
		w.outcomeIsTrue(t, people[i], o)
	}
}

// outcomeIsTrue holds the answer of a sign-up against the tables.
func (w *world) outcomeIsTrue(t *rapid.T, a models.Attendee, o models.Outcome) {
	p := w.now.person(o.RegistrationID)
	if p == nil {
		t.Fatalf("%s: the answer names registration %d, which is not there", a.Email, o.RegistrationID)
	}
	if o.Known {
		return
	}
	if site := w.now.site(p.Site); p.Status != o.Status || site.Key != o.SiteKey {
		t.Fatalf("%s: answered %s at %s, stored %s at %s", a.Email, o.Status, o.SiteKey, p.Status, site.Key)
	}
}

func (w *world) interest(t *rapid.T) {
	a := modelstest.Person(rapid.IntRange(0, 9).Draw(t, "person"))
	w.judge(t, w.f.ShowInterest(ctx, models.Interest{
		MeetingID: w.id, GivenName: a.GivenName, Surname: a.Surname, Email: a.Email, Language: "nl",
	}))
}

func (w *world) cancel(t *rapid.T) {
	p := w.someone(t)
	w.judge(t, w.f.Cancel(ctx, w.id, p.ID, actor(t), ""))
}

// substitute also checks BR-26: as many seats taken as before, nobody moves up
// but where a companion made room.
func (w *world) substitute(t *rapid.T) {
	old := w.someone(t)
	a := modelstest.Person(rapid.IntRange(0, 14).Draw(t, "substitute"))
	made, err := w.f.Substitute(ctx, w.id, old.ID, models.Substitution{GivenName: a.GivenName, Surname: a.Surname, Email: a.Email}, actor(t))
	if !w.judge(t, err) {
		return
	}
	if was, is := w.before.load(old.Site), w.now.load(old.Site); was.Taken != is.Taken && !old.Companion {
		t.Fatalf("BR-26: %d seats taken before the substitution, %d after", was.Taken, is.Taken)
	}
	if got := w.now.person(made.ID); got.Replaces != old.ID || got.Site != old.Site || got.Role != old.Role {
		t.Fatalf("the substitute of %d is %+v", old.ID, got)
	}
}

func (w *world) move(t *rapid.T) {
	p, by, key := w.someone(t), actor(t), w.siteKey(t, "to")
	a := models.Amendment{Site: &key}
	if by.Desk() && rapid.IntRange(0, 2).Draw(t, "overbook") == 0 {
		a.Overbook, a.Reason, w.override = true, "afgesproken", true
	}
	done, err := w.f.Amend(ctx, w.id, p.ID, a, by)
	if !w.judge(t, err) {
		return
	}
	got := w.now.person(p.ID)
	if key := w.now.site(got.Site).Key; done.Moved && key != *a.Site {
		t.Fatalf("answered moved to %s, stored %s", *a.Site, key)
	}
	if done.Wished && got.Wanted == 0 && got.Site == p.Site {
		t.Fatal("answered a wish, stored none")
	}
}

// amend changes companion, role or whom somebody speaks for.
func (w *world) amend(t *rapid.T) {
	p, by := w.someone(t), actor(t)
	var a models.Amendment
	switch rapid.SampledFrom([]string{"companion", "role", "represents", "name"}).Draw(t, "what") {
	case "companion":
		with := !p.Companion
		a.Companion = &with
	case "role":
		role := rapid.SampledFrom([]models.Role{models.Participant, models.Crew}).Draw(t, "role")
		a.Role, by = &role, organizer
	case "represents":
		codes := []string{"GM0153", "GM0168"}
		a.Represents = &codes
	case "name":
		name := fmt.Sprintf("Proef%d", rapid.IntRange(0, 9).Draw(t, "name of"))
		a.GivenName = &name
	}
	_, err := w.f.Amend(ctx, w.id, p.ID, a, by)
	w.judge(t, err)
}

func (w *world) address(t *rapid.T) {
	p := w.someone(t)
	email := fmt.Sprintf("proef%d@%s.example", rapid.IntRange(0, 4).Draw(t, "address"), rapid.SampledFrom([]string{"horizon", "thuis"}).Draw(t, "domain"))
	_, err := w.f.Amend(ctx, w.id, p.ID, models.Amendment{Email: &email}, actor(t))
	w.judge(t, err)
}

func (w *world) needs(t *rapid.T) {
	p, diet, consent := w.someone(t), []string{"halal"}, true
	_, err := w.f.Amend(ctx, w.id, p.ID, models.Amendment{Diet: &diet, NeedsConsent: &consent}, person)
	w.judge(t, err)
}

func (w *world) answerOffer(t *rapid.T) {
	p := w.someone(t, models.Offered, models.Registered)
	accept := rapid.IntRange(0, 2).Draw(t, "refuse") > 0
	if !w.judge(t, w.f.AnswerOffer(ctx, w.id, p.ID, accept, person)) {
		return
	}
	if got := w.now.person(p.ID); accept && got.Status != models.Registered {
		t.Fatalf("accepted and %s", got.Status)
	}
}

// erase removes everybody at an address (BR-20). What they had is given to
// the queue, and nothing of them stays.
func (w *world) erase(t *rapid.T) {
	p := w.someone(t)
	w.erased = true
	_, err := w.f.ErasePerson(ctx, p.Email)
	if !w.judge(t, err) {
		return
	}
	for _, left := range w.now.People {
		if left.Email == p.Email {
			t.Fatalf("registration %d of an erased address is left", left.ID)
		}
	}
}

func (w *world) resend(t *rapid.T) {
	_, err := w.f.Resend(ctx, w.id, w.someone(t).ID, organizer)
	w.judge(t, err)
}

func (w *world) links(t *rapid.T) {
	w.judge(t, w.f.RequestLinks(ctx, w.someone(t).Email, "nl"))
	w.settled = false
}

func (w *world) renewLink(t *rapid.T) {
	by := []models.Actor{person, organizer}[rapid.IntRange(0, 1).Draw(t, "by")]
	id := w.someone(t).ID
	w.judge(t, w.f.RenewLink(ctx, w.id, id, w.f.Own(id).Registration.LinkVersion, by, ""))
}

func (w *world) stillWants(t *rapid.T) {
	w.judge(t, w.f.StillWants(ctx, w.id, w.someone(t, models.Waitlisted).ID, person))
}

func (w *world) priority(t *rapid.T) {
	p := w.someone(t, models.Waitlisted, models.Registered)
	w.judge(t, w.f.SetPriority(ctx, w.id, p.ID, rapid.Bool().Draw(t, "first"), organizer, "afgesproken"))
}

func (w *world) decide(t *rapid.T) {
	p := w.someone(t, models.Pending)
	if rapid.IntRange(0, 2).Draw(t, "reject") == 0 {
		w.judge(t, w.f.Reject(ctx, w.id, p.ID, organizer, "vol"))
		return
	}
	w.judge(t, w.f.Approve(ctx, w.id, p.ID, organizer))
}
