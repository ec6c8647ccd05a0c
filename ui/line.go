package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// apart is how far two pieces of a line stand from each other.
const apart = 2

// piece is text in one tone. It is made safe and cut when it is drawn.
type piece struct {
	tone Tone
	text string
}

// measure returns how many cells pieces take, side by side.
func measure(pieces []piece) int {
	total := 0
	for _, p := range pieces {
		if total > 0 {
			total += apart
		}
		total += safetext.Width(safetext.Cell(p.text))
	}
	return total
}

// bar draws one line of the chrome: pieces from the left, and others that end at
// the right edge and are cut last. Empty pieces take no room.
func bar(theme Theme, cells int, left, right []piece) string {
	left, right = filled(left), filled(right)
	room := cells - 1
	if len(right) > 0 {
		room -= min(measure(right), room/2) + apart
	}
	var line strings.Builder
	line.WriteByte(' ')
	used := row(&line, theme, left, room)
	if len(right) > 0 {
		rest := cells - 1 - used
		line.WriteString(blanks(rest - measure(right)))
		row(&line, theme, right, rest-apart)
	}
	return line.String()
}

// row draws pieces side by side in no more than room cells and returns how many it
// took.
func row(line *strings.Builder, theme Theme, pieces []piece, room int) int {
	used := 0
	for i, p := range pieces {
		if i > 0 {
			if room-used <= apart {
				break
			}
			line.WriteString(blanks(apart))
			used += apart
		}
		text, w := theme.Fit(safetext.Cell(p.text), room-used)
		line.WriteString(theme.Paint(p.tone, text))
		used += w
	}
	return used
}

func filled(pieces []piece) []piece {
	return slices.DeleteFunc(slices.Clone(pieces), func(p piece) bool { return p.text == "" })
}

// drawn is a cell that is safe to draw and measured.
type drawn struct {
	text  string
	width int // of the text and of what follows it
	tone  Tone
	then  []drawn
}

// draw makes a cell safe and measures it.
func draw(cell Cell) drawn {
	text := safetext.Cell(cell.Text)
	d := drawn{text: text, width: safetext.Width(text), tone: cell.Tone}
	for _, next := range cell.Then {
		text := safetext.Cell(next.Text)
		more := drawn{text: text, width: safetext.Width(text), tone: next.Tone}
		d.then = append(d.then, more)
		d.width += more.width
	}
	return d
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
		if kept.width+more.width > width {
			more.text, more.width = theme.Fit(more.text, width-kept.width)
		}
		kept.then = append(kept.then, more)
		kept.width += more.width
	}
	return kept
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

// cell draws a cell of so many cells of the screen, cut and aligned.
func (p *pen) cell(width int, d drawn, right bool) {
	if d.width > width {
		d = d.cut(*p.theme, width)
	}
	pad := width - d.width
	if right {
		p.skip(pad)
	}
	p.put(d.tone, d.text)
	for _, more := range d.then {
		p.put(more.tone, more.text)
	}
	if !right {
		p.skip(pad)
	}
}

// blanks returns n spaces, none for a negative n.
func blanks(n int) string { return strings.Repeat(" ", max(0, n)) }

// indented puts blanks before a line that is not empty.
func indented(blanks, line string) string {
	if line == "" {
		return ""
	}
	return blanks + line
}

// wrap breaks safe text into lines of at most so many cells.
func wrap(text string, cells int) []string {
	return strings.Split(ansi.Wrap(text, cells, ""), "\n")
}

// clip makes a frame of exactly height lines, none wider than width, whatever a
// view has drawn: a line that is too long would wrap and push the rest of the
// screen down.
func clip(lines []string, width, height int) string {
	var frame strings.Builder
	for i := range height {
		if i > 0 {
			frame.WriteByte('\n')
		}
		if i < len(lines) {
			frame.WriteString(clipLine(lines[i], width))
		}
	}
	return frame.String()
}

func clipLine(line string, width int) string {
	if isNarrow(line, width) {
		return line
	}
	return ansi.Truncate(line, width, "")
}

// isNarrow reports whether a line of ASCII and styles is surely no wider than
// width. It spares most lines of a frame the full parsing.
func isNarrow(line string, width int) bool {
	used := 0
	for i := 0; i < len(line); i++ {
		switch b := line[i]; {
		case b >= utf8.RuneSelf:
			return ansi.StringWidth(line) <= width
		case b == '\x1b':
			end := strings.IndexByte(line[i:], 'm')
			if end < 0 {
				return false
			}
			i += end
		default:
			used++
		}
	}
	return used <= width
}
