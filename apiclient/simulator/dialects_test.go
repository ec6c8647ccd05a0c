package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
)

// figures are what both dialects tell of a tenant, in the words of neither: a path
// and a number of calls, "unlimited" or "not assigned".
type figures map[string]string

// apioFigures walks a tenant by the other dialect.
func apioFigures(v *visitor, tenant string) figures {
	v.t.Helper()
	out := figures{}
	limits := func(where string, a answer) bool {
		if a.status == http.StatusNotFound {
			out[where] = "not assigned"
			return false
		}
		for key, value := range a.json(v.t) {
			switch value := value.(type) {
			case float64:
				out[where+" "+key] = fmt.Sprint(value)
			case map[string]any:
				if value["unlimited"] == true {
					out[where+" "+key] = "unlimited"
				} else {
					out[where+" "+key] = fmt.Sprint(value["maximum"])
				}
			}
		}
		return true
	}
	limits("tenant", v.get(gateway("tenants", tenant, "features", "trunk_groups")))
	groups := v.get(gateway("tenants", tenant, "groups")).json(v.t)["groups"].([]any)
	for i, g := range groups {
		g := g.(map[string]any)
		id := g["groupId"].(string)
		out[fmt.Sprint("group ", i)] = fmt.Sprintf("%q %q %v", id, g["groupName"], g["userLimit"])
		if !limits("group "+id, v.get(gateway("tenants", tenant, "groups", id, "features", "trunk_groups"))) {
			continue
		}
		for n, item := range v.get(gateway("tenants", tenant, "groups", id, "services", "trunk_groups")).json(v.t)["trunks"].([]any) {
			name := item.(map[string]any)["name"].(string)
			out[fmt.Sprintf("trunk group %d of %q", n, id)] = name
			out.detail(fmt.Sprintf("%q of %q", name, id), v.get(gateway("tenants", tenant, "groups", id, "services", "trunk_groups", name)).json(v.t))
		}
	}
	return out
}

// odinFigures walks it by this one, once by the single calls; the report has to tell
// the same.
func odinFigures(v *odinVisitor, tenant string) figures {
	v.t.Helper()
	out := figures{}
	limits := func(where string, shown map[string]any) {
		for _, key := range []string{"maxActiveCalls", "maxAvailableActiveCalls", "burstingMaxActiveCalls", "burstingMaxAvailableActiveCalls"} {
			if value, told := shown[key]; told && value == -1. {
				out[where+" "+key] = "unlimited"
			} else if told {
				out[where+" "+key] = fmt.Sprint(value)
			}
		}
	}
	answered := func(where string, a answer) bool {
		if a.status == http.StatusBadRequest {
			out[where] = "not assigned"
			return false
		}
		limits(where, a.json(v.t))
		return true
	}
	answered("tenant", v.read("/service-providers/trunk-groups/call-capacity", "serviceProviderId", tenant))
	var groups []odinGroup
	v.read("/groups", "serviceProviderId", tenant).into(v.t, &groups)
	for i, g := range groups {
		out[fmt.Sprint("group ", i)] = fmt.Sprintf("%q %q %v", g.GroupID, g.GroupName, g.UserLimit)
		if !answered("group "+g.GroupID, v.read("/groups/trunk-groups/call-capacity", "groupId", g.GroupID, "serviceProviderId", tenant)) {
			continue
		}
		var list []struct{ Name string }
		v.read("/groups/trunk-groups", "groupId", g.GroupID, "serviceProviderId", tenant).into(v.t, &list)
		for n, item := range list {
			out[fmt.Sprintf("trunk group %d of %q", n, g.GroupID)] = item.Name
			shown := v.read("/groups/trunk-groups", "groupId", g.GroupID, "serviceProviderId", tenant, "name", item.Name).json(v.t)
			out.detail(fmt.Sprintf("%q of %q", item.Name, g.GroupID), shown)
		}
	}
	v.compareReport(tenant, out)
	return out
}

// detail takes what both dialects have of a trunk group.
func (f figures) detail(where string, shown map[string]any) {
	for _, key := range []string{
		"maxActiveCalls", "maxIncomingCalls", "maxOutgoingCalls", "enableBursting", "burstingMaxActiveCalls",
		"burstingMaxIncomingCalls", "burstingMaxOutgoingCalls", "trunkGroupState", "totalActiveIncomingCalls",
		"totalActiveOutgoingCalls", "callForwardingAlwaysAction", "unreachableDestinationAction", "capacityExceededAction",
	} {
		if value, told := shown[key]; told {
			f[where+" "+key] = fmt.Sprint(value)
		}
	}
}

