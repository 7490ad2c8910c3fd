package mailer_test

import (
	"strings"
	"testing"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// What the organizer adds stands in the mail to who has a place, and not in
// that to who waits.
func TestMailText(t *testing.T) {
	s := newScenario(t, "nl", described(1))
	s.SignUpAll(s.meeting, modelstest.Person(1), modelstest.Person(2))
	got := map[models.MessageKind]bool{}
	for _, row := range s.Deliver() {
		mail, err := newComposer(t, s.Fixture).Compose(row)
		if err != nil {
			t.Fatal(err)
		}
		got[row.Kind] = strings.Contains(mail.Text, "Neem een voorbeeld uit uw eigen werk mee.") && strings.Contains(mail.HTML, "Wij zorgen voor de lunch.")
	}
	if len(got) != 2 || !got[models.MailConfirmation] || got[models.MailWaitlisted] {
		t.Errorf("in the mails: %v", got)
	}
}
