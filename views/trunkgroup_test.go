package views

import (
	"context"
	"fmt"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
)

func TestTrunkGroupPictures(t *testing.T) {
	n := 3
	full := apiclient.TrunkGroup{
		MaxActiveCalls: calls(24), MaxIncomingCalls: calls(10), EnableBursting: new(true), BurstingMaxActiveCalls: calls(4),
		State: "Available", ActiveIncomingCalls: &n, Forwarding: "exceeded: forward to +3225550100",
		Fields: []apiclient.Field{{Name: "maxActiveCalls", Value: "24"}, {Name: "enableBursting", Value: "true"}, {Name: "accessDevice.name", Value: "device 1"}, {Name: "pilotUserId", Value: "pilot@example.net"}},
	}
	for i := range 30 {
		full.Fields = append(full.Fields, apiclient.Field{Name: fmt.Sprintf("field%02d", i), Value: fmt.Sprint(i)})
	}
	strange := apiclient.TrunkGroup{EnableBursting: new(false)}
	for _, name := range hostile() {
		strange.Fields = append(strange.Fields, apiclient.Field{Name: name, Value: name})
	}
	for _, test := range []struct {
		name   string
		detail apiclient.TrunkGroup
		err    error
	}{
		{name: "read", detail: full},
		{name: "bare", detail: apiclient.TrunkGroup{EnableBursting: new(false), MaxActiveCalls: calls(5), BurstingMaxActiveCalls: calls(0)}},
		{name: "error", err: &apiclient.Error{Op: "read trunk group Main of group GroupIDC", Host: "pbx.example.net", Status: 404, Kind: apiclient.NotFound, Message: "no such trunk group"}},
		{name: "hostile-names", detail: strange},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &fakeAPI{trunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) {
				return test.detail, test.err
			}}
			view := newTrunkGroup(testKit(), api, enterprise(), routing.Key{GroupID: "GroupIDC", Name: "Main"})
			shown(view, 80, 24)
			requirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		view := newTrunkGroup(testKit(), &fakeAPI{}, enterprise(), routing.Key{GroupID: "GroupIDC", Name: "Main"})
		view.Init()
		requirePictures(t, view)
	})
}

func TestTrunkGroupIsAskedForByItsWholeIdentity(t *testing.T) {
	api := &fakeAPI{trunkGroup: func(_ context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
		if tenant != "foo" || group != "g/1" || name != "t 1" {
			t.Errorf("asked for %q, %q, %q", tenant, group, name)
		}
		return apiclient.TrunkGroup{}, nil
	}}
	shown(newTrunkGroup(testKit(), api, enterprise(), routing.Key{GroupID: "g/1", Name: "t 1"}), 80, 24)
}

func TestTrunkGroupShowsALongOrStrangeValueInFull(t *testing.T) {
	long := "sip:a-very-long-address-that-does-not-fit-into-half-of-the-screen@example.net"
	api := &fakeAPI{trunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) {
		return apiclient.TrunkGroup{Fields: []apiclient.Field{{Name: "a", Value: long}, {Name: "b", Value: "x\x1b[31m"}}}, nil
	}}
	view := newTrunkGroup(testKit(), api, enterprise(), routing.Key{Name: "Main"})
	shown(view, 80, 24)
	press(view, "G")
	requireContains(t, view.Info().Status, `b = x\x1b[31m`)
	press(view, "up")
	requireContains(t, view.Info().Status, "a = "+long)
}

func TestTrunkGroupKeepsItsPlaceWhenReadAgain(t *testing.T) {
	fields := []apiclient.Field{{Name: "group", Value: "x"}, {Name: "b", Value: "y"}}
	api := &fakeAPI{trunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) {
		return apiclient.TrunkGroup{Fields: fields}, nil
	}}
	view := newTrunkGroup(testKit(), api, enterprise(), routing.Key{GroupID: "g", Name: "Main"})
	shown(view, 80, 24)
	press(view, "G", "up")
	fields = append([]apiclient.Field{{Name: "new", Value: "z"}}, fields...)
	press(view, "r")
	if row, _ := view.table.Selected(); row.Name != "group" || row.known {
		t.Errorf("%+v is selected", row)
	}
}
