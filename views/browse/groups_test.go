package browse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
)

// newTestGroups is the group list of a tenant over prepared readings. Where it
// leads is written into opened.
func newTestGroups(kit ui.Kit, tenant apiclient.Tenant, r *viewtest.Collections, opened *[]string) *groups {
	return NewGroups(kit, testLinks(opened), Scope{Tenant: tenant, Collect: viewtest.StartOf[Collection](r)}).(*groups)
}

func TestGroupsPictures(t *testing.T) {
	broken := viewtest.Sample()
	broken.Groups[0].MaxActiveCalls = capacity.Reading{}
	broken.Groups[0].Assignment = capacity.AssignmentUnread
	forbiddenGroup := broken.Groups[1]
	forbiddenGroup.TrunkGroupsListed, forbiddenGroup.TrunkGroups = false, nil
	broken.Groups[1] = forbiddenGroup

	without := capacity.Tenant{ID: "foo", Assignment: capacity.NotAssigned, GroupsListed: true, Groups: []capacity.Group{
		{ID: "a", Name: "Site A", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
		{ID: "b", Name: "Site B", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
	}}
	free := viewtest.Sample()
	free.Groups[0].BurstingMaxActiveCalls = viewtest.NoLimit()
	free.Groups[0].TrunkGroups[0].BurstingMaxActiveCalls = viewtest.NoLimit()
	free.Groups[1].TrunkGroups[0].BurstingMaxActiveCalls = viewtest.NoLimit()
	free.Groups[2].MaxActiveCalls = viewtest.Calls(0)
	free.Groups[3].MaxActiveCalls = viewtest.Calls(20)

	strange := capacity.Tenant{ID: "foo", GroupsListed: true}
	for _, name := range viewtest.Hostile() {
		strange.Groups = append(strange.Groups, viewtest.Group(name, name, 10, 0, viewtest.Trunk(12, 0)))
	}

	for _, test := range []struct {
		name   string
		tenant capacity.Tenant
		run    []collect.Snapshot
	}{
		{name: "loading", run: []collect.Snapshot{{}}},
		{name: "figures-arriving", run: []collect.Snapshot{viewtest.Listed(viewtest.Sample()), {Breakdown: capacity.Analyze(viewtest.Sample()), At: viewtest.ReadAt()}}},
		{name: "listed", run: []collect.Snapshot{viewtest.Listed(viewtest.Sample())}},
		{name: "read", run: []collect.Snapshot{viewtest.Snapshot(viewtest.Sample(), viewtest.Failure("trunk group", viewtest.ServerFault("read trunk group Trunk 4 of group GroupIDE"), "ServiceProviderID", "GroupIDE", "Trunk 4"))}},
		{name: "partial-failure", run: []collect.Snapshot{viewtest.Snapshot(broken,
			viewtest.Failure("group capacity", viewtest.ServerFault("read capacity of group GroupIDC"), "ServiceProviderID", "GroupIDC"),
			viewtest.Failure("trunk groups", viewtest.Forbidden("list trunk groups of group GroupIDA"), "ServiceProviderID", "GroupIDA"))}},
		{name: "empty", run: []collect.Snapshot{viewtest.Snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, GroupsListed: true})}},
		{name: "one-row", run: []collect.Snapshot{viewtest.Snapshot(capacity.Tenant{ID: "foo", GroupsListed: true, Groups: viewtest.Sample().Groups[:1]})}},
		{name: "error", run: []collect.Snapshot{viewtest.Snapshot(capacity.Tenant{ID: "foo"}, viewtest.Failure("groups", viewtest.ServerFault("list groups of tenant foo"), "foo"))}},
		{name: "not-assigned", run: []collect.Snapshot{viewtest.Snapshot(without)}},
		{name: "unlimited", run: []collect.Snapshot{viewtest.Snapshot(free)}},
		{name: "hostile-names", run: []collect.Snapshot{viewtest.Snapshot(strange)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(test.run...), nil)
			view.SetSize(80, 20)
			drain(view, view.Init(), len(test.run))
			viewtest.RequirePictures(t, view)
		})
	}
}

// drain feeds a view as many messages as there are prepared: a reading that has
// not ended would be waited for for ever.
func drain(view ui.View, cmd tea.Cmd, messages int) tea.Cmd {
	for range messages {
		cmd = view.Update(cmd())
	}
	return cmd
}

