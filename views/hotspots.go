package views

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/ui"
)

// scanner is what the hotspots call. *hotspots.Scanner is one. Load, Mark and Unmark do
// I/O; the rest returns at once.
type scanner interface {
	Load() error
	Watch(ctx context.Context) <-chan *hotspots.Board
	Know(tenants []apiclient.Tenant)
	Prefer(tenantIDs []string)
	Begin(rest bool) error
	Pause()
	Resume()
	Mark(f hotspots.Finding, note string) error
	Unmark(f hotspots.Finding) error
}

// spots are what is blocked, over-allocated or doubtful on the whole platform, worst
// first. The last scan shows at once; another begins only when the user says so, and
// goes on while other screens are open.
//
// It is no ui.Refresher: what reads by itself at an interval must never start a scan.
type spots struct {
	kit     ui.Kit
	body    page
	scanner scanner
	disk    *ui.Loader[struct{}]
	board   *ui.Stream[*hotspots.Board]
	table   *ui.Table[hotspots.Entry]
	clock   func() time.Time

	onScreen []string // tenants that were on screen where this one was opened
	open     func(apiclient.Tenant, []string) []ui.View

	shown   *hotspots.Listing // in the table
	moved   bool              // the user chose a line: the cursor stays with it
	note    *notePrompt       // nil unless a note is typed
	marking *ui.Loader[struct{}]
}

func newSpots(kit ui.Kit, s scanner, now func() time.Time, onScreen []string, open func(apiclient.Tenant, []string) []ui.View) *spots {
	kit.Keys.Up = without(kit.Keys.Up, kit.Keys.Known) // here k is a finding that is known
	v := &spots{kit: kit, scanner: s, clock: now, onScreen: onScreen, open: open}
	v.disk = ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, s.Load() })
	v.board = ui.NewStream(s.Watch)
	v.table = ui.NewTable(kit, spotColumns(kit.Theme, now, v.placeRoom), func(e hotspots.Entry) string { return e.ID })
	v.body = page{kit: kit, what: "the last scan", rows: v.table, source: v.disk, known: v.isKnown}
	return v
}

// placeRoom is the width that a place has, 0 where the screen is wide enough for all.
func (v *spots) placeRoom() int {
	switch width := v.body.width; {
	case width < 80:
		return leastPlace
	case width < 100:
		return leastPlace + 3 // its share of what is left at 80
	}
	return 0
}

// now returns what is known at this moment; an empty board before anything is.
func (v *spots) now() *hotspots.Board {
	if board, known := v.board.Value(); known {
		return board
	}
	return &hotspots.Board{Listing: &hotspots.Listing{}}
}

// entries are the lines in the table, whatever the filter.
func (v *spots) entries() []hotspots.Entry {
	if v.shown == nil {
		return nil
	}
	return v.shown.Entries
}

// isKnown reports whether there is something to show: what is on disk was read, or
// cannot be.
func (v *spots) isKnown() bool {
	_, watched := v.board.Value()
	return watched && (v.now().Loaded || v.disk.Err() != nil)
}

// Title implements ui.View.
func (v *spots) Title() string { return "hotspots" }

// Init implements ui.View.
func (v *spots) Init() tea.Cmd { return tea.Batch(v.disk.Load(), v.board.Start()) }

// Busy implements ui.Busy.
func (v *spots) Busy() bool {
	phase := v.now().Scan.Phase
	return v.disk.Busy() || phase == hotspots.Starting || phase == hotspots.Running
}

// Close implements ui.View. The scan goes on.
func (v *spots) Close() {
	v.disk.Close()
	v.board.Close()
	if v.marking != nil {
		v.marking.Close()
	}
}

// Typing implements ui.Typer.
func (v *spots) Typing() bool { return v.note != nil || v.body.Typing() }

// CloseLayer implements ui.Layered: without the filter other tenants are on screen.
func (v *spots) CloseLayer() bool {
	closed := v.body.CloseLayer()
	if closed {
		v.prefer()
	}
	return closed
}

// SetSize implements ui.View.
func (v *spots) SetSize(width, height int) {
	v.body.SetSize(width, height)
	v.show()
}

