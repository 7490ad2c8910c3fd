package directory_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/models/modelstest"
)

var (
	ctx = context.Background()
	by  = models.Actor{Kind: models.ByOrganizer}
)

// prepared is an empty directory with the built-in municipalities.
func prepared(t *testing.T) (*modelstest.Fixture, *directory.Directory) {
	t.Helper()
	f := modelstest.New(t)
	must(t, directory.Prepare(ctx, f.Store))
	return f, directory.New(f.Store)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// said gives the refusal as "field key", or the error as it is.
func said(err error) string {
	var many models.Problems
	var one *models.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &many):
		var list []string
		for _, e := range many {
			list = append(list, e.Field+" "+e.Key)
		}
		return strings.Join(list, ", ")
	case errors.As(err, &one):
		return strings.TrimSpace(one.Field + " " + one.Key)
	}
	return err.Error()
}

func count(t *testing.T, f *modelstest.Fixture, model any, where string, args ...any) int {
	t.Helper()
	var n int64
	must(t, f.Read(ctx, func(tx *gorm.DB) error { return tx.Model(model).Where(where, args...).Count(&n).Error }))
	return int(n)
}

// Two processes start at once, over names that visitors typed before.
func TestPrepare(t *testing.T) {
	f := modelstest.New(t)
	f.Position("wethouder", "Borne", nil)
	must(t, f.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update organizations set known = false, kind = 'other'").Error
	}))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := directory.Prepare(ctx, f.Store); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	must(t, directory.Prepare(ctx, f.Store))
	if n := count(t, f, &models.Organization{}, "kind = 'municipality' and known and code like 'GM%'"); n != 14 {
		t.Errorf("%d municipalities", n)
	}
	if n := count(t, f, &models.Organization{}, "1 = 1"); n != 14 {
		t.Errorf("%d organizations", n)
	}
	if n := count(t, f, &models.Organization{}, "name = 'Gemeente Borne' and code = 'GM0147'"); n != 1 {
		t.Error("Borne was not completed")
	}
}

func jeugd(municipality string) directory.PositionInput {
	return directory.PositionInput{Organization: municipality, Kind: models.PositionAlderman, Title: "wethouder Jeugd"}
}

func tessa() directory.Somebody {
	return directory.Somebody{GivenName: "Tessa", Surname: "Testerink", Email: "t.testerink@almelo.example"}
}

func joris() directory.Somebody {
	return directory.Somebody{GivenName: "Joris", Surname: "van den Voorbeeld", Email: "j.vandenvoorbeeld@almelo.example"}
}

func TestSavePosition(t *testing.T) {
	f, d := prepared(t)
	must(t, f.Write(ctx, func(tx *gorm.DB) error {
		o := models.Organization{Name: "Noaberkracht", NameKey: "noaberkracht", Kind: "regional_body", Known: true, Version: 1, CreatedAt: f.Now()}
		if err := tx.Create(&o).Error; err != nil {
			return err
		}
		return tx.Create(&[]models.ServedMunicipality{{OrganizationID: o.ID, Code: "GM0183"}, {OrganizationID: o.ID, Code: "GM1774"}}).Error
	}))
	for name, c := range map[string]struct {
		change           func(*directory.PositionInput)
		represents, said string
		level            models.Level
	}{
		"the municipality itself": {func(in *directory.PositionInput) {}, "GM0141", "", models.Executive},
		"by another spelling":     {func(in *directory.PositionInput) { in.Organization = "gem. Almelo" }, "GM0141", "", models.Executive},
		"those it serves":         {func(in *directory.PositionInput) { in.Organization = "Noaberkracht" }, "GM1774 GM0183", "", models.Executive},
		"as chosen": {func(in *directory.PositionInput) {
			in.Represents, in.Kind, in.Level = []string{"GM0153", "GM0141"}, models.PositionOfficial, ""
		}, "GM0153 GM0141", "", models.Policy},
		"unknown body": {func(in *directory.PositionInput) { in.Organization = "Almeloo" }, "", "organization organization_not_listed", ""},
		"nothing":      {func(in *directory.PositionInput) { *in = directory.PositionInput{} }, "", "organization organization_wanted, kind choice_unknown, title position_title_missing", ""},
		"wrong choices": {func(in *directory.PositionInput) {
			in.Represents, in.Level, in.EndedOn = []string{"GM9999"}, "boss", "morgen"
		}, "", "level choice_unknown, represents choice_unknown, ended_on day_wrong", ""},
		"too long": {func(in *directory.PositionInput) { in.Title = strings.Repeat("x", 201) }, "", "title too_long", ""},
	} {
		t.Run(name, func(t *testing.T) {
			in := jeugd("Gemeente Almelo")
			in.Title += " " + strings.ReplaceAll(name, " ", "") // apart from the others
			c.change(&in)
			p, err := d.SavePosition(ctx, in, by)
			if got := said(err); got != c.said {
				t.Fatalf("refused with %q, want %q", got, c.said)
			}
			if c.said == "" && (p.Represents != c.represents || p.Level != c.level) {
				t.Errorf("represents %q at level %q, want %q and %q", p.Represents, p.Level, c.represents, c.level)
			}
		})
	}
}

