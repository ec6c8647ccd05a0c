package trunks

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// lines lays the form out; the routes get what room is left.
func (f *routingForm) lines(width, height int) [][]ui.Cell {
	lines := append(f.outcomeLines(width), f.fieldLines()...)
	foot := f.footLines(width)
	lines = append(lines, f.rowHeading(width))
	rows, at := f.rowLines(width)
	room := max(1, height-len(lines)-len(foot))
	f.top = max(0, min(f.top, at, len(rows)-room))
	if at >= f.top+room {
		f.top = at - room + 1
	}
	below := min(len(rows), f.top+room)
	f.window = ui.Window(f.top, below, len(rows))
	lines = append(lines, rows[f.top:below]...)
	return append(lines, foot...)
}

// outcomeLines say how the last save ended, with what the server said of no field or row.
func (f *routingForm) outcomeLines(width int) [][]ui.Cell {
	const most = 6
	var lines [][]ui.Cell
	if f.outcome.Text != "" {
		lines = page.WrapCell(f.outcome, width, 1)
		for _, more := range lines[1:] {
			more[0].Text = "  " + more[0].Text
		}
	}
	for _, r := range f.refusals {
		_, inBox := f.box(r.field)
		if _, at := rowOf(f.draft, r.route); !inBox && at < 0 {
			lines = append(lines, page.WrapCell(ui.Cell{Text: r.text, Tone: ui.Failed}, width-1, 3)...)
		}
	}
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most-1], []ui.Cell{{Text: "   and " + page.Count(more+1, "more line"), Tone: ui.Failed}})
	}
	return lines
}

// footLines are the notices, and what is to be said of the latest step.
func (f *routingForm) footLines(width int) [][]ui.Cell {
	const most = 4
	var lines [][]ui.Cell
	notices := routing.Notices(f.draft.Mine, f.around.known())
	for i, n := range notices {
		if i == most-1 && len(notices) > most {
			lines = append(lines, []ui.Cell{{Text: " and " + page.Count(len(notices)-i, "more notice")}})
			break
		}
		lines = append(lines, []ui.Cell{noticeCell(f.kit.Theme.Glyphs, n)})
	}
	if f.word != "" {
		lines = append(lines, page.WrapCell(ui.Cell{Text: f.word, Tone: ui.Notice}, width, 1)...)
	}
	return lines
}

// keys are what the key line shows: those of the routes, or of the field.
func (f *routingForm) keys() []key.Binding {
	k := f.kit.Keys
	switch f.focus {
	case routing.FieldRoutes:
		return f.rowKeys(false)
	case noteField:
		return []key.Binding{k.Accept, k.Clear, k.Save}
	}
	box, _ := f.box(f.focus)
	own := []key.Binding{k.NextField, k.PreviousField, k.Save}
	switch box.kind {
	case choiceBox:
		return append([]key.Binding{k.Choose}, own...)
	case textBox:
		return append(own, k.Clear)
	}
	return own
}

// refusal is one sentence of what rules or the server found wrong.
type refusal struct {
	field routing.Field // empty: with the whole
	text  string
	route routing.Key // of a sentence of the server's about one route, wherever that stands
}

// isMended reports whether what it is about was changed since: it may be right now.
func (r refusal) isMended(before, after routing.Draft) bool {
	if r.route == (routing.Key{}) {
		return r.field != "" && before.Mine.Text(r.field) != after.Mine.Text(r.field)
	}
	was, _ := rowOf(before, r.route)
	is, at := rowOf(after, r.route)
	return at < 0 || was.Route != is.Route || was.Parked != is.Parked
}

// rowOf returns the row of a trunk group, and where it stands: at -1 where there is none.
func rowOf(d routing.Draft, key routing.Key) (row routing.Row, at int) {
	rows := d.Rows()
	if at = slices.IndexFunc(rows, func(row routing.Row) bool { return row.TrunkGroup == key }); at >= 0 {
		row = rows[at]
	}
	return row, at
}

// refusalsOf reads what a server found wrong with a trunk. A sentence whose field is
// one of the form's stands beside it, one that names a route of the list below that, and
// every other in one list. There is always one.
func refusalsOf(err error, routes []routing.Route) []refusal {
	failed, ok := errors.AsType[*apiclient.Error](err)
	if !ok || failed.Kind != apiclient.Refused || len(failed.Problems) == 0 {
		return []refusal{{text: apiclient.Explain(err)}}
	}
	var said []refusal
	for _, p := range failed.Problems {
		one := refusal{field: fieldNamed(p.Field), text: apiclient.Quote(strings.TrimSpace(p.Text))}
		if one.field == "" {
			if one.route = routeNamed(p.Text, routes); one.route != (routing.Key{}) {
				one.field = routing.FieldRoutes
			} else if p.Field != "" {
				one.text = apiclient.Quote(p.Field) + ": " + one.text
			}
		}
		said = append(said, one)
	}
	return said
}

