package views

import (
	"testing"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// raised has the calls of tenant foo raised from 120 to 150, and opens the journal.
func raised(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("e", "ctrl+u", "150", "ctrl+s", "y", "esc", "esc", "esc", "E")
	d.shows("tenants > edits", "saved", "foo")
	return d
}

func TestAnEditIsUndoneAsANewEdit(t *testing.T) {
	d := raised(t)
	d.keys("u")
	// How much is allocated now was not read for it, so lowering asks for the name.
	d.shows("max active calls: 150 -> 120", "type foo and press")
	if len(d.writes()) != 1 {
		t.Fatalf("sent before it was confirmed: %v", d.writes())
	}
	d.keys("foo", "ctrl+s")
	d.shows("saved: tenant capacity foo")
	if got := d.tenantCalls(); got != "120" {
		t.Errorf("the tenant has %s calls", got)
	}
	d.keys("esc")
	d.shows("2 edits")
	d.keys("j", "u")
	d.shows("nothing to undo")
	d.keys("enter")
	d.shows("undone by edit")
}

func TestAnUndoDoesNotOverrideWhatWasChangedSince(t *testing.T) {
	d := raised(t)
	if err := d.client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: calls(170)}); err != nil {
		t.Fatal(err)
	}
	before := len(d.writes())
	d.keys("u")
	d.shows("somebody changed tenant capacity foo", "150 -> 170, here 120")
	d.keys("y", "enter")
	d.keys("ctrl+s")
	d.shows("overridden", "type foo and press")
	d.keys("y", "enter")
	if len(d.writes()) != before {
		t.Fatalf("%v", d.writes())
	}
	d.keys("ctrl+u", "foo", "ctrl+s")
	d.shows("saved: tenant capacity foo")
	if got := d.tenantCalls(); got != "120" {
		t.Errorf("the tenant has %s calls", got)
	}
}

func TestAnUndoKeepsWhatElseWasChangedSince(t *testing.T) {
	d := raised(t)
	if err := d.client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{BurstingMaxActiveCalls: calls(25)}); err != nil {
		t.Fatal(err)
	}
	d.keys("u")
	d.shows("bursting max active calls: 20 -> 25")
	d.keys("ctrl+s", "foo", "ctrl+s")
	d.shows("saved: tenant capacity foo")
	got, err := d.client.TenantCapacity(t.Context(), "foo")
	if err != nil || got.MaxActiveCalls != calls(120) || got.BurstingMaxActiveCalls != calls(25) {
		t.Errorf("%+v, %v", got, err)
	}
}

// A routing is undone from the journal as well.
func TestARoutingIsUndoneToWhatItWas(t *testing.T) {
	d := newDesk(t, true)
	subject := change.Subject{Host: d.host, Dialect: "APIO", Kind: change.EnterpriseTrunk, Tenant: "foo", Name: "HQ-Inbound"}
	document, before, err := d.client.EnterpriseTrunkDocument(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, "HQ-Inbound")
	if err != nil {
		t.Fatal(err)
	}
	want := before.Clone()
	want.Routes[0], want.Routes[1] = want.Routes[1], want.Routes[0]
	want.MaxReroutes = new(1)
	review, err := d.edits.Prepare(t.Context(), change.Edit{Subject: subject, Base: change.TrunkImage(before, document), Want: change.TrunkImage(want, apiclient.Document{})})
	if err != nil || review.Status != change.Ready {
		t.Fatalf("%s, %v", review.Status, err)
	}
	if _, err := d.edits.Commit(t.Context(), review.Confirmation, change.Consent{}); err != nil {
		t.Fatal(err)
	}
	d.keys("E", "u")
	d.shows("Save to 127.0.0.1", "max reroutes: 1 -> ")
	d.keys("y")
	d.shows("saved: enterprise trunk foo/HQ-Inbound")
	after, err := d.client.EnterpriseTrunk(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, "HQ-Inbound")
	if err != nil || len(routing.Diff(before, after)) != 0 {
		t.Errorf("%v, %v", routing.Diff(before, after), err)
	}
}

func TestNothingIsUndoneInAReadOnlySession(t *testing.T) {
	_, lack := routes{kit: testKit()}.undo(change.Entry{Verdict: change.Saved})
	requireContains(t, lack, "start again with --write")
}

func TestAnUnknownEditIsNotUndone(t *testing.T) {
	_, lack := routes{kit: testKit(), opts: Options{Write: true}}.undo(testEntries()[0])
	requireContains(t, lack, "is not known yet")
}
