package mailer_test

import (
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// story is how one mail comes about, from the sign-up on.
type story struct {
	kind    models.MessageKind
	english bool // a golden file in English too
	seats   []int
	in      func(*models.MeetingInput) // what differs from described
	to      string                     // the receiver; empty: the only mail of this kind
	run     func(*scenario)
}

// stories has at least one for every kind, and more where the words differ.
var stories = together(invitedStories, map[string]story{
	"confirmation": {kind: models.MailConfirmation, english: true, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
	}},
	"confirmation_again": {kind: models.MailConfirmation, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.signUp(at(cast[0], "a"))
	}},
	"confirmation_online": {kind: models.MailConfirmation, english: true, in: online, run: func(s *scenario) {
		s.signUp(at(cast[1], "a"))
	}},
	"confirmation_goes_on": {kind: models.MailConfirmation, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.change(status(models.MeetingCancelled, "Het gebouw is dicht."))
		s.sent()
		s.change(status(models.MeetingOpen, ""))
	}},
	"confirmation_new_address": {kind: models.MailConfirmation, run: newAddress},
	"waitlisted": {kind: models.MailWaitlisted, english: true, seats: []int{1, 1}, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[2], "a", "b"))
		s.sent()
		s.signUp(at(cast[2], "b"))
		s.signUp(at(cast[1], "a", "b"))
	}, to: "umit@horizon.example"},
	"waitlisted_online": {kind: models.MailWaitlisted, to: "umit@horizon.example", in: func(in *models.MeetingInput) {
		online(in)
		in.Sites[0].SeatCapacity = 1
	}, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[1], "a"))
	}},
	"changed_waiting_online": {kind: models.MailChanged, to: "umit@horizon.example", in: func(in *models.MeetingInput) {
		online(in)
		in.Sites[0].SeatCapacity = 1
	}, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[1], "a"))
		s.sent()
		s.change(func(in *models.MeetingInput) {
			in.EndsAt = modelstest.At("2019-11-29 12:30")
			in.Sites[0].JoinURL = "https://video.example/other"
		})
	}},
	"waitlisted_site_withdrawn": {kind: models.MailWaitlisted, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.withdraw(models.SiteWithdrawal{Site: "a", After: models.MoveToWaitlist, Target: "b", Reason: "De zaal is verkocht."})
	}, seats: []int{5, 0}},
	"pending": {kind: models.MailPending, in: func(in *models.MeetingInput) { in.RegistrationMode = models.ModeApproval }, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
	}},
	"notice_request": {kind: models.MailNotice, english: true, in: approves, run: func(s *scenario) {
		s.reader(models.NoticesAtOnce)
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[1], "a"))
	}},
	"notice_refused": {kind: models.MailNotice, english: true, run: func(s *scenario) {
		s.reader(models.NoticesAtOnce)
		s.signUp(at(cast[0], "a"))
		row := s.claim()[0]
		s.must(s.MarkMessages(ctx, []models.Delivery{{MessageID: row.ID, Worker: "test", Permanent: true, Problem: "refused 550 5.1.1"}}))
	}},
	"notice_full": {kind: models.MailNotice, english: true, seats: []int{1, 1}, run: func(s *scenario) {
		s.reader(models.NoticesAtOnce)
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[1], "b"))
	}},
	"notice_late": {kind: models.MailNotice, english: true, run: func(s *scenario) {
		s.reader(models.NoticesAtOnce)
		id := s.signUp(at(cast[0], "a"))
		s.Clock.Set(*modelstest.At("2019-11-28 16:00"))
		s.sent()
		s.must(s.Cancel(ctx, s.meeting.ID, id, self, ""))
	}},
	"digest": {kind: models.MailDigest, english: true, seats: []int{1, 5}, run: func(s *scenario) {
		s.reader(models.NoticesDigest)
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[1], "a"))
		id := s.signUp(at(cast[2], "b"))
		spring := modelstest.Gathering("voorjaar")
		announced(&spring)
		spring.Title, spring.Status, spring.RegistrationMode = "Voorjaarsbijeenkomst", models.MeetingDraft, models.ModeOpen
		s.Save(spring) // nothing to tell
		work := modelstest.Gathering("werksessie", 3)
		work.Title = "Werksessie Jeugdbeschermingstafel"
		approves(&work)
		other := s.meeting
		s.meeting = s.Save(work)
		s.signUp(cast[1])
		s.meeting = other
		s.must(s.Cancel(ctx, s.meeting.ID, id, self, ""))
		s.sent()
		s.Clock.Set(*modelstest.At("2019-10-08 08:00"))
		s.must(s.QueueDigests(ctx))
	}},
	"pending_online": {kind: models.MailPending, in: func(in *models.MeetingInput) {
		online(in)
		in.RegistrationMode = models.ModeApproval
	}, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
	}},
	"place_given": {kind: models.MailPlaceGiven, english: true, seats: []int{1}, run: func(s *scenario) {
		first := s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[1], "a"))
		s.sent()
		s.must(s.Cancel(ctx, s.meeting.ID, first, self, ""))
	}},
	"offer": {kind: models.MailOffer, english: true, seats: []int{1}, in: offers, run: offered},
	"offer_lapsed": {kind: models.MailOfferLapsed, seats: []int{1}, in: offers, run: func(s *scenario) {
		offered(s)
		s.sent()
		s.Clock.Add(48 * time.Hour)
		s.must(s.Settle(ctx, s.meeting.ID))
	}},
	"changed": {kind: models.MailChanged, english: true, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.change(func(in *models.MeetingInput) {
			in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2019-11-29 10:00"), modelstest.At("2019-11-29 12:30"), modelstest.At("2019-11-29 09:30")
		})
	}},
	"changed_date": {kind: models.MailChanged, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.change(func(in *models.MeetingInput) {
			in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2019-12-06 09:30"), modelstest.At("2019-12-06 12:00"), modelstest.At("2019-12-06 09:00")
			in.Title = "Platform Scheiding & Omgang"
		})
	}},
	"changed_place": {kind: models.MailChanged, run: func(s *scenario) {
		id, site := s.signUp(at(cast[0], "a")), "b"
		s.sent()
		_, err := s.Amend(ctx, s.meeting.ID, id, models.Amendment{Site: &site}, self)
		s.must(err)
	}},
	"changed_waiting": {kind: models.MailChanged, seats: []int{1}, to: "umit@horizon.example", run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[1], "a"))
		s.sent()
		s.change(func(in *models.MeetingInput) {
			in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2019-12-06 09:30"), modelstest.At("2019-12-06 12:00"), modelstest.At("2019-12-06 09:00")
		})
	}},
	"changed_waiting_other": {kind: models.MailChanged, seats: []int{1, 1}, to: "umit@horizon.example", run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[2], "b"))
		s.signUp(at(cast[1], "a", "b"))
		s.sent()
		s.change(func(in *models.MeetingInput) {
			in.Sites[1].Venue.Street = "Nieuwe Kade 9"
			in.Sites[1].EndsAt = modelstest.At("2019-11-29 12:30")
		})
	}},
	"address_changed": {kind: models.MailAddressChanged, run: newAddress},
	"substitute_in":   {kind: models.MailSubstituteIn, english: true, run: substituted},
	"substitute_out":  {kind: models.MailSubstituteOut, run: substituted},
	"cancelled": {kind: models.MailCancelled, english: true, run: func(s *scenario) {
		id := s.signUp(at(cast[0], "a"))
		s.sent()
		s.must(s.Cancel(ctx, s.meeting.ID, id, self, ""))
	}},
	"cancelled_site_withdrawn": {kind: models.MailCancelled, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.withdraw(models.SiteWithdrawal{Site: "a", After: models.CancelPeople, Reason: "De zaal is verkocht."})
	}},
	"withdrawn": {kind: models.MailWithdrawn, seats: []int{1}, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		id := s.signUp(at(cast[1], "a"))
		s.sent()
		s.must(s.Cancel(ctx, s.meeting.ID, id, self, ""))
	}},
	"withdrawn_declined": {kind: models.MailWithdrawn, in: announced, run: func(s *scenario) {
		s.interest()
		s.sent()
		s.change(opens)
		s.sent()
		s.must(s.Cancel(ctx, s.meeting.ID, s.registrationOf(cast[0]), self, ""))
	}},
	"rejected": {kind: models.MailRejected, in: func(in *models.MeetingInput) { in.RegistrationMode = models.ModeApproval }, run: func(s *scenario) {
		id := s.signUp(at(cast[0], "a"))
		s.sent()
		s.must(s.Reject(ctx, s.meeting.ID, id, self, "De groep is al groot genoeg."))
	}},
	"meeting_cancelled": {kind: models.MailMeetingCancelled, english: true, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.change(status(models.MeetingCancelled, "De spreker is ziek.\nWij zoeken een nieuwe dag."))
	}},
	"meeting_cancelled_waitlisted": {kind: models.MailMeetingCancelled, seats: []int{1}, to: "umit@horizon.example", run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.signUp(at(cast[1], "a"))
		s.sent()
		s.change(status(models.MeetingCancelled, "De spreker is ziek."))
	}},
	"meeting_cancelled_interested": {kind: models.MailMeetingCancelled, in: announced, run: func(s *scenario) {
		s.interest()
		s.sent()
		s.change(status(models.MeetingCancelled, "De spreker is ziek."))
	}},
	"meeting_postponed": {kind: models.MailPostponed, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.change(status(models.MeetingPostponed, "De zaal is niet op tijd klaar."))
	}},
	"meeting_postponed_interested": {kind: models.MailPostponed, in: announced, run: func(s *scenario) {
		s.interest()
		s.sent()
		s.change(status(models.MeetingPostponed, "De zaal is niet op tijd klaar."))
	}},
	"reminder": {kind: models.MailReminder, english: true, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.Clock.Set(*modelstest.At("2019-11-22 08:00"))
		s.must(s.Remind(ctx, s.meeting.ID))
	}},
	"reminder_online": {kind: models.MailReminder, in: func(in *models.MeetingInput) {
		online(in)
		in.SubstitutionPolicy = models.SubstitutionNone
	}, run: func(s *scenario) {
		s.signUp(at(cast[1], "a"))
		s.sent()
		s.Clock.Set(*modelstest.At("2019-11-28 08:00"))
		s.must(s.Remind(ctx, s.meeting.ID))
	}},
	"note": {kind: models.MailNote, english: true, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.note(models.Registered)
	}},
	"note_interested": {kind: models.MailNote, in: announced, run: func(s *scenario) {
		s.interest()
		s.sent()
		s.note(models.Interested)
	}},
	"note_test": {kind: models.MailNote, run: func(s *scenario) {
		s.must(s.TestNote(ctx, s.meeting.ID, models.NoteInput{NoteText: noteText, Selection: models.NoteSelection{Statuses: models.ActiveStatuses}},
			&models.User{Name: "Tessa Tijdelijk", Email: "tessa@platform.example", EmailKey: "tessa@platform.example"}))
	}},
	"interest": {kind: models.MailInterest, english: true, in: announced, run: (*scenario).interest},
	"invitation": {kind: models.MailInvitation, english: true, in: announced, run: func(s *scenario) {
		s.interest()
		s.sent()
		s.change(opens)
	}},
	"link": {kind: models.MailLink, english: true, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		s.sent()
		s.must(s.RequestLinks(ctx, cast[0].Email, s.lang))
	}},
	"link_renewed": {kind: models.MailLink, english: true, run: func(s *scenario) {
		id := s.signUp(at(cast[0], "a"))
		s.sent()
		s.must(s.RenewLink(ctx, s.meeting.ID, id, 1, self, ""))
	}},
	"link_several": {kind: models.MailLink, run: func(s *scenario) {
		s.signUp(at(cast[0], "a"))
		second := described(1)
		second.Slug, second.Title = "tweede", "Werksessie Jeugdbeschermingstafel"
		s.meeting = s.Save(second)
		s.signUp(at(cast[1], "a"))
		colleague := cast[2]
		colleague.Email = cast[0].Email
		s.signUp(at(colleague, "a"))
		s.sent()
		s.must(s.RequestLinks(ctx, cast[0].Email, s.lang))
	}},
	"login": {kind: models.MailLogin, english: true, run: func(s *scenario) {
		_, err := s.AddUser(ctx, "tessa@bijeen.example", "Tessa Testerink", models.RoleOrganizer)
		s.must(err)
		_, err = s.RequestLogin(ctx, "tessa@bijeen.example", s.lang, "")
		s.must(err)
	}},
	"overview": {kind: models.MailOverview, english: true, seats: []int{2, 5}, run: func(s *scenario) {
		s.form(models.SignUp{
			People:       []models.Attendee{at(cast[0], "a"), at(cast[1], "b"), at(cast[2], "a")},
			BookedByName: "Truus Tijdelijk", BookedByEmail: "truus@horizon.example",
		})
	}},
})

