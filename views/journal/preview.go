package journal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// sheet is what is told of one edit beside the journal.
type sheet struct {
	*page.Pane
	kit   ui.Kit
	entry change.Entry
	all   []change.Entry // the journal, for what came before and since
	links Links
}

// pane tells an edit: how it ended, who made it, what it changed, what came since, and what
// taking it back would do.
func (s sheet) pane() ui.Pane {
	e := s.entry
	about := string(e.Operation) + " of " + kindText(e.Subject.Kind)
	if e.Subject.Name != "" || e.Subject.Group != "" {
		about += " of " + e.Subject.Tenant
	}
	return ui.Pane{Title: ui.Cell{Text: e.Subject.ID()}, Right: ui.Cell{Text: about, Tone: ui.Muted}, Lines: s.draw}
}

// kindText names a kind with its article: "an enterprise trunk".
func kindText(kind change.Kind) string {
	if strings.ContainsAny(string(kind)[:min(1, len(kind))], "aeiou") {
		return "an " + string(kind)
	}
	return "a " + string(kind)
}

func (s sheet) draw(width int) []string {
	s.Pane = page.NewPane(s.kit.Theme, width)
	for _, cells := range facts(s.kit.Theme.Glyphs, s.entry, width-1) {
		s.Line(cells...)
	}
	s.changes()
	s.shares()
	s.since()
	s.undo()
	return s.Lines()
}

// facts are how an edit ended, who made it and where, and what stood in its way.
func facts(glyphs ui.Glyphs, e change.Entry, width int) [][]ui.Cell {
	outcome := saving.OutcomeCell(glyphs, e)
	outcome.Text = strings.TrimSpace(outcome.Text)
	ticket := []ui.Cell{{Text: author(e), Tone: ui.Plain}, {Text: " at " + e.Subject.Host, Tone: ui.Muted}}
	if e.Ticket != "" {
		ticket = append(ticket, ui.Cell{Text: ", ticket ", Tone: ui.Muted}, ui.Cell{Text: e.Ticket})
	}
	lines, times := [][]ui.Cell{{outcome}}, ui.Cell{Text: verdictTimes(e), Tone: ui.Muted}
	if safetext.Width(outcome.Text+"  "+times.Text) <= width {
		times.Text = "  " + times.Text
		lines[0] = append(lines[0], times)
	} else {
		lines = append(lines, page.WrapCell(times, width, 0)...)
	}
	lines = append(lines, ticket)
	if e.Error != "" {
		wrapped := page.WrapCell(ui.Cell{Text: e.Error, Tone: ui.Failed}, width, 0)
		lines = append(lines, wrapped[:min(3, len(wrapped))]...)
	}
	for _, other := range []struct{ text, id string }{{"undoes edit ", e.UndoOf}, {"undone by edit ", e.UndoneBy}} {
		if other.id != "" {
			lines = append(lines, []ui.Cell{{Text: other.text + other.id, Tone: ui.Muted}})
		}
	}
	return lines
}

// changes lists what was changed, old and new, and what was read back.
func (s sheet) changes() {
	e, to := s.entry, s.kit.Theme.Glyphs.To
	parked, _ := parkedBy(e)
	all := differences(e.Subject.Kind, e.Before, e.Mine, parkedBefore(e, s.all), parked)
	switch e.Operation {
	case change.Create, change.Delete:
		all = []difference{{what: words(s.kit.Theme.Glyphs, e, s.all)}}
	}
	s.Section("changed", fmt.Sprintf("%d of %s", len(change.Differences(e.Before, e.Mine)), ui.Count(max(len(e.Mine.Fields), len(e.Before.Fields)), "field")))
	label := 0
	for _, d := range all {
		label = min(max(label, safetext.Width(safetext.Cell(d.what))), s.Width/2)
	}
	const most = 10
	for _, d := range all[:min(most, len(all))] {
		if d.from == "" && d.to == "" {
			s.Line(ui.Cell{Text: d.what})
			continue
		}
		s.Line(ui.Cell{Text: page.Pad(d.what, label) + "  ", Tone: ui.Muted}, ui.Cell{Text: d.from + " " + to + " ", Tone: ui.Muted}, ui.Cell{Text: d.to, Tone: ui.Good})
	}
	s.More(len(all) - most)
	s.readBack()
}

// readBack says whether what was wanted was found afterwards, and what else was.
func (s sheet) readBack() {
	e, glyphs := s.entry, s.kit.Theme.Glyphs
	gone := e.Operation == change.Delete && e.Verdict == change.Saved
	if !e.ReadBack.Exists() && !gone {
		s.Line(ui.Cell{Text: page.NotRead + " not read back", Tone: ui.Unknown})
		return
	}
	others := differences(e.Subject.Kind, e.Mine, e.ReadBack, nil, nil)
	if gone || len(others) == 0 {
		s.Line(ui.Cell{Text: glyphs.Good, Tone: ui.Good}, ui.Cell{Text: " read back as wanted", Tone: ui.Muted})
		return
	}
	if e.ReadBack.Equal(e.Before) {
		s.Line(ui.Cell{Text: glyphs.Failed + " read back as it was before", Tone: ui.Failed})
		return
	}
	s.Line(ui.Cell{Text: glyphs.Notice + " read back otherwise than wanted:", Tone: ui.Notice})
	const most = 6
	for _, d := range others[:min(most, len(others))] {
		s.Line(ui.Cell{Text: "  " + d.text(glyphs), Tone: ui.Notice})
	}
	if more := len(others) - most; more > 0 {
		s.Line(ui.Cell{Text: fmt.Sprintf("  and %d more", more), Tone: ui.Notice})
	}
}

