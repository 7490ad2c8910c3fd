// Package placeholders fills the words between braces in what an organizer
// writes to many at once: "Beste {voornaam},". What comes in their place is
// never looked at again, so a name with braces in it stays a name.
package placeholders

import (
	"regexp"
	"slices"
	"strings"
)

// Values is what stands behind the placeholders for one receiver.
type Values struct {
	GivenName string
	Meeting   string
	Date      string
	Site      string
	Link      string // to the own registration
}

// word is one placeholder, as it is called in both languages.
type word struct {
	nl, en string
	value  func(Values) string
}

var words = []word{
	{"voornaam", "given_name", func(v Values) string { return v.GivenName }},
	{"bijeenkomst", "meeting", func(v Values) string { return v.Meeting }},
	{"datum", "date", func(v Values) string { return v.Date }},
	{"locatie", "site", func(v Values) string { return v.Site }},
	{"link", "link", func(v Values) string { return v.Link }},
}

// between is a word between braces, whether we know it or not.
var between = regexp.MustCompile(`\{[ \t]*([^{}\n]{1,40}?)[ \t]*\}`)

// Names lists the placeholders as they are called in a language, with their
// braces. Those of either language work in every text.
func Names(lang string) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = "{" + w.nl + "}"
		if lang == "en" {
			list[i] = "{" + w.en + "}"
		}
	}
	return list
}

// braces is everything with a brace in it: a word between any number of them,
// or one that is opened or closed only.
var braces = regexp.MustCompile(`\{+[^{}\n]{0,80}\}+|\{+[ \t]*[\pL\pN_]*|[\pL\pN_]*[ \t]*\}+`)

// Unknown lists what has braces in a text and is no placeholder, each once:
// unknown words, double braces, and those that are not closed or opened.
func Unknown(text string) []string {
	var list []string
	for _, found := range braces.FindAllString(text, -1) {
		if !known(found) && !slices.Contains(list, found) {
			list = append(list, found)
		}
	}
	return list
}

// known reports whether this is a placeholder, with its braces.
func known(text string) bool {
	m := between.FindStringSubmatch(text)
	if m == nil || m[0] != text {
		return false
	}
	_, ok := find(m[1])
	return ok
}

// Piece is a part of a text: words, or the link.
type Piece struct {
	Text string
	Link bool
}

// Pieces cuts a text in pieces with every placeholder filled, so that a link
// can be shown as one. What is no placeholder stays as it is.
func Pieces(text string, v Values) []Piece {
	var list []Piece
	add := func(text string, link bool) {
		if n := len(list); n > 0 && !link && !list[n-1].Link {
			list[n-1].Text += text
		} else if text != "" {
			list = append(list, Piece{text, link})
		}
	}
	at := 0
	for _, m := range between.FindAllStringSubmatchIndex(text, -1) {
		w, ok := find(text[m[2]:m[3]])
		if !ok {
			continue
		}
		add(text[at:m[0]], false)
		add(w.value(v), w.nl == "link")
		at = m[1]
	}
	add(text[at:], false)
	return list
}

// Fill gives a text with every placeholder filled.
func Fill(text string, v Values) string {
	var b strings.Builder
	for _, p := range Pieces(text, v) {
		b.WriteString(p.Text)
	}
	return b.String()
}

func find(name string) (word, bool) {
	i := slices.IndexFunc(words, func(w word) bool { return strings.EqualFold(name, w.nl) || strings.EqualFold(name, w.en) })
	if i < 0 {
		return word{}, false
	}
	return words[i], true
}
