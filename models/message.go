package models

import (
	"strings"
	"time"
)

// MessageKind is the sort of mail; each has its templates under
// templates/mail.
type MessageKind string

// The mails of this release.
const (
	MailConfirmation     MessageKind = "confirmation"
	MailWaitlisted       MessageKind = "waitlisted"
	MailPending          MessageKind = "pending"
	MailPlaceGiven       MessageKind = "place_given"
	MailOffer            MessageKind = "offer"
	MailOfferLapsed      MessageKind = "offer_lapsed"
	MailChanged          MessageKind = "changed"
	MailAddressChanged   MessageKind = "address_changed" // to the old address
	MailSubstituteIn     MessageKind = "substitute_in"   // to who comes instead
	MailSubstituteOut    MessageKind = "substitute_out"  // to who is replaced
	MailCancelled        MessageKind = "cancelled"
	MailWithdrawn        MessageKind = "withdrawn" // left the waiting list or took back a request
	MailRejected         MessageKind = "rejected"
	MailMeetingCancelled MessageKind = "meeting_cancelled"
	MailPostponed        MessageKind = "meeting_postponed"
	MailInterest         MessageKind = "interest"
	MailInvitation       MessageKind = "invitation" // registration opened for who showed interest (BR-02)
	MailLink             MessageKind = "link"
	MailOverview         MessageKind = "overview"      // to who signed others up, without calendar part (BR-12)
	MailAssistant        MessageKind = "assistant"     // to who acts for others: their invitations, and the one link for all
	MailReminder         MessageKind = "reminder"      // that the day comes near (rules §3.2)
	MailLogin            MessageKind = "login"         // a way in to the desk
	MailNote             MessageKind = "note"          // what an organizer wrote to many
	MailNotice           MessageKind = "notice"        // to a user: something happened
	MailDigest           MessageKind = "digest"        // to a user: what happened, and what asks for attention
	MailHelpReceived     MessageKind = "help_received" // to who offers help to a group
	MailHelpAccepted     MessageKind = "help_accepted" // they are one of the group now
	MailHelpThanked      MessageKind = "help_thanked"  // they are not, with thanks
)

// MessageKinds lists every kind, for tests and previews.
var MessageKinds = []MessageKind{
	MailConfirmation, MailWaitlisted, MailPending, MailPlaceGiven, MailOffer, MailOfferLapsed, MailChanged,
	MailAddressChanged, MailSubstituteIn, MailSubstituteOut, MailCancelled, MailWithdrawn, MailRejected,
	MailMeetingCancelled, MailPostponed, MailInterest, MailInvitation, MailLink, MailOverview, MailAssistant,
	MailReminder, MailLogin, MailNote, MailNotice, MailDigest, MailHelpReceived, MailHelpAccepted, MailHelpThanked,
}

// MessageState is where a row of the outbox stands.
type MessageState string

// The states of a message. Queued waits for its moment or a retry, claimed
// is in the hands of a worker until its lease ends.
const (
	MessageQueued  MessageState = "queued"
	MessageSent    MessageState = "sent"
	MessageFailed  MessageState = "failed"
	MessageAborted MessageState = "aborted"
)

// Message is one row of the outbox: one mail to one person. It is written in
// the transaction that causes it. At the first claim its facts are frozen;
// every try renders the same bytes from them (calendar-mail.md §6).
type Message struct {
	ID             int64
	Kind           MessageKind
	MeetingID      *int64
	RegistrationID *int64
	ToEmail        string
	EmailKey       string
	Language       string
	Occasion       int    // 0 is the first mail of this kind, each further one counts one up (BR-80)
	Sequence       *int   // SEQUENCE of the calendar item; set when frozen
	Method         string // "", "REQUEST" or "CANCEL"; set when frozen
	State          MessageState
	DueAt          time.Time
	LeaseID        string
	LeaseUntil     *time.Time
	Attempts       int
	LastError      string // a key and the answer of the server: see Problem
	Detail         string // extra input known when queued, as JSON of MessageDetail
	Facts          string // frozen, as JSON of MessageFacts; empty until the first claim
	Reference      string // Message-ID of the first invite, for In-Reply-To
	MessageID      string
	Asked          bool       // somebody asked for it again (limited per hour)
	NoteID         *int64     // the note this is a mail of; a test of one has none
	Reminder       *int       // the rule of a reminder: working days before the day
	ReminderAt     *time.Time // the moment of that rule: another date has others
	UserID         *int64     // whom a notice or digest is for
	Notice         string     // its occasion, of which the user hears once
	Erase          bool       // remove the row once it is done with (BR-77, erased people)
	CreatedAt      time.Time
	FrozenAt       *time.Time // the Date header
	SentAt         *time.Time

	fresh bool // of a registration made in this transaction: certainly the first of its kind
}

