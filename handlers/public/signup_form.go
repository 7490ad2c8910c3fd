package public

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
)

// The fields of one person (contract, form fields of aanmelden). With several
// people each has "people[n]." in front. Our own form asks for the further
// constituencies of "represents" under a name of their own, also_for.
var (
	// lineFields take one line, and one value.
	lineFields = []string{
		"given_name", "surname_prefix", "surname", "email", "organization", "job_title", "level", "mandated",
		"phone", "site", "diet_other",
	}
	textFields   = []string{"access", "remarks"}
	listFields   = []string{"diet", "represents", "also_for", "also_site"}
	checkFields  = []string{"as_parent_or_young", "companion", "photo_ok", "needs_consent"}
	personFields = slices.Concat(lineFields, textFields, listFields, checkFields)
	// sharedFields are asked once for several people; who differs says so.
	sharedFields = []string{"site", "also_site", "organization"}
	bookerFields = []string{"booked_by_name", "booked_by_email"}
)

var indexedField = regexp.MustCompile(`^people\[(\d{1,4})\]\.(.+)$`)

// signUpForm is a sign-up as typed. Its people are numbered from 0 without
// gaps; several is false for the short form, whose fields have no number.
type signUpForm struct {
	values  url.Values
	several bool
	count   int
	beyond  bool // a number was above the last that is allowed
}

// readSignUp reads the fields of a POST. A field that takes one value and has
// two different ones cannot be read: 400.
func readSignUp(values url.Values) (signUpForm, error) {
	f := signUpForm{values: url.Values{}, count: 1}
	for name, list := range values {
		if !indexedField.MatchString(name) {
			f.values[name] = list
		}
	}
	indices := peopleIn(values)
	if len(indices) > 0 {
		f.several, f.count = true, len(indices)
	}
	for i, n := range indices {
		if number, _ := strconv.Atoi(n); number >= models.MaxPeople {
			f.beyond = true
		}
		for _, field := range personFields {
			if list, ok := values[fmt.Sprintf("people[%s].%s", n, field)]; ok {
				f.values[personName(i, field)] = list
			}
		}
	}
	return f, f.single()
}

