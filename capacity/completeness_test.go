package capacity_test

import (
	"testing"

	"banyan/capacity"
)

// TestCompleteSaysThatEveryFigureWasRead leaves out one figure after the other of a
// tenant that was read in full.
func TestCompleteSaysThatEveryFigureWasRead(t *testing.T) {
	for _, tt := range []struct {
		name       string
		leave      func(*capacity.Tenant)
		complete   bool
		groupsRead int
		calls      string // the tenant's difference of calls
		bursting   string // of bursting allocated
		available  string // of bursting available
	}{
		{"nothing", func(*capacity.Tenant) {}, true, 2, "70", "6", "8"},
		{"the tenant's calls", func(t *capacity.Tenant) { t.MaxActiveCalls = unread() }, false, 2, "not read", "6", "8"},
		{"the tenant's bursting", func(t *capacity.Tenant) { t.BurstingMaxActiveCalls = unread() }, false, 2, "70", "not read", "not read"},
		{"the end of the group list", func(t *capacity.Tenant) { t.GroupsListed = false }, false, 2, "not read", "not read", "not read"},
		{"a group's calls", func(t *capacity.Tenant) { t.Groups[0].MaxActiveCalls = unread() }, false, 1, "not read", "6", "8"},
		{"a group's bursting", func(t *capacity.Tenant) { t.Groups[0].BurstingMaxActiveCalls = unread() }, false, 1, "70", "not read", "8"},
		{"what a group may burst", func(t *capacity.Tenant) { t.Groups[0].BurstingMaxAvailableActiveCalls = unread() }, false, 1, "70", "6", "not read"},
		{"what calls a group may have, which enters no sum", func(t *capacity.Tenant) { t.Groups[0].MaxAvailableActiveCalls = unread() }, true, 2, "70", "6", "8"},
		{"the end of a trunk-group list", func(t *capacity.Tenant) { t.Groups[1].TrunkGroupsListed = false }, false, 1, "70", "6", "8"},
		{"a trunk group's calls", func(t *capacity.Tenant) { t.Groups[1].TrunkGroups[0].MaxActiveCalls = unread() }, false, 1, "70", "6", "8"},
		{"a trunk group's bursting", func(t *capacity.Tenant) { t.Groups[1].TrunkGroups[0].BurstingMaxActiveCalls = unread() }, false, 1, "70", "6", "8"},
		{"limits of single directions, which not every system has", func(t *capacity.Tenant) {
			t.Groups[1].TrunkGroups[0].MaxIncomingCalls, t.Groups[1].TrunkGroups[0].MaxOutgoingCalls = unread(), unread()
		}, true, 2, "70", "6", "8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole := tenant(100, 18, group("A", 10, 5, trunkGroup("T", 10, 0)), group("B", 20, 7, trunkGroup("T", 5, 2)))
			tt.leave(&whole)
			b := capacity.Analyze(whole)
			if b.Complete != tt.complete || b.GroupsRead != tt.groupsRead {
				t.Errorf("complete %v with %d groups read, want %v with %d", b.Complete, b.GroupsRead, tt.complete, tt.groupsRead)
			}
			for what, check := range map[string][2]string{
				"calls":              {b.Calls.Difference.String(), tt.calls},
				"bursting allocated": {b.BurstingAllocated.Difference.String(), tt.bursting},
				"bursting available": {b.BurstingAvailable.Difference.String(), tt.available},
			} {
				if check[0] != check[1] {
					t.Errorf("%s: difference %s, want %s", what, check[0], check[1])
				}
			}
		})
	}
}

// TestNotAssignedCountsAsZeroAtEveryLevel takes trunking away and finds zeros, never
// gaps.
func TestNotAssignedCountsAsZeroAtEveryLevel(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		tenant                  capacity.Tenant
		own, allocated, differs string // of the tenant's calls
		complete                bool
	}{
		{"one group of two", tenant(100, 18, group("A", 10, 5, trunkGroup("T", 10, 0)), notAssigned("B")), "100", "10", "90", true},
		{"every group", tenant(100, 18, notAssigned("A"), notAssigned("B")), "100", "0", "100", true},
		{"the tenant and its groups", capacity.Tenant{ID: "foo", Assignment: capacity.NotAssigned, GroupsListed: true, Groups: []capacity.Group{notAssigned("A")}}, "0", "0", "0", true},
		{"the tenant, whose group has calls all the same", capacity.Tenant{ID: "foo", Assignment: capacity.NotAssigned, GroupsListed: true, Groups: []capacity.Group{group("A", 10, 0)}}, "0", "10", "-10", true},
		{"not read is not that", capacity.Tenant{ID: "foo", GroupsListed: true, Groups: []capacity.Group{{ID: "A"}}}, "not read", "at least 0, 0 of 1 read", "not read", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := capacity.Analyze(tt.tenant)
			got := [3]string{b.Calls.Own.String(), b.Calls.Allocated.String(), b.Calls.Difference.String()}
			if got != [3]string{tt.own, tt.allocated, tt.differs} || b.Complete != tt.complete {
				t.Errorf("got %q, complete %v", got, b.Complete)
			}
		})
	}
}
