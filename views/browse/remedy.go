package browse

import (
	"github.com/charmbracelet/bubbles/key"

	"banyan/capacity"
	"banyan/ui"
	"banyan/views/figures"
)

// remedy tells what would mend a group that gave out more than it has, or has more than it may,
// with the figures after it.
type remedy struct {
	levelPane
	g        capacity.GroupBreakdown
	isAbsent bool
	begun    *bool
}

func (r remedy) draw() {
	if r.isAbsent {
		return
	}
	r.begun = new(bool)
	group, b := r.g.Group, r.shown.Breakdown
	r.lower("the group", group.MaxActiveCalls, group.MaxAvailableActiveCalls)
	r.lower("its bursting", group.BurstingMaxActiveCalls, group.BurstingMaxAvailableActiveCalls)
	r.raise("the group", "its trunk groups", r.g.Calls, b.Calls)
	r.raise("its bursting", "that of its trunk groups", r.g.Bursting, b.BurstingAllocated)
}

// raise tells how much more a limit has to be for what was given out of it, or how much less
// that has to be.
func (r remedy) raise(what, theirs string, f, above capacity.Figures) {
	has, known := callsOf(f.Own)
	given, complete := f.Allocated.Total()
	needs, isNumber := given.Calls()
	if !known || !complete || !isNumber || needs <= has {
		return
	}
	r.line(r.edits, append(r.turn("raise "+what, has, needs), r.leftAbove(above, needs-has)...)...)
	var opens []key.Binding
	if r.opens {
		opens = []key.Binding{ui.Named(r.kit.Keys.Open, "open them")}
	}
	r.line(opens, r.turn("or lower "+theirs, needs, has)...)
}

// lower tells that a limit is above what the tenant permits.
func (r remedy) lower(what string, own, available capacity.Reading) {
	has, known := callsOf(own)
	may, permits := callsOf(available)
	if known && permits && has > may {
		r.line(r.edits, append(r.turn("lower "+what, has, may), ui.Cell{Text: "   as the tenant permits", Tone: ui.Muted})...)
	}
}

// callsOf is a limit that is a number.
func callsOf(r capacity.Reading) (int, bool) {
	limit, read := r.Limit()
	calls, isNumber := limit.Calls()
	return calls, read && isNumber
}

// line adds a line, with the first of these keys where there are some.
func (r remedy) line(keys []key.Binding, cells ...ui.Cell) {
	if !*r.begun {
		r.Section("what would mend it", "")
		*r.begun = true
	}
	if len(keys) == 0 {
		r.Line(cells...)
		return
	}
	r.Hint(keys[0].Help().Key, keys[0].Help().Desc, cells...)
}

// turn is what is done, with the figure before and after it.
func (r remedy) turn(what string, from, to int) []ui.Cell {
	return []ui.Cell{
		{Text: what + "  "},
		{Text: figures.Short(from) + " " + r.kit.Theme.Glyphs.To + " ", Tone: ui.Muted},
		{Text: figures.Short(to), Tone: ui.Strong},
	}
}

// leftAbove tells what the tenant has left once a group has more of it.
func (r remedy) leftAbove(above capacity.Figures, more int) []ui.Cell {
	left, exact := above.Difference.Calls()
	if !exact {
		return nil
	}
	then := ui.Cell{Text: figures.Short(left - more), Tone: ui.Strong, Then: []ui.Cell{{Text: " left", Tone: ui.Muted}}}
	if left < more {
		then = ui.Cell{Text: figures.Short(left-more) + " " + r.kit.Theme.Glyphs.Over + " " + figures.WordOver, Tone: ui.Over}
	}
	return []ui.Cell{{Text: "   tenant then ", Tone: ui.Muted}, then}
}
