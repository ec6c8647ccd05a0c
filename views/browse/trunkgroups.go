package browse

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// trunkGroups is the list of a group's trunk groups below the group's own figures.
type trunkGroups struct {
	surveyed
	group apiclient.Group
	table *ui.Table[trunkGroupRow]
	now   inUseAt // of the latest whole reading
	then  inUseAt // of the one before
	kept  keptTrunks
	used  sync.Map // names of those that an enterprise trunk is known to route to, as previews read them
	open  func(apiclient.Tenant, routing.Key) ui.View
}

// NewTrunkGroups returns the list of the trunk groups of a scope's group.
func NewTrunkGroups(kit ui.Kit, links Links, scope Scope) ui.View {
	group := scope.Group
	v := &trunkGroups{surveyed: newSurveyed(kit, links, scope, judgeTrunkGroups), group: group, open: links.TrunkGroup}
	v.remembers(links, ui.Place{Kind: page.TrunkGroups, Path: []string{v.tenant.ID, group.ID}})
	columns := page.WithMarks(v.past, trunkGroupColumns(kit.Theme.Glyphs, v.isUsed), func(r trunkGroupRow) history.Object { return v.object(r.Name) })
	v.table = ui.NewTable(kit, columns, func(r trunkGroupRow) string { return r.Name })
	v.Heading, v.Counts = "trunk groups", v.counts
	v.Beside = ui.NewPreview(kit.Theme, v.table.Selected, func(r trunkGroupRow) string { return r.Name }, v.readUse(links), v.preview)
	v.What, v.Rows, v.Own = "trunk groups of group "+group.ID, v.table, v.own
	v.show, v.status, v.press, v.edit, v.Nothing = v.frame, v.rowStatus, v.openRow, v.editRow, v.nothing
	v.editPlace = v.editGroup
	v.Moved = func() {
		v.survey.prefer([]string{group.ID}, idsOf(v.table.Visible(), func(r trunkGroupRow) string { return r.Name })...)
	}
	return v
}

func (v *trunkGroups) object(name string) history.Object {
	return history.Object{Kind: change.TrunkGroup, Group: v.group.ID, Name: name}
}

func judgeTrunkGroups(s collect.Snapshot) (bool, error) {
	groups := s.Breakdown.Groups
	return len(groups) > 0 && groups[0].Group.TrunkGroupsListed, failureOf(s, "trunk groups")
}

func trunkGroupColumns(glyphs ui.Glyphs, isUsed func(name string) bool) []ui.Column[trunkGroupRow] {
	calls := figures.LimitColumn(glyphs, "calls", func(trunkGroupRow) bool { return false }, func(r trunkGroupRow) capacity.Reading { return r.MaxActiveCalls })
	calls.Priority = 5
	columns := []ui.Column[trunkGroupRow]{
		{Key: "name", Title: "NAME", Min: 12, Max: 40, Flex: true, Middle: true, Cell: func(r trunkGroupRow) ui.Cell { return ui.Cell{Text: r.Name, Name: true} }},
		{
			Key: "part", Title: "PART OF THE GROUP", Min: 17, Max: 30, Priority: 7, Bar: func(r trunkGroupRow, width int) ui.Cell { return r.piece(glyphs, width) },
			Cell:   func(trunkGroupRow) ui.Cell { return ui.Cell{} },
			Number: func(r trunkGroupRow) (float64, bool) { return float64(r.slice.Given), r.slice != (ui.Bar{}) },
		},
		calls,
		{
			Key: "burst", Title: "BURST", Right: true, Priority: 6,
			Cell:   func(r trunkGroupRow) ui.Cell { return r.bursting(glyphs) },
			Number: func(r trunkGroupRow) (float64, bool) { return figures.ReadingNumber(r.BurstingMaxActiveCalls) },
		},
		{
			Key: "used", Title: "IN USE", Min: 8, Max: 30, Bar: func(r trunkGroupRow, width int) ui.Cell { return r.use(glyphs, width) },
			Cell:   func(trunkGroupRow) ui.Cell { return ui.Cell{} },
			Number: func(r trunkGroupRow) (float64, bool) { return r.usedPart() },
		},
	}
	return slices.Concat(columns, inUseColumns(glyphs), reportedColumns(glyphs, isUsed))
}

