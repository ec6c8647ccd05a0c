// Package trunks holds the screens of enterprise trunks: their list, the routing of one with
// what would remain without some of its routes, and the form that edits it. Of the rooms of
// views it imports saving, figures and page.
package trunks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
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

// list is the list of a tenant's enterprise trunks, with what is known of their routes.
type list struct {
	page.Page
	tenant apiclient.Tenant
	owner  apiclient.TrunkOwner // whose enterprise trunks are listed
	api    Client
	loader *ui.Loader[Listing]
	seen   *overview
	out    *saving.Outages
	past   *page.Past // nil where nothing is kept
	table  *ui.Table[listRow]
	down   int             // of the rows, how many have a route down
	read   int             // how many were read with their trunk groups
	lost   int             // and how many were not, or not again
	beside bool            // the columns are those beside a preview
	picked map[string]bool // the ids of rows, for the same edit on each
	made   string          // the row that the cursor goes to once it is read: of what was saved here; any key gives it up
	ListLinks
}

// ListLinks are what a list of enterprise trunks opens.
type ListLinks struct {
	Open    func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View
	Session saving.Session
	Limits  figures.Forms // of the tenant or the group; nil where they are not edited
	// Past returns what earlier readings told of the tenant. It does I/O; nil where nothing is kept.
	Past      func() (page.Earlier, error)
	Elsewhere string // where new ones are made, where that is not here
}

// NewList returns the list of the enterprise trunks of a tenant, or of one of its groups.
func NewList(kit ui.Kit, api Client, tenant apiclient.Tenant, group string, links ListLinks) ui.View {
	owner := apiclient.TrunkOwner{Tenant: tenant.ID, Group: group}
	v := &list{tenant: tenant, owner: owner, api: api, ListLinks: links, picked: make(map[string]bool)}
	v.loader = ui.NewLoader(func(ctx context.Context) (Listing, error) {
		return ReadListing(ctx, api, tenant.ID)
	})
	v.seen = newOverview(api, tenant)
	v.out = saving.NewOutages(links.Session, kit.Keys)
	v.seen.around.out = v.out
	v.Page = page.Page{
		Kit: kit, What: "enterprise trunks of " + owner.String(), Heading: "enterprise trunks", Aired: true,
		Source: v.loader, Known: page.IsRead(v.loader), Counts: v.counts, Moved: v.arrange, Own: v.own,
	}
	v.At = ui.Place{Kind: page.EnterpriseTrunks, Path: []string{tenant.ID}}
	if group != "" {
		v.At.Path = append(v.At.Path, group)
	}
	v.past = page.NewPast(v.At, links.Session.Clock, links.Past)
	v.table = ui.NewTable(kit, v.columns(), listRow.id)
	v.Failed, v.Nothing = v.failures, v.nothing
	v.Rows, v.Beside = v.table, ui.NewPreview(kit.Theme, v.table.Selected, listRow.id, v.lastEdit, v.preview)
	return v
}

// listRow is an enterprise trunk with what was read of it.
type listRow struct {
	apiclient.EnterpriseTrunkItem
	trunk    routing.Trunk
	is       readState // how far it was read
	standing standing
	isLost   bool        // it or a trunk group of its could not be read, or not read again
	out      figures.Out // of service, of its routes
	isPicked bool
}

func (r listRow) id() string { return RowID(r.GroupID, r.Name) }

// RowID is the id of the row of an enterprise trunk in their list.
func RowID(group, name string) string { return group + RowSeparator + name }

// RowSeparator stands between the group and the name in such an id.
const RowSeparator = "\x00"

