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
	"banyan/internal/soak"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/activity"
	"banyan/views/browse"
	spots "banyan/views/hotspots"
	"banyan/views/journal"
	"banyan/views/page"
)

func TestMain(m *testing.M) { soak.Tests{M: m}.Run() }

// screens returns every screen, freshly filled with many rows and at rest.
func screens(kit ui.Kit) map[string]func() ui.View {
	many := capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(10), BurstingMaxActiveCalls: viewtest.NoLimit(), GroupsListed: true}
	names := append(viewtest.Hostile(), "GroupIDA", "GroupIDB")
	var below []capacity.TrunkGroup
	for i := range 50 {
		name := fmt.Sprintf("%s%d", names[i%len(names)], i)
		t := viewtest.Trunk(100000+i, 5)
		t.Name = name
		below = append(below, t)
		many.Groups = append(many.Groups, viewtest.Group(name, name, 100000, i%3, viewtest.Trunk(123456, 7)))
	}
	api := &viewtest.API{
		Has: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		OnTenants: func(context.Context) (tenants []apiclient.Tenant, err error) {
			for i := range 50 {
				tenants = append(tenants, apiclient.Tenant{ID: fmt.Sprintf("t%d", i), Name: names[i%len(names)], Type: apiclient.Enterprise})
			}
			return tenants, nil
		},
		OnTrunkGroup: func(context.Context, string, string, string) (detail apiclient.TrunkGroup, err error) {
			for _, name := range names {
				detail.Fields = append(detail.Fields, apiclient.Field{Name: name, Value: strings.Repeat(name, 20)})
			}
			return detail, nil
		},
		OnEnterpriseTrunks: func(context.Context, string) (items []apiclient.EnterpriseTrunkItem, err error) {
			for _, name := range names {
				items = append(items, apiclient.EnterpriseTrunkItem{Name: name, RoutingMode: "ordered"})
			}
			return items, nil
		},
		OnEnterpriseTrunk: func(context.Context, string, string) (routing.Trunk, error) {
			weighted, _ := viewtest.Routings()
			weighted.ExhaustionDestination = strings.Repeat("sip:far-away", 20)
			for _, name := range names {
				weighted.Routes = append(weighted.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: name, Name: name}, Priority: 10, Weight: 65536})
			}
			return weighted, nil
		},
	}
	r := routes{api: api, kit: kit}
	scope := func(s collect.Snapshot, group string) browse.Scope {
		read := viewtest.StartOf[browse.Collection](viewtest.Reads(s))
		return browse.Scope{Tenant: viewtest.Enterprise(), Group: apiclient.Group{ID: group}, Collect: read}
	}
	one := viewtest.OneGroup(viewtest.Group("g", "", 100, 2, below...), nil)
	return map[string]func() ui.View{
		"tenants":      func() ui.View { return Home(api, kit, Options{}) },
		"tenant":       func() ui.View { return r.tenant(viewtest.Enterprise()) },
		"groups":       func() ui.View { return browse.NewGroups(kit, r.links(), scope(viewtest.Snapshot(many), "")) },
		"trunk groups": func() ui.View { return browse.NewTrunkGroups(kit, r.links(), scope(one, "g")) },
		"trunk group": func() ui.View {
			return r.trunkGroup(viewtest.Enterprise(), routing.Key{GroupID: "g", Name: "t"})
		},
		"capacity":          func() ui.View { return browse.NewCapacity(kit, r.links(), scope(viewtest.Snapshot(many), "")) },
		"enterprise trunks": func() ui.View { return r.enterpriseTrunks(viewtest.Enterprise()) },
		"edits":             func() ui.View { return journal.NewEdits(kit, viewtest.Journal(), journal.Links{Edit: viewtest.NoEdit}) },
		"edit": func() ui.View {
			return journal.NewEdit(kit, viewtest.Journal(), viewtest.Entries()[2], journal.Links{})
		},
		"hotspots": func() ui.View {
			listing := viewtest.ScanListing()
			for i, name := range names {
				listing.Entries = append(listing.Entries, viewtest.Spot(capacity.Over, strings.Repeat(name, 9), float64(i), name, name, name), viewtest.GapSpot(hotspots.Partly, name, name, viewtest.ReadAt()))
			}
			return spots.New(kit, &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), listing)}}, viewtest.Clock, nil, spots.Links{Open: func(apiclient.Tenant, []string) []ui.View { return nil }})
		},
		"activity": func() ui.View {
			source := &sent{}
			for i, name := range slices.Repeat(names, 20) {
				source.now.Requests = append(source.now.Requests, apiclient.Activity{Number: int64(20*len(names) - i), Op: name, Method: "GET", Template: name, Path: name, Query: name, Host: name})
			}
			return activity.New(kit, source)
		},
		"routing": func() ui.View {
			return r.routing(viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"})
		},
	}
}

// sent is what was sent, and nothing more will be.
type sent struct{ now apiclient.Traffic }

var _ activity.Source = (*sent)(nil)

func (s *sent) Traffic() apiclient.Traffic { return s.now }

func (*sent) AwaitTraffic(context.Context, apiclient.Traffic) (apiclient.Traffic, error) {
	return apiclient.Traffic{}, context.Canceled
}

