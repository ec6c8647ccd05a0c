package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// The room that the program needs, and the most it draws: a terminal may claim any
// size, and a frame costs memory.
const (
	leastWidth, leastHeight = 60, 16
	mostWidth, mostHeight   = 500, 200
	chromeHeight            = 4
)

// sentMsg is a message to the shell together with the view whose command it came
// from.
type sentMsg struct {
	from View
	msg  tea.Msg
}

// sentBy marks what cmd says to the shell as coming from a view. Without the mark,
// a second enter typed ahead would open a screen twice, and a late answer could
// open, leave or ask something above a screen it knows nothing of.
func sentBy(view View, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			marked := make(tea.BatchMsg, len(msg))
			for i, cmd := range msg {
				marked[i] = sentBy(view, cmd)
			}
			return marked
		case pushMsg, popMsg, confirmMsg, notifyMsg, failMsg:
			return sentMsg{from: view, msg: msg}
		default:
			return msg
		}
	}
}

func (a *App) top() View { return a.stack[len(a.stack)-1] }

// take does what a view asks of the shell, as far as the view may still ask it.
func (a *App) take(from View, msg tea.Msg) tea.Cmd {
	if !slices.Contains(a.stack, from) {
		return nil
	}
	onTop := from == a.top()
	switch msg := msg.(type) {
	case pushMsg:
		if onTop {
			return a.push(msg.views)
		}
	case popMsg:
		if onTop {
			a.pop()
		}
	case confirmMsg:
		if onTop {
			a.ask(question{Question: msg.question, from: from})
		}
	case notifyMsg:
		a.note = note{text: msg.text}
	case failMsg:
		a.fail(msg.err)
	}
	return nil
}

func (a *App) push(views []View) tea.Cmd {
	a.help, a.copied = nil, nil
	var cmds []tea.Cmd
	for _, view := range views {
		a.stack = append(a.stack, view)
		a.size(view)
		cmds = append(cmds, sentBy(view, view.Init()))
	}
	return tea.Batch(cmds...)
}

// pop leaves the top view for good; the root stays.
func (a *App) pop() {
	if len(a.stack) == 1 {
		return
	}
	left := a.top()
	a.stack[len(a.stack)-1] = nil
	a.stack = a.stack[:len(a.stack)-1]
	left.Close()
	a.help, a.copied = nil, nil
	a.questions = slices.DeleteFunc(a.questions, func(q question) bool { return q.from == left })
}

// offer shows a message to every view on the stack, bottom to top.
func (a *App) offer(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, view := range a.stack {
		cmds = append(cmds, sentBy(view, view.Update(msg)))
	}
	return tea.Batch(cmds...)
}

// give shows a message to the top view alone.
func (a *App) give(msg tea.Msg) tea.Cmd {
	return sentBy(a.top(), a.top().Update(msg))
}

func (a *App) resize(msg tea.WindowSizeMsg) {
	a.width = min(max(msg.Width, 1), mostWidth)
	a.height = min(max(msg.Height, 1), mostHeight)
	for _, view := range a.stack {
		a.size(view)
	}
}

// size tells a view its room. One that is too small to draw is not told.
func (a *App) size(view View) {
	if a.width > 0 && !a.isSmall() {
		view.SetSize(a.width, a.height-chromeHeight)
	}
}

func (a *App) isSmall() bool { return a.width < leastWidth || a.height < leastHeight }

// What the views say about themselves, where they say it.

func isTyping(view View) bool {
	typer, ok := view.(Typer)
	return ok && typer.Typing()
}

func isBusy(view View) bool {
	busy, ok := view.(Busy)
	return ok && busy.Busy()
}

func isDirty(view View) bool {
	dirty, ok := view.(Dirty)
	return ok && dirty.Dirty()
}

func infoOf(view View) Info {
	if informer, ok := view.(Informer); ok {
		return informer.Info()
	}
	return Info{}
}