// routeNamed returns the one route that a sentence names, and none where it names no
// route or several. Where a name is part of another, the longer one is meant; where
// groups have trunk groups of the same name, the group has to be named as well.
func routeNamed(text string, routes []routing.Route) routing.Key {
	var named []routing.Key
	for _, r := range routes {
		if r.TrunkGroup.Name != "" && strings.Contains(text, r.TrunkGroup.Name) {
			named = append(named, r.TrunkGroup)
		}
	}
	named = slices.DeleteFunc(named, func(key routing.Key) bool {
		return slices.ContainsFunc(named, func(other routing.Key) bool {
			return len(other.Name) > len(key.Name) && strings.Contains(other.Name, key.Name) &&
				strings.Count(text, key.Name) == strings.Count(text, other.Name)
		})
	})
	if len(named) > 1 && !slices.ContainsFunc(named, func(key routing.Key) bool { return key.Name != named[0].Name }) {
		named = slices.DeleteFunc(named, func(key routing.Key) bool { return !strings.Contains(text, key.GroupID) })
	}
	if len(named) != 1 {
		return routing.Key{}
	}
	return named[0]
}

// fieldNamed finds a field of the form by the server's name for it, which may have
// objects around it. What concerns the routes concerns the list as a whole: a server
// that counts them does so in its own order.
func fieldNamed(name string) routing.Field {
	last := name[strings.LastIndex(name, ".")+1:]
	if strings.EqualFold(last, "routeExhaustionForwardAddress") {
		return routing.FieldExhaustionDestination
	}
	for _, f := range routing.Fields() {
		if strings.EqualFold(last, string(f)) && f != routing.FieldRoutes && f != routing.FieldMode {
			return f
		}
	}
	return ""
}

type boxKind int

// How a field is filled.
const (
	choiceBox boxKind = iota // one of a few values, each key the next
	numberBox                // digits
	textBox                  // anything
)

// box is a field of the form as it is drawn: "Max reroutes [ 5]". Wide says how many
// cells the inside takes; After what follows it up to the next.
type box struct {
	field routing.Field
	label string
	kind  boxKind
	width int
	after string
}

// boxes returns the fields that apply, line by line.
func (f *routingForm) boxes() [][]box {
	mine := f.draft.Mine
	first := []box{
		{routing.FieldMode, "Mode", choiceBox, 0, "   "},
		{routing.FieldOrderingAlgorithm, "Algorithm", choiceBox, 0, " "},
		{routing.FieldMaxReroutes, "Max reroutes", numberBox, 2, "  "},
	}
	if f.weighted() {
		first[0].after, first[1] = "  ", box{"", "Algorithm -       ", choiceBox, 0, " "}
		first = append(first, box{routing.FieldMaxReroutesWithinPriority, "per priority", numberBox, 2, ""})
	}
	second := []box{{routing.FieldExhaustionAction, "When exhausted", choiceBox, 0, " "}}
	if mine.ExhaustionAction == routing.Forward {
		second = append(second, box{routing.FieldExhaustionDestination, "to", textBox, 24, ""})
	}
	fourth := []box{{routing.FieldCapacityManagement, "Capacity management", choiceBox, 0, " "}}
	if on := mine.CapacityManagement; on != nil && *on {
		fourth = append(fourth,
			box{routing.FieldMaxActiveCalls, "max", numberBox, 5, " "},
			box{routing.FieldTrapInitialCalls, "trap above", numberBox, 5, " "},
			box{routing.FieldTrapOffsetCalls, "then every", numberBox, 5, ""})
	}
	return [][]box{first, second, {{routing.FieldName, "Name", textBox, routing.MaxNameLength + 1, ""}}, fourth}
}

// order is the way through the fields.
func (f *routingForm) order() []routing.Field {
	var order []routing.Field
	for _, b := range slices.Concat(f.boxes()...) {
		if b.field != "" {
			order = append(order, b.field)
		}
	}
	return order
}