// reportedColumns are what is reported of a trunk group beside its calls, and what is found of it.
func reportedColumns(glyphs ui.Glyphs, isUsed func(name string) bool) []ui.Column[trunkGroupRow] {
	number := func(of func(trunkGroupRow) capacity.Reading) func(trunkGroupRow) (float64, bool) {
		return func(r trunkGroupRow) (float64, bool) { return figures.ReadingNumber(of(r)) }
	}
	reported := func(of func(apiclient.TrunkGroup) string) func(trunkGroupRow) ui.Cell {
		return func(r trunkGroupRow) ui.Cell { return r.reported(glyphs, of(r.detail)) }
	}
	mark := figures.MarkColumn[trunkGroupRow](glyphs, 1)
	mark.Title, mark.Spare = "FINDING", true
	mark.Cell = func(r trunkGroupRow) ui.Cell { return figures.MarkCell(glyphs, r.besideState()) }
	mark.Full = func(r trunkGroupRow) string { return figures.FullMark(r.Marks) }
	return []ui.Column[trunkGroupRow]{
		{
			Key: "inout", Title: "IN/OUT", Right: true, Priority: 4, Spare: true, Cell: reported(directions), Full: fullDirections(directions),
			Number: number(func(r trunkGroupRow) capacity.Reading { return r.detail.MaxIncomingCalls }),
		},
		{
			Key: "binout", Title: "BURST IN/OUT", Right: true, Wide: true, Cell: reported(burstingDirections), Full: fullDirections(burstingDirections),
			Number: number(func(r trunkGroupRow) capacity.Reading { return r.detail.BurstingMaxIncomingCalls }),
		},
		{Key: "full", Title: "WHEN FULL", Min: 9, Max: 40, Flex: true, Priority: 3, Cell: func(r trunkGroupRow) ui.Cell { return r.whenFull(glyphs) }},
		{Key: "fwd", Title: "FORWARDING", Max: 60, Flex: true, Wide: true, Cell: reported(func(d apiclient.TrunkGroup) string { return d.Forwarding })},
		{
			Key: "state", Title: "STATE", Max: 14,
			Cell: func(r trunkGroupRow) ui.Cell { return r.state(glyphs, isUsed(r.Name)) },
			Also: func(r trunkGroupRow) string {
				return strings.TrimPrefix(figures.DownWord(r.Down)+"\n"+r.detail.State, "\n")
			},
			Full: func(r trunkGroupRow) string { return r.detail.State },
		},
		mark,
	}
}

// inUseColumns read "15/60" below the title of the bar before them. The slash belongs to the
// first, so that the second is a number in files.
func inUseColumns(glyphs ui.Glyphs) []ui.Column[trunkGroupRow] {
	return []ui.Column[trunkGroupRow]{
		{
			Key: "inuse", Right: true, Near: true, Number: inUseNumber,
			Cell: func(r trunkGroupRow) ui.Cell {
				cell := r.reported(glyphs, inUse(r.detail))
				cell.Then = []ui.Cell{{Text: "/", Tone: ui.Muted}}
				return cell
			},
		},
		{
			Key: "max", Joined: true,
			Cell: func(r trunkGroupRow) ui.Cell {
				cell := r.Settle(glyphs, figures.ReadingCell(glyphs, r.MaxActiveCalls))
				if cell.Tone == ui.Plain {
					cell.Tone = ui.Muted
				}
				if r.was != "" {
					cell.Then = []ui.Cell{{Text: glyphs.Changed, Tone: ui.Accent}}
				}
				return cell
			},
			Number: func(r trunkGroupRow) (float64, bool) { return figures.ReadingNumber(r.MaxActiveCalls) },
		},
	}
}

// inUseNumber is none where only one direction is known.
func inUseNumber(r trunkGroupRow) (float64, bool) {
	calls, err := strconv.Atoi(inUse(r.detail))
	return float64(calls), err == nil
}

// directions are the limits of incoming and of outgoing calls, where there are some.
func directions(d apiclient.TrunkGroup) string {
	return bothDirections(d.MaxIncomingCalls, d.MaxOutgoingCalls)
}

