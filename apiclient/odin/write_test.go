package odin

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
)

type write struct {
	line, body string
	call       func(context.Context, *Client) error
}

// writes lists every write with the request and the body that it is documented to make.
func writes() map[string]write {
	group := apiclient.TrunkOwner{Tenant: "foo", Group: "g"}
	return map[string]write{
		"a tenant's calls and bursting": {
			"PUT /service-providers/trunk-groups/call-capacity", `{"serviceProviderId":"foo","maxActiveCalls":-1,"burstingMaxActiveCalls":0}`,
			func(ctx context.Context, c *Client) error {
				return c.PutTenantCapacity(ctx, "foo", apiclient.TenantCapacity{MaxActiveCalls: unlimited(), BurstingMaxActiveCalls: n(0)})
			},
		},
		"a group's bursting": {
			"PUT /groups/trunk-groups/call-capacity", `{"serviceProviderId":"foo","groupId":"g","burstingMaxActiveCalls":-1}`,
			func(ctx context.Context, c *Client) error {
				return c.PutGroupCapacity(ctx, "foo", "g", apiclient.GroupCapacity{BurstingMaxActiveCalls: unlimited()})
			},
		},
		"a trunk group's settings in the whole document": {
			"PUT /groups/trunk-groups",
			`{"serviceProviderId":"foo","groupId":"g","name":"T+1","maxActiveCalls":"3","odd":[1.50,null],"maxIncomingCalls":null,"enableBursting":true,` +
				`"capacityExceededAction":"Reroute","capacityExceededForwardAddress":3225550100,"burstingMaxActiveCalls":0,` +
				`"capacityExceededRerouteTrunkGroupKey":{"serviceProviderId":"foo","groupId":"g2","name":"T 2"}}`,
			func(ctx context.Context, c *Client) error {
				fresh := apiclient.Document{Raw: []byte(`{"serviceProviderId":"foo","groupId":"g","name":"T+1","maxActiveCalls":"6","odd":[1.50,null],"maxIncomingCalls":4,` +
					`"enableBursting":false,"capacityExceededAction":"Forward","capacityExceededForwardAddress":3225550100,"trunkGroupState":"Available","totalActiveIncomingCalls":1}`)}
				return c.PutTrunkGroup(ctx, "foo", "g", "T+1", fresh, []apiclient.Field{
					{Name: "maxActiveCalls", Value: "3"},
					{Name: "enableBursting", Value: "true"},
					{Name: "burstingMaxActiveCalls", Value: "0"},
					{Name: "maxIncomingCalls"},
					{Name: "capacityExceededAction", Value: `{"action":"Reroute","group":"g2","name":"T 2"}`},
				})
			},
		},
		"a trunk group that does not name itself": {
			"PUT /groups/trunk-groups", `{"maxActiveCalls":3,"serviceProviderId":"foo","groupId":"g","name":"T","unreachableDestinationAction":null}`,
			func(ctx context.Context, c *Client) error {
				fresh := apiclient.Document{Raw: []byte(`{"maxActiveCalls":3}`)}
				return c.PutTrunkGroup(ctx, "foo", "g", "T", fresh, []apiclient.Field{{Name: "unreachableDestinationAction"}})
			},
		},
		"a change of an enterprise trunk": {
			"PUT /groups/enterprise-trunks", `{"orderedRouting":{},"trunkGroups":[],"serviceProviderId":"foo","groupId":"g","enterpriseTrunkName":"HQ","maximumRerouteAttempts":2}`,
			func(ctx context.Context, c *Client) error {
				fresh := apiclient.Document{Raw: []byte(`{"orderedRouting":{},"trunkGroups":[]}`)}
				return c.PutEnterpriseTrunk(ctx, group, "HQ", fresh, routing.Trunk{Mode: routing.Ordered, MaxReroutes: new(2)}, apiclient.WriteOptions{})
			},
		},
		"a new enterprise trunk": {
			"POST /service-providers/enterprise-trunks", `{"serviceProviderId":"foo","enterpriseTrunkName":"HQ","maximumRerouteAttempts":10,"routeExhaustionAction":"None",` +
				`"orderedRouting":{"orderingAlgorithm":"Overflow"},"trunkGroups":[],"capacityManagement":{"enabled":false}}`,
			func(ctx context.Context, c *Client) error {
				return c.CreateEnterpriseTrunk(ctx, foo(), routing.New("HQ"), apiclient.WriteOptions{})
			},
		},
		"a deletion": {
			"DELETE /groups/enterprise-trunks?enterpriseTrunkName=HQ+1&groupId=g&serviceProviderId=foo", `{}`,
			func(ctx context.Context, c *Client) error { return c.DeleteEnterpriseTrunk(ctx, group, "HQ 1") },
		},
	}
}

func TestEveryWriteSaysInItsBodyWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for what, write := range writes() {
		p := &portal{body: `{}`}
		if err := write.call(t.Context(), start(t, p, writable)); err != nil {
			t.Fatal(what, err)
		}
		want := strings.Replace(write.line, " /", " /api/v2/", 1)
		if line, body := p.last(); line != want || body != write.body {
			t.Errorf("%s: %s %s\nwant %s %s", what, line, body, want, write.body)
		}
	}
}

// One call is one request, whatever comes back, and no login comes of it: the read
// before the next try renews the token.
func TestAWriteIsSentOnceAndTellsWhetherItMayHaveApplied(t *testing.T) {
	for what, write := range writes() {
		for status, applied := range map[int]bool{400: false, 401: false, 403: false, 404: false, 409: false, 429: false, 307: false, 500: true, 502: true, 503: true} {
			t.Run(fmt.Sprint(what, " ", status), func(t *testing.T) {
				p := &portal{status: status, body: `{"status":0,"error":"x","details":"no"}`}
				client := start(t, p, writable)
				ok(t, client.Login(t.Context()))
				err := write.call(t.Context(), client)
				if problem := problemOf(t, err); problem.Status != status || apiclient.MayHaveApplied(err) != applied {
					t.Errorf("may have applied: %v, %v", apiclient.MayHaveApplied(err), err)
				}
				p.expects(t, 1, "POST")
			})
		}
	}
}

func TestWhatCannotBeMeantIsNotSent(t *testing.T) {
	t.Parallel()
	p := &portal{body: `{}`}
	client := start(t, p, writable)
	ctx := t.Context()
	owner := foo()
	fresh := apiclient.Document{Raw: []byte(`{"orderedRouting":{},"trunkGroups":[]}`)}
	for what, err := range map[string]error{
		"nothing":               client.PutTenantCapacity(ctx, "foo", apiclient.TenantCapacity{}),
		"bursting alone":        client.PutTenantCapacity(ctx, "foo", apiclient.TenantCapacity{BurstingMaxActiveCalls: n(1)}),
		"no tenant":             client.PutTenantCapacity(ctx, "", apiclient.TenantCapacity{MaxActiveCalls: n(1)}),
		"no group":              client.PutGroupCapacity(ctx, "foo", "", apiclient.GroupCapacity{MaxActiveCalls: n(1)}),
		"an unlimited group":    client.PutGroupCapacity(ctx, "foo", "g", apiclient.GroupCapacity{MaxActiveCalls: unlimited()}),
		"what is available":     client.PutGroupCapacity(ctx, "foo", "g", apiclient.GroupCapacity{MaxAvailableActiveCalls: n(1)}),
		"no trunk group":        client.PutTrunkGroup(ctx, "foo", "g", " ", fresh, []apiclient.Field{{Name: "maxActiveCalls", Value: "1"}}),
		"a trunk group unread":  client.PutTrunkGroup(ctx, "foo", "g", "T", apiclient.Document{}, []apiclient.Field{{Name: "maxActiveCalls", Value: "1"}}),
		"no trunk group change": client.PutTrunkGroup(ctx, "foo", "g", "T", fresh, nil),
		"unlimited trunk group": client.PutTrunkGroup(ctx, "foo", "g", "T", fresh, []apiclient.Field{{Name: "maxActiveCalls", Value: "unlimited"}}),
		"no enterprise trunk":   client.DeleteEnterpriseTrunk(ctx, owner, ""),
		"no mode":               client.PutEnterpriseTrunk(ctx, owner, "HQ", fresh, routing.Trunk{}, apiclient.WriteOptions{}),
		"no name":               client.PutEnterpriseTrunk(ctx, owner, "", fresh, routing.Trunk{Mode: routing.Ordered}, apiclient.WriteOptions{}),
		"of nobody":             client.CreateEnterpriseTrunk(ctx, apiclient.TrunkOwner{}, routing.New("HQ"), apiclient.WriteOptions{}),
		"half a new one":        client.CreateEnterpriseTrunk(ctx, owner, routing.Trunk{Name: "HQ"}, apiclient.WriteOptions{}),
		"an unread document":    client.PutEnterpriseTrunk(ctx, owner, "HQ", apiclient.Document{Raw: []byte(`[]`)}, routing.New("HQ"), apiclient.WriteOptions{}),
		"characters not known":  client.PutEnterpriseTrunk(ctx, owner, "HQ", apiclient.Document{Raw: []byte(`{"x":"\ud800","orderedRouting":{},"trunkGroups":[]}`)}, routing.Trunk{Mode: routing.Ordered}, apiclient.WriteOptions{}),
	} {
		if err == nil || apiclient.MayHaveApplied(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	p.expects(t, 0)
	reader := start(t, p)
	for what, write := range writes() {
		if err := write.call(ctx, reader); !errors.Is(err, apiclient.ErrReadOnly) {
			t.Errorf("%s where writing is off: %v", what, err)
		}
	}
	p.expects(t, 0)
}
