package models

import "slices"

// Visibility says who finds a meeting.
type Visibility string

// The visibilities (contract): listed and in the feed; by its address only;
// a page without form.
const (
	VisibilityPublic  Visibility = "public"
	VisibilityLink    Visibility = "link"
	VisibilityInvited Visibility = "invited"
	VisibilityMembers Visibility = "members"
)

// Visibilities lists every visibility in the order of choice lists.
var Visibilities = []Visibility{VisibilityPublic, VisibilityLink, VisibilityInvited, VisibilityMembers}

// Valid reports whether v is one of Visibilities.
func (v Visibility) Valid() bool { return slices.Contains(Visibilities, v) }

// RegistrationMode says how somebody comes to take part.
type RegistrationMode string

// The modes: everybody may sign up; an organiser approves; by invitation.
const (
	ModeOpen       RegistrationMode = "open"
	ModeApproval   RegistrationMode = "approval"
	ModeInvitation RegistrationMode = "invitation"
)

// RegistrationModes lists every mode in the order of choice lists.
var RegistrationModes = []RegistrationMode{ModeOpen, ModeApproval, ModeInvitation}

// Valid reports whether m is one of RegistrationModes.
func (m RegistrationMode) Valid() bool { return slices.Contains(RegistrationModes, m) }

// WaitlistMode says what happens when a meeting is full (rules §3.5 rule 6).
type WaitlistMode string

// The modes: no list; a free seat is given; a free seat is offered.
const (
	WaitlistOff   WaitlistMode = "off"
	WaitlistAuto  WaitlistMode = "auto"
	WaitlistOffer WaitlistMode = "offer"
)

// WaitlistModes lists every mode in the order of choice lists.
var WaitlistModes = []WaitlistMode{WaitlistAuto, WaitlistOffer, WaitlistOff}

// Valid reports whether m is one of WaitlistModes.
func (m WaitlistMode) Valid() bool { return slices.Contains(WaitlistModes, m) }

// SubstitutionPolicy says who may come in somebody's place (BR-27).
type SubstitutionPolicy string

// The policies, from nobody to anybody.
const (
	SubstitutionNone             SubstitutionPolicy = "none"
	SubstitutionSameConstituency SubstitutionPolicy = "same_constituency"
	SubstitutionSameOrganization SubstitutionPolicy = "same_organization"
	SubstitutionAny              SubstitutionPolicy = "any"
)

// SubstitutionPolicies lists every policy in the order of choice lists.
var SubstitutionPolicies = []SubstitutionPolicy{
	SubstitutionNone, SubstitutionSameConstituency, SubstitutionSameOrganization, SubstitutionAny,
}

// Valid reports whether p is one of SubstitutionPolicies.
func (p SubstitutionPolicy) Valid() bool { return slices.Contains(SubstitutionPolicies, p) }

// AttendeeListPolicy says what participants see of each other.
type AttendeeListPolicy string

// The policies: nothing; names; names with organisation.
const (
	AttendeeListNobody            AttendeeListPolicy = "nobody"
	AttendeeListNames             AttendeeListPolicy = "participants_names"
	AttendeeListNamesOrganization AttendeeListPolicy = "participants_names_org"
)

// AttendeeListPolicies lists every policy in the order of choice lists.
var AttendeeListPolicies = []AttendeeListPolicy{
	AttendeeListNobody, AttendeeListNames, AttendeeListNamesOrganization,
}

// Valid reports whether p is one of AttendeeListPolicies.
func (p AttendeeListPolicy) Valid() bool { return slices.Contains(AttendeeListPolicies, p) }

// NeedsAsked says which needs the form asks about.
type NeedsAsked string

// What may be asked: nothing, food, access, or both.
const (
	NeedsNone   NeedsAsked = "none"
	NeedsDiet   NeedsAsked = "diet"
	NeedsAccess NeedsAsked = "access"
	NeedsBoth   NeedsAsked = "both"
)

// Valid reports whether n is one of the answers above.
func (n NeedsAsked) Valid() bool {
	return slices.Contains([]NeedsAsked{NeedsNone, NeedsDiet, NeedsAccess, NeedsBoth}, n)
}

// Diet reports whether food is asked about.
func (n NeedsAsked) Diet() bool { return n == NeedsDiet || n == NeedsBoth }

// Access reports whether access is asked about.
func (n NeedsAsked) Access() bool { return n == NeedsAccess || n == NeedsBoth }

// RepresentationView is the overview of who is represented that the
// organiser gets.
type RepresentationView string

// The overviews: none; the board of municipalities and sectors (BR-23);
// counts per profession; counts with the matrix of domain and level.
const (
	RepresentationOff         RepresentationView = "off"
	RepresentationBoard       RepresentationView = "board"
	RepresentationProfessions RepresentationView = "professions"
	RepresentationMatrix      RepresentationView = "matrix"
)

// Valid reports whether v is one of the overviews above.
func (v RepresentationView) Valid() bool {
	return slices.Contains([]RepresentationView{
		RepresentationOff, RepresentationBoard, RepresentationProfessions, RepresentationMatrix,
	}, v)
}
