package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// asking is a view that asks a question at any message, and counts the yes.
func asking(question Question) *fakeView {
	v := &fakeView{title: "home"}
	question.Yes = func() tea.Msg { return "yes" }
	v.onMsg = func(msg tea.Msg) tea.Cmd {
		if msg == "ask" {
			return Confirm(question)
		}
		return nil
	}
	return v
}

func (v *fakeView) heard(msg tea.Msg) int {
	return len(slices.DeleteFunc(slices.Clone(v.got), func(got tea.Msg) bool { return got != msg }))
}

func TestOnlyASingleYSaysYes(t *testing.T) {
	tests := map[string]struct {
		key          tea.KeyMsg
		yes, cancels bool
	}{
		"y":                      {key: runes("y"), yes: true},
		"y with alt":             {key: tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("y"), Alt: true}},
		"y pasted":               {key: paste("y")},
		"y in a burst":           {key: runes("yy")},
		"enter":                  {key: keyOf("enter"), cancels: true},
		"esc":                    {key: keyOf("esc"), cancels: true},
		"n":                      {key: keyOf("n"), cancels: true},
		"q":                      {key: keyOf("q"), cancels: true},
		"a key with no meaning":  {key: keyOf("x")},
		"a capital letter":       {key: keyOf("Y")},
		"the letters of enter":   {key: runes("enter")},
		"a key that scrolls":     {key: keyOf("down")},
		"the key that asks help": {key: keyOf("?")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := asking(Question{Title: "sure?"})
			pumped(t, plainKit(), home, Options{}, func(p *pump) {
				p.send("ask")
				p.advance(time.Second)
				p.send(test.key)
				if got := home.heard("yes") == 1; got != test.yes {
					t.Errorf("yes: %v", got)
				}
				if open := len(p.app.dialog.questions) == 1; open == (test.yes || test.cancels) {
					t.Errorf("open: %v", open)
				}
			})
		})
	}
}

// TestEnterCannotBeBoundToYes gives the dialog a key map that should not exist.
func TestEnterCannotBeBoundToYes(t *testing.T) {
	kit := plainKit()
	kit.Keys.Yes.SetKeys("enter", "y")
	home := asking(Question{Title: "sure?"})
	pumped(t, kit, home, Options{}, func(p *pump) {
		p.send("ask")
		p.keys("enter")
		if home.heard("yes") != 0 {
			t.Error("enter confirmed")
		}
	})
}

func TestTypeAheadDoesNotConfirm(t *testing.T) {
	home := asking(Question{Title: "sure?"})
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send("ask", keyOf("y"))
		p.advance(Unseen / 2)
		p.send(keyOf("y"), keyOf("enter"))
		if home.heard("yes") != 0 || len(p.app.dialog.questions) != 1 {
			t.Fatal("a key typed before the dialog could be read acted")
		}
		p.advance(Unseen)
		p.send(keyOf("y"))
		if home.heard("yes") != 1 {
			t.Error("y did not confirm afterwards")
		}
	})
}

func TestQuestionsWaitForTheirTurn(t *testing.T) {
	home := asking(Question{Title: "sure?"})
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send("ask", "ask")
		p.keys("y")
		p.send(keyOf("y"), keyOf("y"))
		if home.heard("yes") != 1 || len(p.app.dialog.questions) != 1 {
			t.Fatalf("%d times yes, %d questions", home.heard("yes"), len(p.app.dialog.questions))
		}
		p.keys("y")
		if home.heard("yes") != 2 || len(p.app.dialog.questions) != 0 {
			t.Errorf("%d times yes, %d questions", home.heard("yes"), len(p.app.dialog.questions))
		}
	})
}

func TestALongQuestionScrolls(t *testing.T) {
	home := asking(Question{Title: "sure?", Text: strings.Repeat("line\n", 30) + "the last line"})
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send("ask")
		if strings.Contains(p.app.View(), "the last line") {
			t.Fatal("all lines fit")
		}
		p.keys("G")
		if frame := p.app.View(); !strings.Contains(frame, "the last line") || !strings.Contains(frame, "[esc back]") {
			t.Error("the end cannot be read")
		}
	})
}
