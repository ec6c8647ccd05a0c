// Package views is the map of the screens: routes.go says which screen opens which, and
// nothing else is here. The screens are in rooms, one package each:
//
//	browse     tenants, groups, trunk groups, their capacity and use
//	trunks     enterprise trunks and their routing
//	limits     the forms for limits and channels
//	journal    the edits that were saved
//	activity   the requests that were sent
//	history    what changed, and when
//	hotspots   what is wrong on the whole platform
//	find       anything by its name or number
//	plans      the same change on many: one plan, those that were begun, what is out of service
//	login      who logs in
//	saving     how anything is saved
//	figures    figures of capacity as cells, bars and marks
//	page       the frame of a screen, words, and writing to files
//
// A room imports those below it alone: browse imports trunks, limits and hotspots; these, plans and
// the journal import saving, figures and page; find imports figures and page; login, activity and history page. All import
// ui, none the wire.
package views

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/find"
	"banyan/internal/history"
	"banyan/internal/hotspots"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/activity"
	"banyan/views/browse"
	"banyan/views/journal"
	"banyan/views/limits"
	"banyan/views/login"
	"banyan/views/page"
	"banyan/views/plans"
	"banyan/views/saving"
	"banyan/views/trunks"
)

// API is what the screens call, together. Every dialect's client is one.
type API interface {
	Capabilities() apiclient.Capabilities
	collect.API
	browse.TenantLister
	browse.TenantCapacityReader
	trunks.Client
	find.API
}

// Options say how the screens read. The zero value has every default.
type Options struct {
	// Concurrency is the most requests that the capacity of one tenant has in flight
	// at once: 16 when zero, 64 at most. A client that allows fewer is obeyed.
	Concurrency int
	// Plans makes, keeps and applies plans. Without it nothing is taken out of service.
	Plans *apply.Service
	// Edits saves what is edited and knows the journal. Without it there is neither.
	Edits *change.Service
	// Hotspots scans all tenants when asked. Without it there is no such screen.
	Hotspots *hotspots.Scanner
	// History compares what is read with what was read before. Without it nothing is known of changes.
	History  *history.Keeper
	Place    string           // the session as the header names it: the profile or the host
	User     string           // who is logged in; empty where a token stands for them
	Now      func() time.Time // the clock of the forms; nil is time.Now
	Host     string           // the platform as the subjects of edits name it
	Write    bool             // edits may be saved in this session
	Watch    bool             // forms wait for drafts that cannot be written: see saving.Session
	Memory   ui.Memory        // remembers where the user goes; nil for nothing
	Activity activity.Source  // what was sent; nil where there is no such screen
	Rest     bool             // the tenant that the cursor rests on is read also where no preview is shown
	Glance   bool             // of the tenants on screen of which nothing is known the limits are read
}

// Home returns the first screen, from which all others open.
func Home(api API, kit ui.Kit, opts Options) ui.View {
	g := newGuide(routes{api, kit, opts})
	links := g.links()
	links.Guide = g
	home := browse.NewTenants(kit, api, links)
	g.home = home.(tenants)
	return home
}

// Login returns the screen that stands before the first one where nobody is logged in yet, or over
// those that are open where the platform has ended the session. What asks says of the platform is
// replaced.
func Login(kit ui.Kit, api API, opts Options, asks login.Options) ui.View {
	asks.Place, asks.Host, asks.Write, asks.Dialect, asks.Now = opts.Place, opts.Host, opts.Write, api.Capabilities().Dialect, opts.Now
	return login.New(kit, asks)
}

// routes is the map of who opens whom, one method a screen; forms are opened by their own rooms:
//
//	login, where nobody is logged in yet ──> tenants
//	tenants ─┬─> tenant ─┬─> groups ──────────> trunk groups ──> trunk group
//	         │           ├─> capacity ─────────────────────────> trunk group
//	         │           └─> enterprise trunks > routing ──────> trunk group
//	         └─> the same three, above the tenant
//	groups ──> capacity, enterprise trunks
//	trunk group ──> routing of those that use it
//	routing ──> its form; enterprise trunks ──> a new one, and deleting one
//	capacity, groups, trunk groups, trunk group ──> limits form
//	every screen ──> edits ─┬─> edit ──> undo
//	                        └─> undo
//	every screen ──> hotspots ──> tenant and on, down to the place of a finding
//	every screen ──> activity ──> request
//	all but forms and login ──> timeline of what they are about ──> edit, or the place that changed
//	group, trunk group, capacity, hotspots, enterprise trunks ──> plan
//	the palette ──> plans, what is out of service ──> plan
//	all but forms and login ──> find ──> tenant, trunk groups, trunk group, routing
type routes struct {
	api  API
	kit  ui.Kit
	opts Options
}

