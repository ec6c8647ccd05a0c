// Package history holds the screen of what changed: in a tenant, a group, a trunk group or an
// enterprise trunk, or on the whole platform. Of the rooms of views it imports page alone.
package history

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// Log is what is known of the changes of a place.
type Log struct {
	Events []history.Event // the latest first
	Since  time.Time       // since when readings are kept; zero where none is
	At     time.Time       // the latest reading
	Wrong  []error         // what of it cannot be read, and why the latest reading was not kept
}

// Links open what belongs to a change.
type Links struct {
	Read func(context.Context) (Log, error)
	// Ask returns events with what the platform's own log tells of who made them. Nil where there is no
	// such log.
	Ask  func(context.Context, []history.Event) ([]history.Event, error)
	Edit func(change.Entry) ui.View    // nil where there is no journal
	Goto func(history.Change) ui.Place // the place that changed
	Now  func() time.Time              // nil is time.Now
}

func (l Links) now() time.Time {
	if l.Now == nil {
		return time.Now()
	}
	return l.Now()
}

// timeline is what changed in a place, the latest first.
type timeline struct {
	page.Page
	depth  int  // of the place: so many ids of a path are told by it
	isOne  bool // it is a trunk group or an enterprise trunk: all changes are of it
	place  string
	loader *ui.Loader[Log]
	asked  *ui.Loader[[]history.Event] // what was read, with what the platform tells of it; nil before
	table  *ui.Table[row]
	links  Links
}

// row is a change with its id.
type row struct {
	history.Event
	id string
}

// New returns the timeline of a place, whose path has so many ids; the name is what a sentence calls it.
func New(kit ui.Kit, at ui.Place, name string, links Links) ui.View {
	v := &timeline{Page: page.Page{Kit: kit}, depth: min(len(at.Path), 2), isOne: len(at.Path) > 2, place: name, links: links}
	if v.isOne {
		v.depth = len(history.Object{Group: at.Path[1], Name: at.Path[2]}.Path(at.Path[0]))
	}
	v.loader = ui.NewLoader(links.Read)
	v.table = ui.NewTable(kit, v.columns(), func(r row) string { return r.id })
	v.table.SetGiven("the latest first")
	heading := "changes"
	if len(at.Path) > 0 { // the path above the screen may end at the list that the row was in
		heading += " of " + safetext.Name(name)
	}
	v.Page = page.Page{
		Kit: kit, What: "the changes of " + name, Heading: heading, At: at, Aired: true, Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader), Own: v.own,
		Counts: v.counts, Nothing: v.nothing, Legend: legend, Head: v.head,
		Beside: ui.NewPreview[row, struct{}](kit.Theme, v.table.Selected, func(r row) string { return r.id }, nil, v.preview),
	}
	return v
}

func legend(glyphs ui.Glyphs, _ []string) []ui.Meaning {
	return []ui.Meaning{
		{Word: "when it changed"},
		{Word: "22:28 - 09:03", Text: "the old value was read at 22:28 and the new one at 09:03: it changed in between"},
		{Word: "09:02", Text: "it was saved then from this machine, or the platform's own log has it: by whom stands beside it"},
		{Word: "? anna", Text: "that log has a write by anna which may have been it"},
		{Word: "before 09:03", Text: "when it was as before is not known"},
		{Mark: ui.Cell{Text: glyphs.Notice, Tone: ui.Notice}, Text: "the clock of this machine went back, or a day is told as one"},
		{Word: "kind=group", Text: "rows of a kind: tenant, group, trunk group, enterprise trunk"},
	}
}

