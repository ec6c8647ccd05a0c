package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/internal/config"
)

// A report and a scan each keep what they read: what changes between them is bracketed, in every
// format, and found by its time.
func TestWhatChangesBetweenAReportAndAScanIsInTheHistory(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	env["STATE"] = t.TempDir()
	run(t.Context(), env, "history", "foo").ends(t, exitFailed, `nothing is kept of tenant "foo"`)
	run(t.Context(), env, "history", "--all").ends(t, exitFailed, "nothing is kept")
	run(t.Context(), env, "report", "foo", "--format", "json").ends(t, exitOK, "")
	got := run(t.Context(), env, "history", "foo")
	got.ends(t, exitOK, "")
	got.prints(t, "No changes.")

	given := config.Source{}
	check(t, given.Set("write", "true"))
	p := programIn(env, io.Discard, io.Discard)
	c := must(p.connect(t.Context(), given))(t)
	defer c.close()
	check(t, c.Client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: capacity.Read(capacity.Must(131))}))
	scanning(t.Context(), env, "foo").ends(t, exitOK, "")

	got = run(t.Context(), env, "history", "foo", "--since", "1h")
	got.ends(t, exitOK, "")
	got.prints(t, "AFTER", "max active calls", "120", "131", "tenant capacity")
	run(t.Context(), env, "history", "--all", "--format", "jsonl").prints(t, `"tenantId":"foo"`, `"what":"max active calls"`, `"from":"120"`, `"to":"131"`)
	run(t.Context(), env, "history", "foo", "--format", "csv").prints(t, ",max active calls,120,131,")
	run(t.Context(), env, "history", "foo", "--format", "json").prints(t, `"complete": true`)
	if got := run(t.Context(), env, "history", "foo", "--since", "1ms"); got.code != exitOK || strings.Contains(got.out, "131") {
		t.Errorf("%+v", got)
	}
	// A line that cannot be read is told of one tenant and of all.
	files := must(filepath.Glob(filepath.Join(env["STATE"], "history", "*", "*", "*.jsonl")))(t)
	for _, file := range files {
		text := must(os.ReadFile(file))(t)
		text[len(text)/4] ^= 1
		check(t, os.WriteFile(file, text, 0o600))
	}
	run(t.Context(), env, "history", "foo").ends(t, exitFailed, "not read: 1 line of the history of foo")
	run(t.Context(), env, "history", "--all").ends(t, exitFailed, "not read: 2 lines of the histories") // and of the list of tenants
	// Another login has readings of its own.
	env["BANYAN_USERNAME"] = "anna"
	run(t.Context(), env, "history", "foo").ends(t, exitFailed, "nothing is kept")
}

// A scan and a report of all read the list of the tenants, and tell of those that came and went.
func TestATenantThatComesOrGoesIsInTheHistory(t *testing.T) {
	t.Parallel()
	for _, api := range []string{"apio", "odin"} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			var platform atomic.Pointer[simulator.Server]
			of := func(tenants int) {
				platform.Store(must(simulator.New(simulator.Options{OnlyGenerated: true, Tenants: tenants, Groups: 1, TrunkGroups: 1}))(t))
			}
			of(2)
			host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { platform.Load().ServeHTTP(w, r) }))
			t.Cleanup(host.Close)
			env := map[string]string{"BANYAN_URL": host.URL, "BANYAN_API": api, "BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": "demo", "STATE": t.TempDir()}
			scanning(t.Context(), env, "--all").ends(t, exitOK, "")
			of(3)
			run(t.Context(), env, "report", "--all", "--format", "json").ends(t, exitOK, "")
			run(t.Context(), env, "history", "--all", "--format", "csv").prints(t, "tenant-0003", "new")
			of(1)
			scanning(t.Context(), env, "--all").ends(t, exitOK, "")
			run(t.Context(), env, "history", "--all", "--format", "csv").prints(t, "tenant-0002", "gone")
		})
	}
}

