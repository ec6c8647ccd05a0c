// Package statefile keeps small records on disk for their owner alone: each in a file of
// its own that is replaced as a whole, in directories that nobody else can look into,
// with locks that end with their process. It knows nothing of what it keeps.
package statefile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	// TempPrefix begins the name of a file that is still being written.
	TempPrefix = ".tmp-"

	mostBytes = 32 << 20 // of a file that is read
	stale     = time.Hour
)

// Open opens a file to be read, or as flag says. Only a regular file is opened, directly or by
// a link: a pipe would keep whoever opens it. It is looked at before, and once more when it
// is open. The error is an *fs.PathError.
func Open(path string, flag int) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil && (flag&os.O_CREATE == 0 || !errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	if err := regular(path, info); err != nil {
		return nil, err
	}
	// Not to wait for the other end, where a pipe took its place just now.
	file, err := os.OpenFile(path, flag|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = regular(path, info)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// OpenOwn is Open for a file that nobody else may read: it follows no link, takes no file that has
// another name (a hard link), which somebody may have given to one of theirs or of the system's,
// and takes all rights on the file from others.
func OpenOwn(path string, flag int) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("is a link to another file: name that file itself")}
	}
	file, err := Open(path, flag|syscall.O_NOFOLLOW)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil {
		if of, ok := info.Sys().(*syscall.Stat_t); ok && of.Nlink > 1 {
			err = &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("is a file with %d names (hard links): name one of its own", of.Nlink)}
		}
	}
	if err == nil {
		err = file.Chmod(0o600)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// regular refuses what is no regular file. Nothing is no reason to.
func regular(path string, info fs.FileInfo) error {
	if info == nil || info.Mode().IsRegular() {
		return nil
	}
	kind := "something else"
	switch mode := info.Mode(); {
	case mode.IsDir():
		kind = "a directory"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	}
	return &fs.PathError{Op: "open", Path: path, Err: errors.New("is " + kind + ", not a file")}
}

// ReadFile reads a whole regular file of so many bytes at most.
func ReadFile(path string, most int64) ([]byte, error) {
	file, err := Open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(text)) > most {
		err = &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("is larger than %d bytes", most)}
	}
	return text, err
}

// Read reads the JSON of a file into a record. A file that does not exist is no error: then
// nothing is found. The record counts only where something was found without an error, which
// does not name the file. One without a checksum is of an earlier version.
func Read(path string, into any) (found bool, err error) {
	text, err := ReadFile(path, mostBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err == nil:
		_, err = Sealed(text)
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if of, ok := errors.AsType[*fs.PathError](err); ok {
		err = of.Err
	}
	return err == nil, err
}

// Write replaces a file by a record as JSON, which has to be an object, with its checksum, so
// that a reader, or a machine that loses its power, sees the former content or the new one.
func Write(path string, record any) error {
	text, err := Marshal(record)
	if err != nil {
		return err
	}
	return Replace(path, text)
}

// Replace replaces a file by a text as Write does.
func Replace(path string, text []byte) error {
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
