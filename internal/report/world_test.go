package report_test

import (
	"testing"
	"time"

	"banyan/capacity"
	"banyan/internal/report"
)

func noErr(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func calls(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }

func noLimit() capacity.Reading { return capacity.Read(capacity.Unlimited()) }

func at() time.Time { return time.Date(2026, 11, 22, 12, 3, 4, 5e8, time.FixedZone("CET", 3600)) }

// one is the report of one tenant as analysed.
func one(kind string, t capacity.Tenant, errors ...report.Error) report.Report {
	return report.Report{
		Head:    report.Head{GeneratedAt: at()},
		Tenants: []report.Tenant{{Type: kind, ReadAt: at().Add(-time.Minute), Breakdown: capacity.Analyze(t), Errors: errors}},
	}
}

func trunkGroups(limits ...int) []capacity.TrunkGroup {
	var list []capacity.TrunkGroup
	for i, n := range limits {
		list = append(list, capacity.TrunkGroup{Name: "Trunk " + string(rune('1'+i)), MaxActiveCalls: calls(n), BurstingMaxActiveCalls: calls(0)})
	}
	return list
}

func group(letter string, limit, available, bursting int, list []capacity.TrunkGroup) capacity.Group {
	return capacity.Group{
		ID: "GroupID" + letter, Name: "Group " + letter, Assignment: capacity.Assigned,
		MaxActiveCalls: calls(limit), MaxAvailableActiveCalls: calls(226),
		BurstingMaxActiveCalls: calls(bursting), BurstingMaxAvailableActiveCalls: calls(available),
		TrunkGroupsListed: true, TrunkGroups: list,
	}
}

// sample is the tenant of the documented sample, its groups A and B as printed
// there and completed by groups that make the rest of its sums.
func sample() capacity.Tenant {
	over := trunkGroups(20, 11, 0)
	over[0].BurstingMaxActiveCalls = calls(4)
	over[2].MaxIncomingCalls = calls(0)
	return capacity.Tenant{
		ID: "ServiceProviderID", Name: "Sample Telecom", Assignment: capacity.Assigned,
		MaxActiveCalls: calls(226), BurstingMaxActiveCalls: calls(18), GroupsListed: true,
		Groups: []capacity.Group{
			group("A", 13, 5, 2, trunkGroups(1, 1, 2)),
			group("B", 36, 5, 2, trunkGroups(1, 1, 9)),
			group("C", 20, 10, 2, over),
			{ID: "GroupIDD", Name: "Group D", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
			group("E", 45, 16, 3, trunkGroups(45)),
		},
	}
}

// partial is the sample where a group, a trunk-group list and a trunk group could
// not be read.
func partial() (capacity.Tenant, []report.Error) {
	t := sample()
	t.Groups[0].TrunkGroups[1] = capacity.TrunkGroup{Name: "Trunk 2"}
	t.Groups[1].TrunkGroupsListed, t.Groups[1].TrunkGroups = false, nil
	t.Groups[4] = capacity.Group{ID: "GroupIDE", Name: "Group E"}
	return t, []report.Error{
		{Path: []string{t.ID, "GroupIDA", "Trunk 2"}, Request: "trunk group", Status: 500, Error: "server fault"},
		{Path: []string{t.ID, "GroupIDB"}, Request: "trunk groups", Error: "no answer within 30s"},
		{Path: []string{t.ID, "GroupIDE"}, Request: "group capacity", Status: 503, Error: "unavailable"},
	}
}

// boundless is a tenant without limits, with a group that has a limit and gives
// out more than any number.
func boundless() capacity.Tenant {
	wide := group("Y", 20, 0, 5, trunkGroups(7))
	wide.BurstingMaxAvailableActiveCalls = noLimit()
	wide.TrunkGroups[0].MaxActiveCalls = noLimit()
	t := sample()
	t.ID, t.Name = "Boundless", ""
	t.MaxActiveCalls, t.BurstingMaxActiveCalls = noLimit(), noLimit()
	t.Groups = []capacity.Group{wide}
	return t
}

// hostile is a tenant whose every text tries something.
func hostile() (capacity.Tenant, []report.Error) {
	const evil = "x\x1b]0;t\x07\u009b2J\u202e\u2028\xff\U000e0041\x7f\"</script>"
	g := group("Z", 0, 0, 0, trunkGroups(7))
	g.ID, g.Name, g.TrunkGroups[0].Name = evil, evil+evil, evil
	g.TrunkGroups[0].Down, g.TrunkGroups[0].UsedBy = true, []string{evil}
	t := capacity.Tenant{
		ID: evil, Name: evil, Assignment: capacity.Assigned, MaxActiveCalls: calls(1),
		BurstingMaxActiveCalls: calls(1), GroupsListed: true, Groups: []capacity.Group{g},
	}
	return t, []report.Error{{Path: []string{evil, evil}, Request: evil, Status: 400, Error: evil + "\r\nnext"}}
}
