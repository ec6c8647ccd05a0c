package saving

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// Section is a part of a review or a verdict, with its title: what changes, lines that are
// drawn for the room they have, and sentences, in that order.
type Section struct {
	Title   string
	Changes []Change
	Lines   func(width int) [][]ui.Cell // may be nil; they begin at the left edge
	Texts   []string
	Warns   bool // the sentences are consequences to think about
}

// Change is one thing that changes, old and new.
type Change struct {
	Sign     string // "-" before what goes, "+" before what comes, else empty
	Of       string // "weight of "
	What, In string // a field, or a trunk group and its group
	From, To string // empty for none; both are where nothing changes and Then says all
	Then     string // what else is to be said of it
}

// String returns the change as one line: "weight of Trunk-A (g1): 70 -> 50".
func (c Change) String() string {
	switch {
	case c.Sign == "" && !c.isNone():
		return c.label() + ": " + cmp.Or(c.From, "none") + " -> " + cmp.Or(c.To, "none")
	case c.Sign == "-":
		c.Of = cmp.Or(c.Of, "remove ")
	case c.Sign == "+":
		c.Of = cmp.Or(c.Of, "add ")
	}
	return strings.Join(slices.DeleteFunc([]string{c.label(), c.From + c.To, c.Then}, isEmpty), ": ")
}

func isEmpty(text string) bool { return text == "" }

// isNone reports whether there is nothing old or new about it.
func (c Change) isNone() bool { return c.Sign == "" && c.From == "" && c.To == "" }

// label names what changes in full.
func (c Change) label() string {
	if c.In != "" {
		return c.Of + safetext.Name(c.What) + " (" + safetext.Name(c.In) + ")"
	}
	return c.Of + safetext.Name(c.What)
}

// Differences tell how two images of a subject differ, old and new: an enterprise trunk's
// routes one by one.
func Differences(kind change.Kind, from, to change.Image) []Change {
	if kind == change.EnterpriseTrunk {
		before, err := change.TrunkOf(from)
		after, wrong := change.TrunkOf(to)
		if err == nil && wrong == nil {
			return Changes(routing.Diff(before, after))
		}
	}
	var changes []Change
	for _, f := range change.Differences(from, to) {
		changes = append(changes, Change{What: change.Label(f.Name), From: safetext.Name(change.Text(kind, f.Name, f.From)), To: safetext.Name(change.Text(kind, f.Name, f.To))})
	}
	return changes
}

// Changes are those of a routing.
func Changes(of []routing.Change) []Change {
	changes := make([]Change, len(of))
	for i, c := range of {
		made := Change{What: c.Route.Name, In: c.Route.GroupID, From: c.From, To: c.To}
		switch c.Kind {
		case routing.Added:
			made.Sign = "+"
		case routing.Removed:
			made.Sign = "-"
		case routing.Reprioritised:
			made.Of = "priority of "
		case routing.Reweighted:
			made.Of = "weight of "
		case routing.Moved, routing.Converted:
		default:
			made.What, made.In = c.Field.Label(), ""
			if c.Field == routing.FieldName {
				made.From, made.To = safetext.Name(c.From), safetext.Name(c.To)
			}
		}
		changes[i] = made
	}
	return changes
}

// ChangeTexts are a sentence for each change of a routing.
func ChangeTexts(of []routing.Change) []string { return texts(Changes(of)) }

func texts(changes []Change) []string {
	texts := make([]string, len(changes))
	for i, c := range changes {
		texts[i] = c.String()
	}
	return texts
}

// Where the lines of a dialog begin, and the values of what changes at the latest, from the
// right edge.
const (
	margin    = 2
	inner     = 4
	valueRoom = 28
)

