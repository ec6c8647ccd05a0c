package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Update takes a key and reports whether the table used it, for moving, filtering,
// sorting or the columns shown. While Typing it uses every key.
func (t *Table[R]) Update(msg tea.KeyMsg) bool {
	switch {
	case t.filter.typing:
		t.typeFilter(msg)
		return true
	case t.picker != nil:
		t.pick(msg)
		return true
	case IsBurst(msg):
		return t.moveHeld(msg)
	}
	return t.move(msg) || t.command(msg) || t.wide && t.scroll(msg)
}

// moveHeld moves as many rows as a key was held for.
func (t *Table[R]) moveHeld(msg tea.KeyMsg) bool {
	once, times, ok := held(msg, t.kit.Keys)
	if !ok {
		return false
	}
	if key.Matches(once, t.kit.Keys.Up) {
		times = -times
	}
	t.moveTo(t.cursor + times)
	return true
}

// command takes the keys that open a layer or change how rows are shown.
func (t *Table[R]) command(msg tea.KeyMsg) bool {
	k := t.kit.Keys
	switch {
	case key.Matches(msg, k.Filter):
		t.readCorpus()
		t.filter.typing = true
		t.moveTo(t.cursor)
	case key.Matches(msg, k.Sort):
		t.picker = &picker{cursor: t.sort.column + 1}
	case key.Matches(msg, k.SortNext):
		t.sortBeside(1)
	case key.Matches(msg, k.SortPrevious):
		t.sortBeside(-1)
	case key.Matches(msg, k.SortReverse):
		t.reverseSort()
	case key.Matches(msg, k.Wide):
		t.wide, t.skip = !t.wide, 0
	default:
		return false
	}
	return true
}

// scroll moves the columns after the first sideways.
func (t *Table[R]) scroll(msg tea.KeyMsg) bool {
	switch k := t.kit.Keys; {
	case key.Matches(msg, k.Left):
		t.skip = max(0, t.skip-1)
	case key.Matches(msg, k.Right):
		if t.hidesRight(t.layout()) {
			t.skip++
		}
	default:
		return false
	}
	return true
}
