package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

func TestKeysGoToTheTopViewAndOtherMessagesToAll(t *testing.T) {
	home, above := &fakeView{title: "home"}, &fakeView{title: "above"}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send(pushMsg{views: []View{above}})
		home.got, above.got = nil, nil
		p.send(keyOf("x"), "a message")
		if len(home.got) != 1 || home.got[0] != "a message" {
			t.Errorf("the covered view got %v", home.got)
		}
		if len(above.got) != 2 {
			t.Errorf("the top view got %v", above.got)
		}
	})
}

func TestViewsAreSizedThenStartedThenClosedOnce(t *testing.T) {
	home, a, b := &fakeView{title: "home"}, &fakeView{title: "a"}, &fakeView{title: "b"}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send(pushMsg{views: []View{a}}, pushMsg{views: []View{b}})
		if got := p.stack(); got != "home a b" || a.inits != 1 || b.inits != 1 {
			t.Fatalf("stack %q", got)
		}
		if b.width != 80 || b.height != 20 {
			t.Errorf("body of %dx%d", b.width, b.height)
		}
		p.keys("esc")
		if got := p.stack(); got != "home a" || b.closes != 1 {
			t.Errorf("stack %q, closed %d times", got, b.closes)
		}
		b.got = nil
		p.send("a message")
		if len(b.got) != 0 {
			t.Error("a popped view got a message")
		}
	})
	if home.closes != 1 || a.closes != 1 || b.closes != 1 {
		t.Errorf("closed %d, %d and %d times", home.closes, a.closes, b.closes)
	}
}

// TestALateAnswerCannotOpenOrLeave has a view ask for something by a command that
// is slower than the user.
func TestALateAnswerCannotOpenOrLeave(t *testing.T) {
	tests := map[string]struct {
		asks tea.Cmd
		want string
	}{
		"a screen opened by a second enter typed ahead": {asks: Push(&fakeView{title: "again"}), want: "home above"},
		"a screen left twice":                           {asks: Pop(), want: "home above"},
		"a question":                                    {asks: Confirm(Question{Title: "sure?"}), want: "home above"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := &fakeView{title: "home"}
			home.onMsg = func(msg tea.Msg) tea.Cmd {
				if _, ok := msg.(tea.KeyMsg); ok {
					return test.asks
				}
				return nil
			}
			pumped(t, plainKit(), home, Options{}, func(p *pump) {
				_, slow := p.app.Update(keyOf("enter")) // answered after the push below
				p.send(pushMsg{views: []View{&fakeView{title: "above"}}})
				p.send(slow())
				if got := p.stack(); got != test.want || len(p.app.dialog.questions) != 0 {
					t.Errorf("stack %q, %d questions", got, len(p.app.dialog.questions))
				}
			})
		})
	}
}

func TestAPoppedViewIsNotHeard(t *testing.T) {
	home, above := &fakeView{title: "home"}, &fakeView{title: "above"}
	above.onMsg = func(msg tea.Msg) tea.Cmd {
		if msg == "speak" {
			return tea.Batch(Fail(errors.New("too late")), Notify("far too late"))
		}
		return nil
	}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send(pushMsg{views: []View{above}})
		_, slow := p.app.Update("speak")
		p.keys("esc")
		p.send(slow())
		if got := p.status(); got != "" {
			t.Errorf("status %q", got)
		}
	})
}

// TestAnswersOutOfOrder drives the whole way: two loads whose answers arrive the
// other way round.
func TestAnswersOutOfOrder(t *testing.T) {
	var release []chan string // made inside the bubble, which cannot wait for others
	asked := 0
	l := NewLoader(func(context.Context) (string, error) {
		asked++
		return <-release[asked-1], nil
	})
	home := &fakeView{title: "home"}
	home.onMsg = func(msg tea.Msg) tea.Cmd {
		l.Update(msg)
		home.body, _ = l.Value()
		return nil
	}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		release = []chan string{make(chan string, 1), make(chan string, 1)}
		p.run(l.Load())
		p.settle()
		p.run(l.Load())
		p.settle()
		release[1] <- "new"
		p.settle()
		release[0] <- "old"
		p.settle()
		if got := p.lines()[2]; got != "new" {
			t.Errorf("the body shows %q", got)
		}
	})
}

func TestTheRootCannotBePopped(t *testing.T) {
	home := &fakeView{title: "home"}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.run(Pop())
		p.settle()
		if p.stack() != "home" || home.closes != 0 {
			t.Errorf("stack %q", p.stack())
		}
	})
}

