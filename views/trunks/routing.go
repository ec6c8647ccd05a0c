package trunks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// enterpriseTrunk is the routing of one enterprise trunk, its routes in their order.
type enterpriseTrunk struct {
	page.Page
	tenant apiclient.Tenant
	owner  apiclient.TrunkOwner
	name   string
	api    Client
	loader *ui.Loader[routing.Trunk]
	table  *ui.Table[routeRow]
	RoutingLinks
	around *Surroundings
	seen   *ui.Loader[lastLook]
	since  change.Since
	parked []routing.Parked
	unsure time.Time
	whatIf whatIf
}

// RoutingLinks are what the routing of an enterprise trunk opens.
type RoutingLinks struct {
	Open    func(apiclient.Tenant, routing.Key) ui.View // a trunk group
	Session saving.Session
}

// NewRouting returns the routing of an enterprise trunk.
func NewRouting(kit ui.Kit, api Client, tenant apiclient.Tenant, item apiclient.EnterpriseTrunkItem, around *Surroundings, links RoutingLinks) ui.View {
	v := &enterpriseTrunk{tenant: tenant, owner: OwnerOf(tenant, item), api: api, around: around, RoutingLinks: links}
	v.table = ui.NewTable(kit, v.columns(), func(r routeRow) string { return r.TrunkGroup.GroupID + "\x00" + r.TrunkGroup.Name })
	v.Page = page.Page{Kit: kit, Rows: v.table, Own: v.own}
	v.rename(item.Name)
	return v
}

// OwnerOf returns whose an enterprise trunk of the list is.
func OwnerOf(tenant apiclient.Tenant, item apiclient.EnterpriseTrunkItem) apiclient.TrunkOwner {
	return apiclient.TrunkOwner{Tenant: tenant.ID, Group: item.GroupID}
}

func (v *enterpriseTrunk) Title() string { return v.name }

func (v *enterpriseTrunk) Refresh() tea.Cmd {
	v.around.forget()
	return v.Page.Refresh()
}

func (v *enterpriseTrunk) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if _, moved := msg.(saving.JournalChanged); moved {
		return v.loader.Load() // an undo may have changed it
	}
	switch {
	case v.loader.Update(msg):
		return v.read()
	case v.seen.Update(msg):
		// What changed is shown until the screen is left: the next look of this screen
		// finds it unchanged.
		look, _ := v.seen.Value()
		if len(look.since.Changes) > 0 {
			v.since = look.since
		}
		v.parked, v.unsure = look.parked, look.unsure
		v.show()
	case v.around.update(msg):
		v.show()
	}
	return nil
}

// read takes what was read of the trunk, and asks for its trunk groups and the last look.
func (v *enterpriseTrunk) read() tea.Cmd {
	trunk, known := v.loader.Value()
	if v.loader.Err() != nil || !known {
		return nil
	}
	v.show()
	cmds := []tea.Cmd{v.around.read(keysOf(trunk.Routes)...)}
	if service := v.Session.Service; service != nil {
		subject, image := v.Session.Trunk(v.owner, v.name), imageOf(trunk)
		v.seen.Close()
		v.seen = ui.NewLoader(func(context.Context) (look lastLook, err error) {
			entries, unlisted := service.Unsettled(subject)
			look.unsure = saving.UnsureSince(entries)
			look.since, err = service.Opened(subject, image)
			return look, errors.Join(err, unlisted, service.Kept(subject, &look.parked))
		})
		cmds = append(cmds, v.seen.Load())
	}
	return tea.Batch(cmds...)
}

// lastLook is what lies on this machine beside a trunk: how it changed since it was
// looked at last, which of its routes are parked, and when the save began of which
// nobody knows how it ended; zero where there is none.
type lastLook struct {
	since  change.Since
	parked []routing.Parked
	unsure time.Time
}

