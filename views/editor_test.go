package views

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// platform is a server whose truth is known: the enterprise trunks of tenant foo.
type platform struct {
	mu       sync.Mutex
	trunks   map[string]routing.Trunk
	writes   []change.Image
	answer   error // of the next writes
	lost     bool  // writes have no effect
	instead  func(*routing.Trunk)
	forward  bool // the host wants the destination by its other name
	invalid  []routing.Problem
	blind    bool
	behind   func() // runs before each read
	readings int
}

type platformTarget struct {
	*platform
	subject change.Subject
	known   change.Host
}

func (t platformTarget) Knowing(host change.Host) change.Target {
	t.known = host
	return t
}

func (p *platform) open(s change.Subject) (change.Target, bool) {
	return platformTarget{platform: p, subject: s}, s.Host == "pbx.example.net" && s.Dialect == "APIO"
}

func (p *platform) get(name string) (routing.Trunk, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t, ok := p.trunks[name]
	return t.Clone(), ok
}

func (p *platform) put(t routing.Trunk) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trunks[t.Name] = t.Clone()
}

func (p *platform) drop(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.trunks, name)
}

func (p *platform) written() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.writes)
}

func (t platformTarget) Listed(context.Context) (bool, error) {
	_, ok := t.get(t.subject.Name)
	return ok, nil
}

func (t platformTarget) Read(context.Context) (change.Image, error) {
	if t.behind != nil {
		t.behind()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.readings++
	if t.blind {
		return change.Image{}, &apiclient.Error{Op: "read", Kind: apiclient.Unreachable, Host: "pbx.example.net"}
	}
	trunk, ok := t.trunks[t.subject.Name]
	if !ok {
		return change.Image{}, &apiclient.Error{Op: "read", Kind: apiclient.NotFound, Status: 404}
	}
	return trunkImage(trunk), nil
}

// apply is one write: what is wanted, or nil for a deletion.
func (t platformTarget) apply(want change.Image) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writes = append(t.writes, want)
	if want.Exists() {
		trunk, err := change.TrunkOf(want)
		if err != nil {
			return err
		}
		t.invalid = append(t.invalid, trunk.Validate()...)
	}
	if t.forward && !t.known.ForwardAddress && t.answer == nil {
		return &apiclient.OtherFieldError{Sent: "routeExhaustionDestination", Wanted: "routeExhaustionForwardAddress", Err: refusedBy("routeExhaustionDestination", "unknown field")}
	}
	if t.lost || t.answer != nil && !strings.Contains(t.answer.Error(), "after applying") {
		return t.answer
	}
	delete(t.trunks, t.subject.Name)
	if want.Exists() {
		trunk, _ := change.TrunkOf(want)
		if t.instead != nil {
			t.instead(&trunk)
		}
		t.trunks[trunk.Name] = trunk
	}
	return t.answer
}

func (t platformTarget) Write(_ context.Context, _, want change.Image) error { return t.apply(want) }

func (t platformTarget) Create(_ context.Context, want change.Image) error { return t.apply(want) }

func (t platformTarget) Delete(context.Context) error { return t.apply(change.Image{}) }

func (t platformTarget) Dangers(fresh, want change.Image) []string {
	before, _ := change.TrunkOf(fresh)
	after, _ := change.TrunkOf(want)
	return routing.Dangerous(before, after)
}

func trunkImage(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }

// refusedBy is a refusal with the server's sentences, each behind its field.
func refusedBy(pairs ...string) *apiclient.Error {
	e := &apiclient.Error{Op: "change enterprise trunk HQ-Inbound", Host: "pbx.example.net", Status: 400, Kind: apiclient.Refused, Message: pairs[1]}
	for i := 0; i < len(pairs); i += 2 {
		e.Problems = append(e.Problems, apiclient.Problem{Field: pairs[i], Text: pairs[i+1]})
	}
	return e
}