func TestHowAHistoryIsRefused(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	env["STATE"] = t.TempDir()
	for args, says := range map[string]string{
		"":                    "no tenant was named",
		"foo --all":           "--all is all tenants",
		"foo --format yaml":   `no format "yaml"`,
		"foo --since soon":    `not "soon"`,
		"foo --since -1h":     `not "-1h"`,
		"foo --since 0d":      `not "0d"`,
		"foo --demo":          "a demo takes its history with it",
		"foo --since 24h --x": "unknown flag",
	} {
		run(t.Context(), env, append([]string{"history"}, strings.Fields(args)...)...).ends(t, exitUsage, says)
	}
}

// A report goes on where its history cannot be kept, and says so.
func TestAReportGoesOnWithoutAHistory(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 2, Groups: 1, TrunkGroups: 1})
	env["STATE"] = t.TempDir()
	check(t, os.WriteFile(filepath.Join(env["STATE"], "history"), nil, 0o600))
	got := run(t.Context(), env, "report", "--all", "--format", "json")
	got.ends(t, exitOK, "what was read is not compared with what was read before")
	got.prints(t, "tenant-0002")
}

// Of what others changed through an APIO core its log of requests tells who it was and when: it is asked
// once. Where it does not tell, the bracket is what is known.
func TestTheLogOfACoreNamesWhoChangedWhat(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{Only: simulator.OnlyCore})
	env["STATE"] = t.TempDir()
	read := func() {
		run(t.Context(), env, "report", "foo", "--format", "json", "--auth", "core").ends(t, exitOK, "")
	}
	limit := func(calls string) {
		t.Helper()
		request := must(http.NewRequestWithContext(t.Context(), http.MethodPut, env["BANYAN_URL"]+"/api/v01/p1/tenants/foo/features/trunk_groups/", strings.NewReader(`{"maxActiveCalls":{"unlimited":false,"maximum":`+calls+`}}`)))(t)
		request.Header.Set("Authorization", "Bearer demo-token")
		answer, err := http.DefaultClient.Do(request)
		check(t, err)
		check(t, answer.Body.Close())
		if answer.StatusCode != http.StatusOK {
			t.Fatal(answer.Status)
		}
	}
	searches := func() (n int) {
		for _, r := range server.Requests() {
			if strings.HasSuffix(r.Path, "/apio/requests/search") {
				n++
			}
		}
		return n
	}
	read()
	limit("131")
	read()
	if got := run(t.Context(), env, "history", "foo", "--auth", "core", "--offline"); got.code != exitOK || strings.Contains(got.out, "automation") || searches() != 0 {
		t.Errorf("%+v", got)
	}
	server.SetFault(simulator.Fault{Path: "/api/v01/apio/requests/search", Status: http.StatusForbidden})
	got := run(t.Context(), env, "history", "foo", "--auth", "core")
	got.ends(t, exitOK, "who made some of the changes is not known")
	got.prints(t, "120", "131")
	server.ClearFaults()
	asked := searches()
	for range 2 {
		got = run(t.Context(), env, "history", "foo", "--auth", "core", "--format", "jsonl")
		got.ends(t, exitOK, "")
		got.prints(t, `"by":"automation"`, `"to":"131"`)
	}
	var row struct{ After, Before string }
	check(t, json.Unmarshal([]byte(strings.SplitN(got.out, "\n", 2)[0]), &row))
	if row.After != row.Before || row.After == "" {
		t.Errorf("it is at one moment: %+v", row)
	}
	if n := searches() - asked; n != 1 {
		t.Errorf("the log was searched %d times", n)
	}
	// Where nobody can log in, what is kept is told all the same.
	limit("132")
	read()
	env["BANYAN_PASSWORD"] = "wrong"
	got = run(t.Context(), env, "history", "foo", "--auth", "core", "--prefix", "/api/v01/p1")
	got.ends(t, exitOK, "nobody could log in to ask")
	got.prints(t, "131", "132", "automation")
}
