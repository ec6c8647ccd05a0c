package trunks

import (
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// Surroundings is what is known of the trunk groups that routes lead to. Each is read
// once, for itself, so that one that fails hides no other. The routing and its form
// share one, and so do the rows of a list.
type Surroundings struct {
	api     TrunkGroupReader
	tenant  string
	out     *saving.Outages // of whoever shows them, who loads it; nil where nothing is known of such
	most    int             // how many are asked for; a list that is longer is looked at row by row
	keeps   bool            // what cannot be read again stays; what is edited does not reckon with that
	details map[routing.Key]*ui.Loader[apiclient.TrunkGroup]
	fresh   map[routing.Key]bool // asked since the last forget
}

// NewSurroundings returns those of a tenant, of which nothing was read yet. Without an api
// nothing ever is.
func NewSurroundings(api TrunkGroupReader, tenant string) *Surroundings {
	const most = 64
	return &Surroundings{
		api: api, tenant: tenant, most: most,
		details: make(map[routing.Key]*ui.Loader[apiclient.TrunkGroup]), fresh: make(map[routing.Key]bool),
	}
}

// TrunkGroupReader is what the trunk group's screen calls.
type TrunkGroupReader interface {
	TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error)
}

func (s *Surroundings) update(msg tea.Msg) bool {
	for _, loader := range s.details {
		if loader.Update(msg) {
			return true
		}
	}
	return false
}

// read asks for the trunk groups of which nothing was asked yet.
func (s *Surroundings) read(keys ...routing.Key) tea.Cmd {
	var cmds []tea.Cmd
	for _, key := range keys {
		if s.fresh[key] || s.api == nil || len(s.fresh) >= s.most {
			continue
		}
		s.fresh[key] = true
		if s.details[key] == nil {
			s.details[key] = ui.NewLoader(func(ctx context.Context) (apiclient.TrunkGroup, error) {
				return s.api.TrunkGroup(ctx, s.tenant, key.GroupID, key.Name)
			})
		}
		cmds = append(cmds, s.details[key].Load())
	}
	return tea.Batch(cmds...)
}

// forget makes the next read ask again; what was read stays until then.
func (s *Surroundings) forget() { clear(s.fresh) }

// failed returns how many could not be read.
func (s *Surroundings) failed() int {
	failures := 0
	for key := range s.details {
		if s.why(key) != nil {
			failures++
		}
	}
	return failures
}

// retry has those that could not be read read again.
func (s *Surroundings) retry() {
	for key := range s.details {
		if s.why(key) != nil {
			delete(s.fresh, key)
		}
	}
}

func (s *Surroundings) close() {
	for _, loader := range s.details {
		loader.Close()
	}
}

func (s *Surroundings) busy() bool { return s.inFlight() > 0 }

// inFlight returns how many are asked for now.
func (s *Surroundings) inFlight() int {
	count := 0
	for _, loader := range s.details {
		if loader.Busy() {
			count++
		}
	}
	return count
}

func (s *Surroundings) known() routing.Surroundings {
	return routing.Surroundings{State: s.state, Assigned: s.assigned}
}

// assigned tells whether trunking is assigned to a group, as far as its trunk groups
// have shown.
func (s *Surroundings) assigned(group string) (assigned, known bool) {
	for key, loader := range s.details {
		if key.GroupID != group {
			continue
		}
		if _, read := loader.Value(); read {
			return true, true
		}
		if errors.Is(loader.Err(), apiclient.ErrNotAssigned) {
			known = true
		}
	}
	return false, known
}

// again reads a trunk group anew; what is known of it stays until then.
func (s *Surroundings) again(key routing.Key) tea.Cmd {
	if loader, asked := s.details[key]; asked {
		return loader.Load()
	}
	return s.read(key)
}

// isAsked reports whether a trunk group is being read, whatever is known of it.
func (s *Surroundings) isAsked(key routing.Key) bool { return s.details[key].Busy() }

// adopt takes what others know of a trunk group.
func (s *Surroundings) adopt(from *Surroundings, key routing.Key) {
	if loader, asked := from.details[key]; asked && s.details[key] == nil {
		s.details[key] = loader
		delete(from.details, key)
	}
}

// pending is the cell of a figure of a trunk group that was not read, and false for one that was.
func (s *Surroundings) pending(glyphs ui.Glyphs, key routing.Key) (ui.Cell, bool) {
	switch is := s.readState(key); {
	case is == unread && s.api == nil:
		return page.Absent(), true
	case is == unread, is == failed:
		return page.Unread(), true
	case is == pending:
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}, true
	}
	return ui.Cell{}, false
}

