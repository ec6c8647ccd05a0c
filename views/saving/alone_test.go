package saving

import (
	"context"
	"testing"

	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// In an undo y is a yes: nothing there may be copied by it.
func TestAnUndoTakesNoYForCopying(t *testing.T) {
	if _, ok := any(&alone{}).(ui.Copier); ok {
		t.Error("it can be copied from")
	}
}

// An undo that is being sent is not left, and the program not ended, without a word.
func TestAnUndoThatIsBeingSavedIsNotLeftWithoutAWord(t *testing.T) {
	v := NewUndo(viewtest.Kit(), Session{Service: viewtest.Service(t)}, change.Edit{}, nil).(*alone)
	if _, ok := any(v).(ui.Dirty); !ok || v.Typing() {
		t.Error("before it is sent there is nothing to lose")
	}
	v.sending = ui.NewLoader(func(context.Context) (change.Result, error) { return change.Result{}, nil })
	v.sending.Load()
	if d, ok := any(v).(ui.Dirty); !ok || !d.Dirty() {
		t.Error("the program would end without a question")
	}
	if !v.Typing() {
		t.Error("esc would leave it")
	}
}
