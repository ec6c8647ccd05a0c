package views

import (
	"strings"
	"testing"
	"time"

	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

func limited(t routing.Trunk) routing.Trunk {
	t.CapacityManagement, t.MaxActiveCalls, t.TrapInitialCalls, t.TrapOffsetCalls = new(true), new(24), new(10), new(5)
	return t
}

func TestEditorPictures(t *testing.T) {
	t.Parallel()
	change50 := []string{"e", "=", "ctrl+s"}
	for _, test := range []struct {
		name  string
		trunk routing.Trunk
		do    func(s *session)
	}{
		{"form", viewtest.HQTrunk(), func(s *session) {
			s.now = time.Date(2026, 11, 22, 2, 14, 0, 0, time.UTC).Add(-5 * time.Second)
			s.keys("e", "G", "p", "g")
		}},
		{"form ordered with limits", limited(viewtest.OrderedTrunk()), func(s *session) { s.keys("e", "tab", "tab") }},
		{"form with problems", limited(viewtest.HQTrunk()), func(s *session) {
			s.keys("e", "right", "0", "down", "left", "9", "9", "tab", "tab", "5", "0", "tab", "tab", "tab", "ctrl+u")
			s.keys("not a destination")
			s.keys("enter")
		}},
		{"adding", viewtest.HQTrunk(), func(s *session) { s.keys("e", "a", "nam") }},
		{"not saved", viewtest.HQTrunk(), func(s *session) {
			s.platform.answer = refusedBy("maximumRerouteAttempts", "[Error 4410] must not be above the licence", "", "the enterprise has no licence left")
			s.keys(append(change50, "y")...)
		}},
		{"what if", viewtest.HQTrunk(), func(s *session) { s.keys("d") }},
		{"what if a group", viewtest.HQTrunk(), func(s *session) { s.keys("down", "down", "d", "d") }},
		{"changed since", viewtest.HQTrunk(), func(s *session) {
			s.now = s.now.Add(-time.Hour)
			old := viewtest.HQTrunk()
			old.Routes[1].Weight = 50
			image := trunkImage(old)
			image.ReadAt = s.now
			if _, err := s.service.Opened(s.subject(), image); err != nil {
				s.t.Fatal(err)
			}
			s.now = s.now.Add(time.Hour)
			s.keys("r")
		}},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			s := newSession(t, test.trunk)
			test.do(s)
			s.requireScreens(t)
		})
	}
}