// shell is the explorer with its screens, and a clock that stands still unless somebody
// types like a person.
type shell struct {
	t   *testing.T
	app *ui.App
	*clock
}

// clock tells the time also to a search, which asks for it while keys are pressed.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

// pass lets time pass, and returns what time it is then.
func (c *clock) pass(by time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
	return c.now
}

// show starts the shell over its first screen.
func (s *shell) show(home ui.View, opts ui.Options, width, height int) {
	opts.Explain = apiclient.Explain
	s.app = viewtest.App(s.t, home, opts, width, height)
}

func (s *shell) screen() string { return s.app.View() }

// shows checks what is on the screen, as it stands there or with single blanks and without frames.
func (s *shell) shows(wanted ...string) {
	s.t.Helper()
	text := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "─", " ").Replace(s.screen())), " ")
	viewtest.RequireContains(s.t, s.screen()+"\n"+text, wanted...)
}

// after checks what the screen shows after keys, which blanks part.
func (s *shell) after(keys string, wanted ...string) {
	s.t.Helper()
	s.keys(strings.Fields(keys)...)
	s.shows(wanted...)
}

func (s *shell) without(text string) {
	s.t.Helper()
	if strings.Contains(s.screen(), text) {
		s.t.Errorf("%q is on the screen:\n%s", text, s.screen())
	}
}

// keys presses keys as a person does, one a second; a name of more than one letter that is
// no key is typed letter by letter.
func (s *shell) keys(names ...string) {
	for _, name := range names {
		letters := []string{name}
		if len(viewtest.Key(name).Runes) > 1 {
			letters = strings.Split(name, "")
		}
		for _, letter := range letters {
			s.pass(time.Second)
			s.burst(letter)
		}
	}
}

// paste pastes text a second later.
func (s *shell) paste(text string) {
	s.pass(time.Second)
	viewtest.Run(s.app, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// burst sends keys in one moment, as a paste without brackets does.
func (s *shell) burst(names ...string) {
	for _, name := range names {
		viewtest.Run(s.app, viewtest.Key(name))
	}
}

// session is a shell over the routing of HQ-Inbound in a session that writes.
type session struct {
	shell
	platform *platform
	service  *change.Service
	home     ui.View
	routes   routes
	dir      string
	api      *viewtest.API
}

// atTrunk is a session over a weighted trunk, in a test that runs beside others.
func atTrunk(t *testing.T) *session {
	t.Helper()
	t.Parallel()
	return newSession(t, viewtest.HQTrunk())
}

func newSession(t *testing.T, trunks ...routing.Trunk) *session {
	t.Helper()
	s := &session{platform: &platform{trunks: make(map[string]routing.Trunk)}, dir: t.TempDir()}
	s.t, s.clock = t, &clock{now: time.Date(2026, 11, 21, 12, 3, 4, 0, time.UTC)}
	for _, trunk := range trunks {
		s.platform.put(trunk)
	}
	s.serve()
	return s
}

// serve starts the service and the shell; a second time is another start of the
// program beside the same files.
func (s *session) serve() {
	s.service = change.New(change.Options{
		Dir: s.dir, Open: s.platform.open, Who: "op", Now: func() time.Time { return s.pass(0) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			s.pass(d)
			return ctx.Err()
		},
	})
	service := s.service
	s.t.Cleanup(func() { _, _ = service.Close() })
	s.api = &viewtest.API{
		Has: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		OnEnterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
			var items []apiclient.EnterpriseTrunkItem
			s.platform.mu.Lock()
			defer s.platform.mu.Unlock()
			for _, name := range slices.Sorted(maps.Keys(s.platform.trunks)) {
				items = append(items, apiclient.EnterpriseTrunkItem{Name: name, RoutingMode: string(s.platform.trunks[name].Mode)})
			}
			return items, nil
		},
		OnEnterpriseTrunk: func(_ context.Context, _, name string) (routing.Trunk, error) {
			trunk, ok := s.platform.get(name)
			if !ok {
				return trunk, &apiclient.Error{Kind: apiclient.NotFound, Status: 404, Host: "pbx.example.net"}
			}
			trunk.Name = ""
			return trunk, nil
		},
		OnTrunkGroup: func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
			return apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: viewtest.Calls(len(name))}, nil
		},
		OnAvailable: func(context.Context, string) ([]routing.Key, error) {
			return []routing.Key{{GroupID: "ApioEntGrpNamur", Name: "Trunk-Namur"}, {GroupID: "ApioEntGrpMons", Name: "Trunk-Mons"}, {GroupID: "ApioEntGrpGhent", Name: "Trunk-Backup"}}, nil
		},
	}
	s.routes = routes{api: s.api, kit: viewtest.Kit(), opts: Options{
		Edits: service, Write: true, Host: "pbx.example.net", Place: "prod-be", Now: func() time.Time { return s.pass(0) },
	}}
	s.toRouting()
}

