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
	alone   bool  // without a frame, to be selected
	scroll  Scroll
}

// copiedMsg is the end of sending to the clipboard.
type copiedMsg struct {
	of  *copied
	err error
}

func copyID(view Copier) *copied {
	text, escaped := safetext.Line(view.CopyID())
	return &copied{text: text, escaped: escaped, isID: true}
}

// copyText returns what is copied of lines: a text for a ticket, with where and when it was
// read behind the first.
func copyText(lines []string, origin string) *copied {
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

func (c *copied) press(msg tea.KeyMsg, k KeyMap) (closed bool) {
	switch {
	case IsBurst(msg):
		c.scroll.Press(msg, k)
	case key.Matches(msg, k.Choose):
		c.alone = !c.alone
	case key.Matches(msg, k.Back, k.Cancel, k.Accept, k.Open, k.Quit, k.Copy, k.CopyText):
		return true
	default:
		c.scroll.Press(msg, k)
	}
	return false
}

// keys returns those that close the text, and those that scroll it where it is too long.
func (c *copied) keys(k KeyMap) []key.Binding {
	alone := Named(k.Choose, "text alone")
	if c.alone {
		alone = Named(k.Choose, "in a frame")
	}
	return append(c.scroll.Keys(k), alone, Named(k.Back, "close"))
}

// copiedWidth is how wide the dialog is.
const copiedWidth = 72

// box returns the text with how it was sent above and what to do otherwise below. Alone on its
// lines it is no dialog.
func (c *copied) box(body area) *Box {
	if c.alone {
		return nil
	}
	result, edge := c.result(body.Theme.Glyphs)
	box := &Box{
		Title: []Cell{{Text: "Copied", Tone: Strong}, {Text: "   for a ticket", Tone: Muted}}, Edge: edge, Width: copiedWidth, Scroll: &c.scroll,
		Buttons: []Button{{Key: Named(body.Keys.Choose, "text alone")}, {Key: Named(body.Keys.Back, "close"), On: OnChoice}},
	}
	inside, _ := box.Room(body.width, body.height)
	room := inside - 2*indent
	text := c.lines(room - 2)
	box.State = []Cell{{Text: Count(strings.Count(c.text, "\n")+1, "line"), Tone: Muted}}
	if c.isID {
		box.Title[1].Text, box.State = "   the id", nil
	}
	box.Lines = append([][]Cell{nil}, paragraph(result, room)...)
	if c.escaped {
		box.Lines = append(box.Lines, paragraph(Cell{Text: body.Theme.Glyphs.Notice + " Characters that could act or hide are written as escapes: it is not what the server has.", Tone: Notice}, room)...)
	}
	box.Lines = append(box.Lines, nil)
	for _, line := range text {
		box.Lines = append(box.Lines, []Cell{{Text: Blanks(indent)}, {Text: " " + line + Blanks(room-1-safetext.Width(line)), Ground: OnCell}})
	}
	box.Lines = append(append(box.Lines, nil), c.hints(body.Keys, room)...)
	return box
}

// hints say what to do where the text did not arrive.
func (c *copied) hints(k KeyMap, room int) [][]Cell {
	texts := []string{"If it did not arrive: " + k.Choose.Help().Key + " shows it alone; hold shift and drag."}
	if c.sent && c.hint != "" {
		texts = append(texts, c.hint)
	}
	var lines [][]Cell
	for _, text := range texts {
		lines = append(lines, paragraph(Cell{Text: text, Tone: Muted}, room)...)
	}
	return lines
}

// plain returns the text on lines of its own, without any decoration: what is selected with the
// mouse is the text and nothing else.
func (c *copied) plain(body area) []string {
	lines := c.lines(body.width)
	c.scroll.settle(len(lines), body.height, -1)
	return lines[c.scroll.top:min(len(lines), c.scroll.top+body.height)]
}

// lines returns the text in lines of so many cells.
func (c *copied) lines(width int) []string {
	if c.isID {
		return strings.Split(ansi.Hardwrap(c.text, max(1, width), true), "\n")
	}
	return strings.Split(ansi.Wrap(c.text, max(1, width), ""), "\n")
}

// result says how sending went.
func (c *copied) result(glyphs Glyphs) (result Cell, edge Tone) {
	switch {
	case !c.board:
		return Cell{Text: glyphs.Failed + " Not sent: there is no clipboard.", Tone: Failed}, BarOver
	case c.err != nil:
		return Cell{Text: glyphs.Failed + " Not sent: " + c.err.Error() + ".", Tone: Failed}, BarOver
	case c.sent:
		return Cell{Text: glyphs.Good, Tone: Good, Then: []Cell{{Text: " Sent to the terminal's clipboard."}}}, Good
	}
	return Cell{Text: "Sending to the terminal's clipboard."}, Edge
}
