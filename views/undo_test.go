package views

import (
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

// raised has the calls of tenant foo raised from 120 to 150, and opens the journal, in a
// test that runs beside others.
func raised(t *testing.T) *desk {
	t.Helper()
	d := atCapacity(t)
	d.after("e ctrl+u 150 ctrl+s y esc esc esc E", "tenants > edits", "saved", "foo")
	return d
}

func TestAnEditIsUndoneAsANewEdit(t *testing.T) {
	d := raised(t)
	d.keys("u")
	// What is allocated was read for it: 100 of 120, so a plain yes is enough.
	d.shows("max active calls 150 → 120", "nothing is sent yet", "Review change tenant capacity foo")
	d.wantWrites(1)
	d.after("y", "SAVED", "tenant capacity foo")
	d.wantCalls("120")
	d.after("esc", "2 of this machine")
	d.after("j u", "nothing to undo")
	d.after("enter", "undone by edit")
}

func TestAnUndoDoesNotOverrideWhatWasChangedSince(t *testing.T) {
	d := raised(t)
	d.putTenant(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(170)})
	d.after("u", "CONFLICT somebody else changed tenant capacity foo", "170", "120")
	d.after("y enter right ctrl+s", "overridden", "Type the name", "] foo")
	d.keys("y", "enter")
	d.wantWrites(2) // the raise, and theirs
	d.after("y ctrl+u foo enter y", "SAVED", "tenant capacity foo")
	d.wantCalls("120")
}

func TestAnUndoKeepsWhatElseWasChangedSince(t *testing.T) {
	d := raised(t)
	d.putTenant(apiclient.TenantCapacity{BurstingMaxActiveCalls: viewtest.Calls(25)})
	d.after("u", "bursting max active calls 20 → 25")
	d.after("y", "SAVED", "tenant capacity foo")
	got, err := d.client.TenantCapacity(t.Context(), "foo")
	if err != nil || got.MaxActiveCalls != viewtest.Calls(120) || got.BurstingMaxActiveCalls != viewtest.Calls(25) {
		t.Errorf("%+v, %v", got, err)
	}
}

// A routing is undone from the journal as well.
func TestARoutingIsUndoneToWhatItWas(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	subject := change.Subject{Host: d.host, Dialect: "APIO", Kind: change.EnterpriseTrunk, Tenant: "foo", Name: "HQ-Inbound"}
	document, before, err := d.client.EnterpriseTrunkDocument(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, "HQ-Inbound")
	if err != nil {
		t.Fatal(err)
	}
	want := before.Clone()
	want.Routes[0], want.Routes[1] = want.Routes[1], want.Routes[0]
	want.MaxReroutes = new(1)
	want.Routes[1].Weight = 50
	review, err := d.edits.Prepare(t.Context(), change.Edit{Subject: subject, Base: change.TrunkImage(before, document), Want: change.TrunkImage(want, apiclient.Document{})})
	if err != nil || review.Status != change.Ready {
		t.Fatalf("%s, %v", review.Status, err)
	}
	if _, err := d.edits.Commit(t.Context(), review.Confirmation, change.Consent{}); err != nil {
		t.Fatal(err)
	}
	d.after("E u", "nothing is sent yet", "max reroutes 1 → ", "weight of APIO_Trunk_Group_Existing (ApioEntGrpTest) 50 → 70",
		"shares of priority 1", "→ 70%", "Trunk-Liege (ApioEntGrpLiege): route down: the trunk group is unavailable")
	d.keys("esc")
	d.server.SetFault(simulator.Fault{Method: "GET", Path: "*/Trunk-Liege", Status: 403})
	d.after("u", "Trunk-Liege (ApioEntGrpLiege): it could not be read whether it is up")
	d.server.ClearFaults()
	d.after("y", "SAVED", "enterprise trunk HQ-Inbound")
	after, err := d.client.EnterpriseTrunk(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, "HQ-Inbound")
	if err != nil || len(routing.Diff(before, after)) != 0 {
		t.Errorf("%v, %v", routing.Diff(before, after), err)
	}
}

func TestNothingIsUndoneInAReadOnlySession(t *testing.T) {
	t.Parallel()
	_, why := routes{kit: viewtest.Kit()}.undo(change.Entry{Verdict: change.Saved})
	viewtest.RequireContains(t, why, "start again with --write")
}

func TestAnUnknownEditIsNotUndone(t *testing.T) {
	t.Parallel()
	_, why := routes{kit: viewtest.Kit(), opts: Options{Write: true}}.undo(viewtest.Entries()[0])
	viewtest.RequireContains(t, why, "is not known yet")
}

func TestAnUndoOfARaiseAsksForTheNameOnlyWhereItMust(t *testing.T) {
	for name, test := range map[string]struct {
		meanwhile func(d *desk)
		asks      string
	}{
		"what was raised is still free":        {func(*desk) {}, ""},
		"what was raised was given to a group": {func(d *desk) { d.putGroup(80) }, "is below what is allocated"},
		"a group could not be read": {func(d *desk) {
			d.server.SetFault(simulator.Fault{Method: "GET", Path: "*/groups/ApioEntGrpTest/features/trunk_groups/", Status: 403})
		}, "not all that is allocated was read"},
	} {
		t.Run(name, func(t *testing.T) {
			d := raised(t)
			test.meanwhile(d)
			d.keys("u")
			if test.asks == "" {
				d.shows("nothing is sent yet")
				return
			}
			d.shows(test.asks, "Type the name", "] foo")
			if strings.Contains(test.asks, "not all") {
				d.shows("what is allocated could not be read, so a lowered limit asks for the name")
			}
			before := len(d.writes())
			d.keys("y", "enter", "ctrl+s")
			if len(d.writes()) != before {
				t.Errorf("%v", d.writes())
			}
		})
	}
}

// Channels that were added are taken back one by one, the last save first.
func TestAddedChannelsAreTakenBackOneByOne(t *testing.T) {
	d := atCapacity(t)
	d.after("/ Trunk_Group_Fax enter G a 20 * ctrl+s y", "SAVED", "one by one, the last one first")
	d.after("esc esc esc esc E", "3 of this machine")
	for i, undone := range []string{"24 → 4", "68 → 48", "140 → 120"} {
		d.after("u", undone, "nothing is sent yet")
		d.wantWrites(3 + i)
		d.after("y", "SAVED")
		d.after("esc j", "of this machine")
	}
	d.wantCalls("120")
}

func TestAnUndoOfAGroupReadsItsTrunkGroups(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.keys("/", "Foo Industries", "enter", "enter", "/", "ApioEntGrpTest", "enter", "e", "ctrl+u", "60", "ctrl+s", "y")
	d.shows("SAVED", "group capacity foo/ApioEntGrpTest")
	d.after("esc esc esc esc esc E u", "max active calls 60 → 48", "nothing is sent yet")
	d.after("y", "SAVED", "group capacity")
}
