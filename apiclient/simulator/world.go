package simulator

import (
	"slices"
	"sync"

	"banyan/capacity"
	"banyan/internal/routing"
)

// source holds some of the tenants: those of a document, or those that are
// computed when asked for. What it returns is shared and must not be changed.
type source interface {
	tenants() []tenant
	tenant(id string) (tenant, bool)
	trunking(tenantID string) *tenantTrunking // nil: not assigned
	groups(tenantID string) []group
	group(tenantID, groupID string) (group, bool)
	trunks(of owner) []routing.Trunk
}

// world is what the platform holds. Sources never change; what was written since
// the start lies over them.
type world struct {
	sources        []source
	forwardAddress bool // a destination is called routeExhaustionForwardAddress

	writing sync.Mutex // held from the check of a write until it is done

	mu     sync.RWMutex
	edited map[owner][]heldTrunk // the whole list, never changed in place
	limits map[string]tenantEdit // by tenant: never changed in place
}

// tenant is the head of a tenant; what it holds is asked for by its ID.
type tenant struct {
	ID            string
	Name          string
	Type          string
	ResellerID    string
	DefaultDomain string
	SupportEmail  string
}

type tenantTrunking struct {
	MaxActiveCalls         capacity.Limit
	BurstingMaxActiveCalls capacity.Limit
}

type group struct {
	ID          string
	Name        string
	UserLimit   int
	Trunking    *groupTrunking // nil: not assigned
	TrunkGroups []trunkGroup
}

type groupTrunking struct {
	MaxActiveCalls                  int
	MaxAvailableActiveCalls         capacity.Limit
	BurstingMaxActiveCalls          capacity.Limit
	BurstingMaxAvailableActiveCalls capacity.Limit
	BurstingBTLUs                   int // licences of the bursting pool; Odin shows them
}

// owner is whose an enterprise trunk is: an enterprise's, where group is empty, or a
// group's of a service provider (Odin 4).
type owner struct{ tenant, group string }

const (
	serviceProvider = "ServiceProvider"
	enterprise      = "Enterprise"
)

// exclusive lets one write be checked and done at a time.
func (w *world) exclusive(answer func(*call) response) func(*call) response {
	return func(c *call) response {
		w.writing.Lock()
		defer w.writing.Unlock()
		return answer(c)
	}
}

func (w *world) tenants() []tenant {
	var all []tenant
	for _, s := range w.sources {
		all = append(all, s.tenants()...)
	}
	return all
}

func (w *world) source(tenantID string) (source, tenant, bool) {
	for _, s := range w.sources {
		if t, ok := s.tenant(tenantID); ok {
			return s, t, true
		}
	}
	return nil, tenant{}, false
}

func (w *world) tenant(id string) (tenant, bool) {
	_, t, ok := w.source(id)
	return t, ok
}

func (w *world) trunking(tenantID string) *tenantTrunking {
	if edit := w.edit(tenantID); edit.trunking != nil {
		return edit.trunking
	}
	if s, _, ok := w.source(tenantID); ok {
		return s.trunking(tenantID)
	}
	return nil
}

func (w *world) groups(tenantID string) []group {
	s, _, ok := w.source(tenantID)
	if !ok {
		return nil
	}
	list := s.groups(tenantID)
	if edit := w.edit(tenantID); !edit.isZero() {
		list = slices.Clone(list)
		for i, g := range list {
			list[i] = edit.apply(g, s.trunking(tenantID))
		}
	}
	return list
}

func (w *world) group(tenantID, groupID string) (group, bool) {
	s, _, ok := w.source(tenantID)
	if !ok {
		return group{}, false
	}
	g, ok := s.group(tenantID, groupID)
	if edit := w.edit(tenantID); ok && !edit.isZero() {
		g = edit.apply(g, s.trunking(tenantID))
	}
	return g, ok
}

// trunkGroup finds a trunk group of a group that has trunking.
func (w *world) trunkGroup(tenantID string, key routing.Key) (trunkGroup, bool) {
	g, ok := w.group(tenantID, key.GroupID)
	if !ok || g.Trunking == nil {
		return trunkGroup{}, false
	}
	return g.named(key.Name)
}

// named finds a trunk group of a group.
func (g group) named(name string) (trunkGroup, bool) {
	i := slices.IndexFunc(g.TrunkGroups, func(t trunkGroup) bool { return t.Name == name })
	if i < 0 {
		return trunkGroup{}, false
	}
	return g.TrunkGroups[i], true
}
