package browse

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func newTestBreakdown(kit ui.Kit, r *viewtest.Collections, opened *[]string) *breakdown {
	return NewCapacity(kit, testLinks(opened), Scope{Tenant: viewtest.Provider(), Collect: viewtest.StartOf[Collection](r)}).(*breakdown)
}

func TestCapacityPictures(t *testing.T) {
	free := viewtest.Sample()
	free.MaxActiveCalls = viewtest.NoLimit()
	free.Groups[0].TrunkGroups[0].MaxActiveCalls = viewtest.NoLimit()
	over := viewtest.Sample()
	over.MaxActiveCalls, over.BurstingMaxActiveCalls = viewtest.Calls(100), viewtest.Calls(4)
	over.Groups[3] = viewtest.Group("GroupIDE", "Group E", 45, 3, viewtest.Trunk(9, 0))
	none := capacity.Tenant{ID: "foo", Assignment: capacity.NotAssigned, GroupsListed: true, Groups: []capacity.Group{
		{ID: "a", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
	}}
	strange := capacity.Tenant{ID: viewtest.Hostile()[0], GroupsListed: true}
	for _, name := range viewtest.Hostile() {
		below := viewtest.Trunk(12, 0)
		below.Name = name
		strange.Groups = append(strange.Groups, viewtest.Group(name, name, 10, 0, below))
	}
	for _, test := range []struct {
		name string
		run  []collect.Snapshot
	}{
		{"loading", []collect.Snapshot{{}}},
		{"figures-arriving", []collect.Snapshot{viewtest.Listed(viewtest.Sample()), {Breakdown: capacity.Analyze(viewtest.Sample()), At: viewtest.ReadAt()}}},
		{"read", []collect.Snapshot{viewtest.Snapshot(over)}},
		{"partial-failure", []collect.Snapshot{viewtest.Snapshot(viewtest.Sample(), viewtest.Failure("trunk group", viewtest.ServerFault("read trunk group Trunk 4"), "ServiceProviderID", "GroupIDE", "Trunk 4"),
			viewtest.Failure("tenant capacity", viewtest.Forbidden("read capacity"), "ServiceProviderID"))}},
		{"empty", []collect.Snapshot{viewtest.Snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(5), BurstingMaxActiveCalls: viewtest.Calls(0), GroupsListed: true})}},
		{"error", []collect.Snapshot{viewtest.Snapshot(capacity.Tenant{ID: "foo"}, viewtest.Failure("groups", viewtest.ServerFault("list groups of tenant foo"), "foo"))}},
		{"not-assigned", []collect.Snapshot{viewtest.Snapshot(none)}},
		{"unlimited", []collect.Snapshot{viewtest.Snapshot(free)}},
		{"hostile-names", []collect.Snapshot{viewtest.Snapshot(strange)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := newTestBreakdown(viewtest.Kit(), viewtest.Reads(test.run...), nil)
			view.SetSize(80, 20)
			drain(view, view.Init(), len(test.run))
			if test.name != "error" && test.name != "loading" {
				viewtest.Press(view, "down", "enter")
			}
			viewtest.RequirePictures(t, view)
		})
	}
}

func TestCapacitySaysWhatItsFiguresAreNot(t *testing.T) {
	view := newTestBreakdown(viewtest.Kit(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), nil)
	viewtest.Show(view, 60, 16)
	viewtest.RequireContains(t, view.View(), "not live calls")
	view.SetSize(80, 20)
	viewtest.RequireContains(t, view.View(), "Configured limits, not live calls. Enterprise trunks are not in these sums.")
}

func TestCapacityOpensTrunkGroups(t *testing.T) {
	var opened []string
	view := viewtest.Shown(newTestBreakdown(viewtest.Kit(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), &opened))
	viewtest.Press(view, "down", "enter", "down", "down", "enter")
	viewtest.RequireEqual(t, "opened", opened, []string{"ServiceProviderID/GroupIDC/Trunk 2"})
}

