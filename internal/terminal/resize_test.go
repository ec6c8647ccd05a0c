package terminal

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func TestAStormOfSizesIsLaidOutForAFew(t *testing.T) {
	now := time.Unix(1, 0)
	var due []func()
	var sent []tea.Msg
	r := &resizes{
		now:   func() time.Time { return now },
		after: func(_ time.Duration, f func()) { due = append(due, f) },
		post:  func(msg tea.Msg) { sent = append(sent, msg) },
	}
	var passed []tea.WindowSizeMsg
	take := func(msg tea.Msg) {
		if size, ok := r.filter(msg).(tea.WindowSizeMsg); ok {
			passed = append(passed, size)
		}
	}
	for i := range 100 {
		take(tea.WindowSizeMsg{Width: 100 + i, Height: 40})
		now = now.Add(time.Millisecond)
	}
	if len(passed) != 1 || passed[0].Width != 100 || len(due) != 1 {
		t.Fatalf("%d sizes passed at once, %d wait; want the first, and one", len(passed), len(due))
	}
	now = now.Add(resizeEvery)
	due[0]()
	take(sent[0])
	if len(passed) != 2 || passed[1].Width != 199 {
		t.Fatalf("passed %v, want the last size", passed)
	}
	now = now.Add(resizeEvery)
	take(tea.WindowSizeMsg{Width: 80, Height: 24})
	if len(passed) != 3 || passed[2].Width != 80 {
		t.Errorf("passed %v: a size after the storm has to pass at once", passed)
	}
	if got := r.filter(tea.FocusMsg{}); got != (tea.FocusMsg{}) {
		t.Errorf("another message became %v", got)
	}
}
