package mailer_test

import (
	"strings"
	"testing"

	"bijeen/models"
)

// Word to a user names no participant: not by name, not by address.
func TestNotices_NameNobody(t *testing.T) {
	eachStory(t, func(t *testing.T, name, lang string) {
		m, row, _ := tell(t, name, lang)
		if row.Kind != models.MailNotice && row.Kind != models.MailDigest {
			return
		}
		for _, a := range cast {
			for _, personal := range []string{a.GivenName, a.Surname, a.Email, a.Organization} {
				if strings.Contains(m.Text+m.HTML+m.Subject+row.Facts, personal) {
					t.Errorf("%s: the mail holds %q", name, personal)
				}
			}
		}
		if !strings.Contains(m.Text, "https://bijeen.example/beheer") {
			t.Errorf("%s: no way to the desk", name)
		}
	})
}
