package browse

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

func newTestTrunkGroups(r *viewtest.Collections, opened *[]string) *trunkGroups {
	scope := Scope{Tenant: viewtest.Enterprise(), Group: apiclient.Group{ID: "GroupIDC", Name: "Group C"}, Collect: viewtest.StartOf[Collection](r)}
	return NewTrunkGroups(viewtest.Kit(), testLinks(opened), scope).(*trunkGroups)
}

func TestTrunkGroupsPreferWhatIsVisible(t *testing.T) {
	many := viewtest.Group("GroupIDC", "Group C", 20, 2)
	for i := range 100 {
		many.TrunkGroups = append(many.TrunkGroups, capacity.TrunkGroup{Name: fmt.Sprintf("t%03d", i)})
	}
	arriving := viewtest.OneGroup(many, nil)
	arriving.Done = false
	r := viewtest.Reads(arriving)
	view := newTestTrunkGroups(r, nil)
	view.SetSize(80, 20)
	drain(view, view.Init(), 1)
	for _, test := range []struct {
		key         string
		first, last string
	}{{"", "t000", "t016"}, {"G", "t083", "t099"}, {"g", "t000", "t016"}} {
		if test.key != "" {
			view.Update(viewtest.Key(test.key))
		}
		at := len(r.Started[0].Preferred) - 1
		viewtest.RequireEqual(t, "group", r.Started[0].Preferred[at], []string{"GroupIDC"})
		names := r.Started[0].TrunkGroups[at]
		viewtest.RequireEqual(t, "trunk groups after "+test.key, []string{names[0], names[len(names)-1]}, []string{test.first, test.last})
	}
}

func TestTrunkGroupsPictures(t *testing.T) {
	n := func(n int) *int { return &n }
	first, second, third := viewtest.Trunk(20, 4), viewtest.Trunk(11, 0), viewtest.Trunk(5, 0)
	first.Name, second.Name, third.Name = "Main", "Backup", "Closed"
	third.MaxIncomingCalls, third.Down = viewtest.Calls(0), true
	fourth := viewtest.Trunk(1, 0)
	fourth.Name, fourth.Down = "Down", true
	full := viewtest.Group("GroupIDC", "Group C", 20, 2, first, second, third, fourth)
	details := map[string]apiclient.TrunkGroup{
		"Main":   {EnableBursting: new(true), State: "Available", ActiveIncomingCalls: n(3), ActiveOutgoingCalls: n(2), MaxIncomingCalls: viewtest.Calls(10), MaxOutgoingCalls: viewtest.Calls(8), Forwarding: "unreachable: forward to +3225550100"},
		"Backup": {EnableBursting: new(false)},
		"Down":   {EnableBursting: new(false), State: "Unavailable"},
		"Closed": {EnableBursting: new(false), State: "Unavailable", MaxIncomingCalls: viewtest.Calls(0), ActiveIncomingCalls: n(0)},
	}
	partial := full
	partial.TrunkGroups = slices.Clone(full.TrunkGroups)
	partial.TrunkGroups[1] = capacity.TrunkGroup{Name: "Backup"}
	arriving := viewtest.OneGroup(partial, map[string]apiclient.TrunkGroup{"Main": details["Main"], "Closed": details["Closed"], "Down": details["Down"]})
	arriving.Done = false
	free := viewtest.Group("GroupIDC", "Group C", 20, 2, capacity.TrunkGroup{Name: "Main", MaxActiveCalls: viewtest.Calls(3), BurstingMaxActiveCalls: viewtest.NoLimit()})
	free.BurstingMaxActiveCalls = viewtest.NoLimit()
	var strange []capacity.TrunkGroup
	strangeDetails := map[string]apiclient.TrunkGroup{}
	for _, name := range viewtest.Hostile() {
		strange = append(strange, capacity.TrunkGroup{Name: name, MaxActiveCalls: viewtest.Calls(1), BurstingMaxActiveCalls: viewtest.Calls(0)})
		strangeDetails[name] = apiclient.TrunkGroup{EnableBursting: new(false), State: name, Forwarding: name}
	}
	unread := viewtest.Group("GroupIDC", "Group C", 20, 2, first)
	unread.MaxActiveCalls = capacity.Reading{}

	for _, test := range []struct {
		name string
		run  []collect.Snapshot
	}{
		{"loading", []collect.Snapshot{{}}},
		{"read", []collect.Snapshot{viewtest.OneGroup(full, details)}},
		{"figures-arriving", []collect.Snapshot{arriving}},
		{"partial-failure", []collect.Snapshot{viewtest.OneGroup(partial, map[string]apiclient.TrunkGroup{"Main": details["Main"], "Closed": details["Closed"], "Down": details["Down"]},
			viewtest.Failure("trunk group", viewtest.Forbidden("read trunk group Backup"), "foo", "GroupIDC", "Backup"))}},
		{"group-capacity-failed", []collect.Snapshot{viewtest.OneGroup(unread, map[string]apiclient.TrunkGroup{"Main": details["Main"]},
			viewtest.Failure("group capacity", viewtest.ServerFault("read capacity of group GroupIDC"), "foo", "GroupIDC"))}},
		{"one-row", []collect.Snapshot{viewtest.OneGroup(viewtest.Group("GroupIDC", "", 20, 2, first), details)}},
		{"empty", []collect.Snapshot{viewtest.OneGroup(viewtest.Group("GroupIDC", "", 20, 2), nil)}},
		{"not-assigned", []collect.Snapshot{viewtest.OneGroup(capacity.Group{ID: "GroupIDC", Assignment: capacity.NotAssigned, TrunkGroupsListed: true}, nil)}},
		{"unlimited", []collect.Snapshot{viewtest.OneGroup(free, map[string]apiclient.TrunkGroup{"Main": {EnableBursting: new(true)}})}},
		{"error", []collect.Snapshot{viewtest.OneGroup(capacity.Group{ID: "GroupIDC"}, nil, viewtest.Failure("trunk groups", viewtest.ServerFault("list trunk groups of group GroupIDC"), "foo", "GroupIDC"))}},
		{"hostile-names", []collect.Snapshot{viewtest.OneGroup(viewtest.Group("GroupIDC", "", 20, 2, strange...), strangeDetails)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := newTestTrunkGroups(viewtest.Reads(test.run...), nil)
			view.SetSize(80, 20)
			drain(view, view.Init(), len(test.run))
			viewtest.RequirePictures(t, view)
		})
	}
}