func TestCapacityPrefersTheGroupsInView(t *testing.T) {
	many := capacity.Tenant{ID: "foo", GroupsListed: true}
	for i := range 60 {
		many.Groups = append(many.Groups, viewtest.Group(fmt.Sprintf("g%03d", i), "", 1, 0, viewtest.Trunk(1, 0), viewtest.Trunk(1, 0)))
	}
	r := &viewtest.Collections{Runs: [][]collect.Snapshot{{viewtest.Listed(many), {Breakdown: capacity.Analyze(many)}}}}
	view := newTestBreakdown(viewtest.Kit(), r, nil)
	view.SetSize(80, 20)
	cmd := drain(view, view.Init(), 1)
	preferred := func() []string { return r.Started[0].Preferred[len(r.Started[0].Preferred)-1] }
	if got := preferred(); len(got) == 0 || got[0] != "g000" || len(got) > 20 {
		t.Fatalf("first preferred %v", got)
	}
	drain(view, cmd, 1)
	view.Update(viewtest.Key("G"))
	viewtest.RequireEqual(t, "last preferred at the bottom", preferred()[len(preferred())-1], "g059")
	view.Update(viewtest.Key("enter"))
	view.Update(viewtest.Key("down"))
	if got := preferred(); got[len(got)-1] != "g059" || slices.Contains(got, "") {
		t.Errorf("unfolded preferred %v", got)
	}
	ids := slices.Sorted(slices.Values(preferred()))
	viewtest.RequireEqual(t, "preferred once", ids, slices.Compact(slices.Clone(ids)))
}

func TestCapacityMarksNegativeNumbersOfEveryLevel(t *testing.T) {
	over := viewtest.Sample()
	over.MaxActiveCalls = viewtest.Calls(100)
	view := newTestBreakdown(viewtest.TaggedKit(), viewtest.Reads(viewtest.Snapshot(over)), nil)
	viewtest.Show(view, 120, 40)
	viewtest.RequireContains(t, view.View(), "<over>-14</> <over>▲ OVER</>", "<over>-11</>", "<over>▲ OVER+BURST</>", "<notice>-2</> <notice>! NEGATIVE: groups may take more than the tenant has</>")
	lines := strings.Split(view.View(), "\n")
	tenantRow := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "▾ ServiceProviderID") })
	viewtest.RequireContains(t, lines[tenantRow], "<over>-14</>", "<over>▲ OVER</>")
}

func TestCapacityShowsRatiosOnASmallScreen(t *testing.T) {
	worst := viewtest.Sample()
	worst.Groups[0].Name = "a long name that may go first"
	worst.Groups[0].TrunkGroups = slices.Clone(worst.Groups[0].TrunkGroups)
	worst.Groups[0].TrunkGroups[0].MaxIncomingCalls, worst.Groups[0].TrunkGroups[0].Down = viewtest.Calls(0), true
	view := viewtest.Shown(newTestBreakdown(viewtest.Kit(), viewtest.Reads(viewtest.Snapshot(worst)), nil))
	viewtest.RequireContains(t, view.Info().Summary.Whole(), "! BURST AVAIL 20/18 -2")
	viewtest.RequireContains(t, view.View(), "ALLOC/MAX DIFF  BURST BDIFF  FINDING", "31/20   -11   4/2     -2  ■ BLOCKED +3")
	viewtest.Press(view, "down")
	viewtest.RequireContains(t, viewtest.StatusOf(view.Info()), "■ Trunk 1 BLOCKED", "▲ OVER 11 calls x1.6")
	view.SetSize(120, 36)
	viewtest.RequireContains(t, view.View(), "ALLOC/MAX DIFF  RATIO  BURST BDIFF  FINDING", "31/20   -11   x1.6   4/2     -2")
	view.SetSize(80, 20)
	viewtest.RequireContains(t, view.View(), "■ BLOCKED +3")
}

func TestCapacityOfAGroupWithoutTrunkGroupsOpensNothing(t *testing.T) {
	var opened []string
	view := viewtest.Shown(newTestBreakdown(viewtest.Kit(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), &opened))
	viewtest.Press(view, "G", "enter")
	viewtest.RequireContains(t, view.View(), "▸ └╴  GroupIDD")
	viewtest.RequireEqual(t, "opened", opened, nil)
}

