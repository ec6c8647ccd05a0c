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

// EnterpriseTrunkBody returns the exact body of the PUT that turns the enterprise trunk called
// name, as fresh was read, into want: the top-level fields that change, and always one complete
// routing object (APIO 12), which is that of fresh with only what changes put in its place. So
// fields that nobody knows survive in it, except where the mode changes: then the object is a
// new one. A field that does not apply is left out, one that want does not know stays as it is, unless the
// options say that it is cleared: then it is null.
func EnterpriseTrunkBody(name string, fresh apiclient.Document, want routing.Trunk, opts apiclient.WriteOptions) ([]byte, error) {
	held, err := decodeTrunk(fresh.Raw, name)
	if err != nil {
		return nil, fmt.Errorf("the document that was read: %w", err)
	}
	document, _ := wire.Parse(fresh.Raw) // it was just read
	return trunkBody(document, held, want.Canonical(), opts)
}

// NewEnterpriseTrunkBody returns the exact body of the POST that makes want. It
// leaves no default to the server, since which ones it takes is not documented.
// What was reported of the trunk that it makes again is sent.
func NewEnterpriseTrunkBody(want routing.Trunk, opts apiclient.WriteOptions) ([]byte, error) {
	want, err := wire.NewTrunk(want, nil)
	if err != nil {
		return nil, err
	}
	return trunkBody(wire.Value{}, routing.Trunk{Reported: want.Reported}, want, opts)
}

// trunkBody is what want has and held, which document spells, has not.
func trunkBody(document wire.Value, held, want routing.Trunk, opts apiclient.WriteOptions) ([]byte, error) {
	routes, err := patchRouting(document, held, want)
	if err != nil {
		return nil, err
	}
	number := wire.Value{} // this API has its numbers as numbers
	body := wire.Value{Kind: wire.Object}.
		SetText("name", held.Name, want.Name).
		SetCount("maximumRerouteAttempts", held.MaxReroutes, want.MaxReroutes, number).
		SetText("routeExhaustionAction", held.ExhaustionAction, want.ExhaustionAction)
	if held.ExhaustionAction != want.ExhaustionAction {
		held.ExhaustionDestination = "" // the server may have dropped or kept it, so it is sent
	}
	body = body.SetText(destinationName(opts), held.ExhaustionDestination, want.ExhaustionDestination).Set(routes.Name, routes.Value)
	if on := want.CapacityManagement; on != nil && (held.CapacityManagement == nil || *on != *held.CapacityManagement) {
		body = body.Set("enableCapacityManagement", wire.BooleanOf(*on))
		for _, f := range routing.Managed() {
			*held.Number(f) = nil // for the same reason
		}
	}
	body, err = wire.PatchNumbers(body, document, held, want, opts.Cleared, number, spelled)
	if err != nil {
		return nil, err
	}
	return body.Encode()
}

// spelled is how a number is spelt: as the backend spells it (supplement 6).
func spelled(f routing.Field) []string { return []string{string(f)} }

func destinationName(opts apiclient.WriteOptions) string {
	if opts.ForwardAddress {
		return forwardAddressField
	}
	return destinationField
}

// patchRouting returns the routing object to send. New routes take the shape of those
// that are there.
func patchRouting(document wire.Value, held, want routing.Trunk) (wire.Member, error) {
	out, err := wire.PatchRouting(document, held, want, false)
	if err != nil {
		return out, err
	}
	if held.Mode != want.Mode {
		held = routing.Trunk{}
	}
	old, found := out.Value.Find("trunkGroups")
	if found && slices.Equal(held.Routes, want.Routes) {
		return out, nil
	}
	nested := want.Mode == routing.Weighted
	if len(old.Items) > 0 {
		_, nested = old.Items[0].Get("trunkGroup")
	}
	list := wire.PatchRoutes(old, held, want, wire.Value{}, func(key routing.Key) wire.Value {
		entry := wire.Value{Kind: wire.Object}.Set("groupId", wire.TextOf(key.GroupID)).Set("name", wire.TextOf(key.Name))
		if nested {
			return wire.Value{Kind: wire.Object}.Set("trunkGroup", entry)
		}
		return entry
	})
	out.Value = out.Value.Set("trunkGroups", list)
	return out, nil
}

// otherField recognises a refusal that asks for the destination under its other name (APIO 12).
func otherField(err error, opts apiclient.WriteOptions, body []byte) error {
	sent, wanted := destinationName(opts), destinationName(apiclient.WriteOptions{ForwardAddress: !opts.ForwardAddress})
	problem, ok := errors.AsType[*apiclient.Error](err)
	if !ok || !strings.Contains(string(body), `"`+sent+`":`) ||
		problem.Status != http.StatusBadRequest && problem.Status != http.StatusUnprocessableEntity {
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

// decodeTrunk reads an enterprise trunk. With an *apiclient.PartlyRead it lacks routes, and may be
// seen, not edited: saving it would drop them.
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
		ExhaustionDestination: r.Exact(destinationField),
		CapacityManagement:    r.Flag("enableCapacityManagement"),
		MaxActiveCalls:        r.Count("maxActiveCalls"),
		TrapInitialCalls:      r.Count("capacityExceededTrapInitialCalls"),
		TrapOffsetCalls:       r.Count("capacityExceededTrapOffsetCalls"),
	}
	if out.ExhaustionDestination == "" { // notes of the API, and OCI, spell it so
		out.ExhaustionDestination = r.Exact(forwardAddressField)
	}
	wire.ReadReported(r, &out, spelled)
	if object, ok := wire.ReadRouting(r, &out); ok {
		out.Routes = wire.ReadRoutes(object, out.Mode, object.Find, readKey)
	} else {
		out.Mode = routing.Mode(r.Text("routingMode"))
	}
	return out
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
			r.Fail(part.name, wire.ErrMissing)
		}
	}
	return out
}
