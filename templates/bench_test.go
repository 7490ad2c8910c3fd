package templates

import (
	"io"
	"testing"

	"bijeen/locale"
)

// BenchmarkPage renders the sample of the public meeting page: what the
// meeting page of the product costs without its database.
func BenchmarkPage(b *testing.B) {
	page, err := samplePage(locale.NL, "meeting.html")
	if err != nil {
		b.Fatal(err)
	}
	data := filled()
	for b.Loop() {
		if err := page.Execute(io.Discard, data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNew is what parsing everything costs when the program starts.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(Settings{}); err != nil {
			b.Fatal(err)
		}
	}
}
