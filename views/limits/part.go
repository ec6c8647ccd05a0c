package limits

import (
	"cmp"
	"math"
	"slices"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
)

// part is what is right below the level whose limits are changed: a group of a tenant, or a
// trunk group, which takes a slice of its group.
type part struct {
	name, title string
	figures     capacity.Figures
	slice       ui.Bar // of a trunk group
	isTrunk     bool
	down        bool
}

// partsOf returns the trunk groups of the group of a plan, or the groups of its tenant, the
// fullest first.
func partsOf(p Plan, wanted []change.Image) (parts []part, title, counts string) {
	after := p.analyze(wanted)
	last := p.targets[len(p.targets)-1].subject
	for _, g := range after.Groups {
		switch {
		case last.Group == "" && g.Group.Assignment != capacity.NotAssigned:
			parts = append(parts, part{name: safetext.Name(g.Group.ID), title: safetext.Name(g.Group.Name), figures: g.Calls})
		case last.Group != "" && g.Group.ID == last.Group:
			return slicesOf(p, g), "trunk groups of " + safetext.Name(last.Group), ui.Count(len(g.Group.TrunkGroups), "trunk group") + " with " + g.Calls.Allocated.Of("calls")
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.fullness(), a.fullness()) })
	return parts, "fullest groups", ui.Count(len(parts), "group") + " with " + after.Calls.Allocated.Of("calls")
}

// fullness ranks groups by how much of their limit is given out.
func (p part) fullness() float64 {
	ratio, ok := p.figures.Ratio()
	switch {
	case ok:
		return ratio
	case p.figures.Difference.IsNegative():
		return math.Inf(1)
	}
	return -1
}

// slicesOf returns the trunk groups as slices of their group, one after the other.
func slicesOf(p Plan, g capacity.GroupBreakdown) []part {
	parts, limits := make([]part, len(g.Group.TrunkGroups)), make([]capacity.Reading, len(g.Group.TrunkGroups))
	for i, t := range g.Group.TrunkGroups {
		limits[i] = t.MaxActiveCalls
		parts[i] = part{name: safetext.Name(t.Name), title: deviceOf(p.details[t.Name]), figures: capacity.Figures{Own: t.MaxActiveCalls}, isTrunk: true, down: t.Down}
	}
	for i, slice := range figures.Slices(g.Calls, limits) {
		parts[i].slice = slice
	}
	return parts
}

// deviceOf is where the calls of a trunk group go, as far as the server says it.
func deviceOf(t apiclient.TrunkGroup) string {
	name, _ := t.Field("accessDevice.name")
	return name
}
