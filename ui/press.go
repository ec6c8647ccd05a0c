package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// press routes a key, which may have arrived together with others.
func (a *App) press(msg tea.KeyMsg, together bool) tea.Cmd {
	a.note, a.mouse.clicked = note{}, nil
	burst := IsBurst(msg)
	switch {
	case !burst && key.Matches(msg, a.kit.Keys.Interrupt):
		return a.leaveProgram(true)
	case a.isSmall():
		if !burst && key.Matches(msg, a.kit.Keys.Quit) {
			return a.leaveProgram(false)
		}
		return nil
	case !burst && key.Matches(msg, a.kit.Keys.Suspend):
		return a.suspend()
	case !burst && key.Matches(msg, a.kit.Keys.Redraw):
		return tea.ClearScreen // a screen can be broken whatever is on it
	case together && a.isYes(msg):
		a.note = note{text: a.kit.Keys.Yes.Help().Key + " counts only when it is pressed alone"}
		return nil
	case len(a.questions) > 0:
		return a.answer(msg)
	case a.copied != nil:
		a.readCopied(msg)
		return nil
	case a.help != nil:
		a.readHelp(msg)
		return nil
	case isTyping(a.top()):
		return a.give(msg)
	case burst:
		if _, _, ok := held(msg, a.kit.Keys); !ok {
			return nil
		}
		return a.give(msg)
	}
	if cmd, used := a.command(msg); used {
		return cmd
	}
	return a.give(msg)
}

// isYes reports whether a key would say yes to something.
func (a *App) isYes(msg tea.KeyMsg) bool {
	return key.Matches(msg, a.kit.Keys.Yes) && (len(a.questions) > 0 || !isTyping(a.top()))
}

// suspend gives the terminal back to the shell, until it continues the process.
func (a *App) suspend() tea.Cmd {
	prepare := a.opts.Suspend
	if prepare == nil {
		return nil
	}
	return func() tea.Msg {
		if err := prepare(); err != nil {
			return notifyMsg{text: "cannot be suspended: " + err.Error()}
		}
		return tea.SuspendMsg{}
	}
}

// command takes the keys that mean the same on every screen.
func (a *App) command(msg tea.KeyMsg) (cmd tea.Cmd, used bool) {
	k := a.kit.Keys
	switch {
	case key.Matches(msg, k.Help):
		a.help = &helpScreen{}
	case key.Matches(msg, k.Back):
		if layered, ok := a.top().(Layered); !ok || !layered.CloseLayer() {
			a.leave()
		}
	case key.Matches(msg, k.Quit):
		if len(a.stack) == 1 {
			return a.leaveProgram(false), true
		}
		a.leave()
	case key.Matches(msg, k.Copy):
		return a.copyID()
	case key.Matches(msg, k.CopyText):
		return a.copyText()
	case key.Matches(msg, k.Export):
		return a.export()
	case key.Matches(msg, k.Mouse):
		return a.toggleMouse(), true
	case key.Matches(msg, k.Refresh):
		refresher, ok := a.top().(Refresher)
		if !ok {
			return nil, false
		}
		return sentBy(a.top(), refresher.Refresh()), true
	default:
		return nil, false
	}
	return nil, true
}

// leave goes back to the view below, after asking when an edit would be lost.
func (a *App) leave() {
	top := a.top()
	switch {
	case len(a.stack) == 1:
	case isDirty(top):
		a.ask(question{from: top, Question: Question{
			Title: "Leave without saving?",
			Text:  "What was changed here is not saved.",
			Verb:  "leave",
			Yes:   Pop(),
		}})
	default:
		a.pop()
	}
}

// leaveProgram quits, after asking when an edit would be lost. Asked already, it
// quits when the user insists.
func (a *App) leaveProgram(insists bool) tea.Cmd {
	asked := len(a.questions) > 0 && a.questions[0].quits
	switch {
	case !slices.ContainsFunc(a.stack, isDirty), asked && insists:
		return a.quit()
	case !asked:
		a.questions = slices.Insert(a.questions, 0, question{quits: true, opened: a.now, Question: Question{
			Title: "Quit without saving?",
			Text:  "Something was changed and is not saved. A save that runs is given two seconds.",
			Verb:  "quit",
		}})
	}
	return nil
}
