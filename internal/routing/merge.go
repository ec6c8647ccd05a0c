package routing

import "slices"

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
// changed, each to something else, is a conflict: merged holds theirs there until the caller
// chooses with Take. Two edits of a list are never mixed.
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
	limits := append([]Field{FieldCapacityManagement}, Managed()...)
	if !same(theirs, mine, FieldCapacityManagement) {
		return append(parts, limits)
	}
	for _, f := range limits {
		parts = append(parts, []Field{f})
	}
	return parts
}

func newConflict(part []Field, base, theirs, mine Trunk) Conflict {
	differing := slices.DeleteFunc(slices.Clone(part), func(f Field) bool { return same(base, theirs, f) && same(base, mine, f) })
	first := slices.IndexFunc(part, func(f Field) bool { return !same(theirs, mine, f) })
	return Conflict{
		Field: part[first],
		Base:  base.texts(differing), Theirs: theirs.texts(differing), Mine: mine.texts(differing),
	}
}
