package apio

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
	"banyan/internal/routing"
)

func limit(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }

func unlimited() capacity.Reading { return capacity.Read(capacity.Unlimited()) }

// same compares values that hold readings, which are comparable with ==.
func same(t *testing.T, got, want any) {
	t.Helper()
	readings := cmp.Comparer(func(a, b capacity.Reading) bool { return a == b })
	if diff := cmp.Diff(want, got, readings); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEachResourceIsReadAsItIs(t *testing.T) {
	t.Parallel()
	ctx, from := t.Context(), func(body string) *Client { return start(t, &gateway{body: body}) }
	same(t, must(from(`{"tenants":[
		{"tenantId":"b","name":"Bravo","type":"Enterprise","resellerId":"r","sync":{"status":"ok"}},
		{"tenantId":"a","name":"","type":"ServiceProvider"},
		{"tenantId":7,"name":null}]}`).Tenants(ctx))(t), []apiclient.Tenant{
		{ID: "b", Name: "Bravo", Type: apiclient.Enterprise, ResellerID: "r"}, {ID: "a", Type: apiclient.ServiceProvider}, {ID: "7"},
	})
	same(t, must(from(`{"defaultDomain":"x","name":"Foo","tenantId":"foo","type":"Enterprise"}`).Tenant(ctx, "asked"))(t),
		apiclient.Tenant{ID: "foo", Name: "Foo", Type: apiclient.Enterprise})
	same(t, must(from(`{"name":"Foo"}`).Tenant(ctx, "asked"))(t), apiclient.Tenant{ID: "asked", Name: "Foo"})
	same(t, must(from(`{"groups":[{"groupId":"g1","groupName":"One","userLimit":"25","tenantId":"t"},{"groupId":"g2"}]}`).Groups(ctx, "t"))(t),
		[]apiclient.Group{{ID: "g1", Name: "One"}, {ID: "g2"}})
	same(t, must(from(`{"maxActiveCalls":{"unlimited":false,"maximum":16},"burstingMaxActiveCalls":{"unlimited":true}}`).TenantCapacity(ctx, "t"))(t),
		apiclient.TenantCapacity{MaxActiveCalls: limit(16), BurstingMaxActiveCalls: unlimited()})
	same(t, must(from(`{"maxActiveCalls":10,"burstingMaxActiveCalls":{"unlimited":false,"maximum":0},
		"maxAvailableActiveCalls":{"unlimited":false,"maximum":9999},"burstingMaxAvailableActiveCalls":null}`).GroupCapacity(ctx, "t", "g"))(t),
		apiclient.GroupCapacity{MaxActiveCalls: limit(10), MaxAvailableActiveCalls: limit(9999), BurstingMaxActiveCalls: limit(0)})
	same(t, must(from(`{"trunks":[
		{"name":"a","department":{"tenantId":"t","fullPathName":"North \\ Sales"},"deviceName":"sbc","deviceLevel":"Group","groupId":"other","trunkingMode":"normal"},
		{"name":"b","department":{"departmentName":"Sales"}},
		{"name":"c","department":"","deviceName":null},
		{"name":"d","department":[],"deviceLevel":{},"trunkingMode":-1}]}`).TrunkGroups(ctx, "t", "g"))(t),
		[]apiclient.TrunkGroupItem{{GroupID: "other", Name: "a", Device: "sbc", Level: "Group"}, {GroupID: "g", Name: "b"}, {GroupID: "g", Name: "c"}, {GroupID: "g", Name: "d"}})
	same(t, must(from(`{"tenantTrunks":[{"name":"ApioEntTest_Trunk_modified","routingMode":"ordered"},{"name":"b"}]}`).EnterpriseTrunks(ctx, "foo"))(t),
		[]apiclient.EnterpriseTrunkItem{{Name: "ApioEntTest_Trunk_modified", RoutingMode: "ordered"}, {Name: "b"}})
}

func TestAnOddTextThatNothingDependsOnLosesNothing(t *testing.T) {
	t.Parallel()
	for _, odd := range []string{`{}`, `[]`, `true`, `{"a":[1]}`} {
		client := start(t, &gateway{body: strings.ReplaceAll(`{"tenants":[{"tenantId":"a","name":ODD,"type":ODD,"resellerId":ODD},{"tenantId":"b"}],
			"groups":[{"groupId":"a","groupName":ODD,"userLimit":-1,"resellerId":ODD}],"tenantTrunks":[{"name":"a","routingMode":ODD}],
			"maxActiveCalls":5,"trunkGroupState":ODD,"callForwardingAlwaysAction":ODD,
			"capacityExceededAction":"Forward","capacityExceededForwardAddress":ODD,
			"unreachableDestinationAction":"Reroute","unreachableDestinationRerouteTrunkGroupKey":{"groupId":ODD,"name":ODD}}`, "ODD", odd)})
		same(t, must(client.Tenants(t.Context()))(t), []apiclient.Tenant{{ID: "a"}, {ID: "b"}})
		same(t, must(client.Groups(t.Context(), "t"))(t), []apiclient.Group{{ID: "a"}})
		same(t, must(client.EnterpriseTrunks(t.Context(), "t"))(t), []apiclient.EnterpriseTrunkItem{{Name: "a"}})
		detail := must(client.TrunkGroup(t.Context(), "t", "g", "n"))(t)
		want := "always (cannot be read); when unreachable to trunk group (not reported); when full to (not reported)"
		if detail.MaxActiveCalls != limit(5) || detail.State != "" || detail.Forwarding != want {
			t.Errorf("%s: got %+v", odd, detail)
		}
	}
}

func TestWithoutAnyIdentityAListIsLostAndItIsNamedWhere(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"groups":[{"groupId":{}}]}`:    "groups[0].groupId is an object instead of text",
		`{"groups":[{"groupName":"a"}]}`: "groups[0].groupId is missing",
	} {
		got, err := start(t, &gateway{body: body}).Groups(t.Context(), "t")
		if problem := problemOf(t, err); got != nil || problem.Message != want {
			t.Errorf("%s: got %v, %v", body, got, err)
		}
	}
}

func TestACapacityWithoutAnyFigureIsAnotherAnswer(t *testing.T) {
	t.Parallel()
	_, err := start(t, &gateway{body: `{"status":"ok"}`}).GroupCapacity(t.Context(), "t", "g")
	if problem := problemOf(t, err); problem.Message != `maxActiveCalls is missing: the answer has "status"` {
		t.Errorf("got %v", err)
	}
}

func TestTrunkGroupKeepsEveryFieldButSecrets(t *testing.T) {
	t.Parallel()
	got := must(start(t, &gateway{body: `{
		"maxActiveCalls": 24, "enableBursting": true, "burstingMaxActiveCalls": "4",
		"maxIncomingCalls": 0, "limitIncomingCalls": true, "maxOutgoingCalls": 0, "limitOutgoingCalls": false,
		"trunkGroupState": "Available", "totalActiveIncomingCalls": 3, "totalActiveOutgoingCalls": null,
		"callForwardingAlwaysAction": "Forward", "callForwardingAlwaysForwardAddress": "+3225550100",
		"accessDevice": {"name": "sbc", "level": "Group", "secretKey": "canary"},
		"sipAuthenticationUserName": "anna", "sipAuthenticationPassword": "canary", "accessToken": {"x": "canary"},
		"prefixes": ["1", {"PASSWORD": "canary", "n": 2.50}], "none": [], "empty": {}, "big": 9007199254740993
	}`}).TrunkGroup(t.Context(), "t", "g", "n"))(t)
	same(t, got, apiclient.TrunkGroup{
		GroupID: "g", Name: "n",
		MaxActiveCalls: limit(24), MaxIncomingCalls: limit(0),
		EnableBursting: new(true), BurstingMaxActiveCalls: limit(4),
		State: "Available", ActiveIncomingCalls: new(3), Forwarding: "always to +3225550100",
		Fields: fieldsOf(`maxActiveCalls=24 enableBursting=true burstingMaxActiveCalls=4 maxIncomingCalls=0 limitIncomingCalls=true maxOutgoingCalls=0
			limitOutgoingCalls=false trunkGroupState=Available totalActiveIncomingCalls=3 totalActiveOutgoingCalls=null
			callForwardingAlwaysAction=Forward callForwardingAlwaysForwardAddress=+3225550100 accessDevice.name=sbc accessDevice.level=Group
			sipAuthenticationUserName=anna prefixes[0]=1 prefixes[1].n=2.50 none=[] empty={} big=9007199254740993`),
	})
}

// fieldsOf makes fields of words as name=value.
func fieldsOf(words string) (out []apiclient.Field) {
	for word := range strings.FieldsSeq(words) {
		name, value, _ := strings.Cut(word, "=")
		out = append(out, apiclient.Field{Name: name, Value: value})
	}
	return out
}

func TestBurstingThatIsOffCarriesNothing(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]apiclient.TrunkGroup{
		`{"enableBursting":false,"burstingMaxActiveCalls":9}`: {EnableBursting: new(false), BurstingMaxActiveCalls: limit(0)},
		`{"enableBursting":"False"}`:                          {EnableBursting: new(false), BurstingMaxActiveCalls: limit(0)},
		`{"enableBursting":true}`:                             {EnableBursting: new(true)},
		`{"burstingMaxActiveCalls":9}`:                        {BurstingMaxActiveCalls: limit(9)},
		`{"enableBursting":null}`:                             {},
	} {
		got := must(wire.DecodeOne([]byte(body), readTrunkGroup))(t)
		got.Fields = nil
		same(t, got, want)
	}
}

func TestADirectionWithoutALimitHasNoneWhateverItsFigure(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]capacity.Reading{
		`{"limitIncomingCalls":false,"maxIncomingCalls":-1}`:     {},
		`{"limitIncomingCalls":false,"maxIncomingCalls":"none"}`: {},
		`{"limitIncomingCalls":false,"maxIncomingCalls":7}`:      {},
		`{"limitIncomingCalls":true,"maxIncomingCalls":0}`:       limit(0),
		`{"limitIncomingCalls":null,"maxIncomingCalls":0}`:       limit(0),
		`{"maxIncomingCalls":0}`:                                 limit(0),
		`{"limitIncomingCalls":true}`:                            {},
	} {
		got, err := wire.DecodeOne([]byte(body), readTrunkGroup)
		if err != nil || got.MaxIncomingCalls != want {
			t.Errorf("%s: got %v, %v", body, got.MaxIncomingCalls, err)
		}
	}
	for _, body := range []string{`{"limitIncomingCalls":true,"maxIncomingCalls":-1}`, `{"maxIncomingCalls":-1}`} {
		if _, err := wire.DecodeOne([]byte(body), readTrunkGroup); err == nil {
			t.Errorf("%s was read", body)
		}
	}
}

func TestAnUnreadableFigureOfATrunkGroupIsAnError(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"maxActiveCalls":-1}`:                                  "maxActiveCalls is below zero: -1",
		`{"maxActiveCalls":"many"}`:                              `maxActiveCalls is not a number: the text "many"`,
		`{"maxActiveCalls":5,"maxIncomingCalls":1.5}`:            "maxIncomingCalls is not a whole number: 1.5",
		`{"enableBursting":false,"burstingMaxActiveCalls":"?"}`:  `burstingMaxActiveCalls is not a number: the text "?"`,
		`{"enableBursting":"maybe"}`:                             `enableBursting is the text "maybe" instead of true or false`,
		`{"maxActiveCalls":{"unlimited":false,"maximum":"few"}}`: `maxActiveCalls.maximum is not a number: the text "few"`,
	} {
		_, err := start(t, &gateway{body: body}).TrunkGroup(t.Context(), "t", "g", "n")
		if problem := problemOf(t, err); problem.Kind != apiclient.BadBody || problem.Message != want {
			t.Errorf("%s: got %v, want %s", body, err, want)
		}
	}
}

