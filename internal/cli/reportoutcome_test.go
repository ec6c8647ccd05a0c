package cli

import (
	"path/filepath"
	"testing"

	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/report"
)

// overTenant is a tenant with a group whose trunk groups hold so many calls of 20.
func overTenant(allocated int) capacity.Breakdown {
	calls := func(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }
	return capacity.Analyze(capacity.Tenant{
		ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: calls(50), BurstingMaxActiveCalls: calls(0), GroupsListed: true,
		Groups: []capacity.Group{{
			ID: "g", Assignment: capacity.Assigned, MaxActiveCalls: calls(20), MaxAvailableActiveCalls: calls(50),
			BurstingMaxActiveCalls: calls(0), BurstingMaxAvailableActiveCalls: calls(0), TrunkGroupsListed: true,
			TrunkGroups: []capacity.TrunkGroup{{Name: "t", MaxActiveCalls: calls(allocated), BurstingMaxActiveCalls: calls(0)}},
		}},
	})
}

func TestAKnownFindingDoesNotFailAReportUntilItGetsWorse(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	before := overTenant(31)
	mark := func(host string) {
		t.Helper()
		if _, err := (hotspots.Marks{Dir: dir, Host: host}).Set(hotspots.Findings(before)[0], "meant", "anna"); err != nil {
			t.Fatal(err)
		}
	}
	c := &connection{}
	c.Settings.URL = "https://pbx.example.net"
	p := Program{State: dir}
	over := func(b capacity.Breakdown) bool {
		t.Helper()
		var o outcome
		o.threshold = capacity.Over
		o.add(report.Tenant{Breakdown: b}, nil, p.readKnown(c))
		return o.reached
	}
	mark("other.example.net")
	if !over(before) {
		t.Error("a mark of another host counts here")
	}
	mark("pbx.example.net")
	if over(before) {
		t.Error("what is known fails the report")
	}
	if over(overTenant(30)) {
		t.Error("what is known and got better fails the report")
	}
	if !over(overTenant(32)) {
		t.Error("it got worse and fails no report")
	}
}