// limitCell shows a trunk group's own limit, in few cells.
func (s *Surroundings) limitCell(glyphs ui.Glyphs, key routing.Key) ui.Cell {
	if cell, pending := s.pending(glyphs, key); pending {
		return cell
	}
	limit, known := s.limit(key)
	calls, isNumber := limit.Calls()
	switch {
	case !known:
		return page.Absent()
	case !isNumber:
		return ui.Cell{Text: glyphs.Infinite}
	}
	return ui.Cell{Text: figures.Short(calls)}
}

// stateCell shows a trunk group's state: a badge where it takes no calls.
func (s *Surroundings) stateCell(glyphs ui.Glyphs, key routing.Key) ui.Cell {
	badge := func(word string) ui.Cell {
		return ui.Cell{Text: " " + glyphs.Blocked + " " + word + " ", Tone: ui.Blocked}
	}
	cell, pending := s.pending(glyphs, key)
	assigned, known := s.assigned(key.GroupID)
	switch state, reported := s.state(key); {
	case s.isDown(key):
		return badge("DOWN")
	case known && !assigned:
		return badge("NO TRUNKING")
	case s.why(key) != nil:
		return ui.Cell{Text: glyphs.Failed + " not read", Tone: ui.Failed}
	case s.outText(key) != "":
		return ui.Cell{Text: glyphs.Unchosen + " out", Tone: ui.Notice}
	case pending:
		return cell
	case !reported:
		return page.Absent()
	case strings.EqualFold(state, "available"), strings.EqualFold(state, "active"):
		return ui.Cell{Text: "up", Tone: ui.Muted}
	default:
		return ui.Cell{Text: strings.ToLower(state), Tone: ui.Muted}
	}
}

// outText says since when, by whom and for which ticket a trunk group is out of service; nothing of
// one that is not.
func (s *Surroundings) outText(key routing.Key) string {
	return s.out.Summary(plan.ScopeOf(s.tenant, key)).Full
}

// readState is how far a trunk group, or an enterprise trunk, was read.
type readState int

const (
	unread readState = iota // and not asked for
	pending
	failed
	wasRead
)

// readStateOf tells how far a loader is. A nil one has read nothing; a value that could not
// be read again is none, unless it keeps: then whyOf tells.
func readStateOf[T any](loader *ui.Loader[T], keeps bool) readState {
	if loader == nil {
		return unread
	}
	switch _, known := loader.Value(); {
	case whyOf(loader) != nil && (!known || !keeps):
		return failed
	case known:
		return wasRead
	case loader.Busy():
		return pending
	}
	return unread
}

// whyOf returns why a loader could not read, or not read again; nil where it could, or is at it.
func whyOf[T any](loader *ui.Loader[T]) error {
	if loader.Busy() {
		return nil
	}
	return loader.Err()
}

func (s *Surroundings) readState(key routing.Key) readState {
	return readStateOf(s.details[key], s.keeps)
}

// why returns why a trunk group could not be read, or not read again; nil where it was.
func (s *Surroundings) why(key routing.Key) error { return whyOf(s.details[key]) }

// isDown reports whether a trunk group is known to be down.
func (s *Surroundings) isDown(key routing.Key) bool {
	return strings.EqualFold(s.detail(key).State, "unavailable")
}

// isFull reports whether a trunk group is known to carry all the calls that it may.
func (s *Surroundings) isFull(key routing.Key) bool {
	limit, known := s.calls(key)
	used, isWhole := s.inUse(key)
	return known && used >= limit && (isWhole || used > 0)
}

// state returns a trunk group's state, where it is reported.
func (s *Surroundings) state(key routing.Key) (string, bool) {
	state := s.detail(key).State
	return state, state != ""
}

// limit returns a trunk group's own limit, and false where that was not read.
func (s *Surroundings) limit(key routing.Key) (capacity.Limit, bool) {
	return s.detail(key).MaxActiveCalls.Limit()
}

// calls returns how many calls a trunk group may carry, and false where that was not read
// or is no number.
func (s *Surroundings) calls(key routing.Key) (n int, known bool) {
	limit, known := s.limit(key)
	n, isNumber := limit.Calls()
	return n, known && isNumber
}

// inUse returns how many calls a trunk group carries now, whoever routes them there, and
// false where that is not reported of both directions: then there are at least so many.
func (s *Surroundings) inUse(key routing.Key) (n int, reported bool) {
	detail := s.detail(key)
	reported = true
	for _, calls := range []*int{detail.ActiveIncomingCalls, detail.ActiveOutgoingCalls} {
		if reported = reported && calls != nil; calls != nil {
			n += *calls
		}
	}
	return n, reported
}

// detail returns what was read of a trunk group, the zero value where nothing was.
func (s *Surroundings) detail(key routing.Key) (detail apiclient.TrunkGroup) {
	if s.readState(key) == wasRead {
		detail, _ = s.details[key].Value()
	}
	return detail
}

func keysOf(routes []routing.Route) []routing.Key {
	keys := make([]routing.Key, len(routes))
	for i, r := range routes {
		keys[i] = r.TrunkGroup
	}
	return keys
}
