package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	patience = 200 * time.Millisecond // before a spinner is worth its bytes
	frame    = 250 * time.Millisecond
)

// spinner shows that the top view waits. It ticks only then. The zero value stands
// still.
type spinner struct {
	run    int // tells its ticks from those of an earlier run
	frame  int // 0 while nothing is drawn
	ctx    context.Context
	cancel context.CancelFunc // nil while it stands still
}

// spinMsg is one tick of one run.
type spinMsg struct{ run int }

// refreshMsg says that it is time to read again.
type refreshMsg struct{}

// spin starts the spinner when the top view has become busy and stops it when it no
// longer is.
func (a *App) spin() tea.Cmd {
	s := &a.spinner
	busy := !a.closed && isBusy(a.top())
	if !busy {
		s.stop()
		return nil
	}
	if s.cancel != nil {
		return nil
	}
	s.run++
	s.ctx, s.cancel = context.WithCancel(a.timers)
	return After(s.ctx, patience, spinMsg{run: s.run})
}

// turn draws the next frame of the present run.
func (a *App) turn(msg spinMsg) tea.Cmd {
	s := &a.spinner
	if s.cancel == nil || msg.run != s.run {
		return nil
	}
	s.frame++
	return After(s.ctx, frame, msg)
}

// stop ends the run and its timer.
func (s *spinner) stop() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
	s.frame = 0
}

// glyph returns the frame to draw, or nothing.
func (s *spinner) glyph(frames []string) string {
	if s.frame == 0 || len(frames) == 0 {
		return ""
	}
	return frames[(s.frame-1)%len(frames)]
}

// awaitRefresh waits for the next refresh, where it is on.
func (a *App) awaitRefresh() tea.Cmd {
	if a.opts.Refresh <= 0 {
		return nil
	}
	return After(a.timers, a.opts.Refresh, refreshMsg{})
}

// refreshByItself reads the top view again, unless that would get in somebody's way.
func (a *App) refreshByItself() tea.Cmd {
	top := a.top()
	refresher, ok := top.(Refresher)
	if !ok || isBusy(top) || isTyping(top) || isDirty(top) || len(a.questions) > 0 || a.help != nil || a.copied != nil {
		return nil
	}
	return sentBy(top, refresher.Refresh())
}
