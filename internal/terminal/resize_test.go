package terminal

import (
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func TestAStormOfSizesIsLaidOutForAFew(t *testing.T) { synctest.Test(t, stormOfSizes) }

func stormOfSizes(t *testing.T) {
	var passed []tea.WindowSizeMsg
	sent := make(chan tea.Msg, 1) // to the one loop that filters
	r := &resizes{post: func(msg tea.Msg) { sent <- msg }}
	take := func(msg tea.Msg) {
		if size, ok := r.filter(msg).(tea.WindowSizeMsg); ok {
			passed = append(passed, size)
		}
	}
	for i := range 100 {
		take(tea.WindowSizeMsg{Width: 100 + i, Height: 40})
		time.Sleep(time.Millisecond)
	}
	if len(passed) != 1 || passed[0].Width != 100 {
		t.Fatalf("%v passed at once, want the first", passed)
	}
	take(<-sent)
	if len(passed) != 2 || passed[1].Width != 199 {
		t.Fatalf("passed %v, want the last size", passed)
	}
	time.Sleep(resizeEvery)
	take(tea.WindowSizeMsg{Width: 80, Height: 24})
	if len(passed) != 3 || passed[2].Width != 80 {
		t.Errorf("passed %v: a size after the storm has to pass at once", passed)
	}
	if got := r.filter(tea.FocusMsg{}); got != (tea.FocusMsg{}) {
		t.Errorf("another message became %v", got)
	}
}
