package plan_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
)

const here = "be.example"

func header() plan.Header {
	return plan.Header{
		ID: "p1", Host: here, Dialect: "APIO", Who: "anna", Principal: "anna@foo", Ticket: "CHG1",
		At: time.Date(2026, 11, 27, 7, 0, 0, 0, time.UTC),
	}
}

func subject(kind change.Kind, ids ...string) change.Subject {
	s := change.Subject{Host: here, Dialect: "APIO", Kind: kind, Tenant: ids[0]}
	switch kind {
	case change.EnterpriseTrunk:
		s.Name = ids[1]
	case change.GroupCapacity:
		s.Group = ids[1]
	case change.TrunkGroup:
		s.Group, s.Name = ids[1], ids[2]
	}
	return s
}

// tg is the trunk group of a group by the name "group/name".
func tg(name string) routing.Key {
	group, name, _ := strings.Cut(name, "/")
	return routing.Key{GroupID: group, Name: name}
}

// ordered is an enterprise trunk that tries one route after the other.
func ordered(name string, routes ...string) routing.Trunk {
	t := routing.New(name)
	for _, r := range routes {
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: tg(r)})
	}
	return t
}

// weighted is an enterprise trunk with routes "priority:weight group/name".
func weighted(name string, routes ...string) routing.Trunk {
	t := routing.New(name)
	t.Mode, t.OrderingAlgorithm, t.MaxReroutesWithinPriority = routing.Weighted, "", new(10)
	for _, text := range routes {
		var r routing.Route
		var key string
		if _, err := fmt.Sscanf(text, "%d:%d %s", &r.Priority, &r.Weight, &key); err != nil {
			panic(err)
		}
		r.TrunkGroup = tg(key)
		t.Routes = append(t.Routes, r)
	}
	return t
}

// read are enterprise trunks of tenant foo as they were read.
func read(trunks ...routing.Trunk) (out []plan.Trunk) {
	for _, t := range trunks {
		out = append(out, plan.Trunk{Subject: subject(change.EnterpriseTrunk, "foo", t.Name), Image: change.TrunkImage(t, apiclient.Document{})})
	}
	return out
}

// group is a trunk group of foo as it was read, with so many calls, of which some are in use: -1
// where that is not reported.
func group(name string, calls, inUse int) plan.TrunkGroup {
	key := tg(name)
	g := plan.TrunkGroup{Tenant: "foo", Group: key.GroupID, Name: key.Name, Calls: strconv.Itoa(calls)}
	if inUse >= 0 {
		g.InUse = &inUse
	}
	return g
}

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(capacity.Sum{}), cmpopts.EquateErrors()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// lines are what the items of a plan change, an item a line.
func lines(p plan.Plan) (out []string) {
	for _, item := range p.Items {
		out = append(out, fmt.Sprintf("%d %s: %s", item.N, item.Subject.ID(), strings.Join(item.Lines(), "; ")))
	}
	return out
}

func site(group string) plan.Scope { return plan.Scope{Tenant: "foo", Group: group} }

func TestADrainTakesOutWhatIsInScope(t *testing.T) {
	t.Parallel()
	trunks := []routing.Trunk{
		ordered("A", "g1/x", "g2/y"), weighted("B", "1:70 g1/x", "1:30 g2/y", "2:1 g1/z"), ordered("C", "g2/y"), ordered("D", "g1/z", "g3/v"),
	}
	devices := []plan.TrunkGroup{{Tenant: "foo", Group: "g1", Name: "z", Device: "sbc"}, {Tenant: "foo", Group: "g3", Name: "v", Device: "sbc"}, {Tenant: "bar", Group: "g2", Name: "y", Device: "sbc"}}
	for name, test := range map[string]struct {
		scope plan.Scope
		want  []string
	}{
		"a trunk group": {plan.ScopeOf("foo", tg("g1/x")), []string{"1 A: remove x (g1): place 1", "2 B: remove x (g1): priority 1, weight 70"}},
		"a group": {site("g1"), []string{
			"1 A: remove x (g1): place 1", "2 B: remove x (g1): priority 1, weight 70; remove z (g1): priority 2, weight 1", "3 D: remove z (g1): place 1",
		}},
		"a device":              {plan.Scope{Tenant: "foo", Device: "sbc"}, []string{"1 B: remove z (g1): priority 2, weight 1", "2 D: remove z (g1): place 1; remove v (g3): place 2"}},
		"a device of one group": {plan.Scope{Tenant: "foo", Group: "g3", Device: "sbc"}, []string{"1 D: remove v (g3): place 2"}},
		"another tenant":        {plan.Scope{Tenant: "bar", Group: "g1"}, nil},
		"a tenant":              {plan.Scope{Tenant: "foo"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan.Drain(header(), test.scope, plan.Survey{Trunks: read(trunks...), TrunkGroups: devices})
			equal(t, "items", lines(p), test.want)
			equal(t, "shape", p.Check(), nil)
		})
	}
}

