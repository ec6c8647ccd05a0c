package activity

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/report"
	"banyan/ui"
	"banyan/views/page"
)

// one is a request whole: where it went, what it was for, and each try of it.
type one struct {
	page.Page
	watch watch
	of    request
	gone  bool // it is not among the latest any more
	table *ui.Table[try]
}

// try is a row: one time that the request was sent.
type try struct {
	apiclient.Try
	place int
}

func newOne(kit ui.Kit, source Source, of request) ui.View {
	v := &one{watch: newWatch(source), of: of}
	v.table = ui.NewTable(kit, tryColumns(kit.Theme.Glyphs), func(t try) string { return strconv.Itoa(t.place) })
	v.Page = page.Page{
		Kit: kit, What: "the request", Heading: "tries", Rows: v.table, Source: v.watch.now, Known: func() bool { return true },
		Counts: v.counts, Head: v.facts, Own: func(bool) []key.Binding { return nil },
	}
	return v
}

func tryColumns(glyphs ui.Glyphs) []ui.Column[try] {
	figure := func(of func(try) int64) (func(try) ui.Cell, func(try) (float64, bool)) {
		cell := func(t try) ui.Cell {
			if n := of(t); n > 0 {
				return ui.Cell{Text: strconv.FormatInt(n, 10)}
			}
			return ui.Cell{Text: "0", Tone: ui.Muted}
		}
		return cell, func(t try) (float64, bool) { return float64(of(t)), t.Ended }
	}
	took, tookNumber := figure(func(t try) int64 { return t.Duration.Milliseconds() })
	size, sizeNumber := figure(func(t try) int64 { return t.Bytes })
	slot, slotNumber := figure(func(t try) int64 { return t.Slot.Milliseconds() })
	held, heldNumber := figure(func(t try) int64 { return t.Held.Milliseconds() })
	return []ui.Column[try]{
		{Key: "try", Title: "TRY", Right: true, Cell: func(t try) ui.Cell { return ui.Cell{Text: strconv.Itoa(t.place)} }, Number: func(t try) (float64, bool) { return float64(t.place), true }},
		{Key: "sent", Title: "SENT", Cell: func(t try) ui.Cell { return ui.Cell{Text: t.At.Local().Format(clockFormat), Tone: ui.Muted} }, Full: func(t try) string { return t.At.Local().Format("2006-01-02T15:04:05.000Z07:00") }},
		{Key: "status", Title: "  STATUS", Min: 24, Max: 40, Flex: true, Cell: func(t try) ui.Cell { return answer(glyphs, t.Try) }, Number: func(t try) (float64, bool) { return float64(t.Status), t.Status > 0 }},
		{Key: "ms", Title: "MS", Right: true, Min: 5, Cell: took, Number: tookNumber},
		{Key: "bytes", Title: "BYTES", Right: true, Min: 6, Cell: size, Number: sizeNumber},
		{Key: "wait", Title: "WAIT", About: "ms that it waited for a slot", Right: true, Min: 5, Cell: slot, Number: slotNumber},
		{Key: "held", Title: "HELD", About: "ms that it was held back by a pace, a rate or a pause", Right: true, Min: 5, Cell: held, Number: heldNumber},
		{Key: "cause", Title: "CAUSE", Min: 16, Max: 200, Flex: true, Priority: 1, Cell: func(t try) ui.Cell { return ui.Cell{Text: failureText(t.Try), Tone: ui.Muted} }},
	}
}

func (v *one) Title() string { return "request " + id(v.of) }

func (v *one) Init() tea.Cmd {
	v.show()
	return v.Page.Init()
}

func (v *one) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		switch {
		case v.HandleKey(msg):
		case page.Pressed(msg, v.Kit.Keys.Refresh):
			return v.Refresh()
		}
		return nil
	}
	if v.watch.update(msg) {
		v.show()
	}
	return nil
}

// Follow waits for the end of a request that is on its way.
func (v *one) Follow() tea.Cmd {
	if v.of.Done || v.gone {
		return nil
	}
	return v.watch.follow()
}

func (v *one) show() {
	all := v.watch.seen.Requests
	at := slices.IndexFunc(all, func(a apiclient.Activity) bool { return a.Number == v.of.Number })
	if at >= 0 {
		v.of = &all[at]
	}
	v.gone = at < 0 && len(all) > 0
	var rows []try
	for i, t := range v.of.Tries() {
		rows = append(rows, try{t, i + 1})
	}
	v.table.SetRows(rows)
	v.Reframe()
}

// facts are what there is to know of the request beside its tries.
func (v *one) facts() [][]ui.Cell {
	lines := [][]ui.Cell{nil}
	for _, line := range facts(v.Kit.Theme.Glyphs, v.of, v.Width-1) {
		lines = append(lines, append([]ui.Cell{{Text: " "}}, line...))
	}
	return append(lines, nil)
}

