package views

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// While a save runs its seconds are counted, and no key ends it or hides it.
func TestASaveCountsItsSecondsAndEscDoesNotStopIt(t *testing.T) {
	s := newSession(t, hqTrunk())
	s.keys("e", "=", "ctrl+s")
	s.now = s.now.Add(time.Second)
	_, save := s.app.Update(pressOf("y"))
	s.now = s.now.Add(3 * time.Second)
	t.Run("picture", func(t *testing.T) { s.requireScreens(t) })
	run(s.app, tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, key := range []string{"esc", "q", "y", "ctrl+s", "enter"} {
		s.now = s.now.Add(time.Second)
		s.app.Update(pressOf(key))
	}
	s.shows("saving, 8 s; esc does not stop it", "SAVING")
	follow(s.app, save)
	s.wantWrites(1)
	s.shows("SAVED")
	if strings.Contains(s.screen(), "saving,") {
		t.Errorf("it still counts:\n%s", s.screen())
	}
}

func TestASaveOfFiguresCountsItsSeconds(t *testing.T) {
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("e", "ctrl+u", "150", "ctrl+s")
	_, yes := d.app.Update(pressOf("y"))
	confirm := yes()
	for batch, ok := confirm.(tea.BatchMsg); ok; batch, ok = confirm.(tea.BatchMsg) {
		confirm = batch[0]()
	}
	_, save := d.app.Update(confirm)
	d.now = d.now.Add(3 * time.Second)
	d.shows("SAVING", "1 of 1: saving, 3 s; esc does not stop it")
	d.keys("esc")
	d.shows("SAVING")
	follow(d.app, save)
	d.shows("saved: tenant capacity foo")
}

// A stopwatch that was ended, or that is not the one of a message, counts no further.
func TestAStopwatchCountsOnlyItsOwnSeconds(t *testing.T) {
	var w, other stopwatch
	w.start()
	other.start()
	defer other.end()
	if w.update(secondMsg{&other}) != nil {
		t.Error("it took another's second")
	}
	if w.update(secondMsg{&w}) == nil {
		t.Error("it stands still")
	}
	w.end()
	if w.update(secondMsg{&w}) != nil {
		t.Error("it goes on after its end")
	}
}
