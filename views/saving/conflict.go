package saving

import (
	"cmp"
	"fmt"
	"maps"
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
// both changed one chooses: theirs, unless mine is asked for.
type conflict struct {
	flow   *Flow
	of     int // the edit among those that were begun
	found  prepared
	fields []change.ThreeWay // those in conflict first
	most   int               // how many those are
	mine   map[string]bool
	at     int
	top    int
}

func newConflict(f *Flow, of int, found prepared) *conflict {
	c := &conflict{flow: f, of: of, found: found, mine: make(map[string]bool)}
	for _, wanted := range []bool{true, false} {
		for _, field := range found.Fields {
			if field.Conflict == wanted {
				c.fields = append(c.fields, field)
			}
		}
		if wanted {
			c.most = len(c.fields)
		}
	}
	return c
}

func (c *conflict) deletes() bool { return c.found.Edit.Operation() == change.Delete }

func (c *conflict) Press(msg tea.KeyMsg) tea.Cmd {
	k := c.flow.Kit.Keys
	switch {
	case ui.IsBurst(msg):
	case page.Pressed(msg, k.Up):
		c.at = max(0, c.at-1)
	case page.Pressed(msg, k.Down):
		c.at = min(c.most-1, c.at+1)
	case page.Pressed(msg, k.Save):
		// All edits are looked at once more, this one as it was chosen.
		edits := slices.Clone(c.flow.edits)
		edits[c.of] = c.found.Resolve(slices.Sorted(maps.Keys(c.mine))...)
		c.flow.form.Rebase(edits[c.of])
		return c.flow.Begin(edits...)
	case c.deletes():
	case page.Pressed(msg, k.Left):
		delete(c.mine, c.fields[c.at].Name)
	case page.Pressed(msg, k.Right):
		c.mine[c.fields[c.at].Name] = true
	case page.Pressed(msg, k.Edit):
		c.flow.Layer = nil
		c.flow.form.OnTop(c.found.Edit, c.found.Theirs)
	}
	return nil
}

// Draw draws the fields, of which those around the cursor have room.
func (c *conflict) Draw(width, height int) string {
	glyphs := c.flow.Kit.Theme.Glyphs
	what, advice := c.found.Edit.Subject.String(), "Theirs stays unless mine is chosen; mine asks for the name at the review."
	if c.deletes() {
		advice = "To delete it all the same the name is asked for."
	}
	title := glyphs.Over + " CONFLICT: somebody else changed " + what + " since this edit began"
	lines := append(page.WrapCell(ui.Cell{Text: title, Tone: ui.Over}, width, 1), []ui.Cell{{Text: " " + advice}}, nil)
	room := max(1, height-len(lines)-1)
	column := max(8, (width-4)/3-2)
	lines = append(lines, []ui.Cell{{Text: "   " + page.Pad("BASE", column) + "  " + page.Pad("  THEIRS", column) + "  " + page.Pad("  MINE", column), Tone: ui.Title}})
	body, at := c.body(column)
	c.top = max(0, min(c.top, at, len(body)-room))
	if at >= c.top+room {
		c.top = at - room + 1
	}
	return page.DrawLines(c.flow.Kit.Theme, width, height, append(lines, body[c.top:min(len(body), c.top+room)]...))
}

// body draws the fields. The second result is the line of the one under the cursor.
func (c *conflict) body(column int) (lines [][]ui.Cell, at int) {
	glyphs, kind := c.flow.Kit.Theme.Glyphs, c.found.Edit.Subject.Kind
	for i, field := range c.fields {
		mark, tone := "   ", ui.Strong
		if i == c.at {
			at = len(lines)
			mark, tone = " "+glyphs.Cursor+" ", ui.Selected
		}
		lines = append(lines, []ui.Cell{{Text: mark + change.Label(field.Name) + c.outcome(field), Tone: tone}})
		columns := [][]string{valueLines(kind, field.Name, field.Base), valueLines(kind, field.Name, field.Theirs), valueLines(kind, field.Name, field.Mine)}
		if c.deletes() {
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
	case c.deletes():
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
	if n == 0 && field.Conflict && !c.deletes() {
		theirs = c.flow.Kit.Theme.Glyphs.Good + " "
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
func valueLines(kind change.Kind, name, value string) []string {
	if value == "" {
		return []string{page.NotApplicable}
	}
	if name != string(routing.FieldRoutes) {
		return []string{change.Text(kind, name, value)}
	}
	trunk, err := change.TrunkOf(change.Image{Fields: []change.Field{{Name: name, Value: value}}})
	if err != nil {
		return []string{value}
	}
	lines := []string{cmp.Or(trunk.OrderingAlgorithm, string(trunk.Mode), page.NotReported)}
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
	k := c.flow.Kit.Keys
	if c.deletes() {
		return []key.Binding{k.Save}
	}
	return []key.Binding{ui.Named(k.Left, "theirs"), ui.Named(k.Right, "mine"), k.Up, k.Down, k.Save, ui.Named(k.Edit, "edit on top of theirs")}
}

func (c *conflict) Summary() string { return "CONFLICT, not saved" }
