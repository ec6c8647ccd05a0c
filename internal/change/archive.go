package change

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Damage is a part of a journal that cannot be read: a line that was torn when a
// machine lost its power or a disk was full. The lines around it count.
type Damage struct {
	File string
	Line int
	Err  error
}

func (d Damage) Error() string { return fmt.Sprintf("%s line %d: %v", d.File, d.Line, d.Err) }

func (d Damage) Unwrap() error { return d.Err }

// archive reads the journals of all processes, each line once.
type archive struct {
	room string
	own  string // this process's name

	mu      sync.Mutex
	sources map[string]*source
	entries map[string]*Entry
	unsent  map[string]bool // entries whose intent is not on record: nothing was sent
	damage  []Damage
}

// source is how far one journal was read.
type source struct {
	file   os.FileInfo // what was read; another one in its place is read from its beginning
	offset int64
	lines  int
	dead   bool // its process is gone, and all of it was read
}

func newArchive(room, own string) *archive {
	return &archive{room: room, own: own, sources: make(map[string]*source), entries: make(map[string]*Entry), unsent: make(map[string]bool)}
}

// list returns the saves of all processes, the open ones first and the newest first.
func (a *archive) list() ([]Entry, []Damage, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(); err != nil {
		return nil, a.damage, err
	}
	undone, held := make(map[string]string), make(map[string]bool)
	out := make([]Entry, 0, len(a.entries))
	for _, e := range a.entries {
		if e.process == "" || a.unsent[e.ID] {
			continue // its intent is not there: torn, or in a journal that was taken away
		}
		entry := *e
		if entry.UndoOf != "" && entry.Verdict == Saved {
			undone[entry.UndoOf] = entry.ID
		}
		entry.Own = entry.process == a.own
		if _, probed := held[entry.process]; !probed {
			held[entry.process] = entry.Own || a.lived(entry.process)
		}
		entry.Held = held[entry.process]
		out = append(out, entry)
	}
	for n := range out {
		out[n].UndoneBy = undone[out[n].ID]
	}
	rank := map[bool]int{true: 0, false: 1}
	slices.SortStableFunc(out, func(a, b Entry) int { return cmp.Or(rank[a.Open()]-rank[b.Open()], b.At.Compare(a.At)) })
	return out, slices.Clone(a.damage), nil
}

// forget leaves out a save of which nothing was sent, whatever of its intent is on the disk.
func (a *archive) forget(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.unsent[id] = true
}

// lived reports whether a process lived when its journal was last read. One that died
// since may have written a verdict that was not read yet: its save would be settled twice.
func (a *archive) lived(process string) bool {
	if from := a.sources[process]; from != nil && from.dead {
		return false
	}
	_, err := os.Stat(a.path(process))
	return !errors.Is(err, fs.ErrNotExist)
}

func (a *archive) path(process string) string { return filepath.Join(a.room, process+journalSuffix) }

// refresh reads what was added to the journals since the last time.
func (a *archive) refresh() error {
	files, err := os.ReadDir(a.room)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read journals: %w", err)
	}
	for _, file := range files {
		process, ok := strings.CutSuffix(file.Name(), journalSuffix)
		if !ok || !file.Type().IsRegular() {
			continue
		}
		if err := a.read(process); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("read journals: %w", err)
		}
	}
	return nil
}

func (a *archive) read(process string) error {
	if from := a.sources[process]; from != nil && from.dead {
		return nil
	}
	// Asked before reading: a process that is gone by now writes nothing more.
	gone := process != a.own && !alive(a.path(process))
	file, err := os.Open(a.path(process))
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	return a.readFile(process, file, gone)
}

// rest reads the rest of the journal of this process, which was removed: it still blocks
// what it blocked.
func (a *archive) rest(file *os.File) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.readFile(a.own, file, true)
}

// readFile reads what was added to an open journal: of a process that is gone, the last.
func (a *archive) readFile(process string, file *os.File, gone bool) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	from := a.sources[process]
	if from == nil || !os.SameFile(from.file, info) {
		from = &source{file: info}
		a.sources[process] = from
	}
	text, err := io.ReadAll(io.NewSectionReader(file, from.offset, 1<<62))
	if err != nil {
		return err
	}
	for {
		line, rest, whole := bytes.Cut(text, []byte{'\n'})
		if !whole && (!gone || len(line) == 0) {
			break // what is still being written is read another time
		}
		from.lines++
		from.offset += int64(len(line) + 1)
		a.apply(process, from.lines, line)
		text = rest
	}
	from.dead = gone && process != a.own
	return nil
}

func (a *archive) apply(process string, number int, text []byte) {
	if len(bytes.TrimSpace(text)) == 0 {
		return
	}
	var line event
	err := json.Unmarshal(text, &line)
	if err == nil && line.Event == eventIntent && (line.Subject == nil || line.Entry == "") {
		err = errors.New("an intent without its subject")
	}
	if err != nil {
		a.damage = append(a.damage, Damage{File: a.path(process), Line: number, Err: err})
	}
	if err != nil || line.Entry == "" {
		return
	}
	if a.entries[line.Entry] == nil {
		a.entries[line.Entry] = &Entry{ID: line.Entry}
	}
	a.entries[line.Entry].apply(line, process)
}
