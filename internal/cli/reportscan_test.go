package cli

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/report"
)

// fakeAPI is a platform of equal tenants that answers at once, or when it is let.
type fakeAPI struct {
	tenants, groups, trunkGroups int
	onRequest                    func()
	release                      chan struct{} // where set, each request waits for one

	mu       sync.Mutex
	begun    map[string]bool // tenants that were asked for anything
	inFlight int
	most     int
}

func newFakeAPI(tenants, groups, trunkGroups int) *fakeAPI {
	return &fakeAPI{tenants: tenants, groups: groups, trunkGroups: trunkGroups, begun: map[string]bool{}}
}

func (f *fakeAPI) request(ctx context.Context, tenant string) {
	f.mu.Lock()
	f.begun[tenant] = true
	f.inFlight++
	f.most = max(f.most, f.inFlight)
	f.mu.Unlock()
	if f.onRequest != nil {
		f.onRequest()
	}
	if f.release != nil {
		select {
		case <-f.release:
		case <-ctx.Done():
		}
	}
	f.mu.Lock()
	f.inFlight--
	f.mu.Unlock()
}

func (f *fakeAPI) Tenants(context.Context) ([]apiclient.Tenant, error) {
	var out []apiclient.Tenant
	for i := range f.tenants {
		out = append(out, apiclient.Tenant{ID: fmt.Sprintf("tenant-%04d", i+1)})
	}
	return out, nil
}

func (f *fakeAPI) Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error) {
	f.request(ctx, tenant)
	if strings.HasPrefix(tenant, "panic") {
		panic("out of order")
	}
	return apiclient.Tenant{ID: tenant}, ctx.Err()
}

func (f *fakeAPI) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	f.request(ctx, tenant)
	ten := capacity.Read(capacity.Must(10))
	return apiclient.TenantCapacity{MaxActiveCalls: ten, BurstingMaxActiveCalls: ten}, ctx.Err()
}

func (f *fakeAPI) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	f.request(ctx, tenant)
	var out []apiclient.Group
	for i := range f.groups {
		out = append(out, apiclient.Group{ID: fmt.Sprintf("group-%d", i)})
	}
	return out, ctx.Err()
}

func (f *fakeAPI) GroupCapacity(ctx context.Context, tenant, _ string) (apiclient.GroupCapacity, error) {
	f.request(ctx, tenant)
	ten := capacity.Read(capacity.Must(10))
	return apiclient.GroupCapacity{
		MaxActiveCalls: ten, MaxAvailableActiveCalls: ten,
		BurstingMaxActiveCalls: ten, BurstingMaxAvailableActiveCalls: ten,
	}, ctx.Err()
}

func (f *fakeAPI) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	f.request(ctx, tenant)
	var out []apiclient.TrunkGroupItem
	for i := range f.trunkGroups {
		out = append(out, apiclient.TrunkGroupItem{GroupID: group, Name: fmt.Sprintf("tg-%d", i)})
	}
	return out, ctx.Err()
}

func (f *fakeAPI) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	f.request(ctx, tenant)
	one := capacity.Read(capacity.Must(1))
	return apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: one, BurstingMaxActiveCalls: one}, ctx.Err()
}

func subjectsOf(ids ...string) []subject {
	out := make([]subject, len(ids))
	for i, id := range ids {
		out[i] = subject{tenant: apiclient.Tenant{ID: id}, listed: true}
	}
	return out
}

func manyIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("tenant-%04d", i+1)
	}
	return ids
}

