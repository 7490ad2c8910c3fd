package lists

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestSpool(t *testing.T) {
	dir := t.TempDir()
	f, err := Spool(dir, func(w io.Writer) error { _, err := io.WriteString(w, "Broek, Demi van de"); return err })
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("the spool has a name on disk: %v", left)
	}
	got, err := io.ReadAll(f)
	if err != nil || string(got) != "Broek, Demi van de" {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestSpoolFailures(t *testing.T) {
	broken := errors.New("row 7 is gone")
	dir := t.TempDir()
	f, err := Spool(dir, func(w io.Writer) error { io.WriteString(w, "half"); return broken })
	if !errors.Is(err, broken) || f != nil {
		t.Errorf("Spool = %v, %v, want the error of write", f, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left on disk after a failure: %v", left)
	}
	_, err = Spool(filepath.Join(dir, "missing"), func(io.Writer) error { t.Error("written without a file"); return nil })
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that of the missing folder", err)
	}
}
