package plan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"banyan/internal/change"
	"banyan/internal/routing"
)

// Drained is one route that a plan took out of service and nothing put back since, as the journal
// tells it.
type Drained struct {
	Subject   change.Subject // the enterprise trunk, by the name that it has now
	Route     routing.Route  // as it was in the list
	Plan      string
	Scope     Scope
	Entry     string // of the journal
	Since     time.Time
	Who       string // the local user
	Principal string // the user of the API
	Ticket    string
	Unsure    bool // how the save ended that took it out, or one after it, is not known yet

	left routing.Trunk   // what the drain left
	rows []routing.Route // the list as it was shown then, with what was taken out at its place
}

// Outage is what one plan took out of service and is not back. Routes are in the order in which
// they were taken out. The zero value is none.
type Outage struct {
	Plan      string
	Scope     Scope
	Since     time.Time
	Who       string
	Principal string
	Ticket    string
	Unsure    bool
	Routes    []Drained
}

// Trunks returns the names of the enterprise trunks in which something is out of service, in their order.
func (o Outage) Trunks() (names []string) {
	seen := make(map[change.Subject]bool)
	for _, d := range o.Routes {
		if !seen[d.Subject] {
			seen[d.Subject] = true
			names = append(names, d.Subject.Name)
		}
	}
	return names
}

// DrainedOf returns what is out of service on a platform, the earliest first. Whatever put a route
// back ended it: a plan, an undo, a form, or somebody else, where that was seen (Returned).
func DrainedOf(entries []change.Entry, host, dialect string) []Drained {
	entries = slices.DeleteFunc(slices.Clone(entries), func(e change.Entry) bool {
		return !isOn(e.Subject, host, dialect) || e.Subject.Kind != change.EnterpriseTrunk
	})
	slices.SortStableFunc(entries, func(a, b change.Entry) int { return a.At.Compare(b.At) })
	out := make(map[change.Subject][]Drained)
	ended := make(map[string][]Drained) // what each entry put back: taking that back takes it out again
	for _, entry := range entries {
		if entry.Verdict == change.NotSaved {
			continue
		}
		subject := canonical(entry.Subject)
		drained := out[subject]
		about, _ := AboutOf(entry)
		if about.Kind != Draining && len(drained)+len(ended[entry.UndoOf]) == 0 {
			continue // decoding what all others left is not free
		}
		left := leftBy(entry)
		after, _ := change.TrunkOf(left)
		if entry.Open() {
			for i, d := range drained {
				drained[i].Unsure = d.Unsure || indexOf(after.Routes, d.Route.TrunkGroup) >= 0 || entry.Operation == change.Delete
			}
		} else {
			isBack := func(d Drained) bool { return indexOf(after.Routes, d.Route.TrunkGroup) >= 0 }
			ended[entry.ID] = slices.DeleteFunc(slices.Clone(drained), func(d Drained) bool { return !isBack(d) })
			drained = slices.DeleteFunc(append(slices.Clone(drained), ended[entry.UndoOf]...), isBack)
		}
		if about.Kind == Draining {
			drained = append(drained, taken(entry, about.Scope)...)
		}
		if !left.Exists() && !entry.Open() {
			drained = nil
		}
		delete(out, subject)
		if name, ok := left.Value(change.NameField); ok && !entry.Open() {
			subject.Name = name
		}
		for i := range drained {
			drained[i].Subject.Name = subject.Name
		}
		if len(drained) > 0 {
			out[subject] = drained
		}
	}
	var all []Drained
	for _, drained := range out {
		all = append(all, drained...)
	}
	slices.SortFunc(all, func(a, b Drained) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Route.TrunkGroup.String(), b.Route.TrunkGroup.String()))
	})
	return all
}

// leftBy is what a save left behind, or may have left. Where somebody else wrote at the same time
// it is what was read back.
func leftBy(entry change.Entry) change.Image {
	if entry.Verdict == change.Overtaken {
		return entry.ReadBack
	}
	return entry.Mine
}

