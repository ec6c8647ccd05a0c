package plans

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// drawing draws what an item leads to, in lines of so many cells.
type drawing struct {
	row
	theme  ui.Theme
	width  int
	isAiry bool // there is room for empty lines
	isFull bool // and for priorities in which nothing changes
	kind   plan.Kind

	drawn  [][]ui.Cell
	label  int // how wide the names are
	bar    int // and the bars
	figure int // and the figures before them
}

func (d *drawing) lines() []string {
	d.isFull = d.isFull || d.isAiry
	if d.isAiry {
		d.air()
	}
	d.saved()
	d.doubts()
	if d.IsTrunk() {
		d.measure()
		if d.hasShares() {
			d.shares()
		} else {
			d.places()
		}
		d.calls()
	}
	d.others()
	d.notices()
	return page.Lines(d.theme, d.width, d.drawn)
}

func (d *drawing) add(cells ...ui.Cell) { d.drawn = append(d.drawn, cells) }

// air is an empty line where there is room for such, and none is there.
func (d *drawing) air() {
	if last := len(d.drawn) - 1; d.isAiry && (last < 0 || len(d.drawn[last]) > 0) {
		d.add()
	}
}

func (d *drawing) say(sign, text string, tone ui.Tone) {
	for i, line := range page.WrapCell(ui.Cell{Text: text, Tone: tone}, d.width-1, 3) {
		if i == 0 {
			line[0].Text = " " + sign + " " + line[0].Text[3:]
		}
		d.add(line...)
	}
}

// saved says what the journal tells.
func (d *drawing) saved() {
	e := d.entry
	if e.ID == "" {
		return
	}
	text := ""
	if at := cmp.Or(e.VerdictAt, e.At, e.ReadBackAt); !at.IsZero() { // which a run that goes on does not tell of each
		text = " at " + at.Local().Format(time.TimeOnly)
	}
	if e.Who != "" {
		text += " by " + safetext.Cell(e.Who)
	}
	d.add(ui.Cell{Text: " "}, d.resultCell(d.theme), ui.Cell{Text: text, Tone: ui.Muted})
	if e.Error != "" {
		d.say(d.theme.Glyphs.Failed, e.Error, ui.Failed)
	}
	d.air()
}

// doubts are why the item is refused, and what else there is to know of it.
func (d *drawing) doubts() {
	glyphs := d.theme.Glyphs
	for _, text := range d.Problems {
		d.say(glyphs.Failed, text, ui.Failed)
	}
	for _, text := range d.Refusals {
		d.say(glyphs.Blocked, text, ui.Failed)
	}
	for _, text := range d.Words {
		d.say(glyphs.Notice, text, ui.Notice)
	}
	d.air()
}

// measure gives names the room that they need, and bars what is left.
func (d *drawing) measure() {
	const least, most, word = 4, 10, 9 // a cell for each tenth; wider is dear where a move draws it all anew
	d.label, d.figure = len("calls left"), len("100 %")
	for _, s := range d.effect.Shares {
		d.label = max(d.label, safetext.Width(safetext.Cell(d.routeName(s.Key))))
	}
	d.label = min(d.label, d.width*2/5)
	room := d.width - 3 - d.label - 2*(d.figure+2) - 3 - word
	d.bar = max(least, min(most, room/2))
}

// routeName is a trunk group's name, with its group where another has the same.
func (d *drawing) routeName(key routing.Key) string {
	for _, s := range d.effect.Shares {
		if s.Key.Name == key.Name && s.Key != key {
			return safetext.Name(key.Name) + " (" + safetext.Name(key.GroupID) + ")"
		}
	}
	return safetext.Name(key.Name)
}

// hasShares reports whether the routes share their calls by figures.
func (d *drawing) hasShares() bool {
	return slices.ContainsFunc(d.effect.Shares, func(s plan.Share) bool { return s.Before >= 0 && !s.New || s.After >= 0 && !s.Gone })
}

// compared draws a name with what it was and what it is, each with a bar, and a word.
func (d *drawing) compared(name string, was, is ui.Cell, wasBar, isBar ui.Bar, word ui.Cell) {
	glyphs := d.theme.Glyphs
	fit := func(cell ui.Cell) ui.Cell {
		cell.Text = ui.Blanks(d.figure-ui.Width(cell)) + cell.Text
		return cell
	}
	bar := func(of ui.Bar) ui.Cell {
		if of == (ui.Bar{}) {
			return ui.Cell{Text: ui.Blanks(d.bar)}
		}
		return of.Cell(glyphs, d.bar)
	}
	d.add(
		ui.Cell{Text: "   " + page.Fit(d.theme, name, d.label) + " "}, fit(was), ui.Cell{Text: " "}, bar(wasBar),
		ui.Cell{Text: " " + glyphs.To + " ", Tone: ui.Muted}, fit(is), ui.Cell{Text: " "}, bar(isBar), ui.Cell{Text: indented("  ", word.Text), Tone: word.Tone},
	)
}

