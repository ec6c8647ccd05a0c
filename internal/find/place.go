package find

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"banyan/capacity"
)

// Kind is a kind of place.
type Kind int

// The kinds, from the outermost on.
const (
	Tenant Kind = iota
	Group
	TrunkGroup
	EnterpriseTrunk
	User
	PhoneNumber
)

// String returns the kind in the words of the API.
func (k Kind) String() string {
	return [...]string{"tenant", "group", "trunk group", "enterprise trunk", "user", "number"}[k]
}

// Place is where something is. Name is the id or name of what is below the tenant and the
// group; Group is empty for a tenant, and for an enterprise trunk of a tenant's own.
type Place struct {
	Kind          Kind
	Tenant, Group string
	Name          string
}

// ID returns what the place itself is called.
func (p Place) ID() string {
	switch p.Kind {
	case Tenant:
		return p.Tenant
	case Group:
		return p.Group
	}
	return p.Name
}

// NotAvailable is the State of a trunk group that was down in a reading that was kept.
const NotAvailable = "not available"

// Fact is what a source tells of a place. What it does not tell is empty.
type Fact struct {
	Place
	Label  string // the name of a tenant or group, or of a user
	Detail string // more of it: an extension
	Device string

	Number          Number // of a user
	TrunkGroup      string // of a user: in the user's own group
	EnterpriseTrunk string // of a user, where told

	Calls, Bursting capacity.Reading // the limits
	InUse           *int             // calls of a trunk group at the moment, both ways; nil where not reported
	State           string           // as reported, or NotAvailable
	UsedBy          []Use            // by what calls are sent there, of a trunk group
	UsedByAll       bool             // UsedBy is all of it
	Forwards        []Forward        // of a trunk group or an enterprise trunk; nil where not told

	Source string    // who told it
	At     time.Time // when it was read
	IsKept bool      // it is not of this search: its age matters
	IsOld  bool      // something of its tenant was saved since
}

// Use is an enterprise trunk that sends calls to a trunk group.
type Use struct {
	Trunk, Group string // of the group that owns it, or empty
	Mode         string // "ordered" or "weighted"
	Position     int    // in the order, or its priority; 0 where not told
	Share        int    // of its priority's calls in percent; -1 where it has none or was not told
}

// How says how it sends calls, as far as that was told.
func (u Use) How() string {
	switch {
	case u.Share >= 0:
		return fmt.Sprintf("priority %d, %d %%", u.Position, u.Share)
	case u.Position > 0:
		return fmt.Sprintf("%s, place %d", u.Mode, u.Position)
	}
	return ""
}

// Atlas joins the facts of places. It is not safe for concurrent use. The zero value has none.
type Atlas struct {
	facts map[Place]both
	base  *Atlas // what was known before, which is only read; nil for nothing
}

// both are the facts of a place, what was kept apart: its age is told as long as a figure is its own.
type both struct{ kept, read *Fact }

// Add joins a fact to what is known of its place: what was read later counts.
func (a *Atlas) Add(facts ...Fact) {
	if a.facts == nil {
		a.facts = map[Place]both{}
	}
	for _, f := range facts {
		of := a.facts[f.Place]
		known := &of.read
		if f.IsKept {
			known = &of.kept
		}
		if *known != nil {
			f = joined(**known, f)
		}
		*known = &f
		a.facts[f.Place] = of
	}
}

// at returns the facts of a place with those that were known before.
func (a *Atlas) at(p Place) both {
	of := a.facts[p]
	if a.base == nil {
		return of
	}
	before := a.base.at(p)
	return both{kept: later(before.kept, of.kept), read: later(before.read, of.read)}
}

// later joins two facts of the same kind, of which there may be none.
func later(before, now *Fact) *Fact {
	if before == nil || now == nil {
		return cmp.Or(now, before)
	}
	f := joined(*before, *now)
	return &f
}

// Of returns what is known of a place.
func (a *Atlas) Of(p Place) (Fact, bool) {
	switch of := a.at(p); {
	case of.read == nil && of.kept == nil:
		return Fact{}, false
	case of.read == nil:
		return *of.kept, true
	case of.kept == nil:
		return *of.read, true
	default:
		return joined(*of.kept, *of.read), true
	}
}

