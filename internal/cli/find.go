package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"banyan/capacity"
	"banyan/internal/config"
	"banyan/internal/find"
	"banyan/internal/history"
	"banyan/internal/hotspots"
	"banyan/internal/report"
)

// findFlags are what a search is narrowed by.
type findFlags struct {
	given                   config.Source
	format, tenant, country string
	limit                   int
}

func (p Program) findCommand() *cobra.Command {
	var flags findFlags
	cmd := &cobra.Command{
		Use: "find TEXT", Short: "Find a phone number, a user, an extension or a name",
		Long: `find prints where something is, a row for each place: the trunk group, the group and the
tenant, its limits and state as far as they were read, and the enterprise trunks that send
calls there, with their share.

TEXT is a phone number in any spelling (+32 2 555.01.00, 003225550100, 02 555 01 00 with
--country or --tenant), a part of one, a range (+3225550100 - 09), an extension, the name,
the address or the id of a user, or a part of the id or name of a tenant, a group, a trunk
group, an enterprise trunk, or a device.

Numbers, users and groups are searched by the platform. Trunk groups, enterprise trunks and
devices are known from the kept readings of a scan, which have no enterprise trunks of their
own, and devices where a list names them; --tenant reads those of one tenant, at a request a
group. A number is also searched among those that calls are forwarded to: by the enterprise
trunks and trunk groups whose settings the explorer has read before, and with --tenant by its
enterprise trunks, where there are at most 30, and its first 20 trunk groups, at a request each.
What was not searched, was cut or failed is named on standard error.

Exit codes: 0 found, 1 nothing was found, or a part of the search failed, was cut or went
beyond the first users, trunk groups and tenants that are read of one search, 2 usage or
configuration, 3 connection or login, 4 timeout, 130 and 143 stopped by a signal, 141 standard
output was closed. What a platform cannot search, and what no kept reading tells, is no
failure: the list is marked incomplete, and standard error says why.`,
		Example: `  banyan find "+32 2 555.01.02" --demo
  banyan find trunk-ant --tenant foo --demo --format json`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{fmt.Errorf("there is no text to find; see %s --help", cmd.CommandPath())}
			}
			if err := flags.check(); err != nil {
				return usageError{err}
			}
			return p.find(cmd.Context(), flags, strings.Join(args, " "))
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	p.addSettings(cmd, &flags.given, config.Connecting)
	addListFormat(cmd, &flags.format)
	f := cmd.Flags()
	f.StringVar(&flags.tenant, "tenant", "", "search in this tenant alone, its trunk groups and enterprise trunks too")
	f.StringVar(&flags.country, "country", "", "the code of the country of a number without one, such as 32")
	f.IntVar(&flags.limit, "limit", 50, "at most this many of a kind, from 1 on")
	return cmd
}

func (f findFlags) check() error {
	if err := checkListFormat(f.format, "search"); err != nil {
		return err
	}
	switch {
	case f.limit < 1:
		return fmt.Errorf("--limit is a number from 1 on, and not %d", f.limit)
	case f.country != "" && (strings.Trim(f.country, "0123456789") != "" || len(f.country) > 3 || f.country[0] == '0'):
		return fmt.Errorf("--country is the code of a country, such as 32, and not %q", f.country)
	}
	return nil
}

func (p Program) find(ctx context.Context, flags findFlags, text string) error {
	q, err := find.Parse(text, flags.country)
	if err != nil {
		return usageError{err}
	}
	defer heedClosedPipe(p.Out)()
	c, err := p.connect(ctx, flags.given)
	if err != nil {
		return err
	}
	defer c.close()
	j := &findJob{Program: p}
	known := p.keptReadings(c)
	opts := find.Options{Tenant: flags.tenant, Limit: flags.limit}
	if !c.Settings.Demo && p.State != "" {
		opts.Forwards = history.New(history.Options{Dir: p.State, Host: c.Platform, Account: account(c)}).Forwards
	}
	sources := find.Platform(c.Client, known, opts)
	j.follow(find.Run(ctx, q, known, sources...))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := j.write(report.Format(flags.format), q); errors.Is(err, syscall.EPIPE) {
		return codeError(exitBrokenPipe)
	} else if err != nil {
		return err
	}
	return j.end(ctx)
}

// keptReadings are what a scan of the explorer kept of the platform. A demo has none.
func (p Program) keptReadings(c *connection) []find.Fact {
	if c.Settings.Demo || p.State == "" {
		return nil
	}
	kept := hotspots.New(hotspots.Options{API: c.Client, Dir: p.State, Host: c.Platform, Account: account(c)})
	defer kept.Close()
	if err := kept.Load(); err != nil {
		p.note("the kept readings cannot be read: %v", err)
		return nil
	}
	board := kept.Board()
	for _, d := range board.Damage {
		p.note("a kept reading cannot be used: %v", d)
	}
	var facts []find.Fact
	for id := range board.Listing.Readings {
		if b, at, known := board.Listing.Breakdown(id); known {
			facts = append(facts, find.Kept(b.Tenant, at, !board.Listing.Readings[id].SavedAt.IsZero())...)
		}
	}
	return facts
}

