package apio

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// The two spellings of where calls go when the routes are exhausted (APIO 12).
const (
	destinationField    = "routeExhaustionDestination"
	forwardAddressField = "routeExhaustionForwardAddress"
)

// EnterpriseTrunkBody returns the exact body of the PUT that turns the enterprise
// trunk called name, as fresh was read, into want: the top-level fields that
// change, and always one complete routing object (APIO 12), which is that of fresh
// with only what changes put in its place. So fields that nobody knows survive in
// it, except where the mode changes: then the object is a new one. A field that
// does not apply is left out, one that want does not know stays as it is.
func EnterpriseTrunkBody(name string, fresh apiclient.Document, want routing.Trunk, opts apiclient.WriteOptions) ([]byte, error) {
	document, err := wire.Parse(fresh.Raw)
	if err != nil {
		return nil, fmt.Errorf("the document that was read: %w", err)
	}
	held, err := decodeTrunk(fresh.Raw, name)
	if err != nil {
		return nil, fmt.Errorf("the document that was read: %w", err)
	}
	want = want.Canonical()
	routes, err := patchRouting(document, held, want)
	if err != nil {
		return nil, err
	}
	body := trunkBody{Value: wire.Value{Kind: wire.Object}, held: held, want: want}
	body.text("name", held.Name, want.Name, false)
	body.count("maximumRerouteAttempts", held.MaxReroutes, want.MaxReroutes, false)
	body.exhaustion(opts)
	body.Value = body.Set(routes.Name, routes.Value)
	body.capacity()
	return body.Encode()
}

// NewEnterpriseTrunkBody returns the exact body of the POST that makes want. It
// leaves no default to the server, since which ones it takes is not documented.
func NewEnterpriseTrunkBody(want routing.Trunk, opts apiclient.WriteOptions) ([]byte, error) {
	want = want.Canonical()
	if missing := missingForNew(want); len(missing) > 0 {
		return nil, errors.New("a new enterprise trunk needs " + strings.Join(missing, ", "))
	}
	if want.CapacityManagement == nil {
		want.CapacityManagement = new(false)
		want = want.Canonical()
	}
	routes, err := patchRouting(wire.Value{Kind: wire.Object}, routing.Trunk{}, want)
	if err != nil {
		return nil, err
	}
	body := trunkBody{Value: wire.Value{Kind: wire.Object}, want: want}
	body.text("name", "", want.Name, false)
	body.count("maximumRerouteAttempts", nil, want.MaxReroutes, false)
	body.exhaustion(opts)
	body.Value = body.Set(routes.Name, routes.Value)
	body.capacity()
	return body.Encode()
}

// missingForNew names what want has to be given: this API spells the fields as Field does.
func missingForNew(want routing.Trunk) []string {
	var out []string
	for _, field := range want.Unset() {
		out = append(out, string(field))
	}
	return out
}

// trunkBody collects what is sent.
type trunkBody struct {
	wire.Value
	held, want routing.Trunk
}

// text sends want where it is known and differs, or in any case when forced.
func (b *trunkBody) text(name, held, want string, force bool) {
	if want != "" && (force || want != held) {
		b.Value = b.Set(name, wire.TextOf(want))
	}
}

func (b *trunkBody) count(name string, held, want *int, force bool) {
	if want != nil && (force || held == nil || *want != *held) {
		b.Value = b.Set(name, wire.NumberOf(*want))
	}
}

// exhaustion sends the destination with every change of the action: the server may
// have dropped or kept the one that it had before.
func (b *trunkBody) exhaustion(opts apiclient.WriteOptions) {
	changed := b.held.ExhaustionAction != b.want.ExhaustionAction
	b.text("routeExhaustionAction", b.held.ExhaustionAction, b.want.ExhaustionAction, false)
	b.text(destinationName(opts), b.held.ExhaustionDestination, b.want.ExhaustionDestination, changed)
}