func TestForwardingIsTold(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{}`: "",
		`{"callForwardingAlwaysAction":"None","unreachableDestinationAction":null}`:                                                    "",
		`{"unreachableDestinationAction":"Forward","unreachableDestinationForwardAddress":"a@b"}`:                                      "when unreachable to a@b",
		`{"capacityExceededAction":"Reroute","capacityExceededRerouteTrunkGroupKey":{"groupId":"g","name":"n"}}`:                       "when full to trunk group g/n",
		`{"capacityExceededAction":"Reroute","capacityExceededRerouteTrunkGroup":"n"}`:                                                 "when full to trunk group n",
		`{"capacityExceededAction":"Forward"}`:                                                                                         "when full to (not reported)",
		`{"callForwardingAlwaysAction":"Forward","callForwardingAlwaysForwardAddress":"1","capacityExceededAction":"Drop"}`:            "always to 1; when full Drop",
		`{"unreachableDestinationAction":"Reroute","unreachableDestinationRerouteTrunkGroupKey":{"serviceProviderId":"t","name":"n"}}`: "when unreachable to trunk group n",
	} {
		got, err := wire.DecodeOne([]byte(body), wire.Forwarding)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", body, got, err, want)
		}
	}
}

func TestAvailableTrunkGroupsSendsEachCriterionOnce(t *testing.T) {
	t.Parallel()
	g := &gateway{body: `{"trunk_groups":[{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"}]}`}
	client := start(t, g)
	got, err := client.AvailableTrunkGroups(t.Context(), foo(), apiclient.TrunkGroupCriteria{
		ResponseSizeLimit:      50,
		SensitiveGroupIDStarts: "1", SensitiveGroupIDContains: "2", SensitiveGroupIDEquals: "3",
		InsensitiveGroupIDStarts: "4", InsensitiveGroupIDContains: "5", InsensitiveGroupIDEquals: "6",
		SensitiveTrunkGroupNameStarts: "7", SensitiveTrunkGroupNameContains: "8", SensitiveTrunkGroupNameEquals: "9",
		InsensitiveTrunkGroupNameStarts: "10", InsensitiveTrunkGroupNameContains: "a b&c", InsensitiveTrunkGroupNameEquals: "12",
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []routing.Key{{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Existing"}})
	same(t, g.reads[0].URL.Query(), url.Values{
		"responseSizeLimit":      {"50"},
		"sensitiveGroupIdStarts": {"1"}, "sensitiveGroupIdContains": {"2"}, "sensitiveGroupIdEquals": {"3"},
		"insensitiveGroupIdStarts": {"4"}, "insensitiveGroupIdContains": {"5"}, "insensitiveGroupIdEquals": {"6"},
		"sensitiveTrunkGroupNameStarts": {"7"}, "sensitiveTrunkGroupNameContains": {"8"}, "sensitiveTrunkGroupNameEquals": {"9"},
		"insensitiveTrunkGroupNameStarts": {"10"}, "insensitiveTrunkGroupNameContains": {"a b&c"}, "insensitiveTrunkGroupNameEquals": {"12"},
	})
}

func TestLimitsAreReadInBothShapes(t *testing.T) {
	for _, test := range []struct {
		body string
		want capacity.Reading
		err  string
	}{
		{`{"x":{"unlimited":false,"maximum":16}}`, limit(16), ""},
		{`{"x":{"unlimited":"False","maximum":"16"}}`, limit(16), ""},
		{`{"x":{"maximum":16}}`, limit(16), ""},
		{`{"x":{"unlimited":null,"maximum":16.0}}`, limit(16), ""},
		{`{"x":16}`, limit(16), ""},
		{`{"x":"16"}`, limit(16), ""},
		{`{"x":{"unlimited":true}}`, unlimited(), ""},
		{`{"x":{"unlimited":true,"maximum":null}}`, unlimited(), ""},
		{`{"x":{"unlimited":1}}`, unlimited(), ""},
		{`{"x":{"unlimited":false,"maximum":0}}`, limit(0), ""},
		{`{"x":null}`, capacity.Reading{}, ""},
		{`{}`, capacity.Reading{}, ""},
		{`{"X":16}`, capacity.Reading{}, ""},
		{`{"x":-1}`, capacity.Reading{}, "x is below zero: -1"},
		{`{"x":{"unlimited":false}}`, capacity.Reading{}, "x.maximum is missing"},
		{`{"x":{"unlimited":false,"maximum":null}}`, capacity.Reading{}, "x.maximum is missing"},
		{`{"x":{}}`, capacity.Reading{}, "x.maximum is missing"},
		{`{"x":{"unlimited":"perhaps","maximum":3}}`, capacity.Reading{}, `x.unlimited is the text "perhaps" instead of true or false`},
		{`{"x":{"maximum":[]}}`, capacity.Reading{}, "x.maximum is a list instead of a number"},
		{`{"x":[]}`, capacity.Reading{}, "x is a list instead of a number"},
		{`{"x":true}`, capacity.Reading{}, "x is true instead of a number"},
		{`{"x":"unlimited"}`, capacity.Reading{}, `x is not a number: the text "unlimited"`},
		{`{"x":1.5}`, capacity.Reading{}, "x is not a whole number: 1.5"},
		{`{"x":9007199254740993}`, capacity.Reading{}, "x is too large: 9007199254740993"},
	} {
		t.Run(test.body, func(t *testing.T) {
			got, err := wire.DecodeOne([]byte(test.body), func(r wire.Record) capacity.Reading { return readLimit(r, "x") })
			if got != test.want || (err == nil) != (test.err == "") || (err != nil && err.Error() != test.err) {
				t.Errorf("got %v, %v, want %v, %s", got, err, test.want, test.err)
			}
		})
	}
}

// In the template of a path what is named in it is left open, and nothing else.
func TestATemplateLeavesOpenWhatIsNamed(t *testing.T) {
	t.Parallel()
	named := strings.NewReplacer("{tenant}", "te%20nant", "{group}", "gr%2Foup", "{name}", "tr%25unk+%C3%BC", "{user}", "tr%25unk+%C3%BC", "{number}", "+3225550100")
	for _, m := range methods() {
		client := start(t, &gateway{body: m.fine})
		must(m.call(t.Context(), client))(t)
		template := client.conn.Traffic().Requests[0].Template
		same(t, "/api/v1/"+named.Replace(template)+"/", m.path)
		for _, name := range []string{"te nant", "gr/oup", "tr%unk+ü", "+3225550100"} {
			if strings.Contains(template, name) {
				t.Errorf("%s: a name is in %s", m.name, template)
			}
		}
	}
	for path, want := range map[string]string{
		"tenants/groups/groups/users/services/trunk_groups/available/backup": "tenants/{tenant}/groups/{group}/services/trunk_groups/{name}/backup",
		"tenants/tenants/services/trunk_groups/available":                    "tenants/{tenant}/services/trunk_groups/{name}",
	} {
		same(t, template(strings.Split(path, "/")), want)
	}
}