// Who was second is refused, and nothing is stored; with the present version
// it goes through.
func TestSavePosition_LostUpdate(t *testing.T) {
	f, d := prepared(t)
	p, err := d.SavePosition(ctx, jeugd("Almelo"), by)
	must(t, err)
	first := jeugd("Almelo")
	first.ID, first.Version, first.Title = p.ID, p.Version, "wethouder Jeugdzorg"
	_, err = d.SavePosition(ctx, first, by)
	must(t, err)
	second := first
	second.Title = "wethouder Onderwijs"
	if _, err := d.SavePosition(ctx, second, by); models.KindOf(err) != models.Conflict {
		t.Fatalf("second: %v", err)
	}
	if err := d.Appoint(ctx, directory.Appointment{PositionID: p.ID, Version: p.Version, Who: tessa()}, by); models.KindOf(err) != models.Conflict {
		t.Errorf("appoint by what was seen before: %v", err)
	}
	if n := count(t, f, &models.Person{}, "1 = 1"); n != 0 {
		t.Errorf("%d people were made by what was refused", n)
	}
	v, err := d.Position(ctx, p.ID)
	must(t, err)
	if v.Title != "wethouder Jeugdzorg" || v.Version != 2 {
		t.Errorf("stored is %q, version %d", v.Title, v.Version)
	}
	second.Version = v.Version
	if _, err := d.SavePosition(ctx, second, by); err != nil {
		t.Errorf("having seen it: %v", err)
	}
	if _, err := d.SavePosition(ctx, jeugd("Almelo"), by); err != nil {
		t.Errorf("a free title: %v", err)
	}
	if _, err := d.SavePosition(ctx, jeugd("gemeente almelo"), by); said(err) != "title position_known" {
		t.Errorf("the same title twice: %v", err)
	}
	second.ID = 999
	if _, err := d.SavePosition(ctx, second, by); models.KindOf(err) != models.NotFound {
		t.Errorf("no such position: %v", err)
	}
}

// timeline is who holds a position from when until when.
func timeline(t *testing.T, d *directory.Directory, id int64) (string, *directory.PositionView) {
	t.Helper()
	v, err := d.Position(ctx, id)
	must(t, err)
	var list []string
	for _, h := range v.Holdings {
		list = append(list, h.Person.GivenName+" "+h.FromOn+".."+h.UntilOn)
	}
	return strings.Join(list, " "), v
}

func TestBR21_HoldersFollowEachOther(t *testing.T) {
	f, d := prepared(t)
	p, err := d.SavePosition(ctx, jeugd("Almelo"), by)
	must(t, err)
	demi := directory.Somebody{GivenName: "Demi", Surname: "de Demo", Email: "d.dedemo@almelo.example"}
	version := 1
	steps := []struct {
		who        directory.Somebody
		from       string
		said, want string
	}{
		{tessa(), "", "", "Tessa .."},
		{joris(), "", "holder.from day", "Tessa .."},
		{joris(), "2019-09-01", "", "Tessa ..2019-08-31 Joris 2019-09-01.."},
		{joris(), "2019-10-01", "twice", "Tessa ..2019-08-31 Joris 2019-09-01.."},
		{demi, "2019-08-01", "", "Tessa ..2019-07-31 Demi 2019-08-01..2019-08-31 Joris 2019-09-01.."},
		{tessa(), "2019-09-01", "", "Tessa ..2019-07-31 Demi 2019-08-01..2019-08-31 Tessa 2019-09-01.."},
	}
	for _, s := range steps {
		err := d.Appoint(ctx, directory.Appointment{PositionID: p.ID, Version: version, Who: s.who, FromOn: s.from}, by)
		if (err == nil) != (s.said == "") {
			t.Fatalf("%s from %q: %v", s.who.GivenName, s.from, err)
		}
		if err == nil {
			version++
		}
		if got, _ := timeline(t, d, p.ID); got != s.want {
			t.Errorf("%s from %q: %s, want %s", s.who.GivenName, s.from, got, s.want)
		}
	}
	if n := count(t, f, &models.Person{}, "listed_at is not null and sort_key <> ''"); n != 3 {
		t.Errorf("%d people are listed", n)
	}
	_, v := timeline(t, d, p.ID)
	if h := v.Holder("2019-08-15"); h == nil || h.Person.GivenName != "Demi" || v.Next("2019-08-15").Person.GivenName != "Tessa" {
		t.Errorf("on 15 August %+v", h)
	}
	demis := v.Holder("2019-08-15").ID
	for _, s := range []struct{ day, said, want string }{
		{"2019-07-01", "until_on day_before_start", ""},
		{"2019-09-05", "until_on holder_overlaps", ""},
		{"31 augustus", "until_on day_wrong", ""},
		{"2019-08-20", "", "Tessa ..2019-07-31 Demi 2019-08-01..2019-08-20 Tessa 2019-09-01.."},
		{"", "", "Tessa ..2019-07-31 Tessa 2019-09-01.."},
	} {
		_, v := timeline(t, d, p.ID)
		err := d.EndHolding(ctx, p.ID, v.Version, demis, s.day, by)
		if got := said(err); got != s.said {
			t.Errorf("last day %q: %q, want %q", s.day, got, s.said)
		}
		if got, _ := timeline(t, d, p.ID); s.said == "" && got != s.want {
			t.Errorf("last day %q: %s, want %s", s.day, got, s.want)
		}
	}
}

