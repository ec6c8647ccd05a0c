package collect

import (
	"context"
	"errors"
	"sync"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
)

// run is the one goroutine that owns a collection's state. It starts a goroutine
// for each request, merges their answers and sends the snapshots.
type run struct {
	api       API
	reporter  Reporter // nil where api is none
	tenant    string
	opts      Options
	preferred *mailbox
	snapshots chan Snapshot

	queue    queue
	tree     tree
	requests Progress
	inFlight int
	answers  chan answer
	asking   sync.WaitGroup

	changed bool      // since the last snapshot: due is set
	sentAt  time.Time // of the last snapshot
	sent    Snapshot  // the last
	figures figureTimes
	due     *time.Timer // the next snapshot
	again   *time.Timer // the next look into the queue
}

// newRun prepares a collection. It starts nothing.
func newRun(api API, tenant apiclient.Tenant, opts Options, c *Collection) *run {
	r := &run{
		api: api, tenant: tenant.ID, opts: opts, preferred: &c.preferred, snapshots: c.snapshots,
		// Room for all, so that no request ever waits for its answer to be taken.
		answers: make(chan answer, opts.Concurrency),
	}
	r.tree.tenant.ID, r.tree.tenant.Name = tenant.ID, tenant.Name
	if len(opts.Groups) > 0 {
		groups := make([]apiclient.Group, len(opts.Groups))
		for i, id := range opts.Groups {
			groups[i].ID = id
		}
		r.setGroups(groups)
		return r
	}
	if reporter, ok := api.(Reporter); ok {
		r.reporter = reporter
		r.askTenant(capacityReport)
	} else {
		r.askTenant(tenantCapacity, groupList)
	}
	r.queue.waiting = opts.AwaitPrefer
	return r
}

// run collects until everything was answered or ctx ends.
func (r *run) run(ctx context.Context) {
	r.due, r.again = stoppedTimer(), stoppedTimer()
	for ctx.Err() == nil {
		r.start(ctx)
		if r.requests.Done == r.requests.Known {
			break
		}
		select {
		case a := <-r.answers:
			r.take(ctx, a)
		case <-r.preferred.arrived:
			r.queue.prefer(r.preferred.take())
		case <-r.due.C:
			r.send(false)
		case <-r.again.C:
		case <-ctx.Done():
		}
	}
	for r.inFlight > 0 {
		r.take(ctx, <-r.answers)
	}
	r.asking.Wait()
	r.due.Stop()
	r.again.Stop()
	r.send(true)
	close(r.snapshots)
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// start starts requests while there are some and they may.
func (r *run) start(ctx context.Context) {
	r.again.Stop()
	for r.inFlight < r.opts.Concurrency {
		now := time.Now()
		t, ok, again := r.queue.next(now)
		if !ok {
			if !again.IsZero() {
				r.again.Reset(again.Sub(now))
			}
			return
		}
		r.inFlight++
		request := r.request(t)
		r.asking.Go(func() { r.answers <- request(ctx) })
	}
}

// take merges an answer and makes known what it allows to ask for.
func (r *run) take(ctx context.Context, a answer) {
	r.inFlight--
	if a.err != nil && ctx.Err() != nil {
		return // most likely canceled by us, and not to be told from it
	}
	a.merge()
	if errors.Is(a.err, apiclient.ErrNoReport) {
		r.requests.Known-- // it told nothing, and may never have been sent
		return
	}
	if a.task.kind == groupCapacity {
		r.queue.groups[a.task.group].capacityAnswered = true
	}
	r.requests.Done++
	now := time.Now()
	r.figures.note(now, a.err)
	if !r.changed {
		r.changed = true
		r.due.Reset(r.sentAt.Add(r.opts.Every).Sub(now))
	}
	if a.task.kind == groupList && r.queue.waiting {
		r.due.Reset(0) // whoever is to prefer groups has to see them first
	}
}

// setGroups makes the groups and their requests known.
func (r *run) setGroups(groups []apiclient.Group) {
	ids := make([]string, len(groups))
	for i, g := range groups {
		ids[i] = g.ID
	}
	r.tree.setGroups(groups)
	r.queue.setGroups(ids)
	r.requests.Known += 2 * len(groups)
}

// send replaces the snapshot that nobody has taken, if there is one. As the only
// sender it always finds room after that.
func (r *run) send(last bool) {
	s := r.snapshot()
	s.Done = last
	select {
	case <-r.snapshots:
	default:
	}
	r.snapshots <- s
	r.changed, r.sentAt, r.sent = false, time.Now(), s
}

func (r *run) snapshot() Snapshot {
	tenant, details := r.tree.read()
	return Snapshot{
		Breakdown:   capacity.Analyze(tenant),
		TrunkGroups: details,
		Failures:    r.tree.failures(),
		Requests:    r.requests,
		Oldest:      r.figures.oldest,
		At:          r.figures.newest,
	}
}
