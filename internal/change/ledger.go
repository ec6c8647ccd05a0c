package change

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"banyan/internal/statefile"
)

// The rooms of the state directory.
const (
	journalRoom = "journal"
	draftRoom   = "drafts"
	seenRoom    = "seen"
	hostRoom    = "hosts"
	keptRoom    = "kept"
	lockRoom    = "locks"
)

// ledger is the record of all saves: the journal of this process, opened on first need,
// and those of all others.
type ledger struct {
	*archive
	dir     string // the state directory
	process string // the name of this process's journal
	clock   clock

	mu      sync.Mutex
	own     *journal
	removed bool // a journal of this process was removed, and nobody was told
	closed  bool
}

func newLedger(dir string, clock clock) *ledger {
	process := fmt.Sprintf("%s-%d-%s", clock.now().UTC().Format("20060102T150405.000000000"), os.Getpid(), randomID(4))
	return &ledger{dir: dir, process: process, clock: clock, archive: newArchive(filepath.Join(dir, journalRoom), process)}
}

// open returns this process's journal. One that was removed is made again, under the same
// name, so that what is kept beside it goes on.
func (l *ledger) open() (*journal, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, fmt.Errorf("%w: %w", ErrNoJournal, ErrClosed)
	}
	lines := 0
	if l.own != nil {
		found, err := l.own.found()
		if found {
			return l.own, nil
		}
		if err == nil {
			err = l.rest(l.own.file)
			_, _ = l.own.index.Close(), l.own.file.Close()
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoJournal, err)
		}
		lines, l.own, l.removed = l.own.lines, nil, true
	}
	room, err := statefile.OpenRoom(l.dir, journalRoom)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	if l.own, err = openJournal(room, l.process, lines); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	for _, room := range []string{draftRoom, seenRoom, hostRoom, keptRoom} {
		_, _ = statefile.Names(filepath.Join(l.dir, room), l.clock.now()) // sweeps: nothing depends on it
	}
	return l.own, nil
}

// openToSave returns this process's journal for a save. It is an error, once, where the former
// one was removed, whoever made the new one: whatever is saved then is saved knowing it.
func (l *ledger) openToSave() (*journal, error) {
	own, err := l.open()
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil && l.removed {
		l.removed = false
		return nil, fmt.Errorf("%w: %w", ErrNoJournal, errRemoved)
	}
	return own, err
}

// close ends this process's journal.
func (l *ledger) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.own == nil {
		return nil
	}
	return l.own.close()
}
