package templates

import (
	"fmt"
	"html/template"
	"time"

	"bijeen/locale"
	"bijeen/static"
)

// funcs are all functions a template may call. They are pure: the same
// arguments give the same text. Anything that needs a decision is a method of
// the page struct.
//
//	t "key" "name" value …      the sentence of a key
//	tn "key" count …            the sentence of a key for a count
//	date "long" .StartsAt       see dateStyles
//	clock .From, clock .From .To  "9.30 uur", "9.30 tot 12.00 uur"
//	num 1250                    "1.250"
//	icon "clock"                an icon of static/icons
//	asset "app.css"             the address of a file of static/
//	site                        the Settings
//	args "text" "Zoeken" …      the arguments of a partial
//	list a b c                  a slice
func funcs(p *locale.Printer, s Settings) template.FuncMap {
	return template.FuncMap{
		"t":     p.T,
		"tn":    p.N,
		"date":  func(style string, t time.Time) (string, error) { return date(p, style, t) },
		"clock": func(times ...time.Time) string { return clock(p, times) },
		"num":   p.Number,
		"icon":  icon,
		"asset": static.URL,
		"site":  func() Settings { return s },
		"args":  args,
		"list":  func(items ...any) []any { return items },
	}
}

// dateStyles are the first argument of the function date.
var dateStyles = map[string]func(*locale.Printer, time.Time) string{
	"long":     (*locale.Printer).LongDate,      // vrijdag 29 november 2019
	"Long":     (*locale.Printer).LongDateStart, // Vrijdag 29 november 2019, at the start of a line
	"short":    (*locale.Printer).ShortDate,     // vr 29 nov 2019
	"numeric":  (*locale.Printer).NumericDate,   // 29-11-2019
	"sortable": (*locale.Printer).SortableDate,  // 2019-11-29
	"month":    (*locale.Printer).Month,         // november 2019
	"day":      (*locale.Printer).DayMonth,      // 29 november
	"weekday":  (*locale.Printer).ShortWeekday,  // vr
	"mon":      (*locale.Printer).ShortMonth,    // nov
	"moment":   (*locale.Printer).Moment,        // vrijdag 29 november 2019, 9.30 uur
	"stamp":    (*locale.Printer).Stamp,         // 29-11-2019 9.30
	"iso":      func(_ *locale.Printer, t time.Time) string { return t.Format("2006-01-02T15:04") },
}

func date(p *locale.Printer, style string, t time.Time) (string, error) {
	write, ok := dateStyles[style]
	if !ok {
		return "", fmt.Errorf("no date style %q", style)
	}
	return write(p, t), nil
}

func clock(p *locale.Printer, times []time.Time) string {
	switch len(times) {
	case 1:
		return p.Clock(times[0])
	case 2:
		return p.ClockRange(times[0], times[1])
	default:
		return ""
	}
}

func icon(name string) (template.HTML, error) {
	svg, err := static.Icon(name)
	// Safe: the markup is made from the files of static/icons, never from input.
	return template.HTML(svg), err
}

// args packs names and values in turn for a partial. Which names a partial
// takes is checked when the templates are parsed (see folder.checkArgs).
func args(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("args: a name without a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("args: %v is not a name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