// columns are those of the changes.
func (v *timeline) columns() []ui.Column[row] {
	glyphs := v.Kit.Theme.Glyphs
	text := func(tone ui.Tone, of func(row) string) func(row) ui.Cell {
		return func(r row) ui.Cell { return ui.Cell{Text: of(r), Tone: tone} }
	}
	at := func(of func(row) time.Time) func(row) ui.Cell {
		return text(ui.Muted, func(r row) string {
			if of(r).IsZero() {
				return page.NotApplicable
			}
			return of(r).Local().Format(time.RFC3339)
		})
	}
	tenant := ui.Column[row]{Key: "tenant", Title: "TENANT", Min: 10, Max: 30, Flex: true, Middle: true, Cell: func(r row) ui.Cell { return ui.Cell{Text: r.Tenant, Name: true} }}
	columns := []ui.Column[row]{
		{
			Key: "when", Title: "WHEN", Min: 13, Cell: v.when, Number: func(r row) (float64, bool) { return float64(r.At.UnixMilli()), true },
			Full: func(r row) string { return v.bracket(r.Event) },
		},
		{Key: "of", Title: "OF", Min: 17, Max: 60, Flex: true, Wide: v.isOne, Cell: v.of, Also: func(r row) string { return kindWord(r.Kind) }, Full: func(r row) string { return safetext.Names(r.Path(r.Tenant), " / ") }},
		{Key: "what", Title: "WHAT CHANGED", Min: 26, Max: 90, Flex: true, Cell: func(r row) ui.Cell { return partsCell(glyphs, r.Event) }, Full: func(r row) string { return partsCell(glyphs, r.Event).Whole() }},
		{Key: "by", Title: "BY", Min: 10, Max: 20, Flex: true, Spare: true, Priority: 2, Cell: text(ui.Muted, byCell), Full: byCell},
		{Key: "ticket", Title: "TICKET", Min: 6, Max: 20, Flex: true, Spare: true, Priority: 3, Cell: text(ui.Muted, func(r row) string { return cmp.Or(ticketOf(r.Event), page.NotApplicable) })},
		{Key: "kind", Title: "KIND", Wide: true, Cell: text(ui.Muted, func(r row) string { return kindWord(r.Kind) })},
		{Key: "field", Title: "FIELD", Wide: true, Cell: text(ui.Muted, func(r row) string { return cmp.Or(r.Field, page.NotApplicable) })},
		{Key: "after", Title: "AFTER", Wide: true, Cell: at(func(r row) time.Time { return r.Since })},
		{Key: "before", Title: "BEFORE", Wide: true, Cell: at(func(r row) time.Time { return r.At })},
	}
	if v.depth == 0 {
		columns = slices.Insert(columns, 1, tenant)
	}
	return columns
}

// byCell is who made a change, after a question mark where it only may be so.
func byCell(r row) string {
	if r.Edit == nil && r.Actor.Perhaps {
		return "? " + safetext.Name(r.Actor.Who)
	}
	return cmp.Or(safetext.Name(r.Who()), page.NotApplicable)
}

func ticketOf(e history.Event) string {
	if e.Edit == nil {
		return ""
	}
	return e.Edit.Ticket
}

// kindWord is a kind in the words of the screens.
func kindWord(kind change.Kind) string {
	switch kind {
	case change.TenantCapacity:
		return page.Tenant
	case change.GroupCapacity:
		return "group"
	case change.TrunkGroupBackup:
		return string(change.TrunkGroup)
	}
	return string(kind)
}

func (v *timeline) when(r row) ui.Cell {
	cell := ui.Cell{Text: r.Bracket(v.links.now()), Tone: ui.Muted}
	if _, known := r.Moment(); known {
		cell.Tone = ui.Plain
	}
	if r.IsBack || r.IsDay {
		cell.Then = []ui.Cell{{Text: " " + v.Kit.Theme.Glyphs.Notice, Tone: ui.Notice}}
	}
	return cell
}

// of is what changed below the place that the screen is about, with the group that it is in; the place
// itself is told by its kind.
func (v *timeline) of(r row) ui.Cell {
	path := r.Path(r.Tenant)
	if len(path) <= max(v.depth, 1) {
		return ui.Cell{Text: "the " + kindWord(r.Kind), Tone: ui.Muted}
	}
	cell := ui.Cell{Then: []ui.Cell{{Text: safetext.Name(path[len(path)-1])}}}
	if len(path) > 2 && v.depth < 2 {
		cell.Then = append(cell.Then, ui.Cell{Text: " of " + safetext.Name(path[1]), Tone: ui.Muted})
	}
	return cell
}

