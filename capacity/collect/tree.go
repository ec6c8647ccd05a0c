package collect

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
)

// tree is what was read so far, and what failed, before it becomes a snapshot.
type tree struct {
	tenant      capacity.Tenant // without its groups
	groups      []branch
	capacityErr error
	groupsErr   error
	source      Source
}

// branch is a group of the tree. Its trunk groups and details are written in
// place; read copies them when a snapshot is to have them and they changed.
type branch struct {
	group       capacity.Group // its TrunkGroups are as of the last snapshot
	trunkGroups []capacity.TrunkGroup
	details     map[string]apiclient.TrunkGroup
	shared      map[string]apiclient.TrunkGroup // details as of the last snapshot
	changed     bool                            // trunkGroups or details, since the last snapshot

	capacityErr error
	licenceErr  error
	listErr     error
	detailErrs  map[int]error // by position in trunkGroups

	part *[]apiclient.TrunkGroupItem // of the list of all groups, until it is taken for the group's own
}

// setGroups makes the groups known.
func (t *tree) setGroups(groups []apiclient.Group) {
	t.groups = make([]branch, len(groups))
	for i, g := range groups {
		t.groups[i].group = capacity.Group{ID: g.ID, Name: g.Name}
	}
}

func (t *tree) tenantCapacity(c apiclient.TenantCapacity, err error) {
	switch {
	case errors.Is(err, apiclient.ErrNotAssigned):
		t.tenant.Assignment = capacity.NotAssigned
	case err != nil:
		t.capacityErr = err
	default:
		t.tenant.Assignment = capacity.Assigned
		t.tenant.MaxActiveCalls = c.MaxActiveCalls
		t.tenant.BurstingMaxActiveCalls = c.BurstingMaxActiveCalls
	}
}

func (b *branch) capacity(c apiclient.GroupCapacity, err error) {
	switch {
	case errors.Is(err, apiclient.ErrNotAssigned):
		b.group.Assignment = capacity.NotAssigned
		b.settle()
	case err != nil:
		b.capacityErr = err
	default:
		b.group.Assignment = capacity.Assigned
		b.group.MaxActiveCalls = c.MaxActiveCalls
		b.group.MaxAvailableActiveCalls = c.MaxAvailableActiveCalls
		b.group.BurstingMaxActiveCalls = c.BurstingMaxActiveCalls
		b.group.BurstingMaxAvailableActiveCalls = c.BurstingMaxAvailableActiveCalls
	}
}

func (b *branch) licence(l capacity.Licence, err error) {
	if b.licenceErr = err; err == nil {
		b.group.Licence = l
	}
}

func (b *branch) list(items []apiclient.TrunkGroupItem, err error) {
	b.listErr = err
	if err != nil && !apiclient.IsPartly(err) {
		b.settle()
		return
	}
	b.group.TrunkGroupsListed = err == nil
	b.trunkGroups = make([]capacity.TrunkGroup, len(items))
	for i, item := range items {
		b.trunkGroups[i].Name, b.trunkGroups[i].Device = item.Name, item.Device
	}
	b.details = make(map[string]apiclient.TrunkGroup, len(items))
	b.detailErrs = make(map[int]error)
	b.changed = true
}

// report takes the trunk groups that a report has of the group. It returns the positions of
// those whose details have to tell, and of those of which only the state is not known.
func (b *branch) report(rows []apiclient.TrunkGroupReport) (details, states []int) {
	items := make([]apiclient.TrunkGroupItem, len(rows))
	for i, row := range rows {
		items[i].Name = row.Name
	}
	b.list(items, nil)
	for i, row := range rows {
		if !row.IsWhole {
			details = append(details, i)
			continue
		}
		b.trunkGroups[i] = TrunkGroup(row.Name, row.Limits)
		b.trunkGroups[i].StateUnread = row.Limits.State == ""
		states = append(states, i)
	}
	return details, states
}

