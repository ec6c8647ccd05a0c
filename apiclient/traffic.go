package apiclient

import (
	"net/http"
	"sync"
	"time"
)

// requestsKept is how many requests Traffic goes back, minute how many seconds.
const (
	requestsKept = 500
	minute       = 60
)

// trafficEvery is the shortest time from one Traffic to the next that is waited for.
const trafficEvery = time.Second

// Traffic is what a Conn sent lately. The zero value is nothing.
type Traffic struct {
	Requests []Activity     // newest first, at most 500
	Seconds  [minute]Second // of the minute before At, oldest first; the last one is not over
	InFlight int            // tries on their way
	Waiting  int            // requests that wait for a slot, for their turn, or to be tried again
	At       time.Time

	version int64
}

// Second is what was sent in one second. Every try counts.
type Second struct{ Sent, Failed int }

// LastSecond is how many tries left in the latest second that is over.
func (t Traffic) LastSecond() int { return t.Seconds[minute-2].Sent }

// Minute sums up all seconds.
func (t Traffic) Minute() (sum Second) {
	for _, second := range t.Seconds {
		sum.Sent += second.Sent
		sum.Failed += second.Failed
	}
	return sum
}

// traffic is the latest requests of a Conn, in a ring, and its counts. The zero value is empty.
type traffic struct {
	mu       sync.Mutex
	ring     []Activity
	left     int64 // requests so far
	seconds  [minute]Second
	at       int64 // second that seconds end with
	open     int   // requests that have begun and not ended
	inFlight int
	version  int64         // of all that, without the time that passes
	changed  chan struct{} // closed with the next version; nil while nobody waits
}

// begin counts a request that waits.
func (t *traffic) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open++
	t.touch()
}

// end takes down that a request is over.
func (t *traffic) end(a *Activity) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open--
	a.Done = true
	t.keep(a)
}

// leave takes down a try that is sent, and gives its request a number.
func (t *traffic) leave(a *Activity, try Try) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a.Number == 0 {
		t.left++
		a.Number = t.left
	}
	a.tries[min(a.tried, maxRetries)] = try
	a.tried = min(a.tried+1, len(a.tries))
	t.inFlight++
	t.second(try.At).Sent++
	t.keep(a)
}

// arrive takes down how the latest try ended.
func (t *traffic) arrive(a *Activity, try Try, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	try.Ended = true
	if a.Method == http.MethodGet { // of a write it is a refusal
		try.Err = AsNotAssigned(try.Err)
	}
	a.tries[a.tried-1] = try
	t.inFlight--
	if second := t.second(now); try.failed() {
		second.Failed++
	}
	t.keep(a)
}

// keep keeps a copy, unless newer requests have taken its place.
func (t *traffic) keep(a *Activity) {
	t.touch()
	if a.Number == 0 {
		return // it never left
	}
	if t.ring == nil {
		t.ring = make([]Activity, requestsKept)
	}
	if at := &t.ring[a.Number%requestsKept]; at.Number <= a.Number {
		*at = *a
	}
}

// touch has those that wait see a change.
func (t *traffic) touch() {
	t.version++
	if t.changed != nil {
		close(t.changed)
		t.changed = nil
	}
}

// second returns the present second, after it has moved on to now.
func (t *traffic) second(now time.Time) *Second {
	for at := now.Unix(); t.at < at; t.at++ {
		if at-t.at > minute {
			t.at = at - minute
		}
		t.seconds[(t.at+1)%minute] = Second{}
	}
	return &t.seconds[t.at%minute]
}

// now returns a copy.
func (t *traffic) now(at time.Time) Traffic {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := Traffic{At: at, InFlight: t.inFlight, Waiting: t.open - t.inFlight, version: t.version}
	t.second(at)
	for i := range out.Seconds {
		out.Seconds[i] = t.seconds[(t.at+1+int64(i))%minute]
	}
	out.Requests = make([]Activity, 0, min(t.left, requestsKept))
	for number := t.left; number > max(0, t.left-requestsKept); number-- {
		out.Requests = append(out.Requests, t.ring[number%requestsKept])
	}
	return out
}

// next returns what is closed when there is another version, nil where there is one.
func (t *traffic) next(version int64) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.version != version {
		return nil
	}
	if t.changed == nil {
		t.changed = make(chan struct{})
	}
	return t.changed
}
