package trunks

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
)

// routingForm is the form of an enterprise trunk. It knows nothing of saving.
type routingForm struct {
	kit    ui.Kit
	owner  apiclient.TrunkOwner
	around *Surroundings
	keep   func() // hands the draft on, after each change
	now    func() time.Time

	draft      routing.Draft
	creating   bool
	tenantName string // of one that is created; empty where it is not known

	focus   routing.Field // FieldRoutes is the list
	cursor  int           // the row
	column  routing.Field // of the row: priority or weight
	top     int           // first line of the list on screen
	width   int           // of the screen
	typing  typing
	putBack routing.Key // whose state is read since it was put back; zero: none

	tried    bool    // a review was asked for
	word     string  // what is to be said of the latest step, until the next key
	outcome  ui.Cell // how the latest save ended, and nothing before the first
	refusals []refusal
}

// What of a row takes text. They are no fields of their own.
const (
	columnPriority routing.Field = "priority"
	columnWeight   routing.Field = "weight"
	noteField      routing.Field = "note" // of a parked row, while it is typed
)

// typing is a value that is being typed, over the draft as it was before: however many
// keys it takes, it is one step.
type typing struct {
	on     bool
	number ui.NumberField
	text   ui.TextField
	before routing.Draft
}

// tallForm is the height from which on there is room for what a form changes.
const tallForm = 24

// lines lays the form out; the routes get what room is left.
func (f *routingForm) lines(height int) []string {
	lines := append(f.outcomeLines(), fieldRule(f).Draw(f.kit.Theme, f.width))
	for _, line := range fieldLines(f) {
		lines = append(lines, line.draw(f)...)
	}
	table := newRouteTable(f)
	rows := table.lines()
	room := height - len(lines) - 2 // the rule and the heading
	var below []string
	if height >= tallForm {
		lines, room = append(lines, ""), room-1
		below = summaryLines(f, max(room-len(rows), room/3))
	} else if f.creating && len(f.draft.Rows()) == 0 {
		below = neededLines(f)
	}
	rows, window := f.scroll(rows, max(1, room-len(below)))
	lines = append(lines, table.rule(window).Draw(f.kit.Theme, f.width), table.heading())
	for _, row := range rows {
		lines = append(lines, row.text)
	}
	return append(lines, below...)
}

// scroll returns the lines of the routes that have room, with those of the row under the cursor
// among them, and which rows those are, where not all are.
func (f *routingForm) scroll(lines []tableLine, room int) (shown []tableLine, window string) {
	first := max(0, slices.IndexFunc(lines, func(l tableLine) bool { return l.row == f.cursor }))
	last := first
	for last+1 < len(lines) && lines[last+1].row == f.cursor {
		last++
	}
	f.top = min(max(f.top, last-room+1), first, max(0, len(lines)-room))
	shown = lines[f.top:min(len(lines), f.top+room)]
	if len(shown) < len(lines) {
		window = ui.Window(shown[0].row, shown[len(shown)-1].row+1, len(f.draft.Rows()))
	}
	return shown, window
}

// outcomeLines say how the last save ended, with what the server said of no field or row.
func (f *routingForm) outcomeLines() []string {
	const most = 6
	var cells [][]ui.Cell
	if f.outcome.Text != "" {
		head, rest, _ := strings.Cut(f.outcome.Text, ": ")
		for i, line := range page.WrapCell(ui.Cell{Text: head + "  " + rest}, f.width, 1) {
			if i == 0 && rest != "" {
				first := strings.TrimPrefix(line[0].Text, " "+head)
				line = []ui.Cell{{Text: " " + head, Tone: ui.Strong}, {Text: "  " + strings.TrimSpace(first)}}
			} else if i > 0 {
				line = []ui.Cell{{Text: "  " + line[0].Text}}
			}
			cells = append(cells, line)
		}
	}
	for _, r := range f.refusals {
		if _, at := rowOf(f.draft, r.route); !slices.Contains(f.order(), r.field) && at < 0 {
			text := r.text
			if r.field != "" {
				text = r.field.Label() + ": " + text
			}
			cells = append(cells, page.WrapCell(ui.Cell{Text: text}, f.width-1, 3)...)
		}
	}
	if more := len(cells) - most; more > 0 {
		cells = append(cells[:most-1], []ui.Cell{{Text: "   and " + ui.Count(more+1, "more line")}})
	}
	lines := make([]string, len(cells))
	for i, line := range cells {
		lines[i] = ui.Line(f.kit.Theme, ui.OnRefused, f.width, line...)
	}
	return lines
}

