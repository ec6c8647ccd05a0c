package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"banyan/internal/safetext"
)

// Box is a dialog: a frame with contents over the dimmed screen, as high as they are. What has
// no room between the frame's first lines and its last ones scrolls. The zero value is an empty
// one of the usual width.
type Box struct {
	Title       []Cell // in the frame at the left: what is done Strong, the kind Muted, the name Strong
	Right       Cell   // in the frame at the right
	Environment bool   // the badge of the environment stands there: something can be changed there
	Edge        Tone   // of the frame; the zero value is Edge
	Width       int    // of the whole, in cells; 0: 76, and 92 from 100 columns on
	Most        int    // lines of the contents that are seen, where there is room for more; 0: all

	Strip Strip    // below the title; the zero value is none
	Lines [][]Cell // from the column behind the frame on
	Drawn []string // further lines that are drawn already, such as a table's, made for Room
	Bare  bool     // nothing is below it that has to be dimmed
	Kept  int      // which of Lines stays in view, such as the one with the focus; 0 for none
	Lit   bool     // the one that is kept is a selected row

	// Pick puts the cursor on the row at a line, of Lines and then of Drawn, and reports whether there is
	// one and whether it was there already: a click does so. Nil where there are no rows.
	Pick func(line int) (onRow, already bool)

	Scroll  *Scroll // how far Lines and Drawn are scrolled; nil where they never are
	State   []Cell  // in the last line at the left: what is so now
	Buttons []Button
	Open    bool // no rule parts them from what is above
}

// Button is an answer that a dialog takes, named after its key.
type Button struct {
	Key key.Binding // its help is what the button says
	On  Ground      // OnButton, also for the zero value; OnChoice: what is asked for; OnAlarm: that, and dangerous
	Off bool        // it cannot be given yet
	// Commits says that the answer changes something on the platform.
	Commits bool
}

// Strip is a line of one ground that says how something stands: a sign, a word in capitals, a
// sentence, and at the right end when that was so. The zero value is none.
type Strip struct {
	On                      Ground
	Sign, Word, Text, Right string
}

// typedStrip is the strip in which a field above a list is typed, behind a sign.
func typedStrip(theme Theme, sign string, field *TextField, inside int, typed bool) Strip {
	return Strip{On: OnCell, Sign: sign, Text: strings.TrimRight(field.Box(theme, inside-8, typed), " ")}
}

// The widths of a dialog, and the width of the screen from which on it is the wide one.
const (
	boxWidth     = 76
	wideBoxWidth = 92
	wideBoxFrom  = 100

	indent = 2 // between the frame and what is in it
)

// Cells returns the strip as a line of so many cells.
func (s Strip) Cells(width int) []Cell {
	word := strings.TrimSpace(s.Sign + " " + s.Word)
	room := width - 2*indent - safetext.Width(safetext.Cell(word)) - apart
	right := safetext.Cell(s.Right)
	if right != "" {
		room -= safetext.Width(right) + apart
	}
	text := safetext.Truncate(safetext.Cell(s.Text), max(0, room))
	pad := max(0, room-safetext.Width(text))
	if right != "" {
		pad += apart
	}
	return []Cell{
		{Text: Blanks(indent), Ground: s.On},
		{Text: word, Tone: Strong, Ground: s.On},
		{Text: Blanks(apart) + text + Blanks(pad) + right + Blanks(indent), Ground: s.On},
	}
}

// width returns how wide the dialog is on a screen.
func (b *Box) width(screen int) int {
	width := b.Width
	switch {
	case width > 0:
	case screen >= wideBoxFrom:
		width = wideBoxWidth
	default:
		width = boxWidth
	}
	return min(width, max(screen-2*indent, min(screen, 2)))
}

// Room returns how many cells a line of the contents has, and how many lines there is room for
// without scrolling, on a screen whose body has that size.
func (b *Box) Room(width, height int) (cells, lines int) {
	lines = max(0, height-b.around())
	if b.Most > 0 {
		lines = min(lines, b.Most)
	}
	return max(0, b.width(width)-2), lines
}

// Overflows reports whether there is not room for all of the contents on such a screen, so that
// they scroll.
func (b *Box) Overflows(width, height int) bool {
	_, room := b.Room(width, height)
	lines, _, _ := b.within(room)
	return len(lines)+len(b.Drawn) > room
}

// around returns how many lines the frame takes with what always stays in view.
func (b *Box) around() int {
	const frame = 4 // the title, a rule, the answers, the end
	if b.Strip != (Strip{}) {
		return frame + 1
	}
	return frame
}

