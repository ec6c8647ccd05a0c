package views

import (
	"cmp"
	"time"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

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
	return newSpots(r.kit, r.opts.Hotspots, now, ids, r.toPlace)
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
	case *groups:
		v.table.Select(id)
	case *trunkGroups:
		v.table.Select(id)
	}
}
