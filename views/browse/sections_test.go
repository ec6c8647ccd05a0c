package browse

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// richTrunkGroup is one of which everything is reported.
func richTrunkGroup() apiclient.TrunkGroup {
	d := apiclient.TrunkGroup{
		MaxActiveCalls: viewtest.Calls(60), MaxOutgoingCalls: viewtest.Calls(10), EnableBursting: new(false), BurstingMaxActiveCalls: viewtest.Calls(0),
		State: "Available", ActiveIncomingCalls: new(13), ActiveOutgoingCalls: new(2), Forwarding: "when full to trunk group AB-HQ/SIP-HQ-B",
	}
	for _, field := range strings.Fields(`capacityExceededAction=Reroute capacityExceededRerouteTrunkGroupKey.groupId=AB-HQ capacityExceededRerouteTrunkGroupKey.name=SIP-HQ-B
		capacityExceededTrapInitialCalls=5 capacityExceededTrapOffsetCalls=3 unreachableDestinationAction=Forward unreachableDestinationForwardAddress=+3225550100
		invitationTimeout=6 pilotUserId= accessDevice.name=sbc-bru-1 accessDevice.level=Group requireAuthentication=true sipAuthenticationUserName=pilot
		allowUnscreenedCalls=false allowUnscreenedEmergencyCalls=true pilotUserChargeNumberPolicy=None statefulReroutingEnabled=false
		sendContinuousOptionsMessage=true continuousOptionsSendingIntervalSeconds=30 strange=maybe`) {
		name, value, _ := strings.Cut(field, "=")
		d.Fields = append(d.Fields, apiclient.Field{Name: name, Value: value})
	}
	return d
}

// openRich opens its page, in a tenant whose other trunk groups read as one says.
func openRich(t testing.TB, width, height int, others func() collect.Snapshot) (view *trunkGroup, asked *int, opened *[]string) {
	t.Helper()
	asked, opened = new(int), new([]string)
	world := &usageWorld{trunks: map[string]routing.Trunk{"AB-Inbound": viewtest.HQTrunk()}}
	api := world.api()
	api.OnTrunkGroup = func(_ context.Context, _, _, name string) (apiclient.TrunkGroup, error) {
		d := richTrunkGroup()
		if name != "Trunk-Liege" {
			d.ActiveIncomingCalls, d.ActiveOutgoingCalls = new(28), new(5)
		}
		return d, nil
	}
	about := TrunkGroup{Tenant: viewtest.Enterprise(), Key: routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}, Trunks: api, Now: viewtest.ReadAt}
	about.Group = func(context.Context) (apiclient.GroupCapacity, error) {
		return apiclient.GroupCapacity{MaxActiveCalls: viewtest.Calls(90)}, nil
	}
	if others != nil {
		about.Others = func(context.Context) Collection {
			*asked++
			return viewtest.StartOf[Collection](viewtest.Reads(others()))(t.Context())
		}
	}
	links := testLinks(opened)
	view = NewTrunkGroup(viewtest.Kit(), api, links, about).(*trunkGroup)
	viewtest.Show(view, width, height)
	return view, asked, opened
}

func TestSectionsPictures(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 36}, {160, 44}, {200, 60}} {
		view, _, _ := openRich(t, size.width, size.height, func() collect.Snapshot { return collect.Snapshot{} })
		t.Run(fmt.Sprintf("%dx%d", size.width, size.height), func(t *testing.T) {
			viewtest.RequireFits(t, view, size.width, size.height-4)
			golden.RequireEqual(t, viewtest.Picture(view))
		})
		viewtest.Press(view, "z")
		t.Run(fmt.Sprintf("unfolded-%dx%d", size.width, size.height), func(t *testing.T) {
			viewtest.RequireFits(t, view, size.width, size.height-4)
			golden.RequireEqual(t, viewtest.Picture(view))
		})
	}
}

