package ui

import (
	"slices"
	"strings"

	"banyan/internal/safetext"
)

// grid is the columns of a table: which of them are on screen, how wide each is, and what the user
// chose of that.
type grid struct {
	arrangement
	kit      Kit
	names    []subject // the columns as conditions and the picker know them
	width    int       // of the table
	sort     sorting
	settings *TableSettings // what the user chose, another one with each change

	wide   bool
	skip   int // columns scrolled out after the first, when wide
	widths widths
	layout layout
}

// Settings returns what the user chose; see Arranger.
func (g *grid) Settings() *TableSettings { return g.settings }

// note has another setting in place of the present one.
func (g *grid) note(change func(*TableSettings)) {
	settings := g.settings.clone()
	change(&settings)
	g.settings = &settings
}

// ColumnKeys returns what conditions call the columns.
func (g *grid) ColumnKeys() []string {
	keys := make([]string, len(g.columns))
	for i, column := range g.columns {
		keys[i] = column.Key
	}
	return keys
}

// heading returns the title of a column, with an arrow where it is sorted by.
func (g *grid) heading(c int) string {
	title := safetext.Cell(g.columns[c].Title)
	switch {
	case c != g.sort.column:
		return title
	case g.columns[c].Right:
		return g.sort.arrow(g.kit.Theme.Glyphs) + title
	}
	return title + g.sort.arrow(g.kit.Theme.Glyphs)
}

// comesOn reports whether a column is on screen where the user did not choose, and there is room.
func (g *grid) comesOn(c int) bool {
	column := &g.columns[c]
	return !column.Wide && g.width >= column.From
}

// isOn reports whether a column is on screen where there is room.
func (g *grid) isOn(c int) bool {
	if on, chosen := g.settings.Columns[g.unitOf(c)]; chosen && c > 0 {
		return on
	}
	return g.comesOn(c) && !g.isEmpty(c)
}

// unitOf returns the key of the column that another one is joined to, or its own.
func (g *grid) unitOf(c int) string {
	for c > 0 && g.columns[c].Joined {
		c--
	}
	return g.columns[c].Key
}

// isEmpty reports whether a column is left out because there is nothing in it.
func (g *grid) isEmpty(c int) bool {
	_, chosen := g.settings.Columns[g.columns[c].Key]
	return !g.wide && !chosen && g.comesOn(c) && g.isSpared(c)
}

// isSpared reports whether a column is left out because no row has more than a dash in it.
func (g *grid) isSpared(c int) bool {
	column := &g.columns[c]
	if !column.Spare || g.rows == 0 {
		return false
	}
	return g.widths.isBare(c, func() bool {
		for row := range int32(g.rows) {
			if strings.Trim(column.Cell(row).Whole(), "- ") != "" {
				return false
			}
		}
		return true
	})
}

// isResized reports whether a column can be made wider and narrower: a figure that is cut is a wrong
// one.
func (g *grid) isResized(c int) bool {
	column := &g.columns[c]
	return column.Flex && column.Number == nil && column.Bar == nil
}

func (g *grid) widestIn(c int) int {
	most := widestCell
	if g.columns[c].Max > 0 {
		most = max(g.columns[c].Max, safetext.Width(g.heading(c))) // more is not drawn
	}
	cell, isTree := g.columns[c].Cell, g.shape != nil && c == 0
	text, width := "", 0 // of the row before: many rows have the same "…" or "-"
	return g.widths.widest(c, most, g.rows, func(row int) int {
		of := cell(int32(row))
		if next := of.Whole(); next != text {
			if text, width = next, safetext.Width(safetext.Cell(next)); of.Name {
				width = draw(of).width
			}
		}
		if isTree {
			return width + g.shape.indent(int32(row))
		}
		return width
	})
}

