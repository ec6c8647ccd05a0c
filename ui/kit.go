package ui

import "banyan/internal/safetext"

// Kit is what every screen is given: how keys are called and how things look. It
// is a value, never changed after start, and carries no data and no services; what the
// user switches on all screens at once is behind Preview.
type Kit struct {
	Keys    KeyMap
	Theme   Theme
	Preview *Switch
}

// area is a part of the screen to draw on: how things look there, and its size in cells.
type area struct {
	Kit
	width, height int
}

// paragraph breaks a sentence into lines of the area.
func (a area) paragraph(p piece) []string {
	lines := wrap(safetext.Cell(p.text), a.width-2)
	for i, line := range lines {
		lines[i] = " " + a.Theme.Paint(p.tone, line)
	}
	return lines
}
