package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/internal/safetext"
)

// TestScreens keeps what is drawn, in plain text: nothing may be told by colour alone.
func TestScreens(t *testing.T) {
	screens := map[string][]string{
		"table":           nil,
		"sorted":          {"<", "<", "S"},
		"filter_typed":    {"/", "g", "r", "o", "u", "p", " ", "d", "i", "f", "f", "<", "1", "0"},
		"filter_applied":  {"/", "!", "c", "enter", "j"},
		"filter_problem":  {"/", "s", "i", "z", "e", "<", "1"},
		"filter_no_match": {"/", "z", "z", "z"},
		"sort_picker":     {"s", "j", "j"},
		"wide":            {"ctrl+w", "right"},
		"help":            {"?"},
		"dialog":          {"ask"},
	}
	for name, keys := range screens {
		for _, size := range []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 120, Height: 40}} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size.Width, size.Height), func(t *testing.T) {
				screenOf(t, plainKit(), func(p *pump) {
					p.send(size)
					if name == "dialog" {
						p.send(confirmMsg{question: Question{
							Title: "Take Trunk-Liège out of HQ-Inbound?",
							Text:  "It gets no calls any more until it is put back.\n\npriority  1 -> none\nweight   30 -> none",
							Verb:  "take out",
						}})
					} else {
						p.keys(keys...)
					}
					golden.RequireEqual(t, p.app.View()+"\n")
				})
			})
		}
	}
}

func TestABodyThatIsTooLongLeavesTheChromeAlone(t *testing.T) {
	home := &fakeView{title: "home", body: strings.Repeat("line\n", 100), info: Info{Status: Cell{Text: "a finding"}}}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		if lines := p.lines(); p.status() != "a finding" || !strings.Contains(lines[23], "q quit") {
			t.Errorf("the last lines are %q", lines[22:])
		}
	})
}

func TestStatusLineSaysWhatIsOnItsWay(t *testing.T) {
	home := &fakeView{title: "home", info: Info{Status: Cell{Text: "a finding"}, Partly: "47 of 130 read"}, busy: true}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.advance(patience)
		line := p.lines()[22]
		if !strings.HasPrefix(line, " a finding  ") || !strings.HasSuffix(line, "  47 of 130 read 1") || len(line) != 79 {
			t.Errorf("status line %q", line)
		}
	})
}

func TestBreadcrumbKeepsItsLastPart(t *testing.T) {
	tests := map[string]struct {
		titles  []string
		summary string
		want    string
	}{
		"all of it": {titles: []string{"tenants", "foo", "groups"}, want: "tenants > foo > groups"},
		"a part once, where two views are about it": {titles: []string{"tenants", "HQ", "HQ"}, want: "tenants > HQ"},
		"the middle gives way": {
			titles: []string{"tenants", strings.Repeat("long", 20), "groups", "HQ", "trunk groups"},
			want:   "tenants > … > groups > HQ > trunk groups",
		},
		"then more of the middle": {
			titles: []string{"tenants", strings.Repeat("long", 20), strings.Repeat("longer", 12), "trunk groups"},
			want:   "tenants > … > trunk groups",
		},
		"then the beginning": {
			titles: []string{"tenants", "foo", strings.Repeat("x", 70)}, want: "… > " + strings.Repeat("x", 70),
		},
		"then the end": {
			titles: []string{"tenants", strings.Repeat("x", 100)}, want: "… > " + strings.Repeat("x", 73) + "…",
		},
		"beside a summary": {
			titles: []string{"tenants", strings.Repeat("x", 40), "groups"}, summary: "5 groups, 2 findings",
			want: "tenants > … > groups" + strings.Repeat(" ", 38) + "5 groups, 2 findings",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			pumped(t, plainKit(), &fakeView{title: test.titles[0]}, Options{}, func(p *pump) {
				for _, title := range test.titles[1:] {
					p.send(pushMsg{views: []View{&fakeView{title: title, info: Info{Summary: Cell{Text: test.summary}}}}})
				}
				if got := p.crumb(); got != test.want {
					t.Errorf("breadcrumb\n%q, want\n%q", got, test.want)
				}
			})
		})
	}
}

