package terminal

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// row is one line of a frame as cells, one for each column. Rows are compared by
// pointer and never changed, for the screen holds their cells.
type row struct {
	text  string
	cells []*cellbuf.Cell
	blank *cellbuf.Cell // what follows them

	// drawable is false, with no cells, for a line with a sequence other than colours, a
	// character of disputed width, or what the screen is known to draw wrong.
	drawable bool
}

// reader turns lines into rows.
type reader struct {
	parser *ansi.Parser
	blank  *cellbuf.Cell // of all rows without wide characters
	filled *cellbuf.Cell // of the others
	cells  []cellbuf.Cell
	style  cellbuf.Style
	wide   bool
}

func newReader() *reader {
	blank, filled := cellbuf.BlankCell, cellbuf.BlankCell
	filled.Link.URL = "wide"
	return &reader{parser: ansi.NewParser(), blank: &blank, filled: &filled}
}

// read returns the row of a line as Bubble Tea sends it.
func (r *reader) read(line []byte) *row {
	rest := bytes.TrimSuffix(line, []byte(eraseRight))
	r.cells, r.style, r.wide = r.cells[:0], cellbuf.Style{}, false
	for len(rest) > 0 {
		n := 1
		switch c := rest[0]; {
		case c >= ' ' && c < 0x7f && (len(rest) == 1 || rest[1] < utf8.RuneSelf):
			r.cells = append(r.cells, cellbuf.Cell{Style: r.style, Rune: rune(c), Width: 1})
		case c == ansi.ESC:
			n = r.sequence(rest)
		default:
			n = r.cluster(rest)
		}
		if n == 0 {
			return &row{text: string(line)}
		}
		rest = rest[n:]
	}
	if !r.style.Empty() || !r.keepsBold() {
		return &row{text: string(line)}
	}
	return r.row(line)
}

// row makes a row of the cells at hand. Blanks share one cell: two rows are then
// mostly compared without looking into the cells.
func (r *reader) row(line []byte) *row {
	made := &row{text: string(line), drawable: true, blank: r.blank, cells: make([]*cellbuf.Cell, 0, len(r.cells))}
	if r.wide {
		made.blank = r.filled
	}
	own := make([]cellbuf.Cell, 0, len(r.cells))
	for i := range r.cells {
		r.cells[i].Link = made.blank.Link
		if r.cells[i].Equal(made.blank) {
			made.cells = append(made.cells, made.blank)
			continue
		}
		own = append(own, r.cells[i])
		made.cells = append(made.cells, &own[len(own)-1])
	}
	return made
}

// mostParams bounds the parameters of one sequence: the parser has room for few.
const mostParams = 16

// sequence reads a sequence that sets colours or attributes, and returns its
// length, or 0 for any other.
func (r *reader) sequence(rest []byte) int {
	end := bytes.IndexByte(rest, 'm')
	if end < 0 || end > 4*mostParams || !bytes.HasPrefix(rest, []byte("\x1b[")) ||
		len(bytes.Trim(rest[2:end], "0123456789;")) > 0 || bytes.Count(rest[:end], []byte{';'}) >= mostParams {
		return 0
	}
	_, _, n, _ := ansi.DecodeSequence(rest[:end+1], 0, r.parser)
	params := r.parser.Params()
	for i := 0; i < len(params); i++ {
		param, more, _ := params.Param(i, 0)
		switch {
		case more:
			return 0
		case param == 38 || param == 48:
			taken := colourParams(params[i+1:])
			if taken == 0 {
				return 0
			}
			i += taken
		case !isKnownLook(param):
			return 0
		}
	}
	cellbuf.ReadStyle(params, &r.style)
	return n
}

// colourParams returns how many parameters name a colour after the 38 or 48, by its index
// (5, index) or its parts (2, red, green, blue); 0 for anything else.
func colourParams(params ansi.Params) int {
	kind, _, _ := params.Param(0, 0)
	taken := map[int]int{5: 2, 2: 4}[kind]
	if taken == 0 || len(params) < taken {
		return 0
	}
	for i := range taken {
		if value, more, ok := params.Param(i, -1); !ok || more || value < 0 || value > 255 {
			return 0
		}
	}
	return taken
}

// isKnownLook reports whether the cells know this parameter of a sequence that
// sets colours or attributes.
func isKnownLook(param int) bool {
	switch {
	case param >= 0 && param <= 9, param >= 22 && param <= 25, param >= 27 && param <= 29:
		return true
	case param >= 30 && param <= 49, param >= 90 && param <= 107:
		return param != 98 && param != 99
	}
	return false
}

// cluster reads one character with its marks, and returns its length, or 0 where
// terminals differ in its width: an emoji of several characters, a mark without a
// base, a control character, broken UTF-8.
func (r *reader) cluster(rest []byte) int {
	text, width := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
	first, size := utf8.DecodeRune(text)
	if width < 1 || width > 2 || !unicode.IsPrint(first) || ansi.StringWidthWc(string(text)) != width {
		return 0
	}
	cell := cellbuf.Cell{Style: r.style, Rune: first, Width: 1}
	for _, mark := range string(text[size:]) {
		if !unicode.Is(unicode.Mn, mark) || unicode.Is(unicode.Variation_Selector, mark) {
			return 0
		}
		cell.Comb = append(cell.Comb, mark)
	}
	r.cells = append(r.cells, cell)
	if width == 2 {
		r.cells = append(r.cells, secondHalf(cell))
		r.wide = true
	}
	return len(text)
}

// keepsBold reports whether the screen (cellbuf v0.0.15) draws the looks at hand
// right. Going from faint to bold it sends the sequence that ends both.
func (r *reader) keepsBold() bool {
	var attributes cellbuf.AttrMask
	for i := range r.cells {
		attributes |= r.cells[i].Style.Attrs
	}
	return !attributes.Contains(cellbuf.BoldAttr | cellbuf.FaintAttr)
}

// at returns the cell in a column of so many.
func (r *row) at(x, width int) *cellbuf.Cell {
	switch {
	case x >= len(r.cells):
		return r.blank
	case x == width-1 && x+1 < len(r.cells) && isSecondHalf(r.cells[x+1]):
		return r.blank // there is no room for both halves
	}
	return r.cells[x]
}
