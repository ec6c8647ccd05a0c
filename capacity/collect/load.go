package collect

import "sync/atomic"

// load counts the requests of a walk.
type load struct {
	most int64         // so many fill the connection
	busy atomic.Int64  // in flight or waiting for the client, but one at least of each tenant
	room chan struct{} // has a value when there may be room again

	known, done atomic.Int64
}

func (l *load) hasRoom() bool { return l.busy.Load() < l.most }

func (l *load) progress() Progress {
	done := l.done.Load() // first: it never exceeds what is known
	return Progress{Done: int(done), Known: int(l.known.Load())}
}

// begin counts a tenant.
func (l *load) begin() *share {
	s := &share{load: l}
	s.set(1, Progress{})
	return s
}

// share is what one tenant adds to the load of a walk. It is used by one goroutine after
// the other. Of a nil share nothing is counted.
type share struct {
	load     *load
	busy     int
	requests Progress
}

// set replaces the share.
func (s *share) set(busy int, requests Progress) {
	if s == nil {
		return
	}
	s.load.known.Add(int64(requests.Known - s.requests.Known))
	s.load.done.Add(int64(requests.Done - s.requests.Done))
	busy, s.busy = s.busy, busy
	s.requests = requests
	if s.load.busy.Add(int64(s.busy - busy)); s.busy >= busy || !s.load.hasRoom() {
		return
	}
	select {
	case s.load.room <- struct{}{}:
	default: // it has a value already
	}
}

// end counts nothing of the tenant any more but the requests that were answered.
func (s *share) end() { s.set(0, Progress{Done: s.requests.Done, Known: s.requests.Done}) }
