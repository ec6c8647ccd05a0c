package ui

import "maps"

// TableSettings are what a user chose for a table. The zero value is nothing: the table is as it
// comes.
type TableSettings struct {
	Order   Order           `json:"order,omitzero"`
	Columns map[string]bool `json:"columns,omitempty"` // by key: on screen, or not
	Widths  map[string]int  `json:"widths,omitempty"`  // by key, in cells
	Wide    bool            `json:"wide,omitempty"`    // all columns
	Filter  string          `json:"-"`                 // remembered for the place, not for its kind
}

// Order is the column that rows are sorted by. The zero value was not chosen by anybody.
type Order struct {
	Chosen  bool   `json:"chosen"`
	By      string `json:"by,omitempty"` // the key of a column; empty: the server's order
	Reverse bool   `json:"reverse,omitempty"`
}

// isZero reports whether nothing was chosen.
func (s *TableSettings) isZero() bool {
	return s.Order == Order{} && len(s.Columns) == 0 && len(s.Widths) == 0 && !s.Wide && s.Filter == ""
}

// clone returns settings that share nothing with these.
func (s *TableSettings) clone() TableSettings {
	c := *s
	c.Columns, c.Widths = maps.Clone(s.Columns), maps.Clone(s.Widths)
	return c
}

// take takes over what differs between two settings, and leaves what another process chose meanwhile
// beside it.
func (s *TableSettings) take(before, after *TableSettings) {
	if before.Order != after.Order {
		s.Order = after.Order
	}
	if before.Wide != after.Wide {
		s.Wide = after.Wide
	}
	s.Columns = takeKeys(s.Columns, before.Columns, after.Columns)
	s.Widths = takeKeys(s.Widths, before.Widths, after.Widths)
}

func takeKeys[V comparable](into, before, after map[string]V) map[string]V {
	into = maps.Clone(into)
	for key := range before {
		if _, kept := after[key]; !kept {
			delete(into, key)
		}
	}
	for key, value := range after {
		if was, known := before[key]; !known || was != value {
			if into == nil {
				into = make(map[string]V)
			}
			into[key] = value
		}
	}
	return into
}

// Arranger is a view with a table that its user arranges: what was chosen is remembered for the kind
// of the place that the view is, and the filter for the place itself.
type Arranger interface {
	// Settings returns what was chosen. It is another pointer whenever that changes, and what it
	// points to never does; nil where there is nothing to choose.
	Settings() *TableSettings
	// Restore has the table as it was left.
	Restore(TableSettings)
}

// settingsOf returns what was chosen for the table of a view, nil where it has none.
func settingsOf(view View) *TableSettings {
	if arranger, ok := view.(Arranger); ok && !placeOf(view).IsZero() {
		return arranger.Settings()
	}
	return nil
}
