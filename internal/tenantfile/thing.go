package tenantfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// Place names a thing within its tenant. The zero value names nothing.
type Place struct {
	Kind  change.Kind // TenantCapacity, GroupCapacity, TrunkGroup or EnterpriseTrunk
	Group string      // of a trunk group its own, of an enterprise trunk the one that has it; or empty
	Name  string
}

// Subject returns the place of a tenant on a platform as what is saved.
func (p Place) Subject(host, dialect, tenant string) change.Subject {
	return change.Subject{Host: host, Dialect: dialect, Kind: p.Kind, Tenant: tenant, Group: p.Group, Name: p.Name}
}

// String returns the kind and the names, as they are: whoever prints them makes them safe.
func (p Place) String() string {
	switch p.Kind {
	case change.TenantCapacity:
		return "limits of the tenant"
	case change.GroupCapacity:
		return "limits of group " + p.Group
	}
	if p.Group == "" {
		return string(p.Kind) + " " + p.Name
	}
	return string(p.Kind) + " " + p.Name + " of group " + p.Group
}

// Compare orders places as they stand in a file.
func (p Place) Compare(o Place) int {
	rank := func(p Place) int {
		switch p.Kind {
		case change.TenantCapacity:
			return 0
		case change.EnterpriseTrunk:
			return 2
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(p), rank(o)), strings.Compare(p.Group, o.Group), strings.Compare(p.Name, o.Name))
}

// Assigned is whether trunking is given to a tenant or a group. It is only told: banyan does not
// change it.
type Assigned string

// What a file may say of trunking; the zero value says nothing.
const (
	IsAssigned  Assigned = "assigned"
	NotAssigned Assigned = "not assigned"
)

// Thing is what a file says of one thing, or what was read of it.
type Thing struct {
	Place
	Line     int      // where it stands in its file; 0 in none
	Absent   bool     // an enterprise trunk that is not to be there
	Assigned Assigned // of a tenant or a group

	Limits []change.Field  // of a limit: what is mentioned, in the words of an image
	Trunk  routing.Trunk   // of an enterprise trunk: what is said of it
	Fields []routing.Field // of it: which of them
}

// Of returns what an image that was read of a place says, which is all that can be edited of it.
func Of(place Place, image change.Image) (Thing, error) {
	t := Thing{Place: place}
	if place.Kind == change.EnterpriseTrunk {
		trunk, err := change.TrunkOf(image)
		if err != nil {
			return t, err
		}
		t.Trunk = trunk.Canonical()
		t.Fields = reported(t.Trunk)
		return t, nil
	}
	t.Assigned = IsAssigned
	for _, f := range image.Fields {
		if !slices.Contains(limitNames(place.Kind), f.Name) {
			continue
		}
		setting, _ := trunkgroup.Named(f.Name)
		if on, reported := image.Value(setting.Needs); place.Kind == change.TrunkGroup && setting.Needs != "" && (!reported || on == "false") && f.Value == "" {
			continue // it means nothing
		}
		if f.Value == "" && !mayBeNone(place.Kind, setting) {
			return t, fmt.Errorf("the platform did not report %s", change.Label(f.Name))
		}
		t.Limits = append(t.Limits, f)
	}
	if place.Kind == change.TrunkGroup {
		t.Assigned = ""
	}
	return t, nil
}

// mayBeNone reports whether a limit may be taken away: of a trunk group, where one dialect or the
// other allows it.
func mayBeNone(kind change.Kind, f trunkgroup.Field) bool {
	return kind == change.TrunkGroup && (f.Optional || f.Needs != "")
}

// reported are the fields of an enterprise trunk that are known. One that may be taken away is
// known to be none where it applies.
func reported(t routing.Trunk) []routing.Field {
	managed := t.CapacityManagement != nil && *t.CapacityManagement
	var out []routing.Field
	for _, f := range routing.Fields() {
		isNone := managed && f.IsClearable() && t.Has(f)
		if t.Text(f) != "" || isNone || f == routing.FieldRoutes && !t.RoutesUnreported {
			out = append(out, f)
		}
	}
	return slices.DeleteFunc(out, func(f routing.Field) bool { return f == routing.FieldName })
}

// limitNames are the limits of a level, in the order of a file.
func limitNames(kind change.Kind) []string {
	if kind != change.TrunkGroup {
		return []string{change.MaxActiveCalls, change.BurstingMaxActiveCalls}
	}
	var out []string
	for _, f := range trunkgroup.Fields() {
		if f.Section == trunkgroup.SectionLimits || f.Section == trunkgroup.SectionDirections {
			out = append(out, f.Name)
		}
	}
	return out
}

