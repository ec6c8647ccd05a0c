package views

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/hotspots"
	"banyan/internal/routing"
	"banyan/ui"
)

// screens returns every screen, freshly filled with many rows and at rest.
func screens(kit ui.Kit) map[string]func() ui.View {
	many := capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: calls(10), BurstingMaxActiveCalls: noLimit(), GroupsListed: true}
	names := append(hostile(), "GroupIDA", "GroupIDB")
	var below []capacity.TrunkGroup
	for i := range 50 {
		name := fmt.Sprintf("%s%d", names[i%len(names)], i)
		t := trunk(100000+i, 5)
		t.Name = name
		below = append(below, t)
		many.Groups = append(many.Groups, group(name, name, 100000, i%3, trunk(123456, 7)))
	}
	api := &fakeAPI{
		capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		tenants: func(context.Context) ([]apiclient.Tenant, error) {
			var tenants []apiclient.Tenant
			for i := range 50 {
				tenants = append(tenants, apiclient.Tenant{ID: fmt.Sprintf("t%d", i), Name: names[i%len(names)], Type: apiclient.Enterprise})
			}
			return tenants, nil
		},
		trunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) {
			var detail apiclient.TrunkGroup
			for _, name := range names {
				detail.Fields = append(detail.Fields, apiclient.Field{Name: name, Value: strings.Repeat(name, 20)})
			}
			return detail, nil
		},
		enterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
			var items []apiclient.EnterpriseTrunkItem
			for _, name := range names {
				items = append(items, apiclient.EnterpriseTrunkItem{Name: name, RoutingMode: "ordered"})
			}
			return items, nil
		},
		enterpriseTrunk: func(context.Context, string, string) (routing.Trunk, error) {
			weighted, _ := testRouting()
			weighted.ExhaustionDestination = strings.Repeat("sip:far-away", 20)
			for _, name := range names {
				weighted.Routes = append(weighted.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: name, Name: name}, Priority: 10, Weight: 65536})
			}
			return weighted, nil
		},
	}
	r := routes{api: api, kit: kit}
	at := routing.Key{GroupID: "g", Name: "t"}
	read := func(s collect.Snapshot) func(context.Context) reading {
		return startOf[reading](&readings{runs: [][]collect.Snapshot{{s}}})
	}
	one := oneGroup(group("g", "", 100, 2, below...), nil)
	return map[string]func() ui.View{
		"tenants": func() ui.View { return Home(api, kit, Options{}) },
		"tenant":  func() ui.View { return r.tenant(enterprise()) },
		"groups":  func() ui.View { return newGroups(kit, enterprise(), read(snapshot(many)), r.doors(), r.trunkGroups) },
		"trunk groups": func() ui.View {
			return newTrunkGroups(kit, enterprise(), apiclient.Group{ID: "g"}, read(one), r.trunkGroup)
		},
		"trunk group":       func() ui.View { return r.trunkGroup(enterprise(), at) },
		"capacity":          func() ui.View { return newBreakdown(kit, enterprise(), read(snapshot(many)), r.trunkGroup) },
		"enterprise trunks": func() ui.View { return r.enterpriseTrunks(enterprise()) },
		"edits":             func() ui.View { return newEdits(kit, testJournal(), editDoors{edit: noEdit}) },
		"edit":              func() ui.View { return newEdit(kit, testJournal(), testEntries()[2], editDoors{}) },
		"hotspots": func() ui.View {
			listing := testListing()
			for i, name := range names {
				listing.Entries = append(listing.Entries, spot(capacity.Over, strings.Repeat(name, 9), float64(i), name, name, name), gapSpot(hotspots.Partly, name, name, readAt()))
			}
			return newSpots(kit, &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), listing)}}, testClock, nil, func(apiclient.Tenant, []string) []ui.View { return nil })
		},
		"routing": func() ui.View { return r.routing(enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}) },
	}
}

func TestNoLineIsWiderThanTheScreen(t *testing.T) {
	for name, open := range screens(testKit()) {
		t.Run(name, func(t *testing.T) {
			view := open()
			defer view.Close()
			for width := 60; width <= 200; width++ {
				view.SetSize(width, 12)
				requireFits(t, view, width, 12)
			}
			shown(view, 80, 24)
			press(view, "down", "enter", "down")
			for _, wide := range []bool{false, true} {
				for width := 60; width <= 200; width++ {
					for _, height := range []int{12, 20, 36} {
						view.SetSize(width, height)
						requireFits(t, view, width, height)
					}
				}
				if !wide {
					press(view, "ctrl+w")
				}
			}
			for _, size := range [][2]int{{0, 0}, {1, 1}, {3, 2}, {20, 5}} {
				view.SetSize(size[0], size[1])
				requireFits(t, view, size[0], max(size[1], 1))
			}
		})
	}
}

