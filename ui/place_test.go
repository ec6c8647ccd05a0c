package ui

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// placedView is a fake view that is a place, named by its title.
type placedView struct {
	*fakeView
	place Place
	guide Guide
}

func (v *placedView) Place() Place      { return v.place }
func (v *placedView) Choose(row string) { v.place.Row = row }
func (v *placedView) Guide() Guide      { return v.guide }

// fakeGuide knows the places below home: "a", "a b", "a b c" and so on.
type fakeGuide struct {
	made map[string]*placedView // the latest view of each
	gone string
	home *placedView

	unread bool // what there is is not known

	from    View // where a user was who wanted the latest view
	screens []Screen
	memory  *fakeMemory
	names   []Name
}

func newFakeGuide() *fakeGuide {
	g := &fakeGuide{made: map[string]*placedView{}}
	g.home = g.view("home", Place{Kind: "home"})
	g.home.guide = g
	return g
}

func (g *fakeGuide) view(title string, p Place) *placedView {
	v := &placedView{fakeView: &fakeView{title: title}, place: p}
	g.made[title] = v
	return v
}

func placeAt(path ...string) Place {
	if len(path) == 0 {
		return Place{Kind: "home"}
	}
	if path[0] == "hot" {
		return Place{Kind: "hot", Path: path}
	}
	return Place{Kind: "level", Path: path}
}

func (g *fakeGuide) PathTo(to Place) (path []Place, why string) {
	if len(to.Path) > 0 && g.unread {
		return nil, "the levels are not read yet"
	}
	if len(to.Path) > 0 && to.Path[0] == g.gone {
		return nil, g.gone + " is not there any more"
	}
	path = []Place{placeAt()}
	for i := range to.Path {
		path[i].Row = to.Path[i]
		path = append(path, placeAt(to.Path[:i+1]...))
	}
	path[len(path)-1] = to
	return path, ""
}

func (g *fakeGuide) View(p Place, from View) View {
	g.from = from
	return g.view(strings.Join(p.Path, ""), p)
}

func (g *fakeGuide) Memory() Memory {
	if g.memory == nil {
		return nil // no nil in an interface
	}
	return g.memory
}

func (g *fakeGuide) Name(p Place) Name {
	return Name{Place: p, Text: strings.Join(p.Path, " "), About: "a level", Gone: !g.unread && len(p.Path) > 0 && p.Path[0] == g.gone}
}

func (g *fakeGuide) Names([]View, []Place) func() *Names {
	return func() *Names { return NewNames(g.names) }
}

func (g *fakeGuide) Typed(string) []Name { return nil }

func (g *fakeGuide) Elsewhere(msg tea.KeyMsg) string {
	return map[string]string{"W": "W is for levels", "e": "e is for levels"}[msg.String()]
}

func (g *fakeGuide) Screens() []Screen {
	return append(g.screens, Screen{Key: key.NewBinding(key.WithKeys("H"), key.WithHelp("H", "hot")), Place: placeAt("hot")})
}

// guided runs a test with a shell whose root has a guide.
func guided(t *testing.T, opts Options, test func(p *pump, g *fakeGuide)) {
	g := newFakeGuide()
	kit := plainKit()
	kit.Keys.Backward, kit.Keys.Forward = key.NewBinding(key.WithKeys("[")), key.NewBinding(key.WithKeys("]"))
	kit.Keys.Pin, kit.Keys.Palette = key.NewBinding(key.WithKeys("b")), key.NewBinding(key.WithKeys(":"))
	kit.Keys.Last, kit.Keys.Above = key.NewBinding(key.WithKeys("-")), key.NewBinding(key.WithKeys("backspace"))
	pumped(t, kit, g.home, opts, func(p *pump) { test(p, g) })
}

// fakeMemory notes what is kept. A full disk is an error that is told.
type fakeMemory struct {
	mu   sync.Mutex
	memo Memo
	err  error
	wait chan struct{} // closed when a change may end; nil for at once
}

