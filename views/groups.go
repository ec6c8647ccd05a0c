package views

import (
	"context"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/ui"
)

// groups is the list of a tenant's groups with their figures, which appear as they
// are read: the visible groups' first.
type groups struct {
	page
	tenant apiclient.Tenant
	survey *survey
	table  *ui.Table[groupRow]
	doors  doors
	open   func(apiclient.Tenant, apiclient.Group) ui.View
	forms  figureForms
}

// groupRow is a group with what is to be marked at it.
type groupRow struct {
	capacity.GroupBreakdown
	trouble trouble
}

func newGroups(kit ui.Kit, tenant apiclient.Tenant, start func(context.Context) reading, d doors, open func(apiclient.Tenant, apiclient.Group) ui.View) *groups {
	v := &groups{tenant: tenant, survey: newSurvey(start, judgeGroups), doors: d, open: open}
	v.table = ui.NewTable(kit, groupColumns(kit.Theme.Glyphs), func(r groupRow) string { return r.Group.ID })
	v.page = page{kit: kit, what: "groups of tenant " + tenant.ID, rows: v.table, source: v.survey, known: v.survey.isKnown, legend: legend}
	v.table.SetEmpty("tenant " + tenant.ID + " has no groups")
	return v
}

// judgeGroups wants the group list, or says why there is none.
func judgeGroups(s collect.Snapshot) (bool, error) {
	for _, f := range s.Failures {
		if f.What == "groups" {
			return false, f.Err
		}
	}
	return s.Breakdown.Tenant.GroupsListed, nil
}

// Title implements ui.View.
func (v *groups) Title() string { return "groups" }

// Update implements ui.View.
func (v *groups) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if msg, ok := msg.(figuresChanged); ok && msg.tenant == v.tenant.ID {
		return v.Refresh()
	}
	changed, next := v.survey.update(msg)
	if changed {
		v.show()
	}
	return next
}

func (v *groups) press(msg tea.KeyMsg) tea.Cmd {
	if v.use(msg) {
		v.prefer()
		return nil
	}
	keys := v.kit.Keys
	raise, wanted := v.forms.wants(msg)
	switch {
	case pressed(msg, keys.Edits):
		return v.forms.with.toEdits()
	case wanted && v.survey.known:
		if row, ok := v.table.Selected(); ok {
			return v.forms.show(v.survey.shown, level{depth: 1, group: row.Group.ID, name: row.Group.ID}, raise)
		}
	case pressed(msg, keys.Refresh):
		return v.Refresh()
	case pressed(msg, keys.Capacity):
		return ui.Push(v.doors.capacity(v.tenant))
	case pressed(msg, keys.EnterpriseTrunks):
		return v.toEnterpriseTrunks()
	case pressed(msg, keys.Open):
		if row, ok := v.table.Selected(); ok {
			return ui.Push(v.open(v.tenant, apiclient.Group{ID: row.Group.ID, Name: row.Group.Name}))
		}
	}
	return nil
}

// show puts what was read into the table, and has the visible groups read first.
func (v *groups) show() {
	shown := v.survey.shown
	failures := byGroup(shown.Failures)
	rows := make([]groupRow, len(shown.Breakdown.Groups))
	for i, g := range shown.Breakdown.Groups {
		rows[i] = groupRow{g, groupTrouble(g, failures[g.Group.ID], shown.Done)}
	}
	v.table.SetRows(rows)
	v.frame(noTrunking(v.kit, shown), nil)
	v.prefer()
}

// groupTrouble gathers what is to be marked at a group.
func groupTrouble(g capacity.GroupBreakdown, failures []collect.Failure, done bool) trouble {
	return trouble{
		findings: g.Findings,
		failures: failures,
		calls:    g.Calls.Difference.IsNegative(),
		bursting: g.Bursting.Difference.IsNegative(),
		absent:   g.Group.Assignment == capacity.NotAssigned,
		gap:      done && !g.Complete,
		done:     done,
	}
}

// noTrunking is the line for a tenant that has no trunking anywhere.
func noTrunking(kit ui.Kit, shown collect.Snapshot) [][]ui.Cell {
	if !shown.NoTrunking() {
		return nil
	}
	return [][]ui.Cell{{{Text: " " + kit.Theme.Glyphs.Notice + " no trunking here, or the API prefix is wrong", Tone: ui.Notice}}}
}

// prefer has the visible groups read before the others.
func (v *groups) prefer() {
	visible := v.table.Visible()
	ids := make([]string, len(visible))
	for i, row := range visible {
		ids[i] = row.Group.ID
	}
	v.survey.prefer(ids)
}

// SetSize implements ui.View.
func (v *groups) SetSize(width, height int) {
	v.page.SetSize(width, height)
	v.prefer()
}

// Info implements ui.Informer.
func (v *groups) Info() ui.Info {
	told := v.info()
	if !v.survey.known {
		return told
	}
	breakdown := v.survey.shown.Breakdown
	findings := 0
	for _, g := range breakdown.Groups {
		findings += countFindings(g.Findings)
	}
	told.Summary = summary(v.survey, findings)
	told.Partly = partly(v.survey)
	if row, ok := v.table.Selected(); ok && told.Status == "" {
		told.Status, told.Tone = statusOf(row.trouble, 2)
	}
	return told
}

// summary counts a tenant's groups and findings, and says how far that can be
// relied upon.
func summary(s *survey, findings int) string {
	b := s.shown.Breakdown
	text := count(len(b.Groups), "group") + ", " + count(findings, "finding")
	switch unread := len(b.Groups) - b.GroupsRead; {
	case !s.shown.Done:
		text += " so far"
	case unread > 0:
		text += fmt.Sprintf(", %d incomplete", unread)
	}
	return text
}

// unreadGroups names the groups that were not read in full, and how to try again.
func unreadGroups(kit ui.Kit, b capacity.Breakdown) string {
	var ids []string
	for _, g := range b.Groups {
		if !g.Complete {
			ids = append(ids, g.Group.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	const most = 3
	names := strings.Join(ids[:min(len(ids), most)], ", ")
	if len(ids) > most {
		names += ", ..."
	}
	return fmt.Sprintf("%d of %d groups not read: %s; %s reads again", len(ids), len(b.Groups), names, kit.Keys.Refresh.Help().Key)
}

// partly says how many groups were read while others are still to come.
func partly(s *survey) string {
	now := s.progress()
	if !s.Busy() || now.Done {
		return ""
	}
	return fmt.Sprintf("%d of %d read", now.Breakdown.GroupsRead, len(now.Breakdown.Groups))
}

// CloseLayer implements ui.Layered: without the filter other groups are visible.
func (v *groups) CloseLayer() bool {
	closed := v.page.CloseLayer()
	if closed {
		v.prefer()
	}
	return closed
}

// ShortHelp implements help.KeyMap.
func (v *groups) ShortHelp() []key.Binding {
	own := append(opens(&v.page, v.table), v.kit.Keys.Capacity)
	return v.keys(append(own, v.forms.keys(false)...), v.doors.keys(v.kit.Keys, v.tenant)...)
}

// FullHelp implements help.KeyMap.
func (v *groups) FullHelp() [][]key.Binding {
	own := append(opens(&v.page, v.table), v.kit.Keys.Capacity, v.kit.Keys.EnterpriseTrunks)
	return v.allKeys(append(own, v.forms.keys(true)...)...)
}
