package terminal

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// row is one line of a frame as cells, one for each column. Rows are compared by pointer
// and never changed.
type row struct {
	text  string
	cells []cell

	// drawable is false, with no cells, for a line with a sequence other than colours, or
	// with a character of disputed width.
	drawable bool
}

// cell is one column of a line. One without text is the second half of the wide character
// before it.
type cell struct {
	text string // a character with its marks
	look look
	wide bool
}

// blank returns a cell of which nothing but its ground is seen.
func blank(ground colour) cell { return cell{text: " ", look: look{ground: ground}} }

// isBlank reports whether nothing but its ground is seen of a cell.
func (c *cell) isBlank() bool { return c.text == " " && c.look.marks == 0 }

// readRow returns the row of a line as Bubble Tea sends it.
func readRow(line []byte) *row {
	r := &row{text: string(line)}
	rest := strings.TrimSuffix(r.text, eraseRight)
	cells := make([]cell, 0, len(rest))
	var pen look
	for len(rest) > 0 {
		n := 1
		switch c := rest[0]; {
		case c >= ' ' && c < 0x7f && (len(rest) == 1 || rest[1] < utf8.RuneSelf):
			cells = append(cells, cell{text: rest[:1], look: pen})
		case c == ansi.ESC:
			n = pen.read(rest)
		default:
			var wide bool
			if n, wide = cluster(rest); n > 0 {
				cells = append(cells, cell{text: rest[:n], look: pen, wide: wide})
			}
			if wide {
				cells = append(cells, cell{look: pen})
			}
		}
		if n == 0 {
			return r
		}
		if last := len(cells) - 1; last >= 0 && cells[last].text == " " {
			cells[last].look = cells[last].look.ofBlank()
		}
		rest = rest[n:]
	}
	if pen == (look{}) {
		r.cells, r.drawable = cells, true
	}
	return r
}

// begin returns the text by which a line is known again that has moved.
func (r *row) begin() string {
	const enough = 160
	return r.text[:min(len(r.text), enough)]
}

// fill returns so many cells of the row, in the memory of others.
func (r *row) fill(cells []cell, width int) []cell {
	cells = append(slices.Grow(cells[:0], width), r.cells[:min(width, len(r.cells))]...)
	if n := len(cells); n > 0 && cells[n-1].wide {
		cells[n-1] = blank(colour{}) // there is no room for both halves
	}
	for len(cells) < width {
		cells = append(cells, blank(colour{}))
	}
	return cells
}

// bytesOfSame returns how many bytes the cells take that two lines share.
func bytesOfSame(before, next *row) int {
	bytes := 0
	for x := range min(len(before.cells), len(next.cells)) {
		if c := &next.cells[x]; *c == before.cells[x] && !c.isBlank() {
			bytes += len(c.text)
		}
	}
	return bytes
}

// cluster returns the length of the first character with its marks and whether it is two
// columns wide; a length of 0 where terminals differ in its width: an emoji of several
// characters, a mark without a base, a control character, broken UTF-8.
func cluster(rest string) (n int, wide bool) {
	text, width := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
	first, size := utf8.DecodeRuneInString(text)
	if width < 1 || width > 2 || !unicode.IsPrint(first) {
		return 0, false
	}
	if !isUndisputed(text, first) && ansi.StringWidthWc(text) != width {
		return 0, false
	}
	for _, mark := range text[size:] {
		if !unicode.Is(unicode.Mn, mark) || unicode.Is(unicode.Variation_Selector, mark) {
			return 0, false
		}
	}
	return len(text), width == 2
}

// isUndisputed reports whether a text is one character of which it is known that both ways of
// measuring agree: a sign, a letter of Asia. For any other go-runewidth fills a table of two
// megabytes, which takes longer than all else that the first frame needs.
func isUndisputed(text string, first rune) bool {
	return first >= 0x2010 && first < 0xd800 && len(text) == utf8.RuneLen(first)
}

// look is how a cell is drawn. The zero value is the terminal's ordinary one.
type look struct {
	text, ground colour
	marks        marks
}

// colour is a colour as a sequence names it. The zero value is the ordinary one.
type colour struct {
	kind    byte // by number: one of the first sixteen, one of 256, or red, green and blue
	r, g, b byte // the number is r
}

// The kinds of colour.
const (
	ofSixteen = iota + 1
	of256
	ofAll
)

// marks are what a look has besides colours, a bit for each parameter that sets it.
type marks uint16

// The marks.
const (
	bold marks = 1 << (1 + iota)
	faint
	italic
	underlined
	blinking
	blinkingFast
	reversed
	hidden
	struck
)

// seen are the marks that are seen of a blank.
const seen = underlined | reversed | struck

// ofBlank returns what can be seen of a look where nothing stands.
func (l look) ofBlank() look {
	if l.marks &= seen; l.marks == 0 {
		return look{ground: l.ground}
	}
	return l
}

