package cli

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"banyan/apiclient/simulator"
	"banyan/internal/routing"
	"banyan/internal/tenantfile"
	"banyan/internal/terminal"
)

// some are tenants of both types, with enterprise trunks at them or at their groups.
func some() []string { return []string{"foo", "ServiceProviderID", "TaxiUnion"} }

// exported exports tenants into a directory, and returns it.
func exported(t *testing.T, env map[string]string, tenants ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tenants")
	run(t.Context(), env, append([]string{"export", "--output", dir}, tenants...)...).ends(t, exitOK, "")
	return dir
}

func fileText(t *testing.T, name string) string {
	t.Helper()
	return string(must(os.ReadFile(name))(t))
}

func TestEveryExportIsOfTheSchemaAndTheSameAgain(t *testing.T) {
	t.Parallel()
	schema := must(jsonschema.NewCompiler().Compile("../../docs/tenantfile.schema.json"))(t)
	inBothDialects(t, simulator.Options{Tenants: 3, Groups: 3, TrunkGroups: 2}, func(t *testing.T, env map[string]string) {
		dir := exported(t, env, "--all")
		again := exported(t, env, "--all")
		names := must(os.ReadDir(dir))(t)
		if len(names) != 19 {
			t.Errorf("%d files", len(names))
		}
		for _, name := range names {
			text := fileText(t, filepath.Join(dir, name.Name()))
			var document any
			check(t, yaml.Unmarshal([]byte(text), &document))
			if err := schema.Validate(document); err != nil {
				t.Errorf("%s: %v", name.Name(), err)
			}
			if fileText(t, filepath.Join(again, name.Name())) != text {
				t.Errorf("%s is another the next time", name.Name())
			}
			file, err := tenantfile.Parse(name.Name(), []byte(text))
			if err != nil || string(file.Encode()) != text {
				t.Errorf("%s is not canonical: %v", name.Name(), err)
			}
			isOursAlone(t, filepath.Join(dir, name.Name()))
		}
		got := run(t.Context(), env, "diff", dir)
		got.ends(t, exitOK, "0 differences, 19 tenants compared")
		if got.out != "" {
			t.Errorf("printed %s", got.out)
		}
		one := run(t.Context(), env, "export", "foo")
		one.ends(t, exitOK, "1 of 1 tenant, 2")
		if one.out != fileText(t, filepath.Join(dir, "foo.yaml")) {
			t.Errorf("printed alone it is another: %s", one.out)
		}
	})
}

// What was not read is never written as if there were none.
func TestATenantThatIsHalfReadIsNotExported(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{}, func(t *testing.T, env map[string]string) {
		odin := env["BANYAN_API"] == "odin"
		for what, fault := range map[string]simulator.Fault{
			"the list of enterprise trunks": {Path: map[bool]string{false: "tenants/foo/services/trunk_groups", true: "enterprise-trunks"}[odin], Query: map[bool]map[string]string{true: {"enterpriseTrunkName": "", "serviceProviderId": "foo"}}[odin]},
			"an enterprise trunk":           {Path: map[bool]string{false: "services/trunk_groups/HQ-Inbound", true: "enterprise-trunks"}[odin], Query: map[bool]map[string]string{true: {"enterpriseTrunkName": "HQ-Inbound"}}[odin]},
			"a trunk group":                 {Path: map[bool]string{false: "services/trunk_groups/Trunk-Ghent", true: "groups/trunk-groups"}[odin], Query: map[bool]map[string]string{true: {"name": "Trunk-Liege"}}[odin]},
		} {
			if what == "a trunk group" && !odin {
				fault.Path = "services/trunk_groups/Trunk-Liege"
			}
			t.Run(what, func(t *testing.T) {
				server, own := serve(t, simulator.Options{})
				own["BANYAN_API"] = env["BANYAN_API"]
				fault.Method, fault.Status = http.MethodGet, http.StatusServiceUnavailable
				server.SetFault(fault)
				dir := filepath.Join(t.TempDir(), "tenants")
				got := run(t.Context(), own, "export", "foo", "TaxiUnion", "--output", dir)
				got.ends(t, exitFailed, "banyan: tenant foo is not exported: ")
				if names := must(filepath.Glob(dir + "/*"))(t); len(names) != 1 || filepath.Base(names[0]) != "TaxiUnion.yaml" {
					t.Errorf("wrote %q", names)
				}
				if alone := run(t.Context(), own, "export", "foo"); alone.out != "" || alone.code == exitOK {
					t.Errorf("ended with %d and printed %s", alone.code, alone.out)
				}
			})
		}
	})
}

