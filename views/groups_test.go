package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/ui"
)

// newTestGroups is the group list of a tenant over prepared readings. Where it
// leads is written into opened.
func newTestGroups(kit ui.Kit, tenant apiclient.Tenant, r *readings, opened *[]string) *groups {
	note := func(place string) func(apiclient.Tenant) ui.View {
		return func(t apiclient.Tenant) ui.View {
			if opened != nil {
				*opened = append(*opened, place+" of "+t.ID)
			}
			return nil
		}
	}
	d := doors{
		tenant: note("tenant"), groups: note("groups"), capacity: note("capacity"), enterpriseTrunks: note("enterprise trunks"),
		capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
	}
	return newGroups(kit, tenant, startOf[reading](r), d, func(t apiclient.Tenant, g apiclient.Group) ui.View {
		if opened != nil {
			*opened = append(*opened, "group "+g.ID+" "+g.Name)
		}
		return nil
	})
}

func TestGroupsPictures(t *testing.T) {
	broken := sample()
	broken.Groups[0].MaxActiveCalls = capacity.Reading{}
	broken.Groups[0].Assignment = capacity.AssignmentUnread
	forbiddenGroup := broken.Groups[1]
	forbiddenGroup.TrunkGroupsListed, forbiddenGroup.TrunkGroups = false, nil
	broken.Groups[1] = forbiddenGroup

	without := capacity.Tenant{ID: "foo", Assignment: capacity.NotAssigned, GroupsListed: true, Groups: []capacity.Group{
		{ID: "a", Name: "Site A", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
		{ID: "b", Name: "Site B", Assignment: capacity.NotAssigned, TrunkGroupsListed: true},
	}}
	free := sample()
	free.Groups[0].BurstingMaxActiveCalls = noLimit()
	free.Groups[0].TrunkGroups[0].BurstingMaxActiveCalls = noLimit()
	free.Groups[1].TrunkGroups[0].BurstingMaxActiveCalls = noLimit()
	free.Groups[2].MaxActiveCalls = calls(0)
	free.Groups[3].MaxActiveCalls = calls(20)

	strange := capacity.Tenant{ID: "foo", GroupsListed: true}
	for _, name := range hostile() {
		strange.Groups = append(strange.Groups, group(name, name, 10, 0, trunk(12, 0)))
	}

	for _, test := range []struct {
		name   string
		tenant capacity.Tenant
		run    []collect.Snapshot
	}{
		{name: "loading", run: []collect.Snapshot{{}}},
		{name: "figures-arriving", run: []collect.Snapshot{listed(sample()), {Breakdown: capacity.Analyze(sample()), At: readAt()}}},
		{name: "listed", run: []collect.Snapshot{listed(sample())}},
		{name: "read", run: []collect.Snapshot{snapshot(sample(), failure("trunk group", serverFault("read trunk group Trunk 4 of group GroupIDE"), "ServiceProviderID", "GroupIDE", "Trunk 4"))}},
		{name: "partial-failure", run: []collect.Snapshot{snapshot(broken,
			failure("group capacity", serverFault("read capacity of group GroupIDC"), "ServiceProviderID", "GroupIDC"),
			failure("trunk groups", forbidden("list trunk groups of group GroupIDA"), "ServiceProviderID", "GroupIDA"))}},
		{name: "empty", run: []collect.Snapshot{snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, GroupsListed: true})}},
		{name: "one-row", run: []collect.Snapshot{snapshot(capacity.Tenant{ID: "foo", GroupsListed: true, Groups: sample().Groups[:1]})}},
		{name: "error", run: []collect.Snapshot{snapshot(capacity.Tenant{ID: "foo"}, failure("groups", serverFault("list groups of tenant foo"), "foo"))}},
		{name: "not-assigned", run: []collect.Snapshot{snapshot(without)}},
		{name: "unlimited", run: []collect.Snapshot{snapshot(free)}},
		{name: "hostile-names", run: []collect.Snapshot{snapshot(strange)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := newTestGroups(testKit(), provider(), &readings{runs: [][]collect.Snapshot{test.run}}, nil)
			view.SetSize(80, 20)
			drain(view, view.Init(), len(test.run))
			requirePictures(t, view)
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
	view := newTestGroups(testKit(), provider(), &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}, nil)
	shown(view, 80, 24)
	press(view, "ctrl+w")
	requirePictures(t, view)
}

func TestGroupsPreferWhatIsVisible(t *testing.T) {
	many := capacity.Tenant{ID: "foo", GroupsListed: true}
	for i := range 100 {
		many.Groups = append(many.Groups, group(fmt.Sprintf("g%03d", i), "", 1, 0))
	}
	r := &readings{runs: [][]collect.Snapshot{{{}, listed(many)}}}
	view := newTestGroups(testKit(), enterprise(), r, nil)
	view.SetSize(80, 20)
	cmd := drain(view, view.Init(), 1)
	if got := r.started[0].preferred; len(got) != 0 {
		t.Fatalf("preferred %v before the groups were listed", got)
	}
	drain(view, cmd, 1)
	last := func() []string { return r.started[0].preferred[len(r.started[0].preferred)-1] }
	ids := func(from, to int) []string {
		var ids []string
		for i := from; i < to; i++ {
			ids = append(ids, fmt.Sprintf("g%03d", i))
		}
		return ids
	}
	requirePreferred := func(step string, want []string) {
		t.Helper()
		if got := last(); !slices.Equal(got, want) {
			t.Errorf("%s: preferred %v, want %v", step, got, want)
		}
	}
	requirePreferred("first", ids(0, 19))
	view.Update(pressOf("G"))
	requirePreferred("at the bottom", ids(81, 100))
	view.SetSize(80, 10)
	requirePreferred("in less room", ids(91, 100))
	for _, name := range []string{"/", "g", "0", "7", "7", "enter"} {
		view.Update(pressOf(name))
	}
	requirePreferred("filtered", ids(77, 78))
	view.CloseLayer()
	if got := last(); len(got) != 9 {
		t.Errorf("without the filter: preferred %v", got)
	}
}

func TestGroupsRefreshKeepsWhatIsShownUntilAllIsRead(t *testing.T) {
	later := sample()
	later.Groups[1].MaxActiveCalls = calls(99)
	second := snapshot(later)
	r := &readings{runs: [][]collect.Snapshot{{snapshot(sample())}, {listed(later), second}}}
	view := newTestGroups(testKit(), provider(), r, nil)
	shown(view, 80, 24)
	press(view, "down")
	before := view.View()

	cmd := view.Refresh()
	cmd = drain(view, cmd, 1)
	if got := view.View(); got != before {
		t.Errorf("while refreshing:\n%s\nwant\n%s", got, before)
	}
	if got := view.Info().Partly; got != "0 of 5 read" {
		t.Errorf("partly is %q", got)
	}
	if len(r.started[1].preferred) == 0 {
		t.Error("the second reading was not told what is visible")
	}
	drain(view, cmd, 1)
	requireContains(t, view.View(), "▸ GroupIDA", "99")
}

func TestGroupsRefreshThatFailsKeepsTheRows(t *testing.T) {
	r := &readings{runs: [][]collect.Snapshot{
		{snapshot(sample())},
		{snapshot(capacity.Tenant{ID: "ServiceProviderID"}, failure("groups", serverFault("list groups"), "ServiceProviderID"))},
		{snapshot(sample())},
	}}
	view := newTestGroups(testKit(), provider(), r, nil)
	shown(view, 80, 24)
	before := view.View()
	press(view, "r")
	if got := view.View(); got != before {
		t.Errorf("after a failed refresh:\n%s\nwant\n%s", got, before)
	}
	told := view.Info()
	requireContains(t, told.Status, "as of 12:03:04, refresh failed: ", "backend is gone")
	if told.AsOf != readAt() || !told.Stale {
		t.Errorf("as of %v, stale %v", told.AsOf, told.Stale)
	}
	press(view, "down")
	if told := view.Info(); !strings.HasPrefix(told.Status, "UNUSED 9") || !told.Stale {
		t.Errorf("after moving on the status is %q, stale %v", told.Status, told.Stale)
	}
	press(view, "r")
	if got := view.Info().Status; strings.Contains(got, "failed") {
		t.Errorf("after a good refresh the status is still %q", got)
	}
}

func TestGroupsFirstLoadCanBeRetried(t *testing.T) {
	r := &readings{runs: [][]collect.Snapshot{
		{snapshot(capacity.Tenant{ID: "foo"}, failure("groups", serverFault("list groups"), "foo"))},
		{snapshot(sample())},
	}}
	view := newTestGroups(testKit(), enterprise(), r, nil)
	shown(view, 80, 24)
	requireContains(t, view.View(), "cannot read groups of tenant foo", "pbx.example.net failed (500)", "r to retry")
	press(view, "r")
	requireContains(t, view.View(), "GroupIDC")
}

func TestGroupsKeys(t *testing.T) {
	var opened []string
	r := &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}
	view := newTestGroups(testKit(), enterprise(), r, &opened)
	shown(view, 80, 24)
	press(view, "down", "enter", "c", "t")
	want := []string{"group GroupIDA Group A", "capacity of foo", "enterprise trunks of foo"}
	if !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}

