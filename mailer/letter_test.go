package mailer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/mailer"
	"bijeen/models"
	"bijeen/templates"
	"bijeen/templates/templatestest"
)

// Templates and the letter fit in both languages, and there is a pair of
// files for each kind and no other.
func TestTemplatesFitTheLetter(t *testing.T) {
	var kinds []string
	for _, kind := range models.MessageKinds {
		kinds = append(kinds, string(kind))
		templatestest.CheckMail(t, string(kind), &mailer.Letter{})
	}
	slices.Sort(kinds)
	if diff := cmp.Diff(kinds, templates.MailKinds()); diff != "" {
		t.Errorf("kinds (-models +templates)\n%s", diff)
	}
}

// A letter without anything leaves no half sentence behind: every
// placeholder of a sentence is filled by its template.
func TestEmptyLetter(t *testing.T) {
	for _, kind := range models.MessageKinds {
		for _, lang := range []string{"nl", "en"} {
			m, err := parsed().Mail(lang, string(kind), &mailer.Letter{})
			if err != nil {
				t.Error(err)
			}
			for _, text := range []string{m.Subject, m.Text, m.HTML} {
				text, _, _ = strings.Cut(text, "<style>")
				if strings.ContainsAny(text, "{}") || strings.Contains(text, "mail_") || strings.Contains(text, "no value") {
					t.Errorf("%s/%s: %s", lang, kind, text)
				}
			}
		}
	}
}
