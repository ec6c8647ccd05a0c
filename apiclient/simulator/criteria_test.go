package simulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func criteriaWorld() []byte {
	return []byte(`{"tenants":[
	  {"tenantId":"e","type":"Enterprise","trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
	    {"groupId":"North","groupName":"N","trunking":{"maxActiveCalls":9},"trunkGroups":[{"name":"Main","maxActiveCalls":1},{"name":"main-2","maxActiveCalls":1,"trunkingMode":"teamsDR"}]},
	    {"groupId":"northwest","trunking":{"maxActiveCalls":9},"trunkGroups":[{"name":"Remain","maxActiveCalls":1}]},
	    {"groupId":"bare","trunkGroups":[{"name":"hidden","maxActiveCalls":1}]}]},
	  {"tenantId":"s","type":"ServiceProvider","resellerId":"r","trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
	    {"groupId":"North","trunking":{"maxActiveCalls":9}}]}]}`)
}

func TestAServerMayIgnoreThatTheWholeEnterpriseIsAskedFor(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{World: criteriaWorld(), EnterpriseList: ListIgnored})
	for path, want := range map[string]string{"tenants/e/groups/North": "Main main-2", "tenants/s/groups/North": ""} {
		if got := v.get("/api/v1/"+path+"/services/trunk_groups/?includeEnterpriseTrunkGroups=true").keys(t, "name"); got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
	if _, err := New(Options{EnterpriseList: "perhaps"}); err == nil || !strings.Contains(err.Error(), "honoured or ignored") {
		t.Error(err)
	}
}

func TestAvailableTrunkGroupsBySearchCriteria(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{World: criteriaWorld()})
	const all = "North/Main North/main-2 northwest/Remain"
	for _, tt := range []struct {
		criteria map[string]any
		want     string
	}{
		{nil, all},
		{map[string]any{"sensitiveGroupIdStarts": "North"}, "North/Main North/main-2"},
		{map[string]any{"sensitiveGroupIdContains": "orthw"}, "northwest/Remain"},
		{map[string]any{"sensitiveGroupIdEquals": "North"}, "North/Main North/main-2"},
		{map[string]any{"sensitiveGroupIdEquals": "north"}, ""},
		{map[string]any{"insensitiveGroupIdStarts": "NORTH"}, all},
		{map[string]any{"insensitiveGroupIdContains": "THW"}, "northwest/Remain"},
		{map[string]any{"insensitiveGroupIdEquals": "north"}, "North/Main North/main-2"},
		{map[string]any{"sensitiveTrunkGroupNameStarts": "main"}, "North/main-2"},
		{map[string]any{"sensitiveTrunkGroupNameContains": "main"}, "North/main-2 northwest/Remain"},
		{map[string]any{"sensitiveTrunkGroupNameEquals": "Main"}, "North/Main"},
		{map[string]any{"insensitiveTrunkGroupNameStarts": "MAIN"}, "North/Main North/main-2"},
		{map[string]any{"insensitiveTrunkGroupNameContains": "MAIN"}, all},
		{map[string]any{"insensitiveTrunkGroupNameEquals": "remain"}, "northwest/Remain"},
		{map[string]any{"responseSizeLimit": 3}, all},
		{map[string]any{"insensitiveGroupIdStarts": "north", "sensitiveTrunkGroupNameEquals": "Main", "responseSizeLimit": 1}, "North/Main"},
	} {
		query := url.Values{}
		for name, value := range tt.criteria {
			text, _ := json.Marshal(value)
			query.Set(name, strings.Trim(string(text), `"`))
		}
		body, _ := json.Marshal(tt.criteria)
		const path = "/api/v1/tenants/e/services/trunk_groups/available/trunks/"
		if got := v.get(path+"?"+query.Encode()).keys(t, "groupId", "name"); got != tt.want {
			t.Errorf("%v in the query: %q, not %q", tt.criteria, got, tt.want)
		}
		if tt.criteria == nil {
			body = []byte("{}")
		}
		if got := v.do(http.MethodGet, path, string(body)).keys(t, "groupId", "name"); got != tt.want {
			t.Errorf("%v in the body: %q, not %q", tt.criteria, got, tt.want)
		}
	}
}

// keys joins the fields of the entries of a list.
func (a answer) keys(t *testing.T, fields ...string) string {
	t.Helper()
	a.want(t, "", http.StatusOK)
	var all []string
	for _, list := range a.json(t) {
		for _, item := range list.([]any) {
			var key []string
			for _, field := range fields {
				key = append(key, item.(map[string]any)[field].(string))
			}
			all = append(all, strings.Join(key, "/"))
		}
	}
	return strings.Join(all, " ")
}

