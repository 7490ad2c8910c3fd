package desk

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRoundUp(t *testing.T) {
	for n, want := range map[int]int{1: 2, 2: 2, 3: 4, 9: 10, 10: 10, 11: 20, 21: 40, 100: 100, 101: 200, 103: 200, 999: 1000, 10_001: 20_000} {
		if got := roundUp(n); got != want {
			t.Errorf("roundUp(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestShade(t *testing.T) {
	for _, test := range []struct{ n, most, want int }{{0, 0, 0}, {0, 9, 0}, {1, 1, 1}, {1, 300, 1}, {300, 300, 4}, {150, 300, 2}, {4, 4, 4}, {2, 4, 2}} {
		if got := shade(test.n, test.most); got != test.want {
			t.Errorf("shade(%d, %d) = %d, want %d", test.n, test.most, got, test.want)
		}
	}
}

func TestDrawBars(t *testing.T) {
	drawing := drawBars(chart{}, []seatsTaken{{Capacity: 100, Taken: 60}, {Capacity: 50, Taken: 55, Waiting: 20}, {}})
	want := []bar{
		{NameY: 16, ValueY: 34, Track: &rect{0, 42, 300, 12}, Fill: &rect{0, 42, 180, 12}},
		{NameY: 78, ValueY: 96, Track: &rect{0, 104, 150, 12}, Fill: &rect{0, 104, 150, 12}, Over: &rect{150, 104, 15, 12}, Wait: &rect{165, 104, 60, 12}},
		{NameY: 140, ValueY: 158}, // a site that cannot be chosen
	}
	if diff := cmp.Diff(want, drawing.Bars); diff != "" || drawing.Height != 186 {
		t.Errorf("height %v, bars (-want +got):\n%s", drawing.Height, diff)
	}
}

func TestDrawLines(t *testing.T) {
	one := drawLines(chart{}, [2]string{}, [2][]int{{3}, {0}}, strconv.Itoa)
	if diff := cmp.Diff([2]string{"36,86 296,86", "36,176 296,176"}, one.Points); diff != "" {
		t.Errorf("one day is a level line (-want +got):\n%s", diff)
	}
	two := drawLines(chart{}, [2]string{}, [2][]int{{1, 2}, {0, 0}}, strconv.Itoa)
	if got, want := two.Points[0], "36,116 166,116 166,56 296,56"; got != want {
		t.Errorf("line %s, want %s", got, want)
	}
	if diff := cmp.Diff([]gridLine{{176, 180, "0"}, {116, 120, "1"}, {56, 60, "2"}}, two.Grid); diff != "" {
		t.Errorf("grid (-want +got):\n%s", diff)
	}
}

// Every square lies inside the drawing, and no two names of columns touch.
func TestDrawGrid(t *testing.T) {
	for columns := 1; columns <= 6; columns++ {
		heads := make([]string, columns)
		drawing := drawGrid(chart{}, heads, []string{"a", "b"}, [][]int{make([]int, columns), append(make([]int, columns-1), 7)})
		for _, row := range drawing.Rows {
			for _, c := range row.Cells {
				if c.X < 0 || c.X+c.Width > chartWidth || c.Y+c.Height > drawing.Height || c.Y < row.Y {
					t.Errorf("%d columns: %+v outside", columns, c)
				}
			}
		}
		const longest = 70 // "uitvoering", "Management" at 14 units
		for i, a := range drawing.Heads {
			for _, b := range drawing.Heads[i+1:] {
				if a.Y == b.Y && b.X-a.X < longest {
					t.Errorf("%d columns: names %v and %v apart on one line", columns, a.X, b.X)
				}
			}
		}
		if last := drawing.Rows[1].Cells[columns-1]; last.Step != 4 || drawing.Rows[0].Cells[0].Step != 0 {
			t.Errorf("%d columns: steps %d and %d", columns, last.Step, drawing.Rows[0].Cells[0].Step)
		}
	}
}
