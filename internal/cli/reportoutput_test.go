package cli

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient/simulator"
	"banyan/internal/report"
)

func TestAReportGoesIntoAFileOfItsOwner(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	dir := t.TempDir()
	name := filepath.Join(dir, "report.json")
	report := func(args ...string) result {
		return run(t.Context(), env, append([]string{"report", "foo", "--format", "json", "--output", name}, args...)...)
	}
	if got := report(); got.code != exitOK || got.out != "" {
		t.Fatalf("exit %d, printed %q: %s", got.code, got.out, got.errout)
	}
	isOursAlone(t, name)
	before, _ := os.ReadFile(name)
	parseReport(t, string(before))

	server.SetFault(simulator.Fault{Path: "/tenants/foo/features/trunk_groups", Status: 500})
	asked := len(server.Requests())
	report().ends(t, exitUsage, "there already")
	if len(server.Requests()) != asked {
		t.Error("asked the platform for a report that cannot be written")
	}
	if after, _ := os.ReadFile(name); !bytes.Equal(after, before) {
		t.Error("the file has changed")
	}
	if got := report("--force"); got.code != exitFailed || got.out != "" {
		t.Errorf("with --force, incomplete: exit %d: %s", got.code, got.errout)
	}
	after, _ := os.ReadFile(name)
	if parseReport(t, string(after)).Complete {
		t.Error("the file was not replaced")
	}
	holds(t, dir, 1)
}

func TestAFileThatCannotBeIsRefusedBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	check(t, os.Symlink(filepath.Join(dir, "elsewhere"), link))
	for name, test := range map[string]struct{ output, errout string }{
		"a directory":             {dir, "no regular file"},
		"a device":                {os.DevNull, "no regular file"},
		"a link":                  {link, "no regular file"},
		"a directory that is not": {filepath.Join(dir, "none", "report"), filepath.Join(dir, "none") + `": no such file`},
		"below a file":            {filepath.Join(link, "report"), "--output"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t.Context(), nil, "report", "foo", "--force", "--output", test.output).ends(t, exitUsage, test.errout)
		})
	}
	holds(t, dir, 1)
}

func TestAPlatformWithoutTenantsIsSaid(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{World: []byte(`{"tenants":[]}`)})
	for _, format := range []string{"table", "json", "jsonl", "csv"} {
		run(t.Context(), env, "report", "--all", "--quiet", "--format", format).ends(t, exitOK, "lists no tenants")
	}
}

// A tenant that goes away between the list and its own turn is a gap, never a tenant
// without trunking.
func TestATenantThatIsDeletedMeanwhileIsAGap(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 3, Groups: 1, TrunkGroups: 1})
	gone := simulator.Fault{Status: 404, ContentType: "application/json", Body: `{"error":"no such tenant","status":404}`}
	for _, path := range []string{"/tenants/tenant-0002/features/trunk_groups", "/tenants/tenant-0002/groups"} {
		gone.Path = path
		server.SetFault(gone)
	}
	got := run(t.Context(), env, "report", "--all", "--format", "json", "--fail-on", "blocked")
	doc := parseReport(t, got.out)
	whole := slices.DeleteFunc(slices.Clone(doc.Tenants), func(tenant reportedTenant) bool { return !tenant.Complete })
	if got.code != exitFailed || len(whole) != 2 || doc.Complete {
		t.Errorf("exit %d, %d tenants are whole\n%s", got.code, len(whole), got.out)
	}
}

func TestALoginThatFailsLeavesNoFile(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	env["BANYAN_PASSWORD"] = "wrong"
	dir := t.TempDir()
	run(t.Context(), env, "report", "foo", "--output", filepath.Join(dir, "report")).ends(t, exitConnection, "")
	holds(t, dir, 0)
}

// holds checks how many files a directory holds.
func holds(t *testing.T, dir string, want int) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) != want {
		t.Errorf("%s holds %v, %v, want %d files", dir, left, err, want)
	}
}

func openTestOutput(t *testing.T, name string) *reportOutput {
	t.Helper()
	return must(Program{}.openOutput(name, false))(t)
}

func TestAFileThatAppearsMeanwhileIsNotReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "report")
	o := openTestOutput(t, name)
	must(io.WriteString(o, "mine"))(t)
	check(t, os.WriteFile(name, []byte("theirs"), 0o600))
	temporary := o.file.Name()
	err := o.finish()
	o.discard() // as every run does at its end
	if err == nil || !strings.Contains(err.Error(), "what was written is in") {
		t.Fatalf("error %v", err)
	}
	if text, _ := os.ReadFile(name); string(text) != "theirs" {
		t.Errorf("the file holds %q", text)
	}
	if text, _ := os.ReadFile(temporary); string(text) != "mine" || !strings.Contains(err.Error(), temporary) {
		t.Errorf("%v, and that holds %q", err, text)
	}
}

func TestAWriteThatFailsLeavesNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := openTestOutput(t, filepath.Join(dir, "report"))
	readOnly := must(os.Open(o.file.Name()))(t)
	_ = o.file.Close()
	o.file.File = readOnly
	if _, err := io.WriteString(o, "x"); err == nil {
		t.Fatal("a file that is open for reading alone took it")
	} else if got := o.failed(err); !strings.Contains(got.Error(), "report\": ") || strings.Contains(got.Error(), ".banyan") {
		t.Errorf("error %v", got)
	}
	o.discard()
	holds(t, dir, 0)
}

func TestAFileThatCannotBeWrittenEndsAReportAtOnce(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 100, Groups: 2, TrunkGroups: 2})
	env["STATE"] = t.TempDir()
	c, _ := session(t, env, "")
	defer c.close()
	dir := t.TempDir()
	o := openTestOutput(t, filepath.Join(dir, "report"))
	_ = o.file.Close()
	job := reportJob{log: slog.New(slog.DiscardHandler), Program: programIn(nil, nil, io.Discard), api: c.Client, slots: 4, format: report.JSONLines, output: o}
	if err := job.runAll(t.Context()); !wraps[statedError](err) || !strings.Contains(err.Error(), "could not be written") {
		t.Errorf("error %v", err)
	}
	if n := len(server.Requests()); n > 200 {
		t.Errorf("%d requests for a report that nobody can have", n)
	}
}
