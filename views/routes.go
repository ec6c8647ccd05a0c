package views

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/hotspots"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/browse"
	"banyan/views/figures"
	spots "banyan/views/hotspots"
	"banyan/views/journal"
	"banyan/views/limits"
	"banyan/views/saving"
	"banyan/views/trunks"
)

// API is what the screens call, together. Every dialect's client is one.
type API interface {
	Capabilities() apiclient.Capabilities
	collect.API
	browse.TenantLister
	browse.TenantCapacityReader
	trunks.TrunkGroupReader
	trunks.Lister
	trunks.Reader
	trunks.AvailableLister
}

// Options say how the screens read. The zero value has every default.
type Options struct {
	// Concurrency is the most requests that the capacity of one tenant has in flight
	// at once: 16 when zero, 64 at most. A client that allows fewer has its way.
	Concurrency int
	// Edits saves what is edited and knows the journal. Without it there is neither.
	Edits *change.Service
	// Hotspots scans all tenants when asked. Without it there is no such screen.
	Hotspots *hotspots.Scanner
	// Place is the session as the header names it: the profile or the host.
	Place string
	// Now is the clock of the forms; nil is time.Now.
	Now func() time.Time
	// Host is the platform as the subjects of edits name it.
	Host string
	// Write says that edits may be saved in this session.
	Write bool
	// Watch has forms wait for drafts that cannot be written: see saving.Session.
	Watch bool
}

// Home returns the first screen, from which all others open.
func Home(api API, kit ui.Kit, opts Options) ui.View {
	return browse.NewTenants(kit, api, routes{api, kit, opts}.doors())
}

// routes is the map of who opens whom:
//
//	tenants ─┬─> tenant ─┬─> groups ──────────> trunk groups ──> trunk group
//	         │           ├─> capacity ─────────────────────────> trunk group
//	         │           └─> enterprise trunks > routing ──────> trunk group
//	         └─> the same three, above the tenant
//	groups ──> capacity, enterprise trunks
//	trunk group ──> routing of those that use it
//	routing ──> its form; enterprise trunks ──> a new one, and deleting one
//	capacity, groups, trunk groups, trunk group ──> capacity form
//	tenants ──> edits ─┬─> edit ──> undo
//	                   └─> undo
//	tenants ──> hotspots ──> tenant and on, down to the place of a finding
type routes struct {
	api  API
	kit  ui.Kit
	opts Options
}

func (r routes) doors() browse.Links {
	d := browse.Links{
		Tenant:           r.tenant,
		Groups:           r.groups,
		Capacity:         r.capacity,
		EnterpriseTrunks: r.enterpriseTrunks,
		GroupTrunks:      r.groupTrunks,
		Capabilities:     r.api.Capabilities(),
	}
	if r.opts.Edits != nil {
		d.Edits, d.Journal = r.edits, r.opts.Edits
	}
	if r.opts.Hotspots != nil {
		d.Hotspots, d.Scan = r.spots, r.opts.Hotspots.Watch
	}
	return d
}

func (r routes) edits() ui.View {
	return journal.NewEdits(r.kit, r.opts.Edits, r.editDoors())
}

func (r routes) editDoors() journal.EditDoors { return journal.EditDoors{Edit: r.edit, Undo: r.undo} }

func (r routes) edit(entry change.Entry) ui.View {
	return journal.NewEdit(r.kit, r.opts.Edits, entry, r.editDoors())
}

func (r routes) tenant(t apiclient.Tenant) ui.View {
	return browse.NewTenant(r.kit, r.api, t, r.doors())
}

func (r routes) groups(t apiclient.Tenant) ui.View {
	v := browse.NewGroups(r.kit, t, r.read(t, collect.Options{AwaitPrefer: true}), r.doors(), r.trunkGroups)
	v.Forms = r.figureForms()
	return v
}

func (r routes) trunkGroups(t apiclient.Tenant, g apiclient.Group) ui.View {
	v := browse.NewTrunkGroups(r.kit, t, g, r.read(t, collect.Options{Groups: []string{g.ID}}), r.trunkGroup)
	v.Forms = r.figureForms()
	return v
}

func (r routes) trunkGroup(t apiclient.Tenant, at routing.Key) ui.View {
	v := browse.NewTrunkGroup(r.kit, r.api, t, at)
	v.Usage = browse.NewUsage(r.trunksAround(t, at.GroupID), t, at, r.doors().WhyNoTrunks(t), r.parked)
	v.Open, v.Forms, v.Now = r.routing, r.figureForms(), r.editing().Clock
	return v
}

func (r routes) capacity(t apiclient.Tenant) ui.View {
	v := browse.NewBreakdown(r.kit, t, r.read(t, collect.Options{AwaitPrefer: true}), r.trunkGroup)
	v.Forms = r.figureForms()
	return v
}

