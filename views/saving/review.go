package saving

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// review shows exactly what would be sent, of all edits, and waits for a single y. Every
// dangerous edit asks for its own name to be typed before.
type review struct {
	flow     *Flow
	opened   time.Time
	sections []Section
	fields   []reviewField // the names, and the ticket last
	focus    int           // of fields; -1: on the question, where y answers
	typing   bool          // the field that has the focus stays in view
	tried    bool          // a y came before every name was right
	scroll   ui.Scroll
}

// reviewField is one line of a review that is typed into.
type reviewField struct {
	of   int    // the edit whose name it is; -1: the ticket
	name string // what has to be typed
	text ui.TextField
}

func (b *reviewField) isRight() bool {
	return b.of < 0 || b.text.Text() == b.name || b.text.Text() == safetext.Name(b.name)
}

func newReview(f *Flow) *review {
	r := &review{flow: f, opened: f.Session.Clock(), focus: -1}
	reviews := make([]change.Review, len(f.found))
	var foreign []Change
	for i, found := range f.found {
		reviews[i] = found.Review
		foreign = append(foreign, found.foreign...)
		if len(found.Confirmation.Dangers()) > 0 {
			r.fields = append(r.fields, reviewField{of: i, name: found.Edit.Subject.ID()})
			r.focus = 0
		}
		f.ticket = cmp.Or(f.ticket, found.Edit.Ticket)
	}
	ticket := reviewField{of: -1}
	ticket.text.SetText(f.ticket)
	r.fields = append(r.fields, ticket)
	r.sections = append(f.form.Sections(reviews), Section{Title: "somebody else changed meanwhile, and it stays", Changes: foreign})
	return r
}

func (r *review) Press(msg tea.KeyMsg) tea.Cmd {
	k := r.flow.Kit.Keys
	switch {
	case page.Pressed(msg, k.NextField):
		r.step(1)
	case page.Pressed(msg, k.PreviousField):
		r.step(-1)
	case msg.Type == tea.KeyUp, msg.Type == tea.KeyPgUp, msg.Type == tea.KeyDown, msg.Type == tea.KeyPgDown:
		r.typing = false
		r.scroll.Press(msg, k)
	case r.focus < 0 && r.flow.isYes(msg, r.opened):
		return r.confirm()
	case r.focus < 0:
		r.scroll.Press(msg, k)
	case page.Pressed(msg, k.Accept):
		if box := r.fields[r.focus]; !box.isRight() {
			r.focus = -1 // where a y says so
		} else {
			r.focus = r.unnamed()
		}
	case page.Pressed(msg, k.Cancel):
		return r.flow.leaveLayer() // nothing was sent, and the ticket is kept
	case r.fields[r.focus].of >= 0 && msg.Paste: // a name that is pasted was not read
	default:
		r.fill(msg)
	}
	return nil
}

// fill takes a key for the field that has the focus.
func (r *review) fill(msg tea.KeyMsg) {
	box := &r.fields[r.focus]
	box.text.Update(msg, r.flow.Kit.Keys)
	r.typing, r.tried = true, false
	if box.of < 0 {
		r.flow.ticket = box.text.Text()
	}
}

// step moves between the fields and the question, which comes after them.
func (r *review) step(by int) {
	places := len(r.fields) + 1 // -1 is the last of them
	r.focus = (r.focus+by+1+places)%places - 1
	r.typing = true
}

// unnamed returns the first field whose name is not typed yet, or -1.
func (r *review) unnamed() int {
	return slices.IndexFunc(r.fields, func(b reviewField) bool { return !b.isRight() })
}

// isOpen reports whether a y is an answer now.
func (r *review) isOpen() bool { return r.focus < 0 && r.unnamed() < 0 }

// confirm sends, once every name was typed that is asked for.
func (r *review) confirm() tea.Cmd {
	if at := r.unnamed(); at >= 0 {
		r.tried, r.typing, r.focus = true, true, at
		return nil
	}
	r.flow.typed = make([]string, len(r.flow.found))
	for _, box := range r.fields {
		if box.of >= 0 {
			r.flow.typed[box.of] = box.name // as it is, or as it is spelled out: isRight
		}
	}
	return r.flow.send()
}