// partsOf sorts a list of trunk groups by their groups, which have these positions. It is whole
// where something of another group than the one asked is in it, and sound where each is of a
// group that is known and there once. One of thousands to the last may have been cut at a limit.
func (t *tree) partsOf(items []apiclient.TrunkGroupItem, asked int, positions map[string]int) (parts [][]apiclient.TrunkGroupItem, isWhole, isSound bool) {
	parts = make([][]apiclient.TrunkGroupItem, len(t.groups))
	type key struct{ group, name string }
	seen := make(map[key]bool, len(items))
	for _, item := range items {
		i, isKnown := positions[item.GroupID]
		at := key{item.GroupID, item.Name}
		if !isKnown || seen[at] {
			return nil, false, false
		}
		seen[at] = true
		isWhole = isWhole || i != asked
		parts[i] = append(parts[i], item)
	}
	return parts, isWhole, !isWhole || len(items)%1000 != 0
}

// settle takes back the failure of a list that is not there because trunking is
// not assigned. The capacity and the list answer in any order.
func (b *branch) settle() {
	if b.group.Assignment == capacity.NotAssigned && missing(b.listErr) {
		b.listErr = nil
		b.group.TrunkGroupsListed = true
	}
}

// unsettled reports whether the group's capacity has yet to say whether the
// failure of its list is one.
func (b *branch) unsettled() bool {
	return missing(b.listErr) && b.group.Assignment == capacity.AssignmentUnread && b.capacityErr == nil
}

func missing(err error) bool {
	return errors.Is(err, apiclient.ErrNotFound) || errors.Is(err, apiclient.ErrNotAssigned)
}

func (b *branch) detail(position int, d apiclient.TrunkGroup, err error) {
	if err != nil {
		b.detailErrs[position] = err
		return
	}
	name, device := b.trunkGroups[position].Name, b.trunkGroups[position].Device
	b.trunkGroups[position] = TrunkGroup(name, d)
	b.trunkGroups[position].Device = device
	b.details[name] = d
	b.changed = true
}

// TrunkGroup returns what a detail says of the capacity of the trunk group of that
// name: its limits, and whether the system reports it as not available.
func TrunkGroup(name string, d apiclient.TrunkGroup) capacity.TrunkGroup {
	return capacity.TrunkGroup{
		Name:                   name,
		MaxActiveCalls:         d.MaxActiveCalls,
		BurstingMaxActiveCalls: d.BurstingMaxActiveCalls,
		MaxIncomingCalls:       d.MaxIncomingCalls,
		MaxOutgoingCalls:       d.MaxOutgoingCalls,
		InUse:                  inUse(d),
		Down:                   strings.EqualFold(d.State, "unavailable"),
	}
}

// inUse returns the calls in use of both directions, where both are told.
func inUse(d apiclient.TrunkGroup) capacity.Reading {
	calls, known := d.InUse()
	limit, err := capacity.New(calls)
	if !known || err != nil {
		return capacity.Reading{}
	}
	return capacity.Read(limit)
}

// read returns the tree as capacity.Analyze takes it, with the details, sharing
// what did not change with what it returned before.
func (t *tree) read() (capacity.Tenant, map[string]map[string]apiclient.TrunkGroup) {
	tenant := t.tenant
	tenant.Groups = make([]capacity.Group, len(t.groups))
	details := make(map[string]map[string]apiclient.TrunkGroup, len(t.groups))
	for i := range t.groups {
		b := &t.groups[i]
		if b.changed {
			b.group.TrunkGroups = slices.Clone(b.trunkGroups)
			b.shared = maps.Clone(b.details)
			b.changed = false
		}
		tenant.Groups[i] = b.group
		if b.shared != nil {
			details[b.group.ID] = b.shared
		}
	}
	return tenant, details
}

// failures returns what failed, in the order of the tree.
func (t *tree) failures() []Failure {
	var failures []Failure
	add := func(err error, k kind, path ...string) {
		if err != nil {
			failures = append(failures, Failure{Path: path, What: k.String(), Err: err})
		}
	}
	add(t.capacityErr, tenantCapacity, t.tenant.ID)
	add(t.groupsErr, groupList, t.tenant.ID)
	for i := range t.groups {
		b := &t.groups[i]
		add(b.capacityErr, groupCapacity, t.tenant.ID, b.group.ID)
		add(b.licenceErr, groupLicence, t.tenant.ID, b.group.ID)
		if !b.unsettled() {
			add(b.listErr, trunkGroupList, t.tenant.ID, b.group.ID)
		}
		for _, position := range slices.Sorted(maps.Keys(b.detailErrs)) {
			add(b.detailErrs[position], trunkGroupDetail, t.tenant.ID, b.group.ID, b.trunkGroups[position].Name)
		}
	}
	return failures
}
