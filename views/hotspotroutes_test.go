package views

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/browse"
	"banyan/views/page"
)

func TestAPlaceIsReachedThroughTheScreensAboveIt(t *testing.T) {
	t.Parallel()
	g := newGuide(routes{api: &viewtest.API{}, kit: viewtest.Kit()})
	for _, test := range []struct {
		kind       string
		path, want []string
	}{
		{page.Capacity, []string{"foo"}, []string{"foo", "capacity"}},
		{page.TrunkGroups, []string{"foo", "g"}, []string{"foo", "groups", "g"}},
		{page.TrunkGroup, []string{"foo", "g", "Trunk 1"}, []string{"foo", "groups", "g", "Trunk 1"}},
	} {
		views := g.down(viewtest.Enterprise(), ui.Place{Kind: test.kind, Path: test.path})
		var titles []string
		for _, v := range views {
			titles = append(titles, v.Title())
			v.Close()
		}
		viewtest.RequireEqual(t, fmt.Sprint(test.path), titles, test.want)
	}
}

func TestTheListsOnTheWayStandAtThePlace(t *testing.T) {
	t.Parallel()
	api := &viewtest.API{OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
		return []apiclient.Group{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}, nil
	}}
	views := newGuide(routes{api: api, kit: viewtest.Kit()}).down(viewtest.Enterprise(), ui.Place{Kind: page.TrunkGroups, Path: []string{"foo", "c"}})
	viewtest.Show(views[1], 80, 24)
	viewtest.RequireEqual(t, "group", views[1].(ui.Copier).CopyID(), "c")
	for _, v := range views {
		v.Close()
	}
}

func TestWithoutAScannerThereIsNoSuchKey(t *testing.T) {
	t.Parallel()
	view := viewtest.Shown(browse.NewTenants(viewtest.Kit(), &viewtest.API{}, browse.Links{}))
	defer view.Close()
	if cmd := view.Update(viewtest.Key("H")); cmd != nil {
		t.Error("H does something")
	}
	for _, b := range slices.Concat(view.FullHelp()...) {
		if b.Help().Key == "H" {
			t.Error("H is shown")
		}
	}
}

// Opened from the tenants, the screen knows how many there are, and nothing is asked
// for it.
func TestTheTenantsOpenTheHotspots(t *testing.T) {
	t.Parallel()
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
		t.Error("the server was asked")
		return nil, nil
	}}
	scanner := hotspots.New(hotspots.Options{API: api, Dir: filepath.Join(t.TempDir(), "state"), Host: "h"})
	defer scanner.Close()
	tenants := []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}
	g := newGuide(routes{api, viewtest.Kit(), Options{Hotspots: scanner}})
	g.home = listedTenants(tenants)
	view := g.hotspots()
	defer view.Close()
	view.SetSize(80, 20)
	for queue := []tea.Cmd{view.Init()}; len(queue) > 0 && !strings.Contains(view.View(), "no scan yet"); queue = queue[1:] {
		if queue[0] == nil {
			continue
		}
		msg := queue[0]()
		if batch, ok := msg.(tea.BatchMsg); ok {
			queue = append(queue, batch...)
			continue
		}
		queue = append(queue, view.Update(msg))
	}
	viewtest.RequireContains(t, view.View(), "no scan yet", "R reads all 2 tenants")
}

// listedTenants are on a first screen.
type listedTenants []apiclient.Tenant

func (l listedTenants) Listed() ([]apiclient.Tenant, bool) { return l, true }
func (l listedTenants) IsWhole() bool                      { return true }
func (l listedTenants) OnScreen() []apiclient.Tenant       { return l[:1] }
func (listedTenants) Info() ui.Info                        { return ui.Info{} }

func TestWhatTheScanKeptOfATenantIsThatOfTheLatestListing(t *testing.T) {
	t.Parallel()
	calls := map[string]int{viewtest.Provider().ID: 7, viewtest.Enterprise().ID: 100}
	api := &viewtest.API{
		OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
			return []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}, nil
		},
		OnTenantCapacity: func(_ context.Context, tenant string) (apiclient.TenantCapacity, error) {
			return apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(calls[tenant]), BurstingMaxActiveCalls: viewtest.Calls(0)}, nil
		},
	}
	scanner := hotspots.New(hotspots.Options{API: api, Dir: filepath.Join(t.TempDir(), "state"), Host: "h", Rate: 1000})
	defer scanner.Close()
	kept, of := keptBy(scanner), viewtest.Enterprise().ID
	if _, _, known := kept(of); known {
		t.Error("known before a scan")
	}
	if err := scanner.Begin(hotspots.Job{}); err != nil {
		t.Fatal(err)
	}
	for b := range scanner.Watch(t.Context()) {
		if b.Scan.Phase == hotspots.Ended {
			break
		}
	}
	for _, calls[of] = range []int{100, 90} {
		if err := scanner.Read(t.Context(), of); err != nil {
			t.Fatal(err)
		}
		for _, tenant := range []string{of, of, viewtest.Provider().ID} {
			b, _, _ := kept(tenant)
			viewtest.RequireEqual(t, tenant, b.Calls.Own.String(), fmt.Sprint(calls[tenant]))
		}
	}
}
