package models_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// What is shown before a change is what then goes, also for somebody whose
// mail about the change gives way to a better one.
func TestPreviewChange_CountsWhatGoes(t *testing.T) {
	f := ticking(t)
	f.Save(modelstest.Gathering("platform", 3))
	f.SignUpAll(f.Meeting("platform"), modelstest.Person(1), modelstest.Person(2), modelstest.Person(3), modelstest.Person(4), modelstest.Person(5))
	f.Deliver()
	now := f.Meeting("platform")
	in := now.Input()
	later := in.StartsAt.Add(15 * time.Minute)
	in.StartsAt, in.Sites[0].SeatCapacity = &later, 4
	effect, err := f.PreviewChange(ctx, in, now.UpdatedAt, byUser(t, f))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.ChangeMeeting(ctx, in, now.UpdatedAt, byUser(t, f)); err != nil {
		t.Fatal(err)
	}
	went := map[models.MessageKind]int{}
	for _, c := range f.Deliver() {
		went[c.Kind]++
	}
	f.Clock.Add(time.Hour)
	for _, c := range f.Deliver() {
		went[c.Kind]++
	}
	if diff := cmp.Diff(went, effect.Mails); diff != "" || effect.People != 5 {
		t.Errorf("%d people; mails (-went +shown)\n%s", effect.People, diff)
	}
}
