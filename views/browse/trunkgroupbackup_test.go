package browse

import (
	"context"
	"errors"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
	"banyan/internal/viewtest"
	"banyan/views/limits"
	"banyan/views/saving"
)

// backedUp is the page of a trunk group with a backup, and of which others one is read.
func backedUp(backup func() (change.Image, error), read func(name string) (apiclient.TrunkGroup, error)) *trunkGroup {
	api := &viewtest.API{OnTrunkGroup: func(_ context.Context, _, _, name string) (apiclient.TrunkGroup, error) { return read(name) }}
	links := Links{Limits: limits.Forms{Backup: func(context.Context, string, routing.Key) (change.Image, error) { return backup() }}}
	return viewtest.Shown(NewTrunkGroup(viewtest.Kit(), api, links, TrunkGroup{Tenant: viewtest.Enterprise(), Key: routing.Key{GroupID: "g", Name: "t"}}).(*trunkGroup))
}

func imageOf(d trunkgroup.Diversion) change.Image {
	return change.Image{Fields: []change.Field{{Name: trunkgroup.Backup, Value: d.String()}}}
}

func TestAPageTellsTheBackupWhereThereIsOne(t *testing.T) {
	for name, test := range map[string]struct {
		image change.Image
		err   error
		says  string // nothing: there is no such section
	}{
		"none":        {imageOf(trunkgroup.Diversion{}), nil, "no action set"},
		"an address":  {imageOf(trunkgroup.Diversion{Action: trunkgroup.Forward, Address: "+3225550100"}), nil, "+3225550100  forward"},
		"a group":     {imageOf(trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: "h", Name: "other"}), nil, "other of h"},
		"not there":   {change.Image{}, nil, ""},
		"an outage":   {change.Image{}, errors.New("no route"), "not read: failed: no route"},
		"its own way": {imageOf(trunkgroup.Diversion{Action: "Sing"}), nil, "Sing"},
	} {
		t.Run(name, func(t *testing.T) {
			view := backedUp(func() (change.Image, error) { return test.image, test.err }, func(string) (apiclient.TrunkGroup, error) { return apiclient.TrunkGroup{}, nil })
			view.SetSize(120, 90)
			if has := strings.Contains(view.View(), "backup"); has != (test.says != "") {
				t.Errorf("there is a backup: %v\n%s", has, view.View())
			}
			viewtest.RequireContains(t, view.View(), test.says)
		})
	}
}

func TestWhereCallsGoIsReadAgainAfterASaveAndOnRequest(t *testing.T) {
	asked, down := map[string]int{}, false
	view := backedUp(func() (change.Image, error) {
		asked["backup"]++
		return imageOf(trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: "h", Name: "other"}), nil
	}, func(name string) (apiclient.TrunkGroup, error) {
		asked[name]++
		if down {
			return apiclient.TrunkGroup{}, errors.New("no route")
		}
		return apiclient.TrunkGroup{State: "Available", Fields: []apiclient.Field{
			{Name: "capacityExceededAction", Value: "Reroute"},
			{Name: "capacityExceededRerouteTrunkGroupKey.groupId", Value: "g"},
			{Name: "capacityExceededRerouteTrunkGroupKey.name", Value: "full"},
		}}, nil
	})
	view.SetSize(120, 90)
	want := func(n int) {
		t.Helper()
		for _, name := range []string{"t", "backup", "other", "full"} {
			if asked[name] != n {
				t.Errorf("%s was read %d times, want %d", name, asked[name], n)
			}
		}
	}
	want(1)
	viewtest.Pump(view, view.Update(saving.FiguresChanged{Tenant: viewtest.Enterprise().ID}))
	want(2)
	viewtest.Press(view, "r")
	want(3)
	if n := strings.Count(view.View(), "in use, "); n != 2 {
		t.Errorf("%d of them are told:\n%s", n, view.View())
	}
	down = true
	viewtest.Press(view, "r")
	if n := strings.Count(view.View(), "in use, "); n != 0 {
		t.Errorf("%d of them are told from before:\n%s", n, view.View())
	}
	view.Update(saving.FiguresChanged{Tenant: "another"})
	want(4)
}

// The settings of the form stand on the page in its words, in its sections.
func TestAPageTellsTheSettingsInTheWordsOfTheForm(t *testing.T) {
	detail := apiclient.TrunkGroup{MaxActiveCalls: viewtest.Calls(9), BurstingMaxIncomingCalls: viewtest.Calls(2), BurstingMaxOutgoingCalls: viewtest.Calls(2)}
	for _, f := range trunkgroup.Fields() {
		value := map[trunkgroup.Kind]string{trunkgroup.Count: "31", trunkgroup.Flag: "true", trunkgroup.Text: "x" + f.Name}[f.Kind]
		if f.Kind == trunkgroup.Choice {
			value = f.Values[0]
		}
		if value != "" {
			detail.Fields = append(detail.Fields, apiclient.Field{Name: f.Name, Value: value})
		}
	}
	page := func(detail apiclient.TrunkGroup) string {
		view := newTestTrunkGroup(routing.Key{GroupID: "g", Name: "t"}, func() (apiclient.TrunkGroup, error) { return detail, nil })
		viewtest.Show(view, 120, 140)
		return view.View()
	}
	shown := page(detail)
	for _, f := range trunkgroup.Fields() {
		if f.Section == trunkgroup.SectionLimits || f.Section == trunkgroup.SectionDirections && f.Needs == "" {
			continue
		}
		viewtest.RequireContains(t, shown, f.Label, f.Section)
	}
	viewtest.RequireContains(t, shown, "OPTIONS every, s", "first trap above", "Optimize For User Services", "xprefix")
	for i := range detail.Fields {
		if detail.Fields[i].Name == "prefixEnabled" {
			detail.Fields[i].Value = "false"
		}
	}
	if off := page(detail); strings.Contains(off, "prefix digits") {
		t.Errorf("what means nothing is told:\n%s", off)
	}
}