// noteText has every placeholder, and what must be escaped.
var noteText = models.NoteText{
	Subject: "Parkeren bij {bijeenkomst} <let op>",
	Body:    "Beste {voornaam},\n\nOp {datum} is de parkeerplaats van {locatie} dicht.\nKom op de fiets & <b>niet</b> met de auto.\n\nKomt u toch niet? {link}\n\nGroet van het secretariaat",
}

func (s *scenario) note(status models.RegistrationStatus) {
	_, err := s.SendNote(ctx, s.meeting.ID, models.NoteInput{
		NoteText: noteText, Selection: models.NoteSelection{Statuses: []models.RegistrationStatus{status}}, Expected: 1,
	}, self)
	s.must(err)
	s.Clock.Add(10 * time.Minute)
}

func online(in *models.MeetingInput) {
	in.ContactPhone = ""
	in.Sites = []models.SiteInput{{
		Key: "a", Mode: models.Online, SeatCapacity: 50, Status: models.SiteConfirmed, JoinURL: "https://video.example/platform?code=a,b",
	}}
}

// reader lets somebody who organizes this meeting hear, in the language of the
// scenario.
func (s *scenario) reader(choice models.NoticeChoice) *models.User {
	u, err := s.AddUser(ctx, "tessa@netwerk.example", "Tessa Testerink", models.RoleOrganizer)
	s.must(err)
	s.must(s.SaveNotices(ctx, u.ID, choice, s.lang))
	return u
}

