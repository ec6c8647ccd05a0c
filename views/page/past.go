package page

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/safetext"
	"banyan/ui"
)

// Past is what a screen knows of earlier readings of its rows: how their figures moved, and what
// changed since its user last looked at it. A nil Past knows nothing.
type Past struct {
	at     ui.Place
	now    func() time.Time
	loader *ui.Loader[Earlier]
	since  time.Time // when the user last looked; zero where that is not known

	readAll func(since time.Time) (Earlier, error) // where its rows are tenants, else nil

	fresh  []history.Event                    // what changed since, the latest first
	news   map[history.Object][]history.Event // these by what changed, and by what that is in
	trends map[history.Object][]history.Sample
}

// Earlier is what is kept of a tenant.
type Earlier struct {
	History history.History
	Events  []history.Event // the latest first
	Unkept  error           // why what was read is not kept, where that was not told yet
}

// NotifyUnkept says in the status line that what was read is not kept, nothing where it is.
func NotifyUnkept(err error) tea.Cmd {
	if err == nil {
		return nil
	}
	if of, isPath := errors.AsType[*fs.PathError](err); isPath { // the timeline names the file
		err = of.Err
	}
	return ui.Notify("what is read is not kept, so changes are missed: " + err.Error())
}

// NewPast returns the past of a place, of which read does I/O; nil where that is.
func NewPast(at ui.Place, now func() time.Time, read func() (Earlier, error)) *Past {
	if read == nil {
		return nil
	}
	return &Past{at: at, now: now, loader: ui.NewLoader(func(context.Context) (Earlier, error) { return read() })}
}

// NewPastOfTenants returns the past of a list of tenants: its objects are those of TenantObject.
// Read is asked for what was found since then.
func NewPastOfTenants(at ui.Place, now func() time.Time, read func(since time.Time) (Earlier, error)) *Past {
	if read == nil {
		return nil
	}
	return &Past{at: at, now: now, readAll: read}
}

// TenantObject is a tenant among others.
func TenantObject(id string) history.Object {
	return history.Object{Kind: change.TenantCapacity, Name: id}
}

// object is what an event is of.
func (p *Past) object(e history.Event) history.Object {
	if p.readAll != nil && e.Kind == change.TenantCapacity {
		return TenantObject(e.Tenant)
	}
	return e.Object
}

// within is what has that.
func (p *Past) within(e history.Event) []history.Object {
	if p.readAll != nil {
		return []history.Object{TenantObject(e.Tenant)}
	}
	return e.Within()
}

// Load reads what is kept, again after each reading of the screen.
func (p *Past) Load() tea.Cmd {
	if p == nil || p.readAll != nil && p.since.IsZero() {
		return nil
	}
	if since := p.since; p.readAll != nil {
		p.loader.Close()
		p.loader = ui.NewLoader(func(context.Context) (Earlier, error) { return p.readAll(since) })
	}
	return p.loader.Load()
}

// earlier is what was read last.
func (p *Past) earlier() (earlier Earlier, known bool) {
	if p.loader == nil {
		return earlier, false
	}
	return p.loader.Value()
}

// Update takes its own messages, and reports whether it knows something else now. The command says what
// keeps it from knowing more.
func (p *Past) Update(msg tea.Msg) (isNews bool, next tea.Cmd) {
	if p == nil {
		return false, nil
	}
	if remembered, ok := msg.(ui.RememberedMsg); ok {
		before := p.since
		p.since = remembered.LookedBefore(p.at)
		if p.since.Equal(before) {
			return false, nil
		}
		if p.readAll != nil {
			return false, p.Load()
		}
		p.sift()
		return true, nil
	}
	if !p.loader.Update(msg) {
		return false, nil
	}
	p.trends = make(map[history.Object][]history.Sample)
	p.sift()
	earlier, _ := p.earlier()
	return true, NotifyUnkept(earlier.Unkept)
}

// sift finds what changed since the user last looked: rows ask for it in each frame.
func (p *Past) sift() {
	p.fresh, p.news = nil, make(map[history.Object][]history.Event)
	if p.since.IsZero() {
		return
	}
	earlier, _ := p.earlier()
	for _, e := range earlier.Events {
		if e.At.Before(p.since) {
			break
		}
		p.fresh = append(p.fresh, e)
		for _, of := range p.within(e) {
			p.news[of] = append(p.news[of], e)
		}
	}
}

// Close ends what is being read.
func (p *Past) Close() {
	if p != nil {
		p.loader.Close()
	}
}

