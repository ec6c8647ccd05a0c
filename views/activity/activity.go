// Package activity holds the screens of the requests that were sent: their list, and one with its
// tries. Of the rooms of views it imports page.
package activity

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/report"
	"banyan/ui"
	"banyan/views/page"
)

// Source is what the screens call. *apiclient.Conn is one. Nothing of it is sent.
type Source interface {
	Traffic() apiclient.Traffic
	AwaitTraffic(ctx context.Context, before apiclient.Traffic) (apiclient.Traffic, error)
}

// request is a row. What it points to does not change.
type request = *apiclient.Activity

// requests are the latest requests of the session, newest first, with how many left in each second
// of the last minute.
type requests struct {
	page.Page
	watch watch
	table *ui.Table[request]
	seen  int64 // number of the newest request when the cursor was last on top
}

// New returns the activity of a session.
func New(kit ui.Kit, source Source) ui.View {
	v := &requests{watch: newWatch(source)}
	v.table = ui.NewTable(kit, columns(kit.Theme.Glyphs), id)
	v.table.SetSteady()
	v.table.SetGiven("the newest first")
	v.Page = page.Page{
		Kit: kit, What: "the activity", Heading: "activity", At: ui.Place{Kind: page.Activity}, Aired: true,
		Rows: v.table, Source: v.watch.now, Known: page.IsRead(v.watch.now), Own: v.own, Counts: v.counts, Nothing: nothing, Legend: meanings, Head: v.head,
		Beside: ui.NewPreview[request, struct{}](kit.Theme, v.table.Selected, id, nil, func(a request, _ ui.Latest[struct{}]) ui.Pane { return pane(kit, a) }),
	}
	return v
}

func id(a request) string { return strconv.FormatInt(a.Number, 10) }

func nothing() page.Empty {
	return page.Empty{
		Title: "Nothing was sent yet in this session.",
		Means: []string{"Every request to the platform is listed here, with how long it took and what it waited for."},
		Open:  true,
	}
}

func (v *requests) Title() string { return "activity" }

func (v *requests) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.watch.update(msg) {
		v.show()
	}
	return nil
}

// Follow waits for the next change as long as the screen is on top.
func (v *requests) Follow() tea.Cmd { return v.watch.follow() }

func (v *requests) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case v.HandleKey(msg):
		v.catchUp()
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Open):
		if a, ok := v.table.Selected(); ok {
			return ui.Push(newOne(v.Kit, v.watch.source, a))
		}
	}
	return nil
}

// show shows what was sent since. A cursor on the newest request goes on to the newest; any other
// stays on its request, and its line stays where it is.
func (v *requests) show() {
	onTop := v.isOnTop()
	rows := make([]request, len(v.watch.seen.Requests))
	for i := range rows {
		rows[i] = &v.watch.seen.Requests[i]
	}
	v.table.SetRows(rows)
	if shown := v.table.Shown(); onTop && len(shown) > 0 && shown[0] == newest(shown) {
		v.table.Select(id(shown[0]))
	}
	v.catchUp()
	v.Reframe()
}

// isOnTop reports whether the cursor is on the newest request, and that is the first row.
func (v *requests) isOnTop() bool {
	a, ok := v.table.Selected()
	if !ok {
		return true
	}
	shown := v.table.Shown()
	return shown[0] == a && newest(shown) == a
}

func newest(all []request) request {
	return slices.MaxFunc(all, func(a, b request) int { return int(a.Number - b.Number) })
}

// catchUp takes down that the newest request was seen.
func (v *requests) catchUp() {
	if v.isOnTop() {
		v.seen = v.watch.newest()
	}
}

// counts are which requests are kept, and how many came while the cursor was on an older one.
func (v *requests) counts() ui.Cell {
	glyphs := v.Kit.Theme.Glyphs
	kept := ui.Cell{Text: "all of this session", Tone: ui.Muted}
	if total := v.watch.newest(); total > int64(len(v.watch.seen.Requests)) {
		kept.Text = fmt.Sprintf("the latest of %d in this session", total)
	}
	var came ui.Cell
	if more := v.watch.newest() - v.seen; more > 0 {
		came = ui.Cell{Text: fmt.Sprintf("%s %d newer, %s shows them", glyphs.SortUp, more, v.Kit.Keys.Top.Keys()[0]), Tone: ui.Accent}
	}
	return page.Dotted(glyphs, came, kept)
}

func (v *requests) head() [][]ui.Cell {
	return [][]ui.Cell{summary(v.Kit.Theme.Glyphs, v.watch.seen, v.Width)}
}

func (v *requests) Info() ui.Info {
	info := v.Page.Info()
	info.AsOf = time.Time{} // it is as it is now
	if a, ok := v.table.Selected(); ok && v.Known() {
		info.Status = status(v.Kit.Theme.Glyphs, a)
	}
	return info
}

func (v *requests) own(bool) []key.Binding { return page.OpenKey(&v.Page, v.table) }

func (v *requests) Close() {
	v.Page.Close()
	v.watch.close()
}

func (v *requests) CopyID() string {
	a, ok := v.table.Selected()
	if !ok {
		return ""
	}
	return target(a)
}

func (v *requests) CopyText() []string {
	a, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return text(a)
}

func (v *requests) Export() ui.View {
	return page.ExportTable(&v.Page, v.table, "request", "the activity of this session", report.Rows{Table: "activity", AsOf: v.watch.seen.At}, "")
}
