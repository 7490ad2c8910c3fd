package lists

import (
	"bytes"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// alphabet sorts names as Dutch readers look for them: accents and case do
// not count, ij is i and j, ø stands with o (BR-71). It is not safe for use by
// several goroutines.
type alphabet struct {
	collator *collate.Collator
	letters  [26][]byte // keys of A…Z
	beyond   []byte     // key of the first letter of another script
}

func newAlphabet() *alphabet {
	a := &alphabet{collator: collate.New(language.Dutch, collate.Loose)}
	for i := range a.letters {
		a.letters[i] = a.key(string(rune('A' + i)))
	}
	a.beyond = a.key("α")
	return a
}

// key orders s among other keys by bytes.Compare.
func (a *alphabet) key(s string) []byte {
	var buf collate.Buffer
	return bytes.Clone(a.collator.KeyFromString(&buf, s))
}

// index is the place of the first letter: 0…25 for A…Z, -1 for what sorts
// before A, 26 for other scripts.
func (a *alphabet) index(key []byte) int {
	if bytes.Compare(key, a.beyond) >= 0 {
		return len(a.letters)
	}
	i, found := slices.BinarySearchFunc(a.letters[:], key, bytes.Compare)
	if found {
		return i
	}
	return i - 1
}

// letter is the heading a name stands under in the list of participants.
func (a *alphabet) letter(key []byte) string {
	switch i := a.index(key); {
	case i < 0:
		return "0–9"
	case i < len(a.letters):
		return string(rune('A' + i))
	default:
		return "Overig"
	}
}

// The letter groups of the papers at the door (dutch.md §5.5). Each ends
// before the letter given; what has no Latin letter stands at the far ends.
var letterGroups = []struct {
	name string
	end  int
}{{"A–F", 'G' - 'A'}, {"G–L", 'M' - 'A'}, {"M–S", 'T' - 'A'}, {"T–Z", 27}}

// group is the index in letterGroups of the group a name belongs to.
func (a *alphabet) group(key []byte) int {
	i := a.index(key)
	return slices.IndexFunc(letterGroups, func(g struct {
		name string
		end  int
	}) bool {
		return i < g.end
	})
}
