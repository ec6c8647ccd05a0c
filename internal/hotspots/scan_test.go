package hotspots

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
)

func TestNothingIsAskedBeforeItIsWanted(t *testing.T) {
	p, opts := newPlatform(t, generated(3))
	first := open(t, opts)
	scanned(t, first, false)
	first.Close()

	before := len(p.Requests())
	s := open(t, opts)
	noErr(t, s.Load())
	b := await(t, s, func(b *Board) bool { return b.Loaded })
	if now := len(p.Requests()); now != before {
		t.Errorf("%d requests left by themselves", now-before)
	}
	if b.Scan.Phase != Ended || b.Listing.Whole != 3 || b.Listing.Oldest.IsZero() {
		t.Errorf("the last scan is not there: %+v %+v", b.Scan, b.Listing)
	}
	if b.Scan.All.Requests != 27 || !b.Scan.All.Known {
		t.Errorf("the next is said to take %+v", b.Scan.All)
	}
}

func TestAScanReadsEveryTenantOnceAndRanksWhatIsWrong(t *testing.T) {
	p, opts := newPlatform(t, simulator.Options{})
	tenants, err := opts.API.Tenants(t.Context())
	noErr(t, err)
	before := len(p.Requests())
	b := scanned(t, open(t, opts), false)
	if got := b.Listing.Whole + b.Listing.Partly + b.Listing.Unread; got != len(tenants) || b.Scan.Done != len(tenants) {
		t.Errorf("%d tenants of %d, scan %+v", got, len(tenants), b.Scan)
	}
	seen := make(map[string]bool)
	for _, r := range p.Requests()[before:] {
		if seen[r.Path+"?"+r.Query] {
			t.Errorf("%s was asked for twice", r.Path)
		}
		seen[r.Path+"?"+r.Query] = true
	}
	l := b.Listing
	if l.Over == 0 || l.Partly+l.Unread > 0 {
		t.Fatalf("%+v", l)
	}
	if !slices.IsSortedFunc(l.Entries, ranked) {
		t.Error("not ranked")
	}
	for _, e := range l.Entries { // also of tenants without trunking, which are as they should be
		if e.Finding.Severity < capacity.Notice {
			t.Errorf("what is merely unused, or no finding, is listed: %s: %v %s", e.Tenant.ID, e.Finding, e.Why)
		}
	}
}

func TestWhatCannotBeReadIsListedInWordsAndNeverAsFine(t *testing.T) {
	p, opts := newPlatform(t, generated(3))
	p.fail("tenant-0001", simulator.Fault{Status: 500})
	p.SetFault(simulator.Fault{Path: "/tenants/tenant-0002/groups/*/features/trunk_groups", Status: 500, Times: 1})
	b := scanned(t, open(t, opts), false)
	l := b.Listing
	if l.Whole != 1 || l.Partly != 1 || l.Unread != 1 {
		t.Fatalf("%d whole, %d partly, %d unread\n%v", l.Whole, l.Partly, l.Unread, p.order())
	}
	for _, e := range l.Entries {
		if !e.IsFinding() && !strings.Contains(e.Why, "failed (500): Internal Server Error; try again, ") {
			t.Errorf("%s: %q", e.Tenant.ID, e.Why)
		}
	}
}

// What was known of a tenant stays, with its time, where it cannot be read again.
func TestAFailedReadingTakesNothingAway(t *testing.T) {
	p, opts := newPlatform(t, simulator.Options{})
	s := open(t, opts)
	before := scanned(t, s, false).Listing
	p.fail("ServiceProviderID", simulator.Fault{Status: 500})
	after := scanned(t, s, false).Listing
	if after.Unread != 1 || after.Over != before.Over || after.Blocked != before.Blocked {
		t.Errorf("before %d over, %d blocked; after %d, %d and %d unread", before.Over, before.Blocked, after.Over, after.Blocked, after.Unread)
	}
	if r := s.former("ServiceProviderID"); r.Failed == "" || !r.At.Before(r.TriedAt) {
		t.Errorf("read at %v, tried at %v: %q", r.At, r.TriedAt, r.Failed)
	}
}

