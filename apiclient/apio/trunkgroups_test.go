package apio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity/collect"
)

// gather collects a tenant whole.
func gather(ctx context.Context, t testing.TB, api collect.API, tenant apiclient.Tenant) collect.Snapshot {
	t.Helper()
	collection := collect.Start(ctx, api, tenant, collect.Options{})
	defer collection.Close()
	var last collect.Snapshot
	for last = range collection.Snapshots() {
	}
	return last
}

// alone is a client whose list of all groups nobody knows.
type alone struct{ collect.API }

// One list of an enterprise tells what the lists of its groups do: N = 3 + G + T where the
// server honours it, 2 + 2G + T where not.
func TestTheListOfAnEnterpriseTellsWhatTheListsOfItsGroupsDo(t *testing.T) {
	for what, opts := range map[string]simulator.Options{
		"the simulated world":  {},
		"generated":            {OnlyGenerated: true, Tenants: 20, Groups: 6, TrunkGroups: 4},
		"without trunk groups": {OnlyGenerated: true, Tenants: 2, Groups: 3},
	} {
		t.Run(what, func(t *testing.T) {
			for list, isHonoured := range map[simulator.EnterpriseList]bool{simulator.ListHonoured: true, simulator.ListIgnored: false} {
				opts.EnterpriseList = list
				platform, conn := simulate(t, opts)
				client := demo(conn, false)
				check(t, client.Login(t.Context()))
				whole := 0
				for _, tenant := range must(client.Tenants(t.Context()))(t) {
					want := gather(t.Context(), t, alone{client}, tenant)
					before := arrived(platform)
					got := gather(t.Context(), t, client, tenant)
					if !reflect.DeepEqual(got.Breakdown, want.Breakdown) || len(got.Failures) != len(want.Failures) {
						t.Errorf("%s: %s\n%+v, %v\n%+v, %v", list, tenant.ID, got.Breakdown, got.Failures, want.Breakdown, want.Failures)
					}
					n := want.Requests.Done
					if got.Source.WholeList {
						whole++
						n -= len(got.Breakdown.Groups) - 1
					}
					if sent := arrived(platform) - before; got.Requests != (collect.Progress{Done: n, Known: n}) || sent != n {
						t.Errorf("%s: %s: %d requests arrived, counted %+v, want %d", list, tenant.ID, sent, got.Requests, n)
					}
				}
				if (whole > 0) != (isHonoured && opts.Groups == 0 || isHonoured && opts.TrunkGroups > 0) {
					t.Errorf("%s: the list of %d tenants was whole", list, whole)
				}
			}
		})
	}
}

func arrived(platform *simulator.Server) (n int) {
	for _, request := range platform.Requests() {
		if request.Method == http.MethodGet {
			n++
		}
	}
	return n
}

func TestTheWholeEnterpriseIsAskedForInTheQuery(t *testing.T) {
	t.Parallel()
	g := &gateway{body: `{"trunks":[{"name":"a","groupId":"other"},{"name":"b"}]}`}
	same(t, must(start(t, g).EnterpriseTrunkGroups(t.Context(), "t", "g"))(t),
		[]apiclient.TrunkGroupItem{{GroupID: "other", Name: "a"}, {GroupID: "g", Name: "b"}})
	same(t, g.reads[0].URL.Query(), url.Values{"includeEnterpriseTrunkGroups": {"true"}})
}

// A list may be refused for its length: that is said of one tenant.
func TestAServerThatRefusesTheWholeEnterpriseIsAskedOnceATenant(t *testing.T) {
	t.Parallel()
	for status, once := range map[int]bool{400: true, 416: true, 403: false, 404: false, 500: false} {
		g := &gateway{status: status, body: `{"errors":[{"code":1,"message":"no"}]}`}
		client := start(t, g)
		_, first := client.EnterpriseTrunkGroups(t.Context(), "t", "g")
		_, second := client.EnterpriseTrunkGroups(t.Context(), "t", "g")
		if first == nil || errors.Is(second, apiclient.ErrNoReport) != once || second == nil {
			t.Errorf("%d: %v, then %v", status, first, second)
		}
		g.status, g.body = 200, `{"trunks":[{"name":"a","groupId":"g"}]}`
		if items, err := client.EnterpriseTrunkGroups(t.Context(), "other", "g"); err != nil || len(items) != 1 {
			t.Errorf("%d: of another tenant %v, %v", status, items, err)
		}
	}
}
