package models

import (
	"time"

	"bijeen/models/names"
)

// Source says how a registration came in (BR-15).
type Source string

// The ways in.
const (
	SourceWeb       Source = "web"
	SourceSecretary Source = "secretary"
	SourceOrganizer Source = "organizer"
	SourceImport    Source = "import"
	SourceDesk      Source = "desk"
)

// Registration is one person at one meeting. What was typed is kept here as
// a snapshot: the list of 2019 must stay the list of 2019. At most one
// registration per person and meeting is active (BR-10).
type Registration struct {
	ID        int64
	MeetingID int64
	PersonID  *int64 // nil once the names have gone (BR-77)
	SiteID    *int64 // the seat, or the first choice while waiting; nil when there was no choice yet
	Status    RegistrationStatus
	Role      Role
	Source    Source
	Language  string

	GivenName      string
	SurnamePrefix  string
	Surname        string
	SortKey        string
	SearchText     string // what the search of the desk looks in: folded, without accents
	Email          string
	OrganizationID *int64
	Organization   string `gorm:"column:organization_name"`
	JobTitle       string
	Level          Level
	Minor          bool
	Mandated       Mandated
	Phone          string
	Companion      bool
	PhotoOK        bool

	BookedByName  string
	BookedByEmail string
	RegisteredBy  *int64 // the user who did it at the desk

	Priority       int // 0 normal; lower comes first, only by an organiser with a reason
	WaitlistedAt   *time.Time
	WantedSiteID   *int64 // the wish to move (BR-33); only while registered
	OfferExpiresAt *time.Time
	OfferLapsed    bool // an offer ran out; no second one by itself (rules §3.5)
	SubstitutesID  *int64
	CancelledLate  bool // after the numbers were due (BR-31)
	InvitationID   *int64
	ReservedUntil  *time.Time // a seat is kept for the answer (BR-22); only while invited
	ArrivesLateAt  *time.Time // moment of the day, when somebody said so
	LeavesEarlyAt  *time.Time

	// The calendar item, as calendar-mail.md §6 keeps it.
	CalendarUID      string
	CalendarSequence int
	CalendarStamp    *time.Time
	CalendarAddress  string // as invited
	CalendarInvited  bool   // a REQUEST left us
	CalendarTold     string // the facts last sent, as JSON of waitingTold
	LinkVersion      int

	CreatedAt    time.Time  // when this person signed up, or came to follow
	RegisteredAt *time.Time // when the place was given
	UpdatedAt    time.Time

	made    bool    // in this transaction: no mail about it can be older
	accepts []int64 // ids of the accepted sites, once a mail has read them
}

// Name gives the name parts as typed.
func (r *Registration) Name() names.Name {
	return names.Name{Given: r.GivenName, Prefix: r.SurnamePrefix, Surname: r.Surname}
}

// TakesSeat reports whether this role uses a participant seat (BR-37).
func (r *Registration) TakesSeat() bool { return r.Role == Participant }

// heads is how many people this registration brings into the building.
func (r *Registration) heads() int {
	if r.Companion {
		return 2
	}
	return 1
}

// AcceptedSite is a site that somebody who waits would take. Rows exist only
// while the registration waits: on the list, for approval, under an offer.
type AcceptedSite struct {
	RegistrationID int64
	SiteID         int64
	Rank           int // 0 is the first choice
}

// The modes of a Representation: for the own constituency, or mede namens
// (BR-24).
const (
	OwnVoice = "own"
	AlsoFor  = "also_for"
)

// Representation is one constituency a registration speaks for. Mode is
// OwnVoice or AlsoFor.
type Representation struct {
	RegistrationID int64
	Code           string
	Mode           string
	Position       int
}

// Needs holds what may reveal health or belief, and the free remark. It has
// its own table, is read only by who must, and goes 7 days after the meeting
// (BR-76). Diet is a space separated list of codes.
type Needs struct {
	RegistrationID int64 `gorm:"primaryKey"`
	Diet           string
	DietOther      string
	Access         string
	Remarks        string
	ConsentAt      *time.Time
}

// RegistrationChange is one line of the history: who brought a registration
// from which state to which, when and why. Append-only (I9).
type RegistrationChange struct {
	ID             int64
	MeetingID      int64
	RegistrationID *int64 // nil once the person has been erased
	Action         string
	FromStatus     RegistrationStatus
	ToStatus       RegistrationStatus
	SiteID         *int64
	ActorKind      ActorKind
	ActorID        *int64
	Reason         string
	Detail         string // of a role: what it became and what it was
	At             time.Time
}

// Person is somebody, known by normalised name and address. A sign-up makes
// or finds a Person and never changes it.
type Person struct {
	ID            int64
	GivenName     string
	SurnamePrefix string
	Surname       string
	Email         string
	NameKey       string
	EmailKey      string
	CreatedAt     time.Time

	// What the directory adds (directory.go). A person is listed there since
	// ListedAt, and stays when the last registration goes; nil for others.
	ListedAt       *time.Time
	Initials       string
	PartnerPrefix  string
	PartnerSurname string
	DisplayName    string // instead of the parts, where somebody wants that
	SortKey        string
	SearchText     string
	EmailKind      EmailKind
	Phone          string
	PlainLanguage  bool
	Minor          bool
	LinkVersion    int // of the page for who acts for others
	Version        int
	UpdatedAt      *time.Time

	made       bool // in this transaction: certainly without a registration yet
	newAddress bool // nobody was known at this address before
}

// Organization is an employer or body, known by its normalised name. Known
// is false for a name that somebody typed and that matched nothing: it waits
// under "koppelen" (BR-19a).
type Organization struct {
	ID        int64
	Name      string
	NameKey   string
	Kind      OrganizationKind
	Known     bool
	CreatedAt time.Time

	Code        string // of a municipality, by the national statistics office
	Domain      Domain // empty: as the kind says
	EndedOn     string // a day, see directory.go
	SuccessorID *int64
	Version     int
	UpdatedAt   *time.Time
}

// OrganizationAlias is another normalised name of an organization.
type OrganizationAlias struct {
	NameKey        string `gorm:"primaryKey"`
	OrganizationID int64
}

// ActorKind says who did something.
type ActorKind string

// The actors in the history.
const (
	ByPerson    ActorKind = "person"
	ByAssistant ActorKind = "assistant"
	ByOrganizer ActorKind = "organizer"
	BySystem    ActorKind = "system"
	ByImport    ActorKind = "import"
	ByCommand   ActorKind = "command" // who works at the machine itself
)

// Actor is who does something: somebody with a link, the clock, or a User.
type Actor struct {
	Kind   ActorKind
	UserID *int64
}

// Organizer is the actor for what a user does at the desk.
func Organizer(u *User) Actor { return Actor{Kind: ByOrganizer, UserID: &u.ID} }

// Desk reports whether an organiser acts: the rules for the public about
// closing times and substitutes do not bind at the desk (BR-15, BR-27).
func (a Actor) Desk() bool { return a.Kind == ByOrganizer || a.Kind == ByImport }
