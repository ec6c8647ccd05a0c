package routing

import (
	"slices"
	"strings"
)

// Conflict is a part of the trunk that theirs and mine both changed since base,
// each to something else. Field is the first field of the part in which the two
// differ, and is what Take takes. Base, Theirs and Mine are its values as text;
// where the part has several fields, those that the three do not agree on, named.
type Conflict struct {
	Field  Field
	Base   string
	Theirs string
	Mine   string
}

// Merge combines what theirs and mine changed since base. A part (see the package
// documentation) that only one side changed is taken from that side. One that both
// changed to the same is no conflict; to something else is one, and merged holds
// theirs there until the caller chooses with Take. The routing (mode, algorithm,
// routes) is one part, so two edits of a list are never mixed.
func Merge(base, theirs, mine Trunk) (merged Trunk, conflicts []Conflict) {
	base, theirs, mine = base.Canonical(), theirs.Canonical(), mine.Canonical()
	merged = theirs.Clone()
	for _, part := range partsOf(theirs, mine) {
		switch {
		case same(base, mine, part...):
		case same(base, theirs, part...):
			merged.assign(mine, part)
		case !same(theirs, mine, part...):
			conflicts = append(conflicts, newConflict(part, base, theirs, mine))
		}
	}
	return merged, conflicts
}

// Take returns t with the part that f belongs to as from has it: the choice for one
// conflict.
func (t Trunk) Take(f Field, from Trunk) Trunk {
	t = t.Clone()
	for _, part := range partsOf(t, from) {
		if slices.Contains(part, f) {
			t.assign(from, part)
		}
	}
	return t
}

// partsOf returns what is merged as a whole. Capacity management takes its limits
// along where the two do not agree on it: merged one by one, a limit that one side
// edits would vanish when the other side switches it off.
func partsOf(theirs, mine Trunk) [][]Field {
	parts := [][]Field{
		{FieldName},
		{FieldMode, FieldOrderingAlgorithm, FieldRoutes, FieldMaxReroutesWithinPriority},
		{FieldMaxReroutes},
		{FieldExhaustionAction, FieldExhaustionDestination},
	}
	limits := []Field{FieldCapacityManagement, FieldMaxActiveCalls, FieldTrapInitialCalls, FieldTrapOffsetCalls}
	if !same(theirs, mine, FieldCapacityManagement) {
		return append(parts, limits)
	}
	for _, f := range limits {
		parts = append(parts, []Field{f})
	}
	return parts
}

// assign copies some fields of from, which keeps its own.
func (t *Trunk) assign(from Trunk, fields []Field) {
	from = from.Clone()
	for _, f := range fields {
		switch f {
		case FieldName:
			t.Name = from.Name
		case FieldMode:
			t.Mode = from.Mode
		case FieldOrderingAlgorithm:
			t.OrderingAlgorithm = from.OrderingAlgorithm
		case FieldRoutes:
			t.Routes = from.Routes
		case FieldExhaustionAction:
			t.ExhaustionAction = from.ExhaustionAction
		case FieldExhaustionDestination:
			t.ExhaustionDestination = from.ExhaustionDestination
		case FieldCapacityManagement:
			t.CapacityManagement = from.CapacityManagement
		case FieldMaxReroutesWithinPriority, FieldMaxReroutes, FieldMaxActiveCalls, FieldTrapInitialCalls, FieldTrapOffsetCalls:
			*t.number(f) = *from.number(f)
		}
	}
}

func newConflict(part []Field, base, theirs, mine Trunk) Conflict {
	differing := slices.DeleteFunc(slices.Clone(part), func(f Field) bool {
		return same(base, theirs, f) && same(base, mine, f)
	})
	first := slices.IndexFunc(part, func(f Field) bool { return !same(theirs, mine, f) })
	return Conflict{
		Field: part[first],
		Base:  base.texts(differing), Theirs: theirs.texts(differing), Mine: mine.texts(differing),
	}
}

// texts names the fields when there are several.
func (t Trunk) texts(fields []Field) string {
	if len(fields) == 1 {
		return t.Text(fields[0])
	}
	var texts []string
	for _, f := range fields {
		if text := t.Text(f); text != "" {
			texts = append(texts, f.Label()+" "+text)
		}
	}
	return strings.Join(texts, "; ")
}
