package odin

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// stub is a tenant "sp" of 100 calls and 20 bursting with two groups of three trunk
// groups: the one that a known client of the API gets wrong. Every answer may be
// replaced, under its path from the last slash but one with the ids of its query.
type stub struct {
	reports bool              // it has the report
	replace map[string]string // by key: a body, or a status with one: "503 <html>"

	mu    sync.Mutex
	asked []string
}

const (
	ownKey    = "call-capacity"
	reportKey = "reports"
)

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	key := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	for _, id := range []string{"groupId", "name"} {
		if query.Has(id) {
			key += " " + query.Get(id)
		}
	}
	s.mu.Lock()
	s.asked = append(s.asked, key)
	s.mu.Unlock()
	status, body := s.answer(key)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	say(w, body)
}

func (s *stub) answer(key string) (int, string) {
	if body, ok := s.replace[key]; ok {
		var status int
		if n, _ := fmt.Sscanf(body, "%d ", &status); n == 1 && status >= 400 {
			return status, body[4:]
		}
		return http.StatusOK, body
	}
	bodies := map[string]string{
		"token":           `{"token":"t1"}`,
		ownKey:            own,
		"groups":          `[{"groupId":"A","groupName":"A","serviceProviderId":"sp"},{"groupId":"B","serviceProviderId":"sp"}]`,
		reportKey:         report(own, groupInReport("A", true, figures(10, 2)), groupInReport("B", true, figures(20, 4))),
		"call-capacity A": figures(10, 2), "call-capacity B": figures(20, 4),
		"trunk-groups A": `[{"name":"T1"},{"name":"T2"},{"name":"T3"}]`, "trunk-groups B": `[{"name":"T1"},{"name":"T2"},{"name":"T3"}]`,
	}
	if body, ok := bodies[key]; ok && (s.reports || key != reportKey) {
		return http.StatusOK, body
	}
	if group, name, ok := strings.Cut(strings.TrimPrefix(key, "trunk-groups "), " "); ok {
		calls, bursting := map[string]int{"A": 1, "B": 5}[group]+1, 0
		if name == "T1" {
			bursting = 2
		}
		detail := fmt.Sprintf(`{"name":%q,"maxActiveCalls":%d,"enableBursting":%v`, name, calls, bursting > 0)
		if bursting > 0 {
			detail += fmt.Sprintf(`,"burstingMaxActiveCalls":%d`, bursting)
		}
		return http.StatusOK, detail + `}`
	}
	return http.StatusNotFound, `{"status":404,"error":"Not Found","details":"no such resource"}`
}

func figures(calls, bursting int) string {
	return fmt.Sprintf(`{"maxActiveCalls":%d,"maxAvailableActiveCalls":40,"burstingMaxActiveCalls":%d,"burstingMaxAvailableActiveCalls":8}`, calls, bursting)
}

const own = `{"serviceProviderId":"sp","maxActiveCalls":100,"burstingMaxActiveCalls":20}`

func report(own string, groups ...string) string {
	return `{"serviceProviderId":"sp","serviceProviderTrunkCapacity":` + own + `,"groups":[` + strings.Join(groups, ",") + `]}`
}

func groupInReport(id string, assigned bool, calls string) string {
	return fmt.Sprintf(`{"groupId":%q,"groupName":%[1]q,"service":{"serviceName":"Trunk Group","assigned":%v},"groupTrunkCapacity":%s}`, id, assigned, calls)
}

// reportOf is the report of both groups where s has it.
func (s *stub) reportOf(own, a, b string) string {
	if !s.reports {
		return `404 {"details":"no"}`
	}
	return report(own, groupInReport("A", true, a), groupInReport("B", true, b))
}

// read collects the tenant of a stub, whose answers are replaced.
func (s *stub) read(t *testing.T, replace map[string]string) collect.Snapshot {
	t.Helper()
	s.replace = replace
	client := start(t, s)
	ok(t, client.Login(t.Context()))
	return gather(t.Context(), t, client, apiclient.Tenant{ID: "sp"})
}

// inBothWays runs a test with the report and without one, where no wait takes time.
func inBothWays(t *testing.T, test func(*testing.T, *stub)) {
	t.Helper()
	for what, reports := range map[string]bool{"with the report": true, "with single calls": false} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, &stub{reports: reports}) })
		})
	}
}

// differs says that a figure is not shown as it should be.
func differs[T fmt.Stringer](t *testing.T, what string, got T, want string) {
	t.Helper()
	if got.String() != want {
		t.Errorf("%s is %s, want %s", what, got, want)
	}
}

