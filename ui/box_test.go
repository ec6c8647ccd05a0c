package ui

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/internal/safetext"
)

// boxView is a table with a dialog of its own.
type boxView struct {
	siteView
	dialog *Box
}

func (v *boxView) Box() *Box { return v.dialog }

// testBox is a dialog with everything that one can have.
func testBox() *Box {
	k := testKeys()
	box := &Box{
		Title:       []Cell{{Text: "Review", Tone: Strong}, {Text: "   change enterprise trunk ", Tone: Muted}, {Text: "HQ-Inbound 東京", Tone: Strong}},
		Environment: true, Edge: BarOver, Scroll: new(Scroll),
		Strip: Strip{On: OnRefused, Sign: "■", Word: "DANGEROUS", Text: "every route of priority 1, which is tried first, is removed", Right: "read back 12:03:15"},
		State: []Cell{{Text: "y saves once the name is typed", Tone: Muted}},
		Buttons: []Button{
			{Key: Named(k.Cancel, "back")}, {Key: Named(k.SortReverse, "reverse"), Off: true}, {Key: Named(k.Yes, "save"), On: OnAlarm},
		},
		Lines: [][]Cell{nil},
	}
	for i := range 8 {
		box.Lines = append(box.Lines, []Cell{
			{Text: fmt.Sprintf("  weight of Trunk-Antwerpen %d  ", i)},
			{Text: " 70 ", Tone: Old},
			{Text: " → "},
			{Text: " 50 ", Tone: New},
			{Text: "  "},
			Bar{Given: 5, Limit: 8}.Cell(testGlyphs(), 10),
			{Text: " 東京本社", Ground: OnCell},
		})
	}
	box.Lines = append(box.Lines, nil)
	return box
}

// boxes are one dialog of each kind, each opened by what is sent after its view is on top.
func boxes(kit Kit) map[string]struct {
	view View
	open []tea.Msg
} {
	type opened = struct {
		view View
		open []tea.Msg
	}
	table := func() siteView { return siteView{table: newSites(kit, sites()), fakeView: fakeView{title: "groups"}} }
	list, dirty, listed := table(), table(), &boxView{siteView: table(), dialog: testBox()}
	dirty.dirty = true
	list.table.SetSize(74, 7)
	listed.dialog.Drawn = strings.Split(list.table.View(), "\n")
	return map[string]opened{
		"help":       {&list, []tea.Msg{keyOf("?")}},
		"sort":       {&list, []tea.Msg{keyOf("s"), keyOf("j")}},
		"question":   {&list, []tea.Msg{confirmMsg{question: Question{Title: "Read all 400 tenants?", Text: strings.Repeat("It takes a while. ", 9), Verb: "read"}}}},
		"leave":      {&dirty, []tea.Msg{keyOf("esc")}},
		"quit":       {&dirty, []tea.Msg{keyOf("ctrl+c")}},
		"copied":     {ticketView(), []tea.Msg{keyOf("Y")}},
		"own":        {&boxView{siteView: table(), dialog: testBox()}, nil},
		"with rows":  {listed, nil},
		"over a box": {&boxView{siteView: table(), dialog: testBox()}, []tea.Msg{keyOf("?")}},
	}
}

// boxPumped opens a dialog.
func boxPumped(t *testing.T, kit Kit, name string, test func(p *pump)) {
	t.Helper()
	box := boxes(kit)[name]
	opts := Options{Header: Header{Product: "banyan", Place: "prod-be", Label: "PROD"}, Clipboard: func(string) error { return nil }}
	pumped(t, kit, &fakeView{title: "tenants"}, opts, func(p *pump) {
		p.send(pushMsg{views: []View{box.view}})
		p.send(box.open...)
		if p.app.box() == nil {
			t.Fatal("nothing is open")
		}
		test(p)
	})
}