func TestGroupsWide(t *testing.T) {
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), nil))
	viewtest.Press(view, "ctrl+w")
	viewtest.RequirePictures(t, view)
}

func TestGroupsPreferWhatIsVisible(t *testing.T) {
	many := capacity.Tenant{ID: "foo", GroupsListed: true}
	for i := range 100 {
		many.Groups = append(many.Groups, viewtest.Group(fmt.Sprintf("g%03d", i), "", 1, 0))
	}
	r := &viewtest.Collections{Runs: [][]collect.Snapshot{{{}, viewtest.Listed(many)}}}
	view := newTestGroups(viewtest.Kit(), viewtest.Enterprise(), r, nil)
	view.SetSize(80, 20)
	cmd := drain(view, view.Init(), 1)
	viewtest.RequireEqual(t, "preferred before the groups were listed", r.Started[0].Preferred, nil)
	drain(view, cmd, 1)
	last := func() []string { return r.Started[0].Preferred[len(r.Started[0].Preferred)-1] }
	ids := func(from, to int) []string {
		var ids []string
		for i := from; i < to; i++ {
			ids = append(ids, fmt.Sprintf("g%03d", i))
		}
		return ids
	}
	viewtest.RequireEqual(t, "first", last(), ids(0, 18))
	view.Update(viewtest.Key("G"))
	viewtest.RequireEqual(t, "at the bottom", last(), ids(82, 100))
	view.SetSize(80, 10)
	viewtest.RequireEqual(t, "in less room", last(), ids(92, 100))
	viewtest.Press(view, "/", "g", "0", "7", "7", "enter")
	viewtest.RequireEqual(t, "filtered", last(), ids(77, 78))
	view.CloseLayer()
	viewtest.RequireEqual(t, "without the filter", len(last()), 8)
}

func TestGroupsRefreshKeepsWhatIsShownUntilAllIsRead(t *testing.T) {
	later := viewtest.Sample()
	later.Groups[1].MaxActiveCalls = viewtest.Calls(99)
	second := viewtest.Snapshot(later)
	r := &viewtest.Collections{Runs: [][]collect.Snapshot{{viewtest.Snapshot(viewtest.Sample())}, {viewtest.Listed(later), second}}}
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), r, nil))
	viewtest.Press(view, "down")
	before := view.View()

	cmd := view.Refresh()
	cmd = drain(view, cmd, 1)
	viewtest.RequireEqual(t, "while refreshing", view.View(), before)
	viewtest.RequireEqual(t, "partly", view.Info().Partly, "0 of 5 read")
	viewtest.RequireEqual(t, "the second collection knows what is visible", len(r.Started[1].Preferred) > 0, true)
	drain(view, cmd, 1)
	viewtest.RequireContains(t, view.View(), "▸ GroupIDA", "99")
}

func TestGroupsRefreshThatFailsKeepsTheRows(t *testing.T) {
	r := &viewtest.Collections{Runs: [][]collect.Snapshot{
		{viewtest.Snapshot(viewtest.Sample())},
		{viewtest.Snapshot(capacity.Tenant{ID: "ServiceProviderID"}, viewtest.Failure("groups", viewtest.ServerFault("list groups"), "ServiceProviderID"))},
		{viewtest.Snapshot(viewtest.Sample())},
	}}
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), r, nil))
	before := view.View()
	viewtest.Press(view, "r")
	viewtest.RequireEqual(t, "after a failed refresh", view.View(), before)
	info := view.Info()
	viewtest.RequireContains(t, info.Status.Whole(), "✗ pbx.example.net failed (500): backend is gone; try again")
	viewtest.RequireEqual(t, "as of", info.AsOf, viewtest.ReadAt())
	viewtest.RequireEqual(t, "stale", info.Stale, true)
	viewtest.Press(view, "down")
	if info := view.Info(); !strings.HasPrefix(info.Status.Whole(), "UNUSED 9") || !info.Stale {
		t.Errorf("after moving on the status is %q, stale %v", info.Status.Whole(), info.Stale)
	}
	viewtest.Press(view, "r")
	if got := view.Info().Status.Whole(); strings.Contains(got, "failed") {
		t.Errorf("after a good refresh the status is still %q", got)
	}
}

