package hotspots

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"banyan/capacity"
)

func TestTheFiguresOfATenantGoThroughAFile(t *testing.T) {
	calls := func(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }
	group := func(own capacity.Reading, given ...int) capacity.Group {
		g := capacity.Group{Assignment: capacity.Assigned, MaxActiveCalls: own, BurstingMaxActiveCalls: calls(1), TrunkGroupsListed: true}
		for i, n := range given {
			g.TrunkGroups = append(g.TrunkGroups, capacity.TrunkGroup{Name: fmt.Sprint(i), MaxActiveCalls: calls(n)})
		}
		return g
	}
	absent := capacity.Group{Assignment: capacity.NotAssigned, TrunkGroupsListed: true}
	full := []capacity.Group{group(calls(100), 89), group(calls(100), 90), group(calls(100), 100), group(calls(100), 101), group(capacity.Read(capacity.Unlimited()), 5), absent}
	for name, tenant := range map[string]capacity.Tenant{
		"whole":        {MaxActiveCalls: calls(226), BurstingMaxActiveCalls: calls(18), GroupsListed: true, Groups: full[:4]},
		"over":         {MaxActiveCalls: calls(10), BurstingMaxActiveCalls: calls(0), GroupsListed: true, Groups: full[:2]},
		"unlimited":    {MaxActiveCalls: capacity.Read(capacity.Unlimited()), BurstingMaxActiveCalls: calls(0), GroupsListed: true, Groups: full},
		"without any":  {MaxActiveCalls: calls(60), BurstingMaxActiveCalls: calls(10), GroupsListed: true},
		"partly":       {MaxActiveCalls: calls(500), GroupsListed: true, Groups: append([]capacity.Group{group(capacity.Reading{}, 7), {}}, full[:2]...)},
		"not listed":   {MaxActiveCalls: calls(500)},
		"nothing read": {GroupsListed: true, Groups: []capacity.Group{{}, {}}},
		"not assigned": {Assignment: capacity.NotAssigned, GroupsListed: true, Groups: []capacity.Group{absent}},
	} {
		t.Run(name, func(t *testing.T) {
			b := capacity.Analyze(tenant)
			kept := levels(tenant)
			text, err := json.Marshal(record{Findings: Findings(b), Levels: &kept, At: time.Unix(1, 0)})
			if err != nil {
				t.Fatal(err)
			}
			var read record
			if err := json.Unmarshal(text, &read); err != nil {
				t.Fatal(err)
			}
			got, want := read.revived().reading(nil), ReadingOf(b, time.Unix(1, 0))
			for _, pair := range [][2]any{
				{got.Calls.Own, want.Calls.Own},
				{got.Calls.Difference, want.Calls.Difference},
				{got.Bursting.Difference, want.Bursting.Difference},
				{got.Calls.Allocated.String(), want.Calls.Allocated.String()},
				{got.Bursting.Allocated.String(), want.Bursting.Allocated.String()},
				{got.Groups, want.Groups},
				{got.Absent, want.Absent},
				{got.Known, true},
				{len(got.Findings), len(want.Findings)},
			} {
				if pair[0] != pair[1] {
					t.Errorf("read back %v, want %v, of\n%s", pair[0], pair[1], text)
				}
			}
		})
	}
	if got, want := tally(capacity.Analyze(capacity.Tenant{Groups: append(full, capacity.Group{})}).Groups), (Tally{7, 2, 2, 1, 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestReadingsLeaveOutWhatIsKnown(t *testing.T) {
	f := Finding{Finding: capacity.Finding{Severity: capacity.Over, Code: capacity.CallsOver, Path: []string{"t", "g"}, Ratio: 2}}
	other := f
	other.Path = []string{"t", "h"}
	r := record{Findings: []Finding{f, other}}
	shown := newListing([]record{r}, Known{f.Key(): Mark{Finding: f, Note: "meant"}}).Readings[""]
	if len(shown.Findings) != 1 || shown.Findings[0].Path[1] != "h" || len(r.Findings) != 2 || shown.Known {
		t.Errorf("%+v", shown)
	}
}
