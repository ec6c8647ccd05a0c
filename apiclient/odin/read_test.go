package odin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// method is one read with the request line that it makes.
type method struct {
	name string
	line string // path and query, as they arrive
	fine string // an answer that it can read
	call func(context.Context, *Client) (any, error)
}

const (
	tenantArg, groupArg, nameArg = "te nant", "gr/oup&x", "Trunk+1 ü"
	tenantQuery                  = "serviceProviderId=te+nant"
	groupQuery                   = "groupId=gr%2Foup%26x&" + tenantQuery
)

// methods lists every read, for what has to hold of them all. The names need escaping.
func methods() []method {
	const fineTrunk = `{"orderedRouting":{},"trunkGroups":[]}`
	enterprise := apiclient.TrunkOwner{Tenant: tenantArg}
	group := apiclient.TrunkOwner{Tenant: tenantArg, Group: groupArg}
	return []method{
		{"Tenants", "/service-providers", `[]`, func(ctx context.Context, c *Client) (any, error) { return c.Tenants(ctx) }},
		{"Tenant", "/service-providers?" + tenantQuery, `{}`, func(ctx context.Context, c *Client) (any, error) { return c.Tenant(ctx, tenantArg) }},
		{"Groups", "/groups?" + tenantQuery, `[]`, func(ctx context.Context, c *Client) (any, error) { return c.Groups(ctx, tenantArg) }},
		{"TenantCapacity", "/service-providers/trunk-groups/call-capacity?" + tenantQuery, `{"maxActiveCalls":1}`, func(ctx context.Context, c *Client) (any, error) { return c.TenantCapacity(ctx, tenantArg) }},
		{"GroupCapacity", "/groups/trunk-groups/call-capacity?" + groupQuery, `{"maxActiveCalls":1}`, func(ctx context.Context, c *Client) (any, error) { return c.GroupCapacity(ctx, tenantArg, groupArg) }},
		{"CapacityReport", "/service-providers/trunk-groups/call-capacity/reports?" + tenantQuery, `{"groups":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.CapacityReport(ctx, tenantArg) }},
		{"TenantLicence", "/service-providers/services?" + tenantQuery, `{"groupServices":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.TenantLicence(ctx, tenantArg) }},
		{"GroupLicence", "/groups/services?" + groupQuery, `{"groupServices":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.GroupLicence(ctx, tenantArg, groupArg) }},
		{"SearchUsers", "/users?extension=%2A1%2A&groupId=gr%2Foup%26x&lastName=%2Ax%26y%2A&limit=9&" + tenantQuery, `[]`, func(ctx context.Context, c *Client) (any, error) {
			return c.SearchUsers(ctx, apiclient.UserCriteria{Tenant: tenantArg, Group: groupArg, LastName: "x&y", Extension: "1", Limit: 9})
		}},
		{"SearchGroups", "/groups?groupName=%2Ax%2A", `[]`, func(ctx context.Context, c *Client) (any, error) { return c.SearchGroups(ctx, "x", true, 9) }},
		{"NumberUses", "/system/dns/search?dn=%2B3225550100", `[]`, func(ctx context.Context, c *Client) (any, error) { return c.NumberUses(ctx, "", "+3225550100") }},
		{"NumberUses of a tenant", "/system/dns/search?dn=%2B3225550100&" + tenantQuery, `[]`, func(ctx context.Context, c *Client) (any, error) { return c.NumberUses(ctx, tenantArg, "+3225550100") }},
		{"UserEndpoint", "/users?userId=u%40x", `{}`, func(ctx context.Context, c *Client) (any, error) {
			return c.UserEndpoint(ctx, tenantArg, groupArg, "u@x")
		}},
		{"TenantNumbers", "/service-providers/dns?" + tenantQuery, `{"dns":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.TenantNumbers(ctx, tenantArg) }},
		{"TrunkGroups", "/groups/trunk-groups?" + groupQuery, `[]`, func(ctx context.Context, c *Client) (any, error) { return c.TrunkGroups(ctx, tenantArg, groupArg) }},
		{"TrunkGroup", "/groups/trunk-groups?groupId=gr%2Foup%26x&name=Trunk%2B1+%C3%BC&" + tenantQuery, `{}`, func(ctx context.Context, c *Client) (any, error) {
			return c.TrunkGroup(ctx, tenantArg, groupArg, nameArg)
		}},
		{"EnterpriseTrunk", "/service-providers/enterprise-trunks?enterpriseTrunkName=Trunk%2B1+%C3%BC&" + tenantQuery, fineTrunk, func(ctx context.Context, c *Client) (any, error) { return c.EnterpriseTrunk(ctx, enterprise, nameArg) }},
		{"EnterpriseTrunk of a group", "/groups/enterprise-trunks?enterpriseTrunkName=Trunk%2B1+%C3%BC&" + groupQuery, fineTrunk, func(ctx context.Context, c *Client) (any, error) { return c.EnterpriseTrunk(ctx, group, nameArg) }},
		{"AvailableTrunkGroups", "/service-providers/enterprise-trunks/available-trunk-groups?" + tenantQuery, `{"trunkGroups":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.AvailableTrunkGroups(ctx, enterprise, apiclient.TrunkGroupCriteria{})
		}},
		{"AvailableTrunkGroups of a group", "/groups/enterprise-trunks/available-trunk-groups?" + groupQuery, `{"trunkGroups":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.AvailableTrunkGroups(ctx, group, apiclient.TrunkGroupCriteria{})
		}},
	}
}

