package hotspots

import (
	"context"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/capacity"
)

// mender changes what a scan found, as a form of the explorer does.
type mender interface {
	API
	Login(ctx context.Context) error
	PutGroupCapacity(ctx context.Context, tenant, group string, change apiclient.GroupCapacity) error
}

// overGroup is a platform with a tenant whose group gave out more than it has, scanned.
func overGroup(t *testing.T, dialect string) (*platform, Options, *Scanner, mender) {
	t.Helper()
	p, opts := simulated(t, simulator.Options{World: []byte(`{"tenants":[{"tenantId":"t","type":"Enterprise",
		"trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[{"groupId":"g","trunking":{"maxActiveCalls":2},
		"trunkGroups":[{"name":"a","maxActiveCalls":3}]}]}]}`)})
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: p.url, Write: true})
	noErr(t, err)
	t.Cleanup(conn.Close)
	m := dialects.Client[mender](dialect, conn)
	noErr(t, m.Login(t.Context()))
	opts.API = m
	s := open(t, opts)
	if b := scanned(t, s, false); b.Listing.Over != 1 {
		t.Fatalf("%d over", b.Listing.Over)
	}
	return p, opts, s, m
}

// mend gives the group what it gave out.
func mend(t *testing.T, m mender) {
	t.Helper()
	noErr(t, m.PutGroupCapacity(t.Context(), "t", "g", apiclient.GroupCapacity{MaxActiveCalls: capacity.Read(capacity.Must(3))}))
}

func isAtRest(b *Board) bool { return len(b.Again) == 0 }

// Nobody has to look at the hotspots for it.
func TestWhatASaveMendedIsReadAgainByItself(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"APIO", "Odin"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			_, opts, s, m := overGroup(t, dialect)
			before := s.Board().Listing.Readings["t"].At
			mend(t, m)
			s.Saved("t", false)
			after := await(t, s, isAtRest).Listing
			if after.Over != 0 || !after.Readings["t"].SavedAt.IsZero() || !after.Readings["t"].At.After(before) {
				t.Errorf("%d over, %+v", after.Over, after.Readings["t"])
			}
			again := open(t, opts)
			noErr(t, again.Load())
			if l := again.Board().Listing; l.Over != 0 || !l.Readings["t"].SavedAt.IsZero() {
				t.Errorf("at the next start: %d over, %+v", l.Over, l.Readings["t"])
			}
		})
	}
}

// As long as the platform does not answer, and where it fails, the former reading stays, and says
// that it is from before the save; at the next start as well.
func TestAReadingFromBeforeASaveSaysSo(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"APIO", "Odin"} {
		for name, fault := range map[string]simulator.Fault{"slow": {Hang: true}, "failing": {Status: 500}} {
			t.Run(dialect+" "+name, func(t *testing.T) {
				t.Parallel()
				p, opts, s, m := overGroup(t, dialect)
				before := s.Board().Listing.Readings["t"].At
				mend(t, m)
				p.SetFault(fault)
				s.Saved("t", false)
				isStale := func(b *Board) bool {
					r := b.Listing.Readings["t"]
					return b.Listing.Over == 1 && r.At.Equal(before) && r.SavedAt.After(before) && b.Listing.Entries[0].SavedAt.Equal(r.SavedAt)
				}
				await(t, s, isStale)
				if name == "failing" {
					b := await(t, s, isAtRest)
					if !isStale(b) || b.Listing.Unread != 1 || !strings.Contains(b.Listing.Entries[0].Why, "failed (500)") {
						t.Errorf("%+v", b.Listing)
					}
				}
				again := open(t, opts)
				noErr(t, again.Load())
				if !isStale(again.Board()) {
					t.Errorf("at the next start: %+v", again.Board().Listing)
				}
				p.ClearFaults()
				again.Reread("t")
				if l := await(t, again, isAtRest).Listing; l.Over != 0 || !l.Readings["t"].SavedAt.IsZero() || l.Whole != 1 {
					t.Errorf("read at last: %+v", l)
				}
			})
		}
	}
}

// What a scan began to read before a save takes the place of nothing that was read since, and is no
// reading of what is there.
func TestAReadingThatASaveOvertookIsNotWhatIsThere(t *testing.T) {
	t.Parallel()
	p, opts := simulated(t, generated(1))
	s := open(t, opts)
	p.SetFault(simulator.Fault{Hang: true, Path: "/tenants/tenant-0001/groups"})
	noErr(t, s.Begin(Job{}))
	await(t, s, func(b *Board) bool { return b.Scan.Tenant == "tenant-0001" })
	s.Saved("tenant-0001", false) // nothing is kept yet
	p.ClearFaults()
	l := await(t, s, isPhase(Ended)).Listing
	if l.Readings["tenant-0001"].SavedAt.IsZero() {
		t.Errorf("%+v", l.Readings["tenant-0001"])
	}
	late := s.former("tenant-0001")
	s.Reread("tenant-0001")
	fresh := await(t, s, isAtRest).Listing.Readings["tenant-0001"]
	s.keep(late)
	if now := s.Board().Listing.Readings["tenant-0001"]; !fresh.SavedAt.IsZero() || !now.At.Equal(fresh.At) {
		t.Errorf("read again %+v, then %+v", fresh, now)
	}
}

