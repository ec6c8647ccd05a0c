package change

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"banyan/internal/statefile"
)

// mostIndex is the size of an index that is read, in bytes.
const mostIndex = 32 << 20

// errMissing says that the journal of an index is not there.
var errMissing = errors.New("it is missing")

// archive reads the journals of all processes, each line once.
type archive struct {
	room string
	own  string // this process's name

	mu      sync.Mutex
	sources map[string]*source
	entries map[string]*Entry
	unsent  map[string]bool // entries whose intent is not on record: nothing was sent
}

// source is how far one journal was read.
type source struct {
	path   string
	file   os.FileInfo // what was read; another one in its place is read from its beginning
	offset int64
	lines  int  // of the file
	dead   bool // its process is gone, and all of it was read

	isNumbered bool   // its lines have numbers and checksums, unlike those of earlier versions
	next       int    // the number of the line to come
	host       string // that its process worked with, where a line tells it
	index      index
	unread     error    // why nothing of it can be read now
	damage     []Damage // before the last line that counts
	torn       []Damage // what follows it
}

// index is what the index of a journal tells: how many of its lines the disk has, and the
// keys of what each is about. It only helps to tell what is lost.
type index struct {
	file   os.FileInfo // what was read; another one in its place is read from its beginning
	offset int64       // behind the last whole line that was read

	last int
	of   map[int][]string
}

func newArchive(room, own string) *archive {
	return &archive{room: room, own: own, sources: make(map[string]*source), entries: make(map[string]*Entry), unsent: make(map[string]bool)}
}

// list returns the saves of all processes that are wanted, the open ones first and the newest
// first. Wanted sees them without Own, Held and UndoneBy.
func (a *archive) list(wanted func(*Entry) bool) ([]Entry, []Damage, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(); err != nil {
		return nil, nil, err
	}
	undone, held := make(map[string]string), make(map[string]bool)
	var found []*Entry
	for _, e := range a.entries {
		if e.process == "" || a.unsent[e.ID] {
			continue // its intent is not there: torn, or in a journal that was taken away
		}
		if e.UndoOf != "" && e.Verdict == Saved {
			undone[e.UndoOf] = e.ID
		}
		if wanted(e) {
			found = append(found, e)
		}
	}
	rank := map[bool]int{true: 0, false: 1}
	slices.SortFunc(found, func(a, b *Entry) int { return cmp.Or(rank[a.Open()]-rank[b.Open()], b.At.Compare(a.At)) })
	out := make([]Entry, len(found))
	for n, e := range found {
		entry := *e
		entry.Own = entry.process == a.own
		if _, probed := held[entry.process]; !probed {
			held[entry.process] = entry.Own || a.lived(entry.process)
		}
		entry.Held, entry.UndoneBy = held[entry.process], undone[entry.ID]
		out[n] = entry
	}
	return out, a.damages(), nil
}

// damages returns what of the journals cannot be read, or is missing.
func (a *archive) damages() []Damage {
	var out []Damage
	for _, process := range slices.Sorted(maps.Keys(a.sources)) {
		out = append(out, a.sources[process].damages()...)
	}
	return out
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
	var processes []string // of a journal, of an index, or of both
	for _, file := range files {
		for _, suffix := range []string{journalSuffix, indexSuffix} {
			if process, is := strings.CutSuffix(file.Name(), suffix); is {
				processes = append(processes, process)
			}
		}
	}
	slices.Sort(processes)
	for _, process := range slices.Compact(processes) {
		if err := a.read(process); err != nil {
			return fmt.Errorf("read journals: %w", err)
		}
	}
	return nil
}

// read reads what was added to a journal. One that cannot be opened, or is not there although
// its index is, hides no other.
func (a *archive) read(process string) error {
	from := a.source(process)
	if from.dead {
		return nil
	}
	// Asked before reading: a process that is gone by now writes nothing more, and a line that
	// the index has by now is in the journal.
	gone := process != a.own && !alive(from.path)
	from.index.read(strings.TrimSuffix(from.path, journalSuffix) + indexSuffix)
	file, err := statefile.Open(from.path, os.O_RDONLY)
	from.unread = err
	if errors.Is(err, fs.ErrNotExist) {
		from.unread = errMissing
	}
	if err != nil {
		return nil
	}
	defer file.Close() //nolint:errcheck // it was only read
	return a.readFile(process, file, gone)
}

// source returns how far the journal of a process was read.
func (a *archive) source(process string) *source {
	if a.sources[process] == nil {
		a.sources[process] = &source{path: a.path(process), next: 1}
	}
	return a.sources[process]
}

