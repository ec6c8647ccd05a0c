// Package find holds the search for anything by its name or number: what is typed, and below it
// where that is. Of the rooms of views it imports saving, figures and page.
package find

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/find"
	"banyan/internal/plan"
	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// Finder is the search as one types. Names answer at once, numbers and users once the platform
// was asked.
type Finder struct {
	page.Page
	links Links
	known *Known
	names *ui.Loader[*places]

	text     ui.TextField
	isTyped  bool // the text has the keys, and not the rows
	search   search
	atOnce   []find.Path // by the names that are known
	further  int         // names that match beyond these
	only     kind
	table    *ui.Table[row]
	step     int    // of the selected path, among those that open
	stepOf   string // the row that it is counted on
	isNamed  bool   // the platform was asked with the names at hand
	lastRows []row  // of every kind
}

// Links are what the search asks and opens.
type Links struct {
	API  find.API
	Open func(t apiclient.Tenant, at find.Place) ui.View
	Text string           // what is searched for at once; empty until it is typed
	Near string           // the tenant by whose country numbers are completed; may be empty
	Scan string           // by which key all tenants are read, so that names in them are known; empty where none does
	Now  func() time.Time // nil is time.Now

	// Forwards is what forwarded calls when it was read last; nil where that is not kept.
	Forwards func(context.Context) ([]find.Fact, error)

	Out *saving.Outages // what is out of service; nil where nothing is taken out
}

// New returns the search, with the names that are known already.
func New(kit ui.Kit, known *Known, links Links) *Finder {
	if links.Now == nil {
		links.Now = time.Now
	}
	v := &Finder{links: links, known: known, isTyped: true}
	v.names = ui.NewLoader(known.reader())
	v.search = search{open: v.ask, now: links.Now, problem: errNothing}
	if links.Text != "" {
		v.isTyped = false
		v.text.SetText(links.Text)
		v.search.seek(links.Text)
		v.search.settle()
	}
	v.table = ui.NewTable(kit, columns{kit.Theme.Glyphs, &v.text, &v.search, v.out, v.isNarrow}.all(), row.id)
	v.Page = page.Page{
		Kit: kit, What: "what is looked for", Heading: "found", Rows: v.table, Source: &v.search,
		Known: func() bool { return true }, Counts: v.counts, Nothing: v.nothing, Own: v.own, Moved: v.follow,
		Beside: ui.NewPreview[row, struct{}](kit.Theme, v.table.Selected, row.id, nil, v.pane),
	}
	return v
}

// ask searches the platform, and the names that are known by then.
func (v *Finder) ask(ctx context.Context, q find.Query, reach int) <-chan find.Snapshot {
	opts := find.Options{Near: v.links.Near, Limit: most, Reach: reach, Now: v.links.Now, Names: find.NewNames(nil), Forwards: v.links.Forwards}
	last := v.known.last.Load()
	if v.isNamed = last != nil; v.isNamed {
		opts.Names, opts.Whole = last.names, last.isWhole()
	}
	if v.links.Scan != "" {
		opts.Named = v.scanText() + " reads them; enterprise trunks are in the list of their tenant alone"
	}
	return opts.Names.Run(ctx, q, find.Platform(v.links.API, nil, opts)...)
}

// Title is the search in the breadcrumb.
func (v *Finder) Title() string { return "find" }

// Place is the search for the text that is searched for, and not for each letter on the way to it.
func (v *Finder) Place() ui.Place {
	p := ui.Place{Kind: page.Find, Row: v.table.SelectedID()}
	if v.search.settled != "" {
		p.Path = []string{v.search.settled}
	}
	if v.search.settled != "" && v.links.Near != "" {
		p.Path = append(p.Path, v.links.Near)
	}
	return p
}

// Init reads the names, which those of the last opening stand for meanwhile.
func (v *Finder) Init() tea.Cmd {
	v.match()
	searched := tea.Cmd(nil)
	if v.search.settled != "" {
		searched = v.search.again()
	}
	return tea.Batch(v.names.Load(), searched, v.links.Out.Load())
}

// Refresh searches again, for more where something was cut or left out; names that could not be
// read are read again.
func (v *Finder) Refresh() tea.Cmd {
	v.search.widen()
	return v.Renew()
}

