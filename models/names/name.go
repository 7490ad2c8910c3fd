// Package names reads what people type: names of people and organisations,
// and lines of text. It cleans, splits, sorts and compares them (dutch.md).
package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Name is the name of a person in parts, as typed. Prefix is the
// tussenvoegsel; Surname is the core word that lists sort on, and is empty
// for some people of level experience.
type Name struct {
	Given   string
	Prefix  string
	Surname string
}

// prefixes are the tussenvoegsels that are split off by themselves (dutch.md
// §5.2). Oude, Groot, Klein, Lutke, Olde and Nije belong to the core name in
// Twente and stay out.
var prefixes = makeSet(
	"van", "van de", "van den", "van der", "van 't", "van ter", "van het",
	"de", "den", "der", "ten", "ter", "te", "'t", "'n", "d'", "el", "al",
	"op", "op de", "op den", "op 't", "in", "in de", "in 't", "aan", "aan de", "aan den",
	"bij", "bij de", "uit", "uit de", "uit den", "von", "von der", "zu", "over", "onder", "voor",
)

// prefixWords is the number of words of the longest prefix.
const prefixWords = 2

func makeSet(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// SplitPrefix splits the longest known prefix off a surname, in any case and
// kept as typed; every sort of apostrophe counts as '. A prefix is only split
// off when a name remains, so "Van" stays a surname. Spaces are collapsed.
func SplitPrefix(surname string) (prefix, rest string) {
	words := strings.Fields(surname)
	for n := min(prefixWords, len(words)-1); n > 0; n-- {
		prefix, rest = strings.Join(words[:n], " "), strings.Join(words[n:], " ")
		if prefixes[foldText(prefix)] && hasLetter(rest) {
			return prefix, rest
		}
	}
	// d' is written against the name.
	surname = strings.Join(words, " ")
	if d := elided(surname); d > 0 && hasLetter(surname[d:]) {
		return surname[:d], surname[d:]
	}
	return "", surname
}

// elided is the length of a d' at the start of s, or 0.
func elided(s string) int {
	for i, r := range s {
		if i == 0 && r != 'd' && r != 'D' || i > 1 {
			return 0
		}
		if i == 1 && apostrophes.Replace(string(r)) == "'" {
			return i + len(string(r))
		}
	}
	return 0
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// Family is the surname with its prefix: "van de Broek", "d'Exemple".
func (n Name) Family() string {
	if n.Prefix == "" || n.Surname == "" || strings.HasSuffix(apostrophes.Replace(n.Prefix), "'") {
		return n.Prefix + n.Surname
	}
	return n.Prefix + " " + n.Surname
}

// Full is the name as people say it: "Demi van de Broek".
func (n Name) Full() string { return strings.TrimSpace(n.Given + " " + n.Family()) }

// ListForm is the name as it stands in a sorted list: "Broek, Demi van de".
func (n Name) ListForm() string {
	rest := strings.TrimSpace(n.Given + " " + n.Prefix)
	if n.Surname == "" || rest == "" {
		return n.Surname + rest
	}
	return n.Surname + ", " + rest
}

// Salutation is how a mail addresses somebody: by given name, which needs no
// gender (dutch.md §5.2).
func (n Name) Salutation() string {
	if n.Given == "" {
		return n.Family()
	}
	return n.Given
}

// IdentityKey is equal for what the contract calls the same person: parts
// trimmed, spaces collapsed, NFC, case folded, and the same surname whether
// the prefix stood in its own field or not. Accents count: é and e differ.
// Joining the prefix to the surname makes both ways of typing equal also for
// prefixes that nobody listed.
func (n Name) IdentityKey() string {
	family := Name{Prefix: CleanLine(n.Prefix), Surname: CleanLine(n.Surname)}
	if family.Prefix == "" {
		family.Prefix, family.Surname = SplitPrefix(family.Surname)
	}
	return foldText(CleanLine(n.Given)) + keySeparator + foldText(family.Family())
}

// keySeparator cannot stand in a cleaned part.
const keySeparator = "\x1f"

// foldText makes texts equal that differ in case or sort of apostrophe only.
func foldText(s string) string {
	return norm.NFC.String(cases.Fold().String(apostrophes.Replace(norm.NFC.String(s))))
}

// apostrophes are what keyboards and correcting programs make of '.
var apostrophes = strings.NewReplacer("\u2019", "'", "\u2018", "'", "\u02bc", "'", "`", "'", "\u00b4", "'")
