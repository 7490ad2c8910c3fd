package desk

import (
	"testing"

	"bijeen/handlers/web"
	"bijeen/templates/templatestest"
)

// Every field that a template reads is there, in both languages.
func TestPageTypes(t *testing.T) {
	for name, data := range map[string]any{
		"desk_login": loginPage{}, "desk_login_link": loginLinkPage{}, "desk_home": homePage{}, "desk_sessions": sessionsPage{}, "desk_notices": noticesPage{}, "desk_recap": recapPage{}, "desk_log_all": deskLogPage{}, "desk_draft": draftPage{}, "desk_users": usersPage{}, "desk_user": userPage{}, "desk_documents": documentsPage{}, "desk_document": documentPage{}, "desk_venues": venuesPage{}, "desk_venue": &venuePage{}, "desk_positions": positionsPage{}, "desk_position": positionPage{}, "desk_listed": listedPage{}, "desk_listed_person": listedPersonPage{}, "desk_bodies": bodiesPage{}, "desk_body": bodyPage{}, "desk_overview": overviewPage{}, "desk_statistics": statisticsPage{}, "desk_board": boardPage{}, "desk_minutes": minutesPage{},
		"desk_groups": groupsPage{}, "desk_group": groupPage{}, "desk_group_form": groupFormPage{}, "desk_group_role": rolePage{}, "desk_group_offers": offersPage{},
		"desk_decision": decisionPage{}, "desk_finish": finishPage{}, "desk_withdraw": withdrawPage{}, "desk_meeting_new": newMeetingPage{},
		"desk_meeting_form": &meetingFormPage{}, "desk_people": peoplePage{}, "desk_person": personPage{}, "desk_needs": needsPage{},
		"desk_person_form": &personFormPage{}, "desk_substitute": substitutePage{}, "desk_ask": askPage{}, "desk_bulk": bulkPage{}, "desk_moves": movesPage{}, "desk_waiting": waitingPage{}, "desk_doubles": doublesPage{}, "desk_requests": requestsPage{}, "desk_list": attendeeListPage{},
		"desk_lists": listsPage{}, "desk_door": doorPage{}, "desk_walk_in": walkInPage{}, "desk_messages": messagesPage{}, "desk_log": logPage{}, "desk_note_new": noteFormPage{Preview: &notePreview{Files: []web.DocumentLink{{}}}}, "desk_note": notePage{}, "desk_organizations": organizationsPage{},
		"desk_invitations": invitationsPage{}, "desk_invitations_add": invitePage{}, "desk_invitations_send": sendingPage{},
	} {
		t.Run(name, func(t *testing.T) { templatestest.CheckPage(t, name, data) })
	}
}
