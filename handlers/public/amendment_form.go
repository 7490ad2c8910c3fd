package public

import (
	"net/url"
	"slices"
	"strings"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/names"
)

// amendmentForm is a change as typed (contract, wijzigen): a field that is
// absent keeps what is there, an empty one clears. Groups of checkboxes send
// nothing when nothing is ticked, so they carry a hidden has=<name>; one has may
// hold several names with spaces between.
type amendmentForm struct{ values url.Values }

func (f amendmentForm) present(field string) bool {
	return f.values.Has(field) || slices.ContainsFunc(f.values["has"], func(names string) bool {
		return slices.Contains(strings.Fields(names), field)
	})
}

func (f amendmentForm) text(field string) *string {
	if !f.values.Has(field) {
		return nil
	}
	v := f.values.Get(field)
	return &v
}

func (f amendmentForm) list(field string) *[]string {
	if !f.present(field) {
		return nil
	}
	list := filled(f.values[field])
	if field == "represents" {
		list = append(list, filled(f.values["also_for"])...)
	}
	if list == nil {
		list = []string{}
	}
	return &list
}

func (f amendmentForm) check(field string) *bool {
	if !f.present(field) {
		return nil
	}
	set := web.Checked(f.values, field)
	return &set
}

// amendment is the change for the store.
func (f amendmentForm) amendment(now *models.Registration) models.Amendment {
	a := models.Amendment{
		GivenName: f.text("given_name"), SurnamePrefix: f.text("surname_prefix"), Surname: f.text("surname"), Email: f.text("email"),
		Organization: f.text("organization"), JobTitle: f.text("job_title"), Level: f.level(now), Represents: f.list("represents"),
		Phone: f.text("phone"), Companion: f.check("companion"), PhotoOK: f.check("photo_ok"), Site: f.text("site"),
		Diet: f.list("diet"), DietOther: f.text("diet_other"), Access: f.text("access"), NeedsConsent: f.check("needs_consent"),
		Remarks: f.text("remarks"),
	}
	if m := f.text("mandated"); m != nil {
		mandated := models.Mandated(*m)
		a.Mandated = &mandated
	}
	f.splitPrefix(&a)
	return a
}

// level is the level asked for; "I come as a parent or young person" is one.
func (f amendmentForm) level(now *models.Registration) *models.Level {
	var level models.Level
	switch {
	case web.Checked(f.values, "as_parent_or_young"):
		level = models.Experience
	case f.values.Has("level"):
		level = models.Level(strings.TrimSpace(f.values.Get("level")))
	case f.present("as_parent_or_young") && now.Level == models.Experience:
	default:
		return nil
	}
	return &level
}

// splitPrefix takes a prefix off a new surname when the form has no field for
// it, as at sign-up.
func (f amendmentForm) splitPrefix(a *models.Amendment) {
	if a.Surname == nil || a.SurnamePrefix != nil {
		return
	}
	if prefix, rest := names.SplitPrefix(*a.Surname); prefix != "" {
		a.SurnamePrefix, a.Surname = &prefix, &rest
	}
}
