package browse

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// rested lets the cursor of a view rest, with what is read for what lies beside.
func rested(view interface {
	ui.View
	ui.Sided
},
) {
	side := view.Side()
	var pump func(cmd func() any)
	pump = func(cmd func() any) {
		if cmd == nil {
			return
		}
		if msg := cmd(); msg != nil {
			if next := side.Update(msg); next != nil {
				pump(func() any { return next() })
			}
		}
	}
	if follow := side.Follow(); follow != nil {
		pump(func() any { return follow() })
	}
}

func TestPicturesWithAPreview(t *testing.T) {
	mixed := viewtest.WithOneDown(0)
	mixed.TrunkGroups["GroupIDC"]["Trunk 2"] = richTrunkGroup()
	many := viewtest.Sample()
	for range 40 {
		many.Groups = append(many.Groups, viewtest.Group("g", "", 2, 0, viewtest.Trunk(1, 0)))
	}
	for _, test := range []struct {
		name string
		read collect.Snapshot
		keys []string
	}{
		{"tenant", mixed, nil},
		{"group", mixed, []string{"down"}},
		{"trunk-group", mixed, []string{"down", "enter", "down", "down"}},
		{"not-assigned", mixed, []string{"G"}},
		{"many-groups", viewtest.Snapshot(many), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				view := newTestBreakdown(viewtest.Kit(), viewtest.Reads(test.read), nil)
				defer view.Close()
				viewtest.Show(view, 160, 44)
				viewtest.Press(view, test.keys...)
				rested(view)
				viewtest.RequireFits(t, view, 160, 40)
				golden.RequireEqual(t, viewtest.Picture(view))
			})
		})
	}
}

func TestTrunkGroupsPicturesWithAPreview(t *testing.T) {
	world := &usageWorld{trunks: map[string]routing.Trunk{"HQ-Inbound": viewtest.HQTrunk(), "Other": lessLiege(viewtest.HQTrunk())}}
	links := testLinks(nil)
	links.About = func(tenant apiclient.Tenant, at routing.Key) TrunkGroup {
		return TrunkGroup{Tenant: tenant, Key: at, Trunks: world.api(), Now: viewtest.ReadAt}
	}
	liege := viewtest.Trunk(60, 0)
	liege.Name, liege.Down = "Trunk-Liege", true
	other := viewtest.Trunk(30, 0)
	other.Name = "Unread"
	detail := richTrunkGroup()
	detail.State = "Unavailable"
	read := viewtest.OneGroup(viewtest.Group("ApioEntGrpLiege", "Liège", 90, 2, liege, other), map[string]apiclient.TrunkGroup{"Trunk-Liege": detail})
	for _, size := range []struct {
		name          string
		width, height int
	}{{"160x44", 160, 44}, {"200x60", 200, 60}, {"below-120x36", 120, 36}} {
		t.Run(size.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				kit := viewtest.Kit()
				kit.Preview = &ui.Switch{Below: true}
				scope := Scope{Tenant: viewtest.Enterprise(), Group: apiclient.Group{ID: "ApioEntGrpLiege", Name: "Liège"}, Collect: viewtest.StartOf[Collection](viewtest.Reads(read))}
				view := NewTrunkGroups(kit, links, scope).(*trunkGroups)
				defer view.Close()
				viewtest.Show(view, size.width, size.height)
				rested(view)
				viewtest.RequireFits(t, view, size.width, size.height-4)
				golden.RequireEqual(t, viewtest.Picture(view))
			})
		})
	}
}

