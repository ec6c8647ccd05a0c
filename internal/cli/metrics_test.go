package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"banyan/apiclient/simulator"
)

// metricsFile is where a test has its figures written, with what is there before.
func metricsFile(t *testing.T, before string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "banyan.prom")
	check(t, os.WriteFile(name, []byte(before), 0o600))
	return name
}

// metric returns the value of the first series of the file that begins so.
func metric(t *testing.T, name, series string) string {
	t.Helper()
	text := string(must(os.ReadFile(name))(t))
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, series) {
			return strings.TrimSpace(line[strings.LastIndex(line, "}")+1:])
		}
	}
	t.Errorf("no %s in\n%s", series, text)
	return ""
}

func TestAScanWritesTheFiguresForPrometheus(t *testing.T) {
	t.Parallel()
	server, env := scanHere(t, 3)
	name := metricsFile(t, "not metrics yet\n")
	scanning(t.Context(), env, "--all --metrics "+name).ends(t, exitOK, "3 of 3 tenants")
	for series, want := range map[string]string{`banyan_read_complete{platform="127.0.0.1:`: "1", `banyan_scan_success{`: "1", `banyan_requests_total{`: "15"} {
		if got := metric(t, name, series); got != want {
			t.Errorf("%s is %s, want %s", series, got, want)
		}
	}
	if info := must(os.Stat(name))(t); info.Mode().Perm() != 0o644 {
		t.Errorf("%v: node_exporter is another user", info.Mode())
	}

	// The next goes on counting, and what it cannot read keeps the figures that are known.
	server.SetFault(simulator.Fault{Path: "/tenants/tenant-0003/*", Status: 500})
	server.SetFault(simulator.Fault{Path: "/tenants/tenant-0003/features/*", Status: 500})
	before := len(server.Requests())
	scanning(t.Context(), env, "tenant-0002 tenant-0003 --series trunk-groups --metrics "+name).ends(t, exitFailed, "tenant tenant-0003 is incomplete")
	if len(server.Requests()) == before {
		t.Fatal("nothing was read")
	}
	text := string(must(os.ReadFile(name))(t))
	for _, want := range []string{
		`broadworks_tenant_max_active_calls{platform="127.0.0.1:`, `tenant="tenant-0003"} `, `tenant="tenant-0001"} `,
		`broadworks_trunk_group_max_active_calls{`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if got := must(strconv.Atoi(metric(t, name, "banyan_requests_total{")))(t); got <= 15 {
		t.Errorf("%d requests are counted, and there were 15 before", got)
	}
}

func TestFiguresThatCannotBeWrittenLeaveTheFileAsItIs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args func(file string) string
		code int
		says string
	}{
		"a directory":       {func(f string) string { return "--metrics " + filepath.Dir(f) + ".prom/none.prom" }, exitFailed, "cannot be written to"},
		"another ending":    {func(f string) string { return "--metrics " + f + ".txt" }, exitUsage, "does not end with .prom"},
		"no file":           {func(string) string { return "--metrics /dev/full.prom/x.prom" }, exitFailed, "cannot be written to"},
		"other series":      {func(f string) string { return "--metrics " + f + " --series groups" }, exitUsage, `no series "groups"`},
		"series alone":      {func(string) string { return "--series trunk-groups" }, exitUsage, "--series is of --metrics"},
		"a scan that fails": {func(f string) string { return "--metrics " + f + " --url http://127.0.0.1:1" }, exitConnection, "127.0.0.1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, env := scanHere(t, 1)
			file := metricsFile(t, "as it was\n")
			scanning(t.Context(), env, "--all "+tt.args(file)).ends(t, tt.code, tt.says)
			if len(server.Requests()) > 0 {
				t.Errorf("asked %v", server.Requests())
			}
			if text := must(os.ReadFile(file))(t); string(text) != "as it was\n" {
				t.Errorf("the file is %q", text)
			}
			if left := must(os.ReadDir(filepath.Dir(file)))(t); len(left) != 1 {
				t.Errorf("left %v", left)
			}
		})
	}
}

func TestAReportAsMetrics(t *testing.T) {
	t.Parallel()
	_, env := scanHere(t, 2)
	got := run(t.Context(), env, "report", "--all", "--format", "prometheus", "--series", "trunk-groups")
	got.ends(t, exitOK, "")
	for _, want := range []string{"# TYPE broadworks_group_max_active_calls gauge", `trunk_group="`, "banyan_scan_success{platform=\"127.0.0.1:"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("no %s in\n%s", want, got.out)
		}
	}
	run(t.Context(), env, "report", "--all", "--series", "trunk-groups").ends(t, exitUsage, "--series is of --format prometheus")
}
