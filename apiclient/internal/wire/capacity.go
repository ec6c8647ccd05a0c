package wire

import (
	"cmp"
	"errors"

	"banyan/apiclient"
	"banyan/capacity"
)

// The figures of capacity have the same names in both dialects.
const (
	maxActive         = "maxActiveCalls"
	maxAvailable      = "maxAvailableActiveCalls"
	burstingActive    = "burstingMaxActiveCalls"
	burstingAvailable = "burstingMaxAvailableActiveCalls"
)

// TenantCapacity reads what a tenant may carry; limit reads one figure as the dialect
// spells it. An answer with none of the figures is of something else and fails.
func TenantCapacity(r Record, limit func(Record, string) capacity.Reading) apiclient.TenantCapacity {
	out := apiclient.TenantCapacity{MaxActiveCalls: limit(r, maxActive), BurstingMaxActiveCalls: limit(r, burstingActive)}
	if out == (apiclient.TenantCapacity{}) {
		r.failMissing(maxActive)
	}
	return out
}

// GroupCapacity is TenantCapacity for a group.
func GroupCapacity(r Record, limit func(Record, string) capacity.Reading) apiclient.GroupCapacity {
	out := apiclient.GroupCapacity{
		MaxActiveCalls:                  limit(r, maxActive),
		MaxAvailableActiveCalls:         limit(r, maxAvailable),
		BurstingMaxActiveCalls:          limit(r, burstingActive),
		BurstingMaxAvailableActiveCalls: limit(r, burstingAvailable),
	}
	if out == (apiclient.GroupCapacity{}) {
		r.failMissing(maxActive)
	}
	return out
}

// TrunkGroup is TenantCapacity for a trunk group, with all that is reported beside the
// figures. Count reads the calls in use.
func TrunkGroup(r Record, limit func(Record, string) capacity.Reading, count func(Record, string) *int) apiclient.TrunkGroup {
	out := apiclient.TrunkGroup{
		MaxActiveCalls:           limit(r, maxActive),
		MaxIncomingCalls:         limit(r, "maxIncomingCalls"),
		MaxOutgoingCalls:         limit(r, "maxOutgoingCalls"),
		BurstingMaxActiveCalls:   limit(r, burstingActive),
		BurstingMaxIncomingCalls: limit(r, "burstingMaxIncomingCalls"),
		BurstingMaxOutgoingCalls: limit(r, "burstingMaxOutgoingCalls"),
		State:                    r.Optional("trunkGroupState"),
		ActiveIncomingCalls:      count(r, "totalActiveIncomingCalls"),
		ActiveOutgoingCalls:      count(r, "totalActiveOutgoingCalls"),
		EnableBursting:           r.Flag("enableBursting"),
		Forwarding:               Forwarding(r),
		Fields:                   Flatten(r.Members),
	}
	if bursting := out.EnableBursting; bursting != nil && !*bursting {
		// A figure may stay behind when bursting is switched off; it carries nothing.
		out.BurstingMaxActiveCalls = capacity.Read(capacity.Limit{})
	}
	return out
}

// Figures is the body of a PUT of capacity: what it is about, and each figure that is
// to change. NewFigures makes it.
type Figures struct {
	object Value
	ids    int // members that name the subject
	spell  func(capacity.Limit) Value
	err    error
}

// NewFigures begins a body; spell writes a limit as the dialect has it.
func NewFigures(spell func(capacity.Limit) Value) *Figures {
	return &Figures{object: Value{Kind: Object}, spell: spell}
}

// About adds a member that names the subject.
func (f *Figures) About(name, id string) {
	f.object = f.object.Set(name, TextOf(id))
	f.ids++
}

// Refuse has Body fail with why, unless something was refused before.
func (f *Figures) Refuse(why string) { f.err = cmp.Or(f.err, errors.New(why)) }

// Tenant adds the figures of a tenant that are read in change.
func (f *Figures) Tenant(change apiclient.TenantCapacity) *Figures {
	f.limit(maxActive, change.MaxActiveCalls)
	f.limit(burstingActive, change.BurstingMaxActiveCalls)
	return f
}

// Group adds the figures of a group that are read in change. What is available to it
// cannot be changed there, and its calls are always a number: anything else is refused.
func (f *Figures) Group(change apiclient.GroupCapacity) *Figures {
	if change.MaxAvailableActiveCalls.IsRead() || change.BurstingMaxAvailableActiveCalls.IsRead() {
		f.Refuse("what is available to a group is its tenant's to change")
	}
	f.number(maxActive, change.MaxActiveCalls)
	f.limit(burstingActive, change.BurstingMaxActiveCalls)
	return f
}

// number adds a figure that cannot be unlimited.
func (f *Figures) number(name string, reading capacity.Reading) {
	limit, ok := reading.Limit()
	calls, limited := limit.Calls()
	switch {
	case ok && !limited:
		f.Refuse(name + " cannot be unlimited here")
	case ok:
		f.object = f.object.Set(name, NumberOf(calls))
	}
}

func (f *Figures) limit(name string, reading capacity.Reading) {
	if limit, ok := reading.Limit(); ok {
		f.object = f.object.Set(name, f.spell(limit))
	}
}

// Body returns the JSON document, or why it must not be sent.
func (f *Figures) Body() ([]byte, error) {
	switch {
	case f.err != nil:
		return nil, f.err
	case len(f.object.Members) == f.ids:
		return nil, errors.New("nothing to change")
	}
	return f.object.Encode()
}
