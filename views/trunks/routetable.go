package trunks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// routeTable draws the routes of a form: their cells, what they were, what they take and how
// they are. Make one with newRouteTable for each frame.
type routeTable struct {
	form    *routingForm
	rows    []routing.Row
	takes   []span   // which calls each row takes where one is tried after the other
	calls   int      // and all of them
	was     []string // what each row was; empty: that, or it cannot be said
	wrong   map[spot][]string
	first   int // the priority that is tried first
	isWide  bool
	columns []tableColumn
}

// tableColumn is a column with the cells before it and its width, which gives way down to a
// least and grows up to a most.
type tableColumn struct {
	title             string
	gap, width        int
	least, most, rank int // the higher rank gives way first, and grows last; 0: never
	right             bool
	draw              func(t *routeTable, i int) ui.Cell
}

// tableLine is a line of the table, of a row or below it.
type tableLine struct {
	row  int
	text string
}

const tableGutter = 3

func newRouteTable(f *routingForm) *routeTable {
	t := &routeTable{form: f, rows: f.draft.Rows(), wrong: f.problems(), isWide: f.width >= wideForm}
	t.was = wasOf(f, t.rows)
	stairs := newStaircase(f.around, f.draft.Mine.Routes, f.around.isDown)
	t.takes, t.calls = make([]span, len(t.rows)), stairs.scale
	for i, row := range t.rows {
		if !row.Parked {
			t.takes[i], stairs.spans = stairs.spans[0], stairs.spans[1:]
		}
	}
	if levels := f.draft.Mine.Levels(); len(levels) > 0 {
		t.first = levels[0].Priority
	}
	t.columns = t.layOut()
	return t
}

// layOut returns the columns, each as wide as there is room for.
func (t *routeTable) layOut() []tableColumn {
	columns := t.weightedColumns()
	if !t.form.weighted() {
		columns = t.orderedColumns()
	}
	spare := t.form.width - 1 - tableGutter
	for _, c := range columns {
		spare -= c.gap + c.width
	}
	for step := range 4 {
		rank := step + 1
		if spare < 0 {
			rank = 4 - step
		}
		for i := range columns {
			if c := &columns[i]; c.rank == rank {
				by := min(max(spare, c.least-c.width), c.most-c.width)
				c.width += by
				spare -= by
			}
		}
	}
	return columns
}

// The columns of both kinds.

func (t *routeTable) nameColumns(gap, width int) []tableColumn {
	name := tableColumn{title: "TRUNK GROUP, group", gap: gap, width: width, least: 12, most: 62, rank: 1, draw: (*routeTable).nameCell}
	if !t.isWide {
		return []tableColumn{name}
	}
	name.title, name.width, name.most = "TRUNK GROUP", 26, routing.MaxNameLength
	group := tableColumn{title: "GROUP", gap: 2, width: 18, least: 12, most: routing.MaxNameLength, rank: 2, draw: func(t *routeTable, i int) ui.Cell {
		return ui.Cell{Text: t.rows[i].TrunkGroup.GroupID, Tone: ui.Muted, Name: true}
	}}
	return []tableColumn{name, group}
}

// stateColumns are the calls of the trunk groups and how they are. Where there is little room,
// one that is up says nothing.
func (t *routeTable) stateColumns(gap int) []tableColumn {
	calls := tableColumn{title: "CALLS", gap: gap, width: 2, right: true, draw: func(t *routeTable, i int) ui.Cell {
		return t.form.around.limitCell(t.form.kit.Theme.Glyphs, t.rows[i].TrunkGroup)
	}}
	state := tableColumn{gap: 2, width: 6, draw: func(t *routeTable, i int) ui.Cell {
		cell := t.form.around.stateCell(t.form.kit.Theme.Glyphs, t.rows[i].TrunkGroup)
		if cell.Tone != ui.Blocked && cell.Tone != ui.Notice && cell.Tone != ui.Failed {
			return ui.Cell{}
		}
		cell.Text = strings.TrimSpace(cell.Text)
		return cell
	}}
	for i := range t.rows {
		calls.width = max(calls.width, safetext.Width(calls.draw(t, i).Text))
		state.width = max(state.width, safetext.Width(state.draw(t, i).Text))
	}
	if t.isWide {
		calls.width = max(calls.width, 4)
		state = tableColumn{title: "STATE", gap: 2, width: 11, draw: func(t *routeTable, i int) ui.Cell {
			return t.form.around.stateCell(t.form.kit.Theme.Glyphs, t.rows[i].TrunkGroup)
		}}
	}
	return []tableColumn{calls, state}
}

