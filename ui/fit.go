package ui

import (
	"strings"

	"banyan/internal/safetext"
)

// fit cuts safe text to width cells, marks the cut with the theme's sign, and
// returns how many cells are left in use.
func fit(theme Theme, text string, width int) (fitted string, used int) {
	used = safetext.Width(text)
	if used <= width {
		return text, used
	}
	cut := safetext.Truncate(text, width)
	if more := theme.Glyphs.More; more != "" {
		// The mark is never part of the text here: the text was too wide, so
		// Truncate has put its own at the end.
		cut = strings.TrimSuffix(cut, "…") + more
	}
	if width < 1 {
		return "", 0
	}
	return cut, safetext.Width(cut)
}

// Fit cuts safe text to width cells, marks the cut with the theme's sign, and returns
// how many cells are left in use.
func (t Theme) Fit(text string, width int) (fitted string, used int) { return fit(t, text, width) }

// blanks returns n spaces, none for a negative n.
func blanks(n int) string {
	if n <= 0 {
		return ""
	}
	return strings.Repeat(" ", n)
}
