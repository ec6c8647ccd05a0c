package terminal

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// leavesScreen reports whether a text changes neither what the terminal shows nor where its
// cursor is: modes of mouse, pasting and the cursor's visibility, titles, the clipboard.
func leavesScreen(text string) bool {
	for len(text) > 0 {
		if n := wrapped(text); n > 0 {
			text = text[n:]
			continue
		}
		seq, _, n, _ := ansi.DecodeSequence(text, 0, nil)
		if n == 0 || !isHarmless(seq) {
			return false
		}
		text = text[n:]
	}
	return true
}

// st ends a string sequence.
const st = "\x1b\\"

// wrapped returns the length of what text starts with and tmux or screen hand
// through to the terminal they run in, or 0.
func wrapped(text string) int {
	for _, opening := range []string{"\x1bPtmux;", "\x1bP\x1b]"} {
		if !strings.HasPrefix(text, opening) {
			continue
		}
		for from := len(opening); ; {
			at := strings.Index(text[from:], st)
			if at < 0 {
				return 0
			}
			from += at + len(st)
			if text[from-len(st)-1] != ansi.ESC { // tmux doubles those inside
				return from
			}
		}
	}
	return 0
}

func isHarmless(seq string) bool {
	body, isMode := strings.CutPrefix(seq, "\x1b[?")
	if !isMode {
		return strings.HasPrefix(seq, "\x1b]") && (strings.HasSuffix(seq, "\a") || strings.HasSuffix(seq, st)) ||
			seq == "\x1b[22;0t" || seq == "\x1b[23;0t" // keeps and restores the title
	}
	switch strings.TrimRight(body, "hl") {
	case "25", "1000", "1002", "1003", "1004", "1006", "2004", "2026":
		return len(body) > 0 && (body[len(body)-1] == 'h' || body[len(body)-1] == 'l')
	}
	return false
}
