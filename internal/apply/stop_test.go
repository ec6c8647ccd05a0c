package apply_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/soak"
)

// before calls then right before an item of a plan is read.
func before(item int, then func()) func(apply.Progress) {
	return func(at apply.Progress) {
		if at.Item == item && !at.Sending {
			then()
		}
	}
}

// Somebody else changes another field of any enterprise trunk between any two items, and adds a route
// to any other. Whatever it is, it is still there in the end, after the plan and after everything was put
// back.
func TestNothingOfASecondEditorAtEveryStepIsLost(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		lot := newLot(t, d, 12, false)
		stride := soak.Steps(5, 1)
		for at := 1; at <= lot.items; at += stride {
			t.Run(fmt.Sprintf("before item %d", at), func(t *testing.T) {
				t.Parallel()
				s := newSite(t, d, lot.items, simulator.Options{})
				for of := (at - 1) % stride; of < lot.items; of += stride {
					s.restore(t)
					s.letTwoEdit(t, lot.plan, at, of, (of+lot.items/2)%lot.items)
				}
			})
		}
	})
}

// letTwoEdit applies a drain, and has somebody edit the enterprise trunks of two items, by their index,
// right before it comes to an item.
func (s *site) letTwoEdit(t *testing.T, p plan.Plan, at, fielded, routed int) {
	t.Helper()
	extra := routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}
	theirs := func(name string, trunk routing.Trunk) routing.Trunk {
		trunk = trunk.Clone()
		switch name {
		case p.Items[fielded].Subject.Name:
			trunk.MaxReroutes = new(9)
		case p.Items[routed].Subject.Name:
			more := routing.Route{TrunkGroup: extra}
			if trunk.Mode == routing.Weighted {
				more.Priority, more.Weight = 2, 5
			}
			trunk.Routes = append(trunk.Routes, more)
		}
		return trunk
	}
	what := fmt.Sprintf("before item %d, of items %d and %d: ", at, fielded+1, routed+1)
	desk := s.newDesk(t)
	outcome := must(desk.Apply(t.Context(), p, before(at, func() {
		for name, trunk := range s.holds() {
			noErr(t, s.PutEnterpriseTrunk("foo", theirs(name, trunk)))
		}
	})))(t)
	for _, of := range []int{min(fielded, routed), max(fielded, routed)} {
		if of+1 < at {
			continue // it was done before
		}
		if outcome.Stop == nil || outcome.Stop.Item != of+1 {
			t.Fatalf("%s%s, %v", what, outcome.Summary(), outcome.Stop)
		}
		p, outcome = desk.goOn(t, p, *outcome.Stop)
	}
	equal(t, what+"summary", outcome.Summary(), fmt.Sprintf("%d of %[1]d done", len(p.Items)))
	for name, trunk := range s.holds() {
		equal(t, what+name+" is out", has(trunk, away()), false)
		equal(t, what+name+" is theirs", []bool{*trunk.MaxReroutes == 9, has(trunk, extra)}, []bool{name == p.Items[fielded].Subject.Name, name == p.Items[routed].Subject.Name})
	}
	back := desk.undrain(t)
	for _, item := range back.Items {
		isTheirs := slices.ContainsFunc([]int{fielded, routed}, func(of int) bool { return of+1 < at && p.Items[of].Subject == item.Subject })
		equal(t, what+item.Subject.Name+" moved since it was taken out", len(item.Words) > 0, isTheirs)
	}
	desk.done(t, back)
	equal(t, what+"out of service", desk.drained(t), []plan.Drained(nil))
	holds := s.holds()
	for _, was := range s.trunks {
		want, got := theirs(was.Name, was), holds[was.Name]
		if !slices.Equal(got.Routes, want.Routes) || *got.MaxReroutes != *want.MaxReroutes {
			t.Fatalf("%s%s in the end\n%v\nwant\n%v", what, was.Name, got, want)
		}
	}
}

