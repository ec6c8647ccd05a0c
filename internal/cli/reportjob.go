package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/history"
	"banyan/internal/report"
	"banyan/internal/safetext"
)

// reportJob is one run of the report command, connected and ready to read.
type reportJob struct {
	Program
	api      Client
	place    string // the host, or "demo"
	slots    int    // requests at once
	format   report.Format
	platform string // as metrics name it
	series   seriesFlag
	output   *reportOutput
	quiet    bool
	log      *slog.Logger
	history  *history.Keeper             // nil where nothing is kept
	known    func(capacity.Finding) bool // they are shown, and do not count for --fail-on

	outcome    outcome
	writer     *report.Writer
	progress   *progress
	named      bool
	incomplete int // tenants
}

// runAll reports all tenants of the list, each once.
func (j *reportJob) runAll(ctx context.Context) error {
	begun := time.Now()
	tenants, err := j.api.Tenants(ctx)
	partly := apiclient.IsPartly(err)
	switch {
	case partly:
		j.say("banyan: %s\n", apiclient.Explain(err))
	case err != nil:
		return err
	}
	if len(tenants) == 0 {
		j.say("banyan: the platform lists no tenants, or none that this login may see\n")
	}
	if err := j.run(ctx, begun, tenants); err != nil || !partly {
		return err
	}
	return codeError(exitFailed)
}

// runNamed reports the tenants of these ids, each once.
func (j *reportJob) runNamed(ctx context.Context, ids []string) error {
	j.named = true
	var tenants []apiclient.Tenant
	for _, id := range ids {
		tenants = append(tenants, apiclient.Tenant{ID: id})
	}
	return j.run(ctx, time.Now(), tenants)
}

func (j *reportJob) run(ctx context.Context, begun time.Time, tenants []apiclient.Tenant) error {
	tenants = collect.Distinct(tenants)
	defer runtime.KeepAlive(roomForGarbage())
	var err error
	j.writer, err = report.NewWriter(j.output, j.format, j.head(begun))
	if err != nil {
		return err
	}
	j.progress = j.newProgress(len(tenants), j.quiet)
	err = j.readAll(ctx, tenants)
	j.progress.hide()
	all := j.progress.done == len(tenants)
	if err == nil {
		err = j.writer.End(report.Run{All: all, Requests: j.progress.requests, Took: time.Since(begun)})
	}
	if err == nil {
		err = j.output.finish()
	}
	if err != nil {
		return j.failed(err)
	}
	if rest := j.incomplete - mostNoted; rest > 0 {
		j.progress.note("banyan: incomplete: %s; the report says why", counted(rest, "more tenant"))
	}
	if all || j.progress.done > 0 {
		j.progress.end()
	}
	if !all {
		return context.Cause(ctx)
	}
	return j.outcome.code(ctx)
}

func (j *reportJob) head(begun time.Time) report.Head {
	return report.Head{GeneratedAt: begun, Known: j.known, Platform: j.platform, TrunkGroups: j.series.trunkGroups()}
}

// readAll writes what it reads of tenants: of those that were named in their order, else
// as they end.
func (j *reportJob) readAll(ctx context.Context, tenants []apiclient.Tenant) error {
	walk := collect.Walk{
		API: j.api, Next: collect.Each(tenants), Concurrency: j.slots, Ordered: j.named,
		// A trunk group that is down counts for the first; the second shows its calls in use.
		Details: j.outcome.threshold == capacity.Notice || j.series.trunkGroups(),
		Tick:    j.progress.tick, Every: progressEvery,
	}
	if j.named {
		walk.Lookup = j.lookup
	}
	for result := range walk.Results(ctx) {
		if err := j.add(result); err != nil {
			return err
		}
	}
	return nil
}

func (j *reportJob) lookup(ctx context.Context, id string) (apiclient.Tenant, error) {
	return lookupTenant(ctx, j.api, id)
}

// lookupTenant reads a tenant. Where the platform refuses that with another status than 404, its
// list decides whether there is one.
func lookupTenant(ctx context.Context, api Client, id string) (apiclient.Tenant, error) {
	tenant, err := api.Tenant(ctx, id)
	if err == nil || errors.Is(err, apiclient.ErrNotFound) {
		return tenant, err
	}
	absent, _ := apiclient.Absent(err, func() (bool, error) { return listsTenant(ctx, api, id) })
	return tenant, apiclient.WithKind(err, apiclient.NotFound, func(*apiclient.Error) bool { return absent })
}

// listsTenant reports whether the list of tenants has this one.
func listsTenant(ctx context.Context, api Client, id string) (bool, error) {
	all, err := api.Tenants(ctx)
	return slices.ContainsFunc(all, func(t apiclient.Tenant) bool { return t.ID == id }), err
}

// garbageRoom is how many bytes of garbage the collector lets lie at least.
const garbageRoom = 32 << 20

