// Package browsertest drives a real Chromium for tests: open a page at a width,
// in light or dark, with or without scripts; click, type and press keys as a
// person does; and hold the result against axe-core, html-validate, the focus
// rules and the no-sideways-scroll rule of the design guide. ical.js reads
// calendar files as a reader that is not ours.
//
// A test starts one Browser and asks a Page per view. Everything that a helper
// finds wrong is reported on the test; helpers that return what they found
// instead (Axe, HTMLProblems, TabStops) exist beside them, so that a test can
// look closer.
//
// The package is imported by tests only.
package browsertest

import (
	"context"
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
// that started it. Pages of one Browser may be used by parallel subtests.
type Browser struct {
	ctx     context.Context
	tools   context.Context // the tab in which the bundled test tools run
	toolsMu sync.Mutex      // one tab runs one call at a time
}

// Start runs Chromium until t and its subtests end. Without Chromium t is
// skipped, or failed when CI is set.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := os.Getenv(ChromiumEnv)
	switch path {
	case "":
		unavailable(t, "needs Chromium: set "+ChromiumEnv+" to its path, or run make browser")
	case "off":
		t.Skip("browser tests are switched off in this run by " + ChromiumEnv + "=off")
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), flags(path)...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &Browser{ctx: ctx}
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
