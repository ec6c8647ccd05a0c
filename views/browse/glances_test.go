package browse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/hotspots"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/saving"
)

// lookedAt is a list of tenants on top of a shell, in a bubble of its own time: what it asks for in
// glances is answered as the test says, after a second where it says nothing.
type lookedAt struct {
	*tenants
	msgs chan tea.Msg

	mu             sync.Mutex
	asked          []string // ids, in order
	cancelled      []string
	inFlight, peak int
	answer         func(ctx context.Context, t apiclient.Tenant) collect.Snapshot // nil: its limits
}

// lookedAtBy runs a test with so many tenants on a screen of 80x24, of which glances at most 3 are
// had at once. prepare may change the links.
func lookedAtBy(t *testing.T, all []apiclient.Tenant, prepare func(*Links), test func(*testing.T, *lookedAt)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &lookedAt{msgs: make(chan tea.Msg, 1000)}
		links := testLinks(nil)
		links.Limits.Session.Now = viewtest.Clock
		links.Glance, links.Glances = l.glance, 3
		if prepare != nil {
			prepare(&links)
		}
		l.tenants = NewTenants(viewtest.Kit(), testAPI(all...), links).(*tenants)
		l.SetSize(80, 20)
		l.run(l.Init())
		l.settle()
		test(t, l)
		l.Close()
		synctest.Wait()
		if l.inFlight != 0 {
			t.Errorf("%d are on their way after Close", l.inFlight)
		}
	})
}

// many are n tenants: tenant-0000 and on.
func many(n int) []apiclient.Tenant {
	all := make([]apiclient.Tenant, n)
	for i := range all {
		all[i] = apiclient.Tenant{ID: fmt.Sprintf("tenant-%04d", i), Type: apiclient.Enterprise}
	}
	return all
}

// limitsOf is a glance that told the tenant's own limits.
func limitsOf(t apiclient.Tenant) collect.Snapshot {
	own := capacity.Tenant{ID: t.ID, Name: t.Name, Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(226), BurstingMaxActiveCalls: viewtest.Calls(18)}
	return viewtest.Snapshot(own)
}

// refused is a glance that failed.
func refused(t apiclient.Tenant) collect.Snapshot {
	return collect.Snapshot{
		Breakdown: capacity.Analyze(capacity.Tenant{ID: t.ID}), Done: true, At: viewtest.ReadAt(),
		Failures: []collect.Failure{viewtest.Failure("tenant capacity", viewtest.Forbidden("read"), t.ID)},
	}
}

func (l *lookedAt) glance(ctx context.Context, t apiclient.Tenant) collect.Snapshot {
	l.mu.Lock()
	l.asked = append(l.asked, t.ID)
	l.inFlight++
	l.peak = max(l.peak, l.inFlight)
	answer := l.answer
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.inFlight--
		if ctx.Err() != nil {
			l.cancelled = append(l.cancelled, t.ID)
		}
	}()
	if answer != nil {
		return answer(ctx, t)
	}
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
	}
	return limitsOf(t)
}

func (l *lookedAt) run(cmd tea.Cmd) {
	if cmd != nil {
		go func() { l.msgs <- cmd() }()
	}
}

// settle takes what comes until nothing more does, as a shell would with the list on top.
func (l *lookedAt) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-l.msgs:
			if batch, ok := msg.(tea.BatchMsg); ok {
				for _, cmd := range batch {
					l.run(cmd)
				}
				continue
			}
			l.run(l.Update(msg))
		default:
			if cmd := l.Follow(); cmd != nil {
				l.run(cmd)
				continue
			}
			return
		}
	}
}

// wait lets time pass.
func (l *lookedAt) wait(d time.Duration) {
	for range d / (50 * time.Millisecond) {
		time.Sleep(50 * time.Millisecond)
		l.settle()
	}
}

func (l *lookedAt) press(names ...string) {
	for _, name := range names {
		l.Hear(viewtest.Key(name))
		l.run(l.Update(viewtest.Key(name)))
		l.settle()
	}
}