func TestNothingIsRoutedAfterQuitting(t *testing.T) {
	home := &fakeView{title: "home"}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.keys("q")
		home.got = nil
		p.send("an answer", keyOf("x"))
		p.app.Close()
		p.send("an answer", keyOf("x"), keyOf("?"), tea.WindowSizeMsg{Width: 90, Height: 30})
		if len(home.got) != 0 || p.app.View() != "" || home.closes != 1 {
			t.Errorf("the view got %v, closed %d times", home.got, home.closes)
		}
	})
}

func TestEscClosesOneLayer(t *testing.T) {
	home, above := &fakeView{title: "home"}, &fakeView{title: "above", layer: true}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send(pushMsg{views: []View{above}})
		p.keys("?")
		if p.app.sheet == nil {
			t.Fatal("no help")
		}
		p.keys("esc")
		if p.app.sheet != nil || !above.layer {
			t.Fatal("esc did not close the help alone")
		}
		p.keys("esc")
		if above.layer || p.stack() != "home above" {
			t.Fatal("esc did not close the view's layer alone")
		}
		p.keys("esc")
		if p.stack() != "home" {
			t.Fatal("esc did not leave the view")
		}
		p.keys("esc", "esc")
		if p.stack() != "home" || p.quit {
			t.Error("esc did something at the root")
		}
	})
}

func TestQuitting(t *testing.T) {
	tests := map[string]struct {
		dirtyHome, dirtyTop, push bool
		keys                      []string
		quit                      bool
		stack                     string
	}{
		"q at the root quits":                        {keys: []string{"q"}, quit: true, stack: "home"},
		"q elsewhere goes back":                      {push: true, keys: []string{"q"}, stack: "home"},
		"q twice from the first screen quits":        {push: true, keys: []string{"q", "q"}, quit: true, stack: "home"},
		"ctrl+c quits at once":                       {push: true, keys: []string{"ctrl+c"}, quit: true, stack: "home above"},
		"ctrl+c asks when something is dirty":        {push: true, dirtyTop: true, keys: []string{"ctrl+c"}, stack: "home above"},
		"ctrl+c asks when what is covered is dirty":  {push: true, dirtyHome: true, keys: []string{"ctrl+c"}, stack: "home above"},
		"ctrl+c twice always quits":                  {push: true, dirtyTop: true, keys: []string{"ctrl+c", "ctrl+c"}, quit: true, stack: "home above"},
		"ctrl+c, no, ctrl+c asks again":              {push: true, dirtyTop: true, keys: []string{"ctrl+c", "n", "ctrl+c"}, stack: "home above"},
		"ctrl+c, y quits":                            {push: true, dirtyTop: true, keys: []string{"ctrl+c", "y"}, quit: true, stack: "home above"},
		"enter never confirms":                       {push: true, dirtyTop: true, keys: []string{"ctrl+c", "enter"}, stack: "home above"},
		"q at a dirty root asks":                     {dirtyHome: true, keys: []string{"q"}, stack: "home"},
		"q twice at a dirty root is no insisting":    {dirtyHome: true, keys: []string{"q", "q"}, stack: "home"},
		"esc from a dirty view asks":                 {push: true, dirtyTop: true, keys: []string{"esc"}, stack: "home above"},
		"esc from a dirty view, y leaves":            {push: true, dirtyTop: true, keys: []string{"esc", "y"}, stack: "home"},
		"esc from a dirty view, esc stays":           {push: true, dirtyTop: true, keys: []string{"esc", "esc"}, stack: "home above"},
		"ctrl+c goes before a question already open": {push: true, dirtyTop: true, keys: []string{"esc", "ctrl+c", "ctrl+c"}, quit: true, stack: "home above"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := &fakeView{title: "home", dirty: test.dirtyHome}
			pumped(t, plainKit(), home, Options{}, func(p *pump) {
				if test.push {
					p.send(pushMsg{views: []View{&fakeView{title: "above", dirty: test.dirtyTop}}})
				}
				p.keys(test.keys...)
				if p.quit != test.quit || p.stack() != test.stack {
					t.Errorf("quit %v, stack %q", p.quit, p.stack())
				}
			})
		})
	}
}