func TestWhatIsParkedAlreadyIsSaid(t *testing.T) {
	t.Parallel()
	trunks := read(ordered("A", "g2/y"))
	for note, want := range map[string]string{"": "x (g1) is parked already", "out of service: group g1": "x (g1) is out of service already"} {
		trunks[0].Parked = []routing.Parked{{Route: routing.Route{TrunkGroup: tg("g1/x")}, Note: note}}
		p := plan.Drain(header(), site("g1"), plan.Survey{Trunks: trunks})
		equal(t, "items", lines(p), []string(nil))
		equal(t, "skipped", p.Skipped, []plan.Skipped{{Subject: trunks[0].Subject, Why: want}})
	}
}

func TestADrainKeepsWhatWasParkedBefore(t *testing.T) {
	t.Parallel()
	trunks := read(ordered("A", "g1/x", "g2/y", "g3/z"))
	trunks[0].Parked = []routing.Parked{{Route: routing.Route{TrunkGroup: tg("g9/old")}, Place: 1, Note: "mine"}}
	p := plan.Drain(header(), site("g2"), plan.Survey{Trunks: trunks})
	var kept []routing.Parked
	if err := json.Unmarshal(p.Items[0].Keep, &kept); err != nil {
		t.Fatal(err)
	}
	equal(t, "kept", kept, []routing.Parked{
		{Route: routing.Route{TrunkGroup: tg("g9/old")}, Place: 1, Note: "mine"},
		{Route: routing.Route{TrunkGroup: tg("g2/y")}, Place: 2, Note: "out of service: group g2, CHG1", At: header().At},
	})
}

// What makes an item ask for its name.
func TestTheBudgetRefuses(t *testing.T) {
	t.Parallel()
	down := group("g2/y", 50, 0)
	down.Down = true
	unread := group("g2/y", 0, 5)
	unread.Calls = ""
	for name, test := range map[string]struct {
		trunk  routing.Trunk
		around []plan.TrunkGroup
		want   []string
	}{
		"no way left":             {ordered("A", "g1/x"), nil, []string{"the list is empty: no route is left"}},
		"the first-tried is gone": {weighted("A", "1:1 g1/x", "2:1 g2/y"), nil, []string{"every route of priority 1, tried first, is removed: x (g1)"}},
		"of a list it may go":     {ordered("A", "g1/x", "g2/y"), nil, nil},
		"less than is in use":     {ordered("A", "g1/x", "g2/y"), []plan.TrunkGroup{group("g1/x", 30, 20), group("g2/y", 24, 5)}, []string{"24 calls remain possible, and 25 are in use now"}},
		"one call":                {ordered("A", "g1/x", "g2/y"), []plan.TrunkGroup{group("g1/x", 30, 20), group("g2/y", 1, 1)}, []string{"1 call remains possible, and 21 are in use now"}},
		"as much as is in use":    {ordered("A", "g1/x", "g2/y"), []plan.TrunkGroup{group("g1/x", 30, 20), group("g2/y", 25, 5)}, nil},
		"use is not reported":     {ordered("A", "g1/x", "g2/y"), []plan.TrunkGroup{group("g1/x", 30, -1), group("g2/y", 1, 0)}, nil},
		"a limit was not read":    {ordered("A", "g1/x", "g2/y"), []plan.TrunkGroup{group("g1/x", 30, 20), unread}, nil},
		"what remains is down":    {ordered("A", "g1/x", "g2/y"), []plan.TrunkGroup{group("g1/x", 30, 1), down}, []string{"no way that is up is left: every trunk group that stays is unavailable"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan.Drain(header(), site("g1"), plan.Survey{Trunks: read(test.trunk), TrunkGroups: test.around})
			equal(t, "refusals", p.Items[0].Refusals, test.want)
			_, undecided := errors.AsType[*plan.UndecidedError](p.Undecided())
			equal(t, "asks for a decision", undecided, len(test.want) > 0)
		})
	}
}