// indented puts blanks before a word, if there is one.
func indented(blanks, word string) string {
	if word == "" {
		return ""
	}
	return blanks + word
}

// priorityOf is the priority that a route has, or had.
func priorityOf(s plan.Share) int {
	if s.Gone {
		return s.PriorityWas
	}
	return s.Priority
}

// isOther reports whether anything of a route changes.
func isOther(s plan.Share) bool {
	return s.Gone || s.New || s.Before != s.After || s.PriorityWas != s.Priority
}

// shares draws the shares of the calls before and after, priority by priority; where there is little
// room those alone in which one changes.
func (d *drawing) shares() {
	var priorities []int
	for _, s := range d.effect.Shares {
		if p := priorityOf(s); !slices.Contains(priorities, p) {
			priorities = append(priorities, p)
		}
	}
	slices.Sort(priorities)
	for _, p := range priorities {
		var of []plan.Share
		for _, s := range d.effect.Shares {
			if priorityOf(s) == p {
				of = append(of, s)
			}
		}
		if !d.isFull && !slices.ContainsFunc(of, isOther) {
			continue
		}
		d.priority(p, of)
		d.air()
	}
}

func (d *drawing) priority(p int, of []plan.Share) {
	title := ui.Cell{Text: " shares of the calls", Tone: ui.Section}
	if p > 0 {
		title.Text = " priority " + strconv.Itoa(p)
		switch {
		case p == d.effect.First && d.effect.First == d.effect.FirstWas:
			title.Then = []ui.Cell{{Text: "  tried first", Tone: ui.Muted}}
		case p == d.effect.First:
			title.Then = []ui.Cell{{Text: "  tried first from now on", Tone: ui.Notice}}
		case p == d.effect.FirstWas:
			title.Then = []ui.Cell{{Text: "  was tried first", Tone: ui.Muted}}
		default:
			title.Then = []ui.Cell{{Text: "  standby", Tone: ui.Muted}}
		}
	}
	d.add(title)
	for _, s := range of {
		was, is := ui.Cell{}, ui.Cell{}
		var wasBar, isBar ui.Bar
		wasStandby, isStandby := s.PriorityWas > d.effect.FirstWas, s.Priority > d.effect.First
		if !s.New && s.Before >= 0 {
			was, wasBar = ui.Cell{Text: figures.ShareText(s.Before, wasStandby, " %"), Tone: ui.Muted}, figures.ShareBar(s.Before, wasStandby)
			wasBar.Fill = ui.BarWas
		}
		if wasStandby && s.Before == 100 {
			wasBar = ui.Bar{} // the rest, whatever that is
		}
		word := ui.Cell{}
		switch {
		case s.Gone:
			is = ui.Cell{Text: "-", Tone: ui.Muted}
			word = ui.Cell{Text: d.goneWord(), Tone: ui.Notice}
		case s.After >= 0:
			is, isBar = ui.Cell{Text: figures.ShareText(s.After, isStandby, " %"), Tone: ui.Strong}, figures.ShareBar(s.After, isStandby)
		}
		if isStandby && s.After == 100 {
			isBar = ui.Bar{}
		}
		switch {
		case s.Gone:
		case s.Down:
			word = ui.Cell{Text: d.theme.Glyphs.Notice + " down", Tone: ui.Notice}
		case s.New:
			word = ui.Cell{Text: d.newWord(), Tone: ui.Accent}
		case s.PriorityWas != s.Priority:
			word = ui.Cell{Text: fmt.Sprintf("of %d", s.PriorityWas), Tone: ui.Muted}
		case s.Before != s.After && s.Before >= 0 && !isStandby:
			word = ui.Cell{Text: fmt.Sprintf("%+d", s.After-s.Before), Tone: ui.Muted}
		}
		d.compared(d.routeName(s.Key), was, is, wasBar, isBar, word)
	}
}

// goneWord is what becomes of a route that is not in the list any more.
func (d *drawing) goneWord() string {
	switch d.kind {
	case plan.Draining:
		return "out"
	default:
		return "goes"
	}
}

// newWord is what a route is that comes into the list.
func (d *drawing) newWord() string {
	switch d.kind {
	case plan.Undraining:
		return "back"
	default:
		return "new"
	}
}

// placeOf orders routes as they stand afterwards, and those that are gone where they were.
func (d *drawing) placeOf(s plan.Share) int {
	before, after := d.Trunks()
	of := after
	if s.Gone {
		of = before
	}
	at := slices.IndexFunc(of.Routes, func(r routing.Route) bool { return r.TrunkGroup == s.Key })
	if s.Gone {
		return 2*at - 1
	}
	return 2 * at
}

