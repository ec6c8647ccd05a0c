package browse

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
	"banyan/views/trunks"
)

// trunkGroup is one trunk group with everything that the server says of it: the
// figures first, then the enterprise trunks that use it, then every field as reported.
type trunkGroup struct {
	page.Page
	TrunkGroup
	loader  *ui.Loader[apiclient.TrunkGroup]
	table   *ui.Table[fieldRow] // all of it as fields, for the filter and for files
	facts   *sections
	usage   *usage
	links   Links
	limits  limits.Forms
	reader  trunks.TrunkGroupReader
	targets map[routing.Key]*ui.Loader[apiclient.TrunkGroup] // that calls are rerouted to
	backup  *ui.Loader[change.Image]                         // where calls go by it; nil where there never is one
	relief  *ui.Loader[relief]
	group   *ui.Loader[apiclient.GroupCapacity] // what its group may carry; nil where nobody tells
	out     *saving.Outages
	folds   *bool // the fields as reported are folded; nil as there is room
}

// NewTrunkGroup returns the screen of one trunk group.
func NewTrunkGroup(kit ui.Kit, api trunks.TrunkGroupReader, links Links, about TrunkGroup) ui.View {
	at := about.Key
	v := &trunkGroup{
		TrunkGroup: about, links: links, limits: links.Limits, usage: newUsage(about, links.WhyNoTrunks(about.Tenant)),
		reader: api, targets: make(map[routing.Key]*ui.Loader[apiclient.TrunkGroup]), out: saving.NewOutages(links.Limits.Session, kit.Keys),
	}
	v.loader = ui.NewLoader(func(ctx context.Context) (apiclient.TrunkGroup, error) {
		return api.TrunkGroup(ctx, about.Tenant.ID, at.GroupID, at.Name)
	})
	if read := links.Limits.Backup; read != nil {
		v.backup = ui.NewLoader(func(ctx context.Context) (change.Image, error) {
			return read(apiclient.Background(ctx), about.Tenant.ID, at)
		})
	}
	if about.Group != nil {
		v.group = ui.NewLoader(func(ctx context.Context) (apiclient.GroupCapacity, error) {
			return about.Group(apiclient.Background(ctx))
		})
	}
	v.relief = ui.NewLoader(func(ctx context.Context) (relief, error) { return readRelief(ctx, about) })
	v.table = ui.NewTable(kit, fieldColumns(), fieldRow.id)
	v.facts = newSections(kit, v.table)
	v.Page = page.Page{Kit: kit, What: "trunk group " + safetext.Name(at.Name) + " of group " + safetext.Name(at.GroupID), Heading: safetext.Name(at.Name), Rows: v.facts, Source: v.loader, Known: page.IsRead(v.loader), Own: v.own, At: ui.Place{Kind: page.TrunkGroup, Path: []string{about.Tenant.ID, at.GroupID, at.Name}}}
	v.Counts = func() ui.Cell { return ui.Cell{Text: "trunk group of " + safetext.Name(at.GroupID), Tone: ui.Muted} }
	return v
}

// TrunkGroup is what the screen of a trunk group is about.
type TrunkGroup struct {
	Tenant apiclient.Tenant
	Key    routing.Key
	Trunks trunks.Client                                                           // of the enterprise trunks that may use it; nil where nothing is known of them
	Parked func(owner apiclient.TrunkOwner, name string) ([]routing.Parked, error) // the routes parked on this machine; may be nil
	Now    func() time.Time
	Others func(context.Context) Collection                       // reads the trunk groups of the whole tenant; may be nil
	Group  func(context.Context) (apiclient.GroupCapacity, error) // reads the limits of its group; may be nil
}

func fieldColumns() []ui.Column[fieldRow] {
	return []ui.Column[fieldRow]{
		{Key: "field", Title: "FIELD", Min: 26, Max: 60, Flex: true, Cell: func(r fieldRow) ui.Cell {
			if r.known {
				return ui.Cell{Text: r.Name, Tone: ui.Strong}
			}
			return ui.Cell{Text: r.Name}
		}},
		{Key: "value", Title: "VALUE", Min: 40, Flex: true, Cell: func(r fieldRow) ui.Cell { return ui.Cell{Text: r.Value, Tone: r.tone} }},
	}
}