// joined is the later fact with what it does not tell from the earlier; b, where a alone was kept.
func joined(a, b Fact) Fact {
	if a.IsKept == b.IsKept && b.At.Before(a.At) {
		a, b = b, a
	}
	keep := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	keep(&b.Label, a.Label)
	keep(&b.Detail, a.Detail)
	keep(&b.Device, a.Device)
	keep(&b.TrunkGroup, a.TrunkGroup)
	keep(&b.EnterpriseTrunk, a.EnterpriseTrunk)
	if b.Number.Country == "" && !a.Number.IsZero() {
		b.Number = a.Number
	}
	older := false
	if !b.Calls.IsRead() && a.Calls.IsRead() {
		b.Calls, b.Bursting, older = a.Calls, a.Bursting, true
	}
	if b.InUse == nil && !a.IsKept {
		b.InUse = a.InUse
	}
	if b.State == "" && a.State != "" {
		b.State, older = a.State, true
	}
	if !b.UsedByAll && (a.UsedByAll || len(b.UsedBy) == 0 && len(a.UsedBy) > 0) {
		b.UsedBy, b.UsedByAll, older = a.UsedBy, a.UsedByAll, true
	}
	if b.Forwards == nil && a.Forwards != nil {
		b.Forwards, older = a.Forwards, true
	}
	if older { // the age is that of the oldest figure
		b.Source, b.At, b.IsKept, b.IsOld = a.Source, a.At, a.IsKept, a.IsOld
	}
	return b
}

// path is a place with what it is in.
func (a *Atlas) path(of Place) Path {
	fact := func(p Place) Fact {
		f, _ := a.Of(p)
		f.Place = p
		f.UsedBy, f.Forwards = slices.Clone(f.UsedBy), slices.Clone(f.Forwards)
		return f
	}
	at := fact(of)
	p := Path{Parts: []Fact{at}}
	if at.Kind == User && at.TrunkGroup != "" {
		p.Parts = append(p.Parts, fact(Place{TrunkGroup, at.Tenant, at.Group, at.TrunkGroup}))
	}
	if at.Kind != Group && at.Kind != Tenant && at.Group != "" {
		p.Parts = append(p.Parts, fact(Place{Kind: Group, Tenant: at.Tenant, Group: at.Group}))
	}
	if at.Kind != Tenant && at.Tenant != "" {
		p.Parts = append(p.Parts, fact(Place{Kind: Tenant, Tenant: at.Tenant}))
	}
	return p
}

// Kept returns the facts of a tenant whose capacity was read at some time: its limits, and those
// of its groups and trunk groups. They are old where something of the tenant was saved since.
func Kept(t capacity.Tenant, at time.Time, isOld bool) []Fact {
	source := "kept reading"
	if isOld {
		source += " from before a save"
	}
	tell := func(f Fact) Fact {
		f.Source, f.At, f.IsKept, f.IsOld = source, at, true, isOld
		return f
	}
	out := []Fact{tell(Fact{Place: Place{Kind: Tenant, Tenant: t.ID}, Label: t.Name, Calls: t.MaxActiveCalls, Bursting: t.BurstingMaxActiveCalls})}
	for _, g := range t.Groups {
		out = append(out, tell(Fact{Place: Place{Kind: Group, Tenant: t.ID, Group: g.ID}, Label: g.Name, Calls: g.MaxActiveCalls, Bursting: g.BurstingMaxActiveCalls}))
		for _, tg := range g.TrunkGroups {
			f := Fact{Place: Place{TrunkGroup, t.ID, g.ID, tg.Name}, Device: tg.Device, Calls: tg.MaxActiveCalls, Bursting: tg.BurstingMaxActiveCalls}
			if tg.Down {
				f.State = NotAvailable
			}
			for _, name := range tg.UsedBy {
				f.UsedBy = append(f.UsedBy, Use{Trunk: name, Share: -1})
			}
			out = append(out, tell(f))
		}
	}
	return out
}
