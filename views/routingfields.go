package views

import (
	"slices"
	"strings"

	"banyan/internal/routing"
	"banyan/ui"
)

// boxKind says how a field is filled.
type boxKind int

// The kinds of boxes.
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
	mode := box{routing.FieldMode, "Mode", choiceBox, 0, "  "}
	first := []box{mode}
	if f.weighted() {
		first = append(first, box{"", "Algorithm -       ", choiceBox, 0, " "})
	} else {
		first[0].after = "   "
		first = append(first, box{routing.FieldOrderingAlgorithm, "Algorithm", choiceBox, 0, " "})
	}
	first = append(first, box{routing.FieldMaxReroutes, "Max reroutes", numberBox, 2, "  "})
	if f.weighted() {
		first = append(first, box{routing.FieldMaxReroutesWithinPriority, "per priority", numberBox, 2, ""})
	}
	second := []box{{routing.FieldExhaustionAction, "When exhausted", choiceBox, 0, " "}}
	if mine.ExhaustionAction == routing.Forward {
		second = append(second, box{routing.FieldExhaustionDestination, "to", textBox, 24, ""})
	}
	fourth := []box{{routing.FieldCapacityManagement, "Capacity management", choiceBox, 0, " "}}
	if on := mine.CapacityManagement; on != nil && *on {
		fourth = append(
			fourth,
			box{routing.FieldMaxActiveCalls, "max", numberBox, 5, " "},
			box{routing.FieldTrapInitialCalls, "trap above", numberBox, 5, " "},
			box{routing.FieldTrapOffsetCalls, "then every", numberBox, 5, ""},
		)
	}
	return [][]box{first, second, {{routing.FieldName, "Name", textBox, routing.MaxNameLength + 1, ""}}, fourth}
}

// order is the way through the fields.
func (f *routingForm) order() []routing.Field {
	var order []routing.Field
	for _, boxes := range f.boxes() {
		for _, b := range boxes {
			if b.field != "" {
				order = append(order, b.field)
			}
		}
	}
	return order
}

// box returns a field's box, and false for one that does not apply and for the routes.
func (f *routingForm) box(field routing.Field) (box, bool) {
	for _, boxes := range f.boxes() {
		if i := slices.IndexFunc(boxes, func(b box) bool { return b.field == field }); i >= 0 && field != "" {
			return boxes[i], true
		}
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

// drawBox draws one field: the mark where the focus is, the label, the value, and a
// mark where something is wrong.
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
		tone = ui.Failed
		after = f.kit.Theme.Glyphs.Failed + after[min(1, len(after)):]
	}
	return []ui.Cell{mark, {Text: b.label}, {Text: blanks(1)}, {Text: f.inside(b, focused), Tone: tone}, {Text: after}}, wrong
}

// inside draws a field's value between its brackets.
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
		return "<" + firstOf(value, notReported) + ">"
	case numberBox:
		typed := focused && f.typing.on
		if typed {
			value = f.typing.text.Text() + "_"
		}
		return "[" + blanks(b.width-len(value)) + value + "]"
	}
	text := f.typing.text
	if !focused || text.Text() != value {
		text.SetText(value)
	}
	return "[" + text.Box(f.kit.Theme, b.width, focused) + "]"
}
