package views

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"

	"banyan/internal/routing"
	"banyan/internal/soak"
	"banyan/internal/viewtest"
)

// Whatever is pressed in a session that only reads, nothing arrives that could change
// something.
func TestNoKeyWritesInAReadOnlySession(t *testing.T) {
	t.Parallel()
	keys := []string{
		"up", "down", "left", "right", "pgup", "pgdown", "enter", "esc", "ctrl+w", "ctrl+u", "ctrl+l", "ctrl+s",
		"tab", "shift+tab", "backspace", " ",
	}
	for letter := '!'; letter <= '~'; letter++ {
		keys = append(keys, string(letter))
	}
	for _, start := range [][]string{
		{}, {"enter"}, {"/", "Foo Industries", "enter", "c", "z"}, {"/", "Foo Industries", "enter", "t", "enter"}, {"E"},
	} {
		t.Run(strings.Join(start, " "), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // no pause of a search, and no rest of a cursor, takes time
				d := newDesk(t, false)
				random := rand.New(rand.NewPCG(1, uint64(len(start))))
				d.keys(start...)
				for range soak.Rounds(100, 400) {
					viewtest.Run(d.app, viewtest.Key(keys[random.IntN(len(keys))]))
				}
				if writes := d.writes(); len(writes) > 0 {
					t.Error(writes)
				}
			})
		})
	}
}

// Routes that the platform does not tell are never an empty list that could be saved over them.
func TestRoutesThatAreNotReportedAreOnlyLookedAt(t *testing.T) {
	t.Parallel()
	s := newSession(t, viewtest.HQTrunk())
	s.api.OnEnterpriseTrunk = func(context.Context, string, string) (routing.Trunk, error) {
		return routing.Trunk{Mode: routing.Ordered, RoutesUnreported: true, ExhaustionAction: routing.None}, nil
	}
	s.keys("r")
	s.shows("the routes are not reported", "to be looked at, and not edited")
	hides := func(texts ...string) {
		for _, text := range texts {
			if strings.Contains(s.screen(), text) {
				t.Errorf("it says %q:\n%s", text, s.screen())
			}
		}
	}
	hides("has no routes", "NO ROUTE", "every call fails")
	s.keys("e")
	s.shows("view only: the platform did not report the routes of HQ-Inbound")
	s.keys("x", "ctrl+s", "y")
	s.wantWrites(0)
	s.toList()
	s.shows("not reported")
	s.keys("e")
	s.shows("view only: the platform did not report the routes")
	s.keys("esc")
	hides("no routes", "NO ROUTE")
	s.keys("D", "y")
	s.wantWrites(0)
}