// goOn goes on with a plan that stopped at an item which somebody changed before its turn: once it
// was seen what moved, over what is there now.
func (d desk) goOn(t *testing.T, p plan.Plan, stop apply.Stop) (plan.Plan, apply.Outcome) {
	t.Helper()
	var next change.Edit
	switch stop.Reason {
	case apply.Moved:
		next = stop.Review.Next
	case apply.Conflicted: // mine, and what they added
		trunk, err := change.TrunkOf(stop.Review.Theirs)
		noErr(t, err)
		trunk.Routes = slices.DeleteFunc(slices.Clone(trunk.Routes), func(r routing.Route) bool { return r.TrunkGroup == away() })
		next = change.Edit{Base: stop.Review.Theirs, Want: change.TrunkImage(trunk, noDocument())}
	default:
		t.Fatal(&stop)
	}
	p, err := p.Rebase(stop.Item, next)
	noErr(t, err)
	p = allowed(p)
	return p, d.apply(t, p)
}

// What becomes of the write of each item, of every kind, and what the plan makes of it: it goes on, or
// stops there, and is gone on with once the fault is gone.
func TestAPlanStopsAtTheFirstDoubt(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		for name, test := range map[string]struct {
			fault simulator.Fault
			want  apply.Reason // none: it goes on
		}{
			"applied, then reset":                {simulator.Fault{Apply: true, Reset: true}, ""},
			"applied, then silence":              {simulator.Fault{Apply: true, Hang: true}, ""},
			"reset before the body":              {simulator.Fault{Reset: true, Early: true}, apply.Unknown},
			"a gateway's page after applying":    {simulator.Fault{Apply: true, Status: 502, Body: "<html>", ContentType: "text/html"}, ""},
			"a gateway's page instead":           {simulator.Fault{Status: 502, Body: "<html>", ContentType: "text/html"}, apply.Unknown},
			"200 with rubbish, and nothing done": {simulator.Fault{Body: "rubbish"}, apply.Unknown},
			"sent to another host":               {simulator.Fault{Status: 307, Header: http.Header{"Location": {"https://elsewhere.example/"}}}, apply.NotSaved},
			"refused":                            {simulator.Fault{Status: 400, Body: `{"error":"licence"}`}, apply.NotSaved},
		} {
			for what, newPlan := range map[string]func(desk, testing.TB) plan.Plan{"a drain": desk.drain, "all kinds": desk.ofAllKinds} {
				t.Run(what+", "+name, func(t *testing.T) {
					t.Parallel()
					s := newSite(t, d, 12, simulator.Options{})
					if test.fault.Hang {
						s.patience = 300 * time.Millisecond
					}
					desk := s.newDesk(t)
					p := newPlan(desk, t)
					equal(t, "items", len(p.Items), 12)
					sent := len(s.Writes())
					stops := 0
					for desk.spoiled(t, p, stops+1, test.fault, test.want) {
						stops++
						equal(t, "writes", len(s.Writes())-sent, 2*stops-1) // each of the former ones twice
					}
					if want := len(p.Items); test.want == "" {
						equal(t, "writes", len(s.Writes())-sent, want)
					} else {
						equal(t, "stops", stops, want)
					}
					desk.isDone(t, p)
				})
			}
		}
	})
}

// spoiled applies a plan and spoils the write of an item and of all after that, and reports whether it
// stopped there.
func (d desk) spoiled(t *testing.T, p plan.Plan, item int, fault simulator.Fault, want apply.Reason) bool {
	t.Helper()
	fault.Times = 1
	outcome := must(d.Apply(t.Context(), p, func(at apply.Progress) {
		if at.Item < item || at.Sending {
			return
		}
		d.site.ClearFaults()
		for _, fault.Method = range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
			d.site.SetFault(fault)
		}
	}))(t)
	d.site.ClearFaults()
	if outcome.Stop == nil {
		return false
	}
	if outcome.Stop.Reason != want || outcome.Stop.Item != item {
		t.Fatalf("item %d: %s, %v", item, outcome.Summary(), outcome.Stop)
	}
	if outcome.Stop.What == "" || outcome.Stop.Next == "" {
		t.Errorf("it does not say what to do: %q, %q", outcome.Stop.What, outcome.Stop.Next)
	}
	equal(t, "done", plan.Count(outcome.Status, plan.Done), item-1)
	equal(t, "waiting", plan.Count(outcome.Status, plan.Waiting), len(p.Items)-item)
	return true
}

