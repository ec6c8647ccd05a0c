package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/history"
	"banyan/internal/report"
)

type historyFlags struct {
	given         config.Source
	format, since string
	all, offline  bool
}

func (p Program) historyCommand() *cobra.Command {
	var flags historyFlags
	cmd := &cobra.Command{
		Use: "history TENANT... | --all", Short: "Show what changed in tenants, and when",
		Long: `history prints what changed, a row for each field, the latest first: its old and its new
value, and between which two readings it changed. Every reading of a tenant by the explorer,
by report or by scan is compared with the one before; what was not read is no change. What
was saved from this machine carries who saved it, and the ticket.

Who made other changes is asked of the platform where it keeps a log of that, as an APIO
core does: once for each, and not with --offline. Nothing else is asked of it. Readings are
kept for the local user, for the login and the API that they are read with: name the same
--url or --profile, and the same user.

Exit codes: 0 ok, also where nothing changed, 1 nothing was ever kept of a tenant, or a part
cannot be read, 2 usage or configuration, 141 standard output was closed.`,
		Example: `  banyan history foo --profile lab --since 24h
  banyan history --all --since 7d --profile lab --format jsonl`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, tenants []string) error {
			if err := checkTenants(cmd.CommandPath(), flags.all, tenants); err != nil {
				return usageError{err}
			}
			if err := checkListFormat(flags.format, "history"); err != nil {
				return usageError{err}
			}
			return p.history(cmd.Context(), flags, tenants)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	p.addSettings(cmd, &flags.given, config.Connecting)
	addListFormat(cmd, &flags.format)
	f := cmd.Flags()
	f.BoolVar(&flags.all, "all", false, "all tenants of which something is kept")
	f.BoolVar(&flags.offline, "offline", false, "do not ask the platform who made a change")
	f.StringVar(&flags.since, "since", "", "what was found in this time alone, such as 24h or 7d")
	return cmd
}

// timeAgo reads a time such as 24h or 7d.
func timeAgo(text string) (time.Duration, error) {
	ago, err := time.ParseDuration(text)
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		var n int
		n, err = strconv.Atoi(days)
		ago = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || ago <= 0 {
		return 0, fmt.Errorf("--since is a time such as 90m, 24h or 7d, and not %q", text)
	}
	return ago, nil
}

func (p Program) history(ctx context.Context, flags historyFlags, ids []string) error {
	var from time.Time
	if flags.since != "" {
		ago, err := timeAgo(flags.since)
		if err != nil {
			return usageError{err}
		}
		from = time.Now().Add(-ago)
	}
	if flags.given.Demo() {
		return usageError{errors.New("a demo takes its history with it: leave out --demo")}
	}
	defer heedClosedPipe(p.Out)()
	c, err := p.open(ctx, flags.given)
	if err != nil {
		return err
	}
	_, isCore := c.Client.(coreClient)
	isIn := isCore && c.Settings.Auth == config.Core && c.Platform == c.Settings.Host()
	if isIn {
		c.close() // which of its gateways it is a login tells
		if c, err = p.connect(ctx, flags.given); err != nil {
			return err
		}
	}
	defer c.close()
	dir, err := p.stateDir(c)
	if err != nil {
		return err
	}
	j := historyJob{Program: p, keeper: history.New(history.Options{Dir: dir, Host: c.Platform, Account: account(c)}), host: c.Platform, from: from}
	events, err := j.events(ids)
	if err != nil {
		return err
	}
	if log, keepsOne := c.Client.(history.WriteLog); keepsOne && log.HasWriteLog() && !flags.offline && history.IsOpen(events) {
		if !isIn {
			in, err := p.connect(ctx, flags.given)
			if err != nil {
				p.note("who made the changes is not known, for nobody could log in to ask: %v", err)
				return j.end(flags, events)
			}
			defer in.close()
			log = in.Client.(history.WriteLog)
		}
		if events, err = j.keeper.Ask(apiclient.For(ctx, apiclient.ForCommand), log, events); err != nil {
			p.note("who made some of the changes is not known, for the platform's log did not tell: %s", apiclient.Explain(err))
		}
	}
	return j.end(flags, events)
}

// end writes what was found.
func (j *historyJob) end(flags historyFlags, events []history.Event) error {
	if err := j.write(report.Format(flags.format), events); errors.Is(err, syscall.EPIPE) {
		return codeError(exitBrokenPipe)
	} else if err != nil {
		return err
	}
	if j.isIncomplete {
		return codeError(exitFailed)
	}
	return nil
}

// historyJob is one run of the history command.
type historyJob struct {
	Program
	keeper       *history.Keeper
	host         string
	from         time.Time // zero for all
	isIncomplete bool
}

// events returns what changed in tenants, all of which something is kept where none is named, the
// latest first.
func (j *historyJob) events(ids []string) (events []history.Event, err error) {
	entries, damaged, err := j.readJournal()
	if err != nil {
		return nil, err
	}
	for _, d := range damaged {
		j.miss("the journal of edits is damaged, so who made a change may be missing: %v", d)
	}
	if len(ids) == 0 {
		all, err := j.keeper.OpenAll()
		if err != nil {
			return nil, err
		}
		for _, err := range all.Damage {
			j.miss("%v", err)
		}
		if all.Lost > 0 {
			j.miss("not read: %s of the histories", counted(all.Lost, "line"))
		}
		if all.Tenants == 0 {
			j.miss("nothing is kept of %s for this login yet: banyan scan --all begins it", j.host)
		}
		events = all.Events(j.host, entries)
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		h, err := j.keeper.Open(id)
		switch {
		case err != nil:
			j.miss("%v", err)
			continue
		case h.Readings() == 0:
			j.miss("nothing is kept of tenant %q at %s for this login yet: banyan scan %s begins it", id, j.host, id)
		case h.Lost() > 0:
			j.miss("not read: %s of the history of %s", counted(h.Lost(), "line"), id)
		}
		events = append(events, h.Events(j.host, history.Object{Kind: change.TenantCapacity}, entries)...)
	}
	slices.SortStableFunc(events, func(a, b history.Event) int { return b.At.Compare(a.At) })
	return slices.DeleteFunc(events, func(e history.Event) bool { return e.At.Before(j.from) }), nil
}

// miss says what is missing.
func (j *historyJob) miss(format string, args ...any) {
	j.isIncomplete = true
	j.note(format, args...)
}

func historyColumns() []string {
	return strings.Fields("after before tenantId groupId kind name what from to by ticket edit note")
}

func (j *historyJob) write(format report.Format, events []history.Event) error {
	w, err := report.NewRowsWriter(j.Out, format, report.Rows{Table: "changes", AsOf: time.Now(), Columns: historyColumns()})
	if err != nil {
		return err
	}
	at := func(t time.Time) report.Value {
		if t.IsZero() {
			return report.Value{}
		}
		if format == report.Table {
			return report.TextValue(t.Local().Format(time.DateTime))
		}
		return report.TextValue(t.UTC().Format(time.RFC3339))
	}
	for _, e := range events {
		var ticket, edit string
		since, until, by, note := e.Since, e.At, e.Who(), e.Note()
		moment, known := e.Moment()
		switch {
		case e.Edit != nil:
			ticket, edit = e.Edit.Ticket, e.Edit.ID
		case known:
			since, until = moment, moment
		case e.Actor.Who != "":
			by, note = "", strings.TrimPrefix(note+"; "+by+" at "+e.Actor.At.UTC().Format(time.RFC3339)+", by the platform's log", "; ")
		}
		for _, part := range e.Parts() {
			err := w.Add(at(since), at(until), report.TextValue(e.Tenant), report.TextValue(e.Group), report.TextValue(string(e.Kind)), report.TextValue(e.Name),
				report.TextValue(part.What), report.TextValue(part.From), report.TextValue(part.To), report.TextValue(by), report.TextValue(ticket), report.TextValue(edit), report.TextValue(note))
			if err != nil {
				return err
			}
		}
	}
	return w.End(!j.isIncomplete)
}
