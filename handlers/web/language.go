package web

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"bijeen/locale"
)

// taal is the query parameter that chooses the language of a page.
const taal = "taal"

var accepted = language.NewMatcher([]language.Tag{language.Dutch, language.English})

// Printer gives the language of a page (contract): ?taal, else the language
// of the meeting, else (meeting is empty) Accept-Language, else Dutch.
func Printer(c echo.Context, meeting string) *locale.Printer {
	if asked := Asked(c); asked != "" {
		return locale.For(asked)
	}
	if meeting != "" {
		return locale.For(meeting)
	}
	tags, _, err := language.ParseAcceptLanguage(c.Request().Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return locale.NL
	}
	if _, i, _ := accepted.Match(tags...); i == 1 {
		return locale.EN
	}
	return locale.NL
}

// Asked is the language the address asks for: "nl", "en", or empty.
func Asked(c echo.Context) string {
	if asked := c.QueryParam(taal); asked == "nl" || asked == "en" {
		return asked
	}
	return ""
}

// WithTaal adds the language to an address where it differs from the one its
// page has by itself, for links and redirects (contract, language).
func WithTaal(path, lang, own string) string {
	if lang == own {
		return path
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + taal + "=" + url.QueryEscape(lang)
}

// Query is "?taal=en" when the address asks for a language, for links to
// pages that have none of their own; else empty.
func Query(c echo.Context) string {
	if asked := Asked(c); asked != "" {
		return "?" + taal + "=" + asked
	}
	return ""
}

// switchURL is the address of this page in the other language.
func switchURL(c echo.Context, p *locale.Printer) string {
	q := url.Values{}
	for name, values := range c.QueryParams() {
		q[name] = values
	}
	q.Set(taal, p.Other().Lang())
	return c.Request().URL.EscapedPath() + "?" + q.Encode()
}