func (v *trunkGroup) Title() string { return v.Key.Name }

func (v *trunkGroup) Init() tea.Cmd {
	return tea.Batch(v.Page.Init(), v.usage.start(), v.readAround(), v.out.Load())
}

// readAround reads what the server keeps apart from its settings: its backup and the limits of its group.
func (v *trunkGroup) readAround() tea.Cmd {
	var cmds []tea.Cmd
	if v.backup != nil {
		cmds = append(cmds, v.backup.Load())
	}
	if v.group != nil {
		cmds = append(cmds, v.group.Load())
	}
	return tea.Batch(cmds...)
}

// readAgain reads its settings, what is kept apart from them, and the trunk groups that calls are
// rerouted to.
func (v *trunkGroup) readAgain() tea.Cmd {
	cmds := []tea.Cmd{v.Page.Refresh(), v.readAround()}
	for _, target := range v.targets {
		cmds = append(cmds, target.Load())
	}
	return tea.Batch(cmds...)
}

func (v *trunkGroup) Refresh() tea.Cmd {
	cmds := []tea.Cmd{v.readAgain(), v.usage.start()}
	if _, known := v.relief.Value(); known {
		cmds = append(cmds, v.relief.Load())
	}
	return tea.Batch(cmds...)
}

func (v *trunkGroup) Hear(tea.KeyMsg) { v.limits.Close() }

func (v *trunkGroup) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case saving.JournalChanged:
		return tea.Batch(v.usage.start(), v.out.Load())
	case saving.FiguresChanged:
		if msg.Tenant == v.Tenant.ID {
			return v.readAgain()
		}
		return nil
	}
	changed, next := v.usage.update(msg)
	if isOut, _ := v.out.Update(msg); isOut {
		changed = true
	}
	if !v.loader.Update(msg) && !v.backup.Update(msg) && !v.group.Update(msg) && !v.relief.Update(msg) && !v.updateTargets(msg) && !changed {
		return v.limits.Update(msg)
	}
	if detail, known := v.loader.Value(); known && v.usage.isMany() && collect.TrunkGroup(v.Key.Name, detail).Down {
		next = tea.Batch(next, v.usage.all()) // of what is down one has to know who uses it
	}
	next = tea.Batch(next, v.readTargets())
	v.show()
	return next
}

// readTargets asks for the trunk groups that calls are rerouted to.
func (v *trunkGroup) readTargets() tea.Cmd {
	detail, known := v.loader.Value()
	if !known {
		return nil
	}
	facts := trunkGroupFacts{detail: detail}
	var cmds []tea.Cmd
	_, backup := v.toBackup()
	for _, d := range []diversion{facts.whenFull(), facts.whenUnreachable(), facts.always(), backup} {
		if _, asked := v.targets[d.key]; asked || d.key.Name == "" || d.key.GroupID == "" {
			continue
		}
		loader := ui.NewLoader(func(ctx context.Context) (apiclient.TrunkGroup, error) {
			return v.reader.TrunkGroup(apiclient.Background(ctx), v.Tenant.ID, d.key.GroupID, d.key.Name)
		})
		v.targets[d.key] = loader
		cmds = append(cmds, loader.Load())
	}
	return tea.Batch(cmds...)
}

// toBackup is where the backup sends calls, where there is one and it was read.
func (v *trunkGroup) toBackup() (words string, to diversion) {
	if v.backup == nil {
		return "", diversion{}
	}
	image, known := v.backup.Value()
	switch value, has := image.Value(trunkgroup.Backup); {
	case v.backup.Err() != nil:
		return "not read: " + apiclient.Explain(v.backup.Err()), diversion{}
	case !known:
		return "being read", diversion{}
	case has:
		d := trunkgroup.Parse(value)
		return cmp.Or(d.Words(), noAction), diversionOf(d)
	}
	return "", diversion{}
}

