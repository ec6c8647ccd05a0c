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
	mu    sync.Mutex
	ring  []Request
	count int // of all requests ever
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := max(l.count-logSize, 0)
	all := make([]Request, 0, l.count-first)
	for i := first; i < l.count; i++ {
		all = append(all, l.ring[i%logSize])
	}
	return all
}

func (l *requestLog) add(r Request) logEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ring) < logSize {
		l.ring = append(l.ring, r)
	} else {
		l.ring[l.count%logSize] = r
	}
	l.count++
	return logEntry{log: l, number: l.count - 1}
}

// logEntry is a request's place in the log.
type logEntry struct {
	log    *requestLog
	number int
}

func (e logEntry) answered(status int) {
	e.change(func(r *Request) { r.Status = status })
}

func (e logEntry) brought(body string) {
	e.change(func(r *Request) { r.Body = body })
}

// change edits the entry, unless it was forgotten meanwhile.
func (e logEntry) change(edit func(*Request)) {
	e.log.mu.Lock()
	defer e.log.mu.Unlock()
	if e.number >= e.log.count-logSize {
		edit(&e.log.ring[e.number%logSize])
	}
}