// Box draws the review, of which the middle scrolls.
func (r *review) Box() *ui.Box {
	f, k := r.flow, r.flow.Kit.Keys
	box := &ui.Box{Title: r.title(), Environment: true, Scroll: &r.scroll, State: r.state()}
	answer := ui.Button{Key: ui.Named(k.Yes, r.verb()), On: ui.OnChoice, Commits: true, Off: !r.isOpen()}
	width, _ := box.Room(f.Width, f.Height)
	box.Lines = [][]ui.Cell{nil}
	isWhole := false
	if len(r.fields) > 1 {
		box.Edge, answer.On = ui.BarOver, ui.OnAlarm
		box.Strip, isWhole = r.dangerStrip(width)
	}
	box.Buttons = []ui.Button{{Key: ui.Named(k.Back, "back")}, answer}
	box.Lines = append(box.Lines, targetLines(f.Session, f.found[0].Edit.Subject, width)...)
	box.Lines = append(box.Lines, sectionLines(f.Kit.Theme, r.sections, width)...)
	box.Lines = append(box.Lines, nil)
	for i := range r.fields {
		if !isWhole {
			box.Lines = append(box.Lines, r.dangerLines(i, width)...)
		}
		if i == r.focus && r.typing {
			box.Kept = len(box.Lines)
		}
		box.Lines = append(box.Lines, r.fieldLines(i, width)...)
	}
	box.Lines = append(box.Lines, nil)
	return box
}

// title says what would be done to what.
func (r *review) title() []ui.Cell {
	edit := r.flow.found[0].Edit
	if n := len(r.flow.found); n > 1 {
		return []ui.Cell{{Text: "Review", Tone: ui.Strong}, {Text: "   save "}, {Text: ui.Count(n, "edit"), Tone: ui.Strong}, {Text: ", up to the first that is not saved", Tone: ui.Muted}}
	}
	return append([]ui.Cell{{Text: "Review", Tone: ui.Strong}, {Text: "   " + string(edit.Operation()) + " ", Tone: ui.Muted}}, subjectCells(edit.Subject)...)
}

// subjectCells name a subject with its kind, and say what of its name the eye does not see.
func subjectCells(s change.Subject) []ui.Cell {
	name := pathText(s)
	if s.Kind == change.EnterpriseTrunk {
		name = safetext.Name(s.Name)
	}
	cells := []ui.Cell{{Text: string(s.Kind) + " ", Tone: ui.Muted}, {Text: name, Tone: ui.Strong}}
	if odd := safetext.Odd(s.ID()); odd != "" {
		cells = append(cells, ui.Cell{Text: " " + odd, Tone: ui.Muted})
	}
	return cells
}

// Named is Subject.String for a sentence, with its names spelled out.
func Named(s change.Subject) string { return string(s.Kind) + " " + pathText(s) }

func pathText(s change.Subject) string { return safetext.Names(s.Path(), "/") }

// targetLines tell whose something is, and where a save goes, in so many cells.
func targetLines(session Session, subject change.Subject, width int) [][]ui.Cell {
	facts := [][2]string{{"tenant", safetext.Name(subject.Tenant)}, {"group", safetext.Name(subject.Group)}, {"at", session.Host}, {"as", session.Place}}
	if host, _, _ := strings.Cut(session.Host, "/"); session.Place == host {
		facts[3][1] = "" // no profile, nor a gateway: the address says it
	}
	lines, apart := [][]ui.Cell{{{Text: ui.Blanks(margin)}}}, ui.Cell{Text: "   "}
	for _, fact := range facts {
		if fact[1] == "" {
			continue
		}
		last, cells := len(lines)-1, []ui.Cell{{Text: fact[0] + " ", Tone: ui.Muted}, {Text: fact[1]}}
		switch used := ui.Width(lines[last]...); {
		case used == margin && used+ui.Width(cells...) > width-1:
			lines = append(lines[:last], append(paragraph(ui.Cell{Text: fact[0] + " " + fact[1]}, width), []ui.Cell{{Text: ui.Blanks(margin)}})...)
		case used == margin:
			lines[last] = append(lines[last], cells...)
		case used+ui.Width(apart)+ui.Width(cells...) > width-1:
			lines = append(lines, append([]ui.Cell{{Text: ui.Blanks(margin)}}, cells...))
		default:
			lines[last] = append(append(lines[last], apart), cells...)
		}
	}
	return lines
}

// dangers are why the name of a field has to be typed.
func (r *review) dangers(at int) []string {
	if of := r.fields[at].of; of >= 0 {
		return r.flow.found[of].Confirmation.Dangers()
	}
	return nil
}

// dangerLines say so above the field, where the strip does not.
func (r *review) dangerLines(at, width int) (lines [][]ui.Cell) {
	for _, text := range r.dangers(at) {
		text = r.flow.Kit.Theme.Glyphs.Blocked + " " + text
		lines = append(lines, paragraph(ui.Cell{Text: text, Tone: ui.Failed}, width)...)
	}
	return lines
}