func (v *one) counts() ui.Cell {
	n := len(v.of.Tries())
	return ui.Cell{Text: strconv.Itoa(n), Tone: ui.Strong, Then: []ui.Cell{{Text: " " + map[bool]string{true: "try", false: "tries"}[n == 1], Tone: ui.Muted}}}
}

func (v *one) Info() ui.Info {
	info := ui.Info{Status: status(v.Kit.Theme.Glyphs, v.of)}
	if t, ok := v.table.Selected(); ok && t.Problem() != nil {
		end := answer(v.Kit.Theme.Glyphs, t.Try)
		info.Status = ui.Cell{Text: fmt.Sprintf("Try %d: %s", t.place, strings.TrimSpace(end.Text)), Tone: end.Tone, Then: []ui.Cell{{Text: "  " + failureText(t.Try)}}}
	}
	if v.gone && !v.of.Done {
		info.Status = ui.Cell{Text: "it is not among the latest requests any more: how it ended is in the log, where there is one", Tone: ui.Unknown}
	}
	return info
}

func (v *one) Close() {
	v.Page.Close()
	v.watch.close()
}

func (v *one) CopyID() string { return target(v.of) }

func (v *one) CopyText() []string { return text(v.of) }

func (v *one) Export() ui.View {
	return page.ExportTable(&v.Page, v.table, "try", "request "+id(v.of), report.Rows{Table: "request " + id(v.of), AsOf: v.of.Last().At}, "")
}

// facts are the lines of what a request is, each at most so wide.
func facts(glyphs ui.Glyphs, a request, width int) [][]ui.Cell {
	const at = 10 // cells of a label
	var lines [][]ui.Cell
	fact := func(label, text string, tone ui.Tone) {
		for i, cells := range page.WrapCell(ui.Cell{Text: text, Tone: tone}, width-at, 0) {
			if i > 0 {
				label = ""
			}
			lines = append(lines, append([]ui.Cell{{Text: page.Pad(label, at), Tone: ui.Muted}}, cells...))
		}
	}
	end := answer(glyphs, a.Last())
	fact("what", page.Capitalised(a.Op), ui.Strong)
	fact("answer", strings.TrimSpace(end.Text)+again(a), end.Tone)
	for i, cause := range a.Last().Causes() {
		if i > 0 {
			fact(label(cause[0]), cause[1], ui.Plain)
		}
	}
	for i, part := range pathLines(a.Path, width-at-1) {
		fact(map[bool]string{true: a.Method}[i == 0], part, ui.Plain)
	}
	for i, pair := range strings.Split(a.Query, "&") {
		if pair != "" {
			fact(map[bool]string{true: "query"}[i == 0], pair, ui.Plain)
		}
	}
	fact("to", a.Host, ui.Muted)
	fact("for", fmt.Sprintf("a %s, %s, as request %d of this session", a.Purpose, a.Priority(), a.Number), ui.Muted)
	return lines
}

// pathLines breaks a path behind its slashes.
func pathLines(path string, width int) []string {
	lines := []string{""}
	for segment := range strings.SplitAfterSeq(path, "/") {
		if last := len(lines) - 1; len(lines[last])+len(segment) <= width || lines[last] == "" {
			lines[last] += segment
		} else {
			lines = append(lines, segment)
		}
	}
	return lines
}

// pane tells a request beside the list.
func pane(kit ui.Kit, a request) ui.Pane {
	glyphs := kit.Theme.Glyphs
	return ui.Pane{Title: ui.Cell{Text: "request " + id(a)}, Right: ui.Cell{Text: string(a.Purpose), Tone: ui.Muted}, Lines: func(width int) []string {
		p := page.NewPane(kit.Theme, width)
		for _, line := range facts(glyphs, a, width-1) {
			p.Line(line...)
		}
		p.Section("tries", "")
		rows := []page.Row{{Cells: []ui.Cell{{Text: "sent", Tone: ui.Title}, {Text: "  status", Tone: ui.Title}, {Text: "ms", Tone: ui.Title}, {Text: "bytes", Tone: ui.Title}, {Text: "wait", Tone: ui.Title}, {Text: "held", Tone: ui.Title}}}}
		for _, t := range a.Tries() {
			rows = append(rows, page.Row{Cells: []ui.Cell{
				{Text: t.At.Local().Format(clockFormat), Tone: ui.Muted},
				answer(glyphs, t),
				{Text: ms(t.Duration)},
				{Text: strconv.FormatInt(t.Bytes, 10)},
				{Text: ms(t.Slot)},
				{Text: ms(t.Held)},
			}})
		}
		p.Grid("l  l  r  r  r  r", rows...)
		return p.Lines()
	}}
}
