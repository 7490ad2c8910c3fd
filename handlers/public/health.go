package public

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// health is the answer of /readyz.
type health struct {
	Status     string `json:"status"` // "ready" or "unavailable"
	Database   string `json:"database"`
	Migrations string `json:"migrations"`
	Mail       string `json:"mail"` // "waiting" is no reason to send people elsewhere
	Shutdown   bool   `json:"shutdown"`
}

// Alive answers GET /healthz: the process runs.
func (p *Pages) Alive(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.String(http.StatusOK, "ok\n")
}

// Ready answers GET /readyz: 200 when sign-ups can be taken, 503 when the
// database or its version is not there, when it takes no changes (R12), or
// when the program is going down.
func (p *Pages) Ready(c echo.Context) error {
	ctx := c.Request().Context()
	h := health{Status: "ready", Database: "ok", Migrations: "ok", Mail: "ok"}
	if p.MailState != nil {
		h.Mail = p.MailState()
	}
	h.Shutdown = p.Stopping != nil && p.Stopping()
	if p.Store.Ping(ctx) != nil {
		h.Database, h.Migrations = "unreachable", "unknown"
	} else if p.Store.Migrated(ctx) != nil {
		h.Migrations = "behind"
	} else if p.Store.Writable(ctx) != nil {
		h.Database = "read_only"
	}
	status := http.StatusOK
	if h.Shutdown || h.Database != "ok" || h.Migrations != "ok" {
		h.Status, status = "unavailable", http.StatusServiceUnavailable
		c.Response().Header().Set("Retry-After", "30")
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(status, h)
}
