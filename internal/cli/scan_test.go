package cli

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient/simulator"
	"banyan/internal/config"
	"banyan/internal/hotspots"
)

// scanHere is a small platform whose tenants tenant-0001 and on are scanned fast, with a state
// directory of the test.
func scanHere(t *testing.T, tenants int) (server *simulator.Server, env map[string]string) {
	t.Helper()
	server, env = serve(t, simulator.Options{OnlyGenerated: true, Tenants: tenants, Groups: 1, TrunkGroups: 1})
	env["STATE"] = t.TempDir()
	return server, env
}

// scanning runs the command, fast.
func scanning(ctx context.Context, env map[string]string, args string) result {
	return run(ctx, env, append([]string{"scan", "--scan-rate", "1000"}, strings.Fields(args)...)...)
}

// tenantsRead are the tenants that were asked for since so many requests had arrived.
func tenantsRead(server *simulator.Server, since int) (ids []string) {
	for _, r := range server.Requests()[since:] {
		_, rest, found := strings.Cut(r.Path, "/tenants/")
		if id, _, _ := strings.Cut(rest, "/"); found && id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// The explorer opens with what the command read.
func TestAScanWithoutAScreenKeepsItsReadingsForTheExplorer(t *testing.T) {
	t.Parallel()
	_, env := scanHere(t, 3)
	scanning(t.Context(), env, "--all").ends(t, exitOK, "0 blocked, 0 over, 3 notice; 3 of 3 tenants, 15 requests in")
	p := programIn(env, io.Discard, io.Discard)
	c := must(p.connect(t.Context(), config.Source{}))(t)
	defer c.close()
	p.openScanner(c, env["STATE"])
	check(t, c.Hotspots.Load())
	if b := c.Hotspots.Board(); b.Scan.Phase != hotspots.Ended || b.Listing.Whole != 3 || b.Listing.Notice != 3 {
		t.Errorf("%+v, %d whole", b.Scan, b.Listing.Whole)
	}
}

func TestHowAScanWithoutAScreenEnds(t *testing.T) {
	t.Parallel()
	fault := func(path string, status int) simulator.Fault { return simulator.Fault{Path: path, Status: status} }
	for name, tt := range map[string]struct {
		faults []simulator.Fault
		env    map[string]string
		args   string
		code   int
		says   string
	}{
		"quiet":              {args: "--all --quiet", code: exitOK},
		"some":               {args: "tenant-0002 tenant-0002", code: exitOK, says: "1 notice; 1 of 1 tenant, 5 requests"},
		"nobody":             {args: "tenant-0001 nobody", code: exitFailed, says: `there is no tenant "nobody"`},
		"a finding":          {args: "--all --fail-on notice", code: exitFindings},
		"no finding so bad":  {args: "--all --fail-on over", code: exitOK},
		"a tenant fails":     {faults: []simulator.Fault{fault("/tenants/tenant-0003/*", 500), fault("/tenants/tenant-0003/features/*", 500)}, args: "--all", code: exitFailed, says: "tenant tenant-0003 is incomplete: "},
		"another tenant":     {faults: []simulator.Fault{fault("/tenants/tenant-0003/*", 500)}, args: "tenant-0001", code: exitOK},
		"nothing answers":    {faults: []simulator.Fault{fault("/groups", 401), fault("/features/trunk_groups", 401)}, args: "--all", code: exitConnection, says: "three tenants in a row do not answer"},
		"no list of tenants": {faults: []simulator.Fault{fault("/tenants", 403)}, args: "--all", code: exitFailed, says: "403"},
		"nobody there":       {env: map[string]string{"BANYAN_URL": "http://127.0.0.1:1"}, args: "--all", code: exitConnection, says: "127.0.0.1:1"},
		"no tenant named":    {code: exitUsage, says: "no tenant was named; see banyan scan --help"},
		"all and one":        {args: "--all foo", code: exitUsage, says: "leave out one of the two"},
		"no such severity":   {args: "--all --fail-on dire", code: exitUsage, says: `no severity "dire"`},
		"a full disk":        {env: map[string]string{"STATE": "/dev/full/state"}, args: "--all", code: exitFailed, says: "what is read cannot be kept, so nothing more is asked: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, env := scanHere(t, 4)
			for _, f := range tt.faults {
				server.SetFault(f)
			}
			for key, value := range tt.env {
				env[key] = value
			}
			got := scanning(t.Context(), env, tt.args)
			got.ends(t, tt.code, tt.says)
			if got.out != "" || tt.says == "" && strings.Contains(tt.args, "--quiet") && got.errout != "" {
				t.Errorf("printed %q, said %q", got.out, got.errout)
			}
		})
	}
}

// What was read is kept when the command is stopped, and the next reads the rest alone; while one
// runs, another says so and reads nothing.
func TestAScanWithoutAScreenGoesOnAndIsAlone(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"--all", "tenant-0001 tenant-0002 tenant-0003 tenant-0004"} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			server, env := scanHere(t, 4)
			server.SetFault(simulator.Fault{Path: "/tenants/tenant-0003/features/*", Hang: true})
			ctx, stop := context.WithCancel(t.Context())
			first := make(chan result)
			go func() { first <- scanning(ctx, env, args) }()
			for !slices.Contains(tenantsRead(server, 0), "tenant-0003") {
				check(t, server.Await(t.Context(), len(server.Requests())+1))
			}
			before := len(server.Requests())
			scanning(t.Context(), env, args).ends(t, exitFailed, "another banyan on this machine is scanning 127.0.0.1:")
			if read := tenantsRead(server, before); slices.ContainsFunc(read, func(id string) bool { return id != "tenant-0003" }) {
				t.Errorf("it read %v all the same", read)
			}
			stop()
			got := <-first
			got.ends(t, exitFailed, "what was read is kept")

			server.ClearFaults()
			before = len(server.Requests())
			scanning(t.Context(), env, args).ends(t, exitOK, "; 4 of 4 tenants, ")
			if read, want := tenantsRead(server, before), []string{"tenant-0003", "tenant-0004"}; !slices.Equal(read, want) {
				t.Errorf("read %v, want %v", read, want)
			}
		})
	}
}

func TestAScanOfTheDemoIsNotPaced(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]float64{"": 0, "--scan-rate 7": 7, "--rate 4": 2} {
		var given config.Source
		check(t, given.Set("demo", "true"))
		if name, value, found := strings.Cut(args, " "); found {
			check(t, given.Set(strings.TrimPrefix(name, "--"), value))
		}
		p := programIn(nil, io.Discard, io.Discard)
		c := must(p.connect(t.Context(), given))(t)
		p.openScanner(c, t.TempDir())
		if got := c.Hotspots.Board().Scan.Rate; want > 0 && got != want || want == 0 && got < 1e300 {
			t.Errorf("%q: %v requests a second", args, got)
		}
		c.close()
	}
}
