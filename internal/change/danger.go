package change

import (
	"fmt"

	"banyan/capacity"
)

// Dangers returns the dangerous results of an edit over what was just read, one
// sentence each: a deletion, the override of somebody else's change, what the kind
// knows, and capacity lowered below what is allocated. Where there are any, the
// subject's id has to be typed.
func Dangers(target Target, edit Edit, fresh Image) []string {
	var out []string
	if edit.Operation() == Delete {
		out = append(out, fmt.Sprintf("%s %s is deleted", edit.Subject.Kind, edit.Subject.ID()))
	}
	for _, field := range edit.Overrides {
		out = append(out, fmt.Sprintf("a change of %s that somebody else made is overridden", field))
	}
	if edit.Operation() == Delete {
		return out
	}
	if kind, ok := target.(Dangerous); ok {
		out = append(out, kind.Dangers(fresh, edit.Want)...)
	}
	if edit.Subject.Kind == TenantCapacity || edit.Subject.Kind == GroupCapacity {
		for _, name := range []string{MaxActiveCalls, BurstingMaxActiveCalls} {
			if text := lowered(edit, fresh, name); text != "" {
				out = append(out, text)
			}
		}
	}
	return out
}

// lowered says that a figure goes below what the level below was given, or that this
// cannot be told.
func lowered(edit Edit, fresh Image, name string) string {
	before, after := figureOf(fresh, name), figureOf(edit.Want, name)
	limit, ok := after.Limit()
	if former, read := before.Limit(); !ok || before == after || (read && limit.Compare(former) > 0) {
		return ""
	}
	allocated, known := edit.Allocated[name]
	if known && limit.Compare(allocated.AtLeast()) < 0 {
		return fmt.Sprintf("%s %s is below what is allocated: %s", Label(name), limit, allocated)
	}
	if !known || !allocated.IsComplete() {
		return fmt.Sprintf("%s is lowered, and not all that is allocated was read", Label(name))
	}
	return ""
}

func figureOf(image Image, name string) capacity.Reading {
	text, _ := image.Value(name)
	reading, err := ParseFigure(text)
	if err != nil {
		return capacity.Reading{} // Validate stops it before
	}
	return reading
}
