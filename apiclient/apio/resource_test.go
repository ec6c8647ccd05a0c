package apio

import (
	"net/url"
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

func TestTenants(t *testing.T) {
	t.Parallel()
	got, err := start(t, &gateway{body: `{"tenants":[
		{"tenantId":"b","name":"Bravo","type":"Enterprise","resellerId":"r","sync":{"status":"ok"}},
		{"tenantId":"a","name":"","type":"ServiceProvider"},
		{"tenantId":7,"name":null}]}`}).Tenants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []apiclient.Tenant{
		{ID: "b", Name: "Bravo", Type: apiclient.Enterprise, ResellerID: "r"},
		{ID: "a", Type: apiclient.ServiceProvider},
		{ID: "7"},
	})
}

func TestAnOddTextThatNothingDependsOnLosesNothing(t *testing.T) {
	t.Parallel()
	for _, odd := range []string{`{}`, `[]`, `true`, `{"a":[1]}`} {
		tenants, err := start(t, &gateway{body: `{"tenants":[{"tenantId":"a","name":` + odd + `,"type":` + odd + `,"resellerId":` + odd + `},{"tenantId":"b"}]}`}).
			Tenants(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, tenants, []apiclient.Tenant{{ID: "a"}, {ID: "b"}})

		groups, err := start(t, &gateway{body: `{"groups":[{"groupId":"a","groupName":` + odd + `,"userLimit":-1,"resellerId":` + odd + `}]}`}).
			Groups(t.Context(), "t")
		if err != nil {
			t.Fatal(err)
		}
		same(t, groups, []apiclient.Group{{ID: "a"}})

		trunks, err := start(t, &gateway{body: `{"tenantTrunks":[{"name":"a","routingMode":` + odd + `}]}`}).EnterpriseTrunks(t.Context(), "t")
		if err != nil {
			t.Fatal(err)
		}
		same(t, trunks, []apiclient.EnterpriseTrunkItem{{Name: "a"}})

		detail, err := wire.DecodeOne([]byte(`{"maxActiveCalls":5,"trunkGroupState":`+odd+`,"callForwardingAlwaysAction":`+odd+`,
			"capacityExceededAction":"Forward","capacityExceededForwardAddress":`+odd+`,
			"unreachableDestinationAction":"Reroute","unreachableDestinationRerouteTrunkGroupKey":{"groupId":`+odd+`,"name":`+odd+`}}`), readTrunkGroup)
		if err != nil {
			t.Fatal(err)
		}
		want := "always (cannot be read); when unreachable to trunk group (not reported); when full to (not reported)"
		if detail.MaxActiveCalls != limit(5) || detail.State != "" || detail.Forwarding != want {
			t.Errorf("%s: got %+v", odd, detail)
		}
	}
}

