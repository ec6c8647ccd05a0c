package limits

import (
	"testing"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/saving"
)

func TestCapacityFormPictures(t *testing.T) {
	shown := viewtest.Snapshot(viewtest.Sample())
	shown.TrunkGroups = map[string]map[string]apiclient.TrunkGroup{
		"GroupIDC": {"Trunk 1": {GroupID: "GroupIDC", Name: "Trunk 1", MaxActiveCalls: viewtest.Calls(20), EnableBursting: new(true), BurstingMaxActiveCalls: viewtest.Calls(4)}},
	}
	for _, test := range []struct {
		name string
		at   figures.Level
		keys []string
		plan func(collect.Snapshot, figures.Level, saving.Session) (Plan, string)
	}{
		{"tenant", figures.Level{Name: "ServiceProviderID"}, []string{"ctrl+u", "1", "0", "0"}, planEdit},
		{"group", figures.Level{Depth: 1, Group: "GroupIDC", Name: "GroupIDC"}, []string{"ctrl+u", "3", "1"}, planEdit},
		{"trunk-group", figures.Level{Depth: 2, Group: "GroupIDC", Name: "Trunk 1"}, []string{"tab", " "}, planEdit},
		{"more-channels", figures.Level{Depth: 2, Group: "GroupIDC", Name: "Trunk 1"}, []string{"2", "0"}, planRaise},
	} {
		t.Run(test.name, func(t *testing.T) {
			session := saving.Session{Host: "pbx.example.net", Dialect: "APIO", Service: viewtest.Service(t)}
			plan, lack := test.plan(shown, test.at, session)
			if lack != "" {
				t.Fatal(lack)
			}
			view := newForm(viewtest.Kit(), session, plan)
			view.SetSize(80, 20)
			viewtest.Pump(view, view.Init())
			viewtest.Press(view, test.keys...)
			viewtest.RequirePictures(t, view)
		})
	}
}

// In the forms y is a yes or a letter: nothing there may be copied by it.
func TestTheFormOfLimitsTakesNoYForCopying(t *testing.T) {
	if _, ok := any(&form{}).(ui.Copier); ok {
		t.Error("it can be copied from")
	}
}

func TestTheLookBeforeASaveOfFiguresIsNotWaitedFor(t *testing.T) {
	view := newForm(viewtest.Kit(), saving.Session{Service: viewtest.Service(t)}, Plan{targets: []figureTarget{{
		base: change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(120), BurstingMaxActiveCalls: viewtest.Calls(20)}),
	}}})
	view.SetSize(80, 20)
	viewtest.Press(view, "ctrl+u", "7")
	look := view.Update(viewtest.Key("ctrl+s"))
	if !view.Busy() {
		t.Fatal("it is not read again")
	}
	viewtest.Press(view, "esc")
	viewtest.RequireContains(t, view.View(), "nothing was sent", "[7▏")
	given := view.View()
	viewtest.Pump(view, look) // the answer comes all the same
	if view.Busy() || view.View() != given {
		t.Errorf("what was given up goes on:\n%s", view.View())
	}
}
