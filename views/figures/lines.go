package figures

import (
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// aligned makes texts equally wide.
func aligned(kinds []Line, of func(Line) string) []string {
	texts, widest := make([]string, len(kinds)), 0
	for i, n := range kinds {
		texts[i] = of(n)
		widest = max(widest, safetext.Width(texts[i]))
	}
	for i, text := range texts {
		texts[i] += page.Blanks(widest - safetext.Width(text))
	}
	return texts
}

// Line is one kind of figures of a level with its words: what it is, what its sum
// is, and what it is called when its difference is negative.
type Line struct {
	Place            string // before the label of a gauge, in plain text
	Label, Sum, Over string
	Figures          capacity.Figures
	Now              Marks
	Doubtful         bool // a negative difference is a matter of notice, not of over-allocation
}

// GroupLines are the figures of a group.
func GroupLines(calls, bursting capacity.Figures, now Marks) []Line {
	return []Line{
		{Label: "Calls", Sum: "allocated", Over: WordOver, Figures: calls, Now: now},
		{Label: "Bursting", Sum: "allocated", Over: WordBurstOver, Figures: bursting, Now: now},
	}
}

// Text tells the figures in words.
func (n Line) Text() string {
	f := n.Figures
	given, how, partly := strings.Cut(f.Allocated.String(), ", ")
	if partly {
		given += " (" + how + ")"
	}
	text := n.Label + ": max " + f.Own.String() + ", " + n.Sum + " " + given + ", difference " + f.Difference.String()
	if ratio := RatioText(f); ratio != page.NotApplicable {
		text += ", " + ratio
	}
	if f.Difference.IsNegative() {
		text += ", " + n.Over
	}
	return text
}

// resultCell is the difference with the mark of a negative one.
func (n Line) resultCell(glyphs ui.Glyphs, text string) ui.Cell {
	switch {
	case !n.Figures.Difference.IsNegative():
		return ui.Cell{Text: strings.TrimRight(text, " ")}
	case n.Doubtful:
		return ui.Cell{Text: text + " " + glyphs.Notice + " " + n.Over, Tone: ui.Notice}
	}
	return ui.Cell{Text: text + " " + glyphs.Over + " " + n.Over, Tone: ui.Over}
}

// Gauges draws kinds of figures below each other: a label, a bar, "114/226", and what is left
// or how much is over. No line is wider than width.
func Gauges(theme ui.Theme, width int, kinds ...Line) []string {
	glyphs := theme.Glyphs
	place := aligned(kinds, func(n Line) string { return fitted(theme, n.Place, width/4) })
	label := aligned(kinds, func(n Line) string { return fitted(theme, n.Label, width/4) })
	if strings.TrimSpace(place[0]) != "" {
		for i := range place {
			place[i] += "  "
		}
	}
	given, own := 0, 0
	for _, n := range kinds {
		given = max(given, safetext.Width(n.given(glyphs).Text))
		own = max(own, safetext.Width(n.limit(glyphs).Text))
	}
	results := leftOver(glyphs, kinds)
	widest := 0
	for _, result := range results {
		widest = max(widest, Width(result))
	}
	room := width - safetext.Width(place[0]+label[0]) - given - own - widest - 8
	bar := min(barMax, max(barMin, room))
	lines := make([]string, len(kinds))
	for i, n := range kinds {
		gauge := n.bar(glyphs, bar)
		cells := []ui.Cell{{Text: " " + place[i]}, {Text: label[i], Tone: ui.Muted}, {Text: "  "}}
		if room >= barMin {
			cells = append(cells, gauge, ui.Cell{Text: page.Blanks(bar - safetext.Width(gauge.Whole()) + 2)})
		}
		g, l := n.given(glyphs), n.limit(glyphs)
		cells = append(cells, ui.Cell{Text: page.Blanks(given - safetext.Width(g.Text))}, g, l,
			ui.Cell{Text: page.Blanks(own - safetext.Width(l.Text) + 2)}, results[i])
		lines[i] = page.Line(theme, width, cells...)
	}
	return lines
}

func fitted(theme ui.Theme, text string, width int) string {
	text, _ = theme.Fit(safetext.Cell(text), width)
	return text
}

// isAbsent reports whether trunking is not assigned and nothing was left there.
func (n Line) isAbsent() bool { return n.Now.Absent && !n.Figures.Difference.IsNegative() }

func (n Line) given(glyphs ui.Glyphs) ui.Cell {
	if n.isAbsent() {
		return page.Absent()
	}
	cell := settleGiven(glyphs, n.Now, GivenCell(glyphs, n.Figures))
	if n.Doubtful && cell.Tone == ui.Over {
		cell.Tone = ui.Notice
	}
	return cell
}

func (n Line) limit(glyphs ui.Glyphs) ui.Cell {
	if n.isAbsent() {
		return ui.Cell{}
	}
	return LimitCell(glyphs, n.Figures.Own)
}

// bar is the bar of a gauge; what is over and only a matter of notice is not red.
func (n Line) bar(glyphs ui.Glyphs, width int) ui.Cell {
	if n.isAbsent() {
		return ui.Cell{}
	}
	if bar, ok := BarOf(n.Figures); ok && n.Doubtful {
		bar.Meant = true
		return bar.Cell(glyphs, width)
	}
	return BarCell(glyphs, width, n.Figures)
}

// leftOver tells of each kind what is left of its limit, the numbers and the words below each
// other.
func leftOver(glyphs ui.Glyphs, kinds []Line) []ui.Cell {
	cells, widest := make([]ui.Cell, len(kinds)), 0
	number := func(cell ui.Cell) int {
		if len(cell.Then) == 0 {
			return 0
		}
		return safetext.Width(cell.Text)
	}
	for i, n := range kinds {
		cells[i] = n.left(glyphs)
		widest = max(widest, number(cells[i]))
	}
	for i, cell := range cells {
		if pad := widest - number(cell); pad > 0 && cell.Text != "" {
			if len(cell.Then) == 0 {
				pad++
			}
			cells[i] = ui.Cell{Then: append([]ui.Cell{{Text: page.Blanks(pad)}, {Text: cell.Text, Tone: cell.Tone}}, cell.Then...)}
		}
	}
	return cells
}

// Brief tells the figures in a few words: what they are, "9/18", and by how much they are over.
func (n Line) Brief(glyphs ui.Glyphs) ui.Cell {
	label := strings.ToLower(strings.TrimSuffix(n.Label, "."))
	figure := n.given(glyphs).Text + n.limit(glyphs).Text
	if n.Figures.Difference.IsNegative() {
		severity := capacity.Over
		if n.Doubtful {
			severity = capacity.Notice
		}
		return SeverityCell(glyphs, severity, n.Over+" "+figure+" "+differenceCell(glyphs, n.Figures.Difference).Text)
	}
	return ui.Cell{Text: label + " ", Tone: ui.Muted, Then: []ui.Cell{{Text: figure}}}
}

// left tells what is left of a limit, or how much is over: a number and words, or words alone.
func (n Line) left(glyphs ui.Glyphs) ui.Cell {
	d := n.Figures.Difference
	switch calls, exact := d.Calls(); {
	case n.isAbsent():
		return ui.Cell{Text: wordNotAssigned, Tone: ui.Muted}
	case d.IsNegative():
		whole := n.resultCell(glyphs, differenceCell(glyphs, d).Text)
		less, words, _ := strings.Cut(whole.Text, " ")
		return ui.Cell{Text: less, Tone: whole.Tone, Then: []ui.Cell{{Text: " " + words, Tone: whole.Tone}}}
	case IsFull(n.Figures):
		return ui.Cell{Text: glyphs.Full + " " + wordFull, Tone: ui.Full}
	case exact && calls == 0:
		return ui.Cell{}
	case exact:
		return ui.Cell{Text: Short(calls), Tone: ui.Strong, Then: []ui.Cell{{Text: " left", Tone: ui.Muted}}}
	case d.IsUnlimited():
		return ui.Cell{}
	}
	if read, of := n.Figures.Allocated.Parts(); read < of && !n.Now.Done {
		return ui.Cell{Text: "so far, " + strconv.Itoa(read) + " of " + strconv.Itoa(of), Tone: ui.Unknown}
	}
	return ui.Cell{Text: page.NotRead + " " + wordIncomplete, Tone: ui.Unknown}
}

// Figures tells kinds of figures in one line: "calls 114/226   bursting 9/18".
func Figures(glyphs ui.Glyphs, kinds ...Line) ui.Cell {
	var line ui.Cell
	for i, n := range kinds {
		if i > 0 {
			line.Then = append(line.Then, ui.Cell{Text: "   "})
		}
		line.Then = append(line.Then, ui.Cell{Text: strings.ToLower(n.Label) + " ", Tone: ui.Muted}, n.given(glyphs), n.limit(glyphs))
	}
	return line
}
