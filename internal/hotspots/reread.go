package hotspots

import (
	"context"
	"slices"

	"banyan/apiclient"
)

// rereads are the tenants that are read again one after the other, beside any scan: something was
// saved in them. They belong to the lock of the ledger.
type rereads struct {
	*Scanner
	tenants  []string // the first is the one that is being read
	isBegun  bool
	deferred map[string]deferral
	breakOff context.CancelFunc // ends the present reading; nil while there is none
}

// deferral is why a tenant is not read again yet: so many deferred it, and whether it is to be.
type deferral struct {
	by    int
	isDue bool
}

// saved has a tenant read again, at once or when nobody defers that any more. It needs the lock.
func (r *rereads) saved(tenant string) {
	if d, isDeferred := r.deferred[tenant]; isDeferred {
		d.isDue = true
		r.deferred[tenant] = d
		return
	}
	r.add(tenant)
}

// wait defers what saves in a tenant have read again. It needs the lock.
func (r *rereads) wait(tenant string) {
	if r.deferred == nil {
		r.deferred = make(map[string]deferral)
	}
	d := r.deferred[tenant]
	d.by++
	r.deferred[tenant] = d
}

// goOn ends what wait began. It needs the lock.
func (r *rereads) goOn(tenant string) {
	d := r.deferred[tenant]
	if d.by--; d.by > 0 {
		r.deferred[tenant] = d
		return
	}
	delete(r.deferred, tenant)
	if d.isDue && !r.closed {
		r.add(tenant)
	}
}

// add has a tenant read again; what is being read of it begins anew. It needs the lock.
func (r *rereads) add(tenant string) {
	switch at := slices.Index(r.tenants, tenant); {
	case at < 0:
		r.tenants = append(r.tenants, tenant)
	case at == 0 && r.breakOff != nil:
		r.breakOff()
	}
	if !r.isBegun {
		r.isBegun = true
		r.work.Go(r.run)
	}
	r.touch()
}

// run reads until nothing is left.
func (r *rereads) run() {
	defer func() {
		if fault := recover(); fault != nil {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.why, r.tenants, r.isBegun, r.breakOff = faultText(fault), nil, false, nil
			r.touch()
		}
	}()
	for {
		ctx, tenant := r.begin()
		if ctx == nil {
			return
		}
		err := r.Read(ctx, tenant)
		r.end(err == nil)
	}
}

// begin returns the tenant to read now; no context where there is none.
func (r *rereads) begin() (ctx context.Context, tenant string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || len(r.tenants) == 0 {
		r.isBegun = false
		return nil, ""
	}
	ctx, r.breakOff = context.WithCancel(apiclient.Background(r.ctx))
	return ctx, r.tenants[0]
}

// end goes on to the next tenant, unless the reading was broken off to begin anew.
func (r *rereads) end(isDone bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.breakOff()
	r.breakOff = nil
	if isDone {
		r.tenants = slices.Clone(r.tenants[1:])
	}
	r.touch()
}
