package cli

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/report"
)

// panickyAPI panics when it looks one tenant up.
type panickyAPI struct {
	Client
	tenant string
}

func (p panickyAPI) Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error) {
	if tenant == p.tenant {
		panic("out of order")
	}
	return p.Client.Tenant(ctx, tenant)
}

func TestAPanicInATenantIsAFaultOfOurOwnAndStopsNoOther(t *testing.T) {
	t.Parallel()
	c, _ := session(t, nil, "--demo")
	defer c.close()
	for names, code := range map[string]int{"broken foo": exitFailed, "broken": exitInternal} {
		var out, errout bytes.Buffer
		job := reportJob{
			log:     slog.New(slog.DiscardHandler),
			Program: programIn(nil, &out, &errout),
			api:     panickyAPI{c.Client, "broken"}, slots: 4, format: report.JSON, output: &reportOutput{Writer: &out},
		}
		tenants := strings.Fields(names)
		err := job.runNamed(t.Context(), tenants)
		document := parseReport(t, out.String())
		if exitCode(t.Context(), err) != code || len(document.Tenants) != len(tenants) || document.Tenants[0].Complete {
			t.Errorf("%s: %v: %s", names, err, &out)
		}
		if len(tenants) > 1 && !document.Tenants[1].Complete {
			t.Errorf("%s: the other was stopped", names)
		}
		// Where it happened is said, and not what was thrown: that may hold secrets.
		if output := errout.String(); !strings.Contains(output, "internal fault: panic with a string") || !strings.Contains(output, "reportjob_test.go") || strings.Contains(output, "out of order") {
			t.Errorf("%s: said %q", names, output)
		}
	}
}

// overTenant is a tenant with a group whose trunk groups hold so many calls of 20.
func overTenant(allocated int) capacity.Breakdown {
	calls := func(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }
	return capacity.Analyze(capacity.Tenant{
		ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: calls(50), BurstingMaxActiveCalls: calls(0), GroupsListed: true,
		Groups: []capacity.Group{{
			ID: "g", Assignment: capacity.Assigned, MaxActiveCalls: calls(20), MaxAvailableActiveCalls: calls(50),
			BurstingMaxActiveCalls: calls(0), BurstingMaxAvailableActiveCalls: calls(0), TrunkGroupsListed: true,
			TrunkGroups: []capacity.TrunkGroup{{Name: "t", MaxActiveCalls: calls(allocated), BurstingMaxActiveCalls: calls(0)}},
		}},
	})
}

func TestAKnownFindingDoesNotFailAReportUntilItGetsWorse(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	before := overTenant(31)
	mark := func(host string) {
		t.Helper()
		must((hotspots.Marks{Dir: dir, Host: host}).Set(hotspots.Findings(before)[0], "meant", "anna"))(t)
	}
	c := &connection{}
	c.Platform = "pbx.example.net"
	p := Program{State: dir}
	over := func(b capacity.Breakdown) bool {
		t.Helper()
		var o outcome
		o.threshold = capacity.Over
		o.add(report.Tenant{Breakdown: b}, nil, p.readKnown(c))
		return o.reached
	}
	mark("other.example.net")
	if !over(before) {
		t.Error("a mark of another host counts here")
	}
	mark("pbx.example.net")
	if over(before) {
		t.Error("what is known fails the report")
	}
	if over(overTenant(30)) {
		t.Error("what is known and got better fails the report")
	}
	if !over(overTenant(32)) {
		t.Error("it got worse and fails no report")
	}
}