// A production is in a badge of its own, and its whole line is tinted where it is written to.
func TestAProductionDoesNotLookLikeADemo(t *testing.T) {
	for _, test := range []struct {
		label    string
		readOnly bool
		tone     Tone
		ground   Ground
	}{
		{"PROD", false, Prod, OnProd},
		{"PROD", true, Prod, OnBand},
		{"prod-be", false, Prod, OnProd},
		{"DEMO", false, Demo, OnBand},
		{"LAB", false, Lab, OnBand},
		{"elsewhere", false, Label, OnBand},
	} {
		kit := groundedKit()
		c := chrome{theme: kit.Theme, width: 80, header: Header{Product: "banyan", Place: "place", Label: test.label, ReadOnly: test.readOnly}}
		line := c.headerLine()
		if badge := kit.Theme.PaintOn(test.ground, test.tone, " "+test.label+" "); !strings.Contains(line, badge) {
			t.Errorf("%+v: no %q in %q", test, badge, line)
		}
		if place := kit.Theme.PaintOn(test.ground, Strong, "place"); !strings.Contains(line, place) {
			t.Errorf("%+v: no %q in %q", test, place, line)
		}
	}
}

func TestTheBadgesStayWhereThereIsNoRoom(t *testing.T) {
	for _, readOnly := range []bool{true, false} {
		opts := Options{Header: Header{Product: "banyan", Place: strings.Repeat("host.", 30), ReadOnly: readOnly, Label: "PROD"}}
		home := &fakeView{title: "home", info: Info{AsOf: time.Date(2026, 5, 14, 12, 3, 4, 0, time.UTC)}}
		pumped(t, plainKit(), home, opts, func(p *pump) {
			p.send(tea.WindowSizeMsg{Width: 60, Height: 16})
			line := p.lines()[0]
			want := map[bool]string{true: "   READ-ONLY   PROD ", false: "   WRITE   PROD "}[readOnly]
			if !strings.Contains(line, want) || !strings.Contains(line, "as of") || safetext.Width(line) > 60 {
				t.Errorf("header %q", line)
			}
		})
	}
}

func TestTheKeyLineKeepsTheShellsKeys(t *testing.T) {
	home := &fakeView{title: "home"}
	kit := plainKit()
	kit.Keys.NextField = key.NewBinding(key.WithKeys("tab"), key.WithHelp("tab", "fields"))
	kit.Keys.Save = key.NewBinding(key.WithKeys("ctrl+s"), key.WithHelp("ctrl+s", "review"))
	k := kit.Keys
	home.keys = append(home.keys, k.Open, k.Capacity, k.Filter, k.Sort, k.SortNext, k.SortPrevious, k.SortReverse, k.Wide, k.Refresh)
	pumped(t, kit, home, Options{}, func(p *pump) {
		line := p.lines()[23]
		if !strings.HasPrefix(line, " enter open  c capacity  / filter") || !strings.HasSuffix(line, "? help  q quit") || strings.Contains(line, "refresh") {
			t.Errorf("key line %q, want the first keys and the shell's", line)
		}
		p.send(tea.WindowSizeMsg{Width: 200, Height: 24})
		if line := p.lines()[23]; !strings.HasSuffix(line, "r refresh  ? help  q quit") || strings.Count(line, "refresh") != 1 {
			t.Errorf("key line %q, want what reads again once", line)
		}
		p.send(tea.WindowSizeMsg{Width: 60, Height: 24})
		home.keys = []key.Binding{Named(k.Open, "open routing"), Named(k.Capacity, "edit limits"), Named(k.Sort, "add channels"), k.NextField}
		if got := p.lines()[23]; strings.Contains(got, "tab") || !strings.Contains(got, "c edit limits") {
			t.Errorf("where tab only moves the key line is %q", got)
		}
		home.keys = append(home.keys, k.Save)
		if got := p.lines()[23]; !strings.Contains(got, "tab") {
			t.Errorf("of a form the key line is %q", got)
		}
		p.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		home.keys = []key.Binding{k.Open, k.Refresh, Named(k.Quit, "leave")}
		if got := p.lines()[23]; got != " enter open  r refresh  ? help  q leave" {
			t.Errorf("in the view's words the key line is %q", got)
		}
		home.typing = true
		home.keys = home.keys[:1]
		if got := p.lines()[23]; got != " enter open" {
			t.Errorf("while typing the key line is %q", got)
		}
	})
}

