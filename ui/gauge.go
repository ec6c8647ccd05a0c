package ui

import "strings"

// Gauge draws how much of whole is given out as a bar of width cells. When part
// exceeds whole, the bar stands for part, and the piece beyond the whole has its own
// sign. It is plain text, to be drawn in a tone. A figure below zero counts as
// zero. Something given out never looks like nothing, nor something left like
// nothing left.
func Gauge(g Glyphs, width int, part, whole int64) string {
	if width < 1 {
		return ""
	}
	part, whole = max(0, part), max(0, whole)
	if part > whole {
		full := share(width, whole, part)
		return strings.Repeat(g.BarFull, full) + strings.Repeat(g.BarOver, width-full)
	}
	full := share(width, part, whole)
	return strings.Repeat(g.BarFull, full) + strings.Repeat(g.BarEmpty, width-full)
}

// share returns how many of width cells part takes of whole, part <= whole: 0 and
// width only when that is exactly so, as far as width allows.
func share(width int, part, whole int64) int {
	if part == 0 || whole == 0 {
		return 0
	}
	cells := int(float64(width)*(float64(part)/float64(whole)) + 0.5)
	if cells = max(cells, 1); part < whole {
		return min(cells, width-1)
	}
	return width
}
