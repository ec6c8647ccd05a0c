package views

import (
	"context"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestStateDownFindsWhatTheSystemCallsUnavailable(t *testing.T) {
	t.Parallel()
	_, conn := serve(t, false)
	r := routes{api: realAPI(conn), kit: viewtest.Kit()}
	for _, test := range []struct {
		name string
		open func() ui.View
		want []string
	}{
		{"groups", func() ui.View { return r.groups(viewtest.Enterprise()) }, []string{"ApioEntGrpLiege", "! DOWN", "1/"}},
		{"capacity", func() ui.View { return r.capacity(viewtest.Enterprise()) }, []string{"ApioEntGrpLiege", "Trunk-Liege", "! DOWN"}},
		{"trunk groups", func() ui.View { return r.trunkGroups(viewtest.Enterprise(), apiclient.Group{ID: "ApioEntGrpLiege"}) }, []string{"Trunk-Liege", "! DOWN", "1/"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			view := test.open()
			defer view.Close()
			viewtest.Show(view, 120, 40)
			viewtest.Type(view, "/state=down")
			viewtest.RequireContains(t, view.View(), test.want...)
			if test.name == "trunk groups" {
				view.(ui.Layered).CloseLayer()
				viewtest.Type(view, "/state=unavailable")
				viewtest.RequireContains(t, view.View(), test.want...)
			}
			if strings.Contains(view.View(), "ApioEntGrpTest") {
				t.Errorf("a group without a trunk group that is down is shown:\n%s", view.View())
			}
		})
	}
}

func TestJourneyToATrunkGroupThatIsDown(t *testing.T) {
	_, conn := serve(t, false)
	s := shell{t: t, clock: new(clock)}
	s.show(Home(realAPI(conn), viewtest.Kit(), Options{}), ui.Options{}, 80, 24)
	s.keys("/id=foo", "enter", "enter", "/state=down", "enter")
	s.shows("ApioEntGrpLiege", "! DOWN")
	s.keys("enter", "/state=down", "enter")
	s.shows("Trunk-Liege", "! DOWN", "1/1", "DOWN: trunk group is reported as not available")
}

// While a trunk group that could not be read is read again, its row is still there.
func TestAFailedTrunkGroupOfTheListIsReadAgain(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	read := s.api.OnTrunkGroup
	s.api.OnTrunkGroup = func(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
		if name == "APIO_Trunk_Group_Existing" {
			return apiclient.TrunkGroup{}, viewtest.ServerFault("read the trunk group")
		}
		return read(ctx, tenant, group, name)
	}
	s.toList()
	s.shows("not read: APIO_Trunk_Group_Existing")
	_, again := s.app.Update(viewtest.Key("r"))
	s.shows("HQ-Inbound")
	viewtest.Follow(s.app, again)
	s.shows("not read: APIO_Trunk_Group_Existing")
}