func TestGroupsOfAServiceProviderSayWhyThereAreNoEnterpriseTrunks(t *testing.T) {
	var opened []string
	r := &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}
	view := newTestGroups(testKit(), provider(), r, &opened)
	shown(view, 80, 24)
	told := fmt.Sprint(press(view, "t"))
	requireContains(t, told, "enterprise trunks exist only on tenants of type Enterprise")
	if len(opened) > 0 {
		t.Errorf("opened %q", opened)
	}
}

func TestGroupsSortAndFilterByFigures(t *testing.T) {
	view := newTestGroups(testKit(), provider(), &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}, nil)
	shown(view, 80, 24)
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
			press(view, "/")
			typed(view, test.filter)
			press(view, "enter")
			var got []string
			for _, row := range view.table.Visible() {
				got = append(got, row.Group.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("shows %v, want %v", got, test.want)
			}
			view.CloseLayer()
		})
	}
}

func TestFiltersTakeNoPartialFigureForAWholeOne(t *testing.T) {
	partial := sample()
	partial.Groups[3].MaxActiveCalls = calls(20) // 27 of it given out by 3 of 7 trunk groups
	view := newTestGroups(testKit(), provider(), &readings{runs: [][]collect.Snapshot{{snapshot(partial)}}}, nil)
	shown(view, 80, 24)
	for filter, want := range map[string]bool{
		"diff<0": true, "diff<=-7": true, "diff<-7": false, "diff>-10": false, "diff=-7": false, "diff!=-8": false,
		"ratio>1": true, "ratio<2": false, "ratio=1.35": false, "calls=20": true, "alloc>0": false,
	} {
		typed(view, "/"+filter)
		press(view, "enter")
		got := slices.ContainsFunc(view.table.Visible(), func(r groupRow) bool { return r.Group.ID == "GroupIDE" })
		if got != want {
			t.Errorf("%s shows a difference of at most -7: %v, want %v", filter, got, want)
		}
		view.CloseLayer()
	}
}