// box returns a field's box, and false for one that does not apply and for the routes.
func (f *routingForm) box(field routing.Field) (box, bool) {
	all := slices.Concat(f.boxes()...)
	if i := slices.IndexFunc(all, func(b box) bool { return b.field == field }); i >= 0 && field != "" {
		return all[i], true
	}
	return box{}, false
}

// fieldLines draws the fields, and below each line what is wrong in it.
func (f *routingForm) fieldLines() [][]ui.Cell {
	var lines [][]ui.Cell
	for _, boxes := range f.boxes() {
		var cells []ui.Cell
		var wrong []string
		for _, b := range boxes {
			drawn, texts := f.drawBox(b)
			cells = append(cells, drawn...)
			wrong = append(wrong, texts...)
		}
		lines = append(lines, cells)
		for _, text := range wrong {
			lines = append(lines, []ui.Cell{{Text: "   " + f.kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}})
		}
	}
	return lines
}

// drawBox draws one field, with marks for the focus and for what is wrong.
func (f *routingForm) drawBox(b box) (cells []ui.Cell, wrong []string) {
	focused := b.field != "" && b.field == f.focus
	mark, tone := ui.Cell{Text: " "}, ui.Plain
	if focused {
		mark, tone = ui.Cell{Text: f.kit.Theme.Glyphs.Cursor, Tone: ui.Selected}, ui.Selected
	}
	if strings.HasPrefix(b.label, "to") || strings.HasPrefix(b.label, "per") || b.field == "" {
		mark.Text = strings.TrimSpace(mark.Text) // these stand close to the field before
	}
	after := b.after
	if b.field != "" {
		wrong = f.problemsOf(b.field, -1)
	}
	if len(wrong) > 0 {
		tone, after = ui.Failed, f.kit.Theme.Glyphs.Failed+after[min(1, len(after)):]
	}
	return []ui.Cell{mark, {Text: b.label}, {Text: page.Blanks(1)}, {Text: f.inside(b, focused), Tone: tone}, {Text: after}}, wrong
}

func (f *routingForm) inside(b box, focused bool) string {
	if b.field == "" {
		return ""
	}
	value := f.draft.Mine.Text(b.field)
	switch b.kind {
	case choiceBox:
		if b.field == routing.FieldExhaustionAction {
			value = strings.ToLower(value)
		}
		return "<" + cmp.Or(value, page.NotReported) + ">"
	case numberBox:
		if focused && f.typing.on {
			value = f.typing.text.Text() + "_"
		}
		return "[" + page.Blanks(b.width-len(value)) + value + "]"
	}
	text := f.typing.text
	if !focused || text.Text() != value {
		text.SetText(value)
	}
	return "[" + text.Box(f.kit.Theme, b.width, focused) + "]"
}

// routingForm is the form of an enterprise trunk. It knows nothing of saving.
type routingForm struct {
	kit    ui.Kit
	around *Surroundings
	keep   func() // hands the draft on, after each change
	now    func() time.Time

	draft    routing.Draft
	creating bool

	focus  routing.Field // FieldRoutes is the list
	cursor int           // the row
	column routing.Field // of the row: priority or weight
	top    int           // first line of the list on screen
	window string        // which of its lines are on screen, where not all are
	typing typing

	tried    bool    // a review was asked for
	word     string  // what is to be said of the latest step
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
	text   ui.TextField
	before routing.Draft
}

// set takes the next draft. What the server said of a field holds until that is changed.
func (f *routingForm) set(next routing.Draft) {
	if len(next.Steps) == len(f.draft.Steps) && reflect.DeepEqual(next.State, f.draft.State) {
		return
	}
	before := f.draft
	f.draft, f.word = next, ""
	f.refusals = slices.DeleteFunc(f.refusals, func(r refusal) bool { return r.isMended(before, next) })
	// The cursor and the focus stay on something that is there.
	f.cursor = max(0, min(f.cursor, len(f.draft.Rows())-1))
	if f.focus != routing.FieldRoutes && f.focus != noteField && !slices.Contains(f.order(), f.focus) {
		f.leave()
	}
	f.keep()
}

// leave goes back to the routes.
func (f *routingForm) leave() { f.focusOn(routing.FieldRoutes) }

func (f *routingForm) focusOn(field routing.Field) {
	f.typing = typing{}
	f.focus = field
	if box, ok := f.box(field); ok && box.kind == textBox {
		f.begin(f.draft.Mine.Text(field))
	}
}

// isTyping reports whether letters are text: then they are no commands.
func (f *routingForm) isTyping() bool {
	box, ok := f.box(f.focus)
	return ok && box.kind != choiceBox || f.focus == noteField
}

