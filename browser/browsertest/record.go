package browsertest

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// record keeps what the browser tells about the tab. It is called from the loop
// that reads the tab's messages, so it only notes.
func (p *Page) record(event any, main cdp.FrameID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument && e.FrameID == main {
			p.document, p.status, p.address = e.RequestID, int(e.Response.Status), e.Response.URL
		}
	case *runtime.EventExceptionThrown:
		p.console = append(p.console, "exception: "+exceptionText(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			p.console = append(p.console, "console.error was called")
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !p.isDocument(e.Entry) {
			p.console = append(p.console, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

// isDocument tells whether an entry only repeats that the page itself answered
// with a status such as 404 or 422: tests ask Status for that.
func (p *Page) isDocument(entry *log.Entry) bool {
	return entry.Source == log.EntrySourceNetwork && (entry.NetworkRequestID == p.document || entry.URL == p.address)
}

func exceptionText(details *runtime.ExceptionDetails) string {
	if details.Exception != nil && details.Exception.Description != "" {
		return details.Exception.Description
	}
	return details.Text
}

// Complaints gives what the browser wrote to its console so far: uncaught
// exceptions, refusals by the content security policy, files that did not load.
// What was given is not reported again at the end of the test.
func (p *Page) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	complaints := p.console
	p.console = nil
	return complaints
}

// finish reports what nobody asked for, and leaves a picture of a failure.
func (p *Page) finish() {
	p.t.Helper()
	if complaints := p.Complaints(); len(complaints) > 0 {
		p.t.Errorf("%s (%s): the browser complains:\n%s", p.address, p.view, strings.Join(complaints, "\n"))
	}
	if p.t.Failed() {
		p.keepFailure()
	}
}