func (v *enterpriseTrunk) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Open):
		if route, ok := v.table.Selected(); ok {
			return ui.Push(v.Open(v.tenant, route.TrunkGroup))
		}
	case v.Known() && page.Pressed(msg, v.Kit.Keys.Edit):
		if why := v.Session.WhyReadOnly(); why != "" {
			return ui.Notify(why)
		}
		trunk, _ := v.loader.Value()
		return ui.Push(newEditor(v.Kit, v.api, v.Session, v.owner, trunk, v.around, v.changed))
	case page.Pressed(msg, v.Kit.Keys.Edits):
		return v.Session.OpenEdits()
	case page.Pressed(msg, v.Kit.Keys.WhatIf):
		v.nextWhatIf()
	}
	return nil
}

// changed takes how a save ended: the trunk is read again, after a rename by its new name.
func (v *enterpriseTrunk) changed(result change.Result) tea.Cmd {
	if result.Verdict == change.Saved && result.Subject.Name != "" && result.Subject.Name != v.name {
		v.rename(result.Subject.Name)
	}
	v.since = change.Since{}
	return v.Refresh()
}

// rename has the enterprise trunk of another name shown.
func (v *enterpriseTrunk) rename(name string) {
	v.loader.Close()
	v.name = name
	api, owner := v.api, v.owner
	v.loader = ui.NewLoader(func(ctx context.Context) (routing.Trunk, error) {
		trunk, err := api.EnterpriseTrunk(ctx, owner, name)
		trunk.Name = name
		return trunk, err
	})
	v.What, v.Source, v.Known = "enterprise trunk "+name, v.loader, page.IsRead(v.loader)
	v.table.SetEmpty("enterprise trunk " + name + " has no routes")
}

// nextWhatIf imagines the selected trunk group down, again its group, and again nothing.
func (v *enterpriseTrunk) nextWhatIf() {
	route, ok := v.table.Selected()
	switch {
	case !ok:
	case v.whatIf.at != route.TrunkGroup:
		v.whatIf = whatIf{at: route.TrunkGroup}
	case !v.whatIf.group:
		v.whatIf.group = true
	default:
		v.whatIf = whatIf{}
	}
	v.show()
}

// show puts what is known of the trunk on the screen.
func (v *enterpriseTrunk) show() {
	trunk, known := v.loader.Value()
	if !known {
		return
	}
	within := pointed(trunk.MaxReroutesWithinPriority)
	if trunk.Mode == routing.Ordered {
		within = page.NotApplicable
	}
	v.table.SetRows(routeRows(trunk, v.whatIf.down)) // with the shares in what is imagined
	v.Frame(append([][]ui.Cell{
		append(fact("Mode", fmt.Sprintf("%-16s", cmp.Or(string(trunk.Mode), page.NotReported))), fact("Algorithm", algorithm(trunk))...),
		append(fact("Max reroutes", fmt.Sprintf("%-16s", pointed(trunk.MaxReroutes))), fact("Within a priority", within)...),
		fact("When exhausted", exhaustion(trunk)),
		fact("Capacity management", management(trunk)),
		nil,
	}, append(v.unsureLines(), v.sinceLines(trunk)...)...), v.footLines(trunk))
}

func fact(name, value string) []ui.Cell {
	return []ui.Cell{{Text: fmt.Sprintf(" %-20s", name), Tone: ui.Strong}, {Text: value}}
}

// management tells the own limit, which there is only with capacity management.
func management(t routing.Trunk) string {
	switch {
	case t.CapacityManagement == nil:
		return page.NotReported
	case !*t.CapacityManagement:
		return "off"
	}
	text := "on: max active calls " + pointed(t.MaxActiveCalls)
	if n := t.TrapInitialCalls; n != nil {
		text += ", trap above " + pointed(n)
	}
	if n := t.TrapOffsetCalls; n != nil {
		text += ", then every " + pointed(n)
	}
	return text
}

