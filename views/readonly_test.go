package views

import (
	"math/rand/v2"
	"strings"
	"testing"

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
	}
}