// Whoever quits while work goes on in the background is told what becomes of it.
func TestQuittingAsksWhereWorkGoesOn(t *testing.T) {
	ongoing := Progress{Word: "scan", Done: 9, Of: 16, Ends: func() string { return "A scan is under way, at 9 of 16 tenants.\n\nWhat it found is kept." }}
	for keys, quits := range map[string]bool{"q": false, "q enter": false, "q q": false, "q y": true, "ctrl+c": false, "ctrl+c ctrl+c": true, "q ctrl+c": true} {
		pumped(t, plainKit(), &fakeView{title: "home"}, Options{Header: Header{Product: "banyan"}, Ongoing: func() Progress { return ongoing }}, func(p *pump) {
			p.keys(strings.Fields(keys)...)
			if p.quit != quits {
				t.Errorf("%s: quit %v", keys, p.quit)
			}
			if screen := p.app.View(); keys == "q" && (!strings.Contains(screen, "Quit banyan?") || !strings.Contains(screen, "at 9 of 16 tenants") || !strings.Contains(screen, "####....") || !strings.Contains(screen, "enter stay")) {
				t.Errorf("it asks:\n%s", screen)
			}
			if keys == "q" && p.app.dialog.box(p.app.kit).Edge == Full {
				t.Error("its frame warns as if an edit would be lost")
			}
		})
	}
}

func TestTypingKeepsEveryKeyButInterrupt(t *testing.T) {
	home := &fakeView{title: "home", typing: true}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		home.got = nil
		p.send(keyOf("q"), keyOf("?"), keyOf("esc"), keyOf("r"), runes("several"), paste("pasted"))
		if len(home.got) != 6 || p.app.sheet != nil || home.refreshCount != 0 || p.quit {
			t.Errorf("the view got %v", home.got)
		}
		p.send(keyOf("ctrl+c"))
		if !p.quit {
			t.Error("ctrl+c did not quit")
		}
	})
}

// numberView is a view whose focus is on a number.
type numberView struct{ fakeView }

func (*numberView) TypingNumber() bool { return true }

// What is typed in a number, its signs too, is no command of the shell's; and nothing that
// arrives together is dropped without a word.
func TestWhatIsTypedInANumberReachesTheView(t *testing.T) {
	home := &numberView{fakeView{title: "home"}}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		home.got = nil
		p.send(runes("150"), paste("25 "), runes("1a"), paste("-5"), runes("-"), runes("."))
		if len(home.got) != 6 {
			t.Errorf("the view got %v", home.got)
		}
		p.send(runes("?"))
		if p.app.sheet == nil {
			t.Error("a letter is a key of the shell's no more")
		}
	})
}

// TestABurstNeverActs sends runes that spell the name of every key there is.
func TestABurstNeverActs(t *testing.T) {
	bursts := []tea.Msg{
		runes("ctrl+c"), runes("enter"), runes("esc"), runes("up"), runes("qq"), runes("yy"),
		paste("q"), paste("y"), paste("?"), paste("r"), runes("dy"), paste("ctrl+c"), runes("ctrl+l"),
	}
	for name, test := range map[string]struct {
		dirty     bool
		prepare   func(p *pump)
		questions int
		sheet     bool
	}{
		"on a view":                       {prepare: func(*pump) {}},
		"on a dialog":                     {dirty: true, prepare: func(p *pump) { p.keys("q"); p.advance(time.Minute) }, questions: 1},
		"in the help":                     {prepare: func(p *pump) { p.keys("?") }, sheet: true},
		"on a terminal that is too small": {prepare: func(p *pump) { p.send(tea.WindowSizeMsg{Width: 40, Height: 10}) }},
	} {
		t.Run(name, func(t *testing.T) {
			home := &fakeView{title: "home", dirty: test.dirty}
			pumped(t, plainKit(), home, Options{}, func(p *pump) {
				test.prepare(p)
				home.got = nil
				p.send(bursts...)
				if len(home.got) != 0 || home.refreshCount != 0 || p.quit {
					t.Errorf("the view got %v, refreshed %d times, quit %v", home.got, home.refreshCount, p.quit)
				}
				if questions, sheet := len(p.app.dialog.questions), p.app.sheet != nil; questions != test.questions || sheet != test.sheet {
					t.Errorf("%d questions, help %v", questions, sheet)
				}
			})
		})
	}
}

func TestSmallTerminalsBlockAllButQuitting(t *testing.T) {
	home := &fakeView{title: "home"}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send(pushMsg{views: []View{&fakeView{title: "above"}}})
		p.send(tea.WindowSizeMsg{Width: 59, Height: 24})
		if home.width != 80 {
			t.Error("a view was told of less room than it needs")
		}
		p.keys("esc", "?", "enter", "r", "y")
		if p.stack() != "home above" || p.app.sheet != nil || p.quit {
			t.Errorf("a key acted: stack %q", p.stack())
		}
		if frame := p.app.View(); !strings.Contains(frame, "60x16 is needed") || !strings.Contains(frame, "59x24") {
			t.Errorf("the frame says %q", frame)
		}
		p.keys("q")
		if !p.quit {
			t.Error("q did not quit")
		}
	})
}

