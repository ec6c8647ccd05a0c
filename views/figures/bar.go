package figures

import (
	"math"
	"strconv"

	"banyan/capacity"
	"banyan/ui"
	"banyan/views/page"
)

// The widths of bars in a table, in cells.
const (
	barMin = 8
	barMax = 30
)

// BarOf returns the bar of what was allocated of a limit, and false where there is none to
// draw: no limit was read, or there is none. A sum of which a part is missing is drawn so far.
func BarOf(f capacity.Figures) (ui.Bar, bool) {
	own, read := f.Own.Limit()
	limit, isNumber := own.Calls()
	if !read || !isNumber {
		return ui.Bar{}, false
	}
	bar := ui.Bar{Limit: int64(limit)}
	total, complete := f.Allocated.Total()
	if !complete {
		bar.Fill, total = ui.BarSoFar, f.Allocated.AtLeast()
	}
	given, isNumber := total.Calls()
	if !isNumber {
		given = math.MaxInt32 // of no limit everything is beyond
	}
	bar.Given = int64(given)
	return bar, true
}

// BarCell draws the bar of figures in width cells, or says that there is no limit.
func BarCell(glyphs ui.Glyphs, width int, f capacity.Figures) ui.Cell {
	bar, ok := BarOf(f)
	if ok {
		return bar.Cell(glyphs, width)
	}
	return noBar(f)
}

// noBar says why there is no bar, where that is known.
func noBar(f capacity.Figures) ui.Cell {
	if own, read := f.Own.Limit(); read && own == capacity.Unlimited() {
		return ui.Cell{Text: "no limit", Tone: ui.Muted}
	}
	return ui.Cell{}
}

// Slices returns what each part takes of a limit: each is the next piece of the bar of f, in its tone. The
// zero value stands for a part that has no piece, because it or the limit is no number.
func Slices(f capacity.Figures, parts []capacity.Reading) []ui.Bar {
	whole, ok := BarOf(f)
	slices := make([]ui.Bar, len(parts))
	from := int64(0)
	for i, part := range parts {
		own, read := part.Limit()
		calls, isNumber := own.Calls()
		if !ok || !read || !isNumber {
			continue
		}
		slices[i] = ui.Bar{From: from, Slice: true, Given: int64(calls), Limit: whole.Limit, Scale: max(whole.Limit, whole.Given), Fill: whole.Tone()}
		from += int64(calls)
	}
	return slices
}

// ShareBar is a share of 100, none for a negative one. One that waits for what others cannot take
// has another tone than one that is tried first.
func ShareBar(share int, isStandby bool) ui.Bar {
	bar := ui.Bar{Given: int64(max(0, share)), Limit: 100, Plain: true, Fill: ui.BarGiven}
	if isStandby {
		bar.Fill = ui.BarStandby
	}
	return bar
}

// ShareText is a share with its unit. All of what others cannot take is no hundred percent of the
// calls: it is the rest.
func ShareText(share int, isStandby bool, unit string) string {
	if isStandby && share == 100 {
		return "rest"
	}
	return strconv.Itoa(share) + unit
}

// BarColumn is a column of bars, which sorts by how much of the limit is given out. It is not
// written to files: its figures are in columns of their own.
func BarColumn[R row](title string, glyphs ui.Glyphs, isAbsent func(R) bool, of func(R) capacity.Figures) ui.Column[R] {
	return ui.Column[R]{
		Key: "bar", Title: title, About: "how much of the limit is given out", Min: barMin, Max: barMax,
		Cell: func(R) ui.Cell { return ui.Cell{} },
		Number: func(r R) (float64, bool) {
			if isAbsent(r) {
				return 0, false
			}
			return ratioNumber(of(r))
		},
		Bound: func(r R) ui.Bound { return ratioBound(of(r)) },
		Bar: func(r R, width int) ui.Cell {
			if f := of(r); isAbsent(r) || isZero(f.Own) && !f.Difference.IsNegative() {
				return ui.Cell{}
			}
			return BarCell(glyphs, width, of(r))
		},
	}
}

// Short is a number in at most four cells, cut and not rounded: 999k of 999,999.
func Short(n int) string {
	for _, unit := range []struct {
		size int
		sign string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		switch {
		case n < 100_000 && n > -100_000:
			return strconv.Itoa(n)
		case n/unit.size >= 10 || n/unit.size <= -10:
			return strconv.Itoa(n/unit.size) + unit.sign
		case n/unit.size != 0:
			tenths := n / (unit.size / 10)
			return strconv.Itoa(tenths/10) + "." + strconv.Itoa(abs(tenths%10)) + unit.sign
		}
	}
	return strconv.Itoa(n)
}

