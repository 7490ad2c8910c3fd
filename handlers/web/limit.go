package web

import (
	"math"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"bijeen/models"
)

// The limit per network address. A hundred people behind one municipal
// address who each open ten pages and send two forms within a minute use
// 2,000 of the 3,000; what is used comes back at 50 a second.
const (
	limitBurst     = 3000
	limitPerSecond = 50
	limitPost      = 10 // what a POST costs; any other request costs 1
	limitAddresses = 20_000
)

// limiter counts requests per network address, in this process.
type limiter struct {
	now     func() time.Time
	mu      sync.Mutex
	buckets map[netip.Addr]*rate.Limiter
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, buckets: map[netip.Addr]*rate.Limiter{}}
}

// middleware refuses with 429 what goes over the limit. Loopback is never
// limited: it is the operator, a test, or a proxy that was not made known,
// behind which nobody can be told apart.
func (l *limiter) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		addr, err := netip.ParseAddr(c.RealIP())
		if err != nil || addr.IsLoopback() {
			return next(c)
		}
		cost := 1
		if c.Request().Method == "POST" {
			cost = limitPost
		}
		if wait := l.take(network(addr), cost); wait > 0 {
			seconds := int(math.Ceil(wait.Seconds()))
			c.Response().Header().Set("Retry-After", strconv.Itoa(seconds))
			return &models.Error{Kind: models.TooMany, Key: "too_many"}
		}
		return next(c)
	}
}

// network is what counts as one address: an IPv6 client owns its whole /64.
func network(addr netip.Addr) netip.Addr {
	addr = addr.Unmap()
	if addr.Is4() {
		return addr
	}
	return netip.PrefixFrom(addr.WithZone(""), 64).Masked().Addr()
}

// take uses up cost; when there is not so much left it takes nothing and
// tells how long to wait.
func (l *limiter) take(addr netip.Addr, cost int) time.Duration {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[addr]
	if b == nil {
		if len(l.buckets) >= limitAddresses {
			l.forget(now)
		}
		b = rate.NewLimiter(limitPerSecond, limitBurst)
		l.buckets[addr] = b
	}
	r := b.ReserveN(now, cost)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// forget drops addresses that have been quiet. When all are busy it starts
// anew: memory stays bounded, whoever asks.
func (l *limiter) forget(now time.Time) {
	for addr, b := range l.buckets {
		if b.TokensAt(now) >= limitBurst {
			delete(l.buckets, addr)
		}
	}
	if len(l.buckets) >= limitAddresses {
		clear(l.buckets)
	}
}
