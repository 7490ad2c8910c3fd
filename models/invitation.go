package models

import (
	"strings"
	"time"
)

// InvitationTarget says who is invited.
type InvitationTarget string

// The targets: whoever holds a position on the day of sending (BR-21), one
// person, people of an organization up to a quota, whoever has the link.
const (
	InvitePosition     InvitationTarget = "position"
	InvitePerson       InvitationTarget = "person"
	InviteOrganization InvitationTarget = "organization"
	InviteLink         InvitationTarget = "link"
)

// InvitationState says where an invitation stands (glossary §2.2).
type InvitationState string

// The states of an invitation.
const (
	InvitationQueued   InvitationState = "queued"
	InvitationSent     InvitationState = "sent"
	InvitationBounced  InvitationState = "bounced"
	InvitationAnswered InvitationState = "answered"
	InvitationExpired  InvitationState = "expired"
)

// InvitationStates are all of them, in the order of an invitation's life.
var InvitationStates = []InvitationState{InvitationQueued, InvitationSent, InvitationBounced, InvitationAnswered, InvitationExpired}

// Invitation is one line of the list of a meeting: who, as what, and why.
// Name and OrganizationName are as they were when the line was made; the
// people it brought are the registrations that name it.
type Invitation struct {
	ID             int64
	MeetingID      int64
	Target         InvitationTarget
	PositionID     *int64
	PersonID       *int64
	OrganizationID *int64
	Name           string
	Organization   string `gorm:"column:organization_name"`
	Represents     string // codes, space separated, the own one first
	Reason         string
	SiteID         *int64 // where a seat is kept; nil: at the first site
	Quota          int    // how many may come on it
	Reserved       bool   // a seat is kept until reply-by (BR-22)
	State          InvitationState
	LinkVersion    int
	Position       int // its place on the list
	CreatedAt      time.Time
	SentAt         *time.Time
	AnsweredAt     *time.Time
	UpdatedAt      time.Time
}

// Codes are the constituencies the invitation is for, the own one first.
func (i Invitation) Codes() []string { return strings.Fields(i.Represents) }

// LapsedActions are the actions by which an invited or waiting person is
// withdrawn without having said so: the invitation was dropped or taken back,
// the position has another holder (BR-21), or they come in somebody's place.
var LapsedActions = []string{"uninvited", "invitation_taken_back", "holder_changed", "comes_as_substitute"}