// cellsOf returns the text of a line cell by cell, a wide character in the first of its two.
func cellsOf(line string, width int) []string {
	var cells []string
	line = ansi.Strip(line)
	for line != "" {
		cluster, w := ansi.FirstGraphemeCluster(line, ansi.GraphemeWidth)
		line = line[len(cluster):]
		cells = append(cells, cluster)
		for range w - 1 {
			cells = append(cells, "")
		}
	}
	for len(cells) < width {
		cells = append(cells, " ")
	}
	return cells
}

// TestADialogLiesOverTheScreen compares every cell with what it stands over: outside of the
// dialog is the text of the screen, inside is the dialog's. A wide character that is cut is blank.
func TestADialogLiesOverTheScreen(t *testing.T) {
	for _, kit := range []Kit{plainKit(), groundedKit()} {
		for name := range boxes(plainKit()) {
			t.Run(name, func(t *testing.T) {
				boxPumped(t, kit, name, func(p *pump) {
					for _, size := range sizes() {
						p.app.Update(size)
						checkComposed(t, p.app)
					}
				})
			})
		}
	}
}

// sizes are some that a dialog is drawn at.
func sizes() []tea.WindowSizeMsg {
	var all []tea.WindowSizeMsg
	for width := 60; width <= 160; width += 1 + width/12 {
		for height := 16; height <= 60; height += 1 + height/4 {
			all = append(all, tea.WindowSizeMsg{Width: width, Height: height})
		}
	}
	return all
}

func checkComposed(t *testing.T, a *App) {
	t.Helper()
	width, height := a.stack.width, a.stack.height
	frame := strings.Split(a.View(), "\n")
	all := a.boxes()
	top := all[len(all)-1]
	chrome := a.chrome()
	below := append([]string{chrome.headerLine(), chrome.crumbLine()}, a.draw()...)
	for len(below) < height-2 {
		below = append(below, "")
	}
	below = append(below[:height-2], chrome.statusLine())
	for _, box := range all[:len(all)-1] {
		copy(below[1:], box.over(a.kit.Theme, below[1:], width, 1, height-chromeHeight))
	}
	drawn, left, line := top.draw(a.kit.Theme, width, height-chromeHeight)
	if wide := top.width(width); left < 1 || left+wide > width-1 || line < 0 || line+len(drawn) > height-chromeHeight {
		t.Fatalf("%dx%d: %d lines of %d cells at %d, %d", width, height, len(drawn), wide, left, line)
	}
	for y := range height - 1 {
		is, was := cellsOf(frame[y], width), cellsOf(below[y], width)
		inside := y-bodyTop-line >= 0 && y-bodyTop-line < len(drawn)
		var box []string
		if inside {
			box = cellsOf(drawn[y-bodyTop-line], top.width(width))
		}
		for x := range width {
			want := was[x]
			switch at := x - left; {
			case inside && at >= 0 && at < len(box):
				want = box[at]
			case inside && (at == -1 || at == len(box)):
				want = " "
			}
			if isBlank := is[x] == " " && isCut(was, x, left, left+len(box)); is[x] != want && !isBlank {
				t.Fatalf("%dx%d: column %d of line %d is %q, want %q\n%s", width, height, x, y, is[x], want, strings.Join(frame, "\n"))
			}
		}
	}
	if frame[0] != clipLine(chrome.headerLine(), width) {
		t.Errorf("the header is %q", frame[0])
	}
}

// isCut reports whether at x stood half of a wide character whose other half is covered.
func isCut(was []string, x, left, right int) bool {
	return x == left-2 && was[left-1] == "" || x == right+1 && was[x] == ""
}

func TestADialogIsAsWideAsItShouldBe(t *testing.T) {
	for _, test := range []struct{ own, screen, want int }{
		{0, 80, 76}, {0, 99, 76}, {0, 100, 92}, {0, 300, 92}, {0, 60, 56}, {62, 80, 62}, {62, 60, 56}, {62, 3, 2}, {0, 1, 1},
	} {
		if got := (&Box{Width: test.own}).width(test.screen); got != test.want {
			t.Errorf("%d on %d: %d, want %d", test.own, test.screen, got, test.want)
		}
	}
}

