package find

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/find"
)

// Known reads the places of a platform whose names can be found without asking it, and keeps them
// from one opening of the search to the next.
type Known struct {
	Tenants func(context.Context) ([]apiclient.Tenant, error)
	Kept    func() []Reading // what was kept of tenants; nil for nothing
	Now     func() time.Time // nil is time.Now

	last   atomic.Pointer[places] // read beside the screen
	loaded []Reading              // of the screens that the search was opened over, the latest last
}

// mostLoaded is how many readings are remembered that were on a screen.
const mostLoaded = 20

// Load notes what a screen shows of a tenant.
func (k *Known) Load(r Reading) {
	k.loaded = slices.DeleteFunc(slices.Clone(k.loaded), func(l Reading) bool { // but not all of it by a part
		return l.Tenant.ID == r.Tenant.ID && len(l.Tenant.Groups) <= len(r.Tenant.Groups)
	})
	k.loaded = append(k.loaded[max(0, len(k.loaded)-mostLoaded+1):], r)
}

// Reading is the capacity of a tenant as it was read at some time.
type Reading struct {
	Tenant capacity.Tenant
	At     time.Time
}

// places are what is known. They do not change.
type places struct {
	names   *find.Names
	tenants map[string]apiclient.Tenant
	listed  []apiclient.Tenant
	at      time.Time       // when the tenants were read
	kept    map[string]bool // tenants that readings are known of
	problem error           // why not all tenants are among them
}

// isWhole reports whether a reading of every tenant is known.
func (p *places) isWhole() bool {
	return p.problem == nil && !slices.ContainsFunc(p.listed, func(t apiclient.Tenant) bool { return !p.kept[t.ID] })
}

// tenant returns a tenant as it was listed, or as far as a path tells it.
func (p *places) tenant(id, label string) apiclient.Tenant {
	if p != nil {
		if t, listed := p.tenants[id]; listed {
			return t
		}
	}
	return apiclient.Tenant{ID: id, Name: label}
}

// read makes places of what is kept, and of the tenants; those of before are not read again, unless
// some were missing.
func (k *Known) read(ctx context.Context, loaded []Reading) (*places, error) {
	now, before := &places{at: time.Now(), tenants: map[string]apiclient.Tenant{}}, k.last.Load()
	if k.Now != nil {
		now.at = k.Now()
	}
	if before != nil && before.problem == nil {
		now.listed, now.at = before.listed, before.at
	} else if now.listed, now.problem = k.Tenants(ctx); now.problem != nil && ctx.Err() != nil {
		return nil, now.problem
	}
	var facts []find.Fact
	for _, t := range now.listed {
		now.tenants[t.ID] = t
		facts = append(facts, find.Fact{Place: find.Place{Kind: find.Tenant, Tenant: t.ID}, Label: t.Name, Source: "list of tenants", At: now.at})
	}
	kept := loaded
	if k.Kept != nil {
		kept = append(k.Kept(), loaded...)
	}
	now.kept = map[string]bool{}
	for _, r := range kept {
		now.kept[r.Tenant.ID] = true
		facts = append(facts, find.Kept(r.Tenant, r.At)...)
	}
	now.names = find.NewNames(facts)
	return now, nil
}