// Renew searches again, for no more than before.
func (v *Finder) Renew() tea.Cmd {
	var again tea.Cmd
	if v.known.last.Load() == nil || v.known.last.Load().problem != nil {
		again = v.names.Load()
	}
	searched := v.search.again()
	v.match()
	return tea.Batch(again, searched)
}

// Update takes a key or an answer.
func (v *Finder) Update(msg tea.Msg) tea.Cmd {
	if key, isKey := msg.(tea.KeyMsg); isKey {
		return v.press(key)
	}
	if v.names.Update(msg) {
		v.match()
		if v.search.stream != nil && !v.isNamed {
			return v.search.again() // its paths had no names
		}
		return nil
	}
	changed, cmd := v.search.update(msg)
	isOut, again := v.links.Out.Update(msg)
	if changed || isOut {
		v.show()
	}
	return tea.Batch(cmd, again)
}

func (v *Finder) press(msg tea.KeyMsg) tea.Cmd {
	k, burst := v.Kit.Keys, ui.IsBurst(msg)
	switch {
	case !burst && page.Pressed(msg, k.NextField):
		v.choose(1)
	case !burst && page.Pressed(msg, k.PreviousField):
		v.choose(-1)
	case !burst && page.Pressed(msg, k.Open):
		return v.open()
	case v.isTyped:
		return v.typed(msg)
	case !burst && page.Pressed(msg, k.Refresh):
		return v.Refresh()
	case !burst && (page.Pressed(msg, k.Filter) || page.Pressed(msg, k.Find)):
		v.isTyped = true
		v.layOut()
	case !burst && page.Pressed(msg, k.Left):
		v.walk(-1)
	case !burst && page.Pressed(msg, k.Right):
		v.walk(1)
	case !burst && page.Pressed(msg, k.Up) && v.isOnTop():
		v.isTyped = true
		v.layOut()
	default:
		v.HandleKey(msg)
		v.follow()
	}
	return nil
}

// isOnTop reports whether the cursor is on the first row.
func (v *Finder) isOnTop() bool {
	rows := v.table.Shown()
	selected, ok := v.table.Selected()
	return !ok || selected.id() == rows[0].id()
}

// typed takes a key of the text. One that moves goes to the rows, and has them take the keys.
func (v *Finder) typed(msg tea.KeyMsg) tea.Cmd {
	k, before := v.Kit.Keys, v.text.Text()
	shown, _ := v.table.Counts()
	used := v.text.Update(msg, k)
	switch {
	case v.text.Text() != before:
		cmd := v.search.seek(v.text.Text())
		v.Touched = false
		v.match()
		return cmd
	case used || ui.IsBurst(msg):
	case page.Pressed(msg, k.Cancel):
		if !v.CloseLayer() {
			return ui.Pop()
		}
	case msg.Type != tea.KeyRunes && page.Pressed(msg, k.Refresh):
		return v.Refresh()
	case shown == 0:
	case msg.Type == tea.KeyRight:
		v.toRows()
		v.walk(1)
	case msg.Type == tea.KeyDown, msg.Type == tea.KeyPgDown, msg.Type == tea.KeyPgUp:
		v.toRows()
		v.HandleKey(msg)
		v.follow()
	}
	return nil
}

// toRows has the rows take the keys.
func (v *Finder) toRows() {
	v.isTyped = false
	v.search.settle()
	v.layOut()
}

// CloseLayer gives up the search that runs, and reports whether one did.
func (v *Finder) CloseLayer() bool {
	given := v.search.giveUp()
	v.show()
	return given
}

// choose shows the next kind of what was found, or all.
func (v *Finder) choose(by int) {
	v.only = (v.only + kind(by) + kinds) % kinds
	v.Touched = false
	v.show()
}

// match finds what is typed among the names that are known.
func (v *Finder) match() {
	v.atOnce, v.further = nil, 0
	if v.search.problem == nil && v.known.last.Load() != nil {
		v.atOnce, v.further = v.known.last.Load().names.Paths(v.search.query, most*max(1, v.search.reach))
	}
	v.show()
}

