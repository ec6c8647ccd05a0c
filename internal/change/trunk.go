package change

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// The fields of an enterprise trunk that hold a whole part of it, which routing.Merge
// never splits either.
const (
	routesField     = string(routing.FieldRoutes)           // mode, algorithm, routes, max reroutes within a priority
	exhaustionField = string(routing.FieldExhaustionAction) // action and destination
)

// routesPart is the text of a routing list.
type routesPart struct {
	Mode           routing.Mode `json:"mode"`
	Algorithm      string       `json:"algorithm,omitempty"`
	WithinPriority *int         `json:"withinPriority,omitempty"`
	Routes         []routePart  `json:"routes"`
}

type routePart struct {
	Group    string `json:"group"`
	Name     string `json:"name"`
	Priority int    `json:"priority,omitempty"`
	Weight   int    `json:"weight,omitempty"`
}

type exhaustionPart struct {
	Action      string `json:"action,omitempty"`
	Destination string `json:"destination,omitempty"`
}

// TrunkImage returns an enterprise trunk as an image. Document is what it was read
// from, zero for one that is only wanted. Fields that do not apply are empty.
func TrunkImage(trunk routing.Trunk, document apiclient.Document) Image {
	trunk = trunk.Canonical()
	routes := Field{Name: routesField, Value: routesText(trunk)}
	if trunk.Mode == routing.Weighted { // the order of its list means nothing
		slices.SortFunc(trunk.Routes, routing.Route.Compare)
		routes.Key = routesText(trunk)
	}
	exhaustion := Field{Name: exhaustionField}
	if trunk.ExhaustionAction != "" || trunk.ExhaustionDestination != "" {
		exhaustion.Value = encode(exhaustionPart{Action: trunk.ExhaustionAction, Destination: trunk.ExhaustionDestination})
	}
	image := Image{Raw: document.Raw, ReadAt: document.ReadAt, Fields: []Field{
		{Name: NameField, Value: trunk.Name},
		routes,
		{Name: string(routing.FieldMaxReroutes), Value: textOf(trunk.MaxReroutes)},
		exhaustion,
		{Name: string(routing.FieldCapacityManagement), Value: textOf(trunk.CapacityManagement)},
	}}
	for _, f := range routing.Managed() {
		if n := *trunk.Number(f); n != nil || trunk.Has(f) {
			image.Fields = append(image.Fields, Field{Name: string(f), Value: textOf(n)})
		}
	}
	return image
}

func routesText(trunk routing.Trunk) string {
	part := routesPart{
		Mode: trunk.Mode, Algorithm: trunk.OrderingAlgorithm, WithinPriority: trunk.MaxReroutesWithinPriority,
		Routes: make([]routePart, len(trunk.Routes)),
	}
	for n, r := range trunk.Routes {
		part.Routes[n] = routePart{Group: r.TrunkGroup.GroupID, Name: r.TrunkGroup.Name, Priority: r.Priority, Weight: r.Weight}
	}
	return encode(part)
}

// TrunkOf returns the enterprise trunk that an image holds; a zero trunk for one that
// does not exist. The error says that the image holds something else.
func TrunkOf(image Image) (routing.Trunk, error) {
	var trunk routing.Trunk
	for _, f := range image.Fields {
		if slices.Contains(routing.Seldom(), routing.Field(f.Name)) {
			trunk.Reported = append(trunk.Reported, routing.Field(f.Name))
		}
		if err := setField(&trunk, f.Name, f.Value); err != nil {
			return routing.Trunk{}, fmt.Errorf("field %s: %w", f.Name, err)
		}
	}
	return trunk, nil
}

func setField(trunk *routing.Trunk, name, value string) (err error) {
	if value == "" {
		return nil
	}
	switch routing.Field(name) {
	case routing.FieldName:
		trunk.Name = value
	case routing.FieldRoutes:
		var part routesPart
		err = json.Unmarshal([]byte(value), &part)
		trunk.Mode, trunk.OrderingAlgorithm, trunk.MaxReroutesWithinPriority = part.Mode, part.Algorithm, part.WithinPriority
		for _, r := range part.Routes {
			trunk.Routes = append(trunk.Routes, routing.Route{
				TrunkGroup: routing.Key{GroupID: r.Group, Name: r.Name}, Priority: r.Priority, Weight: r.Weight,
			})
		}
	case routing.FieldExhaustionAction:
		var part exhaustionPart
		err = json.Unmarshal([]byte(value), &part)
		trunk.ExhaustionAction, trunk.ExhaustionDestination = part.Action, part.Destination
	case routing.FieldCapacityManagement:
		trunk.CapacityManagement, err = parsed(strconv.ParseBool(value))
	default:
		number := trunk.Number(routing.Field(name))
		if number == nil {
			return fmt.Errorf("not of an enterprise trunk")
		}
		*number, err = parsed(strconv.Atoi(value))
	}
	return err
}