// ChangeLines draw changes in so many cells, with their values in one column. What has no room
// beside its name stands below it, whole.
func ChangeLines(theme ui.Theme, changes []Change, width int) [][]ui.Cell {
	column := width - valueRoom
	for _, c := range changes {
		column = max(column, ui.Width(c.name()...)+2)
	}
	for _, c := range changes {
		column = min(column, width-ui.Width(c.values(theme)...)-1)
	}
	column = max(column, width/2)
	var lines [][]ui.Cell
	for _, c := range changes {
		lines = append(lines, c.lines(theme, width, column)...)
	}
	return lines
}

// lines draw one change, with its values from a column on.
func (c Change) lines(theme ui.Theme, width, column int) [][]ui.Cell {
	label, values := c.name(), c.values(theme)
	used := ui.Width(label...)
	if c.In != "" && used >= column && used <= width && column+ui.Width(values...) <= width {
		short := c
		short.In = ""
		if ui.Width(short.name()...) < column { // the value stays beside the name, and its group goes below
			return append(short.lines(theme, width, column), []ui.Cell{{Text: ui.Blanks(inner + 1)}, label[len(label)-1]})
		}
	}
	lines := [][]ui.Cell{label}
	if used > width {
		lines = nil
		for _, part := range ui.Wrap(safetext.Cell(strings.TrimSpace(c.Sign+" "+c.label())), width-inner) {
			lines = append(lines, []ui.Cell{{Text: ui.Blanks(inner) + part}})
		}
		used = width
	}
	last := len(lines) - 1
	switch room := ui.Width(values...); {
	case room == 0:
	case used < column && column+room <= width:
		lines[last] = append(append(lines[last], ui.Cell{Text: ui.Blanks(column - used)}), values...)
	case column+room <= width:
		lines = append(lines, append([]ui.Cell{{Text: ui.Blanks(column)}}, values...))
	default:
		lines = append(lines, c.below(theme, width)...)
	}
	return lines
}

// name draws what changes, with its sign.
func (c Change) name() []ui.Cell {
	in, what := ui.Cell{}, safetext.Name(c.What)
	if c.In != "" {
		in = ui.Cell{Text: " (" + safetext.Name(c.In) + ")", Tone: ui.Muted}
	}
	switch c.Sign {
	case "-":
		return []ui.Cell{{Text: ui.Blanks(margin)}, {Text: "- ", Tone: ui.Failed}, {Text: c.Of, Tone: ui.Muted}, {Text: " " + what + " ", Tone: ui.Old}, in}
	case "+":
		return []ui.Cell{{Text: ui.Blanks(margin)}, {Text: "+ ", Tone: ui.Good}, {Text: c.Of, Tone: ui.Muted}, {Text: " " + what + " ", Tone: ui.New}, in}
	}
	return []ui.Cell{{Text: ui.Blanks(inner)}, {Text: c.Of, Tone: ui.Muted}, {Text: what}, in}
}

// values draw the old and the new value in one line.
func (c Change) values(theme ui.Theme) []ui.Cell {
	if c.Sign != "" || c.isNone() {
		texts := slices.DeleteFunc([]string{c.From + c.To, c.Then}, isEmpty)
		return []ui.Cell{{Text: strings.Join(texts, "; "), Tone: ui.Muted}}
	}
	return append(valueCells(c.From, c.To, theme.Glyphs), ui.Cell{Text: c.Then, Tone: ui.Muted})
}

func valueCells(from, to string, glyphs ui.Glyphs) []ui.Cell {
	none := ui.Cell{Text: " none ", Tone: ui.Muted}
	cells := []ui.Cell{none, {Text: " " + glyphs.To + " ", Tone: ui.Muted}, none}
	if from != "" {
		cells[0] = ui.Cell{Text: " " + from + " ", Tone: ui.Old}
	}
	if to != "" {
		cells[2] = ui.Cell{Text: " " + to + " ", Tone: ui.New}
	}
	return cells
}

