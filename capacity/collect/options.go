package collect

import (
	"slices"
	"time"
)

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
	// Details asks for every trunk group, also where a report told its limits: for who
	// needs its state or what else is in the detail.
	Details bool
	// States asks for the trunk groups of the groups that Prefer names, where a report told
	// their limits and their state is yet to be read. The collection goes on then until it is
	// closed, as long as there are groups that no Prefer has named.
	States bool
	// Limits reads the limits of the tenant and of each group, and no trunk groups: for who needs
	// what was given out. It has no effect beside Groups.
	Limits bool
	// Licences reads what each group is licensed for, and nothing else: from a report where that
	// tells it, else with a request a group. It has an effect with a LicenceReader alone,
	// and none beside Groups, whose limits and trunk groups are what is asked for.
	Licences bool
	// Retry keeps what the requests bring, so that Collection.Retry can ask for the rest alone.
	Retry bool
	// Ended, when set, is given what was read once everything was asked for, and once more where
	// States has brought more than that; nothing of a collection that was cut off before. It is
	// called on a goroutine of the collection's, and must not block.
	Ended func(Snapshot)
	// Every is the least time between two snapshots, 100 ms when zero.
	Every time.Duration

	share *share // of the walk that the collection belongs to; nil without one
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
