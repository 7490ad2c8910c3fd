package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// ScreenshotsEnv names the environment variable with the directory that
// pictures go to. Without it no pictures are kept.
const ScreenshotsEnv = "BIJEEN_SCREENSHOTS"

// unfit are the characters that do not belong in the name of a picture.
var unfit = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// Screenshot keeps a picture of the whole page as NAME-VIEW.png, such as
// "aanmelden-320-dark.png", in the directory that BIJEEN_SCREENSHOTS names.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	if os.Getenv(ScreenshotsEnv) != "" {
		p.save(name, p.PNG())
	}
}

// PNG gives a picture of the whole page, also of what lies below the view.
func (p *Page) PNG() []byte {
	p.t.Helper()
	p.settle()
	return run(p, "take a picture", picture)
}

// PDF prints the page as its print style says.
func (p *Page) PDF() []byte {
	p.t.Helper()
	return run(p, "print", chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
}

func (p *Page) save(name string, image []byte) {
	p.t.Helper()
	dir := os.Getenv(ScreenshotsEnv)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatalf("pictures: %v", err)
	}
	file := strings.Trim(unfit.ReplaceAllString(name, "-"), "-") + "-" + p.view.String() + ".png"
	if err := os.WriteFile(filepath.Join(dir, file), image, 0o644); err != nil {
		p.t.Fatalf("pictures: %v", err)
	}
}

// keepFailure leaves a picture of the page of a failed test. Nothing more can
// be reported by then, so a picture that does not work out is left.
func (p *Page) keepFailure() {
	if os.Getenv(ScreenshotsEnv) == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if image, err := chromedp.Run(ctx, picture); err == nil {
		p.save("FAILED-"+p.t.Name(), image)
	}
}

func picture(ctx context.Context, t *chromedp.Target) ([]byte, error) {
	metrics, err := cdp.Call(ctx, t, page.GetLayoutMetrics, cdp.Empty{})
	if err != nil {
		return nil, err
	}
	shot, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format:                page.CaptureScreenshotFormatPng,
		CaptureBeyondViewport: new(true),
		Clip: &page.Viewport{
			Width:  float64(metrics.CSSLayoutViewport.ClientWidth),
			Height: metrics.CSSContentSize.Height,
			Scale:  1,
		},
	})
	return shot.Data, err
}

// settle waits until fonts and pictures are there. It asks from outside instead
// of waiting inside the page, because pages without scripts must settle too.
func (p *Page) settle() {
	p.t.Helper()
	limit := time.After(patience)
	for !evaluate[bool](p, call("settled")) {
		select {
		case <-limit:
			p.t.Fatalf("%s (%s): fonts or pictures did not finish loading", p.URL(), p.view)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
