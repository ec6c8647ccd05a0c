package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/ui"
)

func newTestBreakdown(kit ui.Kit, r *readings, opened *[]string) *breakdown {
	return newBreakdown(kit, provider(), startOf[reading](r), func(t apiclient.Tenant, at routing.Key) ui.View {
		*opened = append(*opened, at.GroupID+"/"+at.Name)
		return nil
	})
}

func TestCapacityPictures(t *testing.T) {
	free := sample()
	free.MaxActiveCalls = noLimit()
	free.Groups[0].TrunkGroups[0].MaxActiveCalls = noLimit()
	over := sample()
	over.MaxActiveCalls, over.BurstingMaxActiveCalls = calls(100), calls(4)
	over.Groups[3] = group("GroupIDE", "Group E", 45, 3, trunk(9, 0))
	none := capacity.Tenant{ID: "foo", Assignment: capacity.NotAssigned, GroupsListed: true, Groups: []capacity.Group{
		{ID: "a", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
	}}
	strange := capacity.Tenant{ID: hostile()[0], GroupsListed: true}
	for _, name := range hostile() {
		below := trunk(12, 0)
		below.Name = name
		strange.Groups = append(strange.Groups, group(name, name, 10, 0, below))
	}
	for _, test := range []struct {
		name string
		run  []collect.Snapshot
	}{
		{"loading", []collect.Snapshot{{}}},
		{"figures-arriving", []collect.Snapshot{listed(sample()), {Breakdown: capacity.Analyze(sample()), At: readAt()}}},
		{"read", []collect.Snapshot{snapshot(over)}},
		{"partial-failure", []collect.Snapshot{snapshot(sample(), failure("trunk group", serverFault("read trunk group Trunk 4"), "ServiceProviderID", "GroupIDE", "Trunk 4"),
			failure("tenant capacity", forbidden("read capacity"), "ServiceProviderID"))}},
		{"empty", []collect.Snapshot{snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: calls(5), BurstingMaxActiveCalls: calls(0), GroupsListed: true})}},
		{"error", []collect.Snapshot{snapshot(capacity.Tenant{ID: "foo"}, failure("groups", serverFault("list groups of tenant foo"), "foo"))}},
		{"not-assigned", []collect.Snapshot{snapshot(none)}},
		{"unlimited", []collect.Snapshot{snapshot(free)}},
		{"hostile-names", []collect.Snapshot{snapshot(strange)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var opened []string
			view := newTestBreakdown(testKit(), &readings{runs: [][]collect.Snapshot{test.run}}, &opened)
			view.SetSize(80, 20)
			drain(view, view.Init(), len(test.run))
			if test.name != "error" && test.name != "loading" {
				press(view, "down", "enter")
			}
			requirePictures(t, view)
		})
	}
}

func TestCapacitySaysWhatItsFiguresAreNot(t *testing.T) {
	var opened []string
	view := newTestBreakdown(testKit(), &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}, &opened)
	shown(view, 60, 16)
	requireContains(t, view.View(), "not live calls")
	view.SetSize(80, 20)
	requireContains(t, view.View(), "Configured limits, not live calls. Enterprise trunks are not in these sums.")
}

func TestCapacityOpensTrunkGroups(t *testing.T) {
	var opened []string
	view := newTestBreakdown(testKit(), &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}, &opened)
	shown(view, 80, 24)
	press(view, "down", "enter", "down", "down", "enter")
	if want := []string{"GroupIDC/Trunk 2"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}

