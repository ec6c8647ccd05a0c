package hotspots

import (
	"crypto/sha256"
	"encoding/hex"
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
	version    = 1 // of every file
	suffix     = ".json"
	tempPrefix = ".tmp-" // begins the name of a file that is still being written
	mostBytes  = 8 << 20 // of a file that is read
)

// errFinding says that what should be a finding is none.
var errFinding = errors.New("not a finding")

// Damage is a file that cannot be used. Everything else is.
type Damage struct {
	Path string
	Err  error
}

// Error implements error.
func (d *Damage) Error() string { return d.Path + ": " + d.Err.Error() }

// Unwrap returns the cause.
func (d *Damage) Unwrap() error { return d.Err }

// openRoom makes a directory below root, and those in between, for their owner alone.
// It refuses a room that others can look into, a root in which others can put
// something, and what belongs to somebody else.
func openRoom(root string, names ...string) error {
	room := filepath.Join(append([]string{root}, names...)...)
	if err := os.MkdirAll(room, 0o700); err != nil {
		return fmt.Errorf("state directory: %w", err)
	}
	if err := checkRoom(root, 0o022); err != nil {
		return err
	}
	at := root
	for _, name := range names {
		at = filepath.Join(at, name)
		if err := checkRoom(at, 0o077); err != nil {
			return err
		}
	}
	return nil
}

func checkRoom(dir string, refused fs.FileMode) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("state directory: %w", err)
	}
	owner, known := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.IsDir():
		return fmt.Errorf("state directory: %s is not a directory", dir)
	case info.Mode().Perm()&refused != 0:
		return fmt.Errorf("state directory: it is open to others: chmod 700 %s", dir)
	case known && int(owner.Uid) != os.Geteuid():
		return fmt.Errorf("state directory: %s belongs to another user", dir)
	}
	return nil
}

// header is what every file begins with.
type header struct {
	Version int    `json:"version"`
	Host    string `json:"host"`
}

// check refuses a file of another version or another host.
func (h header) check(host string) error {
	switch {
	case h.Version != version:
		return fmt.Errorf("is of version %d, not %d", h.Version, version)
	case h.Host != host:
		return errors.New("is of another host")
	}
	return nil
}

// readFile reads a file into a record. One that does not exist is no error: then
// nothing is found.
func readFile(path string, into any) (found bool, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
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
	return true, json.Unmarshal(text, into)
}

// writeFile replaces a file so that a reader, or a machine that loses its power, sees
// the former content or the new one.
func writeFile(path string, record any) error {
	text, err := json.Marshal(record)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, tempPrefix) // 0600 and O_EXCL
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
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// removeFile deletes a file, also one that is already gone.
func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// list returns the names of the records in a room; none where it does not exist. It
// removes what killed processes left half written: what is written now is younger.
func list(room string, now time.Time) ([]string, error) {
	entries, err := os.ReadDir(room)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("state directory: %w", err)
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), tempPrefix) {
			names = append(names, entry.Name())
			continue
		}
		if info, err := entry.Info(); err == nil && now.Sub(info.ModTime()) > time.Hour {
			_ = removeFile(filepath.Join(room, entry.Name())) // it is only rubbish
		}
	}
	return names, nil
}

// digest is a name for a file: names of tenants and hosts may hold anything.
func digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:12])
}

// lockFile takes a lock that ends with the process, or reports that another has it.
func lockFile(path string) (release func() error, err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file.Close, nil
}
