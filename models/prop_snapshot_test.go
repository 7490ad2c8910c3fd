package models_test

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// snapshot is what the tables hold about one meeting, read past the Store:
// what the invariants judge must not come from what they judge.
type snapshot struct {
	Status   models.MeetingStatus
	Starts   sql.NullTime
	Ends     sql.NullTime
	Doors    sql.NullTime
	Updated  time.Time
	Waitlist models.WaitlistMode
	Sites    []siteRow
	People   []personRow // by id
	Changes  []changeRow // by id
	Messages []messageRow
}

type siteRow struct {
	ID        int64
	Key       string
	Confirmed bool
	Seats     int
	Building  int
	Doors     sql.NullTime
	Starts    sql.NullTime
}

type personRow struct {
	ID, Person             int64  // Person 0: forgotten (BR-77)
	Name, Email            string // as they identify somebody (BR-10)
	Needs                  bool
	Site, Wanted, Replaces int64 // 0: none
	Status                 models.RegistrationStatus
	Role                   models.Role
	Companion, Lapsed      bool
	Priority               int
	Waits, Offer           sql.NullTime
	UID                    string
	Sequence               int
	Stamp                  sql.NullTime
	Updated                time.Time
	Accepts                []int64
	Represents             []string
}

type changeRow struct {
	ID, Registration int64
	Action           string
	From, To         models.RegistrationStatus
}

type messageRow struct {
	ID, Registration int64
	Kind             models.MessageKind
	Occasion         int
	Sequence         sql.NullInt64
	Method, State    string
	To               string
}

// forgotten reports that nobody knows any more who this was.
func (p personRow) forgotten() bool { return p.Person == 0 }

// heads is how many people come into the building.
func (p personRow) heads() int {
	if p.Companion {
		return 2
	}
	return 1
}

func (p personRow) seated() bool { return p.Role == models.Participant }

func (s *snapshot) person(id int64) *personRow {
	for i := range s.People {
		if s.People[i].ID == id {
			return &s.People[i]
		}
	}
	return nil
}

func (s *snapshot) site(id int64) *siteRow {
	for i := range s.Sites {
		if s.Sites[i].ID == id {
			return &s.Sites[i]
		}
	}
	return nil
}

// load is what somebody's registrations put on one site.
type load struct{ Taken, Offered, Heads, Held int }

func (s *snapshot) load(site int64) load {
	var l load
	for _, p := range s.People {
		if p.Site != site {
			continue
		}
		seat := 0
		if p.seated() {
			seat = 1
		}
		switch p.Status {
		case models.Registered:
			l.Taken, l.Heads = l.Taken+seat, l.Heads+p.heads()
		case models.Offered:
			l.Offered, l.Held = l.Offered+seat, l.Held+p.heads()
		}
	}
	return l
}

// overfull is how many participants a site has too many.
func (s *snapshot) overfull(site siteRow) int {
	l := s.load(site.ID)
	return max(0, l.Taken+l.Offered-site.Seats)
}

// crowded is how many people the building has too many.
func (s *snapshot) crowded(site siteRow) int {
	l := s.load(site.ID)
	if site.Building == 0 {
		return 0
	}
	return max(0, l.Heads+l.Held-site.Building)
}

// tables is a second way into the database of a fixture.
type tables struct {
	*sql.DB
	postgres bool
}

