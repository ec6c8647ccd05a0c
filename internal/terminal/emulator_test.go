package terminal

import (
	"fmt"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// emulator is a terminal of the xterm kind that takes what Bubble Tea and the cell diff
// send. Any other sequence that reaches it fails the test, whether it knows it or not.
type emulator struct {
	*vt.Emulator
	t      testing.TB
	parser *ansi.Parser
}

func newEmulator(t testing.TB, width, height int) *emulator {
	return &emulator{t: t, Emulator: vt.NewEmulator(width, height), parser: ansi.NewParser()}
}

func (e *emulator) write(out []byte) {
	for rest := out; len(rest) > 0; {
		if n := wrapped(string(rest[:min(len(rest), 100)])); n > 0 {
			rest = rest[n:]
			continue
		}
		seq, width, n, _ := ansi.DecodeSequence(rest, 0, e.parser)
		rest = rest[n:]
		if isMark := len(seq) > 0 && seq[0] >= 0xc0; width == 0 && !isMark && !e.isExpected(string(seq)) {
			e.t.Fatalf("the terminal got %q", seq)
		}
	}
	e.Write(out) //nolint:errcheck // it does not fail
}

func (e *emulator) isExpected(seq string) bool {
	switch seq {
	case "\r", "\n", "\b", "\x1bM", "\x1b[?7l", "\x1b[?7h", "\x1b[?1049l", "\x1b[?1049h":
		return true
	}
	command := e.parser.Command()
	return leavesScreen(seq) || ansi.HasCsiPrefix(seq) && command < 0x80 && strings.ContainsRune("mHABCDGdrJKXP@LMST", rune(command))
}

// differs says where two terminals show something else, or "".
func (e *emulator) differs(other *emulator) string {
	for y := range e.Height() {
		for x := range e.Width() {
			a, b := e.CellAt(x, y), other.CellAt(x, y)
			if a.Equal(b) {
				continue
			}
			if a, b := visible(*a), visible(*b); !a.Equal(&b) {
				return fmt.Sprintf("line %d, column %d: %q (%q), want %q (%q)\n%s\nwant\n%s", y+1, x+1,
					a.Content, a.Style.String(), b.Content, b.Style.String(), e, other)
			}
		}
	}
	return ""
}

// visible leaves out of a blank's style what cannot be seen of it.
func visible(cell uv.Cell) uv.Cell {
	if cell.Content == " " {
		cell.Style.Attrs &^= uv.AttrBold | uv.AttrFaint | uv.AttrItalic
		if cell.Style.Attrs == 0 && cell.Style.Underline == uv.UnderlineNone {
			cell.Style.Fg = nil
		}
	}
	return cell
}
