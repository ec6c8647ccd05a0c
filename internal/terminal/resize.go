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
	post    func(tea.Msg)
	passed  time.Time // when a size passed last
	latest  tea.WindowSizeMsg
	waiting bool // resizeDue is on its way
}

// resizeDue asks for the latest size.
type resizeDue struct{}

// filter returns what the model gets of a message, nil for nothing.
func (r *resizes) filter(msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.latest = msg
		wait := resizeEvery - time.Since(r.passed)
		switch {
		case r.waiting:
			return nil
		case wait > 0:
			r.waiting = true
			time.AfterFunc(wait, func() { r.post(resizeDue{}) })
			return nil
		}
		r.passed = time.Now()
		return msg
	case resizeDue:
		r.waiting, r.passed = false, time.Now()
		return r.latest
	}
	return msg
}
