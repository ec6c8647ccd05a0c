package browse

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
)

// breakdown is the capacity of a tenant as a tree: tenant, groups, trunk groups,
// at each level what it may carry and what was allocated of it.
type breakdown struct {
	page.Page
	tenant apiclient.Tenant
	survey *survey
	tree   *ui.Tree[figures.Level]
	open   func(apiclient.Tenant, routing.Key) ui.View
	limits limits.Forms
}

// NewCapacity returns the capacity of a tenant.
func NewCapacity(kit ui.Kit, links Links, scope Scope) ui.View {
	tenant := scope.Tenant
	v := &breakdown{tenant: tenant, survey: newSurvey(scope.Collect, judgeGroups), open: links.TrunkGroup, limits: links.Limits}
	v.tree = ui.NewTree(kit, figures.LevelColumns(kit.Theme.Glyphs), figures.Level.ID, func(l figures.Level) int { return l.Depth })
	v.tree.FoldFrom(1)
	v.Page = page.Page{Kit: kit, What: "capacity of tenant " + tenant.ID, Rows: v.tree, Source: v.survey, Known: v.survey.isKnown, Legend: figures.Legend}
	return v
}

func (v *breakdown) Title() string { return "capacity" }

func (v *breakdown) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if msg, ok := msg.(saving.FiguresChanged); ok && msg.Tenant == v.tenant.ID {
		return v.Refresh()
	}
	changed, next := v.survey.update(msg)
	if changed && v.survey.known {
		v.show()
	}
	return next
}

func (v *breakdown) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		v.prefer()
		return nil
	}
	raise, wanted := v.limits.Matches(msg)
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Open):
		if at, ok := v.tree.Selected(); ok && at.Depth == 2 {
			return ui.Push(v.open(v.tenant, routing.Key{GroupID: at.Group, Name: at.Name}))
		}
	case page.Pressed(msg, v.Kit.Keys.Edits):
		return v.limits.Session.OpenEdits()
	case wanted && v.survey.known:
		if at, ok := v.tree.Selected(); ok {
			return v.limits.Show(v.survey.shown, at, raise)
		}
	}
	return nil
}

// show puts what was read into the tree, and has the visible groups read first.
func (v *breakdown) show() {
	shown := v.survey.shown
	v.tree.SetRows(figures.Levels(shown))
	v.Frame(append(noTrunking(v.Kit, shown), v.totals(shown.Breakdown)...), v.legend(shown.Breakdown))
	v.prefer()
}

// totals are the tenant's own limits against what all its groups were given.
func (v *breakdown) totals(b capacity.Breakdown) [][]ui.Cell {
	if b.Tenant.Assignment == capacity.NotAssigned {
		return [][]ui.Cell{{{Text: " trunking is not assigned to tenant " + v.tenant.ID, Tone: ui.Muted}}, nil}
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
	text := " Configured limits, not live calls. Enterprise trunks are not in these sums."
	lines := [][]ui.Cell{{{Text: text, Tone: ui.Muted}}}
	if len(b.Groups) == 0 {
		lines = append([][]ui.Cell{{{Text: " tenant " + v.tenant.ID + " has no groups"}}}, lines...)
	}
	return lines
}

func (v *breakdown) SetSize(width, height int) {
	v.Page.SetSize(width, height)
	if v.survey.known {
		v.show() // the totals take what room there is
	}
	v.prefer()
}

// CloseLayer closes the filter: other groups are visible then.
func (v *breakdown) CloseLayer() bool {
	closed := v.Page.CloseLayer()
	if closed {
		v.prefer()
	}
	return closed
}

func (v *breakdown) Info() ui.Info {
	info := v.Page.Info()
	if !v.survey.known {
		return info
	}
	b := v.survey.shown.Breakdown
	info.Summary = summary(v.survey, figures.CountFindings(b.Findings))
	info.Partly = partly(v.survey)
	if at, ok := v.tree.Selected(); ok && info.Status == "" {
		info.Status, info.Tone = figures.StatusOf(at.Marks, at.Depth+1)
		if text := unreadGroups(v.Kit, b); at.Depth == 0 && v.survey.shown.Done && text != "" && len(at.Marks.Failures) == 0 {
			info.Status, info.Tone = text, ui.Unknown
		}
	}
	return info
}

func (v *breakdown) ShortHelp() []key.Binding {
	own := page.OpenKey(&v.Page, v.tree.Table)
	if at, ok := v.tree.Selected(); len(own) > 0 && ok {
		if at.Depth < 2 { // what has something below it folds
			own[0] = ui.Named(v.Kit.Keys.Open, v.Kit.Keys.Fold.Help().Desc)
		} else {
			own = append(own, v.Kit.Keys.Fold)
		}
		own = append(own, v.Kit.Keys.FoldAll)
	}
	return v.Keys(append(own, v.editKeys(false)...))
}

func (v *breakdown) FullHelp() [][]key.Binding {
	return v.HelpKeys(append(page.OpenKey(&v.Page, v.tree.Table), v.editKeys(true)...)...)
}

// editKeys returns the keys of the forms where there are some.
func (v *breakdown) editKeys(all bool) []key.Binding {
	if _, ok := v.tree.Selected(); !ok {
		return nil
	}
	return v.limits.Keys(all)
}

func (v *breakdown) CopyID() string {
	if at, ok := v.tree.Selected(); ok {
		return at.Name
	}
	return v.tenant.ID
}

func (v *breakdown) CopyText() []string {
	at, ok := v.tree.Selected()
	switch {
	case !v.survey.known:
		return page.TenantFacts(v.tenant)
	case !ok, at.Depth == 0:
		return tenantText(v.tenant, v.survey)
	case at.Depth == 2:
		own := capacity.TrunkGroup{Name: at.Name, MaxActiveCalls: at.Calls.Own, BurstingMaxActiveCalls: at.Bursting.Own}
		return trunkGroupText(v.tenant, at.Group, own, at.State, at.Marks)
	}
	return groupText(v.tenant, capacity.GroupBreakdown{Group: at.Reported, Calls: at.Calls, Bursting: at.Bursting}, at.Marks)
}

// Export is the report of the tenant with the groups that are shown, themselves or a
// part of them.
func (v *breakdown) Export() ui.View {
	var ids []string
	for _, at := range v.tree.Shown() {
		if at.Depth > 0 && (len(ids) == 0 || ids[len(ids)-1] != at.Group) {
			ids = append(ids, at.Group)
		}
	}
	if v.tree.Filter() == "" && len(ids) == 0 { // folded at the tenant, or without groups
		for _, g := range v.survey.shown.Breakdown.Groups {
			ids = append(ids, g.Group.ID)
		}
	}
	return v.ExportView(figures.Export(v.tenant, v.survey.shown, ids), len(v.tree.Shown()))
}

// Wheel scrolls: other groups are visible then.
func (v *breakdown) Wheel(rows int) {
	v.Page.Wheel(rows)
	v.prefer()
}

// prefer has the groups in view read before the others.
func (v *breakdown) prefer() {
	var ids []string
	for _, at := range v.tree.Visible() {
		if at.Depth > 0 && (len(ids) == 0 || ids[len(ids)-1] != at.Group) {
			ids = append(ids, at.Group)
		}
	}
	v.survey.prefer(ids)
}
