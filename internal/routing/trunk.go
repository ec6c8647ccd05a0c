package routing

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The ranges of the numbers, the lengths of the names (APIO 8.2) and of the lists (supplement 6).
const (
	MinPriority       = 1
	MaxPriority       = 10
	MinWeight         = 1
	MaxWeight         = 65536
	MinReroutes       = 1
	MostReroutes      = 10
	MaxNameLength     = 30  // characters, of trunks, groups and trunk groups
	MaxDestinationLen = 161 // characters
	MaxOrdered        = 10  // routes in ordered mode
	MaxWeighted       = 100 // routes in weighted mode
)

// What happens to a call when the routes are exhausted (routeExhaustionAction).
const (
	None    = "None"    // nothing further: the call fails
	Forward = "Forward" // it goes to the destination
)

// The ordering algorithms (APIO 8.2), with the spaces of the API.
const (
	Overflow             = "Overflow"
	OrderedLoadBalancing = "Ordered Load Balancing"
	MostIdle             = "Most Idle"
	LeastIdle            = "Least Idle"
)

// Algorithms returns the four ordering algorithms, in the order of the API's page.
func Algorithms() []string { return []string{OrderedLoadBalancing, Overflow, MostIdle, LeastIdle} }

// Mode says how an enterprise trunk spreads its calls. The zero value means
// that the mode was not reported.
type Mode string

// The two modes, spelt as the API spells them in its trunk list (routingMode).
const (
	Ordered  Mode = "ordered"
	Weighted Mode = "weighted"
)

// Key names a trunk group within a tenant. A trunk group's name is unique only
// inside its group (OCI), so both parts are needed. The zero value names nothing.
type Key struct {
	GroupID string
	Name    string
}

// String returns the name with the group behind it, as they are: whoever draws
// them makes them safe.
func (k Key) String() string { return k.Name + " (" + k.GroupID + ")" }

// Route is one entry of an enterprise trunk's routing list. Priority (1 to 10,
// lower is tried first) and Weight (1 to 65536) mean something in weighted mode
// alone; elsewhere they are zero.
type Route struct {
	TrunkGroup Key
	Priority   int
	Weight     int
}

// Compare orders the routes of a weighted list, whose own order means nothing.
func (r Route) Compare(o Route) int {
	return cmp.Or(
		cmp.Compare(r.Priority, o.Priority), cmp.Compare(r.TrunkGroup.GroupID, o.TrunkGroup.GroupID),
		cmp.Compare(r.TrunkGroup.Name, o.TrunkGroup.Name), cmp.Compare(r.Weight, o.Weight),
	)
}

// Trunk is an enterprise trunk's routing as the server last reported it. A nil pointer is a
// value that was not reported. The zero value is a trunk of which nothing is known.
type Trunk struct {
	Name              string
	Mode              Mode
	OrderingAlgorithm string  // ordered mode; empty when not reported
	Routes            []Route // in the order of the routing list
	// RoutesUnreported says that the server did not tell the routes: that there are none here
	// means nothing, and a trunk like this is looked at alone and never sent back.
	RoutesUnreported bool

	MaxReroutes               *int   // maximumRerouteAttempts, 1 to 10
	MaxReroutesWithinPriority *int   // weighted mode, 1 to 10
	ExhaustionAction          string // "None", "Forward", or empty when not reported
	ExhaustionDestination     string // phone number or SIP URI, with Forward

	CapacityManagement *bool
	MaxActiveCalls     *int // with capacity management, at least 1
	MaxIncomingCalls   *int // maximumActiveIncomingCallsAllowed, and so outgoing: of one direction
	MaxOutgoingCalls   *int
	ReservedCalls      *int // minimumActiveCallsReserved
	TrapInitialCalls   *int // first SNMP trap above this many calls
	TrapOffsetCalls    *int // a further trap each time the count grows by this

	// Reported are those of the fields of a direction, and the reserved calls, that the server's
	// answer has, be it without a number. The others are never sent: few servers have them, and
	// how they spell them is not documented (supplement 6).
	Reported []Field
}

// New returns what the form starts from for a trunk that does not exist yet: every
// field set, because the server's own defaults are not documented, no route, and
// the highest reroute limit, so that no route is left out unless somebody says so.
func New(name string) Trunk {
	return Trunk{
		Name: name, Mode: Ordered, OrderingAlgorithm: Overflow, MaxReroutes: new(MostReroutes),
		ExhaustionAction: None, CapacityManagement: new(bool),
	}
}

