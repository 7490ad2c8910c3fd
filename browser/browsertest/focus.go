package browsertest

import (
	"github.com/chromedp/chromedp/kb"
)

// thinnestRing is the least width in pixels of the ring around the element with
// the focus.
const thinnestRing = 2

// mostStops ends a walk along a page that traps the focus in ever new elements.
const mostStops = 500

// Stop is one place where the Tab key comes to rest.
type Stop struct {
	Name    string  `json:"name"` // tag, id and the first words
	ID      string  `json:"id"`
	Outline float64 `json:"outline"` // width of the ring in pixels
	Covered bool    `json:"covered"` // something else lies on its middle

	Number int  `json:"number"`
	Frame  bool `json:"frame"`
}

// Tab presses the Tab key once and gives where the focus is then. ok is false
// when it left the page.
func (p *Page) Tab() (stop Stop, ok bool) {
	p.t.Helper()
	p.Press(kb.Tab)
	found := evaluate[*Stop](p, call("stop"))
	if found == nil {
		return Stop{}, false
	}
	return *found, true
}

// TabStops walks the whole page with the Tab key, starting where the focus is,
// and gives each stop once, in the order of the walk.
func (p *Page) TabStops() []Stop {
	p.t.Helper()
	var stops []Stop
	known := map[int]bool{}
	left := false // the focus left the page and may come in again at the top
	for len(stops) < mostStops {
		stop, ok := p.Tab()
		switch {
		case !ok && left:
			return stops
		case !ok:
			left = true
		case known[stop.Number] && stop.Frame && stops[len(stops)-1].Number == stop.Number:
			// Still inside the same frame, on another element of it.
		case known[stop.Number]:
			return stops
		default:
			known[stop.Number] = true
			stops = append(stops, stop)
		}
	}
	p.t.Fatalf("%s: the Tab key finds no end after %d stops", p.URL(), mostStops)
	return nil
}

// CheckFocus walks the page with the Tab key and reports each stop that a
// person cannot see: without a ring of 2 pixels, or under something else.
func (p *Page) CheckFocus() {
	p.t.Helper()
	stops := p.TabStops()
	if len(stops) == 0 {
		p.t.Errorf("%s (%s): the Tab key reaches nothing", p.URL(), p.view)
	}
	for _, stop := range stops {
		if stop.Outline < thinnestRing {
			p.t.Errorf("%s (%s): %s has the focus without a ring (%.1f px)", p.URL(), p.view, stop.Name, stop.Outline)
		}
		if stop.Covered {
			p.t.Errorf("%s (%s): %s has the focus and is covered", p.URL(), p.view, stop.Name)
		}
	}
}
