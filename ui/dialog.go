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

	questionWidth = 62
)

// asked is a Question that was asked, and by which view.
type asked struct {
	Question
	from  View // nil for the shell's own
	quits bool // yes ends the program
	// progress is that of what would be broken off, drawn below the first line.
	progress Progress
	opened   time.Time
	scroll   Scroll
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
// yes; enter never does.
func (d *dialog) press(msg tea.KeyMsg, now time.Time, k KeyMap) (answered asked, yes bool) {
	if !d.isReadable(now) {
		return asked{}, false
	}
	q := &d.questions[0]
	switch {
	case IsBurst(msg):
		q.scroll.Press(msg, k)
	case msg.Type == tea.KeyRunes && key.Matches(msg, k.Yes):
		answered = *q
		d.close(now)
		return answered, true
	case key.Matches(msg, k.No, k.Cancel, k.Back, k.Accept, k.Quit):
		d.close(now)
	default:
		q.scroll.Press(msg, k)
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

func (d *dialog) keys(k KeyMap) []key.Binding {
	var keys []key.Binding
	for _, button := range d.questions[0].buttons(k) {
		keys = append(keys, button.Key)
	}
	if d.questions[0].Unsaved {
		keys = slices.Insert(keys, 1, Named(k.Cancel, "stay"))
	}
	return keys
}

// buttons returns the answers. Where something would be lost, what is asked for is to stay.
func (q *asked) buttons(k KeyMap) []Button {
	if q.Unsaved {
		return []Button{{Key: Named(k.Accept, "stay"), On: OnChoice}, {Key: Named(k.Yes, q.verb())}}
	}
	return []Button{{Key: Named(k.Cancel, "back")}, {Key: Named(k.Yes, q.verb()), On: OnChoice}}
}

// box returns the open question as it is drawn.
func (d *dialog) box(kit Kit) *Box {
	k := kit.Keys
	q := &d.questions[0]
	box := &Box{
		Title: []Cell{{Text: q.Title, Tone: Strong}}, Width: questionWidth, Lines: q.lines(kit.Theme.Glyphs, questionWidth),
		Scroll: &q.scroll, Buttons: q.buttons(k), Environment: !q.quits,
	}
	if q.Unsaved && q.progress.Ends == nil { // what is broken off can be gone on with
		box.Edge = Full
	}
	return box
}

// lines returns the text of a question: what is so, and what becomes of it.
func (q *asked) lines(glyphs Glyphs, width int) [][]Cell {
	lines := [][]Cell{nil}
	for i, text := range strings.Split(safetext.Block(q.Text), "\n") {
		tone := Plain
		if i == 0 && q.Unsaved {
			tone = Strong
		}
		for _, line := range Wrap(text, width-2-2*indent) {
			lines = append(lines, []Cell{{Text: indented(Blanks(indent), line), Tone: tone}})
		}
		if of := q.progress.Of; i == 0 && of > 0 {
			bar := Bar{Given: int64(q.progress.Done), Limit: int64(of), Fill: BarLive, Plain: true}
			lines = append(lines, []Cell{{Text: Blanks(indent)}, bar.Cell(glyphs, width-2-2*indent)})
		}
	}
	return lines
}
