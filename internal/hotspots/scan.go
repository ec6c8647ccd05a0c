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

// Job says what a scan is to read. The zero value is every tenant anew.
type Job struct {
	Tenants []string // the ids of the only ones to read; none for all there are
	// Rest reads what the latest scan of all tenants left, and nothing where that is through.
	Rest bool
	// Within goes on with the latest scan of the same tenants where that was cut off, and began no
	// longer ago.
	Within time.Duration
}

// goesOn reports whether a scan is gone on with, instead of a new one.
func (j Job) goesOn(with scanRecord) bool {
	isOpen := with.ID != "" && with.EndedAt.IsZero() && slices.Equal(with.Only, j.Tenants)
	return isOpen && (j.Rest || time.Since(with.StartedAt) < j.Within)
}

// scan is a scan under way. Its fields belong to the lock of the ledger.
type scan struct {
	*Scanner
	Job

	listed  bool       // the tenants are known
	part    scanRecord // where not all are to be read
	backlog backlog
	tenant  string // id of the one being read
	isAgain bool   // it was read in vain before
	silent  int    // tenants in a row that yielded nothing, and it may not be their fault
	begun   int    // how many saves there had been when it was begun
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
	isThrough := s.Rest && s.latest.ID != "" && !s.latest.EndedAt.IsZero() // another process ended it
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
	s.record().EndedAt = time.Now()
	s.mu.Unlock()
	s.keepScan()
	return partly
}

// record is what is kept of the scan. It needs the lock.
func (s *scan) record() *scanRecord {
	if len(s.Tenants) > 0 {
		return &s.part
	}
	return &s.latest
}

// begin fills the backlog. Tenants that are no longer listed are forgotten.
func (s *scan) begin(listed []apiclient.Tenant) {
	chosen, isRead := listed, func(r record) bool { return r.ScanID == s.latest.ID }
	if len(s.Tenants) > 0 {
		s.part, _ = s.store.lastScan(partName) // what cannot be used is not gone on with
		isRead = func(r record) bool { return !r.TriedAt.Before(s.part.StartedAt) }
		chosen = slices.DeleteFunc(slices.Clone(listed), func(t apiclient.Tenant) bool { return !slices.Contains(s.Tenants, t.ID) })
	}
	s.mu.Lock()
	for _, id := range s.Tenants {
		if !slices.ContainsFunc(listed, func(t apiclient.Tenant) bool { return t.ID == id }) {
			s.missing = append(s.missing, id)
		}
	}
	of := s.record()
	if !s.goesOn(*of) {
		*of = scanRecord{ID: rand.Text(), StartedAt: time.Now(), Only: s.Tenants}
	}
	of.Tenants = len(chosen)
	s.tenants = listed
	s.backlog = newBacklog(chosen, s.records, isRead)
	s.listed, s.running = true, true
	s.edit()
	s.mu.Unlock()

	s.forgetGone(listed)
	s.keepScan()
}

// keepScan keeps on disk how far the scan is.
func (s *scan) keepScan() {
	s.mu.Lock()
	of := *s.record()
	s.mu.Unlock()
	s.noteDisk(s.store.keepScan(of))
	seen := s.store.scansAt()
	s.mu.Lock()
	s.seen = seen
	s.mu.Unlock()
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
	return ctx.Err()
}

// next takes the tenant to read next, once the scan is not paused.
func (s *scan) next(ctx context.Context) (apiclient.Tenant, bool) {
	if s.pace.AwaitResume(ctx) != nil {
		return apiclient.Tenant{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tenant, isAgain, found := s.backlog.next(s.preferred)
	for isAgain && !s.records[tenant.ID].Again { // somebody read it in the meantime
		s.backlog.done++
		tenant, isAgain, found = s.backlog.next(nil)
	}
	s.tenant, s.isAgain, s.begun = tenant.ID, isAgain, s.order
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

// take keeps what was read of a tenant. One that could not be read is tried again at the end, for
// what was wrong may pass. Where three in a row yield nothing, and the platform may be the cause,
// the scan pauses until the user resumes it.
func (s *scan) take(read collect.Result) {
	s.opts.Read(read.Snapshot)
	r := newRecord(read, s.former(read.Tenant.ID), s.begun)
	r.Again = !s.isAgain && mayPass(read.Snapshot)
	s.keep(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Again {
		s.backlog.again = append(s.backlog.again, read.Tenant)
	} else {
		s.backlog.done++
	}
	cause := outage(read.Snapshot)
	if s.silent++; cause == nil || s.isAgain {
		s.silent = 0
	}
	if s.silent == patience {
		s.silent, s.tenant = 0, ""
		s.why, s.cause = apiclient.Explain(cause), cause
		s.pace.Pause()
	}
	s.touch()
}

// mayPass reports whether a tenant is worth another try: nothing was read of it, or something was
// not for a reason that is not its own.
func mayPass(s collect.Snapshot) bool {
	return s.Oldest.IsZero() || slices.ContainsFunc(s.Failures, func(f collect.Failure) bool { return isOutage(f.Err) })
}

// outage returns why nothing at all was read of a tenant where that is the platform's or
// the network's fault, and nil otherwise.
func outage(s collect.Snapshot) error {
	t := s.Breakdown.Tenant
	if t.GroupsListed || t.Assignment != capacity.AssignmentUnread || len(s.Failures) == 0 {
		return nil
	}
	if slices.ContainsFunc(s.Failures, func(f collect.Failure) bool { return !isOutage(f.Err) }) {
		return nil
	}
	return s.Failures[0].Err
}

// isOutage reports whether a failure is the platform's or the network's.
func isOutage(err error) bool {
	problem, ok := errors.AsType[*apiclient.Error](err)
	return ok && slices.Contains([]apiclient.Kind{
		apiclient.Unreachable, apiclient.TLS, apiclient.Timeout, apiclient.LoginFailed, apiclient.SecondFactor,
		apiclient.Unauthorized, apiclient.RateLimited, apiclient.Unavailable, apiclient.NotJSON,
	}, problem.Kind)
}

// show returns how far the scan is. It needs the lock.
func (s *scan) show(f forecast) Scan {
	shown := Scan{Phase: Starting}
	if s.listed {
		shown.Phase, shown.Done, shown.Of = Running, s.backlog.done, s.backlog.of
		shown.Tenant = s.tenant
		shown.Left = f.of(idsOf(slices.Concat(s.backlog.tenants, s.backlog.again)), 0, s.requests.Known-s.requests.Done)
		shown.Left.Tenants = shown.Of - shown.Done
	}
	if s.pace.IsPaused() {
		shown.Phase = Paused
	}
	return shown
}
