package public

import (
	"slices"
	"strings"
	"time"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/mailaddr"
	"bijeen/templates"
)

// ownView is what the link of a registration shows. Links get forwarded, so
// it holds little more than the invite: needs and phone numbers are never in
// it, and the address is masked.
type ownView struct {
	Name         string
	Email        string // masked
	Organization string
	JobTitle     string
	Level        string
	Represents   string
	Mandated     string // whether one may decide for them, as answered
	Status       models.RegistrationStatus
	State        templates.Badge
	Tone         templates.Tone
	Heading      string
	Text         string
	Site         *templates.SiteCard
	SiteName     string
	SiteKey      string
	JoinURL      string // of a video call, for who has a seat
	Wanted       string // the site one would rather go to
	Accepts      []string
	Needs        bool
	Phone        bool
	Companion    bool
	Photo        bool
	ReplyBy      time.Time

	own  *models.Own
	path string // "/aanmelding/<token>"
	v    meetingView
}

// Path is the address of this page or of one below it.
func (o ownView) Path(below string) string {
	path := o.path
	if below != "" {
		path += "/" + below
	}
	return path + o.v.Taal
}

// Part is the address of the form for one part of what was given.
func (o ownView) Part(part string) string {
	return web.WithTaal(o.path+"/wijzigen?deel="+part, o.v.p.Lang(), o.v.m.Language)
}

// Contact is whom to ask about the meeting.
func (o ownView) Contact() contactView { return o.v.Contact }

// Active reports that the registration still counts.
func (o ownView) Active() bool { return o.Status.Active() }

// Going reports that there is still something to change or cancel.
func (o ownView) Going() bool {
	return o.Active() && o.v.Phase != models.PhasePast && o.v.Phase != models.PhaseCancelled
}

// Leavable reports that one can leave: also a meeting that was called off, for
// who follows it, as it may go on after all.
func (o ownView) Leavable() bool {
	return o.Going() || o.own.Registration.Follows() && o.v.Phase == models.PhaseCancelled
}

// Wants reports that the person has a place or asked for one, and does not
// merely follow the meeting.
func (o ownView) Wants() bool { return !o.own.Registration.Follows() }

// LeaveTitle stands above the ways out.
func (o ownView) LeaveTitle() string {
	switch {
	case o.Status == models.Interested:
		return o.v.p.T("cancellation.title_interest")
	case o.Offered(): // the offer itself has the way out
		return o.v.p.T("meeting.question")
	}
	return o.v.p.T("own.cannot_come")
}

// HasSeat reports that the person has a place.
func (o ownView) HasSeat() bool { return o.Status == models.Registered }

// Substitutable reports that somebody else may come in this place.
func (o ownView) Substitutable() bool {
	return o.HasSeat() && o.Going() && o.v.m.SubstitutionPolicy != models.SubstitutionNone
}

// Calendar reports that there is an appointment to download.
func (o ownView) Calendar() bool { return o.HasSeat() && o.Going() && o.v.Dated() && !off(o.v.m) }

// Lapsed reports that an offer ran out and another can be asked for.
func (o ownView) Lapsed() bool {
	return o.Status == models.Waitlisted && o.own.Registration.OfferLapsed && o.Going() && !off(o.v.m)
}

// Offered reports that a seat waits for an answer, which nobody can give
// while the meeting is postponed.
func (o ownView) Offered() bool { return o.Status == models.Offered && o.Going() && !off(o.v.m) }

// SignUpAgain reports that this ended and that one can sign up anew.
func (o ownView) SignUpAgain() bool {
	switch o.Status {
	case models.Cancelled, models.Withdrawn, models.Declined, models.Invited:
		return !o.Invited() && o.v.m.SignUpOpen(o.v.now, o.own.Seats, false) == nil
	}
	return false
}

// CancelText is the word for leaving, which depends on what one has.
func (o ownView) CancelText() string { return o.v.p.T("own.cancel_" + o.leaving()) }