// D1 and D2: a group's bursting is set against its trunk groups'. D3: the tenant's against what its
// groups were given, beside what they may take. D12: what is given out above a limit has a name.
func TestTheFiguresAreThoseOfTheRows(t *testing.T) {
	inBothWays(t, func(t *testing.T, s *stub) {
		got := s.read(t, nil).Breakdown
		differs(t, "allocated calls", got.Calls.Allocated, "30")
		differs(t, "calls left", got.Calls.Difference, "70")
		differs(t, "allocated bursting", got.BurstingAllocated.Allocated, "6")
		differs(t, "bursting left", got.BurstingAllocated.Difference, "14")
		differs(t, "bursting that groups may take", got.BurstingAvailable.Difference, "4")
		differs(t, "calls of A left", got.Groups[0].Calls.Difference, "4")
		differs(t, "bursting of A", got.Groups[0].Bursting.Allocated, "2")
		differs(t, "bursting of A left", got.Groups[0].Bursting.Difference, "0")
		differs(t, "calls of B left", got.Groups[1].Calls.Difference, "2")
		differs(t, "bursting of B left", got.Groups[1].Bursting.Difference, "2")
		over := s.read(t, map[string]string{"trunk-groups A T2": `{"name":"T2","maxActiveCalls":15,"enableBursting":false}`}).Breakdown
		worst, found := capacity.Worst(over.Groups[0].Findings)
		if !found || worst.Severity != capacity.Over || !over.Groups[0].Calls.Difference.IsNegative() {
			t.Errorf("19 calls of 10: %+v", over.Groups[0])
		}
	})
}

// D4: -1 is unlimited at every level, and is never added.
func TestUnlimitedIsNoNumber(t *testing.T) {
	t.Parallel()
	const unlimited = `{"maxActiveCalls":-1,"burstingMaxActiveCalls":5}`
	b := `{"maxActiveCalls":20,"maxAvailableActiveCalls":-1,"burstingMaxActiveCalls":-1,"burstingMaxAvailableActiveCalls":-1}`
	for what, reports := range map[string]bool{"with the report": true, "with single calls": false} {
		s := &stub{reports: reports}
		got := s.read(t, map[string]string{
			ownKey: unlimited, "call-capacity B": b, reportKey: s.reportOf(unlimited, figures(10, 2), b),
		}).Breakdown
		differs(t, what+", calls left", got.Calls.Difference, "unlimited")
		differs(t, what+", bursting left", got.BurstingAllocated.Difference, "-unlim")
	}
}

// D5 and D10: what failed is unknown with its cause, and no zero; only the 400 that
// says so is "not assigned".
func TestAnOutageIsNeverSpareCapacity(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403, 429, 500, 503} {
		failure := fmt.Sprintf("%d <html><title>busy</title></html>", status)
		t.Run(fmt.Sprint(status, " on a group"), func(t *testing.T) {
			t.Parallel()
			inBothWays(t, func(t *testing.T, s *stub) {
				got := s.read(t, map[string]string{"call-capacity A": failure, reportKey: s.reportOf(own, "null", figures(20, 4))})
				differs(t, "allocated calls", got.Breakdown.Calls.Allocated, "at least 20, 1 of 2 read")
				differs(t, "calls left", got.Breakdown.Calls.Difference, "not read")
				differs(t, "calls of A left", got.Breakdown.Groups[0].Calls.Difference, "not read")
				differs(t, "calls of B left", got.Breakdown.Groups[1].Calls.Difference, "2")
				wantFailure(t, got, status, "sp", "A")
			})
		})
		t.Run(fmt.Sprint(status, " on the tenant"), func(t *testing.T) {
			t.Parallel()
			inBothWays(t, func(t *testing.T, s *stub) {
				replace := map[string]string{ownKey: failure}
				if s.reports {
					replace = map[string]string{reportKey: failure, ownKey: failure, "groups": failure}
				}
				got := s.read(t, replace)
				if got.Breakdown.Tenant.Assignment == capacity.NotAssigned || got.Breakdown.Complete {
					t.Errorf("an outage reads as %+v", got.Breakdown.Tenant)
				}
				wantFailure(t, got, status, "sp")
			})
		})
	}
	s := &stub{}
	got := s.read(t, map[string]string{
		"call-capacity A": `400 {"status":400,"error":"Bad Request","details":"Trunk Group service not assigned"}`,
		"trunk-groups A":  `400 {"status":400,"error":"Bad Request","details":"Trunk Group service not assigned"}`,
	})
	if len(got.Failures) != 0 || !got.Breakdown.Complete || got.Breakdown.Groups[0].Group.Assignment != capacity.NotAssigned {
		t.Errorf("%+v, %v", got.Breakdown.Groups[0], got.Failures)
	}
	differs(t, "calls left", got.Breakdown.Calls.Difference, "80")
}

