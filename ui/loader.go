package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Loader fetches one value at a time for a view. Only the answer to the latest
// request counts, whatever order answers arrive in; the last good value stays
// while another is being fetched and when that fails. Its methods are called from
// the event loop alone. Make one with NewLoader.
type Loader[T any] struct {
	fetch  func(context.Context) (T, error)
	cancel context.CancelFunc // of the request in flight; nil when there is none
	latest int                // sequence number of the latest request
	closed bool

	value T
	known bool
	at    time.Time
	err   error
}

// loadedMsg is the answer to one request of one loader.
type loadedMsg[T any] struct {
	loader  *Loader[T]
	request int
	value   T
	err     error
	at      time.Time
}

// NewLoader returns a loader that has fetched nothing yet. The context that fetch
// gets ends with the next Load or with Close.
func NewLoader[T any](fetch func(context.Context) (T, error)) *Loader[T] {
	return &Loader[T]{fetch: fetch}
}

// Load returns the command that fetches the value, and cancels the request that
// is still in flight. After Close it returns nil.
func (l *Loader[T]) Load() tea.Cmd {
	if l.closed {
		return nil
	}
	l.stop()
	l.latest++
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	request, fetch := l.latest, l.fetch
	return func() tea.Msg {
		value, err := fetch(ctx)
		return loadedMsg[T]{loader: l, request: request, value: value, err: err, at: time.Now()}
	}
}

// Update takes the answer to the latest request and reports whether msg was it.
// Any other message changes nothing.
func (l *Loader[T]) Update(msg tea.Msg) bool {
	answer, ok := msg.(loadedMsg[T])
	if !ok || answer.loader != l || answer.request != l.latest || l.closed {
		return false
	}
	l.stop()
	l.err = answer.err
	if answer.err == nil {
		l.value, l.known, l.at = answer.value, true, answer.at
	}
	return true
}

// Value returns the last good value, and false while there is none.
func (l *Loader[T]) Value() (T, bool) { return l.value, l.known }

// Err returns what went wrong with the latest request: nil after a success and
// before any answer. It stays while the next request is in flight.
func (l *Loader[T]) Err() error { return l.err }

// At returns when Value was read; the zero time while there is none.
func (l *Loader[T]) At() time.Time { return l.at }

// Busy reports whether a request is in flight.
func (l *Loader[T]) Busy() bool { return l.cancel != nil }

// Close cancels the request in flight. Answers that come after it are ignored. A nil
// loader has nothing to close.
func (l *Loader[T]) Close() {
	if l != nil {
		l.closed = true
		l.stop()
	}
}

func (l *Loader[T]) stop() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}
