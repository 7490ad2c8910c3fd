package models_test

import (
	"testing"

	"bijeen/models"
	"bijeen/models/modelstest"
)

func TestOffers_InTheLastTwoDays(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	f.Deliver()
	f.Clock.Set(*modelstest.At("2019-11-28 09:00"))
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	own := f.Own(out[1].RegistrationID)
	if own.Registration.Status != models.Offered || !own.Registration.OfferExpiresAt.Equal(*modelstest.At("2019-11-28 13:00")) {
		t.Fatalf("%s until %v; want offered until 13.00", own.Registration.Status, own.Registration.OfferExpiresAt)
	}
	// The held seat is not for a new sign-up.
	if o := f.SignUpAll(m, modelstest.Person(4))[0]; o.Status != models.Waitlisted {
		t.Errorf("a new sign-up is %s; the seat is held", o.Status)
	}
	f.Clock.Set(*modelstest.At("2019-11-28 13:00"))
	if err := f.Settle(ctx, m.ID); err != nil {
		t.Fatal(err)
	}
	own = f.Own(out[1].RegistrationID)
	if own.Registration.Status != models.Waitlisted || own.Position != 2 && own.Position != 3 {
		t.Errorf("after the deadline: %s, number %d", own.Registration.Status, own.Position)
	}
	if got := f.Status(out[2].RegistrationID); got != models.Offered {
		t.Errorf("the next is %s; want offered", got)
	}
	for range 2 { // a second accept changes nothing
		if err := f.AnswerOffer(ctx, m.ID, out[2].RegistrationID, true, person); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.Status(out[2].RegistrationID); got != models.Registered {
		t.Errorf("accepted: %s", got)
	}
	if err := f.AnswerOffer(ctx, m.ID, out[1].RegistrationID, true, person); models.KindOf(err) != models.Conflict {
		t.Errorf("accept without an offer: %v; want a conflict", err)
	}
}

func TestQueue_FirstAcceptedSiteAndPlaceNumbers(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 1))
	out := f.SignUpAll(m,
		modelstest.Person(1, "a"), modelstest.Person(2, "b"),
		modelstest.Person(3, "a"), modelstest.Person(4, "b", "a"), modelstest.Person(5, "a", "b"))
	for i, want := range []int{0, 0, 1, 1, 3} { // 5 stands behind 3 and 4 at a
		if got := f.Own(out[i].RegistrationID).Position; got != want {
			t.Errorf("person %d has number %d; want %d", i+1, got, want)
		}
	}
	if err := f.Cancel(ctx, m.ID, out[1].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	own := f.Own(out[3].RegistrationID)
	if own.Registration.Status != models.Registered || own.Site.Key != "b" {
		t.Errorf("person 4 is %s at %s; want registered at b", own.Registration.Status, own.Site.Key)
	}
}
