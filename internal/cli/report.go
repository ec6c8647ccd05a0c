package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"banyan/capacity"
	"banyan/internal/config"
	"banyan/internal/report"
)

type reportFlags struct {
	given config.Source
	outcomeFlags
	all, force     bool
	format, output string
	series         seriesFlag
}

func (p Program) reportCommand() *cobra.Command {
	var flags reportFlags
	cmd := &cobra.Command{
		Use: "report TENANT... | --all", Short: "Print the capacity of tenants",
		Long: `report prints what each level of a tenant may carry, has given out and has left,
for calls and for bursting, with what is wrong or doubtful.

Formats: table for a person; json, or jsonl with a line for each tenant as it is
read; csv with a row for each trunk group; prometheus for monitoring, see docs/monitoring;
odins-spear for what reads the output of odins_spear (one tenant, its known wrong zeros
included). What was not read is never a zero: a report that is not complete says what is
missing and ends with 1. In JSON it is null, and unlimited is the word "unlimited".

Exit codes: 0 ok, 1 failed or incomplete, 2 usage or configuration, 3 connection or
login, 4 timeout, 10 --fail-on reached, 130 and 143 stopped by a signal, 141 standard
output was closed.`,
		Example: `  banyan report ServiceProviderID --demo
  banyan report foo bar --url https://HOST --api apio --format json --fail-on over
  banyan report --all --url https://HOST --api apio --format csv --output capacity.csv`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, tenants []string) error {
			if err := checkTenants(cmd.CommandPath(), flags.all, tenants); err != nil {
				return usageError{err}
			}
			isOther := func(id string) bool { return id != tenants[0] }
			if flags.format == string(report.OdinsSpear) && (flags.all || slices.ContainsFunc(tenants, isOther)) {
				return usageError{errors.New("the format odins-spear holds one tenant: name one, or give --format json")}
			}
			return p.report(cmd.Context(), flags, tenants)
		},
	}
	p.addSettings(cmd, &flags.given, config.Connecting)
	f := cmd.Flags()
	f.BoolVar(&flags.all, "all", false, "all tenants there are, each printed as soon as it is read")
	f.StringVar(&flags.format, "format", string(report.Table), "table, json, jsonl, csv, prometheus or odins-spear")
	flags.series.add(cmd)
	f.StringVar(&flags.output, "output", "", "write to this file, which must not be there yet, instead of standard output")
	f.BoolVar(&flags.force, "force", false, "replace the file of --output")
	flags.add(cmd)
	return cmd
}

// outcomeFlags say how a command that reads tenants tells what came of it.
type outcomeFlags struct {
	failOn string
	quiet  bool
}

func (o *outcomeFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.failOn, "fail-on", "", "end with 10 at a finding this bad or worse: blocked, over or notice")
	f.BoolVar(&o.quiet, "quiet", false, "tell on standard error what went wrong alone, and no progress")
}

// checkTenants refuses tenants beside --all, and neither.
func checkTenants(command string, all bool, tenants []string) error {
	switch {
	case all && len(tenants) > 0:
		return fmt.Errorf("--all is all tenants, and %q names one: leave out one of the two", tenants[0])
	case !all && len(tenants) == 0:
		return fmt.Errorf("no tenant was named; see %s --help", command)
	}
	return nil
}

func (p Program) report(ctx context.Context, flags reportFlags, ids []string) error {
	format, err := report.ParseFormat(flags.format)
	if err != nil {
		return usageError{err}
	}
	if flags.series != "" && format != report.Prometheus {
		return usageError{errors.New("--series is of --format prometheus")}
	}
	if err := flags.series.check(); err != nil {
		return usageError{err}
	}
	threshold, err := parseFailOn(flags.failOn)
	if err != nil {
		return usageError{err}
	}
	defer heedClosedPipe(p.Out)()
	output, err := p.openOutput(flags.output, flags.force)
	if err != nil {
		return err
	}
	defer output.discard()
	c, err := p.connect(ctx, flags.given)
	if err != nil {
		return err
	}
	defer c.close()
	if dir, err := p.stateDir(c); err == nil { // else nothing is kept, and nothing but that is lost
		openHistory(c, dir)
		defer p.noteUnkept(c)
	}
	job := reportJob{
		Program: p, api: c.Client, place: c.Place, slots: c.Settings.Concurrency,
		platform: c.fileHost(), series: flags.series, format: format, output: output, quiet: flags.quiet, log: c.log, history: c.History, known: p.readKnown(c),
		outcome: outcome{threshold: threshold},
	}
	if flags.all {
		return job.runAll(ctx)
	}
	return job.runNamed(ctx, ids)
}

// noteUnkept says why the history of what was read is not kept, where it is not.
func (p Program) noteUnkept(c *connection) {
	c.History.Flush()
	if err := c.History.Problem(); err != nil {
		p.note("what was read is not compared with what was read before: %v", err)
	}
}

// parseFailOn returns the severity at which a report fails; None never does.
func parseFailOn(name string) (capacity.Severity, error) {
	for _, severity := range []capacity.Severity{capacity.Blocked, capacity.Over, capacity.Notice} {
		if name == severity.String() {
			return severity, nil
		}
	}
	if name == "" {
		return capacity.None, nil
	}
	return capacity.None, fmt.Errorf("no severity %q for --fail-on: there is blocked, over, notice", name)
}
