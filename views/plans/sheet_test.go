package plans

import (
	"context"
	"testing"

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