func TestCapacityPrefersTheGroupsInView(t *testing.T) {
	many := capacity.Tenant{ID: "foo", GroupsListed: true}
	for i := range 60 {
		many.Groups = append(many.Groups, group(fmt.Sprintf("g%03d", i), "", 1, 0, trunk(1, 0), trunk(1, 0)))
	}
	var opened []string
	r := &readings{runs: [][]collect.Snapshot{{listed(many), {Breakdown: capacity.Analyze(many)}}}}
	view := newTestBreakdown(testKit(), r, &opened)
	view.SetSize(80, 20)
	cmd := drain(view, view.Init(), 1)
	preferred := func() []string { return r.started[0].preferred[len(r.started[0].preferred)-1] }
	if got := preferred(); len(got) == 0 || got[0] != "g000" || len(got) > 20 {
		t.Fatalf("first preferred %v", got)
	}
	drain(view, cmd, 1)
	view.Update(pressOf("G"))
	if got := preferred(); got[len(got)-1] != "g059" {
		t.Errorf("at the bottom preferred %v", got)
	}
	view.Update(pressOf("enter"))
	view.Update(pressOf("down"))
	if got := preferred(); got[len(got)-1] != "g059" || slices.Contains(got, "") {
		t.Errorf("unfolded preferred %v", got)
	}
	seen := map[string]bool{}
	for _, id := range preferred() {
		if seen[id] {
			t.Errorf("%s is preferred twice", id)
		}
		seen[id] = true
	}
}

func TestCapacityMarksNegativeNumbersOfEveryLevel(t *testing.T) {
	over := sample()
	over.MaxActiveCalls = calls(100)
	var opened []string
	view := newTestBreakdown(taggedKit(), &readings{runs: [][]collect.Snapshot{{snapshot(over)}}}, &opened)
	shown(view, 120, 40)
	requireContains(t, view.View(), "<over>-14  x1.1 ▲ OVER</>", "<over>-11</>", "<over>▲ OVER+BURST</>", "<notice>-2   x1.1 ! BURST AVAIL</>")
	lines := strings.Split(view.View(), "\n")
	tenantRow := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "▾ ServiceProviderID") })
	requireContains(t, lines[tenantRow], "<over>-14</>", "<over>▲ OVER</>")
}

func TestCapacityShowsRatiosOnASmallScreen(t *testing.T) {
	worst := sample()
	worst.Groups[0].Name = "a long name that may go first"
	worst.Groups[0].TrunkGroups = slices.Clone(worst.Groups[0].TrunkGroups)
	worst.Groups[0].TrunkGroups[0].MaxIncomingCalls, worst.Groups[0].TrunkGroups[0].Down = calls(0), true
	var opened []string
	view := newTestBreakdown(testKit(), &readings{runs: [][]collect.Snapshot{{snapshot(worst)}}}, &opened)
	shown(view, 80, 24)
	requireContains(t, view.View(), "difference 112  x0.5", "difference -2   x1.1 ! BURST AVAIL", "CALLS ALLOC  DIFF RATIO  BURST BALLOC BDIFF", "20    31   -11  x1.6      2      4    -2")
	requireContains(t, view.View(), "■ BLOCKED +3")
}

func TestCapacityOfAGroupWithoutTrunkGroupsOpensNothing(t *testing.T) {
	var opened []string
	view := newTestBreakdown(testKit(), &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}, &opened)
	shown(view, 80, 24)
	press(view, "G", "enter")
	requireContains(t, view.View(), "▸     GroupIDD")
	if len(opened) > 0 {
		t.Errorf("opened %q", opened)
	}
}

func TestCapacityKeepsWhatIsUnfoldedAndSelectedWhenReadAgain(t *testing.T) {
	later := sample()
	later.Groups = append([]capacity.Group{group("GroupID0", "", 1, 0)}, later.Groups...)
	var opened []string
	view := newTestBreakdown(testKit(), &readings{runs: [][]collect.Snapshot{{snapshot(sample())}, {listed(later), snapshot(later)}}}, &opened)
	shown(view, 80, 24)
	press(view, "down", "enter", "down", "down")
	requireContains(t, view.View(), "▸       Trunk 2")
	press(view, "r")
	requireContains(t, view.View(), "GroupID0", "▸       Trunk 2", "        Trunk 1")
}

