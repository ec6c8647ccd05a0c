package viewtest

import (
	"fmt"
	"slices"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// Provider is a tenant that is a service provider.
func Provider() apiclient.Tenant {
	return apiclient.Tenant{ID: "ServiceProviderID", Name: "Northern Voice", Type: apiclient.ServiceProvider}
}

// Enterprise is a tenant that is an enterprise.
func Enterprise() apiclient.Tenant {
	return apiclient.Tenant{ID: "foo", Name: "Foo Enterprise", Type: apiclient.Enterprise}
}

// Listed is what is known of a tenant when its groups alone were listed.
func Listed(t capacity.Tenant) collect.Snapshot {
	bare := capacity.Tenant{ID: t.ID, Name: t.Name, GroupsListed: true}
	for _, g := range t.Groups {
		bare.Groups = append(bare.Groups, capacity.Group{ID: g.ID, Name: g.Name})
	}
	return collect.Snapshot{Breakdown: capacity.Analyze(bare), Oldest: ReadAt()}
}

// ServerFault is an answer 500 to an operation.
func ServerFault(op string) *apiclient.Error {
	return &apiclient.Error{Op: op, Method: "GET", Path: "/api/v1/x", Host: "pbx.example.net", Status: 500, Kind: apiclient.ServerFault, Message: "backend is gone", RequestID: "r-17"}
}

// Forbidden is an answer 403 to an operation.
func Forbidden(op string) *apiclient.Error {
	return &apiclient.Error{Op: op, Host: "pbx.example.net", Status: 403, Kind: apiclient.Forbidden}
}

// Failure is a part of a collection that could not be read.
func Failure(what string, err error, path ...string) collect.Failure {
	return collect.Failure{Path: path, What: what, Err: err}
}

// Hostile are names as nobody should give them.
func Hostile() []string {
	return []string{
		"\x1b[2J\x1b]0;owned\x07clear", "line\nbreak\ttab", "\u202egnp.evil", "a/b%2f c", "漢字の名前と長い長い長い長い長い長い名前",
		"é́́́́́́́", "\x00\x9b31m", "👩‍👩‍👧‍👦 family", "\xff\xfe", "x",
	}
}

// WithOneDown is the sample with a trunk group down: in a group that is over
// already, or in one where nothing else is wrong.
func WithOneDown(groups ...int) collect.Snapshot {
	tenant := Sample()
	details := map[string]map[string]apiclient.TrunkGroup{}
	for _, i := range groups {
		g := &tenant.Groups[i]
		g.TrunkGroups = slices.Clone(g.TrunkGroups)
		g.TrunkGroups[0].Down = true
		details[g.ID] = map[string]apiclient.TrunkGroup{g.TrunkGroups[0].Name: {State: "Unavailable"}}
	}
	s := Snapshot(tenant)
	s.TrunkGroups = details
	return s
}

// Sample is the tenant of the documented capacity sample, with a group that is
// over-allocated, one that is not read in full and one without trunking.
func Sample() capacity.Tenant {
	partial := Group("GroupIDE", "Group E", 45, 3, Trunk(9, 0), Trunk(9, 0), Trunk(9, 0),
		capacity.TrunkGroup{}, capacity.TrunkGroup{}, capacity.TrunkGroup{}, capacity.TrunkGroup{})
	return capacity.Tenant{
		ID: "ServiceProviderID", Name: "Northern Voice", Assignment: capacity.Assigned,
		MaxActiveCalls: Calls(226), BurstingMaxActiveCalls: Calls(18), GroupsListed: true,
		Groups: []capacity.Group{
			Group("GroupIDC", "Group C", 20, 2, Trunk(20, 4), Trunk(11, 0)),
			Group("GroupIDA", "Group A", 13, 2, Trunk(1, 0), Trunk(1, 0), Trunk(2, 0)),
			Group("GroupIDB", "Group B", 36, 2, Trunk(1, 0), Trunk(1, 0), Trunk(9, 0)),
			partial,
			{ID: "GroupIDD", Name: "Group D", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
		},
	}
}

// Group makes a group with all figures read, its trunk groups named Trunk 1 and on.
func Group(id, name string, own, bursting int, trunkGroups ...capacity.TrunkGroup) capacity.Group {
	for i := range trunkGroups {
		if trunkGroups[i].Name == "" {
			trunkGroups[i].Name = fmt.Sprintf("Trunk %d", i+1)
		}
	}
	return capacity.Group{
		ID: id, Name: name, Assignment: capacity.Assigned,
		MaxActiveCalls: Calls(own), MaxAvailableActiveCalls: Calls(226),
		BurstingMaxActiveCalls: Calls(bursting), BurstingMaxAvailableActiveCalls: Calls(5),
		TrunkGroupsListed: true, TrunkGroups: trunkGroups,
	}
}

// Trunk is a trunk group with its limits read.
func Trunk(own, bursting int) capacity.TrunkGroup {
	return capacity.TrunkGroup{MaxActiveCalls: Calls(own), BurstingMaxActiveCalls: Calls(bursting)}
}

// OneGroup is the reading of one group alone, with details.
func OneGroup(g capacity.Group, details map[string]apiclient.TrunkGroup, failures ...collect.Failure) collect.Snapshot {
	s := Snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, Groups: []capacity.Group{g}}, failures...)
	s.TrunkGroups = map[string]map[string]apiclient.TrunkGroup{g.ID: details}
	return s
}

// Snapshot is a finished reading of a tenant.
func Snapshot(t capacity.Tenant, failures ...collect.Failure) collect.Snapshot {
	return collect.Snapshot{Breakdown: capacity.Analyze(t), Failures: failures, Done: true, Oldest: ReadAt(), At: ReadAt().Add(time.Hour)}
}

// ReadAt is when everything in the tests was read.
func ReadAt() time.Time { return time.Date(2026, 8, 22, 12, 3, 4, 0, time.UTC) }