func (f *routingForm) begin(text string) {
	f.typing = typing{on: true, before: f.draft}
	f.typing.text.SetText(text)
}

func (f *routingForm) press(msg tea.KeyMsg) {
	k := f.kit.Keys
	box, _ := f.box(f.focus)
	switch {
	case page.Pressed(msg, k.NextField):
		f.step(1)
	case page.Pressed(msg, k.PreviousField):
		f.step(-1)
	case f.focus == routing.FieldRoutes:
		f.pressRow(msg)
	case f.focus == noteField:
		f.pressNote(msg)
	case (msg.Type == tea.KeyLeft || msg.Type == tea.KeyRight) && box.kind == textBox && f.typing.text.Update(msg, k):
		// At the ends of a text they leave the field.
	case msg.Type == tea.KeyLeft:
		f.step(-1)
	case msg.Type == tea.KeyRight:
		f.step(1)
	case msg.Type == tea.KeyUp, msg.Type == tea.KeyDown, page.Pressed(msg, k.Accept), page.Pressed(msg, k.Cancel):
		f.leave()
	default:
		f.pressBox(msg)
	}
}

// step moves the focus through the routes and the fields, around.
func (f *routingForm) step(delta int) {
	order := append([]routing.Field{routing.FieldRoutes}, f.order()...)
	at := max(0, slices.Index(order, f.focus))
	f.focusOn(order[(at+delta+len(order))%len(order)])
}

// pressBox takes a key for the field that has the focus.
func (f *routingForm) pressBox(msg tea.KeyMsg) {
	box, ok := f.box(f.focus)
	switch {
	case !ok:
	case box.kind == numberBox:
		f.typeNumber(msg, f.draft.Mine.Text(box.field), func(d routing.Draft, n int) routing.Draft { return d.SetNumber(box.field, &n) })
	case box.kind == textBox && f.typing.text.Update(msg, f.kit.Keys):
		set := routing.Draft.SetDestination
		if box.field == routing.FieldName {
			set = routing.Draft.SetName
		}
		f.set(set(f.typing.before, f.typing.text.Text()))
	case box.kind == textBox, ui.IsBurst(msg):
	case page.Pressed(msg, f.kit.Keys.Choose):
		f.choose(box.field)
	default:
		f.command(msg)
	}
}

// typeNumber takes a digit, which replaces the value, or a backspace, which shortens it.
// When nothing is left the value is what it was.
func (f *routingForm) typeNumber(msg tea.KeyMsg, value string, apply func(routing.Draft, int) routing.Draft) bool {
	const most = 6
	switch {
	case isDigits(msg):
		if !f.typing.on {
			f.begin("")
		}
		if len(f.typing.text.Text())+len(msg.Runes) > most {
			return true
		}
	case msg.Type == tea.KeyBackspace:
		if !f.typing.on {
			f.begin(value)
		}
	case f.typing.on && page.Pressed(msg, f.kit.Keys.Clear):
	default:
		return false
	}
	f.typing.text.Update(msg, f.kit.Keys)
	next := f.typing.before
	if n, err := strconv.Atoi(f.typing.text.Text()); err == nil {
		next = apply(next, n)
	}
	f.set(next)
	return true
}

