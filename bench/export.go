package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/xuri/excelize/v2"

	"bijeen/lists"
	"bijeen/models"
)

const exportRows = 100_000

// childEnv names the part of a measurement that runs in a process of its
// own, so that its memory can be measured.
const childEnv = "BIJEEN_BENCH_CHILD"

// exported is what such a process tells.
type exported struct{ Seconds, PeakMB float64 }

// measureExport compares the XLSX of 100,000 attendees with bare excelize
// streaming the same cells, each in a process of its own.
func measureExport() ([]row, error) {
	var peak float64
	a, b, ratio, err := paired(rounds,
		func() (float64, error) {
			got, err := child("xlsx")
			peak = max(peak, got.PeakMB)
			return got.Seconds, err
		},
		func() (float64, error) {
			got, err := child("bare")
			return got.Seconds, err
		})
	if err != nil {
		return nil, err
	}
	return []row{
		{
			what: "XLSX of 100,000 attendees", ours: fmt.Sprintf("%.2f s", a), theirs: fmt.Sprintf("%.2f s bare excelize", b),
			ratio: fmt.Sprintf("%.2f", ratio), aim: "≤ 1.50", met: ratio <= 1.5,
		},
		{
			what: "XLSX of 100,000 attendees, peak memory", ours: fmt.Sprintf("%.0f MB", peak), theirs: "–", ratio: "–",
			aim: "< 120 MB", met: peak < 120,
		},
	}, nil
}

func child(name string) (exported, error) {
	var got exported
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+name)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return got, fmt.Errorf("process %s: %w", name, err)
	}
	return got, json.Unmarshal(out, &got)
}

// runChild does the work of a child process; false in the main one.
func runChild() bool {
	work := map[string]func(io.Writer) error{"xlsx": writeOurs, "bare": writeBare}[os.Getenv(childEnv)]
	if work == nil {
		return false
	}
	start := time.Now()
	if err := work(io.Discard); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	seconds := time.Since(start).Seconds()
	if err := json.NewEncoder(os.Stdout).Encode(exported{seconds, peakMB("self")}); err != nil {
		os.Exit(1)
	}
	return true
}

// attendee is the i-th of the 100,000.
func attendee(i int) models.AttendeeRow {
	return models.AttendeeRow{
		RegistrationID: int64(i), GivenName: "Ümit", SurnamePrefix: "van de", Surname: fmt.Sprintf("Örnekoğlu%d", i),
		Email: fmt.Sprintf("proef%d@horizon.example", i), Organization: "Gemeente Enschede", JobTitle: "beleidsadviseur",
		Level: models.Policy, Role: models.Participant, SiteKey: "hengelo", SitePlace: "De Gieterij, Hengelo",
		Status: models.Registered, RegisteredAt: time.Date(2019, 10, 7, 10, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Second),
	}
}

func writeOurs(w io.Writer) error {
	dir, err := os.MkdirTemp("", "bijeen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	list := models.AttendeeList{
		Facts: models.ListFacts{MeetingSlug: "groot", Title: "Groot", Venue: "De Gieterij", Town: "Hengelo", Places: []string{"De Gieterij, Hengelo"}, Count: exportRows, Version: 1},
		Rows: func(yield func(models.AttendeeRow, error) bool) {
			for i := range exportRows {
				if !yield(attendee(i), nil) {
					return
				}
			}
		},
	}
	_, err = lists.XLSX(w, list, lists.Options{TempDir: dir, Zone: time.UTC})
	return err
}

// writeBare streams the same cells with the library alone.
func writeBare(w io.Writer) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	stream, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	cells := make([]any, 13)
	for i := range exportRows {
		line := lists.Display(attendee(i), time.UTC)
		for j, text := range []string{
			fmt.Sprint(i + 1), line.Surname, line.SurnamePrefix, line.GivenName, line.Organization, line.JobTitle, line.Level,
			line.Represents, line.Place, line.Status, line.RegisteredAt, line.Role, "",
		} {
			cells[j] = text
		}
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := stream.SetRow(cell, cells); err != nil {
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}
