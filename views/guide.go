package views

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/find"
	"banyan/internal/history"
	"banyan/internal/hotspots"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/browse"
	finding "banyan/views/find"
	timelines "banyan/views/history"
	hotspotviews "banyan/views/hotspots"
	"banyan/views/page"
	"banyan/views/plans"
	"banyan/views/saving"
	"banyan/views/trunks"
)

// guide leads to every place: it makes of one the places on the way to it, and of each a screen.
type guide struct {
	routes
	home tenants

	byID map[string]apiclient.Tenant // the tenants, as long as the list is the same
	last *apiclient.Tenant           // of that list, its first

	known finding.Known // the names, for the search and the palette

	mu    sync.Mutex  // of what follows
	names []ui.Name   // of the tenants and of what is known in them
	of    []find.Fact // which they were made of
}

// newGuide returns the guide of a session, without its first screen.
func newGuide(r routes) *guide {
	g := &guide{routes: r}
	g.known.Tenants, g.known.Now = r.api.Tenants, r.opts.Now
	if scanner := r.opts.Hotspots; scanner != nil {
		g.known.Kept, g.known.Saved = func() []finding.KeptTenant { return keptTenants(scanner) }, scanner.SavedAt
		g.known.Version = func() any {
			if !scanner.Board().Loaded {
				_ = scanner.Load() // the hotspots say what of it cannot be used
			}
			return scanner.Board().Listing
		}
	}
	return g
}

// keptTenants returns what the scan kept of all tenants.
func keptTenants(scanner *hotspots.Scanner) (kept []finding.KeptTenant) {
	listing := scanner.Board().Listing
	for id := range listing.Readings {
		if b, at, known := listing.Breakdown(id); known {
			kept = append(kept, finding.KeptTenant{Tenant: b.Tenant, At: at})
		}
	}
	return kept
}

var _ ui.Guide = (*guide)(nil)

// tenants is the first screen, which knows what tenants there are.
type tenants interface {
	ui.Informer
	Listed() ([]apiclient.Tenant, bool)
	IsWhole() bool
	OnScreen() []apiclient.Tenant
}

// Screens are those with a key of their own.
func (g *guide) Screens() []ui.Screen {
	screens := []ui.Screen{{Key: g.kit.Keys.Find, Place: ui.Place{Kind: page.Find}, NoForm: true}}
	if g.opts.Hotspots != nil {
		screens = append(screens, ui.Screen{Key: g.kit.Keys.Hotspots, Place: ui.Place{Kind: page.Hotspots}})
	}
	if g.opts.Edits != nil {
		screens = append(screens, ui.Screen{Key: g.kit.Keys.Edits, Place: ui.Place{Kind: page.Edits}})
	}
	if g.opts.History != nil {
		screens = append(screens, ui.Screen{Key: g.kit.Keys.Changes, Place: ui.Place{Kind: page.Timeline}, NoForm: true, Near: g.timelineOf})
	}
	if g.opts.Activity != nil {
		screens = append(screens, ui.Screen{Key: g.kit.Keys.Activity, Place: ui.Place{Kind: page.Activity}})
	}
	return screens
}

// Memory remembers where the user goes.
func (g *guide) Memory() ui.Memory { return g.opts.Memory }

// Name is what a place is called, such as "foo routing HQ-Inbound".
func (g *guide) Name(p ui.Place) ui.Name {
	t, found := g.tenantOf(p)
	_, listed := g.home.Listed()
	name := ui.Name{Place: p, Text: labelOf(p), Gone: listed && isInTenant(p) && !found}
	switch {
	case len(p.Path) == 0 && p.Kind == page.Timeline:
		name.About = "what changed on the platform"
	case p.Kind == page.Drained:
		name.About = "what is out of service"
	case p.Kind == page.Plans:
		name.About = "those that were begun: to go on with, or to undo"
	case len(p.Path) == 0:
		name.About = map[string]string{
			page.Find: "a number, a name or a device", page.Hotspots: "what is wrong on the platform, the worst first",
			page.Edits: "what was saved from this machine", page.Activity: "the requests that were sent",
		}[p.Kind]
	case p.Kind == page.Tenant:
		name.About = aboutTenant(t)
	case p.Kind == page.Find:
		name.About = "search by name or number"
	}
	return name
}

