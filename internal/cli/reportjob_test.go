package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/report"
)

// panickyAPI panics when it looks one tenant up.
type panickyAPI struct {
	reportAPI
	tenant string
}

func (p panickyAPI) Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error) {
	if tenant == p.tenant {
		panic("out of order")
	}
	return p.reportAPI.Tenant(ctx, tenant)
}

func TestAPanicInATenantIsAFaultOfOurOwnAndStopsNoOther(t *testing.T) {
	t.Parallel()
	c, _ := session(t, nil, "--demo")
	defer c.close()
	for names, code := range map[string]int{"broken foo": exitFailed, "broken": exitInternal} {
		var out, errout bytes.Buffer
		job := reportJob{
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
		if said := errout.String(); !strings.Contains(said, "internal fault: panic with a string") || !strings.Contains(said, "reportjob_test.go") || strings.Contains(said, "out of order") {
			t.Errorf("%s: said %q", names, said)
		}
	}
}
