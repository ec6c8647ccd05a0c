package simulator

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"banyan/capacity"
	"banyan/internal/routing"
)

// directory is the tenants with their groups and trunk groups. Sources never change;
// what was written to limits since the start lies over them.
type directory struct {
	sources []source

	mu     sync.RWMutex
	limits map[string]tenantEdit // by tenant: never changed in place
}

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

// tenantEdit is what was written to the limits of a tenant and of what is in it.
// The zero value is nothing.
type tenantEdit struct {
	trunking    *tenantTrunking
	groups      map[string]groupEdit
	trunkGroups map[routing.Key]trunkGroupEdit
}

type groupEdit struct {
	maxActiveCalls         int
	burstingMaxActiveCalls capacity.Limit
	burstingBTLUs          int
}

type trunkGroupEdit struct {
	maxActiveCalls         int
	burstingMaxActiveCalls *int // nil: bursting is off
}

const (
	maxCalls      = "maxActiveCalls"
	burstingCalls = "burstingMaxActiveCalls"
)

func (d *directory) tenants() []tenant {
	var all []tenant
	for _, s := range d.sources {
		all = append(all, s.tenants()...)
	}
	return all
}

func (d *directory) source(tenantID string) (source, tenant, bool) {
	for _, s := range d.sources {
		if t, ok := s.tenant(tenantID); ok {
			return s, t, true
		}
	}
	return nil, tenant{}, false
}

func (d *directory) tenant(id string) (tenant, bool) {
	_, t, ok := d.source(id)
	return t, ok
}

func (d *directory) trunking(tenantID string) *tenantTrunking {
	if edit := d.edit(tenantID); edit.trunking != nil {
		return edit.trunking
	}
	if s, _, ok := d.source(tenantID); ok {
		return s.trunking(tenantID)
	}
	return nil
}

func (d *directory) groups(tenantID string) []group {
	s, _, ok := d.source(tenantID)
	if !ok {
		return nil
	}
	list := s.groups(tenantID)
	if edit := d.edit(tenantID); !edit.isZero() {
		list = slices.Clone(list)
		for i, g := range list {
			list[i] = edit.apply(g, s.trunking(tenantID))
		}
	}
	return list
}

func (d *directory) group(tenantID, groupID string) (group, bool) {
	s, _, ok := d.source(tenantID)
	if !ok {
		return group{}, false
	}
	g, ok := s.group(tenantID, groupID)
	if edit := d.edit(tenantID); ok && !edit.isZero() {
		g = edit.apply(g, s.trunking(tenantID))
	}
	return g, ok
}

