package models

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
)

// Unavailable reports whether err says that the database cannot work now: it
// is out of reach, its disk is full or read-only, or it is too busy. The same
// request may succeed later (R12). Nothing was stored, unless the connection
// broke under the commit, of which nobody can tell.
func Unavailable(err error) bool {
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		switch lite.Code {
		case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrFull, sqlite3.ErrReadonly, sqlite3.ErrIoErr,
			sqlite3.ErrCantOpen, sqlite3.ErrNomem, sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
			return true
		}
		return false
	}
	// Whatever the server says while we connect (starting, closed to
	// connections, moved, another password), no transaction has begun.
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		for _, class := range []string{"08", "53", "57P", "58", "25006", "55P03"} {
			if strings.HasPrefix(pg.Code, class) {
				return true
			}
		}
		return false
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err) || brokeOff(err)
}

// brokeOff reports whether the connection ended in the middle of a query, as
// it does when the server crashes.
func brokeOff(err error) bool {
	var network *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network)
}

// heldByOthers reports whether err only says that another program or
// transaction holds what is needed: the database itself works.
func heldByOthers(err error) bool {
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		return lite.Code == sqlite3.ErrBusy || lite.Code == sqlite3.ErrLocked
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "55P03"
}
