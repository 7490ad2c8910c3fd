// Command bench measures Bijeen against the bare libraries it stands on, in
// one run on one machine, and prints the ratios as a table. Absolute figures
// depend on the machine; a ratio in one run hardly does. It is no test: an
// aim that is missed is said, not failed.
//
//	make bench                  everything
//	go run ./bench -only mail   one part
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// row is one line of the table. Ratio is ours against theirs; Aim says when
// it is good.
type row struct {
	what   string
	ours   string
	theirs string
	ratio  string
	aim    string
	met    bool
}

// part is one thing that is measured.
type part struct {
	name string
	run  func() ([]row, error)
}

var parts = []part{
	{"signup", measureSignUps},
	{"page", measurePage},
	{"list", measureList},
	{"export", measureExport},
	{"mail", measureMail},
	{"start", measureStart},
	{"documents", measureDocuments},
}

func main() {
	only := flag.String("only", "", "names of the parts to run, with commas between; empty runs all")
	flag.Parse()
	if childDone := runChild(); childDone {
		return
	}
	if err := run(os.Stdout, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, only string) error {
	var rows []row
	for _, p := range parts {
		if only != "" && !slices.Contains(strings.Split(only, ","), p.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "measuring %s …\n", p.name)
		more, err := p.run()
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		rows = append(rows, more...)
	}
	return table(w, rows)
}

func table(w io.Writer, rows []row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "measured\tours\tbare\tratio\taim\t")
	for _, r := range rows {
		verdict := "missed"
		if r.met {
			verdict = "met"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", r.what, r.ours, r.theirs, r.ratio, r.aim, verdict)
	}
	return t.Flush()
}

// paired runs ours and theirs in turn and gives the median rate of each and
// the median of the ratios pair by pair, so that a machine that slows down
// halfway slows both.
func paired(rounds int, ours, theirs func() (float64, error)) (a, b, ratio float64, err error) {
	var as, bs, ratios []float64
	for range rounds {
		x, err := ours()
		if err != nil {
			return 0, 0, 0, err
		}
		y, err := theirs()
		if err != nil {
			return 0, 0, 0, err
		}
		as, bs, ratios = append(as, x), append(bs, y), append(ratios, x/y)
	}
	return median(as), median(bs), median(ratios), nil
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// perSecond is how many of n things were done each second since start.
func perSecond(n int, start time.Time) float64 { return float64(n) / time.Since(start).Seconds() }

func atLeast(ratio, aim float64) bool { return ratio >= aim }