// editingView is a fakeView with something to edit.
type editingView struct {
	fakeView
	on, about string
}

func (v *editingView) Edits() (on, about string) { return v.on, v.about }

// What is edited stands at the end of the key line, so that a move changes no cell but those of its
// name, and no name takes the place of a key.
func TestTheKeyLineNamesWhatIsEditedAtItsEnd(t *testing.T) {
	kit := plainKit()
	kit.Keys.Edit = key.NewBinding(key.WithKeys("e"), key.WithHelp("e", "edit"))
	kit.Keys.EditPlace = key.NewBinding(key.WithKeys("ctrl+e"), key.WithHelp("ctrl+e", "edit what the screen is about"))
	k := kit.Keys
	home := &editingView{fakeView: fakeView{title: "home", keys: []key.Binding{k.Open, k.Filter, k.Capacity, k.Sort, k.Wide, k.Refresh}}}
	pumped(t, kit, home, Options{}, func(p *pump) {
		for width, want := range map[int][2]string{
			60:  {"q quit  e edit a", "q quit  e edit long-e…a-name"},
			80:  {"q quit  ctrl+e tenant  e edit a", "q quit  ctrl+e tenant  e edit long-eno…or-a-name"},
			120: {"q quit  ctrl+e edit tenant  e edit a", "q quit  ctrl+e edit tenant  e edit long-e…a-name"},
			160: {"q quit  ctrl+e edit tenant  e edit a", "q quit  ctrl+e edit tenant  e edit long-enough-for-a-name"},
		} {
			p.send(tea.WindowSizeMsg{Width: width, Height: 24})
			var lines [2]string
			for i, on := range []string{"a", "long-enough-for-a-name"} {
				home.on, home.about = on, "tenant"
				lines[i] = p.lines()[23]
				if !strings.HasSuffix(lines[i], want[i]) || safetext.Width(lines[i]) > width {
					t.Errorf("at %d: key line %q, want %q at its end", width, lines[i], want[i])
				}
			}
			before, _, _ := strings.Cut(lines[0], "e edit ")
			if !strings.HasPrefix(lines[1], before) {
				t.Errorf("at %d another name moves the keys:\n%s\n%s", width, lines[0], lines[1])
			}
		}
		home.on, home.about = "", ""
		if line := p.lines()[23]; strings.Contains(line, "edit") {
			t.Errorf("with nothing to edit the key line is %q", line)
		}
		home.on, home.typing = "a", true
		if line := p.lines()[23]; strings.Contains(line, "edit") {
			t.Errorf("while typing the key line is %q", line)
		}
	})
}

// TestHelpIsMadeFromTheKeyMap renames a key and finds it renamed.
func TestHelpIsMadeFromTheKeyMap(t *testing.T) {
	kit := plainKit()
	kit.Keys.Refresh.SetHelp("F5", "read again")
	kit.Keys.Wide.SetEnabled(false)
	screenOf(t, kit, func(p *pump) {
		p.send(tea.WindowSizeMsg{Width: 80, Height: 60})
		p.keys("?")
		frame := p.app.View()
		if !strings.Contains(frame, "F5") || !strings.Contains(frame, "read again") {
			t.Error("the help does not know the key map")
		}
		if strings.Contains(frame, "all columns") {
			t.Error("the help names a key that is off")
		}
	})
}