// Also beside a scan that is paused, and never of a tenant that nobody has asked for.
func TestOneTenantIsReadAgainByItself(t *testing.T) {
	p, opts := newPlatform(t, generated(3))
	p.fail("tenant-0001", simulator.Fault{Status: 500})
	s := open(t, opts)
	if b := scanned(t, s, false); b.Listing.Unread != 1 {
		t.Fatalf("%d unread", b.Listing.Unread)
	}
	p.ClearFaults()
	s.Pause()
	before := len(p.Requests())
	noErr(t, s.Read(t.Context(), "tenant-0001"))
	noErr(t, s.Read(t.Context(), "nobody"))
	if asked := p.tenantsAsked(before); len(asked) != 1 || asked["tenant-0001"] == 0 {
		t.Errorf("asked %v", asked)
	}
	if l := s.Board().Listing; l.Whole != 3 || l.Unread != 0 {
		t.Errorf("%d whole, %d unread", l.Whole, l.Unread)
	}
	given, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Read(given, "tenant-0001"); err == nil || s.Board().Listing.Whole != 3 {
		t.Errorf("given up: %v, %d whole", err, s.Board().Listing.Whole)
	}
}

func TestTheTenantsOnScreenComeFirstThenTheUnreadThenTheOldest(t *testing.T) {
	p, opts := newPlatform(t, generated(6))
	half := open(t, opts)
	for i, id := range []string{"tenant-0004", "tenant-0002", "tenant-0001"} { // read in this order, long ago
		half.records[id] = record{Tenant: tenantRecord{ID: id}, At: time.Now().AddDate(0, 0, i-10), Requests: 10}
	}
	half.Prefer([]string{"tenant-0002", "nobody", "tenant-0005"})
	scanned(t, half, false)
	want := []string{"tenant-0002", "tenant-0005", "tenant-0003", "tenant-0006", "tenant-0004", "tenant-0001"}
	if got := p.order(); !slices.Equal(got, want) {
		t.Errorf("read %v, want %v", got, want)
	}
}

func TestATenantThatIsNoLongerListedIsForgotten(t *testing.T) {
	_, opts := newPlatform(t, generated(2))
	s := open(t, opts)
	gone := record{Tenant: tenantRecord{ID: "gone"}, At: time.Now(), Findings: []Finding{testFinding(1)}}
	noErr(t, s.store.keep(gone))
	b := scanned(t, s, false)
	if b.Listing.Over != 0 || b.Listing.Whole != 2 {
		t.Errorf("%+v", b.Listing)
	}
	kept, _, err := s.store.tenants().Read()
	if err != nil || len(kept) != 2 {
		t.Errorf("%d readings on disk, %v", len(kept), err)
	}
}

// While the scan holds every slot that it may, and the platform answers none of its
// requests, what a user asks for is answered.
func TestAForegroundReadIsNotQueuedBehindAScan(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{2, 4, 5, 16} {
		t.Run(fmt.Sprint(concurrency, " slots"), func(t *testing.T) {
			// As many groups as a scan has slots: what hangs fills these.
			p, opts := newPlatform(t, simulator.Options{OnlyGenerated: true, Tenants: 3, Groups: 4, TrunkGroups: 2})
			for _, path := range []string{"tenants/tenant-0001/features/trunk_groups", "tenants/tenant-0001/groups/*/features/trunk_groups"} {
				p.SetFault(simulator.Fault{Path: path, Hang: true})
			}
			client := p.client(t, concurrency)
			opts.API, opts.Concurrency = client, concurrency
			s := open(t, opts)
			before := len(p.Requests())
			noErr(t, s.Begin(Job{}))
			slots := min(4, concurrency-1)
			arrive := 1 + slots // the list of tenants, and what hangs
			if slots > 1 {
				arrive++ // the list of groups does not
			}
			noErr(t, p.Await(t.Context(), before+arrive))
			// Less than the client waits for an answer that hangs.
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			for range 20 {
				_, err := client.TenantCapacity(ctx, "tenant-0003")
				noErr(t, err)
			}
			if b := s.Board(); b.Scan.Phase != Running || b.Scan.Done != 0 {
				t.Errorf("the scan did not stand in the way: %+v", b.Scan)
			}
		})
	}
}