// partsCell tells what changed in one line.
func partsCell(glyphs ui.Glyphs, e history.Event) ui.Cell {
	tones := map[history.What]ui.Tone{history.Appeared: ui.Good, history.Gone: ui.Notice}
	return ui.Cell{Then: page.PartsCells(glyphs, tones[e.What], e.Parts()...)}
}

// bracket says to the second between which readings a change was made, or when it was saved.
func (v *timeline) bracket(e history.Event) string {
	now := v.links.now().Local().Format(time.DateOnly)
	at := func(t time.Time) string {
		format := "2 Jan 2006 15:04:05"
		switch t = t.Local(); {
		case t.Format(time.DateOnly) == now:
			format = time.TimeOnly
		case t.Format("2006") == now[:4]:
			format = "2 Jan 15:04:05"
		}
		return t.Format(format)
	}
	moment, known := e.Moment()
	switch {
	case e.Edit != nil:
		return "saved at " + at(moment)
	case known:
		return "written at " + at(moment)
	case e.Since.IsZero():
		return "before " + at(e.At)
	}
	return "between " + at(e.Since) + " and " + at(e.At)
}

func (v *timeline) Title() string { return "changes" }

func (v *timeline) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	switch {
	case v.loader.Update(msg):
		cmd := v.ask()
		v.show()
		return cmd
	case v.asked.Update(msg):
		v.show()
	}
	return nil
}

// ask asks the platform's log who made what was read.
func (v *timeline) ask() tea.Cmd {
	v.asked.Close()
	v.asked = nil
	log, known := v.loader.Value()
	if !known || v.links.Ask == nil {
		return nil
	}
	v.asked = ui.NewLoader(func(ctx context.Context) ([]history.Event, error) { return v.links.Ask(ctx, log.Events) })
	return v.asked.Load()
}

// log is what was read, with what the platform told of it.
func (v *timeline) log() (log Log, known bool) {
	log, known = v.loader.Value()
	if v.asked != nil {
		if events, known := v.asked.Value(); known {
			log.Events = events
		}
	}
	return log, known
}

func (v *timeline) Close() {
	v.asked.Close()
	v.Page.Close()
}

func (v *timeline) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	switch keys := v.Kit.Keys; {
	case page.Pressed(msg, keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, keys.Open):
		return v.open()
	}
	return nil
}

// open opens the edit that made the selected change, or goes to the place that changed.
func (v *timeline) open() tea.Cmd {
	r, ok := v.table.Selected()
	switch {
	case !ok:
		return nil
	case r.Edit != nil && v.links.Edit != nil:
		return ui.Push(v.links.Edit(*r.Edit))
	}
	return ui.Visit(v.links.Goto(r.Change))
}

func (v *timeline) show() {
	log, _ := v.log()
	rows := make([]row, len(log.Events))
	seen := make(map[string]int, len(rows))
	for i, e := range log.Events {
		id := fmt.Sprint(e.At.UnixMilli(), " ", e.Tenant, " ", e.Object, " ", e.Field)
		seen[id]++
		rows[i] = row{e, id + " " + strconv.Itoa(seen[id])}
	}
	v.table.SetRows(rows)
	v.Reframe()
}

// head says what cannot be read.
func (v *timeline) head() (head [][]ui.Cell) {
	log, _ := v.log()
	for i, err := range log.Wrong {
		text := v.Kit.Theme.Glyphs.Failed + " " + err.Error()
		if i == 2 {
			head = append(head, []ui.Cell{{Text: fmt.Sprintf(" and %d more", len(log.Wrong)-i), Tone: ui.Failed}})
			break
		}
		head = append(head, page.WrapCell(ui.Cell{Text: text, Tone: ui.Failed}, v.Width, 1)...)
	}
	return head
}

func (v *timeline) own(bool) []key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	if r, ok := v.table.Selected(); ok && len(own) > 0 {
		does := "go there"
		if r.Edit != nil && v.links.Edit != nil {
			does = "its edit"
		}
		own[0] = ui.Named(own[0], does)
	}
	return own
}