// Problem splits LastError, why a mail did not go yet, into the key of its
// sentence in the locale files and what the mail server answered ("550
// 5.1.1"; empty when it gave no answer). The key is empty when there is no
// problem.
func (msg *Message) Problem() (key, answer string) {
	key, answer, _ = strings.Cut(msg.LastError, " ")
	if key == "" {
		return "", ""
	}
	return "mail_problem." + key, answer
}

// Why a mail of a kind goes when that is not the usual reason.
const (
	WhyOnAgain       = "on_again"       // the meeting had been called off or postponed
	WhyNewAddress    = "new_address"    // the person gave another address
	WhyNewLink       = "new_link"       // the link was renewed
	WhySiteWithdrawn = "site_withdrawn" // the site is no longer part of the meeting
)

// MessageDetail is what only the verb that queued a message knows.
type MessageDetail struct {
	ToName        string       `json:",omitempty"` // of who signed others up
	Why           string       `json:",omitempty"` // see WhyOnAgain and its neighbors
	OtherName     string       `json:",omitempty"` // who comes instead, or who is replaced
	NewAddress    string       `json:",omitempty"` // masked, for the old address
	Reason        string       `json:",omitempty"`
	Registrations []int64      `json:",omitempty"` // of an overview, a link mail, or a mail to an assistant
	Assistant     int64        `json:",omitempty"` // the person who acts for these
	Login         string       `json:",omitempty"` // what the token of a login link is made from
	Notice        *NoticeAbout `json:",omitempty"` // of a notice at once
	Help          *HelpFacts   `json:",omitempty"` // of a mail about an offer to help a group
	Note          *NoteText    `json:",omitempty"` // of a note; stored with its test only, else filled in when it is frozen
}

// ItemFacts are what a person has been told about where to be when: what a
// calendar item shows. Two equal values need no mail (BR-43).
type ItemFacts struct {
	Start  time.Time
	End    time.Time
	Place  string
	Title  string
	Status string // CONFIRMED or TENTATIVE; empty for somebody without a seat
}

// MessageFacts is everything a mail says, frozen when it is first claimed.
// It never holds needs (BR-76) nor a link that opens something.
type MessageFacts struct {
	ToName           string
	GivenName        string
	Language         string
	Meeting          MeetingFacts
	Site             *SiteFacts
	Item             *ItemFacts  // now
	Before           *ItemFacts  `json:",omitempty"` // as told before, for "changed"
	Others           []OtherSite `json:",omitempty"` // changed sites that somebody who waits accepts too
	Calendar         *CalendarFacts
	Role             Role
	Position         int `json:",omitempty"` // on the waiting list
	AcceptsSites     []string
	ReplyBy          *time.Time    `json:",omitempty"`
	AssistantVersion int           `json:",omitempty"` // of the link of the assistant in Detail
	InvitedAs        string        `json:",omitempty"` // of who is invited: "wethouder Jeugd, Gemeente Almelo"
	AnswerBy         *time.Time    `json:",omitempty"` // the last day for the answer to it
	Detail           MessageDetail `json:"Detail"`
	Status           RegistrationStatus
	LinkVersion      int
	People           []OverviewPerson `json:",omitempty"`
	Notice           *NoticeFacts     `json:",omitempty"` // to a user
	Test             bool             `json:",omitempty"` // to an organizer who tries a change
}

// MeetingFacts is what every mail says about the meeting. Its times are
// those of the site when there is one.
type MeetingFacts struct {
	ID           int64
	Slug         string
	Kind         MeetingKind
	Title        string
	Summary      string
	MailText     string `json:",omitempty"`
	Language     string
	DateText     string
	Hosts        []string
	StartsAt     *time.Time
	EndsAt       *time.Time
	DoorsOpenAt  *time.Time
	ContactName  string
	ContactEmail string
	ContactPhone string
	Reason       string
	OnlineOnly   bool
	NoSubstitute bool // nobody may come instead
}

// SiteFacts is what a mail says about the place.
type SiteFacts struct {
	Key        string
	Online     bool
	Place      string // "De Gieterij, Hengelo"
	Address    string // one line
	JoinURL    string
	RouteText  string
	HouseRules string
	HostName   string
	HostPhone  string
}

// CalendarFacts are the machine's side of the calendar part.
type CalendarFacts struct {
	UID      string
	Sequence int
	Stamp    time.Time
	Address  string
	PartStat string
	RSVP     bool
	Start    time.Time
	End      time.Time
	Place    string
	Title    string
}

// OverviewPerson is one line of the overview for who signed others up, and
// of the mail with the links of an address. Only a link mail carries links.
type OverviewPerson struct {
	Name           string
	RegistrationID int64
	LinkVersion    int
	MeetingSlug    string
	MeetingTitle   string
	MeetingStart   *time.Time
	Language       string
	Site           string
	Status         RegistrationStatus
	Position       int
}
