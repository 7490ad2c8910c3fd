package models

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The six columns of rules §3.2, row by row as they stand there.
func TestDefaultsAreTheTableOfTheRules(t *testing.T) {
	kinds := []MeetingKind{BoardMeeting, SteeringMeeting, ScrapSession, PlatformMeeting, NetworkGathering, WorkingSession}
	tests := []struct {
		row  string
		of   func(KindDefaults) any
		want [6]any
	}{
		{"visibility", func(d KindDefaults) any { return string(d.Visibility) },
			[6]any{"invited", "members", "public", "link", "public", "members"}},
		{"registration mode", func(d KindDefaults) any { return string(d.RegistrationMode) },
			[6]any{"invitation", "invitation", "open", "open", "open", "invitation"}},
		{"members first", func(d KindDefaults) any { return d.MembersFirstDays },
			[6]any{0, 0, 0, 10, 0, 0}},
		{"substitution", func(d KindDefaults) any { return string(d.SubstitutionPolicy) },
			[6]any{"same_constituency", "none", "same_organization", "same_organization", "same_organization", "same_organization"}},
		{"representation overview", func(d KindDefaults) any { return string(d.Representation) },
			[6]any{"board", "off", "off", "professions", "matrix", "off"}},
		{"waiting list", func(d KindDefaults) any { return string(d.WaitlistMode) },
			[6]any{"off", "off", "auto", "auto", "auto", "auto"}},
		{"max per organisation", func(d KindDefaults) any { return d.MaxPerOrganization },
			[6]any{1, 0, 3, 5, 10, 2}},
		{"needs", func(d KindDefaults) any { return string(d.Needs) },
			[6]any{"both", "diet", "both", "both", "both", "access"}},
		{"list visible to participants", func(d KindDefaults) any { return string(d.AttendeeListPolicy) },
			[6]any{"participants_names_org", "participants_names", "participants_names", "nobody", "nobody", "participants_names_org"}},
		{"reminder mails", func(d KindDefaults) any { return d.ReminderWorkdays },
			[6]any{[]int{10, 2}, []int{5}, []int{5, 1}, []int{5, 1}, []int{10, 2}, []int{2}}},
		{"numbers due", func(d KindDefaults) any { return d.NumbersDueDays },
			[6]any{3, 2, 3, 5, 7, 1}},
		{"calendar marking TENTATIVE", func(d KindDefaults) any { return d.Tentative },
			[6]any{false, false, false, false, true, false}},
		{"retention of names", func(d KindDefaults) any { return d.RetentionMonths },
			[6]any{12, 12, 6, 12, 12, 12}},
		{"retention of names with points", func(d KindDefaults) any { return d.RetentionMonthsWithPoints },
			[6]any{12, 12, 6, 24, 24, 12}},
		{"retention of needs", func(d KindDefaults) any { return d.NeedsRetentionDays },
			[6]any{7, 7, 7, 7, 7, 7}},
	}
	for _, tt := range tests {
		t.Run(tt.row, func(t *testing.T) {
			var got [6]any
			for i, kind := range kinds {
				got[i] = tt.of(Defaults(kind))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("board, steering, scrap, platform, gathering, working (-want +got):\n%s", diff)
			}
		})
	}
}

// The contract's paragraph "Left out" says what the form asks, for each kind.
func TestDefaultsAskWhatTheContractSays(t *testing.T) {
	want := map[MeetingKind][]string{
		BoardMeeting:       {"job_title", "level", "represents", "mandated"},
		SteeringMeeting:    {"represents"},
		PlatformMeeting:    {"job_title", "level"},
		NetworkGathering:   {"job_title", "level"},
		CrossDomainMeeting: {"job_title", "level"},
	}
	for _, kind := range MeetingKinds {
		ask, named := want[kind]
		if !named {
			ask = []string{"job_title"}
		}
		if diff := cmp.Diff(ask, Defaults(kind).Ask); diff != "" {
			t.Errorf("%s asks (-want +got):\n%s", kind, diff)
		}
	}
}

func TestDefaultsOfEveryKindAreWhole(t *testing.T) {
	for _, kind := range append(slices.Clone(MeetingKinds), "something_new") {
		d := Defaults(kind)
		if !d.Visibility.Valid() || !d.RegistrationMode.Valid() || !d.SubstitutionPolicy.Valid() || !d.WaitlistMode.Valid() ||
			!d.AttendeeListPolicy.Valid() || !d.Needs.Valid() || !d.Representation.Valid() {
			t.Errorf("%s has a value that does not exist: %+v", kind, d)
		}
		if d.RetentionMonths < 1 || d.RetentionMonthsWithPoints < d.RetentionMonths || d.NeedsRetentionDays != 7 {
			t.Errorf("%s keeps data for ever, or needs for another term: %+v", kind, d)
		}
		if !slices.IsSortedFunc(d.ReminderWorkdays, func(a, b int) int { return b - a }) || slices.Contains(d.ReminderWorkdays, 0) {
			t.Errorf("%s reminds at %v working days before", kind, d.ReminderWorkdays)
		}
		if d.Visibility == VisibilityInvited && d.RegistrationMode == ModeOpen {
			t.Errorf("%s is for invited people and open to all", kind)
		}
	}
}

func TestDefaultsOfKindsWithoutColumn(t *testing.T) {
	if d := Defaults(MarketConsultation); d.AttendeeListPolicy != AttendeeListNobody {
		t.Errorf("at a market consultation providers see each other: %s", d.AttendeeListPolicy)
	}
	if d := Defaults(ExternalEvent); d.Needs != NeedsNone || d.WaitlistMode != WaitlistOff || d.NumbersDueDays != 0 {
		t.Errorf("an external event has no seats and no lunch of ours: %+v", d)
	}
	if d := Defaults(CrossDomainMeeting); d.Tentative || d.Visibility != VisibilityPublic {
		t.Errorf("a cross-domain meeting is public with a fixed date: %+v", d)
	}
	if d := Defaults(MembersMeeting); d.Visibility != VisibilityMembers || d.MaxPerOrganization != 1 {
		t.Errorf("a members' meeting has one vote per member: %+v", d)
	}
}

// A caller that changes what it got must not change the next meeting.
func TestDefaultsAreTheCallersOwn(t *testing.T) {
	d := Defaults(BoardMeeting)
	d.Ask[0], d.ReminderWorkdays[0] = "changed", 99
	if again := Defaults(BoardMeeting); again.Ask[0] == "changed" || again.ReminderWorkdays[0] == 99 {
		t.Errorf("changed for all: %+v", again)
	}
}