func TestEveryReadAsksForWhatTheAPIHas(t *testing.T) {
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			p := &portal{body: m.fine}
			must(m.call(t.Context(), start(t, p)))(t)
			if line, _ := p.last(); line != "GET /api/v2"+m.line {
				t.Errorf("sent %s\nwant     %s", line, m.line)
			}
		})
	}
}

// No figure and no list may come of an answer that is not what was asked for.
func TestNoReadTakesAnotherAnswerForItsOwn(t *testing.T) {
	t.Parallel()
	for _, m := range methods() {
		for body, kind := range map[string]apiclient.Kind{
			``: apiclient.BadBody, `null`: apiclient.BadBody, `"x"`: apiclient.BadBody,
			`{"token":"x"`: apiclient.BadBody, `{} {}`: apiclient.BadBody,
			`{"a":1,"a":2}`:                       apiclient.BadBody,
			`<html><title>Sign in</title></html>`: apiclient.NotJSON,
		} {
			p := &portal{body: body, format: "application/json"}
			if strings.HasPrefix(body, "<") {
				p.format = "text/html"
			}
			_, err := m.call(t.Context(), start(t, p))
			var problem *apiclient.Error
			if !errors.As(err, &problem) || problem.Kind != kind {
				t.Errorf("%s of %q: %v", m.name, body, err)
			}
		}
		if swapped := map[byte]string{'[': `{"data":[],"total":0}`, '{': `[{"name":"x"}]`}[m.fine[0]]; swapped != "" {
			if _, err := m.call(t.Context(), start(t, &portal{body: swapped})); err == nil {
				t.Errorf("%s took %s", m.name, swapped)
			}
		}
	}
}