// places draws the routes of a list that is tried in order, each with its place before and after.
func (d *drawing) places() {
	glyphs := d.theme.Glyphs
	before, after := d.Trunks()
	at := func(t routing.Trunk, key routing.Key) string {
		if i := slices.IndexFunc(t.Routes, func(r routing.Route) bool { return r.TrunkGroup == key }); i >= 0 {
			return strconv.Itoa(i + 1)
		}
		return "-"
	}
	title := ui.Cell{Text: " places", Tone: ui.Section}
	if how := cmp.Or(after.OrderingAlgorithm, before.OrderingAlgorithm); how != "" {
		title.Then = []ui.Cell{{Text: "  " + how, Tone: ui.Muted}}
	}
	d.add(title)
	rows := slices.Clone(d.effect.Shares)
	slices.SortStableFunc(rows, func(a, b plan.Share) int { return cmp.Compare(d.placeOf(a), d.placeOf(b)) })
	for _, s := range rows {
		was, is := at(before, s.Key), at(after, s.Key)
		word := ui.Cell{}
		switch {
		case s.Gone:
			word = ui.Cell{Text: d.goneWord(), Tone: ui.Notice}
		case s.Down:
			word = ui.Cell{Text: glyphs.Notice + " down", Tone: ui.Notice}
		case s.New:
			word = ui.Cell{Text: d.newWord(), Tone: ui.Accent}
		}
		tone := ui.Strong
		if s.Gone || was == is {
			tone = ui.Muted
		}
		d.add(
			ui.Cell{Text: "   " + page.Fit(d.theme, d.routeName(s.Key), d.label) + " "}, ui.Cell{Text: fmt.Sprintf("%*s", d.figure, was), Tone: ui.Muted},
			ui.Cell{Text: " " + glyphs.To + " ", Tone: ui.Muted}, ui.Cell{Text: is, Tone: tone}, ui.Cell{Text: indented(ui.Blanks(4-len(is)), word.Text), Tone: word.Tone},
		)
	}
	d.air()
}

// calls draws how many calls are possible before and after, and how many there are now.
func (d *drawing) calls() {
	glyphs := d.theme.Glyphs
	was, _ := sumText(glyphs, d.effect.Before)
	is, known := sumText(glyphs, d.effect.After)
	before, isNumber := callsOf(d.effect.Before)
	after, isRead := callsOf(d.effect.After)
	scale := int64(max(before, after, float64(d.effect.InUse)))
	var wasBar, isBar ui.Bar
	if isNumber && isRead && scale > 0 {
		wasBar, isBar = ui.Bar{Given: int64(before), Limit: scale, Plain: true, Fill: ui.BarWas}, ui.Bar{Given: int64(after), Limit: scale, Plain: true}
	}
	tone := ui.Strong
	if !known {
		tone = ui.Unknown
	}
	word := ui.Cell{}
	if isNumber && isRead && before != after {
		word = ui.Cell{Text: fmt.Sprintf("%+d", int(after-before)), Tone: ui.Muted}
	}
	d.add(ui.Cell{Text: " calls", Tone: ui.Section}, ui.Cell{Text: "  limits of what is up", Tone: ui.Muted})
	d.compared("calls left", ui.Cell{Text: was, Tone: ui.Muted}, ui.Cell{Text: is, Tone: tone}, wasBar, isBar, word)
	if d.effect.InUseKnown {
		var live ui.Bar
		if wasBar != (ui.Bar{}) {
			live = ui.Bar{Given: int64(d.effect.InUse), Limit: scale, Plain: true, Fill: ui.BarLive}
		}
		d.compared("in use now", ui.Cell{Text: strconv.Itoa(d.effect.InUse)}, ui.Cell{}, live, ui.Bar{}, ui.Cell{})
		last := d.drawn[len(d.drawn)-1]
		d.drawn[len(d.drawn)-1] = last[:4] // nothing of it comes after
	}
	d.air()
}

// others draws what changes besides the routes.
func (d *drawing) others() {
	changes := saving.Differences(d.Subject.Kind, d.Base, d.Want)
	if d.IsTrunk() && d.Base.Exists() && d.Want.Exists() {
		changes = slices.DeleteFunc(changes, func(c saving.Change) bool { return c.In != "" }) // it is drawn above
	}
	if len(changes) == 0 {
		return
	}
	d.add(ui.Cell{Text: " changes", Tone: ui.Section})
	d.drawn = append(d.drawn, saving.ChangeLines(d.theme, changes, min(d.width, 92))...)
	d.air()
}

// notices are what is doubtful about what remains.
func (d *drawing) notices() {
	for _, n := range d.effect.Notices {
		if n.Severity <= routing.Info {
			continue
		}
		text := n.Text
		if n.Route != (routing.Key{}) {
			text = n.Route.String() + ": " + text
		}
		d.say(d.theme.Glyphs.Notice, text, ui.Notice)
	}
}
