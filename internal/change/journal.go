package change

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"banyan/internal/statefile"
)

// What ends the names of a journal and of its index; what comes before names its process.
const (
	journalSuffix = ".jsonl"
	indexSuffix   = ".index"
)

// indexed is a line of an index. It says that the disk has a line of the journal, and what
// that is about: so it is known of a line that is lost.
type indexed struct {
	N  int      `json:"n"`
	Of []string `json:"of,omitempty"` // keys of subjects
}

// errRemoved says that the journal is not where it was written: what blocks a save and
// what would repair it may be lost.
var errRemoved = errors.New("it was removed while it was in use, and what it held may be lost")

// sink is the part of a file that the journal appends with.
type sink interface {
	io.Writer
	Sync() error
}

// journal is the one file that this process appends to. Its lock tells every other
// process that this one lives. Each line has its number and its checksum.
type journal struct {
	process string
	path    string

	mu     sync.Mutex
	file   *os.File
	out    sink
	index  *os.File
	due    []byte // lines of the index whose lines the disk has not confirmed yet
	lines  int    // the number of the last one
	former int    // and where they began
	torn   bool   // the last line may be half written
	broken error  // the disk did not confirm a line: nothing of this file can be trusted further
	closed bool
}

// openJournal makes and locks the journal of a process in room, whose former one had so many
// lines.
func openJournal(room, process string, lines int) (*journal, error) {
	path := filepath.Join(room, process+journalSuffix)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := statefile.Lock(file); err != nil {
		return nil, errors.Join(fmt.Errorf("lock journal: %w", err), file.Close(), os.Remove(path))
	}
	index, err := statefile.Open(filepath.Join(room, process+indexSuffix), os.O_RDWR|os.O_APPEND|os.O_CREATE)
	if err == nil {
		err = statefile.SyncDir(room)
	}
	if err != nil {
		_, _ = index.Close(), file.Close() // nothing was written
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), os.Remove(path))
	}
	return &journal{process: process, path: path, file: file, out: file, index: index, lines: lines, former: lines}, nil
}

// append writes one event of some subjects as one line and, when sync is set, returns only
// once the disk has it where others find it.
func (j *journal) append(line event, sync bool, of ...Subject) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return fmt.Errorf("write journal: %w", os.ErrClosed)
	}
	if j.broken != nil {
		return j.broken
	}
	line.N = j.lines + 1
	text, err := statefile.Marshal(line)
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	text = append(text, '\n')
	if j.torn {
		text = append([]byte{'\n'}, text...) // what was torn stays a line of its own
	}
	if _, err := j.out.Write(text); err != nil {
		j.torn = true
		return fmt.Errorf("write journal: %w", err)
	}
	j.torn = false
	j.lines++
	if err := j.note(of); err != nil || !sync {
		return err
	}
	if err := j.out.Sync(); err != nil {
		j.broken = fmt.Errorf("write journal: %w", err)
		return j.broken
	}
	// After the journal, and not synced: it never tells of more than the disk has.
	if _, err := j.index.Write(j.due); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	j.due = nil
	if found, err := j.found(); !found {
		return fmt.Errorf("write journal: %w", cmp.Or(err, errRemoved))
	}
	return nil
}

// note keeps for the index what the last line is about.
func (j *journal) note(of []Subject) error {
	line := indexed{N: j.lines}
	for _, subject := range of {
		line.Of = append(line.Of, subject.key())
	}
	text, err := statefile.Marshal(line)
	j.due = append(append(j.due, text...), '\n')
	return err
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
	if j.lines == j.former && !j.torn {
		err = statefile.Remove(j.path)
		if j.former == 0 { // else it tells of what was lost
			err = errors.Join(err, statefile.Remove(j.index.Name()))
		}
	}
	return errors.Join(err, j.index.Close(), statefile.Unlock(j.file), j.file.Close())
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
