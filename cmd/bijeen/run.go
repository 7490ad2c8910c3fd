package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"bijeen/handlers"
	"bijeen/handlers/web"
	"bijeen/mailer"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/templates"
)

// senders is how many mails go to the mail server at a time, and reserve how
// many more may while it is silent about those.
const (
	senders = 2
	reserve = 28
)

// site is how a server differs from the plain one: the demo fills the
// database first, keeps mail instead of sending it, and shows it.
type site struct {
	worker  bool
	clock   func() time.Time // of the Store; nil: that of the settings
	sender  mailer.Sender    // instead of the mail server
	more    []handlers.More
	prepare func(context.Context, *parts) error // before anybody is let in
	ready   func(context.Context, *parts) error // what to print when they may come
}

// parts are what a running server is made of.
type parts struct {
	config
	log       *slog.Logger
	store     *models.Store
	templates *templates.Templates
	composer  *mailer.Composer
	metrics   *metrics
	mute      bool // mail of this process goes nowhere: it waits
	stopping  atomic.Bool
}

// open opens what servers and workers share. Close the store when done.
func (c config) open(ctx context.Context, con *console) (*parts, error) {
	keys, err := c.secret.keys(c.database)
	if err != nil {
		return nil, err
	}
	p := &parts{config: c, log: con.logger()}
	for _, n := range c.notices {
		p.log.Warn(n)
	}
	p.site.BaseURL = c.baseURL
	parsed := meanwhile(func() (*templates.Templates, error) { return templates.New(p.site) })
	if p.store, err = c.storeConfig.open(ctx, keys); err != nil {
		return nil, err
	}
	if p.templates, err = parsed(); err != nil {
		return nil, errors.Join(err, p.store.Close())
	}
	p.metrics = newMetrics(p.store)
	p.composer = &mailer.Composer{
		Templates: p.templates, BaseURL: c.baseURL, SiteName: c.site.Name, From: c.mailFrom, Tagged: c.tagged, Zone: c.zone, Links: p.store, Files: p.store,
	}
	return p, nil
}

// meanwhile does something beside what follows; the function it gives waits
// for the result. A start takes no longer than its longest part.
func meanwhile[T any](do func() (T, error)) (wait func() (T, error)) {
	var result T
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		result, err = do()
	}()
	return func() (T, error) {
		<-done
		return result, err
	}
}

// serve runs a server until ctx ends, and takes its parts down in reverse.
func (con *console) serve(ctx context.Context, c config, s site) (err error) {
	listener, err := listen(c.listen, "BIJEEN_LISTEN")
	if err != nil {
		return err
	}
	defer listener.Close()
	port := portOf(listener.Addr().String())
	address := listenURL(c.listen, port)
	if c.baseURL == "" {
		c.baseURL = hostURL(c.listen, port)
	}
	if s.clock != nil {
		c.now = s.clock
	}
	p, err := c.open(ctx, con)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.store.Close()) }()
	if s.prepare != nil {
		if err := s.prepare(ctx, p); err != nil {
			return err
		}
	}
	p.builtIn(ctx)
	handler, err := handlers.New(p.app(), s.more...)
	if err != nil {
		return err
	}
	stopWorker, err := p.startWorker(ctx, s)
	if err != nil {
		return err
	}
	defer stopWorker()
	stopMetrics, err := p.startMetrics()
	if err != nil {
		return err
	}
	defer stopMetrics()
	fmt.Fprintln(con.stdout, "listening on "+address)
	if s.ready != nil {
		if err := s.ready(ctx, p); err != nil {
			return err
		}
	}
	p.log.Info("started", "version", versionOf(), "address", address, "base_url", c.baseURL)
	return p.answer(ctx, listener, handler)
}

// builtIn makes what comes with the program. On a full or read-only disk a
// site still shows what is stored; the next start tries again.
func (p *parts) builtIn(ctx context.Context) {
	if err := directory.Prepare(ctx, p.store); err != nil {
		p.log.Warn("the address book lacks municipalities until the next start", "error", err)
	}
}

