// Package hotspots holds the screen of what is wrong on the whole platform, and the line that
// says how far a scan of it is. Of the rooms of views it imports saving, figures and page.
package hotspots

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/plan"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// spots are what is blocked, over-allocated or doubtful on the whole platform, worst
// first. The last scan shows at once; another begins only when the user says so, and
// goes on while other screens are open.
//
// It is no ui.Refresher: what reads by itself at an interval must never start a scan.
type spots struct {
	kit     ui.Kit
	body    page.Page
	scanner Scanner
	disk    *ui.Loader[struct{}]
	board   *ui.Stream[*hotspots.Board]
	table   *ui.Tree[line]
	clock   func() time.Time
	links   Links

	onScreen []string // tenants that were on screen where this one was opened

	age    string            // of the scan, as it is shown
	shown  *hotspots.Listing // in the table; an empty one before the first
	beside previews
	note   *notePrompt // nil unless a note is typed

	users *ui.Loader[[]apiclient.EnterpriseTrunkItem] // that route to down; nil before it was asked
	down  hotspots.Entry
}

// New returns the hotspots. onScreen are the tenants of the screen that they are opened
// from, which are read first.
func New(kit ui.Kit, s Scanner, now func() time.Time, onScreen []apiclient.Tenant, links Links) ui.View {
	v := &spots{kit: kit, scanner: s, clock: now, links: links, shown: &hotspots.Listing{}}
	v.beside = previews{kit: kit, clock: now, limits: links.Limits, routes: links.RoutesTo != nil, listing: v.shown}
	for _, t := range onScreen {
		v.onScreen = append(v.onScreen, t.ID)
	}
	v.disk = ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, s.Load() })
	v.board = ui.NewStream(s.Watch)
	v.table = ui.NewTree(kit, spotColumns(kit.Theme, now, v.isBrief, v.placeRoom), line.id, line.depth)
	v.table.Sections(func(l line, folded bool) ui.Rule { return l.rule(kit, v.isScanning(), folded) })
	v.table.FoldAtFirst(line{section: full, title: true}.id())
	v.body = page.Page{
		Kit: kit, What: "the last scan", Heading: "hotspots", At: ui.Place{Kind: page.Hotspots}, Rows: v.table, Source: v.disk, Known: v.isKnown, Moved: v.prefer,
		Nothing: v.nothing, Legend: meanings,
		Counts: v.counts,
		Beside: ui.NewPreview[line, struct{}](kit.Theme, v.table.Selected, line.id, nil, v.beside.pane),
	}
	return v
}

// counts say how many of the rows are findings: what fills up and what was not read is none.
func (v *spots) counts() ui.Cell {
	found := v.shown.Blocked + v.shown.Over + v.shown.Notice
	if found == 0 {
		return ui.Cell{Text: "worst first", Tone: ui.Muted}
	}
	return ui.Cell{Text: ui.Count(found, "finding") + ", worst first", Tone: ui.Muted}
}

// Links are what the hotspots open.
type Links struct {
	Open   func(tenant apiclient.Tenant, path []string) []ui.View // the screens down to a place
	Limits figures.Forms                                          // nil where limits are not edited

	// RoutesTo returns what reads the enterprise trunks that route to a trunk group, nil where there are
	// none, and Form is the routing of one, which opens its form at the route there. Both are nil where
	// Limits are.
	RoutesTo func(tenant apiclient.Tenant, at routing.Key) func(context.Context) ([]apiclient.EnterpriseTrunkItem, error)
	Form     func(tenant apiclient.Tenant, item apiclient.EnterpriseTrunkItem, at routing.Key) ui.View

	Out *saving.Outages // what is out of service; nil where nothing is taken out
}

// Scanner is what the hotspots call. *hotspots.Scanner is one. Load, Mark and Unmark do I/O; the
// rest returns at once.
type Scanner interface {
	Load() error
	Watch(ctx context.Context) <-chan *hotspots.Board
	Know(tenants []apiclient.Tenant)
	Prefer(tenantIDs []string)
	Begin(job hotspots.Job) error
	Reread(tenantID string)
	Pause()
	Resume()
	ChangeRate(faster bool) float64
	Mark(f hotspots.Finding, note string) error
	Unmark(f hotspots.Finding) error
}

