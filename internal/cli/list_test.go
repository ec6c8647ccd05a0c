package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/report"
)

// rowsOf are the values of a list in a format, a row in a text.
func rowsOf(t *testing.T, format, text string) []string {
	t.Helper()
	var rows []string
	add := func(row map[string]any) {
		delete(row, "schemaVersion")
		text := ""
		for _, key := range slices.Sorted(maps.Keys(row)) {
			if value := row[key]; value != nil && value != "" {
				text += fmt.Sprint(key, "=", value, " ")
			}
		}
		rows = append(rows, text)
	}
	switch format {
	case "json":
		for _, row := range parse[struct{ Rows []map[string]any }](t, text).Rows {
			add(row)
		}
	case "jsonl":
		for line := range strings.Lines(text) {
			add(parse[map[string]any](t, line))
		}
	case "csv":
		records := must(csv.NewReader(strings.NewReader(text)).ReadAll())(t)
		for _, record := range records[1:] {
			row := map[string]any{}
			for i, name := range records[0] {
				row[name] = strings.TrimPrefix(record[i], "'")
			}
			add(row)
		}
	}
	return rows
}

// Whatever is listed, the formats that programs read hold the same rows.
func TestListsAreTheSameInEveryFormat(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{Tenants: 1, Groups: 20, TrunkGroups: 60}, func(t *testing.T, env map[string]string) {
		for what, rows := range map[string]int{
			"tenants": 17, "groups foo": 6, "trunk-groups foo": 7, "trunk-groups foo ApioEntGrpTest": 2, "trunk-groups tenant-0001": 1200,
			"enterprise-trunks foo": 5, "available-trunk-groups foo": 7, "trunk-groups zz-interop-lab": 21, "groups WavreCampus": 0,
		} {
			args := append([]string{"list"}, strings.Fields(what)...)
			want := []string(nil)
			for _, format := range []string{"json", "jsonl", "csv"} {
				got := run(t.Context(), env, append(args, "--format", format)...)
				got.ends(t, exitOK, "")
				all := rowsOf(t, format, got.out)
				if len(all) != rows {
					t.Errorf("%s as %s: %d rows, not %d", what, format, len(all), rows)
				}
				if want == nil {
					want = all
				}
				// CSV keeps texts from being taken for formulas.
				if !slices.Equal(all, want) && (format != "csv" || !strings.Contains(strings.Join(want, ""), "zz-")) {
					t.Errorf("%s as %s:\n%q, not\n%q", what, format, all, want)
				}
			}
			table := run(t.Context(), env, args...)
			if lines := strings.Count(table.out, "\n"); lines != rows+1 && rows > 0 {
				t.Errorf("%s as a table: %d lines for %d rows", what, lines, rows)
			}
		}
	})
}

// Each flag is the criterion of its name, in the case that is asked for, and they combine with
// AND. Odin has none: there it is chosen from all, and that is said.
func TestTheCriteriaOfAList(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{}, func(t *testing.T, env map[string]string) {
		for flags, names := range map[string]string{
			"--group-id-starts=apioentgrpa":                        "Trunk-Antwerp",
			"--group-id-contains=GRPG":                             "Trunk-Backup",
			"--group-id-equals=apioentgrpliege":                    "Trunk-Liege",
			"--name-starts=TRUNK-N":                                "Trunk-Namur",
			"--name-contains=group_f":                              "APIO_Trunk_Group_Fax",
			"--name-equals=trunk-backup":                           "Trunk-Backup",
			"--name-equals=trunk-backup --case-sensitive":          "",
			"--name-starts=TRUNK-N --case-sensitive":               "",
			"--name-contains=Group_F --case-sensitive":             "APIO_Trunk_Group_Fax",
			"--group-id-starts=ApioEntGrpA --case-sensitive":       "Trunk-Antwerp",
			"--group-id-contains=GRPG --case-sensitive":            "",
			"--group-id-equals=ApioEntGrpLiege --case-sensitive":   "Trunk-Liege",
			"--group-id-contains=grp --name-contains=li":           "Trunk-Liege",
			"--group-id-equals=ApioEntGrpGhent --name-contains=li": "",
			"--name-contains=trunk-n --limit=1":                    "Trunk-Namur",
		} {
			got := run(t.Context(), env, append([]string{"list", "available-trunk-groups", "foo", "--format", "csv"}, strings.Fields(flags)...)...)
			// A platform that searches does not say whether it cut.
			code, says := exitOK, ""
			if env["BANYAN_API"] == "odin" {
				says = "Odin has no search criteria: all trunk groups were read, and chosen from here"
			} else if strings.Contains(flags, "limit") {
				code, says = exitFailed, "cut at the limit of 1: there may be more"
			}
			got.ends(t, code, says)
			var found []string
			for _, record := range must(csv.NewReader(strings.NewReader(got.out)).ReadAll())(t)[1:] {
				found = append(found, record[2])
			}
			if strings.Join(found, " ") != names {
				t.Errorf("%s: %q, not %q", flags, found, names)
			}
		}
	})
}