// A server that does not know a parameter lists all, or answers of another.
func TestAnAnswerOfSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	other := map[string]string{
		"Tenant":                     `{"serviceProviderId":"other"}`,
		"Groups":                     `[{"groupId":"g","serviceProviderId":"other"}]`,
		"TenantCapacity":             `{"maxActiveCalls":1,"serviceProviderId":"other"}`,
		"TenantLicence":              `{"groupServices":[],"serviceProviderId":"other"}`,
		"GroupLicence":               `{"groupServices":[],"serviceProviderId":"te nant","groupId":"other"}`,
		"GroupCapacity":              `{"maxActiveCalls":1,"serviceProviderId":"te nant","groupId":"other"}`,
		"TrunkGroups":                `[{"name":"n","groupId":"other"}]`,
		"SearchUsers":                `[{"userId":"u","serviceProviderId":"other"}]`,
		"NumberUses of a tenant":     `[{"phoneNumbers":"+32-1","serviceProviderId":"other"}]`,
		"UserEndpoint":               `{"userId":"other"}`,
		"TrunkGroup":                 `{"name":"other","maxActiveCalls":1}`,
		"EnterpriseTrunk":            `{"enterpriseTrunkName":"other","orderedRouting":{},"trunkGroups":[]}`,
		"EnterpriseTrunk of a group": `{"groupId":"other","orderedRouting":{},"trunkGroups":[]}`,
	}
	for _, m := range methods() {
		body, ok := other[m.name]
		if !ok {
			continue
		}
		_, err := m.call(t.Context(), start(t, &portal{body: body}))
		if problem := problemOf(t, err); problem.Kind != apiclient.BadBody || !strings.Contains(problem.Message, `is "other" where`) {
			t.Errorf("%s: %v", m.name, err)
		}
	}
	list, err := start(t, &portal{body: `{"serviceProviderId":"TE NANT"}`}).Tenant(t.Context(), tenantArg)
	if err != nil || list.ID != "TE NANT" {
		t.Errorf("the case of letters: %+v, %v", list, err)
	}
}

func TestANameThatSaysNothingIsNeverAskedFor(t *testing.T) {
	t.Parallel()
	p := &portal{body: `{}`}
	client := start(t, p)
	for _, name := range []string{"", " ", "\xff", strings.Repeat("x", 256)} {
		fails(client.TrunkGroup(t.Context(), "foo", "g", name))(t, apiclient.BadName)
		fails(client.Groups(t.Context(), name))(t, apiclient.BadName)
	}
	p.expects(t, 0)
}

