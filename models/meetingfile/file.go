// Package meetingfile reads the file of `bijeen import meetings` (contract,
// Meeting file): strictly, and all of it, so that everything that is wrong is
// told at once, with its line.
package meetingfile

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"bijeen/models"
	"bijeen/models/names"
)

// MaxBytes is the longest meeting file that is read, in bytes.
const MaxBytes = 5 << 20

// file is a meeting file that is being read.
type file struct {
	zone     *time.Location
	now      time.Time // for the states of meetings that exist
	meetings []*node
	outside  Problems // of the file as such
	problems Problems
}

// open reads the outside of a file. It gives Problems when there are no
// meetings to look at.
func open(r io.Reader, zone *time.Location) (*file, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read meeting file: %w", err)
	}
	if len(data) > MaxBytes {
		return nil, Problems{{Line: 1, Error: refuseWith("", "file_too_large", "megabytes", MaxBytes>>20)}}
	}
	root, problems := readJSON(data)
	f := &file{zone: zone, problems: problems}
	if root == nil {
		return nil, f.problems
	}
	top := f.object(root)
	f.meetings = top.list("meetings")
	if root.value == (jsonObject{}) && root.member("meetings") == nil {
		top.missing("meetings")
	}
	top.done()
	if len(f.meetings) == 0 && len(f.problems) > 0 {
		return nil, f.problems
	}
	f.outside = f.problems
	return f, nil
}

// slugs gives the slug of each meeting, empty where there is none to read.
func (f *file) slugs() []string {
	slugs := make([]string, len(f.meetings))
	for i, n := range f.meetings {
		if s := n.member("slug"); s != nil {
			text, _ := s.value.(string)
			slugs[i] = names.CleanLine(text)
		}
	}
	return slugs
}

// inputs reads the meetings, each over what exists under its slug: keys that
// are absent keep what is there. It gives Problems in the order of the
// file, or the inputs, checked.
func (f *file) inputs(existing map[string]*models.Meeting) ([]models.MeetingInput, error) {
	f.problems = slices.Clone(f.outside) // of this try alone
	var list []models.MeetingInput
	seen := make(map[string]bool)
	for i, slug := range f.slugs() {
		n := f.meetings[i]
		if n.value == (jsonObject{}) && slug != "" && seen[slug] {
			f.add(n.member("slug"), "slug_twice")
		}
		seen[slug] = true
		in := f.meeting(n, existing[slug])
		f.check(n, &in)
		f.checkStep(n.member("status"), existing[slug], &in)
		list = append(list, in)
	}
	if len(f.problems) > 0 {
		slices.SortStableFunc(f.problems, func(a, b Problem) int { return a.Line - b.Line })
		return nil, f.problems
	}
	return list, nil
}

// meeting reads one meeting. A new one starts with what the contract calls
// "left out".
func (f *file) meeting(n *node, existing *models.Meeting) models.MeetingInput {
	o := f.object(n)
	in := models.MeetingInput{Language: "nl", CalendarFrom: models.FromProgramme, Status: models.MeetingDraft}
	if existing != nil {
		in = existing.Input()
	}
	o.text("slug", &in.Slug)
	choose(o, "kind", &in.Kind, models.MeetingKinds)
	if existing == nil {
		o.required("slug", "kind", "title")
		leftOut(&in)
	}
	o.text("title", &in.Title)
	o.text("summary", &in.Summary)
	o.text("theme", &in.Theme)
	o.text("mail_text", &in.MailText)
	choose(o, "language", &in.Language, []string{"nl", "en"})
	f.hosts(o.list("hosts"), &in)
	f.moments(o, &in)
	f.policies(o, &in)
	f.contact(o.child("contact"), &in)
	f.sites(o.list("sites"), &in)
	f.programme(o.list("programme"), &in)
	o.done()
	giveReason(&in)
	return in
}

// leftOut are the values of a new meeting that the file does not speak of
// (contract, meeting file); those of the desk differ.
func leftOut(in *models.MeetingInput) {
	k := models.Defaults(in.Kind)
	in.Visibility, in.RegistrationMode, in.WaitlistMode = models.VisibilityPublic, models.ModeOpen, models.WaitlistAuto
	in.SubstitutionPolicy, in.AttendeeListPolicy, in.Ask = k.SubstitutionPolicy, k.AttendeeListPolicy, k.Ask
}

func (f *file) moments(o *object, in *models.MeetingInput) {
	o.text("date_text", &in.DateText)
	choose(o, "date_precision", &in.DatePrecision, append([]models.DatePrecision{""}, models.DatePrecisions...))
	o.lastDay("date_around", &in.DateAround)
	o.moment("starts_at", &in.StartsAt)
	o.moment("ends_at", &in.EndsAt)
	o.moment("doors_open_at", &in.DoorsOpenAt)
	o.moment("registration_opens_at", &in.RegistrationOpensAt)
	o.lastDay("registration_closes_on", &in.RegistrationClosesAt)
	o.moment("numbers_due_at", &in.NumbersDueAt)
}

