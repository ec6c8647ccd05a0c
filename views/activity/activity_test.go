package activity

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/pipe"
	"banyan/apiclient/simulator"
	"banyan/internal/report"
	"banyan/internal/soak"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/page"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // the pictures tell times
	soak.Tests{M: m}.Run()
}

// platform is a simulated one and a client that is logged in, in a bubble of synctest.
type platform struct {
	*simulator.Server
	conn   *apiclient.Conn
	client *apio.Client
	log    bytes.Buffer
}

func serve(t *testing.T) *platform {
	t.Helper()
	p := &platform{}
	var err error
	if p.Server, err = simulator.New(simulator.Options{Latency: 40 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	dial, stop := pipe.Serve(p.Server)
	p.conn, err = apiclient.NewConn(apiclient.Config{BaseURL: "http://127.0.0.1", Dial: dial, Write: true, Log: slog.New(slog.NewJSONHandler(&p.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.ClearFaults()
		p.conn.Close()
		stop()
	})
	p.client = apio.New(p.conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	if err := p.client.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// groups lists the groups of a tenant, however that ends.
func (p *platform) groups(ctx context.Context, tenant string) { _, _ = p.client.Groups(ctx, tenant) }

// spoil has requests of all kinds: fine, refused, failed, slow, without an answer and given up.
func (p *platform) spoil(t *testing.T) {
	ctx := t.Context()
	_, _ = p.client.Tenants(ctx)
	p.groups(ctx, "foo")
	p.groups(ctx, "nobody") // 404
	p.SetFault(simulator.Fault{Path: "tenants/foo/groups", Status: 500, Body: `{"errors":[{"code":4711,"message":"backend is gone"}]}`})
	p.groups(ctx, "foo")
	p.ClearFaults()
	p.SetFault(simulator.Fault{Path: "features/trunk_groups", Delay: 700 * time.Millisecond})
	_, _ = p.client.TenantCapacity(apiclient.For(apiclient.Background(ctx), apiclient.ForScan), "foo")
	p.ClearFaults()
	p.SetFault(simulator.Fault{Path: "tenants/foo", Hang: true})
	brief, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	_, _ = p.client.Tenant(brief, "foo")
	left, leave := context.WithCancel(ctx)
	time.AfterFunc(50*time.Millisecond, leave)
	_, _ = p.client.Tenant(left, "foo")
	p.ClearFaults()
	_, _ = p.client.SearchGroups(ctx, "Antwerp & co", true, 9)
}

func shown(t *testing.T, kit ui.Kit, source Source, width, height int) *requests {
	t.Helper()
	view := New(kit, source).(*requests)
	t.Cleanup(view.Close)
	view.SetSize(width, height-4)
	take(view, view.Init())
	return view
}

// take gives a view the one message of a command.
func take(view ui.View, cmd tea.Cmd) { view.Update(cmd()) }

func TestActivityPictures(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 36}, {160, 44}} {
		t.Run(fmt.Sprintf("%dx%d", size.width, size.height), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := serve(t)
				p.spoil(t)
				view := shown(t, viewtest.Kit(), p.conn, size.width, size.height)
				viewtest.Press(view, "down", "down", "down", "down")
				if side := view.Side(); side != nil {
					side.Update(side.Follow()())
				}
				viewtest.RequireFits(t, view, size.width, size.height-4)
				golden.RequireEqual(t, viewtest.Picture(view))
			})
		})
	}
}

func TestNothingWasSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		view := shown(t, viewtest.Kit(), &script{}, 80, 24)
		golden.RequireEqual(t, viewtest.Picture(view))
		if view.Export() != nil || view.CopyID() != "" || view.CopyText() != nil {
			t.Error("there is something to copy of nothing")
		}
	})
}

func TestActivityInASCII(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := serve(t)
		p.spoil(t)
		source := &script{now: p.conn.Traffic(), ended: context.Canceled}
		view := New(viewtest.ASCIIKit(), source).(*requests)
		defer view.Close()
		viewtest.RequireASCII(t, view)
		viewtest.RequireContains(t, view.View(), "x 500", "! 404", "_")
		one := newOne(viewtest.ASCIIKit(), source, &source.now.Requests[4])
		defer one.Close()
		viewtest.RequireASCII(t, one)
	})
}

