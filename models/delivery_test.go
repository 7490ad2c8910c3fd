package models_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

const lease = time.Minute

func claim(t *testing.T, f *modelstest.Fixture) []models.Claimed {
	t.Helper()
	claimed, err := f.ClaimMessages(context.Background(), "worker", 10, lease)
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

func mark(t *testing.T, f *modelstest.Fixture, deliveries ...models.Delivery) {
	t.Helper()
	if err := f.MarkMessages(context.Background(), deliveries); err != nil {
		t.Fatal(err)
	}
}

// What a worker gives back without a try keeps its number of attempts, says
// why, and still keeps later mail of the same registration behind it.
func TestUntriedIsNoAttempt(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("m", 10))
	out := f.SignUpAll(m, modelstest.Person(1))
	first := claim(t, f)
	if len(first) != 1 || first[0].Attempts != 1 {
		t.Fatalf("claimed %+v, want one first attempt", first)
	}
	mark(t, f, models.Delivery{
		MessageID: first[0].ID, Worker: "worker", Untried: true, Problem: "unreachable", NextTry: f.Now().Add(5 * time.Minute),
	})
	if err := f.Cancel(context.Background(), m.ID, out[0].RegistrationID, models.Actor{Kind: models.ByPerson}, ""); err != nil {
		t.Fatal(err)
	}
	if early := claim(t, f); len(early) != 0 {
		t.Errorf("claimed %s while its invitation waits", early[0].Kind)
	}
	f.Clock.Add(5 * time.Minute)
	second := claim(t, f)
	if len(second) != 1 || second[0].ID != first[0].ID || second[0].Attempts != 1 {
		t.Fatalf("claimed %+v, want the same first attempt", second)
	}
	if key, answer := second[0].Problem(); key != "mail_problem.unreachable" || answer != "" {
		t.Errorf("problem %q %q", key, answer)
	}
}

func TestProblem(t *testing.T) {
	for _, test := range []struct{ stored, key, answer string }{
		{"", "", ""},
		{"unreachable", "mail_problem.unreachable", ""},
		{"refused 550 5.1.1", "mail_problem.refused", "550 5.1.1"},
	} {
		msg := models.Message{LastError: test.stored}
		if key, answer := msg.Problem(); key != test.key || answer != test.answer {
			t.Errorf("%q: got %q %q, want %q %q", test.stored, key, answer, test.key, test.answer)
		}
	}
}

// A message that cannot be read holds up no other of its meeting.
func TestUnreadableMessageHoldsUpNoOther(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("m", 10))
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	spoil(t, f, `update messages set detail = '{' where to_email = 'proef2@horizon.example'`)
	claimed, err := f.ClaimMessages(context.Background(), "worker", 10, lease)
	if err == nil || !strings.Contains(err.Error(), "unreadable detail") {
		t.Errorf("error %v, want the unreadable one", err)
	}
	if len(claimed) != 2 {
		t.Errorf("claimed %d messages, want the other two", len(claimed))
	}
}

// spoil changes the database behind the store's back.
func spoil(t *testing.T, f *modelstest.Fixture, statement string) {
	t.Helper()
	driver := "sqlite3"
	if models.IsPostgres(f.Database) {
		driver = "pgx"
	}
	db, err := sql.Open(driver, f.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}
