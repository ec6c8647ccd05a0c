package wire

import (
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
	out := apiclient.TenantCapacity{
		MaxActiveCalls:         limit(r, maxActive),
		BurstingMaxActiveCalls: limit(r, burstingActive),
	}
	needOne(r, maxActive, out.MaxActiveCalls, out.BurstingMaxActiveCalls)
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
	needOne(r, maxActive, out.MaxActiveCalls, out.MaxAvailableActiveCalls,
		out.BurstingMaxActiveCalls, out.BurstingMaxAvailableActiveCalls)
	return out
}

// needOne fails when none of the figures was there: then the answer is of
// something else. Name is the field that the error names.
func needOne(r Record, name string, figures ...capacity.Reading) {
	for _, figure := range figures {
		if figure.IsRead() {
			return
		}
	}
	r.Fail(name, errors.New("is missing: the answer has "+r.Names()))
}

// Figures is the body of a PUT of capacity: what it is about, and each figure that is
// to change. NewFigures makes it.
type Figures struct {
	object Value
	ids    int // members that name the subject
	spell  func(capacity.Limit) Value
	err    error
}

// NewFigures begins a body with the members that name its subject; spell writes a limit
// as the dialect has it.
func NewFigures(spell func(capacity.Limit) Value, ids ...Member) *Figures {
	return &Figures{object: Value{Kind: Object, Members: ids}, ids: len(ids), spell: spell}
}

// Refuse has Body return err, where it is not nil and nothing was refused before.
func (f *Figures) Refuse(err error) {
	if f.err == nil {
		f.err = err
	}
}

// Tenant adds the figures of a tenant that are read in change.
func (f *Figures) Tenant(change apiclient.TenantCapacity) {
	f.limit(maxActive, change.MaxActiveCalls)
	f.limit(burstingActive, change.BurstingMaxActiveCalls)
}

// Group adds the figures of a group that are read in change. What is available to it
// cannot be changed there, and its calls are always a number: anything else is refused.
func (f *Figures) Group(change apiclient.GroupCapacity) {
	if change.MaxAvailableActiveCalls.IsRead() || change.BurstingMaxAvailableActiveCalls.IsRead() {
		f.Refuse(errors.New("what is available to a group is its tenant's to change"))
	}
	f.number(maxActive, change.MaxActiveCalls)
	f.limit(burstingActive, change.BurstingMaxActiveCalls)
}

// TrunkGroup adds the figures of a trunk group that are set in change. Where bursting is
// turned off its figure is left out.
func (f *Figures) TrunkGroup(change apiclient.TrunkGroupCapacity) {
	f.number(maxActive, change.MaxActiveCalls)
	if on := change.EnableBursting; on != nil {
		f.object = f.object.Set("enableBursting", BooleanOf(*on))
		if !*on {
			return
		}
	}
	f.number(burstingActive, change.BurstingMaxActiveCalls)
}

// number adds a figure that cannot be unlimited.
func (f *Figures) number(name string, reading capacity.Reading) {
	limit, ok := reading.Limit()
	calls, limited := limit.Calls()
	switch {
	case ok && !limited:
		f.Refuse(errors.New(name + " cannot be unlimited here"))
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