// columns returns those of the list. What a preview beside them shows as well has to have room.
func (v *list) columns() []ui.Column[listRow] {
	g, from := v.Kit.Theme.Glyphs, 0
	if v.beside {
		from = leastBeside
	}
	first := func(of func(firstChoice) ui.Cell) func(listRow) ui.Cell {
		return v.whereRead(func(r listRow) ui.Cell {
			if len(r.trunk.Routes) == 0 {
				return page.Absent()
			}
			return of(firstChoiceOf(r.trunk, v.seen.around))
		})
	}
	names := first(func(f firstChoice) ui.Cell { return ui.Cell{Text: f.text()} })
	columns := []ui.Column[listRow]{
		{Key: "name", Title: "NAME", Min: 18, Max: 60, Flex: true, Cell: func(r listRow) ui.Cell { return ui.Cell{Text: r.Name, Name: true} }},
		{Key: "mode", Title: "MODE", Min: 8, Priority: 4, From: from, Cell: func(r listRow) ui.Cell { return textOrAbsent(cmp.Or(string(r.trunk.Mode), r.RoutingMode)) }},
		{
			Key: "routes", Title: "ROUTES", Right: true, Priority: 3,
			Cell: v.whereRead(func(r listRow) ui.Cell {
				if r.trunk.RoutesUnreported {
					return page.Absent()
				}
				return ui.Cell{Text: strconv.Itoa(len(r.trunk.Routes))}
			}),
			Number: func(r listRow) (float64, bool) {
				return float64(len(r.trunk.Routes)), r.is == wasRead && !r.trunk.RoutesUnreported
			},
		},
		{Key: "first", Title: "FIRST CHOICE", Min: 22, Max: 36, Cell: names, Bar: func(r listRow, width int) ui.Cell {
			return first(func(f firstChoice) ui.Cell { return f.cell(g, width) })(r)
		}},
		{Key: "state", Title: "ROUTES UP", Min: 13, Cell: v.standingCell, Also: func(r listRow) string {
			return strings.Repeat("down", min(1, r.standing.down))
		}},
		{Key: "exhausted", Title: "EXHAUSTED", Min: 13, Max: 40, Flex: true, Priority: 1, From: from, Cell: v.whereRead(func(r listRow) ui.Cell { return exhaustedCell(g, r.trunk) })},
		{Key: "names", Title: "FIRST ROUTES", Min: 16, Max: 60, Flex: true, Wide: true, Cell: names},
	}
	if v.tenant.Type == apiclient.ServiceProvider && v.owner.Group == "" { // the list is of several groups
		columns = slices.Insert(columns, 1, ui.Column[listRow]{
			Key: "group", Title: "GROUP", Min: 8, Max: 30, Flex: true, Priority: 2, Cell: func(r listRow) ui.Cell { return textOrAbsent(safetext.Name(r.GroupID)) },
		})
	}
	picked := ui.Column[listRow]{Key: "picked", Min: 1, Near: true, Spare: true, Cell: func(r listRow) ui.Cell {
		if r.isPicked {
			return ui.Cell{Text: g.Chosen, Tone: ui.Accent}
		}
		return ui.Cell{}
	}}
	return page.WithMarks(v.past, slices.Insert(columns, 1, picked), listRow.object)
}

func (r listRow) object() history.Object {
	return history.Object{Kind: change.EnterpriseTrunk, Group: r.GroupID, Name: r.Name}
}

// leastBeside is the width from which on a list beside a preview has room for what that shows too.
const leastBeside = 110

// whereRead returns what draws a cell of what was read of a routing, or that it was not.
func (v *list) whereRead(of func(listRow) ui.Cell) func(listRow) ui.Cell {
	return func(r listRow) ui.Cell {
		switch r.is {
		case failed:
			return page.Unread()
		case wasRead:
			return of(r)
		}
		return ui.Cell{Text: v.Kit.Theme.Glyphs.Unknown, Tone: ui.Unknown}
	}
}

// standingCell says how the routes of a row stand, or that they could not be read.
func (v *list) standingCell(r listRow) ui.Cell {
	g := v.Kit.Theme.Glyphs
	switch r.is {
	case failed:
		return ui.Cell{Text: g.Failed + " not read", Tone: ui.Failed}
	case wasRead:
		if r.trunk.RoutesUnreported {
			return ui.Cell{Text: page.NotReported, Tone: ui.Muted}
		}
		cell, lost := r.standing.cell(g), ui.Cell{}
		if r.isLost && r.standing.failed == 0 && !v.isStale() {
			lost = ui.Cell{Text: g.Failed, Tone: ui.Failed}
		}
		return page.Joined(ui.Cell{Text: " "}, cell, lost, r.out.Mark(g))
	}
	return ui.Cell{Text: g.Unknown, Tone: ui.Unknown}
}

func textOrAbsent(text string) ui.Cell {
	if text == "" {
		return page.Absent()
	}
	return ui.Cell{Text: text}
}