// compareReport holds the one call to what the single calls told.
func (v *odinVisitor) compareReport(tenant string, single figures) {
	v.t.Helper()
	a := v.read("/service-providers/trunk-groups/call-capacity/reports", "serviceProviderId", tenant)
	if single["tenant"] == "not assigned" {
		a.wantError(v.t, "the report of "+tenant, 400, "not assigned")
		return
	}
	var report odinReport
	a.into(v.t, &report)
	told := func(n int) string {
		if n == odinUnlimited {
			return "unlimited"
		}
		return fmt.Sprint(float64(n))
	}
	same := func(where string, n int) {
		if got := told(n); single[where] != got {
			v.t.Errorf("%s of %q: the report tells %s, the single call %s", where, tenant, got, single[where])
		}
	}
	same("tenant maxActiveCalls", report.Own.MaxActiveCalls)
	same("tenant burstingMaxActiveCalls", report.Own.BurstingMaxActiveCalls)
	for i, g := range report.Groups {
		if want := fmt.Sprintf("%q %q %v", g.GroupID, g.GroupName, g.UserLimit); single[fmt.Sprint("group ", i)] != want {
			v.t.Errorf("group %d of %q is %s", i, tenant, want)
		}
		if (single["group "+g.GroupID] == "not assigned") == g.Service.Assigned || g.Service.Assigned != (g.Capacity != nil) {
			v.t.Errorf("group %q of %q: assigned %v", g.GroupID, tenant, g.Service.Assigned)
		}
		if g.Capacity != nil {
			same("group "+g.GroupID+" maxActiveCalls", g.Capacity.MaxActiveCalls)
			same("group "+g.GroupID+" maxAvailableActiveCalls", g.Capacity.MaxAvailableActiveCalls)
			same("group "+g.GroupID+" burstingMaxActiveCalls", g.Capacity.BurstingMaxActiveCalls)
			same("group "+g.GroupID+" burstingMaxAvailableActiveCalls", g.Capacity.BurstingMaxAvailableActiveCalls)
		}
	}
}

func compareDialects(t *testing.T, odin *odinVisitor, tenant string) {
	t.Helper()
	theirs, ours := apioFigures(odin.visitor, tenant), odinFigures(odin, tenant)
	if len(theirs) < 1 || len(theirs) != len(ours) {
		t.Errorf("%q: %d figures by APIO, %d by Odin", tenant, len(theirs), len(ours))
	}
	for where, want := range theirs {
		if ours[where] != want {
			t.Errorf("%q, %s: %s by APIO, %s by Odin", tenant, where, want, ours[where])
		}
	}
}

func TestBothDialectsTellTheSameFigures(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{Tenants: 2, Groups: 3, TrunkGroups: 2})
	v.do(http.MethodPost, "/api/v1/login/", goodLogin)
	var listed []odinTenant
	v.read("/service-providers").into(t, &listed)
	for i, tenant := range v.get("/api/v1/tenants/").json(t)["tenants"].([]any) {
		tenant := tenant.(map[string]any)
		if listed[i].ServiceProviderID != tenant["tenantId"] || listed[i].ServiceProviderName != tenant["name"] ||
			listed[i].IsEnterprise != (tenant["type"] == enterprise) {
			t.Errorf("%v is %+v", tenant, listed[i])
		}
		compareDialects(t, v, listed[i].ServiceProviderID)
	}
	if len(listed) < 14 {
		t.Errorf("%d tenants", len(listed))
	}
}

func TestBothDialectsTellTheSameAfterWrites(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{Tenants: 1, Groups: 2, TrunkGroups: 2})
	v.do(http.MethodPost, "/api/v1/login/", goodLogin)
	for _, write := range []answer{
		v.ask(http.MethodPut, odinTenantLimits, `{"serviceProviderId":"foo","maxActiveCalls":140,"burstingMaxActiveCalls":-1}`),
		v.ask(http.MethodPut, odinGroupLimits, `{"serviceProviderId":"tenant-0001","groupId":"group-0002","maxActiveCalls":1,"burstingMaxActiveCalls":0}`),
		v.do(http.MethodPut, gateway("tenants", "ServiceProviderID", "features", "trunk_groups"), `{"maxActiveCalls":{"unlimited":true}}`),
		v.do(http.MethodPut, gateway("tenants", "ServiceProviderID", "groups", "GroupIDA", "features", "trunk_groups"), `{"maxActiveCalls":7}`),
		v.ask(http.MethodPut, "/groups/trunk-groups", `{`+groupC+`,"name":"Trunk 2","maxActiveCalls":3,"enableBursting":false}`),
		v.do(http.MethodPut, gateway("tenants", "ServiceProviderID", "groups", "GroupIDC", "services", "trunk_groups", "Trunk 3"), `{"maxActiveCalls":4}`),
	} {
		if write.status != http.StatusOK {
			t.Fatalf("%d %s", write.status, write.body)
		}
	}
	for _, tenant := range []string{"foo", "tenant-0001", "ServiceProviderID"} {
		compareDialects(t, v, tenant)
	}
}