func (t *routeTable) weightedColumns() []tableColumn {
	gap, was, bar := 1, tableColumn{gap: 1, width: 8}, tableColumn{gap: 1, width: 8, least: 4, most: 8, rank: 4}
	if t.isWide {
		gap, was, bar = 2, tableColumn{gap: 2, width: 12, least: 8, most: 12, rank: 3}, tableColumn{gap: 2, width: 16, least: 8, most: 80, rank: 4}
	}
	was.draw = (*routeTable).wasCell
	bar.draw = func(t *routeTable, i int) ui.Cell {
		return t.share(i).bar().Cell(t.form.kit.Theme.Glyphs, t.columns[len(t.columns)-3].width)
	}
	return slices.Concat(t.nameColumns(0, 30), []tableColumn{
		{title: "PRIO", gap: 1, width: 4, draw: func(t *routeTable, i int) ui.Cell { return t.figure(i, columnPriority, 2) }},
		{title: "WEIGHT", gap: gap, width: 7, right: true, draw: func(t *routeTable, i int) ui.Cell { return t.figure(i, columnWeight, 5) }},
		was,
		{title: "SHARE", gap: gap - 1, width: 4, right: true, draw: func(t *routeTable, i int) ui.Cell { return t.share(i).cell() }},
		bar,
	}, t.stateColumns(gap))
}

func (t *routeTable) orderedColumns() []tableColumn {
	was, bar := tableColumn{gap: 1, width: 6}, tableColumn{title: "TAKES CALL", gap: 2, width: 11, least: 4, most: 11, rank: 4}
	takes := tableColumn{gap: 1, width: max(5, 2*len(strconv.Itoa(t.calls))+1), right: true, draw: (*routeTable).takesCell}
	calls := 3 // from the calls that a route takes to those that its trunk group may have
	if t.isWide {
		calls = 5
		was, bar = tableColumn{gap: 2, width: 10, least: 8, most: 10, rank: 3}, tableColumn{title: bar.title, gap: 2, width: 22, least: 8, most: 80, rank: 4}
		takes.gap = 2
	}
	was.draw = (*routeTable).wasCell
	bar.draw = func(t *routeTable, i int) (cell ui.Cell) {
		if mine := t.form.draft.Mine; t.calls > 0 && mine.IsTriedInOrder() {
			cell = t.takes[i].bar(t.calls, ui.BarGiven).Cell(t.form.kit.Theme.Glyphs, t.widthOf(bar.title))
		}
		return cell
	}
	place := tableColumn{title: "#", width: len(strconv.Itoa(len(t.rows))), right: true, draw: (*routeTable).placeCell}
	return slices.Concat([]tableColumn{place}, t.nameColumns(2, 34), []tableColumn{was, bar, takes}, t.stateColumns(calls))
}

// widthOf returns the width of the column of a title.
func (t *routeTable) widthOf(title string) int {
	return t.columns[slices.IndexFunc(t.columns, func(c tableColumn) bool { return c.title == title })].width
}

// rule begins the table: what its figures mean, what is doubtful of the list as a whole, and
// which rows are on screen.
func (t *routeTable) rule(window string) ui.Rule {
	f := t.form
	rule := ui.Rule{Title: ui.Cell{Text: "routes"}, Right: ui.Cell{Tone: ui.Muted}}
	algorithm := f.draft.Mine.OrderingAlgorithm
	switch {
	case f.weighted() && t.isWide:
		rule.Right.Text = "share of the calls of a priority, as it would be"
	case f.weighted():
	case algorithm == "":
		rule.Right.Text = "in which order is not reported"
	case algorithm != routing.Overflow:
		rule.Right.Text = strings.ToLower(algorithm) + ": any may come first"
	case t.isWide && !f.creating:
		rule.Right.Text = "what each takes, as it would be"
	default:
		rule.Right.Text = "what each takes"
	}
	if !f.weighted() {
		rule.Title.Text = "routes in their order"
	}
	for _, n := range routing.Notices(f.draft.Mine, routing.Surroundings{}) {
		switch n.Code {
		case routing.CodeNoRoute:
			if f.creating && len(t.rows) == 0 {
				break // none is added yet
			}
			rule.Right = ui.Cell{Text: f.kit.Theme.Glyphs.Blocked + " " + n.Text, Tone: ui.Blocked}
		case routing.CodeOneRoute:
			rule.Right = ui.Cell{Text: f.kit.Theme.Glyphs.Notice + " " + n.Text, Tone: ui.Notice}
		}
	}
	if window != "" {
		right := rule.Right
		rule.Right = ui.Cell{Text: window, Tone: ui.Accent}
		if right.Tone != ui.Muted && t.isWide {
			rule.Right.Then = []ui.Cell{{Text: " " + f.kit.Theme.Glyphs.Dot + " ", Tone: ui.Faint}, right}
		}
	}
	return rule
}

