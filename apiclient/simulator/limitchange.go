package simulator

import (
	"errors"
	"fmt"

	"banyan/capacity"
	"banyan/internal/routing"
)

// limitChange is what a write wants of a tenant's limits; nil stays as it is.
type limitChange struct {
	maxActiveCalls, burstingMaxActiveCalls *capacity.Limit
}

// changeTenant carries out a write to a tenant that has trunking.
func (w *world) changeTenant(tenantID string, ask limitChange) {
	next := *w.trunking(tenantID)
	if ask.maxActiveCalls != nil {
		next.MaxActiveCalls = *ask.maxActiveCalls
	}
	if ask.burstingMaxActiveCalls != nil {
		next.BurstingMaxActiveCalls = *ask.burstingMaxActiveCalls
	}
	w.setLimits(tenantID, func(e *tenantEdit) { e.trunking = &next })
}

// groupChange is likewise for a group.
type groupChange struct {
	maxActiveCalls         *int
	burstingMaxActiveCalls *capacity.Limit
	burstingBTLUs          *int
}

// changeGroup carries out a write to a group that has trunking, or refuses more than
// is available to it. What is not given is not checked.
func (w *world) changeGroup(tenantID string, g group, ask groupChange) error {
	held := *g.Trunking
	next := groupEdit{held.MaxActiveCalls, held.BurstingMaxActiveCalls, held.BurstingBTLUs}
	var problems []error
	if ask.maxActiveCalls != nil {
		next.maxActiveCalls = *ask.maxActiveCalls
		problems = append(problems, within(maxCalls, next.maxActiveCalls, 0, held.MaxAvailableActiveCalls, "is available to the group"))
	}
	if ask.burstingMaxActiveCalls != nil {
		next.burstingMaxActiveCalls = *ask.burstingMaxActiveCalls
		if next.burstingMaxActiveCalls.Compare(held.BurstingMaxAvailableActiveCalls) > 0 {
			problems = append(problems, fmt.Errorf("%s %v is more than is available to the group: %v",
				burstingCalls, next.burstingMaxActiveCalls, held.BurstingMaxAvailableActiveCalls))
		}
	}
	if ask.burstingBTLUs != nil {
		next.burstingBTLUs = *ask.burstingBTLUs
		problems = append(problems, checkCount("numberOfBurstingBTLUs", ask.burstingBTLUs, 0))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	w.setLimits(tenantID, func(e *tenantEdit) { e.groups[g.ID] = next })
	return nil
}

// trunkGroupChange is likewise for a trunk group.
type trunkGroupChange struct {
	maxActiveCalls         *int
	enableBursting         *bool
	burstingMaxActiveCalls *int
}

// changeTrunkGroup carries out a write to a trunk group, or refuses more than its
// group has. What is not given is not checked: a group may have been lowered below
// what its trunk groups have.
func (w *world) changeTrunkGroup(tenantID string, g group, held trunkGroup, ask trunkGroupChange) error {
	next := trunkGroupEdit{held.MaxActiveCalls, held.BurstingMaxActiveCalls}
	var problems []error
	if ask.maxActiveCalls != nil {
		next.maxActiveCalls = *ask.maxActiveCalls
		problems = append(problems, within(maxCalls, next.maxActiveCalls, 1, capacity.Must(g.Trunking.MaxActiveCalls), "the group has"))
	}
	if ask.burstingMaxActiveCalls != nil {
		next.burstingMaxActiveCalls = ask.burstingMaxActiveCalls
		problems = append(problems, within(burstingCalls, *ask.burstingMaxActiveCalls, 0, g.Trunking.BurstingMaxActiveCalls, "the group has"))
	}
	if ask.enableBursting != nil {
		problems = append(problems, next.enable(*ask.enableBursting))
	} else if ask.burstingMaxActiveCalls != nil && held.BurstingMaxActiveCalls == nil {
		problems = append(problems, errors.New("burstingMaxActiveCalls needs enableBursting"))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	key := routing.Key{GroupID: g.ID, Name: held.Name}
	w.setLimits(tenantID, func(e *tenantEdit) { e.trunkGroups[key] = next })
	return nil
}

// enable turns bursting on or off.
func (e *trunkGroupEdit) enable(on bool) error {
	if !on {
		e.burstingMaxActiveCalls = nil
	} else if e.burstingMaxActiveCalls == nil {
		return errors.New("enableBursting needs a burstingMaxActiveCalls")
	}
	return nil
}

// within refuses a number of calls below least or above most.
func within(what string, n, least int, most capacity.Limit, owner string) error {
	if n < least {
		return fmt.Errorf("%s %d is less than %d", what, n, least)
	}
	if capacity.Must(n).Compare(most) > 0 {
		return fmt.Errorf("%s %d is more than %s: %v", what, n, owner, most)
	}
	return nil
}
