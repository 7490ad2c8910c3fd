package deskview_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

const enschede, losser, wierden, twenterand, education = "GM0153", "GM0168", "GM0189", "GM1700", "education"

func voice(level models.Level, mandated models.Mandated, status models.RegistrationStatus, codes ...string) deskview.Voice {
	v := deskview.Voice{Level: level, Mandated: mandated, Status: status, Codes: codes}
	if len(codes) > 0 {
		v.Own = codes[0]
	}
	return v
}

func inPlaceOf(v deskview.Voice) deskview.Voice {
	v.Substitutes = new(int64)
	return v
}

// BR-23: a municipality is represented by an administrator or somebody with
// a mandate who has a place; unknown and officials do not count and are told
// apart.
func TestBR23_StateOfOneMunicipality(t *testing.T) {
	tests := []struct {
		name   string
		people []deskview.Voice
		want   deskview.RepresentationState
		counts bool
	}{
		{"nobody", nil, deskview.NobodyYet, false},
		{"administrator", []deskview.Voice{voice(models.Executive, "", models.Registered, enschede)}, deskview.ByExecutive, true},
		{"administrator who left the mandate open", []deskview.Voice{voice(models.Executive, models.MandateUnknown, models.Registered, enschede)}, deskview.ByExecutive, true},
		{"deputy with mandate", []deskview.Voice{voice(models.Policy, models.MandateYes, models.Registered, enschede)}, deskview.ByMandate, true},
		{"deputy, mandate not known", []deskview.Voice{voice(models.Policy, models.MandateUnknown, models.Registered, enschede)}, deskview.MandateUnclear, false},
		{"deputy without mandate", []deskview.Voice{voice(models.Policy, models.MandateNo, models.Registered, enschede)}, deskview.OfficialsOnly, false},
		{"officials only", []deskview.Voice{voice(models.Policy, "", models.Registered, enschede), voice(models.Practice, "", models.Registered, enschede)}, deskview.OfficialsOnly, false},
		{"official and administrator", []deskview.Voice{voice(models.Policy, "", models.Registered, enschede), voice(models.Executive, "", models.Registered, enschede)}, deskview.ByExecutive, true},
		{"unknown goes before officials", []deskview.Voice{voice(models.Policy, "", models.Registered, enschede), voice(models.Policy, models.MandateUnknown, models.Registered, enschede)}, deskview.MandateUnclear, false},
		{"administrator on the waiting list", []deskview.Voice{voice(models.Executive, "", models.Waitlisted, enschede)}, deskview.WaitsForPlace, false},
		{"administrator off the list", []deskview.Voice{voice(models.Executive, "", models.Cancelled, enschede)}, deskview.SpeakersGone, false},
		{"replaced by a deputy with mandate", []deskview.Voice{voice(models.Executive, "", models.Substituted, enschede), voice(models.Policy, models.MandateYes, models.Registered, enschede)}, deskview.ByMandate, true},
		{"replaced by somebody of whom nothing is said", []deskview.Voice{voice(models.Executive, "", models.Substituted, enschede), inPlaceOf(voice("", "", models.Registered, enschede))}, deskview.MandateUnclear, false},
		{"of a neighbor", []deskview.Voice{voice(models.Executive, "", models.Registered, losser, enschede)}, deskview.ByNeighbor, true},
		{"official of a neighbor", []deskview.Voice{voice(models.Policy, "", models.Registered, losser, enschede)}, deskview.OfficialsOnly, false},
		{"own official, administrator of a neighbor", []deskview.Voice{voice(models.Policy, "", models.Registered, enschede), voice(models.Executive, "", models.Registered, losser, enschede)}, deskview.ByNeighbor, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := squareOf(t, deskview.Represent(tt.people, nil), enschede)
			if q.State != tt.want || q.State.Represented() != tt.counts {
				t.Errorf("state %s, represented %v; want %s, %v", q.State, q.State.Represented(), tt.want, tt.counts)
			}
		})
	}
}

func squareOf(t *testing.T, b deskview.Board, code string) deskview.Square {
	t.Helper()
	for _, q := range append(b.Municipalities, b.Sectors...) {
		if q.Constituency.Code == code {
			return q
		}
	}
	t.Fatalf("no square for %s", code)
	return deskview.Square{}
}

// BR-24: mede namens counts for both municipalities and is one head.
func TestBR24_AlsoForCountsTwiceAndIsOneHead(t *testing.T) {
	b := deskview.Represent([]deskview.Voice{voice(models.Executive, "", models.Registered, twenterand, wierden)}, nil)
	if own := squareOf(t, b, twenterand); own.State != deskview.ByExecutive || own.Via() != "" {
		t.Errorf("own municipality: %s via %q; want executive", own.State, own.Via())
	}
	if also := squareOf(t, b, wierden); also.State != deskview.ByNeighbor || also.Via() != "Twenterand" {
		t.Errorf("other municipality: %s via %q; want also via Twenterand", also.State, also.Via())
	}
	if b.Represented != 2 || b.Heads != 1 {
		t.Errorf("%d represented by %d heads; want 2 by 1", b.Represented, b.Heads)
	}
}

// BR-25: heads and voices are two totals, and the second may be higher.
func TestBR25_HeadsAndVoices(t *testing.T) {
	b := deskview.Represent([]deskview.Voice{
		voice(models.Executive, "", models.Registered, twenterand, wierden),
		voice(models.Policy, "", models.Registered, enschede),
		voice(models.Practice, "", models.Registered),
		voice(models.Executive, "", models.Registered, education),
		voice(models.Executive, "", models.Cancelled, losser),
	}, nil)
	if b.Heads != 4 || b.Voices != 4+1-1 {
		t.Errorf("%d heads and %d voices; want 4 heads, and 4 voices: one twice and one for nobody", b.Heads, b.Voices)
	}
	if len(b.Municipalities) != 14 || len(b.Sectors) != 1 {
		t.Errorf("%d municipalities and %d sectors; want all 14 and the one that came", len(b.Municipalities), len(b.Sectors))
	}
}

// The board of a meeting is read from its registrations.
func TestBR23_BoardOfAMeeting(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("bestuur", 30))
	alderman, official, gone := modelstest.Person(1), modelstest.Person(2), modelstest.Person(3)
	alderman.Level, alderman.Represents = models.Executive, []string{twenterand, wierden}
	official.Level, official.Represents, official.Mandated = models.Policy, []string{enschede}, models.MandateUnknown
	gone.Level, gone.Represents = models.Executive, []string{losser}
	out := f.SignUpAll(m, alderman, official, gone)
	if err := f.Cancel(context.Background(), m.ID, out[2].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	b, err := deskview.New(f.Store).Representation(context.Background(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]deskview.RepresentationState{}
	for _, q := range b.Municipalities {
		if q.State != deskview.NobodyYet {
			got[q.Constituency.Code] = q.State
		}
	}
	want := map[string]deskview.RepresentationState{
		twenterand: deskview.ByExecutive, wierden: deskview.ByNeighbor, enschede: deskview.MandateUnclear, losser: deskview.SpeakersGone,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