// fullDirections are for a file, where 10/8 would be read as a day.
func fullDirections(of func(apiclient.TrunkGroup) string) func(trunkGroupRow) string {
	return func(r trunkGroupRow) string {
		in, out, both := strings.Cut(of(r.detail), "/")
		if !both {
			return in
		}
		return in + " in, " + out + " out"
	}
}

// burstingDirections are the same for bursting.
func burstingDirections(d apiclient.TrunkGroup) string {
	return bothDirections(d.BurstingMaxIncomingCalls, d.BurstingMaxOutgoingCalls)
}

func bothDirections(in, out capacity.Reading) string {
	if !in.IsRead() && !out.IsRead() {
		return ""
	}
	text := func(r capacity.Reading) string {
		if limit, ok := r.Limit(); ok {
			return figures.LimitText(limit)
		}
		return page.NotApplicable
	}
	return text(in) + "/" + text(out)
}

func (v *trunkGroups) Title() string { return v.group.ID }

// Refresh reads the enterprise trunks anew as well, once a preview asks for them.
func (v *trunkGroups) Refresh() tea.Cmd {
	v.kept.forget()
	return v.surveyed.Refresh()
}

// Update has the enterprise trunks read anew where one may have been changed here.
func (v *trunkGroups) Update(msg tea.Msg) tea.Cmd {
	if _, changed := msg.(saving.JournalChanged); changed {
		v.kept.forget()
		v.Beside.Forget()
	}
	return v.surveyed.Update(msg)
}

func (v *trunkGroups) openRow(msg tea.KeyMsg) tea.Cmd {
	switch row, ok := v.table.Selected(); {
	case !ok:
	case page.Pressed(msg, v.Kit.Keys.Open):
		return ui.Push(v.open(v.tenant, routing.Key{GroupID: v.group.ID, Name: row.Name}))
	case page.Pressed(msg, v.Kit.Keys.TakeOut):
		return v.out.Toggle(v.scope(v.group.ID, row.Name))
	}
	return nil
}

// editRow opens the form of the group's own figures where there is no trunk group.
func (v *trunkGroups) editRow(raise bool) tea.Cmd {
	at := v.level()
	if row, ok := v.table.Selected(); ok {
		at.Depth, at.Name = 2, row.Name
	}
	return v.limits.Load(v.tenant, at, raise)
}

func (v *trunkGroups) editGroup() tea.Cmd { return v.limits.Load(v.tenant, v.level(), false) }

// level is the group's own.
func (v *trunkGroups) level() figures.Level {
	return figures.Level{Depth: 1, Group: v.group.ID, Name: v.group.ID}
}

func (v *trunkGroups) frame() frame {
	shown := v.survey.shown
	group := shown.Breakdown.Groups[0]
	marks, pieces := figures.TrunkGroupMarks(group, shown.Failures, shown.Done), figures.TrunkGroupSlices(group)
	rows := make([]trunkGroupRow, len(group.Group.TrunkGroups))
	v.remember()
	for i, t := range group.Group.TrunkGroups {
		detail, read := shown.TrunkGroups[v.group.ID][t.Name]
		rows[i] = trunkGroupRow{TrunkGroup: t, detail: detail, read: read, Marks: marks(t), slice: pieces[i]}
		rows[i].Out = v.outOf(v.group.ID, t.Name)
		if was := v.then.calls[t.Name]; was != inUse(detail) {
			rows[i].was = was
		}
	}
	v.table.SetRows(rows)
	lines := figures.GroupLines(group.Calls, group.Bursting, figures.Marks{Done: shown.Done})
	gone := v.past.Foot(func(o history.Object) bool { return o.Kind == change.TrunkGroup && o.Group == v.group.ID })
	return frame{
		place: "group " + safetext.Name(v.group.ID), name: safetext.Name(cmp.Or(v.group.Name, group.Group.Name)), isAbsent: group.Group.Assignment == capacity.NotAssigned,
		gauges: lines, brief: lines, foot: append(gone, []ui.Cell{{Text: " " + page.NotLive, Tone: ui.Muted}}),
	}
}

