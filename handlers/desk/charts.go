package desk

import (
	"strconv"
	"strings"
)

// chartWidth is the width of every drawing in its own units. A phone of 320
// pixels shows them nearly one to one, so that the words stay readable.
const chartWidth = 300.0

// svgNumber writes a coordinate as short as it can be.
type svgNumber float64

// String gives at most two decimals.
func (n svgNumber) String() string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(float64(n), 'f', 2, 64), "0"), ".")
}

// chart is one drawing with the words that stand for it: a name, and a
// sentence that says what it shows.
type chart struct {
	ID, Title, Desc string
	Height          svgNumber
}

// rect is a box in a drawing.
type rect struct {
	X, Y, Width, Height svgNumber
}

// barChart shows people against seats, a bar for each site.
type barChart struct {
	chart
	Bars []bar
}

// bar is one site. Name and Value are words, so that no part of it depends on
// color: Over and Wait are hatched too.
type bar struct {
	Name, Value             string
	NameY, ValueY           svgNumber
	Track, Fill, Over, Wait *rect
}

const (
	barRow    = 62.0
	barHeight = 12.0
)

// seatsTaken is what a bar shows.
type seatsTaken struct {
	Name, Value              string
	Capacity, Taken, Waiting int
}

func drawBars(c chart, sites []seatsTaken) barChart {
	most := 1
	for _, s := range sites {
		most = max(most, max(s.Capacity, s.Taken)+s.Waiting)
	}
	scale := chartWidth / float64(most)
	drawing := barChart{chart: c}
	drawing.Height = svgNumber(barRow * float64(len(sites)))
	for i, s := range sites {
		top := barRow * float64(i)
		box := func(from, to int) *rect {
			if to <= from {
				return nil
			}
			return &rect{svgNumber(float64(from) * scale), svgNumber(top + 42), svgNumber(float64(to-from) * scale), barHeight}
		}
		end := max(s.Capacity, s.Taken)
		drawing.Bars = append(drawing.Bars, bar{
			Name: s.Name, Value: s.Value, NameY: svgNumber(top + 16), ValueY: svgNumber(top + 34),
			Track: box(0, s.Capacity), Fill: box(0, min(s.Taken, s.Capacity)), Over: box(s.Capacity, s.Taken), Wait: box(end, end+s.Waiting),
		})
	}
	return drawing
}

// lineChart shows how two numbers went, day by day. The second line is dashed.
type lineChart struct {
	chart
	Names         [2]string // beside the lines of the legend
	Points        [2]string
	Grid          []gridLine
	Left, Right   svgNumber
	First, Last   string // dates below the ends
	AxisY, DatesY svgNumber
}

// gridLine is a height with its number.
type gridLine struct {
	Y, TextY svgNumber
	Label    string
}

// The plot stands below its legend and above its dates.
const (
	plotLeft, plotRight = 36.0, 296.0
	plotTop, plotBottom = 56.0, 176.0
)

// drawLines draws two rows of numbers of the same length, one number a day.
func drawLines(c chart, names [2]string, rows [2][]int, number func(int) string) lineChart {
	top := 2
	for _, row := range rows {
		for _, n := range row {
			top = max(top, n)
		}
	}
	top = roundUp(top)
	height := func(n int) float64 { return plotBottom - (plotBottom-plotTop)*float64(n)/float64(top) }
	drawing := lineChart{chart: c, Names: names, Left: plotLeft, Right: plotRight, AxisY: plotBottom, DatesY: plotBottom + 22}
	drawing.Height = plotBottom + 30
	for _, n := range []int{0, top / 2, top} {
		y := height(n)
		drawing.Grid = append(drawing.Grid, gridLine{svgNumber(y), svgNumber(y + 4), number(n)})
	}
	for i, row := range rows {
		drawing.Points[i] = steps(row, height)
	}
	return drawing
}

// steps is a line that stays level through each day and jumps between them.
func steps(row []int, height func(int) float64) string {
	var b strings.Builder
	width := (plotRight - plotLeft) / float64(max(1, len(row)))
	for i, n := range row {
		y := svgNumber(height(n)).String()
		for _, x := range []int{i, i + 1} {
			b.WriteString(svgNumber(plotLeft+width*float64(x)).String() + "," + y + " ")
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}

// roundUp is the next even number that reads well on an axis: 2, 4, 6, 8, 10,
// 20, 40 and so on.
func roundUp(n int) int {
	unit := 1
	for n > 10*unit {
		unit *= 10
	}
	step := 2 * unit
	return (n + step - 1) / step * step
}

// gridChart shows numbers in squares: rows with a name above them, columns
// with a name on top.
type gridChart struct {
	chart
	Heads []gridHead
	Rows  []gridRow
}

// gridHead is the name of a column. With many columns every second name stands
// lower, so that none covers its neighbour; TickY is where its line begins.
type gridHead struct {
	Name             string
	X, Y, TickY, End svgNumber
}

// gridRow is one row of squares.
type gridRow struct {
	Name  string
	Y     svgNumber
	Cells []gridCell
}

// gridCell is a square. Step is 0 for nobody, which has a dashed edge, to 4.
type gridCell struct {
	rect
	TextX, TextY svgNumber
	Number       int
	Step         int
}

const (
	gridGap   = 4.0
	gridBox   = 26.0
	gridRowAt = 50.0 // from one row to the next
	fewHeads  = 4    // so many names fit beside one another
)

func drawGrid(c chart, heads, names []string, numbers [][]int) gridChart {
	drawing := gridChart{chart: c}
	width, headHeight, most := chartWidth/float64(len(heads)), 22.0, 0
	if len(heads) > fewHeads {
		headHeight = 42
	}
	for i, name := range heads {
		h := gridHead{Name: name, X: svgNumber(width * (float64(i) + .5)), Y: 14, TickY: 18, End: svgNumber(headHeight)}
		if len(heads) > fewHeads && i%2 == 1 {
			h.Y, h.TickY = 34, 38
		}
		drawing.Heads = append(drawing.Heads, h)
	}
	for _, row := range numbers {
		for _, n := range row {
			most = max(most, n)
		}
	}
	for r, row := range numbers {
		top := headHeight + gridRowAt*float64(r)
		line := gridRow{Name: names[r], Y: svgNumber(top + 16)}
		for i, n := range row {
			x, y := width*float64(i), top+20
			line.Cells = append(line.Cells, gridCell{
				rect:  rect{svgNumber(x + gridGap/2), svgNumber(y + 2), svgNumber(width - gridGap), gridBox - 2},
				TextX: svgNumber(x + width/2), TextY: svgNumber(y + 19), Number: n, Step: shade(n, most),
			})
		}
		drawing.Rows = append(drawing.Rows, line)
	}
	drawing.Height = svgNumber(headHeight + gridRowAt*float64(len(numbers)))
	return drawing
}

// shade is how strong the color of a number is, from 1 to 4 of the most; 0 is
// for nobody.
func shade(n, most int) int {
	if n <= 0 {
		return 0
	}
	return 1 + (n-1)*4/most
}
