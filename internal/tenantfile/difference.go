package tenantfile

import (
	"cmp"
	"fmt"
	"slices"

	"banyan/internal/change"
	"banyan/internal/routing"
)

// Difference is one thing that differs between two states of a tenant. The zero value is none.
type Difference struct {
	Place
	Field string       // the API's word; "trunking" where it is given on one side alone; empty: the whole thing
	Route *routing.Key // of a route: which
	What  routing.ChangeKind
	From  string // empty: not there, or none
	To    string
	Text  string // all of it in words
}

// The kinds of difference of a whole thing.
const (
	OnlyFrom routing.ChangeKind = "only in the first"
	OnlyTo   routing.ChangeKind = "only in the second"
)

// trunkingField is the name of a difference of whether trunking is assigned.
const trunkingField = "trunking"

// whole is the difference of a thing that one side alone has.
func whole(place Place, what routing.ChangeKind, text string) Difference {
	return Difference{Place: place, What: what, Text: text}
}

// Images returns how two images of a place differ, in words too.
func Images(place Place, from, to change.Image) []Difference {
	var out []Difference
	if place.Kind != change.EnterpriseTrunk {
		for _, c := range change.Differences(from, to) {
			was, is := cmp.Or(c.From, none), cmp.Or(c.To, none)
			out = append(out, Difference{
				Place: place, Field: c.Name, What: routing.Set, From: c.From, To: c.To,
				Text: fmt.Sprintf("%s: %s -> %s", change.Label(c.Name), change.Text(place.Kind, c.Name, was), change.Text(place.Kind, c.Name, is)),
			})
		}
		return out
	}
	before, _ := change.TrunkOf(from) // both were made of trunks
	after, _ := change.TrunkOf(to)
	return trunks(place, before, after)
}

func trunks(place Place, from, to routing.Trunk) []Difference {
	var out []Difference
	for _, c := range routing.Diff(from, to) {
		d := Difference{Place: place, Field: string(c.Field), What: c.Kind, From: c.From, To: c.To, Text: c.String()}
		if c.Route != (routing.Key{}) {
			d.Route = &c.Route
		}
		out = append(out, d)
	}
	return out
}

// Files returns how two files differ in what both of them mention. A thing that one alone
// mentions is a difference as well; one that is to be absent is as good as not mentioned. The
// names of the tenants and of the platforms are none: two tenants, or two platforms, may be compared.
func Files(from, to File) []Difference {
	var out []Difference
	for _, place := range places(from, to) {
		a, inFrom := from.Thing(place)
		b, inTo := to.Thing(place)
		inFrom, inTo = inFrom && !a.Absent, inTo && !b.Absent
		switch {
		case inFrom && inTo:
			out = append(out, things(a, b)...)
		case inFrom:
			out = append(out, whole(place, OnlyFrom, "only in the first"))
		case inTo:
			out = append(out, whole(place, OnlyTo, "only in the second"))
		}
	}
	return out
}

// places are those of both files, each once, in their order.
func places(from, to File) []Place {
	var out []Place
	for _, t := range slices.Concat(from.Things, to.Things) {
		out = append(out, t.Place)
	}
	slices.SortFunc(out, Place.Compare)
	return slices.Compact(out)
}

// things compares what both say.
func things(a, b Thing) []Difference {
	var out []Difference
	if was, is := a.assigned(), b.assigned(); was != is && was != "" && is != "" {
		out = append(out, trunking(a.Place, was, is))
	}
	if a.Kind == change.EnterpriseTrunk {
		known := b.known()
		both := slices.DeleteFunc(a.known(), func(f routing.Field) bool { return !slices.Contains(known, f) })
		return append(out, trunks(a.Place, a.only(both), b.only(both))...)
	}
	var from, to change.Image
	for _, f := range a.Limits {
		if value, mentioned := b.limit(f.Name); mentioned {
			from, to = from.With(f), to.With(change.Field{Name: f.Name, Value: value})
		}
	}
	return append(out, Images(a.Place, from, to)...)
}

func trunking(place Place, from, to Assigned) Difference {
	return Difference{
		Place: place, Field: trunkingField, What: routing.Set, From: string(from), To: string(to),
		Text: fmt.Sprintf("trunking: %s -> %s, which banyan does not change", from, to),
	}
}
