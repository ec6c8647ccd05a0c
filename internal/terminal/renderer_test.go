package terminal

import (
	"bytes"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// renderer says what Bubble Tea v1.3.10 writes for a frame on the alternate screen.
// That it says the same is held by a test against Bubble Tea itself.
type renderer struct {
	width, height int
	last          []string // nil: it repaints
	lines         int      // of the frame before
	first         bool
}

func (r *renderer) repaint() { r.last, r.first = nil, true }

func (r *renderer) frame(view string) []byte {
	var out bytes.Buffer
	out.WriteString("\x1b[H")
	lines := strings.Split(view, "\n")
	if r.height > 0 && len(lines) > r.height {
		lines = lines[len(lines)-r.height:]
	}
	for i, line := range lines {
		if i < len(r.last) && r.last[i] == line {
			if i < len(lines)-1 {
				out.WriteByte('\n')
			}
			continue
		}
		if i == 0 && r.first {
			out.WriteByte('\r')
		}
		if r.width > 0 {
			line = ansi.Truncate(line, r.width, "")
		}
		out.WriteString(line)
		if ansi.StringWidth(line) < r.width {
			out.WriteString("\x1b[K")
		}
		if i < len(lines)-1 {
			out.WriteString("\r\n")
		}
	}
	if r.lines > len(lines) {
		out.WriteString("\x1b[J")
	}
	out.WriteString(ansi.CursorPosition(0, len(lines)))
	r.last, r.lines, r.first = lines, len(lines), false
	return out.Bytes()
}