// shares draws the shares of the first priority that the edit changed, before and after.
func (s sheet) shares() {
	before, err := change.TrunkOf(s.entry.Before)
	after, wrong := change.TrunkOf(s.entry.Mine)
	if s.entry.Subject.Kind != change.EnterpriseTrunk || err != nil || wrong != nil || after.Mode != routing.Weighted || before.Mode != routing.Weighted {
		return
	}
	for _, level := range after.Levels() {
		was, is := sharesOf(before, level.Priority), sharesOf(after, level.Priority)
		if slices.Equal(was, is) || level.Priority == 0 || len(is) > 6 || len(was) > 6 {
			continue
		}
		s.Section(fmt.Sprintf("shares of priority %d", level.Priority), "")
		s.shareBar("before", was, is)
		s.shareBar("after", is, is)
		legend := []ui.Cell{{Text: ui.Blanks(8)}}
		for i, of := range is {
			legend = append(legend, ui.Cell{Text: s.kit.Theme.Glyphs.BarFull, Tone: shareTone(i)}, ui.Cell{Text: " " + of.key.Name + "  ", Tone: ui.Muted})
		}
		s.Line(legend...)
		return
	}
}

// share is a route's part of its priority, in percent.
type share struct {
	key     routing.Key
	percent int
}

func sharesOf(t routing.Trunk, priority int) (shares []share) {
	percents := t.Shares()
	for _, level := range t.Levels() {
		if level.Priority != priority {
			continue
		}
		for _, i := range level.Routes {
			shares = append(shares, share{t.Routes[i].TrunkGroup, percents[i]})
		}
	}
	return shares
}

// shareTone keeps neighbours apart.
func shareTone(i int) ui.Tone { return []ui.Tone{ui.BarGiven, ui.BarSecond}[i%2] }

// shareBar draws shares, each in the tone that it has after the edit.
func (s sheet) shareBar(label string, shares, after []share) {
	const most = 40
	width := min(most, s.Width-10-4*len(shares))
	cells := []ui.Cell{{Text: page.Pad(label, 8), Tone: ui.Muted}}
	end, sum := 0, 0
	for i, of := range shares {
		sum += of.percent
		next := max(end+1, (width*sum+50)/100)
		if at := slices.IndexFunc(after, func(a share) bool { return a.key == of.key }); at >= 0 {
			i = at
		}
		cells = append(cells, ui.Cell{Text: fmt.Sprintf("%2d ", of.percent)}, ui.Cell{Text: strings.Repeat(s.kit.Theme.Glyphs.BarFull, next-end), Tone: shareTone(i)}, ui.Cell{Text: " "})
		end = next
	}
	s.Line(cells...)
}

// since lists the later edits of the same subject, the oldest first.
func (s sheet) since() {
	later := s.later()
	if len(later) == 0 {
		return
	}
	s.Section("since then", "")
	const most = 5
	for _, e := range later[:min(most, len(later))] {
		cells := []ui.Cell{{Text: e.At.Local().Format(sinceFormat(e.At, s.entry.At)) + "  ", Tone: ui.Muted}, {Text: words(s.kit.Theme.Glyphs, e, s.all)}}
		if e.Verdict != change.Saved {
			outcome := saving.OutcomeCell(s.kit.Theme.Glyphs, e)
			cells = append(cells, ui.Cell{Text: "  "}, ui.Cell{Text: strings.TrimSpace(outcome.Text), Tone: outcome.Tone})
		}
		s.Line(cells...)
	}
	s.More(len(later) - most)
}

func sinceFormat(at, from time.Time) string {
	if at.Local().YearDay() == from.Local().YearDay() {
		return time.TimeOnly
	}
	return whenFormat
}

func (s sheet) later() []change.Entry {
	var later []change.Entry
	for _, e := range s.all {
		if e.Subject == s.entry.Subject && e.At.After(s.entry.At) {
			later = append(later, e)
		}
	}
	slices.SortFunc(later, func(a, b change.Entry) int { return a.At.Compare(b.At) })
	return later
}

// undo says what taking the edit back would do, or why it cannot be.
func (s sheet) undo() {
	s.Section("undo", "")
	e, glyphs := s.entry, s.kit.Theme.Glyphs
	edit, err := change.Undo(e)
	switch {
	case e.UndoneBy != "":
		s.Line(ui.Cell{Text: "it was undone since", Tone: ui.Muted})
		return
	case e.Open():
		s.Line(ui.Cell{Text: "not before its result is known", Tone: ui.Muted})
		return
	case err != nil:
		s.Line(ui.Cell{Text: "it had no effect, so there is nothing to undo", Tone: ui.Muted})
		return
	case s.links.Undo == nil:
		s.Line(ui.Cell{Text: "nothing is undone in this session", Tone: ui.Muted})
		return
	}
	text := "makes it again as it was"
	switch e.Operation {
	case change.Create:
		text = "deletes it again"
	case change.Change:
		var texts []string
		parked, _ := parkedBy(e)
		for _, d := range differences(e.Subject.Kind, edit.Base, edit.Want, parked, nil) {
			texts = append(texts, d.text(glyphs))
		}
		text = "asks first, then sets " + strings.Join(texts, "; ")
	}
	if len(s.later()) > 0 {
		text += ", and keeps what came since"
	}
	for i, line := range ui.Wrap(safetext.Cell(text), s.Width-3) {
		if i == 0 {
			s.Line(ui.Cell{Text: s.kit.Keys.Undo.Help().Key, Tone: ui.Accent}, ui.Cell{Text: " " + line, Tone: ui.Muted})
		} else {
			s.Line(ui.Cell{Text: line, Tone: ui.Muted})
		}
	}
}
