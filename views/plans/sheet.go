// Package plans holds the screens of plans: one plan with what it leads to, its question and its
// verdict, those that are kept, and what is out of service. Of the rooms of views it imports saving,
// figures and page.
package plans

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// Maker makes a plan, or finds one. Report is told how far its reading is, from several goroutines.
type Maker func(ctx context.Context, report func(apply.Reading)) (plan.Plan, error)

// Kept returns the maker of a plan that is kept.
func Kept(service *apply.Service, id string) Maker {
	return func(context.Context, func(apply.Reading)) (plan.Plan, error) { return service.Plan(id) }
}

// Links are what the screens of plans open.
type Links struct {
	Session saving.Session
	// Open returns the screen of what an item changes, nil where there is none.
	Open func(of change.Subject) ui.View
	// Undo returns the plan that takes another back.
	Undo func(of plan.Plan) ui.View
}

// sheet is a plan: its items in the order in which they are applied, and below or beside them what
// the one under the cursor leads to. Before anything is sent it can be altered; a question leads on
// to applying it, and its progress and its end are shown here.
//
// It is no ui.Refresher: what reads by itself at an interval must never make a plan anew.
type sheet struct {
	saving.Listener
	kit   ui.Kit
	body  page.Page
	links Links

	made    *ui.Loader[made]
	reading atomic.Pointer[apply.Reading]
	table   *ui.Table[row]

	plan    plan.Plan
	effects []plan.Effect
	status  []plan.ItemStatus
	again   *ui.Loader[[]plan.ItemStatus] // what the journal tells by now; nil before it was asked again
	asIs    []int                         // the numbers of items that needed nothing any more
	lost    error                         // the journal cannot be read: what was done is not known

	run   *ui.Stream[apply.Progress]
	halt  context.CancelFunc // stops the run after the item that it is at
	at    apply.Progress
	layer layer // over the items; nil for none
}

// made is a plan with what the journal tells of it.
type made struct {
	plan   plan.Plan
	status []plan.ItemStatus
	lost   error
}

// layer is what lies over a plan: a dialog, or what takes its room.
type layer interface {
	Press(msg tea.KeyMsg) tea.Cmd
	Keys() []key.Binding
}

// whole is a layer that takes the room of the plan.
type whole interface {
	Draw(width, height int) string
	Info() ui.Info
}

var _ interface {
	ui.View
	ui.Typer
	ui.Busy
	ui.Dirty
	ui.Leaver
	ui.Layered
	ui.Informer
	ui.Hearer
	ui.Exporter
	ui.Titled
	ui.Pointed
	ui.Boxed
	ui.Explainer
	ui.Sided
} = (*sheet)(nil)

// New returns the screen of a plan that is still to be made. Noun names it while that goes on.
func New(kit ui.Kit, links Links, noun string, maker Maker) ui.View {
	kit.Preview = &ui.Switch{Below: true} // what an item leads to is what one looks at a plan for
	v := &sheet{kit: kit, links: links, Listener: saving.NewListener(kit.Keys, links.Session.Clock)}
	service := links.Session.Plans.Service
	v.made = ui.NewLoader(func(ctx context.Context) (made, error) {
		p, err := maker(ctx, func(at apply.Reading) { v.reading.Store(&at) })
		if err != nil {
			return made{}, err
		}
		status, lost := service.Status(p)
		return made{p, status, lost}, nil
	})
	v.run = ui.NewStream(func(ctx context.Context) <-chan apply.Progress {
		ctx, v.halt = context.WithCancel(ctx)
		return service.Start(ctx, v.plan)
	})
	v.table = ui.NewTable(kit, columns(kit.Theme), row.id)
	v.table.SetGiven("as they are applied")
	v.body = page.Page{
		Kit: kit, What: noun, Heading: "plan", Aired: true, Rows: v.table, Source: v.made, Known: page.IsRead(v.made), Own: v.own, Counts: v.counts, Nothing: v.nothing,
		Beside: ui.NewPreview[row, struct{}](kit.Theme, v.table.Selected, row.id, nil, v.pane),
	}
	return v
}

func (v *sheet) Title() string { return "plan" }