func (r routes) links() browse.Links {
	links := browse.Links{
		Tenant:           r.tenant,
		Groups:           r.groups,
		TrunkGroups:      r.trunkGroups,
		TrunkGroup:       r.trunkGroup,
		About:            r.about,
		Capacity:         r.capacity,
		Limits:           r.forms(),
		EnterpriseTrunks: r.enterpriseTrunks,
		GroupTrunks:      r.groupTrunks,
		Routing:          r.routing,
		Capabilities:     r.api.Capabilities(),
		Rest:             r.opts.Rest,
		Collect: func(t apiclient.Tenant) func(context.Context) browse.Collection {
			return r.collect(t, collect.Options{})
		},
	}
	if r.opts.Glance {
		const most = 3 // of the 16 that there are by default
		links.Glances = min(most, cmp.Or(r.opts.Concurrency, apiclient.DefaultConcurrency)-1)
		links.Glance = func(ctx context.Context, t apiclient.Tenant) collect.Snapshot {
			return collect.Glance(ctx, r.api, t)
		}
	}
	if _, hasLicences := r.api.(collect.LicenceReader); hasLicences {
		links.Licences = func(t apiclient.Tenant) func(context.Context) browse.Collection {
			start := r.collect(t, collect.Options{Licences: true})
			return func(ctx context.Context) browse.Collection { return start(apiclient.Background(ctx)) }
		}
	}
	if r.opts.Edits != nil {
		links.Journal = r.opts.Edits
	}
	if r.opts.History != nil {
		links.Past, links.PastOfAll = r.past, r.pastOfAll
	}
	if r.opts.Hotspots != nil {
		links.Scan, links.LoadScan = r.opts.Hotspots.Watch, r.opts.Hotspots.Load
		links.Kept = keptBy(r.opts.Hotspots)
		links.ReadAgain = func(tenants []string) error { return r.opts.Hotspots.Begin(hotspots.Job{Tenants: tenants}) }
		links.SavedAfter = func(tenant string) time.Time { return r.opts.Hotspots.Board().Listing.Readings[tenant].SavedAt }
	}
	return links
}

// past returns what earlier readings of a tenant told. What was just read is among them.
func (r routes) past(tenant string) (page.Earlier, error) {
	r.opts.History.Flush()
	h, err := r.opts.History.Open(tenant)
	if err != nil { // then nothing could be kept either
		return page.Earlier{Unkept: r.opts.History.NewProblem()}, nil //nolint:nilerr // that tells it
	}
	entries, _ := r.entries() // without them nobody is named
	return page.Earlier{Unkept: r.opts.History.NewProblem(), History: h, Events: h.Events(r.opts.Host, history.Object{Kind: change.TenantCapacity}, entries)}, nil
}

// entries returns the journal, and what of it cannot be read.
func (r routes) entries() (entries []change.Entry, wrong []error) {
	if r.opts.Edits == nil {
		return nil, nil
	}
	entries, damaged, err := r.opts.Edits.List()
	if err != nil {
		wrong = append(wrong, err)
	}
	for _, d := range damaged {
		wrong = append(wrong, fmt.Errorf("the journal of edits, which says who changed what: %w", d))
	}
	return entries, wrong
}

// pastOfAll returns what readings of all tenants found since then, and of their list.
func (r routes) pastOfAll(since time.Time) (page.Earlier, error) {
	r.opts.History.Flush()
	all, _ := r.opts.History.OpenSince(since) // where that fails nothing could be kept either
	entries, _ := r.entries()
	return page.Earlier{Unkept: r.opts.History.NewProblem(), Events: all.Events(r.opts.Host, entries)}, nil
}

// keptBy tells what the scan kept of a tenant. A screen asks several times for one picture: it is
// worked out once for a listing.
func keptBy(scanner *hotspots.Scanner) func(tenant string) (capacity.Breakdown, time.Time, bool) {
	var (
		listing *hotspots.Listing
		of      string
		found   capacity.Breakdown
		at      time.Time
		known   bool
	)
	return func(tenant string) (capacity.Breakdown, time.Time, bool) {
		if now := scanner.Board().Listing; now != listing || tenant != of {
			listing, of = now, tenant
			found, at, known = now.Breakdown(tenant)
		}
		return found, at, known
	}
}

func (r routes) tenant(t apiclient.Tenant) ui.View {
	return browse.NewTenant(r.kit, r.api, t, r.links())
}

func (r routes) groups(t apiclient.Tenant) ui.View {
	return browse.NewGroups(r.kit, r.links(), browse.Scope{Tenant: t, Collect: r.collect(t, collect.Options{AwaitPrefer: true, States: true})})
}