// taken returns what an entry of a drain took out and what nobody noted as back.
func taken(entry change.Entry, scope Scope) []Drained {
	before, _ := change.TrunkOf(entry.Before)
	after, _ := change.TrunkOf(leftBy(entry))
	var parked []routing.Parked
	_ = json.Unmarshal(entry.Keep(), &parked) // without it the rows are those that are left
	var rows []routing.Route
	for _, row := range routing.NewDraft(after, parked).Rows() {
		rows = append(rows, row.Route)
	}
	back := returned(entry)
	var out []Drained
	for _, r := range before.Routes {
		if indexOf(after.Routes, r.TrunkGroup) >= 0 || slices.Contains(back, r.TrunkGroup) {
			continue
		}
		out = append(out, Drained{
			Subject: entry.Subject, Route: r, Plan: entry.Plan.Plan, Scope: scope, Entry: entry.ID, Since: entry.At,
			Who: entry.Who, Principal: entry.Principal, Ticket: entry.Ticket, Unsure: entry.Open(), left: after, rows: rows,
		})
	}
	return out
}

// Returned is what is noted at a journal entry of a drain (change.Service.Note) when routes that it
// took out are found back in the list, or without their enterprise trunk.
type Returned struct {
	Routes []routing.Key `json:"returned"`
}

func returned(entry change.Entry) (keys []routing.Key) {
	for _, note := range entry.Notes {
		var r Returned
		if json.Unmarshal(note, &r) == nil {
			keys = append(keys, r.Routes...)
		}
	}
	return keys
}

func canonical(s change.Subject) change.Subject {
	s.Host = change.CanonicalHost(s.Host)
	return s
}

func isOn(s change.Subject, host, dialect string) bool {
	return s.Dialect == dialect && change.CanonicalHost(s.Host) == change.CanonicalHost(host)
}

// Outages groups what is out of service by the plan that took it out, the latest first.
func Outages(drained []Drained) []Outage {
	var out []Outage
	for _, d := range drained {
		at := slices.IndexFunc(out, func(o Outage) bool { return o.Plan == d.Plan })
		if at < 0 {
			at = len(out)
			out = append(out, Outage{Plan: d.Plan, Scope: d.Scope, Since: d.Since, Who: d.Who, Principal: d.Principal, Ticket: d.Ticket})
		}
		out[at].Unsure = out[at].Unsure || d.Unsure
		out[at].Routes = append(out[at].Routes, d)
	}
	slices.Reverse(out)
	return out
}

