package capacity_test

import (
	"reflect"
	"testing"

	"banyan/capacity"
)

// trunkGroup is a trunk group that was read.
func trunkGroup(name string, calls, bursting int) capacity.TrunkGroup {
	return capacity.TrunkGroup{Name: name, MaxActiveCalls: n(calls), BurstingMaxActiveCalls: n(bursting)}
}

// group is a group that was read, with bursting available of five.
func group(id string, calls, bursting int, trunkGroups ...capacity.TrunkGroup) capacity.Group {
	return capacity.Group{
		ID: id, Assignment: capacity.Assigned,
		MaxActiveCalls: n(calls), MaxAvailableActiveCalls: n(9999),
		BurstingMaxActiveCalls: n(bursting), BurstingMaxAvailableActiveCalls: n(5),
		TrunkGroupsListed: true, TrunkGroups: trunkGroups,
	}
}

// notAssigned is a group that answered that it has no trunking.
func notAssigned(id string) capacity.Group {
	return capacity.Group{ID: id, Assignment: capacity.NotAssigned, TrunkGroupsListed: true}
}

// tenant is a tenant that was read, with these groups.
func tenant(calls, bursting int, groups ...capacity.Group) capacity.Tenant {
	return capacity.Tenant{
		ID: "foo", Assignment: capacity.Assigned,
		MaxActiveCalls: n(calls), BurstingMaxActiveCalls: n(bursting),
		GroupsListed: true, Groups: groups,
	}
}

// sample is the documented sample, with a group that makes the rest.
func sample() capacity.Tenant {
	rest := group("GroupIDC", 65, 4, trunkGroup("Trunk 1", 65, 4))
	rest.BurstingMaxAvailableActiveCalls = n(26)
	return tenant(226, 18,
		group("GroupIDA", 13, 2, trunkGroup("Trunk 1", 1, 0), trunkGroup("Trunk 2", 1, 0), trunkGroup("Trunk 3", 2, 0)),
		group("GroupIDB", 36, 2, trunkGroup("Trunk 1", 1, 0), trunkGroup("Trunk 2", 1, 0), trunkGroup("Trunk 3", 9, 0)),
		rest,
	)
}

