package statefile

import (
	"encoding/json"
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

// Guard is the lock of a file of its own. What the file holds says who has it.
type Guard struct{ file *os.File }

// Take takes the lock of the file at path, which it makes where there is none, and writes
// into it who has it, as JSON. It is ErrLocked where another keeps it: then Read may tell
// who that is. The lock ends with Release, or with the process.
func Take(path string, owner any) (*Guard, error) {
	text, err := json.Marshal(owner)
	if err != nil {
		return nil, err
	}
	file, err := locked(path, func() (*os.File, error) { return Open(path, os.O_RDWR|os.O_CREATE) }, TryLock)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteAt(text, 0)
	if err := errors.Join(err, file.Truncate(int64(len(text)))); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Guard{file}, nil
}

// OpenLocked opens a file as OpenOwn does and takes its lock, for which it waits. What is opened is what
// the path names while the lock is there.
func OpenLocked(path string, flag int) (*os.File, error) {
	return locked(path, func() (*os.File, error) { return OpenOwn(path, flag) }, Lock)
}

// locked opens a file and locks it.
func locked(path string, open func() (*os.File, error), lock func(*os.File) error) (*os.File, error) {
	for {
		file, err := open()
		if err != nil {
			return nil, err
		}
		isSame := false
		if err = lock(file); err == nil {
			isSame, err = SameFile(file, path)
		}
		switch {
		case err != nil:
			return nil, errors.Join(err, file.Close())
		case isSame:
			return file, nil
		}
		_ = file.Close() // it was removed or replaced before it was locked
	}
}

// Release gives the lock back. The file stays, and names nobody.
func (g *Guard) Release() error {
	return errors.Join(g.file.Truncate(0), Unlock(g.file), g.file.Close())
}

// SameFile reports whether an open file is still the one that its path names.
func SameFile(file *os.File, path string) (bool, error) {
	open, err := file.Stat()
	if err != nil {
		return false, err
	}
	named, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(open, named), err
}

// Lock takes the lock of an open file, which ends when the file is closed, however that
// happens. It waits for its holder: a process that only probes has it for a moment.
func Lock(file *os.File) error { return flock(file, syscall.LOCK_EX) }

// Unlock gives the lock of an open file back, also where a process that is just being started
// has a copy of it: closing it would not.
func Unlock(file *os.File) error { return flock(file, syscall.LOCK_UN) }

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
		time.Sleep(lockPause) // for a process that probes: see IsLocked
	}
}

// IsLocked reports whether somebody has the lock of the file at path. A file that does
// not exist has none. It probes with a lock of its own, which others that probe share.
// On an error nothing can be told.
func IsLocked(path string) (bool, error) {
	file, err := Open(path, os.O_RDWR)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	}
	defer file.Close() //nolint:errcheck // it was only looked at
	err = flock(file, syscall.LOCK_SH|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return true, nil
	case err == nil:
		err = Unlock(file)
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
