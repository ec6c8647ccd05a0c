package apply_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"banyan/apiclient"
	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
)

// here is the host as the subjects of the tests name it.
const here = "be.example"

// dialect is one of the two ways to talk to the simulated host.
type dialect string

const (
	inAPIO dialect = dialects.APIO
	inOdin dialect = dialects.Odin
)

type client interface {
	change.API
	Login(ctx context.Context) error
}

// dial returns a client of the platform at an address that is logged in, and waits so long for a
// write.
func (d dialect) dial(ctx context.Context, url string, write time.Duration) (client, *apiclient.Conn, error) {
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: url, Write: true, Timeouts: apiclient.Timeouts{Write: write}})
	if err != nil {
		return nil, nil, err
	}
	c := dialects.Client[client](string(d), conn)
	return c, conn, c.Login(ctx)
}

// services returns what saves and what applies over a state directory.
func (d dialect) services(c client, dir string, alter ...func(*change.Options)) (*change.Service, *apply.Service) {
	opts := change.Options{
		Dir: dir, Open: change.Targets(here, string(d), c), Who: "anna", Principal: "anna@foo",
		Timing: change.Timing{Again: []time.Duration{time.Millisecond}, Grace: time.Nanosecond},
		Uptime: func() change.Uptime { return change.Uptime{} }, // it counts in hundredths of a second
	}
	for _, option := range alter {
		option(&opts)
	}
	edits := change.New(opts)
	return edits, apply.New(apply.Options{Edits: edits, API: c, Dir: dir, Host: here, Dialect: string(d)})
}

// site is a simulated platform, whose tenant foo has enterprise trunks of which all use the trunk
// group away.
type site struct {
	*simulator.Server
	dialect  dialect
	url      string
	trunks   []routing.Trunk
	patience time.Duration // how long a write is waited for

	mu      sync.Mutex
	through func(http.Handler, http.ResponseWriter, *http.Request) // in place of the platform; nil: that itself
}