func (m *fakeMemory) Change(by func(*Memo)) (Memo, error) {
	if m.wait != nil {
		<-m.wait
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	by(&m.memo)
	return m.memo, m.err
}

// do takes steps: a key, or the path of a place to visit, and what is open after it.
func (p *pump) do(steps ...string) {
	p.t.Helper()
	for i := 0; i < len(steps); i += 2 {
		what, want := steps[i], steps[i+1]
		if to, isVisit := strings.CutPrefix(what, "to "); isVisit {
			p.send(visitMsg{to: placeAt(strings.Fields(to)...)})
		} else {
			p.keys(what)
		}
		if got := p.stack(); got != want {
			p.t.Fatalf("%s leads to %q, want %q; status %q", what, got, want, p.status())
		}
	}
}

func TestEscComesBackToWhereTheUserWas(t *testing.T) {
	guided(t, Options{}, func(p *pump, _ *fakeGuide) {
		open := func(titles ...string) {
			var views []View
			for _, title := range titles {
				views = append(views, &fakeView{title: title})
			}
			p.send(pushMsg{views: views})
		}
		open("a", "b")
		p.do("esc", "home")
		open("a", "b", "c")
		p.do("backspace", "home a b", "backspace", "home a")
		open("x")
		p.do("backspace", "home a x", "esc", "home a", "esc", "home", "backspace", "home")
	})
}

func TestPlacesAreGoneThroughBackAndForward(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		p.do("[", "home", "]", "home", "-", "home",
			"to a", "home a", "to a b", "home a ab", "to x y", "home x xy",
			"[", "home a ab", "[", "home a", "[", "home", "[", "home",
			"]", "home a", "]", "home a ab", "]", "home x xy", "]", "home x xy",
			"-", "home a ab", "-", "home x xy", "-", "home a ab",
			"esc", "home a", "[", "home a ab", "]", "home a")
		if g.home.place.Row != "a" {
			t.Errorf("the cursor of the root is on %q", g.home.place.Row)
		}
	})
}

func TestTheRootIsReadAgainWhereItIsOld(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		g.home.info = Info{AsOf: time.Now()}
		p.do("to a", "home a", "[", "home", "]", "home a")
		fresh := g.home.refreshCount
		p.advance(5 * time.Minute)
		p.do("[", "home")
		if fresh != 0 || g.home.refreshCount != 1 {
			t.Errorf("read again %d and %d times", fresh, g.home.refreshCount)
		}
	})
}

func TestAPlaceIsComeBackToWithItsCursor(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		p.do("to a", "home a")
		g.made["a"].place.Row = "the row"
		p.send("it moved")
		p.do("to x", "home x")
		p.app.stack.clear() // not kept, such as one that was busy
		first := g.made["a"]
		p.do("-", "home a")
		if g.made["a"] == first || g.made["a"].place.Row != "the row" {
			t.Errorf("the cursor is on %q", g.made["a"].place.Row)
		}
	})
}

// TestWhatWasReadIsShownAgain goes back to a place that waits for nothing: it is not read again,
// unless it is old.
func TestWhatWasReadIsShownAgain(t *testing.T) {
	for _, test := range []struct {
		name      string
		age       time.Duration
		busy      bool
		inits     int
		refreshed int
	}{
		{name: "seconds old", age: 5 * time.Second},
		{name: "minutes old", age: 5 * time.Minute, refreshed: 1},
		{name: "left while it was read", busy: true, inits: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			guided(t, Options{}, func(p *pump, g *fakeGuide) {
				p.do("to a", "home a")
				before := g.made["a"]
				before.info, before.busy = Info{AsOf: time.Now()}, test.busy
				p.do("to x", "home x")
				p.advance(test.age)
				p.do("-", "home a")
				after := g.made["a"]
				if after.inits != 1 || (after != before) != (test.inits == 1) || after.refreshCount != test.refreshed {
					t.Errorf("started %d times, refreshed %d times, new: %v", after.inits, after.refreshCount, after != before)
				}
			})
		})
	}
}

// TestAPlaceThatIsKeptReadsNothing changes what a place shows while another is looked at.
func TestAPlaceThatIsKeptReadsNothing(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		p.do("to a", "home a")
		kept := g.made["a"]
		kept.onMsg = func(msg tea.Msg) tea.Cmd {
			if msg == "changed" {
				kept.busy = true
				return func() tea.Msg { t.Error("it was read"); return nil }
			}
			return nil
		}
		p.do("to x", "home x")
		p.send("an answer")
		if !slices.Contains(kept.got, tea.Msg("an answer")) || kept.closes != 0 {
			t.Errorf("it got %v, closed %d times", kept.got, kept.closes)
		}
		p.send("changed")
		if kept.closes != 1 {
			t.Errorf("closed %d times", kept.closes)
		}
		p.do("-", "home a")
	})
}