// show puts what was found on the screen. Until the user moves, the best is selected.
func (v *Finder) show() {
	found, _ := v.search.found()
	v.lastRows = rowsOf(v.search.query, found.Paths, v.atOnce)
	rows := slices.DeleteFunc(slices.Clone(v.lastRows), func(r row) bool { return v.only != all && r.kind != v.only })
	v.table.SetRows(rows)
	v.table.SetParts(ui.Parts[row]{
		Of:   func(r row) string { return r.kind.String() },
		Line: func(r row) ui.Rule { return v.section(r.kind) },
	})
	if !v.Touched && len(rows) > 0 {
		v.table.Select(rows[0].id())
	}
	v.layOut()
}

// section is the line above the rows of a kind.
func (v *Finder) section(k kind) ui.Rule {
	n := 0
	for _, r := range v.lastRows {
		if r.kind == k {
			n++
		}
	}
	return ui.Rule{Title: ui.Cell{Text: k.String()}, Right: ui.Cell{Text: strconv.Itoa(n), Tone: ui.Muted}, Section: true}
}

// follow shows the path of another row, and has the step on it begin anew.
func (v *Finder) follow() {
	id := ""
	if r, ok := v.table.Selected(); ok {
		id = r.id()
	}
	if id != v.stepOf {
		v.step, v.stepOf = 0, id
		v.Frame(nil, v.foot())
	}
}

// stepsOf returns the parts of a row's path, with what of them is out of service.
func (v *Finder) stepsOf(r row) []step {
	steps := stepsOf(r.path)
	for i := range steps {
		steps[i].out = v.out(steps[i].Place)
	}
	return steps
}

// out says whether a place is out of service, and of an enterprise trunk which of its routes.
func (v *Finder) out(at find.Place) figures.Out {
	scope := plan.Scope{Tenant: at.Tenant, Group: at.Group}
	switch at.Kind {
	case find.Group:
	case find.TrunkGroup:
		scope.Name = at.Name
	case find.EnterpriseTrunk:
		return v.links.Out.OutOf(change.Subject{Tenant: at.Tenant, Group: at.Group, Name: at.Name})
	default:
		return figures.Out{}
	}
	return v.links.Out.Summary(scope) // the key that puts back is none of this screen
}

// steps returns the selected path, and where the cursor is on it; at is -1 where nothing opens.
func (v *Finder) steps() (steps []step, at int) {
	r, ok := v.table.Selected()
	if !ok {
		return nil, -1
	}
	steps, at = v.stepsOf(r), -1
	left := v.step
	for i, s := range steps {
		if !s.opens() {
			continue
		}
		at = i
		if left == 0 {
			break
		}
		left--
	}
	return steps, at
}

// walk goes along the path to the next part that opens.
func (v *Finder) walk(by int) {
	steps, _ := v.steps()
	open := 0
	for _, s := range steps {
		if s.opens() {
			open++
		}
	}
	v.Touched = true
	v.step = max(0, min(v.step+by, open-1))
	v.layOut()
}

// open opens the part of the path that the cursor is on.
func (v *Finder) open() tea.Cmd {
	steps, at := v.steps()
	switch {
	case len(steps) == 0:
		return nil
	case at < 0:
		return ui.Notify(steps[0].ID() + " is in nothing that opens")
	}
	to := steps[at]
	label := ""
	for _, s := range steps {
		if s.Kind == find.Tenant {
			label = s.Label
		}
	}
	v.Touched = true // it is what one comes back to
	v.search.settle()
	return ui.Push(v.links.Open(v.known.last.Load().tenant(to.Tenant, label), to.Place))
}

// SetSize lays everything out anew.
func (v *Finder) SetSize(width, height int) {
	before := v.isNarrow()
	v.Width, v.Height = width, height
	if v.isNarrow() != before {
		v.show() // names are drawn anew
		return
	}
	v.layOut()
}

// isNarrow reports whether there is no room for the domains of users beside what they are called.
func (v *Finder) isNarrow() bool { return v.Width < 110 }

// layOut puts the text above the rows, and below them the path and what is missing.
func (v *Finder) layOut() {
	v.follow()
	over := []string{page.Line(v.Kit.Theme, v.Width, v.field()...)}
	if v.IsTall() {
		over = append([]string{""}, append(over, "")...)
	}
	v.Around(over, nil)
	v.Frame(nil, v.foot())
	v.Page.SetSize(v.Width, v.Height)
}

