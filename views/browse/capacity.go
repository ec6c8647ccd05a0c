package browse

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// breakdown is the capacity of a tenant as a tree: tenant, groups, trunk groups.
type breakdown struct {
	surveyed
	tree *ui.Tree[figures.Level]
	open func(apiclient.Tenant, routing.Key) ui.View
}

// NewCapacity returns the capacity of a tenant.
func NewCapacity(kit ui.Kit, links Links, scope Scope) ui.View {
	v := &breakdown{surveyed: newSurveyed(kit, links, scope, judgeGroups), open: links.TrunkGroup}
	v.tree = ui.NewTree(kit, figures.LevelColumns(kit.Theme.Glyphs), figures.Level.ID, func(l figures.Level) int { return l.Depth })
	v.tree.FoldFrom(1)
	v.Heading = "capacity"
	v.What, v.Rows, v.Own = "capacity of tenant "+v.tenant.ID, v.tree, v.own
	v.show, v.press, v.edit = v.fill, v.openRow, v.editRow
	v.Moved = func() { v.survey.prefer(groupIDs(v.tree.Visible(), groupOfLevel)) }
	return v
}

func groupOfLevel(l figures.Level) string { return l.Group }

func (v *breakdown) Title() string { return "capacity" }

func (v *breakdown) openRow(msg tea.KeyMsg) tea.Cmd {
	if at, ok := v.tree.Selected(); ok && at.Depth == 2 && page.Pressed(msg, v.Kit.Keys.Open) {
		return ui.Push(v.open(v.tenant, routing.Key{GroupID: at.Group, Name: at.Name}))
	}
	return nil
}

func (v *breakdown) editRow(raise bool) tea.Cmd {
	at, ok := v.tree.Selected()
	if !ok {
		return nil
	}
	return v.limits.Show(v.survey.shown, at, raise)
}

func (v *breakdown) fill() {
	shown := v.survey.shown
	v.tree.SetRows(figures.Levels(shown))
	v.Frame(append(noTrunking(v.Kit, shown), v.totals(shown.Breakdown)...), v.legend(shown.Breakdown))
}

// totals are the tenant's own limits against what all its groups were given.
func (v *breakdown) totals(b capacity.Breakdown) [][]ui.Cell {
	if b.Tenant.Assignment == capacity.NotAssigned {
		return notAssigned("tenant " + v.tenant.ID)
	}
	now := figures.Marks{Done: v.survey.shown.Done}
	available := figures.Line{Label: "Burst avail.", Sum: "available", Over: "ceiling", Figures: b.BurstingAvailable, Now: now, Doubtful: true}
	if slices.ContainsFunc(b.Findings, func(f capacity.Finding) bool { return f.Code == capacity.BurstingAvailable }) {
		available.Over = figures.WordBurstAvailable
	}
	return append(figures.Lines(v.Kit.Theme.Glyphs, v.Width,
		figures.Line{Label: "Calls", Sum: "allocated", Over: figures.WordOver, Figures: b.Calls, Now: now},
		figures.Line{Label: "Burst alloc.", Sum: "allocated", Over: figures.WordBurstOver, Figures: b.BurstingAllocated, Now: now},
		available), nil)
}

// legend says what the figures are not, and what they leave out.
func (v *breakdown) legend(b capacity.Breakdown) [][]ui.Cell {
	lines := [][]ui.Cell{{{Text: " " + page.NotLive + " Enterprise trunks are not in these sums.", Tone: ui.Muted}}}
	if len(b.Groups) == 0 {
		return slices.Insert(lines, 0, []ui.Cell{{Text: " tenant " + v.tenant.ID + " has no groups"}})
	}
	return lines
}

func (v *breakdown) Info() ui.Info {
	info := v.Page.Info()
	if !v.survey.known {
		return info
	}
	b := v.survey.shown.Breakdown
	info.Summary.Text, info.Partly = v.survey.summary(figures.CountFindings(b.Findings)), v.survey.partly()
	if at, ok := v.tree.Selected(); ok && info.Status.Text == "" {
		info.Status.Text, info.Status.Tone = figures.StatusOf(at.Marks, at.Depth+1)
		if text := v.unreadGroups(); at.Depth == 0 && v.survey.shown.Done && text != "" && len(at.Failures) == 0 {
			info.Status.Text, info.Status.Tone = text, ui.Unknown
		}
	}
	return info
}

// own names for the key line what the open key does at the selected row.
func (v *breakdown) own(all bool) []key.Binding {
	keys := v.Kit.Keys
	own := []key.Binding{keys.Open}
	switch at, ok := v.tree.Selected(); {
	case !ok:
		return nil
	case !all && at.Depth < 2: // what has something below it folds
		own = []key.Binding{ui.Named(keys.Open, keys.Fold.Help().Desc), keys.FoldAll}
	case !all:
		own = append(own, keys.Fold, keys.FoldAll)
	}
	return append(own, v.limits.Keys(all)...)
}

func (v *breakdown) unreadGroups() string {
	groups := v.survey.shown.Breakdown.Groups
	ids := groupIDs(groups, func(g capacity.GroupBreakdown) string {
		if g.Complete {
			return ""
		}
		return g.Group.ID
	})
	if len(ids) == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d groups not read: %s; %s reads again", len(ids), len(groups), someOf(ids), v.Kit.Keys.Refresh.Help().Key)
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
			{Label: "Bursting available", Sum: "available", Over: figures.WordBurstAvailable, Figures: b.BurstingAvailable},
		} {
			lines = append(lines, line.Text())
		}
	}
	return withStatus(append(lines, v.survey.summary(figures.CountFindings(b.Findings))), at.Marks, 1)
}

// Export is the report of the tenant with the groups of which something is shown.
func (v *breakdown) Export() ui.View {
	ids := groupIDs(v.tree.Shown(), groupOfLevel)
	if v.tree.Filter() == "" && len(ids) == 0 { // folded at the tenant, or without groups
		ids = groupIDs(v.survey.shown.Breakdown.Groups, func(g capacity.GroupBreakdown) string { return g.Group.ID })
	}
	return v.ExportView(figures.Export(v.tenant, v.survey.shown, ids), len(v.tree.Shown()))
}
