package terminal

import (
	"slices"
	"strings"
)

// family returns the part of a TERM value that names the terminal, and not its
// colours or its keys: "xterm" of "xterm-256color".
func family(term string) string {
	for _, whole := range []string{"xterm-kitty", "xterm-ghostty", "rxvt-unicode"} {
		if strings.HasPrefix(term, whole) {
			return whole
		}
	}
	name, _, _ := strings.Cut(term, "-")
	return name
}

// takesCells reports whether a terminal is known to take what the cell diff sends:
// regions that scroll, columns and lines by number, inserted and deleted
// characters. The Linux console, real VT terminals, the old rxvt and any that
// nobody has named here get whole lines.
func takesCells(term string) bool {
	return takesMarks(term) || slices.Contains([]string{
		"xterm", "screen", "rxvt-unicode", "putty", "st", "konsole", "gnome", "vte", "mosh",
	}, family(term))
}

// takesMarks reports whether a terminal is known to hold back drawing between the
// marks of a synchronised frame (private mode 2026). Others ignore the marks, but
// there they are only bytes; and a terminal that is called xterm-256color may be any.
func takesMarks(term string) bool {
	return slices.Contains([]string{
		"alacritty", "contour", "foot", "ghostty", "iterm2", "kitty", "mintty", "rio", "tmux", "wezterm",
		"xterm-kitty", "xterm-ghostty",
	}, family(term))
}
