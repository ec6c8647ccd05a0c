package views

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/ui"
)

// withOneDown is the sample with a trunk group down: in a group that is over
// already, or in one where nothing else is wrong.
func withOneDown(groups ...int) collect.Snapshot {
	tenant := sample()
	details := map[string]map[string]apiclient.TrunkGroup{}
	for _, i := range groups {
		g := &tenant.Groups[i]
		g.TrunkGroups = slices.Clone(g.TrunkGroups)
		g.TrunkGroups[0].Down = true
		details[g.ID] = map[string]apiclient.TrunkGroup{g.TrunkGroups[0].Name: {State: "Unavailable"}}
	}
	s := snapshot(tenant)
	s.TrunkGroups = details
	return s
}

func TestTrunkGroupsThatAreDownAreMarkedByToneGlyphAndWord(t *testing.T) {
	kit := taggedKit()
	r := &readings{runs: [][]collect.Snapshot{{withOneDown(0, 1)}}}
	var opened []string
	lists := newTestGroups(kit, provider(), r, nil)
	tree := newTestBreakdown(kit, &readings{runs: r.runs}, &opened)
	one := withOneDown(1)
	below := newTrunkGroups(kit, enterprise(), apiclient.Group{ID: "GroupIDA"},
		startOf[reading](&readings{runs: [][]collect.Snapshot{{oneGroup(one.Breakdown.Groups[1].Group, one.TrunkGroups["GroupIDA"])}}}), nil)
	for _, view := range []ui.View{lists, tree, below} {
		shown(view, 120, 40)
	}
	press(tree, "down", "down", "enter")
	press(lists, "down")
	for _, test := range []struct {
		name, row string
		view      ui.View
		want      string
	}{
		{"groups", "GroupIDA", lists, "<notice>! DOWN</>"},
		{"groups, beside what is worse", "GroupIDC", lists, "<over>▲ OVER +2</>"},
		{"the tree's groups", "GroupIDA", tree, "<notice>! DOWN</>"},
		{"the tree's trunk groups", "    Trunk 1", tree, "<notice>! DOWN</>"},
		{"trunk groups", "Trunk 1", below, "<notice>! DOWN</>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			i := strings.Index(test.view.View(), test.row)
			line, _, _ := strings.Cut(test.view.View()[i:], "\n")
			requireContains(t, line, test.want)
		})
	}
	for _, word := range []string{"mark:down", "mark:burst", "mark:over"} {
		typed(lists, "/"+word)
		requireContains(t, lists.View(), "GroupIDC")
		lists.CloseLayer()
	}
	press(lists, "g", "down")
	if status := lists.Info().Status; !strings.Contains(status, "Trunk 1: DOWN: trunk group is reported as not available") {
		t.Errorf("the status says %q", status)
	}
}

func TestMarksRankWhatTheyName(t *testing.T) {
	finding := func(s capacity.Severity, c capacity.Code) capacity.Finding {
		return capacity.Finding{Severity: s, Code: c}
	}
	over := finding(capacity.Over, capacity.CallsOver)
	for _, test := range []struct {
		name  string
		place trouble
		want  ui.Cell
	}{
		{"nothing", trouble{}, ui.Cell{}},
		{"unused is no trouble", trouble{findings: []capacity.Finding{finding(capacity.Info, capacity.Unused)}}, ui.Cell{}},
		{"down", trouble{findings: []capacity.Finding{finding(capacity.Notice, capacity.Down)}}, ui.Cell{Text: "! DOWN", Tone: ui.Notice}},
		{"down in use", trouble{findings: []capacity.Finding{finding(capacity.Blocked, capacity.DownInUse)}}, ui.Cell{Text: "■ BLOCKED+DOWN", Tone: ui.Blocked}},
		{"over and down", trouble{calls: true, findings: []capacity.Finding{finding(capacity.Notice, capacity.Down), over}}, ui.Cell{Text: "▲ OVER+DOWN", Tone: ui.Over}},
		{"above available and down", trouble{findings: []capacity.Finding{finding(capacity.Notice, capacity.Down), finding(capacity.Over, capacity.AboveAvailable)}}, ui.Cell{Text: "▲ ABOVE AVAIL +1", Tone: ui.Over}},
		{"all at once", trouble{calls: true, bursting: true, findings: []capacity.Finding{over, finding(capacity.Blocked, capacity.DownInUse)}}, ui.Cell{Text: "■ BLOCKED +3", Tone: ui.Blocked}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := markCell(testKit().Theme.Glyphs, test.place); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// realAPI is the client of a server with the default platform.
func realAPI(t *testing.T) API {
	t.Helper()
	platform, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(platform)
	t.Cleanup(server.Close)
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
}

func TestStateDownFindsWhatTheSystemCallsUnavailable(t *testing.T) {
	r := routes{api: realAPI(t), kit: testKit()}
	const filter = "/state=down"
	for _, test := range []struct {
		name string
		open func() ui.View
		want []string
	}{
		{"groups", func() ui.View { return r.groups(enterprise()) }, []string{"ApioEntGrpLiege", "! DOWN", "1/"}},
		{"capacity", func() ui.View { return r.capacity(enterprise()) }, []string{"ApioEntGrpLiege", "Trunk-Liege", "! DOWN"}},
		{"trunk groups", func() ui.View { return r.trunkGroups(enterprise(), apiclient.Group{ID: "ApioEntGrpLiege"}) }, []string{"Trunk-Liege", "Unavailable", "! DOWN", "1/"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := test.open()
			defer view.Close()
			shown(view, 120, 40)
			typed(view, filter)
			requireContains(t, view.View(), test.want...)
			if strings.Contains(view.View(), "ApioEntGrpTest") {
				t.Errorf("a group without a trunk group that is down is shown:\n%s", view.View())
			}
		})
	}
}

func TestJourneyToATrunkGroupThatIsDown(t *testing.T) {
	app := ui.NewApp(testKit(), Home(realAPI(t), testKit(), Options{}), ui.Options{Explain: apiclient.Explain})
	defer app.Close()
	follow(app, app.Init())
	run(app, tea.WindowSizeMsg{Width: 80, Height: 24})
	keys := func(names ...string) {
		for _, name := range names {
			run(app, pressOf(name))
		}
	}
	letters := func(text string) { keys(strings.Split(text, "")...) }
	letters("/id=foo")
	keys("enter", "enter")
	letters("/state=down")
	keys("enter")
	requireContains(t, app.View(), "ApioEntGrpLiege", "! DOWN")
	keys("enter")
	letters("/state=down")
	keys("enter")
	requireContains(t, app.View(), "Trunk-Liege", "! DOWN", fmt.Sprintf("1/%d", 1), "DOWN: trunk group is reported as not available")
}

func TestATrunkGroupsPageSaysWhatIsWrongWithIt(t *testing.T) {
	open := func(detail apiclient.TrunkGroup) string {
		api := &fakeAPI{trunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) { return detail, nil }}
		view := newTrunkGroup(testKit(), api, enterprise(), routing.Key{GroupID: "g", Name: "t"})
		shown(view, 80, 24)
		return view.View()
	}
	requireContains(t, open(apiclient.TrunkGroup{State: "Unavailable"}), "DOWN: trunk group is reported as not available")
	requireContains(t, open(apiclient.TrunkGroup{MaxIncomingCalls: calls(0)}), "BLOCKED: max incoming 0")
	if body := open(apiclient.TrunkGroup{State: "Available"}); strings.Contains(body, "finding") {
		t.Errorf("a finding where there is none:\n%s", body)
	}
}