func (r routes) enterpriseTrunks(t apiclient.Tenant) ui.View {
	v := r.trunkList(r.api, t)
	if browse.AtGroups(r.api.Capabilities(), t) {
		v.Edits.Elsewhere = "a new one belongs to a group: open it from the group's row with " + r.kit.Keys.EnterpriseTrunks.Help().Key
	}
	return v
}

// trunkList is a list of enterprise trunks, as api lists them, with its edits.
func (r routes) trunkList(api trunks.Lister, t apiclient.Tenant) *trunks.List {
	v := trunks.NewList(r.kit, api, t, r.routing)
	v.Edits = trunks.ListEdits{
		With:   r.editing(),
		Create: r.createTrunk(apiclient.TrunkOwner{Tenant: t.ID}),
		Delete: func(item apiclient.EnterpriseTrunkItem, after func(change.Result) tea.Cmd) ui.View {
			return trunks.NewDeletion(r.kit, r.api, r.editing(), trunks.OwnerOf(t, item), item.Name, after)
		},
	}
	return v
}

func (r routes) routing(t apiclient.Tenant, item apiclient.EnterpriseTrunkItem) ui.View {
	v := trunks.NewRouting(r.kit, r.api, t, item, r.trunkGroup)
	v.With, v.Around = r.editing(), trunks.NewSurroundings(r.api, t.ID)
	v.Form = func(trunk routing.Trunk, around *trunks.Surroundings, after func(change.Result) tea.Cmd) ui.View {
		return trunks.NewEditor(r.kit, r.api, r.editing(), trunks.OwnerOf(t, item), trunk, around, after)
	}
	return v
}

// read returns what starts to read a tenant's capacity.
func (r routes) read(t apiclient.Tenant, opts collect.Options) func(context.Context) browse.Reading {
	opts.Concurrency = r.opts.Concurrency
	return func(ctx context.Context) browse.Reading { return collect.Start(ctx, r.api, t, opts) }
}

// groupTrunkLister is a client that lists the enterprise trunks of one group alone.
type groupTrunkLister interface {
	GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error)
}

// groupTrunks is the client as one group sees it: of the enterprise trunks of its
// tenant there are only its own.
type groupTrunks struct {
	API
	group string
}

// EnterpriseTrunks lists those of the group.
func (g groupTrunks) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	if lister, ok := g.API.(groupTrunkLister); ok {
		return lister.GroupEnterpriseTrunks(ctx, tenant, g.group)
	}
	all, err := g.API.EnterpriseTrunks(ctx, tenant)
	return slices.DeleteFunc(all, func(item apiclient.EnterpriseTrunkItem) bool { return item.GroupID != g.group }), err
}

// trunksAround is the client that tells which enterprise trunks may use the trunk
// groups of a group.
func (r routes) trunksAround(t apiclient.Tenant, group string) API {
	if browse.AtGroups(r.api.Capabilities(), t) {
		return groupTrunks{r.api, group}
	}
	return r.api
}

// groupTrunks opens the enterprise trunks of one group, where new ones are made too.
func (r routes) groupTrunks(t apiclient.Tenant, g apiclient.Group) ui.View {
	v := r.trunkList(groupTrunks{r.api, g.ID}, t)
	v.Group = g.ID
	v.What = "enterprise trunks of group " + g.ID + " of tenant " + t.ID
	v.Edits.Create = r.createTrunk(apiclient.TrunkOwner{Tenant: t.ID, Group: g.ID})
	return v
}

// createTrunk returns what opens the form of a new enterprise trunk of an owner.
func (r routes) createTrunk(owner apiclient.TrunkOwner) func(func(change.Result) tea.Cmd) ui.View {
	return func(after func(change.Result) tea.Cmd) ui.View {
		return trunks.NewCreator(r.kit, r.api, r.editing(), owner, after)
	}
}

// spots opens the hotspots above the list of tenants, as far as that is read, of which
// some are on screen.
func (r routes) spots(tenants, onScreen []apiclient.Tenant) ui.View {
	r.opts.Hotspots.Know(tenants)
	ids := make([]string, len(onScreen))
	for i, t := range onScreen {
		ids[i] = t.ID
	}
	now := r.opts.Now
	if now == nil {
		now = time.Now
	}
	return spots.New(r.kit, r.opts.Hotspots, now, ids, r.toPlace)
}

// toPlace returns the screens from a tenant down to a place in it, as one would open
// them by hand: esc comes back through them. What is wrong with a tenant itself shows
// in its capacity.
func (r routes) toPlace(t apiclient.Tenant, path []string) []ui.View {
	t.ID = cmp.Or(t.ID, path[0])
	views := []ui.View{r.tenant(t)}
	if len(path) < 2 {
		return append(views, r.capacity(t))
	}
	groups, trunkGroups := r.groups(t), r.trunkGroups(t, apiclient.Group{ID: path[1]})
	choose(groups, path[1])
	views = append(views, groups, trunkGroups)
	if len(path) < 3 {
		return views
	}
	choose(trunkGroups, path[2])
	return append(views, r.trunkGroup(t, routing.Key{GroupID: path[1], Name: path[2]}))
}

