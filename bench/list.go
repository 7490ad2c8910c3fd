package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/models"
)

const (
	listPeople = 10_000
	listPage   = 50
	listLooks  = 40 // a measurement
)

// measureList compares a page of the working list of 10,000 registrations under
// three filters with a bare handler that asks the same three questions of the
// database and fills one template.
func measureList() ([]row, error) {
	var rows []row
	for _, engine := range engines() {
		r, err := measureListOn(engine)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func measureListOn(e engine) (row, error) {
	s, err := newSite(e)
	if err != nil {
		return row{}, err
	}
	defer s.close()
	if err := s.fillList(); err != nil {
		return row{}, err
	}
	client, err := s.organizer()
	if err != nil {
		return row{}, err
	}
	defer client.CloseIdleConnections()
	db, err := sql.Open(e.driver, s.database)
	if err != nil {
		return row{}, err
	}
	defer db.Close()
	bare, closeBare, err := bareList(db)
	if err != nil {
		return row{}, err
	}
	defer closeBare()
	ours := s.url + "/beheer/bijeenkomsten/lijst/aanmeldingen?zoek=voorbeeld+enschede&status=registered&locatie=hengelo"
	a, b, ratio, err := paired(rounds,
		func() (float64, error) { return looks(client, ours) },
		func() (float64, error) { return looks(client, bare) })
	if err != nil {
		return row{}, err
	}
	return row{
		what: fmt.Sprintf("working list of 10,000 people, three filters, %s", e.name),
		ours: fmt.Sprintf("%.1f ms", a), theirs: fmt.Sprintf("%.1f ms bare query and template", b),
		ratio: fmt.Sprintf("%.2f", ratio), aim: "≤ 2.00", met: ratio <= 2,
	}, nil
}

// looks opens a page again and again and gives the milliseconds of one look. It
// must show a full page of people.
func looks(client *http.Client, address string) (float64, error) {
	start := time.Now()
	for range listLooks {
		res, err := client.Get(address)
		if err != nil {
			return 0, err
		}
		var page bytes.Buffer
		_, err = page.ReadFrom(res.Body)
		_ = res.Body.Close()
		if err != nil {
			return 0, err
		}
		if n := strings.Count(page.String(), "<tr"); res.StatusCode != http.StatusOK || n != listPage+1 {
			return 0, fmt.Errorf("%s answered %s with %d lines", address, res.Status, n)
		}
	}
	return float64(time.Since(start).Microseconds()) / 1000 / listLooks, nil
}

// fillList saves a meeting at two sites with 10,000 people.
func (s *site) fillList() error {
	ctx := context.Background()
	in := models.NewMeeting(models.NetworkGathering)
	in.Slug, in.Title, in.Status, in.Visibility = "lijst", "Informeren, inspireren, bewegen", models.MeetingOpen, models.VisibilityPublic
	in.RegistrationMode, in.WaitlistMode = models.ModeOpen, models.WaitlistAuto
	start := time.Now().Add(60 * 24 * time.Hour).UTC().Truncate(time.Hour)
	end := start.Add(3 * time.Hour)
	in.StartsAt, in.EndsAt = &start, &end
	in.ContactName, in.ContactEmail = "Secretariaat", "secretariaat@platform.example"
	in.Hosts = []models.HostInput{{Name: "Platform Scheiding en Omgang", Role: "lead"}}
	for _, key := range []string{"hengelo", "enschede"} {
		in.Sites = append(in.Sites, models.SiteInput{
			Key: key, Mode: models.Onsite, Status: models.SiteConfirmed, SeatCapacity: listPeople,
			Venue: models.VenueInput{Name: "De Gieterij " + key, Town: key},
		})
	}
	by := models.Actor{Kind: models.ByImport}
	if _, err := s.store.SaveMeeting(ctx, in, by); err != nil {
		return err
	}
	page, err := s.store.MeetingBySlug(ctx, in.Slug, true)
	if err != nil {
		return err
	}
	const together = 20
	for i := 0; i < listPeople; i += together {
		up := models.SignUp{MeetingID: page.Meeting.ID, By: by, Source: models.SourceImport, Language: "nl"}
		for j := i; j < i+together; j++ {
			up.People = append(up.People, listPerson(j))
		}
		if _, err := s.store.SignUp(ctx, up); err != nil {
			return err
		}
	}
	return nil
}

// listPerson is the i-th of the 10,000: one in eight matches all filters.
func listPerson(i int) models.Attendee {
	return models.Attendee{
		GivenName: "Proef", Surname: fmt.Sprintf("%s%d", []string{"Voorbeeldink", "Testerink"}[i/2%2], i), Email: fmt.Sprintf("proef%d@horizon.example", i),
		Organization: []string{"Gemeente Enschede", "Gemeente Almelo"}[i/4%2], Site: []string{"hengelo", "enschede"}[i%2], JobTitle: "beleidsadviseur",
	}
}

// organizer is a browser in which an administrator has logged in.
func (s *site) organizer() (*http.Client, error) {
	ctx := context.Background()
	u, err := s.store.AddUser(ctx, "tessa@samen.example", "Tessa Testerink", models.RoleAdmin)
	if err != nil {
		return nil, err
	}
	token, err := s.store.NewLoginToken(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true}}
	res, err := client.PostForm(s.url+"/beheer/inloggen/"+token, url.Values{})
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("log in: %s", res.Status)
	}
	return client, nil
}

