package views

import (
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/ui"
)

// groupColumns are the columns of the group list. Their keys are the names that
// conditions and sorting use.
func groupColumns(glyphs ui.Glyphs) []ui.Column[groupRow] {
	limit := func(key, title string, of func(capacity.Group) capacity.Reading) ui.Column[groupRow] {
		isAbsent := func(r groupRow) bool { return r.trouble.absent }
		reading := func(r groupRow) capacity.Reading { return of(r.Group) }
		return figureColumn(key, title, isAbsent, reading, limits(glyphs))
	}
	columns := []ui.Column[groupRow]{
		{Key: "id", Title: "GROUP ID", Min: 14, Max: 30, Flex: true, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.ID} }},
		{Key: "name", Title: "NAME", Min: 10, Max: 40, Flex: true, Priority: 3, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.Name} }},
		limit("calls", "CALLS", func(g capacity.Group) capacity.Reading { return g.MaxActiveCalls }),
		wide(limit("avail", "AVAIL", func(g capacity.Group) capacity.Reading { return g.MaxAvailableActiveCalls })),
	}
	calls := groupFigures(glyphs, "alloc", "diff", "ratio", func(r groupRow) capacity.Figures { return r.Calls })
	bursting := groupFigures(glyphs, "balloc", "bdiff", "bratio", func(r groupRow) capacity.Figures { return r.Bursting })
	bursting[2].Wide = true
	columns = append(columns, calls...)
	columns = append(columns,
		limit("burst", "BURST", func(g capacity.Group) capacity.Reading { return g.BurstingMaxActiveCalls }),
		wide(limit("bavail", "BAVAIL", func(g capacity.Group) capacity.Reading { return g.BurstingMaxAvailableActiveCalls })))
	columns = append(columns, bursting...)
	return append(columns,
		wide(ui.Column[groupRow]{
			Key: "state", Title: "STATE", Min: 7,
			Cell: func(r groupRow) ui.Cell { return downCell(glyphs, r.Group) },
			Also: func(r groupRow) string { return downWord(countDown(r.Group) > 0) },
		}),
		ui.Column[groupRow]{
			Key: "mark", Min: 6, Max: 26, Pinned: true,
			Cell: func(r groupRow) ui.Cell { return markCell(glyphs, r.trouble) },
			Also: func(r groupRow) string { return r.trouble.allWords() },
		})
}

// downCell tells how many trunk groups of a group are down.
func downCell(glyphs ui.Glyphs, g capacity.Group) ui.Cell {
	n := countDown(g)
	switch {
	case n > 0:
		return ui.Cell{Text: strconv.Itoa(n) + " down", Tone: ui.Notice}
	case !g.TrunkGroupsListed:
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	}
	return absent()
}

func countDown(g capacity.Group) int {
	n := 0
	for _, t := range g.TrunkGroups {
		if t.Down {
			n++
		}
	}
	return n
}

// downWord is what people call a state that systems have several words for.
func downWord(isDown bool) string {
	if isDown {
		return "down"
	}
	return ""
}

// groupFigures are allocated, difference and ratio of one kind of figures, called
// by these keys.
func groupFigures(glyphs ui.Glyphs, alloc, diff, ratio string, of func(groupRow) capacity.Figures) []ui.Column[groupRow] {
	// A group without trunking may have been left with trunk groups: then it is over.
	isAbsent := func(r groupRow) bool { return r.trouble.absent && !of(r).Difference.IsNegative() }
	given := func(r groupRow) capacity.Sum { return of(r).Allocated }
	difference := func(r groupRow) capacity.Difference { return of(r).Difference }
	byRatio := figureColumn(ratio, strings.ToUpper(ratio), isAbsent, of, ratios())
	byRatio.Priority = 9
	return []ui.Column[groupRow]{
		near(figureColumn(alloc, strings.ToUpper(alloc), isAbsent, given, sums(glyphs))),
		near(figureColumn(diff, strings.ToUpper(diff), isAbsent, difference, differences(glyphs))),
		byRatio,
	}
}

// row is what figures are shown of.
type row interface{ place() trouble }

func (r groupRow) place() trouble { return r.trouble }

// figureColumn shows a figure of type F of each row of type R, or - where a row has
// none such.
func figureColumn[R row, F any](key, title string, isAbsent func(R) bool, of func(R) F, shown figure[F]) ui.Column[R] {
	return ui.Column[R]{
		Key: key, Title: title, Right: true, Min: 5,
		Cell: func(r R) ui.Cell {
			if isAbsent(r) {
				return absent()
			}
			return r.place().settle(shown.glyphs, shown.cell(of(r)))
		},
		Number: func(r R) (float64, bool) {
			if isAbsent(r) {
				return 0, false
			}
			return shown.number(of(r))
		},
		Bound: func(r R) ui.Bound {
			if shown.bound == nil {
				return ui.Exact
			}
			return shown.bound(of(r))
		},
	}
}

func near[R any](c ui.Column[R]) ui.Column[R] {
	c.Near = true
	return c
}

func wide[R any](c ui.Column[R]) ui.Column[R] {
	c.Wide = true
	return c
}
