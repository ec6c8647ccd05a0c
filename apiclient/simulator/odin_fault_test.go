package simulator

import (
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAFaultHitsOneOdinGroup(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	v.server.SetFault(Fault{Path: odinGroupLimits, Query: map[string]string{"groupId": "GroupIDB"}, Status: 503})
	v.server.SetFault(Fault{Path: "/groups/trunk-groups", Query: map[string]string{"groupId": "GroupIDA", "name": ""}, Status: 500, Body: "<h1>Oops</h1>", ContentType: "text/html"})
	v.server.SetFault(Fault{Path: "call-capacity/reports", Status: 404})
	of := func(group string, more ...string) []string {
		return append([]string{"groupId", group, "serviceProviderId", "ServiceProviderID"}, more...)
	}
	v.read(odinGroupLimits, of("GroupIDB")...).wantError(t, "the group", 503, "")
	v.read(odinGroupLimits, of("GroupIDA")...).want(t, "another group", http.StatusOK)
	v.read("/groups/trunk-groups", of("GroupIDA")...).wantBody(t, "the list", http.StatusInternalServerError, "<h1>Oops</h1>")
	v.read("/groups/trunk-groups", of("GroupIDA", "name", "Trunk 1")...).want(t, "a detail", http.StatusOK)
	v.read("/service-providers/trunk-groups/call-capacity/reports", "serviceProviderId", "foo").wantError(t, "the report", 404, "Not Found")
}

func TestOdinWritesFailBeforeWhileAndAfter(t *testing.T) {
	const write = `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":1}`
	calls := func(v *odinVisitor) any {
		return v.read(odinTenantLimits, "serviceProviderId", "ServiceProviderID").json(v.t)["maxActiveCalls"]
	}
	for _, tt := range []struct {
		name   string
		fault  Fault
		status int // 0: the connection is reset
		wrote  bool
	}{
		{"refused", Fault{Status: 502}, 502, false},
		{"done, and then refused", Fault{Status: 502, Apply: true}, 502, true},
		{"reset before the body", Fault{Reset: true, Early: true}, 0, false},
		{"reset after it was done", Fault{Reset: true, Apply: true}, 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := visitOdin(t, Options{})
			tt.fault.Method, tt.fault.Path = http.MethodPut, odinTenantLimits
			v.server.SetFault(tt.fault)
			a, err := v.send(bearing(v.token, v.request(http.MethodPut, "/api/v2"+odinTenantLimits, write)))
			if a.status != tt.status || (tt.status == 0) != errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("%v, %d %s", err, a.status, a.body)
			}
			if got := calls(v) == 1.; got != tt.wrote {
				t.Errorf("written: %v", got)
			}
			if n := len(v.server.Writes()); n != 1 {
				t.Errorf("%d writes arrived", n)
			}
		})
	}
	v := visitOdin(t, Options{})
	v.server.SetFault(Fault{Method: http.MethodPut, Path: odinTenantLimits, Late: 10 * time.Millisecond})
	v.ask(http.MethodPut, odinTenantLimits, write).wantBody(t, "late", http.StatusOK, `{}`)
	v.until(func() bool { return calls(v) == 1. })
}

func TestWhatStandsBeforeTheRoutesSpeaksOdin(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	v := visitOdin(t, Options{RateLimit: 1, Now: func() time.Time { return clock }})
	v.read("/service-providers").want(t, "the first", http.StatusOK)
	limited := v.read("/service-providers")
	limited.wantError(t, "above the rate", 429, "rate limit")
	if limited.header.Get("Retry-After") != "1" {
		t.Errorf("%v", limited.header)
	}
	v.logIn() // is spared
	v.ask(http.MethodPut, "/auth/token", `{}`).want(t, "the renewal is not spared", http.StatusOK)

	v = visitOdin(t, Options{ErrorRate: 1})
	v.read("/service-providers").wantError(t, "a share of the requests", 503, "overloaded")
	v = visitOdin(t, Options{})
	v.ask(http.MethodPut, odinTenantLimits, strings.Repeat(" ", mostBody+1)).wantError(t, "a body that is too large", 413, "too large")
}