// isInTenant reports whether a place is a tenant, or in one.
func isInTenant(p ui.Place) bool {
	return len(p.Path) > 0 && p.Kind != page.Edit && p.Kind != page.Find
}

// labelOf is what a place is called: the tenant, the kind, and the names below it.
func labelOf(p ui.Place) string {
	switch {
	case len(p.Path) == 0:
		return p.Kind
	case p.Kind == page.Tenant:
		return p.Path[0]
	case !isInTenant(p):
		return p.Kind + " " + p.Path[0]
	}
	path := slices.DeleteFunc(slices.Clone(p.Path), func(id string) bool { return id == "" })
	return strings.Join(slices.Insert(path, 1, p.Kind), " ")
}

func aboutTenant(t apiclient.Tenant) string {
	if t.Name == "" {
		return "tenant"
	}
	return "tenant, " + t.Name
}

// namer is a screen that has read the names of places.
type namer interface{ Places() []ui.Place }

// loader is a screen that has read a tenant's capacity, or a part of it.
type loader interface {
	Loaded() (t capacity.Tenant, at time.Time, known bool)
}

// look takes down what screens have read, and returns the tenant that the last of them is of.
func (g *guide) look(views ...ui.View) (tenant string) {
	if listed, isListed := g.home.Listed(); isListed && g.home.IsWhole() {
		g.known.List(listed, g.home.Info().AsOf)
	}
	for _, view := range views {
		if screen, ok := view.(loader); ok {
			if t, at, known := screen.Loaded(); known {
				g.known.Load(finding.KeptTenant{Tenant: t, At: at})
				tenant = t.ID
			}
		}
	}
	return tenant
}

// onDevice is a screen of what stands on a device, as far as that is told.
type onDevice interface{ OnDevice() plan.Scope }

// devicesOf returns what takes the devices out of service that screens are about, or puts them back.
func (g *guide) devicesOf(read []ui.View) (names []ui.Name) {
	for _, view := range read {
		screen, ok := view.(onDevice)
		if !ok || !g.hasPlans() {
			continue
		}
		if scope := screen.OnDevice(); scope.Device != "" {
			names = append(names, ui.Name{
				Text: scope.Tenant + " " + scope.String(), About: "take it out of service, or put it back",
				Run: func() tea.Cmd { return ui.Push(plans.TakeOut(g.kit, g.planLinks(), scope)) },
			})
		}
	}
	return names
}

// Names returns what finds the names of all places: those that the search knows, and those of the
// lists that screens have read.
func (g *guide) Names(read []ui.View, others []ui.Place) func() *ui.Names {
	g.look(read...)
	listed, _ := g.home.Listed()
	var names []ui.Name
	for _, view := range read {
		if screen, ok := view.(namer); ok {
			others = append(screen.Places(), others...)
		}
	}
	names = append(names, g.devicesOf(read)...)
	if g.hasPlans() {
		others = append(others, ui.Place{Kind: page.Drained}, ui.Place{Kind: page.Plans})
	}
	for _, p := range others {
		names = append(names, g.Name(p))
	}
	names = append(names, ui.Name{Place: ui.Place{Kind: page.Tenants}, Text: page.Tenants, About: "the first screen"})
	if g.opts.History != nil {
		names = append(names, ui.Name{Place: ui.Place{Kind: page.Timeline}, Text: "history", About: "the timeline: what changed on the platform"})
	}
	facts := g.known.All()
	return func() *ui.Names {
		if len(listed) == 0 {
			return ui.NewNames(names)
		}
		return ui.NewNames(append(g.namesOf(listed, facts()), names...))
	}
}

// namesOf returns the names of tenants and of what is known in them. They are made once of the same
// facts.
func (g *guide) namesOf(listed []apiclient.Tenant, facts []find.Fact) []ui.Name {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.of) == len(facts) && (len(facts) == 0 || &g.of[0] == &facts[0]) {
		return slices.Clip(g.names)
	}
	g.of, g.names = facts, nil
	isListed := make(map[string]bool, len(listed))
	for _, t := range listed {
		isListed[t.ID] = true
		g.names = append(g.names, g.namesIn(t)...)
	}
	for _, f := range facts {
		if f.Kind != find.Tenant && isListed[f.Tenant] {
			p := placeOf(f.Place)
			g.names = append(g.names, ui.Name{Place: p, Text: labelOf(p), About: f.Label})
		}
	}
	return slices.Clip(g.names)
}

