package trunks

import (
	"fmt"
	"slices"
	"strconv"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// sections draws what stands below the routes: where calls go at last, and what would be left
// of them if one more went down, or is left in what is imagined.
type sections struct {
	*routes
	theme ui.Theme
	width int
	lines []string
}

func (s *sections) add(cells ...ui.Cell) {
	s.lines = append(s.lines, page.Line(s.theme, s.width, cells...))
}

func (s *sections) rule(title, right string) {
	s.lines = append(s.lines, ui.Rule{Title: ui.Cell{Text: title}, Right: ui.Cell{Text: right, Tone: ui.Muted}}.Draw(s.theme, s.width))
}

// exhausted says where a call goes that no route took.
func (s *sections) exhausted() []ui.Cell {
	to := ui.Cell{Text: inWords(exhaustion(s.trunk))}
	return []ui.Cell{{Text: "   "}, {Text: "exhausted", Tone: ui.Strong}, {Text: "  "}, {Text: s.glyphs.To, Tone: ui.Accent}, {Text: " "}, to}
}

// ahead draws what would be left, or nothing where the limits of the routes are not known or
// there are more routes than lines.
func (s *sections) ahead(most int) []string {
	if len(s.trunk.Routes) > most {
		return nil
	}
	if s.whatIf != (whatIf{}) {
		s.left()
	} else {
		s.outlook()
	}
	return s.lines
}

// outlook draws for each route that is up how many calls would be left without it.
func (s *sections) outlook() {
	c := callsOf(s.around, s.trunk, s.all(), s.around.isDown)
	if !c.known || c.remain == 0 {
		return
	}
	s.outlookRule(c)
	const wide = 100
	names, keeps, notes := 0, 0, 0
	for _, i := range s.all() {
		names = max(names, safetext.Width(safetext.Cell(s.trunk.Routes[i].TrunkGroup.Name)))
		keeps = max(keeps, len(s.keeps(i)))
		notes = max(notes, safetext.Width(safetext.Cell(s.without(i).Text)))
	}
	if s.width < wide {
		keeps = 0
	}
	names = min(names, 30, s.width/3)
	bar := min(routeMost, s.width-5-names-2-keeps-2-6-2-2-notes-1)
	if bar < 8 {
		bar = 0
	}
	for _, of := range s.levels {
		for _, i := range of.Routes {
			key := s.trunk.Routes[i].TrunkGroup
			if s.around.isDown(key) {
				continue
			}
			own, _ := s.around.calls(key)
			cells := []ui.Cell{{Text: "     " + page.Fit(s.theme, safetext.Name(key.Name), names) + "  "}}
			if keeps > 0 {
				cells = append(cells, ui.Cell{Text: fmt.Sprintf("%-*s  ", keeps, s.keeps(i)), Tone: ui.Muted})
			}
			cells = append(cells, ui.Cell{Text: fmt.Sprintf("%6d", c.left-own), Tone: ui.Strong})
			if bar > 0 {
				cells = append(cells, ui.Cell{Text: "  "}, ui.Bar{Given: int64(c.left - own), Limit: int64(c.left), Plain: true}.Cell(s.glyphs, bar))
			}
			if note := s.without(i); note.Text != "" {
				cells = append(cells, ui.Cell{Text: "  "}, note)
			}
			s.add(cells...)
		}
	}
}

// outlookRule begins the outlook: of how many calls it tells what would be left.
func (s *sections) outlookRule(c calls) {
	title, right := "if one goes down", fmt.Sprintf("%s left of %d", ui.Noun(c.left, "call"), c.left)
	if s.isReported() {
		right = fmt.Sprintf("%s left of the %d that are up", ui.Noun(c.left, "call"), c.left)
	}
	if c.remain < c.routes {
		title = "if one more goes down"
	}
	if s.trunk.IsTriedInOrder() {
		right += ", and who is first"
	}
	s.rule(title, right)
}

// isReported reports whether any state is reported, without which no route is called up.
func (s *sections) isReported() bool {
	n := standingOf(s.trunk, s.around)
	return n.unreported < n.routes
}

// within cuts a section to the lines that there are, and says so. Of what is imagined the last
// lines, which warn, stay; a rule alone says nothing.
func (s *sections) within(lines []string, room int) []string {
	const least = 3
	switch {
	case len(lines) <= room:
		return lines
	case s.whatIf != (whatIf{}) && room > 1:
		return append(lines[:1:1], lines[len(lines)-room+1:]...)
	case s.whatIf != (whatIf{}) || room < least:
		return nil
	}
	more := fmt.Sprintf("     and %d more", len(lines)-room+1)
	return append(lines[:room-1:room-1], page.Line(s.theme, s.width, ui.Cell{Text: more, Tone: ui.Muted}))
}

// keeps says how many calls the priority that is tried first would keep without a route.
func (s *sections) keeps(i int) string {
	if !s.isWeighted() {
		return ""
	}
	first := s.levels[0]
	without := callsOf(s.around, s.trunk, first.Routes, s.but(i))
	return fmt.Sprintf("priority %d keeps %d of %d", first.Priority, without.left, without.all)
}

// but is what is gone without a route.
func (s *sections) but(i int) func(routing.Key) bool {
	key := s.trunk.Routes[i].TrunkGroup
	return func(other routing.Key) bool { return other == key || s.around.isDown(other) }
}

// without says what is worth knowing of the routes without one of them.
func (s *sections) without(i int) ui.Cell {
	warn := func(text string) ui.Cell { return ui.Cell{Text: s.glyphs.Notice + " " + text, Tone: ui.Notice} }
	var was, left []routing.Level
	for _, of := range s.levels {
		if callsOf(s.around, s.trunk, of.Routes, s.around.isDown).remain > 0 {
			was = append(was, of)
		}
		if callsOf(s.around, s.trunk, of.Routes, s.but(i)).remain > 0 {
			left = append(left, of)
		}
	}
	switch {
	case len(left) == 0:
		return warn("NO ROUTE that is up")
	case s.trunk.IsTriedInOrder():
		return ui.Cell{Text: safetext.Name(s.trunk.Routes[left[0].Routes[0]].TrunkGroup.Name) + " first", Tone: ui.Muted}
	case !s.isWeighted():
		return ui.Cell{}
	case left[0].Priority != was[0].Priority:
		return warn(fmt.Sprintf("PRIORITY %d first", left[0].Priority))
	case len(left) == 1 && len(was) > 1:
		return warn("NO STANDBY that is up")
	}
	return ui.Cell{}
}

// left draws how many calls are left in what is imagined, of the priority that is tried first
// and of all, with the calls in use that would have no room there.
func (s *sections) left() {
	all, now := callsOf(s.around, s.trunk, s.all(), s.isGone), callsOf(s.around, s.trunk, s.all(), s.around.isDown)
	s.rule("what is left", "calls as configured")
	if !now.known {
		s.lines = []string{ui.Rule{Title: ui.Cell{Text: "what is left"}}.Draw(s.theme, s.width)}
		s.compare("routes that are up", now.remain, all.remain, ui.Cell{})
		s.warn(all, now)
		return
	}
	if s.isWeighted() && len(s.levels) > 0 {
		first := s.levels[0].Routes
		was, is := callsOf(s.around, s.trunk, first, s.around.isDown), callsOf(s.around, s.trunk, first, s.isGone)
		busy := ui.Cell{}
		if was.reported && s.width >= 100 {
			busy = ui.Cell{Text: fmt.Sprintf("%d are in use now", was.used), Tone: ui.Muted}
			if was.used > is.left {
				busy.Tone = ui.Notice
			}
		}
		s.compare(fmt.Sprintf("priority %d", s.levels[0].Priority), was.left, is.left, busy)
	}
	label := "all routes"
	if s.isReported() {
		label = "all routes that are up"
	}
	s.compare(label, now.left, all.left, ui.Cell{})
	s.warn(all, now)
}

// compare draws a figure as it is, and as it would be.
func (s *sections) compare(label string, was, is int, note ui.Cell) {
	bar := max(8, min(24, (s.width-70)/2+8))
	arrow := ui.Cell{Text: " "}
	if was != is {
		arrow = ui.Cell{Text: s.glyphs.To, Tone: ui.Accent}
	}
	scale := int64(max(was, is))
	before := ui.Bar{Given: int64(was), Limit: scale, Plain: true, Fill: ui.BarWas}.Cell(s.glyphs, bar)
	after := ui.Bar{Given: int64(is), Limit: scale, Plain: true}.Cell(s.glyphs, bar)
	if note.Text != "" {
		note.Text = "  " + note.Text
	}
	s.add(ui.Cell{Text: "     " + page.Pad(label, 24)}, ui.Cell{Text: fmt.Sprintf("%6d ", was)}, before, ui.Cell{Text: " "}, arrow,
		ui.Cell{Text: fmt.Sprintf("%6d ", is), Tone: ui.Strong}, after, note)
}

// warn says what of the calls in use would have no room, and that no or one route is left.
func (s *sections) warn(all, now calls) {
	line := func(text string) { s.add(ui.Cell{Text: "   " + s.glyphs.Notice + " " + text, Tone: ui.Notice}) }
	if all.remain == 0 {
		line("NO ROUTE LEFT that is up: calls go where the routes are exhausted")
		return
	}
	if now.known && now.reported && all.left < now.used {
		line(fmt.Sprintf("up to %d of the %s in use now would have no room", now.used-all.left, ui.Count(now.used, "call")))
	} else if s.isWeighted() {
		first := s.levels[0]
		is := callsOf(s.around, s.trunk, first.Routes, s.isGone)
		carries := ""
		if is.remain == 1 && len(first.Routes) > 1 && s.width >= 100 {
			at := slices.IndexFunc(first.Routes, func(i int) bool { return !s.isGone(s.trunk.Routes[i].TrunkGroup) })
			carries = safetext.Name(s.trunk.Routes[first.Routes[at]].TrunkGroup.Name) + " alone carries priority " + strconv.Itoa(first.Priority)
		}
		over := ""
		if is.known && is.reported && is.used > is.left {
			over = fmt.Sprintf("up to %d of the %s in use now would go to standby", is.used-is.left, ui.Count(is.used, "call"))
		}
		switch {
		case carries != "" && over != "":
			line(carries + ": " + over)
		case carries+over != "":
			line(carries + over)
		}
	}
	switch {
	case s.isWeighted() && levelsUp(s.around, s.trunk, s.isGone) == 1 && levelsUp(s.around, s.trunk, s.around.isDown) > 1:
		line("NO STANDBY that is up")
	case all.remain == 1:
		line("ONE ROUTE LEFT that is up: no overflow")
	}
}
