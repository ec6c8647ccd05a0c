package plans

import (
	"fmt"
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// row is an item of a plan with what it leads to and what became of it.
type row struct {
	plan.Item
	effect plan.Effect
	state  plan.State
	entry  change.Entry // the last of the journal; zero where nothing was sent
	isAsIs bool         // it needed nothing any more
	isNow  bool         // it is being applied
	isSent bool         // and saved
}

func (r row) id() string { return strconv.Itoa(r.N) }

func (r row) name() string { return nameOf(r.Subject) }

// columns are those of the items.
func columns(theme ui.Theme) []ui.Column[row] {
	glyphs := theme.Glyphs
	return []ui.Column[row]{
		{
			Key: "name", Title: "  ENTERPRISE TRUNK", Min: 18, Max: 44, Flex: true, Full: func(r row) string { return saving.Named(r.Subject) },
			Cell: func(r row) ui.Cell { return r.nameCell(glyphs) },
		},
		{Key: "what", Title: "WHAT CHANGES", Min: 14, Max: 60, Flex: true, Priority: 4, Cell: func(r row) ui.Cell { return r.whatCell() }, Full: func(r row) string { return strings.Join(r.Lines(), "; ") }},
		{
			Key: "moves", Title: "MOVES", Right: true, Priority: 2, Cell: func(r row) ui.Cell { return r.movesCell() },
			Number: func(r row) (float64, bool) { return float64(r.effect.Moves), r.IsTrunk() },
		},
		{Key: "before", Title: "CALLS LEFT", Right: true, Cell: func(r row) ui.Cell { return sumCell(glyphs, r, r.effect.Before, ui.Muted) }},
		{Key: "to", Joined: true, Cell: func(r row) ui.Cell { return arrowCell(glyphs, r) }},
		{Key: "after", Joined: true, Cell: func(r row) ui.Cell { return sumCell(glyphs, r, r.effect.After, ui.Strong) }, Number: func(r row) (float64, bool) { return callsOf(r.effect.After) }},
		{Key: "bar", Min: 8, Max: 20, Priority: 5, Cell: func(row) ui.Cell { return ui.Cell{} }, Bar: func(r row, width int) ui.Cell { return r.leftBar(glyphs, width) }},
		{Key: "result", Title: "RESULT", Min: 11, Max: 24, Cell: func(r row) ui.Cell { return r.resultCell(theme) }},
		{Key: "n", Title: "ITEM", Right: true, Wide: true, Cell: func(r row) ui.Cell { return ui.Cell{Text: strconv.Itoa(r.N), Tone: ui.Muted} }},
	}
}

// nameCell is what an item changes, behind whether it is applied.
func (r row) nameCell(glyphs ui.Glyphs) ui.Cell {
	sign, tone := ui.Cell{Text: glyphs.Chosen + " ", Tone: ui.Accent}, ui.Plain
	if r.state == plan.LeftOut {
		sign, tone = ui.Cell{Text: glyphs.Unchosen + " ", Tone: ui.Muted}, ui.Muted
	}
	sign.Then = []ui.Cell{{Text: r.name(), Tone: tone}}
	if r.Subject.Name != "" && r.Subject.Group != "" {
		sign.Then = append(sign.Then, ui.Cell{Text: " (" + safetext.Name(r.Subject.Group) + ")", Tone: ui.Muted})
	}
	return sign
}

// whatCell is the first of its changes, and how many more there are.
func (r row) whatCell() ui.Cell {
	changes := saving.Differences(r.Subject.Kind, r.Base, r.Want)
	switch {
	case !r.Base.Exists():
		return ui.Cell{Text: "new"}
	case !r.Want.Exists():
		return ui.Cell{Text: "deleted", Tone: ui.Notice}
	case len(changes) == 0:
		return ui.Cell{Text: "nothing", Tone: ui.Muted}
	}
	text := changes[0].String()
	if changes[0].Sign != "" { // the rest is in the pane
		text = changes[0].Sign + " " + safetext.Name(changes[0].What)
	}
	if more := len(changes) - 1; more > 0 {
		text += fmt.Sprintf(" +%d", more)
	}
	tone := ui.Plain
	if r.state == plan.LeftOut {
		tone = ui.Muted
	}
	return ui.Cell{Text: text, Tone: tone}
}

func (r row) movesCell() ui.Cell {
	switch {
	case !r.IsTrunk():
		return page.Absent()
	case r.effect.Moves == 0:
		return ui.Cell{Text: "0 %", Tone: ui.Muted}
	}
	return ui.Cell{Text: strconv.Itoa(r.effect.Moves) + " %"}
}

// sumCell is what the trunk groups may carry that are up.
func sumCell(glyphs ui.Glyphs, r row, sum capacity.Sum, tone ui.Tone) ui.Cell {
	if !r.IsTrunk() {
		return ui.Cell{}
	}
	text, known := sumText(glyphs, sum)
	if !known {
		tone = ui.Unknown
	}
	return ui.Cell{Text: text, Tone: tone}
}

func arrowCell(glyphs ui.Glyphs, r row) ui.Cell {
	if !r.IsTrunk() {
		return ui.Cell{}
	}
	return ui.Cell{Text: " " + glyphs.To + " ", Tone: ui.Muted}
}

// sumText is a sum in few cells, and whether all of it was read.
func sumText(glyphs ui.Glyphs, sum capacity.Sum) (text string, known bool) {
	total, known := sum.Total()
	if !known {
		total = sum.AtLeast()
		if read, _ := sum.Parts(); read == 0 {
			return page.NotRead, false
		}
	}
	text = glyphs.Infinite
	if calls, isNumber := total.Calls(); isNumber {
		text = figures.Short(calls)
	}
	if !known {
		text = glyphs.AtLeast + text
	}
	return text, known
}

// callsOf is a sum as a number, where it is one.
func callsOf(sum capacity.Sum) (float64, bool) {
	total, known := sum.Total()
	calls, isNumber := total.Calls()
	return float64(calls), known && isNumber
}

// leftBar draws what is left of the calls.
func (r row) leftBar(glyphs ui.Glyphs, width int) ui.Cell {
	before, known := callsOf(r.effect.Before)
	after, read := callsOf(r.effect.After)
	if !known || !read || before == 0 && after == 0 {
		return ui.Cell{}
	}
	return ui.Bar{Given: int64(after), Limit: int64(max(before, after)), Plain: true}.Cell(glyphs, width)
}

// resultCell is what became of an item, or what there is to know before.
func (r row) resultCell(theme ui.Theme) ui.Cell {
	glyphs := theme.Glyphs
	switch {
	case r.isNow && r.isSent:
		return ui.Cell{Text: glyphs.Unknown + " saving", Tone: ui.Live}
	case r.isNow:
		return ui.Cell{Text: glyphs.Unknown + " reading it", Tone: ui.Live}
	case r.isAsIs:
		return ui.Cell{Text: glyphs.Good + " so already", Tone: ui.Good}
	}
	switch r.state {
	case plan.Done:
		return ui.Cell{Text: glyphs.Good + " saved", Tone: ui.Good}
	case plan.Running:
		return ui.Cell{Text: glyphs.Unknown + " saving", Tone: ui.Live}
	case plan.NotSaved:
		return ui.Cell{Text: glyphs.Failed + " not saved", Tone: ui.Failed}
	case plan.Overtaken:
		return ui.Cell{Text: glyphs.Over + " overtaken", Tone: ui.Full}
	case plan.Unknown:
		return ui.Cell{Text: glyphs.Unknown + " unknown", Tone: ui.Unknown}
	case plan.Undone:
		return ui.Cell{Text: r.state.String(), Tone: ui.Muted}
	case plan.LeftOut:
		return ui.Cell{Text: "left out", Tone: ui.Muted}
	case plan.Waiting:
	}
	switch {
	case len(r.Problems) > 0:
		return ui.Cell{Text: glyphs.Failed + " breaks a rule", Tone: ui.Failed}
	case isRefused(r.Item):
		return ui.Cell{Text: glyphs.Blocked + " refused", Tone: ui.Failed}
	case len(r.Refusals) > 0:
		return ui.Cell{Text: glyphs.Notice + " allowed", Tone: ui.Notice}
	case len(r.Words) > 0:
		return ui.Cell{Text: glyphs.Notice + " look at it", Tone: ui.Notice}
	case r.Canary:
		return ui.Cell{Text: "canary", Tone: ui.Muted}
	}
	return ui.Cell{Text: "not sent", Tone: ui.Muted}
}

// status says of an item what matters most, whole.
func (r row) status(kit ui.Kit) ui.Cell {
	glyphs, k := kit.Theme.Glyphs, kit.Keys
	result := r.resultCell(kit.Theme)
	cell := ui.Cell{Text: r.name(), Tone: ui.Strong, Then: []ui.Cell{{Text: "  "}}}
	say := func(text string) ui.Cell {
		cell.Then = append(cell.Then, result, ui.Cell{Text: ": " + text})
		return cell
	}
	switch {
	case r.state == plan.Waiting && len(r.Problems) > 0:
		return say(r.Problems[0] + "; " + k.Choose.Help().Key + " leaves it out")
	case r.state == plan.Waiting && isRefused(r.Item):
		return say(strings.Join(r.Refusals, "; ") + "; its name is asked for, or " + k.Choose.Help().Key + " leaves it out")
	case r.state == plan.NotSaved && r.entry.Error != "":
		return say(r.entry.Error)
	case r.state == plan.Waiting && r.Canary:
		return say("it goes first, for the fewest calls move there")
	}
	cell.Then = append(cell.Then, ui.Cell{Text: strings.ReplaceAll(strings.Join(r.Lines(), "; "), " -> ", " "+glyphs.To+" ")})
	return cell
}

// text is an item in a line for a ticket.
func (r row) text(glyphs ui.Glyphs) string {
	text := r.name() + ": " + strings.Join(r.Lines(), "; ")
	if r.IsTrunk() {
		before, _ := sumText(glyphs, r.effect.Before)
		after, _ := sumText(glyphs, r.effect.After)
		text += "; calls left " + before + " -> " + after
	}
	state := r.state.String()
	if r.isAsIs {
		state = "so already"
	}
	return text + " (" + state + ")"
}