// requireAsked wants these tenants to have been asked for, each so often and no other: those that are
// asked for at once come in any order.
func (l *lookedAt) requireAsked(t *testing.T, want ...string) {
	t.Helper()
	viewtest.RequireEqual(t, "asked for", slices.Sorted(slices.Values(l.asked)), slices.Sorted(slices.Values(want)))
}

// onScreen are the ids of the rows on screen.
func (l *lookedAt) onScreen() (ids []string) {
	for _, t := range l.OnScreen() {
		ids = append(ids, t.ID)
	}
	return ids
}

// Of five thousand tenants those on screen are asked for, once each and a few at once.
func TestRowsOnScreenAreAskedForOnce(t *testing.T) {
	lookedAtBy(t, many(5000), nil, func(t *testing.T, l *lookedAt) {
		l.wait(glanceAfter - 50*time.Millisecond)
		l.requireAsked(t)
		viewtest.RequireEqual(t, "busy", l.Busy(), false)
		l.wait(100 * time.Millisecond)
		viewtest.RequireEqual(t, "busy", l.Busy(), true)
		l.wait(time.Minute)
		first := l.onScreen()
		l.requireAsked(t, first...)
		if l.peak != 3 || len(first) < 15 || l.Busy() {
			t.Errorf("%d at once, %d rows, busy %v", l.peak, len(first), l.Busy())
		}
		viewtest.RequireContains(t, l.View(), "?/226", "limits only", "limits of 18 read")
		if strings.Contains(l.View(), "0/226") {
			t.Error("what is given out reads as zero")
		}
		l.press("j", "k", "j")
		l.wait(time.Minute)
		l.requireAsked(t, first...)
		l.press("G")
		l.wait(time.Minute)
		l.requireAsked(t, append(first, l.onScreen()...)...)
		l.press("g")
		l.wait(time.Minute)
		viewtest.RequireEqual(t, "of glances", len(l.asked), 2*len(first))
		l.run(l.Renew())
		l.wait(time.Minute)
		viewtest.RequireEqual(t, "of glances after a refresh by itself", len(l.asked), 2*len(first))
		l.press("r")
		l.wait(time.Minute)
		l.requireAsked(t, append(l.asked[:2*len(first):2*len(first)], first...)...)
		viewtest.RequireFits(t, l, 80, 20)
	})
}

// Who scrolls through them all asks for nothing, and what left the screen is given up.
func TestWhoScrollsAsksForNothing(t *testing.T) {
	lookedAtBy(t, many(5000), nil, func(t *testing.T, l *lookedAt) {
		l.wait(glanceAfter + 100*time.Millisecond)
		first := []string{"tenant-0000", "tenant-0001", "tenant-0002"}
		l.requireAsked(t, first...)
		for range 200 {
			l.press("pgdown")
			l.wait(100 * time.Millisecond)
		}
		l.requireAsked(t, first...)
		viewtest.RequireEqual(t, "given up", len(l.cancelled), 3)
		l.wait(time.Minute)
		l.requireAsked(t, append(first, l.onScreen()...)...)
		l.press("g")
		l.wait(time.Minute)
		viewtest.RequireContains(t, l.View(), "▸ tenant-0000", "?/226")
		again := slices.Sorted(slices.Values(l.asked[3+18:]))
		viewtest.RequireEqual(t, "asked for again where it was given up", again, l.onScreen())
	})
}

// What stays on screen as one scrolls is not given up.
func TestWhatStaysOnScreenIsNotGivenUp(t *testing.T) {
	lookedAtBy(t, many(100), nil, func(t *testing.T, l *lookedAt) {
		l.wait(glanceAfter + 100*time.Millisecond)
		first := l.onScreen()
		for l.onScreen()[0] == first[0] {
			l.press("j")
		}
		viewtest.RequireEqual(t, "given up", l.cancelled, first[:1])
		l.wait(time.Minute)
		l.requireAsked(t, append(first, l.onScreen()[17])...)
	})
}

