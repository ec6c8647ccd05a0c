package change

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"banyan/internal/statefile"
)

// journalSuffix ends the name of a journal; what comes before names its process.
const journalSuffix = ".jsonl"

// errRemoved says that the journal is not where it was written: what blocks a save and
// what would repair it may be lost.
var errRemoved = errors.New("it was removed while it was in use, and what it held may be lost")

// sink is the part of a file that the journal appends with.
type sink interface {
	io.Writer
	Sync() error
}

// journal is the one file that this process appends to. Its lock tells every other
// process that this one lives.
type journal struct {
	process string
	path    string

	mu     sync.Mutex
	file   *os.File
	out    sink
	lines  int
	torn   bool  // the last line may be half written
	broken error // the disk did not confirm a line: nothing of this file can be trusted further
	closed bool
}

// openJournal makes and locks the journal of a process in room.
func openJournal(room, process string) (*journal, error) {
	path := filepath.Join(room, process+journalSuffix)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := statefile.Lock(file); err != nil {
		return nil, errors.Join(fmt.Errorf("lock journal: %w", err), file.Close(), os.Remove(path))
	}
	if err := statefile.SyncDir(room); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), file.Close(), os.Remove(path))
	}
	return &journal{process: process, path: path, file: file, out: file}, nil
}

// append writes one event as one line and, when sync is set, returns only once the
// disk has it where others find it.
func (j *journal) append(line event, sync bool) error {
	text, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	text = append(text, '\n')

	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return fmt.Errorf("write journal: %w", os.ErrClosed)
	}
	if j.broken != nil {
		return j.broken
	}
	if j.torn {
		text = append([]byte{'\n'}, text...) // what was torn stays a line of its own
	}
	if _, err := j.out.Write(text); err != nil {
		j.torn = true
		return fmt.Errorf("write journal: %w", err)
	}
	j.torn = false
	j.lines++
	if !sync {
		return nil
	}
	if err := j.out.Sync(); err != nil {
		j.broken = fmt.Errorf("write journal: %w", err)
		return j.broken
	}
	if found, err := j.found(); !found {
		return fmt.Errorf("write journal: %w", cmp.Or(err, errRemoved))
	}
	return nil
}

// found reports whether the journal is still where others look for it.
func (j *journal) found() (bool, error) { return statefile.SameFile(j.file, j.path) }

// close gives up the lock, and the file too when nothing was ever written.
func (j *journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil
	}
	j.closed = true
	var err error
	if j.lines == 0 && !j.torn {
		err = statefile.Remove(j.path)
	}
	return errors.Join(err, j.file.Close())
}

// alive reports whether the process of the journal at path lives. When that cannot be
// told, it is taken for alive: then nothing of it is touched.
func alive(path string) bool {
	locked, err := statefile.IsLocked(path)
	return locked || err != nil
}

func randomID(bytes int) string {
	id := make([]byte, bytes)
	_, _ = rand.Read(id) // never fails
	return hex.EncodeToString(id)
}
