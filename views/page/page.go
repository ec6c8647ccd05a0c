// Package page is what the screens have in common: the frame of a screen with rows, words for
// counts and times, and the screen that writes rows to a file. Of the rooms of views it
// imports none.
package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
)

// Page is what the screens with rows have in common: figures of the place, a title rule, the
// rows, what lies beside them, and the words for what is not there yet or could not be
// read. Screens embed it and add what makes them different.
type Page struct {
	Kit           ui.Kit
	What          string // what is read, for sentences: "groups of tenant foo"
	Heading       string // of the rule above the rows: "groups"
	Rows          rows
	Source        source
	Known         func() bool                                           // there is something to show
	Counts        func() ui.Cell                                        // right in the rule: "5 groups"; nil: none
	Strip         func(width int) string                                // stands in place of the rule, drawn; nil or empty: the rule
	Nothing       func() Empty                                          // why there are no rows; nil: the rows' own sentence
	Before        func(width int) Before                                // what is known of them where they could not be read; may be nil
	Head          func() [][]ui.Cell                                    // lines above the rows, made anew by Reframe and at another size; nil: those of Frame
	Beside        ui.Side                                               // a preview; nil where there is none
	Failed        func() int                                            // how many readings failed that can be retried alone; nil: none ever
	Legend        func(glyphs ui.Glyphs, columns []string) []ui.Meaning // explains the columns that there are; nil where they say it themselves
	Own           func(all bool) []key.Binding                          // a screen's own keys, all of them for the help
	Moved         func()                                                // called when other rows may be in view; may be nil
	Touched       bool                                                  // the user chose a row
	At            ui.Place                                              // where the screen is, without a row; zero for none
	Width, Height int
	Lower         int         // lines of the preview below the rows, for which there is room on every screen; 0: as many as others have
	First         bool        // there is no screen to go back to
	Aired         bool        // has an empty line above the rule where there is room
	gauges        []string    // drawn above the rule where there is room
	head, foot    [][]ui.Cell // lines above and below the rows
	over, under   []string    // drawn lines above them all, and directly below the rows
	noticed       bool        // a refresh has failed, and the user has moved on since
}

// The room that a preview takes: beside the rows from wide cells on, in the last lines from
// tall lines of the screen on.
const (
	wide, tall   = 140, 30
	previewLines = 12
	chromeLines  = 4 // around every screen
)

// besideRows returns how many cells a preview takes of a width. Above enough for its figures and
// sentences, the rows get more of what there is: their bars grow with it.
func besideRows(width int) int {
	const enough, share, shareAbove = 72, 45, 40 // cells, and percent
	return min(width*share/100, max(enough, width*shareAbove/100))
}

// rows is what a page shows below its heading: a table or a tree.
type rows interface {
	SetSize(width, height int)
	SetEmpty(text string)
	Select(id string)
	SelectedID() string
	Update(tea.KeyMsg) bool
	Typing() bool
	CloseLayer() bool
	Box() *ui.Box
	View() string
	Keys() []key.Binding
	Window() string
	Counts() (shown, total int)
	FilterLines() []string
	ColumnKeys() []string
	Wheel(rows int)
	Click(line int) (onRow, already bool)
}

func (p *Page) Init() tea.Cmd { return p.Source.Load() }

// The kinds of places that screens are.
const (
	Tenants          = "tenants"
	Tenant           = "tenant"
	Groups           = "groups"
	TrunkGroups      = "group"
	TrunkGroup       = "trunk group"
	Capacity         = "capacity"
	EnterpriseTrunks = "enterprise trunks"
	Routing          = "routing"
	Find             = "find"
	Hotspots         = "hotspots"
	Edits            = "edits"
	Edit             = "edit"
	Activity         = "activity"
	Timeline         = "timeline" // of what changed in a tenant, a group, a trunk group or, with Routing as its last id, an enterprise trunk; or on the whole platform
	Plans            = "plans"
	Drained          = "drained"
)

