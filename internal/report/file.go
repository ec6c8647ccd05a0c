package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file under a name of its own, beside the one that it gets when it is whole:
// nobody ever reads half of it. Only its owner may read it.
type File struct {
	*os.File
	name    string
	replace bool
}

// Create makes a file that is to get a name. It replaces what has that name only
// where replace allows it. Either Finish or Discard ends it.
func Create(name string, replace bool) (*File, error) {
	file, err := os.CreateTemp(filepath.Dir(name), ".banyan-*") // 0600
	if err != nil {
		return nil, err
	}
	return &File{file, name, replace}, nil
}

// Finish puts the file on the disk and gives it its name. Where that has come to belong
// to another that is not to be replaced, the error is fs.ErrExist. After an error the
// file is still there under its own name, for Discard.
func (f *File) Finish() error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if f.replace {
		return os.Rename(f.Name(), f.name)
	}
	if err := give(f.Name(), f.name); err != nil {
		return err
	}
	return remove(f.Name())
}

// Discard closes and removes the file.
func (f *File) Discard() error {
	_ = f.Close() // what it holds is dropped
	return remove(f.Name())
}

// WriteFile has write fill a new file, which only its owner may read. The file gets
// its name when it is whole, so that nobody ever reads half of it, and it never
// replaces another: then the error is fs.ErrExist. Nothing is left behind of one
// that could not be written.
func WriteFile(name string, write func(io.Writer) error) error {
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("create %s: %w", name, fs.ErrExist)
	}
	file, err := Create(name, false)
	if err != nil {
		return err
	}
	if err = write(file); err == nil {
		err = file.Finish()
	}
	if err != nil {
		return errors.Join(err, file.Discard())
	}
	return nil
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
