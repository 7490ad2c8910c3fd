package public

import (
	"context"
	"strings"
	"sync"

	"bijeen/models"
)

// definitions keeps meetings as their organisers described them, without
// seats, for the forms that are sent to them: many people sign up for the same
// few meetings. A meeting is read again after every change of it; sign-ups
// leave it alone. What is kept is only read.
type definitions struct {
	mu   sync.RWMutex
	kept map[string]definition // by slug
}

type definition struct {
	version string
	meeting *models.Meeting
}

// definition gives the meeting with its sites, hosts and programme, of now.
func (p *Pages) definition(ctx context.Context, slug string) (*models.Meeting, error) {
	version, err := p.Store.MeetingVersion(ctx, slug)
	if err != nil {
		return nil, err
	}
	// The last part counts the changes of registrations.
	version = version[:strings.LastIndexByte(version, '-')]
	if m := p.definitions.get(slug, version); m != nil {
		return m, nil
	}
	page, err := p.Store.MeetingBySlug(ctx, slug, false)
	if err != nil {
		return nil, err
	}
	p.definitions.put(slug, definition{version, page.Meeting})
	return page.Meeting, nil
}

func (d *definitions) get(slug, version string) *models.Meeting {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if kept, ok := d.kept[slug]; ok && kept.version == version {
		return kept.meeting
	}
	return nil
}

func (d *definitions) put(slug string, kept definition) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.kept) >= cachedPages || d.kept == nil {
		d.kept = make(map[string]definition)
	}
	d.kept[slug] = kept
}
