package hotspots

import (
	"encoding/json"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// What was seen of a trunk group stays until something is read that contradicts it.
func TestWhatWasDownStaysUntilItIsContradicted(t *testing.T) {
	t.Parallel()
	limits := capacity.TrunkGroup{Name: "t", MaxActiveCalls: capacity.Read(capacity.Must(1))}
	unread := limits
	unread.StateUnread = true
	group := func(listed bool, of ...capacity.TrunkGroup) capacity.Tenant {
		g := capacity.Group{ID: "g", Assignment: capacity.Assigned, TrunkGroupsListed: listed, TrunkGroups: of}
		return capacity.Tenant{ID: "foo", GroupsListed: true, Groups: []capacity.Group{g}}
	}
	up := &apiclient.TrunkGroup{State: "Available"}
	for what, test := range map[string]struct {
		tenant capacity.Tenant
		detail *apiclient.TrunkGroup // read by a request of its own
		stays  bool
	}{
		"its state was not read":        {group(true, unread), nil, true},
		"its detail tells no state":     {group(true, limits), &apiclient.TrunkGroup{}, true},
		"its request failed":            {group(true, capacity.TrunkGroup{Name: "t"}), nil, true},
		"its list failed":               {group(false), nil, true},
		"the groups could not be read":  {capacity.Tenant{ID: "foo"}, nil, true},
		"it is up":                      {group(true, limits), up, false},
		"it is up, and has no limit":    {group(true, capacity.TrunkGroup{Name: "t"}), up, false},
		"a report says that it is up":   {group(true, limits), nil, false},
		"it is gone":                    {group(true), nil, false},
		"its group is gone":             {capacity.Tenant{ID: "foo", GroupsListed: true}, nil, false},
		"its group has no trunking now": {capacity.Tenant{ID: "foo", GroupsListed: true, Groups: []capacity.Group{{ID: "g", Assignment: capacity.NotAssigned, TrunkGroupsListed: true}}}, nil, false},
	} {
		seen := time.Unix(1000, 0)
		down := limits
		down.Down = true
		former := newRecord(collect.Result{Snapshot: collect.Snapshot{Breakdown: capacity.Analyze(group(true, down)), Oldest: seen}}, record{}, 0)
		now := collect.Snapshot{Breakdown: capacity.Analyze(test.tenant), Oldest: seen.Add(time.Hour)}
		if test.detail != nil {
			now.TrunkGroups = map[string]map[string]apiclient.TrunkGroup{"g": {"t": *test.detail}}
		}
		var found []Finding
		for _, f := range newRecord(collect.Result{Snapshot: now}, former, 0).Findings {
			if f.Code == capacity.Down {
				found = append(found, f)
			}
		}
		if (len(found) == 1) != test.stays || test.stays && !found[0].SeenAt.Equal(seen) {
			t.Errorf("%s: %+v", what, found)
		}
		former.Tenant.ID = "foo" // what a screen reads of the tenant itself says the same
		if shown := newListing([]record{former}, nil).ReadingOf(now); (len(shown.Findings) == 1) != test.stays {
			t.Errorf("%s, on a screen: %+v", what, shown.Findings)
		}
	}
}

// A finding keeps when it was found first for as long as every reading finds it, also through a file,
// and a record from before that was kept is as old as it says.
func TestAFindingKeepsWhenItWasFirstSeen(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return time.Unix(1000, 0).Add(time.Duration(hour) * time.Hour).UTC() }
	read := func(limit, hour int, former record) record {
		calls := capacity.Read(capacity.Must(20))
		tenant := capacity.Tenant{ID: "foo", MaxActiveCalls: capacity.Read(capacity.Must(limit)), GroupsListed: true, Groups: []capacity.Group{{ID: "g", MaxActiveCalls: calls, TrunkGroupsListed: true}}}
		next := newRecord(collect.Result{Snapshot: collect.Snapshot{Breakdown: capacity.Analyze(tenant), Oldest: at(hour)}}, former, 0)
		next.Tenant.ID = "foo"
		text, err := json.Marshal(next)
		noErr(t, err)
		var kept record
		noErr(t, json.Unmarshal(text, &kept))
		return kept
	}
	first := func(r record) time.Time {
		t.Helper()
		if len(r.Findings) != 1 {
			t.Fatalf("%+v", r.Findings)
		}
		return r.Findings[0].FirstAt
	}
	one := read(10, 1, record{})
	two := read(5, 2, one) // worse, and the same
	if !first(one).Equal(at(1)) || !first(two).Equal(at(1)) {
		t.Errorf("first seen %s, then %s", first(one), first(two))
	}
	if again := read(10, 4, read(20, 3, two)); !first(again).Equal(at(4)) {
		t.Errorf("it was mended in between, and is first seen %s", first(again))
	}
	two.Findings[0].FirstAt = time.Time{}
	if next := read(10, 5, two); !first(next).Equal(at(2)) {
		t.Errorf("a record without it: %s", first(next))
	}
}

func TestWhyATenantIsNotWhollyReadIsSaidInWords(t *testing.T) {
	t.Parallel()
	gaps := func(what string, path ...string) []gap { return []gap{{Path: path, What: what, Text: "no answer"}} }
	for _, test := range []struct {
		record record
		want   string
	}{
		{record{}, ""},
		{record{Failed: "no answer"}, "no answer"},
		{record{Short: true}, "the server did not report every figure"},
		{record{Gaps: gaps("tenant capacity", "foo"), GapCount: 1}, "tenant capacity not read: no answer"},
		{record{Gaps: gaps("group capacity", "foo", "g"), GapCount: 2}, "group capacity of g not read: no answer; and 1 more failure"},
		{record{Gaps: gaps("trunk group", "foo", "g", "t"), GapCount: 40}, "trunk group g / t not read: no answer; and 39 more failures"},
	} {
		if got := test.record.why(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
