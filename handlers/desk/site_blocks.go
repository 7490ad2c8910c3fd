package desk

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bijeen/models"
)

// The blocks of sites in the form of a meeting: sites[0].venue.name and so
// on. Without scripts a block is added and taken away by a button that sends
// the form and gets it back.

var siteField = regexp.MustCompile(`^sites\[([0-9]{1,3})\]\.(.+)$`)

func siteAt(n int) string { return fmt.Sprintf("sites[%d].", n) }

// siteNumbers are the blocks of sites in the form, in order.
func siteNumbers(values url.Values) []int {
	var numbers []int
	for name := range values {
		if m := siteField.FindStringSubmatch(name); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	}
	slices.Sort(numbers)
	return numbers
}

// blocks gives the form with its blocks numbered from 0, without the block
// of this number (-1: with all).
func blocks(values url.Values, without int) url.Values {
	numbers := slices.DeleteFunc(siteNumbers(values), func(n int) bool { return n == without })
	out := url.Values{}
	for name, v := range values {
		m := siteField.FindStringSubmatch(name)
		if m == nil {
			out[name] = v
			continue
		}
		n, _ := strconv.Atoi(m[1])
		if i := slices.Index(numbers, n); i >= 0 {
			out[siteAt(i)+m[2]] = v
		}
	}
	return out
}

// withSite gives the form of a new meeting one block to begin with: hardly any
// meeting has no place.
func withSite(values url.Values) url.Values {
	if len(siteNumbers(values)) == 0 {
		values.Set(siteAt(0)+"mode", string(models.Onsite))
		values.Set(siteAt(0)+"status", string(models.SiteConfirmed))
	}
	return values
}

// withoutBlankSites leaves out the blocks of new buildings in which nothing
// was typed.
func withoutBlankSites(values url.Values) url.Values {
	for _, n := range slices.Backward(siteNumbers(values)) {
		blank := values.Get(siteAt(n)+"mode") == string(models.Onsite)
		for name := range values {
			if m := siteField.FindStringSubmatch(name); m != nil && m[1] == strconv.Itoa(n) && m[2] != "mode" && m[2] != "status" {
				blank = blank && strings.TrimSpace(values.Get(name)) == ""
			}
		}
		if blank {
			values = blocks(values, n)
		}
	}
	return values
}

// changeBlocks does what the buttons add_site (onsite, online) and
// remove_site (a number) ask for. done is false when none was pressed.
func changeBlocks(values url.Values) (changed url.Values, done bool) {
	switch {
	case values.Has("add_site"):
		changed = blocks(values, -1)
		at := siteAt(len(siteNumbers(changed)))
		mode := models.Onsite
		if values.Get("add_site") == string(models.Online) {
			mode = models.Online
		}
		changed.Set(at+"mode", string(mode))
		changed.Set(at+"status", string(models.SiteConfirmed))
	case values.Has("remove_site"):
		n, err := strconv.Atoi(values.Get("remove_site"))
		if err != nil {
			n = -1
		}
		changed = blocks(values, n)
	case values.Has("preview"): // as it is, with the text as the page will show it
		return blocks(values, -1), true
	default:
		return values, false
	}
	changed.Del("add_site")
	changed.Del("remove_site")
	return changed, true
}
