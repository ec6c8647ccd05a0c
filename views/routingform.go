package views

import (
	"reflect"
	"slices"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/routing"
	"banyan/ui"
)

// routingForm is the form of an enterprise trunk: its fields, its rows, what is being
// typed, and what the server said of it. It is a layer of the editor and knows nothing
// of saving.
type routingForm struct {
	kit    ui.Kit
	around *surroundings
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

	tried    bool      // a review was asked for
	word     string    // what is to be said of the latest step
	outcome  []ui.Cell // how the latest save ended, and nothing before the first
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

func newRoutingForm(kit ui.Kit, around *surroundings, draft routing.Draft, now func() time.Time, keep func()) *routingForm {
	return &routingForm{kit: kit, around: around, keep: keep, now: now, draft: draft, focus: routing.FieldRoutes, column: columnPriority}
}

// set takes the next draft. What the server said of a field holds until the field is
// changed.
func (f *routingForm) set(next routing.Draft) {
	if len(next.Steps) == len(f.draft.Steps) && reflect.DeepEqual(next.State, f.draft.State) {
		return
	}
	before := f.draft
	f.draft, f.word = next, ""
	f.refusals = slices.DeleteFunc(f.refusals, func(r refusal) bool { return r.isMended(before, next) })
	f.settle()
	f.keep()
}

// settle keeps the cursor and the focus on something that is there.
func (f *routingForm) settle() {
	f.cursor = max(0, min(f.cursor, len(f.draft.Rows())-1))
	if f.focus != routing.FieldRoutes && f.focus != noteField && !slices.Contains(f.order(), f.focus) {
		f.leave()
	}
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

// press takes a key.
func (f *routingForm) press(msg tea.KeyMsg) {
	k := f.kit.Keys
	switch {
	case pressed(msg, k.NextField):
		f.step(1)
	case pressed(msg, k.PreviousField):
		f.step(-1)
	case f.focus == routing.FieldRoutes:
		f.pressRow(msg)
	case f.focus == noteField:
		f.pressNote(msg)
	case f.moveCaret(msg):
	case msg.Type == tea.KeyLeft:
		f.step(-1)
	case msg.Type == tea.KeyRight:
		f.step(1)
	case msg.Type == tea.KeyUp, msg.Type == tea.KeyDown, pressed(msg, k.Accept), pressed(msg, k.Cancel):
		f.leave()
	default:
		f.pressBox(msg)
	}
}

// moveCaret takes left and right within a text: at its ends they leave the field.
func (f *routingForm) moveCaret(msg tea.KeyMsg) bool {
	box, ok := f.box(f.focus)
	isMove := msg.Type == tea.KeyLeft || msg.Type == tea.KeyRight
	return isMove && ok && box.kind == textBox && f.typing.text.Update(msg, f.kit.Keys)
}

// step moves the focus through the routes and the fields, around.
func (f *routingForm) step(delta int) {
	order := append([]routing.Field{routing.FieldRoutes}, f.order()...)
	at := max(0, slices.Index(order, f.focus))
	f.focusOn(order[(at+delta+len(order))%len(order)])
}

// pressBox takes a key for the field that has the focus.
func (f *routingForm) pressBox(msg tea.KeyMsg) bool {
	box, ok := f.box(f.focus)
	switch {
	case !ok:
		return false
	case box.kind == choiceBox:
		if ui.IsBurst(msg) {
			return false
		}
		if pressed(msg, f.kit.Keys.Choose) {
			f.choose(box.field)
			return true
		}
		return f.command(msg)
	case box.kind == numberBox:
		return f.typeNumber(msg, f.draft.Mine.Text(box.field), func(d routing.Draft, n int) routing.Draft { return d.SetNumber(box.field, &n) })
	}
	if !f.typing.text.Update(msg, f.kit.Keys) {
		return false
	}
	text := f.typing.text.Text()
	if box.field == routing.FieldName {
		f.set(f.typing.before.SetName(text))
		return true
	}
	f.set(f.typing.before.SetDestination(text))
	return true
}

// typeNumber takes a digit, which replaces the value, or a backspace, which shortens
// it. When nothing is left the value is what it was.
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
	case f.typing.on && pressed(msg, f.kit.Keys.Clear):
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
		if mine.ExhaustionAction == routing.Forward {
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

// problems are the rules that the draft breaks and what the server said of it, those
// of rows by their place on screen.
func (f *routingForm) problems() []refusal {
	all := make([]refusal, 0, len(f.refusals))
	for _, p := range f.draft.Problems() {
		if p.Field == routing.FieldName && f.draft.Mine.Name == "" && f.creating && !f.tried {
			continue // nobody had the time to type one
		}
		all = append(all, refusal{field: p.Field, row: p.Route, text: p.Text})
	}
	rows := f.draft.Rows()
	for _, r := range f.refusals {
		if r.route != (routing.Key{}) {
			r.row = slices.IndexFunc(rows, func(row routing.Row) bool { return row.TrunkGroup == r.route })
		}
		all = append(all, r)
	}
	return all
}

// problemsOf returns what is wrong with a field, or with a row.
func (f *routingForm) problemsOf(field routing.Field, row int) []string {
	var texts []string
	for _, p := range f.problems() {
		if p.field == field && p.row == row {
			texts = append(texts, p.text)
		}
	}
	return texts
}

// notices are what is doubtful, worst first.
func (f *routingForm) notices() []routing.Notice { return f.draft.Mine.Notices(f.around.known()) }

// noticeCell draws a notice by glyph and word.
func noticeCell(glyphs ui.Glyphs, n routing.Notice) ui.Cell {
	text := noticeText(n)
	switch n.Severity {
	case routing.Alarm:
		return ui.Cell{Text: " " + glyphs.Blocked + " " + text, Tone: ui.Blocked}
	case routing.Warning:
		return ui.Cell{Text: " " + glyphs.Notice + " " + text, Tone: ui.Notice}
	}
	return ui.Cell{Text: " " + text}
}