// peopleIn lists the numbers that fields of people carry, in order.
func peopleIn(values url.Values) []string {
	var indices []string
	for name := range values {
		if m := indexedField.FindStringSubmatch(name); m != nil && slices.Contains(personFields, m[2]) && !slices.Contains(indices, m[1]) {
			indices = append(indices, m[1])
		}
	}
	slices.SortFunc(indices, func(a, b string) int {
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		if x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return indices
}

// single refuses several different values for a field that takes one.
func (f signUpForm) single() error {
	for name, list := range f.values {
		field := name[strings.LastIndex(name, ".")+1:]
		if !slices.Contains(lineFields, field) && !slices.Contains(textFields, field) && !slices.Contains(bookerFields, field) {
			continue
		}
		for _, v := range list {
			if v != list[0] {
				return echo.ErrBadRequest.WithInternal(fmt.Errorf("field %s comes twice", field))
			}
		}
	}
	return nil
}

func personName(i int, field string) string { return fmt.Sprintf("people[%d].%s", i, field) }

// name is how a field of the i-th person is called in this form.
func (f signUpForm) name(i int, field string) string {
	if !f.several {
		return field
	}
	return personName(i, field)
}

// list is the values of a field of a person; what all share counts where the
// person has none of their own.
func (f signUpForm) list(i int, field string) []string {
	own := f.values[f.name(i, field)]
	if slices.ContainsFunc(own, func(v string) bool { return strings.TrimSpace(v) != "" }) || !slices.Contains(sharedFields, field) {
		return own
	}
	return f.values[field]
}

func (f signUpForm) get(i int, field string) string {
	if list := f.list(i, field); len(list) > 0 {
		return list[0]
	}
	return ""
}

// attendee is one person for the store.
func (f signUpForm) attendee(i int) models.Attendee {
	_, prefixKnown := f.values[f.name(i, "surname_prefix")]
	checked := func(field string) bool { return web.Checked(f.values, f.name(i, field)) }
	return models.Attendee{
		GivenName: f.get(i, "given_name"), SurnamePrefix: f.get(i, "surname_prefix"), PrefixKnown: prefixKnown,
		Surname: f.get(i, "surname"), Email: f.get(i, "email"), Organization: f.get(i, "organization"),
		JobTitle: f.get(i, "job_title"), Level: models.Level(f.get(i, "level")), AsParentOrYoung: checked("as_parent_or_young"),
		Site: f.get(i, "site"), AlsoSites: filled(f.list(i, "also_site")), Represents: append(filled(f.list(i, "represents")), filled(f.list(i, "also_for"))...),
		Mandated: models.Mandated(f.get(i, "mandated")), Phone: f.get(i, "phone"), Companion: checked("companion"),
		PhotoOK: checked("photo_ok"), Diet: filled(f.list(i, "diet")), DietOther: f.get(i, "diet_other"),
		Access: f.get(i, "access"), NeedsConsent: checked("needs_consent"), Remarks: f.get(i, "remarks"),
	}
}

// filled leaves out empty values: a choice list sends one when nothing is
// chosen.
func filled(list []string) []string {
	var kept []string
	for _, v := range list {
		if v = strings.TrimSpace(v); v != "" {
			kept = append(kept, v)
		}
	}
	return kept
}

// signUp is the whole form for the store.
func (f signUpForm) signUp(meetingID int64, lang string) models.SignUp {
	in := models.SignUp{
		MeetingID: meetingID, Language: lang, Source: models.SourceWeb, By: person,
		BookedByName: f.values.Get("booked_by_name"), BookedByEmail: f.values.Get("booked_by_email"),
	}
	if strings.TrimSpace(in.BookedByEmail) != "" {
		in.Source, in.By = models.SourceSecretary, models.Actor{Kind: models.ByAssistant}
	}
	for i := range f.count {
		in.People = append(in.People, f.attendee(i))
	}
	return in
}

// misshapen is what shape finds, as an error; nil for nothing.
func (f signUpForm) misshapen() error {
	if wrong := f.shape(); len(wrong) > 0 {
		return wrong
	}
	return nil
}

// shape finds line ends where one line is asked. Browsers never send them, so
// whoever does wants something else.
func (f signUpForm) shape() models.Problems {
	var wrong models.Problems
	look := func(name string) {
		if strings.ContainsAny(f.values.Get(name), "\r\n\v\f\u0085\u2028\u2029") {
			wrong = append(wrong, &models.Error{Kind: models.Invalid, Key: "one_line", Field: name})
		}
	}
	for i := range f.count {
		for _, field := range lineFields {
			look(f.name(i, field))
		}
	}
	if f.several {
		look("organization")
		look("site")
	}
	for _, field := range bookerFields {
		look(field)
	}
	return wrong
}

// check says what is wrong with the form before anything is stored.
func (f signUpForm) check(m *models.Meeting, lang string) error {
	if f.beyond {
		return models.Problems{{Kind: models.Invalid, Key: "people_count"}}
	}
	if wrong := f.misshapen(); wrong != nil {
		return wrong
	}
	return f.named(f.signUp(m.ID, lang).Check(m))
}

// named gives problems the names of the fields in this form. Several people
// may have the same problem with a field they share: it is named once.
func (f signUpForm) named(err error) error {
	wrong, ok := err.(models.Problems) // the store gives it as it is
	if !ok {
		return err
	}
	var kept models.Problems
	for _, e := range wrong {
		renamed := *e
		renamed.Field = f.fieldOf(e.Field)
		if !slices.ContainsFunc(kept, func(k *models.Error) bool { return k.Field == renamed.Field && k.Key == renamed.Key }) {
			kept = append(kept, &renamed)
		}
	}
	return kept
}

func (f signUpForm) fieldOf(field string) string {
	if !f.several || slices.Contains(bookerFields, field) || field == "" {
		return field
	}
	if !strings.HasPrefix(field, "people[") { // one person: the store numbers nobody
		field = personName(0, field)
	}
	bare := field[strings.LastIndex(field, ".")+1:]
	if slices.Contains(sharedFields, bare) && strings.TrimSpace(f.values.Get(field)) == "" {
		return bare
	}
	return field
}

// add makes room for one more person; the short form becomes one of several.
func (f *signUpForm) add() {
	if !f.several {
		for _, field := range personFields {
			if list, ok := f.values[field]; ok && !slices.Contains(sharedFields, field) {
				f.values[personName(0, field)] = list
				f.values.Del(field)
			}
		}
		f.several = true
	}
	if f.count < models.MaxPeople {
		f.count++
	}
}

// remove takes one person out; when one is left, it is the short form again.
func (f *signUpForm) remove(text string) {
	gone, err := strconv.Atoi(text)
	if err != nil || gone < 0 || gone >= f.count || !f.several || f.count < 2 {
		return
	}
	for i := gone; i < f.count; i++ {
		for _, field := range personFields {
			f.move(personName(i+1, field), personName(i, field))
		}
	}
	if f.count--; f.count > 1 {
		return
	}
	f.several = false
	for _, field := range personFields {
		if own := f.values[personName(0, field)]; len(filled(own)) > 0 || !slices.Contains(sharedFields, field) {
			f.move(personName(0, field), field)
		}
	}
}

func (f *signUpForm) move(from, to string) {
	if list, ok := f.values[from]; ok {
		f.values[to] = list
	} else {
		f.values.Del(to)
	}
	f.values.Del(from)
}
