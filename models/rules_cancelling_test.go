package models_test

import (
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

func TestBR26_SubstitutionKeepsTheSeat(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	p := modelstest.Person(1)
	p.Represents = []string{"GM0153", "GM0164"}
	p.Diet, p.NeedsConsent, p.Companion = []string{"vegan"}, true, true
	out := f.SignUpAll(m, p, modelstest.Person(2))
	f.Deliver()
	made, err := f.Substitute(ctx, m.ID, out[0].RegistrationID, models.Substitution{
		GivenName: "Fenna", Surname: "ter Proefveld", Email: "fenna@horizon.example", Mandated: models.MandateYes,
	}, person)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Status(out[0].RegistrationID); got != models.Substituted {
		t.Errorf("who is replaced is %s; want substituted", got)
	}
	if got := f.Status(out[1].RegistrationID); got != models.Waitlisted {
		t.Errorf("the queue moved: %s; want waitlisted", got)
	}
	own := f.Own(made.ID)
	if own.Registration.Status != models.Registered || own.Registration.SurnamePrefix != "ter" {
		t.Errorf("the substitute is %s, prefix %q", own.Registration.Status, own.Registration.SurnamePrefix)
	}
	// BR-28: what was represented goes along, needs and a companion do not.
	if len(own.Represents) != 2 || own.HasNeeds || own.Registration.Companion {
		t.Errorf("represents %v, needs %v, companion %v", own.Represents, own.HasNeeds, own.Registration.Companion)
	}
	if _, err := f.OwnByToken(ctx, f.Token(out[0].RegistrationID, 1)); models.KindOf(err) != models.Gone {
		t.Errorf("the old link: %v; want gone", err)
	}
	methods := map[models.MessageKind]string{}
	for _, mail := range f.Deliver() {
		methods[mail.Kind] = mail.Method
	}
	want := map[models.MessageKind]string{models.MailSubstituteOut: "CANCEL", models.MailSubstituteIn: "REQUEST"}
	for kind, method := range want {
		if methods[kind] != method {
			t.Errorf("mail %s has method %q; want %q", kind, methods[kind], method)
		}
	}
	if len(methods) != len(want) {
		t.Errorf("mails %v", methods)
	}
}

func TestBR27_SubstitutionPolicy(t *testing.T) {
	tests := []struct {
		name   string
		policy models.SubstitutionPolicy
		org    string
		reason string
		by     models.Actor
		key    string
	}{
		{"none", models.SubstitutionNone, "Gemeente Enschede", "", person, "substitute_not_allowed"},
		{"any", models.SubstitutionAny, "Ambiq", "", person, ""},
		{"same organisation, written otherwise", models.SubstitutionSameOrganization, "gem. Enschede", "", person, ""},
		{"same organisation, left out", models.SubstitutionSameOrganization, "", "", person, ""},
		{"another organisation", models.SubstitutionSameOrganization, "Ambiq", "", person, "substitute_other_organization"},
		{"same municipality", models.SubstitutionSameConstituency, "Enschede", "", person, ""},
		{"another municipality", models.SubstitutionSameConstituency, "Gemeente Borne", "", person, "substitute_other_constituency"},
		{"another municipality, organiser with a reason", models.SubstitutionSameConstituency, "Gemeente Borne", "afgesproken", organizer, ""},
		{"another municipality, organiser without", models.SubstitutionSameConstituency, "Gemeente Borne", "", organizer, "substitute_other_constituency"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			f := modelstest.New(t)
			in := modelstest.Gathering("platform", 3)
			in.SubstitutionPolicy = tc.policy
			m := f.Save(in)
			p := modelstest.Person(1)
			p.Organization, p.Represents = "Gemeente Enschede", []string{"GM0153"}
			id := f.SignUpAll(m, p)[0].RegistrationID
			_, err := f.Substitute(ctx, m.ID, id, models.Substitution{
				GivenName: "Fenna", Surname: "ter Proefveld", Email: "fenna@horizon.example", Organization: tc.org, OverrideReason: tc.reason,
			}, tc.by)
			if got := refusals(err)["organization"]; got != tc.key {
				t.Errorf("refused %q (%v); want %q", got, err, tc.key)
			}
		})
	}
}