// below draws the values on lines of their own.
func (c Change) below(theme ui.Theme, width int) [][]ui.Cell {
	const at = inner + 2
	var lines [][]ui.Cell
	if c.Sign != "" || c.isNone() {
		for _, part := range ui.Wrap(safetext.Cell(c.values(theme)[0].Text), width-at-1) {
			lines = append(lines, []ui.Cell{{Text: ui.Blanks(at) + part, Tone: ui.Muted}})
		}
		return lines
	}
	for i, value := range []string{c.From, c.To} {
		mark, tone := "  ", ui.Old
		if i == 1 {
			mark, tone = theme.Glyphs.To+" ", ui.New
		}
		mark = page.Fit(theme, mark, 3)
		for _, part := range ui.Wrap(safetext.Cell(cmp.Or(value, "none")), width-at-len("   ")-3) {
			lines = append(lines, []ui.Cell{{Text: ui.Blanks(at) + mark, Tone: ui.Muted}, {Text: " " + part + " ", Tone: tone}})
			mark = ui.Blanks(3)
		}
	}
	return lines
}

// lines draw a section that says something in so many cells, with an empty line before it.
func (s Section) lines(theme ui.Theme, width int) [][]ui.Cell {
	lines := ChangeLines(theme, s.Changes, width)
	if s.Lines != nil {
		lines = append(lines, s.Lines(width)...)
	}
	for _, text := range s.Texts {
		sign, tone := ui.Cell{Text: ui.Blanks(inner)}, ui.Plain
		if s.Warns {
			sign, tone = ui.Cell{Text: ui.Blanks(margin), Then: []ui.Cell{{Text: theme.Glyphs.Notice + " ", Tone: ui.Notice}}}, ui.Notice
		}
		for _, part := range ui.Wrap(safetext.Cell(text), width-inner-1) {
			lines = append(lines, []ui.Cell{sign, {Text: part, Tone: tone}})
			sign = ui.Cell{Text: ui.Blanks(inner)}
		}
	}
	if len(lines) == 0 {
		return nil
	}
	if s.Title != "" {
		lines = append([][]ui.Cell{{{Text: ui.Blanks(margin)}, {Text: s.Title, Tone: ui.Section}}}, lines...)
	}
	return append([][]ui.Cell{nil}, lines...)
}

// SectionLines draw sections one below the other.
func SectionLines(theme ui.Theme, sections []Section, width int) (lines [][]ui.Cell) {
	for _, s := range sections {
		lines = append(lines, s.lines(theme, width)...)
	}
	return lines
}

// Paragraph draws a sentence of a dialog in so many cells.
func Paragraph(cell ui.Cell, width int) [][]ui.Cell {
	return page.WrapCell(cell, width-1, margin)
}

// ChangeSections are what edits change, old and new: of a deletion what goes with it, of
// several edits a section each.
func ChangeSections(reviews []change.Review) []Section {
	sections := make([]Section, len(reviews))
	for i, r := range reviews {
		edit := r.Edit
		sections[i] = Section{Title: "changes", Changes: Differences(edit.Subject.Kind, r.Confirmation.Fresh(), edit.Want)}
		switch trunk, err := change.TrunkOf(r.Confirmation.Fresh()); {
		case edit.Operation() == change.Delete && err == nil:
			sections[i] = Section{Title: "these routes go with it; the trunk groups themselves stay"}
			for _, route := range trunk.Routes {
				sections[i].Changes = append(sections[i].Changes, Change{Sign: "-", What: route.TrunkGroup.Name, In: route.TrunkGroup.GroupID})
			}
			if len(trunk.Routes) == 0 {
				sections[i] = Section{Title: "routes", Texts: []string{"it has none"}}
			}
		case len(reviews) > 1:
			sections[i].Title = Named(edit.Subject)
		}
	}
	return sections
}

// keyText names a trunk group, with its group where that is needed to tell it from another.
func keyText(key routing.Key, withGroup bool) string {
	if withGroup {
		return safetext.Name(key.Name) + " (" + safetext.Name(key.GroupID) + ")"
	}
	return safetext.Name(key.Name)
}

