package browse

import (
	"context"
	"maps"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/ui"
)

const (
	// glanceAfter is how long rows have to stay where they are on screen: who scrolls asks for
	// nothing, and the row that the cursor rests on is asked for before them.
	glanceAfter = 300 * time.Millisecond
	// glancePatience is how many glances in a row may fail: what they met others would meet too.
	glancePatience = 3
)

// glances read what one request tells of the tenants whose rows have been on screen for a moment,
// and of which nothing is known. Each is asked for once, whatever comes of it, until Forget. What
// leaves the screen before its answer is given up, and asked for when it is back. Make one with
// newGlances.
type glances struct {
	read func(context.Context, apiclient.Tenant) collect.Snapshot
	most int // at once: what the user opens finds its way free

	ids      []string // on screen, top first
	count    int      // of the times that these changed, so that only the last one counts
	isRested bool     // they have been on screen for a moment
	busy     map[string]*ui.Loader[collect.Snapshot]
	known    map[string]collect.Snapshot // the latest by tenant; without figures where it failed
	again    map[string]bool             // of these the user wants another
	failed   int                         // in a row
	timers   context.Context
	stop     context.CancelFunc
}

// glanceMsg arrives when rows have been on screen for a moment.
type glanceMsg struct {
	of    *glances
	count int
}

func newGlances(read func(context.Context, apiclient.Tenant) collect.Snapshot, most int) *glances {
	timers, stop := context.WithCancel(context.Background())
	return &glances{
		read: read, most: max(1, most), busy: map[string]*ui.Loader[collect.Snapshot]{}, known: map[string]collect.Snapshot{},
		again: map[string]bool{}, timers: timers, stop: stop,
	}
}

// follow has glances at the rows on screen that want one.
func (g *glances) follow(onScreen []tenantRow, isWanted func(tenantRow) bool) tea.Cmd {
	ids := make([]string, len(onScreen))
	for i, row := range onScreen {
		ids[i] = row.ID
	}
	if !slices.Equal(ids, g.ids) {
		g.ids, g.isRested = ids, false
		g.giveUp()
		g.count++
		return ui.After(g.timers, glanceAfter, glanceMsg{g, g.count})
	}
	if !g.isRested || g.isVain() {
		return nil
	}
	var cmds []tea.Cmd
	for _, row := range onScreen {
		if len(g.busy) >= g.most {
			break
		}
		if _, isKnown := g.known[row.ID]; g.busy[row.ID] == nil && (!isKnown || g.again[row.ID]) && isWanted(row) {
			loader := ui.NewLoader(func(ctx context.Context) (collect.Snapshot, error) { return g.read(ctx, row.Tenant), nil })
			g.busy[row.ID] = loader
			cmds = append(cmds, loader.Load())
		}
	}
	return tea.Batch(cmds...)
}

// isVain reports whether so many have failed that no more are tried.
func (g *glances) isVain() bool { return g.failed >= glancePatience }

// giveUp cancels what is on its way for rows that are not on screen.
func (g *glances) giveUp() {
	for id, loader := range g.busy {
		if !slices.Contains(g.ids, id) {
			loader.Close()
			delete(g.busy, id)
		}
	}
}

// cover gives up everything: another screen has need of the connection.
func (g *glances) cover() {
	g.ids = nil
	g.giveUp()
}

// update takes what was read, and reports whether that is anything. What fails to be read again
// keeps its figures, beside why.
func (g *glances) update(msg tea.Msg) bool {
	if msg, ok := msg.(glanceMsg); ok {
		g.isRested = g.isRested || msg.of == g && msg.count == g.count
		return false
	}
	for id, loader := range g.busy {
		if !loader.Update(msg) {
			continue
		}
		now, _ := loader.Value()
		if g.failed++; now.Oldest.IsZero() {
			former := g.known[id]
			now.Breakdown, now.Oldest = former.Breakdown, former.Oldest
		} else {
			g.failed = 0
		}
		g.known[id] = now
		delete(g.busy, id)
		delete(g.again, id)
		return true
	}
	return false
}

// forget has tenants asked for again as they come on screen; what is known stays until then. Where
// too many failed, others are tried once more.
func (g *glances) forget(ids ...string) {
	g.failed = 0
	for _, id := range ids {
		g.again[id] = true
	}
}

// forgetAll has everything asked for again.
func (g *glances) forgetAll() { g.forget(slices.Collect(maps.Keys(g.known))...) }

func (g *glances) close() {
	g.stop()
	g.cover()
}
