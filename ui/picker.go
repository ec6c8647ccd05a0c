package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// picker is the list of columns to sort by. Its first line, at cursor 0, is the order in
// which the rows are given; column i is at cursor i+1.
type picker struct {
	columns []subject
	given   string
	cursor  int
	scroll  Scroll
}

// press takes a key: all keys are its own. It reports whether the picker closes, and
// whether it does so with the column at the cursor.
func (p *picker) press(msg tea.KeyMsg, k KeyMap) (closed, chosen bool) {
	by, moves := Motion(msg, k, farthest)
	switch {
	case IsBurst(msg):
	case moves:
		p.cursor = max(0, min(p.cursor+by, len(p.columns)))
	case key.Matches(msg, k.Accept, k.Open):
		return true, true
	case key.Matches(msg, k.Cancel, k.Back, k.Quit, k.Sort):
		return true, false
	}
	return false, false
}

// column returns the column at the cursor, or unsorted.
func (p *picker) column() int { return p.cursor - 1 }

// labelsOf returns what columns are called: those of one title by the names that conditions call
// them by.
func labelsOf(subjects []subject) []string {
	columns := make(map[string]int)
	for _, column := range subjects {
		columns[column.label()]++
	}
	labels := make([]string, len(subjects))
	for i, column := range subjects {
		if labels[i] = column.label(); columns[labels[i]] > 1 {
			labels[i] = strings.ToUpper(column.key)
		}
	}
	return labels
}

// box returns the list with the present order.
func (p *picker) box(kit Kit, by sorting) *Box {
	glyphs, k := kit.Theme.Glyphs, kit.Keys
	now := p.given
	labels, widest := labelsOf(p.columns), 0
	for i := range labels {
		if i == by.column {
			labels[i] += " " + by.arrow(glyphs)
			now = labels[i]
		}
		widest = max(widest, safetext.Width(labels[i]))
	}
	lines := [][]Cell{nil, pickLineOf(glyphs, p.cursor == 0, by.column == unsorted, Blanks(indent), Cell{Text: p.given})}
	for i, column := range p.columns {
		name := Cell{Text: labels[i]}
		if i == by.column {
			name.Tone = Accent
		}
		name.Then = []Cell{{Text: Blanks(widest - safetext.Width(name.Text) + apart)}, {Text: column.says(), Tone: Muted}}
		lines = append(lines, pickLineOf(glyphs, p.cursor == i+1, i == by.column, Blanks(indent), name))
	}
	return &Box{
		Title: []Cell{{Text: "Sort by", Tone: Strong}}, Right: Cell{Text: "now " + now, Tone: Muted}, Width: pickerWidth,
		Lines: lines, Kept: p.cursor + 1, Lit: true, Scroll: &p.scroll, Pick: pickLine(&p.cursor, 1, len(p.columns)+1),
		Buttons: []Button{{Key: Named(k.Cancel, "back")}, {Key: Named(k.SortReverse, "reverse")}, {Key: Named(k.Accept, "sort"), On: OnChoice}},
	}
}

const pickerWidth = 60

// pickLine returns what a click does in a list of so many rows that begins at a line: it puts the
// cursor on one.
func pickLine(cursor *int, first, rows int) func(line int) (onRow, already bool) {
	return func(line int) (onRow, already bool) {
		at := line - first
		if at < 0 || at >= rows {
			return false, false
		}
		already = at == *cursor
		*cursor = at
		return true, already
	}
}

// pickLineOf returns a line of a list: the cursor, a sign of what is chosen, and the rest.
func pickLineOf(glyphs Glyphs, isCursor, isChosen bool, unchosen string, rest Cell) []Cell {
	cursor, sign := Cell{Text: Blanks(indent)}, Cell{Text: unchosen, Tone: Muted}
	if isCursor {
		cursor = Cell{Text: glyphs.Cursor + " ", Tone: Selected}
	}
	if isChosen {
		sign = Cell{Text: glyphs.Chosen + " ", Tone: Accent}
	}
	return []Cell{cursor, sign, rest}
}
