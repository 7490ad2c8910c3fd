package models

import "time"

// UserRole is what a user may do (rules §3.9).
type UserRole string

// The roles of users.
const (
	RoleAdmin          UserRole = "admin"
	RoleOrganizer      UserRole = "organizer"
	RoleEditor         UserRole = "editor"
	RoleSecretary      UserRole = "secretary"
	RoleSiteHost       UserRole = "site_host"
	RoleWorkshopLeader UserRole = "workshop_leader"
	RoleViewer         UserRole = "viewer"
	RolePrivacyOfficer UserRole = "privacy_officer"
)

// UserRoles lists every role.
var UserRoles = []UserRole{RoleAdmin, RoleOrganizer, RoleEditor, RoleSecretary, RoleSiteHost, RoleWorkshopLeader, RoleViewer, RolePrivacyOfficer}

// User is somebody who logs in at the desk.
type User struct {
	ID        int64
	Email     string
	EmailKey  string
	Name      string
	Role      UserRole
	AllGroups bool // works for the meetings of every group; else for those of UserGroup
	CreatedAt time.Time

	Notices      NoticeChoice // when the user hears by mail what happens
	NoticesSince *time.Time   // when that was chosen
	Language     string       // of those mails
}

// UserGroup names a group a user works for, as meetings name their hosts. It
// counts for who does not work for all groups (rules §3.9).
type UserGroup struct {
	UserID int64  `gorm:"primaryKey"`
	Name   string `gorm:"primaryKey"`
}

// LoginLink is a one-time way in. Only a hash of the token is kept.
type LoginLink struct {
	ID          int64
	UserID      int64
	TokenHash   string
	BrowserHash string // of the browser that asked; empty: any browser may use it
	ExpiresAt   time.Time
	UsedAt      *time.Time
}

// Session is a login of one browser; the token itself is never stored.
type Session struct {
	ID        int64
	TokenHash string
	UserID    *int64
	Browser   string // what it said about itself at login, shortened
	Data      []byte
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	EndedAt   *time.Time
}

// Draft is what somebody sent from a form when the session had ended, kept
// for a day for the same user in the same browser. A session has one at most.
type Draft struct {
	ID        int64
	SessionID int64
	TokenHash string
	Path      string // where the form goes
	Form      string // its fields, as sent
	CreatedAt time.Time
}

// ByCommandLine is who took a list that no user of the desk took.
const ByCommandLine = "command line"

// ExportLog says who took or opened which list when (BR-75).
type ExportLog struct {
	ID        int64
	MeetingID int64
	SiteKey   string
	UserID    *int64
	Who       string // name of the user, or ByCommandLine
	List      string // deelnemerslijst, presentielijst, tekenlijst, aanmeldingen, aantallen
	Format    string // csv, xlsx, pdf, json, html
	Rows      int    `gorm:"column:row_count"`
	Columns   string
	Numbers   string // of the list aantallen: the Counts per site, as JSON; empty once needs are erased
	At        time.Time
}

// RetentionRun is the proof that something was deleted on time (BR-76, 77).
type RetentionRun struct {
	ID        int64
	MeetingID int64
	What      string // needs or names
	Rows      int    `gorm:"column:row_count"`
	At        time.Time
}

// MeetingChange is one line of what was changed about a meeting itself.
type MeetingChange struct {
	ID        int64
	MeetingID int64
	Action    string
	Detail    string
	ActorKind ActorKind
	ActorID   *int64
	At        time.Time
}
