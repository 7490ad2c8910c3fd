package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// SortKey puts people in Dutch order when keys are compared byte by byte, as
// SQLite (BINARY) and PostgreSQL (COLLATE "C") do: by surname without prefix,
// then given name, then prefix (BR-71). Case and accents do not count (É = E,
// ij = i + j, ğ = g, ø = o), apostrophes do not either, a hyphen is a space,
// and a shorter word comes before a longer one. Other scripts keep their
// letters and follow the Latin ones. Who gave no surname stands under the given
// name, where a reader would look. The name as typed stands at the end, so
// that names which differ in an accent only have an order of their own.
//
// The key is text that people can read, and not a key of x/text/collate:
// those change with the tables of that library, which would quietly mix old
// and new order in one stored column.
func (n Name) SortKey() string {
	core := n.Surname
	if core == "" {
		core = n.Given
	}
	fields := []string{SortWords(core), SortWords(n.Given), SortWords(n.Prefix), CleanLine(n.Full())}
	return strings.Join(fields, sortField)
}

// A field ends before a word does, and a word before a letter: the space and
// the hyphen come before all digits and letters.
const (
	sortField = " "
	sortWord  = "-"
)

// SortWords gives the letters and digits of s that count, folded, with a
// hyphen between words.
func SortWords(s string) string {
	s = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(apostrophes.Replace(s))))
	words := strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '/'
	})
	kept := words[:0]
	for _, w := range words {
		if w = strings.Map(sortLetter, sortLatin.Replace(w)); w != "" {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, sortWord)
}

// sortLetter drops (-1) what does not count: punctuation, signs, and the
// accents that NFKD took off their letters. Marks of other scripts are part
// of the word and stay.
func sortLetter(r rune) rune {
	if r >= '\u0300' && r <= '\u036f' || !unicode.In(r, unicode.L, unicode.N, unicode.M) {
		return -1
	}
	return r
}

// sortLatin are the Latin letters that Unicode does not take apart.
var sortLatin = strings.NewReplacer(
	"ı", "i", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "ħ", "h", "ŧ", "t", "ŋ", "n",
	"æ", "ae", "œ", "oe", "þ", "th", "ĸ", "k", "ƒ", "f", "ə", "e",
)

// SearchKey is the folded form, without accents, in which names and
// organisations are searched: every word of the question must occur. It
// keeps letters and digits only, so nothing in it means anything to LIKE.
func SearchKey(s string) string { return strings.ReplaceAll(SortWords(s), sortWord, " ") }
