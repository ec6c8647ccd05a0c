package simulator

import (
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
}

// logSize is how many requests the log holds; older ones are forgotten.
const logSize = 1 << 16

type requestLog struct {
	mu   sync.Mutex
	list []*Request
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
