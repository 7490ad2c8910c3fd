package models_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// gieterij is a building as an organiser types it.
func gieterij() models.VenueEntry {
	return models.VenueEntry{
		Name: " De  Gieterij ", Street: "Gieterij 200", PostalCode: "7553vz", Town: "Hengelo", BuildingLimit: 150,
		ContactName: "Bas Dummy", ContactPhone: "074-123 45 67", ContactEmail: "Zaal@Gieterij.example", RouteText: "Tien minuten van het station.",
		Layouts: []models.RoomLayout{{Room: "Zaal 4", Layout: "theater", Seats: 80}, {Room: "Zaal 4", Layout: "carre", Seats: 30}},
	}
}

func saveEntry(t *testing.T, f *modelstest.Fixture, e models.VenueEntry, read time.Time) *models.VenueEntry {
	t.Helper()
	saved, err := f.SaveVenueEntry(ctx, e, read, byUser(t, f))
	if err != nil {
		t.Fatalf("save %s: %v", e.Name, err)
	}
	return saved
}

func book(t *testing.T, f *modelstest.Fixture) *models.VenueBook {
	t.Helper()
	b, err := f.VenueBook(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A meeting keeps its place when the book changes, and is still known as one
// in that building.
func TestVenueBook_MeetingsKeepWhatTheyHave(t *testing.T) {
	f := ticking(t)
	e := saveEntry(t, f, gieterij(), time.Time{})
	if e.Name != "De Gieterij" || e.PostalCode != "7553 VZ" || e.ContactEmail != "Zaal@Gieterij.example" {
		t.Errorf("stored %q, %q, %q", e.Name, e.PostalCode, e.ContactEmail)
	}
	in := modelstest.Gathering("platform", 80)
	in.Sites[0].Venue = e.Address()
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1))
	f.Deliver()
	moved := *e
	moved.Street, moved.Layouts = "Nieuwe Gieterij 1", e.Layouts[:1]
	saveEntry(t, f, moved, e.UpdatedAt)
	f.Clock.Add(time.Hour)
	if got := f.Meeting("platform").Sites[0].Venue.Street; got != "Gieterij 200" || len(f.Deliver()) != 0 {
		t.Errorf("the meeting is at %q, or mail went", got)
	}
	b := book(t, f)
	if at := b.At(m.Sites[0].Venue.Input()); at == nil || at.Street != "Nieuwe Gieterij 1" || len(at.Layouts) != 1 {
		t.Errorf("the meeting leads to %+v", at)
	}
	if at := b.At(moved.Address()); at == nil || at.ID != e.ID {
		t.Errorf("the new address leads to %+v", at)
	}
	if err := f.RemoveVenueEntry(ctx, e.ID, models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	if b := book(t, f); len(b.Entries) != 0 || b.At(moved.Address()) != nil || f.Meeting("platform").Sites[0].Venue.Name != "De Gieterij" {
		t.Errorf("after it was taken out: %+v", b.Entries)
	}
	if err := f.RemoveVenueEntry(ctx, e.ID, models.Actor{Kind: models.ByOrganizer}); models.KindOf(err) != models.NotFound {
		t.Errorf("again: %v; want not found", err)
	}
}

func TestVenueBook_SaysWhatIsWrong(t *testing.T) {
	f := modelstest.New(t)
	saveEntry(t, f, gieterij(), time.Time{})
	for name, c := range map[string]struct {
		change func(*models.VenueEntry)
		want   string
	}{
		"twice":      {func(*models.VenueEntry) {}, "name=venue_known"},
		"no name":    {func(e *models.VenueEntry) { e.Name = " " }, "name=venue_missing"},
		"long":       {func(e *models.VenueEntry) { e.Street = strings.Repeat("é", 201) }, "street=too_long"},
		"postal":     {func(e *models.VenueEntry) { e.PostalCode = "0123 AB" }, "postal_code=postal_code_wrong"},
		"limit":      {func(e *models.VenueEntry) { e.BuildingLimit = -1 }, "building_limit=seats_wrong"},
		"phone":      {func(e *models.VenueEntry) { e.ContactPhone = "bel maar" }, "contact_phone=phone_wrong"},
		"email":      {func(e *models.VenueEntry) { e.ContactEmail = "geen adres" }, "contact_email=email_wrong"},
		"layout":     {func(e *models.VenueEntry) { e.Layouts[1].Layout = "kring" }, "rooms[1]=room_wrong"},
		"no seats":   {func(e *models.VenueEntry) { e.Layouts[0].Seats = 0 }, "rooms[0]=room_wrong"},
		"many rooms": {func(e *models.VenueEntry) { e.Layouts = make([]models.RoomLayout, 101) }, "rooms=rooms_too_many"},
		"long rules": {func(e *models.VenueEntry) { e.HouseRules = strings.Repeat("x", 2001) }, "house_rules=too_long"},
	} {
		e := gieterij()
		c.change(&e)
		_, err := f.SaveVenueEntry(ctx, e, time.Time{}, byUser(t, f))
		if err == nil || err.Error() != "refused: "+c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// Two people change one entry: the second is told, and nothing of the first
// is lost.
func TestVenueBook_NobodyOverwritesUnseen(t *testing.T) {
	f := ticking(t)
	e := saveEntry(t, f, gieterij(), time.Time{})
	first, second := *e, *e
	first.RouteText, second.RouteText = "Met de bus.", "Met de trein."
	saveEntry(t, f, first, e.UpdatedAt)
	if _, err := f.SaveVenueEntry(ctx, second, e.UpdatedAt, byUser(t, f)); models.KindOf(err) != models.Conflict {
		t.Errorf("second: %v; want a conflict", err)
	}
	if got := book(t, f).Entry(e.ID).RouteText; got != "Met de bus." {
		t.Errorf("stored %q", got)
	}
}

// Several people keep one building at the same moment: it stands in the book
// once.
func TestKeepVenue_OnceForEverybody(t *testing.T) {
	f := modelstest.New(t)
	site := modelstest.Gathering("platform", 25).Sites[0]
	site.Room, site.BuildingLimit = "Tuinkamer", 60
	by := byUser(t, f)
	var wait sync.WaitGroup
	var mu sync.Mutex
	added := 0
	for range 8 {
		wait.Go(func() {
			ok, err := f.KeepVenue(ctx, site, by)
			if err != nil && models.KindOf(err) == 0 {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if ok {
				added++
			}
		})
	}
	wait.Wait()
	b := book(t, f)
	if added != 1 || len(b.Entries) != 1 {
		t.Fatalf("%d were told it is new, %d entries", added, len(b.Entries))
	}
	e := b.Entries[0]
	if e.Address() != site.Venue || e.BuildingLimit != 60 || len(e.Layouts) != 1 || e.Layouts[0].Room != "Tuinkamer" || e.Layouts[0].Seats != 25 {
		t.Errorf("kept %+v", e)
	}
}

// BR-80: who is the contact of a venue is found and erased by address; the
// building stays.
func TestBR80_ContactOfAVenue(t *testing.T) {
	f := modelstest.New(t)
	e := saveEntry(t, f, gieterij(), time.Time{})
	data, err := f.PersonData(ctx, "ZAAL@gieterij.example")
	if err != nil {
		t.Fatal(err)
	}
	want := []models.VenueContact{{Venue: "De Gieterij, Hengelo", Name: "Bas Dummy", Phone: "074-123 45 67"}}
	if diff := cmp.Diff(want, data.Venues); diff != "" {
		t.Error(diff)
	}
	if _, err := f.ErasePerson(ctx, "zaal@gieterij.example"); err != nil {
		t.Fatal(err)
	}
	got := book(t, f).Entry(e.ID)
	if got.Name != "De Gieterij" || got.ContactName+got.ContactEmail+got.ContactPhone+got.EmailKey != "" {
		t.Errorf("left %+v", got)
	}
	if _, err := f.PersonData(ctx, "zaal@gieterij.example"); models.KindOf(err) != models.NotFound {
		t.Errorf("after: %v; want not found", err)
	}
}

// R18: the book comes back with a backup, tied to the meetings as before.
func TestR18_BackupHasTheVenueBook(t *testing.T) {
	f := modelstest.New(t)
	e := saveEntry(t, f, gieterij(), time.Time{})
	var file bytes.Buffer
	if _, err := f.Backup(ctx, &file); err != nil {
		t.Fatal(err)
	}
	fresh, err := models.Open(ctx, modelstest.Options(filepath.Join(t.TempDir(), "new.db"), f.Clock))
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	if _, err := fresh.Restore(ctx, &file); err != nil {
		t.Fatal(err)
	}
	b, err := fresh.VenueBook(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(book(t, f).Entries, b.Entries); diff != "" {
		t.Error(diff)
	}
	if at := b.At(e.Address()); at == nil || at.ID != e.ID {
		t.Errorf("address leads to %+v", at)
	}
}
