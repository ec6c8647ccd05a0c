package views

import (
	"slices"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/ui"
)

func newTestTrunkGroups(r *readings, opened *[]string) *trunkGroups {
	return newTrunkGroups(testKit(), enterprise(), apiclient.Group{ID: "GroupIDC", Name: "Group C"}, startOf[reading](r),
		func(t apiclient.Tenant, at routing.Key) ui.View {
			*opened = append(*opened, t.ID+"/"+at.GroupID+"/"+at.Name)
			return nil
		})
}

// oneGroup is the reading of one group alone, with details.
func oneGroup(g capacity.Group, details map[string]apiclient.TrunkGroup, failures ...collect.Failure) collect.Snapshot {
	s := snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, Groups: []capacity.Group{g}}, failures...)
	s.TrunkGroups = map[string]map[string]apiclient.TrunkGroup{g.ID: details}
	return s
}

func TestTrunkGroupsPictures(t *testing.T) {
	n := func(n int) *int { return &n }
	first, second, third := trunk(20, 4), trunk(11, 0), trunk(5, 0)
	first.Name, second.Name, third.Name = "Main", "Backup", "Closed"
	third.MaxIncomingCalls, third.Down = calls(0), true
	fourth := trunk(1, 0)
	fourth.Name, fourth.Down = "Down", true
	full := group("GroupIDC", "Group C", 20, 2, first, second, third, fourth)
	details := map[string]apiclient.TrunkGroup{
		"Main":   {EnableBursting: new(true), State: "Available", ActiveIncomingCalls: n(3), ActiveOutgoingCalls: n(2), MaxIncomingCalls: calls(10), MaxOutgoingCalls: calls(8), Forwarding: "unreachable: forward to +3225550100"},
		"Backup": {EnableBursting: new(false)},
		"Down":   {EnableBursting: new(false), State: "Unavailable"},
		"Closed": {EnableBursting: new(false), State: "Unavailable", MaxIncomingCalls: calls(0), ActiveIncomingCalls: n(0)},
	}
	partial := full
	partial.TrunkGroups = slices.Clone(full.TrunkGroups)
	partial.TrunkGroups[1] = capacity.TrunkGroup{Name: "Backup"}
	arriving := oneGroup(partial, map[string]apiclient.TrunkGroup{"Main": details["Main"], "Closed": details["Closed"], "Down": details["Down"]})
	arriving.Done = false
	free := group("GroupIDC", "Group C", 20, 2, capacity.TrunkGroup{Name: "Main", MaxActiveCalls: calls(3), BurstingMaxActiveCalls: noLimit()})
	free.BurstingMaxActiveCalls = noLimit()
	var strange []capacity.TrunkGroup
	strangeDetails := map[string]apiclient.TrunkGroup{}
	for _, name := range hostile() {
		strange = append(strange, capacity.TrunkGroup{Name: name, MaxActiveCalls: calls(1), BurstingMaxActiveCalls: calls(0)})
		strangeDetails[name] = apiclient.TrunkGroup{EnableBursting: new(false), State: name, Forwarding: name}
	}
	unread := group("GroupIDC", "Group C", 20, 2, first)
	unread.MaxActiveCalls = capacity.Reading{}

	for _, test := range []struct {
		name string
		run  []collect.Snapshot
	}{
		{"loading", []collect.Snapshot{{}}},
		{"read", []collect.Snapshot{oneGroup(full, details)}},
		{"figures-arriving", []collect.Snapshot{arriving}},
		{"partial-failure", []collect.Snapshot{oneGroup(partial, map[string]apiclient.TrunkGroup{"Main": details["Main"], "Closed": details["Closed"], "Down": details["Down"]},
			failure("trunk group", forbidden("read trunk group Backup"), "foo", "GroupIDC", "Backup"))}},
		{"group-capacity-failed", []collect.Snapshot{oneGroup(unread, map[string]apiclient.TrunkGroup{"Main": details["Main"]},
			failure("group capacity", serverFault("read capacity of group GroupIDC"), "foo", "GroupIDC"))}},
		{"one-row", []collect.Snapshot{oneGroup(group("GroupIDC", "", 20, 2, first), details)}},
		{"empty", []collect.Snapshot{oneGroup(group("GroupIDC", "", 20, 2), nil)}},
		{"not-assigned", []collect.Snapshot{oneGroup(capacity.Group{ID: "GroupIDC", Assignment: capacity.NotAssigned, TrunkGroupsListed: true}, nil)}},
		{"unlimited", []collect.Snapshot{oneGroup(free, map[string]apiclient.TrunkGroup{"Main": {EnableBursting: new(true)}})}},
		{"error", []collect.Snapshot{oneGroup(capacity.Group{ID: "GroupIDC"}, nil, failure("trunk groups", serverFault("list trunk groups of group GroupIDC"), "foo", "GroupIDC"))}},
		{"hostile-names", []collect.Snapshot{oneGroup(group("GroupIDC", "", 20, 2, strange...), strangeDetails)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var opened []string
			view := newTestTrunkGroups(&readings{runs: [][]collect.Snapshot{test.run}}, &opened)
			view.SetSize(80, 20)
			drain(view, view.Init(), len(test.run))
			requirePictures(t, view)
		})
	}
}