// counts tell how many changes there are, and since when.
func (v *timeline) counts() ui.Cell {
	log, _ := v.log()
	if len(log.Events) == 0 {
		return ui.Cell{}
	}
	text := " since " + page.ClockText(log.Since, v.links.now())
	if log.Since.IsZero() {
		text = ", saved from this machine"
	}
	return ui.Cell{Text: strconv.Itoa(len(log.Events)), Tone: ui.Strong, Then: []ui.Cell{{Text: text, Tone: ui.Muted}}}
}

func (v *timeline) nothing() page.Empty {
	log, _ := v.log()
	if log.Since.IsZero() {
		return page.Empty{
			Title: "Nothing is kept of " + v.place + " yet.", Open: true,
			Means: []string{"What is read of a tenant is compared with what was read of it before: by screens, by banyan report and by banyan scan. Once it was read twice, its changes are told here."},
		}
	}
	now := v.links.now()
	return page.Empty{
		Title: "No change is known in " + v.place + ".", Open: true, Keys: []key.Binding{ui.Named(v.Kit.Keys.Refresh, "read again")},
		Means: []string{
			"Readings are kept since " + page.ClockText(log.Since, now) + "; the latest is of " + page.ClockText(log.At, now) + ". What changed after that, the next reading tells.",
			"Only what was read twice is compared.",
		},
	}
}

func (v *timeline) Info() ui.Info {
	info := v.Page.Info()
	log, known := v.log()
	if !known {
		return info
	}
	if !log.At.IsZero() {
		info.Summary = ui.Cell{Text: "read last at " + page.ClockText(log.At, v.links.now()), Tone: ui.Muted}
	}
	if r, ok := v.table.Selected(); ok && info.Status.Whole() == "" {
		info.Status = v.status(r)
	}
	return info
}

// status tells the selected change whole.
func (v *timeline) status(r row) ui.Cell {
	when := v.bracket(r.Event)
	switch by := safetext.Name(r.Actor.Who); {
	case r.Edit != nil || by == "":
	case r.Actor.Perhaps:
		when += ", perhaps by " + by
	default:
		when += " by " + by
	}
	cell := ui.Cell{Text: when, Tone: ui.Muted, Then: []ui.Cell{{Text: ": ", Tone: ui.Muted}}}
	cell.Then = append(cell.Then, partsCell(v.Kit.Theme.Glyphs, r.Event).Then...)
	if note := r.Note(); note != "" {
		cell.Then = append(cell.Then, ui.Cell{Text: "; " + note, Tone: ui.Notice})
	}
	return cell
}

// preview tells the selected change: when and by whom, each part of it, and what else changed of the
// same since then and before.
func (v *timeline) preview(r row, _ ui.Latest[struct{}]) ui.Pane {
	path, kind := r.Path(r.Tenant), kindWord(r.Kind)
	if len(path) > 1 {
		kind += " of " + safetext.Name(r.Tenant)
	}
	return ui.Pane{
		Title: ui.Cell{Text: safetext.Name(path[len(path)-1])}, Right: ui.Cell{Text: kind, Tone: ui.Muted},
		Lines: func(width int) []string {
			if now, ok := v.table.Selected(); ok && now.id == r.id { // the platform may have told who it was
				r = now
			}
			return v.draw(r, width)
		},
	}
}