// KeepText is the word for not leaving after all.
func (o ownView) KeepText() string {
	if o.HasSeat() {
		return o.v.p.T("cancellation.keep")
	}
	return o.v.p.T("cancellation.keep_list")
}

// Invited reports that there is an invitation to answer, or an answer to it
// that can still be changed.
func (o ownView) Invited() bool {
	return o.own.Invitation != nil && !o.own.Ended && o.v.Phase != models.PhasePast && !off(o.v.m)
}

// AnswerText is the word for answering it.
func (o ownView) AnswerText() string {
	if o.Status == models.Invited {
		return o.v.p.T("own.answer")
	}
	return o.v.p.T("own.answer_again")
}

// Times says when somebody comes later or leaves earlier; empty for neither.
func (o ownView) Times() string {
	r := o.own.Registration
	return strings.Join(web.Times(o.v.p, o.v.zone, r.ArrivesLateAt, r.LeavesEarlyAt), ", ")
}

// SignUpText is the word for signing up from here.
func (o ownView) SignUpText() string {
	if o.Status == models.Invited {
		return o.v.p.T("own.sign_up")
	}
	return o.v.p.T("own.sign_up_again")
}

// CompanionText says whether a companion comes along.
func (o ownView) CompanionText() string {
	if o.Companion {
		return o.v.p.T("own.companion_yes")
	}
	return o.v.p.T("own.companion_no")
}

// PhotoText says what was answered about photographs.
func (o ownView) PhotoText() string {
	if o.Photo {
		return o.v.p.T("own.photo_yes")
	}
	return o.v.p.T("own.photo_no")
}

func (o ownView) leaving() string {
	switch o.Status {
	case models.Registered:
		return "seat"
	case models.Pending:
		return "request"
	case models.Interested:
		return "interest"
	case models.Invited:
		return "invitation"
	}
	return "list"
}

// ownView makes the words of a registration.
func (p *Pages) ownView(pr *locale.Printer, own *models.Own, token string) ownView {
	r := own.Registration
	v := p.view(pr, &models.MeetingPage{Meeting: own.Meeting, Seats: own.Seats})
	v.at(own.Site)
	o := ownView{
		Name: r.Name().Full(), Email: mailaddr.Mask(r.Email), Organization: r.Organization, JobTitle: r.JobTitle,
		Level: web.LevelWord(pr, r.Level), Represents: represented(pr, own.Represents), Status: r.Status,
		State: templates.Badge{Tone: web.StatusTone(r.Status), Text: web.StatusWord(pr, r.Status)},
		Needs: own.HasNeeds || own.HasRemarks, Phone: r.Phone != "", Companion: r.Companion, Photo: r.PhotoOK,
		own: own, path: "/aanmelding/" + token, v: v,
	}
	if r.Mandated != "" {
		o.Mandated = pr.T("mandated." + string(r.Mandated))
	}
	if r.OfferExpiresAt != nil {
		o.ReplyBy = r.OfferExpiresAt.In(v.zone)
	}
	o.places(pr)
	o.say(pr)
	return o
}

func represented(p *locale.Printer, list []models.Constituency) string {
	var names []string
	for _, c := range list {
		names = append(names, c.Choice(p.Lang()))
	}
	return web.Join(p, names)
}

// places says where: the site of the seat or of the first choice, the sites
// one waits for, the site one would rather have.
func (o *ownView) places(p *locale.Printer) {
	if s := o.own.Site; s != nil {
		card := o.v.siteCard(s)
		card.Badge, card.Seats, card.Line = nil, nil, ""
		o.Site, o.SiteName, o.SiteKey = &card, siteName(p, s), s.Key
		if s.Mode == models.Online && o.HasSeat() {
			o.JoinURL = s.JoinURL
		}
	}
	for _, s := range o.own.Accepts {
		o.Accepts = append(o.Accepts, siteName(p, s))
	}
	if o.own.Wanted != nil {
		o.Wanted = siteName(p, o.own.Wanted)
	}
}

