package public

import (
	"sync"
	"time"

	"bijeen/handlers/web"
)

// cacheKey is one public page: a meeting, and the language its address asks
// for (empty when it asks for none).
type cacheKey struct{ slug, taal string }

// cachedPages is how many rendered pages are kept, at most some 40 kB each.
const cachedPages = 300

// pageCache keeps rendered pages of meetings. A page is good as long as the
// version of the meeting is the one it was made from and the clock stands
// between the making and the next moment at which it would say something else.
type pageCache struct {
	mu    sync.RWMutex
	pages map[cacheKey]cachedPage
}

type cachedPage struct {
	version string
	from    time.Time // a clock can be put back (R13)
	until   time.Time // zero: no such moment
	html    *web.HTML
}

func (p *pageCache) get(key cacheKey, version string, now time.Time) *web.HTML {
	p.mu.RLock()
	defer p.mu.RUnlock()
	page, ok := p.pages[key]
	if !ok || page.version != version || now.Before(page.from) || !page.until.IsZero() && !now.Before(page.until) {
		return nil
	}
	return page.html
}

func (p *pageCache) put(key cacheKey, page cachedPage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.pages) >= cachedPages || p.pages == nil {
		p.pages = make(map[cacheKey]cachedPage)
	}
	p.pages[key] = page
}