func (s *session) open(home ui.View) {
	s.home = home
	s.show(home, ui.Options{Now: func() time.Time { return s.pass(0) }, Header: ui.Header{Product: "banyan", Place: "prod-be", Label: "PROD"}}, 80, 24)
}

// toRouting opens the routing of HQ-Inbound.
func (s *session) toRouting() {
	s.open(s.routes.routing(viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}))
}

// toList opens the enterprise trunks of its tenant.
func (s *session) toList() { s.open(s.routes.enterpriseTrunks(viewtest.Enterprise())) }

// dies ends the program with what was typed so far on disk, and starts it anew.
func (s *session) dies() {
	s.t.Helper()
	if err := s.service.Drafts().Flush(); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.service.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.serve()
}

// subject is HQ-Inbound as edits name it.
func (s *session) subject() change.Subject {
	return s.routes.editing().Trunk(apiclient.TrunkOwner{Tenant: "foo"}, "HQ-Inbound")
}

func (s *session) wantWrites(n int) {
	s.t.Helper()
	if got := s.platform.written(); got != n {
		s.t.Errorf("%d writes, want %d\n%s", got, n, s.screen())
	}
	if len(s.platform.invalid) > 0 {
		s.t.Errorf("an invalid body was sent: %v", s.platform.invalid)
	}
}

// wantTrunk checks what is on the server.
func (s *session) wantTrunk(holds func(routing.Trunk) bool) {
	s.t.Helper()
	if trunk, _ := s.platform.get("HQ-Inbound"); !holds(trunk) {
		s.t.Errorf("on the server: %+v\n%s", trunk, s.screen())
	}
}

// weighs is a trunk whose first two routes have these weights.
func weighs(a, b int) func(routing.Trunk) bool {
	return func(t routing.Trunk) bool { return t.Routes[0].Weight == a && t.Routes[1].Weight == b }
}

func TestTheListOpensTheFormAndTheWhatIfOfARouting(t *testing.T) {
	t.Parallel()
	s := newSession(t, viewtest.HQTrunk())
	s.toList()
	s.after("e", "EDIT", "Trunk-Backup")
	s.after("esc", "routes by priority")
	s.after("esc d", "WHAT IF  APIO_Trunk_Group_Existing is down", "imagined: nothing is sent")
	s.after("esc", "routes by priority")
	s.after("esc", "enterprise trunks ──")
}

