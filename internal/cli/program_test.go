package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/soak"
	"banyan/internal/terminal"
)

func TestMain(m *testing.M) {
	if args := strings.Fields(os.Getenv(apart)); len(args) > 0 {
		os.Exit(Program{Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, State: os.Getenv("STATE")}.Run(context.Background(), args))
	}
	os.Exit(soak.Tests{M: m}.Run())
}

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

// ends checks the exit code, and that standard error says a text.
func (r result) ends(t *testing.T, code int, says string) {
	t.Helper()
	if r.code != code || !strings.Contains(r.errout, says) {
		t.Errorf("exit %d, want %d; standard error %q, want %q; standard output %.1000q", r.code, code, r.errout, says, r.out)
	}
}

// prints checks that each of these texts is on standard output.
func (r result) prints(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.out, text) {
			t.Errorf("%q is not in\n%s", text, r.out)
		}
	}
}

// run executes a command line with this environment and no terminal.
func run(ctx context.Context, env map[string]string, args ...string) result {
	var out, errout bytes.Buffer
	code := programIn(env, &out, &errout).Run(ctx, args)
	return result{code: code, out: out.String(), errout: errout.String()}
}

func serve(t testing.TB, opts simulator.Options) (server *simulator.Server, env map[string]string) {
	t.Helper()
	server = must(simulator.New(opts))(t)
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
	got.ends(t, exitOK, "1 of 1 tenant, 29 requests")
	figures{
		"tenantId": "ServiceProviderID", "complete": true,
		"maxActiveCalls": 226.0, "groupsCallCapacityTotal": 114.0, "callCapacityDifference": 112.0,
		"groupsBurstingCallCapacityTotal": 36.0, "burstingCallCapacityDifference": -18.0,
	}.check(t, got.out)
}

func TestExitCodesOfReport(t *testing.T) {
	t.Parallel()
	with := func(name, value string) map[string]string { return map[string]string{name: value} }
	fooFails := simulator.Fault{Path: "/tenants/foo/features/trunk_groups", Status: 500}
	for _, test := range []struct {
		name   string
		fault  simulator.Fault
		env    map[string]string
		args   string
		code   int
		errout string
		out    string // a part of standard output, which is empty where this is
	}{
		{name: "all is read", args: "report foo", code: exitOK, out: "Foo"},
		{
			name: "a group answers 503 to the end", args: "report ServiceProviderID", code: exitFailed, out: "ServiceProviderID",
			fault: simulator.Fault{Path: "*/groups/GroupIDA/features/trunk_groups/", Status: 500},
		},
		{name: "findings reach the threshold", args: "report ServiceProviderID --fail-on over", code: exitFindings, out: "ServiceProviderID"},
		{name: "findings stay below the threshold", args: "report ServiceProviderID --fail-on blocked", code: exitOK, out: "ServiceProviderID"},
		{name: "no such threshold", args: "report foo --fail-on bad", code: exitUsage, errout: "blocked, over, notice"},
		{name: "no such format", args: "report foo --format xml", code: exitUsage, errout: "table, json"},
		{name: "no tenant named", args: "report", code: exitUsage, errout: "--help"},
		{name: "no such flag", args: "report foo --passwort x", code: exitUsage, errout: "--help"},
		{name: "no such command", args: "reprot", code: exitUsage, errout: "--help"},
		{name: "no address", args: "report foo", env: with("BANYAN_URL", ""), code: exitUsage, errout: "--url"},
		{name: "no user name", args: "report foo", env: with("BANYAN_USERNAME", ""), code: exitUsage, errout: "BANYAN_USERNAME"},
		{name: "no password", args: "report foo", env: with("BANYAN_PASSWORD", ""), code: exitUsage, errout: "BANYAN_PASSWORD"},
		{name: "a wrong password", args: "report foo", env: with("BANYAN_PASSWORD", "wrong"), code: exitConnection},
		{name: "a wrong prefix", args: "report foo --prefix /api/v9", code: exitConnection},
		{name: "a refused connection", args: "report foo", env: with("BANYAN_URL", closedAddress(t)), code: exitConnection},
		{name: "a tenant that does not exist", args: "report nobody", code: exitFailed, errout: "nobody", out: "nobody"},
		{name: "a tenant without trunking", args: "report VoxHosting", code: exitOK, errout: "no trunking here, or the API prefix is wrong", out: "VoxHosting"},
		{name: "a missing CA file", args: "report foo --ca-file /does/not/exist", code: exitUsage},
		{name: "the table names what is not in it", args: "report foo", code: exitOK, out: "Enterprise trunks are not in these sums."},
		{name: "the explorer without a terminal", args: "", code: exitUsage, errout: "banyan report"},

		{name: "all: all is read", args: "report --all --quiet", code: exitOK, out: "Foo"},
		{name: "all: a tenant fails", args: "report --all --quiet", fault: fooFails, code: exitFailed, errout: "tenant foo is incomplete", out: "foo"},
		{name: "all: a finding outranks a gap", args: "report --all --quiet --fail-on over", fault: fooFails, code: exitFindings, out: "foo"},
		{name: "the list fails", args: "report --all --quiet", fault: simulator.Fault{Path: "/api/v1/tenants", Status: 500}, code: exitFailed},
		{name: "the list is refused", args: "report --all --quiet", fault: simulator.Fault{Path: "/api/v1/tenants", Status: 401}, code: exitConnection},
		{name: "a name beside --all", args: "report --all --quiet foo", code: exitUsage, errout: `"foo" names one`},
		{name: "odins-spear of all", args: "report --all --quiet --format odins-spear", code: exitUsage, errout: "one tenant"},
		{name: "--force of nothing", args: "report --all --quiet --force", code: exitUsage, errout: "--output"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{})
			if test.fault.Path != "" {
				server.SetFault(test.fault)
			}
			maps.Copy(env, test.env)
			got := run(t.Context(), env, strings.Fields(test.args)...)
			got.ends(t, test.code, test.errout)
			if !strings.Contains(got.out, test.out) || (got.out == "") != (test.out == "") {
				t.Errorf("standard output %.1000q, want %q", got.out, test.out)
			}
		})
	}
}

