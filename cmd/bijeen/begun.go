package main

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// begun ends a server gently (R14). It knows on which connections a request
// has begun, that is: a byte of it was read, and it is not answered yet.
// http.Server.Shutdown does not wait for those whose request is not wholly
// read: it takes them for idle, or drops the request once it is.
type begun struct {
	server *http.Server

	mu       sync.Mutex
	stopping bool
	conns    map[*countedConn]stage
	ahead    map[*countedConn]bool // the next request came while one was answered
	none     chan struct{}         // closed when stopping and nothing is begun any more
}

// stage is how far the request on a connection is.
type stage int

const (
	quiet  stage = iota // nothing has come
	coming              // a byte was read
	whole               // all of it was read; the answer is being made
)

// newBegun follows the connections of a server.
func newBegun(server *http.Server) *begun {
	b := &begun{server: server, conns: make(map[*countedConn]stage), ahead: make(map[*countedConn]bool), none: make(chan struct{})}
	server.ConnState = b.state
	return b
}

// serve takes connections until l is closed.
func (b *begun) serve(l net.Listener) error { return b.server.Serve(countedListener{l, b}) }

// shutdown waits until every request that has begun is answered, or ctx
// ends. The listener must be closed already.
func (b *begun) shutdown(ctx context.Context) error {
	b.mu.Lock()
	b.stopping = true
	for c, stage := range b.conns {
		if stage == quiet {
			_ = c.Conn.Close()
			delete(b.conns, c)
		}
	}
	b.finishWhenNone()
	b.mu.Unlock()
	b.server.SetKeepAlivesEnabled(false)
	defer b.server.Close()
	select {
	case <-b.none:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type countedListener struct {
	net.Listener
	begun *begun
}

func (l countedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &countedConn{Conn: conn, begun: l.begun}
	l.begun.set(c, quiet)
	return c, nil
}

// countedConn is a connection that says when a request begins on it.
type countedConn struct {
	net.Conn
	begun *begun
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		// While a request is answered net/http reads one byte ahead: that one
		// begins the next request. Bodies are read in larger pieces.
		c.begun.came(c, len(p) == 1)
	}
	return n, err
}

// Close closes the connection, unless the server takes it for idle while a
// request is coming in: then the end of that request closes it.
func (c *countedConn) Close() error {
	if c.begun.keeps(c) {
		return nil
	}
	return c.Conn.Close()
}

// state is the hook of the server.
func (b *begun) state(conn net.Conn, state http.ConnState) {
	c, ok := conn.(*countedConn)
	if !ok {
		return
	}
	switch state {
	case http.StateActive:
		b.set(c, whole)
	case http.StateIdle:
		b.answered(c)
	case http.StateHijacked:
		b.forget(c)
	case http.StateClosed:
		_ = c.Conn.Close() // in case its Close was held back
		b.forget(c)
	}
}

func (b *begun) set(c *countedConn, s stage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conns[c] = s
	b.finishWhenNone()
}

func (b *begun) came(c *countedConn, ahead bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch s, known := b.conns[c]; {
	case known && s == quiet:
		b.conns[c] = coming
	case known && s == whole && ahead:
		b.ahead[c] = true
	}
}

// answered ends a request; the next one may have begun already.
func (b *begun) answered(c *countedConn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conns[c] = quiet
	if b.ahead[c] {
		b.conns[c] = coming
		delete(b.ahead, c)
	}
	b.finishWhenNone()
}

func (b *begun) forget(c *countedConn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.conns, c)
	delete(b.ahead, c)
	b.finishWhenNone()
}

// keeps reports whether a Close must be held back.
func (b *begun) keeps(c *countedConn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stopping && b.conns[c] == coming
}

func (b *begun) finishWhenNone() {
	if !b.stopping {
		return
	}
	for _, stage := range b.conns {
		if stage != quiet {
			return
		}
	}
	select {
	case <-b.none:
	default:
		close(b.none)
	}
}
