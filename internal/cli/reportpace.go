package cli

import (
	"context"
	"sync"
	"sync/atomic"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// reportAPI is the part of a client that a report calls.
type reportAPI interface {
	collect.API
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
	Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error)
}

// pace decides when a report begins its next tenant: when the requests of those at
// hand leave a slot of the connection free. So two or three large tenants are read
// at once, as many small ones as there are slots, and memory depends on the slots
// alone. newPace makes it.
type pace struct {
	slots       int64
	outstanding atomic.Int64 // calls that wait or run, and tenants that have called for nothing yet
	done        atomic.Int64 // calls that were answered
	room        chan struct{}
}

func newPace(slots int) *pace {
	return &pace{slots: int64(slots), room: make(chan struct{}, 1)}
}

// hasRoom reports whether another tenant is to be begun beside those held.
func (p *pace) hasRoom(held int) bool {
	return int64(held) < p.slots && p.outstanding.Load() < p.slots
}

// leave ends a call.
func (p *pace) leave() {
	if p.outstanding.Add(-1) >= p.slots {
		return
	}
	select {
	case p.room <- struct{}{}:
	default: // told already
	}
}

// begin returns the client for one tenant, which counts as a call until it makes its
// first. End has to be called after its last.
func (p *pace) begin(api reportAPI) *pacedAPI {
	p.outstanding.Add(1)
	return &pacedAPI{api: api, pace: p}
}

// pacedAPI is a client whose calls are counted.
type pacedAPI struct {
	api   reportAPI
	pace  *pace
	first sync.Once
}

func (a *pacedAPI) end() { a.first.Do(a.pace.leave) }

// collected returns the client as the collector takes it: with the report in one
// call exactly where the client has that.
func (a *pacedAPI) collected() collect.API {
	if reporter, ok := a.api.(collect.Reporter); ok {
		return pacedReporter{pacedAPI: a, reporter: reporter}
	}
	return a
}

func paced[T any](a *pacedAPI, call func() (T, error)) (T, error) {
	held := false
	a.first.Do(func() { held = true }) // the place that begin took
	if !held {
		a.pace.outstanding.Add(1)
	}
	defer a.pace.leave()
	defer a.pace.done.Add(1)
	return call()
}

// Tenant implements reportAPI.
func (a *pacedAPI) Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error) {
	return paced(a, func() (apiclient.Tenant, error) { return a.api.Tenant(ctx, tenant) })
}

// TenantCapacity implements collect.API.
func (a *pacedAPI) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	return paced(a, func() (apiclient.TenantCapacity, error) { return a.api.TenantCapacity(ctx, tenant) })
}

// Groups implements collect.API.
func (a *pacedAPI) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	return paced(a, func() ([]apiclient.Group, error) { return a.api.Groups(ctx, tenant) })
}

// GroupCapacity implements collect.API.
func (a *pacedAPI) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	return paced(a, func() (apiclient.GroupCapacity, error) { return a.api.GroupCapacity(ctx, tenant, group) })
}

// TrunkGroups implements collect.API.
func (a *pacedAPI) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	return paced(a, func() ([]apiclient.TrunkGroupItem, error) { return a.api.TrunkGroups(ctx, tenant, group) })
}

// TrunkGroup implements collect.API.
func (a *pacedAPI) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	return paced(a, func() (apiclient.TrunkGroup, error) { return a.api.TrunkGroup(ctx, tenant, group, name) })
}

// pacedReporter is a pacedAPI of a client that is a collect.Reporter too.
type pacedReporter struct {
	*pacedAPI
	reporter collect.Reporter
}

// CapacityReport implements collect.Reporter.
func (a pacedReporter) CapacityReport(ctx context.Context, tenant string) (apiclient.CapacityReport, error) {
	return paced(a.pacedAPI, func() (apiclient.CapacityReport, error) { return a.reporter.CapacityReport(ctx, tenant) })
}
