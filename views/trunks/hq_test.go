package trunks

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// hq is a tenant with a routing of three priorities, one of them down, and a list that is tried
// from its top.
func hq() *viewtest.API {
	inOrder := routing.Trunk{
		Mode: routing.Ordered, OrderingAlgorithm: routing.Overflow, MaxReroutes: new(3), ExhaustionAction: routing.None,
		Routes: []routing.Route{
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"}},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Existing"}},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpNamur", Name: "Trunk-Namur"}},
		},
	}
	type group struct {
		calls, used int
		state       string
	}
	groups := map[string]group{
		"APIO_Trunk_Group_Existing": {24, 14, "Available"}, "Trunk-Antwerp": {12, 5, "Available"},
		"Trunk-Backup": {8, 0, "Available"}, "Trunk-Liege": {8, 0, "Unavailable"}, "Trunk-Namur": {4, 4, "Available"},
	}
	return &viewtest.API{
		OnEnterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
			return []apiclient.EnterpriseTrunkItem{{Name: "HQ-Inbound"}, {Name: "National-Outbound"}, {Name: "Gone"}}, nil
		},
		OnEnterpriseTrunk: func(_ context.Context, _, name string) (routing.Trunk, error) {
			switch name {
			case "HQ-Inbound":
				return viewtest.HQTrunk(), nil
			case "National-Outbound":
				return inOrder, nil
			}
			return routing.Trunk{}, viewtest.ServerFault("read enterprise trunk " + name)
		},
		OnTrunkGroup: func(_ context.Context, _, groupID, name string) (apiclient.TrunkGroup, error) {
			g := groups[name]
			return apiclient.TrunkGroup{
				GroupID: groupID, Name: name, MaxActiveCalls: viewtest.Calls(g.calls), State: g.state,
				ActiveIncomingCalls: new(g.used), ActiveOutgoingCalls: new(0),
			}, nil
		},
	}
}

func routingOf(api *viewtest.API, name string) ui.View {
	return NewRouting(viewtest.Kit(), api, viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: name}, NewSurroundings(api, "foo"), RoutingLinks{})
}

// requireScreens compares a screen with its pictures at the usual sizes, driven by the shell, which has
// a preview follow the cursor.
func requireScreens(t *testing.T, open func() ui.View, keys ...string) {
	t.Helper()
	for _, size := range []struct {
		name          string
		width, height int
	}{{"80x24", 80, 24}, {"120x36", 120, 36}, {"160x44", 160, 44}, {"200x60", 200, 60}} {
		t.Run(size.name, func(t *testing.T) {
			var screen string
			synctest.Test(t, func(t *testing.T) {
				app := viewtest.App(t, open(), ui.Options{Now: viewtest.ReadAt}, size.width, size.height)
				for _, key := range keys {
					viewtest.Run(app, viewtest.Key(key))
				}
				screen = app.View()
				app.Close()
			})
			_, body, _ := strings.Cut(screen, "\n") // without the time of the reading
			golden.RequireEqual(t, body)
		})
	}
}

func TestScreensOfEnterpriseTrunks(t *testing.T) {
	list := func() ui.View { return NewList(viewtest.Kit(), hq(), viewtest.Enterprise(), "", ListLinks{}) }
	for _, test := range []struct {
		name string
		open func() ui.View
		keys []string
	}{
		{"list", list, nil},
		{"list-in-order", list, []string{"down"}},
		{"list-not-read", list, []string{"G"}},
		{"weighted", func() ui.View { return routingOf(hq(), "HQ-Inbound") }, nil},
		{"weighted-down", func() ui.View { return routingOf(hq(), "HQ-Inbound") }, []string{"G"}},
		{"weighted-what-if", func() ui.View { return routingOf(hq(), "HQ-Inbound") }, []string{"d"}},
		{"weighted-what-if-standby", func() ui.View { return routingOf(hq(), "HQ-Inbound") }, []string{"down", "down", "d"}},
		{"in-order", func() ui.View { return routingOf(hq(), "National-Outbound") }, nil},
		{"in-order-what-if", func() ui.View { return routingOf(hq(), "National-Outbound") }, []string{"d", "d"}},
	} {
		t.Run(test.name, func(t *testing.T) { requireScreens(t, test.open, test.keys...) })
	}
}

