package odin

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// The fields of an enterprise trunk (Odin 4).
const (
	renameField      = "newEnterpriseTrunkName"
	reroutesField    = "maximumRerouteAttempts"
	withinField      = "maximumRerouteAttemptsWithinPriority"
	actionField      = "routeExhaustionAction"
	destinationField = "routeExhaustionForwardAddress"
	orderedField     = "orderedRouting"
	weightedField    = "priorityWeightedRouting"
	routesField      = "trunkGroups"
	managementField  = "capacityManagement"
)

// readOnly are the fields that only report: they are no settings of the trunk.
func readOnly() []string {
	return []string{"routingType", "totalActiveCalls", "totalActiveIncomingCalls", "totalActiveOutgoingCalls"}
}

// EnterpriseTrunkBody returns the exact body of the PUT that turns the enterprise
// trunk called name, as fresh was read, into want: the whole document, with only what
// changes put in its place, so that fields which nobody knows survive, and without
// the read-only ones. It has exactly one routing object, a new one where the mode
// changes. A field that does not apply is left out, one that want does not know stays
// as it is.
func EnterpriseTrunkBody(owner apiclient.TrunkOwner, name string, fresh apiclient.Document, want routing.Trunk) ([]byte, error) {
	document, err := wire.Parse(fresh.Raw)
	if err != nil {
		return nil, fmt.Errorf("the document that was read: %w", err)
	}
	held, err := decodeTrunk(fresh.Raw, owner, name)
	if err != nil {
		return nil, fmt.Errorf("the document that was read: %w", err)
	}
	body := trunkBody{Value: document.Without(append(readOnly(), renameField)...), held: held, want: want.Canonical()}
	body.identify(owner, name)
	if body.want.Name != "" && body.want.Name != held.Name {
		body.Value = body.Set(renameField, wire.TextOf(body.want.Name))
	}
	return body.finish()
}

// NewEnterpriseTrunkBody returns the exact body of the POST that makes want. It
// leaves no default to the server, since which ones it takes is not documented.
func NewEnterpriseTrunkBody(owner apiclient.TrunkOwner, want routing.Trunk) ([]byte, error) {
	want = want.Canonical()
	if missing := missingForNew(want); len(missing) > 0 {
		return nil, errors.New("a new enterprise trunk needs " + strings.Join(missing, ", "))
	}
	if want.CapacityManagement == nil {
		want.CapacityManagement = new(false)
		want = want.Canonical()
	}
	body := trunkBody{Value: wire.Value{Kind: wire.Object}, want: want}
	body.identify(owner, want.Name)
	return body.finish()
}

// missingForNew names what want has to be given, as this API spells it.
func missingForNew(want routing.Trunk) []string {
	var out []string
	for _, field := range want.Unset() {
		switch field {
		case routing.FieldName:
			out = append(out, trunkNameKey)
		case routing.FieldExhaustionDestination:
			out = append(out, destinationField)
		default:
			out = append(out, string(field))
		}
	}
	return out
}

// trunkBody is the document on its way from what is held to what is to be.
type trunkBody struct {
	wire.Value
	held, want routing.Trunk
}

func (b *trunkBody) finish() ([]byte, error) {
	b.Value = setCount(b.Value, reroutesField, b.held.MaxReroutes, b.want.MaxReroutes)
	b.exhaustion()
	if err := b.routing(); err != nil {
		return nil, err
	}
	b.capacity()
	return b.Encode()
}

// identify names the trunk and whose it is, where the document does not.
func (b *trunkBody) identify(owner apiclient.TrunkOwner, name string) {
	ids := []struct{ key, id string }{{tenantKey, owner.Tenant}, {groupKey, owner.Group}, {trunkNameKey, name}}
	for _, one := range ids {
		if there, ok := b.get(one.key); one.id != "" && (!ok || there.Text == "") {
			b.Value = b.Set(one.key, wire.TextOf(one.id))
		}
	}
}