func (f *file) policies(o *object, in *models.MeetingInput) {
	was := in.Status
	choose(o, "status", &in.Status, models.MeetingStatuses)
	if in.Status != was {
		in.StatusReason = "" // why it was off says nothing about its new state
	}
	o.text("status_reason", &in.StatusReason)
	choose(o, "visibility", &in.Visibility, models.Visibilities)
	choose(o, "registration_mode", &in.RegistrationMode, models.RegistrationModes)
	choose(o, "waitlist_mode", &in.WaitlistMode, models.WaitlistModes)
	choose(o, "substitution_policy", &in.SubstitutionPolicy, models.SubstitutionPolicies)
	choose(o, "attendee_list_policy", &in.AttendeeListPolicy, models.AttendeeListPolicies)
	choose(o, "calendar_from", &in.CalendarFrom, []models.CalendarFrom{models.FromProgramme, models.FromDoors})
	o.notYet("max_per_organization", "max_per_organization_later")
	o.notYet("members_first_days", "members_first_days_later")
	if ask := o.list("ask"); ask != nil {
		in.Ask = nil
		for _, n := range ask {
			var field string
			if f.text(n, &field) && f.known(n, field, models.AskFields) && !slices.Contains(in.Ask, field) {
				in.Ask = append(in.Ask, field)
			}
		}
	}
}

func (f *file) contact(o *object, in *models.MeetingInput) {
	if o == nil {
		return
	}
	o.text("name", &in.ContactName)
	o.text("email", &in.ContactEmail)
	o.text("phone", &in.ContactPhone)
	o.done()
}

func (f *file) hosts(list []*node, in *models.MeetingInput) {
	if list == nil {
		return
	}
	in.Hosts = nil
	for i, n := range list {
		h := models.HostInput{Role: "lead"}
		if i > 0 {
			h.Role = "co"
		}
		o := f.object(n)
		o.required("name")
		o.text("name", &h.Name)
		choose(o, "role", &h.Role, []string{"lead", "co", "lender", "venue_host"})
		o.done()
		h.Name = names.CleanLine(h.Name)
		in.Hosts = append(in.Hosts, h)
	}
}

// giveReason fills in why a meeting is off when the file does not say: the
// reason goes into the mail.
func giveReason(in *models.MeetingInput) {
	if strings.TrimSpace(in.StatusReason) != "" {
		return
	}
	in.StatusReason = map[string]map[models.MeetingStatus]string{
		"nl": {
			models.MeetingCancelled: "De organisatie laat deze bijeenkomst niet doorgaan.",
			models.MeetingPostponed: "De organisatie heeft deze bijeenkomst uitgesteld. Een nieuwe datum volgt.",
		},
		"en": {
			models.MeetingCancelled: "The organisers have called this meeting off.",
			models.MeetingPostponed: "The organisers have postponed this meeting. A new date will follow.",
		},
	}[in.Language][in.Status]
}

// check holds the meeting against the rules of the desk, and puts what is
// wrong at the line of the value. What only follows from something told
// before is left out.
func (f *file) check(n *node, in *models.MeetingInput) {
	problems, _ := in.Check().(models.Problems)
	for _, e := range problems {
		path := n.path + "." + e.Field
		if !slices.ContainsFunc(f.problems, func(p Problem) bool { return p.explains(path, n.path, e.Key) }) {
			f.problems = append(f.problems, Problem{Line: n.lineOf(e.Field), Path: path, Error: e})
		}
	}
}

// checkStep refuses a state that a meeting which exists cannot come to from
// the one it has: the first import alone takes any state without guards.
func (f *file) checkStep(n *node, existing *models.Meeting, in *models.MeetingInput) {
	if n == nil || existing == nil {
		return
	}
	to := in.Status
	begins := cmp.Or(in.DoorsOpenAt, in.StartsAt)
	stillToCome := to == models.MeetingHeld && in.EndsAt != nil && in.EndsAt.After(f.now) ||
		to == models.MeetingRunning && begins != nil && begins.After(f.now)
	if existing.MayBecome(to, f.now) && (to == existing.Status || !stillToCome) {
		return
	}
	may := existing.NextStatuses(existing.Phase(f.now))
	if len(may) == 0 {
		f.add(n, "file_status_over", "was", string(existing.Status))
		return
	}
	words := make([]string, len(may))
	for i, status := range may {
		words[i] = string(status)
	}
	f.add(n, "file_status_step", "was", string(existing.Status), "value", string(to), "choices", strings.Join(words, ", "))
}

// lineOf finds the line of a field below n, such as "sites[1].venue.name":
// of the value itself or else of what should hold it.
func (n *node) lineOf(field string) int {
	at := n
	for _, part := range strings.Split(field, ".") {
		name, index, listed := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		next := at.member(name)
		if i, err := strconv.Atoi(index); listed && next != nil && err == nil && i < len(next.items) {
			next = next.items[i]
		}
		if next == nil {
			break
		}
		at = next
	}
	return at.line
}

// add notes a problem at a value.
func (f *file) add(n *node, key string, args ...any) {
	f.problems = append(f.problems, Problem{Line: n.line, Path: n.path, Error: refuseWith(n.path, key, args...)})
}

// text reads a text; null is an empty one.
func (f *file) text(n *node, into *string) bool {
	switch v := n.value.(type) {
	case string:
		*into = v
		return true
	case nil:
		*into = ""
		return true
	}
	f.add(n, "file_wants_text")
	return false
}

// known reports whether a word is one of those that may stand here.
func (f *file) known(n *node, word string, words []string) bool {
	if slices.Contains(words, word) {
		return true
	}
	f.add(n, "file_choice", "value", shorten(word), "choices", strings.Join(words, ", "))
	return false
}

// shorten makes a word fit to stand in a sentence.
func shorten(s string) string {
	const most = 40
	s = names.CleanLine(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// number reads a whole number.
func (f *file) number(n *node, into *int) bool {
	if v, ok := n.value.(json.Number); ok {
		if i, err := strconv.Atoi(v.String()); err == nil {
			*into = i
			return true
		}
	}
	f.add(n, "file_wants_number")
	return false
}