func (r routes) trunkGroups(t apiclient.Tenant, g apiclient.Group) ui.View {
	return browse.NewTrunkGroups(r.kit, r.links(), browse.Scope{Tenant: t, Group: g, Collect: r.collect(t, collect.Options{Groups: []string{g.ID}})})
}

func (r routes) trunkGroup(t apiclient.Tenant, at routing.Key) ui.View {
	return browse.NewTrunkGroup(r.kit, r.api, r.links(), r.about(t, at))
}

// about returns what the page of a trunk group is about.
func (r routes) about(t apiclient.Tenant, at routing.Key) browse.TrunkGroup {
	about := browse.TrunkGroup{Tenant: t, Key: at, Trunks: r.api, Parked: r.editing().Parked, Now: r.editing().Clock, Others: r.collect(t, collect.Options{Details: true})}
	about.Group = func(ctx context.Context) (apiclient.GroupCapacity, error) {
		return r.api.GroupCapacity(ctx, t.ID, at.GroupID)
	}
	if trunks.AtGroups(r.api.Capabilities(), t) {
		about.Trunks = trunks.OfGroup(r.api, at.GroupID)
	}
	return about
}

func (r routes) capacity(t apiclient.Tenant) ui.View {
	return browse.NewCapacity(r.kit, r.links(), browse.Scope{Tenant: t, Collect: r.collect(t, collect.Options{AwaitPrefer: true, States: true})})
}

// collect returns what starts to read a tenant's capacity.
func (r routes) collect(t apiclient.Tenant, opts collect.Options) func(context.Context) browse.Collection {
	opts.Concurrency, opts.Retry, opts.Ended = r.opts.Concurrency, true, r.opts.History.Snapshot
	return func(ctx context.Context) browse.Collection { return collect.Start(ctx, r.api, t, opts) }
}

func (r routes) enterpriseTrunks(t apiclient.Tenant) ui.View {
	links := r.listLinks(t)
	if trunks.AtGroups(r.api.Capabilities(), t) {
		links.Elsewhere = "a new one belongs to a group: open it from the group's row with " + r.kit.Keys.EnterpriseTrunks.Help().Key
	}
	return trunks.NewList(r.kit, r.api, t, "", links)
}

// groupTrunks opens the enterprise trunks of one group, where new ones are made too.
func (r routes) groupTrunks(t apiclient.Tenant, g apiclient.Group) ui.View {
	return trunks.NewList(r.kit, trunks.OfGroup(r.api, g.ID), t, g.ID, r.listLinks(t))
}

func (r routes) listLinks(t apiclient.Tenant) trunks.ListLinks {
	forms := r.forms()
	links := trunks.ListLinks{Open: r.routing, Session: r.editing(), Limits: &forms}
	if r.opts.History != nil {
		links.Past = func() (page.Earlier, error) { return r.past(t.ID) }
	}
	return links
}

func (r routes) routing(t apiclient.Tenant, item apiclient.EnterpriseTrunkItem) ui.View {
	return trunks.NewRouting(r.kit, r.api, t, item, trunks.NewSurroundings(r.api, t.ID), trunks.RoutingLinks{Open: r.trunkGroup, Session: r.editing()})
}

// forms open the forms of limits, where trunk groups to reroute to are chosen from the list that
// enterprise trunks have.
func (r routes) forms() limits.Forms {
	forms := limits.Forms{Kit: r.kit, Session: r.editing(), Levels: r.levels(), Pick: r.rerouteTo}
	if backups, ok := r.api.(change.Backups); ok {
		forms.Backup = func(ctx context.Context, tenant string, at routing.Key) (change.Image, error) {
			return change.ReadBackup(ctx, backups, tenant, at.GroupID, at.Name)
		}
	}
	if doubter, ok := r.api.(change.ClearDoubter); ok {
		forms.Doubt = doubter.ClearDoubt
	}
	if omitter, ok := r.api.(change.Omitter); ok {
		forms.MayOmit = omitter.MayOmit
	}
	return forms
}

// rerouteTo is the list of the trunk groups that calls may be rerouted to, as the vendors' portals
// have it: the others of the same group, and when a trunk group is unreachable, or for its backup,
// those of the whole enterprise, where no other of the same name is offered (supplement 5.1, 5.2).
// Of a tenant whose type the server did not say those of the same group are offered: they are right
// for either type.
func (r routes) rerouteTo(t apiclient.Tenant, from change.Subject, by trunkgroup.Field) limits.Picker {
	isWide := by.Name == trunkgroup.UnreachableDestination || by.Name == trunkgroup.Backup
	list := func(ctx context.Context) ([]routing.Key, error) {
		groups := []apiclient.Group{{ID: from.Group}}
		if isWide && t.Type == apiclient.Enterprise {
			var err error
			if groups, err = r.api.Groups(ctx, from.Tenant); err != nil {
				return nil, err
			}
		}
		var keys []routing.Key
		for _, group := range groups {
			items, err := r.api.TrunkGroups(ctx, from.Tenant, group.ID)
			if err != nil && !errors.Is(err, apiclient.ErrNotAssigned) {
				return nil, err
			}
			for _, item := range items {
				keys = append(keys, routing.Key{GroupID: group.ID, Name: item.Name})
			}
		}
		return keys, nil
	}
	return trunks.NewPicker(r.kit, r.api, r.editing(), from.Tenant, by.Label+" of "+from.Name, "left out: calls would come back", list, func(key routing.Key) bool {
		return key.Name == from.Name && (isWide || key.GroupID == from.Group)
	})
}

