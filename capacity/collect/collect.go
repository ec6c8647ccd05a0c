package collect

import (
	"context"
	"slices"
	"sync"
	"time"

	"banyan/apiclient"
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

// Reporter is an API that can also tell the limits of a tenant and of all its groups
// with one call. A call that matches apiclient.ErrNoReport says that the single calls
// have to tell; every other error is a failure.
type Reporter interface {
	CapacityReport(ctx context.Context, tenant string) (apiclient.CapacityReport, error)
}

const (
	defaultConcurrency = 16
	maxConcurrency     = 64
	defaultEvery       = 100 * time.Millisecond
)

// Options says how to collect. The zero value collects the whole tenant.
type Options struct {
	// Concurrency is the most requests in flight at once: 16 when zero, 64 at most.
	Concurrency int
	// AwaitPrefer holds the requests of the groups back until the first Prefer, so
	// that none is spent on a hidden group first. Screens set it, reports do not.
	AwaitPrefer bool
	// Groups, when set, are the ids of the only groups to read. Neither the group
	// list nor the tenant's own capacity is asked for then: the names of the groups
	// stay empty, the tenant's figures unknown, and AwaitPrefer has no effect.
	Groups []string
	// Every is the least time between two snapshots, 100 ms when zero.
	Every time.Duration
}

// withDefaults returns o with every field in its range.
func (o Options) withDefaults() Options {
	if o.Concurrency <= 0 {
		o.Concurrency = defaultConcurrency
	}
	o.Concurrency = min(o.Concurrency, maxConcurrency)
	if o.Every <= 0 {
		o.Every = defaultEvery
	}
	o.Groups = slices.Clone(o.Groups)
	return o
}

// Collection is one running or finished collection. Start makes it; the zero
// value is of no use. Its methods may be called from any goroutine.
type Collection struct {
	cancel    context.CancelFunc
	snapshots chan Snapshot
	preferred mailbox
	ended     chan struct{} // closed when no goroutine is left
}

// Start begins to collect the capacity of a tenant. The collection ends when
// everything was asked for, when ctx ends, or with Close; it leaves no goroutine
// behind in any of the three.
func Start(ctx context.Context, api API, tenant apiclient.Tenant, opts Options) *Collection {
	ctx, cancel := context.WithCancel(ctx)
	c := &Collection{
		cancel:    cancel,
		snapshots: make(chan Snapshot, 1),
		preferred: mailbox{arrived: make(chan struct{}, 1)},
		ended:     make(chan struct{}),
	}
	r := newRun(api, tenant, opts.withDefaults(), c)
	go c.collect(ctx, r)
	return c
}

// collect runs r until its end, a panic included.
func (c *Collection) collect(ctx context.Context, r *run) {
	defer close(c.ended)
	defer r.broken()
	defer c.cancel()
	r.run(ctx)
}

// Snapshots returns the channel of what was read so far. The latest snapshot
// replaces one that nobody has taken, and none is sent when nothing changed. The
// last one always arrives and has Done, also after a cancellation; then the
// channel is closed. Snapshots are at least Options.Every apart but for two: the
// last, and the group list that a Prefer is awaited for, come at once.
func (c *Collection) Snapshots() <-chan Snapshot { return c.snapshots }

// Prefer says which groups are visible now, the most wanted first, and replaces
// what an earlier Prefer said. It returns at once. Ids that the tenant does not
// have are ignored.
func (c *Collection) Prefer(groupIDs []string) { c.preferred.put(groupIDs) }

// Close cancels the collection and returns when no goroutine of it is left. It
// may be called more than once.
func (c *Collection) Close() {
	c.cancel()
	<-c.ended
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