// Over returns what the thing makes of what is there: that, with what the thing says in its place.
// Of an enterprise trunk that is not there yet it makes one. Absent is no image.
func (t Thing) Over(now change.Image) (change.Image, error) {
	if t.Absent {
		return change.Image{}, nil
	}
	if t.Kind == change.EnterpriseTrunk {
		trunk, err := change.TrunkOf(now)
		if err != nil {
			return now, err
		}
		trunk.Name = t.Name
		if trunk, err = t.overTrunk(trunk); err != nil {
			return now, err
		}
		return change.TrunkImage(trunk, apiclient.Document{Raw: now.Raw, ReadAt: now.ReadAt}), nil
	}
	for _, f := range t.Limits {
		if _, known := now.Value(f.Name); !known && f.Value != "" {
			return now, fmt.Errorf("the platform does not report %s of it, so it is not changed: leave it out", f.Name)
		}
		now = now.With(f)
	}
	for _, f := range trunkgroup.Fields() {
		if on, reported := now.Value(f.Needs); t.Kind == change.TrunkGroup && reported && on == "false" {
			if _, has := now.Value(f.Name); has {
				now = now.With(change.Field{Name: f.Name})
			}
		}
	}
	return now, nil
}

// overTrunk carries nothing from one mode into the other: what an enterprise trunk needs that is
// new, or gets another mode, has to be said.
func (t Thing) overTrunk(trunk routing.Trunk) (routing.Trunk, error) {
	was := trunk.Mode
	trunk = trunk.Canonical() // without what is left of another mode
	switched := slices.Contains(t.Fields, routing.FieldMode) && was != t.Trunk.Mode
	if err := t.put(&trunk); err != nil && was != "" {
		return trunk, err
	}
	var missing []string
	switch {
	case was == "" && trunk.Mode == "":
		missing = append(missing, keyOrdered+" or "+keyWeighted)
	case switched && !slices.Contains(t.Fields, routing.FieldRoutes):
		missing = append(missing, string(routing.FieldRoutes))
	}
	for _, f := range trunk.Unset() {
		if was == "" || switched && (f == routing.FieldOrderingAlgorithm || f == routing.FieldMaxReroutesWithinPriority) {
			missing = append(missing, string(f))
		}
	}
	if len(missing) == 0 {
		return trunk, nil
	}
	what := "it is not there yet, and a new enterprise trunk needs "
	if was != "" {
		what = "it is " + string(was) + " now, and to be " + string(trunk.Mode) + " it needs "
	}
	return trunk, errors.New(what + strings.Join(missing, ", "))
}

// put puts what the thing says of an enterprise trunk into one. The error says that its server
// does not have a field.
func (t Thing) put(trunk *routing.Trunk) (err error) {
	from := t.Trunk.Clone()
	for _, f := range t.Fields {
		switch f {
		case routing.FieldMode:
			trunk.Mode = from.Mode
		case routing.FieldOrderingAlgorithm:
			trunk.OrderingAlgorithm = from.OrderingAlgorithm
		case routing.FieldRoutes:
			trunk.Routes, trunk.RoutesUnreported = from.Routes, false
		case routing.FieldExhaustionAction:
			trunk.ExhaustionAction = from.ExhaustionAction
		case routing.FieldExhaustionDestination:
			trunk.ExhaustionDestination = from.ExhaustionDestination
		case routing.FieldCapacityManagement:
			trunk.CapacityManagement = from.CapacityManagement
		default:
			if n := trunk.Number(f); n != nil {
				*n = *from.Number(f)
				if *n != nil && !trunk.Has(f) {
					err = fmt.Errorf("the platform does not report %s of it, so it is not changed: leave it out", f)
				}
			}
		}
	}
	return err
}

// limit returns what is said of one limit.
func (t Thing) limit(field string) (value string, mentioned bool) {
	at := slices.IndexFunc(t.Limits, func(f change.Field) bool { return f.Name == field })
	if at < 0 {
		return "", false
	}
	return t.Limits[at].Value, true
}

// known are the fields that are mentioned, and those that mean nothing beside them.
func (t Thing) known() []routing.Field {
	out := slices.Clone(t.Fields)
	switch t.Trunk.Mode {
	case routing.Ordered:
		out = append(out, routing.FieldMaxReroutesWithinPriority)
	case routing.Weighted:
		out = append(out, routing.FieldOrderingAlgorithm)
	}
	if t.Trunk.ExhaustionAction == routing.None {
		out = append(out, routing.FieldExhaustionDestination)
	}
	if on := t.Trunk.CapacityManagement; on != nil && !*on {
		out = append(out, routing.Managed()...)
	}
	return out
}

// only returns what a thing says of some fields.
func (t Thing) only(fields []routing.Field) routing.Trunk {
	t.Fields = fields
	out := routing.Trunk{Name: t.Name, Reported: t.Trunk.Reported}
	_ = t.put(&out) // it is compared, and not sent
	return out
}

// assigned is what is known of trunking: what has limits has it.
func (t Thing) assigned() Assigned {
	if t.Assigned == "" && len(t.Limits) > 0 && t.Kind != change.TrunkGroup {
		return IsAssigned
	}
	return t.Assigned
}