// What a save did of which the end is not known is not what somebody else did: of any kind of item.
func TestWhatIsNotKnownYetIsNotStale(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 12, simulator.Options{})
		desk := s.newDesk(t)
		p := desk.ofAllKinds(t)
		for _, item := range p.Items {
			outcome := must(desk.Apply(t.Context(), p, before(item.N, func() {
				s.answer(func(platform http.Handler, w http.ResponseWriter, r *http.Request) {
					platform.ServeHTTP(w, r)
					if r.Method != http.MethodGet {
						s.SetFault(simulator.Fault{Method: http.MethodGet, Status: 403})
					}
				})
			})))(t)
			s.answer(nil)
			s.ClearFaults()
			if outcome.Stop == nil || outcome.Stop.Item != item.N || outcome.Stop.Reason != apply.Unknown {
				t.Fatalf("item %d: %s, %v", item.N, outcome.Summary(), outcome.Stop)
			}
			equal(t, fmt.Sprintf("stale, item %d", item.N), must(desk.Stale(t.Context(), p, nil))(t), []apply.Stop(nil))
			isRead := item.Follows == 0 // what follows another is not looked at
			equal(t, "it is done", must(desk.Status(p))(t)[item.N-1].State == plan.Done, isRead)
		}
		desk.done(t, p)
		desk.isDone(t, p)
	})
}

// isDone expects that a plan is done, and that the platform holds what it wants.
func (d desk) isDone(t *testing.T, p plan.Plan) {
	t.Helper()
	equal(t, "done", plan.Count(must(d.Status(p))(t), plan.Done), len(p.Items))
	wanted := make(map[change.Subject][]change.FieldChange)
	for _, item := range p.Items {
		wanted[item.Subject] = append(wanted[item.Subject], item.Changes()...)
	}
	for _, item := range p.Items {
		now := must(d.edits.Read(t.Context(), item.Subject))(t)
		equal(t, item.Subject.String()+" is there", now.Exists(), item.Want.Exists())
		for _, c := range wanted[item.Subject] {
			is, _ := now.Value(c.Name)
			equal(t, item.Subject.String()+" "+c.Name, is, c.To)
		}
	}
}

// ofAllKinds is a plan that raises and lowers limits of every level, and creates, changes and deletes
// enterprise trunks.
func (d desk) ofAllKinds(t testing.TB) plan.Plan {
	t.Helper()
	var wanted []plan.Want
	var survey plan.Survey
	limits := func(kind change.Kind, group, name string, fields ...change.Field) {
		subject := change.Subject{Host: here, Dialect: d.Dialect, Kind: kind, Tenant: "foo", Group: group, Name: name}
		base := must(d.edits.Read(t.Context(), subject))(t)
		survey.Levels = append(survey.Levels, plan.LevelOf(subject, base))
		wanted = append(wanted, plan.Want{Subject: subject, Base: base, Want: base})
		for _, field := range fields {
			last := &wanted[len(wanted)-1]
			last.Want = last.Want.With(field)
		}
	}
	calls := func(n string) change.Field { return change.Field{Name: change.MaxActiveCalls, Value: n} }
	limits(change.TenantCapacity, "", "", calls("150"), change.Field{Name: change.BurstingMaxActiveCalls, Value: "19"})
	limits(change.GroupCapacity, "ApioEntGrpAntwerp", "", calls("20"))
	limits(change.TrunkGroup, "ApioEntGrpAntwerp", "Trunk-Antwerp", calls("19"))
	limits(change.GroupCapacity, "ApioEntGrpGhent", "", calls("7"))
	limits(change.TrunkGroup, "ApioEntGrpGhent", "Trunk-Backup", calls("6"))
	trunks := func(name string, alter func(routing.Trunk) change.Image) {
		subject := change.Subject{Host: here, Dialect: d.Dialect, Kind: change.EnterpriseTrunk, Tenant: "foo", Name: name}
		want := plan.Want{Subject: subject}
		if name != "new" {
			want.Base = must(d.edits.Read(t.Context(), subject))(t)
		}
		trunk, err := change.TrunkOf(want.Base)
		noErr(t, err)
		want.Want = alter(trunk)
		wanted = append(wanted, want)
	}
	for n := range 4 {
		trunks(trunk(n).Name, func(trunk routing.Trunk) change.Image {
			trunk.MaxReroutes = new(9)
			return change.TrunkImage(trunk, noDocument())
		})
	}
	trunks(trunk(4).Name, func(routing.Trunk) change.Image { return change.Image{} })
	trunks("new", func(routing.Trunk) change.Image {
		created := trunk(1)
		created.Name = "new"
		return change.TrunkImage(created, noDocument())
	})
	return allowed(plan.Make(d.Header(""), plan.Declared, "all kinds", survey, wanted))
}

