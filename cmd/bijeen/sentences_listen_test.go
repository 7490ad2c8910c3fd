package main

import (
	"net"
	"strings"
	"testing"
)

// An address that another program has is no fault of the database.
func TestListenSentence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = listen(l.Addr().String(), "BIJEEN_LISTEN")
	if err == nil {
		t.Fatal("an address can be listened on twice")
	}
	if got := strings.Join(sentences(err), "\n"); !strings.HasPrefix(got, l.Addr().String()+" cannot be listened on") {
		t.Errorf("got %q", got)
	}
}
