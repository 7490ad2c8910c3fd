package main

import (
	"context"
	"fmt"
	"time"

	"bijeen/demo"
	"bijeen/handlers"
	demopages "bijeen/handlers/demo"
	"bijeen/handlers/desk"
	"bijeen/mailer"
	"bijeen/models"
)

// demoCommand is `bijeen demo`.
type demoCommand struct {
	Anchor         string `placeholder:"DATE" help:"The day that stands for 25 July 2019 in the demo data, such as 2026-09-01. Default today."`
	serverSettings `embed:""`
}

// mailboxSize is how many mails the demo keeps: those of its past, and what
// somebody tries in an afternoon.
const mailboxSize = 5000

// Run makes the demo data, serves it and keeps every mail.
func (cmd demoCommand) Run(ctx context.Context, con *console) error {
	c, err := cmd.config(demoDatabase, con.now)
	if err != nil {
		return err
	}
	c.notices = nil // about mail, which stays here
	c.smtp = nil
	if c.baseURL == "" && c.listen == defaultListen {
		c.baseURL = "http://localhost:" + portOf(defaultListen)
	}
	anchor, err := cmd.anchor(c)
	if err != nil {
		return err
	}
	clock := demo.NewClock(c.now)
	box := mailer.NewMailbox(mailboxSize, clock.Now)
	d := &demonstration{con: con, clock: clock, anchor: anchor, box: box}
	return con.serve(ctx, c, site{
		worker: true, clock: clock.Now, sender: box, prepare: d.fill, ready: d.tell,
		more: mailboxPages(box),
	})
}

// anchor is the day that stands for 25 July 2019.
func (cmd demoCommand) anchor(c config) (time.Time, error) {
	if cmd.Anchor == "" {
		return c.now().In(c.zone), nil
	}
	date, err := time.ParseInLocation(time.DateOnly, cmd.Anchor, c.zone)
	if err != nil {
		return time.Time{}, usageError(fmt.Sprintf("%q is no date: write --anchor 2026-09-01", cmd.Anchor))
	}
	return date, nil
}

// demonstration is one run of the demo.
type demonstration struct {
	con    *console
	clock  *demo.Clock
	anchor time.Time
	box    *mailer.Mailbox
	user   *models.User
}

// fill makes the demo data, with its mail, before anybody is let in.
func (d *demonstration) fill(ctx context.Context, p *parts) error {
	empty, err := p.store.Empty(ctx)
	if err != nil {
		return err
	}
	made := "made"
	if !empty {
		made = "made again; what was in it is gone"
	}
	begun := d.con.now()
	var bar *progress
	d.user, err = demo.Fill(ctx, demo.Options{
		Store: p.store, Clock: d.clock, Anchor: d.anchor,
		Deliver: func(ctx context.Context) error { return d.deliver(ctx, p) },
		Step: func(_, all int) {
			if bar == nil {
				bar = d.con.progress("making demo data", all)
			}
			bar.step()
		},
	})
	if bar != nil {
		bar.done()
	}
	if models.KindOf(err) == models.Conflict {
		return fmt.Errorf("%s holds other data than demo data, which stays as it is: let BIJEEN_DATABASE name another file for the demo", p.shown())
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(d.con.stdout, "demo data in %s %s (%.1f s)\n", p.shown(), made, d.con.now().Sub(begun).Seconds())
	return err
}

// deliver puts the mail that is due at this moment of the demo's past into
// its mailbox.
func (d *demonstration) deliver(ctx context.Context, p *parts) error {
	for {
		list, err := p.store.ClaimMessages(ctx, "demo", 100, time.Hour)
		if err != nil || len(list) == 0 {
			return err
		}
		sent := make([]models.Delivery, 0, len(list))
		for _, row := range list {
			m, err := p.composer.Compose(row)
			if err != nil {
				return fmt.Errorf("write mail %d: %w", row.ID, err)
			}
			if demo.Refuses(row.ToEmail) {
				sent = append(sent, models.Delivery{MessageID: row.ID, Worker: "demo", Permanent: true, Problem: "refused 550 5.1.1"})
				continue
			}
			if err := d.box.Send(ctx, m); err != nil {
				return err
			}
			sent = append(sent, models.Delivery{MessageID: row.ID, Worker: "demo", Sent: true})
		}
		if err := p.store.MarkMessages(ctx, sent); err != nil {
			return err
		}
	}
}

// tell prints the ways in.
func (d *demonstration) tell(ctx context.Context, p *parts) error {
	token, err := p.store.NewLoginToken(ctx, d.user.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(d.con.stdout, "\n  site          %s/\n  organizer     %s   (works once, within 15 minutes)\n  demo mailbox  %s\n\nCtrl+C ends it.\n",
		p.baseURL, p.baseURL+desk.LoginPath(token), p.baseURL+demopages.Path)
	return err
}

// mailboxPages shows the mailbox on the site.
func mailboxPages(box *mailer.Mailbox) []handlers.More {
	shown := func(k mailer.Kept) demopages.Mail {
		return demopages.Mail{
			Number: k.Number, At: k.At, To: k.To, Subject: k.Subject, Text: k.Text, HTML: k.HTML,
			Method: k.Method, Calendar: k.Calendar, Raw: k.Raw,
		}
	}
	return []handlers.More{demopages.Routes(demopages.Mailbox{
		Kept: func() []demopages.Mail {
			var list []demopages.Mail
			for _, k := range box.Kept() {
				list = append(list, shown(k))
			}
			return list
		},
		Find: func(number int) (demopages.Mail, bool) {
			k, ok := box.Find(number)
			if !ok {
				return demopages.Mail{}, false
			}
			return shown(k), true
		},
	})}
}
