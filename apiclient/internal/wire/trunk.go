package wire

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"banyan/internal/routing"
)

// The routing objects of an enterprise trunk, and the list of its routes.
const (
	orderedRouting  = "orderedRouting"
	weightedRouting = "priorityWeightedRouting"
	trunkGroups     = "trunkGroups"
)

// ReadRouting reads into out which of the two routing objects there is, and what it has
// beside the routes. It returns the object, and false where there is none.
func ReadRouting(r Record, out *routing.Trunk) (Record, bool) {
	ordered, hasOrdered := r.Object(orderedRouting)
	weighted, hasWeighted := r.Object(weightedRouting)
	switch {
	case hasOrdered && hasWeighted:
		r.Fail(weightedRouting, errors.New("is there beside orderedRouting: one of them is due"))
	case hasOrdered:
		out.Mode, out.OrderingAlgorithm = routing.Ordered, ordered.Text("orderingAlgorithm")
		return ordered, true
	case hasWeighted:
		out.Mode, out.MaxReroutesWithinPriority = routing.Weighted, weighted.Count("maximumRerouteAttemptsWithinPriority")
	}
	return weighted, hasWeighted
}

// ReadRoutes reads the list of routes that find (Find or Get) has. A missing list is not
// an empty one: an editor would send the empty list back. It reads them by Rows.
func ReadRoutes(r Record, mode routing.Mode, find func(string) (Value, bool), key func(Record) routing.Key) []routing.Route {
	list, ok := find(trunkGroups)
	if !ok {
		r.Fail(trunkGroups, ErrMissing)
		return nil
	}
	return Rows(r, trunkGroups, list, func(r Record) routing.Route {
		out := routing.Route{TrunkGroup: key(r)}
		if mode == routing.Weighted {
			out.Priority, out.Weight = r.MustCount("priority"), r.MustCount("weight")
		}
		return out
	})
}

// NewTrunk makes want fit for the body of a POST, which leaves no default to the server:
// which ones it takes is not documented. Names are those that the dialect spells in
// another way than Field does.
func NewTrunk(want routing.Trunk, names map[routing.Field]string) (routing.Trunk, error) {
	want = want.Canonical()
	var missing []string
	for _, field := range want.Unset() {
		missing = append(missing, cmp.Or(names[field], string(field)))
	}
	if len(missing) > 0 {
		return want, errors.New("a new enterprise trunk needs " + strings.Join(missing, ", "))
	}
	if want.CapacityManagement == nil {
		want.CapacityManagement = new(false)
	}
	return want.Canonical(), nil
}

// PatchRouting returns the routing object to send, with its name: that of document with
// what changes put in its place, a new one where the mode changes. Its number is
// text where it was and keepsText.
func PatchRouting(document Value, held, want routing.Trunk, keepsText bool) (Member, error) {
	out := Member{Name: orderedRouting, Value: Value{Kind: Object}}
	switch want.Mode {
	case routing.Ordered:
	case routing.Weighted:
		out.Name = weightedRouting
	default:
		return Member{}, errors.New("the routing mode is not known")
	}
	if there, ok := document.Get(out.Name); ok && held.Mode == want.Mode {
		out.Value = there
	} else {
		held = routing.Trunk{}
	}
	var like Value
	if keepsText {
		like = out.Value
	}
	out.Value = out.Value.SetText("orderingAlgorithm", held.OrderingAlgorithm, want.OrderingAlgorithm).
		SetCount("maximumRerouteAttemptsWithinPriority", held.MaxReroutesWithinPriority, want.MaxReroutesWithinPriority, like)
	return out, nil
}

// PatchRoutes returns the list of the routes of want, each in the entry of old that it
// had. Entry makes that of a new one, whose numbers are spelt as in like.
func PatchRoutes(old Value, held, want routing.Trunk, like Value, entry func(routing.Key) Value) Value {
	out := Value{Kind: List}
	for _, route := range want.Routes {
		item, from := entry(route.TrunkGroup), routing.Route{Priority: -1, Weight: -1} // so that both are set
		if i := slices.IndexFunc(held.Routes, func(r routing.Route) bool { return r.TrunkGroup == route.TrunkGroup }); i >= 0 {
			item, from = old.Items[i], held.Routes[i]
		}
		if want.Mode == routing.Weighted {
			item = item.SetCount("priority", &from.Priority, &route.Priority, like).SetCount("weight", &from.Weight, &route.Weight, like)
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// ReadReported reads into out those of the fields that few servers have which are there, be it as
// null. Spelled returns how each may be spelt. What cannot be read of one costs nothing else: it
// counts as not reported, and is left as it is.
func ReadReported(r Record, out *routing.Trunk, spelled func(routing.Field) []string) {
	for _, f := range routing.Seldom() {
		name, there := reportedAs(r.Value, spelled(f))
		if !there {
			continue
		}
		if n, err := Alone(r, func(r Record) *int { return r.Count(name) }); err == nil {
			out.Reported = append(out.Reported, f)
			*out.Number(f) = n
		}
	}
}

// reportedAs returns which of the names an object has.
func reportedAs(object Value, names []string) (string, bool) {
	for _, name := range names {
		if _, there := object.Find(name); there {
			return name, true
		}
	}
	return "", false
}

// PatchNumbers puts the numbers of capacity management that change into an object, spelt as
// document spells them, and null for those that are cleared: how a server takes a number away is
// not documented (APIO 8.2, supplement 6). One that few servers have and document has not is refused.
func PatchNumbers(object, document Value, held, want routing.Trunk, cleared []routing.Field, like Value, spelled func(routing.Field) []string) (Value, error) {
	for _, f := range routing.Managed() {
		to, name := *want.Number(f), spelled(f)[0]
		if !held.Has(f) {
			if to != nil {
				return object, fmt.Errorf("the server does not report %s: it is not sent", name)
			}
			continue
		}
		if there, found := reportedAs(document, spelled(f)); found {
			name = there
		}
		object = object.SetCount(name, *held.Number(f), to, like)
		if to == nil && slices.Contains(cleared, f) {
			object = object.Set(name, Value{})
		}
	}
	return object, nil
}