// A screen that is opened has the connection for itself.
func TestWhatTheUserOpensGoesFirst(t *testing.T) {
	lookedAtBy(t, many(5), nil, func(t *testing.T, l *lookedAt) {
		l.wait(glanceAfter + 1100*time.Millisecond) // three are through
		l.Cover()
		synctest.Wait()
		viewtest.RequireEqual(t, "given up", len(l.cancelled), 2)
		viewtest.RequireEqual(t, "busy", l.Busy(), false)
		l.run(l.Follow())
		l.wait(time.Minute)
		l.requireAsked(t, "tenant-0000", "tenant-0001", "tenant-0002", "tenant-0003", "tenant-0004", "tenant-0003", "tenant-0004")
	})
}

// A failure has a sign and its cause, is no zero, and is asked for again with r alone. Where three
// in a row fail no more is asked for.
func TestAGlanceThatFailsIsToldAndNotRepeated(t *testing.T) {
	lookedAtBy(t, many(8), nil, func(t *testing.T, l *lookedAt) {
		bad := []string{"tenant-0000", "tenant-0001", "tenant-0003"} // never three in a row
		l.answer = func(_ context.Context, tenant apiclient.Tenant) collect.Snapshot {
			time.Sleep(time.Second + time.Duration(len(tenant.ID)) + time.Duration(tenant.ID[len(tenant.ID)-1])*time.Millisecond)
			if slices.Contains(bad, tenant.ID) {
				return refused(tenant)
			}
			return limitsOf(tenant)
		}
		l.wait(time.Minute)
		viewtest.RequireEqual(t, "of glances", len(l.asked), 8)
		viewtest.RequireEqual(t, "failed rows", strings.Count(l.View(), "✗ not read"), 3)
		viewtest.RequireContains(t, l.Info().Status.Whole(), "✗ limits not read: no access: this account may not do that (403)")
		if strings.Contains(l.View(), "0/") {
			t.Error("a failure reads as zero")
		}
		l.wait(time.Hour)
		l.press("j", "k")
		viewtest.RequireEqual(t, "of glances", len(l.asked), 8)
		l.press("R")
		l.wait(time.Minute)
		viewtest.RequireEqual(t, "retried", slices.Sorted(slices.Values(l.asked[8:])), bad)
		before := len(l.asked)

		bad = []string{"tenant-0000", "tenant-0001", "tenant-0002", "tenant-0003", "tenant-0004", "tenant-0005"}
		l.press("r")
		l.wait(time.Minute)
		if n := len(l.asked) - before; n < glancePatience || n > glancePatience+2 {
			t.Errorf("%d were asked for though %d in a row failed", n, glancePatience)
		}
		viewtest.RequireContains(t, l.View(), "tenant-0002", "?/226")
		l.press("j", "j")
		viewtest.RequireContains(t, l.Info().Status.Whole(), "✗ limits of 12:03, not read again: no access: this account may not do that (403)")
		bad = nil
		l.press("r")
		l.wait(time.Minute)
		viewtest.RequireEqual(t, "failed rows", strings.Count(l.View(), "✗ not read"), 0)
	})
	lookedAtBy(t, many(8), nil, func(t *testing.T, l *lookedAt) {
		l.answer = func(_ context.Context, tenant apiclient.Tenant) collect.Snapshot { return refused(tenant) }
		l.wait(time.Minute)
		l.press("G")
		viewtest.RequireContains(t, l.Info().Status.Whole(), "✗ limits are not asked for: 3 in a row failed; r tries again")
		viewtest.RequireContains(t, l.View(), "not read")
	})
}

