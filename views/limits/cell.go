package limits

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// cell is one line of the form that is filled in: a number, a choice, a text, or a trunk group
// that is picked from a list.
type cell struct {
	label   string
	field   string           // of the image, or one of those below
	piece   piece            // of a diversion: what of it
	setting trunkgroup.Field // of a trunk group; the zero value for any other level
	number  ui.NumberField
	text    ui.TextField
	choice  string               // the value of a choice, in the words of the image
	to      trunkgroup.Diversion // the trunk group that was picked
}

// piece is a part of a diversion, which has a cell of its own. The zero value is all of a field.
type piece string

// The pieces, in the order of their cells.
const (
	actionPiece  piece = "/action"
	addressPiece piece = "/address"
	targetPiece  piece = "/trunk group"
)

// of returns what of a diversion stands in the cell of a piece.
func (p piece) of(d trunkgroup.Diversion) string {
	switch {
	case p == actionPiece:
		return d.Action
	case p == addressPiece:
		return d.Address
	case d.Action == trunkgroup.Reroute:
		return d.String()
	}
	return ""
}

// What is filled in beside figures, and the values of a switch.
const (
	channelsField = "channels"
	burstingField = "bursting"
	ticketField   = "ticket"
	choiceOn      = "true"
	choiceOff     = "false"
)

// Where the cells of the form begin, and how wide they are inside.
const (
	cellColumn  = 30
	numberWidth = len(ui.Unlimited)
	ticketWidth = 24
	leastWas    = 9
)

// limitCells returns the cells of a field of a level. Of a trunk group mayOmit tells which numbers
// may have no value in its API beside those that may in every one.
func limitCells(kind change.Kind, base change.Image, field string, mayOmit func(field string) bool) []cell {
	c := cell{label: page.Capitalised(change.Label(field)), field: field}
	c.number.Unlimited = kind == change.TenantCapacity || kind == change.GroupCapacity && field == change.BurstingMaxActiveCalls
	if kind == change.TrunkGroup {
		c.setting, _ = trunkgroup.Named(field)
		c.setting.Optional = c.setting.Optional || mayOmit != nil && mayOmit(field)
		c.number = ui.NumberField{Least: int64(c.setting.Least), Most: int64(c.setting.Most), Unlimited: c.setting.Optional}
	}
	cells := []cell{c}
	if c.setting.Kind == trunkgroup.Divert {
		address, target := c, c
		address.label, target.label = "  to the address", "  to the trunk group"
		cells[0].piece, address.piece, target.piece = actionPiece, addressPiece, targetPiece
		cells = append(cells, address, target)
	}
	for i := range cells {
		cells[i].set(cells[i].of(base))
	}
	return cells
}

// addedTo returns the field in which is typed what is added to a figure.
func addedTo(field string) string {
	if field == change.MaxActiveCalls {
		return channelsField
	}
	return burstingField
}

// id names the cell in a draft.
func (c cell) id() string { return c.field + string(c.piece) }

// isLimit reports whether a cell holds a setting of the level.
func (c cell) isLimit() bool { return !c.isAdded() && c.field != ticketField }

func (c cell) isAdded() bool { return c.field == channelsField || c.field == burstingField }

func (c cell) isSwitch() bool { return c.setting.Kind == trunkgroup.Flag }

func (c cell) isChoice() bool {
	return c.isSwitch() || c.setting.Kind == trunkgroup.Choice || c.piece == actionPiece
}

// isPick reports whether a trunk group is picked for the cell.
func (c cell) isPick() bool { return c.piece == targetPiece }

func (c cell) isText() bool {
	return c.field == ticketField || c.setting.Kind == trunkgroup.Text || c.piece == addressPiece
}

func (c cell) isNumber() bool { return !c.isChoice() && !c.isText() && !c.isPick() }

// isOptional reports whether the field may have no value.
func (c cell) isOptional() bool { return c.setting.Optional }

// value returns what the cell holds.
func (c cell) value() string {
	switch {
	case c.isNumber():
		return c.number.Value()
	case c.isChoice():
		return c.choice
	case c.isPick():
		return c.to.String()
	}
	return c.text.Text()
}

func (c *cell) set(value string) {
	switch {
	case c.isNumber():
		c.number.Focus(value)
	case c.isSwitch(): // drafts of earlier versions have words
		c.choice = map[string]string{"on": choiceOn, "off": choiceOff}[value]
		c.choice = cmp.Or(c.choice, value)
	case c.isChoice():
		c.choice = value
	case c.isPick():
		c.to = trunkgroup.Parse(value)
	default:
		c.text.SetText(value)
	}
}

// of returns what the cell holds for an image.
func (c cell) of(image change.Image) string {
	text := c.fieldOf(image)
	if c.piece != "" {
		return c.piece.of(trunkgroup.Parse(text))
	}
	if c.isNumber() && c.isOptional() && text == "" {
		return ui.Unlimited
	}
	return text
}

