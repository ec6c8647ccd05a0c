package terminal

import (
	"bytes"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// The screen (cellbuf v0.0.15) damages wide characters: on its way to a column it writes a
// blank over a second half, and with one in the first column it loops for ever. So a wide
// character becomes two cells of one column: itself, and a second half that differs from
// that of any other, so that both are always written together. That is made of characters
// for private use, which never come from a frame, and is taken out of what the screen writes.
//
// Every cell of such a row also carries a link, taken out as well, which keeps the screen
// from all but writing the cells from the first to the last that differs.
const (
	lowHalf  = 0xf0000  // and the low 16 bits of a character
	highHalf = 0x100000 // and the bits above them
)

// secondHalf returns the cell after one of a wide character.
func secondHalf(first cellbuf.Cell) cellbuf.Cell {
	half := cellbuf.Cell{Style: first.Style, Width: 1, Rune: lowHalf + first.Rune&0xffff, Comb: []rune{highHalf + first.Rune>>16}}
	for _, mark := range first.Comb {
		half.Comb = append(half.Comb, lowHalf+mark&0xffff, highHalf+mark>>16)
	}
	return half
}

func isSecondHalf(cell *cellbuf.Cell) bool { return cell.Rune >= lowHalf }

// clean takes out of what the screen wrote, in place, all that is not for the terminal. It
// goes to a column by the older sequence, which more terminals know (CHA for HPA).
func clean(out []byte) []byte {
	kept := out[:0]
	for len(out) > 0 {
		n, drop := 1, false
		switch {
		case out[0] == ansi.ESC:
			n, drop = sequence(out)
		case out[0] >= 0xf3:
			var char rune
			char, n = utf8.DecodeRune(out)
			drop = char >= lowHalf
		}
		if !drop {
			kept = append(kept, out[:n]...)
		}
		out = out[n:]
	}
	return kept
}

// sequence returns the length of what out starts with up to and including its
// parameters, and whether it is a link, which is given whole.
func sequence(out []byte) (n int, isLink bool) {
	if bytes.HasPrefix(out, []byte("\x1b]8;")) {
		return bytes.IndexByte(out, '\a') + 1, true
	}
	if len(out) < 2 || out[1] != '[' {
		return 1, false
	}
	for n = 2; n < len(out) && (out[n] >= '0' && out[n] <= '9' || out[n] == ';' || out[n] == '?'); n++ {
	}
	if n < len(out) && out[n] == '`' {
		out[n] = 'G'
	}
	return n, false
}