// What a scan kept is not asked for, and nothing is before it is known what that is.
func TestWhatAScanKeptIsNotAskedFor(t *testing.T) {
	for name, test := range map[string]struct {
		load  error
		loads bool // the board says so
		want  []string
	}{
		"kept":                {loads: true, want: []string{"broken", "new"}},
		"not yet":             {},
		"that cannot be read": {load: errors.New("no such disk"), want: []string{"AlpenBank", "BelfortRetail", "KadeLogistics"}},
	} {
		t.Run(name, func(t *testing.T) {
			all, listing := scannedTenants()
			prepare := func(links *Links) {
				board := viewtest.Board(viewtest.EndedScan(), listing)
				if !test.loads {
					board = &hotspots.Board{Listing: &hotspots.Listing{}}
				}
				links.LoadScan = func() error { return test.load }
				links.Scan = (&viewtest.Scanner{Boards: []*hotspots.Board{board}}).Watch
			}
			lookedAtBy(t, all, prepare, func(t *testing.T, l *lookedAt) {
				l.wait(glanceAfter + 50*time.Millisecond)
				l.requireAsked(t, test.want...)
			})
		})
	}
}

// The row that the cursor rests on is read whole where there is room for that, and by nothing else.
func TestTheRowThatIsReadWholeIsNotGlancedAt(t *testing.T) {
	prepare := func(links *Links) {
		links.Rest = true
		links.Collect = func(apiclient.Tenant) func(context.Context) Collection {
			return viewtest.StartOf[Collection](viewtest.Reads(viewtest.Snapshot(viewtest.Sample())))
		}
	}
	lookedAtBy(t, many(3), prepare, func(t *testing.T, l *lookedAt) {
		l.SetSize(120, 36)
		l.wait(time.Minute)
		l.requireAsked(t, "tenant-0001", "tenant-0002")
		l.SetSize(80, 20)
		l.wait(time.Minute)
		l.requireAsked(t, "tenant-0001", "tenant-0002", "tenant-0000")
	})
}

// After a save the limits of its tenant are asked for again, and no others.
func TestAGlanceIsHadAgainAfterASave(t *testing.T) {
	lookedAtBy(t, many(3), nil, func(t *testing.T, l *lookedAt) {
		l.wait(time.Minute)
		l.Update(saving.FiguresChanged{Tenant: "tenant-0001"})
		l.settle()
		l.wait(time.Minute)
		l.requireAsked(t, "tenant-0000", "tenant-0001", "tenant-0002", "tenant-0001")
	})
}

// glancedAt are tenants of which one request told something or nothing.
func glancedAt(t apiclient.Tenant) collect.Snapshot {
	switch t.ID {
	case "refused":
		return refused(t)
	case "absent":
		return viewtest.Snapshot(capacity.Tenant{ID: t.ID, Assignment: capacity.NotAssigned})
	case "report", "report-over":
		own := viewtest.Sample()
		own.ID = t.ID
		if t.ID == "report-over" {
			own.MaxActiveCalls = viewtest.Calls(100)
		}
		own.Groups = slices.Clone(own.Groups)
		for i := range own.Groups[:4] {
			own.Groups[i].TrunkGroups, own.Groups[i].TrunkGroupsListed = nil, false
		}
		return viewtest.Snapshot(own)
	}
	return limitsOf(t)
}

func TestWhatAGlanceTellsIsShownWithWhatItDoesNot(t *testing.T) {
	var all []apiclient.Tenant
	for _, id := range []string{"limits", "report", "report-over", "absent", "refused"} {
		all = append(all, apiclient.Tenant{ID: id, Name: "the name of " + id, Type: apiclient.Enterprise})
	}
	var view *tenants
	lookedAtBy(t, all, nil, func(_ *testing.T, l *lookedAt) {
		l.answer = func(_ context.Context, tenant apiclient.Tenant) collect.Snapshot { return glancedAt(tenant) }
		l.wait(time.Minute)
		view = l.tenants
		l.press("j")
		if also := l.Info().Also; len(also) != 1 || also[0].Whole() != "limits alone, read 12:03" {
			t.Errorf("beside its finding a report says %v", also)
		}
		l.press("k")
	})
	viewtest.RequirePictures(t, view)
	t.Run("160x44", func(t *testing.T) {
		view.SetSize(160, 40)
		golden.RequireEqual(t, viewtest.Picture(view))
	})
}

var (
	_ ui.Follower = (*tenants)(nil)
	_ ui.Coverer  = (*tenants)(nil)
	_ ui.Renewer  = (*tenants)(nil)
)
