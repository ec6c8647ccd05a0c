package plan

import (
	"cmp"
	"encoding/json"
	"slices"

	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// Want is one subject as it should become. The zero value is none.
type Want struct {
	Subject change.Subject
	Base    change.Image    // as read; absent for a creation
	Want    change.Image    // absent for a deletion
	Keep    json.RawMessage // see change.Edit
	UndoOf  string
	Words   []string

	trunks *trunks
}

// canaries is how many enterprise trunks of a tenant change at least where one of them goes first.
const canaries = 4

// Make returns a plan of what is wanted: an item for each that differs from its base, in the
// order in which they are applied, and judged. A limit of which one figure is raised and
// another lowered becomes two items.
func Make(h Header, kind Kind, title string, survey Survey, goals []Want) Plan {
	p := Plan{Version: version, Header: h, Kind: kind, Title: title, Unread: survey.Unread}
	var steps []step
	for _, want := range goals {
		want.Base, want.Want = bare(want.Base), bare(want.Want)
		if want.Base.Equal(want.Want) {
			p.Skipped = append(p.Skipped, Skipped{want.Subject, "nothing to change"})
			continue
		}
		steps = append(steps, want.steps()...)
	}
	slices.SortStableFunc(steps, step.compare)
	sendCanaries(steps)
	last := make(map[change.Subject]int) // the item of each subject, where it has two
	for n, s := range steps {
		s.item.N, s.item.Follows = n+1, last[s.item.Subject]
		last[s.item.Subject] = n + 1
		p.Items = append(p.Items, s.item)
	}
	return judge(surround(p, survey))
}

// phase says when an item comes among those of its tenant.
type phase int

const (
	raiseTenant phase = iota
	raiseGroup
	raiseTrunkGroup
	createTrunk
	changeTrunk
	deleteTrunk
	lowerTrunkGroup
	lowerGroup
	lowerTenant
)

// step is an item with its place in the order.
type step struct {
	item  Item
	phase phase
}

func (s step) compare(o step) int {
	return cmp.Or(cmp.Compare(s.item.Subject.Tenant, o.item.Subject.Tenant), cmp.Compare(s.phase, o.phase))
}

// steps returns what has to be done for w: two steps where it raises one limit and lowers
// another.
func (w Want) steps() []step {
	item := Item{Subject: w.Subject, Base: w.Base, Want: w.Want, Keep: w.Keep, UndoOf: w.UndoOf, Words: w.Words, trunks: w.trunks}
	if item.IsTrunk() {
		if item.trunks == nil {
			before, after := item.Trunks()
			item.trunks = &trunks{before, after}
		}
		at := changeTrunk
		switch {
		case !w.Base.Exists():
			at = createTrunk
		case !w.Want.Exists():
			at = deleteTrunk
		}
		return []step{{item, at}}
	}
	raised, lowered := w.Base, w.Base
	calls, burst := w.rises()
	for _, c := range change.Differences(w.Base, w.Want) {
		up := calls
		if slices.Contains(burstingFields(), c.Name) {
			up = burst
		}
		field := change.Field{Name: c.Name, Value: c.To}
		if up {
			raised = raised.With(field)
		} else {
			lowered = lowered.With(field)
		}
	}
	var steps []step
	for _, part := range []struct {
		image    change.Image
		isRaised bool
	}{{raised, true}, {lowered, false}} {
		if !part.image.Equal(w.Base) {
			item.Want = part.image
			steps = append(steps, step{item, phaseOf(w.Subject.Kind, part.isRaised)})
		}
	}
	return steps
}

// burstingFields are the fields of a limit that belong to its bursting.
func burstingFields() []string {
	return []string{change.EnableBursting, change.BurstingMaxActiveCalls, trunkgroup.BurstingMaxIncomingCalls, trunkgroup.BurstingMaxOutgoingCalls}
}

// rises reports which of the two figures of a limit are not lowered. What stays or was not read
// counts as raised.
func (w Want) rises() (calls, burst bool) {
	from, to := LevelOf(w.Subject, w.Base), LevelOf(w.Subject, w.Want)
	return !isLess(to.Calls, from.Calls), !isLess(to.Bursting, from.Bursting)
}

// isLess reports whether a figure is less than another, where both were read.
func isLess(a, b string) bool {
	x, known := reading(a).Limit()
	y, read := reading(b).Limit()
	return known && read && x.Compare(y) < 0
}

// reading is what a figure says; of what is no figure nothing was read.
func reading(figure string) capacity.Reading {
	reading, _ := change.ParseFigure(figure)
	return reading
}

func phaseOf(kind change.Kind, isRaised bool) phase {
	at, above := raiseTrunkGroup, lowerTrunkGroup
	switch kind {
	case change.TenantCapacity:
		at, above = raiseTenant, lowerTenant
	case change.GroupCapacity:
		at, above = raiseGroup, lowerGroup
	}
	if isRaised {
		return at
	}
	return above
}

// sendCanaries puts the enterprise trunk in which the fewest calls move before the others of its
// tenant.
func sendCanaries(steps []step) {
	for from := 0; from < len(steps); {
		to := from + 1
		for to < len(steps) && steps[from].compare(steps[to]) == 0 {
			to++
		}
		if steps[from].phase == changeTrunk && to-from >= canaries {
			at, least := from, 101
			for n := from; n < to; n++ {
				if moved := moves(steps[n].item.Trunks()); moved < least {
					at, least = n, moved
				}
			}
			canary := steps[at]
			canary.item.Canary = true
			copy(steps[from+1:at+1], steps[from:at])
			steps[from] = canary
		}
		from = to
	}
}

// moves returns what share of the calls of an enterprise trunk, in percent, goes to other trunk
// groups at first when it is changed.
func moves(before, after routing.Trunk) int {
	was, is := firstShares(before), firstShares(after)
	moved := 0.0
	for key, share := range was {
		moved += max(0, share-is[key])
	}
	if len(was) == 0 && len(is) > 0 {
		return 100
	}
	return int(moved + 0.5)
}

// firstShares returns which share of the calls, in percent, each trunk group is the first to be
// offered.
func firstShares(t routing.Trunk) map[routing.Key]float64 {
	levels := t.Levels()
	if len(levels) == 0 {
		return nil
	}
	shares, total := make(map[routing.Key]float64), 0
	weight := func(i int) int {
		if t.Mode == routing.Weighted {
			return max(t.Routes[i].Weight, routing.MinWeight)
		}
		return 1
	}
	for _, i := range levels[0].Routes {
		total += weight(i)
	}
	for _, i := range levels[0].Routes {
		shares[t.Routes[i].TrunkGroup] += 100 * float64(weight(i)) / float64(total)
	}
	return shares
}

// surround returns p with what a survey has around its items.
func surround(p Plan, survey Survey) Plan {
	used, tenants := make(map[place]bool), make(map[string]bool)
	for _, item := range p.Items {
		before, after := item.Trunks()
		for _, routes := range [][]routing.Route{before.Routes, after.Routes} {
			for _, r := range routes {
				used[place{item.Subject.Tenant, r.TrunkGroup}] = true
			}
		}
		if !item.IsTrunk() {
			tenants[item.Subject.Tenant] = true
		}
	}
	for _, g := range survey.TrunkGroups {
		if used[place{g.Tenant, routing.Key{GroupID: g.Group, Name: g.Name}}] {
			p.Around = append(p.Around, g)
		}
	}
	for _, level := range survey.Levels {
		if tenants[level.Subject.Tenant] {
			p.Levels = append(p.Levels, level)
		}
	}
	return p
}
