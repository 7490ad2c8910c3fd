package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// digestHour is when digests go, by the clock of the site: the beginning of
// office hours; digestUntil is how late one may still go when no worker ran.
const (
	digestHour  = 8
	digestUntil = 12 * time.Hour
)

// mostInDigest is how many meetings to come a digest looks at.
const mostInDigest = 500

// digestMoment is when the digest of this day goes, also on the days on which
// the clock changes.
func digestMoment(now time.Time, zone *time.Location) time.Time {
	year, month, day := now.In(zone).Date()
	return time.Date(year, month, day, digestHour, 0, 0, 0, zone)
}

// QueueDigests queues the digest of today to everybody who wants one, once its
// moment has come: one for each user and day, however many workers ask at
// once. Who chose it since waits for tomorrow. Whether there is something to
// tell is found when it leaves. Call it each minute.
func (s *Store) QueueDigests(ctx context.Context) error {
	now := s.Now()
	moment := digestMoment(now, s.zone)
	if now.Before(moment) || !now.Before(moment.Add(digestUntil)) {
		return nil
	}
	occasion := "digest/" + moment.Format(time.DateOnly)
	var users []User
	err := s.reader.WithContext(ctx).Where("notices = ? and role in ? and created_at < ? and (notices_since is null or notices_since < ?)",
		NoticesDigest, noticedRoles(""), moment.UTC(), moment.UTC()).
		Where("not exists (select 1 from messages k where k.user_id = users.id and k.notice = ?)", occasion).Order("id").Find(&users).Error
	if err != nil {
		return fmt.Errorf("who gets a digest: %w", err)
	}
	if len(users) == 0 {
		return nil
	}
	err = s.write(ctx, func(tx *gorm.DB) error {
		for i := range users {
			if err := s.queueNotice(tx, &users[i], MailDigest, occasion, "", now); err != nil {
				return err
			}
		}
		return tx.Where("user_id is not null and state <> ? and created_at < ?", MessageQueued, now.Add(-noticesKept)).Delete(&Message{}).Error
	})
	if err == nil && s.wakeMail != nil {
		s.wakeMail()
	}
	return err
}

// freezeNotice fixes what a mail to a user says, from what holds now: one that
// has nothing to tell any more, or that the user may not or does not want to
// read any more, stays here.
func (s *Store) freezeNotice(tx *gorm.DB, msg *Message) error {
	d := &desk{s: s, tx: tx, now: s.Now()}
	detail, err := decodeDetail(msg)
	if err != nil {
		return err
	}
	var u User
	if err := tx.Where("id = ?", *msg.UserID).Limit(1).Find(&u).Error; err != nil {
		return fmt.Errorf("user of message %d: %w", msg.ID, err)
	}
	var facts *NoticeFacts
	switch {
	case detail.Notice != nil && u.Notices == NoticesAtOnce:
		facts, err = s.noticeFacts(tx, &u, *detail.Notice, msg.CreatedAt)
	case detail.Notice == nil && u.Notices == NoticesDigest:
		facts, err = s.digestFacts(tx, &u, msg)
	}
	if err != nil {
		return fmt.Errorf("facts of message %d: %w", msg.ID, err)
	}
	if facts == nil {
		return d.abort(msg)
	}
	return freezeLoose(tx, msg, d.now, MessageFacts{Language: msg.Language, Detail: detail, ToName: u.Name, Notice: facts})
}

// meetingsToTell narrows to the meetings of which a user hears.
func meetingsToTell(tx *gorm.DB, u *User) *gorm.DB {
	q := MeetingsOf(tx.Model(&Meeting{}), u)
	if kinds := noticed[u.Role]; kinds != nil {
		q = q.Where("kind in ?", kinds)
	}
	if !u.Role.Noticed("") {
		q = q.Where("1 = 0")
	}
	return q
}

// noticeFacts is what a notice about one meeting says now; nil when that is
// nothing.
func (s *Store) noticeFacts(tx *gorm.DB, u *User, about NoticeAbout, since time.Time) (*NoticeFacts, error) {
	var list []*Meeting
	if err := meetingsToTell(tx, u).Where("id = ?", about.MeetingID).Find(&list).Error; err != nil || len(list) == 0 {
		return nil, err
	}
	pages, err := PagesOf(tx, list)
	if err != nil {
		return nil, err
	}
	m := pages[0].Meeting
	if phase := m.Phase(s.Now()); phase == PhasePast || m.off() && about.Kind != NoticeRefused {
		return nil, nil
	}
	f := &NoticeFacts{Kind: about.Kind, Meetings: []NoticeMeeting{m.noticeMeeting()}}
	if about.Kind == NoticeFull {
		for _, site := range m.OpenSites() {
			if pages[0].Seats[site.ID].Free() <= 0 {
				f.Sites = append(f.Sites, site.Place())
			}
		}
		f.Count = len(f.Sites)
	} else if f.Count, err = countNoticed(tx, m.ID, about.Kind, since); err != nil {
		return nil, err
	}
	if f.Count == 0 {
		return nil, nil
	}
	return f, nil
}