func abs(n int) int { return max(n, -n) }

// GivenCell is what was allocated, for the left of a slash: over in its tone, with a mark
// where a part is missing.
func GivenCell(glyphs ui.Glyphs, f capacity.Figures) ui.Cell {
	cell := ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	total, complete := f.Allocated.Total()
	if complete {
		cell = ui.Cell{Text: shortLimit(glyphs, total)}
		if own, read := f.Own.Limit(); total == (capacity.Limit{}) && read && own == (capacity.Limit{}) {
			cell.Tone = ui.Muted
		}
	} else if read, _ := f.Allocated.Parts(); read > 0 {
		cell.Text = glyphs.AtLeast + shortLimit(glyphs, f.Allocated.AtLeast())
	}
	if f.Difference.IsNegative() {
		cell.Tone = ui.Over
	}
	return cell
}

// PairCells are what was allocated and the limit, apart.
func PairCells(glyphs ui.Glyphs, f capacity.Figures, now Marks) (given, own ui.Cell) {
	return settleGiven(glyphs, now, GivenCell(glyphs, f)), now.Settle(glyphs, ReadingCell(glyphs, f.Own))
}

// PartCells are the figures of a part of a level: its limit, what it gave out, the difference,
// and the sign of one that is over.
func PartCells(glyphs ui.Glyphs, f capacity.Figures, now Marks) []ui.Cell {
	given, own := PairCells(glyphs, f, now)
	cells := []ui.Cell{own, given, now.Settle(glyphs, differenceCell(glyphs, f.Difference)), {}}
	if f.Difference.IsNegative() {
		cells[3] = ui.Cell{Text: glyphs.Over, Tone: ui.Over}
	}
	return cells
}

// settleGiven shows a sum of which nothing is known as not read once nothing more will come.
func settleGiven(glyphs ui.Glyphs, now Marks, cell ui.Cell) ui.Cell {
	if cell.Text == glyphs.Unknown {
		return now.Settle(glyphs, cell)
	}
	return cell
}

// settleLimit does so with a limit, on the right of a slash.
func settleLimit(now Marks, cell ui.Cell) ui.Cell {
	if cell.Tone == ui.Unknown && now.Done {
		cell.Text = "/" + page.NotRead
	}
	return cell
}

// LimitCell is a limit, for the right of a slash.
func LimitCell(glyphs ui.Glyphs, r capacity.Reading) ui.Cell {
	limit, ok := r.Limit()
	if !ok {
		return ui.Cell{Text: "/" + glyphs.Unknown, Tone: ui.Unknown}
	}
	return ui.Cell{Text: "/" + shortLimit(glyphs, limit), Tone: ui.Muted}
}

func shortLimit(glyphs ui.Glyphs, l capacity.Limit) string {
	if calls, ok := l.Calls(); ok {
		return Short(calls)
	}
	return glyphs.Infinite
}

// Pair is two columns that read "31/20" below one title: what was allocated, and the limit.
// Conditions know them by their keys.
func Pair[R row](glyphs ui.Glyphs, title, given, own string, isAbsent func(R) bool, of func(R) capacity.Figures) []ui.Column[R] {
	allocated := column(glyphs, given, isAbsent, func(r R) capacity.Sum { return of(r).Allocated }, figure[capacity.Sum]{cell: sumCell, number: sumNumber})
	limit := LimitColumn(glyphs, own, isAbsent, func(r R) capacity.Reading { return of(r).Own })
	allocated.Full, limit.Full = fullOf(allocated.Cell), fullOf(limit.Cell)
	allocated.Title, limit.Title, allocated.Min, limit.Min = title, "", 0, 0
	limit.Right, limit.Joined = false, true
	allocated.Cell = func(r R) ui.Cell {
		if isAbsent(r) {
			return page.Absent()
		}
		return settleGiven(glyphs, r.RowMarks(), GivenCell(glyphs, of(r)))
	}
	limit.Cell = func(r R) ui.Cell {
		if isAbsent(r) {
			return ui.Cell{}
		}
		return settleLimit(r.RowMarks(), LimitCell(glyphs, of(r).Own))
	}
	return []ui.Column[R]{allocated, limit}
}

func fullOf[R any](cell func(R) ui.Cell) func(R) string {
	return func(r R) string { return cell(r).Text }
}