// Place is where the screen is, with the row of the cursor.
func (p *Page) Place() ui.Place {
	at := p.At
	at.Row = p.Rows.SelectedID()
	return at
}

// Choose puts the cursor on a row.
func (p *Page) Choose(row string) {
	p.Touched = true
	if table, ok := p.Rows.(arranged); ok {
		table.Yield(row)
	}
	p.Rows.Select(row)
	p.layOut()
}

// Settings returns what the user chose for the rows, nil where they are no table.
func (p *Page) Settings() *ui.TableSettings {
	if table, ok := p.Rows.(arranged); ok {
		return table.Settings()
	}
	return nil
}

// Restore has the rows as they were left.
func (p *Page) Restore(settings ui.TableSettings) {
	if table, ok := p.Rows.(arranged); ok {
		table.Restore(settings)
		p.layOut()
	}
}

// arranged is rows that the user arranges.
type arranged interface {
	Settings() *ui.TableSettings
	Restore(ui.TableSettings)
	Yield(id string)
}

func (p *Page) Refresh() tea.Cmd {
	p.noticed = false
	if p.Beside != nil {
		p.Beside.Forget()
	}
	return p.Source.Load()
}

func (p *Page) SetSize(width, height int) {
	p.Width, p.Height = width, height
	if p.Head != nil {
		p.head = p.Head()
	}
	p.layOut()
}

// layOut gives the rows their room.
func (p *Page) layOut() {
	p.Rows.SetSize(p.Room())
	p.moved()
}

func (p *Page) moved() {
	if p.Moved != nil {
		p.Moved()
	}
}

// Room returns the size of the rows.
func (p *Page) Room() (width, height int) {
	width, height = p.Width, p.Height-p.above()-len(p.foot)-len(p.below())
	switch beside, below := p.sides(); {
	case beside:
		width -= besideRows(p.Width) + 1
	case below:
		height -= p.lower()
	}
	return width, max(height, 0)
}

// below returns the lines directly below the rows, which give way while rows are chosen.
func (p *Page) below() []string {
	if p.Rows.Typing() || len(p.Rows.FilterLines()) > 0 {
		return nil
	}
	return p.under
}

// above returns how many lines there are above the rows.
func (p *Page) above() int {
	lines := 1 + len(p.over) + len(p.head)
	switch {
	case !p.IsTall():
	case len(p.gauges) > 0:
		lines += len(p.gauges) + 2
	case p.Aired:
		lines++
	}
	return lines
}

// IsTall reports whether there is room for gauges above the rows.
func (p *Page) IsTall() bool { return p.Height >= tall-chromeLines }

// fitsPreview reports whether there is a preview, and room for it beside the rows or below.
func (p *Page) fitsPreview() bool {
	return p.Beside != nil && (p.Width >= wide || p.IsTall() || p.Lower > 0)
}

// lower is how many lines a preview below the rows has.
func (p *Page) lower() int { return cmp.Or(p.Lower, previewLines) }

// sides reports whether the preview is shown beside the rows or below them.
func (p *Page) sides() (beside, below bool) {
	isWide := p.Width >= wide
	if !p.fitsPreview() || !p.Known() || !p.Kit.Preview.IsOn(isWide) {
		return false, false
	}
	if _, rows := p.Rows.Counts(); rows == 0 {
		return false, false
	}
	return isWide, !isWide
}

// IsBeside reports whether a preview is shown beside the rows.
func (p *Page) IsBeside() bool {
	beside, _ := p.sides()
	return beside
}

// Side returns what lies beside the rows, nil while it is not shown.
func (p *Page) Side() ui.Side {
	if beside, below := p.sides(); beside || below {
		return p.Beside
	}
	return nil
}

