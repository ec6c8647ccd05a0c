package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

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
