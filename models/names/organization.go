package names

import (
	"regexp"
	"strings"
	"unicode"
)

// NormalizeOrganization gives the key by which a typed organization is found
// (BR-19a). Case, spaces, hyphens and most punctuation do not count, nor does
// "gemeente" or "gem." in front or a province behind, and "v." is "van". The
// signs @ & / + are part of a name and stay. The key is only for comparing;
// people see what was typed. It is empty when s is.
func NormalizeOrganization(s string) string {
	s = dottedInitials.ReplaceAllStringFunc(foldText(CleanLine(s)), func(m string) string {
		return strings.ReplaceAll(m, ".", "")
	})
	words := strings.Fields(strings.Map(organizationSign, provinceSuffix.ReplaceAllString(signsApart.Replace(s), "")))
	if len(words) > 1 && (words[0] == "gemeente" || words[0] == "gem") {
		words = words[1:]
	}
	for i, w := range words {
		if i > 0 && i < len(words)-1 && w == "v" {
			words[i] = "van"
		}
	}
	if len(words) == 0 {
		return s
	}
	return strings.Join(words, " ")
}

var (
	// dottedInitials are letters with dots, as in "J.b.O.V.": one word.
	dottedInitials = regexp.MustCompile(`\b(?:\pL\.){2,}`)
	// provinceSuffix is what tells two towns of one name apart in choice lists.
	provinceSuffix = regexp.MustCompile(`\s*\((?:ov|o)\.?\)\s*$`)
	// signsApart makes the signs that belong to a name words of their own.
	signsApart = strings.NewReplacer("@", " @ ", "&", " & ", "/", " / ", "+", " + ", "'", "")
)

func organizationSign(r rune) rune {
	if unicode.In(r, unicode.L, unicode.N, unicode.M) || strings.ContainsRune("@&/+", r) {
		return r
	}
	return ' '
}