func TestTotalsLoseTheBarBeforeTheyLoseAFigure(t *testing.T) {
	glyphs := testKit().Theme.Glyphs
	over := func(own, given int) capacity.Figures {
		t := capacity.Tenant{Groups: []capacity.Group{{MaxActiveCalls: calls(given)}}, GroupsListed: true, MaxActiveCalls: calls(own)}
		return capacity.Analyze(t).Calls
	}
	text := func(width int, kinds ...named) string {
		var lines []string
		for _, cells := range figuresLines(glyphs, width, kinds...) {
			var line string
			for _, cell := range cells {
				line += cell.Text
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
	big := named{label: "Calls", sum: "allocated", over: wordOver, figures: over(123456, 234567)}
	for width, want := range map[int]string{
		100: " Calls  ████▓▓▓▓  max 123456  allocated 234567  difference -111111  x1.9 ▲ OVER",
		75:  " Calls  max 123456  allocated 234567  difference -111111  x1.9 ▲ OVER",
		66:  " Calls  max 123456  alloc 234567  diff -111111  x1.9 ▲ OVER",
		56:  " Calls  max 123456  alloc 234567  diff -111111 ▲ OVER",
		40:  " Calls  diff -111111 ▲ OVER",
	} {
		if got := text(width, big); got != want {
			t.Errorf("at %d:\n%s\nwant\n%s", width, got, want)
		}
	}
}

func TestACeilingToldToEachGroupIsNoFinding(t *testing.T) {
	ceiling := sample()
	ceiling.Groups = slices.Clone(ceiling.Groups)
	for i := range ceiling.Groups {
		ceiling.Groups[i].BurstingMaxAvailableActiveCalls = calls(18)
	}
	var opened []string
	view := newTestBreakdown(taggedKit(), &readings{runs: [][]collect.Snapshot{{snapshot(ceiling)}}}, &opened)
	shown(view, 120, 40)
	requireContains(t, view.View(), "<notice>-54  x4.0 ! ceiling</>")
	view.SetSize(80, 20)
	requireContains(t, view.View(), "<notice>-54  x4.0 ! ceiling</>")
}

func TestRatiosSayWhatTheyAre(t *testing.T) {
	figures := func(own capacity.Reading, given ...capacity.Reading) capacity.Figures {
		var sum capacity.Sum
		for _, r := range given {
			sum = sum.Add(r)
		}
		return capacity.Figures{Own: own, Allocated: sum, Difference: capacity.Subtract(own, sum)}
	}
	for _, test := range []struct {
		name    string
		figures capacity.Figures
		want    string
	}{
		{"whole", figures(calls(20), calls(31)), "x1.6"},
		{"a part of it unread", figures(calls(20), calls(31), capacity.Reading{}), ">=x1.6"},
		{"nothing out of nothing", figures(calls(0)), "-"},
		{"nothing out of some", figures(calls(5)), "x0.0"},
		{"some out of nothing", figures(calls(0), calls(5)), "max 0"},
		{"out of no limit", figures(noLimit(), calls(5)), "-"},
		{"no limit given out", figures(calls(5), noLimit()), "-"},
		{"nearly full", figures(calls(1000), calls(999)), "x1.00"},
		{"unread", figures(capacity.Reading{}, calls(5)), "-"},
	} {
		if got := ratioCell(test.figures).Text; got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestWhatWillNotComeAnyMoreIsToldFromWhatMay(t *testing.T) {
	arriving := snapshot(sample())
	arriving.Done = false
	for name, test := range map[string]struct {
		read         collect.Snapshot
		want, status string
	}{
		"while reading": {arriving, "…3/7", "BURST AVAILABLE -2: groups may take 20 of 18"},
		"at the end":    {snapshot(sample()), "3/7?", "1 of 5 groups not read: GroupIDE; r reads again"},
	} {
		t.Run(name, func(t *testing.T) {
			var opened []string
			tree := newTestBreakdown(testKit(), &readings{runs: [][]collect.Snapshot{{test.read}}}, &opened)
			list := newTestGroups(testKit(), provider(), &readings{runs: [][]collect.Snapshot{{test.read}}}, nil)
			for _, view := range []ui.View{tree, list} {
				view.SetSize(80, 20)
				drain(view, view.Init(), 1)
				requireContains(t, view.View(), test.want)
			}
			if got := tree.Info().Status; !strings.HasSuffix(got, test.status) {
				t.Errorf("the tenant's row says %q, want %q", got, test.status)
			}
		})
	}
}