// hasFigures checks figures that are written as own, allocated and difference.
func hasFigures(t *testing.T, what string, f capacity.Figures, want string) {
	t.Helper()
	if got := f.Own.String() + " | " + f.Allocated.String() + " | " + f.Difference.String(); got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestAnalyzeDocumentedSample(t *testing.T) {
	b := capacity.Analyze(sample())
	hasFigures(t, "tenant, calls", b.Calls, "226 | 114 | 112")
	hasFigures(t, "tenant, bursting available", b.BurstingAvailable, "18 | 36 | -18")
	hasFigures(t, "tenant, bursting allocated", b.BurstingAllocated, "18 | 8 | 10")
	hasFigures(t, "group A, calls", b.Groups[0].Calls, "13 | 4 | 9")
	hasFigures(t, "group A, bursting", b.Groups[0].Bursting, "2 | 0 | 2")
	hasFigures(t, "group B, calls", b.Groups[1].Calls, "36 | 11 | 25")
	hasFigures(t, "group B, bursting", b.Groups[1].Bursting, "2 | 0 | 2")
	if !b.Complete || b.GroupsRead != 3 {
		t.Errorf("Complete = %v, GroupsRead = %d", b.Complete, b.GroupsRead)
	}
}

// TestAnalyzeGaps leaves out one figure after the other of a tenant that was read in full.
func TestAnalyzeGaps(t *testing.T) {
	tests := []struct {
		name      string
		change    func(*capacity.Tenant)
		calls     string // of the tenant
		group     string // calls of the first group
		read      int
		complete  bool
		bursting  string // the tenant's difference of bursting allocated
		available string // of bursting available
	}{
		{"everything was read", func(*capacity.Tenant) {}, "226 | 114 | 112", "13 | 4 | 9", 3, true, "10", "-18"},
		{"nothing was read", func(t *capacity.Tenant) { *t = capacity.Tenant{Groups: make([]capacity.Group, 1)} }, "not read | not read | not read", "not read | not read | not read", 0, false, "not read", "not read"},
		{"the tenant's calls were not read", func(t *capacity.Tenant) { t.MaxActiveCalls = unread() }, "not read | 114 | not read", "13 | 4 | 9", 3, false, "10", "-18"},
		{"the tenant's bursting was not read", func(t *capacity.Tenant) { t.BurstingMaxActiveCalls = unread() }, "226 | 114 | 112", "13 | 4 | 9", 3, false, "not read", "not read"},
		{"the group list was not read", func(t *capacity.Tenant) { t.GroupsListed = false }, "226 | at least 114, 3 of ? read | not read", "13 | 4 | 9", 3, false, "not read", "at most -18"},
		{"one group without the list of them", func(t *capacity.Tenant) { t.GroupsListed = false; t.Groups = []capacity.Group{group("x", 13, 2)} }, "226 | at least 13, 1 of ? read | not read", "13 | 0 | 13", 1, false, "not read", "not read"},
		{"a group's calls were not read", func(t *capacity.Tenant) { t.Groups[0].MaxActiveCalls = unread() }, "226 | at least 101, 2 of 3 read | not read", "not read | 4 | not read", 2, false, "10", "-18"},
		{"a group's calls were not read and the rest is over", func(t *capacity.Tenant) {
			t.Groups[0].MaxActiveCalls = unread()
			t.MaxActiveCalls = n(100)
		}, "100 | at least 101, 2 of 3 read | at most -1", "not read | 4 | not read", 2, false, "10", "-18"},
		{"a group's bursting was not read", func(t *capacity.Tenant) { t.Groups[0].BurstingMaxActiveCalls = unread() }, "226 | 114 | 112", "13 | 4 | 9", 2, false, "not read", "-18"},
		{"a group's bursting available was not read", func(t *capacity.Tenant) { t.Groups[0].BurstingMaxAvailableActiveCalls = unread() }, "226 | 114 | 112", "13 | 4 | 9", 2, false, "10", "at most -13"},
		{"max available enters no sum", func(t *capacity.Tenant) { t.Groups[0].MaxAvailableActiveCalls = unread() }, "226 | 114 | 112", "13 | 4 | 9", 3, true, "10", "-18"},
		{"a trunk-group list was not read", func(t *capacity.Tenant) { t.Groups[0].TrunkGroupsListed = false; t.Groups[0].TrunkGroups = nil }, "226 | 114 | 112", "13 | not read | not read", 2, false, "10", "-18"},
		{"a trunk group was not read", func(t *capacity.Tenant) { t.Groups[0].TrunkGroups[1] = capacity.TrunkGroup{Name: "Trunk 2"} }, "226 | 114 | 112", "13 | at least 3, 2 of 3 read | not read", 2, false, "10", "-18"},
		{"a trunk group's bursting was not read", func(t *capacity.Tenant) { t.Groups[0].TrunkGroups[1].BurstingMaxActiveCalls = unread() }, "226 | 114 | 112", "13 | 4 | 9", 2, false, "10", "-18"},
		{"a group without trunk groups", func(t *capacity.Tenant) { t.Groups = []capacity.Group{group("x", 7, 0)} }, "226 | 7 | 219", "7 | 0 | 7", 1, true, "18", "13"},
		{"the end of a trunk-group list was not read", func(t *capacity.Tenant) { t.Groups[1].TrunkGroupsListed = false }, "226 | 114 | 112", "13 | 4 | 9", 2, false, "10", "-18"},
		{"a trunk group's calls were not read", func(t *capacity.Tenant) { t.Groups[1].TrunkGroups[0].MaxActiveCalls = unread() }, "226 | 114 | 112", "13 | 4 | 9", 2, false, "10", "-18"},
		{"limits of single directions, which not every system has", func(t *capacity.Tenant) {
			t.Groups[1].TrunkGroups[0].MaxIncomingCalls, t.Groups[1].TrunkGroups[0].MaxOutgoingCalls = unread(), unread()
		}, "226 | 114 | 112", "13 | 4 | 9", 3, true, "10", "-18"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := sample()
			tt.change(&in)
			b := capacity.Analyze(in)
			hasFigures(t, "tenant", b.Calls, tt.calls)
			hasFigures(t, "group", b.Groups[0].Calls, tt.group)
			if got := b.BurstingAllocated.Difference.String(); got != tt.bursting {
				t.Errorf("bursting allocated: difference %s, want %s", got, tt.bursting)
			}
			if got := b.BurstingAvailable.Difference.String(); got != tt.available {
				t.Errorf("bursting available: difference %s, want %s", got, tt.available)
			}
			if b.GroupsRead != tt.read || b.Complete != tt.complete {
				t.Errorf("GroupsRead = %d, Complete = %v, want %d, %v", b.GroupsRead, b.Complete, tt.read, tt.complete)
			}
		})
	}
}

