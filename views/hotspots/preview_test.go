package hotspots

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/hotspots"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/page"
)

// platform is a scan of a tenant with findings of many kinds and with levels that are all but
// full.
func platform() *viewtest.Scanner {
	tenant := viewtest.Sample()
	down := viewtest.Trunk(5, 0)
	down.Name, down.Down, down.UsedBy = "Old", true, []string{"HQ-Inbound", "Night"}
	oneWay := viewtest.Trunk(3, 0)
	oneWay.Name, oneWay.MaxIncomingCalls = "Out only", viewtest.Calls(0)
	above := viewtest.Group("Above", "", 40, 0, viewtest.Trunk(10, 0))
	above.MaxAvailableActiveCalls = viewtest.Calls(30)
	tenant.Groups = append(tenant.Groups, above,
		viewtest.Group("Zero", "", 0, 0, viewtest.Trunk(4, 0), viewtest.Trunk(6, 0)),
		viewtest.Group("Mixed", "", 30, 0, down, oneWay))
	for i, given := range []int{95, 94, 93, 92, 91, 90, 100, 100} {
		tenant.Groups = append(tenant.Groups, viewtest.Group("Full-"+string(rune('a'+i)), "", 100, 0, viewtest.Trunk(given, 0)))
	}
	of := apiclient.Tenant{ID: tenant.ID}
	read := []collect.Result{{Tenant: of, Snapshot: viewtest.Snapshot(tenant)}}
	listing := hotspots.ListingOf(read, nil)
	for _, e := range listing.Entries {
		if e.Finding.Code == capacity.AboveAvailable {
			before := e.Finding
			before.Excess--
			marks := hotspots.Known{e.Finding.Key(): {Finding: before, Note: "agreed with the customer", At: viewtest.ReadAt(), By: "anna"}}
			listing = hotspots.ListingOf(read, marks)
		}
	}
	return scanner(viewtest.EndedScan(), listing)
}

func TestThePreviewOfAHotspot(t *testing.T) {
	for name, keys := range map[string][]string{
		"max-zero":     nil,
		"one-way":      {"down"},
		"down":         {"down", "down"},
		"over":         {"/", "GroupIDC", "enter", "down"},
		"burst":        {"/", "BURST OVER", "enter"},
		"above":        {"/", "ABOVE", "enter"},
		"available":    {"/", "BURST AVAIL", "enter"},
		"next-to-fill": {"/", "Full-a", "enter"},
		"full":         {"z", "/", "Full-g", "enter"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				view := openSpots(t, viewtest.Kit(), platform())
				view.SetSize(160, 40)
				viewtest.Press(view, keys...)
				cmd := view.Side().Follow()
				if cmd == nil {
					t.Fatalf("nothing is previewed\n%s", view.View())
				}
				view.Side().Update(cmd())
				viewtest.RequireFits(t, view, 160, 40)
				golden.RequireEqual(t, viewtest.Picture(view))
			})
		})
	}
}

func TestTheHotspotsOfAPlatform(t *testing.T) {
	for name, size := range map[string][2]int{"80x24": {80, 24}, "120x36": {120, 36}, "200x60": {200, 60}} {
		t.Run(name, func(t *testing.T) {
			view := openSpots(t, viewtest.Kit(), platform())
			view.SetSize(size[0], size[1]-4)
			viewtest.RequireFits(t, view, size[0], size[1]-4)
			golden.RequireEqual(t, viewtest.Picture(view))
		})
	}
}