// ReadListing reads the list of a tenant's enterprise trunks.
func ReadListing(ctx context.Context, api Client, tenant string) (Listing, error) {
	items, err := api.EnterpriseTrunks(ctx, tenant)
	if errors.Is(err, apiclient.ErrNotAssigned) || errors.Is(err, apiclient.ErrNotFound) {
		return Listing{NotAssigned: true}, nil
	}
	return Listing{Items: items}, err
}

// Read reads an enterprise trunk. The error of one that was deleted is apiclient.ErrNotFound,
// whatever the platform answers for it, and no other is: see apiclient.Absent.
func Read(ctx context.Context, api Client, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	trunk, err := api.EnterpriseTrunk(ctx, owner, name)
	trunk.Name = name
	if err == nil {
		return trunk, nil
	}
	absent, why := apiclient.Absent(err, func() (bool, error) { return change.ListsTrunk(ctx, api, owner, name) })
	if absent {
		why = apiclient.WithKind(err, apiclient.NotFound, func(*apiclient.Error) bool { return true })
	}
	return trunk, why
}

// Client is what the screens of enterprise trunks call.
type Client interface {
	Capabilities() apiclient.Capabilities
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
	EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error)
	AvailableTrunkGroups(ctx context.Context, owner apiclient.TrunkOwner, criteria apiclient.TrunkGroupCriteria) ([]routing.Key, error)
	TrunkGroupReader
}

// OfGroup returns a client that lists one group's enterprise trunks alone.
func OfGroup(client Client, group string) Client { return groupClient{client, group} }

type groupClient struct {
	Client
	group string
}

// EnterpriseTrunks lists those of the group.
func (g groupClient) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	// A client may list the enterprise trunks of one group alone.
	if lister, ok := g.Client.(interface {
		GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error)
	}); ok {
		return lister.GroupEnterpriseTrunks(ctx, tenant, g.group)
	}
	all, err := g.Client.EnterpriseTrunks(ctx, tenant)
	return slices.DeleteFunc(all, func(item apiclient.EnterpriseTrunkItem) bool { return item.GroupID != g.group }), err
}

// AtGroups reports whether a tenant has its enterprise trunks at its groups.
func AtGroups(c apiclient.Capabilities, t apiclient.Tenant) bool {
	return c.GroupEnterpriseTrunks && t.Type == apiclient.ServiceProvider
}

// Listing is the list, or that trunking is not assigned, which a server says by not finding it.
type Listing struct {
	Items       []apiclient.EnterpriseTrunkItem
	NotAssigned bool
}

func (v *list) Title() string { return "enterprise trunks" }

func (v *list) Init() tea.Cmd { return tea.Batch(v.Page.Init(), v.out.Load()) }

func (v *list) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case saving.JournalChanged: // a save elsewhere may have made, renamed or deleted one
		if row, ok := v.table.Selected(); ok && msg.From.Tenant == v.tenant.ID && msg.From.Group == row.GroupID && msg.From.Name == row.Name {
			v.made = RowID(msg.To.Group, msg.To.Name)
		}
		v.seen.forget()
		v.Beside.Forget()
		return tea.Batch(v.loader.Load(), v.out.Load())
	}
	if changed, _ := v.out.Update(msg); changed {
		v.show()
		return nil
	}
	isNews, word := v.past.Update(msg)
	switch {
	case v.loader.Update(msg):
		v.show()
		return v.past.Load()
	case v.seen.update(msg):
		v.show()
		if !v.Busy() {
			return v.past.Load()
		}
	case isNews:
		v.show()
		return word
	case v.Limits != nil:
		return v.Limits.Update(msg)
	}
	return nil
}

func (v *list) Hear(tea.KeyMsg) {
	if v.Limits != nil {
		v.Limits.Close()
	}
}

