package terminal

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banyan/internal/soak"
)

const drawsAll = "\x1b[m\x1b[H\x1b[2J"

// drawn returns an output that has drawn one frame.
func drawn(t *testing.T, frame []byte) *memory {
	t.Helper()
	m := newMemory(20, 3)
	m.draw(t, frame)
	return m
}

// Whatever else reaches the terminal, the next frame knows whether its screen is still
// what it was, and lines that Bubble Tea skips are drawn from memory.
func TestWhatIsWrittenBesideFrames(t *testing.T) {
	t.Parallel()
	sent := frames(20, 3, "one\ntwo\nend", "ONE\ntwo\nend")
	for _, test := range []struct {
		text     string
		harmless bool
	}{
		{"\x1b[?25l", true},
		{"\x1b[?2004h\x1b[?1002h\x1b[?1006h", true},
		{"\x1b]0;title\a", true},
		{"\x1b]52;c;QQ==\x1b\\", true},
		{"\x1bPtmux;\x1b\x1b]52;c;QQ==\a\x1b\\", true},
		{"\x1bPtmux;\x1b\x1b]52;c;QQ==\x1b\x1b\\\x1b\\", true},
		{"\x1bP\x1b]52;c;QQ==\a\x1b\\", true},
		{"\x1b[22;0t", true},
		{"\x1b[?1049h", false},
		{"\x1b[?7l", false},
		{"\x1b[2J", false},
		{"\x1b[H", false},
		{"\r", false},
		{"text", false},
		{"\x1b[31m", false},
		{"\x1b]0;unfinished", false},
		{"\x1bPtmux;unfinished", false},
		{"\x1b[?25l and text", false},
	} {
		m := drawn(t, sent[0])
		must(m.WriteString(test.text))(t)
		want := test.text
		if !test.harmless {
			want = "\x1b[3;H" + want // where Bubble Tea believes the cursor to be
		}
		if got := m.take(); got != want {
			t.Errorf("%q was written as %q", test.text, got)
		}
		got := m.draw(t, sent[1])
		whole := strings.HasPrefix(got, drawsAll) && strings.Contains(got, "two")
		if whole == test.harmless {
			t.Errorf("after %q: %q", test.text, got)
		}
	}
}

// The size counts as it is when a frame is drawn, before Bubble Tea hears of it.
func TestANewSizeDrawsTheWholeScreen(t *testing.T) {
	t.Parallel()
	sent := frames(20, 3, "one\ntwo\nend", "ONE\ntwo\nend", "ONE\ntwo\nEND")
	m := drawn(t, sent[0])
	for i, size := range [][2]int{{20, 2}, {30, 2}} {
		m.size = func() (int, int) { return size[0], size[1] }
		if got := m.draw(t, sent[i+1]); !strings.HasPrefix(got, drawsAll) || !strings.Contains(got, "two") || strings.Contains(strings.ToLower(got), "end") {
			t.Errorf("at %v: %q", size, got)
		}
	}
	m.size = func() (int, int) { return 60000, 60000 }
	if _, err := m.Write(sent[1]); err != nil || m.take() != string(sent[1]) {
		t.Error("a screen of an absurd size was made")
	}
}

func TestAFrameOfFewerLinesLeavesNothingBelow(t *testing.T) {
	t.Parallel()
	p := newPair(t, 30, 6)
	for _, view := range []string{"one\ntwo\nthree\nfour", "one\n2", "uno", "1\n2\n3\n4\n5"} {
		p.show(view)
		if differs := p.changed.differs(p.plain); differs != "" {
			t.Fatalf("%q: %s", view, differs)
		}
		if !p.output.cells.isDrawn() {
			t.Errorf("%q was written as it was", view)
		}
	}
}

// Characters two columns wide come, go and move by one column.
func TestWideCharactersStayWhole(t *testing.T) {
	t.Parallel()
	pieces := []string{"東", "京", "한", "a", "b", " ", "  ", "é", "\x1b[31m本\x1b[0m", "\x1b[7m社x\x1b[0m", "𠀀", "が"}
	for seed := range uint64(soak.Rounds(60, 300)) {
		random := rand.New(rand.NewPCG(seed, 2))
		lines := make([][]string, 6)
		p := newPair(t, 24, len(lines))
		for range 25 {
			for range 1 + random.IntN(3) {
				y := random.IntN(len(lines))
				line := lines[y]
				switch at := random.IntN(len(line) + 1); {
				case at < len(line) && random.IntN(3) == 0:
					lines[y] = append(line[:at:at], line[at+1:]...)
				case at < len(line) && random.IntN(2) == 0:
					line[at] = pieces[random.IntN(len(pieces))]
				default:
					lines[y] = append(line[:at:at], append([]string{pieces[random.IntN(len(pieces))]}, line[at:]...)...)
				}
			}
			var view []string
			for _, line := range lines {
				view = append(view, strings.Join(line, ""))
			}
			p.show(strings.Join(view, "\n"))
			if differs := p.changed.differs(p.plain); differs != "" {
				t.Fatalf("%d: %s", seed, differs)
			}
		}
	}
}

// No character is drawn as a cell of which two ways of measuring say different things.
func TestADisputedWidthIsNeverOneOfACell(t *testing.T) {
	t.Parallel()
	for r := range rune(0x20000) {
		text := string(r)
		n, _ := cluster(text)
		if disputed := ansi.StringWidth(text) != ansi.StringWidthWc(text); n > 0 && disputed {
			t.Errorf("%U is a cell", r)
		}
	}
}

