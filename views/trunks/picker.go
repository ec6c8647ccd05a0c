package trunks

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
)

// adding is the list of trunk groups that may join, filtered as one types by part of
// a name or a group. The list is read once for each form. It is a layer of the editor.
type adding struct {
	kit    ui.Kit
	owner  apiclient.TrunkOwner
	loader *ui.Loader[[]routing.Key]
	text   ui.TextField
	table  *ui.Table[routing.Key]
	open   bool
	width  int
	height int
	taken  func(routing.Key) bool // the form has it already
}

func newAdding(kit ui.Kit, api Client, owner apiclient.TrunkOwner, taken func(routing.Key) bool) *adding {
	a := &adding{kit: kit, owner: owner, taken: taken}
	a.loader = ui.NewLoader(func(ctx context.Context) ([]routing.Key, error) {
		return api.AvailableTrunkGroups(ctx, owner, apiclient.TrunkGroupCriteria{})
	})
	a.table = ui.NewTable(kit, []ui.Column[routing.Key]{
		{Key: "name", Title: "TRUNK GROUP", Min: 16, Max: 30, Flex: true, Cell: func(k routing.Key) ui.Cell { return ui.Cell{Text: k.Name} }},
		{Key: "group", Title: "GROUP", Min: 12, Max: 30, Flex: true, Cell: func(k routing.Key) ui.Cell { return ui.Cell{Text: k.GroupID} }},
	}, func(k routing.Key) string { return k.GroupID + "\x00" + k.Name })
	return a
}

func (a *adding) update(msg tea.Msg) {
	if a.loader.Update(msg) {
		a.match()
	}
}

// press takes a key. It returns the trunk group that was chosen.
func (a *adding) press(msg tea.KeyMsg) (chosen routing.Key, ok bool, cmd tea.Cmd) {
	k := a.kit.Keys
	switch {
	case page.Pressed(msg, k.Cancel):
		a.open = false
	case msg.Type == tea.KeyUp, msg.Type == tea.KeyDown, msg.Type == tea.KeyPgUp, msg.Type == tea.KeyPgDown:
		a.table.Update(msg)
	case page.Pressed(msg, k.Accept) && !ui.IsBurst(msg):
		if a.loader.Err() != nil && !a.loader.Busy() {
			return chosen, false, a.loader.Load()
		}
		if chosen, ok = a.table.Selected(); ok {
			a.open = false
		}
	case a.text.Update(msg, k):
		a.match()
	}
	return chosen, ok, nil
}

// show opens the list, and reads it the first time and after a failure.
func (a *adding) show() tea.Cmd {
	a.open = true
	a.text.SetText("")
	a.match()
	if _, read := a.loader.Value(); read || a.loader.Busy() {
		return nil
	}
	return a.loader.Load()
}

// match shows what holds the text in its name or its group, and is not a row already.
func (a *adding) match() {
	all, _ := a.loader.Value()
	part := strings.ToLower(a.text.Text())
	holds := func(text string) bool { return strings.Contains(strings.ToLower(text), part) }
	var found []routing.Key
	for _, k := range all {
		if !a.taken(k) && (holds(k.Name) || holds(k.GroupID)) {
			found = append(found, k)
		}
	}
	a.table.SetEmpty("nothing matches")
	if len(all) == 0 {
		a.table.SetEmpty(a.owner.String() + " has no trunk group that may join")
	}
	a.table.SetRows(found)
}

func (a *adding) setSize(width, height int) {
	a.width, a.height = width, height
	a.table.SetSize(width, max(0, height-2))
}

func (a *adding) draw() string {
	lines := [][]ui.Cell{{{Text: " Add: ", Tone: ui.Strong}, {Text: a.text.Typed()}}}
	_, read := a.loader.Value()
	switch {
	case read:
	case a.loader.Err() != nil && !a.loader.Busy():
		lines = append(lines, []ui.Cell{{Text: " " + a.kit.Theme.Glyphs.Failed + " cannot read which trunk groups may join", Tone: ui.Failed}})
		lines = append(lines, page.WrapCell(ui.Cell{Text: apiclient.Explain(a.loader.Err())}, a.width, 1)...)
		lines = append(lines, []ui.Cell{{Text: " " + a.kit.Keys.Accept.Help().Key + " to retry", Tone: ui.Accent}})
	default:
		lines = append(lines, []ui.Cell{{Text: " loading the trunk groups that may join..."}})
	}
	text := page.DrawLines(a.kit.Theme, a.width, a.height, lines)
	if read && a.height > 2 {
		text += "\n\n" + a.table.View()
	}
	return text
}

func (a *adding) keys() []key.Binding {
	return []key.Binding{a.kit.Keys.Accept, a.kit.Keys.Cancel, a.kit.Keys.Clear}
}
