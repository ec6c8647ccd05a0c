package saving

import "testing"

// A stopwatch that was ended, or that is not the one of a message, counts no further.
func TestAStopwatchCountsOnlyItsOwnSeconds(t *testing.T) {
	var w, other stopwatch
	w.start()
	other.start()
	defer other.end()
	if w.update(secondMsg{&other}) != nil {
		t.Error("it took another's second")
	}
	if w.update(secondMsg{&w}) == nil {
		t.Error("it stands still")
	}
	w.end()
	if w.update(secondMsg{&w}) != nil {
		t.Error("it goes on after its end")
	}
}