func (t *routeTable) heading() string {
	var line strings.Builder
	line.WriteString(ui.Blanks(tableGutter))
	used, at := tableGutter, tableGutter
	for _, c := range t.columns {
		at += c.gap
		from, title := at, c.title
		switch {
		case c.right:
			from += c.width - len(title) // to the left of the column where it is wider
		case len(title) > c.width:
			title, _, _ = strings.Cut(title, ",") // no cell has the rest either
		}
		if at += c.width; title != "" {
			line.WriteString(ui.Blanks(from-used) + title)
			used = max(used, from) + len(title)
		}
	}
	return page.Line(t.form.kit.Theme, t.form.width, ui.Cell{Text: line.String(), Tone: ui.Title})
}

// lines draws the rows, each with what belongs below it.
func (t *routeTable) lines() []tableLine {
	f := t.form
	if len(t.rows) == 0 {
		return []tableLine{{}, {text: page.Line(f.kit.Theme, f.width,
			ui.Cell{Text: ui.Blanks(tableGutter) + "no routes yet: ", Tone: ui.Muted},
			ui.Cell{Text: f.kit.Keys.Add.Help().Key, Tone: ui.Accent},
			ui.Cell{Text: " adds a trunk group", Tone: ui.Muted},
		)}}
	}
	var lines []tableLine
	for i := range t.rows {
		ground := ui.OnScreen
		if t.isSelected(i) {
			ground = ui.OnRow
			if f.weighted() && !t.rows[i].Parked {
				ground = f.kit.Theme.RowGround()
			}
		}
		lines = append(lines, tableLine{i, ui.Line(f.kit.Theme, ground, f.width, t.row(i)...)})
		for _, cells := range t.below(i) {
			lines = append(lines, tableLine{i, page.Line(f.kit.Theme, f.width, cells...)})
		}
	}
	return lines
}

func (t *routeTable) isSelected(i int) bool {
	return i == t.form.cursor && t.form.focus == routing.FieldRoutes
}

// row draws a row. What is wrong with it, or that it is parked, stands in place of what it takes.
func (t *routeTable) row(i int) []ui.Cell {
	columns := t.columns
	if instead, toEnd := t.instead(i); instead.Text != "" {
		from, to := len(columns)-5, len(columns)-2 // what it was and what it takes
		if toEnd {
			to = len(columns)
		}
		over := tableColumn{gap: columns[from].gap, width: -columns[from].gap, right: toEnd, draw: func(*routeTable, int) ui.Cell { return instead }}
		for _, c := range columns[from:to] {
			over.width += c.gap + c.width
		}
		columns = slices.Concat(columns[:from], []tableColumn{over}, columns[to:])
	}
	cells := []ui.Cell{t.mark(i)}
	for _, c := range columns {
		cells = append(cells, ui.Cell{Text: ui.Blanks(c.gap)})
		cells = append(cells, c.fit(t.form.kit.Theme, c.draw(t, i))...)
	}
	return cells
}

// mark is the cursor, or the sign of what is wrong with a row.
func (t *routeTable) mark(i int) ui.Cell {
	glyphs := t.form.kit.Theme.Glyphs
	switch {
	case t.isSelected(i):
		return ui.Cell{Text: " " + glyphs.Cursor + " ", Tone: ui.Selected}
	case t.isWrong(i):
		return ui.Cell{Text: " " + glyphs.Failed + " ", Tone: ui.Failed}
	}
	return ui.Cell{Text: ui.Blanks(tableGutter)}
}

