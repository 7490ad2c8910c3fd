package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"bijeen/handlers"
	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/templates"
)

// site is Bijeen itself, served on a loopback address over a fresh database.
type site struct {
	store    *models.Store
	url      string
	database string
	handler  http.Handler
	server   *http.Server
	remove   func()
	n        atomic.Int64
	made     atomic.Int64
}

func newSite(e engine) (*site, error) {
	database, remove, err := e.database()
	if err != nil {
		return nil, err
	}
	return siteOver(database, remove)
}

// siteOver is a site over a database that remove takes away in the end.
func siteOver(database string, remove func()) (*site, error) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return nil, err
	}
	store, err := models.Open(context.Background(), models.Options{
		Database: database, Now: time.Now, Zone: zone, ChangeDelay: 10 * time.Minute,
		Keys: models.Keys{Current: []byte("a key for measuring, 32 characters")}, MailDomain: "bijeen.example",
	})
	if err != nil {
		remove()
		return nil, err
	}
	s := &site{store: store, database: database, remove: remove}
	if err := s.serve(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *site) serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.url = "http://" + listener.Addr().String()
	settings := templates.Settings{Name: "Bijeen", BaseURL: s.url}
	pages, err := templates.New(settings)
	if err != nil {
		return err
	}
	if s.handler, err = handlers.New(&web.App{Store: s.store, Templates: pages, Site: settings}); err != nil {
		return err
	}
	s.server = web.Server(s.handler)
	go func() { _ = s.server.Serve(listener) }()
	return nil
}

func (s *site) close() {
	if s.server != nil {
		_ = s.server.Close()
	}
	_ = s.store.Close()
	s.remove()
}

func (s *site) next() int64 { return s.n.Add(1) }

// meetings makes n open meetings of one site and gives their slugs.
func (s *site) meetings(n int) ([]string, error) {
	var slugs []string
	for range n {
		in := models.NewMeeting(models.PlatformMeeting)
		in.Slug = fmt.Sprintf("meting-%d", s.made.Add(1))
		in.Title, in.Status, in.Visibility = "Platform Scheiding en Omgang", models.MeetingOpen, models.VisibilityPublic
		in.RegistrationMode, in.WaitlistMode = models.ModeOpen, models.WaitlistAuto
		start := time.Now().Add(60 * 24 * time.Hour).UTC().Truncate(time.Hour)
		end := start.Add(3 * time.Hour)
		in.StartsAt, in.EndsAt = &start, &end
		in.ContactName, in.ContactEmail = "Secretariaat", "secretariaat@platform.example"
		in.Hosts = []models.HostInput{{Name: "Platform Scheiding en Omgang", Role: "lead"}}
		in.Sites = []models.SiteInput{{
			Key: "hengelo", Mode: models.Onsite, Status: models.SiteConfirmed, SeatCapacity: benchSeats,
			Venue: models.VenueInput{Name: "De Gieterij", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo"},
		}}
		if _, err := s.store.SaveMeeting(context.Background(), in, models.Actor{Kind: models.ByImport}); err != nil {
			return nil, err
		}
		slugs = append(slugs, in.Slug)
	}
	return slugs, nil
}
