package change

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"banyan/internal/statefile"
)

const draftSuffix = ".json"

// Draft is an edit that was not saved yet, as it lies on disk. The zero value is none.
type Draft struct {
	Subject Subject         `json:"subject"`
	Base    Image           `json:"base"`  // what the edit started from: its Hash tells whether the server moved on
	State   json.RawMessage `json:"state"` // the form's own
	At      time.Time       `json:"at"`

	Own  bool `json:"-"` // this process wrote it
	Held bool `json:"-"` // another process that lives is editing it: it is shown and never taken over

	path string
}

// Of returns the drafts of a subject, the newest first: this process's own, those that
// died with their process, and, marked Held, those of living ones. The error names
// drafts that cannot be read; the others are returned all the same.
func (d *Drafts) Of(subject Subject) ([]Draft, error) {
	all, err := d.All()
	return slices.DeleteFunc(all, func(draft Draft) bool { return !draft.Subject.is(subject) }), err
}

// All returns the drafts of all subjects in the way that Of does.
func (d *Drafts) All() ([]Draft, error) {
	problem := d.Flush()
	files, err := os.ReadDir(d.room)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problem
	}
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	var out []Draft
	for _, file := range files {
		_, process, ok := strings.Cut(strings.TrimSuffix(file.Name(), draftSuffix), "-")
		if !ok || !file.Type().IsRegular() || strings.HasPrefix(file.Name(), statefile.TempPrefix) {
			continue
		}
		draft, err := readDraft(filepath.Join(d.room, file.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // dropped in the meantime
		}
		if err != nil {
			problem = errors.Join(problem, err)
			continue
		}
		draft.Own = process == d.own
		draft.Held = !draft.Own && alive(d.journals+string(filepath.Separator)+process+journalSuffix)
		out = append(out, draft)
	}
	slices.SortStableFunc(out, func(a, b Draft) int { return b.At.Compare(a.At) })
	return out, problem
}

func readDraft(path string) (Draft, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Draft{}, fmt.Errorf("read draft: %w", err)
	}
	var draft Draft
	if err := json.Unmarshal(text, &draft); err != nil {
		return Draft{}, fmt.Errorf("read draft %s: %w", path, err)
	}
	draft.path = path
	return draft, nil
}

// Adopt makes a draft of a process that is gone this process's own, in the place of one
// that was typed here. It is on disk all the time, and of several processes one has it:
// for the others it is ErrNoDraft.
func (d *Drafts) Adopt(draft Draft) error {
	if draft.Held {
		return ErrHeld
	}
	if draft.Own {
		return nil
	}
	subject := draft.Subject.canonical()
	d.disk.Lock()
	defer d.disk.Unlock()
	own, err := d.journal() // its lock keeps the draft from everybody else
	if err != nil {
		return err
	}
	err = os.Rename(draft.path, d.path(subject, own.process))
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoDraft
	}
	if err != nil {
		return fmt.Errorf("take draft: %w", err)
	}
	d.mu.Lock()
	delete(d.pending, subject)
	d.version[subject]++
	d.mu.Unlock()
	return statefile.SyncDir(d.room)
}

// Discard deletes a draft that nobody wants, and says so in the journal.
func (d *Drafts) Discard(draft Draft) error {
	if draft.Held {
		return ErrHeld
	}
	if draft.Own {
		return d.Drop(draft.Subject)
	}
	if err := statefile.Remove(draft.path); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return d.dropped(draft.Subject)
}