func (v *sheet) Init() tea.Cmd { return v.made.Load() }

func (v *sheet) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case saving.JournalChanged:
		return v.readAgain()
	}
	if v.made.Update(msg) {
		v.take()
		return nil
	}
	if v.again.Update(msg) {
		if status, ok := v.again.Value(); ok && !v.isRunning() {
			v.status = status
			v.show()
		}
		return nil
	}
	changed, next := v.run.Update(msg)
	if !changed {
		return nil
	}
	if v.at, _ = v.run.Value(); len(v.at.Status) > 0 {
		v.status = v.at.Status
	}
	if next == nil { // the run is over
		next = v.ended()
	}
	v.show()
	return next
}

// take shows the plan that was made, with what was left out of the one before.
func (v *sheet) take() {
	now, _ := v.made.Value()
	if v.made.Err() != nil {
		return
	}
	type half struct { // one subject may have two items
		change.Subject
		isSecond bool
	}
	out := make(map[half]bool)
	for _, item := range v.plan.Items {
		out[half{item.Subject, item.Follows > 0}] = item.Out
	}
	v.plan, v.status, v.lost, v.asIs, v.at = now.plan, now.status, now.lost, nil, apply.Progress{}
	var left []int
	for _, item := range v.plan.Items {
		if out[half{item.Subject, item.Follows > 0}] && v.stateOf(item) == plan.Waiting {
			left = append(left, item.N)
		}
	}
	v.plan, _ = v.plan.LeaveOut(true, left...)
	v.effects = v.plan.Effects()
	v.body.Heading = v.plan.Title
	v.show()
}

// readAgain reads what became of the items: another screen may have taken some of them back.
func (v *sheet) readAgain() tea.Cmd {
	if v.isRunning() || !v.body.Known() {
		return nil
	}
	v.again.Close()
	service, p := v.links.Session.Plans.Service, v.plan
	v.again = ui.NewLoader(func(context.Context) ([]plan.ItemStatus, error) { return service.Status(p) })
	return v.again.Load()
}

// show puts the plan into the rows.
func (v *sheet) show() {
	rows := make([]row, len(v.plan.Items))
	for i, item := range v.plan.Items {
		rows[i] = row{Item: item, effect: v.effects[i], state: v.stateOf(item), isAsIs: slices.Contains(v.asIs, item.N)}
		if i < len(v.status) {
			rows[i].entry = v.status[i].Entry
		}
		if v.isRunning() && v.at.Item == item.N {
			rows[i].isNow, rows[i].isSent = true, v.at.Sending
		}
	}
	v.table.SetRows(rows)
	if v.isRunning() && v.at.Item > 0 && !v.body.Touched {
		v.table.Select(strconv.Itoa(v.at.Item)) // until the user moves it, the cursor is where it goes on
	}
	v.layOut()
}

// stateOf is what became of an item. One that is left out after all does not count as what it was refused as.
func (v *sheet) stateOf(item plan.Item) plan.State {
	state := plan.Waiting
	if item.N <= len(v.status) {
		state = v.status[item.N-1].State
	}
	switch state {
	case plan.Waiting, plan.LeftOut, plan.NotSaved, plan.Overtaken:
		if item.Out {
			return plan.LeftOut
		}
	}
	if state == plan.LeftOut {
		return plan.Waiting
	}
	return state
}

// layOut gives the preview what the rows do not need, and says above them what the plan lacks.
func (v *sheet) layOut() {
	head := v.notes()
	width, height := v.body.Width, v.body.Height
	around := 2 // the rule and the titles of the columns
	if v.body.IsTall() {
		around++ // and the line above them
	}
	v.body.Lower = max(height/2, height-around-len(head)-len(v.plan.Items))
	v.body.Frame(head, nil)
	v.body.SetSize(width, height)
}