// app is what the pages work with.
func (p *parts) app() *web.App {
	return &web.App{
		Store: p.store, Templates: p.templates, Site: p.site, MailFrom: p.mailFrom, Proxies: p.proxies, Log: p.log,
		MailState: p.mailState, Stopping: p.stopping.Load, Observe: p.metrics.observe,
	}
}

// mailState is "waiting" when mail stays behind, or will, for /readyz and
// the desk. A database that does not answer says nothing about mail; it has a
// line of its own there.
func (p *parts) mailState() string {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if waits, err := p.store.MailWaits(ctx); p.mute || waits && err == nil {
		return "waiting"
	}
	return "ok"
}

// answer serves requests until ctx ends, and then lets those that have begun
// finish (R14).
func (p *parts) answer(ctx context.Context, listener net.Listener, handler http.Handler) error {
	begun := newBegun(web.Server(handler))
	failed := make(chan error, 1)
	go func() { failed <- begun.serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("the server stopped: %w", err)
	case <-ctx.Done():
	}
	p.stopping.Store(true)
	if err := listener.Close(); err != nil {
		return err
	}
	p.log.Info("stopping: requests that have begun are finished")
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := begun.shutdown(limited); err != nil {
		p.log.Warn("some requests were cut off", "error", err)
	}
	return nil
}

// stopTime is how long requests may take to finish; the whole end takes at
// most fifteen seconds.
const stopTime = 12 * time.Second

// work runs a worker alone.
func (con *console) work(ctx context.Context, c config) (err error) {
	p, err := c.open(ctx, con)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.store.Close()) }()
	stopMetrics, err := p.startMetrics()
	if err != nil {
		return err
	}
	defer stopMetrics()
	p.builtIn(ctx)
	stop, err := p.startWorker(ctx, site{worker: true})
	if err != nil {
		return err
	}
	p.log.Info("started", "version", versionOf(), "base_url", c.baseURL)
	<-ctx.Done()
	p.log.Info("stopping: mail in hand is finished")
	stop()
	return nil
}

// startWorker lets a worker run until ctx ends; stop waits until it has put
// everything down.
func (p *parts) startWorker(ctx context.Context, s site) (stop func(), err error) {
	if !s.worker {
		return func() {}, nil
	}
	list, closeAll, err := p.senders(s.sender)
	if err != nil {
		return nil, err
	}
	p.mute = len(list) == 0
	usual := min(senders, len(list))
	w, err := mailer.New(mailer.Options{
		Store: p.store, Composer: p.composer, Senders: list[:usual], Reserve: list[usual:], Log: p.log, Rand: rand.Reader,
		Jobs: []mailer.Job{
			{Name: "retention", Run: func(ctx context.Context) error { _, err := p.store.RunRetention(ctx); return err }},
			{Name: "logins", Run: p.store.SweepLogins},
		},
	})
	if err != nil {
		return nil, err
	}
	p.store.OnMail(w.Wake)
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { w.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
		closeAll()
	}, nil
}

// senders are the ways out of the worker, the usual ones first: connections to the mail server, the
// one way of the demo, or none.
func (p *parts) senders(instead mailer.Sender) (list []mailer.Sender, closeAll func(), err error) {
	if instead != nil {
		return []mailer.Sender{instead}, func() {}, nil
	}
	if p.smtp == nil {
		return nil, func() {}, nil
	}
	var open []*mailer.SMTP
	for range senders + reserve {
		s, err := mailer.NewSMTP(mailer.SMTPOptions{Server: *p.smtp, HELO: p.hostName()})
		if err != nil {
			return nil, nil, err
		}
		list, open = append(list, s), append(open, s)
	}
	return list, func() {
		for _, s := range open {
			if err := s.Close(); err != nil {
				p.log.Info("connection to the mail server", "error", err)
			}
		}
	}, nil
}

// hostName is how we introduce ourselves to the mail server.
func (p *parts) hostName() string {
	if u, err := url.Parse(p.baseURL); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "localhost"
}

// listen opens an address, or says how to choose another.
func listen(address, setting string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be listened on, perhaps another program does: stop that, or set %s to another address (%w)", address, setting, err)
	}
	return l, nil
}
