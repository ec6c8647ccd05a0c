package saving

import (
	"testing"
)

// A stopwatch that was ended, or that is not the one of a message, counts no further.
func TestAStopwatchCountsOnlyItsOwnSeconds(t *testing.T) {
	var w, other Stopwatch
	w.Start()
	other.Start()
	defer other.End()
	if w.Update(secondMsg{&other}) != nil {
		t.Error("it took another's second")
	}
	if w.Update(secondMsg{&w}) == nil {
		t.Error("it stands still")
	}
	w.End()
	if w.Update(secondMsg{&w}) != nil {
		t.Error("it goes on after its end")
	}
}
