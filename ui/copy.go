package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// copied is what was copied last, shown so that it can be selected by hand where no
// clipboard took it.
type copied struct {
	text    string // safe
	escaped bool   // something in it is not as the server has it
	isID    bool   // one word, broken where the line ends
	board   bool   // there is a clipboard
	hint    string // what may keep the text from arriving
	sent    bool
	err     error // why it was not sent
	scroll  scroll
}

var _ sheet = (*copied)(nil)

// copiedMsg is the end of sending to the clipboard.
type copiedMsg struct {
	of  *copied
	err error
}

func copyID(view Copier) *copied {
	text, escaped := safetext.Line(view.CopyID())
	return &copied{text: text, escaped: escaped, isID: true}
}

// copyText returns what is copied of a view: a text for a ticket, with where and when it
// was read.
func copyText(view Copier, origin string) *copied {
	lines := view.CopyText()
	if len(lines) > 0 {
		lines = append([]string{lines[0], origin}, lines[1:]...)
	}
	c := &copied{}
	for i, line := range lines {
		safe, escaped := safetext.Line(line)
		lines[i] = strings.TrimRight(safe, " ")
		c.escaped = c.escaped || escaped
	}
	c.text = strings.Join(lines, "\n")
	return c
}

// send sends the text to the clipboard, where there is one.
func (c *copied) send(clipboard func(string) error, hint string) tea.Cmd {
	c.board, c.hint = clipboard != nil, hint
	if !c.board {
		return nil
	}
	text := c.text
	return func() tea.Msg { return copiedMsg{of: c, err: clipboard(text)} }
}

func (c *copied) arrived(err error) { c.sent, c.err = err == nil, err }

func (c *copied) press(msg tea.KeyMsg, body area) (closed bool) {
	switch k := body.Keys; {
	case IsBurst(msg):
	case key.Matches(msg, k.Back, k.Cancel, k.Accept, k.Open, k.Quit, k.Copy, k.CopyText):
		return true
	default:
		c.scroll.move(msg, k, len(c.lines(body)), c.room(body))
	}
	return false
}

func (c *copied) wheel(rows int, body area) { c.scroll.by(rows, len(c.lines(body)), c.room(body)) }

// keys returns those that close the text, and those that scroll it where it is too long.
func (c *copied) keys(body area) (own, shell []key.Binding) {
	k := body.Keys
	if len(c.lines(body)) > c.room(body) {
		own = []key.Binding{k.Up, k.Down}
	}
	return own, []key.Binding{Named(k.Back, "close")}
}

// draw draws the text, with how it was sent above and what to do otherwise below.
func (c *copied) draw(body area) []string {
	above, below := c.around(body)
	return append(append(above, c.scroll.window(body.Theme, c.lines(body), c.room(body))...), below...)
}

// lines returns the text in lines of the screen, without any decoration.
func (c *copied) lines(body area) []string {
	if c.isID {
		return strings.Split(ansi.Hardwrap(c.text, body.width, true), "\n")
	}
	return wrap(c.text, body.width)
}

// room returns how many lines of the text there is room for.
func (c *copied) room(body area) int {
	above, below := c.around(body)
	return body.height - len(above) - len(below)
}

func (c *copied) around(body area) (above, below []string) {
	failed := body.Theme.Glyphs.Failed
	result := piece{Strong, "Sending to the terminal's clipboard."}
	switch {
	case !c.board:
		result = piece{Failed, failed + " Not sent: there is no clipboard."}
	case c.err != nil:
		result = piece{Failed, failed + " Not sent: " + c.err.Error() + "."}
	case c.sent:
		result.text = "Sent to the terminal's clipboard."
	}
	above = body.paragraph(result)
	if c.escaped {
		above = append(above, body.paragraph(piece{Notice, body.Theme.Glyphs.Notice + " Characters that could act or hide are written as escapes: it is not what the server has."})...)
	}
	below = body.paragraph(piece{Muted, "If it did not arrive, select it here: hold shift and drag."})
	if c.sent && c.hint != "" {
		below = append(below, body.paragraph(piece{Muted, c.hint})...)
	}
	return append(above, ""), append([]string{""}, below...)
}