func (v *timeline) draw(r row, width int) []string {
	p, glyphs := page.NewPane(v.Kit.Theme, width), v.Kit.Theme.Glyphs
	p.Say(page.Capitalised(v.bracket(r.Event)), ui.Plain)
	switch {
	case r.Edit != nil:
		by := []ui.Cell{{Text: "by ", Tone: ui.Muted}, {Text: r.Edit.Who}}
		if r.Edit.Ticket != "" {
			by = append(by, ui.Cell{Text: ", ticket ", Tone: ui.Muted}, ui.Cell{Text: r.Edit.Ticket})
		}
		p.Hint(v.Kit.Keys.Open.Help().Key, "its edit", by...)
	default:
		p.Hint(v.Kit.Keys.Open.Help().Key, "go there", v.byOther(r.Event)...)
		if _, isNamed := r.Moment(); isNamed {
			readings := r.Event
			readings.Actor = history.Actor{}
			p.Say("by readings, "+v.bracket(readings), ui.Muted)
		}
	}
	if note := r.Note(); note != "" {
		p.Say(glyphs.Notice+" "+note, ui.Notice)
	}
	p.Section("changed", "")
	for _, part := range r.Parts() {
		p.Line(page.PartsCells(glyphs, ui.Plain, part)...)
	}
	log, _ := v.log()
	var same []history.Event
	for i := range log.Events {
		if e := &log.Events[i]; e.Tenant == r.Tenant && e.Object == r.Object && e.Field == r.Field {
			same = append(same, *e)
		}
	}
	if len(same) > 1 {
		p.Section("the same field", strconv.Itoa(len(same))+" changes, the latest first")
		const most = 8
		for _, e := range same[:min(most, len(same))] {
			tone := ui.Muted
			if e == r.Event {
				tone = ui.Plain
			}
			p.Line(append([]ui.Cell{{Text: page.Pad(e.Bracket(v.links.now()), 21) + " ", Tone: tone}}, partsCell(glyphs, e).Then...)...)
		}
		p.More(len(same) - most)
	}
	return p.Lines()
}

// byOther says who made what was not saved from this machine, or why that is not known.
func (v *timeline) byOther(e history.Event) []ui.Cell {
	if e.Actor.Who != "" {
		by := []ui.Cell{{Text: "by ", Tone: ui.Muted}, {Text: safetext.Name(e.Actor.Who)}, {Text: ", by the platform's log", Tone: ui.Muted}}
		if e.Actor.Perhaps {
			by[0].Text = "perhaps by "
			by[2].Text = " at " + page.ClockText(e.Actor.At, v.links.now()) + ", by the platform's log"
		}
		return by
	}
	text := "not saved from this machine: "
	switch err := v.asked.Err(); {
	case v.asked.Busy():
		text += "the platform's log is asked by whom"
	case err != nil:
		text += "by whom is not known, for the platform's log " + whyUnread(err)
	case v.asked != nil && e.IsAsked():
		text += "the platform's log does not tell by whom"
	default:
		text += "by whom is not known"
	}
	return []ui.Cell{{Text: text, Tone: ui.Muted}}
}

// whyUnread says why the platform's log cannot be read.
func whyUnread(err error) string {
	switch apiclient.KindOf(err) {
	case apiclient.Forbidden:
		return "is not shown to this login"
	case apiclient.NotFound, apiclient.NotJSON:
		return "is not there"
	}
	return "cannot be read now: " + apiclient.Explain(err)
}

func (v *timeline) CopyID() string {
	r, ok := v.table.Selected()
	if !ok {
		return ""
	}
	path := r.Path(r.Tenant)
	return path[len(path)-1]
}

func (v *timeline) CopyText() []string {
	r, ok := v.table.Selected()
	if !ok {
		return nil
	}
	lines := []string{kindWord(r.Kind) + " " + safetext.Names(r.Path(r.Tenant), " / "), v.bracket(r.Event)}
	for _, part := range r.Parts() {
		text := part.What
		if part.From != "" || part.To != "" {
			text += ": " + part.From + " -> " + part.To
		}
		lines = append(lines, text)
	}
	if r.Edit != nil {
		by := "saved by " + r.Edit.Who
		if r.Edit.Ticket != "" {
			by += ", ticket " + r.Edit.Ticket
		}
		lines = append(lines, by)
	} else if by := r.Who(); by != "" {
		lines = append(lines, "by "+by+", by the platform's log")
	}
	return lines
}

func (v *timeline) Export() ui.View {
	log, _ := v.log()
	missing := ""
	if len(log.Wrong) > 0 {
		missing = "a part of the history cannot be read"
	}
	return page.ExportTable(&v.Page, v.table, "change", "the changes of "+v.place, report.Rows{Table: "changes", Place: v.At.Path, AsOf: log.At}, missing)
}
