package lists

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestPDFTooManyRows(t *testing.T) {
	for _, tt := range []struct {
		want error
		n    int
	}{{nil, MaxPDFRows}, {ErrTooManyRows, MaxPDFRows + 1}} {
		n, err := PDF(io.Discard, listOf(facts(), crowd(tt.n, park)), AttendanceSheet, amsterdam)
		if !errors.Is(err, tt.want) {
			t.Errorf("%d rows: error %v, want %v", tt.n, err, tt.want)
		}
		if err == nil && n != tt.n {
			t.Errorf("%d rows printed, want %d", n, tt.n)
		}
	}
	if m := ErrTooManyRows.Error(); !strings.Contains(m, "locatie") {
		t.Errorf("%q does not name the site filter", m)
	}
}

func TestPDFSameListSameBytes(t *testing.T) {
	one := written(t, "tekenlijst.pdf", listOf(facts(), traps()))
	two := written(t, "tekenlijst.pdf", listOf(facts(), traps()))
	if !bytes.Equal(one, two) {
		t.Error("two files of one list differ")
	}
}

func TestWhenAndWhere(t *testing.T) {
	night, open, undated, many, two, postponed, moved := facts(), facts(), facts(), facts(), facts(), facts(), facts()
	night.EndsAt = night.StartsAt.AddDate(0, 0, 1)
	open.EndsAt = time.Time{}
	undated.StartsAt, undated.DateText = time.Time{}, "in november"
	postponed.Postponed, moved.Postponed, moved.DateText = true, true, "in het voorjaar"
	many.SiteKey, many.Places = "", []string{"A", "B", "C", "D"}
	two.SiteKey, two.Places = "", []string{"Ontmoetingspark, Enschede", "Online"}
	for _, tt := range []struct{ want, got string }{
		{"vrijdag 29 november 2019, 9.30 uur tot zaterdag 30 november 2019, 9.30 uur", when(night, amsterdam.Zone)},
		{"vrijdag 29 november 2019, 9.30 uur", when(open, amsterdam.Zone)},
		{"in november", when(undated, amsterdam.Zone)},
		{"Nieuwe datum volgt (was vrijdag 29 november 2019)", when(postponed, amsterdam.Zone)},
		{"in het voorjaar (was vrijdag 29 november 2019)", when(moved, amsterdam.Zone)},
		{"alle 4 locaties", where(many)},
		{"Ontmoetingspark, Enschede / Online", where(two)},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
