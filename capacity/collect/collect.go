package collect

import (
	"context"

	"banyan/apiclient"
)

// Collection is one running or finished collection. Start makes it; the zero
// value is of no use. Its methods may be called from any goroutine.
type Collection struct {
	cancel    context.CancelFunc
	collector *collector
	ended     chan struct{} // closed when no goroutine is left
}

// Start begins to collect the capacity of a tenant. The collection ends when
// everything was asked for, when ctx ends, or with Close; it leaves no goroutine
// behind in any of the three.
func Start(ctx context.Context, api API, tenant apiclient.Tenant, opts Options) *Collection {
	ctx, cancel := context.WithCancel(ctx)
	c := &Collection{
		cancel:    cancel,
		collector: newCollector(api, tenant, opts.withDefaults()),
		ended:     make(chan struct{}),
	}
	go c.collect(ctx)
	return c
}

// collect runs the collector until its end, a panic included.
func (c *Collection) collect(ctx context.Context) {
	defer close(c.ended)
	defer c.collector.recovered()
	defer c.cancel()
	c.collector.run(ctx)
}

// Snapshots returns the channel of what was read so far. The latest snapshot
// replaces one that nobody has taken, and none is sent when nothing changed. The
// last one always arrives and has Done, also after a cancellation; then the
// channel is closed. Snapshots are at least Options.Every apart but for two: the
// last, and the group list that a Prefer is awaited for, come at once.
func (c *Collection) Snapshots() <-chan Snapshot { return c.collector.snapshots }

// Prefer says which groups are visible now, the most wanted first, and replaces
// what an earlier Prefer said. It returns at once. Ids that the tenant does not
// have are ignored.
func (c *Collection) Prefer(groupIDs []string) { c.collector.preferred.put(groupIDs) }

// Close cancels the collection and returns when no goroutine of it is left. It
// may be called more than once.
func (c *Collection) Close() {
	c.cancel()
	<-c.ended
}
