package browse

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/hotspots"
	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	spots "banyan/views/hotspots"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
)

// tenants is the list of all tenants: the first screen. Its figures are those that the last
// scan kept. Of the tenant that the cursor rests on they are read, where there is room to
// show more than the list: to read all would be hundreds of requests before anybody asked.
type tenants struct {
	page.Page
	loader *ui.Loader[[]apiclient.Tenant]
	kept   *ui.Loader[struct{}] // what the scans of earlier sessions left
	table  *ui.Table[tenantRow]
	rested *restedTenant // nil where nothing is read
	looks  *glances      // likewise
	past   *page.Past    // nil where nothing is kept
	links  Links
	limits limits.Forms
	ledger *saving.Ledger
	scan   *spots.ScanStatus
	memo   ui.Memo
	rows   []tenantRow
	ranks  map[string]int // by id, of those that can be told how bad they are
	known  int            // of how many there are figures
	seen   int            // of how many more there are limits
	begun  bool           // a key was pressed, or the cursor put where it begins
	ranked bool           // what earlier scans kept is in its order
	sorted string         // by which column the rows were, when that was looked at last
	below  bool           // another screen lies over it

	unread   []string // the tenants that a scan could not read whole, by id
	unrested []string // others that could not be while the cursor rested on them
	unseen   []string // those whose limits could not be read
}

// NewTenants returns the list of all tenants.
func NewTenants(kit ui.Kit, api TenantLister, links Links) ui.View {
	v := &tenants{
		loader: ui.NewLoader(api.Tenants), links: links, limits: links.Limits,
		ledger: saving.NewLedger(kit, links.Journal), scan: spots.NewScanStatus(kit, links.Scan),
	}
	if links.LoadScan != nil {
		v.kept = ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, links.LoadScan() })
	}
	v.past = page.NewPastOfTenants(ui.Place{Kind: page.Tenants}, links.Limits.Session.Clock, links.PastOfAll)
	v.table = ui.NewTable(kit, page.WithMarks(v.past, tenantColumns(kit.Theme.Glyphs, links.Limits.Session.Clock), tenantRow.object), tenantRow.id)
	v.Page = page.Page{Kit: kit, What: "tenants", Heading: "tenants", Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader), Legend: tenantLegend, First: true}
	v.Counts, v.At, v.Failed, v.Nothing = v.counts, ui.Place{Kind: page.Tenants}, v.failures, noTenants
	if links.Collect != nil {
		v.rested = newRestedTenant(&v.Page, v.table, links, v.scan, v.past, v.fill)
		v.Beside = v.rested
	}
	if links.Glance != nil {
		v.looks = newGlances(links.Glance, links.Glances)
	}
	return v
}

func noTenants() page.Empty {
	return page.Empty{
		Title: "There are no tenants here that this account may see.",
		Means: []string{"The platform answered with an empty list. Another user, or another prefix of its address, may be shown more."},
	}
}

// TenantLister is what the tenant list calls.
type TenantLister interface {
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
}

func (v *tenants) Title() string { return "tenants" }

func (v *tenants) Init() tea.Cmd {
	cmds := []tea.Cmd{v.loader.Load(), v.ledger.Start(), v.scan.Start()}
	if v.kept != nil {
		cmds = append(cmds, v.kept.Load())
	}
	return tea.Batch(cmds...)
}

// Refresh reads everything again, and puts the worst first.
func (v *tenants) Refresh() tea.Cmd {
	if v.looks != nil {
		v.looks.forgetAll()
	}
	v.rank()
	return v.Renew()
}

// Renew reads again what is there; of what one request told of a tenant that is enough.
func (v *tenants) Renew() tea.Cmd { return tea.Batch(v.Page.Refresh(), v.ledger.Again()) }

// Cover leaves the connection to the screen that lies over this one.
func (v *tenants) Cover() {
	v.below = true
	if v.looks != nil {
		v.looks.cover()
	}
}

