package statefile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// ErrLocked says that another process has a lock.
var ErrLocked = errors.New("another process has it")

// How often TryLock tries, and how long it waits in between.
const (
	lockTries = 40
	lockPause = 5 * time.Millisecond
)

// Lock takes the lock of an open file, which ends when the file is closed, however that
// happens. It waits for who has it: a process that only probes has it for a moment.
func Lock(file *os.File) error { return flock(file, syscall.LOCK_EX) }

// TryLock takes the lock of an open file as Lock does, or reports ErrLocked where
// another keeps it. Any other error says that there is no lock to be had.
func TryLock(file *os.File) error {
	for try := 1; ; try++ {
		err := flock(file, syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		if try == lockTries {
			return ErrLocked
		}
		time.Sleep(lockPause) // for who probes: see IsLocked
	}
}

// IsLocked reports whether somebody has the lock of the file at path. A file that does
// not exist has none. It probes with a lock of its own, which others that probe share.
// On an error nothing can be told.
func IsLocked(path string) (bool, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close() //nolint:errcheck // it was only looked at
	err = flock(file, syscall.LOCK_SH|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}

func flock(file *os.File, how int) error {
	for {
		err := syscall.Flock(int(file.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
