package hotspots

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/statefile"
)

// patience is how many tenants in a row may yield nothing, for a reason that is not
// theirs, before a scan pauses.
const patience = 3

// run is a scan that runs. Its fields belong to the scanner's lock.
type run struct {
	rest     bool // only what the latest scan left
	listed   bool // the tenants are known
	queue    queue
	requests int    // answered before those of the tenant that is being read
	tenant   string // being read
	now      collect.Progress
}

// scanAll is the goroutine of a scan. A panic that nobody recovers would end the
// program and leave its terminal as the screen had it.
func (s *Scanner) scanAll() {
	why := ""
	defer func() {
		if fault := recover(); fault != nil {
			why = fmt.Sprintf("internal fault: %v\n%s", fault, debug.Stack())
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.run = nil
		s.why = why
		s.edit()
	}()
	if err := s.scanTenants(apiclient.Paced(s.ctx, s.pace)); err != nil && s.ctx.Err() == nil {
		why = s.opts.Explain(err)
	}
}

// recovered says what a watch panicked with. It works only when it is deferred itself.
func (s *Scanner) recovered() {
	fault := recover()
	if fault == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.why = fmt.Sprintf("internal fault: %v\n%s", fault, debug.Stack())
	s.touch()
}

func (s *Scanner) scanTenants(ctx context.Context) error {
	release, err := s.store.lock()
	switch {
	case errors.Is(err, statefile.ErrLocked):
		return s.giveWay()
	case err != nil:
		s.setUnkept(err) // without a disk there is nobody to share it with
	default:
		defer release() //nolint:errcheck // the lock ends with the file, however that closes
	}
	if err := s.Load(); err != nil { // another process may have read much since
		s.setUnkept(err)
	}
	if s.isThrough() {
		return nil
	}
	tenants, err := s.opts.API.Tenants(ctx)
	if err != nil {
		return err
	}
	s.begin(tenants)
	if err := s.readAll(ctx); err != nil {
		return err
	}
	s.end()
	return nil
}

// giveWay leaves the platform to the process that scans it, and shows what that has read
// so far.
func (s *Scanner) giveWay() error {
	if err := s.Load(); err != nil {
		s.setUnkept(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
	s.edit()
	return nil
}

// isThrough reports whether nothing is left of the scan that was to go on: another
// process ended it.
func (s *Scanner) isThrough() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.run.rest && s.scan.ID != "" && !s.scan.EndedAt.IsZero()
}

// begin knows the tenants: those that are no longer there are dropped.
func (s *Scanner) begin(tenants []apiclient.Tenant) {
	tenants = distinct(tenants)
	s.mu.Lock()
	goOn := s.run.rest && s.scan.ID != ""
	if !goOn {
		s.scan = scanFile{ID: newScanID(), StartedAt: s.opts.Now()}
	}
	s.scan.Tenants = len(tenants)
	s.tenants = tenants
	s.run.listed = true
	s.run.queue = newQueue(tenants, s.readings, s.scan.ID)
	gone := s.forgetGone(tenants)
	scan := s.scan
	s.edit()
	s.mu.Unlock()

	for _, id := range gone {
		s.note(s.store.drop(id))
	}
	s.note(s.store.keepScan(scan))
}

// forgetGone forgets the tenants that are not listed and returns their ids. An empty
// list is no reason to forget all.
func (s *Scanner) forgetGone(tenants []apiclient.Tenant) []string {
	if len(tenants) == 0 {
		return nil
	}
	here := make(map[string]bool, len(tenants))
	for _, t := range tenants {
		here[t.ID] = true
	}
	var gone []string
	for id := range s.readings {
		if !here[id] {
			gone = append(gone, id)
			delete(s.readings, id)
		}
	}
	return gone
}

// readAll reads tenant after tenant until none is left.
func (s *Scanner) readAll(ctx context.Context) error {
	var doubtful []Reading // yielded nothing, and it may not be their fault
	for {
		if err := s.pace.awaitResume(ctx); err != nil {
			return err
		}
		tenant, more := s.next()
		if !more {
			break
		}
		last := s.read(ctx, tenant)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		reading := newReading(tenant, last, s.former(tenant.ID), s.opts.Explain)
		cause, isTheirs := outage(last)
		if isTheirs {
			s.accept(append(doubtful, reading)...)
			doubtful = nil
			continue
		}
		doubtful = append(doubtful, reading)
		if len(doubtful) == patience {
			s.giveBack(doubtful, s.opts.Explain(cause))
			doubtful = nil
		}
	}
	s.accept(doubtful...)
	return nil
}

// read reads one tenant whole, and tells how far it is.
func (s *Scanner) read(ctx context.Context, tenant apiclient.Tenant) collect.Snapshot {
	slots := max(1, min(mostSlots, s.opts.Concurrency-1))
	collection := collect.Start(ctx, s.opts.API, tenant, collect.Options{Concurrency: slots, Every: s.opts.Every})
	defer collection.Close()
	var last collect.Snapshot
	for last = range collection.Snapshots() {
		s.mu.Lock()
		s.run.now = last.Requests
		s.touch()
		s.mu.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run.requests, s.run.now = s.run.requests+last.Requests.Done, collect.Progress{}
	return last
}

// outage returns why nothing at all was read where that is the platform's or the
// network's fault, and otherwise that whatever happened is the tenant's own.
func outage(s collect.Snapshot) (cause error, isTheirs bool) {
	t := s.Breakdown.Tenant
	if t.GroupsListed || t.Assignment != capacity.AssignmentUnread || len(s.Failures) == 0 {
		return nil, true
	}
	for _, f := range s.Failures {
		var problem *apiclient.Error
		if !errors.As(f.Err, &problem) || !isOutage(problem.Kind) {
			return nil, true
		}
	}
	return s.Failures[0].Err, false
}

func isOutage(kind apiclient.Kind) bool {
	switch kind {
	case apiclient.Unreachable, apiclient.TLS, apiclient.Timeout, apiclient.LoginFailed, apiclient.SecondFactor,
		apiclient.Unauthorized, apiclient.RateLimited, apiclient.Unavailable, apiclient.NotJSON:
		return true
	}
	return false
}

// next takes the tenant to read next.
func (s *Scanner) next() (apiclient.Tenant, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tenant, more := s.run.queue.next(s.wanted)
	s.run.tenant, s.run.now = tenant.ID, collect.Progress{}
	s.touch()
	return tenant, more
}

func (s *Scanner) former(tenant string) Reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.readings[tenant]
}

// accept keeps what was read of tenants: on disk before anything else is asked.
func (s *Scanner) accept(readings ...Reading) {
	for _, r := range readings {
		s.mu.Lock()
		r.Scan = s.scan.ID
		s.mu.Unlock()
		s.note(s.store.keep(r))

		s.mu.Lock()
		s.readings[r.Tenant.ID] = r
		s.run.queue.done++
		s.edit()
		s.mu.Unlock()
	}
}

// giveBack has tenants read later, and pauses until the user has looked at why.
func (s *Scanner) giveBack(readings []Reading, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range readings {
		s.run.queue.giveBack(r.Tenant)
	}
	s.why = why
	s.run.tenant = ""
	s.pace.pause()
	s.touch()
}

// end says that nothing is left of the scan.
func (s *Scanner) end() {
	s.mu.Lock()
	s.scan.EndedAt = s.opts.Now()
	scan := s.scan
	s.mu.Unlock()
	s.note(s.store.keepScan(scan))
}

// note remembers that the disk does not take what is read, until it does again.
func (s *Scanner) note(err error) { s.setUnkept(err) }

func (s *Scanner) setUnkept(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unkept = err
	s.touch()
}