// status is the line below the form: what is to be said of the latest step, and what has the
// focus, what it may be and what it does.
func (f *routingForm) status() ui.Cell {
	explained := explain(f)
	cells := explained.Cells(f.kit.Theme)[1:]
	if f.word == "" {
		return ui.Cell{Then: cells}
	}
	status := ui.Cell{Text: f.word, Tone: ui.Notice}
	if explained.Wrong {
		status.Then = []ui.Cell{{Text: "  "}, {Text: f.kit.Theme.Glyphs.Failed + " " + explained.Effect, Tone: ui.Failed}}
	}
	return status
}

// state is how far the edit is: how much it changes.
func (f *routingForm) state() ui.Cell {
	switch n := len(changesOf(f)); {
	case f.creating:
		return ui.Cell{Text: "new, not saved", Tone: ui.Notice}
	case n > 0:
		return ui.Cell{Text: ui.Count(n, "change") + ", not saved", Tone: ui.Notice}
	}
	return ui.Cell{Text: "nothing changed", Tone: ui.Muted}
}

// keys are what the key line shows: those of the routes, or of the field.
func (f *routingForm) keys() []key.Binding {
	k := f.kit.Keys
	fields := ui.Named(k.NextField, "fields")
	next, leave := ui.Named(k.Accept, "next field"), ui.Named(k.Back, "leave")
	switch found, _ := f.fieldAt(f.focus); {
	case f.focus == routing.FieldRoutes:
		return append(f.rowKeys(false), leave)
	case f.focus == noteField:
		return []key.Binding{k.Save, ui.Named(k.Accept, "done"), k.Clear, ui.Named(k.Cancel, "done")}
	case found.kind == choiceField:
		return []key.Binding{k.Save, fields, k.Choose, k.Add, next, k.Mode, k.Undo, leave}
	case found.kind == textField:
		return []key.Binding{k.Save, fields, k.Clear, next, ui.Named(k.Cancel, "routes")}
	case found.field.IsClearable() && found.field != routing.FieldReservedCalls:
		return []key.Binding{k.Save, fields, ui.Named(k.Undo, ui.Unlimited), k.Clear, next, leave}
	}
	return []key.Binding{k.Save, fields, k.Clear, next, leave}
}

// rowKeys are the keys of the row under the cursor, or for the help all.
func (f *routingForm) rowKeys(all bool) []key.Binding {
	k := f.kit.Keys
	move := k.MoveDown
	move.SetKeys(slices.Concat(k.MoveDown.Keys(), k.MoveUp.Keys())...)
	move.SetHelp(k.MoveDown.Help().Key+"/"+k.MoveUp.Help().Key, "move")
	keys := []key.Binding{k.Save, ui.Named(k.NextField, "fields")}
	if f.row().Parked && !all {
		return append(keys, ui.Named(k.Park, "put back"), ui.Named(k.New, "note"), k.Add, k.Remove, move, k.Undo, k.Mode)
	}
	keys = append(keys, k.Add, k.Remove, k.Park)
	if f.weighted() {
		keys = append(keys, k.Equalise)
	}
	keys = append(keys, move, k.Undo, k.Mode, k.Destination)
	if all {
		keys = append(keys, ui.Named(k.New, "note"))
	}
	return keys
}

// order is the way through the fields.
func (f *routingForm) order() []routing.Field {
	var order []routing.Field
	for _, line := range fieldLines(f) {
		for _, field := range line.fields {
			order = append(order, field.field)
		}
	}
	return order
}

// fieldAt returns a field as it is on the form, and false for one that does not apply and for
// the routes.
func (f *routingForm) fieldAt(field routing.Field) (formField, bool) {
	for _, line := range fieldLines(f) {
		if i := slices.IndexFunc(line.fields, func(at formField) bool { return at.field == field }); i >= 0 {
			return line.fields[i], true
		}
	}
	return formField{}, false
}

