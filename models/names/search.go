package names

import "strings"

// Question is what somebody typed to look for, read.
type Question struct {
	Words   []string // folded; each must occur
	Nothing bool     // signs only: nobody has those in the name, so nobody is found
}

// Ask reads a question. One letter or digit, as of 't, stands at the beginning
// of a word: anywhere it would find nearly everybody. See Letter.
func Ask(s string) Question {
	words := strings.Fields(SearchKey(s))
	return Question{Words: words, Nothing: len(words) == 0 && CleanLine(s) != ""}
}

// Letter reports whether a word of a question is one letter of this alphabet,
// or one digit. Other scripts write a whole word with one sign.
func Letter(word string) bool { return len(word) == 1 }

// In reports whether every word of the question occurs in a text that is
// folded by SearchKey.
func (q Question) In(text string) bool {
	for _, w := range q.Words {
		if Letter(w) && !strings.Contains(" "+text, " "+w) || !strings.Contains(text, w) {
			return false
		}
	}
	return !q.Nothing
}
