package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// route is one address of the desk with the right it asks for.
type route struct {
	method, path string
	asks         right // empty: no session needed
	handle       func(*Pages, echo.Context) error
	body         int64 // largest form; 0 for web.MaxForm
	slow         bool  // an export, or a file
	site         bool  // for the host of ?locatie too
	fleeting     bool  // what is sent here is not kept when the session had ended
}

const (
	get     = http.MethodGet
	post    = http.MethodPost
	meeting = "/beheer/bijeenkomsten/:slug"
	person  = meeting + "/aanmeldingen/:id"

	boardRoute = meeting + "/vertegenwoordiging"

	// maxMeetingForm holds a meeting at forty sites with a text each.
	maxMeetingForm = 1 << 20
	pageTime       = 15 * time.Second
)

// routes is every address of the desk (contract, Desk).
var routes = slices.Concat([]route{
	{method: get, path: loginPath, handle: (*Pages).ShowLogin},
	{method: post, path: loginPath, handle: (*Pages).RequestLogin},
	{method: get, path: loginPath + "/:token", handle: (*Pages).ShowLoginLink},
	{method: post, path: loginPath + "/:token", handle: (*Pages).Login},
	{method: post, path: "/beheer/uitloggen", asks: enter, handle: (*Pages).Logout},

	{method: get, path: sessionsPath, asks: enter, handle: (*Pages).ShowSessions},
	{method: post, path: sessionsPath, asks: enter, handle: (*Pages).EndSessions, fleeting: true},
	{method: get, path: noticesPath, asks: enter, handle: (*Pages).ShowNotices},
	{method: post, path: noticesPath, asks: enter, handle: (*Pages).SaveNotices},
	{method: get, path: draftPath, asks: enter, handle: (*Pages).ShowDraft},
	{method: post, path: draftPath, asks: enter, handle: (*Pages).DropDraft, fleeting: true},
	{method: post, path: unsentPath, asks: enter, handle: (*Pages).KeepUnsent, body: maxMeetingForm, fleeting: true},
	{method: post, path: unsentPath + "/weg", asks: enter, handle: (*Pages).DropUnsent, fleeting: true},

	{method: get, path: homePath, asks: enter, handle: (*Pages).ShowHome},
	{method: get, path: "/beheer/jaar", asks: seeCounts, handle: (*Pages).ShowYear},
	{method: get, path: deskLogPath, asks: seeDeskLog, handle: (*Pages).ShowDeskLog},
	{method: get, path: usersPath, asks: manageUsers, handle: (*Pages).ShowUsers},
	{method: get, path: newUserPath, asks: manageUsers, handle: (*Pages).NewUser},
	{method: post, path: newUserPath, asks: manageUsers, handle: (*Pages).SaveUser},
	{method: get, path: usersPath + "/:id", asks: manageUsers, handle: (*Pages).EditUser},
	{method: post, path: usersPath + "/:id", asks: manageUsers, handle: (*Pages).SaveUser},
	{method: post, path: usersPath + "/:id/weg", asks: manageUsers, handle: (*Pages).RemoveUser},
	{method: get, path: "/beheer/nieuw", asks: changeMeeting, handle: (*Pages).NewMeeting},
	{method: post, path: "/beheer/nieuw", asks: changeMeeting, handle: (*Pages).CreateMeeting, body: maxMeetingForm},
	{method: get, path: venuesPath, asks: keepVenues, handle: (*Pages).ShowVenues},
	{method: get, path: newVenuePath, asks: keepVenues, handle: (*Pages).NewVenue},
	{method: post, path: newVenuePath, asks: keepVenues, handle: (*Pages).SaveVenue, body: maxMeetingForm},
	{method: get, path: venuesPath + "/:id", asks: keepVenues, handle: (*Pages).EditVenue},
	{method: post, path: venuesPath + "/:id", asks: keepVenues, handle: (*Pages).SaveVenue, body: maxMeetingForm},
	{method: post, path: venuesPath + "/:id/weg", asks: keepVenues, handle: (*Pages).RemoveVenue},
	{method: get, path: listedPath, asks: keepDirectory, handle: (*Pages).ShowListed},
	{method: get, path: newListedPath, asks: keepDirectory, handle: (*Pages).NewListed},
	{method: post, path: newListedPath, asks: keepDirectory, handle: (*Pages).SaveListed},
	{method: get, path: oneListedPath + "/:id", asks: keepDirectory, handle: (*Pages).EditListed},
	{method: post, path: oneListedPath + "/:id", asks: keepDirectory, handle: (*Pages).SaveListed},
	{method: post, path: oneListedPath + "/:id/namens", asks: keepDirectory, handle: (*Pages).ChangeAssistants},
	{method: post, path: oneListedPath + "/:id/weg", asks: keepDirectory, handle: (*Pages).RemoveListed},
	{method: get, path: positionsPath, asks: keepDirectory, handle: (*Pages).ShowPositions},
	{method: get, path: newPositionPath, asks: keepDirectory, handle: (*Pages).NewPosition},
	{method: post, path: newPositionPath, asks: keepDirectory, handle: (*Pages).SavePosition},
	{method: get, path: positionsPath + "/:id", asks: keepDirectory, handle: (*Pages).EditPosition},
	{method: post, path: positionsPath + "/:id", asks: keepDirectory, handle: (*Pages).SavePosition},
	{method: post, path: positionsPath + "/:id/houder", asks: keepDirectory, handle: (*Pages).AppointHolder},
	{method: post, path: positionsPath + "/:id/einde", asks: keepDirectory, handle: (*Pages).EndHolding},
	{method: post, path: positionsPath + "/:id/plaatsvervanger", asks: keepDirectory, handle: (*Pages).SetDeputy},
	{method: get, path: bodiesPath, asks: keepDirectory, handle: (*Pages).ShowBodies},
	{method: get, path: newBodyPath, asks: keepDirectory, handle: (*Pages).NewBody},
	{method: post, path: newBodyPath, asks: keepDirectory, handle: (*Pages).SaveBody},
	{method: get, path: bodiesPath + "/:id", asks: keepDirectory, handle: (*Pages).EditBody},
	{method: post, path: bodiesPath + "/:id", asks: keepDirectory, handle: (*Pages).SaveBody},
	{method: get, path: "/beheer/organisaties", asks: linkNames, handle: (*Pages).ShowOrganizations},
	{method: post, path: "/beheer/organisaties/:id", asks: linkNames, handle: (*Pages).LinkOrganization},

	{method: get, path: meeting, asks: seeCounts, handle: (*Pages).ShowOverview},
	{method: get, path: meeting + "/cijfers", asks: seeCounts, handle: (*Pages).ShowStatistics},
	{method: get, path: boardRoute, asks: seeCounts, handle: (*Pages).ShowBoard},
	{method: post, path: boardRoute, asks: changeMeeting, handle: (*Pages).SetQuorum},
	{method: get, path: meeting + "/wijzigen", asks: writeTexts, handle: (*Pages).EditMeeting},
	{method: post, path: meeting + "/wijzigen", asks: writeTexts, handle: (*Pages).ChangeMeeting, body: maxMeetingForm},
	{method: post, path: meeting + "/status", asks: changeMeeting, handle: (*Pages).ChangeStatus},
	{method: get, path: meeting + "/gaat-niet-door", asks: callOff, handle: (*Pages).AskCancelMeeting},
	{method: post, path: meeting + "/gaat-niet-door", asks: callOff, handle: (*Pages).CancelMeeting},
	{method: get, path: meeting + "/uitstellen", asks: changeMeeting, handle: (*Pages).AskPostponeMeeting},
	{method: post, path: meeting + "/uitstellen", asks: changeMeeting, handle: (*Pages).PostponeMeeting},
	{method: get, path: meeting + "/terugblik", asks: writeTexts, handle: (*Pages).ShowRecap},
	{method: post, path: meeting + "/terugblik", asks: writeTexts, handle: (*Pages).SaveRecap},
	{method: post, path: meeting + "/ongedaan-maken", asks: changeMeeting, handle: (*Pages).UndoChange},
	{method: get, path: meeting + "/locaties/:site/vervallen", asks: changeMeeting, handle: (*Pages).AskWithdrawSite},
	{method: post, path: meeting + "/locaties/:site/vervallen", asks: changeMeeting, handle: (*Pages).WithdrawSite},

	{method: get, path: meeting + "/aanmeldingen", asks: seePeople, handle: (*Pages).ShowPeople},
	{method: get, path: meeting + "/aanmeldingen/toevoegen", asks: helpPeople, handle: (*Pages).NewPerson},
	{method: post, path: meeting + "/aanmeldingen/toevoegen", asks: helpPeople, handle: (*Pages).AddPerson},
	{method: post, path: meeting + "/aanmeldingen/gekozen", asks: helpPeople, handle: (*Pages).ChangeChosen},
	{method: get, path: meeting + "/aanmeldingen/aanvragen", asks: helpPeople, handle: (*Pages).ShowRequests},
	{method: post, path: meeting + "/aanmeldingen/aanvragen", asks: helpPeople, handle: (*Pages).DecideRequests, slow: true},
	{method: get, path: meeting + "/aanmeldingen/dubbel", asks: helpPeople, handle: (*Pages).ShowDoubles},
	{method: post, path: meeting + "/aanmeldingen/dubbel", asks: helpPeople, handle: (*Pages).SettleDoubles},
	{method: get, path: person, asks: seePeople, handle: (*Pages).ShowPerson},
	{method: get, path: person + "/wensen", asks: seeNeeds, handle: (*Pages).ShowNeeds},
	{method: get, path: person + "/wijzigen", asks: helpPeople, handle: (*Pages).EditPerson},
	{method: post, path: person + "/wijzigen", asks: helpPeople, handle: (*Pages).ChangePerson},
	{method: get, path: person + "/vervangen", asks: helpPeople, handle: (*Pages).AskSubstitute},
	{method: post, path: person + "/vervangen", asks: helpPeople, handle: (*Pages).Substitute},
	{method: get, path: person + "/afmelden", asks: helpPeople, handle: (*Pages).AskCancel},
	{method: post, path: person + "/afmelden", asks: helpPeople, handle: (*Pages).Cancel},
	{method: get, path: person + "/afwijzen", asks: helpPeople, handle: (*Pages).AskReject},
	{method: post, path: person + "/afwijzen", asks: helpPeople, handle: (*Pages).Reject},
	{method: get, path: person + "/voorrang", asks: helpPeople, handle: (*Pages).AskPriority},
	{method: post, path: person + "/voorrang", asks: helpPeople, handle: (*Pages).SetPriority},
	{method: post, path: person + "/goedkeuren", asks: helpPeople, handle: (*Pages).Approve},
	{method: get, path: person + "/nieuwe-link", asks: helpPeople, handle: (*Pages).AskRenewLink},
	{method: post, path: person + "/nieuwe-link", asks: helpPeople, handle: (*Pages).RenewLink},
	{method: post, path: person + "/mail", asks: helpPeople, handle: (*Pages).Resend},

	{method: get, path: meeting + "/verplaatsen", asks: helpPeople, handle: (*Pages).ShowMoves},
	{method: post, path: meeting + "/verplaatsen", asks: helpPeople, handle: (*Pages).MovePeople, slow: true},
	{method: get, path: meeting + "/wachtlijst", asks: seePeople, handle: (*Pages).ShowWaiting},
	{method: get, path: meeting + "/uitnodigingen", asks: seePeople, handle: (*Pages).ShowInvitations},
	{method: post, path: meeting + "/uitnodigingen", asks: helpPeople, handle: (*Pages).ChangeInvitations},
	{method: get, path: meeting + "/uitnodigingen/kiezen", asks: helpPeople, handle: (*Pages).AskInvitations},
	{method: post, path: meeting + "/uitnodigingen/kiezen", asks: helpPeople, handle: (*Pages).AddInvitations},
	{method: post, path: meeting + "/uitnodigingen/versturen", asks: helpPeople, handle: (*Pages).SendInvitations, slow: true, fleeting: true},
	{method: get, path: meeting + "/lijsten", asks: takeLists, handle: (*Pages).ShowLists},
	{method: get, path: meeting + "/verslag", asks: takeLists, handle: (*Pages).ShowMinutes},
	{method: get, path: meeting + "/verslag.txt", asks: takeLists, handle: (*Pages).SendMinutes},
	{method: get, path: meeting + "/deelnemerslijst", asks: takeLists, handle: (*Pages).ShowAttendeeList, slow: true, site: true},
	{method: get, path: meeting + "/balie", asks: workDoor, handle: (*Pages).ShowDoor, site: true},
	{method: post, path: meeting + "/balie", asks: workDoor, handle: (*Pages).PassDoor, site: true, fleeting: true},
	{method: get, path: meeting + "/balie/nieuw", asks: workDoor, handle: (*Pages).NewWalkIn, site: true},
	{method: post, path: meeting + "/balie/nieuw", asks: workDoor, handle: (*Pages).CreateWalkIn, site: true},
	{method: get, path: meeting + "/afronden", asks: changeMeeting, handle: (*Pages).AskFinishMeeting},
	{method: post, path: meeting + "/afronden", asks: changeMeeting, handle: (*Pages).FinishMeeting},
	{method: get, path: meeting + "/berichten", asks: seeMail, handle: (*Pages).ShowMessages},
	{method: get, path: meeting + "/berichten/nieuw", asks: helpPeople, handle: (*Pages).NewNote},
	{method: post, path: meeting + "/berichten/nieuw", asks: helpPeople, handle: (*Pages).SendNote},
	{method: post, path: meeting + "/berichten/opnieuw", asks: helpPeople, handle: (*Pages).SendAgain},
	{method: get, path: meeting + "/berichten/:id", asks: seeMail, handle: (*Pages).ShowNote},
	{method: post, path: meeting + "/berichten/:id/ongedaan", asks: helpPeople, handle: (*Pages).WithdrawNote},
	{method: get, path: meeting + "/documenten", asks: keepDocuments, handle: (*Pages).ShowDocuments},
	{method: post, path: meeting + "/documenten", asks: keepDocuments, handle: (*Pages).AddDocument, body: maxUpload, slow: true, fleeting: true},
	{method: get, path: meeting + "/documenten/:document", asks: keepDocuments, handle: (*Pages).EditDocument},
	{method: post, path: meeting + "/documenten/:document", asks: keepDocuments, handle: (*Pages).ChangeDocument},
	{method: post, path: meeting + "/documenten/:document/weg", asks: keepDocuments, handle: (*Pages).RemoveDocument},
	{method: get, path: meeting + "/documenten/:document/bestand", asks: keepDocuments, handle: (*Pages).SendDocument, slow: true},
	{method: get, path: meeting + "/logboek", asks: seeLog, handle: (*Pages).ShowLog},
}, exportRoutes(), numbersRoutes(), groupRoutes())

