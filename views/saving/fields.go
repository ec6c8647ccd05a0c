package saving

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// Name is a name that has to be typed before something dangerous is done.
type Name struct {
	Of   int // whatever tells the owner what it is of
	Text string
	Why  []string // what is dangerous
}

// Fields are what can be typed into a question: the names that have to be typed, and a ticket, which
// comes last and may stay empty. After them comes the question itself, where a y answers. Make them
// with NewFields.
type Fields struct {
	kit    ui.Kit
	fields []field // the ticket last
	focus  int     // -1: on the question
	typing bool    // the field that has the focus stays in view
	tried  bool    // a y came before every name was right
}

// field is one line that is typed into.
type field struct {
	Name
	isTicket bool
	text     ui.TextField
}

// isRight reports whether the name was typed, as it is or as it is spelled out.
func (b *field) isRight() bool {
	return b.isTicket || b.text.Text() == b.Text || b.text.Text() == safetext.Name(b.Text)
}

// NewFields returns the fields for names, of which the first has the focus, and for a ticket.
func NewFields(kit ui.Kit, names []Name, ticket string) *Fields {
	f := &Fields{kit: kit, focus: -1}
	for _, name := range names {
		f.fields = append(f.fields, field{Name: name})
		f.focus = 0
	}
	last := field{isTicket: true}
	last.text.SetText(ticket)
	f.fields = append(f.fields, last)
	return f
}

// Ticket returns what was typed as the ticket.
func (f *Fields) Ticket() string { return f.fields[len(f.fields)-1].text.Text() }

// Names returns those that have to be typed.
func (f *Fields) Names() []Name {
	var names []Name
	for _, box := range f.fields[:len(f.fields)-1] {
		names = append(names, box.Name)
	}
	return names
}

// IsAsking reports whether the question has the focus, and no field.
func (f *Fields) IsAsking() bool { return f.focus < 0 }

// IsOpen reports whether a y is an answer now.
func (f *Fields) IsOpen() bool { return f.IsAsking() && f.unnamed() < 0 }

// IsComplete reports whether every name is typed, and puts the focus on the first that is not.
func (f *Fields) IsComplete() bool {
	at := f.unnamed()
	if at >= 0 {
		f.tried, f.typing, f.focus = true, true, at
	}
	return at < 0
}

// unnamed returns the first field whose name is not typed yet, or -1.
func (f *Fields) unnamed() int {
	return slices.IndexFunc(f.fields, func(b field) bool { return !b.isRight() })
}

// Scrolls reports whether a key scrolls what is around the fields, also while one is typed into.
func (f *Fields) Scrolls(msg tea.KeyMsg) bool {
	switch msg.Type {
	case tea.KeyUp, tea.KeyPgUp, tea.KeyDown, tea.KeyPgDown:
		f.typing = false
		return true
	}
	return false
}

// Press takes a key, and reports whether it was for the fields.
func (f *Fields) Press(msg tea.KeyMsg) bool {
	k := f.kit.Keys
	switch {
	case page.Pressed(msg, k.NextField):
		f.step(1)
	case page.Pressed(msg, k.PreviousField):
		f.step(-1)
	case f.IsAsking(), page.Pressed(msg, k.Cancel):
		return false
	case page.Pressed(msg, k.Accept):
		if !f.fields[f.focus].isRight() {
			f.focus = -1 // where a y says so
		} else {
			f.focus = f.unnamed()
		}
	case !f.fields[f.focus].isTicket && msg.Paste: // a name that is pasted was not read
	default:
		f.fields[f.focus].text.Update(msg, k)
		f.typing, f.tried = true, false
	}
	return true
}

// step moves between the fields and the question, which comes after them.
func (f *Fields) step(by int) {
	places := len(f.fields) + 1 // -1 is the last of them
	f.focus = (f.focus+by+1+places)%places - 1
	f.typing = true
}

// Lines draw the fields in so many cells, each name below why it has to be typed; without those
// where whatever is around says so. Kept is the line that has to stay in view, -1 for none.
func (f *Fields) Lines(width int, withoutWhy bool) (lines [][]ui.Cell, kept int) {
	kept = -1
	for i := range f.fields {
		for _, text := range f.fields[i].Why {
			if !withoutWhy {
				lines = append(lines, Paragraph(ui.Cell{Text: f.kit.Theme.Glyphs.Blocked + " " + text, Tone: ui.Failed}, width)...)
			}
		}
		if i == f.focus && f.typing {
			kept = len(lines)
		}
		lines = append(lines, f.lines(i, width)...)
	}
	return lines, kept
}

// The columns of the fields.
const (
	ticketAt    = 11
	ticketWidth = 30 // where it stands alone
	nameAt      = 17
	fieldWidth  = 24
)

