package apio

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/routing"
)

// writer returns a platform and a client of it that may write.
func writer(t *testing.T, opts simulator.Options) (*simulator.Server, *Client) {
	t.Helper()
	platform, conn := simulate(t, opts, writable, func(c *apiclient.Config) { c.Timeouts.Write = 500 * time.Millisecond })
	t.Cleanup(platform.ClearFaults)
	client := demo(conn, false)
	ok(t, client.Login(t.Context()))
	return platform, client
}

// edit changes one enterprise trunk of foo as edit does.
func edit(t *testing.T, client *Client, name string, opts apiclient.WriteOptions, change func(*routing.Trunk)) error {
	t.Helper()
	document, trunk, err := client.EnterpriseTrunkDocument(t.Context(), foo(), name)
	ok(t, err)
	trunk = trunk.Clone()
	change(&trunk)
	return client.PutEnterpriseTrunk(t.Context(), foo(), name, document, trunk, opts)
}

func fewerReroutes(trunk *routing.Trunk) { trunk.MaxReroutes = new(2) }

func reroutes(t *testing.T, client *Client) int {
	t.Helper()
	trunk, err := client.EnterpriseTrunk(t.Context(), foo(), "HQ-Inbound")
	if err != nil || trunk.MaxReroutes == nil {
		t.Fatalf("%v, %+v", err, trunk)
	}
	return *trunk.MaxReroutes
}

func TestAnEnterpriseTrunkIsMadeChangedRenamedAndDeleted(t *testing.T) {
	for what, prefix := range map[string]string{"on the gateway": "", "on a core": "/api/v01/p1"} {
		t.Run(what, func(t *testing.T) {
			platform, conn := simulate(t, simulator.Options{}, writable, func(c *apiclient.Config) { c.Prefix = prefix })
			client := demo(conn, prefix != "")
			if err := client.Login(t.Context()); err != nil || !client.CanWrite() {
				t.Fatal(err, client.CanWrite())
			}
			want := routing.Trunk{
				Name: "a b/c%", Mode: routing.Ordered, OrderingAlgorithm: "Most Idle", MaxReroutes: new(3), ExhaustionAction: "None",
				CapacityManagement: new(false), Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "ApioEntGrpNamur", Name: "Trunk-Namur"}}},
			}
			ok(t, client.CreateEnterpriseTrunk(t.Context(), foo(), want, apiclient.WriteOptions{}))
			document, trunk, err := client.EnterpriseTrunkDocument(t.Context(), foo(), want.Name)
			if err != nil || !trunk.Equal(want) || time.Since(document.ReadAt) > time.Minute {
				t.Fatalf("%v: %+v", err, trunk)
			}
			want = want.Clone()
			want.Name, want.Mode, want.MaxReroutesWithinPriority = "renamed", routing.Weighted, new(2)
			want.Routes[0].Priority, want.Routes[0].Weight = 1, 65536
			ok(t, client.PutEnterpriseTrunk(t.Context(), foo(), "a b/c%", document, want, apiclient.WriteOptions{}))
			if trunk, err := client.EnterpriseTrunk(t.Context(), foo(), "renamed"); err != nil || !trunk.Equal(want) {
				t.Errorf("%v: %+v", err, trunk)
			}
			ok(t, client.DeleteEnterpriseTrunk(t.Context(), foo(), "renamed"))
			if _, err := client.EnterpriseTrunk(t.Context(), foo(), "renamed"); !errors.Is(err, apiclient.ErrNotFound) {
				t.Error(err)
			}
			if n := len(platform.Writes()); n != 3 {
				t.Errorf("%d writes arrived", n)
			}
		})
	}
}