// notes say what is not in the plan: what could not be read, in any case, and what needs nothing.
func (v *sheet) notes() (lines [][]ui.Cell) {
	say := func(sign, text string, tone ui.Tone) {
		lines = append(lines, page.WrapCell(ui.Cell{Text: sign + " " + text, Tone: tone}, v.body.Width, 1)...)
	}
	glyphs := v.kit.Theme.Glyphs
	if v.lost != nil {
		say(glyphs.Failed, "the journal cannot be read, so what was done of the plan is not known: "+v.lost.Error(), ui.Failed)
	}
	if n := len(v.plan.Unread); n > 0 {
		say(glyphs.Failed, "not read, and so perhaps missing here: "+skippedText(v.plan.Unread), ui.Failed)
	}
	switch k := v.kit.Keys; {
	case len(v.plan.Skipped) == 0:
	case v.plan.Kind == plan.Undoing:
		say(glyphs.Notice, "not taken back: "+skippedText(v.plan.Skipped)+"; "+k.Edits.Help().Key+" "+k.Refresh.Help().Key+" settles it", ui.Notice)
	default:
		say(glyphs.Dot, "not in the plan: "+skippedText(v.plan.Skipped), ui.Muted)
	}
	return lines
}

// skippedText names what is not in a plan, the first with why.
func skippedText(skipped []plan.Skipped) string {
	first := skipped[0]
	text := first.Why
	if first.Subject != (change.Subject{}) {
		text = nameOf(first.Subject) + ", " + text
	}
	if more := len(skipped) - 1; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// nameOf is what a subject is called in a plan.
func nameOf(s change.Subject) string {
	switch {
	case s.Name != "":
		return safetext.Name(s.Name)
	case s.Kind == change.EnterpriseTrunk:
		return "the enterprise trunks of " + s.Owner().String()
	}
	return saving.Named(s)
}

func (v *sheet) isRunning() bool { return v.run.Busy() }

// isBegun reports whether anything of the plan was sent.
func (v *sheet) isBegun() bool {
	return slices.ContainsFunc(v.status, func(item plan.ItemStatus) bool { // also of one that is left out since
		return item.State != plan.Waiting && item.State != plan.LeftOut
	})
}

// left counts what is still to be applied.
func (v *sheet) left() int {
	left := 0
	for _, item := range v.plan.Items {
		if v.isOpen(item) {
			left++
		}
	}
	return left
}

// done counts what is saved.
func (v *sheet) done() int {
	done := len(v.asIs)
	for _, item := range v.plan.Items {
		if v.stateOf(item) == plan.Done {
			done++
		}
	}
	return done
}

// refused counts the items that need a name or can only be left out.
func (v *sheet) refused() (refused, out int) {
	for _, item := range v.plan.Items {
		switch state := v.stateOf(item); {
		case state == plan.LeftOut:
			out++
		case state == plan.Waiting && isRefused(item):
			refused++
		}
	}
	return refused, out
}

// isOpen reports whether an item is applied once it is confirmed.
func (v *sheet) isOpen(item plan.Item) bool {
	switch v.stateOf(item) {
	case plan.Done, plan.Undone, plan.LeftOut:
		return false
	}
	return !slices.Contains(v.asIs, item.N)
}

func isRefused(item plan.Item) bool {
	return len(item.Problems) > 0 || len(item.Refusals) > 0 && !item.Allowed
}

func (v *sheet) press(msg tea.KeyMsg) tea.Cmd {
	k := v.kit.Keys
	switch {
	case v.layer != nil:
		return v.layer.Press(msg)
	case v.body.HandleKey(msg), ui.IsBurst(msg):
		return nil
	case !v.body.Known():
		if page.Pressed(msg, k.Refresh) && !v.made.Busy() {
			return v.made.Load()
		}
		return nil
	case page.Pressed(msg, k.CopyText):
		return ui.Copy(v.copied())
	case page.Pressed(msg, k.Open):
		if r, ok := v.table.Selected(); ok && v.links.Open != nil {
			if view := v.links.Open(r.Subject); view != nil {
				return ui.Push(view)
			}
		}
		return nil
	case v.isRunning():
		if page.Pressed(msg, k.Stop) {
			v.halt()
			return ui.Notify("it stops once this one is saved")
		}
		return nil
	}
	return v.decide(msg)
}

// decide takes a key that changes or applies a plan that is not running.
func (v *sheet) decide(msg tea.KeyMsg) tea.Cmd {
	k := v.kit.Keys
	switch {
	case page.Pressed(msg, k.Choose):
		return v.leaveOut()
	case page.Pressed(msg, k.ChooseAll):
		return v.leaveRefusedOut()
	case page.Pressed(msg, k.Yes), page.Pressed(msg, k.Save):
		return v.ask()
	case page.Pressed(msg, k.GoOn) && v.isBegun():
		return v.ask()
	case page.Pressed(msg, k.Refresh) && v.isBegun(): // what would be made now is another plan
		return ui.Notify("it is begun, so it is not made anew: " + k.GoOn.Help().Key + " goes on with it")
	case page.Pressed(msg, k.Refresh):
		return v.made.Load()
	case page.Pressed(msg, k.Undo):
		return v.undo()
	}
	return nil
}

// leaveOut leaves the selected item out, or takes it in again.
func (v *sheet) leaveOut() tea.Cmd {
	r, ok := v.table.Selected()
	switch {
	case !ok:
		return nil
	case r.state != plan.Waiting && r.state != plan.LeftOut && r.state != plan.NotSaved && r.state != plan.Overtaken:
		return ui.Notify(r.name() + " is " + r.state.String() + ": it cannot be left out any more")
	case r.Out && len(r.Problems) > 0:
		return ui.Notify(r.name() + " breaks a rule, so it can only be left out: " + r.Problems[0])
	}
	v.plan, _ = v.plan.LeaveOut(!r.Out, r.N)
	v.show()
	return nil
}

// leaveRefusedOut leaves out all that is refused, or takes all in that was.
func (v *sheet) leaveRefusedOut() tea.Cmd {
	refused, _ := v.refused()
	var items []int
	for _, item := range v.plan.Items {
		isOurs := v.stateOf(item) == plan.LeftOut && len(item.Problems) == 0 // to be taken in
		if refused > 0 {
			isOurs = v.stateOf(item) == plan.Waiting && isRefused(item)
		}
		if isOurs {
			items = append(items, item.N)
		}
	}
	v.plan, _ = v.plan.LeaveOut(refused > 0, items...)
	v.show()
	return nil
}

// ask opens the question that leads to applying what is left, or says why there is none.
func (v *sheet) ask() tea.Cmd {
	for _, item := range v.plan.Items {
		if len(item.Problems) > 0 && v.stateOf(item) == plan.Waiting {
			v.table.Select(strconv.Itoa(item.N))
			return ui.Notify(nameOf(item.Subject) + " breaks a rule: " + item.Problems[0] + "; " + v.kit.Keys.Choose.Help().Key + " leaves it out")
		}
	}
	if why := v.links.Session.WhyReadOnly(); why != "" {
		return ui.Notify(why)
	}
	if v.left() == 0 {
		return ui.Notify("there is nothing to apply")
	}
	v.layer = newQuestion(v)
	return nil
}

// start applies the plan, as it was confirmed.
func (v *sheet) start() tea.Cmd {
	v.layer, v.body.Touched, v.at = nil, false, apply.Progress{}
	begin := v.run.Start()
	v.show()
	return begin
}

// ended shows how a run ended, and lets the screens below know.
func (v *sheet) ended() tea.Cmd {
	v.halt()
	if outcome := v.at.Outcome; v.at.Err == nil {
		v.asIs = outcome.AsIs
		if at := v.lastOf(outcome); at > 0 && !v.body.Touched { // which was the latest to be told of is chance
			v.table.Select(strconv.Itoa(at))
		}
	}
	v.layer = newVerdict(v)
	var subjects []change.Subject
	for _, item := range v.plan.Items {
		subjects = append(subjects, item.Subject)
	}
	return saving.Ended(subjects...)
}

// lastOf returns the number of the item at which a run ended.
func (v *sheet) lastOf(outcome apply.Outcome) (last int) {
	if outcome.Stop != nil {
		return outcome.Stop.Item
	}
	for _, item := range v.plan.Items {
		if !item.Out {
			last = item.N
		}
	}
	return last
}

func (v *sheet) undo() tea.Cmd {
	switch why := v.links.Session.WhyReadOnly(); {
	case v.done() == 0:
		return ui.Notify("nothing of the plan is known to be done: there is nothing to take back")
	case why != "":
		return ui.Notify(why)
	}
	return ui.Push(v.links.Undo(v.plan))
}

// rebase puts an item on top of what somebody else made of its subject.
func (v *sheet) rebase(n int, edit change.Edit) {
	v.plan, _ = v.plan.Rebase(n, edit)
	v.effects = v.plan.Effects()
	v.show()
}

// Closing, and what the shell asks.

func (v *sheet) Close() {
	v.run.Close() // it stops after the item that it is at
	v.again.Close()
	v.body.Close()
}

func (v *sheet) SetSize(width, height int) {
	v.body.Width, v.body.Height = width, height
	v.layOut()
}

// View draws the plan, or what takes its room.
func (v *sheet) View() string {
	if shown, ok := v.layer.(whole); ok {
		return shown.Draw(v.body.Width, v.body.Height)
	}
	return v.body.View()
}

// Box returns the dialog that lies over the plan, nil for none.
func (v *sheet) Box() *ui.Box {
	if shown, ok := v.layer.(ui.Boxed); ok {
		return shown.Box()
	}
	return v.body.Box()
}

// CloseLayer closes what lies over the plan.
func (v *sheet) CloseLayer() bool {
	if v.layer != nil {
		v.layer = nil
		return true
	}
	return v.body.CloseLayer()
}

func (v *sheet) Typing() bool {
	asked, ok := v.layer.(*question)
	return ok && !asked.IsAsking() || v.layer == nil && v.body.Typing()
}

func (v *sheet) Busy() bool { return v.made.Busy() || v.isRunning() }

// Dirty reports whether leaving would stop something.
func (v *sheet) Dirty() bool { return v.isRunning() }

// LeaveText says what becomes of a plan that is left while it is applied.
func (v *sheet) LeaveText() string {
	return fmt.Sprintf("The plan is being applied: %s done.\nIt stops once the one that is being saved now is saved. What is done stays done; the plan is kept, and \"plans\" among the commands (%s) goes on with it.", ofCount(v.at.Done, v.at.Of), v.kit.Keys.Palette.Help().Key)
}

func ofCount(n, of int) string { return strconv.Itoa(n) + " of " + strconv.Itoa(of) }

func (v *sheet) Wheel(rows int)                       { v.body.Wheel(rows) }
func (v *sheet) Click(line int) (onRow, already bool) { return v.body.Click(line) }
func (v *sheet) ClickTitle(x, line int) bool          { return v.body.ClickTitle(x, line) }
func (v *sheet) Side() ui.Side                        { return v.body.Side() }

// Info says how the plan stands.
func (v *sheet) Info() ui.Info {
	if shown, ok := v.layer.(whole); ok {
		return shown.Info()
	}
	info := v.body.Info()
	info.Partly = v.readSoFar()
	if !v.body.Known() {
		return info
	}
	info.Summary = v.standing()
	if r, ok := v.table.Selected(); ok && info.Status.Whole() == "" {
		info.Status = r.status(v.kit)
	}
	return info
}

// readSoFar tells how far the reading for the plan is.
func (v *sheet) readSoFar() string {
	if at := v.reading.Load(); v.made.Busy() && at != nil {
		return ofCount(at.Read, at.Of) + " read"
	}
	return ""
}

// progress draws how far applying is, and says how long it still takes.
func (v *sheet) progress() ui.Cell {
	const width = 16
	done, of := v.at.Done, max(v.at.Of, v.left())
	text := " " + ofCount(done, of)
	if v.at.Left > 0 {
		text += ", " + page.DurationText(v.at.Left) + " left"
	}
	bar := ui.Bar{Given: int64(done), Limit: int64(of), Plain: true, Fill: ui.BarLive}.Cell(v.kit.Theme.Glyphs, width)
	return ui.Cell{Text: " APPLYING ", Tone: ui.Write, Then: []ui.Cell{{Text: " "}, bar, {Text: text}}}
}

// standing is a badge and a few words.
func (v *sheet) standing() ui.Cell {
	badge := func(word, text string, tone ui.Tone) ui.Cell {
		return ui.Cell{Text: " " + word + " ", Tone: ui.Write, Then: []ui.Cell{{Text: " " + text, Tone: tone}}}
	}
	switch {
	case v.isRunning():
		return v.progress()
	case len(v.plan.Items) == 0:
		return ui.Cell{Text: "nothing to do", Tone: ui.Muted}
	case plan.Count(v.status, plan.Undone) > 0 && v.done()+v.left() == 0:
		return ui.Cell{Text: plan.Undone.String(), Tone: ui.Muted}
	case v.left() == 0 && v.isBegun() || len(v.asIs) > 0 && v.left() == 0:
		return ui.Cell{Text: v.kit.Theme.Glyphs.Good + " done", Tone: ui.Good}
	case v.isBegun():
		return badge("STOPPED", ofCount(v.done(), v.done()+v.left())+" done", ui.Notice)
	case v.links.Session.WhyReadOnly() != "":
		return ui.Cell{Text: "to look at: this session does not write", Tone: ui.Muted}
	}
	return badge("PLAN", "nothing is sent", ui.Muted)
}

// counts sum the plan up.
func (v *sheet) counts() ui.Cell {
	glyphs := v.kit.Theme.Glyphs
	if len(v.plan.Items) == 0 {
		return ui.Cell{}
	}
	refused, out := v.refused()
	count := ui.Cell{Text: ui.Noun(len(v.plan.Items), v.kind()), Tone: ui.Muted}
	if v.table.Window() == "" { // which says how many there are
		count = ui.Cell{Text: strconv.Itoa(len(v.plan.Items)), Tone: ui.Strong, Then: []ui.Cell{{Text: " " + count.Text, Tone: ui.Muted}}}
	}
	facts := []ui.Cell{count}
	if v.isBegun() || v.isRunning() {
		facts = append(facts, ui.Cell{Text: glyphs.Good + " " + strconv.Itoa(v.done()) + " done", Tone: ui.Good})
	}
	if refused > 0 {
		facts = append(facts, ui.Cell{Text: glyphs.Blocked + " " + strconv.Itoa(refused) + " refused", Tone: ui.Failed})
	}
	if out > 0 {
		facts = append(facts, ui.Cell{Text: strconv.Itoa(out) + " left out", Tone: ui.Muted})
	}
	return page.Dotted(glyphs, facts...)
}

// kind is what the items are.
func (v *sheet) kind() string {
	if slices.ContainsFunc(v.plan.Items, func(i plan.Item) bool { return !i.IsTrunk() }) {
		return "change"
	}
	return "enterprise trunk"
}

// pane tells what the item under the cursor leads to.
func (v *sheet) pane(at row, _ ui.Latest[struct{}]) ui.Pane {
	for _, now := range v.table.Shown() { // as it is now: a run goes on
		if now.N == at.N {
			at = now
		}
	}
	pane := ui.Pane{Title: ui.Cell{Text: at.name()}, Right: ui.Cell{Text: safetext.Names(at.Subject.Path()[:len(at.Subject.Path())-1], " / "), Tone: ui.Muted}}
	pane.Lines = func(width int) []string {
		d := drawing{theme: v.kit.Theme, width: width, row: at, isAiry: v.body.IsTall(), kind: v.plan.Kind}
		full := d
		full.isFull = true
		if lines := full.lines(); d.isAiry || len(lines) < v.body.Lower {
			return lines
		}
		return d.lines()
	}
	return pane
}

// nothing says why a plan has no items.
func (v *sheet) nothing() page.Empty {
	e := page.Empty{Title: "There is nothing to change.", Open: true}
	switch v.plan.Kind {
	case plan.Draining, plan.Migrating:
		e.Title = "No enterprise trunk sends calls to " + saving.NameOf(v.plan.Scope) + "."
	case plan.Undraining:
		e.Title = saving.NameOf(v.plan.Scope) + " is back in service."
		e.Title = page.Capitalised(e.Title)
	}
	if len(v.plan.Unread) > 0 {
		e.Title = "Nothing was found to change, and not all was read."
		e.Means = append(e.Means, "What could not be read is named above: read it again before you rely on this.")
	}
	e.Keys = append(e.Keys, ui.Named(v.kit.Keys.Refresh, "read again"))
	return e
}

func (v *sheet) own(all bool) []key.Binding {
	k := v.kit.Keys
	r, selected := v.table.Selected()
	var own []key.Binding
	switch {
	case v.made.Busy():
		return nil
	case !v.body.Known() || len(v.plan.Items) == 0:
		return []key.Binding{ui.Named(k.Refresh, "read again")}
	case v.isRunning():
		own = append(own, k.Stop)
	case v.links.Session.WhyReadOnly() != "" && !all:
	case v.left() > 0:
		apply := ui.Named(k.Yes, "apply")
		if v.isBegun() {
			apply = k.GoOn
		}
		own = append(own, apply)
	}
	if !v.isRunning() && selected {
		if verb := "leave out"; v.left() > 0 {
			if r.Out {
				verb = "take in"
			}
			own = append(own, ui.Named(k.Choose, verb))
		}
		if refused, _ := v.refused(); refused > 1 || all {
			own = append(own, ui.Named(k.ChooseAll, "leave all refused out"))
		}
		if v.done() > 0 {
			own = append(own, ui.Named(k.Undo, "undo what is done"))
		}
	}
	own = append(own, ui.Named(k.Open, "open"), k.CopyText)
	if !v.isBegun() && !v.isRunning() {
		own = append(own, ui.Named(k.Refresh, "make it anew"))
	}
	return own
}

func (v *sheet) ShortHelp() []key.Binding {
	if v.layer != nil {
		return v.layer.Keys()
	}
	keys, refresh := v.body.Keys(v.own(false)), v.kit.Keys.Refresh.Help()
	return slices.DeleteFunc(keys, func(b key.Binding) bool { return b.Help() == refresh && (v.isRunning() || v.isBegun()) })
}

func (v *sheet) FullHelp() [][]key.Binding {
	if v.layer != nil {
		return [][]key.Binding{v.layer.Keys()}
	}
	return v.body.HelpKeys(v.own(true)...)
}

// Meanings explain the words of a plan.
func (v *sheet) Meanings() []ui.Meaning {
	glyphs := v.kit.Theme.Glyphs
	return append([]ui.Meaning{
		{Word: "a plan"},
		{Word: glyphs.Chosen, Text: "is applied; " + glyphs.Unchosen + ": is left out"},
		{Word: "canary", Text: "goes first, for the fewest calls move: what is wrong shows there"},
		{Word: "MOVES", Text: "which part of its calls goes elsewhere at first"},
		{Word: "CALLS LEFT", Text: "what its trunk groups that are up may carry in all, before and after"},
		{Word: glyphs.Blocked + " refused", Text: "dangerous: its name has to be typed, or it is left out"},
		{Word: glyphs.Failed + " breaks a rule", Text: "can only be left out"},
	}, v.body.Meanings()...)
}

// copied is the plan as a text for a ticket.
func (v *sheet) copied() []string {
	const most = 12
	lines := []string{page.Capitalised(v.plan.Title) + ", " + strings.Join(v.plan.Tenants(), ", ") + " at " + v.plan.Host, "Plan " + v.plan.ID + ": " + ui.Count(len(v.plan.Items), v.kind()) + ", " + v.standing().Whole()}
	if v.plan.Ticket != "" {
		lines = append(lines, "Ticket: "+v.plan.Ticket)
	}
	rows := v.table.Shown()
	for _, r := range rows[:min(most, len(rows))] {
		lines = append(lines, r.text(v.kit.Theme.Glyphs))
	}
	if more := len(rows) - most; more > 0 {
		lines = append(lines, "and "+ui.Count(more, "more item"))
	}
	return lines
}

// Export returns the screen that writes the items to a file.
func (v *sheet) Export() ui.View {
	sheet := report.Rows{Table: "plan", Place: []string{v.plan.ID}, AsOf: v.made.At()}
	missing := ""
	if len(v.plan.Unread) > 0 {
		missing = "not all was read for the plan"
	}
	return page.ExportTable(&v.body, v.table, "item", v.plan.Title, sheet, missing)
}
