package figures

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// FindingCell tells a finding whole: the sign and the capital words in the tone of its
// severity, between them the place where that lies deeper than depth, and the rest plain.
func FindingCell(glyphs ui.Glyphs, f capacity.Finding, depth int) ui.Cell {
	head, rest := headline(f.Text)
	if f.Severity < capacity.Notice {
		head, rest = f.Text, ""
	}
	cell := SeverityCell(glyphs, f.Severity, head)
	if place := FindingPlace(glyphs, f, depth).Text; place != "" {
		sign, _, _ := strings.Cut(cell.Text, " "+head)
		cell.Text, cell.Then = sign, []ui.Cell{{Text: " " + place + " "}, {Text: head, Tone: cell.Tone}}
	}
	cell.Then = append(cell.Then, ui.Cell{Text: rest})
	return cell
}

// FindingPlace is where a finding is, as far as that lies deeper than depth.
func FindingPlace(glyphs ui.Glyphs, f capacity.Finding, depth int) ui.Cell {
	return ui.Cell{Text: strings.Join(f.Path[min(depth, len(f.Path)):], " "+glyphs.PathSep+" ")}
}

// headline parts the capital words that a finding begins with, and the number behind them,
// from what explains them.
func headline(text string) (head, rest string) {
	end := 0
	for word := range strings.FieldsSeq(text) {
		bare := strings.TrimSuffix(word, ":")
		isNumber := strings.Trim(bare, "-0123456789") == "" || bare == page.MinusUnlimited
		if isNumber && end == 0 || !isNumber && bare != strings.ToUpper(bare) {
			break
		}
		end += strings.Index(text[end:], word) + len(bare)
		if isNumber || bare != word {
			break
		}
	}
	return text[:end], text[end:]
}

// Status puts what is wrong at a place into the status line, worst first. depth is how long
// the place's own path is: what lies deeper is named.
func Status(info *ui.Info, glyphs ui.Glyphs, t Marks, depth int) {
	if all := t.All(glyphs, depth); len(all) > 0 && info.Status.Whole() == "" {
		info.Status, info.Also = all[0], all[1:]
	}
}

// Wrong returns the findings that say that something is wrong or doubtful, worst first: in
// their order, or where they are of one place with calls before bursting.
func Wrong(findings []capacity.Finding, onePlace bool) []capacity.Finding {
	wrong := slices.DeleteFunc(slices.Clone(findings), func(f capacity.Finding) bool { return f.Severity < capacity.Notice })
	slices.SortStableFunc(wrong, func(a, b capacity.Finding) int {
		worse := cmp.Compare(b.Severity, a.Severity)
		if worse == 0 && onePlace {
			return cmp.Compare(callsFirst(a), callsFirst(b))
		}
		return worse
	})
	return wrong
}

// Counted is how many findings there are of each severity.
type Counted struct{ Blocked, Over, Notice int }

// Count counts findings; what is merely unused is none.
func Count(findings []capacity.Finding) (n Counted) {
	for _, f := range findings {
		n = n.Add(f.Severity)
	}
	return n
}

// Cells returns "■ 3 blocked", "▲ 12 over" and "! 2 notice", as far as there are some.
func (n Counted) Cells(glyphs ui.Glyphs) (cells []ui.Cell) {
	for _, of := range []struct {
		severity capacity.Severity
		count    int
	}{{capacity.Blocked, n.Blocked}, {capacity.Over, n.Over}, {capacity.Notice, n.Notice}} {
		if of.count > 0 {
			cells = append(cells, SeverityCell(glyphs, of.severity, strconv.Itoa(of.count)+" "+of.severity.String()))
		}
	}
	return cells
}

// Short is the worst count with its word, and the others by sign and number: "▲ 2 over ! 1".
func (n Counted) Short(glyphs ui.Glyphs) ui.Cell {
	cells := n.Cells(glyphs)
	if len(cells) == 0 {
		return ui.Cell{}
	}
	first := cells[0]
	for _, more := range cells[1:] {
		text := more.Text[:strings.LastIndexByte(more.Text, ' ')]
		first.Then = append(first.Then, ui.Cell{Text: " "}, ui.Cell{Text: text, Tone: more.Tone})
	}
	return first
}

// Add counts one of a severity more.
func (n Counted) Add(s capacity.Severity) Counted {
	switch s {
	case capacity.Blocked:
		n.Blocked++
	case capacity.Over:
		n.Over++
	case capacity.Notice:
		n.Notice++
	}
	return n
}

// CountCell is a number with its noun, the number bold: "5 groups".
func CountCell(n int, noun string) ui.Cell {
	number, words, _ := strings.Cut(page.Count(n, noun), " ")
	return ui.Cell{Text: number, Tone: ui.Strong, Then: []ui.Cell{{Text: " " + words, Tone: ui.Muted}}}
}

// Facts joins facts to one line with dots between them.
func Facts(glyphs ui.Glyphs, first ui.Cell, more ...ui.Cell) ui.Cell {
	for _, fact := range more {
		if first.Whole() != "" {
			first.Then = append(first.Then, ui.Cell{Text: " " + glyphs.Dot + " ", Tone: ui.Muted})
		}
		first.Then = append(append(first.Then, ui.Cell{Text: fact.Text, Tone: fact.Tone}), fact.Then...)
	}
	return first
}

// Spaced joins facts to one line with dots and room between them.
func Spaced(glyphs ui.Glyphs, facts ...ui.Cell) (line ui.Cell) {
	for i, fact := range facts {
		if i > 0 {
			line.Then = append(line.Then, ui.Cell{Text: "  " + glyphs.Dot + "  ", Tone: ui.Faint})
		}
		line.Then = append(append(line.Then, ui.Cell{Text: fact.Text, Tone: fact.Tone}), fact.Then...)
	}
	return line
}

// Apart joins counts with room between them; what is a badge has a blank at each side.
func Apart(counts []ui.Cell) (line ui.Cell) {
	for i, count := range counts {
		if i > 0 {
			line.Then = append(line.Then, ui.Cell{Text: "   "})
		}
		if count.Tone == ui.Blocked {
			count.Text = " " + count.Text + " "
		}
		line.Then = append(line.Then, count)
	}
	return line
}

// Width is how many cells of the screen a cell takes.
func Width(cell ui.Cell) int { return safetext.Width(safetext.Cell(cell.Whole())) }
