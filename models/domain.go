package models

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"

	"bijeen/models/names"
)

// Domain is the field somebody works in (glossary §2.3): the three of the
// region first, then the others. The empty Domain is not known.
type Domain string

// The domains.
const (
	DomainGovernment Domain = "government"
	DomainCare       Domain = "care"
	DomainEducation  Domain = "education"
	DomainProtection Domain = "protection_justice"
	DomainKnowledge  Domain = "knowledge"
	DomainExperience Domain = "experience"
	DomainHost       Domain = "host"
)

// Domains lists them in the order of overviews; MainDomains are the "drie
// domeinen", which an overview shows also when nobody comes from them.
var (
	Domains     = []Domain{DomainGovernment, DomainCare, DomainEducation, DomainProtection, DomainKnowledge, DomainExperience, DomainHost}
	MainDomains = Domains[:3]
)

// domainOfKind follows from the kind of an organization (glossary §2.3). The
// kinds that are missing say nothing: cooperative, independent, other.
var domainOfKind = map[string]Domain{
	"municipality": DomainGovernment, "regional_body": DomainGovernment, "ministry": DomainGovernment,
	"care_provider": DomainCare, "social_work": DomainCare, "youth_health": DomainCare, "neighbourhood_team": DomainCare,
	"school_board": DomainEducation, "education_umbrella": DomainEducation, "education_partnership": DomainEducation, "vocational_college": DomainEducation,
	"certified_institution": DomainProtection, "child_protection_board": DomainProtection, "safe_home": DomainProtection,
	"court": DomainProtection, "law_firm": DomainProtection,
	"university": DomainKnowledge, "research_unit": DomainKnowledge,
	"client_organization": DomainExperience, "venue_host": DomainHost,
}

//go:embed data/organization_words.csv
var organizationWordsFile string

// organizationWord is a word, or words, that tell the domain of a name. A
// star stands for the rest of a compound: "*school" is in "basisschool".
type organizationWord struct {
	text         string
	before, more bool // letters may stand before it, or after it
	domain       Domain
}

var organizationWords = readOrganizationWords(organizationWordsFile)

func readOrganizationWords(file string) []organizationWord {
	records, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("models: data/organization_words.csv: %v", err))
	}
	var list []organizationWord
	for _, r := range records[1:] {
		text := strings.Trim(r[0], "*")
		list = append(list, organizationWord{text, strings.HasPrefix(r[0], "*"), strings.HasSuffix(r[0], "*"), Domain(r[1])})
	}
	return list
}

// in reports whether the word stands in a name, of which the words are
// between single spaces.
func (w organizationWord) in(name string) bool {
	for rest, at := name, 0; ; rest = name[at:] {
		i := strings.Index(rest, w.text)
		if i < 0 {
			return false
		}
		start := at + i
		end := start + len(w.text)
		if (w.before || start == 0 || name[start-1] == ' ') && (w.more || end == len(name) || name[end] == ' ') {
			return true
		}
		at = end
	}
}

// DomainOf tells the domain of somebody: experience speaks for itself, then
// the kind of the known organization, then the words of the name as typed. The
// first word of the data file that fits decides, so the narrow ones stand
// first. It is empty when nothing tells.
func DomainOf(level Level, organizationKind, organization string) Domain {
	if level == Experience {
		return DomainExperience
	}
	if d, ok := domainOfKind[organizationKind]; ok {
		return d
	}
	typed := strings.ToLower(names.CleanLine(organization))
	if strings.HasPrefix(typed, "gemeente ") || strings.HasPrefix(typed, "gem. ") {
		return DomainGovernment
	}
	key := names.NormalizeOrganization(organization)
	if i, ok := constituencyIndex[key]; ok && constituencyRows[i].IsMunicipality() {
		return DomainGovernment
	}
	for _, w := range organizationWords {
		if w.in(key) {
			return w.domain
		}
	}
	return ""
}