func TestAnItemIsAllowedByItsNameOrLeftOut(t *testing.T) {
	t.Parallel()
	p := plan.Drain(header(), site("g1"), plan.Survey{Trunks: read(ordered("A", "g1/x"), ordered("B", "g1/x"))})
	if _, err := p.Allow(1, "a"); !errors.Is(err, plan.ErrNotTyped) {
		t.Errorf("another name allows it: %v", err)
	}
	if _, err := p.Allow(3, "A"); !errors.Is(err, plan.ErrNoItem) {
		t.Errorf("there is no third: %v", err)
	}
	allowed, err := p.Allow(1, "A")
	equal(t, "allowed", err, nil)
	equal(t, "the plan before", p.Items[0].Allowed, false)
	if got := allowed.Undecided(); got == nil || !strings.Contains(got.Error(), "enterprise trunk foo/B") {
		t.Errorf("undecided: %v", got)
	}
	decided, err := allowed.LeaveOut(true, 2)
	equal(t, "left out", err, nil)
	equal(t, "undecided", decided.Undecided(), nil)
	equal(t, "still allowed", decided.Items[0].Allowed, true)
	doubted, _ := decided.Doubt(1, []string{"something new"})
	equal(t, "allowed with a new doubt", doubted.Items[0].Allowed, false)
	again, _ := doubted.Allow(1, "A")
	for n, out := range []bool{false, true} { // the other item, in and out again
		again, _ = again.LeaveOut(out, 2)
		equal(t, "doubts once another item is left out "+strconv.Itoa(n), again.Items[0].Refusals, doubted.Items[0].Refusals)
		equal(t, "allowed once another item is left out "+strconv.Itoa(n), again.Items[0].Allowed, true)
	}
	edit, _ := again.Edits().Edit(1, func(int) bool { return false })
	rebased, _ := again.Rebase(1, edit)
	equal(t, "doubts over what is there now", rebased.Items[0].Refusals, decided.Items[0].Refusals)
	rebased, _ = again.Rebase(2, edit)
	equal(t, "doubts where another item is put over what is there now", rebased.Items[0].Refusals, again.Items[0].Refusals)
	use, _ := decided.Doubt(1, []string{"8 is below the 9 in use now"})
	use, _ = use.Allow(1, "A")
	use, _ = use.Doubt(1, []string{"8 is below the 10 in use now"})
	equal(t, "allowed with another figure", use.Items[0].Allowed, true)
	same, _ := decided.Doubt(1, decided.Items[0].Refusals)
	equal(t, "allowed with the same doubt", same.Items[0].Allowed, true)
}

func TestTheEffectCountsWhatIsUp(t *testing.T) {
	t.Parallel()
	down := group("g4/down", 99, 0)
	down.Down = true
	survey := plan.Survey{
		Trunks:      read(weighted("A", "1:70 g1/x", "1:30 g2/y", "2:1 g3/z", "2:1 g4/down")),
		TrunkGroups: []plan.TrunkGroup{group("g1/x", 24, 14), group("g2/y", 12, 5), group("g3/z", 8, 0), down},
	}
	e := plan.Drain(header(), site("g1"), survey).Effects()[0]
	equal(t, "before and after", []string{e.Before.String(), e.After.String()}, []string{"44", "20"})
	equal(t, "moves", e.Moves, 70)
	equal(t, "in use", []any{e.InUse, e.InUseKnown}, []any{19, true})
	equal(t, "shares", e.Shares, []plan.Share{
		{Key: tg("g1/x"), Gone: true, Before: 70, After: 0, PriorityWas: 1, Weight: 70},
		{Key: tg("g2/y"), Before: 30, After: 100, PriorityWas: 1, Priority: 1, Weight: 30},
		{Key: tg("g3/z"), Before: 50, After: 50, PriorityWas: 2, Priority: 2, Weight: 1},
		{Key: tg("g4/down"), Before: 50, After: 50, PriorityWas: 2, Priority: 2, Weight: 1, Down: true},
	})
}