// View draws the page. Until something is known it says in words why not.
func (p *Page) View() string {
	if !p.Known() {
		return p.absence()
	}
	var lines []string
	switch {
	case !p.IsTall():
	case len(p.gauges) > 0:
		lines = append(append(append(lines, ""), p.gauges...), "")
	case p.Aired:
		lines = append(lines, "")
	}
	lines = append(append(lines, p.over...), Lines(p.Kit.Theme, p.Width, p.head)...)
	width, height := p.Room()
	beside, below := p.sides()
	rows := []string{p.rule(width)}
	if p.isEmpty() {
		rows = append(rows, p.drawState(p.Nothing().state(p.Kit, p.Source), width, height)...)
	} else {
		rows = append(append(rows, strings.Split(p.Rows.View(), "\n")...), p.below()...)
	}
	if beside || below {
		rows = append(rows, make([]string, max(0, height+1-len(rows)))...)
	}
	switch {
	case beside:
		rows = ui.Beside(p.Kit.Theme, rows, p.Beside.Draw(p.Width-width-1, height+1), width)
	case below:
		rows = append(rows, p.Beside.Draw(p.Width, p.lower())...)
	}
	lines = append(lines, rows...)
	for len(p.foot) > 0 && len(lines) < p.Height-len(p.foot) {
		lines = append(lines, "")
	}
	lines = append(lines, Lines(p.Kit.Theme, p.Width, p.foot)...)
	return strings.Join(lines[:min(len(lines), max(p.Height, 0))], "\n")
}

// drawState draws a state of the page, without a key that leads nowhere.
func (p *Page) drawState(s State, width, height int) []string {
	if p.First {
		s.Keys = slices.DeleteFunc(s.Keys, func(b key.Binding) bool { return slices.Equal(b.Keys(), p.Kit.Keys.Back.Keys()) })
	}
	return s.Draw(p.Kit, width, height)
}

// absence draws the page before there is anything to show: below the title rule it says what
// is being read, or why it could not be.
func (p *Page) absence() string {
	s := LoadingState(p.Kit, p.What)
	if err := p.Source.Err(); err != nil && !p.Source.Busy() {
		s = ProblemState(p.Kit, p.What, err)
		if s.Before = p.before(); s.Before.Show != nil {
			s.Keys = slices.Insert(s.Keys, 1, p.showKey())
		}
	}
	filter := p.Rows.FilterLines()
	height := p.Height - 1 - len(filter)
	lines := append([]string{p.rule(p.Width)}, p.drawState(s, p.Width, height)...)
	if len(filter) > 0 && p.Height > 1 {
		lines = append(append(lines, make([]string, max(0, height+1-len(lines)))...), filter...)
	}
	return strings.Join(lines[:min(len(lines), max(p.Height, 0))], "\n")
}

// before is what is known from an earlier reading where nothing could be read now.
func (p *Page) before() Before {
	if p.Before == nil || p.Known() || p.Source.Err() == nil || p.Source.Busy() {
		return Before{}
	}
	return p.Before(p.Width - stateIndent - 3)
}

// showKey puts the rows of that on the page.
func (p *Page) showKey() key.Binding { return ui.Named(p.Kit.Keys.Groups, "show what is known") }

// isEmpty reports whether there are no rows, and the screen knows why.
func (p *Page) isEmpty() bool {
	_, total := p.Rows.Counts()
	return total == 0 && p.Nothing != nil && !p.Rows.Typing() && len(p.Rows.FilterLines()) == 0
}

// rule draws the title above the rows: what they are, which of them are on screen, and counts.
func (p *Page) rule(width int) string {
	if p.Strip != nil {
		if strip := p.Strip(width); strip != "" {
			return strip
		}
	}
	rule := ui.Rule{Title: ui.Cell{Text: p.Heading}, Right: p.counts()}
	if window := p.Rows.Window(); window != "" {
		rows, of, isWindow := strings.Cut(window, " of ")
		shown := ui.Cell{Text: rows, Tone: ui.Strong}
		if isWindow {
			shown.Then = []ui.Cell{{Text: " of " + of, Tone: ui.Muted}}
		}
		rule.Right = Dotted(p.Kit.Theme.Glyphs, shown, rule.Right)
	}
	return rule.Draw(p.Kit.Theme, width)
}