func TestGroupsFirstLoadCanBeRetried(t *testing.T) {
	r := &viewtest.Collections{Runs: [][]collect.Snapshot{
		{viewtest.Snapshot(capacity.Tenant{ID: "foo"}, viewtest.Failure("groups", viewtest.ServerFault("list groups"), "foo"))},
		{viewtest.Snapshot(viewtest.Sample())},
	}}
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Enterprise(), r, nil))
	viewtest.RequireContains(t, view.View(), "Groups of tenant foo could not be read", "pbx.example.net failed (500)", "r read again")
	viewtest.Press(view, "r")
	viewtest.RequireContains(t, view.View(), "GroupIDC")
}

func TestGroupsKeys(t *testing.T) {
	var opened []string
	r := viewtest.Reads(viewtest.Snapshot(viewtest.Sample()))
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Enterprise(), r, &opened))
	viewtest.Press(view, "down", "enter", "c", "t")
	viewtest.RequireEqual(t, "opened", opened, []string{"group GroupIDA Group A", "capacity of foo", "enterprise trunks of foo"})
}

func TestGroupsOfAServiceProviderSayWhyThereAreNoEnterpriseTrunks(t *testing.T) {
	var opened []string
	r := viewtest.Reads(viewtest.Snapshot(viewtest.Sample()))
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), r, &opened))
	notice := fmt.Sprint(viewtest.Press(view, "t"))
	viewtest.RequireContains(t, notice, "enterprise trunks exist only on tenants of type Enterprise")
	viewtest.RequireEqual(t, "opened", opened, nil)
}

func TestGroupsSortAndFilterByFigures(t *testing.T) {
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), nil))
	for _, test := range []struct {
		filter string
		want   []string
	}{
		{"diff<0", []string{"GroupIDC"}},
		{"bdiff<0", []string{"GroupIDC"}},
		{"ratio>1", []string{"GroupIDC"}},
		{"calls>=36", []string{"GroupIDB", "GroupIDE"}},
		{"balloc=0", []string{"GroupIDA", "GroupIDB"}},
		{"alloc=27", nil},
		{"mark:over", []string{"GroupIDC"}},
		{"bavail=5 burst>2", []string{"GroupIDE"}},
		{"diff=0", nil},
	} {
		t.Run(test.filter, func(t *testing.T) {
			viewtest.Type(view, "/"+test.filter)
			viewtest.Press(view, "enter")
			viewtest.RequireEqual(t, "shown", idsOf(view.table.Visible(), groupRow.id), test.want)
			view.CloseLayer()
		})
	}
}

// TestTheGroupsWithAFindingAreCountedAndNotTheTenant finds as many rows as the rule counts, of which the
// tenant's own finding is none. The tree of the capacity has a row for that.
func TestTheGroupsWithAFindingAreCountedAndNotTheTenant(t *testing.T) {
	over := viewtest.Sample()
	over.MaxActiveCalls = viewtest.Calls(100)
	reads := viewtest.Reads(viewtest.Snapshot(over))
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), reads, nil))
	viewtest.RequireContains(t, view.View(), "5 groups · ▲ 1 over ")
	viewtest.Type(view, "/over")
	viewtest.RequireEqual(t, "shown", idsOf(view.table.Visible(), groupRow.id), []string{"GroupIDC"})
	tree := viewtest.Shown(newTestBreakdown(viewtest.Kit(), reads, nil))
	viewtest.RequireContains(t, tree.View(), " ▲ over in 2 places, ")
}

func TestFiltersTakeNoPartialFigureForAWholeOne(t *testing.T) {
	partial := viewtest.Sample()
	partial.Groups[3].MaxActiveCalls = viewtest.Calls(20) // 27 of it given out by 3 of 7 trunk groups
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(partial)), nil))
	for filter, want := range map[string]bool{
		"diff<0": true, "diff<=-7": true, "diff<-7": false, "diff>-10": false, "diff=-7": false, "diff!=-8": false,
		"ratio>1": true, "ratio<2": false, "ratio=1.35": false, "calls=20": true, "alloc>0": false,
	} {
		viewtest.Type(view, "/"+filter)
		viewtest.Press(view, "enter")
		got := slices.ContainsFunc(view.table.Visible(), func(r groupRow) bool { return r.Group.ID == "GroupIDE" })
		viewtest.RequireEqual(t, filter+" shows a difference of at most -7", got, want)
		view.CloseLayer()
	}
}

