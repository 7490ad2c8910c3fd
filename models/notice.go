package models

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// NoticeChoice is when a user hears by mail what happens at the own meetings.
type NoticeChoice string

// The choices.
const (
	NoticesAtOnce NoticeChoice = "at_once" // each thing of NoticeKinds when it happens
	NoticesDigest NoticeChoice = "digest"  // once a day at 8.00 hours, when there is something to tell
	NoticesNone   NoticeChoice = "none"
)

// NoticeChoices lists them, the usual one first.
var NoticeChoices = []NoticeChoice{NoticesDigest, NoticesAtOnce, NoticesNone}

// NoticeKind is a sort of thing that is told at once.
type NoticeKind string

// What is told at once to who wants that.
const (
	NoticeRequest NoticeKind = "request" // somebody signed up where an organizer approves
	NoticeRefused NoticeKind = "refused" // an address refuses mail for good
	NoticeFull    NoticeKind = "full"    // the last seat of a site was taken
	NoticeLate    NoticeKind = "late"    // somebody cancelled within 48 hours
)

// NoticeKinds lists them.
var NoticeKinds = []NoticeKind{NoticeRequest, NoticeRefused, NoticeFull, NoticeLate}

const (
	lateNotice  = 48 * time.Hour      // before doors open
	noticePause = 15 * time.Minute    // between two notices of one kind about one meeting
	noticesKept = 30 * 24 * time.Hour // in the outbox
)

// noticed are the kinds of meeting about which a role hears; nil means every
// kind. These are the roles that may see who is registered there (rules §3.9).
var noticed = map[UserRole][]MeetingKind{
	RoleAdmin: nil, RoleOrganizer: nil, RoleSecretary: {BoardMeeting, SteeringMeeting},
}

// Noticed reports whether users with this role hear of meetings of this kind;
// an empty kind asks whether they hear of any.
func (r UserRole) Noticed(kind MeetingKind) bool {
	kinds, some := noticed[r]
	return some && (kind == "" || kinds == nil || slices.Contains(kinds, kind))
}

// noticedRoles are the roles that hear of meetings of this kind.
func noticedRoles(kind MeetingKind) []UserRole {
	var roles []UserRole
	for _, r := range UserRoles {
		if r.Noticed(kind) {
			roles = append(roles, r)
		}
	}
	return roles
}

// NoticeAbout is what a notice was queued for. It holds nobody's name: what
// the mail says is looked up when it leaves.
type NoticeAbout struct {
	Kind      NoticeKind
	MeetingID int64
}

// NoticeFacts is what a mail to a user says. It counts people and never names
// them: a mail lies open in more places than the desk.
type NoticeFacts struct {
	Kind     NoticeKind `json:",omitempty"` // of a notice at once
	Count    int        `json:",omitempty"`
	Sites    []string   `json:",omitempty"` // that are full
	Meetings []NoticeMeeting
}

// NoticeMeeting is one meeting in a mail to a user. The rest counts what
// happened since the digest before, and what asks for attention.
type NoticeMeeting struct {
	Slug, Title   string
	StartsAt      *time.Time
	DateText      string
	SignUps       int             `json:",omitempty"`
	Cancellations int             `json:",omitempty"`
	Concerns      []NoticeConcern `json:",omitempty"`
}

// NoticeConcern is a Concern with the place of its site.
type NoticeConcern struct {
	Kind  ConcernKind
	Count int
	Site  string
	At    time.Time
}

func (m *Meeting) noticeMeeting() NoticeMeeting {
	n := NoticeMeeting{Slug: m.Slug, Title: m.Title, StartsAt: m.StartsAt, DateText: m.DateText}
	if m.Status == MeetingPostponed {
		n.StartsAt = nil // the old date says nothing
	}
	return n
}

// notify queues word to every user who wants it at once and has to do with
// this meeting, but for who did it. About tells this occasion from every other
// of its kind: each user hears of one only once. What happens while a notice
// waits goes along with it, and within a quarter of an hour there is one
// notice of a kind and meeting. Nothing is queued for a change that is only
// tried.
func (d *desk) notify(kind NoticeKind, about int64, by Actor) error {
	if d.trying {
		return nil
	}
	users, err := d.told(kind, by)
	if err != nil || len(users) == 0 {
		return err
	}
	scope := fmt.Sprintf("%s/%d/", kind, d.m.ID)
	last, err := lastNotices(d.tx, users, scope)
	if err != nil {
		return err
	}
	detail, err := json.Marshal(MessageDetail{Notice: &NoticeAbout{Kind: kind, MeetingID: d.m.ID}})
	if err != nil {
		return err
	}
	for _, u := range users {
		due := d.now
		switch before, ok := last[u.ID]; {
		case ok && before.State == MessageQueued && before.Facts == "":
			continue
		case ok && before.DueAt.Add(noticePause).After(due):
			due = before.DueAt.Add(noticePause)
		}
		if err := d.s.queueNotice(d.tx, &u, MailNotice, fmt.Sprint(scope, about), string(detail), due); err != nil {
			return err
		}
		d.woke = d.woke || !due.After(d.now)
	}
	return nil
}