// TestDialogsFitEverySize draws every dialog at every size from nothing on, as a terminal that
// is being resized does.
func TestDialogsFitEverySize(t *testing.T) {
	for name := range boxes(plainKit()) {
		t.Run(name, func(t *testing.T) {
			boxPumped(t, groundedKit(), name, func(p *pump) {
				for width := 1; width <= 300; width += 1 + width/5 {
					for height := 1; height <= 90; height += 1 + height/5 {
						p.app.Update(tea.WindowSizeMsg{Width: width, Height: height})
						checkFrame(t, p.app.View(), width, height)
						if p.app.stack.isSmall() {
							checkDrawn(t, p.app.box(), p.app.kit.Theme, width, height)
						}
					}
				}
			})
		})
	}
}

// checkDrawn holds a dialog to a body, however small.
func checkDrawn(t *testing.T, box *Box, theme Theme, width, height int) {
	t.Helper()
	lines, x, y := box.draw(theme, width, height)
	if x < 0 || y < 0 || x+box.width(width) > width || y+len(lines) > height {
		t.Fatalf("%d lines of %d at %d, %d of %dx%d", len(lines), box.width(width), x, y, width, height)
	}
	for _, line := range box.over(theme, make([]string, height), width, 0, height) {
		if safetext.Width(line) > width {
			t.Fatalf("%q is wider than %d", line, width)
		}
	}
}

// TestDialogPictures keeps what is drawn without colour.
func TestDialogPictures(t *testing.T) {
	for name := range boxes(plainKit()) {
		for _, size := range []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 120, Height: 36}, {Width: 160, Height: 44}} {
			t.Run(fmt.Sprintf("%s_%dx%d", strings.ReplaceAll(name, " ", "_"), size.Width, size.Height), func(t *testing.T) {
				boxPumped(t, plainKit(), name, func(p *pump) {
					p.advance(time.Until(time.Date(2026, 5, 14, 12, 3, 4, 0, time.UTC)))
					p.send(size)
					golden.RequireEqual(t, p.app.View()+"\n")
				})
			})
		}
	}
}

func TestADialogThatHasNoRoomSaysHowMuchIsBelow(t *testing.T) {
	boxPumped(t, plainKit(), "own", func(p *pump) {
		p.send(tea.WindowSizeMsg{Width: 80, Height: 16})
		if frame := p.app.View(); !strings.Contains(frame, "|  2 more lines below") || !strings.Contains(frame, "DANGEROUS") || !strings.Contains(frame, "[y save]") {
			t.Fatalf("it shows:\n%s", frame)
		}
		p.app.box().Scroll.Press(keyOf("G"), testKeys())
		if frame := p.app.View(); strings.Contains(frame, "more line") || !strings.Contains(frame, "Antwerpen 7") {
			t.Errorf("at its end:\n%s", frame)
		}
		p.send(tea.WindowSizeMsg{Width: 80, Height: 40})
		if frame := p.app.View(); strings.Contains(frame, "more line") || !strings.Contains(frame, "Antwerpen 0") {
			t.Errorf("with room:\n%s", frame)
		}
	})
}

func TestWhatHasTheFocusStaysInView(t *testing.T) {
	box := testBox()
	for kept := 1; kept < len(box.Lines)-1; kept++ {
		for height := 7; height < 20; height++ {
			for _, from := range []int{0, 3, 100} {
				box.Kept = kept
				box.Scroll.top = from
				drawn, _, _ := box.draw(plainKit().Theme, 80, height)
				if screen := strings.Join(drawn, "\n"); !strings.Contains(screen, fmt.Sprintf("Antwerpen %d", kept-1)) {
					t.Fatalf("line %d is not among %d lines from %d on:\n%s", kept, height, from, screen)
				}
			}
		}
	}
}