// A sign-up and the directory mean the same person by name and address; the
// same address with another name is somebody else (BR-10).
func TestBR10_WhoIsAppointedIsWhoSignedUp(t *testing.T) {
	f, d := prepared(t)
	a, wrong := "T.Testerink@almelo.example", directory.Somebody{Email: "geen adres"}
	must(t, f.Write(ctx, func(tx *gorm.DB) error {
		return tx.Create(&models.Person{GivenName: "Tessa", Surname: "Testerink", Email: a, NameKey: tessaKey, EmailKey: strings.ToLower(a), EmailKind: models.EmailPersonal, CreatedAt: f.Now(), Version: 1, LinkVersion: 1}).Error
	}))
	p, err := d.SavePosition(ctx, jeugd("Almelo"), by)
	must(t, err)
	must(t, d.Appoint(ctx, directory.Appointment{PositionID: p.ID, Version: 1, Who: tessa()}, by))
	other := joris()
	other.Email, other.Shared = a, true
	must(t, d.SetDeputy(ctx, p.ID, 2, &other, by))
	if n := count(t, f, &models.Person{}, "listed_at is not null"); n != 2 {
		t.Errorf("%d people are listed, want the one who signed up and one more at the address", n)
	}
	_, v := timeline(t, d, p.ID)
	if v.Deputy == nil || v.Deputy.GivenName != "Joris" || v.Deputy.SurnamePrefix != "van den" || v.Deputy.EmailKind != models.EmailShared {
		t.Errorf("deputy %+v", v.Deputy)
	}
	must(t, d.SetDeputy(ctx, p.ID, 3, nil, by))
	if _, v := timeline(t, d, p.ID); v.Deputy != nil {
		t.Errorf("the deputy is still %s", v.Deputy.GivenName)
	}
	if err := d.SetDeputy(ctx, p.ID, 4, &wrong, by); said(err) != "given_name given_name_missing, surname surname_missing, email email_wrong" {
		t.Errorf("nobody: %v", err)
	}
	if n := count(t, f, &models.DeskChange{}, "about = 'person' and action like 'position%'"); n != 3 {
		t.Errorf("%d lines of history", n)
	}
}

var tessaKey = (&models.Person{GivenName: "Tessa", Surname: "Testerink"}).Name().IdentityKey()

func TestPositions_Search(t *testing.T) {
	_, d := prepared(t)
	for _, town := range []string{"Tubbergen", "Almelo", "Borne"} {
		p, err := d.SavePosition(ctx, jeugd(town), by)
		must(t, err)
		if town == "Borne" {
			must(t, d.Appoint(ctx, directory.Appointment{PositionID: p.ID, Version: 1, Who: joris()}, by))
		}
	}
	for search, want := range map[string]string{
		"": "Almelo Borne Tubbergen", "borne": "Borne", "JEUGD tubb": "Tubbergen", "voorbeeld": "Borne", "parijs": "",
	} {
		list, err := d.Positions(ctx, search)
		must(t, err)
		var got []string
		for _, v := range list {
			got = append(got, strings.TrimPrefix(v.Organization.Name, "Gemeente "))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q finds %q, want %q", search, got, want)
		}
	}
}