// backupSection is the backup in the words of the form; none where there is no such thing.
func (v *trunkGroup) backupSection(t trunkGroupFacts) []section {
	words, to := v.toBackup()
	if words == "" {
		return nil
	}
	label := change.Label(trunkgroup.Backup)
	s := section{title: trunkgroup.SectionBackup, facts: []fact{t.text(label, words)}}
	if to.verb != "" || words == noAction {
		s.facts = t.to(label, label, to)
	} else if v.backup.Err() != nil {
		s.facts[0].text.Tone = ui.Notice
	}
	return []section{s}
}

func (v *trunkGroup) updateTargets(msg tea.Msg) bool {
	for _, loader := range v.targets {
		if loader.Update(msg) {
			return true
		}
	}
	return false
}

func (v *trunkGroup) press(msg tea.KeyMsg) tea.Cmd {
	raise, wanted := v.limits.Matches(msg)
	switch {
	case v.HandleKey(msg):
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case !v.Known():
	case wanted:
		return v.edit(raise)
	case v.limits.MatchesPlace(msg):
		return v.editLimits(v.Key, false)
	case page.Pressed(msg, v.Kit.Keys.Open):
		return v.openFact()
	case page.Pressed(msg, v.Kit.Keys.FoldAll):
		v.fold()
	case page.Pressed(msg, v.Kit.Keys.EnterpriseTrunks):
		return v.toUsers()
	case page.Pressed(msg, v.Kit.Keys.TakeOut):
		return v.out.Toggle(v.scopes()...)
	case page.Pressed(msg, v.Kit.Keys.Migrate) && v.out != nil:
		return ui.Push(v.limits.Session.Plans.Migrate(v.Tenant, v.Key))
	}
	return nil
}

func (v *trunkGroup) scope() plan.Scope { return plan.ScopeOf(v.Tenant.ID, v.Key) }

// scopes are what can be taken out of service here: the trunk group, and the device that it stands on
// where that is told.
func (v *trunkGroup) scopes() []plan.Scope {
	scopes := []plan.Scope{v.scope()}
	if device := v.OnDevice(); device.Device != "" {
		scopes = append(scopes, device)
	}
	return scopes
}

// OnDevice returns the trunk groups of the device that this one stands on; no device where that is not told.
func (v *trunkGroup) OnDevice() plan.Scope {
	detail, _ := v.loader.Value()
	device, level := v.tells(detail).standsOn()
	return plan.Scope{Tenant: v.Tenant.ID, Group: plan.DeviceIn(v.Key.GroupID, level), Device: device}
}

// edit opens the form of what the user put the cursor on: of the routing of an enterprise trunk, or
// of a trunk group that calls are rerouted to; else that of the trunk group itself.
func (v *trunkGroup) edit(raise bool) tea.Cmd {
	switch use, group := v.edited(); {
	case raise:
	case use != nil:
		if why := v.limits.Session.WhyReadOnly(); why != "" {
			return ui.Notify(why)
		}
		return ui.Push(trunks.ToForm(v.links.Routing(v.Tenant, use.item), v.Key))
	case group != nil:
		return v.editLimits(*group, false)
	}
	return v.editLimits(v.Key, raise)
}

func (v *trunkGroup) editLimits(of routing.Key, raise bool) tea.Cmd {
	return v.limits.Load(v.Tenant, figures.Level{Depth: 2, Group: of.GroupID, Name: of.Name}, raise)
}

// edited is chosen, once the user has chosen it.
func (v *trunkGroup) edited() (use *trunkUse, group *routing.Key) {
	if !v.facts.touched && !v.facts.isFiltered() {
		return nil, nil
	}
	return v.chosen()
}

// editKeys are the keys of the forms, without those that Edits names.
func (v *trunkGroup) editKeys(all bool) []key.Binding {
	if all {
		return v.limits.Help("trunk group")
	}
	return v.limits.AddKey()
}

