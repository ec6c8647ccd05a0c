package views

import (
	"strconv"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/ui"
)

// trunkGroupColumns are the columns of the trunk-group list.
func trunkGroupColumns(glyphs ui.Glyphs) []ui.Column[trunkGroupRow] {
	reported := func(of func(apiclient.TrunkGroup) string) func(trunkGroupRow) ui.Cell {
		return func(r trunkGroupRow) ui.Cell { return r.reported(glyphs, of(r.detail)) }
	}
	return []ui.Column[trunkGroupRow]{
		{Key: "name", Title: "NAME", Min: 12, Max: 30, Flex: true, Cell: func(r trunkGroupRow) ui.Cell { return ui.Cell{Text: r.Name} }},
		{
			Key: "calls", Title: "CALLS", Right: true,
			Cell:   func(r trunkGroupRow) ui.Cell { return r.trouble.settle(glyphs, readingCell(glyphs, r.MaxActiveCalls)) },
			Number: func(r trunkGroupRow) (float64, bool) { return readingNumber(r.MaxActiveCalls) },
		},
		{
			Key: "burst", Title: "BURST", Right: true,
			Cell:   func(r trunkGroupRow) ui.Cell { return r.bursting(glyphs) },
			Number: func(r trunkGroupRow) (float64, bool) { return readingNumber(r.BurstingMaxActiveCalls) },
		},
		{
			Key: "state", Title: "STATE", Max: 14,
			Cell: reported(func(d apiclient.TrunkGroup) string { return d.State }),
			Also: func(r trunkGroupRow) string { return downWord(r.Down) },
		},
		{Key: "inuse", Title: "IN USE", Right: true, Cell: reported(inUse), Number: inUseNumber},
		{
			Key: "inout", Title: "LIMIT IN/OUT", Right: true, Cell: reported(directions), Full: fullDirections(directions),
			Number: func(r trunkGroupRow) (float64, bool) { return readingNumber(r.detail.MaxIncomingCalls) },
		},
		{
			Key: "binout", Title: "BURST LIMIT IN/OUT", Right: true, Wide: true, Cell: reported(burstingDirections), Full: fullDirections(burstingDirections),
			Number: func(r trunkGroupRow) (float64, bool) { return readingNumber(r.detail.BurstingMaxIncomingCalls) },
		},
		{Key: "fwd", Title: "FWD", Max: 30, Flex: true, Min: 5, Priority: 1, Cell: reported(func(d apiclient.TrunkGroup) string { return d.Forwarding })},
		{Key: "mark", Min: 1, Max: 26, Pinned: true, Full: func(r trunkGroupRow) string { return fullMark(r.trouble) }, Cell: func(r trunkGroupRow) ui.Cell { return markCell(glyphs, r.trouble) }, Also: func(r trunkGroupRow) string { return r.trouble.allWords() }},
	}
}

// reported is the cell of what not every system tells: - where it does not, and
// the sign for what is not read while that is not known.
func (r trunkGroupRow) reported(glyphs ui.Glyphs, text string) ui.Cell {
	switch {
	case !r.read:
		return r.trouble.settle(glyphs, ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown})
	case text == "":
		return absent()
	}
	return ui.Cell{Text: text}
}

// burstingIsOff reports whether the system says that bursting is off.
func burstingIsOff(d apiclient.TrunkGroup) bool { return d.EnableBursting != nil && !*d.EnableBursting }

// bursting is the cell of the bursting limit; where bursting is off there is none.
func (r trunkGroupRow) bursting(glyphs ui.Glyphs) ui.Cell {
	if calls, ok := r.BurstingMaxActiveCalls.Limit(); ok && r.read && burstingIsOff(r.detail) && calls == (capacity.Limit{}) {
		return ui.Cell{Text: "off", Tone: ui.Muted}
	}
	return r.trouble.settle(glyphs, readingCell(glyphs, r.BurstingMaxActiveCalls))
}

// inUse is how many calls the system says are active.
func inUse(d apiclient.TrunkGroup) string {
	in, out := d.ActiveIncomingCalls, d.ActiveOutgoingCalls
	switch {
	case in != nil && out != nil:
		return strconv.Itoa(*in + *out)
	case in != nil:
		return strconv.Itoa(*in) + " in"
	case out != nil:
		return strconv.Itoa(*out) + " out"
	}
	return ""
}

func inUseNumber(r trunkGroupRow) (float64, bool) {
	in, out := r.detail.ActiveIncomingCalls, r.detail.ActiveOutgoingCalls
	if in == nil || out == nil {
		return 0, false
	}
	return float64(*in + *out), true
}

// directions are the limits of incoming and of outgoing calls, where there are some.
func directions(d apiclient.TrunkGroup) string {
	return bothDirections(d.MaxIncomingCalls, d.MaxOutgoingCalls)
}

// burstingDirections are the same for bursting.
func burstingDirections(d apiclient.TrunkGroup) string {
	return bothDirections(d.BurstingMaxIncomingCalls, d.BurstingMaxOutgoingCalls)
}

func bothDirections(in, out capacity.Reading) string {
	if !in.IsRead() && !out.IsRead() {
		return ""
	}
	return directionText(in) + "/" + directionText(out)
}

func directionText(r capacity.Reading) string {
	limit, ok := r.Limit()
	if !ok {
		return notApplicable
	}
	return limitText(limit)
}