// trunkGroup finds a trunk group of a group that has trunking.
func (d *directory) trunkGroup(tenantID string, key routing.Key) (trunkGroup, bool) {
	g, ok := d.group(tenantID, key.GroupID)
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

func (e tenantEdit) isZero() bool {
	return e.trunking == nil && len(e.groups) == 0 && len(e.trunkGroups) == 0
}

func (d *directory) edit(tenantID string) tenantEdit {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.limits[tenantID]
}

// setLimits stores what change makes of a copy of a tenant's edits.
func (d *directory) setLimits(tenantID string, change func(*tenantEdit)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	edit := d.limits[tenantID]
	edit.groups, edit.trunkGroups = maps.Clone(edit.groups), maps.Clone(edit.trunkGroups)
	if edit.groups == nil {
		edit.groups = map[string]groupEdit{}
	}
	if edit.trunkGroups == nil {
		edit.trunkGroups = map[routing.Key]trunkGroupEdit{}
	}
	change(&edit)
	d.limits[tenantID] = edit
}

// apply returns a group with what was written to it and to its trunk groups. It
// may be given as much more, or less, as its tenant got since the start: how the
// backend reckons that is not known (APIO 13), this keeps both of its readings.
func (e tenantEdit) apply(g group, start *tenantTrunking) group {
	if g.Trunking != nil {
		trunking := *g.Trunking
		if own, ok := e.groups[g.ID]; ok {
			trunking.MaxActiveCalls = own.maxActiveCalls
			trunking.BurstingMaxActiveCalls = own.burstingMaxActiveCalls
			trunking.BurstingBTLUs = own.burstingBTLUs
		}
		if e.trunking != nil && start != nil {
			trunking.MaxAvailableActiveCalls = shifted(trunking.MaxAvailableActiveCalls, start.MaxActiveCalls, e.trunking.MaxActiveCalls)
			trunking.BurstingMaxAvailableActiveCalls = shifted(
				trunking.BurstingMaxAvailableActiveCalls, start.BurstingMaxActiveCalls, e.trunking.BurstingMaxActiveCalls)
		}
		g.Trunking = &trunking
	}
	g.TrunkGroups = slices.Clone(g.TrunkGroups)
	for i, t := range g.TrunkGroups {
		if own, ok := e.trunkGroups[routing.Key{GroupID: g.ID, Name: t.Name}]; ok {
			g.TrunkGroups[i].MaxActiveCalls = own.maxActiveCalls
			g.TrunkGroups[i].BurstingMaxActiveCalls = own.burstingMaxActiveCalls
		}
	}
	return g
}

// shifted moves a limit by as much as another went from one value to the next.
func shifted(limit, from, to capacity.Limit) capacity.Limit {
	calls, limited := limit.Calls()
	before, wasLimited := from.Calls()
	after, isLimited := to.Calls()
	switch {
	case from == to:
		return limit
	case !limited || !wasLimited || !isLimited:
		return to
	}
	return capacity.Must(max(calls+after-before, 0))
}

// limitChange is what a write sets of a tenant's limits; nil stays as it is.
type limitChange struct {
	maxActiveCalls, burstingMaxActiveCalls *capacity.Limit
}

// changeTenant carries out a write to a tenant that has trunking.
func (d *directory) changeTenant(tenantID string, ask limitChange) {
	next := *d.trunking(tenantID)
	if ask.maxActiveCalls != nil {
		next.MaxActiveCalls = *ask.maxActiveCalls
	}
	if ask.burstingMaxActiveCalls != nil {
		next.BurstingMaxActiveCalls = *ask.burstingMaxActiveCalls
	}
	d.setLimits(tenantID, func(e *tenantEdit) { e.trunking = &next })
}

// groupChange is likewise for a group.
type groupChange struct {
	maxActiveCalls         *int
	burstingMaxActiveCalls *capacity.Limit
	burstingBTLUs          *int
}

// changeGroup carries out a write to a group that has trunking, or refuses more than
// is available to it. What is not given is not checked.
func (d *directory) changeGroup(tenantID string, g group, ask groupChange) error {
	held := *g.Trunking
	next := groupEdit{held.MaxActiveCalls, held.BurstingMaxActiveCalls, held.BurstingBTLUs}
	var problems []error
	if ask.maxActiveCalls != nil {
		next.maxActiveCalls = *ask.maxActiveCalls
		problems = append(problems, within(maxCalls, next.maxActiveCalls, 0, held.MaxAvailableActiveCalls, "is available to the group"))
	}
	if ask.burstingMaxActiveCalls != nil {
		next.burstingMaxActiveCalls = *ask.burstingMaxActiveCalls
		if next.burstingMaxActiveCalls.Compare(held.BurstingMaxAvailableActiveCalls) > 0 {
			problems = append(problems, fmt.Errorf("%s %v is more than is available to the group: %v",
				burstingCalls, next.burstingMaxActiveCalls, held.BurstingMaxAvailableActiveCalls))
		}
	}
	if ask.burstingBTLUs != nil {
		next.burstingBTLUs = *ask.burstingBTLUs
		problems = append(problems, checkCount("numberOfBurstingBTLUs", ask.burstingBTLUs, 0))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	d.setLimits(tenantID, func(e *tenantEdit) { e.groups[g.ID] = next })
	return nil
}

// trunkGroupChange is likewise for a trunk group.
type trunkGroupChange struct {
	maxActiveCalls         *int
	enableBursting         *bool
	burstingMaxActiveCalls *int
}

// changeTrunkGroup carries out a write to a trunk group, or refuses more than its
// group has. What is not given is not checked: a group may have been lowered below
// what its trunk groups have.
func (d *directory) changeTrunkGroup(tenantID string, g group, held trunkGroup, ask trunkGroupChange) error {
	next := trunkGroupEdit{held.MaxActiveCalls, held.BurstingMaxActiveCalls}
	var problems []error
	if ask.maxActiveCalls != nil {
		next.maxActiveCalls = *ask.maxActiveCalls
		problems = append(problems, within(maxCalls, next.maxActiveCalls, 1, capacity.Must(g.Trunking.MaxActiveCalls), "the group has"))
	}
	if ask.burstingMaxActiveCalls != nil {
		next.burstingMaxActiveCalls = ask.burstingMaxActiveCalls
		problems = append(problems, within(burstingCalls, *ask.burstingMaxActiveCalls, 0, g.Trunking.BurstingMaxActiveCalls, "the group has"))
	}
	if ask.enableBursting != nil {
		problems = append(problems, next.enable(*ask.enableBursting))
	} else if ask.burstingMaxActiveCalls != nil && held.BurstingMaxActiveCalls == nil {
		problems = append(problems, errors.New("burstingMaxActiveCalls needs enableBursting"))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	key := routing.Key{GroupID: g.ID, Name: held.Name}
	d.setLimits(tenantID, func(e *tenantEdit) { e.trunkGroups[key] = next })
	return nil
}

// enable turns bursting on or off.
func (e *trunkGroupEdit) enable(on bool) error {
	if !on {
		e.burstingMaxActiveCalls = nil
	} else if e.burstingMaxActiveCalls == nil {
		return errors.New("enableBursting needs a burstingMaxActiveCalls")
	}
	return nil
}

// within refuses a number of calls below least or above most.
func within(what string, n, least int, most capacity.Limit, owner string) error {
	if n < least {
		return fmt.Errorf("%s %d is less than %d", what, n, least)
	}
	if capacity.Must(n).Compare(most) > 0 {
		return fmt.Errorf("%s %d is more than %s: %v", what, n, owner, most)
	}
	return nil
}
