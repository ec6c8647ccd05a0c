package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/internal/report"
)

// reported is a report as a program reads it.
type reported struct {
	Complete bool
	Tenants  []reportedTenant
}

type reportedTenant struct {
	TenantID string
	Complete bool
	Errors   []struct {
		Path           []string
		Request, Error string
		Status         int
	}
	Findings []struct {
		Code string
		Path []string
	}
}

func parseReport(t *testing.T, text string) reported {
	t.Helper()
	return parse[reported](t, text)
}

func parse[T any](t *testing.T, text string) (out T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return out
}

func (r reported) ids() []string {
	var ids []string
	for _, tenant := range r.Tenants {
		ids = append(ids, tenant.TenantID)
	}
	return ids
}

func compiledSchema(t *testing.T, fragment string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	return must(compiler.Compile("../../docs/report.schema.json" + fragment))(t)
}

func decodedJSON(t *testing.T, text string) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return value
}

// inBothDialects checks a platform by the environment that connects to it.
func inBothDialects(t *testing.T, options simulator.Options, check func(t *testing.T, env map[string]string)) {
	t.Helper()
	for _, dialect := range []string{"apio", "odin"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			_, env := serve(t, options)
			env["BANYAN_API"] = dialect
			check(t, env)
		})
	}
}

func TestAllTenantsOfThePlatformAreOfTheSchemaAndInEveryFormatTheSame(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{Tenants: 5, Groups: 3, TrunkGroups: 2}, checkFormats)
}

// A report says what was taken from where, and its log how many requests a tenant took. What
// one request cannot tell, whether a trunk group is down, is said to be not read, and is read
// where it decides how the command ends.
func TestAReportSaysWhatItsFiguresAreFrom(t *testing.T) {
	t.Parallel()
	world := []byte(`{"tenants":[{"tenantId":"foo","type":"Enterprise","trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
		{"groupId":"a","trunking":{"maxActiveCalls":4},"trunkGroups":[{"name":"x","maxActiveCalls":4,"trunkGroupState":"Unavailable"}]},
		{"groupId":"b","trunking":{"maxActiveCalls":5},"trunkGroups":[{"name":"y","maxActiveCalls":5,"trunkGroupState":"Available"}]}]}]}`)
	for what, test := range map[string]struct {
		options simulator.Options
		fault   simulator.Fault
		api     string
		args    []string
		code    int
		json    string // in the document
		table   string // in the table
		log     string
	}{
		"one request":           {simulator.Options{OdinReport: simulator.ReportFull}, simulator.Fault{}, "odin", nil, exitOK, `"trunkGroupStates": "not read"`, "trunk groups whose state was not read: 2", `"requests":1,`},
		"down decides":          {simulator.Options{OdinReport: simulator.ReportFull}, simulator.Fault{}, "odin", []string{"--fail-on", "notice"}, exitFindings, `"trunkGroupStates": "single requests"`, "Limits are from the capacity report.", `"requests":3,`},
		"no trunk groups in it": {simulator.Options{}, simulator.Fault{}, "odin", nil, exitOK, `"limits": "capacity report"`, "DOWN", `"requests":5,`},
		"no report":             {simulator.Options{OdinReport: simulator.ReportNone}, simulator.Fault{}, "odin", nil, exitOK, `"limits": "single requests"`, "DOWN", `"requests":8,`},
		"a report that fails":   {simulator.Options{OdinReport: simulator.ReportFull}, simulator.Fault{Path: "call-capacity/reports", Status: 500}, "odin", nil, exitOK, `"capacityReportUnused": "`, "The capacity report is not used", `"requests":9,`},
		"an enterprise":         {simulator.Options{}, simulator.Fault{}, "apio", nil, exitOK, `"limits": "single requests"`, "DOWN", `"requests":7,`},
		"an enterprise, singly": {simulator.Options{EnterpriseList: simulator.ListIgnored}, simulator.Fault{}, "apio", nil, exitOK, `"limits": "single requests"`, "DOWN", `"requests":8,`},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			test.options.World = world
			server, env := serve(t, test.options)
			if test.fault.Status != 0 {
				server.SetFault(test.fault)
			}
			env["BANYAN_API"] = test.api
			for format, want := range map[string]string{"json": test.json, "table": test.table} {
				log := filepath.Join(t.TempDir(), "log")
				got := run(t.Context(), env, append([]string{"report", "foo", "--format", format, "--log", log}, test.args...)...)
				if got.code != test.code || !strings.Contains(got.out, want) {
					t.Errorf("%s: ended with %d, lacks %q: %s", format, got.code, want, got.out)
				}
				if lines := string(must(os.ReadFile(log))(t)); !strings.Contains(lines, test.log) {
					t.Errorf("the log lacks %s: %s", test.log, lines)
				}
			}
		})
	}
}