func (v *spots) Title() string { return "hotspots" }

func (v *spots) Init() tea.Cmd { return tea.Batch(v.disk.Load(), v.board.Start(), v.links.Out.Load()) }

// Hear gives up a form that was asked for and is not open yet.
func (v *spots) Hear(tea.KeyMsg) {
	if v.links.Limits != nil {
		v.links.Limits.Close()
	}
	v.users.Close()
}

func (v *spots) Update(msg tea.Msg) tea.Cmd {
	if v.age != v.ageText() {
		v.show()
	}
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.users.Update(msg) {
		return v.openRouting()
	}
	read := v.disk.Update(msg)
	changed, next := v.board.Update(msg)
	isOut, again := v.links.Out.Update(msg)
	if isOut {
		v.fill(v.shown)
	}
	if read || changed {
		v.show()
	}
	next = tea.Batch(next, again)
	if v.links.Limits != nil {
		next = tea.Batch(next, v.links.Limits.Update(msg))
	}
	return next
}

func (v *spots) press(msg tea.KeyMsg) tea.Cmd {
	if v.note != nil {
		return v.typeNote(msg)
	}
	if cmd, used := v.changeRate(msg); used {
		return cmd
	}
	if v.body.HandleKey(msg) {
		return nil
	}
	if cmd, used := v.edit(msg); used {
		return cmd
	}
	switch keys := v.kit.Keys; {
	case !v.isKnown():
	case page.Pressed(msg, keys.Refresh):
		return v.readAgain()
	case page.Pressed(msg, keys.ReadAll):
		return v.readAll()
	case page.Pressed(msg, keys.Pause):
		return v.pause()
	case page.Pressed(msg, keys.Known):
		return v.know()
	case page.Pressed(msg, keys.TakeOut):
		return v.links.Out.Toggle(v.scope())
	case page.Pressed(msg, keys.Open):
		if e, ok := v.selected(); ok {
			v.readState(e)
			return ui.Push(v.links.Open(e.Tenant, e.Path())...)
		}
	}
	return nil
}

// changeRate makes a scan that is under way slower or faster. Where there is none its keys are
// those of the table, which sort.
func (v *spots) changeRate(msg tea.KeyMsg) (cmd tea.Cmd, used bool) {
	keys := v.kit.Keys
	faster := page.Pressed(msg, keys.Faster)
	if !faster && !page.Pressed(msg, keys.Slower) || v.body.Typing() || !v.isUnderWay() {
		return nil, false
	}
	before, text := v.now().Scan.Rate, "the scan makes at most "
	rate := v.scanner.ChangeRate(faster)
	if rate == before {
		text = "there is no further step: the scan makes at most "
	}
	if rate == apiclient.Unpaced {
		return ui.Notify("the scan goes on " + RateText(rate)), true
	}
	return ui.Notify(text + RateText(rate)), true
}

// readAgain reads the tenant of the row again.
func (v *spots) readAgain() tea.Cmd {
	e, ok := v.selected()
	if !ok {
		return ui.Notify("no row is selected: " + v.kit.Keys.ReadAll.Help().Key + " reads " + EveryTenant(v.now().Scan.All.Tenants))
	}
	v.scanner.Reread(e.Tenant.ID)
	return ui.Notify(safetext.Name(e.Tenant.ID) + " is read again")
}

// readState has a tenant read again of which a trunk group was down before, and not read since, or
// in which something was saved since.
func (v *spots) readState(e hotspots.Entry) {
	if !e.Finding.SeenAt.IsZero() || !e.SavedAt.IsZero() {
		v.scanner.Reread(e.Tenant.ID)
	}
}

