package hotspots

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"banyan/internal/statefile"
)

// knownRoom is where the marks lie.
const knownRoom = "known"

// ErrNoNote says that a finding is not marked as known without a note why.
var ErrNoNote = errors.New("a note is needed: why is it known?")

// Mark says that a finding is known: how bad it was then, and why nobody acts on it.
type Mark struct {
	Finding Finding // as it was when it was marked
	Note    string
	At      time.Time
	By      string // the local user
}

// Covers reports whether a finding is known by the mark: it is the same one, and no
// worse than it was then.
func (m Mark) Covers(f Finding) bool { return m.Finding.Key() == f.Key() && !f.Worse(m.Finding) }

// Known are the marks of one host, by the key of their finding. The zero value knows
// nothing.
type Known map[string]Mark

// Of returns the mark that covers a finding, and false where none does.
func (k Known) Of(f Finding) (Mark, bool) {
	mark, found := k[f.Key()]
	return mark, found && mark.Covers(f)
}

// Marks are the marks of one host on disk. Each has a file of its own, which is
// replaced as a whole: processes that mark at once lose nothing of each other's. Its
// methods do I/O and may be called from any goroutine.
type Marks struct {
	Dir  string // the state directory
	Host string
	Now  func() time.Time // time.Now when nil
}

type markFile struct {
	header
	Finding Finding   `json:"finding"`
	Note    string    `json:"note"`
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty"`
}

func (m Marks) header() header { return header{Version: version, Host: m.Host} }

func (m Marks) room() string { return filepath.Join(m.Dir, knownRoom, digest(m.Host)) }

func (m Marks) path(key string) string { return filepath.Join(m.room(), digest(key)+suffix) }

func (m Marks) now() time.Time {
	if m.Now == nil {
		return time.Now()
	}
	return m.Now()
}

// Read returns every mark, and the files that cannot be used.
func (m Marks) Read() (Known, []Damage, error) {
	names, err := statefile.Names(m.room(), m.now())
	if err != nil {
		return nil, nil, fmt.Errorf("state directory: %w", err)
	}
	known := make(Known, len(names))
	var damaged []Damage
	for _, name := range names {
		path := filepath.Join(m.room(), name)
		var file markFile
		found, err := statefile.Read(path, &file)
		if err == nil && found {
			err = file.check(m.header())
		}
		key := file.Finding.Key()
		if err == nil && found && name != digest(key)+suffix {
			err = errors.New("is of another finding than its name says")
		}
		switch {
		case err != nil:
			damaged = append(damaged, Damage{path, err})
		case found:
			known[key] = Mark{file.Finding, file.Note, file.At, file.By}
		}
	}
	return known, damaged, nil
}

// Set marks a finding as known, in place of a mark that it has. The note must say
// something: ErrNoNote.
func (m Marks) Set(f Finding, note, by string) (Mark, error) {
	mark := Mark{Finding: f, Note: strings.TrimSpace(note), At: m.now(), By: by}
	if mark.Note == "" {
		return Mark{}, ErrNoNote
	}
	if _, err := statefile.OpenRoom(m.Dir, knownRoom, digest(m.Host)); err != nil {
		return Mark{}, err
	}
	err := statefile.Write(m.path(f.Key()), markFile{m.header(), f, mark.Note, mark.At, mark.By})
	if err != nil {
		return Mark{}, fmt.Errorf("keep the mark: %w", err)
	}
	return mark, nil
}

// Remove takes the mark of a finding away, also one that is already gone.
func (m Marks) Remove(f Finding) error {
	if err := statefile.Remove(m.path(f.Key())); err != nil {
		return fmt.Errorf("take the mark away: %w", err)
	}
	return nil
}