// What is typed after a / leaves the keys and words of the help that have it; esc gives all back before it
// closes the help.
func TestHelpIsSearched(t *testing.T) {
	screenOf(t, plainKit(), func(p *pump) {
		p.send(tea.WindowSizeMsg{Width: 80, Height: 40})
		p.keys("?")
		whole := p.frame()
		height := strings.Count(whole, " |\n")
		for _, step := range []struct {
			keys           []string
			shows, without string
		}{
			{[]string{"/"}, "refresh", "esc close"},
			{strings.Split("QUIT", ""), "quit at once", "refresh"},
			{[]string{"?"}, "nothing in this help has that", "  q  "},
			{[]string{"backspace", "enter"}, "quit at once", "refresh"},
			{[]string{"esc"}, "refresh", "QUIT"},
			{[]string{"/", "R", "f", "5", "enter"}, "nothing in this help has that", "esc close"},
			{[]string{"/", "esc"}, "refresh", "nothing"},
		} {
			p.keys(step.keys...)
			if frame := p.frame(); !strings.Contains(frame, step.shows) || strings.Contains(frame, step.without) {
				t.Errorf("%q: want %q and no %q:\n%s", step.keys, step.shows, step.without, frame)
			} else if strings.Count(frame, " |\n") != height {
				t.Errorf("%q: the frame has another height:\n%s", step.keys, frame)
			}
		}
		if p.frame() != whole {
			t.Errorf("after esc:\n%s\nwant\n%s", p.frame(), whole)
		}
		p.keys("/", "q", "esc", "esc")
		if p.app.sheet != nil {
			t.Error("esc does not close the help")
		}
	})
}

func TestHelpScrollsWhatDoesNotFit(t *testing.T) {
	screenOf(t, plainKit(), func(p *pump) {
		p.send(tea.WindowSizeMsg{Width: 60, Height: 16})
		p.keys("?")
		var seen strings.Builder
		for range 40 {
			seen.WriteString(p.app.View())
			p.keys("down")
		}
		for _, binding := range p.app.keys() {
			if !strings.Contains(seen.String(), binding.Help().Desc) {
				t.Errorf("%q cannot be reached", binding.Help().Desc)
			}
		}
	})
}

// TestResizeSweep draws every size, in every state, in frames of exactly that size.
func TestResizeSweep(t *testing.T) {
	states := map[string][]string{
		"table": nil, "filter": {"/", "g"}, "picker": {"s"}, "wide": {"ctrl+w", "right", "right"}, "help": {"?"}, "dialog": {"ctrl+c"},
	}
	for name, keys := range states {
		t.Run(name, func(t *testing.T) {
			screenOf(t, styledKit(), func(p *pump) {
				p.app.stack.top().(*siteView).dirty = true
				p.keys(keys...)
				for width := 1; width <= 200; width += 1 + width/20 {
					for height := 1; height <= 60; height += 1 + height/20 {
						p.app.Update(tea.WindowSizeMsg{Width: width, Height: height})
						checkFrame(t, p.app.View(), width, height)
					}
				}
			})
		})
	}
}

func TestSizesAreClamped(t *testing.T) {
	pumped(t, plainKit(), &fakeView{title: "home", body: strings.Repeat("x", 600)}, Options{}, func(p *pump) {
		p.send(tea.WindowSizeMsg{Width: 1 << 30, Height: 1 << 30})
		checkFrame(t, p.app.View(), mostWidth, mostHeight)
		p.send(tea.WindowSizeMsg{Width: -2, Height: 0})
		checkFrame(t, p.app.View(), 1, 1)
	})
}

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func checkFrame(t fataler, frame string, width, height int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		t.Fatalf("%dx%d: %d lines", width, height, len(lines))
	}
	for i, line := range lines {
		if got := safetext.Width(line); got > width {
			t.Fatalf("%dx%d: line %d is %d wide: %q", width, height, i, got, line)
		}
	}
}