// Edits is of what the user chose and of the trunk group.
func (v *trunkGroup) Edits() (on, about string) {
	switch use, group := v.edited(); {
	case use != nil:
		on = use.item.Name
	case group != nil:
		on = group.Name
	}
	return v.limits.Edits(on, v.Key.Name)
}

// toUsers goes to the enterprise trunks that use it, or has them read where many.
func (v *trunkGroup) toUsers() tea.Cmd {
	if v.usage.isMany() {
		reads := v.usage.all()
		v.show()
		return reads
	}
	at := usedByName
	if uses := v.usage.uses(); len(uses) > 0 {
		at = uses[0].id()
	}
	v.facts.choose(at)
	return nil
}

// chosen returns the enterprise trunk or the trunk group that enter opens; none for a field.
func (v *trunkGroup) chosen() (use *trunkUse, group *routing.Key) {
	if v.facts.isFiltered() {
		row, _ := v.table.Selected()
		return row.use, nil
	}
	f := v.facts.chosen()
	return f.use, f.group
}

func (v *trunkGroup) openFact() tea.Cmd {
	use, group := v.chosen()
	switch at := v.facts.chosen().id; {
	case use != nil:
		return ui.Push(v.links.Routing(v.Tenant, use.item))
	case group != nil:
		return ui.Push(v.links.TrunkGroup(v.Tenant, *group))
	case v.facts.isFiltered():
	case at == foldedName:
		v.fold()
	case at == reliefName:
		defer v.show()
		return v.relief.Load()
	}
	return nil
}

// isFolded reports whether the fields as reported are left out: unless they were unfolded, or
// have a column of their own.
func (v *trunkGroup) isFolded() bool {
	if v.folds != nil {
		return *v.folds
	}
	return v.facts.beside() < 3
}

// fold hides the fields as reported, or shows them with the cursor on the first.
func (v *trunkGroup) fold() {
	v.folds = new(!v.isFolded())
	v.show()
	at := foldedName
	if detail, _ := v.loader.Value(); !*v.folds && len(detail.Fields) > 0 {
		at = reportedID(detail.Fields[0].Name, 0)
	}
	v.facts.choose(at)
}

func (v *trunkGroup) SetSize(width, height int) {
	v.Page.SetSize(width, height)
	v.show()
}

func (v *trunkGroup) show() {
	detail, known := v.loader.Value()
	if !known {
		return
	}
	v.table.SetRows(v.rows(detail))
	columns, below := v.sections(detail)
	first := ""
	if uses := v.usage.uses(); len(uses) > 0 {
		first = uses[0].id()
	}
	v.facts.set(columns, below, first)
}

// tells is what is known of the trunk group.
func (v *trunkGroup) tells(detail apiclient.TrunkGroup) trunkGroupFacts {
	var group apiclient.GroupCapacity
	if v.group != nil && v.group.Err() == nil {
		group, _ = v.group.Value()
	}
	return trunkGroupFacts{
		group: group.MaxActiveCalls,
		at:    v.Key, detail: detail, read: true, glyphs: v.Kit.Theme.Glyphs, usedBy: v.usage.usedBy(),
		target: func(key routing.Key) (apiclient.TrunkGroup, bool) {
			loader := v.targets[key]
			if loader == nil {
				return apiclient.TrunkGroup{}, false
			}
			detail, read := loader.Value()
			return detail, read && loader.Err() == nil
		},
	}
}

