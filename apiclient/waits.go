package apiclient

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// silence is how long an answer may take before it is worth a word.
const silence = 3 * time.Second

// wait is what a call waits for: an answer since a moment, or until one that the server named.
type wait struct {
	since, until time.Time // one of them
	status       int       // the answer that named it
}

// waits are the calls that wait for the server. The zero value is none.
type waits struct {
	mu   sync.Mutex
	open map[*call]wait
}

// begin takes down what a call waits for; what it returns ends that.
func (w *waits) begin(of *call, what wait) (end func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == nil {
		w.open = make(map[*call]wait)
	}
	w.open[of] = what
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.open, of)
	}
}

// longest returns what is waited for longest: the last moment that the server named, else the
// oldest request. Background work counts where there is nothing else.
func (w *waits) longest() (out wait) {
	w.mu.Lock()
	defer w.mu.Unlock()
	urgent := false
	for of := range w.open {
		urgent = urgent || !of.background
	}
	for of, one := range w.open {
		switch {
		case urgent && of.background:
		case one.until.After(out.until):
			out = one
		case out.until.IsZero() && one.until.IsZero() && (out.since.IsZero() || one.since.Before(out.since)):
			out = one
		}
	}
	return out
}

// text says what is waited for at a moment, empty where that takes no longer than it should. Held
// is whether nothing is sent before, whoever asks again.
func (w *waits) text(now time.Time) (what string, held bool) {
	longest := w.longest()
	switch {
	case longest.until.After(now):
		left := pauseText(longest.until.Sub(now))
		return fmt.Sprintf("the server (%d) asks to wait %s, until %s", longest.status, left, longest.until.Format(time.TimeOnly)),
			longest.status == http.StatusTooManyRequests
	case !longest.since.IsZero() && now.Sub(longest.since) >= silence:
		return "the server has not answered since " + longest.since.Format(time.TimeOnly), false
	}
	return "", false
}
