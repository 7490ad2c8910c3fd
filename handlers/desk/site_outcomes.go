package desk

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
)

// fillOutcomes tells of every choice about a site what becomes of its people.
func (p *Pages) fillOutcomes(c echo.Context, pr *locale.Printer, m *models.Meeting, site *models.Site, view *withdrawPage) error {
	options := withdrawals(m, site)
	effects, err := p.Store.PreviewWithdrawals(c.Request().Context(), m.ID, options, actor(c))
	if err != nil {
		return err
	}
	told := effects[0].People
	for i, e := range effects {
		total := 0
		for _, n := range e.Mails {
			total += n
		}
		view.Outcomes = append(view.Outcomes, withdrawalOutcome{
			Choice: choiceName(pr, m, options[i]), Became: became(pr, e.Became), Mails: pr.Number(total), Calendars: pr.Number(e.Calendars),
		})
		view.Hidden = append(view.Hidden, hiddenField{placedField(options[i]), strconv.Itoa(e.Became[models.Registered])})
		view.Testing = view.Testing || e.Sample != nil
		if e.People != told {
			told = 0
		}
	}
	if told > 0 {
		view.Told = pr.N("desk_withdraw.told", told)
	}
	return nil
}

// withdrawals are all decisions there are about a site.
func withdrawals(m *models.Meeting, site *models.Site) []models.SiteWithdrawal {
	var list []models.SiteWithdrawal
	for _, other := range m.OpenSites() {
		if other.ID != site.ID {
			list = append(list, models.SiteWithdrawal{Site: site.Key, After: models.MoveToSite, Target: other.Key})
		}
	}
	if len(list) > 0 {
		list = append(list, models.SiteWithdrawal{Site: site.Key, After: models.MoveToWaitlist})
	}
	return append(list, models.SiteWithdrawal{Site: site.Key, After: models.CancelPeople})
}

func choiceName(pr *locale.Printer, m *models.Meeting, w models.SiteWithdrawal) string {
	if w.After == models.MoveToSite {
		return pr.T("desk_withdraw.move_to", "site", siteName(pr, m.Site(w.Target)))
	}
	return pr.T("desk_withdraw." + string(w.After))
}

// became tells in a sentence what people have after a withdrawal. Who had
// asked, or was asked, and has no answer yet is in the same position at
// another site.
func became(pr *locale.Printer, people map[models.RegistrationStatus]int) string {
	var parts []string
	say := func(key string, of ...models.RegistrationStatus) {
		n := 0
		for _, s := range of {
			n += people[s]
		}
		if n > 0 {
			parts = append(parts, pr.N("desk_withdraw.became_"+key, n))
		}
	}
	say("placed", models.Registered)
	say("offered", models.Offered)
	say("waiting", models.Waitlisted)
	say("asking", models.Pending, models.Invited, models.Interested)
	say("ended", models.Cancelled, models.Withdrawn, models.Declined, models.Rejected)
	return strings.Join(parts, ", ")
}

// testWithdrawal mails what people would get by this decision to who is about
// to take it.
func (p *Pages) testWithdrawal(c echo.Context, pr *locale.Printer, m *models.Meeting, w models.SiteWithdrawal) (string, error) {
	effects, err := p.Store.PreviewWithdrawals(c.Request().Context(), m.ID, []models.SiteWithdrawal{w}, actor(c))
	if err != nil {
		return "", err
	}
	return p.sendTest(c, pr, m, &effects[0].Effect)
}
