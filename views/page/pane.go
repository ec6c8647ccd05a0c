package page

import (
	"strconv"

	"banyan/internal/safetext"
	"banyan/ui"
)

// Pane draws what a preview shows of a row: sections with title rules, lines and grids of
// cells. Make one with NewPane.
type Pane struct {
	theme ui.Theme
	Width int // of a line, in cells
	lines []string
}

// NewPane returns a pane that begins with an empty line.
func NewPane(theme ui.Theme, width int) *Pane {
	return &Pane{theme: theme, Width: width, lines: []string{""}}
}

// Section begins a section after an empty line; right stands at the end of its title rule.
func (p *Pane) Section(title, right string) {
	p.SectionWith(title, ui.Cell{Text: right, Tone: ui.Muted})
}

// SectionWith begins a section whose right end has tones of its own.
func (p *Pane) SectionWith(title string, right ui.Cell) {
	if last := len(p.lines) - 1; p.lines[last] != "" {
		p.lines = append(p.lines, "")
	}
	rule := ui.Rule{Title: ui.Cell{Text: title}, Right: right, Section: true}
	p.lines = append(p.lines, " "+rule.Draw(p.theme, p.Width-1))
}

// Line adds cells one after the other.
func (p *Pane) Line(cells ...ui.Cell) {
	p.lines = append(p.lines, Line(p.theme, p.Width, append([]ui.Cell{{Text: " "}}, cells...)...))
}

// Hint adds cells, and at the end of the line what a key does about them where there is room.
func (p *Pane) Hint(key, does string, cells ...ui.Cell) {
	if left := p.Width - 1 - ui.Width(cells...) - safetext.Width(key+" "+does); left > 1 {
		cells = append(cells, ui.Cell{Text: ui.Blanks(left)}, ui.Cell{Text: key, Tone: ui.Accent}, ui.Cell{Text: " " + does, Tone: ui.Muted})
	}
	p.Line(cells...)
}

// Say adds a sentence in as many lines as it takes.
func (p *Pane) Say(text string, tone ui.Tone) {
	for _, cells := range WrapCell(ui.Cell{Text: text, Tone: tone}, p.Width, 0) {
		p.Line(cells...)
	}
}

// Grid adds rows of cells; see the function Grid.
func (p *Pane) Grid(layout string, rows ...Row) {
	p.Drawn(Grid(p.theme, p.Width, p.Width/2, " "+layout, rows...)...)
}

// List adds rows of cells that are one of many: their bars are as wide as it takes to tell them
// apart. See the function Grid.
func (p *Pane) List(layout string, rows ...Row) {
	const most = 18 // cells of a bar
	p.Drawn(Grid(p.theme, p.Width, most, " "+layout, rows...)...)
}

// More says that so many lines were left out, and nothing of none.
func (p *Pane) More(n int) {
	if n > 0 {
		p.Line(More(n))
	}
}

// More says that so many lines were left out.
func More(n int) ui.Cell { return ui.Cell{Text: "and " + strconv.Itoa(n) + " more", Tone: ui.Muted} }

// Drawn adds lines that are drawn already, none wider than Width.
func (p *Pane) Drawn(lines ...string) { p.lines = append(p.lines, lines...) }

// Lines returns what was drawn.
func (p *Pane) Lines() []string { return p.lines }