// unsureLines say that how a save of the trunk ended is not known.
func (v *enterpriseTrunk) unsureLines() [][]ui.Cell {
	if v.unsure.IsZero() {
		return nil
	}
	text := v.Kit.Theme.Glyphs.Unknown + " how the save of " + v.unsure.In(v.Session.Clock().Location()).Format("2 Jan 15:04") +
		" ended is not known: nothing is saved here until it is settled; " + v.Kit.Keys.Edits.Help().Key + " shows it"
	return append(page.WrapCell(ui.Cell{Text: text, Tone: ui.Notice}, v.Width, 1), nil)
}

func (v *enterpriseTrunk) sinceLines(trunk routing.Trunk) [][]ui.Cell {
	if len(v.since.Changes) == 0 {
		return nil
	}
	before, err := change.TrunkOf(v.since.Before)
	changes := saving.ChangeTexts(routing.Diff(before, trunk))
	if err != nil || len(changes) == 0 {
		return nil
	}
	const most = 2
	text := " changed since " + v.since.At.In(v.Session.Clock().Location()).Format("2 Jan 15:04") + ": " + strings.Join(changes[:min(most, len(changes))], "; ")
	if more := len(changes) - most; more > 0 {
		text += "; and " + page.Count(more, "more change")
	}
	return append(page.WrapCell(ui.Cell{Text: text, Tone: ui.Notice}, v.Width, 1), nil)
}

func (v *enterpriseTrunk) footLines(trunk routing.Trunk) [][]ui.Cell {
	const most = 4
	var lines [][]ui.Cell
	notices := routing.Notices(trunk, v.around.known())
	if v.whatIf != (whatIf{}) {
		effect := trunk.Without(v.whatIf.down)
		notices = effect.Notices
		down, already := 0, "" // of those that would remain
		for _, r := range effect.Remaining.Routes {
			if v.around.isDown(r.TrunkGroup) {
				down++
				already = fmt.Sprintf(", %d of them down already", down)
			}
		}
		remain := fmt.Sprintf(" WHAT IF %s is down: %d of %s remain%s. Nothing is sent.", v.whatIf.text(), len(effect.Remaining.Routes), page.Count(len(trunk.Routes), "route"), already)
		lines = append(lines, page.WrapCell(ui.Cell{Text: remain, Tone: ui.Accent}, v.Width, 1)...)
	}
	// The routes that are parked on this machine are not sent.
	for _, p := range routing.NewDraft(trunk, v.parked).Parked {
		text := " parked here " + ParkedSince(p.At, v.Session.Clock()) + ", not sent: " + p.Route.TrunkGroup.String()
		if p.Note != "" {
			text += ", " + p.Note
		}
		lines = append(lines, page.WrapCell(ui.Cell{Text: text, Tone: ui.Muted}, v.Width, 1)...)
	}
	for _, n := range notices[:min(most, len(notices))] {
		lines = append(lines, []ui.Cell{noticeCell(v.Kit.Theme.Glyphs, n)})
	}
	return lines
}

func (v *enterpriseTrunk) Busy() bool { return v.Page.Busy() || v.around.busy() }

func (v *enterpriseTrunk) CloseLayer() bool {
	if v.Page.CloseLayer() {
		return true
	}
	imagined := v.whatIf != whatIf{}
	v.whatIf = whatIf{}
	v.show()
	return imagined
}

func (v *enterpriseTrunk) Close() {
	v.Page.Close()
	v.seen.Close()
	v.around.close()
}

func (v *enterpriseTrunk) Info() ui.Info {
	trunk, known := v.loader.Value()
	info := v.Page.Info()
	if known {
		info.Summary = page.Count(len(trunk.Routes), "route")
	}
	return info
}

func (v *enterpriseTrunk) own(all bool) []key.Binding {
	if !v.Known() {
		return nil
	}
	keys := page.OpenKey(&v.Page, v.table)
	if all || v.Session.WhyReadOnly() == "" {
		keys = append(keys, v.Kit.Keys.Edit)
	}
	if _, ok := v.table.Selected(); ok {
		keys = append(keys, v.Kit.Keys.WhatIf)
	}
	if all {
		keys = append(keys, v.Session.EditsKey(v.Kit.Keys)...)
	}
	return keys
}