func parsed[T any](value T, err error) (*T, error) { return &value, err }

func encode(part any) string {
	text, _ := json.Marshal(part) // structs of text and numbers always encode
	return string(text)
}

func textOf[T int | bool](value *T) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(*value)
}

// trunkTarget is an enterprise trunk on a server.
type trunkTarget struct {
	api     API
	subject Subject
	opts    apiclient.WriteOptions
}

func (t trunkTarget) Knowing(host Host) Target {
	t.opts.ForwardAddress = host.ForwardAddress
	return t
}

func (t trunkTarget) Read(ctx context.Context) (Image, error) {
	document, trunk, err := t.api.EnterpriseTrunkDocument(ctx, t.subject.Owner(), t.subject.Name)
	if err != nil {
		return Image{}, err
	}
	trunk.Name = t.subject.Name // the API does not repeat it
	return TrunkImage(trunk, document), nil
}

func (t trunkTarget) Listed(ctx context.Context) (bool, error) { return listed(ctx, t.api, t.subject) }

func (t trunkTarget) Write(ctx context.Context, fresh, want Image) error {
	trunk, err := TrunkOf(want)
	if err != nil {
		return &unsentError{err}
	}
	document := apiclient.Document{Raw: fresh.Raw, ReadAt: fresh.ReadAt}
	opts := t.opts
	opts.Cleared = cleared(fresh, want)
	return t.api.PutEnterpriseTrunk(ctx, t.subject.Owner(), t.subject.Name, document, trunk, opts)
}

// cleared are the numbers that an edit takes away, while capacity management is on: without it
// they mean nothing, and the server may keep them.
func cleared(fresh, want Image) []routing.Field {
	var out []routing.Field
	for _, c := range Differences(fresh, want) {
		if f := routing.Field(c.Name); c.To == "" && f.IsClearable() && want.text(string(routing.FieldCapacityManagement)) == "true" {
			out = append(out, f)
		}
	}
	return out
}

func (t trunkTarget) Create(ctx context.Context, want Image) error {
	trunk, err := TrunkOf(want)
	if err != nil {
		return &unsentError{err}
	}
	return t.api.CreateEnterpriseTrunk(ctx, t.subject.Owner(), trunk, t.opts)
}

func (t trunkTarget) Delete(ctx context.Context) error {
	return t.api.DeleteEnterpriseTrunk(ctx, t.subject.Owner(), t.subject.Name)
}

func (t trunkTarget) Validate(base, want Image) []Problem {
	trunk, err := TrunkOf(want)
	before, invalid := TrunkOf(base)
	if err := cmp.Or(err, invalid); err != nil {
		return []Problem{{Route: -1, Text: err.Error()}}
	}
	var out []Problem
	for _, p := range trunk.Breaks(before) {
		out = append(out, Problem{Field: string(p.Field), Route: p.Route, Text: p.Text})
	}
	return out
}

func (t trunkTarget) Dangers(fresh, want Image) []string {
	before, err := TrunkOf(fresh)
	after, invalid := TrunkOf(want)
	if err := cmp.Or(err, invalid); err != nil {
		return []string{err.Error()}
	}
	return TrunkDangers(before, after, fresh, want)
}

// TrunkDangers returns the dangerous results of turning one enterprise trunk into another, whose
// images are at hand too.
func TrunkDangers(before, after routing.Trunk, fresh, want Image) []string {
	dangers := routing.Dangerous(before, after)
	for _, f := range cleared(fresh, want) {
		dangers = append(dangers, f.ClearDoubt())
	}
	return dangers
}

// Parts joins fields as routing.Merge does: where only one side has capacity
// management on, a limit that the other side edits would vanish unseen.
func (t trunkTarget) Parts(theirs, mine Image) [][]string {
	const management = string(routing.FieldCapacityManagement)
	if theirs.text(management) == mine.text(management) {
		return nil
	}
	part := []string{management}
	for _, f := range routing.Managed() {
		part = append(part, string(f))
	}
	return [][]string{part}
}

// unsentError is a write that this package itself stopped.
type unsentError struct{ err error }

func (e *unsentError) Error() string { return e.err.Error() }

func (e *unsentError) Unwrap() error { return e.err }

func (e *unsentError) MayHaveApplied() bool { return false }
