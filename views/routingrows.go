package views

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
)

// pressRow takes a key for the routes: moving, a digit for a cell, a command.
func (f *routingForm) pressRow(msg tea.KeyMsg) bool {
	if ui.IsBurst(msg) {
		return false
	}
	if f.weighted() && f.typeCell(msg) {
		return true
	}
	f.typing = typing{}
	k := f.kit.Keys
	last := len(f.draft.Rows()) - 1
	switch {
	case pressed(msg, k.Up):
		f.cursor = max(0, f.cursor-1)
	case pressed(msg, k.Down):
		f.cursor = max(0, min(last, f.cursor+1))
	case pressed(msg, k.Top), pressed(msg, k.PageUp):
		f.cursor = 0
	case pressed(msg, k.Bottom), pressed(msg, k.PageDown):
		f.cursor = max(0, last)
	case f.weighted() && pressed(msg, k.Left):
		f.column = columnPriority
	case f.weighted() && pressed(msg, k.Right):
		f.column = columnWeight
	default:
		return f.command(msg)
	}
	return true
}

func (f *routingForm) weighted() bool { return f.draft.Mine.Mode == routing.Weighted }

// typeCell takes a digit for the priority or the weight under the cursor.
func (f *routingForm) typeCell(msg tea.KeyMsg) bool {
	rows := f.draft.Rows()
	if f.cursor >= len(rows) {
		return false
	}
	i, value, apply := f.cursor, rows[f.cursor].Priority, routing.Draft.SetPriority
	if f.column == columnWeight {
		value, apply = rows[f.cursor].Weight, routing.Draft.SetWeight
	}
	return f.typeNumber(msg, strconv.Itoa(value), func(d routing.Draft, n int) routing.Draft { return apply(d, i, n) })
}

// command takes the keys that change the list or the mode.
func (f *routingForm) command(msg tea.KeyMsg) bool {
	k, d := f.kit.Keys, f.draft
	switch {
	case pressed(msg, k.Undo):
		f.set(d.Undo())
	case pressed(msg, k.Mode):
		f.switchMode()
	case pressed(msg, k.Destination):
		f.goToDestination()
	case pressed(msg, k.Remove):
		f.set(d.Remove(f.cursor))
	case pressed(msg, k.Park):
		f.park()
	case pressed(msg, k.New):
		f.toNote()
	case pressed(msg, k.MoveDown):
		f.move(1)
	case pressed(msg, k.MoveUp):
		f.move(-1)
	case pressed(msg, k.Equalise):
		f.set(d.Equalise(f.cursor))
		if !f.weighted() {
			f.word = "an ordered list has no weights to equalise"
		}
	default:
		return false
	}
	return true
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
	last := len(f.draft.Rows()) - 1
	to := max(0, min(f.cursor+delta, last))
	next := f.draft.Move(f.cursor, delta)
	f.cursor = to
	f.set(next)
}

// rowKeys are the keys of the everyday edits: for the help all of them, else those of
// the row under the cursor.
func (f *routingForm) rowKeys(all bool) []key.Binding {
	k := f.kit.Keys
	pair := k.MoveDown
	pair.SetHelp(k.MoveDown.Help().Key+"/"+k.MoveUp.Help().Key, "move")
	keys := []key.Binding{k.Add, k.Remove, k.Park, pair}
	_, parked := f.parkedRow()
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

// rowLayout is how wide the columns of the rows are.
type rowLayout struct{ name, group, total int }

// The columns of fixed width with the gaps behind them.
const (
	figuresWidth = 4 + 2 + 6 + 2 + 5 + 2 // PRIO  WEIGHT  SHARE
	placeWidth   = 4 + 2                 // #
	callsWidth   = 6                     // CALLS
	rowGutter    = 3
)

func (f *routingForm) layout(width int) rowLayout {
	fixed := rowGutter + placeWidth + 2 + 2 + callsWidth
	if f.weighted() {
		fixed += figuresWidth - placeWidth
	}
	room := max(16, width-1-fixed)
	name := min(routing.MaxNameLength, room*3/5)
	group := min(routing.MaxNameLength, room-name)
	return rowLayout{name: name, group: group, total: fixed + name + group}
}

func (f *routingForm) rowHeading(width int) []ui.Cell {
	l := f.layout(width)
	figures := fmt.Sprintf("%4s  ", "#")
	if f.weighted() {
		figures = fmt.Sprintf("%4s  %6s  %5s  ", "PRIO", "WEIGHT", "SHARE")
	}
	text := blanks(rowGutter) + figures + pad("TRUNK GROUP", l.name) + "  " + pad("GROUP", l.group) + "  " + fmt.Sprintf("%*s", callsWidth, "CALLS")
	return []ui.Cell{{Text: text, Tone: ui.Title}}
}

// rowLines draws the rows, each with what is wrong with it below. The second result
// is the line of the row under the cursor.
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
			lines = append(lines, wrapCell(ui.Cell{Text: f.kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}, width, rowGutter+2)...)
		}
		lines = append(lines, f.noteLines(i, row, width)...)
	}
	return lines, at
}