// draws reports whether a cell is drawn right with this look.
func (l look) draws(c *cell) bool {
	return c.look == l || c.isBlank() && c.look.ground == l.ground && l.marks&seen == 0
}

// read changes a look by the sequence that text begins with, and returns its length, or 0
// for one that is not known to set colours and attributes only.
func (l *look) read(text string) int {
	end := strings.IndexByte(text, 'm')
	if end < 0 || !strings.HasPrefix(text, "\x1b[") {
		return 0
	}
	params := make([]int, 0, 12)
	for param := range strings.SplitSeq(text[2:end], ";") {
		n, err := strconv.ParseUint(param, 10, 8)
		if param != "" && (err != nil || param[0] == '+') {
			return 0
		}
		params = append(params, int(n))
	}
	for len(params) > 0 {
		n := l.set(params)
		if n == 0 {
			return 0
		}
		params = params[n:]
	}
	return end + 1
}

// set changes a look by the first parameters of a sequence, and returns how many those are,
// or 0 where they are not known.
func (l *look) set(params []int) int {
	switch param := params[0]; {
	case param == 0:
		*l = look{}
	case param <= 9:
		l.marks |= 1 << param
	case param == 22:
		l.marks &^= bold | faint
	case param == 25:
		l.marks &^= blinking | blinkingFast
	case param >= 23 && param <= 29 && param != 26:
		l.marks &^= 1 << (param - 20)
	case param == 38 || param == 48:
		colour, n := readColour(params[1:])
		if n == 0 {
			return 0
		}
		*l.at(param - 38) = colour
		return 1 + n
	case param == 39 || param == 49:
		*l.at(param - 39) = colour{}
	case param >= 30 && param <= 47:
		*l.at((param - 30) / 10 * 10) = colour{kind: ofSixteen, r: byte(param % 10)}
	case param >= 90 && param <= 107 && param%10 <= 7:
		*l.at((param - 90) / 10 * 10) = colour{kind: ofSixteen, r: byte(param%10 + 8)}
	default:
		return 0
	}
	return 1
}

// at returns the colour of the text for 0, and else of the ground.
func (l *look) at(offset int) *colour {
	if offset == 0 {
		return &l.text
	}
	return &l.ground
}

// readColour reads the parameters after 38 or 48, and returns how many they are, or 0.
func readColour(params []int) (c colour, n int) {
	switch {
	case len(params) > 1 && params[0] == 5:
		return colour{kind: of256, r: byte(params[1])}, 2
	case len(params) > 3 && params[0] == 2:
		return colour{ofAll, byte(params[1]), byte(params[2]), byte(params[3])}, 4
	}
	return colour{}, 0
}

// write appends the parameters that set a colour, of the text for a base of 30 and of the
// ground for one of 40.
func (c colour) write(out []byte, base int) []byte {
	number := func(n int) { out = append(strconv.AppendInt(out, int64(n), 10), ';') }
	switch c.kind {
	case 0:
		number(base + 9)
	case ofSixteen:
		if c.r > 7 {
			base += 60 - 8
		}
		number(base + int(c.r))
	case of256:
		number(base + 8)
		number(5)
		number(int(c.r))
	default:
		number(base + 8)
		number(2)
		number(int(c.r))
		number(int(c.g))
		number(int(c.b))
	}
	return out
}

// change appends the sequence that turns another look into this one: what differs, or what
// there is after the ordinary look, if that is shorter.
func (l look) change(out []byte, from look) []byte {
	if l == from {
		return out
	}
	begin := len(out)
	out = l.differ(append(out, "\x1b["...), from)
	other := len(out)
	switch {
	case from == (look{}):
	case l == (look{}):
		out = append(out, ansi.ResetStyle...)
	default:
		out = l.differ(append(out, "\x1b[;"...), look{})
	}
	if fresh := len(out) - other; fresh > 0 && fresh <= other-begin {
		copy(out[begin:], out[other:])
		return out[:begin+fresh]
	}
	return out[:other]
}

// differ appends what turns another look into this one, and ends the sequence.
func (l look) differ(out []byte, from look) []byte {
	if l.text != from.text {
		out = l.text.write(out, 30)
	}
	if l.ground != from.ground {
		out = l.ground.write(out, 40)
	}
	number := func(n int) { out = append(strconv.AppendInt(out, int64(n), 10), ';') }
	ends, sets := from.marks&^l.marks, l.marks&^from.marks
	const weights, blinks = bold | faint, blinking | blinkingFast // one parameter ends both
	if ends&weights != 0 {
		number(22)
		sets |= l.marks & weights
	}
	if ends&blinks != 0 {
		number(25)
		sets |= l.marks & blinks
	}
	for mark := range 10 {
		if ends&^(weights|blinks)&(1<<mark) != 0 {
			number(20 + mark)
		}
	}
	for mark := range 10 {
		if sets&(1<<mark) != 0 {
			number(mark)
		}
	}
	out[len(out)-1] = 'm'
	return out
}