func TestAMigrationKeepsPlacePriorityAndWeight(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trunk, want routing.Trunk
		words       []string
	}{
		"ordered":  {ordered("A", "g/1", "g/old", "g/2"), ordered("A", "g/1", "g/new", "g/2"), nil},
		"weighted": {weighted("A", "1:7 g/1", "2:3 g/old"), weighted("A", "1:7 g/1", "2:3 g/new"), nil},
		"in the list below": {
			ordered("A", "g/old", "g/1", "g/new"), ordered("A", "g/new", "g/1"),
			[]string{"new (g) is in the list already, at place 3: it keeps place 1"},
		},
		"in the list above": {
			ordered("A", "g/new", "g/1", "g/old"), ordered("A", "g/new", "g/1"),
			[]string{"new (g) is in the list already, at place 1: it keeps place 1"},
		},
		"in the same priority": {
			weighted("A", "1:3 g/old", "1:4 g/new", "1:1 g/1"), weighted("A", "1:7 g/new", "1:1 g/1"),
			[]string{"new (g) is in the list already, with priority 1, weight 4: it gets priority 1, weight 7"},
		},
		"more than a weight may be": {
			weighted("A", "1:65536 g/old", "1:4 g/new"), weighted("A", "1:65536 g/new"),
			[]string{"new (g) is in the list already, with priority 1, weight 4: it gets priority 1, weight 65536"},
		},
		"in a later priority": {
			weighted("A", "1:3 g/old", "2:4 g/new"), weighted("A", "1:3 g/new"),
			[]string{"new (g) is in the list already, with priority 2, weight 4: it gets priority 1, weight 3"},
		},
		"in an earlier priority": {
			weighted("A", "2:3 g/old", "1:4 g/new"), weighted("A", "1:4 g/new"),
			[]string{"new (g) is in the list already, with priority 1, weight 4: it gets priority 1, weight 4"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan.Migrate(header(), "foo", tg("g/old"), tg("g/new"), plan.Survey{Trunks: read(test.trunk, ordered("other", "g/1"))})
			if len(p.Items) != 1 {
				t.Fatal(lines(p))
			}
			_, after := p.Items[0].Trunks()
			equal(t, "routes", after.Routes, test.want.Routes)
			equal(t, "words", p.Items[0].Words, test.words)
		})
	}
}

func TestTheSameEditOnMany(t *testing.T) {
	t.Parallel()
	trunks := read(ordered("A", "g/1", "g/2"), weighted("B", "1:70 g/1", "1:30 g/2", "2:9 g/3"))
	for name, test := range map[string]struct {
		edit    plan.SameEdit
		want    []string
		skipped []string
	}{
		"max reroutes":    {plan.SetMaxReroutes(3), []string{"1 A: max reroutes: 10 -> 3", "2 B: max reroutes: 10 -> 3"}, nil},
		"as it is":        {plan.SetMaxReroutes(10), nil, []string{"A: it is so already", "B: it is so already"}},
		"exhaustion":      {plan.SetExhaustion(routing.Forward, "+3225550100"), []string{"1 A: when exhausted: None -> Forward; destination: none -> +3225550100", "2 B: when exhausted: None -> Forward; destination: none -> +3225550100"}, nil},
		"an algorithm":    {plan.SetAlgorithm(routing.MostIdle), []string{"1 A: algorithm: Overflow -> Most Idle"}, []string{"B: it is weighted: it has no algorithm"}},
		"equal weights":   {plan.Equalise(), []string{"1 B: weight of 1 (g): 70 -> 50; weight of 2 (g): 30 -> 50"}, []string{"A: it is ordered: it has no weights"}},
		"what is invalid": {plan.SetMaxReroutes(11), []string{"1 A: max reroutes: 10 -> 11", "2 B: max reroutes: 10 -> 11"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan.Same(header(), test.edit, plan.Survey{Trunks: trunks})
			equal(t, "items", lines(p), test.want)
			var skipped []string
			for _, s := range p.Skipped {
				skipped = append(skipped, s.Subject.ID()+": "+s.Why)
			}
			equal(t, "skipped", skipped, test.skipped)
		})
	}
}

func TestWhatBreaksARuleCanOnlyBeLeftOut(t *testing.T) {
	t.Parallel()
	p := plan.Same(header(), plan.SetMaxReroutes(11), plan.Survey{Trunks: read(ordered("A", "g/1"))})
	equal(t, "problems", p.Items[0].Problems, []string{"max reroutes 11: it must be 1 to 10"})
	p, _ = p.Allow(1, "A")
	if err := p.Undecided(); err == nil || !strings.HasSuffix(err.Error(), "leave it out") {
		t.Errorf("undecided: %v", err)
	}
	p, _ = p.LeaveOut(true, 1)
	equal(t, "undecided", p.Undecided(), nil)
}