func TestButtonsAreClickedButNeverAYes(t *testing.T) {
	k := testKeys()
	view := &boxView{siteView: siteView{table: newSites(plainKit(), sites())}, dialog: testBox()}
	view.dialog.Buttons = []Button{
		{Key: Named(k.Cancel, "back")},
		{Key: Named(k.Refresh, "not yet"), Off: true},
		{Key: Named(k.Capacity, "danger"), On: OnAlarm},
		{Key: Named(k.Yes, "save"), On: OnChoice},
		{Key: Named(k.Accept, "add"), On: OnChoice},
	}
	got := map[string]bool{}
	recorder := &recordingBox{boxView: view, got: got}
	pumped(t, plainKit(), recorder, Options{Mouse: true}, func(p *pump) {
		for y := range 24 {
			for x := range 80 {
				p.app.Update(clickAt(x, y))
			}
		}
	})
	if !got["enter"] || got["c"] || got["y"] || got["r"] { // esc is the shell's, and closes nothing here
		t.Errorf("the view got %v", got)
	}
}

// recordingBox notes the keys that it gets.
type recordingBox struct {
	*boxView
	got map[string]bool
}

func (v *recordingBox) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		v.got[msg.String()] = true
	}
	return nil
}

func TestAKeyIsPressedByItsName(t *testing.T) {
	for _, name := range []string{"enter", "esc", "tab", "shift+tab", "ctrl+s", "ctrl+o", " ", "r", "Y", "?", "up", "f10"} {
		if msg := pressOf(name); msg.String() != name || !key.Matches(msg, key.NewBinding(key.WithKeys(name))) || IsBurst(msg) {
			t.Errorf("%s is %v", name, msg)
		}
	}
}

// A view that draws nothing itself lies over the one below, which is still told of in the chrome.
func TestADialogThatIsAllOfAViewLiesOverTheOneBelow(t *testing.T) {
	below := &fakeView{title: "groups", body: "the rows", info: Info{Status: Cell{Text: "a finding"}}}
	above := &onlyBox{box: testBox()}
	pumped(t, plainKit(), below, Options{}, func(p *pump) {
		p.send(pushMsg{views: []View{above}})
		if lines := p.lines(); lines[2] != "the rows" || p.status() != "a finding" {
			t.Errorf("it lies over:\n%s", strings.Join(lines, "\n"))
		}
	})
}

// onlyBox is a view that is a dialog and nothing else.
type onlyBox struct {
	fakeView
	box *Box
}

func (v *onlyBox) Box() *Box { return v.box }

// The key line names what the keys do now, and behind a dialog of a view's those are its own.
func TestTheKeyLineOfADialogHasItsKeysAlone(t *testing.T) {
	k := testKeys()
	view := &onlyBox{fakeView: fakeView{keys: []key.Binding{Named(k.Yes, "save"), k.Help, Named(k.Back, "back to the form")}}, box: testBox()}
	pumped(t, plainKit(), &fakeView{title: "tenants"}, Options{}, func(p *pump) {
		p.send(pushMsg{views: []View{view}})
		if got := p.lines()[23]; got != " y save  ? help  esc back to the form" {
			t.Errorf("%q", got)
		}
		view.busy = true
		p.send(keyOf("z"))
		p.advance(time.Minute)
		if got := p.status(); got != "" {
			t.Errorf("behind it turns %q", got)
		}
	})
}

// What changes something says where, in red, wherever that is in production.
func TestAnAnswerSaysThatItIsGivenInProduction(t *testing.T) {
	for label, want := range map[string]string{"PROD-BE": "[y save on PROD-BE]", "DEMO": "[y save]", "": "[y save]"} {
		box := testBox()
		box.Buttons = []Button{{Key: Named(testKeys().Yes, "save"), On: OnChoice, Commits: true}}
		pumped(t, plainKit(), &boxView{siteView: siteView{table: newSites(plainKit(), sites())}, dialog: box}, Options{Header: Header{Label: label}}, func(p *pump) {
			shown := p.app.box()
			if on := shown.Buttons[0].On; (on == OnAlarm) != (label == "PROD-BE") {
				t.Errorf("%s: ground %v", label, on)
			}
			if screen := p.app.View(); !strings.Contains(screen, want) || !strings.Contains(screen, label) {
				t.Errorf("%s:\n%s", label, screen)
			}
		})
	}
}