// A save while its tenant is being read again has that begun anew; one after the end asks nothing.
func TestASaveBeginsTheReadingAnew(t *testing.T) {
	t.Parallel()
	p, _, s, m := overGroup(t, "APIO")
	p.SetFault(simulator.Fault{Hang: true, Path: "/tenants/t/groups"})
	s.Saved("t", false)
	first := await(t, s, func(b *Board) bool { return len(b.Again) == 1 }).Listing.Readings["t"].SavedAt
	mend(t, m)
	s.Saved("t", false)
	p.ClearFaults()
	if l := await(t, s, isAtRest).Listing; l.Over != 0 || !l.Readings["t"].SavedAt.IsZero() || !l.Readings["t"].At.After(first) {
		t.Errorf("%+v", l)
	}
	s.Close()
	asked := len(p.Requests())
	s.Saved("t", false)
	if len(p.Requests()) != asked || s.Board().Listing.Readings["t"].SavedAt.IsZero() {
		t.Error("after the end: asked, or not marked")
	}
}

// What a plan saves is read again once, after the last: as long as anybody defers it nothing is asked
// for, and what is kept says that it is from before.
func TestSavesThatAreDeferredAreReadOnceInTheEnd(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"APIO", "Odin"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			p, _, s, m := overGroup(t, dialect)
			asked := len(p.Requests())
			noErr(t, s.Read(t.Context(), "t"))
			once := len(p.Requests()) - asked
			before := s.Board().Listing.Readings["t"].At
			resume, other := s.Defer([]string{"t", "u"}), s.Defer([]string{"t"})
			mend(t, m)
			asked = len(p.Requests())
			for range 200 {
				s.Saved("t", false)
			}
			resume()
			resume()
			if r := s.Board().Listing.Readings["t"]; len(p.Requests()) != asked || !isAtRest(s.Board()) || !r.SavedAt.After(before) {
				t.Errorf("%d requests, %+v", len(p.Requests())-asked, r)
			}
			other()
			r := await(t, s, isAtRest).Listing.Readings["t"]
			if got := len(p.Requests()) - asked; got != once || !r.SavedAt.IsZero() || !r.At.After(before) {
				t.Errorf("%d requests, and one reading needs %d; %+v", got, once, r)
			}
			s.Defer([]string{"t"})() // nothing was saved
			if got := len(p.Requests()) - asked; got != once || !isAtRest(s.Board()) {
				t.Errorf("%d requests", got)
			}
			end := s.Defer([]string{"t"})
			s.Saved("t", false)
			s.Close()
			end()
			if !isAtRest(s.Board()) {
				t.Error("it reads after the end")
			}
		})
	}
}

// A reading that began before saves were deferred goes on, and is not what is there.
func TestAReadingThatIsUnderWayIsNotBrokenOffBySavesThatAreDeferred(t *testing.T) {
	t.Parallel()
	p, _, s, _ := overGroup(t, "APIO")
	p.SetFault(simulator.Fault{Hang: true, Path: "/tenants/t/groups"})
	asked := len(p.Requests())
	s.Reread("t")
	noErr(t, p.Await(t.Context(), asked+1))
	end := s.Defer([]string{"t"})
	s.Saved("t", false)
	p.ClearFaults()
	if r := await(t, s, isAtRest).Listing.Readings["t"]; r.SavedAt.IsZero() {
		t.Errorf("it is as of the save: %+v", r)
	}
	end()
	if r := await(t, s, isAtRest).Listing.Readings["t"]; !r.SavedAt.IsZero() {
		t.Errorf("it was not read again: %+v", r)
	}
}

// Routing is read for no finding but those that name who routes, and what nobody scanned is not
// read.
func TestOnlyWhatIsKeptIsReadAgain(t *testing.T) {
	t.Parallel()
	p, _, s, _ := overGroup(t, "APIO")
	asked := len(p.Requests())
	s.Saved("t", true)
	s.Saved("nobody", false)
	s.Reread("nobody")
	if b := s.Board(); len(p.Requests()) != asked || !isAtRest(b) || !b.Listing.Readings["t"].SavedAt.IsZero() {
		t.Errorf("%d requests, %+v", len(p.Requests())-asked, b)
	}
	used := s.former("t")
	used.Findings = append(used.Findings, Finding{Finding: capacity.Finding{Severity: capacity.Blocked, Code: capacity.DownInUse, Path: []string{"t", "g", "a"}}})
	s.keep(used)
	s.Saved("t", true)
	if r := await(t, s, isAtRest).Listing.Readings["t"]; !r.At.After(used.At) || !r.SavedAt.IsZero() {
		t.Errorf("%+v", r)
	}
}
