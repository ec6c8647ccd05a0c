package views

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
)

// stopwatch counts the seconds of a save on the screen, so that one who waits for a
// slow server sees that something is still going on.
type stopwatch struct {
	now     func() time.Time // nil is time.Now
	started time.Time
	stop    context.CancelFunc // of the next second; nil when none is counted
}

// secondMsg is the next second of a stopwatch.
type secondMsg struct{ of *stopwatch }

func (w *stopwatch) clock() time.Time {
	if w.now == nil {
		return time.Now()
	}
	return w.now()
}

// start begins to count.
func (w *stopwatch) start() tea.Cmd {
	w.started = w.clock()
	return w.next()
}

func (w *stopwatch) next() tea.Cmd {
	w.end()
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	return ui.After(ctx, time.Second, secondMsg{w})
}

// update counts on where msg is its own next second.
func (w *stopwatch) update(msg tea.Msg) tea.Cmd {
	if second, ok := msg.(secondMsg); ok && second.of == w && w.stop != nil {
		return w.next()
	}
	return nil
}

// end counts no further.
func (w *stopwatch) end() {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

// text tells how long it runs, and that nothing here ends it: what was sent was sent.
func (w *stopwatch) text() string {
	return fmt.Sprintf("saving, %d s; esc does not stop it", int(w.clock().Sub(w.started)/time.Second))
}