// A dialog copies its own text, as the view on top alone may.
func TestADialogCopiesItsText(t *testing.T) {
	view := &fakeView{title: "form"}
	pumped(t, plainKit(), view, Options{Header: Header{Product: "banyan", Place: "prod-be", Label: "PROD"}}, func(p *pump) {
		p.send(sentBy(view, Copy([]string{"enterprise trunk HQ-Inbound", "weight: 70 -> 50"}))())
		if screen := p.app.View(); !strings.Contains(screen, "HQ-Inbound") || !strings.Contains(screen, "prod-be, PROD") || !strings.Contains(screen, "70 -> 50") {
			t.Errorf("copied:\n%s", screen)
		}
		p.keys("esc")
		p.send(sentBy(&fakeView{}, Copy([]string{"stale"}))())
		if screen := p.app.View(); strings.Contains(screen, "stale") {
			t.Errorf("a view that is gone copied:\n%s", screen)
		}
	})
}

func TestTheScreenBelowIsDimmedAndTheHeaderIsNot(t *testing.T) {
	boxPumped(t, groundedKit(), "own", func(p *pump) {
		p.send(notifyMsg{text: "a word of the shell's"})
		theme := p.app.kit.Theme
		lines := p.lines()
		look := newCanvas(theme, nil, 0).look
		canvas := newCanvas(theme, lines, 80)
		for x, want := range map[int]Tone{3: Dim, 23: Dim} { // the heading
			if got := canvas.buffer.Cell(x, 2).Style; !got.Equal(ptr(look(OnScreen, want))) {
				t.Errorf("column %d of %q: %+v", x, lines[2], got)
			}
		}
		if !strings.Contains(lines[0], theme.PaintOn(OnBand, Write, " WRITE ")) {
			t.Errorf("header %q", lines[0])
		}
		if lines[22] != " a word of the shell's" {
			t.Errorf("status %q", lines[22])
		}
	})
}

func ptr[T any](v T) *T { return &v }

func TestBadgesAndBarsAreStillSeenInWhatIsDimmed(t *testing.T) {
	theme := groundedKit().Theme
	theme.Glyphs.BarFull = "▆"
	line := theme.Paint(Over, "OVER") + " " + theme.Paint(BarGiven, "▆▆") + " " + theme.Paint(Demo, " DEMO ") + " " + theme.PaintOn(OnRow, Plain, "row") + theme.PaintOn(OnChoice, Strong, "50")
	canvas := newCanvas(theme, []string{line}, 40)
	canvas.dim()
	soft := canvas.look(OnBand, Plain).Bg
	for x, on := range map[int]ansi.Color{0: nil, 5: canvas.look(OnScreen, Track).Fg, 9: soft, 15: nil, 18: soft} {
		style := canvas.look(OnScreen, Dim)
		if style.Bg = on; x == 5 {
			style.Fg = nil // a bar is blanks
		}
		if got := canvas.buffer.Cell(x, 0); !got.Style.Equal(&style) {
			t.Errorf("column %d, %q: %+v, want %+v", x, string(got.Rune), got.Style, style)
		}
	}
	if got := ansi.Strip(canvas.lines()[0]); got != strings.ReplaceAll(ansi.Strip(line), "▆", " ") {
		t.Errorf("the text is %q now", got)
	}
}

