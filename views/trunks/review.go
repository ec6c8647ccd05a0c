package trunks

import (
	"fmt"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// review shows exactly what would be sent and waits for a single y. Dangerous results
// ask for the name to be typed before. It is a layer of the editor.
type review struct {
	editor  *editor
	opened  time.Time
	found   prepared
	dangers []string
	focus   reviewFocus
	typed   ui.TextField
	ticket  ui.TextField
	top     int
	word    string
}

// reviewFocus says where letters go.
type reviewFocus int

// The places of a review.
const (
	onQuestion reviewFocus = iota // y answers
	onName                        // the name is typed
	onTicket                      // the ticket is typed
)

func newReview(e *editor, found prepared) *review {
	r := &review{editor: e, opened: e.Clock(), found: found, dangers: found.Confirmation.Dangers()}
	r.ticket.SetText(e.ticket)
	if len(r.dangers) > 0 {
		r.focus = onName
	}
	return r
}

func (r *review) Press(msg tea.KeyMsg) tea.Cmd {
	k := r.editor.kit.Keys
	switch {
	case page.Pressed(msg, k.NextField), page.Pressed(msg, k.PreviousField):
		r.step(page.Pressed(msg, k.PreviousField))
	case msg.Type == tea.KeyUp, msg.Type == tea.KeyPgUp:
		r.top = max(0, r.top-1)
	case msg.Type == tea.KeyDown, msg.Type == tea.KeyPgDown:
		r.top++
	case r.focus != onQuestion && (page.Pressed(msg, k.Accept) || page.Pressed(msg, k.Cancel)):
		r.focus = onQuestion
	case r.focus == onName:
		if !msg.Paste { // a name that is pasted was not read
			r.typed.Update(msg, k)
		}
	case r.focus == onTicket:
		r.ticket.Update(msg, k)
		r.editor.ticket = r.ticket.Text()
	case r.editor.isYes(msg, r.opened):
		return r.confirm()
	}
	return nil
}

// step moves between the question, the name where it is asked for, and the ticket.
func (r *review) step(back bool) {
	order := []reviewFocus{onQuestion, onTicket}
	if len(r.dangers) > 0 {
		order = []reviewFocus{onName, onTicket, onQuestion}
	}
	for i, at := range order {
		if at == r.focus {
			next := i + 1
			if back {
				next = i - 1 + len(order)
			}
			r.focus = order[next%len(order)]
			return
		}
	}
}

// confirm sends, once the name was typed where that is asked for.
func (r *review) confirm() tea.Cmd {
	edit := r.found.Confirmation.Edit()
	if len(r.dangers) > 0 && r.typed.Text() != edit.Subject.ID() {
		r.word = "the name typed is not " + edit.Subject.ID()
		r.focus = onName
		return nil
	}
	return r.editor.send(r.found.Confirmation, change.Consent{Typed: r.typed.Text(), Ticket: r.ticket.Text()})
}

func (r *review) Draw(width, height int) string {
	e := r.editor
	head, foot := r.head(width), r.foot(width)
	body := r.body(width)
	room := max(1, height-len(head)-len(foot))
	r.top = max(0, min(r.top, len(body)-room))
	shown := body[r.top:min(len(body), r.top+room)]
	if left := len(body) - r.top - len(shown); left > 0 && len(shown) > 0 {
		shown = append(shown[:len(shown)-1:len(shown)-1], []ui.Cell{{Text: fmt.Sprintf("   %s below", page.Count(left+1, "more line")), Tone: ui.Muted}})
	}
	return page.DrawLines(e.kit.Theme, width, height, slices.Concat(head, shown, foot))
}

func (r *review) head(width int) [][]ui.Cell {
	e, edit := r.editor, r.found.Confirmation.Edit()
	verb := map[change.Operation]string{change.Change: "Change", change.Create: "Create", change.Delete: "Delete"}[edit.Operation()]
	lines := [][]ui.Cell{{{Text: " " + verb + " enterprise trunk ", Tone: ui.Strong}, {Text: edit.Subject.Name, Tone: ui.Strong}, {Text: " of " + edit.Subject.Owner().String()}}}
	where := " on " + e.Destination()
	if e.isSaving() {
		where += "   " + e.watch.Text()
	} else {
		where += "   nothing is sent yet"
	}
	return append(lines, []ui.Cell{{Text: safetext.Truncate(safetext.Cell(where), width)}}, nil)
}

// body is what would change, what that does to the shares, and what somebody else
// changed meanwhile.
func (r *review) body(width int) [][]ui.Cell {
	conf := r.found.Confirmation
	from, err := change.TrunkOf(conf.Fresh())
	to, wrong := change.TrunkOf(conf.Edit().Want)
	if err != nil || wrong != nil {
		return [][]ui.Cell{{{Text: " what was read is not an enterprise trunk", Tone: ui.Failed}}}
	}
	changes := routing.Diff(from, to)
	var lines [][]ui.Cell
	section := func(title string, texts []string, tone ui.Tone) {
		if len(texts) == 0 {
			return
		}
		if title != "" {
			lines = append(lines, []ui.Cell{{Text: " " + title, Tone: ui.Title}})
		}
		for _, text := range texts {
			for i, part := range page.Wrap(safetext.Cell(text), width-4) {
				lines = append(lines, []ui.Cell{{Text: page.Blanks(3+2*min(i, 1)) + part, Tone: tone}})
			}
		}
	}
	if conf.Edit().Operation() == change.Delete {
		section("These routes go with it", deletedLines(from), ui.Plain)
	} else {
		section("Changes", r.changeTexts(changes), ui.Plain)
		section("Shares of the calls", saving.ShareLines(from, to), ui.Plain)
		section("Then", noticeTexts(to.Notices(r.editor.around.known())), ui.Notice)
	}
	section("Somebody else changed meanwhile, and it stays", saving.ChangeLines(r.found.foreign), ui.Notice)
	return lines
}

// changeTexts are the changes, in which a route that is parked is not simply removed.
func (r *review) changeTexts(changes []routing.Change) []string {
	texts := saving.ChangeLines(changes)
	for i, c := range changes {
		if row, there := rowOf(r.editor.form.draft, c.Route); c.Kind == routing.Removed && there && row.Parked {
			texts[i] = "park " + c.Route.String() + ": " + c.From + "; it is not sent, and kept here"
		}
	}
	return texts
}

func deletedLines(t routing.Trunk) []string {
	lines := make([]string, len(t.Routes))
	for i, r := range t.Routes {
		lines[i] = r.TrunkGroup.String()
	}
	if len(lines) == 0 {
		return []string{"it has none"}
	}
	return lines
}

func noticeTexts(notices []routing.Notice) []string {
	var texts []string
	for _, n := range notices {
		if n.Severity > routing.Info {
			texts = append(texts, noticeText(n))
		}
	}
	return texts
}

func (r *review) foot(width int) [][]ui.Cell {
	e := r.editor
	lines := [][]ui.Cell{nil}
	for _, danger := range r.dangers {
		mark := " " + e.kit.Theme.Glyphs.Blocked + " "
		for _, text := range page.Wrap(safetext.Cell(danger), width-4) {
			lines = append(lines, []ui.Cell{{Text: mark + text, Tone: ui.Blocked}})
			mark = page.Blanks(3)
		}
	}
	if len(r.dangers) > 0 {
		lines = append(lines, r.box(onName, "Type the name", r.found.Confirmation.Edit().Subject.ID(), &r.typed))
	}
	lines = append(lines, r.box(onTicket, "Ticket", "", &r.ticket))
	switch {
	case r.word != "":
		lines = append(lines, []ui.Cell{{Text: " " + r.word, Tone: ui.Failed}})
	case r.focus == onName:
		k := e.kit.Keys
		lines = append(lines, []ui.Cell{{Text: " then " + k.Accept.Help().Key + ", and " + k.Yes.Help().Key + " sends it", Tone: ui.Muted}})
	}
	return lines
}

func (r *review) box(at reviewFocus, label, what string, field *ui.TextField) []ui.Cell {
	mark, tone := ui.Cell{Text: " "}, ui.Plain
	if r.focus == at {
		mark, tone = ui.Cell{Text: r.editor.kit.Theme.Glyphs.Cursor, Tone: ui.Selected}, ui.Selected
	}
	if what != "" {
		label += " " + safetext.Cell(what)
	}
	return []ui.Cell{mark, {Text: label + " "}, {Text: "[" + field.Box(r.editor.kit.Theme, 30, r.focus == at) + "]", Tone: tone}}
}

func (r *review) Keys() []key.Binding {
	k := r.editor.kit.Keys
	if r.focus != onQuestion {
		return []key.Binding{k.NextField, k.Accept, k.Cancel}
	}
	yes := ui.Named(k.Yes, "save")
	if r.found.Confirmation.Edit().Operation() == change.Delete {
		yes.SetHelp(k.Yes.Help().Key, "delete")
	}
	return []key.Binding{yes, k.NextField}
}

func (r *review) Typing() bool { return r.focus != onQuestion }

func (r *review) Summary() string { return "REVIEW, not saved" }