// countNoticed counts the people a notice is about.
func countNoticed(tx *gorm.DB, meetingID int64, kind NoticeKind, since time.Time) (int, error) {
	q := tx.Model(&Registration{}).Where("meeting_id = ?", meetingID)
	switch kind {
	case NoticeRequest:
		q = q.Where("status = ?", Pending)
	case NoticeRefused:
		q = WithRefusedAddress(q)
	case NoticeLate:
		q = q.Where(`status = ? and exists (select 1 from registration_changes c where c.registration_id = registrations.id
			and c.to_status = ? and c.from_status = ? and c.at >= ?)`, Cancelled, Cancelled, Registered, since)
	}
	var n int64
	err := q.Count(&n).Error
	return int(n), err
}

// digestFacts is what the digest of a user says: what happened at the own
// meetings to come since the one before, and what asks for attention. Nil when
// that is nothing.
func (s *Store) digestFacts(tx *gorm.DB, u *User, msg *Message) (*NoticeFacts, error) {
	now := s.Now()
	var list []*Meeting
	err := DeskScope(meetingsToTell(tx, u), false, now).Order("case when starts_at is null then 1 else 0 end, starts_at, id").
		Limit(mostInDigest).Find(&list).Error
	if err != nil || len(list) == 0 {
		return nil, err
	}
	pages, err := PagesOf(tx, list)
	if err != nil {
		return nil, err
	}
	concerns, err := Concerns(tx, pages, now, s.zone)
	if err != nil {
		return nil, err
	}
	since, err := lastDigest(tx, msg)
	if err != nil {
		return nil, err
	}
	news, err := newsSince(tx, list, since)
	if err != nil {
		return nil, err
	}
	f := &NoticeFacts{}
	for _, m := range list {
		n := m.noticeMeeting()
		n.SignUps, n.Cancellations = news[m.ID].SignUps, news[m.ID].Cancellations
		for _, c := range concerns[m.ID] {
			n.Concerns = append(n.Concerns, m.noticeConcern(c))
		}
		if n.SignUps+n.Cancellations+len(n.Concerns) > 0 {
			f.Meetings = append(f.Meetings, n)
		}
	}
	if len(f.Meetings) == 0 {
		return nil, nil
	}
	return f, nil
}

func (m *Meeting) noticeConcern(c Concern) NoticeConcern {
	n := NoticeConcern{Kind: c.Kind, Count: c.Count, At: c.At}
	if site := m.SiteByID(c.SiteID); site != nil {
		n.Site = site.Place()
	}
	return n
}

// lastDigest is the moment from which a digest tells: that of the one before,
// else a day earlier.
func lastDigest(tx *gorm.DB, msg *Message) (time.Time, error) {
	var before []time.Time
	err := tx.Model(&Message{}).Where("user_id = ? and kind = ? and id < ?", *msg.UserID, MailDigest, msg.ID).
		Order("id desc").Limit(1).Pluck("created_at", &before).Error
	if err != nil || len(before) == 0 {
		return msg.CreatedAt.Add(-24 * time.Hour), err
	}
	return before[0], nil
}

// digestNews is what happened at one meeting.
type digestNews struct {
	MeetingID     int64
	SignUps       int
	Cancellations int
}

func newsSince(tx *gorm.DB, meetings []*Meeting, since time.Time) (map[int64]digestNews, error) {
	ids := make([]int64, len(meetings))
	for i, m := range meetings {
		ids[i] = m.ID
	}
	var rows []digestNews
	err := tx.Raw(`select meeting_id, sum(case when action = 'signed_up' then 1 else 0 end) as sign_ups,
			sum(case when from_status = ? and to_status = ? then 1 else 0 end) as cancellations
		from registration_changes where meeting_id in ? and at >= ? group by meeting_id`, Registered, Cancelled, ids, since).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("news since the last digest: %w", err)
	}
	news := make(map[int64]digestNews, len(rows))
	for _, row := range rows {
		news[row.MeetingID] = row
	}
	return news, nil
}