func TestTenantsAreServiceProvidersAndEnterprises(t *testing.T) {
	t.Parallel()
	p := &portal{body: `[{"serviceProviderId":"a","serviceProviderName":"A","isEnterprise":true,"resellerId":"r"},
		{"serviceProviderId":"b","isEnterprise":"false"},{"serviceProviderId":77,"isEnterprise":{}}]`}
	got, err := start(t, p).Tenants(t.Context())
	want := []apiclient.Tenant{
		{ID: "a", Name: "A", Type: apiclient.Enterprise, ResellerID: "r"},
		{ID: "b", Type: apiclient.ServiceProvider},
		{ID: "77"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestFiguresAreReadEachOnItsOwn(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]apiclient.GroupCapacity{
		`{"maxActiveCalls":10,"maxAvailableActiveCalls":-1,"burstingMaxActiveCalls":2,"burstingMaxAvailableActiveCalls":5}`: {
			MaxActiveCalls: n(10), MaxAvailableActiveCalls: unlimited(), BurstingMaxActiveCalls: n(2), BurstingMaxAvailableActiveCalls: n(5),
		},
		`{"maxActiveCalls":"10","maxAvailableActiveCalls":"-1","burstingMaxActiveCalls":-1.0}`: {
			MaxActiveCalls: n(10), MaxAvailableActiveCalls: unlimited(), BurstingMaxActiveCalls: unlimited(),
		},
		`{"maxActiveCalls":10}`:                                {MaxActiveCalls: n(10)},
		`{"maxActiveCalls":10,"burstingMaxActiveCalls":null}`:  {MaxActiveCalls: n(10)},
		`{"maxActiveCalls":null,"burstingMaxActiveCalls":"3"}`: {BurstingMaxActiveCalls: n(3)},
		`{"maxActiveCalls":0}`:                                 {MaxActiveCalls: n(0)},
	} {
		got, err := start(t, &portal{body: body}).GroupCapacity(t.Context(), "foo", "g")
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	for _, body := range []string{
		`{}`, `{"maxActiveCalls":null}`, `{"maxActiveCalls":-2}`, `{"maxActiveCalls":1.5}`, `{"maxActiveCalls":{}}`,
		`{"maxActiveCalls":true}`, `{"maxActiveCalls":"many"}`, `{"maxActiveCalls":9007199254740993}`, `{"maxActiveCalls":10,"burstingMaxActiveCalls":[]}`,
	} {
		got, err := start(t, &portal{body: body}).GroupCapacity(t.Context(), "foo", "g")
		if err == nil || got != (apiclient.GroupCapacity{}) {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}

func TestOnlyARefusalThatSaysSoIsNotAssigned(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		kind   apiclient.Kind
	}{
		{400, `{"status":400,"error":"Bad Request","details":"Trunk Group service not assigned"}`, apiclient.NotAssigned},
		{400, `{"status":400,"error":"[Error 4410] Service Not Assigned: Trunk Group"}`, apiclient.NotAssigned},
		{400, `{"error":"Bad Request","details":["Trunk Group","has not been assigned"]}`, apiclient.NotAssigned},
		{400, `{"status":400,"error":"Bad Request","details":"serviceProviderId is missing"}`, apiclient.Refused},
		{400, `{"details":"Service provider foo is not assigned to this administrator"}`, apiclient.Refused},
		{400, `{"details":"The password has not been assigned"}`, apiclient.Refused},
		{400, `<html>not assigned</html>`, apiclient.Refused},
		{400, ``, apiclient.Refused},
		{404, `{"status":404,"error":"Not Found","details":"Trunk Group service not assigned"}`, apiclient.NotAssigned},
		{404, `{"status":404,"error":"Not Found","details":"Group not found: g"}`, apiclient.NotFound},
		{500, `{"status":500,"error":"[Error 4410] Service is not assigned to this subscriber: Trunk Group","details":null}`, apiclient.NotAssigned},
		{400, `{"status":400,"error":"The Trunk Group service is not authorised","details":""}`, apiclient.NotAssigned},
		{403, `{"status":403,"error":"Forbidden","details":"Trunk Group service not authorized"}`, apiclient.Forbidden},
		{404, `<html>not assigned</html>`, apiclient.NotJSON},
		{403, `{"details":"not assigned to this administrator"}`, apiclient.Forbidden},
		{500, `{"details":"not assigned"}`, apiclient.ServerFault},
	} {
		client := start(t, &portal{status: test.status, body: test.body})
		_, tenant := client.TenantCapacity(t.Context(), "foo")
		_, group := client.GroupCapacity(t.Context(), "foo", "g")
		_, list := client.TrunkGroups(t.Context(), "foo", "g")
		for what, err := range map[string]error{"tenant": tenant, "group": group, "list": list} {
			if problem := problemOf(t, err); problem.Kind != test.kind || problem.Status != test.status {
				t.Errorf("%s, %d %s: %v", what, test.status, test.body, err)
			}
		}
	}
}

// What stands in front of the API answers 404 too, and knows nothing of what is there.
func TestA404IsAnAbsenceInTheShapeOfTheAPIAlone(t *testing.T) {
	t.Parallel()
	owner := foo()
	for body, absent := range map[string]bool{
		`{"status":404,"error":"Not Found","details":"no such trunk"}`:                               true,
		`{"status":"404","error":"Not Found","details":"no such trunk"}`:                             true,
		`{"status":404,"error":"Not Found","details":null}`:                                          true,
		`{"message":"no Route matched with those values"}`:                                           false,
		`{"error":"Not Found"}`:                                                                      false,
		`{"details":"no such trunk"}`:                                                                false,
		`{"errors":[{"code":404,"message":"no such trunk"}]}`:                                        false,
		`{"timestamp":1,"status":404,"error":"Not Found","message":"no message","path":"/api/v2/x"}`: false,
		`{"status":404,"details":"no such trunk"}`:                                                   false,
		`{"error":"Not Found","details":"no such trunk"}`:                                            false,
		`{"status":404,"error":"","details":""}`:                                                     false,
		`{"status":500,"error":"Not Found","details":"no such trunk"}`:                               false,
		`{"status":404,"error":{},"details":"no such trunk"}`:                                        false,
		`{"code":5,"message":"Not Found","details":[]}`:                                              false,
		`[{"status":404,"error":"Not Found","details":"no such trunk"}]`:                             false,
		`{"status":404,"error":"Not Found","details":"cut`:                                           false,
		`{}`:                     false,
		`<html>not found</html>`: false,
		``:                       false,
	} {
		client := start(t, &portal{status: 404, body: body}, writable)
		_, _, read := client.EnterpriseTrunkDocument(t.Context(), owner, "x")
		removed := client.DeleteEnterpriseTrunk(t.Context(), owner, "x")
		_, list := client.Groups(t.Context(), "foo")
		for what, err := range map[string]error{"read": read, "delete": removed, "list": list} {
			if errors.Is(err, apiclient.ErrNotFound) != absent || !absent && problemOf(t, err).Kind != apiclient.NotJSON {
				t.Errorf("%s, %s: got %v", what, body, err)
			}
		}
	}
}

func TestATrunkGroupTellsAllThatItHasButItsSecrets(t *testing.T) {
	t.Parallel()
	p := &portal{body: `{"serviceProviderId":"foo","groupId":"g","name":"T1","maxActiveCalls":24,"maxIncomingCalls":null,"maxOutgoingCalls":"0",
		"enableBursting":false,"burstingMaxActiveCalls":9,"trunkGroupState":"Available","totalActiveIncomingCalls":9,"totalActiveOutgoingCalls":-1,
		"callForwardingAlwaysAction":"Reroute","callForwardingAlwaysRerouteTrunkGroupKey":{"serviceProviderId":"foo","groupId":"h","name":"T2"},
		"sipAuthenticationUserName":"u","sipAuthenticationPassword":"sesame","accessDevice":{"deviceName":"sbc","accessPassword":"x"}}`}
	got := must(start(t, p).TrunkGroup(t.Context(), "foo", "g", "T1"))(t)
	if got.Name != "T1" || got.GroupID != "g" || got.MaxActiveCalls != n(24) || got.MaxIncomingCalls.IsRead() || got.MaxOutgoingCalls != n(0) {
		t.Errorf("%+v", got)
	}
	if got.BurstingMaxActiveCalls != n(0) || got.State != "Available" || *got.ActiveIncomingCalls != 9 || got.ActiveOutgoingCalls != nil {
		t.Errorf("%+v", got)
	}
	if got.Forwarding != "always to trunk group h/T2" {
		t.Errorf("forwarding %q", got.Forwarding)
	}
	if text := fmt.Sprint(got.Fields); strings.Contains(strings.ToLower(text), "password") || !strings.Contains(text, "accessDevice.deviceName") {
		t.Error(text)
	}
	absent, err := start(t, &portal{body: `{"name":"T1","maxActiveCalls":24}`}).TrunkGroup(t.Context(), "foo", "g", "T1")
	if err != nil || absent.BurstingMaxActiveCalls.IsRead() {
		t.Errorf("bursting that nobody spoke of is %v, %v", absent.BurstingMaxActiveCalls, err)
	}
}

func TestAvailableTrunkGroupsAreChosenHere(t *testing.T) {
	t.Parallel()
	p := &portal{body: `{"trunkGroups":[{"groupId":"North","trunkGroupName":"Alpha"},{"groupId":"north","trunkGroupName":"beta"},{"groupId":"South","trunkGroupName":"Alphabet"}]}`}
	client := start(t, p)
	for what, test := range map[string]struct {
		criteria apiclient.TrunkGroupCriteria
		want     string
	}{
		"all":              {apiclient.TrunkGroupCriteria{}, "Alpha beta Alphabet"},
		"so many":          {apiclient.TrunkGroupCriteria{ResponseSizeLimit: 2}, "Alpha beta"},
		"so many of those": {apiclient.TrunkGroupCriteria{ResponseSizeLimit: 1, SensitiveGroupIDEquals: "South"}, "Alphabet"},
		"group starts":     {apiclient.TrunkGroupCriteria{SensitiveGroupIDStarts: "No"}, "Alpha"},
		"group contains":   {apiclient.TrunkGroupCriteria{SensitiveGroupIDContains: "ort"}, "Alpha beta"},
		"group, any case":  {apiclient.TrunkGroupCriteria{InsensitiveGroupIDEquals: "NORTH"}, "Alpha beta"},
		"group, any start": {apiclient.TrunkGroupCriteria{InsensitiveGroupIDStarts: "so"}, "Alphabet"},
		"group, any part":  {apiclient.TrunkGroupCriteria{InsensitiveGroupIDContains: "OUT"}, "Alphabet"},
		"name equals":      {apiclient.TrunkGroupCriteria{SensitiveTrunkGroupNameEquals: "Alpha"}, "Alpha"},
		"name starts":      {apiclient.TrunkGroupCriteria{SensitiveTrunkGroupNameStarts: "Alpha"}, "Alpha Alphabet"},
		"name contains":    {apiclient.TrunkGroupCriteria{SensitiveTrunkGroupNameContains: "bet"}, "beta Alphabet"},
		"name, any case":   {apiclient.TrunkGroupCriteria{InsensitiveTrunkGroupNameEquals: "ALPHA"}, "Alpha"},
		"name, any start":  {apiclient.TrunkGroupCriteria{InsensitiveTrunkGroupNameStarts: "BE"}, "beta"},
		"name, any part":   {apiclient.TrunkGroupCriteria{InsensitiveTrunkGroupNameContains: "PHAB"}, "Alphabet"},
		"both of two":      {apiclient.TrunkGroupCriteria{SensitiveGroupIDEquals: "North", SensitiveTrunkGroupNameStarts: "b"}, ""},
	} {
		got, err := client.AvailableTrunkGroups(t.Context(), foo(), test.criteria)
		if names := namesOf(got); err != nil || names != test.want {
			t.Errorf("%s: %q, %v", what, names, err)
		}
	}
	p.body = `{"trunkGroups":[{"groupId":"North","trunkGroupName":"Alpha"},{"groupId":"North"},{"groupId":"North","trunkGroupName":"beta"}]}`
	partly, err := client.AvailableTrunkGroups(t.Context(), foo(), apiclient.TrunkGroupCriteria{SensitiveTrunkGroupNameEquals: "beta"})
	if names := namesOf(partly); !apiclient.IsPartly(err) || names != "beta" {
		t.Errorf("one without a name: %q, %v", names, err)
	}
	p.body = `{"trunkGroups":[{"trunkGroupName":"Alpha"}]}`
	if _, err := client.AvailableTrunkGroups(t.Context(), foo(), apiclient.TrunkGroupCriteria{}); err == nil {
		t.Error("a trunk group of no group was taken")
	}
	got, err := client.AvailableTrunkGroups(t.Context(), apiclient.TrunkOwner{Tenant: "foo", Group: "g"}, apiclient.TrunkGroupCriteria{})
	if err != nil || !slices.Equal(got, []routing.Key{{GroupID: "g", Name: "Alpha"}}) {
		t.Errorf("at a group: %v, %v", got, err)
	}
}

func namesOf(keys []routing.Key) string {
	var out []string
	for _, key := range keys {
		out = append(out, key.Name)
	}
	return strings.Join(out, " ")
}