// What a table costs that moves by a row: the row, and nothing of the lines around it.
func TestAScrollSendsOneRow(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{"", "\x1b[38;2;152;161;178mBelfortRetail\x1b[0m\x1b[38;2;73;81;97m › \x1b[0m\x1b[38;2;152;161;178mBR-Hoofdkantoor\x1b[0m "} {
		size := [2]int{200, 60}
		if begin == "" {
			size = [2]int{80, 24}
		}
		p := newPair(t, size[0], size[1])
		body := size[1] - 4
		for top := range 12 {
			lines := []string{" banyan", " TENANT"}
			for row := top; row < top+body; row++ {
				marker := "   "
				if row == top+body-1 {
					marker = " \x1b[1;36m▸\x1b[0m "
				}
				lines = append(lines, fmt.Sprintf("%s%stenant-%04d   Enterprise %04d", marker, begin, row, row))
			}
			before := p.sent
			p.show(strings.Join(append(lines, "", " enter open  ? help"), "\n"))
			if cost := p.sent - before; top > 0 && cost > 120+len(begin) {
				t.Errorf("%v: row %d cost %d bytes", size, top, cost)
			}
		}
	}
}

// Rules between paragraphs that got longer or shorter move, each by as many lines, and are not sent again.
func TestARuleThatMovesIsNotSentAgain(t *testing.T) {
	t.Parallel()
	const columns = 100
	p := newPair(t, columns, 24)
	show := func(paragraphs ...int) (bytes int) {
		lines := []string{" banyan", ""}
		for i, n := range paragraphs {
			lines = append(lines, fmt.Sprintf(" %s %s", []string{"first", "second", "third"}[i], strings.Repeat("─", columns-9)))
			for line := range n {
				lines = append(lines, fmt.Sprintf(" %d of %d of %d", line, n, i))
			}
		}
		before := p.sent
		p.show(strings.Join(lines, "\n"))
		if diff := p.plain.differs(p.changed); diff != "" {
			t.Error(diff)
		}
		return p.sent - before
	}
	show(4, 2, 3)
	for _, paragraphs := range [][]int{{2, 3, 3}, {5, 1, 2}, {1, 1, 1}, {4, 2, 3}} {
		if cost := show(paragraphs...); cost > columns*len("─") {
			t.Errorf("%v: %d bytes", paragraphs, cost)
		}
	}
}

// Words of two looks on one ground, over text: the blanks between them take no way of their own.
func TestBlanksAreWrittenWithTheWordsBesideThem(t *testing.T) {
	const lines, columns = 20, 60
	p := newPair(t, columns, lines)
	p.show(strings.TrimSuffix(strings.Repeat(strings.Repeat("#", columns)+"\n", lines), "\n"))
	line := strings.Repeat("\x1b[38;2;120;190;250;48;5;234;1mkey\x1b[22;39m what it does  ", 3) + "\x1b[0mend ######"
	before := p.sent
	p.show(strings.TrimSuffix(strings.Repeat(line+"\n", lines), "\n"))
	if diff := p.plain.differs(p.changed); diff != "" {
		t.Error(diff)
	}
	const words, moves = 3 * len("key what it does  "), 7 * 6 // bytes a line; from word to word and to the next line
	if cost := p.sent - before; cost > lines*(words+moves) {
		t.Errorf("%d bytes, at most %d", cost, lines*(words+moves))
	}
}

// A box over text: each of its lines is erased once, and its edges are written downwards.
func TestABoxIsErasedBeforeItIsWritten(t *testing.T) {
	const lines, columns = 20, 100
	p := newPair(t, columns, lines)
	p.output.cells.pen.erases = true
	p.show(strings.TrimSuffix(strings.Repeat(strings.Repeat("#", columns)+"\n", lines), "\n"))
	line := "####\x1b[38;5;117;48;5;234m│   \x1b[1mkey" + strings.Repeat(" ", 22) + "\x1b[22;39mwhat it does" + strings.Repeat(" ", 22) + "or not" + strings.Repeat(" ", 22) + "\x1b[38;5;117m│\x1b[0m###"
	before := p.sent
	p.show(strings.TrimSuffix(strings.Repeat(line+"\n", lines), "\n"))
	if diff := p.plain.differs(p.changed); diff != "" {
		t.Error(diff)
	}
	const words, edges, erased, moves = len("keywhat it doesor not"), 2 * 5, 7, 5 * 6 // bytes a line
	const looks = 5 * 20
	if cost := p.sent - before; cost > lines*(words+edges+erased+moves)+looks {
		t.Errorf("%d bytes, at most %d", cost, lines*(words+edges+erased+moves)+looks)
	}
}

// Where nearly all is new, lines are erased together and not each by itself.
func TestAScreenThatIsNearlyNewIsErasedAtOnce(t *testing.T) {
	const lines, columns = 30, 100
	p := newPair(t, columns, lines)
	p.output.cells.pen.erases = true
	screen := func(line string) string { return strings.Repeat(line+"\n", lines-1) + "last" }
	p.show(screen(" \x1b[48;5;234m" + strings.Repeat("#", columns-2) + "\x1b[0m"))
	before := p.sent
	p.show(screen("   name" + strings.Repeat(" ", 60) + "\x1b[1mwhat it is\x1b[0m      \x1b[4mand more\x1b[0m"))
	if diff := p.plain.differs(p.changed); diff != "" {
		t.Error(diff)
	}
	const words, moves = len("namewhat it isand more"), 3*5 + 2 // bytes a line; none to erase it
	if cost := p.sent - before; cost > lines*(words+moves) {
		t.Errorf("%d bytes, at most %d", cost, lines*(words+moves))
	}
}