// set takes the next draft. What the server said of a field holds until that is changed.
func (f *routingForm) set(next routing.Draft) {
	if len(next.Steps) == len(f.draft.Steps) && reflect.DeepEqual(next.State, f.draft.State) {
		return
	}
	f.show(next)
	f.keep()
}

// show puts a draft on the form that need not be kept on disk.
func (f *routingForm) show(next routing.Draft) {
	before := f.draft
	f.draft, f.word = next, ""
	f.refusals = slices.DeleteFunc(f.refusals, func(r refusal) bool { return r.isMended(before, next) })
	// The cursor and the focus stay on something that is there.
	f.cursor = max(0, min(f.cursor, len(f.draft.Rows())-1))
	if f.focus != routing.FieldRoutes && f.focus != noteField && !slices.Contains(f.order(), f.focus) {
		f.leave()
	}
}

// leave goes back to the routes.
func (f *routingForm) leave() { f.focusOn(routing.FieldRoutes) }

func (f *routingForm) focusOn(field routing.Field) {
	f.endTyping()
	f.focus = field
	if found, ok := f.fieldAt(field); ok && found.kind == textField {
		f.begin(f.draft.Mine.Text(field))
	}
}

// isText reports whether letters are text: then they are no commands.
func (f *routingForm) isText() bool {
	found, ok := f.fieldAt(f.focus)
	return ok && found.kind == textField || f.focus == noteField
}

// takesCommands reports whether letters are commands: they are not where a text or a number is
// typed.
func (f *routingForm) takesCommands() bool {
	found, ok := f.fieldAt(f.focus)
	return f.focus == routing.FieldRoutes || ok && found.kind == choiceField
}

// takesNumber reports whether a number is typed where the focus is.
func (f *routingForm) takesNumber() bool {
	found, ok := f.fieldAt(f.focus)
	return ok && found.kind == numberField || f.focus == routing.FieldRoutes && f.weighted() && f.row() != (routing.Row{})
}

func (f *routingForm) begin(text string) {
	f.typing = typing{on: true, before: f.draft}
	f.typing.text.SetText(text)
}

func (f *routingForm) press(msg tea.KeyMsg) {
	k := f.kit.Keys
	found, _ := f.fieldAt(f.focus)
	f.word = ""
	switch {
	case page.Pressed(msg, k.NextField):
		f.step(1)
	case page.Pressed(msg, k.PreviousField):
		f.step(-1)
	case f.focus == routing.FieldRoutes:
		f.pressRow(msg)
	case f.focus == noteField:
		f.pressNote(msg)
	case (msg.Type == tea.KeyLeft || msg.Type == tea.KeyRight) && found.kind == textField && f.typing.text.Update(msg, k):
		// At the ends of a text they leave the field.
	case msg.Type == tea.KeyLeft:
		f.step(-1)
	case msg.Type == tea.KeyRight:
		f.step(1)
	case msg.Type == tea.KeyUp:
		f.stepLine(-1)
	case msg.Type == tea.KeyDown, page.Pressed(msg, k.Accept):
		f.stepLine(1)
	case page.Pressed(msg, k.Cancel):
		f.leave()
	default:
		f.pressField(msg, found)
	}
}

// step moves the focus through the routes and the fields, around.
func (f *routingForm) step(delta int) {
	order := append([]routing.Field{routing.FieldRoutes}, f.order()...)
	at := max(0, slices.Index(order, f.focus))
	f.focusOn(order[(at+delta+len(order))%len(order)])
}

// stepLine moves the focus to the first field of the line above or below; below the last one are
// the routes.
func (f *routingForm) stepLine(delta int) {
	lines := fieldLines(f)
	at := slices.IndexFunc(lines, func(l fieldLine) bool {
		return slices.ContainsFunc(l.fields, func(field formField) bool { return field.field == f.focus })
	})
	if at = max(0, at+delta); at < len(lines) {
		f.focusOn(lines[at].fields[0].field)
		return
	}
	f.leave()
}

