package plans

import (
	"context"
	"fmt"
	"testing"

	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// One limit may have two items: each is left out by itself.
func TestAPlanThatIsMadeAnewKeepsWhichHalfIsLeftOut(t *testing.T) {
	t.Parallel()
	of := change.Subject{Kind: change.GroupCapacity, Tenant: "foo", Group: "g1"}
	v := New(viewtest.Kit(), Links{}, "a plan", nil).(*sheet)
	v.made = ui.NewLoader(func(context.Context) (made, error) {
		return made{plan: plan.Plan{Items: []plan.Item{{N: 1, Subject: of}, {N: 2, Subject: of, Follows: 1}}}}, nil
	})
	read := func() {
		v.made.Update(v.made.Load()())
		v.take()
	}
	read()
	v.plan, _ = v.plan.LeaveOut(true, 1)
	read()
	viewtest.RequireEqual(t, "left out", []bool{v.plan.Items[0].Out, v.plan.Items[1].Out}, []bool{true, false})
}

// How a run goes on may be told so seldom that the screen hears of its end alone.
func TestTheCursorIsWhereARunEnded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		outcome apply.Outcome
		touched bool
		want    string
	}{
		{apply.Outcome{}, false, "2"},
		{apply.Outcome{Stop: &apply.Stop{Item: 1}}, false, "1"},
		{apply.Outcome{}, true, "3"}, // where the user had moved it
	} {
		v := New(viewtest.Kit(), Links{}, "a plan", nil).(*sheet)
		v.halt = func() {}
		for n := 1; n <= 3; n++ {
			v.plan.Items = append(v.plan.Items, plan.Item{N: n, Subject: change.Subject{Kind: change.EnterpriseTrunk, Tenant: "foo", Name: "HQ"}, Out: n == 3})
		}
		v.effects = v.plan.Effects()
		v.show()
		v.table.Select("3")
		v.at, v.body.Touched = apply.Progress{Ended: true, Outcome: test.outcome}, test.touched
		v.ended()
		if at, _ := v.table.Selected(); at.id() != test.want {
			t.Errorf("%+v: the cursor is on item %s, want %s", test, at.id(), test.want)
		}
	}
}

// What was refused by the platform was sent, also where it is left out since.
func TestAPlanIsBegunWhateverIsLeftOut(t *testing.T) {
	t.Parallel()
	for state, want := range map[plan.State]bool{plan.Waiting: false, plan.LeftOut: false, plan.NotSaved: true, plan.Overtaken: true, plan.Done: true} {
		v := New(viewtest.Kit(), Links{}, "a plan", nil).(*sheet)
		v.plan.Items = []plan.Item{{N: 1, Subject: change.Subject{Kind: change.EnterpriseTrunk, Tenant: "foo", Name: "HQ"}, Out: true}}
		v.status = []plan.ItemStatus{{State: state}}
		viewtest.RequireEqual(t, fmt.Sprint(state), v.isBegun(), want)
	}
}
