package plan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// Drain returns the plan that takes every route of a survey which is in scope out of its list. The
// routes are parked: each keeps its place, priority and weight on this machine.
func Drain(h Header, scope Scope, survey Survey) Plan {
	around := newAround(survey.TrunkGroups)
	note := routing.OutOfService + ": " + scope.String()
	if h.Ticket != "" {
		note += ", " + h.Ticket
	}
	p := each(h, Draining, "take out of service: "+scope.String(), scope.Tenant, survey, func(d routing.Draft) (routing.Draft, []string, string) {
		why, used := "", false
		for i, row := range d.Rows() {
			switch has := scope.Has(row.TrunkGroup, around[place{scope.Tenant, row.TrunkGroup}].Device); {
			case has && row.Parked:
				why = row.TrunkGroup.String() + " is " + routing.Parked{Note: row.Note}.Word() + " already"
			case has:
				used = true
				d = d.Park(i, note, h.At)
			}
		}
		if used {
			why = ""
		}
		return d, nil, why
	})
	p.Scope = scope
	return p
}

// Migrate returns the plan that puts one trunk group of a tenant in the place of another, with its
// priority and weight, wherever that is in a list. Where it is in the list already the two are
// merged: it keeps the better place, or priority, and within one priority gets the sum of the
// weights.
func Migrate(h Header, tenant string, from, to routing.Key, survey Survey) Plan {
	title := fmt.Sprintf("move routes from %s to %s", from, to)
	p := each(h, Migrating, title, tenant, survey, func(d routing.Draft) (routing.Draft, []string, string) {
		trunk := d.Mine
		at, there := indexOf(trunk.Routes, from), indexOf(trunk.Routes, to)
		switch parked := slices.IndexFunc(d.Parked, func(p routing.Parked) bool { return p.Route.TrunkGroup == from }); {
		case at < 0 && parked >= 0:
			return d, nil, from.String() + " is " + d.Parked[parked].Word() + ", and stays so"
		case at < 0, from == to:
			return d, nil, ""
		}
		trunk.Routes = slices.Clone(trunk.Routes)
		moved := trunk.Routes[at]
		moved.TrunkGroup = to
		if there < 0 {
			trunk.Routes[at] = moved
			return sending(d, trunk), nil, ""
		}
		merged, word := merge(trunk, at, there)
		trunk.Routes[min(at, there)] = merged
		trunk.Routes = slices.Delete(trunk.Routes, max(at, there), max(at, there)+1)
		return sending(d, trunk), []string{word}, ""
	})
	p.Scope, p.To = ScopeOf(tenant, from), ScopeOf(tenant, to)
	return p
}

// merge returns the one route that two routes of a trunk become, and says so. It names the second.
func merge(t routing.Trunk, from, to int) (routing.Route, string) {
	a, b := t.Routes[from], t.Routes[to]
	if t.Mode != routing.Weighted {
		return b, fmt.Sprintf("%s is in the list already, at place %d: it keeps place %d", b.TrunkGroup, to+1, min(from, to)+1)
	}
	merged := b
	switch {
	case a.Priority == b.Priority:
		merged.Weight = min(a.Weight+b.Weight, routing.MaxWeight)
	case a.Priority < b.Priority:
		merged.Priority, merged.Weight = a.Priority, a.Weight
	}
	return merged, fmt.Sprintf("%s is in the list already, with priority %d, weight %d: it gets priority %d, weight %d", b.TrunkGroup, b.Priority, b.Weight, merged.Priority, merged.Weight)
}

func indexOf(routes []routing.Route, key routing.Key) int {
	return slices.IndexFunc(routes, func(r routing.Route) bool { return r.TrunkGroup == key })
}

// sending is a draft over the same base with another trunk.
func sending(d routing.Draft, trunk routing.Trunk) routing.Draft {
	d.Mine = trunk
	return d
}

