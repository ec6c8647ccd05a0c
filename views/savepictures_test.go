package views

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

// What a save shows, layer by layer, without colour.
func TestSavePictures(t *testing.T) {
	t.Parallel()
	lost := &apiclient.Error{Op: "change enterprise trunk HQ-Inbound", Kind: apiclient.Timeout, Host: "pbx.example.net"}
	change50 := []string{"e", "=", "ctrl+s"}
	for _, test := range []struct {
		name  string
		trunk routing.Trunk
		do    func(s *session)
	}{
		{"review", viewtest.HQTrunk(), func(s *session) { s.keys(change50...) }},
		{"review of a new mode", viewtest.OrderedTrunk(), func(s *session) { s.keys("e", "m", "ctrl+s") }},
		{"review of a danger", viewtest.HQTrunk(), func(s *session) { s.keys("e", "x", "x", "ctrl+s", "HQ") }},
		{"review over what somebody else changed", viewtest.HQTrunk(), func(s *session) {
			s.theirs(func(t *routing.Trunk) { t.MaxReroutes = new(7) })
			s.keys(change50...)
		}},
		{"conflict", viewtest.HQTrunk(), func(s *session) {
			s.theirs(func(t *routing.Trunk) { t.Routes[0].Weight = 90; t.Routes[1].Weight = 10; t.MaxReroutes = new(7) })
			s.keys(change50...)
		}},
		{"deleted elsewhere", viewtest.HQTrunk(), func(s *session) { s.keys("e", "="); s.platform.drop("HQ-Inbound"); s.keys("ctrl+s") }},
		{"saved", viewtest.HQTrunk(), func(s *session) { s.keys(append(change50, "tab", "CHG0042", "enter", "y")...) }},
		{"not saved and the field has another name", viewtest.HQTrunk(), func(s *session) { s.platform.forward = true; s.keys(append(change50, "y")...) }},
		{"overtaken", viewtest.HQTrunk(), func(s *session) {
			s.platform.instead = func(t *routing.Trunk) { t.Routes[0].Weight = 1 }
			s.keys(append(change50, "y")...)
		}},
		{"unknown", viewtest.HQTrunk(), func(s *session) { s.platform.answer, s.platform.lost = lost, true; s.keys(append(change50, "y")...) }},
		{"draft", viewtest.HQTrunk(), func(s *session) {
			s.keys("e", "=", "esc", "y")
			s.pass(5 * time.Minute)
			s.theirs(func(t *routing.Trunk) { t.MaxReroutes = new(7) })
			s.keys("r", "e")
		}},
		{"deletion", viewtest.HQTrunk(), func(s *session) { s.toList(); s.keys("D") }},
		{"creation", viewtest.HQTrunk(), func(s *session) {
			s.toList()
			s.keys("n", "Sales", "enter", "a", "enter", "ctrl+s")
		}},
		{"review with a wrong name", viewtest.HQTrunk(), func(s *session) { s.keys("e", "x", "x", "ctrl+s", "HQ-Out") }},
		{"review with the name", viewtest.HQTrunk(), func(s *session) { s.keys("e", "x", "x", "ctrl+s", "HQ-Inbound", "enter") }},
		{"conflict with mine", viewtest.HQTrunk(), func(s *session) {
			s.theirs(func(t *routing.Trunk) { t.Routes[0].Weight = 90; t.Routes[1].Weight = 10; t.MaxReroutes = new(7) })
			s.keys(append(change50, "right")...)
		}},
		{"leave", viewtest.HQTrunk(), func(s *session) { s.keys("e", "=", "esc") }},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			s := newSession(t, test.trunk)
			test.do(s)
			s.requireDialogs(t)
		})
	}
}

// requireDialogs compares the whole screen with its pictures at three sizes.
func (s *session) requireDialogs(t *testing.T) {
	t.Helper()
	for _, size := range []struct {
		name          string
		width, height int
	}{{"80x24", 80, 24}, {"120x36", 120, 36}, {"160x44", 160, 44}} {
		t.Run(size.name, func(t *testing.T) {
			viewtest.Run(s.app, tea.WindowSizeMsg{Width: size.width, Height: size.height})
			golden.RequireEqual(t, withoutTimes(s.screen())+"\n")
		})
	}
	requireFilled(t, s.app, len(t.Name()))
}

// Where there is nothing but ASCII, the boxes of a save need nothing else.
func TestASaveIsPlainASCII(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"e = ctrl+s", "e x x ctrl+s HQ-Out", "e m ctrl+s", "e = ctrl+s y"} {
		s := newSession(t, viewtest.HQTrunk())
		s.routes.kit = viewtest.ASCIIKit()
		s.toRouting()
		s.keys(strings.Fields(keys)...)
		text := viewtest.TextOf(topOf(s.app))
		if i := strings.IndexFunc(text, func(r rune) bool { return r > '~' }); i >= 0 {
			t.Errorf("%s: %q in\n%s", keys, text[i:], text)
		}
	}
}
