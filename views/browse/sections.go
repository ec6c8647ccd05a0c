package browse

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
)

// section is a part of what is known of a thing, under a title of its own.
type section struct {
	title string
	right ui.Cell
	facts []fact
}

// fact is a line of a section: a label with what is to be said of it.
type fact struct {
	id    string // tells it apart from all others of its screen
	label ui.Cell
	bar   ui.Bar // drawn before the figures; the zero value is none
	// A figure with its limit, aligned with the others of the section, or a text.
	given, limit, text ui.Cell
	end                ui.Cell      // at the right edge
	full               string       // the whole of it in words, for the status line
	use                *trunkUse    // enter opens its routing
	group              *routing.Key // enter opens its page
	field              bool         // as reported
}

// has reports whether there are figures to align.
func (f fact) has() bool { return f.given.Text != "" || f.limit.Text != "" }

// isText reports whether there is nothing but a text, which takes the whole width.
func (f fact) isText() bool { return f.label.Text == "" && !strings.HasSuffix(f.id, under) }

// under ends the id of a fact that goes on with the one before.
const under = " there"

// The room of sections, in cells.
const (
	beside      = 110 // from which width on they stand in two columns
	threeBeside = 170 // and in three
	apartBy     = 4   // between two columns
	barLeast    = 8
	barMost     = 24
)

// sectionStyle is what the facts of a column have in common: how wide their labels and
// figures are.
type sectionStyle struct{ label, bar, given, limit int }

func styleOf(all []section, width int) sectionStyle {
	var style sectionStyle
	text, alone := 0, 0 // beside figures, and by itself
	for _, s := range all {
		for _, f := range s.facts {
			if f.isText() {
				continue
			}
			style.label = max(style.label, ui.Width(f.label)+2)
			style.given, style.limit = max(style.given, ui.Width(f.given)), max(style.limit, ui.Width(f.limit))
			if f.has() {
				text = max(text, ui.Width(f.text)+2)
			} else {
				alone = max(alone, ui.Width(f.text)+ui.Width(f.end)+1)
			}
		}
	}
	const text24 = 24 // a text of so many cells stands beside a name
	style.label = min(style.label, max(width*2/5, 20, width-alone, width-text24))
	style.bar = max(barLeast, min(barMost, width-style.label-2-style.given-style.limit-text))
	return style
}

// draw draws a fact on a ground.
func (s sectionStyle) draw(theme ui.Theme, ground ui.Ground, f fact, width int) string {
	label, used := theme.FitMiddle(safetext.Cell(f.label.Whole()), s.label-1)
	tone := f.label.Tone
	if tone == ui.Plain && f.use == nil && f.group == nil && !f.field {
		tone = ui.Muted
	}
	cells := []ui.Cell{{Text: label, Tone: tone}, {Text: ui.Blanks(s.label - used)}}
	room := width - s.label
	if f.isText() {
		cells, room = nil, width
	}
	if f.bar != (ui.Bar{}) {
		cells = append(cells, f.bar.Cell(theme.Glyphs, s.bar), ui.Cell{Text: "  "})
		room -= s.bar + 2
	} else if f.has() {
		cells = append(cells, ui.Cell{Text: ui.Blanks(s.bar + 2)})
		room -= s.bar + 2
	}
	if f.has() {
		cells = append(cells, ui.Cell{Text: ui.Blanks(s.given - ui.Width(f.given))}, f.given, f.limit, ui.Cell{Text: ui.Blanks(s.limit - ui.Width(f.limit) + 2)})
		room -= s.given + s.limit + 2
	}
	end := ui.Width(f.end)
	if end > 0 {
		room -= end + 1
	}
	text := f.text
	if over := ui.Width(text); over > room { // what stands at the right edge is not pushed out
		fitted, _ := theme.Fit(safetext.Cell(text.Whole()), max(0, room))
		text = ui.Cell{Text: fitted, Tone: text.Tone}
	}
	cells = append(cells, text)
	if end > 0 {
		cells = append(cells, ui.Cell{Text: ui.Blanks(room - ui.Width(text) + 1)}, f.end)
	}
	return ui.Line(theme, ground, width, cells...)
}

// spot is a line of sections on a canvas: a title, a fact or nothing.
type spot struct {
	section *section
	fact    *fact // nil for the title
	style   sectionStyle
}

