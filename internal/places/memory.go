// Package places keeps what is remembered of the places that a user goes to, and of how tables were
// left there, from run to run.
package places

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"

	"banyan/internal/statefile"
	"banyan/ui"
)

// Memory remembers the places and commands of one profile in a file of the state directory, which
// processes that change it at once take in turn. Without a directory it lasts as long as the
// program.
type Memory struct {
	dir, of string

	mu   sync.Mutex
	memo ui.Memo          // as it was last
	owed []func(*ui.Memo) // changes that the file does not have, the latest mostOwed
}

var _ ui.Memory = (*Memory)(nil)

// New returns the memory of a profile.
func New(dir, profile string) *Memory { return &Memory{dir: dir, of: profile} }

const (
	roomName  = "places"
	version   = 1
	mostOwed  = 1000
	lockTries = 10 // each waits a moment: another has the file for a few milliseconds
)

// record is what is on disk.
type record struct {
	Version int    `json:"version"`
	Of      string `json:"of"`
	ui.Memo
}

// Change changes what is remembered and returns all of it. Where the file cannot be used, what
// this process knows counts, the error says so, and the next change brings it to the file.
func (m *Memory) Change(by func(*ui.Memo)) (ui.Memo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.change(by)
	return m.memo.Clone(), err
}

func (m *Memory) change(by func(*ui.Memo)) error {
	if m.dir == "" {
		by(&m.memo)
		return nil
	}
	unkept := func(err error) error {
		by(&m.memo)
		m.owed = append(m.owed, by)
		m.owed = m.owed[max(0, len(m.owed)-mostOwed):]
		return fmt.Errorf("where you went and how you left tables is not kept: %w", err)
	}
	room, err := statefile.OpenRoom(m.dir, roomName)
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
	kept, aside := m.read(path)
	before := kept.Clone()
	for _, owed := range m.owed {
		owed(&kept.Memo)
	}
	m.memo = kept.Memo
	by(&kept.Memo)
	if !reflect.DeepEqual(before, kept.Memo) {
		if err := statefile.Write(path, kept); err != nil {
			return errors.Join(aside, unkept(err))
		}
	}
	m.memo, m.owed = kept.Memo, nil
	return aside
}

// read returns what is on disk. A file that cannot be used is set aside, and the error says so.
func (m *Memory) read(path string) (record, error) {
	var kept record
	found, err := statefile.Read(path, &kept)
	if found && (kept.Version != version || kept.Of != m.of) {
		err = errors.New("it is of another version of banyan")
	}
	if err == nil {
		kept.Version, kept.Of = version, m.of
		return kept, nil
	}
	away := path + ".aside"
	fresh := record{Version: version, Of: m.of}
	if failed := os.Rename(path, away); failed != nil {
		return fresh, fmt.Errorf("the remembered places and tables cannot be read: %w", err)
	}
	return fresh, fmt.Errorf("the remembered places and tables could not be read and begin anew; the file is set aside as %s: %w", away, err)
}
