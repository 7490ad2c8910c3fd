package templates

import "strings"

// Base is what the layout needs; every page struct embeds it.
type Base struct {
	Title     string // of the browser tab, without the name of the site
	SwitchURL string // this page in the other language; empty hides the switch
	TaalQuery string // "?taal=en" where links must carry the language, else empty
	Section   string // marks the menu: "meetings", "mine" or "desk"
	User      *User  // who is logged in at the desk; nil for everybody else
	Tabs      *Tabs  // the tabs of one meeting at the desk
	Flash     *Alert // what the previous request did, shown once
	Invalid   bool   // a form came back with errors: the title starts with "Fout: "
	NoIndex   bool   // keep search machines away
	Summary   string // description for search machines and link previews
	Groups    bool   // there are groups with a page for everybody
}

// User is the organizer in the header of the desk.
type User struct {
	Name      string
	Gives     bool // may give others a role
	Venues    bool // may keep the venue book
	Directory bool // may keep the address book
	Log       bool // may read the history of the desk
}

// Tabs is the second menu, over the pages of one meeting at the desk.
type Tabs struct {
	Title string // of the meeting
	URL   string // its overview
	Badge *Badge // its state
	Items []Tab
}

// Tab is one of them.
type Tab struct {
	Text, URL, Icon string
	Current         bool
}

// Tone is the color word of a badge, an alert or an outcome: "ok" (green),
// "warning" (amber), "error" (red), "info" (blue) or "neutral" (grey). The
// words beside it always say the same.
type Tone string

// The five tones.
const (
	OK      Tone = "ok"
	Warning Tone = "warning"
	Failure Tone = "error"
	Info    Tone = "info"
	Neutral Tone = "neutral"
)

// Badge is a state in one or two words (glossary §2.2).
type Badge struct {
	Tone Tone
	Text string
}

// Alert is a message at the top of a page.
type Alert struct {
	Tone    Tone
	Heading string // may be empty
	Text    string
}

// Crumb is one step of the breadcrumb.
type Crumb struct {
	Text, URL string
}

// Pager leads to the pages before and after; an empty address hides its link.
type Pager struct {
	Page, Pages       int
	Previous, NextURL string
}

// Seats is the load of one site for the seat bar.
type Seats struct {
	Taken, Total int
}

// Permille is the length of the bar, 0 to 1000.
func (s Seats) Permille() int {
	if s.Total <= 0 || s.Taken >= s.Total {
		return 1000
	}
	return s.Taken * 1000 / s.Total
}

// Over reports that more people were placed than there are seats (BR-34).
func (s Seats) Over() bool { return s.Taken > s.Total }

// Initials gives the first letters of a name for the round picture of a host.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	first := []rune(words[0])[:1]
	if len(words) == 1 {
		return strings.ToUpper(string(first))
	}
	return strings.ToUpper(string(append(first, []rune(words[len(words)-1])[0])))
}
