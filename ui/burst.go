package ui

import tea "github.com/charmbracelet/bubbletea"

// isBurst reports whether msg carries more than one key: pasted text, or keys that
// arrived together over a slow link. Such a message never acts as a command. The
// name of its runes cannot be trusted either: the letters of "enter" in one burst
// are called like the key.
func isBurst(msg tea.KeyMsg) bool { return msg.Paste || len(msg.Runes) > 1 }