// sections lays out what is known in as many columns as there is room for.
func (v *trunkGroup) sections(detail apiclient.TrunkGroup) (columns [][]section, below []section) {
	t := v.tells(detail)
	left := []section{t.capacity(), t.directions()}
	if v.facts.beside() == 1 {
		left = t.compact()
	}
	if out := v.out.Out(v.scope()); out != (figures.Out{}) {
		text := v.Kit.Theme.Glyphs.Unchosen + " " + out.Full
		left[0].facts = append([]fact{{id: "\x00out", text: ui.Cell{Text: text, Tone: ui.Notice}, full: text}}, left[0].facts...)
	}
	left[0].facts = append(findingFacts(v.Kit.Theme.Glyphs, v.findings(detail)), left[0].facts...)
	var right []section
	if v.Trunks != nil {
		right = append(right, v.usage.section(v.Kit.Keys.EnterpriseTrunks.Help().Key))
	}
	if v.facts.beside() == 1 { // who uses it stays on the first screen
		left, right = append(left, right...), nil
	}
	left = append(append(left, t.diverting()...), v.backupSection(t)...)
	if v.Others != nil {
		right = append(right, reliefSection(v.relief, v.Kit.Keys.Open.Help().Key))
	}
	right = append(append(right, t.identity()), t.screening()...)
	reported := v.reported(detail)
	switch n := v.facts.beside(); {
	case n == 3:
		return [][]section{left, right, {reported}}, nil
	case n == 1:
		return [][]section{slices.Concat(left, right, []section{reported})}, nil
	case v.isFolded():
		return [][]section{left, append(right, reported)}, nil
	}
	return [][]section{left, right}, []section{reported}
}

// findingFacts are what is wrong, each on a line, before what it is about.
func findingFacts(glyphs ui.Glyphs, found []capacity.Finding) []fact {
	facts := make([]fact, len(found))
	for i, f := range found {
		facts[i] = fact{id: "\x00finding" + strconv.Itoa(i), text: figures.PartsOf(glyphs, f, len(f.Path)).Cell(), full: safetext.Listed(f.Text)}
	}
	return facts
}

// reported is every field in the server's words.
func (v *trunkGroup) reported(detail apiclient.TrunkGroup) section {
	s := section{title: "as reported", right: figures.CountCell(len(detail.Fields), "field")}
	if v.isFolded() {
		if len(detail.Fields) == 0 {
			return s
		}
		glyphs := v.Kit.Theme.Glyphs
		s.facts = []fact{{
			id: foldedName, text: ui.Cell{Text: glyphs.Folded + " every field in the server's words", Tone: ui.Muted},
			end: ui.Cell{Text: v.Kit.Keys.FoldAll.Help().Key, Tone: ui.Accent, Then: []ui.Cell{{Text: " unfolds", Tone: ui.Muted}}},
		}}
		return s
	}
	before := map[string]int{} // fields of the same name
	for _, field := range detail.Fields {
		n := before[field.Name]
		before[field.Name]++
		s.facts = append(s.facts, fact{
			id: reportedID(field.Name, n), label: ui.Cell{Text: field.Name}, text: ui.Cell{Text: field.Value}, field: true,
			full: field.Name + " = " + safetext.Detail(field.Value),
		})
	}
	return s
}

// reportedID tells the nth field of a name from all other facts.
func reportedID(name string, n int) string {
	return "\x00\x00\x00" + name + "\x00" + strconv.Itoa(n)
}

const foldedName = "\x00as reported"

func (v *trunkGroup) Busy() bool {
	busy := v.Page.Busy() || v.usage.busy() || v.limits.Busy() || v.backup.Busy() || v.group.Busy() || v.relief.Busy()
	for _, loader := range v.targets {
		busy = busy || loader.Busy()
	}
	return busy
}

func (v *trunkGroup) Close() {
	v.Page.Close()
	v.usage.close()
	v.limits.Close()
	v.out.Close()
	v.backup.Close()
	v.group.Close()
	v.relief.Close()
	for _, target := range v.targets {
		target.Close()
	}
}