// edit opens the form that mends the hotspot, or the one that adds channels to its place.
func (v *spots) edit(msg tea.KeyMsg) (cmd tea.Cmd, used bool) {
	e, ok := v.selected()
	if v.links.Limits == nil || !ok {
		return nil, false
	}
	raise, wanted := v.links.Limits.Matches(msg)
	switch {
	case !wanted:
		return nil, false
	case raise:
	case e.Finding.Code == capacity.LicencesOver:
		return ui.Notify("licences are changed on the platform, not here"), true
	case len(v.links.Limits.Keys(false)) > 0: // else the form says why it does not open
		if read := v.routesTo(e); read != nil {
			v.down, v.users = e, ui.NewLoader(read)
			return v.users.Load(), true
		}
	}
	return v.editLimits(e, raise), true
}

// editLimits opens the form for the limits of the place of a hotspot.
func (v *spots) editLimits(e hotspots.Entry, raise bool) tea.Cmd {
	path := e.Path()
	at := figures.Level{Depth: len(path) - 1, Name: path[len(path)-1]}
	if at.Depth > 0 {
		at.Group = path[1]
	}
	return v.links.Limits.Load(e.Tenant, at, raise)
}

// routesTo returns what reads who routes to a trunk group that is down: it can be taken out there.
// It is nil for every other hotspot.
func (v *spots) routesTo(e hotspots.Entry) func(context.Context) ([]apiclient.EnterpriseTrunkItem, error) {
	path := e.Path()
	if !e.Finding.Code.IsDown() || len(path) != 3 || v.links.RoutesTo == nil {
		return nil
	}
	return v.links.RoutesTo(e.Tenant, routing.Key{GroupID: path[1], Name: path[2]})
}

// openRouting opens the form of the first enterprise trunk that routes to the trunk group, or the
// form of the trunk group where none does.
func (v *spots) openRouting() tea.Cmd {
	path := v.down.Path()
	name := safetext.Name(path[len(path)-1])
	if err := v.users.Err(); err != nil {
		return ui.Notify("who routes to " + name + " is not known: " + apiclient.Explain(err) + "; " + v.kit.Keys.Open.Help().Key + " opens its page")
	}
	items, _ := v.users.Value()
	if len(items) == 0 {
		return tea.Batch(v.editLimits(v.down, false), ui.Notify("no enterprise trunk routes to "+name))
	}
	open := ui.Push(v.links.Form(v.down.Tenant, items[0], routing.Key{GroupID: path[1], Name: path[2]}))
	if len(items) == 1 {
		return open
	}
	others := make([]string, len(items)-1)
	for i, item := range items[1:] {
		others[i] = item.Name
	}
	return tea.Batch(open, ui.Notify("also routing to "+name+": "+safetext.Names(others, ", ")))
}

// selected returns the hotspot under the cursor; the title of a folded section is none.
func (v *spots) selected() (hotspots.Entry, bool) {
	l, ok := v.table.Selected()
	return l.Entry, ok && !l.title && v.isKnown()
}

// scope is what a key takes out of service at the hotspot under the cursor.
func (v *spots) scope() plan.Scope {
	e, ok := v.selected()
	if !ok {
		return plan.Scope{}
	}
	return scopeOf(e)
}

// scopeOf is the place of a hotspot as what is taken out of service there.
func scopeOf(e hotspots.Entry) plan.Scope {
	scope := plan.Scope{Tenant: e.Tenant.ID}
	if path := e.Path(); len(path) > 1 {
		scope.Group = path[1]
		if len(path) > 2 {
			scope.Name = path[2]
		}
	}
	return scope
}

// typeNote takes a key while the note is typed.
func (v *spots) typeNote(msg tea.KeyMsg) tea.Cmd {
	switch accepted, cancelled := v.note.press(msg); {
	case accepted:
		return v.mark()
	case cancelled:
		v.note = nil
	}
	return nil
}

// mark marks the finding with the note that was typed.
func (v *spots) mark() tea.Cmd {
	f, note := v.note.of.Finding, v.note.text.Text()
	v.table.Select(v.after(v.note.of.ID)) // the finding goes to the end, and the cursor stays
	v.note = nil
	v.show()
	return tell("not marked: ", func() error { return v.scanner.Mark(f, note) })
}

// tell does something beside the screen, and says why where it fails.
func tell(what string, do func() error) tea.Cmd {
	return func() tea.Msg {
		if err := do(); err != nil {
			return ui.Notify(what + err.Error())()
		}
		return nil
	}
}