// All of what another priority cannot take is not all calls.
func TestAStandbyIsNoHundredPercent(t *testing.T) {
	view := routingOf(hq(), "HQ-Inbound")
	viewtest.Show(view, 80, 24)
	if text := view.View(); strings.Contains(text, "100%") {
		t.Errorf("a standby takes 100%%:\n%s", text)
	}
	viewtest.RequireContains(t, view.View(), "priority 1  tried first", "priority 2  standby: takes what priority 1 cannot", "rest")
	viewtest.Press(view, "d") // what is left of its priority takes all of it
	viewtest.RequireContains(t, lineOf(t, view, "Trunk-Antwerp"), "30%", "→", "100%")
}

// A move in a what-if leaves the keys where they are, but for what the first of them does: a line
// of keys that shifts is sent as a whole.
func TestAMoveInAWhatIfShiftsNoKeys(t *testing.T) {
	view := routingOf(hq(), "HQ-Inbound")
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, "d")
	at := view.ShortHelp()
	viewtest.Press(view, "down")
	instead := view.ShortHelp()
	if a, b := at[0].Help().Desc, instead[0].Help().Desc; a == b || len(a) != len(b) || len(at) != len(instead) {
		t.Errorf("%q becomes %q", a, b)
	}
}

// What is doubtful stands on the line that causes it.
func TestDoubtsStandOnTheLineThatCausesThem(t *testing.T) {
	view := routingOf(hq(), "HQ-Inbound")
	viewtest.Show(view, 80, 24)
	viewtest.RequireContains(t, lineOf(t, view, "Max reroutes"), "! reaches 3 of 4")
	viewtest.RequireContains(t, lineOf(t, view, "Trunk-Liege"), "■ DOWN")
	viewtest.RequireContains(t, lineOf(t, view, "Trunk-Backup    "), "! NO STANDBY that is up")
}

// lineOf returns the last line of a view that has a text.
func lineOf(t *testing.T, view ui.View, text string) string {
	t.Helper()
	lines := strings.Split(view.View(), "\n")
	slices.Reverse(lines)
	at := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, text) })
	if at < 0 {
		t.Fatalf("no line has %q:\n%s", text, view.View())
	}
	return lines[at]
}

func TestARouteThatCouldNotBeReadIsNeverFine(t *testing.T) {
	api := hq()
	read := api.OnTrunkGroup
	api.OnTrunkGroup = func(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
		if name == "Trunk-Namur" {
			return apiclient.TrunkGroup{}, errors.New("no answer")
		}
		return read(ctx, tenant, group, name)
	}
	list := NewList(viewtest.Kit(), api, viewtest.Enterprise(), "", ListLinks{})
	viewtest.Show(list, 120, 36)
	viewtest.Press(list, "down")
	viewtest.RequireContains(t, lineOf(t, list, "National-Outbound"), "✗ 1 not read")
	viewtest.RequireContains(t, list.(ui.Informer).Info().Status.Whole(), "✗ not read: Trunk-Namur of ApioEntGrpNamur, place 3: ")
	view := routingOf(api, "National-Outbound")
	viewtest.Show(view, 120, 36)
	viewtest.RequireContains(t, view.View(), "✗ 1 of 3 not read")
	viewtest.RequireContains(t, lineOf(t, view, "Trunk-Namur"), "-", "?", "✗ not read")
	if strings.Contains(view.View(), "if one goes down") {
		t.Errorf("it tells what would be left of what is not known:\n%s", view.View())
	}
}

// The list reads what is in view, a few at a time, and nothing else.
func TestAListReadsOnlyWhatIsInView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := hq()
		var items []apiclient.EnterpriseTrunkItem
		for i := range 300 {
			items = append(items, apiclient.EnterpriseTrunkItem{Name: "T" + string(rune('a'+i%26)) + strings.Repeat("x", i/26)})
		}
		var mu sync.Mutex
		asked, now, most := map[string]bool{}, 0, 0
		hold := func() {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			now--
			mu.Unlock()
		}
		api.OnEnterpriseTrunks = func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) { return items, nil }
		api.OnEnterpriseTrunk = func(_ context.Context, _, name string) (routing.Trunk, error) {
			hold()
			mu.Lock()
			defer mu.Unlock()
			asked[name] = true
			return viewtest.HQTrunk(), nil
		}
		read := api.OnTrunkGroup
		groups := 0
		api.OnTrunkGroup = func(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
			hold()
			mu.Lock()
			groups++
			mu.Unlock()
			return read(ctx, tenant, group, name)
		}
		view := NewList(viewtest.Kit(), api, viewtest.Enterprise(), "", ListLinks{})
		defer view.Close()
		view.SetSize(80, 20)
		run(view, view.Init())
		if len(asked) != 18 || groups != 4 || most != together {
			t.Errorf("%d enterprise trunks and %d trunk groups were read, %d at a time", len(asked), groups, most)
		}
		viewtest.RequireContains(t, view.View(), "1-18 of 300", "! 18 with a route down", "18 of 300 read")
		run(view, view.Update(viewtest.Key("G")))
		if len(asked) != 36 || groups != 4 {
			t.Errorf("after the last row %d enterprise trunks and %d trunk groups were read", len(asked), groups)
		}
	})
}