func TestEveryNegativeNumberIsMarkedByToneGlyphAndWord(t *testing.T) {
	unlimitedBelow := viewtest.Sample()
	unlimitedBelow.Groups[1].TrunkGroups[0].MaxActiveCalls = viewtest.NoLimit()
	partial := viewtest.Sample()
	partial.Groups[3].MaxActiveCalls = viewtest.Calls(20)
	zero := viewtest.Sample()
	zero.Groups[2].MaxActiveCalls = viewtest.Calls(0)
	for _, test := range []struct {
		name, id string
		tenant   capacity.Tenant
		want     []string
	}{
		{"calls and bursting over", "GroupIDC", viewtest.Sample(), []string{"<over>-11</>", "<over>-2</>", "<over>▲ OVER+BURST</>"}},
		{"an unlimited part", "GroupIDA", unlimitedBelow, []string{"<over>-unlim</>", "<over>▲ OVER</>"}},
		{"a partial sum that is over already", "GroupIDE", partial, []string{"<over>≤-7</>", "<over>▲ OVER</>"}},
		{"a group of zero calls", "GroupIDB", zero, []string{"<over>-11</>", "<blocked>■ BLOCKED+OVER</>"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := viewtest.Snapshot(test.tenant)
			s.Done = false
			view := newTestGroups(viewtest.TaggedKit(), viewtest.Provider(), viewtest.Reads(s), nil)
			view.SetSize(120, 30)
			drain(view, view.Init(), 1)
			for _, line := range strings.Split(view.View(), "\n") {
				if strings.Contains(line, test.id) {
					viewtest.RequireContains(t, line, test.want...)
				}
			}
		})
	}
}

func TestGroupsALateAnswerAfterCloseChangesNothing(t *testing.T) {
	r := viewtest.Reads(viewtest.Snapshot(viewtest.Sample()))
	view := newTestGroups(viewtest.Kit(), viewtest.Provider(), r, nil)
	view.SetSize(80, 20)
	late := view.Init()
	answer := late()
	before := view.View()
	view.Close()
	viewtest.RequireEqual(t, "reading after Close", r.Started[0].Ctx.Err() == nil, false)
	viewtest.RequireEqual(t, "a late answer is followed up", view.Update(answer) != nil, false)
	viewtest.RequireEqual(t, "after a late answer", view.View(), before)
}

func TestGroupsOfFiveThousandFitAndStayOnTheirRow(t *testing.T) {
	many := capacity.Tenant{ID: "foo", GroupsListed: true}
	for i := range 5000 {
		many.Groups = append(many.Groups, viewtest.Group(fmt.Sprintf("g%04d", i), "Group", i%40, 2, viewtest.Trunk(20, i%5)))
	}
	failed := viewtest.Failure("trunk groups", errors.New("no"), "foo", "g0001")
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Enterprise(), viewtest.Reads(viewtest.Snapshot(many, failed)), nil))
	viewtest.Press(view, "G", "r")
	viewtest.RequireContains(t, view.View(), "▸ g4999")
	viewtest.RequireFits(t, view, 80, 20)
	viewtest.RequireContains(t, view.View(), "4983-5000 of 5000")
}

func TestGroupsStatusTellsWhatCouldNotBeRead(t *testing.T) {
	s := viewtest.Snapshot(viewtest.Sample(),
		viewtest.Failure("trunk group", viewtest.ServerFault("read trunk group Trunk 4"), "ServiceProviderID", "GroupIDE", "Trunk 4"),
		viewtest.Failure("trunk group", viewtest.Forbidden("read trunk group Trunk 5"), "ServiceProviderID", "GroupIDE", "Trunk 5"))
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(s), nil))
	for _, test := range []struct {
		id, status string
		tone       ui.Tone
	}{
		{"GroupIDC", "▲ OVER 11 calls x1.6: trunk groups 31, group 20    ▲ BURST OVER 2: trunk groups 4, group 2", ui.Over},
		{"GroupIDA", "UNUSED 9: trunk groups hold 4 of 13", ui.Plain},
		{"GroupIDD", "trunking is not assigned here: it counts as zero calls", ui.Plain},
		{"GroupIDE", "✗ Trunk 4 not read: pbx.example.net failed (500): backend is gone; try again, and tell who runs the server if it stays (read trunk group Trunk 4, request r-17); and 1 more failure", ui.Failed},
	} {
		view.table.Select(test.id)
		viewtest.RequireEqual(t, "status of "+test.id, viewtest.StatusOf(view.Info()), test.status)
		viewtest.RequireEqual(t, "tone of "+test.id, view.Info().Status.Tone, test.tone)
	}
}