// answer has requests answered by somebody in place of the platform.
func (s *site) answer(through func(platform http.Handler, w http.ResponseWriter, r *http.Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.through = through
}

func away() routing.Key { return routing.Key{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"} }

// others are trunk groups that routes lead to beside it.
func others() []routing.Key {
	return []routing.Key{
		{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Existing"},
		{GroupID: "ApioEntGrpGhent", Name: "Trunk-Backup"},
		{GroupID: "ApioEntGrpBrussels", Name: "Trunk-Brussels"},
		{GroupID: "ApioEntGrpNamur", Name: "Trunk-Namur"},
	}
}

// trunk is the nth enterprise trunk of a site: ordered or weighted, with away at some place, beside
// others.
func trunk(n int) routing.Trunk {
	t := routing.New(fmt.Sprintf("site-%03d", n))
	t.MaxReroutes = new(5)
	routes := []routing.Route{{TrunkGroup: others()[n%4]}, {TrunkGroup: others()[(n+1)%4]}}
	t.Routes = slices.Insert(routes, n%3, routing.Route{TrunkGroup: away()})
	if n%2 == 0 {
		t.Mode, t.OrderingAlgorithm, t.MaxReroutesWithinPriority = routing.Weighted, "", new(3)
		for i := range t.Routes {
			t.Routes[i].Priority, t.Routes[i].Weight = 1+i/2, 10*(i+1)
		}
		t.Routes[n%3].Priority = 1
	}
	return t
}

// newSite returns a site of so many enterprise trunks.
func newSite(t testing.TB, d dialect, trunks int, options simulator.Options) *site {
	t.Helper()
	s := &site{Server: must(simulator.New(options))(t), dialect: d, patience: time.Minute}
	for _, name := range []string{"HQ-Inbound", "National-Outbound", "Contact-Centre", "Night-Service", "ApioEntTest_Trunk_modified"} {
		s.DeleteEnterpriseTrunk("foo", name)
	}
	for n := range trunks {
		s.trunks = append(s.trunks, trunk(n))
	}
	s.restore(t)
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		through := s.through
		s.mu.Unlock()
		if through != nil {
			through(s.Server, w, r)
			return
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(listener.Close)
	t.Cleanup(s.ClearFaults)
	s.url = listener.URL
	return s
}

// restore puts everything as it was at first.
func (s *site) restore(t testing.TB) {
	t.Helper()
	for _, trunk := range s.trunks {
		noErr(t, s.PutEnterpriseTrunk("foo", trunk))
	}
}

// holds are the enterprise trunks that the platform has in truth, by their names.
func (s *site) holds() map[string]routing.Trunk {
	out := make(map[string]routing.Trunk)
	for _, trunk := range s.EnterpriseTrunks("foo") {
		out[trunk.Name] = trunk
	}
	return out
}

// desk is somebody at a site, with a state directory.
type desk struct {
	*apply.Service
	site   *site
	edits  *change.Service
	client client
}

func (s *site) desk(t testing.TB, dir string, alter ...func(*change.Options)) desk {
	t.Helper()
	c, conn, err := s.dialect.dial(context.Background(), s.url, s.patience)
	noErr(t, err)
	t.Cleanup(conn.Close)
	edits, service := s.dialect.services(c, dir, alter...)
	t.Cleanup(func() { _, _ = edits.Close() })
	return desk{service, s, edits, c}
}

// newDesk is a desk with a state directory of its own.
func (s *site) newDesk(t testing.TB) desk {
	t.Helper()
	return s.desk(t, filepath.Join(t.TempDir(), "state"))
}

// holds reads the enterprise trunks that the platform has, by their names.
func (d desk) holds(t testing.TB) map[string]routing.Trunk {
	t.Helper()
	items := must(d.client.EnterpriseTrunks(t.Context(), "foo"))(t)
	out := make(map[string]routing.Trunk)
	for _, item := range items {
		_, trunk, err := d.client.EnterpriseTrunkDocument(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, item.Name)
		noErr(t, err)
		trunk.Name = item.Name
		out[item.Name] = trunk
	}
	return out
}

// drain returns the plan that takes away out of service, with everything allowed.
func (d desk) drain(t testing.TB) plan.Plan {
	t.Helper()
	return allowed(must(d.Drain(t.Context(), plan.ScopeOf("foo", away()), "CHG1", nil))(t))
}

// allowed returns a plan of which every item is allowed.
func allowed(p plan.Plan) plan.Plan {
	for _, item := range p.Items {
		p, _ = p.Allow(item.N, item.Subject.ID())
	}
	return p
}

func (d desk) apply(t testing.TB, p plan.Plan) apply.Outcome {
	t.Helper()
	return must(d.Apply(t.Context(), p, nil))(t)
}

// done applies a plan that is expected to go through.
func (d desk) done(t testing.TB, p plan.Plan) apply.Outcome {
	t.Helper()
	outcome := d.apply(t, p)
	if outcome.Stop != nil {
		t.Fatalf("%s, stopped at item %d: %v", outcome.Summary(), outcome.Stop.Item, outcome.Stop)
	}
	return outcome
}

// undrain puts everything back that is out of service.
func (d desk) undrain(t testing.TB) plan.Plan {
	t.Helper()
	return must(d.Undrain(t.Context(), d.drained(t), "", nil))(t)
}

// drained are the routes that are out of service.
func (d desk) drained(t testing.TB) (out []plan.Drained) {
	t.Helper()
	outages, damaged, err := d.Outages()
	noErr(t, err)
	equal(t, "damages", len(damaged), 0)
	for _, o := range outages {
		out = append(out, o.Routes...)
	}
	return out
}

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func must[T any](answer T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		noErr(t, err)
		return answer
	}
}

func noErr(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// has reports whether a route leads to a trunk group.
func has(t routing.Trunk, key routing.Key) bool {
	return slices.ContainsFunc(t.Routes, func(r routing.Route) bool { return r.TrunkGroup == key })
}

func TestWhatIsDrainedIsPutBackAsItWas(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 12, simulator.Options{})
		desk := s.newDesk(t)
		before := desk.holds(t)
		outcome := desk.done(t, desk.drain(t))
		equal(t, "summary", outcome.Summary(), "12 of 12 done")
		for name, trunk := range desk.holds(t) {
			equal(t, name+" leads there", has(trunk, away()), false)
		}
		outages, _, _ := desk.Outages()
		o := outages[0]
		equal(t, "outage", []any{len(outages), o.Scope.String(), o.Who, o.Principal, o.Ticket, o.Unsure, len(o.Routes)},
			[]any{1, "trunk group Trunk-Antwerp of group ApioEntGrpAntwerp", "anna", "anna@foo", "CHG1", false, 12})
		var parked []routing.Parked
		noErr(t, desk.edits.Kept(o.Routes[0].Subject, &parked))
		equal(t, "the form shows it parked", parked[0].Note, "out of service: trunk group Trunk-Antwerp of group ApioEntGrpAntwerp, CHG1")
		desk.done(t, desk.undrain(t))
		equal(t, "what is there in the end", desk.holds(t), before)
		equal(t, "out of service in the end", desk.drained(t), []plan.Drained(nil))
		parked = nil
		noErr(t, desk.edits.Kept(o.Routes[0].Subject, &parked))
		equal(t, "parked in the end", len(parked), 0)
		equal(t, "writes", len(s.Writes())-logins(s), 24)
	})
}

func noDocument() apiclient.Document { return apiclient.Document{} }

// logins counts the requests of logins among the writes.
func logins(s *site) (n int) {
	for _, w := range s.Writes() {
		if strings.Contains(w.Path, "login") || strings.Contains(w.Path, "auth") {
			n++
		}
	}
	return n
}

// In Odin the groups of service providers have enterprise trunks of their own.
func TestTheEnterpriseTrunksOfGroupsAreDrainedToo(t *testing.T) {
	t.Parallel()
	s := newSite(t, inOdin, 0, simulator.Options{})
	desk := s.newDesk(t)
	scope := plan.ScopeOf("ServiceProviderID", routing.Key{GroupID: "GroupIDE", Name: "Trunk 1"})
	p := allowed(must(desk.Drain(t.Context(), scope, "", nil))(t))
	equal(t, "item", []any{len(p.Items), p.Items[0].Subject.Group, p.Items[0].Subject.Name}, []any{1, "GroupIDE", "Group E Inbound"})
	before := must(desk.edits.Read(t.Context(), p.Items[0].Subject))(t)
	desk.done(t, p)
	equal(t, "out of service", len(desk.drained(t)), 1)
	desk.done(t, desk.undrain(t))
	equal(t, "in the end", must(desk.edits.Read(t.Context(), p.Items[0].Subject))(t).Fields, before.Fields)
}

// What was drained stays so by the name that an enterprise trunk has now, and whatever puts a route
// back ends it.
func TestWhatIsOutOfServiceFollowsWhatIsSavedSince(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 3, simulator.Options{})
		desk := s.newDesk(t)
		desk.done(t, desk.drain(t))
		names := func() (names []string) {
			for _, d := range desk.drained(t) {
				names = append(names, d.Subject.Name)
			}
			slices.Sort(names)
			return names
		}
		save := func(name string, alter func(*routing.Trunk)) {
			t.Helper()
			subject := change.Subject{Host: here, Dialect: string(d), Kind: change.EnterpriseTrunk, Tenant: "foo", Name: name}
			base := must(desk.edits.Read(t.Context(), subject))(t)
			trunk := must(change.TrunkOf(base))(t)
			edit := change.Edit{Subject: subject, Base: base}
			if alter != nil {
				alter(&trunk)
				edit.Want = change.TrunkImage(trunk, noDocument())
			}
			review := must(desk.edits.Prepare(t.Context(), edit))(t)
			result := must(desk.edits.Commit(t.Context(), review.Confirmation, change.Consent{Typed: name}))(t)
			equal(t, "verdict", result.Verdict, change.Saved)
		}
		save("site-000", func(trunk *routing.Trunk) { trunk.Name = "moved" })
		equal(t, "renamed", names(), []string{"moved", "site-001", "site-002"})
		save("site-001", func(trunk *routing.Trunk) { trunk.MaxReroutes = new(2) })
		equal(t, "edited", names(), []string{"moved", "site-001", "site-002"})
		save("site-001", func(trunk *routing.Trunk) { trunk.Routes = append(trunk.Routes, s.trunks[1].Routes[1]) })
		equal(t, "put back by hand", names(), []string{"moved", "site-002"})
		save("site-002", nil)
		equal(t, "deleted", names(), []string{"moved"})
		desk.done(t, desk.undrain(t))
		equal(t, "put back under its new name", names(), []string(nil))
		equal(t, "as it was", desk.holds(t)["moved"].Routes, s.trunks[0].Routes)
	})
}
