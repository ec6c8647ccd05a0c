package collect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
)

// API is the part of a client that the collector calls. Both dialects satisfy it.
// A capacity call that matches apiclient.ErrNotAssigned says that trunking is not
// assigned; every other error is a failure.
type API interface {
	TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error)
	Groups(ctx context.Context, tenant string) ([]apiclient.Group, error)
	GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error)
	TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error)
	TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error)
}

// Reporter is an API that can also tell the limits of a tenant, of all its groups and
// perhaps of their trunk groups with one call. A call that matches apiclient.ErrNoReport
// says that the single calls have to tell; every other error is a failure.
type Reporter interface {
	CapacityReport(ctx context.Context, tenant string) (apiclient.CapacityReport, error)
}

// EnterpriseLister is an API whose list of the trunk groups of one group can be asked for
// those of all groups of an Enterprise. A server may not know that it was: the list is of
// that group alone then. Where it fails, each group is asked for its own.
type EnterpriseLister interface {
	EnterpriseTrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error)
}

// LicenceReader is an API that can also tell what a group is licensed for; see Options.Licences.
type LicenceReader interface {
	GroupLicence(ctx context.Context, tenant, group string) (capacity.Licence, error)
}

// Collection is one running or finished collection. Start makes it; the zero
// value is of no use. Its methods may be called from any goroutine.
//
// One goroutine owns its state: it starts a goroutine for each request, merges their
// answers and sends the snapshots.
type Collection struct {
	api       API
	reporter  Reporter                                // nil where api is none
	lister    EnterpriseLister                        // nil where api is none, or the tenant no Enterprise
	licences  LicenceReader                           // nil unless licences alone are read
	reported  map[string][]apiclient.TrunkGroupReport // trunk groups of a report, by group
	tenant    string
	of        apiclient.Tenant // likewise, as it was given
	opts      Options
	cancel    context.CancelFunc
	ended     chan struct{} // closed when no goroutine is left
	snapshots chan Snapshot
	preferred atomic.Pointer[preferred] // of the latest Prefer
	arrived   chan struct{}             // has a value when preferred was replaced

	kept     *answers // of the requests; nil where nobody retries
	queue    queue
	tree     tree
	done     int // requests that were answered
	handed   int // of them, handed out
	inFlight int
	answers  chan answer
	asking   sync.WaitGroup

	whole          bool        // everything was answered once: what follows are states
	changed        bool        // since the last snapshot: due is set
	sentAt         time.Time   // of the last snapshot
	sent           Snapshot    // the last
	oldest, newest time.Time   // see Snapshot
	due            *time.Timer // the next snapshot
	again          *time.Timer // the next look into the queue
}

// Start begins to collect the capacity of a tenant. The collection ends when
// everything was asked for, when ctx ends, or with Close; it leaves no goroutine
// behind in any of the three.
func Start(ctx context.Context, api API, tenant apiclient.Tenant, opts Options) *Collection {
	c := newCollection(api, tenant, opts.withDefaults())
	if opts.Retry {
		c.kept = &answers{}
	}
	c.begin(ctx)
	return c
}

func (c *Collection) begin(ctx context.Context) {
	ctx, c.cancel = context.WithCancel(ctx)
	go c.collect(ctx)
}

// Retry begins to collect anew what failed, and what that leads to: everything else is as it was
// read, at the time when it was. The collection must have been started with Options.Retry.
func (c *Collection) Retry(ctx context.Context, failures []Failure) *Collection {
	again := newCollection(c.api, c.of, c.opts)
	kept := c.kept.without(failures)
	again.kept, again.queue.wholeOf = &kept, kept.wholeOf()
	again.begin(ctx)
	return again
}

