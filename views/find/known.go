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

// Known reads the places of a platform whose names are known without asking it, for the search and
// for what else offers names, and keeps them from one opening to the next.
type Known struct {
	Tenants func(context.Context) ([]apiclient.Tenant, error) // where no list of them was noted
	Kept    func() []KeptTenant                               // what was kept of tenants; nil for nothing
	Version func() any                                        // of what is kept and saved: another one after each change; nil where it is not told
	Saved   func(tenant string) time.Time                     // when something of a tenant was saved last; nil where that is not known
	Now     func() time.Time                                  // nil is time.Now

	last   atomic.Pointer[places] // read beside the screen
	listed []apiclient.Tenant     // the tenants on their screen; nil before they are there
	since  time.Time              // when those were read
	loaded []KeptTenant           // of the screens that were looked at, the latest last
}

// mostLoaded is how many readings are remembered that were on a screen.
const mostLoaded = 20

// List notes what tenants there are: they are not asked for then.
func (k *Known) List(tenants []apiclient.Tenant, at time.Time) { k.listed, k.since = tenants, at }

// Load notes what a screen shows of a tenant.
func (k *Known) Load(r KeptTenant) {
	if slices.ContainsFunc(k.loaded, func(l KeptTenant) bool {
		return l.Tenant.ID == r.Tenant.ID && l.At.Equal(r.At) && len(l.Tenant.Groups) == len(r.Tenant.Groups)
	}) {
		return
	}
	k.loaded = slices.DeleteFunc(slices.Clone(k.loaded), func(l KeptTenant) bool { // but not all of it by a part
		return l.Tenant.ID == r.Tenant.ID && len(l.Tenant.Groups) <= len(r.Tenant.Groups)
	})
	k.loaded = append(k.loaded[max(0, len(k.loaded)-mostLoaded+1):], r)
}

// KeptTenant is the capacity of a tenant as it was read at some time.
type KeptTenant struct {
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
	version any             // of what was kept
	loaded  []KeptTenant
	problem error // why not all tenants are among them
}

// isWhole reports whether a reading of every tenant is known.
func (p *places) isWhole() bool {
	return p.problem == nil && !slices.ContainsFunc(p.listed, func(t apiclient.Tenant) bool { return !p.kept[t.ID] })
}

// isAs reports whether others were made of the same.
func (p *places) isAs(other *places) bool {
	return other != nil && p.version != nil && p.version == other.version && p.problem == nil && other.problem == nil &&
		isSame(p.listed, other.listed) && isSame(p.loaded, other.loaded)
}

// isSame reports whether two slices are one.
func isSame[T any](a, b []T) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// name names what is listed, and what was read of it; saved is Known.Saved.
func (p *places) name(read []KeptTenant, saved func(tenant string) time.Time) {
	if saved == nil {
		saved = func(string) time.Time { return time.Time{} }
	}
	p.tenants, p.kept = make(map[string]apiclient.Tenant, len(p.listed)), make(map[string]bool, len(read))
	var facts []find.Fact
	for _, t := range p.listed {
		p.tenants[t.ID] = t
		facts = append(facts, find.Fact{Place: find.Place{Kind: find.Tenant, Tenant: t.ID}, Label: t.Name, Source: "list of tenants", At: p.at})
	}
	for _, r := range read {
		p.kept[r.Tenant.ID] = true
		facts = append(facts, find.Kept(r.Tenant, r.At, r.At.Before(saved(r.Tenant.ID)))...)
	}
	p.names = find.NewNames(facts)
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

// All returns what tells all that is known of places by now. That is called beside the screen.
func (k *Known) All() func() []find.Fact {
	read := k.reader()
	return func() []find.Fact {
		p, _ := read(context.Background())
		return p.names.All()
	}
}

// reader returns what makes places of what is known by now: what is noted later is for the next
// opening. It is called beside the screen. Places of before serve again where nothing has changed.
func (k *Known) reader() func(context.Context) (*places, error) {
	now := &places{listed: k.listed, at: k.since, loaded: k.loaded}
	return func(ctx context.Context) (*places, error) {
		before := k.last.Load()
		if k.Version != nil {
			now.version = k.Version()
		}
		switch {
		case now.listed != nil:
		case before != nil && before.problem == nil:
			now.listed, now.at = before.listed, before.at
		default:
			if now.at = time.Now(); k.Now != nil {
				now.at = k.Now()
			}
			if now.listed, now.problem = k.Tenants(ctx); now.problem != nil && ctx.Err() != nil {
				return nil, now.problem
			}
		}
		if now.isAs(before) {
			return before, nil
		}
		var kept []KeptTenant
		if k.Kept != nil {
			kept = k.Kept()
		}
		now.name(append(kept, now.loaded...), k.Saved)
		k.last.Store(now)
		return now, nil
	}
}
