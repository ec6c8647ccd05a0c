package terminal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// emulator is a terminal of the xterm kind, as far as Bubble Tea and the cell diff
// use one. Anything else that reaches it fails the test. That it draws as a real
// terminal does is held by comparing it with tmux.
type emulator struct {
	t             testing.TB
	width, height int
	cells         [][]shown
	x, y          int
	pending       bool // a character went to the last column: the next one wraps
	nowrap        bool
	top, bottom   int // the region that scrolls
	style         cellbuf.Style
	parser        *ansi.Parser
}

// shown is what one column shows: a character with its marks, and its look. The
// second half of a wide character is empty.
type shown struct {
	text  string
	style cellbuf.Style
}

// visible leaves out of a blank's look what cannot be seen on one.
func (s shown) visible() shown {
	if s.text == " " {
		s.style.Attrs &^= cellbuf.BoldAttr | cellbuf.FaintAttr | cellbuf.ItalicAttr
		if !s.style.Attrs.Contains(cellbuf.ReverseAttr) && s.style.UlStyle == cellbuf.NoUnderline && s.style.Attrs == 0 {
			s.style.Fg = nil
		}
	}
	return s
}

func newEmulator(t testing.TB, width, height int) *emulator {
	e := &emulator{t: t, parser: ansi.NewParser()}
	e.resize(width, height)
	return e
}

// resize keeps what still fits, as an alternate screen does.
func (e *emulator) resize(width, height int) {
	cells := make([][]shown, height)
	for y := range cells {
		cells[y] = make([]shown, width)
		for x := range cells[y] {
			cells[y][x] = shown{text: " "}
			if y < e.height && x < e.width {
				cells[y][x] = e.cells[y][x]
			}
		}
	}
	e.cells, e.width, e.height = cells, width, height
	e.top, e.bottom = 0, height-1
	e.x, e.y, e.pending = min(e.x, width-1), min(e.y, height-1), false
}

func (e *emulator) write(out []byte) {
	for len(out) > 0 {
		if n := wrapped(string(out[:min(len(out), 100)])); n > 0 {
			out = out[n:]
			continue
		}
		seq, width, n, _ := ansi.DecodeSequence(out, 0, e.parser)
		out = out[n:]
		switch {
		case width > 0:
			e.print(string(seq), width)
		case ansi.HasCsiPrefix(seq):
			e.csi(string(seq))
		case ansi.HasOscPrefix(seq):
		case len(seq) > 0 && seq[0] >= 0xc0:
			e.mark(string(seq))
		default:
			e.control(string(seq))
		}
	}
}

// mark adds a mark to the character before the cursor.
func (e *emulator) mark(text string) {
	x := e.x
	if !e.pending {
		x--
	}
	if x > 0 && e.cells[e.y][x].text == "" {
		x--
	}
	e.cells[e.y][max(x, 0)].text += text
}

func (e *emulator) control(seq string) {
	switch seq {
	case "\r":
		e.x, e.pending = 0, false
	case "\n":
		e.pending = false
		if e.y == e.bottom {
			e.scroll(e.top, 1)
		} else {
			e.y = min(e.y+1, e.height-1)
		}
	case "\b":
		e.x, e.pending = max(e.x-1, 0), false
	case "\x1bM":
		if e.y == e.top {
			e.scroll(e.top, -1)
		} else {
			e.y = max(e.y-1, 0)
		}
	default:
		e.t.Fatalf("the terminal got %q", seq)
	}
}

func (e *emulator) print(text string, width int) {
	if (e.pending || e.x+width > e.width) && !e.nowrap {
		e.control("\r")
		e.control("\n")
	}
	e.x = min(e.x, e.width-width)
	e.split(e.x)
	e.split(e.x + width)
	e.cells[e.y][e.x] = shown{text, e.style}
	if width == 2 {
		e.cells[e.y][e.x+1] = shown{style: e.style}
	}
	e.x += width
	e.pending = e.x >= e.width
	e.x = min(e.x, e.width-1)
}

// split blanks a wide character that starts before a column and ends after it.
func (e *emulator) split(x int) {
	line := e.cells[e.y]
	if x > 0 && x < e.width && line[x].text == "" {
		line[x-1].text, line[x].text = " ", " "
	}
}

