package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// odinVisitor is a visitor of the Odin dialect.
type odinVisitor struct {
	*visitor
	token string
}

func visitOdin(t *testing.T, opts Options) *odinVisitor {
	t.Helper()
	v := &odinVisitor{visitor: visit(t, opts)}
	v.token = v.logIn()
	return v
}

// visitBoth is visitOdin with a session on the gateway.
func visitBoth(t *testing.T, opts Options) *odinVisitor {
	t.Helper()
	v := visitOdin(t, opts)
	v.visitor.logIn()
	return v
}

func (v *odinVisitor) logIn() string {
	v.t.Helper()
	a := v.ask(http.MethodPost, "/auth/token", `{"username":"demo","password":"demo"}`)
	token, _ := a.json(v.t)["token"].(string)
	if a.status != http.StatusOK || strings.Count(token, ".") != 2 {
		v.t.Fatalf("login: %d %s", a.status, a.body)
	}
	return token
}

// ask sends a request of the dialect with the token, if there is one yet.
func (v *odinVisitor) ask(method, path, body string) answer {
	v.t.Helper()
	r := v.request(method, "/api/v2"+path, body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "")
	if v.token != "" {
		bearing(v.token, r)
	}
	return v.mustSend(r)
}

// read is a GET as the API's client sends it, with an empty object for a body; the
// query is given as names and values in turn.
func (v *odinVisitor) read(path string, query ...string) answer {
	v.t.Helper()
	return v.ask(http.MethodGet, path+odinQuery(query...), `{}`)
}

func odinQuery(pairs ...string) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		parts = append(parts, pairs[i]+"="+url.QueryEscape(pairs[i+1]))
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}