// nothing says what it means that a group has no trunk groups.
func (v *trunkGroups) nothing() page.Empty {
	own := v.survey.shown.Breakdown.Groups[0].Group
	return page.Empty{
		Title: "Group " + safetext.Name(v.group.ID) + " has no trunk groups.", Keys: tenantEditKey(&v.limits, false),
		Means: givenToNobody(own.MaxActiveCalls, own.BurstingMaxActiveCalls, "trunk group"),
	}
}

// inUseAt is the calls in use of trunk groups as they were read.
type inUseAt struct {
	at    time.Time
	calls map[string]string
}

// remember keeps what a reading told of the calls in use, so that the next one can show which
// of them have changed.
func (v *trunkGroups) remember() {
	shown := v.survey.shown
	if !shown.Done || shown.At.Equal(v.now.at) {
		return
	}
	v.then, v.now = v.now, inUseAt{shown.At, make(map[string]string)}
	for name, detail := range shown.TrunkGroups[v.group.ID] {
		v.now.calls[name] = inUse(detail)
	}
}

// counts are how many trunk groups there are, how the group is doing, and what is in use now.
func (v *trunkGroups) counts() ui.Cell {
	group, glyphs := v.survey.shown.Breakdown.Groups[0], v.Kit.Theme.Glyphs
	var facts []ui.Cell
	if v.table.Window() == "" { // which says it too
		facts = append(facts, ui.Cell{Text: strconv.Itoa(len(group.Group.TrunkGroups)), Tone: ui.Strong})
	}
	facts = append(facts, figures.CountPlaces(group.Findings, 3, 3).Worst(glyphs))
	own := slices.DeleteFunc(slices.Clone(group.Findings), func(f capacity.Finding) bool { return len(f.Path) > 2 })
	if worst, _ := capacity.Worst(own); worst.Severity >= capacity.Notice {
		facts = append(facts, figures.SeverityCell(glyphs, worst.Severity, "group "+worst.Severity.String()))
	}
	if figures.IsFull(group.Calls) {
		facts = append(facts, ui.Cell{Text: glyphs.Full + " group full", Tone: ui.Full})
	}
	return page.Dotted(glyphs, append(facts, v.usedOf())...)
}

// usedOf is how many calls are in use now of how many, where all of that is known.
func (v *trunkGroups) usedOf() ui.Cell {
	used, of := 0, 0
	for _, row := range v.table.Shown() {
		calls, err := strconv.Atoi(inUse(row.detail))
		most, isNumber := callsOf(row.MaxActiveCalls)
		if err != nil || !isNumber {
			return ui.Cell{}
		}
		used, of = used+calls, of+most
	}
	if of == 0 {
		return ui.Cell{}
	}
	return ui.Cell{Text: "in use now ", Tone: ui.Muted, Then: []ui.Cell{{Text: strconv.Itoa(used), Tone: ui.Strong}, {Text: " of " + strconv.Itoa(of), Tone: ui.Muted}}}
}

// readUse returns what reads who uses a trunk group; nil where that cannot be known.
func (v *trunkGroups) readUse(links Links) func(context.Context, trunkGroupRow) (*usage, error) {
	if links.About == nil {
		return nil
	}
	return func(ctx context.Context, row trunkGroupRow) (*usage, error) {
		about := links.About(v.tenant, routing.Key{GroupID: v.group.ID, Name: row.Name})
		u := newUsage(v.kept.of(about), links.WhyNoTrunks(v.tenant))
		err := u.readAll(ctx)
		if len(u.usedBy()) > 0 {
			v.used.Store(row.Name, true)
		} else if err == nil {
			v.used.Delete(row.Name)
		}
		return u, err
	}
}

// isUsed reports whether an enterprise trunk is known to route to a trunk group.
func (v *trunkGroups) isUsed(name string) bool {
	_, known := v.used.Load(name)
	return known
}