func TestEveryNegativeNumberIsMarkedByToneGlyphAndWord(t *testing.T) {
	unlimitedBelow := sample()
	unlimitedBelow.Groups[1].TrunkGroups[0].MaxActiveCalls = noLimit()
	partial := sample()
	partial.Groups[3].MaxActiveCalls = calls(20)
	zero := sample()
	zero.Groups[2].MaxActiveCalls = calls(0)
	for _, test := range []struct {
		name, id string
		tenant   capacity.Tenant
		want     []string
	}{
		{"calls and bursting over", "GroupIDC", sample(), []string{"<over>-11</>", "<over>-2</>", "<over>▲ OVER+BURST</>"}},
		{"an unlimited part", "GroupIDA", unlimitedBelow, []string{"<over>-unlim</>", "<over>▲ OVER</>"}},
		{"a partial sum that is over already", "GroupIDE", partial, []string{"<over><=-7</>", "<over>▲ OVER</>"}},
		{"a group of zero calls", "GroupIDB", zero, []string{"<over>-11</>", "<blocked>■ BLOCKED+OVER</>"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snapshot(test.tenant)
			s.Done = false
			view := newTestGroups(taggedKit(), provider(), &readings{runs: [][]collect.Snapshot{{s}}}, nil)
			view.SetSize(120, 30)
			drain(view, view.Init(), 1)
			for _, line := range strings.Split(view.View(), "\n") {
				if strings.Contains(line, test.id) {
					requireContains(t, line, test.want...)
				}
			}
		})
	}
}

func TestGroupsALateAnswerAfterCloseChangesNothing(t *testing.T) {
	r := &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}
	view := newTestGroups(testKit(), provider(), r, nil)
	view.SetSize(80, 20)
	late := view.Init()
	answer := late()
	before := view.View()
	view.Close()
	if r.started[0].ctx.Err() == nil {
		t.Error("the reading goes on after Close")
	}
	if cmd := view.Update(answer); cmd != nil {
		t.Error("a late answer is followed up")
	}
	if got := view.View(); got != before {
		t.Errorf("a late answer changed the screen:\n%s", got)
	}
}