// Follow reads the limits of the tenants on screen of which nothing is known. That which the cursor
// rests on is read whole where there is room to show it. Rows that were sorted by what is worst, by
// whatever means, or that are come back to take their places first.
func (v *tenants) Follow() tea.Cmd {
	by, _ := v.table.Sorted()
	if isChosen := by != v.sorted && by == findingsKey; isChosen || v.below {
		v.rank()
	}
	v.sorted, _ = v.table.Sorted()
	var past tea.Cmd
	if v.below { // what was read meanwhile may be news
		past = v.past.Load()
	}
	v.below = false
	if v.looks == nil || !v.Known() || !v.isLoaded() {
		return past
	}
	rests := ""
	if v.rested != nil && v.Side() == ui.Side(v.rested) {
		rests = v.table.SelectedID()
	}
	return tea.Batch(past, v.looks.follow(v.table.Visible(), func(row tenantRow) bool {
		return (row.glance || row.reading.At.IsZero()) && row.ID != rests
	}))
}

// isLoaded reports whether what earlier scans kept is here, as far as it can be read.
func (v *tenants) isLoaded() bool {
	return v.kept == nil || !v.kept.Busy() && (v.kept.Err() != nil || v.scan.IsLoaded())
}

// Choose puts the cursor on a tenant, where it stays.
func (v *tenants) Choose(id string) {
	v.begun = true
	v.Page.Choose(id)
}

// Guide is what leads to every other place; nil where there is none.
func (v *tenants) Guide() ui.Guide { return v.links.Guide }

// Listed returns the tenants, as far as they are read.
func (v *tenants) Listed() ([]apiclient.Tenant, bool) { return v.loader.Value() }

// IsWhole reports whether those are all.
func (v *tenants) IsWhole() bool { return !ui.IsPartial(v.loader.Err()) }

// OnScreen returns the tenants whose rows are on screen.
func (v *tenants) OnScreen() []apiclient.Tenant { return tenantsOf(v.table.Visible()) }

func (v *tenants) Hear(tea.KeyMsg) {
	v.begun = true
	v.limits.Close()
}

func (v *tenants) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case ui.RememberedMsg:
		v.memo = msg.Memo
		v.head()
	case saving.FiguresChanged:
		if v.rested != nil {
			v.rested.Forget()
		}
		if v.looks != nil {
			v.looks.forget(msg.Tenant)
		}
	}
	listed := v.loader.Update(msg)
	changed, next := v.ledger.Update(msg)
	scanned, more := v.scan.Update(msg)
	read := v.kept.Update(msg)
	looked := v.looks != nil && v.looks.update(msg)
	if listed {
		more = tea.Batch(more, v.past.Load())
	}
	isNews, word := v.past.Update(msg)
	if listed || scanned || looked || isNews {
		v.fill()
	}
	if _, known := v.loader.Value(); known && !v.ranked && v.isLoaded() {
		v.ranked = true
		v.rank()
		v.begin()
	}
	if changed || scanned || listed || read || looked || isNews {
		v.head()
	}
	return tea.Batch(next, more, word, v.limits.Update(msg))
}

// fill puts what is known of each tenant into the rows, which stay where they are: see rank.
func (v *tenants) fill() {
	listed, _ := v.loader.Value()
	v.rows = make([]tenantRow, len(listed))
	v.known, v.seen = 0, 0
	v.unread, v.unrested, v.unseen = nil, nil, nil
	for i, t := range listed {
		row := v.rowOf(t)
		row.rank = v.ranks[t.ID]
		switch {
		case row.glance && row.reading.Known:
			v.seen++
		case row.reading.Known:
			v.known++
		}
		v.rows[i] = row
	}
	v.table.SetRows(v.rows)
}

// rowOf is what is known of a tenant: what a scan kept or the cursor's rest brought, the later of
// the two, or else what one request told.
func (v *tenants) rowOf(t apiclient.Tenant) tenantRow {
	listing := v.scan.Listing()
	row := tenantRow{Tenant: t, reading: listing.Readings[t.ID], done: true}
	isUnread := row.reading.Why != "" && v.links.ReadAgain != nil
	if isUnread {
		v.unread = append(v.unread, t.ID)
	}
	if v.rested != nil {
		now := v.rested.latest(t.ID, row.reading)
		if !isUnread && now.Value.Done && !now.Busy && len(now.Value.Failures) > 0 {
			v.unrested = append(v.unrested, t.ID)
		}
		if snapshot := now.Value; now.Known && (snapshot.Done && !now.Busy || !row.reading.Known) {
			row.reading, row.done, row.read = listing.ReadingOf(snapshot), snapshot.Done, snapshot.Breakdown.GroupsRead
			return row
		}
	}
	if v.looks != nil && row.reading.At.IsZero() {
		if snapshot, isKnown := v.looks.known[t.ID]; isKnown {
			row.reading, row.glance = listing.ReadingOf(snapshot), true
			if len(snapshot.Failures) > 0 { // also where there are figures from before
				row.reading.Why = apiclient.Explain(snapshot.Failures[0].Err)
				v.unseen = append(v.unseen, t.ID)
			}
		}
	}
	return row
}

