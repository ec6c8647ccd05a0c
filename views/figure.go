package views

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/internal/safetext"
	"banyan/ui"
)

const (
	unlimited      = "unlim"
	minusUnlimited = "-unlim"
	notApplicable  = "-"
)

// figure is how figures of one type are shown and compared.
type figure[F any] struct {
	cell   func(F) ui.Cell
	number func(F) (float64, bool)
	bound  func(F) ui.Bound // nil: always exact
}

func limits(glyphs ui.Glyphs) figure[capacity.Reading] {
	return figure[capacity.Reading]{cell: in(glyphs, readingCell), number: readingNumber}
}

func sums(glyphs ui.Glyphs) figure[capacity.Sum] {
	return figure[capacity.Sum]{cell: in(glyphs, sumCell), number: sumNumber}
}

func differences(glyphs ui.Glyphs) figure[capacity.Difference] {
	return figure[capacity.Difference]{cell: in(glyphs, differenceCell), number: differenceNumber, bound: differenceBound}
}

func ratios() figure[capacity.Figures] {
	return figure[capacity.Figures]{cell: ratioCell, number: ratioNumber, bound: ratioBound}
}

// in fixes the glyphs that a figure is shown with.
func in[F any](glyphs ui.Glyphs, cell func(ui.Glyphs, F) ui.Cell) func(F) ui.Cell {
	return func(f F) ui.Cell { return cell(glyphs, f) }
}

// readingCell shows a limit: a number, unlim, or that it is not read.
func readingCell(glyphs ui.Glyphs, r capacity.Reading) ui.Cell {
	limit, ok := r.Limit()
	if !ok {
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	}
	return ui.Cell{Text: limitText(limit)}
}

func limitText(l capacity.Limit) string {
	if calls, ok := l.Calls(); ok {
		return strconv.Itoa(calls)
	}
	return unlimited
}

// readingNumber is a limit for sorting and conditions.
func readingNumber(r capacity.Reading) (float64, bool) {
	limit, ok := r.Limit()
	if !ok {
		return 0, false
	}
	return limitNumber(limit), true
}

func limitNumber(l capacity.Limit) float64 {
	if calls, ok := l.Calls(); ok {
		return float64(calls)
	}
	return math.Inf(1)
}

// sumCell shows what was allocated. A partial sum is no number: it shows how many
// of its parts were read.
func sumCell(glyphs ui.Glyphs, s capacity.Sum) ui.Cell {
	if total, ok := s.Total(); ok {
		return ui.Cell{Text: limitText(total)}
	}
	text := glyphs.Unknown
	if read, of := s.Parts(); read < of {
		text += fmt.Sprintf("%d/%d", read, of)
	}
	return ui.Cell{Text: text, Tone: ui.Unknown}
}

// sumNumber is what was allocated for sorting and conditions; unknown for a
// partial sum.
func sumNumber(s capacity.Sum) (float64, bool) {
	total, ok := s.Total()
	if !ok {
		return 0, false
	}
	return limitNumber(total), true
}

// differenceCell shows a difference; a negative one always in the tone of
// over-allocation, also where only a part was read.
func differenceCell(glyphs ui.Glyphs, d capacity.Difference) ui.Cell {
	cell := ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	if calls, ok := d.Calls(); ok {
		cell = ui.Cell{Text: strconv.Itoa(calls)}
	} else if calls, ok := d.AtMost(); ok {
		cell.Text = "<=" + strconv.Itoa(calls)
	} else if d.IsUnlimited() {
		cell = ui.Cell{Text: unlimited}
	} else if d.IsNegative() {
		cell.Text = minusUnlimited
	}
	if d.IsNegative() {
		cell.Tone = ui.Over
	}
	return cell
}

// differenceNumber is a difference for sorting and conditions: what it is at most
// where only a part was read and that is negative already.
func differenceNumber(d capacity.Difference) (float64, bool) {
	if calls, ok := d.Calls(); ok {
		return float64(calls), true
	}
	if calls, ok := d.AtMost(); ok {
		return float64(calls), true
	}
	switch {
	case d.IsUnlimited():
		return math.Inf(1), true
	case d.IsNegative():
		return math.Inf(-1), true
	}
	return 0, false
}

// differenceBound says that a difference from a partial sum may turn out lower.
func differenceBound(d capacity.Difference) ui.Bound {
	if _, ok := d.AtMost(); ok {
		return ui.AtMost
	}
	return ui.Exact
}

