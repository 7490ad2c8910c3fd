package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Drag presses the mouse on the middle of the first element that one selector
// finds, moves it to the middle of that of the other, and lets go. Both must fit
// on the screen together.
func (p *Page) Drag(from, to string) {
	p.t.Helper()
	p.do("drag "+from+" to "+to, p.dragging(from, to))
}

// DragTo is Drag that leads to a next page, for which it waits. It returns the
// HTTP status of that page.
func (p *Page) DragTo(from, to string) int {
	p.t.Helper()
	p.follow("drag "+from+" to "+to, p.dragging(from, to))
	return p.Status()
}

func (p *Page) dragging(from, to string) chromedp.Action[chromedp.Void] {
	at := evaluate[[4]float64](p, call("between", from, to))
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		mouse := func(kind input.DispatchMouseEventType, x, y float64, buttons int64) error {
			_, err := cdp.Call(ctx, target, input.DispatchMouseEvent, input.DispatchMouseEventParams{
				Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: buttons, ClickCount: 1,
			})
			return err
		}
		if err := mouse(input.DispatchMouseEventTypeMousePressed, at[0], at[1], 1); err != nil {
			return chromedp.Void{}, err
		}
		for _, part := range []float64{.25, .5, .75, 1} {
			x, y := at[0]+(at[2]-at[0])*part, at[1]+(at[3]-at[1])*part
			if err := mouse(input.DispatchMouseEventTypeMouseMoved, x, y, 1); err != nil {
				return chromedp.Void{}, err
			}
		}
		return chromedp.Void{}, mouse(input.DispatchMouseEventTypeMouseReleased, at[2], at[3], 0)
	}
}
