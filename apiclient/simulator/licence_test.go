package simulator

import (
	"cmp"
	"fmt"
	"net/http"
	"testing"
)

// Both dialects tell the same of the licences of trunk groups, each in its own shape.
func TestLicencesOfTrunkGroups(t *testing.T) {
	t.Parallel()
	v := visitBoth(t, Options{World: []byte(`{"tenants":[
		{"tenantId":"t","type":"ServiceProvider","trunkGroupLicences":3,"trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
			{"groupId":"over","trunkGroupLicences":1,"trunking":{"maxActiveCalls":9},"trunkGroups":[{"name":"a","maxActiveCalls":1},{"name":"b","maxActiveCalls":1}]},
			{"groupId":"none","trunkGroupLicences":0}]},
		{"tenantId":"free","type":"Enterprise","groups":[{"groupId":"g"}]}]}`)})
	for _, tt := range []struct{ tenant, group, odin, apio string }{
		{"t", "over", "authorized true assigned true limited Limited quantity 1 usage 2 allowed 3", "map[maximum:1 unlimited:false] in use 2"},
		{"t", "none", "authorized false assigned false limited none quantity 0 usage 0 allowed 3", "map[maximum:0 unlimited:false] in use 0"},
		{"free", "g", "authorized true assigned false limited Unlimited quantity -1 usage 0 allowed -1", "map[unlimited:true] in use 0"},
		{"t", "", "authorized true assigned true limited Limited quantity 3 usage 1 allowed -1", "map[maximum:3 unlimited:false] in use 1"},
		{"free", "", "authorized true assigned false limited Unlimited quantity -1 usage 0 allowed -1", "map[unlimited:true] in use <nil>"},
	} {
		path, query, below := "/service-providers/services", []string{odinTenantKey, tt.tenant}, ""
		if tt.group != "" {
			path, query, below = "/groups/services", append(query, odinGroupKey, tt.group), "groups/"+tt.group+"/"
		}
		list := v.read(path, query...).json(t)
		s := named(t, list["groupServices"].([]any), "serviceName")
		if got := fmt.Sprintf("authorized %v assigned %v limited %v quantity %v usage %v allowed %v",
			s["authorized"], s["assigned"], s["limited"], s["quantity"], s["usage"], s["allowed"]); got != tt.odin {
			t.Errorf("Odin, %s %s: %s", tt.tenant, tt.group, got)
		}
		s = named(t, v.get("/api/v1/tenants/" + tt.tenant + "/" + below + "licenses").json(t)["groupServices"].([]any), "name")
		if got := fmt.Sprint(s["allocated"], " in use ", cmp.Or(s["inUse"], s["currentlyAllocated"])); got != tt.apio {
			t.Errorf("APIO, %s %s: %s", tt.tenant, tt.group, got)
		}
	}
	v.read("/groups/services", odinTenantKey, "t", odinGroupKey, "x").wantError(t, "no group", http.StatusNotFound, "Group not found: x")
	v.get("/api/v1/tenants/t/groups/x/licenses").wantRefusal(t, "no group", http.StatusNotFound, "group not found: x")
	if packs := v.get("/api/v1/tenants/t/licenses?includeServicePacks=true").json(t)["servicePacks"].([]any); len(packs) != 1 {
		t.Errorf("service packs when asked for: %v", packs)
	}
}

// named finds the service of trunking in a list.
func named(t *testing.T, list []any, key string) map[string]any {
	t.Helper()
	for _, s := range list {
		if s := s.(map[string]any); s[key] == trunkingService {
			return s
		}
	}
	t.Fatalf("no %s in %v", trunkingService, list)
	return nil
}
