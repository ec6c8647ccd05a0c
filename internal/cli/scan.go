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
	"banyan/internal/config"
	"banyan/internal/hotspots"
	"banyan/internal/report"
)

// goOnWithin is how long ago a scan may have begun that is gone on with where it was cut off: a
// scan each night, or each morning, begins anew.
const goOnWithin = 12 * time.Hour

type scanFlags struct {
	given config.Source
	outcomeFlags
	all     bool
	metrics metricsFlags
}

func (p Program) scanCommand() *cobra.Command {
	var flags scanFlags
	cmd := &cobra.Command{
		Use: "scan TENANT... | --all", Short: "Read tenants for the explorer's hotspots",
		Long: `scan reads the capacity of tenants as the explorer does on its hotspots, at the same pace,
and keeps it in the same place: the explorer then opens with these figures. It is for cron.
What was read of one tenant is kept before the next is begun, so that a scan that was cut off
goes on with what is left, where it began less than 12 hours ago. A tenant that fails is tried
again at the end. When three in a row do not answer, the scan ends; the next goes on.

--metrics FILE writes the figures of every tenant that is kept for Prometheus, for the
textfile collector of node_exporter: beside it first, then renamed, readable for all.
docs/monitoring has a dashboard, alert rules and a timer for it.

Readings are kept for the local user, and for the login and the API that they are read with.

Exit codes: 0 ok, 1 failed or incomplete, 2 usage or configuration, 3 connection or
login, 4 timeout, 10 --fail-on reached, 130 and 143 stopped by a signal.`,
		Example: `  banyan scan --all --demo
  banyan scan foo bar --url https://HOST --api apio
  0 5 * * *  banyan scan --all --profile lab --quiet
  banyan scan --all --metrics /var/lib/prometheus/node-exporter/banyan.prom`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, tenants []string) error {
			if err := checkTenants(cmd.CommandPath(), flags.all, tenants); err != nil {
				return usageError{err}
			}
			return p.scan(cmd.Context(), flags, tenants)
		},
	}
	p.addSettings(cmd, &flags.given, config.Connecting, config.Scanning)
	f := cmd.Flags()
	f.BoolVar(&flags.all, "all", false, "all tenants there are")
	flags.metrics.add(cmd)
	flags.add(cmd)
	return cmd
}

func (p Program) scan(ctx context.Context, flags scanFlags, ids []string) error {
	threshold, err := parseFailOn(flags.failOn)
	if err != nil {
		return usageError{err}
	}
	if err := flags.metrics.check(); err != nil {
		return err
	}
	c, err := p.connect(ctx, flags.given)
	if err != nil {
		return err
	}
	defer c.close()
	dir, err := p.stateDir(c)
	if err != nil {
		return err
	}
	openHistory(c, dir)
	defer p.noteUnkept(c)
	p.openScanner(c, dir)
	if err := c.Hotspots.Begin(hotspots.Job{Tenants: ids, Within: goOnWithin}); err != nil {
		return err
	}
	job := scanJob{Program: p, place: c.Place, ids: ids, threshold: threshold, progress: p.newProgress(0, flags.quiet)}
	board, err := job.follow(ctx, c.Hotspots)
	if flags.metrics.file == "" || board.Scan.Phase == hotspots.Elsewhere || board.Unkept != nil {
		return err
	}
	head := report.Head{Known: p.readKnown(c), Platform: c.fileHost()}
	run := report.Run{All: board.Scan.Phase == hotspots.Ended && board.Scan.Why == "", Requests: board.Scan.Requests, Took: time.Since(job.progress.begun)}
	unwritten := flags.metrics.write(head, board.Listing, run)
	if unwritten != nil && (err == nil || wraps[codeError](err)) {
		return unwritten
	}
	if unwritten != nil {
		p.note("%v", unwritten)
	}
	return err
}

// openScanner gives a connection the scanner of its platform.
func (p Program) openScanner(c *connection, dir string) {
	c.Hotspots = hotspots.New(hotspots.Options{
		API: c.Client, Dir: dir, Host: c.Platform, Read: c.History.Snapshot,
		Account: account(c), Who: c.Settings.Operator, Concurrency: c.Settings.Concurrency,
		Rate: min(c.Settings.HotspotRate(), apiclient.Unpaced), MostRate: c.Settings.Rate / 2,
	})
	c.onClose(c.Hotspots.Close)
}