func TestAPausedScanAsksForNothingAndGoesOnWhereItWas(t *testing.T) {
	p, opts := newPlatform(t, generated(8))
	s := open(t, opts)
	noErr(t, s.Begin(Job{}))
	await(t, s, func(b *Board) bool { return b.Scan.Done >= 2 })
	s.Pause()
	b := await(t, s, isPhase(Paused))
	if got, _, _ := s.Brief(); got != "scan paused" {
		t.Errorf("%q in brief", got)
	}
	if b.Scan.Done == b.Scan.Of {
		t.Skip("it was through before it could be paused")
	}
	waitUntilIdle(t, p)
	before := len(p.Requests())
	if err := s.Begin(Job{}); !errors.Is(err, ErrRunning) {
		t.Errorf("a second scan begins: %v", err)
	}
	if now := len(p.Requests()); now != before {
		t.Errorf("%d requests while paused", now-before)
	}
	s.Resume()
	await(t, s, isPhase(Ended))
	if got, _, _ := s.Brief(); got != "" {
		t.Errorf("%q in brief after the end", got)
	}
	for id, n := range p.tenantsAsked(0) {
		if n != 9 {
			t.Errorf("%s was asked for %d times", id, n)
		}
	}
}

// waitUntilIdle returns when no request is on its way: the ones that had left are
// answered one after the other.
func waitUntilIdle(t *testing.T, p *platform) {
	t.Helper()
	client := p.client(t, 1)
	for last := -1; last != len(p.Requests()); {
		last = len(p.Requests()) + 1 // with the one that follows
		_, err := client.Tenants(t.Context())
		noErr(t, err)
	}
}

// An outage costs three tenants their turn, and not the whole platform its findings.
func TestAScanPausesByItselfWhenThePlatformDoesNotAnswer(t *testing.T) {
	p, opts := newPlatform(t, generated(6))
	s := open(t, opts)
	p.fail("*", simulator.Fault{Status: 401})
	noErr(t, s.Begin(Job{}))
	b := await(t, s, isPhase(Paused))
	if b.Scan.Why == "" || b.Scan.Cause == nil || b.Scan.Done != 0 || b.Listing.Unread != 3 {
		t.Errorf("%+v %+v", b.Scan, b.Listing)
	}
	p.ClearFaults()
	s.Prefer([]string{"tenant-0006"}) // while nothing is read
	s.Resume()
	b = await(t, s, isPhase(Ended))
	if b.Listing.Whole != 6 || b.Scan.Why != "" {
		t.Errorf("%+v %+v", b.Listing, b.Scan)
	}
	if order := p.order(); order[3] != "tenant-0006" {
		t.Errorf("after the pause the next was chosen before: %v", order)
	}
}

// The client tries again by itself what was refused, and the scan what it had no answer to. One
// refusal slows nothing down, many do.
func TestRefusalsLoseNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		times  int
		slowed bool
	}{{1, false}, {12, true}} { // of all tenants, each three times
		t.Run(fmt.Sprint(tt.times), func(t *testing.T) {
			p, opts := newPlatform(t, generated(4))
			s := open(t, opts)
			p.SetFault(simulator.Fault{Path: "/tenants/*/groups", Status: 503, Times: tt.times})
			noErr(t, s.Begin(Job{}))
			if tt.slowed {
				await(t, s, func(b *Board) bool { return b.Scan.Slowed && b.Scan.Rate < 10_000 })
			}
			if b := await(t, s, isPhase(Ended)); b.Listing.Whole != 4 || b.Scan.Slowed != tt.slowed {
				t.Errorf("%+v", b.Scan)
			}
		})
	}
}