func TestTrunkGroupsThatAreDownAreMarkedByToneGlyphAndWord(t *testing.T) {
	kit := viewtest.TaggedKit()
	r := viewtest.Reads(viewtest.WithOneDown(0, 1))
	lists := newTestGroups(kit, viewtest.Provider(), r, nil)
	tree := newTestBreakdown(kit, &viewtest.Collections{Runs: r.Runs}, nil)
	one := viewtest.WithOneDown(1)
	read := viewtest.Reads(viewtest.OneGroup(one.Breakdown.Groups[1].Group, one.TrunkGroups["GroupIDA"]))
	below := NewTrunkGroups(kit, Links{}, Scope{Tenant: viewtest.Enterprise(), Group: apiclient.Group{ID: "GroupIDA"}, Collect: viewtest.StartOf[Collection](read)})
	for _, view := range []ui.View{lists, tree, below} {
		viewtest.Show(view, 120, 40)
	}
	viewtest.Press(tree, "down", "down", "enter")
	viewtest.Press(lists, "down")
	for _, test := range []struct {
		name, row string
		view      ui.View
		want      string
	}{
		{"groups", "GroupIDA", lists, "<notice>! DOWN</>"},
		{"groups, beside what is worse", "GroupIDC", lists, "<over>▲ OVER +2</>"},
		{"the tree's groups", "GroupIDA", tree, "<notice>! DOWN</>"},
		{"the tree's trunk groups", "╴Trunk 1", tree, "<notice>! DOWN</>"},
		{"trunk groups", "Trunk 1", below, "<notice>! DOWN</>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			i := strings.Index(test.view.View(), test.row)
			line, _, _ := strings.Cut(test.view.View()[i:], "\n")
			viewtest.RequireContains(t, line, test.want)
		})
	}
	for _, word := range []string{"mark:down", "mark:burst", "mark:over"} {
		viewtest.Type(lists, "/"+word)
		viewtest.RequireContains(t, lists.View(), "GroupIDC")
		lists.CloseLayer()
	}
	viewtest.Press(lists, "g", "down")
	viewtest.RequireContains(t, lists.Info().Status.Whole(), "Trunk 1 DOWN: trunk group is reported as not available")
}

// What the wheel brings into view is read first, as with the keys.
func TestTheWheelHasWhatItShowsReadFirst(t *testing.T) {
	many := viewtest.Sample()
	many.Groups = nil
	for i := range 100 {
		many.Groups = append(many.Groups, viewtest.Group(fmt.Sprintf("g%d", i), "", 1, 1))
	}
	r := viewtest.Reads(viewtest.Snapshot(many))
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), r, nil))
	defer view.Close()
	view.Wheel(30)
	preferred := r.Started[0].Preferred
	viewtest.RequireEqual(t, "read first", preferred[len(preferred)-1][0], "g30")
}

// What would mend a group is told with the figures after it; a group that is full does not
// look like one that has room.
func TestTheGroupThatTheCursorRestsOnIsPreviewed(t *testing.T) {
	full := viewtest.Sample()
	full.Groups[1].MaxActiveCalls = viewtest.Calls(4)
	full.Groups[3].MaxAvailableActiveCalls = viewtest.Calls(30)
	for name, test := range map[string]struct {
		row  int
		want []string
	}{
		"above what is permitted": {3, []string{"lower the group  45 → 30   as the tenant permits"}},
		"over": {0, []string{
			"2, each a slice of the bar above", "raise the group  20 → 31   tenant then 110 left", "or lower its trunk groups  31 → 20",
			"raise its bursting  2 → 4   tenant then 7 left", "226 calls", "20 of its 226 calls", "enter open them",
		}},
		"full":         {1, []string{"◆ full"}},
		"not assigned": {4, []string{"not assigned"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				view := newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(full)), nil)
				defer view.Close()
				viewtest.Show(view, 160, 44)
				view.table.Select(view.table.Shown()[test.row].id())
				view.Side().Update(view.Side().Follow()())
				golden.RequireEqual(t, viewtest.Picture(view))
				viewtest.RequireContains(t, view.View(), test.want...)
			})
		})
	}
}

