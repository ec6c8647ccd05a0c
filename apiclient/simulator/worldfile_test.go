package simulator

import (
	"errors"
	"strings"
	"testing"

	"banyan/capacity"
	"banyan/internal/routing"
)

func TestAWorldThatIsWrongSaysWhere(t *testing.T) {
	for _, tt := range []struct {
		name, world  string
		line, column int
		message      string
	}{
		{"no JSON", "{\"tenants\": [\n  {]}", 2, 4, "invalid character"},
		{"cut off", `{"tenants": [`, 1, 14, "EOF"},
		{"empty", ``, 1, 1, "EOF"},
		{"two documents", `{"tenants": []} {}`, 1, 16, "after the end"},
		{"an unknown key", "{\"tenants\": [\n {\"tenantId\": \"é\", \"nome\": 1}]}", 2, 20, `unknown key "nome"`},
		{"a key in the wrong case", `{"tenants": [{"tenantID": "a"}]}`, 1, 15, `unknown key "tenantID"`},
		{"an unknown key deep inside", `{"tenants": [{"groups": [{"trunkGroups": [{"capacityExceeded": {"rerouteTo": {"id": 1}}}]}]}]}`, 1, 79, `unknown key "id"`},
		{"a key given twice", `{"tenants": [], "tenants": []}`, 1, 17, "twice"},
		{"a text for a number", "{\"tenants\": [{\"groups\": [{\"userLimit\":\n\"many\"}]}]}", 2, 6, "cannot unmarshal string"},
		{"a limit that is a word", `{"tenants": [{"trunking": {"maxActiveCalls": "much"}}]}`, 1, 51, "unlimited"},
		{"a limit below zero", `{"tenants": [{"trunking": {"maxActiveCalls": -1}}]}`, 1, 47, "zero or more"},
		{"a limit that is a fraction", `{"tenants": [{"trunking": {"maxActiveCalls": 1.5}}]}`, 1, 48, "zero or more"},
		{"a limit that is an object", `{"tenants": [{"trunking": {"maxActiveCalls": {}}}]}`, 1, 46, "zero or more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(Options{World: []byte(tt.world)})
			var where *PositionError
			if !errors.As(err, &where) {
				t.Fatalf("%v tells no position", err)
			}
			if where.Line != tt.line || where.Column != tt.column || !strings.Contains(err.Error(), tt.message) {
				t.Errorf("line %d, column %d: %v", where.Line, where.Column, err)
			}
		})
	}
}

const tidyTrunk = `"name":"et","maximumRerouteAttempts":5,"routeExhaustionAction":"None"`