// What stands in the way of an item stops the plan there, with nothing sent for it.
func TestWhatStandsInTheWayStopsThePlan(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		for name, test := range map[string]struct {
			spoil func(t *testing.T, s *site, trunk routing.Trunk)
			want  apply.Reason
			what  string
		}{
			"another field": {func(t *testing.T, s *site, trunk routing.Trunk) {
				trunk.MaxReroutes = new(9)
				noErr(t, s.PutEnterpriseTrunk("foo", trunk))
			}, apply.Moved, "moved since the plan was made: max reroutes: 5 -> 9"},
			"the same": {func(t *testing.T, s *site, trunk routing.Trunk) {
				trunk.Routes = slices.Clone(trunk.Routes[1:])
				noErr(t, s.PutEnterpriseTrunk("foo", trunk))
			}, apply.Conflicted, "somebody changed the same"},
			"deleted": {func(_ *testing.T, s *site, trunk routing.Trunk) { s.DeleteEnterpriseTrunk("foo", trunk.Name) }, apply.Gone, "not there any more"},
			"cannot be read": {func(_ *testing.T, s *site, trunk routing.Trunk) {
				s.SetFault(simulator.Fault{Method: http.MethodGet, Status: 403, Body: `{"error":"no"}`})
			}, apply.Unreadable, ""},
		} {
			for _, isConfirmed := range []bool{false, true} { // before it is compared, and right before it is sent
				t.Run(fmt.Sprintf("%s, confirmed: %v", name, isConfirmed), func(t *testing.T) {
					t.Parallel()
					s := newSite(t, d, 3, simulator.Options{})
					desk := s.newDesk(t)
					p := desk.drain(t)
					outcome := must(desk.Apply(t.Context(), p, func(at apply.Progress) {
						if at.Item == 2 && at.Sending == isConfirmed {
							test.spoil(t, s, s.trunks[1])
						}
					}))(t)
					s.ClearFaults()
					if outcome.Stop == nil || outcome.Stop.Item != 2 || outcome.Stop.Reason != test.want || !strings.Contains(outcome.Stop.What, test.what) {
						t.Fatalf("%s: %v", outcome.Summary(), outcome.Stop)
					}
					equal(t, "summary", outcome.Summary(), "1 of 3 done, 2 waiting")
					equal(t, "writes", len(s.Writes())-logins(s), 1)
				})
			}
		}
	})
}

// Somebody writes right after the plan did, before that could read it back: the plan stops, and what is
// out of service is what the platform does not hold all the same.
func TestWhatIsOvertakenIsOutOfServiceWhereItIs(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		for name, isBack := range map[string]bool{"it is out": false, "it is back": true} {
			s := newSite(t, d, 2, simulator.Options{})
			desk := s.newDesk(t)
			p := desk.drain(t)
			_, theirs := p.Items[0].Trunks()
			if theirs = theirs.Clone(); isBack {
				theirs, _ = p.Items[0].Trunks()
				theirs = theirs.Clone()
			}
			theirs.MaxReroutes = new(9)
			s.answer(func(platform http.Handler, w http.ResponseWriter, r *http.Request) {
				platform.ServeHTTP(w, r)
				if r.Method == http.MethodPut {
					noErr(t, s.PutEnterpriseTrunk("foo", theirs))
				}
			})
			outcome := desk.apply(t, p)
			s.answer(nil)
			if outcome.Stop == nil || outcome.Stop.Reason != apply.Overtaken {
				t.Fatalf("%s: %s, %v", name, outcome.Summary(), outcome.Stop)
			}
			drained := desk.drained(t)
			equal(t, name+": out of service", len(drained) == 1, !isBack)
			if !isBack {
				desk.done(t, desk.undrain(t))
				was, _ := p.Items[0].Trunks()
				holds := desk.holds(t)[was.Name]
				equal(t, "put back", holds.Routes, was.Routes)
				equal(t, "theirs", *holds.MaxReroutes, 9)
			}
		}
	})
}

func TestWhatSomebodyElseDidAlreadyNeedsNothing(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 3, simulator.Options{})
		desk := s.newDesk(t)
		p := desk.drain(t)
		_, after := p.Items[1].Trunks()
		noErr(t, s.PutEnterpriseTrunk("foo", after))
		outcome := desk.done(t, p)
		equal(t, "as it is", outcome.AsIs, []int{2})
		equal(t, "summary", outcome.Summary(), "3 of 3 done")
		equal(t, "out of service by this plan", len(desk.drained(t)), 2)
	})
}

