package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// rest is how long the cursor has to rest on a row before what lies beside follows it: a
// held key draws and reads nothing there.
const rest = 150 * time.Millisecond

// step is how long what is read piece by piece is shown as it is, unless all of it is there:
// a dozen pieces that come one after the other would draw everything a dozen times.
const step = 500 * time.Millisecond

// Side is what lies beside the rows of a view and follows its cursor.
type Side interface {
	// Follow is called after every message to the view: the cursor may have moved.
	Follow() tea.Cmd
	// Update takes any message; the side recognises its own.
	Update(msg tea.Msg) tea.Cmd
	// Draw draws the side in so much room: its title rule first.
	Draw(width, height int) []string
	// Forget has everything read again when it is next followed.
	Forget()
	// Close cancels whatever is in flight.
	Close()
}

// Preview is a Side that shows what enter would open on the row that the cursor rests on.
// What has to be read for it is read then, kept until Forget, and cancelled when the cursor
// moves on. Make one with NewPreview.
type Preview[R, T any] struct {
	theme    Theme
	selected func() (R, bool)
	id       func(R) string
	open     func(R) feed[T] // what reads a row; nil where nothing is read
	pane     func(R, Latest[T]) Pane

	row     R
	shown   bool   // row is shown
	next    string // identity of the row that is waited for, or shown
	waiting bool
	count   int // of rests, so that only the last one counts
	kept    map[string]feed[T]
	cut     map[string]bool      // what is kept of these was given up before its end
	again   map[string]bool      // what is kept of these has to be read again
	edition int                  // of what is kept
	partly  map[string]Latest[T] // shown of what is still being read
	stepped time.Time            // when one of these changed
	timers  context.Context
	stop    context.CancelFunc
}

// Latest is what a preview knows of a row. The zero value is not read.
type Latest[T any] struct {
	Value T
	Known bool
	Busy  bool
	Err   error
	At    time.Time
}

// Pane is what a preview shows of a row.
type Pane struct {
	Title Cell                     // of its rule: what the row is
	Right Cell                     // at the rule's right end
	Lines func(width int) []string // drawn, of at most so many cells
}

// restMsg arrives when the cursor has rested.
type restMsg struct {
	of    any
	count int
}

// NewPreview returns a preview of the rows that selected returns. pane is called for each
// drawing, with what was read of the row, and must not block.
func NewPreview[R, T any](theme Theme, selected func() (R, bool), id func(R) string, fetch func(context.Context, R) (T, error), pane func(R, Latest[T]) Pane) *Preview[R, T] {
	timers, stop := context.WithCancel(context.Background())
	p := &Preview[R, T]{theme: theme, selected: selected, id: id, pane: pane, kept: map[string]feed[T]{}, cut: map[string]bool{}, again: map[string]bool{}, partly: map[string]Latest[T]{}, timers: timers, stop: stop}
	if fetch != nil {
		p.open = func(row R) feed[T] {
			return NewLoader(func(ctx context.Context) (T, error) { return fetch(ctx, row) })
		}
	}
	return p
}

// NewGrowingPreview returns a preview of what is read piece by piece: open returns the channel
// of a row's snapshots, as of a Stream.
func NewGrowingPreview[R, T any](theme Theme, selected func() (R, bool), id func(R) string, open func(context.Context, R) <-chan T, pane func(R, Latest[T]) Pane) *Preview[R, T] {
	p := NewPreview(theme, selected, id, nil, pane)
	p.open = func(row R) feed[T] {
		return NewStream(func(ctx context.Context) <-chan T { return open(ctx, row) })
	}
	return p
}

// feed is what reads a row: a Loader or a Stream.
type feed[T any] interface {
	start() tea.Cmd
	take(msg tea.Msg) (taken bool, next tea.Cmd)
	latest() Latest[T]
	Busy() bool
	Close()
}

// Follow waits for the cursor to rest on another row.
func (p *Preview[R, T]) Follow() tea.Cmd {
	row, ok := p.selected()
	if !ok {
		p.leave()
		p.shown, p.next, p.waiting = false, "", false
		return nil
	}
	id := p.id(row)
	if id == p.next && (p.shown || p.waiting) {
		if !p.waiting {
			p.row = row // it may have been read again
			return p.load()
		}
		return nil
	}
	p.leave()
	p.next, p.waiting = id, true
	p.count++
	return After(p.timers, rest, restMsg{p, p.count})
}

