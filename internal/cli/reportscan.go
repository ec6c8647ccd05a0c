package cli

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// subject is a tenant that a report is to hold: one that was listed, or one that was
// named and of which the id alone is known.
type subject struct {
	tenant apiclient.Tenant
	listed bool
}

// reading is what was read of a subject.
type reading struct {
	place    int // of the subject
	tenant   apiclient.Tenant
	snapshot collect.Snapshot
	whole    bool  // every request was answered: none was cut off by the end of the context
	err      error // the tenant itself could not be read, or a fault of our own
}

// scan reads subjects, several at once.
type scan struct {
	api      reportAPI
	pace     *pace
	subjects []subject
	ordered  bool // the subjects' order, else as they are finished
	results  chan reading
	running  sync.WaitGroup
	next     int // subject to begin
	active   int // subjects begun that have not been given to use
	waiting  map[int]reading
	turn     int // subject whose turn it is, where ordered
}

func newScan(api reportAPI, slots int, subjects []subject, ordered bool) *scan {
	return &scan{
		api: api, pace: newPace(slots), subjects: subjects, ordered: ordered,
		// Room for all that may be active, so that none ever waits to be taken.
		results: make(chan reading, slots),
		waiting: map[int]reading{},
	}
}

// run gives what it reads to use, one after the other, until all was read, ctx ends,
// or use returns an error, which it returns. What was read whole when ctx ended is
// still given. Tick is called every now and then in between. No goroutine is left.
func (s *scan) run(ctx context.Context, use func(reading) error, tick func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer s.running.Wait()
	defer cancel()
	ticker := time.NewTicker(progressEvery)
	defer ticker.Stop()
	for s.next < len(s.subjects) || s.active > 0 {
		for ctx.Err() == nil && s.next < len(s.subjects) && s.pace.hasRoom(s.active) {
			s.begin(ctx)
		}
		select {
		case r := <-s.results:
			if err := s.take(r, use); err != nil {
				return err
			}
		case <-s.pace.room:
		case <-ticker.C:
			tick()
		case <-ctx.Done():
			s.running.Wait()
			return s.rest(use)
		}
	}
	return nil
}

// rest gives what was read whole and not given yet.
func (s *scan) rest(use func(reading) error) error {
	for {
		select {
		case r := <-s.results:
			if err := s.take(r, use); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

func (s *scan) begin(ctx context.Context) {
	place := s.next
	s.next++
	s.active++
	api := s.pace.begin(s.api)
	s.running.Go(func() {
		defer api.end()
		s.results <- read(ctx, api, place, s.subjects[place], int(s.pace.slots))
	})
}

// take gives a reading to use, and where the order counts those that waited for it.
func (s *scan) take(r reading, use func(reading) error) error {
	if !r.whole {
		return nil // it never gets its turn, nor do those after it
	}
	if !s.ordered {
		s.active--
		return use(r)
	}
	s.waiting[r.place] = r
	for {
		r, ready := s.waiting[s.turn]
		if !ready {
			return nil
		}
		delete(s.waiting, s.turn)
		s.turn++
		s.active--
		if err := use(r); err != nil {
			return err
		}
	}
}

// read reads one subject.
func read(ctx context.Context, api *pacedAPI, place int, s subject, slots int) (r reading) {
	r = reading{place: place, tenant: s.tenant}
	defer func() {
		if fault := recover(); fault != nil {
			r.err = &InternalError{Err: fmt.Errorf("%v\n%s", fault, debug.Stack())}
			r.whole = true
		}
	}()
	if !s.listed {
		tenant, err := api.Tenant(ctx, s.tenant.ID)
		if err != nil {
			r.err, r.whole = err, ctx.Err() == nil
			r.snapshot.Breakdown = capacity.Analyze(capacity.Tenant{ID: s.tenant.ID})
			return r
		}
		r.tenant = tenant
	}
	// Nobody looks at what is half read, so no time goes into snapshots of it.
	collection := collect.Start(ctx, api.collected(), r.tenant, collect.Options{Concurrency: slots, Every: time.Hour})
	defer collection.Close()
	for r.snapshot = range collection.Snapshots() {
	}
	r.whole = ctx.Err() == nil || r.snapshot.Requests.Done == r.snapshot.Requests.Known
	return r
}
