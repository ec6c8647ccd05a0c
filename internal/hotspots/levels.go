package hotspots

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"banyan/capacity"
)

// levels are the limits of a tenant and of all below it, as they were read: what a breakdown
// is made of. They never change once they are made.
type levels capacity.Tenant

// The levels as they are written. A limit is a number, or -1 for none; one that was not read
// is left out.
type (
	levelsRecord struct {
		Assigned capacity.Assignment `json:"assigned,omitempty"`
		Max      *int                `json:"max,omitempty"`
		Burst    *int                `json:"burst,omitempty"`
		Listed   bool                `json:"listed,omitempty"`
		Groups   []groupRecord       `json:"groups,omitempty"`
	}
	groupRecord struct {
		ID             string              `json:"id"`
		Name           string              `json:"name,omitempty"`
		Assigned       capacity.Assignment `json:"assigned,omitempty"`
		Max            *int                `json:"max,omitempty"`
		Available      *int                `json:"available,omitempty"`
		Burst          *int                `json:"burst,omitempty"`
		BurstAvailable *int                `json:"burstAvailable,omitempty"`
		Licensed       *int                `json:"licensed,omitempty"` // trunk groups, as is what follows
		Given          *int                `json:"given,omitempty"`
		InUse          *int                `json:"inUse,omitempty"`
		Listed         bool                `json:"listed,omitempty"`
		Trunks         []trunkRecord       `json:"trunks,omitempty"`
	}
	trunkRecord struct {
		Name   string   `json:"name"`
		Device string   `json:"device,omitempty"`
		Max    *int     `json:"max,omitempty"`
		Burst  *int     `json:"burst,omitempty"`
		In     *int     `json:"in,omitempty"`
		Out    *int     `json:"out,omitempty"`
		InUse  *int     `json:"inUse,omitempty"`
		Down   bool     `json:"down,omitempty"`
		Unread bool     `json:"stateUnread,omitempty"` // whether it is down was not read
		UsedBy []string `json:"usedBy,omitempty"`
	}
)

const noLimit = -1

func written(r capacity.Reading) *int {
	limit, read := r.Limit()
	if !read {
		return nil
	}
	if calls, isNumber := limit.Calls(); isNumber {
		return &calls
	}
	return new(noLimit)
}

func reading(written *int) (capacity.Reading, error) {
	switch {
	case written == nil:
		return capacity.Reading{}, nil
	case *written == noLimit:
		return capacity.Read(capacity.Unlimited()), nil
	}
	limit, err := capacity.New(*written)
	return capacity.Read(limit), err
}

func (l levels) MarshalJSON() ([]byte, error) {
	r := levelsRecord{Assigned: l.Assignment, Max: written(l.MaxActiveCalls), Burst: written(l.BurstingMaxActiveCalls), Listed: l.GroupsListed}
	for _, g := range l.Groups {
		group := groupRecord{
			ID: g.ID, Name: g.Name, Assigned: g.Assignment, Max: written(g.MaxActiveCalls), Available: written(g.MaxAvailableActiveCalls),
			Burst: written(g.BurstingMaxActiveCalls), BurstAvailable: written(g.BurstingMaxAvailableActiveCalls), Listed: g.TrunkGroupsListed,
			Licensed: written(g.Licence.Licensed), Given: written(g.Licence.Given), InUse: written(g.Licence.InUse),
		}
		for _, t := range g.TrunkGroups {
			group.Trunks = append(group.Trunks, trunkRecord{
				Name: t.Name, Device: t.Device, Max: written(t.MaxActiveCalls), Burst: written(t.BurstingMaxActiveCalls),
				In: written(t.MaxIncomingCalls), Out: written(t.MaxOutgoingCalls), InUse: written(t.InUse), Down: t.Down, Unread: t.StateUnread, UsedBy: t.UsedBy,
			})
		}
		r.Groups = append(r.Groups, group)
	}
	return json.Marshal(r)
}

// UnmarshalJSON refuses a limit below zero, and leaves the tenant's id to the record.
func (l *levels) UnmarshalJSON(text []byte) error {
	var r levelsRecord
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	var wrong error
	read := func(written *int) capacity.Reading {
		limit, err := reading(written)
		wrong = cmp.Or(wrong, err)
		return limit
	}
	*l = levels{Assignment: r.Assigned, MaxActiveCalls: read(r.Max), BurstingMaxActiveCalls: read(r.Burst), GroupsListed: r.Listed}
	for _, g := range r.Groups {
		group := capacity.Group{
			ID: g.ID, Name: g.Name, Assignment: g.Assigned, MaxActiveCalls: read(g.Max), MaxAvailableActiveCalls: read(g.Available),
			BurstingMaxActiveCalls: read(g.Burst), BurstingMaxAvailableActiveCalls: read(g.BurstAvailable), TrunkGroupsListed: g.Listed,
			Licence: capacity.Licence{Licensed: read(g.Licensed), Given: read(g.Given), InUse: read(g.InUse)},
		}
		for _, t := range g.Trunks {
			group.TrunkGroups = append(group.TrunkGroups, capacity.TrunkGroup{
				Name: t.Name, Device: t.Device, MaxActiveCalls: read(t.Max), BurstingMaxActiveCalls: read(t.Burst),
				MaxIncomingCalls: read(t.In), MaxOutgoingCalls: read(t.Out), InUse: read(t.InUse), Down: t.Down, StateUnread: t.Unread, UsedBy: t.UsedBy,
			})
		}
		l.Groups = append(l.Groups, group)
	}
	return wrong
}

// Level is a place whose calls are all but given out, or to the last: no finding.
type Level struct {
	Path  []string // tenant id, and group id
	Calls capacity.Figures
}

// Ratio returns how much of the limit is given out, at most 1.
func (l Level) Ratio() float64 {
	ratio, _ := l.Calls.Ratio()
	return ratio
}

// nearly is the part of a limit from which on a level is all but given out.
const nearly = 0.9

// nearLevels returns the levels of a breakdown that are all but given out.
func nearLevels(b capacity.Breakdown) []Level {
	var near []Level
	add := func(calls capacity.Figures, path ...string) {
		ratio, known := calls.Ratio()
		if known && calls.Difference.IsKnown() && ratio >= nearly && ratio <= 1 {
			near = append(near, Level{path, calls})
		}
	}
	add(b.Calls, b.Tenant.ID)
	for _, g := range b.Groups {
		add(g.Calls, b.Tenant.ID, g.Group.ID)
	}
	return near
}

// fullestFirst ranks levels: the fullest first, of equals the one with the larger limit.
func fullestFirst(a, b Level) int {
	size := func(l Level) int {
		limit, _ := l.Calls.Own.Limit()
		calls, _ := limit.Calls()
		return calls
	}
	return cmp.Or(cmp.Compare(b.Ratio(), a.Ratio()), cmp.Compare(size(b), size(a)), slices.CompareFunc(a.Path, b.Path, strings.Compare))
}