// Info tells its state, what is wrong with it, and a line that its column may be too narrow for
// in the form that tells any two apart.
func (v *trunkGroup) Info() ui.Info {
	detail, known := v.loader.Value()
	info := v.Page.Info()
	if !known {
		return info
	}
	info.Partly = cmp.Or(v.limits.Progress(), v.usage.progress())
	if info.Summary = v.tells(detail).state(); info.Summary.Text == page.NotApplicable {
		info.Summary = ui.Cell{}
	}
	found := v.findings(detail)
	if worst, _ := capacity.Worst(found); worst.Severity == capacity.Blocked && worst.Code != capacity.DownInUse {
		info.Summary = figures.MarkCell(v.Kit.Theme.Glyphs, figures.Marks{Findings: found})
	}
	if info.Status.Text != "" {
		return info
	}
	if v.facts.isFiltered() {
		if row, ok := v.table.Selected(); ok && v.isCut(row.Name, row.Value) {
			info.Status.Text, info.Status.Tone = strings.TrimSpace(row.Name)+" = "+safetext.Detail(row.Value), row.tone
		}
		return info
	}
	if f := v.facts.chosen(); f.use != nil && (v.facts.touched || len(found) == 0) || f.full != "" && v.isCut(f.label.Text, f.text.Whole()) {
		info.Status.Text = f.full
	} else if worst, ok := capacity.Worst(found); ok && len(found) == 1 {
		info.Status = figures.PartsOf(v.Kit.Theme.Glyphs, worst, len(worst.Path)).Cell()
	} else if ok {
		info.Status.Text, info.Status.Tone = figures.FindingsText(found, worst, 3), figures.SeverityTone(worst.Severity)
	}
	return info
}

// isCut reports whether a column may be too narrow for a name or a value, or the value is not
// drawn as it is.
func (v *trunkGroup) isCut(name, value string) bool {
	width := v.facts.each()
	safe, changed := safetext.Line(value)
	return changed || safetext.Width(safe) > width/2 || safetext.Width(safetext.Cell(name)) > width/3
}

// findings are what is wrong with it, and with those that use it.
func (v *trunkGroup) findings(detail apiclient.TrunkGroup) []capacity.Finding {
	return trunkGroupFindings(v.Key, detail, v.usage.usedBy())
}

// own returns the keys for the selected row, and for what uses the trunk group.
func (v *trunkGroup) own(all bool) []key.Binding {
	if !v.Known() {
		return nil
	}
	var own []key.Binding
	use, group := v.chosen()
	switch at := v.facts.chosen().id; {
	case use != nil:
		own = append(own, ui.Named(v.Kit.Keys.Open, "open routing"))
	case group != nil:
		own = append(own, v.Kit.Keys.Open)
	case at == reliefName && !v.facts.isFiltered():
		own = append(own, ui.Named(v.Kit.Keys.Open, "read them"))
	}
	if v.facts.isFiltered() {
		return append(own, v.editKeys(all)...)
	}
	own = append(append(append(own, v.Kit.Keys.Filter), v.editKeys(all)...), ui.Named(v.Kit.Keys.NextField, "next section"))
	if v.Trunks != nil && v.usage.closed == "" {
		own = append(own, ui.Named(v.Kit.Keys.EnterpriseTrunks, "used by"))
		if own = append(own, v.out.Keys(v.scope(), all)...); v.out != nil {
			own = append(own, v.Kit.Keys.Migrate)
		}
	}
	return append(own, ui.Named(v.Kit.Keys.FoldAll, "as reported"))
}

// ShortHelp leaves out the keys of tables: sections are not sorted.
func (v *trunkGroup) ShortHelp() []key.Binding {
	if v.Typing() {
		return v.Page.ShortHelp()
	}
	return append(v.own(false), v.Kit.Keys.Refresh)
}

func (v *trunkGroup) CopyID() string {
	switch use, group := v.chosen(); {
	case use != nil:
		return use.item.Name
	case group != nil:
		return group.Name
	}
	return v.Key.Name
}

// CopyText is what the screen says in our words.
func (v *trunkGroup) CopyText() []string {
	lines := []string{page.PathText(page.TenantLabel(v.Tenant), "group "+v.Key.GroupID, "trunk group "+v.Key.Name)}
	detail, known := v.loader.Value()
	if !known {
		return append(lines, "its figures were not read")
	}
	for _, row := range v.rows(detail) {
		if row.known && row.Value != page.NotApplicable && row.Name != "trunk group" && row.Name != "group" {
			lines = append(lines, row.Name+": "+row.Value)
		}
	}
	return append(lines, page.NotLive)
}

