package limits

import (
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/views/figures"
	"banyan/views/saving"
)

func TestNoPlanForWhatWasNotRead(t *testing.T) {
	shown := viewtest.Snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, GroupsListed: true, Groups: []capacity.Group{
		{ID: "g", Assignment: capacity.Assigned}, {ID: "bare", Assignment: capacity.NotAssigned}, {ID: "whole", Assignment: capacity.Assigned},
	}},
		collect.Failure{Path: []string{"foo", "g"}, What: "group capacity", Err: viewtest.Forbidden("read")},
		collect.Failure{Path: []string{"foo", "g", "t"}, What: "trunk group", Err: viewtest.ServerFault("read")},
		collect.Failure{Path: []string{"foo", "g"}, What: "trunk groups", Err: viewtest.ServerFault("list")},
	)
	for _, test := range []struct {
		name string
		at   figures.Level
		want string
	}{
		{"a tenant", figures.Level{Name: "foo"}, "foo were not read; the server left them out"},
		{"a group", figures.Level{Depth: 1, Group: "g", Name: "g"}, "were not read: no access: this account may not do that (403)"},
		{"a group without an error", figures.Level{Depth: 1, Group: "whole", Name: "whole"}, "were not read; the server left them out"},
		{"a group without trunking", figures.Level{Depth: 1, Group: "bare", Name: "bare"}, "not assigned"},
		{"a trunk group", figures.Level{Depth: 2, Group: "g", Name: "t"}, "trunk group t was not read: pbx.example.net failed (500)"},
		{"a trunk group that no list has", figures.Level{Depth: 2, Group: "g", Name: "u"}, "trunk group u was not read: pbx.example.net failed (500)"},
		{"a trunk group that is not there", figures.Level{Depth: 2, Group: "whole", Name: "u"}, "trunk group u was not read; it may have been deleted or renamed: read it again"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, why := planEdit(shown, test.at, saving.Session{Host: "h", Dialect: "APIO"})
			viewtest.RequireContains(t, why, test.want)
		})
	}
}

func TestAGroupWithoutALimitAboveIsRaisedByItself(t *testing.T) {
	shown := viewtest.Snapshot(viewtest.Sample())
	shown.Breakdown.Tenant.MaxActiveCalls = viewtest.NoLimit()
	plan, why := planRaise(shown, figures.Level{Depth: 1, Group: "GroupIDC", Name: "GroupIDC"}, saving.Session{Host: "h", Dialect: "APIO"})
	if why != "" || len(plan.targets) != 1 || plan.targets[0].subject.Group != "GroupIDC" {
		t.Errorf("%+v, %q", plan.targets, why)
	}
}

// raiseOf is the plan for more channels of a trunk group with 20 calls in a group of group calls,
// in a tenant of tenant calls of which 40 are taken elsewhere.
func raiseOf(t *testing.T, tenant, group int, bursting bool) Plan {
	t.Helper()
	own := viewtest.Group("g", "G", group, 2, capacity.TrunkGroup{Name: "t", MaxActiveCalls: viewtest.Calls(20), BurstingMaxActiveCalls: viewtest.Calls(1)})
	shown := viewtest.Snapshot(capacity.Tenant{
		ID: "foo", Assignment: capacity.Assigned, GroupsListed: true, MaxActiveCalls: viewtest.Calls(tenant), BurstingMaxActiveCalls: viewtest.Calls(20),
		Groups: []capacity.Group{own, viewtest.Group("other", "O", 40, 3)},
	})
	detail := apiclient.TrunkGroup{GroupID: "g", Name: "t", MaxActiveCalls: viewtest.Calls(20), EnableBursting: &bursting, BurstingMaxActiveCalls: viewtest.Calls(1)}
	shown.TrunkGroups = map[string]map[string]apiclient.TrunkGroup{"g": {"t": detail}}
	plan, why := planRaise(shown, figures.Level{Depth: 2, Group: "g", Name: "t"}, saving.Session{Host: "h", Dialect: "APIO"})
	if why != "" {
		t.Fatal(why)
	}
	plan.known = new(memo)
	return plan
}

