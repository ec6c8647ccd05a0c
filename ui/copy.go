package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// Copier is a view of which something can be copied. What it returns may be what a
// server sent: the shell makes it safe to paste, line by line.
type Copier interface {
	// CopyID returns the id of the selected row, or of the place that is looked at;
	// empty while there is nothing.
	CopyID() string
	// CopyText returns what a ticket should say of it, in few lines, of which the first
	// is the place; none while there is nothing. The shell adds where and when it was
	// read.
	CopyText() []string
}

// copied is what was copied last, shown so that it can be selected by hand where no
// clipboard took it.
type copied struct {
	text    string // safe
	escaped bool   // something in it is not as the server has it
	isID    bool   // one word, broken where the line ends
	sent    bool
	err     error // why it was not sent
	scroll  scroll
}

// copiedMsg says how sending to the clipboard ended.
type copiedMsg struct {
	of  *copied
	err error
}

// copyID copies what the top view is about; copyText a text for a ticket. They report
// whether the view knows of copying.
func (a *App) copyID() (tea.Cmd, bool) {
	copier, ok := a.top().(Copier)
	if !ok {
		return nil, false
	}
	text, escaped := safetext.Line(copier.CopyID())
	return a.copy(&copied{text: text, escaped: escaped, isID: true}), true
}

func (a *App) copyText() (tea.Cmd, bool) {
	copier, ok := a.top().(Copier)
	if !ok {
		return nil, false
	}
	lines := copier.CopyText()
	if len(lines) > 0 {
		lines = append([]string{lines[0], a.origin(infoOf(a.top()))}, lines[1:]...)
	}
	c := &copied{}
	for i, line := range lines {
		safe, escaped := safetext.Line(line)
		lines[i] = strings.TrimRight(safe, " ")
		c.escaped = c.escaped || escaped
	}
	c.text = strings.Join(lines, "\n")
	return a.copy(c), true
}

// copy shows a text and sends it to the clipboard.
func (a *App) copy(c *copied) tea.Cmd {
	if c.text == "" {
		a.note = note{text: "there is nothing to copy here"}
		return nil
	}
	a.copied = c
	send, text := a.opts.Clipboard, c.text
	if send == nil {
		return nil
	}
	return func() tea.Msg { return copiedMsg{of: c, err: send(text)} }
}

// origin says where and when what is shown was read.
func (a *App) origin(info Info) string {
	h := a.opts.Header
	where := h.Place
	if h.Host != "" && h.Host != h.Place {
		where += " (" + h.Host + ")"
	}
	parts := []string{strings.TrimSpace(where)}
	if h.Label != "" {
		parts = append(parts, h.Label)
	}
	if !info.AsOf.IsZero() {
		parts = append(parts, "as of "+info.AsOf.Format("2006-01-02 15:04:05 -0700"))
	}
	if info.Stale {
		parts = append(parts, "stale: reading it again failed")
	}
	if info.Partly != "" {
		parts = append(parts, "still reading: "+info.Partly)
	}
	return strings.TrimPrefix(strings.Join(parts, ", "), ", ")
}

// readCopied takes a key while the copied text is shown.
func (a *App) readCopied(msg tea.KeyMsg) {
	k := a.kit.Keys
	switch {
	case IsBurst(msg):
	case key.Matches(msg, k.Back, k.Cancel, k.Accept, k.Open, k.Quit, k.Copy, k.CopyText):
		a.copied = nil
	default:
		a.copied.scroll.move(msg, k, len(a.copiedText()), a.copiedRoom())
	}
}

// copiedText returns the copied text in lines of the screen, without any decoration.
func (a *App) copiedText() []string {
	c := a.copied
	broken := ansi.Wrap(c.text, a.width, "")
	if c.isID {
		broken = ansi.Hardwrap(c.text, a.width, true)
	}
	return strings.Split(broken, "\n")
}

// copiedRoom returns how many lines of it there is room for.
func (a *App) copiedRoom() int {
	above, below := a.aroundCopied()
	return a.bodyHeight() - len(above) - len(below)
}

// aroundCopied returns what is said above and below the copied text.
func (a *App) aroundCopied() (above, below []string) {
	c, theme := a.copied, a.kit.Theme
	said := piece{Strong, "Sending to the terminal's clipboard."}
	switch {
	case a.opts.Clipboard == nil:
		said = piece{Failed, theme.Glyphs.Failed + " Not sent: there is no clipboard."}
	case c.err != nil:
		said = piece{Failed, theme.Glyphs.Failed + " Not sent: " + c.err.Error() + "."}
	case c.sent:
		said.text = "Sent to the terminal's clipboard."
	}
	above = a.sayLines(said)
	if c.escaped {
		above = append(above, a.sayLines(piece{Notice, theme.Glyphs.Notice + " Characters that could act or hide are written as escapes: it is not what the server has."})...)
	}
	below = a.sayLines(piece{Muted, "If it did not arrive, select it here: hold shift and drag."})
	if c.sent && a.opts.ClipboardHint != "" {
		below = append(below, a.sayLines(piece{Muted, a.opts.ClipboardHint})...)
	}
	return append(above, ""), append([]string{""}, below...)
}

// sayLines breaks a sentence into lines of the screen.
func (a *App) sayLines(said piece) []string {
	lines := strings.Split(ansi.Wrap(safetext.Cell(said.text), a.width-2, ""), "\n")
	for i, line := range lines {
		lines[i] = " " + a.kit.Theme.Paint(said.tone, line)
	}
	return lines
}

// copiedView draws the copied text in place of the body.
func (a *App) copiedView() []string {
	above, below := a.aroundCopied()
	shown := a.copied.scroll.window(a.kit.Theme, a.copiedText(), a.copiedRoom())
	return append(append(above, shown...), below...)
}