func TestKeptPlacesAreBoundedAndClosed(t *testing.T) {
	var all []*placedView
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		for i := range 3 * mostParked {
			p.do("to "+string(rune('a'+i)), "home "+string(rune('a'+i)))
			all = append(all, g.made[string(rune('a'+i))])
		}
		closed := 0
		for _, v := range all {
			closed += v.closes
		}
		if open := len(all) - closed; open != mostParked+1 {
			t.Errorf("%d are open", open)
		}
	})
	for _, v := range all {
		if v.closes != 1 {
			t.Errorf("%s was closed %d times", v.title, v.closes)
		}
	}
}

func TestWhatIsNotSavedIsAskedForBeforeAPlaceIsGoneTo(t *testing.T) {
	for _, key := range []string{"-", "["} {
		guided(t, Options{}, func(p *pump, _ *fakeGuide) {
			p.do("to a", "home a", "to x", "home x")
			p.send(pushMsg{views: []View{&fakeView{title: "form", dirty: true}}})
			p.do("H", "home x form hot") // above it: nothing is lost
			p.do("to a", "home x form hot", "enter", "home x form hot")
			p.do("esc", "home x form")
			p.do(key, "home x form", "n", "home x form", key, "home x form", "y", map[string]string{"-": "home x", "[": "home hot"}[key])
		})
	}
}

// TestEveryFormThatIsLeftIsAskedFor has two of them open: a yes to one is none to the other.
func TestEveryFormThatIsLeftIsAskedFor(t *testing.T) {
	guided(t, Options{}, func(p *pump, _ *fakeGuide) {
		p.do("to a", "home a")
		p.send(pushMsg{views: []View{&fakeView{title: "lower", dirty: true}}})
		p.do("H", "home a lower hot")
		p.send(pushMsg{views: []View{&fakeView{title: "upper", dirty: true}}})
		p.do("-", "home a lower hot upper", "y", "home a lower hot upper", "n", "home a lower hot upper")
		p.do("-", "home a lower hot upper", "y", "home a lower hot upper", "y", "home a")
	})
}

func TestWhatIsNotSavedIsNoLevelToGoUpFrom(t *testing.T) {
	guided(t, Options{}, func(p *pump, _ *fakeGuide) {
		p.send(pushMsg{views: []View{&fakeView{title: "a"}, &fakeView{title: "form", dirty: true}}})
		p.do("backspace", "home a form")
	})
}

func TestAPlaceThatIsGoneIsSaidAndForgotten(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		p.do("to a", "home a", "to x", "home x", "to y", "home y")
		g.gone = "x"
		p.do("[", "home y")
		if got := p.status(); !strings.HasSuffix(got, "x is not there any more") {
			t.Errorf("status %q", got)
		}
		p.do("[", "home a", "]", "home y")
	})
}

func TestScreensWithAKeyOpenAboveAndOnce(t *testing.T) {
	guided(t, Options{}, func(p *pump, _ *fakeGuide) {
		p.do("to a", "home a", "H", "home a hot", "H", "home a hot", "esc", "home a", "H", "home a hot")
		p.send(pushMsg{views: []View{&fakeView{title: "below"}}})
		p.do("H", "home a hot", "esc", "home a")
		p.send(pushMsg{views: []View{&reviewView{&fakeView{title: "review"}}}})
		p.do("H", "home a review", "-", "home a review")
	})
}

// paths returns the places of a memory in short.
func paths(places []Place) string {
	var all []string
	for _, p := range places {
		all = append(all, strings.Join(p.Path, "")+map[bool]string{true: ":" + p.Row}[p.Row != ""])
	}
	return strings.Join(all, " ")
}