// A tenant that fails is tried again at the end, once, also where the scan was cut off before.
func TestATenantThatFailsIsTriedAgainAtTheEnd(t *testing.T) {
	p, opts := newPlatform(t, generated(5))
	page := simulator.Fault{Body: "<html>", ContentType: "text/html", Times: 1} // of something in front of the platform
	at := func(path string, fault simulator.Fault) {
		fault.Path = "/tenants/" + path
		p.SetFault(fault)
	}
	p.fail("tenant-0001", simulator.Fault{Status: 500, Times: 1})
	p.fail("tenant-0002", simulator.Fault{Status: 500})
	at("tenant-0003/groups/*/features/trunk_groups", simulator.Fault{Status: 403}) // its own reason
	at("tenant-0004/features/trunk_groups", page)
	at("tenant-0005/features/trunk_groups", simulator.Fault{Hang: true})
	first := open(t, opts)
	noErr(t, first.Begin(Job{}))
	b := await(t, first, func(b *Board) bool { return b.Scan.Tenant == "tenant-0005" })
	if b.Scan.Done != 1 || b.Scan.Left.Tenants != 4 || b.Listing.Unread != 2 || b.Listing.Partly != 2 {
		t.Errorf("before the end: %+v, %d unread, %d partly", b.Scan, b.Listing.Unread, b.Listing.Partly)
	}
	p.await(t, "tenant-0005/features/trunk_groups")
	first.Close()
	p.ClearFaults()
	p.fail("tenant-0002", simulator.Fault{Status: 500})
	at("tenant-0005/features/trunk_groups", page)

	second := open(t, opts)
	noErr(t, second.Load())
	if b := second.Board(); b.Scan.Phase != CutOff || b.Scan.Done != 1 || b.Scan.Of != 5 || b.Scan.Left.Tenants != 4 {
		t.Errorf("cut off: %+v", b.Scan)
	}
	before := len(p.Requests())
	b = scanned(t, second, true)
	if b.Listing.Whole != 3 || b.Listing.Partly != 1 || b.Listing.Unread != 1 {
		t.Errorf("%d whole, %d partly, %d unread", b.Listing.Whole, b.Listing.Partly, b.Listing.Unread)
	}
	order := slices.Compact(p.asked(before))
	if want := []string{"tenant-0005", "tenant-0001", "tenant-0002", "tenant-0004", "tenant-0005"}; !slices.Equal(order, want) {
		t.Errorf("read %v, want %v", order, want)
	}
}

// Tenants that never answer pause a scan once, and neither its end nor the beginning of the next.
func TestTenantsThatNeverAnswerDoNotKeepAScanFromItsEnd(t *testing.T) {
	p, opts := newPlatform(t, generated(6))
	for _, id := range []string{"tenant-0001", "tenant-0002", "tenant-0003", "tenant-0004"} {
		p.fail(id, simulator.Fault{Status: 401})
	}
	s := open(t, opts)
	noErr(t, s.Begin(Job{}))
	await(t, s, isPhase(Paused))
	s.Resume()
	if b := await(t, s, isPhase(Ended)); b.Listing.Unread != 4 || b.Listing.Whole != 2 || b.Scan.Why != "" {
		t.Errorf("%+v", b.Scan)
	}
	noErr(t, s.Begin(Job{}))
	if b := await(t, s, func(b *Board) bool { return b.Scan.Phase == Paused || b.Scan.Phase == Ended }); b.Scan.Done != 2 {
		t.Errorf("the next: %+v", b.Scan)
	}
}