// ShareSections show what an edit does to the shares of the calls, a section for each priority
// in which the share of a route changes. A route that is down takes none of them.
func ShareSections(theme ui.Theme, from, to routing.Trunk, isDown func(routing.Key) bool) []Section {
	was := make(map[routing.Key]share, len(from.Routes))
	for i, percent := range from.Shares() {
		was[from.Routes[i].TrunkGroup] = share{priority: from.Routes[i].Priority, was: percent}
	}
	names := make(map[string]int)
	for _, route := range to.Routes {
		names[route.TrunkGroup.Name]++
	}
	var sections []Section
	shares, longest := to.Shares(), 0 // of the names, in all of them
	for _, level := range to.Levels() {
		if level.Priority == 0 {
			return nil
		}
		changed := false
		var rows []share
		for _, i := range level.Routes {
			key := to.Routes[i].TrunkGroup
			row, known := was[key]
			if !known {
				row.was, row.isNew = -1, true
			}
			changed = changed || row.was != shares[i] || row.priority != level.Priority
			row.name, row.is, row.from, row.priority, row.isDown = keyText(key, names[key.Name] > 1), shares[i], row.priority, level.Priority, isDown(key)
			rows = append(rows, row)
		}
		if changed {
			for _, row := range rows {
				longest = max(longest, safetext.Width(safetext.Cell(row.name)))
			}
			title := fmt.Sprintf("shares of priority %d", level.Priority)
			sections = append(sections, Section{Lines: func(width int) [][]ui.Cell { return shareLines(theme, title, rows, longest, width) }})
		}
	}
	return sections
}

// share is a route's part of its priority's calls before and after an edit, in percent; a
// negative one is none.
type share struct {
	name           string
	isNew          bool // it was not in the list
	isDown         bool
	was, is        int
	from, priority int // the priorities
}

// shareLines draw the shares of a priority in so many cells, with names as long as the longest.
func shareLines(theme ui.Theme, title string, rows []share, longest, width int) [][]ui.Cell {
	const around = inner + 1 + 5 + 1 + 3 + 5 + 1 + 2 + 5 // the figures, the arrow and what stands between
	least := safetext.Width(title) + margin - inner
	bar := min(15, max(4, (width-around-max(least, longest))/2))
	name := max(least, width-around-2*bar)
	column := inner + name
	head := []ui.Cell{
		{Text: ui.Blanks(margin)},
		{Text: page.Fit(theme, title, column-margin) + "  ", Tone: ui.Section},
		{Text: page.Fit(theme, " now", bar+9), Tone: ui.Muted},
		{Text: " then", Tone: ui.Muted},
	}
	lines := [][]ui.Cell{head}
	for _, row := range rows {
		was, is := figures.ShareBar(row.was, false), figures.ShareBar(row.is, row.priority > 1)
		if was.Fill = ui.BarWas; row.isDown {
			was.Given, is.Given = 0, 0
		}
		lines = append(lines, []ui.Cell{
			{Text: ui.Blanks(inner) + page.Fit(theme, row.name, name) + " "},
			{Text: fmt.Sprintf("%5s ", percentText(row.was)), Tone: ui.Muted},
			was.Cell(theme.Glyphs, bar),
			{Text: " " + theme.Glyphs.To + " ", Tone: ui.Muted},
			{Text: fmt.Sprintf("%5s ", percentText(row.is)), Tone: ui.Strong},
			is.Cell(theme.Glyphs, bar),
			{Text: "  " + row.difference(), Tone: ui.Muted},
		})
	}
	return lines
}

func percentText(percent int) string {
	if percent < 0 {
		return "none"
	}
	return fmt.Sprintf("%d%%", percent)
}

// difference is how many points come or go, or the priority that a route comes from.
func (s share) difference() string {
	switch {
	case s.isNew:
		return "new"
	case s.was < 0:
		return ""
	case s.from != s.priority:
		return fmt.Sprintf("of %d", s.from)
	}
	return fmt.Sprintf("%+d", s.is-s.was)
}