func TestBadCriteriaAreRefusedInThePlatformsWords(t *testing.T) {
	v := loggedIn(t, Options{World: criteriaWorld()})
	const available = "tenants/e/services/trunk_groups/available/trunks/"
	for _, tt := range []struct {
		name, path, body, summary string
		status                    int
	}{
		{"more than the size limit", available + "?responseSizeLimit=2", "", "more than 2 results", http.StatusBadRequest},
		{"a size limit of zero", available + "?responseSizeLimit=0", "", "responseSizeLimit", http.StatusBadRequest},
		{"a size limit that is no number", available, `{"responseSizeLimit":"many"}`, "responseSizeLimit", http.StatusBadRequest},
		{"a criterion twice in the query", available + "?sensitiveGroupIdStarts=a&sensitiveGroupIdStarts=b", "", "twice", http.StatusBadRequest},
		{"a criterion in query and body", available + "?sensitiveGroupIdStarts=a", `{"sensitiveGroupIdStarts":"a"}`, "twice", http.StatusBadRequest},
		{"a criterion that does not exist", available + "?sensitiveGroupIDStarts=a", "", "unknown search criterion sensitiveGroupIDStarts", http.StatusBadRequest},
		{"a body that is no object", available, `[]`, "not a JSON object", http.StatusRequestedRangeNotSatisfiable},
		{"the whole enterprise of a service provider", "tenants/s/groups/North/services/trunk_groups/?includeEnterpriseTrunkGroups=true", "", "enterprises alone", http.StatusBadRequest},
	} {
		v.do(http.MethodGet, "/api/v1/"+tt.path, tt.body).wantRefusal(t, tt.name, tt.status, tt.summary)
	}
}

func TestOtherListsTakeCriteriaToo(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{World: criteriaWorld()})
	for _, tt := range []struct{ path, field, want string }{
		{"tenants/?type=Enterprise", "tenantId", "e"},
		{"tenants/?resellerId=r", "tenantId", "s"},
		{"tenants/?sensitiveTenantIdEquals=s", "tenantId", "s"},
		{"tenants/?sizeLimit=1&_=12345", "tenantId", "e s"},
		{"tenants/e/groups/?insensitiveGroupIdContains=NORTH", "groupId", "North northwest"},
		{"tenants/e/groups/?sensitiveGroupNameEquals=N", "groupId", "North"},
		{"search/groups/?sensitiveGroupIdEquals=North&responseSizeLimit=2", "tenantId", "e s"},
		{"tenants/e/groups/North/services/trunk_groups/?trunkingMode=teamsDR", "name", "main-2"},
		{"tenants/e/groups/North/services/trunk_groups/?includeEnterpriseTrunkGroups=true", "name", "Main main-2 Remain"},
		{"tenants/e/groups/North/services/trunk_groups/?includeEnterpriseTrunkGroups=false", "name", "Main main-2"},
	} {
		if got := v.get("/api/v1/"+tt.path).keys(t, tt.field); got != tt.want {
			t.Errorf("%s: %v, not %v", tt.path, got, tt.want)
		}
	}
}

// A platform may refuse what is too long, or cut it without a word.
func TestListsThatAreTooLong(t *testing.T) {
	t.Parallel()
	const path = "/api/v1/tenants/e/groups/"
	for _, tt := range []struct {
		opts        Options
		query, want string // the groups, or nothing where it is refused
	}{
		{Options{MostResults: 3}, "", "North northwest bare"},
		{Options{MostResults: 1}, "", ""},
		{Options{MostResults: 1}, "?responseSizeLimit=9", ""},
		{Options{MostResults: 1}, "?insensitiveGroupIdEquals=north", "North"},
		{Options{MostResults: 1, CutResults: true}, "", "North"},
		{Options{CutResults: true}, "?responseSizeLimit=1", "North"},
		{Options{CutResults: true}, "", "North northwest bare"},
	} {
		tt.opts.World = criteriaWorld()
		a := loggedIn(t, tt.opts).get(path + tt.query)
		if tt.want == "" {
			a.wantRefusal(t, tt.query, http.StatusBadRequest, "more than 1 results")
		} else if got := a.keys(t, "groupId"); got != tt.want {
			t.Errorf("%+v %s: %q, not %q", tt.opts, tt.query, got, tt.want)
		}
	}
}
