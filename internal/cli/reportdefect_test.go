package cli

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
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

// Each case is one defect of that script, with the right answer.
func TestWhatAScriptGotWrongIsRight(t *testing.T) {
	t.Parallel()
	const (
		groupCapacity  = "/groups/g1/features/trunk_groups"
		tenantCapacity = "/tenants/sp/features/trunk_groups"
	)
	for _, test := range []struct {
		name  string
		world []string // what is replaced in stubWorld
		fault simulator.Fault
		code  int
		want  figures
		has   []string // a finding, or an error with its status, each with its path
	}{
		{name: "a group's bursting difference is not always zero", want: figures{
			"groups.0.burstingCallCapacityDifference": 0.0, "groups.1.burstingCallCapacityDifference": 2.0,
		}},
		{name: "a group's bursting total adds its trunk groups up", want: figures{
			"groups.0.trunkGroupsBurstingCallCapacityTotal": 2.0, "groups.1.trunkGroupsBurstingCallCapacityTotal": 2.0,
			"groups.0.trunkGroups.2.burstingMaxActiveCalls": 0.0,
		}},
		{name: "bursting that was given is told from bursting that may be taken", want: figures{
			"groupsBurstingMaxTotal": 6.0, "burstingMaxDifference": 14.0,
			"groupsBurstingCallCapacityTotal": 16.0, "burstingCallCapacityDifference": 4.0,
			"groupsCallCapacityTotal": 30.0, "callCapacityDifference": 70.0,
		}},
		{
			name:  "unlimited is no number",
			world: []string{`"burstingMaxActiveCalls": 20`, `"burstingMaxActiveCalls": "unlimited"`, `"burstingMaxAvailableActiveCalls": 8`, `"burstingMaxAvailableActiveCalls": "unlimited"`},
			want:  figures{"burstingMaxActiveCalls": "unlimited", "groupsBurstingCallCapacityTotal": "unlimited", "burstingCallCapacityDifference": "unlimited"},
		},
		{
			name: "unlimited out of a number is over", code: exitFindings,
			world: []string{`"burstingMaxActiveCalls": 2,`, `"burstingMaxActiveCalls": "unlimited",`},
			want:  figures{"groupsBurstingMaxTotal": "unlimited", "burstingMaxDifference": "-unlimited"}, has: []string{"bursting-over sp"},
		},
		{
			name: "an outage is no spare capacity", code: exitFailed, fault: simulator.Fault{Path: groupCapacity, Status: 503},
			want: figures{
				"groups.0.assigned": nil, "groups.0.maxActiveCalls": nil, "groups.0.callCapacityDifference": nil,
				"groupsCallCapacityTotal": nil, "callCapacityDifference": nil, "complete": false,
			},
			has: []string{"group capacity 503 sp/g1"},
		},
		{
			name: "nor is a fault of the server", code: exitFailed, fault: simulator.Fault{Path: groupCapacity, Status: 500},
			want: figures{"complete": false, "groupsCallCapacityTotal": nil, "callCapacityDifference": nil, "groups.0.maxActiveCalls": nil, "errors.#": 1},
			has:  []string{"group capacity 500 sp/g1"},
		},
		{
			name: "a list of trunk groups that is cut says so", code: exitFailed, fault: simulator.Fault{Path: "/groups/g1/services/trunk_groups/t3", Status: 500},
			want: figures{
				"groups.0.trunkGroups.#": 3, "groups.0.trunkGroups.1.maxActiveCalls": 2.0, "groups.0.trunkGroups.2.maxActiveCalls": nil,
				"groups.0.trunkGroupsCallCapacityTotal": nil, "groups.0.callCapacityDifference": nil,
				"groupsCallCapacityTotal": 30.0, "callCapacityDifference": 70.0,
			},
			has: []string{"trunk group 500 sp/g1/t3"},
		},
		{
			name: "a session that ends in the middle is opened again", fault: simulator.Fault{Path: groupCapacity, Status: 401, Times: 1},
			want: figures{"complete": true, "groupsCallCapacityTotal": 30.0},
		},
		{
			name: "a field that is missing takes no other with it", code: exitFailed,
			fault: simulator.Fault{Path: groupCapacity, Body: `{"maxActiveCalls": 10, "maxAvailableActiveCalls": {"unlimited": false, "maximum": 100}}`},
			want: figures{
				"groups.0.maxActiveCalls": 10.0, "groups.0.callCapacityDifference": 4.0, "groupsCallCapacityTotal": 30.0,
				"groups.0.burstingMaxActiveCalls": nil, "groupsBurstingMaxTotal": nil, "complete": false,
			},
		},
		{
			name: "totals are those of the rows where a value is null", code: exitFailed,
			fault: simulator.Fault{Path: groupCapacity, Body: `{"maxActiveCalls": 10, "burstingMaxActiveCalls": null, "burstingMaxAvailableActiveCalls": null}`},
			want: figures{
				"groups.0.maxActiveCalls": 10.0, "groups.1.maxActiveCalls": 20.0, "groupsCallCapacityTotal": 30.0,
				"groups.0.burstingMaxActiveCalls": nil, "groupsBurstingCallCapacityTotal": nil,
			},
		},
		{
			name: "a failure of the first call keeps its cause", code: exitFailed, fault: simulator.Fault{Path: tenantCapacity, Status: 500},
			want: figures{"groupsCallCapacityTotal": 30.0, "maxActiveCalls": nil}, has: []string{"tenant capacity 500 sp"},
		},
		{
			name: "the most that is permitted is looked at", code: exitFindings,
			world: []string{`"maxActiveCalls": 10, "maxAvailableActiveCalls": 100`, `"maxActiveCalls": 10, "maxAvailableActiveCalls": 5`},
			want:  figures{"groups.0.maxAvailableActiveCalls": 5.0}, has: []string{"above-available sp/g1"},
		},
		{
			name: "what a trunk group tells beside its limit is looked at", code: exitFindings,
			world: []string{`{"name": "t3", "maxActiveCalls": 3}`, `{"name": "t3", "maxActiveCalls": 3, "maxIncomingCalls": 0, "trunkGroupState": "Unavailable"}`},
			has:   []string{"max-zero sp/g1/t3", "down sp/g1/t3"},
		},
		{
			name: "what is given out twice has a name and an amount", code: exitFindings,
			world: []string{`"maxActiveCalls": 100,`, `"maxActiveCalls": 25,`, `"maxActiveCalls": 10,`, `"maxActiveCalls": 5,`},
			want:  figures{"findings.0.severity": "over", "findings.0.message": "OVER 1 "}, has: []string{"calls-over sp/g1"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{World: []byte(strings.NewReplacer(test.world...).Replace(stubWorld))})
			if test.fault.Path != "" {
				test.fault.Header = http.Header{"Retry-After": {"0"}}
				server.SetFault(test.fault)
			}
			checkSP(t, env, test.code, test.want, test.has, "--fail-on", "over")
		})
	}
}