func TestEveryFaultOfAWriteArrivesOnceAndLeavesTheTruthOpen(t *testing.T) {
	elsewhere := http.Header{"Location": {"http://127.0.0.1:1/"}}
	for _, test := range []struct {
		what    string
		fault   simulator.Fault
		may     bool // it may have been carried out
		applied bool // it was
	}{
		{"reset before the body is read", simulator.Fault{Reset: true, Early: true}, true, false},
		{"reset before", simulator.Fault{Reset: true}, true, false},
		{"reset after", simulator.Fault{Reset: true, Apply: true}, true, true},
		{"hang after", simulator.Fault{Hang: true, Apply: true}, true, true},
		{"hang before", simulator.Fault{Hang: true}, true, false},
		{"502 with a page after", simulator.Fault{Status: 502, Body: "<h1>Bad Gateway</h1>", ContentType: "text/html", Apply: true}, true, true},
		{"504 before", simulator.Fault{Status: 504}, true, false},
		{"200 with garbage", simulator.Fault{Body: `{"a":`, Apply: true}, true, true},
		{"200 with a page, not carried out", simulator.Fault{Body: "<html>log in</html>", ContentType: "text/html"}, true, false},
		{"half of an answer", simulator.Fault{Truncate: true}, true, true},
		{"307 to another host", simulator.Fault{Status: 307, Header: elsewhere}, false, false},
		{"302 to another place", simulator.Fault{Status: 302, Header: http.Header{"Location": {"/api/v1/tenants/"}}}, false, false},
		{"401", simulator.Fault{Status: 401}, false, false},
		{"403", simulator.Fault{Status: 403}, false, false},
		{"409", simulator.Fault{Status: 409}, false, false},
		{"422", simulator.Fault{Status: 422}, false, false},
		{"429", simulator.Fault{Status: 429}, false, false},
	} {
		t.Run(test.what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				platform, client := writer(t, simulator.Options{})
				test.fault.Method = http.MethodPut
				platform.SetFault(test.fault)
				err := edit(t, client, "HQ-Inbound", apiclient.WriteOptions{}, fewerReroutes)
				if got := problemOf(t, err).MayHaveApplied(); got != test.may {
					t.Errorf("may have applied is %v: %v", got, err)
				}
				if applied := reroutes(t, client) == 2; applied != test.applied {
					t.Errorf("carried out: %v", applied)
				}
				if n := len(platform.Writes()); n != 1 {
					t.Errorf("%d writes arrived", n)
				}
			})
		})
	}
}

func TestAWriteThatTakesEffectLaterIsASuccess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform, client := writer(t, simulator.Options{})
		platform.SetFault(simulator.Fault{Method: http.MethodPut, Late: 300 * time.Millisecond})
		ok(t, edit(t, client, "HQ-Inbound", apiclient.WriteOptions{}, fewerReroutes))
		if n := reroutes(t, client); n != 5 {
			t.Errorf("%d reroutes at once", n)
		}
		time.Sleep(300 * time.Millisecond)
		synctest.Wait()
		if n := reroutes(t, client); n != 2 {
			t.Errorf("%d reroutes after it took effect", n)
		}
	})
}

func TestRefusalsBringTheServersWords(t *testing.T) {
	t.Parallel()
	platform, client := writer(t, simulator.Options{})
	for _, test := range []struct {
		what  string
		fault simulator.Fault
		edit  func(*routing.Trunk)
		kind  apiclient.Kind
		says  string
	}{
		{
			"the licence limit",
			simulator.Fault{},
			func(t *routing.Trunk) { t.CapacityManagement, t.MaxActiveCalls = new(true), new(500) },
			apiclient.Refused, "Maximum active calls allowed shall not exceed the enterprise available licenses of 120.",
		},
		{"an unknown trunk group", simulator.Fault{}, func(t *routing.Trunk) { t.Routes[0].TrunkGroup.Name = "gone" }, apiclient.Refused, "no such trunk group"},
		{"403", simulator.Fault{Status: 403, Body: `{"error":"tenant administrators only"}`}, fewerReroutes, apiclient.Forbidden, "tenant administrators only"},
		{"422", simulator.Fault{Status: 422, Body: `{"details":{"maximumRerouteAttempts":["too few"]}}`}, fewerReroutes, apiclient.Refused, "too few"},
	} {
		platform.ClearFaults()
		test.fault.Method = http.MethodPut
		platform.SetFault(test.fault)
		problem := problemOf(t, edit(t, client, "HQ-Inbound", apiclient.WriteOptions{}, test.edit))
		found := strings.Contains(problem.Message, test.says)
		for _, one := range problem.Problems {
			found = found || strings.Contains(one.Text, test.says)
		}
		if problem.Kind != test.kind || !found || problem.MayHaveApplied() {
			t.Errorf("%s: %v %v", test.what, problem, problem.Problems)
		}
	}
	if field := problemOf(t, edit(t, client, "HQ-Inbound", apiclient.WriteOptions{}, fewerReroutes)).Problems[0].Field; field != "maximumRerouteAttempts" {
		t.Errorf("the field is %q", field)
	}
	platform.ClearFaults()
	taken := routing.Trunk{Name: "HQ-Inbound", Mode: routing.Ordered, OrderingAlgorithm: "Overflow", MaxReroutes: new(1), ExhaustionAction: "None"}
	problem := problemOf(t, client.CreateEnterpriseTrunk(t.Context(), foo(), taken, apiclient.WriteOptions{}))
	if problem.Status != http.StatusConflict || !strings.Contains(problem.Message, "already exists") {
		t.Error(problem)
	}
	if err := client.DeleteEnterpriseTrunk(t.Context(), foo(), "nobody"); !errors.Is(err, apiclient.ErrNotFound) {
		t.Error(err)
	}
}

