package models_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"bijeen/models"
)

// postOffice is what has become of mail outside: the calendars it reached,
// and what each Message-ID said.
type postOffice struct {
	calendars map[string]calendar // by address
	said      map[string]string   // by Message-ID
	late      map[string]bool     // by Message-ID: frozen when the meeting was over
	ended     bool                // some message was: no calendar is kept true from there
	lost      map[string]bool     // UIDs of which a part was refused for good
	refused   map[int64]bool      // registrations of which an address was refused for good
	reminded  map[[2]int64]string // by registration and rule: the Message-ID
	held      []heldMail          // in the hands of slow workers
}

// heldMail is a message that a worker has not told about yet, and perhaps
// not sent either.
type heldMail struct {
	models.Claimed
	unsent bool
}

func newPostOffice() *postOffice {
	return &postOffice{calendars: map[string]calendar{}, said: map[string]string{}, late: map[string]bool{}, lost: map[string]bool{}, refused: map[int64]bool{}, reminded: map[[2]int64]string{}}
}

// lease is longer than anything a worker of these tests does with a message.
const propLease = 5 * time.Minute

// mailCommands let workers take mail up and have accidents with it.
func (w *world) mailCommands() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){"mail": w.work, "mail 2": w.work, "mail 3": w.work, "slow mail": w.finishSlow}
}

// work is one round of one worker.
func (w *world) work(t *rapid.T) {
	worker := rapid.SampledFrom([]string{"first", "second"}).Draw(t, "worker")
	claimed, err := w.f.ClaimMessages(ctx, worker, rapid.IntRange(1, 6).Draw(t, "limit"), propLease)
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	w.seen(claimed)
	w.mailChangedNobody(t)
	var marks []models.Delivery
	for _, mail := range claimed {
		if d, ok := w.fate(t, mail, worker); ok {
			marks = append(marks, d)
		}
	}
	if err := w.f.MarkMessages(ctx, marks); err != nil {
		t.Fatalf("mark: %v", err)
	}
	w.mailChangedNobody(t)
}

// mailChangedNobody looks again: mail moves calendar items, never people.
func (w *world) mailChangedNobody(t *rapid.T) {
	w.look(t)
	if len(w.now.Changes) != len(w.before.Changes) {
		t.Fatal("mail has changed a registration")
	}
	w.settled = false
}

// seen notes which messages were taken up only when the meeting was over.
func (w *world) seen(claimed []models.Claimed) {
	for _, mail := range claimed {
		if _, known := w.mail.late[mail.MessageID]; !known {
			w.mail.late[mail.MessageID] = w.over(*mail.FrozenAt)
			w.mail.ended = w.mail.ended || w.mail.late[mail.MessageID]
		}
	}
}

// fate draws what becomes of one message. ok is false when the worker never
// tells: it crashed before or after the mail server took the message.
func (w *world) fate(t *rapid.T, mail models.Claimed, worker string) (d models.Delivery, ok bool) {
	d = models.Delivery{MessageID: mail.ID, Worker: worker, NextTry: w.f.Now().Add(time.Minute), Problem: "refused 451"}
	what := rapid.SampledFrom([]string{
		"sent", "sent", "sent", "sent", "crash before", "crash after", "temporary", "drop after the dot", "untried", "slow", "tells late", "permanent",
	}).Draw(t, "fate")
	if slices.Contains([]string{"sent", "crash after", "drop after the dot", "tells late"}, what) {
		w.deliver(t, mail)
	}
	switch what {
	case "sent":
		d.Sent, d.Problem = true, ""
	case "untried":
		d.Untried = true
	case "slow", "tells late":
		w.mail.held = append(w.mail.held, heldMail{mail, what == "slow"})
		return d, false
	case "permanent":
		d.Permanent = true
		w.mail.refused[registrationOf(mail)] = true
		if mail.MessageFacts.Calendar != nil {
			w.mail.lost[mail.MessageFacts.Calendar.UID] = true
		}
	case "crash before", "crash after":
		return d, false
	}
	return d, true
}

// finishSlow is a slow worker that sends at last, unless its lease has ended,
// or only tells now what it did long ago: the row may be in other hands.
func (w *world) finishSlow(t *rapid.T) {
	if len(w.mail.held) == 0 {
		t.Skip("nothing held")
	}
	mail := w.mail.held[0]
	w.mail.held = w.mail.held[1:]
	if mail.unsent {
		if !w.f.Now().Before(*mail.LeaseUntil) {
			return
		}
		w.deliver(t, mail.Claimed)
	}
	if err := w.f.MarkMessages(ctx, []models.Delivery{{MessageID: mail.ID, Worker: mail.LeaseID, Sent: true}}); err != nil {
		t.Fatalf("mark: %v", err)
	}
	w.mailChangedNobody(t)
}