// rank puts the tenants in the order of the worst, by which they are sorted once a scan has kept
// something, unless the user sorts them otherwise. They take their places when the user expects
// it: at the start, with r, when the list is come back to and when it is sorted so. A reading that
// comes in between changes its row where that is: no row moves away from under an eye or a finger.
func (v *tenants) rank() {
	known := slices.DeleteFunc(slices.Clone(v.rows), func(row tenantRow) bool { return !row.isRanked() })
	slices.SortStableFunc(known, worstFirst)
	v.ranks = make(map[string]int, len(known))
	for i, row := range known {
		v.ranks[row.ID] = i + 1
		if i > 0 && worstFirst(known[i-1], row) == 0 {
			v.ranks[row.ID] = v.ranks[known[i-1].ID]
		}
	}
	v.fill()
	if listing := v.scan.Listing(); listing.Whole+listing.Partly > 0 {
		v.table.SortAtFirst(findingsKey, false)
	}
}

// isWorstFirst reports whether the rows are in that order.
func (v *tenants) isWorstFirst() bool {
	by, reverse := v.table.Sorted()
	return by == findingsKey && !reverse && len(v.ranks) > 0
}

// begin puts the cursor on the worst tenant, where something is wrong with it and no key came first.
func (v *tenants) begin() {
	at := slices.IndexFunc(v.rows, func(row tenantRow) bool { return row.rank == 1 })
	if v.begun || at < 0 || v.rows[at].worst().Severity < capacity.Notice {
		return
	}
	v.begun = true
	v.table.Select(v.rows[at].ID)
}

// head draws what stands above the rows: how full all groups are, or what it takes to know it.
func (v *tenants) head() {
	v.Gauges(v.platform())
	v.Frame(append(append(v.ledger.Lines(), v.scan.Lines(v.Width)...), v.places()...), v.past.Foot(func(o history.Object) bool { return o.Kind == change.TenantCapacity }))
}

// nearest returns the places that the numbers open: the pinned and the recent ones.
func (v *tenants) nearest() []ui.Place {
	if v.links.Guide == nil {
		return nil
	}
	places := v.memo.Places()
	return places[:min(len(places), len(v.Kit.Keys.Nth.Keys()))]
}

// places is a line of them with their numbers, as far as there is room; none where there are none.
func (v *tenants) places() [][]ui.Cell {
	const longest = 34
	var line []ui.Cell
	label := ""
	for i, p := range v.nearest() {
		name := v.links.Guide.Name(p)
		text, _ := v.Kit.Theme.Fit(safetext.Cell(name.Text), longest)
		cells := []ui.Cell{{Text: "  "}, {Text: strconv.Itoa(i + 1), Tone: ui.Accent}, {Text: " " + text}}
		if name.Gone {
			cells[2] = ui.Cell{Text: " " + v.Kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Muted}
		}
		kind := "recent"
		if v.memo.IsPinned(p) {
			kind = "pinned"
		}
		if kind != label {
			cells, label = append([]ui.Cell{{Text: ui.Blanks(1+2*min(i, 1)) + kind, Tone: ui.Muted}}, cells...), kind
		}
		if ui.Width(line...)+ui.Width(cells...) > v.Width-1 && len(line) > 0 {
			break
		}
		line = append(line, cells...)
	}
	if line == nil {
		return nil
	}
	return [][]ui.Cell{line}
}

// SetSize draws the line of the platform anew: it takes what room there is.
func (v *tenants) SetSize(width, height int) {
	v.Page.SetSize(width, height)
	v.head()
}