// That trunking is not assigned is an answer, and nothing that failed.
func TestThatTrunkingIsNotAssignedIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := serve(t)
		if _, err := p.client.TenantCapacity(t.Context(), "VoxHosting"); !errors.Is(err, apiclient.ErrNotAssigned) {
			t.Fatal(err)
		}
		if now := p.conn.Traffic(); now.Minute().Failed != 0 {
			t.Errorf("%d failed", now.Minute().Failed)
		}
		view := shown(t, viewtest.Kit(), &script{now: p.conn.Traffic(), ended: context.Canceled}, 120, 40)
		if text := view.View(); strings.Contains(text, "! 404") || !strings.Contains(text, " 404") {
			t.Error(text)
		}
		viewtest.RequireContains(t, view.Info().Status.Whole(), "404, trunking is not assigned")
		viewtest.Press(view, "s") // no server sends this list
		viewtest.RequireContains(t, ui.Cell{Then: append(view.Box().Lines[1], view.Box().Right)}.Whole(), "the newest first", "now the newest first")
	})
}

// What a condition leaves: paths of the requests, newest first.
func TestConditionsFindWhatWentWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := serve(t)
		p.spoil(t)
		p.SetFault(simulator.Fault{Path: "licenses", Status: 503, Gateway: true, Times: 1})
		_, _ = p.client.TenantLicence(t.Context(), "foo")
		p.ClearFaults()
		for filter, want := range map[string][]string{
			"status>=400":     {"tenants/{tenant}/groups", "tenants/{tenant}/groups"},
			"status:no":       {"tenants/{tenant}"},
			"ms>500":          {"tenants/{tenant}/features/trunk_groups"},
			"tries>1":         {"tenants/{tenant}/licenses"},
			"for=scan":        {"tenants/{tenant}/features/trunk_groups"},
			"for=login":       {"login"},
			"path:nobody":     {"tenants/{tenant}/groups"},
			"path:antwerp":    {"search/groups"},
			"method=post":     {"login"},
			"cause:backend":   {"tenants/{tenant}/groups"},
			"priority:backgr": {"tenants/{tenant}/features/trunk_groups"},
		} {
			view := shown(t, viewtest.Kit(), p.conn, 120, 36)
			viewtest.Press(view, "/")
			viewtest.Type(view, filter)
			var got []string
			for _, a := range view.table.Shown() {
				got = append(got, a.Template)
			}
			viewtest.RequireEqual(t, filter, got, want)
			if strings.Contains(view.View(), "✗ no column") {
				t.Errorf("%s is no condition", filter)
			}
		}
	})
}

// script is a Source that says what a test has it say.
type script struct {
	now     apiclient.Traffic
	awaited int
	ended   error
}

func (s *script) Traffic() apiclient.Traffic { return s.now }

func (s *script) AwaitTraffic(context.Context, apiclient.Traffic) (apiclient.Traffic, error) {
	s.awaited++
	return s.now, s.ended
}

// many are so many requests, newest first.
func many(t *testing.T, n int) []apiclient.Activity {
	t.Helper()
	p := serve(t)
	for i := range n - 1 {
		p.groups(t.Context(), fmt.Sprintf("tenant-%02d", i))
	}
	return p.conn.Traffic().Requests
}

func TestTheCursorFollowsTheNewestOrStaysOnItsRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := many(t, 40)
		source := &script{}
		source.now.Requests = all[20:]
		view := shown(t, viewtest.Kit(), source, 120, 24)
		more := func(n int) {
			source.now.Requests = all[n:]
			take(view, view.Follow())
		}
		line := func() string {
			return strings.TrimRight(strings.Split(view.View(), "\n")[viewtest.CursorLine(view)], " ┃")
		}
		viewtest.RequireEqual(t, "at first", view.table.SelectedID(), "20")
		more(15)
		viewtest.RequireEqual(t, "on the newest", view.table.SelectedID(), "25")
		viewtest.RequireEqual(t, "nothing is newer", strings.Contains(view.View(), "newer"), false)

		viewtest.Press(view, "down", "down")
		before, at, rows := line(), viewtest.CursorLine(view), visible(view)
		more(8)
		viewtest.RequireEqual(t, "on an older one", view.table.SelectedID(), "23")
		viewtest.RequireEqual(t, "its line", viewtest.CursorLine(view), at)
		viewtest.RequireEqual(t, "is the same", line(), before)
		viewtest.RequireEqual(t, "and so are the others", visible(view), rows)
		viewtest.RequireContains(t, view.View(), "↑ 7 newer, g shows them")
		more(3)
		viewtest.RequireEqual(t, "and stays", line(), before)
		viewtest.RequireContains(t, view.View(), "↑ 12 newer")

		viewtest.Press(view, "g")
		viewtest.RequireEqual(t, "g", view.table.SelectedID(), "37")
		viewtest.RequireEqual(t, "and nothing is newer", strings.Contains(view.View(), "newer"), false)
		more(0)
		viewtest.RequireEqual(t, "follows again", view.table.SelectedID(), "40")
	})
}