// In 16 colours the track of a bar is of the dots that part facts: those stay dots, and a bar is as
// dim as they are.
func TestADotOfATextThatIsDimmedIsNoBar(t *testing.T) {
	theme := groundedKit().Theme
	theme.Glyphs.BarFull, theme.Glyphs.BarEmpty, theme.Glyphs.Dot = "▆", "·", "·"
	canvas := newCanvas(theme, []string{theme.Paint(Muted, "16 · limits") + " " + theme.Paint(BarGiven, "▆▆") + theme.Paint(Track, "··")}, 40)
	canvas.dim()
	if got := ansi.Strip(canvas.lines()[0]); got != "16 · limits ▆▆··" {
		t.Errorf("the text is %q now", got)
	}
	if got, dim := canvas.buffer.Cell(12, 0).Style, canvas.look(OnScreen, Dim); !got.Equal(&dim) {
		t.Errorf("the bar stands out of what is dimmed: %+v", got)
	}
}

// At 80x24 the whole of a help has no room, and says so.
func TestAHelpThatHasNoRoomSaysSo(t *testing.T) {
	view := &explainedView{}
	view.title = "groups"
	for i := range 60 {
		view.meanings = append(view.meanings, Meaning{Word: fmt.Sprintf("WORD%d", i), Text: "what it means, in more words than there is room for in half of the screen"})
	}
	pumped(t, plainKit(), view, Options{}, func(p *pump) {
		p.keys("?")
		if frame := p.app.View(); !strings.Contains(frame, "more lines below") {
			t.Errorf("no sign:\n%s", frame)
		}
	})
}

// explainedView is a view with words to explain.
type explainedView struct {
	fakeView
	meanings []Meaning
}

func (v *explainedView) Meanings() []Meaning { return v.meanings }

// BenchmarkDialog lays a dialog over a full screen of 120x36.
func BenchmarkDialog(b *testing.B) {
	view := &boxView{siteView: siteView{table: newSites(groundedKit(), manySites(100))}}
	app := NewApp(groundedKit(), view, Options{Header: Header{Product: "banyan", Label: "DEMO"}})
	defer app.Close()
	app.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	for _, open := range []bool{false, true} {
		b.Run(map[bool]string{false: "closed", true: "open"}[open], func(b *testing.B) {
			if view.dialog = nil; open {
				view.dialog = testBox()
			}
			b.ReportAllocs()
			for b.Loop() {
				app.View()
			}
		})
	}
}

func TestABareDialogLeavesWhatIsAboveItAsItIs(t *testing.T) {
	theme := groundedKit().Theme
	name := theme.Paint(Accent, "banyan")
	for _, bare := range []bool{true, false} {
		box := &Box{Bare: bare, Title: []Cell{{Text: "Log in"}}}
		lines := append([]string{name}, make([]string, 15)...)
		if got := box.over(theme, lines, 80, 0, 16)[0]; strings.Contains(got, "\x1b[38;5;"+strconv.Itoa(int(100+Accent))+"m") != bare {
			t.Errorf("bare %v: %q", bare, got)
		}
	}
}

// Over a link that bunches, the letters of a key that is held down arrive as one message.
func TestAHeldKeyScrollsABox(t *testing.T) {
	copying := &copyView{text: strings.Split(strings.Repeat("line\n", 100), "\n")}
	question := asking(Question{Title: "sure?", Text: strings.Repeat("line\n", 100)})
	for name, test := range map[string]struct {
		view View
		open any
	}{
		"help":     {copying, keyOf("?")},
		"a copy":   {copying, keyOf("Y")},
		"question": {question, "ask"},
	} {
		t.Run(name, func(t *testing.T) {
			pumped(t, plainKit(), test.view, Options{}, func(p *pump) {
				p.send(tea.WindowSizeMsg{Width: 60, Height: 16}, test.open)
				p.lines()
				p.advance(Unseen)
				scroll := p.app.box().Scroll
				for _, burst := range []struct {
					letters string
					paste   bool
					want    int
				}{{"jjj", false, 3}, {"kk", false, 1}, {"end", false, 1}, {"jk", false, 1}, {"jj", true, 1}, {"GG", false, 1}} {
					p.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(burst.letters), Paste: burst.paste})
					p.lines()
					if scroll.top != burst.want {
						t.Errorf("%+v: line %d is at the top", burst, scroll.top)
					}
				}
			})
		})
	}
}
