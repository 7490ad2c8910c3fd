package web

import (
	"time"

	"strings"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// KindWord is the name of a kind of meeting.
func KindWord(p *locale.Printer, k models.MeetingKind) string { return p.T("kind." + string(k)) }

// LevelWord is the label of a level; empty for none.
func LevelWord(p *locale.Printer, l models.Level) string {
	if l == "" {
		return ""
	}
	return p.T("level." + string(l))
}

// StatusWord is the label of a registration status (glossary §2.2).
func StatusWord(p *locale.Printer, s models.RegistrationStatus) string {
	return p.T("registration." + string(s))
}

// StatusTone is the colour word of a registration status (glossary §2.2).
func StatusTone(s models.RegistrationStatus) templates.Tone {
	switch s {
	case models.Registered:
		return templates.OK
	case models.Pending, models.Waitlisted, models.Offered:
		return templates.Warning
	case models.Invited, models.Interested:
		return templates.Info
	case models.Rejected:
		return templates.Failure
	}
	return templates.Neutral
}

// PhaseBadge is the state of a meeting in a word, with its colour.
func PhaseBadge(p *locale.Printer, phase models.Phase) templates.Badge {
	return templates.Badge{Tone: phaseTones[phase], Text: p.T("phase." + string(phase))}
}

var phaseTones = map[models.Phase]templates.Tone{
	models.PhaseDraft: templates.Neutral, models.PhaseAnnounced: templates.Info, models.PhaseNotYet: templates.Info,
	models.PhaseOpen: templates.OK, models.PhaseClosed: templates.Warning, models.PhaseRunning: templates.OK,
	models.PhasePast: templates.Neutral, models.PhasePostponed: templates.Warning, models.PhaseCancelled: templates.Failure,
}

// Diets are the answers about food, for a group of choices.
func Diets(p *locale.Printer) []templates.Option {
	options := make([]templates.Option, len(models.DietCodes))
	for i, code := range models.DietCodes {
		key := code
		if code == "other" {
			key = "different" // other is a plural form in the catalogue
		}
		options[i] = templates.Option{Value: code, Label: p.T("diet." + key)}
	}
	return options
}

// Levels are the levels, for a choice list.
func Levels(p *locale.Printer) []templates.Option {
	options := make([]templates.Option, len(models.Levels))
	for i, l := range models.Levels {
		options[i] = templates.Option{Value: string(l), Label: locale.Capital(LevelWord(p, l))}
	}
	return options
}

// Mandates are the answers about a mandate.
func Mandates(p *locale.Printer) []templates.Option {
	var options []templates.Option
	for _, m := range []models.Mandated{models.MandateYes, models.MandateNo, models.MandateUnknown} {
		options = append(options, templates.Option{Value: string(m), Label: p.T("mandated." + string(m))})
	}
	return options
}

// Constituencies are what can be represented, for a choice list.
func Constituencies(p *locale.Printer) []templates.Option {
	var options []templates.Option
	for _, c := range models.Constituencies() {
		options = append(options, templates.Option{Value: c.Code, Label: locale.Capital(c.Choice(p.Lang()))})
	}
	return options
}

// Times says when somebody comes later or leaves earlier, in words; nothing
// for neither.
func Times(p *locale.Printer, zone *time.Location, late, early *time.Time) []string {
	var list []string
	if late != nil {
		list = append(list, p.T("own.arrives_late", "time", p.Clock(late.In(zone))))
	}
	if early != nil {
		list = append(list, p.T("own.leaves_early", "time", p.Clock(early.In(zone))))
	}
	return list
}

// Join makes one phrase of several: "Almelo, Borne en Goor".
func Join(p *locale.Printer, parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return p.T("words.and", "first", strings.Join(parts[:last], ", "), "last", parts[last])
}

// PostponedFrom says that a new date follows and which one no longer holds:
// "Nieuwe datum volgt (was vrijdag 27 november 2026)". What the organiser
// says about the new date goes before.
func PostponedFrom(p *locale.Printer, m *models.Meeting, zone *time.Location) string {
	text := locale.Capital(m.DateText)
	if text == "" {
		text = p.T("meeting.new_date_follows")
	}
	if m.StartsAt == nil {
		return text
	}
	return p.T("meeting.postponed_from", "text", text, "date", p.LongDate(m.StartsAt.In(zone)))
}
