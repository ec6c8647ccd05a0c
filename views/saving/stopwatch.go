package saving

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
)

// Stopwatch counts the seconds of a save on the screen, so that one who waits for a
// slow server sees that something is still going on.
type Stopwatch struct {
	Now     func() time.Time // nil is time.Now
	started time.Time
	stop    context.CancelFunc // of the next second; nil when none is counted
}

// secondMsg is the next second of a stopwatch.
type secondMsg struct{ of *Stopwatch }

func (w *Stopwatch) clock() time.Time {
	if w.Now == nil {
		return time.Now()
	}
	return w.Now()
}

// Start begins to count.
func (w *Stopwatch) Start() tea.Cmd {
	w.started = w.clock()
	return w.next()
}

func (w *Stopwatch) next() tea.Cmd {
	w.End()
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	return ui.After(ctx, time.Second, secondMsg{w})
}

// Update counts on where msg is its own next second.
func (w *Stopwatch) Update(msg tea.Msg) tea.Cmd {
	if second, ok := msg.(secondMsg); ok && second.of == w && w.stop != nil {
		return w.next()
	}
	return nil
}

// End counts no further.
func (w *Stopwatch) End() {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

// Text tells how long it runs, and that nothing here ends it: what was sent was sent.
func (w *Stopwatch) Text() string {
	return fmt.Sprintf("saving, %d s; esc does not stop it", int(w.clock().Sub(w.started)/time.Second))
}
