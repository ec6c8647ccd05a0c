package views

import (
	"reflect"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"banyan/internal/routing"
)

// Whatever is pressed, nothing panics, nothing invalid is sent, and nothing is sent
// without a review that was answered.
func TestTheEditorSurvivesAnyKeys(t *testing.T) {
	keys := []string{
		"e", "a", "x", "p", "J", "K", "=", "m", "m", "u", "f", "ctrl+s", "ctrl+s", "y", "y", "enter", "esc", "tab", "shift+tab", " ",
		"up", "down", "left", "right", "0", "5", "9", "g", "G", "backspace", "ctrl+u", "q", "n", "d", "r", "yy", "HQ-Inbound",
	}
	rapid.Check(t, func(rt *rapid.T) {
		trunk := hqTrunk()
		if rapid.Bool().Draw(rt, "ordered") {
			trunk = orderedTrunk()
		}
		s := newSession(t, trunk)
		confirmed := 0
		s.keys("e")
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(keys), 1, 40).Draw(rt, "keys") {
			// A single y to a question on screen is a confirmation, whatever somebody else did
			// meanwhile.
			asked := strings.Contains(s.screen(), "nothing is sent yet") && name == "y"
			switch rapid.IntRange(0, 9).Draw(rt, "how") {
			case 0:
				s.burst(name)
			case 1:
				s.now = s.now.Add(time.Second)
				run(s.app, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name), Paste: true})
			case 2:
				s.theirs(func(t *routing.Trunk) {
					if len(t.Routes) > 0 {
						t.Routes[0].Weight = 1 + len(name)
					}
				})
				if asked {
					confirmed++
				}
				s.keys(name)
			default:
				if asked {
					confirmed++
				}
				s.keys(name)
			}
		}
		if got := s.platform.written(); got > confirmed {
			rt.Fatalf("%d writes, %d confirmations", got, confirmed)
		}
		if len(s.platform.invalid) > 0 {
			rt.Fatalf("an invalid body was sent: %v", s.platform.invalid)
		}
		s.app.Close()
		_, _ = s.service.Close()
	})
}

// Of the form alone: all undone is the start, and the mode switched twice is what it
// was.
func TestUndoLeadsBackToTheStart(t *testing.T) {
	keys := []string{"x", "p", "J", "K", "=", "m", "u", "f", "esc", "tab", "shift+tab", " ", "up", "down", "left", "right", "0", "5", "9", "backspace", "ctrl+u", "a"}
	rapid.Check(t, func(rt *rapid.T) {
		trunk := hqTrunk()
		if rapid.Bool().Draw(rt, "ordered") {
			trunk = orderedTrunk()
		}
		form := newRoutingForm(testKit(), newSurroundings(&fakeAPI{}, "foo"), routing.NewDraft(trunk, nil), readAt, func() {})
		start := form.draft.State
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 60).Draw(rt, "keys") {
			form.press(pressOf(name))
			form.lines(80, 20)
		}
		form.leave()
		before := form.draft.State
		form.press(pressOf("m"))
		form.press(pressOf("m"))
		if !reflect.DeepEqual(form.draft.Mine, before.Mine) && before.Memory == nil {
			rt.Fatalf("the mode switched twice: %+v, want %+v", form.draft.Mine, before.Mine)
		}
		for form.draft.Undoable() {
			form.press(pressOf("u"))
		}
		if !reflect.DeepEqual(form.draft.State, start) {
			rt.Fatalf("all undone: %+v, want %+v", form.draft.State, start)
		}
	})
}
