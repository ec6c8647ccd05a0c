package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
)

// fakeSessions are sessions of which each opens a view of its own. Enter waits where it is told to.
type fakeSessions struct {
	all     []Profile
	opened  []*fakeView
	entered []string
	wait    chan struct{}
}

func (s *fakeSessions) list() ([]Profile, string) { return s.all, "~/config.yaml" }

func (s *fakeSessions) enter(ctx context.Context, name string) (Entrance, error) {
	s.entered = append(s.entered, name)
	if s.wait != nil {
		select {
		case <-s.wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if name == "away" {
		return nil, errors.New("nobody answers")
	}
	return func() (View, Header) {
		view := &fakeView{title: "first of " + name}
		s.opened = append(s.opened, view)
		return view, Header{Place: name, Label: "LAB"}
	}, nil
}

func sessioned(t *testing.T, test func(p *pump, s *fakeSessions, home *fakeView)) {
	s := &fakeSessions{all: []Profile{
		{Name: "away", Header: Header{Host: "away.example"}},
		{Name: "here", Header: Header{Host: "here.example", Label: "PROD"}, Now: true},
		{Name: "lab", Header: Header{Host: "lab.example", Label: "LAB", ReadOnly: true}},
		{Name: "odd", Wrong: "profile odd has no address"},
	}}
	kit, home := plainKit(), &fakeView{title: "home"}
	kit.Keys.Profiles, kit.Keys.Palette = key.NewBinding(key.WithKeys("ctrl+o"), key.WithHelp("ctrl+o", "profiles")), key.NewBinding(key.WithKeys(":"))
	pumped(t, kit, home, Options{Sessions: &Sessions{List: s.list, Enter: s.enter}}, func(p *pump) { test(p, s, home) })
}

func (p *pump) frame() string { return strings.Join(p.lines(), "\n") }

func TestAnotherSessionIsEntered(t *testing.T) {
	sessioned(t, func(p *pump, s *fakeSessions, home *fakeView) {
		above := &fakeView{title: "above"}
		p.send(pushMsg{views: []View{above}})
		p.keys("ctrl+o")
		for _, want := range []string{"Profiles", "~/config.yaml", "here.example", "now", "LAB", "not right", "connecting leaves here", "part of a name or a host"} {
			if !strings.Contains(p.frame(), want) {
				t.Errorf("lacks %q:\n%s", want, p.frame())
			}
		}
		p.typed("lab.ex")
		p.keys("enter")
		if home.closes != 1 || above.closes != 1 || len(s.opened) != 1 || p.app.stack.top() != View(s.opened[0]) || s.opened[0].width == 0 {
			t.Errorf("closed %d and %d, opened %d", home.closes, above.closes, len(s.opened))
		}
		if p.app.sheet != nil || p.app.opts.Header.Place != "lab" || strings.Contains(p.frame(), "above") {
			t.Error(p.frame())
		}
	})
}

func TestASessionThatCannotBeEnteredLeavesTheOther(t *testing.T) {
	sessioned(t, func(p *pump, s *fakeSessions, home *fakeView) {
		p.keys("ctrl+o")
		p.typed("away")
		p.keys("enter")
		if home.closes != 0 || !strings.Contains(p.frame(), "nobody answers") {
			t.Error(p.frame())
		}
		p.keys("backspace", "backspace", "backspace", "backspace")
		p.typed("odd")
		p.keys("enter")
		if len(s.entered) != 1 || !strings.Contains(p.frame(), "has no address") {
			t.Errorf("%v: %s", s.entered, p.frame())
		}
		p.keys("esc")
		if p.app.sheet != nil || p.app.stack.top() != View(home) {
			t.Error("it stays open")
		}
	})
}

func TestASessionOnItsWayIsCancelled(t *testing.T) {
	sessioned(t, func(p *pump, s *fakeSessions, home *fakeView) {
		s.wait = make(chan struct{})
		p.keys("ctrl+o")
		p.typed("lab")
		p.keys("enter")
		p.advance(3 * time.Second)
		if !strings.Contains(p.frame(), "connecting to lab, 2s") {
			t.Error(p.frame())
		}
		p.keys("enter", "x", "esc")
		if len(s.entered) != 1 || home.closes != 0 || !strings.Contains(p.frame(), "cancelled") {
			t.Errorf("%v: %s", s.entered, p.frame())
		}
		close(s.wait)
		p.keys("enter")
		if home.closes != 1 {
			t.Error("a second try does not count")
		}
	})
}

// TestWhatIsReadyTooLateIsNotEntered has the session ready in the moment in which it is cancelled.
func TestWhatIsReadyTooLateIsNotEntered(t *testing.T) {
	sessioned(t, func(p *pump, _ *fakeSessions, home *fakeView) {
		p.keys("ctrl+o")
		p.send(enteredMsg{of: &Profile{Name: "lab"}, entrance: func() (View, Header) { return &fakeView{}, Header{} }})
		if home.closes != 0 {
			t.Error("it was entered")
		}
	})
}

func TestNothingUnsavedIsLeftForAnotherSession(t *testing.T) {
	sessioned(t, func(p *pump, s *fakeSessions, home *fakeView) {
		form := &fakeView{title: "form", dirty: true, typing: true}
		p.send(pushMsg{views: []View{form}})
		for _, steps := range [][]string{{"ctrl+o"}, {":", "p", "r", "o", "f", "i", "l", "e", " ", "l", "a", "b", "enter"}} {
			if steps[0] == ":" {
				form.typing = false
			}
			p.keys(steps...)
			if _, open := p.app.sheet.(*profiles); open || len(s.entered) > 0 || !strings.Contains(p.status(), "not saved") {
				t.Errorf("%v: %s", steps, p.frame())
			}
		}
		form.dirty = false
		p.keys(":", "p", "r", "o", "f", "i", "l", "e", " ", "l", "a", "b", "enter")
		if home.closes != 1 || len(s.opened) != 1 {
			t.Error(p.frame())
		}
	})
}

// Where the platform has ended the session, the status line names the key that logs in again, over
// whatever is open, and what was below goes on.
func TestASessionThatEndedIsOpenedOverTheScreens(t *testing.T) {
	kit, home := plainKit(), &fakeView{title: "home"}
	kit.Keys.Profiles = key.NewBinding(key.WithKeys("ctrl+o"), key.WithHelp("ctrl+o", "profiles"))
	loggedOut, login := false, &fakeView{title: "login", typing: true}
	sessions := &Sessions{List: func() ([]Profile, string) { return nil, "" }, LoggedOut: func() bool { return loggedOut }, Again: func() View { return login }}
	pumped(t, kit, home, Options{Sessions: sessions}, func(p *pump) {
		for _, test := range []struct {
			name      string
			below     *fakeView
			refreshes int // once it is left with a word
		}{
			{"a list", &fakeView{title: "list"}, 1},
			{"a form", &fakeView{title: "form", dirty: true, typing: true}, 0},
		} {
			loggedOut = true
			p.send(pushMsg{views: []View{test.below}})
			if want := "the session has ended: ctrl+o logs in again; nothing typed is lost"; !strings.Contains(p.status(), want) {
				t.Errorf("%s: %q", test.name, p.status())
			}
			p.keys("ctrl+o")
			if p.app.stack.top() != View(login) {
				t.Fatalf("%s: %s", test.name, p.stack())
			}
			loggedOut = false
			p.send(sentMsg{login, popMsg{returned: "logged in again"}})
			if p.app.stack.top() != View(test.below) || test.below.closes > 0 || test.below.refreshCount != test.refreshes || !strings.Contains(p.status(), "logged in again") {
				t.Errorf("%s: %s, closed %d, refreshed %d, %q", test.name, p.stack(), test.below.closes, test.below.refreshCount, p.status())
			}
			test.below.dirty = false
			p.send(sentMsg{test.below, popMsg{}})
			p.keys("x") // the note is read
		}
		p.keys("ctrl+o")
		if _, open := p.app.sheet.(*profiles); !open || strings.Contains(p.frame(), "has ended") {
			t.Error(p.frame())
		}
	})
}

// A login may be exchanged for another session; a list that is open over the first screen may not.
func TestOnlyALoginNamesTheOtherProfiles(t *testing.T) {
	kit := plainKit()
	kit.Keys.Profiles = key.NewBinding(key.WithKeys("ctrl+o"), key.WithHelp("ctrl+o", "profiles"))
	for _, test := range []struct {
		at    Place
		names bool
	}{{Place{}, true}, {Place{Kind: "tenants"}, false}} {
		home := &askingRoot{onlyBox{fakeView: fakeView{title: "home", typing: true}, box: testBox()}, test.at}
		pumped(t, kit, home, Options{Sessions: &Sessions{List: func() ([]Profile, string) { return nil, "" }}}, func(p *pump) {
			lines := p.lines()
			if line := lines[len(lines)-1]; strings.Contains(line, "ctrl+o other profile") != test.names {
				t.Errorf("at %+v the key line is %q", test.at, line)
			}
		})
	}
}

// askingRoot is a view that asks something, maybe at a place.
type askingRoot struct {
	onlyBox
	at Place
}

func (v *askingRoot) Place() Place  { return v.at }
func (v *askingRoot) Choose(string) {}
