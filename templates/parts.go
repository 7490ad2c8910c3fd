package templates

import "time"

// MeetingItem is one line of a list of meetings (partial meeting_item).
type MeetingItem struct {
	URL, Title string
	Lang       string // language of title and summary where it is not that of the page
	Kind       string // "Platformbijeenkomst"
	Summary    string // one sentence
	Start, End time.Time
	DateText   string // "in november", for a meeting without date
	Place      string // "Hengelo en Enschede", "online"
	Badge      *Badge // free places, or the state
}

// SiteCard is one site of a meeting (partial site_card).
type SiteCard struct {
	Name    string   // "De Gieterij", or "Online meedoen"
	Town    string   // empty for an online site
	Online  bool     // shows a camera in place of a pin
	Badge   *Badge   // "14 plekken vrij", "Vol, wachtlijst: 9"
	Seats   *Seats   // bar; nil where the number of places is not shown
	Line    string   // the same in a sentence
	Address []string // building, street, postcode and town
	Times   string   // where this site has hours of its own
	Route   string
	Rules   string // house rules
}

// ProgrammeItem is one line of a programme (partial programme).
type ProgrammeItem struct {
	Start, End time.Time
	Title      string
	Text       string
	Place      string // the site, where it is for one of several
}

// Figure is one big number at the desk (partial figures). Label says what is
// counted and Remark what it means; both are always there.
type Figure struct {
	Value, Label, Remark string
}
