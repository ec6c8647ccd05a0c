package limits

import (
	"strconv"

	"banyan/capacity"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// effect is one pair of figures of a level before and after an edit.
type effect struct {
	name          string // "calls"
	before, after capacity.Figures
	alone         bool // nothing is below it: the limit is all there is
	offBefore     bool // it does not apply
	offAfter      bool
}

func (e effect) isChanged() bool { return e.before != e.after || e.offBefore != e.offAfter }

// level is the tenant, the group or the trunk group with what an edit does there.
type level struct {
	kind, name string // "tenant", "foo"
	effects    []effect
	target     int // of the plan; -1 where nothing of it is changed
}

// excess tells by how many calls figures are over, and whether they are.
func excess(f capacity.Figures) (calls string, over bool) {
	n, ok := f.Difference.Calls()
	if !ok {
		n, ok = f.Difference.AtMost()
	}
	if ok && n < 0 {
		calls = strconv.Itoa(-n)
	}
	return calls, f.Difference.IsNegative()
}

// isFull reports whether all of a limit is given out, to the last call.
func isFull(f capacity.Figures) bool {
	left, ok := f.Difference.Calls()
	return ok && left == 0 && f.Own != capacity.Read(capacity.Limit{})
}

// word says what became of the difference by sign and word, in few of them where there is
// little room.
func (e effect) word(glyphs ui.Glyphs, wide bool) ui.Cell {
	was, wasOver := excess(e.before)
	is, isOver := excess(e.after)
	text, tone, past := "", ui.Good, ""
	if wasOver && e.isChanged() && !e.alone {
		past = "was OVER"
		if was != "" && wide {
			past += " " + was
		}
	}
	switch {
	case e.alone:
		return ui.Cell{}
	case isOver:
		text, tone = pad(glyphs.Over+" OVER", is), ui.Over
		if past != "" && was != "" && was != is && wide {
			text += ", was " + was
		}
		return ui.Cell{Text: text, Tone: tone}
	case isFull(e.after):
		text, tone = "full", ui.Full
		if past != "" && wide {
			text += ", " + past
		}
	case past != "":
		text = glyphs.Good + " " + past
	}
	return ui.Cell{Text: text, Tone: tone}
}

// pad puts a word behind another, where there is one.
func pad(text, more string) string {
	if more == "" {
		return text
	}
	return text + " " + more
}

// bars returns the bars before and after, on one scale.
func (e effect) bars(glyphs ui.Glyphs, width int) (now, then ui.Cell) {
	before, drawn := barOf(e.before, e.alone)
	after, drawnThen := barOf(e.after, e.alone)
	scale := max(before.Given, before.Limit, after.Given, after.Limit)
	before.Scale, after.Scale = scale, scale
	if e.alone {
		before.Limit, after.Limit = scale, scale
	}
	if e.isChanged() && before.Fill == ui.Plain {
		before.Fill = ui.BarWas
	}
	cell := func(bar ui.Bar, drawn bool, f capacity.Figures, off bool) ui.Cell {
		switch {
		case off:
			return ui.Cell{}
		case drawn && scale == 0:
			return page.Absent()
		case drawn:
			return bar.Cell(glyphs, width)
		}
		return figures.BarCell(glyphs, width, f)
	}
	return cell(before, drawn, e.before, e.offBefore), cell(after, drawnThen, e.after, e.offAfter)
}

// barOf is the bar of figures: of a level with nothing below it, its limit alone.
func barOf(f capacity.Figures, alone bool) (ui.Bar, bool) {
	if !alone {
		return figures.BarOf(f)
	}
	limit, read := f.Own.Limit()
	calls, isNumber := limit.Calls()
	return ui.Bar{Given: int64(calls), Plain: true}, read && isNumber
}

// pair is "623/585": what is allocated and the limit, or the limit alone.
func (e effect) pair(glyphs ui.Glyphs, f capacity.Figures, now bool) ui.Cell {
	given, limit := figures.GivenCell(glyphs, f), figures.LimitCell(glyphs, f.Own)
	number := ui.Cell{Text: limit.Text[1:], Tone: limit.Tone}
	for _, cell := range []*ui.Cell{&given, &number} {
		if cell.Text == glyphs.Unknown {
			cell.Text = page.NotRead // nothing more will come
		}
	}
	if number.Tone == ui.Muted && !now {
		number.Tone = ui.Plain
	}
	if e.alone {
		if number.Tone == ui.Plain {
			number.Tone = ui.Strong
		}
		return number
	}
	switch {
	case given.Tone == ui.Unknown:
	case now && !e.isStanding():
		given.Tone = ui.Muted
	case !now && given.Tone != ui.Over:
		given.Tone = ui.Strong
	}
	return ui.Cell{Text: given.Text, Tone: given.Tone, Then: []ui.Cell{{Text: "/", Tone: ui.Faint}, number}}
}

// isStanding reports whether it is over and stays so, which is told by the figures that stand.
func (e effect) isStanding() bool {
	_, over := excess(e.before)
	return over && !e.isChanged()
}

// difference is what is left of a limit, or how much is over.
func (e effect) difference(glyphs ui.Glyphs, f capacity.Figures, now bool) ui.Cell {
	d, cell := f.Difference, page.Unread()
	if e.alone {
		return ui.Cell{}
	}
	if calls, ok := d.Calls(); ok {
		cell = ui.Cell{Text: figures.Short(calls), Tone: ui.Strong}
		if isFull(f) {
			cell.Tone = ui.Full
		}
	} else if calls, ok := d.AtMost(); ok {
		cell.Text = glyphs.AtMost + figures.Short(calls)
	} else if d.IsUnlimited() {
		cell = ui.Cell{Text: glyphs.Infinite, Tone: ui.Strong}
	} else if d.IsNegative() {
		cell.Text = "-" + glyphs.Infinite
	}
	switch {
	case now && !e.isStanding() && cell.Tone != ui.Unknown:
		cell.Tone = ui.Muted
	case d.IsNegative() && (!now || e.isStanding()):
		cell.Tone = ui.Over
	}
	return cell
}

// worsens reports whether a level becomes over, or more so.
func (e effect) worsens() bool {
	was, wasOver := e.before.Difference.Calls()
	is, known := e.after.Difference.Calls()
	return e.before.Difference != e.after.Difference && (!wasOver || was >= 0 || !known || is < was)
}

// worse says how much more a level is over.
func (e effect) worse() string {
	was, _ := e.before.Difference.Calls()
	is, known := e.after.Difference.Calls()
	switch {
	case !known && e.before.Difference.IsNegative():
		return "is OVER by more than before"
	case !known:
		return "becomes OVER"
	case was < 0:
		return "is OVER by " + ui.Count(was-is, "call") + " more than before"
	}
	return "becomes OVER by " + ui.Count(-is, "call")
}

// isLowered reports whether a limit is less than it was, as far as that is known.
func (e effect) isLowered() bool {
	was, read := e.before.Own.Limit()
	is, _ := e.after.Own.Limit()
	return read && is.Compare(was) < 0
}

// danger says why the name has to be typed.
func (e effect) danger() string {
	what := "dangerous: "
	if e.name != "calls" {
		what += e.name + " "
	}
	if _, over := excess(e.after); !over {
		return what + "lowered, and not all that is allocated was read; the review asks for the name"
	}
	return what + "below the " + e.after.Allocated.Of("allocated") + "; the review asks for the name"
}
