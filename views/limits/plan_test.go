package limits

import (
	"testing"

	"banyan/capacity"
	"banyan/internal/viewtest"
	"banyan/views/figures"
	"banyan/views/saving"
)

func TestNoPlanForWhatWasNotRead(t *testing.T) {
	shown := viewtest.Snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, GroupsListed: true, Groups: []capacity.Group{
		{ID: "g", Assignment: capacity.Assigned}, {ID: "bare", Assignment: capacity.NotAssigned},
	}})
	for _, test := range []struct {
		name string
		at   figures.Level
		want string
	}{
		{"a tenant", figures.Level{Name: "foo"}, "were not read"},
		{"a group", figures.Level{Depth: 1, Group: "g", Name: "g"}, "were not read"},
		{"a group without trunking", figures.Level{Depth: 1, Group: "bare", Name: "bare"}, "not assigned"},
		{"a trunk group", figures.Level{Depth: 2, Group: "g", Name: "t"}, "was not read"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, lack := planEdit(shown, test.at, saving.Session{Host: "h", Dialect: "APIO"})
			viewtest.RequireContains(t, lack, test.want)
		})
	}
}

func TestAGroupWithoutALimitAboveIsRaisedByItself(t *testing.T) {
	shown := viewtest.Snapshot(viewtest.Sample())
	shown.Breakdown.Tenant.MaxActiveCalls = viewtest.NoLimit()
	plan, lack := planRaise(shown, figures.Level{Depth: 1, Group: "GroupIDC", Name: "GroupIDC"}, saving.Session{Host: "h", Dialect: "APIO"})
	if lack != "" || len(plan.targets) != 1 || plan.targets[0].subject.Group != "GroupIDC" {
		t.Errorf("%+v, %q", plan.targets, lack)
	}
}
