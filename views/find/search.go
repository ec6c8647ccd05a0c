package find

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/find"
	"banyan/ui"
)

const (
	pause = 250 * time.Millisecond // without a key before the platform is asked
	slow  = 3 * time.Second        // before it is said what is waited for
	most  = 50                     // places of a list, times the reach
	wider = 4                      // how many times as much is read when a search goes on
)

// search asks the platform for what is typed, one text at a time. What an earlier text brings
// later is nobody's.
type search struct {
	open func(ctx context.Context, q find.Query, reach int) <-chan find.Snapshot
	now  func() time.Time

	query   find.Query
	problem error  // why nothing can be searched for by what is typed
	reach   int    // how many times the usual is read
	settled string // the text that is searched for, once no more of it is typed

	count     int                // of pauses: the latest one counts
	stop      context.CancelFunc // ends the pause; nil once it is over
	stream    *ui.Stream[find.Snapshot]
	began     time.Time
	isGivenUp bool // by the user
}

// pauseMsg arrives when nothing was typed for a while.
type pauseMsg struct {
	to    *search
	count int
}

// seek has the platform searched for another text once nothing is typed for a while. What was
// searched for before is cancelled.
func (s *search) seek(text string) tea.Cmd {
	s.leave()
	s.isGivenUp, s.reach = false, 1
	if s.query, s.problem = find.Parse(text, ""); s.problem != nil {
		return nil
	}
	s.count++
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	return ui.After(ctx, pause, pauseMsg{s, s.count})
}

// settle takes the text as it is for the one that is searched for.
func (s *search) settle() {
	if s.problem == nil {
		s.settled = s.query.Text
	}
}

// widen has the next search read more where something was cut or left out.
func (s *search) widen() {
	if s.isCut() {
		s.reach *= wider
	}
}

// again searches for the same text at once.
func (s *search) again() tea.Cmd {
	if s.problem != nil {
		return nil
	}
	s.leave()
	return s.start()
}

func (s *search) start() tea.Cmd {
	s.settle()
	s.isGivenUp, s.began = false, s.now()
	query, reach := s.query, s.reach
	s.stream = ui.NewStream(func(ctx context.Context) <-chan find.Snapshot { return s.open(ctx, query, reach) })
	return s.stream.Start()
}

// leave cancels what is in flight and forgets what it brought.
func (s *search) leave() {
	s.end()
	s.stream = nil
}

// end cancels what is in flight, and reports whether anything was.
func (s *search) end() bool {
	busy := s.Busy()
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	if s.stream != nil {
		s.stream.Close()
	}
	return busy
}

// giveUp cancels what is in flight, and reports whether anything was: what it brought stays.
func (s *search) giveUp() bool {
	if !s.end() {
		return false
	}
	s.isGivenUp = true
	return true
}

// update takes an answer, or the end of the pause.
func (s *search) update(msg tea.Msg) (changed bool, cmd tea.Cmd) {
	if over, ok := msg.(pauseMsg); ok && over.to == s {
		if over.count != s.count || s.stop == nil {
			return false, nil
		}
		s.leave()
		return true, s.start()
	}
	if s.stream == nil {
		return false, nil
	}
	return s.stream.Update(msg)
}

// found returns what the platform told so far for the text that is typed.
func (s *search) found() (find.Snapshot, bool) {
	if s.stream == nil {
		return find.Snapshot{}, false
	}
	return s.stream.Value()
}

// isCut reports whether there may be more of what was found, which a search with more reach reads.
func (s *search) isCut() bool {
	found, known := s.found()
	return known && found.IsCut()
}

// waited returns how long the platform has been asked.
func (s *search) waited() time.Duration {
	if s.stream == nil || !s.stream.Busy() {
		return 0
	}
	return s.now().Sub(s.began)
}

// Load is what a page reads by.
func (s *search) Load() tea.Cmd { return nil }

// Busy reports whether the platform is asked, or will be after the pause.
func (s *search) Busy() bool { return s.stop != nil || s.stream != nil && s.stream.Busy() }

// Err is nil: what failed is a part of what is found.
func (s *search) Err() error { return nil }

// At is when the platform was asked.
func (s *search) At() time.Time { return s.began }

// Close cancels what is in flight.
func (s *search) Close() { s.end() }