// capacity sends all limits when capacity management is turned on, for the same reason.
func (b *trunkBody) capacity() {
	on := b.want.CapacityManagement
	changed := on != nil && (b.held.CapacityManagement == nil || *on != *b.held.CapacityManagement)
	if changed {
		b.Value = b.Set("enableCapacityManagement", wire.BooleanOf(*on))
	}
	b.count("maxActiveCalls", b.held.MaxActiveCalls, b.want.MaxActiveCalls, changed)
	b.count("capacityExceededTrapInitialCalls", b.held.TrapInitialCalls, b.want.TrapInitialCalls, changed)
	b.count("capacityExceededTrapOffsetCalls", b.held.TrapOffsetCalls, b.want.TrapOffsetCalls, changed)
}

func destinationName(opts apiclient.WriteOptions) string {
	if opts.ForwardAddress {
		return forwardAddressField
	}
	return destinationField
}

// patchRouting returns the routing object to send.
func patchRouting(document wire.Value, held, want routing.Trunk) (wire.Member, error) {
	out := wire.Member{Value: wire.Value{Kind: wire.Object}}
	switch want.Mode {
	case routing.Ordered:
		out.Name = "orderedRouting"
	case routing.Weighted:
		out.Name = "priorityWeightedRouting"
	default:
		return wire.Member{}, errors.New("the routing mode is not known")
	}
	if held.Mode == want.Mode {
		if there, ok := (wire.Record{Members: document.Members}).Get(out.Name); ok {
			out.Value = there
		}
	} else {
		held = routing.Trunk{}
	}
	if want.Mode == routing.Ordered && want.OrderingAlgorithm != "" && want.OrderingAlgorithm != held.OrderingAlgorithm {
		out.Value = out.Value.Set("orderingAlgorithm", wire.TextOf(want.OrderingAlgorithm))
	}
	if n := want.MaxReroutesWithinPriority; n != nil && (held.MaxReroutesWithinPriority == nil || *n != *held.MaxReroutesWithinPriority) {
		out.Value = out.Value.Set("maximumRerouteAttemptsWithinPriority", wire.NumberOf(*n))
	}
	old, found := wire.Record{Members: out.Value.Members}.Find("trunkGroups")
	if !found || !slices.Equal(held.Routes, want.Routes) {
		out.Value = out.Value.Set("trunkGroups", patchRoutes(old, held, want))
	}
	return out, nil
}

// patchRoutes returns the list of want's routes, each in the entry that it had.
// New entries take the shape of those that are there.
func patchRoutes(old wire.Value, held, want routing.Trunk) wire.Value {
	nested := want.Mode == routing.Weighted
	if len(old.Items) > 0 {
		_, nested = wire.Record{Members: old.Items[0].Members}.Get("trunkGroup")
	}
	out := wire.Value{Kind: wire.List}
	for _, route := range want.Routes {
		entry, from := newEntry(route.TrunkGroup, nested), routing.Route{}
		i := slices.IndexFunc(held.Routes, func(r routing.Route) bool { return r.TrunkGroup == route.TrunkGroup })
		if i >= 0 {
			entry, from = old.Items[i], held.Routes[i]
		}
		if want.Mode == routing.Weighted && (i < 0 || from.Priority != route.Priority) {
			entry = entry.Set("priority", wire.NumberOf(route.Priority))
		}
		if want.Mode == routing.Weighted && (i < 0 || from.Weight != route.Weight) {
			entry = entry.Set("weight", wire.NumberOf(route.Weight))
		}
		out.Items = append(out.Items, entry)
	}
	return out
}

func newEntry(key routing.Key, nested bool) wire.Value {
	entry := wire.Value{Kind: wire.Object}.Set("groupId", wire.TextOf(key.GroupID)).Set("name", wire.TextOf(key.Name))
	if nested {
		return wire.Value{Kind: wire.Object}.Set("trunkGroup", entry)
	}
	return entry
}