func (v *enterpriseTrunk) CopyID() string {
	if route, ok := v.table.Selected(); ok {
		return route.TrunkGroup.Name
	}
	return v.name
}

// CopyText is what was read, never what is imagined.
func (v *enterpriseTrunk) CopyText() []string {
	place := trunkPath(v.tenant, v.owner.Group, v.name)
	trunk, known := v.loader.Value()
	if !known {
		return []string{place, "its routing was not read"}
	}
	return append([]string{place}, routingText(trunk, routing.Notices(trunk, v.around.known()))...)
}

// trunkPath is the place of an enterprise trunk.
func trunkPath(tenant apiclient.Tenant, group, name string) string {
	if group != "" {
		group = "group " + group
	}
	return page.PathText(page.TenantLabel(tenant), group, "enterprise trunk "+name)
}

// routingText is the text about an enterprise trunk, its routes in their order.
func routingText(t routing.Trunk, notices []routing.Notice) []string {
	const most = 12
	first := "Mode " + cmp.Or(string(t.Mode), page.NotReported)
	if t.Mode != routing.Weighted {
		first += ", " + algorithm(t)
	}
	lines := []string{first + ", max reroutes " + pointed(t.MaxReroutes) + ", when exhausted: " + exhaustion(t)}
	rows := routeRows(t, func(routing.Key) bool { return false })
	for _, r := range rows[:min(most, len(rows))] {
		lines = append(lines, routeText(r))
	}
	switch more := len(rows) - most; {
	case len(rows) == 0:
		lines = append(lines, "no routes")
	case more > 0:
		lines = append(lines, "and "+page.Count(more, "more route"))
	}
	for _, n := range notices[:min(most, len(notices))] {
		lines = append(lines, noticeText(n))
	}
	return lines
}

func algorithm(t routing.Trunk) string {
	if t.Mode == routing.Weighted {
		return page.NotApplicable
	}
	return cmp.Or(t.OrderingAlgorithm, page.NotReported)
}

func pointed(n *int) string {
	if n == nil {
		return page.NotReported
	}
	return strconv.Itoa(*n)
}

// exhaustion tells what happens to a call that no route took.
func exhaustion(t routing.Trunk) string {
	switch {
	case t.ExhaustionAction == "":
		return page.NotReported
	case t.ExhaustionDestination != "":
		return t.ExhaustionAction + " to " + t.ExhaustionDestination
	case t.ExhaustionAction == "Forward":
		return t.ExhaustionAction + ", destination " + page.NotReported
	}
	return t.ExhaustionAction
}

// routeRows returns the routes of a trunk with their shares, where some are down.
func routeRows(trunk routing.Trunk, down func(routing.Key) bool) []routeRow {
	effect := trunk.Without(down)
	rows := make([]routeRow, len(trunk.Routes))
	for i, r := range effect.Routes {
		rows[i] = routeRow{place: i + 1, Route: r.Route, weighted: trunk.Mode == routing.Weighted, share: r.After, down: r.Down}
	}
	return rows
}

func routeText(r routeRow) string {
	text := fmt.Sprintf("%d. %s of group %s", r.place, r.TrunkGroup.Name, r.TrunkGroup.GroupID)
	if r.weighted {
		text += fmt.Sprintf(", priority %d, weight %d", r.Priority, r.Weight)
		if r.share >= 0 {
			text += fmt.Sprintf(", share %d%%", r.share)
		}
	}
	return text
}

func noticeText(n routing.Notice) string {
	if n.Route == (routing.Key{}) {
		return n.Text
	}
	return n.Route.String() + ": " + n.Text
}

