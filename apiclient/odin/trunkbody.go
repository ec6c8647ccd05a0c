package odin

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// The fields of an enterprise trunk (Odin 4).
const (
	renameField      = "newEnterpriseTrunkName"
	destinationField = "routeExhaustionForwardAddress"
	orderedField     = "orderedRouting"
	weightedField    = "priorityWeightedRouting"
	routesField      = "trunkGroups"
	managementField  = "capacityManagement"
	callsField       = "maximumActiveCalls"
	trapField        = "capacityExceededTrapInitialCalls"
	offsetField      = "capacityExceededTrapOffsetCalls"
)

// readOnly are the fields that only report: they are no settings of the trunk.
func readOnly() []string {
	return []string{"routingType", "totalActiveCalls", "totalActiveIncomingCalls", "totalActiveOutgoingCalls"}
}

// EnterpriseTrunkBody returns the exact body of the PUT that turns the enterprise
// trunk called name, as fresh was read, into want: the whole document, with only what
// changes put in its place, so that fields which nobody knows survive, and without the
// read-only ones. It has exactly one routing object, a new one where the mode changes.
// A field that does not apply is left out, one that want does not know stays as it is, unless the
// options say that it is cleared: then it is null.
func EnterpriseTrunkBody(owner apiclient.TrunkOwner, name string, fresh apiclient.Document, want routing.Trunk, opts apiclient.WriteOptions) ([]byte, error) {
	held, err := decodeTrunk(fresh.Raw, owner, name, true)
	if err != nil {
		return nil, fmt.Errorf("the document that was read: %w", err)
	}
	document, _ := wire.Parse(fresh.Raw) // it was just read
	body := identify(document.Without(append(readOnly(), renameField)...), owner, name)
	return finish(body.SetText(renameField, held.Name, want.Name), held, want.Canonical(), opts.Cleared)
}

// NewEnterpriseTrunkBody returns the exact body of the POST that makes want. It
// leaves no default to the server, since which ones it takes is not documented.
// What was reported of the trunk that it makes again is sent.
func NewEnterpriseTrunkBody(owner apiclient.TrunkOwner, want routing.Trunk) ([]byte, error) {
	want, err := wire.NewTrunk(want, map[routing.Field]string{
		routing.FieldName: trunkNameKey, routing.FieldExhaustionDestination: destinationField,
	})
	if err != nil {
		return nil, err
	}
	return finish(identify(wire.Value{Kind: wire.Object}, owner, want.Name), routing.Trunk{Reported: want.Reported}, want, nil)
}

// identify names the trunk and whose it is, where the document does not.
func identify(body wire.Value, owner apiclient.TrunkOwner, name string) wire.Value {
	for _, one := range []struct{ key, id string }{{tenantKey, owner.Tenant}, {groupKey, owner.Group}, {trunkNameKey, name}} {
		if there, ok := body.Get(one.key); !ok || there.Text == "" {
			body = body.SetText(one.key, "", one.id)
		}
	}
	return body
}

// finish puts what want has and held has not into the document on its way. The action is
// sent always: creation and change require it in practice.
func finish(body wire.Value, held, want routing.Trunk, cleared []routing.Field) ([]byte, error) {
	body = body.SetCount("maximumRerouteAttempts", held.MaxReroutes, want.MaxReroutes, body).
		SetText("routeExhaustionAction", held.ExhaustionAction, want.ExhaustionAction).
		SetText(destinationField, held.ExhaustionDestination, want.ExhaustionDestination)
	if want.ExhaustionDestination == "" {
		body = body.Without(destinationField)
	}
	object, err := wire.PatchRouting(body, held, want, true)
	if err != nil {
		return nil, err
	}
	other := map[string]string{orderedField: weightedField, weightedField: orderedField}[object.Name]
	body = body.Without(other).Set(object.Name, object.Value)
	old, found := body.Get(routesField)
	if !found || held.Mode != want.Mode || !slices.Equal(held.Routes, want.Routes) {
		body = body.Set(routesField, patchRoutes(old, held, want))
	}
	body, err = patchCapacity(body, held, want, cleared)
	if err != nil {
		return nil, err
	}
	return body.Encode()
}