// ratioBound says that a ratio from a partial sum may turn out higher.
func ratioBound(f capacity.Figures) ui.Bound {
	if f.Difference.IsKnown() {
		return ui.Exact
	}
	return ui.AtLeast
}

// ratioCell shows how often what was allocated goes into the own limit.
func ratioCell(f capacity.Figures) ui.Cell {
	ratio, ok := ratioNumber(f)
	if !ok {
		return ui.Cell{Text: notApplicable, Tone: ui.Muted}
	}
	cell := ui.Cell{Text: ratioText(ratio)}
	if f.Difference.IsNegative() {
		cell.Tone = ui.Over
	}
	return cell
}

func ratioText(ratio float64) string {
	if math.IsInf(ratio, 1) {
		return "xinf"
	}
	text := "x" + strconv.FormatFloat(ratio, 'f', 1, 64)
	if text == "x1.0" && ratio != 1 {
		// Nearly full must not read as full, nor over by little as not over.
		text = "x" + strconv.FormatFloat(ratio, 'f', 2, 64)
	}
	return text
}

// ratioNumber ranks whatever is below every number with what was given out of zero.
func ratioNumber(f capacity.Figures) (float64, bool) {
	if ratio, ok := f.Ratio(); ok {
		return ratio, true
	}
	return math.Inf(1), f.Difference.IsNegative()
}

// absent is the cell of a figure that does not apply to its row.
func absent() ui.Cell { return ui.Cell{Text: notApplicable, Tone: ui.Muted} }

// count is a number with its noun: "1 group", "5 groups".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// gauge draws what was allocated of a limit as a bar without colours. There is
// none where one of them is unlimited or not known.
func gauge(glyphs ui.Glyphs, width int, f capacity.Figures) string {
	own, ownRead := f.Own.Limit()
	total, complete := f.Allocated.Total()
	if !ownRead || !complete {
		return ""
	}
	whole, isNumber := own.Calls()
	part, partIsNumber := total.Calls()
	if !isNumber || !partIsNumber {
		return ""
	}
	return ui.Gauge(glyphs, width, int64(part), int64(whole))
}

// named is one kind of figures of a level with its words: what it is, what its sum
// is, and what it is called when its difference is negative.
type named struct {
	label, sum, over string
	figures          capacity.Figures
}

// figuresLines tells each kind of figures in a line: a gauge, own limit, sum,
// difference and ratio below each other, and the word for a negative one.
func figuresLines(glyphs ui.Glyphs, kinds ...named) [][]ui.Cell {
	const gaugeWidth = 8
	label := column(kinds, func(n named) string { return n.label })
	bar := column(kinds, func(n named) string { return gauge(glyphs, gaugeWidth, n.figures) })
	own := column(kinds, func(n named) string { return readingCell(glyphs, n.figures.Own).Text })
	sum := column(kinds, func(n named) string { return sumCell(glyphs, n.figures.Allocated).Text })
	difference := column(kinds, func(n named) string { return differenceCell(glyphs, n.figures.Difference).Text })
	ratio := column(kinds, func(n named) string {
		if ratio, ok := ratioNumber(n.figures); ok {
			return ratioText(ratio)
		}
		return ""
	})
	lines := make([][]ui.Cell, len(kinds))
	for i, n := range kinds {
		result := ui.Cell{Text: strings.TrimRight(difference[i]+"  "+ratio[i], " ")}
		if n.figures.Difference.IsNegative() {
			result = ui.Cell{Text: difference[i] + "  " + ratio[i] + " " + glyphs.Over + " " + n.over, Tone: ui.Over}
		}
		lines[i] = []ui.Cell{
			{Text: " " + label[i], Tone: ui.Strong},
			{Text: "  " + bar[i] + "  max " + own[i] + "  " + n.sum + " " + sum[i] + "  difference "},
			result,
		}
	}
	return lines
}

// column makes texts equally wide.
func column(kinds []named, of func(named) string) []string {
	texts, widest := make([]string, len(kinds)), 0
	for i, n := range kinds {
		texts[i] = of(n)
		widest = max(widest, safetext.Width(texts[i]))
	}
	for i, text := range texts {
		texts[i] += strings.Repeat(" ", widest-safetext.Width(text))
	}
	return texts
}
