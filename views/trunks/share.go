package trunks

import (
	"strconv"

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

// text is the share with its unit. All of what others cannot take is no hundred percent of the
// calls: it is the rest.
func (s share) text(unit string) string {
	if s.waits && s.percent == 100 {
		return "rest"
	}
	return strconv.Itoa(s.percent) + unit
}

// cell is the share of what is tried first in full, and that of what waits or is gone muted.
func (s share) cell() ui.Cell {
	switch {
	case s.percent < 0:
		return page.Absent()
	case s.waits || s.gone:
		return ui.Cell{Text: s.text("%"), Tone: ui.Muted}
	}
	return ui.Cell{Text: s.text("%"), Tone: ui.Strong}
}

// bar is the share of 100, grey where it waits. What is gone takes nothing.
func (s share) bar() ui.Bar {
	if s.gone {
		s.percent = 0
	}
	return figures.ShareBar(s.percent, s.waits)
}
