package browse

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/hotspots"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// flaky is a platform of which some requests fail, and that notes them all.
type flaky struct {
	mu     sync.Mutex
	broken []string
	asked  []string
}

func (f *flaky) ask(words ...string) error {
	request := strings.Join(words, " ")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, request)
	if slices.Contains(f.broken, request) {
		return viewtest.ServerFault("read " + request)
	}
	return nil
}

// mend has nothing fail any more, and forgets what was asked.
func (f *flaky) mend() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken, f.asked = nil, nil
}

func (f *flaky) all() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.Sort(f.asked)
	return strings.Join(f.asked, ", ")
}

func (f *flaky) api() *viewtest.API {
	return &viewtest.API{
		OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "a"}, {ID: "b"}}, f.ask("groups")
		},
		OnTenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
			return apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(100)}, f.ask("tenant")
		},
		OnGroupCapacity: func(_ context.Context, _, group string) (apiclient.GroupCapacity, error) {
			return apiclient.GroupCapacity{MaxActiveCalls: viewtest.Calls(10)}, f.ask("capacity", group)
		},
		OnTrunkGroups: func(_ context.Context, _, group string) ([]apiclient.TrunkGroupItem, error) {
			return []apiclient.TrunkGroupItem{{Name: "one"}, {Name: "two"}}, f.ask("list", group)
		},
		OnTrunkGroup: func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
			return apiclient.TrunkGroup{MaxActiveCalls: viewtest.Calls(4)}, f.ask("detail", group, name)
		},
	}
}

// keysOf is what the key line of a view says.
func keysOf(view ui.View) string {
	var keys []string
	for _, binding := range view.ShortHelp() {
		keys = append(keys, binding.Help().Key+" "+binding.Help().Desc)
	}
	return strings.Join(keys, "  ")
}

func TestWhatFailedIsRetriedAloneAndTheRestStaysOnScreen(t *testing.T) {
	for name, test := range map[string]struct {
		open   func(Links, func(collect.Options) func(context.Context) Collection) ui.View
		broken []string
	}{
		"groups": {func(links Links, start func(collect.Options) func(context.Context) Collection) ui.View {
			return NewGroups(viewtest.Kit(), links, Scope{Tenant: viewtest.Provider(), Collect: start(collect.Options{})})
		}, []string{"capacity b", "detail a two", "tenant"}},
		"capacity": {func(links Links, start func(collect.Options) func(context.Context) Collection) ui.View {
			return NewCapacity(viewtest.Kit(), links, Scope{Tenant: viewtest.Provider(), Collect: start(collect.Options{})})
		}, []string{"capacity a", "detail b one"}},
		"trunk groups": {func(links Links, start func(collect.Options) func(context.Context) Collection) ui.View {
			return NewTrunkGroups(viewtest.Kit(), links, Scope{Tenant: viewtest.Provider(), Group: apiclient.Group{ID: "a"}, Collect: start(collect.Options{Groups: []string{"a"}})})
		}, []string{"detail a two"}},
	} {
		t.Run(name, func(t *testing.T) {
			platform := &flaky{broken: test.broken}
			start := func(opts collect.Options) func(context.Context) Collection {
				opts.Retry = true
				return func(ctx context.Context) Collection {
					return collect.Start(ctx, platform.api(), viewtest.Provider(), opts)
				}
			}
			view := viewtest.Shown(test.open(testLinks(nil), start))
			defer view.Close()
			retry := "R retry " + string('0'+rune(len(test.broken))) + " failed"
			if got := keysOf(view); !strings.Contains(got, retry) {
				t.Fatalf("no %q:\n%s", retry, got)
			}
			if info := view.(ui.Informer).Info().Status.Whole(); name == "capacity" {
				viewtest.RequireContains(t, info, "R retries")
			}
			platform.mend()
			before := view.View()
			cmd := view.Update(viewtest.Key("R"))
			if view.View() == "" || strings.Count(view.View(), "\n") != strings.Count(before, "\n") {
				t.Errorf("while it is retried:\n%s", view.View())
			}
			viewtest.Pump(view, cmd)
			slices.Sort(test.broken)
			if got := platform.all(); got != strings.Join(test.broken, ", ") {
				t.Errorf("it asked for %q, want %q", got, test.broken)
			}
			if got := keysOf(view); strings.Contains(got, "R retry") || strings.Contains(view.View(), "✗") {
				t.Errorf("after it:\n%s\n%s", got, view.View())
			}
			platform.mend()
			if viewtest.Press(view, "R"); platform.all() != "" {
				t.Errorf("with nothing left to retry it asked for %q", platform.all())
			}
		})
	}
}

func TestTheTenantsThatAScanCouldNotReadAreReadAgain(t *testing.T) {
	all, listing := scannedTenants()
	links := scannedLinks(viewtest.EndedScan(), listing)
	var read []string
	links.ReadAgain = func(ids []string) error {
		read = append(read, ids...)
		return nil
	}
	view := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), links))
	defer view.Close()
	viewtest.RequireContains(t, keysOf(view), "R retry 2 failed")
	viewtest.Press(view, "R")
	viewtest.RequireEqual(t, "read again", strings.Join(read, " "), "partly broken")
	links.Scan = scannedLinks(hotspots.Scan{Phase: hotspots.Running}, listing).Scan
	running := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), links))
	defer running.Close()
	viewtest.Press(running, "R")
	viewtest.RequireEqual(t, "read again while a scan runs", len(read), 2)
}