// pressField takes a key for the field that has the focus.
func (f *routingForm) pressField(msg tea.KeyMsg, at formField) {
	switch {
	case at.kind == numberField:
		f.pressNumber(msg, at.field)
	case at.kind == textField && f.typing.text.Update(msg, f.kit.Keys):
		set := routing.Draft.SetDestination
		if at.field == routing.FieldName {
			set = routing.Draft.SetName
		}
		f.set(set(f.typing.before, f.typing.text.Text()))
	case at.kind == textField, ui.IsBurst(msg):
	case page.Pressed(msg, f.kit.Keys.Choose):
		f.choose(at.field)
	default:
		f.command(msg)
	}
}

// pressNumber takes a key for a field that holds a number, in which letters mean nothing.
func (f *routingForm) pressNumber(msg tea.KeyMsg, field routing.Field) {
	switch {
	case f.typeNumber(msg, field, formField{field: field}.shown(f, f.draft.Mine), func(d routing.Draft, n *int) routing.Draft { return d.SetNumber(field, n) }):
	case page.Pressed(msg, f.kit.Keys.Undo):
		f.word = "a number, never " + ui.Unlimited
	case msg.Type == tea.KeyRunes:
		f.word = "digits alone are taken here: " + f.kit.Keys.NextField.Help().Key + " goes on to the routes and their keys"
	}
}

// typeNumber takes a key for a number, or for the word that stands for none. When nothing is left
// the value is what it was.
func (f *routingForm) typeNumber(msg tea.KeyMsg, field routing.Field, value string, apply func(routing.Draft, *int) routing.Draft) bool {
	typed := f.typing
	if !typed.on {
		typed = typing{on: true, number: numberOf(field), before: f.draft}
		typed.number.Focus(value)
	}
	if !typed.number.Update(msg, f.kit.Keys) {
		return false
	}
	f.typing = typed
	next := typed.before
	if n, err := strconv.Atoi(typed.number.Text()); err == nil && !typed.number.IsBroken() {
		next = apply(next, &n)
	} else if word := typed.number.Word(); word != "" && typed.number.Text() == word {
		next = apply(next, nil)
	}
	f.set(next)
	if outcome := typed.number.Outcome(); outcome != "" {
		f.word = outcome
	}
	return true
}

// endTyping ends the typing. What is no number was not taken, and said.
func (f *routingForm) endTyping() {
	if wrong := f.typedProblems(); len(wrong) > 0 {
		f.word = "not taken: " + wrong[0].Text
	}
	f.typing = typing{}
}

// takeBack takes back the number that is being typed, and reports whether one was.
func (f *routingForm) takeBack() bool {
	if !f.typing.on || f.isText() {
		return false
	}
	f.set(f.typing.before)
	f.typing, f.word = typing{}, ""
	return true
}

// numberOf is a cell for a number of a trunk or of a route.
func numberOf(field routing.Field) ui.NumberField {
	switch field {
	case columnPriority:
		return ui.NumberField{Least: routing.MinPriority, Most: routing.MaxPriority}
	case columnWeight:
		return ui.NumberField{Least: routing.MinWeight, Most: routing.MaxWeight}
	case routing.FieldReservedCalls:
		return ui.NumberField{None: true}
	}
	least, most := field.Range()
	return ui.NumberField{Least: int64(least), Most: int64(most), Unlimited: field.IsClearable()}
}

// choose takes the next of a field's few values.
func (f *routingForm) choose(field routing.Field) {
	mine := f.draft.Mine
	switch field {
	case routing.FieldMode:
		f.switchMode()
	case routing.FieldOrderingAlgorithm:
		all := routing.Algorithms()
		f.set(f.draft.SetAlgorithm(all[(slices.Index(all, mine.OrderingAlgorithm)+1)%len(all)]))
	case routing.FieldExhaustionAction:
		action := routing.Forward
		if mine.ExhaustionAction == action {
			action = routing.None
		}
		f.set(f.draft.SetExhaustion(action))
	case routing.FieldCapacityManagement:
		f.set(f.draft.SetCapacityManagement(mine.CapacityManagement == nil || !*mine.CapacityManagement))
	}
}

