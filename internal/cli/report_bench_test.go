package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
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

// benchDialects returns the APIs that a report is measured in, by the name of --api, with
// the path that opens a session.
func benchDialects() map[string]string {
	return map[string]string{"apio": "/api/v1/login/", "odin": "/api/v2/auth/token"}
}

// benchPaths returns what a report asks of tenant-0001 in an API.
func benchPaths(b *testing.B, api string) []string { return benchPathsOf(b, api, "") }

// benchPathsOf is benchPaths of a server of a kind.
func benchPathsOf(b *testing.B, api, server string) (paths []string) {
	b.Helper()
	opts := simulator.Options{OnlyGenerated: true, Tenants: 1, Groups: benchGroups, TrunkGroups: benchTrunkGroups}
	if api == "odin" {
		opts.OdinReport = simulator.OdinReport(server)
	} else {
		opts.EnterpriseList = simulator.EnterpriseList(server)
	}
	platform, env := serve(b, opts)
	reportAll(b, env["BANYAN_URL"], api)
	for _, request := range platform.Requests() {
		if path := request.Path + "?" + request.Query; strings.Contains(path, "tenant-0001") {
			paths = append(paths, path)
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
	for api, login := range benchDialects() {
		b.Run(api, func(b *testing.B) {
			url, paths := serveApart(b, tenants), benchPaths(b, api)
			requests := tenants*len(paths) + 1
			var ours, bare spent
			for b.Loop() {
				ours.add(func() { reportAll(b, url, api) })
				bare.add(func() { askBare(b, url, login, paths, tenants) })
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

// BenchmarkReportByServer reports 1000 tenants of 20 groups with 3 trunk groups each from
// servers that tell more and less at once. It prints the requests of a tenant, the wall
// time, and how many times fewer requests that are than the long way of the dialect takes.
func BenchmarkReportByServer(b *testing.B) {
	const tenants = 1000
	for _, dialect := range []struct {
		api, flag string
		servers   []string // the last takes the long way
	}{
		{"odin", "--odin-report", []string{"full", "columns", "groups", "none"}},
		{"apio", "--enterprise-list", []string{"honoured", "ignored"}},
	} {
		long := len(benchPathsOf(b, dialect.api, dialect.servers[len(dialect.servers)-1]))
		for _, server := range dialect.servers {
			b.Run(dialect.api+"/"+server, func(b *testing.B) {
				url := serveApart(b, tenants, dialect.flag, server)
				var ours spent
				for b.Loop() {
					ours.add(func() { reportAll(b, url, dialect.api) })
				}
				requests := len(benchPathsOf(b, dialect.api, server))
				b.ReportMetric(float64(requests), "requests/tenant")
				b.ReportMetric(ours.wall.Seconds()/float64(b.N), "s/report")
				b.ReportMetric(float64(long)/float64(requests), "times-fewer")
				b.ReportMetric(0, "ns/op")
			})
		}
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
	for api := range benchDialects() {
		for _, tenants := range []int{100, 1000} {
			b.Run(fmt.Sprintf("%s/tenants=%d", api, tenants), func(b *testing.B) {
				url := serveApart(b, tenants)
				var peak int64
				for b.Loop() {
					cmd := copyOfMe(b, reportOfAll(api)...)
					cmd.Env = append(cmd.Env, "BANYAN_URL="+url, "BANYAN_USERNAME="+demoLogin, "BANYAN_PASSWORD="+demoLogin)
					check(b, cmd.Run())
					peak = max(peak, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) // KiB on Linux
				}
				b.ReportMetric(float64(peak)/1024, "peak-MB")
			})
		}
	}
}

func reportOfAll(api string) []string {
	return []string{"report", "--all", "--quiet", "--format", "jsonl", "--api", api, "--concurrency", strconv.Itoa(benchConcurrency)}
}

func reportAll(b *testing.B, url, api string) {
	b.Helper()
	env := map[string]string{"BANYAN_URL": url, "BANYAN_USERNAME": demoLogin, "BANYAN_PASSWORD": demoLogin}
	if code := programIn(env, io.Discard, os.Stderr).Run(b.Context(), reportOfAll(api)); code != exitOK {
		b.Fatalf("exit %d", code)
	}
}

// askBare asks for what a report asks for, with as many requests at once.
func askBare(b *testing.B, url, login string, paths []string, tenants int) {
	b.Helper()
	jar := must(cookiejar.New(nil))(b)
	transport := &http.Transport{MaxIdleConnsPerHost: benchConcurrency, MaxConnsPerHost: benchConcurrency}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Jar: jar}
	bearer := bareLogin(b, client, url+login)
	asked := make(chan string, benchConcurrency)
	var asking sync.WaitGroup
	for range benchConcurrency {
		asking.Go(func() {
			for path := range asked {
				get(b, client, url+path, bearer)
			}
		})
	}
	for t := range tenants {
		for _, path := range paths {
			asked <- strings.ReplaceAll(path, "tenant-0001", fmt.Sprintf("tenant-%04d", t+1))
		}
	}
	close(asked)
	asking.Wait()
}

// bareLogin opens a session: a cookie in the client, or the token that it returns.
func bareLogin(b *testing.B, client *http.Client, url string) (token string) {
	b.Helper()
	response, err := client.Post(url, "application/json", strings.NewReader(`{"username":"demo","password":"demo"}`))
	check(b, err)
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

// apart is the command line that a copy of the test binary runs instead of testing.
const apart = "BANYAN_TEST_APART"

// serveApart starts a simulator in a process of its own, until the benchmark ends.
func serveApart(b *testing.B, tenants int, more ...string) (url string) {
	b.Helper()
	world := filepath.Join(b.TempDir(), "world.json")
	check(b, os.WriteFile(world, []byte(`{"tenants":[]}`), 0o600))
	cmd := copyOfMe(b, append([]string{
		"simulate", "--world", world, "--tenants", strconv.Itoa(tenants),
		"--groups", strconv.Itoa(benchGroups), "--trunk-groups", strconv.Itoa(benchTrunkGroups),
	}, more...)...)
	stdout := must(cmd.StdoutPipe())(b)
	check(b, cmd.Start())
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line := must(bufio.NewReader(stdout).ReadString('\n'))(b)
	return strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
}

func copyOfMe(b *testing.B, args ...string) *exec.Cmd {
	b.Helper()
	self := must(os.Executable())(b)
	cmd := exec.CommandContext(b.Context(), self)
	cmd.Env = append(os.Environ(), apart+"="+strings.Join(args, " "))
	return cmd
}
