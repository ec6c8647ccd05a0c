package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// Rule is a line with a title that begins a list, a pane or a section of one:
//
//	── groups ─────────────── 5 groups · ▲ 1 over ──
//	findings ──────────────────────────────────── 3
type Rule struct {
	Title   Cell // without a tone it is a Section
	Right   Cell
	Section bool // begins with its title, and ends with Right
	Bare    bool // is its title alone
}

// Draw draws the rule on so many cells.
func (r Rule) Draw(theme Theme, width int) string {
	p := pen{theme: &theme}
	r.draw(&p, width)
	return string(p.out)
}

// leastRule is the width from which on a rule has room for more than its title.
const leastRule = 20

func (r Rule) draw(p *pen, width int) {
	title := r.Title
	if r.Bare {
		p.draw(draw(title).within(*p.theme, width))
		return
	}
	if title.Tone == Plain {
		title.Tone = Section
	}
	edge := 2
	if r.Section {
		edge = 0
	}
	var right drawn
	if width >= leastRule {
		const line = 8 // with the blanks, so that it is seen to be one
		right = draw(r.Right).within(*p.theme, max(width/2, width-draw(title).width-line))
	}
	behind := right.width
	if behind > 0 {
		behind += 1 + edge + min(edge, 1)
	}
	before := edge + min(edge, 1)
	name := draw(title).within(*p.theme, max(0, width-before-behind-1))
	line := func(cells int) { p.put(Faint, strings.Repeat(p.theme.Glyphs.Rule, max(0, cells))) }
	line(min(edge, width))
	p.skip(min(edge, 1))
	p.draw(name)
	p.skip(min(name.width, 1))
	line(width - before - name.width - min(name.width, 1) - behind)
	if right.width > 0 {
		p.skip(1)
		p.draw(right)
		p.skip(min(edge, 1))
		line(edge)
	}
}

// Beside draws two panes next to each other, parted by a line: the left one cut to so many
// cells, the right one one cell after the line. Both begin with a rule, which the line
// hangs from. A thumb at the right edge of the left one stands on that line.
func Beside(theme Theme, left, right []string, width int) []string {
	lines := make([]string, max(len(left), len(right)))
	for i := range lines {
		var line, more string
		if i < len(left) {
			line = left[i]
		}
		used := safetext.Width(line)
		if used > width {
			line = ansi.Truncate(line, width, "")
			used = safetext.Width(line)
		}
		line += Blanks(width - used)
		if i < len(right) {
			more = right[i]
		}
		if i == 0 {
			lines[i] = line + theme.Paint(Faint, theme.Glyphs.Frame.Tee) + more
			continue
		}
		parting, thumb := theme.Glyphs.Frame.Side, theme.Glyphs.Thumb
		if used == width { // no other has a thumb at its end
			if at := strings.LastIndex(line, thumb); at > 0 && ansi.Strip(line[at:]) == thumb {
				line, parting = line[:at]+" "+line[at+len(thumb):], thumb
			}
		}
		lines[i] = line + theme.Paint(Faint, parting) + indented(" ", more)
	}
	return lines
}
