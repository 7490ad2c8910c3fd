package deskview

import (
	"cmp"
	"slices"
	"time"

	"bijeen/models"
	"bijeen/models/names"
)

// RepresentationState says how a municipality, a sector or a body of a sector
// is represented, from the people who speak for it (BR-23).
type RepresentationState string

// The states, the strongest first. Only the first three count as
// represented.
const (
	ByExecutive    RepresentationState = "executive" // an administrator of its own
	ByMandate      RepresentationState = "mandate"   // a deputy who may decide
	ByNeighbor     RepresentationState = "also"      // mede namens: somebody of another one who may decide
	MandateUnclear RepresentationState = "unknown"   // a deputy whose mandate is not known yet
	OfficialsOnly  RepresentationState = "official"
	NotInYet       RepresentationState = "expected"  // presence only: has a place and did not come in yet
	StayedAway     RepresentationState = "no_show"   // the same, once the meeting is finished (BR-64)
	WaitsForPlace  RepresentationState = "waiting"   // wants to come and has no place
	NoAnswer       RepresentationState = "no_answer" // invited, and did not answer yet
	SpeakersGone   RepresentationState = "cancelled" // everybody who spoke for it is off the list
	NobodyYet      RepresentationState = "nobody"    // nobody was invited, nobody came by themselves
)

// Represented reports whether the state counts (BR-23).
func (s RepresentationState) Represented() bool {
	return s == ByExecutive || s == ByMandate || s == ByNeighbor
}

// Voice is one person who speaks for one or more constituencies. Codes are all
// of them, in order; Own is the one the person belongs to, the others are
// "mede namens" (BR-24).
type Voice struct {
	RegistrationID int64
	PersonID       *int64 // nil once the names have gone
	Name           names.Name
	GivenOnly      bool // only the given name leaves the organizer (BR-78)
	JobTitle       string
	Organization   string
	Level          models.Level
	Mandated       models.Mandated
	Status         models.RegistrationStatus
	Codes          []string
	Own            string
	ArrivesLate    *time.Time // as told
	LeavesEarly    *time.Time
	Role           models.Role
	Substitutes    *int64    // the registration in whose place this one is
	Invited        bool      // on an invitation
	Lapsed         bool      // withdrawn by us: the invitation was taken back or went to another (BR-21)
	Came           time.Time // at the door; zero: not yet
	Left           time.Time // zero: did not, or came back
}

// decides reports whether somebody may take part in a decision (BR-23).
func (p Voice) decides() bool { return p.Level == models.Executive || p.Mandated == models.MandateYes }

// Asked is one line of the list of invitations: for which constituencies, of
// which body, and whether it left us and waits for an answer.
type Asked struct {
	Codes        []string
	Organization string
	Open         bool
}

// Square is one municipality, one sector, or one Body of a sector: its state
// and the people with a place who speak for it, those who count most first.
// Others are people who are off, invited, waiting or not in yet. Bodies are
// the bodies of a sector, when there are two or more.
type Square struct {
	Constituency models.Constituency
	Body         string
	State        RepresentationState
	Speakers     []Voice
	Others       []Voice
	Bodies       []Square
}

// Via is the own constituency of whoever represents this one too: "via
// Twenterand". Empty unless the state is ByNeighbor.
func (q Square) Via() string {
	if q.State != ByNeighbor || len(q.Speakers) == 0 {
		return ""
	}
	c, _ := models.ConstituencyByCode(q.Speakers[0].Own)
	return c.Name
}

// BodiesRepresented is how many bodies of a sector are.
func (q Square) BodiesRepresented() int {
	n := 0
	for _, b := range q.Bodies {
		if b.State.Represented() {
			n++
		}
	}
	return n
}

// Board is the overview of who is represented. Heads counts
// every person with a place once, Voices counts somebody once for each
// constituency spoken for: two totals that are never shown under one label
// (BR-24, BR-25, I12). In a board of presence both count who came in.
type Board struct {
	Municipalities []Square
	Sectors        []Square // only those invited or spoken for
	Represented    int      // municipalities that are
	Heads          int
	Voices         int
	Invited        bool // the meeting has a list of invitations
	Finished       bool // who is not here will not come any more
}

// standing is what somebody is for a square.
type standing int

const (
	speaks standing = iota
	expected
	waits
	unanswered
	off
	nothing
)

// count says who speaks: with a place, or who came in.
type count struct{ present, finished bool }

func (c count) standing(p Voice) standing {
	switch p.Status {
	case models.Registered:
		if c.present && p.Came.IsZero() {
			return expected
		}
		return speaks
	case models.Pending, models.Waitlisted, models.Offered:
		return waits
	case models.Invited:
		return unanswered
	case models.Declined, models.Cancelled, models.Rejected:
		return off
	case models.Withdrawn:
		if !p.Lapsed {
			return off
		}
	}
	return nothing // substituted: the successor speaks; interested: not yet
}

// Represent makes the board of who has a place, from everybody at a meeting
// and its list of invitations. It has no database inside.
func Represent(people []Voice, asked []Asked) Board { return count{}.board(people, asked) }

