package trunks

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
)

// conflict shows, side by side, what an edit started from, what somebody else made of
// it, and what is wanted, for each field of which the three do not agree. Of those that
// both changed one chooses: theirs, unless mine is asked for. It is a layer of the
// editor.
type conflict struct {
	editor *editor
	found  prepared
	fields []change.ThreeWay // those in conflict first
	mine   map[string]bool
	at     int
	top    int
}

func newConflict(e *editor, found prepared) *conflict {
	c := &conflict{editor: e, found: found, mine: make(map[string]bool)}
	for _, wanted := range []bool{true, false} {
		for _, field := range found.Fields {
			if field.Conflict == wanted {
				c.fields = append(c.fields, field)
			}
		}
	}
	return c
}

// conflicts counts the fields that there is something to choose of.
func (c *conflict) conflicts() int {
	n := 0
	for _, field := range c.fields {
		if field.Conflict {
			n++
		}
	}
	return n
}

func (c *conflict) Press(msg tea.KeyMsg) tea.Cmd {
	k, e := c.editor.kit.Keys, c.editor
	switch {
	case ui.IsBurst(msg):
	case page.Pressed(msg, k.Up):
		c.at = max(0, c.at-1)
	case page.Pressed(msg, k.Down):
		c.at = min(c.conflicts()-1, c.at+1)
	case page.Pressed(msg, k.Save):
		return c.resolve()
	case e.deleting:
	case page.Pressed(msg, k.Left):
		delete(c.mine, c.fields[c.at].Name)
	case page.Pressed(msg, k.Right):
		c.mine[c.fields[c.at].Name] = true
	case page.Pressed(msg, k.Edit):
		e.editOnTop(c.found.Theirs, c.found.Edit.Want)
	}
	return nil
}

// resolve looks once more, at what was chosen on top of what is there.
func (c *conflict) resolve() tea.Cmd {
	var mine []string
	for name := range c.mine {
		mine = append(mine, name)
	}
	slices.Sort(mine)
	c.editor.layer = nil
	return c.editor.look(c.found.Resolve(mine...))
}

func (c *conflict) Draw(width, height int) string {
	e := c.editor
	lines := [][]ui.Cell{
		{{Text: " " + e.kit.Theme.Glyphs.Over + " CONFLICT: somebody else changed " + c.what() + " since this edit began", Tone: ui.Over}},
		{{Text: " " + c.advice()}},
		nil,
	}
	room := max(1, height-len(lines)-1)
	column := max(8, (width-4)/3-2)
	lines = append(lines, []ui.Cell{{Text: "   " + page.Pad("BASE", column) + "  " + page.Pad("  THEIRS", column) + "  " + page.Pad("  MINE", column), Tone: ui.Title}})
	body, at := c.body(column)
	c.top = max(0, min(c.top, at, len(body)-room))
	if at >= c.top+room {
		c.top = at - room + 1
	}
	return page.DrawLines(e.kit.Theme, width, height, append(lines, body[c.top:min(len(body), c.top+room)]...))
}

func (c *conflict) what() string {
	if c.editor.deleting {
		return "what is to be deleted"
	}
	return "the same"
}

func (c *conflict) advice() string {
	if c.editor.deleting {
		return "To delete it all the same the name is asked for."
	}
	return "Theirs stays unless mine is chosen; mine asks for the name at the review."
}

// body draws the fields one below the other. The second result is the line of the
// field under the cursor.
func (c *conflict) body(column int) (lines [][]ui.Cell, at int) {
	glyphs := c.editor.kit.Theme.Glyphs
	for i, field := range c.fields {
		if i == c.at {
			at = len(lines)
		}
		mark := "   "
		tone := ui.Strong
		if i == c.at {
			mark, tone = " "+glyphs.Cursor+" ", ui.Selected
		}
		title := routing.Field(field.Name).Label() + c.outcome(field)
		lines = append(lines, []ui.Cell{{Text: mark + title, Tone: tone}})
		columns := [][]string{valueLines(field.Name, field.Base), valueLines(field.Name, field.Theirs), valueLines(field.Name, field.Mine)}
		if c.editor.deleting {
			columns[2] = []string{"deleted"}
		}
		for n := range max(len(columns[0]), len(columns[1]), len(columns[2])) {
			lines = append(lines, c.valueLine(field, columns, n, column))
		}
	}
	return lines, at
}

// outcome says what becomes of a field as it is chosen.
func (c *conflict) outcome(field change.ThreeWay) string {
	switch {
	case !field.Conflict:
		return ", no conflict"
	case c.editor.deleting:
		return ""
	case c.mine[field.Name]:
		return ": mine overrides theirs"
	}
	return ": theirs stays"
}

// valueLine draws line n of a field's three values, with a mark before what is chosen.
func (c *conflict) valueLine(field change.ThreeWay, columns [][]string, n, column int) []ui.Cell {
	text := func(i int) string {
		if n < len(columns[i]) {
			return columns[i][n]
		}
		return ""
	}
	theirs, mine := "  ", "  "
	if n == 0 && field.Conflict && !c.editor.deleting {
		theirs = c.editor.kit.Theme.Glyphs.Good + " "
		if c.mine[field.Name] {
			theirs, mine = mine, theirs
		}
	}
	differs := func(i int) ui.Tone { // from the base
		if text(i) != text(0) {
			return ui.Notice
		}
		return ui.Plain
	}
	return []ui.Cell{
		{Text: "   " + page.Pad(text(0), column), Tone: ui.Muted},
		{Text: "  " + page.Pad(theirs+text(1), column), Tone: differs(1)},
		{Text: "  " + page.Pad(mine+text(2), column), Tone: differs(2)},
	}
}

// valueLines lays a field's value out, a routing list with a line for each route.
func valueLines(name, value string) []string {
	if value == "" {
		return []string{page.NotApplicable}
	}
	if name != string(routing.FieldRoutes) {
		return []string{change.Text(change.EnterpriseTrunk, name, value)}
	}
	trunk, err := change.TrunkOf(change.Image{Fields: []change.Field{{Name: name, Value: value}}})
	if err != nil {
		return []string{value}
	}
	lines := []string{page.FirstOf(trunk.OrderingAlgorithm, string(trunk.Mode), page.NotReported)}
	for i, r := range trunk.Routes {
		text := fmt.Sprintf("%d %s", i+1, r.TrunkGroup)
		if trunk.Mode == routing.Weighted {
			text = fmt.Sprintf("%d/%d %s", r.Priority, r.Weight, r.TrunkGroup)
		}
		lines = append(lines, text)
	}
	return lines
}

func (c *conflict) Keys() []key.Binding {
	k := c.editor.kit.Keys
	if c.editor.deleting {
		return []key.Binding{k.Save}
	}
	return []key.Binding{ui.Named(k.Left, "theirs"), ui.Named(k.Right, "mine"), k.Up, k.Down, k.Save, ui.Named(k.Edit, "edit on top of theirs")}
}

func (c *conflict) Typing() bool { return false }

func (c *conflict) Summary() string { return "CONFLICT, not saved" }
