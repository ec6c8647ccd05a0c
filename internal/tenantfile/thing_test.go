package tenantfile_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/tenantfile"
)

var hq = tenantfile.Place{Kind: change.EnterpriseTrunk, Name: "HQ"}

// someTrunk is an enterprise trunk of which everything is reported.
func someTrunk() *rapid.Generator[routing.Trunk] {
	return rapid.Custom(func(t *rapid.T) routing.Trunk {
		number := func(what string, least, most int) *int { return new(rapid.IntRange(least, most).Draw(t, what)) }
		out := routing.Trunk{
			Name: "HQ", Mode: rapid.SampledFrom([]routing.Mode{routing.Ordered, routing.Weighted}).Draw(t, "mode"),
			OrderingAlgorithm:         rapid.SampledFrom(routing.Algorithms()).Draw(t, "algorithm"),
			MaxReroutesWithinPriority: number("within", 1, 10), MaxReroutes: number("reroutes", 1, 10),
			ExhaustionAction:   rapid.SampledFrom([]string{routing.None, routing.Forward}).Draw(t, "action"),
			CapacityManagement: new(rapid.Bool().Draw(t, "managed")),
			MaxActiveCalls:     number("calls", 1, 9), TrapInitialCalls: number("trap", 0, 9), TrapOffsetCalls: number("offset", 0, 9),
		}
		out.ExhaustionDestination = rapid.SampledFrom([]string{"+3225550100", "sip:a@b"}).Draw(t, "destination")
		if rapid.Bool().Draw(t, "no calls") {
			out.MaxActiveCalls = nil
		}
		names := rapid.Permutation([]string{"a", "b", "c d", "e\x1b"}).Draw(t, "names")
		for _, name := range names[:rapid.IntRange(0, len(names)).Draw(t, "routes")] {
			out.Routes = append(out.Routes, routing.Route{
				TrunkGroup: routing.Key{GroupID: "g", Name: name}, Priority: *number("priority", 1, 3), Weight: *number("weight", 1, 100),
			})
		}
		return out.Canonical()
	})
}

func image(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }

// reread is what a file says that holds one thing, once it was written and read.
func reread(t interface{ Fatal(...any) }, place tenantfile.Place, image change.Image) tenantfile.Thing {
	thing, err := tenantfile.Of(place, image)
	if err != nil {
		t.Fatal(err)
	}
	f := tenantfile.File{Tenant: "foo", Things: []tenantfile.Thing{thing}}
	again, err := tenantfile.Parse("foo.yaml", f.Encode())
	if err != nil || len(again.Things) != 1 {
		t.Fatal(err, string(f.Encode()))
	}
	return again.Things[0]
}

// Whatever becomes of an enterprise trunk, its file makes of it what it was.
func TestAFileBringsAnEnterpriseTrunkBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := someTrunk().Draw(t, "before"), someTrunk().Draw(t, "after")
		thing := reread(t, hq, image(before))
		for what, now := range map[string]change.Image{"itself": image(before), "damaged": image(after), "gone": {}} {
			got, err := thing.Over(now)
			if err != nil || !got.Equal(image(before)) {
				t.Fatalf("%s: %v; %v", what, err, change.Differences(image(before), got))
			}
		}
	})
}

// The order of a weighted list means nothing, and is another one after each edit.
func TestTheOrderOfAWeightedListIsNotWritten(t *testing.T) {
	route := func(name string) routing.Route {
		return routing.Route{TrunkGroup: routing.Key{GroupID: "g", Name: name}, Priority: 1, Weight: 1}
	}
	text := func(routes ...routing.Route) string {
		thing, err := tenantfile.Of(hq, image(routing.Trunk{Name: "HQ", Mode: routing.Weighted, Routes: routes}))
		if err != nil {
			t.Fatal(err)
		}
		return string(tenantfile.File{Tenant: "foo", Things: []tenantfile.Thing{thing}}.Encode())
	}
	if a, b := text(route("a"), route("b")), text(route("b"), route("a")); a != b {
		t.Errorf("%s is not %s", a, b)
	}
}

func TestAFileBringsLimitsBack(t *testing.T) {
	trunkGroup := func(t *rapid.T) change.Image {
		var out change.Image
		add := func(name, value string) { out = out.With(change.Field{Name: name, Value: value}) }
		limit := rapid.SampledFrom([]string{"", "0", "7", "999999"})
		add(change.MaxActiveCalls, "4")
		bursting := rapid.Bool().Draw(t, "bursting")
		add(change.EnableBursting, map[bool]string{true: "true", false: "false"}[bursting])
		burst := func(name string) {
			if bursting {
				add(name, limit.Draw(t, name))
			} else {
				add(name, "")
			}
		}
		burst(change.BurstingMaxActiveCalls)
		add("maxIncomingCalls", limit.Draw(t, "in"))
		add("maxOutgoingCalls", limit.Draw(t, "out"))
		burst("burstingMaxIncomingCalls")
		burst("burstingMaxOutgoingCalls")
		add("prefixEnabled", "true") // which is none of a file's
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after := trunkGroup(t), trunkGroup(t)
		place := tenantfile.Place{Kind: change.TrunkGroup, Group: "g", Name: "a"}
		got, err := reread(t, place, before).Over(after)
		if err != nil || !got.Equal(before) {
			t.Fatalf("%v; %v", err, change.Differences(before, got))
		}
	})
}

