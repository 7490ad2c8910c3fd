package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/handlerstest"
	"bijeen/models/modelstest"
)

// BenchmarkMeetingPage shows the public page of a meeting, kept and anew, and
// a bare Echo handler that sends the same bytes.
func BenchmarkMeetingPage(b *testing.B) {
	site := handlerstest.New(b)
	m := site.Save(modelstest.Gathering("platform", 500))
	body := site.Get("/bijeenkomsten/platform").Body
	bare := echo.New()
	bare.GET("/bijeenkomsten/:slug", func(c echo.Context) error { return c.HTMLBlob(http.StatusOK, []byte(body)) })
	serve := func(b *testing.B, h http.Handler, before func(i int)) {
		for i := range b.N {
			before(i)
			r := httptest.NewRequest("GET", "/bijeenkomsten/platform", nil)
			r.RemoteAddr = "127.0.0.1:1"
			h.ServeHTTP(httptest.NewRecorder(), r)
		}
	}
	b.Run("bare", func(b *testing.B) { serve(b, bare, func(int) {}) })
	b.Run("kept", func(b *testing.B) { serve(b, site.Handler, func(int) {}) })
	b.Run("after each sign-up", func(b *testing.B) {
		serve(b, site.Handler, func(i int) {
			b.StopTimer()
			site.SignUpAll(m, modelstest.Person(i))
			b.StartTimer()
		})
	})
}
