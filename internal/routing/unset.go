package routing

// Unset returns the fields that a new enterprise trunk has to be given and t lacks. Which
// defaults a server takes for them is not documented, so none is left to it.
func (t Trunk) Unset() []Field {
	var out []Field
	for _, field := range []struct {
		name   Field
		absent bool
	}{
		{FieldName, t.Name == ""},
		{FieldMaxReroutes, t.MaxReroutes == nil},
		{FieldExhaustionAction, t.ExhaustionAction == ""},
		{FieldExhaustionDestination, t.ExhaustionAction == Forward && t.ExhaustionDestination == ""},
		{FieldOrderingAlgorithm, t.Mode == Ordered && t.OrderingAlgorithm == ""},
		{FieldMaxReroutesWithinPriority, t.Mode == Weighted && t.MaxReroutesWithinPriority == nil},
	} {
		if field.absent {
			out = append(out, field.name)
		}
	}
	return out
}