// otherField recognises a refusal that asks for the destination under its other
// name (APIO 12).
func otherField(err error, opts apiclient.WriteOptions, body []byte) error {
	sent, wanted := destinationName(opts), destinationName(apiclient.WriteOptions{ForwardAddress: !opts.ForwardAddress})
	var problem *apiclient.Error
	if !errors.As(err, &problem) || !strings.Contains(string(body), `"`+sent+`":`) {
		return err
	}
	if problem.Status != http.StatusBadRequest && problem.Status != http.StatusUnprocessableEntity {
		return err
	}
	text := problem.Message
	for _, one := range problem.Problems {
		text += " " + one.Field + " " + one.Text
	}
	if !strings.Contains(strings.ToLower(text), strings.ToLower(wanted)) {
		return err
	}
	return &apiclient.OtherFieldError{Sent: sent, Wanted: wanted, Err: err}
}

func decodeTrunk(body []byte, name string) (routing.Trunk, error) {
	return wire.DecodeOne(body, func(r wire.Record) routing.Trunk {
		out := readTrunk(r)
		out.Name = name
		return out
	})
}

func readTrunk(r wire.Record) routing.Trunk {
	out := routing.Trunk{
		MaxReroutes:           r.Count("maximumRerouteAttempts"),
		ExhaustionAction:      r.Text("routeExhaustionAction"),
		ExhaustionDestination: r.Exact("routeExhaustionDestination"),
		CapacityManagement:    r.Flag("enableCapacityManagement"),
		MaxActiveCalls:        r.Count("maxActiveCalls"),
		TrapInitialCalls:      r.Count("capacityExceededTrapInitialCalls"),
		TrapOffsetCalls:       r.Count("capacityExceededTrapOffsetCalls"),
	}
	if out.ExhaustionDestination == "" {
		// Notes of the API, and OCI, spell it so.
		out.ExhaustionDestination = r.Exact("routeExhaustionForwardAddress")
	}
	ordered, hasOrdered := r.Object("orderedRouting")
	weighted, hasWeighted := r.Object("priorityWeightedRouting")
	switch {
	case hasOrdered && hasWeighted:
		r.Fail("priorityWeightedRouting", errors.New("is there beside orderedRouting: one of them is due"))
	case hasOrdered:
		out.Mode = routing.Ordered
		out.OrderingAlgorithm = ordered.Text("orderingAlgorithm")
		out.Routes = readRoutes(ordered, readKeyOnly)
	case hasWeighted:
		out.Mode = routing.Weighted
		out.MaxReroutesWithinPriority = weighted.Count("maximumRerouteAttemptsWithinPriority")
		out.Routes = readRoutes(weighted, readWeighted)
	default:
		out.Mode = routing.Mode(r.Text("routingMode"))
	}
	return out
}

// readRoutes reads the list of either routing object. A missing list is not an
// empty one: an editor would send the empty list back.
func readRoutes(r wire.Record, read func(wire.Record) routing.Route) []routing.Route {
	routes, ok := r.Find("trunkGroups")
	if !ok {
		r.Fail("trunkGroups", errors.New("is missing"))
		return nil
	}
	return wire.Each(r, "trunkGroups", routes, read)
}

func readKeyOnly(r wire.Record) routing.Route {
	return routing.Route{TrunkGroup: readKey(r)}
}

func readWeighted(r wire.Record) routing.Route {
	return routing.Route{
		TrunkGroup: readKey(r),
		Priority:   r.MustCount("priority"),
		Weight:     r.MustCount("weight"),
	}
}

// readKey reads a trunk group's key, bare or below trunkGroup: the API's examples
// have it bare when ordered and nested when weighted, its tables nested (APIO 12).
func readKey(r wire.Record) routing.Key {
	if inner, ok := r.Object("trunkGroup"); ok {
		r = inner
	}
	out := routing.Key{GroupID: r.Exact("groupId"), Name: r.Exact("name")}
	for _, part := range []struct{ name, value string }{{"groupId", out.GroupID}, {"name", out.Name}} {
		if part.value == "" {
			r.Fail(part.name, errors.New("is missing"))
		}
	}
	return out
}
