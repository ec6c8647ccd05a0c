package cli

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient/simulator"
)

// stubWorld is the platform that the capacity script of odins_spear was measured on,
// two groups of three trunk groups, with what its defects hide: bursting at every
// level, the most that is permitted, and an unlimited tenant.
const stubWorld = `{"tenants": [
  {"tenantId": "sp", "name": "Stub", "type": "ServiceProvider", "trunking": {"maxActiveCalls": 100, "burstingMaxActiveCalls": 20}, "groups": [
    {"groupId": "g1", "groupName": "One", "trunking": {"maxActiveCalls": 10, "maxAvailableActiveCalls": 100, "burstingMaxActiveCalls": 2, "burstingMaxAvailableActiveCalls": 8}, "trunkGroups": [
      {"name": "t1", "maxActiveCalls": 1, "burstingMaxActiveCalls": 1}, {"name": "t2", "maxActiveCalls": 2, "burstingMaxActiveCalls": 1}, {"name": "t3", "maxActiveCalls": 3}]},
    {"groupId": "g2", "groupName": "Two", "trunking": {"maxActiveCalls": 20, "maxAvailableActiveCalls": 100, "burstingMaxActiveCalls": 4, "burstingMaxAvailableActiveCalls": 8}, "trunkGroups": [
      {"name": "t1", "maxActiveCalls": 1, "burstingMaxActiveCalls": 1}, {"name": "t2", "maxActiveCalls": 2, "burstingMaxActiveCalls": 1}, {"name": "t3", "maxActiveCalls": 3}]}]}
]}`

// defectWorld is stubWorld with other limits of the tenant and of its groups.
func defectWorld(replace ...string) []byte {
	return []byte(strings.NewReplacer(replace...).Replace(stubWorld))
}