// scanJob is one run of the scan command.
type scanJob struct {
	Program
	place     string   // the host, or "demo"
	ids       []string // of the tenants that were named
	threshold capacity.Severity
	progress  *progress
}

// follow tells how far the scan is until it is over, and returns what is known then and how it ended.
func (j *scanJob) follow(ctx context.Context, scanner *hotspots.Scanner) (*hotspots.Board, error) {
	watching, stop := context.WithCancel(ctx)
	defer stop()
	board := scanner.Board()
	for board = range scanner.Watch(watching) {
		scan := board.Scan
		isRunning := scan.Phase == hotspots.Starting || scan.Phase == hotspots.Running
		if !isRunning || board.Unkept != nil {
			break
		}
		j.progress.of, j.progress.done, j.progress.left = scan.Of, scan.Done, leftText(scan)
		j.progress.tick(collect.Progress{Done: scan.Requests})
	}
	j.progress.hide()
	if err := ctx.Err(); err != nil {
		j.note("the scan was stopped; what was read is kept, and the next goes on with what is left")
		return board, context.Cause(ctx)
	}
	return board, j.ended(board)
}

func leftText(scan hotspots.Scan) string {
	text := "time left not known yet"
	if scan.Left.Known {
		text = scan.Left.Time.Round(time.Second).String() + " left"
	}
	if scan.Slowed {
		text += fmt.Sprintf(", slowed to %.3g requests a second", scan.Rate)
	}
	return text
}

// ended says what became of the scan, and returns how the command ends.
func (j *scanJob) ended(board *hotspots.Board) error {
	scan := board.Scan
	for _, d := range board.Damage {
		j.note("a file cannot be used and is left out: %v", d)
	}
	switch {
	case board.Unkept != nil:
		return statedError{fmt.Errorf("what is read cannot be kept, so nothing more is asked: %w", board.Unkept)}
	case scan.Phase == hotspots.Elsewhere:
		return statedError{fmt.Errorf("another banyan on this machine is scanning %s: it keeps what it reads in the same place", j.place)}
	case scan.Phase == hotspots.Paused:
		j.note("three tenants in a row do not answer, so the scan ends; what was read is kept, and the next goes on with what is left")
	}
	j.progress.of, j.progress.done, j.progress.requests = scan.Of, scan.Done, scan.Requests
	if scan.Part { // what is told is of all
		j.progress.of = len(slices.Compact(slices.Sorted(slices.Values(j.ids)))) - len(scan.Missing)
		j.progress.done = j.progress.of
	}
	found, incomplete := j.count(board.Listing)
	for _, id := range scan.Missing {
		j.note("%v", noTenantError(id, j.place))
	}
	if scan.Why == "" && !j.progress.quiet {
		j.say("%s; %s in %s\n", foundText(found), j.progress.counts(), time.Since(j.progress.begun).Round(time.Millisecond))
	}
	switch {
	case scan.Why != "" && scan.Cause == nil:
		return &InternalError{errors.New(scan.Why)}
	case scan.Cause != nil:
		return scan.Cause
	case j.threshold != capacity.None && slices.ContainsFunc(found, func(s capacity.Severity) bool { return s >= j.threshold }):
		return codeError(exitFindings)
	case incomplete || len(scan.Missing) > 0:
		return codeError(exitFailed)
	}
	return nil
}

// count returns how bad the findings are that count, and whether a tenant was not wholly read,
// which it names.
func (j *scanJob) count(l *hotspots.Listing) (found []capacity.Severity, incomplete bool) {
	gaps := 0
	for _, e := range l.Entries {
		isMeant := len(j.ids) == 0 || slices.Contains(j.ids, e.Tenant.ID)
		switch {
		case !isMeant || e.Known:
		case e.IsFinding():
			found = append(found, e.Finding.Severity)
		default:
			if gaps++; gaps <= mostNoted {
				j.note("tenant %s is incomplete: %s", e.Tenant.ID, e.Why)
			}
		}
	}
	if gaps > mostNoted {
		j.note("incomplete: %s; the hotspots of the explorer say why", counted(gaps-mostNoted, "more tenant"))
	}
	return found, gaps > 0
}

func foundText(found []capacity.Severity) string {
	count := make(map[capacity.Severity]int)
	for _, s := range found {
		count[s]++
	}
	return fmt.Sprintf("%d blocked, %d over, %d notice", count[capacity.Blocked], count[capacity.Over], count[capacity.Notice])
}