// declared are the keys of every binding of the key map, together and one by one: a
// screen may leave one of a binding's keys to another.
func declared(keys ui.KeyMap) map[string]bool {
	found := map[string]bool{}
	fields := reflect.ValueOf(keys)
	for i := range fields.NumField() {
		keys := fields.Field(i).Interface().(key.Binding).Keys()
		found[strings.Join(keys, " ")] = true
		for _, k := range keys {
			found[k] = true
		}
	}
	return found
}

// works reports whether a key does anything at a screen.
func works(view ui.View, name string) bool {
	before := view.View()
	cmd := view.Update(pressOf(name))
	return cmd != nil || view.View() != before
}

func TestEveryKeyThatIsShownIsDeclaredAndWorks(t *testing.T) {
	known := declared(testKeys())
	for name, open := range screens(testKit()) {
		t.Run(name, func(t *testing.T) {
			probe := open()
			shown(probe, 80, 24)
			bindings := probe.ShortHelp()
			for _, group := range probe.FullHelp() {
				bindings = append(bindings, group...)
			}
			probe.Close()
			for _, binding := range bindings {
				if !known[strings.Join(binding.Keys(), " ")] {
					t.Errorf("%s is not in the key map", binding.Help().Key)
				}
				view := open()
				shown(view, 80, 24)
				// From the middle of a sorted table every key has something to do.
				if name == "tenant" {
					press(view, "down")
				} else {
					press(view, "down", "down", "down", ">")
				}
				if pressed(pressOf("S"), binding) && name == "trunk group" {
					press(view, ">")
				}
				if !works(view, binding.Keys()[0]) {
					t.Errorf("%s (%s) is shown and does nothing", binding.Help().Key, binding.Help().Desc)
				}
				view.Close()
			}
		})
	}
}

func TestEveryKeyThatWorksIsShown(t *testing.T) {
	keys := testKeys()
	fields := reflect.ValueOf(keys)
	for name, open := range screens(testKit()) {
		t.Run(name, func(t *testing.T) {
			for i := range fields.NumField() {
				binding := fields.Field(i).Interface().(key.Binding)
				view := open()
				shown(view, 80, 24)
				listed := map[string]bool{}
				for _, group := range view.FullHelp() {
					for _, b := range group {
						for _, k := range b.Keys() {
							listed[k] = true
						}
					}
				}
				if name != "tenant" {
					press(view, "down")
				}
				for _, k := range binding.Keys() {
					if !listed[k] && works(view, k) {
						t.Errorf("%s works and is not shown", k)
					}
				}
				view.Close()
			}
		})
	}
}

// What is typed after the key of the filter is text, also where the rows are late: no
// letter of it is a command.
func TestAFilterIsTypedBeforeItsRowsAreRead(t *testing.T) {
	for name, open := range screens(testKit()) {
		t.Run(name, func(t *testing.T) {
			view := open()
			defer view.Close()
			view.SetSize(80, 20)
			view.Init()
			view.Update(pressOf("s"))
			isTyping := func() bool { typer, ok := view.(ui.Typer); return ok && typer.Typing() }
			if isTyping() {
				t.Error("a column is chosen that nobody sees")
			}
			view.Update(pressOf("/"))
			if slices.Contains([]string{"tenants", "groups", "trunk groups", "capacity", "enterprise trunks"}, name) && !isTyping() {
				t.Error("what is typed would be commands")
			}
			if !isTyping() {
				return
			}
			if left := press(view, "c", "q"); len(left) > 0 {
				t.Errorf("commands: %v", left)
			}
			requireContains(t, view.View(), "loading", "/cq_")
			requireFits(t, view, 80, 20)
			press(view, "esc")
			if isTyping() || strings.Contains(view.View(), "/cq") {
				t.Errorf("not closed:\n%s", view.View())
			}
		})
	}
}

func TestNoScreenSaysThatAllocatedIsLive(t *testing.T) {
	for name, open := range screens(testKit()) {
		view := open()
		shown(view, 120, 40)
		for _, word := range []string{"in use", "load", "usage", "utilis", "utiliz", "active now"} {
			if name != "trunk groups" && name != "trunk group" && strings.Contains(strings.ToLower(view.View()), word) {
				t.Errorf("%s says %q", name, word)
			}
		}
		view.Close()
	}
}