// show puts what was read into the rows.
func (v *list) show() {
	list, _ := v.loader.Value()
	rows := make([]listRow, len(list.Items))
	v.down, v.read, v.lost = 0, 0, 0
	former := v.picked
	v.picked = make(map[string]bool)
	for i, item := range list.Items {
		trunk, is := v.seen.trunk(item)
		n := standingOf(trunk, v.seen.around)
		isLost := n.lost > 0 || v.seen.why(item) != nil
		rows[i] = listRow{EnterpriseTrunkItem: item, trunk: trunk, is: is, standing: n, isLost: isLost, out: v.out.OutOf(v.subject(item))}
		if id := rows[i].id(); former[id] {
			rows[i].isPicked, v.picked[id] = true, true
		}
		if n.down > 0 {
			v.down++
		}
		switch {
		case isLost:
			v.lost++
		case is == wasRead && n.unread == 0:
			v.read++
		}
	}
	v.table.SetRows(rows)
	if v.made != "" && slices.ContainsFunc(rows, func(r listRow) bool { return r.id() == v.made }) {
		v.table.Select(v.made)
		v.made = ""
	}
	gone := v.past.Foot(func(o history.Object) bool {
		return o.Kind == change.EnterpriseTrunk && (v.owner.Group == "" || o.Group == v.owner.Group)
	})
	v.Frame(nil, gone)
}

// isStale reports whether all that is shown is of before, which the header tells.
func (v *list) isStale() bool { return v.loader.Err() != nil }

// arrange chooses the columns for the room that there is.
func (v *list) arrange() {
	if beside := v.IsBeside(); beside != v.beside {
		v.beside = beside
		v.table.SetColumns(v.columns())
	}
}

// Places are the routings of the list.
func (v *list) Places() []ui.Place {
	listing, _ := v.loader.Value()
	places := make([]ui.Place, len(listing.Items))
	for i, item := range listing.Items {
		places[i] = ui.Place{Kind: page.Routing, Path: []string{v.tenant.ID, item.GroupID, item.Name}}
	}
	return places
}

// Follow reads what came into view.
func (v *list) Follow() tea.Cmd {
	if !v.Known() {
		return nil
	}
	var inView []apiclient.EnterpriseTrunkItem
	for _, row := range v.table.Visible() {
		inView = append(inView, row.EnterpriseTrunkItem)
	}
	return v.seen.fill(inView)
}

// Refresh reads everything again; what is shown stays until then.
func (v *list) Refresh() tea.Cmd {
	v.seen.forget()
	return v.Page.Refresh()
}

// failures counts what could not be read: of the list, of its rows and of what they lead to.
func (v *list) failures() int {
	if v.seen.busy() {
		return 0
	}
	failures := v.seen.failed()
	if v.loader.Err() != nil {
		failures++
	}
	return failures
}

// retry reads what could not be read, and nothing else.
func (v *list) retry() tea.Cmd {
	v.seen.retry()
	if v.loader.Err() != nil {
		return v.loader.Load()
	}
	return nil
}

// Busy reports whether anything of the list is on its way.
func (v *list) Busy() bool {
	return v.Page.Busy() || v.seen.busy() || v.Limits != nil && v.Limits.Busy()
}

// Close cancels whatever is in flight.
func (v *list) Close() {
	v.Page.Close()
	v.out.Close()
	v.seen.close()
	v.past.Close()
	if v.Limits != nil {
		v.Limits.Close()
	}
}

func (v *list) press(msg tea.KeyMsg) tea.Cmd {
	v.made = ""
	if v.HandleKey(msg) {
		return nil
	}
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case v.Retries(msg):
		return v.retry()
	case page.Pressed(msg, v.Kit.Keys.Open):
		return v.open(nothing)
	case v.Known() && page.Pressed(msg, v.Kit.Keys.WhatIf):
		return v.open(itsWhatIf)
	case v.Known() && page.Pressed(msg, v.Kit.Keys.Edit):
		if why := v.Session.WhyReadOnly(); why != "" {
			return ui.Notify(why)
		}
		return v.open(itsForm)
	case v.Known() && v.Limits != nil && v.Limits.MatchesPlace(msg):
		return v.Limits.Load(v.tenant, v.level(), false)
	case v.Known() && page.Pressed(msg, v.Kit.Keys.New):
		if why := cmp.Or(v.Session.WhyReadOnly(), v.Elsewhere); why != "" {
			return ui.Notify(why)
		}
		creator := newCreator(v.Kit, v.api, v.Session, v.owner, v.tenant.Name, v.changed)
		creator.around.out = v.out
		return ui.Push(creator)
	case v.Known() && page.Pressed(msg, v.Kit.Keys.Delete):
		return v.delete()
	case v.Known() && page.Pressed(msg, v.Kit.Keys.Choose) && v.out != nil:
		if row, ok := v.table.Selected(); ok {
			v.picked[row.id()] = !row.isPicked
			v.show()
		}
	case v.Known() && page.Pressed(msg, v.Kit.Keys.EditAll) && v.out != nil:
		return v.editAll()
	}
	return nil
}

