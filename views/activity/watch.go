package activity

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/ui"
)

// watch is what a screen knows of a Source: what was sent at first or when it was asked again, and
// then each change.
type watch struct {
	source Source
	now    *ui.Loader[apiclient.Traffic]
	next   *ui.Loader[apiclient.Traffic] // nil before the first is awaited
	seen   apiclient.Traffic
}

func newWatch(source Source) watch {
	return watch{source: source, now: ui.NewLoader(func(context.Context) (apiclient.Traffic, error) { return source.Traffic(), nil })}
}

// update takes what has come, and reports whether msg was that.
func (w *watch) update(msg tea.Msg) bool {
	switch {
	case w.now.Update(msg):
		w.seen, _ = w.now.Value()
	case w.next.Update(msg):
		if value, known := w.next.Value(); known {
			w.seen = value
		}
	default:
		return false
	}
	return true
}

// follow awaits the next change, unless that is awaited already or the source has ended.
func (w *watch) follow() tea.Cmd {
	if _, known := w.now.Value(); !known || w.next.Busy() || w.next.Err() != nil {
		return nil
	}
	before := w.seen
	w.next = ui.NewLoader(func(ctx context.Context) (apiclient.Traffic, error) { return w.source.AwaitTraffic(ctx, before) })
	return w.next.Load()
}

// newest is the number of the latest request; 0 where there is none.
func (w *watch) newest() int64 {
	if len(w.seen.Requests) == 0 {
		return 0
	}
	return w.seen.Requests[0].Number
}

// close ends the waiting. The page closes what it was made with.
func (w *watch) close() { w.next.Close() }
