package directory_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/directory"
)

func noaberkracht() directory.OrganizationInput {
	return directory.OrganizationInput{Name: "Noaberkracht", Kind: "regional_body", Serves: []string{"GM0183", "GM1774"}}
}

func TestSaveOrganization(t *testing.T) {
	f, d := prepared(t)
	must(t, f.Write(ctx, func(tx *gorm.DB) error { // a visitor typed it before
		return tx.Create(&models.Organization{Name: "noaberkracht", NameKey: "noaberkracht", Kind: models.KindOther, CreatedAt: f.Now()}).Error
	}))
	o, err := d.SaveOrganization(ctx, noaberkracht(), by)
	must(t, err)
	if n := count(t, f, &models.Organization{}, "name_key = 'noaberkracht' and known"); n != 1 {
		t.Errorf("%d rows of what a visitor typed", n)
	}
	if _, err := d.SaveOrganization(ctx, noaberkracht(), by); said(err) != "name organization_known" {
		t.Errorf("a second time: %v", err)
	}
	in := noaberkracht()
	in.ID, in.Version, in.Name = o.ID, o.Version, "Noaberkracht Dinkelland Tubbergen"
	renamed, err := d.SaveOrganization(ctx, in, by)
	must(t, err)
	v, err := d.Organization(ctx, o.ID)
	must(t, err)
	if strings.Join(v.Serves, " ") != "GM1774 GM0183" || len(v.Former) != 1 || v.Former[0].Name != "Noaberkracht" || v.Former[0].UntilOn != "2019-10-06" {
		t.Errorf("renamed is %+v", v)
	}
	for _, name := range []string{"noaberkracht", "NOABERKRACHT Dinkelland-Tubbergen"} {
		must(t, f.Read(ctx, func(tx *gorm.DB) error {
			id, err := models.OrganizationNamed(tx, name)
			if id != o.ID {
				t.Errorf("%s finds %d", name, id)
			}
			return err
		}))
	}
	if _, err := d.SaveOrganization(ctx, in, by); models.KindOf(err) != models.Conflict {
		t.Errorf("by what was seen before: %v", err)
	}
	in.Version, in.Name = renamed.Version, "Noaberkracht" // takes its former name back
	back, err := d.SaveOrganization(ctx, in, by)
	must(t, err)
	in.Version, in.Name = back.Version, "Gemeente Almelo"
	if _, err := d.SaveOrganization(ctx, in, by); said(err) != "name organization_known" {
		t.Errorf("the name of another: %v", err)
	}
	wrong := directory.OrganizationInput{Name: "gemeente", Kind: "shop", Domain: "sea", Serves: []string{"education"}, EndedOn: "ooit"}
	wrong.Name = " "
	if _, err := d.SaveOrganization(ctx, wrong, by); said(err) != "name organization_name_missing, kind choice_unknown, domain choice_unknown, serves choice_unknown, ended_on day_wrong" {
		t.Errorf("nothing right: %v", err)
	}
	wrong = noaberkracht()
	wrong.ID = 999
	wrong.Name = "Nergens"
	if _, err := d.SaveOrganization(ctx, wrong, by); models.KindOf(err) != models.NotFound {
		t.Errorf("no such organization: %v", err)
	}
}

func TestOrganizations_Search(t *testing.T) {
	_, d := prepared(t)
	o, err := d.SaveOrganization(ctx, noaberkracht(), by)
	must(t, err)
	_, err = d.SavePosition(ctx, directory.PositionInput{Organization: "Noaberkracht", Kind: models.PositionOfficial, Title: "adviseur"}, by)
	must(t, err)
	for search, want := range map[string]int{"": 15, "tubbergen": 2, "noaber": 1, "parijs": 0} {
		list, err := d.Organizations(ctx, search)
		must(t, err)
		if len(list) != want {
			t.Errorf("%q finds %d, want %d", search, len(list), want)
		}
		for _, v := range list {
			if v.ID == o.ID && v.Positions != 1 {
				t.Errorf("%d positions", v.Positions)
			}
		}
	}
}