// The one in which the fewest calls move goes first, where more than three change.
func TestACanaryGoesFirst(t *testing.T) {
	t.Parallel()
	trunks := []routing.Trunk{
		ordered("whole", "g1/x", "g2/y"), weighted("most", "1:80 g1/x", "1:20 g2/y"), weighted("some", "1:20 g1/x", "1:80 g2/y"), ordered("standby", "g2/y", "g1/x"),
	}
	drain := func(trunks ...routing.Trunk) (names []string, canaries int) {
		for _, item := range plan.Drain(header(), site("g1"), plan.Survey{Trunks: read(trunks...)}).Items {
			names = append(names, item.Subject.Name)
			if item.Canary {
				canaries++
			}
		}
		return names, canaries
	}
	names, canaries := drain(trunks...)
	equal(t, "four", names, []string{"standby", "whole", "most", "some"})
	equal(t, "canaries", canaries, 1)
	names, canaries = drain(trunks[:3]...)
	equal(t, "three", names, []string{"whole", "most", "some"})
	equal(t, "canaries", canaries, 0)
}

func TestAPlanSurvivesJSON(t *testing.T) {
	t.Parallel()
	survey := plan.Survey{
		Trunks: read(ordered("A", "g1/x", "g2/y"), weighted("B", "1:1 g1/x")), TrunkGroups: []plan.TrunkGroup{group("g1/x", 3, 2)},
		Unread: []plan.Skipped{{Subject: subject(change.EnterpriseTrunk, "foo", "C"), Why: "timeout"}},
	}
	p := plan.Drain(header(), site("g1"), survey)
	text, err := json.Marshal(p)
	equal(t, "encoded", err, nil)
	var back plan.Plan
	equal(t, "decoded", json.Unmarshal(text, &back), nil)
	again, _ := json.Marshal(back)
	equal(t, "again", string(again), string(text))
	equal(t, "shape", back.Check(), nil)
	equal(t, "effects", back.Effects(), p.Effects())
}

