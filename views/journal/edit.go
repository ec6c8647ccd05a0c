package journal

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// edit is one save, field by field: what was there before, what was wanted, and what
// was read back.
type edit struct {
	page.Page
	entry  change.Entry
	loader *ui.Loader[change.Entry]
	table  *ui.Table[editLine]
	links  Links
	shown  bool // the cursor was put on what changed
}

// NewEdit returns the screen of one edit.
func NewEdit(kit ui.Kit, j saving.Journal, entry change.Entry, links Links) ui.View {
	v := &edit{entry: entry, links: links}
	v.loader = ui.NewLoader(func(context.Context) (change.Entry, error) {
		entries, _, err := j.List()
		at := slices.IndexFunc(entries, func(e change.Entry) bool { return e.ID == entry.ID })
		switch {
		case err != nil:
			return change.Entry{}, err
		case at < 0:
			return change.Entry{}, fmt.Errorf("edit %s is not in the journal any more", entry.ID)
		}
		return entries[at], nil
	})
	v.table = ui.NewTable(kit, editLineColumns(kit.Theme.Glyphs), func(l editLine) string { return l.name })
	v.table.SetEmpty("nothing differs")
	v.Page = page.Page{Kit: kit, What: "edit " + entry.ID, Heading: "edit", Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader), Own: v.own, Counts: v.counts, Head: v.facts, At: ui.Place{Kind: page.Edit, Path: []string{entry.ID}}}
	return v
}

func editLineColumns(glyphs ui.Glyphs) []ui.Column[editLine] {
	return []ui.Column[editLine]{
		{Key: "field", Title: "  FIELD", Min: 14, Max: 32, Flex: true, Full: func(l editLine) string { return l.name }, Cell: func(l editLine) ui.Cell {
			if l.changed { // the sign tells it where there are no colours
				return ui.Cell{Text: glyphs.Changed, Tone: ui.Accent, Then: []ui.Cell{{Text: " " + l.name, Tone: ui.Strong}}}
			}
			return ui.Cell{Text: "  " + l.name, Tone: ui.Muted}
		}},
		{Key: "before", Title: "BEFORE", Min: 16, Max: 60, Flex: true, Cell: func(l editLine) ui.Cell { return ui.Cell{Text: l.before, Tone: ui.Muted} }},
		{Key: "mine", Title: "MINE", Min: 16, Max: 60, Flex: true, Cell: func(l editLine) ui.Cell {
			if l.changed {
				return ui.Cell{Text: l.mine, Tone: ui.Good}
			}
			return ui.Cell{Text: l.mine}
		}},
		{Key: "back", Title: "READ BACK", Min: 16, Max: 60, Flex: true, Full: func(l editLine) string { return l.readBack }, Cell: func(l editLine) ui.Cell {
			if l.other {
				return ui.Cell{Text: glyphs.Notice + " " + l.readBack, Tone: ui.Notice}
			}
			return ui.Cell{Text: l.readBack, Tone: ui.Muted}
		}},
	}
}

// counts are how many fields were changed.
func (v *edit) counts() ui.Cell {
	changed := len(change.Differences(v.entry.Before, v.entry.Mine))
	return ui.Cell{Text: strconv.Itoa(changed), Tone: ui.Strong, Then: []ui.Cell{{Text: " of " + ui.Count(max(len(v.entry.Mine.Fields), len(v.entry.Before.Fields)), "field") + " changed", Tone: ui.Muted}}}
}

func (v *edit) Title() string { return v.entry.Subject.ID() }

func (v *edit) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case saving.JournalChanged:
		return v.loader.Load()
	}
	if v.loader.Update(msg) {
		v.show()
	}
	return nil
}

func (v *edit) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case v.HandleKey(msg):
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Undo) && v.links.Undo != nil && v.Known():
		return v.links.toUndo(v.entry)
	}
	return nil
}

func (v *edit) show() {
	if entry, known := v.loader.Value(); known {
		v.entry = entry
	}
	lines := editLines(v.entry)
	v.table.SetRows(lines)
	if at := slices.IndexFunc(lines, func(l editLine) bool { return l.changed }); at >= 0 && !v.shown {
		v.table.Select(lines[at].name)
		v.shown = v.Known()
	}
	v.Reframe()
}

func (v *edit) facts() [][]ui.Cell {
	if !v.Known() {
		return nil
	}
	lines := [][]ui.Cell{{{Text: " " + string(v.entry.Operation) + " of ", Tone: ui.Muted}, {Text: saving.Named(v.entry.Subject), Tone: ui.Strong}}}
	for _, cells := range facts(v.Kit.Theme.Glyphs, v.entry, v.Width-1) {
		lines = append(lines, append([]ui.Cell{{Text: " "}}, cells...))
	}
	return append(lines, nil)
}

// verdictTimes tells when the save began, and how its verdict came about.
func verdictTimes(e change.Entry) string {
	text := "begun " + e.At.Local().Format(whenFormat)
	switch {
	case e.Open():
	case e.Settled:
		text += ", settled by a later read at " + e.VerdictAt.Local().Format(whenFormat)
	default:
		text += fmt.Sprintf(", %d ms after the re-read", e.Gap/time.Millisecond)
	}
	return text
}

