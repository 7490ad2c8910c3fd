package mailer

import (
	"context"
	"sync"
	"time"
)

// Mailbox keeps mail instead of sending it: the demo shows it, and tests read
// it. It holds the last mails up to its capacity. It is safe for use by many
// goroutines.
type Mailbox struct {
	capacity int
	now      func() time.Time

	mu    sync.Mutex
	last  int
	kept  []Kept // oldest first
	bytes int
}

// Kept is one mail in a Mailbox.
type Kept struct {
	Number int // from 1, in the order of arrival; never given twice
	At     time.Time
	*Mail
}

// NewMailbox gives an empty mailbox for this many mails.
func NewMailbox(capacity int, now func() time.Time) *Mailbox {
	return &Mailbox{capacity: max(capacity, 1), now: now}
}

// mailboxBytes is how much the mails in a Mailbox may take together: some
// carry documents.
const mailboxBytes = 64 << 20

// Send keeps m; it never fails. When the mailbox is full the oldest go.
func (b *Mailbox) Send(_ context.Context, m *Mail) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes += len(m.Raw)
	for len(b.kept) > 0 && (len(b.kept) == b.capacity || b.bytes > mailboxBytes) {
		b.bytes -= len(b.kept[0].Raw)
		copy(b.kept, b.kept[1:])
		b.kept[len(b.kept)-1] = Kept{} // lets go of the mail that moved
		b.kept = b.kept[:len(b.kept)-1]
	}
	b.last++
	b.kept = append(b.kept, Kept{Number: b.last, At: b.now(), Mail: m})
	return nil
}

// Kept lists the mails, newest first.
func (b *Mailbox) Kept() []Kept {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]Kept, 0, len(b.kept))
	for i := len(b.kept) - 1; i >= 0; i-- {
		list = append(list, b.kept[i])
	}
	return list
}

// Find gives the mail with this number, unless it has gone.
func (b *Mailbox) Find(number int) (Kept, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range b.kept {
		if k.Number == number {
			return k, true
		}
	}
	return Kept{}, false
}
