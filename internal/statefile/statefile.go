// Package statefile keeps small records on disk for their owner alone: each in a file of
// its own that is replaced as a whole, in directories that nobody else can look into,
// with locks that end with their process. It knows nothing of what it keeps.
package statefile

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	// TempPrefix begins the name of a file that is still being written.
	TempPrefix = ".tmp-"

	mostBytes = 32 << 20 // of a file that is read
	stale     = time.Hour
)

// Read reads the JSON of a file into a record. A file that does not exist is no error: then
// nothing is found. The record counts only where something was found without an error.
func Read(path string, into any) (found bool, err error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return false, errors.Join(errors.New("is not a file"), err)
	}
	text, err := io.ReadAll(io.LimitReader(file, mostBytes+1))
	switch {
	case err != nil:
		return false, err
	case len(text) > mostBytes:
		return false, errors.New("is too large")
	}
	err = json.Unmarshal(text, into)
	return err == nil, err
}

// Write replaces a file by a record as JSON, so that a reader, or a machine that loses
// its power, sees the former content or the new one.
func Write(path string, record any) error {
	text, err := json.Marshal(record)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, TempPrefix) // 0600 and O_EXCL
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return SyncDir(dir)
}

// Remove deletes a file, also one that is already gone.
func Remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// SyncDir makes what happened to the names in a directory last.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Names returns the names of the records in a directory; none where it does not exist.
// It removes what killed processes left half written: what is written now is younger.
func Names(dir string, now time.Time) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), TempPrefix) {
			names = append(names, entry.Name())
			continue
		}
		if info, err := entry.Info(); err == nil && now.Sub(info.ModTime()) > stale {
			_ = Remove(filepath.Join(dir, entry.Name())) // it is only rubbish
		}
	}
	return names, nil
}