// read reads what was added to an index, as far as it can be read.
func (x *index) read(path string) {
	file, err := statefile.Open(path, os.O_RDONLY)
	if err != nil {
		*x = index{}
		return
	}
	defer file.Close() //nolint:errcheck // it was only read
	info, err := file.Stat()
	if err != nil || x.file == nil || !os.SameFile(x.file, info) || info.Size() < x.offset {
		*x = index{file: info, of: make(map[int][]string)}
	}
	text, _ := io.ReadAll(io.NewSectionReader(file, x.offset, mostIndex-x.offset))
	for line := range bytes.Lines(text) {
		line, isWhole := bytes.CutSuffix(line, []byte("\n"))
		if isWhole {
			x.offset += int64(len(line) + 1)
		}
		var entry indexed
		if sealed, err := statefile.Sealed(line); sealed && err == nil && json.Unmarshal(line, &entry) == nil {
			x.of[entry.N], x.last = entry.Of, max(x.last, entry.N)
		}
	}
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
	from := a.source(process)
	if from.file == nil || !os.SameFile(from.file, info) || info.Size() < from.offset {
		from.file, from.offset, from.lines, from.damage, from.torn = info, 0, 0, nil, nil
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
		a.apply(process, from, line)
		text = rest
	}
	from.dead = gone && process != a.own
	return nil
}

// apply takes one line of a journal.
func (a *archive) apply(process string, from *source, text []byte) {
	if len(bytes.TrimSpace(text)) == 0 {
		return
	}
	line, err := from.parse(text)
	if err != nil {
		from.torn = append(from.torn, Damage{File: from.path, Line: from.lines, Err: err})
		return
	}
	from.counts(line)
	if line.Entry == "" {
		return
	}
	if a.entries[line.Entry] == nil {
		a.entries[line.Entry] = &Entry{ID: line.Entry}
	}
	a.entries[line.Entry].apply(line, process)
}

// parse returns the event of a line.
func (s *source) parse(text []byte) (line event, err error) {
	sealed, err := statefile.Sealed(text)
	if err == nil {
		err = json.Unmarshal(text, &line)
	}
	switch {
	case err != nil:
	case s.isNumbered && (!sealed || line.N == 0):
		err = errors.New("it has no checksum")
	case line.Event == eventIntent && (line.Subject == nil || line.Entry == ""):
		err = errors.New("an intent without its subject")
	}
	return line, err
}

// counts takes a line that can be read: what is torn before it is lost where a number is
// missing. Without numbers that cannot be told, so it is lost.
func (s *source) counts(line event) {
	s.isNumbered = s.isNumbered || line.N > 0
	if line.Subject != nil {
		s.host = CanonicalHost(line.Subject.Host)
	}
	if s.isNumbered {
		s.damage = append(s.damage, s.gap(s.torn, line.N, "before it")...)
	} else {
		for _, torn := range s.torn {
			torn.lost, torn.host = true, s.host
			s.damage = append(s.damage, torn)
		}
	}
	s.torn, s.next = nil, max(s.next, line.N+1)
}

// gap returns the damages of torn lines in whose place the lines up to a number are missing.
func (s *source) gap(torn []Damage, until int, where string) []Damage {
	missing := until - s.next
	if missing <= 0 {
		return torn
	}
	out := slices.Clone(torn)
	if more := missing - len(torn); more > 0 {
		text := "a line is missing "
		if more > 1 {
			text = fmt.Sprintf("%d lines are missing ", more)
		}
		out = append(out, Damage{File: s.path, Line: s.lines, Err: errors.New(text + where)})
	}
	lost, keys := s.lost(until)
	for i := range out {
		out[i].lost, out[i].keys, out[i].host = lost, keys, s.host
	}
	return out
}

// lost returns the keys of what the lines up to a number are about, none where the index does
// not tell all of it, and whether it is about anything.
func (s *source) lost(until int) (lost bool, keys []string) {
	for n := s.next; n < until; n++ {
		of, known := s.index.of[n]
		if !known {
			return true, nil
		}
		keys = append(keys, of...)
	}
	return len(keys) > 0, keys
}

// damages returns what cannot be read of a journal so far. Lines that the index has and the
// journal does not are lost; a torn last line was never confirmed by the disk.
func (s *source) damages() []Damage {
	if s.unread == nil {
		return append(slices.Clone(s.damage), s.gap(s.torn, s.index.last+1, "at its end")...)
	}
	whole := Damage{File: s.path, Err: s.unread, lost: true, host: s.host}
	if s.index.last > 0 {
		whole.lost, whole.keys = s.lost(s.index.last + 1)
	} else if errors.Is(s.unread, errMissing) {
		return s.damage // it held nothing, or was read before it went
	}
	if !whole.lost { // all of it was read before
		return s.damage
	}
	return append(slices.Clone(s.damage), whole)
}