func (b *trunkBody) get(name string) (wire.Value, bool) {
	return wire.Record{Members: b.Members}.Get(name)
}

// exhaustion sends the action always: creation and change require it in practice.
func (b *trunkBody) exhaustion() {
	b.Value = setText(b.Value, actionField, b.held.ExhaustionAction, b.want.ExhaustionAction)
	if b.want.ExhaustionDestination == "" {
		b.Value = b.Without(destinationField)
		return
	}
	b.Value = setText(b.Value, destinationField, b.held.ExhaustionDestination, b.want.ExhaustionDestination)
}

// routing puts the one routing object and the list of routes into the body.
func (b *trunkBody) routing() error {
	name, other := orderedField, weightedField
	switch b.want.Mode {
	case routing.Ordered:
	case routing.Weighted:
		name, other = other, name
	default:
		return errors.New("the routing mode is not known")
	}
	object, held := wire.Value{Kind: wire.Object}, b.held
	if there, ok := b.get(name); ok && b.held.Mode == b.want.Mode {
		object = there
	} else {
		held.OrderingAlgorithm, held.MaxReroutesWithinPriority = "", nil
	}
	object = setText(object, "orderingAlgorithm", held.OrderingAlgorithm, b.want.OrderingAlgorithm)
	object = setCount(object, withinField, held.MaxReroutesWithinPriority, b.want.MaxReroutesWithinPriority)
	b.Value = b.Without(other).Set(name, object)
	old, found := b.get(routesField)
	if !found || b.held.Mode != b.want.Mode || !slices.Equal(b.held.Routes, b.want.Routes) {
		b.Value = b.Set(routesField, b.routes(old))
	}
	return nil
}

// routes returns the list of the wanted routes, each in the entry that it had. New
// entries spell their numbers as those that are there.
func (b *trunkBody) routes(old wire.Value) wire.Value {
	var like wire.Record
	if len(old.Items) > 0 {
		like.Members = old.Items[0].Members
	}
	out := wire.Value{Kind: wire.List}
	for _, route := range b.want.Routes {
		var from routing.Route
		entry := wire.Value{Kind: wire.Object}.
			Set(groupKey, wire.TextOf(route.TrunkGroup.GroupID)).
			Set("trunkGroupName", wire.TextOf(route.TrunkGroup.Name))
		i := slices.IndexFunc(b.held.Routes, func(r routing.Route) bool { return r.TrunkGroup == route.TrunkGroup })
		if i >= 0 && i < len(old.Items) {
			entry, from = old.Items[i], b.held.Routes[i]
		}
		if b.want.Mode == routing.Ordered {
			out.Items = append(out.Items, entry.Without("priority", "weight"))
			continue
		}
		if i < 0 || from.Priority != route.Priority {
			entry = entry.Set("priority", spelled(like, "priority", route.Priority))
		}
		if i < 0 || from.Weight != route.Weight {
			entry = entry.Set("weight", spelled(like, "weight", route.Weight))
		}
		out.Items = append(out.Items, entry)
	}
	return out
}

// capacity puts the capacity management into the body: without limits where it is off.
func (b *trunkBody) capacity() {
	on := b.want.CapacityManagement
	if on == nil {
		return // not reported: whatever is there stays
	}
	object, ok := b.get(managementField)
	if !ok {
		object = wire.Value{Kind: wire.Object}
	}
	if b.held.CapacityManagement == nil || *b.held.CapacityManagement != *on {
		object = object.Set("enabled", wire.BooleanOf(*on))
	}
	for _, limit := range []struct {
		name       string
		held, want *int
	}{
		{"maximumActiveCalls", b.held.MaxActiveCalls, b.want.MaxActiveCalls},
		{"capacityExceededTrapInitialCalls", b.held.TrapInitialCalls, b.want.TrapInitialCalls},
		{"capacityExceededTrapOffsetCalls", b.held.TrapOffsetCalls, b.want.TrapOffsetCalls},
	} {
		if !*on {
			object = object.Without(limit.name)
			continue
		}
		object = setCount(object, limit.name, limit.held, limit.want)
	}
	b.Value = b.Set(managementField, object)
}

