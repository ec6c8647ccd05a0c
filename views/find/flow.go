package find

import "banyan/ui"

// flow puts parts on a line one after the other, and on further lines where they do not fit.
type flow struct {
	width   int
	between string // before each part but the first

	lines [][]ui.Cell
	used  int // cells of the last line
	on    int // the line that the cursor is on
}

// add puts cells behind what is there.
func (f *flow) add(isOn bool, cells ...ui.Cell) {
	if len(f.lines) > 0 {
		cells = append([]ui.Cell{{Text: f.between, Tone: ui.Faint}}, cells...)
	}
	wide := ui.Width(cells...) + 1
	if last := len(f.lines) - 1; last >= 0 && f.used+wide <= f.width {
		f.lines[last], f.used = append(append(f.lines[last], ui.Cell{Text: " "}), cells...), f.used+wide
	} else {
		f.lines, f.used = append(f.lines, append([]ui.Cell{{Text: " "}}, cells...)), wide
	}
	if isOn {
		f.on = len(f.lines) - 1
	}
}

// shown returns no more than so many lines, that of the cursor among them.
func (f *flow) shown(most int) [][]ui.Cell {
	from := max(0, f.on-most+1)
	return f.lines[from:min(from+most, len(f.lines))]
}
