package statefile

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// OpenRoom makes a directory below root, root itself and those in between, for their
// owner alone, and returns its path. It refuses a directory that others can look into, a
// root in which others can put something, and what belongs to somebody else.
func OpenRoom(root string, names ...string) (string, error) {
	room := filepath.Join(append([]string{root}, names...)...)
	if err := os.MkdirAll(room, 0o700); err != nil {
		return "", fmt.Errorf("state directory: %w", err)
	}
	if err := check(root, 0o022); err != nil {
		return "", err
	}
	at := root
	for _, name := range names {
		at = filepath.Join(at, name)
		if err := check(at, 0o077); err != nil {
			return "", err
		}
	}
	return room, nil
}

func check(dir string, refused fs.FileMode) error {
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
