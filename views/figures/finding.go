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

// FindingParts is one thing that is wrong, in parts that stand below those of others.
type FindingParts struct {
	Sign  ui.Cell // of its severity; empty for what is none
	Place string  // where it is, as far as that lies deeper than what is looked at
	Text  ui.Cell // the capital words in tone, and the rest plain
}

// PartsOf parts a finding. depth is how long the path of what is looked at is.
func PartsOf(glyphs ui.Glyphs, f capacity.Finding, depth int) FindingParts {
	text := safetext.Listed(f.Text)
	head, rest := headline(text)
	if f.Severity < capacity.Notice {
		head, rest = text, ""
	}
	sign := SeverityCell(glyphs, f.Severity, "")
	sign.Text = strings.TrimSpace(sign.Text)
	return FindingParts{sign, placeBelow(glyphs, f.Path, depth), ui.Cell{Text: head, Tone: sign.Tone, Then: []ui.Cell{{Text: rest}}}}
}

func placeBelow(glyphs ui.Glyphs, path []string, depth int) string {
	return safetext.Names(path[min(depth, len(path)):], " "+glyphs.PathSep+" ")
}

// Cell tells it in one line.
func (t FindingParts) Cell() ui.Cell {
	if t.Sign.Text == "" && t.Place == "" {
		return t.Text
	}
	cell := ui.Cell{Text: t.Sign.Text, Tone: t.Sign.Tone}
	if t.Place != "" {
		cell.Then = []ui.Cell{{Text: " " + t.Place}}
	}
	return ui.Cell{Text: cell.Text, Tone: cell.Tone, Then: append(append(cell.Then, ui.Cell{Text: " "}, ui.Cell{Text: t.Text.Text, Tone: t.Text.Tone}), t.Text.Then...)}
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
		info.Status = all[0].Cell()
		for _, more := range all[1:] {
			info.Also = append(info.Also, more.Cell())
		}
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

// Counted is how many findings there are of each severity, or how many of something else.
type Counted struct {
	Blocked, Over, Notice int
	Of                    string // what else, such as "place"; empty where that is clear
}

// CountPlaces counts places of so many levels, at the least and at the most, each as what is worst
// there.
func CountPlaces(findings []capacity.Finding, least, most int) (n Counted) {
	worst := map[string]capacity.Severity{}
	for _, f := range findings {
		if len(f.Path) >= least {
			place := strings.Join(f.Path[:min(most, len(f.Path))], "\x00")
			worst[place] = max(worst[place], f.Severity)
		}
	}
	for _, severity := range worst {
		n = n.Add(severity)
	}
	return n
}

// Worst returns the count of the worst severity, the zero value where nothing is wrong.
func (n Counted) Worst(glyphs ui.Glyphs) ui.Cell {
	if cells := n.Cells(glyphs); len(cells) > 0 {
		return cells[0]
	}
	return ui.Cell{}
}

// Cells returns "■ 3 blocked", "▲ 12 over" and "! 2 notice", as far as there are some, and of places
// "▲ over in 12 places".
func (n Counted) Cells(glyphs ui.Glyphs) (cells []ui.Cell) {
	for _, of := range []struct {
		severity capacity.Severity
		count    int
	}{{capacity.Blocked, n.Blocked}, {capacity.Over, n.Over}, {capacity.Notice, n.Notice}} {
		text := strconv.Itoa(of.count) + " " + of.severity.String()
		if n.Of != "" {
			text = of.severity.String() + " in " + ui.Count(of.count, n.Of)
		}
		if of.count > 0 {
			cells = append(cells, SeverityCell(glyphs, of.severity, text))
		}
	}
	return cells
}

// Short is the worst count with its word, and the others by sign and number: "▲ 2 over ! 1".
func (n Counted) Short(glyphs ui.Glyphs) ui.Cell {
	first, cells := n.Worst(glyphs), n.Cells(glyphs)
	for _, more := range cells[min(1, len(cells)):] {
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
	return ui.Cell{Text: strconv.Itoa(n), Tone: ui.Strong, Then: []ui.Cell{{Text: " " + ui.Noun(n, noun), Tone: ui.Muted}}}
}
