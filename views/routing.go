package views

import (
	"context"
	"fmt"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

const notReported = "not reported"

// enterpriseTrunkReader is what the routing screen calls.
type enterpriseTrunkReader interface {
	EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error)
}

// enterpriseTrunk is the routing of one enterprise trunk: how it spreads calls,
// and its routes in the order of the routing list.
type enterpriseTrunk struct {
	page
	tenant apiclient.Tenant
	owner  apiclient.TrunkOwner
	name   string
	api    enterpriseTrunkReader
	loader *ui.Loader[routing.Trunk]
	table  *ui.Table[routeRow]
	open   func(apiclient.Tenant, routing.Key) ui.View
	routingExtras
}

// routeRow is a route with its place in the routing list, counted from 1.
type routeRow struct {
	place int
	routing.Route
	weighted bool
	share    int  // percent, -1 where it means nothing
	down     bool // what if
}

func newEnterpriseTrunk(kit ui.Kit, api enterpriseTrunkReader, tenant apiclient.Tenant, item apiclient.EnterpriseTrunkItem, open func(apiclient.Tenant, routing.Key) ui.View) *enterpriseTrunk {
	name, owner := item.Name, ownerOf(tenant, item)
	v := &enterpriseTrunk{tenant: tenant, owner: owner, name: name, api: api, open: open}
	v.loader = ui.NewLoader(func(ctx context.Context) (routing.Trunk, error) {
		return api.EnterpriseTrunk(ctx, owner, name)
	})
	v.table = ui.NewTable(kit, v.columns(), func(r routeRow) string { return r.TrunkGroup.GroupID + "\x00" + r.TrunkGroup.Name })
	v.table.SetEmpty("enterprise trunk " + name + " has no routes")
	v.page = page{kit: kit, what: "enterprise trunk " + name, rows: v.table, source: v.loader, known: isRead(v.loader)}
	return v
}

// ownerOf returns whose an enterprise trunk of the list is.
func ownerOf(tenant apiclient.Tenant, item apiclient.EnterpriseTrunkItem) apiclient.TrunkOwner {
	return apiclient.TrunkOwner{Tenant: tenant.ID, Group: item.GroupID}
}

// Title implements ui.View.
func (v *enterpriseTrunk) Title() string { return v.name }

// Update implements ui.View.
func (v *enterpriseTrunk) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if _, moved := msg.(journalChanged); moved {
		return v.loader.Load() // an undo may have changed it
	}
	if v.loader.Update(msg) {
		return v.read()
	}
	if v.hear(msg) {
		v.show()
	}
	return nil
}

func (v *enterpriseTrunk) press(msg tea.KeyMsg) tea.Cmd {
	if v.use(msg) {
		return nil
	}
	switch {
	case pressed(msg, v.kit.Keys.Refresh):
		return v.Refresh()
	case pressed(msg, v.kit.Keys.Open):
		if route, ok := v.table.Selected(); ok {
			return ui.Push(v.open(v.tenant, route.TrunkGroup))
		}
	case v.known() && pressed(msg, v.kit.Keys.Edit):
		return v.toForm()
	case pressed(msg, v.kit.Keys.Edits):
		return v.with.toEdits()
	case pressed(msg, v.kit.Keys.WhatIf):
		v.nextWhatIf()
	}
	return nil
}

// show puts what is known of the trunk on the screen.
func (v *enterpriseTrunk) show() {
	trunk, known := v.loader.Value()
	if !known {
		return
	}
	v.table.SetRows(v.rowsOf(trunk))
	v.frame(append([][]ui.Cell{
		append(fact("Mode", fmt.Sprintf("%-16s", firstOf(string(trunk.Mode), notReported))), fact("Algorithm", algorithm(trunk))...),
		append(fact("Max reroutes", fmt.Sprintf("%-16s", pointed(trunk.MaxReroutes))), fact("Within a priority", withinPriority(trunk))...),
		fact("When exhausted", exhaustion(trunk)),
		fact("Capacity management", management(trunk)),
		nil,
	}, append(v.unsureLines(), v.sinceLines(trunk)...)...), v.footLines(trunk))
}

// fact is a name with its value.
func fact(name, value string) []ui.Cell {
	return []ui.Cell{{Text: fmt.Sprintf(" %-20s", name), Tone: ui.Strong}, {Text: value}}
}

func algorithm(t routing.Trunk) string {
	if t.Mode == routing.Weighted {
		return notApplicable
	}
	return firstOf(t.OrderingAlgorithm, notReported)
}

func withinPriority(t routing.Trunk) string {
	if t.Mode == routing.Ordered {
		return notApplicable
	}
	return pointed(t.MaxReroutesWithinPriority)
}

// exhaustion tells what happens to a call that no route took.
func exhaustion(t routing.Trunk) string {
	switch {
	case t.ExhaustionAction == "":
		return notReported
	case t.ExhaustionDestination != "":
		return t.ExhaustionAction + " to " + t.ExhaustionDestination
	case t.ExhaustionAction == "Forward":
		return t.ExhaustionAction + ", destination " + notReported
	}
	return t.ExhaustionAction
}

// management tells the enterprise trunk's own limit, which it has only with
// capacity management.
func management(t routing.Trunk) string {
	switch {
	case t.CapacityManagement == nil:
		return notReported
	case !*t.CapacityManagement:
		return "off"
	}
	text := "on: max active calls " + pointed(t.MaxActiveCalls)
	if t.TrapInitialCalls != nil {
		text += ", trap above " + pointed(t.TrapInitialCalls)
	}
	if t.TrapOffsetCalls != nil {
		text += ", then every " + pointed(t.TrapOffsetCalls)
	}
	return text
}

func pointed(n *int) string {
	if n == nil {
		return notReported
	}
	return strconv.Itoa(*n)
}

// Info implements ui.Informer.
func (v *enterpriseTrunk) Info() ui.Info {
	trunk, known := v.loader.Value()
	told := v.info()
	if known {
		told.Summary = count(len(trunk.Routes), "route")
	}
	return told
}

// ShortHelp implements help.KeyMap.
func (v *enterpriseTrunk) ShortHelp() []key.Binding {
	return v.keys(append(opens(&v.page, v.table), v.ownKeys(false)...))
}

// FullHelp implements help.KeyMap.
func (v *enterpriseTrunk) FullHelp() [][]key.Binding {
	return v.allKeys(append(opens(&v.page, v.table), v.ownKeys(true)...)...)
}