// after returns the line on screen below another, or the one above the last.
func (v *spots) after(id string) string {
	visible := v.table.Visible()
	at := slices.IndexFunc(visible, func(l line) bool { return l.ID == id })
	switch {
	case at >= 0 && at+1 < len(visible):
		return visible[at+1].ID
	case at > 0:
		return visible[at-1].ID
	}
	return id
}

// pause pauses a scan that runs, and goes on with one that does not.
func (v *spots) pause() tea.Cmd {
	switch v.now().Scan.Phase {
	case hotspots.Starting, hotspots.Running:
		v.scanner.Pause()
	case hotspots.Paused:
		v.scanner.Resume()
	case hotspots.CutOff:
		return v.begin(hotspots.Job{Rest: true})
	case hotspots.Elsewhere:
		return v.readAll()
	default:
		return ui.Notify("there is no scan to pause or to go on with; " + v.kit.Keys.ReadAll.Help().Key + " reads all tenants")
	}
	return nil
}

// readAll reads every tenant, or with a filter those that are shown. It asks first, and says what
// that takes, where the screen does not say so already.
func (v *spots) readAll() tea.Cmd {
	scan := v.now().Scan
	switch scan.Phase {
	case hotspots.Elsewhere:
		return v.disk.Load()
	case hotspots.Starting, hotspots.Running:
		return ui.Notify("a scan is running: " + v.kit.Keys.Pause.Help().Key + " pauses it")
	case hotspots.Paused:
		return ui.Notify("a scan is paused: " + v.kit.Keys.Pause.Help().Key + " goes on with it")
	}
	if v.isUntouched() {
		return v.begin(hotspots.Job{})
	}
	if v.table.Filter() != "" {
		return v.readShown(scan)
	}
	return ui.Confirm(ui.Question{
		Title: "Read " + EveryTenant(scan.All.Tenants) + "?",
		Text:  v.words().cost(),
		Verb:  "read",
		Yes:   v.begin(hotspots.Job{}),
	})
}

// readShown reads the tenants that a filter leaves, once that is confirmed.
func (v *spots) readShown(scan hotspots.Scan) tea.Cmd {
	ids := v.tenantsShown()
	if len(ids) == 0 {
		return ui.Notify("the filter leaves no tenant to read: without it, " + v.kit.Keys.ReadAll.Help().Key + " reads " + EveryTenant(scan.All.Tenants))
	}
	estimate := hotspots.Estimate{Known: true, Requests: v.shown.Requests(ids)}
	estimate.Time = time.Duration(float64(estimate.Requests) / scan.Rate * float64(time.Second))
	what := "the " + ui.Count(len(ids), "tenant") + " that the filter leaves"
	if len(ids) == 1 {
		what = safetext.Name(ids[0])
	}
	return ui.Confirm(ui.Question{
		Title: "Read " + what + "?",
		Text:  paceText(scan.Rate) + takes(estimate, ". That makes ") + ". What is known of the others stays as it is.",
		Verb:  "read",
		Yes:   v.begin(hotspots.Job{Tenants: ids}),
	})
}

func (v *spots) tenantsShown() (ids []string) {
	for _, l := range v.table.Shown() {
		if !l.title && !slices.Contains(ids, l.Tenant.ID) {
			ids = append(ids, l.Tenant.ID)
		}
	}
	return ids
}

// begin starts a scan, or goes on with one that was cut off.
func (v *spots) begin(job hotspots.Job) tea.Cmd {
	return tell("", func() error { return v.scanner.Begin(job) })
}

// know asks for the note of a finding, or whether a known one is to count again.
func (v *spots) know() tea.Cmd {
	e, ok := v.selected()
	switch {
	case !ok:
		return nil
	case e.Level != nil:
		return ui.Notify("this is no finding: nothing is over its limit")
	case !e.IsFinding():
		return ui.Notify("this is no finding: the tenant was not wholly read")
	case e.Known:
		return ui.Confirm(ui.Question{
			Title: "Take the mark away?",
			Text:  page.PathText(e.Path()...) + "\n" + safetext.Listed(e.Finding.Text) + "\nNote: " + e.Mark.Note + "\nIt counts again.",
			Verb:  "take away",
			Yes:   v.unmark(e.Finding),
		})
	}
	v.note = &notePrompt{kit: v.kit, of: e}
	return nil
}