// field is what is typed, and of which kind the rows are.
func (v *Finder) field() []ui.Cell {
	const label = "   > "
	kinds := v.kindsLine()
	width := max(16, min(48, v.Width-safetext.Width(label)-ui.Width(kinds)-6))
	field := ui.Field{Typed: &v.text, Width: width, Focus: v.isTyped}
	if !v.isTyped {
		field.Typed, field.Value = nil, v.text.Text()
	}
	return []ui.Cell{{Text: "   " + v.Kit.Theme.Glyphs.Greater + " ", Tone: ui.Accent}, field.Cell(v.Kit.Theme), {Text: "   "}, kinds}
}

// kindsLine names the kinds, the one that is shown in the way of a choice.
func (v *Finder) kindsLine() ui.Cell {
	var line ui.Cell
	for k := all; k < kinds; k++ {
		word := ui.Cell{Text: " " + k.String() + " ", Tone: ui.Muted}
		if k == v.only {
			word = ui.Cell{Text: "[" + k.String() + "]", Tone: ui.Strong}
		}
		line.Then = append(line.Then, word, ui.Cell{Text: " "})
	}
	return line
}

// mostNotes is how many lines say what is missing, and a part of the path, on a low and on a high
// screen.
func (v *Finder) mostNotes() int {
	if v.IsTall() {
		return 6
	}
	return 3
}

// foot is the path of the selected row, unless a preview shows it, and what is missing.
func (v *Finder) foot() (lines [][]ui.Cell) {
	if len(v.table.Shown()) == 0 {
		return nil // the page says it in place of the rows
	}
	if v.Side() != nil {
		return nil // which tells all of it
	}
	lines = v.strip()
	notes, most := v.notes(), len(lines)+v.mostNotes()
	for i, n := range notes {
		drawn := n.lines(v.Width - 1)
		if left := len(notes) - i; len(lines)+len(drawn) > most && left > 1 {
			lines = append(lines, []ui.Cell{{Text: fmt.Sprintf("   and %d more of what is missing: %s copies all", left, v.Kit.Keys.CopyText.Help().Key), Tone: ui.Muted}})
			break
		}
		for _, cells := range drawn {
			lines = append(lines, append([]ui.Cell{{Text: " "}}, cells...))
		}
	}
	return lines
}

// strip is the path in as many lines as it takes: what was found and what it is in, and then what
// sends calls there.
func (v *Finder) strip() [][]ui.Cell {
	steps, at := v.steps()
	path, from := flow{width: v.Width - 1, between: v.Kit.Theme.Glyphs.PathSep + " "}, flow{width: v.Width - 1, between: v.Kit.Theme.Glyphs.Dot + " "}
	if r, _ := v.table.Selected(); !slices.ContainsFunc(steps, func(s step) bool { return s.use != nil }) {
		from.add(false, ui.Cell{Text: v.noUses(r), Tone: ui.Muted})
	}
	for i, s := range steps {
		cells := []ui.Cell{v.stepCell(s, i == at)}
		if tell := s.short(v.Kit.Theme.Glyphs); tell.Whole() != "" {
			cells = append(cells, ui.Cell{Text: " "}, tell)
		}
		switch {
		case s.use == nil:
			path.add(i == at, cells...)
		case from.lines == nil:
			from.add(i == at, append([]ui.Cell{{Text: "calls from ", Tone: ui.Muted}}, cells...)...)
		default:
			from.add(i == at, cells...)
		}
	}
	return slices.Concat([][]ui.Cell{nil}, path.shown(v.mostNotes()), from.shown(v.mostNotes()))
}

// noUses says why a path names no enterprise trunk; empty where that is none of its parts.
func (v *Finder) noUses(r row) string {
	switch f, ok := r.path.TrunkGroup(); {
	case !ok && r.at().Kind != find.User:
		return ""
	case !ok:
		return "no trunk group is known of it"
	case f.UsedByAll:
		return "no enterprise trunk sends calls there"
	case v.search.Busy():
		return "the enterprise trunks are still being read"
	}
	return "the enterprise trunks that send calls there were not read"
}

