package browsertest

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Widths are the widths in CSS pixels at which pages are looked at: the
// smallest that must work, a usual phone, the design width and a usual laptop.
var Widths = []int{320, 360, 1280, 1366}

// phoneBelow is the width under which a view behaves as a phone.
const phoneBelow = 800

// touches is how many fingers a screen for fingers tells apart.
const touches = 5

// View is how somebody looks at a page. The zero value is 1280 wide, light,
// with scripts, in Dutch.
type View struct {
	Width    int    // CSS pixels
	Height   int    // CSS pixels; 0 takes the usual height for the width
	Dark     bool   // the dark color scheme
	NoScript bool   // the page's own scripts do not run
	Touch    bool   // a screen that fingers touch
	Print    bool   // print style on the screen
	Forced   bool   // the colors of the system in place of ours
	Language string // of Accept-Language; empty is nl
}

// String gives the name of a view for file names and messages, such as
// "320-dark".
func (v View) String() string {
	v = v.filled()
	parts := []string{fmt.Sprint(v.Width)}
	for _, part := range []struct {
		on   bool
		name string
	}{{v.Dark, "dark"}, {v.NoScript, "noscript"}, {v.Touch, "touch"}, {v.Print, "print"}, {v.Forced, "forced"}, {v.Language != "nl", v.Language}} {
		if part.on {
			parts = append(parts, part.name)
		}
	}
	return strings.Join(parts, "-")
}

func (v View) filled() View {
	v.Width = cmp.Or(v.Width, 1280)
	v.Language = cmp.Or(v.Language, "nl")
	if v.Height == 0 {
		switch {
		case v.Width < phoneBelow:
			v.Height = 780
		case v.Width == 1366:
			v.Height = 768
		default:
			v.Height = 900
		}
	}
	return v
}

// apply makes a tab look as v says. Motion is always reduced, and the place on
// earth fixed, so that two runs give the same picture.
func (v View) apply() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, set := range []func() error{
			command(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
				Width: int64(v.Width), Height: int64(v.Height), DeviceScaleFactor: 1, Mobile: v.Width < phoneBelow,
			}),
			// A tab of many does not lose the focus to the next one.
			command(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
			command(ctx, t, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: v.Touch, MaxTouchPoints: touches}),
			command(ctx, t, emulation.SetEmulatedMedia, v.media()),
			command(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.NoScript}),
			command(ctx, t, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/Amsterdam"}),
			command(ctx, t, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
				Headers: network.Headers{"Accept-Language": v.Language},
			}),
		} {
			if err := set(); err != nil {
				return err
			}
		}
		return nil
	})
}

func (v View) media() emulation.SetEmulatedMediaParams {
	media, scheme := "", "light"
	if v.Print {
		media = "print"
	}
	if v.Dark {
		scheme = "dark"
	}
	forced := "none"
	if v.Forced {
		forced = "active"
	}
	return emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
		{Name: "forced-colors", Value: forced},
	}}
}

func command[P, R any](ctx context.Context, t *chromedp.Target, c cdp.Command[P, R], params P) func() error {
	return func() error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	}
}
