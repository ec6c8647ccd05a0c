package collect

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
)

// Walk reads the capacity of many tenants, each with a Collection of its own. It begins
// another tenant when the requests of those at hand leave room: two or three large
// tenants are read at once, as many small ones as there may be requests in flight, and
// what it holds depends on Concurrency alone. API and Next are required.
type Walk struct {
	API API
	// Next returns the tenant to read next, and false while there is none. It is asked
	// whenever another tenant may begin, also after it returned false.
	Next func() (apiclient.Tenant, bool)
	// Lookup, when set, is asked for every tenant before its capacity, where Next knows
	// no more than an id.
	Lookup func(ctx context.Context, id string) (apiclient.Tenant, error)

	Concurrency int  // the requests that leave no room for another tenant, and the most of one: as in Options
	Tenants     int  // the most tenants at once: Concurrency when zero
	Details     bool // as in Options
	Ordered     bool // give the tenants in the order of Next, else as they end

	// Tick, when set, is called at least Every apart (100 ms when zero) while tenants are read.
	Tick  func(Progress)
	Every time.Duration
}

// Result is what was read of one tenant of a walk.
type Result struct {
	Tenant   apiclient.Tenant // what Lookup returned, else what Next did
	Snapshot Snapshot         // the last
	Err      error            // why Lookup failed; then nothing else was asked
	Requests Progress         // of the whole walk so far
}

// Results walks until Next has no tenant and none is being read, ctx ends, or the loop
// over it does. A tenant of which a request was cut off by the end of ctx is not given;
// those that were read whole still are. Next, Tick and the body of the loop are never
// called at once. No goroutine is left when the loop ends.
func (w Walk) Results(ctx context.Context) iter.Seq[Result] {
	opts := Options{Concurrency: w.Concurrency}.withDefaults()
	w.Concurrency = opts.Concurrency
	w.Tenants = cmp.Or(w.Tenants, w.Concurrency)
	w.Every = cmp.Or(w.Every, defaultEvery)
	return func(yield func(Result) bool) {
		ctx, cancel := context.WithCancel(ctx)
		r := &walker{
			Walk: w, load: load{most: int64(w.Concurrency), room: make(chan struct{}, 1)},
			// Room for all that may be held, so that none ever waits to be taken.
			ended:   make(chan outcome, w.Tenants),
			waiting: make(map[int]outcome),
		}
		defer r.reading.Wait()
		defer cancel()
		r.run(ctx, yield)
	}
}

// walker is a walk under way.
type walker struct {
	Walk
	load    load
	ended   chan outcome
	reading sync.WaitGroup
	begun   int             // tenants
	held    int             // of them, not given yet
	waiting map[int]outcome // for their turn, by place
	turn    int             // the place that is given next, where the order counts
}

// outcome is the result of the tenant at a place in the order of Next.
type outcome struct {
	Result
	place int
	whole bool // no request was cut off
}

func (w *walker) run(ctx context.Context, yield func(Result) bool) {
	ticker := time.NewTicker(w.Every)
	defer ticker.Stop()
	for {
		w.beginAll(ctx)
		if w.held == 0 {
			return
		}
		select {
		case o := <-w.ended:
			if !w.give(o, yield) {
				return
			}
		case <-w.load.room:
		case <-ticker.C:
			if w.Tick != nil {
				w.Tick(w.load.progress())
			}
		case <-ctx.Done():
			w.reading.Wait()
			close(w.ended)
			for o := range w.ended { // what ended and was not given
				if !w.give(o, yield) {
					return
				}
			}
			return
		}
	}
}

// beginAll begins tenants while there are some and they have room.
func (w *walker) beginAll(ctx context.Context) {
	for ctx.Err() == nil && w.held < w.Tenants && w.load.hasRoom() {
		tenant, found := w.Next()
		if !found {
			return
		}
		place := w.begun
		w.begun++
		w.held++
		share := w.load.begin()
		w.reading.Go(func() {
			o := w.outcome(ctx, tenant, share)
			o.place = place
			share.end()
			w.ended <- o
		})
	}
}