func (v *spots) unmark(f hotspots.Finding) tea.Cmd {
	return tell("the mark stays: ", func() error { return v.scanner.Unmark(f) })
}

// show puts what is known into the table and around it.
func (v *spots) show() {
	if listing := v.now().Listing; v.isKnown() && listing != v.shown {
		v.shown, v.beside.listing = listing, listing
		lines := v.fill(listing)
		if len(lines) > 0 && !v.body.Touched { // else the cursor stays with what was chosen
			v.table.Select(lines[1].id()) // the worst of now, and not of before
		}
	}
	v.age = v.ageText()
	v.body.Frame(v.heading(), nil)
}

// fill puts a listing into the rows, with what is out of service there.
func (v *spots) fill(listing *hotspots.Listing) []line {
	lines := linesOf(listing)
	for i := range lines {
		if l := &lines[i]; !l.title && len(l.Path()) > 1 {
			l.out = v.links.Out.Out(scopeOf(l.Entry))
		}
	}
	v.table.SetRows(lines)
	return lines
}

// ageText is how long ago the scan ended.
func (v *spots) ageText() string { return page.AgoText(v.clock().Sub(v.now().Scan.EndedAt)) }

// nothing says why there is no line.
func (v *spots) nothing() page.Empty {
	l, scan := v.now().Listing, v.now().Scan
	read := ui.Count(l.Whole, "tenant")
	e := page.Empty{Means: []string{"Nothing is fine before it is read."}, Open: true}
	switch {
	case l.Whole == 0 && scan.Phase == hotspots.CutOff:
		e.Title = "Nothing was read before the scan was cut off."
	case scan.Phase == hotspots.Ended && scan.Of == 0:
		return page.Empty{Title: "The platform lists no tenants."}
	case l.Whole == 0:
		e.Title = "Nothing was read yet."
	case scan.Phase == hotspots.Ended && l.Partly+l.Unread == 0:
		return page.Empty{Title: "Nothing is blocked, over-allocated or doubtful in " + read + "."}
	case scan.Phase == hotspots.Ended:
		e.Title = "Nothing is blocked, over-allocated or doubtful in " + read + "."
	default:
		e.Title = "Nothing is blocked, over-allocated or doubtful so far, in " + read + "."
	}
	e.Keys = v.scanKeys()
	return e
}

func (v *spots) SetSize(width, height int) {
	v.body.SetSize(width, height)
	v.show()
}

func (v *spots) View() string {
	if !v.isUntouched() {
		return v.body.View()
	}
	lines := []string{page.DrawLines(v.kit.Theme, v.body.Width, v.body.Height, v.heading())}
	lines = append(lines, ui.Rule{Title: ui.Cell{Text: "hotspots"}, Right: ui.Cell{Text: "not scanned", Tone: ui.Muted}}.Draw(v.kit.Theme, v.body.Width))
	room := v.body.Height - len(v.heading()) - 1
	lines = append(lines, v.neverScanned().Draw(v.kit, v.body.Width, room)...)
	return strings.Join(lines, "\n")
}

// isUntouched reports whether there never was a scan: the screen then says all of one.
func (v *spots) isUntouched() bool {
	return v.isKnown() && len(v.shown.Entries) == 0 && v.now().Scan.Phase == hotspots.Never
}

// neverScanned says what a scan would take, before the first.
func (v *spots) neverScanned() page.State {
	scan, keys := v.now().Scan, v.kit.Keys
	return page.State{
		Title: "What is wrong on this platform is not known yet.",
		Texts: []string{
			v.words().cost(),
			"Nothing is asked of the server before. What is found shows here, worst first, also at the next start.",
		},
		Keys: []key.Binding{ui.Named(keys.ReadAll, "reads "+EveryTenant(scan.All.Tenants)), keys.Back},
	}
}