// A scan of some tenants says nothing of the others, and counts for one of all that was cut off.
func TestAScanOfSomeTenantsReadsTheseAlone(t *testing.T) {
	p, opts := newPlatform(t, generated(6))
	whole := open(t, opts)
	p.SetFault(simulator.Fault{Path: "/tenants/tenant-0002/*", Hang: true})
	noErr(t, whole.Begin(Job{}))
	await(t, whole, func(b *Board) bool { return b.Scan.Tenant == "tenant-0002" })
	p.await(t, "tenant-0002/groups", "tenant-0002/features/trunk_groups")
	whole.Close()
	p.ClearFaults()

	some := Job{Tenants: []string{"tenant-0005", "gone", "tenant-0003", "tenant-0005"}, Within: time.Hour}
	p.SetFault(simulator.Fault{Path: "/tenants/tenant-0005/*", Hang: true})
	first := open(t, opts)
	noErr(t, first.Begin(some))
	b := await(t, first, func(b *Board) bool { return b.Scan.Tenant == "tenant-0005" })
	if !b.Scan.Part || b.Scan.Of != 2 || b.Scan.Done != 1 || !slices.Equal(b.Scan.Missing, []string{"gone"}) {
		t.Errorf("while it runs: %+v", b.Scan)
	}
	p.await(t, "tenant-0005/groups", "tenant-0005/features/trunk_groups")
	first.Close()
	p.ClearFaults()

	for _, tt := range []struct {
		name string
		job  Job
		want []string
	}{
		{"goes on", some, []string{"tenant-0005"}},
		{"is over, and begins anew", some, []string{"tenant-0003", "tenant-0005"}},
		{"others", Job{Tenants: []string{"tenant-0004"}, Within: time.Hour}, []string{"tenant-0004"}},
		{"what is left of all", Job{Rest: true}, []string{"tenant-0002", "tenant-0006"}},
		{"all, for that is over", Job{Within: time.Hour}, []string{"tenant-0001", "tenant-0002", "tenant-0003", "tenant-0004", "tenant-0005", "tenant-0006"}},
		{"not what is left of others", Job{Tenants: []string{"tenant-0001"}, Within: time.Hour}, []string{"tenant-0001"}},
	} {
		before := len(p.Requests())
		s := open(t, opts)
		if tt.name == "not what is left of others" {
			noErr(t, s.store.keepScan(scanRecord{ID: "others", StartedAt: time.Now().Add(-time.Minute), Only: []string{"tenant-0001", "tenant-0002"}}))
		}
		noErr(t, s.Begin(tt.job))
		await(t, s, func(b *Board) bool { return b.Scan.Phase == Ended || b.Scan.Phase == CutOff && b.Scan.Done > 0 })
		s.Close()
		if asked := slices.Compact(slices.Sorted(slices.Values(p.asked(before)))); !slices.Equal(asked, tt.want) {
			t.Errorf("%s: asked %v, want %v", tt.name, asked, tt.want)
		}
	}
}

func TestAScanThatWasCutOffLongAgoBeginsAnew(t *testing.T) {
	p, opts := newPlatform(t, generated(2))
	s := open(t, opts)
	noErr(t, s.store.keepScan(scanRecord{ID: "old", StartedAt: time.Now().Add(-2 * time.Hour), Tenants: 2}))
	noErr(t, s.store.keep(record{Tenant: tenantRecord{ID: "tenant-0001"}, ScanID: "old", TriedAt: time.Now()}))
	for within, want := range map[time.Duration]int{3 * time.Hour: 1, time.Hour: 2} {
		before := len(p.Requests())
		s := open(t, opts)
		noErr(t, s.store.keepScan(scanRecord{ID: "old", StartedAt: time.Now().Add(-2 * time.Hour), Tenants: 2}))
		noErr(t, s.Begin(Job{Within: within}))
		await(t, s, isPhase(Ended))
		s.Close()
		if got := len(p.tenantsAsked(before)); got != want {
			t.Errorf("within %v: %d tenants were read, want %d", within, got, want)
		}
		noErr(t, s.store.keep(record{Tenant: tenantRecord{ID: "tenant-0001"}, ScanID: "old", TriedAt: time.Now()}))
	}
}

func TestTheRateIsChangedInSteps(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		rate, most float64
		up, down   []float64
	}{
		{"the usual", 5, 0, []float64{10, 20, 50, 100, 100}, []float64{2, 1, 1}},
		{"half of what all may take", 7, 12.5, []float64{10, 12.5, 12.5}, []float64{5, 2, 1}},
		{"less than one", 0.2, 0.5, []float64{0.5, 0.5}, []float64{0.2}},
		{"more than usual", 300, 0, []float64{300}, []float64{100, 50}},
		{"no limit", apiclient.Unpaced, 0, []float64{apiclient.Unpaced}, []float64{100}},
	} {
		for _, faster := range []bool{true, false} {
			s := open(t, Options{API: faulty{}, Rate: tt.rate, MostRate: tt.most})
			for _, want := range map[bool][]float64{true: tt.up, false: tt.down}[faster] {
				if got := s.ChangeRate(faster); got != want || s.Board().Scan.Rate != want {
					t.Errorf("%s: %v a second, want %v", tt.name, got, want)
				}
			}
		}
	}
}

