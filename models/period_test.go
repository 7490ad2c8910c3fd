package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// Meetings without a date stand in the order in which they are expected, those
// about which nothing is known last.
func TestPublicMeetings_InTheOrderExpected(t *testing.T) {
	f := modelstest.New(t)
	for _, one := range []struct {
		slug   string
		around string
	}{{"ooit", ""}, {"lente", "2020-04-01 12:00"}, {"november", "2019-11-10 12:00"}} {
		in := modelstest.Gathering(one.slug)
		in.StartsAt, in.EndsAt, in.DoorsOpenAt, in.RegistrationClosesAt = nil, nil, nil, nil
		in.Status, in.DateText = models.MeetingAnnounced, one.slug
		if one.around != "" {
			in.DatePrecision, in.DateAround = models.PreciseMonth, modelstest.At(one.around)
		}
		f.Save(in)
	}
	f.Save(modelstest.Gathering("dag", 3))
	list, err := f.PublicMeetings(ctx, models.ListFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range list {
		got = append(got, p.Meeting.Slug)
	}
	if diff := cmp.Diff([]string{"dag", "november", "lente", "ooit"}, got); diff != "" {
		t.Errorf("order (-want +got)\n%s", diff)
	}
	in := f.Meeting("lente").Input()
	in.DateAround = nil
	if err := in.Check(); models.KindOf(err) != models.Invalid {
		t.Errorf("a month of no day: %v", err)
	}
}