// say puts the state into a heading and a sentence or two.
func (o *ownView) say(p *locale.Printer) {
	o.Tone = o.State.Tone
	o.Heading = p.T("own." + string(o.Status))
	if o.own.Ended {
		o.Heading, o.Text = p.T("error.invitation_ended"), p.T("error.invitation_ended_advice")
		return
	}
	if o.Invited() && o.Status == models.Invited {
		o.Text = p.T("own.invited_text_asked", "as", o.own.Registration.As())
		return
	}
	if o.Active() && o.sayMeeting(p) {
		return
	}
	switch {
	case o.Status == models.Waitlisted:
		o.Heading, o.Text = p.T("own.waitlisted", "position", o.own.Position), p.T("own.waitlisted_text")
		o.State.Text = p.T("own.number", "position", o.own.Position)
		if o.Lapsed() {
			o.Text = p.T("own.lapsed_text")
		}
	case o.Status == models.Offered:
		o.Text = p.T("own.offered_text", "moment", p.Moment(o.ReplyBy))
	default:
		o.Text = p.T("own." + string(o.Status) + "_text")
	}
}

// sayMeeting says what became of the meeting, where that matters more than
// the place somebody has.
func (o *ownView) sayMeeting(p *locale.Printer) bool {
	switch o.v.Phase {
	case models.PhaseCancelled, models.PhasePostponed:
		o.Text = o.v.Reason()
	case models.PhasePast:
		o.Text = p.T("own.meeting_past_text")
	default:
		return false
	}
	o.State = web.PhaseBadge(p, o.v.Phase)
	o.Tone, o.Heading = o.State.Tone, p.T("own.meeting_"+string(o.v.Phase))
	return true
}

// SiteMovable reports that another site can be chosen here: until the closing,
// and not while an offer waits for its answer (rules §3.4).
func (o ownView) SiteMovable() bool {
	return o.choosesSite() && o.Status != models.Offered && o.takesSignUps()
}

// SiteFixed says why no other site can be chosen here any more; empty where
// that can be done, or where there is none.
func (o ownView) SiteFixed() string {
	switch {
	case !o.choosesSite() || o.takesSignUps():
		return ""
	case o.v.Phase == models.PhasePostponed:
		return o.v.p.T("own.site_fixed_postponed")
	}
	return o.v.p.T("own.site_fixed")
}

// choosesSite reports that the site was a choice of somebody who comes.
func (o ownView) choosesSite() bool {
	return o.Going() && o.Wants() && len(o.v.m.OpenSites()) > 1
}

func (o ownView) takesSignUps() bool {
	return o.v.Phase == models.PhaseOpen || o.v.Phase == models.PhaseNotYet
}

// elsewhere are the other sites that can be chosen now, with free seats first.
func (o ownView) elsewhere() []otherSite {
	if !o.SiteMovable() {
		return nil
	}
	var list []otherSite
	for _, s := range o.v.m.OpenSites() {
		if o.own.Site != nil && s.ID == o.own.Site.ID {
			continue
		}
		free := siteFree(o.own.Seats, s)
		if free == 0 && (o.v.m.WaitlistMode == models.WaitlistOff || o.own.Wanted != nil && s.ID == o.own.Wanted.ID) {
			continue
		}
		list = append(list, otherSite{Key: s.Key, Name: siteName(o.v.p, s), Badge: *o.v.siteBadge(s), Free: free > 0, Action: o.action(free > 0)})
	}
	slices.SortStableFunc(list, func(a, b otherSite) int {
		switch {
		case a.Free == b.Free:
			return 0
		case a.Free:
			return -1
		}
		return 1
	})
	return list
}

// otherSite is a site one could go to instead.
type otherSite struct {
	Key, Name string
	Badge     templates.Badge
	Free      bool
	Action    string // the word on the button to go there
}

// action is the word on the button to go there.
func (o ownView) action(free bool) string {
	switch {
	case free:
		return o.v.p.T("own.choose_site")
	case o.HasSeat():
		return o.v.p.T("own.wish_site")
	}
	return o.v.p.T("own.wait_site")
}
