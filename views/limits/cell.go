package limits

import (
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// cell is one line of the form that is filled in: a number, a choice or, for the ticket, text.
type cell struct {
	label  string
	field  string // of the image, or one of those below
	number ui.NumberField
	text   ui.TextField
	on     bool
}

// What is filled in beside figures, the ticket last, and the values of a choice.
const (
	channelsField = "channels"
	burstingField = "bursting"
	ticketField   = "ticket"
	choiceOn      = "on"
	choiceOff     = "off"
)

// Where the cells of the form begin, and how wide they are inside.
const (
	cellColumn  = 30
	numberWidth = len(ui.Unlimited)
	ticketWidth = 24
	leastWas    = 9
)

// limitCell returns the cell of a limit of a level.
func limitCell(kind change.Kind, base change.Image, field string) cell {
	c := cell{label: page.Capitalised(change.Label(field)), field: field}
	c.number.Unlimited = kind == change.TenantCapacity || kind == change.GroupCapacity && field == change.BurstingMaxActiveCalls
	if kind == change.TrunkGroup && field == change.MaxActiveCalls {
		c.number.Least = 1
	}
	c.set(valueOf(base, field))
	return c
}

// addedTo returns the field in which is typed what is added to a figure.
func addedTo(field string) string {
	if field == change.MaxActiveCalls {
		return channelsField
	}
	return burstingField
}

// isLimit reports whether a cell holds a limit of the level.
func (c cell) isLimit() bool { return c.isChoice() || c.isNumber() && !c.isAdded() }

func (c cell) isAdded() bool { return c.field == channelsField || c.field == burstingField }

func (c cell) isChoice() bool { return c.field == change.EnableBursting }

func (c cell) isNumber() bool { return !c.isChoice() && c.field != ticketField }

// value returns what the cell holds.
func (c cell) value() string {
	switch {
	case c.isNumber():
		return c.number.Value()
	case c.isChoice() && c.on:
		return choiceOn
	case c.isChoice():
		return choiceOff
	}
	return c.text.Text()
}

func (c *cell) set(value string) {
	switch {
	case c.isNumber():
		c.number.Focus(value)
	case c.isChoice():
		c.on = value == choiceOn
	default:
		c.text.SetText(value)
	}
}

// valueOf is what the cell of a field holds for an image.
func valueOf(image change.Image, field string) string {
	text, _ := image.Value(field)
	switch {
	case field != change.EnableBursting:
		return text
	case text == "true":
		return choiceOn
	}
	return choiceOff
}

// press takes a key, and reports whether it changed anything.
func (c *cell) press(msg tea.KeyMsg, keys ui.KeyMap) bool {
	switch {
	case c.isNumber():
		return c.number.Update(msg, keys)
	case c.isChoice() && !ui.IsBurst(msg) && page.Pressed(msg, keys.Choose):
		c.on = !c.on
		return true
	}
	return !c.isChoice() && c.text.Update(msg, keys)
}

// empty says that nothing stands where a number was, while it is typed.
func (c cell) empty() string {
	if !c.isNumber() || !c.number.IsTyping() || c.number.Text() != "" || c.number.Value() == "" {
		return ""
	}
	return "empty: " + c.number.Rule() + "; it was " + c.number.Value()
}

// rule says what a number may be, in few words or at length.
func (c *cell) rule(long bool) string {
	rule := "a number"
	if c.number.Least > 0 {
		rule = c.number.Rule()
	}
	switch {
	case c.number.Unlimited:
		return "a number, or u for " + ui.Unlimited
	case long:
		return rule + ", never " + ui.Unlimited
	}
	return rule
}

// wrong says in few words what is wrong with a number that was left.
func (c cell) wrong() string {
	if !c.isNumber() || c.number.Value() == "" {
		return ""
	}
	return c.number.Wrong(true)
}

// line draws the cell: what it was where it changed, what rule it breaks, and what is to be
// said behind it.
func (c cell) line(focus bool, was string, room int, wrong string, after ui.Cell) ui.FormLine {
	field := ui.Field{Value: c.value(), Width: numberWidth, Right: true, Focus: focus, Room: room}
	switch {
	case c.isChoice():
		field.Choice = true
	case !c.isNumber():
		field.Typed, field.Width, field.Right, field.Room = &c.text, ticketWidth, false, 0
	case focus:
		field = c.number.In(field)
	default:
		field.Wrong = c.wrong()
	}
	if c.isLimit() && was != c.value() {
		field.Was = "was " + was
		if was == "" {
			field.Was = "new"
		}
	}
	if wrong != "" {
		field.Wrong = wrong
	}
	line := ui.FormLine{Label: c.label, At: cellColumn, Fields: []ui.Field{field}}
	if after.Whole() != "" {
		line.After = []ui.Cell{after}
	}
	return line
}

// wasRoom returns how many cells stay free behind cells for what they were.
func wasRoom(cells []cell, base change.Image) int {
	room := leastWas
	for _, c := range cells {
		if c.isLimit() {
			room = max(room, safetext.Width("was "+valueOf(base, c.field)))
		}
	}
	return room
}
