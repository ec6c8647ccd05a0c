package hotspots

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"banyan/internal/statefile"
)

// marksRoom is where the marks of a host lie.
const marksRoom = "known"

// ErrNoNote says that a finding is not marked as known without a note why.
var ErrNoNote = errors.New("a note is needed: why is it known?")

// Mark says that a finding is known: how bad it was then, and why nobody acts on it.
type Mark struct {
	Finding Finding   `json:"finding"` // as it was when it was marked
	Note    string    `json:"note"`
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty"` // the local user
}

// Known are the marks of one host, by the key of their finding. The zero value knows
// nothing.
type Known map[string]Mark

// Of returns the mark of a finding that is no worse than it was then, and false where there
// is none.
func (k Known) Of(f Finding) (Mark, bool) {
	mark, found := k[f.Key()]
	return mark, found && !f.Worse(mark.Finding)
}

// Marks are the marks of one host on disk, where processes that mark at once lose nothing
// of each other's. The methods do I/O and may be called from any goroutine.
type Marks struct {
	Dir  string // the state directory
	Host string
}

// markRecord is a Mark as it is written.
type markRecord struct {
	header
	Mark
}

func (m Marks) header() header { return header{Version: version, Host: m.Host} }

func (m Marks) records() statefile.Records[markRecord] {
	return statefile.Records[markRecord]{
		Root: m.Dir, Rooms: []string{marksRoom, statefile.Digest(m.Host)}, Now: time.Now,
		Key:   func(r markRecord) string { return r.Finding.Key() },
		Check: func(r markRecord) error { return r.check(m.header()) },
	}
}

// Read returns every mark, and the files that cannot be used.
func (m Marks) Read() (Known, []Damage, error) {
	records, damaged, err := m.records().Read()
	if err != nil {
		return nil, nil, err
	}
	known := make(Known, len(records))
	for _, r := range records {
		known[r.Finding.Key()] = r.Mark
	}
	return known, damaged, nil
}

// Set marks a finding as known, in place of a mark that it has. The note must say
// something: ErrNoNote.
func (m Marks) Set(f Finding, note, by string) (Mark, error) {
	mark := Mark{Finding: f, Note: strings.TrimSpace(note), At: time.Now(), By: by}
	if mark.Note == "" {
		return Mark{}, ErrNoNote
	}
	if err := m.records().Write(markRecord{m.header(), mark}); err != nil {
		return Mark{}, fmt.Errorf("keep the mark: %w", err)
	}
	return mark, nil
}

// Remove takes the mark of a finding away, also one that is already gone.
func (m Marks) Remove(f Finding) error {
	if err := m.records().Remove(f.Key()); err != nil {
		return fmt.Errorf("take the mark away: %w", err)
	}
	return nil
}
