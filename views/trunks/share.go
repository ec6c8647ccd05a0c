package trunks

import (
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// share is what a route takes of the calls of its priority.
type share struct {
	percent int  // -1 where it means nothing
	waits   bool // for what the priorities before it cannot take
	gone    bool // it is down, or imagined so
}

// cell is the share of what is tried first in full, and that of what waits or is gone muted.
func (s share) cell() ui.Cell {
	switch {
	case s.percent < 0:
		return page.Absent()
	case s.waits || s.gone:
		return ui.Cell{Text: figures.ShareText(s.percent, s.waits, "%"), Tone: ui.Muted}
	}
	return ui.Cell{Text: figures.ShareText(s.percent, s.waits, "%"), Tone: ui.Strong}
}

// bar is the share of 100, grey where it waits. What is gone takes nothing.
func (s share) bar() ui.Bar {
	if s.gone {
		s.percent = 0
	}
	return figures.ShareBar(s.percent, s.waits)
}