// Nothing is raised that need not be: a level only where it has too little left for what is
// added right below it.
func TestOnlyLevelsWithoutRoomAreRaised(t *testing.T) {
	for _, test := range []struct {
		name          string
		tenant, group int
		more          addition
		ticks         []tick // of the tenant and the group
		want          string // calls of tenant, group and trunk group; bursting of the last two
	}{
		{"room everywhere", 100, 30, addition{calls: 5}, nil, "100 30 25, 2 1"},
		{"a full group", 100, 20, addition{calls: 5}, nil, "100 25 25, 2 1"},
		{"a group with too little", 100, 22, addition{calls: 5}, nil, "100 27 25, 2 1"},
		{"a full group in a full tenant", 60, 20, addition{calls: 5}, nil, "65 25 25, 2 1"},
		{"a full tenant above a group with room", 70, 30, addition{calls: 5}, nil, "70 30 25, 2 1"},
		{"bursting alone, with room", 60, 20, addition{bursting: 1}, nil, "60 20 20, 2 2"},
		{"bursting alone, without room", 60, 20, addition{bursting: 2}, nil, "60 20 20, 4 3"},
		{"all by hand", 100, 30, addition{calls: 5}, []tick{ticked, ticked}, "105 35 25, 2 1"},
		{"none by hand", 60, 20, addition{calls: 5}, []tick{unticked, unticked}, "60 20 25, 2 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			plan := raiseOf(t, test.tenant, test.group, true)
			for i, to := range test.ticks {
				plan.targets[i].tick = to
			}
			wanted, wrong := plan.raised(test.more)
			if wrong != nil {
				t.Fatal(wrong.Text)
			}
			value := func(at int, field string) string { text, _ := wanted[at].Value(field); return text }
			calls, bursting := change.MaxActiveCalls, change.BurstingMaxActiveCalls
			got := value(0, calls) + " " + value(1, calls) + " " + value(2, calls) + ", " + value(1, bursting) + " " + value(2, bursting)
			viewtest.RequireEqual(t, "the levels", got, test.want)
		})
	}
}

func TestNoBurstingIsAddedWhereItIsOff(t *testing.T) {
	if _, wrong := raiseOf(t, 60, 20, false).raised(addition{bursting: 1}); wrong == nil || wrong.Field != burstingField || wrong.Text != "bursting is off here" {
		t.Errorf("%+v", wrong)
	}
}

// What a level had, or was raised to, tells that it is not raised once more.
func TestALevelThatHasItsChannelsIsNotRaisedAgain(t *testing.T) {
	plan := raiseOf(t, 65, 25, true)
	had := map[string]string{}
	for i, calls := range []string{"60", "20", "20"} {
		had[plan.targets[i].key(change.MaxActiveCalls)] = calls
	}
	if has := plan.goOn(had, nil, addition{calls: 5}); len(has) != 2 || plan.targets[2].saved {
		t.Errorf("%v has them already", has)
	}
	if has := plan.goOn(had, map[string]string{plan.targets[1].subject.String(): "25"}, addition{calls: 7}); len(has) != 1 {
		t.Errorf("%v was raised to another number", has)
	}
}

// What an edit brings beside the differences of its levels is said too.
func TestNewFindingsOfAnEditAreSaid(t *testing.T) {
	plan := raiseOf(t, 100, 30, true)
	wanted := plan.bases()
	if notices := plan.notices(wanted); len(notices) > 0 {
		t.Errorf("of no change: %+v", notices)
	}
	wanted = plan.bases()
	wanted[1] = wanted[1].With(change.Field{Name: change.MaxActiveCalls, Value: "0"})
	notices := plan.notices(wanted)
	if last := notices[len(notices)-1]; last.text != "new: foo / g: BLOCKED: max 0, 1 trunk group carries no calls" {
		t.Errorf("%+v", notices)
	}
}