func TestHowListsEnd(t *testing.T) {
	t.Parallel()
	const groups = "/tenants/ServiceProviderID/groups/"
	for _, test := range []struct {
		name, args string
		options    simulator.Options
		fault      simulator.Fault
		env        map[string]string
		code       int
		says       string
		prints     []string
	}{
		{name: "all is read", args: "groups foo", prints: []string{"TENANT ID", "Foo Antwerp"}},
		{name: "a group without trunking", args: "trunk-groups ServiceProviderID", says: "trunking is not assigned to 1 of 5 groups", prints: []string{"Trunk 1"}},
		{name: "the group has no trunking", args: "trunk-groups ServiceProviderID GroupIDD", says: "trunking is not assigned to 1 of 1 group\n", prints: []string{"No trunk groups."}},
		{name: "none has trunking", args: "trunk-groups VoxHosting", says: "trunking is not assigned to 5 of 5 groups", prints: []string{"No trunk groups."}},
		{
			name: "a group that fails", args: "trunk-groups ServiceProviderID --format json", fault: simulator.Fault{Path: groups + "GroupIDB/services/*", Status: 500},
			code: exitFailed, says: "trunk groups of group GroupIDB were not read", prints: []string{"GroupIDA", "GroupIDE", `"complete": false`},
		},
		{
			name: "no group that does not fail", args: "trunk-groups ServiceProviderID", fault: simulator.Fault{Path: groups + "*/services/*", Status: 500},
			code: exitFailed, says: "GroupIDA were not read", prints: []string{"INCOMPLETE: not all trunk groups are in this list."},
		},
		{name: "a group that does not exist", args: "trunk-groups foo nowhere", code: exitFailed, says: `there is no group "nowhere" in tenant foo; banyan list groups names those there are`},
		{name: "no such tenant", args: "groups nobody", code: exitFailed, says: "banyan list tenants names those there are"},
		{name: "a wrong password", args: "tenants", env: map[string]string{"BANYAN_PASSWORD": "x"}, code: exitConnection},
		{name: "refused as too long", args: "available-trunk-groups foo", options: simulator.Options{MostResults: 3}, code: exitFailed, says: "give more criteria"},
		{
			name: "cut at the limit", args: "available-trunk-groups foo --limit 3", options: simulator.Options{CutResults: true},
			code: exitFailed, says: "cut at the limit of 3: there may be more", prints: []string{"APIO_Trunk_Group_Existing", "INCOMPLETE"},
		},
		{
			name: "cut here", args: "available-trunk-groups foo --limit 3 --api odin",
			code: exitFailed, says: "cut at the limit of 3, of 7", prints: []string{"APIO_Trunk_Group_Existing", "INCOMPLETE"},
		},
		{name: "no more than the limit", args: "available-trunk-groups foo --limit 7 --api odin", prints: []string{"Trunk-Namur"}},
		{name: "enterprise trunks of groups", args: "enterprise-trunks DemerCare --api odin", prints: []string{"DC-NOORD", "Noord-Overloop"}},
		{
			name: "enterprise trunks of groups, one of which fails", args: "enterprise-trunks DemerCare --api odin",
			fault: simulator.Fault{Path: "/api/v2/groups/enterprise-trunks", Query: map[string]string{"groupId": "DC-ZUID"}, Status: 500}, code: exitFailed,
			says: "enterprise trunks of group DC-ZUID were not read", prints: []string{"Noord-Overloop", "INCOMPLETE"},
		},
		{name: "enterprise trunks of one group", args: "enterprise-trunks DemerCare DC-NOORD --api odin", prints: []string{"Noord-Overloop"}},
		{name: "a dialect without those of groups", args: "enterprise-trunks DemerCare DC-NOORD", code: exitUsage, says: "APIO has the enterprise trunks at the tenant"},
		{name: "an enterprise has none at groups", args: "enterprise-trunks foo ApioEntGrpTest --api odin", code: exitUsage, says: "leave out the group"},
		{name: "whose may they join", args: "available-trunk-groups DemerCare --api odin", code: exitFailed, says: "name a group too"},
		{name: "those of a group", args: "available-trunk-groups DemerCare DC-NOORD --api odin", prints: []string{"DC-NOORD"}},
		{name: "no tenant", args: "groups", code: exitUsage, says: "groups takes one tenant, and 0 were named"},
		{name: "too many names", args: "tenants foo", code: exitUsage, says: "tenants takes no tenant, and 1 were named"},
		{name: "a format of the report alone", args: "tenants --format odins-spear", code: exitUsage, says: "there is table, json, jsonl, csv"},
		{name: "a limit of nothing", args: "available-trunk-groups foo --limit 0", code: exitUsage, says: "from 1 on"},
		{name: "a criterion of nothing", args: "available-trunk-groups foo --name-starts=", code: exitUsage, says: "--name-starts is empty"},
		{name: "a criterion where there is none", args: "groups foo --name-starts=x", code: exitUsage, says: "--help"},
		{name: "no such list", args: "trunks", code: exitUsage, says: `unknown command "trunks"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, test.options)
			maps.Copy(env, test.env)
			if test.fault.Path != "" {
				server.SetFault(test.fault)
			}
			got := run(t.Context(), env, append([]string{"list"}, strings.Fields(test.args)...)...)
			got.ends(t, test.code, test.says)
			got.prints(t, test.prints...)
		})
	}
}

// A row without its id takes nothing from the others: it is told of, and the list is incomplete.
func TestARowWithoutAnIDHidesNoOther(t *testing.T) {
	t.Parallel()
	const v1, v2 = "/api/v1/tenants", "/api/v2/"
	odins := func(path, body string) simulator.Fault {
		return simulator.Fault{Path: v2 + path, Query: map[string]string{"name": ""}, Body: body}
	}
	for args, test := range map[string]struct {
		apio, odin simulator.Fault
		prints     []string
	}{
		"tenants": {
			simulator.Fault{Path: v1, Body: `{"tenants":[{"tenantId":"one"},{"tenantId":{}},{"tenantId":"two"}]}`},
			odins("service-providers", `[{"serviceProviderId":"one"},{"serviceProviderId":[]},{"serviceProviderId":"two"}]`),
			[]string{"one", "two"},
		},
		"groups foo": {
			simulator.Fault{Path: v1 + "/foo/groups", Body: `{"groups":[{"groupId":"one"},7,{"groupId":"two"}]}`},
			odins("groups", `[{"groupId":"one"},7,{"groupId":"two"}]`),
			[]string{"one", "two"},
		},
		"trunk-groups foo ApioEntGrpTest": {
			simulator.Fault{Path: v1 + "/foo/groups/ApioEntGrpTest/services/trunk_groups", Body: `{"trunks":[{"name":"one"},{},{"name":"two"}]}`},
			odins("groups/trunk-groups", `[{"name":"one"},{},{"name":"two"}]`),
			[]string{"one", "two"},
		},
		"trunk-groups foo": { // the list of the groups
			simulator.Fault{Path: v1 + "/foo/groups", Body: `{"groups":[{},{"groupId":"ApioEntGrpGhent"}]}`},
			odins("groups", `[{},{"groupId":"ApioEntGrpGhent"}]`),
			[]string{"Trunk-Backup"},
		},
		"enterprise-trunks foo": {
			simulator.Fault{Path: v1 + "/foo/services/trunk_groups", Body: `{"tenantTrunks":[{"name":"one"},{},{"name":"two"}]}`},
			odins("service-providers/enterprise-trunks", `[{"enterpriseTrunkName":"one"},{},{"enterpriseTrunkName":"two"}]`),
			[]string{"one", "two"},
		},
		"enterprise-trunks DemerCare": {
			simulator.Fault{Path: v1 + "/DemerCare/services/trunk_groups", Body: `{"tenantTrunks":[{"name":"one"},{},{"name":"two"}]}`},
			odins("groups/enterprise-trunks", `[{"enterpriseTrunkName":"one"},{},{"enterpriseTrunkName":"two"}]`),
			[]string{"one", "two"},
		},
		"available-trunk-groups foo": {
			simulator.Fault{Path: v1 + "/foo/services/trunk_groups/available/trunks", Body: `{"trunk_groups":[{"groupId":"g","name":"one"},{"name":"x"},{"groupId":"g","name":"two"}]}`},
			odins("service-providers/enterprise-trunks/available-trunk-groups", `{"trunkGroups":[{"groupId":"g","trunkGroupName":"one"},{},{"groupId":"g","trunkGroupName":"two"}]}`),
			[]string{"one", "two"},
		},
	} {
		for api, fault := range map[string]simulator.Fault{"apio": test.apio, "odin": test.odin} {
			t.Run(args+" "+api, func(t *testing.T) {
				t.Parallel()
				server, env := serve(t, simulator.Options{})
				server.SetFault(fault)
				got := run(t.Context(), env, append([]string{"list", "--api", api}, strings.Fields(args)...)...)
				got.ends(t, exitFailed, "partly read: 1 of ")
				got.prints(t, append(test.prints, "INCOMPLETE")...)
			})
		}
	}
}

type panickyGroups struct{ Client }

func (panickyGroups) TrunkGroups(context.Context, string, string) ([]apiclient.TrunkGroupItem, error) {
	panic("out of order")
}

// Where it happened is said, and not what was thrown: that may hold secrets.
func TestAPanicInAGroupIsAFaultOfOurOwn(t *testing.T) {
	t.Parallel()
	c, _ := session(t, nil, "--demo")
	defer c.close()
	var out, errout bytes.Buffer
	job := listJob{
		Program: programIn(nil, &out, &errout), api: panickyGroups{c.Client}, slots: 4, tenant: "foo",
		writer: must(report.NewRowsWriter(&out, report.Table, report.Rows{Table: "trunk groups"}))(t),
	}
	if code := exitCode(t.Context(), job.end(t.Context(), job.trunkGroups(t.Context()))); code != exitInternal {
		t.Errorf("exit %d", code)
	}
	if output := errout.String(); !strings.Contains(output, "internal fault: panic with a string") || !strings.Contains(output, "list_test.go") || strings.Contains(output, "out of order") {
		t.Errorf("said %q", output)
	}
}

func TestListsCompleteInTheShell(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"list avail":                          "available-trunk-groups",
		"list tenants --format js":            "jsonl",
		"history foo --format js":             "jsonl",
		"find foo --format js":                "jsonl",
		"list available-trunk-groups --name-": "--name-equals",
	} {
		got := run(t.Context(), nil, append([]string{"__complete"}, strings.Fields(args)...)...)
		got.prints(t, want)
	}
	run(t.Context(), nil, "man", "list", "available-trunk-groups").prints(t, "--group-id-contains", "Exit codes")
}
