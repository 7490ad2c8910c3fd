package demo

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/deskview"
)

// filled is the demo data with a connection that may look at everything.
type filled struct {
	store *models.Store
	clock *Clock
	user  *models.User
	db    *sql.DB
	file  string
	t     *testing.T

	anchor time.Time
}

// fill makes the demo data for a day in a file of its own. Mail is not
// written, only marked as sent, or refused where its address refuses it.
func fill(t *testing.T, today time.Time) *filled {
	t.Helper()
	return fillLater(t, today, today)
}

// fillLater makes it for an anchor while the clock that runs is further.
func fillLater(t *testing.T, day, today time.Time) *filled {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	f := &filled{t: t, anchor: day, file: filepath.Join(t.TempDir(), "demo.db"), clock: NewClock(func() time.Time { return today })}
	ctx := context.Background()
	f.store, err = models.Open(ctx, models.Options{
		Database: f.file, Now: f.clock.Now, Zone: zone, ChangeDelay: 10 * time.Minute,
		Keys: models.Keys{Current: []byte(strings.Repeat("k", 32))}, MailDomain: "bijeen.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.store.Close() })
	f.again()
	f.db, err = sql.Open("sqlite3", "file:"+f.file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.db.Close() })
	return f
}

// again fills the database once more.
func (f *filled) again() {
	f.t.Helper()
	var err error
	f.user, err = Fill(context.Background(), Options{Store: f.store, Clock: f.clock, Anchor: f.anchor, Deliver: f.deliver})
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *filled) deliver(ctx context.Context) error {
	for {
		list, err := f.store.ClaimMessages(ctx, "test", 100, time.Minute)
		if err != nil || len(list) == 0 {
			return err
		}
		var done []models.Delivery
		for _, m := range list {
			done = append(done, models.Delivery{MessageID: m.ID, Worker: "test", Sent: !Refuses(m.ToEmail), Permanent: Refuses(m.ToEmail)})
			if Refuses(m.ToEmail) {
				done[len(done)-1].Problem = "refused 550 5.1.1"
			}
		}
		if err := f.store.MarkMessages(ctx, done); err != nil {
			return err
		}
	}
}

// counts asks for pairs of a name and a number.
func (f *filled) counts(query string, args ...any) map[string]int {
	f.t.Helper()
	rows, err := f.db.Query(query, args...)
	if err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	got := map[string]int{}
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			f.t.Fatal(err)
		}
		got[name] = n
	}
	return got
}