// checkSP looks at the tenant of the world in a report that ends with this code.
func checkSP(t *testing.T, env map[string]string, code int, want figures, has []string, args ...string) {
	t.Helper()
	got := run(t.Context(), env, append([]string{"report", "sp", "--format", "json"}, args...)...)
	got.ends(t, code, "")
	want.check(t, got.out)
	tenant := parseReport(t, got.out).Tenants[0]
	var lines []string
	for _, f := range tenant.Findings {
		lines = append(lines, f.Code+" "+strings.Join(f.Path, "/"))
	}
	for _, e := range tenant.Errors {
		if e.Error != "" {
			lines = append(lines, fmt.Sprintf("%s %d %s", e.Request, e.Status, strings.Join(e.Path, "/")))
		}
	}
	for _, one := range has {
		if !slices.Contains(lines, one) {
			t.Errorf("no %q in %q", one, lines)
		}
	}
}

// figures are values of the first tenant of a report, by their path in its JSON: names and
// indices, and # for a length. Of a message a part is enough.
type figures map[string]any

func (f figures) check(t *testing.T, text string) {
	t.Helper()
	document := parse[map[string]any](t, text)
	for path, want := range f {
		value := document["tenants"].([]any)[0]
		for name := range strings.SplitSeq(path, ".") {
			value = under(t, value, name)
		}
		if strings.HasSuffix(path, ".message") && strings.Contains(value.(string), want.(string)) {
			continue
		}
		if value != want {
			t.Errorf("%s: %v, want %v", path, value, want)
		}
	}
}