func wantFailure(t *testing.T, got collect.Snapshot, status int, path ...string) {
	t.Helper()
	if got.Breakdown.Complete {
		t.Error("the breakdown calls itself complete")
	}
	for _, failure := range got.Failures {
		if problem, ok := errors.AsType[*apiclient.Error](failure.Err); ok && slices.Equal(failure.Path, path) && problem.Status == status {
			return
		}
	}
	t.Errorf("no failure of %v with %d among %v", path, status, got.Failures)
}

// D6: what was read of a group stays, and its sum says that it is not whole.
func TestATrunkGroupThatFailsLeavesTheOthers(t *testing.T) {
	inBothWays(t, func(t *testing.T, s *stub) {
		got := s.read(t, map[string]string{"trunk-groups A T3": "500 <html>oops</html>"})
		a := got.Breakdown.Groups[0]
		differs(t, "calls of A", a.Calls.Allocated, "at least 4, 2 of 3 read")
		differs(t, "calls of A left", a.Calls.Difference, "not read")
		if len(a.Group.TrunkGroups) != 3 || a.Group.TrunkGroups[1].MaxActiveCalls != n(2) || a.Complete {
			t.Errorf("%+v", a.Group)
		}
		differs(t, "calls left", got.Breakdown.Calls.Difference, "70")
		wantFailure(t, got, 500, "sp", "A", "T3")
	})
}

// D7: a token that ends in the middle costs one login, and no figure.
func TestATokenThatEndsInTheMiddleCostsNothing(t *testing.T) {
	t.Parallel()
	platform, client := simulate(t, simulator.Options{Tenants: 1, Groups: 20, TrunkGroups: 3, OnlyGenerated: true, Latency: time.Millisecond})
	tenant := apiclient.Tenant{ID: "tenant-0001"}
	want := gather(t.Context(), t, client, tenant)
	collection := collect.Start(t.Context(), client, tenant, collect.Options{Every: time.Millisecond})
	t.Cleanup(collection.Close)
	var last collect.Snapshot
	ended := false
	for last = range collection.Snapshots() {
		if !ended && last.Requests.Done > 10 {
			platform.ExpireSessions()
			ended = true
		}
	}
	if !ended || !reflect.DeepEqual(last.Breakdown, want.Breakdown) || len(last.Failures) != 0 {
		t.Errorf("ended %v, failures %v, %+v", ended, last.Failures, last.Breakdown)
	}
	if logins := arrived(platform, http.MethodPost); logins != 2 {
		t.Errorf("%d logins, want the first and one more", logins)
	}
}

// arrived counts the requests with method.
func arrived(platform *simulator.Server, method string) (n int) {
	for _, request := range platform.Requests() {
		if request.Method == method {
			n++
		}
	}
	return n
}

// D8 and D9: a figure that is missing or null is unknown by itself.
func TestAMissingOrNullFigureCostsNoOther(t *testing.T) {
	for what, partial := range map[string]string{
		"missing": `{"maxActiveCalls":10}`,
		"null":    `{"maxActiveCalls":10,"maxAvailableActiveCalls":null,"burstingMaxActiveCalls":null,"burstingMaxAvailableActiveCalls":null}`,
	} {
		t.Run(what, func(t *testing.T) {
			inBothWays(t, func(t *testing.T, s *stub) {
				got := s.read(t, map[string]string{"call-capacity A": partial, reportKey: s.reportOf(own, partial, figures(20, 4))}).Breakdown
				differs(t, "calls left", got.Calls.Difference, "70")
				differs(t, "calls of A left", got.Groups[0].Calls.Difference, "4")
				differs(t, "bursting", got.BurstingAllocated.Allocated, "at least 4, 1 of 2 read")
				differs(t, "bursting left", got.BurstingAllocated.Difference, "not read")
				differs(t, "bursting of A left", got.Groups[0].Bursting.Difference, "not read")
			})
		})
	}
}

