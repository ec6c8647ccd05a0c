package trunks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// adding is the list of trunk groups that may join, filtered as one types by part of
// a name or a group, with the calls and the state of those in view. It is a dialog of the editor.
type adding struct {
	kit    ui.Kit
	owner  apiclient.TrunkOwner
	join   *candidates
	around *Surroundings // of those in view
	out    *saving.Outages
	text   ui.TextField
	table  *ui.Table[routing.Key]
	open   bool
	listed int // of those that may join, how many the form has already
	width  int
	height int
	taken  func(routing.Key) bool // the form has it already
	words  pickerWords
}

// pickerWords are what a list of trunk groups says of itself.
type pickerWords struct {
	title  string // "Add a trunk group"
	to     string // before the name in the title: "to"
	which  string // "trunk groups that may join"
	unread string // what was not read of them: "may join"
	verb   string // "add"
	taken  string // what those are that are left out: "in the list already"
}

func newAdding(kit ui.Kit, api Client, session saving.Session, owner apiclient.TrunkOwner, taken func(routing.Key) bool) *adding {
	a := &adding{kit: kit, owner: owner, taken: taken, join: newCandidates(api, owner), out: saving.NewOutages(session, kit.Keys)}
	a.around = a.nothingAround(api)
	a.words = pickerWords{title: "Add a trunk group", to: "to", which: "trunk groups that may join", unread: "may join", verb: "add", taken: "in the list already"}
	a.table = ui.NewTable(kit, a.columns(), func(k routing.Key) string { return k.GroupID + "\x00" + k.Name })
	return a
}

// nothingAround knows nothing yet of the trunk groups, but which of them are out of service.
func (a *adding) nothingAround(api TrunkGroupReader) *Surroundings {
	around := NewSurroundings(api, a.owner.Tenant)
	around.out = a.out
	return around
}

