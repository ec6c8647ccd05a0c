// Package figures shows capacity: limits, sums, differences and ratios as cells and lines, the
// marks of what is wrong, and what all of them mean. Of the rooms of views it imports page.
package figures

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/ui"
	"banyan/views/page"
)

// figure is how figures of one type are shown and compared.
type figure[F any] struct {
	cell   func(ui.Glyphs, F) ui.Cell
	number func(F) (float64, bool)
	bound  func(F) ui.Bound // nil: always exact
}

// LimitColumn shows an own limit of each row, or - where a row has none such.
func LimitColumn[R row](glyphs ui.Glyphs, key string, isAbsent func(R) bool, of func(R) capacity.Reading) ui.Column[R] {
	return column(glyphs, key, isAbsent, of, figure[capacity.Reading]{cell: ReadingCell, number: ReadingNumber})
}

// GivenColumns show what was allocated, the difference and the ratio of one kind of
// figures, called by these keys, or - where a row has none such.
func GivenColumns[R row](glyphs ui.Glyphs, alloc, diff, ratio string, isAbsent func(R) bool, of func(R) capacity.Figures) []ui.Column[R] {
	given := func(r R) capacity.Sum { return of(r).Allocated }
	difference := func(r R) capacity.Difference { return of(r).Difference }
	columns := []ui.Column[R]{
		column(glyphs, alloc, isAbsent, given, figure[capacity.Sum]{cell: sumCell, number: sumNumber}),
		column(glyphs, diff, isAbsent, difference, figure[capacity.Difference]{differenceCell, differenceNumber, differenceBound}),
		column(glyphs, ratio, isAbsent, of, figure[capacity.Figures]{ratioCell, ratioNumber, ratioBound}),
	}
	for i := range columns {
		columns[i].Near = true
	}
	whole, isPart := columns[1].Cell, func(r R) bool { read, of := of(r).Allocated.Parts(); return read > 0 && read < of }
	columns[1].Full = func(r R) string {
		text := whole(r).Text
		if calls, ok := difference(r).Calls(); ok && text == Short(calls) {
			return strconv.Itoa(calls)
		}
		return text
	}
	columns[1].Cell = func(r R) ui.Cell {
		switch cell := whole(r); {
		case cell.Text == glyphs.Unknown && isPart(r):
			return page.Unread()
		case cell.Text == page.Unlimited:
			return ui.Cell{Text: glyphs.Infinite, Tone: ui.Muted}
		case cell.Text == "0":
			return ui.Cell{Text: "0", Tone: ui.Muted}
		default:
			return cell
		}
	}
	return columns
}

func column[R row, F any](glyphs ui.Glyphs, key string, isAbsent func(R) bool, of func(R) F, shown figure[F]) ui.Column[R] {
	c := ui.Column[R]{
		Key: key, Title: strings.ToUpper(key), About: about(key), Right: true, Min: 5,
		Cell: func(r R) ui.Cell {
			if isAbsent(r) {
				return page.Absent()
			}
			return r.RowMarks().Settle(glyphs, shown.cell(glyphs, of(r)))
		},
		Number: func(r R) (float64, bool) {
			if isAbsent(r) {
				return 0, false
			}
			return shown.number(of(r))
		},
	}
	if shown.bound != nil {
		c.Bound = func(r R) ui.Bound { return shown.bound(of(r)) }
	}
	return c
}

// about says what a column of figures holds: titles of calls and of bursting are the same.
func about(key string) string {
	of, isBursting := strings.CutPrefix(key, "b")
	text := map[string]string{
		"calls": "max active calls", "urst": "bursting max active calls", "alloc": "given out to the level below",
		"diff": "what is left of the limit", "ratio": "given out, by the limit", "avail": "what the level above permits",
	}[of]
	if isBursting && of != "urst" {
		text += ", of bursting"
	}
	return text
}

// row is what figures are shown of.
type row interface{ RowMarks() Marks }

// MarkColumn shows what is to be marked at each row.
func MarkColumn[R row](glyphs ui.Glyphs, least int) ui.Column[R] {
	return ui.Column[R]{
		Key: "mark", About: "what is wrong there", Min: least, Max: 26, Pinned: true,
		Cell: func(r R) ui.Cell { return MarkCell(glyphs, r.RowMarks()) },
		Also: func(r R) string { return r.RowMarks().AllWords() + " " + r.RowMarks().gap(glyphs).Text },
	}
}

// ReadingCell shows a limit: a number, unlim, or that it is not read.
func ReadingCell(glyphs ui.Glyphs, r capacity.Reading) ui.Cell {
	limit, ok := r.Limit()
	if !ok {
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	}
	return ui.Cell{Text: LimitText(limit)}
}

