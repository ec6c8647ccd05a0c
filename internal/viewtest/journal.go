package viewtest

import (
	"context"
	"slices"
	"time"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// EditsJournal holds entries; resolving one gives it the verdict that is set for it.
type EditsJournal struct {
	Entries  []change.Entry
	Damage   []change.Damage
	Err      error
	Settles  []change.Entry
	Resolves map[string]change.Verdict
	Resolved []string
	why      error // why an entry without a verdict to come stays unknown
}

// List returns what the test set.
func (f *EditsJournal) List() ([]change.Entry, []change.Damage, error) {
	return slices.Clone(f.Entries), f.Damage, f.Err
}

// Settle returns what the test set.
func (f *EditsJournal) Settle(context.Context) ([]change.Entry, error) { return f.Settles, nil }

// Resolve gives an entry its verdict of Resolves.
func (f *EditsJournal) Resolve(_ context.Context, id string) (change.Entry, error) {
	f.Resolved = append(f.Resolved, id)
	for i, e := range f.Entries {
		if verdict, ok := f.Resolves[id]; ok && e.ID == id {
			f.Entries[i].Verdict, f.Entries[i].Settled, f.Entries[i].VerdictAt = verdict, true, e.At.Add(time.Minute)
			return f.Entries[i], nil
		}
	}
	return change.Entry{}, f.why
}

// NoEdit opens nothing.
func NoEdit(change.Entry) ui.View { return nil }

// Journal holds the entries of Entries.
func Journal() *EditsJournal { return &EditsJournal{Entries: Entries()} }

// Entries are saves of every outcome.
func Entries() []change.Entry {
	at := time.Date(2026, 11, 21, 11, 2, 3, 0, time.Local)
	before, mine, other := testTrunks()
	subject := change.Subject{Host: "pbx.example.net", Dialect: "APIO", Kind: change.EnterpriseTrunk, Tenant: "foo", Name: "HQ-Inbound"}
	tenantOf := func(n int) change.Image {
		return change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: Calls(n), BurstingMaxActiveCalls: Calls(18)})
	}
	capacityOf := subject
	capacityOf.Kind, capacityOf.Name = change.TenantCapacity, ""
	base := change.Entry{
		Subject: subject, Operation: change.Change, Who: "anna", Principal: "support", Ticket: "INC-4711",
		Before: before, Mine: mine, Gap: 120 * time.Millisecond,
	}
	entry := func(id string, minute int, verdict change.Verdict, change func(*change.Entry)) change.Entry {
		e := base
		e.ID, e.At, e.Verdict = id, at.Add(time.Duration(minute)*time.Minute), verdict
		if verdict != "" {
			e.VerdictAt = e.At.Add(time.Second)
		}
		change(&e)
		return e
	}
	return []change.Entry{
		entry("e1", 1, change.Unknown, func(e *change.Entry) { e.Error = "pbx.example.net did not answer in time" }),
		entry("e2", 0, "", func(e *change.Entry) { e.Held, e.Own, e.Subject.Name = true, true, "HQ-Outbound" }),
		entry("e3", 9, change.Overtaken, func(e *change.Entry) { e.ReadBack = other }),
		entry("e4", 7, change.Saved, func(e *change.Entry) { e.ReadBack, e.UndoneBy = mine, "e9" }),
		entry("e5", 6, change.NotSaved, func(e *change.Entry) {
			e.Subject, e.Before, e.Mine, e.ReadBack = capacityOf, tenantOf(226), tenantOf(300), tenantOf(226)
			e.Error, e.Ticket = "maxActiveCalls exceeds the licence", ""
		}),
		entry("e6", 5, change.Saved, func(e *change.Entry) {
			e.Operation, e.Mine, e.Subject.Name, e.Settled = change.Delete, change.Image{}, "Old", true
		}),
	}
}

// testTrunks are the same enterprise trunk before an edit, as wanted, and as somebody
// else left it.
func testTrunks() (before, mine, other change.Image) {
	trunk, _ := Routings()
	trunk.Name = "HQ-Inbound"
	wanted := trunk.Clone()
	wanted.Routes[0].Weight = 50
	wanted.MaxReroutes = new(2)
	elsewhere := wanted.Clone()
	elsewhere.Routes = elsewhere.Routes[:1]
	image := func(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }
	return image(trunk), image(wanted), image(elsewhere)
}