// counts is the right end of the rule: what is missing still, then what there is.
func (p *Page) counts() ui.Cell {
	cells := missing(p.Kit.Theme.Glyphs, p.Source, p.Known())
	if p.Known() && p.Counts != nil {
		cells = append(cells, p.Counts())
	}
	return Dotted(p.Kit.Theme.Glyphs, cells...)
}

// DrawLines draws as many lines as there is room for.
func DrawLines(theme ui.Theme, width, height int, lines [][]ui.Cell) string {
	return strings.Join(Lines(theme, width, lines[:min(len(lines), max(height, 0))]), "\n")
}

// Lines draws lines of cells on the screen's own ground.
func Lines(theme ui.Theme, width int, lines [][]ui.Cell) []string {
	drawn := make([]string, len(lines))
	for i, cells := range lines {
		drawn[i] = Line(theme, width, cells...)
	}
	return drawn
}

// Line draws cells one after the other on the screen's own ground.
func Line(theme ui.Theme, width int, cells ...ui.Cell) string {
	return ui.Line(theme, ui.OnScreen, width, cells...)
}

// Spread returns the cells of a line with one cell at its left and one at its right end,
// each a blank away from the edge; the right one only where both have room.
func Spread(width int, left, right ui.Cell) []ui.Cell {
	used := ui.Width(left, right)
	cells := []ui.Cell{{Text: " "}, left}
	if room := width - used - 2; room >= 2 {
		cells = append(cells, ui.Cell{Text: ui.Blanks(room)}, right)
	}
	return cells
}

func (p *Page) Typing() bool { return p.Rows.Typing() }

func (p *Page) Busy() bool { return p.Source.Busy() }

// Box returns the dialog that is open over the rows, nil for none.
func (p *Page) Box() *ui.Box { return p.Rows.Box() }

// CloseLayer closes what is open above the rows, and reports whether anything was.
func (p *Page) CloseLayer() bool {
	closed := p.Rows.CloseLayer()
	p.layOut()
	return closed
}

func (p *Page) Close() {
	p.Source.Close()
	if p.Beside != nil {
		p.Beside.Close()
	}
}

// Meanings explain a page's marks, words and conditions for the help.
func (p *Page) Meanings() []ui.Meaning {
	columns := p.Rows.ColumnKeys()
	var all []ui.Meaning
	if p.Legend != nil {
		all = p.Legend(p.Kit.Theme.Glyphs, columns)
	}
	if slices.Contains(columns, newsKey) {
		all = append(all, newsMeanings()...)
	}
	return append(all, filterMeanings(p.Kit.Keys, columns)...)
}

// filterMeanings explain how rows are chosen, with the names that conditions know here.
func filterMeanings(keys ui.KeyMap, columns []string) []ui.Meaning {
	all := []ui.Meaning{
		{Word: "the filter, " + keys.Filter.Help().Key},
		{Word: "text", Text: "rows that contain it, in any column; capitals do not matter"},
		{Word: "!text", Text: "rows that do not"},
	}
	if slices.Contains(columns, "diff") {
		all = append(all,
			ui.Meaning{Word: "diff<0", Text: "rows whose calls are over-allocated; bdiff<0: their bursting"},
			ui.Meaning{Word: "calls>100", Text: "also >=, <=, = and !="})
	}
	if slices.Contains(columns, "state") {
		all = append(all, ui.Meaning{Word: "state=down", Text: "rows with a trunk group that is down"})
	}
	return append(all,
		ui.Meaning{Word: "several", Text: "all of them have to hold: diff<0 !lab"},
		ui.Meaning{Word: "columns", Text: strings.Join(columns, ", ")})
}

// Wheel scrolls the rows.
func (p *Page) Wheel(rows int) {
	p.Touched = true
	if p.Known() {
		p.Rows.Wheel(rows)
	}
	p.moved()
}

