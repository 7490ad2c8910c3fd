package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeWhole makes a file that only we can read, with what write gives. It
// appears, or takes the place of an older one, when it is whole and on the
// disk.
func writeWhole(file string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".bijeen-*") // mode 0600
	if err != nil {
		return fmt.Errorf("%s cannot be made: check that its folder exists and your rights on it (%w)", file, errors.Unwrap(err))
	}
	defer os.Remove(f.Name())
	err = write(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