// preview tells about a trunk group, and who uses it.
func (v *trunkGroups) preview(row trunkGroupRow, read ui.Latest[*usage]) ui.Pane {
	t := trunkGroupFacts{at: routing.Key{GroupID: v.group.ID, Name: row.Name}, detail: row.detail, read: row.read, marks: row.Marks, glyphs: v.Kit.Theme.Glyphs}
	var used *section
	switch {
	case read.Known:
		t.usedBy = read.Value.usedBy()
		used = new(read.Value.section(v.Kit.Keys.Open.Help().Key + " " + v.Kit.Keys.EnterpriseTrunks.Help().Key))
	case read.Busy:
		used = &section{title: usedByName, right: ui.Cell{Text: "reading", Tone: ui.Muted}}
	case read.Err != nil:
		used = &section{title: usedByName, facts: []fact{{text: ui.Cell{Text: "not known: " + apiclient.Explain(read.Err), Tone: ui.Failed}}}}
	}
	pane := trunkGroupPane(v.Kit, t, used)
	above := pane.Lines
	pane.Lines = func(width int) []string {
		lines := above(width)
		if row.Out != (figures.Out{}) {
			pane := page.NewPane(v.Kit.Theme, width)
			row.Out.Tell(pane)
			lines = append(pane.Lines(), lines...)
		}
		return v.past.Around(lines, v.Kit.Theme, width, v.object(row.Name))
	}
	return pane
}

// trunkGroupRow is a trunk group, with its detail where that was read.
type trunkGroupRow struct {
	capacity.TrunkGroup
	detail apiclient.TrunkGroup
	read   bool
	figures.Marks
	slice ui.Bar // its piece of the group's bar; zero where it has none
	was   string // the calls in use before, where they were others
}

// piece draws which part of the group's bar a trunk group takes.
func (r trunkGroupRow) piece(glyphs ui.Glyphs, width int) ui.Cell {
	if r.slice == (ui.Bar{}) {
		return ui.Cell{}
	}
	return r.slice.Cell(glyphs, width)
}

// bar is the calls in use now; the zero value where they are not known.
func (r trunkGroupRow) bar() ui.Bar {
	return inUseBar(r.MaxActiveCalls, r.detail.ActiveIncomingCalls, r.detail.ActiveOutgoingCalls)
}

// usedPart is which part of its calls is in use, for sorting.
func (r trunkGroupRow) usedPart() (float64, bool) {
	bar := r.bar()
	return float64(bar.Given) / float64(bar.Limit), bar.Limit > 0
}

// use draws the calls in use now.
func (r trunkGroupRow) use(glyphs ui.Glyphs, width int) ui.Cell {
	bar := r.bar()
	if bar == (ui.Bar{}) {
		return ui.Cell{}
	}
	return bar.Cell(glyphs, width)
}

// whenFull is where calls go that there is no room for, or all of them.
func (r trunkGroupRow) whenFull(glyphs ui.Glyphs) ui.Cell {
	facts := trunkGroupFacts{detail: r.detail}
	if always := facts.always().words(); always != "" {
		return ui.Cell{Text: glyphs.Notice + " always " + always, Tone: ui.Notice}
	}
	return r.reported(glyphs, cmp.Or(facts.whenFull().words(), facts.otherwise()))
}

func (r trunkGroupRow) state(glyphs ui.Glyphs, isUsed bool) ui.Cell {
	if !r.Down && (!r.read || r.detail.State == "") {
		return r.reported(glyphs, "")
	}
	return figures.StateCell(glyphs, r.detail.State, r.Down, isUsed)
}

// besideState is what is to be marked besides what the state says.
func (r trunkGroupRow) besideState() figures.Marks {
	marks := r.Marks
	marks.Findings = slices.DeleteFunc(slices.Clone(marks.Findings), func(f capacity.Finding) bool {
		return f.Code.IsDown()
	})
	return marks
}

// reported is the cell of what not every system tells: - where it does not.
func (r trunkGroupRow) reported(glyphs ui.Glyphs, text string) ui.Cell {
	switch {
	case !r.read:
		return r.Settle(glyphs, ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown})
	case text == "":
		return page.Absent()
	}
	return ui.Cell{Text: text}
}

// bursting is the cell of the bursting limit; where bursting is off there is none.
func (r trunkGroupRow) bursting(glyphs ui.Glyphs) ui.Cell {
	if calls, ok := r.BurstingMaxActiveCalls.Limit(); ok && r.read && burstingIsOff(r.detail) && calls == (capacity.Limit{}) {
		return ui.Cell{Text: "off", Tone: ui.Muted}
	}
	return r.Settle(glyphs, figures.ReadingCell(glyphs, r.BurstingMaxActiveCalls))
}

