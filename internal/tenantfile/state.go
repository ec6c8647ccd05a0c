package tenantfile

import (
	"cmp"
	"fmt"
	"slices"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/strictyaml"
)

// State is what was read of a tenant.
type State struct {
	Images     map[Place]change.Image
	Unassigned map[Place]bool // trunking is not given to it
	IsWhole    bool           // nothing is missing: what is not here is not there
}

// Meeting is what a file says of a thing beside what is there.
type Meeting struct {
	Thing
	Base, Want change.Image // as read, and as the file wants it; absent: not there
	Unread     bool         // whether it is there could not be read
	Problem    string       // why the file cannot be fulfilled; empty where it can
	Missing    []Missing    // trunk groups of its routes that are not there
	trunking   *Difference
}

// Missing is a trunk group that a route leads to and that is not there.
type Missing struct {
	routing.Key
	Near string // "; the nearest is X", or nothing
}

func (s State) meet(t Thing) Meeting {
	m := Meeting{Thing: t}
	image, isThere := s.Images[t.Place]
	switch {
	case s.Unassigned[t.Place] && t.assigned() == NotAssigned:
	case s.Unassigned[t.Place]:
		m.trunking = new(trunking(t.Place, NotAssigned, IsAssigned))
		m.Problem = "trunking is not assigned to it on the platform, and banyan does not change that"
	case isThere && t.Assigned == NotAssigned:
		m.trunking = new(trunking(t.Place, IsAssigned, NotAssigned))
		m.Problem = "trunking is assigned to it on the platform, and banyan does not change that"
	case !isThere && !s.IsWhole:
		m.Unread = true
	case !isThere && t.Kind != change.EnterpriseTrunk:
		m.Problem = "there is no such " + s.missing(t.Place)
	default:
		s.want(&m, image)
	}
	return m
}

// want works out what the thing makes of an image.
func (s State) want(m *Meeting, image change.Image) {
	m.Base, m.Want = image, image
	want, err := m.Over(image)
	if err != nil {
		m.Problem = err.Error()
		return
	}
	m.Want = want
	before, _ := change.TrunkOf(m.Base) // both were made of trunks
	after, _ := change.TrunkOf(m.Want)
	for _, r := range after.Routes {
		wasThere := slices.ContainsFunc(before.Routes, func(was routing.Route) bool { return was.TrunkGroup == r.TrunkGroup })
		if _, known := s.Images[placeOf(r.TrunkGroup)]; m.Kind == change.EnterpriseTrunk && !known && !wasThere && s.IsWhole {
			m.Missing = append(m.Missing, Missing{r.TrunkGroup, strictyaml.Near(r.TrunkGroup.Name, s.named(change.TrunkGroup, r.TrunkGroup.GroupID))})
		}
	}
}

func placeOf(key routing.Key) Place {
	return Place{Kind: change.TrunkGroup, Group: key.GroupID, Name: key.Name}
}

// missing says what is not there, with the nearest that is.
func (s State) missing(p Place) string {
	switch p.Kind {
	case change.GroupCapacity:
		return "group" + strictyaml.Near(p.Group, s.named(p.Kind, ""))
	case change.TrunkGroup:
		return "trunk group" + strictyaml.Near(p.Name, s.named(p.Kind, p.Group))
	}
	return "tenant"
}

// named are the names of what there is of a kind, in a group where that counts.
func (s State) named(kind change.Kind, group string) []string {
	var out []string
	for place := range s.Images {
		if place.Kind == kind && (group == "" || place.Group == group) {
			out = append(out, cmp.Or(place.Name, place.Group))
		}
	}
	slices.Sort(out)
	return out
}

// Differences returns what the file changes of what is there.
func (m Meeting) Differences() []Difference {
	switch {
	case m.trunking != nil:
		return []Difference{*m.trunking}
	case m.Problem != "":
		return []Difference{{Place: m.Place, What: OnlyTo, Text: m.Problem}}
	case m.Base.Exists() && !m.Want.Exists():
		return []Difference{whole(m.Place, OnlyFrom, "absent: true deletes it")}
	case !m.Base.Exists() && m.Want.Exists():
		return []Difference{whole(m.Place, OnlyTo, "not there yet: it is created")}
	}
	return Images(m.Place, m.Base, m.Want)
}

// At says where the thing stands.
func (m Meeting) At(file string) string { return fmt.Sprintf("%s: line %d", file, m.Line) }
