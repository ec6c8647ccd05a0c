package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/terminal"
)

// result is what a command line left behind.
type result struct {
	code        int
	out, errout string
}

// programIn is a program with this environment, in which STATE is its state directory.
func programIn(env map[string]string, out, errout io.Writer) Program {
	return Program{
		Out: out, Err: errout, State: env["STATE"],
		Env:     func(name string) string { return env[name] },
		Explore: func(context.Context, Session) error { return errors.New("no screen in this test") },
	}
}

// run executes a command line with this environment and no terminal.
func run(ctx context.Context, env map[string]string, args ...string) result {
	var out, errout bytes.Buffer
	code := programIn(env, &out, &errout).Run(ctx, args)
	return result{code: code, out: out.String(), errout: errout.String()}
}

func serve(t *testing.T, opts simulator.Options) (server *simulator.Server, env map[string]string) {
	t.Helper()
	server, err := simulator.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	url, wait, err := server.Serve(ctx, "127.0.0.1:0")
	if err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = wait()
	})
	return server, map[string]string{"BANYAN_URL": url, "BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": "demo"}
}

func TestReportPrintsTheDocumentedFigures(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	got := run(t.Context(), env, "report", "ServiceProviderID", "--format", "json")
	if got.code != exitOK {
		t.Fatalf("exit %d: %s", got.code, got.errout)
	}
	tenant := parseReport(t, got.out).Tenants[0]
	is(t, "tenant", []any{tenant.TenantID, tenant.Complete}, "ServiceProviderID", true)
	is(t, "calls", []any{tenant.MaxActiveCalls, tenant.GroupsCallCapacityTotal, tenant.CallCapacityDifference}, 226.0, 114.0, 112.0)
	is(t, "bursting", []any{tenant.GroupsBurstingCallCapacityTotal, tenant.BurstingCallCapacityDifference}, 36.0, -18.0)
	if !strings.Contains(got.errout, "1 of 1 tenants, 29 requests") {
		t.Errorf("progress on standard error: %q", got.errout)
	}
}

func TestExitCodesOfReport(t *testing.T) {
	t.Parallel()
	closed := closedAddress(t)
	for _, test := range []struct {
		name   string
		fault  simulator.Fault
		env    map[string]string
		args   []string
		code   int
		errout string
	}{
		{name: "all is read", code: exitOK, args: []string{"report", "foo"}},
		{
			name: "a group answers 503 to the end", args: []string{"report", "ServiceProviderID"},
			fault: simulator.Fault{Path: "*/groups/GroupIDA/features/trunk_groups/", Status: 500}, code: exitFailed,
		},
		{name: "findings reach the threshold", args: []string{"report", "ServiceProviderID", "--fail-on", "over"}, code: exitFindings},
		{name: "findings stay below the threshold", args: []string{"report", "ServiceProviderID", "--fail-on", "blocked"}, code: exitOK},
		{name: "no such threshold", args: []string{"report", "foo", "--fail-on", "bad"}, code: exitUsage, errout: "blocked, over, notice"},
		{name: "no such format", args: []string{"report", "foo", "--format", "xml"}, code: exitUsage, errout: "table, json"},
		{name: "no tenant named", args: []string{"report"}, code: exitUsage, errout: "--help"},
		{name: "no such flag", args: []string{"report", "foo", "--passwort", "x"}, code: exitUsage, errout: "--help"},
		{name: "no such command", args: []string{"reprot"}, code: exitUsage, errout: "--help"},
		{name: "no address", args: []string{"report", "foo"}, env: map[string]string{"BANYAN_URL": ""}, code: exitUsage, errout: "--url"},
		{name: "no user name", args: []string{"report", "foo"}, env: map[string]string{"BANYAN_USERNAME": ""}, code: exitUsage, errout: "BANYAN_USERNAME"},
		{name: "no password", args: []string{"report", "foo"}, env: map[string]string{"BANYAN_PASSWORD": ""}, code: exitUsage, errout: "BANYAN_PASSWORD"},
		{name: "a wrong password", args: []string{"report", "foo"}, env: map[string]string{"BANYAN_PASSWORD": "wrong"}, code: exitConnection},
		{name: "a wrong prefix", args: []string{"report", "foo", "--prefix", "/api/v9"}, code: exitConnection},
		{name: "a refused connection", args: []string{"report", "foo"}, env: map[string]string{"BANYAN_URL": closed}, code: exitConnection},
		{name: "a tenant that does not exist", args: []string{"report", "nobody"}, code: exitFailed, errout: "nobody"},
		{name: "a missing CA file", args: []string{"report", "foo", "--ca-file", "/does/not/exist"}, code: exitUsage},
		{name: "the explorer without a terminal", args: nil, code: exitUsage, errout: "banyan report"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{})
			if test.fault.Path != "" {
				server.SetFault(test.fault)
			}
			maps.Copy(env, test.env)
			got := run(t.Context(), env, test.args...)
			if got.code != test.code {
				t.Errorf("exit %d, want %d: %s", got.code, test.code, got.errout)
			}
			if !strings.Contains(got.errout, test.errout) {
				t.Errorf("standard error %q does not say %q", got.errout, test.errout)
			}
			if test.code == exitUsage && got.out != "" {
				t.Errorf("standard output %q: it carries data alone", got.out)
			}
		})
	}
}

func closedAddress(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return "http://" + listener.Addr().String()
}

