package models

// MeetingKind is the sort of gathering; it chooses the defaults of a new
// meeting (rules §3.2).
type MeetingKind string

// The kinds of gathering, in the order of the organiser's choice list.
const (
	BoardMeeting       MeetingKind = "board_meeting"
	SteeringMeeting    MeetingKind = "steering_meeting"
	ScrapSession       MeetingKind = "scrap_session"
	PlatformMeeting    MeetingKind = "platform_meeting"
	NetworkGathering   MeetingKind = "network_gathering"
	WorkingSession     MeetingKind = "working_session"
	CrossDomainMeeting MeetingKind = "cross_domain_meeting"
	TeamVisit          MeetingKind = "team_visit"
	SiteVisit          MeetingKind = "site_visit"
	PilotSession       MeetingKind = "pilot_session"
	MembersMeeting     MeetingKind = "members_meeting"
	MarketConsultation MeetingKind = "market_consultation"
	ExternalEvent      MeetingKind = "external_event"
)

// MeetingKinds lists every kind in the order of the organiser's choice list.
var MeetingKinds = []MeetingKind{
	BoardMeeting, SteeringMeeting, ScrapSession, PlatformMeeting, NetworkGathering,
	WorkingSession, CrossDomainMeeting, TeamVisit, SiteVisit, PilotSession,
	MembersMeeting, MarketConsultation, ExternalEvent,
}

// MeetingStatus is the stored state of a meeting (rules §3.3). What the
// public sees also depends on the clock: see Meeting.Phase.
type MeetingStatus string

// The states of a meeting.
const (
	MeetingDraft     MeetingStatus = "draft"
	MeetingAnnounced MeetingStatus = "announced"
	MeetingOpen      MeetingStatus = "open"
	MeetingClosed    MeetingStatus = "closed"
	MeetingRunning   MeetingStatus = "running"
	MeetingHeld      MeetingStatus = "held"
	MeetingPostponed MeetingStatus = "postponed"
	MeetingCancelled MeetingStatus = "cancelled"
	MeetingArchived  MeetingStatus = "archived"
)

// DatePrecision says how well a meeting without a date knows when it will be:
// in the week, month or season of a day. Empty is for a meeting with a date,
// and for one about which nothing is known.
type DatePrecision string

// The precisions.
const (
	PreciseWeek   DatePrecision = "week"
	PreciseMonth  DatePrecision = "month"
	PreciseSeason DatePrecision = "season"
)

// DatePrecisions are all of them.
var DatePrecisions = []DatePrecision{PreciseWeek, PreciseMonth, PreciseSeason}

// MeetingStatuses are all of them, in the order of a meeting's life.
var MeetingStatuses = []MeetingStatus{MeetingDraft, MeetingAnnounced, MeetingOpen, MeetingClosed, MeetingRunning,
	MeetingHeld, MeetingPostponed, MeetingCancelled, MeetingArchived}

// RegistrationStatus says where one registration stands (rules §3.4).
type RegistrationStatus string

// The states of a registration.
const (
	Interested  RegistrationStatus = "interested"
	Invited     RegistrationStatus = "invited"
	Pending     RegistrationStatus = "pending"
	Registered  RegistrationStatus = "registered"
	Waitlisted  RegistrationStatus = "waitlisted"
	Offered     RegistrationStatus = "offered"
	Declined    RegistrationStatus = "declined"
	Cancelled   RegistrationStatus = "cancelled"
	Withdrawn   RegistrationStatus = "withdrawn"
	Substituted RegistrationStatus = "substituted"
	Rejected    RegistrationStatus = "rejected"
)

// ActiveStatuses are the states in which somebody takes part or still may:
// at most one such registration per person and meeting (BR-10, I3).
var ActiveStatuses = []RegistrationStatus{Interested, Invited, Pending, Registered, Waitlisted, Offered}

// Active reports whether the registration still counts (see ActiveStatuses).
func (s RegistrationStatus) Active() bool {
	for _, a := range ActiveStatuses {
		if s == a {
			return true
		}
	}
	return false
}

// Role is what somebody does at the meeting. Only participants take a seat;
// every role counts for the building (BR-37).
type Role string

// The roles of a registration.
const (
	Participant    Role = "participant"
	Speaker        Role = "speaker"
	WorkshopLeader Role = "workshop_leader"
	TableHost      Role = "table_host"
	Chair          Role = "chair"
	Crew           Role = "crew"
	Guest          Role = "guest"
	Press          Role = "press"
)

// Roles lists every role in the order of choice lists.
var Roles = []Role{Participant, Speaker, WorkshopLeader, TableHost, Chair, Crew, Guest, Press}

// Level is the sort of work somebody does, or "experience" for parents,
// young people and experts by experience.
type Level string

// The levels, from the glossary §2.2.
const (
	Executive  Level = "executive"
	Management Level = "management"
	Policy     Level = "policy"
	Practice   Level = "practice"
	Experience Level = "experience"
)

// Levels lists every level in the order of choice lists.
var Levels = []Level{Executive, Management, Policy, Practice, Experience}

// Mandated says whether a substitute may decide on behalf of the
// municipality (BR-23). Empty means not asked.
type Mandated string

// The answers to the question about the mandate.
const (
	MandateYes     Mandated = "yes"
	MandateNo      Mandated = "no"
	MandateUnknown Mandated = "unknown"
)

// Constituency is something that can be represented: one of the
// municipalities (CBS code such as GM0153) or a sector.
type Constituency struct {
	Code string
	Name string
}