func (v *edit) Info() ui.Info {
	info := v.Page.Info()
	if v.Known() {
		info.Summary = ui.Cell{Text: v.Kit.Theme.Glyphs.Changed, Tone: ui.Accent, Then: []ui.Cell{{Text: " is what it changed", Tone: ui.Muted}}}
	}
	if line, ok := v.table.Selected(); ok && info.Status.Text == "" && v.Known() {
		info.Status.Text = strings.Replace(line.change(), " -> ", " "+v.Kit.Theme.Glyphs.To+" ", 1)
	}
	return info
}

func (v *edit) own(bool) []key.Binding {
	if !v.Known() {
		return nil
	}
	return v.links.keys(v.Kit.Keys)
}

func (v *edit) CopyID() string { return v.entry.ID }

func (v *edit) CopyText() []string { return entryText(v.entry) }

func entryText(e change.Entry) []string {
	const most = 12
	lines := []string{
		string(e.Operation) + " of " + saving.Named(e.Subject) + " at " + e.Subject.Host,
		"Result: " + e.Outcome() + ", begun " + e.At.Local().Format(page.StampFormat) + " by " + author(e) + ticketText(e.Ticket) + ", edit " + e.ID,
	}
	if e.Error != "" {
		lines = append(lines, "Error: "+e.Error)
	}
	changed := slices.DeleteFunc(editLines(e), func(l editLine) bool { return !l.changed && !l.other })
	for _, l := range changed[:min(most, len(changed))] {
		text := l.change()
		if l.other {
			text += ", read back: " + l.readBack
		}
		lines = append(lines, text)
	}
	if more := len(changed) - most; more > 0 {
		lines = append(lines, "and "+ui.Count(more, "more field"))
	}
	return lines
}

func author(e change.Entry) string {
	if e.Principal != "" && e.Principal != e.Who {
		return e.Who + " as " + e.Principal
	}
	return e.Who
}

func ticketText(ticket string) string {
	if ticket == "" {
		return ""
	}
	return ", ticket " + ticket
}

func editLines(e change.Entry) []editLine {
	var lines []editLine
	for _, f := range e.Fields() {
		if f.Name == string(routing.FieldRoutes) && e.Subject.Kind == change.EnterpriseTrunk {
			lines = append(lines, routeLines(e, f.Changed)...)
			continue
		}
		lines = append(lines, editLine{
			name:     change.Label(f.Name),
			before:   imageText(e.Before, f.Before),
			mine:     imageText(e.Mine, f.Mine),
			readBack: backText(e, f.ReadBack),
			changed:  f.Changed, other: e.ReadBack.Exists() && f.Mine != f.ReadBack,
		})
	}
	return lines
}

// routeLines are the routing list of an edit: its mode, then route by route.
func routeLines(e change.Entry, changed bool) []editLine {
	before, mine, back := routeTexts(e.Before), routeTexts(e.Mine), routeTexts(e.ReadBack)
	var lines []editLine
	for i := range max(len(before), len(mine), len(back)) {
		name := "routing"
		if i > 0 {
			name = fmt.Sprintf("route %d", i)
		}
		at := func(image change.Image, texts []string) string {
			if i < len(texts) {
				return texts[i]
			}
			return imageText(image, "")
		}
		line := editLine{name: name, before: at(e.Before, before), mine: at(e.Mine, mine)}
		line.changed = changed && line.before != line.mine
		line.readBack = at(e.ReadBack, back)
		line.other = e.ReadBack.Exists() && line.readBack != line.mine
		if !e.ReadBack.Exists() {
			line.readBack = backText(e, "")
		}
		lines = append(lines, line)
	}
	return lines
}

// routeTexts tells a routing list: how it spreads calls, then each route.
func routeTexts(image change.Image) []string {
	trunk, err := change.TrunkOf(image)
	if err != nil || !image.Exists() {
		return nil
	}
	texts := []string{strings.TrimSpace(string(trunk.Mode) + " " + trunk.OrderingAlgorithm)}
	for _, r := range trunk.Routes {
		text := r.TrunkGroup.String()
		if trunk.Mode == routing.Weighted {
			text = fmt.Sprintf("%d/%d %s", r.Priority, r.Weight, text)
		}
		texts = append(texts, text)
	}
	return texts
}

// backText takes nothing for an object that is gone only where the save is sure of it.
func backText(e change.Entry, value string) string {
	gone := e.Operation == change.Delete && e.Verdict == change.Saved
	if !e.ReadBack.Exists() && !gone {
		return "not read"
	}
	return imageText(e.ReadBack, value)
}

func imageText(image change.Image, value string) string {
	switch {
	case !image.Exists():
		return "does not exist"
	case value == "":
		return page.NotApplicable
	}
	return value
}

type editLine struct {
	name                   string
	before, mine, readBack string
	changed                bool // the save was to change it
	other                  bool // what was read back is not what was wanted
}

func (l editLine) change() string {
	orNone := func(value string) string {
		if value == page.NotApplicable {
			return "none"
		}
		return value
	}
	return l.name + ": " + orNone(l.before) + " -> " + orNone(l.mine)
}

func (v *edit) Export() ui.View {
	sheet := report.Rows{Table: "edit", Place: v.entry.Subject.Path(), AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "field", "edit "+v.entry.ID, sheet, "")
}