// layOutSections lays sections out below each other, a blank line apart where there is room.
func layOutSections(all []section, width int, spaced bool) []spot {
	isReported := func(s section) bool { return slices.ContainsFunc(s.facts, func(f fact) bool { return f.field }) }
	shared := styleOf(slices.DeleteFunc(slices.Clone(all), isReported), width)
	var lines []spot
	for i := range all {
		style := shared
		if isReported(all[i]) { // the server's names are long
			style = styleOf(all[i:i+1], width)
		}
		if spaced && i > 0 {
			lines = append(lines, spot{})
		}
		lines = append(lines, spot{section: &all[i]})
		for j := range all[i].facts {
			lines = append(lines, spot{section: &all[i], fact: &all[i].facts[j], style: style})
		}
	}
	return lines
}

func (s spot) draw(theme ui.Theme, ground ui.Ground, width int) string {
	switch {
	case s.section == nil:
		return ""
	case s.fact == nil:
		return ui.Rule{Title: ui.Cell{Text: s.section.title}, Right: s.section.right, Section: true}.Draw(theme, width)
	}
	return s.style.draw(theme, ground, *s.fact, width)
}

// drawSections draws sections in as many columns as are given, for a preview.
func drawSections(theme ui.Theme, width int, columns ...[]section) []string {
	each := (width - apartBy*(len(columns)-1)) / len(columns)
	var lines []string
	for i, column := range columns {
		for row, spot := range layOutSections(column, each, true) {
			for row >= len(lines) {
				lines = append(lines, "")
			}
			if line := spot.draw(theme, ui.OnScreen, each); line != "" {
				lines[row] += ui.Blanks(i*(each+apartBy)-safetext.Width(lines[row])) + line
			}
		}
	}
	return lines
}

// sections are the rows of a page that tells all of one thing: sections in columns, with a
// cursor that goes from fact to fact. A filter shows in their place the fields of a table
// that it finds.
type sections struct {
	*ui.Table[fieldRow]
	kit     ui.Kit
	columns [][]section // side by side, as far as there is room
	below   []section   // over the whole width
	facts   *ui.Table[fact]
	width   int
	height  int
	top     int
	touched bool // the user chose a fact
}

func newSections(kit ui.Kit, fields *ui.Table[fieldRow]) *sections {
	facts := ui.NewTable(kit, []ui.Column[fact]{{Key: "fact", Title: "FACT", Cell: func(f fact) ui.Cell { return f.label }}}, func(f fact) string { return f.id })
	return &sections{Table: fields, kit: kit, facts: facts}
}

// Columns returns in how many columns sections stand.
func (s *sections) beside() int {
	switch {
	case s.width >= threeBeside:
		return 3
	case s.width >= beside:
		return 2
	}
	return 1
}

// set puts sections in the place of those before; the cursor stays on its fact.
func (s *sections) set(columns [][]section, below []section, first string) {
	s.columns, s.below = columns, below
	var facts []fact
	for _, column := range append(slices.Clone(columns), below) {
		for _, section := range column {
			facts = append(facts, section.facts...)
		}
	}
	s.facts.SetRows(facts)
	if !s.touched && len(facts) > 0 {
		s.top = 0
		s.facts.Select(facts[0].id)
		if first != "" {
			s.facts.Select(first)
		}
		column, row := s.place()
		if canvas := s.canvas(); s.lineOf(canvas, column, row) >= s.height {
			s.facts.Select(facts[0].id) // what the page begins with is wanted first
		}
	}
	s.follow()
}

// choose puts the cursor on a fact.
func (s *sections) choose(id string) {
	s.touched = true
	s.facts.Select(id)
	s.follow()
}

// Select puts the cursor on a fact, or on a field while those are filtered.
func (s *sections) Select(id string) { s.choose(id) }

// SelectedID is the id of the fact under the cursor.
func (s *sections) SelectedID() string { return s.chosen().id }

// Chosen returns the fact under the cursor.
func (s *sections) chosen() fact {
	f, _ := s.facts.Selected()
	return f
}

// isFiltered reports whether the fields are shown in place of the sections.
func (s *sections) isFiltered() bool { return s.Typing() || s.Filter() != "" }

func (s *sections) SetSize(width, height int) {
	s.width, s.height = width, height
	s.Table.SetSize(width, height)
	s.facts.SetSize(width, height)
	s.follow()
}