// column is a field, its label, and a pointer to where a trunk keeps it.
type column struct {
	field Field
	label string
	at    any
}

// columns returns every field of t, in the order of the form.
func (t *Trunk) columns() [15]column {
	return [...]column{
		{FieldName, "name", &t.Name},
		{FieldMode, "mode", &t.Mode},
		{FieldOrderingAlgorithm, "algorithm", &t.OrderingAlgorithm},
		{FieldRoutes, "routes", &t.Routes},
		{FieldMaxReroutesWithinPriority, "max reroutes within a priority", &t.MaxReroutesWithinPriority},
		{FieldMaxReroutes, "max reroutes", &t.MaxReroutes},
		{FieldExhaustionAction, "when exhausted", &t.ExhaustionAction},
		{FieldExhaustionDestination, "destination", &t.ExhaustionDestination},
		{FieldCapacityManagement, "capacity management", &t.CapacityManagement},
		{FieldMaxActiveCalls, "max active calls", &t.MaxActiveCalls},
		{FieldMaxIncomingCalls, "max incoming calls", &t.MaxIncomingCalls},
		{FieldMaxOutgoingCalls, "max outgoing calls", &t.MaxOutgoingCalls},
		{FieldReservedCalls, "reserved calls", &t.ReservedCalls},
		{FieldTrapInitialCalls, "first trap above", &t.TrapInitialCalls},
		{FieldTrapOffsetCalls, "further trap every", &t.TrapOffsetCalls},
	}
}

// column returns the place of f; of a field that is none of ours its own name alone.
func (t *Trunk) column(f Field) column {
	columns := t.columns()
	if n := slices.IndexFunc(columns[:], func(c column) bool { return c.field == f }); n >= 0 {
		return columns[n]
	}
	return column{label: string(f)}
}

// Text returns the value of one field as a screen shows it: a number in decimal,
// a switch as "on" or "off", routes in the order of the list. What was not reported
// is empty, and so is a field that is none of ours.
func (t Trunk) Text(f Field) string {
	switch at := t.column(f).at.(type) {
	case *string:
		return *at
	case *Mode:
		return string(*at)
	case *[]Route:
		return t.routesText()
	case **bool:
		switch {
		case *at == nil:
			return ""
		case **at:
			return "on"
		}
		return "off"
	case **int:
		if *at != nil {
			return strconv.Itoa(**at)
		}
	}
	return ""
}

func (t Trunk) routesText() string {
	texts := make([]string, len(t.Routes))
	for i, r := range t.Routes {
		texts[i] = r.TrunkGroup.String()
		if t.Mode == Weighted {
			texts[i] += fmt.Sprintf(" %d/%d", r.Priority, r.Weight)
		}
	}
	return strings.Join(texts, ", ")
}

// Unset returns the fields that a new enterprise trunk has to be given and t does not have. Which
// defaults a server takes for them is not documented, so none is left to it.
func (t Trunk) Unset() []Field {
	needed := []Field{FieldName, FieldMaxReroutes, FieldExhaustionAction}
	if t.ExhaustionAction == Forward {
		needed = append(needed, FieldExhaustionDestination)
	}
	switch t.Mode {
	case Ordered:
		needed = append(needed, FieldOrderingAlgorithm)
	case Weighted:
		needed = append(needed, FieldMaxReroutesWithinPriority)
	}
	return slices.DeleteFunc(needed, func(f Field) bool { return t.Text(f) != "" })
}

// Clone returns a copy that shares nothing with t.
func (t Trunk) Clone() Trunk {
	t.Routes = slices.Clone(t.Routes)
	t.CapacityManagement, t.Reported = pointed(t.CapacityManagement), slices.Clone(t.Reported)
	for _, c := range t.columns() {
		if n, ok := c.at.(**int); ok {
			*n = pointed(*n)
		}
	}
	return t
}

// Canonical returns a copy without the fields that are known not to apply; beside a mode,
// an action or a switch that was not reported nothing is known. The routes keep the order of
// the list, in weighted mode too, where Equal does not look at it.
func (t Trunk) Canonical() Trunk {
	t = t.Clone()
	switch t.Mode {
	case Ordered:
		t.MaxReroutesWithinPriority = nil
		for i := range t.Routes {
			t.Routes[i].Priority, t.Routes[i].Weight = 0, 0
		}
	case Weighted:
		t.OrderingAlgorithm = ""
	}
	if t.ExhaustionAction != "" && t.ExhaustionAction != Forward {
		t.ExhaustionDestination = ""
	}
	if t.CapacityManagement != nil && !*t.CapacityManagement {
		for _, f := range Managed() {
			*t.Number(f) = nil
		}
	}
	return t
}

