package limits

import (
	"slices"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/page"
)

// drawing is the lines of a form as they are drawn.
type drawing struct {
	form   *form
	theme  ui.Theme
	width  int
	here   place // that has the focus
	was    int   // cells that stay free behind cells for what they were
	lines  []string
	failed int  // lines of what failed
	head   int  // lines of what comes before the further sections
	focus  int  // the line that has it
	room   int  // lines of the body, without those of what failed
	all    bool // the bursting of every level has room
}

func (d *drawing) add(cells ...ui.Cell) {
	d.lines = append(d.lines, strings.TrimRight(page.Line(d.theme, d.width, cells...), " "))
}

func (d *drawing) addAll(lines [][]ui.Cell) {
	for _, cells := range lines {
		d.add(cells...)
	}
}

func (d *drawing) blank() { d.lines = append(d.lines, "") }

func (d *drawing) rule(title string, right ui.Cell) {
	d.lines = append(d.lines, ui.Rule{Title: ui.Cell{Text: title}, Right: right}.Draw(d.theme, d.width))
}

// within returns the lines that have room: what failed, and below it the line of the focus with
// those around it.
func (d *drawing) within(height int) []string {
	failed := min(d.failed, height/2)
	return append(slices.Clone(d.lines[:failed]), d.scrolled(d.lines[d.failed:], height-failed)...)
}

// scrolled returns those of the lines below what failed that have room.
func (d *drawing) scrolled(all []string, height int) []string {
	if len(all) <= height {
		return all
	}
	focus, head := d.focus-d.failed, d.head-d.failed
	below := 2 // lines that stay free below the focus: in the sections behind the first, what they go on with
	if focus >= head {
		below = max(below, height/3)
	}
	top := min(max(0, focus-height+below), len(all)-height)
	lines := slices.Clone(all[top : top+height])
	whole := top == 0 && head > height-1 && head <= height // then the key line tells of the sections below
	if below = len(all) - top - height; below > 0 && height > 1 && !whole {
		lines[height-1] = page.Line(d.theme, d.width, ui.Cell{Text: "   " + ui.Count(below+1, "more line") + " below", Tone: ui.Muted})
	}
	return lines
}

// Lines of the body from which on there is room between its parts, and between levels.
const (
	roomForAll      = 19
	roomForChannels = 25
	roomBetween     = 28
)

// notes draws what failed as a strip, or what else is to be said.
func (d *drawing) notes(failed bool) {
	first := true
	for _, note := range d.form.notes {
		if failed != (note.Tone == ui.Failed) {
			continue
		}
		if !failed && first {
			d.blank()
		}
		first = false
		for _, cells := range page.WrapCell(note, d.form.Width, 1) {
			if failed {
				d.lines = append(d.lines, ui.Line(d.theme, ui.OnRefused, d.width, cells[0]))
			} else {
				d.add(ui.Cell{Text: "  "}, cells[0])
			}
		}
	}
}

// cells draws the title and what is filled in.
func (d *drawing) cells() {
	last := d.form.plan.targets[len(d.form.plan.targets)-1]
	title := "limits of "
	if d.form.plan.raise {
		title = "more channels for "
	}
	if len(d.lines) == 0 { // else what failed stands in its place
		d.rule(title+last.level()+" "+safetext.Name(last.subject.ID()), ui.Cell{Text: d.form.plan.about(), Tone: ui.Muted})
	}
	for i := range d.form.cells[:d.form.first()+1] {
		d.cell(i)
	}
}

// cell draws one cell, where it applies.
func (d *drawing) cell(at int) {
	c := d.form.cells[at]
	focus := d.here == place{cell: at, target: -1}
	if focus {
		d.focus = len(d.lines)
	}
	if why := d.form.why(c); why != "" && c.isAdded() {
		d.add(ui.FormLine{Label: c.label, At: cellColumn, After: []ui.Cell{{Text: why, Tone: ui.Muted}}}.Cells(d.theme)...)
	} else if why == "" {
		d.add(c.line(focus, d.form.was(c), d.was, remarkOf(d.form, c)).Cells(d.theme)...)
	}
}

// sections draws the cells of the sections behind the first, each below its title.
func (d *drawing) sections() {
	title := ""
	for at := d.form.first() + 1; at < len(d.form.cells); at++ {
		if section := d.form.cells[at].setting.Section; section != title && d.form.why(d.form.cells[at]) == "" {
			d.blank()
			d.rule(section, ui.Cell{})
			title = section
		}
		d.cell(at)
	}
	text := ""
	if why := d.form.plan.unread; why != nil {
		text = "not read: " + apiclient.Explain(why) + "; leave, and open the form again"
	} else if len(d.form.plan.waiting) > 0 {
		text = "this server has none there: what was typed for it stays in the draft, which is offered again until it is discarded"
	}
	if text != "" {
		d.blank()
		d.rule(trunkgroup.SectionBackup, ui.Cell{})
		d.addAll(page.WrapCell(ui.Cell{Text: d.theme.Glyphs.Notice + " " + text, Tone: ui.Notice}, d.width, 3))
	}
}

