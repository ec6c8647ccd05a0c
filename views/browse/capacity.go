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
	v.Counts = v.counts
	v.Beside = ui.NewPreview[figures.Level, struct{}](kit.Theme, v.tree.Selected, func(l figures.Level) string { return "level " + l.ID() }, nil, v.pane)
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
	head := noTrunking(v.Kit, shown)
	if shown.Breakdown.Tenant.Assignment == capacity.NotAssigned {
		head = append(head, notAssigned("tenant "+v.tenant.ID)...)
	} else {
		v.Gauges(figures.Gauges(v.Kit.Theme, v.Width, v.totals(shown.Breakdown)...))
	}
	v.Frame(head, v.legend(shown.Breakdown))
}

// roomy is the width from which on a rule has room for every count.
const roomy = 100

// counts are how many groups and trunk groups there are, and how many of all are at their
// worst.
func (v *breakdown) counts() ui.Cell {
	b := v.survey.shown.Breakdown
	trunkGroups, listed := 0, b.Tenant.GroupsListed
	for _, g := range b.Groups {
		trunkGroups += len(g.Group.TrunkGroups)
		listed = listed && g.Group.TrunkGroupsListed
	}
	glyphs := v.Kit.Theme.Glyphs
	counts, more := figures.CountCell(len(b.Groups), "group"), v.survey.reach()
	if more == "" || v.Width >= roomy && v.Side() == nil {
		all := figures.CountCell(trunkGroups, "trunk group")
		if !listed {
			all = ui.Cell{Text: glyphs.AtLeast, Tone: ui.Unknown, Then: append([]ui.Cell{{Text: all.Text, Tone: all.Tone}}, all.Then...)}
		}
		counts = figures.Facts(glyphs, counts, all)
	}
	counts.Then = append(counts.Then, figures.WorstCount(glyphs, b.Findings)...)
	counts.Then = append(counts.Then, ui.Cell{Text: more, Tone: ui.Unknown})
	return counts
}

// totals are the tenant's own limits against what all its groups were given.
func (v *breakdown) totals(b capacity.Breakdown) []figures.Line {
	now := figures.Marks{Done: v.survey.shown.Done}
	over, ceiling := "NEGATIVE: groups may take more than the tenant has", "ceiling: each group may take all that the tenant has"
	if !v.IsTall() {
		over, ceiling = figures.WordBurstAvailable, "burst ceiling"
	}
	available := figures.Line{Label: "Burst avail.", Sum: "available", Over: ceiling, Figures: b.BurstingAvailable, Now: now, Doubtful: true}
	if slices.ContainsFunc(b.Findings, func(f capacity.Finding) bool { return f.Code == capacity.BurstingAvailable }) {
		available.Over = over
	}
	return []figures.Line{
		{Label: "Calls", Sum: "allocated", Over: figures.WordOver, Figures: b.Calls, Now: now},
		{Label: "Burst alloc.", Sum: "allocated", Over: figures.WordBurstOver, Figures: b.BurstingAllocated, Now: now},
		available,
	}
}

// summary is what the tenant is called; where there is no room for its totals, the one that no
// row tells.
func (v *breakdown) summary() ui.Cell {
	b := v.survey.shown.Breakdown
	if v.IsTall() || b.Tenant.Assignment == capacity.NotAssigned {
		return ui.Cell{Text: b.Tenant.Name, Tone: ui.Muted}
	}
	return v.totals(b)[2].Brief(v.Kit.Theme.Glyphs)
}

// pane is what a level's calls go to, and what is wrong there.
func (v *breakdown) pane(at figures.Level, _ ui.Reading[struct{}]) ui.Pane {
	b := v.survey.shown.Breakdown
	if at.Depth == 2 {
		detail, read := v.survey.shown.TrunkGroups[at.Group][at.Name]
		return trunkGroupPane(v.Kit, trunkGroupFacts{at: routing.Key{GroupID: at.Group, Name: at.Name}, detail: detail, read: read, marks: at.Marks, glyphs: v.Kit.Theme.Glyphs}, nil)
	}
	p := levelPane{kit: v.Kit, shown: v.survey.shown, most: max(4, v.Height-24)}
	if at.Depth == 1 {
		g := b.Groups[slices.IndexFunc(b.Groups, func(g capacity.GroupBreakdown) bool { return g.Group.ID == at.Group })]
		return ui.Pane{Title: ui.Cell{Text: g.Group.ID}, Right: ui.Cell{Text: g.Group.Name, Tone: ui.Muted}, Lines: func(width int) []string {
			return p.group(g, at.Marks, width)
		}}
	}
	title := "where its calls go"
	if own, ok := b.Calls.Own.Limit(); ok && own != capacity.Unlimited() {
		title = "where the " + figures.LimitText(own) + " calls go"
	}
	return ui.Pane{Title: ui.Cell{Text: title}, Right: ui.Cell{Text: b.Tenant.ID, Tone: ui.Muted}, Lines: func(width int) []string { return p.tenant(b, width) }}
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
	info.Summary, info.Partly = v.summary(), v.survey.partly()
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
	return withStatus(append(lines, v.survey.summary(len(figures.Wrong(b.Findings, false)))), at.Marks, 1)
}

// Export is the report of the tenant with the groups of which something is shown.
func (v *breakdown) Export() ui.View {
	ids := groupIDs(v.tree.Shown(), groupOfLevel)
	if v.tree.Filter() == "" && len(ids) == 0 { // folded at the tenant, or without groups
		ids = groupIDs(v.survey.shown.Breakdown.Groups, func(g capacity.GroupBreakdown) string { return g.Group.ID })
	}
	return v.ExportView(figures.Export(v.tenant, v.survey.shown, ids), len(v.tree.Shown()))
}
