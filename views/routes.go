package views

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/hotspots"
	"banyan/internal/routing"
	"banyan/ui"
)

// API is what the screens call, together. Every dialect's client is one.
type API interface {
	Capabilities() apiclient.Capabilities
	collect.API
	tenantLister
	tenantCapacityReader
	trunkGroupReader
	enterpriseTrunkLister
	enterpriseTrunkReader
	availableTrunkGroupLister
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
}

// Home returns the first screen, from which all others open.
func Home(api API, kit ui.Kit, opts Options) ui.View {
	return newTenants(kit, api, routes{api, kit, opts}.doors())
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

func (r routes) doors() doors {
	d := doors{
		tenant:           r.tenant,
		groups:           r.groups,
		capacity:         r.capacity,
		enterpriseTrunks: r.enterpriseTrunks,
		groupTrunks:      r.groupTrunks,
		capabilities:     r.api.Capabilities(),
	}
	if r.opts.Edits != nil {
		d.edits, d.journal = r.edits, r.opts.Edits
	}
	if r.opts.Hotspots != nil {
		d.hotspots, d.scan = r.spots, r.opts.Hotspots.Watch
	}
	return d
}

func (r routes) edits() ui.View {
	return newEdits(r.kit, r.opts.Edits, r.editDoors())
}

func (r routes) editDoors() editDoors { return editDoors{edit: r.edit, undo: r.undo} }

func (r routes) edit(entry change.Entry) ui.View {
	return newEdit(r.kit, r.opts.Edits, entry, r.editDoors())
}

func (r routes) tenant(t apiclient.Tenant) ui.View {
	return newTenant(r.kit, r.api, t, r.doors())
}

func (r routes) groups(t apiclient.Tenant) ui.View {
	v := newGroups(r.kit, t, r.read(t, collect.Options{AwaitPrefer: true}), r.doors(), r.trunkGroups)
	v.forms = r.figureForms()
	return v
}

func (r routes) trunkGroups(t apiclient.Tenant, g apiclient.Group) ui.View {
	v := newTrunkGroups(r.kit, t, g, r.read(t, collect.Options{Groups: []string{g.ID}}), r.trunkGroup)
	v.forms = r.figureForms()
	return v
}

func (r routes) trunkGroup(t apiclient.Tenant, at routing.Key) ui.View {
	v := newTrunkGroup(r.kit, r.api, t, at)
	v.usage = newUsage(r.trunksAround(t, at.GroupID), t, at, r.doors().lack(t), r.parked)
	v.open, v.forms, v.now = r.routing, r.figureForms(), r.editing().clock
	return v
}

func (r routes) capacity(t apiclient.Tenant) ui.View {
	v := newBreakdown(r.kit, t, r.read(t, collect.Options{AwaitPrefer: true}), r.trunkGroup)
	v.forms = r.figureForms()
	return v
}

func (r routes) enterpriseTrunks(t apiclient.Tenant) ui.View {
	v := r.trunkList(r.api, t)
	if atGroups(r.api.Capabilities(), t) {
		v.edits.elsewhere = "a new one belongs to a group: open it from the group's row with " + r.kit.Keys.EnterpriseTrunks.Help().Key
	}
	return v
}

// trunkList is a list of enterprise trunks, as api lists them, with its edits.
func (r routes) trunkList(api enterpriseTrunkLister, t apiclient.Tenant) *enterpriseTrunks {
	v := newEnterpriseTrunks(r.kit, api, t, r.routing)
	v.edits = trunkEdits{
		with:   r.editing(),
		create: r.createTrunk(apiclient.TrunkOwner{Tenant: t.ID}),
		delete: func(item apiclient.EnterpriseTrunkItem, after func(change.Result) tea.Cmd) ui.View {
			return newDeleter(r.kit, r.api, r.editing(), ownerOf(t, item), item.Name, after)
		},
	}
	return v
}

func (r routes) routing(t apiclient.Tenant, item apiclient.EnterpriseTrunkItem) ui.View {
	v := newEnterpriseTrunk(r.kit, r.api, t, item, r.trunkGroup)
	v.with, v.around = r.editing(), newSurroundings(r.api, t.ID)
	v.form = func(trunk routing.Trunk, around *surroundings, after func(change.Result) tea.Cmd) ui.View {
		return newEditor(r.kit, r.api, r.editing(), ownerOf(t, item), trunk, around, after)
	}
	return v
}

// read returns what starts to read a tenant's capacity.
func (r routes) read(t apiclient.Tenant, opts collect.Options) func(context.Context) reading {
	opts.Concurrency = r.opts.Concurrency
	return func(ctx context.Context) reading { return collect.Start(ctx, r.api, t, opts) }
}