// levels draws what the edit does at each level.
func (d *drawing) levels(wanted []change.Image) sheet {
	levels := d.form.plan.levels(wanted)
	indent, label := 4, ""
	if d.width >= wideFrom {
		indent = 5
	}
	if d.form.plan.raise {
		indent, label = indent+3, "   RAISE"
		order := "saved in this order, until one fails"
		if d.width >= wideFrom {
			order = "saved in this order, up to the first that fails"
		}
		d.rule("levels", ui.Cell{Text: order, Tone: ui.Muted})
	} else {
		d.rule("what it does", ui.Cell{Text: "configured limits, not live calls", Tone: ui.Muted})
	}
	var effects []effect
	for _, l := range levels {
		effects = append(effects, l.effects...)
	}
	s := newSheet(d.theme, d.width, indent, len("bursting"), effects)
	d.add(s.head(label)...)
	var needs []need
	if d.form.plan.raise {
		needs = d.form.plan.needs(d.form.added())
	}
	for i, l := range levels {
		if i > 0 && d.room >= roomBetween {
			d.blank()
		}
		head := []ui.Cell{{Text: "   "}, {Text: l.kind + " ", Tone: ui.Muted}, {Text: safetext.Name(l.name), Tone: ui.Strong}}
		if d.form.plan.raise {
			if d.here == (place{cell: -1, target: l.target}) {
				d.focus = len(d.lines)
			}
			head = d.levelHead(i, l, needs)
		}
		d.add(head...)
		for n, e := range l.effects {
			if n == 0 || d.all || e.isChanged() || e.isStanding() && d.room == d.form.Height && d.room >= roomForAll {
				d.add(s.line(ui.Cell{Text: e.name}, e)...)
			}
		}
	}
	return s
}

// levelHead is a level that is raised or not: its tick, and why.
func (d *drawing) levelHead(i int, l level, needs []need) []ui.Cell {
	mark, tick, tone := ui.Cell{Text: "   "}, "   ", ui.Muted
	name := ui.Cell{Text: safetext.Name(l.name), Tone: ui.Strong}
	why := ui.Cell{Text: "no limit: nothing to raise", Tone: ui.Muted}
	if l.target >= 0 {
		tick, why = "[ ]", d.form.plan.why(l.target, needs[l.target])
		if needs[l.target].raised {
			tick, tone = "[x]", ui.Accent
		}
		if l.target == len(d.form.plan.targets)-1 {
			tick = " x "
		}
		if d.form.plan.targets[l.target].saved {
			tick, tone = " "+d.theme.Glyphs.Good+" ", ui.Good
		}
		if d.here == (place{cell: -1, target: l.target}) {
			mark = ui.Cell{Text: " ", Then: []ui.Cell{{Text: d.theme.Glyphs.Cursor + " ", Tone: ui.Selected}}}
			name.Tone = ui.Accent
		}
	}
	return []ui.Cell{mark, {Text: tick, Tone: tone}, {Text: " " + strconv.Itoa(i+1) + " " + l.kind + " ", Tone: ui.Muted}, name, {Text: "  "}, why}
}

// notices draws the consequences in words.
func (d *drawing) notices(wanted []change.Image) {
	const most = 3
	notices := d.form.plan.notices(wanted)
	if len(notices) > 0 && (d.room >= roomForChannels || !d.form.plan.raise && d.room >= roomForAll) {
		d.blank()
	}
	for _, n := range notices[:min(most, len(notices))] {
		sign := d.theme.Glyphs.Notice
		switch {
		case n.danger || n.tone == ui.Blocked:
			sign, n.tone = d.theme.Glyphs.Blocked, ui.Failed
		case n.tone == ui.Over:
			sign = d.theme.Glyphs.Over
		case n.tone == ui.Good:
			sign = d.theme.Glyphs.Good
		}
		d.add(ui.Cell{Text: "   "}, ui.Cell{Text: sign + " " + n.text, Tone: n.tone})
	}
	if more := len(notices) - most; more > 0 {
		d.add(ui.Cell{Text: "     and " + strconv.Itoa(more) + " more; the review has them", Tone: ui.Muted})
	}
}

// parts draws what is below the level, as far as there is room.
func (d *drawing) parts(s sheet, wanted []change.Image) {
	const rule, least = 2, 2
	parts, title, counts := partsOf(d.form.plan, wanted)
	room := d.form.Height - len(d.lines) - rule
	if len(parts) == 0 || room < min(least, len(parts)) {
		return
	}
	d.blank()
	d.rule(title, ui.Cell{Text: counts, Tone: ui.Muted})
	d.addAll(s.partLines(parts, room))
}

// saves lists the requests that a save makes, and what became of them.
func (d *drawing) saves() {
	saves := savesOf(d.form)
	if len(saves) == 0 {
		return
	}
	if d.room >= roomForChannels || d.room == d.form.Height && d.room >= roomForAll {
		d.blank()
	}
	d.rule("saves", ui.Cell{Text: strconv.Itoa(len(saves)) + ", one request each", Tone: ui.Muted})
	labels := 0
	for _, one := range saves {
		labels = max(labels, safetext.Width(safetext.Cell(one.label)))
	}
	for i, one := range saves {
		cells := []ui.Cell{{Text: " "}, one.sign, {Text: " " + strconv.Itoa(i+1) + " "}, {Text: page.Pad(one.label, min(labels, d.width/2)) + "  "}}
		d.add(append(append(cells, one.turns...), ui.Cell{Text: "   "}, one.outcome)...)
		for _, text := range one.sentences {
			d.addAll(page.WrapCell(ui.Cell{Text: text, Tone: ui.Failed}, d.width, 5))
		}
	}
}