func (r routes) levels() limits.Levels {
	return limits.Levels{API: r.api, Concurrency: r.opts.Concurrency}
}

func (r routes) edits() ui.View {
	return journal.NewEdits(r.kit, r.opts.Edits, r.editLinks())
}

func (r routes) activity() ui.View { return activity.New(r.kit, r.opts.Activity) }

func (r routes) edit(entry change.Entry) ui.View {
	return journal.NewEdit(r.kit, r.opts.Edits, entry, r.editLinks())
}

func (r routes) editLinks() journal.Links {
	return journal.Links{Edit: r.edit, Undo: r.undo, Now: r.opts.Now}
}

func (r routes) undo(entry change.Entry) (view ui.View, why string) {
	if !r.opts.Write {
		return nil, saving.Session{}.WhyReadOnly()
	}
	edit, err := change.Undo(entry)
	if err != nil {
		return nil, "cannot be undone: " + saving.Problem(err)
	}
	var around saving.Around
	if edit.Subject.Kind == change.EnterpriseTrunk {
		around = trunks.NewAround(r.kit.Theme, r.api, edit)
	}
	return saving.NewUndo(r.kit, r.editing(), edit, r.levels().Allocated(edit.Subject), around), ""
}

// editing returns what the screens that change something work with.
func (r routes) editing() saving.Session {
	session := saving.Session{
		Service: r.opts.Edits, Write: r.opts.Write, Now: r.opts.Now,
		Host: r.opts.Host, Place: r.opts.Place, User: r.opts.User, Watch: r.opts.Watch, Dialect: r.api.Capabilities().Dialect,
	}
	if r.opts.Edits != nil {
		session.Edits = r.edits
	}
	if r.opts.Plans != nil && r.opts.Edits != nil {
		session.Plans = r.planning()
	}
	return session
}

// planning returns what opens the screens of plans.
func (r routes) planning() saving.Planning {
	return saving.Planning{
		Service: r.opts.Plans,
		TakeOut: func(scope plan.Scope) ui.View { return plans.TakeOut(r.kit, r.planLinks(), scope) },
		Which:   func(scopes []plan.Scope) ui.View { return plans.NewWhich(r.kit, r.planLinks(), scopes) },
		PutBack: func(drained []plan.Drained) ui.View { return plans.PutBack(r.kit, r.planLinks(), drained) },
		Migrate: r.migrate,
		Same: func(tenant string, trunks []change.Subject, of string) ui.View {
			return plans.NewSame(r.kit, r.planLinks(), tenant, trunks, of)
		},
	}
}

func (r routes) planLinks() plans.Links {
	return plans.Links{
		Session: r.editing(),
		Open: func(of change.Subject) ui.View {
			if of.Kind != change.EnterpriseTrunk {
				return nil
			}
			return r.routing(apiclient.Tenant{ID: of.Tenant}, apiclient.EnterpriseTrunkItem{GroupID: of.Group, Name: of.Name})
		},
		Undo: func(of plan.Plan) ui.View { return plans.Undo(r.kit, r.planLinks(), of) },
	}
}

func (r routes) plan(id string) ui.View {
	return plans.New(r.kit, r.planLinks(), "the plan "+id, plans.Kept(r.opts.Plans, id))
}

// migrate has the trunk group chosen that takes the place of another: any of the tenant's.
func (r routes) migrate(t apiclient.Tenant, from routing.Key) ui.View {
	owner := apiclient.TrunkOwner{Tenant: t.ID}
	if trunks.AtGroups(r.api.Capabilities(), t) {
		owner.Group = from.GroupID
	}
	list := func(ctx context.Context) ([]routing.Key, error) {
		return r.api.AvailableTrunkGroups(ctx, owner, apiclient.TrunkGroupCriteria{})
	}
	picker := trunks.NewPicker(r.kit, r.api, r.editing(), t.ID, "the routes of "+from.Name, "the one that they leave", list, func(key routing.Key) bool { return key == from })
	return plans.NewMigrating(picker, func(to routing.Key) ui.View { return plans.Migrate(r.kit, r.planLinks(), t.ID, from, to) })
}