// Each case is one defect of that script, with the right answer.
func TestWhatAScriptGotWrongIsRight(t *testing.T) {
	t.Parallel()
	const (
		groupCapacity  = "/groups/g1/features/trunk_groups"
		tenantCapacity = "/tenants/sp/features/trunk_groups"
	)
	for _, test := range []struct {
		name  string
		world []byte
		fault simulator.Fault
		code  int
		check func(t *testing.T, tenant reportedTenant)
	}{
		{name: "a group's bursting difference is not always zero", check: func(t *testing.T, tenant reportedTenant) {
			is(t, "bursting differences", []any{tenant.Groups[0].BurstingCallCapacityDifference, tenant.Groups[1].BurstingCallCapacityDifference}, 0.0, 2.0)
		}},
		{name: "a group's bursting total adds its trunk groups up", check: func(t *testing.T, tenant reportedTenant) {
			is(t, "bursting totals", []any{tenant.Groups[0].TrunkGroupsBurstingCallCapacityTotal, tenant.Groups[1].TrunkGroupsBurstingCallCapacityTotal}, 2.0, 2.0)
			is(t, "bursting of a trunk group without", []any{tenant.Groups[0].TrunkGroups[2].BurstingMaxActiveCalls}, 0.0)
		}},
		{name: "bursting that was given is told from bursting that may be taken", check: func(t *testing.T, tenant reportedTenant) {
			is(t, "given", []any{tenant.GroupsBurstingMaxTotal, tenant.BurstingMaxDifference}, 6.0, 14.0)
			is(t, "permitted", []any{tenant.GroupsBurstingCallCapacityTotal, tenant.BurstingCallCapacityDifference}, 16.0, 4.0)
			is(t, "calls", []any{tenant.GroupsCallCapacityTotal, tenant.CallCapacityDifference}, 30.0, 70.0)
		}},
		{
			name:  "unlimited is no number",
			world: defectWorld(`"burstingMaxActiveCalls": 20`, `"burstingMaxActiveCalls": "unlimited"`, `"burstingMaxAvailableActiveCalls": 8`, `"burstingMaxAvailableActiveCalls": "unlimited"`),
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "bursting", []any{tenant.BurstingMaxActiveCalls, tenant.GroupsBurstingCallCapacityTotal, tenant.BurstingCallCapacityDifference}, "unlimited", "unlimited", "unlimited")
			},
		},
		{
			name: "unlimited out of a number is over", code: exitFindings,
			world: defectWorld(`"burstingMaxActiveCalls": 2,`, `"burstingMaxActiveCalls": "unlimited",`),
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "bursting", []any{tenant.GroupsBurstingMaxTotal, tenant.BurstingMaxDifference}, "unlimited", "-unlimited")
				hasFinding(t, tenant, "bursting-over", "sp")
			},
		},
		{
			name: "an outage is no spare capacity", code: exitFailed, fault: simulator.Fault{Path: groupCapacity, Status: 503},
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "the group", []any{tenant.Groups[0].Assigned == nil, tenant.Groups[0].MaxActiveCalls, tenant.Groups[0].CallCapacityDifference}, true, nil, nil)
				is(t, "totals", []any{tenant.GroupsCallCapacityTotal, tenant.CallCapacityDifference, tenant.Complete}, nil, nil, false)
				hasError(t, tenant, "group capacity", 503, "sp", "g1")
			},
		},
		{
			name: "a list of trunk groups that is cut says so", code: exitFailed, fault: simulator.Fault{Path: "/groups/g1/services/trunk_groups/t3", Status: 500},
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "rows", []any{len(tenant.Groups[0].TrunkGroups), tenant.Groups[0].TrunkGroups[1].MaxActiveCalls, tenant.Groups[0].TrunkGroups[2].MaxActiveCalls}, 3, 2.0, nil)
				is(t, "totals of the group", []any{tenant.Groups[0].TrunkGroupsCallCapacityTotal, tenant.Groups[0].CallCapacityDifference}, nil, nil)
				is(t, "totals of the tenant", []any{tenant.GroupsCallCapacityTotal, tenant.CallCapacityDifference}, 30.0, 70.0)
				hasError(t, tenant, "trunk group", 500, "sp", "g1", "t3")
			},
		},
		{
			name: "a session that ends in the middle is opened again", fault: simulator.Fault{Path: groupCapacity, Status: 401, Times: 1},
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "all is there", []any{tenant.Complete, tenant.GroupsCallCapacityTotal}, true, 30.0)
			},
		},
		{
			name: "a field that is missing takes no other with it", code: exitFailed,
			fault: simulator.Fault{Path: groupCapacity, Body: `{"maxActiveCalls": 10, "maxAvailableActiveCalls": {"unlimited": false, "maximum": 100}}`},
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "calls", []any{tenant.Groups[0].MaxActiveCalls, tenant.Groups[0].CallCapacityDifference, tenant.GroupsCallCapacityTotal}, 10.0, 4.0, 30.0)
				is(t, "bursting", []any{tenant.Groups[0].BurstingMaxActiveCalls, tenant.GroupsBurstingMaxTotal, tenant.Complete}, nil, nil, false)
			},
		},
		{
			name: "totals are those of the rows where a value is null", code: exitFailed,
			fault: simulator.Fault{Path: groupCapacity, Body: `{"maxActiveCalls": 10, "burstingMaxActiveCalls": null, "burstingMaxAvailableActiveCalls": null}`},
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "calls", []any{tenant.Groups[0].MaxActiveCalls, tenant.Groups[1].MaxActiveCalls, tenant.GroupsCallCapacityTotal}, 10.0, 20.0, 30.0)
				is(t, "bursting", []any{tenant.Groups[0].BurstingMaxActiveCalls, tenant.GroupsBurstingCallCapacityTotal}, nil, nil)
			},
		},
		{
			name: "a failure of the first call keeps its cause", code: exitFailed, fault: simulator.Fault{Path: tenantCapacity, Status: 500},
			check: func(t *testing.T, tenant reportedTenant) {
				hasError(t, tenant, "tenant capacity", 500, "sp")
				is(t, "what was read stays", []any{tenant.GroupsCallCapacityTotal, tenant.MaxActiveCalls}, 30.0, nil)
			},
		},
		{
			name: "the most that is permitted is looked at", code: exitFindings,
			world: defectWorld(`"maxActiveCalls": 10, "maxAvailableActiveCalls": 100`, `"maxActiveCalls": 10, "maxAvailableActiveCalls": 5`),
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "available", []any{tenant.Groups[0].MaxAvailableActiveCalls}, 5.0)
				hasFinding(t, tenant, "above-available", "sp", "g1")
			},
		},
		{
			name: "what a trunk group tells beside its limit is looked at", code: exitFindings,
			world: defectWorld(`{"name": "t3", "maxActiveCalls": 3}`, `{"name": "t3", "maxActiveCalls": 3, "maxIncomingCalls": 0, "trunkGroupState": "Unavailable"}`),
			check: func(t *testing.T, tenant reportedTenant) {
				hasFinding(t, tenant, "max-zero", "sp", "g1", "t3")
				hasFinding(t, tenant, "down", "sp", "g1", "t3")
			},
		},
		{
			name: "what is given out twice has a name and an amount", code: exitFindings,
			world: defectWorld(`"maxActiveCalls": 100,`, `"maxActiveCalls": 25,`, `"maxActiveCalls": 10,`, `"maxActiveCalls": 5,`),
			check: func(t *testing.T, tenant reportedTenant) {
				hasFinding(t, tenant, "calls-over", "sp", "g1")
				if f := tenant.Findings[0]; f.Severity != "over" || !strings.Contains(f.Message, "OVER 1 ") {
					t.Errorf("finding %+v", f)
				}
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			world := test.world
			if world == nil {
				world = []byte(stubWorld)
			}
			server, env := serve(t, simulator.Options{World: world})
			if test.fault.Path != "" {
				test.fault.Header = http.Header{"Retry-After": {"0"}}
				server.SetFault(test.fault)
			}
			test.check(t, reportedSP(t, env, test.code, "--fail-on", "over"))
		})
	}
}

