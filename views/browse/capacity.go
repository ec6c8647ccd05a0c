package browse

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// breakdown is the capacity of a tenant as a tree: tenant, groups, trunk groups.
type breakdown struct {
	surveyed
	tree *ui.Tree[figures.Level]
	open func(apiclient.Tenant, routing.Key) ui.View

	trunkGroups, worst ui.Cell // how many there are
}

// NewCapacity returns the capacity of a tenant.
func NewCapacity(kit ui.Kit, links Links, scope Scope) ui.View {
	v := &breakdown{surveyed: newSurveyed(kit, links, scope, judgeGroups), open: links.TrunkGroup}
	v.remembers(links, ui.Place{Kind: page.Capacity, Path: []string{v.tenant.ID}})
	v.tree = ui.NewTree(kit, page.WithMarks(v.past, figures.LevelColumns(kit.Theme.Glyphs), objectOf), figures.Level.ID, func(l figures.Level) int { return l.Depth })
	v.tree.FoldFrom(1)
	v.Heading = "capacity"
	v.What, v.Rows, v.Own = "capacity of tenant "+v.tenant.ID, v.tree, v.own
	v.Counts = v.counts
	v.Beside = ui.NewPreview[figures.Level, struct{}](kit.Theme, v.tree.Selected, func(l figures.Level) string { return "level " + l.ID() }, nil, v.preview)
	v.show, v.status, v.press, v.edit, v.editPlace = v.frame, v.rowStatus, v.openRow, v.editRow, v.editTenant
	v.Moved = func() { v.survey.prefer(idsOf(v.tree.Visible(), groupOfLevel)) }
	return v
}

// objectOf is what the history has of a level.
func objectOf(l figures.Level) history.Object {
	switch l.Depth {
	case 0:
		return history.Object{Kind: change.TenantCapacity}
	case 1:
		return history.Object{Kind: change.GroupCapacity, Group: l.Group}
	}
	return history.Object{Kind: change.TrunkGroup, Group: l.Group, Name: l.Name}
}

// isLevel reports whether a thing of the history has a row where it is there.
func isLevel(o history.Object) bool {
	return o.Kind == change.GroupCapacity || o.Kind == change.TrunkGroup
}

func groupOfLevel(l figures.Level) string { return l.Group }

func (v *breakdown) Title() string { return "capacity" }

func (v *breakdown) openRow(msg tea.KeyMsg) tea.Cmd {
	at, ok := v.tree.Selected()
	switch {
	case ok && at.Depth == 2 && page.Pressed(msg, v.Kit.Keys.Open):
		return ui.Push(v.open(v.tenant, routing.Key{GroupID: at.Group, Name: at.Name}))
	case ok && page.Pressed(msg, v.Kit.Keys.TakeOut):
		return v.out.Toggle(v.scopeOf(at))
	}
	return nil
}

// scopeOf is what a key takes out of service at a level.
func (v *breakdown) scopeOf(at figures.Level) plan.Scope {
	if at.Depth < 2 {
		return v.scope(at.Group, "")
	}
	return v.scope(at.Group, at.Name)
}

func (v *breakdown) editRow(raise bool) tea.Cmd {
	at, ok := v.tree.Selected()
	if !ok {
		return nil
	}
	if _, read := v.survey.shown.TrunkGroups[at.Group][at.Name]; at.Depth == 2 && !read {
		return v.limits.Load(v.tenant, at, raise) // a report told its limits alone
	}
	return v.limits.Show(v.tenant, v.survey.shown, at, raise)
}

func (v *breakdown) frame() frame {
	shown := v.survey.shown
	levels := figures.Levels(shown)
	for i, at := range levels {
		levels[i].Out = v.out.Out(v.scopeOf(at))
	}
	v.tree.SetRows(levels)
	v.trunkGroups, v.worst = v.countBelow(shown.Breakdown)
	totals := v.totals(shown.Breakdown)
	brief := totals[2:] // the first row tells the others
	if shown.Breakdown.BurstingAvailable.Difference.IsNegative() && !isShort(shown.Breakdown) {
		brief = nil // without its explanation a ceiling looks like a finding
	}
	return frame{
		place: "tenant " + safetext.Name(v.tenant.ID), name: safetext.Name(v.tenant.Name), isAbsent: shown.Breakdown.Tenant.Assignment == capacity.NotAssigned,
		gauges: totals, brief: brief, foot: append(v.past.Foot(isLevel), v.legend(shown.Breakdown)...),
	}
}

// roomy is the width from which on a rule has room for every count.
const roomy = 100

