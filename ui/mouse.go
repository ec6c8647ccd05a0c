package ui

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

const (
	notch = 3 // rows for one event of the wheel

	// rollEvery is how often the wheel scrolls at most. What it turns meanwhile is
	// done at once: a wheel that is spun sends hundreds of events.
	rollEvery = 33 * time.Millisecond
)

// mouse is the state of the mouse. The zero value is off.
type mouse struct {
	on      bool
	clicked View // whose selected row was clicked last, with nothing since
	pending int  // rows to scroll when the time comes
	rolling bool // a rollMsg is on its way
}

// rollMsg arrives when the wheel may scroll again.
type rollMsg struct{}

// listen asks the terminal to send the mouse, where it should: at the start, and when
// the program was suspended and goes on.
func (m *mouse) listen() tea.Cmd {
	if !m.on {
		return nil
	}
	return tea.EnableMouseCellMotion
}

// toggle takes the mouse from the terminal, or gives it back, and returns a sentence
// about it.
func (m *mouse) toggle() (cmd tea.Cmd, text string) {
	*m = mouse{on: !m.on, rolling: m.rolling}
	if !m.on {
		return tea.DisableMouse, "mouse off: the terminal has it again"
	}
	return m.listen(), "mouse on: a click selects, a second opens; hold shift to select text"
}

// binding returns the key of the mouse with what it does now.
func (m *mouse) binding(k KeyMap) key.Binding {
	if m.on {
		return Named(k.Mouse, "mouse off")
	}
	return Named(k.Mouse, "mouse on: shift selects")
}

// turn takes what the wheel turned, of which a page counts at most, and reports whether
// it is time to scroll.
func (m *mouse) turn(rows, page int) bool {
	m.pending = max(-page, min(m.pending+rows, page))
	return !m.rolling
}

// due returns how many rows to scroll now; a rollMsg must follow unless there are none.
func (m *mouse) due() int {
	rows := m.pending
	m.pending, m.clicked = 0, nil
	m.rolling = rows != 0
	return rows
}