func TestAnExportReplacesWhatDiffersWithForceAlone(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	dir := t.TempDir()
	name := filepath.Join(dir, "foo.yaml")
	check(t, os.WriteFile(name, []byte("mine"), 0o644))
	run(t.Context(), env, "export", "foo", "--output", dir).ends(t, exitFailed, `foo.yaml" is there already: give another name, or --force to replace it`)
	if got := fileText(t, name); got != "mine" {
		t.Errorf("it holds %s", got)
	}
	run(t.Context(), env, "export", "foo", "--output", dir, "--force").ends(t, exitOK, "")
	isOursAlone(t, name)
	before := must(os.Stat(name))(t)
	run(t.Context(), env, "export", "foo", "--output", dir).ends(t, exitOK, "")
	if !os.SameFile(before, must(os.Stat(name))(t)) {
		t.Error("a file that holds the same was replaced")
	}
	link := filepath.Join(dir, "TaxiUnion.yaml")
	check(t, os.Symlink(name, link))
	run(t.Context(), env, "export", "TaxiUnion", "--output", dir, "--force").ends(t, exitFailed, "is no regular file")
}

func TestWhatMakesNoSenseOfFilesEndsWithUsage(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	dir := t.TempDir()
	wrong, other := filepath.Join(dir, "wrong.yaml"), filepath.Join(dir, "other.yaml")
	check(t, os.WriteFile(wrong, []byte("version: 1\ntenant: foo\nlimits: {maxActiveCals: 1}\n"), 0o600))
	check(t, os.WriteFile(other, []byte("version: 1\ntenant: foo\nplatform: {host: other.example.net, api: apio}\n"), 0o600))
	for want, args := range map[string][]string{
		"several tenants are several files: give --output DIR": {"export", "foo", "TaxiUnion"},
		"give --output DIR":   {"export", "--all"},
		"no tenant was named": {"export"},
		"--force says to replace files of --output, and none was given": {"export", "foo", "--force"},
		"is no directory": {"export", "foo", "--output", wrong},
		"diff takes one path to compare with the platform":  {"diff"},
		"no format \"yaml\" of a diff: there is text, json": {"diff", "x", "--format", "yaml"},
		"there is no file or directory \"" + filepath.Join(dir, "none") + `": name a file that banyan export wrote, or a directory of them`: {"diff", filepath.Join(dir, "none")},
		wrong + ": line 3, column 10: no key here is called maxActiveCals; the nearest is maxActiveCalls":                                   {"diff", wrong},
		" are both of tenant \"foo\": keep one of them":                                                                                     {"diff", dir, wrong},
		other + " is of other.example.net (APIO), and this is 127.0.0":                                                                      {"diff", other},
	} {
		if strings.Contains(want, "both of") {
			check(t, os.WriteFile(filepath.Join(dir, "third.yaml"), []byte("version: 1\ntenant: foo\n"), 0o600))
		}
		run(t.Context(), env, args...).ends(t, exitUsage, want)
	}
	for _, r := range server.Requests() {
		if strings.Contains(r.Path, "tenants") {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
	run(t.Context(), env, "export", "nobody").ends(t, exitFailed, `tenant nobody is not exported: tenant nobody: there is no tenant "nobody" at `)
}

func TestAnExportThatIsStoppedEndsWithItsSignal(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	server.SetFault(simulator.Fault{Path: "tenants/foo/services/trunk_groups", Hang: true})
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := make(chan result, 1)
	dir := filepath.Join(t.TempDir(), "tenants")
	go func() { ended <- run(ctx, env, "export", "foo", "--output", dir) }()
	isAsked := func(r simulator.Request) bool {
		return strings.HasSuffix(strings.TrimSuffix(r.Path, "/"), "tenants/foo/services/trunk_groups")
	}
	for n := 1; !slices.ContainsFunc(server.Requests(), isAsked); n++ {
		check(t, server.Await(t.Context(), n))
	}
	cancel(&terminal.SignalError{Signal: syscall.SIGTERM})
	if got := <-ended; got.code != 143 || got.errout != "" {
		t.Errorf("ended with %d: %s", got.code, got.errout)
	}
	if names := must(filepath.Glob(dir + "/*"))(t); len(names) != 0 {
		t.Errorf("wrote %q", names)
	}
}

func TestADiffSaysWhatAFileChangesAndEndsWithTen(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{}, func(t *testing.T, env map[string]string) {
		dir := exported(t, env, some()...)
		name := filepath.Join(dir, "foo.yaml")
		text := fileText(t, name)
		changed := strings.NewReplacer("weight: 30}", "weight: 50}", "maxActiveCalls: 48 # calls", "maxActiveCalls: 40").Replace(text)
		changed += "  - name: \"Old\"\n    absent: true\n"
		check(t, os.WriteFile(name, []byte(changed), 0o600))
		got := run(t.Context(), env, "diff", dir)
		got.ends(t, exitDifferent, "2 differences, 3 tenants compared")
		if want := "--- " + strings.TrimPrefix(env["BANYAN_URL"], "http://") + "\n+++ " + dir + `
tenant foo
  limits of group ApioEntGrpTest
    max active calls: 48 -> 40
  enterprise trunk HQ-Inbound
    weight of Trunk-Antwerp (ApioEntGrpAntwerp): 30 -> 50
`; got.out != want {
			t.Errorf("printed %s", got.out)
		}
		document := parse[diffDocument](t, run(t.Context(), env, "diff", name, "--format", "json").out)
		if len(document.Tenants) != 1 || document.Same || !document.Complete || document.Tenants[0].count() != 2 {
			t.Fatalf("got %+v", document)
		}
		line := document.Tenants[0].Differences[1]
		line.place = tenantfile.Place{}
		route := line.Route
		line.Route = nil
		if want := (diffLine{Kind: "enterprise trunk", Name: "HQ-Inbound", Field: "routes", Change: "reweighted", From: "30", To: "50", Text: "weight of Trunk-Antwerp (ApioEntGrpAntwerp): 30 -> 50"}); line != want ||
			*route != (diffRoute{"ApioEntGrpAntwerp", "Trunk-Antwerp"}) {
			t.Errorf("got %+v %v", line, route)
		}
		other := filepath.Join(t.TempDir(), "other")
		check(t, os.CopyFS(other, os.DirFS(dir)))
		check(t, os.WriteFile(filepath.Join(other, "foo.yaml"), []byte(text), 0o600))
		check(t, os.Remove(filepath.Join(other, "TaxiUnion.yaml")))
		got = run(t.Context(), nil, "diff", other, dir)
		got.ends(t, exitDifferent, "3 differences, 3 tenants compared")
		run(t.Context(), nil, "diff", filepath.Join(other, "foo.yaml"), filepath.Join(dir, "foo.yaml")).ends(t, exitDifferent, "differences, 1 tenant compared\n")
		got.prints(t, "tenant TaxiUnion: only in the second\n", "weight of Trunk-Antwerp (ApioEntGrpAntwerp): 30 -> 50\n")
		run(t.Context(), nil, "diff", dir, dir, "--quiet").ends(t, exitOK, "")
		two := run(t.Context(), nil, "diff", name, filepath.Join(dir, "TaxiUnion.yaml"))
		two.ends(t, exitDifferent, "")
		two.prints(t, "tenant foo -> TaxiUnion\n")
	})
}

func TestADiffThatIsNotWholeSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	dir := exported(t, env, some()...)
	server.SetFault(simulator.Fault{Method: http.MethodGet, Path: "services/trunk_groups/HQ-Inbound", Status: http.StatusServiceUnavailable})
	got := run(t.Context(), env, "diff", dir)
	got.ends(t, exitFailed, "banyan: tenant foo is not compared whole, 1 of 19 parts of its file: enterprise trunk HQ-Inbound of tenant foo: ")
	got.prints(t, "tenant foo\n  enterprise trunk HQ-Inbound\n    not read\n")
	// A part that was read is compared all the same, and a difference is sure.
	check(t, server.PutEnterpriseTrunk("foo", routing.Trunk{
		Name: "Night-Service", Mode: routing.Ordered, MaxReroutes: new(2), ExhaustionAction: routing.None,
		Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "ApioEntGrpGhent", Name: "Trunk-Backup"}}},
	}))
	got = run(t.Context(), env, "diff", dir)
	got.ends(t, exitDifferent, "is not compared whole")
	got.prints(t, "max reroutes: 2 -> 1\n")
	if document := parse[diffDocument](t, run(t.Context(), env, "diff", dir, "--format", "json").out); document.Complete || !slices.ContainsFunc(document.Tenants, func(t diffTenant) bool { return len(t.Unread) == 1 }) {
		t.Errorf("got %+v", document)
	}
}
