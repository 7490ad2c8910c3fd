package mailer_test

import (
	"context"
	"errors"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// oneIDEach fails unless each receiver's mails all carry one Message-ID.
func oneIDEach(t *testing.T, letters []mailertest.Letter) {
	t.Helper()
	if problem := severalIDs(letters); problem != "" {
		t.Error(problem)
	}
}

// severalIDs names a receiver whose mails carry more than one Message-ID.
func severalIDs(letters []mailertest.Letter) string {
	seen := map[string]string{}
	for _, l := range letters {
		id := messageID(l.Raw)
		if before, again := seen[l.To]; again && before != id {
			return l.To + " got " + before + " and " + id
		}
		seen[l.To] = id
	}
	return ""
}

var messageIDLine = regexp.MustCompile(`(?m)^Message-ID: (<[^>]+>)\r$`)

func messageID(raw []byte) string {
	m := messageIDLine.FindSubmatch(raw)
	if m == nil {
		return "none"
	}
	return string(m[1])
}

// R8: the process dies between the server's 250 and our mark. The mail goes
// again, as the same mail with the same Message-ID.
func TestR8_CrashAfterAcceptance(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	s.crowd(5)
	server := mailertest.StartServer(t, mailertest.Script{})
	dying := prepare(s, nil, connection(t, server.Host, server.Port))
	var once sync.Once
	sent := make(chan struct{})
	dying.OnMark(func(func(context.Context, []models.Delivery) error, context.Context, []models.Delivery) error {
		once.Do(func() { close(sent) })
		return errors.New("killed")
	})
	dying.start()
	<-sent
	dying.end()
	accepted := len(server.Accepted())
	if accepted == 0 {
		t.Fatal("nothing was accepted before the crash")
	}
	s.Clock.Add(time.Hour) // the leases end
	alive := prepare(s, nil, connection(t, server.Host, server.Port)).start()
	alive.waitForMarks(5)
	letters := server.Accepted()
	if len(letters) != accepted+5 {
		t.Errorf("%d mails, want %d before the crash and all five after it", len(letters), accepted)
	}
	oneIDEach(t, letters)
	for _, l := range letters[accepted:] {
		for _, before := range letters[:accepted] {
			if l.To == before.To && plain(l.Raw) != plain(before.Raw) {
				t.Errorf("the repeat is another mail (-first +repeat)\n%s", cmp.Diff(plain(before.Raw), plain(l.Raw)))
			}
		}
	}
	for to, state := range s.states() {
		if state != "sent" {
			t.Errorf("%s is %s after the repeat", to, state)
		}
	}
}

// The control of R8: with a new Message-ID on each try the check above fails.
func TestR8_Control(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	s.signUp(at(cast[0], "a"))
	server := mailertest.StartServer(t, mailertest.Script{})
	connection, c := connection(t, server.Host, server.Port), newComposer(t, s.Fixture)
	row := s.claim()[0]
	for _, id := range []string{"first@bijeen.example", "second@bijeen.example"} {
		row.MessageID = id
		m, err := c.Compose(row)
		s.must(err)
		s.must(connection.Send(ctx, m))
	}
	if severalIDs(server.Accepted()) == "" {
		t.Error("two different Message-IDs went unnoticed")
	}
}

// plain is a mail without the boundaries between its parts, which differ on
// every try.
func plain(raw []byte) string {
	text := string(raw)
	for i, m := range boundaryParam.FindAllStringSubmatch(text, -1) {
		text = strings.ReplaceAll(text, m[1], "boundary-"+strconv.Itoa(i+1))
	}
	return text
}

var boundaryParam = regexp.MustCompile(`boundary=([0-9a-f]{60})`)

// BR-80: over failures, refusals, a crash and a resend that somebody asked
// for, no (registration, kind, sequence, occasion) goes out under two
// Message-IDs, and none is accepted twice but for the crash.
func TestBR80_AtMostOnce(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	recorder := mailertest.NewRecorder()
	for _, n := range []int{2, 5, 6, 9} {
		recorder.FailOn(n, &mailer.Failure{Problem: "later 451"})
	}
	r := prepare(s, nil, recorder).start()
	s.crowd(6)
	s.signUp(modelstest.Person(0, "a")) // the same person again: a resend
	for range 12 {
		r.Wake()
		s.settleOutbox(r)
	}
	type key struct {
		registration, kind string
		sequence, occasion int
	}
	ids, accepted := map[key]string{}, map[key]int{}
	db := s.database()
	defer db.Close()
	for i, m := range append(recorder.Tries(), recorder.Sent()...) {
		var k key
		s.must(db.QueryRow(`select registration_id, kind, coalesce(sequence, -1), occasion from messages where message_id = $1`, m.MessageID).
			Scan(&k.registration, &k.kind, &k.sequence, &k.occasion))
		if before, again := ids[k]; again && before != m.MessageID {
			t.Errorf("%v went out as %s and %s", k, before, m.MessageID)
		}
		ids[k] = m.MessageID
		if i >= len(recorder.Tries()) {
			accepted[k]++
		}
	}
	for k, n := range accepted {
		if n != 1 {
			t.Errorf("%v was accepted %d times", k, n)
		}
	}
	if len(accepted) != 7 {
		t.Errorf("%d mails were accepted, want six confirmations and one resend", len(accepted))
	}
}

// settleOutbox moves the clock to the next try and waits for the worker when
// something is due.
func (s *scenario) settleOutbox(r *running) {
	s.t.Helper()
	next, err := s.NextMessageAt(ctx)
	s.must(err)
	if next.IsZero() {
		return
	}
	if next.After(s.Clock.Now()) {
		s.Clock.Set(next)
	}
	r.Wake()
	r.waitForMarks(1)
}

// The words of a mail server, which often repeat the address, stand neither
// in the outbox nor in the log; nor does any name.
func TestFailuresNameNobody(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	canary := cast[0]
	canary.GivenName, canary.Email = "Kanarie", "kanarie@vogel.example"
	s.signUp(at(canary, "a"))
	server := mailertest.StartServer(t, mailertest.Script{Rcpt: func(to string) error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + to + "> unknown"}
	}})
	r := prepare(s, nil, connection(t, server.Host, server.Port)).start()
	r.waitForMarks(1)
	r.end()
	log := r.Log.String()
	if !strings.Contains(log, "mail not sent") {
		t.Errorf("the log says nothing:\n%s", log)
	}
	for _, where := range []string{log, s.outbox()[0].Problem} {
		if strings.Contains(strings.ToLower(where), "kanarie") {
			t.Errorf("a name stands in\n%s", where)
		}
	}
	var answer *textproto.Error
	if errors.As(&mailer.Failure{Problem: "refused 550"}, &answer) {
		t.Error("a failure carries the words of the server")
	}
}