// roomForGarbage makes the collector come less often: a report holds a few megabytes and
// makes garbage of thousands of answers a second. It is made once a process, for clearing
// that much again costs more than a report does. Never touched, it takes no memory; unlike
// a larger GOGC it lets a large heap grow no further.
var roomForGarbage = sync.OnceValue(func() []byte { return make([]byte, garbageRoom) }) //nolint:gochecknoglobals // one a process

// add writes one tenant. One that could not be read is named in the report and takes
// nothing from the others.
func (j *reportJob) add(r collect.Result) error {
	j.history.Snapshot(r.Snapshot)
	failures := r.Snapshot.Failures
	if r.Err != nil {
		r.Err = tenantError(r.Err, r.Tenant.ID, j.place)
		failures = []collect.Failure{{Path: []string{r.Tenant.ID}, What: "tenant", Err: r.Err}}
	}
	read := r.Snapshot
	tenant := report.Tenant{
		Type: string(r.Tenant.Type), Breakdown: read.Breakdown, Errors: []report.Error{},
		Source: report.Source(read.SourceWords()),
	}
	j.log.Info("tenant", "tenant", r.Tenant.ID, "requests", read.Requests.Done, "limits", tenant.Source.Limits, "trunkGroups", tenant.Source.TrunkGroups,
		"enterpriseList", read.Source.WholeList, "failed", len(failures))
	for _, f := range failures {
		tenant.Errors = append(tenant.Errors, report.NewError(f.Path, f.What, f.Err, Sentence))
	}
	if !r.Snapshot.Oldest.IsZero() {
		tenant.ReadAt = r.Snapshot.At
	}
	j.outcome.add(tenant, r.Err, j.known)
	if j.output.isTerminal() { // the one that the progress is drawn on
		j.progress.hide()
	}
	if err := j.writer.Add(tenant); err != nil {
		return err
	}
	j.progress.done++
	j.progress.requests = r.Requests.Done
	j.note(r, tenant)
	return nil
}

// mostNoted is how many incomplete tenants are named on standard error: where all fail
// alike, a thousand lines say no more than these. All are in the report.
const mostNoted = 10

// note says on standard error what went wrong with a tenant.
func (j *reportJob) note(r collect.Result, t report.Tenant) {
	id := t.Breakdown.Tenant.ID
	if j.named && r.Snapshot.NoTrunking() {
		j.progress.note("tenant %s: no trunking here, or the API prefix is wrong", safetext.Cell(id))
	}
	if t.IsComplete() {
		return
	}
	if j.incomplete++; j.incomplete > mostNoted {
		return
	}
	switch failed := len(t.Errors); {
	case r.Err != nil:
		j.progress.note("banyan: %s", Sentence(r.Err))
	case failed == 1:
		j.progress.note("banyan: tenant %s is incomplete: %s", id, t.Errors[0].Error)
	case failed > 1:
		j.progress.note("banyan: tenant %s is incomplete: %d requests failed, the first: %s", id, failed, t.Errors[0].Error)
	default:
		j.progress.note("banyan: tenant %s is incomplete: the server left figures out", id)
	}
}

// tenantError says of a tenant that does not exist where to look its name up, and of a
// fault of our own where it happened.
func tenantError(err error, id, place string) error {
	if errors.Is(err, apiclient.ErrNotFound) {
		return answeredError{noTenantError(id, place), err}
	}
	return panicError(err)
}

// answeredError is an error in other words than those of its answer, whose status it keeps.
type answeredError struct{ words, cause error }

func (e answeredError) Error() string   { return e.words.Error() }
func (e answeredError) Unwrap() []error { return []error{e.words, e.cause} }

func noTenantError(id, place string) error {
	return statedError{fmt.Errorf("there is no tenant %q at %s; banyan list tenants names those there are", id, place)}
}

// panicError says of a fault of our own where it happened. Every other error stays as it is.
func panicError(err error) error {
	if fault, ok := errors.AsType[*collect.PanicError](err); ok {
		return &InternalError{Err: fmt.Errorf("%s\n%s", fault.Cause, fault.Stack)}
	}
	return err
}

// exitBrokenPipe is what a shell reports of a program whose reader went away.
const exitBrokenPipe = 128 + int(syscall.SIGPIPE)

// failed is how the command ends that could not write its report.
func (j *reportJob) failed(err error) error {
	refused, isRefused := errors.AsType[*report.RefusedError](err)
	switch {
	case errors.Is(err, syscall.EPIPE):
		return codeError(exitBrokenPipe)
	case isRefused:
		return statedError{refused}
	case wraps[statedError](err):
		return err
	}
	return j.output.failed(err)
}

// heedClosedPipe makes a write to a pipe that nobody reads fail, where out is one,
// instead of ending the process before it could clear its progress.
func heedClosedPipe(out io.Writer) (stop func()) {
	if _, isFile := out.(*os.File); !isFile {
		return func() {}
	}
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGPIPE)
	return func() { signal.Stop(received) }
}
