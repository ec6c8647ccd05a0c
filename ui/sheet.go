package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// sheet is a text that lies over the body until it is closed: the help, or what was
// copied.
type sheet interface {
	// box returns the dialog that shows it.
	box(body area) *Box
	// press takes a key while it is open, and reports whether that closes it.
	press(msg tea.KeyMsg, k KeyMap) (closed bool)
	// keys returns what the key line names, in place of the view's keys and the shell's.
	keys(k KeyMap) []key.Binding
}