func TestPlacesAreRememberedAndPinned(t *testing.T) {
	memory := &fakeMemory{memo: Memo{Pins: []Place{placeAt("z")}, Recent: []Place{placeAt("y")}}}
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		g.memory = memory
		p.send("anything")
		memo := func() Memo {
			var memo Memo
			for _, msg := range g.home.got {
				if msg, ok := msg.(RememberedMsg); ok {
					memo = msg.Memo
				}
			}
			return memo
		}
		p.do("b", "home", "to a", "home a")
		g.made["a"].place.Row = "r"
		p.do("b", "home a", "to x", "home x", "b", "home x", "b", "home x")
		if got := p.status(); got != "no longer pinned: x" {
			t.Errorf("status %q", got)
		}
		if memo := memo(); paths(memo.Pins) != "z a:r" || paths(memo.Recent) != "x a:r y" {
			t.Errorf("pins %q, recent %q", paths(memo.Pins), paths(memo.Recent))
		}
	})
	if paths(memory.memo.Pins) != "z a:r" || paths(memory.memo.Recent) != "x a:r y" {
		t.Errorf("kept are pins %q, recent %q", paths(memory.memo.Pins), paths(memory.memo.Recent))
	}
}

// TestWhatTheDiskIsLateWithIsKeptAtTheEnd pins while a former change is on its way, and quits.
func TestWhatTheDiskIsLateWithIsKeptAtTheEnd(t *testing.T) {
	memory := &fakeMemory{}
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		memory.wait = make(chan struct{})
		g.memory = memory
		p.do("to a", "home a", "b", "home a")
		if paths(memory.memo.Pins) != "" {
			t.Fatal("it did not wait")
		}
		close(memory.wait)
		p.app.Close()
	})
	if paths(memory.memo.Pins) != "a" || paths(memory.memo.Recent) != "a" {
		t.Errorf("kept are pins %q, recent %q", paths(memory.memo.Pins), paths(memory.memo.Recent))
	}
}

func TestAMemoryThatFailsIsTold(t *testing.T) {
	ofThePlatform := func(err error) string { return "failed: " + err.Error() + "; try again" }
	guided(t, Options{Explain: ofThePlatform}, func(p *pump, g *fakeGuide) {
		g.memory = &fakeMemory{err: errors.New("the disk is full")}
		p.send("anything")
		if got := p.status(); !strings.HasSuffix(got, "the disk is full") {
			t.Errorf("status %q", got)
		}
		p.do("x", "home", "to a", "home a")
		if got := p.status(); got != "" {
			t.Errorf("told again: %q", got)
		}
	})
}

func TestAPinToWhatIsGoneCanBeTakenOff(t *testing.T) {
	memory := &fakeMemory{memo: Memo{Pins: []Place{placeAt("a")}, Recent: []Place{placeAt("a"), placeAt("b")}}}
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		g.memory, g.gone = memory, "a"
		p.send("anything")
		p.do("to a", "home")
		if got := p.app.View(); !strings.Contains(got, "a is not there any more") {
			t.Fatalf("%s", got)
		}
		p.do("n", "home")
		if paths(p.app.keeps.Pins) != "a" {
			t.Error("no took it off")
		}
		g.unread = true // it cannot be said whether it is gone
		p.do("to a", "home")
		if got := p.status(); !strings.HasSuffix(got, "the levels are not read yet") {
			t.Errorf("status %q", got)
		}
		g.unread = false
		p.do("to a", "home", "y", "home")
	})
	if paths(memory.memo.Pins) != "" || paths(memory.memo.Recent) != "b" {
		t.Errorf("kept are pins %q, recent %q", paths(memory.memo.Pins), paths(memory.memo.Recent))
	}
}

// reviewView has a dialog open.
type reviewView struct{ *fakeView }

func (v *reviewView) Box() *Box { return &Box{} }

// typingView is no form, and something is typed on it.
type typingView struct{ bareView }

func (typingView) Typing() bool { return true }

// placedScreen is a place, and no form.
type placedScreen struct {
	bareView
	place Place
}

func (v *placedScreen) Place() Place      { return v.place }
func (v *placedScreen) Choose(row string) { v.place.Row = row }