func burstingIsOff(d apiclient.TrunkGroup) bool { return d.EnableBursting != nil && !*d.EnableBursting }

func (v *trunkGroups) rowStatus(info *ui.Info) {
	group, glyphs := v.survey.shown.Breakdown.Groups[0], v.Kit.Theme.Glyphs
	row, _ := v.table.Selected()
	figures.Status(info, glyphs, row.Marks, 3)
	if info.Status.Whole() == "" && row.was != "" {
		info.Status = ui.Cell{Text: glyphs.Changed, Tone: ui.Accent, Then: []ui.Cell{{Text: " in use was " + row.was + " at " + v.then.at.Format(time.TimeOnly)}}}
	}
	figures.Status(info, glyphs, v.groupMarks(group), 2)
	if info.Status.Whole() == "" && figures.IsFull(group.Calls) {
		own, _ := group.Calls.Own.Limit()
		info.Status = ui.Cell{Text: glyphs.Full + " full", Tone: ui.Full, Then: []ui.Cell{{Text: ": the group has given out all its " + figures.LimitText(own) + " calls"}}}
	}
}

func (v *trunkGroups) own(all bool) []key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	switch {
	case !v.Known():
	case all:
		own = append(own, v.limits.Help("group")...)
	default:
		own = append(own, v.limits.AddKey()...)
	}
	if row, ok := v.table.Selected(); ok && v.Known() && (all || row.Out != figures.Out{}) { // else the names of the forms have its room
		own = append(own, v.out.Keys(v.scope(v.group.ID, row.Name), all)...)
	}
	return own
}

// Edits is of the row and of the group.
func (v *trunkGroups) Edits() (on, about string) {
	if !v.Known() {
		return "", ""
	}
	row, _ := v.table.Selected()
	return v.limits.Edits(row.Name, v.group.ID)
}

func (v *trunkGroups) CopyID() string {
	row, _ := v.table.Selected()
	return cmp.Or(row.Name, v.group.ID)
}

// CopyText includes the group's own figures, which are above the list.
func (v *trunkGroups) CopyText() []string {
	if !v.survey.known {
		return []string{page.PathText(page.TenantLabel(v.tenant), page.Label("group", v.group.ID, v.group.Name))}
	}
	group := v.survey.shown.Breakdown.Groups[0]
	row, ok := v.table.Selected()
	if !ok {
		return groupText(v.tenant, group, v.groupMarks(group))
	}
	lines := trunkGroupText(v.tenant, v.group.ID, row.TrunkGroup, row.detail.State, row.Marks)
	lines = lines[:len(lines)-1]
	for _, line := range figures.GroupLines(group.Calls, group.Bursting, row.Marks) {
		line.Label = "Group " + safetext.Name(v.group.ID) + ", " + strings.ToLower(line.Label)
		lines = append(lines, line.Text())
	}
	return append(lines, page.NotLive)
}

func trunkGroupText(tenant apiclient.Tenant, group string, g capacity.TrunkGroup, state string, t figures.Marks) []string {
	lines := []string{
		page.PathText(page.TenantLabel(tenant), "group "+group, "trunk group "+g.Name),
		"Calls: max " + g.MaxActiveCalls.String() + ". Bursting: max " + g.BurstingMaxActiveCalls.String() + ".",
	}
	if state != "" {
		lines = append(lines, "State: "+state)
	}
	return withStatus(lines, t, 3)
}

// groupMarks is the group's own, without what is marked at its trunk groups.
func (v *trunkGroups) groupMarks(group capacity.GroupBreakdown) figures.Marks {
	return figures.Marks{
		Findings: slices.DeleteFunc(slices.Clone(group.Findings), func(f capacity.Finding) bool { return len(f.Path) != 2 }),
		Failures: slices.DeleteFunc(slices.Clone(v.survey.shown.Failures), func(f collect.Failure) bool { return len(f.Path) != 2 }),
		Absent:   group.Group.Assignment == capacity.NotAssigned,
	}
}

func (v *trunkGroups) Export() ui.View {
	sheet := report.Rows{Table: "trunk groups", Place: []string{v.tenant.ID, v.group.ID}, AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "trunk group", "group "+v.group.ID, sheet, v.Missing())
}
