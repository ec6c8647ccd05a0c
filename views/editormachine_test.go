package views

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

// Whatever is pressed, nothing panics, nothing invalid is sent, and nothing is sent
// without a review that was answered.
func TestTheEditorSurvivesAnyKeys(t *testing.T) {
	keys := []string{
		"e", "a", "x", "p", "J", "K", "=", "m", "m", "u", "f", "ctrl+s", "ctrl+s", "y", "y", "enter", "esc", "tab", "shift+tab", " ",
		"up", "down", "left", "right", "0", "5", "9", "g", "G", "backspace", "ctrl+u", "q", "n", "d", "r", "yy", "HQ-Inbound",
	}
	rapid.Check(t, func(rt *rapid.T) {
		trunk := viewtest.HQTrunk()
		if rapid.Bool().Draw(rt, "ordered") {
			trunk = viewtest.OrderedTrunk()
		}
		s := newSession(t, trunk)
		confirmed := 0
		s.keys("e")
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(keys), 1, 40).Draw(rt, "keys") {
			// A single y to a question on screen is a confirmation, whatever somebody else did
			// meanwhile. Where a name was typed, the review says that it is right.
			screen := s.screen()
			asked := name == "y" && (strings.Contains(screen, "nothing is sent yet") || strings.Contains(screen, "the name is right"))
			switch rapid.IntRange(0, 9).Draw(rt, "how") {
			case 0:
				s.burst(name)
			case 1:
				s.paste(name)
			case 2:
				s.theirs(func(t *routing.Trunk) {
					if len(t.Routes) > 0 {
						t.Routes[0].Weight = 1 + len(name)
					}
				})
				fallthrough
			default:
				if asked {
					confirmed++
				}
				s.pass(time.Second)
				s.burst(name)
			}
		}
		if got := s.platform.written(); got > confirmed {
			rt.Fatalf("%d writes, %d confirmations", got, confirmed)
		}
		if len(s.platform.invalid) > 0 {
			rt.Fatalf("an invalid body was sent: %v", s.platform.invalid)
		}
		s.app.Close()
		_, _ = s.service.Close()
	})
}