// namesIn returns the names of a tenant and its own screens.
func (g *guide) namesIn(t apiclient.Tenant) []ui.Name {
	var names []ui.Name
	add := func(about, kind, after string) {
		p := ui.Place{Kind: kind, Path: []string{t.ID}}
		names = append(names, ui.Name{Place: p, Text: labelOf(p), About: about, After: after})
	}
	add(aboutTenant(t), page.Tenant, "")
	add("its groups", page.Groups, t.ID)
	add("the tree of its levels", page.Capacity, t.ID)
	if g.links().WhyNoTrunks(t) == "" {
		add("and their routing", page.EnterpriseTrunks, t.ID)
	}
	if g.opts.History != nil {
		add("what changed in it", page.Timeline, t.ID)
	}
	if g.opts.Hotspots != nil {
		names = append(names, ui.Name{Text: "scan " + t.ID, About: "reads its figures again", After: "scan", Run: func() tea.Cmd { return g.scan(t) }})
	}
	return names
}

// scan reads a tenant again that a scan has read.
func (g *guide) scan(t apiclient.Tenant) tea.Cmd {
	scanner := g.opts.Hotspots
	return func() tea.Msg {
		if _, read := scanner.Board().Listing.Readings[t.ID]; !read {
			return ui.Notify("no scan has read " + t.ID + " yet: " + g.kit.Keys.Hotspots.Help().Key + " reads all tenants")()
		}
		if err := scanner.Read(context.Background(), t.ID); err != nil {
			return ui.Fail(err)()
		}
		return ui.Notify(t.ID + " was read again")()
	}
}

// Typed returns the place in a tenant that a text names, whether or not there is one: what was
// never read is in no list.
func (g *guide) Typed(text string) []ui.Name {
	if what, ok := cutWordFold(text, page.Find); ok && what != "" {
		return []ui.Name{g.Name(ui.Place{Kind: page.Find, Path: []string{what}})}
	}
	listed, _ := g.home.Listed()
	for _, t := range listed {
		rest, inTenant := cutWordFold(text, t.ID)
		if !inTenant {
			continue
		}
		if name, ok := cutWordFold(rest, page.Routing); ok && name != "" && g.links().WhyNoTrunks(t) == "" && !trunks.AtGroups(g.api.Capabilities(), t) {
			return []ui.Name{g.unread(page.Routing, t.ID, "", name)}
		}
		if group, ok := cutWordFold(rest, page.TrunkGroups); ok && group != "" {
			return []ui.Name{g.unread(page.TrunkGroups, t.ID, group)}
		}
	}
	return nil
}

func (g *guide) unread(kind string, path ...string) ui.Name {
	p := ui.Place{Kind: kind, Path: path}
	return ui.Name{Place: p, Text: labelOf(p), About: "not read yet: goes there if there is one"}
}

// Elsewhere says what a key is for that does something on some screens alone, and where.
func (g *guide) Elsewhere(msg tea.KeyMsg) string {
	k := g.kit.Keys
	there := "in the list of enterprise trunks, " + k.EnterpriseTrunks.Help().Key + " on a tenant"
	for _, of := range []struct {
		key  key.Binding
		text string
	}{
		{k.Edit, "edits what the cursor is on, where that has limits or a routing"},
		{k.EditPlace, "edits what the screen is about: a tenant, a group, a trunk group or an enterprise trunk"},
		{k.Add, "adds channels to a group or a trunk group: in their lists, the capacity and on hotspots"},
		{k.New, "makes an enterprise trunk: " + there},
		{k.Delete, "deletes an enterprise trunk: " + there},
		{k.TakeOut, "takes a group or a trunk group out of service: in their lists, the capacity and on hotspots"},
		{k.Migrate, "moves the routes of a trunk group: on its page; or edits several enterprise trunks: in their list"},
		{k.WhatIf, "tells what is left when a trunk group fails: in the routing of an enterprise trunk"},
		{k.Known, "marks a finding as known: on hotspots, " + k.Hotspots.Help().Key},
		{k.ReadAll, "reads all tenants: on hotspots, " + k.Hotspots.Help().Key},
		{k.Capacity, "opens the capacity of a tenant: on it and in its groups"},
		{k.EnterpriseTrunks, "opens the enterprise trunks of a tenant: on it and in its groups"},
		{k.Groups, "opens the groups of a tenant: on it"},
	} {
		if page.Pressed(msg, of.key) {
			return of.key.Help().Key + " does nothing here; it " + of.text
		}
	}
	return ""
}

