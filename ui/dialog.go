package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

const (
	// unseen is how long after its opening a dialog takes no key: whatever comes
	// then was typed before anybody could read it.
	unseen = 300 * time.Millisecond

	dialogWidth = 72
)

// question is a Question that was asked, and by whom.
type question struct {
	Question
	from   View // nil for the shell's own
	quits  bool // yes ends the program
	opened time.Time
	scroll scroll
}

// ask opens a dialog, or lets the question wait until the open one is answered.
func (a *App) ask(q question) {
	q.opened = a.now
	a.questions = append(a.questions, q)
}

// answer takes a key while a dialog is open. Only a single y says yes; enter takes
// what is marked, and that is always to cancel.
func (a *App) answer(msg tea.KeyMsg) tea.Cmd {
	q := &a.questions[0]
	if IsBurst(msg) || a.now.Sub(q.opened) < unseen {
		return nil
	}
	k := a.kit.Keys
	switch {
	case msg.Type == tea.KeyRunes && key.Matches(msg, k.Yes):
		answered := *q
		a.closeDialog()
		if answered.quits {
			return a.quit()
		}
		return sentBy(answered.from, answered.Yes)
	case key.Matches(msg, k.No, k.Cancel, k.Back, k.Accept, k.Quit):
		a.closeDialog()
	default:
		text, room := a.dialogText(*q)
		q.scroll.move(msg, k, len(text), room)
	}
	return nil
}

func (a *App) closeDialog() {
	a.questions = a.questions[1:]
	if len(a.questions) > 0 {
		a.questions[0].opened = a.now
	}
}

// dialogText returns the question's text in lines, and how many there is room for.
func (a *App) dialogText(q question) (lines []string, room int) {
	const around = 6 // rules, title, answers and two empty lines
	width := min(a.width, dialogWidth) - 4
	text := ansi.Wrap(safetext.Block(q.Text), width, "")
	return strings.Split(text, "\n"), a.bodyHeight() - around
}

// dialogView draws the open question in place of the body.
func (a *App) dialogView() []string {
	q, theme := a.questions[0], a.kit.Theme
	width := min(a.width, dialogWidth)
	rule := theme.Paint(Muted, strings.Repeat(theme.Glyphs.Rule, width))
	title, _ := fit(theme, safetext.Cell(q.Title), width-4)

	text, room := a.dialogText(q)
	lines := []string{rule, "  " + theme.Paint(Strong, title), ""}
	for _, line := range q.scroll.window(theme, text, room) {
		lines = append(lines, indented("  ", line))
	}
	yes := a.hint(a.kit.Keys.Yes, q.verb())
	answers := " " + cancelAnswer(theme) + "    " + yes
	lines = append(lines, "", answers, rule)
	above := max(0, (a.bodyHeight()-len(lines))/3)
	return append(make([]string, above), lines...)
}

// cancelAnswer is the answer that enter takes.
func cancelAnswer(theme Theme) string {
	return theme.Paint(Selected, theme.Glyphs.Cursor) + " " + theme.Paint(Strong, "cancel")
}

// verb returns what yes is called.
func (q question) verb() string {
	if q.Verb == "" {
		return "yes"
	}
	return safetext.Cell(q.Verb)
}

// indented puts blanks before a line that is not empty.
func indented(blanks, line string) string {
	if line == "" {
		return ""
	}
	return blanks + line
}
