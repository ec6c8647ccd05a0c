package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// Stream follows a value that grows in snapshots, one run at a time. Snapshots of
// an earlier run are ignored; the last snapshot stays until the next run brings its
// first. Its methods are called from the event loop alone. Make one with NewStream.
type Stream[T any] struct {
	run[T]
	open func(context.Context) <-chan T
}

// NewStream returns a stream that has not been started. Start calls open from the
// event loop, so open must not block; the channel it returns is closed when the
// run is over, and the context ends with the next Start or with Close.
func NewStream[T any](open func(context.Context) <-chan T) *Stream[T] {
	return &Stream[T]{open: open}
}

// Start ends the present run, opens a new one and returns the command that waits
// for its first snapshot. After Close it returns nil.
func (s *Stream[T]) Start() tea.Cmd {
	ctx := s.begin()
	if ctx == nil {
		return nil
	}
	number, snapshots := s.number, s.open(ctx)
	var next tea.Cmd
	next = func() tea.Msg {
		select {
		case value, more := <-snapshots:
			answer := answerMsg[T]{to: &s.run, number: number, value: value}
			if more {
				answer.next = next
			}
			return answer
		case <-ctx.Done():
			return nil
		}
	}
	return next
}

func (s *Stream[T]) start() tea.Cmd { return s.Start() }

func (s *Stream[T]) take(msg tea.Msg) (taken bool, next tea.Cmd) { return s.Update(msg) }

func (s *Stream[T]) latest() Latest[T] {
	return Latest[T]{Value: s.value, Known: s.known, Busy: s.Busy()}
}

// Update takes what the present run brought. It reports whether a new snapshot is
// there or the run ended; next waits for what follows and must be returned by the
// view. Any other message changes nothing.
func (s *Stream[T]) Update(msg tea.Msg) (changed bool, next tea.Cmd) {
	answer, ok := msg.(answerMsg[T])
	if !ok || !s.awaits(answer) {
		return false, nil
	}
	if answer.next == nil {
		s.stop()
		return true, nil
	}
	s.value, s.known = answer.value, true
	return true, answer.next
}