// Managed returns the fields of numbers that mean something with capacity management alone.
func Managed() []Field {
	return append(append([]Field{FieldMaxActiveCalls}, Seldom()...), FieldTrapInitialCalls, FieldTrapOffsetCalls)
}

// Number returns where t keeps a number, and nil for a field that holds none.
func (t *Trunk) Number(f Field) **int {
	n, _ := t.column(f).at.(**int)
	return n
}

// Has reports whether the server has a field: of those that few servers have only a Reported one.
func (t Trunk) Has(f Field) bool {
	return !slices.Contains(Seldom(), f) || slices.Contains(t.Reported, f)
}

// Equal reports whether both mean the same routing: the same in every field that
// applies, the routes in the same order, or in weighted mode in any order.
func (t Trunk) Equal(o Trunk) bool { return same(t.Canonical(), o.Canonical(), Fields()...) }

// same compares canonical trunks in some fields.
func same(a, b Trunk, fields ...Field) bool {
	return !slices.ContainsFunc(fields, func(f Field) bool {
		if f == FieldRoutes {
			return !sameRoutes(a, b)
		}
		return a.Text(f) != b.Text(f)
	})
}

func sameRoutes(a, b Trunk) bool {
	if a.Mode == Weighted && b.Mode == Weighted {
		return slices.Equal(slices.SortedFunc(slices.Values(a.Routes), Route.Compare), slices.SortedFunc(slices.Values(b.Routes), Route.Compare))
	}
	return slices.Equal(a.Routes, b.Routes)
}

func pointed[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// Level is the routes among which a call is spread before the next level is tried.
// Priority is zero where the level is no priority; Routes are indexes into the list.
type Level struct {
	Priority int
	Routes   []int
}

// Levels returns the routes as they take effect, tried first first. In weighted
// mode a level is a priority. In ordered mode Overflow tries one route after the
// other, each its own level; under the other algorithms, and under one that was not
// reported, any route may come first, so that all are one level.
func (t Trunk) Levels() []Level {
	var levels []Level
	for i, r := range t.Routes {
		at, found := i, false // each its own
		switch {
		case t.Mode == Weighted:
			at, found = slices.BinarySearchFunc(levels, r.Priority, func(l Level, priority int) int { return cmp.Compare(l.Priority, priority) })
		case t.OrderingAlgorithm != Overflow:
			at, found = 0, i > 0 // all one
		}
		if !found {
			levels = slices.Insert(levels, at, Level{})
		}
		if t.Mode == Weighted {
			levels[at].Priority = r.Priority
		}
		levels[at].Routes = append(levels[at].Routes, i)
	}
	return levels
}

// IsTriedInOrder reports whether one route is tried after the other, from the top.
func (t Trunk) IsTriedInOrder() bool { return t.Mode == Ordered && t.OrderingAlgorithm == Overflow }

// Shares returns for each route the percentage of the calls that reach its priority
// which its weight gives it, and -1 where a share means nothing: outside weighted
// mode, and beside a priority or weight out of its range. The shares of a priority
// add up to 100: each is rounded down, and what is left goes to the largest
// remainders, of equal ones to the route higher up in the list.
func (t Trunk) Shares() []int {
	shares := slices.Repeat([]int{-1}, len(t.Routes))
	for _, level := range t.Levels() {
		// Outside weighted mode a level's priority is 0, which is out of range too.
		if level.Priority < MinPriority || level.Priority > MaxPriority {
			continue
		}
		valid := slices.DeleteFunc(slices.Clone(level.Routes), func(i int) bool {
			return t.Routes[i].Weight < MinWeight || t.Routes[i].Weight > MaxWeight
		})
		if len(valid) > 0 {
			t.share(shares, valid)
		}
	}
	return shares
}

func (t Trunk) share(shares, routes []int) {
	total := 0
	for _, i := range routes {
		total += t.Routes[i].Weight
	}
	left := 100
	for _, i := range routes {
		shares[i] = t.Routes[i].Weight * 100 / total
		left -= shares[i]
	}
	remainder := func(i int) int { return t.Routes[i].Weight * 100 % total }
	slices.SortStableFunc(routes, func(a, b int) int { return cmp.Compare(remainder(b), remainder(a)) })
	for _, i := range routes[:left] {
		shares[i]++
	}
}

// Problem is a rule that a trunk breaks. Route is an index into its routes, or -1.
// Text says the value and the rule; it holds nothing of another field.
type Problem struct {
	Field Field
	Route int
	Text  string
}

// Validate returns every rule of the API that t breaks (APIO 8.2), in the order of
// the form. What was not reported breaks no rule, except the name and the mode:
// without them there is nothing to send. Fields that do not apply are not looked at.
func (t Trunk) Validate() []Problem { return t.Breaks(Trunk{}) }

// Breaks is Validate of t as an edit of base. A list that is longer than its mode takes and stays
// as it is breaks no rule: the server has it so, and another field may be saved.
func (t Trunk) Breaks(base Trunk) []Problem {
	t, base = t.Canonical(), base.Canonical()
	var problems []Problem
	check := func(f Field, route int, text string) {
		if text != "" {
			problems = append(problems, Problem{f, route, text})
		}
	}
	check(FieldName, -1, wrongName("name", t.Name))
	if t.Mode != Ordered && t.Mode != Weighted {
		check(FieldMode, -1, fmt.Sprintf("mode %q: it must be %s or %s", t.Mode, Ordered, Weighted))
	}
	if a := t.OrderingAlgorithm; a != "" && !slices.Contains(Algorithms(), a) {
		check(FieldOrderingAlgorithm, -1, fmt.Sprintf("algorithm %q: it must be one of %s", a, strings.Join(Algorithms(), ", ")))
	}
	if n, most := len(t.Routes), t.mostRoutes(); n > most && (base.Mode != t.Mode || !sameRoutes(base, t)) {
		check(FieldRoutes, most, t.tooMany(n))
	}
	seen := make(map[Key]bool, len(t.Routes))
	for i, r := range t.Routes {
		check(FieldRoutes, i, wrongName("group id", r.TrunkGroup.GroupID))
		check(FieldRoutes, i, wrongName("trunk group", r.TrunkGroup.Name))
		if seen[r.TrunkGroup] {
			check(FieldRoutes, i, "the trunk group is in the list already")
		}
		seen[r.TrunkGroup] = true
		if t.Mode == Weighted {
			check(FieldRoutes, i, outside("priority", r.Priority, MinPriority, MaxPriority))
			check(FieldRoutes, i, outside("weight", r.Weight, MinWeight, MaxWeight))
		}
	}
	f, text := t.exhaustionProblem()
	check(f, -1, text)
	for _, c := range t.columns() {
		n, isNumber := c.at.(**int)
		switch {
		case !isNumber || *n == nil:
		case !t.Has(c.field):
			check(c.field, -1, c.label+": this server does not report it, so it is not sent")
		default:
			least, most := c.field.Range()
			check(c.field, -1, outside(c.label, **n, least, most))
		}
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return slices.Index(Fields(), a.Field) - slices.Index(Fields(), b.Field) })
	return problems
}