func TestARatioOfOneDoesNotLookLikeOneWithRoom(t *testing.T) {
	full := viewtest.Sample()
	full.Groups[1].MaxActiveCalls = viewtest.Calls(4)
	view := newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(full)), nil)
	defer view.Close()
	viewtest.Show(view, 120, 36)
	marks := map[string]ui.Tone{}
	for _, row := range view.table.Shown() {
		for _, column := range view.table.Columns() {
			if cell := column.Cell(row); column.Key == "ratio" || column.Key == "mark" {
				marks[row.id()+" "+cell.Text] = cell.Tone
			}
		}
	}
	viewtest.RequireEqual(t, "of all it has", []ui.Tone{marks["GroupIDA x1.0"], marks["GroupIDA ◆ full"], marks["GroupIDB x0.3"]}, []ui.Tone{ui.Full, ui.Full, ui.Plain})
}

// The key of the preview is in the help where there is room for one, and does nothing elsewhere.
func TestThePreviewsKeyIsInTheHelp(t *testing.T) {
	kit := viewtest.Kit()
	kit.Preview = &ui.Switch{}
	view := viewtest.Shown(newTestGroups(kit, viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), nil))
	defer view.Close()
	for size, want := range map[[2]int]bool{{80, 20}: false, {120, 32}: true, {160, 40}: true, {160, 20}: true} {
		view.SetSize(size[0], size[1])
		shown := slices.ContainsFunc(slices.Concat(view.FullHelp()...), func(b key.Binding) bool { return b.Help().Key == "v" })
		before := *kit.Preview
		view.Update(viewtest.Key("v"))
		if acts := *kit.Preview != before; shown != want || acts != want {
			t.Errorf("at %v the help has the key: %v, it acts: %v, want %v", size, shown, acts, want)
		}
	}
}

// A group that could not be read is called so in its row as in the title, and counted there once.
func TestAGroupThatCouldNotBeReadIsCountedOnce(t *testing.T) {
	sample := viewtest.Sample()
	sample.Groups[1].TrunkGroupsListed, sample.Groups[1].TrunkGroups = false, nil
	failed := viewtest.Failure("trunk groups", viewtest.ServerFault("list trunk groups"), "ServiceProviderID", "GroupIDA")
	view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(sample, failed)), nil))
	viewtest.RequireContains(t, view.View(), "✗ 1 not read · 5 groups · ▲ 1 over · ? 1 incomplete ─")
	viewtest.Type(view, "/not read")
	viewtest.Press(view, "enter")
	viewtest.RequireContains(t, view.View(), "GroupIDA", "✗ not read\n")
	if strings.Contains(view.View(), "GroupIDE") {
		t.Errorf("what is incomplete was not read:\n%s", view.View())
	}
}

