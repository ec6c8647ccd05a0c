package cli

import (
	"context"
	"slices"

	"banyan/capacity"
	"banyan/internal/report"
)

// outcome is what the tenants of a report say of how the command ends.
type outcome struct {
	threshold  capacity.Severity // of --fail-on; None: no finding counts
	reached    bool
	incomplete bool
	read       bool  // a tenant could be read
	first      error // why the first tenant that could not be read could not
}

func (o *outcome) add(t report.Tenant, err error, known func(capacity.Finding) bool) {
	o.incomplete = o.incomplete || !t.IsComplete()
	o.read = o.read || err == nil
	if o.first == nil {
		o.first = err
	}
	o.reached = o.reached || o.threshold != capacity.None &&
		slices.ContainsFunc(t.Breakdown.Findings, func(f capacity.Finding) bool {
			return f.Severity >= o.threshold && (known == nil || !known(f))
		})
}

// code ends the command. A finding outranks a gap: it is sure, whatever the gap
// hides. Where nothing could be read, the first failure says why.
func (o *outcome) code(ctx context.Context) error {
	switch {
	case o.reached:
		return codeError(exitFindings)
	case o.first != nil && !o.read:
		return codeError(exitCode(ctx, o.first))
	case o.incomplete:
		return codeError(exitFailed)
	}
	return nil
}