func TestBothDialectsTellTheSameRouting(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{Tenants: 1, Groups: 5, TrunkGroups: 1})
	v.do(http.MethodPost, "/api/v1/login/", goodLogin)
	trunks := 0
	for _, tenant := range v.server.world.tenants() {
		if tenant.Type != enterprise {
			continue
		}
		var items []struct {
			Name string `json:"enterpriseTrunkName"`
		}
		v.read(odinTop, "serviceProviderId", tenant.ID).into(t, &items)
		for i, theirs := range v.get(gateway("tenants", tenant.ID, "services", "trunk_groups")).json(t)["tenantTrunks"].([]any) {
			if items[i].Name != theirs.(map[string]any)["name"] {
				t.Errorf("%q: %+v", tenant.ID, items)
			}
		}
		for _, item := range items {
			trunks++
			compareTrunk(t, v, tenant.ID, item.Name)
		}
		var theirs, ours []string
		for _, key := range v.get("/api/v1/tenants/" + url.PathEscape(tenant.ID) + "/services/trunk_groups/available/trunks/").json(t)["trunk_groups"].([]any) {
			theirs = append(theirs, fmt.Sprint(key.(map[string]any)["groupId"], key.(map[string]any)["name"]))
		}
		for _, key := range v.read(odinTop+"/available-trunk-groups", "serviceProviderId", tenant.ID).json(t)["trunkGroups"].([]any) {
			ours = append(ours, fmt.Sprint(key.(map[string]any)["groupId"], key.(map[string]any)["trunkGroupName"]))
		}
		if !slices.Equal(theirs, ours) {
			t.Errorf("%q may use %v and %v", tenant.ID, theirs, ours)
		}
	}
	if trunks < 15 {
		t.Errorf("%d trunks", trunks)
	}
}

func compareTrunk(t *testing.T, v *odinVisitor, tenant, name string) {
	t.Helper()
	theirs := v.get(gateway("tenants", tenant, "services", "trunk_groups", name)).json(t)
	ours := v.read(odinTop, "serviceProviderId", tenant, "enterpriseTrunkName", name).json(t)
	kind := orderedRouting
	if _, weighted := theirs[weightedRouting]; weighted {
		kind = weightedRouting
	}
	management, _ := ours[odinManagement].(map[string]any)
	routing, _ := ours[kind].(map[string]any)
	there, _ := theirs[kind].(map[string]any)
	for what, pair := range map[string][2]any{
		"reroutes":        {theirs["maximumRerouteAttempts"], ours["maximumRerouteAttempts"]},
		"action":          {theirs["routeExhaustionAction"], ours["routeExhaustionAction"]},
		"destination":     {theirs[destination], ours[forwardAddress]},
		"calls":           {theirs["maxActiveCalls"], management["maximumActiveCalls"]},
		"algorithm":       {there["orderingAlgorithm"], routing["orderingAlgorithm"]},
		"within priority": {there["maximumRerouteAttemptsWithinPriority"], routing["maximumRerouteAttemptsWithinPriority"]},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%q of %q: %s is %v and %v", name, tenant, what, pair[0], pair[1])
		}
	}
	members, entries := there["trunkGroups"].([]any), ours["trunkGroups"].([]any)
	if len(members) != len(entries) {
		t.Fatalf("%q of %q: %v and %v", name, tenant, members, entries)
	}
	for i := range members {
		member, entry := members[i].(map[string]any), entries[i].(map[string]any)
		key := member
		if nested, ok := member["trunkGroup"].(map[string]any); ok {
			key = nested
		}
		if key["groupId"] != entry["groupId"] || key["name"] != entry["trunkGroupName"] ||
			member["priority"] != entry["priority"] || member["weight"] != entry["weight"] {
			t.Errorf("%q of %q: %v and %v", name, tenant, member, entry)
		}
	}
}
