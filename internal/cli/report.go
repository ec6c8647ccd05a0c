package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/report"
	"banyan/internal/safetext"
)

type reportFlags struct {
	connectFlags
	format string
	failOn string
}

func (p Program) reportCommand() *cobra.Command {
	var flags reportFlags
	cmd := &cobra.Command{
		Use:   "report TENANT...",
		Short: "Print the capacity of tenants",
		Long: `report prints what each level of a tenant may carry, has given out and has left,
for calls and for bursting, with what is wrong or doubtful.

Exit codes: 0 ok, 1 failed or incomplete, 2 usage or configuration, 3 connection or
login, 4 timeout, 10 --fail-on reached. What was not read is never a zero: a report
that is not complete says what is missing and ends with 1. In JSON it is null, and
unlimited is the word "unlimited".`,
		Example: `  banyan report ServiceProviderID --demo
  banyan report foo bar --url https://HOST --api apio --format json --fail-on over`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{fmt.Errorf("no tenant was named; see %s --help", cmd.CommandPath())}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, tenants []string) error {
			return p.report(cmd.Context(), flags, tenants)
		},
	}
	flags.addConnect(cmd.Flags())
	cmd.Flags().StringVar(&flags.format, "format", string(report.Table), "table or json")
	cmd.Flags().StringVar(&flags.failOn, "fail-on", "", "end with 10 at a finding this bad or worse: blocked, over or notice")
	return cmd
}

func (p Program) report(ctx context.Context, flags reportFlags, ids []string) error {
	format, err := report.ParseFormat(flags.format)
	if err != nil {
		return usageError{err}
	}
	threshold, err := parseFailOn(flags.failOn)
	if err != nil {
		return usageError{err}
	}
	c, err := p.connect(ctx, flags.connectFlags)
	if err != nil {
		return err
	}
	defer c.close()
	document, err := p.readTenants(ctx, c, ids)
	if err != nil {
		return err
	}
	if err := format.Write(p.Out, document); err != nil {
		return err
	}
	return outcome(document, threshold)
}

// readTenants reads tenant after tenant. One that cannot be read is named in the
// report and takes nothing from the others; where none can, the
// first error is how the command ends.
func (p Program) readTenants(ctx context.Context, c *connection, ids []string) (report.Report, error) {
	var document report.Report
	var first error
	read := 0
	for _, id := range ids {
		tenant, err := c.Client.Tenant(ctx, id)
		if context.Cause(ctx) != nil {
			return report.Report{}, context.Cause(ctx)
		}
		if err != nil {
			err = tenantError(err, id, c.Place)
			if first == nil {
				first = err
			}
			p.say("banyan: %s\n", safetext.Block(p.sentence(err)))
			document.Tenants = append(document.Tenants, report.Tenant{
				Breakdown: capacity.Analyze(capacity.Tenant{ID: id}),
				Errors:    p.reportErrors([]collect.Failure{{Path: []string{id}, What: "tenant", Err: err}}),
			})
			continue
		}
		entry, at, err := p.collect(ctx, c, tenant)
		if err != nil {
			return report.Report{}, err
		}
		read++
		document.Tenants = append(document.Tenants, entry)
		if at.After(document.GeneratedAt) {
			document.GeneratedAt = at
		}
	}
	if read == 0 {
		return report.Report{}, codeError(exitCode(ctx, first))
	}
	return document, nil
}

// tenantError says of a tenant that does not exist where to look its name up.
func tenantError(err error, id, place string) error {
	if errors.Is(err, apiclient.ErrNotFound) {
		return statedError{fmt.Errorf("there is no tenant %q at %s; the explorer lists those there are", id, place)}
	}
	return err
}

// collect reads one tenant whole, telling on standard error how far it is.
func (p Program) collect(ctx context.Context, c *connection, tenant apiclient.Tenant) (report.Tenant, time.Time, error) {
	progress := p.newProgress(tenant.ID)
	defer progress.end()
	collection := collect.Start(ctx, c.Client, tenant, collect.Options{Concurrency: c.Settings.Concurrency})
	defer collection.Close()
	var last collect.Snapshot
	for last = range collection.Snapshots() {
		progress.show(last.Requests.Done, last.Requests.Known)
	}
	if err := context.Cause(ctx); err != nil {
		return report.Tenant{}, time.Time{}, err
	}
	if last.NoTrunking() {
		progress.note(noTrunking(tenant.ID))
	}
	return report.Tenant{
		Type:      string(tenant.Type),
		Breakdown: last.Breakdown,
		Errors:    p.reportErrors(last.Failures),
	}, last.At, nil
}

func noTrunking(id string) string {
	return fmt.Sprintf("tenant %s: no trunking here, or the API prefix is wrong", id)
}

func (p Program) reportErrors(failures []collect.Failure) []report.Error {
	list := make([]report.Error, 0, len(failures))
	for _, failure := range failures {
		entry := report.Error{Path: failure.Path, Request: failure.What, Error: p.sentence(failure.Err)}
		var wire *apiclient.Error
		if errors.As(failure.Err, &wire) {
			entry.Status = wire.Status
		}
		list = append(list, entry)
	}
	return list
}

// parseFailOn returns the severity at which a report fails; None never does.
func parseFailOn(name string) (capacity.Severity, error) {
	if name == "" {
		return capacity.None, nil
	}
	for _, severity := range []capacity.Severity{capacity.Blocked, capacity.Over, capacity.Notice} {
		if name == severity.String() {
			return severity, nil
		}
	}
	return capacity.None, fmt.Errorf("no severity %q for --fail-on: there is blocked, over, notice", name)
}

// outcome turns what a report holds into how the command ends. A finding outranks
// a gap: it is sure, whatever the gap hides.
func outcome(document report.Report, threshold capacity.Severity) error {
	reached := func(t report.Tenant) bool {
		worst, found := capacity.Worst(t.Breakdown.Findings)
		return found && threshold != capacity.None && worst.Severity >= threshold
	}
	incomplete := func(t report.Tenant) bool { return !t.Breakdown.Complete || len(t.Errors) > 0 }
	switch {
	case slices.ContainsFunc(document.Tenants, reached):
		return codeError(exitFindings)
	case slices.ContainsFunc(document.Tenants, incomplete):
		return codeError(exitFailed)
	}
	return nil
}