// Export is the routes as they were read, so not while some are imagined down.
func (v *enterpriseTrunk) Export() ui.View {
	shown, _ := v.table.Counts()
	place := slices.DeleteFunc([]string{v.tenant.ID, v.owner.Group, v.name}, func(id string) bool { return id == "" })
	missing := ""
	if v.around.busy() {
		missing = "it is still being read"
	}
	e := page.TableExport(v.table, "route", "enterprise trunk "+v.name, report.Rows{Table: "routes", Place: place, AsOf: v.Source.At()}, missing)
	if v.whatIf != (whatIf{}) {
		e.Notes = append(e.Notes, "WHAT IF "+v.whatIf.text()+" is down: esc shows what is so")
	}
	return v.ExportView(e, shown)
}

func (v *enterpriseTrunk) columns() []ui.Column[routeRow] {
	number := func(key, title string, of func(routeRow) (int, bool)) ui.Column[routeRow] {
		return ui.Column[routeRow]{
			Key: key, Title: title, Right: true,
			Cell: func(r routeRow) ui.Cell {
				if n, ok := of(r); ok {
					return ui.Cell{Text: strconv.Itoa(n)}
				}
				return page.Absent()
			},
			Number: func(r routeRow) (float64, bool) {
				n, ok := of(r)
				return float64(n), ok
			},
		}
	}
	share := number("share", "SHARE", func(r routeRow) (int, bool) { return r.share, r.share >= 0 })
	plain := share.Cell
	share.Cell = func(r routeRow) ui.Cell {
		cell := plain(r)
		switch {
		case r.down:
			cell = ui.Cell{Text: "DOWN", Tone: ui.Notice}
		case r.share >= 0:
			cell.Text += "%"
		}
		return cell
	}
	return []ui.Column[routeRow]{
		number("place", "#", func(r routeRow) (int, bool) { return r.place, true }),
		number("priority", "PRIO", func(r routeRow) (int, bool) { return r.Priority, r.weighted || r.Priority > 0 }),
		number("weight", "WEIGHT", func(r routeRow) (int, bool) { return r.Weight, r.weighted || r.Weight > 0 }),
		share,
		{Key: "name", Title: "TRUNK GROUP", Min: 12, Max: 30, Flex: true, Cell: func(r routeRow) ui.Cell { return ui.Cell{Text: r.TrunkGroup.Name} }},
		{Key: "group", Title: "GROUP", Min: 10, Max: 30, Flex: true, Cell: func(r routeRow) ui.Cell { return ui.Cell{Text: r.TrunkGroup.GroupID} }},
		{Key: "calls", Title: "CALLS", Right: true, Cell: func(r routeRow) ui.Cell { return v.around.callsCell(v.Kit.Theme.Glyphs, r.TrunkGroup) }, Number: func(r routeRow) (float64, bool) {
			return figures.ReadingNumber(v.around.detail(r.TrunkGroup).MaxActiveCalls)
		}},
		{Key: "state", Title: "STATE", Min: 5, Max: 16, Wide: true, Cell: v.stateCell},
	}
}

// whatIf is the trunk group, or the group, that is imagined down; zero is none.
type whatIf struct {
	at    routing.Key
	group bool
}

// down reports whether a trunk group is imagined down.
func (w whatIf) down(key routing.Key) bool {
	return w.at != (routing.Key{}) && key.GroupID == w.at.GroupID && (w.group || key == w.at)
}

func (w whatIf) text() string {
	if w.group {
		return "group " + w.at.GroupID
	}
	return w.at.String()
}

// stateCell shows the trunk group's state where it is reported.
func (v *enterpriseTrunk) stateCell(r routeRow) ui.Cell {
	state, known := v.around.state(r.TrunkGroup)
	switch {
	case !known:
		return page.Absent()
	case v.around.isDown(r.TrunkGroup):
		return ui.Cell{Text: v.Kit.Theme.Glyphs.Blocked + " " + state, Tone: ui.Blocked}
	}
	return ui.Cell{Text: state}
}

// routeRow is a route with its place in the routing list, counted from 1.
type routeRow struct {
	place int
	routing.Route
	weighted bool
	share    int  // percent, -1 where it means nothing
	down     bool // what if
}