// stepCell is the name of a part, with the cursor before it where that is on it.
func (v *Finder) stepCell(s step, isOn bool) ui.Cell {
	name := ui.Cell{Text: s.ID(), Name: true}
	if !isOn {
		return name
	}
	return ui.Cell{Text: v.Kit.Theme.Glyphs.Cursor, Tone: ui.Selected, Then: []ui.Cell{{Text: safetext.Name(s.ID()), Tone: ui.Selected}}}
}

// notes say what is missing, or not sure.
func (v *Finder) notes() []note {
	w := words{v.Kit.Theme.Glyphs, v.againKey().Help().Key, v.Kit.Keys.Cancel.Help().Key}
	return w.notes(&v.search, v.namesProblem(), v.further)
}

// pane tells the whole path of a row.
func (v *Finder) pane(r row, _ ui.Latest[struct{}]) ui.Pane {
	at := r.at()
	return ui.Pane{
		Title: ui.Cell{Text: at.ID(), Tone: ui.Strong, Name: true}, Right: ui.Cell{Text: at.Kind.String(), Tone: ui.Muted},
		Lines: func(width int) []string {
			pane := pathPane{page.NewPane(v.Kit.Theme, width), v.Kit.Theme.Glyphs, v.links.Now()}
			steps, on := v.stepsOf(r), -1
			if selected, ok := v.table.Selected(); ok && selected.id() == r.id() {
				steps, on = v.steps()
			}
			pane.path(steps, on, v.noUses(r))
			pane.missing(v.notes())
			return pane.Lines()
		},
	}
}

// namesProblem is why not all names of tenants are known.
func (v *Finder) namesProblem() error {
	if v.known.last.Load() == nil {
		return v.names.Err()
	}
	return v.known.last.Load().problem
}

// againKey is the key that searches again: while the text has the keys, one that is no letter.
func (v *Finder) againKey() key.Binding {
	refresh := v.Kit.Keys.Refresh
	if v.isTyped {
		for _, name := range refresh.Keys() {
			if len(name) > 1 {
				refresh.SetHelp(name, refresh.Help().Desc)
			}
		}
	}
	if v.search.isCut() {
		return ui.Named(refresh, "search on")
	}
	return ui.Named(refresh, "search again")
}

// counts say how much was found, and how far the search is.
func (v *Finder) counts() ui.Cell {
	glyphs := v.Kit.Theme.Glyphs
	if v.search.problem != nil {
		return ui.Cell{}
	}
	found, known := v.search.found()
	cells := []ui.Cell{{Text: ui.Count(len(v.lastRows), "place"), Tone: ui.Strong}}
	isUnsearched, isMissing := false, v.namesProblem() != nil
	for _, p := range found.Sources {
		isUnsearched = isUnsearched || p.State == find.NotSearched
		isMissing = isMissing || p.State == find.Incomplete || p.State == find.Failed
	}
	switch {
	case v.search.Busy() && known:
		cells = append(cells, ui.Cell{Text: glyphs.Unknown + " searching " + found.Searching(), Tone: ui.Unknown})
	case v.search.Busy():
		cells = append(cells, ui.Cell{Text: glyphs.Unknown + " searching", Tone: ui.Unknown})
	case v.search.isGivenUp:
		cells = append(cells, ui.Cell{Text: glyphs.Notice + " given up", Tone: ui.Notice})
	case isMissing:
		cells = append(cells, ui.Cell{Text: glyphs.Notice + " a part is missing", Tone: ui.Notice})
	case isUnsearched:
		cells = append(cells, ui.Cell{Text: "not all can be searched", Tone: ui.Muted})
	}
	return page.Dotted(glyphs, cells...)
}

