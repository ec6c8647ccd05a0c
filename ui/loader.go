package ui

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Loader fetches one value at a time for a view. Only the answer to the latest
// request counts, whatever order answers arrive in; the last good value stays
// while another is being fetched and when that fails. Its methods are called from
// the event loop alone. Make one with NewLoader.
type Loader[T any] struct {
	run[T]
	fetch func(context.Context) (T, error)
	at    time.Time
	err   error
}

// NewLoader returns a loader that has fetched nothing yet. The context that fetch
// gets ends with the next Load or with Close.
func NewLoader[T any](fetch func(context.Context) (T, error)) *Loader[T] {
	return &Loader[T]{fetch: fetch}
}

// Load returns the command that fetches the value, and cancels the request that
// is still in flight. After Close it returns nil.
func (l *Loader[T]) Load() tea.Cmd {
	ctx := l.begin()
	if ctx == nil {
		return nil
	}
	number, fetch := l.number, l.fetch
	return func() tea.Msg {
		value, err := fetch(ctx)
		return answerMsg[T]{to: &l.run, number: number, value: value, err: err, at: time.Now()}
	}
}

// Update takes the answer to the latest request and reports whether msg was it.
// Any other message changes nothing. A nil loader has made no request.
func (l *Loader[T]) Update(msg tea.Msg) bool {
	answer, ok := msg.(answerMsg[T])
	if !ok || l == nil || !l.awaits(answer) {
		return false
	}
	l.stop()
	l.err = answer.err
	if answer.err == nil || IsPartial(answer.err) {
		l.value, l.known, l.at = answer.value, true, answer.at
	}
	return true
}

// IsPartial reports whether an error came with a value that is right as far as it goes, which
// its method Partial tells.
func IsPartial(err error) bool {
	partial, ok := errors.AsType[interface {
		error
		Partial() bool
	}](err)
	return ok && partial.Partial()
}

// Err returns what went wrong with the latest request: nil after a success and
// before any answer. It stays while the next request is in flight. With one that IsPartial the
// value is that of the latest request all the same. Of a nil loader nothing did.
func (l *Loader[T]) Err() error {
	if l == nil {
		return nil
	}
	return l.err
}

// At returns when Value was read; the zero time while there is none.
func (l *Loader[T]) At() time.Time { return l.at }

// Busy reports whether a request is in flight. Of a nil loader none is.
func (l *Loader[T]) Busy() bool { return l != nil && l.run.Busy() }

func (l *Loader[T]) start() tea.Cmd { return l.Load() }

func (l *Loader[T]) take(msg tea.Msg) (taken bool, next tea.Cmd) { return l.Update(msg), nil }

func (l *Loader[T]) latest() Latest[T] {
	return Latest[T]{Value: l.value, Known: l.known, Busy: l.Busy(), Err: l.err, At: l.at}
}

// Close cancels the request in flight. Answers that come after it are ignored. A nil
// loader has nothing to close.
func (l *Loader[T]) Close() {
	if l != nil {
		l.run.Close()
	}
}

// run is the latest request of a Loader or run of a Stream, and the value that is kept.
// The zero value has neither.
type run[T any] struct {
	cancel context.CancelFunc // nil when nothing is in flight
	number int                // tells it from those before
	closed bool

	value T
	known bool
}

// answerMsg is what one request or run brought: a value, an error or its end.
type answerMsg[T any] struct {
	to     *run[T]
	number int
	value  T
	err    error
	at     time.Time
	next   tea.Cmd // of a run: waits for what follows; nil after its end
}

// awaits reports whether an answer is to what is in flight.
func (r *run[T]) awaits(answer answerMsg[T]) bool {
	return answer.to == r && answer.number == r.number && r.cancel != nil
}

// begin ends what is in flight and returns the context of what comes now, or nil after
// Close.
func (r *run[T]) begin() (ctx context.Context) {
	if r.closed {
		return nil
	}
	r.stop()
	r.number++
	ctx, r.cancel = context.WithCancel(context.Background())
	return ctx
}

// Value returns the last good value or the latest snapshot, and false while there is none.
func (r *run[T]) Value() (T, bool) { return r.value, r.known }

// Busy reports whether a request or a run is in flight.
func (r *run[T]) Busy() bool { return r.cancel != nil }

// Close cancels what is in flight. What it brings later is ignored.
func (r *run[T]) Close() {
	r.closed = true
	r.stop()
}

func (r *run[T]) stop() {
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
}
