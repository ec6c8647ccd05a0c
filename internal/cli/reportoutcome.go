package cli

import (
	"context"
	"slices"

	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/report"
)

// outcome collects from the tenants of a report how the command ends.
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

// readKnown returns whether a finding is one that the explorer marked as known of a
// platform, and no worse than it was then; nil: none is. Marks that cannot be read are
// named on standard error, and their findings count.
func (p Program) readKnown(c *connection) func(capacity.Finding) bool {
	if c.Settings.Demo || p.State == "" {
		return nil
	}
	marks, damaged, err := hotspots.Marks{Dir: p.State, Host: c.Platform}.Read()
	if err != nil {
		p.note("the marks of known findings cannot be read: %v", err)
	}
	for _, d := range damaged {
		p.note("a mark of a known finding cannot be used: %v", d)
	}
	return func(f capacity.Finding) bool {
		_, known := marks.Of(hotspots.FindingOf(f))
		return known
	}
}