func (f *filled) equal(what string, got, want map[string]int) {
	f.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		f.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// anchor is the day of demo.md itself.
var anchor = time.Date(2019, 7, 25, 10, 0, 0, 0, time.UTC)

// here joins the registrations of one meeting.
const here = ` from registrations r join meetings m on m.id = r.meeting_id left join sites s on s.id = r.site_id where m.slug = ? `

// TestDemo looks at the demo data as it is on the day of demo.md.
func TestDemo(t *testing.T) {
	f := fill(t, anchor)
	t.Run("counts", func(t *testing.T) { f.t = t; f.theCounts() })
	t.Run("representation", func(t *testing.T) { f.t = t; f.representation() })
	t.Run("traps", func(t *testing.T) { f.t = t; f.traps() })
	t.Run("around", func(t *testing.T) { f.t = t; f.around() })
	t.Run("visitors", func(t *testing.T) { f.t = t; f.visitors() })
	t.Run("made again", func(t *testing.T) { f.t = t; f.madeAgain() })
}

// theCounts adds up what domain/demo.md §4.4 and §4.5 ask for.
func (f *filled) theCounts() {
	f.t.Helper()
	f.equal("the gathering by status", f.counts(`select r.status, count(*)`+here+`and r.role = 'participant' group by 1`, bigSlug), map[string]int{
		"registered": 283, "waitlisted": 14, "cancelled": 22, "substituted": 9, "declined": 11, "invited": 37,
	})
	f.equal("registered by site", f.counts(`select s.key, count(*)`+here+`and r.role = 'participant' and r.status = 'registered' group by 1`, bigSlug),
		map[string]int{"hengelo": 180, "enschede": 103})
	f.equal("sites accepted by who waits", f.counts(`select a.key, count(*)
		from registrations r join meetings m on m.id = r.meeting_id join accepted_sites x on x.registration_id = r.id join sites a on a.id = x.site_id
		where m.slug = ? and r.status = 'waitlisted' group by 1`, bigSlug), map[string]int{"hengelo": 14})
	f.equal("late cancellations", f.counts(`select 'late', count(*)`+here+`and r.status = 'cancelled' and r.cancelled_late`, bigSlug), map[string]int{"late": 6})
	f.equal("moves", f.counts(`select s.key, count(*) from registration_changes c join meetings m on m.id = c.meeting_id join sites s on s.id = c.site_id
		where m.slug = ? and c.action = 'moved' group by 1`, bigSlug), map[string]int{"enschede": 5})
	f.equal("others in the building", f.counts(`select r.role, count(*)`+here+`and r.role <> 'participant' and r.status = 'registered' group by 1`, bigSlug),
		map[string]int{"chair": 2, "speaker": 5, "workshop_leader": 8, "table_host": 4, "crew": 6, "press": 1}) // 26
	f.equal("seats in workshops", f.counts(`select p.starts || ' ' || s.key || ' in ' || count(*), sum(p.seats) from programme_items p
		join meetings m on m.id = p.meeting_id join sites s on s.id = p.site_id where m.slug = ? and p.kind = 'workshop' group by p.starts, s.key`, bigSlug),
		map[string]int{"10:45 hengelo in 4": 180, "12:45 hengelo in 4": 180, "10:45 enschede in 4": 120, "12:45 enschede in 4": 120})
	f.needsCounts()
	f.kindCounts()
	f.otherMeetings()
}

func (f *filled) needsCounts() {
	f.t.Helper()
	const of = ` from needs n join registrations r on r.id = n.registration_id join meetings m on m.id = r.meeting_id
		where m.slug = ? and r.status = 'registered' and r.role = 'participant' `
	f.equal("diets", f.counts(`select n.diet, count(*)`+of+`and n.diet <> '' group by 1`, bigSlug), map[string]int{
		"vegetarian": 31, "vegan": 9, "halal": 7, "gluten_free": 5, "lactose_free": 3, "other": 1,
	})
	f.equal("access", f.counts(`select case when n.access like '%rolstoel%' then 'wheelchair' when n.access like '%ringleiding%' then 'loop'
		when n.access like '%NGT%' then 'interpreter' when n.access like '%rustige%' then 'quiet' end, count(*)`+of+`and n.access <> '' group by 1`, bigSlug),
		map[string]int{"wheelchair": 4, "loop": 2, "interpreter": 1, "quiet": 1})
	f.equal("consent to name the allergy", f.counts(`select n.diet_other, count(*)`+of+`and n.diet = 'other' and n.consent_at is not null group by 1`, bigSlug),
		map[string]int{"Ernstige notenallergie. U mag mijn naam aan de cateraar geven.": 1})
}

// kindCounts counts the registered participants by kind of organization.
func (f *filled) kindCounts() {
	f.t.Helper()
	kinds := map[string]string{"": "experience"}
	for _, list := range [][]organization{providers, protection, education, health, law, knowledge} {
		for _, o := range list {
			kinds[o.name] = o.kind
		}
	}
	for _, m := range municipalities {
		kinds[m.org.name] = m.org.kind
	}
	got := map[string]int{}
	for name, n := range f.counts(`select r.organization_name, count(*)`+here+`and r.role = 'participant' and r.status = 'registered' group by 1`, bigSlug) {
		got[kinds[name]] += n
	}
	f.equal("registered by kind", got, map[string]int{
		"municipality": 84, "care": 92, "protection": 24, "education": 41, "health": 12, "law": 10, "knowledge": 6, "experience": 14,
	})
}

func (f *filled) otherMeetings() {
	f.t.Helper()
	f.equal("venue book", f.counts(`select town, count(*) from venue_entries group by 1`),
		map[string]int{"Almelo": 1, "Enschede": 2, "Goor": 1, "Hengelo": 2, "Oldenzaal": 1, "Rijssen": 1})
	f.equal("documents", f.counts(`select d.visibility, count(*) from documents d join meetings m on m.id = d.meeting_id where m.slug = ? group by 1`, bigSlug),
		map[string]int{"public": 1, "participants": 1})
	f.equal("meetings by status", f.counts(`select status, count(*) from meetings group by 1`),
		map[string]int{"open": 18, "held": 1, "announced": 2, "cancelled": 1}) // ten, of which a series of three and one of eleven
	for _, tt := range []struct {
		slug string
		want map[string]int
	}{
		{"bestuursbijeenkomst", map[string]int{"registered": 27, "cancelled": 1, "substituted": 1}},
		{"overleg-bestuurlijk-trekkers", map[string]int{"interested": 10}},
		{"onderwijs-zorg-en-gemeenten-aan-tafel", map[string]int{"registered": 60}},
		{"schrapsessie", map[string]int{"registered": 49, "waitlisted": 3}},
		{"jeugdbeschermingstafel-1", map[string]int{"registered": 18, "pending": 11}},
		{"jeugdbeschermingstafel-2", map[string]int{"registered": 18}},
		{"jeugdbeschermingstafel-3", map[string]int{"registered": 18}},
		{"voorjaarsbijeenkomst", map[string]int{"interested": 34}},
		{"werkbezoek", map[string]int{"registered": 14}},
	} {
		f.equal(tt.slug, f.counts(`select r.status, count(*)`+here+`group by 1`, tt.slug), tt.want)
	}
	f.equal("schrapsessie by site", f.counts(`select s.key, count(*)`+here+`and r.status = 'registered' group by 1`, "schrapsessie"),
		map[string]int{"almelo": 9, "enschede": 12, "goor": 5, "hengelo": 12, "oldenzaal": 7, "rijssen": 4})
}

// representation: 13 of 14 municipalities, at the board meeting and at the
// gathering (BR-23, BR-24).
func (f *filled) representation() {
	t := f.t
	ctx := context.Background()
	for _, slug := range []string{"bestuursbijeenkomst", bigSlug} {
		page, err := f.store.MeetingBySlug(ctx, slug, true)
		if err != nil {
			t.Fatal(err)
		}
		board, err := deskview.New(f.store).Representation(ctx, page.Meeting.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(board.Municipalities) != 14 || board.Represented != 13 {
			t.Errorf("%s: %d of %d municipalities are represented, want 13 of 14", slug, board.Represented, len(board.Municipalities))
		}
		for _, q := range board.Municipalities {
			if q.State.Represented() == (q.Constituency.Name == "Losser") {
				t.Errorf("%s: %s is %s", slug, q.Constituency.Name, q.State)
			}
			if (q.State == deskview.ByNeighbor) != (q.Constituency.Name == "Wierden") {
				t.Errorf("%s: %s is %s", slug, q.Constituency.Name, q.State)
			}
		}
	}
}

// visitors finds what somebody needs who tries the demo: seats at the board
// meeting, which has no waiting list, for more than one; organizations to pick
// from while typing, and one that waits to be linked (BR-19a).
func (f *filled) visitors() {
	t, ctx := f.t, context.Background()
	page, err := f.store.MeetingBySlug(ctx, "bestuursbijeenkomst", true)
	if err != nil {
		t.Fatal(err)
	}
	if free := page.Seats[page.Meeting.Sites[0].ID].Free(); free < 10 {
		t.Errorf("%d seats are free at the board meeting, want 10 or more", free)
	}
	known, err := f.store.KnownOrganizations(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Gemeente Enschede", "Karakter", "OZJT/Samen14", "Zorg & Zo; Twente"} {
		if !slices.Contains(known, want) {
			t.Errorf("%q is not among the %d known organizations", want, len(known))
		}
	}
	if slices.Contains(known, "Twentse Proefpost") { // negative control: one person typed it
		t.Error("an organization that nobody looked at is suggested to others")
	}
	if unknown, total, _, err := f.store.Organizations(ctx, 10); err != nil || total == 0 || unknown[0].People != 1 {
		t.Errorf("%d organizations wait to be linked (%v), error %v", total, unknown, err)
	}
}

// traps looks for what breaks careless software (demo.md §4.6).
func (f *filled) traps() {
	t := f.t
	for what, query := range map[string]string{
		"a name of 60 characters":     `length(given_name || ' ' || surname_prefix || ' ' || surname) = 60`,
		"O'Fictie":                    `surname = 'O''Fictie'`,
		"a name in lower case":        `given_name = 'truus' and surname = 'tijdelijk'`,
		"trailing spaces are cleaned": `given_name = 'Geert' and surname_prefix = 'te' and surname = 'Fictum'`,
		"Thuis@":                      `organization_name = 'Thuis@'`,
		"Victoria '28":                `organization_name = 'Victoria ''28'`,
		"OZJT/Samen14":                `organization_name = 'OZJT/Samen14'`,
		"Zorg & Zo; Twente":           `organization_name = 'Zorg & Zo; Twente'`,
		"a job that begins with =":    `job_title like '=%'`,
		"an address with +":           `email like '%+%'`,
		"diacritics":                  `surname = 'Örnekoğlu'`,
		"an emoji":                    `id in (select registration_id from needs where remarks like '%🚲%')`,
		"one name at two organizations": `given_name = 'Bas' and surname = 'Dummy' and (select count(distinct organization_name) from registrations x
			where x.given_name = 'Bas' and x.surname = 'Dummy' and x.meeting_id = registrations.meeting_id) = 2`,
		"two aldermen, one mailbox": `email = '` + sharedMailbox + `' and
			(select count(distinct person_id) from registrations x where x.email = registrations.email) = 2`,
		"a prefix of Twente stays":      `surname = 'Oude Fictink' and surname_prefix = ''`,
		"an elided prefix is split off": `surname = 'Exemple' and surname_prefix = 'd'''`,
	} {
		if n := f.counts(`select 'n', count(*) from registrations where ` + query)["n"]; n == 0 {
			t.Errorf("%s: nobody", what)
		}
	}
	for email := range f.counts(`select email, 1 from registrations union select contact_email, 1 from meetings union select email, 1 from users`) {
		if !strings.HasSuffix(email, ".example") {
			t.Errorf("%s could reach somebody", email)
		}
	}
}

// TestDemoMoves: the clock on the wall stays where it is when dates move
// across the change of the clock, and nothing happens after today.
func TestDemoMoves(t *testing.T) {
	today := time.Date(2026, 1, 28, 9, 0, 0, 0, time.UTC) // the Wednesday after the Thursday that stands for 25 July
	f := fill(t, today)
	for slug, want := range map[string]string{
		"bestuursbijeenkomst": "Fri 2026-05-29 09:30", "onderwijs-zorg-en-gemeenten-aan-tafel": "Fri 2026-01-02 09:30",
	} {
		page, err := f.store.MeetingBySlug(context.Background(), slug, true)
		if err != nil {
			t.Fatal(err)
		}
		if got := page.Meeting.StartsAt.In(f.store.Zone()).Format("Mon 2006-01-02 15:04"); got != want {
			t.Errorf("%s begins %s, want %s", slug, got, want)
		}
	}
	var last time.Time
	if err := f.db.QueryRow(`select at from registration_changes order by at desc limit 1`).Scan(&last); err != nil {
		t.Fatal(err)
	}
	if last.After(today) || last.Before(today.AddDate(0, 0, -14)) {
		t.Errorf("the last thing happened at %s, want shortly before %s", last, today)
	}
	if now := f.store.Now(); !now.Equal(today) {
		t.Errorf("the clock stands at %s after the filling, want %s", now, today)
	}
}

func TestWeeksTo(t *testing.T) {
	for date, want := range map[string]int{
		"2019-07-25": 0, "2019-07-31": 0, "2019-08-01": 1, "2019-07-24": -1, "2019-07-18": -1, "2019-07-17": -2, "2026-01-28": 339,
	} {
		d := day(date)
		if got := weeksTo(d); got != want {
			t.Errorf("%s is %d weeks away, want %d", date, got, want)
		}
		if late := time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 0, 0, time.FixedZone("", 2*60*60)); weeksTo(late) != want {
			t.Errorf("late on %s is %d weeks away, want %d", date, weeksTo(late), want)
		}
	}
}

// madeAgain: the data of before goes, and the same comes.
func (f *filled) madeAgain() {
	const statuses = `select m.slug || ' ' || r.status, count(*) from registrations r join meetings m on m.id = r.meeting_id group by 1`
	before := f.counts(statuses)
	f.again()
	f.equal("made again", f.counts(statuses), before)
	f.equal("users", f.counts(`select email, count(*) from users group by 1`), map[string]int{Email: 1})
}

// TestDemoRefusesOtherData: a database that holds anything else is left as it
// is.
func TestDemoRefusesOtherData(t *testing.T) {
	ctx := context.Background()
	clock := NewClock(func() time.Time { return anchor })
	store, err := models.Open(ctx, models.Options{Database: filepath.Join(t.TempDir(), "real.db"), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	u, err := store.AddUser(ctx, "sjoerd@bijeen.example", "Sjoerd Oude Fictink", models.RoleAdmin)
	if err != nil {
		t.Fatal(err)
	}
	nothing := func(context.Context) error { return nil }
	if _, err := Fill(ctx, Options{Store: store, Clock: clock, Anchor: anchor, Deliver: nothing}); models.KindOf(err) != models.Conflict {
		t.Errorf("demo data beside other data: %v, want a conflict", err)
	}
	if got, err := store.UserByID(ctx, u.ID); err != nil || got.Name != u.Name {
		t.Errorf("after the refusal: %v, %v", got, err)
	}
}

func TestSpread(t *testing.T) {
	for _, n := range []int{1, 2, 5, 100, 700} {
		at := spread(n, "2019-06-14", "2019-06-18") // Friday to Tuesday
		for i, m := range at {
			weekend := m.Weekday() == time.Saturday || m.Weekday() == time.Sunday
			if weekend || m.Hour() < 8 || m.Hour() > 17 || i > 0 && m.Before(at[i-1]) {
				t.Errorf("%d moments: number %d is %s", n, i, m)
			}
		}
		if at[0].Day() != 14 || n > 2 && at[n-1].Day() != 18 {
			t.Errorf("%d moments lie from %s to %s", n, at[0], at[n-1])
		}
	}
}
