package saving

import (
	"cmp"
	"slices"
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
	boxes    []reviewBox // the names, and the ticket last
	focus    int         // of boxes; -1: on the question, where y answers
	top      int
	note     string
}

// reviewBox is one line of a review that is typed into.
type reviewBox struct {
	of   int    // the edit whose name it is; -1: the ticket
	name string // what has to be typed
	text ui.TextField
}

func newReview(f *Flow) *review {
	r := &review{flow: f, opened: f.Session.Clock(), focus: -1}
	reviews := make([]change.Review, len(f.found))
	var foreign []string
	for i, found := range f.found {
		reviews[i] = found.Review
		foreign = append(foreign, found.foreign...)
		if len(found.Confirmation.Dangers()) > 0 {
			r.boxes = append(r.boxes, reviewBox{of: i, name: found.Edit.Subject.ID()})
			r.focus = 0
		}
		f.ticket = cmp.Or(f.ticket, found.Edit.Ticket)
	}
	ticket := reviewBox{of: -1}
	ticket.text.SetText(f.ticket)
	r.boxes = append(r.boxes, ticket)
	r.sections = append(f.form.Sections(reviews), Section{Title: "Somebody else changed meanwhile, and it stays", Texts: foreign, Warns: true})
	return r
}

func (r *review) Press(msg tea.KeyMsg) tea.Cmd {
	k := r.flow.Kit.Keys
	switch {
	case page.Pressed(msg, k.NextField):
		r.step(1)
	case page.Pressed(msg, k.PreviousField):
		r.step(-1)
	case msg.Type == tea.KeyUp, msg.Type == tea.KeyPgUp:
		r.top = max(0, r.top-1)
	case msg.Type == tea.KeyDown, msg.Type == tea.KeyPgDown:
		r.top++
	case r.focus < 0 && r.flow.isYes(msg, r.opened):
		return r.confirm()
	case r.focus < 0:
	case page.Pressed(msg, k.Accept):
		if box := r.boxes[r.focus]; box.of >= 0 && box.text.Text() != box.name {
			r.focus = -1 // where a y says so
		} else {
			r.focus = r.unnamed()
		}
	case page.Pressed(msg, k.Cancel):
		r.focus = -1
	case r.boxes[r.focus].of >= 0 && msg.Paste: // a name that is pasted was not read
	default:
		box := &r.boxes[r.focus]
		box.text.Update(msg, k)
		if box.of < 0 {
			r.flow.ticket = box.text.Text()
		}
	}
	return nil
}

// step moves between the boxes and the question, which comes after them.
func (r *review) step(by int) {
	places := len(r.boxes) + 1 // -1 is the last of them
	r.focus = (r.focus+by+1+places)%places - 1
}

// unnamed returns the first box whose name is not typed yet, or -1.
func (r *review) unnamed() int {
	return slices.IndexFunc(r.boxes, func(box reviewBox) bool { return box.of >= 0 && box.text.Text() != box.name })
}

// confirm sends, once every name was typed that is asked for.
func (r *review) confirm() tea.Cmd {
	if at := r.unnamed(); at >= 0 {
		r.note = "the name typed is not " + r.boxes[at].name
		r.focus = at
		return nil
	}
	r.flow.typed = make([]string, len(r.flow.found))
	for _, box := range r.boxes {
		if box.of >= 0 {
			r.flow.typed[box.of] = box.text.Text()
		}
	}
	return r.flow.send()
}

// Draw draws the review, of which the middle scrolls.
func (r *review) Draw(width, height int) string {
	head, foot := r.head(width), r.foot(width)
	var body [][]ui.Cell
	for _, section := range r.sections {
		tone := ui.Plain
		if section.Warns {
			tone = ui.Notice
		}
		body = append(body, sectionLines(section, width, tone)...)
	}
	room := max(1, height-len(head)-len(foot))
	r.top = max(0, min(r.top, len(body)-room))
	shown := body[r.top:min(len(body), r.top+room)]
	if left := len(body) - r.top - len(shown); left > 0 && len(shown) > 0 {
		shown = append(shown[:len(shown)-1:len(shown)-1], []ui.Cell{{Text: "   " + page.Count(left+1, "more line") + " below", Tone: ui.Muted}})
	}
	return page.DrawLines(r.flow.Kit.Theme, width, height, slices.Concat(head, shown, foot))
}