func TestGroupsAreReadThroughTheCollector(t *testing.T) {
	api := &fakeAPI{
		groups: func(_ context.Context, _ string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "g1", Name: "One"}, {ID: "g2", Name: "Two"}, {ID: "g3", Name: "Three"}}, nil
		},
		groupCapacity: func(_ context.Context, _, group string) (apiclient.GroupCapacity, error) {
			switch group {
			case "g2":
				return apiclient.GroupCapacity{}, &apiclient.Error{Kind: apiclient.NotAssigned, Status: 404}
			case "g3":
				return apiclient.GroupCapacity{}, forbidden("read capacity of group g3")
			}
			return apiclient.GroupCapacity{MaxActiveCalls: calls(3), BurstingMaxActiveCalls: calls(0), BurstingMaxAvailableActiveCalls: calls(0)}, nil
		},
		trunkGroups: func(_ context.Context, _, group string) ([]apiclient.TrunkGroupItem, error) {
			if group == "g1" {
				return []apiclient.TrunkGroupItem{{Name: "T"}}, nil
			}
			return nil, &apiclient.Error{Kind: apiclient.NotFound, Status: 404}
		},
	}
	view := routes{api: api, kit: testKit()}.groups(enterprise())
	defer view.Close()
	shown(view, 80, 24)
	requireContains(t, view.View(), "▲ OVER", "not assigned", "✗ no access")
}

func TestGroupsOfFiveThousandFitAndStayOnTheirRow(t *testing.T) {
	many := capacity.Tenant{ID: "foo", GroupsListed: true}
	for i := range 5000 {
		many.Groups = append(many.Groups, group(fmt.Sprintf("g%04d", i), "Group", i%40, 2, trunk(20, i%5)))
	}
	failed := failure("trunk groups", errors.New("no"), "foo", "g0001")
	view := newTestGroups(testKit(), enterprise(), &readings{runs: [][]collect.Snapshot{{snapshot(many, failed)}}}, nil)
	shown(view, 80, 24)
	press(view, "G", "r")
	requireContains(t, view.View(), "▸ g4999")
	requireFits(t, view, 80, 20)
	requireContains(t, view.Info().Summary, "5000 groups")
}

func TestNoGroupIsAskedForBeforeTheScreenSaysWhatIsVisible(t *testing.T) {
	asked := make(chan string, 8)
	api := &fakeAPI{
		groups: func(context.Context, string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "g1"}, {ID: "g2"}}, nil
		},
		groupCapacity: func(_ context.Context, _, group string) (apiclient.GroupCapacity, error) {
			asked <- group
			return apiclient.GroupCapacity{}, nil
		},
	}
	for name, open := range map[string]func(apiclient.Tenant) ui.View{
		"groups": routes{api: api, kit: testKit()}.groups, "capacity": routes{api: api, kit: testKit()}.capacity,
	} {
		t.Run(name, func(t *testing.T) {
			view := open(enterprise())
			defer view.Close()
			view.SetSize(80, 20)
			cmd := view.Init()
			for !strings.Contains(view.View(), "g1") {
				msg := cmd()
				select {
				case group := <-asked:
					t.Fatalf("%s was asked for before the groups were on screen", group)
				case <-time.After(30 * time.Millisecond): // there is no event for nothing
				}
				cmd = view.Update(msg)
			}
			pump(view, cmd)
			if len(asked) != 2 {
				t.Errorf("%d groups were asked for, want 2", len(asked))
			}
			<-asked
			<-asked
		})
	}
}

func TestGroupsStatusTellsWhatCouldNotBeRead(t *testing.T) {
	s := snapshot(sample(),
		failure("trunk group", serverFault("read trunk group Trunk 4"), "ServiceProviderID", "GroupIDE", "Trunk 4"),
		failure("trunk group", forbidden("read trunk group Trunk 5"), "ServiceProviderID", "GroupIDE", "Trunk 5"))
	view := newTestGroups(testKit(), provider(), &readings{runs: [][]collect.Snapshot{{s}}}, nil)
	shown(view, 80, 24)
	for _, test := range []struct {
		id, status string
		tone       ui.Tone
	}{
		{"GroupIDC", "OVER 11 calls x1.6: trunk groups 31, group 20; BURST OVER 2: trunk groups 4, group 2", ui.Over},
		{"GroupIDA", "UNUSED 9: trunk groups hold 4 of 13", ui.Plain},
		{"GroupIDD", "trunking is not assigned here: it counts as zero calls", ui.Plain},
		{"GroupIDE", "trunk group Trunk 4 not read: pbx.example.net failed (500): backend is gone; try again, and tell who runs the server if it stays (read trunk group Trunk 4, request r-17); and 1 more failure", ui.Failed},
	} {
		view.table.Select(test.id)
		if told := view.Info(); told.Status != test.status || told.Tone != test.tone {
			t.Errorf("%s: %q in tone %v, want %q in %v", test.id, told.Status, told.Tone, test.status, test.tone)
		}
	}
}