// draw returns the lines of the dialog for a body of a size, each exactly as wide as the dialog,
// and where on the body it lies.
func (b *Box) draw(theme Theme, width, height int) (lines []string, x, y int) {
	inside, room := b.Room(width, height)
	edge := func(tone Tone, text string) string { return theme.PaintOn(OnDialog, tone, text) }
	frame, side := theme.Glyphs.Frame, edge(b.edge(), theme.Glyphs.Frame.Side)
	lines = append(lines, b.top(theme, inside))
	if b.Strip != (Strip{}) {
		lines = append(lines, side+Line(theme, b.Strip.On, inside, b.Strip.Cells(inside)...)+side)
	}
	for _, line := range b.middle(theme, inside, room) {
		lines = append(lines, side+line+side)
	}
	parting := edge(b.edge(), frame.Left) + edge(Faint, strings.Repeat(theme.Glyphs.Rule, inside)) + edge(b.edge(), frame.Right)
	if b.Open {
		parting = side + Line(theme, OnDialog, inside) + side
	}
	lines = append(lines, parting,
		side+Line(theme, OnDialog, inside, b.last(theme, inside)...)+side,
		edge(b.edge(), frame.BottomLeft+strings.Repeat(theme.Glyphs.Rule, inside)+frame.BottomRight))
	lines = lines[:min(len(lines), max(0, height))]
	return lines, (width - b.width(width)) / 2, (height - len(lines)) / 2
}

func (b *Box) edge() Tone {
	if b.Edge == Plain {
		return Edge
	}
	return b.Edge
}

// top draws the frame's first line with the title in it, which gives way to what is at its right.
func (b *Box) top(theme Theme, inside int) string {
	frame, rule := theme.Glyphs.Frame, theme.Glyphs.Rule
	var right []Cell
	end := Cell{Text: rule + frame.TopRight, Tone: b.edge()}
	if b.Right.Text != "" {
		right = []Cell{{Text: " "}, b.Right, {Text: " "}}
	}
	room := inside - 2 - Width(right...)
	title := cutCells(theme, room-2, b.Title)
	cells := []Cell{{Text: frame.TopLeft + rule, Tone: b.edge()}}
	if used := Width(title...); used > 0 {
		cells = append(append(append(cells, Cell{Text: " "}), title...), Cell{Text: " "})
		room -= used + 2
	}
	cells = append(append(append(cells, Cell{Text: strings.Repeat(rule, max(0, room)), Tone: b.edge()}), right...), end)
	return Line(theme, OnDialog, inside+2, cells...)
}

// lineAt returns which of Lines and then of Drawn is at a cell of the dialog as it was drawn last, -1
// for none.
func (b *Box) lineAt(width, height, x, y int) int {
	inside, room := b.Room(width, height)
	at := y - 1
	if b.Strip != (Strip{}) {
		at--
	}
	lines, _, from := b.within(room)
	if at < 0 || at >= min(room, len(lines)+len(b.Drawn)) || x < 1 || x > inside {
		return -1
	}
	if b.Scroll != nil {
		if at == b.Scroll.page-1 && at > 0 && b.Scroll.below > 0 {
			return -1 // it says how many are below
		}
		at += b.Scroll.top
	}
	if at < len(lines) {
		return from[at]
	}
	return at - len(lines) + len(b.Lines)
}

// within returns the lines without as many of the empty ones as there is no room for: those
// around the contents first, and from the top on. Kept is the line that is kept then, and from which
// of Lines each is.
func (b *Box) within(room int) (lines [][]Cell, kept int, from []int) {
	lines, kept = slices.Clone(b.Lines), cmp.Or(b.Kept, -1)
	for i := range lines {
		from = append(from, i)
	}
	for len(lines)+len(b.Drawn) > room {
		at := slices.IndexFunc(lines, func(line []Cell) bool { return len(line) == 0 })
		if last := len(lines) - 1; at > 0 && len(b.Drawn) == 0 && len(lines[last]) == 0 {
			at = last
		}
		if at < 0 {
			break
		}
		lines, from = slices.Delete(lines, at, at+1), slices.Delete(from, at, at+1)
		if at < kept {
			kept--
		}
	}
	return lines, kept, from
}

