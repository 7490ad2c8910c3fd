package directory_test

import (
	"testing"

	"bijeen/models"
	"bijeen/models/directory"
)

func TestBR10_SavePerson(t *testing.T) {
	f, d := prepared(t)
	in := directory.PersonInput{Somebody: tessa(), Phone: "074 123 45 67", Work: []directory.Work{
		{Organization: "Almelo", JobTitle: "wethouder", Level: models.Executive}, {Organization: "Gemeente Borne", JobTitle: "adviseur", FromOn: "2019-01-01", UntilOn: "2019-06-30"},
	}}
	p, err := d.SavePerson(ctx, in, by)
	must(t, err)
	if _, err := d.SavePerson(ctx, in, by); said(err) != "email person_known" {
		t.Errorf("twice: %v", err)
	}
	other := directory.PersonInput{Somebody: joris()}
	other.Email = tessa().Email // another name at one address is somebody else
	o, err := d.SavePerson(ctx, other, by)
	must(t, err)
	other.ID, other.Version, other.Somebody = o.ID, o.Version, tessa()
	if _, err := d.SavePerson(ctx, other, by); said(err) != "email person_known" {
		t.Errorf("becoming somebody who is there: %v", err)
	}
	in.ID, in.Version, in.Surname, in.Work = p.ID, p.Version, "Testerman", in.Work[:1]
	_, err = d.SavePerson(ctx, in, by)
	must(t, err)
	if _, err := d.SavePerson(ctx, in, by); models.KindOf(err) != models.Conflict {
		t.Errorf("by what was seen before: %v", err)
	}
	v, err := d.PersonByID(ctx, p.ID)
	must(t, err)
	if v.Surname != "Testerman" || len(v.Work) != 1 || v.Work[0].Organization != "Gemeente Almelo" || v.Phone != in.Phone {
		t.Errorf("stored is %+v", v)
	}
	wrong := directory.PersonInput{Somebody: joris(), Work: []directory.Work{{}, {Organization: "Nergens"}, {Organization: "Borne", Level: "boss", FromOn: "2020-01-01", UntilOn: "2019-01-01"}}}
	if _, err := d.SavePerson(ctx, wrong, by); said(err) != "work[0].organization organization_wanted, work[2].level choice_unknown, work[2].until_on day_before_start" {
		t.Errorf("wrong work: %v", err)
	}
	wrong.Work = wrong.Work[1:2]
	if _, err := d.SavePerson(ctx, wrong, by); said(err) != "work[0].organization organization_not_listed" {
		t.Errorf("unknown organization: %v", err)
	}
	if n := count(t, f, &models.Person{}, "1 = 1"); n != 2 {
		t.Errorf("%d people", n)
	}
	for search, want := range map[string]int{"": 2, "testerm": 1, "almelo": 2, "wethouder": 1, "borne": 0} {
		if list, err := d.People(ctx, search); err != nil || len(list) != want {
			t.Errorf("%q finds %d, want %d: %v", search, len(list), want, err)
		}
	}
}

func TestAssistantsAndUnlist(t *testing.T) {
	f, d := prepared(t)
	p, err := d.SavePerson(ctx, directory.PersonInput{Somebody: tessa()}, by)
	must(t, err)
	if err := d.AddAssistant(ctx, p.ID, p.Version, tessa(), by); said(err) != "email assistant_self" {
		t.Errorf("acts for herself: %v", err)
	}
	must(t, d.AddAssistant(ctx, p.ID, p.Version, joris(), by))
	if err := d.AddAssistant(ctx, p.ID, p.Version, joris(), by); models.KindOf(err) != models.Conflict {
		t.Errorf("by what was seen before: %v", err)
	}
	v, err := d.PersonByID(ctx, p.ID)
	must(t, err)
	if len(v.Assistants) != 1 || v.Assistants[0].GivenName != "Joris" {
		t.Fatalf("assistants %+v", v.Assistants)
	}
	must(t, d.EndAssistant(ctx, p.ID, v.Version, v.Assistants[0].ID, by))
	must(t, d.AddAssistant(ctx, p.ID, v.Version+1, joris(), by)) // once more
	if n := count(t, f, &models.Assistant{}, "until_on = ''"); n != 1 {
		t.Errorf("%d assistants", n)
	}
	position := held(t, d, "")
	if err := d.Unlist(ctx, p.ID, v.Version+2, by); said(err) != "person_holds" {
		t.Errorf("who holds a position: %v", err)
	}
	_, at := timeline(t, d, position.ID)
	must(t, d.EndHolding(ctx, position.ID, at.Version, at.Holdings[0].ID, "2019-10-01", by))
	must(t, d.Unlist(ctx, p.ID, v.Version+2, by))
	if n := count(t, f, &models.Person{}, "given_name = 'Tessa'") + count(t, f, &models.DeskChange{}, "name like 'Tessa%'"); n != 0 {
		t.Errorf("%d rows name her", n)
	}
}
