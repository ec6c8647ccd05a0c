package views

import (
	"context"
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/ui"
)

// trunkGroups is the list of a group's trunk groups below the group's own figures.
type trunkGroups struct {
	page
	tenant apiclient.Tenant
	group  apiclient.Group
	survey *survey
	table  *ui.Table[trunkGroupRow]
	open   func(apiclient.Tenant, routing.Key) ui.View
	forms  figureForms
}

// trunkGroupRow is a trunk group, with its detail where that was read.
type trunkGroupRow struct {
	capacity.TrunkGroup
	detail  apiclient.TrunkGroup
	read    bool
	trouble trouble
}

func newTrunkGroups(kit ui.Kit, tenant apiclient.Tenant, group apiclient.Group, start func(context.Context) reading, open func(apiclient.Tenant, routing.Key) ui.View) *trunkGroups {
	v := &trunkGroups{tenant: tenant, group: group, survey: newSurvey(start, judgeTrunkGroups), open: open}
	v.table = ui.NewTable(kit, trunkGroupColumns(kit.Theme.Glyphs), func(r trunkGroupRow) string { return r.Name })
	v.table.SetEmpty("group " + group.ID + " has no trunk groups")
	v.page = page{kit: kit, what: "trunk groups of group " + group.ID, rows: v.table, source: v.survey, known: v.survey.isKnown, legend: legend}
	return v
}

// judgeTrunkGroups wants the trunk-group list of the one group, or says why there
// is none.
func judgeTrunkGroups(s collect.Snapshot) (bool, error) {
	for _, f := range s.Failures {
		if f.What == "trunk groups" {
			return false, f.Err
		}
	}
	groups := s.Breakdown.Groups
	return len(groups) > 0 && groups[0].Group.TrunkGroupsListed, nil
}

// Title implements ui.View.
func (v *trunkGroups) Title() string { return v.group.ID }

// Update implements ui.View.
func (v *trunkGroups) Update(msg tea.Msg) tea.Cmd {
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
	return tea.Batch(next, v.forms.update(msg))
}

// Busy implements ui.Busy.
func (v *trunkGroups) Busy() bool { return v.page.Busy() || v.forms.busy() }

// Close implements ui.View.
func (v *trunkGroups) Close() {
	v.page.Close()
	v.forms.close()
}

func (v *trunkGroups) press(msg tea.KeyMsg) tea.Cmd {
	if v.use(msg) {
		return nil
	}
	raise, wanted := v.forms.wants(msg)
	switch {
	case pressed(msg, v.kit.Keys.Refresh):
		return v.Refresh()
	case pressed(msg, v.kit.Keys.Edits):
		return v.forms.with.toEdits()
	case wanted && v.survey.known:
		// Without a trunk group it is the group's own figures.
		at := level{depth: 1, group: v.group.ID, name: v.group.ID}
		if row, ok := v.table.Selected(); ok {
			at = level{depth: 2, group: v.group.ID, name: row.Name}
		}
		return v.forms.load(v.tenant, at, raise)
	case pressed(msg, v.kit.Keys.Open):
		if row, ok := v.table.Selected(); ok {
			return ui.Push(v.open(v.tenant, routing.Key{GroupID: v.group.ID, Name: row.Name}))
		}
	}
	return nil
}

// show puts what was read into the table and the heading.
func (v *trunkGroups) show() {
	shown := v.survey.shown
	group := shown.Breakdown.Groups[0]
	details := shown.TrunkGroups[v.group.ID]
	rows := make([]trunkGroupRow, len(group.Group.TrunkGroups))
	for i, t := range group.Group.TrunkGroups {
		detail, read := details[t.Name]
		rows[i] = trunkGroupRow{TrunkGroup: t, detail: detail, read: read, trouble: trunkGroupTrouble(group, t, shown)}
	}
	v.table.SetRows(rows)
	v.frame(v.heading(group), [][]ui.Cell{{{Text: " Configured limits, not live calls.", Tone: ui.Muted}}})
}

// trunkGroupTrouble gathers what is to be marked at a trunk group.
func trunkGroupTrouble(group capacity.GroupBreakdown, t capacity.TrunkGroup, shown collect.Snapshot) trouble {
	found := trouble{failures: ofTrunkGroup(shown.Failures, t.Name), done: shown.Done}
	for _, f := range group.Findings {
		if len(f.Path) > 2 && f.Path[2] == t.Name {
			found.findings = append(found.findings, f)
		}
	}
	found.gap = shown.Done && anyUnread(t.MaxActiveCalls, t.BurstingMaxActiveCalls)
	return found
}

// heading is the group's own figures.
func (v *trunkGroups) heading(group capacity.GroupBreakdown) [][]ui.Cell {
	glyphs := v.kit.Theme.Glyphs
	if group.Group.Assignment == capacity.NotAssigned {
		return [][]ui.Cell{{{Text: " trunking is not assigned to group " + v.group.ID, Tone: ui.Muted}}, nil}
	}
	now := trouble{done: v.survey.shown.Done}
	return append(figuresLines(glyphs, v.width,
		named{label: "Calls", sum: "allocated", over: wordOver, figures: group.Calls, now: now},
		named{label: "Bursting", sum: "allocated", over: wordBurstOver, figures: group.Bursting, now: now}), nil)
}

// SetSize implements ui.View: the figures above the list take what room there is.
func (v *trunkGroups) SetSize(width, height int) {
	v.page.SetSize(width, height)
	if v.survey.known {
		v.show()
	}
}

// Info implements ui.Informer.
func (v *trunkGroups) Info() ui.Info {
	told := v.info()
	if !v.survey.known {
		return told
	}
	group := v.survey.shown.Breakdown.Groups[0]
	told.Summary = count(len(group.Group.TrunkGroups), "trunk group") + ", " + count(countFindings(group.Findings), "finding")
	if now := v.survey.progress(); v.survey.Busy() && !now.Done {
		told.Partly = fmt.Sprintf("%d of %d read", len(now.TrunkGroups[v.group.ID]), len(now.Breakdown.Groups[0].Group.TrunkGroups))
	}
	told.Partly = firstOf(v.forms.progress(), told.Partly)
	if told.Status != "" {
		return told
	}
	if row, ok := v.table.Selected(); ok {
		told.Status, told.Tone = statusOf(row.trouble, 3)
	}
	if told.Status == "" {
		told.Status, told.Tone = statusOf(v.groupTrouble(group), 2)
	}
	return told
}

// groupTrouble is the group's own, without what is marked at its trunk groups.
func (v *trunkGroups) groupTrouble(group capacity.GroupBreakdown) trouble {
	own := trouble{absent: group.Group.Assignment == capacity.NotAssigned}
	for _, f := range group.Findings {
		if len(f.Path) == 2 {
			own.findings = append(own.findings, f)
		}
	}
	for _, f := range v.survey.shown.Failures {
		if len(f.Path) == 2 {
			own.failures = append(own.failures, f)
		}
	}
	return own
}

// ShortHelp implements help.KeyMap.
func (v *trunkGroups) ShortHelp() []key.Binding { return v.keys(v.own(false)) }

func (v *trunkGroups) own(all bool) []key.Binding {
	own := opens(&v.page, v.table)
	if v.known() {
		own = append(own, v.forms.keys(all)...)
	}
	return own
}

// FullHelp implements help.KeyMap.
func (v *trunkGroups) FullHelp() [][]key.Binding { return v.allKeys(v.own(true)...) }
