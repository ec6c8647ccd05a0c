package views

import (
	"strings"
	"testing"
	"time"

	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

func TestEditorPictures(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		trunk routing.Trunk
		do    func(s *session)
	}{
		{"what if", viewtest.HQTrunk(), func(s *session) { s.keys("d") }},
		{"what if a group", viewtest.HQTrunk(), func(s *session) { s.keys("down", "down", "d", "d") }},
		{"changed since", viewtest.HQTrunk(), func(s *session) {
			s.pass(-time.Hour)
			old := viewtest.HQTrunk()
			old.Routes[1].Weight = 50
			image := trunkImage(old)
			image.ReadAt = s.pass(0)
			if _, err := s.service.Opened(s.subject(), image); err != nil {
				s.t.Fatal(err)
			}
			s.pass(time.Hour)
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