// heading tells how far the scan is, how much is known, and what is amiss with either.
func (v *spots) heading() [][]ui.Cell {
	board := v.now()
	words, covered := v.words(), coverage(board.Listing, board.Scan)
	scan, hint := words.line(), words.hint()
	lines := [][]ui.Cell{page.Spread(v.body.Width, scan, hint)}
	joined := scan
	joined.Then = append(slices.Clip(scan.Then), words.dot(), covered)
	switch {
	case covered.Text == "" || v.isScanning():
	case safetext.Width(joined.Whole()) <= v.body.Width-2:
		lines[0] = page.Spread(v.body.Width, words.withEstimate(joined), hint)
	default:
		lines = append(lines, []ui.Cell{{Text: " "}, covered})
	}
	failed := func(text string) {
		lines = append(lines, page.WrapCell(ui.Cell{Text: v.kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}, v.body.Width, 1)...)
	}
	if board.Scan.Why != "" {
		failed(board.Scan.Why)
	}
	if err := v.disk.Err(); err != nil {
		failed("what is on disk cannot be read: " + err.Error())
	}
	if board.Unkept != nil {
		failed("not kept on disk, so it is gone when the program ends: " + board.Unkept.Error())
	}
	switch n := len(board.Damage); {
	case n == 1:
		failed("a file cannot be used and is left out: " + board.Damage[0].Error())
	case n > 1:
		failed(ui.Count(n, "file") + " cannot be used and are left out, the first: " + board.Damage[0].Error())
	}
	if v.body.IsTall() {
		lines = append(lines, nil)
	}
	return lines
}

// words tell how the scan stands now.
func (v *spots) words() scanWords {
	return scanWords{v.kit, v.now().Scan, v.clock(), v.body.Width}
}

// isUnderWay reports whether there is a scan here that has a pace, also a paused one.
func (v *spots) isUnderWay() bool { return v.isScanning() || v.now().Scan.Phase == hotspots.Paused }

func (v *spots) isScanning() bool {
	phase := v.now().Scan.Phase
	return phase == hotspots.Starting || phase == hotspots.Running
}

func (v *spots) Typing() bool { return v.note != nil || v.body.Typing() }

func (v *spots) Busy() bool {
	return v.disk.Busy() || len(v.now().Again) > 0 || v.users.Busy() || v.isScanning() || v.links.Limits != nil && v.links.Limits.Busy()
}

// Side returns the preview, where it is shown.
func (v *spots) Side() ui.Side { return v.body.Side() }

func (v *spots) CloseLayer() bool { return v.body.CloseLayer() }

// Box returns the dialog that is open over the rows.
func (v *spots) Box() *ui.Box {
	if v.note != nil {
		return v.note.box(v.body.Width, v.body.Height)
	}
	return v.body.Box()
}

// Close leaves the scan running.
func (v *spots) Close() {
	v.body.Close() // and what is read from disk
	v.board.Close()
	v.users.Close()
	v.links.Out.Close()
	if v.links.Limits != nil {
		v.links.Limits.Close()
	}
}

func (v *spots) Info() ui.Info {
	if !v.isKnown() {
		return ui.Info{}
	}
	info, scan := ui.Info{AsOf: v.shown.Oldest}, v.now().Scan
	if len(v.shown.Entries) > 0 || scan.Phase != hotspots.Never {
		info.Summary = foundCell(v.kit.Theme.Glyphs, v.shown, scan.Phase)
	}
	if rest := scan.Of - scan.Done - 1; scan.Phase == hotspots.Running && scan.Tenant != "" {
		info.Partly = "reading " + scan.Tenant
		if rest > 0 {
			info.Partly += fmt.Sprintf(", then %d more", rest)
		}
	}
	if again := v.now().Again; len(again) > 0 {
		info.Partly = "reading " + safetext.Name(again[0]) + " again"
		if len(again) > 1 {
			info.Partly += fmt.Sprintf(", then %d more", len(again)-1)
		}
	}
	if v.links.Limits != nil {
		info.Partly = cmp.Or(v.links.Limits.Progress(), info.Partly)
	}
	if v.users.Busy() {
		info.Partly = "reading who routes to " + safetext.Name(v.down.Path()[len(v.down.Path())-1])
	}
	if e, ok := v.selected(); ok {
		path, place := e.Path(), placeCell(v.kit.Theme, e.Path(), v.placeRoom(), false).Whole()
		left := slices.DeleteFunc(slices.Clone(path[1:]), func(id string) bool { return strings.Contains(place, id) }) // out of the place
		info.Status = statusCell(v.kit.Theme.Glyphs, e, page.PathText(left...))
		if l, _ := v.table.Selected(); l.out != (figures.Out{}) {
			info.Also = append(info.Also, l.out.Cell(v.kit.Theme.Glyphs))
		}
		if first := e.Finding.FirstAt; first.Before(e.At) && !first.IsZero() { // else the time of the reading says it
			info.Also = append(info.Also, ui.Cell{Text: "first seen " + page.ClockText(first, v.clock()), Tone: ui.Muted})
		}
	}
	return info
}