// nothing says why there are no rows.
func (v *Finder) nothing() page.Empty {
	e := page.Empty{Open: true}
	text := safetext.Cell(strings.TrimSpace(v.text.Text()))
	switch _, known := v.search.found(); {
	case text == "":
		e.Title = "Type what you look for."
		e.Means = []string{
			"A phone number in any spelling, a part of one or a range; an extension; the name, address or id of a user; a part of the id or name of a tenant, group, trunk group or enterprise trunk, or of a device.",
			v.knownText(),
		}
		return e
	case v.search.problem != nil:
		e.Title = page.Capitalised(v.search.problem.Error()) + "."
		return e
	case v.search.Busy():
		e.Title = "Searching for " + text + "."
		e.Keys = []key.Binding{ui.Named(v.Kit.Keys.Cancel, "give up")}
	case v.search.isGivenUp:
		e.Title = "The search for " + text + " was given up."
		e.Keys = []key.Binding{v.againKey()}
	case len(v.lastRows) > 0:
		e.Title = "Among the " + v.only.String() + " is no " + text + ", but elsewhere."
		e.Keys = []key.Binding{ui.Named(v.Kit.Keys.NextField, "other kinds")}
	case known && v.isComplete():
		e.Title = "Nothing was found for " + text + ": all of it was searched."
	default:
		e.Title = "Nothing was found for " + text + " in what was searched."
		e.Keys = []key.Binding{v.againKey()}
	}
	for _, n := range v.notes() {
		e.Means = append(e.Means, strings.TrimSpace(n.sign+" "+n.text))
	}
	return e
}

// isComplete reports whether everything was searched, and all of it.
func (v *Finder) isComplete() bool {
	found, known := v.search.found()
	return known && found.Complete() && v.namesProblem() == nil && !v.search.isGivenUp
}

// knownText says which names are found without asking.
func (v *Finder) knownText() string {
	p := v.known.last.Load()
	switch {
	case p == nil && v.names.Busy():
		return "The names are being read."
	case p == nil:
		return "No names are known: " + apiclient.Explain(cmp.Or(v.names.Err(), errNothing))
	}
	text := fmt.Sprintf("At once: %s, read %s", ui.Count(len(p.tenants), "tenant"), page.ClockText(p.at, v.links.Now()))
	if n := len(p.kept); n > 0 {
		text += fmt.Sprintf(", and %s in all from the readings of %s", ui.Count(p.names.Len(), "name"), ui.Count(n, "tenant"))
	} else if v.links.Scan != "" {
		text += ". Trunk groups are found by name too after " + v.scanText()
	}
	if p.problem != nil {
		text += ". Not all tenants: " + apiclient.Explain(p.problem)
	}
	return text + "."
}

// scanText is what reads all tenants.
func (v *Finder) scanText() string { return "a scan (esc, then " + v.links.Scan + ")" }

// Typing reports whether the text has the keys.
func (v *Finder) Typing() bool { return v.isTyped }

// Seeks lets the mouse reach the rows while something is typed.
func (v *Finder) Seeks() bool { return true }

// Busy reports whether something is on its way.
func (v *Finder) Busy() bool { return v.search.Busy() || v.names.Busy() }

// Close ends what is read.
func (v *Finder) Close() {
	v.Page.Close()
	v.names.Close()
	v.links.Out.Close()
}

// Click selects a row, and has the rows take the keys.
func (v *Finder) Click(line int) (onRow, already bool) {
	if onRow, already = v.Page.Click(line); onRow {
		v.toRows()
	}
	return onRow, already
}

// Info is the selected place in the status line, and when the platform was asked.
func (v *Finder) Info() ui.Info {
	info := ui.Info{AsOf: v.search.At()}
	steps, at := v.steps()
	if at < 0 {
		return info
	}
	s := steps[at]
	info.Status = ui.Cell{Text: s.Kind.String() + " ", Tone: ui.Muted, Then: []ui.Cell{{Text: safetext.Name(s.ID())}}}
	if tell := s.figuresOf(v.Kit.Theme.Glyphs, v.links.Now()); tell.Whole() != "" {
		info.Status.Then = append(append(info.Status.Then, ui.Cell{Text: "  "}, ui.Cell{Text: tell.Text, Tone: tell.Tone}), tell.Then...)
	}
	return info
}

// own are the keys of the screen.
func (v *Finder) own(bool) []key.Binding {
	k := v.Kit.Keys
	var own []key.Binding
	if steps, at := v.steps(); at >= 0 {
		own = append(own, ui.Named(k.Open, "open "+steps[at].Kind.String()))
		along := k.Left
		left, _, _ := strings.Cut(k.Left.Help().Key, "/")
		right, _, _ := strings.Cut(k.Right.Help().Key, "/")
		along.SetKeys(append(k.Left.Keys(), k.Right.Keys()...)...)
		along.SetHelp(left+"/"+right, "along the path")
		own = append(own, along)
	}
	return own
}