// told lists the users who hear at once about this meeting.
func (d *desk) told(kind NoticeKind, by Actor) ([]User, error) {
	var users []User
	roles := noticedRoles(d.m.Kind)
	if kind == NoticeRequest { // secretaries see requests and do not decide about them
		roles = slices.DeleteFunc(roles, func(r UserRole) bool { return r == RoleSecretary })
	}
	q := d.tx.Where("notices = ? and role in ?", NoticesAtOnce, roles).
		Where(`all_groups or role = ? or exists (select 1 from meeting_hosts h join user_groups g on lower(g.name) = lower(h.name)
			where h.meeting_id = ? and h.role in ('lead', 'co') and g.user_id = users.id)`, RoleAdmin, d.m.ID)
	if by.UserID != nil {
		q = q.Where("id <> ?", *by.UserID)
	}
	if err := q.Order("id").Find(&users).Error; err != nil {
		return nil, fmt.Errorf("who hears of meeting %d: %w", d.m.ID, err)
	}
	return users, nil
}

// lastNotices gives the last notice of each user whose occasion begins so,
// of those that were not taken back.
func lastNotices(tx *gorm.DB, users []User, scope string) (map[int64]Message, error) {
	ids := make([]int64, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	var list []Message
	err := tx.Select("id", "user_id", "state", "facts", "due_at").
		Where("user_id in ? and notice like ? and state <> ?", ids, scope+"%", MessageAborted).Order("id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("earlier notices: %w", err)
	}
	last := make(map[int64]Message, len(list))
	for _, msg := range list {
		last[*msg.UserID] = msg
	}
	return last, nil
}

// queueNotice stores a mail to a user; one of the same occasion stays the only
// one.
func (s *Store) queueNotice(tx *gorm.DB, u *User, kind MessageKind, occasion, detail string, due time.Time) error {
	id := u.ID
	return s.insertMessages(tx.Clauses(clause.OnConflict{DoNothing: true}), &Message{
		Kind: kind, UserID: &id, Notice: occasion, ToEmail: u.Email, EmailKey: u.EmailKey, Language: u.Language,
		State: MessageQueued, DueAt: due, Detail: detail, CreatedAt: s.Now(),
	})
}

// dropNotices takes back every mail to a user that no worker is sending: what
// the user may see or wants to hear has changed.
func dropNotices(tx *gorm.DB, userID int64, now time.Time) error {
	return tx.Model(&Message{}).Where("user_id = ? and state = ? and (lease_until is null or lease_until <= ?)", userID, MessageQueued, now).
		Updates(map[string]any{"state": MessageAborted, "lease_id": "", "lease_until": nil}).Error
}

// fullSites are the sites at which a visitor finds no seat.
func (d *desk) fullSites() map[int64]bool {
	full := map[int64]bool{}
	for id, s := range d.seats {
		full[id] = s.Free() <= 0
	}
	return full
}

// tellFull tells who wants to know that a site has become full.
func (d *desk) tellFull(before map[int64]bool) error {
	switch d.m.Phase(d.now) {
	case PhaseNotYet, PhaseOpen, PhaseClosed:
	default:
		return nil
	}
	for id, full := range d.fullSites() {
		if full && !before[id] {
			return d.notify(NoticeFull, d.lastChange, d.lastActor)
		}
	}
	return nil
}

// tellLate tells who wants to know that somebody gives up a seat at the last
// moment.
func (d *desk) tellLate(r *Registration, by Actor) error {
	doors := d.m.Doors(d.m.SiteByID(siteOf(r)))
	if r.Status != Cancelled || doors == nil || d.now.Before(doors.Add(-lateNotice)) {
		return nil
	}
	return d.notify(NoticeLate, r.ID, by)
}

// tellRefused tells who wants to know that the address of this mail refuses
// mail for good.
func (s *Store) tellRefused(tx *gorm.DB, messageID int64) error {
	var about []Meeting
	err := tx.Raw(`select m.* from meetings m join messages k on k.meeting_id = m.id
		where k.id = ? and k.registration_id is not null and `+refusals, messageID).Scan(&about).Error
	if err != nil || len(about) == 0 {
		return err
	}
	d := &desk{s: s, tx: tx, m: &about[0], now: s.Now()}
	return d.notify(NoticeRefused, messageID, Actor{Kind: BySystem})
}

// SaveNotices sets when a user hears by mail what happens at the own meetings,
// and in which language. What waits for the user is taken back. Kinds:
// NotFound; Problems for an unknown choice or language.
func (s *Store) SaveNotices(ctx context.Context, userID int64, choice NoticeChoice, language string) error {
	var wrong Problems
	if !slices.Contains(NoticeChoices, choice) {
		wrong = append(wrong, invalid("notices", "choice_unknown"))
	}
	if language != "nl" && language != "en" {
		wrong = append(wrong, invalid("language", "choice_unknown"))
	}
	if len(wrong) > 0 {
		return wrong
	}
	err := s.write(ctx, func(tx *gorm.DB) error { return s.chooseNotices(tx, userID, choice, language) })
	return wrapUnlessRefused("store notices", err)
}

func (s *Store) chooseNotices(tx *gorm.DB, userID int64, choice NoticeChoice, language string) error {
	var u User
	if err := tx.Where("id = ?", userID).Limit(1).Find(&u).Error; err != nil {
		return err
	}
	if u.ID == 0 {
		return errNotFound("user")
	}
	if language == "" {
		language = u.Language
	}
	if u.Notices == choice && u.Language == language {
		return nil
	}
	now := s.Now()
	u.Notices, u.Language, u.NoticesSince = choice, language, &now
	if err := tx.Model(&User{}).Where("id = ?", userID).Select("Notices", "Language", "NoticesSince").Updates(&u).Error; err != nil {
		return err
	}
	line := DeskChange{About: AboutUser, AboutID: userID, Name: u.Name, Action: "user_notices"}
	if err := s.deskChange(tx, line, DeskChangeDetail{Notices: choice}, Organizer(&u)); err != nil {
		return err
	}
	return dropNotices(tx, userID, now)
}
