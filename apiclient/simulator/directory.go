package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
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
	limits map[string]*tenantEdit // by tenant
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
	home(number string) (owner, bool) // where a number is, which is given without a dash
}

// tenant is the head of a tenant; what it holds is asked for by its ID.
type tenant struct {
	ID            string `json:"tenantId"`
	Name          string `json:"name"`
	Type          string `json:"type"`
	ResellerID    string `json:"resellerId"`
	DefaultDomain string `json:"defaultDomain"`
	SupportEmail  string `json:"supportEmail"`

	Licences *limitFile `json:"trunkGroupLicences"` // of all groups together; nil: unlimited

	Numbers []string `json:"numbers"` // that no group has
}

type tenantTrunking struct {
	MaxActiveCalls         capacity.Limit
	BurstingMaxActiveCalls capacity.Limit
}

type group struct {
	ID          string         `json:"groupId"`
	Name        string         `json:"groupName"`
	UserLimit   int            `json:"userLimit"`
	Licences    *limitFile     `json:"trunkGroupLicences"` // nil: unlimited
	Trunking    *groupTrunking `json:"-"`                  // nil: not assigned
	TrunkGroups []trunkGroup   `json:"trunkGroups"`
	Users       []trunkUser    `json:"users"`   // hosted ones
	Numbers     []string       `json:"numbers"` // beside those of users, who may have some of them

	hosted, spare seats // generated ones
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
type tenantEdit struct {
	trunking    *tenantTrunking
	groups      map[string]groupTrunking // without what is available, which follows the tenant
	trunkGroups map[string][]trunkGroup  // by group: the whole list, never changed in place
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
	s, _, ok := d.source(tenantID)
	if !ok {
		return nil
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	if edit := d.limits[tenantID]; edit != nil && edit.trunking != nil {
		return edit.trunking
	}
	return s.trunking(tenantID)
}

func (d *directory) groups(tenantID string) []group {
	s, _, ok := d.source(tenantID)
	if !ok {
		return nil
	}
	return d.written(s, tenantID, s.groups(tenantID)...)
}

func (d *directory) group(tenantID, groupID string) (group, bool) {
	s, _, ok := d.source(tenantID)
	if !ok {
		return group{}, false
	}
	g, ok := s.group(tenantID, groupID)
	return d.written(s, tenantID, g)[0], ok
}

// trunkGroups goes through the trunk groups of those groups that have trunking.
func trunkGroups(groups []group) iter.Seq2[group, trunkGroup] {
	return func(yield func(group, trunkGroup) bool) {
		for _, g := range groups {
			for _, t := range g.TrunkGroups {
				if g.Trunking != nil && !yield(g, t) {
					return
				}
			}
		}
	}
}

// hasUser reports whether any trunk group has that user.
func (d *directory) hasUser(id string) bool {
	for _, t := range d.tenants() {
		for _, held := range trunkGroups(d.groups(t.ID)) {
			if slices.ContainsFunc(held.users(), func(u trunkUser) bool { return u.UserID == id }) {
				return true
			}
		}
	}
	return false
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

// edit stores what change makes of a tenant's edits.
func (d *directory) edit(tenantID string, change func(*tenantEdit)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.limits[tenantID] == nil {
		d.limits[tenantID] = &tenantEdit{groups: map[string]groupTrunking{}, trunkGroups: map[string][]trunkGroup{}}
	}
	change(d.limits[tenantID])
}

// written returns groups of a tenant with what was written to them and to their trunk
// groups.
func (d *directory) written(from source, tenantID string, list ...group) []group {
	d.mu.RLock()
	defer d.mu.RUnlock()
	edit := d.limits[tenantID]
	if edit == nil {
		return list
	}
	list, start := slices.Clone(list), from.trunking(tenantID)
	for i, g := range list {
		list[i] = edit.apply(g, start)
	}
	return list
}

// apply returns a group with what was written to it and to its trunk groups. It
// may be given as much more, or less, as its tenant got since the start: how the
// backend reckons that is not known (APIO 13), this keeps both of its readings.
func (e *tenantEdit) apply(g group, start *tenantTrunking) group {
	if g.Trunking != nil {
		trunking := *g.Trunking
		if own, ok := e.groups[g.ID]; ok {
			trunking.MaxActiveCalls = own.MaxActiveCalls
			trunking.BurstingMaxActiveCalls = own.BurstingMaxActiveCalls
			trunking.BurstingBTLUs = own.BurstingBTLUs
		}
		if e.trunking != nil && start != nil {
			trunking.MaxAvailableActiveCalls = shifted(trunking.MaxAvailableActiveCalls, start.MaxActiveCalls, e.trunking.MaxActiveCalls)
			trunking.BurstingMaxAvailableActiveCalls = shifted(
				trunking.BurstingMaxAvailableActiveCalls, start.BurstingMaxActiveCalls, e.trunking.BurstingMaxActiveCalls)
		}
		g.Trunking = &trunking
	}
	if list, written := e.trunkGroups[g.ID]; written {
		g.TrunkGroups = list
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

// tenantServices are those that a tenant may give to its groups. In use is what they
// were given, which is not known where one of them has no limit.
func (d *directory) tenantServices(t tenant) []service {
	var given capacity.Sum
	for _, g := range d.groups(t.ID) {
		given = given.Add(capacity.Read(licences(g.Licences)))
	}
	s := service{
		name: trunkingService, given: licences(t.Licences), allowed: capacity.Unlimited(), assigned: d.trunking(t.ID) != nil,
	}
	if n, limited := given.AtLeast().Calls(); limited {
		s.inUse = &n
	}
	return append(otherServices(), s)
}

// set sets what a write gives; nil stays as it is.
func set[T any](what, to *T) {
	if to != nil {
		*what = *to
	}
}

// changeTenant carries out a write to a tenant that has trunking.
func (d *directory) changeTenant(tenantID string, maxActiveCalls, burstingMaxActiveCalls *capacity.Limit) {
	next := *d.trunking(tenantID)
	set(&next.MaxActiveCalls, maxActiveCalls)
	set(&next.BurstingMaxActiveCalls, burstingMaxActiveCalls)
	d.edit(tenantID, func(e *tenantEdit) { e.trunking = &next })
}

// changeGroup carries out a write to a group that has trunking, or refuses more than
// is available to it. What is not given is not checked.
func (d *directory) changeGroup(tenantID string, g group, maxActiveCalls *int, burstingMaxActiveCalls *capacity.Limit, burstingBTLUs *int) error {
	next := *g.Trunking
	set(&next.MaxActiveCalls, maxActiveCalls)
	set(&next.BurstingMaxActiveCalls, burstingMaxActiveCalls)
	set(&next.BurstingBTLUs, burstingBTLUs)
	const available = "is available to the group"
	err := errors.Join(
		within(maxCalls, maxActiveCalls, 0, next.MaxAvailableActiveCalls, available),
		atMost(burstingCalls, burstingMaxActiveCalls, next.BurstingMaxAvailableActiveCalls, available),
		checkCount("numberOfBurstingBTLUs", burstingBTLUs, 0))
	if err == nil {
		d.edit(tenantID, func(e *tenantEdit) { e.groups[g.ID] = next })
	}
	return err
}

// trunkGroupChange is which figures a write sets of a trunk group; nil stays as it is.
type trunkGroupChange struct {
	MaxActiveCalls         *int
	EnableBursting         *bool
	BurstingMaxActiveCalls *int
}

// storeTrunkGroup puts a trunk group in place of that of its group with that name, or adds
// it; without one it takes that of the name away.
func (d *directory) storeTrunkGroup(tenantID string, g group, name string, next ...trunkGroup) {
	at, list := len(g.TrunkGroups), slices.Clone(g.TrunkGroups)
	if i := slices.IndexFunc(list, func(t trunkGroup) bool { return t.Name == name }); i >= 0 {
		at, list = i, slices.Delete(list, i, i+1)
	}
	list = slices.Insert(list, at, next...)
	d.edit(tenantID, func(e *tenantEdit) { e.trunkGroups[g.ID] = list })
}

// changeTrunkGroup carries out a write to a trunk group, or a new one, or refuses more than its
// group has. What is not given is not checked: a group may have been lowered below
// what its trunk groups have.
func (d *directory) changeTrunkGroup(tenantID string, g group, held trunkGroup, ask trunkGroupChange) error {
	next := held
	set(&next.MaxActiveCalls, ask.MaxActiveCalls)
	next.BurstingMaxActiveCalls = cmp.Or(ask.BurstingMaxActiveCalls, held.BurstingMaxActiveCalls)
	var problem error
	switch on := ask.EnableBursting; {
	case on == nil && ask.BurstingMaxActiveCalls != nil && !held.isBursting():
		problem = errors.New("burstingMaxActiveCalls needs enableBursting")
	case on != nil && !*on:
		next.BurstingMaxActiveCalls, next.bursts = nil, false
	case on != nil:
		next.bursts = true
	}
	err := errors.Join(
		within(maxCalls, ask.MaxActiveCalls, 1, capacity.Must(g.Trunking.MaxActiveCalls), "the group has"),
		within(burstingCalls, ask.BurstingMaxActiveCalls, 0, g.Trunking.BurstingMaxActiveCalls, "the group has"),
		problem)
	if err == nil {
		d.storeTrunkGroup(tenantID, g, held.Name, next)
	}
	return err
}

// within refuses a number of calls below least or above most.
func within(what string, n *int, least int, most capacity.Limit, owner string) error {
	switch {
	case n == nil:
		return nil
	case *n < least:
		return fmt.Errorf("%s %d is less than %d", what, *n, least)
	}
	return atMost(what, new(capacity.Must(*n)), most, owner)
}

func atMost(what string, l *capacity.Limit, most capacity.Limit, owner string) error {
	if l == nil || l.Compare(most) <= 0 {
		return nil
	}
	return fmt.Errorf("%s %v is more than %s: %v", what, l, owner, most)
}

// people goes through the users of groups and the numbers that nobody has, in that order a
// group. Match looks at the number, which may be empty, before the user is made of it.
func (d *directory) people(of tenant, groups []group, match func(number string) bool) iter.Seq[person] {
	return func(yield func(person) bool) {
		for _, g := range groups {
			for p := range g.people(of.ID, match) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// everybody goes through the people of all tenants, or of one, or of one group of that.
func (d *directory) everybody(tenantID, groupID string, match func(number string) bool) iter.Seq[person] {
	return func(yield func(person) bool) {
		for _, t := range d.tenants() {
			if tenantID != "" && t.ID != tenantID {
				continue
			}
			groups := d.groups(t.ID)
			if groupID != "" {
				groups = slices.DeleteFunc(slices.Clone(groups), func(g group) bool { return g.ID != groupID })
			}
			for p := range d.people(t, groups, match) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// usersCalled goes through the users of that id. One that begins with a number is looked for there
// first.
func (d *directory) usersCalled(id string) iter.Seq[person] {
	return func(yield func(person) bool) {
		if p, ok := d.atNumber(shortOf(id)); ok && p.UserID == id && !yield(p) {
			return
		}
		for p := range d.everybody("", "", func(string) bool { return true }) {
			if p.UserID == id && !yield(p) {
				return
			}
		}
	}
}

// atNumber is who has a number, which is given without a dash.
func (d *directory) atNumber(number string) (person, bool) {
	for _, s := range d.sources {
		at, ok := s.home(number)
		if !ok {
			continue
		}
		g, inGroup := d.group(at.tenant, at.group)
		for p := range g.people(at.tenant, func(n string) bool { return undashed(n) == number }) {
			return p, true
		}
		return person{tenant: at.tenant, trunkUser: trunkUser{PhoneNumber: number}}, !inGroup
	}
	return person{}, false
}

// user finds a user of a group.
func (g group) user(tenantID, id string) (person, bool) {
	for p := range g.people(tenantID, func(string) bool { return true }) {
		if p.UserID == id && id != "" {
			return p, true
		}
	}
	return person{}, false
}

func (g group) people(tenantID string, match func(number string) bool) iter.Seq[person] {
	return func(yield func(person) bool) {
		var used map[string]bool // where any may be unused
		if len(g.Numbers) > 0 {
			used = map[string]bool{}
		}
		give := func(trunkGroup string, users []trunkUser) bool {
			for _, u := range users {
				if used != nil {
					used[u.PhoneNumber] = true
				}
				if match(u.PhoneNumber) && !yield(person{tenantID, g.ID, trunkGroup, u}) {
					return false
				}
			}
			return true
		}
		for _, t := range g.TrunkGroups {
			if !give(t.Name, t.listed()) {
				return
			}
			for n, of := range t.seats.numbers() {
				if match(n) && !yield(person{tenantID, g.ID, t.Name, t.seats.user(of, n)}) {
					return
				}
			}
		}
		if !give("", g.Users) {
			return
		}
		for n, of := range g.hosted.numbers() {
			if match(n) && !yield(person{tenantID, g.ID, "", g.hosted.user(of, n)}) {
				return
			}
		}
		for n := range g.unused(used) {
			if match(n) && !yield(person{tenantID, g.ID, "", trunkUser{PhoneNumber: n}}) {
				return
			}
		}
	}
}

// allNumbers are those of a group, in their order.
func (g group) allNumbers(tenantID string) []string {
	var out []string
	for p := range g.people(tenantID, func(n string) bool { return n != "" }) {
		out = append(out, p.PhoneNumber)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unused goes through the numbers of a group that none of its users has.
func (g group) unused(used map[string]bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, text := range g.Numbers {
			for _, n := range expanded(text) {
				if !used[n] && !yield(n) {
					return
				}
			}
		}
		for n := range g.spare.numbers() {
			if !yield(n) {
				return
			}
		}
	}
}