func (s *sections) Update(msg tea.KeyMsg) bool {
	k := s.kit.Keys
	switch {
	case s.isFiltered(), key.Matches(msg, k.Filter) && !ui.IsBurst(msg):
		return s.Table.Update(msg)
	case ui.IsBurst(msg), key.Matches(msg, k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom):
		if !s.facts.Update(msg) {
			return false
		}
	case key.Matches(msg, k.NextField):
		s.toSection(1)
	case key.Matches(msg, k.PreviousField):
		s.toSection(-1)
	case key.Matches(msg, k.Left):
		s.toColumn(-1)
	case key.Matches(msg, k.Right):
		s.toColumn(1)
	default:
		return false
	}
	s.touched = true
	s.follow()
	return true
}

// toSection goes to the first fact of the next section that has one, or of the one before.
func (s *sections) toSection(by int) {
	var firsts []string
	at := 0
	chosen := s.chosen().id
	for _, column := range append(slices.Clone(s.columns), s.below) {
		for _, section := range column {
			if len(section.facts) == 0 {
				continue
			}
			if slices.ContainsFunc(section.facts, func(f fact) bool { return f.id == chosen }) {
				at = len(firsts)
			}
			firsts = append(firsts, section.facts[0].id)
		}
	}
	if len(firsts) > 0 {
		s.facts.Select(firsts[(at+by+len(firsts))%len(firsts)])
	}
}

// toColumn goes to the fact beside.
func (s *sections) toColumn(by int) {
	column, row := s.place()
	canvas := s.canvas()
	if column += by; column < 0 || column >= len(canvas)-1 {
		return
	}
	best, distance := "", 1<<30
	for i, spot := range canvas[column] {
		if away := max(i-row, row-i); spot.fact != nil && away < distance {
			best, distance = spot.fact.id, away
		}
	}
	if best != "" {
		s.facts.Select(best)
	}
}

// canvas lays everything out, with blank lines between sections where all of it has room. The
// last is what stands below the columns.
func (s *sections) canvas() [][]spot {
	for _, spaced := range []bool{true, false} {
		canvas, lines := make([][]spot, 0, len(s.columns)+1), 0
		for _, column := range s.columns {
			canvas = append(canvas, layOutSections(column, s.each(), spaced))
			lines = max(lines, len(canvas[len(canvas)-1]))
		}
		under := layOutSections(s.below, s.inner(), spaced)
		canvas = append(canvas, under)
		if len(under) > 0 {
			lines += 1 + len(under)
		}
		if s.isWide() {
			lines++
		}
		if !spaced || lines <= s.height {
			return canvas
		}
	}
	return nil
}

// isWide reports whether sections stand side by side; then a blank line is above them.
func (s *sections) isWide() bool { return len(s.columns) > 1 }

// gutter is the room for the cursor before a column.
const gutter = 3

func (s *sections) inner() int { return s.width - gutter - 2 }

// each returns how wide a column is.
func (s *sections) each() int {
	n := max(1, len(s.columns))
	return (s.inner() - apartBy*(n-1)) / n
}

// lineOf returns the line of the canvas on which a spot of a column is.
func (s *sections) lineOf(canvas [][]spot, column, row int) int {
	lead := 0
	if s.isWide() {
		lead = 1
	}
	if column < len(canvas)-1 {
		return lead + row
	}
	return s.columnLines(canvas) + row
}

// columnLines returns how many lines the columns take, with the blank ones around them.
func (s *sections) columnLines(canvas [][]spot) int {
	lines := 0
	for _, column := range canvas[:len(canvas)-1] {
		lines = max(lines, len(column))
	}
	if s.isWide() {
		lines++
	}
	if len(canvas[len(canvas)-1]) > 0 && s.isWide() {
		lines++
	}
	return lines
}

// all returns how many lines there are.
func (s *sections) all(canvas [][]spot) int {
	return s.columnLines(canvas) + len(canvas[len(canvas)-1])
}

// place returns where the cursor is.
func (s *sections) place() (column, row int) {
	chosen := s.chosen().id
	for c, column := range s.canvas() {
		for r, spot := range column {
			if spot.fact != nil && spot.fact.id == chosen {
				return c, r
			}
		}
	}
	return 0, 0
}

// follow brings the cursor into view, with the title of its section where that is near.
func (s *sections) follow() {
	canvas := s.canvas()
	if len(canvas) == 0 || s.height < 1 {
		return
	}
	column, row := s.place()
	line := s.lineOf(canvas, column, row)
	margin := 0
	if s.touched {
		margin = 1
	}
	s.top = min(s.top, line-margin)
	s.top = max(s.top, line+margin-s.height+1)
	s.top = max(0, min(s.top, s.all(canvas)-s.height))
}

