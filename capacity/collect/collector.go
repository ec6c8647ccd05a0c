package collect

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
)

// collector is the one goroutine that owns a collection's state. It starts a goroutine
// for each request, merges their answers and sends the snapshots.
type collector struct {
	api       API
	reporter  Reporter // nil where api is none
	tenant    string
	opts      Options
	preferred mailbox
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

// newCollector prepares a collection. It starts nothing.
func newCollector(api API, tenant apiclient.Tenant, opts Options) *collector {
	c := &collector{
		api: api, tenant: tenant.ID, opts: opts,
		preferred: mailbox{arrived: make(chan struct{}, 1)}, snapshots: make(chan Snapshot, 1),
		// Room for all, so that no request ever waits for its answer to be taken.
		answers: make(chan answer, opts.Concurrency),
	}
	c.tree.tenant.ID, c.tree.tenant.Name = tenant.ID, tenant.Name
	if len(opts.Groups) > 0 {
		groups := make([]apiclient.Group, len(opts.Groups))
		for i, id := range opts.Groups {
			groups[i].ID = id
		}
		c.setGroups(groups)
		return c
	}
	if reporter, ok := api.(Reporter); ok {
		c.reporter = reporter
		c.askTenant(capacityReport)
	} else {
		c.askTenant(tenantCapacity, groupList)
	}
	c.queue.waiting = opts.AwaitPrefer
	return c
}

// run collects until everything was answered or ctx ends.
func (c *collector) run(ctx context.Context) {
	c.due, c.again = stoppedTimer(), stoppedTimer()
	for ctx.Err() == nil {
		c.start(ctx)
		c.opts.share.set(max(1, c.inFlight), c.requests)
		if c.requests.Done == c.requests.Known {
			break
		}
		select {
		case a := <-c.answers:
			c.take(ctx, a)
		case <-c.preferred.arrived:
			c.queue.prefer(c.preferred.take())
		case <-c.due.C:
			c.send(false)
		case <-c.again.C:
		case <-ctx.Done():
		}
	}
	for c.inFlight > 0 {
		c.take(ctx, <-c.answers)
	}
	c.asking.Wait()
	c.due.Stop()
	c.again.Stop()
	c.send(true)
	close(c.snapshots)
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// start starts requests while there are some and they may.
func (c *collector) start(ctx context.Context) {
	c.again.Stop()
	for c.inFlight < c.opts.Concurrency {
		now := time.Now()
		t, ok, again := c.queue.next(now)
		if !ok {
			if !again.IsZero() {
				c.again.Reset(again.Sub(now))
			}
			return
		}
		c.inFlight++
		request := c.request(t)
		c.asking.Go(func() { c.answers <- request(ctx) })
	}
}

// take merges an answer and makes known what it allows to ask for.
func (c *collector) take(ctx context.Context, a answer) {
	c.inFlight--
	if a.err != nil && ctx.Err() != nil {
		return // most likely canceled by us, which cannot be told apart
	}
	a.merge()
	if errors.Is(a.err, apiclient.ErrNoReport) {
		c.requests.Known-- // it brought nothing, and may never have been sent
		return
	}
	if a.task.kind == groupCapacity {
		c.queue.groups[a.task.group].capacityAnswered = true
	}
	c.requests.Done++
	now := time.Now()
	c.figures.note(now, a.err)
	if !c.changed {
		c.changed = true
		c.due.Reset(c.sentAt.Add(c.opts.Every).Sub(now))
	}
	if a.task.kind == groupList && c.queue.waiting {
		c.due.Reset(0) // whoever is to prefer groups has to see them first
	}
}

// setGroups makes the groups and their requests known.
func (c *collector) setGroups(groups []apiclient.Group) {
	ids := make([]string, len(groups))
	for i, g := range groups {
		ids[i] = g.ID
	}
	c.tree.setGroups(groups)
	c.queue.setGroups(ids)
	c.requests.Known += 2 * len(groups)
}

// send replaces the snapshot that nobody has taken, if there is one. As the only
// sender it always finds room after that.
func (c *collector) send(last bool) {
	s := c.snapshot()
	s.Done = last
	select {
	case <-c.snapshots:
	default:
	}
	c.snapshots <- s
	c.changed, c.sentAt, c.sent = false, time.Now(), s
}

func (c *collector) snapshot() Snapshot {
	tenant, details := c.tree.read()
	return Snapshot{
		Breakdown:   capacity.Analyze(tenant),
		TrunkGroups: details,
		Failures:    c.tree.failures(),
		Requests:    c.requests,
		Oldest:      c.figures.oldest,
		At:          c.figures.newest,
	}
}

// request returns what makes the request of a task.
func (c *collector) request(t task) func(context.Context) answer {
	switch t.kind {
	case tenantCapacity:
		return ask(t, func(ctx context.Context) (apiclient.TenantCapacity, error) {
			return c.api.TenantCapacity(ctx, c.tenant)
		}, c.tree.tenantCapacity)
	case groupList:
		return ask(t, func(ctx context.Context) ([]apiclient.Group, error) {
			return c.api.Groups(ctx, c.tenant)
		}, c.takeGroups)
	case capacityReport:
		return ask(t, func(ctx context.Context) (apiclient.CapacityReport, error) {
			return c.reporter.CapacityReport(ctx, c.tenant)
		}, c.takeReport)
	}
	return c.groupRequest(t)
}

// groupRequest is request for what belongs to a group.
func (c *collector) groupRequest(t task) func(context.Context) answer {
	b := &c.tree.groups[t.group]
	id := b.group.ID
	switch t.kind {
	case groupCapacity:
		return ask(t, func(ctx context.Context) (apiclient.GroupCapacity, error) {
			return c.api.GroupCapacity(ctx, c.tenant, id)
		}, b.capacity)
	case trunkGroupList:
		return ask(t, func(ctx context.Context) ([]apiclient.TrunkGroupItem, error) {
			return c.api.TrunkGroups(ctx, c.tenant, id)
		}, func(items []apiclient.TrunkGroupItem, err error) {
			b.list(items, err)
			c.requests.Known += len(b.trunkGroups)
			c.queue.setTrunkGroups(t.group, len(b.trunkGroups))
		})
	}
	name := b.trunkGroups[t.trunkGroup].Name
	return ask(t, func(ctx context.Context) (apiclient.TrunkGroup, error) {
		return c.api.TrunkGroup(ctx, c.tenant, id, name)
	}, func(d apiclient.TrunkGroup, err error) {
		b.detail(t.trunkGroup, d, err)
	})
}

// takeGroups makes the listed groups known, or keeps why there is no list.
func (c *collector) takeGroups(groups []apiclient.Group, err error) {
	if err != nil {
		c.tree.groupsErr = err
		return
	}
	c.tree.tenant.GroupsListed = true
	c.setGroups(groups)
}

// takeReport makes known what a report tells, and asks singly for what it does not.
func (c *collector) takeReport(report apiclient.CapacityReport, err error) {
	switch {
	case errors.Is(err, apiclient.ErrNoReport):
		c.askTenant(tenantCapacity, groupList)
		return
	case err != nil:
		c.tree.capacityErr, c.tree.groupsErr = err, err
		return
	}
	if report.TenantReported {
		c.tree.tenantCapacity(report.Tenant, nil)
	} else {
		c.askTenant(tenantCapacity)
	}
	if len(report.Groups) == 0 {
		// It may be empty because there is none, or because nothing is in it.
		c.askTenant(groupList)
		return
	}
	groups := make([]apiclient.Group, len(report.Groups))
	for i, g := range report.Groups {
		groups[i] = g.Group
	}
	c.takeGroups(groups, nil)
	for i, g := range report.Groups {
		switch g.State {
		case apiclient.Reported:
			c.tree.groups[i].capacity(g.Capacity, nil)
		case apiclient.ReportedNotAssigned:
			c.tree.groups[i].capacity(apiclient.GroupCapacity{}, apiclient.ErrNotAssigned)
		default:
			continue
		}
		c.queue.settleCapacity(i)
		c.requests.Known--
	}
}

// askTenant makes requests of the tenant itself known.
func (c *collector) askTenant(kinds ...kind) {
	for _, k := range kinds {
		c.queue.tenant = append(c.queue.tenant, task{kind: k})
	}
	c.requests.Known += len(kinds)
}

// recovered ends a collection that panicked by itself: what was read and sent before it
// is the last snapshot, with the fault among its failures. It works only when it is
// deferred itself, after the requests were cancelled.
func (c *collector) recovered() {
	thrown := recover()
	if thrown == nil {
		return
	}
	c.asking.Wait()
	last := c.sent
	last.Done = true
	last.Failures = append(slices.Clip(last.Failures), Failure{Path: []string{c.tenant}, What: tenantCapacity.String(), Err: newPanicError(thrown)})
	select {
	case <-c.snapshots:
	default:
	}
	c.snapshots <- last
	close(c.snapshots)
}

// answer is the outcome of a task. merge puts it into the tree; only the owner of
// the tree calls it.
type answer struct {
	task  task
	err   error
	merge func()
}

// ask returns what makes the request of a task. It may run on any goroutine: call
// reads nothing that changes, and merge runs with the owner of the tree.
func ask[T any](t task, call func(context.Context) (T, error), merge func(T, error)) func(context.Context) answer {
	return func(ctx context.Context) answer {
		value, err := guarded(ctx, call)
		return answer{t, err, func() { merge(value, err) }}
	}
}

// mailbox holds the latest Prefer until the collection takes it.
type mailbox struct {
	mu      sync.Mutex
	ids     []string
	arrived chan struct{}
}

func (m *mailbox) put(ids []string) {
	ids = slices.Clone(ids)
	m.mu.Lock()
	m.ids = ids
	m.mu.Unlock()
	select {
	case m.arrived <- struct{}{}:
	default: // the one before was not taken yet, and ids replaced it
	}
}

func (m *mailbox) take() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ids
}