func TestAServerThatWantsTheOtherDestinationIsRecognised(t *testing.T) {
	t.Parallel()
	redirect := func(trunk *routing.Trunk) { trunk.ExhaustionDestination = "+33" }
	for _, forward := range []bool{true, false} {
		_, client := writer(t, simulator.Options{ForwardAddress: forward})
		wrong, right := apiclient.WriteOptions{ForwardAddress: !forward}, apiclient.WriteOptions{ForwardAddress: forward}
		err := edit(t, client, "HQ-Inbound", wrong, redirect)
		var other *apiclient.OtherFieldError
		if !errors.As(err, &other) || other.Sent == other.Wanted || apiclient.MayHaveApplied(err) {
			t.Fatal(err)
		}
		if strings.Contains(other.Wanted, "ForwardAddress") != forward {
			t.Errorf("wanted is %s", other.Wanted)
		}
		ok(t, edit(t, client, "HQ-Inbound", right, redirect))
		if trunk, err := client.EnterpriseTrunk(t.Context(), foo(), "HQ-Inbound"); err != nil || trunk.ExhaustionDestination != "+33" {
			t.Errorf("%v: %+v", err, trunk)
		}
		// A refusal of something else names no other field.
		err = edit(t, client, "HQ-Inbound", right, func(trunk *routing.Trunk) { trunk.ExhaustionDestination = "nonsense" })
		if again := (*apiclient.OtherFieldError)(nil); err == nil || errors.As(err, &again) {
			t.Error(err)
		}
	}
}

func TestOnlyARefusalOffersTheOtherDestination(t *testing.T) {
	t.Parallel()
	platform, client := writer(t, simulator.Options{})
	redirect := func(trunk *routing.Trunk) { trunk.ExhaustionDestination = "+33" }
	const body = `{"details":"routeExhaustionForwardAddress is mandatory"}`
	for _, test := range []struct {
		status int
		edit   func(*routing.Trunk)
		offers bool
	}{
		{400, redirect, true},
		{422, redirect, true},
		{500, redirect, false},
		{403, redirect, false},
		{400, fewerReroutes, false}, // no destination was sent
	} {
		platform.ClearFaults()
		platform.SetFault(simulator.Fault{Method: http.MethodPut, Status: test.status, Body: body})
		err := edit(t, client, "HQ-Inbound", apiclient.WriteOptions{}, test.edit)
		if other := (*apiclient.OtherFieldError)(nil); errors.As(err, &other) != test.offers {
			t.Errorf("%d: %v", test.status, err)
		}
	}
}