// Window tells which lines are on screen, where not all of them are.
func (s *sections) Window() string {
	if s.isFiltered() {
		return s.Table.Window()
	}
	all := s.all(s.canvas())
	return ui.Window(s.top, min(s.top+s.height, all), all)
}

// Wheel scrolls; the cursor stays on its fact as long as that is in view.
func (s *sections) Wheel(rows int) {
	if s.isFiltered() {
		s.Table.Wheel(rows)
		return
	}
	canvas := s.canvas()
	s.top = max(0, min(s.top+rows, s.all(canvas)-s.height))
	column, row := s.place()
	line := s.lineOf(canvas, column, row)
	if line >= s.top && line < s.top+s.height {
		return
	}
	best, distance := "", 1<<30
	for c, column := range canvas {
		for r, spot := range column {
			at := s.lineOf(canvas, c, r)
			if away := max(at-line, line-at); spot.fact != nil && at >= s.top && at < s.top+s.height && away < distance {
				best, distance = spot.fact.id, away
			}
		}
	}
	if best != "" {
		s.touched = true
		s.facts.Select(best)
	}
}

// Click selects the fact on a line: of two beside each other the one in the cursor's column.
func (s *sections) Click(line int) (onRow, already bool) {
	if s.isFiltered() {
		return s.Table.Click(line)
	}
	canvas := s.canvas()
	at, _ := s.place()
	found := ""
	for c, column := range canvas {
		for r, spot := range column {
			if spot.fact != nil && s.lineOf(canvas, c, r) == s.top+line && (found == "" || c == at) {
				found = spot.fact.id
			}
		}
	}
	if line < 0 || line >= s.height || found == "" {
		return false, false
	}
	already = found == s.chosen().id
	s.touched = true
	s.facts.Select(found) // nothing scrolls, so that a second click meets the same fact
	return true, already
}

func (s *sections) Keys() []key.Binding {
	if s.isFiltered() {
		return s.Table.Keys()
	}
	k := s.kit.Keys
	return []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom, ui.Named(k.NextField, "next section"), ui.Named(k.PreviousField, "section before"), k.Filter}
}

// View draws the lines in view, the cursor's lit over the width of its column, and at the right
// edge where they are among all.
func (s *sections) View() string {
	if s.isFiltered() {
		return s.Table.View()
	}
	if s.width < gutter+8 || s.height < 1 {
		return ""
	}
	canvas := s.canvas()
	all, each := s.all(canvas), s.each()
	lines := make([]string, min(s.height, max(0, all-s.top)))
	chosen := s.chosen().id
	for c, column := range canvas {
		width, left := each, c*(each+apartBy)
		if c == len(canvas)-1 {
			width, left = s.inner(), 0
		}
		for r, spot := range column {
			at := s.lineOf(canvas, c, r) - s.top
			if spot.section == nil || at < 0 || at >= len(lines) {
				continue
			}
			line := ui.Blanks(gutter) + spot.draw(s.kit.Theme, ui.OnScreen, width)
			if spot.fact != nil && spot.fact.id == chosen {
				line = s.lit(spot, width)
			}
			lines[at] += ui.Blanks(left-safetext.Width(lines[at])) + line
		}
	}
	s.drawThumb(lines, all)
	return strings.Join(lines, "\n")
}

// lit draws the fact under the cursor.
func (s *sections) lit(spot spot, width int) string {
	theme := s.kit.Theme
	mark := ui.Line(theme, ui.OnRow, gutter, ui.Cell{Text: " "}, ui.Cell{Text: theme.Glyphs.Cursor, Tone: ui.Selected}, ui.Cell{Text: " "})
	return mark + spot.draw(theme, ui.OnRow, width)
}

// drawThumb draws at the right edge which lines are on screen.
func (s *sections) drawThumb(lines []string, all int) {
	if all <= s.height {
		return
	}
	size := max(1, s.height*s.height/all)
	at := (s.height - size) * s.top / (all - s.height)
	for i := at; i < min(at+size, len(lines)); i++ {
		lines[i] += ui.Blanks(s.width-1-safetext.Width(lines[i])) + s.kit.Theme.Paint(ui.Faint, s.kit.Theme.Glyphs.Thumb)
	}
}
