package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/report"
	"banyan/internal/safetext"
)

// reportJob is one run of the report command, connected and ready to read.
type reportJob struct {
	Program
	api    reportAPI
	place  string // the host, or "demo"
	slots  int    // requests at once
	format report.Format
	output *reportOutput
	quiet  bool
	known  knownFindings // they are shown, and do not count for --fail-on

	outcome  outcome
	writer   *report.Writer
	progress *progress
	named    bool
	told     int // tenants whose failure was told
}

// runAll reports all tenants of the list, each once.
func (j *reportJob) runAll(ctx context.Context) error {
	begun := time.Now()
	tenants, err := j.api.Tenants(ctx)
	if err != nil {
		return err
	}
	if len(tenants) == 0 {
		j.say("banyan: the platform lists no tenants, or none that this login may see\n")
	}
	var subjects []subject
	seen := make(map[string]bool, len(tenants))
	for _, tenant := range tenants {
		if !seen[tenant.ID] {
			seen[tenant.ID] = true
			subjects = append(subjects, subject{tenant: tenant, listed: true})
		}
	}
	return j.run(ctx, begun, subjects)
}

// runNamed reports the tenants of these ids.
func (j *reportJob) runNamed(ctx context.Context, ids []string) error {
	subjects := make([]subject, len(ids))
	for i, id := range ids {
		subjects[i].tenant.ID = id
	}
	j.named = true
	return j.run(ctx, time.Now(), subjects)
}

func (j *reportJob) run(ctx context.Context, begun time.Time, subjects []subject) error {
	defer roomForGarbage()()
	var err error
	j.writer, err = report.NewWriter(j.output, j.format, report.Head{GeneratedAt: begun, Known: j.known.is})
	if err != nil {
		return err
	}
	scan := newScan(j.api, j.slots, subjects, j.named)
	j.progress = j.newProgress(len(subjects), scan.pace.done.Load, j.quiet)
	err = scan.run(ctx, j.add, j.progress.tick)
	j.progress.hide()
	all := j.progress.done == len(subjects)
	if err == nil {
		err = j.writer.End(all)
	}
	if err == nil {
		err = j.output.finish()
	}
	if err != nil {
		return j.failed(err)
	}
	j.tellRest()
	if all || j.progress.done > 0 {
		j.progress.end()
	}
	if !all {
		return context.Cause(ctx)
	}
	return j.outcome.code(ctx)
}

// garbageRoom is how many bytes of garbage the collector lets lie at least.
const garbageRoom = 32 << 20

// roomForGarbage makes the collector come less often, until the end is called. A
// report holds a few megabytes and makes garbage of thousands of answers a second,
// so the collector would run most of the time. What lies here is never touched and
// so takes no memory; unlike a larger GOGC it lets a large heap grow no further.
func roomForGarbage() (end func()) {
	room := make([]byte, garbageRoom)
	return func() { runtime.KeepAlive(room) }
}

// add writes one tenant. One that could not be read is named in the report and takes
// nothing from the others.
func (j *reportJob) add(r reading) error {
	failures := r.snapshot.Failures
	if r.err != nil {
		r.err = tenantError(r.err, r.tenant.ID, j.place)
		failures = []collect.Failure{{Path: []string{r.tenant.ID}, What: "tenant", Err: r.err}}
	}
	tenant := report.Tenant{
		Type:      string(r.tenant.Type),
		Breakdown: r.snapshot.Breakdown,
		Errors:    j.reportErrors(failures),
	}
	if !r.snapshot.Oldest.IsZero() {
		tenant.ReadAt = r.snapshot.At
	}
	j.known.look(tenant.Breakdown)
	j.outcome.add(tenant, r.err, j.known.is)
	if j.output.isTerminal() { // the one that the progress is drawn on
		j.progress.hide()
	}
	if err := j.writer.Add(tenant); err != nil {
		return err
	}
	j.progress.done++
	j.tell(r, tenant)
	return nil
}

// mostTold is how many tenants that were not read whole are told of on standard error:
// where all fail alike, a thousand lines say no more than these. All are in the report.
const mostTold = 10

// tell says on standard error what went wrong with a tenant.
func (j *reportJob) tell(r reading, t report.Tenant) {
	if j.named && r.snapshot.NoTrunking() {
		j.progress.note(noTrunking(t.Breakdown.Tenant.ID))
	}
	if t.IsComplete() {
		return
	}
	if j.told++; j.told > mostTold {
		return
	}
	switch failed := len(t.Errors); {
	case r.err != nil:
		j.progress.note("banyan: " + j.sentence(r.err))
	case failed == 1:
		j.progress.note(fmt.Sprintf("banyan: tenant %s is incomplete: %s", t.Breakdown.Tenant.ID, t.Errors[0].Error))
	case failed > 1:
		j.progress.note(fmt.Sprintf("banyan: tenant %s is incomplete: %d requests failed, the first: %s",
			t.Breakdown.Tenant.ID, failed, t.Errors[0].Error))
	default:
		j.progress.note(fmt.Sprintf("banyan: tenant %s is incomplete: the server left figures out", t.Breakdown.Tenant.ID))
	}
}

func (j *reportJob) tellRest() {
	if rest := j.told - mostTold; rest > 0 {
		j.progress.note(fmt.Sprintf("banyan: %d more tenants are incomplete; the report says why", rest))
	}
}

func noTrunking(id string) string {
	return fmt.Sprintf("tenant %s: no trunking here, or the API prefix is wrong", safetext.Cell(id))
}

// tenantError says of a tenant that does not exist where to look its name up.
func tenantError(err error, id, place string) error {
	if errors.Is(err, apiclient.ErrNotFound) {
		return statedError{fmt.Errorf("there is no tenant %q at %s; the explorer lists those there are", id, place)}
	}
	return err
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

// exitBrokenPipe is what a shell reports of a program whose reader went away.
const exitBrokenPipe = 128 + int(syscall.SIGPIPE)

// failed is how the command ends that could not write its report.
func (j *reportJob) failed(err error) error {
	var refused *report.RefusedError
	var stated statedError
	switch {
	case errors.Is(err, syscall.EPIPE):
		return codeError(exitBrokenPipe)
	case errors.As(err, &refused):
		return statedError{refused}
	case errors.As(err, &stated):
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