// newCollection prepares a collection. It starts nothing.
func newCollection(api API, tenant apiclient.Tenant, opts Options) *Collection {
	c := &Collection{
		api: api, tenant: tenant.ID, of: tenant, opts: opts,
		ended: make(chan struct{}), snapshots: make(chan Snapshot, 1), arrived: make(chan struct{}, 1),
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
	if opts.Licences {
		c.licences, c.queue.licences = api.(LicenceReader)
	}
	c.queue.limits = opts.Limits
	if lister, ok := api.(EnterpriseLister); ok && !c.queue.licences && !opts.Limits && tenant.Type == apiclient.Enterprise {
		c.lister, c.queue.whole = lister, wholeAwaited
	}
	if reporter, ok := api.(Reporter); ok {
		c.reporter = reporter
		c.queue.askTenant(capacityReport)
	} else {
		c.askSingly()
	}
	c.queue.waiting = opts.AwaitPrefer
	return c
}

// Glance reads what one request tells of a tenant: a report where the API has one, which
// brings its limits and those of its groups, else the tenant's own limits. Nothing else is asked
// for, whatever that leaves unread: what the groups were given is not known then. A server that
// has no report is asked for it once, and for the tenant's own limits from then on.
func Glance(ctx context.Context, api API, tenant apiclient.Tenant) Snapshot {
	c := newCollection(api, tenant, Options{}.withDefaults())
	c.due = stoppedTimer()
	for _, kind := range []kind{capacityReport, tenantCapacity} {
		if kind == capacityReport && c.reporter == nil {
			continue
		}
		a := c.request(task{kind: kind})(ctx)
		if cause, isRefused := errors.AsType[*apiclient.Error](a.err); isRefused {
			a.err = cause // which is what there is to tell: nothing else is asked
		}
		if a.err != nil && !errors.Is(a.err, apiclient.ErrNoReport) {
			a.merge = func() { c.tree.tenantCapacity(apiclient.TenantCapacity{}, a.err) }
		}
		if c.take(ctx, a); c.done > 0 || ctx.Err() != nil {
			break
		}
	}
	c.analyze(true)
	return c.sent
}

// askSingly asks for what the groups are, and for the tenant's own capacity.
func (c *Collection) askSingly() {
	if !c.queue.licences {
		c.queue.askTenant(tenantCapacity)
	}
	c.queue.askTenant(groupList)
}

// Snapshots returns the channel of what was read so far. The latest snapshot
// replaces one that nobody has taken, and none is sent when nothing changed. The
// last one always arrives and has Done, also after a cancellation; then the
// channel is closed. Snapshots are at least Options.Every apart but for these: the
// last, the group list that a Prefer is awaited for, and with Options.States the first
// that has Done come at once.
func (c *Collection) Snapshots() <-chan Snapshot { return c.snapshots }

// preferred is what is visible: groups, and trunk groups of the first of them.
type preferred struct{ groups, trunkGroups []string }

// Prefer says which groups are visible now, the most wanted first, and which trunk groups of
// the first of them, and replaces what an earlier Prefer said. It returns at once. Ids that
// the tenant does not have, or not yet, are ignored.
func (c *Collection) Prefer(groupIDs []string, trunkGroups ...string) {
	c.preferred.Store(&preferred{slices.Clone(groupIDs), slices.Clone(trunkGroups)})
	select {
	case c.arrived <- struct{}{}:
	default: // the one before was not taken yet, and this one replaced it
	}
}

// Close cancels the collection and returns when no goroutine of it is left. It
// may be called more than once.
func (c *Collection) Close() {
	c.cancel()
	<-c.ended
}

// collect collects until the end, a panic included.
func (c *Collection) collect(ctx context.Context) {
	defer close(c.ended)
	defer c.recovered()
	defer c.cancel()
	c.run(ctx)
}

// prefer has what is visible asked for first.
func (c *Collection) prefer(p *preferred) {
	c.queue.prefer(p.groups)
	if len(p.groups) > 0 && len(p.trunkGroups) > 0 {
		if group, known := c.queue.positions[p.groups[0]]; known {
			c.queue.first(group, func(trunkGroup int) bool {
				return slices.Contains(p.trunkGroups, c.tree.groups[group].trunkGroups[trunkGroup].Name)
			})
		}
	}
}

// run collects until everything was answered or ctx ends.
func (c *Collection) run(ctx context.Context) {
	c.due, c.again = stoppedTimer(), stoppedTimer()
	for ctx.Err() == nil {
		c.start(ctx)
		c.opts.share.set(max(1, c.inFlight), c.requests())
		if c.done == c.queue.known {
			if c.queue.unseen == 0 {
				break
			}
			c.tellWhole()
		}
		select {
		case a := <-c.answers:
			c.take(ctx, a)
		case <-c.arrived:
			c.prefer(c.preferred.Load())
		case <-c.due.C:
			c.send()
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
	c.end(c.whole || ctx.Err() == nil)
	close(c.snapshots)
}

// end sends what was read in the end. Before that, it is handed out where everything was asked for, and
// is more than was handed out already.
func (c *Collection) end(isWhole bool) {
	c.analyze(true)
	if isWhole && c.done > c.handed && c.opts.Ended != nil {
		c.handed = c.done
		c.opts.Ended(c.sent)
	}
	c.replace(c.sent)
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// start starts requests while there are some and they may.
func (c *Collection) start(ctx context.Context) {
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
func (c *Collection) take(ctx context.Context, a answer) {
	c.inFlight--
	if a.err != nil && ctx.Err() != nil {
		return // most likely canceled by us, which cannot be told apart
	}
	if c.kept != nil {
		c.kept.put(c.requestOf(a.task), kept{a.value, a.err, a.at})
	}
	a.merge()
	if a.task.kind == groupCapacity {
		c.queue.answered(a.task.group, a.err == nil)
		c.placeList(a.task.group)
	}
	if errors.Is(a.err, apiclient.ErrNoReport) { // it brought nothing
		if apiclient.KindOf(a.err) == apiclient.Unknown {
			c.queue.known-- // and may never have been sent
		} else {
			c.done++
		}
		return
	}
	c.done++
	// "Not assigned" is a figure: it counts as zero calls. A failure is none.
	isFigure := a.err == nil || errors.Is(a.err, apiclient.ErrNotAssigned)
	if isFigure && (c.oldest.IsZero() || a.at.Before(c.oldest)) {
		c.oldest = a.at
	}
	if (isFigure || c.oldest.IsZero()) && a.at.After(c.newest) {
		c.newest = a.at
	}
	if !c.changed {
		c.changed = true
		c.due.Reset(time.Until(c.sentAt.Add(c.opts.Every)))
	}
	if a.task.kind == groupList && c.queue.waiting {
		c.due.Reset(0) // whoever is to prefer groups has to see them first
	}
}

// tellWhole sends, once, that everything was answered that has to be.
func (c *Collection) tellWhole() {
	if !c.whole {
		c.whole = true
		c.due.Stop()
		c.end(true)
	}
}

// setGroups makes the groups and their requests known, and gives each the trunk groups that
// a report has of it: none where it has some of another group.
func (c *Collection) setGroups(groups []apiclient.Group) {
	c.tree.setGroups(groups)
	c.queue.setGroups(groups)
	for id := range c.reported {
		if _, isKnown := c.queue.positions[id]; !isKnown {
			c.tree.source.Unused = fmt.Errorf("it has trunk groups of group %q, which is not among the groups", id)
			c.reported = nil
			break
		}
	}
	for i, g := range groups {
		rows, isReported := c.reported[g.ID]
		if !isReported {
			continue
		}
		c.queue.settleList(i)
		details, states := c.tree.groups[i].report(rows)
		c.tree.source.TrunkGroups += len(states)
		switch {
		case c.opts.Limits:
			details, states = nil, nil
		case c.opts.Details:
			details, states = append(details, states...), nil
		case !c.opts.States:
			states = nil // nobody is going to ask
		}
		c.queue.setTrunkGroups(i, details, states)
	}
}

func (c *Collection) requests() Progress { return Progress{Done: c.done, Known: c.queue.known} }

// send sends what was read so far.
func (c *Collection) send() {
	c.analyze(false)
	c.replace(c.sent)
}

// analyze makes a snapshot of what was read so far.
func (c *Collection) analyze(last bool) {
	tenant, details := c.tree.read()
	c.changed, c.sentAt, c.sent = false, time.Now(), Snapshot{
		Breakdown: capacity.Analyze(tenant), TrunkGroups: details, Failures: c.tree.failures(),
		Source: c.tree.source, Requests: c.requests(), Done: last || c.whole, Oldest: c.oldest, At: c.newest,
	}
}

// replace replaces the snapshot that nobody has taken, if there is one. As the only
// sender it always finds room after that.
func (c *Collection) replace(s Snapshot) {
	select {
	case <-c.snapshots:
	default:
	}
	c.snapshots <- s
}

// requestOf names the request of a task.
func (c *Collection) requestOf(t task) request {
	r := request{kind: t.kind}
	switch t.kind {
	case tenantCapacity, groupList, capacityReport:
		return r
	case trunkGroupDetail:
		r.trunkGroup = c.tree.groups[t.group].trunkGroups[t.trunkGroup].Name
	}
	r.group = c.tree.groups[t.group].group.ID
	return r
}

// request returns what makes the request of a task.
func (c *Collection) request(t task) func(context.Context) answer {
	switch t.kind {
	case tenantCapacity:
		return ask(c, t, func(ctx context.Context) (apiclient.TenantCapacity, error) {
			return c.api.TenantCapacity(ctx, c.tenant)
		}, c.tree.tenantCapacity)
	case groupList:
		return ask(c, t, func(ctx context.Context) ([]apiclient.Group, error) { return c.api.Groups(ctx, c.tenant) }, c.takeGroups)
	case capacityReport:
		return ask(c, t, func(ctx context.Context) (apiclient.CapacityReport, error) {
			return c.reporter.CapacityReport(ctx, c.tenant)
		}, c.takeReport)
	}
	b := &c.tree.groups[t.group]
	id := b.group.ID
	switch t.kind {
	case enterpriseList:
		return ask(c, t, func(ctx context.Context) ([]apiclient.TrunkGroupItem, error) {
			return c.lister.EnterpriseTrunkGroups(ctx, c.tenant, id)
		}, func(items []apiclient.TrunkGroupItem, err error) { c.takeWhole(t.group, items, err) })
	case groupCapacity:
		return ask(c, t, func(ctx context.Context) (apiclient.GroupCapacity, error) {
			return c.api.GroupCapacity(ctx, c.tenant, id)
		}, b.capacity)
	case groupLicence:
		return ask(c, t, func(ctx context.Context) (capacity.Licence, error) {
			return c.licences.GroupLicence(ctx, c.tenant, id)
		}, b.licence)
	case trunkGroupList:
		return ask(c, t, func(ctx context.Context) ([]apiclient.TrunkGroupItem, error) {
			return c.api.TrunkGroups(ctx, c.tenant, id)
		}, func(items []apiclient.TrunkGroupItem, err error) { c.setList(t.group, items, err) })
	}
	name := b.trunkGroups[t.trunkGroup].Name
	return ask(c, t, func(ctx context.Context) (apiclient.TrunkGroup, error) {
		return c.api.TrunkGroup(ctx, c.tenant, id, name)
	},
		func(d apiclient.TrunkGroup, err error) { b.detail(t.trunkGroup, d, err) })
}

// takeGroups makes the listed groups known, and keeps why some or all are missing.
func (c *Collection) takeGroups(groups []apiclient.Group, err error) {
	c.tree.groupsErr = err
	if err != nil && !apiclient.IsPartly(err) {
		return
	}
	c.tree.tenant.GroupsListed = err == nil
	c.setGroups(groups)
}

// setList takes the list of the trunk groups of a group.
func (c *Collection) setList(group int, items []apiclient.TrunkGroupItem, err error) {
	b := &c.tree.groups[group]
	b.list(items, err)
	all := make([]int, len(b.trunkGroups))
	for i := range all {
		all[i] = i
	}
	c.queue.setTrunkGroups(group, all, nil)
}

// takeWhole takes a list that was to be that of all groups. It is where something of another
// group than the one asked is in it. Else it is the list of that one, if there is one, and
// every other group is asked for its own.
func (c *Collection) takeWhole(asked int, items []apiclient.TrunkGroupItem, err error) {
	c.queue.whole = noWhole
	parts, isWhole, isSound := c.tree.partsOf(items, asked, c.queue.positions)
	switch {
	case err != nil || !isSound:
		c.queue.askList(asked)
		return
	case !isWhole:
		c.setList(asked, items, nil)
		return
	}
	c.tree.source.WholeList = true
	for i := range c.tree.groups {
		c.tree.groups[i].part = &parts[i]
		if i != asked {
			c.queue.settleList(i)
		}
		c.placeList(i)
	}
}

// placeList takes a group's part of the list of all for its own list. Of a group without
// trunking that may have to be asked for all the same: whether its trunk groups can be read is
// not in the list of all. So its capacity is awaited.
func (c *Collection) placeList(group int) {
	b := &c.tree.groups[group]
	part := b.part
	switch {
	case part == nil:
		return
	case b.group.Assignment == capacity.Assigned, b.capacityErr != nil:
		c.setList(group, *part, nil)
	case b.group.Assignment == capacity.NotAssigned && len(*part) == 0:
		b.group.TrunkGroupsListed = true
	case b.group.Assignment == capacity.NotAssigned:
		c.queue.askList(group)
	default:
		return
	}
	b.part = nil
}

// takeReport makes known what a report tells, and asks singly for what it does not.
func (c *Collection) takeReport(report apiclient.CapacityReport, err error) {
	switch {
	case errors.Is(err, apiclient.ErrNoReport):
		if apiclient.KindOf(err) != apiclient.Unknown {
			c.tree.source.Unused = err
		}
		c.askSingly()
		return
	case err != nil:
		c.tree.capacityErr, c.tree.groupsErr = err, err
		return
	}
	c.tree.source.Report = true
	if !c.queue.licences {
		c.reported = report.TrunkGroups
	}
	switch {
	case report.TenantReported:
		c.tree.tenantCapacity(report.Tenant, nil)
	case !c.queue.licences:
		c.queue.askTenant(tenantCapacity)
	}
	if len(report.Groups) == 0 {
		// It may be empty because there is none, or because nothing is in it.
		c.queue.askTenant(groupList)
		return
	}
	groups := make([]apiclient.Group, len(report.Groups))
	for i, g := range report.Groups {
		groups[i] = g.Group
	}
	c.takeGroups(groups, nil)
	for i, g := range report.Groups {
		c.takeLicence(i, g.Licence)
		if c.queue.licences {
			continue
		}
		switch g.State {
		case apiclient.Reported:
			c.tree.groups[i].capacity(g.Capacity, nil)
		case apiclient.ReportedNotAssigned:
			c.tree.groups[i].capacity(apiclient.GroupCapacity{}, apiclient.ErrNotAssigned)
			c.queue.settleList(i)
			c.tree.groups[i].list(nil, apiclient.ErrNotAssigned)
		default:
			continue
		}
		c.queue.settleCapacity(i)
	}
}

// takeLicence takes what a report tells of a group's licence, if it does.
func (c *Collection) takeLicence(group int, licence capacity.Licence) {
	c.tree.groups[group].group.Licence = licence
	if c.queue.licences && licence.Licensed.IsRead() {
		c.queue.settleLicence(group)
	}
}

// recovered ends a collection that panicked by itself: what was read and sent before it
// is the last snapshot, with the fault among its failures. It works only when it is
// deferred itself, after the requests were cancelled.
func (c *Collection) recovered() {
	thrown := recover()
	if thrown == nil {
		return
	}
	c.asking.Wait()
	last := c.sent
	last.Done = true
	last.Failures = append(slices.Clip(last.Failures), Failure{Path: []string{c.tenant}, What: tenantCapacity.String(), Err: newPanicError(thrown)})
	c.replace(last)
	close(c.snapshots)
}

// answer is the outcome of a task. merge puts it into the tree; only the owner of
// the tree calls it.
type answer struct {
	task  task
	value any
	err   error
	at    time.Time // when it came
	merge func()
}

// ask returns what makes the request of a task, or has the answer that is kept. It is called by the
// owner of the tree, and what it returns may run on any goroutine: call reads nothing that changes,
// and merge runs with the owner.
func ask[T any](c *Collection, t task, call func(context.Context) (T, error), merge func(T, error)) func(context.Context) answer {
	if c.kept != nil {
		if k, known := c.kept.get(c.requestOf(t)); known {
			value, _ := k.value.(T)
			return func(context.Context) answer {
				return answer{t, k.value, k.err, k.at, func() { merge(value, k.err) }}
			}
		}
	}
	return func(ctx context.Context) answer {
		value, err := Guarded(ctx, call)
		return answer{t, value, err, time.Now(), func() { merge(value, err) }}
	}
}