// Of returns the outages of a scope: those of exactly that, and those whose routes lead into it.
func Of(outages []Outage, scope Scope) []Outage {
	var out []Outage
	for _, o := range outages {
		if o.Scope == scope {
			out = append(out, o)
			continue
		}
		if scope.Tenant != o.Scope.Tenant {
			continue
		}
		var routes []Drained
		for _, d := range o.Routes {
			if scope.Has(d.Route.TrunkGroup, "") {
				routes = append(routes, d)
			}
		}
		if o.Routes = routes; len(routes) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// Whole returns those of the outages of a scope that take all of it out: what took the scope itself
// out, and of a trunk group whatever took that out with it. Putting the scope back puts back these.
func Whole(outages []Outage, scope Scope) []Outage {
	_, isOne := scope.Key()
	return slices.DeleteFunc(Of(outages, scope), func(o Outage) bool { return !isOne && o.Scope != scope })
}

// Undrain returns the plan that puts routes back which are out of service, and which of them are back
// already, by their journal entries: that is to be noted there (Returned). Where nothing moved
// since, the list becomes what it was, to the byte. Else each route is put at its place among those
// that are left of it, with its priority and weight, and the item's words say what moved.
func Undrain(h Header, drained []Drained, survey Survey) (Plan, map[string]Returned) {
	bySubject := make(map[change.Subject][]Drained)
	var scope Scope
	var of, names []string
	for n, d := range drained {
		subject := canonical(d.Subject)
		bySubject[subject] = append(bySubject[subject], d)
		if !slices.Contains(of, d.Plan) {
			of = append(of, d.Plan)
		}
		if name := d.Scope.String(); !slices.Contains(names, name) {
			names = append(names, name)
		}
		if n == 0 {
			scope = d.Scope
		}
	}
	back := make(map[string]Returned)
	note := func(d Drained) {
		r := back[d.Entry]
		r.Routes = append(r.Routes, d.Route.TrunkGroup)
		back[d.Entry] = r
	}
	var goals []Want
	var skipped []Skipped
	for _, t := range survey.Trunks {
		subject := canonical(t.Subject)
		away := bySubject[subject]
		if len(away) == 0 {
			continue
		}
		delete(bySubject, subject)
		trunk, err := change.TrunkOf(t.Image)
		if err != nil {
			skipped = append(skipped, Skipped{t.Subject, err.Error()})
			continue
		}
		want, words := putBack(trunk, away, note)
		if want.Equal(trunk) {
			skipped = append(skipped, Skipped{t.Subject, "it is back already"})
			continue
		}
		goals = append(goals, wantOf(t, sending(routing.NewDraft(trunk, t.Parked), want), words))
	}
	for _, away := range bySubject {
		unread := slices.ContainsFunc(survey.Unread, func(s Skipped) bool {
			return canonical(s.Subject) == canonical(away[0].Subject) || s.Subject.Name == "" && s.Subject.Tenant == away[0].Subject.Tenant
		})
		if unread {
			continue // the plan says so
		}
		skipped = append(skipped, Skipped{away[0].Subject, "it is not there any more"})
		for _, d := range away {
			note(d)
		}
	}
	p := Make(h, Undraining, "put back into service: "+strings.Join(names, ", "), survey, goals)
	p.Scope, p.Of, p.Skipped = scope, of, append(p.Skipped, skipped...)
	return p, back
}

// putBack returns a trunk with routes put back, the last that was taken out first, and says what
// moved. It notes those that are in the list already.
func putBack(now routing.Trunk, away []Drained, note func(Drained)) (routing.Trunk, []string) {
	out := now.Clone()
	last := away[len(away)-1]
	var words []string
	for _, c := range routing.Diff(last.left, now) {
		words = append(words, "moved since it was taken out: "+c.String())
	}
	for _, d := range slices.Backward(away) {
		r := d.Route
		if indexOf(now.Routes, r.TrunkGroup) >= 0 {
			note(d)
			words = append(words, r.TrunkGroup.String()+" is back already")
			continue
		}
		switch {
		case d.left.Mode == now.Mode:
		case now.Mode == routing.Weighted:
			r.Priority, r.Weight = lastPriority(out), routing.MinWeight
			words = append(words, fmt.Sprintf("%s: the trunk is weighted now: it gets priority %d, weight %d", r.TrunkGroup, r.Priority, r.Weight))
		default:
			r.Priority, r.Weight = 0, 0
		}
		out.Routes = slices.Insert(out.Routes, d.place(out.Routes), r)
	}
	return out, words
}

func lastPriority(t routing.Trunk) int {
	if n := len(t.Routes); n > 0 {
		return t.Routes[n-1].Priority
	}
	return routing.MinPriority
}

// place returns where a route belongs in a list: behind the next one above it of the list as it
// was that is there, else before the next one below it, else at the end.
func (d Drained) place(routes []routing.Route) int {
	at := indexOf(d.rows, d.Route.TrunkGroup)
	for i := at - 1; i >= 0; i-- {
		if there := indexOf(routes, d.rows[i].TrunkGroup); there >= 0 {
			return there + 1
		}
	}
	for i := at + 1; at >= 0 && i < len(d.rows); i++ {
		if there := indexOf(routes, d.rows[i].TrunkGroup); there >= 0 {
			return there
		}
	}
	return len(routes)
}