func TestAWorldThatMakesNoSenseIsRefused(t *testing.T) {
	inTenant := func(rest string) string {
		return `{"tenants":[{"tenantId":"t","type":"Enterprise","trunking":{"maxActiveCalls":1,"burstingMaxActiveCalls":1},` + rest + `}]}`
	}
	inGroup := func(rest string) string {
		return inTenant(`"groups":[{"groupId":"g","trunking":{"maxActiveCalls":1},` + rest + `}]`)
	}
	inTrunk := func(rest string) string {
		return inTenant(`"groups":[{"groupId":"g","trunking":{"maxActiveCalls":1},"trunkGroups":[{"name":"tg","maxActiveCalls":1}]},{"groupId":"bare","trunkGroups":[{"name":"tg","maxActiveCalls":1}]}],"enterpriseTrunks":[{` + rest + `}]`)
	}
	long := strings.Repeat("x", 31)
	for _, tt := range []struct{ name, world, message string }{
		{"a tenant without an ID", `{"tenants":[{"type":"Enterprise"}]}`, "1 to 30"},
		{"a tenant with a long ID", `{"tenants":[{"tenantId":"` + long + `","type":"Enterprise"}]}`, "1 to 30"},
		{"a tenant with a long name", inTenant(`"name":"` + strings.Repeat("x", 81) + `"`), "80"},
		{"a tenant of no type", `{"tenants":[{"tenantId":"t"}]}`, `type ""`},
		{"a tenant twice", `{"tenants":[{"tenantId":"t","type":"Enterprise"},{"tenantId":"t","type":"Enterprise"}]}`, "twice"},
		{"a group twice", inTenant(`"groups":[{"groupId":"g"},{"groupId":"g"}]`), "twice"},
		{"a group without its calls", inTenant(`"groups":[{"groupId":"g","trunking":{}}]`), "no maxActiveCalls"},
		{"a group below zero", inTenant(`"groups":[{"groupId":"g","trunking":{"maxActiveCalls":-1}}]`), "less than 0"},
		{"a trunk group twice", inGroup(`"trunkGroups":[{"name":"a","maxActiveCalls":1},{"name":"a","maxActiveCalls":1}]`), "twice"},
		{"a trunk group of no calls", inGroup(`"trunkGroups":[{"name":"a","maxActiveCalls":0}]`), "less than 1"},
		{"a diversion to two places", inGroup(`"trunkGroups":[{"name":"a","maxActiveCalls":1,"capacityExceeded":{"forwardTo":"1","rerouteTo":{}}}]`), "one of"},
		{"a diversion to nowhere", inGroup(`"trunkGroups":[{"name":"a","maxActiveCalls":1,"capacityExceeded":{}}]`), "one of"},
		{"an enterprise trunk of a service provider", `{"tenants":[{"tenantId":"t","type":"ServiceProvider","enterpriseTrunks":[{` + tidyTrunk + `,"routingMode":"ordered"}]}]}`, "only an Enterprise"},
		{"an enterprise trunk twice", inTrunk(tidyTrunk + `,"routingMode":"ordered"},{` + tidyTrunk + `,"routingMode":"ordered"`), "twice"},
		{"no routing mode", inTrunk(tidyTrunk), "routingMode"},
		{"no reroutes", inTrunk(`"name":"et","routeExhaustionAction":"None","routingMode":"ordered"`), "missing"},
		{"too many reroutes", inTrunk(`"name":"et","maximumRerouteAttempts":11,"routeExhaustionAction":"None","routingMode":"ordered"`), "1 to 10"},
		{"an unknown action", inTrunk(`"name":"et","maximumRerouteAttempts":5,"routeExhaustionAction":"Drop","routingMode":"ordered"`), "Drop"},
		{"a forward to nowhere", inTrunk(`"name":"et","maximumRerouteAttempts":5,"routeExhaustionAction":"Forward","routingMode":"ordered"`), "Destination"},
		{"an unknown algorithm", inTrunk(tidyTrunk + `,"routingMode":"ordered","orderingAlgorithm":"overflow"`), "overflow"},
		{"a route to nothing", inTrunk(tidyTrunk + `,"routingMode":"ordered","routes":[{"groupId":"g","name":"none"}]`), "no such trunk group"},
		{"a route to a group without trunking", inTrunk(tidyTrunk + `,"routingMode":"ordered","routes":[{"groupId":"bare","name":"tg"}]`), "no such trunk group"},
		{"a route twice", inTrunk(tidyTrunk + `,"routingMode":"ordered","routes":[{"groupId":"g","name":"tg"},{"groupId":"g","name":"tg"}]`), "twice"},
		{"an ordered route with a weight", inTrunk(tidyTrunk + `,"routingMode":"ordered","routes":[{"groupId":"g","name":"tg","weight":1}]`), "ordered routing"},
		{"a weighted route without a priority", inTrunk(tidyTrunk + `,"routingMode":"weighted","maximumRerouteAttemptsWithinPriority":1,"routes":[{"groupId":"g","name":"tg","weight":1}]`), "priority 0"},
		{"a weight that is too much", inTrunk(tidyTrunk + `,"routingMode":"weighted","maximumRerouteAttemptsWithinPriority":1,"routes":[{"groupId":"g","name":"tg","priority":1,"weight":65537}]`), "weight 65537"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := New(Options{World: []byte(tt.world)}); err == nil || !strings.Contains(err.Error(), tt.message) {
				t.Errorf("%v does not say %q", err, tt.message)
			}
		})
	}
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]Options{
		"fewer than no tenants":              {Tenants: -1},
		"groups without tenants":             {Groups: 1},
		"trunk groups without groups":        {Tenants: 1, TrunkGroups: 1},
		"a world and only generated tenants": {World: []byte(`{}`), OnlyGenerated: true},
		"time that runs backwards":           {Latency: -1},
		"a rate below zero":                  {RateLimit: -1},
		"a status that nobody answers with":  {Absent: 418},
		"more errors than requests":          {ErrorRate: 1.1},
		"a tenant that is generated too":     {World: []byte(`{"tenants":[{"tenantId":"tenant-0002","type":"Enterprise"}]}`), Tenants: 2},
	} {
		if _, err := New(opts); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAGroupIsToldItsTenantsLimitWhereItHasNoShare(t *testing.T) {
	t.Parallel()
	d, err := parseWorld([]byte(`{"tenants":[{"tenantId":"t","type":"Enterprise","trunking":{"maxActiveCalls":50,"burstingMaxActiveCalls":"unlimited"},"groups":[
	  {"groupId":"told","trunking":{"maxActiveCalls":1}},
	  {"groupId":"own","trunking":{"maxActiveCalls":1,"burstingMaxActiveCalls":2,"maxAvailableActiveCalls":3,"burstingMaxAvailableActiveCalls":"unlimited"}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]groupTrunking{
		"told": {1, capacity.Must(50), capacity.Must(0), capacity.Unlimited(), 0},
		"own":  {1, capacity.Must(3), capacity.Must(2), capacity.Unlimited(), 0},
	} {
		if g, _ := d.group("t", id); *g.Trunking != want {
			t.Errorf("%s: %+v", id, g.Trunking)
		}
	}
}

func TestAWorldsGroupsMayHaveEnterpriseTrunks(t *testing.T) {
	t.Parallel()
	const trunk = `{"name":"et","maximumRerouteAttempts":1,"routeExhaustionAction":"None","routingMode":"ordered","routes":[{"groupId":"GROUP","name":"tg"}]}`
	world := func(kind, routed string, more ...string) string {
		one := strings.ReplaceAll(trunk, "GROUP", routed)
		return `{"tenants":[{"tenantId":"t","type":"` + kind + `","groups":[
			{"groupId":"a","trunking":{"maxActiveCalls":1},"trunkGroups":[{"name":"tg","maxActiveCalls":1}],"enterpriseTrunks":[` + strings.Join(append(more, one), ",") + `]},
			{"groupId":"b","trunking":{"maxActiveCalls":1},"trunkGroups":[{"name":"tg","maxActiveCalls":1}]}]}]}`
	}
	d, err := parseWorld([]byte(world(serviceProvider, "a")))
	if err != nil {
		t.Fatal(err)
	}
	if list := d.trunks(owner{"t", "a"}); len(list) != 1 || list[0].Routes[0].TrunkGroup != (routing.Key{GroupID: "a", Name: "tg"}) {
		t.Errorf("%+v", list)
	}
	if len(d.trunks(owner{tenant: "t"})) != 0 || len(d.trunks(owner{"t", "b"})) != 0 {
		t.Error("others have it too")
	}
	for what, tt := range map[string]struct{ world, says string }{
		"of an enterprise":              {world(enterprise, "a"), `group "a": only a ServiceProvider has enterprise trunks at its groups`},
		"with another group's":          {world(serviceProvider, "b"), `the enterprise trunk is of group "a"`},
		"that is there twice":           {world(serviceProvider, "a", strings.ReplaceAll(trunk, "GROUP", "a")), `enterprise trunk "et": is there twice`},
		"with a trunk group of nowhere": {world(serviceProvider, "x"), "no such trunk group"},
	} {
		if _, err := parseWorld([]byte(tt.world)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