func TestEveryFieldIsSomewhereOnThePage(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 36}, {200, 60}, {60, 10}} {
		view, _, _ := openRich(t, size.width, size.height, nil)
		if view.facts.beside() < 3 {
			viewtest.Press(view, "z")
		}
		viewtest.Press(view, "g")
		seen := view.View()
		for range 80 {
			viewtest.Press(view, "down")
			seen += view.View()
		}
		for _, field := range richTrunkGroup().Fields {
			if size.width >= 120 && !strings.Contains(seen, field.Name) {
				t.Errorf("%dx%d lacks %s", size.width, size.height, field.Name)
			}
			if !strings.Contains(seen, field.Value) {
				t.Errorf("%dx%d lacks the value %s", size.width, size.height, field.Value)
			}
		}
		viewtest.Press(view, "z")
		if strings.Contains(view.View(), "strange") {
			t.Errorf("folded:\n%s", view.View())
		}
	}
}

func TestTheCursorGoesByFactSectionAndColumn(t *testing.T) {
	view, _, _ := openRich(t, 120, 36, nil)
	for _, step := range []struct{ key, want string }{
		{"", "AB-Inbound"}, // it is what enter opens
		{"tab", "device"},
		{"shift+tab", "AB-Inbound"},
		{"shift+tab", "calls always"},
		{"g", "in use"},
		{"tab", "incoming"},
		{"down", "outgoing"},
		{"right", "authentication"},
		{"left", "outgoing"},
		{"left", "outgoing"},
		{"G", ""},
		{"tab", "in use"},
		{"jj", "bursting"},
	} {
		if step.key != "" {
			viewtest.Press(view, step.key)
		}
		viewtest.RequireEqual(t, "after "+step.key, view.facts.chosen().label.Text, step.want)
		lit := ""
		for _, line := range strings.Split(view.View(), "\n") {
			if _, after, found := strings.Cut(line, "▸ "); found && !strings.HasPrefix(after, "every") {
				lit = after
			}
		}
		if !strings.HasPrefix(lit, step.want) {
			t.Errorf("after %s the cursor is before %q", step.key, lit)
		}
	}
}

func TestAPageThatIsTallerThanItsRoomSaysSoAndScrolls(t *testing.T) {
	view, _, _ := openRich(t, 80, 24, nil)
	viewtest.RequireContains(t, view.View(), "1-19 of ", "┃")
	viewtest.Press(view, "G")
	if view.facts.top == 0 || strings.Contains(view.View(), "1-19 of ") {
		t.Errorf("at the end:\n%s", view.View())
	}
	view.Wheel(-100)
	viewtest.RequireContains(t, view.View(), "1-19 of ", "in use")
	if viewtest.CursorLine(view) < 0 {
		t.Errorf("no cursor:\n%s", view.View())
	}
	if onRow, already := view.Click(2); !onRow || already {
		t.Errorf("a click on a fact: %v, %v", onRow, already)
	}
	viewtest.RequireEqual(t, "line of the cursor", viewtest.CursorLine(view), 2)
	if onRow, _ := view.Click(1); onRow {
		t.Error("a click on a title chose something")
	}
	view.SetSize(200, 80)
	if strings.Contains(view.View(), "┃") {
		t.Errorf("a thumb where all has room:\n%s", view.View())
	}
}

func TestAFilterShowsTheFieldsInPlaceOfTheSections(t *testing.T) {
	view, _, _ := openRich(t, 120, 36, nil)
	viewtest.Type(view, "/capacityEx")
	viewtest.RequireContains(t, view.View(), "FIELD", "capacityExceededTrapOffsetCalls", "/capacityEx")
	viewtest.Press(view, "enter", "enter")
	viewtest.RequireEqual(t, "closed", view.CloseLayer(), true)
	viewtest.RequireContains(t, view.View(), "limits by direction ─")
	viewtest.RequireEqual(t, "nothing left to close", view.CloseLayer(), false)
}

func TestWhereCallsGoIsReadThere(t *testing.T) {
	view, _, _ := openRich(t, 120, 36, nil)
	viewtest.RequireContains(t, view.View(), "SIP-HQ-B of AB-HQ", "33/60 in use, ✓ available", "+3225550100  forward", "first trap above        5", "further trap every      3", "OPTIONS every, s        30")
}