// setText changes a text that is known and differs.
func setText(object wire.Value, name, held, want string) wire.Value {
	if want == "" || want == held {
		return object
	}
	return object.Set(name, wire.TextOf(want))
}

// setCount changes a number that is known and differs.
func setCount(object wire.Value, name string, held, want *int) wire.Value {
	if want == nil || held != nil && *held == *want {
		return object
	}
	return object.Set(name, spelled(wire.Record{Members: object.Members}, name, *want))
}

// spelled is a number as text where the one in its place is text.
func spelled(like wire.Record, name string, n int) wire.Value {
	if there, ok := like.Get(name); ok && there.Kind == wire.Text {
		return wire.TextOf(strconv.Itoa(n))
	}
	return wire.NumberOf(n)
}

func decodeTrunk(body []byte, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	return wire.DecodeOne(body, func(r wire.Record) routing.Trunk {
		ofOwner(r, owner)
		of(r, trunkNameKey, name)
		out := readTrunk(r, owner)
		out.Name = name
		return out
	})
}

func readTrunk(r wire.Record, owner apiclient.TrunkOwner) routing.Trunk {
	out := routing.Trunk{
		MaxReroutes:           r.Count("maximumRerouteAttempts"),
		ExhaustionAction:      r.Text("routeExhaustionAction"),
		ExhaustionDestination: r.Exact("routeExhaustionForwardAddress"),
	}
	ordered, hasOrdered := r.Object("orderedRouting")
	weighted, hasWeighted := r.Object("priorityWeightedRouting")
	switch {
	case hasOrdered && hasWeighted:
		r.Fail("priorityWeightedRouting", errors.New("is there beside orderedRouting: one of them is due"))
	case hasOrdered:
		out.Mode = routing.Ordered
		out.OrderingAlgorithm = ordered.Text("orderingAlgorithm")
	case hasWeighted:
		out.Mode = routing.Weighted
		out.MaxReroutesWithinPriority = weighted.Count("maximumRerouteAttemptsWithinPriority")
	default:
		r.Fail("orderedRouting", errors.New("is missing, and priorityWeightedRouting too"))
	}
	out.Routes = readRoutes(r, out.Mode, owner)
	if management, ok := r.Object("capacityManagement"); ok {
		out.CapacityManagement = management.Flag("enabled")
		out.MaxActiveCalls = management.Count("maximumActiveCalls")
		out.TrapInitialCalls = management.Count("capacityExceededTrapInitialCalls")
		out.TrapOffsetCalls = management.Count("capacityExceededTrapOffsetCalls")
	}
	return out
}

// readRoutes reads the list, which is at the top in both modes. A missing one is not
// an empty one: an editor would send the empty list back.
func readRoutes(r wire.Record, mode routing.Mode, owner apiclient.TrunkOwner) []routing.Route {
	list, ok := r.Get("trunkGroups")
	if !ok {
		r.Fail("trunkGroups", errMissing)
		return nil
	}
	return wire.Each(r, "trunkGroups", list, func(r wire.Record) routing.Route {
		out := routing.Route{TrunkGroup: readKey(r, owner)}
		if mode == routing.Weighted {
			out.Priority, out.Weight = r.MustCount("priority"), r.MustCount("weight")
		}
		return out
	})
}

// readKey reads a trunk group's key. At a group the group goes without saying.
func readKey(r wire.Record, owner apiclient.TrunkOwner) routing.Key {
	out := routing.Key{GroupID: r.Exact(groupKey), Name: r.Exact("trunkGroupName")}
	if out.GroupID == "" {
		out.GroupID = owner.Group
	}
	if out.GroupID == "" {
		r.Fail(groupKey, errMissing)
	}
	if out.Name == "" {
		r.Fail("trunkGroupName", errMissing)
	}
	return out
}
