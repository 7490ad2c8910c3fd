package ical

import (
	"os"
	"testing"
)

func BenchmarkRequest(b *testing.B) {
	item := invitation()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Request(item); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPublish(b *testing.B) {
	feed := meetings()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Publish(feed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadReply(b *testing.B) {
	data, err := os.ReadFile("testdata/reply_exchange.ics")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadReply(data); err != nil {
			b.Fatal(err)
		}
	}
}
