package ui

import (
	"fmt"

	"banyan/internal/safetext"
)

// filter is what was typed to choose rows. The zero value is closed.
type filter struct {
	field  TextField
	typing bool
	query  query
}

// isOpen reports whether the filter's line is shown.
func (f filter) isOpen() bool { return f.typing || f.field.text != "" }

// line draws the filter, how many of the rows pass it, and what is wrong with it.
func (f filter) line(theme Theme, width, shown, rows int) string {
	count := fmt.Sprintf("   %d/%d", shown, rows)
	caret := ""
	if f.typing {
		caret = f.field.caret()
	}
	problem := safetext.Cell(f.query.problem)
	room := max(1, width-len(" /")-len(caret)-len(count))
	most := room
	if problem != "" {
		most = max(1, room/2)
	}
	before, after := f.field.around(theme, most)
	line := " " + theme.Paint(Accent, "/") + before + theme.Paint(Accent, caret) + after + theme.Paint(Muted, count)
	if problem != "" {
		const space = "   "
		problem, _ = theme.Fit(theme.Glyphs.Failed+" "+problem, room-safetext.Width(before+after)-len(space))
		line += space + theme.Paint(Failed, problem)
	}
	return line
}