// put returns an image with what the cell holds; its pieces one after the other.
func (c cell) put(image change.Image) change.Image {
	value := c.value()
	switch d := trunkgroup.Parse(c.fieldOf(image)); {
	case c.piece == actionPiece:
		value = trunkgroup.Diversion{Action: value}.String()
	case c.piece == addressPiece && d.Action == trunkgroup.Forward:
		d.Address = strings.TrimSpace(value)
		value = d.String()
	case c.piece == targetPiece && d.Action == trunkgroup.Reroute:
		d.Group, d.Name = c.to.Group, c.to.Name
		value = d.String()
	case c.piece != "":
		return image
	case c.isNumber() && c.isOptional() && value == ui.Unlimited:
		value = ""
	case c.isText():
		value = strings.TrimSpace(value)
	}
	return image.With(change.Field{Name: c.field, Value: value})
}

func (c cell) fieldOf(image change.Image) string {
	text, _ := image.Value(c.field)
	return text
}

// words returns a value of the cell as it is shown.
func (c cell) words(value string) string {
	switch {
	case c.isSwitch():
		return safetext.Name(c.setting.Words(cmp.Or(value, choiceOff)))
	case c.piece == actionPiece:
		return cmp.Or(strings.ToLower(value), "none")
	case c.isPick() && value != "":
		to := trunkgroup.Parse(value)
		return strings.TrimSpace(safetext.Name(to.Name) + " " + bracketed(safetext.Name(to.Group)))
	}
	return value
}

func bracketed(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

// values are what a choice may be, what it was among them.
func (c cell) values(was string) []string {
	values := c.setting.Values
	switch {
	case c.isSwitch():
		return []string{choiceOff, choiceOn}
	case c.piece == actionPiece:
		values = append([]string{""}, values...)
	}
	if !slices.Contains(values, was) {
		values = append([]string{was}, values...)
	}
	return values
}

// change is what changes in a cell, in words.
func (c cell) change(from, to string) saving.Change {
	what := change.Label(c.field)
	if c.piece != "" && c.piece != actionPiece {
		what += ", " + strings.TrimLeft(c.label, " ")
	}
	return saving.Change{What: what, From: c.words(from), To: c.words(to)}
}

// press takes a key, and reports whether it changed anything.
func (c *cell) press(msg tea.KeyMsg, keys ui.KeyMap, was string) bool {
	switch {
	case c.isNumber():
		return c.number.Update(msg, keys)
	case c.isChoice() && !ui.IsBurst(msg) && page.Pressed(msg, keys.Choose):
		values := c.values(was)
		c.choice = values[(slices.Index(values, c.choice)+1)%len(values)]
		return true
	}
	return c.isText() && c.text.Update(msg, keys)
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
	number := c.number
	number.Unlimited = false
	switch rule := number.Rule(); {
	case c.number.Unlimited:
		return rule + ", or u for " + ui.Unlimited
	case long && number.Most == 0:
		return rule + ", never " + ui.Unlimited
	default:
		return rule
	}
}

// wrong says in few words what is wrong with a number that was left.
func (c cell) wrong() string {
	if !c.isNumber() || c.number.Value() == "" {
		return ""
	}
	return c.number.Wrong(true)
}

// line draws the cell: what it was where it changed, what rule it breaks, what is doubtful, and
// what is to be said behind it.
func (c cell) line(focus bool, was string, room int, beside remark) ui.FormLine {
	field := ui.Field{Value: c.words(c.value()), Width: numberWidth, Right: true, Focus: focus, Room: room}
	switch {
	case c.isChoice():
		field.Choice = true
	case c.isPick():
		field.Value, field.Right = cmp.Or(field.Value, "choose one"), false
		field.Width = max(ticketWidth, safetext.Width(safetext.Cell(field.Value)))
	case !c.isNumber():
		field.Typed, field.Width, field.Right, field.Room = &c.text, ticketWidth, false, 0
	case focus:
		field = c.number.In(field)
	default:
		field.Wrong = c.wrong()
	}
	if c.isLimit() && was != c.value() {
		field.Was = "was " + c.words(was)
		if was == "" && c.piece != actionPiece {
			field.Was = "new"
		}
	}
	field.Wrong = cmp.Or(beside.wrong, field.Wrong)
	line := ui.FormLine{Label: c.label, At: cellColumn, Fields: []ui.Field{field}, Notice: beside.notice}
	if beside.after.Whole() != "" {
		line.After = []ui.Cell{beside.after}
	}
	return line
}

// remark is what stands beside a cell. The zero value is nothing.
type remark struct {
	wrong, notice string
	after         ui.Cell
}

// wasRoom returns how many cells stay free behind cells for what they were.
func wasRoom(cells []cell, base change.Image) int {
	room := leastWas
	for _, c := range cells {
		if c.isLimit() && c.isNumber() {
			room = max(room, safetext.Width("was "+c.of(base)))
		}
	}
	return room
}

// calls returns the number of calls that a cell holds, and zero and false where it is none.
func (c cell) calls() (int, bool) {
	n, err := strconv.Atoi(c.value())
	if err != nil || !c.isNumber() || c.number.IsBroken() {
		return 0, false
	}
	return n, true
}