// patchRoutes returns the list of the wanted routes. New entries spell their numbers as
// those that are there.
func patchRoutes(old wire.Value, held, want routing.Trunk) wire.Value {
	var like wire.Value
	if len(old.Items) > 0 {
		like = old.Items[0]
	}
	out := wire.PatchRoutes(old, held, want, like, func(key routing.Key) wire.Value {
		return wire.Value{Kind: wire.Object}.Set(groupKey, wire.TextOf(key.GroupID)).Set("trunkGroupName", wire.TextOf(key.Name))
	})
	if want.Mode == routing.Ordered {
		for i, entry := range out.Items {
			out.Items[i] = entry.Without("priority", "weight")
		}
	}
	return out
}

// patchCapacity puts the capacity management into the body: without limits where it is
// off. Where it was not reported, whatever is there stays.
func patchCapacity(body wire.Value, held, want routing.Trunk, cleared []routing.Field) (wire.Value, error) {
	on := want.CapacityManagement
	if on == nil {
		return body, nil
	}
	object, ok := body.Get(managementField)
	if !ok {
		object = wire.Value{Kind: wire.Object}
	}
	if held.CapacityManagement == nil || *held.CapacityManagement != *on {
		object = object.Set("enabled", wire.BooleanOf(*on))
	}
	if !*on { // none is wanted where it is off
		for _, f := range routing.Managed() {
			object = object.Without(spelled(f)...)
		}
		return body.Set(managementField, object), nil
	}
	object, err := wire.PatchNumbers(object, object, held, want, cleared, object, spelled)
	return body.Set(managementField, object), err
}

// spelled is how a number of the capacity management may be spelt. How the server spells those
// that few have is not known: the backend's names are taken, with and without the last word
// (supplement 6).
func spelled(f routing.Field) []string {
	if f == routing.FieldMaxActiveCalls {
		return []string{callsField}
	}
	return []string{string(f), strings.TrimSuffix(string(f), "Allowed")}
}

// decodeTrunk reads an enterprise trunk. Without its routes, and with an *apiclient.PartlyRead,
// which lacks some, it can be looked at: for an edit it has to be whole, as saving would drop them.
func decodeTrunk(body []byte, owner apiclient.TrunkOwner, name string, forEdit bool) (routing.Trunk, error) {
	return wire.DecodeOne(body, checked(append(owned(owner), trunkNameKey, name), func(r wire.Record) routing.Trunk {
		out := readTrunk(r, owner)
		out.Name = name
		if out.RoutesUnreported && forEdit {
			r.Fail(routesField, wire.ErrMissing)
		}
		return out
	}))
}

func readTrunk(r wire.Record, owner apiclient.TrunkOwner) routing.Trunk {
	out := routing.Trunk{
		MaxReroutes:           r.Count("maximumRerouteAttempts"),
		ExhaustionAction:      r.Text("routeExhaustionAction"),
		ExhaustionDestination: r.Exact(destinationField),
	}
	if _, ok := wire.ReadRouting(r, &out); !ok {
		r.Fail(orderedField, errors.New("is missing, and priorityWeightedRouting too"))
	}
	// The list is at the top in both modes.
	if _, reported := r.Get(routesField); reported {
		out.Routes = wire.ReadRoutes(r, out.Mode, r.Get, func(r wire.Record) routing.Key { return readKey(r, owner) })
	} else {
		out.RoutesUnreported = true
	}
	if management, ok := r.Object(managementField); ok {
		out.CapacityManagement = management.Flag("enabled")
		wire.ReadReported(management, &out, spelled)
		out.MaxActiveCalls = management.Count(callsField)
		out.TrapInitialCalls = management.Count(trapField)
		out.TrapOffsetCalls = management.Count(offsetField)
	}
	return out
}

// readKey reads a trunk group's key. At a group the group goes without saying.
func readKey(r wire.Record, owner apiclient.TrunkOwner) routing.Key {
	out := routing.Key{GroupID: cmp.Or(r.Exact(groupKey), owner.Group), Name: r.Exact("trunkGroupName")}
	if out.GroupID == "" {
		r.Fail(groupKey, wire.ErrMissing)
	}
	if out.Name == "" {
		r.Fail("trunkGroupName", wire.ErrMissing)
	}
	return out
}