func TestWithoutLeaveToWriteNothingLeaves(t *testing.T) {
	t.Parallel()
	_, conn := simulate(t, simulator.Options{})
	client := demo(conn, false)
	if client.CanWrite() {
		t.Error("it says that it can")
	}
	trunk := routing.Trunk{Name: "n", Mode: routing.Ordered, OrderingAlgorithm: "Overflow", MaxReroutes: new(1), ExhaustionAction: "None"}
	document := apiclient.Document{Raw: []byte(`{"orderedRouting":{"trunkGroups":[]}}`)}
	for what, err := range map[string]error{
		"put":         client.PutEnterpriseTrunk(t.Context(), foo(), "n", document, trunk, apiclient.WriteOptions{}),
		"create":      client.CreateEnterpriseTrunk(t.Context(), foo(), trunk, apiclient.WriteOptions{}),
		"delete":      client.DeleteEnterpriseTrunk(t.Context(), foo(), "n"),
		"tenant":      client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: limit(1)}),
		"group":       client.PutGroupCapacity(t.Context(), "foo", "g", apiclient.GroupCapacity{MaxActiveCalls: limit(1)}),
		"trunk group": client.PutTrunkGroup(t.Context(), "foo", "g", "n", apiclient.Document{Raw: []byte(`{}`)}, []apiclient.Field{{Name: "maxActiveCalls", Value: "1"}}),
	} {
		if !errors.Is(err, apiclient.ErrReadOnly) || apiclient.MayHaveApplied(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if stats := conn.Stats(); stats != (apiclient.Stats{}) {
		t.Errorf("%+v", stats)
	}
}

func TestASessionThatEndedFailsTheWriteAndNotTheNext(t *testing.T) {
	t.Parallel()
	platform, client := writer(t, simulator.Options{})
	document, trunk, err := client.EnterpriseTrunkDocument(t.Context(), foo(), "HQ-Inbound")
	ok(t, err)
	fewerReroutes(&trunk)
	platform.ExpireSessions()
	err = client.PutEnterpriseTrunk(t.Context(), foo(), "HQ-Inbound", document, trunk, apiclient.WriteOptions{})
	if problem := problemOf(t, err); problem.Kind != apiclient.Unauthorized || problem.MayHaveApplied() || len(platform.Writes()) != 1 {
		t.Errorf("%d arrived: %v", len(platform.Writes()), err)
	}
	if err := edit(t, client, "HQ-Inbound", apiclient.WriteOptions{}, fewerReroutes); err != nil || reroutes(t, client) != 2 {
		t.Errorf("after the read that logs in again: %v", err)
	}
}

func TestCapacityIsSentFigureByFigure(t *testing.T) {
	t.Parallel()
	platform, client := writer(t, simulator.Options{})
	ctx := t.Context()
	sends := func(err error, body string) { // nothing where it is empty
		t.Helper()
		arrived := slices.ContainsFunc(platform.Writes(), func(r simulator.Request) bool { return r.Body == body })
		if body != "" && (err != nil || !arrived) || body == "" && (err == nil || apiclient.MayHaveApplied(err)) {
			t.Errorf("%q arrived: %v, %v", body, arrived, err)
		}
	}
	sends(client.PutTenantCapacity(ctx, "foo", apiclient.TenantCapacity{MaxActiveCalls: limit(140)}), `{"maxActiveCalls":{"unlimited":false,"maximum":140}}`)
	sends(client.PutTenantCapacity(ctx, "foo", apiclient.TenantCapacity{BurstingMaxActiveCalls: unlimited()}), `{"burstingMaxActiveCalls":{"unlimited":true}}`)
	sends(client.PutGroupCapacity(ctx, "foo", "ApioEntGrpNamur", apiclient.GroupCapacity{MaxActiveCalls: limit(26), BurstingMaxActiveCalls: limit(2)}),
		`{"maxActiveCalls":26,"burstingMaxActiveCalls":{"unlimited":false,"maximum":2}}`)
	sends(client.PutTenantCapacity(ctx, "foo", apiclient.TenantCapacity{}), "")
	sends(client.PutGroupCapacity(ctx, "foo", "ApioEntGrpNamur", apiclient.GroupCapacity{MaxActiveCalls: unlimited()}), "")
	sends(client.PutGroupCapacity(ctx, "foo", "ApioEntGrpNamur", apiclient.GroupCapacity{MaxAvailableActiveCalls: limit(1)}), "")
	if n := len(platform.Writes()); n != 3 {
		t.Errorf("%d writes arrived", n)
	}
	if err := client.PutGroupCapacity(ctx, "ServiceProviderID", "GroupIDD", apiclient.GroupCapacity{MaxActiveCalls: limit(1)}); !errors.Is(err, apiclient.ErrNotFound) {
		t.Error(err)
	}
}
