package trunks

import (
	"context"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// adding is the list of trunk groups that may join, filtered as one types by part of
// a name or a group, with the calls and the state of those in view. The list is read once for
// each form. It is a dialog of the editor.
type adding struct {
	kit    ui.Kit
	owner  apiclient.TrunkOwner
	loader *ui.Loader[[]routing.Key]
	around *Surroundings // of those in view
	text   ui.TextField
	table  *ui.Table[routing.Key]
	open   bool
	listed int // of those that may join, how many the form has already
	width  int
	height int
	taken  func(routing.Key) bool // the form has it already
}

func newAdding(kit ui.Kit, api Client, owner apiclient.TrunkOwner, taken func(routing.Key) bool) *adding {
	a := &adding{kit: kit, owner: owner, taken: taken, around: NewSurroundings(api, owner.Tenant)}
	a.loader = ui.NewLoader(func(ctx context.Context) ([]routing.Key, error) {
		return api.AvailableTrunkGroups(ctx, owner, apiclient.TrunkGroupCriteria{})
	})
	a.table = ui.NewTable(kit, a.columns(), func(k routing.Key) string { return k.GroupID + "\x00" + k.Name })
	return a
}

func (a *adding) columns() []ui.Column[routing.Key] {
	glyphs := a.kit.Theme.Glyphs
	return []ui.Column[routing.Key]{
		{Key: "name", Title: "TRUNK GROUP", Min: 16, Max: 30, Flex: true, Cell: func(k routing.Key) ui.Cell { return a.found(k.Name, ui.Plain) }},
		{Key: "group", Title: "GROUP", Min: 12, Max: 30, Flex: true, Cell: func(k routing.Key) ui.Cell { return a.found(k.GroupID, ui.Muted) }},
		{Key: "inuse", Title: "IN USE", Right: true, Cell: func(k routing.Key) ui.Cell {
			if cell, pending := a.around.pending(glyphs, k); pending {
				return cell
			}
			if used, known := a.around.inUse(k); known {
				return ui.Cell{Text: figures.Short(used)}
			}
			return ui.Cell{Text: page.NotApplicable, Tone: ui.Muted}
		}},
		{Key: "calls", Joined: true, Cell: func(k routing.Key) ui.Cell {
			if _, pending := a.around.pending(glyphs, k); pending {
				return ui.Cell{}
			}
			limit := a.around.limitCell(glyphs, k)
			return ui.Cell{Text: "/" + limit.Text, Tone: ui.Muted}
		}},
		{Key: "bar", Min: 8, Max: 12, Priority: 2, Cell: func(routing.Key) ui.Cell { return ui.Cell{} }, Bar: a.bar},
		{Key: "full", Min: 4, Near: true, Priority: 3, Cell: func(k routing.Key) ui.Cell {
			if bar, ok := a.barOf(k); ok && bar.Given >= bar.Limit {
				return ui.Cell{Text: "full", Tone: ui.Full}
			}
			return ui.Cell{}
		}},
		{Key: "state", Title: "STATE", Min: 6, Priority: 1, Cell: func(k routing.Key) ui.Cell { return a.around.stateCell(glyphs, k) }},
	}
}

// barOf returns the calls of a trunk group against its limit, where both are known.
func (a *adding) barOf(key routing.Key) (ui.Bar, bool) {
	used, known := a.around.inUse(key)
	limit, read := a.around.calls(key)
	return ui.Bar{Given: int64(used), Limit: int64(limit), Fill: ui.BarLive, Meant: true}, known && read
}

func (a *adding) bar(key routing.Key, width int) ui.Cell {
	if bar, ok := a.barOf(key); ok {
		return bar.Cell(a.kit.Theme.Glyphs, width)
	}
	return ui.Cell{}
}

// found is a text with what was searched for in it.
func (a *adding) found(text string, tone ui.Tone) ui.Cell {
	part := strings.ToLower(a.text.Text())
	at := strings.Index(strings.ToLower(text), part)
	if part == "" || at < 0 || at+len(part) > len(text) || strings.ToLower(text[at:at+len(part)]) != part {
		return ui.Cell{Text: text, Tone: tone}
	}
	return ui.Cell{Text: text[:at], Tone: tone, Then: []ui.Cell{{Text: text[at : at+len(part)], Tone: ui.Match}, {Text: text[at+len(part):], Tone: tone}}}
}

func (a *adding) update(msg tea.Msg) tea.Cmd {
	if a.loader.Update(msg) {
		return a.match()
	}
	if a.around.update(msg) {
		a.table.SetRows(a.table.Shown())
	}
	return nil
}

// press takes a key. It returns the trunk group that was chosen.
func (a *adding) press(msg tea.KeyMsg) (chosen routing.Key, ok bool, cmd tea.Cmd) {
	k := a.kit.Keys
	switch {
	case page.Pressed(msg, k.Cancel):
		a.hide()
	case msg.Type == tea.KeyUp, msg.Type == tea.KeyDown, msg.Type == tea.KeyPgUp, msg.Type == tea.KeyPgDown:
		a.table.Update(msg)
		return chosen, false, a.look()
	case page.Pressed(msg, k.Accept) && !ui.IsBurst(msg):
		if a.loader.Err() != nil && !a.loader.Busy() {
			return chosen, false, a.loader.Load()
		}
		if chosen, ok = a.table.Selected(); ok {
			a.open = false
		}
	case a.text.Update(msg, k):
		return chosen, false, a.match()
	}
	return chosen, ok, nil
}

// show opens the list, and reads it the first time and after a failure.
func (a *adding) show() tea.Cmd {
	a.open = true
	a.text.SetText("")
	look := a.match()
	if _, read := a.loader.Value(); read || a.loader.Busy() {
		return look
	}
	return a.loader.Load()
}

// hide closes the list, and ends what is read for it.
func (a *adding) hide() {
	a.open = false
	a.around.close()
	a.around = NewSurroundings(a.around.api, a.owner.Tenant)
}

func (a *adding) close() {
	a.loader.Close()
	a.around.close()
}

// mostInView is how many trunk groups are asked for their calls at a time.
const mostInView = 16

// look asks for the trunk groups in view. What was read before is read again where that would be
// too many.
func (a *adding) look() tea.Cmd {
	keys := a.table.Visible()
	keys = keys[:min(len(keys), mostInView)]
	if len(a.around.fresh)+len(keys) > a.around.most {
		a.around.forget()
	}
	return a.around.read(keys...)
}

// match shows what holds the text in its name or its group, and is not a row already.
func (a *adding) match() tea.Cmd {
	all, _ := a.loader.Value()
	part := strings.ToLower(a.text.Text())
	holds := func(text string) bool { return strings.Contains(strings.ToLower(text), part) }
	var found []routing.Key
	a.listed = 0
	for _, k := range all {
		switch {
		case a.taken(k):
			a.listed++
		case holds(k.Name) || holds(k.GroupID):
			found = append(found, k)
		}
	}
	a.table.SetEmpty("nothing matches")
	if len(all) == 0 {
		a.table.SetEmpty(a.owner.String() + " has no trunk group that may join")
	}
	a.table.SetRows(found)
	a.layOut()
	return a.look()
}

func (a *adding) setSize(width, height int) {
	a.width, a.height = width, height
	a.layOut()
}

// layOut gives the table the room that the dialog has.
func (a *adding) layOut() {
	const head = 4 // of the dialog, with the line below
	shown, _ := a.table.Counts()
	cells, lines := new(ui.Box).Room(a.width, a.height)
	a.table.SetSize(cells, max(2, min(lines-head, max(shown, 1)+1)))
}

// box is the dialog: what is typed, and below it what matches.
func (a *adding) box(to string) *ui.Box {
	k, theme := a.kit.Keys, a.kit.Theme
	field := ui.Field{Typed: &a.text, Width: 30, Focus: true}
	search := []ui.Cell{{Text: "  "}, {Text: k.Filter.Help().Key + " ", Tone: ui.Accent}, field.Cell(theme), {Text: "  part of a name or a group", Tone: ui.Muted}}
	box := &ui.Box{
		Title: []ui.Cell{{Text: "Add a trunk group", Tone: ui.Strong}, {Text: "   to ", Tone: ui.Muted}, {Text: to, Tone: ui.Strong}},
		Lines: [][]ui.Cell{nil, search, nil}, Scroll: new(ui.Scroll),
		Buttons: []ui.Button{{Key: ui.Named(k.Cancel, "back")}, {Key: ui.Named(k.Accept, "add"), On: ui.OnChoice}},
	}
	all, read := a.loader.Value()
	width, _ := box.Room(a.width, a.height)
	switch {
	case read:
		shown, _ := a.table.Counts()
		box.Right = ui.Cell{Text: fmt.Sprintf("%d of %d match", shown, len(all)-a.listed), Tone: ui.Muted}
		box.Drawn = strings.Split(a.table.View(), "\n")
		if a.listed > 0 {
			are := "are"
			if a.listed == 1 {
				are = "is"
			}
			box.State = []ui.Cell{{Text: fmt.Sprintf("%d more of %s %s in the list already", a.listed, a.owner.Tenant, are), Tone: ui.Muted}}
		}
	case a.loader.Err() != nil && !a.loader.Busy():
		box.Edge = ui.Failed
		box.Lines = append(box.Lines, []ui.Cell{{Text: "  " + theme.Glyphs.Failed + " cannot read which trunk groups may join", Tone: ui.Failed}})
		box.Lines = append(box.Lines, page.WrapCell(ui.Cell{Text: apiclient.Explain(a.loader.Err())}, width, 2)...)
		box.Buttons[1].Key = ui.Named(k.Accept, "retry")
	default:
		box.Lines = append(box.Lines, []ui.Cell{{Text: "  loading the trunk groups that may join..."}})
		box.Buttons[1].Off = true
	}
	return box
}

func (a *adding) keys() []key.Binding {
	k := a.kit.Keys
	up, _, _ := strings.Cut(k.Up.Help().Key, "/")
	down, _, _ := strings.Cut(k.Down.Help().Key, "/")
	if safetext.Width(up) > 1 {
		up += "/"
	}
	move := k.Up
	move.SetHelp(up+down, "choose")
	verb := "add"
	if a.loader.Err() != nil && !a.loader.Busy() {
		verb = "retry"
	}
	return []key.Binding{ui.Named(k.Accept, verb), move, k.Clear, ui.Named(k.Cancel, "back")}
}
