package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile has write fill a new file, which only its owner may read. The file gets
// its name when it is whole, so that nobody ever reads half of it, and it never
// replaces another: then the error is fs.ErrExist. Nothing is left behind of one
// that could not be written.
func WriteFile(name string, write func(io.Writer) error) error {
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("create %s: %w", name, fs.ErrExist)
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".banyan-export-*") // 0600
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = give(file.Name(), name)
	}
	return errors.Join(err, remove(file.Name()))
}

// give gives a file another name. A link never replaces a file, not even one that came
// into being at this moment; not every file system has links.
func give(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	claimed, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(claimed.Close(), os.Rename(from, to)); err != nil {
		return errors.Join(err, remove(to))
	}
	return nil
}

// remove removes a file that may have gone already.
func remove(name string) error {
	if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