// CloseLayer closes what lies over the rows, and then gives up what is picked.
func (v *list) CloseLayer() bool {
	if v.Page.CloseLayer() {
		return true
	}
	if len(v.picked) == 0 {
		return false
	}
	clear(v.picked)
	v.show()
	return true
}

func (v *list) subject(item apiclient.EnterpriseTrunkItem) change.Subject {
	return v.Session.Trunk(OwnerOf(v.tenant, item), item.Name)
}

// editAll has an edit chosen that is made on every enterprise trunk that is picked, or where none is
// on every one that is shown.
func (v *list) editAll() tea.Cmd {
	var subjects []change.Subject
	of, hidden := "of "+v.owner.String(), len(v.picked)
	for _, row := range v.table.Shown() {
		if row.isPicked {
			hidden--
		}
		if len(v.picked) == 0 {
			subjects = append(subjects, v.subject(row.EnterpriseTrunkItem))
		}
	}
	all, _ := v.loader.Value()
	for _, item := range all.Items {
		if v.picked[RowID(item.GroupID, item.Name)] {
			subjects = append(subjects, v.subject(item))
		}
	}
	switch {
	case len(subjects) == 0:
		return ui.Notify("no enterprise trunk is shown")
	case hidden > 0:
		of = fmt.Sprintf("that are picked, %d of them not shown", hidden)
	case len(v.picked) > 0:
		of = "that are picked"
	case v.table.Filter() != "":
		of = "that the filter leaves"
	}
	return ui.Push(v.Session.Plans.Same(v.tenant.ID, subjects, "the "+ui.Count(len(subjects), "enterprise trunk")+" "+of))
}

// level is the tenant, or the group, whose enterprise trunks are listed.
func (v *list) level() figures.Level {
	if group := v.owner.Group; group != "" {
		return figures.Level{Depth: 1, Group: group, Name: group}
	}
	return figures.Level{Name: v.tenant.ID}
}

// open opens the routing of the selected row, and there what is wanted.
func (v *list) open(what wish) tea.Cmd {
	row, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return ui.Push(wishing(v.Open(v.tenant, row.EnterpriseTrunkItem), what))
}

// wishing has a routing open something once it is read.
func wishing(view ui.View, what wish) ui.View {
	if routing, ok := view.(*enterpriseTrunk); ok {
		routing.wish = what
	}
	return view
}

// ToForm has a routing open its form once it is read, with the cursor on the route to a trunk group.
func ToForm(view ui.View, at routing.Key) ui.View {
	if placed, ok := view.(ui.Placed); ok {
		placed.Choose(RowID(at.GroupID, at.Name))
	}
	return wishing(view, itsForm)
}

// delete opens the review of a deletion, or says why it cannot.
func (v *list) delete() tea.Cmd {
	item, ok := v.table.Selected()
	if !ok {
		return nil
	}
	if why := v.Session.WhyReadOnly(); why != "" {
		return ui.Notify(why)
	}
	api, owner := v.api, OwnerOf(v.tenant, item.EnterpriseTrunkItem)
	return ui.Push(saving.NewDeletion(v.Kit, v.Session, v.Session.Trunk(owner, item.Name), func(ctx context.Context) (change.Image, error) {
		trunk, err := Read(ctx, api, owner, item.Name)
		if err == nil && trunk.RoutesUnreported {
			err = errors.New("the platform did not report its routes, so what would go cannot be shown")
		}
		return imageOf(trunk), err
	}, v.elsewhere(item.EnterpriseTrunkItem), v.changed))
}

