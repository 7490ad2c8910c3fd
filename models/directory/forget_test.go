package directory_test

import (
	"bytes"
	"testing"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/models/modelstest"
)

// held gives Tessa a position she had through a day ("" is still), and Joris
// the same one after her.
func held(t *testing.T, d *directory.Directory, through string) *models.Position {
	t.Helper()
	p, err := d.SavePosition(ctx, jeugd("Almelo"), by)
	must(t, err)
	must(t, d.Appoint(ctx, directory.Appointment{PositionID: p.ID, Version: 1, Who: tessa()}, by))
	if through != "" {
		_, v := timeline(t, d, p.ID)
		must(t, d.EndHolding(ctx, p.ID, 2, v.Holdings[0].ID, through, by))
	}
	return p
}

// Who has had nothing to do in the directory for a year leaves it; who still
// has stays (BR-77 for the directory).
func TestRetention_UnlistsWhoHasNothingToDo(t *testing.T) {
	for name, c := range map[string]struct {
		through string
		deputy  bool
		want    int
	}{
		"still":           {"", false, 1},
		"ended long ago":  {"2019-10-20", false, 0},
		"ended this year": {"2020-03-01", false, 1},
		"deputy now":      {"2019-10-20", true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f, d := prepared(t)
			p := held(t, d, c.through)
			if who := tessa(); c.deputy {
				must(t, d.SetDeputy(ctx, p.ID, 3, &who, by))
			}
			f.Clock.Set(*modelstest.At("2020-10-01 12:00"))
			_, err := f.RunRetention(ctx)
			must(t, err)
			if n := count(t, f, &models.Person{}, "listed_at is not null"); n != 1 {
				t.Fatalf("%d people are listed within the year", n)
			}
			f.Clock.Set(*modelstest.At("2020-11-01 12:00"))
			_, err = f.RunRetention(ctx)
			must(t, err)
			if n := count(t, f, &models.Person{}, "1 = 1"); n != c.want {
				t.Errorf("%d people, want %d", n, c.want)
			}
			if n := count(t, f, &models.DeskChange{}, "name like 'Tessa%'"); (n > 0) != (c.want > 0) {
				t.Errorf("%d lines of history name her", n)
			}
		})
	}
}

// What the directory holds is shown to who asks, and is gone when it is
// erased, from the lists of invitations too.
func TestPersonShowAndErase(t *testing.T) {
	f, d := prepared(t)
	p := held(t, d, "")
	other := joris()
	must(t, d.SetDeputy(ctx, p.ID, 2, &other, by))
	m := f.Save(modelstest.Gathering("bijeenkomst", 10))
	must(t, f.Write(ctx, func(tx *gorm.DB) error {
		var who models.Person
		if err := tx.Where("given_name = 'Tessa'").Take(&who).Error; err != nil {
			return err
		}
		line := models.Invitation{MeetingID: m.ID, Target: models.InvitePerson, PersonID: &who.ID, Name: "Tessa Testerink", State: models.InvitationQueued, LinkVersion: 1, CreatedAt: f.Now(), UpdatedAt: f.Now()}
		return tx.Create(&line).Error
	}))
	data, err := f.PersonData(ctx, tessa().Email)
	must(t, err)
	l := data.People[0].Directory
	if l == nil || len(l.Positions) != 1 || l.Positions[0] != (models.PeriodData{At: "Gemeente Almelo", As: "wethouder Jeugd"}) || len(l.Invitations) != 1 || len(l.History) != 2 {
		t.Fatalf("shown is %+v", l)
	}
	_, err = f.ErasePerson(ctx, tessa().Email)
	must(t, err)
	for name, n := range map[string]int{
		"people": count(t, f, &models.Person{}, "given_name = 'Tessa'"), "holders": count(t, f, &models.PositionHolder{}, "1 = 1"),
		"invitations": count(t, f, &models.Invitation{}, "1 = 1"), "history": count(t, f, &models.DeskChange{}, "name like '%Testerink%'"),
	} {
		if n != 0 {
			t.Errorf("%s: %d left", name, n)
		}
	}
	if n := count(t, f, &models.Person{}, "given_name = 'Joris' and listed_at is not null"); n != 1 {
		t.Error("somebody else went too")
	}
	_, err = f.ErasePerson(ctx, joris().Email)
	must(t, err)
	if _, v := timeline(t, d, p.ID); v.Deputy != nil {
		t.Error("the deputy stayed")
	}
}

// A backup goes into a database that holds only what comes built in, and
// brings its own.
func TestRestore_OverBuiltIn(t *testing.T) {
	f, d := prepared(t)
	held(t, d, "")
	var backup bytes.Buffer
	_, err := f.Backup(ctx, &backup)
	must(t, err)
	fresh, _ := prepared(t)
	if empty, err := fresh.Empty(ctx); err != nil || !empty {
		t.Fatalf("empty: %t, %v", empty, err)
	}
	_, err = fresh.Restore(ctx, bytes.NewReader(backup.Bytes()))
	must(t, err)
	if n := count(t, fresh, &models.PositionHolder{}, "1 = 1"); n != 1 {
		t.Errorf("%d holders", n)
	}
	if _, err := fresh.Restore(ctx, bytes.NewReader(backup.Bytes())); models.KindOf(err) != models.Conflict {
		t.Errorf("a second restore: %v", err)
	}
}