func openTables(t testing.TB, f *modelstest.Fixture) *tables {
	t.Helper()
	driver, dsn := "sqlite3", "file:"+f.Database+"?_foreign_keys=1&_busy_timeout=5000"
	postgres := models.IsPostgres(f.Database)
	if postgres {
		driver, dsn = "pgx", f.Database
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &tables{db, postgres}
}

// each runs a query with one $1 and gives every row to scan.
func (db *tables) each(query string, arg any, scan func(rows *sql.Rows) error) error {
	rows, err := db.Query(query, arg)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// snapshot reads one meeting.
func (db *tables) snapshot(meeting int64) (*snapshot, error) {
	s := &snapshot{}
	err := db.QueryRow(`select status, starts_at, ends_at, doors_open_at, updated_at, waitlist_mode from meetings where id = $1`, meeting).
		Scan(&s.Status, &s.Starts, &s.Ends, &s.Doors, &s.Updated, &s.Waitlist)
	if err != nil {
		return nil, err
	}
	steps := []func(int64, *snapshot) error{db.sites, db.people, db.hanging, db.changes, db.messages}
	for _, step := range steps {
		if err := step(meeting, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (db *tables) sites(meeting int64, s *snapshot) error {
	return db.each(`select id, key, status = 'confirmed', seat_capacity, building_limit, doors_open_at, starts_at
		from sites where meeting_id = $1 order by position, id`, meeting, func(rows *sql.Rows) error {
		var r siteRow
		err := rows.Scan(&r.ID, &r.Key, &r.Confirmed, &r.Seats, &r.Building, &r.Doors, &r.Starts)
		s.Sites = append(s.Sites, r)
		return err
	})
}

func (db *tables) people(meeting int64, s *snapshot) error {
	return db.each(`select r.id, coalesce(p.id, 0), coalesce(p.name_key, r.surname), coalesce(p.email_key, r.email),
		exists (select 1 from needs n where n.registration_id = r.id), coalesce(r.site_id, 0), coalesce(r.wanted_site_id, 0),
		coalesce(r.substitutes_id, 0), r.status, r.role, r.companion, r.offer_lapsed, r.priority, r.waitlisted_at, r.offer_expires_at,
		r.calendar_uid, r.calendar_sequence, r.calendar_stamp, r.updated_at
		from registrations r left join people p on p.id = r.person_id where r.meeting_id = $1 order by r.id`, meeting, func(rows *sql.Rows) error {
		var r personRow
		err := rows.Scan(&r.ID, &r.Person, &r.Name, &r.Email, &r.Needs, &r.Site, &r.Wanted, &r.Replaces, &r.Status, &r.Role,
			&r.Companion, &r.Lapsed, &r.Priority, &r.Waits, &r.Offer, &r.UID, &r.Sequence, &r.Stamp, &r.Updated)
		s.People = append(s.People, r)
		return err
	})
}

// hanging reads what hangs on registrations.
func (db *tables) hanging(meeting int64, s *snapshot) error {
	err := db.each(`select a.registration_id, a.site_id from accepted_sites a join registrations r on r.id = a.registration_id
		where r.meeting_id = $1 order by a.registration_id, a.rank`, meeting, func(rows *sql.Rows) error {
		var id, site int64
		err := rows.Scan(&id, &site)
		if p := s.person(id); p != nil {
			p.Accepts = append(p.Accepts, site)
		}
		return err
	})
	if err != nil {
		return err
	}
	return db.each(`select c.registration_id, c.code from representations c join registrations r on r.id = c.registration_id
		where r.meeting_id = $1 order by c.registration_id, c.position`, meeting, func(rows *sql.Rows) error {
		var id int64
		var code string
		err := rows.Scan(&id, &code)
		if p := s.person(id); p != nil {
			p.Represents = append(p.Represents, code)
		}
		return err
	})
}

func (db *tables) changes(meeting int64, s *snapshot) error {
	return db.each(`select id, coalesce(registration_id, 0), action, from_status, to_status from registration_changes
		where meeting_id = $1 order by id`, meeting, func(rows *sql.Rows) error {
		var r changeRow
		err := rows.Scan(&r.ID, &r.Registration, &r.Action, &r.From, &r.To)
		s.Changes = append(s.Changes, r)
		return err
	})
}

func (db *tables) messages(meeting int64, s *snapshot) error {
	return db.each(`select id, coalesce(registration_id, 0), kind, occasion, sequence, method, state, to_email from messages
		where meeting_id = $1 order by id`, meeting, func(rows *sql.Rows) error {
		var r messageRow
		err := rows.Scan(&r.ID, &r.Registration, &r.Kind, &r.Occasion, &r.Sequence, &r.Method, &r.State, &r.To)
		s.Messages = append(s.Messages, r)
		return err
	})
}

// queue gives who waits, in the order of rules §3.5 rule 2: the waiting list
// and the wishes to move together.
func (s *snapshot) queue() []personRow {
	var list []personRow
	for _, p := range s.People {
		if p.Status == models.Waitlisted || p.Wanted != 0 {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b personRow) int {
		switch {
		case a.Priority != b.Priority:
			return a.Priority - b.Priority
		case !a.Waits.Time.Equal(b.Waits.Time):
			return a.Waits.Time.Compare(b.Waits.Time)
		}
		return int(a.ID - b.ID)
	})
	return list
}

// firstDoors is when the first doors open anywhere, from the stored times
// alone.
func (s *snapshot) firstDoors() time.Time {
	first := s.Starts.Time
	if s.Doors.Valid {
		first = s.Doors.Time
	}
	for _, site := range s.Sites {
		if t := s.doorsAt(site); site.Confirmed && t.Before(first) {
			first = t
		}
	}
	return first
}

// doorsAt is when doors open at one site.
func (s *snapshot) doorsAt(site siteRow) time.Time {
	for _, t := range []sql.NullTime{site.Doors, site.Starts, s.Doors} {
		if t.Valid {
			return t.Time
		}
	}
	return s.Starts.Time
}
