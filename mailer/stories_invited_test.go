package mailer_test

import (
	"maps"

	"bijeen/models"
)

// invitedStories are those of who is invited, who acts for them, and who offers
// to help a group.
var invitedStories = map[string]story{
	"invitation_position": {kind: models.MailInvitation, run: func(s *scenario) {
		s.invite(s.Position("wethouder Jeugd", "Gemeente Almelo", &cast[0], "GM0141"))
	}},
	"assistant": {kind: models.MailAssistant, run: func(s *scenario) {
		position := s.Position("wethouder Jeugd", "Gemeente Almelo", &cast[0], "GM0141")
		s.Assists(s.Listed(models.Attendee{GivenName: "Secretariaat", Surname: "Almelo", Email: "secretariaat@almelo.example"}), s.Listed(cast[0]))
		s.invite(position)
	}},
	"link_assistant": {kind: models.MailLink, english: true, run: func(s *scenario) {
		s.Assists(s.Listed(models.Attendee{GivenName: "Secretariaat", Surname: "Almelo", Email: "secretariaat@almelo.example"}), s.Listed(cast[0]))
		s.must(s.RequestLinks(ctx, "secretariaat@almelo.example", s.lang))
	}},
	"help_received": {kind: models.MailHelpReceived, english: true, run: func(s *scenario) { s.HelpMail(models.MailHelpReceived, s.lang, "") }},
	"help_accepted": {kind: models.MailHelpAccepted, english: true, run: func(s *scenario) {
		s.HelpMail(models.MailHelpAccepted, s.lang, "Wij bellen u deze week.\nDe eerste keer is in december.")
	}},
	"help_thanked": {kind: models.MailHelpThanked, english: true, run: func(s *scenario) { s.HelpMail(models.MailHelpThanked, s.lang, "") }},
}

func together(some, others map[string]story) map[string]story {
	all := maps.Clone(some)
	maps.Copy(all, others)
	return all
}