func (t *routeTable) isWrong(i int) bool {
	return len(t.wrong[spot{routing.FieldRoutes, i}])+len(t.form.refusalsOf(routing.FieldRoutes, i)) > 0
}

// instead is what stands in place of what a row takes, to the end of its line where the row is
// parked.
func (t *routeTable) instead(i int) (instead ui.Cell, toEnd bool) {
	f, row := t.form, t.rows[i]
	if row.Parked {
		text := "parked " + ParkedSince(row.At, f.now()) + ", not sent"
		if t.isWide && f.around.isDown(row.TrunkGroup) {
			text = "down; " + text
		}
		return ui.Cell{Text: text, Tone: ui.Muted}, true
	}
	if !t.isWrong(i) {
		return ui.Cell{}, false
	}
	var rules []string
	for _, problem := range t.wrong[spot{routing.FieldRoutes, i}] {
		for _, column := range []routing.Field{columnPriority, columnWeight} {
			if number := numberOf(column); strings.HasPrefix(problem, string(column)+" ") {
				problem = number.Rule()
			}
		}
		rules = append(rules, problem)
	}
	if len(f.refusalsOf(routing.FieldRoutes, i)) > 0 {
		rules = append(rules, "refused")
	}
	return ui.Cell{Text: f.kit.Theme.Glyphs.Failed + " " + strings.Join(rules, ", "), Tone: ui.Failed}, false
}

// below is what the server said of a row, and what is noted at a parked one, while it is typed
// with its end in view.
func (t *routeTable) below(i int) [][]ui.Cell {
	const indent, label = tableGutter + 2, "note "
	f, row := t.form, t.rows[i]
	var lines [][]ui.Cell
	for _, text := range f.refusalsOf(routing.FieldRoutes, i) {
		lines = append(lines, page.WrapCell(ui.Cell{Text: f.kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}, f.width, indent)...)
	}
	switch head := (ui.Cell{Text: ui.Blanks(indent) + label, Tone: ui.Muted}); {
	case i == f.cursor && f.focus == noteField:
		field := ui.Field{Typed: &f.typing.text, Width: max(10, f.width-indent-len(label)-3), Focus: true}
		lines = append(lines, []ui.Cell{head, field.Cell(f.kit.Theme)})
	case row.Note != "":
		head.Text += row.Note
		lines = append(lines, []ui.Cell{head})
	}
	return lines
}

// fit cuts a cell to the width of the column and aligns it.
func (c tableColumn) fit(theme ui.Theme, cell ui.Cell) []ui.Cell {
	used := ui.Width(cell)
	if used > c.width && len(cell.Then) == 0 {
		cell.Text, used = theme.Fit(safetext.Cell(cell.Text), c.width)
	}
	pad := ui.Cell{Text: ui.Blanks(c.width - used)}
	if c.right {
		return []ui.Cell{pad, cell}
	}
	return []ui.Cell{cell, pad}
}

// nameCell is the name, and where there is no column for it the group, which is cut first.
func (t *routeTable) nameCell(i int) ui.Cell {
	theme, row := t.form.kit.Theme, t.rows[i]
	cell := ui.Cell{Tone: ui.Plain}
	if row.Parked {
		cell.Tone = ui.Muted
	}
	if t.isWide {
		cell.Text, cell.Name = row.TrunkGroup.Name, true
		return cell
	}
	const least = 6 // of a group that says something
	width := t.widthOf("TRUNK GROUP, group")
	name, used := theme.Fit(safetext.Name(row.TrunkGroup.Name), width)
	cell.Text = name
	if room := width - used - 2; room >= least {
		group, _ := theme.Fit(safetext.Name(row.TrunkGroup.GroupID), room)
		cell.Then = []ui.Cell{{Text: "  "}, {Text: group, Tone: ui.Muted}}
	}
	return cell
}