// Mark is the mark of a row: of one that is new since the user last looked, or that changed.
func (p *Past) Mark(of history.Object) ui.Cell {
	switch {
	case p == nil || len(p.news[of]) == 0:
		return ui.Cell{}
	case slices.ContainsFunc(p.news[of], func(e history.Event) bool { return p.object(e) == of && e.What == history.Appeared }):
		return ui.Cell{Text: NewMark, Tone: ui.Good}
	}
	return ui.Cell{Text: ChangedMark, Tone: ui.Accent}
}

// The marks of what happened since the user last looked.
const (
	NewMark     = "+"
	ChangedMark = "~"
	GoneMark    = "-"
)

// newsKey is the name of their column in conditions.
const newsKey = "news"

// newsMeanings explain the marks for the help.
func newsMeanings() []ui.Meaning {
	return []ui.Meaning{
		{Word: "since you last looked here"},
		{Mark: ui.Cell{Text: NewMark, Tone: ui.Good}, Text: "it was not there before; news=+ finds these rows"},
		{Mark: ui.Cell{Text: ChangedMark, Tone: ui.Accent}, Text: "it has changed, or something in it has; the preview tells what it was"},
		{Mark: ui.Cell{Text: GoneMark, Tone: ui.Notice}, Text: "below the rows: what is not there any more"},
	}
}

// WithMarks adds the column of the marks to others, beside the names: it takes room where there are some.
func WithMarks[R any](p *Past, columns []ui.Column[R], of func(R) history.Object) []ui.Column[R] {
	if p == nil {
		return columns
	}
	return slices.Insert(columns, 1, ui.Column[R]{
		Key: newsKey, About: "new or changed since you last looked", Min: 1, Near: true, Spare: true,
		Cell: func(r R) ui.Cell { return p.Mark(of(r)) },
		Also: func(r R) string {
			return map[string]string{NewMark: "new", ChangedMark: "changed"}[p.Mark(of(r)).Text]
		},
	})
}

// Around returns what a preview has drawn of an object with its news above and its trend below.
func (p *Past) Around(lines []string, theme ui.Theme, width int, of history.Object) []string {
	if p == nil {
		return lines
	}
	above, below := NewPane(theme, width), NewPane(theme, width)
	p.drawNews(above, theme.Glyphs, of)
	p.drawTrend(below, theme.Glyphs, of)
	if len(above.Lines()) > 1 {
		lines = append(above.Lines(), lines...)
	}
	if len(below.Lines()) > 1 {
		lines = append(lines, below.Lines()...)
	}
	return lines
}

// Foot tells below the rows what is gone of them since the user last looked; no lines where nothing is.
func (p *Past) Foot(isRow func(history.Object) bool) [][]ui.Cell {
	if p == nil {
		return nil
	}
	var cells []ui.Cell
	back := make(map[history.Object]bool) // what came since it went is there
	for _, e := range p.fresh {
		of := p.object(e)
		if !isRow(of) || back[of] || e.What == history.Edited {
			continue
		}
		back[of] = true
		if e.What == history.Gone {
			if len(cells) > 0 {
				cells = append(cells, ui.Cell{Text: ", ", Tone: ui.Muted})
			}
			cells = append(cells, ui.Cell{Text: safetext.Name(of.ID())})
		}
	}
	if len(cells) == 0 {
		return nil
	}
	head := []ui.Cell{{Text: " " + GoneMark + " ", Tone: ui.Notice}, {Text: "gone since " + ClockText(p.since, p.now()) + ": ", Tone: ui.Muted}}
	return [][]ui.Cell{append(head, cells...)}
}

// drawNews adds to a preview what changed of an object since the user last looked.
func (p *Past) drawNews(pane *Pane, glyphs ui.Glyphs, of history.Object) {
	news := p.news[of]
	if len(news) == 0 {
		return
	}
	pane.Section("since you last looked, "+ClockText(p.since, p.now()), strconv.Itoa(len(news)))
	const most = 4
	for _, e := range news[:min(most, len(news))] {
		pane.Line(p.newsCells(glyphs, of, e)...)
	}
	pane.More(len(news) - most)
}

// drawTrend adds to a preview how the figures of an object moved.
func (p *Past) drawTrend(pane *Pane, glyphs ui.Glyphs, of history.Object) {
	samples, known := p.trends[of]
	if earlier, isRead := p.earlier(); !known && isRead {
		samples = earlier.History.Trend(of)
		p.trends[of] = samples
	}
	DrawTrend(pane, glyphs, samples, p.now())
}

