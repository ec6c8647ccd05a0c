package saving

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// Conflict shows, side by side, what an edit started from, what somebody else made of
// it, and what is wanted, for each field of which the three do not agree. Of those that
// both changed one chooses: theirs, unless mine is asked for. It takes the room of a screen.
type Conflict struct {
	kit    ui.Kit
	clock  func() time.Time
	review change.Review
	done   func(resolved change.Edit) tea.Cmd
	onTop  func()            // goes on editing over theirs; nil where there is no form
	fields []change.ThreeWay // those in conflict first
	most   int               // how many those are
	mine   map[string]bool
	at     int
	top    int
	beyond int  // lines that are scrolled further than the field under the cursor needs
	isTall bool // not all has room
}

// NewConflict returns the choice that a review asks for. Done takes the edit as it was chosen, OnTop
// goes on editing over what is there; it may be nil.
func NewConflict(kit ui.Kit, clock func() time.Time, review change.Review, done func(resolved change.Edit) tea.Cmd, onTop func()) *Conflict {
	c := &Conflict{kit: kit, clock: clock, review: review, done: done, onTop: onTop, mine: make(map[string]bool)}
	for _, wanted := range []bool{true, false} {
		for _, field := range review.Fields {
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

func (c *Conflict) deletes() bool { return c.review.Edit.Operation() == change.Delete }

// Press takes a key: one that chooses, shows more, or goes on.
func (c *Conflict) Press(msg tea.KeyMsg) tea.Cmd {
	k := c.kit.Keys
	switch {
	case ui.IsBurst(msg):
	case page.Pressed(msg, k.Up) && c.beyond > 0:
		c.beyond--
	case page.Pressed(msg, k.Up):
		c.at = max(0, c.at-1)
	case page.Pressed(msg, k.Down) && c.at+1 < c.most:
		c.at++
	case page.Pressed(msg, k.Down):
		c.beyond++
	case page.Pressed(msg, k.Save):
		return c.done(c.resolved())
	case c.deletes():
	case page.Pressed(msg, k.Left):
		delete(c.mine, c.fields[c.at].Name)
	case page.Pressed(msg, k.Right):
		c.mine[c.fields[c.at].Name] = true
	case page.Pressed(msg, k.Edit) && c.onTop != nil:
		c.onTop()
	}
	return nil
}

// resolved is the edit as it was chosen.
func (c *Conflict) resolved() change.Edit {
	return c.review.Resolve(slices.Sorted(maps.Keys(c.mine))...)
}

// Draw draws the fields, of which those around the cursor have room. Beyond the last one that
// there is a choice for, the cursor scrolls.
func (c *Conflict) Draw(width, height int) string {
	head := c.head(width)
	body, from, to := c.body(width)
	room := max(1, height-len(head))
	c.top = max(0, min(c.top, from, len(body)-room))
	if to > c.top+room {
		c.top = min(from, to-room)
	}
	c.isTall = len(body) > room
	c.beyond = min(c.beyond, max(0, len(body)-room-c.top))
	top := c.top + c.beyond
	shown := body[top:min(len(body), top+room)]
	if left := len(body) - top - len(shown); left > 0 && len(shown) > 1 {
		shown = append(slices.Clone(shown[:len(shown)-1]), c.line(width, ui.Cell{Text: "   " + ui.Count(left+1, "more line") + " below", Tone: ui.Muted}))
	}
	return strings.Join(append(head, shown...)[:min(len(head)+len(shown), max(0, height))], "\n")
}

// head draws the strip that says what happened, and how one chooses.
func (c *Conflict) head(width int) []string {
	glyphs := c.kit.Theme.Glyphs
	what := "somebody else changed " + Named(c.review.Edit.Subject)
	advice := "theirs stays unless mine is chosen; mine overrides theirs and asks for the name at the review"
	if c.deletes() {
		advice = "to delete it all the same, the name has to be typed at the review"
	}
	strip := ui.Strip{On: ui.OnOvertaken, Sign: glyphs.Over, Word: "CONFLICT", Text: what + " since this edit began"}
	indent := safetext.Width(glyphs.Over+" CONFLICT") + 2 + margin
	fits := func(text string, behind int) bool { return indent+ui.Width(ui.Cell{Text: text})+behind <= width }
	if !fits(advice, 1) {
		advice = strings.Replace(advice, "overrides theirs and ", "", 1)
	}
	if !fits(strip.Text, margin) {
		strip.Text = what
	}
	if !fits(strip.Text, margin) {
		strip.Text = "somebody else changed the same since this edit began"
		advice = what + "; " + advice
	}
	lines := []string{c.line(width, strip.Cells(width)...)}
	if !fits(advice, 1) {
		indent = margin + 1
	}
	for _, part := range ui.Wrap(safetext.Cell(advice), width-indent-1) {
		lines = append(lines, ui.Line(c.kit.Theme, ui.OnOvertaken, width, ui.Cell{Text: ui.Blanks(indent) + part}))
	}
	return append(lines, "")
}

func (c *Conflict) line(width int, cells ...ui.Cell) string {
	return page.Line(c.kit.Theme, width, cells...)
}

// columns are how wide the label of a line is, each of the three values, and in these what stands
// before a share.
type columns struct{ label, value, text int }

func (c *Conflict) columns(width int, rows []values) columns {
	label, most := max(14, width*26/100), width*2/5
	if width < 100 {
		label = max(14, width*31/100)
	}
	for _, row := range rows { // bars give way to names
		label = max(label, min(most, safetext.Width(safetext.Cell(row.label))+1))
	}
	return columns{label: label, value: (width - gutter - label - 2) / 3}
}

// gutter is where the lines of a screen begin.
const gutter = 3

// body draws the fields and what would be saved. The lines from..to are those of the field
// under the cursor.
func (c *Conflict) body(width int) (lines []string, from, to int) {
	rows := make([][]values, len(c.fields))
	for i, field := range c.fields {
		rows[i] = c.rows(field)
	}
	cols := c.columns(width, slices.Concat(rows...))
	for i, field := range c.fields {
		if i == c.at {
			from = len(lines)
		}
		rule := ui.Rule{Title: ui.Cell{Text: change.Label(field.Name)}, Right: c.outcome(field)}
		lines = append(lines, rule.Draw(c.kit.Theme, width))
		if field.Conflict {
			lines = append(lines, c.line(width, c.choice(field, cols)...))
		}
		for _, row := range rows[i] {
			cols.text = max(cols.text, row.text()+1)
		}
		for n, row := range rows[i] {
			lines = append(lines, page.Lines(c.kit.Theme, width, c.rowLines(field, row, i == c.at && n == 0, cols))...)
		}
		if i == c.at {
			to = len(lines)
		}
		lines = append(lines, "")
	}
	rule := ui.Rule{Title: ui.Cell{Text: "what would be saved"}, Right: ui.Cell{Text: "read again before anything is sent", Tone: ui.Muted}}
	lines = append(lines, rule.Draw(c.kit.Theme, width))
	return append(lines, page.Lines(c.kit.Theme, width, c.saved(width))...), from, to
}

// outcome says who changed a field, and what becomes of it.
func (c *Conflict) outcome(field change.ThreeWay) ui.Cell {
	switch {
	case c.deletes():
		return ui.Cell{Text: "somebody else changed it", Tone: ui.Notice}
	case field.Conflict:
		return ui.Cell{Text: "both changed it: choose", Tone: ui.Notice}
	case field.Mine == field.Base:
		return ui.Cell{Text: "only theirs changed: it stays", Tone: ui.Muted}
	}
	return ui.Cell{Text: "only mine changed: it is kept", Tone: ui.Muted}
}

// choice draws the heads of the columns: which one is chosen, by sign and word.
func (c *Conflict) choice(field change.ThreeWay, cols columns) []ui.Cell {
	theme := c.kit.Theme
	glyphs := theme.Glyphs
	base := "base"
	if at := c.review.Edit.Base.ReadAt; !at.IsZero() {
		base += "  " + at.In(c.clock().Location()).Format("15:04")
	}
	what := ""
	if field.Name == string(routing.FieldRoutes) {
		what = "priority/weight, share"
	}
	cells := []ui.Cell{
		{Text: ui.Blanks(gutter) + page.Fit(theme, what, cols.label-1) + " ", Tone: ui.Muted},
		{Text: page.Fit(theme, base, cols.value), Tone: ui.Muted},
	}
	if c.deletes() {
		return append(cells, ui.Cell{Text: " " + page.Fit(theme, "theirs", cols.value), Tone: ui.Muted}, ui.Cell{Text: " mine", Tone: ui.Muted})
	}
	theirs := []ui.Cell{{Text: " " + glyphs.Chosen + " ", Tone: ui.Accent}, {Text: "theirs stays", Tone: ui.Accent}}
	mine := []ui.Cell{{Text: " " + glyphs.Unchosen + " "}, {Text: "mine"}}
	if c.mine[field.Name] {
		theirs = []ui.Cell{{Text: " " + glyphs.Unchosen + " "}, {Text: "theirs"}}
		overrides := "overrides theirs"
		if safetext.Width(glyphs.Chosen+"mine "+overrides) > cols.value-2 {
			overrides = "overrides"
		}
		mine = []ui.Cell{{Text: " " + glyphs.Chosen + " mine ", Tone: ui.Accent}, {Text: overrides, Tone: ui.Failed}}
	}
	return append(append(cells, c.column(field, false, theirs, cols.value)...), c.column(field, true, mine, cols.value)...)
}

// column fits cells into one of the two columns to choose from. The chosen one is lit.
func (c *Conflict) column(field change.ThreeWay, isMine bool, cells []ui.Cell, width int) []ui.Cell {
	theme, used := c.kit.Theme, 0
	var fitted []ui.Cell
	for _, cell := range cells {
		if len(cell.Then) == 0 {
			cell.Text, _ = theme.Fit(safetext.Cell(cell.Text), width+1-used)
		}
		used += ui.Width(cell)
		fitted = append(fitted, cell)
	}
	fitted = append(fitted, ui.Cell{Text: ui.Blanks(width + 1 - used)})
	if field.Conflict && !c.deletes() && c.mine[field.Name] == isMine {
		for i := range fitted {
			fitted[i].Ground = ui.OnRow
		}
	}
	return fitted
}

// values is a line of a field: what is compared, and its three values.
type values struct {
	label string
	of    [3]routeValue // base, theirs, mine
}

// routeValue is a value in words, for a route of a weighted list with its share.
type routeValue struct {
	text     string
	share    int // percent; negative for none
	priority int
}

// rows are the lines of a field: of a routing list one for each route, and what else differs
// of it.
func (c *Conflict) rows(field change.ThreeWay) []values {
	kind := c.review.Edit.Subject.Kind
	texts := [3]string{field.Base, field.Theirs, field.Mine}
	if field.Name == string(routing.FieldRoutes) {
		var trunks [3]routing.Trunk
		var wrong error
		for i, text := range texts {
			var err error
			trunks[i], err = change.TrunkOf(change.Image{Fields: []change.Field{{Name: field.Name, Value: text}}})
			wrong = cmp.Or(wrong, err)
		}
		if wrong == nil {
			return c.routeRows(trunks)
		}
	}
	row := values{label: change.Label(field.Name)}
	for i, text := range texts {
		row.of[i] = routeValue{text: cmp.Or(change.Text(kind, field.Name, text), page.NotApplicable), share: -1}
	}
	if c.deletes() {
		row.of[2].text = "deleted"
	}
	return []values{row}
}

// routeRows are the mode where it differs, and every route of any of the three.
func (c *Conflict) routeRows(trunks [3]routing.Trunk) []values {
	var rows []values
	for _, f := range []routing.Field{routing.FieldMode, routing.FieldOrderingAlgorithm, routing.FieldMaxReroutesWithinPriority} {
		row := values{label: f.Label()}
		for i, trunk := range trunks {
			row.of[i] = routeValue{text: cmp.Or(trunk.Text(f), page.NotApplicable), share: -1}
		}
		if row.of[0] != row.of[1] || row.of[0] != row.of[2] {
			rows = append(rows, row)
		}
	}
	var keys []routing.Key
	names := make(map[string]int)
	for _, trunk := range trunks {
		for _, route := range trunk.Routes {
			if !slices.Contains(keys, route.TrunkGroup) {
				keys = append(keys, route.TrunkGroup)
				names[route.TrunkGroup.Name]++
			}
		}
	}
	for _, key := range keys {
		row := values{label: keyText(key, names[key.Name] > 1)}
		for i, trunk := range trunks {
			row.of[i] = routeOf(trunk, key)
		}
		rows = append(rows, row)
	}
	if c.deletes() {
		for i := range rows {
			rows[i].of[2] = routeValue{text: "deleted", share: -1}
		}
	}
	return rows
}

// routeOf is where a trunk group stands in a list.
func routeOf(trunk routing.Trunk, key routing.Key) routeValue {
	at := slices.IndexFunc(trunk.Routes, func(r routing.Route) bool { return r.TrunkGroup == key })
	switch {
	case at < 0:
		return routeValue{text: page.NotApplicable, share: -1}
	case trunk.Mode != routing.Weighted:
		return routeValue{text: fmt.Sprintf("place %d", at+1), share: -1}
	}
	route := trunk.Routes[at]
	return routeValue{text: fmt.Sprintf("%d/%d", route.Priority, route.Weight), share: trunk.Shares()[at], priority: route.Priority}
}

// rowLines draw the three values of a line. One that has no room in its column stands below the
// name, whole.
func (c *Conflict) rowLines(field change.ThreeWay, row values, cursor bool, cols columns) [][]ui.Cell {
	theme := c.kit.Theme
	mark := ui.Cell{Text: ui.Blanks(gutter)}
	if cursor {
		mark = ui.Cell{Text: " ", Then: []ui.Cell{{Text: theme.Glyphs.Cursor + " ", Tone: ui.Selected}}}
	}
	isLong := false
	for _, value := range row.of {
		isLong = isLong || safetext.Width(safetext.Cell(value.text)) > cols.value-1
	}
	if isLong {
		lines := [][]ui.Cell{{mark, {Text: row.label}}}
		for i, name := range []string{"base", "theirs", "mine"} {
			text := fmt.Sprintf("%-8s", name) + row.of[i].text
			lines = append(lines, page.WrapCell(ui.Cell{Text: text, Tone: row.tone(i)}, gutter+cols.label+3*cols.value, gutter+2)...)
		}
		return lines
	}
	cells := []ui.Cell{mark, {Text: page.Fit(theme, row.label, cols.label-1) + " "}}
	base := append(row.cells(0, theme, cols), ui.Cell{})
	cells = append(append(cells, base...), ui.Cell{Text: ui.Blanks(cols.value - ui.Width(base...))})
	for i, isMine := range []bool{false, true} {
		value := append([]ui.Cell{{Text: " "}}, row.cells(i+1, theme, cols)...)
		cells = append(cells, c.column(field, isMine, value, cols.value)...)
	}
	return [][]ui.Cell{cells}
}

// text is how wide the widest value is that a share stands behind.
func (v values) text() int {
	widest := 0
	for _, value := range v.of {
		if value.share >= 0 {
			widest = max(widest, safetext.Width(value.text))
		}
	}
	return widest
}

// tone tells a value that is not the base's: theirs, or mine.
func (v values) tone(i int) ui.Tone {
	switch {
	case i == 0:
		return ui.Muted
	case v.of[i].text == v.of[0].text:
		return ui.Plain
	case i == 1:
		return ui.Notice
	}
	return ui.Changed
}

// cells draw one value, with its share as a bar where there is room for one.
func (v values) cells(i int, theme ui.Theme, cols columns) []ui.Cell {
	const percent, least = 4, 3
	value := v.of[i]
	bar := min(12, cols.value-1-cols.text-percent-1)
	switch {
	case value.share < 0, cols.text+percent > cols.value-1:
		return []ui.Cell{{Text: value.text, Tone: v.tone(i)}}
	case bar < least:
		bar = 0
	case cols.value > 24: // there is room to breathe
		cols.text++
	}
	drawn, tone := figures.ShareBar(value.share, value.priority > 1), ui.Muted
	if i == 0 {
		drawn.Fill = ui.BarWas
	}
	if i > 0 && value.share != v.of[0].share {
		tone = ui.Strong
	}
	text, used := theme.Fit(value.text, cols.text)
	return []ui.Cell{
		{Text: text, Tone: v.tone(i)},
		{Text: ui.Blanks(cols.text-used) + fmt.Sprintf("%*s ", percent, figures.ShareText(value.share, value.priority > 1, "%")), Tone: tone},
		drawn.Cell(theme.Glyphs, bar),
	}
}

// saved draws what would be sent as it is chosen now.
func (c *Conflict) saved(width int) (lines [][]ui.Cell) {
	edit, theme := c.resolved(), c.kit.Theme
	changes := Differences(edit.Subject.Kind, c.review.Theirs, edit.Want)
	switch {
	case c.deletes():
		lines = append(lines, []ui.Cell{{Text: ui.Blanks(gutter) + "it would be deleted"}})
	case len(changes) == 0:
		lines = append(lines, []ui.Cell{{Text: ui.Blanks(gutter) + "nothing: theirs is there already", Tone: ui.Muted}})
	default:
		for _, line := range ChangeLines(theme, changes, min(width, 92)) {
			lines = append(lines, append([]ui.Cell{{Text: line[0].Text[1:], Tone: line[0].Tone}}, line[1:]...))
		}
	}
	for _, name := range edit.Overrides {
		text := theme.Glyphs.Blocked + " a change of " + change.Label(name) + " that somebody else made is overridden"
		lines = append(lines, page.WrapCell(ui.Cell{Text: text, Tone: ui.Failed}, width, gutter)...)
	}
	return lines
}

// Info tells the shell that nothing is sent, and when the two sides were read.
func (c *Conflict) Info() ui.Info {
	info := ui.Info{Summary: ui.Cell{Text: " CONFLICT ", Tone: ui.Write, Then: []ui.Cell{{Text: " nothing is sent", Tone: ui.Notice}}}}
	now := c.clock()
	text := ""
	for _, read := range []struct {
		what string
		at   time.Time
	}{{"theirs was read at ", c.review.Theirs.ReadAt}, {"mine is the edit begun at ", c.review.Edit.Base.ReadAt}} {
		if !read.at.IsZero() {
			text += "; " + read.what + read.at.In(now.Location()).Format(time.TimeOnly)
		}
	}
	info.Status = ui.Cell{Text: change.Label(c.fields[c.at].Name), Tone: ui.Strong}
	if text != "" {
		info.Status.Then = []ui.Cell{{Text: "  " + strings.TrimPrefix(text, "; ")}}
	}
	return info
}

// Keys are those that choose, and that go on.
func (c *Conflict) Keys() []key.Binding {
	k := c.kit.Keys
	if c.deletes() {
		return []key.Binding{k.Save}
	}
	choose := k.Left
	choose.SetHelp(k.CaretLeft.Help().Key+"/"+k.CaretRight.Help().Key, "theirs, mine")
	keys := []key.Binding{choose, k.Save}
	if c.onTop != nil {
		keys = append(keys, ui.Named(k.Edit, "edit on top of theirs"))
	}
	if c.most > 1 || c.isTall {
		keys = append(keys, k.UpDown("field"))
	}
	return keys
}
