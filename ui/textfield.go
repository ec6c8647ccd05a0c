package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// TextField is a line of text that is typed at its end. The zero value is empty. It
// draws itself through safetext; what it holds is byte for byte what was typed.
type TextField struct{ field field }

// Update takes a key and reports whether the field used it. Text is taken as text
// even when it is pasted or arrives in a burst, and control characters in it become
// spaces; so whoever must not be filled that way looks at IsBurst before.
func (f *TextField) Update(msg tea.KeyMsg, keys KeyMap) bool { return f.field.update(msg, keys) }

// Text returns what the field holds.
func (f *TextField) Text() string { return f.field.text }

// SetText replaces what the field holds, without cutting it.
func (f *TextField) SetText(text string) { f.field.text = text }

// IsBurst reports whether msg carries more than one key: pasted text, or keys that
// arrived together. Such a message never acts as a command.
func IsBurst(msg tea.KeyMsg) bool { return isBurst(msg) }

// BoxText returns text as the inside of a box of width cells: its end where it is
// longer while it is typed, else its beginning; with a mark where it goes on.
func BoxText(theme Theme, text string, width int, typed bool) string {
	text = safetext.Cell(text)
	if typed {
		text += "_"
	}
	if typed && safetext.Width(text) > width {
		runes := []rune(text)
		for len(runes) > 0 && safetext.Width(string(runes)) > width-1 {
			runes = runes[1:]
		}
		text = theme.Glyphs.More + string(runes)
	}
	text, used := fit(theme, text, width)
	return text + strings.Repeat(" ", max(0, width-used))
}
