package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"banyan/apiclient/simulator"
)

// Each benchmarked tenant has this many groups of this many trunk groups.
const (
	benchGroups      = 20
	benchTrunkGroups = 3
	benchConcurrency = 16
)

// benchDialect is an API that a report is measured in.
type benchDialect struct {
	name  string                       // of --api
	login string                       // the path that opens a session ...
	paths func(tenant string) []string // and what a report asks of one tenant
}

func benchDialects() []benchDialect {
	return []benchDialect{{name: "apio", login: "/api/v1/login/", paths: apioPaths}, {name: "odin", login: "/api/v2/auth/token", paths: odinPaths}}
}

func odinPaths(tenant string) []string {
	const base = "/api/v2"
	owner := "serviceProviderId=" + tenant
	paths := []string{base + "/service-providers/trunk-groups/call-capacity/reports?" + owner}
	for g := range benchGroups {
		list := fmt.Sprintf("%s/groups/trunk-groups?groupId=group-%04d&%s", base, g+1, owner)
		paths = append(paths, list)
		for t := range benchTrunkGroups {
			paths = append(paths, fmt.Sprintf("%s&name=tg-%04d", list, t+1))
		}
	}
	return paths
}

func apioPaths(tenant string) []string {
	base := "/api/v1/tenants/" + tenant
	paths := []string{base + "/features/trunk_groups/", base + "/groups/"}
	for g := range benchGroups {
		group := fmt.Sprintf("%s/groups/group-%04d", base, g+1)
		paths = append(paths, group+"/features/trunk_groups/", group+"/services/trunk_groups/")
		for t := range benchTrunkGroups {
			paths = append(paths, fmt.Sprintf("%s/services/trunk_groups/tg-%04d/", group, t+1))
		}
	}
	return paths
}