// D11: what the answers hold beside the four figures is read as well.
func TestNothingThatIsReportedIsDropped(t *testing.T) {
	inBothWays(t, func(t *testing.T, s *stub) {
		got := s.read(t, map[string]string{
			"trunk-groups A T1": `{"name":"T1","maxActiveCalls":2,"maxIncomingCalls":"0","maxOutgoingCalls":1,"enableBursting":true,"burstingMaxActiveCalls":2,
				"trunkGroupState":"Unavailable","totalActiveIncomingCalls":1,"totalActiveOutgoingCalls":"2"}`,
		})
		if a := got.Breakdown.Groups[0].Group; a.MaxAvailableActiveCalls != n(40) || !a.TrunkGroups[0].Down || a.TrunkGroups[0].MaxIncomingCalls != n(0) {
			t.Errorf("%+v", a)
		}
		detail := got.TrunkGroups["A"]["T1"]
		if *detail.ActiveIncomingCalls != 1 || *detail.ActiveOutgoingCalls != 2 || detail.State != "Unavailable" || detail.MaxOutgoingCalls != n(1) {
			t.Errorf("%+v", detail)
		}
	})
}

// D13: the limits of enterprise trunks are there to be seen, at both levels.
func TestTheLimitsOfEnterpriseTrunksAreSeen(t *testing.T) {
	t.Parallel()
	p := &portal{body: `{"orderedRouting":{},"capacityManagement":{"enabled":true,"maximumActiveCalls":"40"},"trunkGroups":[]}`}
	client := start(t, p)
	for _, owner := range []apiclient.TrunkOwner{{Tenant: "sp"}, {Tenant: "sp", Group: "A"}} {
		got, err := client.EnterpriseTrunk(t.Context(), owner, "HQ")
		if err != nil || !*got.CapacityManagement || *got.MaxActiveCalls != 40 {
			t.Errorf("of %s: %+v, %v", owner, got, err)
		}
	}
}

// What a report says is taken where it is plain, and asked for singly where it is not.
func TestAReportIsTakenAtItsWordOnlyWhereItIsPlain(t *testing.T) {
	b := groupInReport("B", true, figures(20, 4))
	full := []string{reportKey, "trunk-groups A", "trunk-groups B"}
	single := append([]string{"call-capacity", "groups", "call-capacity A", "call-capacity B"}, full...)
	for what, test := range map[string]struct {
		report string
		asked  []string // besides the details
	}{
		"all of it":                        {report(own, groupInReport("A", true, figures(10, 2)), b), full},
		"no figures of A":                  {report(own, `{"groupId":"A","service":{"assigned":true}}`, b), append([]string{"call-capacity A"}, full...)},
		"figures of A that cannot be read": {report(own, groupInReport("A", true, `{"maxActiveCalls":[]}`), b), append([]string{"call-capacity A"}, full...)},
		"figures of another group":         {report(own, groupInReport("A", true, `{"groupId":"B","maxActiveCalls":9}`), b), append([]string{"call-capacity A"}, full...)},
		"no service and no figures":        {report(own, `{"groupId":"A","groupTrunkCapacity":null}`, b), append([]string{"call-capacity A"}, full...)},
		"no service and figures":           {report(own, `{"groupId":"A","groupTrunkCapacity":`+figures(10, 2)+`}`, b), full},
		"figures of what is not assigned":  {report(own, groupInReport("A", false, figures(10, 2)), b), append([]string{"call-capacity A"}, full...)},
		"nothing of the tenant":            {report("null", groupInReport("A", true, figures(10, 2)), b), append([]string{"call-capacity"}, full...)},
		"something else of the tenant":     {report(`[]`, groupInReport("A", true, figures(10, 2)), b), append([]string{"call-capacity"}, full...)},
		"no group":                         {report(own), append([]string{"groups", "call-capacity A", "call-capacity B"}, full...)},
		"no groups":                        {`{"serviceProviderTrunkCapacity":` + own + `}`, single},
		"null groups":                      {`{"serviceProviderTrunkCapacity":` + own + `,"groups":null}`, single},
		"a group without a name":           {report(own, `{}`, b), single},
		"a group twice":                    {report(own, b, b), single},
		"of another tenant":                {`{"serviceProviderId":"other","groups":[` + b + `]}`, single},
		"null":                             {`null`, single},
		"a list":                           {`[]`, single},
		"cut off":                          {`{"groups":[`, single},
		"a page":                           {`<html><title>Sign in</title></html>`, single},
		"a fault":                          {`500 {"details":"oops"}`, single},
		"a refusal":                        {`400 {"details":"not today"}`, single},
		"trunking is not assigned":         {`400 {"details":"Trunk Group service not assigned"}`, single},
		"it is forbidden":                  {`403 {}`, single},
	} {
		t.Run(what, func(t *testing.T) {
			s := &stub{reports: true}
			got := s.read(t, map[string]string{reportKey: test.report})
			want := (&stub{}).read(t, nil)
			if fmt.Sprintf("%+v", got.Breakdown.Calls) != fmt.Sprintf("%+v", want.Breakdown.Calls) || !got.Breakdown.Complete || len(got.Failures) != 0 {
				t.Errorf("%v %+v, %v", got.Breakdown.Complete, got.Breakdown.Calls, got.Failures)
			}
			var asked []string
			for _, key := range s.asked {
				if key != "token" && (!strings.HasPrefix(key, "trunk-groups") || strings.Count(key, " ") == 1) {
					asked = append(asked, key)
				}
			}
			slices.Sort(asked)
			slices.Sort(test.asked)
			asked = slices.Compact(asked) // a fault is asked for again
			if !slices.Equal(asked, slices.Sorted(slices.Values(test.asked))) {
				t.Errorf("asked %v\nwant  %v", asked, test.asked)
			}
		})
	}
	s := &stub{reports: true}
	unassigned := report(own, groupInReport("A", false, "null"), b)
	got := s.read(t, map[string]string{reportKey: unassigned})
	ofA := func(asked string) bool { return strings.HasSuffix(asked, " A") }
	if len(got.Failures) != 0 || got.Breakdown.Groups[0].Group.Assignment != capacity.NotAssigned || slices.ContainsFunc(s.asked, ofA) {
		t.Errorf("%+v, %v, asked %v", got.Breakdown.Groups[0].Group, got.Failures, s.asked)
	}
}