// isUntouched reports whether there never was a scan: then all that is to be said of one
// is on the screen.
func (v *spots) isUntouched() bool {
	return v.isKnown() && len(v.entries()) == 0 && v.now().Scan.Phase == hotspots.Never
}

// View implements ui.View.
func (v *spots) View() string {
	if v.isUntouched() {
		return drawLines(v.kit.Theme, v.body.width, v.body.height, v.neverScanned())
	}
	return v.body.View()
}

// Update implements ui.View.
func (v *spots) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.marking != nil && v.marking.Update(msg) {
		return v.marked()
	}
	read := v.disk.Update(msg)
	changed, next := v.board.Update(msg)
	if read || changed {
		v.show()
	}
	return next
}

// show puts what is known into the table and around it.
func (v *spots) show() {
	if listing := v.now().Listing; v.isKnown() && listing != v.shown {
		v.shown = listing
		v.table.SetRows(listing.Entries)
		if len(listing.Entries) > 0 && !v.moved {
			v.table.Select(listing.Entries[0].ID) // the worst of now, and not of before
		}
	}
	v.table.SetEmpty(v.nothing())
	v.body.frame(v.heading(), v.footing())
	v.prefer()
}

// prefer has the tenants on screen read first.
func (v *spots) prefer() {
	ids := make([]string, 0, len(v.onScreen)+v.body.height)
	for _, e := range v.table.Visible() {
		ids = append(ids, e.Tenant.ID)
	}
	v.scanner.Prefer(append(ids, v.onScreen...))
}

func (v *spots) press(msg tea.KeyMsg) tea.Cmd {
	if v.note != nil {
		return v.typeNote(msg)
	}
	if v.body.use(msg) {
		v.moved = true
		v.prefer()
		return nil
	}
	switch keys := v.kit.Keys; {
	case !v.isKnown():
	case pressed(msg, keys.Refresh):
		return v.readAll()
	case pressed(msg, keys.Pause):
		return v.pause()
	case pressed(msg, keys.Known):
		return v.know()
	case pressed(msg, keys.Open):
		if e, ok := v.table.Selected(); ok {
			return ui.Push(v.open(e.Tenant, e.Path())...)
		}
	}
	return nil
}

// readAll reads every tenant. It asks first, and says what that takes, where the screen
// does not say so already.
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
		return v.begin(false)
	}
	return ui.Confirm(ui.Question{
		Title: "Read " + everyTenant(scan.All.Tenants) + "?",
		Text:  v.readingTakes(scan),
		Verb:  "read",
		Yes:   v.begin(false),
	})
}

// begin starts a scan, or goes on with one that was cut off.
func (v *spots) begin(rest bool) tea.Cmd {
	return func() tea.Msg {
		if err := v.scanner.Begin(rest); err != nil {
			return ui.Notify(err.Error())()
		}
		return nil
	}
}

// pause pauses a scan that runs, and goes on with one that does not.
func (v *spots) pause() tea.Cmd {
	switch v.now().Scan.Phase {
	case hotspots.Starting, hotspots.Running:
		v.scanner.Pause()
	case hotspots.Paused:
		v.scanner.Resume()
	case hotspots.CutOff:
		return v.begin(true)
	case hotspots.Elsewhere:
		return v.readAll()
	default:
		return ui.Notify("there is no scan to pause or to go on with; " + v.kit.Keys.Refresh.Help().Key + " reads all tenants")
	}
	return nil
}

// Info implements ui.Informer.
func (v *spots) Info() ui.Info {
	if !v.isKnown() {
		return ui.Info{}
	}
	told := ui.Info{Summary: v.summary(), Partly: v.partly()}
	if v.shown != nil {
		told.AsOf = v.shown.Oldest
	}
	if e, ok := v.table.Selected(); ok {
		told.Status, told.Tone = spotStatus(e)
		if path := e.Path(); v.placeRoom() > 0 && len(path) > 2 {
			told.Status = path[1] + ": " + told.Status // what the place leaves out
		}
	}
	return told
}
