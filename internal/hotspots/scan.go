package hotspots

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/statefile"
)

const (
	mostSlots = 4 // requests of a scan at once
	// patience is how many tenants in a row may yield nothing, for a reason that is not
	// theirs, before a scan pauses.
	patience = 3
)

// scan is a scan under way. Its fields belong to the lock of the ledger.
type scan struct {
	*Scanner

	rest     bool // only what the latest scan left
	listed   bool // the tenants are known
	backlog  backlog
	requests collect.Progress
	tenant   string   // id of the one being read
	doubtful []record // of tenants that yielded nothing, and it may not be their fault
}

// run reads every tenant that is to be read. The error is statefile.ErrLocked where
// another process scans the platform.
func (s *scan) run(ctx context.Context) error {
	guard, err := s.store.lock()
	isLocked := errors.Is(err, statefile.ErrLocked)
	switch {
	case err == nil:
		defer guard.Release() //nolint:errcheck // the lock ends with the file, however that closes
	case !isLocked:
		s.noteDisk(err) // without a disk there is nobody to share it with
	}
	if loading := s.load(); loading != nil { // another process may have read much since
		s.noteDisk(loading)
	}
	if isLocked {
		return err
	}
	s.mu.Lock()
	isThrough := s.rest && s.latest.ID != "" && !s.latest.EndedAt.IsZero() // another process ended it
	s.mu.Unlock()
	if isThrough {
		return nil
	}
	tenants, err := s.opts.API.Tenants(ctx)
	if err != nil && !apiclient.IsPartly(err) {
		return err
	}
	partly := err
	s.begin(collect.Distinct(tenants))
	if err := s.readAll(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	s.latest.EndedAt = time.Now()
	s.mu.Unlock()
	s.keepScan()
	return partly
}

// begin fills the backlog. Tenants that are no longer listed are forgotten.
func (s *scan) begin(tenants []apiclient.Tenant) {
	s.mu.Lock()
	if !s.rest || s.latest.ID == "" {
		s.latest = scanRecord{ID: rand.Text(), StartedAt: time.Now()}
	}
	s.latest.Tenants = len(tenants)
	s.tenants = tenants
	s.backlog = newBacklog(tenants, s.records, s.latest.ID)
	s.listed, s.running = true, true
	s.edit()
	s.mu.Unlock()

	s.forgetGone(tenants)
	s.keepScan()
}

// readAll reads tenant after tenant until none is left. What was read of one is on disk
// before anything is asked of the next.
func (s *scan) readAll(ctx context.Context) error {
	walk := collect.Walk{
		API: s.opts.API, Tenants: 1, Concurrency: max(1, min(mostSlots, s.opts.Concurrency-1)),
		Next: func() (apiclient.Tenant, bool) { return s.next(ctx) },
		Tick: s.count, Every: s.opts.Every,
	}
	for result := range walk.Results(ctx) {
		s.count(result.Requests)
		s.take(result)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.accept()
	return nil
}

// next takes the tenant to read next, once the scan is not paused.
func (s *scan) next(ctx context.Context) (apiclient.Tenant, bool) {
	if s.pace.AwaitResume(ctx) != nil {
		return apiclient.Tenant{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tenant, found := s.backlog.next(s.preferred)
	s.tenant = tenant.ID
	s.touch()
	return tenant, found
}

// count replaces how many requests there were.
func (s *scan) count(requests collect.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.requests != requests {
		s.requests = requests
		s.touch()
	}
}

// take keeps what was read of a tenant. Where that is nothing, and the platform may be the
// cause, it waits for the next tenants: three in a row are given back to the backlog, and
// the scan pauses until the user resumes it.
func (s *scan) take(read collect.Result) {
	s.doubtful = append(s.doubtful, newRecord(read, s.former(read.Tenant.ID)))
	cause := outage(read.Snapshot)
	if cause == nil {
		s.accept()
		return
	}
	if len(s.doubtful) < patience {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.doubtful {
		s.backlog.tenants = append(s.backlog.tenants, apiclient.Tenant(r.Tenant)) // to the end
	}
	s.doubtful, s.tenant = nil, ""
	s.why = apiclient.Explain(cause)
	s.pace.Pause()
	s.touch()
}

// accept keeps the records that were held back.
func (s *scan) accept() {
	for _, r := range s.doubtful {
		s.keep(r)
		s.mu.Lock()
		s.backlog.done++
		s.touch()
		s.mu.Unlock()
	}
	s.doubtful = nil
}

// outage returns why nothing at all was read of a tenant where that is the platform's or
// the network's fault, and nil otherwise.
func outage(s collect.Snapshot) error {
	t := s.Breakdown.Tenant
	if t.GroupsListed || t.Assignment != capacity.AssignmentUnread || len(s.Failures) == 0 {
		return nil
	}
	outages := []apiclient.Kind{
		apiclient.Unreachable, apiclient.TLS, apiclient.Timeout, apiclient.LoginFailed, apiclient.SecondFactor,
		apiclient.Unauthorized, apiclient.RateLimited, apiclient.Unavailable, apiclient.NotJSON,
	}
	for _, f := range s.Failures {
		if problem, ok := errors.AsType[*apiclient.Error](f.Err); !ok || !slices.Contains(outages, problem.Kind) {
			return nil
		}
	}
	return s.Failures[0].Err
}

// show returns how far the scan is. It needs the lock.
func (s *scan) show(f forecast) Scan {
	shown := Scan{Phase: Starting}
	if s.listed {
		shown.Phase, shown.Done, shown.Of = Running, s.backlog.done, s.backlog.of
		shown.Requests, shown.Tenant = s.requests.Done, s.tenant
		shown.Left = f.of(idsOf(s.backlog.tenants), 0, s.requests.Known-s.requests.Done)
		shown.Left.Tenants = shown.Of - shown.Done
	}
	if s.pace.IsPaused() {
		shown.Phase = Paused
	}
	return shown
}
