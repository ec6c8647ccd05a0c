package simulator

import (
	"net/http"
	"strings"
	"testing"
)

func TestEscapedSegmentsArriveAsNames(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	const lab = "/api/v1/tenants/zz-interop-lab/"
	for _, tt := range []struct{ path, want string }{
		{"groups/lab%2F1/", `"groupName":"Rack 1/2"`},
		{"groups/lab%2f1", `"groupName":"Rack 1/2"`},
		{"groups/100%25/", `"100% load bench"`},
		{"groups/bench%203/", `"  Bench 3  "`},
		{"groups/a+b&c=d%3Fe%23f;g/", `"plus & query ? fragment #"`},
		{"groups/%3DSUM(A1:A9)/", `HYPERLINK`},
		{"groups/line-break/", `two\r\nlines`},
		{"groups/.../", `"three dots"`},
		{"groups/lab%2F1/services/trunk_groups/tg%2Favailable%2Ftrunks/", `"maxActiveCalls":2`},
		{"groups/100%25/services/trunk_groups/%252F/", `"maxActiveCalls":2`},
		{"groups/100%25/services/trunk_groups/50%25/", `"maxActiveCalls":4`},
		{"services/trunk_groups/Route%2FAll%20100%25/", `"weight":65536`},
		{"services/trunk_groups/available/", `"trunk with spaces"`},
		{"services/trunk_groups/available/trunks/", `"trunk_groups":[`},
	} {
		v.get(lab+tt.path).want(t, tt.path, http.StatusOK, tt.want)
	}
	for _, path := range []string{"groups/lab/1/", "groups/100/", "groups/LAB%2F1/", "groups/lab%252F1/"} {
		v.get(lab+path).want(t, path, http.StatusNotFound)
	}
}

func TestClientsMayLeaveOutTheSlashAndSendABody(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	for _, path := range []string{
		"tenants", "tenants/foo", "tenants/foo/groups", "tenants/foo/groups/ApioEntGrpTest", "search/groups",
		"tenants/foo/features/trunk_groups", "tenants/foo/groups/ApioEntGrpTest/features/trunk_groups",
		"tenants/foo/groups/ApioEntGrpTest/services/trunk_groups",
		"tenants/foo/groups/ApioEntGrpTest/services/trunk_groups/APIO_Trunk_Group_Existing",
		"tenants/foo/services/trunk_groups", "tenants/foo/services/trunk_groups/HQ-Inbound",
		"tenants/foo/services/trunk_groups/available/trunks",
	} {
		want := v.get("/api/v1/" + path + "/").body
		if a := v.do(http.MethodGet, "/api/v1/"+path, "{}"); a.status != http.StatusOK || a.body != want {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	v.do(http.MethodGet, "/api/v1/tenants/", strings.Repeat(" ", mostBody+1)).want(t, "a huge body", http.StatusRequestEntityTooLarge)
}