// run runs commands beside each other, as the program does, until the view is at rest.
func run(view ui.View, first tea.Cmd) {
	answers := make(chan tea.Msg)
	pending := 0
	start := func(cmd tea.Cmd) {
		if cmd != nil {
			pending++
			go func() { answers <- cmd() }()
		}
	}
	start(first)
	start(view.(ui.Follower).Follow())
	for ; pending > 0; pending-- {
		msg := <-answers
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				start(cmd)
			}
			continue
		}
		start(view.Update(msg))
		start(view.(ui.Follower).Follow())
	}
}

func TestSharesAreOneBar(t *testing.T) {
	g := viewtest.Kit().Theme.Glyphs
	for _, test := range []struct {
		of    firstChoice
		width int
		want  string
	}{
		{firstChoice{names: []string{"a", "b"}, shares: []int{70, 30}, down: make([]bool, 2), full: make([]bool, 2), weighted: true}, 24, "70 ████████████ 30 █████"},
		{firstChoice{names: []string{"a", "b"}, shares: []int{70, 30}, down: []bool{false, true}, full: make([]bool, 2), weighted: true}, 24, "70 ████████████ 30 ▒▒▒▒▒"},
		{firstChoice{names: []string{"a", "b"}, shares: []int{100, 0}, down: make([]bool, 2), full: make([]bool, 2), weighted: true}, 20, "100 ████████████ 0 █"},
		{firstChoice{names: []string{"a", "b", "c", "d"}, shares: []int{25, 25, 25, 25}, down: make([]bool, 4), full: make([]bool, 4), weighted: true}, 18, "shared by 4 a, b, c, d"},
		{firstChoice{names: []string{"a", "b"}, shares: []int{-1, -1}}, 24, "any of 2 a, b"},
		{firstChoice{names: []string{"a"}, shares: []int{-1}}, 24, "1 a"},
	} {
		if got := test.of.cell(g, test.width).Whole(); got != test.want {
			t.Errorf("%v in %d: %q, want %q", test.of.shares, test.width, got, test.want)
		}
	}
}

func TestScreensOfEnterpriseTrunksInASCII(t *testing.T) {
	api := hq()
	viewtest.RequireASCII(t, NewList(viewtest.ASCIIKit(), api, viewtest.Enterprise(), "", ListLinks{}))
	view := NewRouting(viewtest.ASCIIKit(), api, viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}, NewSurroundings(api, "foo"), RoutingLinks{})
	viewtest.RequireASCII(t, view)
	viewtest.Press(view, "d")
	viewtest.RequireASCII(t, view)
}

// Calls of one direction are no sum: they are only enough to tell what is full.
func TestCallsInUseOfOneDirectionAreNotAll(t *testing.T) {
	key := routing.Key{GroupID: "g", Name: "t"}
	for _, test := range []struct {
		in, out         *int
		isWhole, isFull bool
	}{{new(3), new(1), true, true}, {new(3), nil, false, false}, {nil, new(4), false, true}, {nil, nil, false, false}} {
		around := NewSurroundings(&viewtest.API{OnTrunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) {
			return apiclient.TrunkGroup{MaxActiveCalls: viewtest.Calls(4), ActiveIncomingCalls: test.in, ActiveOutgoingCalls: test.out}, nil
		}}, "foo")
		around.update(around.read(key)())
		_, isWhole := around.inUse(key)
		viewtest.RequireEqual(t, "whole, full", [2]bool{isWhole, around.isFull(key)}, [2]bool{test.isWhole, test.isFull})
	}
}