// With more trunk groups than lines they are counted once.
func TestTrunkGroupsAreCountedOnce(t *testing.T) {
	var all []capacity.TrunkGroup
	details := map[string]apiclient.TrunkGroup{}
	for i := range 40 {
		trunk := viewtest.Trunk(5, 0)
		trunk.Name = fmt.Sprintf("tg-%02d", i)
		all, details[trunk.Name] = append(all, trunk), apiclient.TrunkGroup{State: "Available"}
	}
	view := newTestTrunkGroups(viewtest.Reads(viewtest.OneGroup(viewtest.Group("GroupIDC", "", 400, 2, all...), details)), nil)
	view.SetSize(120, 30)
	drain(view, view.Init(), 1)
	if text := view.View(); strings.Count(text, "40") != 2 { // the limit of the group, and of how many
		t.Errorf("40 is told %d times:\n%s", strings.Count(text, "40"), text)
	}
}

func TestTrunkGroupsOpenATrunkGroup(t *testing.T) {
	var opened []string
	view := viewtest.Shown(newTestTrunkGroups(viewtest.Reads(viewtest.OneGroup(viewtest.Group("GroupIDC", "", 20, 2, viewtest.Trunk(1, 0), viewtest.Trunk(2, 0)), nil)), &opened))
	viewtest.Press(view, "down", "enter")
	viewtest.RequireEqual(t, "opened", opened, []string{"foo/GroupIDC/Trunk 2"})
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
		detail := apiclient.TrunkGroup{EnableBursting: test.enabled, BurstingMaxActiveCalls: viewtest.Calls(0)}
		row := trunkGroupRow{detail: detail, read: true}
		row.BurstingMaxActiveCalls = viewtest.Calls(0)
		viewtest.RequireEqual(t, test.what+" in the cell", row.bursting(viewtest.Kit().Theme.Glyphs).Text, test.cell)
		field := apiclient.Field{Name: "bursting max active calls", Value: test.row}
		viewtest.RequireEqual(t, test.what+" in the field", figureFields(routing.Key{}, detail)[3], field)
	}
}

func TestTrunkGroupsSortByTheLimitOfIncomingCalls(t *testing.T) {
	details := map[string]apiclient.TrunkGroup{
		"Trunk 1": {MaxIncomingCalls: viewtest.Calls(10), MaxOutgoingCalls: viewtest.Calls(2), BurstingMaxIncomingCalls: viewtest.Calls(100), BurstingMaxOutgoingCalls: viewtest.Calls(1)},
		"Trunk 2": {MaxOutgoingCalls: viewtest.Calls(1)},
		"Trunk 3": {MaxIncomingCalls: viewtest.Calls(9), MaxOutgoingCalls: viewtest.Calls(3), BurstingMaxIncomingCalls: viewtest.Calls(20), BurstingMaxOutgoingCalls: viewtest.Calls(1)},
		"Trunk 4": {MaxIncomingCalls: viewtest.NoLimit(), MaxOutgoingCalls: viewtest.Calls(3), BurstingMaxIncomingCalls: viewtest.Calls(3), BurstingMaxOutgoingCalls: viewtest.Calls(1)},
	}
	for columns, want := range map[int][]string{
		7: {"Trunk 3", "Trunk 1", "Trunk 4", "Trunk 2"}, // IN/OUT
		8: {"Trunk 4", "Trunk 3", "Trunk 1", "Trunk 2"}, // BURST IN/OUT
	} {
		view := newTestTrunkGroups(viewtest.Reads(viewtest.OneGroup(viewtest.Group("GroupIDC", "", 20, 2, viewtest.Trunk(1, 0), viewtest.Trunk(1, 0), viewtest.Trunk(1, 0), viewtest.Trunk(1, 0)), details)), nil)
		viewtest.Show(view, 120, 40)
		viewtest.Press(view, append(append([]string{"s"}, slices.Repeat([]string{"down"}, columns+1)...), "enter")...)
		var got []string
		for _, row := range view.table.Visible() {
			got = append(got, row.Name)
		}
		viewtest.RequireEqual(t, fmt.Sprint("by column ", columns), got, want)
	}
}

func TestTrunkGroupsALateAnswerAfterCloseChangesNothing(t *testing.T) {
	view := newTestTrunkGroups(viewtest.Reads(viewtest.OneGroup(viewtest.Group("GroupIDC", "", 20, 2), nil)), nil)
	view.SetSize(80, 20)
	answer := view.Init()()
	view.Close()
	view.Update(answer)
	viewtest.RequireContains(t, view.View(), "Reading trunk groups of group GroupIDC")
}