// cutWordFold returns what follows a word and a blank at the beginning of a text, whatever the case.
func cutWordFold(text, word string) (rest string, found bool) {
	if len(text) <= len(word) || text[len(word)] != ' ' || !strings.EqualFold(text[:len(word)], word) {
		return "", false
	}
	return strings.TrimSpace(text[len(word):]), true
}

// PathTo returns the places from the list of tenants down to one.
func (g *guide) PathTo(to ui.Place) (path []ui.Place, why string) {
	if why := g.whyNot(to); why != "" {
		return nil, why
	}
	for to.Kind != page.Tenants {
		path = append([]ui.Place{to}, path...)
		to = above(to)
	}
	return append([]ui.Place{to}, path...), ""
}

// above is the place above another, with the cursor on the way to that.
func above(p ui.Place) ui.Place {
	var tenant, group string
	if isInTenant(p) {
		tenant = p.Path[0]
	}
	if len(p.Path) > 1 {
		group = p.Path[1]
	}
	switch p.Kind {
	case page.Groups, page.Capacity, page.EnterpriseTrunks:
		if group != "" { // the enterprise trunks of a group
			return ui.Place{Kind: page.Groups, Path: p.Path[:1], Row: group}
		}
		return ui.Place{Kind: page.Tenant, Path: p.Path, Row: p.Kind}
	case page.TrunkGroups:
		return ui.Place{Kind: page.Groups, Path: p.Path[:1], Row: group}
	case page.TrunkGroup:
		return ui.Place{Kind: page.TrunkGroups, Path: p.Path[:2], Row: p.Path[2]}
	case page.Routing:
		return ui.Place{Kind: page.EnterpriseTrunks, Path: p.Path[:1], Row: trunks.RowID(group, p.Path[2])}
	case page.Edit:
		return ui.Place{Kind: page.Edits, Row: p.Path[0]}
	case page.Timeline:
		return changedPlace(p.Path)
	}
	return ui.Place{Kind: page.Tenants, Row: tenant}
}

// depths is how long the path of a place of a kind is, at the least and at the most.
func depths(kind string) (least, most int, known bool) {
	depths, known := map[string][2]int{
		page.Tenants: {}, page.Hotspots: {}, page.Edits: {}, page.Activity: {}, page.Plans: {}, page.Drained: {}, page.Timeline: {0, 4}, page.Find: {0, 2}, page.Edit: {1, 1}, page.Tenant: {1, 1}, page.Groups: {1, 1}, page.Capacity: {1, 1},
		page.EnterpriseTrunks: {1, 2}, page.TrunkGroups: {2, 2}, page.TrunkGroup: {3, 3}, page.Routing: {3, 3},
	}[kind]
	return depths[0], depths[1], known
}

// whyNot says why there is no such place.
func (g *guide) whyNot(p ui.Place) string {
	least, most, known := depths(p.Kind)
	switch {
	case !known || len(p.Path) < least || len(p.Path) > most:
		return "this banyan knows no such place"
	case p.Kind == page.Hotspots && g.opts.Hotspots == nil, (p.Kind == page.Edits || p.Kind == page.Edit) && g.opts.Edits == nil, p.Kind == page.Activity && g.opts.Activity == nil,
		p.Kind == page.Timeline && g.opts.History == nil, (p.Kind == page.Plans || p.Kind == page.Drained) && !g.hasPlans():
		return "there is no such screen in this session"
	case !isInTenant(p):
		return ""
	}
	if _, listed := g.home.Listed(); !listed {
		return "the tenants are not read yet: go there once they are"
	}
	t, found := g.tenantOf(p)
	switch {
	case !found:
		return "tenant " + p.Path[0] + " is not there any more"
	case p.Kind == page.EnterpriseTrunks || p.Kind == page.Routing:
		return g.links().WhyNoTrunks(t)
	}
	return ""
}