// listLine is one person on the bare page.
type listLine struct {
	ID                                      int64
	Given, Prefix, Surname, Email           string
	Organization, JobTitle, Level, Role, At string
}

var bareTemplate = template.Must(template.New("").Parse(`<!DOCTYPE html><html lang="nl"><head><title>Aanmeldingen</title></head><body><main>
<p>{{.Total}} mensen, {{range .Sites}}{{.}} {{end}}</p><form method="post"><table><tr><th>Naam</th><th>Organisatie</th><th>Functie</th><th>Status</th><th>Sinds</th></tr>
{{range .Lines}}<tr><th><input type="checkbox" name="id" value="{{.ID}}" aria-label="Kies {{.Surname}}"><a href="/aanmeldingen/{{.ID}}">{{.Surname}}, {{.Given}} {{.Prefix}}</a></th><td>{{.Organization}}</td><td>{{.JobTitle}} {{.Level}}</td><td>{{.Role}}</td><td>{{.At}}</td></tr>
{{end}}</table></form></main></body></html>`))

// bareList serves the list with the same questions and nothing else.
func bareList(db *sql.DB) (string, func(), error) {
	e := echo.New()
	e.GET("/", func(c echo.Context) error {
		data, err := askList(db)
		if err != nil {
			return err
		}
		var page bytes.Buffer
		if err := bareTemplate.Execute(&page, data); err != nil {
			return err
		}
		return c.HTMLBlob(http.StatusOK, page.Bytes())
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: e}
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String() + "/", func() { _ = server.Close() }, nil
}

type listData struct {
	Total int
	Sites []int
	Lines []listLine
}

// askList asks how many stand where, how many the filters find, and the first
// page of those.
func askList(db *sql.DB) (*listData, error) {
	const filter = ` from registrations where meeting_id = $1 and status = 'registered' and site_id = $2
		and search_text like '%voorbeeld%' and search_text like '%enschede%'`
	var data listData
	var meeting, site int64
	err := db.QueryRow("select m.id, s.id from meetings m join sites s on s.meeting_id = m.id where m.slug = 'lijst' and s.key = 'hengelo'").Scan(&meeting, &site)
	if err != nil {
		return nil, err
	}
	counts, err := db.Query("select coalesce(site_id, 0), status, count(*) from registrations where meeting_id = $1 group by 1, 2", meeting)
	if err != nil {
		return nil, err
	}
	defer counts.Close()
	for counts.Next() {
		var id int64
		var status string
		var n int
		if err := counts.Scan(&id, &status, &n); err != nil {
			return nil, err
		}
		data.Sites = append(data.Sites, n)
	}
	if err := db.QueryRow("select count(*)"+filter, meeting, site).Scan(&data.Total); err != nil {
		return nil, err
	}
	rows, err := db.Query("select id, given_name, surname_prefix, surname, email, organization_name, job_title, level, role, created_at"+
		filter+" order by sort_key, id limit 50", meeting, site)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l listLine
		var at time.Time
		if err := rows.Scan(&l.ID, &l.Given, &l.Prefix, &l.Surname, &l.Email, &l.Organization, &l.JobTitle, &l.Level, &l.Role, &at); err != nil {
			return nil, err
		}
		l.At = at.Format("02-01-2006")
		data.Lines = append(data.Lines, l)
	}
	return &data, rows.Err()
}
