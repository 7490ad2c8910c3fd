package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

// Attendee is one person as typed in a form or at the desk. Field names of
// Problems are those of the contract.
type Attendee struct {
	GivenName         string
	SurnamePrefix     string
	PrefixKnown       bool // the form sent a prefix, maybe an empty one: do not split
	Surname           string
	Email             string
	Organization      string
	JobTitle          string
	Level             Level
	AsParentOrYoung   bool
	Site              string   // key; may be empty with one site
	AlsoSites         []string // other accepted sites, in order of preference
	Represents        []string // codes; the first is the own one
	Mandated          Mandated
	Phone             string
	Companion         bool
	PhotoOK           bool
	Diet              []string
	DietOther         string
	Access            string
	NeedsConsent      bool
	Remarks           string
	Role              Role
	Overbook          bool   // an organiser gives a seat over the capacity (I1) …
	Reason            string // … with a reason
	AcceptsSuggestion bool   // the near-miss of a mail domain was asked about and kept
}

// DietCodes are the answers to the question about food.
var DietCodes = []string{"vegetarian", "vegan", "halal", "gluten_free", "lactose_free", "other"}

// checked is an Attendee whose facts have been found right.
type checked struct {
	Attendee
	name    names.Name
	address mailaddr.Address
	accepts []int64
	needs   *Needs
	met     acquaintance // what was looked up before the meeting was locked
}

func (p checked) asks() Asks {
	r := Registration{Role: p.role(), Companion: p.Companion}
	return r.asks()
}

func (a Attendee) role() Role {
	if a.Role == "" {
		return Participant
	}
	return a.Role
}

func (a Attendee) level() Level {
	if a.AsParentOrYoung {
		return Experience
	}
	return a.Level
}

// experienced people need no employer and no surname (BR-16).
func (a Attendee) experienced() bool { return a.level() == Experience }

// Check says what is wrong with a form before anything is stored: Problems,
// or nil. SignUp checks the same again under the lock.
func (in SignUp) Check(m *Meeting) error {
	_, err := in.check(m)
	return err
}

// MaxPeople is how many people one form may hold.
const MaxPeople = 20

func (in *SignUp) check(m *Meeting) ([]checked, error) {
	var problems Problems
	if len(in.People) == 0 || len(in.People) > MaxPeople {
		return nil, Problems{invalid("", "people_count")}
	}
	people := make([]checked, len(in.People))
	for i, a := range in.People {
		if !in.By.Desk() { // the public signs up as participants, where there is a seat
			a.Role, a.Overbook = "", false
		}
		c, wrong := a.check(m)
		wrong = append(wrong, overbookReason(a.Overbook, a.Reason)...)
		people[i] = c
		for _, p := range wrong {
			if len(in.People) > 1 {
				p.Field = fmt.Sprintf("people[%d].%s", i, p.Field)
			}
			problems = append(problems, p)
		}
	}
	problems = append(problems, in.checkBooker()...)
	if len(problems) > 0 {
		return nil, problems
	}
	return people, nil
}

// overbookReason wants a reason for the history when an organiser gives a
// seat over the capacity (I1).
func overbookReason(overbook bool, reason string) Problems {
	if overbook && names.CleanLine(reason) == "" {
		return Problems{invalid("reason", "reason_missing")}
	}
	return nil
}

func (in *SignUp) checkBooker() Problems {
	in.BookedByName = names.CleanLine(in.BookedByName)
	in.BookedByEmail = strings.TrimSpace(in.BookedByEmail)
	var problems Problems
	if in.BookedByEmail == "" {
		if in.BookedByName != "" {
			problems = append(problems, invalid("booked_by_email", "email_missing"))
		}
		return problems
	}
	a, err := mailaddr.Parse(in.BookedByEmail)
	if err != nil {
		return append(problems, atField("booked_by_email", err)...)
	}
	in.BookedByEmail = a.String()
	return append(problems, tooLong("booked_by_name", in.BookedByName, names.MaxName)...)
}

// check cleans one person and finds what is wrong, in the order of the form.
func (a Attendee) check(m *Meeting) (checked, Problems) {
	a.clean()
	c := checked{Attendee: a, name: a.parts()}
	var wrong Problems
	add := func(p ...*Error) { wrong = append(wrong, p...) }
	if a.GivenName == "" {
		add(invalid("given_name", "given_name_missing"))
	}
	if a.Surname == "" && !a.experienced() {
		add(invalid("surname", "surname_missing"))
	}
	add(tooLong("given_name", a.GivenName, names.MaxName)...)
	add(tooLong("surname_prefix", a.SurnamePrefix, names.MaxName)...)
	add(tooLong("surname", a.Surname, names.MaxName)...)
	var err error
	c.address, err = mailaddr.Parse(a.Email)
	add(atField("email", err)...)
	if a.Organization == "" && !a.experienced() {
		add(invalid("organization", "organization_missing"))
	}
	add(tooLong("organization", a.Organization, names.MaxLine)...)
	add(tooLong("job_title", a.JobTitle, names.MaxLine)...)
	var siteProblems Problems
	c.accepts, siteProblems = a.sites(m)
	add(siteProblems...)
	add(a.checkCodes()...)
	var needsProblems Problems
	c.needs, needsProblems = a.checkNeeds()
	add(needsProblems...)
	return c, wrong
}