// tenantOf returns the tenant that a place is in.
func (g *guide) tenantOf(p ui.Place) (t apiclient.Tenant, found bool) {
	listed, _ := g.home.Listed()
	if len(p.Path) == 0 || len(listed) == 0 {
		return t, false
	}
	if g.last != &listed[0] {
		g.last, g.byID = &listed[0], make(map[string]apiclient.Tenant, len(listed))
		for _, t := range slices.Backward(listed) { // of two with one id the first counts
			g.byID[t.ID] = t
		}
	}
	t, found = g.byID[p.Path[0]]
	return t, found
}

// View returns the screen of a place, for a user who looks at another.
func (g *guide) View(p ui.Place, from ui.View) ui.View {
	if p.Kind == page.Find {
		return g.find(p, from)
	}
	t, _ := g.tenantOf(p)
	return g.screen(t, p)
}

// screen returns the screen of a place, in a tenant that may not be listed.
func (g *guide) screen(t apiclient.Tenant, p ui.Place) ui.View {
	switch p.Kind {
	case page.Hotspots:
		return g.hotspots()
	case page.Activity:
		return g.activity()
	case page.Timeline:
		return g.timeline(p)
	case page.Edits:
		return g.edits()
	case page.Plans:
		return plans.NewKept(g.kit, g.planLists())
	case page.Drained:
		return plans.NewDrained(g.kit, g.planLists())
	case page.Edit:
		return g.edit(change.Entry{ID: p.Path[0]})
	case page.Groups:
		return g.groups(t)
	case page.Capacity:
		return g.capacity(t)
	case page.TrunkGroups:
		return g.trunkGroups(t, apiclient.Group{ID: p.Path[1]})
	case page.TrunkGroup:
		return g.trunkGroup(t, routing.Key{GroupID: p.Path[1], Name: p.Path[2]})
	case page.EnterpriseTrunks:
		if len(p.Path) > 1 {
			return g.groupTrunks(t, apiclient.Group{ID: p.Path[1]})
		}
		return g.enterpriseTrunks(t)
	case page.Routing:
		if p.Path[1] == "" && trunks.AtGroups(g.api.Capabilities(), t) {
			return g.enterpriseTrunks(t) // a reading that was kept does not say whose it is
		}
		return g.routing(t, apiclient.EnterpriseTrunkItem{GroupID: p.Path[1], Name: p.Path[2]})
	}
	return g.tenant(t)
}

// down returns the screens from a tenant down to a place in it, as one would open them by hand:
// esc comes back through them.
func (g *guide) down(t apiclient.Tenant, p ui.Place) (views []ui.View) {
	for ; p.Kind != page.Tenants; p = above(p) {
		view := g.screen(t, p)
		if p.Row != "" {
			view.(ui.Placed).Choose(p.Row)
		}
		views = append(views, view)
	}
	slices.Reverse(views)
	return views
}

func (g *guide) hasPlans() bool { return g.opts.Plans != nil && g.opts.Edits != nil }

// planLists returns what the lists of plans and of what is out of service open.
func (g *guide) planLists() plans.ListLinks {
	return plans.ListLinks{Links: g.planLinks(), Plan: g.plan, Place: func(scope plan.Scope) []ui.View {
		p := ui.Place{Kind: page.TrunkGroups, Path: []string{scope.Tenant, scope.Group}}
		switch {
		case scope.Name != "":
			p = ui.Place{Kind: page.TrunkGroup, Path: []string{scope.Tenant, scope.Group, scope.Name}}
		case scope.Group == "":
			p = ui.Place{Kind: page.Groups, Path: []string{scope.Tenant}}
		}
		t, _ := g.tenantOf(p)
		t.ID = cmp.Or(t.ID, scope.Tenant)
		return []ui.View{g.screen(t, p)}
	}}
}