func (r *review) head(width int) [][]ui.Cell {
	edit := r.flow.found[0].Edit
	line := []ui.Cell{{Text: " " + verb(edit) + " " + edit.Subject.String(), Tone: ui.Strong}}
	switch {
	case len(r.flow.found) > 1:
		line[0].Text = " Save " + page.Count(len(r.flow.found), "edit") + ", in this order, up to the first that is not saved"
	case edit.Subject.Kind == change.EnterpriseTrunk:
		line[0].Text = " " + verb(edit) + " enterprise trunk " + edit.Subject.Name
		line = append(line, ui.Cell{Text: " of " + edit.Subject.Owner().String()})
	}
	where := " on " + r.flow.Session.Destination() + "   " + cmp.Or(r.flow.Progress(), "nothing is sent yet")
	return [][]ui.Cell{line, {{Text: safetext.Truncate(safetext.Cell(where), width)}}, nil}
}

func verb(edit change.Edit) string {
	return map[change.Operation]string{change.Change: "Change", change.Create: "Create", change.Delete: "Delete"}[edit.Operation()]
}

// sectionLines draw a section that says something.
func sectionLines(section Section, width int, tone ui.Tone) (lines [][]ui.Cell) {
	if section.Title != "" && len(section.Texts) > 0 {
		lines = append(lines, []ui.Cell{{Text: " " + section.Title, Tone: ui.Title}})
	}
	if section.Lines != nil {
		lines = append(lines, section.Lines(width)...)
	}
	for _, text := range section.Texts {
		for i, part := range page.Wrap(safetext.Cell(text), width-4) {
			lines = append(lines, []ui.Cell{{Text: page.Blanks(3+2*min(i, 1)) + part, Tone: tone}})
		}
	}
	return lines
}

func (r *review) foot(width int) [][]ui.Cell {
	k, glyphs := r.flow.Kit.Keys, r.flow.Kit.Theme.Glyphs
	lines := [][]ui.Cell{nil}
	for i, box := range r.boxes {
		if box.of >= 0 {
			for _, danger := range r.flow.found[box.of].Confirmation.Dangers() {
				mark := " " + glyphs.Blocked + " "
				for _, text := range page.Wrap(safetext.Cell(danger), width-4) {
					lines = append(lines, []ui.Cell{{Text: mark + text, Tone: ui.Blocked}})
					mark = page.Blanks(3)
				}
			}
		}
		lines = append(lines, r.boxLine(i, box))
	}
	switch {
	case r.note != "":
		lines = append(lines, []ui.Cell{{Text: " " + r.note, Tone: ui.Failed}})
	case r.focus >= 0 && r.boxes[r.focus].of >= 0:
		lines = append(lines, []ui.Cell{{Text: " then " + k.Accept.Help().Key + ", and " + k.Yes.Help().Key + " sends it", Tone: ui.Muted}})
	}
	return lines
}

func (r *review) boxLine(at int, box reviewBox) []ui.Cell {
	mark, tone, label := ui.Cell{Text: " "}, ui.Plain, "Ticket "
	if r.focus == at {
		mark, tone = ui.Cell{Text: r.flow.Kit.Theme.Glyphs.Cursor, Tone: ui.Selected}, ui.Selected
	}
	if box.of >= 0 {
		label = "Type the name " + safetext.Cell(box.name) + " "
	}
	return []ui.Cell{mark, {Text: label}, {Text: "[" + box.text.Box(r.flow.Kit.Theme, 30, r.focus == at) + "]", Tone: tone}}
}

func (r *review) Keys() []key.Binding {
	k := r.flow.Kit.Keys
	if r.focus >= 0 {
		return []key.Binding{k.NextField, k.Accept, k.Cancel}
	}
	if r.flow.found[0].Edit.Operation() == change.Delete {
		return []key.Binding{ui.Named(k.Yes, "delete"), k.NextField}
	}
	return []key.Binding{ui.Named(k.Yes, "save"), k.NextField}
}

func (r *review) Summary() string { return "REVIEW, not saved" }
