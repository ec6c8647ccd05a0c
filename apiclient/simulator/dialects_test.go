package simulator

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// figures are what both dialects tell of a tenant, in the words of neither: a path
// and a number of calls, "unlimited" or "not assigned".
type figures map[string]string

// teller asks for a tenant in one dialect; a group without a name stands for the tenant.
type teller struct {
	bare        int // the status where trunking is not assigned
	capacity    func(group string) answer
	groups      func() []any
	trunkGroups func(group string) []any
	trunkGroup  func(group, name string) answer
}

func apioTeller(v *visitor, tenant string) teller {
	ask := func(group string, more ...string) answer {
		path := []string{"tenants", tenant}
		if group != "" {
			path = append(path, "groups", group)
		}
		return v.get(gateway(append(path, more...)...))
	}
	return teller{
		bare:     http.StatusNotFound,
		capacity: func(group string) answer { return ask(group, "features", "trunk_groups") },
		groups:   func() []any { return ask("", "groups").json(v.t)["groups"].([]any) },
		trunkGroups: func(group string) []any {
			return ask(group, "services", "trunk_groups").json(v.t)["trunks"].([]any)
		},
		trunkGroup: func(group, name string) answer { return ask(group, "services", "trunk_groups", name) },
	}
}

func odinTeller(v *odinVisitor, tenant string) teller {
	list := func(a answer) (all []any) {
		a.into(v.t, &all)
		return all
	}
	return teller{
		bare: http.StatusBadRequest,
		capacity: func(group string) answer {
			if group == "" {
				return v.read(odinTenantLimits, "serviceProviderId", tenant)
			}
			return v.read(odinGroupLimits, "groupId", group, "serviceProviderId", tenant)
		},
		groups: func() []any { return list(v.read("/groups", "serviceProviderId", tenant)) },
		trunkGroups: func(group string) []any {
			return list(v.read("/groups/trunk-groups", "groupId", group, "serviceProviderId", tenant))
		},
		trunkGroup: func(group, name string) answer {
			return v.read("/groups/trunk-groups", "groupId", group, "serviceProviderId", tenant, "name", name)
		},
	}
}

func (f figures) walk(t *testing.T, ask teller) {
	t.Helper()
	limits := func(where string, a answer) bool {
		if a.status == ask.bare {
			f[where] = "not assigned"
			return false
		}
		f.take(where, a.json(t), "maxActiveCalls", "maxAvailableActiveCalls", "burstingMaxActiveCalls", "burstingMaxAvailableActiveCalls")
		return true
	}
	limits("tenant", ask.capacity(""))
	for i, g := range ask.groups() {
		g := g.(map[string]any)
		id := g["groupId"].(string)
		f[fmt.Sprint("group ", i)] = fmt.Sprintf("%q %q %v", id, g["groupName"], g["userLimit"])
		if !limits("group "+id, ask.capacity(id)) {
			continue
		}
		for n, item := range ask.trunkGroups(id) {
			name := item.(map[string]any)["name"].(string)
			f[fmt.Sprintf("trunk group %d of %q", n, id)] = name
			f.take(fmt.Sprintf("%q of %q", name, id), ask.trunkGroup(id, name).json(t),
				"maxActiveCalls", "maxIncomingCalls", "maxOutgoingCalls", "enableBursting", "burstingMaxActiveCalls",
				"burstingMaxIncomingCalls", "burstingMaxOutgoingCalls", "trunkGroupState", "totalActiveIncomingCalls",
				"totalActiveOutgoingCalls", "callForwardingAlwaysAction", "unreachableDestinationAction", "capacityExceededAction")
		}
	}
}

// take takes what is told of an object.
func (f figures) take(where string, shown map[string]any, keys ...string) {
	for _, key := range keys {
		value, known := shown[key]
		if limit, ok := value.(map[string]any); ok {
			if value = limit["maximum"]; limit["unlimited"] == true {
				value = -1.
			}
		}
		if value == -1. {
			value = "unlimited"
		}
		if known {
			f[where+" "+key] = fmt.Sprint(value)
		}
	}
}

// compareReport holds the one call to what the single calls told.
func (v *odinVisitor) compareReport(tenant string, single figures) {
	v.t.Helper()
	a := v.read(odinTenantLimits+"/reports", "serviceProviderId", tenant)
	if single["tenant"] == "not assigned" {
		a.wantError(v.t, "the report of "+tenant, 400, "not assigned")
		return
	}
	var report odinReport
	a.into(v.t, &report)
	same := func(where string, n int) {
		got := fmt.Sprint(float64(n))
		if n == odinUnlimited {
			got = "unlimited"
		}
		if single[where] != got {
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
	theirs, ours := figures{}, figures{}
	theirs.walk(t, apioTeller(odin.visitor, tenant))
	ours.walk(t, odinTeller(odin, tenant))
	if diff := cmp.Diff(theirs, ours); diff != "" || len(theirs) < 1 {
		t.Errorf("%q by APIO (-) and by Odin (+):\n%s", tenant, diff)
	}
	odin.compareReport(tenant, ours)
}

func TestBothDialectsTellTheSameFigures(t *testing.T) {
	t.Parallel()
	v := visitBoth(t, Options{Tenants: 2, Groups: 3, TrunkGroups: 2})
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
	v := visitBoth(t, Options{Tenants: 1, Groups: 2, TrunkGroups: 2})
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
	v := visitBoth(t, Options{Tenants: 1, Groups: 5, TrunkGroups: 1})
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
		theirs := v.get(gateway("tenants", tenant.ID, "services", "trunk_groups", "available", "trunks")).keys(t, "groupId", "name")
		ours := v.read(odinTop+"/available-trunk-groups", "serviceProviderId", tenant.ID).keys(t, "groupId", "trunkGroupName")
		if theirs != ours {
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
	pairs := map[string][2]any{
		"reroutes":        {theirs["maximumRerouteAttempts"], ours["maximumRerouteAttempts"]},
		"action":          {theirs["routeExhaustionAction"], ours["routeExhaustionAction"]},
		"destination":     {theirs[destination], ours[forwardAddress]},
		"calls":           {theirs["maxActiveCalls"], management["maximumActiveCalls"]},
		"algorithm":       {there["orderingAlgorithm"], routing["orderingAlgorithm"]},
		"within priority": {there["maximumRerouteAttemptsWithinPriority"], routing["maximumRerouteAttemptsWithinPriority"]},
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
		pairs[fmt.Sprint("entry ", i)] = [2]any{
			fmt.Sprint(key["groupId"], key["name"], member["priority"], member["weight"]),
			fmt.Sprint(entry["groupId"], entry["trunkGroupName"], entry["priority"], entry["weight"]),
		}
	}
	for what, pair := range pairs {
		if pair[0] != pair[1] {
			t.Errorf("%q of %q: %s is %v and %v", name, tenant, what, pair[0], pair[1])
		}
	}
}