// A group whose trunk groups cannot be read tells what the list that it was opened from has shown.
func TestWhatTheGroupsShowedIsToldWhereOneCannotBeRead(t *testing.T) {
	limits := viewtest.Group("GroupIDB", "Group B", 36, 2)
	limits.TrunkGroupsListed = false
	sample := viewtest.Sample()
	sample.Groups[2] = limits
	sample.Groups[4] = capacity.Group{ID: "GroupIDD", Name: "Group D"}
	shown := viewtest.Snapshot(sample, viewtest.Failure("trunk group", viewtest.ServerFault("read trunk group"), "ServiceProviderID", "GroupIDE", "Trunk 1"))
	for _, test := range []struct {
		name, group string
		scan        time.Duration // after the list was read; 0 for none
		says, shows []string      // at once, and once what is known is put on the page
	}{
		{"all of it", "GroupIDC", 0, []string{"read at ", "31/20", "-11 ▲ OVER", "trunk groups    2"}, []string{"Trunk 1", "Trunk 2"}},
		{"its limits", "GroupIDB", 0, []string{"read at ", "?/36", "trunk groups    ?"}, nil},
		{"its name", "GroupIDD", 0, nil, nil},
		{"less than a scan since", "GroupIDC", time.Hour, []string{"scan of ", "31/20"}, []string{"Trunk 1", "Trunk 2"}},
		{"more than a scan before", "GroupIDC", -time.Hour, []string{"read at ", "31/20"}, []string{"Trunk 1", "Trunk 2"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			links := testLinks(nil)
			links.Limits.Session.Now = viewtest.Clock
			links.Kept = func(string) (capacity.Breakdown, time.Time, bool) {
				return viewtest.Snapshot(viewtest.Sample()).Breakdown, viewtest.ReadAt().Add(test.scan), test.scan != 0
			}
			links.SavedAfter = func(string) time.Time { return viewtest.ReadAt().Add(-time.Minute) }
			var below ui.View
			links.TrunkGroups = func(of apiclient.Tenant, g apiclient.Group) ui.View {
				failed := collect.Snapshot{Done: true, Failures: []collect.Failure{viewtest.Failure("trunk groups", viewtest.ServerFault("list trunk groups"), of.ID, g.ID)}}
				below = NewTrunkGroups(viewtest.Kit(), links, Scope{Tenant: of, Group: g, Collect: viewtest.StartOf[Collection](viewtest.Reads(failed))})
				return below
			}
			list := viewtest.Shown(NewGroups(viewtest.Kit(), links, Scope{Tenant: viewtest.Provider(), Collect: viewtest.StartOf[Collection](viewtest.Reads(shown))}).(*groups))
			list.table.Select(test.group)
			viewtest.Press(list, "enter")
			text := viewtest.Shown(below).View()
			viewtest.RequireEqual(t, "known from before", strings.Contains(text, "known from before"), test.says != nil)
			viewtest.RequireContains(t, text, test.says...)
			viewtest.RequireEqual(t, "a save since", strings.Contains(text, "before the save"), false)
			viewtest.RequireEqual(t, "it can be shown", strings.Contains(text, "o show what is known"), test.shows != nil)
			viewtest.Press(below, "o")
			viewtest.RequireContains(t, below.View(), test.shows...)
			viewtest.RequireEqual(t, "stale", below.(ui.Informer).Info().Stale, test.shows != nil)
			if test.shows != nil && strings.Contains(below.View(), "not read") {
				t.Errorf("the failure of another group is told:\n%s", below.View())
			}
		})
	}
}

func TestWhatTheLastScanKeptIsToldWhereAPlaceCannotBeRead(t *testing.T) {
	links := testLinks(nil)
	links.Limits.Session.Now = viewtest.Clock
	links.Kept = func(tenant string) (capacity.Breakdown, time.Time, bool) {
		return viewtest.Snapshot(viewtest.Sample()).Breakdown, viewtest.ReadAt(), tenant == "ServiceProviderID"
	}
	failed := collect.Snapshot{Done: true, Failures: []collect.Failure{
		viewtest.Failure("groups", viewtest.ServerFault("list groups"), "ServiceProviderID"),
		viewtest.Failure("trunk groups", viewtest.ServerFault("list trunk groups"), "ServiceProviderID", "GroupIDC"),
	}}
	scope := func(id, group string) Scope {
		return Scope{Tenant: apiclient.Tenant{ID: id}, Group: apiclient.Group{ID: group}, Collect: viewtest.StartOf[Collection](viewtest.Reads(failed))}
	}
	groups := viewtest.Shown(NewGroups(viewtest.Kit(), links, scope("ServiceProviderID", "")))
	links.SavedAfter = func(string) time.Time { return viewtest.ReadAt().Add(time.Minute) }
	saved := viewtest.Shown(NewGroups(viewtest.Kit(), links, scope("ServiceProviderID", "")))
	viewtest.RequireContains(t, saved.View(), ", before the save of "+viewtest.ReadAt().Add(time.Minute).Local().Format(time.TimeOnly))
	viewtest.RequireContains(t, groups.View(), "known from before", "scan of ", "114/226", "groups          5   ▲ GroupIDC BURST OVER 2")
	var begins []int // what stands behind a label
	for line := range strings.Lines(groups.View()) {
		if at := strings.IndexAny(line, "█░"); strings.Contains(line, "Calls ") && at > 0 {
			begins = append(begins, at)
		} else if at := strings.Index(line, "pbx.example.net"); at > 0 {
			begins = append(begins, at)
		}
	}
	if len(begins) != 2 || begins[0] != begins[1] {
		t.Errorf("the columns begin at %v in\n%s", begins, groups.View())
	}
	trunkGroups := viewtest.Shown(NewTrunkGroups(viewtest.Kit(), links, scope("ServiceProviderID", "GroupIDC")))
	viewtest.RequireContains(t, trunkGroups.View(), "31/20", "-11 ▲ OVER", "trunk groups    2   ▲ GroupIDC BURST OVER 2")
	// It can be put on the page, where it says how old it is.
	for view, row := range map[ui.View]string{groups: "GroupIDC ", trunkGroups: "Trunk"} {
		viewtest.RequireContains(t, view.View(), "r read again   o show what is known   esc back")
		viewtest.RequireEqual(t, "key", view.ShortHelp()[1].Help().Desc, "show what is known")
		viewtest.Press(view, "o")
		viewtest.RequireContains(t, view.View(), row)
		info := view.(ui.Informer).Info()
		viewtest.RequireEqual(t, "stale since", info.AsOf, viewtest.ReadAt())
		viewtest.RequireContains(t, info.Status.Whole(), "✗ pbx.example.net failed (500)")
		if !info.Stale || strings.Contains(view.View(), "known from before") {
			t.Errorf("stale %v\n%s", info.Stale, view.View())
		}
	}
	for _, unknown := range []ui.View{NewGroups(viewtest.Kit(), links, scope("foo", "")), NewTrunkGroups(viewtest.Kit(), links, scope("ServiceProviderID", "gone"))} {
		if text := viewtest.Shown(unknown).View(); strings.Contains(text, "known from before") {
			t.Errorf("something is known in\n%s", text)
		}
	}
}

