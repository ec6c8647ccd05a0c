package browse

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/ui"
)

// survey follows the reading of a tenant's capacity for a screen. Figures show as
// they arrive; when everything is read once more, what is shown stays until the
// new figures are all there.
type survey struct {
	stream *ui.Stream[collect.Snapshot]
	now    Collection // the present one; nil before the first
	judge  func(collect.Snapshot) (bool, error)

	shown collect.Snapshot
	known bool  // shown has something to show
	again bool  // the present reading is a refresh
	err   error // why the latest reading has nothing to show
}

// newSurvey returns a survey that has not begun. judge says whether a snapshot has
// something to show, and otherwise why not if that is known.
func newSurvey(start func(context.Context) Collection, judge func(collect.Snapshot) (bool, error)) *survey {
	s := &survey{judge: judge}
	s.stream = ui.NewStream(func(ctx context.Context) <-chan collect.Snapshot {
		s.now = start(ctx)
		return s.now.Snapshots()
	})
	return s
}

// Scope is what a screen of figures shows, and how it is read.
type Scope struct {
	Tenant   apiclient.Tenant
	Group    apiclient.Group // zero for the whole tenant
	Collect  func(context.Context) Collection
	Selected string // id of the row that the cursor begins at; empty for the first
}

// Collection is a collection of a tenant's capacity that is going on.
// *collect.Collection is one.
type Collection interface {
	Snapshots() <-chan collect.Snapshot
	Prefer(groupIDs []string)
}

// Load reads everything, again if it was read before.
func (s *survey) Load() tea.Cmd {
	s.again = s.known
	if !s.known {
		s.err = nil
	}
	return s.stream.Start()
}

// update takes what the present reading brought. next must be returned by the view.
func (s *survey) update(msg tea.Msg) (changed bool, next tea.Cmd) {
	changed, next = s.stream.Update(msg)
	if !changed {
		return false, next
	}
	snapshot, _ := s.stream.Value()
	switch usable, err := s.judge(snapshot); {
	case err != nil:
		s.err = err
	case usable && (snapshot.Done || !s.again):
		s.shown, s.known, s.err = snapshot, true, nil
	}
	return true, next
}

// Busy reports whether figures that can be shown are still on their way.
func (s *survey) Busy() bool { return s.stream.Busy() && (s.known || s.err == nil) }

// Close ends the present reading.
func (s *survey) Close() { s.stream.Close() }

// prefer has these groups read before the others.
func (s *survey) prefer(groupIDs []string) {
	if s.now != nil && s.known {
		s.now.Prefer(groupIDs)
	}
}

// progress returns the latest snapshot of the present reading.
func (s *survey) progress() collect.Snapshot {
	snapshot, _ := s.stream.Value()
	return snapshot
}

// isKnown reports whether there is something to show.
func (s *survey) isKnown() bool { return s.known }

// Err returns why the latest reading has nothing to show.
func (s *survey) Err() error { return s.err }

// At returns when the oldest figure shown was read.
func (s *survey) At() time.Time { return s.shown.Oldest }