func checkFormats(t *testing.T, env map[string]string) {
	whole := run(t.Context(), env, "report", "--all", "--format", "json")
	whole.ends(t, exitOK, "")
	value := decodedJSON(t, whole.out)
	if err := compiledSchema(t, "").Validate(value); err != nil {
		t.Error(err)
	}
	byID := map[string]any{}
	for _, tenant := range value.(map[string]any)["tenants"].([]any) {
		byID[tenant.(map[string]any)["tenantId"].(string)] = withoutTime(tenant)
	}
	if len(byID) < 15 || byID["ServiceProviderID"] == nil || byID["tenant-0005"] == nil {
		t.Errorf("%d tenants", len(byID))
	}

	line := compiledSchema(t, "#/$defs/line")
	lines := strings.Split(strings.TrimSuffix(run(t.Context(), env, "report", "--all", "--format", "jsonl").out, "\n"), "\n")
	if len(lines) != len(byID) {
		t.Errorf("%d lines for %d tenants", len(lines), len(byID))
	}
	for _, text := range lines {
		value := decodedJSON(t, text)
		if err := line.Validate(value); err != nil {
			t.Error(err)
		}
		delete(value.(map[string]any), "schemaVersion")
		if id := value.(map[string]any)["tenantId"].(string); !reflect.DeepEqual(withoutTime(value), byID[id]) {
			t.Errorf("the line of %q differs from the document", id)
		}
	}
	checkRows(t, run(t.Context(), env, "report", "--all", "--format", "csv").out, len(byID))
}

func withoutTime(tenant any) any {
	delete(tenant.(map[string]any), "readAt")
	return tenant
}

func checkRows(t *testing.T, text string, tenants int) {
	t.Helper()
	records := must(csv.NewReader(strings.NewReader(text)).ReadAll())(t)
	seen := map[string]bool{}
	for _, record := range records[1:] {
		seen[record[0]] = true
		for i, cell := range record {
			digits := strings.Trim(strings.TrimPrefix(cell, "-"), "0123456789") == ""
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && !digits {
				t.Errorf("%s = %q begins a formula", records[0][i], cell)
			}
		}
	}
	if len(seen) != tenants {
		t.Errorf("rows of %d tenants, want %d", len(seen), tenants)
	}
}

func TestAFailingTenantIsInTheDataAndStopsNoOther(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	all := parseReport(t, run(t.Context(), env, "report", "--all", "--format", "json").out)
	server.SetFault(simulator.Fault{Path: "/tenants/foo/groups", Status: 500})
	got := run(t.Context(), env, "report", "--all", "--format", "json")
	some := parseReport(t, got.out)
	if some.Complete || len(some.Tenants) != len(all.Tenants) {
		t.Errorf("complete %v with %d of %d tenants", some.Complete, len(some.Tenants), len(all.Tenants))
	}
	for _, tenant := range some.Tenants {
		if failed := tenant.TenantID == "foo"; tenant.Complete == failed || (len(tenant.Errors) == 1) != failed {
			t.Errorf("tenant %s: complete %v, errors %v", tenant.TenantID, tenant.Complete, tenant.Errors)
		}
	}
	if err := compiledSchema(t, "").Validate(decodedJSON(t, got.out)); err != nil {
		t.Error(err)
	}
	if strings.Count(got.errout, "banyan:") != 1 {
		t.Errorf("standard error %q", got.errout)
	}
}

func TestAThousandFailuresAreToldInAFewLines(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 30, Groups: 1})
	server.SetFault(simulator.Fault{Path: "/tenants/*/groups", Status: 500})
	got := run(t.Context(), env, "report", "--all", "--format", "jsonl", "--quiet")
	got.ends(t, exitFailed, "20 more tenants")
	if lines, notes := strings.Count(got.out, "\n"), strings.Count(got.errout, "\n"); lines != 30 || notes != mostNoted+1 {
		t.Errorf("%d lines and %d notes: %s", lines, notes, got.errout)
	}
}