// Click selects the row at a line of the page.
func (p *Page) Click(line int) (onRow, already bool) {
	if !p.Known() {
		return false, false
	}
	onRow, already = p.Rows.Click(line - p.above())
	p.touch(onRow)
	return onRow, already
}

// ClickTitle sorts by the column whose title is at a cell of the page.
func (p *Page) ClickTitle(x, line int) bool {
	titled, ok := p.Rows.(ui.Titled)
	if ok = ok && p.Known() && titled.ClickTitle(x, line-p.above()); ok {
		p.layOut()
	}
	return ok
}

// touch notes that the user chose a row, where one was chosen.
func (p *Page) touch(chosen bool) {
	p.Touched = p.Touched || chosen
	p.noticed = p.noticed || chosen && p.Source.Err() != nil
}

func (p *Page) ShortHelp() []key.Binding { return p.Keys(p.Own(false)) }

func (p *Page) FullHelp() [][]key.Binding { return p.HelpKeys(p.Own(true)...) }

// Keys returns what the key line shows, the most wanted first: a screen's own keys,
// those of the rows that are worth a place there, and more of its own. While
// something is typed, it is what works then.
func (p *Page) Keys(own []key.Binding, more ...key.Binding) []key.Binding {
	switch {
	case p.Rows.Typing():
		return p.Rows.Keys()
	case p.isEmpty() && p.Known(): // there is nothing to filter or to sort
	case p.Known():
		if retry := p.retryKey(); len(retry) > 0 {
			own = slices.Insert(own, min(1, len(own)), retry...)
		}
		at := len(own)
		if at > 0 && own[0].Help().Key == p.Kit.Keys.Open.Help().Key {
			at = 1
		}
		own = append(slices.Insert(own, at, p.Kit.Keys.Filter), p.Kit.Keys.Sort)
	case p.before().Show != nil:
		return append([]key.Binding{p.Kit.Keys.Refresh, p.showKey()}, append(own, more...)...)
	}
	return append(append(own, p.Kit.Keys.Refresh), more...)
}

// retryKey reads what failed again, and nothing else; none where nothing did.
func (p *Page) retryKey() []key.Binding {
	if p.Failed == nil || !p.Known() || p.Source.Busy() || p.Failed() == 0 {
		return nil
	}
	return []key.Binding{ui.Named(p.Kit.Keys.ReadAll, "retry "+strconv.Itoa(p.Failed())+" failed")}
}

// Retries reports whether a key retries what failed.
func (p *Page) Retries(msg tea.KeyMsg) bool {
	return len(p.retryKey()) > 0 && Pressed(msg, p.Kit.Keys.ReadAll)
}

// HelpKeys returns a screen's own keys for the help, with all of the rows'.
func (p *Page) HelpKeys(own ...key.Binding) [][]key.Binding {
	own = append(append(own, p.Kit.Keys.Refresh), p.retryKey()...)
	if p.fitsPreview() {
		own = append(own, p.Kit.Keys.Preview)
	}
	groups := [][]key.Binding{own}
	if p.Known() {
		groups = append(groups, p.Rows.Keys())
	}
	return groups
}

// OpenKey returns the key that opens a row where there is one to open.
func OpenKey[R any](p *Page, table *ui.Table[R]) []key.Binding {
	if _, ok := table.Selected(); ok && p.Known() {
		return []key.Binding{p.Kit.Keys.Open}
	}
	return nil
}

// IsRead tells whether a loader has read anything yet.
func IsRead[T any](loader *ui.Loader[T]) func() bool {
	return func() bool {
		_, known := loader.Value()
		return known
	}
}

// Frame sets the lines above and below the rows.
func (p *Page) Frame(head, foot [][]ui.Cell) {
	p.head, p.foot = head, foot
	p.layOut()
}

// Reframe makes the lines of Head anew.
func (p *Page) Reframe() { p.Frame(p.Head(), nil) }

// Around sets sections of the page, drawn on its width: above everything, and directly below
// the rows.
func (p *Page) Around(over, under []string) {
	p.over, p.under = over, under
	p.layOut()
}

