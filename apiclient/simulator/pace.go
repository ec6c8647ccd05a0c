package simulator

import (
	"hash/fnv"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// pace refuses requests: those above a rate, and a share of the others. Logins
// are spared, because clients must not repeat them.
type pace struct {
	rate   float64
	errors float64
	now    func() time.Time

	mu     sync.Mutex
	tokens float64
	filled time.Time
	asked  map[uint64]int // how often each request was made
}

func newPace(rate, errors float64, now func() time.Time) *pace {
	return &pace{rate: rate, errors: errors, now: now, tokens: max(rate, 1), filled: now(), asked: map[uint64]int{}}
}

// refuse returns the answer to a call that is not served.
func (p *pace) refuse(c *call, fail failure) (response, bool) {
	if c.logsIn() {
		return response{}, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait := p.waitLocked(); wait > 0 {
		r := fail(http.StatusTooManyRequests, "rate limit of the resource used up")
		r.header.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return r, true
	}
	if p.failsLocked(c) {
		return fail(http.StatusServiceUnavailable, "overloaded, try again later"), true
	}
	return response{}, false
}

// waitLocked takes a token of the bucket, which holds those of a second, or says
// how long it takes until there is one.
func (p *pace) waitLocked() time.Duration {
	if p.rate == 0 {
		return 0
	}
	now := p.now()
	p.tokens = min(max(p.rate, 1), p.tokens+now.Sub(p.filled).Seconds()*p.rate)
	p.filled = now
	if p.tokens < 1 {
		return time.Duration((1 - p.tokens) / p.rate * float64(time.Second))
	}
	p.tokens--
	return 0
}

// failsLocked depends on the request and on how often it was made, not on the
// order in which requests of different paths arrive: so the same requests fail
// every time, however many a client has in flight.
func (p *pace) failsLocked(c *call) bool {
	if p.errors == 0 {
		return false
	}
	hash := fnv.New64a()
	for _, part := range []string{c.method, c.path(), c.query.Encode()} {
		_, _ = hash.Write([]byte(part + "\x00"))
	}
	key := hash.Sum64()
	p.asked[key]++
	share := float64(roll(int(key), p.asked[key])>>11) / (1 << 53)
	return share < p.errors
}
