package web_test

import (
	"fmt"
	"testing"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
)

func TestPlaces(t *testing.T) {
	at := func(name, town string) models.Site {
		return models.Site{Mode: models.Onsite, Status: models.SiteConfirmed, Venue: &models.Venue{Name: name, Town: town}}
	}
	online := models.Site{Mode: models.Online, Status: models.SiteConfirmed}
	zuid, gieterij := at("Ontmoetingspark Zuid", "Enschede"), at("De Gieterij", "Hengelo")
	withdrawn := gieterij
	withdrawn.Status = models.SiteWithdrawn
	var forty []models.Site
	for i := range 40 {
		forty = append(forty, at(fmt.Sprintf("Zaal %d", i), fmt.Sprintf("Plaats %d", i%10)))
	}
	for _, test := range []struct {
		name, want, english string
		sites               []models.Site
	}{
		{"none", "", "", nil},
		{"one", "Enschede", "Enschede", []models.Site{zuid}},
		{"one and online", "Ontmoetingspark Zuid, Enschede, of online", "Ontmoetingspark Zuid, Enschede, or online", []models.Site{zuid, online}},
		{"online named first", "Ontmoetingspark Zuid, Enschede, of online", "Ontmoetingspark Zuid, Enschede, or online", []models.Site{online, zuid}},
		{"two", "Hengelo en Enschede", "Hengelo and Enschede", []models.Site{gieterij, zuid}},
		{"two and online", "Hengelo en Enschede, of online", "Hengelo and Enschede, or online", []models.Site{gieterij, zuid, online}},
		{"two in one town", "Enschede", "Enschede", []models.Site{zuid, at("Stadhuis", "Enschede")}},
		{"one left of two", "Ontmoetingspark Zuid, Enschede, of online", "Ontmoetingspark Zuid, Enschede, or online", []models.Site{withdrawn, zuid, online}},
		{"only online", "Online", "Online", []models.Site{online}},
		{"two calls", "Online", "Online", []models.Site{online, online}},
		{"no town", "Boerderij, of online", "Boerderij, or online", []models.Site{at("Boerderij", ""), online}},
		{"forty", "Plaats 0, Plaats 1, Plaats 2, Plaats 3, Plaats 4 en 5 andere plaatsen", "Plaats 0, Plaats 1, Plaats 2, Plaats 3, Plaats 4 and 5 other places", forty},
		{"forty and online", "Plaats 0, Plaats 1, Plaats 2, Plaats 3, Plaats 4 en 5 andere plaatsen, of online", "Plaats 0, Plaats 1, Plaats 2, Plaats 3, Plaats 4 and 5 other places, or online", append(forty[:40:40], online)},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := &models.Meeting{Sites: test.sites}
			if got := web.Places(locale.For("nl"), m, 6); got != test.want {
				t.Errorf("Dutch: %q, want %q", got, test.want)
			}
			if got := web.Places(locale.For("en"), m, 6); got != test.english {
				t.Errorf("English: %q, want %q", got, test.english)
			}
		})
	}
}
