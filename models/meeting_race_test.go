package models_test

import (
	"fmt"
	"sync"
	"testing"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// importAtOnce lets as many programs as there are lists import at the same
// moment, and gives who made what.
func importAtOnce(t *testing.T, f *modelstest.Fixture, lists [][]models.MeetingInput) (made map[string]int) {
	t.Helper()
	var mu sync.Mutex
	var at sync.WaitGroup
	made = map[string]int{}
	for i, list := range lists {
		at.Go(func() {
			var slugs []string
			for _, in := range list {
				slugs = append(slugs, in.Slug)
			}
			read := func(map[string]*models.Meeting) ([]models.MeetingInput, error) { return list, nil }
			done, err := f.ImportMeetings(ctx, slugs, read, models.Actor{Kind: models.BySystem}, false)
			if err != nil {
				t.Errorf("import %d: %v", i, err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, one := range done {
				if one.Created {
					made[one.Slug]++
				}
			}
		})
	}
	at.Wait()
	return made
}

// R15: of first imports of one slug at the same moment one makes the meeting,
// and the others find it; so do those that share some meetings and hosts, in
// any order. Without the lock of imports some of these end in a deadlock on
// PostgreSQL that three tries do not get out of.
func TestR15_FirstImportsAtOnce(t *testing.T) {
	f := modelstest.New(t)
	for round := range 10 {
		var lists [][]models.MeetingInput
		for i := range 10 {
			var list []models.MeetingInput
			for k := range 5 {
				if (i>>(k%3))&1 == 1 {
					continue
				}
				in := modelstest.Gathering(fmt.Sprintf("ronde-%d-%d", round, k), 5)
				in.Hosts = nil
				for _, group := range []int{(i + k) % 6, i * k % 5} {
					in.Hosts = append(in.Hosts, models.HostInput{Name: fmt.Sprintf("Proefgroep %d-%d", round, group), Role: "lead"})
				}
				list = append(list, in)
			}
			lists = append(lists, list)
		}
		made := importAtOnce(t, f, lists)
		for k := range 5 {
			if slug := fmt.Sprintf("ronde-%d-%d", round, k); made[slug] != 1 {
				t.Errorf("%s was made %d times", slug, made[slug])
			}
		}
	}
}
