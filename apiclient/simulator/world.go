package simulator

import (
	"fmt"
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
	trunks(tenantID string) []routing.Trunk
}

// world is what the platform holds. Sources never change; what was written since
// the start lies over them.
type world struct {
	sources []source

	mu     sync.RWMutex
	edited map[string][]routing.Trunk // by tenant: the whole list, never changed in place
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
}

const (
	serviceProvider = "ServiceProvider"
	enterprise      = "Enterprise"
)

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
	if s, _, ok := w.source(tenantID); ok {
		return s.trunking(tenantID)
	}
	return nil
}

func (w *world) groups(tenantID string) []group {
	if s, _, ok := w.source(tenantID); ok {
		return s.groups(tenantID)
	}
	return nil
}

func (w *world) group(tenantID, groupID string) (group, bool) {
	if s, _, ok := w.source(tenantID); ok {
		return s.group(tenantID, groupID)
	}
	return group{}, false
}

// trunkGroup finds a trunk group of a group that has trunking.
func (w *world) trunkGroup(tenantID string, key routing.Key) (trunkGroup, bool) {
	g, ok := w.group(tenantID, key.GroupID)
	if !ok || g.Trunking == nil {
		return trunkGroup{}, false
	}
	i := slices.IndexFunc(g.TrunkGroups, func(t trunkGroup) bool { return t.Name == key.Name })
	if i < 0 {
		return trunkGroup{}, false
	}
	return g.TrunkGroups[i], true
}

func (w *world) trunks(tenantID string) []routing.Trunk {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.trunksLocked(tenantID)
}

func (w *world) trunksLocked(tenantID string) []routing.Trunk {
	if list, ok := w.edited[tenantID]; ok {
		return list
	}
	if s, _, ok := w.source(tenantID); ok {
		return s.trunks(tenantID)
	}
	return nil
}

func (w *world) trunk(tenantID, name string) (routing.Trunk, bool) {
	list := w.trunks(tenantID)
	if i := indexOfTrunk(list, name); i >= 0 {
		return list[i], true
	}
	return routing.Trunk{}, false
}

// putTrunk replaces the enterprise trunk of that name, or adds one.
func (w *world) putTrunk(tenantID string, t routing.Trunk) error {
	owner, ok := w.tenant(tenantID)
	if !ok || owner.Type != enterprise {
		return fmt.Errorf("put enterprise trunk %q: no enterprise %q", t.Name, tenantID)
	}
	if err := w.checkTrunk(tenantID, t); err != nil {
		return fmt.Errorf("put enterprise trunk %q: %w", t.Name, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	list := slices.Clone(w.trunksLocked(tenantID))
	if i := indexOfTrunk(list, t.Name); i >= 0 {
		list[i] = t
	} else {
		list = append(list, t)
	}
	w.edited[tenantID] = list
	return nil
}

// deleteTrunk reports whether there was an enterprise trunk of that name.
func (w *world) deleteTrunk(tenantID, name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := slices.Clone(w.trunksLocked(tenantID))
	i := indexOfTrunk(list, name)
	if i < 0 {
		return false
	}
	w.edited[tenantID] = slices.Delete(list, i, i+1)
	return true
}

func indexOfTrunk(list []routing.Trunk, name string) int {
	return slices.IndexFunc(list, func(t routing.Trunk) bool { return t.Name == name })
}