// elsewhere returns what tells of a trunk group which others use it than an enterprise trunk that goes,
// as far as these were read.
func (v *list) elsewhere(gone apiclient.EnterpriseTrunkItem) func(routing.Key) string {
	users, isWhole := make(map[routing.Key][]string), v.owner.Group == ""
	list, _ := v.loader.Value()
	for _, item := range list.Items {
		if item == gone {
			continue
		}
		trunk, is := v.seen.trunk(item)
		if v.seen.why(item) != nil { // what was read before may be no more
			isWhole = false
			continue
		}
		isWhole = isWhole && is == wasRead && !trunk.RoutesUnreported
		for _, key := range keysOf(trunk.Routes) {
			users[key] = append(users[key], safetext.Name(item.Name))
		}
	}
	return func(key routing.Key) string {
		switch by := users[key]; {
		case len(by) > 1:
			return fmt.Sprintf("used by %s and %d more", by[0], len(by)-1)
		case len(by) == 1:
			return "used by " + by[0] + " as well"
		case isWhole:
			return "used by no other"
		}
		return ""
	}
}

// changed reads the list again, whatever the verdict.
func (v *list) changed(result change.Result) tea.Cmd {
	if result.Verdict == change.Saved {
		v.made = RowID(result.Subject.Group, result.Subject.Name)
	}
	return v.Refresh()
}

func (v *list) Info() ui.Info {
	info := v.Page.Info()
	info.Summary = ui.Cell{Text: safetext.Name(cmp.Or(v.tenant.Name, v.tenant.ID)), Tone: ui.Muted}
	if v.Limits != nil {
		info.Partly = v.Limits.Progress()
	}
	row, ok := v.table.Selected()
	if ok && v.Known() && info.Status.Text == "" {
		info.Status = v.finding(row)
		if lost := v.lostRoute(row); lost.Text != "" && info.Status.Tone != ui.Failed {
			info.Also = append(info.Also, lost)
		}
		if row.out != (figures.Out{}) {
			info.Also = append(info.Also, row.out.Cell(v.Kit.Theme.Glyphs))
		}
	}
	return info
}

// counts says how many there are, and how many of those that were read have a route down.
func (v *list) counts() ui.Cell {
	_, all := v.table.Counts()
	g := v.Kit.Theme.Glyphs
	var parts []ui.Cell
	if v.table.Window() == "" { // which says it too
		parts = append(parts, ui.Cell{Text: strconv.Itoa(all), Tone: ui.Strong})
	}
	if n := len(v.picked); n > 0 {
		parts = append(parts, ui.Cell{Text: g.Chosen + " " + strconv.Itoa(n) + " picked", Tone: ui.Accent})
	}
	if v.down > 0 {
		parts = append(parts, ui.Cell{Text: g.Notice + " " + strconv.Itoa(v.down) + " with a route down", Tone: ui.Notice})
	}
	if v.lost > 0 {
		parts = append(parts, ui.Cell{Text: fmt.Sprintf("%s %d of %d not read", g.Failed, v.lost, all), Tone: ui.Failed})
	}
	if v.read+v.lost < all {
		read := ui.Cell{Text: fmt.Sprintf("%d of %d read", v.read, all), Tone: ui.Unknown}
		if v.Busy() {
			read.Text = g.Unknown + " " + read.Text
		}
		parts = append(parts, read)
	}
	var counts ui.Cell
	for i, part := range parts {
		if i > 0 {
			counts.Then = append(counts.Then, ui.Cell{Text: " " + g.Dot + " ", Tone: ui.Muted})
		}
		counts.Then = append(counts.Then, part)
	}
	return counts
}

// finding is the worst of a row in full.
func (v *list) finding(r listRow) ui.Cell {
	g, around := v.Kit.Theme.Glyphs, v.seen.around
	if r.is == failed || v.seen.why(r.EnterpriseTrunkItem) != nil && !v.isStale() {
		return notReadCell(g, "", "", v.seen.why(r.EnterpriseTrunkItem))
	}
	switch n := standingOf(r.trunk, around); { // of now: what failed may be read again
	case n.down > 0:
		key, more := firstOf(r.trunk, around.isDown)
		return ui.Cell{Text: g.Notice + " DOWN", Tone: ui.Notice, Then: []ui.Cell{{Text: downText(r.trunk, around, key, more)}}}
	case v.lostRoute(r).Text != "":
		return v.lostRoute(r)
	case n.full > 0:
		key, more := firstOf(r.trunk, around.isFull)
		used, _ := around.inUse(key)
		limit, _ := around.calls(key)
		text := fmt.Sprintf(": %s, %d of %s in use%s", place(r.trunk, key), used, ui.Count(limit, "call"), more)
		return ui.Cell{Text: g.Full + " full", Tone: ui.Full, Then: []ui.Cell{{Text: text}}}
	case r.trunk.RoutesUnreported:
		return ui.Cell{}
	case r.is == wasRead && n.routes == 0:
		return ui.Cell{Text: g.Notice + " NO ROUTES", Tone: ui.Notice, Then: []ui.Cell{{Text: ": it carries no calls"}}}
	}
	return ui.Cell{}
}