// deliver is a mail server taking a message in.
func (w *world) deliver(t *rapid.T, mail models.Claimed) {
	said := string(mail.Kind) + mail.ToEmail + mail.Method + mail.Facts
	if before, again := w.mail.said[mail.MessageID]; again && before != said {
		t.Fatalf("R8: message %s said at first:\n%s\nand now:\n%s", mail.MessageID, before, said)
	}
	w.mail.said[mail.MessageID] = said
	w.mailIsTrue(t, mail)
	w.remindsOnce(t, mail)
	if mail.Method == "" || mail.Method == "CANCEL" && w.erased && w.mail.calendars[mail.ToEmail][mail.MessageFacts.Calendar.UID] == nil {
		return // of an erased address we no longer know whether the invite came
	}
	if w.mail.late[mail.MessageID] {
		t.Fatalf("a %s for a meeting that is over\n%s", mail.Method, w.story(registrationOf(mail)))
	}
	c := w.mail.calendars[mail.ToEmail]
	if c == nil {
		c = calendar{}
		w.mail.calendars[mail.ToEmail] = c
	}
	// Mail in hand was taken back with the person who is erased: its SEQUENCE
	// never arrived.
	skipped := w.mail.refused[registrationOf(mail)] || mail.RegistrationID == nil
	if err := c.receive(mail, skipped); err != nil {
		t.Fatalf("%s to %s: %v\n%s", mail.Kind, mail.ToEmail, err, w.story(registrationOf(mail)))
	}
}

// tells says which states a kind of mail may tell about, and which calendar
// parts it may carry.
var tells = map[models.MessageKind]struct {
	states  []models.RegistrationStatus
	methods []string
}{
	models.MailConfirmation:     {[]models.RegistrationStatus{models.Registered}, []string{"REQUEST"}},
	models.MailPlaceGiven:       {[]models.RegistrationStatus{models.Registered}, []string{"REQUEST"}},
	models.MailSubstituteIn:     {[]models.RegistrationStatus{models.Registered}, []string{"REQUEST"}},
	models.MailWaitlisted:       {[]models.RegistrationStatus{models.Waitlisted}, []string{"", "CANCEL"}},
	models.MailOffer:            {[]models.RegistrationStatus{models.Offered}, []string{"", "CANCEL"}},
	models.MailOfferLapsed:      {[]models.RegistrationStatus{models.Waitlisted}, []string{"", "CANCEL"}},
	models.MailPending:          {[]models.RegistrationStatus{models.Pending}, []string{""}},
	models.MailRejected:         {[]models.RegistrationStatus{models.Rejected}, []string{""}},
	models.MailInterest:         {[]models.RegistrationStatus{models.Interested}, []string{""}},
	models.MailInvitation:       {[]models.RegistrationStatus{models.Invited}, []string{""}},
	models.MailWithdrawn:        {[]models.RegistrationStatus{models.Withdrawn, models.Declined}, []string{"", "CANCEL"}},
	models.MailCancelled:        {[]models.RegistrationStatus{models.Cancelled}, []string{"", "CANCEL"}},
	models.MailSubstituteOut:    {[]models.RegistrationStatus{models.Substituted}, []string{"", "CANCEL"}},
	models.MailChanged:          {[]models.RegistrationStatus{models.Registered, models.Waitlisted, models.Pending, models.Offered}, []string{"", "REQUEST"}},
	models.MailAddressChanged:   {models.ActiveStatuses, []string{"", "CANCEL"}},
	models.MailReminder:         {[]models.RegistrationStatus{models.Registered}, []string{""}},
	models.MailNote:             {models.ActiveStatuses, []string{""}},
	models.MailMeetingCancelled: {models.ActiveStatuses, []string{"", "CANCEL"}},
	models.MailPostponed:        {models.ActiveStatuses, []string{"", "CANCEL"}},
}

// mailIsTrue holds a mail against the state it was frozen in: nobody reads
// that they have a place when they have none.
func (w *world) mailIsTrue(t *rapid.T, mail models.Claimed) {
	if mail.RegistrationID == nil {
		return // an overview is about several
	}
	rule := tells[mail.Kind]
	if !slices.Contains(rule.states, mail.MessageFacts.Status) {
		t.Fatalf("a mail %s about a registration that is %s\n%s", mail.Kind, mail.MessageFacts.Status, w.story(registrationOf(mail)))
	}
	if late := mail.Method == "" && w.mail.late[mail.MessageID]; !late && !slices.Contains(rule.methods, mail.Method) {
		t.Fatalf("a mail %s with a calendar part %q\n%s", mail.Kind, mail.Method, w.story(registrationOf(mail)))
	}
}

// remindsOnce looks for a second reminder of one rule.
func (w *world) remindsOnce(t *rapid.T, mail models.Claimed) {
	if mail.Reminder == nil {
		return
	}
	key := [2]int64{registrationOf(mail), int64(*mail.Reminder)}
	if before, known := w.mail.reminded[key]; known && before != mail.MessageID {
		t.Fatalf("two reminders of %d working days\n%s", key[1], w.story(key[0]))
	}
	w.mail.reminded[key] = mail.MessageID
}

// drain lets a worker without accidents send all that waits, now and later.
func (w *world) drain(t *rapid.T) {
	for range 500 {
		claimed, err := w.f.ClaimMessages(ctx, "last", 100, propLease)
		if err != nil {
			t.Fatalf("claim: %v", err)
		}
		w.seen(claimed)
		var marks []models.Delivery
		for _, mail := range claimed {
			w.deliver(t, mail)
			marks = append(marks, models.Delivery{MessageID: mail.ID, Worker: "last", Sent: true})
		}
		if err := w.f.MarkMessages(ctx, marks); err != nil {
			t.Fatalf("mark: %v", err)
		}
		next, err := w.f.NextMessageAt(ctx)
		switch {
		case err != nil:
			t.Fatal(err)
		case next.IsZero():
			w.look(t)
			return
		case len(claimed) == 0 && next.After(w.f.Now()):
			w.f.Clock.Set(next)
		case len(claimed) == 0:
			w.f.Clock.Add(propLease) // another worker's lease must end first
		}
	}
	t.Fatal("mail that never ends")
}