// TestHostileStringsNeverReachTheScreen puts escape sequences and direction
// overrides wherever a server's words may appear.
func TestHostileStringsNeverReachTheScreen(t *testing.T) {
	const hostile = "a\x1b]0;owned\x07\x1b[31mb\u202ec\r\nd\x9b2Je\u200b\x00"
	rows := []site{{id: hostile, name: hostile, word: hostile}}
	view := &siteView{table: newSites(plainKit(), rows)}
	view.title = hostile
	view.info = Info{Summary: Cell{Text: hostile}, Status: Cell{Text: hostile}, Partly: hostile}
	view.table.SetEmpty(hostile)
	opts := Options{Header: Header{Product: hostile, Place: hostile, Label: hostile}}
	steps := []tea.Msg{
		keyOf("?"), keyOf("esc"), keyOf("ctrl+w"), keyOf("ctrl+w"), keyOf("s"), keyOf("esc"),
		keyOf("/"), paste(hostile), keyOf("enter"), keyOf("esc"),
		notifyMsg{text: hostile},
		confirmMsg{question: Question{Title: hostile, Text: hostile, Verb: hostile}},
	}
	pumped(t, plainKit(), view, opts, func(p *pump) {
		for i, step := range steps {
			p.send(step)
			if frame := p.app.View(); strings.ContainsAny(frame, "\x1b\x07\r\u202e\u200b\x00\u009b") || strings.Contains(frame, "\x9b2J") {
				t.Fatalf("after step %d the frame is %q", i, frame)
			}
		}
	})
}

// TestTonesDiffer proves that a theme with styles is used, cell by cell.
func TestTonesDiffer(t *testing.T) {
	kit := styledKit()
	screenOf(t, kit, func(p *pump) {
		frame := p.app.View()
		for tone, text := range map[Tone]string{
			Over: "-11", Unknown: "…", Selected: "▸", Title: "GROUP ID", ReadOnly: " READ-ONLY ", Demo: " DEMO ", Accent: "enter",
		} {
			if !strings.Contains(frame, kit.Theme.Paint(tone, text)) {
				t.Errorf("%q is not drawn in its tone", text)
			}
		}
		if strings.Contains(frame, kit.Theme.Paint(Over, "11")) {
			t.Error("a figure above zero is drawn as over")
		}
	})
}

func TestTheHelpSaysWhereQuittingGoesBack(t *testing.T) {
	pumped(t, plainKit(), &fakeView{title: "home"}, Options{}, func(p *pump) {
		p.keys("?")
		if help := p.app.View(); !strings.Contains(help, "q       quit") {
			t.Errorf("at the root:\n%s", help)
		}
		p.keys("esc")
		p.send(pushMsg{views: []View{&fakeView{title: "above"}}})
		p.keys("?")
		if help := p.app.View(); !strings.Contains(help, "q       back") || strings.Contains(help, "q       quit") {
			t.Errorf("above the root:\n%s", help)
		}
	})
}

func TestTheHelpSaysWhichKeysNeedASessionThatWrites(t *testing.T) {
	const want = "e, ctrl+e, a change something: start again with --write for that"
	for _, readOnly := range []bool{true, false} {
		kit := plainKit()
		bind := func(name string) key.Binding { return key.NewBinding(key.WithKeys(name), key.WithHelp(name, "do it")) }
		kit.Keys.Edit, kit.Keys.EditPlace, kit.Keys.Add = bind("e"), bind("ctrl+e"), bind("a")
		home := &fakeView{title: "home", keys: []key.Binding{kit.Keys.Open, Named(kit.Keys.Edit, "edit limits"), kit.Keys.EditPlace, kit.Keys.Add}}
		pumped(t, kit, home, Options{Header: Header{ReadOnly: readOnly}}, func(p *pump) {
			p.keys("?")
			if help := p.app.View(); strings.Contains(help, want) != readOnly {
				t.Errorf("read-only %v:\n%s", readOnly, help)
			}
			home.keys = home.keys[:1]
			p.keys("esc", "?")
			if help := p.app.View(); strings.Contains(help, "--write") {
				t.Errorf("nothing is changed here:\n%s", help)
			}
		})
	}
}

