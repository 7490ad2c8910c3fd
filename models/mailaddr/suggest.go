package mailaddr

import (
	_ "embed"
	"strings"

	"golang.org/x/net/idna"

	"bijeen/models/names"
)

//go:embed mail_domains.txt
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

// Suggest gives the address that was probably meant when the domain
// nearly equals a known one ("Bedoelt u …@enschede.nl?"). It asks nothing
// when the domain is known itself; domains kept for examples are too far from
// all. Slips that make the address invalid, as in ann@gmailcom, are
// recognised too, so it is worth asking after an error.
func Suggest(s string) (string, bool) {
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

// nearestDomain finds the known domain with the fewest Slips; of two, the
// one most used. A domain typed without its ending counts as no slip at all.
func nearestDomain(domain string) (string, bool) {
	const none = 3
	best, fewest := "", none
	for _, p := range proposedDomains {
		if name, _, _ := strings.Cut(p, "."); name == domain {
			return p, true
		}
		if n := names.Slips(domain, p); n <= names.AllowedSlips(p) && n < fewest {
			best, fewest = p, n
		}
	}
	return best, fewest < none
}
