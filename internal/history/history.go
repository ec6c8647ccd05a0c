package history

import (
	"slices"
	"time"

	"banyan/internal/change"
	"banyan/internal/trunkgroup"
)

// History is what is kept of a tenant. It never changes. The zero value is one of nothing.
type History struct {
	Tenant string
	lines  []line
	lost   int
}

// Since returns since when readings are kept; the zero time where none is.
func (h History) Since() time.Time {
	if len(h.lines) == 0 {
		return time.Time{}
	}
	return h.lines[0].End.time()
}

// At returns when the latest reading ended; the zero time where there is none.
func (h History) At() time.Time {
	if len(h.lines) == 0 {
		return time.Time{}
	}
	return h.lines[len(h.lines)-1].End.time()
}

// Readings returns how many lines there are.
func (h History) Readings() int { return len(h.lines) }

// Lost returns how many lines cannot be read: they were damaged, or cut off.
func (h History) Lost() int { return h.lost }

// Changes returns every change of an object, and of what is in it, in the order in which they were
// found.
func (h History) Changes(of Object) (all []Change) {
	for _, l := range h.lines {
		for _, c := range l.changes() {
			if of.Has(c.Object) {
				all = append(all, c)
			}
		}
	}
	return all
}

// Events returns what changed of an object and in it, as Join does, with what the platform's log told of it.
func (h History) Events(host string, of Object, entries []change.Entry) []Event {
	var all answers
	for _, l := range h.lines {
		all = append(all, l.Answers...)
	}
	return all.in(Join(host, h.Tenant, h.Changes(of), entries))
}

// Sample is the figures of a level at the time of one reading. One that was not known then is nil.
type Sample struct {
	At                      time.Time
	Limit, Allocated, InUse *int
}

// Trend returns the figures of a tenant, a group or a trunk group, a sample for each reading that saw
// it, the oldest first. A limit that is none is nil, as is a sum with a part that was not known.
func (h History) Trend(of Object) (samples []Sample) {
	s := &state{}
	var own []delta // of what the figures are made of
	for _, l := range h.lines {
		own = own[:0]
		for _, d := range l.Deltas {
			if of.Has(d.Object) || d.Has(of) {
				own = append(own, d)
			}
		}
		l.Deltas = own
		s.apply(l)
		k := s.objects[of]
		if k == nil || k.seen != l.Begun {
			continue
		}
		sample := Sample{At: l.End.time(), Limit: k.number(trunkgroup.MaxActiveCalls)}
		switch of.Kind {
		case change.EnterpriseTrunk: // its own limit alone is no trend
			return nil
		case change.TrunkGroup:
			sample.InUse = k.number(InUse)
		case change.GroupCapacity:
			sample.Allocated = s.sum(change.TrunkGroup, of.Group, trunkgroup.MaxActiveCalls)
			sample.InUse = s.sum(change.TrunkGroup, of.Group, InUse)
		case change.TenantCapacity:
			sample.Allocated = s.sum(change.GroupCapacity, "", trunkgroup.MaxActiveCalls)
			sample.InUse = s.sum(change.TrunkGroup, "", InUse)
		}
		samples = append(samples, sample)
	}
	return slices.Clip(samples)
}
