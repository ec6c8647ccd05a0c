package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

const (
	// Unseen is how long after its opening a dialog takes no key: whatever comes
	// then was typed before anybody could read it.
	Unseen = 300 * time.Millisecond

	dialogWidth = 72
)

// asked is a Question that was asked, and by which view.
type asked struct {
	Question
	from   View // nil for the shell's own
	quits  bool // yes ends the program
	opened time.Time
	scroll scroll
}

// verb returns what yes is called.
func (q *asked) verb() string {
	if q.Verb == "" {
		return "yes"
	}
	return safetext.Cell(q.Verb)
}

// dialog is the questions that wait for an answer: the first is open. The zero value
// has none.
type dialog struct{ questions []asked }

func (d *dialog) isOpen() bool { return len(d.questions) > 0 }

// quits reports whether the open question is about ending the program.
func (d *dialog) quits() bool { return d.isOpen() && d.questions[0].quits }

// ask opens a question, or lets it wait until the open one is answered.
func (d *dialog) ask(q asked, now time.Time) {
	q.opened = now
	d.questions = append(d.questions, q)
}

// askFirst opens a question before all others.
func (d *dialog) askFirst(q asked, now time.Time) {
	q.opened = now
	d.questions = slices.Insert(d.questions, 0, q)
}

// forget takes back what a view asked.
func (d *dialog) forget(view View) {
	d.questions = slices.DeleteFunc(d.questions, func(q asked) bool { return q.from == view })
}

// isReadable reports whether the open question has been there long enough to be read.
func (d *dialog) isReadable(now time.Time) bool { return now.Sub(d.questions[0].opened) >= Unseen }

// press takes a key, and returns the question that it says yes to. Only a single y says
// yes; enter takes what is marked, and that is always to cancel.
func (d *dialog) press(msg tea.KeyMsg, now time.Time, body area) (answered asked, yes bool) {
	if IsBurst(msg) || !d.isReadable(now) {
		return asked{}, false
	}
	q := &d.questions[0]
	switch k := body.Keys; {
	case msg.Type == tea.KeyRunes && key.Matches(msg, k.Yes):
		answered = *q
		d.close(now)
		return answered, true
	case key.Matches(msg, k.No, k.Cancel, k.Back, k.Accept, k.Quit):
		d.close(now)
	default:
		text, room := q.lines(body)
		q.scroll.move(msg, k, len(text), room)
	}
	return asked{}, false
}

// close ends the open question; the next one that waits opens.
func (d *dialog) close(now time.Time) {
	d.questions = d.questions[1:]
	if d.isOpen() {
		d.questions[0].opened = now
	}
}

func (d *dialog) wheel(rows int, body area) {
	q := &d.questions[0]
	text, room := q.lines(body)
	q.scroll.by(rows, len(text), room)
}

// click cancels the open question when its cancel is clicked, and nothing else: the
// mouse never says yes.
func (d *dialog) click(x, line int, now time.Time, body area) {
	answers := len(d.draw(body)) - 2 // the rule is below
	if line == answers && x >= 1 && x <= safetext.Width(cancelAnswer(body.Theme)) && d.isReadable(now) {
		d.close(now)
	}
}

func (d *dialog) keys(k KeyMap) []key.Binding {
	return []key.Binding{Named(k.Yes, d.questions[0].verb()), k.Cancel}
}

func (d *dialog) draw(body area) []string {
	q, theme := d.questions[0], body.Theme
	width := min(body.width, dialogWidth)
	rule := theme.Paint(Muted, strings.Repeat(theme.Glyphs.Rule, width))
	title, _ := theme.Fit(safetext.Cell(q.Title), width-4)

	text, room := q.lines(body)
	lines := []string{rule, "  " + theme.Paint(Strong, title), ""}
	for _, line := range q.scroll.window(theme, text, room) {
		lines = append(lines, indented("  ", line))
	}
	answers := " " + cancelAnswer(theme) + "    " + theme.Paint(Accent, body.Keys.Yes.Help().Key) + " " + theme.Paint(Muted, q.verb())
	lines = append(lines, "", answers, rule)
	above := max(0, (body.height-len(lines))/3)
	return append(make([]string, above), lines...)
}

// lines returns the text of a question, and how many lines there is room for.
func (q *asked) lines(body area) (lines []string, room int) {
	const around = 6 // rules, title, answers and two empty lines
	return wrap(safetext.Block(q.Text), min(body.width, dialogWidth)-4), body.height - around
}

// cancelAnswer is the answer that enter takes.
func cancelAnswer(theme Theme) string {
	return theme.Paint(Selected, theme.Glyphs.Cursor) + " " + theme.Paint(Strong, "cancel")
}