func (f *routingForm) switchMode() {
	next, word := f.draft.SwitchMode()
	f.set(next)
	f.word = word
}

// spot is where something may be wrong: a field, or a row of the routes.
type spot struct {
	field routing.Field
	row   int // -1: none
}

// problemsOf returns what rules find wrong with a field, or with a row.
func (f *routingForm) problemsOf(field routing.Field, row int) []string {
	return f.problems()[spot{field, row}]
}

// problems returns what rules find wrong, and where. What is being typed is too large at once,
// and too small only when it is left.
func (f *routingForm) problems() map[spot][]string {
	texts := make(map[spot][]string)
	isTyped := f.typing.on && !f.isText() && f.typing.number.Wrong(false) == ""
	for _, p := range append(f.typedProblems(), f.draft.Problems()...) {
		isTyped := isTyped && p.Field == f.focus && (p.Field != routing.FieldRoutes || p.Route == f.cursor)
		switch {
		case p.Field == routing.FieldName && f.draft.Mine.Name == "" && f.creating && !f.tried: // its name is not typed yet
		case isTyped && (p.Route < 0 || strings.HasPrefix(p.Text, string(f.column)+" ")):
		default:
			at := spot{p.Field, p.Route}
			texts[at] = append(texts[at], p.Text)
		}
	}
	return texts
}

// typedProblems says that what is being typed is no number, which no draft holds.
func (f *routingForm) typedProblems() []routing.Problem {
	number := &f.typing.number
	if !number.IsBroken() {
		return nil
	}
	p := routing.Problem{Field: f.focus, Route: -1, Text: f.focus.Label()}
	if f.focus == routing.FieldRoutes {
		p.Route, p.Text = f.cursor, string(f.column)
	}
	p.Text += " " + number.Text() + ": it must be " + number.Rule()
	return []routing.Problem{p}
}

// refusalsOf returns what the server finds wrong with a field, or with a row.
func (f *routingForm) refusalsOf(field routing.Field, row int) []string {
	var texts []string
	for _, r := range f.refusals {
		if _, at := rowOf(f.draft, r.route); r.field == field && at == row {
			texts = append(texts, r.text)
		}
	}
	return texts
}

// park takes a row out of what is sent and keeps it here, or puts it back: then its state is
// read anew, for it may well be parked because it was down.
func (f *routingForm) park() {
	if row := f.row(); row.Parked {
		f.set(f.draft.Unpark(f.cursor))
		f.putBack = row.TrunkGroup
		return
	}
	f.set(f.draft.Park(f.cursor, "", f.now()))
}

// tellPutBack says of a route that was put back that it is down, once its state is read.
func (f *routingForm) tellPutBack() {
	name := f.putBack.Name
	if name == "" || f.around.isAsked(f.putBack) {
		return
	}
	switch err := f.around.why(f.putBack); {
	case err != nil:
		f.word = name + " is put back, and its state cannot be read: " + apiclient.Explain(err)
	case f.around.isDown(f.putBack):
		f.word = name + " is put back, and it is down: no call gets through it"
	}
	f.putBack = routing.Key{}
}

// row returns the row under the cursor, the zero value where there is none.
func (f *routingForm) row() (row routing.Row) {
	if rows := f.draft.Rows(); f.cursor < len(rows) {
		row = rows[f.cursor]
	}
	return row
}

// toNote has the note of a parked row typed.
func (f *routingForm) toNote() {
	if !f.row().Parked {
		f.word = "notes are for parked routes: " + f.kit.Keys.Park.Help().Key + " parks one"
		return
	}
	f.focus = noteField
	f.begin(f.row().Note)
}

// pressNote takes a key for the note, which is one step however long it gets.
func (f *routingForm) pressNote(msg tea.KeyMsg) {
	k := f.kit.Keys
	switch {
	case page.Pressed(msg, k.Accept), page.Pressed(msg, k.Cancel), msg.Type == tea.KeyUp, msg.Type == tea.KeyDown:
		f.leave()
	case f.typing.text.Update(msg, k):
		f.set(f.typing.before.SetNote(f.cursor, f.typing.text.Text()))
	}
}