// SameEdit is an edit that is made on several enterprise trunks. It returns the draft as it should
// become, and why it leaves it alone where it does.
type SameEdit struct {
	Title string
	do    func(routing.Draft) (routing.Draft, string)
}

// SetMaxReroutes sets how often a call is rerouted.
func SetMaxReroutes(n int) SameEdit {
	return SameEdit{"set max reroutes to " + strconv.Itoa(n), func(d routing.Draft) (routing.Draft, string) {
		return d.SetNumber(routing.FieldMaxReroutes, &n), ""
	}}
}

// SetExhaustion sets what happens when the routes are exhausted. The destination counts with
// routing.Forward.
func SetExhaustion(action, destination string) SameEdit {
	title := "set when exhausted to " + action
	if action == routing.Forward {
		title += " " + destination
	}
	return SameEdit{title, func(d routing.Draft) (routing.Draft, string) {
		d = d.SetExhaustion(action)
		if action == routing.Forward {
			d = d.SetDestination(destination)
		}
		return d, ""
	}}
}

// SetAlgorithm sets the ordering algorithm of those that are ordered.
func SetAlgorithm(algorithm string) SameEdit {
	return SameEdit{"set the algorithm to " + algorithm, func(d routing.Draft) (routing.Draft, string) {
		if d.Mine.Mode != routing.Ordered {
			return d, "it is weighted: it has no algorithm"
		}
		return d.SetAlgorithm(algorithm), ""
	}}
}

// Equalise gives the routes of each priority the same weight, in those that are weighted.
func Equalise() SameEdit {
	return SameEdit{"equalise the weights", func(d routing.Draft) (routing.Draft, string) {
		if d.Mine.Mode != routing.Weighted {
			return d, "it is ordered: it has no weights"
		}
		for i := range d.Rows() {
			d = d.Equalise(i)
		}
		return d, ""
	}}
}

// Same returns the plan that makes one edit on every enterprise trunk of a survey.
func Same(h Header, edit SameEdit, survey Survey) Plan {
	return each(h, Editing, edit.Title, "", survey, func(d routing.Draft) (routing.Draft, []string, string) {
		next, why := edit.do(d)
		if why == "" && !next.Changed() {
			why = "it is so already"
		}
		return next, nil, why
	})
}

// each returns the plan that edits each enterprise trunk of a tenant, or of all. An edit that
// changes nothing is skipped where it says why, and else is none.
func each(h Header, kind Kind, title, tenant string, survey Survey, edit func(routing.Draft) (next routing.Draft, words []string, why string)) Plan {
	var goals []Want
	var skipped []Skipped
	for _, t := range survey.Trunks {
		if tenant != "" && t.Subject.Tenant != tenant {
			continue
		}
		trunk, err := change.TrunkOf(t.Image)
		if err != nil {
			skipped = append(skipped, Skipped{t.Subject, err.Error()})
			continue
		}
		next, words, why := edit(routing.NewDraft(trunk, t.Parked))
		switch {
		case next.Changed():
			goals = append(goals, wantOf(t, next, words))
		case why != "":
			skipped = append(skipped, Skipped{t.Subject, why})
		}
	}
	p := Make(h, kind, title, survey, goals)
	p.Skipped = append(p.Skipped, skipped...)
	return p
}

// wantOf is an enterprise trunk as a draft has it.
func wantOf(t Trunk, d routing.Draft, words []string) Want {
	want := Want{
		Subject: t.Subject, Base: t.Image, Want: change.TrunkImage(d.Mine, apiclient.Document{}), Words: words, trunks: &trunks{d.Base, d.Mine},
	}
	parked := slices.DeleteFunc(slices.Clone(d.Parked), func(p routing.Parked) bool { return indexOf(d.Mine.Routes, p.Route.TrunkGroup) >= 0 })
	if d.ParkedChanged() || len(parked) != len(t.Parked) {
		want.Keep, _ = json.Marshal(parked) // texts, numbers and times always encode
	}
	return want
}