func TestCapacityKeepsWhatIsUnfoldedAndSelectedWhenReadAgain(t *testing.T) {
	later := viewtest.Sample()
	later.Groups = append([]capacity.Group{viewtest.Group("GroupID0", "", 1, 0)}, later.Groups...)
	view := viewtest.Shown(newTestBreakdown(viewtest.Kit(), &viewtest.Collections{Runs: [][]collect.Snapshot{{viewtest.Snapshot(viewtest.Sample())}, {viewtest.Listed(later), viewtest.Snapshot(later)}}}, nil))
	viewtest.Press(view, "down", "enter", "down", "down")
	viewtest.RequireContains(t, view.View(), "▸ │   └╴Trunk 2")
	viewtest.Press(view, "r")
	viewtest.RequireContains(t, view.View(), "GroupID0", "▸ │   └╴Trunk 2", "│   ├╴Trunk 1")
}

func TestACeilingToldToEachGroupIsNoFinding(t *testing.T) {
	ceiling := viewtest.Sample()
	ceiling.Groups = slices.Clone(ceiling.Groups)
	for i := range ceiling.Groups {
		ceiling.Groups[i].BurstingMaxAvailableActiveCalls = viewtest.Calls(18)
	}
	view := newTestBreakdown(viewtest.TaggedKit(), viewtest.Reads(viewtest.Snapshot(ceiling)), nil)
	viewtest.Show(view, 120, 40)
	viewtest.RequireContains(t, view.View(), "<notice>72</>/18   <notice>-54</> <notice>! ceiling: each group may take all that the tenant has</>")
	view.SetSize(80, 20)
	viewtest.RequireEqual(t, "line 2", view.Info().Summary, ui.Cell{})
	if text := strings.Join(view.CopyText(), "\n"); strings.Contains(text, "BURST AVAIL") || !strings.Contains(text, "ceiling") {
		t.Error(text)
	}
}

func TestWhatWillNotComeAnyMoreIsToldFromWhatMay(t *testing.T) {
	arriving := viewtest.Snapshot(viewtest.Sample())
	arriving.Done = false
	for name, test := range map[string]struct {
		read               collect.Snapshot
		want, list, status string
	}{
		"while reading": {arriving, "… 3 of 7 read", "… 3 of 7 read", "BURST AVAILABLE -2: groups may take 20 of 18"},
		"at the end":    {viewtest.Snapshot(viewtest.Sample()), "? 3 of 7 read", "? incomplete", "1 of 5 groups not read: GroupIDE; r reads again"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := newTestBreakdown(viewtest.Kit(), viewtest.Reads(test.read), nil)
			list := newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(test.read), nil)
			for _, view := range []ui.View{tree, list} {
				view.SetSize(80, 20)
				drain(view, view.Init(), 1)
			}
			viewtest.RequireContains(t, tree.View(), test.want, "≥27/45")
			viewtest.RequireContains(t, list.View(), test.list, "≥27/45    ?   ≥0/3     ?")
			viewtest.RequireContains(t, tree.Info().Status.Whole()+"\n", test.status+"\n")
		})
	}
}

// Groups start folded, and a filter shows what it found below them all the same, with the row above.
func TestAMatchInAFoldedGroupIsShown(t *testing.T) {
	view := newTestBreakdown(viewtest.Kit(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), nil)
	viewtest.Show(view, 80, 20)
	if strings.Contains(view.View(), "Trunk 4") {
		t.Fatalf("it is not folded:\n%s", view.View())
	}
	viewtest.Press(view, "/", "T", "r", "u", "n", "k", " ", "4")
	viewtest.RequireContains(t, view.View(), "GroupIDE", "Trunk 4")
	if strings.Contains(view.View(), "GroupIDC") {
		t.Errorf("what does not match is there too:\n%s", view.View())
	}
	viewtest.Press(view, "enter")
	viewtest.RequireContains(t, view.View(), "Trunk 4")
}
