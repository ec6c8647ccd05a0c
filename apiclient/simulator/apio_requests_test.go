package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The core's log holds what came through its gateways, by whom, and is searched by conditions.
func TestTheCoreLogsRequests(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{Core: Core{Gateways: []string{"one", "two"}}})
	send := func(method, path, body string) answer {
		t.Helper()
		r := v.request(method, path, body)
		r.Header.Set("Authorization", "Bearer demo-token")
		return v.mustSend(r)
	}
	const limits = "/api/v01/p1/tenants/foo/features/trunk_groups/"
	send(http.MethodGet, limits, "").want(t, "a read", http.StatusOK)
	send(http.MethodPut, limits, `{"maxActiveCalls":{"unlimited":false,"maximum":131}}`).want(t, "a write", http.StatusOK)
	send(http.MethodPut, limits, `{"maxActiveCalls":"x"}`).want(t, "a write that is refused", http.StatusBadRequest)
	send(http.MethodPut, "/api/v01/p2/tenants/foo/features/trunk_groups/", `{"maxActiveCalls":{"unlimited":true}}`).want(t, "by the other gateway", http.StatusOK)
	search := func(pairs ...string) answer {
		t.Helper()
		q := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			q.Set(pairs[i], pairs[i+1])
		}
		return send(http.MethodGet, "/api/v01/apio/requests/search?"+q.Encode(), "")
	}
	is := func(field, op, value string) string {
		return fmt.Sprintf(`{"model":"requests","field":%q,"op":%q,"value":%s}`, field, op, value)
	}
	for filter, want := range map[string]int{
		"":                                  4,
		is("request_method", "eq", `"put"`): 3,
		is("request_method", "ne", `"get"`): 3,
		is("response_status", "ge", `200`) + "," + is("response_status", "lt", `300`):                      3,
		is("response_status", "gt", `200`):                                                                 1,
		is("request_url", "like", `"%/p2/tenants/f_o/%"`):                                                  1,
		is("tenant_id", "eq", `"foo"`):                                                                     4,
		is("group_id", "eq", `"foo"`):                                                                      0,
		is("owner", "eq", `"automation"`):                                                                  4,
		is("created_on", "le", `"2000-01-01T00:00:00Z"`):                                                   0,
		`{"or":[` + is("response_status", "eq", `400`) + "," + is("request_method", "eq", `"get"`) + `]}`:  2,
		`{"and":[` + is("response_status", "eq", `400`) + "," + is("request_method", "eq", `"get"`) + `]}`: 0,
	} {
		got := search("filter", "["+filter+"]")
		got.want(t, filter, http.StatusOK)
		if !strings.Contains(got.body, fmt.Sprintf(`"pagination":[1,50,%d,%d]`, (want+49)/50, want)) {
			t.Errorf("%s: %s, want %d", filter, got.body, want)
		}
	}
	page := search("paging", `{"page_number":2,"page_size":3}`, "sorting", `[{"model":"requests","field":"response_status","direction":"desc"}]`)
	page.want(t, "a page", http.StatusOK)
	if !strings.Contains(page.body, `"pagination":[2,3,2,4]`) || strings.Contains(page.body, `"status":400`) || !strings.Contains(page.body, `"owner":"automation"`) {
		t.Error(page.body)
	}
	for _, wrong := range []string{`[1]`, `{}`, "[" + is("nothing", "eq", `1`) + "]", "[" + is("owner", "near", `1`) + "]", "[" + is("created_on", "ge", `"soon"`) + "]"} {
		search("filter", wrong).want(t, wrong, http.StatusBadRequest)
	}
	search("paging", `{"page_number":0}`).want(t, "page 0", http.StatusBadRequest)
	v.get("/api/v01/apio/requests/search").want(t, "without a token", http.StatusUnauthorized)
}
