package deskview

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// RepresentationState says how a municipality or sector is represented, from
// the people with a place who speak for it (BR-23).
type RepresentationState string

// The states, the strongest first. Only the first three count as
// represented.
const (
	ByExecutive    RepresentationState = "executive" // an administrator of its own
	ByMandate      RepresentationState = "mandate"   // a deputy who may decide
	ByNeighbor     RepresentationState = "also"      // mede namens: somebody of another one who may decide
	MandateUnclear RepresentationState = "unknown"   // a deputy whose mandate is not known yet
	OfficialsOnly  RepresentationState = "official"
	SpeakersGone   RepresentationState = "cancelled" // everybody who spoke for it is off the list
	NobodyYet      RepresentationState = "nobody"
)

// Represented reports whether the state counts (BR-23).
func (s RepresentationState) Represented() bool {
	return s == ByExecutive || s == ByMandate || s == ByNeighbor
}

// Voice is one person who speaks for one or more constituencies; Codes has
// the own one first and those of "mede namens" behind it.
type Voice struct {
	RegistrationID int64
	Name           names.Name
	JobTitle       string
	Level          models.Level
	Mandated       models.Mandated
	Status         models.RegistrationStatus
	Codes          []string
}

// decides reports whether somebody may take part in a decision (BR-23).
func (p Voice) decides() bool { return p.Level == models.Executive || p.Mandated == models.MandateYes }

// Square is one municipality or sector of the board: its state and the
// people with a place who speak for it, those who count most first.
type Square struct {
	Constituency models.Constituency
	State        RepresentationState
	Speakers     []Voice
}

// Via is the own constituency of whoever represents this one too: "via
// Twenterand". Empty unless the state is ByNeighbor.
func (q Square) Via() string {
	if q.State != ByNeighbor || len(q.Speakers) == 0 {
		return ""
	}
	c, _ := models.ConstituencyByCode(q.Speakers[0].Codes[0])
	return c.Name
}

// Board is the overview of who is represented. Heads counts
// every person with a place once, Voices counts somebody once for each
// constituency spoken for: two totals that are never shown under one label
// (BR-24, BR-25, I12).
type Board struct {
	Municipalities []Square
	Sectors        []Square // only those somebody speaks for
	Represented    int      // municipalities that are
	Heads          int
	Voices         int
}

// Represent makes the board from everybody at a meeting. It has no database
// inside.
func Represent(people []Voice) Board {
	var b Board
	spoken := make(map[string][]Voice)
	gone := make(map[string]bool)
	for _, p := range people {
		if p.Status == models.Registered {
			b.Heads++
		}
		for _, code := range p.Codes {
			switch {
			case p.Status == models.Registered:
				spoken[code] = append(spoken[code], p)
				b.Voices++
			case !p.Status.Active() && p.Status != models.Substituted:
				gone[code] = true
			}
		}
	}
	for _, c := range models.Constituencies() {
		q := square(c, spoken[c.Code], gone[c.Code])
		switch {
		case c.IsMunicipality():
			b.Municipalities = append(b.Municipalities, q)
			if q.State.Represented() {
				b.Represented++
			}
		case q.State != NobodyYet:
			b.Sectors = append(b.Sectors, q)
		}
	}
	return b
}

// square orders the speakers by what they mean for c and gives c the state
// of the first.
func square(c models.Constituency, speakers []Voice, gone bool) Square {
	if len(speakers) == 0 {
		if gone {
			return Square{Constituency: c, State: SpeakersGone}
		}
		return Square{Constituency: c, State: NobodyYet}
	}
	slices.SortStableFunc(speakers, func(a, b Voice) int {
		return cmp.Compare(strength(a.stateFor(c.Code)), strength(b.stateFor(c.Code)))
	})
	return Square{Constituency: c, State: speakers[0].stateFor(c.Code), Speakers: speakers}
}

// stateFor is what one person alone means for a constituency.
func (p Voice) stateFor(code string) RepresentationState {
	switch {
	case p.decides() && p.Codes[0] != code:
		return ByNeighbor
	case p.Level == models.Executive:
		return ByExecutive
	case p.Mandated == models.MandateYes:
		return ByMandate
	case p.Mandated == models.MandateUnknown:
		return MandateUnclear
	}
	return OfficialsOnly
}

func strength(s RepresentationState) int {
	return slices.Index([]RepresentationState{ByExecutive, ByMandate, ByNeighbor, MandateUnclear, OfficialsOnly}, s)
}

// Representation reads the board of a meeting.
func (v *View) Representation(ctx context.Context, meetingID int64) (Board, error) {
	var people []Voice
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var list []*models.Registration
		err := tx.Select("id", "given_name", "surname_prefix", "surname", "job_title", "level", "mandated", "status").
			Where("meeting_id = ?", meetingID).Order("sort_key, id").Find(&list).Error
		if err != nil {
			return err
		}
		var rows []models.Representation
		err = tx.Where("registration_id in (select id from registrations where meeting_id = ?)", meetingID).
			Order("registration_id, position").Find(&rows).Error
		if err != nil {
			return err
		}
		codes := make(map[int64][]string)
		for _, row := range rows {
			codes[row.RegistrationID] = append(codes[row.RegistrationID], row.Code)
		}
		for _, r := range list {
			people = append(people, Voice{
				RegistrationID: r.ID, Name: r.Name(), JobTitle: r.JobTitle, Level: r.Level, Mandated: r.Mandated,
				Status: r.Status, Codes: codes[r.ID],
			})
		}
		return nil
	})
	if err != nil {
		return Board{}, fmt.Errorf("representation of meeting %d: %w", meetingID, err)
	}
	return Represent(people), nil
}