// findJob is one run of the command.
type findJob struct {
	Program
	found find.Snapshot
}

// slow is how long a search takes before it is said what is waited for.
const slow = 3 * time.Second

// follow keeps the last snapshot, and says what it waits for where that takes its time.
func (j *findJob) follow(snapshots <-chan find.Snapshot) {
	waiting := time.NewTicker(slow)
	defer waiting.Stop()
	for {
		select {
		case s, more := <-snapshots:
			if !more {
				return
			}
			j.found = s
		case <-waiting.C:
			j.note("still searching: %s", j.found.Searching())
		}
	}
}

func findColumns() []string {
	return strings.Fields("kind id name detail trunkGroup groupId tenantId maxActiveCalls burstingMaxActiveCalls state enterpriseTrunks source readAt kept")
}

// write prints a row for each path. Its figures are those of the trunk group, or else of what was
// found; source and readAt are theirs.
func (j *findJob) write(format report.Format, q find.Query) error {
	w, err := report.NewRowsWriter(j.Out, format, report.Rows{Table: "places", Place: []string{q.Text}, AsOf: time.Now(), Columns: findColumns()})
	if err != nil {
		return err
	}
	for _, path := range j.found.Paths {
		at, kept, read := path.Parts[0], "", ""
		trunkGroup, known := path.TrunkGroup()
		figures := trunkGroup
		if !known {
			figures = at
		}
		if figures.IsKept {
			kept = "kept"
		}
		if !figures.At.IsZero() {
			read = figures.At.UTC().Format(time.RFC3339)
		}
		detail := []string{at.Detail}
		if at.Device != "" {
			detail = append(detail, "device "+at.Device)
		}
		if len(at.Forwards) > 0 {
			detail = append(detail, find.ForwardText(at.Forwards))
		}
		if !at.Number.IsZero() && !strings.Contains(at.Name, at.Number.String()) {
			detail = append(detail, at.Number.String())
		}
		err := w.Add(report.TextValue(at.Kind.String()), report.TextValue(at.ID()), report.TextValue(at.Label),
			report.TextValue(strings.Trim(strings.Join(detail, "; "), "; ")), report.TextValue(trunkGroup.Name), report.TextValue(at.Group), report.TextValue(at.Tenant),
			limitValue(figures.Calls), limitValue(figures.Bursting), report.TextValue(figures.State), report.TextValue(uses(at, figures)),
			report.TextValue(figures.Source), report.TextValue(read), report.TextValue(kept))
		if err != nil {
			return err
		}
	}
	return w.End(j.found.Complete()) // what cannot be searched may hold more
}

// isIncomplete reports whether a part of what a source has was not read.
func isIncomplete(p find.Progress) bool { return p.State == find.Failed || p.State == find.Incomplete }

func limitValue(r capacity.Reading) report.Value {
	limit, read := r.Limit()
	calls, limited := limit.Calls()
	switch {
	case !read:
		return report.Value{}
	case limited:
		return report.NumberValue(int64(calls))
	}
	return report.TextValue(limit.String())
}

// uses names the enterprise trunks that send calls to a place, and that a user is in.
func uses(at, figures find.Fact) string {
	var out []string
	if at.EnterpriseTrunk != "" {
		out = append(out, "user in "+at.EnterpriseTrunk)
	}
	for _, u := range figures.UsedBy {
		text := u.Trunk
		if how := u.How(); how != "" {
			text += " (" + how + ")"
		}
		out = append(out, text)
	}
	if len(figures.UsedBy) == 0 && figures.UsedByAll {
		out = append(out, "none")
	}
	return strings.Join(out, ", ")
}

// end says what is missing, and how the command ends: 1 where nothing was found, as grep does.
func (j *findJob) end(ctx context.Context) error {
	var failed error
	all := true
	for _, p := range j.found.Sources {
		for _, why := range p.Why {
			j.note("%s: %s", p.Source, why)
		}
		if p.State == find.Failed && failed == nil {
			failed = p.Err
		}
		all = all && p.State == find.Failed
	}
	switch {
	case all && failed != nil:
		return codeError(exitCode(ctx, failed))
	case slices.ContainsFunc(j.found.Sources, isIncomplete):
		return codeError(exitFailed)
	case len(j.found.Paths) == 0:
		j.note("nothing was found in what was searched")
		return codeError(exitFailed)
	}
	return nil
}