// lostRoute says of which trunk group of a row it is not known how it is, or how it is now, and why;
// nothing where there is none.
func (v *list) lostRoute(r listRow) ui.Cell {
	around := v.seen.around
	if n := standingOf(r.trunk, around); n.failed == 0 && (n.lost == 0 || v.isStale()) {
		return ui.Cell{}
	}
	key, more := firstOf(r.trunk, func(key routing.Key) bool { return around.why(key) != nil })
	return notReadCell(v.Kit.Theme.Glyphs, "", place(r.trunk, key)+more+": ", around.why(key))
}

// firstOf returns the first of the trunk groups that a trunk has some of, and how many more there are.
func firstOf(t routing.Trunk, is func(routing.Key) bool) (first routing.Key, more string) {
	found := slices.DeleteFunc(keysOf(t.Routes), func(key routing.Key) bool { return !is(key) })
	if len(found) > 1 {
		more = fmt.Sprintf("; and %d more", len(found)-1)
	}
	return found[0], more
}

// place names a route with its place in the routing.
func place(t routing.Trunk, key routing.Key) string {
	at := slices.Index(keysOf(t.Routes), key)
	where := fmt.Sprintf("place %d", at+1)
	if t.Mode == routing.Weighted {
		where = fmt.Sprintf("priority %d", t.Routes[at].Priority)
	}
	return safetext.Name(key.Name) + " of " + safetext.Name(key.GroupID) + ", " + where
}

// downText says behind the word DOWN which route that is, and what is still up.
func downText(t routing.Trunk, around *Surroundings, key routing.Key, more string) string {
	return ": " + place(t, key) + ", is reported as not available" + more + stillUp(t, around)
}

// notReadCell says that something was not read, at which place, and why.
func notReadCell(g ui.Glyphs, what, where string, why error) ui.Cell {
	return ui.Cell{Text: g.Failed + " " + what + "not read", Tone: ui.Failed, Then: []ui.Cell{{Text: ": " + where + apiclient.Explain(why)}}}
}

// stillUp says which routes of a trunk with some down still take calls.
func stillUp(t routing.Trunk, around *Surroundings) string {
	var up []string
	for _, level := range t.Levels() {
		for _, i := range level.Routes {
			if key := t.Routes[i].TrunkGroup; around.readState(key) == wasRead && around.why(key) == nil && !around.isDown(key) {
				if t.Mode != routing.Weighted {
					up = append(up, strconv.Itoa(i+1))
				} else if n := strconv.Itoa(level.Priority); !slices.Contains(up, n) {
					up = append(up, n)
				}
			}
		}
	}
	one, several := "place ", "places "
	if t.Mode == routing.Weighted {
		one, several = "priority ", "priorities "
	}
	switch last := len(up) - 1; {
	case last < 0:
		return "; nothing else is up"
	case last == 0:
		return "; " + one + up[0] + " is up"
	default:
		return "; " + several + strings.Join(up[:last], ", ") + " and " + up[last] + " are up"
	}
}

// preview is what lies beside a row of the list.
func (v *list) preview(r listRow, edit ui.Latest[*change.Entry]) ui.Pane {
	r.trunk, r.is = v.seen.trunk(r.EnterpriseTrunkItem) // what was read since
	pane := ui.Pane{Title: ui.Cell{Text: safetext.Name(r.Name)}}
	if r.is == wasRead {
		pane.Right = ui.Cell{Text: cmp.Or(string(r.trunk.Mode), "mode "+page.NotReported) + ", " + routeCount(r.trunk), Tone: ui.Muted}
	}
	pane.Lines = func(width int) []string {
		p := preview{Pane: page.NewPane(v.Kit.Theme, width), kit: v.Kit, around: v.seen.around, trunk: r.trunk}
		switch r.is {
		case wasRead:
			p.routes()
			p.exhausted()
		case failed:
			problem := page.ProblemLines(v.Kit, "its routing", v.seen.why(r.EnterpriseTrunkItem), width)
			p.Drawn(strings.Split(page.DrawLines(v.Kit.Theme, width, len(problem), problem), "\n")...)
		default:
			p.Line(ui.Cell{Text: v.Kit.Theme.Glyphs.Unknown + " reading its routes", Tone: ui.Unknown})
		}
		r.out.Tell(p.Pane)
		p.edit(edit, v.Session)
		return v.past.Around(p.Lines(), v.Kit.Theme, width, r.object())
	}
	return pane
}