// layOut chooses the columns that are on screen in so many cells, and how wide each is.
func (g *grid) layOut(room int) []placed {
	g.layout.width, g.layout.tracks = room, g.layout.tracks[:0]
	for c := range g.columns {
		column := &g.columns[c]
		track := track{
			title: safetext.Width(g.heading(c)), min: column.Min, max: column.Max, gap: gap,
			flex: column.Flex || column.Bar != nil, priority: column.Priority, pinned: column.Pinned,
			wide: !g.isOn(c), chosen: g.settings.Columns[g.unitOf(c)],
			bar: column.Bar != nil, joined: column.Joined,
		}
		if width := min(g.settings.Widths[column.Key], mostColumn); width > 0 && g.isResized(c) {
			track.min, track.max, track.flex = width, width, false
		}
		switch {
		case c == 0, column.Joined:
			track.gap = 0
		case column.Near, column.Title == "":
			track.gap = 1
		}
		switch {
		case column.Bar != nil:
			track.widest = column.Max
		case g.wide || !track.wide:
			track.widest = g.widestIn(c)
		}
		g.layout.tracks = append(g.layout.tracks, track)
		if c > 0 && column.Joined && column.Title == "" { // the title before it stands above both
			before := &g.layout.tracks[c-1]
			before.title = max(0, before.title-track.full())
		}
	}
	switch {
	case !g.wide:
		g.layout.narrow()
	case g.skip == 0:
		g.layout.widened()
	default:
		g.layout.scrolled(g.skip)
	}
	return g.layout.columns
}

// hidesRight reports whether a wide table can be scrolled on to the right.
func (g *grid) hidesRight() bool {
	if g.skip == 0 {
		return g.layout.hides()
	}
	return g.layout.hidesRight()
}

// hasPickable reports whether there is more than the column that names the rows.
func (g *grid) hasPickable() bool {
	return slices.ContainsFunc(g.columns[min(1, len(g.columns)):], func(c Column[int32]) bool { return !c.Joined })
}

// Why a column that was asked for is not on screen.
const noRoom, nothingInIt = "no room now", "nothing in it"

// pickable returns the columns that can be picked, as they were laid out last.
func (g *grid) pickable() []pickable {
	var columns []pickable
	for c, column := range g.columns {
		if column.Joined {
			continue
		}
		p := pickable{subject: g.names[c], column: c, stays: c == 0, on: c == 0 || g.isOn(c) || g.isEmpty(c)}
		if g.isResized(c) {
			p.width = g.settings.Widths[column.Key]
			if at := slices.IndexFunc(g.layout.columns, func(on placed) bool { return on.column == c }); at >= 0 && p.width == 0 {
				p.width = g.layout.columns[at].width
			}
		}
		switch width := g.settings.Widths[column.Key]; {
		case p.on && g.isEmpty(c):
			p.note = nothingInIt
		case p.on && !g.layout.shows(c):
			p.note = noRoom
		case p.on && width > 0:
			p.note = Count(width, "cell") + " wide"
		case p.stays:
			p.note = "names the rows"
		}
		columns = append(columns, p)
	}
	return columns
}

// flip has a column on screen that is not, or the other way round.
func (g *grid) flip(p pickable) {
	key := g.columns[p.column].Key
	g.note(func(s *TableSettings) {
		delete(s.Columns, key)
		if g.comesOn(p.column) == p.on {
			if s.Columns == nil {
				s.Columns = make(map[string]bool)
			}
			s.Columns[key] = !p.on
		}
	})
}

// How narrow and how wide a column can be made.
const leastColumn, mostColumn = 4, 80

// resize makes a column wider by so many cells, narrower for a negative number.
func (g *grid) resize(p pickable, by int) {
	key := g.columns[p.column].Key
	g.note(func(s *TableSettings) {
		if s.Widths == nil {
			s.Widths = make(map[string]int)
		}
		s.Widths[key] = max(leastColumn, g.layout.tracks[p.column].title, min(p.width+by, mostColumn))
	})
}