func TestEverydayEditsTakeTheKeysOfTheDesign(t *testing.T) {
	t.Parallel()
	names := func(trunk routing.Trunk) (got []string) {
		for _, r := range trunk.Routes {
			got = append(got, r.TrunkGroup.Name)
		}
		return got
	}
	for _, test := range []struct {
		name  string
		trunk routing.Trunk
		keys  []string
		saved func(routing.Trunk) bool
	}{
		{"swap the first two", viewtest.OrderedTrunk(), []string{"e", "J", "ctrl+s", "y"}, func(t routing.Trunk) bool {
			return slices.Equal(names(t)[:2], []string{"Trunk-Antwerp", "APIO_Trunk_Group_Existing"})
		}},
		{"70/30 to 50/50", viewtest.HQTrunk(), []string{"e", "=", "ctrl+s", "y"}, weighs(50, 50)},
		{"take a failed trunk group out", viewtest.HQTrunk(), []string{"e", "p", "ctrl+s", "y"}, func(t routing.Trunk) bool { return len(t.Routes) == 3 }},
		{"ordered to weighted", viewtest.OrderedTrunk(), []string{"e", "m", "ctrl+s", "y"}, func(t routing.Trunk) bool {
			return t.Mode == routing.Weighted && t.Routes[3].Priority == 4 && t.Routes[3].Weight == 1
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, test.trunk)
			s.keys(test.keys...)
			s.wantWrites(1)
			s.shows("SAVED")
			s.wantTrunk(test.saved)
		})
	}
}

func TestAParkedTrunkGroupComesBackWithTheSameKeys(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "p", "ctrl+s", "y", "enter")
	s.wantTrunk(func(t routing.Trunk) bool { return len(t.Routes) == 3 })
	s.keys("e", "p", "ctrl+s", "y")
	s.wantWrites(2)
	s.wantTrunk(viewtest.HQTrunk().Equal)
}

// After a creation the cursor of the list is on the new one.
func TestTheCursorIsOnWhatWasMade(t *testing.T) {
	t.Parallel()
	other := viewtest.HQTrunk()
	other.Name = "Zulu"
	s := newSession(t, viewtest.HQTrunk(), other)
	s.toList()
	s.keys("n", "Middle", "enter", "a", "enter", "ctrl+s", "y")
	s.shows("SAVED")
	s.after("enter", "▸ Middle")
	s.after("e", "enterprise trunks > Middle", "EDIT")
	s.after("esc esc", "▸ Middle")
}

// theirs is what somebody else does meanwhile.
func (s *session) theirs(edit func(*routing.Trunk)) {
	trunk, _ := s.platform.get("HQ-Inbound")
	edit(&trunk)
	s.platform.put(trunk)
}

// requireScreens compares the whole screen with its pictures at both sizes.
func (s *session) requireScreens(t *testing.T) {
	t.Helper()
	for _, size := range []struct {
		name          string
		width, height int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}} {
		t.Run(size.name, func(t *testing.T) {
			viewtest.Run(s.app, tea.WindowSizeMsg{Width: size.width, Height: size.height})
			golden.RequireEqual(t, withoutTimes(s.screen())+"\n")
		})
	}
}

// withoutTimes takes the time of the reading, which goes by another clock, off a screen.
func withoutTimes(screen string) string {
	screen = regexp.MustCompile(` +as of .*`).ReplaceAllString(screen, "")
	screen = regexp.MustCompile(`(begun at )..:..:..`).ReplaceAllString(screen, "${1}12:00:00")
	return regexp.MustCompile(`(base  )\d\d:\d\d`).ReplaceAllString(screen, "${1}12:00")
}

// elsewhere is another banyan beside the same files, which left or still has a draft of
// the trunk.
func (s *session) elsewhere(edit func(routing.Draft) routing.Draft) *change.Service {
	s.t.Helper()
	other := change.New(change.Options{Dir: s.dir, Open: s.platform.open, Who: "op", Now: func() time.Time { return s.pass(0) }})
	s.t.Cleanup(func() { _, _ = other.Close() })
	trunk, _ := s.platform.get("HQ-Inbound")
	if err := other.Drafts().Put(s.subject(), trunkImage(trunk), struct{ Draft routing.Draft }{Draft: edit(routing.NewDraft(trunk, nil))}); err != nil {
		s.t.Fatal(err)
	}
	if err := other.Drafts().Flush(); err != nil {
		s.t.Fatal(err)
	}
	return other
}