// Routes adds the addresses of the desk to the router.
func Routes(e *echo.Echo, a *web.App) {
	p := New(a)
	for _, r := range routes {
		limit := r.body
		if limit == 0 {
			limit = web.MaxForm
		}
		most := pageTime
		if r.slow {
			most = exportTime
		}
		chain := []echo.MiddlewareFunc{web.Private, web.Body(limit), web.Timeout(most)}
		methods := []string{r.method}
		if r.method == get {
			methods = append(methods, http.MethodHead)
		}
		e.Match(methods, r.path, p.guard(r), chain...)
	}
}

// guard lets a request through to a route when its user may (rules §3.9). A
// meeting that is no business of the user is not there; an action without the
// right is refused.
// This is the only place where rights are checked, but for what a page leaves
// out for those who may see less.
func (p *Pages) guard(r route) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := p.openSession(c); err != nil {
			return err
		}
		u := user(c)
		if r.asks == "" {
			return r.handle(p, c)
		}
		if u == nil {
			back, err := p.keepDraft(c, r)
			if err != nil {
				return err
			}
			return p.toLogin(c, back)
		}
		var to models.Access
		var err error
		if slug := c.Param("slug"); slug != "" {
			if to, err = p.access(c, slug); err != nil {
				return p.refused(c, err, "")
			}
		}
		allowed, err := p.allowed(c, u, r, to)
		if err == nil && !allowed {
			err = refusal(u, r, to)
		}
		c.Set(accessKey, to)
		if err == nil {
			err = r.handle(p, c)
		}
		if err == nil {
			err = p.forgetDraft(c)
		}
		if err == nil {
			err = p.sent(c, r)
		}
		return p.refused(c, err, to.Kind)
	}
}

