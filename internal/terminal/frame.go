package terminal

import (
	"bytes"
	"slices"

	"github.com/charmbracelet/x/ansi"
)

// The sequences of a Bubble Tea frame (v1.3.10, standard_renderer.go, flush).
const (
	home       = "\x1b[H"
	eraseRight = "\x1b[K"
	eraseBelow = "\x1b[J"
)

// cutFrame splits what one Write of Bubble Tea's renderer holds into the lines of the
// frame, top first, which share p's memory. A nil line is as it was in the frame before.
// ok is false for anything that is not a frame on an alternate screen.
func cutFrame(p []byte) (lines [][]byte, ok bool) {
	body, ok := bytes.CutPrefix(p, []byte(home))
	if !ok {
		return nil, false
	}
	count := bytes.Count(body, []byte{'\n'}) + 1
	if body, ok = bytes.CutSuffix(body, []byte(ansi.CursorPosition(0, count))); !ok {
		return nil, false
	}
	body = bytes.TrimSuffix(body, []byte(eraseBelow)) // the frame before had more lines
	body = bytes.TrimPrefix(body, []byte{'\r'})       // the first frame, or a repaint
	lines = bytes.Split(body, []byte{'\n'})
	for i, line := range lines {
		switch {
		case len(line) == 0:
			lines[i] = nil
		case i < len(lines)-1:
			if lines[i], ok = bytes.CutSuffix(line, []byte{'\r'}); !ok {
				return nil, false
			}
		}
	}
	return lines, true
}

// isRepaint reports whether a frame skips no line. Bubble Tea sends every line when it no
// longer knows what the terminal shows: after a resize, a cleared or restored screen.
func isRepaint(lines [][]byte) bool {
	return !slices.ContainsFunc(lines, func(line []byte) bool { return line == nil })
}
