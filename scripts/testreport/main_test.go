package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// record is what go test -json writes for a package with a test of each kind.
const record = `{"Action":"start","Package":"bijeen/models"}
{"Action":"run","Package":"bijeen/models","Test":"TestGood"}
{"Action":"output","Package":"bijeen/models","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"bijeen/models","Test":"TestGood","Output":"noise\n"}
{"Action":"pass","Package":"bijeen/models","Test":"TestGood","Elapsed":1}
{"Action":"output","Package":"bijeen/models","Test":"TestElsewhere","Output":"=== RUN   TestElsewhere\n"}
{"Action":"output","Package":"bijeen/models","Test":"TestElsewhere","Output":"    a_test.go:9: needs PostgreSQL\n"}
{"Action":"skip","Package":"bijeen/models","Test":"TestElsewhere","Elapsed":0}
{"Action":"pass","Package":"bijeen/models","Elapsed":2}
`

func write(t *testing.T, name, events string) string {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	failed, err := run([]string{"pass", "-name", name, "-log", log}, strings.NewReader(events), &strings.Builder{})
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Contains(events, `"fail"`) || strings.Contains(events, "build-fail"); failed != want {
		t.Errorf("pass %s failed: %v, want %v", name, failed, want)
	}
	return log
}

func TestPassPrints(t *testing.T) {
	tests := []struct {
		name, events string
		failed       bool
		want, not    string
	}{
		{"good", record, false, "bijeen/models", "noise"},
		{"failed test", strings.Replace(record, `"pass","Package":"bijeen/models","Test":"TestGood"`, `"fail","Package":"bijeen/models","Test":"TestGood"`, 1), true, "noise", ""},
		{"build", `{"ImportPath":"bijeen/models","Action":"build-output","Output":"undefined: x\n"}` + "\n" + `{"ImportPath":"bijeen/models","Action":"build-fail"}` + "\n", true, "undefined: x", ""},
		{"panic", `{"Action":"output","Package":"p","Test":"TestX","Output":"panic: boom\n"}` + "\n" + `{"Action":"fail","Package":"p","Elapsed":1}` + "\n", true, "panic: boom", ""},
		{"no event", "go: cannot find module\n", false, "cannot find module", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			failed, err := run([]string{"pass", "-name", "x", "-log", filepath.Join(t.TempDir(), "log")}, strings.NewReader(tt.events), &out)
			if err != nil {
				t.Fatal(err)
			}
			got := out.String()
			if failed != tt.failed || !strings.Contains(got, tt.want) || tt.not != "" && strings.Contains(got, tt.not) {
				t.Errorf("failed %v, want %v; printed %q, want %q and not %q", failed, tt.failed, got, tt.want, tt.not)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	elsewhere := strings.Replace(record, `"skip"`, `"pass"`, 1)
	broken := strings.Replace(record, `"pass","Package":"bijeen/models","Elapsed"`, `"fail","Package":"bijeen/models","Elapsed"`, 1)
	tests := []struct {
		name   string
		passes []string
		ci     string
		failed bool
		notRun bool
	}{
		{"skipped everywhere", []string{record}, "", false, true},
		{"skipped everywhere in CI", []string{record}, "true", true, true},
		{"ran in the second pass", []string{record, elsewhere}, "true", false, false},
		{"ran in the first pass", []string{elsewhere, record}, "true", false, false},
		{"failed", []string{elsewhere, broken}, "", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("CI", tt.ci)
			args := []string{"summary"}
			for _, events := range tt.passes {
				args = append(args, write(t, "SQLite", events))
			}
			var out strings.Builder
			failed, err := run(args, strings.NewReader(""), &out)
			if err != nil {
				t.Fatal(err)
			}
			if failed != tt.failed {
				t.Errorf("failed %v, want %v:\n%s", failed, tt.failed, out.String())
			}
			if got := strings.Contains(out.String(), "NOT RUN bijeen/models TestElsewhere: needs PostgreSQL"); got != tt.notRun {
				t.Errorf("not run %v, want %v:\n%s", got, tt.notRun, out.String())
			}
		})
	}
}

func TestSummaryRefusesAnotherFile(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(log, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run([]string{"summary", log}, strings.NewReader(""), &strings.Builder{}); err == nil {
		t.Error("summary of a file that is no log: no error")
	}
}

func TestGroups(t *testing.T) {
	got := groups([]skip{
		{"m/a T1", "needs Chromium"}, {"m/a T2", "needs Chromium"}, {"m/a T1", "needs Chromium"}, {"m/b T1", "needs Chromium"},
		{"m/a T3", "needs Chromium"}, {"m/a T4", "needs Chromium"}, {"m/a T5", "slow"},
	})
	want := []string{"m/a T1, T2, T3 and 1 more: needs Chromium", "m/b T1: needs Chromium", "m/a T5: slow"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}
