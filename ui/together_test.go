package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func TestAYesThatArrivedWithOtherKeysSaysNothing(t *testing.T) {
	t.Run("on a dialog", func(t *testing.T) {
		pumped(t, plainKit(), &fakeView{title: "home", dirty: true}, Options{}, func(p *pump) {
			p.keys("q")
			p.advance(time.Minute)
			p.send(Together(keyOf("y")))
			if p.quit || len(p.app.dialog.questions) != 1 || !strings.Contains(p.status(), "alone") {
				t.Errorf("quit %v, %d questions, status %q", p.quit, len(p.app.dialog.questions), p.status())
			}
			p.keys("y")
			if !p.quit {
				t.Error("a single y did not quit")
			}
		})
	})
	for name, typing := range map[string]bool{"on a view that asks by itself": false, "but in a text it is a letter": true} {
		t.Run(name, func(t *testing.T) {
			home := &fakeView{title: "home", typing: typing}
			pumped(t, plainKit(), home, Options{}, func(p *pump) {
				home.got = nil
				p.send(Together(keyOf("y")))
				if got := len(home.got) == 1; got != typing || len(home.got) > 1 {
					t.Errorf("the view got %v", home.got)
				}
			})
		})
	}
	t.Run("and every other key means what it means", func(t *testing.T) {
		home := &fakeView{title: "home"}
		pumped(t, plainKit(), home, Options{}, func(p *pump) {
			p.send(Together(keyOf("?")))
			if p.app.sheet == nil {
				t.Error("the help is not there")
			}
		})
	})
}

func TestSuspending(t *testing.T) {
	for _, test := range []struct {
		name    string
		view    *fakeView
		prepare func() error
		stops   bool
		status  string
	}{
		{"where a shell is there", &fakeView{}, func() error { return nil }, true, ""},
		{"while text is typed", &fakeView{typing: true}, func() error { return nil }, true, ""},
		{"where none is", &fakeView{}, func() error { return errors.New("no shell") }, false, "cannot be suspended: no shell"},
		{"where it never is possible", &fakeView{}, nil, false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			pumped(t, plainKit(), test.view, Options{Suspend: test.prepare}, func(p *pump) {
				_, cmd := p.app.Update(keyOf("ctrl+z"))
				stops := false
				if cmd != nil {
					msg := cmd()
					_, stops = msg.(tea.SuspendMsg)
					p.send(msg)
				}
				if stops != test.stops || p.status() != test.status {
					t.Errorf("suspends: %v, status %q; want %v, %q", stops, p.status(), test.stops, test.status)
				}
			})
		})
	}
}

// Whatever is open, a terminal that is too small takes nothing but quitting, and says
// how large it is and has to be.
func TestATooSmallTerminalWithSomethingOpen(t *testing.T) {
	for _, test := range []struct {
		name  string
		view  *fakeView
		open  string // the keys that open something
		quits string // the keys that end the program
	}{
		{"help", &fakeView{}, "?", "q"},
		{"a dialog about an edit", &fakeView{dirty: true}, "q", "ctrl+c"},
		{"a text that is typed", &fakeView{typing: true}, "", "q"},
		{"an edit", &fakeView{dirty: true, typing: true}, "", "q ctrl+c"},
	} {
		t.Run(test.name, func(t *testing.T) {
			pumped(t, plainKit(), test.view, Options{Suspend: func() error { return nil }}, func(p *pump) {
				if test.open != "" {
					p.keys(test.open)
				}
				p.send(tea.WindowSizeMsg{Width: 60, Height: 15})
				test.view.got = nil
				p.keys("y", "enter", "esc", "?", "ctrl+s", "j", "ctrl+z")
				p.send(Together(keyOf("y")), runes("yy"), paste("y"))
				if p.quit || len(test.view.got) != 0 {
					t.Errorf("quit %v, the view got %v", p.quit, test.view.got)
				}
				frame := p.app.View()
				for _, want := range []string{"60x15 is too small", "60x16 is needed", "quits"} {
					if !strings.Contains(frame, want) {
						t.Errorf("%q does not say %q", frame, want)
					}
				}
				p.keys(strings.Fields(test.quits)...)
				if !p.quit {
					t.Error("it did not quit")
				}
			})
		})
	}
}
