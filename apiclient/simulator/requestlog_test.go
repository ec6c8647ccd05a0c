package simulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"banyan/internal/routing"
)

func TestRequestsAreLoggedAsTheyArrived(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	v := visit(t, Options{Now: func() time.Time { return clock }})
	v.do(http.MethodPost, "/api/v1/login/", goodLogin)
	v.get("/api/v1/tenants/zz-interop-lab/groups/lab%2F1/?a=b%20c")
	want := []Request{
		{Method: "POST", Path: "/api/v1/login/", At: clock, Status: 200},
		{Method: "GET", Path: "/api/v1/tenants/zz-interop-lab/groups/lab%2F1/", Query: "a=b%20c", At: clock, Status: 200},
	}
	if got := v.server.Requests(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v", got)
	}
}

func TestTheLogForgetsTheOldest(t *testing.T) {
	t.Parallel()
	var l requestLog
	first := &Request{Path: "0"}
	l.add(first)
	for i := 1; i < logSize+3; i++ {
		l.add(&Request{Path: fmt.Sprint(i)})
	}
	l.answered(first, 500) // it is forgotten
	all := l.all()
	if len(all) != logSize || all[0].Path != "3" || all[len(all)-1].Path != fmt.Sprint(logSize+2) {
		t.Errorf("%d entries, from %v to %v", len(all), all[0], all[len(all)-1])
	}
	for _, r := range all {
		if r.Status != 0 {
			t.Fatalf("%v got the status of another", r)
		}
	}
}

func TestRequestsAreAwaited(t *testing.T) {
	t.Parallel()
	var l requestLog
	both := make(chan error)
	go func() { both <- l.await(t.Context(), 2) }()
	l.add(&Request{})
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := l.await(gone, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("two of one: %v", err)
	}
	l.add(&Request{})
	if err := <-both; err != nil {
		t.Error(err)
	}
	if err := l.await(gone, 1); err != nil {
		t.Errorf("one of two: %v", err)
	}
}

func TestEverythingAtOnce(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{Tenants: 3, Groups: 3, TrunkGroups: 2, ErrorRate: 0.1, RateLimit: 1e6})
	trunk := v.trunk(owner{tenant: "foo"}, "HQ-Inbound")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			trunk := trunk
			for range 20 {
				_, _ = v.send(v.request(http.MethodGet, "/api/v1/tenants/foo/services/trunk_groups/HQ-Inbound/", ""))
				_, _ = v.send(v.request(http.MethodGet, "/api/v1/tenants/tenant-0001/services/trunk_groups/", ""))
				_, _ = v.send(v.request(http.MethodPost, "/api/v1/login/", goodLogin))
				trunk.Name = fmt.Sprint("colleague-", i)
				if err := v.server.PutEnterpriseTrunk("foo", trunk); err != nil {
					t.Error(err)
				}
				v.server.DeleteEnterpriseTrunk("tenant-0001", "et-0001")
				v.server.SetFault(Fault{Path: "nothing", Times: 1})
				v.server.Requests()
				v.server.ClearFaults()
			}
		})
	}
	all.Wait()
	if n := len(v.server.world.trunks(owner{tenant: "foo"})); n != 5+8 {
		t.Errorf("%d enterprise trunks", n)
	}
}

func TestAColleagueChangesAnEnterpriseTrunk(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{Tenants: 1, Groups: 1, TrunkGroups: 1})
	const path = "/api/v1/tenants/foo/services/trunk_groups/"
	trunk := v.trunk(owner{tenant: "foo"}, "HQ-Inbound")
	before := v.get(path + "HQ-Inbound/").body
	held := v.server.world.trunks(owner{tenant: "foo"})

	changed := trunk
	changed.Routes = slices.Clone(trunk.Routes)
	changed.Routes[0], changed.Routes[1] = changed.Routes[1], changed.Routes[0]
	if err := v.server.PutEnterpriseTrunk("foo", changed); err != nil {
		t.Fatal(err)
	}
	if after := v.get(path + "HQ-Inbound/").body; after == before {
		t.Error("nothing changed")
	}
	if !v.server.DeleteEnterpriseTrunk("foo", "HQ-Inbound") || v.server.DeleteEnterpriseTrunk("foo", "HQ-Inbound") {
		t.Error("not deleted just once")
	}
	v.get(path+"HQ-Inbound/").want(t, "", http.StatusNotFound)
	if i := indexOfTrunk(held, "HQ-Inbound"); i < 0 || held[i].Routes[0] != trunk.Routes[0] {
		t.Errorf("an answer that is being written changed: %+v", held)
	}
	held = v.server.world.trunks(owner{tenant: "foo"})
	v.server.DeleteEnterpriseTrunk("foo", held[0].Name)
	if held[0].Name == "" || held[len(held)-1].Name == "" || held[0].Name == held[1].Name {
		t.Errorf("a list that is being written changed: %+v", held)
	}
	if _, ok := newServer(t, Options{}).world.trunk(owner{tenant: "foo"}, "HQ-Inbound"); !ok {
		t.Error("another simulator lost it too")
	}

	bare := routing.Trunk{Name: "bare", Mode: routing.Ordered, MaxReroutes: trunk.MaxReroutes, ExhaustionAction: "None"}
	for _, tt := range []struct {
		tenant string
		trunk  routing.Trunk
		taken  bool
	}{
		{"foo", bare, true},
		{"ServiceProviderID", bare, false},
		{"nobody", bare, false},
		{"ServiceProviderID", trunk, false},
		{"nobody", trunk, false},
		{"tenant-0001", trunk, false},
	} {
		if err := v.server.PutEnterpriseTrunk(tt.tenant, tt.trunk); (err == nil) != tt.taken {
			t.Errorf("%s of %s: %v", tt.trunk.Name, tt.tenant, err)
		}
	}
}
