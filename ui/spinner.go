package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	patience  = 200 * time.Millisecond // before a spinner is worth its bytes
	spinEvery = 250 * time.Millisecond // a frame
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

// spin starts the spinner when the top view has become busy and stops it when it no
// longer is.
func (s *spinner) spin(timers context.Context, busy bool) tea.Cmd {
	switch {
	case !busy:
		s.stop()
		return nil
	case s.cancel != nil:
		return nil
	}
	s.run++
	s.ctx, s.cancel = context.WithCancel(timers)
	return After(s.ctx, patience, spinMsg{run: s.run})
}

// turn goes on to the next frame of the present run.
func (s *spinner) turn(msg spinMsg) tea.Cmd {
	if s.cancel == nil || msg.run != s.run {
		return nil
	}
	s.frame++
	return After(s.ctx, spinEvery, msg)
}

// stop ends the run and its timer.
func (s *spinner) stop() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
	s.frame = 0
}

func (s *spinner) glyph(frames []string) string {
	if s.frame == 0 || len(frames) == 0 {
		return ""
	}
	return frames[(s.frame-1)%len(frames)]
}