func TestAGapIsNamedAndNeverZero(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	server.SetFault(simulator.Fault{Path: "*/groups/GroupIDA/features/trunk_groups/", Status: 500})
	got := run(t.Context(), env, "report", "ServiceProviderID", "--format", "json")
	tenant := parseReport(t, got.out).Tenants[0]
	if tenant.Complete || tenant.GroupsCallCapacityTotal != nil || tenant.CallCapacityDifference != nil {
		t.Errorf("a total that lacks a group: %+v", tenant)
	}
	if len(tenant.Errors) != 1 || tenant.Errors[0].Status != 500 || strings.Join(tenant.Errors[0].Path, "/") != "ServiceProviderID/GroupIDA" {
		t.Errorf("errors %+v", tenant.Errors)
	}
	if tenant.Groups[0].MaxActiveCalls != nil {
		t.Errorf("the group that failed has max %v", tenant.Groups[0].MaxActiveCalls)
	}
}

func TestATenantThatCannotBeReadTakesNothingFromTheOthers(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	got := run(t.Context(), env, "report", "foo", "nobody", "ServiceProviderID", "--format", "json")
	document := parseReport(t, got.out)
	if got.code != exitFailed || len(document.Tenants) != 3 {
		t.Fatalf("exit %d, %d tenants", got.code, len(document.Tenants))
	}
	for i, complete := range []bool{true, false, true} {
		tenant := document.Tenants[i]
		if tenant.Complete != complete || (len(tenant.Errors) == 0) != complete {
			t.Errorf("%+v", tenant)
		}
	}
	if strings.Count(got.errout, `no tenant "nobody"`) != 1 {
		t.Errorf("standard error %q", got.errout)
	}
}

func TestAPanicIsAFaultOfOurOwn(t *testing.T) {
	t.Parallel()
	var errout bytes.Buffer
	code := Program{
		Out: &errout, Err: &errout,
		Env: func(string) string { panic("out of order") },
	}.Run(t.Context(), []string{"report", "foo"})
	if code != exitInternal || !strings.Contains(errout.String(), "internal fault: out of order") {
		t.Errorf("exit %d: %.100s", code, &errout)
	}
}

func TestATenantWithoutTrunkingIsSaidSo(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	got := run(t.Context(), env, "report", "VoxHosting")
	if got.code != exitOK || !strings.Contains(got.errout, "no trunking here, or the API prefix is wrong") {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
}

func TestAReadyTokenOpensACore(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{Token: "ready"})
	bearer := map[string]string{"BANYAN_URL": env["BANYAN_URL"], "BANYAN_TOKEN": "ready"}
	got := run(t.Context(), bearer, "report", "foo", "--prefix", "/api/v01/p1")
	if got.code != exitOK || !strings.Contains(got.out, "Foo Industries") {
		t.Errorf("exit %d: %s", got.code, got.errout)
	}
	bearer["BANYAN_TOKEN"] = "stale"
	if got := run(t.Context(), bearer, "report", "foo", "--prefix", "/api/v01/p1"); got.code != exitConnection {
		t.Errorf("exit %d with a token that is refused, want %d: %s", got.code, exitConnection, got.errout)
	}
}

func TestASignalEndsAReportWithItsCode(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{Latency: time.Minute})
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(50*time.Millisecond, func() { cancel(&terminal.SignalError{Signal: syscall.SIGTERM}) })
	got := run(ctx, env, "report", "foo")
	if got.code != 143 || got.errout != "" {
		t.Errorf("exit %d, %q", got.code, got.errout)
	}
}

func TestExitCodesOfErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		err  error
		code int
	}{
		{"nothing", nil, exitOK},
		{"a timeout", &apiclient.Error{Kind: apiclient.Timeout}, exitTimeout},
		{"a certificate", &apiclient.Error{Kind: apiclient.TLS}, exitConnection},
		{"a second factor", &apiclient.Error{Kind: apiclient.SecondFactor}, exitConnection},
		{"a forbidden tenant", &apiclient.Error{Kind: apiclient.Forbidden}, exitFailed},
		{"a deadline", context.DeadlineExceeded, exitTimeout},
		{"a fault of our own", &InternalError{Err: errors.New("x")}, exitInternal},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := exitCode(t.Context(), test.err); got != test.code {
				t.Errorf("exit %d, want %d", got, test.code)
			}
		})
	}
}

func TestTheHelpOfSimulateNamesWhatOpensIt(t *testing.T) {
	t.Parallel()
	got := run(t.Context(), nil, "simulate", "--help")
	for _, want := range []string{"login demo, password demo", "bearer token demo-token", "demo-token where none is given"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q is not in:\n%s", want, got.out)
		}
	}
}

func TestSimulateSaysWhereItListensAndEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	lines := make(lineWriter, 1)
	ended := make(chan int, 1)
	go func() {
		ended <- programIn(nil, lines, io.Discard).Run(ctx, []string{"simulate", "--tenants", "2", "--groups", "1", "--trunk-groups", "1"})
	}()
	url, found := strings.CutPrefix(strings.TrimSpace(<-lines), "listening on ")
	if !found {
		t.Fatalf("first line %q", url)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/v1/tenants/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d without a login", response.StatusCode)
	}
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("exit %d", code)
	}
}

// lineWriter hands on what is written.
type lineWriter chan string

func (w lineWriter) Write(p []byte) (int, error) {
	w <- string(p)
	return len(p), nil
}

func TestTheLogHoldsNoSecretAndIsOursAlone(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	name := filepath.Join(t.TempDir(), "requests.log")
	if got := run(t.Context(), env, "report", "foo", "--log", name); got.code != exitOK {
		t.Fatalf("exit %d: %s", got.code, got.errout)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "/tenants/foo/groups/") {
		t.Errorf("the log does not tell of the requests: %.200s", text)
	}
	for _, secret := range []string{"sessionid", `"password"`, "Authorization"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
	isOursAlone(t, name)
}

func isOursAlone(t *testing.T, name string) {
	t.Helper()
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}