func TestWhatAFileDoesNotMentionIsLeftAlone(t *testing.T) {
	f := parse(t, "version: 1\ntenant: foo\nenterpriseTrunks: [{name: HQ, maximumRerouteAttempts: 3}]\ngroups: [{group: g, maxActiveCalls: 5}]\n")
	rapid.Check(t, func(t *rapid.T) {
		before := someTrunk().Draw(t, "trunk")
		thing, _ := f.Thing(hq)
		got, err := thing.Over(image(before))
		want := before.Clone()
		want.MaxReroutes = new(3)
		if err != nil || !got.Equal(image(want)) {
			t.Fatalf("%v; %v", err, change.Differences(image(want), got))
		}
	})
	group, _ := f.Thing(tenantfile.Place{Kind: change.GroupCapacity, Group: "g"})
	got, err := group.Over(change.GroupImage(apiclient.GroupCapacity{}).With(change.Field{Name: change.BurstingMaxActiveCalls, Value: "2"}))
	calls, _ := got.Value(change.MaxActiveCalls)
	bursting, _ := got.Value(change.BurstingMaxActiveCalls)
	if err != nil || calls != "5" || bursting != "2" {
		t.Errorf("%v %s %s", err, calls, bursting)
	}
}

func TestAFileThatCannotBeFulfilledSaysWhy(t *testing.T) {
	weighted := image(routing.Trunk{Name: "HQ", Mode: routing.Weighted, MaxReroutes: new(3), Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g", Name: "a"}, Priority: 1, Weight: 1}}})
	trunkGroup := func(name string) tenantfile.Place {
		return tenantfile.Place{Kind: change.TrunkGroup, Group: "Antwerp", Name: name}
	}
	state := tenantfile.State{IsWhole: true, Unassigned: map[tenantfile.Place]bool{{Kind: change.GroupCapacity, Group: "Liege"}: true}, Images: map[tenantfile.Place]change.Image{
		hq: weighted, {Kind: change.GroupCapacity, Group: "Antwerp"}: {Fields: []change.Field{{Name: change.MaxActiveCalls, Value: "3"}}},
		trunkGroup("Trunk-A"): {Fields: []change.Field{{Name: change.MaxActiveCalls, Value: "3"}}},
	}}
	for text, want := range map[string]string{
		"enterpriseTrunks: [{name: HQ, orderedRouting: {orderingAlgorithm: Overflow}}]":                 "it is weighted now, and to be ordered it needs routes",
		"enterpriseTrunks: [{name: HQ, orderedRouting: {routes: []}}]":                                  "it is weighted now, and to be ordered it needs orderingAlgorithm",
		"enterpriseTrunks: [{name: New, maximumRerouteAttempts: 1}]":                                    "it is not there yet, and a new enterprise trunk needs orderedRouting or priorityWeightedRouting, routeExhaustionAction",
		"enterpriseTrunks: [{name: HQ, minimumActiveCallsReserved: 1}]":                                 "the platform does not report minimumActiveCallsReserved of it, so it is not changed: leave it out",
		"groups: [{group: Antwrp, maxActiveCalls: 1}]":                                                  "there is no such group; the nearest is Antwerp",
		"groups: [{group: Antwerp, trunkGroups: [{trunkGroup: Trunk-B, maxActiveCalls: 1}]}]":           "there is no such trunk group; the nearest is Trunk-A",
		"groups: [{group: Antwerp, trunkGroups: [{trunkGroup: Trunk-A, maxIncomingCalls: 1}]}]":         "the platform does not report maxIncomingCalls of it, so it is not changed: leave it out",
		"groups: [{group: Liege, maxActiveCalls: 1}]":                                                   "trunking is not assigned to it on the platform, and banyan does not change that",
		"groups: [{group: Antwerp, assigned: false}]":                                                   "trunking is assigned to it on the platform, and banyan does not change that",
		"groups: [{group: Antwerp, assigned: true}, {group: Liege, assigned: false}]":                   "",
		"groups: [{group: Antwerp, trunkGroups: [{trunkGroup: Trunk-A, maxIncomingCalls: none}]}]":      "",
		"enterpriseTrunks: [{name: Gone, absent: true}]":                                                "",
		"enterpriseTrunks: [{name: HQ, priorityWeightedRouting: {}, minimumActiveCallsReserved: none}]": "",
	} {
		for _, m := range parse(t, "version: 1\ntenant: foo\n"+text+"\n").Meet(state) {
			if m.Problem != want || m.Unread {
				t.Errorf("%s: %q, %v, want %q", text, m.Problem, m.Unread, want)
			}
			if differ := len(m.Differences()) > 0; differ != (want != "") {
				t.Errorf("%s: %v", text, m.Differences())
			}
		}
	}
	state.IsWhole = false
	for _, m := range parse(t, "version: 1\ntenant: foo\nenterpriseTrunks: [{name: HQ, maximumRerouteAttempts: 1}, {name: Other, absent: true}]\n").Meet(state) {
		if m.Unread != (m.Name == "Other") {
			t.Errorf("%s: %v", m.Place, m.Unread)
		}
	}
}

func TestARouteToATrunkGroupThatIsNotThereIsNamed(t *testing.T) {
	there := tenantfile.Place{Kind: change.TrunkGroup, Group: "g", Name: "Trunk-A"}
	state := tenantfile.State{IsWhole: true, Images: map[tenantfile.Place]change.Image{
		there: {}, hq: image(routing.Trunk{Name: "HQ", Mode: routing.Ordered, Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g", Name: "stale"}}}}),
	}}
	f := parse(t, "version: 1\ntenant: foo\nenterpriseTrunks: [{name: HQ, orderedRouting: {routes: [{group: g, trunkGroup: stale}, {group: g, trunkGroup: Trunk-A}, {group: g, trunkGroup: Trunk-B}]}}]\n")
	got := f.Meet(state)[0].Missing
	if want := []tenantfile.Missing{{Key: routing.Key{GroupID: "g", Name: "Trunk-B"}, Near: "; the nearest is Trunk-A"}}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestTwoFilesAreComparedInWhatBothMention(t *testing.T) {
	a := parse(t, whole)
	b := parse(t, strings.NewReplacer(
		"maxActiveCalls: 226", "maxActiveCalls: 200", "    assigned: false\n", "    maxActiveCalls: 1\n", "weight: 30", "weight: 40",
		"    maximumRerouteAttempts: 5\n", "", "name: \"Ordered\"", "name: \"Other\"",
		"maxOutgoingCalls: 3", "maxOutgoingCalls: none", "routeExhaustionAction: Forward\n    routeExhaustionDestination: \"+3225550100\"", "routeExhaustionAction: None",
	).Replace(whole))
	var got []string
	for _, d := range tenantfile.Files(a, b) {
		got = append(got, d.String()+": "+d.Text)
	}
	want := []string{
		"limits of the tenant: max active calls: 226 -> 200",
		"trunk group Trunk-A of group Antwerp: max outgoing calls: 3 -> none",
		"limits of group Liege: trunking: not assigned -> assigned, which banyan does not change",
		"enterprise trunk HQ-Inbound: weight of Trunk-B (Antwerp): 30 -> 40",
		"enterprise trunk HQ-Inbound: when exhausted: Forward -> None",
		"enterprise trunk HQ-Inbound: destination: +3225550100 -> none",
		"enterprise trunk Other of group Antwerp: only in the second",
		"enterprise trunk Ordered of group Antwerp: only in the first",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if same := tenantfile.Files(a, a); len(same) > 0 {
		t.Errorf("a file differs from itself: %v", same)
	}
}

func TestFilesAreLoadedTogetherOnceATenant(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("b.yaml", "version: 1\ntenant: b\n")
	put("a.yml", "version: 1\ntenant: a\n")
	put(".hidden.yaml", "x")
	put("notes.txt", "x")
	files, err := tenantfile.Load(dir)
	if err != nil || len(files) != 2 || files[0].Tenant != "a" || files[1].Name != filepath.Join(dir, "b.yaml") {
		t.Fatal(files, err)
	}
	put("c.yaml", "version: 1\ntenant: a\n")
	put("d.yaml", "version: 1\ntenant: d\nlimit: {}\n")
	_, err = tenantfile.Load(dir)
	for _, want := range []string{
		filepath.Join(dir, "a.yml") + " and " + filepath.Join(dir, "c.yaml") + " are both of tenant \"a\": keep one of them",
		filepath.Join(dir, "d.yaml") + ": line 3, column 1: no key here is called limit; the nearest is limits",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err = tenantfile.Load(t.TempDir()); err == nil || !strings.Contains(err.Error(), "has no file that ends in .yaml") {
		t.Errorf("of an empty directory: %v", err)
	}
	put("large.yaml", strings.Repeat("#", 16<<20+1))
	if _, err = tenantfile.Load(filepath.Join(dir, "large.yaml")); err == nil || !strings.Contains(err.Error(), "is larger than 16777216 bytes") {
		t.Errorf("of a large file: %v", err)
	}
}

func TestNoTwoTenantsHaveAFileOfOneName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringN(1, -1, -1).Draw(t, "a"), rapid.StringN(1, -1, -1).Draw(t, "b")
		if a != b && tenantfile.FileName(a) == tenantfile.FileName(b) {
			t.Fatalf("%q and %q are both %q", a, b, tenantfile.FileName(a))
		}
		if name := tenantfile.FileName(a); filepath.Base(name) != name || len(name) > 255 || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "-") {
			t.Fatalf("%q is no name for a file", name)
		}
	})
	for tenant, want := range map[string]string{"foo": "foo.yaml", "../x": "%2E.%2Fx.yaml", "a b": "a%20b.yaml", strings.Repeat("大", 30): "%431070190c62aaffc7b0f18a.yaml"} {
		if got := tenantfile.FileName(tenant); got != want {
			t.Errorf("%q is in %q, want %q", tenant, got, want)
		}
	}
}
