package views

import (
	"fmt"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

func readAt() time.Time { return time.Date(2026, 8, 22, 12, 3, 4, 0, time.UTC) }

func provider() apiclient.Tenant {
	return apiclient.Tenant{ID: "ServiceProviderID", Name: "Northern Voice", Type: apiclient.ServiceProvider}
}

func enterprise() apiclient.Tenant {
	return apiclient.Tenant{ID: "foo", Name: "Foo Enterprise", Type: apiclient.Enterprise}
}

// group makes a group with all figures read, its trunk groups named Trunk 1 and on.
func group(id, name string, own, bursting int, trunkGroups ...capacity.TrunkGroup) capacity.Group {
	for i := range trunkGroups {
		if trunkGroups[i].Name == "" {
			trunkGroups[i].Name = fmt.Sprintf("Trunk %d", i+1)
		}
	}
	return capacity.Group{
		ID: id, Name: name, Assignment: capacity.Assigned,
		MaxActiveCalls: calls(own), MaxAvailableActiveCalls: calls(226),
		BurstingMaxActiveCalls: calls(bursting), BurstingMaxAvailableActiveCalls: calls(5),
		TrunkGroupsListed: true, TrunkGroups: trunkGroups,
	}
}

func trunk(own, bursting int) capacity.TrunkGroup {
	return capacity.TrunkGroup{MaxActiveCalls: calls(own), BurstingMaxActiveCalls: calls(bursting)}
}

// sample is the tenant of the documented capacity sample, with a group that is
// over-allocated, one that is not read in full and one without trunking.
func sample() capacity.Tenant {
	partial := group("GroupIDE", "Group E", 45, 3, trunk(9, 0), trunk(9, 0), trunk(9, 0),
		capacity.TrunkGroup{}, capacity.TrunkGroup{}, capacity.TrunkGroup{}, capacity.TrunkGroup{})
	return capacity.Tenant{
		ID: "ServiceProviderID", Name: "Northern Voice", Assignment: capacity.Assigned,
		MaxActiveCalls: calls(226), BurstingMaxActiveCalls: calls(18), GroupsListed: true,
		Groups: []capacity.Group{
			group("GroupIDC", "Group C", 20, 2, trunk(20, 4), trunk(11, 0)),
			group("GroupIDA", "Group A", 13, 2, trunk(1, 0), trunk(1, 0), trunk(2, 0)),
			group("GroupIDB", "Group B", 36, 2, trunk(1, 0), trunk(1, 0), trunk(9, 0)),
			partial,
			{ID: "GroupIDD", Name: "Group D", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
		},
	}
}

// snapshot is a finished reading of a tenant.
func snapshot(t capacity.Tenant, failures ...collect.Failure) collect.Snapshot {
	return collect.Snapshot{Breakdown: capacity.Analyze(t), Failures: failures, Done: true, Oldest: readAt(), At: readAt().Add(time.Hour)}
}

// listed is what is known of a tenant when its groups alone were listed.
func listed(t capacity.Tenant) collect.Snapshot {
	bare := capacity.Tenant{ID: t.ID, Name: t.Name, GroupsListed: true}
	for _, g := range t.Groups {
		bare.Groups = append(bare.Groups, capacity.Group{ID: g.ID, Name: g.Name})
	}
	return collect.Snapshot{Breakdown: capacity.Analyze(bare), Oldest: readAt()}
}

func serverFault(op string) *apiclient.Error {
	return &apiclient.Error{Op: op, Method: "GET", Path: "/api/v1/x", Host: "pbx.example.net", Status: 500, Kind: apiclient.ServerFault, Message: "backend is gone", RequestID: "r-17"}
}

func forbidden(op string) *apiclient.Error {
	return &apiclient.Error{Op: op, Host: "pbx.example.net", Status: 403, Kind: apiclient.Forbidden}
}

func failure(what string, err error, path ...string) collect.Failure {
	return collect.Failure{Path: path, What: what, Err: err}
}

// hostile are names as nobody should give them.
func hostile() []string {
	return []string{
		"\x1b[2J\x1b]0;owned\x07clear", "line\nbreak\ttab", "\u202egnp.evil", "a/b%2f c", "漢字の名前と長い長い長い長い長い長い名前",
		"é́́́́́́́", "\x00\x9b31m", "👩‍👩‍👧‍👦 family", "\xff\xfe", "x",
	}
}
