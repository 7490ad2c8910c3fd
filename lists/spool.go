package lists

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

// Spool runs write into a temporary file in dir (empty: the system's own) and
// returns the file, set to its beginning and ready to be sent or copied. A
// list is spooled inside the read transaction and sent after it, so that a
// slow reader holds nothing up and a failure half way sends nothing.
//
// The file has no name any more when Spool returns: only this process can
// read it, and its space is free once it is closed, also when the process is
// killed. The caller closes it. The error is that of write, or of the disk.
func Spool(dir string, write func(io.Writer) error) (*os.File, error) {
	f, err := os.CreateTemp(dir, "bijeen-list-")
	if err != nil {
		return nil, fmt.Errorf("lists: spool: %w", err)
	}
	if err := fill(f, write); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// fill takes the name of f away before anything personal is written to it.
func fill(f *os.File, write func(io.Writer) error) error {
	if err := os.Remove(f.Name()); err != nil {
		return fmt.Errorf("lists: spool: %w", err)
	}
	buf := bufio.NewWriterSize(f, 64<<10)
	if err := write(buf); err != nil {
		return err
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("lists: spool: %w", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("lists: spool: %w", err)
	}
	return nil
}