func TestFiguresThatCouldNotBeReadAgainAreStale(t *testing.T) {
	home := &fakeView{info: Info{AsOf: time.Now(), Stale: true}}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		if header := p.lines()[0]; !strings.Contains(header, "  stale  as of ") {
			t.Errorf("the header says %q", header)
		}
		home.info.Stale = false
		if header := p.lines()[0]; strings.Contains(header, "stale") {
			t.Errorf("the header says %q", header)
		}
	})
}

func TestTheKeysThatScrollWhatWasCopiedAreNamedWhereItScrolls(t *testing.T) {
	for lines, want := range map[int]string{3: " space text alone  esc close", 50: " k/j scroll  space text alone  esc close"} {
		view := &copyView{text: strings.Split(strings.Repeat("line\n", lines), "\n")}
		pumped(t, plainKit(), view, Options{}, func(p *pump) {
			p.keys("Y")
			if got := p.lines()[23]; got != want {
				t.Errorf("%d lines: %q, want %q", lines, got, want)
			}
		})
	}
}

func TestTheHeaderSaysWhatGoesOnWhateverTheScreen(t *testing.T) {
	for _, test := range []struct {
		name    string
		ongoing Progress
		asOf    time.Time
		want    string
	}{
		{name: "nothing goes on", asOf: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), want: "as of"},
		{name: "a scan", ongoing: Progress{Word: "scan", Done: 120, Of: 300}, want: "scan 120/300"},
		{name: "a scan beside an age", ongoing: Progress{Word: "scan", Done: 120, Of: 300}, asOf: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), want: "scan 120/300  as of"},
	} {
		t.Run(test.name, func(t *testing.T) {
			home := &fakeView{info: Info{AsOf: test.asOf}}
			pumped(t, plainKit(), home, Options{Ongoing: func() Progress { return test.ongoing }}, func(p *pump) {
				if line := p.lines()[0]; !strings.Contains(line, test.want) || test.ongoing.Word == "" && strings.Contains(line, "scan") {
					t.Errorf("%q", line)
				}
			})
		})
	}
}

func TestTheStatusLineTellsAsMuchAsThereIsRoomFor(t *testing.T) {
	first := Cell{Text: "▲ OVER 11", Tone: Over, Then: []Cell{{Text: " calls"}}}
	second, third := Cell{Text: "▲ BURST OVER 2", Tone: Over, Then: []Cell{{Text: ": of 4"}}}, Cell{Text: "! DOWN", Tone: Notice}
	for _, test := range []struct {
		also []Cell
		room int
		want string
	}{
		{[]Cell{second}, 39, "▲ OVER 11 calls    ▲ BURST OVER 2: of 4"},
		{[]Cell{second}, 38, "▲ OVER 11 calls   and 1 more"},
		{[]Cell{second}, 10, "▲ OVER 11 calls   and 1 more"},
		{[]Cell{second, third}, 80, "▲ OVER 11 calls   and 2 more"},
	} {
		if got := withMore(first, test.also, test.room).Whole(); got != test.want {
			t.Errorf("%d more in %d cells: %q, want %q", len(test.also), test.room, got, test.want)
		}
	}
	if got := withMore(first, nil, 9).Whole(); got != "▲ OVER 11 calls" {
		t.Errorf("alone %q", got)
	}
}

func TestANoteThatIsLongIsSaidWhole(t *testing.T) {
	text := "the figures cannot be edited: 127.0.0.1:18922 answered with a page instead of JSON (200); a proxy may stand in between: check --url and --prefix"
	pumped(t, plainKit(), &fakeView{title: "home"}, Options{}, func(p *pump) {
		p.send(notifyMsg{text: text})
		shown := strings.Join(strings.Fields(strings.Join(p.lines()[18:], " ")), " ")
		if !strings.Contains(shown, text) {
			t.Errorf("%q, want %q", shown, text)
		}
		if p.keys("x"); strings.Contains(p.app.View(), "the figures") {
			t.Error("it stays after the next key")
		}
	})
}