// lastEdit returns the last save of an enterprise trunk that the journal tells of, if any.
func (v *list) lastEdit(_ context.Context, r listRow) (*change.Entry, error) {
	if v.Session.Service == nil {
		return nil, nil
	}
	entries, _, err := v.Session.Service.List()
	subject := v.subject(r.EnterpriseTrunkItem)
	entries = slices.DeleteFunc(entries, func(e change.Entry) bool {
		is := e.Subject
		if change.CanonicalHost(is.Host) == change.CanonicalHost(subject.Host) {
			is.Host = subject.Host
		}
		return is != subject
	})
	if len(entries) == 0 {
		return nil, err
	}
	last := slices.MaxFunc(entries, func(a, b change.Entry) int { return a.At.Compare(b.At) })
	return &last, err
}

// nothing says that there are none, and how one is made where that may be.
func (v *list) nothing() page.Empty {
	e := page.Empty{
		Title: page.Capitalised(v.owner.String()) + " has no enterprise trunks.",
		Means: []string{"No calls of it are spread over trunk groups of several groups."},
	}
	if list, _ := v.loader.Value(); list.NotAssigned {
		e.Means = []string{"Trunking is not assigned to it."}
	} else if cmp.Or(v.Session.WhyReadOnly(), v.Elsewhere) == "" {
		e.Keys = []key.Binding{v.Kit.Keys.New}
	}
	return e
}

func (v *list) own(all bool) []key.Binding {
	keys := page.OpenKey(&v.Page, v.table)
	_, selected := v.table.Selected()
	if !v.Known() || !all && v.Session.WhyReadOnly() != "" {
		if selected && v.Known() {
			keys = append(keys, v.Kit.Keys.WhatIf)
		}
		return keys
	}
	switch {
	case !all:
	case v.Limits != nil:
		keys = append(keys, v.Kit.Keys.Edit, ui.Named(v.Kit.Keys.EditPlace, "edit limits of the "+[]string{"tenant", "group"}[v.level().Depth]))
	default:
		keys = append(keys, v.Kit.Keys.Edit)
	}
	if !selected {
		return append(keys, v.Kit.Keys.New)
	}
	keys = append(keys, v.Kit.Keys.WhatIf, v.Kit.Keys.New, v.Kit.Keys.Delete)
	switch pick := ui.Named(v.Kit.Keys.Choose, "pick"); {
	case v.out == nil:
	case len(v.picked) > 0:
		keys = append([]key.Binding{ui.Named(v.Kit.Keys.EditAll, "edit these"), pick, ui.Named(v.Kit.Keys.Back, "unpick")}, keys...)
	default:
		keys = append(keys, v.Kit.Keys.EditAll, pick)
	}
	return keys
}

// Edits is of the row, and of the limits of the level that the list is about. While rows are picked
// the key that edits these has its room in the key line.
func (v *list) Edits() (on, about string) {
	if !v.Known() || v.Session.WhyReadOnly() != "" || len(v.picked) > 0 {
		return "", ""
	}
	if v.Limits != nil {
		about = v.level().Name
	}
	row, _ := v.table.Selected()
	return row.Name, about
}

func (v *list) CopyID() string {
	if item, ok := v.table.Selected(); ok {
		return item.Name
	}
	return v.tenant.ID
}

func (v *list) CopyText() []string {
	item, ok := v.table.Selected()
	if !ok {
		return page.TenantFacts(v.tenant)
	}
	return []string{trunkPath(v.tenant, item.GroupID, item.Name), "Mode: " + cmp.Or(item.RoutingMode, page.NotReported)}
}

func (v *list) Export() ui.View {
	sheet := report.Rows{Table: "enterprise trunks", Place: []string{v.tenant.ID}, AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "enterprise trunk", "tenant "+v.tenant.ID, sheet, "")
}
