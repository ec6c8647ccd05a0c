package ui

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// Pointed is a view with rows that the mouse scrolls and selects. Neither method is
// called while the view is Typing.
type Pointed interface {
	// Wheel scrolls by so many rows, down for a positive number.
	Wheel(rows int)
	// Click selects the row on a line of the body, counted from 0. It reports whether
	// there is one, and whether it was selected already: then a second click opens it.
	Click(line int) (onRow, already bool)
}

const (
	notch = 3 // rows for one event of the wheel

	// rollEvery is how often the wheel scrolls at most. What it turns meanwhile is
	// done at once: a wheel that is spun sends hundreds of events.
	rollEvery = 33 * time.Millisecond
)

// mouse is what is known of the mouse. The zero value is off.
type mouse struct {
	on      bool
	clicked View // whose selected row was clicked last, with nothing since
	owed    int  // rows to scroll when the time comes
	rolling bool // a rollMsg is on its way
}

// rollMsg says that the wheel may scroll again.
type rollMsg struct{}

// MouseOn reports whether the mouse is the program's, and not the terminal's.
func (a *App) MouseOn() bool { return a.mouse.on }

// listenToMouse tells the terminal to send the mouse, where it should: at the start,
// and when the program was suspended and goes on.
func (a *App) listenToMouse() tea.Cmd {
	if !a.mouse.on {
		return nil
	}
	return tea.EnableMouseCellMotion
}

// toggleMouse takes the mouse from the terminal, or gives it back.
func (a *App) toggleMouse() tea.Cmd {
	a.mouse = mouse{on: !a.mouse.on, rolling: a.mouse.rolling}
	if !a.mouse.on {
		a.note = note{text: "mouse off: the terminal has it again"}
		return tea.DisableMouse
	}
	a.note = note{text: "mouse on: a click selects, a second opens; hold shift to select text"}
	return a.listenToMouse()
}

// mouseKey returns the key of the mouse with what it does now.
func (a *App) mouseKey() key.Binding {
	if a.mouse.on {
		return Named(a.kit.Keys.Mouse, "mouse off")
	}
	return Named(a.kit.Keys.Mouse, "mouse on (shift selects)")
}

// point takes what the mouse did. Nothing that it does can change anything on the
// platform, nor confirm that.
func (a *App) point(msg tea.MouseMsg) tea.Cmd {
	press := msg.Action == tea.MouseActionPress
	switch {
	case !a.mouse.on || a.isSmall() || !press:
	case msg.Button == tea.MouseButtonWheelUp:
		return a.roll(-notch)
	case msg.Button == tea.MouseButtonWheelDown:
		return a.roll(notch)
	case msg.Button == tea.MouseButtonLeft:
		return a.click(msg.X, msg.Y)
	}
	return nil
}

// roll scrolls, or remembers to.
func (a *App) roll(rows int) tea.Cmd {
	page := a.bodyHeight()
	a.mouse.owed = max(-page, min(a.mouse.owed+rows, page))
	if a.mouse.rolling {
		return nil
	}
	return a.rollOn()
}

// rollOn scrolls by what is owed, and waits before it does so again.
func (a *App) rollOn() tea.Cmd {
	rows := a.mouse.owed
	a.mouse.owed, a.mouse.clicked = 0, nil
	if a.mouse.rolling = rows != 0; !a.mouse.rolling {
		return nil
	}
	switch {
	case len(a.questions) > 0:
		text, room := a.dialogText(a.questions[0])
		a.questions[0].scroll.by(rows, len(text), room)
	case a.copied != nil:
		a.copied.scroll.by(rows, len(a.copiedText()), a.copiedRoom())
	case a.help != nil:
		a.help.scroll.by(rows, len(a.helpLines()), a.bodyHeight())
	case isTyping(a.top()):
	default:
		if view, ok := a.top().(Pointed); ok {
			view.Wheel(rows)
		}
	}
	return After(a.timers, rollEvery, rollMsg{})
}

// click selects what was clicked, and opens it when it was clicked before.
func (a *App) click(x, y int) tea.Cmd {
	before := a.mouse.clicked
	a.mouse.clicked, a.note = nil, note{}
	switch {
	case len(a.questions) > 0:
		a.clickDialog(x, y-bodyTop)
	case a.copied != nil, a.help != nil, isTyping(a.top()):
	case y == crumbLine:
		a.clickCrumb(x)
	case y >= bodyTop && y < bodyTop+a.bodyHeight():
		view, ok := a.top().(Pointed)
		if !ok {
			return nil
		}
		onRow, already := view.Click(y - bodyTop)
		if onRow {
			a.mouse.clicked = a.top()
		}
		if open, ok := a.openKey(); ok && onRow && already && before == a.top() {
			a.mouse.clicked = nil
			return a.give(open)
		}
	}
	return nil
}

// The lines of the screen that are clicked.
const (
	crumbLine = 1
	bodyTop   = 2
)

// openKey returns the press of the key that opens a row: a second click is one.
func (a *App) openKey() (tea.KeyMsg, bool) {
	enter := tea.KeyMsg{Type: tea.KeyEnter}
	return enter, key.Matches(enter, a.kit.Keys.Open)
}

// clickDialog cancels the open question when its cancel is clicked, and nothing else:
// a yes is never said with the mouse.
func (a *App) clickDialog(x, line int) {
	answers := len(a.dialogView()) - 2 // the rule is below
	width := safetext.Width(cancelAnswer(a.kit.Theme))
	if line == answers && x >= 1 && x <= width && a.now.Sub(a.questions[0].opened) >= unseen {
		a.closeDialog()
	}
}

// clickCrumb goes back to the view whose part of the breadcrumb was clicked, as far as
// no edit would be lost by that.
func (a *App) clickCrumb(x int) {
	depth := a.crumbAt(x - 1)
	for depth >= 0 && len(a.stack)-1 > depth {
		if isDirty(a.top()) {
			a.leave()
			return
		}
		a.pop()
	}
}
