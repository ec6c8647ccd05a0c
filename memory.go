package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"

	"banyan/internal/statefile"
	"banyan/ui"
)

// memory remembers the places and commands of one profile in a file of the state directory, which
// processes that change it at once take in turn. Without a directory it lasts as long as the
// program.
type memory struct {
	dir, of string

	mu   sync.Mutex
	memo ui.Memo // as it was last
}

var _ ui.Memory = (*memory)(nil)

// newMemory returns the memory of a profile.
func newMemory(dir, profile string) *memory { return &memory{dir: dir, of: profile} }

const (
	memoryRoom    = "places"
	memoryVersion = 1
	lockTries     = 10 // each waits a moment: another has the file for a few milliseconds
)

// memoRecord is what is on disk.
type memoRecord struct {
	Version int    `json:"version"`
	Of      string `json:"of"`
	ui.Memo
}

// Change changes what is remembered and returns all of it. Where the file cannot be used, what
// this process knows counts, and the error says so.
func (m *memory) Change(by func(*ui.Memo)) (ui.Memo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.change(by)
	return ui.Memo{Pins: slices.Clone(m.memo.Pins), Recent: slices.Clone(m.memo.Recent), Commands: slices.Clone(m.memo.Commands)}, err
}

func (m *memory) change(by func(*ui.Memo)) error {
	if m.dir == "" {
		by(&m.memo)
		return nil
	}
	unkept := func(err error) error {
		by(&m.memo)
		return fmt.Errorf("the places that you went to are not kept: %w", err)
	}
	room, err := statefile.OpenRoom(m.dir, memoryRoom)
	if err != nil {
		return unkept(err)
	}
	path := filepath.Join(room, statefile.Digest(m.of)+statefile.Suffix)
	var guard *statefile.Guard
	for range lockTries {
		if guard, err = statefile.Take(path+".lock", nil); !errors.Is(err, statefile.ErrLocked) {
			break
		}
	}
	if err != nil {
		return unkept(err)
	}
	defer guard.Release() //nolint:errcheck // it ends with the process at the latest
	record, aside := m.read(path)
	before := record.Memo
	by(&record.Memo)
	m.memo = record.Memo
	if reflect.DeepEqual(before, record.Memo) {
		return aside
	}
	if err := statefile.Write(path, record); err != nil {
		return errors.Join(aside, fmt.Errorf("the places that you went to are not kept: %w", err))
	}
	return aside
}

// read returns what is on disk. A file that cannot be used is set aside, and the error says so.
func (m *memory) read(path string) (memoRecord, error) {
	var record memoRecord
	found, err := statefile.Read(path, &record)
	if found && (record.Version != memoryVersion || record.Of != m.of) {
		err = errors.New("it is of another version of banyan")
	}
	if err == nil {
		record.Version, record.Of = memoryVersion, m.of
		return record, nil
	}
	away := path + ".aside"
	fresh := memoRecord{Version: memoryVersion, Of: m.of}
	if failed := os.Rename(path, away); failed != nil {
		return fresh, fmt.Errorf("the pinned and recent places cannot be read: %w", err)
	}
	return fresh, fmt.Errorf("the pinned and recent places could not be read and begin anew; the file is set aside as %s: %w", away, err)
}