func visible(view *requests) (ids []string) {
	for _, a := range view.table.Visible() {
		ids = append(ids, id(a))
	}
	return ids
}

// A request that went out of the list takes the cursor to the one beside it.
func TestARequestThatIsGoneLeavesTheCursorWhereItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := many(t, 30)
		source := &script{}
		source.now.Requests = all[10:]
		view := shown(t, viewtest.Kit(), source, 120, 24)
		viewtest.Press(view, "G")
		viewtest.RequireEqual(t, "the oldest", view.table.SelectedID(), "1")
		source.now.Requests = all[:25]
		take(view, view.Follow())
		viewtest.RequireEqual(t, "the oldest that is left", view.table.SelectedID(), "6")
	})
}

// One change is awaited at a time, and none where the screen is not on top: then nobody calls Follow.
func TestOneChangeIsAwaitedAtATime(t *testing.T) {
	source := &script{}
	view := New(viewtest.Kit(), source).(*requests)
	defer view.Close()
	view.SetSize(80, 20)
	viewtest.RequireEqual(t, "before the first reading", view.Follow() == nil, true)
	take(view, view.Init())
	next := view.Follow()
	viewtest.RequireEqual(t, "meanwhile", view.Follow() == nil, true)
	viewtest.RequireEqual(t, "it is not busy", view.Busy(), false)
	view.Update(next())
	viewtest.RequireEqual(t, "awaited", source.awaited, 1)
	viewtest.RequireEqual(t, "the next", view.Follow() == nil, false)
}

func TestARequestWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := serve(t)
		p.spoil(t)
		p.SetFault(simulator.Fault{Path: "tenants/foo", Hang: true})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			_, _ = p.client.Tenant(ctx, "foo")
			close(done)
		}()
		synctest.Wait()
		view := shown(t, viewtest.Kit(), p.conn, 100, 30)
		var pictures strings.Builder
		for range 6 { // on its way, fine, given up, no answer, slow, failed
			viewtest.RequireEqual(t, "opened", view.Update(viewtest.Key("enter")) != nil, true)
			a, _ := view.table.Selected()
			opened := newOne(viewtest.Kit(), p.conn, a)
			opened.SetSize(80, 20)
			take(opened, opened.Init())
			viewtest.RequireFits(t, opened, 80, 20)
			fmt.Fprintf(&pictures, "%s\n%s\n\n", viewtest.Picture(opened), strings.Join(opened.(ui.Copier).CopyText(), "\n"))
			opened.Close()
			viewtest.Press(view, "down")
		}
		golden.RequireEqual(t, pictures.String())
		viewtest.Press(view, "g")
		a, _ := view.table.Selected()
		opened := newOne(viewtest.Kit(), p.conn, a).(*one)
		defer opened.Close()
		opened.SetSize(80, 20)
		take(opened, opened.Init())
		next := opened.Follow()
		stop()
		<-done
		take(opened, next)
		viewtest.RequireContains(t, opened.View(), "answer    given up")
		viewtest.RequireEqual(t, "what has ended is not awaited", opened.Follow() == nil, true)
	})
}

func TestARequestThatIsNotAmongTheLatestAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := many(t, 3)
		all[2].Done = false
		source := &script{}
		source.now.Requests = all[:2]
		opened := newOne(viewtest.Kit(), source, &all[2]).(*one)
		defer opened.Close()
		opened.SetSize(80, 20)
		take(opened, opened.Init())
		viewtest.RequireContains(t, viewtest.Picture(opened), "/api/v1/login/", "not among the latest requests any more")
		viewtest.RequireEqual(t, "it is not awaited", opened.Follow() == nil, true)
	})
}