func TestAListOfTenantsThatCannotBeReadEndsTheScanInWords(t *testing.T) {
	p, opts := newPlatform(t, generated(2))
	s := open(t, opts)
	p.SetFault(simulator.Fault{Path: "/tenants", Status: 403})
	noErr(t, s.Begin(Job{}))
	b := await(t, s, func(b *Board) bool { return b.Scan.Why != "" })
	if b.Scan.Phase != Never || !strings.Contains(b.Scan.Why, "403") {
		t.Errorf("%+v", b.Scan)
	}
}

func TestATenantThatIsListedTwiceIsOne(t *testing.T) {
	_, opts := newPlatform(t, generated(3))
	opts.API = listing{opts.API, func(all []apiclient.Tenant) []apiclient.Tenant { return append(all, all...) }}
	s := open(t, opts)
	tenants, err := opts.API.Tenants(t.Context())
	noErr(t, err)
	s.Know(tenants)
	if b := s.Board(); b.Scan.All.Tenants != 3 {
		t.Errorf("before: %+v", b.Scan)
	}
	if b := scanned(t, s, false); b.Scan.Of != 3 || b.Scan.All.Tenants != 3 || b.Scan.All.Requests != 30 {
		t.Errorf("after: %+v", b.Scan)
	}
}

func TestAPlatformWithoutTenantsIsScannedAtOnce(t *testing.T) {
	_, opts := newPlatform(t, simulator.Options{OnlyGenerated: true})
	opts.API = listing{opts.API, func([]apiclient.Tenant) []apiclient.Tenant { return nil }}
	if b := scanned(t, open(t, opts), false); b.Scan.Of != 0 || len(b.Listing.Entries) > 0 {
		t.Errorf("%+v", b.Scan)
	}
}

// The requests that are told are those that were made, also for a tenant that could not
// be read again.
func TestRequestsAreCountedAsTheyAreMade(t *testing.T) {
	p, opts := newPlatform(t, generated(3))
	s := open(t, opts)
	scanned(t, s, false)
	p.fail("tenant-0001", simulator.Fault{Status: 500})
	p.fail("tenant-0003", simulator.Fault{Hang: true})
	noErr(t, s.Begin(Job{}))
	b := await(t, s, func(b *Board) bool { return b.Scan.Done == 1 })
	if b.Scan.Requests < 11 || b.Scan.Requests > 13 { // 2 of the first, 9 of the second, and of the third what did not hang
		t.Errorf("%d requests are told", b.Scan.Requests)
	}
}

// faulty panics in the middle of a scan.
type faulty struct{ API }

func (faulty) Tenants(context.Context) ([]apiclient.Tenant, error) { panic("no") }

func TestAFaultOfOurOwnEndsTheScanAndNotTheProgram(t *testing.T) {
	t.Parallel()
	s := open(t, fast(t, faulty{}))
	noErr(t, s.Begin(Job{}))
	b := await(t, s, func(b *Board) bool { return b.Scan.Why != "" })
	if !strings.HasPrefix(b.Scan.Why, "internal fault") {
		t.Error(b.Scan.Why)
	}
}

func TestNothingBeginsAfterClose(t *testing.T) {
	t.Parallel()
	s := New(fast(t, faulty{}))
	s.Close()
	if err := s.Begin(Job{}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if _, more := <-s.Watch(t.Context()); more {
		t.Error("a closed scanner is watched")
	}
}

func TestAPanicOfAWatchEndsItWithAWord(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s.pace = nil // no board can be made
	for range s.Watch(ctx) {
		t.Error("a board came")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !strings.Contains(s.why, "internal fault") {
		t.Errorf("why is %q", s.why)
	}
}
