package views

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
)

// figureBox is one line of the form that is filled in.
type figureBox struct {
	label  string
	field  string // of the image, or one of those below
	choice bool   // on or off
	text   ui.TextField
}

// What is filled in beside figures.
const (
	channelsField = "channels"
	ticketField   = "ticket"
)

// isFigure reports whether a box holds a figure of the level.
func (b figureBox) isFigure() bool { return b.field != channelsField && b.field != ticketField }

const (
	choiceOn  = "on"
	choiceOff = "off"
)

// fill puts the figures as they are into the boxes.
func (f *capacityForm) fill() {
	for i := range f.boxes {
		if box := &f.boxes[i]; box.isFigure() {
			box.text.SetText(boxText(f.plan.targets[0].base, box.field))
		}
	}
}

func boxText(image change.Image, field string) string {
	text, _ := image.Value(field)
	if field != change.EnableBursting {
		return text
	}
	if text == "true" {
		return choiceOn
	}
	return choiceOff
}

// fillIn takes a key for the box that has the focus.
func (f *capacityForm) fillIn(msg tea.KeyMsg) {
	box := &f.boxes[f.focus]
	switch {
	case !box.choice:
		if !box.text.Update(msg, f.kit.Keys) {
			return
		}
	case pressed(msg, f.kit.Keys.Choose) && box.text.Text() == choiceOn:
		box.text.SetText(choiceOff)
	case pressed(msg, f.kit.Keys.Choose):
		box.text.SetText(choiceOn)
	default:
		return
	}
	f.saving.forget()
	f.keepDraft()
}

// wants returns what each target is to become, or what is wrong with what was typed.
func (f *capacityForm) wants() (wants []change.Image, wrong string) {
	if f.plan.raise {
		return f.plan.raised(f.boxes[0].text.Text())
	}
	want := f.plan.targets[0].base
	for _, box := range f.boxes[:f.ticket] {
		value := strings.TrimSpace(box.text.Text())
		if box.choice {
			value = fmt.Sprint(value == choiceOn)
		} else if _, err := change.ParseFigure(value); err != nil {
			return nil, box.label + ": " + err.Error()
		}
		want = want.With(change.Field{Name: box.field, Value: value})
	}
	if on, known := want.Value(change.EnableBursting); known && on != "true" {
		want = want.With(change.Field{Name: change.BurstingMaxActiveCalls}) // it does not apply
	}
	return []change.Image{want}, ""
}

func (f *capacityForm) boxLine(i int, box figureBox) []ui.Cell {
	const room = 24
	focus := i == f.focus && !f.saving.asksName()
	cursor, tone := "   ", ui.Plain
	if focus {
		cursor, tone = " "+f.kit.Theme.Glyphs.Cursor+" ", ui.Selected
	}
	cells := []ui.Cell{{Text: cursor, Tone: ui.Selected}, {Text: fmt.Sprintf("%-27s", box.label), Tone: tone}}
	left, right := "[", "]"
	if box.choice {
		left, right = "<", ">"
	}
	cells = append(cells, ui.Cell{Text: left + box.text.Box(f.kit.Theme, room, focus && !box.choice) + right})
	if box.isFigure() {
		if was := boxText(f.plan.targets[0].base, box.field); was != box.text.Text() {
			cells = append(cells, ui.Cell{Text: " was " + was, Tone: ui.Muted})
		}
	}
	return cells
}

// wrongLines are what is wrong with a box, by its rules or in the server's words.
func (f *capacityForm) wrongLines(box figureBox) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, p := range f.saving.problems {
		if p.Field == box.field {
			lines = append(lines, wrapCell(ui.Cell{Text: f.kit.Theme.Glyphs.Failed + " " + p.Text, Tone: ui.Failed}, f.width, 5)...)
		}
	}
	return lines
}