func TestWhatIsNoPlanIsSaid(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(*plan.Plan){
		"version 2":        func(p *plan.Plan) { p.Version = 2 },
		"its id":           func(p *plan.Plan) { p.ID = "" },
		"the number":       func(p *plan.Plan) { p.Items[0].N = 2 },
		"not of the":       func(p *plan.Plan) { p.Items[0].Subject.Host = "elsewhere" },
		"changes nothing":  func(p *plan.Plan) { p.Items[0].Base, p.Items[0].Want = change.Image{}, change.Image{} },
		"item 1 follows 1": func(p *plan.Plan) { p.Items[0].Follows = 1 },
	} {
		p := plan.Drain(header(), site("g1"), plan.Survey{Trunks: read(ordered("A", "g1/x"))})
		damage(&p)
		if err := p.Check(); err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "item 1 follows item 1", "item 1 follows 1"), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// tree are the limits of a tenant: whatever a plan does to them, no level is given more beyond the
// one above it at any step than before or in the end.
type tree map[change.Subject]change.Image

func limits(calls, burst int) change.Image {
	return change.Image{Fields: []change.Field{
		{Name: change.MaxActiveCalls, Value: strconv.Itoa(calls)}, {Name: change.BurstingMaxActiveCalls, Value: strconv.Itoa(burst)},
	}}
}

func drawTree(t *rapid.T, label string) tree {
	number := func(least int) int { return rapid.IntRange(least, 4).Draw(t, label) }
	out := tree{subject(change.TenantCapacity, "foo"): limits(number(0), number(0))}
	if rapid.Bool().Draw(t, label) {
		out[subject(change.TenantCapacity, "foo")] = out[subject(change.TenantCapacity, "foo")].With(change.Field{Name: change.MaxActiveCalls, Value: "unlimited"})
	}
	for _, g := range []string{"g1", "g2"} {
		out[subject(change.GroupCapacity, "foo", g)] = limits(number(0), number(0))
		for _, name := range []string{"x", "y"} {
			on := rapid.Bool().Draw(t, label)
			image := limits(number(1), number(0)).With(change.Field{Name: change.EnableBursting, Value: strconv.FormatBool(on)})
			if !on {
				image = image.With(change.Field{Name: change.BurstingMaxActiveCalls})
			}
			out[subject(change.TrunkGroup, "foo", g, name)] = image
		}
	}
	return out
}

// excess returns by how much each level exceeds the one above it.
func (of tree) excess() map[string]int {
	figure := func(text string) int {
		if text == "unlimited" {
			return 1000
		}
		n, _ := strconv.Atoi(text)
		return n
	}
	out := make(map[string]int)
	for s, image := range of {
		above := change.Subject{Host: s.Host, Dialect: s.Dialect, Kind: change.GroupCapacity, Tenant: s.Tenant, Group: s.Group}
		if s.Kind == change.GroupCapacity {
			above.Kind, above.Group = change.TenantCapacity, ""
		}
		if s.Kind == change.TenantCapacity {
			continue
		}
		child, parent := plan.LevelOf(s, image), plan.LevelOf(above, of[above])
		out[s.String()+" calls"] = max(0, figure(child.Calls)-figure(parent.Calls))
		out[s.String()+" bursting"] = max(0, figure(child.Bursting)-figure(parent.Bursting))
	}
	return out
}

func TestNoStepExceedsALevelMoreThanBeforeOrAfter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawTree(t, "before"), drawTree(t, "after")
		var wanted []plan.Want
		var survey plan.Survey
		for s, image := range before {
			survey.Levels = append(survey.Levels, plan.LevelOf(s, image))
			if rapid.IntRange(0, 3).Draw(t, "keeps") > 0 {
				wanted = append(wanted, plan.Want{Subject: s, Base: image, Want: after[s]})
			} else {
				after[s] = image
			}
		}
		// A map has no order: what is drawn must have one.
		slices.SortFunc(wanted, func(a, b plan.Want) int { return strings.Compare(a.Subject.String(), b.Subject.String()) })
		p := plan.Make(header(), plan.Declared, "files", survey, wanted)
		steps := []map[string]int{before.excess()}
		now := make(tree)
		for s, image := range before {
			now[s] = image
		}
		edits := p.Edits()
		for _, item := range p.Items {
			edit, err := edits.Edit(item.N, func(n int) bool { return n < item.N })
			if err != nil {
				t.Fatal(err)
			}
			if !edit.Base.Equal(now[item.Subject]) {
				t.Fatalf("item %d starts from %v, and there is %v", item.N, edit.Base, now[item.Subject])
			}
			now[item.Subject] = edit.Want
			steps = append(steps, now.excess())
		}
		for s, image := range after {
			if !now[s].Equal(image) {
				t.Fatalf("%s in the end: %v, wanted %v", s, now[s], image)
			}
		}
		first, last := steps[0], steps[len(steps)-1]
		for n, step := range steps {
			for level, excess := range step {
				if most := max(first[level], last[level]); excess > most {
					t.Fatalf("after item %d %s exceeds by %d, and by %d at most before and in the end\n%s", n, level, excess, most, strings.Join(lines(p), "\n"))
				}
			}
		}
	})
}

