package web

import (
	"slices"
	"strings"

	"bijeen/locale"
	"bijeen/models"
)

// Places says in one line where a meeting is held: "Hengelo en Enschede". It
// names each town once, at most limit of them, and counts the rest. A video
// call is said apart, because it is a choice and in no town: "Ontmoetingspark
// Zuid, Enschede, of online".
func Places(p *locale.Printer, m *models.Meeting, limit int) string {
	var towns []string
	var venue string // the one building
	buildings, online := 0, false
	for _, s := range m.OpenSites() {
		if s.Mode == models.Online {
			online = true
			continue
		}
		buildings++
		venue = s.Place()
		if t := Town(p, s); !slices.Contains(towns, t) {
			towns = append(towns, t)
		}
	}
	text := Join(p, towns)
	if len(towns) > limit {
		text = p.T("words.other_places", "places", strings.Join(towns[:limit-1], ", "), "n", len(towns)-limit+1)
	}
	switch {
	case !online:
		return text
	case buildings == 0:
		return locale.Capital(p.T("words.online"))
	case buildings == 1:
		text = venue
	}
	return p.T("words.or_online", "places", text)
}

// Town is where a site is, in a word.
func Town(p *locale.Printer, s *models.Site) string {
	switch {
	case s.Mode == models.Online:
		return p.T("words.online")
	case s.Venue == nil:
		return s.Key
	case s.Venue.Town == "":
		return s.Venue.Name
	}
	return s.Venue.Town
}
