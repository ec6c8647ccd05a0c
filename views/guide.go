package views

import (
	"context"
	"slices"
	"strings"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/hotspots"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/trunks"
)

// guide leads to every place: it makes of one the places on the way to it, and of each a screen.
type guide struct {
	routes
	home tenants

	byID map[string]apiclient.Tenant // the tenants, as long as the list is the same
	last *apiclient.Tenant           // of that list, its first

	mu    sync.Mutex // of what follows
	known []ui.Name  // of the tenants and the listing
	of    *hotspots.Listing
	first *apiclient.Tenant // of the tenants: they are read as a whole
}

var _ ui.Guide = (*guide)(nil)

// tenants is the first screen, which knows what tenants there are.
type tenants interface {
	Listed() ([]apiclient.Tenant, bool)
	OnScreen() []apiclient.Tenant
}

// Screens are those with a key of their own.
func (g *guide) Screens() []ui.Screen {
	var screens []ui.Screen
	if g.opts.Hotspots != nil {
		screens = append(screens, ui.Screen{Key: g.kit.Keys.Hotspots, Place: ui.Place{Kind: page.Hotspots}})
	}
	if g.opts.Edits != nil {
		screens = append(screens, ui.Screen{Key: g.kit.Keys.Edits, Place: ui.Place{Kind: page.Edits}})
	}
	return screens
}

// Memory remembers where the user goes.
func (g *guide) Memory() ui.Memory { return g.opts.Memory }

// Name is what a place is called, such as "foo routing HQ-Inbound".
func (g *guide) Name(p ui.Place) ui.Name {
	t, found := g.tenantOf(p)
	_, listed := g.home.Listed()
	name := ui.Name{Place: p, Text: labelOf(p), Gone: listed && len(p.Path) > 0 && p.Kind != page.Edit && !found}
	switch {
	case len(p.Path) == 0:
		name.About = "screen"
	case p.Kind == page.Tenant:
		name.About = aboutTenant(t)
	}
	return name
}

// labelOf is what a place is called: the tenant, the kind, and the names below it.
func labelOf(p ui.Place) string {
	switch {
	case len(p.Path) == 0:
		return p.Kind
	case p.Kind == page.Tenant:
		return p.Path[0]
	case p.Kind == page.Edit:
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

// Names returns what finds the names of all places: of the tenants that are listed, of what the
// last scan read of them, and of what screens have read.
func (g *guide) Names(read []ui.Place) func() *ui.Names {
	listed, _ := g.home.Listed()
	listing := &hotspots.Listing{}
	if g.opts.Hotspots != nil {
		listing = g.opts.Hotspots.Board().Listing
	}
	names := make([]ui.Name, len(read))
	for i, p := range read {
		names[i] = g.Name(p)
	}
	return func() *ui.Names { return ui.NewNames(append(g.namesOf(listed, listing), names...)) }
}

// namesOf returns the names of tenants and of what a listing has of them. They are made once for
// both.
func (g *guide) namesOf(listed []apiclient.Tenant, listing *hotspots.Listing) []ui.Name {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(listed) == 0 {
		return nil
	}
	if g.of != listing || g.first != &listed[0] {
		g.of, g.first, g.known = listing, &listed[0], nil
		for _, t := range listed {
			g.known = append(g.known, g.namesIn(t, listing)...)
		}
	}
	return slices.Clip(g.known)
}

// namesIn returns the names in a tenant.
func (g *guide) namesIn(t apiclient.Tenant, listing *hotspots.Listing) []ui.Name {
	var names []ui.Name
	add := func(about, kind string, path ...string) *ui.Name {
		p := ui.Place{Kind: kind, Path: append([]string{t.ID}, path...)}
		names = append(names, ui.Name{Place: p, Text: labelOf(p), About: about})
		return &names[len(names)-1]
	}
	add(aboutTenant(t), page.Tenant)
	add("its groups", page.Groups).After = t.ID
	add("the tree of its levels", page.Capacity).After = t.ID
	if g.links().WhyNoTrunks(t) == "" {
		add("and their routing", page.EnterpriseTrunks).After = t.ID
	}
	if b, _, known := listing.Breakdown(t.ID); known {
		for _, group := range b.Groups {
			add(group.Group.Name, page.TrunkGroups, group.Group.ID)
			for _, trunkGroup := range group.Group.TrunkGroups {
				add("", page.TrunkGroup, group.Group.ID, trunkGroup.Name)
			}
		}
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

// cutWordFold returns what follows a word and a blank at the beginning of a text, whatever the case.
func cutWordFold(text, word string) (rest string, found bool) {
	if len(text) <= len(word) || text[len(word)] != ' ' || !strings.EqualFold(text[:len(word)], word) {
		return "", false
	}
	return strings.TrimSpace(text[len(word):]), true
}

// Way returns the places from the list of tenants down to one.
func (g *guide) Way(to ui.Place) (way []ui.Place, why string) {
	if why := g.lacks(to); why != "" {
		return nil, why
	}
	for to.Kind != page.Tenants {
		way = append([]ui.Place{to}, way...)
		to = above(to)
	}
	return append([]ui.Place{to}, way...), ""
}

// above is the place above another, with the cursor on the way to that.
func above(p ui.Place) ui.Place {
	var tenant, group string
	if len(p.Path) > 0 {
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
	}
	return ui.Place{Kind: page.Tenants, Row: tenant}
}

// depths is how long the path of a place of a kind is, at the least and at the most.
func depths(kind string) (least, most int, known bool) {
	depths, known := map[string][2]int{
		page.Tenants: {}, page.Hotspots: {}, page.Edits: {}, page.Edit: {1, 1}, page.Tenant: {1, 1}, page.Groups: {1, 1}, page.Capacity: {1, 1},
		page.EnterpriseTrunks: {1, 2}, page.TrunkGroups: {2, 2}, page.TrunkGroup: {3, 3}, page.Routing: {3, 3},
	}[kind]
	return depths[0], depths[1], known
}

// lacks says why there is no such place.
func (g *guide) lacks(p ui.Place) string {
	least, most, known := depths(p.Kind)
	switch {
	case !known || len(p.Path) < least || len(p.Path) > most:
		return "this banyan knows no such place"
	case p.Kind == page.Hotspots && g.opts.Hotspots == nil, (p.Kind == page.Edits || p.Kind == page.Edit) && g.opts.Edits == nil:
		return "there is no such screen in this session"
	case len(p.Path) == 0 || p.Kind == page.Edit:
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

// View returns the screen of a place.
func (g *guide) View(p ui.Place) ui.View {
	t, _ := g.tenantOf(p)
	switch p.Kind {
	case page.Hotspots:
		listed, _ := g.home.Listed()
		return g.hotspots(listed, g.home.OnScreen())
	case page.Edits:
		return g.edits()
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
		return g.routing(t, apiclient.EnterpriseTrunkItem{GroupID: p.Path[1], Name: p.Path[2]})
	}
	return g.tenant(t)
}