// outcome reads one tenant, and makes an error of a panic.
func (w *walker) outcome(ctx context.Context, tenant apiclient.Tenant, share *share) outcome {
	result, err := Guarded(ctx, func(ctx context.Context) (Result, error) { return w.read(ctx, tenant, share) })
	requests := result.Snapshot.Requests
	whole := ctx.Err() == nil || err == nil && requests.Done == requests.Known
	if err != nil {
		result = Result{Tenant: tenant, Err: err, Snapshot: Snapshot{Breakdown: capacity.Analyze(capacity.Tenant{ID: tenant.ID})}}
	}
	return outcome{Result: result, whole: whole}
}

func (w *walker) read(ctx context.Context, tenant apiclient.Tenant, share *share) (result Result, err error) {
	if w.Lookup != nil {
		tenant, err = w.Lookup(ctx, tenant.ID)
		share.load.known.Add(1)
		share.load.done.Add(1)
		if err != nil {
			return result, err
		}
	}
	result.Tenant = tenant
	// Nobody looks at what is half read, so no time goes into snapshots of it.
	collection := Start(ctx, w.API, tenant, Options{Concurrency: w.Concurrency, Details: w.Details, Every: time.Hour, share: share})
	defer collection.Close()
	for result.Snapshot = range collection.Snapshots() {
	}
	return result, nil
}

// give gives an outcome whose turn it is, and those that waited for it. It reports
// whether the loop goes on.
func (w *walker) give(o outcome, yield func(Result) bool) bool {
	if !o.whole {
		return true // it never gets its turn, nor do those after it
	}
	if !w.Ordered {
		w.turn = o.place // whatever ends has its turn
	}
	w.waiting[o.place] = o
	for {
		o, ready := w.waiting[w.turn]
		if !ready {
			return true
		}
		delete(w.waiting, w.turn)
		w.turn++
		w.held--
		o.Requests = w.load.progress()
		if !yield(o.Result) {
			return false
		}
	}
}

// Each returns a Next of these tenants.
func Each(tenants []apiclient.Tenant) (next func() (apiclient.Tenant, bool)) {
	return func() (tenant apiclient.Tenant, found bool) {
		if len(tenants) == 0 {
			return tenant, false
		}
		tenant, tenants = tenants[0], tenants[1:]
		return tenant, true
	}
}

// Distinct returns tenants without those that a server listed again.
func Distinct(tenants []apiclient.Tenant) []apiclient.Tenant {
	seen := make(map[string]bool, len(tenants))
	return slices.DeleteFunc(slices.Clone(tenants), func(t apiclient.Tenant) bool {
		before := seen[t.ID]
		seen[t.ID] = true
		return before
	})
}

// load counts the requests of a walk.
type load struct {
	most int64         // so many fill the connection
	busy atomic.Int64  // in flight or waiting for the client, but one at least of each tenant
	room chan struct{} // has a value when there may be room again

	known, done atomic.Int64
}

func (l *load) hasRoom() bool { return l.busy.Load() < l.most }

func (l *load) progress() Progress {
	done := l.done.Load() // first: it never exceeds what is known
	return Progress{Done: int(done), Known: int(l.known.Load())}
}

// begin counts a tenant.
func (l *load) begin() *share {
	s := &share{load: l}
	s.set(1, Progress{})
	return s
}

// share is what one tenant adds to the load of a walk. It is used by one goroutine after
// the other. Of a nil share nothing is counted.
type share struct {
	load     *load
	busy     int
	requests Progress
}

// set replaces the share.
func (s *share) set(busy int, requests Progress) {
	if s == nil {
		return
	}
	s.load.known.Add(int64(requests.Known - s.requests.Known))
	s.load.done.Add(int64(requests.Done - s.requests.Done))
	busy, s.busy = s.busy, busy
	s.requests = requests
	if s.load.busy.Add(int64(s.busy - busy)); s.busy >= busy || !s.load.hasRoom() {
		return
	}
	select {
	case s.load.room <- struct{}{}:
	default: // it has a value already
	}
}

// end counts nothing of the tenant any more but the requests that were answered.
func (s *share) end() { s.set(0, Progress{Done: s.requests.Done, Known: s.requests.Done}) }