func (e *emulator) csi(seq string) {
	n := e.param(0, 1)
	e.pending = e.pending && strings.HasSuffix(seq, "m")
	switch command := e.parser.Command(); {
	case command == 'm':
		cellbuf.ReadStyle(e.parser.Params(), &e.style)
	case command == 'H':
		e.y, e.x = e.clampY(n-1), e.clampX(e.param(1, 1)-1)
	case command == 'A':
		e.y = e.clampY(e.y - n)
	case command == 'B':
		e.y = e.clampY(e.y + n)
	case command == 'C':
		e.x = e.clampX(e.x + n)
	case command == 'D':
		e.x = e.clampX(e.x - n)
	case command == 'G':
		e.x = e.clampX(n - 1)
	case command == 'd':
		e.y = e.clampY(n - 1)
	case command == 'r':
		e.top, e.bottom = e.clampY(n-1), e.clampY(e.param(1, e.height)-1)
		e.x, e.y = 0, 0
	case strings.ContainsRune("JKXP@LMST", rune(command)):
		e.edit(byte(command), n)
	case seq == "\x1b[?7l", seq == "\x1b[?7h":
		e.nowrap = seq == "\x1b[?7l"
	case leavesScreen(seq), strings.HasPrefix(seq, "\x1b[?1049"):
	default:
		e.t.Fatalf("the terminal got %q", seq)
	}
}

// edit erases, shifts and scrolls.
func (e *emulator) edit(command byte, n int) {
	switch command {
	case 'J', 'K':
		e.erase(command, e.param(0, 0))
	case 'X':
		e.blank(e.y, e.x, e.x+n)
	case 'P', '@':
		line := e.cells[e.y][e.x:]
		n = min(n, len(line))
		e.split(e.x)
		if command == 'P' {
			e.split(e.x + n)
			copy(line, line[n:])
			e.blank(e.y, e.width-n, e.width)
		} else {
			e.split(e.width - n)
			copy(line[n:], line)
			e.blank(e.y, e.x, e.x+n)
		}
	case 'L', 'M':
		if command == 'L' {
			n = -n
		}
		e.scroll(e.y, n)
		e.x = 0
	case 'S':
		e.scroll(e.top, n)
	case 'T':
		e.scroll(e.top, -n)
	}
}

func (e *emulator) erase(command byte, what int) {
	from, to := [3]int{e.x, 0, 0}[what], [3]int{e.width, e.x + 1, e.width}[what]
	e.blank(e.y, from, to)
	if command == 'K' {
		return
	}
	for y := range e.height {
		if what == 2 || what == 0 && y > e.y || what == 1 && y < e.y {
			e.blank(y, 0, e.width)
		}
	}
}

func (e *emulator) blank(y, from, to int) {
	at := e.y
	e.y = y
	e.split(from)
	e.split(to)
	e.y = at
	for x := from; x < min(to, e.width); x++ {
		e.cells[y][x] = shown{" ", cellbuf.Style{Bg: e.style.Bg}}
	}
}

// scroll moves the lines from top to the bottom of the region up by n, or down.
func (e *emulator) scroll(top, n int) {
	for ; n > 0; n-- {
		first := e.cells[top]
		copy(e.cells[top:], e.cells[top+1:e.bottom+1])
		e.cells[e.bottom] = first
		e.blank(e.bottom, 0, e.width)
	}
	for ; n < 0; n++ {
		last := e.cells[e.bottom]
		copy(e.cells[top+1:e.bottom+1], e.cells[top:e.bottom])
		e.cells[top] = last
		e.blank(top, 0, e.width)
	}
}

func (e *emulator) param(i, missing int) int {
	value, _, ok := e.parser.Params().Param(i, missing)
	if !ok || value == 0 && missing == 1 {
		return missing
	}
	return value
}

func (e *emulator) clampX(x int) int { return min(max(x, 0), e.width-1) }
func (e *emulator) clampY(y int) int { return min(max(y, 0), e.height-1) }

// differs says where two terminals show something else, or "".
func (e *emulator) differs(other *emulator) string {
	for y := range e.cells {
		for x := range e.cells[y] {
			if a, b := e.cells[y][x].visible(), other.cells[y][x].visible(); a.text != b.text || !a.style.Equal(&b.style) {
				return fmt.Sprintf("line %d, column %d: %q (%q), want %q (%q)\n%s\nwant\n%s", y+1, x+1,
					a.text, a.style.Sequence(), b.text, b.style.Sequence(), e.line(y), other.line(y))
			}
		}
	}
	return ""
}

func (e *emulator) line(y int) string {
	var line strings.Builder
	for _, cell := range e.cells[y] {
		line.WriteString(cell.text)
	}
	return line.String()
}