// dangerStrip says what is dangerous, and reports whether that is all of it.
func (r *review) dangerStrip(width int) (strip ui.Strip, isAll bool) {
	dangers := r.dangers(0)
	isOne := len(dangers) == 1 && len(r.fields) == 2
	strip = ui.Strip{On: ui.OnRefused, Sign: r.flow.Kit.Theme.Glyphs.Blocked, Word: "DANGEROUS", Text: dangers[0]}
	room := width - 2*margin - safetext.Width(strip.Sign+" "+strip.Word) - 2
	text, names, _ := strings.Cut(strip.Text, ": ")
	switch fits := func(text string) bool { return safetext.Width(safetext.Cell(text)) <= room }; {
	case len(r.fields) > 2:
		strip.Text = ui.Count(len(r.fields)-1, "name") + " to type, each below why"
	case fits(strip.Text):
		return strip, isOne
	case fits(text):
		strip.Text = text
		return strip, isOne && r.lists(strings.Split(names, ", "))
	default:
		strip.Text = "the name has to be typed"
	}
	return strip, false
}

// lists reports whether the changes name all of what goes.
func (r *review) lists(names []string) bool {
	isListed := func(name string) bool {
		return slices.ContainsFunc(r.sections, func(s Section) bool {
			return slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Sign == "-" && c.What+" ("+c.In+")" == name })
		})
	}
	return !slices.ContainsFunc(names, func(name string) bool { return !isListed(name) })
}

func (r *review) verb() string {
	if r.flow.found[0].Edit.Operation() == change.Delete {
		return "delete"
	}
	return "save"
}

// state says what is so now.
func (r *review) state() []ui.Cell {
	switch {
	case r.unnamed() >= 0:
		return []ui.Cell{{Text: r.flow.Kit.Keys.Yes.Help().Key + " " + r.verb() + "s once the name is typed", Tone: ui.Muted}}
	case len(r.fields) > 1:
		return []ui.Cell{{Text: "the name is right: " + r.flow.Kit.Keys.Yes.Help().Key + " " + r.verb() + "s"}}
	}
	return []ui.Cell{{Text: "nothing is sent yet", Tone: ui.Muted}}
}

// The columns of the fields.
const (
	ticketAt   = 11
	nameAt     = 17
	fieldWidth = 24
)

// fieldLines draw one field with what is to be said of it: beside it, or below where there is no
// room.
func (r *review) fieldLines(at, width int) [][]ui.Cell {
	box, theme := &r.fields[at], r.flow.Kit.Theme
	line := ui.FormLine{Label: "Type the name", At: nameAt, InBox: true, Fields: []ui.Field{{Typed: &box.text, Width: fieldWidth, Focus: r.focus == at}}}
	hint := r.hint(box)
	if box.of < 0 {
		line.Label = "Ticket"
		if len(r.fields) == 1 {
			line.At = ticketAt
		}
	}
	cells := line.Cells(theme)
	if used := ui.Width(cells...); hint.Text == "" || used+1+ui.Width(hint) < width {
		return [][]ui.Cell{append(cells, ui.Cell{Text: " "}, hint)}
	}
	return append([][]ui.Cell{cells}, page.WrapCell(hint, width-1, nameAt)...)
}

// hint is what stands beside a field: the name to type, whether it is right, or what a ticket is.
func (r *review) hint(box *reviewField) ui.Cell {
	glyphs, typed := r.flow.Kit.Theme.Glyphs, box.text.Text()
	switch {
	case box.of < 0 && len(r.fields) == 1 && r.focus < 0:
		return ui.Cell{Text: r.flow.Kit.Keys.NextField.Help().Key + "; kept in the journal", Tone: ui.Muted}
	case box.of < 0:
		return ui.Cell{}
	case box.isRight():
		return ui.Cell{Text: glyphs.Good, Tone: ui.Good}
	case r.tried, !strings.HasPrefix(box.name, typed) && !strings.HasPrefix(safetext.Name(box.name), typed):
		return ui.Cell{Text: glyphs.Failed + " it is " + spelled(box.name), Tone: ui.Failed}
	}
	return ui.Cell{Text: spelled(box.name), Tone: ui.Strong}
}

// spelled is a name with what of it the eye does not see. It is typed as it is, or as it stands here.
func spelled(name string) string {
	if odd := safetext.Odd(name); odd != "" {
		return safetext.Name(name) + " (" + odd + "; type it so)"
	}
	return name
}

func (r *review) Keys() []key.Binding {
	k := r.flow.Kit.Keys
	back, next := ui.Named(k.Back, "back"), ui.Named(k.NextField, "ticket")
	switch {
	case r.focus >= 0:
		if len(r.fields) == 1 {
			next = ui.Named(k.NextField, "leave the field")
		}
		return []key.Binding{ui.Named(k.Accept, "done typing"), next, k.Clear, back}
	case len(r.fields) > 1:
		next = ui.Named(k.NextField, "name, ticket")
	}
	keys := append([]key.Binding{next}, append(r.scroll.Keys(k), k.Help, back)...)
	if r.isOpen() {
		return append([]key.Binding{ui.Named(k.Yes, r.verb())}, keys...)
	}
	return keys
}
