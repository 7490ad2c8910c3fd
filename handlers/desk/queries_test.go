package desk_test

import (
	"fmt"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// My meetings, and the working list, take the same number of queries whether
// there are few or many.
func TestQueries_DoNotGrow(t *testing.T) {
	site := handlerstest.New(t)
	add := func(from, to int) {
		t.Helper()
		var list []models.MeetingInput
		for i := from; i < to; i++ {
			in := modelstest.Gathering(fmt.Sprintf("bijeenkomst-%d", i), 5, 5)
			in.RegistrationMode = []models.RegistrationMode{models.ModeOpen, models.ModeApproval}[i%2]
			list = append(list, in)
		}
		_, err := site.SaveMeetings(ctx, list, models.Actor{Kind: models.ByImport}, false)
		must(t, err)
		for i := from; i < min(to, from+6); i++ { // some of which ask for attention
			site.SignUpAll(site.Meeting(fmt.Sprintf("bijeenkomst-%d", i)), modelstest.Person(i, "a"), modelstest.Person(i+1, "b"))
		}
	}
	add(0, 10)
	client := login(t, site, models.RoleOrganizer)
	q := modelstest.CountQueries(t, site.Store)
	look := func(path string) int64 {
		return q.During(func() {
			if a := client.Get(path); a.Status != 200 {
				t.Fatalf("%s: status %d", path, a.Status)
			}
		})
	}
	look("/beheer") // the first look writes down that the session is in use
	few := look("/beheer")
	add(10, 1000)
	if many := look("/beheer"); many != few || few == 0 {
		t.Errorf("my meetings take %d queries for 10 and %d for 1,000", few, many)
	}
	m := site.Meeting("bijeenkomst-0")
	path := "/beheer/bijeenkomsten/bijeenkomst-0/aanmeldingen"
	look(path)
	few = look(path)
	for i := range 40 {
		site.SignUpAll(m, modelstest.Person(100+i, "a", "b"))
	}
	if many := look(path); many > few+1 { // place numbers, once somebody waits
		t.Errorf("the working list takes %d queries for 2 people and %d for 42", few, many)
	}
}