func TestWhatIsToBeDeletedAndIsGoneNeedsNothing(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 1, simulator.Options{})
		desk := s.newDesk(t)
		subject := change.Subject{Host: here, Dialect: string(d), Kind: change.EnterpriseTrunk, Tenant: "foo", Name: s.trunks[0].Name}
		base := must(desk.edits.Read(t.Context(), subject))(t)
		p := allowed(plan.Make(desk.Header(""), plan.Declared, "files", plan.Survey{}, []plan.Want{{Subject: subject, Base: base}}))
		s.DeleteEnterpriseTrunk("foo", subject.Name)
		equal(t, "stale", len(must(desk.Stale(t.Context(), p, nil))(t)), 0)
		equal(t, "needs nothing", desk.done(t, p).AsIs, []int{1})
	})
}

// What somebody else put back is not put back again, and is not called out of service any more.
func TestWhatIsBackAlreadyIsNoted(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 3, simulator.Options{})
		desk := s.newDesk(t)
		desk.done(t, desk.drain(t))
		noErr(t, s.PutEnterpriseTrunk("foo", s.trunks[0]))
		s.DeleteEnterpriseTrunk("foo", s.trunks[1].Name)
		back := desk.undrain(t)
		var skipped []string
		for _, s := range back.Skipped {
			skipped = append(skipped, s.Subject.Name+": "+s.Why)
		}
		equal(t, "skipped", skipped, []string{"site-000: it is back already", "site-001: it is not there any more"})
		equal(t, "items", len(back.Items), 1)
		equal(t, "out of service", len(desk.drained(t)), 1)
		desk.done(t, back)
		equal(t, "out of service in the end", desk.drained(t), []plan.Drained(nil))
	})
}

// Nothing is applied that somebody has to decide upon, and nothing of another session.
func TestWhatIsNotBegun(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 3, simulator.Options{})
	desk := s.newDesk(t)
	plain := must(desk.Drain(t.Context(), plan.ScopeOf("foo", away()), "", nil))(t)
	p := allowed(plain)
	for name, test := range map[string]struct {
		plan func() plan.Plan
		want string
	}{
		"another host":      {func() plan.Plan { p := p; p.Host = "other.example"; p.Items = nil; return p }, "it was made for other.example, and this is be.example"},
		"another dialect":   {func() plan.Plan { p := p; p.Dialect = "Odin"; p.Items = nil; return p }, "it was made for Odin, and this platform is asked by APIO"},
		"another user":      {func() plan.Plan { p := p; p.Who = "bert"; return p }, "bert made it, and you are anna"},
		"another principal": {func() plan.Plan { p := p; p.Principal = "bert@foo"; return p }, "it was made as bert@foo, and this is anna@foo"},
		"no plan":           {func() plan.Plan { p := p; p.Version = 9; return p }, "a plan of version 9"},
		"undecided":         {func() plan.Plan { q, _ := p.Doubt(1, []string{"it is Friday"}); return q }, "it is Friday: type its name or leave it out"},
	} {
		writes := len(s.Writes())
		_, err := desk.Apply(t.Context(), test.plan(), nil)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		equal(t, name+": writes", len(s.Writes())-writes, 0)
	}
}

func TestASessionThatReadsAloneAppliesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 1, simulator.Options{})
	desk := s.newDesk(t)
	p := desk.drain(t)
	desk.API = readOnly{desk.client}
	if _, err := desk.Apply(t.Context(), p, nil); !errors.Is(err, apply.ErrReadOnly) {
		t.Errorf("got %v", err)
	}
	equal(t, "writes", len(s.Writes())-logins(s), 0)
}

type readOnly struct{ change.API }

func (readOnly) CanWrite() bool { return false }