func (a *adding) columns() []ui.Column[routing.Key] {
	glyphs := a.kit.Theme.Glyphs
	return []ui.Column[routing.Key]{
		{Key: "name", Title: "TRUNK GROUP", Min: 16, Max: 30, Flex: true, Cell: func(k routing.Key) ui.Cell { return page.MatchCell(k.Name, a.text.Text(), ui.Plain) }},
		{Key: "group", Title: "GROUP", Min: 12, Max: 30, Flex: true, Cell: func(k routing.Key) ui.Cell { return page.MatchCell(k.GroupID, a.text.Text(), ui.Muted) }},
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

// Update takes an answer.
func (a *adding) Update(msg tea.Msg) tea.Cmd {
	if taken, cmd := a.join.update(msg); taken {
		return tea.Batch(cmd, a.match())
	}
	isOut, again := a.out.Update(msg)
	if isOut || a.around.update(msg) {
		a.table.SetRows(a.table.Shown())
	}
	return again
}

// Press takes a key. It returns the trunk group that was chosen.
func (a *adding) Press(msg tea.KeyMsg) (chosen routing.Key, ok bool, cmd tea.Cmd) {
	k := a.kit.Keys
	switch {
	case page.Pressed(msg, k.Cancel):
		a.Hide()
	case msg.Type == tea.KeyUp, msg.Type == tea.KeyDown, msg.Type == tea.KeyPgUp, msg.Type == tea.KeyPgDown:
		a.table.Update(msg)
		return chosen, false, a.look()
	case msg.Type != tea.KeyRunes && page.Pressed(msg, k.Refresh):
		return chosen, false, tea.Batch(a.join.again(), a.match())
	case page.Pressed(msg, k.Accept) && !ui.IsBurst(msg):
		if chosen, ok = a.table.Selected(); ok {
			a.open = false
		} else if a.failure() != nil {
			return chosen, false, tea.Batch(a.join.again(), a.match())
		}
	case a.text.Update(msg, k):
		return chosen, false, a.match()
	}
	return chosen, ok, nil
}

// Open opens the list, and reads it the first time and after a failure.
func (a *adding) Open() tea.Cmd {
	a.open = true
	a.text.SetText("")
	look := tea.Batch(a.match(), a.out.Load())
	if a.join.isRead() || a.join.isBusy() {
		return look
	}
	return tea.Batch(look, a.join.load())
}

// IsOpen reports whether the list is shown.
func (a *adding) IsOpen() bool { return a.open }

// Hide closes the list, and ends what is read for it.
func (a *adding) Hide() {
	a.open = false
	a.join.seek("")
	a.around.close()
	a.around = a.nothingAround(a.around.api)
}

// Close ends what is read.
func (a *adding) Close() {
	a.join.close()
	a.out.Close()
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
	text := a.text.Text()
	seek := a.join.seek(text)
	found := a.join.found(text)
	among := found
	if !a.join.isPartial() {
		among = a.join.all()
	}
	a.listed = 0
	for _, key := range among {
		if a.taken(key) {
			a.listed++
		}
	}
	a.table.SetEmpty(a.emptiness(len(found) > 0))
	a.table.SetRows(slices.DeleteFunc(found, a.taken))
	a.layOut()
	return tea.Batch(seek, a.look())
}

// emptiness says why there is no row, where the form may have those that match. That nothing
// matches is said of what was asked for alone.
func (a *adding) emptiness(matched bool) string {
	all, _ := a.join.whole.Value()
	switch {
	case a.failure() != nil:
		return "not known"
	case a.join.isPartial() && a.text.Text() == "":
		return "type part of a name or a group"
	case a.join.isPartial() && !a.join.isSettled():
		return "asking the platform..."
	case matched && a.text.Text() != "":
		return "what matches is " + a.words.taken
	case len(all) == 0 && !a.join.isPartial():
		return a.owner.String() + " has no " + strings.Replace(a.words.which, "groups", "group", 1)
	}
	return "nothing matches"
}

// failure is why there is nothing to choose from, or not all.
func (a *adding) failure() error {
	if a.join.isPartial() {
		return a.join.err()
	}
	if a.join.whole.Busy() {
		return nil
	}
	return a.join.whole.Err()
}

// SetSize gives the dialog its room.
func (a *adding) SetSize(width, height int) {
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
		Title: []ui.Cell{{Text: a.words.title, Tone: ui.Strong}, {Text: "   " + a.words.to + " ", Tone: ui.Muted}, {Text: to, Tone: ui.Strong}},
		Lines: [][]ui.Cell{nil, search, nil}, Scroll: new(ui.Scroll),
		Buttons: []ui.Button{{Key: ui.Named(k.Cancel, "back")}, {Key: ui.Named(k.Accept, a.words.verb), On: ui.OnChoice}},
	}
	if a.join.isRead() {
		box.Right = ui.Cell{Text: a.counted(), Tone: ui.Muted}
		box.Drawn = strings.Split(a.table.View(), "\n")
		box.Pick = func(line int) (onRow, already bool) { return a.table.Click(line - len(box.Lines)) }
		box.State = []ui.Cell{{Text: a.state(), Tone: ui.Muted}}
	}
	width, _ := box.Room(a.width, a.height)
	switch err := a.failure(); {
	case err != nil:
		box.Edge = ui.Failed
		box.Lines = append(box.Lines, []ui.Cell{{Text: "  " + theme.Glyphs.Failed + " " + a.failed(), Tone: ui.Failed}})
		box.Lines = append(box.Lines, page.WrapCell(ui.Cell{Text: apiclient.Explain(err)}, width, 2)...)
		box.Buttons[1].Key = ui.Named(k.Accept, a.verb())
	case a.join.isPartial() && a.join.isRefused() && a.text.Text() == "":
		box.Lines = append(box.Lines, page.WrapCell(ui.Cell{Text: "the platform does not give all that may join, but it searches them: " + apiclient.Explained(a.join.whole.Err()).What, Tone: ui.Muted}, width, 2)...)
		box.Lines, box.Buttons[1].Off = append(box.Lines, nil), true
	case !a.join.isRead():
		box.Lines = append(box.Lines, []ui.Cell{{Text: "  loading the " + a.words.which + "..."}})
		box.Buttons[1].Off = true
	}
	return box
}

// counted says how many there are to choose from, of how many.
func (a *adding) counted() string {
	shown, _ := a.table.Counts()
	all, _ := a.join.whole.Value()
	switch {
	case !a.join.isPartial():
		return fmt.Sprintf("%d of %d match", shown, len(all)-a.listed)
	case a.text.Text() != "" && !a.join.isSettled():
		return "asking..."
	case a.failure() != nil:
		return fmt.Sprintf("%d match so far", shown)
	case a.text.Text() == "" && shown == 0:
		return "not listed"
	case a.join.isMore():
		return fmt.Sprintf("the first %d", shown)
	}
	return fmt.Sprintf("%d match", shown)
}

// state says what else there is than the rows.
func (a *adding) state() string {
	switch all, _ := a.join.whole.Value(); {
	case a.failure() != nil:
		return a.retryKey() + " asks again"
	case a.join.isMore() && a.text.Text() == "" && len(all) > 0:
		return fmt.Sprintf("cut at %d: type, and the platform searches", len(all))
	case a.join.isMore() && a.join.isSettled():
		return fmt.Sprintf("cut at %d: type more", a.join.most)
	case a.listed == 1:
		return "1 more is " + a.words.taken
	case a.listed > 1:
		return fmt.Sprintf("%d more are %s", a.listed, a.words.taken)
	}
	return ""
}

// failed says what could not be read.
func (a *adding) failed() string {
	if a.join.isPartial() {
		return "cannot search all of what is typed"
	}
	return "cannot read which trunk groups " + a.words.unread
}

// retryKey is the refresh key that is no letter: letters are typed.
func (a *adding) retryKey() string {
	refresh := a.kit.Keys.Refresh
	for _, name := range refresh.Keys() {
		if safetext.Width(name) > 1 {
			return name
		}
	}
	return refresh.Help().Key
}

// verb is what Accept does.
func (a *adding) verb() string {
	if _, chosen := a.table.Selected(); !chosen && a.failure() != nil {
		return "retry"
	}
	return a.words.verb
}

// Keys are those of the dialog.
func (a *adding) Keys() []key.Binding {
	k := a.kit.Keys
	up, _, _ := strings.Cut(k.Up.Help().Key, "/")
	down, _, _ := strings.Cut(k.Down.Help().Key, "/")
	if safetext.Width(up) > 1 {
		up += "/"
	}
	move := k.Up
	move.SetHelp(up+down, "choose")
	return []key.Binding{ui.Named(k.Accept, a.verb()), move, k.Clear, ui.Named(k.Cancel, "back")}
}

// Picker is the list of trunk groups for a form that belongs to another room: a dialog from which
// one is chosen.
type Picker struct {
	*adding
	to string
}

// NewPicker returns the list of what list reads, without those of which not says so, as a dialog
// that is for something: "calls of Trunk-A when full". Taken says why those are left out.
func NewPicker(kit ui.Kit, api Client, session saving.Session, tenant, to, taken string, list func(context.Context) ([]routing.Key, error), not func(routing.Key) bool) *Picker {
	a := newAdding(kit, api, session, apiclient.TrunkOwner{Tenant: tenant}, not)
	a.join.most, a.join.whole = 0, ui.NewLoader(list)
	a.words = pickerWords{title: "Choose a trunk group", to: "for", which: "trunk groups to choose from", unread: "there are", verb: "choose", taken: taken}
	return &Picker{adding: a, to: to}
}

// Box returns the dialog.
func (p *Picker) Box() *ui.Box { return p.box(p.to) }
