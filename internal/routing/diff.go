package routing

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// ChangeKind says what happened to a field or a route. The zero value is no change.
type ChangeKind string

// The kinds of change. All but Set concern one route.
const (
	Set           ChangeKind = "set"           // a field: old value, new value
	Added         ChangeKind = "added"         // a route: nothing, where it is now
	Removed       ChangeKind = "removed"       // a route: where it was, nothing
	Moved         ChangeKind = "moved"         // a route of an ordered list: old place, new place
	Reprioritised ChangeKind = "reprioritised" // a route: old priority, new priority
	Reweighted    ChangeKind = "reweighted"    // a route: old weight, new weight
	Converted     ChangeKind = "converted"     // a route kept over a change of mode: where it was, where it is
)

// Change is one difference between two trunks. Route is set for changes of routes.
// From and To are values as Trunk.Text gives them; for a route a place ("place 2",
// counted from 1) or "priority 1, weight 70". Empty means not there or not reported.
type Change struct {
	Field Field
	Route Key
	Kind  ChangeKind
	From  string
	To    string
}

// String returns the change as one line: "weight of Trunk-A (g1): 70 -> 50".
func (c Change) String() string {
	what := c.Field.Label()
	switch c.Kind {
	case Added:
		return fmt.Sprintf("add %s: %s", c.Route, c.To)
	case Removed:
		return fmt.Sprintf("remove %s: %s", c.Route, c.From)
	case Reprioritised:
		what = "priority of " + c.Route.String()
	case Reweighted:
		what = "weight of " + c.Route.String()
	case Moved, Converted:
		what = c.Route.String()
	case Set:
	}
	return fmt.Sprintf("%s: %s -> %s", what, cmp.Or(c.From, "none"), cmp.Or(c.To, "none"))
}

// Diff returns what turns one trunk into the other, field by field in the order of
// the form; within the routes first the removed, then the rest in the order of to.
// It is empty exactly where the two are Equal. In an ordered list as few routes as
// possible are called moved: one that only shifted because others came or went is not.
func Diff(from, to Trunk) []Change {
	from, to = from.Canonical(), to.Canonical()
	var changes []Change
	for _, f := range Fields() {
		switch {
		case f == FieldRoutes:
			changes = append(changes, diffRoutes(from, to)...)
		case !same(from, to, f):
			changes = append(changes, Change{Field: f, Kind: Set, From: from.Text(f), To: to.Text(f)})
		}
	}
	return changes
}

// entry identifies a route, also where a list holds its trunk group twice.
type entry struct {
	key Key
	nth int
}

func entries(routes []Route) []entry {
	count := make(map[Key]int)
	out := make([]entry, len(routes))
	for i, r := range routes {
		out[i] = entry{r.TrunkGroup, count[r.TrunkGroup]}
		count[r.TrunkGroup]++
	}
	return out
}

func places(of []entry) map[entry]int {
	out := make(map[entry]int, len(of))
	for i, e := range of {
		out[e] = i
	}
	return out
}

func diffRoutes(from, to Trunk) []Change {
	if from.Mode == to.Mode && sameRoutes(from, to) {
		return nil
	}
	before, after := entries(from.Routes), entries(to.Routes)
	was, is := places(before), places(after)
	var changes []Change
	for i, e := range before {
		if _, kept := is[e]; !kept {
			changes = append(changes, routeChange(e.key, Removed, from.place(i), ""))
		}
	}
	moved := movedEntries(after, was)
	for i, e := range after {
		j, kept := was[e]
		switch {
		case !kept:
			changes = append(changes, routeChange(e.key, Added, "", to.place(i)))
		case from.Mode != to.Mode:
			changes = append(changes, routeChange(e.key, Converted, from.place(j), to.place(i)))
		case to.Mode == Weighted:
			changes = append(changes, diffFigures(from.Routes[j], to.Routes[i])...)
		case moved[e]:
			changes = append(changes, movedChange(from, to, j, i))
		}
	}
	return changes
}

func routeChange(key Key, kind ChangeKind, from, to string) Change {
	return Change{Field: FieldRoutes, Route: key, Kind: kind, From: from, To: to}
}

func diffFigures(from, to Route) []Change {
	var changes []Change
	if from.Priority != to.Priority {
		changes = append(changes, routeChange(to.TrunkGroup, Reprioritised, strconv.Itoa(from.Priority), strconv.Itoa(to.Priority)))
	}
	if from.Weight != to.Weight {
		changes = append(changes, routeChange(to.TrunkGroup, Reweighted, strconv.Itoa(from.Weight), strconv.Itoa(to.Weight)))
	}
	return changes
}

// movedChange names the neighbour as well where the place alone would read as if
// nothing had changed: the list around the route changed instead. A route that is first in
// both lists begins every run and never moved, so there is a neighbour.
func movedChange(from, to Trunk, was, is int) Change {
	before, after := from.place(was), to.place(is)
	if was == is {
		before += ", after " + from.Routes[was-1].TrunkGroup.String()
		after += ", after " + to.Routes[is-1].TrunkGroup.String()
	}
	return routeChange(to.Routes[is].TrunkGroup, Moved, before, after)
}

// movedEntries returns the kept entries outside a longest run that stands in the
// same order in both lists. Of runs as long it keeps the one whose places, read
// from the end, are the smallest, so that the answer never varies.
func movedEntries(after []entry, was map[entry]int) map[entry]bool {
	var tails []int // index into after of the smallest end of a run of each length
	previous, moved := make([]int, len(after)), make(map[entry]bool)
	for i, e := range after {
		j, kept := was[e]
		if !kept {
			continue
		}
		moved[e] = true
		at, _ := slices.BinarySearchFunc(tails, j, func(end, place int) int { return was[after[end]] - place })
		previous[i] = -1
		if at > 0 {
			previous[i] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, i)
		}
		tails[at] = i
	}
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = previous[i] {
			delete(moved, after[i])
		}
	}
	return moved
}

// Dangerous returns what about turning base into mine asks for the name to be typed, each as a
// sentence; none means that a plain yes will do. A zero mine is the trunk deleted. The
// first-tried priority counts as removed when none of its trunk groups is in the list any more,
// whatever became of the mode; a trunk group that only changed its priority is still there.
func Dangerous(base, mine Trunk) []string {
	switch {
	case isZero(mine) && !isZero(base):
		return []string{"the enterprise trunk is deleted"}
	case len(base.Routes) == 0:
		return nil
	case len(mine.Routes) == 0:
		return []string{"the list is empty: no route is left"}
	case base.Mode != Weighted:
		return nil
	}
	first := base.Levels()[0]
	var gone []string
	for _, i := range first.Routes {
		key := base.Routes[i].TrunkGroup
		if !slices.ContainsFunc(mine.Routes, func(r Route) bool { return r.TrunkGroup == key }) {
			gone = append(gone, key.String())
		}
	}
	if len(gone) < len(first.Routes) {
		return nil
	}
	return []string{fmt.Sprintf("every route of priority %d, tried first, is removed: %s", first.Priority, strings.Join(gone, ", "))}
}

func isZero(t Trunk) bool { return reflect.ValueOf(t).IsZero() }
