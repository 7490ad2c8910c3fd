package models

import (
	"slices"
	"strings"
	"time"

	"bijeen/models/names"
)

// The directory knows bodies, people, positions and groups apart from any
// meeting. These are its rows; what is done with them is in package directory
// above, and what a meeting makes of them in invitation.go.
//
// Days are wall-clock dates "2019-11-29"; from the first day on, and through
// the last. Empty is open.

// OrganizationKind is the sort of body (glossary §2.3).
type OrganizationKind string

// The kinds this package asks about; OrganizationKinds has them all.
const (
	KindMunicipality OrganizationKind = "municipality"
	KindOther        OrganizationKind = "other"
)

// OrganizationKinds lists every kind in the order of choice lists.
var OrganizationKinds = []OrganizationKind{
	KindMunicipality, "regional_body", "care_provider", "certified_institution", "child_protection_board", "safe_home", "court",
	"law_firm", "social_work", "youth_health", "neighbourhood_team", "school_board", "education_umbrella", "education_partnership",
	"vocational_college", "university", "research_unit", "ministry", "cooperative", "venue_host", "client_organization", "independent", KindOther,
}

// Valid reports whether k is one of OrganizationKinds.
func (k OrganizationKind) Valid() bool { return slices.Contains(OrganizationKinds, k) }

// OrganizationName is a name that a body had until a day.
type OrganizationName struct {
	ID             int64
	OrganizationID int64
	Name           string
	UntilOn        string
}

// ServedMunicipality says that a body works for a municipality: one civil
// service may serve two.
type ServedMunicipality struct {
	OrganizationID int64  `gorm:"primaryKey"`
	Code           string `gorm:"primaryKey"`
}

// EmailKind says whose an address is.
type EmailKind string

// The kinds of address: of one person, or of a secretariat (no identity).
const (
	EmailPersonal EmailKind = "personal"
	EmailShared   EmailKind = "shared"
)

// Affiliation is somebody's work at a body. Somebody may have several.
type Affiliation struct {
	ID             int64
	PersonID       int64
	OrganizationID int64
	JobTitle       string
	Level          Level
	FromOn         string
	UntilOn        string
}

// PersonTag is something somebody knows about, to invite by.
type PersonTag struct {
	PersonID int64 `gorm:"primaryKey"`
	Tag      string
	TagKey   string `gorm:"primaryKey"`
}

// Position is a seat that stays when its holder goes: "wethouder Jeugd" of a
// municipality. Represents are the codes it speaks for, space separated;
// DeputyID is the standing deputy.
type Position struct {
	ID             int64
	OrganizationID int64
	Kind           PositionKind
	Title          string
	Level          Level
	Represents     string
	DeputyID       *int64
	EndedOn        string
	Version        int
	UpdatedAt      time.Time
}

// PositionKind is the sort of office, to make lists by.
type PositionKind string

// The kinds of position.
const (
	PositionAlderman  PositionKind = "alderman"
	PositionExecutive PositionKind = "executive"
	PositionManager   PositionKind = "manager"
	PositionOfficial  PositionKind = "official"
	PositionOther     PositionKind = "other"
)

// PositionKinds lists every kind in the order of choice lists.
var PositionKinds = []PositionKind{PositionAlderman, PositionExecutive, PositionManager, PositionOfficial, PositionOther}

// Valid reports whether k is one of PositionKinds.
func (k PositionKind) Valid() bool { return slices.Contains(PositionKinds, k) }

// Codes are the constituencies the position speaks for, the own one first.
func (p Position) Codes() []string { return strings.Fields(p.Represents) }

// PositionHolder is who holds a position, and when.
type PositionHolder struct {
	ID         int64
	PositionID int64
	PersonID   int64
	FromOn     string
	UntilOn    string
}

// Assistant acts for a principal: a secretary for an alderman.
type Assistant struct {
	ID          int64
	AssistantID int64
	PrincipalID int64
	FromOn      string
	UntilOn     string
}

// GroupKind is the sort of network group.
type GroupKind string

// GroupKinds lists every kind in the order of choice lists.
var GroupKinds = []GroupKind{"development_table", "platform", "working_group", "process_team", "development_team", "steering_group"}

// Valid reports whether k is one of GroupKinds.
func (k GroupKind) Valid() bool { return slices.Contains(GroupKinds, k) }

// Group is people of several bodies who meet: an ontwikkeltafel, a platform,
// a working group. Its number is stable, its name may change (GroupName).
type Group struct {
	ID        int64
	Slug      string
	Kind      GroupKind
	Number    int // 0: none
	Name      string
	NameKey   string
	ParentID  *int64
	Purpose   string // Markdown
	Public    bool   // has a page for everybody
	CallOpen  bool   // people may offer to help
	CallText  string
	EndedOn   string
	Version   int
	UpdatedAt time.Time

	CallClosedAt *time.Time // the last time that it closed; nil while it is open, or never was
}

// TableName is not "groups": that word is reserved in SQL.
func (Group) TableName() string { return "network_groups" }

// GroupName is a name that a group had until a day.
type GroupName struct {
	ID      int64
	GroupID int64
	Name    string
	NameKey string
	UntilOn string
}

// GroupRoleName is what somebody is in a group.
type GroupRoleName string

// GroupRoleNames lists every role in the order of choice lists. The first
// three belong to the group; involved and informed stand around it.
var GroupRoleNames = []GroupRoleName{"project_lead", "executive_sponsor", "member", "involved", "informed"}

// Valid reports whether r is one of GroupRoleNames.
func (r GroupRoleName) Valid() bool { return slices.Contains(GroupRoleNames, r) }

// Belongs reports whether the role makes somebody one of the group.
func (r GroupRoleName) Belongs() bool { return slices.Index(GroupRoleNames, r) < 3 && r.Valid() }

// GroupRole is somebody's role in a group, and the constituency they sit
// there for (a code; may be empty).
type GroupRole struct {
	ID         int64
	GroupID    int64
	PersonID   int64
	Role       GroupRoleName
	OnBehalfOf string
	FromOn     string
	UntilOn    string
	ShowEmail  bool // the person agreed that the address stands on the page of the group
}

// Merge is two rows that were made one: Parts is what is needed to part them
// again, as JSON.
type Merge struct {
	ID     int64
	About  string
	KeptID int64
	GoneID int64
	Parts  string
	UserID *int64
	At     time.Time
}

// Today is the day of the clock where wall-clock times are read.
func (s *Store) Today() string { return s.Now().In(s.zone).Format(time.DateOnly) }

// InForce reports whether something with these first and last days holds on
// a day.
func InForce(fromOn, untilOn, day string) bool {
	return fromOn <= day && (untilOn == "" || day <= untilOn)
}

// InForceSQL is InForce in SQL, of the table with this name or alias; it takes
// the day twice.
func InForceSQL(table string) string {
	return table + ".from_on <= ? and (" + table + ".until_on = '' or " + table + ".until_on >= ?)"
}

// Name gives the name parts of a person.
func (p *Person) Name() names.Name {
	return names.Name{Given: p.GivenName, Prefix: p.SurnamePrefix, Surname: p.Surname}
}
