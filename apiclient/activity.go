package apiclient

import (
	"sync"
	"time"
)

// recentKept is how many requests Recent goes back.
const recentKept = 256

// Activity is one try of a request, as it ended.
type Activity struct {
	At       time.Time // when it was sent
	Method   string
	Path     string // escaped, without the query
	Status   int    // 0 when there was no answer
	Attempt  int    // 1 for the first try
	Duration time.Duration
	Err      error // nil when the answer was as it should be
}

// activities is a ring of the latest requests. The zero value is empty.
type activities struct {
	mu   sync.Mutex
	ring []Activity
	next int
}

func (a *activities) add(activity Activity) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.ring) < recentKept {
		a.ring = append(a.ring, activity)
		return
	}
	a.ring[a.next] = activity
	a.next = (a.next + 1) % recentKept
}

// newest returns a copy, newest first.
func (a *activities) newest() []Activity {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make([]Activity, len(a.ring))
	for i := range a.ring {
		out[len(out)-1-i] = a.ring[(a.next+i)%len(a.ring)]
	}
	return out
}