func TestBR30_SubstituteWhoComesAlreadyIsRefused(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	for _, n := range []int{2, 3} { // registered and waitlisted
		p := modelstest.Person(n)
		_, err := f.Substitute(ctx, m.ID, out[0].RegistrationID, models.Substitution{GivenName: p.GivenName, Surname: p.Surname, Email: p.Email}, person)
		if got := refusals(err)["email"]; got != "substitute_already_registered" {
			t.Errorf("person %d as substitute: %v", n, err)
		}
	}
	p := modelstest.Person(1)
	_, err := f.Substitute(ctx, m.ID, out[0].RegistrationID, models.Substitution{GivenName: p.GivenName, Surname: p.Surname, Email: p.Email}, person)
	if got := refusals(err)["email"]; got != "substitute_is_same_person" {
		t.Errorf("oneself as substitute: %v", err)
	}
}

func TestBR31_LateCancellationIsMarkedNotRefused(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 3)
	in.NumbersDueAt = modelstest.At("2019-11-26 12:00")
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	for i, tc := range []struct {
		at   string
		late bool
	}{{"2019-11-26 11:59", false}, {"2019-11-26 12:00", true}, {"2019-11-29 11:00", true}} {
		f.Clock.Set(*modelstest.At(tc.at))
		if err := f.Cancel(ctx, m.ID, out[i].RegistrationID, person, ""); err != nil {
			t.Errorf("at %s: %v", tc.at, err)
		}
		if got := f.Own(out[i].RegistrationID).Registration.CancelledLate; got != tc.late {
			t.Errorf("at %s: late %v; want %v", tc.at, got, tc.late)
		}
	}
}

func TestBR32_OneMailEach(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	f.Deliver()
	for range 2 { // a second click changes nothing
		if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
			t.Fatal(err)
		}
	}
	mails := f.Deliver()
	if got := kinds(mails); len(mails) != 2 || got[models.MailCancelled] != 1 || got[models.MailPlaceGiven] != 1 {
		t.Errorf("mails %v", got)
	}
}

func TestBR33_WishToMove(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 1))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"), modelstest.Person(3, "b"))
	f.Deliver()
	b := "b"
	done, err := f.Amend(ctx, m.ID, out[0].RegistrationID, models.Amendment{Site: &b}, person)
	if err != nil || !done.Wished || done.Moved {
		t.Fatalf("%+v, %v; want a wish", done, err)
	}
	own := f.Own(out[0].RegistrationID)
	if own.Registration.Status != models.Registered || own.Site.Key != "a" || own.Wanted == nil || own.Wanted.Key != "b" {
		t.Fatalf("status %s at %s, wants %v", own.Registration.Status, own.Site.Key, own.Wanted)
	}
	// Person 3 waits longer and goes first.
	if err := f.Cancel(ctx, m.ID, out[1].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	if got := f.Status(out[2].RegistrationID); got != models.Registered {
		t.Errorf("who waited longest is %s", got)
	}
	f.Deliver()
	if err := f.Cancel(ctx, m.ID, out[2].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	own = f.Own(out[0].RegistrationID)
	if own.Site.Key != "b" || own.Wanted != nil {
		t.Errorf("at %s, wants %v; want moved to b", own.Site.Key, own.Wanted)
	}
	page, err := f.MeetingBySlug(ctx, "platform", false)
	if err != nil {
		t.Fatal(err)
	}
	if free := page.Seats[m.Site("a").ID].Free(); free != 1 {
		t.Errorf("%d free at a; want the old seat free", free)
	}
	for _, mail := range f.Deliver() {
		if mail.Kind == models.MailChanged && (*mail.Sequence != 1 || mail.Method != "REQUEST") {
			t.Errorf("move: sequence %d, method %s; want 1 REQUEST", *mail.Sequence, mail.Method)
		}
	}
}

func TestBR34_LoweredCapacityRemovesNobody(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 8)
	m := f.Save(in)
	var people []models.Attendee
	for i := range 10 {
		people = append(people, modelstest.Person(i))
	}
	out := f.SignUpAll(m, people...)
	in.Sites[0].SeatCapacity = 3
	f.Save(in)
	page, err := f.MeetingBySlug(ctx, "platform", false)
	if err != nil {
		t.Fatal(err)
	}
	seats := page.Seats[m.Sites[0].ID]
	if seats.Taken != 8 || seats.Surplus() != 5 {
		t.Errorf("%d taken, %d too many; want 8 and 5", seats.Taken, seats.Surplus())
	}
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	if got := f.Status(out[8].RegistrationID); got != models.Waitlisted {
		t.Errorf("promoted over the lowered capacity: %s", got)
	}
}

func TestBR35_RaisedCapacityPromotesInOrder(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3), modelstest.Person(4))
	in.Sites[0].SeatCapacity = 3
	f.Save(in)
	want := []models.RegistrationStatus{models.Registered, models.Registered, models.Registered, models.Waitlisted}
	for i, o := range out {
		if got := f.Status(o.RegistrationID); got != want[i] {
			t.Errorf("person %d is %s; want %s", i+1, got, want[i])
		}
	}
}