func TestSmallTerminalsAskBeforeAnEditIsLost(t *testing.T) {
	pumped(t, plainKit(), &fakeView{title: "home", dirty: true}, Options{}, func(p *pump) {
		p.send(tea.WindowSizeMsg{Width: 59, Height: 24})
		p.keys("q", "q", "y")
		if p.quit || !strings.Contains(p.app.View(), "unsaved: ctrl+c quits") {
			t.Fatalf("quit %v, frame %q", p.quit, p.app.View())
		}
		p.keys("ctrl+c")
		if !p.quit {
			t.Error("ctrl+c did not quit")
		}
	})
}

func TestNotesStayUntilTheNextKey(t *testing.T) {
	home := &fakeView{title: "home", info: Info{Status: Cell{Text: "selected"}}}
	opts := Options{Explain: func(err error) string { return "sorry: " + err.Error() }}
	pumped(t, plainKit(), home, opts, func(p *pump) {
		for _, test := range []struct {
			say  tea.Cmd
			want string
		}{
			{Notify("copied"), "copied"},
			{Fail(errors.New("no answer")), "✗ sorry: no answer"},
			{Fail(nil), "selected"},
		} {
			p.run(test.say)
			p.settle()
			p.send("some message", tea.WindowSizeMsg{Width: 80, Height: 24})
			if got := p.status(); got != test.want {
				t.Errorf("status %q, want %q", got, test.want)
			}
			p.keys("x")
			if got := p.status(); got != "selected" {
				t.Errorf("status %q after a key", got)
			}
		}
	})
}

func TestRefreshKey(t *testing.T) {
	home := &fakeView{title: "home"}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.keys("r")
		if home.refreshCount != 1 {
			t.Errorf("refreshed %d times", home.refreshCount)
		}
		bare := &fakeView{title: "bare"}
		p.send(pushMsg{views: []View{bareView{bare}}})
		bare.got = nil
		p.keys("r")
		if len(bare.got) != 1 || home.refreshCount != 1 {
			t.Error("a view that cannot refresh did not get the key")
		}
	})
}

func TestRedrawClearsTheScreen(t *testing.T) {
	app := NewApp(plainKit(), &fakeView{title: "home"}, Options{})
	defer app.Close()
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, open := range []string{"nothing", "?"} {
		app.Update(keyOf(open))
		_, cmd := app.Update(keyOf("ctrl+l"))
		if cmd == nil || cmd() != tea.ClearScreen() {
			t.Errorf("after %s, ctrl+l did not clear the screen", open)
		}
	}
}

func TestAScreenIsReplacedAlsoAtTheRoot(t *testing.T) {
	home, next, late := &fakeView{title: "home"}, &fakeView{title: "next"}, &fakeView{title: "late"}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.send(replaceMsg{view: next})
		if got := p.stack(); got != "next" || home.closes != 1 || next.inits != 1 || next.width != 80 {
			t.Errorf("stack %q, closed %d times, started %d times", got, home.closes, next.inits)
		}
		p.send(pushMsg{views: []View{&fakeView{title: "above"}}})
		for _, view := range []View{home, next} {
			p.run(sentBy(view, Replace(late)))
			p.settle()
			if got := p.stack(); got != "next above" {
				t.Errorf("one that is not on top replaced another: %q", got)
			}
		}
	})
}

// loneView has a key that counts only alone.
type loneView struct{ fakeView }

func (v *loneView) Lone() key.Binding { return testKeys().Accept }

func TestALoneKeyIsDroppedAmongOthers(t *testing.T) {
	view := &loneView{fakeView{title: "home", typing: true}}
	pumped(t, plainKit(), view, Options{}, func(p *pump) {
		p.send(Together(keyOf("x")), Together(keyOf("enter")))
		if len(view.got) != 1 || p.status() != "enter counts only when it is pressed alone" {
			t.Errorf("it got %v; the status is %q", view.got, p.status())
		}
		p.keys("enter")
		if len(view.got) != 2 {
			t.Errorf("it got %v", view.got)
		}
	})
}

func TestTheHeaderSaysHowTheSessionStands(t *testing.T) {
	pumped(t, plainKit(), &fakeView{info: Info{Session: "not connected"}}, Options{Header: Header{Product: "banyan"}}, func(p *pump) {
		if got := p.lines()[0]; !strings.HasSuffix(strings.TrimRight(got, " "), "  not connected") {
			t.Errorf("%q", got)
		}
	})
}
