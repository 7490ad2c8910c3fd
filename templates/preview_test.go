package templates

import "testing"

func TestNew(t *testing.T) {
	if _, err := New(Settings{}); err != nil {
		t.Fatal(err)
	}
}