func TestTrunkGroupsOpenATrunkGroup(t *testing.T) {
	var opened []string
	view := newTestTrunkGroups(&readings{runs: [][]collect.Snapshot{{oneGroup(group("GroupIDC", "", 20, 2, trunk(1, 0), trunk(2, 0)), nil)}}}, &opened)
	shown(view, 80, 24)
	press(view, "down", "enter")
	if want := []string{"foo/GroupIDC/Trunk 2"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}

func TestBurstingIsOffOnlyWhereTheSystemSaysSo(t *testing.T) {
	for _, test := range []struct {
		what    string
		enabled *bool
		cell    string
		row     string
	}{
		{"off", new(false), "off", "bursting is off"},
		{"on", new(true), "0", "0"},
		{"not reported", nil, "0", "0"},
	} {
		detail := apiclient.TrunkGroup{EnableBursting: test.enabled, BurstingMaxActiveCalls: calls(0)}
		row := trunkGroupRow{detail: detail, read: true}
		row.BurstingMaxActiveCalls = calls(0)
		if cell := row.bursting(testKit().Theme.Glyphs); cell.Text != test.cell {
			t.Errorf("%s: the cell says %q, want %q", test.what, cell.Text, test.cell)
		}
		for _, f := range figureFields(routing.Key{}, detail) {
			if f.Name == "bursting max active calls" && f.Value != test.row {
				t.Errorf("%s: the field says %q, want %q", test.what, f.Value, test.row)
			}
		}
	}
}

func TestTrunkGroupsSortByTheLimitOfIncomingCalls(t *testing.T) {
	details := map[string]apiclient.TrunkGroup{
		"Trunk 1": {MaxIncomingCalls: calls(10), MaxOutgoingCalls: calls(2), BurstingMaxIncomingCalls: calls(100), BurstingMaxOutgoingCalls: calls(1)},
		"Trunk 2": {MaxOutgoingCalls: calls(1)},
		"Trunk 3": {MaxIncomingCalls: calls(9), MaxOutgoingCalls: calls(3), BurstingMaxIncomingCalls: calls(20), BurstingMaxOutgoingCalls: calls(1)},
		"Trunk 4": {MaxIncomingCalls: noLimit(), MaxOutgoingCalls: calls(3), BurstingMaxIncomingCalls: calls(3), BurstingMaxOutgoingCalls: calls(1)},
	}
	for columns, want := range map[int][]string{
		5: {"Trunk 3", "Trunk 1", "Trunk 4", "Trunk 2"}, // IN/OUT
		6: {"Trunk 4", "Trunk 3", "Trunk 1", "Trunk 2"}, // BURST IN/OUT
	} {
		var opened []string
		view := newTestTrunkGroups(&readings{runs: [][]collect.Snapshot{{oneGroup(group("GroupIDC", "", 20, 2, trunk(1, 0), trunk(1, 0), trunk(1, 0), trunk(1, 0)), details)}}}, &opened)
		shown(view, 120, 40)
		press(view, "s")
		for range columns + 1 {
			press(view, "down")
		}
		press(view, "enter")
		var got []string
		for _, row := range view.table.Visible() {
			got = append(got, row.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("by column %d: %v, want %v", columns, got, want)
		}
	}
}

func TestTrunkGroupsALateAnswerAfterCloseChangesNothing(t *testing.T) {
	var opened []string
	view := newTestTrunkGroups(&readings{runs: [][]collect.Snapshot{{oneGroup(group("GroupIDC", "", 20, 2), nil)}}}, &opened)
	view.SetSize(80, 20)
	answer := view.Init()()
	view.Close()
	view.Update(answer)
	requireContains(t, view.View(), "loading trunk groups of group GroupIDC...")
}
