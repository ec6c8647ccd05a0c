package trunks

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
	"banyan/views/page"
)

// choice is a question of the editor's whose yes leads on to another look and never to
// a save. It is a layer.
type choice struct {
	editor *editor
	opened time.Time
	title  string
	text   []string
	verb   string
	yes    func() tea.Cmd
}

func (c *choice) Press(msg tea.KeyMsg) tea.Cmd {
	if !c.editor.isYes(msg, c.opened) {
		return nil
	}
	c.editor.layer = nil
	return c.yes()
}

func (c *choice) Draw(width, height int) string {
	lines := [][]ui.Cell{{{Text: " " + c.editor.kit.Theme.Glyphs.Notice + " " + c.title, Tone: ui.Notice}}, nil}
	for _, paragraph := range c.text {
		for _, text := range page.Wrap(paragraph, width-2) {
			lines = append(lines, []ui.Cell{{Text: " " + text}})
		}
	}
	return page.DrawLines(c.editor.kit.Theme, width, height, lines)
}

func (c *choice) Keys() []key.Binding {
	k := c.editor.kit.Keys
	return []key.Binding{ui.Named(k.Yes, c.verb)}
}

func (c *choice) Typing() bool { return false }

func (c *choice) Summary() string { return "EDIT, not saved" }