// counts are how many groups and trunk groups there are, and how many of all are at their
// worst.
func (v *breakdown) counts() ui.Cell {
	counts, more := figures.CountCell(len(v.survey.shown.Breakdown.Groups), "group"), v.survey.reach()
	if more == "" || v.Width >= roomy && v.Side() == nil {
		counts = page.Dotted(v.Kit.Theme.Glyphs, counts, v.trunkGroups)
	}
	counts = page.Dotted(v.Kit.Theme.Glyphs, counts, v.worst)
	counts.Then = append(counts.Then, ui.Cell{Text: more, Tone: ui.Unknown})
	return counts
}

// countBelow tells how many trunk groups there are, and how many places have the worst finding.
func (v *breakdown) countBelow(b capacity.Breakdown) (trunkGroups, worst ui.Cell) {
	count, listed := 0, b.Tenant.GroupsListed
	for _, g := range b.Groups {
		count += len(g.Group.TrunkGroups)
		listed = listed && g.Group.TrunkGroupsListed
	}
	glyphs := v.Kit.Theme.Glyphs
	trunkGroups = figures.CountCell(count, "trunk group")
	if !listed {
		trunkGroups = ui.Cell{Text: glyphs.AtLeast, Tone: ui.Unknown, Then: append([]ui.Cell{{Text: trunkGroups.Text, Tone: trunkGroups.Tone}}, trunkGroups.Then...)}
	}
	places := figures.CountPlaces(b.Findings, 1, 3)
	places.Of = "place"
	return trunkGroups, places.Worst(glyphs)
}

// isShort reports whether the groups of a tenant may take more bursting than it has. Where each may
// take all of it, that is a ceiling and no finding.
func isShort(b capacity.Breakdown) bool {
	return slices.ContainsFunc(b.Findings, func(f capacity.Finding) bool { return f.Code == capacity.BurstingAvailable })
}

// availableWord is what a negative difference of what is available is called.
func availableWord(b capacity.Breakdown) string {
	if isShort(b) {
		return figures.WordBurstAvailable
	}
	return "ceiling"
}

// totals are the tenant's own limits against what all its groups were given.
func (v *breakdown) totals(b capacity.Breakdown) []figures.Line {
	now := figures.Marks{Done: v.survey.shown.Done}
	available := figures.Line{Label: "Burst avail.", Sum: "available", Over: availableWord(b), Figures: b.BurstingAvailable, Now: now, Doubtful: true}
	switch {
	case isShort(b) && v.IsTall():
		available.Over = "NEGATIVE: groups may take more than the tenant has"
	case v.IsTall():
		available.Over += ": each group may take all that the tenant has"
	}
	return []figures.Line{
		{Label: "Calls", Sum: "allocated", Over: figures.WordOver, Figures: b.Calls, Now: now},
		{Label: "Burst alloc.", Sum: "allocated", Over: figures.WordBurstOver, Figures: b.BurstingAllocated, Now: now},
		available,
	}
}

// preview is what a level's calls go to, and what is wrong there.
func (v *breakdown) preview(at figures.Level, _ ui.Latest[struct{}]) ui.Pane {
	pane := v.levelPreview(at)
	draw := pane.Lines
	pane.Lines = func(width int) []string { return v.past.Around(draw(width), v.Kit.Theme, width, objectOf(at)) }
	return pane
}

func (v *breakdown) levelPreview(at figures.Level) ui.Pane {
	b := v.survey.shown.Breakdown
	draw := func(title, right string, draw func(levelPane)) ui.Pane {
		return ui.Pane{Title: ui.Cell{Text: title}, Right: ui.Cell{Text: right, Tone: ui.Muted}, Lines: func(width int) []string {
			pane := v.pane(width)
			draw(pane)
			return pane.Lines()
		}}
	}
	switch at.Depth {
	case 2:
		detail, read := v.survey.shown.TrunkGroups[at.Group][at.Name]
		return trunkGroupPane(v.Kit, trunkGroupFacts{at: routing.Key{GroupID: at.Group, Name: at.Name}, detail: detail, read: read, marks: at.Marks, glyphs: v.Kit.Theme.Glyphs}, nil)
	case 1:
		g := b.Groups[slices.IndexFunc(b.Groups, func(g capacity.GroupBreakdown) bool { return g.Group.ID == at.Group })]
		return draw(g.Group.ID, g.Group.Name, func(pane levelPane) { pane.group(g, at.Marks) })
	}
	title := "where its calls go"
	if own, ok := b.Calls.Own.Limit(); ok && own != capacity.Unlimited() {
		title = "where the " + figures.LimitText(own) + " calls go"
	}
	return draw(title, b.Tenant.ID, func(pane levelPane) { pane.tenant(b, at.Marks) })
}