// middle draws what scrolls, in no more than room lines.
func (b *Box) middle(theme Theme, inside, room int) []string {
	lines, kept, _ := b.within(room)
	total := func() int { return len(lines) + len(b.Drawn) }
	scroll := b.Scroll
	if scroll == nil {
		scroll = new(Scroll)
	}
	scroll.settle(total(), room, kept)
	var drawn []string
	for i := scroll.top; i < min(total(), scroll.top+room); i++ {
		switch {
		case i >= len(lines):
			line := clipLine(b.Drawn[i-len(lines)], inside)
			drawn = append(drawn, line+theme.PaintOn(OnDialog, Plain, Blanks(inside-safetext.Width(line))))
		case b.Lit && i == kept:
			drawn = append(drawn, Line(theme, OnRow, inside, lines[i]...))
		default:
			drawn = append(drawn, Line(theme, OnDialog, inside, lines[i]...))
		}
	}
	if scroll.below > 0 && len(drawn) > 1 {
		more := Blanks(indent) + Count(scroll.below+1, "more line") + " below"
		drawn[len(drawn)-1] = Line(theme, OnDialog, inside, Cell{Text: more, Tone: Muted})
	}
	return drawn
}

// last returns the line with the answers, which the state gives way to.
func (b *Box) last(theme Theme, inside int) []Cell {
	var buttons []Cell
	for i, at := range b.places(theme, inside) {
		if i > 0 {
			buttons = append(buttons, Cell{Text: Blanks(apart)})
		}
		buttons = append(buttons, at.button.cell(theme))
	}
	room := inside - 1 - Width(buttons...)
	state := cutCells(theme, room-indent-apart, b.State)
	cells := append([]Cell{{Text: Blanks(indent)}}, state...)
	cells = append(cells, Cell{Text: Blanks(room - indent - Width(state...))})
	return append(append(cells, buttons...), Cell{Text: " "})
}

// place is where a button stands in the last line, in cells from the frame on.
type place struct {
	button   Button
	from, to int
}

// places returns where the buttons stand. Where there is no room for all, the last ones stay.
func (b *Box) places(theme Theme, inside int) []place {
	var places []place
	end := inside - 1
	for _, button := range slices.Backward(b.Buttons) {
		width := Width(button.cell(theme))
		if end-width < indent && len(places) > 0 {
			break
		}
		places = append(places, place{button: button, from: end - width, to: end})
		end -= width + apart
	}
	slices.Reverse(places)
	return places
}

// cell draws a button. Without a ground it stands in brackets, in as many cells.
func (b Button) cell(theme Theme) Cell {
	on := b.On
	if on == OnScreen || b.Off {
		on = OnButton
	}
	left, right := " ", " "
	if !theme.lights(on) && !b.Off {
		left, right = "[", "]"
	}
	help, name, action := b.Key.Help(), Accent, Plain
	switch {
	case b.Off:
		name, action = Muted, Muted
	case on != OnButton:
		name, action = Strong, Strong
	}
	return Cell{Text: left, Tone: Faint, Ground: on, Then: []Cell{
		{Text: help.Key, Tone: name}, {Text: indented(" ", help.Desc), Tone: action}, {Text: right, Tone: Faint},
	}}
}

// takesClicks reports whether the mouse may give the answer.
func (b Button) takesClicks() bool { return !b.Off && b.On != OnAlarm && len(b.Key.Keys()) > 0 }

// at returns the button at a cell of the dialog, which was drawn in so many lines.
func (b *Box) at(theme Theme, width, lines, x, y int) (Button, bool) {
	if y != lines-2 {
		return Button{}, false
	}
	for _, at := range b.places(theme, max(0, b.width(width)-2)) {
		if x-1 >= at.from && x-1 < at.to {
			return at.button, true
		}
	}
	return Button{}, false
}

// over lays the dialog over the lines of a screen, which are dimmed; below the first skip of
// them it has the room of height lines.
func (b *Box) over(theme Theme, lines []string, width, skip, height int) []string {
	canvas := newCanvas(theme, lines, width)
	if !b.Bare {
		canvas.dim()
	}
	ground := canvas.look(OnDialog, Plain).Bg
	drawn, x, y := b.draw(theme, width, height)
	for i, line := range drawn {
		for _, beside := range []int{x - 1, x + b.width(width)} {
			if beside >= 0 && beside < width {
				canvas.write(beside, skip+y+i, beside+1, " ", nil)
			}
		}
		canvas.write(x, skip+y+i, x+b.width(width), line, ground)
	}
	return canvas.lines()
}

// in returns the dialog with the badge of an environment at the right. In production, an answer
// that changes something says so, and is red.
func (b *Box) in(h Header) *Box {
	shown, label := *b, safetext.Cell(h.Label)
	shown.Right = Cell{Text: " " + label + " ", Tone: h.tone()}
	if shown.Right.Tone != Prod {
		return &shown
	}
	shown.Buttons = slices.Clone(b.Buttons)
	for i, button := range b.Buttons {
		if button.Commits {
			shown.Buttons[i].Key = Named(button.Key, button.Key.Help().Desc+" on "+label)
			shown.Buttons[i].On = OnAlarm
		}
	}
	return &shown
}