// isBrief reports whether there is room for the words of a finding alone.
func (v *spots) isBrief() bool {
	width, _ := v.body.Room()
	return width < 100
}

// placeRoom is the width that a place has, 0 where the screen is wide enough for all.
func (v *spots) placeRoom() int {
	switch width, _ := v.body.Room(); {
	case width < 80:
		return leastPlace
	case width < 86:
		return leastPlace + 9 // what the other columns leave at 80
	case width >= 100 && width < 108:
		return leastPlace + 12
	case width < 130:
		return leastPlace + 14 // the findings need the rest
	}
	return 0
}

func (v *spots) ShortHelp() []key.Binding {
	keys := v.kit.Keys
	switch {
	case v.note != nil:
		return v.note.keys()
	case v.body.Typing():
		return v.table.Keys()
	}
	own := append(v.rowKeys(false), v.scanKeys()...)
	if len(v.shown.Entries) > 0 {
		own = append(own, keys.Filter, keys.Fold, keys.Sort)
		if v.body.Side() != nil {
			own = append(own, keys.Preview)
		}
	}
	return own
}

func (v *spots) scanKeys() []key.Binding {
	keys := v.kit.Keys
	if !v.isKnown() {
		return nil
	}
	goOn, readAll := ui.Named(keys.Pause, "go on"), keys.ReadAll
	if v.table.Filter() != "" {
		readAll = ui.Named(readAll, "read these")
	}
	switch v.now().Scan.Phase {
	case hotspots.Starting, hotspots.Running:
		return []key.Binding{keys.Pause, keys.Slower, keys.Faster}
	case hotspots.Paused:
		return []key.Binding{goOn, keys.Slower, keys.Faster}
	case hotspots.CutOff:
		return []key.Binding{goOn, readAll}
	case hotspots.Elsewhere:
		return []key.Binding{ui.Named(keys.ReadAll, "look again")}
	}
	return []key.Binding{readAll}
}

func (v *spots) FullHelp() [][]key.Binding {
	keys := v.kit.Keys
	own := append(v.rowKeys(true), ui.Named(keys.Pause, "pause or resume a scan"), ui.Named(keys.ReadAll, "read all, or what is filtered"))
	if v.isUnderWay() {
		own = append(own, ui.Named(keys.Slower, "fewer requests a second"), ui.Named(keys.Faster, "more requests a second"))
	}
	groups := v.body.HelpKeys(own...)
	groups[0][len(own)] = ui.Named(keys.Refresh, "read the tenant of the row again")
	return groups
}

func (v *spots) rowKeys(all bool) []key.Binding {
	e, ok := v.selected()
	if !ok {
		return nil
	}
	own := append([]key.Binding{v.kit.Keys.Open}, v.editKeys(e, all)...)
	switch {
	case e.Known:
		own = append(own, ui.Named(v.kit.Keys.Known, "no longer known"))
	case e.IsFinding():
		own = append(own, v.kit.Keys.Known)
	}
	if all {
		own = append(own, v.links.Out.Keys(v.scope(), true)...)
	}
	return append(own, ui.Named(v.kit.Keys.Refresh, "read again"))
}

