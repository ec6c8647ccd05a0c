package plan

import (
	"fmt"
	"slices"

	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// Effect is what an item leads to. That of a limit, of an enterprise trunk that is deleted, and of
// one that is new has no more than what applies. The zero value is no effect.
type Effect struct {
	Shares        []Share // of each route before or after, in the order of the lists
	Before, After capacity.Sum
	// FirstWas and First are the priorities tried first before and after: 0 outside weighted mode.
	FirstWas, First int
	// InUse is how many calls there are now on the trunk groups of the routes before, whoever sends
	// them there. It is known where the platform reports it of all of them.
	InUse      int
	InUseKnown bool
	Moves      int              // the share of the calls, in percent, that goes elsewhere at first
	Notices    []routing.Notice // what is doubtful about what remains, worst first
}

// Share is a route before and after. A share is that of routing.Trunk.Shares, -1 where it means
// nothing; a priority is 0 outside weighted mode.
type Share struct {
	Key                   routing.Key
	Gone, New             bool
	Before, After         int
	PriorityWas, Priority int
	Weight                int // after, and before where it is gone
	Down                  bool
}

// place is a trunk group of a tenant.
type place struct {
	tenant string
	key    routing.Key
}

// around are the trunk groups of a survey by their places.
type around map[place]TrunkGroup

func newAround(groups []TrunkGroup) around {
	a := make(around, len(groups))
	for _, g := range groups {
		a[place{g.Tenant, routing.Key{GroupID: g.Group, Name: g.Name}}] = g
	}
	return a
}

func (a around) effect(item Item) Effect {
	if !item.IsTrunk() {
		return Effect{}
	}
	before, after := item.Trunks()
	tenant := item.Subject.Tenant
	e := Effect{
		Before: a.sum(tenant, before), After: a.sum(tenant, after),
		FirstWas: firstPriority(before), First: firstPriority(after), Moves: moves(before, after),
	}
	e.InUse, e.InUseKnown = a.inUse(tenant, before)
	e.Shares = a.shares(tenant, before, after)
	if item.Want.Exists() {
		e.Notices = routing.Notices(after, routing.Surroundings{State: func(key routing.Key) (string, bool) {
			g, known := a[place{tenant, key}]
			return "unavailable", known && g.Down
		}})
	}
	return e
}

// sum is how many calls the routes of a trunk may carry that are not down.
func (a around) sum(tenant string, t routing.Trunk) capacity.Sum {
	var sum capacity.Sum
	for _, r := range t.Routes {
		if g := a[place{tenant, r.TrunkGroup}]; !g.Down {
			sum = sum.Add(g.limit())
		}
	}
	return sum
}

// up returns how many routes of a trunk are not known to be down.
func (a around) up(tenant string, t routing.Trunk) int {
	up := 0
	for _, r := range t.Routes {
		if !a[place{tenant, r.TrunkGroup}].Down {
			up++
		}
	}
	return up
}

func (a around) inUse(tenant string, t routing.Trunk) (calls int, known bool) {
	for _, r := range t.Routes {
		g := a[place{tenant, r.TrunkGroup}]
		if g.InUse == nil {
			return 0, false
		}
		calls += *g.InUse
	}
	return calls, len(t.Routes) > 0
}

func (a around) shares(tenant string, before, after routing.Trunk) []Share {
	var out []Share
	index := make(map[routing.Key]int)
	was, is := before.Shares(), after.Shares()
	for i, r := range before.Routes {
		index[r.TrunkGroup] = len(out)
		out = append(out, Share{
			Key: r.TrunkGroup, Gone: true, Before: was[i], After: min(was[i], 0), PriorityWas: r.Priority, Weight: r.Weight,
			Down: a[place{tenant, r.TrunkGroup}].Down,
		})
	}
	for i, r := range after.Routes {
		at, kept := index[r.TrunkGroup]
		if !kept {
			at = len(out)
			out = append(out, Share{Key: r.TrunkGroup, New: true, Before: min(is[i], 0), Down: a[place{tenant, r.TrunkGroup}].Down})
		}
		out[at].Gone, out[at].After, out[at].Priority, out[at].Weight = false, is[i], r.Priority, r.Weight
	}
	return out
}

func firstPriority(t routing.Trunk) int {
	if levels := t.Levels(); len(levels) > 0 {
		return levels[0].Priority
	}
	return 0
}

// judge returns p with which rules each item breaks and why it is refused. What is refused anew
// needs its name typed again.
func judge(p Plan) Plan {
	p.Items = slices.Clone(p.Items)
	around, edits := newAround(p.Around), p.Edits()
	open := change.Targets(p.Host, p.Dialect, nil) // for the rules of the kinds, which ask no platform
	for n := range p.Items {
		item := &p.Items[n]
		edit, _ := edits.Edit(item.N, func(int) bool { return true })
		var refusals []string
		if item.Problems = nil; item.IsTrunk() {
			item.Problems, refusals = judgeTrunk(*item, edit)
			refusals = append(refusals, around.budget(*item)...)
		} else {
			target, _ := open(item.Subject)
			refusals = change.Dangers(target, edit, edit.Base)
			if kind, ok := target.(change.Validator); ok {
				for _, problem := range kind.Validate(edit.Base, edit.Want) {
					item.Problems = append(item.Problems, problem.Text)
				}
			}
		}
		judged := Item{Refusals: refusals}
		for _, doubt := range item.Doubts {
			if !judged.Knows(doubt) {
				judged.Refusals = append(judged.Refusals, doubt)
			}
		}
		if slices.ContainsFunc(judged.Refusals, func(text string) bool { return !slices.Contains(item.Refusals, text) }) {
			item.Allowed = false
		}
		item.Refusals = judged.Refusals
	}
	return p
}

// judgeTrunk is what package change finds when it prepares the edit of an enterprise trunk.
func judgeTrunk(item Item, edit change.Edit) (problems, dangers []string) {
	before, after := item.Trunks()
	dangers = change.Dangers(nil, edit, edit.Base)
	if edit.Operation() == change.Delete {
		return nil, dangers
	}
	for _, problem := range after.Breaks(before) {
		problems = append(problems, problem.Text)
	}
	return problems, append(dangers, change.TrunkDangers(before, after, edit.Base, edit.Want)...)
}

// budget says what an enterprise trunk lacks after an item.
func (a around) budget(item Item) []string {
	before, after := item.Trunks()
	tenant := item.Subject.Tenant
	if !item.IsTrunk() || len(after.Routes) == 0 || len(before.Routes) == 0 {
		return nil // an empty list is dangerous in itself
	}
	if a.up(tenant, after) == 0 && a.up(tenant, before) > 0 {
		return []string{"no way that is up is left: every trunk group that stays is unavailable"}
	}
	left, known := a.sum(tenant, after).Total()
	calls, isNumber := left.Calls()
	inUse, reported := a.inUse(tenant, before)
	former, _ := a.sum(tenant, before).Total()
	if known && isNumber && reported && calls < inUse && left.Compare(former) < 0 {
		remain := "calls remain"
		if calls == 1 {
			remain = "call remains"
		}
		return []string{fmt.Sprintf("%d %s possible, and %d are in use now", calls, remain, inUse)}
	}
	return nil
}

// given is what the levels below each tenant and group are given of its figures.
type given map[change.Subject]map[string]capacity.Sum

// givenBy is what is given once the items of p that are not left out are done.
func givenBy(p Plan) given {
	planned := make(map[change.Subject]Level, len(p.Levels))
	for _, level := range p.Levels {
		planned[level.Subject] = level
	}
	for _, item := range p.Items {
		level, known := planned[item.Subject]
		if item.Out || !known {
			continue
		}
		from, to := LevelOf(item.Subject, item.Base), LevelOf(item.Subject, item.Want)
		if from.Calls != to.Calls {
			level.Calls = to.Calls
		}
		if from.Bursting != to.Bursting {
			level.Bursting = to.Bursting
		}
		planned[item.Subject] = level
	}
	g := make(given)
	for subject, level := range planned {
		if subject.Kind == change.TenantCapacity || subject.Kind == change.GroupCapacity {
			g.add(subject, func(sum capacity.Sum, _ string) capacity.Sum {
				if level.Partly {
					return sum.Open()
				}
				return sum
			})
		}
		above := subject
		above.Name, above.Kind = "", change.GroupCapacity
		if subject.Kind == change.GroupCapacity {
			above.Group, above.Kind = "", change.TenantCapacity
		}
		if _, known := planned[above]; known && above != subject {
			figures := map[string]string{change.MaxActiveCalls: level.Calls, change.BurstingMaxActiveCalls: level.Bursting}
			g.add(above, func(sum capacity.Sum, figure string) capacity.Sum { return sum.Add(reading(figures[figure])) })
		}
	}
	return g
}

// add adds to the sums of a level.
func (g given) add(subject change.Subject, to func(sum capacity.Sum, figure string) capacity.Sum) {
	if g[subject] == nil {
		g[subject] = make(map[string]capacity.Sum)
	}
	for _, figure := range []string{change.MaxActiveCalls, change.BurstingMaxActiveCalls} {
		g[subject][figure] = to(g[subject][figure], figure)
	}
}
