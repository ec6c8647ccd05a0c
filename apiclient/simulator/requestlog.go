package simulator

import (
	"context"
	"sync"
	"time"
)

// Request is one request that arrived. Path is as it was sent, escaped; Status is
// 0 until it was answered, and stays 0 when it never was. Body is that of a write;
// the body of a login is not kept.
type Request struct {
	Method, Path, Query string
	Body                string
	At                  time.Time
	Status              int

	writes bool
	user   string // whose token it brought; empty where there was none
}

// logSize is how many requests the log holds; older ones are forgotten.
const logSize = 1 << 16

type requestLog struct {
	mu   sync.Mutex
	list []*Request
	next chan struct{} // is closed by the next request; nil while nobody waits
}

// await returns once the log holds n requests, or ctx is done.
func (l *requestLog) await(ctx context.Context, n int) error {
	for {
		next := l.after(n)
		if next == nil {
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// after returns nil where the log holds n requests, and else what the next one closes.
func (l *requestLog) after(n int) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) >= n {
		return nil
	}
	if l.next == nil {
		l.next = make(chan struct{})
	}
	return l.next
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Request, len(l.list))
	for i, r := range l.list {
		all[i] = *r
	}
	return all
}

func (l *requestLog) add(r *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) == logSize {
		l.list = l.list[1:]
	}
	l.list = append(l.list, r)
	if l.next != nil {
		close(l.next)
		l.next = nil
	}
}

func (l *requestLog) answered(r *Request, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.Status = status
}

func (l *requestLog) brought(r *Request, body string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.Body = body
}