// hotspots opens the hotspots above the list of tenants, as far as that is read, of which some are
// on screen. What is wrong with a tenant itself shows in its capacity.
func (g *guide) hotspots() ui.View {
	listed, _ := g.home.Listed()
	g.opts.Hotspots.Know(listed)
	forms := g.forms()
	open := func(t apiclient.Tenant, path []string) []ui.View {
		t.ID = cmp.Or(t.ID, path[0])
		return g.down(t, ui.Place{Kind: []string{page.Capacity, page.TrunkGroups, page.TrunkGroup}[len(path)-1], Path: path})
	}
	return hotspotviews.New(g.kit, g.opts.Hotspots, g.editing().Clock, g.home.OnScreen(), hotspotviews.Links{
		Open: open, Limits: &forms, RoutesTo: g.routesTo, Out: saving.NewOutages(g.editing(), g.kit.Keys),
		Form: func(t apiclient.Tenant, item apiclient.EnterpriseTrunkItem, at routing.Key) ui.View {
			return trunks.ToForm(g.routing(t, item), at)
		},
	})
}

// routesTo returns what reads which enterprise trunks route to a trunk group; nil where a tenant has
// none.
func (g *guide) routesTo(t apiclient.Tenant, at routing.Key) func(context.Context) ([]apiclient.EnterpriseTrunkItem, error) {
	if g.links().WhyNoTrunks(t) != "" {
		return nil
	}
	about := g.about(t, at)
	return func(ctx context.Context) ([]apiclient.EnterpriseTrunkItem, error) { return browse.RoutesTo(ctx, about) }
}

// timelineOf returns the place whose changes are those of what a view is about: of the row that its
// cursor is on, where that is one, or of the whole platform.
func (g *guide) timelineOf(view ui.View) ui.Place {
	at := ui.Place{}
	if placed, ok := view.(ui.Placed); ok {
		at = placed.Place()
	}
	to := ui.Place{Kind: page.Timeline, Path: at.Path}
	group, name, isTrunk := strings.Cut(at.Row, trunks.RowSeparator)
	switch {
	case at.Kind == page.Routing:
		to.Path = append(slices.Clone(at.Path), page.Routing)
	case at.Kind == page.EnterpriseTrunks && isTrunk:
		to.Path = []string{at.Path[0], group, name, page.Routing}
	case (at.Kind == page.Tenants || at.Kind == page.Groups || at.Kind == page.TrunkGroups) && at.Row != "":
		to.Path = append(slices.Clone(at.Path), at.Row)
	case !slices.Contains([]string{page.Tenant, page.Groups, page.TrunkGroups, page.TrunkGroup, page.Capacity, page.EnterpriseTrunks}, at.Kind):
		to.Path = nil
	}
	return to
}

// changedPlace returns the place whose timeline has a path.
func changedPlace(path []string) ui.Place {
	kinds := []string{page.Tenants, page.Tenant, page.TrunkGroups, page.TrunkGroup}
	if len(path) < len(kinds) {
		return ui.Place{Kind: kinds[len(path)], Path: path}
	}
	return ui.Place{Kind: page.Routing, Path: path[:3]}
}

// timeline opens what changed in a place.
func (g *guide) timeline(p ui.Place) ui.View {
	object, name := history.Object{Kind: change.TenantCapacity}, "this platform"
	switch len(p.Path) {
	case 0:
	case 1:
		name = "tenant " + p.Path[0]
	case 2:
		object, name = history.Object{Kind: change.GroupCapacity, Group: p.Path[1]}, "group "+p.Path[1]
	case 3:
		object, name = history.Object{Kind: change.TrunkGroup, Group: p.Path[1], Name: p.Path[2]}, "trunk group "+p.Path[2]
	default:
		object, name = history.Object{Kind: change.EnterpriseTrunk, Group: p.Path[1], Name: p.Path[2]}, "enterprise trunk "+p.Path[2]
	}
	links := timelines.Links{Now: g.opts.Now, Goto: placeOfChange, Read: func(context.Context) (timelines.Log, error) {
		if len(p.Path) == 0 {
			return g.changesOfAll()
		}
		return g.changesOf(p.Path[0], object)
	}}
	if log, keepsOne := g.api.(history.WriteLog); keepsOne && log.HasWriteLog() {
		links.Ask = func(ctx context.Context, events []history.Event) ([]history.Event, error) {
			return g.opts.History.Ask(ctx, log, events)
		}
	}
	if g.opts.Edits != nil {
		links.Edit = g.edit
	}
	return timelines.New(g.kit, p, name, links)
}