// onEveryScreen tests each screen by itself. What is opened is closed at the end.
func onEveryScreen(t *testing.T, test func(t *testing.T, name string, open func() ui.View)) {
	t.Parallel()
	for name, open := range screens(viewtest.Kit()) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, name, func() ui.View {
				view := open()
				t.Cleanup(view.Close)
				return view
			})
		})
	}
}

// widths are the widths that lines are measured at: in a long run every one that
// terminals have, else those around the usual ones and some between them.
func widths() []int {
	all := []int{60, 61, 62, 79, 80, 81, 99, 100, 101, 120, 132, 200}
	for i := range soak.Rounds(0, 141) {
		all = append(all, 60+i)
	}
	return all
}

func TestNoLineIsWiderThanTheScreen(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, _ string, open func() ui.View) {
		view := open()
		for _, width := range widths() {
			view.SetSize(width, 12)
			viewtest.RequireFits(t, view, width, 12)
		}
		viewtest.Show(view, 80, 24)
		viewtest.Press(view, "down", "enter", "down")
		for _, wide := range []bool{false, true} {
			for _, width := range widths() {
				for _, height := range []int{12, 20, 36} {
					view.SetSize(width, height)
					viewtest.RequireFits(t, view, width, height)
				}
			}
			if !wide {
				viewtest.Press(view, "ctrl+w")
			}
		}
		for _, size := range [][2]int{{0, 0}, {1, 1}, {3, 2}, {20, 5}} {
			view.SetSize(size[0], size[1])
			viewtest.RequireFits(t, view, size[0], max(size[1], 1))
		}
	})
}

// declared are the bindings of the key map.
func declared() (all []key.Binding) {
	fields := reflect.ValueOf(viewtest.Keys())
	for i := range fields.NumField() {
		all = append(all, fields.Field(i).Interface().(key.Binding))
	}
	return all
}

// works reports whether a key does anything at a screen.
func works(view ui.View, name string) bool {
	before := view.View()
	cmd := view.Update(viewtest.Key(name))
	boxed, ok := view.(ui.Boxed)
	return cmd != nil || view.View() != before || ok && boxed.Box() != nil
}

func TestEveryKeyThatIsShownIsDeclaredAndWorks(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, name string, open func() ui.View) {
		known := map[string]bool{} // together and one by one: a screen may leave one key to another
		for _, binding := range declared() {
			known[strings.Join(binding.Keys(), " ")] = true
			for _, k := range binding.Keys() {
				known[k] = true
			}
		}
		probe := viewtest.Shown(open())
		for _, binding := range append(probe.ShortHelp(), slices.Concat(probe.FullHelp()...)...) {
			if !known[strings.Join(binding.Keys(), " ")] {
				t.Errorf("%s is not in the key map", binding.Help().Key)
			}
			view := viewtest.Shown(open())
			// From the middle of a sorted table every key has something to do.
			if name == "tenant" {
				viewtest.Press(view, "down")
			} else {
				viewtest.Press(view, "down", "down", "down", ">")
			}
			if page.Pressed(viewtest.Key("S"), binding) && name == "trunk group" {
				viewtest.Press(view, ">")
			}
			if !works(view, binding.Keys()[0]) {
				t.Errorf("%s (%s) is shown and does nothing", binding.Help().Key, binding.Help().Desc)
			}
		}
	})
}

func TestEveryKeyThatWorksIsShown(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, name string, open func() ui.View) {
		for _, binding := range declared() {
			view := viewtest.Shown(open())
			listed := map[string]bool{}
			for _, b := range slices.Concat(view.FullHelp()...) {
				for _, k := range b.Keys() {
					listed[k] = true
				}
			}
			if name != "tenant" {
				viewtest.Press(view, "down")
			}
			for _, k := range binding.Keys() {
				if !listed[k] && works(view, k) {
					t.Errorf("%s works and is not shown", k)
				}
			}
		}
	})
}

// What is typed after the key of the filter is text, also where the rows are late: no
// letter of it is a command.
func TestAFilterIsTypedBeforeItsRowsAreRead(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, name string, open func() ui.View) {
		view := open()
		view.SetSize(80, 20)
		view.Init()
		view.Update(viewtest.Key("s"))
		isTyping := func() bool { typer, ok := view.(ui.Typer); return ok && typer.Typing() }
		viewtest.RequireEqual(t, "a column is chosen that nobody sees", isTyping(), false)
		view.Update(viewtest.Key("/"))
		if slices.Contains([]string{"tenants", "groups", "trunk groups", "capacity", "enterprise trunks"}, name) && !isTyping() {
			t.Error("what is typed would be commands")
		}
		if !isTyping() {
			return
		}
		viewtest.RequireEqual(t, "commands", viewtest.Press(view, "c", "q"), nil)
		viewtest.RequireContains(t, view.View(), "Reading ", "/cq_")
		viewtest.RequireFits(t, view, 80, 20)
		viewtest.Press(view, "esc")
		if isTyping() || strings.Contains(view.View(), "/cq") {
			t.Errorf("not closed:\n%s", view.View())
		}
	})
}

func TestNoScreenSaysThatAllocatedIsLive(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, name string, open func() ui.View) {
		view := open()
		viewtest.Show(view, 120, 40)
		for _, word := range []string{"in use", "load", "usage", "utilis", "utiliz", "active now"} {
			if name != "trunk groups" && name != "trunk group" && strings.Contains(strings.ToLower(view.View()), word) {
				t.Errorf("says %q", word)
			}
		}
	})
}