// Where limits are from a report that says nothing of states, no screen calls a trunk group up: its
// state is a question, and the foot says why.
func TestAStateThatWasNotReadIsAQuestion(t *testing.T) {
	up, unreported, down := viewtest.Trunk(5, 0), viewtest.Trunk(5, 0), viewtest.Trunk(5, 0)
	up.Name, unreported.Name, unreported.StateUnread, down.Name, down.Down = "Up", "Untold", true, "Down", true
	all := []capacity.Group{viewtest.Group("Untold", "", 20, 2, up, unreported), viewtest.Group("Mixed", "", 20, 2, unreported, down), viewtest.Group("All up", "", 20, 2, up)}
	details := map[string]map[string]apiclient.TrunkGroup{"Untold": {"Up": {State: "Available"}}, "Mixed": {"Down": {State: "Unavailable"}}, "All up": {"Up": {State: "Available"}}}
	read := viewtest.Snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(60), BurstingMaxActiveCalls: viewtest.Calls(6), GroupsListed: true, Groups: all})
	read.TrunkGroups, read.Source = details, collect.Source{Report: true, TrunkGroups: 5}
	kept := read // by a scan, which keeps no details
	kept.TrunkGroups = nil
	scope := func(s collect.Snapshot) Scope {
		return Scope{Tenant: viewtest.Provider(), Group: apiclient.Group{ID: "Untold"}, Collect: viewtest.StartOf[Collection](viewtest.Reads(s))}
	}
	of := func(s collect.Snapshot, group int) collect.Snapshot {
		s.Breakdown = capacity.Analyze(capacity.Tenant{ID: "foo", Groups: all[group : group+1]})
		return s
	}
	const foot = "trunk groups whose state was not read:"
	for what, test := range map[string]struct {
		screen ui.View
		keys   []string
		rows   []string
	}{
		"trunk groups":                {NewTrunkGroups(viewtest.Kit(), testLinks(nil), scope(of(read, 0))), nil, []string{"5 0 -/5 - - ✓ available", "5 0 ?/5 ? ? ?"}},
		"groups and their preview":    {NewGroups(viewtest.Kit(), testLinks(nil), scope(read)), nil, []string{"5 0 ✓ available", "5 0 ?"}},
		"the preview of a mixed one":  {NewGroups(viewtest.Kit(), testLinks(nil), scope(read)), []string{"down"}, []string{"5 0 ?", "5 0 ! DOWN"}},
		"groups in all columns":       {NewGroups(viewtest.Kit(), testLinks(nil), scope(read)), []string{"ctrl+w"}, []string{"5 ?", "5 ≥1 down ! DOWN", "5 - "}},
		"capacity":                    {NewCapacity(viewtest.Kit(), testLinks(nil), scope(read)), []string{"down", "enter"}, []string{"5 0 ✓ available", "5 0 ?"}},
		"capacity in all columns":     {NewCapacity(viewtest.Kit(), testLinks(nil), scope(read)), []string{"ctrl+w", "down", "enter"}, []string{"x0.0 ?", "x0.0 ≥1 down ! DOWN", "5 0 Available", "5 0 ?"}},
		"capacity that a scan kept":   {NewCapacity(viewtest.Kit(), testLinks(nil), scope(kept)), []string{"ctrl+w", "down", "down", "enter"}, []string{"5 0 ?", "5 0 down ! DOWN"}},
		"trunk groups of such a scan": {NewTrunkGroups(viewtest.Kit(), testLinks(nil), scope(of(kept, 1))), nil, []string{"5 0 ?/5 ? ? ?", "5 0 ?/5 ? ? ! DOWN"}},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer test.screen.Close()
				viewtest.Show(test.screen, 260, 50)
				viewtest.Press(test.screen, test.keys...)
				rested(test.screen.(interface {
					ui.View
					ui.Sided
				}))
				shown := strings.Join(strings.Fields(strings.ReplaceAll(test.screen.View(), "│", " ")), " ")
				viewtest.RequireContains(t, shown, append(test.rows, foot)...)
			})
		})
	}
}

