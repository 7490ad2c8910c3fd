package models

import (
	"strconv"
	"strings"

	"bijeen/models/names"
)

// maxSlug leaves room for a number behind a slug that is taken.
const maxSlug = 70

// MeetingSlug makes the last part of the public address of a meeting from
// its title: small letters without accents, digits and hyphens. A title
// without any of those gives "bijeenkomst".
func MeetingSlug(title string) string {
	var b strings.Builder
	for _, r := range names.SortWords(title) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '-':
			b.WriteRune('-')
		}
	}
	slug := strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' }), "-")
	if len(slug) > maxSlug {
		slug = slug[:maxSlug]
		if cut := strings.LastIndexByte(slug, '-'); cut > maxSlug/2 {
			slug = slug[:cut]
		}
		slug = strings.TrimRight(slug, "-")
	}
	if slug == "" {
		return "bijeenkomst"
	}
	return slug
}

// SiteKey makes the key of a site from its town, or from the name of the
// building; taken keys get a number.
func SiteKey(site SiteInput, taken func(key string) bool) string {
	base := site.Venue.Town
	if site.Mode == Online {
		base = "online"
	} else if base == "" {
		base = site.Venue.Name
	}
	key := MeetingSlug(base)
	if key == "bijeenkomst" {
		key = "locatie"
	}
	return numbered(key, taken)
}

// numbered is the key itself, or the first of key-2, key-3, … that is not
// taken.
func numbered(key string, taken func(string) bool) string {
	free := key
	for n := 2; taken(free); n++ {
		free = key + "-" + strconv.Itoa(n)
	}
	return free
}
