package trunks

import (
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// Surroundings is what is known of the trunk groups that routes lead to. Each is read
// once, for itself, so that one that fails hides no other. The routing and its form
// share one.
type Surroundings struct {
	api     TrunkGroupReader
	tenant  string
	details map[routing.Key]*ui.Loader[apiclient.TrunkGroup]
}

// NewSurroundings returns those of a tenant, of which nothing was read yet. Without an api
// nothing ever is.
func NewSurroundings(api TrunkGroupReader, tenant string) *Surroundings {
	return &Surroundings{api: api, tenant: tenant, details: make(map[routing.Key]*ui.Loader[apiclient.TrunkGroup])}
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
		if _, asked := s.details[key]; asked || s.api == nil || len(s.details) >= mostDetails {
			continue
		}
		loader := ui.NewLoader(func(ctx context.Context) (apiclient.TrunkGroup, error) {
			return s.api.TrunkGroup(ctx, s.tenant, key.GroupID, key.Name)
		})
		s.details[key] = loader
		cmds = append(cmds, loader.Load())
	}
	return tea.Batch(cmds...)
}

// mostDetails is how many trunk groups of one list are asked for their capacity: a
// list that is longer is looked at row by row.
const mostDetails = 64

// forget makes the next read ask again.
func (s *Surroundings) forget() {
	s.close()
	clear(s.details)
}

func (s *Surroundings) close() {
	for _, loader := range s.details {
		loader.Close()
	}
}

func (s *Surroundings) busy() bool {
	for _, loader := range s.details {
		if loader.Busy() {
			return true
		}
	}
	return false
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

// callsCell shows a trunk group's own limit, or its state where it is down.
func (s *Surroundings) callsCell(glyphs ui.Glyphs, key routing.Key) ui.Cell {
	loader, asked := s.details[key]
	if s.api == nil {
		return page.Absent()
	}
	if !asked || loader.Err() != nil && !loader.Busy() {
		return ui.Cell{Text: page.NotRead, Tone: ui.Unknown}
	}
	if s.isDown(key) {
		return ui.Cell{Text: glyphs.Blocked + " down", Tone: ui.Blocked}
	}
	if _, read := loader.Value(); !read && loader.Busy() {
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	}
	return figures.ReadingCell(glyphs, s.detail(key).MaxActiveCalls)
}

// isDown reports whether a trunk group is known to be down.
func (s *Surroundings) isDown(key routing.Key) bool {
	return strings.EqualFold(s.detail(key).State, "unavailable")
}

// state returns a trunk group's state, where it is reported.
func (s *Surroundings) state(key routing.Key) (string, bool) {
	state := s.detail(key).State
	return state, state != ""
}

// detail returns what was read of a trunk group, the zero value where nothing was.
func (s *Surroundings) detail(key routing.Key) (detail apiclient.TrunkGroup) {
	if loader, asked := s.details[key]; asked {
		detail, _ = loader.Value()
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
