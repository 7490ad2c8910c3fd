package lists

import (
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"testing"

	"bijeen/models"
)

// manyRows makes n people without holding them, as models does.
func manyRows(n int) iter.Seq2[models.AttendeeRow, error] {
	return func(yield func(models.AttendeeRow, error) bool) {
		for i := range n {
			r := placed("van de", fmt.Sprintf("Voorbeeld%06d", i), "Anne-Fleur", fmt.Sprintf("Organisatie %d", i%900))
			r.Email, r.JobTitle = fmt.Sprintf("p%d@voorbeeld.example", i), "jeugdprofessional"
			if !yield(r, nil) {
				return
			}
		}
	}
}

// heapPeak is the most memory the heap held while write ran over n rows.
func heapPeak(n int, write func(io.Writer, models.AttendeeList) error) (peak uint64, err error) {
	var m runtime.MemStats
	sample := func() {
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
	}
	runtime.GC()
	sample()
	f := facts()
	f.Count = n
	i := 0
	list := models.AttendeeList{Facts: f, Rows: func(yield func(models.AttendeeRow, error) bool) {
		manyRows(n)(func(r models.AttendeeRow, err error) bool {
			if i++; i%1000 == 0 {
				sample()
			}
			return yield(r, err)
		})
	}}
	err = write(sampled{sample}, list)
	return peak, err
}

// sampled looks at the heap at each write and drops the bytes.
type sampled struct{ sample func() }

func (s sampled) Write(p []byte) (int, error) { s.sample(); return len(p), nil }

// The contract allows 120 MB for 100,000 rows, program included. The heap of a
// list may be 80 MB of that.
func TestMemoryStaysFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("100,000 rows: not with -short")
	}
	const most = 80 << 20
	for file, rows := range map[string]int{
		"deelnemerslijst.csv": 100_000, "deelnemerslijst.json": 100_000, "deelnemerslijst.xlsx": 100_000,
		"presentielijst.pdf": MaxPDFRows,
	} {
		e, _ := Find(file)
		o := amsterdam
		o.TempDir = t.TempDir()
		peak, err := heapPeak(rows, func(w io.Writer, l models.AttendeeList) error {
			_, err := e.Write(w, l, o)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: heap peak %d MB", file, peak>>20)
		if peak > most {
			t.Errorf("%s: heap peak %d MB, want at most %d", file, peak>>20, most>>20)
		}
		if left, _ := os.ReadDir(o.TempDir); len(left) > 0 {
			t.Errorf("%s: %d temporary files left", file, len(left))
		}
	}
}

// The measuring itself must notice a list that is held in memory.
func TestMemoryControl(t *testing.T) {
	if testing.Short() {
		t.Skip("100,000 rows: not with -short")
	}
	var held []models.AttendeeRow
	peak, err := heapPeak(400_000, func(_ io.Writer, l models.AttendeeList) error {
		for r := range l.Rows {
			held = append(held, r)
		}
		return nil
	})
	if err != nil || len(held) != 400_000 {
		t.Fatal(len(held), err)
	}
	if peak < 80<<20 {
		t.Errorf("heap peak %d MB for rows that are all held: the measure sees nothing", peak>>20)
	}
}

func BenchmarkXLSX(b *testing.B)  { benchmark(b, "deelnemerslijst.xlsx", 100_000) }
func BenchmarkCSV(b *testing.B)   { benchmark(b, "deelnemerslijst.csv", 100_000) }
func BenchmarkJSON(b *testing.B)  { benchmark(b, "deelnemerslijst.json", 100_000) }
func BenchmarkSheet(b *testing.B) { benchmark(b, "presentielijst.pdf", 5_000) }

func benchmark(b *testing.B, file string, n int) {
	e, _ := Find(file)
	o := amsterdam
	o.TempDir = b.TempDir()
	f := facts()
	f.Count = n
	for b.Loop() {
		if _, err := e.Write(io.Discard, models.AttendeeList{Facts: f, Rows: manyRows(n)}, o); err != nil {
			b.Fatal(err)
		}
	}
}