// RepresentPresent makes the board of who came in ("aanwezig
// vertegenwoordigd"); finished tells those who stayed away from those who are
// still expected (BR-64).
func RepresentPresent(people []Voice, asked []Asked, finished bool) Board {
	return count{present: true, finished: finished}.board(people, asked)
}

func (c count) board(people []Voice, asked []Asked) Board {
	b := Board{Invited: len(asked) > 0, Finished: c.finished}
	piles := make(map[string]*pile)
	at := func(code string) *pile {
		if piles[code] == nil {
			piles[code] = &pile{bodies: map[string]*pile{}}
		}
		return piles[code]
	}
	for _, a := range asked {
		for i, code := range a.Codes {
			at(code).ask(a, i == 0)
		}
	}
	for _, p := range people {
		s := c.standing(p)
		if s == speaks {
			b.Heads++
			b.Voices += len(p.Codes)
		}
		for _, code := range p.Codes {
			at(code).put(p, s, code == p.Own)
		}
	}
	for _, con := range models.Constituencies() {
		q := at(con.Code).square(con, c)
		switch {
		case con.IsMunicipality():
			b.Municipalities = append(b.Municipalities, q)
			if q.State.Represented() {
				b.Represented++
			}
		case q.State != NobodyYet || piles[con.Code].asked:
			q.Bodies = piles[con.Code].squares(con, c)
			b.Sectors = append(b.Sectors, q)
		}
	}
	return b
}

// pile is everybody who has to do with one square.
type pile struct {
	body   string
	asked  bool // an invitation is meant for it, sent or not
	open   bool // one waits for an answer
	voices [nothing][]Voice
	bodies map[string]*pile // of a sector, by the key of the name
}

func (l *pile) ask(a Asked, own bool) {
	l.asked, l.open = true, l.open || a.Open
	if own {
		if body := l.bodyOf(a.Organization); body != nil {
			body.ask(Asked{Open: a.Open}, false)
		}
	}
}

func (l *pile) put(p Voice, s standing, own bool) {
	if s == nothing {
		return
	}
	l.voices[s] = append(l.voices[s], p)
	if own {
		if body := l.bodyOf(p.Organization); body != nil {
			body.put(p, s, false)
		}
	}
}

// bodyOf is the pile of a body; nil without a name.
func (l *pile) bodyOf(name string) *pile {
	key := names.NormalizeOrganization(name)
	if key == "" {
		return nil
	}
	if l.bodies[key] == nil {
		l.bodies[key] = &pile{body: name}
	}
	return l.bodies[key]
}

// squares are the bodies of a sector by name; none for one alone, which is
// the sector itself.
func (l *pile) squares(con models.Constituency, c count) []Square {
	if len(l.bodies) < 2 {
		return nil
	}
	keys := make([]string, 0, len(l.bodies))
	for key := range l.bodies {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	list := make([]Square, len(keys))
	for i, key := range keys {
		list[i] = l.bodies[key].square(con, c)
	}
	return list
}

// square orders the speakers by what they mean for it and gives it the state
// of the first.
func (l *pile) square(con models.Constituency, c count) Square {
	q := Square{Constituency: con, Body: l.body, Speakers: l.voices[speaks], State: l.silent(c)}
	slices.SortStableFunc(q.Speakers, func(a, b Voice) int {
		return cmp.Compare(strength(a.stateFor(con.Code)), strength(b.stateFor(con.Code)))
	})
	if len(q.Speakers) > 0 {
		q.State = q.Speakers[0].stateFor(con.Code)
	}
	for s := expected; s < nothing; s++ {
		for _, p := range l.voices[s] {
			if s != off || !l.isBack(p) {
				q.Others = append(q.Others, p)
			}
		}
	}
	return q
}

// silent is the state of a square for which nobody speaks.
func (l *pile) silent(c count) RepresentationState {
	switch {
	case len(l.voices[expected]) > 0 && c.finished:
		return StayedAway
	case len(l.voices[expected]) > 0:
		return NotInYet
	case len(l.voices[waits]) > 0:
		return WaitsForPlace
	case len(l.voices[unanswered]) > 0 || l.open:
		return NoAnswer
	case len(l.voices[off]) > 0:
		return SpeakersGone
	}
	return NobodyYet
}

// isBack reports whether somebody who was off stands on the list again.
func (l *pile) isBack(gone Voice) bool {
	same := func(p Voice) bool {
		return p.PersonID != nil && gone.PersonID != nil && *p.PersonID == *gone.PersonID
	}
	for s := speaks; s < off; s++ {
		if slices.ContainsFunc(l.voices[s], same) {
			return true
		}
	}
	return false
}

// stateFor is what one person alone means for a constituency.
func (p Voice) stateFor(code string) RepresentationState {
	switch {
	case p.decides() && p.Own != code:
		return ByNeighbor
	case p.Level == models.Executive:
		return ByExecutive
	case p.Mandated == models.MandateYes:
		return ByMandate
	case p.Mandated == models.MandateUnknown, p.Mandated == "" && p.Level == "" && p.Substitutes != nil: // nobody has said
		return MandateUnclear
	}
	return OfficialsOnly
}

func strength(s RepresentationState) int {
	return slices.Index([]RepresentationState{ByExecutive, ByMandate, ByNeighbor, MandateUnclear, OfficialsOnly}, s)
}