func approves(in *models.MeetingInput) { in.RegistrationMode = models.ModeApproval }

func offers(in *models.MeetingInput) { in.WaitlistMode = models.WaitlistOffer }

func offered(s *scenario) {
	first := s.signUp(at(cast[0], "a"))
	s.signUp(at(cast[1], "a"))
	s.sent()
	s.must(s.Cancel(ctx, s.meeting.ID, first, self, ""))
}

func status(to models.MeetingStatus, reason string) func(*models.MeetingInput) {
	return func(in *models.MeetingInput) { in.Status, in.StatusReason = to, reason }
}

func announced(in *models.MeetingInput) {
	in.Status, in.DateText = models.MeetingAnnounced, "in het voorjaar"
	in.StartsAt, in.EndsAt, in.DoorsOpenAt = nil, nil, nil
}

func opens(in *models.MeetingInput) {
	in.Status, in.DateText = models.MeetingOpen, ""
	in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2019-11-29 09:30"), modelstest.At("2019-11-29 12:00"), modelstest.At("2019-11-29 09:00")
}

func newAddress(s *scenario) {
	id, address := s.signUp(at(cast[0], "a")), "fenna.terproefveld@kade.example"
	s.sent()
	_, err := s.Amend(ctx, s.meeting.ID, id, models.Amendment{Email: &address}, self)
	s.must(err)
}

func substituted(s *scenario) {
	id := s.signUp(at(cast[0], "a"))
	s.sent()
	_, err := s.Substitute(ctx, s.meeting.ID, id, models.Substitution{
		GivenName: cast[2].GivenName, SurnamePrefix: cast[2].SurnamePrefix, PrefixKnown: true, Surname: cast[2].Surname, Email: cast[2].Email,
	}, self)
	s.must(err)
}

func (s *scenario) interest() {
	s.must(s.ShowInterest(ctx, models.Interest{
		MeetingID: s.meeting.ID, GivenName: cast[0].GivenName, SurnamePrefix: cast[0].SurnamePrefix, PrefixKnown: true,
		Surname: cast[0].Surname, Email: cast[0].Email, Language: s.lang,
	}))
	s.Clock.Add(time.Second)
}

func (s *scenario) withdraw(w models.SiteWithdrawal) {
	s.must(s.WithdrawSite(ctx, s.meeting.ID, w, self))
	s.Clock.Add(10 * time.Minute)
}

func (s *scenario) registrationOf(a models.Attendee) (id int64) {
	db := s.database()
	defer db.Close()
	s.must(db.QueryRow(`select id from registrations where email = $1`, a.Email).Scan(&id))
	return id
}