func TestWhoItTakesOverForIsReadWhenAskedFor(t *testing.T) {
	snapshot := func(failures ...collect.Failure) func() collect.Snapshot {
		return func() collect.Snapshot {
			to := func(prefix, group string) apiclient.TrunkGroup {
				return apiclient.TrunkGroup{Fields: []apiclient.Field{
					{Name: prefix + "Action", Value: "Reroute"}, {Name: prefix + "RerouteTrunkGroupKey.groupId", Value: group}, {Name: prefix + "RerouteTrunkGroupKey.name", Value: "Trunk-Liege"},
				}}
			}
			return collect.Snapshot{Done: true, Failures: failures, TrunkGroups: map[string]map[string]apiclient.TrunkGroup{
				"b": {"Second": to("unreachableDestination", "ApioEntGrpLiege"), "Same name": to("capacityExceeded", "elsewhere")},
				"a": {"First": to("capacityExceeded", "ApioEntGrpLiege")},
			}}
		}
	}
	view, asked, opened := openRich(t, 120, 36, snapshot())
	viewtest.RequireContains(t, view.View(), "not read: enter asks every trunk group of the tenant")
	viewtest.Press(view, "tab", "enter")
	viewtest.RequireEqual(t, "asked", *asked, 1)
	viewtest.RequireContains(t, view.View(), "First", "of a", "when full", "Second", "when unreachable")
	if strings.Contains(view.View(), "Same name") {
		t.Errorf("another trunk group of that name:\n%s", view.View())
	}
	viewtest.Press(view, "down", "enter")
	viewtest.RequireEqual(t, "opened", *opened, []string{"foo/b/Second"})

	view, _, _ = openRich(t, 120, 36, snapshot(viewtest.Failure("trunk group", viewtest.ServerFault("x"), "foo", "c", "d")))
	viewtest.Press(view, "tab", "enter")
	viewtest.RequireContains(t, view.View(), "First", "? not all of them could be read: 1 request failed")
}

func TestThePageKeepsToAnyRoom(t *testing.T) {
	view, _, _ := openRich(t, 80, 24, func() collect.Snapshot { return collect.Snapshot{} })
	for width := 1; width < 300; width += 7 {
		for height := 1; height < 90; height += 11 {
			for _, keys := range [][]string{nil, {"G"}, {"z"}} {
				view.SetSize(width, height)
				viewtest.Press(view, keys...)
				viewtest.RequireFits(t, view, width, height)
			}
		}
	}
}

// BenchmarkThePage is a key on the page of a trunk group, and its screen.
func BenchmarkThePage(b *testing.B) {
	view, _, _ := openRich(b, 120, 36, func() collect.Snapshot { return collect.Snapshot{} })
	b.ReportAllocs()
	for b.Loop() {
		viewtest.Press(view, "z")
		_ = view.View()
	}
}

func TestAPreviewTellsWhoUsesATrunkGroup(t *testing.T) {
	world := &usageWorld{trunks: map[string]routing.Trunk{"HQ-Inbound": viewtest.HQTrunk(), "Broken": {}}, failing: map[string]error{"Broken": viewtest.ServerFault("read it")}}
	about := func(tenant apiclient.Tenant, at routing.Key) TrunkGroup {
		return TrunkGroup{Tenant: tenant, Key: at, Trunks: world.api(), Now: viewtest.ReadAt}
	}
	u := newUsage(about(viewtest.Enterprise(), routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}), "")
	if err := u.readAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	detail := richTrunkGroup()
	detail.State = "Unavailable"
	facts := trunkGroupFacts{at: u.Key, detail: detail, read: true, glyphs: viewtest.Kit().Theme.Glyphs, usedBy: u.usedBy()}
	used := u.section("t")
	pane := trunkGroupPane(viewtest.Kit(), facts, &used)
	viewtest.RequireEqual(t, "state", pane.Right, ui.Cell{Text: "■ DOWN", Tone: ui.Blocked})
	for _, width := range []int{70, 118} {
		text := strings.Join(pane.Lines(width), "\n")
		viewtest.RequireContains(t, text, "in use", "15/60  45 free", "incoming", "13     no own limit", "2/10  8 free", "SIP-HQ-B of AB-HQ", "HQ-Inbound", "prio 3, weight 1", "at least 1; 1 of 2 not read", "sbc-bru-1 of the group")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := u.readAll(ctx); err == nil {
		t.Error("read on after it was left")
	}
}
