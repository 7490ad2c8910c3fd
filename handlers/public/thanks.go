package public

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// outcomeLetters are the decisions that an outcome in an address can hold, in
// the order they are written.
var outcomeLetters = []struct {
	letter string
	status models.RegistrationStatus
}{{"r", models.Registered}, {"w", models.Waitlisted}, {"p", models.Pending}, {"i", models.Interested}}

// outcomePurpose keeps proofs for this parameter from being used elsewhere.
const outcomePurpose = "uitkomst"

// thanksPath is where a sign-up leads. The outcome in it is how many people
// got what, with a proof that it came from us: no person, time or chance is in
// it, so a repeat leads to the same address as the first time (BR-11).
func (p *Pages) thanksPath(pr *locale.Printer, m *models.Meeting, outcomes []models.Outcome) string {
	code := ""
	for _, o := range outcomeLetters {
		n := 0
		for _, out := range outcomes {
			if out.Status == o.status {
				n++
			}
		}
		if n > 0 {
			code += fmt.Sprintf("%s%d", o.letter, n)
		}
	}
	proof := p.Store.Sign(outcomePurpose, m.Slug+" "+code)
	path := "/bijeenkomsten/" + m.Slug + "/aangemeld?uitkomst=" + url.QueryEscape(code+"."+proof)
	return web.WithTaal(path, pr.Lang(), m.Language)
}

// decided reads an outcome back; nil when it is not from us.
func (p *Pages) decided(m *models.Meeting, param string) map[models.RegistrationStatus]int {
	code, proof, _ := strings.Cut(param, ".")
	if code == "" || !p.Store.Signed(outcomePurpose, m.Slug+" "+code, proof) {
		return nil
	}
	counts := map[models.RegistrationStatus]int{}
	for _, o := range outcomeLetters {
		if _, rest, ok := strings.Cut(code, o.letter); ok {
			n := 0
			_, _ = fmt.Sscanf(rest, "%d", &n) // written by us
			counts[o.status] = n
		}
	}
	return counts
}

// thanksPage is the page signup_thanks.
type thanksPage struct {
	templates.Base
	Meeting  meetingView
	Crumbs   []templates.Crumb
	Tone     templates.Tone
	Heading  string
	Text     string
	Placed   bool // somebody got a seat: the mail holds an appointment
	Interest bool
}

// ShowThanks answers GET /bijeenkomsten/:slug/aangemeld: look in your mail,
// and what was decided.
func (p *Pages) ShowThanks(c echo.Context) error {
	page, pr, err := p.meetingOf(c)
	if err != nil {
		return err
	}
	out := thanksPage{Meeting: p.view(pr, page)}
	out.say(pr, p.decided(page.Meeting, c.QueryParam("uitkomst")))
	out.Base = web.Base(c, pr, out.Heading)
	out.Crumbs = []templates.Crumb{{Text: out.Meeting.Title, URL: out.Meeting.Path("")}}
	out.Section, out.NoIndex = "meetings", true
	return p.Page(c, http.StatusOK, pr, "signup_thanks", out)
}

// say puts a decision into words.
func (page *thanksPage) say(p *locale.Printer, counts map[models.RegistrationStatus]int) {
	total := 0
	for _, n := range counts {
		total += n
	}
	page.Tone, page.Heading, page.Text = templates.OK, p.T("thanks.look"), p.T("thanks.look_text")
	page.Placed, page.Interest = counts[models.Registered] > 0, counts[models.Interested] > 0
	switch {
	case total > 1:
		page.Heading, page.Text = p.N("thanks.several", total), several(p, counts)
		if counts[models.Registered] < total {
			page.Tone = templates.Warning
		}
	case page.Placed:
		page.Heading, page.Text = p.T("thanks.placed"), p.T("thanks.placed_text")
	case counts[models.Waitlisted] > 0:
		page.Tone, page.Heading, page.Text = templates.Warning, p.T("thanks.waiting"), p.T("thanks.waiting_text")
	case counts[models.Pending] > 0:
		page.Tone, page.Heading, page.Text = templates.Info, p.T("thanks.pending"), p.T("thanks.pending_text")
	case page.Interest:
		page.Heading, page.Text = p.T("thanks.interest"), p.T("thanks.interest_text")
	}
}

func several(p *locale.Printer, counts map[models.RegistrationStatus]int) string {
	var parts []string
	for _, o := range outcomeLetters {
		if n := counts[o.status]; n > 0 {
			parts = append(parts, p.N("thanks.several_"+string(o.status), n))
		}
	}
	return strings.Join(parts, " ")
}
