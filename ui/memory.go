package ui

import (
	"maps"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Memo is what is remembered of a user from run to run. The zero value is nothing.
type Memo struct {
	Pins     []Place  `json:"pins,omitempty"`
	Recent   []Place  `json:"recent,omitempty"`   // the latest first
	Commands []string `json:"commands,omitempty"` // that were run from the palette, the latest first

	Tables  map[string]TableSettings `json:"tables,omitempty"`  // by the kind of place
	Filters []PlaceFilter            `json:"filters,omitempty"` // of the tables of places, the latest first

	Looked []Look `json:"looked,omitempty"` // at places, the latest first
}

// Look is when the user came to a place last, and when that was before the present sitting.
type Look struct {
	Place  Place     `json:"place"` // without a row
	At     time.Time `json:"at"`
	Before time.Time `json:"before"` // the first time of all where there was no sitting before
}

// sitting is how long a user may be away from a place and come back to what is new there as it was.
const sitting = 30 * time.Minute

// PlaceFilter is the filter of a place's table.
type PlaceFilter struct {
	Place Place  `json:"place"` // without a row
	Text  string `json:"text"`
}

// How much is remembered.
const (
	mostPins     = 50
	mostRecent   = 20
	mostCommands = 50
	mostFilters  = 50
	mostLooked   = 200
)

// Memory keeps a Memo. Change changes it, beside other processes that do so at once, and returns
// all of it; an error is told, and what there is counts all the same. It does I/O, and is called
// from commands and once more at the end, when one of them may still run.
type Memory interface {
	Change(by func(*Memo)) (Memo, error)
}

// IsPinned reports whether a place is pinned.
func (m *Memo) IsPinned(p Place) bool { return slices.ContainsFunc(m.Pins, p.Is) }

// Places returns the pinned places and then the recent ones, each once.
func (m *Memo) Places() []Place {
	places := slices.Clone(m.Pins)
	for _, p := range m.Recent {
		if !m.IsPinned(p) {
			places = append(places, p)
		}
	}
	return places
}

func (m *Memo) pin(p Place, pinned bool) {
	m.Pins = slices.DeleteFunc(slices.Clone(m.Pins), p.Is)
	if pinned {
		m.Pins = atMost(mostPins, append(m.Pins, p))
	}
}

func (m *Memo) visit(p Place) {
	m.Recent = atMost(mostRecent, append([]Place{p}, slices.DeleteFunc(slices.Clone(m.Recent), p.Is)...))
}

// look takes down that the user is at a place now.
func (m *Memo) look(p Place, at time.Time) {
	p.Row = ""
	now := Look{Place: p, At: at, Before: at}
	isOf := func(l Look) bool { return l.Place.Is(p) }
	if i := slices.IndexFunc(m.Looked, isOf); i >= 0 {
		now.Before = m.Looked[i].At
		if away := at.Sub(now.Before); away >= 0 && away < sitting {
			now.Before = m.Looked[i].Before
		}
	}
	m.Looked = atMost(mostLooked, append([]Look{now}, slices.DeleteFunc(slices.Clone(m.Looked), isOf)...))
}

// LookedBefore returns when the user came to a place before the present sitting, or first in it where
// there was none; zero where that is not known.
func (m *Memo) LookedBefore(p Place) time.Time {
	if i := slices.IndexFunc(m.Looked, func(l Look) bool { return l.Place.Is(p) }); i >= 0 {
		return m.Looked[i].Before
	}
	return time.Time{}
}

func (m *Memo) drop(p Place) {
	m.pin(p, false)
	m.Recent = slices.DeleteFunc(slices.Clone(m.Recent), p.Is)
}

func (m *Memo) run(command string) {
	without := slices.DeleteFunc(slices.Clone(m.Commands), func(other string) bool { return other == command })
	m.Commands = atMost(mostCommands, append([]string{command}, without...))
}

// Clone returns a memo that shares nothing with this one that is ever changed.
func (m *Memo) Clone() Memo {
	c := Memo{Pins: slices.Clone(m.Pins), Recent: slices.Clone(m.Recent), Commands: slices.Clone(m.Commands), Filters: slices.Clone(m.Filters), Looked: slices.Clone(m.Looked)}
	for kind, settings := range m.Tables {
		c.setTable(kind, settings.clone())
	}
	return c
}

func (m *Memo) setTable(kind string, settings TableSettings) {
	if m.Tables = maps.Clone(m.Tables); m.Tables == nil {
		m.Tables = make(map[string]TableSettings)
	}
	if m.Tables[kind] = settings; settings.isZero() {
		delete(m.Tables, kind)
	}
}

// table returns what was chosen for the table of a place.
func (m *Memo) table(p Place) TableSettings {
	settings := m.Tables[p.Kind]
	settings = settings.clone()
	if at := slices.IndexFunc(m.Filters, func(f PlaceFilter) bool { return f.Place.Is(p) }); at >= 0 {
		settings.Filter = m.Filters[at].Text
	}
	return settings
}

// arrange takes over what was chosen for the table of a place since before.
func (m *Memo) arrange(p Place, before, after *TableSettings) {
	settings := m.Tables[p.Kind]
	settings.take(before, after)
	m.setTable(p.Kind, settings)
	if before.Filter == after.Filter {
		return
	}
	p.Row = ""
	m.Filters = slices.DeleteFunc(slices.Clone(m.Filters), func(f PlaceFilter) bool { return f.Place.Is(p) })
	if after.Filter != "" {
		m.Filters = atMost(mostFilters, append([]PlaceFilter{{Place: p, Text: after.Filter}}, m.Filters...))
	}
}

func atMost[T any](n int, all []T) []T { return all[:min(n, len(all))] }

// RememberedMsg tells every view what is remembered now.
type RememberedMsg struct{ Memo }

// keptMsg is what a memory has after so many changes.
type keptMsg struct {
	of   Memory
	memo Memo
	n    int
	err  error
}

// recall is what is remembered, with the changes that the memory does not have yet: they go there
// one command after the other. The zero value remembers nothing.
type recall struct {
	Memo
	memory Memory
	unkept []func(*Memo)
	asked  bool   // a command is on its way
	known  bool   // the memory has told what it has
	begun  bool   // one has been
	failed string // why the memory failed last
}

// change changes what is remembered, at once here and soon in the memory.
func (r *recall) change(by func(*Memo)) {
	if by(&r.Memo); r.memory != nil {
		r.unkept = append(r.unkept, by)
	}
}

// keep gives the memory what it does not have yet, and first asks what it has.
func (r *recall) keep() tea.Cmd {
	if r.memory == nil || r.asked || r.begun && len(r.unkept) == 0 {
		return nil
	}
	r.asked, r.begun = true, true
	memory, changes := r.memory, slices.Clone(r.unkept)
	return func() tea.Msg {
		memo, err := memory.Change(all(changes))
		return keptMsg{memory, memo, len(changes), err}
	}
}

// failure returns why the memory failed, once while that stays the same.
func (r *recall) failure(err error) error {
	if err == nil {
		r.failed = ""
		return nil
	}
	if err.Error() == r.failed {
		return nil
	}
	r.failed = err.Error()
	return err
}

// take takes what the memory has, and reports whether that is its own.
func (r *recall) take(msg keptMsg) bool {
	if msg.of != r.memory {
		return false
	}
	r.asked, r.known, r.unkept, r.Memo = false, true, r.unkept[msg.n:], msg.memo
	all(r.unkept)(&r.Memo)
	return true
}

// flush gives the memory what it may not have yet, at the end.
func (r *recall) flush() {
	if r.memory != nil && len(r.unkept) > 0 {
		_, _ = r.memory.Change(all(r.unkept)) // nobody would see why not
	}
}

// isKnown reports whether all is here that is remembered.
func (r *recall) isKnown() bool { return r.known || r.memory == nil }

func all(changes []func(*Memo)) func(*Memo) {
	return func(m *Memo) {
		for _, change := range changes {
			change(m)
		}
	}
}
