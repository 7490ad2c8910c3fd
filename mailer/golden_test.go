package mailer_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/mailer"
	"bijeen/models"
)

var update = flag.Bool("update", false, "write the golden mails of testdata anew")

// told is what came of a story: the row its mail was made from, and the store,
// which is closed by now but still makes the links.
type told struct {
	row  models.Claimed
	from *scenario
}

// alreadyTold keeps each story, so that the tests that walk all of them need
// no new database for each.
var alreadyTold sync.Map

// tell lets a story happen, once, and gives its mail with the row it was made
// from. Both are the caller's own.
func tell(t testing.TB, name, lang string) (*mailer.Mail, models.Claimed, *scenario) {
	t.Helper()
	known, ok := alreadyTold.Load(name + "/" + lang)
	if !ok {
		known = happen(t, stories[name], lang)
		alreadyTold.Store(name+"/"+lang, known)
	}
	row, s := known.(told).row, *known.(told).from
	s.t = t
	row.MessageFacts = models.MessageFacts{}
	if err := json.Unmarshal([]byte(row.Facts), &row.MessageFacts); err != nil {
		t.Fatal(err)
	}
	m, err := newComposer(t, s.Fixture).Compose(row)
	if err != nil {
		t.Fatal(err)
	}
	return m, row, &s
}

// happen runs a story. Every mail that went before its own has been sent.
func happen(t testing.TB, story story, lang string) told {
	t.Helper()
	seats := story.seats
	if seats == nil {
		seats = []int{5, 5}
	}
	in := described(seats...)
	if story.in != nil {
		story.in(&in)
	}
	s := newScenario(t, lang, in)
	story.run(s)
	for range 3 { // mail of one registration goes one by one
		claimed := s.sent()
		i := slices.IndexFunc(claimed, func(c models.Claimed) bool {
			return c.Kind == story.kind && (story.to == "" || c.ToEmail == story.to)
		})
		if i >= 0 {
			return told{claimed[i], s}
		}
	}
	t.Fatalf("no %s mail came of it", story.kind)
	return told{}
}

// languages lists those a story has golden files for.
func (s story) languages() []string {
	if s.english {
		return []string{"nl", "en"}
	}
	return []string{"nl"}
}

func eachStory(t *testing.T, check func(t *testing.T, name, lang string)) {
	for name, story := range stories {
		for _, lang := range story.languages() {
			t.Run(lang+"/"+name, func(t *testing.T) { check(t, name, lang) })
		}
	}
}

// Every mail stands in testdata as it goes over the wire, but for its
// boundaries. "go test ./mailer -run Golden -update" writes them anew.
func TestGoldenMails(t *testing.T) {
	eachStory(t, func(t *testing.T, name, lang string) {
		m, _, _ := tell(t, name, lang)
		got := []byte(plain(m.Raw))
		file := filepath.Join("testdata", lang, name+".eml")
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs (-want +got)\n%s", file, cmp.Diff(string(want), string(got)))
		}
	})
}

// No golden file without a story, and no kind of mail without one.
func TestEveryKindHasAStory(t *testing.T) {
	told := map[models.MessageKind]bool{}
	for _, story := range stories {
		told[story.kind] = true
	}
	for _, kind := range models.MessageKinds {
		if !told[kind] {
			t.Errorf("no story tells of a %s mail", kind)
		}
	}
	files, err := filepath.Glob("testdata/*/*.eml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		lang, name := filepath.Base(filepath.Dir(file)), filepath.Base(file[:len(file)-len(".eml")])
		if story, ok := stories[name]; !ok || !slices.Contains(story.languages(), lang) {
			t.Errorf("%s belongs to no story", file)
		}
	}
}
