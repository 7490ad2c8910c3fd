package models

import "slices"

// KindDefaults is what a new meeting of one kind starts with: one column of
// the table in rules §3.2. Everything can be changed per meeting.
type KindDefaults struct {
	Visibility         Visibility
	RegistrationMode   RegistrationMode
	SubstitutionPolicy SubstitutionPolicy
	WaitlistMode       WaitlistMode
	AttendeeListPolicy AttendeeListPolicy
	Needs              NeedsAsked
	Representation     RepresentationView
	Ask                []string // form fields beyond the short form (contract, "Left out")

	MaxPerOrganization int  // 0: no limit; for a scrap session per site
	MembersFirstDays   int  // working days in which only members sign up (BR-05)
	Tentative          bool // calendar items are TENTATIVE until the date is definitive

	ReminderWorkdays []int // working days before the day, furthest first
	NumbersDueDays   int   // working days before the day that the caterer needs the numbers

	RetentionMonths           int // of names after the meeting (BR-77)
	RetentionMonthsWithPoints int // the same where points are entered in a register
	NeedsRetentionDays        int // of needs after the meeting (BR-76)
}

// needsDays is how long diet, access and remarks are kept after a meeting of
// any kind (BR-76).
const needsDays = 7

// kindColumns are the six columns of rules §3.2.
var kindColumns = map[MeetingKind]KindDefaults{
	BoardMeeting: {
		Visibility: VisibilityInvited, RegistrationMode: ModeInvitation,
		SubstitutionPolicy: SubstitutionSameConstituency, WaitlistMode: WaitlistOff,
		AttendeeListPolicy: AttendeeListNamesOrganization, Needs: NeedsBoth, Representation: RepresentationBoard,
		Ask:                []string{"job_title", "level", "represents", "mandated"},
		MaxPerOrganization: 1, ReminderWorkdays: []int{10, 2}, NumbersDueDays: 3, RetentionMonths: 12,
	},
	SteeringMeeting: {
		Visibility: VisibilityMembers, RegistrationMode: ModeInvitation,
		SubstitutionPolicy: SubstitutionNone, WaitlistMode: WaitlistOff,
		AttendeeListPolicy: AttendeeListNames, Needs: NeedsDiet, Representation: RepresentationOff,
		Ask:              []string{"represents"},
		ReminderWorkdays: []int{5}, NumbersDueDays: 2, RetentionMonths: 12,
	},
	ScrapSession: {
		Visibility: VisibilityPublic, RegistrationMode: ModeOpen,
		SubstitutionPolicy: SubstitutionSameOrganization, WaitlistMode: WaitlistAuto,
		AttendeeListPolicy: AttendeeListNames, Needs: NeedsBoth, Representation: RepresentationOff,
		Ask:                []string{"job_title"},
		MaxPerOrganization: 3, ReminderWorkdays: []int{5, 1}, NumbersDueDays: 3, RetentionMonths: 6,
	},
	PlatformMeeting: {
		Visibility: VisibilityLink, RegistrationMode: ModeOpen,
		SubstitutionPolicy: SubstitutionSameOrganization, WaitlistMode: WaitlistAuto,
		AttendeeListPolicy: AttendeeListNobody, Needs: NeedsBoth, Representation: RepresentationProfessions,
		Ask:                []string{"job_title", "level"},
		MaxPerOrganization: 5, MembersFirstDays: 10, ReminderWorkdays: []int{5, 1}, NumbersDueDays: 5,
		RetentionMonths: 12, RetentionMonthsWithPoints: 24,
	},
	NetworkGathering: {
		Visibility: VisibilityPublic, RegistrationMode: ModeOpen,
		SubstitutionPolicy: SubstitutionSameOrganization, WaitlistMode: WaitlistAuto,
		AttendeeListPolicy: AttendeeListNobody, Needs: NeedsBoth, Representation: RepresentationMatrix,
		Ask:                []string{"job_title", "level"},
		MaxPerOrganization: 10, Tentative: true, ReminderWorkdays: []int{10, 2}, NumbersDueDays: 7,
		RetentionMonths: 12, RetentionMonthsWithPoints: 24,
	},
	WorkingSession: {
		Visibility: VisibilityMembers, RegistrationMode: ModeInvitation,
		SubstitutionPolicy: SubstitutionSameOrganization, WaitlistMode: WaitlistAuto,
		AttendeeListPolicy: AttendeeListNamesOrganization, Needs: NeedsAccess, Representation: RepresentationOff,
		Ask:                []string{"job_title"},
		MaxPerOrganization: 2, ReminderWorkdays: []int{2}, NumbersDueDays: 1, RetentionMonths: 12,
	},
}

// Defaults gives what a new meeting of this kind starts with. Kinds without
// a column in rules §3.2 take the nearest one, and differ where the sources
// say so (context §1). An unknown kind gets the defaults of a working
// session, the most closed of those with a waiting list. The caller may
// change what it gets.
func Defaults(kind MeetingKind) KindDefaults {
	d, ok := kindColumns[kind]
	if !ok {
		d = nearest(kind)
	}
	d.NeedsRetentionDays = needsDays
	if d.RetentionMonthsWithPoints == 0 {
		d.RetentionMonthsWithPoints = d.RetentionMonths
	}
	d.Ask, d.ReminderWorkdays = slices.Clone(d.Ask), slices.Clone(d.ReminderWorkdays)
	return d
}

func nearest(kind MeetingKind) KindDefaults {
	d := kindColumns[WorkingSession]
	switch kind {
	case CrossDomainMeeting:
		// A gathering of one day: smaller, with a date that is fixed at once.
		d = kindColumns[NetworkGathering]
		d.Tentative, d.MaxPerOrganization = false, 5
		d.ReminderWorkdays, d.NumbersDueDays = []int{5, 1}, 5
	case SiteVisit:
		// People come as at a board meeting and walk around; nothing is
		// decided, so nobody needs a mandate.
		d = kindColumns[BoardMeeting]
		d.SubstitutionPolicy, d.Representation = SubstitutionSameOrganization, RepresentationOff
		d.Ask, d.MaxPerOrganization = []string{"job_title"}, 0
	case TeamVisit, PilotSession:
		// One team or provider receives: all of it may come, and it is seldom
		// a meal.
		d.MaxPerOrganization = 0
	case MembersMeeting:
		// One vote for each member organisation, by proxy if need be.
		d = kindColumns[SteeringMeeting]
		d.SubstitutionPolicy, d.MaxPerOrganization = SubstitutionSameOrganization, 1
		d.AttendeeListPolicy, d.Ask = AttendeeListNamesOrganization, []string{"job_title"}
	case MarketConsultation:
		// Providers must not see who else came.
		d = kindColumns[ScrapSession]
		d.AttendeeListPolicy, d.RetentionMonths = AttendeeListNobody, 12
	case ExternalEvent:
		// Somebody else's seats and lunch: who goes on behalf of the region.
		d = kindColumns[NetworkGathering]
		d.WaitlistMode, d.Needs, d.Representation = WaitlistOff, NeedsNone, RepresentationOff
		d.Tentative, d.MaxPerOrganization, d.Ask = false, 0, []string{"job_title"}
		d.ReminderWorkdays, d.NumbersDueDays = []int{5}, 0
	}
	return d
}