// mostRoutes returns how many routes the mode takes.
func (t Trunk) mostRoutes() int {
	if t.Mode == Ordered {
		return MaxOrdered
	}
	return MaxWeighted
}

// tooMany says that so many routes are more than the mode takes.
func (t Trunk) tooMany(n int) string {
	most := t.mostRoutes()
	return fmt.Sprintf("%d routes: at most %d when %s, park or remove %d", n, most, t.Mode, n-most)
}

func (t Trunk) exhaustionProblem() (f Field, text string) {
	switch action, to := t.ExhaustionAction, t.ExhaustionDestination; {
	case action != "" && action != None && action != Forward:
		return FieldExhaustionAction, fmt.Sprintf("when exhausted %q: it must be %s or %s", action, None, Forward)
	case action == Forward && to == "":
		return FieldExhaustionDestination, "Forward needs a destination: a phone number or a SIP URI"
	case to != "" && !isDestination(to):
		return FieldExhaustionDestination, fmt.Sprintf("destination: it must be a phone number or a SIP URI of 1 to %d characters", MaxDestinationLen)
	}
	return "", ""
}

// outside says that n is out of its range; a most of zero is no upper bound.
func outside(what string, n, least, most int) string {
	switch {
	case most == 0 && n < least:
		return fmt.Sprintf("%s %d: it must be at least %d", what, n, least)
	case most != 0 && (n < least || n > most):
		return fmt.Sprintf("%s %d: it must be %d to %d", what, n, least, most)
	}
	return ""
}

func wrongName(what, name string) string {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return what + ": it must not be empty"
	case n > MaxNameLength:
		return fmt.Sprintf("%s: %d characters, at most %d", what, n, MaxNameLength)
	}
	return ""
}

