package views

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/viewtest"
)

// While a save runs its seconds are counted, and no key ends it or hides it.
func TestASaveCountsItsSecondsAndEscDoesNotStopIt(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.keys("e", "=", "ctrl+s")
	s.pass(time.Second)
	_, save := s.app.Update(viewtest.Key("y"))
	s.pass(3 * time.Second)
	t.Run("picture", func(t *testing.T) { s.requireDialogs(t) })
	viewtest.Run(s.app, tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, key := range []string{"esc", "q", "y", "ctrl+s", "enter"} {
		s.pass(time.Second)
		s.app.Update(viewtest.Key(key))
	}
	s.shows("Saving", "8 s", "does not stop it")
	viewtest.Follow(s.app, save)
	s.wantWrites(1)
	s.shows("SAVED")
	s.without("does not stop it")
}

func TestASaveOfFiguresCountsItsSeconds(t *testing.T) {
	d := atCapacity(t)
	d.keys("e", "ctrl+u", "150", "ctrl+s")
	d.pass(time.Second)
	_, save := d.app.Update(viewtest.Key("y"))
	d.pass(3 * time.Second)
	d.shows("Saving", "3 s", "does not stop it")
	d.after("esc", "Saving")
	viewtest.Follow(d.app, save)
	d.shows("SAVED", "tenant capacity foo")
}
