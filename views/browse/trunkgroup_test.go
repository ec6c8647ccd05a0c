package browse

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

// newTestTrunkGroup is the screen of a trunk group that reads as one says.
func newTestTrunkGroup(at routing.Key, read func() (apiclient.TrunkGroup, error)) *trunkGroup {
	api := &viewtest.API{OnTrunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) { return read() }}
	return NewTrunkGroup(viewtest.Kit(), api, Links{}, TrunkGroup{Tenant: viewtest.Enterprise(), Key: at}).(*trunkGroup)
}

func TestTrunkGroupPictures(t *testing.T) {
	n := 3
	full := apiclient.TrunkGroup{
		MaxActiveCalls: viewtest.Calls(24), MaxIncomingCalls: viewtest.Calls(10), EnableBursting: new(true), BurstingMaxActiveCalls: viewtest.Calls(4),
		State: "Available", ActiveIncomingCalls: &n, Forwarding: "exceeded: forward to +3225550100",
		Fields: []apiclient.Field{{Name: "maxActiveCalls", Value: "24"}, {Name: "enableBursting", Value: "true"}, {Name: "accessDevice.name", Value: "device 1"}, {Name: "pilotUserId", Value: "pilot@example.net"}},
	}
	for i := range 30 {
		full.Fields = append(full.Fields, apiclient.Field{Name: fmt.Sprintf("field%02d", i), Value: fmt.Sprint(i)})
	}
	strange := apiclient.TrunkGroup{EnableBursting: new(false)}
	for _, name := range viewtest.Hostile() {
		strange.Fields = append(strange.Fields, apiclient.Field{Name: name, Value: name})
	}
	for _, test := range []struct {
		name   string
		detail apiclient.TrunkGroup
		err    error
	}{
		{name: "read", detail: full},
		{name: "bare", detail: apiclient.TrunkGroup{EnableBursting: new(false), MaxActiveCalls: viewtest.Calls(5), BurstingMaxActiveCalls: viewtest.Calls(0)}},
		{name: "error", err: &apiclient.Error{Op: "read trunk group Main of group GroupIDC", Host: "pbx.example.net", Status: 404, Kind: apiclient.NotFound, Message: "no such trunk group"}},
		{name: "hostile-names", detail: strange},
	} {
		t.Run(test.name, func(t *testing.T) {
			read := func() (apiclient.TrunkGroup, error) { return test.detail, test.err }
			viewtest.RequirePictures(t, viewtest.Shown(newTestTrunkGroup(routing.Key{GroupID: "GroupIDC", Name: "Main"}, read)))
		})
	}
	t.Run("loading", func(t *testing.T) {
		view := newTestTrunkGroup(routing.Key{GroupID: "GroupIDC", Name: "Main"}, nil)
		view.Init()
		viewtest.RequirePictures(t, view)
	})
}

func TestTrunkGroupIsAskedForByItsWholeIdentity(t *testing.T) {
	api := &viewtest.API{OnTrunkGroup: func(_ context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
		if tenant != "foo" || group != "g/1" || name != "t 1" {
			t.Errorf("asked for %q, %q, %q", tenant, group, name)
		}
		return apiclient.TrunkGroup{}, nil
	}}
	viewtest.Show(NewTrunkGroup(viewtest.Kit(), api, Links{}, TrunkGroup{Tenant: viewtest.Enterprise(), Key: routing.Key{GroupID: "g/1", Name: "t 1"}}), 80, 24)
}

func TestTrunkGroupShowsALongOrStrangeValueInFull(t *testing.T) {
	long := "sip:a-very-long-address-that-does-not-fit-into-half-of-the-screen@example.net"
	view := viewtest.Shown(newTestTrunkGroup(routing.Key{Name: "Main"}, func() (apiclient.TrunkGroup, error) {
		return apiclient.TrunkGroup{Fields: []apiclient.Field{{Name: "a", Value: long}, {Name: "b", Value: "x\x1b[31m"}}}, nil
	}))
	viewtest.Press(view, "z", "G")
	viewtest.RequireContains(t, view.Info().Status.Whole(), `b = x\x1b[31m`)
	viewtest.Press(view, "up")
	viewtest.RequireContains(t, view.Info().Status.Whole(), "a = "+long)
}

func TestAValueThatIsNullIsNone(t *testing.T) {
	body := viewtest.Shown(newTestTrunkGroup(routing.Key{Name: "Main"}, func() (apiclient.TrunkGroup, error) {
		return apiclient.TrunkGroup{Fields: []apiclient.Field{{Name: "department", Value: "null"}, {Name: "accessDevice.name", Value: "null"}, {Name: "deviceName", Value: "sbc"}}}, nil
	})).View()
	viewtest.RequireContains(t, body, "sbc")
	if strings.Contains(body, "null") {
		t.Errorf("null is shown as a value:\n%s", body)
	}
}

func TestTrunkGroupKeepsItsPlaceWhenReadAgain(t *testing.T) {
	fields := []apiclient.Field{{Name: "group", Value: "x"}, {Name: "b", Value: "y"}}
	read := func() (apiclient.TrunkGroup, error) { return apiclient.TrunkGroup{Fields: fields}, nil }
	view := viewtest.Shown(newTestTrunkGroup(routing.Key{GroupID: "g", Name: "Main"}, read))
	viewtest.Press(view, "z", "G", "up")
	fields = append([]apiclient.Field{{Name: "new", Value: "z"}}, fields...)
	viewtest.Press(view, "r")
	if f := view.facts.chosen(); f.label.Text != "group" || !f.field {
		t.Errorf("%+v is selected", f)
	}
}

func TestATrunkGroupsPageSaysWhatIsWrongWithIt(t *testing.T) {
	open := func(detail apiclient.TrunkGroup) string {
		read := func() (apiclient.TrunkGroup, error) { return detail, nil }
		return viewtest.Shown(newTestTrunkGroup(routing.Key{GroupID: "g", Name: "t"}, read)).View()
	}
	viewtest.RequireContains(t, open(apiclient.TrunkGroup{State: "Unavailable"}), "DOWN: trunk group is reported as not available")
	viewtest.RequireContains(t, open(apiclient.TrunkGroup{MaxIncomingCalls: viewtest.Calls(0)}), "BLOCKED: max incoming 0")
	if body := open(apiclient.TrunkGroup{State: "Available"}); strings.Contains(body, "finding") {
		t.Errorf("a finding where there is none:\n%s", body)
	}
}