func TestAnalyzeNotAssignedCountsAsZero(t *testing.T) {
	b := capacity.Analyze(tenant(20, 4, group("A", 13, 2, trunkGroup("T", 13, 2)), notAssigned("B")))
	hasFigures(t, "tenant", b.Calls, "20 | 13 | 7")
	hasFigures(t, "group", b.Groups[1].Calls, "0 | 0 | 0")
	if !b.Complete || b.GroupsRead != 2 || !b.Groups[1].Complete || len(b.Groups[1].Findings) != 0 {
		t.Errorf("Complete = %v, GroupsRead = %d, group %+v", b.Complete, b.GroupsRead, b.Groups[1])
	}
	stale := group("B", 50, 50)
	stale.Assignment = capacity.NotAssigned
	bare := func(groups ...capacity.Group) capacity.Tenant {
		return capacity.Tenant{ID: "foo", Assignment: capacity.NotAssigned, GroupsListed: true, Groups: groups}
	}
	for _, tt := range []struct {
		name             string
		tenant           capacity.Tenant
		calls, available string
		complete         bool
		findings         int
	}{
		{"one group of two", tenant(100, 18, group("A", 10, 5, trunkGroup("T", 10, 0)), notAssigned("B")), "100 | 10 | 90", "18 | 5 | 13", true, 1},
		{"every group", tenant(100, 18, notAssigned("A"), notAssigned("B")), "100 | 0 | 100", "18 | 0 | 18", true, 1},
		{"readings left over do not count", tenant(20, 4, stale), "20 | 0 | 20", "4 | 0 | 4", true, 1},
		{"an unanswered list is not an empty one", tenant(20, 4, capacity.Group{ID: "B", Assignment: capacity.NotAssigned}), "20 | 0 | 20", "4 | 0 | 4", false, 1},
		{"a tenant and its groups have nothing to give", bare(notAssigned("A"), notAssigned("B")), "0 | 0 | 0", "0 | 0 | 0", true, 0},
		{"the tenant, whose group has calls all the same", bare(group("A", 10, 0)), "0 | 10 | -10", "0 | 5 | -5", true, 3},
		{"not read is not that", capacity.Tenant{ID: "foo", GroupsListed: true, Groups: []capacity.Group{{ID: "A"}}}, "not read | at least 0, 0 of 1 read | not read", "not read | at least 0, 0 of 1 read | not read", false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := capacity.Analyze(tt.tenant)
			hasFigures(t, "calls", b.Calls, tt.calls)
			hasFigures(t, "bursting available", b.BurstingAvailable, tt.available)
			first := b.Groups[0]
			if b.Complete != tt.complete || first.Complete != tt.complete || first.Calls.Difference.IsKnown() != tt.complete {
				t.Errorf("complete %v, group %+v", b.Complete, first)
			}
			if len(b.Findings) != tt.findings {
				t.Errorf("findings %q", lines(b.Findings))
			}
		})
	}
}

func TestAnalyzeUnlimited(t *testing.T) {
	in := sample()
	in.MaxActiveCalls = unlimited()
	in.Groups[0].BurstingMaxActiveCalls = unlimited()
	in.Groups[1].BurstingMaxAvailableActiveCalls = unlimited()
	b := capacity.Analyze(in)
	hasFigures(t, "calls", b.Calls, "unlimited | 114 | unlimited")
	hasFigures(t, "bursting available", b.BurstingAvailable, "18 | unlimited | -unlim")
	hasFigures(t, "bursting allocated", b.BurstingAllocated, "18 | unlimited | -unlim")
	hasFigures(t, "group bursting", b.Groups[0].Bursting, "unlimited | 0 | unlimited")
	if !b.Complete {
		t.Error("unlimited passes for not read")
	}
}

func TestAnalyzeLeavesItsInputAlone(t *testing.T) {
	in, before := sample(), sample()
	first := capacity.Analyze(in)
	if !reflect.DeepEqual(in, before) {
		t.Error("Analyze changed its input")
	}
	if !reflect.DeepEqual(first, capacity.Analyze(in)) {
		t.Error("the same input gave two answers")
	}
}

func BenchmarkAnalyze200x5(b *testing.B) {
	var groups []capacity.Group
	for range 200 {
		groups = append(groups, group("g", 20, 2, trunkGroup("a", 4, 0), trunkGroup("b", 4, 0), trunkGroup("c", 4, 0), trunkGroup("d", 4, 0), trunkGroup("e", 9, 0)))
	}
	in := tenant(226, 18, groups...)
	b.ReportAllocs()
	for b.Loop() {
		capacity.Analyze(in)
	}
}