// figure is the priority or the weight of a row, as a cell of the form; of a parked row only
// while it is typed.
func (t *routeTable) figure(i int, column routing.Field, width int) ui.Cell {
	f, row := t.form, t.rows[i]
	value := row.Priority
	if column == columnWeight {
		value = row.Weight
	}
	field := ui.Field{Value: strconv.Itoa(value), Width: width, Right: true, Focus: t.isSelected(i) && f.column == column}
	isTyped := field.Focus && f.typing.on
	if row.Parked && !isTyped {
		return ui.Cell{Text: fmt.Sprintf(" %*d ", width, value), Tone: ui.Muted}
	}
	if base, at := baseOf(f, row.TrunkGroup); at >= 0 && f.draft.Base.Mode == routing.Weighted {
		if was := map[routing.Field]int{columnPriority: base.Priority, columnWeight: base.Weight}[column]; was != value {
			field.Was = strconv.Itoa(was)
		}
	}
	if isTyped {
		field = f.typing.number.In(field)
	}
	for _, problem := range t.wrong[spot{routing.FieldRoutes, i}] {
		if strings.HasPrefix(problem, string(column)+" ") {
			field.Wrong = problem
		}
	}
	return field.Cell(f.kit.Theme)
}

// placeCell is the place of a row in the order, lit where it changed.
func (t *routeTable) placeCell(i int) ui.Cell {
	if t.rows[i].Parked {
		return page.Absent()
	}
	place := 1
	for _, row := range t.rows[:i] {
		if !row.Parked {
			place++
		}
	}
	cell := ui.Cell{Text: strconv.Itoa(place), Tone: ui.Strong}
	if t.was[i] != "" {
		cell.Tone = ui.Changed
	}
	return cell
}

func (t *routeTable) wasCell(i int) ui.Cell {
	switch was := t.was[i]; {
	case strings.HasPrefix(was, "was "):
		return ui.Cell{Text: was, Tone: ui.Muted}
	default:
		return ui.Cell{Text: was, Tone: ui.Accent}
	}
}

// share is the share of a row. It waits where the calls come only after others.
func (t *routeTable) share(i int) share {
	row := t.rows[i]
	return share{row.Share, row.Priority != t.first, t.form.around.isDown(row.TrunkGroup)}
}

// takesCell is which calls a row takes: any where the algorithm gives them no order.
func (t *routeTable) takesCell(i int) ui.Cell {
	row, mine := t.rows[i], t.form.draft.Mine
	switch {
	case row.Parked || t.form.around.isDown(row.TrunkGroup):
		return ui.Cell{}
	case mine.IsTriedInOrder():
		return t.takes[i].cell(ui.Cell{Text: "none", Tone: ui.Muted})
	case mine.OrderingAlgorithm == "":
		return page.Unread()
	}
	return ui.Cell{Text: "any", Tone: ui.Muted}
}

// baseOf returns the route of a trunk group as it was read, and where it stood: at -1 where it
// did not.
func baseOf(f *routingForm, key routing.Key) (route routing.Route, at int) {
	routes := f.draft.Base.Routes
	if at = slices.IndexFunc(routes, func(r routing.Route) bool { return r.TrunkGroup == key }); at >= 0 {
		route = routes[at]
	}
	return route, at
}

// wasOf says of each row what it was: its figures, its place, or nothing known before.
func wasOf(f *routingForm, rows []routing.Row) []string {
	was := make([]string, len(rows))
	if f.creating || f.draft.Base.Mode != f.draft.Mine.Mode {
		return was
	}
	moved := movedRows(f, rows)
	for i, row := range rows {
		base, at := baseOf(f, row.TrunkGroup)
		switch {
		case row.Parked:
		case at < 0 && wasParked(f, row.TrunkGroup):
			was[i] = "back"
		case at < 0:
			was[i] = "new"
		case f.weighted() && base.Priority != row.Priority:
			was[i] = fmt.Sprintf("was %d/%d", base.Priority, base.Weight)
		case f.weighted() && base.Weight != row.Weight:
			was[i] = fmt.Sprintf("was %d", base.Weight)
		case !f.weighted() && moved[i]:
			was[i] = fmt.Sprintf("was %d", at+1)
		}
	}
	return was
}

// movedRows tells the rows that stand elsewhere among those that were there before: one that only
// shifted because others came or went does not.
func movedRows(f *routingForm, rows []routing.Row) map[int]bool {
	var before, now []int // places in the base, of what is in both
	var at []int          // rows
	for i, row := range rows {
		if _, place := baseOf(f, row.TrunkGroup); place >= 0 && !row.Parked {
			now, at = append(now, place), append(at, i)
		}
	}
	before = slices.Sorted(slices.Values(now))
	moved := make(map[int]bool)
	for n := range now {
		moved[at[n]] = now[n] != before[n]
	}
	return moved
}
