package hotspots

import (
	"runtime"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
)

func TestTwoProcessesDoNotScanOnePlatformAtOnce(t *testing.T) {
	p, opts := newPlatform(t, generated(2))
	p.fail("*", simulator.Fault{Hang: true})
	first, second := open(t, opts), open(t, opts)
	noErr(t, first.Begin(Job{}))
	await(t, first, isPhase(Running))
	noErr(t, second.Begin(Job{}))
	if b := await(t, second, isPhase(Elsewhere)); b.Scan.Why != "" {
		t.Error(b.Scan.Why)
	}
	first.Close()
	p.ClearFaults()
	scanned(t, second, false)
}

// Whoever opens the hotspots while another process scans is told so, and sees what that
// has read; when that is through, nothing is left to go on with.
func TestAScanOfAnotherProcessIsSeen(t *testing.T) {
	p, opts := newPlatform(t, generated(4))
	first, second := open(t, opts), open(t, opts)
	p.fail("tenant-0003", simulator.Fault{Hang: true})
	noErr(t, first.Begin(Job{}))
	await(t, first, func(b *Board) bool { return b.Scan.Done == 2 })
	noErr(t, second.Load())
	if b := second.Board(); b.Scan.Phase != Elsewhere || b.Listing.Whole != 2 {
		t.Errorf("while it runs: %+v %+v", b.Scan, b.Listing)
	}
	first.Close()
	noErr(t, second.Load())
	if b := second.Board(); b.Scan.Phase != CutOff || b.Scan.Done != 2 || b.Scan.Of != 4 {
		t.Errorf("when it was cut off: %+v", b.Scan)
	}

	p.ClearFaults()
	third := open(t, opts)
	scanned(t, third, true)
	third.Close()
	before := len(p.Requests())
	if b := scanned(t, second, true); b.Listing.Whole != 4 || len(p.Requests()) != before {
		t.Errorf("%d requests for nothing: %+v", len(p.Requests())-before, b.Listing)
	}
}

// Whoever watches sees a scan of another process without asking: that it runs, and what it has read
// once it is through or was cut off.
func TestWhoeverWatchesNoticesTheScanOfAnotherProcess(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		only  []string
		isCut bool
		again bool // what it has so far is read from the disk
		phase Phase
		whole int
	}{
		"of all":      {phase: Ended, whole: 2},
		"of some":     {only: []string{"tenant-0002"}, phase: Never, whole: 1},
		"cut off":     {isCut: true, phase: CutOff, whole: 1},
		"seen before": {isCut: true, again: true, phase: CutOff, whole: 1},
	} {
		t.Run(name, func(t *testing.T) {
			p, opts := newPlatform(t, generated(2))
			opts.Look = time.Millisecond
			first, second := open(t, opts), open(t, opts)
			noErr(t, second.Load())
			p.fail("tenant-0002", simulator.Fault{Hang: true})
			noErr(t, first.Begin(Job{Tenants: test.only}))
			await(t, second, isPhase(Elsewhere))
			p.await(t, "tenant-0002/groups")
			if test.again {
				noErr(t, second.Load())
			}
			if test.isCut {
				first.Close()
			} else {
				p.ClearFaults()
			}
			b := await(t, second, func(b *Board) bool { return b.Scan.Phase != Elsewhere })
			if b.Scan.Phase != test.phase || b.Listing.Whole != test.whole {
				t.Errorf("%+v %+v", b.Scan, b.Listing)
			}
		})
	}
}

// A watcher that nobody scans beside reads the directory of readings no more than it was told to.
func TestWhoeverWatchesReadsNothingAgainForItsOwnScan(t *testing.T) {
	_, opts := newPlatform(t, generated(1))
	s := open(t, opts)
	noErr(t, s.Load())
	for range 2 {
		scanned(t, s, false)
		if now := s.store.scansAt(); now != s.seen || now == [2]time.Time{} {
			t.Errorf("the disk has %v, %v was seen", now, s.seen)
		}
		edition := s.edition
		if s.look(); s.edition != edition {
			t.Error("the own scan is taken for that of another process")
		}
	}
}

func TestAScanThatRunsHereIsNotOneOfAnotherProcess(t *testing.T) {
	_, opts := newPlatform(t, generated(2))
	s := open(t, opts)
	noErr(t, s.Begin(Job{}))
	s.Pause()
	await(t, s, isPhase(Paused))
	for !s.store.isLocked() && t.Context().Err() == nil {
		runtime.Gosched()
	}
	noErr(t, s.Load())
	s.Resume()
	b := await(t, s, func(b *Board) bool { return b.Scan.Phase == Ended || b.Scan.Phase == Elsewhere })
	if b.Scan.Phase != Ended {
		t.Error("it is taken for one of another process")
	}
}

// What is on disk may be older than what this process knows, where the disk takes nothing.
func TestWhatIsKnownIsNotReplacedByWhatIsOlderOnDisk(t *testing.T) {
	t.Parallel()
	l := newLedger(fast(t, nil).withDefaults())
	kept := scanRecord{ID: "a", StartedAt: time.Now().Round(0), Tenants: 4}
	noErr(t, l.store.keepScan(kept))
	old, young := record{TriedAt: kept.StartedAt, Requests: 1}, record{TriedAt: kept.StartedAt.Add(time.Second), Requests: 2}
	for id, r := range map[string]record{"older on disk": old, "younger on disk": young} {
		r.Tenant.ID = id
		noErr(t, l.store.keep(r))
	}
	l.records = map[string]record{"older on disk": young, "younger on disk": old}
	l.latest, l.running = kept, true
	l.latest.Tenants = 2
	for _, want := range []int{2, 4} {
		noErr(t, l.load())
		if l.latest.Tenants != want {
			t.Errorf("running %v: %+v", l.running, l.latest)
		}
		l.running = false // another process may have gone on with it
	}
	for id, r := range l.records {
		if r.Requests != 2 {
			t.Errorf("%s: the older is taken", id)
		}
	}
}

// What one account may see is not what another may: neither drops what the other read,
// nor shows it. The marks are for both.
func TestAccountsKeepApartWhatTheyRead(t *testing.T) {
	_, opts := newPlatform(t, generated(4))
	opts.Account = "apio anna"
	first := open(t, opts)
	scanned(t, first, false)
	noErr(t, first.Mark(testFinding(1), "meant"))
	first.Close()

	few := opts
	few.Account = "apio ben"
	few.API = listing{opts.API, func(all []apiclient.Tenant) []apiclient.Tenant { return all[:2] }}
	second := open(t, few)
	noErr(t, second.Load())
	if b := second.Board(); b.Scan.Phase != Never || b.Listing.Whole != 0 || len(second.known) != 1 {
		t.Errorf("%+v %+v, %d marks", b.Scan, b.Listing, len(second.known))
	}
	if b := scanned(t, second, false); b.Listing.Whole != 2 {
		t.Errorf("%+v", b.Listing)
	}
	second.Close()

	again := open(t, opts)
	noErr(t, again.Load())
	if b := again.Board(); b.Listing.Whole != 4 || b.Scan.Phase != Ended {
		t.Errorf("%+v %+v", b.Scan, b.Listing)
	}
}
