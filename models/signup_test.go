package models_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

var person = models.Actor{Kind: models.ByPerson}

// BR-13: 50 requests at the same moment for 10 seats give exactly 10
// registered and 40 waitlisted, each with a mail.
func TestBR13_FiftyForTen(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 10))
	var wg sync.WaitGroup
	outcomes := make([]models.Outcome, 50)
	for i := range outcomes {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out, err := f.SignUp(context.Background(), models.SignUp{
				MeetingID: m.ID, People: []models.Attendee{modelstest.Person(i)}, Language: "nl", By: person,
			})
			if err != nil {
				t.Errorf("person %d: %v", i, err)
				return
			}
			outcomes[i] = out[0]
		}()
	}
	wg.Wait()
	got := map[models.RegistrationStatus]int{}
	for _, o := range outcomes {
		got[o.Status]++
	}
	if got[models.Registered] != 10 || got[models.Waitlisted] != 40 {
		t.Errorf("registered %d, waitlisted %d; want 10 and 40", got[models.Registered], got[models.Waitlisted])
	}
	mails, err := f.ClaimMessages(context.Background(), "test", 100, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if len(mails) != 50 {
		t.Errorf("%d mails; want 50", len(mails))
	}
}

// BR-32: one cancellation with a queue is exactly one promotion, in the same
// transaction.
func TestBR32_CancelPromotesOne(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	if err := f.Cancel(context.Background(), m.ID, out[0].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	want := []models.RegistrationStatus{models.Cancelled, models.Registered, models.Waitlisted}
	for i, o := range out {
		own, err := f.OwnByToken(context.Background(), f.Token(o.RegistrationID, 1))
		if err != nil {
			t.Fatal(err)
		}
		if got := own.Registration.Status; got != want[i] {
			t.Errorf("person %d is %s; want %s", i+1, got, want[i])
		}
	}
}