func (v *trunkGroup) rows(d apiclient.TrunkGroup) []fieldRow {
	var rows []fieldRow
	add := func(name, value string, tone ui.Tone) {
		rows = append(rows, fieldRow{Field: apiclient.Field{Name: name, Value: value}, known: true, tone: tone})
	}
	if found := v.findings(d); len(found) > 0 {
		worst, _ := capacity.Worst(found)
		add("finding", figures.FindingsText(found, worst, 3), figures.SeverityTone(worst.Severity))
	}
	for _, figure := range figureFields(v.Key, d) {
		add(figure.Name, figure.Value, ui.Plain)
	}
	if words, _ := v.toBackup(); words != "" {
		add(change.Label(trunkgroup.Backup), words, ui.Plain)
	}
	rows = append(rows, v.userRows()...)
	for _, f := range d.Fields {
		rows = append(rows, fieldRow{Field: f})
	}
	return rows
}

// trunkGroupFindings are what is wrong with the trunk group and with those that use it.
func trunkGroupFindings(at routing.Key, d apiclient.TrunkGroup, usedBy []string) []capacity.Finding {
	own := collect.TrunkGroup(at.Name, d)
	own.UsedBy = usedBy
	group := capacity.Group{ID: at.GroupID, TrunkGroups: []capacity.TrunkGroup{own}}
	return slices.DeleteFunc(capacity.Analyze(capacity.Tenant{Groups: []capacity.Group{group}}).Findings, func(f capacity.Finding) bool {
		return len(f.Path) < 3 || f.Severity < capacity.Notice
	})
}

func figureFields(at routing.Key, d apiclient.TrunkGroup) []apiclient.Field {
	bursting := reported(d.BurstingMaxActiveCalls)
	if burstingIsOff(d) {
		bursting = "bursting is off"
	}
	return []apiclient.Field{
		{Name: "trunk group", Value: at.Name},
		{Name: "group", Value: at.GroupID},
		{Name: "max active calls", Value: reported(d.MaxActiveCalls)},
		{Name: "bursting max active calls", Value: bursting},
		{Name: "limit in/out", Value: cmp.Or(directions(d), page.NotApplicable)},
		{Name: "bursting limit in/out", Value: cmp.Or(burstingDirections(d), page.NotApplicable)},
		{Name: "state", Value: cmp.Or(d.State, page.NotApplicable)},
		{Name: "in use", Value: cmp.Or(inUse(d), page.NotApplicable)},
		{Name: "forwarding", Value: cmp.Or(d.Forwarding, page.NotApplicable)},
	}
}

// userRows say how many enterprise trunks use it, and which.
func (v *trunkGroup) userRows() []fieldRow {
	if v.Trunks == nil {
		return nil
	}
	text, tone := v.usage.sentence(v.Kit.Keys.EnterpriseTrunks.Help().Key)
	rows := []fieldRow{{Field: apiclient.Field{Name: usedByName, Value: text}, known: true, tone: tone}}
	for _, use := range v.usage.uses() {
		rows = append(rows, fieldRow{Field: apiclient.Field{Name: "  " + use.name(), Value: use.text(v.Now())}, known: true, use: &use})
	}
	return rows
}

// fieldRow is a line of the detail.
type fieldRow struct {
	apiclient.Field
	known bool // one of the figures above the fields as reported
	tone  ui.Tone
	use   *trunkUse // an enterprise trunk that uses it
}

// id tells our names from the server's.
func (r fieldRow) id() string {
	switch {
	case r.use != nil:
		return r.use.id()
	case r.known:
		return "\x00" + r.Name
	}
	return r.Name
}

const usedByName = "used by"

func (v *trunkGroup) Export() ui.View {
	sheet := report.Rows{Table: "fields", Place: []string{v.Tenant.ID, v.Key.GroupID, v.Key.Name}, AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "field", "trunk group "+v.Key.Name, sheet, v.Missing())
}
