package views

import (
	"context"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// editing returns what the screens that change something work with.
func (r routes) editing() editing {
	e := editing{
		service: r.opts.Edits, write: r.opts.Write, now: r.opts.Now,
		host: r.opts.Host, place: r.opts.Place, dialect: r.api.Capabilities().Dialect,
	}
	if r.opts.Edits != nil {
		e.edits = r.edits
	}
	return e
}

// figureForms returns what opens the forms for figures.
func (r routes) figureForms() figureForms {
	return figureForms{kit: r.kit, with: r.editing(), open: r.capacityForm, read: r.levels}
}

func (r routes) capacityForm(shown collect.Snapshot, at level, raise bool) (form ui.View, lack string) {
	if !r.opts.Write || r.opts.Edits == nil {
		return nil, editing{}.lack()
	}
	begin := planEdit
	if raise {
		begin = planRaise
	}
	plan, lack := begin(shown, at, r.opts.Host, r.api.Capabilities().Dialect)
	if lack != "" {
		return nil, lack
	}
	v := newCapacityForm(r.kit, r.opts.Edits, r.opts.Edits.Drafts(), plan)
	v.saving.watch.now = r.opts.Now
	return v, ""
}

// levels reads a tenant's own figures, and its group with all trunk groups.
func (r routes) levels(ctx context.Context, t apiclient.Tenant, group string) (collect.Snapshot, error) {
	own, err := r.api.TenantCapacity(ctx, t.ID)
	if err != nil {
		return collect.Snapshot{}, err
	}
	read := last(r.read(t, collect.Options{Groups: []string{group}})(ctx))
	if err := ctx.Err(); err != nil {
		return collect.Snapshot{}, err
	}
	tenant := read.Breakdown.Tenant
	tenant.Assignment = capacity.Assigned
	tenant.MaxActiveCalls, tenant.BurstingMaxActiveCalls = own.MaxActiveCalls, own.BurstingMaxActiveCalls
	read.Breakdown = capacity.Analyze(tenant)
	return read, nil
}

// last waits for the end of a reading.
func last(now reading) (end collect.Snapshot) {
	for end = range now.Snapshots() {
	}
	return end
}

// parked reads the routes of an enterprise trunk that are parked on this machine.
func (r routes) parked(owner apiclient.TrunkOwner, name string) (parked []routing.Parked, err error) {
	if r.opts.Edits == nil {
		return nil, nil
	}
	err = r.opts.Edits.Kept(r.editing().trunk(owner, name), &parked)
	return parked, err
}

func (r routes) undo(entry change.Entry) (view ui.View, lack string) {
	if !r.opts.Write {
		return nil, editing{}.lack()
	}
	edit, err := change.Undo(entry)
	if err != nil {
		return nil, "cannot be undone: " + saveProblem(err)
	}
	return newUndo(r.kit, r.opts.Edits, edit, r.allocated(edit.Subject)), ""
}

// allocated returns what reads what the level below a tenant or a group was given, and
// nil for everything else.
func (r routes) allocated(of change.Subject) func(context.Context) (map[string]capacity.Sum, error) {
	var opts collect.Options
	switch of.Kind {
	case change.TenantCapacity:
		opts.AwaitPrefer = true
	case change.GroupCapacity:
		opts.Groups = []string{of.Group}
	default:
		return nil
	}
	start := r.read(apiclient.Tenant{ID: of.Tenant}, opts)
	return func(ctx context.Context) (map[string]capacity.Sum, error) {
		ctx, done := context.WithCancel(ctx)
		defer done()
		return allocatedIn(start(ctx), of)
	}
}

// allocatedIn reads until every figure of the level below is there. Of a tenant those
// are its groups' own, which go before their trunk groups.
func allocatedIn(now reading, of change.Subject) (sums map[string]capacity.Sum, err error) {
	preferred := false
	for read := range now.Snapshots() {
		if listed := read.Breakdown.Groups; !preferred && len(listed) > 0 {
			preferred = true
			ids := make([]string, len(listed))
			for i, g := range listed {
				ids[i] = g.Group.ID
			}
			now.Prefer(ids)
		}
		sums = allocatedOf(read.Breakdown, of)
		if complete(sums) {
			return sums, nil
		}
		if len(read.Failures) > 0 {
			err = read.Failures[0].Err
		}
	}
	return sums, err
}

func complete(sums map[string]capacity.Sum) bool {
	for _, sum := range sums {
		if !sum.IsComplete() {
			return false
		}
	}
	return len(sums) > 0
}
