package terminal

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// resizeEvery is the least time between two sizes that the screen is laid out for. A
// window that is dragged sends dozens a second, and each costs a whole frame.
const resizeEvery = 150 * time.Millisecond

// resizes lets the first of many sizes pass and then, at intervals, the latest.
type resizes struct {
	now   func() time.Time
	after func(time.Duration, func())
	post  func(tea.Msg)

	passed  time.Time // when a size passed last
	latest  tea.WindowSizeMsg
	waiting bool // resizeDue is on its way
}

// resizeDue asks for the latest size.
type resizeDue struct{}

func newResizes() *resizes {
	return &resizes{now: time.Now, after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
}

// filter returns what the model gets of a message, nil for nothing.
func (r *resizes) filter(msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.latest = msg
		wait := r.passed.Add(resizeEvery).Sub(r.now())
		switch {
		case r.waiting:
			return nil
		case wait > 0:
			r.waiting = true
			r.after(wait, func() { r.post(resizeDue{}) })
			return nil
		}
		r.passed = r.now()
		return msg
	case resizeDue:
		r.waiting = false
		r.passed = r.now()
		return r.latest
	}
	return msg
}