// legend says what the figures are not, and what they leave out.
func (v *breakdown) legend(b capacity.Breakdown) [][]ui.Cell {
	lines := [][]ui.Cell{{{Text: " " + page.NotLive + " Enterprise trunks are not in these sums.", Tone: ui.Muted}}}
	if len(b.Groups) == 0 {
		return slices.Insert(lines, 0, []ui.Cell{{Text: " tenant " + safetext.Name(v.tenant.ID) + " has no groups"}})
	}
	return lines
}

func (v *breakdown) rowStatus(info *ui.Info) {
	at, ok := v.tree.Selected()
	if !ok {
		return
	}
	if text := v.unreadGroups(); at.Depth == 0 && v.survey.shown.Done && text != "" && len(at.Failures) == 0 && info.Status.Whole() == "" {
		info.Status = ui.Cell{Text: text, Tone: ui.Unknown}
	}
	figures.Status(info, v.Kit.Theme.Glyphs, at.Marks, at.Depth+1)
}

// own names for the key line what the open key does at the selected row.
func (v *breakdown) own(all bool) []key.Binding {
	keys := v.Kit.Keys
	own := []key.Binding{keys.Open}
	switch at, ok := v.tree.Selected(); {
	case !ok:
		return nil
	case !all && at.Depth < 2: // what has something below it folds
		own[0] = ui.Named(keys.Open, keys.Fold.Help().Desc)
	case !all:
		own = append(own, keys.Fold)
	}
	at, _ := v.tree.Selected()
	out := v.out.Keys(v.scopeOf(at), all)
	if all {
		return append(append(own, v.limits.Help("tenant")...), out...)
	}
	return append(append(append(own, v.limits.AddKey()...), keys.FoldAll), out...)
}

// Edits is of the row and of the tenant, also where that is the row: no key moves.
func (v *breakdown) Edits() (on, about string) {
	at, ok := v.tree.Selected()
	if !ok {
		return "", ""
	}
	return v.limits.Edits(at.Name, v.tenant.ID)
}

func (v *breakdown) unreadGroups() string {
	groups := v.survey.shown.Breakdown.Groups
	ids := idsOf(groups, func(g capacity.GroupBreakdown) string {
		if g.Complete {
			return ""
		}
		return g.Group.ID
	})
	if len(ids) == 0 {
		return ""
	}
	text := fmt.Sprintf("%d of %s not read: %s; ", len(ids), ui.Count(len(groups), "group"), someOf(ids))
	if v.Failed() > 0 {
		return text + v.Kit.Keys.ReadAll.Help().Key + " retries"
	}
	return text + v.Kit.Keys.Refresh.Help().Key + " reads again"
}

func (v *breakdown) CopyID() string {
	at, _ := v.tree.Selected()
	return cmp.Or(at.Name, v.tenant.ID)
}

func (v *breakdown) CopyText() []string {
	at, ok := v.tree.Selected()
	switch {
	case !v.survey.known:
		return page.TenantFacts(v.tenant)
	case !ok, at.Depth == 0:
		return v.tenantText()
	case at.Depth == 2:
		own := capacity.TrunkGroup{Name: at.Name, MaxActiveCalls: at.Calls.Own, BurstingMaxActiveCalls: at.Bursting.Own}
		return trunkGroupText(v.tenant, at.Group, own, at.State, at.Marks)
	}
	return groupText(v.tenant, capacity.GroupBreakdown{Group: at.Reported, Calls: at.Calls, Bursting: at.Bursting}, at.Marks)
}

func (v *breakdown) tenantText() []string {
	b, at := v.survey.shown.Breakdown, figures.TenantLevel(v.survey.shown)
	lines := []string{page.TenantLabel(v.tenant)}
	if !at.Absent {
		for _, line := range []figures.Line{
			{Label: "Calls", Sum: "allocated", Over: figures.WordOver, Figures: b.Calls},
			{Label: "Bursting allocated", Sum: "allocated", Over: figures.WordBurstOver, Figures: b.BurstingAllocated},
			{Label: "Bursting available", Sum: "available", Over: availableWord(b), Figures: b.BurstingAvailable},
		} {
			lines = append(lines, line.Text())
		}
	}
	return withStatus(append(lines, v.survey.summary(len(figures.Wrong(b.Findings, false)))), at.Marks, 1)
}

// Export is the report of the tenant with the groups of which something is shown.
func (v *breakdown) Export() ui.View {
	ids := idsOf(v.tree.Shown(), groupOfLevel)
	if v.tree.Filter() == "" && len(ids) == 0 { // folded at the tenant, or without groups
		ids = idsOf(v.survey.shown.Breakdown.Groups, func(g capacity.GroupBreakdown) string { return g.Group.ID })
	}
	return v.ExportView(figures.Export(v.tenant, v.survey.shown, ids), len(v.tree.Shown()))
}
