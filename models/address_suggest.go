package models

import (
	_ "embed"
	"strings"

	"golang.org/x/net/idna"
)

//go:embed data/mail_domains.txt
var mailDomainsFile string

// proposedDomains may be proposed, most used first; knownDomains holds those
// and the ones that are only left alone.
var proposedDomains, knownDomains = readMailDomains(mailDomainsFile)

func readMailDomains(file string) (proposals []string, known map[string]bool) {
	known = make(map[string]bool)
	for line := range strings.Lines(file) {
		domain := strings.TrimSpace(line)
		if domain == "" || strings.HasPrefix(domain, "#") {
			continue
		}
		if rest, only := strings.CutPrefix(domain, "="); only {
			known[rest] = true
			continue
		}
		known[domain] = true
		proposals = append(proposals, domain)
	}
	return proposals, known
}

// SuggestAddress gives the address that was probably meant when the domain
// nearly equals a known one ("Bedoelt u …@enschede.nl?"). It asks nothing
// when the domain is known itself; domains kept for examples are too far from
// all. Slips that make the address invalid, as in ann@gmailcom, are
// recognised too, so it is worth asking after an error.
func SuggestAddress(s string) (string, bool) {
	local, domain, found := strings.Cut(trimInvisible(s), "@")
	if !found || local == "" || len(local) > maxLocalPart || localProblem(local) != "" {
		return "", false
	}
	domain = strings.ToLower(domain)
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		domain = ascii
	}
	if knownDomains[domain] {
		return "", false
	}
	meant, ok := nearestDomain(domain)
	if !ok {
		return "", false
	}
	return local + "@" + meant, true
}

// nearestDomain finds the known domain with the fewest slips; of two, the
// one most used. A domain typed without its ending counts as no slip at all.
func nearestDomain(domain string) (string, bool) {
	const none = 3
	best, fewest := "", none
	for _, p := range proposedDomains {
		if name, _, _ := strings.Cut(p, "."); name == domain {
			return p, true
		}
		if n := slips(domain, p); n <= allowedSlips(p) && n < fewest {
			best, fewest = p, n
		}
	}
	return best, fewest < none
}

// allowedSlips keeps short domains apart: two slips make life.nl of live.com.
func allowedSlips(domain string) int {
	if len(domain) < 9 {
		return 1
	}
	return 2
}

// slips counts what must be typed differently to make b of a: a letter more,
// less, other, or two neighbours swapped (the restricted distance of Damerau
// and Levenshtein). Domains that differ more than two letters in length are
// not compared.
func slips(a, b string) int {
	if d := len(a) - len(b); d > 2 || d < -2 {
		return max(len(a), len(b))
	}
	before, previous, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(previous[j]+1, row[j-1]+1, previous[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, previous, row = previous, row, before
	}
	return previous[len(b)]
}