func TestATenantThatDoesNotExistIsSaidToWhateverThePlatformAnswers(t *testing.T) {
	t.Parallel()
	for _, absent := range []int{404, 400, 500} {
		inBothDialects(t, simulator.Options{Absent: absent}, func(t *testing.T, env map[string]string) {
			for _, args := range []string{
				"report nobody", "list groups nobody", "list trunk-groups nobody", "list trunk-groups nobody gone",
				"list enterprise-trunks nobody", "list available-trunk-groups nobody",
			} {
				t.Run(args, func(t *testing.T) {
					run(t.Context(), env, strings.Fields(args)...).ends(t, exitFailed, `there is no tenant "nobody"`)
				})
			}
			got := run(t.Context(), env, "report", "nobody")
			if strings.Contains(got.out, "no answer") {
				t.Errorf("an answer came, and the report says: %s", got.out)
			}
			got.prints(t, "  status ")
			run(t.Context(), env, "list", "trunk-groups", "VoxHosting", "gone").ends(t, exitFailed, `there is no group "gone" in tenant VoxHosting`)
		})
	}
}

func TestTenantsThatWereNamedComeInThatOrderEachOnce(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 9, Groups: 2, TrunkGroups: 1})
	server.SetFault(simulator.Fault{Path: "/api/v1/tenants/tenant-0007", Delay: 30 * time.Millisecond})
	names := []string{"tenant-0007", "tenant-0002", "tenant-0007", "tenant-0009", "tenant-0002", "tenant-0001"}
	got := run(t.Context(), env, append([]string{"report", "--format", "json"}, names...)...)
	want := []string{"tenant-0007", "tenant-0002", "tenant-0009", "tenant-0001"}
	if ids := parseReport(t, got.out).ids(); !slices.Equal(ids, want) {
		t.Errorf("tenants %v, want %v", ids, want)
	}
}

func TestATenantThatIsListedTwiceIsReportedOnce(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	server.SetFault(simulator.Fault{Path: "/api/v1/tenants", Status: 200, Body: `{"tenants":[{"tenantId":"foo"},{"tenantId":"VoxHosting"},{"tenantId":"foo"}]}`})
	ids := parseReport(t, run(t.Context(), env, "report", "--all", "--format", "json").out).ids()
	if slices.Sort(ids); !slices.Equal(ids, []string{"VoxHosting", "foo"}) {
		t.Errorf("tenants %v", ids)
	}
}

func TestAPlatformWithoutTenantsIsAReportOfNone(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{OnlyGenerated: true})
	got := run(t.Context(), env, "report", "--all", "--format", "json")
	document := parseReport(t, got.out)
	if got.code != exitOK || !document.Complete || len(document.Tenants) != 0 {
		t.Errorf("exit %d: %s", got.code, got.out)
	}
}

func TestAFindingThatIsKnownDoesNotFailAReport(t *testing.T) {
	t.Parallel()
	over := capacity.Finding{Severity: capacity.Over, Code: capacity.CallsOver, Path: []string{"t", "g"}}
	known := func(f capacity.Finding) bool { return f.Code == capacity.CallsOver }
	for name, test := range map[string]struct {
		findings []capacity.Finding
		known    func(capacity.Finding) bool
		code     error
	}{
		"it is not known":      {[]capacity.Finding{over}, nil, codeError(exitFindings)},
		"it is known":          {[]capacity.Finding{over}, known, nil},
		"another is not known": {[]capacity.Finding{over, {Severity: capacity.Blocked, Code: capacity.MaxZero}}, known, codeError(exitFindings)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := outcome{threshold: capacity.Over}
			o.add(report.Tenant{Breakdown: capacity.Breakdown{Complete: true, Findings: test.findings}}, nil, test.known)
			if got := o.code(t.Context()); !errors.Is(got, test.code) {
				t.Errorf("%v, want %v", got, test.code)
			}
		})
	}
}

// The commands that the document shows work as they stand, but for the platform.
func TestTheDocumentedCommandsWork(t *testing.T) {
	text := must(os.ReadFile("../../docs/report.md"))(t)
	_, env := serve(t, simulator.Options{})
	t.Chdir(t.TempDir())
	commands := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		command, found := strings.CutPrefix(line, "    banyan ")
		if !found || strings.Contains(command, "[") {
			continue
		}
		commands++
		command, _, _ = strings.Cut(strings.ReplaceAll(command, "TENANT", "foo"), "|")
		got := run(t.Context(), env, strings.Fields(command)...)
		if got.code != exitOK && got.code != exitFindings {
			t.Errorf("banyan %s: exit %d: %s", command, got.code, got.errout)
		}
		if strings.Contains(command, "json") && !strings.HasPrefix(got.out, "{") {
			t.Errorf("banyan %s: %.100s", command, got.out)
		}
	}
	if commands < 4 {
		t.Errorf("only %d commands", commands)
	}
	if content, err := os.ReadFile("capacity.csv"); err != nil || !bytes.HasPrefix(content, []byte("tenantId,")) {
		t.Errorf("%v: %.50s", err, content)
	}
}
