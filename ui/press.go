package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// IsBurst reports whether msg carries more than one key: pasted text, or keys that
// arrived together over a slow link. Such a message never acts as a command. The
// name of its runes cannot be trusted either: the letters of "enter" in one burst
// are called like the key.
func IsBurst(msg tea.KeyMsg) bool { return msg.Paste || len(msg.Runes) > 1 }

// togetherMsg is a key that arrived in one piece with others.
type togetherMsg struct{ key tea.KeyMsg }

// Together returns what to send the shell for a key that arrived in one piece with
// others: typed ahead over a link that stalls, or pasted by a terminal that does not
// mark it. It means what it always means, except for a yes.
func Together(key tea.KeyMsg) tea.Msg { return togetherMsg{key: key} }

// held returns by how many rows a burst moves the cursor, down for a positive number: a
// key that is held down over a link that bunches arrives as one message of equal
// letters. Nothing but moving by a row may be repeated like that; for everything else it
// returns false.
func held(msg tea.KeyMsg, keys KeyMap) (rows int, ok bool) {
	letters := slices.Compact(slices.Clone(msg.Runes))
	if msg.Paste || msg.Alt || msg.Type != tea.KeyRunes || len(msg.Runes) < 2 || len(letters) > 1 {
		return 0, false
	}
	by, _ := motion(tea.KeyMsg{Type: tea.KeyRunes, Runes: letters}, keys, farthest)
	if by != 1 && by != -1 {
		return 0, false
	}
	return by * len(msg.Runes), true
}
