package ui

import (
	"fmt"
	"testing"
	"time"
)

// What is new is new since the sitting before: going away for a moment and coming back leaves it new.
func TestALookIsRememberedBySittings(t *testing.T) {
	var m Memo
	foo, bar := Place{Kind: "groups", Path: []string{"foo"}}, Place{Kind: "groups", Path: []string{"bar"}}
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 27, hour, minute, 0, 0, time.UTC) }
	for _, step := range []struct {
		place Place
		at    time.Time
		since time.Time
	}{
		{foo, at(8, 0), at(8, 0)}, // the first of all
		{Place{Kind: "groups", Path: []string{"foo"}, Row: "g"}, at(8, 10), at(8, 0)}, // the same sitting, whatever the row
		{foo, at(8, 39), at(8, 0)},
		{bar, at(9, 0), at(9, 0)},
		{foo, at(12, 0), at(8, 39)}, // another
		{foo, at(12, 5), at(8, 39)},
		{foo, at(11, 0), at(12, 5)}, // the clock went back
	} {
		m.look(step.place, step.at)
		if since := m.LookedBefore(step.place); !since.Equal(step.since) {
			t.Errorf("at %v: since %v, want %v", step.at, since, step.since)
		}
	}
	if since := m.LookedBefore(Place{Kind: "groups", Path: []string{"x"}}); !since.IsZero() {
		t.Error(since)
	}
	for i := range 2 * mostLooked {
		m.look(Place{Kind: "groups", Path: []string{fmt.Sprint(i)}}, at(13, 0))
	}
	if len(m.Looked) != mostLooked {
		t.Errorf("%d are remembered", len(m.Looked))
	}
	clone := m.Clone()
	clone.Looked[0].At = at(20, 0)
	if m.Looked[0].At.Equal(clone.Looked[0].At) {
		t.Error("a clone shares what is remembered")
	}
}