// into decodes a body that has to be a 200.
func (a answer) into(t *testing.T, value any) {
	t.Helper()
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d %v %s", a.status, a.header, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), value); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

// wantError checks an error's shape and words.
func (a answer) wantError(t *testing.T, what string, status int, says string) {
	t.Helper()
	got := a.json(t)
	if a.status != status || got["status"] != float64(status) || got["error"] != http.StatusText(status) || len(got) != 3 {
		t.Errorf("%s: %d %s", what, a.status, a.body)
	}
	if details, _ := got["details"].(string); !strings.Contains(details, says) {
		t.Errorf("%s: %q does not say %q", what, details, says)
	}
}

func TestOdinLogin(t *testing.T) {
	t.Parallel()
	v := &odinVisitor{visitor: visit(t, Options{})}
	for body, status := range map[string]int{
		`{"username":"demo","password":"demo"}`:                     200,
		`{"username":"demo","password":"demo","encryption":"none"}`: 200,
		`{"username":"demo","password":"x"}`:                        401,
		`{"username":"x","password":"demo"}`:                        401,
		`{"username":"demo","password":null}`:                       401, // an unset variable of the client
		`{"username":"demo"}`:                                       401,
		`{"username":1}`:                                            400,
		`[]`:                                                        400,
		``:                                                          400,
	} {
		a := v.ask(http.MethodPost, "/auth/token", body)
		if a.want(t, body, status); status != http.StatusOK {
			a.wantError(t, body, status, "")
		}
	}
}

func TestOdinTokens(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	for _, path := range []string{"/auth/token", "/auth/session"} {
		renewed, _ := v.ask(http.MethodPut, path, `{}`).json(t)["token"].(string)
		if renewed == "" {
			t.Fatalf("PUT %s brought no token", path)
		}
		v.token = renewed
	}
	if a := v.read("/auth/session"); a.json(t)["userId"] != "demo" {
		t.Errorf("session: %d %s", a.status, a.body)
	}
	v.server.ExpireSessions()
	for _, method := range []string{http.MethodGet, http.MethodPut} {
		v.ask(method, "/auth/session", `{}`).wantError(t, method, 401, "token")
	}
	v.ask(http.MethodPut, "/auth/token", `{}`).wantError(t, "renewal", 401, "token")
	v.read("/service-providers").wantError(t, "an expired token", 401, "token")
	v.token = v.logIn()
	v.read("/service-providers").want(t, "after a new login", http.StatusOK)
	v.token = ""
	v.read("/service-providers").wantError(t, "no token", 401, "token")
	v.read("/nothing").wantError(t, "no token and no such path", 401, "token")
	v.token = v.server.keys.token(forAccess, accessLife)
	v.read("/service-providers").wantError(t, "a token of the other dialect", 401, "token")
	v.token = v.server.keys.token(forOdin, -1)
	v.read("/service-providers").wantError(t, "a token past its time", 401, "token")
	v.token = "demo-token"
	v.read("/service-providers").want(t, "the ready token", http.StatusOK)
}

func TestOdinServiceProviders(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	var list []odinTenant
	v.read("/service-providers").into(t, &list)
	types := map[string]bool{}
	for _, p := range list {
		types[p.ServiceProviderID] = p.IsEnterprise
	}
	if len(list) < 12 || !types["foo"] || types["ServiceProviderID"] {
		t.Errorf("%+v", list)
	}
	var one odinTenant
	v.read("/service-providers", "serviceProviderId", "foo").into(t, &one)
	if !one.IsEnterprise || one.ServiceProviderName != "Foo Industries" || one.DefaultDomain == "" {
		t.Errorf("%+v", one)
	}
}

func TestOdinRefusedReads(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	for _, tt := range []struct {
		what, path string
		query      []string
		status     int
		says       string
	}{
		{"an unknown path", "/nothing", nil, 404, "no such resource"},
		{"an unknown tenant", "/service-providers", []string{"serviceProviderId", "x"}, 404, "x"},
		{"groups of nobody", "/groups", nil, 400, "serviceProviderId is missing"},
		{"groups of an unknown tenant", "/groups", []string{"serviceProviderId", "x"}, 404, "not found"},
		{"a tenant without trunking", "/service-providers/trunk-groups/call-capacity", []string{"serviceProviderId", "VoxHosting"}, 400, "Trunk Group service not assigned"},
		{"its report", "/service-providers/trunk-groups/call-capacity/reports", []string{"serviceProviderId", "VoxHosting"}, 400, "Trunk Group service not assigned"},
		{"a group without trunking", "/groups/trunk-groups/call-capacity", []string{"groupId", "GroupIDD", "serviceProviderId", "ServiceProviderID"}, 400, "Trunk Group service not assigned"},
		{"its trunk groups", "/groups/trunk-groups", []string{"groupId", "GroupIDD", "serviceProviderId", "ServiceProviderID"}, 400, "Trunk Group service not assigned"},
		{"no group", "/groups/trunk-groups", []string{"serviceProviderId", "ServiceProviderID"}, 400, "groupId is missing"},
		{"an unknown group", "/groups/trunk-groups", []string{"groupId", "x", "serviceProviderId", "ServiceProviderID"}, 404, "Group not found: x"},
		{"an unknown trunk group", "/groups/trunk-groups", []string{"groupId", "GroupIDA", "serviceProviderId", "ServiceProviderID", "name", "x"}, 404, "Trunk group not found: x"},

		{"a service provider's", odinTop, []string{"serviceProviderId", "ServiceProviderID"}, 400, "not an enterprise"},
		{"a group's of an enterprise", odinGroups, []string{"serviceProviderId", "foo", "groupId", "ApioEntGrpTest"}, 400, "is an enterprise"},
		{"of nobody", odinTop, nil, 400, "serviceProviderId is missing"},
		{"of no group", odinGroups, []string{"serviceProviderId", "ServiceProviderID"}, 400, "groupId is missing"},
		{"of an unknown group", odinGroups, []string{"serviceProviderId", "ServiceProviderID", "groupId", "x"}, 404, "Group not found"},
		{"of a group without trunking", odinGroups, []string{"serviceProviderId", "ServiceProviderID", "groupId", "GroupIDD"}, 400, "Trunk Group service not assigned"},
		{"an unknown one", odinTop, []string{"serviceProviderId", "foo", "enterpriseTrunkName", "x"}, 404, "Enterprise trunk not found: x"},
		{"one without a name", odinTop, []string{"serviceProviderId", "foo", "enterpriseTrunkName", ""}, 400, "enterpriseTrunkName is missing"},
		{"what nobody's may use", odinTop + "/available-trunk-groups", []string{"serviceProviderId", "ServiceProviderID"}, 400, "not an enterprise"},
	} {
		v.read(tt.path, tt.query...).wantError(t, tt.what, tt.status, tt.says)
	}
	v.ask(http.MethodDelete, "/groups", `{}`).wantError(t, "a method that is not there", 405, "not allowed")
}

func TestOdinReport(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	var report odinReport
	v.read("/service-providers/trunk-groups/call-capacity/reports", "serviceProviderId", "ServiceProviderID").into(t, &report)
	if report.Own != (odinTenantCapacity{"ServiceProviderID", 226, 18, nil}) || len(report.Groups) != 5 {
		t.Errorf("%+v", report)
	}
	a, d := report.Groups[0], report.Groups[3]
	if a.GroupID != "GroupIDA" || !a.Service.Assigned || *a.Capacity != (odinGroupCapacity{13, 30, 2, 5, nil, nil, "ServiceProviderID", "GroupIDA"}) {
		t.Errorf("%+v %+v", a, a.Capacity)
	}
	if d.GroupID != "GroupIDD" || d.Service.Assigned || d.Capacity != nil {
		t.Errorf("%+v", d)
	}
	v.read("/service-providers/trunk-groups/call-capacity/reports", "serviceProviderId", "NordicSupply").
		want(t, "", 200, `"serviceProviderTrunkCapacity":{"serviceProviderId":"NordicSupply","maxActiveCalls":-1,"burstingMaxActiveCalls":-1}`)
}

func TestAnOdinReportHasWhatTheServerPutsIntoIt(t *testing.T) {
	t.Parallel()
	const tenant, path = "ServiceProviderID", "/service-providers/trunk-groups/call-capacity/reports"
	const off = `{"serviceProviderId":"ServiceProviderID","groupId":"GroupIDA","name":"Trunk 1","maxActiveCalls":1,"maxIncomingCalls":null,"maxOutgoingCalls":null,"enableBursting":false}`
	const on = `"groupId":"GroupIDC","name":"Trunk 1","maxActiveCalls":12,"maxIncomingCalls":null,"maxOutgoingCalls":null,"enableBursting":true`
	read := func(shape OdinReport, tenant string) answer {
		return visitOdin(t, Options{OdinReport: shape}).read(path, "serviceProviderId", tenant)
	}
	read(ReportFull, tenant).want(t, "full", 200, off, on+`,"burstingMaxActiveCalls":2}`)
	read(ReportColumns, tenant).want(t, "columns", 200, off, on+"}")
	read(ReportNone, tenant).wantError(t, "none", 404, "no such resource")
	for _, shape := range []OdinReport{"", ReportGroups} {
		if a := read(shape, tenant); strings.Contains(a.body, "groupTrunkGroupDetails") {
			t.Errorf("%q: %s", shape, a.body)
		}
	}
	if _, err := New(Options{OdinReport: "all"}); err == nil || !strings.Contains(err.Error(), "full, columns, groups or none") {
		t.Error(err)
	}
}

func TestOdinTrunkGroupDetail(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	show := func(tenant, group, name string) map[string]any {
		return v.read("/groups/trunk-groups", "groupId", group, "serviceProviderId", tenant, "name", name).json(t)
	}
	for _, tt := range []struct{ got, want map[string]any }{ // a nil value: not there
		{
			show("ServiceProviderID", "GroupIDC", "Trunk 1"),
			map[string]any{"name": "Trunk 1", "maxActiveCalls": 12., "burstingMaxActiveCalls": 2., "enableBursting": true},
		},
		{
			show("ServiceProviderID", "GroupIDA", "Trunk 1"), map[string]any{
				"serviceProviderId": "ServiceProviderID", "groupId": "GroupIDA", "enableBursting": false, "burstingMaxActiveCalls": nil,
				"burstingMaxIncomingCalls": nil, "trunkGroupState": nil, "limitIncomingCalls": nil,
			},
		},
		{show("foo", "ApioEntGrpTest", "APIO_Trunk_Group_Existing"), map[string]any{"totalActiveIncomingCalls": 9.}},
	} {
		compareMembers(t, tt.got, tt.want)
	}
	for _, tenant := range v.server.world.tenants() {
		for _, g := range v.server.world.groups(tenant.ID) {
			for _, held := range g.TrunkGroups {
				if got := show(tenant.ID, g.ID, held.Name); got["name"] != held.Name {
					t.Errorf("%q of %q of %q: %v", held.Name, g.ID, tenant.ID, got)
				}
			}
		}
	}
}

func TestOdinNumbersAsText(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{NumbersAsText: true})
	a := v.read("/service-providers/trunk-groups/call-capacity/reports", "serviceProviderId", "ServiceProviderID")
	a.want(t, "", 200, `"maxActiveCalls":"226"`, `"quantity":"-1"`, `"groupTrunkCapacity":null`, `"assigned":false`, `"userLimit":"25"`)
	hostile := response{body: []byte(`{"a\"1":"2\\","b":[1,-2.5e+3,true],"c":"3"}`)}
	if got := string(hostile.numbersAsText().body); got != `{"a\"1":"2\\","b":["1","-2.5e+3",true],"c":"3"}` {
		t.Error(got)
	}
}

// BenchmarkOdin is the server's own share of a request, without a network: a report
// over all of a platform of a thousand tenants is 81 of these for each.
func BenchmarkOdin(b *testing.B) {
	s := newServer(b, Options{OnlyGenerated: true, Tenants: 1000, Groups: 20, TrunkGroups: 3})
	for name, target := range map[string]string{
		"report":       "/api/v2/service-providers/trunk-groups/call-capacity/reports?serviceProviderId=tenant-%04d",
		"trunk groups": "/api/v2/groups/trunk-groups?serviceProviderId=tenant-%04d&groupId=group-0007",
		"trunk group":  "/api/v2/groups/trunk-groups?serviceProviderId=tenant-%04d&groupId=group-0007&name=tg-0002",
		"capacity":     "/api/v2/groups/trunk-groups/call-capacity?serviceProviderId=tenant-%04d&groupId=group-0007",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			token := s.keys.token(forOdin, odinLife)
			for i := range b.N {
				r := bearing(token, httptest.NewRequestWithContext(b.Context(), http.MethodGet, fmt.Sprintf(target, 1+i%1000), http.NoBody))
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("%d %s", w.Code, w.Body)
				}
			}
		})
	}
}