// access is what the user has to do with the meeting at this slug; one that is
// no business of theirs is not found.
func (p *Pages) access(c echo.Context, slug string) (models.Access, error) {
	to, err := p.Store.AccessTo(c.Request().Context(), user(c), slug)
	if err == nil && !sees(user(c), to) {
		err = models.ErrMeetingNotFound
	}
	return to, err
}

// accessKey holds the models.Access of the request, for what a page leaves out.
const accessKey = "desk_access"

// mayCallOff reports whether the user may call off the meeting of this request:
// who is only host beside another may not (BR-04).
func mayCallOff(c echo.Context) bool {
	to, _ := c.Get(accessKey).(models.Access)
	return to.Lead && may(user(c).Role, callOff, to.Kind)
}

// refusal says why a user may not: the role lacks the right, or the group does
// not lead the meeting.
func refusal(u *models.User, r route, to models.Access) error {
	if r.asks == callOff && to.Own && may(u.Role, callOff, to.Kind) {
		return errLead
	}
	return errRole
}

// meetings lists the meetings that are the business of the user.
func (p *Pages) meetings(c echo.Context, q deskview.MeetingQuery) ([]*deskview.MeetingRow, int, error) {
	q.Of, q.Kinds = user(c), grants[user(c).Role].kinds
	return p.view.Meetings(c.Request().Context(), q)
}

