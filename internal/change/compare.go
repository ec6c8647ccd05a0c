package change

import "slices"

// FieldChange is one field that differs between two images.
type FieldChange struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Differences returns the fields that differ, in their order. Of an image that does
// not exist every field is empty.
func Differences(from, to Image) []FieldChange {
	var out []FieldChange
	for _, name := range fieldNames(to, from) {
		before, _ := from.field(name)
		after, _ := to.field(name)
		if !before.same(after) {
			out = append(out, FieldChange{Name: name, From: before.Value, To: after.Value})
		}
	}
	return out
}

// ThreeWay is one field of which the three images do not agree: what the edit started
// from, what is there now, and what the edit wants. Conflict says that both sides
// changed it, or the part that it belongs to, each to something else.
type ThreeWay struct {
	Name     string
	Part     string // the fields of one part are chosen together; the name where it stands alone
	Base     string
	Theirs   string
	Mine     string
	Conflict bool
}

// comparison is the three-way compare of an edit.
type comparison struct {
	fields    []ThreeWay
	merged    Image // theirs with what only mine changed; mine where both did
	conflicts bool
	foreign   bool // somebody else changed something since base
}

// compare merges field by field. A list is one field, so it is never merged.
func compare(base, theirs, mine Image) comparison {
	out := comparison{merged: theirs, foreign: !theirs.Equal(base)}
	for _, name := range fieldNames(theirs, mine, base) {
		there, _ := theirs.field(name)
		before, known := base.field(name)
		want, wanted := mine.field(name)
		if !known && !wanted {
			continue // a field that the edit never saw is left alone
		}
		if !wanted {
			want = before
		}
		if before.same(there) && there.same(want) {
			continue
		}
		field := ThreeWay{Name: name, Part: name, Base: before.Value, Theirs: there.Value, Mine: want.Value}
		field.Conflict = !want.same(before) && !there.same(before) && !want.same(there)
		out.conflicts = out.conflicts || field.Conflict
		out.fields = append(out.fields, field)
		if !want.same(before) {
			out.merged = out.merged.With(want)
		}
	}
	return out
}

// join makes one part of fields that only make sense together: where both sides changed
// it, each to something else, all of it is a conflict.
func (c *comparison) join(base, theirs, mine Image, part []string) {
	differ := func(a, b Image) bool {
		return slices.ContainsFunc(part, func(name string) bool {
			x, _ := a.field(name)
			y, _ := b.field(name)
			return !x.same(y)
		})
	}
	conflict := differ(mine, base) && differ(theirs, base) && differ(mine, theirs)
	for n := range c.fields {
		if field := &c.fields[n]; slices.Contains(part, field.Name) {
			field.Part, field.Conflict = part[0], field.Conflict || conflict
			c.conflicts = c.conflicts || conflict
		}
	}
}

// fieldNames returns the names of all images, the first image's order first.
func fieldNames(images ...Image) []string {
	var names []string
	for _, image := range images {
		for _, f := range image.Fields {
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		}
	}
	return names
}