// platform is all groups in one bar, with how many of them are how full.
func (v *tenants) platform() []string {
	const label, most = " groups  ", 84
	theme, listed := v.Kit.Theme, v.scan.Listing().Groups
	words := func(n int, tone ui.Tone, text string) ui.Cell {
		return ui.Cell{Text: figures.Short(n), Tone: tone, Then: []ui.Cell{{Text: " " + text, Tone: ui.Muted}}}
	}
	counts := page.Spaced(theme.Glyphs, words(listed.Below, ui.Strong, "below 90 %"), words(listed.Full, ui.Strong, "90 % to full"),
		words(listed.Over, ui.Over, "over"), words(listed.Absent, ui.Strong, "not assigned"))
	bar := ui.Pieces{
		{Count: int64(listed.Below), Fill: ui.BarGiven}, {Count: int64(listed.Full), Fill: ui.BarFull}, {Count: int64(listed.Over), Fill: ui.BarOver},
	}
	if listed.Listed == 0 {
		counts = v.scanCost()
		if counts.Text == "" {
			return nil
		}
	}
	room := min(most, v.Width-len(label)-ui.Width(counts)-4)
	cells := []ui.Cell{{Text: label, Tone: ui.Muted}}
	if room >= 8 {
		cells = append(cells, bar.Cell(theme.Glyphs, room, int64(listed.Listed)), ui.Cell{Text: "   "})
	}
	return []string{page.Line(theme, v.Width, append(cells, counts)...)}
}

// scanCost says what it takes to know how full the groups are; nothing while a scan runs.
func (v *tenants) scanCost() ui.Cell {
	scan, known := v.scan.Scan()
	rows, _ := v.loader.Value()
	if !known || scan.Phase != hotspots.Never || len(rows) == 0 || v.kept == nil || v.kept.Busy() {
		return ui.Cell{}
	}
	keys := v.Kit.Keys
	return ui.Cell{
		Text: "how full they are is unknown: ", Tone: ui.Muted,
		Then: []ui.Cell{{Text: keys.Hotspots.Help().Key + " " + keys.ReadAll.Help().Key, Tone: ui.Accent}, {Text: " reads " + spots.EveryTenant(len(rows)) + ", " + spots.RateText(scan.Rate), Tone: ui.Muted}},
	}
}

// counts tells how many tenants there are, and since when their figures stand.
func (v *tenants) counts() ui.Cell {
	rows, _ := v.loader.Value()
	var count ui.Cell
	if v.table.Window() == "" {
		count = ui.Cell{Text: strconv.Itoa(len(rows)), Tone: ui.Strong}
	}
	if v.isWorstFirst() {
		count = page.Dotted(v.Kit.Theme.Glyphs, count, ui.Cell{Text: "worst first", Tone: ui.Muted})
	}
	of, listing := "", v.scan.Listing()
	scan, _ := v.scan.Scan()
	switch {
	case scan.Phase == hotspots.Running:
		of = "figures of the scan so far"
	case listing.Whole+listing.Partly > 0:
		at := scan.EndedAt
		if at.IsZero() {
			at = listing.Oldest
		}
		of = "figures of the scan, " + page.ClockText(at, v.links.Limits.Session.Clock())
	case v.known > 0 && v.seen > 0:
		of = "figures of " + strconv.Itoa(v.known) + ", limits of " + strconv.Itoa(v.seen) + " read"
	case v.known > 0:
		of = "figures of " + strconv.Itoa(v.known) + " read"
	case v.seen > 0:
		of = "limits of " + strconv.Itoa(v.seen) + " read"
	default:
		return count
	}
	return page.Dotted(v.Kit.Theme.Glyphs, count, ui.Cell{Text: of, Tone: ui.Muted})
}

func (v *tenants) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case v.Retries(msg):
		return v.retry()
	case page.Pressed(msg, v.Kit.Keys.Nth):
		if n, _ := strconv.Atoi(msg.String()); n > 0 && n <= len(v.nearest()) {
			return ui.Visit(v.nearest()[n-1])
		}
	}
	row, ok := v.table.Selected()
	if !ok {
		return nil
	}
	tenant := row.Tenant
	switch keys := v.Kit.Keys; {
	case page.Pressed(msg, keys.Open), page.Pressed(msg, keys.Groups):
		return through(tenant, v.links.Tenant, v.links.Groups)
	case page.Pressed(msg, keys.Capacity):
		return through(tenant, v.links.Tenant, v.links.Capacity)
	case page.Pressed(msg, keys.EnterpriseTrunks):
		return v.links.toEnterpriseTrunks(tenant, v.links.Tenant)
	}
	return editTenant(&v.limits, tenant, msg)
}

