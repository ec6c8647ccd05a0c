package change

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// The rooms of the state directory.
const (
	journalRoom = "journal"
	draftRoom   = "drafts"
	seenRoom    = "seen"
	hostRoom    = "hosts"
	keptRoom    = "kept"
)

// tempPrefix begins the name of a file that is still being written.
const tempPrefix = ".tmp-"

// openRoom makes a directory below root, and root itself, for their owner alone. It
// refuses a room that others can look into, a root in which others can put something,
// and what belongs to somebody else.
func openRoom(root, name string) (string, error) {
	room := filepath.Join(root, name)
	if err := os.MkdirAll(room, 0o700); err != nil {
		return "", fmt.Errorf("state directory: %w", err)
	}
	for dir, refused := range map[string]fs.FileMode{root: 0o022, room: 0o077} {
		info, err := os.Lstat(dir)
		if err != nil {
			return "", fmt.Errorf("state directory: %w", err)
		}
		if !info.IsDir() {
			return "", fmt.Errorf("state directory: %s is not a directory", dir)
		}
		if info.Mode().Perm()&refused != 0 {
			return "", fmt.Errorf("state directory: it is open to others: chmod 700 %s", dir)
		}
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Geteuid() {
			return "", fmt.Errorf("state directory: %s belongs to another user", dir)
		}
	}
	return room, nil
}

// readRecord reads what writeWhole wrote as JSON. A file that does not exist is no
// error: then nothing is found.
func readRecord[T any](path string) (record T, found bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return record, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &record)
	}
	if err != nil {
		var none T
		return none, false, err
	}
	return record, true, nil
}

// writeWhole replaces a file so that a reader, or a machine that loses its power,
// sees the former content or the new one.
func writeWhole(path string, content []byte) error {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, tempPrefix) // 0600 and O_EXCL
	if err != nil {
		return err
	}
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return syncDir(dir)
}

// syncDir makes what happened to the names in dir last.
func syncDir(dir string) error {
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

// sweep removes what killed processes left half written. A file that is written now
// is younger.
func sweep(room string, now time.Time) {
	entries, err := os.ReadDir(room)
	if err != nil {
		return // nothing depends on it
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !strings.HasPrefix(entry.Name(), tempPrefix) {
			continue
		}
		if now.Sub(info.ModTime()) > time.Hour {
			_ = removeFile(filepath.Join(room, entry.Name())) // it is only rubbish
		}
	}
}
