package saving

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
)

// Early keeps the keys that are pressed before a form takes any. The zero value has none.
type Early struct {
	keys   []tea.KeyMsg
	missed int // keys that the form does not get
}

// Keep keeps a key for Give. From one of ends on, such as the key that asks for a review,
// no more are kept: what they would do has to be seen first.
func (e *Early) Keep(msg tea.KeyMsg, ends ...key.Binding) {
	const most = 64
	if e.missed > 0 || len(e.keys) == most || key.Matches(msg, ends...) {
		e.missed++
		return
	}
	e.keys = append(e.keys, msg)
}

// Give has the form take the keys in their order, up to the first that something covers it
// at, and says how many it did not get.
func (e *Early) Give(press func(tea.KeyMsg) tea.Cmd, isCovered func() bool) tea.Cmd {
	keys, missed := e.keys, e.missed
	*e = Early{}
	var cmds []tea.Cmd
	for i, msg := range keys {
		if isCovered() {
			missed += len(keys) - i
			break
		}
		cmds = append(cmds, press(msg))
	}
	if missed > 0 {
		cmds = append(cmds, ui.Notify(ui.Count(missed, "key")+" pressed before the form was open: not taken"))
	}
	return tea.Batch(cmds...)
}
