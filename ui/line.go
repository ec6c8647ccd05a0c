package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// apart is how far two pieces of a line stand from each other.
const apart = 2

// Edges draws a line on a ground: a cell from the left and one that ends at the right edge,
// each a blank away from it. The right one takes at most half of the line; then the left one
// is cut.
func Edges(t Theme, ground Ground, width int, left, right Cell) string {
	l, r := draw(left), draw(right)
	room := width - 2
	if r.width > 0 {
		r = r.within(t, max(room/2, room-l.width-apart))
		room -= r.width + apart
	}
	l = l.within(t, room)
	p := pen{theme: &t, ground: ground}
	p.skip(1)
	p.draw(l)
	if r.width > 0 {
		p.skip(width - 2 - l.width - r.width)
		p.draw(r)
		l.width = width - 2
	}
	if t.lights(ground) {
		p.skip(width - 1 - l.width)
		p.flush()
	}
	return string(p.out)
}

// Line draws cells one after the other on a ground, made safe and cut to the width. On a ground
// that is not the screen's, it fills the width. The blanks that a cell begins with are not
// painted, unless they are part of a badge or the cell has a ground of its own: no title is
// underlined and no alarm reversed before its first letter.
func Line(theme Theme, ground Ground, width int, cells ...Cell) string {
	var b strings.Builder
	used := 0
	put := func(cell Cell, on Ground) {
		text, w := theme.Fit(cell.safe(), width-used)
		used += w
		if on == OnScreen {
			on = ground
			if isBadge := cell.Tone >= Blocked && cell.Tone <= New && strings.HasSuffix(text, " "); !isBadge {
				words := strings.TrimLeft(text, " ")
				b.WriteString(theme.PaintOn(on, Plain, text[:len(text)-len(words)]))
				text = words
			}
		}
		b.WriteString(theme.PaintOn(on, cell.Tone, text))
	}
	for _, cell := range cells {
		put(cell, cell.Ground)
		for _, then := range cell.Then {
			put(then, cmp.Or(then.Ground, cell.Ground))
		}
	}
	if ground != OnScreen {
		b.WriteString(theme.PaintOn(ground, Plain, Blanks(width-used)))
	}
	return b.String()
}

// Width returns how many cells of the screen cells take, drawn one after the other.
func Width(cells ...Cell) int {
	width := 0
	for _, cell := range cells {
		width += draw(cell).width
	}
	return width
}

// cutCells returns what of cells has room, with a mark where they are cut.
func cutCells(theme Theme, width int, cells []Cell) []Cell {
	var kept []Cell
	for _, cell := range cells {
		used := Width(cell)
		if used <= width {
			kept = append(kept, cell)
			width -= used
			continue
		}
		if width > 0 {
			cell.Text, _ = theme.Fit(safetext.Cell(cell.Whole()), width)
			cell.Then = nil
			kept = append(kept, cell)
		}
		break
	}
	return kept
}

// paragraph breaks a cell into the lines of a dialog, of so many cells each. One that is made of
// several pieces is not broken.
func paragraph(cell Cell, width int) [][]Cell {
	if len(cell.Then) > 0 {
		return [][]Cell{{{Text: Blanks(indent)}, cell}}
	}
	var lines [][]Cell
	for _, line := range Wrap(safetext.Cell(cell.Text), max(1, width)) {
		lines = append(lines, []Cell{{Text: Blanks(indent)}, {Text: line, Tone: cell.Tone}})
	}
	return lines
}