func TestADangerThatNobodyAllowedStopsThePlan(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 2, simulator.Options{})
	alone := routing.New("alone")
	alone.Routes = []routing.Route{{TrunkGroup: away()}}
	noErr(t, s.PutEnterpriseTrunk("foo", alone))
	desk := s.newDesk(t)
	p := must(desk.Drain(t.Context(), plan.ScopeOf("foo", away()), "", nil))(t)
	at := slices.IndexFunc(p.Items, func(i plan.Item) bool { return i.Subject.Name == "alone" })
	_, err := desk.Apply(t.Context(), p, nil)
	if undecided, ok := errors.AsType[*plan.UndecidedError](err); !ok || undecided.Items[0].Subject.Name != "alone" {
		t.Fatalf("got %v", err)
	}
	// As if a plan had been made that did not know it.
	p.Items[at].Refusals = nil
	outcome := desk.apply(t, p)
	if outcome.Stop == nil || outcome.Stop.Reason != apply.Doubtful {
		t.Fatalf("%s: %v", outcome.Summary(), outcome.Stop)
	}
	equal(t, "doubts", outcome.Stop.Doubts, []string{"the list is empty: no route is left"})
	p, err = p.Doubt(outcome.Stop.Item, outcome.Stop.Doubts)
	noErr(t, err)
	p, err = p.Allow(outcome.Stop.Item, "alone")
	noErr(t, err)
	desk.done(t, p)
}

func TestOnePlanOfATenantAtATime(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 2, simulator.Options{})
	one := s.newDesk(t)
	other := s.desk(t, one.Dir)
	p, q := one.drain(t), other.drain(t)
	var err error
	outcome := must(one.Apply(t.Context(), p, before(1, func() { _, err = other.Apply(t.Context(), q, nil) })))(t)
	if held, ok := errors.AsType[*change.HeldError](err); !ok || held.Holder.Who != "anna" {
		t.Errorf("the other plan: %v", err)
	}
	equal(t, "the one", outcome.Summary(), "2 of 2 done")
	equal(t, "the other, later", other.done(t, q).AsIs, []int{1, 2})
}

func TestAPlanIsStoppedBetweenItems(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 4, simulator.Options{})
	desk := s.newDesk(t)
	p := desk.drain(t)
	ctx, cancel := context.WithCancel(t.Context())
	outcome := must(desk.Apply(ctx, p, func(at apply.Progress) {
		if at.Item == 2 && at.Sending {
			cancel()
		}
	}))(t)
	equal(t, "summary", outcome.Summary(), "2 of 4 done, 2 waiting")
	equal(t, "reason", outcome.Stop.Reason, apply.Cancelled)
	equal(t, "gone on with", desk.done(t, p).Summary(), "4 of 4 done")
}

func TestProgressTellsTheTimeThatIsLeft(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 4, simulator.Options{})
	desk := s.newDesk(t)
	now := time.Now()
	desk.Now = func() time.Time { return now }
	var left []time.Duration
	var done []int
	must(desk.Apply(t.Context(), desk.drain(t), func(at apply.Progress) {
		if !at.Sending {
			left, done = append(left, at.Left), append(done, at.Done)
			now = now.Add(time.Second)
		}
	}))(t)
	equal(t, "left", left, []time.Duration{0, 3 * time.Second, 2 * time.Second, time.Second, 0})
	equal(t, "done", done, []int{0, 1, 2, 3, 4})
}

func TestWhoStartsAPlanGetsItsEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 4, simulator.Options{})
	desk := s.newDesk(t)
	var last apply.Progress
	for at := range desk.Start(t.Context(), desk.drain(t)) {
		last = at
	}
	equal(t, "the end", []any{last.Ended, last.Err, last.Done, last.Of, last.Outcome.Summary()}, []any{true, nil, 4, 4, "4 of 4 done"})
	// Nobody takes it: it goes on all the same.
	back := desk.undrain(t)
	sent := len(s.Requests())
	desk.Start(t.Context(), back)
	noErr(t, s.Await(t.Context(), sent+4*len(back.Items))) // four requests an item
	_, err := desk.edits.Close()
	noErr(t, err)
}

func TestAPlanIsTakenBack(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 6, simulator.Options{})
		desk := s.newDesk(t)
		before := desk.holds(t)
		p := desk.drain(t)
		p, err := p.LeaveOut(true, 3)
		noErr(t, err)
		equal(t, "done", desk.done(t, p).Summary(), "5 of 6 done, 1 left out")
		undo := allowed(must(desk.Undo(p, "CHG2"))(t))
		equal(t, "undo", []any{undo.Kind, undo.Of, len(undo.Items)}, []any{plan.Undoing, []string{p.ID}, 5})
		equal(t, "the last first", undo.Items[0].Subject, p.Items[5].Subject)
		desk.done(t, undo)
		equal(t, "what is there in the end", desk.holds(t), before)
		status := must(desk.Status(p))(t)
		equal(t, "undone", plan.Count(status, plan.Undone), 5)
		equal(t, "out of service", desk.drained(t), []plan.Drained(nil))
		equal(t, "nothing is done again", desk.done(t, p).AsIs, []int(nil))
		var parked []routing.Parked
		noErr(t, desk.edits.Kept(p.Items[0].Subject, &parked))
		equal(t, "parked", len(parked), 0)
		again := must(desk.Undo(p, ""))(t)
		equal(t, "nothing is left to undo", len(again.Items), 0)
	})
}