// editKeys are the keys of the forms: for the key line without that which Edits names.
func (v *spots) editKeys(e hotspots.Entry, all bool) []key.Binding {
	switch {
	case v.links.Limits == nil:
		return nil
	case !all || e.Finding.Code == capacity.LicencesOver:
		return v.links.Limits.AddKey()
	}
	keys := v.links.Limits.Keys(false)
	if len(keys) > 0 && v.routesTo(e) != nil {
		keys[0] = ui.Named(keys[0], "edit the routing to it")
	}
	return keys
}

// Edits is of what mends the finding of the row: licences are not edited.
func (v *spots) Edits() (on, about string) {
	e, ok := v.selected()
	if !ok || v.links.Limits == nil || e.Finding.Code == capacity.LicencesOver {
		return "", ""
	}
	path := e.Path()
	on, about = v.links.Limits.Edits(path[len(path)-1], "")
	if on != "" && v.routesTo(e) != nil {
		on = "routing to " + on
	}
	return on, about
}

// CopyID is the id of the place itself.
func (v *spots) CopyID() string {
	e, ok := v.selected()
	if !ok {
		return ""
	}
	path := e.Path()
	return path[len(path)-1]
}

func (v *spots) CopyText() []string {
	e, ok := v.selected()
	if !ok {
		return nil
	}
	return spotText(e)
}

// isKnown reports whether what is on disk was read, or cannot be.
func (v *spots) isKnown() bool {
	_, watched := v.board.Value()
	return watched && (v.now().Loaded || v.disk.Err() != nil)
}

func spotText(e hotspots.Entry) []string {
	levels := []string{page.TenantLabel(e.Tenant), "", ""}
	for i, kind := range []string{"group ", "trunk group "} {
		if path := e.Path(); len(path) > i+1 {
			levels[i+1] = kind + path[i+1]
		}
	}
	status, _ := spotStatus(e)
	lines := []string{page.PathText(levels...), status}
	if !e.At.IsZero() {
		lines = append(lines, "Read "+e.At.Local().Format(page.StampFormat)+".")
	}
	return append(lines, page.NotLive)
}

func (v *spots) Export() ui.View {
	sheet := report.Rows{Table: "hotspots", AsOf: v.shown.Oldest}
	return page.ExportTable(&v.body, v.table.Table, "hotspot", "this platform", sheet, v.missing())
}

// missing says what the listing cannot know.
func (v *spots) missing() string {
	switch left := v.shown.Partly + v.shown.Unread; {
	case left > 0:
		return ui.Count(left, "tenant") + " not wholly read"
	case v.now().Scan.Phase != hotspots.Ended:
		return "the scan did not end"
	case v.shown.NoStates > 0:
		return "it was not read which trunk groups of " + ui.Count(v.shown.NoStates, "tenant") + " are down"
	}
	return ""
}

// now returns what is known at this moment; an empty board before anything is.
func (v *spots) now() *hotspots.Board {
	if board, known := v.board.Value(); known {
		return board
	}
	return &hotspots.Board{Listing: &hotspots.Listing{}}
}

// Meanings explain the sections for the help.
func (v *spots) Meanings() []ui.Meaning { return v.body.Meanings() }

// Place is the screen, with the line of the cursor.
func (v *spots) Place() ui.Place { return v.body.Place() }

// Choose puts the cursor on a line, where it stays.
func (v *spots) Choose(id string) { v.body.Choose(id) }

func (v *spots) Wheel(rows int) { v.body.Wheel(rows) }

// Settings returns what the user chose for the rows.
func (v *spots) Settings() *ui.TableSettings { return v.body.Settings() }

// Restore has the rows as they were left.
func (v *spots) Restore(settings ui.TableSettings) { v.body.Restore(settings) }

// ClickTitle sorts by the column whose title is at a cell of the body.
func (v *spots) ClickTitle(x, line int) bool { return v.body.ClickTitle(x, line) }

func (v *spots) Click(line int) (onRow, already bool) { return v.body.Click(line) }

// prefer has the tenants on screen read first.
func (v *spots) prefer() {
	ids := make([]string, 0, len(v.onScreen)+v.body.Height)
	for _, l := range v.table.Visible() {
		ids = append(ids, l.Tenant.ID)
	}
	v.scanner.Prefer(append(ids, v.onScreen...))
}
