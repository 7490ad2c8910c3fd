package web

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

// TestLimitHundredPeople: a hundred people behind one address who each open
// ten pages and send two forms within a minute all get through; somebody who
// goes on for long does not.
func TestLimitHundredPeople(t *testing.T) {
	now := time.Date(2019, 10, 7, 12, 0, 0, 0, time.UTC)
	l := newLimiter(func() time.Time { return now })
	nat := netip.MustParseAddr("192.0.2.1")
	for range 100 {
		for range 10 {
			if l.take(nat, 1) > 0 {
				t.Fatal("a page is refused")
			}
		}
		for range 2 {
			if l.take(nat, limitPost) > 0 {
				t.Fatal("a form is refused")
			}
		}
	}
	refused := false
	for range 10_000 {
		if wait := l.take(nat, limitPost); wait > 0 {
			refused = true
			if wait > time.Second {
				t.Errorf("wait %v for one form, want less than a second", wait)
			}
			now = now.Add(wait)
			if l.take(nat, limitPost) > 0 {
				t.Error("refused after the wait that was named")
			}
			break
		}
	}
	if !refused {
		t.Error("ten thousand forms at one moment are taken")
	}
	if l.take(netip.MustParseAddr("192.0.2.2"), limitPost) > 0 {
		t.Error("somebody else waits for the first")
	}
}

func TestLimitNetwork(t *testing.T) {
	for _, test := range []struct{ a, b string }{
		{"2001:db8::1", "2001:db8::ffff:1"}, // one connection owns the /64
		{"::ffff:192.0.2.1", "192.0.2.1"},
		{"fe80::1%eth0", "fe80::2%eth1"},
	} {
		if a, b := network(netip.MustParseAddr(test.a)), network(netip.MustParseAddr(test.b)); a != b {
			t.Errorf("%s and %s count apart: %v, %v", test.a, test.b, a, b)
		}
	}
	if network(netip.MustParseAddr("2001:db8:0:1::1")) == network(netip.MustParseAddr("2001:db8:0:2::1")) {
		t.Error("two networks count as one")
	}
}

// Memory stays bounded, and quiet addresses go first.
func TestLimitForgets(t *testing.T) {
	now := time.Date(2019, 10, 7, 12, 0, 0, 0, time.UTC)
	l := newLimiter(func() time.Time { return now })
	busy := netip.MustParseAddr("192.0.2.1")
	l.take(busy, limitBurst)
	for i := range limitAddresses + 10 {
		l.take(netip.MustParseAddr(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255)), 1)
		now = now.Add(time.Millisecond)
	}
	if len(l.buckets) > limitAddresses {
		t.Errorf("%d addresses are kept, want at most %d", len(l.buckets), limitAddresses)
	}
	if l.take(busy, limitBurst) == 0 {
		t.Error("the busy address was forgotten and starts anew")
	}
}