// Something of what cannot be read may have been done as well.
func TestAnUndoSaysWhatOfTheJournalCannotBeRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	s := newSite(t, inAPIO, 2, simulator.Options{})
	desk := s.desk(t, dir)
	p := desk.drain(t)
	desk.done(t, p)
	equal(t, "not read", must(desk.Undo(p, ""))(t).Unread, []plan.Skipped(nil))
	journals := must(filepath.Glob(filepath.Join(dir, "journal", "*.jsonl")))(t)
	text := must(os.ReadFile(journals[0]))(t)
	noErr(t, os.WriteFile(journals[0], append([]byte("{\n"), text...), 0o600))
	if unread := must(s.desk(t, dir).Undo(p, ""))(t).Unread; len(unread) != 1 || !strings.Contains(unread[0].Why, "line 1") {
		t.Errorf("not read: %+v", unread)
	}
}

// What was put back and is taken out again by an undo is out of service since it was at first.
func TestAnUndoOfPuttingBackTakesItOutAgain(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 3, simulator.Options{})
		desk := s.newDesk(t)
		before := desk.holds(t)
		desk.done(t, desk.drain(t))
		first, drained := desk.drained(t), desk.holds(t)
		back := desk.undrain(t)
		desk.done(t, back)
		desk.done(t, allowed(must(desk.Undo(back, ""))(t)))
		equal(t, "what is there", desk.holds(t), drained)
		again := desk.drained(t)
		equal(t, "out of service", len(again), len(first))
		for n, d := range again {
			equal(t, "since, ticket, place", []any{d.Subject, d.Since, d.Ticket, d.Route}, []any{first[n].Subject, first[n].Since, first[n].Ticket, first[n].Route})
			var parked []routing.Parked
			noErr(t, desk.edits.Kept(d.Subject, &parked))
			equal(t, "parked", []any{len(parked), parked[0].Route}, []any{1, d.Route})
		}
		desk.done(t, desk.undrain(t))
		equal(t, "what is there in the end", desk.holds(t), before)
	})
}

func TestAStalePlanNamesWhatMoved(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 4, simulator.Options{})
		desk := s.newDesk(t)
		p := desk.drain(t)
		equal(t, "fresh", len(must(desk.Stale(t.Context(), p, nil))(t)), 0)
		moved := s.trunks[1].Clone()
		moved.MaxReroutes = new(9)
		noErr(t, s.PutEnterpriseTrunk("foo", moved))
		s.DeleteEnterpriseTrunk("foo", s.trunks[2].Name)
		var stale []string
		for _, stop := range must(desk.Stale(t.Context(), p, nil))(t) {
			stale = append(stale, stop.What)
		}
		slices.Sort(stale)
		equal(t, "stale", stale, []string{
			"enterprise trunk foo/site-001 moved since the plan was made: max reroutes: 5 -> 9", "enterprise trunk foo/site-002 is not there any more",
		})
		equal(t, "writes", len(s.Writes())-logins(s), 0)
	})
}

func TestPlansAreKept(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 2, simulator.Options{})
	desk := s.newDesk(t)
	p := desk.drain(t)
	desk.done(t, p) // which keeps it
	kept := must(s.desk(t, desk.Dir).Plan(p.ID))(t)
	equal(t, "items", kept.Items[0].Lines(), p.Items[0].Lines())
	equal(t, "allowed", kept.Undecided(), nil)
	plans, damaged, err := desk.Plans()
	equal(t, "plans", []any{len(plans), len(damaged), err}, []any{1, 0, nil})
	noErr(t, desk.Forget(p.ID))
	if _, err := desk.Plan(p.ID); !errors.Is(err, apply.ErrNoPlan) {
		t.Errorf("a plan that was forgotten: %v", err)
	}
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 3, simulator.Options{})
		desk := s.newDesk(t)
		fault := simulator.Fault{Method: http.MethodGet, Path: "*/site-001", Status: 500, Body: `{"error":"broken"}`}
		if d == inOdin {
			fault.Path, fault.Query = "", map[string]string{"enterpriseTrunkName": "site-001"}
		}
		s.SetFault(fault)
		p := desk.drain(t)
		equal(t, "items", len(p.Items), 2)
		if len(p.Unread) != 1 || p.Unread[0].Subject.Name != "site-001" || p.Unread[0].Why == "" {
			t.Errorf("unread: %v", p.Unread)
		}
	})
}

