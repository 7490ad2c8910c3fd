package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long one step may take: generous, because a loaded machine
// runs several browsers, and only a step that fails waits for its end.
const patience = time.Minute

// Page is one tab with cookies of its own. Its methods fail the test when a
// step does not work, naming the step and the address. They are not for use
// from several goroutines at once.
type Page struct {
	t    testing.TB
	b    *Browser
	ctx  context.Context
	base string
	view View

	mu       sync.Mutex
	document network.RequestID // the newest main document
	status   int
	address  string
	console  []string
}

// Page opens an empty tab. Paths given to Open are joined to base; the tab
// closes with t. Uncaught exceptions, refusals by the content security policy
// and files that fail to load are reported on t when it ends, since a person
// would not see them and a reviewer would not either.
func (b *Browser) Page(t testing.TB, base string, view View) *Page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	p := &Page{t: t, b: b, ctx: ctx, base: base, view: view.filled()}
	t.Cleanup(cancel)
	t.Cleanup(p.finish)
	p.do("open a tab", p.view.apply())
	target := chromedp.FromContext(ctx).Target.TargetID
	if err := chromedp.Listen(ctx, func(event any) { p.record(event, cdp.FrameID(target)) }); err != nil {
		t.Fatalf("watch the tab: %v", err)
	}
	return p
}

// Open goes to an address, or to a path below the base address, and waits until
// the page has loaded. It returns the HTTP status.
func (p *Page) Open(address string) int {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = p.base + address
	}
	p.follow("open "+address, chromedp.Navigate(address))
	return p.Status()
}

// Click presses the mouse on the middle of the first element that selector
// finds, scrolled into view. It fails when the element stays invisible, and
// clicks on whatever lies on top of it, as a person would. It does not wait for
// a next page: see Follow.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Follow clicks and waits for the page that the click leads to. It returns the
// HTTP status of that page, after redirects.
func (p *Page) Follow(selector string) int {
	p.t.Helper()
	p.follow("follow "+selector, chromedp.Click(chromedp.CSS(selector)))
	return p.Status()
}

// Type focuses a field and types text behind what is in it.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.do("type into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Clear empties a field.
func (p *Page) Clear(selector string) {
	p.t.Helper()
	p.do("clear "+selector, chromedp.Clear(chromedp.CSS(selector)))
}

// Set gives a field a value at once. It is for dates and times, whose typing
// depends on the language of the browser.
func (p *Page) Set(selector, value string) {
	p.t.Helper()
	p.do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
	if got := evaluate[string](p, call("set", selector, value)); got != value {
		p.t.Fatalf("set %s on %s: the field took %q for %q", selector, p.URL(), got, value)
	}
}

// Choose selects the option with value in a <select>.
func (p *Page) Choose(selector, value string) {
	p.t.Helper()
	p.do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
	if !evaluate[bool](p, call("choose", selector, value)) {
		p.t.Fatalf("choose in %s on %s: no option %q", selector, p.URL(), value)
	}
}

// Send posts a form that is not on the page to a path of its site, and waits
// for the next page: for what a person does with an old page, or a program. It
// returns the HTTP status of that page.
func (p *Page) Send(path string, form url.Values) int {
	p.t.Helper()
	p.follow("send a form to "+path, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](call("send", path, form)))
	})
	return p.Status()
}

// Press sends keys to the element with the focus: text, or keys of chromedp's
// kb package such as kb.Tab, kb.Enter and kb.Escape.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do("press keys", chromedp.KeyEvent(keys))
}

// PressEnter presses Enter and waits for the page that it leads to. It returns
// the HTTP status of that page.
func (p *Page) PressEnter() int {
	p.t.Helper()
	p.follow("press Enter", chromedp.KeyEvent(kb.Enter))
	return p.Status()
}

// Wait waits until selector finds a visible element.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Text gives the text of the first element that selector finds, as it is
// shown.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return run(p, "read "+selector, chromedp.Text(chromedp.CSS(selector)))
}

// Texts gives the text of every element that selector finds, in document order,
// with spaces collapsed. No element gives an empty slice.
func (p *Page) Texts(selector string) []string {
	p.t.Helper()
	return evaluate[[]string](p, call("texts", selector))
}

// Visible tells whether any element that selector finds takes up room.
func (p *Page) Visible(selector string) bool {
	p.t.Helper()
	return evaluate[bool](p, call("visible", selector))
}

// Value gives what a field holds.
func (p *Page) Value(selector string) string {
	p.t.Helper()
	return run(p, "read "+selector, chromedp.Value(chromedp.CSS(selector)))
}