// Gauges sets the figures of the place, which are drawn above the rows where there is room.
func (p *Page) Gauges(lines []string) {
	p.gauges = lines
	p.layOut()
}

// HandleKey gives a key to the rows, once they are on screen. The filter opens before that:
// what is typed into it must not be taken for commands because the rows are late.
func (p *Page) HandleKey(msg tea.KeyMsg) bool {
	if p.fitsPreview() && !p.Rows.Typing() && !ui.IsBurst(msg) && Pressed(msg, p.Kit.Keys.Preview) {
		p.Kit.Preview.Flip(p.Width >= wide)
		p.layOut()
		return true
	}
	if !p.Known() && Pressed(msg, p.showKey()) {
		if show := p.before().Show; show != nil {
			show()
			return true
		}
	}
	takes := p.Known() || p.Rows.Typing() || !ui.IsBurst(msg) && Pressed(msg, p.Kit.Keys.Filter)
	used := takes && p.Rows.Update(msg)
	p.touch(used)
	if used {
		p.layOut() // a filter takes room
	}
	return used
}

// Pressed reports whether a key is one of a binding's.
func Pressed(msg tea.KeyMsg, binding key.Binding) bool { return key.Matches(msg, binding) }

// Info returns what every page tells the shell.
func (p *Page) Info() ui.Info {
	info := SourceInfo(p.Kit.Theme.Glyphs, p.Source, p.Known())
	info.Summary = notRead(p.Kit.Theme.Glyphs, p.Source, p.Known())
	if p.noticed {
		info.Status = ui.Cell{}
	}
	return info
}

// SourceInfo returns what a screen of any kind tells the shell: since when its figures
// stand, and that the last refresh failed while older ones are shown, or
// brought a part.
func SourceInfo(glyphs ui.Glyphs, from source, known bool) ui.Info {
	info := ui.Info{AsOf: from.At()}
	switch err := from.Err(); {
	case known && ui.IsPartial(err):
		info.Status = ui.Cell{Text: apiclient.Explain(err), Tone: ui.Failed}
	case known && err != nil:
		what := apiclient.Explained(err).What // that it is stale, and since when, is told by the header
		info.Status = ui.Cell{Text: glyphs.Failed + " " + what, Tone: ui.Failed, Then: []ui.Cell{{Text: strings.TrimPrefix(apiclient.Explain(err), what)}}}
		info.Stale = true
	}
	return info
}

// source is where a page's data come from: a loader or a survey.
type source interface {
	Load() tea.Cmd
	Busy() bool
	Err() error
	At() time.Time
	Close()
}

// WrapCell breaks a cell into lines that begin with so many blanks.
func WrapCell(cell ui.Cell, width, indent int) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, text := range ui.Wrap(safetext.Cell(cell.Text), max(width-indent-1, 20)) {
		lines = append(lines, []ui.Cell{{Text: ui.Blanks(indent) + text, Tone: cell.Tone}})
	}
	return lines
}

// ExportView returns the screen that writes an export, none for one without rows.
func (p *Page) ExportView(e *Export, shown int) ui.View {
	if !p.Known() || shown == 0 {
		return nil
	}
	switch err := p.Source.Err(); {
	case ui.IsPartial(err):
		e.Notes = append(e.Notes, apiclient.Explain(err))
	case err != nil:
		e.Notes = append(e.Notes, "as of "+p.Source.At().Format(time.TimeOnly)+": reading it again failed")
	}
	return NewExporter(p.Kit, *e, time.Now())
}

// ExportTable returns the screen that writes a TableExport.
func ExportTable[R any](p *Page, table *ui.Table[R], noun, of string, sheet report.Rows, missing string) ui.View {
	shown, _ := table.Counts()
	return p.ExportView(TableExport(table, noun, of, sheet, missing), shown)
}

// Missing says what is not there of what is on its way.
func (p *Page) Missing() string {
	if p.Source.Busy() {
		return "it is still being read"
	}
	return ""
}