// allowed asks the table of rights, and for the host of a site whether it is
// theirs (BR-81).
func (p *Pages) allowed(c echo.Context, u *models.User, r route, to models.Access) (bool, error) {
	if c.Param("slug") == "" {
		return mayAtDesk(u, r.asks), nil
	}
	if to.Own && may(u.Role, r.asks, to.Kind) {
		return r.asks != callOff || to.Lead, nil
	}
	if !r.site || !to.Site || !may(u.Role, hostSite, to.Kind) {
		return false, nil
	}
	return p.Store.Hosts(c.Request().Context(), u.ID, c.Param("slug"), c.QueryParam("locatie"))
}

// refused shows a refusal inside the desk, with its menu and ways back; what
// is no refusal goes on to the one error handler.
func (p *Pages) refused(c echo.Context, err error, kind models.MeetingKind) error {
	if models.KindOf(err) == 0 || c.Response().Committed {
		return err
	}
	pr := p.printer(c, "")
	var e *models.Error
	if errors.As(err, &e) && pr.Has("error.desk_"+e.Key) {
		err = &models.Error{Kind: e.Kind, Key: "desk_" + e.Key, Args: e.Args} // said to who helps somebody
	}
	base, baseErr := p.base(c, pr, "")
	if baseErr != nil {
		return baseErr
	}
	links := []templates.Crumb{{Text: pr.T("desk_home.title"), URL: homePath}}
	if kind != "" && may(user(c).Role, seeCounts, kind) {
		links = append(links, templates.Crumb{Text: pr.T("desk_back.meeting"), URL: meetingPath(c.Param("slug"))})
	}
	return p.ErrorPageIn(c, web.Status(err), pr, err, base, links)
}

// whereToReturn is the page somebody without a session comes back to: the
// page itself, or for a POST the page with its form, or that of the meeting.
func whereToReturn(c echo.Context, r route) string {
	if r.method == get {
		return c.Request().URL.RequestURI()
	}
	shown := func(path string) bool {
		return slices.ContainsFunc(routes, func(o route) bool { return o.method == get && o.path == path })
	}
	path, at := r.path, c.Request().URL.EscapedPath()
	for !shown(path) {
		path, at = path[:strings.LastIndexByte(path, '/')], at[:strings.LastIndexByte(at, '/')]
	}
	return at
}
