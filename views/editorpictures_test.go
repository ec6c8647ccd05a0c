package views

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

// requireScreens compares the whole screen with its pictures at both sizes.
func (s *session) requireScreens(t *testing.T) {
	t.Helper()
	for _, size := range []struct {
		name          string
		width, height int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}} {
		t.Run(size.name, func(t *testing.T) {
			run(s.app, tea.WindowSizeMsg{Width: size.width, Height: size.height})
			if told, ok := s.home.(ui.Informer); ok && !told.Info().AsOf.IsZero() && strings.Contains(s.screen(), "as of") {
				golden.RequireEqual(t, picture(s.home)) // without the time of day
				return
			}
			golden.RequireEqual(t, s.screen()+"\n")
		})
	}
}

func limited() routing.Trunk {
	n, on := func(n int) *int { return &n }, true
	t := hqTrunk()
	t.CapacityManagement, t.MaxActiveCalls, t.TrapInitialCalls, t.TrapOffsetCalls = &on, n(24), n(10), n(5)
	return t
}

func TestEditorPictures(t *testing.T) {
	lost := &apiclient.Error{Op: "change enterprise trunk HQ-Inbound", Kind: apiclient.Timeout, Host: "pbx.example.net"}
	change50 := []string{"e", "=", "ctrl+s"}
	theirs := func(s *session, edit func(*routing.Trunk)) {
		trunk, _ := s.platform.get("HQ-Inbound")
		edit(&trunk)
		s.platform.put(trunk)
	}
	for _, test := range []struct {
		name  string
		trunk routing.Trunk
		do    func(s *session)
	}{
		{"form", hqTrunk(), func(s *session) {
			s.now = time.Date(2026, 11, 22, 2, 14, 0, 0, time.UTC).Add(-5 * time.Second)
			s.keys("e", "G", "p", "g")
		}},
		{"form ordered with limits", func() routing.Trunk {
			o, l := orderedTrunk(), limited()
			o.CapacityManagement, o.MaxActiveCalls, o.TrapInitialCalls, o.TrapOffsetCalls = l.CapacityManagement, l.MaxActiveCalls, l.TrapInitialCalls, l.TrapOffsetCalls
			return o
		}(), func(s *session) { s.keys("e", "tab", "tab") }},
		{"form with problems", limited(), func(s *session) {
			s.keys("e", "right", "0", "down", "left", "9", "9", "tab", "tab", "5", "0", "tab", "tab", "tab", "ctrl+u")
			s.text("not a destination")
			s.keys("enter")
		}},
		{"adding", hqTrunk(), func(s *session) { s.keys("e", "a"); s.text("nam") }},
		{"review", hqTrunk(), func(s *session) { s.keys(change50...) }},
		{"review of a new mode", orderedTrunk(), func(s *session) { s.keys("e", "m", "ctrl+s") }},
		{"review of a danger", hqTrunk(), func(s *session) { s.keys("e", "x", "x", "ctrl+s"); s.text("HQ") }},
		{"review over what somebody else changed", hqTrunk(), func(s *session) {
			theirs(s, func(t *routing.Trunk) { n := 7; t.MaxReroutes = &n })
			s.keys(change50...)
		}},
		{"conflict", hqTrunk(), func(s *session) {
			theirs(s, func(t *routing.Trunk) { t.Routes[0].Weight = 90; t.Routes[1].Weight = 10; n := 7; t.MaxReroutes = &n })
			s.keys(change50...)
		}},
		{"deleted elsewhere", hqTrunk(), func(s *session) { s.keys("e", "="); s.platform.drop("HQ-Inbound"); s.keys("ctrl+s") }},
		{"saved", hqTrunk(), func(s *session) { s.keys(append(change50, "y")...) }},
		{"not saved", hqTrunk(), func(s *session) {
			s.platform.answer = refusedBy("maximumRerouteAttempts", "[Error 4410] must not be above the licence", "", "the enterprise has no licence left")
			s.keys(append(change50, "y")...)
		}},
		{"not saved and the field has another name", hqTrunk(), func(s *session) { s.platform.forward = true; s.keys(append(change50, "y")...) }},
		{"overtaken", hqTrunk(), func(s *session) {
			s.platform.instead = func(t *routing.Trunk) { t.Routes[0].Weight = 1 }
			s.keys(append(change50, "y")...)
		}},
		{"unknown", hqTrunk(), func(s *session) { s.platform.answer, s.platform.lost = lost, true; s.keys(append(change50, "y")...) }},
		{"draft", hqTrunk(), func(s *session) {
			s.keys("e", "=", "esc", "y")
			s.now = s.now.Add(5 * time.Minute)
			theirs(s, func(t *routing.Trunk) { n := 7; t.MaxReroutes = &n })
			s.keys("r", "e")
		}},
		{"what if", hqTrunk(), func(s *session) { s.keys("d") }},
		{"what if a group", hqTrunk(), func(s *session) { s.keys("down", "down", "d", "d") }},
		{"changed since", hqTrunk(), func(s *session) {
			s.now = s.now.Add(-time.Hour)
			old := hqTrunk()
			old.Routes[1].Weight = 50
			image := trunkImage(old)
			image.ReadAt = s.now
			if _, err := s.service.Opened(s.routes.editing().trunk(apiclient.TrunkOwner{Tenant: enterprise().ID}, "HQ-Inbound"), image); err != nil {
				s.t.Fatal(err)
			}
			s.now = s.now.Add(time.Hour)
			s.keys("r")
		}},
		{"deletion", hqTrunk(), func(s *session) { s.open(s.routes.enterpriseTrunks(enterprise())); s.keys("D") }},
		{"creation", hqTrunk(), func(s *session) {
			s.open(s.routes.enterpriseTrunks(enterprise()))
			s.keys("n")
			s.text("Sales")
			s.keys("enter", "a", "enter", "ctrl+s")
		}},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "-"), func(t *testing.T) {
			s := newSession(t, test.trunk)
			test.do(s)
			s.requireScreens(t)
		})
	}
}