// Two names of which only the ends differ are told apart where they are cut, and what a filter
// finds is not folded away when it closes.
func TestTwoTrunkGroupsAreToldApartOnASmallScreen(t *testing.T) {
	long := viewtest.Group("ApioEntGrpTest", "", 48, 6, capacity.TrunkGroup{Name: "APIO_Trunk_Group_Existing"}, capacity.TrunkGroup{Name: "APIO_Trunk_Group_Fax"})
	tenant := viewtest.Sample()
	tenant.Groups = append([]capacity.Group{long}, tenant.Groups...)
	view := viewtest.Shown(newTestBreakdown(viewtest.Kit(), viewtest.Reads(viewtest.Snapshot(tenant)), nil))
	viewtest.Type(view, "/_fax")
	viewtest.Press(view, "enter")
	row, _ := view.tree.Selected()
	viewtest.RequireEqual(t, "found", row.Name, "APIO_Trunk_Group_Fax")
	view.CloseLayer()
	row, _ = view.tree.Selected()
	viewtest.RequireEqual(t, "after the filter", row.Name, "APIO_Trunk_Group_Fax")
	var names []string
	for _, line := range strings.Split(view.View(), "\n") {
		if _, after, ok := strings.Cut(line, "╴APIO_"); ok {
			names = append(names, strings.Fields(after)[0])
		}
	}
	if len(names) != 2 || names[0] == names[1] {
		t.Errorf("%q:\n%s", names, view.View())
	}
}

func TestTheTreesNamesTakeTheRoomOfAnEmptyColumn(t *testing.T) {
	tenant := viewtest.Sample()
	tenant.Name = ""
	for i := range tenant.Groups {
		tenant.Groups[i].Name = ""
	}
	tenant.Groups[0].ID = "a-group-with-a-name-of-forty-cells-in-all"
	view := newTestBreakdown(viewtest.Kit(), viewtest.Reads(viewtest.Snapshot(tenant)), nil)
	viewtest.Show(view, 120, 36)
	viewtest.RequireContains(t, view.View(), "a-group-with-a-name")
	if strings.Contains(view.View(), "NAME") {
		t.Errorf("an empty column:\n%s", view.View())
	}
}

func TestCallsInUseThatChangedSayWhatTheyWere(t *testing.T) {
	read := func(calls int) collect.Snapshot {
		s := viewtest.OneGroup(viewtest.Group("GroupIDC", "", 40, 2, viewtest.Trunk(20, 0), viewtest.Trunk(20, 0)), map[string]apiclient.TrunkGroup{
			"Trunk 1": {ActiveIncomingCalls: &calls, ActiveOutgoingCalls: new(2)}, "Trunk 2": {ActiveIncomingCalls: new(1), ActiveOutgoingCalls: new(2)},
		})
		s.At = viewtest.ReadAt().Add(1e9 * 60 * 10)
		if calls == 3 {
			s.At = viewtest.ReadAt()
		}
		return s
	}
	view := viewtest.Shown(newTestTrunkGroups(&viewtest.Collections{Runs: [][]collect.Snapshot{{read(3)}, {read(4)}}}, nil))
	if strings.Contains(view.View(), "∙") {
		t.Errorf("changed at first:\n%s", view.View())
	}
	viewtest.Press(view, "r")
	viewtest.RequireContains(t, view.View(), "6/20∙", "3/20")
	viewtest.RequireContains(t, view.Info().Status.Whole(), "∙ in use was 5 at ")
	viewtest.Press(view, "down")
	if status := view.Info().Status.Whole(); strings.Contains(status, "was") {
		t.Errorf("of another row: %q", status)
	}
}

func TestAPreviewIsReadNoFurtherThanItIsLookedAt(t *testing.T) {
	world := &usageWorld{trunks: manyTrunks(200)}
	about := TrunkGroup{Tenant: viewtest.Enterprise(), Key: routing.Key{GroupID: "g", Name: "t"}, Trunks: world.api(), Now: viewtest.ReadAt}
	u := newUsage(about, "")
	if err := u.readAll(context.Background()); err != nil {
		t.Fatal(err)
	}
	viewtest.RequireEqual(t, "asked", world.asked, nil)
	viewtest.RequireContains(t, u.section("enter t").facts[0].text.Text, "enter t reads 200 enterprise trunks")
}
