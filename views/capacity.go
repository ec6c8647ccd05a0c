package views

import (
	"context"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/routing"
	"banyan/ui"
)

// breakdown is the capacity of a tenant as a tree: tenant, groups, trunk groups,
// at each level what it may carry and what was allocated of it.
type breakdown struct {
	page
	tenant apiclient.Tenant
	survey *survey
	tree   *ui.Tree[level]
	open   func(apiclient.Tenant, routing.Key) ui.View
	forms  figureForms
}

func newBreakdown(kit ui.Kit, tenant apiclient.Tenant, start func(context.Context) reading, open func(apiclient.Tenant, routing.Key) ui.View) *breakdown {
	v := &breakdown{tenant: tenant, survey: newSurvey(start, judgeGroups), open: open}
	v.tree = ui.NewTree(kit, levelColumns(kit.Theme.Glyphs), level.id, func(l level) int { return l.depth })
	v.tree.FoldFrom(1)
	v.page = page{kit: kit, what: "capacity of tenant " + tenant.ID, rows: v.tree, source: v.survey, known: v.survey.isKnown, legend: legend}
	return v
}

// Title implements ui.View.
func (v *breakdown) Title() string { return "capacity" }

// Update implements ui.View.
func (v *breakdown) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if msg, ok := msg.(figuresChanged); ok && msg.tenant == v.tenant.ID {
		return v.Refresh()
	}
	changed, next := v.survey.update(msg)
	if changed && v.survey.known {
		v.show()
	}
	return next
}

func (v *breakdown) press(msg tea.KeyMsg) tea.Cmd {
	if v.use(msg) {
		v.prefer()
		return nil
	}
	raise, wanted := v.forms.wants(msg)
	switch {
	case pressed(msg, v.kit.Keys.Refresh):
		return v.Refresh()
	case pressed(msg, v.kit.Keys.Open):
		if at, ok := v.tree.Selected(); ok && at.depth == 2 {
			return ui.Push(v.open(v.tenant, routing.Key{GroupID: at.group, Name: at.name}))
		}
	case pressed(msg, v.kit.Keys.Edits):
		return v.forms.with.toEdits()
	case wanted && v.survey.known:
		if at, ok := v.tree.Selected(); ok {
			return v.forms.show(v.survey.shown, at, raise)
		}
	}
	return nil
}

// editKeys returns the keys of the forms where there are some.
func (v *breakdown) editKeys(all bool) []key.Binding {
	if _, ok := v.tree.Selected(); !ok {
		return nil
	}
	return v.forms.keys(all)
}

// show puts what was read into the tree, and has the visible groups read first.
func (v *breakdown) show() {
	shown := v.survey.shown
	v.tree.SetRows(levels(shown))
	v.frame(append(noTrunking(v.kit, shown), v.totals(shown.Breakdown)...), v.legend(shown.Breakdown))
	v.prefer()
}

// totals are the tenant's own limits against what all its groups were given.
func (v *breakdown) totals(b capacity.Breakdown) [][]ui.Cell {
	if b.Tenant.Assignment == capacity.NotAssigned {
		return [][]ui.Cell{{{Text: " trunking is not assigned to tenant " + v.tenant.ID, Tone: ui.Muted}}, nil}
	}
	now := trouble{done: v.survey.shown.Done}
	available := named{label: "Burst avail.", sum: "available", over: "ceiling", figures: b.BurstingAvailable, now: now, doubtful: true}
	if slices.ContainsFunc(b.Findings, func(f capacity.Finding) bool { return f.Code == capacity.BurstingAvailable }) {
		available.over = wordBurstAvailable
	}
	return append(figuresLines(v.kit.Theme.Glyphs, v.width,
		named{label: "Calls", sum: "allocated", over: wordOver, figures: b.Calls, now: now},
		named{label: "Burst alloc.", sum: "allocated", over: wordBurstOver, figures: b.BurstingAllocated, now: now},
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

// prefer has the groups in view read before the others.
func (v *breakdown) prefer() {
	var ids []string
	for _, at := range v.tree.Visible() {
		if at.depth > 0 && (len(ids) == 0 || ids[len(ids)-1] != at.group) {
			ids = append(ids, at.group)
		}
	}
	v.survey.prefer(ids)
}

// SetSize implements ui.View.
func (v *breakdown) SetSize(width, height int) {
	v.page.SetSize(width, height)
	if v.survey.known {
		v.show() // the totals take what room there is
	}
	v.prefer()
}

// CloseLayer implements ui.Layered: without the filter other groups are visible.
func (v *breakdown) CloseLayer() bool {
	closed := v.page.CloseLayer()
	if closed {
		v.prefer()
	}
	return closed
}

// Info implements ui.Informer.
func (v *breakdown) Info() ui.Info {
	told := v.info()
	if !v.survey.known {
		return told
	}
	b := v.survey.shown.Breakdown
	told.Summary = summary(v.survey, countFindings(b.Findings))
	told.Partly = partly(v.survey)
	if at, ok := v.tree.Selected(); ok && told.Status == "" {
		told.Status, told.Tone = statusOf(at.trouble, at.depth+1)
		if text := unreadGroups(v.kit, b); at.depth == 0 && v.survey.shown.Done && text != "" && len(at.trouble.failures) == 0 {
			told.Status, told.Tone = text, ui.Unknown
		}
	}
	return told
}

// ShortHelp implements help.KeyMap.
func (v *breakdown) ShortHelp() []key.Binding {
	own := opens(&v.page, v.tree.Table)
	if at, ok := v.tree.Selected(); len(own) > 0 && ok {
		if at.depth < 2 { // what has something below it folds
			own[0] = ui.Named(v.kit.Keys.Open, v.kit.Keys.Fold.Help().Desc)
		} else {
			own = append(own, v.kit.Keys.Fold)
		}
		own = append(own, v.kit.Keys.FoldAll)
	}
	return v.keys(append(own, v.editKeys(false)...))
}

// FullHelp implements help.KeyMap.
func (v *breakdown) FullHelp() [][]key.Binding {
	return v.allKeys(append(opens(&v.page, v.tree.Table), v.editKeys(true)...)...)
}