// A part without a limit is no piece of a bar, here as elsewhere.
func TestAPartWithoutALimitHasNoPiece(t *testing.T) {
	tenant := viewtest.Sample()
	endless := viewtest.Trunk(0, 0)
	endless.Name, endless.MaxActiveCalls = "Endless", viewtest.NoLimit()
	tenant.Groups = []capacity.Group{viewtest.Group("Over", "", 10, 0, endless, viewtest.Trunk(4, 0))}
	listing := hotspots.ListingOf([]collect.Result{{Tenant: apiclient.Tenant{ID: tenant.ID}, Snapshot: viewtest.Snapshot(tenant)}}, nil)
	synctest.Test(t, func(t *testing.T) {
		view := openSpots(t, viewtest.Kit(), scanner(viewtest.EndedScan(), listing))
		view.SetSize(160, 40)
		viewtest.Press(view, "down")
		view.Side().Update(view.Side().Follow()())
		if _, line, found := strings.Cut(view.View(), "│  Endless"); !found || strings.ContainsAny(strings.Split(line, "\n")[0], "█▓") {
			t.Errorf("%v:\n%s", found, view.View())
		}
		viewtest.RequireContains(t, strings.Join(strings.Fields(strings.ReplaceAll(view.View(), "│", "")), " "), "without a limit, the group itself has one")
	})
}

// A finding that an earlier reading found too says since when it is there.
func TestAFindingSaysWhenItWasFirstSeen(t *testing.T) {
	tenant := capacity.Tenant{ID: "foo", GroupsListed: true, MaxActiveCalls: viewtest.Calls(5), Groups: []capacity.Group{viewtest.Group("G", "", 9, 0, viewtest.Trunk(5, 0))}}
	board := viewtest.Board(viewtest.EndedScan(), hotspots.ListingOf([]collect.Result{{Tenant: apiclient.Tenant{ID: "foo"}, Snapshot: viewtest.Snapshot(tenant)}}, nil))
	e := &board.Listing.Entries[0]
	also := func() (text string) {
		synctest.Test(t, func(t *testing.T) {
			for _, cell := range openSpots(t, viewtest.Kit(), &viewtest.Scanner{Boards: []*hotspots.Board{board}}).Info().Also {
				text += cell.Whole()
			}
		})
		return text
	}
	viewtest.RequireEqual(t, "of one reading", also(), "")
	e.Finding.FirstAt = e.At.AddDate(0, 0, -2)
	viewtest.RequireEqual(t, "found again", also(), "first seen "+page.ClockText(e.Finding.FirstAt, viewtest.Clock()))
}

// What an earlier scan saw of a trunk group is told with its age, at every width, and opening its
// place reads it again.
func TestATrunkGroupThatWasDownIsToldWithItsAge(t *testing.T) {
	down := viewtest.Trunk(5, 0)
	down.Name, down.Down, down.UsedBy = "Old", true, []string{"HQ"}
	tenant := capacity.Tenant{ID: "foo", GroupsListed: true, Groups: []capacity.Group{viewtest.Group("G", "", 9, 0, down)}}
	board := viewtest.Board(viewtest.EndedScan(), hotspots.ListingOf([]collect.Result{{Tenant: apiclient.Tenant{ID: "foo"}, Snapshot: viewtest.Snapshot(tenant)}}, nil))
	e := &board.Listing.Entries[0]
	e.Finding.SeenAt, e.Finding.Text = viewtest.Clock().Add(-2*time.Hour), e.Finding.Text+"; not read since"
	board.Listing.Whole, board.Listing.Partly, board.Listing.NoStates = 1, 0, 1
	for _, width := range []int{80, 120, 160} {
		synctest.Test(t, func(t *testing.T) {
			s := &viewtest.Scanner{Boards: []*hotspots.Board{board}}
			view := openSpots(t, viewtest.Kit(), s)
			view.SetSize(width, 36)
			viewtest.RequireContains(t, view.View(), "DOWN 2 h ago")
			viewtest.RequireContains(t, view.Info().Status.Whole(), "not read since")
			viewtest.RequireContains(t, view.View(), "not read which trunk groups are down")
			viewtest.RequireContains(t, view.missing(), "which trunk groups of 1 tenant are down")
			if width == 160 {
				view.Side().Update(view.Side().Follow()())
				viewtest.RequireContains(t, strings.Join(strings.Fields(strings.ReplaceAll(view.View(), "│", "")), " "),
					"The platform reported Old as not available", "That was seen 2 h ago. Whether it still is was not read since")
			}
			viewtest.Press(view, "enter")
			if !slices.Contains(s.Commands, "read foo") {
				t.Errorf("did %v", s.Commands)
			}
		})
	}
}

var _ ui.Sided = (*spots)(nil)