// Noun is a noun for so many: "line" for 1, and else "lines".
func Noun(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// Count is a number with its noun: "1 line", "5 lines".
func Count(n int, noun string) string { return strconv.Itoa(n) + " " + Noun(n, noun) }

// drawn is a cell that is safe to draw and measured.
type drawn struct {
	text  string
	width int // of the text and of what follows it
	tone  Tone
	then  []drawn
	quiet bool // no filter finds it
}

// draw makes a cell safe and measures it.
func draw(cell Cell) drawn {
	text := cell.safe()
	d := drawn{text: text, width: safetext.Width(text), tone: cell.Tone, quiet: cell.Quiet}
	if len(cell.Then) > 0 {
		d.then = make([]drawn, len(cell.Then))
	}
	for i, next := range cell.Then {
		text := safetext.Cell(next.Text)
		d.then[i] = drawn{text: text, width: safetext.Width(text), tone: next.Tone}
		d.width += d.then[i].width
	}
	return d
}

// within returns the cell, cut where it is wider than width cells of the screen.
func (d drawn) within(theme Theme, width int) drawn {
	if d.width <= width {
		return d
	}
	return d.cut(theme, max(width, 0))
}

// cut returns the cell in no more than width cells of the screen.
func (d drawn) cut(theme Theme, width int) drawn {
	own := d.width
	for _, more := range d.then {
		own -= more.width
	}
	if own >= width {
		text, used := theme.Fit(d.text+theme.Glyphs.More, width)
		return drawn{text: text, width: used, tone: d.tone}
	}
	kept := drawn{text: d.text, width: own, tone: d.tone}
	for _, more := range d.then {
		room := width - kept.width
		isLast := more.width >= room // something is left out: it is wider than width
		if isLast {
			more.text, more.width = theme.Fit(more.text+theme.Glyphs.More, room)
		}
		kept.then = append(kept.then, more)
		if kept.width += more.width; isLast {
			break
		}
	}
	return kept
}

// marked returns the cell, which is not cut any more, with what was searched for in the tone of a
// match. Needles are in lower case. A badge stays as it is.
func (d drawn) marked(needles []string) drawn {
	whole := d.text
	for _, more := range d.then {
		whole += more.text
	}
	lower := strings.ToLower(whole)
	if d.quiet || len(lower) != len(whole) { // a letter that is longer in lower case
		return d
	}
	found, isFound := make([]bool, len(lower)), false
	for _, needle := range needles {
		for from := 0; needle != ""; {
			at := strings.Index(lower[from:], needle)
			if at < 0 {
				break
			}
			isFound = true
			for i := range len(needle) {
				found[from+at+i] = true
			}
			from += at + len(needle)
		}
	}
	if !isFound {
		return d
	}
	split := drawn{width: d.width}
	start := 0
	for _, piece := range append([]drawn{{text: d.text, tone: d.tone}}, d.then...) {
		isBadge := piece.tone >= Blocked && piece.tone <= New
		for text, at := piece.text, start; text != ""; {
			end := 1
			for end < len(text) && found[at+end] == found[at] {
				end++
			}
			tone := piece.tone
			if found[at] && !isBadge {
				tone = Match
			}
			split.then = append(split.then, drawn{text: text[:end], tone: tone})
			text, at = text[end:], at+end
		}
		start += len(piece.text)
	}
	return split
}

// shortened returns the cell in no more than width cells of the screen, its longest piece
// cut in the middle.
func (d drawn) shortened(theme Theme, width int) drawn {
	over := d.width - width
	if over <= 0 {
		return d
	}
	own := d.width
	longest := -1
	for i, more := range d.then {
		own -= more.width
		if longest < 0 || more.width > d.then[longest].width {
			longest = i
		}
	}
	piece := drawn{text: d.text, width: own}
	if longest >= 0 && d.then[longest].width > own {
		piece = d.then[longest]
	} else {
		longest = -1
	}
	text, used := theme.FitMiddle(piece.text, max(1, piece.width-over))
	d.width += used - piece.width
	if longest < 0 {
		d.text = text
		return d
	}
	d.then = slices.Clone(d.then)
	d.then[longest].text, d.then[longest].width = text, used
	return d
}

// pen appends pieces of text to a line. Blanks are held back until something
// follows them, so that no line ends in any, but on a ground that is not the screen's.
type pen struct {
	out    []byte
	theme  *Theme
	ground Ground
	blanks int
}

func (p *pen) skip(n int) { p.blanks += n }

func (p *pen) newline() {
	p.out = append(p.out, '\n')
	p.blanks = 0
}

// flush draws the blanks held back.
func (p *pen) flush() {
	if p.blanks <= 0 {
		return
	}
	style := &p.theme.styles[p.ground][Plain]
	p.out = append(p.out, style.begin...)
	for ; p.blanks > 0; p.blanks-- {
		p.out = append(p.out, ' ')
	}
	p.out = append(p.out, style.end...)
}

func (p *pen) put(tone Tone, text string) {
	if text == "" {
		return
	}
	p.flush()
	style := &p.theme.styles[p.ground][tone]
	p.out = append(append(append(p.out, style.begin...), text...), style.end...)
}

// draw draws a cell with what follows it.
func (p *pen) draw(d drawn) {
	p.put(d.tone, d.text)
	for _, more := range d.then {
		p.put(more.tone, more.text)
	}
}

// cell draws a cell of so many cells of the screen, cut and aligned.
func (p *pen) cell(width int, d drawn, right bool) {
	if d.width > width { // seldom: the theme is copied for it
		d = d.cut(*p.theme, max(width, 0))
	}
	pad := width - d.width
	if right {
		p.skip(pad)
	}
	p.draw(d)
	if !right {
		p.skip(pad)
	}
}

// Blanks returns n spaces, none for a negative n.
func Blanks(n int) string { return strings.Repeat(" ", max(0, n)) }

// indented puts blanks before a line that is not empty.
func indented(blanks, line string) string {
	if line == "" {
		return ""
	}
	return blanks + line
}

// Wrap breaks safe text at its spaces into lines of at most width cells, and a word that
// is longer wherever a line ends.
func Wrap(text string, width int) []string {
	if safetext.Width(text) <= width {
		return []string{text}
	}
	var lines []string
	current := ""
	for _, word := range strings.Fields(text) {
		for ; safetext.Width(word) > width && width > 0; word = ansi.TruncateLeft(word, width, "") {
			if current != "" {
				lines, current = append(lines, current), ""
			}
			lines = append(lines, ansi.Truncate(word, width, ""))
		}
		switch {
		case current == "":
			current = word
		case safetext.Width(current)+1+safetext.Width(word) <= width:
			current += " " + word
		default:
			lines = append(lines, current)
			current = word
		}
	}
	return append(lines, current)
}

// clip makes frames of exactly height lines, none wider than width, whatever a view has
// drawn: a line that is too long would wrap and push the rest of the screen down. A line
// of the frame before is known to fit. The zero value has none.
type clip struct {
	lines []string
	width int
}

func (c *clip) frame(lines []string, width, height int) string {
	before := c.lines
	if width != c.width {
		before = nil
	}
	c.lines, c.width = make([]string, height), width
	for i := range c.lines[:min(len(lines), height)] {
		if c.lines[i] = lines[i]; !slices.Contains(before, lines[i]) {
			c.lines[i] = clipLine(lines[i], width)
		}
	}
	return strings.Join(c.lines, "\n")
}

func clipLine(line string, width int) string {
	if safetext.Width(line) <= width {
		return line
	}
	return ansi.Truncate(line, width, "")
}