// failures counts the tenants that a scan, or the cursor resting on them, could not read whole, those
// whose limits could not be read, and the list itself.
func (v *tenants) failures() int {
	if scan, _ := v.scan.Scan(); scan.Phase >= hotspots.Starting || scan.Phase == hotspots.Elsewhere {
		return 0 // one at a time
	}
	failures := len(v.unread) + len(v.unrested) + len(v.unseen)
	if v.loader.Err() != nil {
		failures++
	}
	return failures
}

// retry reads what could not be read again, and nothing else: at the pace of a scan what one read.
func (v *tenants) retry() tea.Cmd {
	var cmds []tea.Cmd
	if v.loader.Err() != nil {
		cmds = append(cmds, v.loader.Load())
	}
	for _, id := range v.unrested {
		v.rested.ForgetRow(id)
	}
	if v.looks != nil {
		v.looks.forget(v.unseen...)
	}
	if ids, begin := v.unread, v.links.ReadAgain; len(ids) > 0 {
		cmds = append(cmds, func() tea.Msg {
			if err := begin(ids); err != nil {
				return ui.Fail(err)()
			}
			return ui.Notify("reading " + ui.Count(len(ids), "tenant") + " again")()
		})
	}
	return tea.Batch(cmds...)
}

// editTenant opens the form of a tenant's own limits with the key for it.
func editTenant(forms *limits.Forms, t apiclient.Tenant, msg tea.KeyMsg) tea.Cmd {
	if raise, wanted := forms.Matches(msg); wanted && !raise {
		return forms.Load(t, figures.Level{Name: t.ID}, false)
	}
	return nil
}

func tenantsOf(rows []tenantRow) []apiclient.Tenant {
	tenants := make([]apiclient.Tenant, len(rows))
	for i, r := range rows {
		tenants[i] = r.Tenant
	}
	return tenants
}

// Side is followed also where no preview has room: its figures go into the row.
func (v *tenants) Side() ui.Side {
	if v.rested != nil && v.links.Rest && v.Known() && v.IsTall() {
		return v.rested
	}
	return v.Page.Side()
}

func (v *tenants) Busy() bool {
	return v.Page.Busy() || v.limits.Busy() || v.atCursor().Busy || v.looks != nil && len(v.looks.busy) > 0
}

// atCursor is what is being read of the selected tenant.
func (v *tenants) atCursor() ui.Latest[collect.Snapshot] {
	row, ok := v.table.Selected()
	if v.rested == nil || !ok {
		return ui.Latest[collect.Snapshot]{}
	}
	return v.rested.Latest(row.ID)
}

func (v *tenants) Close() {
	v.Page.Close()
	v.kept.Close()
	v.past.Close()
	if v.looks != nil {
		v.looks.close()
	}
	v.limits.Close()
	v.ledger.Close()
	v.scan.Close()
}

func (v *tenants) Info() ui.Info {
	rows, known := v.loader.Value()
	info := v.Page.Info()
	if !known {
		return info
	}
	info.Summary.Text = ui.Count(len(rows), "tenant")
	if l := v.scan.Listing(); l.Whole+l.Partly > 0 {
		info.Summary = v.worst(l)
	}
	row, ok := v.table.Selected()
	if !ok {
		return info
	}
	if now := v.atCursor(); now.Busy && now.Value.Breakdown.Tenant.GroupsListed {
		info.Partly = strconv.Itoa(now.Value.Breakdown.GroupsRead) + " of " + ui.Count(len(now.Value.Breakdown.Groups), "group")
	}
	figures.Status(&info, v.Kit.Theme.Glyphs, row.marks(), 1)
	switch {
	case info.Status.Whole() != "" && row.glance:
		info.Also = append(info.Also, v.glanceStatus(row))
	case info.Status.Whole() != "":
	case v.atCursor().Busy:
		info.Status = ui.Cell{Text: "reading " + safetext.Name(row.ID) + ", the row that you rest on", Tone: ui.Muted}
	case row.glance, v.looks != nil && v.looks.isVain() && row.reading.At.IsZero():
		info.Status = v.glanceStatus(row)
	case !row.done:
		info.Status = ui.Cell{Text: v.Kit.Theme.Glyphs.Unknown + " read in part: it goes on once you rest on it", Tone: ui.Unknown}
	case row.reading.Standing == hotspots.Unread && row.reading.Why != "":
		info.Status = ui.Cell{Text: v.Kit.Theme.Glyphs.Failed + " not read: ", Tone: ui.Failed, Then: []ui.Cell{{Text: row.reading.Why}}}
	case row.reading.Why != "":
		info.Status = ui.Cell{Text: row.reading.Why, Tone: ui.Unknown}
	case !row.reading.Known && !v.IsTall():
		info.Status = v.scanCost()
	}
	if saved := row.reading.SavedAt; !saved.IsZero() {
		since := "from " + page.BeforeSaveText(saved)
		if text := info.Status.Whole(); text != "" {
			since += ": " + text
		}
		info.Status, info.Also = ui.Cell{Text: v.Kit.Theme.Glyphs.Unknown + " " + since, Tone: ui.Unknown}, nil
	}
	info.Partly = cmp.Or(info.Partly, v.limits.Progress())
	return info
}