func isDigits(msg tea.KeyMsg) bool {
	return msg.Type == tea.KeyRunes && !msg.Alt && len(msg.Runes) > 0 &&
		!slices.ContainsFunc(msg.Runes, func(r rune) bool { return r < '0' || r > '9' })
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

// problemsOf returns what rules and the server find wrong with a field, or with a row.
func (f *routingForm) problemsOf(field routing.Field, row int) []string {
	var texts []string
	for _, p := range f.draft.Problems() {
		if p.Field == routing.FieldName && f.draft.Mine.Name == "" && f.creating && !f.tried {
			continue // nobody had the time to type one
		}
		if p.Field == field && p.Route == row {
			texts = append(texts, p.Text)
		}
	}
	for _, r := range f.refusals {
		if _, at := rowOf(f.draft, r.route); r.field == field && at == row {
			texts = append(texts, r.text)
		}
	}
	return texts
}

func noticeCell(glyphs ui.Glyphs, n routing.Notice) ui.Cell {
	switch n.Severity {
	case routing.Alarm:
		return ui.Cell{Text: " " + glyphs.Blocked + " " + noticeText(n), Tone: ui.Blocked}
	case routing.Warning:
		return ui.Cell{Text: " " + glyphs.Notice + " " + noticeText(n), Tone: ui.Notice}
	}
	return ui.Cell{Text: " " + noticeText(n)}
}

// park takes a row out of what is sent and keeps it here, or puts it back.
func (f *routingForm) park() {
	if f.row().Parked {
		f.set(f.draft.Unpark(f.cursor))
		return
	}
	f.set(f.draft.Park(f.cursor, "", f.now()))
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

// noteLines are what is noted at a parked row, while it is typed with its end in view.
func (f *routingForm) noteLines(i int, row routing.Row, width int) [][]ui.Cell {
	const label = "note: "
	indent := rowGutter + 2
	if i == f.cursor && f.focus == noteField {
		room := max(10, width-indent-len(label)-3)
		return [][]ui.Cell{{
			{Text: page.Blanks(indent) + label},
			{Text: "[" + f.typing.text.Box(f.kit.Theme, room, true) + "]", Tone: ui.Selected},
		}}
	}
	if row.Note == "" {
		return nil
	}
	return [][]ui.Cell{{{Text: page.Blanks(indent) + label + row.Note, Tone: ui.Muted}}}
}

// rowStatus tells of the row under the cursor what its line may have no room for.
func (f *routingForm) rowStatus() (text string, tone ui.Tone) {
	row, wrong := f.row(), f.problemsOf(routing.FieldRoutes, f.cursor)
	switch {
	case f.focus != routing.FieldRoutes || row == (routing.Row{}):
		return "", ui.Plain
	case len(wrong) > 0:
		return f.kit.Theme.Glyphs.Failed + " " + row.TrunkGroup.String() + ": " + strings.Join(wrong, "; "), ui.Failed
	case !row.Parked:
		return "", ui.Plain
	case row.Note != "":
		return "parked here " + ParkedSince(row.At, f.now()) + ": " + row.Note, ui.Plain
	}
	return "parked here since " + ParkedSince(row.At, f.now()) + ": kept on this machine, not sent", ui.Plain
}

// pressRow takes a key for the routes: moving, a digit for a cell, a command.
func (f *routingForm) pressRow(msg tea.KeyMsg) {
	if ui.IsBurst(msg) || f.weighted() && f.typeCell(msg) {
		return
	}
	f.typing = typing{}
	k := f.kit.Keys
	last := len(f.draft.Rows()) - 1
	switch {
	case page.Pressed(msg, k.Up):
		f.cursor = max(0, f.cursor-1)
	case page.Pressed(msg, k.Down):
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

// typeCell takes a digit for the priority or the weight under the cursor.
func (f *routingForm) typeCell(msg tea.KeyMsg) bool {
	row := f.row()
	i, value, apply := f.cursor, row.Priority, routing.Draft.SetPriority
	if f.column == columnWeight {
		value, apply = row.Weight, routing.Draft.SetWeight
	}
	return row != (routing.Row{}) && f.typeNumber(msg, strconv.Itoa(value), func(d routing.Draft, n int) routing.Draft { return apply(d, i, n) })
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

// rowKeys are the keys of the row under the cursor, or for the help all.
func (f *routingForm) rowKeys(all bool) []key.Binding {
	k := f.kit.Keys
	pair := k.MoveDown
	pair.SetHelp(k.MoveDown.Help().Key+"/"+k.MoveUp.Help().Key, "move")
	keys := []key.Binding{k.Add, k.Remove, k.Park, pair}
	parked := f.row().Parked
	if parked && !all {
		keys[2] = ui.Named(k.Park, "put back")
	}
	if parked || all {
		keys = append(keys, ui.Named(k.New, "note"))
	}
	if f.weighted() && (all || !parked) {
		keys = append(keys, k.Equalise)
	}
	return append(keys, k.Save, k.Mode, k.Undo)
}

// The columns of fixed width with the gaps behind them.
const (
	figuresWidth = 4 + 2 + 6 + 2 + 5 + 2 // PRIO  WEIGHT  SHARE
	placeWidth   = 4 + 2                 // #
	callsWidth   = 6                     // CALLS
	rowGutter    = 3
)

// layout returns how wide the columns of the names are.
func (f *routingForm) layout(width int) (name, group int) {
	fixed := rowGutter + placeWidth + 2 + 2 + callsWidth
	if f.weighted() {
		fixed += figuresWidth - placeWidth
	}
	room := max(16, width-1-fixed)
	name = min(routing.MaxNameLength, room*3/5)
	return name, min(routing.MaxNameLength, room-name)
}

func (f *routingForm) rowHeading(width int) []ui.Cell {
	name, group := f.layout(width)
	figures := fmt.Sprintf("%4s  ", "#")
	if f.weighted() {
		figures = fmt.Sprintf("%4s  %6s  %5s  ", "PRIO", "WEIGHT", "SHARE")
	}
	text := page.Blanks(rowGutter) + figures + page.Pad("TRUNK GROUP", name) + "  " + page.Pad("GROUP", group) + "  " + fmt.Sprintf("%*s", callsWidth, "CALLS")
	return []ui.Cell{{Text: text, Tone: ui.Title}}
}

// rowLines draws the rows. The second result is the line of the one under the cursor.
func (f *routingForm) rowLines(width int) (lines [][]ui.Cell, at int) {
	rows := f.draft.Rows()
	if len(rows) == 0 {
		return [][]ui.Cell{{{Text: "   no routes: " + f.kit.Keys.Add.Help().Key + " adds a trunk group", Tone: ui.Muted}}}, 0
	}
	place := 0
	for i, row := range rows {
		if !row.Parked {
			place++
		}
		if i == f.cursor {
			at = len(lines)
		}
		wrong := f.problemsOf(routing.FieldRoutes, i)
		lines = append(lines, f.rowLine(i, place, row, len(wrong) > 0, width))
		for _, text := range wrong {
			lines = append(lines, page.WrapCell(ui.Cell{Text: f.kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}, width, rowGutter+2)...)
		}
		lines = append(lines, f.noteLines(i, row, width)...)
	}
	return lines, at
}

func (f *routingForm) rowLine(i, place int, row routing.Row, wrong bool, width int) []ui.Cell {
	name, group := f.layout(width)
	selected := i == f.cursor && f.focus == routing.FieldRoutes
	flaw := ui.Cell{Text: " "}
	if wrong {
		flaw = ui.Cell{Text: f.kit.Theme.Glyphs.Failed, Tone: ui.Failed}
	}
	mark := ui.Cell{Text: page.Blanks(rowGutter - 1)}
	if selected {
		mark = ui.Cell{Text: f.kit.Theme.Glyphs.Cursor + " ", Tone: ui.Selected}
	}
	calls := f.around.callsCell(f.kit.Theme.Glyphs, row.TrunkGroup)
	tone, last := ui.Plain, callsWidth
	if row.Parked {
		calls = ui.Cell{Text: "parked " + ParkedSince(row.At, f.now()), Tone: ui.Muted}
		tone, last = ui.Muted, len(calls.Text)
		group += callsWidth - last
	}
	return append(append([]ui.Cell{flaw, mark}, f.figureCells(place, row, selected)...),
		ui.Cell{Text: page.Pad(row.TrunkGroup.Name, name) + "  " + page.Pad(row.TrunkGroup.GroupID, group) + "  ", Tone: tone},
		ui.Cell{Text: page.Blanks(last - safetext.Width(calls.Text))}, calls)
}

// figureCells are the place, or the priority, the weight and the share.
func (f *routingForm) figureCells(place int, row routing.Row, selected bool) []ui.Cell {
	if !f.weighted() {
		text := strconv.Itoa(place)
		if row.Parked {
			text = page.NotApplicable
		}
		return []ui.Cell{{Text: fmt.Sprintf("%4s  ", text)}}
	}
	priority, weight, share := strconv.Itoa(row.Priority), strconv.Itoa(row.Weight), page.NotApplicable
	if row.Share >= 0 {
		share = strconv.Itoa(row.Share) + "%"
	}
	if row.Parked && !selected {
		priority, weight = page.NotApplicable, page.NotApplicable
	}
	figure := func(column routing.Field, text string, width int) ui.Cell {
		tone := ui.Plain
		if selected && f.column == column {
			tone = ui.Selected
			if f.typing.on {
				text = f.typing.text.Text() + "_"
			}
		}
		return ui.Cell{Text: fmt.Sprintf("%*s", width, text), Tone: tone}
	}
	return []ui.Cell{figure(columnPriority, priority, 4), {Text: "  "}, figure(columnWeight, weight, 6), {Text: fmt.Sprintf("  %5s  ", share)}}
}

// ParkedSince is the time of day, with the day where it was another one.
func ParkedSince(at, now time.Time) string {
	at = at.In(now.Location())
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return at.Format("15:04")
	}
	return at.Format("2 Jan 15:04")
}
