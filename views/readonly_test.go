package views

import (
	"math/rand/v2"
	"testing"

	"banyan/internal/viewtest"
)

// Whatever is pressed in a session that only reads, nothing arrives that could change
// something.
func TestNoKeyWritesInAReadOnlySession(t *testing.T) {
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
		d := newDesk(t, false)
		random := rand.New(rand.NewPCG(1, uint64(len(start))))
		d.keys(start...)
		for range 400 {
			key := keys[random.IntN(len(keys))]
			viewtest.Run(d.app, viewtest.Key(key))
		}
		if writes := d.writes(); len(writes) > 0 {
			t.Errorf("from %v: %v", start, writes)
		}
	}
}
