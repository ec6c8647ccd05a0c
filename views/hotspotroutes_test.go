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
)

func TestAPlaceIsReachedThroughTheScreensAboveIt(t *testing.T) {
	t.Parallel()
	r := routes{api: &viewtest.API{}, kit: viewtest.Kit()}
	for _, test := range []struct{ path, want []string }{
		{[]string{"foo"}, []string{"foo", "capacity"}},
		{[]string{"foo", "g"}, []string{"foo", "groups", "g"}},
		{[]string{"foo", "g", "Trunk 1"}, []string{"foo", "groups", "g", "Trunk 1"}},
	} {
		views := r.toPlace(viewtest.Enterprise(), test.path)
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
	views := routes{api: api, kit: viewtest.Kit()}.toPlace(viewtest.Enterprise(), []string{"foo", "c"})
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
	view := routes{api, viewtest.Kit(), Options{Hotspots: scanner}}.hotspots(tenants, tenants[:1])
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
	viewtest.RequireContains(t, view.View(), "no scan yet", "r reads all 2 tenants")
}
