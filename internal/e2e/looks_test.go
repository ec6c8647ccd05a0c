package e2e

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// TestFirstScreens keeps the first screens as each kind of terminal gets them, colours
// and all.
func TestFirstScreens(t *testing.T) {
	t.Parallel()
	for _, look := range []struct {
		name string
		env  []string
		args []string
	}{
		{"no colour", []string{"NO_COLOR=1"}, nil},
		{"16 colours", []string{"TERM=xterm"}, nil},
		{"256 colours", nil, nil},
		{"ascii", []string{"TERM=xterm"}, []string{"--ascii"}},
	} {
		t.Run(look.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, look.env, append([]string{"--demo"}, look.args...)...)
			s.withLimits()
			for _, screen := range []struct{ name, keys, shows string }{
				{"tenants", "/", "16/16"},
				{"", "id=ServiceProviderID", "1/16"},
				{"", "\r", "help"},
				{"groups", "\r", "1 over"},
				{"capacity", "c", "16 trunk groups"},
				{"help", "?", " below"},
				{"", "\x1b", "16 trunk groups"},
				{"edits", "E", "edits"},
			} {
				s.pressUntil(screen.keys, screen.shows)
				if screen.name == "" {
					continue
				}
				t.Run(screen.name, func(t *testing.T) {
					s.t = t
					golden.RequireEqual(t, s.frame())
				})
				s.t = t
			}
			s.press("\x03")
			s.exit()
		})
	}
}

// frame has the whole screen drawn again and returns its lines.
func (s *screen) frame() string {
	s.t.Helper()
	frame := s.redrawn("\x1b[H\r", "\x1b[24;H")
	return strings.NewReplacer("\x1b[K", "", "\r\n", "\n").Replace(frame) + "\n"
}
