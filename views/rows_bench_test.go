package views

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/browse"
	spots "banyan/views/hotspots"
)

// What a move and its frame may take, with a preview beside the rows and without one.
const (
	goalMove    = 100 * time.Microsecond
	goalPreview = time.Millisecond
)

// BenchmarkAMove moves through 100,000 rows and draws the screen. "of-goal" is how the
// processor's time is to the goal, whatever else the machine does: 1 is just as much.
func BenchmarkAMove(b *testing.B) {
	kit := viewtest.Kit()
	kit.Preview = new(ui.Switch)
	for name, open := range longScreens(kit, 100_000) {
		for _, size := range []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 120, Height: 36}, {Width: 160, Height: 44}, {Width: 200, Height: 60}} {
			run := func(name string, goal time.Duration, preview bool) {
				b.Run(fmt.Sprintf("%s/%dx%d", name, size.Width, size.Height), func(b *testing.B) {
					move := moves(b, kit, open(), size, preview)
					b.ReportAllocs()
					before := processorTime(b)
					for b.Loop() {
						move()
					}
					took := float64(processorTime(b)-before) / float64(b.N)
					b.ReportMetric(took, "processor-ns/op")
					b.ReportMetric(took/float64(goal), "of-goal")
				})
			}
			run(name, goalMove, false)
			const beside = 140 // columns
			if size.Width >= beside {
				run(name+" with preview", goalPreview, true)
			}
		}
	}
}

// processorTime returns what this process has taken so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// A move makes no more of many rows than of few.
func TestAMoveDoesNotGoThroughAllRows(t *testing.T) { synctest.Test(t, moveThroughRows) }

func moveThroughRows(t *testing.T) {
	kit, size := viewtest.Kit(), tea.WindowSizeMsg{Width: 160, Height: 44}
	kit.Preview = new(ui.Switch)
	few, many := longScreens(kit, 200), longScreens(kit, 5000)
	for name := range few {
		for _, preview := range []bool{false, true} {
			little := testing.AllocsPerRun(20, moves(t, kit, few[name](), size, preview))
			if most := testing.AllocsPerRun(20, moves(t, kit, many[name](), size, preview)); most > little+50 {
				t.Errorf("%s, with a preview %v: %.0f allocations with 5000 rows, %.0f with 200", name, preview, most, little)
			}
		}
	}
}

// moves opens a screen in a size, and returns what moves to another row and draws that.
func moves(tb testing.TB, kit ui.Kit, view ui.View, size tea.WindowSizeMsg, preview bool) (move func()) {
	tb.Helper()
	kit.Preview.Hidden = !preview
	app := ui.NewApp(kit, view, ui.Options{})
	tb.Cleanup(app.Close)
	viewtest.Run(app, size)
	viewtest.Follow(app, app.Init())
	viewtest.Run(app, viewtest.Key("j")) // its preview is there
	if isShown := strings.Contains(app.View(), "┬"); isShown != preview {
		tb.Fatalf("a preview is shown: %v\n%s", isShown, app.View())
	}
	keys := []string{"k", "j"}
	return func() {
		app.Update(viewtest.Key(keys[0]))
		app.View()
		slices.Reverse(keys)
	}
}

// longScreens returns screens with so many rows.
func longScreens(kit ui.Kit, rows int) map[string]func() ui.View {
	tenants := make([]apiclient.Tenant, rows)
	groups := make([]capacity.Group, rows)
	listing := &hotspots.Listing{Entries: make([]hotspots.Entry, rows)}
	for i := range rows {
		id := fmt.Sprintf("id-%06d", i)
		tenants[i] = apiclient.Tenant{ID: id, Name: "Name of " + id, Type: apiclient.Enterprise}
		groups[i] = viewtest.Group(id, "Name of "+id, 100, 5, viewtest.Trunk(60, 5), viewtest.Trunk(70, 5))
		listing.Entries[i] = viewtest.Spot(capacity.Over, "OVER 11 calls x1.6: trunk groups 31, group 20", 1.55, fmt.Sprintf("tenant-%03d", i/1000), id)
	}
	api := &viewtest.API{
		Has:       apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return tenants, nil },
	}
	snapshot := viewtest.Snapshot(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(10), GroupsListed: true, Groups: groups})
	return map[string]func() ui.View{
		"tenants": func() ui.View { return Home(api, kit, Options{}) },
		"groups": func() ui.View {
			read := viewtest.StartOf[browse.Collection](viewtest.Reads(snapshot))
			return browse.NewGroups(kit, (routes{api: api, kit: kit}).links(), browse.Scope{Tenant: viewtest.Enterprise(), Collect: read})
		},
		"hotspots": func() ui.View {
			scanner := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), listing)}}
			return spots.New(kit, scanner, viewtest.Clock, nil, spots.Links{Open: func(apiclient.Tenant, []string) []ui.View { return nil }})
		},
	}
}
