package views

import (
	"strconv"

	"banyan/internal/routing"
	"banyan/ui"
)

// rowsOf returns the routes with their shares, those that remain in what is imagined.
func (v *enterpriseTrunk) rowsOf(trunk routing.Trunk) []routeRow {
	return routeRows(trunk, v.whatIf.down)
}

// routeRows returns the routes of a trunk with their shares, where some are down.
func routeRows(trunk routing.Trunk, down func(routing.Key) bool) []routeRow {
	effect := trunk.Without(down)
	rows := make([]routeRow, len(trunk.Routes))
	for i, r := range effect.Routes {
		rows[i] = routeRow{place: i + 1, Route: r.Route, weighted: trunk.Mode == routing.Weighted, share: r.After, down: r.Down}
	}
	return rows
}

func (v *enterpriseTrunk) columns() []ui.Column[routeRow] {
	number := func(key, title string, of func(routeRow) (int, bool)) ui.Column[routeRow] {
		return ui.Column[routeRow]{
			Key: key, Title: title, Right: true,
			Cell: func(r routeRow) ui.Cell {
				if n, ok := of(r); ok {
					return ui.Cell{Text: strconv.Itoa(n)}
				}
				return absent()
			},
			Number: func(r routeRow) (float64, bool) {
				n, ok := of(r)
				return float64(n), ok
			},
		}
	}
	share := number("share", "SHARE", func(r routeRow) (int, bool) { return r.share, r.share >= 0 })
	plain := share.Cell
	share.Cell = func(r routeRow) ui.Cell {
		cell := plain(r)
		switch {
		case r.down:
			cell = ui.Cell{Text: "DOWN", Tone: ui.Notice}
		case r.share >= 0:
			cell.Text += "%"
		}
		return cell
	}
	return []ui.Column[routeRow]{
		number("place", "#", func(r routeRow) (int, bool) { return r.place, true }),
		number("priority", "PRIO", func(r routeRow) (int, bool) { return r.Priority, r.weighted || r.Priority > 0 }),
		number("weight", "WEIGHT", func(r routeRow) (int, bool) { return r.Weight, r.weighted || r.Weight > 0 }),
		share,
		{Key: "name", Title: "TRUNK GROUP", Min: 12, Max: 30, Flex: true, Cell: func(r routeRow) ui.Cell { return ui.Cell{Text: r.TrunkGroup.Name} }},
		{Key: "group", Title: "GROUP", Min: 10, Max: 30, Flex: true, Cell: func(r routeRow) ui.Cell { return ui.Cell{Text: r.TrunkGroup.GroupID} }},
		{Key: "calls", Title: "CALLS", Right: true, Cell: v.callsCell, Number: func(r routeRow) (float64, bool) {
			if v.around == nil {
				return 0, false
			}
			return readingNumber(v.around.calls(r.TrunkGroup))
		}},
		{Key: "state", Title: "STATE", Min: 5, Max: 16, Wide: true, Cell: v.stateCell},
	}
}

func (v *enterpriseTrunk) callsCell(r routeRow) ui.Cell {
	if v.around == nil {
		return absent()
	}
	return v.around.callsCell(v.kit.Theme.Glyphs, r.TrunkGroup)
}

// stateCell shows the trunk group's state where it is reported.
func (v *enterpriseTrunk) stateCell(r routeRow) ui.Cell {
	if v.around == nil {
		return absent()
	}
	state, known := v.around.state(r.TrunkGroup)
	switch {
	case !known:
		return absent()
	case v.around.isDown(r.TrunkGroup):
		return ui.Cell{Text: v.kit.Theme.Glyphs.Blocked + " " + state, Tone: ui.Blocked}
	}
	return ui.Cell{Text: state}
}
