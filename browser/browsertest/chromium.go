// Package browsertest drives a real Chromium for tests: open a page at a width,
// in light or dark, with or without scripts; click, type and press keys as a
// person does; and hold the result against axe-core, html-validate, the focus
// rules and the no-sideways-scroll rule of the design guide. ical.js reads
// calendar files as a reader that is not ours.
//
// A test starts a Browser and asks a Page per view. Everything that a helper
// finds wrong is reported on the test; helpers that return what they found
// instead (Axe, HTMLProblems, TabStops) exist beside them, so that a test can
// look closer.
//
// The package is imported by tests only.
package browsertest

import (
	"context"
	"crypto/sha256"
	"os"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// ChromiumEnv names the environment variable with the path of Chromium. Empty
// skips the test and says so, or fails it when CI is set. The value "off"
// skips in any case, for a second run of tests whose browser part ran already.
const ChromiumEnv = "BIJEEN_TEST_CHROMIUM"

// Browser is one headless Chromium with an empty profile. It ends with the test
// that started it, or with all tests when Run runs them. Each page has cookies
// and a cache of its own; pages of one Browser may be used by parallel
// subtests.
type Browser struct {
	ctx     context.Context
	tools   context.Context // the tab in which the bundled test tools run
	toolsMu sync.Mutex      // one tab runs one call at a time

	judgedMu sync.Mutex
	judged   map[[sha256.Size]byte][]Problem // of documents, by what they are
}

// shared is the one Chromium of a package whose tests Run runs.
var shared struct {
	mu      sync.Mutex
	on      bool
	browser *Browser
	stop    func()
}

// Run runs the tests of a package, for its TestMain, with one Chromium for all
// of them instead of one for each: starting and ending one takes longer than
// looking at ten pages. It gives what os.Exit wants.
func Run(m *testing.M) int {
	shared.on = true
	defer func() {
		if shared.stop != nil {
			shared.stop()
		}
	}()
	return m.Run()
}

// Start gives a Chromium that runs until t and its subtests end, or longer
// (see Run). Without Chromium t is skipped, or failed when CI is set.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := os.Getenv(ChromiumEnv)
	switch path {
	case "":
		unavailable(t, "needs Chromium: set "+ChromiumEnv+" to its path, or run make browser")
	case "off":
		t.Skip("browser tests are switched off in this run by " + ChromiumEnv + "=off")
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.on && shared.browser != nil && shared.browser.ctx.Err() == nil {
		return shared.browser
	}
	b, stop, err := launch(path)
	if err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	if !shared.on {
		t.Cleanup(stop)
		return b
	}
	if shared.stop != nil { // it broke down: the next tests need another
		shared.stop()
	}
	shared.browser, shared.stop = b, stop
	return b
}

func launch(path string) (*Browser, func(), error) {
	alloc, stop := chromedp.NewExecAllocator(context.Background(), flags(path)...)
	ctx, cancel := chromedp.NewContext(alloc)
	end := func() { cancel(); stop() }
	if err := chromedp.Do(ctx); err != nil {
		end()
		return nil, nil, err
	}
	return &Browser{ctx: ctx, judged: map[[sha256.Size]byte][]Problem{}}, end, nil
}

// flags makes runs alike on every machine: nothing is fetched from outside, and
// text is drawn the same whatever the desktop settings are.
func flags(path string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		// The sandbox cannot start as root or in most containers, and only
		// our own pages are opened.
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-lcd-text", true),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("force-device-scale-factor", "1"),
		chromedp.Flag("lang", "nl-NL"),
	)
}

// unavailable ends t because something outside the test is missing: as a skip
// that says what to do, or as a failure where CI promises that all is there.
func unavailable(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}