// closedAddress returns an address that nobody listens at, and that no other test gets: a socket
// is bound to it.
func closedAddress(t *testing.T) string {
	t.Helper()
	socket := must(syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0))(t)
	t.Cleanup(func() { _ = syscall.Close(socket) })
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	bound, ok := must(syscall.Getsockname(socket))(t).(*syscall.SockaddrInet4)
	if !ok {
		t.Fatal("no address of the socket")
	}
	return fmt.Sprintf("http://127.0.0.1:%d", bound.Port)
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
	code := Program{Out: &errout, Err: &errout, Env: func(string) string { panic("out of order") }}.Run(t.Context(), []string{"report", "foo"})
	result{code: code, errout: errout.String()}.ends(t, exitInternal, "internal fault: out of order")
}

func TestAReadyTokenOpensACore(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{Token: "ready"})
	bearer := map[string]string{"BANYAN_URL": env["BANYAN_URL"], "BANYAN_TOKEN": "ready"}
	got := run(t.Context(), bearer, "report", "foo", "--prefix", "/api/v01/p1")
	got.ends(t, exitOK, "")
	got.prints(t, "Foo Industries")
	bearer["BANYAN_TOKEN"] = "stale"
	run(t.Context(), bearer, "report", "foo", "--prefix", "/api/v01/p1").ends(t, exitConnection, "")
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
	for name, test := range map[string]struct {
		err  error
		code int
	}{
		"nothing":            {nil, exitOK},
		"a timeout":          {&apiclient.Error{Kind: apiclient.Timeout}, exitTimeout},
		"a certificate":      {&apiclient.Error{Kind: apiclient.TLS}, exitConnection},
		"a second factor":    {&apiclient.Error{Kind: apiclient.SecondFactor}, exitConnection},
		"a forbidden tenant": {&apiclient.Error{Kind: apiclient.Forbidden}, exitFailed},
		"a deadline":         {context.DeadlineExceeded, exitTimeout},
		"a fault of our own": {&InternalError{Err: errors.New("x")}, exitInternal},
	} {
		if got := exitCode(t.Context(), test.err); got != test.code {
			t.Errorf("%s: exit %d, want %d", name, got, test.code)
		}
	}
}

func TestTheHelpOfSimulateNamesWhatOpensIt(t *testing.T) {
	t.Parallel()
	run(t.Context(), nil, "simulate", "--help").
		prints(t, "login demo, password demo", "bearer token demo-token", "demo-token where none is given")
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
	request := must(http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/v1/tenants/", http.NoBody))(t)
	response, err := http.DefaultClient.Do(request)
	check(t, err)
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
	run(t.Context(), env, "report", "foo", "--log", name).ends(t, exitOK, "")
	text := must(os.ReadFile(name))(t)
	if !strings.Contains(string(text), "/tenants/foo/groups/") || !strings.Contains(string(text), `"for":"command"`) || strings.Contains(string(text), `"for":"screen"`) {
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

// must returns the value of a call that may not fail: must(call())(t).
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return value
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatMakesNoSenseIsSaidAndEndsWithUsage(t *testing.T) {
	for line, says := range map[string]string{
		"completion x":                            `completion needs a shell: bash, zsh, fish or powershell, not "x"`,
		"completion":                              "completion needs a shell: bash, zsh, fish or powershell\n",
		"simulate --tenants 1000000000000":        "too many: give at most 1000000",
		"simulate --tenants 99999999999999999999": "that number is too large",
		"simulate --tenants 1e12":                 `invalid argument "1e12" for "--tenants" flag: that is no number; see`,
	} {
		run(t.Context(), nil, strings.Fields(line)...).ends(t, exitUsage, says)
	}
	run(t.Context(), map[string]string{}, "completion", "bash").ends(t, exitOK, "")
}
