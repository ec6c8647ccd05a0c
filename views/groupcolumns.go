package views

import (
	"banyan/capacity"
	"banyan/ui"
)

// groupColumns are the columns of the group list. Their keys are the names that
// conditions and sorting use.
func groupColumns(glyphs ui.Glyphs) []ui.Column[groupRow] {
	limit := func(key, title string, of func(capacity.Group) capacity.Reading) ui.Column[groupRow] {
		isAbsent := func(r groupRow) bool { return r.trouble.absent }
		reading := func(r groupRow) capacity.Reading { return of(r.Group) }
		return figureColumn(key, title, isAbsent, reading, in(glyphs, readingCell), readingNumber)
	}
	columns := []ui.Column[groupRow]{
		{Key: "id", Title: "GROUP ID", Min: 8, Max: 30, Flex: true, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.ID} }},
		{Key: "name", Title: "NAME", Min: 6, Max: 40, Flex: true, Priority: 3, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.Name} }},
		limit("calls", "CALLS", func(g capacity.Group) capacity.Reading { return g.MaxActiveCalls }),
		wide(limit("avail", "AVAIL", func(g capacity.Group) capacity.Reading { return g.MaxAvailableActiveCalls })),
	}
	calls := groupFigures(glyphs, "alloc", "diff", "ratio", "CALLS RATIO", func(r groupRow) capacity.Figures { return r.Calls })
	bursting := groupFigures(glyphs, "balloc", "bdiff", "bratio", "BURST RATIO", func(r groupRow) capacity.Figures { return r.Bursting })
	columns = append(columns, calls[:2]...)
	columns = append(columns,
		limit("burst", "BURST", func(g capacity.Group) capacity.Reading { return g.BurstingMaxActiveCalls }),
		wide(limit("bavail", "AVAIL", func(g capacity.Group) capacity.Reading { return g.BurstingMaxAvailableActiveCalls })))
	columns = append(columns, bursting[:2]...)
	return append(columns, calls[2], wide(bursting[2]), ui.Column[groupRow]{
		Key: "state", Min: 6, Max: 26, Pinned: true,
		Cell: func(r groupRow) ui.Cell { return markCell(glyphs, r.trouble) },
	})
}

// groupFigures are allocated, difference and ratio of one kind of figures, called
// by these keys; the ratio stands apart from the others and has a title of its own.
func groupFigures(glyphs ui.Glyphs, alloc, diff, ratio, title string, of func(groupRow) capacity.Figures) []ui.Column[groupRow] {
	// A group without trunking may have been left with trunk groups: then it is over.
	isAbsent := func(r groupRow) bool { return r.trouble.absent && !of(r).Difference.IsNegative() }
	given := func(r groupRow) capacity.Sum { return of(r).Allocated }
	difference := func(r groupRow) capacity.Difference { return of(r).Difference }
	ratios := figureColumn(ratio, title, isAbsent, of, ratioCell, ratioNumber)
	ratios.Priority = 9
	return []ui.Column[groupRow]{
		figureColumn(alloc, "ALLOC", isAbsent, given, in(glyphs, sumCell), sumNumber),
		figureColumn(diff, "DIFF", isAbsent, difference, in(glyphs, differenceCell), differenceNumber),
		ratios,
	}
}

// figureColumn shows a figure of type F of each row of type R, or - where a row has
// none such.
func figureColumn[R, F any](key, title string, isAbsent func(R) bool, of func(R) F, cell func(F) ui.Cell, number func(F) (float64, bool)) ui.Column[R] {
	return ui.Column[R]{
		Key: key, Title: title, Right: true, Min: 5,
		Cell: func(r R) ui.Cell {
			if isAbsent(r) {
				return absent()
			}
			return cell(of(r))
		},
		Number: func(r R) (float64, bool) {
			if isAbsent(r) {
				return 0, false
			}
			return number(of(r))
		},
	}
}

// in fixes the glyphs that a figure is shown with.
func in[F any](glyphs ui.Glyphs, cell func(ui.Glyphs, F) ui.Cell) func(F) ui.Cell {
	return func(f F) ui.Cell { return cell(glyphs, f) }
}

func wide[R any](c ui.Column[R]) ui.Column[R] {
	c.Wide = true
	return c
}