// missing says what a history of which so many lines cannot be read may lack, and that of late.
func (g *guide) missing(lost int, unkept error) (wrong []error) {
	if lost > 0 {
		wrong = append(wrong, errors.New(ui.Count(lost, "line")+" of the history cannot be read: changes may be missing"))
	}
	if unkept != nil {
		wrong = append(wrong, fmt.Errorf("what is read is not kept: %w", unkept))
	}
	return wrong
}

// changesOf returns what changed of an object of a tenant, and in it.
func (g *guide) changesOf(tenant string, of history.Object) (log timelines.Log, err error) {
	entries, wrong := g.entries()
	h, err := g.opts.History.Open(tenant)
	if err != nil {
		wrong = append(wrong, err)
	}
	wrong = append(wrong, g.missing(h.Lost(), g.opts.History.ProblemOf(tenant))...)
	log = timelines.Log{Since: h.Since(), At: h.At(), Wrong: wrong}
	for _, e := range h.Events(g.opts.Host, of, entries) {
		if of.Has(e.Object) {
			log.Events = append(log.Events, e)
		}
	}
	return log, nil
}

// changesOfAll returns what changed on the platform.
func (g *guide) changesOfAll() (log timelines.Log, err error) {
	entries, wrong := g.entries()
	all, err := g.opts.History.OpenAll()
	if err != nil {
		return log, err
	}
	wrong = append(append(wrong, all.Damage...), g.missing(all.Lost, g.opts.History.Problem())...)
	return timelines.Log{Events: all.Events(g.opts.Host, entries), Since: all.Since, At: all.At, Wrong: wrong}, nil
}

// placeOfChange returns the place that changed; of what is gone the one that it was in.
func placeOfChange(c history.Change) ui.Place {
	path := []string{c.Tenant}
	switch c.Kind {
	case change.GroupCapacity:
		path = append(path, c.Group)
	case change.TrunkGroup, change.TrunkGroupBackup:
		path = append(path, c.Group, c.Name)
	case change.EnterpriseTrunk:
		path = append(path, c.Group, c.Name, page.Routing)
	}
	if c.What == history.Gone {
		return above(changedPlace(path))
	}
	return changedPlace(path)
}

// find opens the search for a text. A number is completed by the country of the tenant that its user
// looked at.
func (g *guide) find(p ui.Place, from ui.View) ui.View {
	links := finding.Links{
		API: g.api, Now: g.opts.Now, Near: g.look(from), Out: saving.NewOutages(g.editing(), g.kit.Keys),
		Open: func(t apiclient.Tenant, at find.Place) ui.View { return g.screen(t, placeOf(at)) },
	}
	if len(p.Path) > 0 {
		links.Text = p.Path[0]
	}
	if len(p.Path) > 1 {
		links.Near = p.Path[1]
	}
	if g.opts.Hotspots != nil {
		links.Scan = g.kit.Keys.Hotspots.Help().Key
	}
	if g.opts.History != nil {
		links.Forwards = g.opts.History.Forwards
	}
	return finding.New(g.kit, &g.known, links)
}

// placeOf returns the place of what was found.
func placeOf(at find.Place) ui.Place {
	switch at.Kind {
	case find.Group:
		return ui.Place{Kind: page.TrunkGroups, Path: []string{at.Tenant, at.Group}}
	case find.TrunkGroup:
		return ui.Place{Kind: page.TrunkGroup, Path: []string{at.Tenant, at.Group, at.Name}}
	case find.EnterpriseTrunk:
		return ui.Place{Kind: page.Routing, Path: []string{at.Tenant, at.Group, at.Name}}
	}
	return ui.Place{Kind: page.Tenant, Path: []string{at.Tenant}}
}