// newsCells are a change in a line: its mark, where it is below the object, old and new value, and when.
func (p *Past) newsCells(glyphs ui.Glyphs, of history.Object, e history.Event) []ui.Cell {
	cells := []ui.Cell{map[history.What]ui.Cell{
		history.Appeared: {Text: NewMark + " ", Tone: ui.Good}, history.Gone: {Text: GoneMark + " ", Tone: ui.Notice},
		history.Edited: {Text: ChangedMark + " ", Tone: ui.Accent},
	}[e.What]}
	if p.object(e) != of {
		cells = append(cells, ui.Cell{Text: safetext.Name(e.ID()) + " ", Tone: ui.Muted})
	}
	cells = append(cells, PartsCells(glyphs, ui.Plain, e.Parts()...)...)
	when := "  " + e.Bracket(p.now())
	if by := e.Who(); by != "" {
		when += " " + by
	}
	return append(cells, ui.Cell{Text: when, Tone: ui.Muted})
}

// PartsCells tell parts of a change in one line: old values muted, new ones plain, and what has neither
// in a tone.
func PartsCells(glyphs ui.Glyphs, tone ui.Tone, parts ...history.Part) (cells []ui.Cell) {
	for i, part := range parts {
		if i > 0 {
			cells = append(cells, ui.Cell{Text: "; ", Tone: ui.Muted})
		}
		if part.From == "" && part.To == "" {
			cells = append(cells, ui.Cell{Text: part.What, Tone: tone})
			continue
		}
		cells = append(cells, ui.Cell{Text: part.What + " "}, ui.Cell{Text: part.From + " " + glyphs.To + " ", Tone: ui.Muted}, ui.Cell{Text: part.To})
	}
	return cells
}

// oneVisit is how far apart readings are that are more than one look at the same figures.
const oneVisit = 10 * time.Minute

// apart returns samples of which each is so much later than the one before it began; of those that
// are not, the last counts.
func apart(samples []history.Sample) (kept []history.Sample) {
	var began time.Time
	for _, s := range samples {
		if len(kept) > 0 && s.At.Sub(began) < oneVisit {
			kept[len(kept)-1] = s
			continue
		}
		began = s.At
		kept = append(kept, s)
	}
	return kept
}

// DrawTrend adds to a preview how figures moved from reading to reading, on one scale; nothing of a
// single reading, or of several within minutes.
func DrawTrend(pane *Pane, glyphs ui.Glyphs, samples []history.Sample, now time.Time) {
	const label, figure = 11, 8
	room := pane.Width - label - figure - 2
	samples = apart(samples)
	if len(samples) < 2 || room < 4 {
		return
	}
	samples = samples[max(0, len(samples)-room):]
	lines := []struct {
		label string
		tone  ui.Tone
		of    func(history.Sample) *int
	}{
		{"limit", ui.Muted, func(s history.Sample) *int { return s.Limit }},
		{"allocated", ui.Plain, func(s history.Sample) *int { return s.Allocated }},
		{"in use", ui.Live, func(s history.Sample) *int { return s.InUse }},
	}
	most := 1
	for _, line := range lines {
		for _, s := range samples {
			if n := line.of(s); n != nil {
				most = max(most, *n)
			}
		}
	}
	title := func() {
		pane.Section("trend", strconv.Itoa(len(samples))+" readings since "+ClockText(samples[0].At, now))
	}
	for _, line := range lines {
		text, last := sparkline(glyphs, samples, line.of, most)
		if last == nil {
			continue
		}
		title()
		title = func() {}
		pane.Line(ui.Cell{Text: Pad(line.label, label), Tone: ui.Muted}, ui.Cell{Text: text, Tone: line.tone}, ui.Cell{Text: "  " + strconv.Itoa(*last)})
	}
}

// sparkline draws a figure of samples, a cell each, and returns the last that was known; a blank where it
// was not.
func sparkline(glyphs ui.Glyphs, samples []history.Sample, of func(history.Sample) *int, most int) (text string, last *int) {
	top := len(glyphs.Spark) - 1
	for _, s := range samples {
		n := of(s)
		if n == nil {
			text += " "
			continue
		}
		last = n
		height := 0
		if *n > 0 {
			height = max(1, *n*top/most)
		}
		text += glyphs.Spark[height]
	}
	return text, last
}