func TestBR36_WithdrawnSite(t *testing.T) {
	for _, tc := range []struct {
		after models.AfterWithdrawal
		want  []models.RegistrationStatus
		mail  models.MessageKind
	}{
		{models.MoveToSite, []models.RegistrationStatus{models.Registered, models.Waitlisted}, models.MailChanged},
		{models.MoveToWaitlist, []models.RegistrationStatus{models.Registered, models.Waitlisted}, models.MailWaitlisted},
		{models.CancelPeople, []models.RegistrationStatus{models.Cancelled, models.Cancelled}, models.MailCancelled},
	} {
		t.Run(string(tc.after), func(t *testing.T) {
			f := modelstest.New(t)
			m := f.Save(modelstest.Gathering("platform", 2, 1))
			out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
			f.Deliver()
			n, err := f.PeopleAt(ctx, m.ID, m.Site("a").ID)
			if err != nil || n != 2 {
				t.Fatalf("reaches %d people, %v; want 2", n, err)
			}
			if err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "a", After: tc.after, Target: "b"}, organizer); err != nil {
				t.Fatal(err)
			}
			for i, o := range out {
				if got := f.Status(o.RegistrationID); got != tc.want[i] {
					t.Errorf("person %d is %s; want %s", i+1, got, tc.want[i])
				}
			}
			early := f.Deliver()
			f.Clock.Add(11 * time.Minute)
			mails := append(early, f.Deliver()...)
			if got := kinds(mails); got[tc.mail] == 0 {
				t.Errorf("mails %v; want %s", got, tc.mail)
			}
			perPerson := map[int64]int{}
			for _, mail := range mails {
				perPerson[*mail.RegistrationID]++
			}
			for id, count := range perPerson {
				if count != 1 {
					t.Errorf("registration %d gets %d mails; want 1", id, count)
				}
			}
		})
	}
}

func TestBR37_CrewTakesNoSeatButCountsInTheBuilding(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 3)
	in.Sites[0].BuildingLimit = 4
	m := f.Save(in)
	crew := modelstest.Person(9)
	crew.Role = models.Crew
	if out, err := signUp(f, m, crew, organizer); err != nil || out.Status != models.Registered {
		t.Fatalf("crew: %v %v", out, err)
	}
	with := modelstest.Person(1)
	with.Companion = true
	out := f.SignUpAll(m, with, modelstest.Person(2), modelstest.Person(3))
	want := []models.RegistrationStatus{models.Registered, models.Registered, models.Waitlisted}
	for i, o := range out {
		if o.Status != want[i] {
			t.Errorf("person %d is %s; want %s", i+1, o.Status, want[i])
		}
	}
	over := modelstest.Person(5)
	over.Overbook, over.Reason = true, "spreker van de dag"
	if _, err := signUp(f, m, over, organizer); refusals(err)[""] != "building_full" {
		t.Errorf("an organiser over the building limit: %v", err)
	}
}

func TestBR39_CalledOffMeetingTellsEverybodyOnce(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	in.Status, in.StatusReason = models.MeetingCancelled, "De zaal is niet vrij."
	f.Save(in)
	if got := len(f.Deliver()); got != 0 {
		t.Fatalf("%d mails before the delay is over", got)
	}
	f.Clock.Add(11 * time.Minute)
	for _, mail := range f.Deliver() {
		if mail.Kind != models.MailMeetingCancelled {
			t.Errorf("mail %s", mail.Kind)
		}
		seated := *mail.RegistrationID == out[0].RegistrationID
		if cancel := mail.Method == "CANCEL"; cancel != seated {
			t.Errorf("registration %d: method %q", *mail.RegistrationID, mail.Method)
		}
		if mail.MessageFacts.Meeting.Reason != in.StatusReason {
			t.Errorf("reason %q", mail.MessageFacts.Meeting.Reason)
		}
	}
	if got := f.Status(out[0].RegistrationID); got != models.Registered {
		t.Errorf("status %s; registrations keep theirs", got)
	}
}

func TestBR39_UndoneWithinTheDelayTellsNobody(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1))
	f.Deliver()
	in.Status = models.MeetingCancelled
	f.Save(in)
	f.Clock.Add(5 * time.Minute)
	in.Status = models.MeetingOpen
	f.Save(in)
	f.Clock.Add(20 * time.Minute)
	if mails := f.Deliver(); len(mails) != 0 {
		t.Errorf("%d mails about an undone cancellation", len(mails))
	}
}