// Lowering below what is given out is dangerous, as far as the plan itself does not lower that.
func TestLoweringALevelIsJudgedByWhatIsLeftBelow(t *testing.T) {
	t.Parallel()
	tenant, g1, x := subject(change.TenantCapacity, "foo"), subject(change.GroupCapacity, "foo", "g1"), subject(change.TrunkGroup, "foo", "g1", "x")
	trunkGroup := limits(8, 0).With(change.Field{Name: change.EnableBursting, Value: "false"}).With(change.Field{Name: change.BurstingMaxActiveCalls})
	wanted := []plan.Want{
		{Subject: g1, Base: limits(10, 0), Want: limits(5, 0)},
		{Subject: x, Base: trunkGroup, Want: trunkGroup.With(change.Field{Name: change.MaxActiveCalls, Value: "4"})},
	}
	survey := plan.Survey{Levels: []plan.Level{plan.LevelOf(tenant, limits(20, 0)), plan.LevelOf(g1, limits(10, 0)), plan.LevelOf(x, trunkGroup)}}
	p := plan.Make(header(), plan.Declared, "files", survey, wanted)
	equal(t, "items", lines(p), []string{"1 x: max active calls: 8 -> 4", "2 g1: max active calls: 10 -> 5"})
	equal(t, "refusals", p.Items[1].Refusals, []string(nil))
	p, _ = p.Allow(2, "g1")
	p, _ = p.LeaveOut(true, 1)
	equal(t, "allowed for what it was", p.Items[1].Allowed, false)
	equal(t, "refusals without the item below", p.Items[1].Refusals, []string{"max active calls 5 is below what is allocated: 8"})
	known, _ := p.Doubt(2, []string{"max active calls 5 is below what is allocated: 9", "it is Friday"})
	known, _ = known.LeaveOut(true)
	equal(t, "what was found when it was read is not told twice", known.Items[1].Refusals, []string{"max active calls 5 is below what is allocated: 8", "it is Friday"})
	p, _ = p.LeaveOut(false, 1)
	equal(t, "refusals with it again", p.Items[1].Refusals, []string(nil))
	found, _ := p.Doubt(2, []string{"max active calls 5 is below what is allocated: 9"})
	found, _ = found.LeaveOut(true, 1)
	equal(t, "nor what a plan tells by itself now", found.Items[1].Refusals, []string{"max active calls 5 is below what is allocated: 8"})
	survey.Levels[1].Partly = true
	p = plan.Make(header(), plan.Declared, "files", survey, wanted)
	equal(t, "refusals where not all is read", p.Items[1].Refusals, []string{"max active calls is lowered, and not all that is allocated was read"})
}

func TestTrunksAreMadeBeforeTheyChangeAndDeletedLast(t *testing.T) {
	t.Parallel()
	image := func(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }
	s := func(name string) change.Subject { return subject(change.EnterpriseTrunk, "foo", name) }
	p := plan.Make(header(), plan.Declared, "files", plan.Survey{}, []plan.Want{
		{Subject: s("gone"), Base: image(ordered("gone", "g/1"))},
		{Subject: s("kept"), Base: image(ordered("kept", "g/1")), Want: image(ordered("kept", "g/1"))},
		{Subject: s("other"), Base: image(ordered("other", "g/1")), Want: image(ordered("other", "g/2"))},
		{Subject: subject(change.EnterpriseTrunk, "bar", "other"), Base: image(ordered("other", "g/1")), Want: image(ordered("other", "g/2"))},
		{Subject: s("new"), Want: image(ordered("new", "g/1"))},
	})
	equal(t, "items", lines(p), []string{
		"1 other: remove 1 (g): place 1; add 2 (g): place 1", "2 new: create it", "3 other: remove 1 (g): place 1; add 2 (g): place 1", "4 gone: delete it",
	})
	equal(t, "the deletion", p.Items[3].Refusals, []string{"enterprise trunk gone is deleted"})
	equal(t, "tenants", p.Tenants(), []string{"bar", "foo"})
}

func TestAMigrationLeavesWhatIsParked(t *testing.T) {
	t.Parallel()
	trunks := read(ordered("A", "g/1"))
	trunks[0].Parked = []routing.Parked{{Route: routing.Route{TrunkGroup: tg("g/old")}}}
	p := plan.Migrate(header(), "foo", tg("g/old"), tg("g/new"), plan.Survey{Trunks: trunks})
	equal(t, "skipped", p.Skipped, []plan.Skipped{{Subject: trunks[0].Subject, Why: "old (g) is parked, and stays so"}})
}

func TestATrunkGroupOfASurveyIsWhatWasReadOfIt(t *testing.T) {
	t.Parallel()
	limit, err := capacity.New(30)
	if err != nil {
		t.Fatal(err)
	}
	in, out, calls := 4, 3, 7
	read := apiclient.TrunkGroup{MaxActiveCalls: capacity.Read(limit), State: "Unavailable", ActiveIncomingCalls: &in, ActiveOutgoingCalls: &out}
	key := routing.Key{GroupID: "g", Name: "a"}
	want := plan.TrunkGroup{Tenant: "foo", Group: "g", Name: "a", Calls: "30", Down: true, InUse: &calls}
	if diff := cmp.Diff(want, plan.TrunkGroupOf("foo", key, read)); diff != "" {
		t.Error(diff)
	}
	unread := plan.TrunkGroup{Tenant: "foo", Group: "g", Name: "a"}
	if diff := cmp.Diff(unread, plan.TrunkGroupOf("foo", key, apiclient.TrunkGroup{})); diff != "" {
		t.Error(diff)
	}
}