// choose selects a row of a list whose rows are still to be read.
func choose(view ui.View, id string) {
	switch v := view.(type) {
	case *browse.Groups:
		v.Table.Select(id)
	case *browse.TrunkGroups:
		v.Table.Select(id)
	}
}

// editing returns what the screens that change something work with.
func (r routes) editing() saving.Session {
	e := saving.Session{
		Service: r.opts.Edits, Write: r.opts.Write, Now: r.opts.Now,
		Host: r.opts.Host, Place: r.opts.Place, Watch: r.opts.Watch, Dialect: r.api.Capabilities().Dialect,
	}
	if r.opts.Edits != nil {
		e.Edits = r.edits
	}
	return e
}

// figureForms returns what opens the forms for figures.
func (r routes) figureForms() limits.Forms {
	return limits.Forms{Kit: r.kit, With: r.editing(), Open: r.capacityForm, Read: r.levels}
}

func (r routes) capacityForm(shown collect.Snapshot, at figures.Level, raise bool) (form ui.View, lack string) {
	if !r.opts.Write || r.opts.Edits == nil {
		return nil, saving.Session{}.WhyReadOnly()
	}
	begin := limits.PlanEdit
	if raise {
		begin = limits.PlanRaise
	}
	plan, lack := begin(shown, at, r.opts.Host, r.api.Capabilities().Dialect)
	if lack != "" {
		return nil, lack
	}
	return limits.New(r.kit, r.editing(), r.opts.Edits, r.opts.Edits.Drafts(), plan), ""
}

// levels reads a tenant's own figures, and its group with all trunk groups.
func (r routes) levels(ctx context.Context, t apiclient.Tenant, group string) (collect.Snapshot, error) {
	own, err := r.api.TenantCapacity(ctx, t.ID)
	if err != nil {
		return collect.Snapshot{}, err
	}
	read := last(r.read(t, collect.Options{Groups: []string{group}})(ctx))
	if err := ctx.Err(); err != nil {
		return collect.Snapshot{}, err
	}
	tenant := read.Breakdown.Tenant
	tenant.Assignment = capacity.Assigned
	tenant.MaxActiveCalls, tenant.BurstingMaxActiveCalls = own.MaxActiveCalls, own.BurstingMaxActiveCalls
	read.Breakdown = capacity.Analyze(tenant)
	return read, nil
}

// last waits for the end of a reading.
func last(now browse.Reading) (end collect.Snapshot) {
	for end = range now.Snapshots() {
	}
	return end
}

// parked reads the routes of an enterprise trunk that are parked on this machine.
func (r routes) parked(owner apiclient.TrunkOwner, name string) (parked []routing.Parked, err error) {
	if r.opts.Edits == nil {
		return nil, nil
	}
	err = r.opts.Edits.Kept(r.editing().Trunk(owner, name), &parked)
	return parked, err
}

func (r routes) undo(entry change.Entry) (view ui.View, lack string) {
	if !r.opts.Write {
		return nil, saving.Session{}.WhyReadOnly()
	}
	edit, err := change.Undo(entry)
	if err != nil {
		return nil, "cannot be undone: " + saving.Problem(err)
	}
	return saving.NewUndo(r.kit, r.editing(), r.opts.Edits, edit, r.allocated(edit.Subject)), ""
}

// allocated returns what reads what the level below a tenant or a group was given, and
// nil for everything else.
func (r routes) allocated(of change.Subject) func(context.Context) (map[string]capacity.Sum, error) {
	var opts collect.Options
	switch of.Kind {
	case change.TenantCapacity:
		opts.AwaitPrefer = true
	case change.GroupCapacity:
		opts.Groups = []string{of.Group}
	default:
		return nil
	}
	start := r.read(apiclient.Tenant{ID: of.Tenant}, opts)
	return func(ctx context.Context) (map[string]capacity.Sum, error) {
		ctx, done := context.WithCancel(ctx)
		defer done()
		return allocatedIn(start(ctx), of)
	}
}

// allocatedIn reads until every figure of the level below is there. Of a tenant those
// are its groups' own, which go before their trunk groups.
func allocatedIn(now browse.Reading, of change.Subject) (sums map[string]capacity.Sum, err error) {
	preferred := false
	for read := range now.Snapshots() {
		if listed := read.Breakdown.Groups; !preferred && len(listed) > 0 {
			preferred = true
			ids := make([]string, len(listed))
			for i, g := range listed {
				ids[i] = g.Group.ID
			}
			now.Prefer(ids)
		}
		sums = limits.AllocatedOf(read.Breakdown, of)
		if complete(sums) {
			return sums, nil
		}
		if len(read.Failures) > 0 {
			err = read.Failures[0].Err
		}
	}
	return sums, err
}

func complete(sums map[string]capacity.Sum) bool {
	for _, sum := range sums {
		if !sum.IsComplete() {
			return false
		}
	}
	return len(sums) > 0
}