func (f *routingForm) rowLine(i, place int, row routing.Row, wrong bool, width int) []ui.Cell {
	l := f.layout(width)
	selected := i == f.cursor && f.focus == routing.FieldRoutes
	flaw := ui.Cell{Text: " "}
	if wrong {
		flaw = ui.Cell{Text: f.kit.Theme.Glyphs.Failed, Tone: ui.Failed}
	}
	mark := ui.Cell{Text: blanks(rowGutter - 1)}
	if selected {
		mark = ui.Cell{Text: f.kit.Theme.Glyphs.Cursor + " ", Tone: ui.Selected}
	}
	cells := append([]ui.Cell{flaw, mark}, f.figureCells(place, row, selected)...)
	tone := ui.Plain
	if row.Parked {
		tone = ui.Muted
	}
	calls := f.around.callsCell(f.kit.Theme.Glyphs, row.TrunkGroup)
	group, last := l.group, callsWidth
	if row.Parked {
		calls = ui.Cell{Text: "parked " + parkedSince(row.At, f.now()), Tone: ui.Muted}
		last = len(calls.Text)
		group += callsWidth - last
	}
	return append(cells,
		ui.Cell{Text: pad(row.TrunkGroup.Name, l.name) + "  " + pad(row.TrunkGroup.GroupID, group) + "  ", Tone: tone},
		ui.Cell{Text: blanks(last - safetext.Width(calls.Text))}, calls)
}

// figureCells are the place, or the priority, the weight and the share.
func (f *routingForm) figureCells(place int, row routing.Row, selected bool) []ui.Cell {
	if !f.weighted() {
		text := strconv.Itoa(place)
		if row.Parked {
			text = notApplicable
		}
		return []ui.Cell{{Text: fmt.Sprintf("%4s  ", text)}}
	}
	priority, weight, share := strconv.Itoa(row.Priority), strconv.Itoa(row.Weight), notApplicable
	if row.Share >= 0 {
		share = strconv.Itoa(row.Share) + "%"
	}
	if row.Parked && !selected {
		priority, weight = notApplicable, notApplicable
	}
	figure := func(column routing.Field, text string, width int) ui.Cell {
		cell := ui.Cell{}
		if selected && f.column == column {
			cell.Tone = ui.Selected
			if f.typing.on {
				text = f.typing.text.Text() + "_"
			}
		}
		cell.Text = fmt.Sprintf("%*s", width, text)
		return cell
	}
	return []ui.Cell{figure(columnPriority, priority, 4), {Text: "  "}, figure(columnWeight, weight, 6), {Text: fmt.Sprintf("  %5s  ", share)}}
}

// pad makes text safe, cuts it and fills it up to width cells.
func pad(text string, width int) string {
	text = safetext.Truncate(safetext.Cell(text), width)
	return text + blanks(width-safetext.Width(text))
}

func blanks(n int) string { return strings.Repeat(" ", max(0, n)) }
