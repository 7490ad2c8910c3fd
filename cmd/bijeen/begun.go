package main

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// begun knows the connections on which a request has begun: at least a byte
// of it was read, and it has not been answered. http.Server.Shutdown takes a
// connection whose request is not wholly read for an idle one and closes it;
// begun keeps that from happening (R14).
type begun struct {
	mu       sync.Mutex
	stopping bool
	open     map[*countedConn]stage // connections on which a request has begun
	empty    chan struct{}          // closed when stopping and none is left
}

// newBegun follows the connections of a server.
func newBegun(server *http.Server) *begun {
	b := &begun{open: make(map[*countedConn]stage), empty: make(chan struct{})}
	server.ConnState = b.state
	return b
}

// listener gives connections that are followed.
func (b *begun) listener(l net.Listener) net.Listener { return countedListener{l, b} }

type countedListener struct {
	net.Listener
	begun *begun
}

func (l countedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &countedConn{Conn: conn, begun: l.begun}, nil
}

// countedConn is a connection that says when a request begins on it.
type countedConn struct {
	net.Conn
	begun *begun
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.begun.begin(c)
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

// stage is how far the request on a connection is.
type stage int

const (
	coming stage = iota + 1 // a byte was read
	whole                   // all of it was read: the server itself waits for the answer
)

// state is the hook of the server.
func (b *begun) state(conn net.Conn, state http.ConnState) {
	c, ok := conn.(*countedConn)
	if !ok {
		return
	}
	switch state {
	case http.StateActive:
		b.mu.Lock()
		b.open[c] = whole
		b.mu.Unlock()
	case http.StateIdle, http.StateHijacked:
		b.end(c)
	case http.StateClosed:
		_ = c.Conn.Close() // in case its Close was held back
		b.end(c)
	}
}

func (b *begun) begin(c *countedConn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open[c] == 0 {
		b.open[c] = coming
	}
}

// end is called when a request has been answered or its connection is gone.
func (b *begun) end(c *countedConn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.open, c)
	if b.stopping && len(b.open) == 0 {
		b.finish()
	}
}

func (b *begun) finish() {
	select {
	case <-b.empty:
	default:
		close(b.empty)
	}
}

// keeps reports whether a Close must be held back.
func (b *begun) keeps(c *countedConn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stopping && b.open[c] == coming
}

// shutdown takes no new connections and waits until every request that has
// begun is answered, or ctx ends.
func (b *begun) shutdown(ctx context.Context, server *http.Server) error {
	b.mu.Lock()
	b.stopping = true
	b.mu.Unlock()
	if err := server.Shutdown(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	if len(b.open) == 0 {
		b.finish()
	}
	b.mu.Unlock()
	select {
	case <-b.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