// lines draw one field with what is to be said of it: beside it, or below where there is no
// room.
func (f *Fields) lines(at, width int) [][]ui.Cell {
	box, theme := &f.fields[at], f.kit.Theme
	line := ui.FormLine{Label: "Type the name", At: nameAt, InBox: true, Fields: []ui.Field{{Typed: &box.text, Width: fieldWidth, Focus: f.focus == at}}}
	if box.isTicket {
		line.Label = "Ticket"
		if len(f.fields) == 1 {
			line.At, line.Fields[0].Width = ticketAt, ticketWidth
		}
	}
	cells := line.Cells(theme)
	hint := f.hint(box, width-ui.Width(cells...)-2)
	if used := ui.Width(cells...); hint.Text == "" || used+1+ui.Width(hint) < width {
		return [][]ui.Cell{append(cells, ui.Cell{Text: " "}, hint)}
	}
	return append([][]ui.Cell{cells}, page.WrapCell(hint, width-1, nameAt)...)
}

// hint is what stands beside a field, in a room of so many cells: the name to type, whether it is
// right, or what a ticket is.
func (f *Fields) hint(box *field, room int) ui.Cell {
	glyphs, typed := f.kit.Theme.Glyphs, box.text.Text()
	switch {
	case box.isTicket && len(f.fields) == 1 && f.IsAsking():
		hint := ui.Cell{Text: f.kit.Keys.NextField.Help().Key + ", then type; it is kept in the journal", Tone: ui.Muted}
		if ui.Width(hint) > room {
			hint.Text = f.kit.Keys.NextField.Help().Key + "; kept in the journal"
		}
		return hint
	case box.isTicket:
		return ui.Cell{}
	case box.isRight():
		return ui.Cell{Text: glyphs.Good, Tone: ui.Good}
	case f.tried, !strings.HasPrefix(box.Text, typed) && !strings.HasPrefix(safetext.Name(box.Text), typed):
		return ui.Cell{Text: glyphs.Failed + " it is " + spelled(box.Text), Tone: ui.Failed}
	}
	return ui.Cell{Text: spelled(box.Text), Tone: ui.Strong}
}

// spelled is a name with what of it the eye does not see. It is typed as it is, or as it stands here.
func spelled(name string) string {
	if odd := safetext.Odd(name); odd != "" {
		return safetext.Name(name) + " (" + odd + "; type it so)"
	}
	return name
}

// State says what is so now of a question whose yes does what verb says. In a field a y is a letter: there
// it says what leads on to the question.
func (f *Fields) State(verb string) []ui.Cell {
	yes, enter := f.kit.Keys.Yes.Help().Key, f.kit.Keys.Accept.Help().Key
	switch isTyped := f.unnamed() < 0; {
	case f.IsAsking() && !isTyped:
		return []ui.Cell{{Text: yes + " " + verb + " once the name is typed", Tone: ui.Muted}}
	case f.IsAsking() && len(f.fields) > 1:
		return []ui.Cell{{Text: "the name is right: " + yes + " " + verb}}
	case f.IsAsking():
		return []ui.Cell{{Text: "nothing is sent yet", Tone: ui.Muted}}
	case isTyped:
		return []ui.Cell{{Text: enter + ", then " + yes + " " + verb}}
	case f.fields[f.focus].isRight():
		return []ui.Cell{{Text: enter + " goes to the name", Tone: ui.Muted}}
	}
	return []ui.Cell{{Text: "type the name, then " + enter, Tone: ui.Muted}}
}

// Answer returns the button of a question that a y answers: yes, which can be given once every name is typed, or
// in a field the one that ends typing.
func (f *Fields) Answer(yes ui.Button) ui.Button {
	if !f.IsAsking() {
		return ui.Button{Key: ui.Named(f.kit.Keys.Accept, "done")}
	}
	yes.Off = !f.IsOpen()
	return yes
}

// Keys returns those of the fields, or around a question with its own keys those of the question.
func (f *Fields) Keys(verb string, own ...key.Binding) []key.Binding {
	k := f.kit.Keys
	back, next := ui.Named(k.Back, "back"), ui.Named(k.NextField, "ticket")
	switch {
	case !f.IsAsking():
		switch {
		case f.fields[f.focus].isTicket:
			next = ui.Named(k.NextField, "leave the field")
		case !f.fields[f.focus+1].isTicket:
			next = ui.Named(k.NextField, "next name")
		}
		return []key.Binding{ui.Named(k.Accept, "done typing"), next, k.Clear, back}
	case len(f.fields) > 1:
		next = ui.Named(k.NextField, "name, ticket")
	}
	keys := append([]key.Binding{next}, append(own, k.Help, back)...)
	if f.IsOpen() {
		return append([]key.Binding{ui.Named(k.Yes, verb)}, keys...)
	}
	return keys
}