func under(t *testing.T, value any, name string) any {
	t.Helper()
	if list, isList := value.([]any); isList && name == "#" {
		return len(list)
	} else if isList {
		index, err := strconv.Atoi(name)
		if err != nil || index >= len(list) {
			t.Fatalf("no %q in %v", name, list)
		}
		return list[index]
	}
	fields, _ := value.(map[string]any)
	below, there := fields[name]
	if !there {
		t.Fatalf("no %q in %v", name, value)
	}
	return below
}

// The same platform in the API that the script speaks.
func TestWhatAScriptGotWrongIsRightInItsOwnAPI(t *testing.T) {
	t.Parallel()
	noReport := simulator.Fault{Path: "/call-capacity/reports", Status: 404, ContentType: "text/html", Body: "<html>not here</html>"}
	stub := figures{
		"complete": true, "groupsCallCapacityTotal": 30.0, "callCapacityDifference": 70.0,
		"groupsBurstingMaxTotal": 6.0, "burstingMaxDifference": 14.0, "groupsBurstingCallCapacityTotal": 16.0,
		"groups.0.burstingCallCapacityDifference": 0.0, "groups.1.burstingCallCapacityDifference": 2.0,
	}
	for _, test := range []struct {
		name   string
		faults []simulator.Fault
		code   int
		want   figures
		has    []string
	}{
		{name: "nothing fails", want: stub},
		{name: "a server without the report in one call", faults: []simulator.Fault{noReport}, want: stub},
		{
			name: "a token that ends in the middle", want: stub,
			faults: []simulator.Fault{{Path: "/groups/trunk-groups", Query: map[string]string{"groupId": "g2", "name": "t2"}, Status: 401, Times: 1}},
		},
		{
			name: "an outage of a group's capacity", code: exitFailed,
			faults: []simulator.Fault{noReport, {
				Path: "/groups/trunk-groups/call-capacity", Query: map[string]string{"groupId": "g1"}, Status: 503,
				Header: http.Header{"Retry-After": {"0"}},
			}},
			want: figures{
				"groups.0.assigned": nil, "groups.0.maxActiveCalls": nil,
				"groupsCallCapacityTotal": nil, "callCapacityDifference": nil, "complete": false,
			},
			has: []string{"group capacity 503 sp/g1"},
		},
		{
			name: "a trunk group that cannot be read", code: exitFailed,
			faults: []simulator.Fault{{Path: "/groups/trunk-groups", Query: map[string]string{"groupId": "g1", "name": "t3"}, Status: 500}},
			want: figures{
				"groups.0.trunkGroups.#": 3, "groups.0.trunkGroups.1.maxActiveCalls": 2.0,
				"groups.0.trunkGroupsCallCapacityTotal": nil, "groupsCallCapacityTotal": 30.0,
			},
			has: []string{"trunk group 500 sp/g1/t3"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{World: []byte(stubWorld)})
			env["BANYAN_API"] = "odin"
			for _, fault := range test.faults {
				server.SetFault(fault)
			}
			checkSP(t, env, test.code, test.want, test.has)
		})
	}
}