// glanceStatus says what one request told of a tenant, or why it told nothing.
func (v *tenants) glanceStatus(row tenantRow) ui.Cell {
	failed := func(head, rest string) ui.Cell {
		return ui.Cell{Text: v.Kit.Theme.Glyphs.Failed + " " + head, Tone: ui.Failed, Then: []ui.Cell{{Text: rest}}}
	}
	at := page.ClockText(row.reading.At, v.links.Limits.Session.Clock())
	switch why := row.reading.Why; {
	case !row.glance:
		return failed("limits are not asked for: ", strconv.Itoa(glancePatience)+" in a row failed; "+v.Kit.Keys.Refresh.Help().Key+" tries again")
	case why != "" && row.reading.Known:
		return failed("limits of "+at+", not read again: ", why)
	case why != "":
		return failed("limits not read: ", why)
	}
	status := ui.Cell{Text: "limits alone, read " + at, Tone: ui.Muted}
	if cost := v.scanCost(); cost.Text != "" {
		status.Then = append([]ui.Cell{{Text: "; ", Tone: ui.Muted}}, cost.Then...)
	}
	return status
}

// worst counts the findings of the platform; what is a badge has a blank at each side.
func (v *tenants) worst(l *hotspots.Listing) ui.Cell {
	cells := figures.Counted{Blocked: l.Blocked, Over: l.Over, Notice: l.Notice}.Cells(v.Kit.Theme.Glyphs)
	for i, cell := range cells {
		if cell.Tone == ui.Blocked {
			cells[i].Text = " " + cell.Text + " "
		}
	}
	return page.Joined(ui.Cell{Text: "   "}, cells...)
}

func (v *tenants) ShortHelp() []key.Binding {
	var places []key.Binding
	if v.links.Guide != nil {
		for _, screen := range v.links.Guide.Screens() {
			if screen.Place.Kind != page.Find { // the shell shows it beside the filter
				places = append(places, screen.Key)
			}
		}
	}
	if _, ok := v.table.Selected(); !ok {
		return v.Keys(nil, places...)
	}
	own := append(page.OpenKey(&v.Page, v.table), places[:min(1, len(places))]...)
	rest := places[min(1, len(places)):]
	if v.links.Capabilities.EnterpriseTrunks { // on every row, so that no key moves: where there are none it says why
		rest = append(rest, v.Kit.Keys.EnterpriseTrunks)
	}
	return v.Keys(append(own, v.Kit.Keys.Capacity), rest...)
}

// Edits is of the tenant of the row.
func (v *tenants) Edits() (on, about string) {
	row, _ := v.table.Selected()
	return v.limits.Edits(row.ID, "")
}

// tenantEditKey is the key for the form of a tenant's own limits: channels are added below.
func tenantEditKey(forms *limits.Forms, all bool) []key.Binding {
	keys := forms.Keys(all)
	return keys[:min(len(keys), 1)]
}

func (v *tenants) FullHelp() [][]key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	if len(own) > 0 {
		own = append(own, v.Kit.Keys.Groups, v.Kit.Keys.Capacity, v.Kit.Keys.EnterpriseTrunks)
		own = append(own, tenantEditKey(&v.limits, true)...)
	}
	if len(v.nearest()) > 0 {
		own = append(own, v.Kit.Keys.Nth)
	}
	return v.HelpKeys(own...)
}

func (v *tenants) CopyID() string {
	t, _ := v.table.Selected()
	return t.ID
}

func (v *tenants) CopyText() []string {
	row, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return row.text()
}

func (v *tenants) Export() ui.View {
	sheet := report.Rows{Table: "tenants", AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "tenant", "this platform", sheet, "")
}