func TestWhatSomebodySavesAtThisMomentStopsThePlan(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 2, simulator.Options{})
	one := s.newDesk(t)
	other := s.desk(t, one.Dir)
	p := one.drain(t)
	release := must(other.edits.Hold(p.Items[1].Subject))(t)
	outcome := one.apply(t, p)
	if outcome.Stop == nil || outcome.Stop.Reason != apply.Busy || !strings.HasPrefix(outcome.Stop.What, "enterprise trunk foo/site-001: anna saves enterprise trunk foo/site-001 at this moment") {
		t.Fatalf("%s: %v", outcome.Summary(), outcome.Stop)
	}
	release()
	one.done(t, p)
}

// Where somebody switched the mode meanwhile, a route comes back with the figures of the new one, and
// that is said.
func TestWhatIsPutBackIntoAnotherModeIsSaid(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 2, simulator.Options{})
		desk := s.newDesk(t)
		desk.done(t, desk.drain(t))
		for _, trunk := range desk.holds(t) {
			draft, _ := routing.NewDraft(trunk, nil).SwitchMode()
			noErr(t, s.PutEnterpriseTrunk("foo", draft.Mine))
		}
		back := desk.undrain(t)
		desk.done(t, back)
		holds := desk.holds(t)
		equal(t, "keys", []any{keys(holds["site-000"]), keys(holds["site-001"])}, []any{keys(s.trunks[0]), keys(s.trunks[1])})
		equal(t, "the one that was ordered", holds["site-001"].Routes[1].Weight, routing.MinWeight)
		for _, item := range back.Items {
			words := strings.Join(item.Words, "; ")
			equal(t, words, strings.Contains(words, "moved since it was taken out: mode:"), true)
			equal(t, words, strings.Contains(words, "the trunk is weighted now"), item.Subject.Name == "site-001")
		}
	})
}

func TestATrunkGroupIsReplacedEverywhere(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 5, simulator.Options{})
		desk := s.newDesk(t)
		before := desk.holds(t)
		to := routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Fax"}
		p := allowed(must(desk.Migrate(t.Context(), "foo", away(), to, "", nil))(t))
		equal(t, "calls of the new one are known", p.Effects()[0].After.IsComplete(), true)
		desk.done(t, p)
		for name, trunk := range desk.holds(t) {
			for n, r := range before[name].Routes {
				if r.TrunkGroup == away() {
					r.TrunkGroup = to
				}
				equal(t, name, trunk.Routes[n], r)
			}
		}
		equal(t, "nothing is out of service", desk.drained(t), []plan.Drained(nil))
		desk.done(t, allowed(must(desk.Undo(p, ""))(t)))
		equal(t, "taken back", desk.holds(t), before)
	})
}

func TestAnOutageIsFoundByWhatItConcerns(t *testing.T) {
	t.Parallel()
	s := newSite(t, inAPIO, 3, simulator.Options{})
	desk := s.newDesk(t)
	site := plan.Scope{Tenant: "foo", Group: away().GroupID}
	desk.done(t, allowed(must(desk.Drain(t.Context(), site, "", nil))(t)))
	outages, _, err := desk.Outages()
	noErr(t, err)
	for name, test := range map[string]struct {
		scope plan.Scope
		want  int // routes
	}{
		"the group":             {site, 3},
		"its trunk group":       {plan.ScopeOf("foo", away()), 3},
		"another group":         {plan.Scope{Tenant: "foo", Group: "ApioEntGrpGhent"}, 0},
		"its name elsewhere":    {plan.ScopeOf("bar", away()), 0},
		"another of its groups": {plan.Scope{Tenant: "foo", Group: away().GroupID, Name: "Trunk-Other"}, 0},
	} {
		routes := 0
		for _, o := range plan.Of(outages, test.scope) {
			routes += len(o.Routes)
		}
		equal(t, name, routes, test.want)
	}
}
