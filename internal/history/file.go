package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"banyan/internal/statefile"
)

// leastRoom is how large a history may be, at the least: one of many objects may be several times as
// large as their first line.
const leastRoom = 160 << 10

// suffix ends the name of a history.
const suffix = ".jsonl"

// file is the history of one tenant while this process has the lock of it.
type file struct {
	*os.File
	path  string
	text  []byte
	lines []line
	torn  bool // the last line has no end
	lost  int  // lines that cannot be read
}

// openFile opens the history of a tenant, takes its lock, which may take a moment, and reads it.
func openFile(path string) (*file, error) {
	opened, err := statefile.OpenLocked(path, os.O_RDWR|os.O_APPEND|os.O_CREATE)
	if err != nil {
		return nil, err
	}
	f := &file{File: opened, path: path}
	if err := f.read(); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return f, nil
}

func (f *file) close() error { return errors.Join(statefile.Unlock(f.File), f.Close()) }

// read reads all lines. The error says that they are of another version, or that there is none.
func (f *file) read() (err error) {
	if f.text, err = io.ReadAll(f); err != nil {
		return err
	}
	f.lines, f.lost, f.torn, err = linesOf(f.text)
	return err
}

// linesOf returns the lines of a text, how many of it cannot be read, and whether the last has no end:
// such a one was being written by a process that was killed.
func linesOf(text []byte) (lines []line, lost int, torn bool, err error) {
	for len(text) > 0 {
		var one []byte
		one, text, torn = cutLine(text)
		if len(one) == 0 {
			continue
		}
		l, wrong := decode(one)
		switch {
		case errors.Is(wrong, errVersion):
			return nil, 0, false, wrong
		case wrong == nil:
			lines = append(lines, l)
		case !torn:
			lost++
		}
	}
	return lines, lost, torn, nil
}

func cutLine(text []byte) (one, rest []byte, torn bool) {
	one, rest, found := bytes.Cut(text, []byte("\n"))
	return one, rest, !found
}

// state returns what is known of the tenant.
func (f *file) state() *state {
	s := &state{}
	for _, l := range f.lines {
		s.apply(l)
	}
	return s
}

// add appends what a reading adds.
func (f *file) add(r Reading, now time.Time) error {
	s := f.state()
	return f.append(s, s.compare(r, stampOf(now)))
}

// tell appends what the platform's log told. It was seen when the latest reading was, and sees nothing.
func (f *file) tell(tenant string, all answers, now time.Time) error {
	if len(f.lines) == 0 {
		return nil // it is gone
	}
	return f.append(f.state(), line{Version: version, Tenant: tenant, Written: stampOf(now), End: f.lines[len(f.lines)-1].End, Answers: all})
}

// append appends a line to those of a state, with one write.
func (f *file) append(s *state, l line) error {
	text, err := l.encode()
	if err != nil {
		return err
	}
	if f.torn { // what was torn stays a line of its own
		text = append([]byte("\n"), text...)
	}
	if len(f.text)+len(text) > leastRoom {
		s.apply(l)
		if base := s.line(l); len(f.text)+len(text) > max(leastRoom, 4*len(base)) {
			return f.replace(append(f.lines, l), max(leastRoom, 4*len(base))/2)
		}
	}
	n, err := f.Write(text)
	if err != nil && n > 0 { // on a full disk: a part of a line would be one that is lost
		err = errors.Join(err, f.Truncate(int64(len(f.text))))
	}
	return err
}

// replace writes these lines in place of the file, shortened to so many bytes.
func (f *file) replace(lines []line, most int) error {
	var text []byte
	for _, l := range shortened(lines, most) {
		one, err := l.encode()
		if err != nil {
			return err
		}
		text = append(text, one...)
	}
	return statefile.Replace(f.path, text)
}

// shortened returns lines of at most so many bytes as far as that can be: of the older days one line
// each is left, and then the oldest days go, whose end is the new beginning.
func shortened(lines []line, most int) []line {
	size := func(l line) int {
		text, _ := l.encode()
		return len(text)
	}
	recent, sum := len(lines), 0
	for recent > 0 {
		if sum += size(lines[recent-1]); sum > most/2 {
			break
		}
		recent--
	}
	recent = min(recent, len(lines)-1)
	days := byDay(lines[:recent])
	sizes, all := make([]int, len(days)), sum
	for i, l := range days {
		sizes[i] = size(l)
		all += sizes[i]
	}
	s, gone := &state{}, 0
	for gone < len(days)-1 && all > most {
		s.apply(days[gone])
		all -= sizes[gone]
		gone++
	}
	if gone > 0 {
		s.apply(days[gone])
		days = append([]line{s.base(days[gone])}, days[gone+1:]...)
	}
	return slices.Concat(days, lines[recent:])
}

// byDay returns lines with one line for each day, in local time, in the place of several.
func byDay(lines []line) (days []line) {
	s := &state{}
	for len(lines) > 0 {
		day := lines[0].Written.time().Format(time.DateOnly)
		n := 1
		for n < len(lines) && lines[n].Written.time().Format(time.DateOnly) == day {
			n++
		}
		days = append(days, s.merge(lines[:n]))
		lines = lines[n:]
	}
	return days
}

// damage names a history that cannot be used, and what to do.
func damage(path string, err error) error {
	if errors.Is(err, errVersion) {
		return fmt.Errorf("%s %w: it stays as it is, and nothing is added to it; move it away to begin anew", path, err)
	}
	if of, isPath := errors.AsType[*fs.PathError](err); isPath && of.Path == path {
		return err
	}
	return fmt.Errorf("%s: %w", path, err)
}