// Where the host itself is in trouble, more requests would not help it.
func TestAReportThatFailsWithTheHostIsNotAskedForInParts(t *testing.T) {
	t.Parallel()
	for _, failure := range []string{"401 {}", "429 {}"} {
		synctest.Test(t, func(t *testing.T) {
			s := &stub{reports: true}
			got := s.read(t, map[string]string{reportKey: failure})
			if got.Breakdown.Complete || len(got.Failures) == 0 {
				t.Errorf("%s: %v", failure, got.Failures)
			}
			for _, key := range s.asked {
				if key != reportKey && key != "token" {
					t.Errorf("%s: asked for %s", failure, key)
				}
			}
		})
	}
}

// times is how often key was asked for.
func (s *stub) times(key string) (n int) {
	for _, one := range s.asked {
		if one == key {
			n++
		}
	}
	return n
}

func TestAServerWithoutTheReportIsAskedForItOnce(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`404 {"details":"no such resource"}`, `404 <html>`, `405 `, `501 {}`} {
		s := &stub{reports: true, replace: map[string]string{reportKey: body}}
		client := start(t, s)
		for range 3 {
			if got := gather(t.Context(), t, client, apiclient.Tenant{ID: "sp"}); !got.Breakdown.Complete || len(got.Failures) != 0 {
				t.Errorf("%s: %v", body, got.Failures)
			}
		}
		if n := s.times(reportKey); n != 1 {
			t.Errorf("%s: asked %d times", body, n)
		}
	}
	// A report that did answer exists: then the 404 is about the tenant.
	s := &stub{reports: true}
	client := start(t, s)
	gather(t.Context(), t, client, apiclient.Tenant{ID: "sp"})
	s.replace = map[string]string{reportKey: `404 {"details":"Service provider not found"}`}
	gather(t.Context(), t, client, apiclient.Tenant{ID: "sp"})
	s.replace = nil
	gather(t.Context(), t, client, apiclient.Tenant{ID: "sp"})
	if n := s.times(reportKey); n != 3 {
		t.Errorf("asked %d times", n)
	}
}

// N = 1 + G + T with the report, 2 + 2G + T without, as they arrive.
func TestTheRequestsOfATenantAreCountedAtTheServer(t *testing.T) {
	t.Parallel()
	const groups, trunkGroups = 7, 4
	platform, client := simulate(t, simulator.Options{Tenants: 2, Groups: groups, TrunkGroups: trunkGroups, OnlyGenerated: true})
	got := gather(t.Context(), t, client, apiclient.Tenant{ID: "tenant-0001"})
	if n := arrived(platform, http.MethodGet); n != 1+groups+groups*trunkGroups || got.Requests != (collect.Progress{Done: n, Known: n}) || !got.Breakdown.Complete {
		t.Errorf("%d requests, counted %+v", n, got.Requests)
	}
	before := arrived(platform, http.MethodGet)
	other := New(dial(t, platform), Credentials{Token: "demo-token"})
	platform.SetFault(simulator.Fault{Path: "call-capacity/reports", Status: 405})
	for range 2 {
		gather(t.Context(), t, other, apiclient.Tenant{ID: "tenant-0002"})
	}
	const single = 2 + 2*groups + groups*trunkGroups
	if n := arrived(platform, http.MethodGet) - before; n != 1+2*single {
		t.Errorf("%d requests, want %d", n, 1+2*single)
	}
}
