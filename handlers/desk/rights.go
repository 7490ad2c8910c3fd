package desk

import (
	"slices"

	"bijeen/models"
)

// right is something a user may do at the desk (rules §3.9).
type right string

// The rights. Each address asks for one (routes.go).
const (
	enter         right = "enter"          // the front page of the desk, log out
	seeCounts     right = "see_counts"     // a meeting in numbers, without names
	seePeople     right = "see_people"     // names, addresses, history and mail of people
	seeNeeds      right = "see_needs"      // food, access and remarks of one person
	seeMail       right = "see_mail"       // the mail log
	seeLog        right = "see_log"        // what happened, and who took which list
	takeLists     right = "take_lists"     // lists on the screen, on paper and as files
	helpPeople    right = "help_people"    // add, correct, move, cancel, substitute, mail again
	writeTexts    right = "write_texts"    // texts and programme of a meeting
	changeMeeting right = "change_meeting" // everything else about it: make, open, postpone
	callOff       right = "call_off"       // that it does not take place: for its lead only (BR-04)
	linkNames     right = "link_names"     // typed organisations to known ones (BR-19a)
	keepDocuments right = "keep_documents" // slides and papers of a meeting
	keepVenues    right = "keep_venues"    // the venue book, which all groups share
	keepDirectory right = "keep_directory" // people, organizations, positions and groups, apart from any meeting
	workDoor      right = "work_door"      // let people in, at every site
	seeDeskLog    right = "see_desk_log"   // what was done beside the meetings, and who took which list of any
	manageUsers   right = "manage_users"   // who may log in, and what they may do
	hostSite      right = "host_site"      // list and door of a site the user hosts, and no other (BR-81)
)

// all is everything there is to do about meetings.
var all = []right{enter, seeCounts, seePeople, seeNeeds, seeMail, seeLog, takeLists, helpPeople, writeTexts, changeMeeting, callOff, linkNames, keepDocuments, keepVenues, keepDirectory, workDoor}

// grant is what a role may do, and at which kinds of meeting; no kinds means
// every meeting. The groups of the user narrow this further (models.Access).
type grant struct {
	rights []right
	kinds  []models.MeetingKind
}

// grants is the one table of roles and rights. The leader of a workshop may
// enter only: which workshop is theirs cannot be said yet.
var grants = map[models.UserRole]grant{
	models.RoleAdmin:     {rights: slices.Concat(all, []right{manageUsers, seeDeskLog})},
	models.RoleOrganizer: {rights: all},
	models.RoleEditor:    {rights: []right{enter, seeCounts, writeTexts, keepDocuments, keepVenues}},
	models.RoleSecretary: {
		rights: []right{enter, seeCounts, seePeople, seeMail, takeLists, keepDocuments, keepDirectory},
		kinds:  []models.MeetingKind{models.BoardMeeting, models.SteeringMeeting},
	},
	models.RoleSiteHost:       {rights: []right{enter, hostSite}},
	models.RoleWorkshopLeader: {rights: []right{enter}},
	models.RoleViewer:         {rights: []right{enter, seeCounts}},
	models.RolePrivacyOfficer: {rights: []right{enter, seeCounts, seeLog, seeDeskLog}},
}

// may reports whether a role has a right at a meeting of this kind; an empty
// kind asks about the desk as a whole.
func may(role models.UserRole, r right, kind models.MeetingKind) bool {
	g := grants[role]
	if !slices.Contains(g.rights, r) {
		return false
	}
	return kind == "" || len(g.kinds) == 0 || slices.Contains(g.kinds, kind)
}

// sees reports whether a meeting is any business of this user: it is of an own
// group, at which the role has a right, or the user hosts a site of it.
// Otherwise it is not there.
func sees(u *models.User, to models.Access) bool {
	g := grants[u.Role]
	if to.Site && slices.Contains(g.rights, hostSite) {
		return true
	}
	atMeetings := slices.ContainsFunc(g.rights, func(r right) bool { return slices.Contains(all[1:], r) })
	return to.Own && atMeetings && (len(g.kinds) == 0 || slices.Contains(g.kinds, to.Kind))
}

// mayAtDesk is may for what belongs to no meeting. The names of organisations
// come from all meetings, so who works for some groups leaves them to others.
func mayAtDesk(u *models.User, r right) bool {
	return may(u.Role, r, "") && (r != linkNames || u.Everywhere())
}