// scanAll runs a scan and returns the ids in the order given.
func scanAll(t *testing.T, s *scan) []string {
	t.Helper()
	var ids []string
	if err := s.run(t.Context(), func(r reading) error {
		if r.err != nil || !r.snapshot.Breakdown.Complete {
			t.Errorf("%s: %v, complete %v", r.tenant.ID, r.err, r.snapshot.Breakdown.Complete)
		}
		ids = append(ids, r.tenant.ID)
		return nil
	}, func() {}); err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestAScanGivesEveryTenantOnce(t *testing.T) {
	for _, ordered := range []bool{true, false} {
		got := scanAll(t, newScan(newFakeAPI(0, 3, 2), 8, subjectsOf(manyIDs(50)...), ordered))
		if !ordered {
			slices.Sort(got)
		}
		if !slices.Equal(got, manyIDs(50)) {
			t.Errorf("ordered %v: %v", ordered, got)
		}
	}
}

// Small tenants have one or two requests to make at a time: only many of them fill
// the connection. Of large ones two do.
func TestTenantsAreBegunUntilTheConnectionIsFull(t *testing.T) {
	const slots = 8
	for name, test := range map[string]struct {
		groups  int
		perStep int // requests let through before the count
		least   int // tenants that must have been begun by then
		most    int // and that may
	}{
		"no groups":   {groups: 0, least: slots / 2, most: slots},
		"many groups": {groups: 100, perStep: 40, least: 1, most: slots},
	} {
		t.Run(name, func(t *testing.T) {
			api := newFakeAPI(0, test.groups, 1)
			api.release = make(chan struct{})
			arrived := make(chan struct{}, 1<<12)
			api.onRequest = func() { arrived <- struct{}{} }
			ctx, cancel := context.WithCancel(t.Context())
			s := newScan(api, slots, subjectsOf(manyIDs(100)...), false)
			ended := make(chan error, 1)
			go func() { ended <- s.run(ctx, func(reading) error { return nil }, func() {}) }()
			for range slots {
				<-arrived
			}
			for range test.perStep {
				api.release <- struct{}{}
				<-arrived
			}
			api.mu.Lock()
			begun, inFlight := len(api.begun), api.inFlight
			api.mu.Unlock()
			if begun < test.least || begun > test.most {
				t.Errorf("%d tenants are read at once", begun)
			}
			if inFlight < slots {
				t.Errorf("%d requests are with the connection, which takes %d", inFlight, slots)
			}
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestThereIsRoomWhileASlotIsFreeAndNotForMoreTenantsThanSlots(t *testing.T) {
	p := newPace(2)
	first := p.begin(newFakeAPI(0, 0, 0))
	if !p.hasRoom(1) || p.hasRoom(2) {
		t.Error("one tenant of two slots leaves room for one")
	}
	release, ended := make(chan struct{}), make(chan struct{})
	for range 2 { // the first takes the place that the tenant holds
		go func() {
			_, _ = paced(first, func() (int, error) { <-release; return 0, nil })
			ended <- struct{}{}
		}()
	}
	for p.outstanding.Load() < 2 {
		runtime.Gosched()
	}
	if p.hasRoom(1) {
		t.Error("one large tenant fills both slots")
	}
	release <- struct{}{}
	<-ended
	if <-p.room; !p.hasRoom(1) {
		t.Error("a slot is free again")
	}
	release <- struct{}{}
	<-ended
	if first.end(); p.outstanding.Load() != 0 || p.done.Load() != 2 {
		t.Errorf("%d outstanding, %d done", p.outstanding.Load(), p.done.Load())
	}
}

func TestATenantThatHoldsTheOrderUpDoesNotFillTheMemory(t *testing.T) {
	const slots = 4
	api := newFakeAPI(0, 0, 0)
	stuck := make(chan struct{})
	s := newScan(stuckAPI{fakeAPI: api, tenant: "tenant-0001", stuck: stuck}, slots, subjectsOf(manyIDs(100)...), true)
	ended := make(chan error, 1)
	given := 0
	ticked := make(chan struct{}, 100)
	go func() {
		ended <- s.run(t.Context(), func(reading) error { given++; return nil }, func() { ticked <- struct{}{} })
	}()
	<-ticked
	<-ticked
	api.mu.Lock()
	begun := len(api.begun)
	api.mu.Unlock()
	if begun > slots {
		t.Errorf("%d tenants wait for the first", begun)
	}
	close(stuck)
	if err := <-ended; err != nil || given != 100 {
		t.Errorf("%v, %d tenants", err, given)
	}
}

type stuckAPI struct {
	*fakeAPI
	tenant string
	stuck  chan struct{}
}

func (s stuckAPI) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	if tenant == s.tenant {
		<-s.stuck
	}
	return s.fakeAPI.Groups(ctx, tenant)
}

func TestAPanicInATenantIsAFaultOfOurOwnAndStopsNoOther(t *testing.T) {
	var out, said bytes.Buffer
	job := reportJob{
		Program: Program{Out: &out, Err: &said, Env: func(string) string { return "" }, Explain: func(err error) string { return err.Error() }},
		api:     newFakeAPI(0, 1, 1), slots: 4, format: report.JSON, output: &reportOutput{Writer: &out},
	}
	err := job.runNamed(t.Context(), []string{"panic", "tenant-0001"})
	document := parseReport(t, out.String())
	if exitCode(t.Context(), err) != exitFailed || len(document.Tenants) != 2 || document.Tenants[0].Complete || !document.Tenants[1].Complete {
		t.Errorf("%v: %s", err, &out)
	}
	if !strings.Contains(said.String(), "out of order") {
		t.Errorf("said %q", &said)
	}
}

// reportingAPI has a tenant's limits in one call.
type reportingAPI struct {
	*fakeAPI
	asked *int
}

func (r reportingAPI) CapacityReport(context.Context, string) (apiclient.CapacityReport, error) {
	*r.asked++
	return apiclient.CapacityReport{}, apiclient.ErrNoReport
}

func TestAClientKeepsItsReportInOneCall(t *testing.T) {
	asked := 0
	api := newPace(4).begin(reportingAPI{fakeAPI: newFakeAPI(0, 0, 0), asked: &asked})
	reporter, ok := api.collected().(collect.Reporter)
	if !ok {
		t.Fatal("the report is not passed on")
	}
	if _, err := reporter.CapacityReport(t.Context(), "x"); err == nil || asked != 1 || api.pace.done.Load() != 1 {
		t.Errorf("asked %d times, %v", asked, err)
	}
	if _, ok := newPace(4).begin(newFakeAPI(0, 0, 0)).collected().(collect.Reporter); ok {
		t.Error("a client without it has one")
	}
}

func TestThePaceCountsBackToNothing(t *testing.T) {
	s := newScan(newFakeAPI(0, 2, 2), 4, subjectsOf(manyIDs(30)...), false)
	scanAll(t, s)
	if left := s.pace.outstanding.Load(); left != 0 {
		t.Errorf("%d calls are outstanding", left)
	}
	if done := s.pace.done.Load(); done != 30*(2+4+4) {
		t.Errorf("%d calls", done)
	}
}