func TestBesideNoGroupsThereIsNoPreview(t *testing.T) {
	none := viewtest.Sample()
	none.Groups = nil
	view := newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(none)), nil)
	viewtest.Show(view, 160, 44)
	viewtest.RequireContains(t, view.View(), "has no groups.", "are given to nobody")
	viewtest.RequireEqual(t, "beside", view.Side(), nil)
	for _, binding := range view.ShortHelp() {
		if key := binding.Help().Key; key == "/" || key == "s" {
			t.Errorf("%s is named, and there is nothing for it", key)
		}
	}
}

// What is kept of a tenant is read where there is more of it: once everything was asked for, and once
// more when the states are read, however many snapshots they come in.
func TestThePastIsReadWhereAReadingEnds(t *testing.T) {
	unread := viewtest.Sample()
	for i := range unread.Groups {
		unread.Groups[i].TrunkGroups = slices.Clone(unread.Groups[i].TrunkGroups)
		for j := range unread.Groups[i].TrunkGroups {
			unread.Groups[i].TrunkGroups[j].StateUnread = true
		}
	}
	whole := viewtest.Snapshot(unread)
	for name, test := range map[string]struct {
		run   []collect.Snapshot
		times int
	}{
		"with states": {[]collect.Snapshot{viewtest.Listed(unread), whole, whole, whole, viewtest.Snapshot(viewtest.Sample())}, 2},
		"without":     {[]collect.Snapshot{viewtest.Listed(viewtest.Sample()), viewtest.Snapshot(viewtest.Sample())}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			times := 0
			links := testLinks(nil)
			links.Past = func(string) (page.Earlier, error) {
				times++
				return page.Earlier{}, nil
			}
			view := NewGroups(viewtest.Kit(), links, Scope{Tenant: viewtest.Provider(), Collect: viewtest.StartOf[Collection](viewtest.Reads(test.run...))})
			viewtest.Shown(view)
			viewtest.RequireEqual(t, "times", times, test.times)
		})
	}
}

// Channels are added to a group or below it: where there is none the key line does not offer it.
func TestNoChannelsAreOfferedWhereThereIsNoGroup(t *testing.T) {
	for n, want := range map[int]bool{0: false, 1: true} {
		tenant := capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, GroupsListed: true, Groups: viewtest.Sample().Groups[:n]}
		view := viewtest.Shown(newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(tenant)), nil))
		view.limits = limits.Forms{Kit: viewtest.Kit(), Levels: limits.Levels{API: &viewtest.API{}}, Session: saving.Session{Service: viewtest.Service(t), Write: true}}
		offered := slices.ContainsFunc(view.ShortHelp(), func(key key.Binding) bool { return key.Help().Desc == "add channels" })
		viewtest.RequireEqual(t, fmt.Sprintf("offered with %d groups", n), offered, want)
	}
}
