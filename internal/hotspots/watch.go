package hotspots

import (
	"context"
	"time"
)

// Watch returns the channel of boards: one at once, then one after every change, the
// latest in place of one that nobody took. It is closed when ctx ends or with Close.
func (s *Scanner) Watch(ctx context.Context) <-chan *Board {
	out := make(chan *Board, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		close(out)
		return out
	}
	s.work.Go(func() {
		defer close(out)
		defer s.recovered()
		s.watch(ctx, out)
	})
	return out
}

func (s *Scanner) watch(ctx context.Context, out chan *Board) {
	pause := time.NewTimer(s.opts.Every)
	defer pause.Stop()
	for {
		changed := s.awaited() // before the board is made: no change is missed
		board := s.Board()
		select {
		case <-out:
		default:
		}
		out <- board
		pause.Reset(s.opts.Every)
		select {
		case <-changed:
		case <-ctx.Done():
			return
		case <-s.ctx.Done():
			return
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		case <-s.ctx.Done():
			return
		}
	}
}

func (s *Scanner) awaited() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}
