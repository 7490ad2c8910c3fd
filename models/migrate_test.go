package models_test

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm/schema"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// stored are the models, each with its table.
var stored = []any{
	models.Organization{}, models.OrganizationAlias{}, models.Person{}, models.Venue{}, models.Meeting{}, models.MeetingHost{},
	models.Site{}, models.ProgrammeItem{}, models.User{}, models.LoginLink{}, models.Session{}, models.Registration{},
	models.AcceptedSite{}, models.Representation{}, models.Needs{}, models.RegistrationChange{}, models.MeetingChange{},
	models.Message{}, models.ExportLog{}, models.RetentionRun{}, models.SiteHost{}, models.OverviewStop{}, models.CheckIn{}, models.Note{},
	models.UserGroup{}, models.Draft{}, models.Undo{}, models.VenueEntry{}, models.RoomLayout{}, models.UnsentForm{}, models.DeskChange{}, models.Namesake{},
	models.Document{}, models.DocumentPart{}, models.NoteDocument{},
	models.OrganizationName{}, models.ServedMunicipality{}, models.Affiliation{}, models.PersonTag{}, models.Position{}, models.PositionHolder{},
	models.Assistant{}, models.Group{}, models.GroupName{}, models.GroupRole{}, models.GroupOffer{}, models.Merge{}, models.Invitation{},
}

// columns lists the columns of a table.
func (db *tables) columns(t testing.TB, table string) []string {
	t.Helper()
	rows, err := db.Query("select * from " + table + " where 1 = 0")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	list, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// The migrations and the models must not drift apart: every field has its
// column, every column its field, every table its model. The suite runs on
// both engines, so this holds for both folders.
func TestMigrations_MatchTheModels(t *testing.T) {
	db := openTables(t, modelstest.New(t))
	known := []string{"goose_db_version"}
	for _, model := range stored {
		s, err := schema.Parse(model, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		known = append(known, s.Table)
		columns := db.columns(t, s.Table)
		for _, field := range s.Fields {
			if field.DBName != "" && !slices.Contains(columns, field.DBName) {
				t.Errorf("%s.%s has no column %s.%s", s.Name, field.Name, s.Table, field.DBName)
			}
		}
		for _, column := range columns {
			if s.FieldsByDBName[column] == nil {
				t.Errorf("column %s.%s has no field in %s", s.Table, column, reflect.TypeOf(model).Name())
			}
		}
	}
	for _, table := range db.names(t) {
		if !slices.Contains(known, table) {
			t.Errorf("table %s has no model in this test", table)
		}
	}
}

// R18: a backup that leaves a table out is none.
func TestR18_BackupHasEveryTable(t *testing.T) {
	db := openTables(t, modelstest.New(t))
	got := append([]string{"goose_db_version"}, models.BackupTables...)
	slices.Sort(got)
	if diff := cmp.Diff(db.names(t), got); diff != "" {
		t.Errorf("tables of the database (-) and of a backup (+):\n%s", diff)
	}
}

// R15: several processes may start on one empty database at the same moment.
func TestR15_MigrateTogether(t *testing.T) {
	for range 3 {
		database, ok := modelstest.PostgresDSN(t)
		if !ok {
			database = filepath.Join(t.TempDir(), "bijeen.db")
		}
		var starting sync.WaitGroup
		for i := range 6 {
			starting.Go(func() {
				store, err := models.Open(ctx, modelstest.Options(database, &modelstest.Clock{}))
				if err != nil {
					t.Errorf("process %d: %v", i, err)
					return
				}
				defer store.Close()
				if err := store.Migrated(ctx); err != nil {
					t.Errorf("process %d: %v", i, err)
				}
			})
		}
		starting.Wait()
	}
}

// R17: a database of a newer Bijeen is refused in words, and stays as it is.
func TestR17_DowngradeIsRefused(t *testing.T) {
	f := modelstest.New(t)
	db := openTables(t, f)
	if _, err := db.Exec("insert into goose_db_version (version_id, is_applied) values (9999, true)"); err != nil {
		t.Fatal(err)
	}
	before := db.dump(t)
	store, err := models.Open(ctx, modelstest.Options(f.Database, f.Clock))
	if err == nil {
		store.Close()
		t.Fatal("opened a database of version 9999")
	}
	if text := err.Error(); !strings.Contains(text, "newer Bijeen") || !strings.Contains(text, "9999") {
		t.Errorf("refused with %q", text)
	}
	if before != db.dump(t) {
		t.Error("the refused database has changed")
	}
}