func TestAnOddIdentityLosesTheListAndNamesWhere(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"groups":[{"groupId":"a"},{"groupId":{}}]}`: "groups[1].groupId is an object instead of text",
		`{"groups":[{"groupName":"a"}]}`:              "groups[0].groupId is missing",
	} {
		got, err := start(t, &gateway{body: body}).Groups(t.Context(), "t")
		if problem := problemOf(t, err); got != nil || problem.Message != want {
			t.Errorf("%s: got %v, %v", body, got, err)
		}
	}
}

func TestTenantKeepsItsIDWhereTheAnswerLacksIt(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]apiclient.Tenant{
		`{"defaultDomain":"x","name":"Foo","tenantId":"foo","type":"Enterprise"}`: {ID: "foo", Name: "Foo", Type: apiclient.Enterprise},
		`{"name":"Foo"}`: {ID: "asked", Name: "Foo"},
	} {
		got, err := start(t, &gateway{body: body}).Tenant(t.Context(), "asked")
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	got, err := start(t, &gateway{body: `{"groups":[{"groupId":"g1","groupName":"One","userLimit":"25","tenantId":"t"},{"groupId":"g2"}]}`}).
		Groups(t.Context(), "t")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []apiclient.Group{{ID: "g1", Name: "One"}, {ID: "g2"}})
}

func TestCapacities(t *testing.T) {
	t.Parallel()
	client := start(t, &gateway{body: `{"maxActiveCalls":{"unlimited":false,"maximum":16},"burstingMaxActiveCalls":{"unlimited":true}}`})
	tenant, err := client.TenantCapacity(t.Context(), "t")
	if err != nil {
		t.Fatal(err)
	}
	same(t, tenant, apiclient.TenantCapacity{MaxActiveCalls: limit(16), BurstingMaxActiveCalls: unlimited()})

	client = start(t, &gateway{body: `{"maxActiveCalls":10,"burstingMaxActiveCalls":{"unlimited":false,"maximum":0},
		"maxAvailableActiveCalls":{"unlimited":false,"maximum":9999},"burstingMaxAvailableActiveCalls":null}`})
	group, err := client.GroupCapacity(t.Context(), "t", "g")
	if err != nil {
		t.Fatal(err)
	}
	same(t, group, apiclient.GroupCapacity{
		MaxActiveCalls: limit(10), MaxAvailableActiveCalls: limit(9999), BurstingMaxActiveCalls: limit(0),
	})
}

func TestACapacityWithoutAnyFigureIsAnotherAnswer(t *testing.T) {
	t.Parallel()
	_, err := start(t, &gateway{body: `{"status":"ok"}`}).GroupCapacity(t.Context(), "t", "g")
	if problem := problemOf(t, err); problem.Message != `maxActiveCalls is missing: the answer has "status"` {
		t.Errorf("got %v", err)
	}
}

func TestTrunkGroups(t *testing.T) {
	t.Parallel()
	got, err := start(t, &gateway{body: `{"trunks":[
		{"name":"a","department":{"tenantId":"t","fullPathName":"North \\ Sales"},"deviceName":"sbc","deviceLevel":"Group","groupId":"other","trunkingMode":"normal"},
		{"name":"b","department":{"departmentName":"Sales"}},
		{"name":"c","department":"","deviceName":null},
		{"name":"d","department":[],"deviceLevel":{},"trunkingMode":-1}]}`}).TrunkGroups(t.Context(), "t", "g")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []apiclient.TrunkGroupItem{
		{GroupID: "other", Name: "a"},
		{GroupID: "g", Name: "b"},
		{GroupID: "g", Name: "c"},
		{GroupID: "g", Name: "d"},
	})
}

func TestTrunkGroupKeepsEveryFieldButSecrets(t *testing.T) {
	t.Parallel()
	got, err := start(t, &gateway{body: `{
		"maxActiveCalls": 24, "enableBursting": true, "burstingMaxActiveCalls": "4",
		"maxIncomingCalls": 0, "limitIncomingCalls": true, "maxOutgoingCalls": 0, "limitOutgoingCalls": false,
		"trunkGroupState": "Available", "totalActiveIncomingCalls": 3, "totalActiveOutgoingCalls": null,
		"callForwardingAlwaysAction": "Forward", "callForwardingAlwaysForwardAddress": "+3225550100",
		"accessDevice": {"name": "sbc", "level": "Group", "secretKey": "canary"},
		"sipAuthenticationUserName": "anna", "sipAuthenticationPassword": "canary", "accessToken": {"x": "canary"},
		"prefixes": ["1", {"PASSWORD": "canary", "n": 2.50}], "none": [], "empty": {}, "big": 9007199254740993
	}`}).TrunkGroup(t.Context(), "t", "g", "n")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, apiclient.TrunkGroup{
		GroupID: "g", Name: "n",
		MaxActiveCalls: limit(24), MaxIncomingCalls: limit(0),
		EnableBursting: new(true), BurstingMaxActiveCalls: limit(4),
		State: "Available", ActiveIncomingCalls: new(3), Forwarding: "always to +3225550100",
		Fields: []apiclient.Field{
			{Name: "maxActiveCalls", Value: "24"},
			{Name: "enableBursting", Value: "true"},
			{Name: "burstingMaxActiveCalls", Value: "4"},
			{Name: "maxIncomingCalls", Value: "0"},
			{Name: "limitIncomingCalls", Value: "true"},
			{Name: "maxOutgoingCalls", Value: "0"},
			{Name: "limitOutgoingCalls", Value: "false"},
			{Name: "trunkGroupState", Value: "Available"},
			{Name: "totalActiveIncomingCalls", Value: "3"},
			{Name: "totalActiveOutgoingCalls", Value: "null"},
			{Name: "callForwardingAlwaysAction", Value: "Forward"},
			{Name: "callForwardingAlwaysForwardAddress", Value: "+3225550100"},
			{Name: "accessDevice.name", Value: "sbc"},
			{Name: "accessDevice.level", Value: "Group"},
			{Name: "sipAuthenticationUserName", Value: "anna"},
			{Name: "prefixes[0]", Value: "1"},
			{Name: "prefixes[1].n", Value: "2.50"},
			{Name: "none", Value: "[]"},
			{Name: "empty", Value: "{}"},
			{Name: "big", Value: "9007199254740993"},
		},
	})
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
		got, err := wire.DecodeOne([]byte(body), readTrunkGroup)
		if err != nil {
			t.Fatal(err)
		}
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

func TestEnterpriseTrunks(t *testing.T) {
	t.Parallel()
	got, err := start(t, &gateway{body: `{"tenantTrunks":[{"name":"ApioEntTest_Trunk_modified","routingMode":"ordered"},{"name":"b"}]}`}).
		EnterpriseTrunks(t.Context(), "foo")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []apiclient.EnterpriseTrunkItem{{Name: "ApioEntTest_Trunk_modified", RoutingMode: "ordered"}, {Name: "b"}})
}

func TestAvailableTrunkGroupsSendsEachCriterionOnce(t *testing.T) {
	t.Parallel()
	g := &gateway{body: `{"trunk_groups":[{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"}]}`}
	client := start(t, g)
	got, err := client.AvailableTrunkGroups(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, apiclient.TrunkGroupCriteria{
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