// Every figure of a line of the log has a column here.
func TestTheLogHasNothingThatTheScreenHasNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		columnOf := map[string]string{
			"request": "request", "for": "for", "priority": "priority", "op": "what", "method": "method", "host": "host", "template": "path",
			"path": "address", "query": "address", "status": "status", "ms": "ms", "bytes": "bytes", "slot_ms": "wait", "held_ms": "held", "attempt": "tries",
			"outcome": "outcome", "message": "cause", "code": "cause", "request_id": "cause", "cause": "cause",
		}
		p := serve(t)
		p.spoil(t)
		view := shown(t, viewtest.Kit(), p.conn, 120, 36)
		lines := 0
		for line := range strings.SplitSeq(strings.TrimSpace(p.log.String()), "\n") {
			var record map[string]any
			if err := json.Unmarshal([]byte(line), &record); err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{"time", "level", "msg"} {
				delete(record, key)
			}
			for key := range record {
				if !slices.Contains(view.table.ColumnKeys(), columnOf[key]) {
					t.Errorf("no column has %s", key)
				}
			}
			lines++
		}
		viewtest.RequireEqual(t, "lines", lines, len(view.watch.seen.Requests))
	})
}

func TestActivityIsExportedWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := serve(t)
		p.spoil(t)
		view := shown(t, viewtest.Kit(), p.conn, 120, 36)
		var file bytes.Buffer
		exporter := view.Export().(*page.Exporter)
		if err := exporter.Export.Write(report.CSV, &file); err != nil {
			t.Fatal(err)
		}
		viewtest.RequireEqual(t, "notes", exporter.Export.Notes, nil)
		golden.RequireEqual(t, file.Bytes())
	})
}

func TestWhatIsCopiedOfARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := serve(t)
		p.groups(t.Context(), "foo")
		view := shown(t, viewtest.Kit(), p.conn, 120, 36)
		viewtest.RequireEqual(t, "id", view.CopyID(), "/api/v1/tenants/foo/groups/")
		viewtest.RequireContains(t, strings.Join(view.CopyText(), "\n"), "GET 127.0.0.1/api/v1/tenants/foo/groups/", "List groups of tenant foo, for a screen", "200 after 40 ms")
	})
}

func TestTheSparklineTellsNoneFromFew(t *testing.T) {
	glyphs := viewtest.Kit().Theme.Glyphs
	seconds := []apiclient.Second{{}, {Sent: 1}, {Sent: 50}, {Sent: 100, Failed: 1}, {Sent: 7, Failed: 4}, {}}
	line := sparkline(glyphs, seconds, 1)
	viewtest.RequireEqual(t, "heights", line.Whole(), "▁▂▅█▂▁")
	var tones []ui.Tone
	for _, cell := range line.Then {
		tones = append(tones, cell.Tone)
	}
	viewtest.RequireEqual(t, "tones", tones, []ui.Tone{ui.Faint, ui.Live, ui.Notice, ui.Failed, ui.Faint})
	viewtest.RequireEqual(t, "two seconds a cell", sparkline(glyphs, seconds, 2).Whole(), "▂█▂")
	viewtest.RequireEqual(t, "in ASCII", sparkline(viewtest.ASCIIKit().Theme.Glyphs, seconds, 1).Whole(), "_.=#._")
	viewtest.RequireEqual(t, "nothing", sparkline(glyphs, make([]apiclient.Second, 4), 1).Whole(), "▁▁▁▁")
}

func TestTheSummaryHasRoom(t *testing.T) {
	now := apiclient.Traffic{InFlight: 16, Waiting: 120}
	for i := range now.Seconds {
		now.Seconds[i] = apiclient.Second{Sent: 20, Failed: 20}
	}
	for _, width := range []int{80, 120, 160} {
		line := summary(viewtest.Kit().Theme.Glyphs, now, width)
		text := ""
		for _, cell := range line {
			text += cell.Whole()
		}
		viewtest.RequireContains(t, text, "20/s · 1200/min · ✗ 1200 failed · 16 in flight · 120 waiting")
		if ui.Width(line...) > width {
			t.Errorf("%d cells at %d", ui.Width(line...), width)
		}
	}
}