func (a *Attendee) clean() {
	for _, s := range []*string{&a.GivenName, &a.SurnamePrefix, &a.Surname, &a.Organization, &a.JobTitle, &a.Phone, &a.DietOther, &a.Site} {
		*s = names.CleanLine(*s)
	}
	a.Email = strings.TrimSpace(a.Email)
	a.Access, a.Remarks = names.CleanText(a.Access), names.CleanText(a.Remarks)
	a.Represents = unique(a.Represents)
	a.Diet = unique(a.Diet)
}

// parts are the name parts; the prefix is split off the surname when the
// form had no field for it (contract).
func (a Attendee) parts() names.Name {
	n := names.Name{Given: a.GivenName, Prefix: a.SurnamePrefix, Surname: a.Surname}
	if !a.PrefixKnown && n.Prefix == "" {
		n.Prefix, n.Surname = names.SplitPrefix(n.Surname)
	}
	return n
}

// sites turns the chosen keys into the ids that would be accepted, first
// choice first.
func (a Attendee) sites(m *Meeting) ([]int64, Problems) {
	open := m.OpenSites()
	if a.Site == "" && len(open) == 1 {
		return []int64{open[0].ID}, nil
	}
	if a.Site == "" {
		return nil, Problems{invalid("site", "site_missing")}
	}
	var ids []int64
	for i, key := range append([]string{a.Site}, a.AlsoSites...) {
		site := m.Site(key)
		if site == nil || site.Status != SiteConfirmed {
			field := "site"
			if i > 0 {
				field = "also_site"
			}
			return nil, Problems{invalid(field, "site_unknown")}
		}
		if !slices.Contains(ids, site.ID) {
			ids = append(ids, site.ID)
		}
	}
	return ids, nil
}

// checkCodes looks at the fields with fixed answers.
func (a Attendee) checkCodes() Problems {
	var wrong Problems
	if a.Level != "" && !slices.Contains(Levels, a.Level) {
		wrong = append(wrong, invalid("level", "choice_unknown"))
	}
	for _, code := range a.Represents {
		if _, ok := ConstituencyByCode(code); !ok {
			wrong = append(wrong, invalid("represents", "choice_unknown"))
			break
		}
	}
	if a.Mandated != "" && a.Mandated != MandateYes && a.Mandated != MandateNo && a.Mandated != MandateUnknown {
		wrong = append(wrong, invalid("mandated", "choice_unknown"))
	}
	if a.Role != "" && !slices.Contains(Roles, a.Role) {
		wrong = append(wrong, invalid("role", "choice_unknown"))
	}
	if a.Phone != "" && !phoneLike(a.Phone) {
		wrong = append(wrong, invalid("phone", "phone_wrong"))
	}
	return wrong
}

// checkNeeds keeps diet and access only with consent (contract). The remark
// needs none, and goes with them after a week because people write the same
// things in it.
func (a Attendee) checkNeeds() (*Needs, Problems) {
	var wrong Problems
	for _, d := range a.Diet {
		if !slices.Contains(DietCodes, d) {
			return nil, Problems{invalid("diet", "choice_unknown")}
		}
	}
	wrong = append(wrong, tooLong("diet_other", a.DietOther, names.MaxLine)...)
	wrong = append(wrong, tooLong("access", a.Access, names.MaxText)...)
	sensitive := len(a.Diet) > 0 || a.DietOther != "" || a.Access != ""
	if sensitive && !a.NeedsConsent {
		wrong = append(wrong, invalid("needs_consent", "needs_consent_missing"))
	}
	wrong = append(wrong, tooLong("remarks", a.Remarks, names.MaxText)...)
	if len(wrong) > 0 || !sensitive && a.Remarks == "" {
		return nil, wrong
	}
	n := &Needs{Diet: strings.Join(a.Diet, " "), DietOther: a.DietOther, Access: a.Access, Remarks: a.Remarks}
	if sensitive {
		n.ConsentAt = &zeroTime
	}
	return n, nil
}

// phoneLike accepts what people write for a number, here or abroad.
func phoneLike(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-() ./", r):
			return false
		}
	}
	return digits >= 6 && digits <= 15
}

// atField puts a refusal, or the problem of an address, at the field of the form it belongs to.
func atField(field string, err error) Problems {
	var e *Error
	var a mailaddr.Problem
	switch {
	case errors.As(err, &e):
		return Problems{{Kind: Invalid, Key: e.Key, Field: field, Args: e.Args}}
	case errors.As(err, &a):
		return Problems{invalid(field, string(a))}
	}
	return nil
}

func tooLong(field, s string, limit int) Problems {
	if !names.TooLong(s, limit) {
		return nil
	}
	e := invalid(field, "too_long")
	e.Args = map[string]any{"Max": limit}
	return Problems{e}
}

func unique(list []string) []string {
	var kept []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}