// isDestination is lenient where the API's documentation is silent (separators
// inside a number, a SIP address without its scheme, as in its own example): the
// server refuses what it does not like, but nobody can save what we refuse.
func isDestination(s string) bool {
	return utf8.RuneCountInString(s) <= MaxDestinationLen && (isPhoneNumber(s) || isSIPURI(s))
}

func isPhoneNumber(s string) bool {
	s = strings.TrimPrefix(s, "+")
	const digits, separators = "0123456789", "-.() *#"
	return strings.ContainsAny(s, digits) && strings.Trim(s, digits+separators) == "" &&
		strings.TrimSpace(s) == s
}

// isSIPURI accepts [sip:|sips:][user@]host, with a scheme or a user or both.
func isSIPURI(s string) bool {
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>"\`, r) }) {
		return false
	}
	hasScheme := false
	if scheme, rest, found := strings.Cut(s, ":"); found && (strings.EqualFold(scheme, "sip") || strings.EqualFold(scheme, "sips")) {
		s, hasScheme = rest, true
	}
	user, host, found := strings.Cut(s, "@")
	if !found {
		user, host = "", s
	}
	return (user != "" || hasScheme && !found) && host != "" && !strings.Contains(host, "@") && !strings.ContainsAny(host[:1], ":;?")
}

func (t Trunk) place(i int) string {
	if t.Mode == Weighted {
		return fmt.Sprintf("priority %d, weight %d", t.Routes[i].Priority, t.Routes[i].Weight)
	}
	return fmt.Sprintf("place %d", i+1)
}

func (t Trunk) has(key Key) bool {
	return slices.ContainsFunc(t.Routes, func(r Route) bool { return r.TrunkGroup == key })
}

// newRoute gives a row in weighted mode the priority of the last in the list and
// the least weight: it takes few calls until somebody says otherwise.
func (t Trunk) newRoute(key Key) Route {
	r := Route{TrunkGroup: key}
	if t.Mode == Weighted {
		r.Priority, r.Weight = MinPriority, MinWeight
		if n := len(t.Routes); n > 0 {
			r.Priority = t.Routes[n-1].Priority
		}
	}
	return r
}

// Without answers what remains when the trunk groups of which down says so, one or
// a whole group's, take no calls: the routes left, the shares among them, and what
// is tried first. A nil down is nobody. The shares assume that the calls of a route
// that is down spread over its priority by weight; a route that is down still costs
// an attempt, so fewer of the others may be reached.
func (t Trunk) Without(down func(Key) bool) Effect {
	if down == nil {
		down = func(Key) bool { return false }
	}
	e := Effect{Routes: make([]RouteEffect, len(t.Routes)), Remaining: t.Clone()}
	e.Remaining.Routes = nil
	for i, share := range t.Shares() {
		r := t.Routes[i]
		e.Routes[i] = RouteEffect{Route: r, Down: down(r.TrunkGroup), Before: share, After: -1}
		if !e.Routes[i].Down {
			e.Remaining.Routes = append(e.Remaining.Routes, r)
		}
	}
	after := e.Remaining.Shares()
	for i := range e.Routes {
		switch r := &e.Routes[i]; {
		case !r.Down:
			r.After, after = after[0], after[1:]
		case r.Before >= 0:
			r.After = 0
		}
	}
	e.FirstWas, e.First = t.firstPriority(), e.Remaining.firstPriority()
	e.Notices = notices(t, down)
	if e.First != e.FirstWas && !e.Nothing() {
		text := fmt.Sprintf("priority %d is tried first: nothing remains of priority %d", e.First, e.FirstWas)
		e.Notices = append(e.Notices, Notice{Code: CodeFirstTried, Severity: Warning, Text: text})
	}
	rank(e.Notices)
	return e
}

func (t Trunk) firstPriority() int {
	if levels := t.Levels(); len(levels) > 0 {
		return levels[0].Priority
	}
	return 0
}

// Take returns t with the part that f belongs to as from has it: the choice for one conflict.
func (t Trunk) Take(f Field, from Trunk) Trunk {
	t = t.Clone()
	for _, part := range partsOf(t, from) {
		if slices.Contains(part, f) {
			t.assign(from, part)
		}
	}
	return t
}

// assign copies some fields of from, which keeps its own.
func (t *Trunk) assign(from Trunk, fields []Field) {
	from = from.Clone()
	for _, f := range fields {
		reflect.ValueOf(t.column(f).at).Elem().Set(reflect.ValueOf(from.column(f).at).Elem())
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