// reportedSP is the tenant of the world in a report that ends with this code.
func reportedSP(t *testing.T, env map[string]string, code int, args ...string) reportedTenant {
	t.Helper()
	got := run(t.Context(), env, append([]string{"report", "sp", "--format", "json"}, args...)...)
	if got.code != code {
		t.Errorf("exit %d, want %d: %s", got.code, code, got.errout)
	}
	return parseReport(t, got.out).Tenants[0]
}

func is(t *testing.T, what string, got []any, want ...any) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func hasFinding(t *testing.T, tenant reportedTenant, code string, path ...string) {
	t.Helper()
	for _, f := range tenant.Findings {
		if f.Code == code && slices.Equal(f.Path, path) {
			return
		}
	}
	t.Errorf("no finding %s at %v in %+v", code, path, tenant.Findings)
}

func hasError(t *testing.T, tenant reportedTenant, request string, status int, path ...string) {
	t.Helper()
	for _, e := range tenant.Errors {
		if e.Request == request && e.Status == status && slices.Equal(e.Path, path) && e.Error != "" {
			return
		}
	}
	t.Errorf("no error %d of the %s at %v in %+v", status, request, path, tenant.Errors)
}

func TestTheTableSaysThatEnterpriseTrunksAreNotInIt(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	if got := run(t.Context(), env, "report", "foo"); !strings.Contains(got.out, "Enterprise trunks are not in these sums.") {
		t.Errorf("%.500s", got.out)
	}
}

// The same platform in the API that the script speaks.
func TestWhatAScriptGotWrongIsRightInItsOwnAPI(t *testing.T) {
	t.Parallel()
	noReport := simulator.Fault{Path: "/call-capacity/reports", Status: 404, ContentType: "text/html", Body: "<html>not here</html>"}
	for _, test := range []struct {
		name   string
		faults []simulator.Fault
		code   int
		check  func(t *testing.T, tenant reportedTenant)
	}{
		{name: "nothing fails", check: isStub},
		{name: "a server without the report in one call", faults: []simulator.Fault{noReport}, check: isStub},
		{
			name: "a token that ends in the middle", check: isStub,
			faults: []simulator.Fault{{Path: "/groups/trunk-groups", Query: map[string]string{"groupId": "g2", "name": "t2"}, Status: 401, Times: 1}},
		},
		{
			name: "an outage of a group's capacity", code: exitFailed,
			faults: []simulator.Fault{noReport, {
				Path: "/groups/trunk-groups/call-capacity", Query: map[string]string{"groupId": "g1"}, Status: 503,
				Header: http.Header{"Retry-After": {"0"}},
			}},
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "the group", []any{tenant.Groups[0].Assigned == nil, tenant.Groups[0].MaxActiveCalls}, true, nil)
				is(t, "totals", []any{tenant.GroupsCallCapacityTotal, tenant.CallCapacityDifference, tenant.Complete}, nil, nil, false)
				hasError(t, tenant, "group capacity", 503, "sp", "g1")
			},
		},
		{
			name: "a trunk group that cannot be read", code: exitFailed,
			faults: []simulator.Fault{{Path: "/groups/trunk-groups", Query: map[string]string{"groupId": "g1", "name": "t3"}, Status: 500}},
			check: func(t *testing.T, tenant reportedTenant) {
				is(t, "rows", []any{len(tenant.Groups[0].TrunkGroups), tenant.Groups[0].TrunkGroups[1].MaxActiveCalls}, 3, 2.0)
				is(t, "totals", []any{tenant.Groups[0].TrunkGroupsCallCapacityTotal, tenant.GroupsCallCapacityTotal}, nil, 30.0)
				hasError(t, tenant, "trunk group", 500, "sp", "g1", "t3")
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{World: []byte(stubWorld)})
			env["BANYAN_API"] = "odin"
			for _, fault := range test.faults {
				server.SetFault(fault)
			}
			test.check(t, reportedSP(t, env, test.code))
		})
	}
}

func isStub(t *testing.T, tenant reportedTenant) {
	t.Helper()
	is(t, "calls", []any{tenant.Complete, tenant.GroupsCallCapacityTotal, tenant.CallCapacityDifference}, true, 30.0, 70.0)
	is(t, "bursting", []any{tenant.GroupsBurstingMaxTotal, tenant.BurstingMaxDifference, tenant.GroupsBurstingCallCapacityTotal}, 6.0, 14.0, 16.0)
	is(t, "group bursting", []any{tenant.Groups[0].BurstingCallCapacityDifference, tenant.Groups[1].BurstingCallCapacityDifference}, 0.0, 2.0)
}