// BenchmarkReportOfAllTenants reports 1000 tenants from a simulator without latency in
// a process of its own, and then asks for the same with a bare net/http client that
// decodes nothing. It prints the requests per second of both and their ratio, and the
// processor time that each spends on a request: the simulator's is not in that, and
// what else the machine does disturbs it less.
func BenchmarkReportOfAllTenants(b *testing.B) {
	const tenants = 1000
	for _, dialect := range benchDialects() {
		b.Run(dialect.name, func(b *testing.B) {
			url := serveApart(b, tenants)
			requests := tenants*len(dialect.paths("x")) + 1
			var ours, bare spent
			for b.Loop() {
				ours.add(func() { reportAll(b, url, dialect) })
				bare.add(func() { askBare(b, url, dialect, tenants) })
			}
			n := float64(requests * b.N)
			b.ReportMetric(n/ours.wall.Seconds(), "requests/s")
			b.ReportMetric(n/bare.wall.Seconds(), "bare-requests/s")
			b.ReportMetric(bare.wall.Seconds()/ours.wall.Seconds(), "of-bare")
			b.ReportMetric(float64(ours.processor.Microseconds())/n, "cpu-us/request")
			b.ReportMetric(float64(bare.processor.Microseconds())/n, "bare-cpu-us/request")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// spent is the time that something took.
type spent struct{ wall, processor time.Duration }

func (s *spent) add(do func()) {
	begin, before := time.Now(), processorTime()
	do()
	s.wall += time.Since(begin)
	s.processor += processorTime() - before
}

// processorTime is what this process had of the processors so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage) // fails for no reason that could apply
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkReportMemory reports 100 and 1000 tenants, each in a process of its own,
// and prints the most memory that the process ever held.
func BenchmarkReportMemory(b *testing.B) {
	for _, dialect := range benchDialects() {
		for _, tenants := range []int{100, 1000} {
			b.Run(fmt.Sprintf("%s/tenants=%d", dialect.name, tenants), func(b *testing.B) {
				url := serveApart(b, tenants)
				var peak float64
				for b.Loop() {
					peak = max(peak, reportApart(b, url, dialect))
				}
				b.ReportMetric(peak, "peak-MB")
			})
		}
	}
}

func reportAll(b *testing.B, url string, dialect benchDialect) {
	b.Helper()
	if code := reportTo(b.Context(), io.Discard, url, dialect.name); code != exitOK {
		b.Fatalf("exit %d", code)
	}
}

func reportTo(ctx context.Context, out io.Writer, url, api string) int {
	env := map[string]string{"BANYAN_URL": url, "BANYAN_USERNAME": demoLogin, "BANYAN_PASSWORD": demoLogin}
	return programIn(env, out, os.Stderr).Run(ctx, []string{"report", "--all", "--quiet", "--format", "jsonl", "--api", api, "--concurrency", strconv.Itoa(benchConcurrency)})
}

// askBare asks for what a report asks for, with as many requests at once.
func askBare(b *testing.B, url string, dialect benchDialect, tenants int) {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: benchConcurrency, MaxConnsPerHost: benchConcurrency}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Jar: jar}
	bearer := bareLogin(b, client, url+dialect.login)
	paths := make(chan string, benchConcurrency)
	var asking sync.WaitGroup
	for range benchConcurrency {
		asking.Go(func() {
			for path := range paths {
				get(b, client, url+path, bearer)
			}
		})
	}
	for t := range tenants {
		for _, path := range dialect.paths(fmt.Sprintf("tenant-%04d", t+1)) {
			paths <- path
		}
	}
	close(paths)
	asking.Wait()
}

// bareLogin opens a session: a cookie in the client, or the token that it returns.
func bareLogin(b *testing.B, client *http.Client, url string) (token string) {
	b.Helper()
	response, err := client.Post(url, "application/json", strings.NewReader(`{"username":"demo","password":"demo"}`))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct{ Token string }
	_ = json.NewDecoder(response.Body).Decode(&answer) // a cookie comes with another body
	return answer.Token
}

func get(b *testing.B, client *http.Client, url, bearer string) {
	request, err := http.NewRequest(http.MethodGet, url, http.NoBody)
	if err != nil {
		b.Error(err)
		return
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	response, err := client.Do(request)
	if err != nil {
		b.Error(err)
		return
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Errorf("%s: %d, %v", url, response.StatusCode, err)
	}
}

// apart names what a copy of the test binary is to do instead of testing.
const apart = "BANYAN_TEST_APART"

// serveApart starts a simulator in a process of its own, until the benchmark ends.
func serveApart(b *testing.B, tenants int) (url string) {
	b.Helper()
	cmd := copyOfMe(b, "serve", strconv.Itoa(tenants))
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// reportApart reports all tenants in a process of its own and returns the most memory
// that it held, in MB.
func reportApart(b *testing.B, url string, dialect benchDialect) float64 {
	b.Helper()
	cmd := copyOfMe(b, "report", url, dialect.name)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024 // KiB on Linux
}

func copyOfMe(b *testing.B, args ...string) *exec.Cmd {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestApart$")
	cmd.Env = append(os.Environ(), apart+"="+strings.Join(args, " "))
	return cmd
}

// TestApart is what a copy of the test binary does for a benchmark.
func TestApart(t *testing.T) {
	t.Parallel()
	args := strings.Fields(os.Getenv(apart))
	if len(args) == 0 {
		t.Skip("only a benchmark starts this")
	}
	if args[0] == "report" {
		if code := reportTo(t.Context(), io.Discard, args[1], args[2]); code != exitOK {
			t.Fatalf("exit %d", code)
		}
		return
	}
	tenants, err := strconv.Atoi(args[1])
	if err != nil {
		t.Fatal(err)
	}
	server, err := simulator.New(simulator.Options{OnlyGenerated: true, Tenants: tenants, Groups: benchGroups, TrunkGroups: benchTrunkGroups})
	if err != nil {
		t.Fatal(err)
	}
	url, _, err := server.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(url)
	_, _ = io.Copy(io.Discard, os.Stdin) // until the benchmark closes it, or dies
}