// A screen with a key opens over each other that is no form which has the key for itself, and not over
// one of its own kind.
func TestAScreenOpensOverAnother(t *testing.T) {
	bare := bareView{&fakeView{title: "below", body: "body"}}
	for name, test := range map[string]struct {
		over View
		want string
	}{
		"a screen":           {bare, "home below find"},
		"a form":             {bare.screen, "home below"},
		"what is typed into": {typingView{bare}, "home below"},
		"the search itself":  {&placedScreen{bareView{&fakeView{title: "find"}}, Place{Kind: "find", Path: []string{"a text"}}}, "home find"},
	} {
		t.Run(name, func(t *testing.T) {
			guided(t, Options{}, func(p *pump, g *fakeGuide) {
				f := key.NewBinding(key.WithKeys("f"), key.WithHelp("f", "find"))
				p.app.kit.Keys.Find = f
				g.screens = []Screen{{Key: f, Place: Place{Kind: "find", Path: []string{"find"}}, NoForm: true}}
				p.send(pushMsg{views: []View{test.over}})
				isShown := strings.Contains(p.app.View(), "f find")
				p.keys("f")
				if got := p.stack(); got != test.want || g.from != nil && g.from != test.over {
					t.Errorf("%q over %v", got, g.from)
				}
				if opens := strings.HasSuffix(test.want, "below find"); isShown != opens {
					t.Errorf("the key line shows it: %v", isShown)
				}
			})
		})
	}
}

// A search is one place however often its text changes, and is come back to with the last one.
func TestAScreenThatIsAboutSomethingElseTakesItsOwnPlace(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		g.memory = &fakeMemory{}
		p.do("to a", "home a")
		for _, text := range []string{"b", "bc", "bcd"} {
			g.made["a"].place = placeAt(text)
			p.send("a letter")
		}
		p.do("to x", "home x", "[", "home a", "[", "home", "]", "home a", "]", "home x")
		if got := paths(g.memory.memo.Recent); got != "x bcd a" {
			t.Errorf("recent: %s", got)
		}
	})
}

// Without a memory nothing is gathered for it.
func TestNothingIsGatheredForNoMemory(t *testing.T) {
	guided(t, Options{}, func(p *pump, _ *fakeGuide) {
		p.do("to a", "home a", "to x", "home x", "b", "home x")
		if keeps := &p.app.keeps; len(keeps.unkept) != 0 || paths(keeps.Pins) != "x" {
			t.Errorf("%d changes wait; pinned: %s", len(keeps.unkept), paths(keeps.Pins))
		}
	})
}

// What was never read, or does not tell when, is read when it is come back to.
func TestWhatHasNoTimeIsReadWhenItIsComeBackTo(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		p.do("to a", "home a", "to x", "home x", "[", "home a")
		if got := g.made["a"].refreshCount; got != 1 {
			t.Errorf("read again %d times", got)
		}
	})
}

// coveredView notes when another came to lie over it.
type coveredView struct {
	*fakeView
	covers, follows int
}

func (v *coveredView) Cover() { v.covers++ }

func (v *coveredView) Follow() tea.Cmd {
	v.follows++
	return nil
}

// A view is told once that another lies over it, before that asks for anything.
func TestAViewIsToldThatAnotherLiesOverIt(t *testing.T) {
	home := &coveredView{fakeView: &fakeView{title: "home"}}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		before := 0
		above := &fakeView{title: "above", init: func() tea.Msg {
			before = home.covers
			return nil
		}}
		p.send("a message", pushMsg{views: []View{above}}, "another")
		p.keys("?", "esc")
		follows := home.follows
		if home.covers != 1 || before != 1 {
			t.Errorf("covered %d times, %d before the other began", home.covers, before)
		}
		p.keys("esc")
		if home.covers != 1 || home.follows <= follows {
			t.Errorf("covered %d times, and followed %d times after %d", home.covers, home.follows, follows)
		}
	})
}

// TestAKeyThatDoesNothingHereSaysWhatItIsFor presses keys on a screen that has one of them, knows one
// that it does not name, and has no other.
func TestAKeyThatDoesNothingHereSaysWhatItIsFor(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		g.home.keys = []key.Binding{key.NewBinding(key.WithKeys("e"), key.WithHelp("e", "edit"))}
		for keyed, want := range map[string]string{"W": "W is for levels", "e": "", "z": ""} {
			p.keys(keyed)
			if got := p.app.note.text; got != want {
				t.Errorf("%s says %q, want %q", keyed, got, want)
			}
		}
		p.keys("W")
		g.home.busy = true
		p.keys("W")
		if got := p.app.note.text; got != "" {
			t.Errorf("while the screen is read: %q", got)
		}
	})
}