// leave gives up what is in flight for the row shown. What came of it stays.
func (p *Preview[R, T]) leave() {
	if !p.shown {
		return
	}
	id := p.id(p.row)
	if feed := p.kept[id]; feed != nil && feed.Busy() {
		feed.Close()
		p.cut[id] = true
		p.edition++
	}
}

// Update takes the end of a rest, or what was read.
func (p *Preview[R, T]) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(restMsg); ok {
		if msg.of != any(p) || msg.count != p.count {
			return nil
		}
		row, ok := p.selected()
		if !ok || p.id(row) != p.next {
			return nil
		}
		p.row, p.shown, p.waiting = row, true, false
		return p.load()
	}
	for id, feed := range p.kept {
		if taken, next := feed.take(msg); taken {
			p.show(id, feed.latest())
			return next
		}
	}
	return nil
}

// show has what was read shown, unless another one was just now and there is more to come.
func (p *Preview[R, T]) show(id string, now Latest[T]) {
	if at := time.Now(); !now.Busy || at.Sub(p.stepped) >= step {
		p.partly[id], p.stepped = now, at
		p.edition++
	}
}

// load reads what is to be known of the row shown, unless that is kept or on its way.
func (p *Preview[R, T]) load() tea.Cmd {
	id := p.id(p.row)
	if p.open == nil || !p.shown {
		return nil
	}
	feed := p.kept[id]
	switch {
	case feed == nil, p.cut[id]:
		feed = p.open(p.row)
		p.kept[id], p.cut[id] = feed, false
		delete(p.partly, id)
	case !p.again[id]:
		return nil
	}
	delete(p.again, id)
	p.stepped = time.Time{} // what comes first is shown
	p.edition++
	return feed.start()
}

// Edition changes whenever a Latest does.
func (p *Preview[R, T]) Edition() int { return p.edition }

// Latest returns what was read of a row, by its identity.
func (p *Preview[R, T]) Latest(id string) Latest[T] {
	feed := p.kept[id]
	if feed == nil {
		return Latest[T]{}
	}
	now := feed.latest()
	if shown, ok := p.partly[id]; ok && now.Busy {
		shown.Busy = true
		return shown
	}
	return now
}

// Forget has everything read again; what is shown stays until it is there.
func (p *Preview[R, T]) Forget() {
	for id := range p.kept {
		p.ForgetRow(id)
	}
}

// ForgetRow has a row read again, by its identity.
func (p *Preview[R, T]) ForgetRow(id string) {
	switch feed := p.kept[id]; {
	case feed == nil:
	case id == p.next || p.shown && id == p.id(p.row):
		p.again[id] = true
	default:
		feed.Close()
		delete(p.kept, id)
	}
}

func (p *Preview[R, T]) Close() {
	p.stop()
	for _, feed := range p.kept {
		feed.Close()
	}
}

// Draw draws the pane of the row that the cursor rested on.
func (p *Preview[R, T]) Draw(width, height int) []string {
	if !p.shown || height < 1 {
		return nil
	}
	pane := p.pane(p.row, p.Latest(p.id(p.row)))
	lines := append([]string{Rule{Title: pane.Title, Right: pane.Right}.Draw(p.theme, width)}, pane.Lines(width-2)...)
	return p.fitted(lines, height)
}

// fitted leaves empty lines out, the first ones first, until there is room for all, and else says
// in the last one how many there are more.
func (p *Preview[R, T]) fitted(lines []string, height int) []string {
	over := len(lines) - height
	lines = slices.DeleteFunc(lines, func(line string) bool {
		isLeftOut := over > 0 && strings.TrimSpace(ansi.Strip(line)) == ""
		if isLeftOut {
			over--
		}
		return isLeftOut
	})
	if over <= 0 || height < 3 {
		return lines[:min(len(lines), height)]
	}
	return append(lines[:height-1], p.theme.Paint(Muted, " and "+Count(over+1, "more line")))
}

// Switch is whether previews are shown: at first where there is room beside the rows, and
// not below them. Flip changes the one that there is room for. A nil switch stays so.
type Switch struct {
	Hidden bool // beside the rows
	Below  bool // shown below the rows
}

// IsOn reports whether a preview is shown, beside the rows or below them.
func (s *Switch) IsOn(beside bool) bool {
	if s == nil {
		return beside
	}
	return beside && !s.Hidden || !beside && s.Below
}

// Flip shows or hides the preview beside the rows or below them.
func (s *Switch) Flip(beside bool) {
	switch {
	case s == nil:
	case beside:
		s.Hidden = !s.Hidden
	default:
		s.Below = !s.Below
	}
}