// pressRow takes a key for the routes: moving, a digit for a cell, a command.
func (f *routingForm) pressRow(msg tea.KeyMsg) {
	if f.weighted() && f.typeCell(msg) || ui.IsBurst(msg) {
		return
	}
	f.endTyping()
	defer func(word string) { f.word = cmp.Or(f.word, word) }(f.word)
	k := f.kit.Keys
	last := len(f.draft.Rows()) - 1
	switch {
	case page.Pressed(msg, k.Up):
		f.cursor = max(0, f.cursor-1)
	case page.Pressed(msg, k.Down), page.Pressed(msg, k.Accept):
		f.cursor = max(0, min(last, f.cursor+1))
	case page.Pressed(msg, k.Top), page.Pressed(msg, k.PageUp):
		f.cursor = 0
	case page.Pressed(msg, k.Bottom), page.Pressed(msg, k.PageDown):
		f.cursor = max(0, last)
	case f.weighted() && page.Pressed(msg, k.Left):
		f.column = columnPriority
	case f.weighted() && page.Pressed(msg, k.Right):
		f.column = columnWeight
	default:
		f.command(msg)
	}
}

func (f *routingForm) weighted() bool { return f.draft.Mine.Mode == routing.Weighted }

// typeCell takes a key for the priority or the weight under the cursor.
func (f *routingForm) typeCell(msg tea.KeyMsg) bool {
	row := f.row()
	i, value, apply := f.cursor, row.Priority, routing.Draft.SetPriority
	if f.column == columnWeight {
		value, apply = row.Weight, routing.Draft.SetWeight
	}
	return row != (routing.Row{}) && f.typeNumber(msg, f.column, strconv.Itoa(value), func(d routing.Draft, n *int) routing.Draft { return apply(d, i, *n) })
}

// command takes the keys that change the list or the mode.
func (f *routingForm) command(msg tea.KeyMsg) {
	k, d := f.kit.Keys, f.draft
	switch {
	case page.Pressed(msg, k.Undo):
		f.set(d.Undo())
	case page.Pressed(msg, k.Mode):
		f.switchMode()
	case page.Pressed(msg, k.Destination):
		f.goToDestination()
	case page.Pressed(msg, k.Remove):
		f.set(d.Remove(f.cursor))
	case page.Pressed(msg, k.Park):
		f.park()
	case page.Pressed(msg, k.New):
		f.toNote()
	case page.Pressed(msg, k.MoveDown):
		f.move(1)
	case page.Pressed(msg, k.MoveUp):
		f.move(-1)
	case page.Pressed(msg, k.Equalise):
		f.set(d.Equalise(f.cursor))
		if !f.weighted() {
			f.word = "an ordered list has no weights to equalise"
		}
	}
}

// goToDestination goes to where calls are forwarded, or to the choice whether they are.
func (f *routingForm) goToDestination() {
	if f.draft.Mine.ExhaustionAction == routing.Forward {
		f.focusOn(routing.FieldExhaustionDestination)
		return
	}
	f.focusOn(routing.FieldExhaustionAction)
	f.word = "calls are not forwarded: " + f.kit.Keys.Choose.Help().Key + " changes that"
}

// move moves the row under the cursor, which goes along.
func (f *routingForm) move(delta int) {
	next := f.draft.Move(f.cursor, delta)
	f.cursor = max(0, min(f.cursor+delta, len(f.draft.Rows())-1))
	f.set(next)
}

// noticeCell is what is doubtful, as a line.
func noticeCell(glyphs ui.Glyphs, n routing.Notice) ui.Cell {
	switch n.Severity {
	case routing.Alarm:
		return ui.Cell{Text: " " + glyphs.Blocked + " " + noticeText(n), Tone: ui.Blocked}
	case routing.Warning:
		return ui.Cell{Text: " " + glyphs.Notice + " " + noticeText(n), Tone: ui.Notice}
	}
	return ui.Cell{Text: " " + noticeText(n)}
}

// ParkedSince is the time of day, with the day where it was another one.
func ParkedSince(at, now time.Time) string {
	at = at.In(now.Location())
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return at.Format("15:04")
	}
	return at.Format("2 Jan 15:04")
}
