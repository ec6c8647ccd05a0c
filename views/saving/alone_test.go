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

// changed is a form with something to lose.
type changed struct{ *alone }

func (changed) IsChanged() bool { return true }

// What is on record is nothing to lose, though the form still has it.
func TestAnEditThatHasEndedIsLeftWithoutAQuestion(t *testing.T) {
	f := NewFlow(viewtest.Kit(), Session{Service: viewtest.Service(t)}, changed{&alone{}}, nil)
	if !f.Dirty() {
		t.Error("it would be lost without a question")
	}
	if f.ended = true; f.Dirty() {
		t.Error("it asks for what is on record")
	}
}

// An undo that is being sent is not left, and the program not ended, without a word.
func TestAnUndoThatIsBeingSavedIsNotLeftWithoutAWord(t *testing.T) {
	v := NewUndo(viewtest.Kit(), Session{Service: viewtest.Service(t)}, change.Edit{}, nil, nil).(*alone)
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