// Focused gives the id of the element with the focus, or its tag name when it
// has none.
func (p *Page) Focused() string {
	p.t.Helper()
	return evaluate[string](p, `document.activeElement.id || document.activeElement.tagName.toLowerCase()`)
}

// Attribute gives an attribute of the first element that selector finds, as it
// is now; empty when it has none.
func (p *Page) Attribute(selector, name string) string {
	p.t.Helper()
	return evaluate[string](p, fmt.Sprintf(`document.querySelector(%q)?.getAttribute(%q) ?? ""`, selector, name))
}

// Hide tells the page that nobody looks at it any more, as when another tab
// goes over it; Show that somebody does again.
func (p *Page) Hide() { p.t.Helper(); p.hidden(true) }

// Show is the other way round of Hide.
func (p *Page) Show() { p.t.Helper(); p.hidden(false) }

func (p *Page) hidden(hidden bool) {
	p.t.Helper()
	evaluate[bool](p, fmt.Sprintf(`Object.defineProperty(document, "hidden", {configurable: true, value: %t}),
		document.dispatchEvent(new Event("visibilitychange"))`, hidden))
}

// Offline takes the connection of the tab away, or gives it back and tells the
// page so. The files that do not load meanwhile are complaints of the browser.
func (p *Page) Offline(offline bool) {
	p.t.Helper()
	p.do("change the connection", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		return command(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}},
		})()
	}))
	if !offline {
		evaluate[bool](p, `window.dispatchEvent(new Event("online"))`)
	}
}

// Title gives the title of the page.
func (p *Page) Title() string {
	p.t.Helper()
	return run(p, "read the title", chromedp.Title())
}

// URL gives the address of the page.
func (p *Page) URL() string {
	p.t.Helper()
	return run(p, "read the address", chromedp.Location())
}

// Path gives the path and query of the page's address.
func (p *Page) Path() string {
	p.t.Helper()
	address, err := url.Parse(p.URL())
	if err != nil {
		p.t.Fatalf("address of the page: %v", err)
	}
	return address.RequestURI()
}

// Bottom gives the distance in pixels from the top of the page to the lower
// edge of the first element that selector finds.
func (p *Page) Bottom(selector string) int {
	p.t.Helper()
	p.Wait(selector)
	return evaluate[int](p, call("bottom", selector))
}

// Status gives the HTTP status of the page, after redirects.
func (p *Page) Status() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

// Source gives the HTML of the page as the server sent it, before the browser
// repaired anything.
func (p *Page) Source() string {
	p.t.Helper()
	p.mu.Lock()
	document := p.document
	p.mu.Unlock()
	return run(p, "read the source", func(ctx context.Context, target *chromedp.Target) (string, error) {
		body, err := cdp.Call(ctx, target, network.GetResponseBody, network.GetResponseBodyParams{RequestID: document})
		return string(body.Body), err
	})
}

// follow runs a step that leads to a next page and waits for that page.
func (p *Page) follow(what string, step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	p.do(what, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.RunResponse(ctx, step)
		return chromedp.Void{}, err
	})
	p.settle()
}

func (p *Page) do(what string, step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	run(p, what, step)
}

// run is one step with a time limit of its own.
func run[T any](p *Page, what string, step chromedp.Action[T]) T {
	p.t.Helper()
	// The first step of a tab must not carry a deadline: the tab would end with it.
	if chromedp.FromContext(p.ctx).Target == nil {
		if err := chromedp.Do(p.ctx); err != nil {
			p.t.Fatalf("open a tab: %v", err)
		}
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, step)
	if err != nil {
		p.mu.Lock()
		address := p.address
		p.mu.Unlock()
		p.t.Fatalf("%s (on %s, %s): %v", what, address, p.view, err)
	}
	return value
}

// call writes a call of one of the functions in page.js.
func call(function string, args ...any) string {
	values := make([]string, len(args))
	for i, arg := range args {
		value, err := json.Marshal(arg)
		if err != nil {
			panic(fmt.Sprintf("argument of %s: %v", function, err))
		}
		values[i] = string(value)
	}
	return pageScript + "\n;bijeenTest." + function + "(" + strings.Join(values, ",") + ")"
}

// evaluate runs an expression in the page, a promise included. The content
// security policy does not apply to it, and it also runs where the page's own
// scripts are switched off.
func evaluate[T any](p *Page, expression string) T {
	p.t.Helper()
	return run(p, "run a script", chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}