// ReadingNumber is a limit for sorting and conditions.
func ReadingNumber(r capacity.Reading) (float64, bool) {
	limit, ok := r.Limit()
	return limitNumber(limit), ok
}

// sumCell shows what was allocated. A partial sum is no number: it shows how many
// of its parts were read.
func sumCell(glyphs ui.Glyphs, s capacity.Sum) ui.Cell {
	if total, ok := s.Total(); ok {
		return ui.Cell{Text: LimitText(total)}
	}
	text := glyphs.Unknown
	if read, of := s.Parts(); read < of {
		text += fmt.Sprintf("%d/%d", read, of)
	}
	return ui.Cell{Text: text, Tone: ui.Unknown}
}

// LimitText is a limit in words: its number, or unlim.
func LimitText(l capacity.Limit) string {
	if calls, ok := l.Calls(); ok {
		return strconv.Itoa(calls)
	}
	return page.Unlimited
}

// sumNumber is unknown for a partial sum.
func sumNumber(s capacity.Sum) (float64, bool) {
	total, ok := s.Total()
	return limitNumber(total), ok
}

func limitNumber(l capacity.Limit) float64 {
	if calls, ok := l.Calls(); ok {
		return float64(calls)
	}
	return math.Inf(1)
}

// differenceCell shows a difference; a negative one always in the tone of
// over-allocation, also where only a part was read.
func differenceCell(glyphs ui.Glyphs, d capacity.Difference) ui.Cell {
	cell := ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	if calls, ok := d.Calls(); ok {
		cell = ui.Cell{Text: Short(calls)}
	} else if calls, ok := d.AtMost(); ok {
		cell.Text = glyphs.AtMost + Short(calls)
	} else if d.IsUnlimited() {
		cell = ui.Cell{Text: page.Unlimited}
	} else if d.IsNegative() {
		cell.Text = page.MinusUnlimited
	}
	if d.IsNegative() {
		cell.Tone = ui.Over
	}
	return cell
}

// differenceNumber is a difference for sorting and conditions: what it is at most
// where only a part was read and that is negative already.
func differenceNumber(d capacity.Difference) (float64, bool) {
	calls, ok := d.Calls()
	if !ok {
		calls, ok = d.AtMost()
	}
	switch {
	case ok:
		return float64(calls), true
	case d.IsUnlimited():
		return math.Inf(1), true
	}
	return math.Inf(-1), d.IsNegative()
}

// differenceBound says that a difference from a partial sum may turn out lower.
func differenceBound(d capacity.Difference) ui.Bound {
	if _, ok := d.AtMost(); ok {
		return ui.AtMost
	}
	return ui.Exact
}

// ratioCell shows how often what was allocated goes into the own limit.
func ratioCell(glyphs ui.Glyphs, f capacity.Figures) ui.Cell {
	cell := ui.Cell{Text: strings.Replace(RatioText(f), ">=", glyphs.AtLeast, 1)}
	switch {
	case f.Difference.IsNegative():
		cell.Tone = ui.Over
	case cell.Text == page.NotApplicable:
		cell.Tone = ui.Muted
	case isNearlyFull(f):
		cell.Tone = ui.Full
	}
	return cell
}

// Fullness ranks figures by how much of the limit is given out: what is over first, what is
// not known and what has no limit last.
func Fullness(f capacity.Figures) float64 {
	number, known := ratioNumber(f)
	if !known {
		return -1
	}
	return number
}

// isNearlyFull reports whether a limit is given out to where its bar is that of a full one.
func isNearlyFull(f capacity.Figures) bool {
	bar, ok := BarOf(f)
	return ok && bar.Tone() == ui.BarFull
}

// RatioText is a ratio in words: none where nothing was given out of nothing or one of
// the two is unlimited, and a bound where only a part was read.
func RatioText(f capacity.Figures) string {
	ratio, ok := f.Ratio()
	switch {
	case !ok, ratio == 0 && isZero(f.Own):
		return page.NotApplicable
	case math.IsInf(ratio, 1):
		return "max 0"
	case ratioBound(f) == ui.AtLeast:
		return ">=" + capacity.RatioText(ratio)
	}
	return capacity.RatioText(ratio)
}

// ratioNumber ranks whatever is below every number with what was given out of zero.
func ratioNumber(f capacity.Figures) (float64, bool) {
	ratio, ok := f.Ratio()
	if ok {
		return ratio, ratio != 0 || !isZero(f.Own)
	}
	return math.Inf(1), f.Difference.IsNegative()
}

func isZero(r capacity.Reading) bool { return r == capacity.Read(capacity.Limit{}) }

// ratioBound says that a ratio from a partial sum may turn out higher.
func ratioBound(f capacity.Figures) ui.Bound {
	if f.Difference.IsKnown() {
		return ui.Exact
	}
	return ui.AtLeast
}