// ShortHelp are the keys that matter now.
func (v *Finder) ShortHelp() []key.Binding {
	k := v.Kit.Keys
	keys := v.own(false)
	kinds := ui.Named(k.NextField, "kinds")
	if v.isTyped {
		if len(keys) > 0 {
			keys = append(keys[:1], k.UpDown("rows"))
		}
		cancel := ui.Named(k.Cancel, "back")
		if v.search.Busy() {
			cancel = ui.Named(k.Cancel, "give up")
		} else if v.search.problem == nil {
			keys = append(keys, v.againKey())
		}
		return append(keys, kinds, ui.Named(k.Clear, "clear"), cancel)
	}
	again := v.againKey()
	return append(keys, ui.Named(k.Find, "change the text"), kinds, again)
}

// FullHelp are all keys.
func (v *Finder) FullHelp() [][]key.Binding {
	k := v.Kit.Keys
	own := append(v.own(true), ui.Named(k.Find, "change the text"), ui.Named(k.NextField, "the next kind"), ui.Named(k.PreviousField, "the kind before"), v.againKey(), k.Preview)
	var rows []key.Binding
	for _, binding := range v.table.Keys() {
		switch binding.Help().Key {
		case k.Filter.Help().Key:
			rows = append(rows, ui.Named(k.Filter, "change the text"))
		case k.Left.Help().Key, k.Right.Help().Key: // they go along the path
		default:
			rows = append(rows, binding)
		}
	}
	return [][]key.Binding{own, rows}
}

// Meanings explain how something is looked for.
func (v *Finder) Meanings() []ui.Meaning {
	return []ui.Meaning{
		{Word: "what can be typed"},
		{Word: "a number", Text: "+32 2 555.01.00, 003225550100, 3225550100, or a part of 3 digits and more"},
		{Word: "a range", Text: "+3225550100 - 09, or +3225550100..3225550109"},
		{Word: "an extension", Text: "101: not every platform searches them"},
		{Word: "a user", Text: "the last name, both names, the address with its @, or the id"},
		{Word: "a name", Text: "a part of the id or name of a tenant, group, trunk group or enterprise trunk, or of a device"},
		{Word: "forwards to", Text: "calls are forwarded to that number: by what was read before, and for a whole number in the tenant that you came from"},
		{Word: "read 07:12", Text: "figures of a reading that was kept, and when it was"},
	}
}

// CopyID is the id of the part that the cursor is on.
func (v *Finder) CopyID() string {
	switch steps, at := v.steps(); {
	case at >= 0:
		return steps[at].ID()
	case len(steps) > 0:
		return steps[0].ID()
	}
	return ""
}

// CopyText is the selected path with its figures, and what is missing.
func (v *Finder) CopyText() []string {
	steps, _ := v.steps()
	if len(steps) == 0 {
		return nil
	}
	at := steps[0]
	trunkGroup := at.TrunkGroup
	if at.Kind == find.TrunkGroup {
		trunkGroup = at.Name
	}
	lines := []string{page.PathText(at.Tenant, at.Group, trunkGroup)}
	for _, s := range steps {
		line := s.Kind.String() + " " + s.ID()
		if tell := s.figuresOf(v.Kit.Theme.Glyphs, v.links.Now()).Whole(); tell != "" {
			line += ": " + tell
		}
		lines = append(lines, line)
	}
	for _, n := range v.notes() {
		lines = append(lines, "Not all: "+n.text)
	}
	return append(lines, page.NotLive)
}

// Export writes what was found to a file.
func (v *Finder) Export() ui.View {
	missing := ""
	switch notes := v.notes(); {
	case v.search.Busy():
		missing = "it is still being searched"
	case !v.isComplete() && len(notes) > 0:
		missing = notes[0].text
	case !v.isComplete():
		missing = "not all was searched"
	}
	text := safetext.Cell(strings.TrimSpace(v.text.Text()))
	sheet := report.Rows{Table: "places", Place: []string{text}, AsOf: v.links.Now()}
	return page.ExportTable(&v.Page, v.table, "place", "the search for "+text, sheet, missing)
}
